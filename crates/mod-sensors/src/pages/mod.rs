//! Pages of the register of purposes: for everybody, and for staff.

mod follow;
mod form;
pub(crate) mod inbound;
mod new_station;
mod public;
mod readers;
mod report;
mod sheet;
mod staff;
pub(crate) mod stations;
mod upload;
pub(crate) mod watch;

use kernel::{Access, AppError, Id, Language, Routes, Text};
use web::badge::Tone;
use web::{Markup, Say, badge};

use crate::register::{Entry, State};
use crate::{KEEP, PAUSE, VIEW};

/// Where everybody reads the register.
pub(crate) const PUBLIC: &str = "/sensoren";
/// Where staff keep it.
pub(crate) const DESK: &str = "/verwaltung/sensoren";

/// All pages, after the addresses for programs.
pub(crate) fn paths(routes: Routes) -> Routes {
    register_paths(desk_paths(public_paths(routes)))
}

/// What everybody reads.
fn public_paths(routes: Routes) -> Routes {
    routes
        .get("/sensoren", Access::Everyone, public::list)
        .get("/sensoren.json", Access::Everyone, public::list_json)
        .get("/sensoren/stationen", Access::Everyone, stations::list)
        .get("/sensoren/stationen.geojson", Access::Everyone, stations::geojson)
        .get("/sensoren/station/{key}", Access::Everyone, stations::show)
        .get("/sensoren/station/{key}/feed.atom", Access::Everyone, stations::feed)
        .get("/sensoren/station/{key}/warnungen.atom", Access::Everyone, stations::feed_of_station)
        .get(
            "/sensoren/schwelle/{id}/warnungen.atom",
            Access::Everyone,
            stations::feed_of_threshold,
        )
        .get("/sensoren/warnungen.atom", Access::Everyone, stations::feed_of_all)
        .get("/sensoren/abo", Access::Everyone, follow::form)
        .post("/sensoren/abo", Access::Everyone, follow::ask)
        .get("/sensoren/abo/gesendet", Access::Everyone, follow::sent)
        .get("/sensoren/abo/{id}/{code}", Access::Everyone, follow::show)
        .post("/sensoren/abo/{id}/{code}", Access::Everyone, follow::confirm)
        .get("/sensoren/abo/{id}/{code}/ende", Access::Everyone, follow::leave)
        .post("/sensoren/abo/{id}/{code}/ende", Access::Everyone, follow::end)
        .program("/sensoren/abo/{id}/{code}/sofort", follow::end_at_once)
        .get("/sensoren/werte/{stream}/{file}", Access::Everyone, stations::values)
        .get("/sensoren/{slug}", Access::Everyone, public::show)
        .get("/sensoren/{slug}/daten.json", Access::Everyone, public::json)
        .get("/sensoren/{slug}/blatt.pdf", Access::Everyone, sheet::pdf)
        .get("/sensoren/{slug}/jahresbericht/{file}", Access::Everyone, report::pdf)
}

