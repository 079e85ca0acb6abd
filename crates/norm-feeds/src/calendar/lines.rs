//! Lines of a calendar and the values in them.

use jiff::SignedDuration;
use jiff::civil::{Date, DateTime};

use super::{Geo, Moment};

/// A line: name, parameters, value.
pub(super) struct Line<'a> {
    pub name: String,
    pub parameters: Vec<(String, String)>,
    pub value: &'a str,
}

impl Line<'_> {
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }
}

/// Joins folded lines.
pub(super) fn unfold(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.split('\n').take(super::read::LINES_MAX) {
        let line = line.strip_suffix('\r').unwrap_or(line);
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(rest), Some(last)) => last.push_str(rest),
            _ => lines.push(line.to_owned()),
        }
    }
    lines
}

pub(super) fn split(line: &str) -> Option<Line<'_>> {
    let mut is_quoted = false;
    let mut ends = Vec::new();
    for (at, c) in line.char_indices() {
        match c {
            '"' => is_quoted = !is_quoted,
            ';' if !is_quoted => ends.push(at),
            ':' if !is_quoted => {
                ends.push(at);
                break;
            }
            _ => {}
        }
    }
    let last = *ends.last()?;
    if !line[last..].starts_with(':') {
        return None;
    }
    let mut start = 0;
    let mut parts = ends.iter().map(|end| {
        let part = &line[start..*end];
        start = end + 1;
        part
    });
    let name = parts.next()?.to_ascii_uppercase();
    let parameters = parts.filter_map(|part| {
        let (name, value) = part.split_once('=')?;
        let value =
            value.trim_matches('"').replace("^'", "\"").replace("^n", "\n").replace("^^", "^");
        Some((name.to_ascii_uppercase(), value))
    });
    let parameters = parameters.collect();
    Some(Line { name, parameters, value: &line[last + 1..] })
}

pub(super) fn text(value: &str) -> String {
    let mut plain = String::with_capacity(value.len());
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n' | 'N') => plain.push('\n'),
                Some(other) => plain.push(other),
                None => plain.push('\\'),
            },
            c => plain.push(c),
        }
    }
    plain
}

/// The texts of a list, apart by commas that have no backslash.
pub(super) fn texts(value: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut is_escaped = false;
    for c in value.chars() {
        if c == ',' && !is_escaped {
            parts.push(String::new());
        } else if let Some(last) = parts.last_mut() {
            last.push(c);
        }
        is_escaped = c == '\\' && !is_escaped;
    }
    parts.iter().map(|p| text(p).trim().to_owned()).filter(|p| !p.is_empty()).collect()
}

pub(super) fn day(value: &str) -> Option<Date> {
    Date::strptime("%Y%m%d", value).ok()
}

pub(super) fn time(value: &str) -> Option<DateTime> {
    DateTime::strptime("%Y%m%dT%H%M%S", value).ok()
}

/// A day, a time or an instant without regard to zones.
pub(super) fn bare_moment(value: &str) -> Option<Moment> {
    let value = value.trim();
    if value.len() == 8 {
        return day(value).map(Moment::Day);
    }
    if let Some(utc) = value.strip_suffix(['Z', 'z']) {
        let at = time(utc)?;
        return jiff::tz::TimeZone::UTC.to_timestamp(at).ok().map(Moment::Utc);
    }
    time(value).map(Moment::Local)
}

/// A length of time such as `P1DT2H`; days count as 24 hours.
pub(super) fn duration(value: &str) -> Option<SignedDuration> {
    let value = value.trim().trim_start_matches('+');
    let rest = value.strip_prefix('P')?;
    let mut seconds: i64 = 0;
    let mut number = String::new();
    for c in rest.chars() {
        let unit = match c {
            '0'..='9' => {
                number.push(c);
                continue;
            }
            'T' => continue,
            'W' => 7 * 86_400,
            'D' => 86_400,
            'H' => 3_600,
            'M' => 60,
            'S' => 1,
            _ => return None,
        };
        let count: i64 = number.parse().ok()?;
        number.clear();
        seconds = seconds.checked_add(count.checked_mul(unit)?)?;
    }
    (number.is_empty() && seconds < 400 * 86_400).then(|| SignedDuration::from_secs(seconds))
}

pub(super) fn geo(value: &str) -> Option<Geo> {
    let (lat, lon) = value.trim().split_once(';')?;
    Some(Geo { lat_microdeg: microdegrees(lat)?, lon_microdeg: microdegrees(lon)? })
}

/// Decimal degrees as millionths; more digits are cut off.
pub(crate) fn microdegrees(text: &str) -> Option<i32> {
    let text = text.trim().trim_start_matches('+');
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let is_number = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 3 || !is_number(whole) || !is_number(part) {
        return None;
    }
    let part: String = part.chars().chain("000000".chars()).take(6).collect();
    let all = whole.parse::<i32>().ok()? * 1_000_000 + part.parse::<i32>().ok()?;
    (all <= 180_000_000).then_some(sign * all)
}
