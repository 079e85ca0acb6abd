//! Reading calendars, as imperfect as they come.

use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, Timestamp};

use super::repeat::{Rule, RuleError};
use super::{Calendar, Event, Geo, Moment, Status, berlin};

/// Bytes of the largest calendar read.
const BYTES_MAX: usize = 16 * 1024 * 1024;
/// Lines of the largest calendar read.
pub const LINES_MAX: usize = 400_000;
/// Events read.
pub const EVENTS_MAX: usize = 10_000;
/// Findings told.
const FINDINGS_MAX: usize = 100;
/// Parts within parts that are followed.
const DEPTH_MAX: usize = 8;
/// Exceptions and further times kept of one event.
const DATES_MAX: usize = 2_000;

/// Something odd in a calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// Too large: the rest is not read.
    Cut,
    /// No calendar at all.
    NotACalendar,
    /// An event without beginning, left out; its id.
    NoStart(String),
    /// A value that is none; the property's name.
    BadValue(String),
    /// A zone nobody here knows; its times count as those of the house.
    UnknownZone(String),
    /// A repetition that is not counted; only the first time stands.
    Repetition(RuleError),
}

/// A calendar as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadCalendar {
    /// The calendar.
    pub calendar: Calendar,
    /// What was odd.
    pub findings: Vec<Finding>,
}

/// A line: name, parameters, value.
struct Line<'a> {
    name: String,
    parameters: Vec<(String, String)>,
    value: &'a str,
}

impl Line<'_> {
    fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }
}

/// Joins folded lines.
fn unfold(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.split('\n').take(LINES_MAX) {
        let line = line.strip_suffix('\r').unwrap_or(line);
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(rest), Some(last)) => last.push_str(rest),
            _ => lines.push(line.to_owned()),
        }
    }
    lines
}

fn split(line: &str) -> Option<Line<'_>> {
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

