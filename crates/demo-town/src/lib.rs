//! A seed in, an invented town out: map, streets, addresses, people, staff and texts.
//!
//! Everything in it is made by this crate: no name, place or coordinate of a real person or
//! municipality. The same seed gives the same town on every machine and for ever, as far as the
//! edition of the crate stays the same; a test holds the first town by its hash.
//!
//! No input, no output, no clock: the day the town is seen on is an argument.

mod buildings;
mod crest;
mod dice;
mod districts;
mod documents;
mod entitlement;
mod geo;
mod grow;
mod homes;
mod households;
mod houses;
mod identity;
mod incomes;
mod landuse;
mod map;
mod model;
mod names;
mod network;
mod org;
mod org_plan;
pub mod pictures;
mod plan;
pub mod site;
mod stories;
mod street_names;
mod tell;
mod texts;
mod words;

pub use model::*;

use jiff::civil::{Date, date};

/// The seed of the town that demonstrations and tests of the house use.
pub const DEMO_SEED: u64 = 1;

/// The day on which [`town`] shows its town.
pub const DEMO_DAY: Date = date(2026, 11, 22);

/// The town of this seed on [`DEMO_DAY`].
pub fn town(seed: u64) -> Town {
    town_on(seed, DEMO_DAY)
}

/// The town of this seed as it is on the day `as_of`: ages, moves, stories and news are counted
/// back from it. Map, streets and addresses are the same on every day.
pub fn town_on(seed: u64, as_of: Date) -> Town {
    let name = identity::name(seed);
    let mut drawing = map::draw(seed, name.river, identity::POSTCODE);
    drawing.map.buildings = buildings::place(seed, &mut drawing);
    let setting = households::Setting { seed, as_of, town: name.town };
    let households = households::settle(&setting, &drawing);
    let wohngeld = stories::stories(&setting, &households, identity::RENT_LEVEL);
    let mail_domain = format!("{}.example", name.slug);
    let (units, staff, mayor) = org::offices(seed, &mail_domain, &drawing.map.buildings);
    let (crest_svg, blazon, colours) = crest::coat_of_arms(seed, name.town);
    let people: usize = households.iter().map(|household| household.members.len()).sum();
    let identity = Identity {
        name: name.town.to_owned(),
        official_name: format!("Stadt {}", name.town),
        slug: name.slug.clone(),
        ags: format!("{}{}", identity::KREIS_KEY, identity::PLACE_KEY),
        ars: format!("{0}0{1}{1}", identity::KREIS_KEY, identity::PLACE_KEY),
        kreis: identity::KREIS.to_owned(),
        kreis_key: identity::KREIS_KEY.to_owned(),
        land: "Nordrhein-Westfalen".to_owned(),
        postcode: identity::POSTCODE.to_owned(),
        phone_base: org::PHONE_BASE.to_owned(),
        host: format!("www.{mail_domain}"),
        mail_domain,
        river: name.river.to_owned(),
        first_recorded: name.first_recorded,
        chartered: name.chartered,
        mayor: staff.first().map_or_else(String::new, StaffMember::full_name),
        mayor_title: org::mayor_title(mayor).to_owned(),
        rent_level: identity::RENT_LEVEL,
        area_ha: drawing.area_ha,
        population: u32::try_from(people).unwrap_or(u32::MAX),
        centre: map::CENTRE,
        colours,
        crest_svg,
        blazon,
    };
    let services = texts::services(&identity);
    let news = texts::items(&identity, &drawing.map, as_of);
    let mut town = Town {
        seed,
        as_of,
        identity,
        map: drawing.map,
        households,
        wohngeld,
        units,
        staff,
        services,
        news,
        pages: LegalPages::default(),
    };
    let hall = town.map.buildings.first().and_then(|hall| town.address(hall.address));
    let address = hall.map_or_else(String::new, |address| town.address_line(address));
    town.pages = texts::pages(&town.identity, &address, &town.staff, &town.units, as_of);
    town
}
