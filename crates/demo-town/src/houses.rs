//! House numbers: plots to both sides of every street, odd on the left, even on the right.

use std::collections::HashMap;

use crate::dice::{Dice, float, whole};
use crate::geo::{Blob, V, along, distance_to_line, inside, line_length};
use crate::model::{AddressUse, StreetKind};
use crate::network::{Network, Part};
use crate::plan::{Plan, Zone};

/// About how many addresses the town shall have.
pub(crate) const ADDRESSES_WANTED: usize = 18_000;
/// About how many homes the town shall have.
const HOMES_WANTED: u32 = 15_300;
/// Highest house number a street may reach.
const NUMBER_MAX: u16 = 480;

/// A numbered plot on the drawing board.
#[derive(Clone, Debug)]
pub(crate) struct Plot {
    pub(crate) street: usize,
    pub(crate) number: u16,
    pub(crate) suffix: Option<char>,
    pub(crate) place: V,
    pub(crate) usage: AddressUse,
    pub(crate) homes: u8,
}

/// How houses stand in a part of the town.
#[derive(Clone, Copy)]
struct Style {
    /// Width of a plot along the street in metres.
    frontage: f64,
    /// From the middle of the street to the house in metres.
    setback: f64,
    /// How many of a hundred plots carry a number.
    dense: u32,
}

fn style(zone: Option<Zone>, kind: StreetKind) -> Style {
    match (zone, kind) {
        (Some(Zone::OldTown), _) => Style { frontage: 9.5, setback: 9.0, dense: 97 },
        (Some(Zone::Inner), _) => Style { frontage: 14.0, setback: 13.0, dense: 95 },
        (Some(Zone::Suburb), _) => Style { frontage: 17.0, setback: 16.0, dense: 95 },
        (Some(Zone::Village), _) => Style { frontage: 19.0, setback: 16.0, dense: 92 },
        (Some(Zone::Industry), _) => Style { frontage: 48.0, setback: 34.0, dense: 88 },
        (None, StreetKind::Track) => Style { frontage: 85.0, setback: 26.0, dense: 50 },
        (None, _) => Style { frontage: 62.0, setback: 25.0, dense: 42 },
    }
}

/// Numbers all plots. The plots are made a little wider or narrower until the count fits.
pub(crate) fn plots(seed: u64, plan: &Plan, network: &Network, woods: &[Blob]) -> Vec<Plot> {
    let mut scale = 1.0;
    let mut plots = Vec::new();
    for _ in 0..4 {
        plots = Survey::new(seed, plan, network, woods, scale).run();
        let ratio = float(plots.len()) / float(ADDRESSES_WANTED);
        if (ratio - 1.0).abs() < 0.02 {
            break;
        }
        scale *= ratio;
    }
    thin_out(seed, &mut plots);
    plots
}

/// Where there are more homes than the town needs, small houses become garages, outbuildings
/// and plots that nobody has built on yet.
fn thin_out(seed: u64, plots: &mut [Plot]) {
    let mut dice = Dice::new(seed, "vacant plots");
    let mut homes: u32 = plots.iter().map(|plot| u32::from(plot.homes)).sum();
    let mut order: Vec<usize> = (0..plots.len()).collect();
    dice.shuffle(&mut order);
    for index in order {
        if homes <= HOMES_WANTED {
            return;
        }
        let plot = &mut plots[index];
        if plot.usage == AddressUse::Homes && plot.homes == 1 {
            plot.usage = AddressUse::Vacant;
            plot.homes = 0;
            homes -= 1;
        }
    }
}

/// One pass over all streets.
struct Survey<'a> {
    dice: Dice,
    plan: &'a Plan,
    network: &'a Network,
    woods: &'a [Blob],
    scale: f64,
    taken: HashMap<(u32, u32), Vec<V>>,
    plots: Vec<Plot>,
}

impl<'a> Survey<'a> {
    fn new(seed: u64, plan: &'a Plan, network: &'a Network, woods: &'a [Blob], scale: f64) -> Self {
        let dice = Dice::new(seed, "houses");
        Self { dice, plan, network, woods, scale, taken: HashMap::new(), plots: Vec::new() }
    }

    fn run(mut self) -> Vec<Plot> {
        for street in 0..self.network.streets.len() {
            if self.network.streets[street].part == Part::Market {
                // A square is numbered once around.
                self.side(street, -1.0, 1, 1);
            } else {
                self.side(street, 1.0, 1, 2);
                self.side(street, -1.0, 2, 2);
            }
        }
        self.plots
    }

