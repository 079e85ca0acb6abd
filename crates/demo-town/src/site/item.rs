//! What stands on the homepage of the town, as typed values.

use content::Document;
use jiff::civil::{Date, DateTime};

use crate::model::Point;

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ItemKind {
    /// A page in the tree.
    Page,
    /// A news item.
    News,
    /// An event, perhaps one that repeats.
    Event,
    /// An official notice.
    Notice,
    /// A job offer.
    Job,
    /// A document to take away.
    Document,
    /// Something that does not work as usual for some days.
    Disruption,
}

impl ItemKind {
    /// All kinds with their names, as they stand in the files and in the gazette.
    pub const ALL: [(&'static str, Self); 7] = [
        ("page", Self::Page),
        ("news", Self::News),
        ("event", Self::Event),
        ("notice", Self::Notice),
        ("job", Self::Job),
        ("document", Self::Document),
        ("disruption", Self::Disruption),
    ];

    /// The name of the kind.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, kind)| *kind == self).map_or("", |(name, _)| name)
    }

    /// The kind of a name.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(other, _)| *other == name).map(|(_, kind)| *kind)
    }
}

/// The same in German and English.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Both {
    /// German.
    pub de: String,
    /// English.
    pub en: String,
}

/// A picture of the town in use.
#[derive(Clone, Debug, PartialEq)]
pub struct PictureUse {
    /// Name of a picture of [`crate::pictures`].
    pub name: String,
    /// What it shows, for people who do not see it.
    pub alt: Both,
}

/// The edition in easy language.
#[derive(Clone, Debug, PartialEq)]
pub struct Easy {
    /// Title.
    pub title: String,
    /// Text.
    pub body: Document,
}

/// When an event takes place.
#[derive(Clone, Debug, PartialEq)]
pub struct EventDetails {
    /// Beginning, local time; the first one of several.
    pub starts: DateTime,
    /// End, local time.
    pub ends: DateTime,
    /// Whether it lasts whole days.
    pub is_whole_day: bool,
    /// How it repeats (RFC 5545), empty if it does not.
    pub repeats: String,
    /// Where.
    pub place: String,
    /// Street and number.
    pub address: String,
    /// Whether one gets in without steps.
    pub step_free: Option<bool>,
    /// What it costs.
    pub price: Both,
    /// Who invites.
    pub organiser: String,
    /// Where on the map.
    pub point: Option<Point>,
}

/// What belongs to an official notice.
#[derive(Clone, Debug, PartialEq)]
pub struct NoticeDetails {
    /// `satzung`, `allgemeinverfuegung`, `sitzung`, `bauleitplan`, `sonstige`.
    pub sort: String,
    /// Day of the council's decision.
    pub decided: Option<Date>,
    /// Who signed.
    pub signed_by: String,
    /// Day of the signature.
    pub signed: Date,
    /// From when it is in force.
    pub in_force: Option<Date>,
    /// From when it is no longer in force.
    pub out_of_force: Option<Date>,
}

/// What belongs to a job offer.
#[derive(Clone, Debug, PartialEq)]
pub struct JobDetails {
    /// Number of the offer.
    pub reference: String,
    /// `vollzeit`, `teilzeit`, `ausbildung`.
    pub employment: String,
    /// Hours in a week, in words.
    pub hours: Both,
    /// Pay, in words.
    pub pay: Both,
    /// Whether it ends on a certain day.
    pub limited: Both,
    /// From when.
    pub starts: Date,
    /// Last day for applications.
    pub deadline: Date,
    /// Where one works.
    pub place: String,
    /// Street and number.
    pub address: String,
}

/// What belongs to a document.
#[derive(Clone, Debug, PartialEq)]
pub struct DocumentDetails {
    /// `plan`, `bericht`, `satzung`, `faltblatt`, `formular`, `karte`.
    pub sort: String,
    /// Its date.
    pub dated: Date,
}

/// What belongs to a disruption.
#[derive(Clone, Debug, PartialEq)]
pub struct DisruptionDetails {
    /// `strasse`, `wasser`, `strom`, `abfall`, `gebaeude`.
    pub sort: String,
    /// First day.
    pub from: Date,
    /// Last day.
    pub until: Date,
    /// Where, in words.
    pub place: String,
    /// Where on the map.
    pub point: Option<Point>,
}

/// What only some kinds have.
#[derive(Clone, Debug, PartialEq)]
pub enum Details {
    /// Nothing more.
    None,
    /// An event.
    Event(Box<EventDetails>),
    /// A notice.
    Notice(NoticeDetails),
    /// A job.
    Job(Box<JobDetails>),
    /// A document.
    Document(DocumentDetails),
    /// A disruption.
    Disruption(DisruptionDetails),
}

/// Something on the homepage of the town.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// What it is.
    pub kind: ItemKind,
    /// Address: the whole path of a page in the tree, the last part for all else.
    pub path: String,
    /// Place among its siblings.
    pub position: u32,
    /// Title.
    pub title: Both,
    /// A sentence or two.
    pub teaser: Both,
    /// Topics.
    pub topics: Vec<String>,
    /// Key of the unit that answers for it.
    pub unit: String,
    /// Shown from, local time.
    pub visible_from: DateTime,
    /// Last day it is shown.
    pub visible_until: Option<Date>,
    /// The picture at its head.
    pub picture: Option<PictureUse>,
    /// German text.
    pub body: Document,
    /// English text, for important pages.
    pub body_en: Option<Document>,
    /// Edition in easy language.
    pub easy: Option<Easy>,
    /// What stands in the file of a document.
    pub file: Option<Document>,
    /// What only its kind has.
    pub details: Details,
}
