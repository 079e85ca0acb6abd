//! The contact card of a unit: who helps, where, when.

use maud::{Markup, html};

use crate::badge::{self, Tone};
use crate::icon::Icon;
use crate::say::Say;
use crate::shell::{mail_link, tel};

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
                h3.rh-contact__subtitle { (say.of("Öffnungszeiten", "Opening hours")) }
                dl.rh-hours {
                    @for line in &contact.hours {
                        div."rh-hours__today"[line.today] { dt { (line.day) } dd { (line.hours) } }
                    }
                }
            }
            @if let Some(url) = &contact.appointment_url {
                a.kern-btn."kern-btn--secondary"."kern-btn--block" href=(url) {
                    span.kern-label { (say.of("Termin vereinbaren", "Book an appointment")) }
                }
            }
        }
    }
}
