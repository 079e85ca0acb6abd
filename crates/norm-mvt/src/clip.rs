//! What of a line or ring lies inside of a box.

/// A place in a tile.
pub type Dot = (i64, i64);

/// The parts of a line inside of a box from `low` to `high` on both sides.
pub fn line(dots: &[Dot], low: i64, high: i64) -> Vec<Vec<Dot>> {
    let mut parts: Vec<Vec<Dot>> = Vec::new();
    let mut open = false;
    for pair in dots.windows(2) {
        let (Some(&from), Some(&to)) = (pair.first(), pair.get(1)) else { continue };
        let Some((a, b)) = segment(from, to, low, high) else {
            open = false;
            continue;
        };
        match parts.last_mut().filter(|_| open) {
            Some(part) => part.push(b),
            None => parts.push(vec![a, b]),
        }
        open = b == to;
    }
    parts
}

/// The piece of one segment inside of the box (Liang and Barsky).
fn segment(from: Dot, to: Dot, low: i64, high: i64) -> Option<(Dot, Dot)> {
    let inside = |d: Dot| (low..=high).contains(&d.0) && (low..=high).contains(&d.1);
    if inside(from) && inside(to) {
        return Some((from, to));
    }
    #[expect(clippy::cast_precision_loss, reason = "places in a tile are small numbers")]
    let float = |n: i64| n as f64;
    let (dx, dy) = (float(to.0 - from.0), float(to.1 - from.1));
    let (mut enter, mut leave) = (0.0f64, 1.0f64);
    for (p, q) in [
        (-dx, float(from.0 - low)),
        (dx, float(high - from.0)),
        (-dy, float(from.1 - low)),
        (dy, float(high - from.1)),
    ] {
        if p == 0.0 {
            if q < 0.0 {
                return None;
            }
        } else if p < 0.0 {
            enter = enter.max(q / p);
        } else {
            leave = leave.min(q / p);
        }
    }
    if enter > leave {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "a place between two places in a tile")]
    let at = |t: f64| (from.0 + (dx * t).round() as i64, from.1 + (dy * t).round() as i64);
    let a = if enter > 0.0 { at(enter) } else { from };
    let b = if leave < 1.0 { at(leave) } else { to };
    Some((a, b))
}

/// The part of a ring inside of the box (Sutherland and Hodgman).
pub fn ring(dots: &[Dot], low: i64, high: i64) -> Vec<Dot> {
    let inside = |d: &Dot| (low..=high).contains(&d.0) && (low..=high).contains(&d.1);
    if dots.iter().all(inside) {
        return dots.to_vec();
    }
    let mut ring = dots.to_vec();
    for (upright, limit, keeps_above) in
        [(true, low, true), (true, high, false), (false, low, true), (false, high, false)]
    {
        ring = half(&ring, upright, limit, keeps_above);
    }
    ring
}

fn half(dots: &[Dot], upright: bool, limit: i64, keeps_above: bool) -> Vec<Dot> {
    let value = |d: Dot| if upright { d.0 } else { d.1 };
    let kept = |d: Dot| if keeps_above { value(d) >= limit } else { value(d) <= limit };
    let cross = |a: Dot, b: Dot| {
        // In whole numbers, rounded: (limit − a) / (b − a) of the other side.
        let (along, across) = (value(b) - value(a), limit - value(a));
        let other = |d: Dot| if upright { d.1 } else { d.0 };
        let product = i128::from(other(b) - other(a)) * i128::from(across);
        let at = other(a) + i64::try_from(product / i128::from(along)).unwrap_or_default();
        if upright { (limit, at) } else { (at, limit) }
    };
    let mut out = Vec::with_capacity(dots.len() + 4);
    let Some(mut before) = dots.last().copied() else { return out };
    for &dot in dots {
        match (kept(before), kept(dot)) {
            (true, true) => out.push(dot),
            (true, false) => out.push(cross(before, dot)),
            (false, true) => {
                out.push(cross(before, dot));
                out.push(dot);
            }
            (false, false) => {}
        }
        before = dot;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_comes_back_is_two_parts() {
        let dots = [(10, 10), (200, 10), (200, 50), (10, 50)];
        let parts = line(&dots, 0, 100);
        assert_eq!(parts, vec![vec![(10, 10), (100, 10)], vec![(100, 50), (10, 50)]]);
    }

    #[test]
    fn a_line_across_is_cut_on_both_sides() {
        assert_eq!(line(&[(-50, 20), (150, 20)], 0, 100), vec![vec![(0, 20), (100, 20)]]);
        assert!(line(&[(-50, -20), (150, -20)], 0, 100).is_empty());
    }

    #[test]
    fn a_ring_around_everything_becomes_the_box() {
        let around = [(-500, -500), (500, -500), (500, 500), (-500, 500)];
        let mut cut = ring(&around, 0, 100);
        cut.sort_unstable();
        cut.dedup();
        assert_eq!(cut, vec![(0, 0), (0, 100), (100, 0), (100, 100)]);
        assert!(ring(&[(200, 200), (300, 200), (300, 300)], 0, 100).is_empty());
    }
}
