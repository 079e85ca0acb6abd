//! Pages and buttons of the newsroom, by what people do there.

mod begin;
mod blocks;
mod calendar;
mod contribute;
mod dashboard;
mod desk;
mod details;
mod editor;
mod findings;
mod import;
mod list;
mod media;
pub(crate) mod moments;
mod patterns;
mod pieces;
mod preview;
mod release;
mod save;
mod snippet;
mod talk;
mod versions;

use std::collections::BTreeMap;

use kernel::access::Access;
use kernel::publication::Publication;
use kernel::{AppError, Ctx, Fields, Id, Problem, Reader, Routes, people};
use web::tabs::{Tab, tabs};
use web::{Errors, Frame, Markup, Page, Tone, badge, html};

use crate::change::Clash;
use crate::model::{Item, State, Voice, kind_name};
use crate::{MANAGE, PUBLISH, WRITE, store};

/// Hidden field: the edition a page was made from.
const EDITION: &str = "fassung";
/// Where the newsroom lies.
const BASE: &str = "/verwaltung/redaktion";

pub(crate) fn paths() -> Routes {
    let (write, publish, manage) =
        (Access::Staff(WRITE), Access::Staff(PUBLISH), Access::Staff(MANAGE));
    Routes::new()
        .get("/verwaltung/redaktion", write, dashboard::show)
        .get("/verwaltung/redaktion/neu", write, begin::ask)
        .post("/verwaltung/redaktion/neu", write, begin::make)
        .get("/verwaltung/redaktion/alle", write, list::show)
        .post("/verwaltung/redaktion/alle", publish, list::bulk)
        .get("/verwaltung/redaktion/kalender", write, calendar::show)
        .post("/verwaltung/redaktion/aufgaben", write, dashboard::finish)
        .get("/verwaltung/redaktion/vorlagen", write, patterns::show)
        .post("/verwaltung/redaktion/vorlagen", write, patterns::change)
        .get("/verwaltung/redaktion/vorlagen/{id}", write, snippet::show)
        .post("/verwaltung/redaktion/vorlagen/{id}", manage, snippet::save)
        .get("/verwaltung/redaktion/befunde", write, findings::show)
        .get("/verwaltung/redaktion/import", manage, import::ask)
        .large_upload("/verwaltung/redaktion/import", manage, import::take)
        .get("/verwaltung/redaktion/import/{id}", manage, import::look)
        .post("/verwaltung/redaktion/import/{id}", manage, import::make)
        .get("/verwaltung/redaktion/{id}", write, editor::show)
        .post("/verwaltung/redaktion/{id}/kopf", write, save::head)
        .post("/verwaltung/redaktion/{id}/text", write, save::words)
        .post("/verwaltung/redaktion/{id}/baustein", write, blocks::save)
        .upload("/verwaltung/redaktion/{id}/einfuegen", write, blocks::paste)
        .get("/verwaltung/redaktion/{id}/ganz", write, save::whole)
        .post("/verwaltung/redaktion/{id}/ganz", write, save::take_whole)
        .get("/verwaltung/redaktion/{id}/angaben", write, details::show)
        .post("/verwaltung/redaktion/{id}/angaben", write, details::save)
        .get("/verwaltung/redaktion/{id}/medien", write, media::show)
        .post("/verwaltung/redaktion/{id}/medien", write, media::choose)
        .get("/verwaltung/redaktion/{id}/vorschau", write, preview::show)
        .post("/verwaltung/redaktion/{id}/vorschau", write, preview::share)
        .get("/verwaltung/redaktion/{id}/blatt", write, preview::sheet)
        .get("/verwaltung/redaktion/{id}/freigabe", write, release::show)
        .post("/verwaltung/redaktion/{id}/freigabe", write, release::act)
        .get("/verwaltung/redaktion/{id}/fassungen", write, versions::show)
        .post("/verwaltung/redaktion/{id}/fassungen", write, versions::restore)
        .get("/verwaltung/redaktion/{id}/gespraech", write, talk::show)
        .post("/verwaltung/redaktion/{id}/gespraech", write, talk::say)
        .get("/vorschau/{token}", Access::Everyone, preview::shared)
        .get("/veranstaltung-melden", Access::Everyone, contribute::ask)
        .post("/veranstaltung-melden", Access::Everyone, contribute::send)
        .get("/veranstaltung-melden/{token}", Access::Everyone, contribute::look)
        .post("/veranstaltung-melden/{token}", Access::Everyone, contribute::confirm)
}

/// The id in a path.
fn id(text: &str) -> Result<Id<Publication>, AppError> {
    text.parse().map_err(|_| AppError::NotFound)
}

fn base(id: Id<Publication>) -> String {
    format!("{BASE}/{id}")
}

/// The edition a page was made from.
fn seen(fields: &Fields) -> i64 {
    fields.get(EDITION).parse().unwrap_or(-1)
}

/// A value for an address.
fn encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

pub(crate) fn wrong(field: &str, de: &str, en: &str) -> Problem {
    Problem::new(
        "newsroom/field",
        "Bitte prüfen Sie die Angaben.",
        "Please check what you entered.",
    )
    .at(field, de, en)
}

