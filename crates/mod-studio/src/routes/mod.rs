//! Pages and buttons of the workshop, by what staff do: read a schema in, look at what is missing,
//! answer rules, word questions, set terms, try out, open, compare, close.

mod bring;
mod compare;
mod import;
mod lists;
mod overview;
mod portal;
mod quality;
mod questions;
mod rules;
mod terms;
mod trial;

use std::sync::Arc;

use kernel::access::Access;
use kernel::{AppError, Audit, Ctx, Fields, Id, Problem, Routes, Saved, Tx};
use web::tabs::{Tab, tabs};
use web::{Frame, Markup, Page};

use crate::model::{Additions, Edition, State};
use crate::report::Report;
use crate::{BUILD, OPEN, store};

/// Hidden field: the version of the edition a page was made from.
const VERSION: &str = "fassung";

pub(crate) fn paths() -> Routes {
    let (build, open) = (Access::Staff(BUILD), Access::Staff(OPEN));
    Routes::new()
        .get("/verwaltung/formulare", build, import::list)
        .get("/verwaltung/formulare/neu", build, import::ask)
        .upload("/verwaltung/formulare/neu", build, import::take)
        .get("/verwaltung/formulare/listen", build, lists::show)
        .upload("/verwaltung/formulare/listen", build, lists::add)
        .get("/verwaltung/formulare/{edition}", build, overview::show)
        .get("/verwaltung/formulare/{edition}/schema.xml", build, overview::download)
        .get("/verwaltung/formulare/{edition}/bericht", build, quality::show)
        .upload("/verwaltung/formulare/{edition}/fassung", build, import::renew)
        .post("/verwaltung/formulare/{edition}/aendern", build, overview::begin_next)
        .get("/verwaltung/formulare/{edition}/regeln", build, rules::show)
        .post("/verwaltung/formulare/{edition}/regeln", build, rules::answer)
        .get("/verwaltung/formulare/{edition}/seiten", build, questions::root)
        .post("/verwaltung/formulare/{edition}/seiten", build, questions::save_root)
        .get("/verwaltung/formulare/{edition}/seiten/{place}", build, questions::group)
        .post("/verwaltung/formulare/{edition}/seiten/{place}", build, questions::save_group)
        .get("/verwaltung/formulare/{edition}/bedingungen", build, terms::show)
        .post("/verwaltung/formulare/{edition}/bedingungen", build, terms::save)
        .get("/verwaltung/formulare/{edition}/probe", build, trial::show)
        .upload("/verwaltung/formulare/{edition}/probe", build, trial::check)
        .get("/verwaltung/formulare/{edition}/vergleich", build, compare::show)
        .post("/verwaltung/formulare/{edition}/oeffnen", open, overview::open)
        .post("/verwaltung/formulare/{edition}/schliessen", open, overview::close)
}

fn id(text: &str) -> Result<Id<Edition>, AppError> {
    text.parse().map_err(|_| AppError::NotFound)
}

fn base(id: Id<Edition>) -> String {
    format!("/verwaltung/formulare/{id}")
}

/// Reads an edition with everything it still needs.
async fn load(ctx: &Ctx, edition: &str) -> Result<Report, AppError> {
    let (town, id) = (Arc::clone(&ctx.town), id(edition)?);
    ctx.read(move |db| Report::find(&town, db, id)).await
}

/// Changes what the town adds, from a page made from this very version.
async fn change(
    ctx: &Ctx,
    edition: &str,
    fields: &Fields,
    what: &'static str,
    change: impl FnOnce(&mut Additions) -> Result<(), AppError> + Send + 'static,
) -> Result<Id<Edition>, AppError> {
    change_form(ctx, edition, fields, what, move |_, edition| {
        change(&mut edition.additions).map(|()| false)
    })
    .await
}

/// As [`change`]; may also change what belongs to the form as a whole, and says whether it did.
async fn change_form(
    ctx: &Ctx,
    edition: &str,
    fields: &Fields,
    what: &'static str,
    change: impl FnOnce(&mut Tx<'_>, &mut Edition) -> Result<bool, AppError> + Send + 'static,
) -> Result<Id<Edition>, AppError> {
    let id = id(edition)?;
    let version: i64 = fields.get(VERSION).parse().unwrap_or(-1);
    ctx.write(move |tx| {
        let mut edition = store::find(tx, id)?;
        if edition.state != State::Making {
            return Err(AppError::refused(
                "studio/open",
                "Diese Fassung ist schon geöffnet. Legen Sie eine neue Fassung an, um etwas zu ändern.",
                "This edition is open already. Begin a new edition to change something.",
            ));
        }
        if edition.version != version {
            return Err(busy());
        }
        let before = edition.additions.clone();
        let is_form_changed = change(tx, &mut edition)?;
        if edition.additions == before && !is_form_changed {
            return Ok(Saved::nothing(id));
        }
        if !store::save(tx, id, version, &edition.additions)? {
            return Err(busy());
        }
        Ok(Audit::of(what, id).with(id))
    })
    .await
}

fn busy() -> AppError {
    AppError::refused(
        "studio/busy",
        "Jemand anderes hat diese Fassung inzwischen geändert. Laden Sie die Seite neu und tragen Sie Ihre Änderung noch einmal ein.",
        "Somebody else has changed this edition meanwhile. Load the page again and enter your change once more.",
    )
}

/// A page of an edition with its tabs.
fn page<'f>(
    frame: &'f Frame<'_>,
    ctx: &Ctx,
    edition: &Edition,
    current: &str,
    title: &str,
    body: &Markup,
) -> Page<'f> {
    let say = frame.say;
    let base = base(edition.id);
    let tab = |path: &str, de: &str, en: &str| Tab {
        label: say.of(de, en).to_owned(),
        url: ctx.to(&if path.is_empty() { base.clone() } else { format!("{base}/{path}") }),
        count: None,
        current: path == current,
    };
    let all = [
        tab("", "Überblick", "Overview"),
        tab("seiten", "Fragen", "Questions"),
        tab("regeln", "Regeln", "Rules"),
        tab("bedingungen", "Bedingungen", "Terms"),
        tab("probe", "Ausprobieren", "Try out"),
        tab("bericht", "Bericht", "Report"),
    ];
    let name = edition.form.title.of(ctx.language);
    let mut page =
        frame.staff(title).crumb(say.of("Formulare", "Forms"), ctx.to("/verwaltung/formulare"));
    // The overview bears the name of the form itself.
    if !current.is_empty() {
        page = page.crumb(name, ctx.to(&base));
    }
    page.preline(say.of(
        format!("{name} · Fassung {}", edition.number),
        format!("{name} · edition {}", edition.number),
    ))
    .body(web::html! {
        (tabs(say.of("Teile der Fassung", "Parts of the edition"), &all))
        (body)
    })
}

fn wrong(field: &str, de: &str, en: &str) -> Problem {
    Problem::new("studio/field", "Bitte prüfen Sie Ihre Eingabe.", "Please check what you entered.")
        .at(field, de, en)
}
