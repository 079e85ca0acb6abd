//! All pictures can be drawn.

use std::collections::BTreeSet;

use super::*;

#[test]
fn there_are_enough_and_each_is_its_own() {
    assert!(SKETCHES.len() >= 24);
    let drawn: BTreeSet<String> = SKETCHES.iter().map(|s| s.picture(1).svg).collect();
    let names: BTreeSet<&str> = SKETCHES.iter().map(|s| s.name).collect();
    assert_eq!(drawn.len(), SKETCHES.len());
    assert_eq!(names.len(), SKETCHES.len());
    for sketch in SKETCHES {
        let svg = sketch.picture(1).svg;
        assert_eq!(svg, sketch.picture(1).svg, "{} differs from itself", sketch.name);
        assert!(!svg.contains("<text") && !svg.contains("href"), "{}", sketch.name);
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{}", sketch.name);
        assert!(svg.len() < 400_000, "{}: {} bytes", sketch.name, svg.len());
        assert!(sketch.alt.chars().count() > 30 && sketch.alt_en.chars().count() > 30);
    }
}

#[test]
fn every_picture_becomes_pixels() {
    for sketch in SKETCHES {
        let bytes = png(&sketch.picture(1), 320);
        assert_eq!(&bytes[1..4], b"PNG", "{}", sketch.name);
        // A surface of one colour would be far smaller.
        assert!(bytes.len() > 10_000, "{}: {} bytes", sketch.name, bytes.len());
    }
}
