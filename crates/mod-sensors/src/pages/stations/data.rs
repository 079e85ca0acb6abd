//! Stations for programs: values as CSV, all stations as `GeoJSON`, daily figures as a feed.

use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use jiff::ToSpan;
use jiff::civil::Date;
use kernel::open_data::Licence;
use kernel::{AppError, Ctx, Fields};
use norm_feeds::feed::{Entry, Feed};
use serde_json::{Map, Value as Json, json};
use web::Frame;

use super::latest;
use super::words::measured;
use crate::csv::{self, Rows, utc};
use crate::figures::{Bucket, Day, Grain, Hour, Period, buckets, day_of, start};
use crate::months::ROWS_MAX;
use crate::register::State;
use crate::station::{SECOND, Station, Stream, Value};
use crate::store::months::{self, Sealed};
use crate::store::{hours, register, stations as store};

/// What values are sent as.
const CSV: &str = "text/csv; charset=utf-8; header=present";
/// Seconds of a day: sealed files never change, but go when their time is over.
const DAY: u32 = 86_400;

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

/// What a file name asks for.
#[derive(Clone, Copy)]
enum Asked {
    /// A time up to now.
    Period(Period),
    /// A month, by its first day.
    Month(Date),
    /// A supplement to a month.
    Supplement(Date, i64),
}

fn asked(file: &str) -> Option<Asked> {
    let name = file.strip_suffix(".csv")?;
    if let Some(period) = Period::of(name) {
        return Some(Asked::Period(period));
    }
    match name.split_once("-nachtrag-") {
        None => months::first_day(name).map(Asked::Month),
        Some((month, number)) => {
            let number = number.parse().ok().filter(|n: &i64| *n > 0)?;
            Some(Asked::Supplement(months::first_day(month)?, number))
        }
    }
}

/// Values of a stream: `2026-03.csv`, `tag.csv`, `woche.csv`, `monat.csv`; `jahr.csv` holds the days
/// of a year. A month that is sealed is answered as it was sealed, what came later as
/// `2026-03-nachtrag-1.csv`. Of months whose values are deleted the days are left.
pub(crate) async fn values(
    ctx: Ctx,
    headers: HeaderMap,
    Path((number, file)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, AppError> {
    let number: i64 = number.parse().map_err(|_| AppError::NotFound)?;
    let asked = asked(&file).ok_or(AppError::NotFound)?;
    let separator = if fields.get("trenner") == "semikolon" { ';' } else { ',' };
    let name = format!("attachment; filename=\"{number}-{file}\"");
    let mut response = match sealed(&ctx, number, asked).await? {
        Some(one) => sealed_answer(&ctx, &headers, &one, separator).await?,
        None if matches!(asked, Asked::Supplement(..)) => return Err(AppError::NotFound),
        None => answer(live(&ctx, number, asked, separator).await?, CSV, 60),
    };
    if let Ok(name) = HeaderValue::from_str(&name) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

/// The sealed file that is asked for; nothing where the days of its month are all that is left.
async fn sealed(ctx: &Ctx, number: i64, asked: Asked) -> Result<Option<Sealed>, AppError> {
    let (month, file) = match asked {
        Asked::Period(_) => return Ok(None),
        Asked::Month(month) => (month, 0),
        Asked::Supplement(month, file) => (month, file),
    };
    let all = ctx
        .read(move |db| {
            store::stream(db, number)?;
            months::of_month(db, number, month)
        })
        .await?;
    match all.into_iter().find(|one| one.number == file) {
        Some(one) if one.file.is_none() && file == 0 => Ok(None),
        Some(one) if one.file.is_none() => Err(AppError::Gone),
        other => Ok(other),
    }
}

async fn sealed_answer(
    ctx: &Ctx,
    headers: &HeaderMap,
    one: &Sealed,
    separator: char,
) -> Result<Response, AppError> {
    // A file that never changes is known by its digest; with other separators it is another.
    let mark = if separator == ',' { "" } else { "-semikolon" };
    let tag = format!("\"{}{mark}\"", one.sha256);
    let is_known = headers
        .get(header::IF_NONE_MATCH)
        .and_then(|known| known.to_str().ok())
        .is_some_and(|known| known.split(',').any(|t| t.trim().trim_start_matches("W/") == tag));
    let mut response = if is_known {
        let mut unchanged = answer((), CSV, DAY);
        *unchanged.status_mut() = StatusCode::NOT_MODIFIED;
        unchanged
    } else {
        let text = crate::months::text(&ctx.town, one).await?;
        let text = if separator == ',' { text } else { csv::separated(&text, separator) };
        answer(text, CSV, DAY)
    };
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    if let (Ok(digest), true) = (hex::decode(&one.sha256), separator == ',') {
        let digest = base64::engine::general_purpose::STANDARD.encode(digest);
        if let Ok(value) = HeaderValue::from_str(&format!("sha-256=:{digest}:")) {
            response.headers_mut().insert("repr-digest", value);
        }
    }
    Ok(response)
}

/// Values as they are now.
async fn live(ctx: &Ctx, number: i64, asked: Asked, separator: char) -> Result<String, AppError> {
    let now = ctx.now();
    ctx.read(move |db| {
        let (station, stream) = store::stream(db, number)?;
        let zone = kernel::clock::berlin();
        let (span, wants_days) = match asked {
            Asked::Period(period) => (period.span(now, &zone), period == Period::Year),
            Asked::Month(first) | Asked::Supplement(first, _) => {
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
        Ok(csv::file(&station, &stream, &rows, separator))
    })
    .await
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
    properties.insert("licence".into(), json!(entry.record.licence.map(Licence::uri)));
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
    fn file_names_are_periods_or_months() {
        assert!(matches!(asked("tag.csv"), Some(Asked::Period(Period::Day))));
        assert!(matches!(asked("2026-03.csv"), Some(Asked::Month(_))));
        assert!(matches!(asked("2026-03-nachtrag-2.csv"), Some(Asked::Supplement(_, 2))));
        for wrong in [
            "2026-13.csv",
            "2026-3.csv",
            "x.csv",
            "2026-03",
            "2026-03-01.csv",
            "2026-03-nachtrag-0.csv",
            "2026-03-nachtrag-.csv",
        ] {
            assert!(asked(wrong).is_none(), "{wrong}");
        }
    }
}
