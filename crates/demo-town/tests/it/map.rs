//! The map: network, districts, addresses.

use std::collections::{HashMap, HashSet};

use demo_town::{Address, AddressUse, BuildingKind, Point};

use crate::TOWNS;

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
            let care_home = town.map.buildings.iter().any(|building| {
                building.kind == BuildingKind::CareHome && building.address == address.id
            });
            assert_eq!(address.homes == 0, !lived_in(address) && !care_home, "{address:?}");
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
