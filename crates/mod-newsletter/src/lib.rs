//! The newsletter: what is new in town, by mail. People choose topics and how often, confirm their
//! address, change their choice by a link in every mail and leave at one click. No mail program
//! reports back: nothing counts who opened what.
//!
//! What becomes visible in the gazette is noticed once a minute ([`issue::look`]) and stands in one
//! issue of each rhythm; mails and the mark how far an issue went are saved together.

mod demo;
pub mod issue;
mod letter;
mod model;
mod routes;
mod settings;
mod store;
mod subscribe;
#[cfg(test)]
mod tests;
mod undelivered;

use jiff::SignedDuration;
use kernel::db::Migration;
use kernel::facts::{Fact, MailReturned};
use kernel::module::{Erase, FindablePage, Following, NavEntry, Retention, Schedule};
use kernel::outbox::Subscriber;
use kernel::pulse::Pulse;
use kernel::settings::SettingsPage;
use kernel::{AppError, Module, Permission, Text, Tx};

pub use demo::fill_for_demo;
pub use settings::NewsletterSettings;

/// May see how many get the newsletter and what was sent.
pub const SEE: Permission = Permission("newsletter.see");

/// What was noticed and sent is remembered so long.
const KEPT: SignedDuration = SignedDuration::from_hours(24 * 365);
/// Figures are kept for so many years.
const FIGURES_YEARS: i16 = 3;
/// Hour of the day at which mails that came back are looked at.
const UNDELIVERED_HOUR: i8 = 3;

/// What this module brings.
pub fn module() -> Module {
    Module {
        name: "newsletter",
        routes: routes::paths(),
        migrations: &[Migration {
            module: "newsletter",
            name: "0001_newsletter",
            sql: include_str!("../migrations/0001_newsletter.sql"),
        }],
        permissions: vec![(
            SEE,
            Text::new("Zahlen des Newsletters sehen", "See the figures of the newsletter"),
        )],
        subscribers: vec![Subscriber {
            name: "newsletter.returned",
            fact: MailReturned::NAME,
            run: undelivered::returned,
        }],
        jobs: vec![issue::job()],
        pulses: vec![Pulse { name: "newsletter.look", seconds: issue::SECONDS, run: issue::pulse }],
        schedules: vec![Schedule {
            name: "newsletter.undelivered",
            hour: UNDELIVERED_HOUR,
            run: undelivered::nightly,
        }],
        settings: vec![SettingsPage::of::<NewsletterSettings>(|| {
            Text::new("Newsletter", "Newsletter")
        })],
        navigation: vec![NavEntry {
            path: routes::DESK,
            label: Text::new("Newsletter", "Newsletter"),
            group: Text::new("Redaktion", "Newsroom"),
            icon: "mail",
            permission: Some(SEE),
        }],
        follows: vec![Following {
            title: Text::new("Neues aus der Stadt", "News of the town"),
            text: Text::new(
                "Aktuelles, Bekanntmachungen, Veranstaltungen, Stellen, Störungen: was Sie wählen, so oft Sie es wünschen.",
                "News, notices, events, vacancies, disruptions: what you choose, as often as you like.",
            ),
            mail: "/newsletter",
            feeds: &[],
            instead_of: "",
        }],
        pages: vec![FindablePage {
            path: "/newsletter",
            title: Text::new("Newsletter", "Newsletter"),
            text: Text::new(
                "Neues aus der Stadt per E-Mail: Themen wählen, bestellen, abbestellen.",
                "News of the town by mail: choose topics, order, end.",
            ),
            words: "newsletter rundbrief mailingliste email mail abonnieren abo bestellen abbestellen abmelden benachrichtigung nachrichten",
        }],
        retention: retention(),
        ..Module::default()
    }
}

fn retention() -> Vec<Retention> {
    vec![
        Retention {
            table: "newsletter_reader",
            rule: "Until its owner leaves or cannot be reached; without confirmation 48 hours (Art. 7 (1) GDPR: proof of consent is kept as long as mail is sent).",
            erase: Erase::Nightly(subscribe::erase_stale),
        },
        Retention {
            table: "newsletter_item",
            rule: "One year: so that nothing is sent twice; no personal data.",
            erase: Erase::Nightly(erase_items),
        },
        Retention {
            table: "newsletter_issue",
            rule: "One year: what was sent when; no personal data.",
            erase: Erase::Nightly(erase_issues),
        },
        Retention {
            table: "newsletter_figure",
            rule: "Three years; no personal data.",
            erase: Erase::Nightly(erase_figures),
        },
    ]
}

fn erase_items(tx: &mut Tx<'_>) -> Result<u64, AppError> {
    let before = tx.now() - KEPT;
    store::drop_items(tx, before)
}

fn erase_issues(tx: &mut Tx<'_>) -> Result<u64, AppError> {
    let before = tx.now() - KEPT;
    // The last one of each rhythm says from when the next one gathers.
    store::drop_issues(tx, before)
}

fn erase_figures(tx: &mut Tx<'_>) -> Result<u64, AppError> {
    let today = tx.today();
    let before = today.checked_sub(jiff::Span::new().years(FIGURES_YEARS)).unwrap_or(today);
    store::drop_figures(tx, before)
}
