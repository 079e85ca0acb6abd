//! What is there at an address: the scale of states, the techniques, an offer, its history.

use jiff::ToSpan;
use jiff::civil::Date;
use kernel::Text;
use serde::{Deserialize, Serialize};

/// How far an operator is at an address, in this order.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Nothing.
    #[default]
    None,
    /// Announced in public.
    Announced,
    /// Planned.
    InPlanning,
    /// Under construction.
    UnderConstruction,
    /// Passes at most 20 m from the plot.
    Passed,
    /// Lies on the plot.
    PassedPlus,
    /// Comes into the building.
    Prepared,
    /// Ends in the flat.
    Connected,
    /// In use.
    Activated,
}

/// A stored word that is no [`Status`]: whoever wrote it knew other states.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("„{0}“ is no state of coverage; look who wrote it before anything is counted")]
pub struct UnknownStatus(pub String);

impl Status {
    /// Reads the word of the database, and no other.
    ///
    /// # Errors
    /// [`UnknownStatus`]: a record nobody understands must not count as „nothing there“.
    pub fn read(word: &str) -> Result<Self, UnknownStatus> {
        let known = Self::ALL.into_iter().find(|status| status.word() == word);
        known.ok_or_else(|| UnknownStatus(word.to_owned()))
    }

    /// All of them, in their order.
    pub const ALL: [Self; 9] = [
        Self::None,
        Self::Announced,
        Self::InPlanning,
        Self::UnderConstruction,
        Self::Passed,
        Self::PassedPlus,
        Self::Prepared,
        Self::Connected,
        Self::Activated,
    ];

    /// The word in the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Announced => "announced",
            Self::InPlanning => "in_planning",
            Self::UnderConstruction => "under_construction",
            Self::Passed => "passed",
            Self::PassedPlus => "passed_plus",
            Self::Prepared => "prepared",
            Self::Connected => "connected",
            Self::Activated => "activated",
        }
    }

    /// Reads the word, or what operators write for it.
    pub fn of(text: &str) -> Option<Self> {
        let text = kernel::search::fold(text.trim()).replace([' ', '-'], "_");
        Self::ALL.into_iter().find(|s| s.word() == text).or(match text.as_str() {
            "kein" | "keine" | "nicht_geplant" => Some(Self::None),
            "angekuendigt" => Some(Self::Announced),
            "geplant" | "in_planung" | "planung" => Some(Self::InPlanning),
            "im_bau" | "bau" | "in_bau" => Some(Self::UnderConstruction),
            "homes_passed" | "hp" | "verfuegbar" | "vorbeigefuehrt" => Some(Self::Passed),
            "homes_passed_plus" | "hp+" | "auf_dem_grundstueck" => Some(Self::PassedPlus),
            "homes_prepared" | "im_gebaeude" => Some(Self::Prepared),
            "homes_connected" | "hc" | "angeschlossen" => Some(Self::Connected),
            "homes_activated" | "ha" | "aktiv" | "in_betrieb" => Some(Self::Activated),
            _ => None,
        })
    }

    /// What it means for somebody who lives there.
    pub fn label(self) -> Text {
        let (de, en) = match self {
            Self::None => ("kein Ausbau geplant", "no roll-out planned"),
            Self::Announced => ("angekündigt", "announced"),
            Self::InPlanning => ("in Planung", "in planning"),
            Self::UnderConstruction => ("im Bau", "under construction"),
            Self::Passed => ("liegt in der Straße", "lies in the street"),
            Self::PassedPlus => ("liegt auf dem Grundstück", "lies on the plot"),
            Self::Prepared => ("liegt im Gebäude", "lies in the building"),
            Self::Connected => ("angeschlossen", "connected"),
            Self::Activated => ("in Betrieb", "in use"),
        };
        Text::new(de, en)
    }

    /// The mark on the map.
    pub fn mark(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Announced | Self::InPlanning => "planned",
            Self::UnderConstruction => "building",
            Self::Passed | Self::PassedPlus | Self::Prepared => "available",
            Self::Connected | Self::Activated => "connected",
        }
    }
}

/// Techniques: word, and what people read.
pub const TECHNOLOGIES: [(&str, &str); 6] = [
    ("ftth", "Glasfaser bis in die Wohnung (FTTH)"),
    ("ftthb", "Glasfaser bis ins Gebäude (FTTB)"),
    ("fttc", "Kupfer, VDSL (FTTC)"),
    ("hfc", "Kabelnetz (HFC)"),
    ("fwa", "Funk (FWA)"),
    ("other", "andere"),
];

