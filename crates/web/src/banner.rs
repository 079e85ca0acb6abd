//! Warnings above everything else on every page.

use kernel::siren::{Banner, Level};
use kernel::{Language, Town};
use maud::{Markup, html};
use serde::{Deserialize, Serialize};

use crate::format;
use crate::icon::Icon;
use crate::say::Say;

/// A warning in the words of a page's language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    /// How grave it is: `danger`, `caution`, `info`, `clear`.
    pub level: String,
    /// The same in a word.
    pub word: String,
    /// What happens and what to do.
    pub text: String,
    /// Language of the text, where it is another than the page's.
    pub lang: Option<String>,
    /// Where, and until when.
    pub facts: String,
    /// Its page.
    pub url: String,
}

/// The warnings of a town, from memory.
pub(crate) fn warnings(town: &Town, say: Say, language: Language) -> Vec<Warning> {
    let signal = town.siren().signal();
    signal.at(town.now()).map(|banner| warning(banner, say, language)).collect()
}

fn warning(banner: &Banner, say: Say, language: Language) -> Warning {
    let level = match banner.level {
        Level::Danger => "danger",
        Level::Caution => "caution",
        Level::Info => "info",
        Level::Clear => "clear",
    };
    let zone = kernel::clock::berlin();
    let until = format::date_time(say, banner.until.to_zoned(zone).datetime());
    let mut facts = Vec::new();
    let area = banner.area.of(language);
    if !area.is_empty() {
        facts.push(say.of(format!("Gebiet: {area}"), format!("Area: {area}")));
    }
    if banner.level != Level::Clear && banner.until != jiff::Timestamp::MAX {
        facts.push(say.of(format!("gilt bis {until}"), format!("holds until {until}")));
    }
    let is_foreign = language == Language::En && banner.text.en.is_empty();
    Warning {
        level: level.to_owned(),
        word: banner.level.words().of(language).to_owned(),
        text: if is_foreign { banner.text.de.clone() } else { banner.text.of(language).to_owned() },
        lang: is_foreign.then(|| "de".to_owned()),
        facts: facts.join(" · "),
        url: format!("{}{}", language.of("", "/en"), banner.path),
    }
}

fn class(level: &str) -> &'static str {
    match level {
        "danger" => "rh-warning rh-warning--danger",
        "caution" => "rh-warning rh-warning--caution",
        "clear" => "rh-warning rh-warning--clear",
        _ => "rh-warning",
    }
}

/// The warnings above the head of a page.
pub(crate) fn banners(say: Say, all: &[Warning]) -> Markup {
    html! {
        @if !all.is_empty() {
            section.rh-warnings aria-label=(say.of("Warnungen", "Warnings")) {
                @for it in all {
                    div class=(class(&it.level)) {
                        div.rh-wrap.rh-warning__row {
                            (Icon::WARNING)
                            p {
                                strong { (it.word) ": " }
                                span lang=[it.lang.as_deref()] { (it.text) }
                                @if !it.facts.is_empty() { " " small { (it.facts) } }
                            }
                            a href=(it.url) {
                                (say.of("Mehr dazu", "More"))
                                span.kern-sr-only { ": " (it.word) }
                            }
                        }
                    }
                }
            }
        }
    }
}
