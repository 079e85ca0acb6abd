//! The records of the department: works, sections, findings and what belongs to them.

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::files::StoredFile;
use kernel::org::Unit;
use kernel::{Actor, Case, Guarded, Id};
use serde::{Deserialize, Serialize};

use crate::INSPECT;
pub use crate::words::{Progress, Severity, Stage, Taken};

/// A line in metres (EPSG:25832).
pub type Line = Vec<(f64, f64)>;

/// Works under supervision.
#[derive(Clone, Debug, PartialEq)]
pub struct Work {
    /// Identifier.
    pub id: Id<Work>,
    /// The case of the permit.
    pub case: Id<Case>,
    /// Its number.
    pub number: String,
    /// The unit that supervises.
    pub unit: Id<Unit>,
    /// Key of the company; empty when no module knows it.
    pub company: String,
    /// Who builds.
    pub builder: String,
    /// Where the town writes to; empty if nobody said.
    pub email: String,
    /// What was permitted.
    pub permit: String,
    /// How far it is.
    pub state: Progress,
    /// First day as permitted.
    pub from: Date,
    /// Last day.
    pub until: Date,
    /// The day it began.
    pub started_on: Option<Date>,
    /// The day it ended.
    pub finished_on: Option<Date>,
    /// The latest visit.
    pub visited_on: Option<Date>,
    /// Its version.
    pub version: i64,
}

impl Guarded for Work {
    fn readable_by(&self, actor: &Actor) -> bool {
        actor.may_in(INSPECT, self.unit)
    }
}

/// A piece of the route.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// The permit's identifier.
    pub id: String,
    /// Its street.
    pub street: String,
    /// How it is built.
    pub method: String,
    /// Where, as permitted.
    pub line: Line,
    /// Length in centimetres.
    pub length_cm: i64,
    /// Whether it is accepted.
    pub state: Taken,
    /// Since when.
    pub accepted_on: Option<Date>,
    /// Last day of its warranty.
    pub warranty_until: Option<Date>,
    /// What the warranty rests on.
    pub basis: String,
}

/// What an inspector wrote, sealed in the records.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Details {
    /// In words.
    pub text: String,
}

/// Something found at works.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Identifier, made on the device.
    pub id: Id<Finding>,
    /// Number for people: `B-2026-00012`.
    pub number: String,
    /// The works.
    pub work: Id<Work>,
    /// The piece of route; empty if unknown.
    pub section: String,
    /// Key of its kind in the catalogue.
    pub kind: String,
    /// How bad it is.
    pub severity: Severity,
    /// `staff` or `citizen`.
    pub origin: String,
    /// How far it is.
    pub state: Stage,
    /// In words.
    pub details: Details,
    /// Where, in metres.
    pub place: Option<(f64, f64)>,
    /// How exact the device says it is, in metres; 0 if it does not say.
    pub accuracy: i64,
    /// Where the place comes from: `device`, `photo`, `report` or empty.
    pub source: String,
    /// When, by the clock of the device; empty if it did not say.
    pub device_at: String,
    /// When the town had it.
    pub made_at: Timestamp,
    /// Who found it, as the logbook writes it.
    pub made_by: String,
    /// Digest of what was sent.
    pub digest: String,
    /// The citizens' report it comes from; empty for none.
    pub report: String,
    /// Another finding that may be the same; empty for none.
    pub twin: String,
    /// Until when the company has time.
    pub due_on: Option<Date>,
    /// Two inspectors said different things; both are kept.
    pub is_conflict: bool,
    /// Its version.
    pub version: i64,
}

impl Finding {
    /// Owner of its photos.
    pub fn owner(&self) -> String {
        owner(self.id)
    }

    /// Whether its period is over.
    pub fn is_overdue(&self, today: Date) -> bool {
        self.state.is_open() && self.due_on.is_some_and(|day| day < today)
    }
}

/// Owner of the photos of a finding.
pub fn owner(id: Id<Finding>) -> String {
    format!("supervision/{id}")
}

/// A doubt about a photo or a place: what, and how much of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doubt {
    /// `no_place`, `broken_place`, `far`, `far_device`, `old`, `digest`, `known`.
    pub what: String,
    /// Metres, minutes; 0 where there is none.
    pub much: i64,
}

/// A photo of a finding.
#[derive(Clone, Debug, PartialEq)]
pub struct Photo {
    /// The stored file.
    pub file: Id<StoredFile>,
    /// What happened when it came; empty for the finding itself.
    pub event: String,
    /// Its digest.
    pub sha256: String,
    /// `staff`, `company`.
    pub origin: String,
    /// What is doubtful about it.
    pub doubts: Vec<Doubt>,
}

/// A measured value.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    /// Key in the catalogue.
    pub measure: String,
    /// What was measured, as it was called then.
    pub label: String,
    /// Its unit.
    pub unit: String,
    /// The value.
    pub value: f64,
    /// Lowest allowed.
    pub low: Option<f64>,
    /// Highest allowed.
    pub high: Option<f64>,
}

impl Measured {
    /// Whether it is outside of what is allowed.
    pub fn is_out(&self) -> bool {
        self.low.is_some_and(|low| self.value < low)
            || self.high.is_some_and(|high| self.value > high)
    }
}

/// Something that happened to a finding.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Identifier, made on the device for visits.
    pub id: String,
    /// `found`, `told`, `reminded`, `announced`, `answered`, `fixed`, `not_fixed`, `own_repair`,
    /// `closed`, `dismissed`, `confirmed`, `settled`.
    pub what: String,
    /// In words.
    pub details: Details,
    /// When.
    pub at: Timestamp,
    /// By the clock of the device.
    pub device_at: String,
    /// Who, as the logbook writes it.
    pub made_by: String,
    /// The version the device knew.
    pub base: i64,
    /// Whether it contradicts what came before it.
    pub is_conflict: bool,
    /// The day a period ends by it.
    pub due_on: Option<Date>,
}

/// A position of a cost record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cost {
    /// The day.
    pub day: Date,
    /// `hours`, `machine`, `material`, `third_party`.
    pub sort: String,
    /// In words.
    pub what: String,
    /// Quantity in hundredths.
    pub hundredths: i64,
    /// Price of one, in cents.
    pub unit_cents: i64,
    /// The amount in cents.
    pub cents: i64,
}
