//! What a town keeps as configuration: kinds of findings, measurements with their limits, bases of
//! warranty. One line each, fields separated by `|`; every line is checked before it is saved.

use jiff::civil::Date;
use kernel::Text;

use crate::model::Severity;

/// A kind of finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kind {
    /// Its key.
    pub key: String,
    /// What people read.
    pub label: Text,
    /// How bad it is; none if it is no defect by itself.
    pub severity: Option<Severity>,
}

/// Something that is measured.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    /// Its key.
    pub key: String,
    /// What people read.
    pub label: Text,
    /// Its unit.
    pub unit: String,
    /// Lowest allowed.
    pub low: Option<f64>,
    /// Highest allowed.
    pub high: Option<f64>,
}

/// What a warranty rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basis {
    /// Its key.
    pub key: String,
    /// From which day of acceptance it may be used.
    pub from: Date,
    /// Its length; 0 for none agreed.
    pub years: i64,
    /// What people read.
    pub label: Text,
    /// Whether the town has checked it.
    pub is_confirmed: bool,
}

/// What is wrong with a line: its number and a sentence.
pub type LineError = (usize, Text);

fn rows(text: &str) -> impl Iterator<Item = (usize, Vec<&str>)> {
    (1..)
        .zip(text.lines())
        .filter(|(_, line)| !line.trim().is_empty() && !line.trim_start().starts_with('#'))
        .map(|(number, line)| (number, line.split('|').map(str::trim).collect()))
}

fn wrong(number: usize, de: &str, en: &str) -> LineError {
    (number, Text::new(format!("Zeile {number}: {de}"), format!("Line {number}: {en}")))
}

fn key(number: usize, text: &str) -> Result<String, LineError> {
    let is_key = !text.is_empty()
        && text.len() <= 40
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if is_key {
        return Ok(text.to_owned());
    }
    Err(wrong(
        number,
        "Der Schlüssel besteht aus kleinen Buchstaben, Ziffern und Bindestrich.",
        "The key is made of small letters, digits and hyphens.",
    ))
}

fn label(number: usize, de: &str, en: &str) -> Result<Text, LineError> {
    if de.is_empty() {
        return Err(wrong(number, "Die Bezeichnung fehlt.", "The label is missing."));
    }
    Ok(Text::new(de, en))
}

fn once<T>(all: &[T], number: usize, is_same: impl Fn(&T) -> bool) -> Result<(), LineError> {
    if all.iter().any(is_same) {
        return Err(wrong(number, "Diesen Schlüssel gibt es schon.", "This key is there already."));
    }
    Ok(())
}

/// A number as people write it: `4,5` or `4.5`.
pub fn decimal(text: &str) -> Option<f64> {
    let text = text.trim().replace(',', ".");
    let is_plain =
        text.len() <= 15 && text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-'));
    if is_plain { text.parse().ok().filter(|v: &f64| v.is_finite()) } else { None }
}

fn limit(number: usize, text: &str) -> Result<Option<f64>, LineError> {
    if text.is_empty() {
        return Ok(None);
    }
    let wrong = || wrong(number, "Die Grenze ist keine Zahl.", "The limit is no number.");
    decimal(text).map(Some).ok_or_else(wrong)
}

/// Reads `key | Deutsch | English | gefahr, hoch, mittel, gering or keine`.
///
/// # Errors
/// The first line that does not read, and why.
pub fn kinds(text: &str) -> Result<Vec<Kind>, LineError> {
    let mut all: Vec<Kind> = Vec::new();
    for (number, row) in rows(text) {
        let [name, de, en, severity] = row.as_slice() else {
            return Err(wrong(
                number,
                "Erwartet werden vier Felder: Schlüssel | Deutsch | Englisch | Schwere.",
                "Four fields are expected: key | German | English | severity.",
            ));
        };
        let severity = match *severity {
            "gefahr" => Some(Severity::Danger),
            "hoch" => Some(Severity::High),
            "mittel" => Some(Severity::Medium),
            "gering" => Some(Severity::Low),
            "keine" => None,
            _ => {
                return Err(wrong(
                    number,
                    "Die Schwere ist gefahr, hoch, mittel, gering oder keine.",
                    "The severity is gefahr, hoch, mittel, gering or keine.",
                ));
            }
        };
        let key = key(number, name)?;
        once(&all, number, |k| k.key == key)?;
        all.push(Kind { key, label: label(number, de, en)?, severity });
    }
    Ok(all)
}

