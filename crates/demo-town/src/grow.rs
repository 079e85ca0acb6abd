//! Streets grow as they do in towns: main roads first, side streets from them, until the land
//! between is used up. A soft field of directions keeps neighbouring streets in line.

use std::collections::VecDeque;

use crate::dice::Dice;
use crate::geo::{V, along, direction, distance_to_line, line_length, simplified};
use crate::model::StreetKind;
use crate::network::{Network, Part};
use crate::plan::{Plan, Zone, spline};

/// Length of one step of a growing street in metres.
const STEP_M: f64 = 18.0;
/// No side street shorter than this, in metres.
const SHORTEST_M: f64 = 62.0;
/// About how many streets the town shall have.
pub(crate) const STREETS_WANTED: usize = 700;
/// Tracks to farms and houses outside.
const TRACKS: usize = 44;
/// How often a gap between streets is looked for before giving up.
const FILL_TRIES: u32 = 6_000;

/// A street that is about to grow.
struct Shoot {
    from: V,
    towards: V,
    level: u8,
}

/// Directions that streets like to take, as vectors of the fourfold angle: so the four
/// directions of a grid are one.
struct Field {
    grids: Vec<(V, V)>,
}

/// (cos 4a, sin 4a) of a unit vector at angle a.
fn fourfold(unit: V) -> V {
    let double = V { x: unit.x * unit.x - unit.y * unit.y, y: 2.0 * unit.x * unit.y };
    V { x: double.x * double.x - double.y * double.y, y: 2.0 * double.x * double.y }
}

/// A unit vector whose fourfold angle is that of `four`.
fn quarter(four: V) -> V {
    let half = |p: V| {
        let c = f64::midpoint(1.0, p.x).max(0.0).sqrt();
        let s = f64::midpoint(1.0, -p.x).max(0.0).sqrt();
        V { x: c, y: if p.y < 0.0 { -s } else { s } }
    };
    half(half(four.unit()))
}

impl Field {
    fn new(dice: &mut Dice, plan: &Plan) -> Self {
        let mut grids = Vec::new();
        for (_, shape) in &plan.settlements {
            let count = if shape.radius > 1_000.0 { 12 } else { 2 };
            for _ in 0..count {
                let place = direction(dice.range(0.0, 360.0)) * (shape.radius * dice.unit().sqrt());
                grids.push((shape.centre + place, fourfold(direction(dice.range(0.0, 360.0)))));
            }
        }
        Self { grids }
    }

    /// The direction streets take at `p`, nearest to `heading`.
    fn at(&self, p: V, heading: V, plan: &Plan, network: &Network) -> V {
        let fade = |distance: f64, size: f64| {
            let x = distance / size;
            1.0 / (1.0 + x * x * x * x)
        };
        let mut sum = V { x: 0.0, y: 0.0 };
        for (place, four) in &self.grids {
            sum = sum + *four * (0.5 * fade(place.distance(p), 380.0));
        }
        sum = sum + fourfold(p.unit()) * (1.3 * fade(p.length(), 430.0));
        for (street, place, unit) in network.near(p, 240.0) {
            if network.streets[street].level == 0 {
                sum = sum + fourfold(unit) * (0.4 * fade(place.distance(p), 110.0));
            }
        }
        for line in [&plan.river, &plan.railway] {
            for pair in line.windows(2) {
                let distance = p.distance(pair[0]);
                if distance < 320.0 {
                    let unit = (pair[1] - pair[0]).unit();
                    sum = sum + fourfold(unit) * (0.25 * fade(distance, 170.0));
                }
            }
        }
        let axis = quarter(sum);
        [axis, axis.left(), axis * -1.0, axis.left() * -1.0]
            .into_iter()
            .max_by(|a, b| a.dot(heading).total_cmp(&b.dot(heading)))
            .expect("there are four directions")
    }
}

/// Draws all streets of the town.
pub(crate) fn streets(seed: u64, plan: &Plan) -> Network {
    let mut dice = Dice::new(seed, "streets");
    let mut network = Network::default();
    main_roads(plan, &mut network, &mut dice);
    let field = Field::new(&mut dice, plan);
    let mut shoots = VecDeque::new();
    for street in 0..network.streets.len() {
        branch(street, plan, &mut network, &mut dice, &mut shoots);
    }
    shoots.make_contiguous();
    let mut first: Vec<Shoot> = shoots.drain(..).collect();
    dice.shuffle(&mut first);
    shoots.extend(first);
    while let Some(shoot) = shoots.pop_front() {
        if network.streets.len() + TRACKS >= STREETS_WANTED {
            break;
        }
        if let Some(street) = grow(&shoot, plan, &field, &mut network, &mut dice) {
            branch(street, plan, &mut network, &mut dice, &mut shoots);
        }
    }
    fill(plan, &field, &mut network, &mut dice);
    tracks(plan, &mut network, &mut dice);
    let Network { streets, junctions, .. } = &mut network;
    for street in streets {
        street.points = simplified(&street.points, 0.8, &|p| junctions.contains(&p.key()));
    }
    network
}

