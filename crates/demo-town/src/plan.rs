//! The plan of the town: what was there before the houses. River, railway, main roads, villages.
//!
//! It is drawn in a frame in which the river runs from west to east south of the old town and
//! the railway north of it; then the frame is turned by chance, so that towns differ.

use crate::dice::{Dice, float};
use crate::geo::{Blob, V, direction, first_exit, sine, v};
use crate::model::AreaKind;

/// Length of the drawn river and railway to each side of the market place, in metres.
const REACH_M: f64 = 4_900.0;

/// How densely and for what a place is built up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Zone {
    /// Inside the ring.
    OldTown,
    /// Around the ring.
    Inner,
    /// Suburbs.
    Suburb,
    /// Villages.
    Village,
    /// Works and warehouses.
    Industry,
}

impl Zone {
    /// Distances in metres between parallel streets and between cross streets.
    pub(crate) fn spacing(self) -> (f64, f64) {
        match self {
            Self::OldTown => (52.0, 66.0),
            Self::Inner => (84.0, 142.0),
            Self::Suburb => (96.0, 190.0),
            Self::Village => (98.0, 170.0),
            Self::Industry => (160.0, 280.0),
        }
    }
}

/// A village on a main road.
pub(crate) struct Village {
    pub(crate) centre: V,
    /// Number of the gate its main road leads to.
    pub(crate) gate: usize,
}

/// What the town grows on.
pub(crate) struct Plan {
    /// Boundary of the town.
    pub(crate) outline: Vec<V>,
    pub(crate) river: Vec<V>,
    pub(crate) river_width: f64,
    /// Brooks with their width.
    pub(crate) brooks: Vec<(Vec<V>, f64)>,
    pub(crate) railway: Vec<V>,
    pub(crate) station: V,
    /// The ring around the old town.
    pub(crate) old_town: Blob,
    pub(crate) outer_ring: Blob,
    /// Angles of the gates in degrees; the last one leads to the station only.
    pub(crate) gates: Vec<f64>,
    /// Main roads from the ring to the boundary, by gate.
    pub(crate) radials: Vec<Vec<V>>,
    /// First streets of the suburbs, each from a main road.
    pub(crate) spines: Vec<Vec<V>>,
    pub(crate) villages: Vec<Village>,
    /// Built-up shapes.
    pub(crate) settlements: Vec<(Zone, Blob)>,
    /// Where nobody builds: parks, ponds, sports grounds, graveyards.
    pub(crate) greens: Vec<(AreaKind, Blob)>,
    /// Turn of the frame in degrees.
    pub(crate) turn: f64,
    /// Angles in degrees of the borders between districts; none where the border is the river.
    pub(crate) borders: Vec<Option<f64>>,
}

