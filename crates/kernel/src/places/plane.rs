//! Plane geometry in metres (EPSG:25832): how far a place is from a line, and the cells by which an
//! ordinary index of either engine finds what lies near.

/// Edge of a cell, in metres.
pub const CELL: f64 = 100.0;

#[expect(clippy::cast_possible_truncation, reason = "coordinates of Germany in hundreds of metres")]
fn row_of(value: f64) -> i64 {
    (value / CELL).floor() as i64
}

/// The cell of a place.
pub fn cell(place: (f64, f64)) -> i64 {
    row_of(place.0) * 1_000_000 + row_of(place.1)
}

/// The cells within `margin` metres of a place.
pub fn cells_around(place: (f64, f64), margin: f64) -> Vec<i64> {
    cells(&[place, place], margin)
}

/// The cells a line comes near: all within `margin` metres of any of its parts. Sorted, each once.
pub fn cells(line: &[(f64, f64)], margin: f64) -> Vec<i64> {
    let mut all = Vec::new();
    for pair in line.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        let length = (to.0 - from.0).hypot(to.1 - from.1);
        // Short steps, so that a long slant does not cover the whole box around it.
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a few thousand"
        )]
        let steps = (length / (CELL / 2.0)).ceil().clamp(1.0, 1e6) as u32;
        let at = |n: u32| {
            let share = f64::from(n) / f64::from(steps);
            (from.0 + share * (to.0 - from.0), from.1 + share * (to.1 - from.1))
        };
        for n in 0..steps {
            let (a, b) = (at(n), at(n + 1));
            for x in row_of(a.0.min(b.0) - margin)..=row_of(a.0.max(b.0) + margin) {
                for y in row_of(a.1.min(b.1) - margin)..=row_of(a.1.max(b.1) + margin) {
                    all.push(x * 1_000_000 + y);
                }
            }
        }
    }
    all.sort_unstable();
    all.dedup();
    all
}

/// How far a place is from a line, in metres; nothing where the line has no coordinates.
pub fn distance(place: (f64, f64), line: &[(f64, f64)]) -> Option<f64> {
    if let [only] = line {
        return Some((place.0 - only.0).hypot(place.1 - only.1));
    }
    line.windows(2).map(|pair| to_segment(place, pair[0], pair[1])).min_by(f64::total_cmp)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_keeps_its_distance() {
        let line = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0)];
        assert_eq!(distance((5.0, 3.0), &line), Some(3.0));
        assert_eq!(distance((13.0, 14.0), &line), Some(5.0));
        assert_eq!(distance((3.0, 4.0), &[(0.0, 0.0)]), Some(5.0));
        assert_eq!(distance((0.0, 0.0), &[]), None);
    }

    #[test]
    fn what_lies_near_shares_a_cell() {
        let mut seed = 7_u64;
        let mut next = || {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            f64::from(u32::try_from(seed >> 40).unwrap_or(0)) / 16_777_216.0 * 2_000.0
        };
        for _ in 0..2_000 {
            let line = [(next(), next()), (next(), next())];
            let place = (next(), next());
            if distance(place, &line).is_some_and(|d| d <= 50.0) {
                let of_line = cells(&line, 0.0);
                let around = cells_around(place, 50.0);
                assert!(
                    around.iter().any(|c| of_line.binary_search(c).is_ok()),
                    "{place:?} {line:?}"
                );
            }
        }
    }
}
