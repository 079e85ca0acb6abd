//! The yearly report of a group of sensors for a committee: what it cost, what it measured, what it
//! was good for. On one page or two, as PDF.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use jiff::civil::{Date, date};
use jiff::{ToSpan, Unit};
use kernel::paper::{Block, Letter, Sender};
use kernel::{AppError, Ctx, Reader};
use web::{Frame, Say, format};

use super::PUBLIC;
use crate::figures::{Figures, Grain, buckets, day_of, start, whole};
use crate::register::{Entry, Record, State};
use crate::station::{Stream, places};
use crate::store::{hours, register, stations, warnings};

/// Series a report lists; the rest is counted.
const SERIES_MAX: usize = 60;

/// A series over the year.
struct Measured {
    station: String,
    stream: Stream,
    figures: Figures,
    /// Days with at least one value.
    days: usize,
}

/// What a year was.
struct Year {
    entry: Entry,
    /// The first and last day of the year in which the group was there.
    first: Date,
    last: Date,
    measured: Vec<Measured>,
    warnings: i64,
}

impl Year {
    fn days(&self) -> usize {
        let days = self.last.since((Unit::Day, self.first)).map_or(0, |span| span.get_days());
        usize::try_from(days + 1).unwrap_or(0)
    }
}

/// The year of a file name: `2026.pdf`.
fn year_of(file: &str) -> Option<i16> {
    let year = file.strip_suffix(".pdf")?;
    year.parse().ok().filter(|y| year.len() == 4 && (2000..=2200).contains(y))
}

/// Years a report can be about: those the group was there, up to this one.
pub(super) fn years(entry: &Entry, today: Date) -> Vec<i16> {
    if entry.state == State::Draft {
        return Vec::new();
    }
    let first = entry.record.starts_on.map_or(today.year(), Date::year);
    (first.max(today.year() - 5)..=today.year()).rev().collect()
}

fn read(db: &mut Reader<'_>, slug: &str, year: i16) -> Result<Year, AppError> {
    let entry = register::by_slug(db, slug)?.ok_or(AppError::NotFound)?;
    let today = db.today();
    if !years(&entry, today).contains(&year) {
        return Err(AppError::NotFound);
    }
    let (new_year, end) = (date(year, 1, 1), date(year, 12, 31));
    let first = entry.record.starts_on.map_or(new_year, |day| day.max(new_year));
    let last = end.min(today).max(first);
    let mut measured = Vec::new();
    // What is paused or over shows no values, here neither.
    if entry.state == State::Published {
        let zone = kernel::clock::berlin();
        let span = (start(first, &zone), start(last.saturating_add(1.day()), &zone));
        for station in stations::all(db)?.into_iter().filter(|s| s.entry == entry.id) {
            for stream in stations::streams(db, station.thing)? {
                let open = hours::hours(db, stream.id, span.0.div_euclid(3_600), span.1 / 3_600)?;
                let closed = hours::closed_days(db, stream.id, first, day_of(span.1 - 1, &zone))?;
                let all = buckets(&open, &closed, Grain::Days, &zone);
                let name = station.name.clone();
                let figures = whole(&all);
                measured.push(Measured { station: name, stream, figures, days: all.len() });
            }
        }
    }
    let warnings = warnings::count_of_entry(db, entry.id, first, last)?;
    Ok(Year { entry, first, last, measured, warnings })
}

/// Cost of the year in cents: the purchase where it fell into it, and the running cost by days.
fn cost(record: &Record, first: Date, last: Date, days: usize) -> (i64, i64) {
    let once = match record.starts_on {
        Some(day) if day >= first && day <= last => record.cost_once.unwrap_or_default().0,
        _ => 0,
    };
    let of_year = if first.in_leap_year() { 366 } else { 365 };
    let days = i64::try_from(days).unwrap_or(of_year).min(of_year);
    (once, record.cost_year.unwrap_or_default().0.saturating_mul(days) / of_year)
}