/// How values come in, and what they are watched for.
fn desk_paths(routes: Routes) -> Routes {
    let (view, keep) = (Access::Staff(VIEW), Access::Staff(KEEP));
    let work = Access::Staff(kernel::cases::WORK);
    routes
        .get("/verwaltung/sensoren/eingang", view, inbound::doors::list)
        .post("/verwaltung/sensoren/eingang", keep, inbound::doors::open)
        .post("/verwaltung/sensoren/eingang/{id}/schliessen", keep, inbound::doors::shut)
        .post("/verwaltung/sensoren/eingang/{id}/stellen", keep, inbound::doors::set_places)
        .post("/verwaltung/sensoren/eingang/{id}/broker", keep, inbound::mqtt::set)
        .get("/verwaltung/sensoren/eingang/geraet/{id}", view, inbound::devices::show)
        .post("/verwaltung/sensoren/eingang/geraet/{id}", keep, inbound::devices::save)
        .get("/verwaltung/sensoren/dateien", keep, upload::form)
        .upload("/verwaltung/sensoren/dateien", keep, upload::send)
        .get("/verwaltung/sensoren/dateien/{id}", keep, upload::preview)
        .post("/verwaltung/sensoren/dateien/{id}", keep, upload::store_all)
        .get("/verwaltung/sensoren/schwellen", view, watch::list)
        .get("/verwaltung/sensoren/schwellen/neu", keep, watch::form::blank)
        .post("/verwaltung/sensoren/schwellen/neu", keep, watch::form::add)
        .get("/verwaltung/sensoren/schwellen/{id}", keep, watch::form::edit)
        .post("/verwaltung/sensoren/schwellen/{id}", keep, watch::form::save)
        .post("/verwaltung/sensoren/schwellen/{id}/schalten", keep, watch::turn)
        .get("/verwaltung/sensoren/aufgabe/{id}", work, watch::task::show)
        .post("/verwaltung/sensoren/aufgabe/{id}", work, watch::task::close)
        .get("/verwaltung/sensoren/abholen", view, readers::list)
        .post("/verwaltung/sensoren/abholen", keep, readers::add)
        .get("/verwaltung/sensoren/abholen/{id}", view, readers::show)
        .post("/verwaltung/sensoren/abholen/{id}", keep, readers::save)
        .post("/verwaltung/sensoren/abholen/{id}/fragen", keep, readers::ask)
        .post("/verwaltung/sensoren/abholen/{id}/entfernen", keep, readers::remove)
        .get("/verwaltung/sensoren/decoder", view, inbound::decoders::list)
        .get("/verwaltung/sensoren/decoder/neu", keep, inbound::decoders::blank)
        .post("/verwaltung/sensoren/decoder/neu", keep, inbound::decoders::add)
        .get("/verwaltung/sensoren/decoder/{id}", keep, inbound::decoders::edit)
        .post("/verwaltung/sensoren/decoder/{id}", keep, inbound::decoders::save)
}

/// Keeping the register.
fn register_paths(routes: Routes) -> Routes {
    let (view, keep, pause) = (Access::Staff(VIEW), Access::Staff(KEEP), Access::Staff(PAUSE));
    routes
        .get("/verwaltung/sensoren", view, staff::list)
        .get("/verwaltung/sensoren/neu", keep, form::blank)
        .post("/verwaltung/sensoren/neu", keep, form::add)
        .get("/verwaltung/sensoren/{id}/messstelle", keep, new_station::blank)
        .post("/verwaltung/sensoren/{id}/messstelle", keep, new_station::add)
        .get("/verwaltung/sensoren/{id}", view, staff::show)
        .get("/verwaltung/sensoren/{id}/angaben", keep, form::edit)
        .post("/verwaltung/sensoren/{id}/angaben", keep, form::save)
        .post("/verwaltung/sensoren/{id}/veroeffentlichen", keep, staff::publish)
        .post("/verwaltung/sensoren/{id}/pausieren", pause, staff::pause)
        .post("/verwaltung/sensoren/{id}/fortsetzen", pause, staff::resume)
        .post("/verwaltung/sensoren/{id}/beenden", keep, staff::end)
        .post("/verwaltung/sensoren/{id}/geraete", keep, staff::assign)
        .post("/verwaltung/sensoren/{id}/geraete/{thing}/loesen", keep, staff::release)
        .post("/verwaltung/sensoren/{id}/schluessel", keep, staff::give_key)
        .post("/verwaltung/sensoren/{id}/schluessel/{key}/sperren", keep, staff::revoke)
}

fn id(text: &str) -> Result<Id<Entry>, AppError> {
    text.parse().map_err(|_| AppError::NotFound)
}

/// The language a page speaks.
fn spoken(say: Say) -> Language {
    if say.code() == "en" { Language::En } else { Language::De }
}

fn tone(state: State) -> Tone {
    match state {
        State::Draft => Tone::Neutral,
        State::Published => Tone::Success,
        State::Paused => Tone::Warning,
        State::Ended => Tone::Info,
    }
}

fn state_badge(state: State, language: Language) -> Markup {
    badge(tone(state), state.label().of(language))
}

/// What a step of the history says.
fn step_words(what: &str) -> Text {
    match what {
        "changed" => Text::new("Angaben geändert", "Entry changed"),
        "cleared" => Text::new("Alte Werte gelöscht", "Old values deleted"),
        "draft" => Text::new("Eintrag begonnen", "Entry begun"),
        "published" => Text::new("In Betrieb genommen", "Put into operation"),
        "paused" => Text::new("Pausiert", "Paused"),
        "ended" => Text::new("Beendet", "Ended"),
        other => Text::same(other),
    }
}
