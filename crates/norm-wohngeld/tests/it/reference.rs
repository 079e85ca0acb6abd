//! The formula against independent data: 12,000 random households and the statutory tables.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::shared::{data, json};
use norm_wohngeld::{
    BatchFields, Cents, Fixed, LawOptions, Month, Params, RentLevel, amount, batch_columns,
    batch_row, bill_2027, considered_rent, dated_amounts, params, regimes,
};
use serde_json::Value;

/// A decimal text as a number with ten decimals.
fn fixed(text: &str) -> Fixed {
    Fixed::parse(text).unwrap_or_else(|error| panic!("{error}"))
}

/// The names of the columns in their order.
fn headers_in_order(headers: &BTreeMap<String, usize>) -> Vec<String> {
    let mut names: Vec<(&usize, &String)> = headers.iter().map(|(name, at)| (at, name)).collect();
    names.sort();
    names.into_iter().map(|(_, name)| name.clone()).collect()
}

#[test]
fn twelve_thousand_random_households_agree() {
    let Some(path) = data("gettsim_random_reference.csv") else { return };
    let mut reader = csv::Reader::from_path(path).unwrap();
    let headers: BTreeMap<String, usize> = reader
        .headers()
        .unwrap()
        .iter()
        .enumerate()
        .map(|(i, name)| (name.to_owned(), i))
        .collect();
    let header: Vec<String> = headers_in_order(&headers);
    let (mut rows, mut agreeing) = (0, 0);
    let mut causes: BTreeMap<String, usize> = BTreeMap::new();
    for record in reader.records() {
        let record = record.unwrap();
        let field = |name: &str| record.get(headers[name]).unwrap();
        let place = format!("household {} at {}", field("household"), field("date"));
        let month: Month = field("date").parse().unwrap();
        let law = params(month, &LawOptions::default()).unwrap();
        let total: u32 = field("persons_total").parse().unwrap();
        let considered: u32 = field("persons_considered").parse().unwrap();
        let level = RentLevel::new(field("mietenstufe").parse().unwrap()).unwrap();
        let rent = Cents::parse(field("gross_cold_rent_eur")).unwrap();
        let income = Fixed::from(Cents::parse(field("monthly_total_income_eur")).unwrap());

        let rent = considered_rent(law, total, considered, level, Some(rent.into())).unwrap();
        let result = amount(law, considered, rent.m, income);

        // The reference shows M and Y after the least values, M with four decimals.
        let m_shown = Fixed((result.m_used.0 + 500_000).div_euclid(1_000_000) * 1_000_000);
        assert_eq!(m_shown, fixed(field("statute_m")), "M of {place}");
        assert_eq!(result.y_used, fixed(field("statute_y")), "Y of {place}");
        assert_eq!(result.z4, fixed(field("statute_z4")), "z4 of {place}");
        let before: i64 = field("statute_before_10_eur_rule").parse().unwrap();
        assert_eq!(result.before_minimum_payment_eur, before, "before the 10 euro rule, {place}");
        let paid: i64 = field("statute_wohngeld_eur").parse().unwrap();
        assert_eq!(result.eur, paid, "amount of {place}");
        // The same row as a table gives it, text in and text out.
        let columns = batch_columns(&header).unwrap();
        let texts: BatchFields<'_> = columns.map(|column| record.get(column).unwrap());
        let row = batch_row(&texts, &LawOptions::default()).unwrap().fields();
        assert_eq!(fixed(&row[0]), fixed(field("statute_m")), "M as text of {place}");
        assert_eq!(fixed(&row[1]), fixed(field("statute_y")), "Y as text of {place}");
        assert_eq!(row[2], field("statute_wohngeld_eur"), "amount as text of {place}");
        let peer: i64 = field("gettsim_wohngeld_eur").parse().unwrap();
        let cause = field("disagreement");
        if cause.is_empty() {
            assert_eq!(result.eur, peer, "peer's amount of {place}");
            agreeing += 1;
        } else {
            assert_ne!(result.eur, peer, "{cause} makes no difference for {place}");
            *causes.entry(cause.to_owned()).or_default() += 1;
        }
        rows += 1;
    }
    assert_eq!((rows, agreeing), (12_000, 11_521));
    assert_eq!(causes, listed_causes(), "causes of differences against the list");
}

