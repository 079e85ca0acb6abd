//! Words, values and marks of the query language.

use jiff::SignedDuration;
use jiff::civil::{Date, Time};

use super::error::{QueryError, QueryErrorKind};
use super::expression::{Literal, Span};
use crate::geometry::parse_wkt;
use crate::json::Number;
use crate::time::{
    Instant, Interval, TimeError, TimeValue, parse_date, parse_duration, parse_time_of_day,
};

/// What a piece of text is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum TokenKind {
    /// A name or a word of the language; also `$name` and `@iot.id`.
    Name(String),
    /// A value.
    Literal(Literal),
    /// One of `( ) , / : ; = [ ] -`
    Mark(char),
    /// Nothing more.
    End,
}

/// A piece of text and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where it stands.
    pub span: Span,
}

impl Token {
    /// What was found, for a message.
    pub fn found(&self) -> String {
        match &self.kind {
            TokenKind::Name(name) => format!("'{name}'"),
            TokenKind::Literal(Literal::Text(_)) => "a text".to_owned(),
            TokenKind::Literal(_) => "a value".to_owned(),
            TokenKind::Mark(mark) => format!("'{mark}'"),
            TokenKind::End => "the end".to_owned(),
        }
    }
}

/// Cuts a text into pieces, one after the other.
#[derive(Debug, Clone)]
pub(crate) struct Lexer<'a> {
    text: &'a str,
    at: usize,
}

fn wrong<T>(offset: usize, end: usize, message: impl Into<String>) -> Result<T, QueryError> {
    let length = end.saturating_sub(offset);
    Err(QueryError::new(QueryErrorKind::Syntax, offset, length, message))
}

const fn is_name_start(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, '_' | '@' | '$') || !c.is_ascii()
}

const fn is_name_part(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '@' | '.' | '-') || !c.is_ascii()
}

impl<'a> Lexer<'a> {
    pub const fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// The next piece.
    pub fn next(&mut self) -> Result<Token, QueryError> {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
        let start = self.at;
        let rest = self.rest();
        let kind = match rest.chars().next() {
            None => TokenKind::End,
            Some('\'') => TokenKind::Literal(Literal::Text(self.quoted()?)),
            Some(c) if c.is_ascii_digit() => TokenKind::Literal(self.number_or_time()?),
            Some(mark @ ('(' | ')' | ',' | '/' | ':' | ';' | '=' | '[' | ']' | '-' | '*')) => {
                self.at += 1;
                TokenKind::Mark(mark)
            }
            Some(c) if is_name_start(c) && !c.is_whitespace() && !c.is_control() => self.name()?,
            Some(c) => {
                let message = format!("the character {c:?} means nothing here");
                return wrong(start, start + c.len_utf8(), message);
            }
        };
        Ok(Token { kind, span: Span { start, end: self.at } })
    }

    /// A name after `/`, where even words of the language and digits are names.
    pub fn name_after_slash(&mut self) -> Result<Token, QueryError> {
        let rest = self.rest();
        let start = self.at;
        if rest.starts_with(char::is_whitespace) {
            return wrong(start, start, "expected a name after '/', found a blank");
        }
        if rest.starts_with(|c: char| c.is_ascii_digit()) {
            let name = self.run(is_name_part).to_owned();
            return Ok(Token { kind: TokenKind::Name(name), span: Span { start, end: self.at } });
        }
        self.next()
    }

    fn run(&mut self, is_part: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let length = rest.find(|c: char| !is_part(c) || c.is_whitespace()).unwrap_or(rest.len());
        self.at += length;
        rest.get(..length).unwrap_or_default()
    }

    /// A text in single quotes; a doubled quote is one.
    fn quoted(&mut self) -> Result<String, QueryError> {
        let start = self.at;
        let mut value = String::new();
        loop {
            self.at += 1;
            let rest = self.rest();
            let Some(length) = rest.find('\'') else {
                return wrong(start, start + 1, "the text that begins here has no closing quote");
            };
            value.push_str(rest.get(..length).unwrap_or_default());
            self.at += length + 1;
            if !self.rest().starts_with('\'') {
                return Ok(value);
            }
            value.push('\'');
        }
    }

    fn name(&mut self) -> Result<TokenKind, QueryError> {
        let start = self.at;
        let name = self.run(is_name_part);
        if name.is_empty() {
            // A dollar or an at sign begins a name, but is no part of its inside.
            self.at += 1;
            let rest = self.run(is_name_part);
            return Ok(TokenKind::Name(format!("${rest}")));
        }
        if self.rest().starts_with('\'')
            && matches!(name, "duration" | "geography" | "geometry" | "datetimeoffset")
        {
            let inside = self.at + 1;
            let text = self.quoted()?;
            return self.quoted_value(name, &text, start, inside).map(TokenKind::Literal);
        }
        Ok(match name {
            "true" => TokenKind::Literal(Literal::Bool(true)),
            "false" => TokenKind::Literal(Literal::Bool(false)),
            "null" => TokenKind::Literal(Literal::Null),
            name => TokenKind::Name(name.to_owned()),
        })
    }

