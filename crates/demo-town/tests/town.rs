//! What must hold for every town, whatever the seed.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use demo_town::{
    Address, AddressUse, DEMO_SEED, IncomeKind, Outcome, Point, Relation, StaffRole, Tenancy, Town,
    town, town_on,
};
use sha2::{Digest, Sha256};

/// The seeds that are looked at: the demonstration and some others, one beyond 32 bits.
static TOWNS: LazyLock<Vec<Town>> =
    LazyLock::new(|| [DEMO_SEED, 2, 3, 4, 5, 6, 77, 9_000_000_000_000].map(town).into());

/// Hash of the demonstration town as JSON. It changes when the crate changes what it makes:
/// then say so in the commit, because demonstrations and tests elsewhere see another town.
const DEMO_HASH: &str = "to be set";

fn hash(town: &Town) -> String {
    let json = serde_json::to_vec(town).unwrap();
    Sha256::digest(&json).iter().map(|byte| format!("{byte:02x}")).collect()
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
fn streets_form_one_network() {
    for town in TOWNS.iter() {
        let key = |p: &Point| {
            ((p.east * 100.0).round().to_string(), (p.north * 100.0).round().to_string())
        };
        let mut at: HashMap<_, Vec<usize>> = HashMap::new();
        for (index, street) in town.map.streets.iter().enumerate() {
            assert!(street.axis.len() >= 2 && street.length_m > 20, "{street:?}");
            for point in &street.axis {
                at.entry(key(point)).or_default().push(index);
            }
        }
        let mut reached = HashSet::from([0]);
        let mut open = vec![0];
        while let Some(street) = open.pop() {
            for point in &town.map.streets[street].axis {
                for &next in &at[&key(point)] {
                    if reached.insert(next) {
                        open.push(next);
                    }
                }
            }
        }
        let lost: Vec<&str> = (0..town.map.streets.len())
            .filter(|street| !reached.contains(street))
            .map(|street| town.map.streets[street].name.as_str())
            .collect();
        assert!(lost.is_empty(), "seed {}: {lost:?}", town.seed);
    }
}

fn inside(p: Point, ring: &[Point]) -> bool {
    let mut within = false;
    for (index, a) in ring.iter().enumerate() {
        let b = &ring[(index + ring.len() - 1) % ring.len()];
        if (a.north > p.north) != (b.north > p.north) {
            let east = (b.east - a.east) * (p.north - a.north) / (b.north - a.north) + a.east;
            within ^= p.east < east;
        }
    }
    within
}

/// Area of a ring in square metres, counted from a corner to keep the numbers small.
fn area(ring: &[Point]) -> f64 {
    let first = ring[0];
    let next = ring.iter().cycle().skip(1);
    let cross = |a: &Point, b: &Point| {
        (a.east - first.east) * (b.north - first.north)
            - (b.east - first.east) * (a.north - first.north)
    };
    ring.iter().zip(next).map(|(a, b)| cross(a, b)).sum::<f64>() / 2.0
}

fn distance(p: Point, line: &[Point]) -> f64 {
    line.windows(2)
        .map(|pair| {
            let (x, y) = (pair[1].east - pair[0].east, pair[1].north - pair[0].north);
            let along = ((p.east - pair[0].east) * x + (p.north - pair[0].north) * y)
                / (x * x + y * y).max(1e-9);
            let along = along.clamp(0.0, 1.0);
            let (dx, dy) = (pair[0].east + along * x - p.east, pair[0].north + along * y - p.north);
            (dx * dx + dy * dy).sqrt()
        })
        .fold(f64::INFINITY, f64::min)
}

#[test]
fn districts_cover_the_town_without_gaps_and_overlaps() {
    for town in TOWNS.iter() {
        let whole = area(&town.map.outline);
        let parts: f64 = town.map.districts.iter().map(|district| area(&district.ring)).sum();
        assert!(town.map.districts.iter().all(|district| area(&district.ring) > 1e6));
        assert!((whole - parts).abs() < 1.0, "seed {}: {whole} and {parts}", town.seed);
        // A grid of places: each lies in the town and in one district, or in neither.
        let centre = town.identity.centre;
        let mut hits = 0;
        for row in -70..=70 {
            for column in -70..=70 {
                let p = Point {
                    east: centre.east + f64::from(column) * 60.0 + 0.37,
                    north: centre.north + f64::from(row) * 60.0 + 0.61,
                };
                let count = town.map.districts.iter().filter(|d| inside(p, &d.ring)).count();
                let expected = usize::from(inside(p, &town.map.outline));
                assert_eq!(count, expected, "seed {} at {p:?}", town.seed);
                hits += count;
            }
        }
        assert!(hits > 5_000, "{hits}");
        for district in &town.map.districts {
            assert!(inside(district.label, &district.ring), "label of {}", district.name);
        }
    }
}

#[test]
fn addresses_lie_in_their_district_and_beside_their_street_but_not_in_the_water() {
    for town in TOWNS.iter() {
        for address in &town.map.addresses {
            let district = &town.map.districts[usize::try_from(address.district - 1).unwrap()];
            assert_eq!(district.id, address.district);
            assert!(inside(address.point, &district.ring), "seed {}: {address:?}", town.seed);
            for water in &town.map.waters {
                let metres = distance(address.point, &water.axis);
                assert!(metres > water.width_m / 2.0 + 5.0, "{address:?} in {}", water.name);
            }
            assert!(distance(address.point, &town.map.railways[0].axis) > 10.0);
            let street = town.street(address.street).unwrap();
            let metres = distance(address.point, &street.axis);
            assert!((4.0..45.0).contains(&metres), "{metres} m: {address:?}");
            assert_eq!(address.postcode, town.identity.postcode);
            assert_eq!(address.homes == 0, !lived_in(address), "{address:?}");
        }
    }
}

fn lived_in(address: &Address) -> bool {
    matches!(address.usage, AddressUse::Homes | AddressUse::Mixed | AddressUse::Farm)
}

#[test]
fn odd_numbers_stand_left_and_even_ones_right() {
    for town in TOWNS.iter() {
        let mut wrong = 0;
        for address in town.map.addresses.iter().filter(|address| address.street != 1) {
            let axis = &town.street(address.street).unwrap().axis;
            let nearest = axis
                .windows(2)
                .min_by(|a, b| distance(address.point, a).total_cmp(&distance(address.point, b)))
                .unwrap();
            let (a, b, p) = (nearest[0], nearest[1], address.point);
            let left = (b.east - a.east) * (p.north - a.north)
                - (b.north - a.north) * (p.east - a.east)
                > 0.0;
            wrong += usize::from(left != (address.number % 2 == 1));
        }
        // Where a street bends sharply the nearest piece may be the wrong one.
        assert!(wrong < 40, "seed {}: {wrong}", town.seed);
    }
}

#[test]
fn households_live_where_homes_are() {
    for town in TOWNS.iter() {
        let mut used: HashMap<u32, u8> = HashMap::new();
        for household in &town.households {
            *used.entry(household.address).or_default() += 1;
            let flat = &household.flat;
            assert!(!household.members.is_empty());
            assert_eq!(household.head().relation, Relation::Head);
            assert!(household.head().age_on(town.as_of) >= 18, "{household:?}");
            assert!(flat.moved_in <= town.as_of);
            assert_eq!(flat.rent.is_none(), flat.tenancy == Tenancy::Owner);
            assert_eq!(flat.burden.is_some(), flat.tenancy == Tenancy::Owner);
            if let Some(rent) = flat.rent {
                assert!(rent.total_cents() >= rent.gross_cold_cents());
                let per_metre = rent.gross_cold_cents() / i64::from(flat.area_m2);
                assert!((500..1_300).contains(&per_metre), "{per_metre} cents a square metre");
            }
            let youngest_adult = household
                .members
                .iter()
                .filter(|person| {
                    matches!(person.relation, Relation::Head | Relation::Spouse | Relation::Partner)
                })
                .map(|person| person.birth_date)
                .max()
                .unwrap();
            for person in &household.members {
                assert!(!person.first_names.is_empty() && !person.family_name.is_empty());
                assert!(person.birth_date <= town.as_of);
                if person.relation == Relation::Child {
                    let years = person.birth_date.year() - youngest_adult.year();
                    assert!(years >= 17, "{years} years between {household:?}");
                }
                assert!(person.incomes.iter().all(|income| income.monthly_cents > 0));
            }
        }
        for (address, count) in used {
            assert!(town.address(address).unwrap().homes >= count);
        }
    }
}

#[test]
fn names_are_as_diverse_as_a_real_town() {
    for town in TOWNS.iter() {
        let people: Vec<_> =
            town.households.iter().flat_map(|household| &household.members).collect();
        let any = |what: &str, holds: &dyn Fn(&str) -> bool| {
            let found = people.iter().any(|p| holds(&p.family_name) || holds(&p.first_names));
            assert!(found, "no {what}, seed {}", town.seed);
        };
        any("name of one letter", &|name| name.chars().count() == 1);
        any("hyphen", &|name| name.contains('-'));
        any("very long name", &|name| name.chars().count() > 40);
        any("apostrophe", &|name| name.contains('\''));
        any("Turkish letter", &|name| name.contains('ş') || name.contains('ğ'));
        any("Polish letter", &|name| name.contains('ł'));
        for language in ["de", "tr", "pl", "ar", "uk", "ru"] {
            let count = people.iter().filter(|person| person.language == language).count();
            assert!(count > 150, "{count} speak {language}, seed {}", town.seed);
        }
        let kinds: HashSet<String> = people
            .iter()
            .flat_map(|person| &person.incomes)
            .map(|income| format!("{:?}", income.kind))
            .collect();
        assert_eq!(kinds.len(), 16, "{kinds:?}");
        let minijobs = people.iter().flat_map(|person| &person.incomes);
        let minijobs = minijobs.filter(|income| income.kind == IncomeKind::Minijob);
        assert!(minijobs.clone().count() > 300);
        assert!(minijobs.clone().all(|income| income.monthly_cents <= 55_600));
    }
}

#[test]
fn stories_hang_together() {
    for town in TOWNS.iter() {
        let outcomes: HashSet<Outcome> = town.wohngeld.iter().map(|story| story.outcome).collect();
        assert_eq!(outcomes.len(), 8, "seed {}", town.seed);
        let heads: Vec<u16> =
            town.wohngeld.iter().map(|story| story.household.head().age_on(town.as_of)).collect();
        assert!(heads.iter().any(|age| *age < 25) && heads.iter().any(|age| *age > 85));
        for story in &town.wohngeld {
            let dates = &story.dates;
            let days = [
                Some(dates.begun),
                dates.submitted,
                dates.documents_requested,
                dates.documents_received,
                dates.hearing_sent,
                dates.withdrawn,
                dates.decided,
                dates.ended,
            ];
            let days: Vec<_> = days.into_iter().flatten().collect();
            assert!(days.is_sorted(), "{story:?}");
            assert!(days.iter().all(|day| *day <= town.as_of), "{story:?}");
            assert!(story.household.flat.moved_in <= dates.begun);
            assert_eq!(dates.submitted.is_none(), story.outcome == Outcome::Draft);
            let decided =
                matches!(story.outcome, Outcome::Granted | Outcome::Refused | Outcome::Ended);
            assert_eq!(dates.decided.is_some(), decided, "{story:?}");
            match story.outcome {
                Outcome::Granted => {
                    assert!(story.expected_euros >= 10 && story.complete);
                    assert!(dates.granted_until.unwrap() >= town.as_of, "{story:?}");
                }
                Outcome::Ended => {
                    assert!(story.expected_euros >= 10);
                    let end = dates.ended.or(dates.granted_until).unwrap();
                    assert!(end < town.as_of, "{story:?}");
                }
                Outcome::Refused | Outcome::Hearing => {
                    assert!(story.refusal.is_some() && story.expected_euros == 0);
                }
                Outcome::DocumentsMissing => {
                    assert!(!story.documents.is_empty() && !story.complete);
                    assert!(dates.documents_due.is_some() && dates.documents_received.is_none());
                }
                Outcome::Draft | Outcome::Submitted | Outcome::Withdrawn => {}
            }
            assert!(
                story.summary.ends_with('.') && !story.summary.contains('?'),
                "{}",
                story.summary
            );
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
        for word in
            ["{town}", "{river}", "{place}", "{title}", "{mayor}", "{mail}", "{d}", "{phone}"]
        {
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
            let value = f64::from(u8::from_str_radix(&colour[from..from + 2], 16).unwrap()) / 255.0;
            if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
    };
    let (a, b) = (luminance(one), luminance(other));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}
