//! Filling in: one page of questions at a time, everything is kept, back always works.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::{AppError, Ctx, Fields};
use norm_fim::{Finding, Page, Path as Place, Severity};
use web::button::{Weight, button, button_unchecked};
use web::form::SelfSave;
use web::page::prose;
use web::progress::step_of;
use web::{Errors, Form, Frame, Page as Shown, Say, Tone, buttons, html};

use super::{Opened, Stop, draft_page, draft_path, edit, open, title_of};
use crate::catalogue::Loaded;
use crate::entering;
use crate::flow::{self, Plan, REVIEW};
use crate::model::Draft;
use crate::render::{self, ACTION, ADD, GO_ON, KEEP, LEAVE, OPEN, REMOVE, View};

/// Hidden field: the shape of the lists when the page was made.
pub(crate) const SHAPE: &str = "stand";
/// Hidden field: where to go after the page.
pub(crate) const RETURN: &str = "zurueck";
/// The button a page presses by itself: [`ACTION`] and [`KEEP`].
const KEEP_BUTTON: &str = "aktion=sichern";

/// Leads to the page where the draft was left.
pub async fn go_on(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Stop> {
    let opened = open(&ctx, &id).await?;
    let plan = plan(&ctx, &opened.loaded, &opened.draft);
    let page = opened.draft.page.as_str();
    let known = plan.find(page).is_some() || [flow::DOCUMENTS, REVIEW].contains(&page);
    let first = plan.pages.first().map_or(flow::DOCUMENTS, |p| p.id.as_str());
    Ok(ctx.redirect(&draft_path(opened.draft.id, if known { page } else { first })))
}

pub(crate) fn plan(ctx: &Ctx, loaded: &Loaded, draft: &Draft) -> Plan {
    Plan::new(loaded.pages(&draft.data.answers, ctx.language.tag()))
}

/// One page of questions.
pub async fn show(
    ctx: Ctx,
    Path((id, page)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, Stop> {
    let opened = open(&ctx, &id).await?;
    let plan = plan(&ctx, &opened.loaded, &opened.draft);
    let Some(at) = plan.find(&page) else {
        // The page does not apply (any more), or never existed.
        return Err(Stop::Elsewhere(ctx.to(&format!("/antrag/entwurf/{}", opened.draft.id))));
    };
    let findings = if fields.has("pruefen") { findings(&opened, &plan, at) } else { Vec::new() };
    let note = match (fields.has("veraltet"), fields.has("neu")) {
        (true, _) => Note::Stale,
        (_, true) => Note::NewQuestions,
        _ => Note::None,
    };
    let way = Way { returns: fields.get(RETURN) == REVIEW, is_sent: false, note };
    Ok(render_page(&ctx, &opened, &plan, at, &findings, way))
}

/// How a page was reached.
#[derive(Clone, Copy)]
struct Way {
    /// From the review, to which it leads back.
    returns: bool,
    /// By sending it: it is shown again because something is wrong (422).
    is_sent: bool,
    note: Note,
}

/// What is said above a page.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Note {
    None,
    /// The page sent before spoke of entries that have moved.
    Stale,
    /// The last answers brought further questions onto the page.
    NewQuestions,
}

fn findings(opened: &Opened, plan: &Plan, at: usize) -> Vec<Finding> {
    let found = opened.loaded.form.check_page(&opened.draft.data.answers, &plan.pages[at]);
    found.into_iter().filter(|f| f.severity == Severity::Error).collect()
}

fn render_page(
    ctx: &Ctx,
    opened: &Opened,
    plan: &Plan,
    at: usize,
    findings: &[Finding],
    way: Way,
) -> Response {
    let Way { returns, is_sent, note } = way;
    let frame = Frame::of(ctx);
    let say = frame.say;
    let page = &plan.pages[at];
    let draft = &opened.draft;
    let errors = render::errors(findings, page, ctx.language.tag());
    let streets = ctx.to("/antrag/strassen");
    let view = View {
        say,
        errors: &errors,
        chosen: &draft.data.chosen,
        title: &page.title,
        streets: &streets,
    };
    let action = ctx.to(&draft_path(draft.id, &page.id));
    let form = Form::post(&action, &ctx.form_token())
        .autosave_hint(say.of("Noch nicht gespeichert", "Not saved yet"))
        .saves_itself(SelfSave {
            button: KEEP_BUTTON,
            saved: say.of("Gespeichert um {time} Uhr", "Saved at {time}"),
            failed: say.of(
                "Gerade nicht gespeichert. Ihre Angaben stehen noch hier; „Weiter“ speichert sie.",
                "Not saved just now. Your answers are still here; “Continue” saves them.",
            ),
        })
        .body(html! {
            // Enter in a field presses the first button of the form: it must be this one.
            button type="submit" name=(ACTION) value=(GO_ON) hidden {}
            input type="hidden" name=(SHAPE) value=(draft.shape);
            @if returns { input type="hidden" name=(RETURN) value=(REVIEW); }
            (view.items(&page.items))
            (buttons(html! {
                (button(Weight::Primary, if returns { say.of("Speichern und zur Prüfung", "Save and back to the check") } else { say.of("Weiter", "Continue") }))
                (button_unchecked(Weight::Tertiary, ACTION, LEAVE, say.of("Speichern und später weiter", "Save and continue later")))
            }))
        });
    let title = title_of(opened, ctx.language);
    let mut shown = draft_page(&frame, ctx, opened, &page.title)
        .progress(step_of(say, plan.step(at), plan.steps(), &title))
        .errors(&errors)
        .body(html! {
            @if let Some(help) = &page.help { (prose(web::timeline::paragraphs(help))) }
            (form)
        });
    let back = if returns { Some(REVIEW.to_owned()) } else { plan.back(at) };
    shown = match back {
        Some(back) => shown.back(ctx.to(&draft_path(draft.id, &back))),
        None => shown.back(ctx.to(&format!("/antrag/{}", draft.service))),
    };
    shown = noted(shown, say, note);
    if is_sent { frame.answer_again(shown) } else { frame.answer(shown) }
}

/// The page with what has to be said above it.
fn noted(page: Shown<'_>, say: Say, note: Note) -> Shown<'_> {
    match note {
        Note::None => page,
        Note::Stale => page.message(
            Tone::Warning,
            say.of("Die Liste hat sich inzwischen geändert", "The list has changed meanwhile"),
            html! { p { (say.of(
                "Die letzte Änderung haben wir deshalb nicht gespeichert. Bitte prüfen Sie die Einträge und geben Sie sie noch einmal ein.",
                "Therefore we have not saved the last change. Please check the entries and enter it again.",
            )) } },
        ),
        Note::NewQuestions => page.message(
            Tone::Info,
            say.of("Aus Ihren Antworten ergeben sich weitere Fragen", "Your answers lead to further questions"),
            html! { p { (say.of(
                "Bitte beantworten Sie auch die neuen Fragen auf dieser Seite.",
                "Please answer the new questions on this page as well.",
            )) } },
        ),
    }
}

/// What a sent page leads to.
enum Turn {
    /// Nowhere: the page saved itself.
    Stay,
    /// To a page of the draft.
    To(String),
    /// The same page again, with what is wrong.
    Again(Vec<Finding>),
    /// The page spoke of entries that have moved: nothing was saved.
    Stale(String),
}

/// Takes the answers of a page.
pub async fn enter(
    ctx: Ctx,
    Path((id, page)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, Stop> {
    // Which page applies follows from the answers before this page was sent.
    let before = open(&ctx, &id).await?;
    let first = plan(&ctx, &before.loaded, &before.draft);
    if first.find(&page).is_none() {
        return Err(Stop::Elsewhere(ctx.to(&format!("/antrag/entwurf/{}", before.draft.id))));
    }
    let language = ctx.language.tag();
    let (opened, turn) = edit(&ctx, &id, |loaded, draft| {
        let now = Plan::new(loaded.pages(&draft.data.answers, language));
        let Some(at) = now.find(&page) else {
            return Ok(Turn::To(String::new()));
        };
        apply(loaded, draft, &now, at, &fields, language)
    })
    .await?;
    let returns = fields.get(RETURN) == REVIEW;
    match turn {
        Turn::Stay => Ok(StatusCode::NO_CONTENT.into_response()),
        // Nobody sees the answer to a page that saves itself: it must not look like success.
        Turn::To(_) | Turn::Stale(_) | Turn::Again(_) if fields.get(ACTION) == KEEP => {
            Ok(StatusCode::CONFLICT.into_response())
        }
        Turn::To(next) if next.is_empty() => {
            Ok(ctx.redirect(&format!("/antrag/entwurf/{}", opened.draft.id)))
        }
        Turn::To(next) => Ok(ctx.redirect(&draft_path(opened.draft.id, &next))),
        Turn::Stale(list) => {
            Ok(ctx.redirect(&draft_path(opened.draft.id, &format!("{list}?veraltet=ja"))))
        }
        Turn::Again(findings) => {
            let plan = plan(&ctx, &opened.loaded, &opened.draft);
            let Some(at) = plan.find(&page) else {
                return Ok(ctx.redirect(&format!("/antrag/entwurf/{}", opened.draft.id)));
            };
            let way = Way { returns, is_sent: true, note: Note::None };
            Ok(render_page(&ctx, &opened, &plan, at, &findings, way))
        }
    }
}

fn apply(
    loaded: &Loaded,
    draft: &mut Draft,
    plan: &Plan,
    at: usize,
    fields: &Fields,
    language: &str,
) -> Result<Turn, AppError> {
    let page = &plan.pages[at];
    let action = fields.get(ACTION);
    // A page without the mark was sent by a program that knows what it does.
    let is_current = !fields.has(SHAPE) || fields.get(SHAPE) == draft.shape.to_string();
    if !is_current && flow::touches_lists(page) {
        return Ok(Turn::Stale(page.parent.clone().unwrap_or_else(|| page.id.clone())));
    }
    entering::take(loaded, &mut draft.data, page, fields);
    draft.page.clone_from(&page.id);
    if action == KEEP {
        return Ok(Turn::Stay);
    }
    if action == LEAVE {
        return Ok(Turn::To("spaeter".to_owned()));
    }
    if let Some(list) = action.strip_prefix(ADD) {
        return add_entry(loaded, draft, list, language);
    }
    if let Some(entry) = action.strip_prefix(REMOVE) {
        let _: Place = entry.parse().map_err(|_| AppError::NotFound)?;
        return Ok(Turn::To(format!("{entry}/entfernen")));
    }
    let now = Plan::new(loaded.pages(&draft.data.answers, language));
    if let Some(open) = action.strip_prefix(OPEN) {
        let to = if now.find(open).is_some() { open } else { &page.id };
        return Ok(Turn::To(to.to_owned()));
    }
    let Some(at) = now.find(&page.id) else { return Ok(Turn::To(String::new())) };
    // Only questions that were on the page when it was sent can be answered wrongly.
    let (asked, shown) = (page.places(), now.pages[at].places());
    let wrong: Vec<Finding> = loaded
        .form
        .check_page(&draft.data.answers, &now.pages[at])
        .into_iter()
        .filter(|f| f.severity == Severity::Error && asked.contains(&f.path))
        .collect();
    let has_new = entering::shows_new_branch(&now.pages[at], fields)
        || shown.iter().any(|place| !asked.contains(place));
    if !wrong.is_empty() {
        return Ok(Turn::Again(wrong));
    }
    if has_new {
        let back = if fields.get(RETURN) == REVIEW { "&zurueck=pruefen" } else { "" };
        return Ok(Turn::To(format!("{}?neu=ja{back}", page.id)));
    }
    if let Some(entry) = unfinished_entry(loaded, draft, &now, at) {
        return Ok(Turn::To(format!("{entry}?pruefen=ja")));
    }
    let next = if fields.get(RETURN) == REVIEW { REVIEW.to_owned() } else { now.next(at) };
    draft.page.clone_from(&next);
    Ok(Turn::To(next))
}

/// The first page of an entry of this page's lists that is not complete.
fn unfinished_entry(loaded: &Loaded, draft: &Draft, plan: &Plan, at: usize) -> Option<String> {
    let entries = plan.entries_elsewhere(at);
    if entries.is_empty() {
        return None;
    }
    let findings = loaded.form.check(&draft.data.answers);
    let below = |finding: &&Finding| {
        finding.severity == Severity::Error
            && finding
                .path
                .parse::<Place>()
                .is_ok_and(|path| entries.iter().any(|entry| path.starts_with(entry)))
    };
    let finding = findings.iter().find(below)?;
    plan.page_of_place(&finding.path).filter(|p| p.id != plan.pages[at].id).map(|p| p.id.clone())
}

fn add_entry(
    loaded: &Loaded,
    draft: &mut Draft,
    list: &str,
    language: &str,
) -> Result<Turn, AppError> {
    let list: Place = list.parse().map_err(|_| AppError::NotFound)?;
    let schema = loaded.form.schema();
    let plan = Plan::new(loaded.pages(&draft.data.answers, language));
    let page = plan.page_of_list(&list).ok_or(AppError::NotFound)?;
    let home = page.id.clone();
    // A list that needs an entry shows one before anybody added it: the new one comes after it.
    let shown = flow::lists(page).iter().find(|l| l.path == list).map_or(0, |l| l.entries.len());
    let mut added = None;
    while usize::try_from(draft.data.answers.count(schema, &list)).unwrap_or(usize::MAX) <= shown {
        match draft.data.answers.add_instance(schema, &list) {
            Ok(index) => added = Some(index),
            // The button is not shown when the list is full; a second click finds it so.
            Err(_) => break,
        }
    }
    let Some(index) = added else { return Ok(Turn::To(home)) };
    draft.shape += 1;
    let entry = list.with_index(Some(index)).to_string();
    let now = Plan::new(loaded.pages(&draft.data.answers, language));
    Ok(Turn::To(if now.find(&entry).is_some() { entry } else { home }))
}

/// Errors of a page that are about nothing but one sentence.
pub(crate) fn general(text: &str) -> Errors {
    let mut errors = Errors::new();
    errors.add_general(text);
    errors
}

/// The page where something at a place is put right, for links from the review.
pub(crate) fn page_for<'p>(plan: &'p Plan, finding: &Finding) -> Option<&'p Page> {
    plan.page_of_place(&finding.path).or_else(|| {
        let mut place: Place = finding.path.parse().ok()?;
        while let Some(above) = place.parent() {
            if let Some(page) = plan.page_of_place(&above.to_string()) {
                return Some(page);
            }
            place = above;
        }
        None
    })
}
