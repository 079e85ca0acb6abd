//! The growing network of streets: who crosses whom, and where they share a corner.

use std::collections::{HashMap, HashSet};

use crate::dice::whole;
use crate::geo::{V, crossing, foot};
use crate::model::StreetKind;

/// Side of a cell of the search grid in metres.
const CELL_M: f64 = 60.0;

/// What a street was drawn for; names and house numbers depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// The market place itself.
    Market,
    /// From the market to the ring, number of the gate.
    Gate(usize),
    /// Part of the ring around the old town.
    InnerRing,
    /// Part of the outer ring.
    OuterRing,
    /// Main road outside the ring, number of the gate.
    Radial(usize),
    /// The same beyond its village.
    FarRadial(usize),
    /// To the railway station.
    StationRoad,
    /// Between villages.
    Link(usize, usize),
    /// A track to farms.
    Track,
    /// Everything that has grown between them.
    Grown,
}

/// A street on the drawing board.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub(crate) points: Vec<V>,
    pub(crate) kind: StreetKind,
    pub(crate) part: Part,
    /// 0 for main roads, one more for each branching.
    pub(crate) level: u8,
}

/// Something met on the way.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hit {
    pub(crate) street: usize,
    pub(crate) place: V,
    /// Share of the way at which it was met.
    pub(crate) share: f64,
    /// Direction of the street that was met.
    pub(crate) along: V,
}

/// A piece of a street: its number, from, to.
type Piece = (usize, V, V);

/// All streets so far, with a search grid.
#[derive(Default)]
pub(crate) struct Network {
    pub(crate) streets: Vec<Draft>,
    cells: HashMap<(u32, u32), Vec<Piece>>,
    /// Points shared by two or more streets.
    pub(crate) junctions: HashSet<(u32, u32)>,
    junction_cells: HashMap<(u32, u32), Vec<V>>,
}

fn cell(p: V) -> (u32, u32) {
    (whole((p.x + 20_000.0) / CELL_M), whole((p.y + 20_000.0) / CELL_M))
}

impl Network {
    fn cells_around(low: V, high: V) -> impl Iterator<Item = (u32, u32)> {
        let (from, to) = (cell(low), cell(high));
        (from.0..=to.0).flat_map(move |x| (from.1..=to.1).map(move |y| (x, y)))
    }

    fn box_around(a: V, b: V, margin: f64) -> (V, V) {
        let low = V { x: a.x.min(b.x) - margin, y: a.y.min(b.y) - margin };
        let high = V { x: a.x.max(b.x) + margin, y: a.y.max(b.y) + margin };
        (low, high)
    }

    /// Adds a street, makes a shared corner wherever it crosses or touches another one, and
    /// returns its number.
    pub(crate) fn add(&mut self, points: &[V], kind: StreetKind, part: Part, level: u8) -> usize {
        let number = self.streets.len();
        let mut line: Vec<V> = Vec::with_capacity(points.len() + 4);
        for pair in points.windows(2) {
            let (a, b) = (pair[0].rounded(), pair[1].rounded());
            push_new(&mut line, a);
            let mut hits = self.hits(a, b);
            hits.sort_by(|one, other| one.share.total_cmp(&other.share));
            for hit in hits {
                let mut corner = self.corner_near(hit.street, hit.place, 1.0).unwrap_or(hit.place);
                if let Some(last) = line.last_mut()
                    && last.distance(corner) <= 0.5
                {
                    // Two corners within half a metre are one; a shared one stays where it is.
                    if self.junctions.contains(&last.key()) {
                        corner = *last;
                    } else {
                        *last = corner;
                    }
                }
                self.insert(hit.street, corner);
                push_new(&mut line, corner);
            }
            push_new(&mut line, b);
        }
        for pair in line.windows(2) {
            let (low, high) = Self::box_around(pair[0], pair[1], 0.0);
            for key in Self::cells_around(low, high) {
                self.cells.entry(key).or_default().push((number, pair[0], pair[1]));
            }
        }
        self.streets.push(Draft { points: line, kind, part, level });
        number
    }

