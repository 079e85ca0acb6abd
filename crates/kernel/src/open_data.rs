//! Open data: what departments offer to everybody, for the one catalogue of the town. Departments
//! say what they have; how a catalogue is written is another's trade.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::db::Reader;
use crate::error::AppError;
use crate::town::Town;
use crate::value::Text;

/// Answers what a module offers as open data now, in a stable order.
pub type Datasets = fn(&Town, &mut Reader<'_>) -> Result<Vec<Dataset>, AppError>;

/// Under which terms data may be used.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Licence {
    /// Data licence Germany, zero: no conditions.
    #[default]
    DlZero,
    /// Data licence Germany, attribution: the provider is named.
    DlBy,
    /// Creative Commons Zero.
    CcZero,
    /// Creative Commons Attribution.
    CcBy,
}

impl Licence {
    /// All, the one that is offered first first.
    pub const ALL: [Self; 4] = [Self::DlZero, Self::DlBy, Self::CcZero, Self::CcBy];

    /// As forms and records have it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::DlZero => "dl-zero",
            Self::DlBy => "dl-by",
            Self::CcZero => "cc-zero",
            Self::CcBy => "cc-by",
        }
    }

    /// From a form or a record.
    pub fn of(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|l| l.key() == key)
    }

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::DlZero => "Datenlizenz Deutschland – Zero – Version 2.0",
            Self::DlBy => "Datenlizenz Deutschland – Namensnennung – Version 2.0",
            Self::CcZero => "Creative Commons CC0 1.0",
            Self::CcBy => "Creative Commons Namensnennung 4.0 (CC BY 4.0)",
        }
    }

    /// Where its text is read.
    pub const fn text(self) -> &'static str {
        match self {
            Self::DlZero => "https://www.govdata.de/dl-de/zero-2-0",
            Self::DlBy => "https://www.govdata.de/dl-de/by-2-0",
            Self::CcZero => "https://creativecommons.org/publicdomain/zero/1.0/deed.de",
            Self::CcBy => "https://creativecommons.org/licenses/by/4.0/deed.de",
        }
    }

    /// Its address in the list of DCAT-AP.de.
    pub const fn uri(self) -> &'static str {
        match self {
            Self::DlZero => "http://dcat-ap.de/def/licenses/dl-zero-de/2.0",
            Self::DlBy => "http://dcat-ap.de/def/licenses/dl-by-de/2.0",
            Self::CcZero => "http://dcat-ap.de/def/licenses/cc-zero",
            Self::CcBy => "http://dcat-ap.de/def/licenses/cc-by/4.0",
        }
    }

    /// Whether whoever uses the data names the provider.
    pub const fn wants_name(self) -> bool {
        matches!(self, Self::DlBy | Self::CcBy)
    }
}

/// How often a dataset changes, in the words of the European list of frequencies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Every {
    /// `CONT`: all the time.
    Moment,
    /// `DAILY`
    Day,
    /// `MONTHLY`
    Month,
    /// `IRREG`: when something happens.
    Now,
}

/// The kind of a file, in the words of the European list of file types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `CSV`
    Csv,
    /// `GEOJSON`
    GeoJson,
    /// `JSON`
    Json,
    /// `XML`
    Xml,
    /// iCalendar, which the list does not know.
    Calendar,
    /// Atom, a kind of `XML`.
    Atom,
    /// RSS, a kind of `XML`.
    Rss,
}

impl Format {
    /// Its word in the European list where it has one, media type, and what people call it. The list
    /// knows no feeds and no calendars; feeds are XML.
    pub const fn words(self) -> (Option<&'static str>, &'static str, &'static str) {
        match self {
            Self::Csv => (Some("CSV"), "text/csv", "CSV"),
            Self::GeoJson => (Some("GEOJSON"), "application/geo+json", "GeoJSON"),
            Self::Json => (Some("JSON"), "application/json", "JSON"),
            Self::Xml => (Some("XML"), "application/xml", "XML"),
            Self::Calendar => (None, "text/calendar", "iCalendar"),
            Self::Atom => (Some("XML"), "application/atom+xml", "Atom"),
            Self::Rss => (Some("XML"), "application/rss+xml", "RSS"),
        }
    }
}

/// A file of a dataset, or another form of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataFile {
    /// What it is called.
    pub title: Text,
    /// Where it is: a path of this town. It stays.
    pub path: String,
    /// What kind it is of.
    pub format: Format,
    /// Bytes, where they are known.
    pub bytes: Option<u64>,
    /// SHA-256 of a file that never changes, in hexadecimal.
    pub sha256: Option<String>,
    /// When it last changed, where that is known.
    pub modified: Option<Timestamp>,
}

/// An interface with which programs ask for the data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataInterface {
    /// Its key, stable and the same in all datasets that it serves.
    pub key: &'static str,
    /// What it is called.
    pub title: Text,
    /// Where it is: a path of this town.
    pub path: String,
    /// The standard it follows, as an address.
    pub standard: &'static str,
}

/// A dataset.
#[derive(Clone, Debug, PartialEq)]
pub struct Dataset {
    /// Its key, stable for ever: lower-case letters, digits, hyphens.
    pub key: String,
    /// What it is called.
    pub title: Text,
    /// What is in it, in a sentence or two.
    pub text: Text,
    /// Words people look for.
    pub keywords: Vec<String>,
    /// Words of the European list of themes, such as `ENVI`, `TRAN`, `GOVE`.
    pub themes: Vec<&'static str>,
    /// Under which terms it may be used.
    pub licence: Licence,
    /// A page about it: a path of this town.
    pub page: String,
    /// When it was first offered.
    pub issued: Option<Date>,
    /// When it last changed.
    pub modified: Option<Timestamp>,
    /// How often it changes.
    pub every: Every,
    /// From which day the data are, where they have days.
    pub from: Option<Date>,
    /// Until which day.
    pub until: Option<Date>,
    /// West, south, east, north in degrees, where it is about places.
    pub area: Option<[f64; 4]>,
    /// Its category among the high-value datasets of (EU) 2023/138, as the address of the European
    /// list, where it has one.
    pub high_value: Option<&'static str>,
    /// Who provides the data, where it is not the town: named with the licence.
    pub source: String,
    /// Its files, the one for people first.
    pub files: Vec<DataFile>,
    /// The interface that serves it.
    pub interface: Option<DataInterface>,
}

/// Everything that the departments of a town offer, in their order. A department that cannot say
/// what it has keeps no other from being read.
pub fn all(town: &Town, reader: &mut Reader<'_>) -> Vec<Dataset> {
    let mut all = Vec::new();
    for module in town.house().modules() {
        let Some(datasets) = module.datasets else { continue };
        match datasets(town, reader) {
            Ok(mut found) => all.append(&mut found),
            Err(error) => {
                tracing::error!(module = module.name, %error, "A department could not say what data it offers");
            }
        }
    }
    all
}
