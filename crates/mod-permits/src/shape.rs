//! Plane geometry of routes: lengths, distances, cells of the index, what lies inside. Metres.

use std::collections::BTreeMap;

use crate::model::Line;

/// Edge of a cell of the index, in metres.
pub const CELL: f64 = 100.0;

/// Length in centimetres.
#[expect(clippy::cast_possible_truncation, reason = "routes are far shorter than 2^53 cm")]
pub fn length_cm(line: &[(f64, f64)]) -> i64 {
    let metres: f64 = line.windows(2).map(|s| (s[1].0 - s[0].0).hypot(s[1].1 - s[0].1)).sum();
    (metres * 100.0).round() as i64
}

/// The same line with coordinates in whole centimetres.
pub fn rounded(line: &[(f64, f64)]) -> Line {
    let round = |v: f64| (v * 100.0).round() / 100.0;
    line.iter().map(|p| (round(p.0), round(p.1))).collect()
}

#[expect(clippy::cast_possible_truncation, reason = "coordinates of Germany in hundreds of metres")]
fn cell_of(value: f64) -> i64 {
    (value / CELL).floor() as i64
}

fn cell(x: i64, y: i64) -> i64 {
    x * 1_000_000 + y
}

/// What a line covers of a cell of the index, in metres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Piece {
    /// The cell.
    pub cell: i64,
    /// West.
    pub min_x: f64,
    /// South.
    pub min_y: f64,
    /// East.
    pub max_x: f64,
    /// North.
    pub max_y: f64,
}

/// The cells a line comes near, all within `margin` metres of any of its parts, each once and in
/// order, with the box around the parts that come near.
pub fn pieces(line: &[(f64, f64)], margin: f64) -> Vec<Piece> {
    let mut all: BTreeMap<i64, Piece> = BTreeMap::new();
    for pair in line.windows(2) {
        // Short steps, so that a long slant does not cover the whole box around it.
        let length = (pair[1].0 - pair[0].0).hypot(pair[1].1 - pair[0].1);
        let mut from = pair[0];
        let mut done = 0.0;
        loop {
            done = (done + CELL / 2.0).min(length);
            let share = if length > 0.0 { done / length } else { 1.0 };
            let to = (
                pair[0].0 + share * (pair[1].0 - pair[0].0),
                pair[0].1 + share * (pair[1].1 - pair[0].1),
            );
            let (min_x, max_x) = (from.0.min(to.0) - margin, from.0.max(to.0) + margin);
            let (min_y, max_y) = (from.1.min(to.1) - margin, from.1.max(to.1) + margin);
            for x in cell_of(min_x)..=cell_of(max_x) {
                for y in cell_of(min_y)..=cell_of(max_y) {
                    let here = Piece { cell: cell(x, y), min_x, min_y, max_x, max_y };
                    let known = all.entry(here.cell).or_insert(here);
                    known.min_x = known.min_x.min(min_x);
                    known.min_y = known.min_y.min(min_y);
                    known.max_x = known.max_x.max(max_x);
                    known.max_y = known.max_y.max(max_y);
                }
            }
            if done >= length {
                break;
            }
            from = to;
        }
    }
    all.into_values().collect()
}

fn to_segment(p: (f64, f64), a: (f64, f64), b: (f64, f64)) -> f64 {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let square = dx * dx + dy * dy;
    let share = if square == 0.0 {
        0.0
    } else {
        (((p.0 - a.0) * dx + (p.1 - a.1) * dy) / square).clamp(0.0, 1.0)
    };
    (p.0 - a.0 - share * dx).hypot(p.1 - a.1 - share * dy)
}

fn turn(a: (f64, f64), b: (f64, f64), c: (f64, f64)) -> f64 {
    (b.0 - a.0) * (c.1 - a.1) - (b.1 - a.1) * (c.0 - a.0)
}

fn cross(a: (f64, f64), b: (f64, f64), c: (f64, f64), d: (f64, f64)) -> bool {
    turn(a, b, c) * turn(a, b, d) < 0.0 && turn(c, d, a) * turn(c, d, b) < 0.0
}

/// The shortest distance between two lines, in metres; nothing where one has no coordinates.
pub fn distance(one: &[(f64, f64)], two: &[(f64, f64)]) -> Option<f64> {
    let mut nearest: Option<f64> = None;
    for s in one.windows(2) {
        for t in two.windows(2) {
            if cross(s[0], s[1], t[0], t[1]) {
                return Some(0.0);
            }
            let here = to_segment(s[0], t[0], t[1])
                .min(to_segment(s[1], t[0], t[1]))
                .min(to_segment(t[0], s[0], s[1]))
                .min(to_segment(t[1], s[0], s[1]));
            nearest = Some(nearest.map_or(here, |n| n.min(here)));
        }
    }
    nearest
}

/// Whether a point lies inside a ring.
pub fn is_inside(point: (f64, f64), ring: &[(f64, f64)]) -> bool {
    let mut inside = false;
    let mut previous = ring.last().copied().unwrap_or(point);
    for &current in ring {
        let spans = (current.1 > point.1) != (previous.1 > point.1);
        if spans {
            let share = (point.1 - current.1) / (previous.1 - current.1);
            if point.0 < current.0 + share * (previous.0 - current.0) {
                inside = !inside;
            }
        }
        previous = current;
    }
    inside
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lines_that_cross_touch_and_others_keep_their_distance() {
        let one = [(0.0, 0.0), (10.0, 0.0)];
        assert_eq!(distance(&one, &[(5.0, -5.0), (5.0, 5.0)]), Some(0.0));
        assert_eq!(distance(&one, &[(13.0, 4.0), (20.0, 4.0)]), Some(5.0));
        assert_eq!(distance(&one, &[]), None);
    }

    #[test]
    fn a_ring_knows_what_lies_inside() {
        let ring = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)];
        assert!(is_inside((5.0, 5.0), &ring));
        assert!(!is_inside((15.0, 5.0), &ring));
        assert!(!is_inside((5.0, 5.0), &[]));
    }

    proptest! {
        // What lies near each other shares a cell, and the boxes there touch: the index loses nothing.
        #[test]
        fn near_lines_share_a_cell(
            ax in 0.0..2_000.0_f64, ay in 0.0..2_000.0_f64, bx in 0.0..2_000.0_f64, by in 0.0..2_000.0_f64,
            cx in 0.0..2_000.0_f64, cy in 0.0..2_000.0_f64, dx in 0.0..2_000.0_f64, dy in 0.0..2_000.0_f64,
        ) {
            let one = [(ax, ay), (bx, by)];
            let two = [(cx, cy), (dx, dy)];
            if distance(&one, &two).is_some_and(|d| d <= 15.0) {
                let wide = pieces(&one, 15.0);
                let shares = pieces(&two, 0.0).iter().any(|t| {
                    wide.iter().any(|o| {
                        o.cell == t.cell && o.min_x <= t.max_x && o.max_x >= t.min_x
                            && o.min_y <= t.max_y && o.max_y >= t.min_y
                    })
                });
                prop_assert!(shares);
            }
        }
    }
}
