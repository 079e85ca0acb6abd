//! What kinds of publication have beyond title and text.

use content::{Alt, Document, Key};
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

/// What a kind has beyond title and text. Times are local, in Europe/Berlin.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Details {
    /// Nothing: pages and news.
    #[default]
    None,
    /// When and where something takes place.
    Event(Event),
    /// An official notice.
    Notice(Notice),
    /// A vacancy.
    Job(Job),
    /// Something that does not work or is closed for a time.
    Disruption(Disruption),
    /// A file worth a page of its own.
    Document(Paper),
}

macro_rules! record {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $type,)*
        }
    };
}

record! {
    /// An event.
    Event {
        /// First beginning.
        starts: DateTime,
        /// First end; none if unknown.
        #[serde(default)]
        ends: Option<DateTime>,
        /// Whole days; the times of day say nothing.
        #[serde(default)]
        is_all_day: bool,
        /// Repetition as RFC 5545 writes it, without `RRULE:`; empty for none.
        #[serde(default)]
        repeats: String,
        /// Days of the repetition that fall out.
        #[serde(default)]
        except: Vec<Date>,
        /// Name of the place.
        #[serde(default)]
        place: String,
        /// Its postal address in one line.
        #[serde(default)]
        address: String,
        /// Who invites.
        #[serde(default)]
        organiser: String,
        /// What it costs, in words; empty if it is free.
        #[serde(default)]
        price: String,
        /// Where to register: an address of the web or a mail address; empty if not needed.
        #[serde(default)]
        registration: String,
        /// What the place offers to people with disabilities, in words.
        #[serde(default)]
        accessibility: String,
        /// It does not take place.
        #[serde(default)]
        is_cancelled: bool,
    }
}
record! {
    /// An official notice (`BekanntmVO` NRW). Its file never changes once provided.
    Notice {
        /// `statute`, `order`, `general-ruling`, `meeting`, `zoning`, `election`, `tender`, `other`.
        sort: String,
        /// When the council decided.
        #[serde(default)]
        decided_on: Option<Date>,
        /// Who ordered the publication.
        #[serde(default)]
        ordered_by: String,
        /// When the publication was ordered.
        #[serde(default)]
        ordered_on: Option<Date>,
        /// The binding file in the media library.
        #[serde(default)]
        file: Option<Key>,
        /// SHA-256 of the binding file, in hexadecimal.
        #[serde(default)]
        sha256: String,
        /// The day it was provided (Bereitstellungstag), set by the house.
        #[serde(default)]
        provided_on: Option<Date>,
        /// First day in force.
        #[serde(default)]
        in_force_on: Option<Date>,
        /// First day no longer in force.
        #[serde(default)]
        out_of_force_on: Option<Date>,
        /// Where and when the provision was pointed out in another form.
        #[serde(default)]
        hint: String,
        /// The notice it replaces or corrects.
        #[serde(default)]
        replaces: Option<Key>,
    }
}
record! {
    /// A vacancy.
    Job {
        /// Last day to apply; none if open until filled.
        #[serde(default)]
        apply_until: Option<Date>,
        /// First day of work; none if as soon as possible.
        #[serde(default)]
        starts_on: Option<Date>,
        /// `full-time`, `part-time`, `training`, `internship`, `temporary`, `volunteer`.
        employment: String,
        /// Hours a week, in words.
        #[serde(default)]
        hours: String,
        /// Pay grade or amount, in words.
        #[serde(default)]
        pay: String,
        /// Place of work.
        #[serde(default)]
        place: String,
        /// Where to apply: an address of the web, of this site or a mail address.
        #[serde(default)]
        apply_at: String,
        /// The advertisement as a file.
        #[serde(default)]
        file: Option<Key>,
    }
}
record! {
    /// Something that does not work or is closed for a time.
    Disruption {
        /// `road`, `waste`, `water`, `power`, `heating`, `telephone`, `building`, `service`, `other`.
        sort: String,
        /// From when.
        from: DateTime,
        /// Until when, as far as known.
        #[serde(default)]
        until: Option<DateTime>,
        /// Where, in words.
        #[serde(default)]
        place: String,
    }
}
record! {
    /// A file worth a page of its own.
    Paper {
        /// The file in the media library.
        file: Option<Key>,
        /// What it is: `form`, `plan`, `report`, `minutes`, `brochure`, `other`.
        sort: String,
        /// The day it is of.
        #[serde(default)]
        dated: Option<Date>,
    }
}

/// The text itself in both languages; none where only plain text was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Body {
    /// German.
    pub de: Option<Document>,
    /// English.
    pub en: Option<Document>,
}

impl Body {
    /// The text in a language, without falling back to the other.
    pub fn of(&self, language: crate::value::Language) -> Option<&Document> {
        match language {
            crate::value::Language::De => self.de.as_ref(),
            crate::value::Language::En => self.en.as_ref(),
        }
    }
}

/// The same in easy language (Leichte Sprache).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Easy {
    /// Title.
    pub title: String,
    /// A sentence or two.
    #[serde(default)]
    pub teaser: String,
    /// The text.
    pub body: Document,
    /// Who of the target group checked it and when, in words; empty if nobody did yet.
    #[serde(default)]
    pub checked_by: String,
}

/// The picture that stands for a publication.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// The medium.
    pub media: Key,
    /// What it shows.
    pub alt: Alt,
    /// The same in English; empty if not written.
    #[serde(default)]
    pub alt_en: String,
}
