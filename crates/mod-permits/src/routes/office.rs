//! The office: what is due, one request with everything that belongs to it, questions of others.

use std::sync::Arc;

use axum::extract::Path;
use axum::response::Response;
use jiff::civil::Date;
use kernel::cases::{self, WORK};
use kernel::org::{self, Unit};
use kernel::{AppError, Case, Ctx, Fields, Id, Reader, Town};
use web::badge::Tone;
use web::button::Weight;
use web::table::{Column, Row, Table};
use web::{
    Form, Frame, Markup, Say, alert, badge, button, buttons, card, format, html, link_button, list,
};

use super::{OFFICE, portal};
use crate::check::{self, Point};
use crate::conflict::{self, Nearby};
use crate::law::{Clock, Ineffective, Standing, Term};
use crate::library::Condition;
use crate::model::{Participation, Request};
use crate::procedure::{Whole, metres};
use crate::store::{self, Happened};
use crate::{acts, routes};

/// Decided requests shown.
const ENDED: i64 = 50;

/// A request of a case somebody may work on.
///
/// # Errors
/// [`AppError::NotFound`] for everybody else.
pub(super) fn enter(
    ctx: &Ctx,
    town: &Town,
    reader: &mut Reader<'_>,
    id: Id<Case>,
) -> Result<(Case, Request), AppError> {
    let case = cases::find(reader, id)?.open(&ctx.actor)?;
    if !ctx.actor.may_in(WORK, case.unit) {
        return Err(AppError::NotFound);
    }
    let request = store::of_case(town, reader, id)?;
    Ok((case, request))
}

struct Line {
    request: Request,
    case: Case,
    operator: String,
    clock: Clock,
}

fn lines(
    ctx: &Ctx,
    reader: &mut Reader<'_>,
    requests: Vec<Request>,
) -> Result<Vec<Line>, AppError> {
    let mut all = Vec::new();
    for request in requests {
        let Some(case) = request.case else { continue };
        let case = cases::find_for_update(reader, case)?;
        if !ctx.actor.may_in(WORK, case.unit) {
            continue;
        }
        let operator = store::operator(reader, request.operator)?.name;
        let clock = acts::clock_of(reader, &request)?;
        all.push(Line { request, case, operator, clock });
    }
    Ok(all)
}

fn first_day(line: &Line) -> Date {
    let terms = [line.clock.completeness(), line.clock.decision()];
    let open = terms.into_iter().flatten().map(|t| t.legal);
    // What is confirmed complete waits for the decision only.
    let days: Vec<Date> = if line.request.state == crate::model::State::Complete {
        line.clock.decision().map(|t| t.legal).into_iter().collect()
    } else {
        open.collect()
    };
    days.into_iter().min().unwrap_or(Date::MAX)
}

/// The list, nearest period first.
pub(super) async fn list(ctx: Ctx) -> Result<Response, AppError> {
    let (town, inner) = (Arc::clone(&ctx.town), ctx.clone());
    let (mut running, ended, deemed) = ctx
        .read(move |db| {
            let running = store::running(&town, db)?;
            let running = lines(&inner, db, running)?;
            let ended = store::ended(&town, db, ENDED)?;
            Ok((running, lines(&inner, db, ended)?, store::deemed(db)?))
        })
        .await?;
    running.sort_by_key(first_day);
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let soon = running.iter().filter(|l| is_near(l, ctx.today())).count();
    let figures = [
        (running.len().to_string(), say.of("offene Anträge", "open requests"), None),
        (
            soon.to_string(),
            say.of("Fristen in den nächsten fünf Arbeitstagen", "periods within five working days"),
            None,
        ),
        (deemed.to_string(), say.of("durch Schweigen zugestimmt", "granted by silence"), None),
    ];
    let body = html! {
        (card::figures(&figures))
        (buttons(html! {
            (link_button(Weight::Secondary, &ctx.to("/verwaltung/stellungnahmen"), say.of("Stellungnahmen", "Questions to offices")))
            @if ctx.actor.may(crate::REGISTER) {
                (link_button(Weight::Secondary, &ctx.to("/verwaltung/netzbetreiber"), say.of("Netzbetreiber und Baufirmen", "Operators and contractors")))
            }
        }))
        (table(&ctx, say, say.of("Offen, nächste Frist zuerst", "Open, nearest period first"), &running, true))
        @if !ended.is_empty() { (table(&ctx, say, say.of("Entschieden", "Decided"), &ended, false)) }
    };
    let page = frame.staff(say.of("Leitungen und Aufgrabungen", "Lines and excavations"));
    Ok(frame.answer(page.body(body)))
}

fn is_near(line: &Line, today: Date) -> bool {
    first_day(line) <= working_day_in(today, 5)
}

