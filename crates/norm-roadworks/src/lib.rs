//! One record of a construction site, told in five languages: `WZDx` 4.2, DATEX II, Waze CIFS,
//! `GeoJSON` and iCalendar.
//!
//! No file, no network, no clock: values in, text out. `WZDx` is read as well, so that a feed
//! can be turned into any of the others.

mod cifs;
mod datex2;
mod geojson;
mod ical;
mod model;
mod words;
mod wzdx;
mod xml;

pub use cifs::{json as to_cifs_json, xml as to_cifs_xml};
pub use datex2::write as to_datex2;
pub use geojson::write as to_geojson;
pub use ical::write as to_ical;
pub use model::{
    Core, Feed, FeedInfo, Lane, Place, Problem, Related, Restriction, Source, Span, Work,
    WorkOfType, Workers, Zone,
};
pub use words::{
    Confidence, Direction, Impact, LaneStatus, LaneType, LocationMethod, PresenceDefinition,
    PresenceMethod, RelatedType, RestrictionType, Status, Unit, WorkType, ZoneType,
};
pub use wzdx::{BYTES_MAX, ReadError, read as read_wzdx, write as to_wzdx};
