//! DATEX II 2.0 in the German roadworks profile, as the national access point takes it.
//!
//! Town streets have no road number: their names stand in `roadName` of `roadInformation`, and
//! in the comments. Coordinates stand in the extension `gmlLineString`, latitude first.

use std::fmt::Write as _;

use jiff::tz::TimeZone;

use crate::cifs::{local, precise};
use crate::model::{Feed, Work, Zone};
use crate::words::{Impact, LaneStatus, LaneType, Status, WorkType, ZoneType};
use crate::xml::Writer;

/// Longest works that count as short, in seconds: a day.
const SHORT_SECONDS: i64 = 86_400;

/// The feed as one publication; detours stand at their sites as recommended routes.
///
/// `zone` is the time zone whose offset the times are written with.
pub fn write(feed: &Feed, zone: &TimeZone) -> String {
    let mut out = Writer::new();
    let root = [("modelBaseVersion", "2"), ("xmlns", "http://datex2.eu/schema/2/2_0")];
    let publication = [
        ("xsi:type", "SituationPublication"),
        ("lang", "DE"),
        ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
    ];
    out.inside("d2LogicalModel", &root, |out| {
        out.inside("exchange", &[], |out| {
            out.inside("supplierIdentification", &[], |out| supplier(out, feed));
        });
        out.inside("payloadPublication", &publication, |out| {
            out.text("publicationTime", &local(feed.info.update_date, zone));
            out.inside("publicationCreator", &[], |out| supplier(out, feed));
            for work in feed.works.iter().filter(|work| work.zone.is_some()) {
                situation(out, feed, work, zone);
            }
        });
    });
    out.finish()
}

fn supplier(out: &mut Writer, feed: &Feed) {
    out.text("country", "de");
    out.text("nationalIdentifier", &feed.info.publisher);
}

fn situation(out: &mut Writer, feed: &Feed, work: &Work, zone: &TimeZone) {
    let changed = work.core.update_date.unwrap_or(feed.info.update_date);
    let version = changed.as_second().max(1).to_string();
    out.inside("situation", &[("id", &work.id), ("version", &version)], |out| {
        let severe = work.zone.as_ref().is_some_and(|z| z.vehicle_impact == Impact::AllLanesClosed);
        out.text("overallSeverity", if severe { "high" } else { "low" });
        out.text("situationVersionTime", &local(changed, zone));
        out.inside("headerInformation", &[], |out| {
            out.text("confidentiality", "noRestriction");
            out.text("informationStatus", "real");
        });
        let id = format!("{}-1", work.id);
        let record = [("xsi:type", "MaintenanceWorks"), ("id", id.as_str()), ("version", &version)];
        out.inside("situationRecord", &record, |out| self::record(out, feed, work, zone));
    });
}

fn record(out: &mut Writer, feed: &Feed, work: &Work, zone: &TimeZone) {
    let changed = work.core.update_date.unwrap_or(feed.info.update_date);
    let created = work.core.creation_date.unwrap_or(changed);
    out.text("situationRecordCreationTime", &local(created, zone));
    out.text("situationRecordVersionTime", &local(changed, zone));
    let planned = work.status() == Status::Planned && !work.span.is_start_date_verified;
    out.text("probabilityOfOccurrence", if planned { "probable" } else { "certain" });
    out.inside("validity", &[], |out| {
        out.text("validityStatus", "definedByValidityTimeSpec");
        out.inside("validityTimeSpecification", &[], |out| {
            out.text("overallStartTime", &local(work.span.start_date, zone));
            out.text("overallEndTime", &local(work.span.end_date, zone));
        });
    });
    if let Some(zone) = &work.zone {
        out.inside("impact", &[], |out| impact(out, zone));
    }
    let streets = work.streets();
    let name = work.core.name.as_deref().unwrap_or(&streets);
    comment(out, "roadworksName", name);
    let kind = work.core.description.as_deref().unwrap_or_else(|| work.impact_german());
    comment(out, "roadworksType", kind);
    for detour in feed.works.iter().filter(|other| other.zone.is_none()) {
        if work.core.related_road_events.iter().any(|r| r.id == detour.id) {
            comment(out, "routeRecommendation", &detour.streets());
        }
    }
    out.inside("groupOfLocations", &[("xsi:type", "Linear")], |out| location(out, work, &streets));
    management(out, work.status());
    let seconds = work.span.end_date.as_second() - work.span.start_date.as_second();
    let long = seconds > SHORT_SECONDS;
    out.text("roadworksDuration", if long { "longTerm" } else { "shortTerm" });
    let moves = work.zone.as_ref().and_then(|z| z.work_zone_type) == Some(ZoneType::Moving);
    out.inside("mobility", &[], |out| {
        out.text("mobilityType", if moves { "mobile" } else { "stationary" });
    });
    for kind in kinds(work.zone.as_ref()) {
        out.text("roadMaintenanceType", kind);
    }
}

