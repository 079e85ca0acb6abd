//! Costs, deadlines and times in words, for pages and for editors who compare.

use crate::model::{AmountValue, Cost, CostChoice, DeadlineSpan, TextIn, TimeSpan};

fn is_english(language: &str) -> bool {
    language.starts_with("en")
}

/// An amount as people write it: `30,70 €` or `€30.70`.
pub fn amount_words(amount: &AmountValue, language: &str) -> String {
    let (whole, part) = amount.number.split_once('.').unwrap_or((&amount.number, ""));
    // Two places, unless the source has more.
    let part = format!("{part:0<2}");
    let is_euro = amount.currency == "EUR";
    match (is_english(language), is_euro) {
        (true, true) => format!("€{whole}.{part}"),
        (true, false) => format!("{} {whole}.{part}", amount.currency),
        (false, true) => format!("{whole},{part} €"),
        (false, false) => format!("{whole},{part} {}", amount.currency),
    }
}

/// What a cost is, in words.
pub fn cost_words(cost: &Cost, language: &str) -> String {
    let english = is_english(language);
    let said = |text: Option<&str>| text.map(crate::html::plain).filter(|t| !t.is_empty());
    let much = match &cost.choice {
        CostChoice::Fixed(fixed) => amount_words(&fixed.amount, language),
        CostChoice::Variable(variable) => {
            let low = variable.at_least.as_ref().map(|a| amount_words(a, language));
            let high = variable.at_most.as_ref().map(|a| amount_words(a, language));
            match (low, high) {
                (Some(low), Some(high)) if english => format!("{low} to {high}"),
                (Some(low), Some(high)) => format!("{low} bis {high}"),
                (Some(low), None) if english => format!("at least {low}"),
                (Some(low), None) => format!("mindestens {low}"),
                (None, Some(high)) if english => format!("at most {high}"),
                (None, Some(high)) => format!("höchstens {high}"),
                (None, None) => said(variable.description.best(language)).unwrap_or_else(|| {
                    if english { "it varies" } else { "unterschiedlich" }.to_owned()
                }),
            }
        }
        CostChoice::Free(_) => if english { "free of charge" } else { "kostenfrei" }.to_owned(),
    };
    let advance = match (cost.in_advance, english) {
        (Some(true), true) => ", to be paid in advance",
        (Some(true), false) => ", im Voraus zu zahlen",
        _ => "",
    };
    match said(cost.description.best(language)) {
        Some(description) => format!("{much}{advance} ({description})"),
        None => format!("{much}{advance}"),
    }
}

/// Units of time: code, German singular and plural, English singular and plural.
const UNITS: [(&str, [&str; 4]); 9] = [
    ("JAHR", ["Jahr", "Jahre", "year", "years"]),
    ("MONAT", ["Monat", "Monate", "month", "months"]),
    ("WOCHE", ["Woche", "Wochen", "week", "weeks"]),
    ("TAG", ["Tag", "Tage", "day", "days"]),
    ("WERKTAG", ["Werktag", "Werktage", "business day", "business days"]),
    ("ARBEITSTAG", ["Arbeitstag", "Arbeitstage", "working day", "working days"]),
    ("STUNDE", ["Stunde", "Stunden", "hour", "hours"]),
    ("MINUTE", ["Minute", "Minuten", "minute", "minutes"]),
    ("SEKUNDE", ["Sekunde", "Sekunden", "second", "seconds"]),
];

fn unit(code: &str, count: i64, english: bool) -> &str {
    let at = usize::from(english) * 2 + usize::from(count != 1);
    UNITS.iter().find(|(c, _)| *c == code).map_or(code, |(_, words)| words[at])
}

fn time_span(span: &TimeSpan, english: bool) -> String {
    let from = format!("{} {}", span.amount, unit(&span.unit.code, span.amount, english));
    let Some(until) = span.amount_until else { return from };
    let last = span.unit_until.as_ref().unwrap_or(&span.unit);
    let word = if english { "to" } else { "bis" };
    let last_unit = unit(&last.code, until, english);
    if last.code == span.unit.code {
        return format!("{} {word} {until} {last_unit}", span.amount);
    }
    format!("{from} {word} {until} {last_unit}")
}

/// Month and day (`--05-31`) and dates as people write them; anything else as it stands.
fn day(text: &str, english: bool) -> String {
    let parts: Vec<&str> = text.trim_start_matches("--").split('-').collect();
    match (parts.as_slice(), text.starts_with("--"), english) {
        ([month, day], true, false) => format!("{day}.{month}."),
        ([year, month, day], false, false) => format!("{day}.{month}.{year}"),
        ([month, day], true, true) => format!("{day}/{month}"),
        _ => text.to_owned(),
    }
}

/// A deadline or a processing time in words.
pub fn span_words(span: &DeadlineSpan, language: &str) -> String {
    let english = is_english(language);
    match span {
        DeadlineSpan::Span(span) => time_span(span, english),
        DeadlineSpan::Dates(dates) => {
            let from = dates.from.as_deref().map(|d| day(d, english));
            let until = dates.until.as_deref().map(|d| day(d, english));
            match (from, until) {
                (Some(from), Some(until)) if english => format!("{from} to {until}"),
                (Some(from), Some(until)) => format!("{from} bis {until}"),
                (Some(from), None) if english => format!("from {from}"),
                (Some(from), None) => format!("ab {from}"),
                (None, Some(until)) if english => format!("until {until}"),
                (None, Some(until)) => format!("bis {until}"),
                (None, None) => String::new(),
            }
        }
    }
}
