//! What must hold for every town, whatever the seed.

mod map;
mod people;

use std::collections::HashSet;
use std::sync::LazyLock;

use demo_town::{DEMO_SEED, StaffRole, Town, town, town_on};
use sha2::{Digest, Sha256};

/// The towns that are looked at: the demonstration and some others, one beyond 32 bits.
/// `DEMO_TOWN_SEEDS=200` looks at as many more.
static TOWNS: LazyLock<Vec<Town>> = LazyLock::new(|| {
    let more = std::env::var("DEMO_TOWN_SEEDS").ok().and_then(|count| count.parse().ok());
    let seeds = [DEMO_SEED, 2, 3, 4, 5, 6, 77, 9_000_000_000_000];
    seeds.into_iter().chain(1_000..1_000 + more.unwrap_or(0)).map(town).collect()
});

/// Hash of the demonstration town as JSON. It changes when the crate changes what it makes:
/// then say so in the commit, because demonstrations and tests elsewhere see another town.
const DEMO_HASH: &str = "ebc4a6d2d111a5c1d2a62f2e0e406cf7ea58cfeaa01222e1f17428de69dea915";

fn hash(town: &Town) -> String {
    let json = serde_json::to_vec(town).expect("a town can be written");
    Sha256::digest(&json).iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

#[test]
fn the_same_seed_gives_the_same_town_for_ever() {
    let again = town(DEMO_SEED);
    assert_eq!(hash(&TOWNS[0]), hash(&again));
    assert_eq!(hash(&again), DEMO_HASH);
    assert_ne!(hash(&TOWNS[1]), DEMO_HASH);
}

#[test]
fn a_town_survives_being_written_and_read() {
    let json = serde_json::to_string(&TOWNS[0]).unwrap();
    let read: Town = serde_json::from_str(&json).unwrap();
    assert_eq!(read, TOWNS[0]);
}

#[test]
fn the_map_stands_still_while_people_grow_older() {
    let later = town_on(DEMO_SEED, jiff::civil::date(2028, 2, 29));
    assert_eq!(later.map, TOWNS[0].map);
    let (now, then) = (&TOWNS[0].households[0], &later.households[0]);
    assert_ne!(now.head().birth_date, then.head().birth_date);
}

#[test]
fn counts_are_those_of_a_town_of_thirty_thousand() {
    for town in TOWNS.iter() {
        let seed = town.seed;
        let within = |what: &str, count: usize, from: usize, to: usize| {
            assert!((from..=to).contains(&count), "{count} {what}, seed {seed}");
        };
        within("people", town.population(), 28_500, 31_500);
        within("households", town.households.len(), 13_000, 16_500);
        within("streets", town.map.streets.len(), 640, 760);
        within("addresses", town.map.addresses.len(), 17_000, 19_000);
        within("districts", town.map.districts.len(), 6, 8);
        within("buildings", town.map.buildings.len(), 40, 60);
        within("stories", town.wohngeld.len(), 400, 500);
        within("services", town.services.len(), 12, 12);
        within("news", town.news.len(), 25, 25);
        within("units", town.units.len(), 12, 20);
        within("bridges", town.map.bridges.iter().filter(|b| b.over_river).count(), 4, 16);
        within("hectares", usize::try_from(town.identity.area_ha).unwrap(), 3_000, 5_500);
    }
}

#[test]
fn numbers_keys_and_names_are_unique() {
    fn unique<T: std::hash::Hash + Eq + std::fmt::Debug>(
        what: &str,
        list: impl Iterator<Item = T>,
    ) {
        let mut seen = HashSet::new();
        for value in list {
            let text = format!("{value:?}");
            assert!(seen.insert(value), "{what} {text} twice");
        }
    }
    for town in TOWNS.iter() {
        unique("street", town.map.streets.iter().map(|street| street.id));
        unique("street key", town.map.streets.iter().map(|street| street.key.clone()));
        unique("street name", town.map.streets.iter().map(|street| street.name.clone()));
        unique("address", town.map.addresses.iter().map(|address| address.id));
        unique("building", town.map.buildings.iter().map(|building| building.address));
        unique("district", town.map.districts.iter().map(|district| district.name.clone()));
        unique("household", town.households.iter().map(|household| household.id));
        unique("iban", town.households.iter().map(|household| household.iban.clone()));
        unique("login", town.staff.iter().map(|person| person.login.clone()));
        unique("extension", town.staff.iter().map(|person| person.phone.clone()));
        unique("unit", town.units.iter().map(|unit| unit.key.clone()));
        unique("service", town.services.iter().map(|service| service.slug.clone()));
        unique("news", town.news.iter().map(|item| item.slug.clone()));
        unique("story", town.wohngeld.iter().map(|story| story.household.id));
        let citizens = town.households.iter().flat_map(|household| &household.members);
        unique("citizen", citizens.map(|person| person.id));
        let numbers = town
            .map
            .addresses
            .iter()
            .map(|address| (address.street, address.number, address.suffix));
        unique("house number", numbers);
        for (index, street) in town.map.streets.iter().enumerate() {
            assert_eq!(usize::try_from(street.id).unwrap(), index + 1);
            assert!(street.key.len() == 5 && street.key.bytes().all(|b| b.is_ascii_digit()));
            assert!(!street.name.trim().is_empty() && street.name.len() > 3, "{street:?}");
            assert!(!street.name.contains('\u{ad}') && !street.name.contains("Planstraße"));
        }
        for (index, address) in town.map.addresses.iter().enumerate() {
            assert_eq!(usize::try_from(address.id).unwrap(), index + 1);
        }
        for (index, household) in town.households.iter().enumerate() {
            assert_eq!(usize::try_from(household.id).unwrap(), index + 1);
        }
    }
}

#[test]
fn everybody_in_the_town_hall_has_a_place() {
    for town in TOWNS.iter() {
        let mayors = town.staff.iter().filter(|person| person.role == StaffRole::Mayor).count();
        assert_eq!(mayors, 1);
        for person in &town.staff {
            assert!(town.unit(&person.unit).is_some(), "{person:?}");
            assert!(person.email.is_ascii() && person.email.ends_with(".example"), "{person:?}");
            assert!(person.login.is_ascii() && person.login.len() > 3, "{person:?}");
        }
        for unit in &town.units {
            if let Some(parent) = &unit.parent {
                assert!(town.unit(parent).is_some(), "{unit:?}");
            }
            let head = town.staff.iter().find(|person| person.id == unit.head).unwrap();
            assert_eq!(head.unit, unit.key);
            assert!(town.map.buildings.iter().any(|building| building.id == unit.building));
        }
        for key in ["BM", "10", "12", "32", "50", "50.1", "66"] {
            assert!(town.unit(key).is_some(), "{key}");
        }
        let hall = &town.map.buildings[0];
        assert_eq!(town.address_line(town.address(hall.address).unwrap()), "Marktplatz 1");
        for service in &town.services {
            assert!(town.unit(&service.unit).is_some(), "{}", service.slug);
        }
        for item in &town.news {
            assert!(town.unit(&item.unit).is_some() && item.published <= town.as_of);
        }
    }
}

#[test]
fn no_placeholder_is_left_in_any_text() {
    for town in TOWNS.iter() {
        let texts = serde_json::to_string(&(
            &town.identity,
            &town.services,
            &town.news,
            &town.pages,
            &town.units,
            &town.staff,
        ))
        .unwrap();
        for word in [
            "{town}",
            "{river}",
            "{place}",
            "{title}",
            "{mayor}",
            "{mail}",
            "{kreis}",
            "{of_kreis}",
            "{the_title}",
            "{d}",
            "{phone}",
        ] {
            assert!(!texts.contains(word), "{word}, seed {}", town.seed);
        }
        for item in &town.news {
            assert!(!item.title.contains("  ") && !item.title.starts_with(' '), "{}", item.title);
        }
        assert!(
            town.identity.crest_svg.starts_with("<svg")
                && town.identity.crest_svg.ends_with("</svg>")
        );
        assert!(contrast(&town.identity.colours.primary, "#ffffff") > 7.0);
        assert!(contrast(&town.identity.colours.accent, "#000000") > 7.0);
    }
}

/// Contrast of two colours as WCAG 2 defines it.
fn contrast(one: &str, other: &str) -> f64 {
    let luminance = |colour: &str| {
        let part = |from: usize| {
            let value = u8::from_str_radix(&colour[from..from + 2], 16).expect("a colour");
            let value = f64::from(value) / 255.0;
            if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
    };
    let (a, b) = (luminance(one), luminance(other));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}