/// The word of a technique as operators write it; fibre when nothing is written.
pub fn technology(text: &str) -> Option<&'static str> {
    let text = kernel::search::fold(text.trim());
    match text.as_str() {
        "" | "ftth" | "glasfaser" => Some("ftth"),
        "fttb" | "ftthb" | "ftth/b" => Some("ftthb"),
        "fttc" | "vdsl" | "dsl" => Some("fttc"),
        "hfc" | "docsis" | "kabel" | "docsis 3.1" => Some("hfc"),
        "fwa" | "funk" | "5g" => Some("fwa"),
        "other" | "sonstige" | "andere" => Some("other"),
        _ => None,
    }
}

/// Whether a technique is fibre into the building.
pub fn is_fibre(technology: &str) -> bool {
    matches!(technology, "ftth" | "ftthb")
}

/// What an operator offers at an address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// How far it is.
    pub status: Status,
    /// Technique.
    pub technology: String,
    /// Mbit/s towards the house.
    pub down: i64,
    /// Mbit/s from the house.
    pub up: i64,
    /// When it is to be in use, as the operator says: `2027-Q3`, `2027-09`, or empty.
    pub planned: String,
}

/// A time in which an offer stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// First day.
    pub from: Date,
    /// Last day; far away while it stands.
    pub until: Date,
    /// The offer.
    pub offer: Offer,
    /// Where it is known from.
    pub source: String,
}

/// The last day of what stands.
pub const OPEN: Date = Date::constant(9999, 12, 31);

/// The history with an offer that holds from a day until the next one that was known to begin
/// later. Spans are in order, without gaps between the first and the last, and never overlap.
pub fn noted(spans: &[Span], from: Date, offer: Offer, source: &str) -> Vec<Span> {
    let until = spans
        .iter()
        .filter(|s| s.from > from)
        .map(|s| s.from.saturating_sub(1.day()))
        .min()
        .unwrap_or(OPEN);
    let mut all: Vec<Span> = Vec::with_capacity(spans.len() + 1);
    for span in spans {
        if span.from == from {
            continue;
        }
        let mut span = span.clone();
        if span.from < from && span.until >= from {
            span.until = from.saturating_sub(1.day());
        }
        all.push(span);
    }
    all.push(Span { from, until, offer, source: source.to_owned() });
    all.sort_by_key(|s| s.from);
    all
}

/// The offer of a day.
pub fn on(spans: &[Span], day: Date) -> Option<&Span> {
    spans.iter().find(|s| s.from <= day && day <= s.until)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn offer(n: usize) -> Offer {
        Offer { status: Status::ALL[n % 9], technology: "ftth".into(), ..Offer::default() }
    }

    proptest! {
        #[test]
        fn every_day_knows_what_was_said_for_it_last(
            said in prop::collection::vec((0i64..200, 0usize..9), 1..30), asked in 0i64..260,
        ) {
            let start = Date::constant(2026, 1, 1);
            let day = |n: i64| start.saturating_add(n.days());
            let mut spans = Vec::new();
            for (at, what) in &said {
                spans = noted(&spans, day(*at), offer(*what), "test");
            }
            // In order, no gaps, no overlaps, open at the end.
            for pair in spans.windows(2) {
                prop_assert_eq!(pair[0].until.saturating_add(1.day()), pair[1].from);
            }
            prop_assert_eq!(spans.last().map(|s| s.until), Some(OPEN));
            // The word for a day is the one with the latest beginning not after it; of those that
            // begin on one day the one said last.
            let latest = said.iter().filter(|(at, _)| *at <= asked).map(|(at, _)| *at).max();
            let wanted = latest.and_then(|at| said.iter().rev().find(|(a, _)| *a == at));
            prop_assert_eq!(
                on(&spans, day(asked)).map(|s| s.offer.clone()),
                wanted.map(|(_, what)| offer(*what))
            );
        }
    }

    #[test]
    fn states_are_read_as_operators_write_them() {
        for (text, status) in [
            ("Homes Passed", Status::Passed),
            ("im Bau", Status::UnderConstruction),
            ("Angekündigt", Status::Announced),
            ("activated", Status::Activated),
        ] {
            assert_eq!(Status::of(text), Some(status), "{text}");
        }
        assert_eq!(Status::of("bald"), None);
        assert_eq!(Status::read("passed"), Ok(Status::Passed));
        assert_eq!(Status::read("Homes Passed"), Err(UnknownStatus("Homes Passed".into())));
        assert!(Status::Passed > Status::UnderConstruction);
        assert_eq!(technology("VDSL"), Some("fttc"));
        assert_eq!(technology("Morse"), None);
    }
}
