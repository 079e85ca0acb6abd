//! Buildings everybody knows, each at an address that suits it.

use crate::dice::Dice;
use crate::map::Drawing;
use crate::model::{Address, AddressUse, BuildingKind, Point, PublicBuilding};
use crate::plan::Zone;

/// Places in a care home.
const CARE_HOME_ROOMS: u8 = 34;

/// Where a building is looked for.
#[derive(Clone, Copy)]
enum Site {
    /// Market place number 1.
    Market,
    /// In this zone, in the district with this number if one is given.
    In(Zone, Option<u32>),
    /// As near as possible to the station.
    Station,
    /// As near as possible to where the river leaves the town.
    Downstream,
}

/// Kind, name, site, whether one gets in without steps. `{d}` stands for the district.
const BUILDINGS: &[(BuildingKind, &str, Site, bool)] = {
    use BuildingKind as K;
    use Site::{Downstream, In, Market, Station};
    use Zone::{Industry, Inner, OldTown, Suburb, Village};
    &[
        (K::TownHall, "Rathaus", Market, true),
        (K::Office, "Technisches Rathaus", In(Inner, None), true),
        (K::Office, "Haus der Hilfe (Soziales und Wohngeld)", In(OldTown, None), true),
        (K::Worship, "St. Vitus", In(OldTown, None), true),
        (K::Worship, "Martin-Luther-Kirche", In(Inner, None), true),
        (K::Worship, "Mevlana-Moschee", In(Inner, None), true),
        (K::Worship, "Kapelle {d}", In(Village, Some(2)), false),
        (K::Worship, "Dorfkirche {d}", In(Village, Some(3)), false),
        (K::Worship, "St. Antonius {d}", In(Village, Some(5)), true),
        (K::Worship, "Johanneskirche {d}", In(Village, Some(6)), true),
        (K::Library, "Stadtbücherei im Zehnthof", In(OldTown, None), true),
        (K::Museum, "Museum für Stadt und Fluss", In(OldTown, None), false),
        (K::Culture, "Kulturhaus Alte Weberei", In(Inner, None), true),
        (K::Culture, "Bürgerhaus {d}", In(Village, Some(4)), true),
        (K::Station, "Bahnhof", Station, true),
        (K::School, "Grundschule Am Wall", In(Inner, None), true),
        (K::School, "Grundschule Nord", In(Suburb, None), true),
        (K::School, "Grundschule Süd", In(Suburb, None), false),
        (K::School, "Grundschule {d}", In(Village, Some(2)), false),
        (K::School, "Grundschule {d}", In(Village, Some(4)), true),
        (K::School, "Grundschule {d}", In(Village, Some(7)), true),
        (K::School, "Gesamtschule", In(Suburb, None), true),
        (K::School, "Gymnasium", In(Inner, None), false),
        (K::School, "Sekundarschule", In(Suburb, None), true),
        (K::School, "Musikschule", In(Inner, None), false),
        (K::School, "Volkshochschule", In(OldTown, None), true),
        (K::Nursery, "Kita Regenbogen", In(Inner, None), true),
        (K::Nursery, "Kita Wirbelwind", In(Suburb, None), true),
        (K::Nursery, "Kita Löwenzahn", In(Suburb, None), true),
        (K::Nursery, "Kita St. Vitus", In(Inner, None), false),
        (K::Nursery, "Kita Arche", In(Suburb, None), true),
        (K::Nursery, "Kita Mühlenbach", In(Suburb, None), true),
        (K::Nursery, "Kita {d}", In(Village, Some(2)), true),
        (K::Nursery, "Kita {d}", In(Village, Some(3)), true),
        (K::Nursery, "Kita {d}", In(Village, Some(5)), false),
        (K::Nursery, "Waldkindergarten {d}", In(Village, Some(6)), false),
        (K::FireStation, "Feuer- und Rettungswache", In(Inner, None), true),
        (K::FireStation, "Gerätehaus {d}", In(Village, Some(3)), true),
        (K::FireStation, "Gerätehaus {d}", In(Village, Some(5)), true),
        (K::FireStation, "Gerätehaus {d}", In(Village, Some(7)), true),
        (K::Police, "Polizeiwache", In(Inner, None), true),
        (K::Hospital, "Klinikum", In(Inner, None), true),
        (K::CareHome, "Seniorenstift St. Vitus", In(Inner, None), true),
        (K::CareHome, "Haus Abendsonne", In(Suburb, None), true),
        (K::CareHome, "Wohnpark {d}", In(Village, Some(4)), true),
        (K::Pool, "Hallenbad", In(Suburb, None), true),
        (K::SportsHall, "Dreifachhalle", In(Suburb, None), true),
        (K::SportsHall, "Sporthalle {d}", In(Village, Some(7)), true),
        (K::WorksYard, "Bauhof", In(Industry, None), true),
        (K::Recycling, "Wertstoffhof", In(Industry, None), true),
        (K::SewageWorks, "Kläranlage", Downstream, false),
    ]
};

/// Finds an address for every building and marks it as public.
pub(crate) fn place(seed: u64, drawing: &mut Drawing) -> Vec<PublicBuilding> {
    let mut dice = Dice::new(seed, "buildings");
    let mut buildings: Vec<PublicBuilding> = Vec::new();
    for (kind, name, site, step_free) in BUILDINGS {
        let Some(index) = find(*site, drawing, &mut dice) else { continue };
        let address = &mut drawing.map.addresses[index];
        address.usage = AddressUse::Public;
        address.homes = if *kind == BuildingKind::CareHome { CARE_HOME_ROOMS } else { 0 };
        let district = &drawing.map.districts[usize::try_from(address.district - 1).unwrap_or(0)];
        buildings.push(PublicBuilding {
            id: u32::try_from(buildings.len() + 1).expect("some dozens"),
            kind: *kind,
            name: name.replace("{d}", &district.name),
            address: address.id,
            point: address.point,
            step_free: *step_free,
        });
    }
    buildings
}

fn find(site: Site, drawing: &Drawing, dice: &mut Dice) -> Option<usize> {
    let addresses = &drawing.map.addresses;
    let free = |address: &Address| address.usage != AddressUse::Public;
    match site {
        Site::Market => addresses.iter().position(|address| address.street == 1),
        Site::Station => nearest(addresses, drawing.map.railways.first()?.station),
        Site::Downstream => {
            let axis = &drawing.map.waters.first()?.axis;
            // A good way before the boundary, where a road is near.
            nearest(addresses, *axis.get(axis.len() * 84 / 100)?)
        }
        Site::In(zone, district) => {
            let fits = |index: &usize| {
                let address = &addresses[*index];
                free(address)
                    && drawing.zones[*index] == Some(zone)
                    && district.is_none_or(|district| address.district == district)
            };
            let candidates: Vec<usize> = (0..addresses.len()).filter(fits).collect();
            // A village may lie across a border: then anywhere in the zone will do.
            if candidates.is_empty() && district.is_some() {
                return find(Site::In(zone, None), drawing, dice);
            }
            (!candidates.is_empty()).then(|| *dice.pick(&candidates))
        }
    }
}

fn nearest(addresses: &[Address], to: Point) -> Option<usize> {
    let square = |address: &Address| {
        let (x, y) = (address.point.east - to.east, address.point.north - to.north);
        x * x + y * y
    };
    (0..addresses.len())
        .filter(|index| addresses[*index].usage != AddressUse::Public)
        .min_by(|a, b| square(&addresses[*a]).total_cmp(&square(&addresses[*b])))
}
