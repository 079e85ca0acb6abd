//! The one record all formats are made from.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::words::{
    Confidence, Direction, Impact, LaneStatus, LaneType, LocationMethod, PresenceDefinition,
    PresenceMethod, RelatedType, RestrictionType, Status, Unit, WorkType, ZoneType,
};

/// Everything a publisher has to say.
#[derive(Debug, Clone, PartialEq)]
pub struct Feed {
    /// Who says it.
    pub info: FeedInfo,
    /// Works and detours.
    pub works: Vec<Work>,
}

/// Who publishes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FeedInfo {
    /// Name of the publisher.
    pub publisher: String,
    /// Whom to ask.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact_name: Option<String>,
    /// Where to ask.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact_email: Option<String>,
    /// Seconds between two versions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub update_frequency: Option<u32>,
    /// When this version was made.
    pub update_date: Timestamp,
    /// Address of the licence; `WZDx` allows only the public domain here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub license: Option<String>,
    /// Where the records come from.
    pub data_sources: Vec<Source>,
}

/// Where records come from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Source {
    /// Its identifier in this feed.
    pub data_source_id: String,
    /// Its name.
    pub organization_name: String,
    /// When it was last asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub update_date: Option<Timestamp>,
    /// Seconds between two answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub update_frequency: Option<u32>,
    /// Whom to ask.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact_name: Option<String>,
    /// Where to ask.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact_email: Option<String>,
}

/// Works, or a detour around them.
#[derive(Debug, Clone, PartialEq)]
pub struct Work {
    /// Stable identifier.
    pub id: String,
    /// Where.
    pub place: Place,
    /// What, on which street.
    pub core: Core,
    /// When, and from where to where.
    pub span: Span,
    /// What happens there; `None` for a detour.
    pub zone: Option<Zone>,
}

/// A place in WGS 84: longitude before latitude, in the direction of traffic.
#[derive(Debug, Clone, PartialEq)]
pub enum Place {
    /// A line.
    Line(Vec<[f64; 2]>),
    /// Points, such as the beginning and the end.
    Points(Vec<[f64; 2]>),
}

impl Place {
    /// All coordinates.
    pub fn points(&self) -> &[[f64; 2]] {
        match self {
            Self::Line(points) | Self::Points(points) => points,
        }
    }
}

/// What works and detours have in common.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Core {
    /// Identifier of the source.
    pub data_source_id: String,
    /// Short name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Sentence for the public; never personal data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Names of the streets.
    pub road_names: Vec<String>,
    /// The way traffic goes.
    pub direction: Direction,
    /// When the record was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creation_date: Option<Timestamp>,
    /// When the record was last changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub update_date: Option<Timestamp>,
    /// Other records it belongs to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related_road_events: Vec<Related>,
}

/// A record that belongs to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Related {
    /// How.
    #[serde(rename = "type")]
    pub kind: RelatedType,
    /// The other record.
    pub id: String,
}

/// When, and from where to where.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Span {
    /// Beginning.
    pub start_date: Timestamp,
    /// End.
    pub end_date: Timestamp,
    /// The beginning was seen.
    pub is_start_date_verified: bool,
    /// The end was seen.
    pub is_end_date_verified: bool,
    /// Cross street at the beginning.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub beginning_cross_street: Option<String>,
    /// Cross street at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ending_cross_street: Option<String>,
    /// Distance mark at the beginning.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub beginning_milepost: Option<f64>,
    /// Distance mark at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ending_milepost: Option<f64>,
}

/// What happens at a construction site.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Zone {
    /// What traffic feels of it.
    pub vehicle_impact: Impact,
    /// How the ends were found.
    pub location_method: LocationMethod,
    /// The place of the beginning was measured.
    pub is_start_position_verified: bool,
    /// The place of the end was measured.
    pub is_end_position_verified: bool,
    /// Whether it moves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub work_zone_type: Option<ZoneType>,
    /// How far it has come.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_status: Option<Status>,
    /// Highest speed in km/h.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reduced_speed_limit_kph: Option<f64>,
    /// What is done.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub types_of_work: Vec<WorkOfType>,
    /// The lanes from left to right.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lanes: Vec<Lane>,
    /// What is restricted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub restrictions: Vec<Restriction>,
    /// Whether people work there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worker_presence: Option<Workers>,
}

