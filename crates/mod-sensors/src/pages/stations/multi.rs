//! Streams whose values have several parts, as a table: a column for each part.

use kernel::{AppError, Ctx, Reader};
use norm_sensorthings::Json;
use web::table::{Column, Row, Table};
use web::{Frame, Markup, html};

use super::words::when;
use crate::station::{AHEAD_SECONDS, Reading, SECOND, Value};
use crate::store::stations::{Multi, multi, readings};
use crate::watch::tell::amount;

/// A stream with its latest values.
pub(super) type Told = (Multi, Vec<Reading>);

/// Reads them.
pub(super) fn of(reader: &mut Reader<'_>, thing: i64) -> Result<Vec<Told>, AppError> {
    let until = (reader.now().as_second() + AHEAD_SECONDS) * SECOND;
    let mut all = Vec::new();
    for stream in multi(reader, thing)? {
        let latest = readings(reader, stream.id, until)?;
        all.push((stream, latest));
    }
    Ok(all)
}

/// The cells of a value.
fn cells(reading: &Reading, width: usize, ctx: &Ctx) -> Vec<String> {
    let parsed = match &reading.value {
        Value::Word(text) => Json::parse(text).ok(),
        _ => None,
    };
    let parts = parsed.as_ref().and_then(Json::as_array);
    (0..width)
        .map(|n| match parts.and_then(|all| all.get(n)) {
            None | Some(Json::Null) => "–".to_owned(),
            Some(Json::Number(number)) => amount(number.as_f64(), "", ctx.language),
            Some(Json::Text(text)) => text.to_owned(),
            Some(other) => other.to_string(),
        })
        .collect()
}

/// The parts of the page about them.
pub(super) fn sections(ctx: &Ctx, frame: &Frame<'_>, all: &[Told]) -> Markup {
    let say = frame.say;
    html! {
        @for (stream, latest) in all {
            section {
                h2 { (stream.name) }
                @if !stream.about.is_empty() { p { (stream.about) } }
                @if latest.is_empty() {
                    p { (say.of("Noch keine Werte.", "No values yet.")) }
                } @else { (table(ctx, frame, stream, latest)) }
                p { a href=(format!("/sensorthings/v1.1/MultiDatastreams({})/Observations?$orderby=phenomenonTime%20desc&$resultFormat=CSV", stream.id)) {
                    (say.of("Werte als CSV", "Values as CSV")) span.kern-sr-only { ": " (stream.name) }
                } }
            }
        }
    }
}

fn table(ctx: &Ctx, frame: &Frame<'_>, stream: &Multi, latest: &[Reading]) -> Markup {
    let say = frame.say;
    let caption = format!("{}: {}", stream.name, say.of("die letzten Werte", "the latest values"));
    let mut columns = vec![Column::new(say.of("Zeit", "Time"))];
    columns.extend(stream.parts.iter().map(|(name, sign)| {
        let label = if sign.is_empty() { name.clone() } else { format!("{name} ({sign})") };
        Column::number(label)
    }));
    Table::new(say, &caption)
        .dense()
        .columns(columns)
        .rows(latest.iter().map(|reading| {
            let mut row = vec![html! { (when(frame, reading, ctx.today())) }];
            let values = cells(reading, stream.parts.len(), ctx);
            row.extend(values.into_iter().map(|cell| html! { (cell) }));
            Row::new(row)
        }))
        .render()
}
