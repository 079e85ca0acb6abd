//! Puts the map together: from the drawing board to numbered records with coordinates.

use crate::dice::{Dice, whole};
use crate::districts::{self, Part as DistrictPart};
use crate::geo::{V, along, inside, line_length, ring_area};
use crate::houses::{self, Plot};
use crate::model::{
    Address, Area, AreaKind, Bridge, District, Point, Railway, Street, TownMap, Watercourse,
};
use crate::network::Network;
use crate::plan::{Plan, Zone};
use crate::{grow, landuse, street_names};

/// The middle of the market place: on the training ground in the Senne, where nobody lives.
pub(crate) const CENTRE: Point = Point { east: 484_900.0, north: 5_744_300.0 };

/// The map and what other parts need to know of the drawing board.
pub(crate) struct Drawing {
    pub(crate) map: TownMap,
    /// Zone of each address, in the order of the list.
    pub(crate) zones: Vec<Option<Zone>>,
    pub(crate) area_ha: u32,
}

/// Draws the map of the town with this seed.
pub(crate) fn draw(seed: u64, river: &str, postcode: &str) -> Drawing {
    let mut plan = Plan::new(seed);
    let parts = districts::cut(seed, &mut plan);
    let network = grow::streets(seed, &plan);
    let villages = street_names::villages(seed, plan.villages.len());
    let names = street_names::names(seed, &plan, &network, &villages);
    let woods = landuse::woods(seed, &plan);
    let plots = houses::plots(seed, &plan, &network, &woods);

    let mut areas = Vec::new();
    for (kind, ring) in landuse::fields(seed, &plan, &woods) {
        areas.push(area(kind, "", &ring));
    }
    let mut dice = Dice::new(seed, "area names");
    let mut wood_names = WOOD_NAMES.to_vec();
    dice.shuffle(&mut wood_names);
    for (wood, name) in woods.iter().zip(wood_names.iter().chain(std::iter::repeat(&""))) {
        areas.push(area(AreaKind::Wood, name, &wood.ring(48)));
    }
    for (zone, shape) in &plan.settlements {
        areas.push(area(landuse::kind_of(*zone), "", &shape.ring(72)));
    }
    areas.push(area(AreaKind::OldTown, "Altstadt", &plan.old_town.ring(60)));
    for (number, (kind, shape)) in plan.greens.iter().enumerate() {
        areas.push(area(*kind, green_name(number), &shape.ring(36)));
    }
    let square: Vec<V> = network.streets[0].points[1..].to_vec();
    areas.push(area(AreaKind::Square, "Marktplatz", &square));

    let zones = plots.iter().map(|plot| plan.zone(plot.place)).collect();
    let streets = streets(seed, &parts, &network, &names);
    let map = TownMap {
        outline: on_map(&plan.outline),
        districts: named(&parts, &villages),
        waters: waters(&plan, river),
        railways: vec![Railway {
            name: "Sennebahn".to_owned(),
            axis: on_map(&plan.railway),
            station: plan.station.on_map(CENTRE),
        }],
        bridges: bridges(&plan, &network, &names, river),
        areas,
        addresses: addresses(&parts, &plots, postcode),
        streets,
        buildings: Vec::new(),
    };
    let area_ha = whole(ring_area(&plan.outline) / 10_000.0);
    Drawing { map, zones, area_ha }
}

const WOOD_NAMES: &[&str] = &[
    "Stadtforst",
    "Hagenholz",
    "Sundern",
    "Birkenbusch",
    "Wolfsholz",
    "Klosterwald",
    "Fürstenbusch",
    "Eichholz",
    "Tannenkamp",
    "Schmaler Busch",
    "Kattenholz",
    "Moorbusch",
    "Krähenholz",
    "Pfarrbusch",
    "Nordholz",
];

/// Names of the parks, graveyards and sports grounds in the order in which the plan has them.
fn green_name(number: usize) -> &'static str {
    const NAMES: [&str; 7] = [
        "Wallwiesen",
        "Stadtpark",
        "Alter Friedhof",
        "Stadion",
        "Sportpark",
        "Ziegelsee",
        "Waldfriedhof",
    ];
    NAMES.get(number).copied().unwrap_or("")
}

pub(crate) fn on_map(line: &[V]) -> Vec<Point> {
    line.iter().map(|p| p.on_map(CENTRE)).collect()
}

