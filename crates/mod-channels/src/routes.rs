//! Pages and buttons: the list with its lamps, writing, one post, accounts, figures.

mod accounts;
mod act;
mod begin;
mod calendar;
mod comments;
mod compose;
mod figures;
mod list;
mod picture;
mod show;

use jiff::Timestamp;
use kernel::{Access, AppError, Ctx, Id, Routes};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use web::tabs::{Tab, tabs};
use web::{Markup, Say};

use crate::model::Post;
use crate::{CONNECT, PUBLISH, WRITE, hook};

pub(crate) use begin::from_publication;
pub(crate) use calendar::planned;

/// Where it all lies.
pub(crate) const BASE: &str = "/verwaltung/kanaele";
/// Where the accounts are.
pub(crate) const ACCOUNTS: &str = "/verwaltung/kanaele/konten";

/// The paths of this department.
pub(crate) fn paths() -> Routes {
    let (write, publish) = (Access::Staff(WRITE), Access::Staff(PUBLISH));
    let (connect, firmly) = (Access::Staff(CONNECT), Access::StaffStepUp(CONNECT));
    Routes::new()
        .program(hook::PATH, hook::door)
        .get("/verwaltung/kanaele", write, list::show)
        .get("/verwaltung/kanaele/kalender", write, calendar::show)
        .get("/verwaltung/kanaele/neu", write, begin::show)
        .post("/verwaltung/kanaele/neu", write, begin::begin)
        .get("/verwaltung/kanaele/beitraege/{post}", write, show::show)
        .get("/verwaltung/kanaele/beitraege/{post}/text", write, compose::show)
        .post("/verwaltung/kanaele/beitraege/{post}/text", write, compose::save)
        .post("/verwaltung/kanaele/beitraege/{post}/vorschau", write, compose::draw)
        .get("/verwaltung/kanaele/beitraege/{post}/bild", write, picture::show)
        .post("/verwaltung/kanaele/beitraege/{post}/bild", write, picture::choose)
        .post("/verwaltung/kanaele/beitraege/{post}/tun", write, act::write)
        .post("/verwaltung/kanaele/beitraege/{post}/freigabe", publish, act::publish)
        .get("/verwaltung/kanaele/beitraege/{post}/kommentare", publish, comments::show)
        .post("/verwaltung/kanaele/beitraege/{post}/kommentare", publish, comments::act)
        .get("/verwaltung/kanaele/zahlen", write, figures::show)
        .get("/verwaltung/kanaele/zahlen.csv", write, figures::csv)
        .get("/verwaltung/kanaele/konten", write, accounts::show)
        .get("/verwaltung/kanaele/konten/zurueck", connect, accounts::came_back)
        .get("/verwaltung/kanaele/konten/auswahl/{signin}", connect, accounts::offer)
        .post("/verwaltung/kanaele/konten/auswahl/{signin}", connect, accounts::choose)
        .get("/verwaltung/kanaele/konten/{channel}", connect, accounts::guide)
        .post("/verwaltung/kanaele/konten/{channel}/app", firmly, accounts::save_app)
        .post("/verwaltung/kanaele/konten/{channel}/anmelden", firmly, accounts::sign_in)
        .post("/verwaltung/kanaele/konten/{channel}/token", firmly, accounts::bring_token)
        .post("/verwaltung/kanaele/konten/{channel}/konto", connect, accounts::act)
}

fn id<T>(text: &str) -> Result<Id<T>, AppError> {
    text.parse().map_err(|_| AppError::NotFound)
}

fn base(post: Id<Post>) -> String {
    format!("{BASE}/beitraege/{post}")
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

fn moment(ctx: &Ctx, at: Timestamp) -> String {
    ctx.language.moment(at)
}

/// The parts of this department as tabs.
fn parts(ctx: &Ctx, say: Say, current: &str) -> Markup {
    let tab = |label: &str, path: &str| Tab {
        label: label.to_owned(),
        url: ctx.to(path),
        count: None,
        current: path == current,
    };
    let figures = format!("{BASE}/zahlen");
    tabs(
        say.of("Bereiche der Kanäle", "Parts of the channels"),
        &[
            tab(say.of("Beiträge", "Posts"), BASE),
            tab(say.of("Kalender", "Calendar"), calendar::CALENDAR),
            tab(say.of("Zahlen", "Figures"), &figures),
            tab(say.of("Konten", "Accounts"), ACCOUNTS),
        ],
    )
}
