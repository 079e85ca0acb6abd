//! The compiled rent levels against the lists of the ordinance.

use std::path::PathBuf;
use std::process::Command;

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

/// Every row of the three lists, 5,587 in all: the program that joins them to the register stops
/// at the first row it cannot join, and what it prints is what is compiled in.
#[test]
fn every_row_of_the_three_lists_is_compiled_in() {
    let Some(path) = data("mietenstufen_ags_2023.csv") else { return };
    let here = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").expect("cargo says where"));
    let joined = Command::new("python3")
        .arg(here.join("../../data/wohngeld/rent_levels.py"))
        .arg(path.parent().expect("a folder"))
        .output();
    let Ok(joined) = joined else {
        eprintln!("SKIPPED: python3 is not installed");
        return;
    };
    assert!(joined.status.success(), "{}", String::from_utf8_lossy(&joined.stderr));
    let compiled = std::fs::read(here.join("data/mietenstufen.txt")).unwrap();
    assert!(joined.stdout == compiled, "the compiled lists are not what the program prints");
}

#[test]
fn districts_and_islands_have_the_level_of_their_row() {
    for (file, month) in [
        ("mietenstufen_anlage_2016.csv", "2016-01"),
        ("mietenstufen_anlage_2020.csv", "2020-01"),
        ("mietenstufen_anlage_2023.csv", "2023-01"),
    ] {
        let Some(path) = data(file) else { return };
        let month: Month = month.parse().unwrap();
        // Places that are not listed themselves have the level of their Kreis.
        let unlisted = [("05170040", "Wesel"), ("01054001", "Nordfriesland")];
        let mut compared = 0;
        for record in csv::Reader::from_path(path).unwrap().records() {
            let record = record.unwrap();
            for (ags, district) in unlisted {
                if &record[1] == "kreis" && &record[2] == district {
                    let ours = rent_level(ags, month).unwrap().number().to_string();
                    assert_eq!(ours, &record[3], "{ags} in {file}");
                    compared += 1;
                }
            }
            if record[1].starts_with("inseln") {
                // Juist, which is no part of the mainland.
                let ours = rent_level("03452013", month).unwrap().number().to_string();
                assert_eq!(ours, &record[3], "an island in {file}");
            }
        }
        assert_eq!(compared, unlisted.len(), "{file}");
    }
}

#[test]
fn the_older_lists_agree_wherever_the_name_is_unchanged() {
    assert!(compare("mietenstufen_anlage_2020.csv", "2020-01") > 1000);
    assert!(compare("mietenstufen_anlage_2016.csv", "2016-01") > 1000);
}