    fn quoted_value(
        &self,
        name: &str,
        text: &str,
        start: usize,
        inside: usize,
    ) -> Result<Literal, QueryError> {
        let at = |offset: usize| (inside + offset).min(self.at);
        match name {
            "duration" => match parse_duration(text) {
                Ok(duration) => Ok(Literal::Duration(duration)),
                Err(error) => wrong(at(error.offset), self.at, error.message),
            },
            "datetimeoffset" => match text.parse::<TimeValue>() {
                Ok(time) => Ok(Literal::Time(time)),
                Err(error) => wrong(at(error.offset), self.at, error.message),
            },
            _ => {
                // PostGIS writes the reference system in front; there is only one here.
                let plain = text.strip_prefix("SRID=4326;").unwrap_or(text);
                match parse_wkt(plain) {
                    Ok(geometry) => Ok(Literal::Geometry(geometry)),
                    Err(error) => {
                        let skipped = text.len() - plain.len();
                        wrong(at(skipped + error.offset).max(start), self.at, error.message)
                    }
                }
            }
        }
    }

    fn number_or_time(&mut self) -> Result<Literal, QueryError> {
        let start = self.at;
        let run = self.run(|c| c.is_ascii_alphanumeric() || matches!(c, ':' | '.' | '+' | '-'));
        // Four digits and a dash; 1.2e-5 and 123e-5 are numbers.
        let is_date = run.get(..4).is_some_and(|year| year.bytes().all(|b| b.is_ascii_digit()));
        if is_date && run.as_bytes().get(4) == Some(&b'-') {
            return self.date_or_time(run, start);
        }
        if run.as_bytes().get(2) == Some(&b':') {
            return match parse_time_of_day(run) {
                Ok(time) => Ok(Literal::TimeOfDay(time)),
                Err(error) => wrong(start + error.offset, self.at, error.message),
            };
        }
        // A zero in front is tolerated, as in 007.
        let digits = run.trim_start_matches('0');
        let digits = match digits.bytes().next() {
            Some(b'0'..=b'9') => digits,
            _ => run.get(run.len() - digits.len() - 1..).unwrap_or(run),
        };
        match Number::parse(digits) {
            Some(number) if number.as_f64().is_finite() => Ok(Literal::Number(number)),
            Some(_) => wrong(start, self.at, "this number is too large"),
            None => wrong(start, self.at, format!("'{run}' is neither a number nor a time")),
        }
    }

    fn date_or_time(&mut self, run: &str, start: usize) -> Result<Literal, QueryError> {
        let failed = |lexer: &Self, base: usize, error: TimeError| {
            wrong(base + error.offset, lexer.at.max(base + error.offset + 1), error.message)
        };
        if run.len() <= 10 {
            return match parse_date(run) {
                Ok(date) => Ok(Literal::Date(date)),
                Err(error) => failed(self, start, error),
            };
        }
        // A blank in front of two digits is a plus sign that was not percent-encoded.
        let is_blank_offset = self.rest().starts_with(' ')
            && self.rest().get(1..3).is_some_and(|d| d.bytes().all(|b| b.is_ascii_digit()));
        let first: Instant = match run.parse() {
            Ok(instant) => instant,
            Err(_) if is_blank_offset => {
                let message = "a blank where the offset should be: write '+' as %2B in URLs";
                return wrong(self.at, self.at + 1, message);
            }
            Err(error) => return failed(self, start, error),
        };
        let second = self.rest().strip_prefix('/');
        if !second.is_some_and(|s| s.starts_with(|c: char| c.is_ascii_digit())) {
            return Ok(Literal::Time(TimeValue::Instant(first)));
        }
        self.at += 1;
        let base = self.at;
        let run = self.run(|c| c.is_ascii_alphanumeric() || matches!(c, ':' | '.' | '+' | '-'));
        let second: Instant = match run.parse() {
            Ok(instant) => instant,
            Err(error) => return failed(self, base, error),
        };
        match Interval::new(first, second) {
            Some(interval) => Ok(Literal::Time(TimeValue::Interval(interval))),
            None => wrong(start, self.at, "the interval ends before it starts"),
        }
    }
}

/// A day as the language writes it.
pub(super) fn date_text(date: Date) -> String {
    date.to_string()
}

/// A time of day as the language writes it.
pub(super) fn time_text(time: Time) -> String {
    time.to_string()
}

/// A duration as the language writes it.
pub(super) fn duration_text(duration: SignedDuration) -> String {
    format!("duration'{}'", crate::time::format_duration(duration))
}
