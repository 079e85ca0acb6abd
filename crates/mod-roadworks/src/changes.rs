//! What changed between two revisions, in sentences for everybody.

use jiff::civil::Date;
use kernel::{Language, Text};

use crate::model::{Site, State};

/// Sentences in both languages.
#[derive(Default)]
struct Said {
    de: Vec<String>,
    en: Vec<String>,
}

impl Said {
    fn say(&mut self, de: impl Into<String>, en: impl Into<String>) {
        self.de.push(de.into());
        self.en.push(en.into());
    }

    /// Two sentences with days: the new one and the one before.
    fn days(&mut self, new: Date, old: Date, de: [&str; 2], en: [&str; 2]) {
        let (german, english) = (|day| Language::De.day(day), |day| Language::En.day(day));
        self.say(
            format!("{}{} ({} {}).", de[0], german(new), de[1], german(old)),
            format!("{}{} ({} {}).", en[0], english(new), en[1], english(old)),
        );
    }
}

/// What is new in `new`, in sentences; empty when nothing is that people would notice.
pub fn changes(old: &Site, new: &Site) -> Text {
    let mut said = Said::default();
    if new.state != old.state {
        state(&mut said, old, new);
    }
    if new.from != old.from && new.state != State::Active {
        let (de, en) = (["Beginn jetzt am ", "bisher"], ["Now begins on ", "before:"]);
        said.days(new.from, old.from, de, en);
    }
    if new.until > old.until {
        let (de, en) = (["Verlängert bis ", "bisher"], ["Extended until ", "before:"]);
        said.days(new.until, old.until, de, en);
    } else if new.until < old.until && new.state != State::Done {
        let (de, en) = (["Früher fertig: bis ", "bisher"], ["Ready earlier: until ", "before:"]);
        said.days(new.until, old.until, de, en);
    }
    if new.impact != old.impact {
        let (now, before) = (new.impact.short(), old.impact.short());
        said.say(
            format!("Verkehr: jetzt {} (bisher {}).", now.de, before.de),
            format!("Traffic: now {} (before: {}).", now.en, before.en),
        );
    }
    if new.detour != old.detour {
        said.say("Die Umleitung hat sich geändert.", "The detour has changed.");
    }
    let words = |s: &Site| (s.title.clone(), s.text.clone(), s.builder.clone(), s.sort);
    if words(new) != words(old) {
        said.say("Die Beschreibung ist überarbeitet.", "The description was revised.");
    }
    Text::new(said.de.join(" "), said.en.join(" "))
}

/// How far it is now.
fn state(said: &mut Said, old: &Site, new: &Site) {
    match new.state {
        State::Active if old.state == State::Stopped => {
            said.say("Die Arbeiten gehen weiter.", "The works go on.");
        }
        State::Active => {
            let day = new.started_on.unwrap_or(new.from);
            said.say(
                format!("Die Arbeiten haben am {} begonnen.", Language::De.day(day)),
                format!("The works began on {}.", Language::En.day(day)),
            );
        }
        State::Done => {
            let day = new.finished_on.unwrap_or(new.until);
            said.say(
                format!("Die Arbeiten sind seit dem {} beendet.", Language::De.day(day)),
                format!("The works ended on {}.", Language::En.day(day)),
            );
        }
        State::Stopped => said.say("Die Arbeiten sind unterbrochen.", "The works are interrupted."),
        State::Cancelled => {
            said.say("Die Arbeiten finden nicht statt.", "The works will not happen.");
        }
        State::Planned => {
            said.say("Die Arbeiten sind wieder geplant.", "The works are planned again.");
        }
    }
}
