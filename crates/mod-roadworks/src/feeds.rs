//! The sites in the formats of others, all from one record.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use kernel::{AppError, Id, Reader, Town, map};
use norm_roadworks as feeds;
use norm_roadworks::{
    Core, Direction, Feed, FeedInfo, Impact as Feels, LocationMethod, Place, Source, Span, Status,
    Work, WorkOfType, WorkType, Zone,
};

use crate::model::{Impact, Line, Site, Sort, State};
use crate::store;

/// Seconds between two versions, as feeds say.
const EVERY_SECONDS: u32 = 300;
/// Days a finished site stays in feeds, so that readers take it back.
const ENDED_DAYS: i64 = 7;

/// A format of the outside world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Work zone data exchange.
    Wzdx,
    /// DATEX II.
    Datex2,
    /// Waze, JSON.
    Cifs,
    /// Waze, XML.
    CifsXml,
    /// For maps.
    GeoJson,
    /// For calendars.
    Ical,
}

impl Format {
    /// All of them: ending of the path, MIME type, what people read.
    pub const ALL: [(Self, &'static str, &'static str, &'static str); 6] = [
        (Self::Wzdx, "wzdx", "application/geo+json", "WZDx 4.2"),
        (Self::Datex2, "datex2", "application/xml; charset=utf-8", "DATEX II"),
        (Self::Cifs, "cifs", "application/json", "Waze CIFS (JSON)"),
        (Self::CifsXml, "cifs.xml", "application/xml; charset=utf-8", "Waze CIFS (XML)"),
        (Self::GeoJson, "geojson", "application/geo+json", "GeoJSON"),
        (Self::Ical, "ics", "text/calendar; charset=utf-8", "iCalendar"),
    ];

    /// The feed in this format.
    pub fn write(self, feed: &Feed) -> String {
        let zone = kernel::clock::berlin();
        match self {
            Self::Wzdx => feeds::to_wzdx(feed),
            Self::Datex2 => feeds::to_datex2(feed, &zone),
            Self::Cifs => feeds::to_cifs_json(feed, &zone),
            Self::CifsXml => feeds::to_cifs_xml(feed, &zone),
            Self::GeoJson => feeds::to_geojson(feed),
            Self::Ical => feeds::to_ical(feed),
        }
    }
}

/// The record of all sites, or those of one street.
///
/// # Errors
/// What the database says.
pub fn feed(town: &Town, reader: &mut Reader<'_>, street_key: &str) -> Result<Feed, AppError> {
    let profile = town.profile();
    let since = reader.today().saturating_sub(ENDED_DAYS.days());
    let sites = store::list(reader, street_key, since)?;
    let source = town.plan().key.clone();
    let mut works = Vec::new();
    for site in &sites {
        let lines: Vec<Line> =
            store::sections(reader, site.id)?.into_iter().map(|s| s.line).collect();
        works.extend(of_site(site, &lines, &source));
    }
    // Nothing newer than the newest site: the same records make the same feed.
    let newest = sites.iter().map(|s| s.changed_at).max();
    let email = (!profile.email.is_empty()).then(|| profile.email.clone());
    let info = FeedInfo {
        publisher: profile.name.clone(),
        contact_name: None,
        contact_email: email.clone(),
        update_frequency: Some(EVERY_SECONDS),
        update_date: newest.unwrap_or_else(|| reader.now()),
        license: None,
        data_sources: vec![Source {
            data_source_id: source,
            organization_name: profile.name.clone(),
            update_date: newest,
            update_frequency: Some(EVERY_SECONDS),
            contact_name: None,
            contact_email: email,
        }],
    };
    Ok(Feed { info, works })
}

fn midnight(day: Date) -> Timestamp {
    let zone: TimeZone = kernel::clock::berlin();
    day.to_zoned(zone).map(|at| at.timestamp()).unwrap_or_default()
}

/// One record per line; the first has the identifier of the site, the others one of their own that
/// stays the same.
fn of_site(site: &Site, lines: &[Line], source: &str) -> Vec<Work> {
    let mut works: Vec<Work> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let points: Option<Vec<[f64; 2]>> = line
            .iter()
            .map(|(x, y)| map::lon_lat(*x, *y).map(|(lon, lat)| [round(lon), round(lat)]))
            .collect();
        let Some(points) = points.filter(|all| !all.is_empty()) else { continue };
        let id = if at == 0 {
            site.id.to_string()
        } else {
            Id::<Work>::from_name(&format!("roadworks/{}/{at}", site.id)).to_string()
        };
        let place = if points.len() > 1 { Place::Line(points) } else { Place::Points(points) };
        works.push(Work {
            id,
            place,
            core: core(site, source),
            span: span(site),
            zone: Some(zone(site)),
        });
    }
    works
}

/// About a centimetre.
fn round(degrees: f64) -> f64 {
    (degrees * 1e7).round() / 1e7
}

fn core(site: &Site, source: &str) -> Core {
    let text = [site.text.as_str(), site.detour.as_str()];
    let text: Vec<&str> = text.into_iter().filter(|part| !part.is_empty()).collect();
    Core {
        data_source_id: source.to_owned(),
        name: Some(format!("{}: {}", site.street, site.title)),
        description: (!text.is_empty()).then(|| text.join("\n")),
        road_names: vec![site.street.clone()],
        direction: Direction::Undefined,
        creation_date: Some(site.made_at),
        update_date: Some(site.changed_at),
        related_road_events: Vec::new(),
    }
}

fn span(site: &Site) -> Span {
    let end = site.finished_on.unwrap_or(site.until);
    let start = site.started_on.unwrap_or(site.from);
    Span {
        start_date: midnight(start),
        // The last day belongs to it.
        end_date: midnight(end.max(start).saturating_add(1.day())),
        is_start_date_verified: site.started_on.is_some(),
        is_end_date_verified: site.finished_on.is_some(),
        beginning_cross_street: None,
        ending_cross_street: None,
        beginning_milepost: None,
        ending_milepost: None,
    }
}

fn zone(site: &Site) -> Zone {
    let feels = match site.impact {
        Impact::Closed => Feels::AllLanesClosed,
        Impact::OneWay | Impact::Narrow => Feels::SomeLanesClosed,
        Impact::Half => Feels::AlternatingOneWay,
        Impact::Signal => Feels::TemporarySignal,
        Impact::Footway | Impact::Cycleway | Impact::Parking | Impact::None => Feels::AllLanesOpen,
        Impact::Some => Feels::Unknown,
    };
    let status = match site.state {
        State::Planned => Status::Planned,
        State::Active => Status::Active,
        State::Stopped => Status::Pending,
        State::Done => Status::Completed,
        State::Cancelled => Status::Cancelled,
    };
    let work = match site.sort {
        Sort::Lines | Sort::Sewer | Sort::Emergency => Some(WorkType::BelowRoad),
        Sort::Street => Some(WorkType::Surface),
        Sort::Event | Sort::Other => None,
    };
    Zone {
        vehicle_impact: feels,
        location_method: LocationMethod::Unknown,
        is_start_position_verified: false,
        is_end_position_verified: false,
        work_zone_type: None,
        event_status: Some(status),
        reduced_speed_limit_kph: None,
        types_of_work: work
            .into_iter()
            .map(|type_name| WorkOfType { type_name, is_architectural_change: None })
            .collect(),
        lanes: Vec::new(),
        restrictions: Vec::new(),
        worker_presence: None,
    }
}