/// One kind of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkOfType {
    /// Which.
    pub type_name: WorkType,
    /// Whether the road will be another one afterwards.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_architectural_change: Option<bool>,
}

/// One lane.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Lane {
    /// Number from the left, from 1.
    pub order: u32,
    /// Its state.
    pub status: LaneStatus,
    /// Its kind.
    #[serde(rename = "type")]
    pub kind: LaneType,
    /// What is restricted on it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub restrictions: Vec<Restriction>,
}

/// A restriction.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Restriction {
    /// What is restricted.
    #[serde(rename = "type")]
    pub kind: RestrictionType,
    /// To how much.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    /// In which unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<Unit>,
}

/// Whether people work there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Workers {
    /// They do.
    pub are_workers_present: bool,
    /// How it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<PresenceMethod>,
    /// When it was last known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worker_presence_last_confirmed_date: Option<Timestamp>,
    /// How sure it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidence: Option<Confidence>,
    /// What counts as people at work.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub definition: Vec<PresenceDefinition>,
}

/// What keeps a record out of a feed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// Two records have the same identifier, or one has none.
    #[error("{0:?}: the identifier is empty or used twice")]
    Id(String),
    /// No street.
    #[error("{0}: no street is named")]
    Street(String),
    /// The source is not in the feed.
    #[error("{0}: its source is not in the list of sources")]
    Source(String),
    /// The end comes before the beginning.
    #[error("{0}: the end comes before the beginning")]
    Dates(String),
    /// Too few coordinates, or some outside of the world.
    #[error("{0}: a line needs two coordinates, a place one, all of them on earth")]
    Place(String),
    /// It belongs to a record that is not in the feed.
    #[error("{0}: it belongs to {1}, which is not in the feed")]
    Related(String, String),
}

impl Feed {
    /// What keeps records out; an empty list is a sound feed.
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut seen = BTreeSet::new();
        let ids: BTreeSet<&str> = self.works.iter().map(|w| w.id.as_str()).collect();
        for work in &self.works {
            let id = work.id.clone();
            if id.is_empty() || !seen.insert(work.id.as_str()) {
                problems.push(Problem::Id(id.clone()));
            }
            if work.core.road_names.iter().all(|name| name.trim().is_empty()) {
                problems.push(Problem::Street(id.clone()));
            }
            let source = &work.core.data_source_id;
            if !self.info.data_sources.iter().any(|s| s.data_source_id == *source) {
                problems.push(Problem::Source(id.clone()));
            }
            if work.span.end_date < work.span.start_date {
                problems.push(Problem::Dates(id.clone()));
            }
            let enough = match &work.place {
                Place::Line(points) => points.len() >= 2,
                Place::Points(points) => !points.is_empty(),
            };
            let on_earth =
                |p: &[f64; 2]| (-180.0..=180.0).contains(&p[0]) && (-90.0..=90.0).contains(&p[1]);
            if !enough || !work.place.points().iter().all(on_earth) {
                problems.push(Problem::Place(id.clone()));
            }
            for other in &work.core.related_road_events {
                if !ids.contains(other.id.as_str()) {
                    problems.push(Problem::Related(id.clone(), other.id.clone()));
                }
            }
        }
        problems
    }
}

impl Work {
    /// The streets in one line.
    pub fn streets(&self) -> String {
        self.core.road_names.join(", ")
    }

    /// How far it has come; works without a word for it are planned.
    pub fn status(&self) -> Status {
        self.zone.as_ref().and_then(|zone| zone.event_status).unwrap_or(Status::Planned)
    }

    /// What traffic feels in plain German.
    pub fn impact_german(&self) -> &'static str {
        match self.zone.as_ref().map(|zone| zone.vehicle_impact) {
            None => "Umleitung",
            Some(Impact::AllLanesClosed) => "Vollsperrung",
            Some(Impact::AlternatingOneWay) => "abwechselnd einspurig",
            Some(Impact::TemporarySignal) => "einspurig mit Baustellenampel",
            Some(Impact::Flagging) => "einspurig mit Verkehrsposten",
            Some(Impact::AllLanesOpen) => "Straße frei",
            Some(Impact::ShiftLeft | Impact::ShiftRight) => "Fahrspuren verschwenkt",
            Some(Impact::Unknown) => "Behinderung möglich",
            Some(_) => "halbseitige Sperrung",
        }
    }
}