impl Plan {
    /// Draws the plan.
    pub(crate) fn new(seed: u64) -> Self {
        let mut dice = Dice::new(seed, "plan");
        let upside = if dice.chance(50) { 180.0 } else { 0.0 };
        let turn = dice.range(-32.0, 32.0) + upside;
        let (river, railway) = (river(&mut dice, turn), railway(&mut dice, turn));
        let outline = outline(&mut dice, turn);
        let old_town = blob(&mut dice, v(0.0, 0.0), 245.0, 0.05, turn, 0.035);
        let outer_ring = blob(&mut dice, v(0.0, 0.0), 1_070.0, 0.10, turn, 0.04);
        // The roads to east and west keep away from the river.
        let mut gates: Vec<f64> = [(0.0, 7.0), (60.0, 6.0), (120.0, 6.0), (180.0, -7.0)]
            .into_iter()
            .chain([(240.0, 6.0), (300.0, 6.0)])
            .map(|(angle, sway): (f64, f64)| {
                let least = if angle % 180.0 == 0.0 { 0.0 } else { -sway };
                angle + turn + dice.range(least.min(sway), least.max(sway))
            })
            .collect();
        gates.push(90.0 + turn + dice.range(-3.0, 3.0));

        let mut radials = Vec::new();
        let mut villages = Vec::new();
        for (gate, &angle) in gates[..6].iter().enumerate() {
            let start = old_town.radius_towards(direction(angle));
            // The roads to east and west stay between river and railway.
            let sway = if gate % 3 == 0 { 2.5 } else { 8.0 };
            let centre = direction(angle + dice.range(-sway, sway)) * dice.range(2_250.0, 2_700.0);
            let centre = centre.rounded();
            let control = [
                direction(angle) * start,
                direction(angle) * (start + 260.0),
                direction(angle + dice.range(-sway, sway) * 0.7) * dice.range(1_150.0, 1_500.0),
                centre,
                centre + direction(angle + dice.range(-14.0, 14.0)) * 900.0,
                centre + direction(angle + dice.range(-10.0, 10.0)) * 2_400.0,
            ];
            let line = spline(&control, 30.0);
            radials.push(cut_at(&line, &outline));
            villages.push(Village { centre, gate });
        }

        let side = if dice.chance(50) { 1.0 } else { -1.0 };
        let works = turned(v(side * dice.range(1_560.0, 1_760.0), 370.0), turn);
        let way = if side > 0.0 { 0 } else { 3 };
        let mut spines = vec![spine(works, 330.0, &radials[way])];
        let mut settlements = vec![
            (Zone::Industry, blob(&mut dice, works, 430.0, 0.30, turn, 0.05)),
            (Zone::Suburb, blob(&mut dice, v(0.0, 0.0), 1_200.0, 0.15, turn, 0.085)),
        ];
        for (angle, gate) in [(38.0, 1), (142.0, 2), (271.0, 4)] {
            let centre =
                direction(angle + turn + dice.range(-8.0, 8.0)) * dice.range(1_290.0, 1_480.0);
            let radius = dice.range(360.0, 450.0);
            spines.push(spine(centre, radius, &radials[gate]));
            settlements
                .push((Zone::Suburb, blob(&mut dice, centre, radius, 0.15, turn + angle, 0.10)));
        }
        for village in &villages {
            // One village is hardly more than a hamlet, another nearly a small town.
            let radius =
                [300.0, 545.0, 380.0, 430.0, 470.0, 350.0][village.gate] * dice.range(0.88, 1.1);
            let axis = gates[village.gate];
            settlements
                .push((Zone::Village, blob(&mut dice, village.centre, radius, 0.2, axis, 0.12)));
        }
        let greens = greens(&mut dice, turn, &old_town);
        let brooks = brooks(&mut dice, turn, &river);
        let station = nearest(&railway, direction(gates[6]) * 640.0);
        Self {
            outline,
            river,
            river_width: dice.range(19.0, 26.0),
            brooks,
            railway,
            station,
            old_town,
            outer_ring,
            gates,
            radials,
            spines,
            villages,
            settlements,
            greens,
            turn,
            // East and west the river is the border.
            borders: vec![
                None,
                Some(30.0 + turn),
                Some(90.0 + turn),
                Some(150.0 + turn),
                None,
                Some(270.0 + turn),
            ],
        }
    }

    /// What is built at `p`, if anything may be.
    pub(crate) fn zone(&self, p: V) -> Option<Zone> {
        if self.greens.iter().any(|(_, green)| green.depth(p) < 1.0) {
            return None;
        }
        if self.old_town.depth(p) < 1.0 {
            return Some(Zone::OldTown);
        }
        let zone = self.settlements.iter().find(|(_, shape)| shape.depth(p) < 1.0)?.0;
        if zone == Zone::Suburb && self.settlements[1].1.depth(p) < 0.62 {
            return Some(Zone::Inner);
        }
        Some(zone)
    }

