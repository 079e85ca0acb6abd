//! Periods as a calendar (RFC 5545): whole days, so that every program shows them on the right day.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// Longest line in octets, the break apart (RFC 5545, 3.1).
const LINE_OCTETS: usize = 75;

/// A day of the calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// What makes it the same entry tomorrow.
    pub uid: String,
    /// The day.
    pub day: Date,
    /// In a line.
    pub title: String,
    /// More.
    pub text: String,
    /// Its page.
    pub url: String,
}

/// A calendar of days.
pub(crate) fn write(name: &str, entries: &[Entry], made: Timestamp) -> String {
    let mut out = Calendar(String::new());
    out.line("BEGIN:VCALENDAR");
    out.line("VERSION:2.0");
    out.line("PRODID:-//Rathaus//Fristen//DE");
    out.line("METHOD:PUBLISH");
    out.text("NAME", name);
    out.text("X-WR-CALNAME", name);
    out.line("REFRESH-INTERVAL;VALUE=DURATION:PT1H");
    let stamp = made.to_zoned(TimeZone::UTC).strftime("%Y%m%dT%H%M%SZ");
    for entry in entries {
        out.line("BEGIN:VEVENT");
        out.text("UID", &entry.uid);
        out.line(&format!("DTSTAMP:{stamp}"));
        out.line(&format!("DTSTART;VALUE=DATE:{}", entry.day.strftime("%Y%m%d")));
        let next = entry.day.saturating_add(1.day());
        out.line(&format!("DTEND;VALUE=DATE:{}", next.strftime("%Y%m%d")));
        out.text("SUMMARY", &entry.title);
        out.text("DESCRIPTION", &entry.text);
        out.line(&format!("URL:{}", entry.url));
        out.line("TRANSP:TRANSPARENT");
        out.line("END:VEVENT");
    }
    out.line("END:VCALENDAR");
    out.0
}

struct Calendar(String);

impl Calendar {
    /// A property whose value people wrote.
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

    /// A line, folded where it is too long, never within a character.
    fn line(&mut self, line: &str) {
        let mut length = 0;
        for character in line.chars() {
            if length + character.len_utf8() > LINE_OCTETS {
                self.0.push_str("\r\n ");
                length = 1;
            }
            self.0.push(character);
            length += character.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_wrote_stays_in_its_line_and_lines_stay_short() {
        let entry = Entry {
            uid: "a/decide".into(),
            day: "2026-06-02".parse().expect("a day"),
            title: "Entscheiden; Straße, \\ Weg\nEND:VEVENT".into(),
            text: "ß".repeat(120),
            url: "https://stadt.test/x".into(),
        };
        let text = write("Fristen", &[entry], Timestamp::UNIX_EPOCH);
        assert!(text.contains("DTSTART;VALUE=DATE:20260602\r\nDTEND;VALUE=DATE:20260603\r\n"));
        assert!(text.contains("SUMMARY:Entscheiden\\; Straße\\, \\\\ Weg\\nEND:VEVENT\r\n"));
        assert!(text.split("\r\n").all(|line| line.len() <= LINE_OCTETS));
        assert_eq!(text.replace("\r\n ", "").matches('ß').count(), 121);
        assert_eq!(text.matches("\r\nEND:VEVENT\r\n").count(), 1);
    }
}
