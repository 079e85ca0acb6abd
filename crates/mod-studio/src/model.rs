//! What the town adds to an official schema: layout, texts, rules, terms, letters.

use std::collections::BTreeMap;

use jiff::Timestamp;
use kernel::access::Trust;
use kernel::procedure::Outcome;
use kernel::{Id, Text};
use norm_fim::{Arrangement, HandRule, Key, Overlay};
use serde::{Deserialize, Serialize};

/// First word of the kinds of case these forms open.
pub(crate) const KIND: &str = "online";
/// Start of the address under which staff try an edition out.
pub(crate) const TRIAL: &str = "probe-";
/// Longest address of a service, in characters.
const SERVICE_CHARS_MAX: usize = 60;

/// An online form of the town.
#[derive(Clone, Debug)]
pub(crate) struct StudioForm {
    pub(crate) id: Id<StudioForm>,
    /// Address of the service.
    pub(crate) service: String,
    pub(crate) title: Text,
}

impl StudioForm {
    /// The kind of case it opens.
    pub(crate) fn kind(&self) -> String {
        format!("{KIND}-{}", self.service)
    }
}

/// Where an edition stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// Staff work on it.
    Making,
    /// People can begin it.
    Open,
    /// Drafts and cases still know it.
    Past,
}

impl State {
    pub(crate) fn from_word(word: &str) -> Self {
        match word {
            "open" => Self::Open,
            "past" => Self::Past,
            _ => Self::Making,
        }
    }
}

/// One edition of a form: a schema with what the town adds to it.
#[derive(Clone, Debug)]
pub(crate) struct Edition {
    pub(crate) id: Id<Edition>,
    pub(crate) form: StudioForm,
    pub(crate) number: i64,
    /// Id and version of the schema.
    pub(crate) schema_key: String,
    pub(crate) state: State,
    /// Rises with every change; forms carry it.
    pub(crate) version: i64,
    pub(crate) changed_at: Timestamp,
    pub(crate) opened_at: Option<Timestamp>,
    pub(crate) additions: Additions,
}

/// What the town adds to a schema.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Additions {
    /// Order, what nobody is asked, what is filled in.
    pub(crate) arrangement: Arrangement,
    /// Texts by language: `de`, `en`, `de-easy`.
    pub(crate) texts: BTreeMap<String, Overlay>,
    /// Rules written by hand.
    pub(crate) rules: Vec<HandRule>,
    /// Free-text rules that need no rule here, with the reason.
    pub(crate) settled: Vec<Settled>,
    /// How surely applicants must be known.
    pub(crate) trust: Trust,
    /// What it costs.
    pub(crate) fee: Text,
    /// Until when it must be sent.
    pub(crate) deadline: Text,
    /// Documents beyond those the schema names.
    pub(crate) documents: Vec<ExtraDocument>,
    /// Where the form asks who applies.
    pub(crate) applicant: ApplicantPlaces,
    /// What the notices say.
    pub(crate) letters: Letters,
    /// Years an ended case is kept; the town's setting if absent.
    pub(crate) retention_years: Option<i64>,
}

/// A rule that needs no rule here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Settled {
    pub(crate) rule: Key,
    pub(crate) reason: String,
}

/// A document that applicants hand in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ExtraDocument {
    pub(crate) label: Text,
    pub(crate) is_required: bool,
}

/// Places of the form (paths of ids) that say who applies; empty where it does not ask.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct ApplicantPlaces {
    pub(crate) given_name: String,
    pub(crate) family_name: String,
    pub(crate) street: String,
    pub(crate) number: String,
    pub(crate) postcode: String,
    pub(crate) town: String,
    pub(crate) email: String,
}

impl ApplicantPlaces {
    /// The places with the names of their fields on the page.
    pub(crate) fn all(&self) -> [(&'static str, Text, &str); 7] {
        [
            ("vorname", Text::new("Vorname", "First name"), &self.given_name),
            (
                "nachname",
                Text::new("Nachname oder Firma", "Family name or firm"),
                &self.family_name,
            ),
            ("strasse", Text::new("Straße", "Street"), &self.street),
            ("hausnummer", Text::new("Hausnummer", "House number"), &self.number),
            ("postleitzahl", Text::new("Postleitzahl", "Postcode"), &self.postcode),
            ("ort", Text::new("Ort", "Town"), &self.town),
            ("email", Text::new("E-Mail", "E-mail"), &self.email),
        ]
    }
}

/// What the notices of this form say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Letters {
    pub(crate) granted: String,
    pub(crate) partly: String,
    pub(crate) refused: String,
    /// The remedy notice in full; a form without one cannot be opened.
    pub(crate) remedy: String,
}

impl Letters {
    pub(crate) fn ruling(&self, outcome: Outcome) -> &str {
        match outcome {
            Outcome::Granted => &self.granted,
            Outcome::Partly => &self.partly,
            Outcome::Refused => &self.refused,
        }
    }
}

/// A code list of the town.
#[derive(Clone, Debug)]
pub(crate) struct ListRow {
    pub(crate) uri: String,
    pub(crate) name: String,
    pub(crate) entries: i64,
    pub(crate) added_at: Timestamp,
}

/// An address made of a name: lower-case ASCII letters, digits and hyphens.
pub(crate) fn address_of(name: &str) -> String {
    let mut address = String::new();
    for c in name.to_lowercase().chars() {
        match c {
            'ä' => address.push_str("ae"),
            'ö' => address.push_str("oe"),
            'ü' => address.push_str("ue"),
            'ß' => address.push_str("ss"),
            c if c.is_ascii_alphanumeric() => address.push(c),
            _ if !address.ends_with('-') => address.push('-'),
            _ => {}
        }
    }
    let end = address.len().min(SERVICE_CHARS_MAX);
    address[..end].trim_matches('-').to_owned()
}

/// Whether an address can stand in links, and is none that this module uses itself.
pub(crate) fn is_address(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= SERVICE_CHARS_MAX
        && !text.starts_with('-')
        && !text.starts_with(TRIAL)
        && !["weiter", "strassen", "code", "beenden", "aktiv", "entwurf"].contains(&text)
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_addresses() {
        assert_eq!(
            address_of("Antrag auf Förderung (Kindertagespflege)"),
            "antrag-auf-foerderung-kindertagespflege"
        );
        assert_eq!(address_of("Größe & Maß"), "groesse-mass");
        assert_eq!(address_of("…"), "");
        assert!(address_of(&"ü".repeat(100)).len() <= SERVICE_CHARS_MAX);
    }

    #[test]
    fn addresses_that_lead_elsewhere_are_refused() {
        for bad in ["", "Hund", "hund/katze", "probe-1", "entwurf", "weiter", "-a"] {
            assert!(!is_address(bad), "{bad}");
        }
        assert!(is_address("hundesteuer-2"));
    }
}