fn working_day_in(mut day: Date, mut count: u8) -> Date {
    use jiff::ToSpan;
    while count > 0 {
        day = day.saturating_add(1.day());
        count -= u8::from(kernel::deadlines::is_working_day(day));
    }
    day
}

fn table(ctx: &Ctx, say: Say, caption: &str, lines: &[Line], is_open: bool) -> Markup {
    let today = ctx.today();
    let rows = lines.iter().map(|line| {
        let url = ctx.to(&format!("{OFFICE}/{}", line.case.id));
        let term = |term: Option<&Term>| {
            html! {
                @if let Some(t) = term.filter(|_| is_open) { (format::date_short(say, t.legal)) }
                @else { "–" }
            }
        };
        Row::new(vec![
            html! { a href=(url) { (line.case.number) } },
            html! { (line.request.title) },
            html! { (line.operator) },
            html! { (portal::state(ctx, line.request.state)) },
            term(line.clock.completeness()),
            term(line.clock.decision()),
        ])
        .marked(is_open && is_near(line, today))
    });
    Table::new(say, caption)
        .columns(vec![
            Column::new(say.of("Az.", "No.")),
            Column::new(say.of("Vorhaben", "Works")),
            Column::new(say.of("Antragsteller", "Applicant")),
            Column::new(say.of("Stand", "State")),
            Column::new(say.of("Nachfordern bis", "Say what is missing by")),
            Column::new(say.of("Entscheiden bis", "Decide by")),
        ])
        .rows(rows)
        .render()
}

/// Works nearby: where, the other request, its operator, its number, and what was said of it.
type Neighbour = (Nearby, Request, String, String, Option<(String, String)>);

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
    let verdicts = store::verdicts(db, whole.request.id)?;
    let mut nearby = Vec::new();
    for found in conflict::search(db, &whole.request, &whole.sections)? {
        let other = store::find(town, db, found.other)?;
        let operator = store::operator(db, other.operator)?.name;
        let number = match other.case {
            Some(case) => cases::find_for_update(db, case)?.number,
            None => String::new(),
        };
        let verdict = verdicts.iter().find(|(o, ..)| *o == found.other);
        let verdict = verdict.map(|(_, v, r)| (v.clone(), r.clone()));
        nearby.push((found, other, operator, number, verdict));
    }
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
    let id: Id<Case> = super::id(&id)?;
    let (town, inner) = (Arc::clone(&ctx.town), ctx.clone());
    let view = ctx.read(move |db| load(&inner, &town, db, id)).await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let request = &view.whole.request;
    let body = html! {
        (list::definition_list(&[
            (say.of("Antragsteller", "Applicant"), html! { (view.whole.operator.name) }),
            (say.of("Bauzeit", "Works"), html! { (super::period(say, request)) }),
            (say.of("Strecke", "Route"), html! { (view.whole.sections.len()) " " (say.of("Abschnitte", "sections")) ", " (metres(ctx.language, view.whole.length_cm(|_| true))) }),
            (say.of("Firma", "Contractor"), html! { (request.details.contractor) }),
            (say.of("Bauleitung", "Site manager"), html! { (request.details.manager) " " (request.details.telephone) }),
            (say.of("Verkehrsführung", "Traffic"), html! { (request.details.traffic) }),
        ]))
        (buttons(link_button(Weight::Primary, &ctx.to(&format!("/vorgaenge/{id}")), say.of("Zum Vorgang: entscheiden, schreiben", "To the case: decide, write"))))
        (periods(&ctx, say, &view))
        h2 { (say.of("Vollständigkeit", "Completeness")) }
        (super::points(&ctx, say, &view.points))
        (super::forms::forms(&ctx, &frame, &view))
    };
    let done = fields.has("erledigt");
    let mut page = frame
        .staff(request.title.clone())
        .preline(format!("{} · {}", view.case.number, request.kind.label().of(ctx.language)))
        .crumb(say.of("Leitungen und Aufgrabungen", "Lines and excavations"), ctx.to(OFFICE))
        .head_actions(portal::state(&ctx, request.state))
        .body(body);
    if done {
        page = page.message(Tone::Success, say.of("Gespeichert", "Saved"), html! {});
    }
    Ok(frame.answer(page))
}

