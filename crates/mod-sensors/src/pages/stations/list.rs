//! All stations in a table: the same as on the map.

use axum::response::Response;
use kernel::{AppError, Ctx};
use web::table::{Column, Row, Table};
use web::{Frame, badge, card, html};

use super::words::{latest as value_words, when};
use super::{PUBLIC, latest};
use crate::register::State;
use crate::station::{Reading, Station, Stream, Trust, Value};
use crate::store::stations as store;

struct Line {
    station: Station,
    values: Vec<(Stream, Option<Reading>, u32)>,
    is_silent: bool,
}

/// The table.
pub(crate) async fn list(ctx: Ctx) -> Result<Response, AppError> {
    let now = ctx.now();
    let lines = ctx
        .read(move |db| {
            let mut lines = Vec::new();
            for station in store::all(db)? {
                if station.state != State::Published {
                    continue;
                }
                let (mut values, mut is_silent) = (Vec::new(), false);
                for stream in store::streams(db, station.thing)? {
                    let readings = latest(db, &stream)?;
                    is_silent |= Trust::of(&stream, &readings, now).silent_for.is_some();
                    let numbers = readings.iter().filter_map(|r| match r.value {
                        Value::Number(number) => Some(number),
                        _ => None,
                    });
                    let places = crate::station::places(numbers);
                    values.push((stream, readings.into_iter().next(), places));
                }
                lines.push(Line { station, values, is_silent });
            }
            Ok(lines)
        })
        .await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let body = html! {
        @if lines.is_empty() {
            p { (say.of("Zurzeit sendet keine Messstelle.", "No station sends at present.")) }
        } @else {
            (Table::new(say, say.of("Messstellen", "Stations")).caption_hidden().columns(vec![
                Column::new(say.of("Messstelle", "Station")),
                Column::new(say.of("Zuletzt gemessen", "Latest values")),
                Column::new(say.of("Wann", "When")),
            ]).rows(lines.iter().map(|line| {
                let newest = line.values.iter().filter_map(|(_, r, _)| r.as_ref()).max_by_key(|r| r.end);
                Row::new(vec![
                    html! { a href=(ctx.to(&line.station.path())) { (line.station.name) } },
                    html! { @for (at, (stream, reading, places)) in line.values.iter().enumerate() {
                        @if at > 0 { br; }
                        (stream.name) ": " strong { (value_words(&frame, stream, reading.as_ref(), *places)) }
                    } },
                    html! {
                        @if let Some(newest) = newest { (when(&frame, newest, ctx.today())) }
                        @if line.is_silent { " " (badge(web::Tone::Warning, say.of("schweigt", "silent"))) }
                    },
                ])
            })).render())
        }
        (card::link_list(&[
            (say.of("Messstellen auf der Karte", "Stations on the map"), &ctx.to("/karte")),
            (say.of("Alle Messstellen als GeoJSON", "All stations as GeoJSON"), "/sensoren/stationen.geojson"),
            (say.of("Wozu gemessen wird und was es kostet", "What is measured for and what it costs"), &ctx.to(PUBLIC)),
        ]))
    };
    let page = frame
        .public(say.of("Messstellen der Stadt", "Stations of the town"))
        .path(PUBLIC)
        .lead(say.of("Was die Stadt jetzt misst.", "What the town measures now."))
        .crumb(say.of("Start", "Home"), ctx.to("/"))
        .crumb(say.of("Sensoren", "Sensors"), ctx.to(PUBLIC))
        .body(body);
    Ok(frame.answer_shared(page))
}
