//! The words of the department: sites, how far they are, what traffic feels of them, what changed.

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::{Id, Text};

/// A line in metres (EPSG:25832).
pub type Line = Vec<(f64, f64)>;

kernel::words! {
    /// Why the street is dug up or closed.
    Sort {
        /// Cables and pipes, by permit.
        Lines = "lines", "Leitungen werden verlegt", "Lines are laid";
        /// The town builds the street.
        Street = "street", "Straßenbau", "Building of the street";
        /// Water, sewers, heating of the town.
        Sewer = "sewer", "Kanal- und Wasserbau", "Sewers and water";
        /// A feast, a market, a run.
        Event = "event", "Veranstaltung", "Event";
        /// Something broke.
        Emergency = "emergency", "Notfall, zum Beispiel ein Rohrbruch", "Emergency, such as a burst pipe";
        /// Anything else.
        Other = "other", "Sonstige Arbeiten", "Other works";
    }
}
kernel::words! {
    /// How far it is.
    State {
        /// Will begin.
        Planned = "planned", "geplant", "planned";
        /// Goes on.
        Active = "active", "in Arbeit", "in progress";
        /// Stands still.
        Stopped = "stopped", "unterbrochen", "interrupted";
        /// Over.
        Done = "done", "beendet", "finished";
        /// Will not happen.
        Cancelled = "cancelled", "abgesagt", "cancelled";
    }
}
kernel::words! {
    /// What people on the street feel of it.
    Impact {
        /// Nothing gets through.
        Closed = "closed", "Vollsperrung: Die Straße ist gesperrt", "The street is closed";
        /// One direction only.
        OneWay = "one_way", "Einbahnstraße: Nur eine Richtung ist frei", "One direction only";
        /// Half of the street, in turns.
        Half = "half", "Halbseitig gesperrt: Autos fahren abwechselnd", "Half closed, cars take turns";
        /// Half of the street, with lights.
        Signal = "signal", "Halbseitig gesperrt mit Baustellenampel", "Half closed, with traffic lights";
        /// Narrow lanes.
        Narrow = "narrow", "Die Fahrbahn ist enger", "The lanes are narrower";
        /// The footway.
        Footway = "footway", "Der Gehweg ist gesperrt, bitte die andere Seite benutzen", "The footway is closed, please use the other side";
        /// The cycleway.
        Cycleway = "cycleway", "Der Radweg ist gesperrt", "The cycleway is closed";
        /// Places to park.
        Parking = "parking", "Parkplätze fallen weg", "Parking spaces are not available";
        /// Somewhat.
        Some = "some", "Behinderungen sind möglich", "Expect some disturbance";
        /// Not at all.
        None = "none", "Der Verkehr läuft frei", "Traffic is not affected";
    }
}

impl Impact {
    /// The same in a word or two, for lists and mails.
    pub fn short(self) -> Text {
        let (de, en) = match self {
            Self::Closed => ("Vollsperrung", "closed"),
            Self::OneWay => ("Einbahnstraße", "one way"),
            Self::Half => ("halbseitig gesperrt", "half closed"),
            Self::Signal => ("Baustellenampel", "traffic lights"),
            Self::Narrow => ("Fahrbahn verengt", "narrow lanes"),
            Self::Footway => ("Gehweg gesperrt", "footway closed"),
            Self::Cycleway => ("Radweg gesperrt", "cycleway closed"),
            Self::Parking => ("Parkplätze gesperrt", "no parking"),
            Self::Some => ("Behinderungen möglich", "some disturbance"),
            Self::None => ("freie Fahrt", "free"),
        };
        Text::new(de, en)
    }
}

