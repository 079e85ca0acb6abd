//! Names for all streets: every name once, quarters with a theme, villages with field names.

use std::collections::{HashMap, HashSet};

use crate::dice::Dice;
use crate::geo::{V, along, direction, line_length};
use crate::model::StreetKind;
use crate::network::{Draft, Network, Part};
use crate::plan::{Plan, Zone};
use crate::words::streets::{
    ENDINGS, FAR_TOWNS, FIELD_FIRST, FIELD_SECOND, GATE_STREETS, INDUSTRY, OLD_ROADS, OLD_TOWN,
    PLACES, RINGS, THEMES, VILLAGE_FIRST, VILLAGE_SECOND, WALLS,
};

/// Longest dead end that is called a path, in metres.
const PATH_M: f64 = 110.0;
/// From this length on a street is hardly called "Weg", in metres.
const LONG_M: f64 = 330.0;

/// Names of the villages by gate.
pub(crate) fn villages(seed: u64, count: usize) -> Vec<String> {
    let mut dice = Dice::new(seed, "village names");
    let mut names: Vec<String> = Vec::new();
    let mut first: Vec<&str> = VILLAGE_FIRST.to_vec();
    let mut second: Vec<&str> = VILLAGE_SECOND.to_vec();
    dice.shuffle(&mut first);
    dice.shuffle(&mut second);
    for index in 0..count {
        names.push(format!("{}{}", first[index], second[index % second.len()]));
    }
    names
}

/// Gives every street its name, in the order of the network.
pub(crate) fn names(seed: u64, plan: &Plan, network: &Network, villages: &[String]) -> Vec<String> {
    let mut namer = Namer::new(seed, plan);
    let mut given = vec![String::new(); network.streets.len()];
    // The important ones choose first.
    for (index, draft) in network.streets.iter().enumerate() {
        if let Some(name) = namer.given(draft, villages) {
            given[index] = name;
        }
    }
    for (index, draft) in network.streets.iter().enumerate() {
        if given[index].is_empty() {
            given[index] = namer.grown(draft);
        }
    }
    given
}

struct Namer<'a> {
    dice: Dice,
    plan: &'a Plan,
    used: HashSet<String>,
    /// Names left over for each quarter.
    quarters: HashMap<(usize, u8), Vec<(&'static str, &'static str)>>,
    themes: Vec<usize>,
    old_town: Vec<&'static str>,
    industry: Vec<&'static str>,
    places: Vec<String>,
    gates: Vec<&'static str>,
    roads: Vec<&'static str>,
    walls: usize,
    rings: usize,
}

impl<'a> Namer<'a> {
    fn new(seed: u64, plan: &'a Plan) -> Self {
        let mut dice = Dice::new(seed, "street names");
        let mut themes: Vec<usize> = (0..THEMES.len()).collect();
        let mut old_town = OLD_TOWN.to_vec();
        let mut industry = INDUSTRY.to_vec();
        let mut gates = GATE_STREETS.to_vec();
        let mut roads = OLD_ROADS.to_vec();
        let mut places: Vec<String> = PLACES
            .iter()
            .flat_map(|(first, nouns)| nouns.iter().map(move |noun| format!("{first} {noun}")))
            .collect();
        dice.shuffle(&mut themes);
        dice.shuffle(&mut old_town);
        dice.shuffle(&mut industry);
        dice.shuffle(&mut gates);
        dice.shuffle(&mut roads);
        dice.shuffle(&mut places);
        Self {
            dice,
            plan,
            used: HashSet::new(),
            quarters: HashMap::new(),
            themes,
            old_town,
            industry,
            places,
            gates,
            roads,
            walls: 0,
            rings: 0,
        }
    }

    fn fresh(&mut self, name: String) -> Option<String> {
        self.used.insert(name.clone()).then_some(name)
    }

    /// Names of the streets that were drawn on purpose.
    fn given(&mut self, draft: &Draft, villages: &[String]) -> Option<String> {
        let name = match draft.part {
            Part::Market => "Marktplatz".to_owned(),
            Part::InnerRing => {
                self.walls += 1;
                WALLS[(self.walls - 1) % 4].to_owned()
            }
            Part::OuterRing => {
                self.rings += 1;
                RINGS[(self.rings - 1) % 4].to_owned()
            }
            Part::StationRoad => "Bahnhofstraße".to_owned(),
            Part::Gate(_) => self.gates.pop()?.to_owned(),
            Part::Radial(gate) => {
                let angle = (self.plan.gates[gate]).rem_euclid(360.0);
                self.far_town(angle)
            }
            Part::FarRadial(_) => self.roads.pop()?.to_owned(),
            Part::Link(from, to) => {
                // The road from one village is named after the next.
                let name = |gate: usize| format!("{}er Straße", soft(&villages[gate]));
                if self.used.contains(&name(to)) { name(from) } else { name(to) }
            }
            Part::Track | Part::Grown => return None,
        };
        self.fresh(name)
    }

