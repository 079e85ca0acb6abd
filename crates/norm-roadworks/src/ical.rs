//! iCalendar (RFC 5545, places by RFC 7986 and RFC 9073): every site is an event.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::cifs::precise;
use crate::model::{Feed, Work};
use crate::words::Status;
use crate::wzdx;

/// Longest line in octets, the break apart (RFC 5545, 3.1).
const LINE_OCTETS: usize = 75;

/// The feed as a calendar; detours belong to their sites and are no events.
pub fn write(feed: &Feed) -> String {
    let mut out = Calendar(String::new());
    out.line("BEGIN:VCALENDAR");
    out.line("VERSION:2.0");
    out.line("PRODID:-//Rathaus//Baustellen//DE");
    out.line("METHOD:PUBLISH");
    out.text("NAME", &feed.info.publisher);
    for work in feed.works.iter().filter(|work| work.zone.is_some()) {
        event(&mut out, work, feed.info.update_date);
    }
    out.line("END:VCALENDAR");
    out.0
}

fn event(out: &mut Calendar, work: &Work, made: Timestamp) {
    let changed = work.core.update_date.unwrap_or(made);
    out.line("BEGIN:VEVENT");
    out.text("UID", &work.id);
    out.line(&format!("DTSTAMP:{}", utc(changed)));
    out.line(&format!("LAST-MODIFIED:{}", utc(changed)));
    out.line(&format!("DTSTART:{}", utc(work.span.start_date)));
    out.line(&format!("DTEND:{}", utc(work.span.end_date)));
    let name = work
        .core
        .name
        .clone()
        .unwrap_or_else(|| format!("{}: {}", work.streets(), work.impact_german()));
    out.text("SUMMARY", &name);
    let mut words = work.core.description.clone().unwrap_or_default();
    if !words.is_empty() {
        words.push('\n');
    }
    words.push_str(work.impact_german());
    out.text("DESCRIPTION", &words);
    out.text("LOCATION", &work.streets());
    if let Some([lon, lat]) = work.place.points().first() {
        out.line(&format!("GEO:{};{}", precise(*lat), precise(*lon)));
    }
    let status = match work.status() {
        Status::Cancelled => "CANCELLED",
        Status::Planned => "TENTATIVE",
        _ => "CONFIRMED",
    };
    out.line(&format!("STATUS:{status}"));
    out.line("TRANSP:TRANSPARENT");
    let place = wzdx::geometry(&work.place).to_string();
    let data = "STRUCTURED-DATA;VALUE=TEXT;FMTTYPE=application/geo+json;\
                SCHEMA=\"https://www.rfc-editor.org/rfc/rfc7946\"";
    out.text(data, &place);
    out.line("END:VEVENT");
}

fn utc(time: Timestamp) -> String {
    time.to_zoned(TimeZone::UTC).strftime("%Y%m%dT%H%M%SZ").to_string()
}

struct Calendar(String);

impl Calendar {
    fn text(&mut self, name: &str, text: &str) {
        let mut line = format!("{name}:");
        for character in text.chars() {
            match character {
                '\\' | ';' | ',' => line.extend(['\\', character]),
                '\n' => line.push_str("\\n"),
                c if c.is_control() => {}
                c => line.push(c),
            }
        }
        self.line(&line);
    }

    /// Breaks a long line between characters.
    fn line(&mut self, line: &str) {
        let mut octets = 0;
        for character in line.chars() {
            if octets + character.len_utf8() > LINE_OCTETS {
                self.0.push_str("\r\n ");
                octets = 1;
            }
            octets += character.len_utf8();
            self.0.push(character);
        }
        self.0.push_str("\r\n");
    }
}
