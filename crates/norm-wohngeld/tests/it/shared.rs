//! What the tests share: where the data is and plain households.

use std::path::PathBuf;

use norm_wohngeld::{
    Cents, CostPart, Dwelling, Household, Member, Place, Relation, RentLevel, Stay, Tenure,
};
use serde_json::Value;

/// The shared test data, or `None` with a loud note where it is absent.
pub fn data(name: &str) -> Option<PathBuf> {
    let root = std::env::var_os("RATHAUS_SHARED_DATA").map_or_else(
        || {
            PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").expect("cargo says where"))
                .join("../../../shared/data")
        },
        PathBuf::from,
    );
    let path = root.join("wohngeld").join(name);
    if path.exists() {
        return Some(path);
    }
    eprintln!("SKIPPED: {} is absent", path.display());
    None
}

/// A JSON file of the shared test data.
pub fn json(name: &str) -> Option<Value> {
    let text = std::fs::read_to_string(data(name)?).expect("the file can be read");
    Some(serde_json::from_str(&text).expect("the file is JSON"))
}

/// A number or a text as a text.
pub fn number(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A person about whom everything is answered.
pub fn member(index: usize, relation: Relation) -> Member {
    Member {
        id: (index + 1).to_string(),
        label: format!("Person {}", index + 1),
        relation,
        centre_of_life: Some(true),
        stay: Some(Stay::German),
        has_other_benefits: Some(false),
        has_income: Some(false),
        pays_income_tax: Some(false),
        pays_health_insurance: Some(false),
        pays_pension_insurance: Some(false),
        ..Member::default()
    }
}

/// A rented flat whose payment contains nothing that is left out.
pub fn household(members: Vec<Member>, level: u8, rent: Cents) -> Household {
    let none = CostPart::NotIncluded;
    Household {
        tenure: Some(Tenure::Tenant),
        place: Place { ags: None, rent_level: RentLevel::new(level) },
        members,
        dwelling: Dwelling {
            monthly_payment: Some(rent),
            heating: none,
            hot_water: none,
            energy: none,
            garage: none,
            parking: none,
            ..Dwelling::default()
        },
        usable_assets: Some(Cents::ZERO),
        ..Household::default()
    }
}
