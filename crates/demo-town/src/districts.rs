//! Districts: one in the middle, six around it, with common borders and therefore without gaps.

use crate::dice::Dice;
use crate::geo::{V, direction, first_exit, inside};
use crate::plan::Plan;

/// A district on the drawing board.
pub(crate) struct Part {
    pub(crate) ring: Vec<V>,
    pub(crate) label: V,
    /// Number of the gate and village it belongs to; none for the middle.
    pub(crate) gate: Option<usize>,
}

/// Distance in metres at which the middle district ends.
const MIDDLE_M: f64 = 830.0;

/// Cuts the town into its districts, the middle one first. The outline gets a corner wherever
/// a border ends on it.
pub(crate) fn cut(seed: u64, plan: &mut Plan) -> Vec<Part> {
    let mut dice = Dice::new(seed, "districts");
    let borders: Vec<Vec<V>> = plan
        .borders
        .iter()
        .enumerate()
        .map(|(n, angle)| border(n, *angle, plan, &mut dice))
        .collect();
    let arcs: Vec<Vec<V>> = (0..borders.len())
        .map(|n| arc(borders[n][0], borders[(n + 1) % borders.len()][0], &mut dice))
        .collect();

    // Shorten the borders to the outline and give both the common corner.
    let mut borders: Vec<Vec<V>> = borders
        .into_iter()
        .map(|line| {
            let (segment, side, place) = first_exit(&line, &plan.outline)
                .expect("borders begin inside the outline and end far outside");
            let place = place.rounded();
            plan.outline.insert(side + 1, place);
            let mut part = line[..=segment].to_vec();
            part.push(place);
            part
        })
        .collect();
    for line in &mut borders {
        line.dedup_by_key(|p| p.key());
    }

    let mut middle: Vec<V> = Vec::new();
    for arc in &arcs {
        middle.extend_from_slice(&arc[..arc.len() - 1]);
    }
    let mut parts = vec![Part { ring: middle, label: V { x: 0.0, y: 0.0 }, gate: None }];
    for n in 0..borders.len() {
        let (here, next) = (&borders[n], &borders[(n + 1) % borders.len()]);
        let mut ring = here.clone();
        ring.extend(outline_between(&plan.outline, here[here.len() - 1], next[next.len() - 1]));
        ring.extend(next.iter().rev());
        ring.extend(arcs[n].iter().rev().skip(1));
        ring.pop();
        // The sector between two borders holds the main road and the village of the same number.
        let village = plan.villages[n].centre;
        let road = plan.radials[n].iter().copied().filter(|p| inside(*p, &ring));
        let label = road.min_by(|a, b| a.distance(village).total_cmp(&b.distance(village)));
        parts.push(Part { label: label.unwrap_or(ring[0]), gate: Some(n), ring });
    }
    parts
}

/// A border from the middle district outwards: the river or a wavy line at an angle.
fn border(number: usize, angle: Option<f64>, plan: &Plan, dice: &mut Dice) -> Vec<V> {
    let Some(angle) = angle else {
        let downstream = number == 0;
        let mut line = plan.river.clone();
        if !downstream {
            line.reverse();
        }
        let middle = line.len() / 2;
        let start = line[middle..].iter().position(|p| p.length() > MIDDLE_M).unwrap_or(0);
        return line[middle + start..].to_vec();
    };
    let mut line = vec![(direction(angle) * (MIDDLE_M * dice.range(0.94, 1.08))).rounded()];
    let mut distance = MIDDLE_M + 190.0;
    while distance < 4_600.0 {
        let sway = dice.range(-85.0, 85.0);
        line.push((direction(angle) * distance + direction(angle).left() * sway).rounded());
        distance += dice.range(120.0, 240.0);
    }
    line
}

/// The edge of the middle district between two corners, both included.
fn arc(from: V, to: V, dice: &mut Dice) -> Vec<V> {
    let steps = 7_u32;
    let mut line = vec![from];
    for step in 1..steps {
        let share = f64::from(step) / f64::from(steps);
        let towards = (from.unit() * (1.0 - share) + to.unit() * share).unit();
        let radius = from.length() * (1.0 - share) + to.length() * share;
        // Calm near the corners, so that the arc cannot run into the border again.
        let sway = if step == 1 || step + 1 == steps { -25.0 } else { dice.range(-70.0, 50.0) };
        line.push((towards * (radius + sway)).rounded());
    }
    line.push(to);
    line
}

/// Corners of the outline strictly between two of its corners, counter-clockwise.
fn outline_between(outline: &[V], from: V, to: V) -> Vec<V> {
    let start = outline.iter().position(|p| p.key() == from.key()).unwrap_or(0);
    outline
        .iter()
        .cycle()
        .skip(start + 1)
        .take(outline.len())
        .take_while(|p| p.key() != to.key())
        .copied()
        .collect()
}
