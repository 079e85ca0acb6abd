//! Pages for everybody, for operators, and for staff.

mod agreement;
mod areas;
mod deliveries;
mod funding;
mod portal;
mod portal_areas;
mod public;
mod staff;

use kernel::{Access, Routes};

use crate::{KEEP, VIEW};

/// Where staff keep the roll-out.
pub const DESK: &str = "/verwaltung/glasfaser";

/// All paths of this module.
pub fn paths() -> Routes {
    let (view, keep) = (Access::Staff(VIEW), Access::Staff(KEEP));
    let routes = Routes::new()
        .get("/glasfaser", Access::Everyone, public::ask)
        .get("/glasfaser/{id}", Access::Everyone, public::address)
        .get("/glasfaser/ausbau/{name}", Access::Everyone, crate::open::csv)
        .get("/glasfaser/anbieter", Access::Citizen, portal::show)
        .post("/glasfaser/anbieter", Access::Citizen, portal::join)
        .large_upload("/glasfaser/anbieter/liefern", Access::Citizen, portal::deliver)
        .get("/glasfaser/anbieter/lieferung/{id}", Access::Citizen, portal::delivery)
        .get("/verwaltung/glasfaser", view, staff::show)
        .get("/verwaltung/glasfaser/ohne-plan", view, staff::unplanned)
        .post("/verwaltung/glasfaser/ohne-plan/{id}", keep, staff::explain)
        .get("/verwaltung/glasfaser/anbieter", view, staff::operators)
        .post("/verwaltung/glasfaser/anbieter", keep, staff::add_operator)
        .post("/verwaltung/glasfaser/anbieter/{id}/einladen", keep, staff::invite)
        .large_upload("/verwaltung/glasfaser/lieferung", keep, deliveries::take_in)
        .get("/verwaltung/glasfaser/lieferung/{id}", view, deliveries::show)
        .post("/verwaltung/glasfaser/lieferung/{id}/{line}", keep, deliveries::decide)
        .get("/verwaltung/glasfaser/gebiete", view, areas::list)
        .post("/verwaltung/glasfaser/gebiete", keep, areas::add)
        .get("/verwaltung/glasfaser/gebiete/{id}", view, areas::show)
        .post("/verwaltung/glasfaser/gebiete/{id}", keep, areas::save)
        .post("/verwaltung/glasfaser/gebiete/{id}/schritt", keep, areas::step)
        .post("/verwaltung/glasfaser/gebiete/{id}/vereinbarung", keep, agreement::save)
        .get("/glasfaser/anbieter/gebiet/{id}", Access::Citizen, portal_areas::show)
        .post("/glasfaser/anbieter/gebiet/{id}", Access::Citizen, portal_areas::report);
    funding::paths(routes)
}

/// An identifier in a path.
///
/// # Errors
/// Not found when it is none.
fn id<T>(text: &str) -> Result<kernel::Id<T>, kernel::AppError> {
    text.parse().map_err(|_| kernel::AppError::NotFound)
}

/// A day as the database writes it, for people; what is none stays as it is.
fn day_text(frame: &web::Frame<'_>, text: &str) -> String {
    text.parse().map_or_else(|_| text.to_owned(), |day| frame.day(day))
}
