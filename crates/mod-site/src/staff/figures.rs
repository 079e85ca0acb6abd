//! How often pages were read: the server's own counts per day, page and sort of origin. No person,
//! no address, no mark of a visitor is in them.

use axum::response::Response;
use jiff::civil::Date;
use kernel::{AppError, Ctx, Fields};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use web::card::figures;
use web::page::stack;
use web::table::{Column, Row, Table};
use web::tabs::{Tab, tabs};
use web::{Frame, Markup, Say, details, format, html};

use crate::store::{self, Figures};

/// Spans one may look at, in days.
const SPANS: [i64; 3] = [7, 30, 365];
const BASE: &str = "/verwaltung/besuche";

struct Shown {
    pages: Figures,
    days: Figures,
    sources: Figures,
    before: i64,
}

fn sum(figures: &Figures) -> i64 {
    figures.iter().map(|(_, count)| count).sum()
}

/// The figures of a time, of all pages or of one.
pub async fn show(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let asked = fields.get("tage").parse().unwrap_or(SPANS[1]);
    let span = SPANS.into_iter().find(|days| *days == asked).unwrap_or(SPANS[1]);
    let path = fields.get("seite").to_owned();
    let until = ctx.today();
    let from = until.saturating_sub(jiff::Span::new().days(span - 1));
    let wanted = path.clone();
    let shown = ctx
        .read(move |db| {
            let before_until = from.yesterday().unwrap_or(from);
            let before_from = before_until.saturating_sub(jiff::Span::new().days(span - 1));
            Ok(Shown {
                pages: store::visits_by_path(db, from, until)?,
                days: store::visits_by_day(db, from, until, &wanted)?,
                sources: store::visits_by_source(db, from, until, &wanted)?,
                before: sum(&store::visits_by_day(db, before_from, before_until, &wanted)?),
            })
        })
        .await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let title = if path.is_empty() {
        say.of("Besuche", "Visits").to_owned()
    } else {
        say.of(format!("Besuche von {path}"), format!("Visits of {path}"))
    };
    let page = frame
        .staff(title)
        .lead(say.of(
            "Gezählt wird nur auf unserem Server: welche Seite an welchem Tag wie oft. Wer sie gelesen hat, weiß niemand. Angemeldete und Programme, die sich zu erkennen geben, zählen nicht mit.",
            "Counted on our server only: which page on which day how often. Who read it nobody knows. People signed in and programs that say so are not counted.",
        ))
        .body(stack(html! {
            (spans(&ctx, say, span, &path))
            (figures(&[
                (format::number(say, sum(&shown.days)), say.of("Seitenaufrufe", "page views"), None),
                (format::number(say, shown.before), say.of("im gleich langen Zeitraum davor", "in the same time before"), None),
            ]))
            @if path.is_empty() { (pages(&ctx, say, &shown.pages, span)) }
            (sources(say, &shown.sources))
            (details::details(say.of("Tag für Tag", "Day by day"), days(say, &shown.days)))
        }));
    Ok(frame.answer(page))
}

fn spans(ctx: &Ctx, say: Say, span: i64, path: &str) -> Markup {
    let path = utf8_percent_encode(path, NON_ALPHANUMERIC).to_string();
    let all: Vec<Tab> = SPANS
        .into_iter()
        .map(|days| Tab {
            label: say.of(format!("{days} Tage"), format!("{days} days")),
            url: format!("{}?tage={days}&seite={path}", ctx.to(BASE)),
            count: None,
            current: days == span,
        })
        .collect();
    tabs(say.of("Zeitraum", "Time"), &all)
}

fn pages(ctx: &Ctx, say: Say, pages: &Figures, span: i64) -> Markup {
    let rows = pages.iter().map(|(path, count)| {
        let encoded = utf8_percent_encode(path, NON_ALPHANUMERIC).to_string();
        let url = format!("{}?tage={span}&seite={encoded}", ctx.to(BASE));
        Row::new(vec![html! { a href=(url) { (path) } }, html! { (format::number(say, *count)) }])
    });
    Table::new(say, say.of("Meistgelesene Seiten", "Pages read most"))
        .id("seiten")
        .columns(vec![
            Column::new(say.of("Seite", "Page")),
            Column::number(say.of("Aufrufe", "Views")),
        ])
        .rows(rows)
        .render()
}

fn source_word(say: Say, source: &str) -> &'static str {
    match source {
        "own" => say.of("von einer anderen Seite der Stadt", "from another page of the town"),
        "search" => say.of("von einer Suchmaschine", "from a search engine"),
        "network" => say.of("aus einem sozialen Netzwerk", "from a social network"),
        "site" => say.of("von einer anderen Website", "from another website"),
        _ => say.of("direkt oder unbekannt", "directly or unknown"),
    }
}

fn sources(say: Say, sources: &Figures) -> Markup {
    let rows = sources.iter().map(|(source, count)| {
        Row::new(vec![
            html! { (source_word(say, source)) },
            html! { (format::number(say, *count)) },
        ])
    });
    Table::new(say, say.of("Woher die Menschen kamen", "Where people came from"))
        .id("herkunft")
        .columns(vec![
            Column::new(say.of("Herkunft", "Origin")),
            Column::number(say.of("Aufrufe", "Views")),
        ])
        .rows(rows)
        .render()
}

fn days(say: Say, days: &Figures) -> Markup {
    let rows = days.iter().map(|(day, count)| {
        let words = day.parse::<Date>().map(|d| format::date_with_weekday(say, d));
        Row::new(vec![
            html! { (words.unwrap_or_else(|_| day.clone())) },
            html! { (format::number(say, *count)) },
        ])
    });
    Table::new(say, say.of("Aufrufe je Tag", "Views per day"))
        .id("tage")
        .columns(vec![
            Column::new(say.of("Tag", "Day")),
            Column::number(say.of("Aufrufe", "Views")),
        ])
        .rows(rows)
        .render()
}
