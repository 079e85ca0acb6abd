//! A stream drawn and listed: the plot, the same as a table, and what to take away.

use jiff::ToSpan;
use jiff::tz::TimeZone;
use kernel::Ctx;
use web::plot::{Look, Plot, Spot, plot};
use web::table::{Column, Row, Table};
use web::{Frame, Markup, Say, details, format, html};

use super::Told;
use super::words::{local, measured, number, when};
use crate::figures::{Bucket, Figures, Grain, Period, day_of, start, whole};
use crate::station::Station;

/// The part of the page about one stream.
pub(super) fn stream(
    ctx: &Ctx,
    frame: &Frame<'_>,
    station: &Station,
    told: &Told,
    period: Period,
) -> Markup {
    let say = frame.say;
    let stream = &told.stream;
    let csv = format!("/sensoren/werte/{}/{}.csv", stream.id, period.key());
    let month = ctx.today().strftime("%Y-%m").to_string();
    let names = format!("{} {}", stream.name, station.name);
    html! {
        section {
            h2 { (stream.name) @if !stream.unit.is_empty() { " (" (stream.unit) ")" } }
            @if let Some(latest) = &told.latest {
                p { (say.of("Zuletzt: ", "Latest: ")) strong { (super::words::value(say, &latest.value, told.places, stream)) } ", " (when(frame, latest, ctx.today())) }
            }
            @if told.plotted.is_empty() {
                p { (say.of("In diesem Zeitraum gibt es keine Werte.", "There are no values in this time.")) }
            } @else {
                (drawn(ctx, frame, told, period))
                (details::wide(&format!("{} {}", say.of("Dieselben Werte als Tabelle:", "The same values as a table:"), stream.name), table(frame, told, period)))
            }
            p {
                a href=(csv) { (say.of("Werte als CSV", "Values as CSV")) span.kern-sr-only { ": " (names) } }
                ", " (say.of("laufender Monat: ", "running month: "))
                a href=(format!("/sensoren/werte/{}/{month}.csv", stream.id)) { (format::month_and_year(say, ctx.today())) span.kern-sr-only { ": " (names) } }
            }
            (super::months::section(frame, told))
        }
    }
}

fn drawn(ctx: &Ctx, frame: &Frame<'_>, told: &Told, period: Period) -> Markup {
    let say = frame.say;
    let zone = kernel::clock::berlin();
    let span = period.span(ctx.now(), &zone);
    let spots: Vec<Spot> = told.plotted.iter().map(|b| spot(b, told.stream.is_count)).collect();
    let summary = summary(say, told);
    let label = format!("{}, {}. {summary}", told.stream.name, period.label().of(ctx.language));
    plot(&Plot {
        label: &label,
        summary: &summary,
        look: if told.stream.is_count { Look::Bars } else { Look::Line },
        span,
        spots: &spots,
        ticks: ticks(say, period, span, &zone),
        limits: told.limits.clone(),
        readings: told.plotted.iter().map(|b| reading(say, told, b, period)).collect(),
        read: say.of("Werte ablesen", "Read values"),
        number: &|value| {
            let places = crate::station::places(std::iter::once(value));
            number(say, value, places)
        },
    })
}

/// A value with its time, for those who go through the plot.
fn reading(say: Say, told: &Told, bucket: &Bucket, period: Period) -> String {
    let time = time_words(say, bucket, period.grain());
    let f = bucket.figures;
    if told.stream.is_count {
        return format!("{time}: {}", measured(say, f.sum, told.places, &told.stream));
    }
    let places = told.places.max(u32::from(f.count > 1));
    format!("{time}: {}", measured(say, f.mean(), places, &told.stream))
}

fn spot(bucket: &Bucket, is_count: bool) -> Spot {
    let f = bucket.figures;
    let (value, range) =
        if is_count { (f.sum, (f.sum, f.sum)) } else { (f.mean(), (f.least, f.most)) };
    Spot { from: bucket.from, until: bucket.until, value, range }
}

