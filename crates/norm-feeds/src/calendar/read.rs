//! Reading calendars, as imperfect as they come.

use jiff::{SignedDuration, Timestamp};

use super::lines::{Line, bare_moment, duration, geo, split, text, texts, unfold};
use super::repeat::{Rule, RuleError};
use super::{Calendar, Event, Moment, Status, berlin};

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
