//! Fewer points where nobody sees the difference (Douglas and Peucker).

use crate::clip::Dot;

/// Keeps the ends and every point that lies further than a step and a half from the line without it.
const FAR: f64 = 1.5;

/// A line with fewer points; neighbours at one place are one.
pub fn line(dots: &[Dot]) -> Vec<Dot> {
    let mut plain = dots.to_vec();
    plain.dedup();
    if plain.len() < 3 {
        return plain;
    }
    let mut kept = vec![false; plain.len()];
    let last = plain.len() - 1;
    let mut open = vec![(0, last)];
    while let Some((from, to)) = open.pop() {
        for end in [from, to] {
            if let Some(mark) = kept.get_mut(end) {
                *mark = true;
            }
        }
        let (Some(&a), Some(&b)) = (plain.get(from), plain.get(to)) else { continue };
        let far = (from + 1..to)
            .filter_map(|at| Some((away(*plain.get(at)?, a, b), at)))
            .max_by(|x, y| x.0.total_cmp(&y.0));
        if let Some((distance, at)) = far
            && distance > FAR
        {
            open.push((from, at));
            open.push((at, to));
        }
    }
    plain.iter().zip(kept).filter(|(_, keep)| *keep).map(|(dot, _)| *dot).collect()
}

/// A ring without its repeated end, with fewer points; empty when nothing of it can be seen.
pub fn ring(dots: &[Dot]) -> Vec<Dot> {
    let mut open = dots.to_vec();
    open.dedup();
    while open.len() > 1 && open.first() == open.last() {
        open.pop();
    }
    if open.len() < 3 {
        return Vec::new();
    }
    // Cut at the point furthest from the first, so that both halves have far ends.
    let Some(&first) = open.first() else { return Vec::new() };
    let far = open.iter().enumerate().max_by_key(|(_, d)| distance_squared(first, **d));
    let at = far.map_or(0, |(at, _)| at);
    let mut one = line(open.get(..=at).unwrap_or_default());
    let mut back = open.get(at..).unwrap_or_default().to_vec();
    back.push(first);
    let mut two = line(&back);
    one.pop();
    two.pop();
    one.extend(two);
    if one.len() < 3 || twice_area(&one) == 0 { Vec::new() } else { one }
}

fn distance_squared(a: Dot, b: Dot) -> i64 {
    (a.0 - b.0).pow(2) + (a.1 - b.1).pow(2)
}

/// Twice the area of a ring; above zero when it runs clockwise on a screen.
pub fn twice_area(ring: &[Dot]) -> i64 {
    let next = ring.iter().cycle().skip(1);
    ring.iter().zip(next).map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum()
}

/// How far a point lies from a segment.
fn away(dot: Dot, a: Dot, b: Dot) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "places in a tile are small numbers")]
    let float = |n: i64| n as f64;
    let (dx, dy) = (float(b.0 - a.0), float(b.1 - a.1));
    let (px, py) = (float(dot.0 - a.0), float(dot.1 - a.1));
    let length = dx * dx + dy * dy;
    let share = if length == 0.0 { 0.0 } else { ((px * dx + py * dy) / length).clamp(0.0, 1.0) };
    (px - share * dx).hypot(py - share * dy)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_on_the_way_is_left_out_and_corners_stay() {
        let dots = [(0, 0), (50, 1), (100, 0), (100, 50), (100, 100)];
        assert_eq!(line(&dots), vec![(0, 0), (100, 0), (100, 100)]);
        let square = [(0, 0), (5, 0), (10, 0), (10, 10), (0, 10), (0, 0)];
        assert_eq!(ring(&square).len(), 4);
        assert!(ring(&[(0, 0), (10, 0), (20, 0)]).is_empty());
    }
}