fn money(say: Say, year: &Year) -> Vec<(String, String)> {
    let record = &year.entry.record;
    let (once, running) = cost(record, year.first, year.last, year.days());
    let values: i64 = year.measured.iter().map(|m| m.figures.count).sum();
    let mut rows = Vec::new();
    if once > 0 {
        rows.push((
            say.of("Beschaffung in diesem Jahr", "Bought this year").to_owned(),
            format::money(say, once),
        ));
    }
    rows.push((
        say.of("Laufende Kosten, nach Tagen", "Running cost, by days").to_owned(),
        format::money(say, running),
    ));
    rows.push((say.of("Zusammen", "In all").to_owned(), format::money(say, once + running)));
    if values > 0 && running > 0 {
        let each = running.saturating_mul(1_000) / values;
        rows.push((
            say.of("Laufende Kosten je 1.000 Werte", "Running cost of 1,000 values").to_owned(),
            format::money(say, each),
        ));
    }
    let funding = record.funding.of(super::spoken(say));
    if !funding.is_empty() {
        rows.push((say.of("Förderung", "Funding").to_owned(), funding.to_owned()));
    }
    rows
}

fn table(say: Say, year: &Year) -> Vec<Block> {
    if year.measured.is_empty() {
        let none = say.of(
            "Öffentliche Werte gibt es für dieses Jahr zurzeit nicht.",
            "There are no public values of this year at present.",
        );
        return vec![Block::Paragraph(none.to_owned())];
    }
    let all = year.days();
    let number = |value: f64, digits: u32| {
        let scale = 10_f64.powi(i32::try_from(digits).unwrap_or(2));
        #[expect(clippy::cast_possible_truncation, reason = "figures of sensors are small")]
        let scaled = (value * scale).round() as i64;
        format::decimal(say, scaled, digits)
    };
    let row = |m: &Measured| {
        let f = m.figures;
        let digits = places([f.least, f.most].into_iter());
        let unit = m.stream.unit_words();
        let said = match (f.count, m.stream.is_count) {
            (0, _) => "–".to_owned(),
            (_, true) => format!("{} {}", say.of("Summe", "sum"), number(f.sum, 0)),
            _ => format!(
                "{} – {}, {} {} {unit}",
                number(f.least, digits),
                number(f.most, digits),
                say.of("im Mittel", "mean"),
                number(f.mean(), digits.max(1)),
            ),
        };
        vec![
            format!("{}: {}", m.station, m.stream.name),
            said.trim().to_owned(),
            say.of(format!("{} von {all}", m.days), format!("{} of {all}", m.days)),
            format::number(say, f.count),
        ]
    };
    let mut blocks = vec![Block::Table {
        caption: say.of("Messreihen", "Series").to_owned(),
        head: [
            say.of("Messreihe", "Series"),
            say.of("Kleinster – größter, Mittel", "Least – most, mean"),
            say.of("Tage mit Werten", "Days with values"),
            say.of("Werte", "Values"),
        ]
        .map(str::to_owned)
        .to_vec(),
        rows: year.measured.iter().take(SERIES_MAX).map(row).collect(),
        amounts: true,
    }];
    if let Some(more) = year.measured.len().checked_sub(SERIES_MAX).filter(|n| *n > 0) {
        blocks.push(Block::Paragraph(
            say.of(format!("Und {more} weitere Messreihen."), format!("And {more} more series.")),
        ));
    }
    blocks
}

fn benefit(say: Say, year: &Year) -> Vec<(String, String)> {
    let record = &year.entry.record;
    let language = super::spoken(say);
    let rows = [
        (say.of("Erwarteter Nutzen", "Expected benefit"), record.benefit.of(language).to_owned()),
        (
            say.of("Woran man ihn misst", "How it is measured"),
            record.figure.of(language).to_owned(),
        ),
        (say.of("Bisher", "So far"), record.so_far.of(language).to_owned()),
        (
            say.of("Warnungen in diesem Jahr", "Warnings this year"),
            format::number(say, year.warnings),
        ),
    ];
    let rows = rows.into_iter().filter(|(_, value)| !value.is_empty());
    rows.map(|(term, value)| (term.to_owned(), value)).collect()
}