/// Market place, rings, main roads and the roads between the villages.
fn main_roads(plan: &Plan, network: &mut Network, dice: &mut Dice) {
    let mut square: Vec<V> =
        sorted(&plan.gates).into_iter().map(|gate| (direction(gate) * 37.0).rounded()).collect();
    square.push(square[0]);
    network.add(&square, StreetKind::OldTown, Part::Market, 0);
    for quarter in 0..4_u8 {
        let from = 45.0 + 90.0 * f64::from(quarter);
        let arc = plan.ring_arc(&plan.old_town, from, from + 90.0);
        network.add(&arc, StreetKind::Ring, Part::InnerRing, 0);
    }
    for (gate, &angle) in plan.gates.iter().enumerate() {
        let outer = Plan::on_ring(&plan.old_town, angle);
        let bend = direction(angle + dice.range(-9.0, 9.0)) * (outer.length() * 0.55);
        let line = spline(&[direction(angle) * 37.0, bend, outer], 18.0);
        network.add(&line, StreetKind::OldTown, Part::Gate(gate), 0);
    }
    for (gate, line) in plan.radials.iter().enumerate() {
        let centre = plan.villages[gate].centre;
        let middle = line.iter().position(|p| p.key() == centre.key()).unwrap_or(line.len() / 2);
        network.add(&line[..=middle], StreetKind::Main, Part::Radial(gate), 0);
        network.add(&line[middle..], StreetKind::Main, Part::FarRadial(gate), 0);
    }
    let gate = Plan::on_ring(&plan.old_town, plan.gates[6]);
    let stop = plan.station - (plan.station - gate).unit() * 46.0;
    network.add(&[gate, stop], StreetKind::Collector, Part::StationRoad, 0);
    for quarter in 0..4_u8 {
        let from = 45.0 + 90.0 * f64::from(quarter);
        let arc = plan.ring_arc(&plan.outer_ring, from, from + 90.0);
        network.add(&arc, StreetKind::Ring, Part::OuterRing, 0);
    }
    for line in &plan.spines {
        network.add(line, StreetKind::Collector, Part::Grown, 0);
    }
    for gate in 0..6 {
        let next = (gate + 1) % 6;
        let (a, b) = (plan.villages[gate].centre, plan.villages[next].centre);
        let middle = (a + b) * 0.5;
        let control = [
            a,
            a + (middle - a) * 0.5 + middle.unit() * dice.range(-90.0, 160.0),
            middle + middle.unit() * dice.range(60.0, 320.0),
            b + (middle - b) * 0.5 + middle.unit() * dice.range(-90.0, 160.0),
            b,
        ];
        network.add(&spline(&control, 30.0), StreetKind::Country, Part::Link(gate, next), 0);
    }
}

fn sorted(angles: &[f64]) -> Vec<f64> {
    let mut angles = angles.to_vec();
    angles.sort_by(f64::total_cmp);
    angles
}

/// Whether a street may run at `p`: built-up land, away from water and railway.
fn buildable(p: V, plan: &Plan) -> Option<Zone> {
    let zone = plan.zone(p)?;
    let wet = distance_to_line(p, &plan.river) < plan.river_width / 2.0 + 24.0;
    let rails = distance_to_line(p, &plan.railway) < 26.0;
    (!wet && !rails).then_some(zone)
}

/// Side streets of a street, to both sides, at the spacing of the place.
fn branch(
    street: usize,
    plan: &Plan,
    network: &mut Network,
    dice: &mut Dice,
    shoots: &mut VecDeque<Shoot>,
) {
    let draft = network.streets[street].clone();
    let length = line_length(&draft.points);
    let mut chainage = 0.0;
    loop {
        let (here, _) = along(&draft.points, chainage);
        let Some((short, long)) = plan.zone(here).map(Zone::spacing) else {
            chainage += 60.0;
            if chainage > length {
                return;
            }
            continue;
        };
        // Main roads and every second generation carry the parallel streets.
        let gap = if draft.level.is_multiple_of(2) { short } else { long };
        chainage += gap * dice.range(0.88, 1.16) * if chainage < 1.0 { 0.8 } else { 1.0 };
        if chainage > length - 30.0 {
            return;
        }
        let (mut place, unit) = along(&draft.points, chainage);
        place = network.junction_near(place, 17.0).unwrap_or(place).rounded();
        let sides = [unit.left(), unit.left() * -1.0];
        let only = dice.below(100);
        for (side, towards) in sides.into_iter().enumerate() {
            // Two out of three are crossroads, the others one-sided.
            if only < 66 || usize::from(only.is_multiple_of(2)) == side {
                shoots.push_back(Shoot { from: place, towards, level: draft.level + 1 });
            }
        }
    }
}