/// The names of people behind labels of the logbook.
fn names(
    reader: &mut Reader<'_>,
    labels: impl IntoIterator<Item = String>,
) -> Result<BTreeMap<String, String>, AppError> {
    let mut names = BTreeMap::new();
    for label in labels {
        if names.contains_key(&label) {
            continue;
        }
        let account = label.strip_prefix("staff:").and_then(|id| id.parse().ok());
        let name = match account {
            Some(account) => match people::account(reader, account) {
                Ok(account) => account.person.name.reveal().clone(),
                Err(AppError::NotFound) => label.clone(),
                Err(other) => return Err(other),
            },
            None if label.starts_with("system:") => "Rathaus".to_owned(),
            None => label.clone(),
        };
        names.insert(label, name);
    }
    Ok(names)
}

/// How a state is marked.
fn state_badge(frame: &Frame<'_>, item: &Item, language: kernel::Language) -> Markup {
    let say = frame.say;
    let tone = match item.state {
        State::Draft | State::Withdrawn | State::Expired => Tone::Neutral,
        State::Submitted | State::Scheduled => Tone::Info,
        State::Returned => Tone::Warning,
        State::Approved | State::Published => Tone::Success,
    };
    html! {
        (badge(tone, item.state.name().of(language)))
        @if item.is_out() && item.state != State::Published && item.state != State::Scheduled {
            " " (badge(Tone::Info, say.of("Frühere Fassung ist öffentlich", "An earlier edition is public")))
        }
        @if item.needs_second_look {
            " " (badge(Tone::Warning, say.of("Zweiter Blick nötig", "Needs a second look")))
        }
    }
}

/// A page of an item with its tabs.
fn page<'f>(
    frame: &'f Frame<'_>,
    ctx: &Ctx,
    item: &Item,
    current: &str,
    body: &Markup,
) -> Page<'f> {
    let say = frame.say;
    let base = base(item.id);
    let tab = |path: &str, de: &str, en: &str| Tab {
        label: say.of(de, en).to_owned(),
        url: ctx.to(&if path.is_empty() { base.clone() } else { format!("{base}/{path}") }),
        count: None,
        current: path == current,
    };
    let all = [
        tab("", "Schreiben", "Write"),
        tab("angaben", "Angaben", "Details"),
        tab("vorschau", "Vorschau", "Preview"),
        tab("freigabe", "Prüfen und veröffentlichen", "Check and publish"),
        tab("fassungen", "Fassungen", "Editions"),
        tab("gespraech", "Gespräch", "Talk"),
    ];
    frame
        .staff(item.title.clone())
        .crumb(say.of("Redaktion", "Newsroom"), ctx.to(BASE))
        .preline(kind_name(&item.kind).of(ctx.language).to_owned())
        .head_actions(state_badge(frame, item, ctx.language))
        .body(html! {
            (tabs(say.of("Teile des Textes", "Parts of the text"), &all))
            (body)
        })
}

/// Adds what was just done, if the address says so.
fn with_message<'f>(page: Page<'f>, frame: &Frame<'_>, fields: &Fields) -> Page<'f> {
    let say = frame.say;
    if fields.has("gespeichert") {
        page.message(Tone::Success, say.of("Gespeichert", "Saved"), html! {})
    } else {
        page
    }
}

/// What two people changed, shown above the form that was not saved.
fn clashes(frame: &Frame<'_>, ctx: &Ctx, all: &[Clash], who: &str) -> Markup {
    let say = frame.say;
    let around = web::blocks::Surroundings {
        say,
        is_draft: true,
        anchor: "andere-".into(),
        ..Default::default()
    };
    html! {
        (web::alert(Tone::Warning, say.of("Noch nicht gespeichert", "Not saved yet"), html! {
            p { (say.of(
                format!("{who} hat dieselbe Stelle inzwischen geändert. Ihre Eingaben stehen unten noch da. Prüfen Sie, was gelten soll, und speichern Sie noch einmal: Dann gilt Ihre Fassung."),
                format!("{who} has changed the same place meanwhile. What you entered still stands below. Decide what shall hold and save once more: then your version stays."),
            )) }
        }))
        @for clash in all {
            (web::editor::clash(say, ctx.language.of(&clash.what.de, &clash.what.en), html! {
                @if let Some(block) = &clash.theirs {
                    @if let Ok(document) = content::Document::new(vec![block.clone()]) {
                        (web::blocks::draw(&document, &around))
                    }
                } @else if clash.value.is_empty() {
                    p { (say.of("(gelöscht oder leer)", "(removed or empty)")) }
                } @else {
                    p { (clash.value) }
                }
            }))
        }
    }
}

/// The messages of a refusal that belongs to a form; anything else goes on as it is.
fn refused(frame: &Frame<'_>, error: AppError) -> Result<Errors, AppError> {
    match error {
        AppError::Refused(problem) => Ok(frame.errors_of(&problem)),
        other => Err(other),
    }
}

/// An item opened for the actor, with its newest text.
async fn load(ctx: &Ctx, text: &str) -> Result<(Item, crate::model::Draft), AppError> {
    let (id, actor) = (id(text)?, ctx.actor.clone());
    ctx.read(move |db| {
        let item = store::find(db, id)?.open(&actor)?;
        let (draft, _) = store::edition(db, id, item.head)?;
        Ok((item, draft))
    })
    .await
}

/// Which of the three texts a page is about.
fn voice(fields: &Fields) -> Voice {
    Voice::from_word(fields.get("sprache"))
}
