//! Writing calendars.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

use super::{BERLIN_NAME, Calendar, Event, Geo, Moment, Status};
use crate::xml::sound;

/// Octets of a line before it is folded (RFC 5545, 3.1).
const LINE_OCTETS_MAX: usize = 75;

/// A text value: separators and line feeds escaped, other control characters gone.
fn text(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len());
    for c in sound(&value.replace("\r\n", "\n")).chars() {
        match c {
            '\\' | ';' | ',' => escaped.extend(['\\', c]),
            '\n' | '\r' => escaped.push_str("\\n"),
            '\t' => escaped.push('\t'),
            c if c.is_control() => {}
            c => escaped.push(c),
        }
    }
    escaped
}

/// A parameter's value in quotation marks; what may not stand there is written as RFC 6868 says.
fn parameter(value: &str) -> String {
    let mut quoted = String::from("\"");
    for c in sound(value).chars() {
        match c {
            '"' => quoted.push_str("^'"),
            '^' => quoted.push_str("^^"),
            '\n' => quoted.push_str("^n"),
            c if c.is_control() => {}
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// An address as it stands: without spaces and control characters.
fn uri(value: &str) -> String {
    value.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect()
}

fn day(date: Date) -> String {
    date.strftime("%Y%m%d").to_string()
}

fn time(at: DateTime) -> String {
    at.strftime("%Y%m%dT%H%M%S").to_string()
}

pub(super) fn utc(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

struct Lines(String);

impl Lines {
    /// A line, folded between characters.
    fn put(&mut self, line: &str) {
        let mut octets = 0;
        for c in line.chars() {
            if octets + c.len_utf8() > LINE_OCTETS_MAX {
                self.0.push_str("\r\n ");
                octets = 1;
            }
            self.0.push(c);
            octets += c.len_utf8();
        }
        self.0.push_str("\r\n");
    }

    fn text(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            self.put(&format!("{name}:{}", text(value)));
        }
    }

    fn uri(&mut self, name: &str, value: &str) {
        let value = uri(value);
        if !value.is_empty() {
            self.put(&format!("{name}:{value}"));
        }
    }

    fn moment(&mut self, name: &str, moment: &Moment) {
        match moment {
            Moment::Day(date) => self.put(&format!("{name};VALUE=DATE:{}", day(*date))),
            Moment::Local(at) => self.put(&format!("{name};TZID={BERLIN_NAME}:{}", time(*at))),
            Moment::Utc(at) => self.put(&format!("{name}:{}", utc(*at))),
        }
    }
}

/// The zone of the house, so that readers need no tables of their own.
const ZONE: &[&str] = &[
    "BEGIN:VTIMEZONE",
    "TZID:Europe/Berlin",
    "X-LIC-LOCATION:Europe/Berlin",
    "BEGIN:DAYLIGHT",
    "TZNAME:CEST",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0200",
    "DTSTART:19700329T020000",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "END:DAYLIGHT",
    "BEGIN:STANDARD",
    "TZNAME:CET",
    "TZOFFSETFROM:+0200",
    "TZOFFSETTO:+0100",
    "DTSTART:19701025T030000",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "END:STANDARD",
    "END:VTIMEZONE",
];

pub(crate) fn degrees(microdeg: i32) -> String {
    let sign = if microdeg < 0 { "-" } else { "" };
    let all = microdeg.unsigned_abs();
    format!("{sign}{}.{:06}", all / 1_000_000, all % 1_000_000)
}

fn event(lines: &mut Lines, it: &Event) {
    lines.put("BEGIN:VEVENT");
    // Without an id readers refuse the event.
    let uid = if it.uid.is_empty() { "-" } else { &it.uid };
    lines.text("UID", uid);
    lines.put(&format!("DTSTAMP:{}", utc(it.stamp)));
    lines.put(&format!("LAST-MODIFIED:{}", utc(it.stamp)));
    lines.put(&format!("SEQUENCE:{}", it.sequence));
    if let Some(replaces) = &it.replaces {
        lines.moment("RECURRENCE-ID", replaces);
    }
    lines.moment("DTSTART", &it.start);
    if let Some(end) = &it.end {
        lines.moment("DTEND", end);
    }
    if let Some(rule) = &it.rule {
        lines.put(&format!("RRULE:{}", rule.text(it.start.is_day())));
    }
    for except in &it.except {
        lines.moment("EXDATE", except);
    }
    for also in &it.also {
        lines.moment("RDATE", also);
    }
    lines.text("SUMMARY", &it.summary);
    lines.text("DESCRIPTION", &it.description);
    lines.text("LOCATION", &it.location);
    if let Some(Geo { lat_microdeg, lon_microdeg }) = it.geo {
        lines.put(&format!("GEO:{};{}", degrees(lat_microdeg), degrees(lon_microdeg)));
    }
    lines.uri("URL", &it.url);
    if !it.image_url.is_empty() {
        lines.put(&format!("IMAGE;VALUE=URI;DISPLAY=BADGE:{}", uri(&it.image_url)));
    }
    if !it.categories.is_empty() {
        let all: Vec<String> = it.categories.iter().map(|c| text(c)).collect();
        lines.put(&format!("CATEGORIES:{}", all.join(",")));
    }
    if let Some((name, mail)) = &it.organizer {
        lines.put(&format!("ORGANIZER;CN={}:mailto:{}", parameter(name), uri(mail)));
    }
    lines.put(match it.status {
        Status::Confirmed => "STATUS:CONFIRMED",
        Status::Tentative => "STATUS:TENTATIVE",
        Status::Cancelled => "STATUS:CANCELLED",
    });
    lines.put("END:VEVENT");
}

impl Calendar {
    /// The calendar as a file (`text/calendar; charset=utf-8`). `producer` names the program.
    pub fn write(&self, producer: &str) -> String {
        let mut lines = Lines(String::new());
        lines.put("BEGIN:VCALENDAR");
        lines.put("VERSION:2.0");
        lines.put(&format!("PRODID:-//{}//DE", text(producer)));
        lines.put("CALSCALE:GREGORIAN");
        // Both the names readers have long understood and those of RFC 7986.
        for name in ["NAME", "X-WR-CALNAME"] {
            lines.text(name, &self.name);
        }
        for name in ["DESCRIPTION", "X-WR-CALDESC"] {
            lines.text(name, &self.description);
        }
        lines.uri("URL", &self.url);
        if !self.source_url.is_empty() {
            lines.put(&format!("SOURCE;VALUE=URI:{}", uri(&self.source_url)));
        }
        lines.put(&format!("X-WR-TIMEZONE:{BERLIN_NAME}"));
        if self.refresh_hours > 0 {
            lines.put(&format!("REFRESH-INTERVAL;VALUE=DURATION:PT{}H", self.refresh_hours));
            lines.put(&format!("X-PUBLISHED-TTL:PT{}H", self.refresh_hours));
        }
        for line in ZONE {
            lines.put(line);
        }
        for it in &self.events {
            event(&mut lines, it);
        }
        lines.put("END:VCALENDAR");
        lines.0
    }
}
