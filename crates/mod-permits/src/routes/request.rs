//! One request at the office with everything that belongs to it.

use std::sync::Arc;

use axum::extract::Path;
use axum::response::Response;
use kernel::cases;
use kernel::org::{self, Unit};
use kernel::{AppError, Case, Ctx, Fields, Id, Problem, Reader, Town};
use web::badge::{Tone, badge};
use web::button::Weight;
use web::table::{Column, Row, Table};
use web::{
    Errors, Form, Frame, Markup, Page, Say, alert, button, buttons, format, html, link_button, list,
};

use super::office::enter;
use super::{OFFICE, portal};
use crate::check::{self, Point};
use crate::conflict::{self, Nearby};
use crate::law::{Clock, Ineffective, Standing, Term};
use crate::library::Condition;
use crate::model::{Participation, Request};
use crate::procedure::Whole;
use crate::store::{self, Happened};
use crate::warn::{Alarm, watched};
use crate::{acts, routes};

/// Works nearby.
pub(super) struct Neighbour {
    /// Where.
    pub nearby: Nearby,
    /// The other request.
    pub other: Request,
    /// Who asked for it.
    pub operator: String,
    /// Its case number.
    pub number: String,
    /// What was said of it, and why.
    pub verdict: Option<(String, String)>,
}

/// Everything the page of a request shows.
pub(super) struct View {
    pub case: Case,
    pub whole: Whole,
    pub points: Vec<Point>,
    pub clock: Clock,
    pub happened: Vec<Happened>,
    pub nearby: Vec<Neighbour>,
    pub conditions: Vec<Condition>,
    pub asked: Vec<(Participation, Unit)>,
    pub units: Vec<Unit>,
    pub ask: String,
}

/// What was typed into the forms of the page, and what was wrong with it.
pub(super) struct Typed<'t> {
    pub fields: &'t Fields,
    pub errors: &'t Errors,
}