/// Reads `key | Deutsch | English | unit | lowest | highest`.
///
/// # Errors
/// The first line that does not read, and why.
pub fn measures(text: &str) -> Result<Vec<Measure>, LineError> {
    let mut all: Vec<Measure> = Vec::new();
    for (number, row) in rows(text) {
        let [name, de, en, unit, low, high] = row.as_slice() else {
            return Err(wrong(
                number,
                "Erwartet werden sechs Felder: Schlüssel | Deutsch | Englisch | Einheit | mindestens | höchstens.",
                "Six fields are expected: key | German | English | unit | at least | at most.",
            ));
        };
        let key = key(number, name)?;
        once(&all, number, |m| m.key == key)?;
        all.push(Measure {
            key,
            label: label(number, de, en)?,
            unit: (*unit).to_owned(),
            low: limit(number, low)?,
            high: limit(number, high)?,
        });
    }
    Ok(all)
}

/// Reads `key | first day | years | Deutsch | English | ja or nein`.
///
/// # Errors
/// The first line that does not read, and why.
pub fn bases(text: &str) -> Result<Vec<Basis>, LineError> {
    let mut all: Vec<Basis> = Vec::new();
    for (number, row) in rows(text) {
        let [name, from, years, de, en, confirmed] = row.as_slice() else {
            return Err(wrong(
                number,
                "Erwartet werden sechs Felder: Schlüssel | gilt ab | Jahre | Deutsch | Englisch | bestätigt.",
                "Six fields are expected: key | holds from | years | German | English | confirmed.",
            ));
        };
        let from = kernel::fields::parse_date(from).ok_or_else(|| {
            wrong(number, "Der erste Tag ist kein Datum.", "The first day is no date.")
        })?;
        let years = years.parse().ok().filter(|y| (0..=30).contains(y)).ok_or_else(|| {
            wrong(
                number,
                "Die Jahre sind eine Zahl von 0 bis 30.",
                "Years are a number from 0 to 30.",
            )
        })?;
        let key = key(number, name)?;
        once(&all, number, |b| b.key == key)?;
        let is_confirmed = *confirmed == "ja";
        all.push(Basis { key, from, years, label: label(number, de, en)?, is_confirmed });
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_town_starts_with_reads() {
        let own = crate::settings::SupervisionSettings::default();
        assert!(kinds(&own.kinds).unwrap().len() > 15);
        let measures = measures(&own.measures).unwrap();
        let asphalt = measures.iter().find(|m| m.key == "temperatur").unwrap();
        assert_eq!((asphalt.low, asphalt.high), (Some(140.0), Some(180.0)));
        // Nobody here has checked a period of law: the town does.
        assert!(bases(&own.bases).unwrap().iter().all(|b| !b.is_confirmed));
    }

    #[test]
    fn what_does_not_read_names_its_line() {
        let at = |result: Result<(), LineError>| result.unwrap_err().0;
        assert_eq!(at(kinds("a | A | A | hoch\nb | B | B").map(drop)), 2);
        assert_eq!(at(kinds("a | A | A | hoch\na | B | B | hoch").map(drop)), 2);
        assert_eq!(at(kinds("A | A | A | hoch").map(drop)), 1);
        assert_eq!(at(measures("# so\n\na | A | A | cm | vier |").map(drop)), 3);
        assert_eq!(at(bases("a | 2020-13-01 | 4 | A | A | ja").map(drop)), 1);
        assert_eq!(decimal("4,5"), Some(4.5));
        assert_eq!(decimal("1e5"), None);
        assert_eq!(decimal("NaN"), None);
    }
}
