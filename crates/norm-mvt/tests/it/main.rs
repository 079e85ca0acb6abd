//! What is written is read back, and what is cut lies where it was.

use norm_mvt::{Geometry, Layer, Spot, Tile, Value, cells, of_web, read, tile, to_web};
use proptest::prelude::*;

fn spot() -> impl Strategy<Value = Spot> {
    (0..i32::MAX, 0..i32::MAX).prop_map(|(x, y)| Spot { x, y })
}

fn geometry() -> impl Strategy<Value = Geometry> {
    let path = || prop::collection::vec(spot(), 0..12);
    prop_oneof![
        path().prop_map(Geometry::Points),
        prop::collection::vec(path(), 0..4).prop_map(Geometry::Lines),
        prop::collection::vec(prop::collection::vec(path(), 0..3), 0..3).prop_map(Geometry::Areas),
    ]
}

proptest! {
    #[test]
    fn packed_geometry_comes_back(geometry in geometry()) {
        prop_assert_eq!(Geometry::unpack(&geometry.pack()), Ok(geometry));
    }

    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = Geometry::unpack(&bytes);
        let _ = read(&bytes);
    }

    #[test]
    fn every_tile_that_is_written_reads(geometry in geometry(), z in 0u8..=18, at in spot()) {
        let here = Tile::of(at, z);
        let mut layer = Layer::new("a", here);
        let added = layer.add(&geometry, &[("n", Value::Int(-7)), ("t", Value::Text("ä".into()))]);
        let layers = read(&tile(&[layer])).unwrap();
        prop_assert_eq!(layers.len(), usize::from(added));
        for feature in layers.iter().flat_map(|l| &l.features) {
            prop_assert_eq!(feature.attributes.len(), 2);
            for (x, y) in feature.paths.iter().flatten() {
                prop_assert!((-64..=4160).contains(x) && (-64..=4160).contains(y), "{x} {y}");
            }
        }
    }

    #[test]
    fn a_point_lies_in_exactly_one_tile_of_a_zoom(at in spot(), z in 1u8..=18) {
        let point = Geometry::Points(vec![at]);
        let here = Tile::of(at, z);
        let near = [(0i64, 0i64), (1, 0), (0, 1), (-1, 0), (0, -1)];
        let found = near.iter().filter(|(dx, dy)| {
            let (x, y) = (i64::from(here.x) + dx, i64::from(here.y) + dy);
            let tile = u32::try_from(x).ok().zip(u32::try_from(y).ok());
            let tile = tile.and_then(|(x, y)| Tile::new(z, x, y));
            tile.is_some_and(|t| Layer::new("a", t).add(&point, &[]))
        });
        prop_assert_eq!(found.count(), 1);
    }
}

#[test]
fn a_place_in_germany_comes_back_within_two_centimetres() {
    let (east, north) = (977_000.25, 6_750_000.75);
    let spot = of_web(east, north).unwrap();
    let (x, y) = to_web(spot);
    assert!((x - east).abs() < 0.02 && (y - north).abs() < 0.02, "{x} {y}");
    assert!(of_web(3.0e7, 0.0).is_none());
    assert!(of_web(f64::NAN, 0.0).is_none());
}

/// The bytes of a tile by hand, after the example of the specification.
#[test]
fn a_point_is_written_as_the_specification_says() {
    // Zoom 0: a step of the tile is 2¹⁹ steps of the world; the point 25/17.
    let point = Geometry::Points(vec![Spot { x: 25 << 19, y: 17 << 19 }]);
    let mut layer = Layer::new("p", Tile::new(0, 0, 0).unwrap());
    assert!(layer.add(&point, &[]));
    let bytes = tile(&[layer]);
    assert_eq!(
        bytes,
        [
            0x1a, 17, // layer
            0x78, 2, // version 2
            0x0a, 1, b'p', // name
            0x12, 7, 0x18, 1, 0x22, 3, 9, 50, 34, // feature: point, MoveTo(25, 17)
            0x28, 0x80, 0x20, // extent 4096
        ]
    );
}

#[test]
fn rings_turn_as_the_specification_says() {
    let side = 1 << 28;
    let at = |x: i32, y: i32| Spot { x: x * side, y: y * side };
    let outer = vec![at(0, 0), at(0, 6), at(6, 6), at(6, 0)];
    let hole = vec![at(1, 1), at(1, 2), at(2, 2), at(2, 1)];
    let mut layer = Layer::new("a", Tile::new(0, 0, 0).unwrap());
    assert!(layer.add(&Geometry::Areas(vec![vec![outer, hole]]), &[]));
    let layers = read(&tile(&[layer])).unwrap();
    let areas: Vec<i64> = layers[0].features[0]
        .paths
        .iter()
        .map(|ring| {
            let next = ring.iter().cycle().skip(1);
            ring.iter().zip(next).map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum()
        })
        .collect();
    assert!(areas[0] > 0 && areas[1] < 0, "{areas:?}");
}

#[test]
fn a_box_over_a_corner_of_the_world_needs_few_cells() {
    let middle = 1 << 30;
    let bounds = norm_mvt::Bounds {
        min: Spot { x: middle - 10, y: middle - 10 },
        max: Spot { x: middle + 10, y: middle + 10 },
    };
    let all = cells(bounds);
    assert_eq!(all.len(), 4);
    // Of the smallest size, though it lies on the largest line.
    assert!(all.iter().all(|c| c & 31 == 18));
}