/// The drawing in a sentence.
fn summary(say: Say, told: &Told) -> String {
    let all = whole(&told.plotted);
    // A mean has at least one digit behind the point.
    let words = |value: f64, least: u32| measured(say, value, told.places.max(least), &told.stream);
    if told.stream.is_count {
        let sum = words(all.sum, 0);
        return say.of(format!("Zusammen {sum}."), format!("{sum} in all."));
    }
    let (least, most, mean) = (words(all.least, 0), words(all.most, 0), words(all.mean(), 1));
    say.of(
        format!("Zwischen {least} und {most}, im Mittel {mean}."),
        format!("Between {least} and {most}, {mean} on average."),
    )
}

/// Times below the plot: few enough for a phone.
fn ticks(
    say: Say,
    period: Period,
    (from, until): (i64, i64),
    zone: &TimeZone,
) -> Vec<(i64, String)> {
    let first = day_of(from, zone);
    let days = |step: i64, name: &dyn Fn(jiff::civil::Date) -> String| -> Vec<(i64, String)> {
        (0..400)
            .map(|n| first.saturating_add((n * step).days()))
            .map(|day| (start(day, zone) + 43_200, name(day)))
            .take_while(|(at, _)| *at < until)
            .collect()
    };
    match period {
        Period::Day => (from..until)
            .step_by(3_600)
            .filter(|at| local(*at).hour() % 6 == 0 && *at - from > 3_600 && until - *at > 3_600)
            .map(|at| (at, format!("{:02}:00", local(at).hour())))
            .collect(),
        Period::Week => days(1, &|day| format::weekday(say, day).chars().take(2).collect()),
        Period::Month => days(7, &|day| {
            let month: String = format::month(say, day.month()).chars().take(3).collect();
            say.of(format!("{}. {month}", day.day()), format!("{} {month}", day.day()))
        })
        .into_iter()
        .skip(1)
        .collect(),
        Period::Year => (1..=12)
            .map(|n| first.first_of_month().saturating_add((n * 3 - 1).months()))
            .map(|day| {
                let name: String = format::month(say, day.month()).chars().take(3).collect();
                (start(day, zone), name)
            })
            .filter(|(at, _)| *at - from > 12 * 86_400 && until - *at > 12 * 86_400)
            .collect(),
    }
}

/// When a bucket was, for the table.
pub(super) fn time_words(say: Say, bucket: &Bucket, grain: Grain) -> String {
    let at = local(bucket.from);
    match grain {
        Grain::Hours(_) => {
            let until = local(bucket.until);
            format!(
                "{} {:02}:{:02}–{:02}:{:02}",
                format::date_short(say, at.date()),
                at.hour(),
                at.minute(),
                until.hour(),
                until.minute()
            )
        }
        Grain::Days => format::date_with_weekday(say, at.date()),
        Grain::Months => format::month_and_year(say, at.date()),
    }
}

fn table(frame: &Frame<'_>, told: &Told, period: Period) -> Markup {
    let say = frame.say;
    let stream = &told.stream;
    let mut columns = vec![Column::new(say.of("Zeit", "Time"))];
    if stream.is_count {
        columns.push(Column::number(say.of("Summe", "Sum")));
    } else {
        for (de, en) in [("Mittel", "Mean"), ("Kleinster", "Least"), ("Größter", "Most")] {
            columns.push(Column::number(say.of(de, en)));
        }
        columns.push(Column::number(say.of("Anzahl", "Number")));
    }
    let words = |value: f64, least: u32| number(say, value, told.places.max(least));
    let cells = |f: Figures| {
        if stream.is_count {
            return vec![words(f.sum, 0)];
        }
        vec![words(f.mean(), 1), words(f.least, 0), words(f.most, 0), format::number(say, f.count)]
    };
    let unit = match stream.unit_words() {
        "" => String::new(),
        unit => format!(" ({unit})"),
    };
    let caption = format!("{}{unit}", stream.name);
    Table::new(say, &caption)
        .dense()
        .columns(columns)
        .rows(told.listed.iter().map(|bucket| {
            let mut row = vec![html! { (time_words(say, bucket, period.table())) }];
            row.extend(cells(bucket.figures).into_iter().map(|cell| html! { (cell) }));
            Row::new(row)
        }))
        .render()
}
