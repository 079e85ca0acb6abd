//! Stations for programs: values as CSV, all stations as `GeoJSON`, daily figures as a feed.

use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use jiff::ToSpan;
use jiff::civil::Date;
use kernel::{AppError, Ctx, Fields};
use norm_feeds::feed::{Entry, Feed};
use serde_json::{Map, Value as Json, json};
use web::Frame;

use super::latest;
use super::words::{local, measured};
use crate::figures::{Bucket, Day, Grain, Hour, Period, buckets, day_of, start};
use crate::register::State;
use crate::station::{Reading, SECOND, Station, Stream, Value};
use crate::store::{hours, register, stations as store};

/// Rows of one file at most: a value every twelve seconds for a month.
const ROWS_MAX: i64 = 225_000;
/// Days of a feed.
const FEED_DAYS: i64 = 30;

pub(super) fn answer(body: impl IntoResponse, mime: &'static str, seconds: u32) -> Response {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(mime));
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
    if let Ok(value) = HeaderValue::from_str(&format!("public, max-age={seconds}")) {
        headers.insert(header::CACHE_CONTROL, value);
    }
    (headers, body).into_response()
}

/// A cell of a CSV file. Texts that a table program would take for a formula get an apostrophe.
fn cell(text: &str, separator: char) -> String {
    let text = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    };
    if text.contains([separator, '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

fn utc(nanoseconds: i64) -> String {
    jiff::Timestamp::from_nanosecond(i128::from(nanoseconds)).unwrap_or_default().to_string()
}

/// What a file is about: values of a time, or daily figures.
enum Rows {
    Values(Vec<Reading>),
    Days(Vec<Bucket>),
}

fn csv(station: &Station, stream: &Stream, rows: &Rows, separator: char) -> String {
    let start = [&station.name, &stream.name, &stream.unit].map(|text| cell(text, separator));
    let join = |cells: &[String]| {
        let mut line = cells.join(&separator.to_string());
        line.push_str("\r\n");
        line
    };
    let head = |more: &[&str]| {
        let mut cells = vec!["station".to_owned(), "quantity".into(), "unit".into()];
        cells.extend(more.iter().map(|c| (*c).to_owned()));
        join(&cells)
    };
    let row = |more: Vec<String>| {
        let mut cells = start.to_vec();
        cells.extend(more);
        join(&cells)
    };
    match rows {
        Rows::Values(all) => {
            let mut out = head(&["start_utc", "end_utc", "end_local", "value", "quality"]);
            for r in all {
                let value = match &r.value {
                    Value::Number(number) => number.to_string(),
                    Value::Truth(truth) => truth.to_string(),
                    Value::Word(word) => cell(word, separator),
                    Value::Nothing => String::new(),
                };
                let local = local(r.end / SECOND).strftime("%Y-%m-%dT%H:%M:%S").to_string();
                let quality = cell(&r.quality, separator);
                out.push_str(&row(vec![utc(r.start), utc(r.end), local, value, quality]));
            }
            out
        }
        Rows::Days(all) => {
            let mut out = head(&["day", "mean", "least", "most", "sum", "number"]);
            for b in all {
                let f = b.figures;
                let day = day_of(b.from, &kernel::clock::berlin()).to_string();
                let figures = [f.mean(), f.least, f.most, f.sum].map(|v| v.to_string());
                let mut cells = vec![day];
                cells.extend(figures);
                cells.push(f.count.to_string());
                out.push_str(&row(cells));
            }
            out
        }
    }
}

/// What a file name asks for: first day and the one after the last, whether values or days.
enum Asked {
    Period(Period),
    Month(Date),
}

fn asked(file: &str) -> Option<Asked> {
    let name = file.strip_suffix(".csv")?;
    if let Some(period) = Period::of(name) {
        return Some(Asked::Period(period));
    }
    let day: Date = format!("{name}-01").parse().ok()?;
    (name.len() == 7 && (1970..=2200).contains(&day.year())).then_some(Asked::Month(day))
}

/// Values of a stream: `2026-03.csv`, `tag.csv`, `woche.csv`, `monat.csv`; `jahr.csv` holds the days
/// of a year. Of months whose values are deleted the days are left.
pub(crate) async fn values(
    ctx: Ctx,
    Path((number, file)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, AppError> {
    let number: i64 = number.parse().map_err(|_| AppError::NotFound)?;
    let asked = asked(&file).ok_or(AppError::NotFound)?;
    let separator = if fields.get("trenner") == "semikolon" { ';' } else { ',' };
    let now = ctx.now();
    let (text, is_over) = ctx
        .read(move |db| {
            let (station, stream) = store::stream(db, number)?;
            let zone = kernel::clock::berlin();
            let (span, wants_days) = match asked {
                Asked::Period(period) => (period.span(now, &zone), period == Period::Year),
                Asked::Month(first) => {
                    let end = first.saturating_add(1.month());
                    ((start(first, &zone), start(end, &zone)), false)
                }
            };
            let nanoseconds = (span.0.saturating_mul(SECOND), span.1.saturating_mul(SECOND));
            let mut rows = Rows::Days(Vec::new());
            if !wants_days {
                let found = store::between(db, stream.id, nanoseconds, ROWS_MAX + 1)?;
                if i64::try_from(found.len()).unwrap_or(i64::MAX) > ROWS_MAX {
                    return Err(AppError::refused(
                        "sensors/too-many-values",
                        "Das sind zu viele Werte für eine Datei. Nehmen Sie einen kürzeren Zeitraum oder die SensorThings-Schnittstelle.",
                        "These are too many values for one file. Take a shorter time, or the SensorThings interface.",
                    ));
                }
                rows = Rows::Values(found);
            }
            if matches!(&rows, Rows::Days(_)) || matches!(&rows, Rows::Values(v) if v.is_empty()) {
                let all = days(db, &stream, span)?;
                if wants_days || !all.is_empty() {
                    rows = Rows::Days(all);
                }
            }
            Ok((csv(&station, &stream, &rows, separator), span.1 <= now.as_second()))
        })
        .await?;
    let name = format!("attachment; filename=\"{number}-{file}\"");
    let mut response =
        answer(text, "text/csv; charset=utf-8; header=present", if is_over { 86_400 } else { 60 });
    if let Ok(name) = HeaderValue::from_str(&name) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

fn days(
    db: &mut kernel::Reader<'_>,
    stream: &Stream,
    (from, until): (i64, i64),
) -> Result<Vec<Bucket>, AppError> {
    let zone = kernel::clock::berlin();
    let open: Vec<Hour> = hours::hours(db, stream.id, from.div_euclid(3_600), until / 3_600)?;
    let last = day_of(until - 1, &zone);
    let closed: Vec<Day> = hours::closed_days(db, stream.id, day_of(from, &zone), last)?;
    Ok(buckets(&open, &closed, Grain::Days, &zone))
}

/// All stations with their latest values.
pub(crate) async fn geojson(ctx: Ctx) -> Result<Response, AppError> {
    let base = ctx.town.plan().base_url.clone();
    let features = ctx
        .read(move |db| {
            let mut features = Vec::new();
            for station in store::all(db)?.iter().filter(|s| s.state == State::Published) {
                features.extend(feature(db, &base, station)?);
            }
            Ok(features)
        })
        .await?;
    let text = json!({ "type": "FeatureCollection", "features": features }).to_string();
    Ok(answer(text, "application/geo+json", 60))
}

fn feature(
    db: &mut kernel::Reader<'_>,
    base: &str,
    station: &Station,
) -> Result<Option<Json>, AppError> {
    let Some((lon, lat)) = station.place else { return Ok(None) };
    let round = |degrees: f64| (degrees * 1e7).round() / 1e7;
    let entry = register::find_entry(db, station.entry)?;
    let mut properties = Map::new();
    properties.insert("name".into(), json!(station.name));
    properties.insert("url".into(), json!(format!("{base}{}", station.path())));
    properties.insert("purpose".into(), json!(entry.record.title.de));
    properties.insert("register".into(), json!(format!("{base}/sensoren/{}", entry.slug)));
    properties.insert("licence".into(), json!(entry.record.licence));
    for stream in store::streams(db, station.thing)? {
        let name = stream.name.replace('/', " ");
        let mut put = |what: &str, value: Json| properties.insert(format!("{name}/{what}"), value);
        put("unit", json!(stream.unit_words()));
        if let Some(reading) = latest(db, &stream)?.first() {
            put(
                "value",
                match &reading.value {
                    Value::Number(number) => json!(number),
                    Value::Truth(truth) => json!(truth),
                    Value::Word(word) => json!(word),
                    Value::Nothing => Json::Null,
                },
            );
            put("time", json!(utc(reading.end)));
        }
    }
    Ok(Some(json!({
        "type": "Feature",
        "id": station.thing,
        "geometry": { "type": "Point", "coordinates": [round(lon), round(lat)] },
        "properties": properties,
    })))
}

/// Figures of each finished day of the last thirty, as Atom.
pub(crate) async fn feed(ctx: Ctx, Path(key): Path<String>) -> Result<Response, AppError> {
    let thing = Station::number(&key).ok_or(AppError::NotFound)?;
    let today = ctx.today();
    let zone = kernel::clock::berlin();
    let span = (start(today.saturating_sub(FEED_DAYS.days()), &zone), start(today, &zone));
    let (station, streams) = ctx
        .read(move |db| {
            let station = store::one(db, thing)?;
            if station.state != State::Published {
                return Err(AppError::NotFound);
            }
            let streams = store::streams(db, thing)?;
            let with = streams.into_iter().map(|s| Ok((days(db, &s, span)?, s)));
            let with = with.collect::<Result<Vec<_>, AppError>>()?;
            Ok((station, with))
        })
        .await?;
    let frame = Frame::of(&ctx);
    let base = &ctx.town.plan().base_url;
    let page_url = format!("{base}{}", ctx.to(&station.path()));
    let mut entries = Vec::new();
    for n in 1..=FEED_DAYS {
        let day = today.saturating_sub(n.days());
        entries.extend(of_day(&frame, &ctx, &page_url, day, thing, &streams));
    }
    let profile = ctx.town.profile();
    let own_url = format!("{page_url}/feed.atom");
    let feed = Feed {
        id: own_url.clone(),
        title: format!("{}: {}", profile.name, station.name),
        description: station.about.clone(),
        language: ctx.language.tag().to_owned(),
        own_url,
        page_url,
        author: profile.name.clone(),
        entries,
        ..Feed::default()
    };
    Ok(answer(feed.atom(), "application/atom+xml; charset=utf-8", 600))
}

fn of_day(
    frame: &Frame<'_>,
    ctx: &Ctx,
    page_url: &str,
    day: Date,
    thing: i64,
    streams: &[(Vec<Bucket>, Stream)],
) -> Option<Entry> {
    let say = frame.say;
    let zone = kernel::clock::berlin();
    let from = start(day, &zone);
    let said: Vec<String> = streams
        .iter()
        .filter_map(|(days, stream)| {
            let f = days.iter().find(|b| b.from == from)?.figures;
            let places = crate::station::places([f.least, f.most].into_iter());
            let words = |value: f64| measured(say, value, places, stream);
            let (sum, least, most) = (words(f.sum), words(f.least), words(f.most));
            let name = &stream.name;
            Some(if stream.is_count {
                format!("{name}: {sum}")
            } else {
                say.of(format!("{name}: {least} bis {most}"), format!("{name}: {least} to {most}"))
            })
        })
        .collect();
    let end = jiff::Timestamp::from_second(start(day.saturating_add(1.day()), &zone)).ok()?;
    (!said.is_empty()).then(|| Entry {
        id: format!("{page_url}#{day}"),
        title: format!("{}, {}", frame.day(day), said.join("; ")),
        url: format!("{page_url}?zeit=monat"),
        summary: said.join(". "),
        language: ctx.language.tag().to_owned(),
        published: end,
        updated: end,
        categories: vec![format!("Thing {thing}")],
        ..Entry::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_no_formulas() {
        assert_eq!(cell("Pegel", ','), "Pegel");
        assert_eq!(cell("a,b", ','), "\"a,b\"");
        assert_eq!(cell("a,b", ';'), "a,b");
        assert_eq!(cell("=1+1", ','), "'=1+1");
        assert_eq!(cell("sagt \"ja\"", ','), "\"sagt \"\"ja\"\"\"");
    }

    #[test]
    fn file_names_are_periods_or_months() {
        assert!(matches!(asked("tag.csv"), Some(Asked::Period(Period::Day))));
        assert!(matches!(asked("2026-03.csv"), Some(Asked::Month(_))));
        for wrong in ["2026-13.csv", "2026-3.csv", "x.csv", "2026-03", "2026-03-01.csv"] {
            assert!(asked(wrong).is_none(), "{wrong}");
        }
    }
}
