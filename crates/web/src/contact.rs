//! The contact card of a unit: who helps, where, when.

use maud::{Markup, html};

use crate::badge::{self, Tone};
use crate::blocks::heading;
use crate::format;
use crate::icon::Icon;
use crate::say::Say;
use crate::shell::{mail_link, tel};

/// Monday to Friday.
const WORKING_DAYS: usize = 5;
/// So many days must be named before the others count as closed: a single one may be an extra.
const WORKING_DAYS_NAMED_MIN: usize = 3;

/// One line of opening hours: "Montag" and "8:00 bis 12:00 Uhr".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hours {
    /// The day or days.
    pub day: String,
    /// The hours, or "geschlossen".
    pub hours: String,
    /// The line of today.
    pub today: bool,
}

/// A unit, its address and its hours.
#[derive(Debug, Clone, Default)]
pub struct Contact {
    /// Name of the unit.
    pub name: String,
    /// Address of its page.
    pub url: Option<String>,
    /// Postal address and room, line by line.
    pub address: Vec<String>,
    /// Telephone number.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Now: open or not, and the words for it: "Jetzt geöffnet bis 16:00 Uhr".
    pub now: Option<(bool, String)>,
    /// Opening hours.
    pub hours: Vec<Hours>,
    /// Address to book an appointment.
    pub appointment_url: Option<String>,
    /// About access: lift, ramp.
    pub access: Option<String>,
}

/// The contact card; `title` is its heading, such as "Zuständig für Sie".
pub fn contact_card(say: Say, title: &str, contact: &Contact) -> Markup {
    html! {
        section.rh-card.rh-contact {
            h2.rh-card__title { (title) }
            (ways(say, contact, Some(3)))
        }
    }
}

/// The contact card within a text, whose headings the editor makes.
pub fn contact_box(say: Say, title: &str, contact: &Contact) -> Markup {
    html! {
        div.rh-card.rh-contact {
            p.rh-card__title { (title) }
            (ways(say, contact, None))
        }
    }
}

/// Name, ways and hours; `level` is that of the heading above the hours.
fn ways(say: Say, contact: &Contact, level: Option<u8>) -> Markup {
    html! {
        p.rh-contact__name {
            @if let Some(url) = &contact.url { a href=(url) { (contact.name) } }
            @else { (contact.name) }
        }
        @if let Some((open, words)) = &contact.now {
            p { (badge::badge(if *open { Tone::Success } else { Tone::Neutral }, words)) }
        }
        ul.rh-contact__ways {
            @if !contact.address.is_empty() {
                li { (Icon::PLACE) address {
                    @for (index, line) in contact.address.iter().enumerate() {
                        @if index > 0 { br; } (line)
                    }
                } }
            }
            @if let Some(phone) = &contact.phone {
                li { (Icon::PHONE) a href=(tel(phone)) { (phone) } }
            }
            @if let Some(email) = &contact.email {
                li { (Icon::MAIL) (mail_link(email)) }
            }
            @if let Some(access) = &contact.access { li { (Icon::INFO) span { (access) } } }
        }
        @if !contact.hours.is_empty() {
            (heading(level, None, Some("rh-contact__subtitle"), html! {
                (say.of("Öffnungszeiten", "Opening hours"))
            }))
            (hours_list(say, &contact.hours))
        }
        @if let Some(url) = &contact.appointment_url {
            a.kern-btn."kern-btn--secondary"."kern-btn--block" href=(url) {
                span.kern-label { (say.of("Termin vereinbaren", "Book an appointment")) }
            }
        }
    }
}

/// Opening hours, a line per day.
pub fn hours_list(say: Say, hours: &[Hours]) -> Markup {
    html! {
        dl.rh-hours {
            @for line in &week(say, hours) {
                div."rh-hours__today"[line.today] { dt { (line.day) } dd { (line.hours) } }
            }
        }
    }
}

/// One line per day: several spans of a day stand together, and where the days are named one by
/// one, a working day without hours is said to be closed.
fn week(say: Say, hours: &[Hours]) -> Vec<Hours> {
    let mut lines: Vec<Hours> = Vec::new();
    for line in hours {
        match lines.last_mut().filter(|last| last.day == line.day) {
            Some(last) => {
                let start = last.hours.strip_suffix(" Uhr").unwrap_or(&last.hours);
                last.hours = format!("{start} {} {}", say.of("und", "and"), line.hours);
                last.today |= line.today;
            }
            None => lines.push(line.clone()),
        }
    }
    let days = format::weekdays(say);
    let place = |line: &Hours| days.iter().position(|day| *day == line.day);
    let is_by_day = lines.iter().all(|line| place(line).is_some());
    if !is_by_day || lines.len() < WORKING_DAYS_NAMED_MIN {
        return lines;
    }
    for (index, day) in days.iter().take(WORKING_DAYS).enumerate() {
        if !lines.iter().any(|line| line.day == *day) {
            let at = lines.iter().position(|line| place(line) > Some(index));
            let closed = say.of("geschlossen", "closed").to_owned();
            let line = Hours { day: (*day).to_owned(), hours: closed, today: false };
            lines.insert(at.unwrap_or(lines.len()), line);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(day: &str, hours: &str) -> Hours {
        Hours { day: day.into(), hours: hours.into(), today: false }
    }

    #[test]
    fn a_day_has_one_line_and_a_day_without_hours_is_closed() {
        let lines = week(
            Say::GERMAN,
            &[
                line("Montag", "8:00–12:30 Uhr"),
                line("Dienstag", "8:00–12:30 Uhr"),
                line("Dienstag", "14:00–16:00 Uhr"),
                line("Donnerstag", "8:00–12:30 Uhr"),
            ],
        );
        let shown: Vec<(&str, &str)> =
            lines.iter().map(|l| (l.day.as_str(), l.hours.as_str())).collect();
        assert_eq!(
            shown,
            [
                ("Montag", "8:00–12:30 Uhr"),
                ("Dienstag", "8:00–12:30 und 14:00–16:00 Uhr"),
                ("Mittwoch", "geschlossen"),
                ("Donnerstag", "8:00–12:30 Uhr"),
                ("Freitag", "geschlossen"),
            ]
        );
    }

    #[test]
    fn ranges_of_days_stay_as_the_town_wrote_them() {
        let own = [line("Montag bis Donnerstag", "8–16 Uhr"), line("Freitag", "8–12 Uhr")];
        assert_eq!(week(Say::GERMAN, &own), own);
        assert_eq!(week(Say::GERMAN, &[line("Freitag", "8–12 Uhr")]).len(), 1);
    }
}
