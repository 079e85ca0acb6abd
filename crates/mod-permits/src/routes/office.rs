//! The office: what is due, nearest period first, and what is decided.

use std::sync::Arc;

use axum::response::Response;
use jiff::civil::Date;
use kernel::cases::{self, WORK};
use kernel::{AppError, Case, Ctx, Id, Reader, Town};
use web::badge::{Tone, badge};
use web::button::Weight;
use web::table::{Column, Row, Table};
use web::{Frame, Markup, Say, buttons, card, format, html, link_button};

use super::{OFFICE, portal};
use crate::law::{Clock, Term};
use crate::model::Request;
use crate::warn::{Alarm, Watched, watched};
use crate::{acts, store};

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

impl Line {
    /// The end of the period for something.
    fn term(&self, what: Watched) -> Option<&Term> {
        watched(&self.request, &self.clock).into_iter().find(|(w, _)| *w == what).map(|(_, t)| t)
    }

    /// The nearest end of a period that runs for the town.
    fn first_day(&self) -> Date {
        let ends = watched(&self.request, &self.clock).into_iter().map(|(_, t)| t.legal);
        ends.min().unwrap_or(Date::MAX)
    }

    /// Its most urgent warning.
    fn alarm(&self, today: Date) -> Option<Alarm> {
        let running = watched(&self.request, &self.clock).into_iter();
        let alarms = running.filter_map(|(_, t)| Some((t.legal, Alarm::of(t, today)?)));
        alarms.min_by_key(|(end, _)| *end).map(|(_, alarm)| alarm)
    }
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
    running.sort_by_key(Line::first_day);
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let today = ctx.today();
    let urgent =
        |l: &&Line| matches!(l.alarm(today), Some(Alarm::Most | Alarm::Days | Alarm::Last));
    let soon = running.iter().filter(urgent).count();
    let figures = [
        (running.len().to_string(), say.of("offene Anträge", "open requests"), None),
        (
            soon.to_string(),
            say.of("mehr als 80 % der Frist vorbei", "with 80 % of a period gone"),
            None,
        ),
        (deemed.to_string(), say.of("durch Schweigen zugestimmt", "granted by silence"), None),
    ];
    let link = |path: &str, label: &str| link_button(Weight::Secondary, &ctx.to(path), label);
    let body = html! {
        (card::figures(&figures))
        (buttons(html! {
            (link("/verwaltung/stellungnahmen", say.of("Stellungnahmen", "Questions to offices")))
            (link("/verwaltung/leitungen/kalender", say.of("Fristen im eigenen Kalender", "Periods in your calendar")))
            @if ctx.actor.may(crate::REGISTER) {
                (link("/verwaltung/netzbetreiber", say.of("Netzbetreiber und Baufirmen", "Operators and contractors")))
            }
        }))
        @if running.is_empty() { p { (say.of("Es ist kein Antrag offen.", "No request is open.")) } }
        @else { (open(&ctx, say, &running)) }
        @if !ended.is_empty() { (decided(&ctx, say, &ended)) }
    };
    let page = frame.staff(say.of("Leitungen und Aufgrabungen", "Lines and excavations"));
    Ok(frame.answer(page.body(body)))
}

fn head(ctx: &Ctx, line: &Line) -> Vec<Markup> {
    let url = ctx.to(&format!("{OFFICE}/{}", line.case.id));
    vec![
        html! { a href=(url) { (line.case.number) } },
        html! { (line.request.title) br; (line.operator) },
        html! { (portal::state(ctx, line.request.state)) },
    ]
}

fn open(ctx: &Ctx, say: Say, lines: &[Line]) -> Markup {
    let today = ctx.today();
    let rows = lines.iter().map(|line| {
        let end = |what: Watched| match line.term(what) {
            None => html! { "–" },
            Some(t) => html! {
                (format::date_short(say, t.legal))
                br; (say.of("intern ", "internal ")) (format::date_short(say, t.internal))
            },
        };
        let alarm = line.alarm(today);
        let mut cells = head(ctx, line);
        cells.push(end(Watched::Notice));
        cells.push(end(Watched::Decide));
        cells.push(html! {
            @if let Some(alarm) = alarm { (badge(alarm.tone(), alarm.label().of(ctx.language))) }
            @else if line.clock.is_waiting { (say.of("Frist steht", "clock stands")) }
            @else { "–" }
        });
        Row::new(cells).marked(alarm.is_some_and(|a| a.tone() == Tone::Danger))
    });
    Table::new(say, say.of("Offen, nächste Frist zuerst", "Open, nearest period first"))
        .columns(vec![
            Column::new(say.of("Az.", "No.")),
            Column::new(say.of("Vorhaben", "Works")),
            Column::new(say.of("Stand", "State")),
            Column::new(say.of("Nachfordern bis", "Say what is missing by")),
            Column::new(say.of("Entscheiden bis", "Decide by")),
            Column::new(say.of("Warnung", "Warning")),
        ])
        .rows(rows)
        .render()
}

fn decided(ctx: &Ctx, say: Say, lines: &[Line]) -> Markup {
    let rows = lines.iter().map(|line| {
        let mut cells = head(ctx, line);
        cells.push(html! { (super::period(say, &line.request)) });
        Row::new(cells)
    });
    Table::new(say, say.of("Entschieden", "Decided"))
        .columns(vec![
            Column::new(say.of("Az.", "No.")),
            Column::new(say.of("Vorhaben", "Works")),
            Column::new(say.of("Stand", "State")),
            Column::new(say.of("Bauzeit", "Works from to")),
        ])
        .rows(rows)
        .render()
}
