//! Reads what people type: dates, money, whole numbers. Tolerant in form, strict in meaning.

use jiff::civil::Date;

use crate::format;
use crate::say::Say;

/// Years a person may type; outside of this a slip of the finger is more likely.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2199;
/// Digits of euros before the comma that are still plausible.
const EURO_DIGITS: usize = 12;

/// Why an input could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// Nothing was typed.
    Missing,
    /// It has not the form of what was asked for.
    Unreadable,
    /// It has the form of a date, but there is no such day.
    NoSuchDay,
    /// It is a number beyond every plausible size.
    TooLarge,
}

impl Problem {
    /// What to tell about a date field called `label`.
    pub fn of_date(self, say: Say, label: &str) -> String {
        match self {
            Self::Missing => say.of(
                format!("Geben Sie ein Datum an: {label}"),
                format!("Enter a date: {label}"),
            ),
            Self::NoSuchDay => say.of(
                format!("{label}: Diesen Tag gibt es nicht. Bitte prüfen Sie Tag, Monat und Jahr."),
                format!("{label}: There is no such day. Please check day, month and year."),
            ),
            _ => say.of(
                format!("{label}: Geben Sie das Datum mit Tag, Monat und Jahr an, zum Beispiel 4.5.2026."),
                format!("{label}: Enter the date with day, month and year, for example 4.5.2026."),
            ),
        }
    }

    /// What to tell about an amount field called `label`.
    pub fn of_money(self, say: Say, label: &str) -> String {
        match self {
            Self::Missing => say.of(
                format!("Geben Sie einen Betrag an: {label}"),
                format!("Enter an amount: {label}"),
            ),
            Self::TooLarge => say.of(
                format!("{label}: Der Betrag ist zu groß. Bitte prüfen Sie ihn."),
                format!("{label}: The amount is too large. Please check it."),
            ),
            _ => say.of(
                format!("{label}: Geben Sie den Betrag in Euro und Cent an, zum Beispiel 1234,56."),
                format!("{label}: Enter the amount in euros and cents, for example 1234.56."),
            ),
        }
    }

    /// What to tell about a field for a whole number called `label`.
    pub fn of_number(self, say: Say, label: &str) -> String {
        match self {
            Self::Missing => say
                .of(format!("Geben Sie eine Zahl an: {label}"), format!("Enter a number: {label}")),
            Self::TooLarge => say.of(
                format!("{label}: Die Zahl ist zu groß. Bitte prüfen Sie sie."),
                format!("{label}: The number is too large. Please check it."),
            ),
            _ => say.of(
                format!("{label}: Geben Sie eine ganze Zahl an, zum Beispiel 3."),
                format!("{label}: Enter a whole number, for example 3."),
            ),
        }
    }
}

/// Reads a date as people type it: "4.5.2026", "04.05.2026", "4. Mai 2026", "2026-05-04",
/// "4/5/2026", "04052026". Two digits of a year are refused: nobody can tell the century.
///
/// # Errors
/// [`Problem`] says what is wrong.
pub fn date(text: &str) -> Result<Date, Problem> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Problem::Missing);
    }
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return date_parts(&text[..2], &text[2..4], &text[4..]);
    }
    let parts: Vec<&str> =
        text.split(['.', '/', '-', ' ']).map(str::trim).filter(|part| !part.is_empty()).collect();
    let [first, second, third] = parts[..] else { return Err(Problem::Unreadable) };
    if first.len() == 4 && text.contains('-') {
        return date_parts(third, second, first);
    }
    date_parts(first, second, third)
}

/// Reads a date from three fields; the month may be a name.
///
/// # Errors
/// [`Problem::Missing`] only if all three are empty.
pub fn date_parts(day: &str, month: &str, year: &str) -> Result<Date, Problem> {
    let (day, month, year) = (day.trim(), month.trim(), year.trim());
    if day.is_empty() && month.is_empty() && year.is_empty() {
        return Err(Problem::Missing);
    }
    let day: i8 = day.trim_end_matches('.').parse().map_err(|_| Problem::Unreadable)?;
    let year: i16 = year.parse().map_err(|_| Problem::Unreadable)?;
    let month = month_number(month).ok_or(Problem::Unreadable)?;
    if !YEARS.contains(&year) {
        return Err(Problem::Unreadable);
    }
    Date::new(year, month, day).map_err(|_| Problem::NoSuchDay)
}

fn month_number(text: &str) -> Option<i8> {
    let text = text.trim_end_matches('.').to_lowercase();
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    if text.chars().count() < 3 {
        return None;
    }
    (1..=12).find(|&number| {
        [Say::GERMAN, Say::ENGLISH]
            .iter()
            .any(|&say| format::month(say, number).to_lowercase().starts_with(&text))
    })
}