fn text(value: &str) -> String {
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
fn texts(value: &str) -> Vec<String> {
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

fn day(value: &str) -> Option<Date> {
    Date::strptime("%Y%m%d", value).ok()
}

fn time(value: &str) -> Option<DateTime> {
    DateTime::strptime("%Y%m%dT%H%M%S", value).ok()
}

/// A day, a time or an instant without regard to zones.
fn bare_moment(value: &str) -> Option<Moment> {
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

/// Zones with the clock of the house, by the names calendars use.
const LIKE_BERLIN: &[&str] = &[
    "europe/berlin",
    "europe/vienna",
    "europe/zurich",
    "europe/paris",
    "europe/brussels",
    "europe/amsterdam",
    "europe/luxembourg",
    "europe/copenhagen",
    "europe/rome",
    "europe/madrid",
    "europe/prague",
    "europe/warsaw",
    "europe/busingen",
    "w. europe standard time",
    "romance standard time",
    "central europe standard time",
    "central european standard time",
    "cet",
    "mez",
    "(utc+01:00) amsterdam, berlin, bern, rome, stockholm, vienna",
];

/// A length of time such as `P1DT2H`; days count as 24 hours.
fn duration(value: &str) -> Option<SignedDuration> {
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

#[derive(Default)]
struct Draft {
    event: Option<Event>,
    has_start: bool,
    lasts: Option<SignedDuration>,
    rules: Vec<String>,
}

struct Reader {
    read: ReadCalendar,
    open: Vec<String>,
    draft: Draft,
}

impl Reader {
    fn find(&mut self, finding: Finding) {
        if self.read.findings.len() < FINDINGS_MAX && !self.read.findings.contains(&finding) {
            self.read.findings.push(finding);
        }
    }

    fn moment(&mut self, line: &Line<'_>, value: &str) -> Option<Moment> {
        let found = bare_moment(value);
        if found.is_none() {
            self.find(Finding::BadValue(line.name.clone()));
        }
        if let (Some(Moment::Local(at)), Some(zone)) = (found, line.parameter("TZID")) {
            let name = zone.trim_start_matches('/').to_lowercase();
            if matches!(name.as_str(), "utc" | "gmt" | "etc/utc") {
                return jiff::tz::TimeZone::UTC.to_timestamp(at).ok().map(Moment::Utc);
            }
            let is_known = LIKE_BERLIN
                .iter()
                .any(|known| name == *known || name.ends_with(&format!("/{known}")));
            if !is_known {
                self.find(Finding::UnknownZone(zone.chars().take(80).collect()));
            }
        }
        found
    }

    fn moments(&mut self, line: &Line<'_>) -> Vec<Moment> {
        let values: Vec<&str> = line.value.split(',').take(DATES_MAX).collect();
        // A period counts by its beginning.
        let starts = values.iter().map(|v| v.split('/').next().unwrap_or_default());
        let mut found = Vec::new();
        for value in starts.collect::<Vec<_>>() {
            found.extend(self.moment(line, value));
        }
        found
    }

    fn line(&mut self, line: &Line<'_>) {
        match line.name.as_str() {
            "BEGIN" => {
                let name = line.value.trim().to_ascii_uppercase();
                if name == "VEVENT" && self.draft.event.is_none() {
                    let start = Moment::Utc(Timestamp::default());
                    let event = Event::new("", Timestamp::default(), start, "");
                    self.draft = Draft { event: Some(event), ..Draft::default() };
                }
                if self.open.len() < DEPTH_MAX {
                    self.open.push(name);
                }
            }
            "END" => {
                let name = line.value.trim().to_ascii_uppercase();
                if let Some(at) = self.open.iter().rposition(|o| *o == name) {
                    self.open.truncate(at);
                }
                if name == "VEVENT" {
                    self.finish();
                }
            }
            _ if self.open.last().is_some_and(|o| o == "VEVENT") => self.property(line),
            _ if self.open.len() == 1 => self.about_all(line),
            _ => {}
        }
    }

    fn about_all(&mut self, line: &Line<'_>) {
        let calendar = &mut self.read.calendar;
        match line.name.as_str() {
            "NAME" => calendar.name = text(line.value),
            "X-WR-CALNAME" if calendar.name.is_empty() => calendar.name = text(line.value),
            "DESCRIPTION" => calendar.description = text(line.value),
            "X-WR-CALDESC" if calendar.description.is_empty() => {
                calendar.description = text(line.value);
            }
            "URL" => line.value.trim().clone_into(&mut calendar.url),
            "SOURCE" => line.value.trim().clone_into(&mut calendar.source_url),
            "REFRESH-INTERVAL" | "X-PUBLISHED-TTL" => {
                let hours = duration(line.value).map_or(0, |d| d.as_hours());
                calendar.refresh_hours = u16::try_from(hours).unwrap_or_default();
            }
            _ => {}
        }
    }

    fn property(&mut self, line: &Line<'_>) {
        let times = match line.name.as_str() {
            "DTSTART" | "DTEND" | "RECURRENCE-ID" | "EXDATE" | "RDATE" => self.moments(line),
            _ => Vec::new(),
        };
        let draft = &mut self.draft;
        let Some(event) = draft.event.as_mut() else { return };
        let mut is_bad = false;
        match line.name.as_str() {
            "UID" => event.uid = text(line.value),
            "SUMMARY" => event.summary = text(line.value),
            "DESCRIPTION" => event.description = text(line.value),
            "LOCATION" => event.location = text(line.value),
            "URL" => line.value.trim().clone_into(&mut event.url),
            "IMAGE" if line.parameter("ENCODING").is_none() => {
                line.value.trim().clone_into(&mut event.image_url);
            }
            "CATEGORIES" => event.categories.extend(texts(line.value)),
            "SEQUENCE" => match line.value.trim().parse() {
                Ok(number) => event.sequence = number,
                Err(_) => is_bad = true,
            },
            "DTSTAMP" | "LAST-MODIFIED" => match bare_moment(line.value) {
                Some(at) => event.stamp = event.stamp.max(at.instant()),
                None => is_bad = true,
            },
            "STATUS" => {
                event.status = match line.value.trim().to_ascii_uppercase().as_str() {
                    "CANCELLED" => Status::Cancelled,
                    "TENTATIVE" => Status::Tentative,
                    _ => Status::Confirmed,
                }
            }
            "GEO" => {
                event.geo = geo(line.value);
                is_bad = event.geo.is_none();
            }
            "ORGANIZER" => {
                let mail = line.value.trim();
                let mail =
                    mail.get(7..).filter(|_| mail.to_ascii_lowercase().starts_with("mailto:"));
                let name = line.parameter("CN").unwrap_or_default().to_owned();
                event.organizer = mail.map(|mail| (name, mail.to_owned()));
            }
            "DTSTART" => {
                if let Some(start) = times.first() {
                    event.start = *start;
                    draft.has_start = true;
                }
            }
            "DTEND" => event.end = times.first().copied(),
            "RECURRENCE-ID" => event.replaces = times.first().copied(),
            "EXDATE" => event.except.extend(times),
            "RDATE" => event.also.extend(times),
            "DURATION" => draft.lasts = duration(line.value),
            "RRULE" => draft.rules.push(line.value.trim().to_owned()),
            _ => {}
        }
        event.except.truncate(DATES_MAX);
        event.also.truncate(DATES_MAX);
        if is_bad {
            self.find(Finding::BadValue(line.name.clone()));
        }
    }

    fn finish(&mut self) {
        let draft = std::mem::take(&mut self.draft);
        let Some(mut event) = draft.event else { return };
        if !draft.has_start {
            return self.find(Finding::NoStart(event.uid.chars().take(80).collect()));
        }
        if event.end.is_none()
            && let Some(lasts) = draft.lasts
        {
            event.end = match event.start {
                Moment::Day(_) => {
                    event.start.local().checked_add(lasts).ok().map(|e| Moment::Day(e.date()))
                }
                Moment::Local(_) => {
                    let end = event.start.instant().checked_add(lasts).ok();
                    end.map(|end| Moment::Local(berlin().to_datetime(end)))
                }
                Moment::Utc(at) => at.checked_add(lasts).ok().map(Moment::Utc),
            };
        }
        for text in draft.rules {
            match Rule::read(&text, bare_moment) {
                Ok(rule) if event.rule.is_none() => event.rule = Some(rule),
                Ok(_) => self.find(Finding::BadValue("RRULE".into())),
                Err(error) => self.find(Finding::Repetition(error)),
            }
        }
        if self.read.calendar.events.len() < EVENTS_MAX {
            self.read.calendar.events.push(event);
        } else {
            self.find(Finding::Cut);
        }
    }
}

fn geo(value: &str) -> Option<Geo> {
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

/// Reads a calendar. What cannot be understood is told and left out; nothing is refused.
pub fn read_calendar(bytes: &[u8]) -> ReadCalendar {
    let mut reader =
        Reader { read: ReadCalendar::default(), open: Vec::new(), draft: Draft::default() };
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(BYTES_MAX)]);
    if bytes.len() > BYTES_MAX || text.split('\n').nth(LINES_MAX).is_some() {
        reader.find(Finding::Cut);
    }
    if !text.to_ascii_uppercase().contains("BEGIN:VCALENDAR") {
        reader.find(Finding::NotACalendar);
    }
    for line in unfold(text.trim_start_matches('\u{feff}')) {
        if let Some(line) = split(&line) {
            reader.line(&line);
        }
    }
    reader.read
}