/// A construction site.
#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    /// Identifier, also of its publication.
    pub id: Id<Site>,
    /// Where it comes from: `permit/<case>/<street>` or `hand/<id>`; there is one site of each.
    pub origin: String,
    /// The case of its permit; empty for none.
    pub case: String,
    /// Part of its address.
    pub slug: String,
    /// Why.
    pub sort: Sort,
    /// What it is called.
    pub title: String,
    /// Name of its street.
    pub street: String,
    /// Key of its street; empty if it is not in the register.
    pub street_key: String,
    /// Who builds; empty if nobody is named.
    pub builder: String,
    /// How far it is.
    pub state: State,
    /// What people feel of it.
    pub impact: Impact,
    /// More about it, for everybody.
    pub text: String,
    /// The way around.
    pub detour: String,
    /// First day.
    pub from: Date,
    /// Last day.
    pub until: Date,
    /// The day it really began.
    pub started_on: Option<Date>,
    /// The day it really ended.
    pub finished_on: Option<Date>,
    /// Number of its latest revision.
    pub revision: i64,
    /// When it was entered.
    pub made_at: Timestamp,
    /// When it last changed.
    pub changed_at: Timestamp,
}

impl Site {
    /// The path of its page.
    pub fn path(&self) -> String {
        format!("/baustellen/{}", self.slug)
    }

    /// Whether anything is or will be going on.
    pub fn is_open(&self) -> bool {
        matches!(self.state, State::Planned | State::Active | State::Stopped)
    }

    /// How far it is, as people ask for it: what should have begun or ended says so.
    pub fn standing(&self, today: Date) -> Text {
        match self.state {
            State::Planned if self.from <= today => {
                Text::new("soll in diesen Tagen beginnen", "is to begin these days")
            }
            State::Active if self.until < today => Text::new(
                "in Arbeit, dauert länger als geplant",
                "in progress, longer than planned",
            ),
            other => other.label(),
        }
    }
}

/// A piece of a site.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// Identifier; of a permit its own.
    pub id: String,
    /// How it is built: `open`, `trenchless`, …; empty where nothing is dug.
    pub method: String,
    /// Where.
    pub line: Line,
    /// When it was accepted.
    pub accepted_on: Option<Date>,
    /// The last day of its warranty.
    pub warranty_until: Option<Date>,
    /// What the warranty rests on.
    pub basis: String,
}

/// A change of a site as everybody reads it.
#[derive(Clone, Debug, PartialEq)]
pub struct Revision {
    /// Its number, from 1.
    pub number: i64,
    /// When.
    pub at: Timestamp,
    /// What changed.
    pub what: Text,
    /// Why, if somebody said so.
    pub reason: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::changes::changes;
    use jiff::civil::date;

    fn site() -> Site {
        Site {
            id: Id::new(),
            origin: "hand/1".into(),
            case: String::new(),
            slug: "lindenweg-1".into(),
            sort: Sort::Street,
            title: "Neue Decke".into(),
            street: "Lindenweg".into(),
            street_key: "1".into(),
            builder: String::new(),
            state: State::Planned,
            impact: Impact::Half,
            text: String::new(),
            detour: String::new(),
            from: date(2026, 4, 1),
            until: date(2026, 4, 30),
            started_on: None,
            finished_on: None,
            revision: 1,
            made_at: Timestamp::UNIX_EPOCH,
            changed_at: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn every_change_is_said_in_a_sentence() {
        let old = site();
        assert_eq!(changes(&old, &old), Text::default());
        let longer = Site { until: date(2026, 5, 12), ..old.clone() };
        assert_eq!(
            changes(&old, &longer).de,
            "Verlängert bis 12. Mai 2026 (bisher 30. April 2026)."
        );
        let begun = Site {
            state: State::Active,
            started_on: Some(date(2026, 4, 2)),
            impact: Impact::Closed,
            ..old.clone()
        };
        assert_eq!(
            changes(&old, &begun).de,
            "Die Arbeiten haben am 2. April 2026 begonnen. Verkehr: jetzt Vollsperrung (bisher halbseitig gesperrt)."
        );
        // A site that is over earlier is over, not shortened.
        let over = Site { state: State::Done, finished_on: Some(date(2026, 4, 20)), ..old.clone() };
        assert_eq!(changes(&old, &over).de, "Die Arbeiten sind seit dem 20. April 2026 beendet.");
    }

    #[test]
    fn what_is_late_says_so() {
        let mut late = site();
        assert_eq!(late.standing(date(2026, 3, 1)).de, "geplant");
        assert_eq!(late.standing(date(2026, 4, 2)).de, "soll in diesen Tagen beginnen");
        late.state = State::Active;
        assert_eq!(late.standing(date(2026, 5, 2)).de, "in Arbeit, dauert länger als geplant");
    }
}