fn impact(out: &mut Writer, zone: &Zone) {
    let traffic: Vec<_> = zone.lanes.iter().filter(|l| l.kind == LaneType::General).collect();
    let closed = traffic.iter().filter(|lane| lane.status == LaneStatus::Closed).count();
    if zone.vehicle_impact == Impact::AllLanesClosed {
        out.text("capacityRemaining", "0.0");
    }
    if !traffic.is_empty() {
        out.text("numberOfLanesRestricted", &closed.to_string());
        out.text("originalNumberOfLanes", &traffic.len().to_string());
    }
    let constriction = match zone.vehicle_impact {
        Impact::AllLanesClosed => "carriagewayBlocked",
        Impact::AllLanesOpen => return,
        Impact::ShiftLeft | Impact::ShiftRight => "lanesPartiallyObstructed",
        Impact::Unknown => "roadPartiallyObstructed",
        _ => "carriagewayPartiallyObstructed",
    };
    out.text("trafficConstrictionType", constriction);
}

fn comment(out: &mut Writer, kind: &str, text: &str) {
    out.inside("generalPublicComment", &[], |out| {
        out.inside("comment", &[], |out| {
            out.inside("values", &[], |out| out.text_with("value", &[("lang", "DE")], text));
        });
        out.inside("commentExtension", &[], |out| {
            out.inside("commentExtended", &[], |out| out.text("commentType2", kind));
        });
    });
}

fn location(out: &mut Writer, work: &Work, streets: &str) {
    if let Some([lon, lat]) = work.place.points().first() {
        out.inside("locationForDisplay", &[], |out| {
            out.text("latitude", &precise(*lat));
            out.text("longitude", &precise(*lon));
        });
    }
    let mut positions = String::new();
    for [lon, lat] in work.place.points() {
        if !positions.is_empty() {
            positions.push(' ');
        }
        let _ = write!(positions, "{} {}", precise(*lat), precise(*lon));
    }
    out.inside("linearExtension", &[], |out| {
        out.inside("linearExtended", &[], |out| {
            out.inside("gmlLineString", &[], |out| {
                out.text("srsName", "WGS84 EPSG 4326");
                out.text("posList", &positions);
                out.inside("roadInformation", &[], |out| out.text("roadName", streets));
            });
        });
    });
}

/// Works that are over, or will not happen, are taken back.
fn management(out: &mut Writer, status: Status) {
    let word = match status {
        Status::Cancelled => "cancel",
        Status::Completed => "end",
        _ => return,
    };
    out.inside("management", &[], |out| {
        out.inside("lifeCycleManagement", &[], |out| out.text(word, "true"));
    });
}

/// What is done, in the words of DATEX II.
fn kinds(zone: Option<&Zone>) -> Vec<&'static str> {
    let mut kinds: Vec<&str> = Vec::new();
    for work in zone.into_iter().flat_map(|zone| &zone.types_of_work) {
        let kind = match work.type_name {
            WorkType::Maintenance => "maintenanceWork",
            WorkType::MinorRepair => "repairWork",
            WorkType::Roadside => "roadsideWork",
            WorkType::Surface => "resurfacingWork",
            WorkType::Painting => "roadMarkingWork",
            WorkType::Barrier => "installationWork",
            WorkType::Overhead => "overheadWorks",
            _ => "roadworks",
        };
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    if kinds.is_empty() { vec!["roadworks"] } else { kinds }
}
