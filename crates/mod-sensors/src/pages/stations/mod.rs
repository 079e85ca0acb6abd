//! Pages of stations: what is measured now, what it was, and whether it is to be believed.

mod data;
mod draw;
mod list;
mod months;
mod multi;
mod warned;
mod words;

use axum::extract::Path;
use axum::response::Response;
use kernel::{AppError, Ctx, Fields, Reader};
use web::badge::Tone;
use web::page::Alternate;
use web::tabs::{Tab, choices};
use web::{Frame, Markup, alert, card, html};

use super::PUBLIC;
use crate::figures::{Bucket, Period, buckets};
use crate::register::{Entry, State};
use crate::station::{AHEAD_SECONDS, Reading, SECOND, Station, Stream, Trust};
use crate::store::months::Sealed;
use crate::store::{hours, register, stations as store};

use warned::Warned;

pub(crate) use data::{feed, geojson, values};
pub(crate) use list::list;
pub(crate) use warned::{feed_of_all, feed_of_station, feed_of_threshold};
pub(crate) use words::span;

/// A stream with everything its part of the page shows.
pub(super) struct Told {
    stream: Stream,
    latest: Option<Reading>,
    trust: Trust,
    plotted: Vec<Bucket>,
    listed: Vec<Bucket>,
    places: u32,
    /// Values from which on it warns, with words.
    limits: Vec<(f64, String)>,
    /// Months that are sealed.
    sealed: Vec<Sealed>,
    /// Days that raw values are kept.
    raw_days: i64,
}

struct Asked {
    entry: Entry,
    station: Station,
    told: Vec<Told>,
    /// Streams whose values have several parts.
    multi: Vec<multi::Told>,
    warned: Warned,
}

fn told(
    reader: &mut Reader<'_>,
    stream: Stream,
    period: Period,
    raw_days: i64,
) -> Result<Told, AppError> {
    let now = reader.now();
    let zone = kernel::clock::berlin();
    let (from, until) = period.span(now, &zone);
    let hours = hours::hours(reader, stream.id, from / 3_600, until.div_euclid(3_600))?;
    let first = crate::figures::day_of(from, &zone);
    let days = hours::closed_days(reader, stream.id, first, reader.today())?;
    let readings = latest(reader, &stream)?;
    let places = crate::station::places(readings.iter().filter_map(|r| match r.value {
        crate::station::Value::Number(number) => Some(number),
        _ => None,
    }));
    Ok(Told {
        trust: Trust::of(&stream, &readings, now),
        latest: readings.into_iter().next(),
        plotted: buckets(&hours, &days, period.grain(), &zone),
        listed: buckets(&hours, &days, period.table(), &zone),
        places,
        limits: Vec::new(),
        sealed: crate::store::months::of_stream(reader, stream.id)?,
        raw_days,
        stream,
    })
}

/// The latest values that are not ahead of us.
fn latest(reader: &mut Reader<'_>, stream: &Stream) -> Result<Vec<Reading>, AppError> {
    let until = (reader.now().as_second() + AHEAD_SECONDS) * SECOND;
    store::readings(reader, stream.id, until)
}

/// One station.
pub(crate) async fn show(
    ctx: Ctx,
    Path(key): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let thing = Station::number(&key).ok_or(AppError::NotFound)?;
    let period = match fields.get("zeit") {
        "" => Period::Week,
        word => Period::of(word).ok_or(AppError::NotFound)?,
    };
    let language = ctx.language;
    let asked = ctx
        .read(move |db| {
            let station = store::one(db, thing)?;
            let entry = register::find_entry(db, station.entry)?;
            let streams = match station.state {
                State::Published => store::streams(db, thing)?,
                _ => Vec::new(),
            };
            let told = streams.into_iter().map(|s| told(db, s, period, entry.record.raw_days));
            let mut told = told.collect::<Result<Vec<Told>, _>>()?;
            let warned = warned::of(db, thing)?;
            for one in &mut told {
                one.limits = warned.limits(one.stream.id, language);
            }
            let multi = match station.state {
                State::Published => multi::of(db, thing)?,
                _ => Vec::new(),
            };
            Ok(Asked { entry, station, told, multi, warned })
        })
        .await?;
    if asked.station.key() != key {
        // Names change, numbers do not: old addresses lead on.
        return Ok(ctx.redirect(&asked.station.path()));
    }
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let here = ctx.to(&asked.station.path());
    let feed = format!("{here}/feed.atom");
    let page = frame
        .public(asked.station.name.clone())
        .path(PUBLIC)
        .lead(asked.entry.record.purpose.of(ctx.language))
        .crumb(say.of("Start", "Home"), ctx.to("/"))
        .crumb(say.of("Sensoren", "Sensors"), ctx.to(PUBLIC))
        .crumb(say.of("Messstellen", "Stations"), ctx.to("/sensoren/stationen"))
        .alternate(Alternate {
            mime: "application/atom+xml".into(),
            url: feed.clone(),
            title: asked.station.name.clone(),
        })
        .script("plot.js")
        .body(body(&ctx, &frame, &asked, period));
    Ok(frame.answer_shared(page))
}

