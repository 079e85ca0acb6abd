//! Dates, money and numbers as people in Germany or English readers write them.

use jiff::civil::{Date, DateTime, Time};

use crate::say::{Language, Say};

/// Cents in a euro.
const CENTS: u64 = 100;
/// Bytes in a kilobyte, as file managers count.
const KILO: u64 = 1000;
/// Between a number and its unit: a space at which no line breaks (U+00A0).
pub const NBSP: char = '\u{a0}';

/// Names of the months; January is 1.
pub fn month(say: Say, number: i8) -> &'static str {
    const GERMAN: [&str; 12] = [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ];
    const ENGLISH: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let index = usize::try_from(number - 1).unwrap_or(0).min(11);
    say.of(GERMAN, ENGLISH)[index]
}

/// The names of the weekdays, from Monday.
pub fn weekdays(say: Say) -> [&'static str; 7] {
    say.of(
        ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"],
        ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    )
}

/// The name of a weekday, such as "Montag".
pub fn weekday(say: Say, date: Date) -> &'static str {
    let index = usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or(0);
    weekdays(say)[index]
}

/// "4. Mai 2026" or "4 May 2026".
pub fn date(say: Say, date: Date) -> String {
    let (day, name, year) = (date.day(), month(say, date.month()), date.year());
    match say.language {
        Language::German => format!("{day}. {name} {year}"),
        Language::English => format!("{day} {name} {year}"),
    }
}

/// "Montag, 4. Mai 2026".
pub fn date_with_weekday(say: Say, day: Date) -> String {
    format!("{}, {}", weekday(say, day), date(say, day))
}

/// "04.05.2026" or "04/05/2026", for dense tables.
pub fn date_short(say: Say, date: Date) -> String {
    let (day, month, year) = (date.day(), date.month(), date.year());
    match say.language {
        Language::German => format!("{day:02}.{month:02}.{year}"),
        Language::English => format!("{day:02}/{month:02}/{year}"),
    }
}

/// "14:05 Uhr" or "14:05".
pub fn time(say: Say, time: Time) -> String {
    let clock = format!("{:02}:{:02}", time.hour(), time.minute());
    say.of(format!("{clock}{NBSP}Uhr"), clock.clone())
}

/// "4. Mai 2026, 14:05 Uhr". Give the local time of the town.
pub fn date_time(say: Say, at: DateTime) -> String {
    format!("{}, {}", date(say, at.date()), time(say, at.time()))
}

/// "4. bis 8. Mai 2026", "30. April bis 4. Mai 2026": first and last day, both included.
pub fn period(say: Say, first: Date, last: Date) -> String {
    let to = say.of("bis", "to");
    let dot = say.of(".", "");
    if first == last {
        return date(say, first);
    }
    if (first.year(), first.month()) == (last.year(), last.month()) {
        return format!("{}{dot} {to} {}", first.day(), date(say, last));
    }
    if first.year() == last.year() {
        let name = month(say, first.month());
        return format!("{}{dot} {name} {to} {}", first.day(), date(say, last));
    }
    format!("{} {to} {}", date(say, first), date(say, last))
}

/// The month and year of a date: "Mai 2026".
pub fn month_and_year(say: Say, date: Date) -> String {
    format!("{} {}", month(say, date.month()), date.year())
}

/// "heute", "morgen", "in 3 Tagen", "vor 3 Tagen": the day seen from today.
pub fn relative_day(say: Say, day: Date, today: Date) -> String {
    let distance = (day - today).get_days();
    match distance {
        0 => say.of("heute", "today").to_owned(),
        1 => say.of("morgen", "tomorrow").to_owned(),
        -1 => say.of("gestern", "yesterday").to_owned(),
        n if n > 0 => say.of(format!("in {n} Tagen"), format!("in {n} days")),
        n => say.of(format!("vor {} Tagen", n.abs()), format!("{} days ago", n.abs())),
    }
}

/// "1 Tag", "3 Tage".
pub fn days(say: Say, count: i64) -> String {
    let one = count == 1;
    let word = match say.language {
        Language::German => ["Tage", "Tag"][usize::from(one)],
        Language::English => ["days", "day"][usize::from(one)],
    };
    format!("{} {word}", number(say, count))
}

/// A whole number with separators: "18.000" or "18,000".
pub fn number(say: Say, value: i64) -> String {
    let sign = if value < 0 { "\u{2212}" } else { "" };
    format!("{sign}{}", grouped(value.unsigned_abs(), say.of('.', ',')))
}

/// An amount in cents: "1.234,56 €" or "€1,234.56". Between number and sign stands U+00A0.
pub fn money(say: Say, cents: i64) -> String {
    let sign = if cents < 0 { "\u{2212}" } else { "" };
    let amount = cents.unsigned_abs();
    let (euro, rest) = (amount / CENTS, amount % CENTS);
    match say.language {
        Language::German => format!("{sign}{},{rest:02}{NBSP}€", grouped(euro, '.')),
        Language::English => format!("{sign}€{}.{rest:02}", grouped(euro, ',')),
    }
}

/// An amount in cents as a form field shows it: "1234,56", without sign and separators.
pub fn money_input(say: Say, cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    let amount = cents.unsigned_abs();
    format!("{sign}{}{}{:02}", amount / CENTS, say.of(',', '.'), amount % CENTS)
}

/// A number with decimal places, given as a whole number of its smallest step: `decimal(say, 1250,
/// 2)` is "12,50".
pub fn decimal(say: Say, value: i64, places: u32) -> String {
    let sign = if value < 0 { "\u{2212}" } else { "" };
    let step = 10_u64.pow(places.min(18));
    let amount = value.unsigned_abs();
    let whole = grouped(amount / step, say.of('.', ','));
    if places == 0 {
        return format!("{sign}{whole}");
    }
    let rest = amount % step;
    format!("{sign}{whole}{}{rest:0width$}", say.of(',', '.'), width = places as usize)
}

