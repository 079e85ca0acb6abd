//! What a service is, and where its page stands.

use jiff::Timestamp;
use kernel::Text;
use serde::{Deserialize, Serialize};

/// Longest address of a service, in characters.
pub(crate) const SLUG_CHARS_MAX: usize = 80;
/// Words that addresses of staff pages begin with; no service may be called so.
const TAKEN: [&str; 6] = ["neu", "themen", "reifegrad", "einfuhr", "ausfuhr", "index"];
/// Digits of a Leistungsschlüssel.
const LEIKA_DIGITS: usize = 14;

/// Something the town offers to people (*Leistung*). Long texts are written in the small Markdown
/// of [`crate::prose`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Service {
    /// Last part of its address: lower-case ASCII letters, digits, hyphens. Permanent.
    pub slug: String,
    /// Title.
    pub title: Text,
    /// A sentence or two for lists and the head of the page.
    pub teaser: Text,
    /// What it is, long text.
    pub text: Text,
    /// Who is entitled, long text; empty where the description says it.
    pub entitled: Text,
    /// How it works, long text; empty where the description says it.
    pub procedure: Text,
    /// Documents to bring, one per line.
    pub documents: Text,
    /// Laws and rules it rests on, one per line.
    pub legal_basis: String,
    /// What it costs.
    pub fee: Text,
    /// Until when people must apply, in words.
    pub deadline: Text,
    /// How long it takes, in words, for services without cases in this house.
    pub duration: Text,
    /// Kind of case it opens: names procedure, processing time and competence. Without cases the
    /// competence is looked up under the slug. An open form says it better.
    pub kind: String,
    /// Leistungsschlüssel (`LeiKa`), 14 digits; empty if none is known.
    pub leika: String,
    /// Path of a page that helps to find out beforehand, such as a calculator; empty if none.
    pub helper_path: String,
    /// What the link to it says.
    pub helper: Text,
    /// Words people search for, separated by spaces or line breaks.
    pub keywords: String,
    /// Order among the services shown first; lists are sorted by title.
    pub position: i64,
}

impl Service {
    /// Key under which the competent unit is looked up.
    pub fn competence(&self) -> &str {
        if self.kind.is_empty() { &self.slug } else { &self.kind }
    }

    /// Whether the slug may stand in an address.
    pub fn slug_is_sound(slug: &str) -> bool {
        !slug.is_empty()
            && slug.len() <= SLUG_CHARS_MAX
            && !slug.starts_with('-')
            && !TAKEN.contains(&slug)
            && slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    }

    /// Whether a text is a Leistungsschlüssel: 14 digits that begin with 99.
    pub fn leika_is_sound(leika: &str) -> bool {
        leika.len() == LEIKA_DIGITS
            && leika.starts_with("99")
            && leika.bytes().all(|b| b.is_ascii_digit())
    }

    /// Whether the page that helps beforehand is one of this site.
    pub(crate) fn has_helper(&self) -> bool {
        self.helper_path.starts_with('/') && !self.helper_path.starts_with("//")
    }
}

/// Where a page stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// Staff write it.
    Draft,
    /// Everybody reads it.
    Public,
    /// Taken away, with a reason.
    Off,
}

impl State {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Public => "public",
            Self::Off => "off",
        }
    }

    pub(crate) fn from_word(word: &str) -> Self {
        match word {
            "public" => Self::Public,
            "off" => Self::Off,
            _ => Self::Draft,
        }
    }
}

/// A service as the town keeps it.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub(crate) service: Service,
    pub(crate) state: State,
    /// Whether the public ever saw it: then its address is permanent.
    pub(crate) was_public: bool,
    /// Rises with every change; forms carry it.
    pub(crate) version: i64,
    pub(crate) changed_at: Timestamp,
    /// Why it was taken away, for the public.
    pub(crate) gone: Text,
    /// Address of the service that takes its place; empty if none does.
    pub(crate) successor: String,
}

impl Record {
    /// A service that only its open form speaks for.
    pub(crate) fn of_form(service: Service, at: Timestamp) -> Self {
        Self {
            service,
            state: State::Public,
            was_public: true,
            version: 1,
            changed_at: at,
            gone: Text::default(),
            successor: String::new(),
        }
    }
}

/// The lines of a text that say something.
pub(crate) fn lines(text: &str) -> Vec<&str> {
    text.lines().map(str::trim).filter(|l| !l.is_empty()).collect()
}

/// An address made of a title.
pub(crate) fn slug_of(title: &str) -> String {
    let folded = kernel::search::fold(title);
    let mut slug = String::new();
    for c in folded.chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(SLUG_CHARS_MAX);
    slug.trim_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_addresses() {
        assert!(Service::slug_is_sound("wohngeld"));
        assert!(Service::slug_is_sound("kfz-zulassung-2"));
        for slug in
            ["", "Wohngeld", "a/b", "a.json", "größe", &"a".repeat(81), "neu", "themen", "-a"]
        {
            assert!(!Service::slug_is_sound(slug), "{slug}");
        }
    }

    #[test]
    fn titles_become_slugs() {
        assert_eq!(slug_of("Größe & Maß (neu)"), "groesse-mass-neu");
        assert_eq!(slug_of("…"), "");
        assert!(Service::slug_is_sound(&slug_of(&"Änderung ".repeat(40))));
    }

    #[test]
    fn a_leistungsschluessel_has_fourteen_digits() {
        assert!(Service::leika_is_sound("99107023017000"));
        for wrong in ["", "9910702301700", "991070230170000", "98107023017000", "9910702301700O"] {
            assert!(!Service::leika_is_sound(wrong), "{wrong}");
        }
    }
}