fn letter(ctx: &Ctx, year: &Year) -> Letter {
    let frame = Frame::of(ctx);
    let say = frame.say;
    let language = ctx.language;
    let profile = ctx.town.profile();
    let record = &year.entry.record;
    let title = format!(
        "{} {}: {}",
        say.of("Jahresbericht", "Yearly report"),
        year.first.year(),
        record.title.of(language)
    );
    let heading = |de: &str, en: &str| Block::Heading(1, say.of(de, en).to_owned());
    let mut body = vec![
        Block::Paragraph(record.purpose.of(language).to_owned()),
        heading("Was es gekostet hat", "What it cost"),
        Block::Facts(money(say, year)),
        heading("Was gemessen wurde", "What was measured"),
    ];
    body.extend(table(say, year));
    body.push(heading("Was es gebracht hat", "What it brought"));
    body.push(Block::Facts(benefit(say, year)));
    let end = record.ends_on.map(|day| frame.day(day)).unwrap_or_default();
    body.push(Block::Paragraph(say.of(
        format!(
            "Ohne neuen Beschluss endet die Messung am {end}. Alle Angaben: {}{PUBLIC}/{}",
            ctx.town.plan().base_url,
            year.entry.slug
        ),
        format!(
            "Without a new decision the measuring ends on {end}. All details: {}{PUBLIC}/{}",
            ctx.town.plan().base_url,
            year.entry.slug
        ),
    )));
    Letter {
        language: language.tag().to_owned(),
        title: title.clone(),
        sender: Sender {
            town: profile.name.clone(),
            unit: record.responsible.clone(),
            colour: profile.colour.clone(),
            arms_svg: Some(profile.arms_svg.clone()).filter(|arms| !arms.is_empty()),
            ..Sender::default()
        },
        reference: vec![(
            say.of("Zeitraum", "Period").to_owned(),
            format::period(say, year.first, year.last),
        )],
        date: frame.day(ctx.today()),
        subject: title,
        body,
        ..Letter::default()
    }
}

/// The report.
pub(crate) async fn pdf(
    ctx: Ctx,
    Path((slug, file)): Path<(String, String)>,
) -> Result<Response, AppError> {
    let number = year_of(&file).ok_or(AppError::NotFound)?;
    let year = ctx.read(move |db| read(db, &slug, number)).await?;
    if year.entry.state == State::Draft {
        return Err(AppError::NotFound);
    }
    let letter = letter(&ctx, &year);
    let press = Arc::clone(ctx.town.press());
    let bytes = tokio::task::spawn_blocking(move || press.set(&letter))
        .await
        .map_err(AppError::internal)?
        .map_err(AppError::internal)?;
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/pdf"));
    headers.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_static("inline; filename=\"jahresbericht.pdf\""),
    );
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Euro;

    #[test]
    fn cost_falls_into_its_year() {
        let record = Record {
            cost_once: Some(Euro(100_000)),
            cost_year: Some(Euro(36_500)),
            starts_on: Some(date(2026, 7, 1)),
            ..Record::default()
        };
        assert_eq!(cost(&record, date(2026, 7, 1), date(2026, 12, 31), 184), (100_000, 18_400));
        assert_eq!(cost(&record, date(2027, 1, 1), date(2027, 12, 31), 365), (0, 36_500));
        assert_eq!(cost(&record, date(2028, 1, 1), date(2028, 12, 31), 366), (0, 36_500));
        assert_eq!(year_of("2026.pdf"), Some(2026));
        for wrong in ["26.pdf", "2026", "2026.csv", "99999.pdf"] {
            assert_eq!(year_of(wrong), None, "{wrong}");
        }
    }
}
