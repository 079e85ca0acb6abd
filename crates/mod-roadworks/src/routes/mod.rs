//! Pages for everybody and for the department.

mod data;
mod follow;
mod place;
mod public;
mod report;
mod reports;
mod staff;
mod track;

use kernel::{Access, AppError, Id, Routes};

use crate::KEEP;

/// Where the department keeps sites.
pub(crate) const DESK: &str = "/verwaltung/baustellen";
/// Where it answers reports.
pub(crate) const REPORTS: &str = "/verwaltung/baustellen/meldungen";

/// All paths of this module.
pub(crate) fn paths() -> Routes {
    let (all, keep) = (Access::Everyone, Access::Staff(KEEP));
    Routes::new()
        .get("/baustellen", all, public::list)
        .get("/baustellen/{slug}", all, public::show)
        .get("/baustellen/feed.wzdx", all, data::wzdx)
        .get("/baustellen/feed.datex2", all, data::datex2)
        .get("/baustellen/feed.cifs", all, data::cifs)
        .get("/baustellen/feed.cifs.xml", all, data::cifs_xml)
        .get("/baustellen/feed.geojson", all, data::geojson)
        .get("/baustellen/feed.ics", all, data::ical)
        .get("/baustellen/feed.atom", all, data::atom)
        .get("/baustellen/feed.json", all, data::json)
        .get("/baustellen/abo", all, follow::form)
        .post("/baustellen/abo", all, follow::ask)
        .get("/baustellen/abo/gesendet", all, follow::sent)
        .get("/baustellen/abo/{id}/{code}", all, follow::show)
        .post("/baustellen/abo/{id}/{code}", all, follow::confirm)
        .get("/baustellen/abo/{id}/{code}/ende", all, follow::leave)
        .post("/baustellen/abo/{id}/{code}/ende", all, follow::end)
        .program("/baustellen/abo/{id}/{code}/sofort", follow::end_at_once)
        .get("/baustellen/melden", all, report::form)
        .upload("/baustellen/melden", all, report::send)
        .post("/baustellen/melden/auch/{id}", all, report::echo)
        .get("/baustellen/melden/auch", all, report::echoed)
        .get("/baustellen/meldung", all, track::ask)
        .post("/baustellen/meldung", all, track::open)
        .get("/baustellen/meldung/{number}/{code}", all, track::show)
        .get("/verwaltung/baustellen", keep, staff::list)
        .get("/verwaltung/baustellen/neu", keep, staff::form)
        .post("/verwaltung/baustellen/neu", keep, staff::add)
        .get("/verwaltung/baustellen/meldungen", keep, reports::list)
        .get("/verwaltung/baustellen/meldungen/{id}", keep, reports::show)
        .post("/verwaltung/baustellen/meldungen/{id}", keep, reports::answer)
        .get("/verwaltung/baustellen/meldungen/{id}/foto/{file}", keep, reports::photo)
        .get("/verwaltung/baustellen/{id}", keep, staff::show)
        .post("/verwaltung/baustellen/{id}", keep, staff::save)
        .post("/verwaltung/baustellen/{id}/schritt", keep, staff::step)
}

/// An identifier in a path.
///
/// # Errors
/// Not found when it is none.
fn id<T>(text: &str) -> Result<Id<T>, AppError> {
    text.parse().map_err(|_| AppError::NotFound)
}

/// A text for a query of an address.
fn encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

/// Whether a text can be a mail address.
fn is_email(text: &str) -> bool {
    let Some((name, host)) = text.rsplit_once('@') else { return false };
    text.len() <= 254
        && !name.is_empty()
        && host.contains('.')
        && !host.starts_with('.')
        && !host.ends_with('.')
        && text.chars().all(|c| !c.is_whitespace() && !c.is_control() && !"<>,;\"".contains(c))
}
