//! What people report near trenches: the works, who builds and the warranty are found by the house;
//! what is reported already is not reported twice; everybody who follows gets the answer.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use kernel::limits::Rate;
use kernel::opt_in::Proof;
use kernel::places::plane;
use kernel::{AppError, Id, Language, Reader, Town, settings};
use serde::{Deserialize, Serialize};

use crate::model::{Site, State};
use crate::settings::RoadworksSettings;
use crate::store::reports;
use crate::store::{self, Near};

/// Reports one caller may send.
pub const RATE: Rate =
    Rate { name: "roadworks.report", burst: 10, every: SignedDuration::from_mins(3) };
/// Places one caller may look up.
pub const RATE_SEARCH: Rate =
    Rate { name: "roadworks.place", burst: 60, every: SignedDuration::from_millis(200) };

kernel::words! {
    /// What is wrong.
    Category {
        /// Holes, steps, sunken ground.
        Surface = "surface", "Loch, Kante oder abgesackte Stelle", "Hole, edge or sunken ground";
        /// Barriers and signs.
        Barrier = "barrier", "Absperrung oder Schild fehlt oder ist umgefallen", "Barrier or sign is missing or fell over";
        /// No way past on foot, in a wheelchair, with a pram.
        Footway = "footway", "Zu Fuß, mit Rollstuhl oder Kinderwagen kommt man nicht vorbei", "No way past on foot, with a wheelchair or pram";
        /// An open trench.
        Trench = "trench", "Graben ist offen oder ungesichert", "Trench is open or not secured";
        /// Something is broken.
        Damage = "damage", "Etwas ist beschädigt: Baum, Zaun, Leitung, Haus", "Something is damaged: tree, fence, line, house";
        /// Dirt and noise.
        Dirt = "dirt", "Schmutz, Lärm oder Material auf der Straße", "Dirt, noise or material on the street";
        /// Anything else.
        Other = "other", "Etwas anderes", "Something else";
    }
}
kernel::words! {
    /// How far a report is.
    Stage {
        /// Nobody looked yet.
        Open = "open", "eingegangen", "received";
        /// The department looks at it.
        Checking = "checking", "wird geprüft", "is being checked";
        /// The company was told.
        Forwarded = "forwarded", "an die Baufirma gegeben", "passed to the company";
        /// It is repaired.
        Done = "done", "erledigt", "done";
        /// Nothing is done, and why.
        Declined = "declined", "abgeschlossen ohne Maßnahme", "closed without action";
    }
}

impl Stage {
    /// Whether nothing more happens.
    pub fn is_end(self) -> bool {
        matches!(self, Self::Done | Self::Declined)
    }
}

/// What somebody wrote, sealed in the records.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Details {
    /// What they saw.
    pub text: String,
    /// Where the answer goes; empty for the page only.
    pub email: String,
    /// `de` or `en`.
    pub language: Language,
}

/// A report.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// Identifier.
    pub id: Id<Report>,
    /// Number for people: `M-2026-00012`.
    pub number: String,
    /// When.
    pub made_at: Timestamp,
    /// Where, in metres.
    pub at: (f64, f64),
    /// Where, in words.
    pub place: String,
    /// What is wrong.
    pub category: Category,
    /// Whether somebody may be hurt.
    pub is_danger: bool,
    /// What they wrote.
    pub details: Details,
    /// The piece of route it belongs to; empty for none.
    pub section: String,
    /// Its site; empty for none.
    pub site: String,
    /// The case of the permit; empty for none.
    pub case: String,
    /// Who builds; empty if nobody is known.
    pub builder: String,
    /// Until when whoever built answers for it.
    pub warranty_until: Option<Date>,
    /// How far it is.
    pub stage: Stage,
    /// Its version.
    pub version: i64,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// When.
    pub at: Timestamp,
    /// How far the report was then.
    pub stage: Stage,
    /// What people read.
    pub text: String,
}

/// Somebody who noticed the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Echo {
    /// Digest of the mail address.
    pub mark: String,
    /// Where the answer goes.
    pub email: String,
    /// In which language.
    pub language: Language,
}

impl Report {
    /// Owner of its photos.
    pub fn owner(&self) -> String {
        owner(self.id)
    }

