//! Finds where a line crosses itself, with a bounded effort.

use super::{Point, Polygon};

/// Pairs of segments that are compared at most for one geometry.
const PAIRS_MAX: usize = 4_000_000;

/// What the search came to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Crossing {
    /// No two parts cross.
    None,
    /// Two parts cross near this coordinate.
    At(Point),
    /// Too many parts lie over each other to compare all of them.
    TooMany,
}

/// A piece of a line between two coordinates.
#[derive(Clone, Copy)]
struct Segment {
    from: Point,
    to: Point,
    ring: usize,
    index: usize,
    last: bool,
}

impl Segment {
    fn west(&self) -> f64 {
        self.from.x.min(self.to.x)
    }

    fn east(&self) -> f64 {
        self.from.x.max(self.to.x)
    }
}

/// Where a line crosses itself; the ends may meet.
pub(crate) fn line_crosses(line: &[Point]) -> Crossing {
    search(segments(line, 0), false)
}

/// Where the rings of an area cross themselves or each other; rings may touch.
pub(crate) fn rings_cross(area: &Polygon) -> Crossing {
    let all = area.rings().enumerate().flat_map(|(ring, points)| segments(points, ring));
    search(all.collect(), true)
}

fn segments(line: &[Point], ring: usize) -> Vec<Segment> {
    let mut kept: Vec<Point> = Vec::with_capacity(line.len());
    for point in line {
        if kept.last().is_none_or(|l| (l.x, l.y) != (point.x, point.y)) {
            kept.push(*point);
        }
    }
    let count = kept.len().saturating_sub(1);
    kept.windows(2)
        .enumerate()
        .map(|(index, pair)| Segment {
            from: pair[0],
            to: pair[1],
            ring,
            index,
            last: index + 1 == count,
        })
        .collect()
}

/// Sweeps from west to east and compares what lies over each other.
fn search(mut all: Vec<Segment>, closed: bool) -> Crossing {
    all.sort_by(|a, b| a.west().total_cmp(&b.west()));
    let mut open: Vec<Segment> = Vec::new();
    let mut pairs = 0_usize;
    for segment in all {
        open.retain(|other| other.east() >= segment.west());
        for other in &open {
            pairs += 1;
            if pairs > PAIRS_MAX {
                return Crossing::TooMany;
            }
            if let Some(point) = meet(&segment, other, closed) {
                return Crossing::At(point);
            }
        }
        open.push(segment);
    }
    Crossing::None
}

fn turn(a: Point, b: Point, c: Point) -> f64 {
    (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
}

fn between(a: Point, b: Point, p: Point) -> bool {
    p.x >= a.x.min(b.x) && p.x <= a.x.max(b.x) && p.y >= a.y.min(b.y) && p.y <= a.y.max(b.y)
}

/// Where two segments meet in a way that neighbours and touching rings do not.
fn meet(one: &Segment, two: &Segment, closed: bool) -> Option<Point> {
    let (a, b, c, d) = (one.from, one.to, two.from, two.to);
    let (t1, t2) = (turn(a, b, c), turn(a, b, d));
    let (t3, t4) = (turn(c, d, a), turn(c, d, b));
    let proper = t1 * t2 < 0.0 && t3 * t4 < 0.0;
    if proper {
        let share = t3 / (t3 - t4);
        return Some(Point::new(a.x + share * (b.x - a.x), a.y + share * (b.y - a.y)));
    }
    if one.ring != two.ring {
        return None;
    }
    let (first, second) = if one.index < two.index { (one, two) } else { (two, one) };
    let neighbours = first.index + 1 == second.index;
    let around = closed && first.index == 0 && second.last;
    if neighbours || around {
        // Neighbours share one end; they overlap when one runs back along the other.
        let (shared, out, back) = if neighbours {
            (first.to, first.from, second.to)
        } else {
            (first.from, first.to, second.from)
        };
        let straight = turn(out, shared, back) == 0.0;
        let returns =
            (out.x - shared.x) * (back.x - shared.x) + (out.y - shared.y) * (back.y - shared.y);
        return (straight && returns > 0.0).then_some(shared);
    }
    let ends_meet = !closed
        && first.index == 0
        && second.last
        && (first.from.x, first.from.y) == (second.to.x, second.to.y);
    if ends_meet {
        return None;
    }
    [(t1, a, b, c), (t2, a, b, d), (t3, c, d, a), (t4, c, d, b)]
        .into_iter()
        .find(|(t, from, to, p)| *t == 0.0 && between(*from, *to, *p))
        .map(|(_, _, _, p)| p)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(points: &[(f64, f64)]) -> Vec<Point> {
        points.iter().map(|(x, y)| Point::new(*x, *y)).collect()
    }

    #[test]
    fn a_loop_is_found_where_it_crosses() {
        let found = line_crosses(&line(&[(0., 0.), (10., 10.), (10., 0.), (0., 10.)]));
        assert_eq!(found, Crossing::At(Point::new(5.0, 5.0)));
    }

    #[test]
    fn a_street_that_ends_where_it_began_does_not_cross() {
        let ring = line(&[(0., 0.), (10., 0.), (10., 10.), (0., 10.), (0., 0.)]);
        assert_eq!(line_crosses(&ring), Crossing::None);
        let area = Polygon { exterior: ring, interiors: Vec::new() };
        assert_eq!(rings_cross(&area), Crossing::None);
    }

    #[test]
    fn a_bow_tie_and_a_spike_are_no_areas() {
        for ring in [
            line(&[(0., 0.), (10., 10.), (10., 0.), (0., 10.), (0., 0.)]),
            line(&[(0., 0.), (10., 0.), (20., 0.), (10., 0.), (10., 10.), (0., 0.)]),
        ] {
            let area = Polygon { exterior: ring, interiors: Vec::new() };
            assert!(matches!(rings_cross(&area), Crossing::At(_)));
        }
    }

    #[test]
    fn the_effort_is_bounded() {
        // A comb of long teeth: every segment lies over every other.
        let teeth = (0..6_000).map(|i| {
            let y = f64::from(i);
            Point::new(if i % 2 == 0 { 0.0 } else { 1_000.0 }, y)
        });
        assert_eq!(line_crosses(&teeth.collect::<Vec<_>>()), Crossing::TooMany);
    }
}
