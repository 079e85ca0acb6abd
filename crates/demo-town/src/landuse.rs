//! Woods, fields and meadows between the villages.

use crate::dice::{Dice, float};
use crate::geo::{Blob, V, direction, distance_to_line, inside, v};
use crate::model::AreaKind;
use crate::plan::{Plan, Zone};

/// How many woods the town has at most.
const WOODS: usize = 15;
/// Sides of a field in metres before it is divided.
const FIELD_M: (f64, f64) = (290.0, 215.0);

/// Woods at places where nobody settled.
pub(crate) fn woods(seed: u64, plan: &Plan) -> Vec<Blob> {
    let mut dice = Dice::new(seed, "woods");
    let mut woods: Vec<Blob> = Vec::new();
    for _ in 0..900 {
        if woods.len() == WOODS {
            break;
        }
        let radius = dice.range(130.0, 430.0);
        let centre = direction(dice.range(0.0, 360.0)) * dice.range(1_500.0, 3_500.0);
        let mut waves = [0.0; 6];
        for size in &mut waves {
            *size = dice.range(-0.13, 0.13);
        }
        let axis = direction(dice.range(0.0, 360.0));
        let wood = Blob { centre, radius, axis, oval: dice.range(0.05, 0.3), waves };
        let edge = wood.ring(40);
        let free = edge.iter().all(|p| {
            inside(*p, &plan.outline)
                && plan.settlements.iter().all(|(_, shape)| shape.depth(*p) > 1.12)
                && plan.greens.iter().all(|(_, green)| green.depth(*p) > 1.2)
                && distance_to_line(*p, &plan.river) > 70.0
                && woods.iter().all(|other| other.depth(*p) > 1.15)
        }) && plan.settlements.iter().all(|(_, shape)| wood.depth(shape.centre) > 1.2)
            && woods.iter().all(|other| wood.depth(other.centre) > 1.2);
        if free {
            woods.push(wood);
        }
    }
    woods
}

/// Fields and meadows on the rest.
pub(crate) fn fields(seed: u64, plan: &Plan, woods: &[Blob]) -> Vec<(AreaKind, Vec<V>)> {
    let mut dice = Dice::new(seed, "fields");
    let turn = plan.turn + dice.range(-20.0, 20.0);
    let size = 34_usize;
    let corner: Vec<Vec<V>> = (0..=size)
        .map(|row| {
            (0..=size)
                .map(|column| {
                    let x = (float(column) - float(size) / 2.0) * FIELD_M.0;
                    let y = (float(row) - float(size) / 2.0) * FIELD_M.1;
                    v(x + dice.range(-50.0, 50.0), y + dice.range(-36.0, 36.0)).turned(turn)
                })
                .collect()
        })
        .collect();
    let mut fields = Vec::new();
    for row in 0..size {
        for column in 0..size {
            let quad = [
                corner[row][column],
                corner[row][column + 1],
                corner[row + 1][column + 1],
                corner[row + 1][column],
            ];
            let strips = dice.between(1, 2);
            for strip in 0..strips {
                let share = |n: i64| {
                    f64::from(i32::try_from(n).unwrap_or(0))
                        / f64::from(i32::try_from(strips).unwrap_or(1))
                };
                let part = slice(&quad, share(strip), share(strip + 1));
                let centre = (part[0] + part[2]) * 0.5;
                let small: Vec<V> =
                    part.iter().map(|p| (*p + (centre - *p).unit() * 7.0).rounded()).collect();
                if is_free(&small, centre, plan, woods) {
                    let wet = distance_to_line(centre, &plan.river) < 330.0;
                    let grass = wet || dice.chance(28);
                    fields.push((if grass { AreaKind::Meadow } else { AreaKind::Field }, small));
                }
            }
        }
    }
    fields
}

/// The part of a four-sided field between two shares of its width.
fn slice(quad: &[V; 4], from: f64, to: f64) -> [V; 4] {
    let low = |share: f64| quad[0] + (quad[1] - quad[0]) * share;
    let high = |share: f64| quad[3] + (quad[2] - quad[3]) * share;
    [low(from), low(to), high(to), high(from)]
}

fn is_free(ring: &[V], centre: V, plan: &Plan, woods: &[Blob]) -> bool {
    ring.iter().chain([&centre]).all(|p| {
        inside(*p, &plan.outline)
            && plan.settlements.iter().all(|(_, shape)| shape.depth(*p) > 1.04)
            && plan.greens.iter().all(|(_, green)| green.depth(*p) > 1.05)
            && woods.iter().all(|wood| wood.depth(*p) > 1.0)
            && distance_to_line(*p, &plan.river) > plan.river_width / 2.0 + 12.0
    })
}

/// Kind of area of a built-up shape.
pub(crate) fn kind_of(zone: Zone) -> AreaKind {
    match zone {
        Zone::Industry => AreaKind::Industry,
        Zone::OldTown => AreaKind::OldTown,
        Zone::Inner | Zone::Suburb | Zone::Village => AreaKind::Settlement,
    }
}
