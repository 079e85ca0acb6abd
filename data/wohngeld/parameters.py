"""Writes the dated parameters of the formula as a Rust table.

usage: python3 parameters.py parameters.json parameters_2027_bill.json > tables/regimes.rs
"""
import json, sys
from decimal import Decimal

def e10(text):
    value = Decimal(text).scaleb(10)
    assert value == value.to_integral_value(), text
    return group(int(value))

def group(n):
    sign, digits = ("-" if n < 0 else ""), str(abs(n))
    parts = []
    while len(digits) > 3 and len(str(abs(n))) > 4:
        parts.insert(0, digits[-3:]); digits = digits[:-3]
    return sign + "_".join([digits] + parts)

def cents(text):
    return group(int(Decimal(str(text)).scaleb(2)))

def month(text):
    y, m, _ = text.split("-")
    return f"Month::known({y}, {int(m)})"

def additions(values):
    if not values:
        return "None"
    keys = ["1", "2", "3", "4", "5", "each_further"]
    return "Some([" + ", ".join(cents(values[k]) for k in keys) + "])"

names = {"2009-01-01": "R2009", "2016-01-01": "R2016", "2020-01-01": "R2020", "2021-01-01": "R2021",
         "2022-01-01": "R2022", "2023-01-01": "R2023", "2025-01-01": "R2025", "2027-01-01": "Bill2027"}

def regime(r, bill):
    end = r["valid_to"]
    if r["valid_from"] == "2025-01-01":
        end = "2026-12-31"  # § 43: the next update was due on 1 January 2027
    rows = []
    for n in ["1", "2", "3", "4", "5", "each_further"]:
        levels = [r["max_rent_eur"][n].get(str(l), 0) for l in range(1, 8)]
        rows.append("        [" + ", ".join(group(v) for v in levels) + "],")
    coeff = [f"        ({e10(r['coefficients'][str(n)]['a'])}, {e10(r['coefficients'][str(n)]['b'])}, {e10(r['coefficients'][str(n)]['c'])}),"
             for n in range(1, 13)]
    mins = r["minimum_M_Y_eur"]
    source = "BT-Drs. 21/8284 = BR-Drs. 474/26 (Regierungsentwurf, kein geltendes Recht)" if bill else r["legal_source"].replace("adds § 12 (6)", "§ 12 Abs. 6 neu")
    return "\n".join([
        "    Params {",
        f"        regime: Regime::{names[r['valid_from']]},",
        f"        valid_from: {month(r['valid_from'])},",
        f"        valid_until: {'None' if not end else 'Some(' + month(end) + ')'},",
        f"        source: \"{source}\",",
        f"        factor_percent: {int(Decimal(r['factor']) * 100)},",
        f"        rounds_rent_and_income_first: {'true' if r['round_M_and_Y_first'] else 'false'},",
        f"        supplement_eur: {r['supplement_per_member_from_13th_eur']},",
        f"        minimum_payment_eur: {r['minimum_payment_eur']},",
        f"        is_capped_at_rent: {'true' if bill else 'false'},",
        "        ceilings_eur: [",
        *["    " + row for row in rows],
        "        ],",
        f"        heating_co2_cents: {additions(r.get('heating_co2_eur'))},",
        f"        heating_permanent_cents: {additions(r.get('heating_permanent_eur'))},",
        f"        climate_cents: {additions(r.get('climate_eur'))},",
        "        coefficients: [",
        *["    " + row for row in coeff],
        "        ],",
        "        minimum_rent_eur: [" + ", ".join(group(mins[str(n)]["M"]) for n in range(1, 13)) + "],",
        "        minimum_income_eur: [" + ", ".join(group(mins[str(n)]["Y"]) for n in range(1, 13)) + "],",
        "    },"])

law = json.load(open(sys.argv[1]))["regimes"]
bill = json.load(open(sys.argv[2]))
print("//! The dated numbers of §§ 12, 19, 43 `WoGG` with Anlagen 1 to 3 and `WoGV` §§ 23, 24.")
print("//!")
print("//! Written by the program in `data/wohngeld/README.md`; a test compares it with the source.")
print()
print("use super::{Params, Regime};")
print("use crate::month::Month;")
print()
print("/// Every regime that is or was law, oldest first.")
print("pub(super) static LAW: [Params; 7] = [")
for r in law:
    print(regime(r, False))
print("];")
print()
print("/// The government bill for 2027: not law when this table was written.")
print("pub(super) static BILL_2027: [Params; 1] = [")
print(regime(bill, True))
print("];")