    /// Main roads are called after the next larger town in their direction.
    fn far_town(&self, angle: f64) -> String {
        FAR_TOWNS
            .iter()
            .map(|(at, town)| (direction(*at).dot(direction(angle)), format!("{town} Straße")))
            .filter(|(_, name)| !self.used.contains(name))
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .map_or_else(String::new, |(_, name)| name)
    }

    /// Names of the streets that grew.
    fn grown(&mut self, draft: &Draft) -> String {
        let length = line_length(&draft.points);
        let (middle, _) = along(&draft.points, length / 2.0);
        let zone = self.plan.zone(middle);
        let name = match zone {
            Some(Zone::OldTown) => self.old_town.pop().map(str::to_owned),
            Some(Zone::Industry) => self.industry.pop().map(str::to_owned),
            Some(Zone::Inner | Zone::Suburb) if self.dice.chance(84) => {
                self.themed(middle, draft, length)
            }
            Some(Zone::Village) if self.dice.chance(35) => self.themed(middle, draft, length),
            _ => None,
        };
        if let Some(name) = name.and_then(|name| self.fresh(name)) {
            return name;
        }
        self.rural()
    }

    /// A name from the theme of the quarter.
    fn themed(&mut self, middle: V, draft: &Draft, length: f64) -> Option<String> {
        let shape = self.plan.settlements.iter().position(|(_, s)| s.depth(middle) < 1.0)?;
        // The large settlement is divided into the quarters between the main roads.
        let sector = (0_u8..8)
            .max_by(|a, b| {
                let towards = |n: u8| direction(self.plan.turn + 45.0 * f64::from(n)).dot(middle);
                towards(*a).total_cmp(&towards(*b))
            })
            .unwrap_or(0);
        let quarter = (shape, if shape == 1 { sector } else { 0 });
        if !self.quarters.contains_key(&quarter) {
            let theme = self.themes.pop().unwrap_or(0);
            self.themes.insert(0, theme);
            let (kind, words) = THEMES[theme];
            let mut list: Vec<(&str, &str)> = words.iter().map(|word| (kind, *word)).collect();
            self.dice.shuffle(&mut list);
            self.quarters.insert(quarter, list);
        }
        for _ in 0..60 {
            let (theme, word) = self.quarters.get_mut(&quarter)?.pop()?;
            if self.used.insert(format!("*{word}")) {
                return Some(self.with_ending(theme, word, draft, length));
            }
        }
        None
    }

    fn with_ending(&mut self, theme: &str, word: &str, draft: &Draft, length: f64) -> String {
        let person = matches!(theme, "writers" | "composers" | "painters" | "women");
        let ending = if length < PATH_M && !person {
            *self.dice.pick(&["weg", "pfad", "stieg"])
        } else if length > LONG_M || draft.kind == StreetKind::Collector || person {
            *self.dice.pick(&["straße", "straße", "straße", "weg"])
        } else {
            *self.dice.pick(ENDINGS)
        };
        let capital = |ending: &str| {
            let mut letters = ending.chars();
            let first = letters.next().map(char::to_uppercase);
            first.into_iter().flatten().chain(letters).collect::<String>()
        };
        if theme == "towns_east" && word.ends_with("er") {
            let ending = if ending == "stieg" { "weg" } else { ending };
            format!("{word} {}", capital(ending))
        } else if word.contains('-') {
            format!("{word}-{}", capital(ending))
        } else {
            format!("{word}{ending}")
        }
    }

    /// A name with a preposition or a field name.
    fn rural(&mut self) -> String {
        for _ in 0..40 {
            let name = if self.dice.chance(55)
                && let Some(place) = self.places.pop()
            {
                place
            } else {
                let first = self.dice.pick(FIELD_FIRST);
                format!("{first}{}", self.dice.pick(FIELD_SECOND))
            };
            // "Mühlenweg" and "Mühlenwiese" may live together, "Schulschul…" may not.
            if let Some(name) = self.fresh(name) {
                return name;
            }
        }
        // 1,500 field names for some 300 streets: forty misses in a row do not happen by chance,
        // but a name is still needed if they do.
        let mut number = 1;
        loop {
            if let Some(name) = self.fresh(format!("Planstraße {number}")) {
                return name;
            }
            number += 1;
        }
    }
}

/// The form of a village name before "er Straße": Brinkhausen becomes Brinkhauser.
fn soft(village: &str) -> &str {
    village.strip_suffix("en").or_else(|| village.strip_suffix('e')).unwrap_or(village)
}
