//! The compiled rent levels against the lists of the ordinance.

use norm_wohngeld::{Month, find_municipalities, rent_level};

use crate::shared::data;

#[test]
fn every_municipality_of_2023_has_the_level_of_the_list() {
    let Some(path) = data("mietenstufen_ags_2023.csv") else { return };
    let month: Month = "2023-01".parse().unwrap();
    let mut compared = 0;
    for record in csv::Reader::from_path(path).unwrap().records() {
        let record = record.unwrap();
        let (ags, level) = (&record[0], &record[5]);
        if level.is_empty() {
            continue;
        }
        let ours = rent_level(ags, month).unwrap().number();
        assert_eq!(ours.to_string(), level, "{ags}");
        compared += 1;
    }
    assert_eq!(compared, 10_979);
}

/// The Länder in the order of the first two digits of the key.
const LAENDER: [&str; 16] = [
    "Schleswig-Holstein",
    "Hamburg",
    "Niedersachsen",
    "Bremen",
    "Nordrhein-Westfalen",
    "Hessen",
    "Rheinland-Pfalz",
    "Baden-Württemberg",
    "Bayern",
    "Saarland",
    "Berlin",
    "Brandenburg",
    "Mecklenburg-Vorpommern",
    "Sachsen",
    "Sachsen-Anhalt",
    "Thüringen",
];

/// Listed municipalities whose name is the same in list and register, compared with the list.
fn compare(file: &str, month: &str) -> usize {
    let Some(path) = data(file) else { return usize::MAX };
    let month: Month = month.parse().expect("the list is complete");
    let mut compared = 0;
    for record in csv::Reader::from_path(path).expect("the list is complete").records() {
        let record = record.expect("the list is complete");
        if &record[1] != "gemeinde" {
            continue;
        }
        let name = &record[2];
        let land =
            LAENDER.iter().position(|land| *land == &record[0]).expect("the list is complete") + 1;
        let mut same = find_municipalities(name, 200);
        same.retain(|municipality| municipality.name == name);
        same.retain(|municipality| municipality.ags().starts_with(&format!("{land:02}")));
        let [municipality] = same.as_slice() else { continue };
        let ours = municipality.level(month).expect("the list is complete").number().to_string();
        assert_eq!(ours, &record[3], "{name} in {file}");
        compared += 1;
    }
    compared
}

#[test]
fn the_older_lists_agree_wherever_the_name_is_unchanged() {
    assert!(compare("mietenstufen_anlage_2020.csv", "2020-01") > 1000);
    assert!(compare("mietenstufen_anlage_2016.csv", "2016-01") > 1000);
}