fn periods(ctx: &Ctx, say: Say, view: &View) -> Markup {
    let request = &view.whole.request;
    let row = |what: &str, term: &Term| {
        let is_law = term.standing == Standing::Statute;
        Row::new(vec![
            html! { (what) },
            html! { (term.norm) @if let Some(more) = &term.extended_by { ", " (more) } },
            html! { (format::date(say, term.legal)) },
            html! { (format::date(say, term.internal)) },
            html! { @if is_law { (badge(Tone::Info, say.of("gilt", "holds"))) } @else { (badge(Tone::Warning, say.of("nicht geprüft", "not verified"))) } },
        ])
    };
    let rows = view
        .clock
        .notice
        .iter()
        .map(|t| row(say.of("Nachfordern", "Say what is missing"), t))
        .chain(view.clock.decide.iter().map(|t| row(say.of("Entscheiden", "Decide"), t)));
    html! {
        h2 { (say.of("Fristen", "Periods")) }
        @if view.clock.is_waiting {
            (alert(Tone::Info, say.of("Die Frist steht", "The clock stands"), html! { p { (say.of(
                "Der Antragsteller muss ergänzen. Danach beginnen alle Fristen neu.",
                "The applicant has to supplement. Then all periods start anew.",
            )) } }))
        }
        @if request.state.is_running() && !view.clock.is_waiting {
            (Table::new(say, say.of("Fristen nach allen Gesetzen", "Periods by all laws")).columns(vec![
                Column::new(say.of("Wofür", "For")), Column::new(say.of("Gesetz", "Law")),
                Column::new(say.of("Letzter Tag", "Last day")), Column::new(say.of("Intern", "Internal")),
                Column::new(say.of("Geltung", "Standing")),
            ]).rows(rows).render())
            @if let Some(day) = view.clock.deemed_from() {
                p { (say.of("Ohne Entscheidung gilt die Zustimmung als erteilt ab ", "Without a decision consent counts as given from ")) (format::date(say, day)) "." }
            }
        }
        @for vain in &view.clock.ineffective {
            (alert(Tone::Warning, say.of("Ohne Wirkung", "Without effect"), html! { p {
                @match vain {
                    Ineffective::LateNotice(day) => { (say.of("Die Nachforderung kam zu spät: ", "What is missing was said too late: ")) (format::date(say, *day)) }
                    Ineffective::VainExtension(day) => { (say.of("Die Verlängerung wirkt nicht: ", "The extension has no effect: ")) (format::date(say, *day)) }
                }
            } }))
        }
        @if !view.happened.is_empty() {
            ul { @for h in &view.happened { li { (format::date(say, h.day)) ": " (happened(say, h)) } } }
        }
        @if let Some(day) = request.deemed_on {
            (alert(Tone::Warning, say.of("Durch Schweigen zugestimmt", "Granted by silence"), html! {
                p { (say.of("Seit ", "Since ")) (format::date(say, day)) ". " (say.of("Ursache: ", "Cause: ")) (if request.cause.is_empty() { say.of("noch nicht notiert", "not noted yet") } else { &request.cause }) }
            }))
            (Form::post(&ctx.to(&format!("{OFFICE}/{}/ursache", view.case.id)), &ctx.form_token()).body(html! {
                (web::Field::new(say, "ursache", say.of("Warum ist nicht rechtzeitig entschieden worden?", "Why was it not decided in time?")).value(&request.cause).max_length(500).text())
                (buttons(button(Weight::Secondary, say.of("Ursache speichern", "Save the cause"))))
            }))
        }
    }
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

/// Questions to the offices of whoever asks.
pub(super) async fn questions(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let (town, inner) = (Arc::clone(&ctx.town), ctx.clone());
    let open = ctx
        .read(move |db| {
            let mut mine = Vec::new();
            for question in store::waiting(db)? {
                if inner.actor.may_in(WORK, question.unit) {
                    let request = store::find(&town, db, question.request)?;
                    let sections = store::sections(db, request.id)?;
                    mine.push((question, request, sections));
                }
            }
            Ok(mine)
        })
        .await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let token = ctx.form_token();
    let body = html! {
        @if open.is_empty() { p { (say.of("Es ist keine Stellungnahme offen.", "No question is open.")) } }
        @for (question, request, sections) in &open {
            (card::card(&request.title, html! {
                p { (say.of("Antworten bis ", "Answer by ")) (format::date(say, question.due_on)) ". " (super::period(say, request)) }
                p { (question.question) }
                (web::details::details(say.of("Abschnitte", "Sections"), super::sections(&ctx, say, sections)))
                (Form::post(&ctx.to(&format!("/verwaltung/stellungnahmen/{}", question.id)), &token).body(html! {
                    (web::Field::new(say, "antwort", say.of("Stellungnahme", "Answer")).max_length(4_000).textarea(4))
                    (buttons(button(Weight::Primary, say.of("Abgeben", "Answer"))))
                }))
            }))
        }
    };
    let mut page = frame
        .staff(say.of("Stellungnahmen", "Questions to offices"))
        .crumb(say.of("Leitungen und Aufgrabungen", "Lines and excavations"), ctx.to(OFFICE))
        .body(body);
    if fields.has("erledigt") {
        page = page.message(Tone::Success, say.of("Abgegeben", "Answered"), html! {});
    }
    Ok(frame.answer(page))
}
