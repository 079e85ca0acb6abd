//! The register of purposes: each group of sensors says what it is for, what it costs and when it
//! ends, before anything of it is stored.

mod ready;

use jiff::civil::Date;
use kernel::open_data::Licence;
use kernel::{Euro, Id, Text};
use serde::{Deserialize, Serialize};

/// Counts below this are not stored as they are.
pub(crate) const SMALL_COUNT: f64 = 5.0;
/// Counts are rounded to multiples of this.
const ROUNDED_TO: f64 = 5.0;
/// Shortest time that a count may be about, in minutes.
pub(crate) const COUNTED_MINUTES_MIN: i64 = 15;
/// Longest time raw values are kept, in days: ten years.
pub(crate) const RAW_DAYS_MAX: i64 = 3_653;

/// Whether values can be about persons.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Personal {
    /// They cannot.
    #[default]
    None,
    /// With other knowledge they can.
    Possible,
    /// They are.
    Yes,
}

impl Personal {
    /// All of them, as forms offer them.
    pub(crate) const ALL: [Self; 3] = [Self::None, Self::Possible, Self::Yes];

    /// Its name in forms.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Possible => "possible",
            Self::Yes => "yes",
        }
    }

    /// In words.
    pub(crate) fn label(self) -> Text {
        match self {
            Self::None => Text::new("keine", "none"),
            Self::Possible => {
                Text::new("möglich, wenn man anderes dazu weiß", "possible, with other knowledge")
            }
            Self::Yes => Text::new("ja", "yes"),
        }
    }
}

/// Where an entry stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Being written; nothing is stored.
    Draft,
    /// Everybody can read it, values are stored and shown.
    Published,
    /// Stopped for a while: nothing is stored, nothing is shown.
    Paused,
    /// Over.
    Ended,
}

impl State {
    const ALL: [Self; 4] = [Self::Draft, Self::Published, Self::Paused, Self::Ended];

    /// As the database has it.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Published => "published",
            Self::Paused => "paused",
            Self::Ended => "ended",
        }
    }

    /// From the database; none for what no release wrote.
    pub(crate) fn of(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.key() == key)
    }

    /// In words.
    pub(crate) fn label(self) -> Text {
        match self {
            Self::Draft => Text::new("Entwurf", "draft"),
            Self::Published => Text::new("in Betrieb", "running"),
            Self::Paused => Text::new("pausiert", "paused"),
            Self::Ended => Text::new("beendet", "ended"),
        }
    }
}

/// What an entry says. Amounts in cents.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Record {
    /// What the group is called.
    pub title: Text,
    /// What it is for, in a sentence.
    pub purpose: Text,
    /// What is measured.
    pub measured: Text,
    /// What is not.
    pub not_measured: Text,
    /// Whether values can be about persons.
    pub personal: Personal,
    /// The legal basis.
    pub legal_basis: Text,
    /// Reference of the data protection impact assessment (Art. 35 GDPR).
    pub assessment: String,
    /// What happens to values before they are stored.
    pub processing: Text,
    /// How long raw values are kept, in days.
    pub raw_days: i64,
    /// How long daily figures are kept, in years.
    pub day_years: i64,
    /// Who gets the values.
    pub recipients: Text,
    /// The licence under which everybody may use them; none where they are not open.
    pub licence: Option<Licence>,
    /// Terms in words, where they are others; such values are not in the catalogue of open data.
    pub terms: String,
    /// Network and companies that work on it.
    pub network: Text,
    /// Cost of buying and putting up; none as long as nobody has said it.
    pub cost_once: Option<Euro>,
    /// Cost of each year; none as long as nobody has said it.
    pub cost_year: Option<Euro>,
    /// Who funds it.
    pub funding: Text,
    /// End of the funding.
    pub funding_until: Option<Date>,
    /// What it is good for.
    pub benefit: Text,
    /// The figure that tells, with its aim.
    pub figure: Text,
    /// That figure so far.
    pub so_far: Text,
    /// The council's decision: number or name.
    pub decision: String,
    /// Its day.
    pub decided_on: Option<Date>,
    /// Its page.
    pub decision_url: String,
    /// The unit that answers for it.
    pub responsible: String,
    /// Where to ask and to object.
    pub contact: String,
    /// First day.
    pub starts_on: Option<Date>,
    /// Last day; without a new decision it pauses itself then.
    pub ends_on: Option<Date>,
    /// It counts people or vehicles: only rounded counts are stored.
    pub counts: bool,
}

impl Record {
    /// Reads a record. Earlier ones name their licence in words: what is known becomes a choice, and
    /// what is not stays as terms.
    ///
    /// # Errors
    /// When it is no record.
    pub(crate) fn read(text: &str) -> Result<Self, serde_json::Error> {
        let mut record: serde_json::Value = serde_json::from_str(text)?;
        let said = record.get("licence").and_then(|l| l.as_str()).unwrap_or_default().to_owned();
        if let (None, Some(fields)) = (Licence::of(&said), record.as_object_mut()) {
            let known = licence_in(&said);
            if known.is_none() && !said.trim().is_empty() {
                fields.insert("terms".into(), said.into());
            }
            fields.insert("licence".into(), serde_json::to_value(known)?);
        }
        serde_json::from_value(record)
    }

