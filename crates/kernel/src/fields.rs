//! The fields of a form as they arrived: text, and files with their bytes.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use jiff::civil::Date;

use crate::error::{AppError, Problem};
use crate::value::Euro;

/// Longest value of a text field, in bytes. Longer is refused, not cut.
pub const FIELD_BYTES_MAX: usize = 64 * 1024;
/// Fields in one form.
pub const FIELDS_MAX: usize = 2_000;

/// A file of a form.
#[derive(Clone, Debug)]
pub struct Upload {
    /// Name of the field.
    pub field: String,
    /// Name of the file as given.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// The fields of a form.
#[derive(Clone, Debug, Default)]
pub struct Fields {
    pub(crate) pairs: Vec<(String, String)>,
    pub(crate) uploads: Vec<Upload>,
}

impl Fields {
    /// Fields from pairs, for tests and for links that carry a query.
    pub fn from_pairs(pairs: Vec<(String, String)>) -> Self {
        Self { pairs, uploads: Vec::new() }
    }

    /// The value of a field without surrounding spaces; empty where it is missing.
    pub fn get(&self, name: &str) -> &str {
        self.pairs.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.trim())
    }

    /// The value as typed, line breaks unified.
    pub fn text(&self, name: &str) -> String {
        self.get(name).replace("\r\n", "\n").replace('\r', "\n")
    }

    /// All values of a field.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.pairs.iter().filter(move |(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// Whether a field was sent at all, such as a ticked box or a pressed button.
    pub fn has(&self, name: &str) -> bool {
        self.pairs.iter().any(|(n, _)| n == name)
    }

    /// All pairs in order.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }

    /// Files that were chosen.
    pub fn uploads(&self) -> &[Upload] {
        &self.uploads
    }

    /// Takes the files out.
    pub fn take_uploads(&mut self) -> Vec<Upload> {
        std::mem::take(&mut self.uploads)
    }

    /// A day: `2026-05-04` from a date field, or `4.5.2026` as people write it.
    ///
    /// # Errors
    /// A [`Problem`] at the field.
    pub fn date(&self, name: &str) -> Result<Option<Date>, Problem> {
        let text = self.get(name);
        if text.is_empty() {
            return Ok(None);
        }
        parse_date(text).map(Some).ok_or_else(|| {
            Problem::new(
                "form/date",
                "Bitte prüfen Sie die Angaben.",
                "Please check what you entered.",
            )
            .at(
                name,
                "Geben Sie ein Datum ein, zum Beispiel 31.12.2026.",
                "Enter a date, for example 31.12.2026.",
            )
        })
    }

    /// An amount: `1.234,56`, `1234,5`, `1234.56` or `1234`.
    ///
    /// # Errors
    /// A [`Problem`] at the field.
    pub fn euro(&self, name: &str) -> Result<Option<Euro>, Problem> {
        let text = self.get(name);
        if text.is_empty() {
            return Ok(None);
        }
        parse_euro(text).map(Some).ok_or_else(|| {
            Problem::new(
                "form/amount",
                "Bitte prüfen Sie die Angaben.",
                "Please check what you entered.",
            )
            .at(
                name,
                "Geben Sie einen Betrag in Euro ein, zum Beispiel 650,50.",
                "Enter an amount in euros, for example 650,50.",
            )
        })
    }
}