/// The causes of differences from GETTSIM and how many rows each has, with their paragraphs.
fn listed_causes() -> BTreeMap<String, usize> {
    let path = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").expect("cargo says where"))
        .join("../../data/wohngeld/gettsim_disagreements.csv");
    let read = |record: Result<csv::StringRecord, csv::Error>| {
        let record = record.expect("a row");
        assert!(record[2].starts_with('§'), "{record:?} names no paragraph");
        assert!(record[3].len() > 20, "{record:?} gives no reason");
        (record[0].to_owned(), record[1].parse().expect("a number of rows"))
    };
    csv::Reader::from_path(path).expect("the list").records().map(read).collect()
}

/// Compares one regime with its description and returns how many numbers were compared.
#[expect(clippy::many_single_char_names, reason = "the letters of the act")]
fn compare(law: &Params, value: &Value) -> usize {
    let place = value["valid_from"].as_str().expect("the file is complete");
    let mut compared = 0;
    let mut same = |ours: Fixed, theirs: &Value, what: &str| {
        let text = theirs.as_str().map_or_else(|| theirs.to_string(), str::to_owned);
        assert_eq!(ours, fixed(&text), "{what} of {place}");
        compared += 1;
    };
    let euros = |amount: i64| Fixed::from(Cents::euros(amount));
    same(Fixed(i128::from(law.factor_percent) * 100_000_000), &value["factor"], "factor");
    same(euros(law.supplement_eur), &value["supplement_per_member_from_13th_eur"], "supplement");
    same(euros(law.minimum_payment_eur), &value["minimum_payment_eur"], "minimum payment");
    assert_eq!(law.rounds_rent_and_income_first, !value["round_M_and_Y_first"].is_null());
    let rows = ["1", "2", "3", "4", "5", "each_further"];
    for (row, key) in rows.iter().enumerate() {
        let levels = value["max_rent_eur"][key].as_object().expect("the file is complete");
        for level in 1..=7_usize {
            let ours = law.ceilings_eur[row][level - 1];
            match levels.get(&level.to_string()) {
                Some(theirs) => same(euros(ours), theirs, "ceiling"),
                None => assert_eq!(ours, 0, "level {level} of {place} must not exist"),
            }
        }
        for (name, ours) in [
            ("heating_co2_eur", law.heating_co2_cents),
            ("heating_permanent_eur", law.heating_permanent_cents),
            ("climate_eur", law.climate_cents),
        ] {
            match ours {
                Some(table) => same(Fixed::from(Cents(table[row])), &value[name][key], name),
                None => assert!(value[name].is_null(), "{name} of {place}"),
            }
        }
    }
    for members in 1..=12_u32 {
        let key = members.to_string();
        let (a, b, c) = law.coefficients(members);
        let theirs = &value["coefficients"][&key];
        same(a, &theirs["a"], "a");
        same(b, &theirs["b"], "b");
        same(c, &theirs["c"], "c");
        let (m, y) = law.minimums(members);
        let theirs = &value["minimum_M_Y_eur"][&key];
        same(m.into(), &theirs["M"], "least M");
        same(y.into(), &theirs["Y"], "least Y");
    }
    compared
}

#[test]
fn the_compiled_tables_equal_the_statute() {
    let Some(file) = json("parameters.json") else { return };
    let theirs = file["regimes"].as_array().unwrap();
    assert_eq!(theirs.len(), regimes().len());
    let mut compared = 0;
    for (law, value) in regimes().iter().zip(theirs) {
        let from = value["valid_from"].as_str().unwrap();
        assert_eq!(law.valid_from, from.parse().unwrap());
        compared += compare(law, value);
    }
    // Seven regimes with some 100 to 120 numbers each.
    assert!(compared > 764, "{compared} numbers compared");
}

#[test]
fn the_bill_equals_its_description() {
    let Some(value) = json("parameters_2027_bill.json") else { return };
    assert!(compare(bill_2027(), &value) > 100);
}

