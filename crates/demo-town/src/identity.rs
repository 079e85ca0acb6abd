//! Name and keys of the town.

use crate::dice::Dice;
use crate::names::ascii;

/// Names that no German municipality has, with the river after which the place is called.
/// A test compares them with the list of all municipalities.
const TOWNS: &[(&str, &str)] = &[
    ("Hollenwerth", "Holle"),
    ("Marlenbrück", "Marle"),
    ("Ahlsbeck", "Ahle"),
    ("Kallenbrück", "Kalle"),
    ("Grevenwerth", "Grehne"),
    ("Haxterbrück", "Haxter"),
    ("Almersbeck", "Almer"),
    ("Varenbrück", "Vare"),
    ("Sennwerth", "Senne"),
    ("Wennerbruch", "Wenner"),
    ("Ellerwerth", "Eller"),
    ("Quellinghusen", "Quelle"),
];

/// Key of a Kreis that does not exist; 05 7 is the region in which the town lies.
pub(crate) const KREIS_KEY: &str = "05799";
/// Name of that Kreis.
pub(crate) const KREIS: &str = "Kreis Ostersenne";
/// Key of the town within the Kreis.
pub(crate) const PLACE_KEY: &str = "028";
/// Postcode in the style of the region; no town hall in our data has it.
pub(crate) const POSTCODE: &str = "33197";
/// Rent level of the town, our choice: the one that many towns of this size have.
pub(crate) const RENT_LEVEL: u8 = 3;

/// What is known of a town by its name alone.
pub(crate) struct Name {
    pub(crate) town: &'static str,
    pub(crate) river: &'static str,
    pub(crate) slug: String,
    pub(crate) first_recorded: u16,
    pub(crate) chartered: u16,
}

/// Chooses the name.
pub(crate) fn name(seed: u64) -> Name {
    let mut dice = Dice::new(seed, "name");
    let length = u64::try_from(TOWNS.len()).expect("a short list");
    // In order of the seed and not by chance: neighbouring seeds are to be told apart.
    let index = usize::try_from(seed % length).expect("an index fits");
    let (name, river) = TOWNS[index];
    let first_recorded = u16::try_from(dice.between(822, 1_120)).unwrap_or(1_000);
    let chartered = u16::try_from(dice.between(1_214, 1_386)).unwrap_or(1_300);
    Name { town: name, river, slug: ascii(name), first_recorded, chartered }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines of the lists of municipalities; none where the data are absent.
    fn municipalities() -> Option<Vec<(String, String)>> {
        let data = std::env::var("RATHAUS_SHARED_DATA").map_or_else(
            |_| {
                std::path::PathBuf::from(
                    std::env::var("CARGO_MANIFEST_DIR").expect("cargo says where"),
                )
                .join("../../../shared/data")
            },
            std::path::PathBuf::from,
        );
        let mut reader =
            csv::Reader::from_path(data.join("wohngeld/mietenstufen_ags_2023.csv")).ok()?;
        let rows = reader.records().map(|row| {
            let row = row.unwrap();
            (row[0].to_owned(), row[1].split(',').next().unwrap_or("").to_lowercase())
        });
        let mut rows: Vec<(String, String)> = rows.collect();
        let map = data.join("broadband/boundaries/nrw_gemeinden_vg5000_2021.geojson");
        let map: serde_json::Value =
            serde_json::from_str(&std::fs::read_to_string(map).ok()?).ok()?;
        for feature in map["features"].as_array()? {
            let properties = &feature["properties"];
            rows.push((
                properties["AGS"].as_str()?.to_owned(),
                properties["GEN"].as_str()?.to_lowercase(),
            ));
        }
        Some(rows)
    }

    #[test]
    fn nobody_has_these_names_and_keys() {
        let Some(rows) = municipalities() else {
            eprintln!("SKIPPED: lists of municipalities are not there");
            return;
        };
        assert!(rows.len() > 11_000, "only {} municipalities", rows.len());
        let ags = format!("{KREIS_KEY}{PLACE_KEY}");
        assert!(rows.iter().all(|(key, _)| !key.starts_with(KREIS_KEY)), "{KREIS_KEY}");
        assert!(rows.iter().all(|(key, _)| *key != ags));
        for (name, _) in TOWNS {
            let name = name.to_lowercase();
            let taken = rows.iter().find(|(_, other)| other.contains(&name));
            assert!(taken.is_none(), "{name}: {taken:?}");
        }
    }
}
