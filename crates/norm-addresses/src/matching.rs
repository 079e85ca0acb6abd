//! One address of a foreign list against the register.

use std::collections::HashMap;

use serde::Serialize;

use crate::distance::Word;
use crate::import::Address;
use crate::text::{HouseNumber, house_number, split_address, street_key};

/// Letters that allow one mistake.
const LETTERS_PER_MISTAKE: usize = 5;
/// Candidates that are shown to people.
const CANDIDATES_MAX: usize = 5;

/// An address as a list has it: in two fields, or in one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Query<'a> {
    /// Name of the street.
    pub street: &'a str,
    /// House number with its suffix.
    pub number: &'a str,
    /// Both in one; read when the street is empty.
    pub address: &'a str,
}

/// Why an address was found, or why people must look at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Letter by letter.
    Exact,
    /// The same after spelling is evened out.
    Normalised,
    /// By a spelling that people confirmed before.
    Alias,
    /// One street only is this close, and it has the number.
    Typo,
    /// Nothing was written.
    Empty,
    /// No street like this.
    StreetUnknown,
    /// Several streets are as close.
    StreetAmbiguous,
    /// The street is known, the number is not.
    NumberUnknown,
    /// The number is known, the suffix is not.
    SuffixUnknown,
    /// No number was written.
    NumberMissing,
    /// Several numbers, or something else that is not one.
    NumberUnreadable,
    /// Several entries of the register have this address.
    AddressAmbiguous,
}

impl Reason {
    /// True when the address counts as found.
    pub fn is_found(self) -> bool {
        matches!(self, Self::Exact | Self::Normalised | Self::Alias | Self::Typo)
    }

    /// The reason in German and in English.
    pub fn words(self) -> [&'static str; 2] {
        match self {
            Self::Exact => ["genau gefunden", "found as written"],
            Self::Normalised => ["gefunden, anders geschrieben", "found, spelled otherwise"],
            Self::Alias => ["gefunden über bestätigte Schreibweise", "found by a known spelling"],
            Self::Typo => ["gefunden trotz Tippfehler", "found despite a typing mistake"],
            Self::Empty => ["keine Adresse angegeben", "no address given"],
            Self::StreetUnknown => ["Straße unbekannt", "street unknown"],
            Self::StreetAmbiguous => ["mehrere ähnliche Straßen", "several similar streets"],
            Self::NumberUnknown => {
                ["Hausnummer an dieser Straße unbekannt", "number unknown in this street"]
            }
            Self::SuffixUnknown => ["Hausnummernzusatz unbekannt", "suffix of the number unknown"],
            Self::NumberMissing => ["Hausnummer fehlt", "number missing"],
            Self::NumberUnreadable => ["Hausnummer nicht eindeutig", "number not clear"],
            Self::AddressAmbiguous => {
                ["mehrere Einträge mit dieser Adresse", "several entries with this address"]
            }
        }
    }
}

/// An address that might be meant.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Candidate {
    /// Identifier in the register; empty for a street without the number.
    pub id: String,
    /// Street and number.
    pub address: String,
    /// How alike, from 0 to 1.
    pub score: f64,
}

/// The answer to one address.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Match {
    /// Identifier in the register; `None` when people must look at it.
    pub id: Option<String>,
    /// How sure, from 0 to 1; below 1 only for typing mistakes and for what was not found.
    pub score: f64,
    /// Why.
    pub reason: Reason,
    /// What might be meant, for people.
    pub candidates: Vec<Candidate>,
}

struct Street {
    name: String,
    word: Word,
    /// Positions in the register by number.
    numbers: HashMap<HouseNumber, Vec<usize>>,
}

/// The register made ready to be searched.
pub struct Matcher {
    ids: Vec<String>,
    streets: Vec<Street>,
    by_key: HashMap<String, Vec<usize>>,
    aliases: HashMap<String, usize>,
}

impl Matcher {
    /// Makes a register ready. Addresses without street or number are never found.
    pub fn new(register: &[Address]) -> Self {
        let mut matcher = Self {
            ids: register.iter().map(|a| a.id.clone()).collect(),
            streets: Vec::new(),
            by_key: HashMap::new(),
            aliases: HashMap::new(),
        };
        let mut by_name: HashMap<&str, usize> = HashMap::new();
        for (position, address) in register.iter().enumerate() {
            let number = house_number(&format!("{}{}", address.number, address.suffix));
            let (false, Some(number)) = (address.street.is_empty(), number) else { continue };
            let street = *by_name.entry(&address.street).or_insert_with(|| {
                let key = street_key(&address.street);
                let (name, word) = (address.street.clone(), Word::new(&key));
                matcher.streets.push(Street { name, word, numbers: HashMap::new() });
                let at = matcher.streets.len() - 1;
                matcher.by_key.entry(key).or_default().push(at);
                at
            });
            matcher.streets[street].numbers.entry(number).or_default().push(position);
        }
        matcher
    }

