//! The public face of the town: home page, news, search, town hall, contact, legal pages, and what
//! programs read: feed, site map, health.
//!
//! Everything here is rendered on the server, sets no cookie and asks nobody else for anything.
//! The contents come from the records of the kernel: publications, units, the search index, the
//! profile, and what the other modules offer.

mod article;
mod assets;
mod az;
mod barriers;
mod changes;
mod complete;
mod contact;
mod data;
mod datasets;
mod events;
mod feeds;
mod home;
mod hours;
mod item;
mod known;
mod legal;
mod lists;
mod lost;
mod news;
mod notices;
mod offers;
mod pages;
mod probe;
mod processing;
mod programs;
mod proof;
pub mod record;
mod redirects;
mod search;
mod settings;
mod shown;
mod sitemap;
mod staff;
mod store;
mod structured;
#[cfg(test)]
mod tests;
mod topics;
mod units;
mod view;
mod works;

use jiff::SignedDuration;
use jiff::civil::Date;
use kernel::access::Access;
use kernel::db::Migration;
use kernel::module::{Check, Erase, Finding, Health, NavEntry, Retention, Schedule};
use kernel::settings::SettingsPage;
use kernel::tally::{self, Tally};
use kernel::{AppError, Module, Reader, Routes, Text, Town};

pub use probe::look;
pub use settings::SiteSettings;
pub use staff::MANAGE;

/// Months after which the accessibility statement is due for review: a month before the year is
/// over (BITVNRW asks for a review once a year).
const REVIEW_DAYS: i64 = 335;

/// What this module brings.
pub fn module() -> Module {
    Module {
        name: "site",
        routes: staff_routes(routes()),
        migrations: &[
            Migration {
                module: "site",
                name: "0001_site",
                sql: include_str!("../migrations/0001_site.sql"),
            },
            Migration {
                module: "site",
                name: "0002_barriers",
                sql: include_str!("../migrations/0002_barriers.sql"),
            },
            Migration {
                module: "site",
                name: "0003_probe",
                sql: include_str!("../migrations/0003_probe.sql"),
            },
            Migration {
                module: "site",
                name: "0004_signature",
                sql: include_str!("../migrations/0004_signature.sql"),
            },
        ],
        permissions: vec![(MANAGE, Text::new("Internetseiten betreuen", "Look after the website"))],
        navigation: staff::navigation(),
        retention: retention(),
        schedules: vec![Schedule { name: "site.notices", hour: 5, run: probe::night }],
        jobs: vec![probe::job()],
        tallies: vec![
            Tally { name: tally::PAGES, save: store::save_visits },
            Tally { name: lost::HITS, save: store::save_hits },
            Tally { name: lost::PATHS, save: store::save_paths },
            Tally { name: search::MISSED, save: store::save_words },
        ],
        lost: Some(lost::help),
        proofs: Some(proof::draw),
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
            Check { id: "site/legal", run: complete::check },
            Check { id: "site/barriers", run: barriers::check },
            Check { id: "site/notices", run: probe::check },
        ],
        datasets: Some(datasets::all),
        ..Module::default()
    }
}

fn routes() -> Routes {
    let all = Access::Everyone;
    Routes::new()
        .get("/", all, home::show)
        .get("/aktuelles", all, news::list)
        .get("/aktuelles/{slug}", all, news::show)
        .get("/veranstaltungen", all, events::list)
        .get("/veranstaltungen/{slug}", all, events::show)
        .get("/bekanntmachungen", all, notices::list)
        .get("/bekanntmachungen/{slug}", all, notices::show)
        .get("/bekanntmachungen/nachweis", all, record::show)
        .get("/bekanntmachungen/nachweis.json", all, record::file)
        .get("/bekanntmachungen/nachweis.pem", all, record::key_file)
        .get("/stellen", all, lists::jobs)
        .get("/stellen/{slug}", all, lists::show_job)
        .get("/dokumente", all, lists::documents)
        .get("/dokumente/{slug}", all, lists::show_document)
        .get("/stoerungen", all, lists::disruptions)
        .get("/stoerungen/{slug}", all, lists::show_disruption)
        .get("/leicht", all, pages::easy_list)
        .get("/leicht/{*path}", all, pages::easy)
        .get("/{*path}", all, pages::show)
        .get("/suche", all, search::show)
        .get("/rathaus", all, units::list)
        .get("/rathaus/{number}", all, units::show)
        .get("/p/{id}", all, lost::by_id)
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
        .get("/aktuelles.json", all, data::news)
        .get("/veranstaltungen.json", all, data::events)
        .get("/bekanntmachungen.json", all, data::notices)
        .get("/seiten.json", all, data::pages)
        .get("/stellen.json", all, data::jobs)
        .get("/dokumente.json", all, data::documents)
        .get("/stoerungen.json", all, data::disruptions)
        .get("/rathaus.json", all, data::units)
        .get("/suche.json", all, search::data)
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
        .get("/farben/{name}", all, assets::named_colours)
        .get("/wappen.svg", all, assets::arms)
        .get("/favicon.svg", all, assets::icon)
        .get("/favicon.ico", all, assets::icon)
}