/// Lets one street grow; `None` if there is no room for it.
fn grow(
    shoot: &Shoot,
    plan: &Plan,
    field: &Field,
    network: &mut Network,
    dice: &mut Dice,
) -> Option<usize> {
    let parent = *network.near(shoot.from, 1.5).first()?;
    let zone = buildable(shoot.from + shoot.towards * 30.0, plan)?;
    let (spacing, _) = zone.spacing();
    let reach = match (zone, shoot.level) {
        (Zone::OldTown, _) => dice.range(90.0, 260.0),
        (Zone::Industry, _) => dice.range(260.0, 700.0),
        (_, 1) => dice.range(240.0, 700.0),
        (_, 2) => dice.range(160.0, 460.0),
        _ => dice.range(110.0, 330.0),
    };
    let mut line = vec![shoot.from];
    let mut heading = shoot.towards;
    let mut walked = 0.0;
    let mut joined = false;
    while walked < reach {
        let here = *line.last()?;
        let wish = field.at(here, heading, plan, network);
        heading = (heading * 0.6 + wish * 0.4).unit();
        let next = here + heading * STEP_M;
        if buildable(next, plan).is_none() {
            break;
        }
        if let Some(hit) = network.first_hit(here, next + heading * (0.42 * spacing), 2.0) {
            if hit.along.cross(heading).abs() < 0.5 {
                break;
            }
            let target = network.junction_near(hit.place, 16.0).unwrap_or(hit.place);
            if target.distance(shoot.from) < 30.0 || (target - here).unit().dot(heading) < 0.7 {
                break;
            }
            walked += target.distance(here);
            line.push(target);
            joined = true;
            // Some streets go on beyond the crossing.
            if walked > reach * 0.6 || !dice.chance(if shoot.level == 1 { 65 } else { 30 }) {
                break;
            }
            continue;
        }
        let crowded = network.near(next, 0.56 * spacing).iter().any(|(_, place, unit)| {
            let offset = *place - next;
            unit.dot(heading).abs() > 0.7 && heading.cross(offset).abs() > 0.62 * offset.length()
        });
        if crowded {
            break;
        }
        line.push(next);
        walked += STEP_M;
        joined = false;
    }
    if walked < if joined { 42.0 } else { SHORTEST_M } {
        return None;
    }
    let kind = match zone {
        Zone::OldTown => StreetKind::OldTown,
        Zone::Industry => StreetKind::Industrial,
        _ if shoot.level == 1 && walked > 380.0 => StreetKind::Collector,
        _ => StreetKind::Residential,
    };
    network.insert(parent.0, shoot.from);
    Some(network.add(&line, kind, Part::Grown, shoot.level))
}

/// Looks for gaps in which another street fits.
fn fill(plan: &Plan, field: &Field, network: &mut Network, dice: &mut Dice) {
    let mut count = u32::try_from(network.streets.len()).unwrap_or(u32::MAX);
    let first = count;
    for _ in 0..FILL_TRIES {
        if network.streets.len() + TRACKS >= STREETS_WANTED {
            return;
        }
        let street = usize::try_from(dice.below(count)).unwrap_or(0);
        let draft = &network.streets[street];
        let (place, unit) = along(&draft.points, line_length(&draft.points) * dice.unit());
        let towards = if dice.chance(50) { unit.left() } else { unit.left() * -1.0 };
        let from = network.junction_near(place, 17.0).unwrap_or(place).rounded();
        let level = (draft.level + 1).max(2);
        if grow(&Shoot { from, towards, level }, plan, field, network, dice).is_some() {
            count += 1;
        }
    }
    debug_assert!(count >= first);
}

/// Tracks from the roads outside to single farms.
fn tracks(plan: &Plan, network: &mut Network, dice: &mut Dice) {
    let roads: Vec<usize> = (0..network.streets.len())
        .filter(|&street| {
            matches!(network.streets[street].kind, StreetKind::Main | StreetKind::Country)
        })
        .collect();
    let mut made = 0;
    for _ in 0..TRACKS * 30 {
        if made == TRACKS {
            return;
        }
        let street = *dice.pick(&roads);
        let points = &network.streets[street].points;
        let (from, unit) = along(points, line_length(points) * dice.unit());
        let from = from.rounded();
        let mut heading = if dice.chance(50) { unit.left() } else { unit.left() * -1.0 };
        let steps = dice.between(6, 16);
        let mut line = vec![from];
        for _ in 0..steps {
            let next = line[line.len() - 1] + heading * 36.0;
            heading = heading.turned(dice.range(-13.0, 13.0));
            line.push(next.rounded());
        }
        let free = plan.zone(from).is_none()
            && line[1..].iter().all(|p| {
                plan.zone(*p).is_none()
                    && plan.settlements.iter().all(|(_, shape)| shape.depth(*p) > 1.05)
                    && plan.greens.iter().all(|(_, green)| green.depth(*p) > 1.2)
                    && crate::geo::inside(*p * 1.03, &plan.outline)
                    && distance_to_line(*p, &plan.river) > 60.0
                    && distance_to_line(*p, &plan.railway) > 45.0
            })
            && line.windows(2).skip(1).all(|pair| network.hits(pair[0], pair[1]).is_empty())
            && line[3..].iter().all(|p| network.near(*p, 85.0).is_empty());
        if free {
            network.insert(street, from);
            network.add(&line, StreetKind::Track, Part::Track, 3);
            made += 1;
        }
    }
}