    /// Remembers a spelling that people confirmed; `false` when the street is not in the register.
    pub fn learn(&mut self, spelling: &str, street: &str) -> bool {
        let found = self.streets.iter().position(|s| s.name == street);
        if let Some(at) = found {
            self.aliases.insert(street_key(spelling), at);
        }
        found.is_some()
    }

    /// Looks for an address. Nothing is guessed: several that are as close go to people.
    pub fn find(&self, query: Query<'_>) -> Match {
        let (street, number) = if query.street.trim().is_empty() {
            split_address(query.address)
        } else if query.number.trim().is_empty() {
            split_address(query.street)
        } else {
            (query.street.trim(), query.number.trim())
        };
        let key = street_key(street);
        if key.is_empty() {
            return Match { id: None, score: 0.0, reason: Reason::Empty, candidates: Vec::new() };
        }
        if let Some(same) = self.by_key.get(&key) {
            let exact = same.iter().copied().find(|at| self.streets[*at].name == street);
            let (streets, reason) = match exact {
                Some(at) => (vec![at], Reason::Exact),
                None => (same.clone(), Reason::Normalised),
            };
            return self.number(&streets, number, reason, 1.0);
        }
        if let Some(at) = self.aliases.get(&key) {
            return self.number(&[*at], number, Reason::Alias, 1.0);
        }
        self.similar(&key, number)
    }

    /// Streets with typing mistakes, the closest only.
    fn similar(&self, key: &str, number: &str) -> Match {
        let word = Word::new(key);
        let mut best = word.len() / LETTERS_PER_MISTAKE;
        let mut streets: Vec<usize> = Vec::new();
        if best > 0 {
            for (at, street) in self.streets.iter().enumerate() {
                // The shorter of both names sets how many mistakes are allowed.
                let allowed = best.min(street.word.len() / LETTERS_PER_MISTAKE);
                let Some(distance) = word.distance(&street.word, allowed) else { continue };
                if distance < best {
                    streets.clear();
                    best = distance;
                }
                streets.push(at);
            }
        }
        let score = share(word.len().saturating_sub(best), word.len());
        match streets[..] {
            [] => {
                let reason = Reason::StreetUnknown;
                Match { id: None, score: 0.0, reason, candidates: Vec::new() }
            }
            [_] => self.number(&streets, number, Reason::Typo, score),
            _ => {
                let candidates = self.candidates(&streets, number, score);
                Match { id: None, score, reason: Reason::StreetAmbiguous, candidates }
            }
        }
    }

    /// The number in streets that are all meant by the name.
    fn number(&self, streets: &[usize], number: &str, reason: Reason, score: f64) -> Match {
        let people = |reason: Reason| Match {
            id: None,
            score: score / 2.0,
            reason,
            candidates: self.candidates(streets, number, score / 2.0),
        };
        if number.trim().is_empty() {
            return people(Reason::NumberMissing);
        }
        let Some(wanted) = house_number(number) else { return people(Reason::NumberUnreadable) };
        let found: Vec<usize> = streets
            .iter()
            .filter_map(|at| self.streets[*at].numbers.get(&wanted))
            .flatten()
            .copied()
            .collect();
        match found[..] {
            [one] => {
                let id = Some(self.ids[one].clone());
                Match { id, score, reason, candidates: Vec::new() }
            }
            [] => {
                let bare = streets
                    .iter()
                    .any(|at| self.streets[*at].numbers.keys().any(|n| n.number == wanted.number));
                people(if bare { Reason::SuffixUnknown } else { Reason::NumberUnknown })
            }
            _ => people(Reason::AddressAmbiguous),
        }
    }

    /// What people may choose from: the number with other suffixes, or the streets alone.
    fn candidates(&self, streets: &[usize], number: &str, score: f64) -> Vec<Candidate> {
        let wanted = house_number(number);
        let mut out = Vec::new();
        for street in streets.iter().map(|at| &self.streets[*at]) {
            let mut numbers: Vec<_> = street
                .numbers
                .iter()
                .filter(|(n, _)| wanted.as_ref().is_some_and(|w| w.number == n.number))
                .collect();
            numbers.sort();
            for (number, positions) in numbers {
                for position in positions {
                    let id = self.ids[*position].clone();
                    let address = format!("{} {number}", street.name);
                    out.push(Candidate { id, address, score });
                }
            }
            if out.is_empty() {
                let (id, address) = (String::new(), street.name.clone());
                out.push(Candidate { id, address, score });
            }
        }
        out.truncate(CANDIDATES_MAX);
        out
    }
}

/// A share of letters; names are far shorter than what a float can count.
fn share(part: usize, whole: usize) -> f64 {
    let count = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    if whole == 0 { 0.0 } else { count(part) / count(whole) }
}