    /// The ring around the old town or the outer ring between two angles, with the gates as
    /// corners.
    pub(crate) fn ring_arc(&self, ring: &Blob, from: f64, to: f64) -> Vec<V> {
        let mut angles: Vec<f64> = self
            .gates
            .iter()
            .flat_map(|gate| [gate - 360.0, *gate, gate + 360.0])
            .filter(|gate| *gate > from && *gate < to)
            .collect();
        let steps = 14_u32;
        for step in 0..=steps {
            let angle = from + (to - from) * f64::from(step) / f64::from(steps);
            if angles.iter().all(|other| (other - angle).abs() > 2.0 || step == 0 || step == steps)
            {
                angles.push(angle);
            }
        }
        angles.sort_by(f64::total_cmp);
        angles.iter().map(|&angle| Self::on_ring(ring, angle)).collect()
    }

    /// The corner of a ring at an angle.
    pub(crate) fn on_ring(ring: &Blob, angle: f64) -> V {
        let towards = direction(angle);
        (ring.centre + towards * ring.radius_towards(towards)).rounded()
    }
}

/// Turned by the turn of the frame.
fn turned(p: V, turn: f64) -> V {
    p.turned(turn)
}

/// A round shape with waves of random size.
fn blob(dice: &mut Dice, centre: V, radius: f64, oval: f64, axis: f64, wave: f64) -> Blob {
    let mut waves = [0.0; 6];
    for size in &mut waves {
        *size = dice.range(-wave, wave);
    }
    Blob { centre, radius, axis: direction(axis), oval, waves }
}

/// The river in its meanders.
fn river(dice: &mut Dice, turn: f64) -> Vec<V> {
    let (first, second) = (dice.range(0.0, 360.0), dice.range(0.0, 360.0));
    let (long, short) = (dice.range(1_700.0, 2_300.0), dice.range(760.0, 980.0));
    waves(turn, 25.0, |x| {
        // Straightened where the town grew around it.
        let calm = (x.abs() / 1_500.0).min(1.0);
        let size = 26.0 + 200.0 * calm * calm;
        let meander =
            0.62 * sine(360.0 * x / long + first) + 0.38 * sine(360.0 * x / short + second);
        -352.0 + size * meander
    })
}

/// The railway in its wide curves.
fn railway(dice: &mut Dice, turn: f64) -> Vec<V> {
    let (phase, slope) = (dice.range(0.0, 360.0), dice.range(-0.03, 0.03));
    waves(turn, 50.0, |x| {
        640.0 + slope * x + 60.0 * sine(x / 18.0 + phase) * (x.abs() / 2_000.0).min(1.0)
    })
}

/// A line from west to east at the height given by `height`.
fn waves(turn: f64, step: f64, height: impl Fn(f64) -> f64) -> Vec<V> {
    let mut line = Vec::new();
    let mut x = -REACH_M;
    while x <= REACH_M {
        line.push(turned(v(x, height(x)), turn).rounded());
        x += step;
    }
    line
}

/// The boundary of the town, jagged as boundaries are.
fn outline(dice: &mut Dice, turn: f64) -> Vec<V> {
    let shape = blob(dice, v(0.0, 0.0), 3_600.0, 0.09, turn, 0.035);
    let mut ring = shape.ring(92);
    for corner in &mut ring {
        let shift = dice.range(-110.0, 110.0);
        *corner = (*corner + corner.unit() * shift).rounded();
    }
    ring
}

/// Two brooks that run into the river, one from each side.
fn brooks(dice: &mut Dice, turn: f64, river: &[V]) -> Vec<(Vec<V>, f64)> {
    let mut brooks = Vec::new();
    for (x, height, width) in [(1_380.0, REACH_M * 0.9, 5.0), (-1_180.0, -REACH_M * 0.9, 3.5)] {
        let side = if dice.chance(50) { 1.0 } else { -1.0 };
        let mouth = nearest(river, turned(v(x * side, -350.0), turn));
        let spring = turned(v(x * side + dice.range(-700.0, 700.0), height), turn);
        let across = (spring - mouth).unit().left();
        let mut control = vec![mouth];
        for part in 1..8_u32 {
            let share = f64::from(part) / 8.0;
            control.push(mouth + (spring - mouth) * share + across * dice.range(-130.0, 130.0));
        }
        control.push(spring);
        let mut line = spline(&control, 30.0);
        line.reverse();
        brooks.push((line, width));
    }
    brooks
}

