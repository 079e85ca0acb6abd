//! What a service is.

use kernel::Text;
use serde::{Deserialize, Serialize};

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
    /// How long it takes, in words, for services without cases in this house.
    pub duration: Text,
    /// Kind of case it opens: names procedure, processing time and competence. Without cases the
    /// competence is looked up under the slug.
    pub kind: String,
    /// Leistungsschlüssel (`LeiKa`), 14 digits; empty if none is known.
    pub leika: String,
    /// Whether there is an online form under `/antrag/{slug}`.
    pub has_form: bool,
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
            && slug.len() <= 80
            && slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    }
}

/// The lines of a text that say something.
pub(crate) fn lines(text: &str) -> Vec<&str> {
    text.lines().map(str::trim).filter(|l| !l.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_addresses() {
        assert!(Service::slug_is_sound("wohngeld"));
        assert!(Service::slug_is_sound("kfz-zulassung-2"));
        for slug in ["", "Wohngeld", "a/b", "a.json", "größe", &"a".repeat(81)] {
            assert!(!Service::slug_is_sound(slug), "{slug}");
        }
    }
}