/// Reads an amount in euros and returns cents: "1.234,56", "1234,5", "1234", "12,50 €", "1,234.56".
///
/// # Errors
/// [`Problem`] says what is wrong. More than two decimal places are not rounded but refused.
pub fn money(text: &str) -> Result<i64, Problem> {
    let text: String = text
        .trim()
        .trim_end_matches("EUR")
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '€')
        .map(|c| if c == '\u{2212}' { '-' } else { c })
        .collect();
    if text.is_empty() {
        return Err(Problem::Missing);
    }
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.as_str()),
    };
    let (whole, cents) = split_decimal(text).ok_or(Problem::Unreadable)?;
    if whole.len() > EURO_DIGITS {
        return Err(Problem::TooLarge);
    }
    let whole: i64 = whole.parse().map_err(|_| Problem::Unreadable)?;
    let amount = whole * 100 + cents;
    Ok(if negative { -amount } else { amount })
}

/// Splits "1.234,5" into digits before the decimal mark and cents after it.
fn split_decimal(text: &str) -> Option<(String, i64)> {
    let last = text.rfind([',', '.']);
    let (whole, fraction) = match last {
        // A mark with exactly three digits after it separates thousands if it stands alone in
        // its kind: "1.234" is more than a thousand, "1,234" in a money field too.
        Some(at) if text.len() - at - 1 <= 2 => (&text[..at], &text[at + 1..]),
        _ => (text, ""),
    };
    let separator = whole.chars().find(|c| matches!(c, ',' | '.' | '\''));
    let mark = text.get(whole.len()..).and_then(|rest| rest.chars().next());
    if separator.is_some() && separator == mark {
        return None;
    }
    let groups: Vec<&str> = whole.split(separator.unwrap_or('.')).collect();
    let digits = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !groups.iter().all(digits) || (!fraction.is_empty() && !digits(&fraction)) {
        return None;
    }
    let grouped = groups.len() > 1;
    if grouped && (groups[0].len() > 3 || groups[1..].iter().any(|group| group.len() != 3)) {
        return None;
    }
    let cents: i64 = format!("{fraction:0<2}").parse().ok()?;
    Some((groups.concat(), cents))
}

/// Reads a whole number: "3", "1.200".
///
/// # Errors
/// [`Problem`] says what is wrong.
pub fn number(text: &str) -> Result<i64, Problem> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    if text.is_empty() {
        return Err(Problem::Missing);
    }
    let (negative, digits) = match text.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => (true, rest),
        None => (false, text.as_str()),
    };
    let (whole, cents) = split_decimal(digits).ok_or(Problem::Unreadable)?;
    if cents != 0 {
        return Err(Problem::Unreadable);
    }
    let value: i64 = whole.parse().map_err(|_| Problem::TooLarge)?;
    Ok(if negative { -value } else { value })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date as day;

    use super::*;

    #[test]
    fn reads_dates_in_every_usual_form() {
        for text in [
            "4.5.2026",
            "04.05.2026",
            "4. Mai 2026",
            "4 may 2026",
            "2026-05-04",
            "4/5/2026",
            "04052026",
            " 4 . 5 . 2026 ",
        ] {
            assert_eq!(date(text), Ok(day(2026, 5, 4)), "{text}");
        }
        assert_eq!(date("1. März 2026"), Ok(day(2026, 3, 1)));
    }

    #[test]
    fn refuses_days_that_do_not_exist_and_years_of_two_digits() {
        assert_eq!(date("29.2.2025"), Err(Problem::NoSuchDay));
        assert_eq!(date("29.2.2024"), Ok(day(2024, 2, 29)));
        assert_eq!(date("4.5.26"), Err(Problem::Unreadable));
        assert_eq!(date("4.5."), Err(Problem::Unreadable));
        assert_eq!(date("heute"), Err(Problem::Unreadable));
        assert_eq!(date("  "), Err(Problem::Missing));
        assert_eq!(date("4.Ma.2026"), Err(Problem::Unreadable));
        assert_eq!(date("üüüüüüüü"), Err(Problem::Unreadable));
    }

    #[test]
    fn reads_amounts_without_guessing() {
        for (text, cents) in [
            ("1.234,56", 123_456),
            ("1234,56 €", 123_456),
            ("1234", 123_400),
            ("1.234", 123_400),
            ("1,234.56", 123_456),
            ("12,5", 1250),
            ("0,05", 5),
            ("12,", 1200),
            ("-3,00", -300),
            ("1.234.567,89 EUR", 123_456_789),
        ] {
            assert_eq!(money(text), Ok(cents), "{text}");
        }
        for text in ["12,345,6", "1.23.456", "abc", ",", "1,2345", "--1", "1e5", "1.234,567.89"] {
            assert!(money(text).is_err(), "{text}");
        }
        assert_eq!(money(""), Err(Problem::Missing));
        assert_eq!(money("12345678901234567"), Err(Problem::TooLarge));
    }

    #[test]
    fn reads_whole_numbers() {
        assert_eq!(number("3"), Ok(3));
        assert_eq!(number("1.200"), Ok(1200));
        assert_eq!(number("2,5"), Err(Problem::Unreadable));
        assert_eq!(number("99999999999999999999"), Err(Problem::TooLarge));
    }
}