    /// All streets that the way from `a` to `b` crosses or touches.
    pub(crate) fn hits(&self, a: V, b: V) -> Vec<Hit> {
        let (low, high) = Self::box_around(a, b, 1.0);
        let mut hits: Vec<Hit> = Vec::new();
        for key in Self::cells_around(low, high) {
            for &(street, c, d) in self.cells.get(&key).map_or(&[][..], Vec::as_slice) {
                let touching = [(0.0, a), (1.0, b)]
                    .into_iter()
                    .find(|(_, end)| end.distance(foot(*end, c, d)) < 0.3)
                    .map(|(share, end)| (share, foot(end, c, d)));
                let Some((share, place)) = touching.or_else(|| crossing(a, b, c, d)) else {
                    continue;
                };
                let place = place.rounded();
                let known =
                    hits.iter().any(|hit| hit.street == street && hit.place.distance(place) < 0.6);
                if !known {
                    hits.push(Hit { street, place, share, along: (d - c).unit() });
                }
            }
        }
        hits
    }

    /// The first street on the way from `a` to `b`, leaving out what lies within `skip` metres
    /// of `a`.
    pub(crate) fn first_hit(&self, a: V, b: V, skip: f64) -> Option<Hit> {
        self.hits(a, b)
            .into_iter()
            .filter(|hit| hit.place.distance(a) > skip)
            .min_by(|one, other| one.share.total_cmp(&other.share))
    }

    /// Segments within `radius` of `p`: street, nearest place, direction.
    pub(crate) fn near(&self, p: V, radius: f64) -> Vec<Piece> {
        let (low, high) = Self::box_around(p, p, radius);
        let mut found = Vec::new();
        for key in Self::cells_around(low, high) {
            for &(street, a, b) in self.cells.get(&key).map_or(&[][..], Vec::as_slice) {
                let place = foot(p, a, b);
                if place.distance(p) < radius {
                    found.push((street, place, (b - a).unit()));
                }
            }
        }
        found
    }

    /// A corner of this street within `radius` of `p`.
    fn corner_near(&self, street: usize, p: V, radius: f64) -> Option<V> {
        self.streets[street]
            .points
            .iter()
            .copied()
            .filter(|corner| corner.distance(p) < radius)
            .min_by(|a, b| a.distance(p).total_cmp(&b.distance(p)))
    }

    /// A junction within `radius` of `p`, the nearest.
    pub(crate) fn junction_near(&self, p: V, radius: f64) -> Option<V> {
        let (low, high) = Self::box_around(p, p, radius);
        Self::cells_around(low, high)
            .flat_map(|key| self.junction_cells.get(&key).map_or(&[][..], Vec::as_slice))
            .copied()
            .filter(|junction| junction.distance(p) < radius)
            .min_by(|a, b| a.distance(p).total_cmp(&b.distance(p)))
    }

    /// Makes `corner` a corner of the street and a junction.
    pub(crate) fn insert(&mut self, street: usize, corner: V) {
        if self.junctions.insert(corner.key()) {
            self.junction_cells.entry(cell(corner)).or_default().push(corner);
        }
        let points = &mut self.streets[street].points;
        if points.iter().any(|point| point.key() == corner.key()) {
            return;
        }
        let nearest = points
            .windows(2)
            .map(|pair| corner.distance(foot(corner, pair[0], pair[1])))
            .enumerate()
            .min_by(|a, b| a.1.total_cmp(&b.1));
        if let Some((index, _)) = nearest {
            points.insert(index + 1, corner);
        }
    }
}

/// Appends the point unless it is the last one already.
fn push_new(line: &mut Vec<V>, point: V) {
    if line.last().is_none_or(|last| last.distance(point) > 0.5) {
        line.push(point);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geo::v;

    #[test]
    fn crossing_streets_share_a_corner() {
        let mut network = Network::default();
        network.add(&[v(0.0, 0.0), v(100.0, 0.0)], StreetKind::Main, Part::Grown, 0);
        network.add(&[v(33.0, -50.0), v(33.0, 50.0)], StreetKind::Main, Part::Grown, 0);
        network.add(&[v(80.0, 0.0), v(80.0, 50.0)], StreetKind::Main, Part::Grown, 0);
        assert_eq!(network.streets[0].points.len(), 4);
        assert_eq!(network.streets[1].points.len(), 3);
        assert!(network.streets[0].points.contains(&v(33.0, 0.0)));
        assert!(network.streets[1].points.contains(&v(33.0, 0.0)));
        assert!(network.streets[0].points.contains(&v(80.0, 0.0)));
        assert_eq!(network.junctions.len(), 2);
    }
}
