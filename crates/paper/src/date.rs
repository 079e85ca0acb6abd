//! Reads the day out of a date line, because PDF/A wants it as a number.

use jiff::civil::Date;

/// Beginnings of month names in German and English, January first.
const MONTHS: [&[&str]; 12] = [
    &["jan", "jän"],
    &["feb"],
    &["mär", "mar", "maer", "mrz"],
    &["apr"],
    &["mai", "may"],
    &["jun"],
    &["jul"],
    &["aug"],
    &["sep"],
    &["okt", "oct"],
    &["nov"],
    &["dez", "dec"],
];

/// The first day named in a line such as `Musterbach, 22. November 2026`, `22.11.2026`,
/// `2026-11-22` or `November 22, 2026`; none if there is none.
pub fn day_in(line: &str) -> Option<Date> {
    let words: Vec<&str> =
        line.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    words.windows(3).find_map(|three| match three {
        [a, b, c] => {
            day_first(a, b, c).or_else(|| year_first(a, b, c)).or_else(|| named_first(a, b, c))
        }
        _ => None,
    })
}

/// `22. November 2026` and `22.11.2026`.
fn day_first(day: &str, month: &str, year: &str) -> Option<Date> {
    date(year, named(month).or_else(|| small(month))?, day)
}

/// `2026-11-22`.
fn year_first(year: &str, month: &str, day: &str) -> Option<Date> {
    date(year, small(month)?, day)
}

/// `November 22, 2026`.
fn named_first(month: &str, day: &str, year: &str) -> Option<Date> {
    date(year, named(month)?, day)
}

fn date(year: &str, month: i8, day: &str) -> Option<Date> {
    (year.len() == 4).then_some(())?;
    Date::new(year.parse().ok()?, month, small(day)?).ok()
}

/// A number of one or two digits.
fn small(word: &str) -> Option<i8> {
    (word.len() <= 2).then(|| word.parse().ok()).flatten()
}

/// The month a word names, from 1.
fn named(word: &str) -> Option<i8> {
    let word = word.to_lowercase();
    let at = MONTHS.iter().position(|names| names.iter().any(|name| word.starts_with(name)))?;
    i8::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_is_found_in_the_usual_forms() {
        let day = Some(jiff::civil::date(2026, 11, 22));
        for line in [
            "22. November 2026",
            "Musterbach, den 22. November 2026",
            "22.11.2026",
            "2026-11-22",
            "November 22, 2026",
            "22 Nov 2026, 10:15 Uhr",
        ] {
            assert_eq!(day_in(line), day, "{line}");
        }
        assert_eq!(day_in("3. März 2027"), Some(jiff::civil::date(2027, 3, 3)));
        assert_eq!(day_in("29. Februar 2028"), Some(jiff::civil::date(2028, 2, 29)));
    }

    #[test]
    fn no_day_is_invented() {
        for line in
            ["", "im Herbst", "31. Februar 2026", "22.11.26", "Datum des Poststempels", "1 2"]
        {
            assert_eq!(day_in(line), None, "{line}");
        }
    }
}
