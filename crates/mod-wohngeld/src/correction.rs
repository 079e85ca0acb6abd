//! Values the case worker found instead of what was declared: few, named, each read strictly.

use kernel::fields::parse_euro;
use kernel::{Problem, Text};
use norm_wohngeld::{Cents, CostPart, Household};
use serde::{Deserialize, Serialize};

/// A correction as it is kept, sealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// The value as typed.
    pub value: String,
    /// Why it deviates.
    pub reason: String,
}

/// Something that can be corrected: its key, label, and the declared value.
pub struct Correctable {
    /// Stable key: `rent`, `heating`, `area`, `income/1/0`, `disability/1`, `assets`.
    pub key: String,
    /// Label.
    pub label: Text,
    /// The declared value in German notation.
    pub declared: String,
}

fn amount(cents: Cents) -> String {
    cents.to_string()
}

fn part(part: CostPart) -> String {
    match part {
        CostPart::Unknown => "keine Angabe".into(),
        CostPart::NotIncluded => "nicht in der Miete".into(),
        CostPart::Included => "in der Miete, Betrag unbekannt".into(),
        CostPart::Shown(cents) => amount(cents),
    }
}

/// Everything that can be corrected in a household.
pub fn correctable(household: &Household) -> Vec<Correctable> {
    let d = &household.dwelling;
    let none = || "keine Angabe".to_owned();
    let mut all = vec![
        Correctable {
            key: "rent".into(),
            label: Text::new("Gesamtmiete im Monat", "Total rent per month"),
            declared: d.monthly_payment.map_or_else(none, amount),
        },
        Correctable {
            key: "heating".into(),
            label: Text::new("darin Heizung", "of which heating"),
            declared: part(d.heating),
        },
        Correctable {
            key: "hot_water".into(),
            label: Text::new("darin Warmwasser", "of which hot water"),
            declared: part(d.hot_water),
        },
        Correctable {
            key: "energy".into(),
            label: Text::new("darin Haushaltsenergie", "of which household energy"),
            declared: part(d.energy),
        },
        Correctable {
            key: "area".into(),
            label: Text::new("Wohnfläche in m²", "Living space in m²"),
            declared: d
                .area_hundredths_m2
                .map_or_else(none, |a| format!("{},{:02}", a / 100, a % 100)),
        },
        Correctable {
            key: "assets".into(),
            label: Text::new("Verwertbares Vermögen", "Usable assets"),
            declared: match household.usable_assets {
                Some(Cents(0)) => "unter der Grenze".into(),
                Some(cents) => amount(cents),
                None => none(),
            },
        },
    ];
    for member in &household.members {
        for (i, income) in member.incomes.iter().enumerate() {
            let rule = norm_wohngeld::IncomeKind::all().iter().find(|r| r.kind == income.kind);
            let (de, en) = rule.map_or(("Einkommen", "Income"), |r| (r.label_de, r.label_en));
            all.push(Correctable {
                key: format!("income/{}/{i}", member.id),
                label: Text::new(
                    format!("{}: {de}", member.label),
                    format!("{}: {en}", member.label),
                ),
                declared: amount(income.amount),
            });
        }
        if let Some(degree) = member.disability_degree {
            all.push(Correctable {
                key: format!("disability/{}", member.id),
                label: Text::new(
                    format!("{}: Grad der Behinderung", member.label),
                    format!("{}: degree of disability", member.label),
                ),
                declared: degree.to_string(),
            });
        }
    }
    all
}

fn problem(de: &str, en: &str) -> Problem {
    Problem::new("wohngeld/correction", de, en).at("value", de, en)
}

fn money(value: &str) -> Result<Cents, Problem> {
    parse_euro(value).filter(|e| e.0 >= 0).map(|e| Cents(e.0)).ok_or_else(|| {
        problem(
            "Geben Sie einen Betrag in Euro ein, zum Beispiel 650,50.",
            "Enter an amount in euros, for example 650,50.",
        )
    })
}

/// Puts a found value into the household.
///
/// # Errors
/// A [`Problem`] at the field `value` when it does not read or nothing has this key.
pub fn apply(household: &mut Household, key: &str, value: &str) -> Result<(), Problem> {
    let unknown = || problem("Diese Angabe gibt es nicht.", "There is no such value.");
    let mut parts = key.split('/');
    match (parts.next().unwrap_or_default(), parts.next(), parts.next()) {
        ("rent", None, None) => household.dwelling.monthly_payment = Some(money(value)?),
        ("heating", None, None) => household.dwelling.heating = CostPart::Shown(money(value)?),
        ("hot_water", None, None) => household.dwelling.hot_water = CostPart::Shown(money(value)?),
        ("energy", None, None) => household.dwelling.energy = CostPart::Shown(money(value)?),
        ("area", None, None) => {
            let area = money(value.trim_end_matches("m²").trim())?;
            household.dwelling.area_hundredths_m2 =
                Some(u32::try_from(area.0).map_err(|_| unknown())?);
        }
        ("assets", None, None) => household.usable_assets = Some(money(value)?),
        ("income", Some(member), Some(index)) => {
            let index: usize = index.parse().map_err(|_| unknown())?;
            let income = household
                .members
                .iter_mut()
                .find(|m| m.id == member)
                .and_then(|m| m.incomes.get_mut(index))
                .ok_or_else(unknown)?;
            income.amount = money(value)?;
        }
        ("disability", Some(member), None) => {
            let degree: u8 = value.trim().parse().ok().filter(|d| *d <= 100).ok_or_else(|| {
                problem(
                    "Geben Sie einen Grad zwischen 0 und 100 ein.",
                    "Enter a degree between 0 and 100.",
                )
            })?;
            let member =
                household.members.iter_mut().find(|m| m.id == member).ok_or_else(unknown)?;
            member.disability_degree = Some(degree);
        }
        _ => return Err(unknown()),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn found_values_read_strictly() {
        let mut household = Household::default();
        apply(&mut household, "rent", "712,40").unwrap();
        assert_eq!(household.dwelling.monthly_payment, Some(Cents(71_240)));
        apply(&mut household, "area", "64,5 m²").unwrap();
        assert_eq!(household.dwelling.area_hundredths_m2, Some(6_450));
        for (key, value) in [("rent", "viel"), ("rent", "-5"), ("income/1/0", "5"), ("x", "1")] {
            assert!(apply(&mut household, key, value).is_err(), "{key} {value}");
        }
    }
}