fn body(ctx: &Ctx, frame: &Frame<'_>, asked: &Asked, period: Period) -> Markup {
    let say = frame.say;
    let Asked { entry, station, told, multi, warned } = asked;
    let here = ctx.to(&station.path());
    let to_entry = ctx.to(&format!("{PUBLIC}/{}", entry.slug));
    let tabs: Vec<Tab> = Period::ALL
        .into_iter()
        .map(|p| Tab {
            label: p.label().of(ctx.language).to_owned(),
            url: format!("{here}?zeit={}", p.key()),
            count: None,
            current: p == period,
        })
        .collect();
    html! {
        @if station.state != State::Published { (resting(frame, station, &to_entry)) }
        (warned::standing(ctx, warned))
        @if !told.is_empty() { (now(frame, told)) }
        @else if station.state == State::Published && multi.is_empty() {
            p { (say.of("Hier sind keine öffentlichen Werte.", "There are no public values here.")) }
        }
        // Scripts change this part alone when somebody chooses another time.
        div data-rh-swap { (web::page::stack(html! {
            @if !told.is_empty() { (choices(say.of("Zeitraum", "Time"), &tabs)) }
            @for one in told { (draw::stream(ctx, frame, station, one, period)) }
        })) }
        (multi::sections(ctx, frame, multi))
        (warned::section(ctx, frame, station, warned))
        h2 { (say.of("Wozu das gemessen wird", "What this is measured for")) }
        p { (entry.record.purpose.of(ctx.language)) " " (say.of("Nicht gemessen wird: ", "Not measured: ")) (entry.record.not_measured.of(ctx.language)) }
        p { a href=(to_entry) { (say.of("Kosten, Beschluss und Regeln: ", "Cost, decision and rules: ")) (entry.record.title.of(ctx.language)) } }
        @if !told.is_empty() {
            h2 { (say.of("Mitnehmen", "Take away")) }
            (card::link_list(&[
                (say.of("Tageswerte als Feed (Atom)", "Daily figures as a feed (Atom)"), &format!("{here}/feed.atom")),
                (say.of("Diese Messstelle für Programme (SensorThings)", "This station for programs (SensorThings)"),
                    &format!("/sensorthings/v1.1/Things({})?$expand=Locations,Datastreams", station.thing)),
                (say.of("Alle Messstellen (GeoJSON)", "All stations (GeoJSON)"), "/sensoren/stationen.geojson"),
            ]))
        }
    }
}

/// The latest values at the top.
fn now(frame: &Frame<'_>, told: &[Told]) -> Markup {
    let values: Vec<String> = told
        .iter()
        .map(|one| words::latest(frame, &one.stream, one.latest.as_ref(), one.places))
        // A unit with a slash stays in one piece.
        .map(|value| value.replace('/', "/\u{2060}"))
        .collect();
    let figures: Vec<(String, &str, Option<&str>)> = told
        .iter()
        .zip(values)
        .map(|(one, value)| (value, one.stream.name.as_str(), None))
        .collect();
    html! {
        (card::figures(&figures))
        @for one in told { (words::trust(frame, one)) }
    }
}

/// Why nothing is shown.
fn resting(frame: &Frame<'_>, station: &Station, to_entry: &str) -> Markup {
    let say = frame.say;
    let (title, text) = match station.state {
        State::Paused => (
            say.of("Diese Messstelle ist pausiert", "This station is paused"),
            say.of(
                "Zurzeit wird nichts gespeichert und nichts gezeigt. ",
                "Nothing is stored and nothing is shown at present. ",
            ),
        ),
        _ => (
            say.of("Diese Messstelle ist außer Betrieb", "This station is out of operation"),
            say.of("Es wird nichts mehr gemessen. ", "Nothing is measured any more. "),
        ),
    };
    alert(
        Tone::Warning,
        title,
        html! { p { (text) a href=(to_entry) { (say.of("Warum, steht im Register.", "The register says why.")) } } },
    )
}