/// Reads a day as people and date fields write it.
pub fn parse_date(text: &str) -> Option<Date> {
    if let Ok(day) = text.parse::<Date>() {
        return Some(day);
    }
    let mut parts = text.split('.').map(str::trim);
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// Reads an amount as people write it. A point before exactly three digits groups thousands.
pub fn parse_euro(text: &str) -> Option<Euro> {
    let text = text.trim().trim_end_matches('€').trim_end_matches("Euro").trim();
    let (negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (whole, cents) = if let Some((whole, cents)) = text.split_once(',') {
        (whole.replace(['.', ' ', '\u{a0}'], ""), cents.to_owned())
    } else {
        let parts: Vec<&str> = text.split('.').collect();
        match parts.as_slice() {
            [whole] => ((*whole).replace([' ', '\u{a0}'], ""), String::new()),
            [whole, cents] if cents.len() <= 2 => ((*whole).to_owned(), (*cents).to_owned()),
            [first, rest @ ..] if rest.iter().all(|p| p.len() == 3) => {
                (format!("{first}{}", rest.concat()), String::new())
            }
            _ => return None,
        }
    };
    let digits = |s: &str| s.chars().all(|c| c.is_ascii_digit());
    if whole.is_empty() || !digits(&whole) || !digits(&cents) || cents.len() > 2 || whole.len() > 12
    {
        return None;
    }
    let cents: i64 = format!("{cents:0<2}").parse().ok()?;
    let amount = whole.parse::<i64>().ok()?.checked_mul(100)?.checked_add(cents)?;
    Some(Euro(if negative { -amount } else { amount }))
}

impl<S: Send + Sync> FromRequestParts<S> for Fields {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, AppError> {
        if let Some(fields) = parts.extensions.remove::<Fields>() {
            return Ok(fields);
        }
        // A page with a query: its pairs are the fields.
        Ok(Self::from_pairs(parse_pairs(parts.uri.query().unwrap_or_default().as_bytes())?))
    }
}

/// Reads url-encoded pairs within the limits.
///
/// # Errors
/// [`AppError::BadRequest`] when they do not read or are too many.
pub fn parse_pairs(bytes: &[u8]) -> Result<Vec<(String, String)>, AppError> {
    let pairs: Vec<(String, String)> = serde_html_form::from_bytes(bytes).map_err(|_| {
        AppError::BadRequest(Problem::new(
            "form/unreadable",
            "Die Angaben kamen nicht lesbar an. Bitte laden Sie die Seite neu und versuchen Sie es noch einmal.",
            "What you sent could not be read. Please reload the page and try again.",
        ))
    })?;
    check_limits(&pairs)?;
    Ok(pairs)
}

/// Checks number and length of fields.
pub(crate) fn check_limits(pairs: &[(String, String)]) -> Result<(), AppError> {
    if pairs.len() > FIELDS_MAX {
        return Err(AppError::TooLarge(FIELDS_MAX as u64));
    }
    if pairs.iter().any(|(_, value)| value.len() > FIELD_BYTES_MAX) {
        return Err(AppError::TooLarge(FIELD_BYTES_MAX as u64));
    }
    if pairs.iter().any(|(_, value)| value.contains('\0')) {
        return Err(AppError::BadRequest(Problem::new(
            "form/null",
            "Die Angaben enthalten ein Zeichen, das nicht gespeichert werden kann.",
            "What you sent contains a character that cannot be stored.",
        )));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (text, cents) in [
            ("650", 65_000),
            ("650,5", 65_050),
            ("650,50 €", 65_050),
            ("1.234,56", 123_456),
            ("1.234", 123_400),
            ("1234.56", 123_456),
            ("12.5", 1_250),
            ("1.234.567", 123_456_700),
            ("-3,00", -300),
        ] {
            assert_eq!(parse_euro(text), Some(Euro(cents)), "{text}");
        }
        for text in ["", "abc", "1,234", "1.23.4", "1,2,3", "12345678901234", "--1"] {
            assert_eq!(parse_euro(text), None, "{text}");
        }
    }

    #[test]
    fn days_are_read_in_both_forms() {
        let day = Date::constant(2026, 5, 4);
        assert_eq!(parse_date("4.5.2026"), Some(day));
        assert_eq!(parse_date("04.05.2026"), Some(day));
        assert_eq!(parse_date("2026-05-04"), Some(day));
        assert_eq!(parse_date("31.2.2026"), None);
        assert_eq!(parse_date("4.5.26"), None);
    }
}
