//! Values and times in words.

use jiff::Timestamp;
use jiff::civil::DateTime;
use web::badge::Tone;
use web::{Frame, Markup, Say, alert, format, html};

use super::Told;
use crate::station::{Reading, SECOND, Stream, Value};

/// The local time of a second.
pub(crate) fn local(second: i64) -> DateTime {
    let at = Timestamp::from_second(second).unwrap_or(Timestamp::MIN);
    at.to_zoned(kernel::clock::berlin()).datetime()
}

/// A number with as many digits behind the point.
#[expect(clippy::cast_possible_truncation, reason = "larger numbers are written by their digits")]
pub(crate) fn number(say: Say, value: f64, places: u32) -> String {
    let scaled = (value * 10_f64.powi(i32::try_from(places).unwrap_or(0))).round();
    if scaled.abs() < 9e15 {
        format::decimal(say, scaled as i64, places)
    } else {
        format!("{value:e}")
    }
}

/// A number with its unit.
pub(crate) fn measured(say: Say, value: f64, places: u32, stream: &Stream) -> String {
    let unit = stream.unit_words();
    let number = number(say, value, places);
    if unit.is_empty() { number } else { format!("{number}\u{a0}{unit}") }
}

/// A result with its unit.
pub(crate) fn value(say: Say, value: &Value, places: u32, stream: &Stream) -> String {
    match value {
        Value::Number(number) => measured(say, *number, places, stream),
        Value::Truth(true) => say.of("ja", "yes").to_owned(),
        Value::Truth(false) => say.of("nein", "no").to_owned(),
        Value::Word(word) => word.clone(),
        Value::Nothing => say.of("kein Wert", "no value").to_owned(),
    }
}

/// The latest value, alone.
pub(crate) fn latest(
    frame: &Frame<'_>,
    stream: &Stream,
    latest: Option<&Reading>,
    places: u32,
) -> String {
    latest.map_or_else(|| "–".to_owned(), |r| value(frame.say, &r.value, places, stream))
}

/// When a value was measured: "heute, 14:00 Uhr".
pub(crate) fn when(frame: &Frame<'_>, reading: &Reading, today: jiff::civil::Date) -> String {
    let say = frame.say;
    let at = local(reading.end.max(reading.start) / SECOND);
    let day = match (today - at.date()).get_days() {
        0 => say.of("heute", "today").to_owned(),
        1 => say.of("gestern", "yesterday").to_owned(),
        _ => format::date(say, at.date()),
    };
    format!("{day}, {}", format::time(say, at.time()))
}

/// A length of time as people say it: "3 Stunden".
pub(crate) fn span(say: Say, seconds: i64) -> String {
    let (count, one, many) = match seconds {
        s if s < 5_400 => ((s + 30) / 60, ("Minute", "minute"), ("Minuten", "minutes")),
        s if s < 172_800 => ((s + 1_800) / 3_600, ("Stunde", "hour"), ("Stunden", "hours")),
        s => ((s + 43_200) / 86_400, ("Tag", "day"), ("Tagen", "days")),
    };
    let word = if count == 1 { one } else { many };
    format!("{} {}", format::number(say, count), say.of(word.0, word.1))
}

/// What speaks against believing a stream.
pub(super) fn trust(frame: &Frame<'_>, one: &Told) -> Markup {
    let say = frame.say;
    let name = &one.stream.name;
    let usual = one.trust.usual.map(|gap| span(say, gap));
    let usual = usual.map(|gap| {
        say.of(
            format!(" Üblich ist ein Wert alle {gap}."),
            format!(" Usually there is one every {gap}."),
        )
    });
    html! {
        @if let Some(seconds) = one.trust.silent_for {
            @let since = span(say, seconds);
            (alert(Tone::Warning, &say.of(format!("{name}: seit {since} kein neuer Wert"), format!("{name}: no new value for {since}")), html! {
                p { (say.of("Der gezeigte Wert ist alt.", "The value shown is old.")) (usual.unwrap_or_default()) }
            }))
        }
        @if let Some(seconds) = one.trust.ahead_by {
            @let ahead = span(say, seconds);
            (alert(Tone::Warning, &say.of(format!("{name}: Die Uhr geht vor"), format!("{name}: the clock is ahead")), html! {
                p { (say.of(
                    format!("Es gibt Werte, die {ahead} in der Zukunft liegen. Sie stehen nicht in der Anzeige."),
                    format!("There are values that lie {ahead} in the future. They are not shown here."),
                )) }
            }))
        }
    }
}
