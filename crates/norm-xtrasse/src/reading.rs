//! What both readers share: the verdict they come to and what they remember of references.

use std::collections::{HashMap, HashSet};

use serde::Serialize;
use uuid::Uuid;

use crate::crs::Crs;
use crate::finding::{Finding, Findings, Place, breaks};
use crate::limits::Limits;
use crate::model::Version;
use crate::value::{Collection, Feature};

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// XML in the Geography Markup Language.
    Gml,
    /// JSON with features and geometries.
    JsonFg,
}

/// The verdict on a file, with its reasons.
#[derive(Debug, Clone, Serialize)]
pub struct Verdict {
    /// True when the file may be used: no finding is an error.
    pub accepted: bool,
    /// How the file is written, as far as it could be told.
    pub format: Option<Format>,
    /// Version of the standard, as far as it could be told.
    pub version: Option<Version>,
    /// Coordinate reference system of the objects.
    pub crs: Option<Crs>,
    /// Number of objects read.
    pub features: usize,
    /// What was found, the first thousand.
    pub findings: Vec<Finding>,
    /// How many findings there are altogether.
    pub findings_total: usize,
}

/// A file that was read: its verdict and, when it is accepted, its objects.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The objects; `None` when the file is rejected.
    pub collection: Option<Collection>,
    /// The verdict.
    pub verdict: Verdict,
}

/// Reads a file, GML or JSON-FG by its first character.
///
/// Never fails: what is wrong stands in the verdict. Memory stays within a small multiple of
/// [`Limits::max_bytes`].
pub fn read(bytes: &[u8], limits: Limits) -> Reading {
    let mut findings = Findings::new(limits.max_findings);
    let start = Place::at("/", Some(1));
    if bytes.len() > limits.max_bytes {
        let (size, max) = (bytes.len(), limits.max_bytes);
        let de = format!("die Datei hat {size} Bytes, gelesen werden höchstens {max}");
        let en = format!("the file has {size} bytes, at most {max} are read");
        findings.error("too_large", &start, de, en);
        return finish(None, findings, None, None);
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.strip_prefix('\u{feff}').unwrap_or(text),
        Err(error) => {
            let at = error.valid_up_to();
            let place = Place::at("/", breaks(&bytes[..at]).checked_add(1));
            let de = format!("die Datei ist nicht in UTF-8 geschrieben (Byte {at})");
            findings.error("encoding", &place, de, format!("the file is not UTF-8 (byte {at})"));
            return finish(None, findings, None, None);
        }
    };
    match text.trim_start().chars().next() {
        Some('<') => {
            let mut raw = Raw::new(limits);
            let version = crate::gml::read(text, &mut raw, &mut findings);
            raw.finish(version, findings, Format::Gml)
        }
        Some('{') => {
            let mut raw = Raw::new(limits);
            let version = crate::json::read(text, &mut raw, &mut findings);
            raw.finish(version, findings, Format::JsonFg)
        }
        _ => {
            let de = "die Datei ist weder XML noch JSON";
            findings.error("format", &start, de, "the file is neither XML nor JSON");
            finish(None, findings, None, None)
        }
    }
}

/// Reads a file and keeps only the verdict.
pub fn check(bytes: &[u8], limits: Limits) -> Verdict {
    read(bytes, limits).verdict
}

/// A reference as a file writes it.
#[derive(Debug, Clone)]
pub(crate) enum Link {
    /// By the identifier in the file, which need not be a UUID.
    Local(String),
    /// By the identifier in the file and by nothing else.
    Name(String),
    /// By UUID.
    Uuid(Uuid),
}

/// A reference that waits for all objects to be known.
#[derive(Debug)]
pub(crate) struct Pending {
    pub feature: usize,
    pub attribute: &'static str,
    pub link: Link,
    pub line: Option<u32>,
}

/// Objects as read, before references are followed.
pub(crate) struct Raw {
    pub limits: Limits,
    pub features: Vec<Feature>,
    /// The place of each object in the file.
    pub places: Vec<Place>,
    pub pending: Vec<Pending>,
    /// Identifiers in the file to those of the objects.
    pub names: HashMap<String, Uuid>,
    pub ids: HashSet<Uuid>,
    pub points: usize,
    /// Attributes that are given, but wrong: they are not reported as missing, too.
    pub wrong: HashSet<(usize, &'static str)>,
}

impl Raw {
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            features: Vec::new(),
            places: Vec::new(),
            pending: Vec::new(),
            names: HashMap::new(),
            ids: HashSet::new(),
            points: 0,
            wrong: HashSet::new(),
        }
    }

    /// Counts coordinates; says so once when there are too many.
    pub fn too_many_points(&mut self, add: usize, at: &Place, findings: &mut Findings) -> bool {
        let before = self.points;
        self.points = before.saturating_add(add);
        let max = self.limits.max_points;
        if self.points > max && before <= max {
            let de = format!("die Datei hat mehr als {max} Koordinaten");
            findings.error("too_many", at, de, format!("the file has more than {max} coordinates"));
        }
        self.points > max
    }

    /// Says once that there are too many objects.
    pub fn too_many_features(&self, at: &Place, findings: &mut Findings) -> bool {
        let max = self.limits.max_features;
        if self.features.len() < max {
            return false;
        }
        let de = format!("die Datei hat mehr als {max} Objekte");
        findings.error("too_many", at, de, format!("the file has more than {max} objects"));
        true
    }

    fn finish(mut self, version: Option<Version>, mut findings: Findings, by: Format) -> Reading {
        let Some(version) = version else { return finish(Some(by), findings, None, None) };
        crate::check::collection(version, &mut self, &mut findings);
        let features = self.features;
        finish(Some(by), findings, Some(version), Some(Collection { version, features }))
    }
}

fn finish(
    format: Option<Format>,
    findings: Findings,
    version: Option<Version>,
    collection: Option<Collection>,
) -> Reading {
    let accepted = findings.errors == 0 && collection.is_some();
    let features = collection.as_ref().map_or(0, |c| c.features.len());
    let crs = collection
        .as_ref()
        .and_then(|c| c.features.iter().find_map(Feature::geometry).map(|g| g.crs));
    let (findings, findings_total) = (findings.list, findings.total);
    let verdict = Verdict { accepted, format, version, crs, features, findings, findings_total };
    Reading { collection: collection.filter(|_| accepted), verdict }
}