impl<'t> Typed<'t> {
    /// What was typed, or what is known.
    pub(super) fn or(&self, name: &str, known: &'t str) -> &'t str {
        if self.errors.is_empty() || !self.fields.has(name) { known } else { self.fields.get(name) }
    }
}

fn nearby(town: &Town, db: &mut Reader<'_>, whole: &Whole) -> Result<Vec<Neighbour>, AppError> {
    let verdicts = store::verdicts(db, whole.request.id)?;
    let mut all = Vec::new();
    for nearby in conflict::search(db, &whole.request, &whole.sections)? {
        let other = store::find(town, db, nearby.other)?;
        let operator = store::operator(db, other.operator)?.name;
        let number = match other.case {
            Some(case) => cases::find_for_update(db, case)?.number,
            None => String::new(),
        };
        let verdict = verdicts.iter().find(|(o, ..)| *o == nearby.other);
        let verdict = verdict.map(|(_, v, r)| (v.clone(), r.clone()));
        all.push(Neighbour { nearby, other, operator, number, verdict });
    }
    Ok(all)
}

/// Reads everything.
pub(super) fn load(
    ctx: &Ctx,
    town: &Town,
    db: &mut Reader<'_>,
    id: Id<Case>,
) -> Result<View, AppError> {
    let (case, request) = enter(ctx, town, db, id)?;
    let clock = acts::clock_of(db, &request)?;
    let happened = store::happened(db, request.id)?;
    let whole = Whole::of(db, request)?;
    let today = db.today();
    let points = whole.points(today);
    let nearby = nearby(town, db, &whole)?;
    let conditions = store::conditions(db, whole.request.id)?;
    let units: Vec<Unit> = org::all(db)?.into_iter().filter(|u| u.exists_on(today)).collect();
    let mut asked = Vec::new();
    for question in store::asked(db, whole.request.id)? {
        let unit = org::find(db, question.unit)?;
        asked.push((question, unit));
    }
    let norm = clock.completeness().map(|t| t.norm.clone()).unwrap_or_default();
    let ask = check::notice(&points, &norm);
    Ok(View { case, whole, points, clock, happened, nearby, conditions, asked, units, ask })
}

/// One request.
pub(super) async fn show(
    ctx: Ctx,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let view = view(&ctx, &id).await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let errors = Errors::new();
    let mut page = page(&ctx, &frame, &view, &Typed { fields: &fields, errors: &errors });
    if fields.has("erledigt") {
        page = page.message(Tone::Success, say.of("Gespeichert", "Saved"), html! {});
    }
    Ok(frame.answer(page))
}

async fn view(ctx: &Ctx, id: &str) -> Result<View, AppError> {
    let id: Id<Case> = routes::id(id)?;
    let (town, inner) = (Arc::clone(&ctx.town), ctx.clone());
    ctx.read(move |db| load(&inner, &town, db, id)).await
}

/// The page once more, with what was typed and what was wrong with it.
pub(super) async fn again(
    ctx: &Ctx,
    id: &str,
    fields: &Fields,
    problem: &Problem,
) -> Result<Response, AppError> {
    let view = view(ctx, id).await?;
    let frame = Frame::of(ctx);
    let errors = frame.errors_of(problem);
    let page = page(ctx, &frame, &view, &Typed { fields, errors: &errors });
    Ok(frame.answer_again(page.errors(&errors)))
}

fn page<'f>(ctx: &Ctx, frame: &'f Frame<'f>, view: &View, typed: &Typed<'_>) -> Page<'f> {
    let say = frame.say;
    let request = &view.whole.request;
    let details = &request.details;
    let said = |text: &str| if text.is_empty() { "–".to_owned() } else { text.to_owned() };
    let body = html! {
        (list::definition_list(&[
            (say.of("Antragsteller", "Applicant"), html! { (view.whole.operator.name) }),
            (say.of("Bauzeit", "Works"), html! { (super::period(say, request)) }),
            (say.of("Strecke", "Route"), html! { (super::route_words(ctx, say, &view.whole)) }),
            (say.of("Firma", "Contractor"), html! { (said(&details.contractor)) }),
            (say.of("Bauleitung", "Site manager"), html! { (said(format!("{} {}", details.manager, details.telephone).trim())) }),
            (say.of("Verkehrsführung", "Traffic"), html! { (said(&details.traffic)) }),
            (say.of("Bemerkung", "Remark"), html! { (said(&details.remark)) }),
        ]))
        (buttons(link_button(Weight::Primary, &ctx.to(&format!("/vorgaenge/{}", view.case.id)), say.of("Zum Vorgang: entscheiden, schreiben", "To the case: decide, write"))))
        (periods(ctx, say, view))
        h2 { (say.of("Vollständigkeit", "Completeness")) }
        (super::points(ctx, say, &view.points))
        (super::forms::forms(ctx, frame, view, typed))
    };
    frame
        .staff(request.title.clone())
        .preline(format!("{} · {}", view.case.number, request.kind.label().of(ctx.language)))
        .crumb(say.of("Leitungen und Aufgrabungen", "Lines and excavations"), ctx.to(OFFICE))
        .head_actions(portal::state(ctx, request.state))
        .body(body)
}

fn row(ctx: &Ctx, say: Say, what: &str, term: &Term, runs: bool) -> Row {
    let is_law = term.standing == Standing::Statute;
    let alarm = Alarm::of(term, ctx.today()).filter(|_| is_law && runs);
    Row::new(vec![
        html! { (what) },
        html! { (term.norm) @if let Some(more) = &term.extended_by { ", " (more) } },
        html! { (format::date(say, term.legal))
        @if let Some(alarm) = alarm { br; (badge(alarm.tone(), alarm.label().of(ctx.language))) } },
        html! { (format::date(say, term.internal)) },
        html! { @if is_law { (badge(Tone::Success, say.of("gilt", "holds"))) } @else { (badge(Tone::Warning, say.of("nicht geprüft", "not verified"))) } },
    ])
}