    /// The path of its page for whoever has the code.
    pub fn path(&self, town: &Town) -> String {
        format!("/baustellen/meldung/{}/{}", self.number, code(town, self.id))
    }
}

pub(crate) fn owner(id: Id<Report>) -> String {
    format!("roadworks-report/{id}")
}

/// What opens a report together with its number.
const PROOF: Proof = Proof { name: "roadworks/report", bytes: 5 };

/// The code that opens a report together with its number.
pub fn code(town: &Town, id: Id<Report>) -> String {
    PROOF.code(town, id).to_uppercase()
}

/// A report by number and code, however they are written.
///
/// # Errors
/// [`AppError::NotFound`] when they do not belong together.
pub fn of_code(
    town: &Town,
    reader: &mut Reader<'_>,
    number: &str,
    given: &str,
) -> Result<Report, AppError> {
    let number = number.trim().to_uppercase();
    let given: String = given.chars().filter(char::is_ascii_alphanumeric).collect();
    let report = reports::by_number(town, reader, &number)?;
    let proof = PROOF.subscriber::<Report>(town, &report.id.to_string(), &given.to_lowercase());
    if proof.is_some() { Ok(report) } else { Err(AppError::NotFound) }
}

/// The works a place belongs to.
#[derive(Clone, Debug)]
pub struct Trench {
    /// The piece of route.
    pub near: Near,
    /// Its site.
    pub site: Site,
    /// Whether whoever built answers for it today.
    pub in_warranty: bool,
}

/// How likely a piece is the cause: what goes on, then what is under warranty, then what ended,
/// then what is to come.
fn rank(near: &Near, today: Date) -> u8 {
    match near.state {
        State::Active | State::Stopped => 0,
        _ if near.section.warranty_until.is_some_and(|end| end >= today) => 1,
        State::Done => 2,
        _ => 3,
    }
}

/// The nearest piece of route within a distance that can be the cause.
///
/// # Errors
/// What the database says.
pub fn nearest(
    reader: &mut Reader<'_>,
    at: (f64, f64),
    within: f64,
) -> Result<Option<(Near, f64)>, AppError> {
    let today = reader.today();
    let mut best: Option<(u8, f64, Near)> = None;
    for cell in plane::cells_around(at, within) {
        for near in store::near(reader, cell)? {
            let Some(metres) = plane::distance(at, &near.section.line) else { continue };
            let rank = rank(&near, today);
            let is_better = best.as_ref().is_none_or(|b| {
                (rank, metres).partial_cmp(&(b.0, b.1)).is_some_and(std::cmp::Ordering::is_lt)
            });
            if metres <= within && is_better {
                best = Some((rank, metres, near));
            }
        }
    }
    Ok(best.map(|(_, metres, near)| (near, metres)))
}

/// The works a place belongs to; a place that is known only roughly is looked at more widely.
///
/// # Errors
/// What the database says.
pub fn trench(
    reader: &mut Reader<'_>,
    at: (f64, f64),
    is_rough: bool,
) -> Result<Option<Trench>, AppError> {
    let own: RoadworksSettings = settings::get(reader)?;
    let within = if is_rough { own.rough_metres } else { own.near_metres };
    let Some((near, _)) = nearest(reader, at, f64::from(within))? else { return Ok(None) };
    let site = store::find(reader, near.site)?;
    let today = reader.today();
    let in_warranty = near.section.warranty_until.is_some_and(|end| end >= today);
    Ok(Some(Trench { near, site, in_warranty }))
}

/// Reports of the last days that are open near a place, the nearest first.
///
/// # Errors
/// What the database says.
pub fn known(
    town: &Town,
    reader: &mut Reader<'_>,
    at: (f64, f64),
) -> Result<Vec<Report>, AppError> {
    let own: RoadworksSettings = settings::get(reader)?;
    let within = f64::from(own.same_metres);
    let since = reader.now() - SignedDuration::from_hours(24 * i64::from(own.same_days));
    let mut all: Vec<(f64, Report)> = Vec::new();
    for cell in plane::cells_around(at, within) {
        for report in reports::near(town, reader, cell, since)? {
            let metres = (report.at.0 - at.0).hypot(report.at.1 - at.1);
            if metres <= within {
                all.push((metres, report));
            }
        }
    }
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    Ok(all.into_iter().map(|(_, report)| report).collect())
}