    /// Whether another person must look before it runs again.
    pub(crate) fn needs_second(&self) -> bool {
        self.personal != Personal::None
    }
}

/// An entry of the register.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its identifier.
    pub id: Id<Entry>,
    /// Its address below `/sensoren`.
    pub slug: String,
    /// Where it stands.
    pub state: State,
    /// What it says.
    pub record: Record,
    /// Who paused it, as an actor's mark; only for the second pair of eyes.
    pub paused_by: String,
    /// Counts changes, so that two people do not overwrite each other.
    pub version: i64,
}

/// Something that happened to an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    /// When.
    pub at: jiff::Timestamp,
    /// What: a state's key, `changed` or `cleared`.
    pub what: String,
    /// Why, or how many.
    pub note: String,
}

/// The licence that words name; none where no list knows them.
fn licence_in(words: &str) -> Option<Licence> {
    let words = words.trim().to_lowercase();
    let is_cc = words.contains("cc") || words.contains("creative");
    let is_by = words.contains("by") || words.contains("namensnennung");
    let is_zero = words.contains("zero") || words.contains("cc0");
    match (is_cc, is_by, is_zero) {
        (true, true, _) => Some(Licence::CcBy),
        (true, _, true) => Some(Licence::CcZero),
        (false, true, false) => Some(Licence::DlBy),
        (false, false, true) => Some(Licence::DlZero),
        // Words that no list knows promise nothing.
        _ => None,
    }
}

/// A count as it may be stored: too few for a crowd to hide in become none, others are rounded.
pub(crate) fn rounded(count: f64) -> f64 {
    if count < SMALL_COUNT { 0.0 } else { (count / ROUNDED_TO).round() * ROUNDED_TO }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn whole() -> Record {
        let text = |words: &str| Text::new(words, "");
        Record {
            title: text("Pegel"),
            purpose: text("Warnen"),
            measured: text("Wasserstand"),
            not_measured: text("Personen"),
            legal_basis: text("§ 3 DSG NRW"),
            benefit: text("Zeit"),
            figure: text("Minuten zwischen Warnung und Flut"),
            funding: text("Haushalt der Stadt"),
            cost_once: Some(Euro(0)),
            cost_year: Some(Euro(0)),
            responsible: "66".into(),
            contact: "66@example.org".into(),
            decision: "R 12/2026".into(),
            raw_days: 365,
            ends_on: Some(date(2028, 12, 31)),
            ..Record::default()
        }
    }

    #[test]
    fn an_entry_must_be_whole() {
        let today = date(2026, 5, 4);
        assert_eq!(whole().ready(today), Ok(()));
        let empty = Record::default().ready(today).unwrap_err();
        assert_eq!(empty.fields.len(), 15, "{empty:?}");
        let over = Record { ends_on: Some(date(2026, 5, 3)), ..whole() };
        assert!(over.ready(today).is_err());
        let forever = Record { raw_days: 40_000, ..whole() };
        assert!(forever.ready(today).is_err());
    }

    #[test]
    fn persons_need_an_assessment_and_a_second_look() {
        let record = Record { personal: Personal::Possible, ..whole() };
        assert!(record.needs_second());
        assert!(record.ready(date(2026, 5, 4)).is_err());
        let assessed = Record { assessment: "DSFA 7".into(), ..record };
        assert_eq!(assessed.ready(date(2026, 5, 4)), Ok(()));
    }

    #[test]
    fn licences_in_words_become_a_choice_and_other_words_stay() {
        let with = |words: &str| {
            let mut record = serde_json::to_value(whole()).unwrap();
            record["licence"] = words.into();
            if let Some(fields) = record.as_object_mut() {
                fields.remove("terms");
            }
            let read = Record::read(&record.to_string()).unwrap();
            (read.licence, read.terms)
        };
        for (words, wanted, terms) in [
            ("dl-zero-de/2.0", Some(Licence::DlZero), ""),
            ("dl-by", Some(Licence::DlBy), ""),
            ("dl-by-de/2.0", Some(Licence::DlBy), ""),
            ("Datenlizenz Deutschland – Namensnennung – Version 2.0", Some(Licence::DlBy), ""),
            ("CC BY 4.0", Some(Licence::CcBy), ""),
            ("CC0 1.0", Some(Licence::CcZero), ""),
            ("cc-zero", Some(Licence::CcZero), ""),
            ("frei nach Absprache", None, "frei nach Absprache"),
            ("", None, ""),
        ] {
            assert_eq!(with(words), (wanted, terms.to_owned()), "{words}");
        }
        let new = Record { licence: Some(Licence::CcBy), terms: "mehr".into(), ..whole() };
        assert_eq!(Record::read(&serde_json::to_string(&new).unwrap()).unwrap(), new);
    }

    #[test]
    fn small_counts_vanish_and_others_are_rounded() {
        let counts = [0.0, 1.0, 4.0, 5.0, 7.0, 8.0, 123.0];
        let shown = counts.map(|count| rounded(count).to_string());
        assert_eq!(shown, ["0", "0", "0", "5", "5", "10", "125"]);
    }
}
