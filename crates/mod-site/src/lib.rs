//! The public face of the town: home page, news, search, town hall, contact, legal pages, and what
//! programs read: feed, site map, health.
//!
//! Everything here is rendered on the server, sets no cookie and asks nobody else for anything.
//! The contents come from the records of the kernel: publications, units, the search index, the
//! profile, and what the other modules offer.

mod assets;
mod az;
mod changes;
mod contact;
mod feeds;
mod home;
mod hours;
mod legal;
mod news;
mod offers;
mod processing;
mod programs;
mod search;
mod settings;
mod sitemap;
#[cfg(test)]
mod tests;
mod topics;
mod units;
mod view;

use jiff::SignedDuration;
use jiff::civil::Date;
use kernel::access::Access;
use kernel::module::{Check, Finding, Health, NavEntry};
use kernel::settings::SettingsPage;
use kernel::{AppError, Module, Reader, Routes, Text, Town};

pub use settings::SiteSettings;

/// Months after which the accessibility statement is due for review: a month before the year is
/// over (BITVNRW asks for a review once a year).
const REVIEW_DAYS: i64 = 335;

/// What this module brings.
pub fn module() -> Module {
    Module {
        name: "site",
        routes: routes(),
        settings: vec![SettingsPage::of::<SiteSettings>(|| {
            Text::new("Internetseiten und Barrierefreiheit", "Website and accessibility")
        })],
        menu: vec![
            menu("/aktuelles", "Aktuelles", "News"),
            menu("/rathaus", "Rathaus", "Town hall"),
            menu("/kontakt", "Kontakt", "Contact"),
        ],
        checks: vec![
            Check { id: "site/statement", run: statement },
            Check { id: "site/privacy", run: privacy },
        ],
        ..Module::default()
    }
}

fn routes() -> Routes {
    let all = Access::Everyone;
    Routes::new()
        .get("/", all, home::show)
        .get("/aktuelles", all, news::list)
        .get("/aktuelles/{slug}", all, news::show)
        .get("/seiten/{slug}", all, news::text_page)
        .get("/suche", all, search::show)
        .get("/rathaus", all, units::list)
        .get("/rathaus/{number}", all, units::show)
        .get("/kontakt", all, contact::show)
        .post("/kontakt", all, contact::send)
        .get("/kontakt/gesendet", all, contact::sent)
        .get("/barriere-melden", all, contact::show_barrier)
        .post("/barriere-melden", all, contact::send_barrier)
        .get("/barriere-melden/gesendet", all, contact::sent_barrier)
        .get("/impressum", all, legal::imprint)
        .get("/datenschutz", all, legal::privacy)
        .get("/barrierefreiheit", all, legal::accessibility)
        .get("/suche/vorschlaege", all, search::suggestions)
        .get("/opensearch.xml", all, search::description)
        .get("/a-z", all, az::show)
        .get("/transparenz/aenderungen", all, changes::show)
        .get("/transparenz/aenderungen.atom", all, changes::feed)
        .get("/abonnieren", all, feeds::list)
        .get("/feed.atom", all, feeds::news)
        .get("/feeds/{name}", all, feeds::show)
        .get("/feeds/{stream}/{name}", all, feeds::topic)
        .get("/sitemap.xml", all, sitemap::show)
        .get("/sitemap/{name}", all, sitemap::part)
        .get("/robots.txt", all, programs::robots)
        .get("/.well-known/security.txt", all, programs::security)
        .get("/.well-known/change-password", all, programs::change_password)
        .get("/healthz/live", all, programs::live)
        .get("/healthz/ready", all, programs::ready)
        .get("/assets/{*path}", all, assets::asset)
        .get("/farben.css", all, assets::colours)
        .get("/wappen.svg", all, assets::arms)
        .get("/favicon.svg", all, assets::icon)
        .get("/favicon.ico", all, assets::icon)
}

fn menu(path: &'static str, de: &str, en: &str) -> NavEntry {
    NavEntry {
        path,
        label: Text::new(de, en),
        group: Text::default(),
        icon: "home",
        permission: None,
    }
}

/// The accessibility statement has been reviewed within the year.
fn statement(_: &Town, reader: &mut Reader<'_>) -> Result<Finding, AppError> {
    let settings: SiteSettings = kernel::settings::get(reader)?;
    let id = "site/statement";
    let remedy = "Review the statement, enter the day in the settings, and report it to the monitoring body.";
    let Ok(day) = settings.accessibility_reviewed_on.parse::<Date>() else {
        return Ok(Finding::bad(
            id,
            Health::Warn,
            "no review of the accessibility statement is noted",
            remedy,
        ));
    };
    let age = SignedDuration::from_hours(REVIEW_DAYS * 24);
    let is_old = reader.today().duration_since(day) > age;
    Ok(if is_old {
        Finding::bad(id, Health::Warn, format!("last reviewed on {day}, due once a year"), remedy)
    } else {
        Finding::ok(id, format!("last reviewed on {day}"))
    })
}

/// The privacy statement names every module that keeps data about people.
#[expect(clippy::unnecessary_wraps, reason = "all checks have one shape")]
fn privacy(town: &Town, _: &mut Reader<'_>) -> Result<Finding, AppError> {
    let missing = processing::missing(town.house().modules());
    Ok(if missing.is_empty() {
        Finding::ok("site/privacy", "every module that keeps data about people is described")
    } else {
        Finding::bad(
            "site/privacy",
            Health::Warn,
            format!("not described: {}", missing.join(", ")),
            "Describe what these modules do with data in mod-site/src/processing.rs.",
        )
    })
}