    /// Numbers one side of a street: `side` is 1 for the left.
    fn side(&mut self, street: usize, side: f64, first: u16, step: u16) {
        let draft = &self.network.streets[street];
        let length = line_length(&draft.points);
        let mut number = first;
        let mut letters = 0_u8;
        let mut chainage = 9.0;
        while number <= NUMBER_MAX {
            let (here, _) = along(&draft.points, chainage);
            let style = style(self.plan.zone(here), draft.kind);
            let width = style.frontage * self.scale * self.dice.range(0.82, 1.2);
            let middle = chainage + width / 2.0;
            if middle > length - 4.0 {
                return;
            }
            chainage += width;
            let (axis, unit) = along(&draft.points, middle);
            let setback = style.setback + self.dice.range(-1.5, 3.0);
            let place = (axis + unit.left() * (side * setback)).rounded();
            if !self.dice.chance(style.dense) || !self.is_free(place, setback, width) {
                continue;
            }
            let suffix = (letters > 0).then(|| char::from(b'a' + letters - 1));
            self.claim(place);
            let zone = self.plan.zone(here);
            let (usage, homes) = self.usage(zone, draft.kind);
            self.plots.push(Plot { street, number, suffix, place, usage, homes });
            // Where a plot was divided later, the number got a letter.
            if letters < 4 && self.dice.chance(if letters == 0 { 5 } else { 35 }) {
                letters += 1;
            } else {
                letters = 0;
                number += step;
                if self.dice.chance(3) {
                    number += step;
                }
            }
        }
    }

    /// Whether a house may stand here.
    fn is_free(&self, place: V, setback: f64, width: f64) -> bool {
        let plan = self.plan;
        inside(place, &plan.outline)
            && distance_to_line(place, &plan.river) > plan.river_width / 2.0 + 14.0
            && plan
                .brooks
                .iter()
                .all(|(line, width)| distance_to_line(place, line) > width / 2.0 + 8.0)
            && distance_to_line(place, &plan.railway) > 18.0
            && plan.greens.iter().all(|(_, green)| green.depth(place) > 1.0)
            && self.woods.iter().all(|wood| wood.depth(place) > 1.0)
            && self.network.near(place, setback * 0.78).is_empty()
            && self.neighbours(place).all(|other| other.distance(place) > (width * 0.62).min(22.0))
    }

    fn cell(place: V) -> (u32, u32) {
        (whole((place.x + 20_000.0) / 25.0), whole((place.y + 20_000.0) / 25.0))
    }

    fn claim(&mut self, place: V) {
        self.taken.entry(Self::cell(place)).or_default().push(place);
    }

    fn neighbours(&self, place: V) -> impl Iterator<Item = V> {
        let (x, y) = Self::cell(place);
        (x.saturating_sub(1)..=x + 1)
            .flat_map(move |x| (y.saturating_sub(1)..=y + 1).map(move |y| (x, y)))
            .flat_map(|key| self.taken.get(&key).map_or(&[][..], Vec::as_slice))
            .copied()
    }

    /// What the house is used for and how many homes it has.
    fn usage(&mut self, zone: Option<Zone>, kind: StreetKind) -> (AddressUse, u8) {
        use AddressUse::{Business, Farm, Homes, Mixed, Vacant};
        let busy = matches!(kind, StreetKind::Main | StreetKind::Ring);
        // Weights of homes, mixed, business, farm, vacant; then the most homes of a house.
        let (weights, most): ([u32; 5], &[u32]) = match zone {
            Some(Zone::OldTown) => ([32, 40, 18, 0, 10], &[58, 22, 10, 6, 3, 1]),
            Some(Zone::Inner) if busy => ([46, 30, 14, 0, 10], &[58, 22, 10, 4, 3, 3]),
            Some(Zone::Inner) => ([71, 7, 7, 0, 15], &[80, 12, 3, 2, 1, 2]),
            Some(Zone::Suburb) => ([73, 3, 5, 0, 19], &[93, 5, 1, 0, 0, 1]),
            Some(Zone::Village) => ([70, 5, 4, 4, 17], &[95, 5, 0, 0, 0, 0]),
            Some(Zone::Industry) => ([0, 8, 78, 0, 14], &[90, 10, 0, 0, 0, 0]),
            None if kind == StreetKind::Track => ([35, 0, 5, 48, 12], &[85, 15, 0, 0, 0, 0]),
            None => ([62, 6, 8, 14, 10], &[85, 15, 0, 0, 0, 0]),
        };
        let usage = [Homes, Mixed, Business, Farm, Vacant][self.dice.weighted(&weights)];
        let homes = match usage {
            Business | Vacant | AddressUse::Public => 0,
            Farm => 1,
            Homes | Mixed => {
                let size = u8::try_from(self.dice.weighted(most)).unwrap_or(0) + 1;
                // A few blocks of flats.
                if size == 6 { 6 + u8::try_from(self.dice.below(5)).unwrap_or(0) } else { size }
            }
        };
        (usage, homes)
    }
}