/// One or several dated amounts of the file against ours; every date of the file is a date of ours.
fn dated(ours: &[dated_amounts::Dated], theirs: &Value) {
    for entry in theirs.as_array().expect("dated amounts") {
        let from: Month = entry["valid_from"].as_str().expect("a date").parse().expect("a month");
        let amount = Cents::euros(entry["amount"].as_i64().expect("whole euros"));
        assert_eq!(dated_amounts::at(ours, from), Some(amount), "{entry}");
        if let Some(before) = dated_amounts::at(ours, from.plus(-1)) {
            let last_year = dated_amounts::at(ours, from.plus(-12));
            assert_eq!(Some(before), last_year, "a change on another day than {from}");
        }
    }
}

#[test]
fn allowances_and_flat_amounts_equal_the_statute() {
    let Some(file) = json("parameters.json") else { return };
    let theirs = &file["income_allowances"];
    dated(&dated_amounts::DISABILITY, &theirs["disability_17_1"]);
    dated(&dated_amounts::WORKING_CHILD, &theirs["working_child_under_25_max_17_4"]);
    dated(&dated_amounts::SUBSISTENCE_LEVEL_1, &theirs["regelbedarfsstufe_1_per_month"]);
    dated(&dated_amounts::EMPLOYEE_LUMP_SUM, &theirs["employee_lump_sum_9a"]);
    let euros = |value: &Value| {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        Cents::parse(&text).unwrap_or_else(|error| panic!("{error}"))
    };
    let first = |value: &Value| euros(&value[0]["amount"]);
    let maintenance = &theirs["maintenance_18"];
    let flat = &file["flat_amounts"];
    let by_persons = |value: &Value| ["1", "2", "each_further"].map(|key| euros(&value[key]));
    assert_eq!(dated_amounts::NAZI_PERSECUTION, first(&theirs["nazi_persecution_17_2"]));
    assert_eq!(dated_amounts::SINGLE_PARENT, first(&theirs["single_parent_17_3"]));
    assert_eq!(dated_amounts::BASIC_PENSION_BASE, euros(&theirs["basic_pension_17a"]["base"]));
    assert_eq!(theirs["basic_pension_17a"]["share_above_base"], "0.30");
    assert_eq!(dated_amounts::BASIC_PENSION_PERCENT, 30);
    let from = theirs["basic_pension_17a"]["valid_from"].as_str().unwrap();
    assert_eq!(dated_amounts::BASIC_PENSION_FROM, from.parse().unwrap());
    let kinds = [
        "trainee_living_elsewhere",
        "child_in_shared_custody",
        "former_or_separated_spouse",
        "other_person",
    ];
    assert_eq!(dated_amounts::MAINTENANCE, kinds.map(|kind| euros(&maintenance[kind])));
    for (ours, key) in [
        (dated_amounts::PENSION_LUMP_SUM, "pension_lump_sum_9a"),
        (dated_amounts::PENSION_LUMP_SUM, "civil_pension_lump_sum_9a"),
        (dated_amounts::CAPITAL_FREE, "saver_threshold_14_2_15"),
        (dated_amounts::CARER_FREE, "care_person_maintenance_free_14_2_19a_20a"),
        (dated_amounts::GIFTS_FREE, "gifts_free_14_2_19b"),
        (dated_amounts::PARENTAL_ALLOWANCE_FREE, "parental_allowance_free_per_month"),
    ] {
        assert_eq!(ours, euros(&theirs[key]), "{key}");
    }
    assert_eq!(dated_amounts::SAVINGS_LUMP_SUM, first(&theirs["saver_lump_sum_20_9"]));
    let assets = &theirs["asset_guideline"];
    assert_eq!(dated_amounts::ASSETS_FIRST, euros(&assets["first_member"]));
    assert_eq!(dated_amounts::ASSETS_FURTHER, euros(&assets["each_further"]));
    assert_eq!(Cents(dated_amounts::HEATING_CENTS_PER_M2), euros(&flat["heating_per_m2_month"]));
    assert_eq!(dated_amounts::HOT_WATER, by_persons(&flat["hot_water_month"]));
    assert_eq!(dated_amounts::ENERGY, by_persons(&flat["household_energy_month"]));
    assert_eq!(dated_amounts::GARAGE, euros(&flat["garage_month"]));
    assert_eq!(dated_amounts::PARKING, euros(&flat["parking_space_month"]));
    let upkeep = &flat["maintenance_and_operating_per_m2_year_owner"];
    assert_eq!(dated_amounts::UPKEEP_PER_M2_YEAR, euros(upkeep));
}