fn periods(ctx: &Ctx, say: Say, view: &View) -> Markup {
    let request = &view.whole.request;
    let runs = watched(request, &view.clock);
    let mut rows = Vec::new();
    for term in &view.clock.notice {
        let is_running = runs.iter().any(|(_, t)| *t == term);
        rows.push(row(ctx, say, say.of("Nachfordern", "Say what is missing"), term, is_running));
    }
    for term in &view.clock.decide {
        let is_running = runs.iter().any(|(_, t)| *t == term);
        rows.push(row(ctx, say, say.of("Entscheiden", "Decide"), term, is_running));
    }
    html! {
        @if request.state.is_running() {
            h2 { (say.of("Fristen", "Periods")) }
            @if view.clock.is_waiting {
                p { (say.of("Die Frist steht: Der Antragsteller muss nachreichen.", "The clock stands: the applicant has to supplement.")) }
            } @else if rows.is_empty() {
                p { (say.of("Für diese Art von Antrag nennt kein Gesetz eine Frist.", "No law names a period for this kind of request.")) }
            } @else {
                (Table::new(say, say.of("Fristen nach jedem Gesetz", "Periods by each law")).columns(vec![
                    Column::new(say.of("Wofür", "For")), Column::new(say.of("Grundlage", "Basis")),
                    Column::new(say.of("Letzter Tag", "Last day")), Column::new(say.of("Internes Ziel", "Internal aim")),
                    Column::new(say.of("Geltung", "Standing")),
                ]).rows(rows).render())
            }
            @if let Some(day) = view.clock.deemed_from() {
                p { (say.of("Ohne Entscheidung gilt die Zustimmung als erteilt ab dem ", "Without a decision consent counts as given from ")) (format::date(say, day)) "." }
            }
        }
        @for vain in &view.clock.ineffective { (ineffective(say, *vain)) }
        @if !view.happened.is_empty() {
            ul { @for h in &view.happened { li { (format::date(say, h.day)) ": " (happened(say, h)) } } }
        }
        @if let Some(day) = request.deemed_on {
            (alert(Tone::Warning, say.of("Durch Schweigen zugestimmt", "Granted by silence"), html! {
                p { (say.of("Seit dem ", "Since ")) (format::date(say, day)) ". " (say.of("Ursache: ", "Cause: ")) (if request.cause.is_empty() { say.of("noch nicht notiert", "not noted yet") } else { &request.cause }) }
            }))
            (Form::post(&ctx.to(&format!("{OFFICE}/{}/ursache", view.case.id)), &ctx.form_token()).body(html! {
                (web::Field::new(say, "ursache", say.of("Warum ist nicht rechtzeitig entschieden worden?", "Why was it not decided in time?")).value(&request.cause).max_length(500).text())
                (buttons(button(Weight::Secondary, say.of("Ursache speichern", "Save the cause"))))
            }))
        }
    }
}

fn ineffective(say: Say, vain: Ineffective) -> Markup {
    let words = match vain {
        Ineffective::LateNotice(day) => html! {
            (say.of("Die Nachforderung kam zu spät: ", "What is missing was said too late: ")) (format::date(say, day))
        },
        Ineffective::VainExtension(day) => html! {
            (say.of("Die Verlängerung wirkt nicht: ", "The extension has no effect: ")) (format::date(say, day))
        },
    };
    alert(Tone::Warning, say.of("Ohne Wirkung", "Without effect"), html! { p { (words) } })
}

fn happened(say: Say, what: &Happened) -> &'static str {
    match what.what.as_str() {
        "notice" => say.of("nachgefordert", "said what is missing"),
        "supplement" => say.of("ergänzt, alle Fristen neu", "supplemented, all periods anew"),
        _ => say.of("Frist verlängert", "period extended"),
    }
}

/// The map of a request.
pub(super) async fn map(ctx: Ctx, Path(id): Path<String>) -> Result<Response, AppError> {
    let id: Id<Case> = routes::id(&id)?;
    let (town, inner) = (Arc::clone(&ctx.town), ctx.clone());
    let sections = ctx
        .read(move |db| {
            let (_, request) = enter(&inner, &town, db, id)?;
            store::sections(db, request.id)
        })
        .await?;
    routes::drawn(&ctx, sections).await
}
