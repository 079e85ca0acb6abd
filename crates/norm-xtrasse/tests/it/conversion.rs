//! Coordinates between systems.

use norm_xtrasse::{Crs, Point};
use proptest::prelude::*;

/// Points computed by PROJ 9.1 (from EPSG:4258 to EPSG:25832 and EPSG:25833).
const PROJ: &str = include_str!("proj.csv");

#[test]
fn utm_is_that_of_proj() {
    let mut compared = 0;
    for line in PROJ.lines().skip(1) {
        let row: Vec<f64> = line.split(',').map(|n| n.parse().unwrap()).collect();
        let place = Point::new(row[0], row[1]);
        for (crs, east, north) in [(Crs::UTM32, row[2], row[3]), (Crs::UTM33, row[4], row[5])] {
            let metric = crs.of_lon_lat(place).unwrap();
            let off = (metric.x - east).hypot(metric.y - north);
            assert!(off < 2e-4, "{metric:?} is {off} m off");
            let back = crs.to_lon_lat(Point::new(east, north)).unwrap();
            assert!((back.x - place.x).hypot(back.y - place.y) < 2e-9, "{back:?}");
            compared += 1;
        }
    }
    assert_eq!(compared, 12);
}

#[test]
fn names_of_systems_are_read_as_the_reference_tool_reads_them() {
    for name in [
        "EPSG:25832",
        "epsg:25832",
        "urn:ogc:def:crs:EPSG::25832",
        "urn:ogc:def:crs:EPSG:9.9:25832",
        "http://www.opengis.net/def/crs/EPSG/0/25832",
        "https://www.opengis.net/def/crs/EPSG/0/25832",
        "http://www.opengis.net/def/crs/EPSG/9.9.1/25832",
        "urn:x-ogc:def:crs:EPSG:25832",
    ] {
        assert_eq!(Crs::parse(name), Some(Crs::UTM32), "{name}");
    }
    for name in ["OGC:CRS84", "urn:ogc:def:crs:OGC:1.3:CRS84", "WGS84", "EPSG:4326"] {
        assert_eq!(Crs::parse(name), Some(Crs::WGS84), "{name}");
    }
    for name in
        ["25832", "EPSG::25832", "[EPSG:25832]", "urn:adv:crs:ETRS89_UTM32", "EPSG:99999", ""]
    {
        assert_eq!(Crs::parse(name), None, "{name}");
    }
}

proptest! {
    /// There and back again is the same place to a millionth of a metre.
    #[test]
    fn every_place_comes_back(lon in 3.0..18.0_f64, lat in 44.0..58.0_f64, zone in 0..6_usize) {
        let crs = [25_831, 25_832, 25_833, 4_647, 3_857, 4_258][zone];
        let crs = Crs::new(crs).unwrap();
        let there = crs.of_lon_lat(Point::new(lon, lat)).unwrap();
        let back = crs.to_lon_lat(there).unwrap();
        prop_assert!((back.x - lon).abs() < 1e-11 && (back.y - lat).abs() < 1e-11, "{back:?}");
    }

    /// Whatever number comes, the answer is a place or none.
    #[test]
    fn no_number_is_too_odd(x in any::<f64>(), y in any::<f64>(), epsg in 0..40_000_u32) {
        for crs in [Crs::new(epsg), Some(Crs::UTM32), Some(Crs::WGS84)].into_iter().flatten() {
            if let Some(p) = crs.to_lon_lat(Point::new(x, y)) {
                prop_assert!(p.x.is_finite() && p.y.is_finite());
            }
            if let Some(p) = crs.of_lon_lat(Point::new(x, y)) {
                prop_assert!(p.x.is_finite() && p.y.is_finite());
            }
        }
    }
}