/// Parks, ponds, sports grounds and graveyards.
fn greens(dice: &mut Dice, turn: f64, old_town: &Blob) -> Vec<(AreaKind, Blob)> {
    let mut greens = Vec::new();
    // The meadows between the ring and the river.
    let south = direction(270.0 + turn);
    let meadow = south * (old_town.radius_towards(south) + 62.0);
    greens.push((AreaKind::Park, blob(dice, meadow, 52.0, 0.6, turn, 0.03)));
    let mut taken = vec![(meadow, 160.0)];
    let wanted = [
        (AreaKind::Park, 105.0, 420.0, 950.0),
        (AreaKind::Cemetery, 88.0, 520.0, 1_000.0),
        (AreaKind::Sports, 98.0, 850.0, 1_300.0),
        (AreaKind::Sports, 80.0, 1_100.0, 1_500.0),
        (AreaKind::Lake, 120.0, 1_500.0, 1_900.0),
        (AreaKind::Cemetery, 52.0, 2_250.0, 2_900.0),
    ];
    for (kind, radius, near, far) in wanted {
        for _ in 0..60 {
            // South of the river or between the main roads, never on the railway.
            let centre = v(dice.range(-far, far), dice.range(-far, far));
            let flat = centre.turned(-turn);
            let free = (near..far).contains(&centre.length())
                && (flat.y - 640.0).abs() > radius + 90.0
                && (flat.y + 350.0).abs() > radius + 130.0
                && [0.0, 60.0, 90.0, 120.0, 180.0, 240.0, 300.0].iter().all(|angle| {
                    let road = direction(*angle);
                    flat.dot(road) < 0.0 || road.cross(flat).abs() > radius + 60.0
                })
                && (centre.length() - 1_090.0).abs() > radius + 60.0
                && taken.iter().all(|(other, size)| other.distance(centre) > size + radius + 80.0);
            if free {
                taken.push((centre, radius));
                greens.push((kind, blob(dice, centre, radius, 0.15, turn + 40.0, 0.08)));
                break;
            }
        }
    }
    greens
}

/// The first street of a suburb: from the nearest main road through its middle.
fn spine(centre: V, radius: f64, road: &[V]) -> Vec<V> {
    let start = nearest(road, centre);
    let onwards = (centre - start).unit();
    spline(&[start, centre, centre + onwards * (radius * 0.75)], 30.0)
}

/// The corner of the line nearest to `p`.
fn nearest(line: &[V], p: V) -> V {
    line.iter()
        .copied()
        .min_by(|a, b| a.distance(p).total_cmp(&b.distance(p)))
        .expect("waters and railways have corners")
}

/// The part of the line up to the boundary, ending on it.
fn cut_at(line: &[V], outline: &[V]) -> Vec<V> {
    let Some((segment, _, place)) = first_exit(line, outline) else {
        return line.to_vec();
    };
    let mut part = line[..=segment].to_vec();
    part.push(place.rounded());
    part
}

/// A smooth line through all control points (Catmull and Rom), with a corner about every `step`
/// metres and at every control point.
pub(crate) fn spline(control: &[V], step: f64) -> Vec<V> {
    let last = control.len() - 1;
    let mut line = vec![control[0].rounded()];
    for index in 0..last {
        let (a, b) = (control[index], control[index + 1]);
        let before = control[index.saturating_sub(1)];
        let after = control[(index + 2).min(last)];
        let steps = crate::dice::whole(a.distance(b) / step).max(1);
        for part in 1..=steps {
            let t = float(usize::try_from(part).expect("few steps")) / f64::from(steps);
            let (square, cube) = (t * t, t * t * t);
            let p = a * (1.0 - 2.5 * square + 1.5 * cube)
                + b * (0.5 * t + 2.0 * square - 1.5 * cube)
                + before * (-0.5 * t + square - 0.5 * cube)
                + after * (-0.5 * square + 0.5 * cube);
            line.push(p.rounded());
        }
    }
    line
}