fn area(kind: AreaKind, name: &str, ring: &[V]) -> Area {
    Area { kind, name: name.to_owned(), ring: on_map(ring) }
}

fn number(index: usize) -> u32 {
    u32::try_from(index + 1).expect("lists of a town are short")
}

fn named(parts: &[DistrictPart], villages: &[String]) -> Vec<District> {
    parts
        .iter()
        .enumerate()
        .map(|(index, part)| District {
            id: number(index),
            name: part.gate.map_or_else(|| "Kernstadt".to_owned(), |gate| villages[gate].clone()),
            ring: on_map(&part.ring),
            label: part.label.on_map(CENTRE),
        })
        .collect()
}

/// Number of the district in which a place lies; the middle for a place on a border.
fn district_of(place: V, parts: &[DistrictPart]) -> u32 {
    parts.iter().position(|part| inside(place, &part.ring)).map_or(1, number)
}

fn waters(plan: &Plan, river: &str) -> Vec<Watercourse> {
    let mut waters = vec![Watercourse {
        name: river.to_owned(),
        axis: on_map(&plan.river),
        width_m: plan.river_width,
    }];
    for ((axis, width), name) in plan.brooks.iter().zip(["Forellenbach", "Erlenbach"]) {
        waters.push(Watercourse { name: name.to_owned(), axis: on_map(axis), width_m: *width });
    }
    waters
}

fn streets(seed: u64, parts: &[DistrictPart], network: &Network, names: &[String]) -> Vec<Street> {
    let mut dice = Dice::new(seed, "street keys");
    let mut keys: Vec<u32> = (0..names.len()).map(|index| number(index) * 13 + 87).collect();
    dice.shuffle(&mut keys);
    network
        .streets
        .iter()
        .enumerate()
        .map(|(index, draft)| {
            let length = line_length(&draft.points);
            // The district in which most of nine places along the street lie.
            let mut votes = vec![0_u32; parts.len() + 1];
            for step in 1..10_u32 {
                let (place, _) = along(&draft.points, length * f64::from(step) / 10.0);
                let district = usize::try_from(district_of(place, parts)).unwrap_or(1);
                votes[district] += 1;
            }
            let district = (1..votes.len()).max_by_key(|&d| votes[d]).unwrap_or(1);
            Street {
                id: number(index),
                key: format!("{:05}", keys[index]),
                name: names[index].clone(),
                kind: draft.kind,
                district: number(district - 1),
                axis: on_map(&draft.points),
                length_m: whole(length.round()),
            }
        })
        .collect()
}

fn addresses(parts: &[DistrictPart], plots: &[Plot], postcode: &str) -> Vec<Address> {
    plots
        .iter()
        .enumerate()
        .map(|(index, plot)| Address {
            id: number(index),
            street: number(plot.street),
            number: plot.number,
            suffix: plot.suffix,
            district: district_of(plot.place, parts),
            postcode: postcode.to_owned(),
            point: plot.place.on_map(CENTRE),
            usage: plot.usage,
            homes: plot.homes,
        })
        .collect()
}

/// Where streets cross the river or the railway.
fn bridges(plan: &Plan, network: &Network, names: &[String], river: &str) -> Vec<Bridge> {
    let mut bridges = Vec::new();
    for (index, draft) in network.streets.iter().enumerate() {
        for (line, over_river) in [(&plan.river, true), (&plan.railway, false)] {
            for pair in draft.points.windows(2) {
                for part in line.windows(2) {
                    let hit = crate::geo::crossing(pair[0], pair[1], part[0], part[1]);
                    if let Some((_, place)) = hit {
                        bridges.push(Bridge {
                            name: bridge_name(&names[index], over_river, river),
                            street: number(index),
                            point: place.on_map(CENTRE),
                            over_river,
                        });
                    }
                }
            }
        }
    }
    bridges
}

fn bridge_name(street: &str, over_river: bool, river: &str) -> String {
    let road = street.strip_suffix(" Straße").or_else(|| street.strip_suffix("straße"));
    match (over_river, road) {
        (true, Some(road)) if street.ends_with(" Straße") => format!("{road} Brücke"),
        (true, Some(road)) => format!("{road}brücke"),
        (true, None) => format!("{river}brücke {street}"),
        (false, _) => format!("Bahnübergang {street}"),
    }
}
