//! The pages: of staff, of the public, and for programs.

mod programs;
mod public;
mod staff;

use kernel::access::Access;
use kernel::{Language, Routes, Text};
use web::badge::Tone;
use web::{Say, format};

use crate::ISSUE;
use crate::model::{Kind, Message};

/// The page from which warnings are issued.
const DESK: &str = "/verwaltung/warnung";

/// All paths of the module.
pub fn paths() -> Routes {
    let (all, issue) = (Access::Everyone, Access::Staff(ISSUE));
    Routes::new()
        .get("/warnungen", all, public::list)
        .get("/warnungen.atom", all, programs::atom)
        .get("/warnungen.rss", all, programs::rss)
        .get("/warnungen.json", all, programs::json)
        .get("/warnungen/{thread}", all, public::show)
        .get("/warnungen/{thread}/cap/{number}", all, programs::cap)
        .get(DESK, issue, staff::show)
        .post(DESK, issue, staff::issue)
        .get("/verwaltung/warnung/{thread}", issue, staff::thread)
        .post("/verwaltung/warnung/{thread}", issue, staff::update)
        .post("/verwaltung/warnung/{thread}/entwarnung", issue, staff::all_clear)
        .post("/verwaltung/warnung/krisenmodus", issue, staff::set_crisis)
        .post("/verwaltung/warnung/bund", issue, staff::federal)
}

/// What a message is, in a word, with its tone.
fn mark(message: &Message, language: Language) -> (Tone, String) {
    use kernel::siren::Level;
    let level = message.banner_level();
    let tone = match level {
        Level::Danger => Tone::Danger,
        Level::Caution => Tone::Warning,
        Level::Info => Tone::Info,
        Level::Clear => Tone::Success,
    };
    (tone, level.words().of(language).to_owned())
}

fn kind_words(kind: Kind) -> Text {
    match kind {
        Kind::Alert => Text::new("Warnung", "Warning"),
        Kind::Update => Text::new("Aktualisierung", "Update"),
        Kind::Clear => Text::new("Entwarnung", "All clear"),
    }
}

/// A text for a page: German where there is no other, and then marked as such.
fn worded(text: &Text, language: Language) -> (&str, Option<&'static str>) {
    if language == Language::En && text.en.is_empty() && !text.de.is_empty() {
        (&text.de, Some("de"))
    } else {
        (text.of(language), None)
    }
}

fn moment(say: Say, at: jiff::Timestamp) -> String {
    format::date_time(say, at.to_zoned(kernel::clock::berlin()).datetime())
}