/// The size of a file: "1,2 MB", "10 MB", "340 KB".
pub fn file_size(say: Say, bytes: u64) -> String {
    let tenths = |value: u64, unit: u64| {
        let tenth = i64::try_from(value.saturating_mul(10) / unit).unwrap_or(i64::MAX);
        if tenth % 10 == 0 { decimal(say, tenth / 10, 0) } else { decimal(say, tenth, 1) }
    };
    match bytes {
        0..KILO => format!("{bytes}{NBSP}Byte"),
        b if b < KILO * KILO => format!("{}{NBSP}KB", b.div_ceil(KILO)),
        b if b < KILO * KILO * KILO => format!("{}{NBSP}MB", tenths(b, KILO * KILO)),
        b => format!("{}{NBSP}GB", tenths(b, KILO * KILO * KILO)),
    }
}

/// A limit of size as people remember it: whole megabytes, rounded down, so that what is promised
/// is kept. "10 MB"
pub fn size_limit(say: Say, bytes: u64) -> String {
    let mega = KILO * KILO;
    file_size(say, if bytes >= mega { bytes / mega * mega } else { bytes })
}

/// Law in running text: a paragraph sign stays with its number, as do "Abs." and "Nr.".
pub fn law(text: &str) -> String {
    ["§ ", "Abs. ", "Absatz ", "Nr. ", "Nummer ", "Satz "].iter().fold(
        text.to_owned(),
        |text, mark| {
            let bound = format!("{}{NBSP}", mark.trim_end());
            text.replace(mark, &bound)
        },
    )
}

/// "Anna, Bernd und Cem".
pub fn enumeration(say: Say, parts: &[&str]) -> String {
    let and = say.of("und", "and");
    match parts {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [most @ .., last] => format!("{} {and} {last}", most.join(", ")),
    }
}

fn grouped(value: u64, separator: char) -> String {
    let digits = value.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(separator);
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use jiff::civil::date as day;

    use super::*;

    const DE: Say = Say::GERMAN;
    const EN: Say = Say::ENGLISH;

    #[test]
    fn limits_are_round_and_law_stays_together() {
        assert_eq!(size_limit(DE, 10 * 1024 * 1024), "10\u{a0}MB");
        assert_eq!(size_limit(DE, 900), "900\u{a0}Byte");
        assert_eq!(law("nach § 18 Absatz 2"), "nach §\u{a0}18 Absatz\u{a0}2");
        assert_eq!(law("§ 12 Abs. 1 Satz 2 WoGG"), "§\u{a0}12 Abs.\u{a0}1 Satz\u{a0}2 WoGG");
    }

    #[test]
    fn writes_dates_as_people_do() {
        assert_eq!(date(DE, day(2026, 5, 4)), "4. Mai 2026");
        assert_eq!(date(EN, day(2026, 5, 4)), "4 May 2026");
        assert_eq!(date_short(DE, day(2026, 5, 4)), "04.05.2026");
        assert_eq!(date_with_weekday(DE, day(2026, 5, 4)), "Montag, 4. Mai 2026");
        assert_eq!(
            date_time(DE, day(2026, 12, 31).at(9, 5, 0, 0)),
            "31. Dezember 2026, 09:05\u{a0}Uhr"
        );
    }

    #[test]
    fn shortens_periods_where_month_or_year_are_the_same() {
        assert_eq!(period(DE, day(2026, 5, 4), day(2026, 5, 8)), "4. bis 8. Mai 2026");
        assert_eq!(period(DE, day(2026, 4, 30), day(2026, 5, 4)), "30. April bis 4. Mai 2026");
        assert_eq!(
            period(EN, day(2026, 12, 30), day(2027, 1, 4)),
            "30 December 2026 to 4 January 2027"
        );
        assert_eq!(period(DE, day(2026, 5, 4), day(2026, 5, 4)), "4. Mai 2026");
    }

    #[test]
    fn counts_days_from_today_across_months() {
        let today = day(2026, 2, 27);
        assert_eq!(relative_day(DE, day(2026, 3, 2), today), "in 3 Tagen");
        assert_eq!(relative_day(DE, day(2026, 2, 26), today), "gestern");
        assert_eq!(relative_day(EN, day(2025, 2, 27), today), "365 days ago");
        assert_eq!((days(DE, 1), days(DE, 1200)), ("1 Tag".into(), "1.200 Tage".into()));
    }

    #[test]
    fn writes_money_and_numbers() {
        assert_eq!(money(DE, 123_456), "1.234,56\u{a0}€");
        assert_eq!(money(DE, -5), "\u{2212}0,05\u{a0}€");
        assert_eq!(money(EN, 123_456), "€1,234.56");
        assert_eq!(money_input(DE, 123_456), "1234,56");
        assert_eq!(number(DE, 18_000), "18.000");
        assert_eq!(number(DE, 100), "100");
        assert_eq!(decimal(DE, 1250, 2), "12,50");
        assert_eq!(money(DE, i64::MIN).chars().next(), Some('\u{2212}'));
    }

    #[test]
    fn writes_sizes_and_lists() {
        assert_eq!(file_size(DE, 1_234_567), "1,2\u{a0}MB");
        assert_eq!(file_size(DE, 10_000_000), "10\u{a0}MB");
        assert_eq!(file_size(DE, 339_001), "340\u{a0}KB");
        assert_eq!(enumeration(DE, &["Anna", "Bernd", "Cem"]), "Anna, Bernd und Cem");
        assert_eq!(enumeration(DE, &["Anna"]), "Anna");
    }
}