fn staff_routes(routes: Routes) -> Routes {
    let manage = Access::Staff(MANAGE);
    routes
        .get("/verwaltung/weiterleitungen", manage, staff::redirects::list)
        .post("/verwaltung/weiterleitungen", manage, staff::redirects::save)
        .post("/verwaltung/weiterleitungen/entfernen", manage, staff::redirects::remove)
        .upload("/verwaltung/weiterleitungen/einfuhr", manage, staff::redirects::import_table)
        .get("/verwaltung/weiterleitungen/vermisst", manage, staff::missed::paths)
        .post("/verwaltung/weiterleitungen/vermisst/erledigt", manage, staff::missed::path_done)
        .get("/verwaltung/weiterleitungen/woerter", manage, staff::missed::words)
        .post("/verwaltung/weiterleitungen/woerter/erledigt", manage, staff::missed::word_done)
        .get("/verwaltung/besuche", manage, staff::figures::show)
        .get("/verwaltung/erscheinungsbild", manage, staff::appearance::show)
        .post("/verwaltung/erscheinungsbild", manage, staff::appearance::save)
        .get("/verwaltung/rechtstexte", manage, complete::show)
        .get("/verwaltung/bekanntmachungen", manage, staff::notices::show)
        .post("/verwaltung/bekanntmachungen", manage, staff::notices::look)
        .get("/verwaltung/bekanntmachungen/nachweis.json", manage, record::file)
        .get("/verwaltung/barrieren", manage, staff::barriers::list)
        .get("/verwaltung/barrieren/{id}", manage, staff::barriers::show)
        .post("/verwaltung/barrieren/{id}/antwort", manage, staff::barriers::answer)
        .post("/verwaltung/barrieren/{id}/zwischennachricht", manage, staff::barriers::interim)
        .post("/verwaltung/barrieren/{id}/erklaerung", manage, staff::barriers::statement)
}

fn retention() -> Vec<Retention> {
    let nightly = |table, rule, erase| Retention { table, rule, erase: Erase::Nightly(erase) };
    vec![
        Retention {
            table: "site_redirect",
            rule: "No personal data; links elsewhere may be old.",
            erase: Erase::Kept,
        },
        Retention {
            table: "site_probe",
            rule: "No personal data; proves for how long official notices could be had (BekanntmVO NRW).",
            erase: Erase::Kept,
        },
        Retention {
            table: "site_probe_span",
            rule: "No personal data; proves for how long official notices could be had (BekanntmVO NRW).",
            erase: Erase::Kept,
        },
        Retention {
            table: "site_signer",
            rule: "No personal data; the town's key for that record, its secret part sealed.",
            erase: Erase::Kept,
        },
        Retention {
            table: "site_signature",
            rule: "No personal data; signatures of that record.",
            erase: Erase::Kept,
        },
        nightly(
            "site_missing_path",
            "Counts without persons; 90 days after the last one.",
            store::erase_paths,
        ),
        nightly(
            "site_missing_word",
            "Single words without persons; 90 days after the last question.",
            store::erase_words,
        ),
        nightly(
            "site_barrier",
            "A year after the answer, once the barrier is mended or was none: for the yearly statement and the monitoring body (BITVNRW). What people wrote is sealed.",
            barriers::erase,
        ),
        nightly(
            "site_visit",
            "Counts without persons; a little over two years, to compare a year with the one before.",
            store::erase_visits,
        ),
    ]
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
