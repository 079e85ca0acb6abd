//! What an item of the newsroom is: its text, its way, and who may do what with it.

use content::{Alt, Document, Key};
use jiff::Timestamp;
use jiff::civil::Date;
use kernel::access::{Guarded, Permission};
use kernel::org::Unit;
use kernel::people::Account;
use kernel::publication::{Details, Publication};
use kernel::{Actor, Id, Text};
use serde::{Deserialize, Serialize};

use crate::{FORCE, PUBLISH, REVIEW, WRITE};

/// Kinds of text, with their names.
pub(crate) const KINDS: [(&str, &str, &str); 7] = [
    ("news", "Nachricht", "News item"),
    ("event", "Veranstaltung", "Event"),
    ("page", "Seite", "Page"),
    ("notice", "Bekanntmachung", "Official notice"),
    ("job", "Stellenangebot", "Vacancy"),
    ("disruption", "Störung", "Disruption"),
    ("document", "Dokument", "Document"),
];

/// What a kind is called.
pub(crate) fn kind_name(kind: &str) -> Text {
    KINDS
        .iter()
        .find(|(word, _, _)| *word == kind)
        .map_or_else(|| Text::same(kind), |(_, de, en)| Text::new(*de, *en))
}

/// Where an item stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// Being written.
    Draft,
    /// Waits for somebody who looks at it.
    Submitted,
    /// Sent back with a reason.
    Returned,
    /// Found good by a second person; any change takes this back.
    Approved,
    /// Will appear by itself.
    Scheduled,
    /// The public sees the newest edition.
    Published,
    /// Taken back.
    Withdrawn,
    /// Ran out.
    Expired,
}

impl State {
    /// All, in the order of the way.
    pub(crate) const ALL: [Self; 8] = [
        Self::Draft,
        Self::Submitted,
        Self::Returned,
        Self::Approved,
        Self::Scheduled,
        Self::Published,
        Self::Withdrawn,
        Self::Expired,
    ];

    /// As stored.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::Returned => "returned",
            Self::Approved => "approved",
            Self::Scheduled => "scheduled",
            Self::Published => "published",
            Self::Withdrawn => "withdrawn",
            Self::Expired => "expired",
        }
    }

    /// Reads the word; anything unknown is a draft, which shows nothing to anybody.
    pub(crate) fn from_word(word: &str) -> Self {
        Self::ALL.into_iter().find(|state| state.word() == word).unwrap_or(Self::Draft)
    }

    /// What people call it.
    pub(crate) fn name(self) -> Text {
        let (de, en) = match self {
            Self::Draft => ("Entwurf", "Draft"),
            Self::Submitted => ("Zur Prüfung", "To be reviewed"),
            Self::Returned => ("Zurückgegeben", "Returned"),
            Self::Approved => ("Freigegeben", "Approved"),
            Self::Scheduled => ("Geplant", "Scheduled"),
            Self::Published => ("Veröffentlicht", "Published"),
            Self::Withdrawn => ("Zurückgezogen", "Withdrawn"),
            Self::Expired => ("Abgelaufen", "Expired"),
        };
        Text::new(de, en)
    }
}

/// The picture that stands for a text, perhaps not yet decided upon.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DraftPicture {
    pub(crate) media: Key,
    #[serde(default)]
    pub(crate) alt: Option<Alt>,
    #[serde(default)]
    pub(crate) alt_en: String,
}

/// The easy-language version.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct EasyDraft {
    pub(crate) title: String,
    pub(crate) teaser: String,
    pub(crate) body: Document,
    pub(crate) checked_by: String,
}

/// Everything of a text that has editions.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Draft {
    pub(crate) slug: String,
    pub(crate) title: Text,
    pub(crate) teaser: Text,
    pub(crate) de: Document,
    pub(crate) en: Document,
    pub(crate) easy: EasyDraft,
    pub(crate) sign_language: Option<Key>,
    pub(crate) picture: Option<DraftPicture>,
    pub(crate) topics: Vec<String>,
    pub(crate) position: i64,
    pub(crate) details: Details,
    pub(crate) appears_at: Option<Timestamp>,
    pub(crate) ends_at: Option<Timestamp>,
    pub(crate) review_on: Option<Date>,
    pub(crate) reviewed_on: Option<Date>,
}

/// One of the three texts of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Voice {
    De,
    En,
    Easy,
}

impl Voice {
    pub(crate) const ALL: [Self; 3] = [Self::De, Self::En, Self::Easy];

    /// As it stands in addresses and fields.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::De => "de",
            Self::En => "en",
            Self::Easy => "leicht",
        }
    }

    pub(crate) fn from_word(word: &str) -> Self {
        Self::ALL.into_iter().find(|v| v.word() == word).unwrap_or(Self::De)
    }

    /// The language as in BCP 47.
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Self::De => "de",
            Self::En => "en",
            Self::Easy => "de-simple",
        }
    }

    pub(crate) fn name(self) -> Text {
        match self {
            Self::De => Text::new("Deutsch", "German"),
            Self::En => Text::new("Englisch", "English"),
            Self::Easy => Text::new("Leichte Sprache", "Easy language"),
        }
    }
}

impl Draft {
    pub(crate) fn body(&self, voice: Voice) -> &Document {
        match voice {
            Voice::De => &self.de,
            Voice::En => &self.en,
            Voice::Easy => &self.easy.body,
        }
    }

    pub(crate) fn set_body(&mut self, voice: Voice, document: Document) {
        match voice {
            Voice::De => self.de = document,
            Voice::En => self.en = document,
            Voice::Easy => self.easy.body = document,
        }
    }

    pub(crate) fn title(&self, voice: Voice) -> &str {
        match voice {
            Voice::De => &self.title.de,
            Voice::En => &self.title.en,
            Voice::Easy => &self.easy.title,
        }
    }

    pub(crate) fn teaser(&self, voice: Voice) -> &str {
        match voice {
            Voice::De => &self.teaser.de,
            Voice::En => &self.teaser.en,
            Voice::Easy => &self.easy.teaser,
        }
    }

    /// Whether there is anything in a voice.
    pub(crate) fn has(&self, voice: Voice) -> bool {
        !self.title(voice).is_empty() || !self.body(voice).blocks().is_empty()
    }

    /// All texts.
    pub(crate) fn bodies(&self) -> [&Document; 3] {
        [&self.de, &self.en, &self.easy.body]
    }
}

/// An item.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) id: Id<Publication>,
    pub(crate) kind: String,
    pub(crate) title: String,
    pub(crate) unit: Id<Unit>,
    pub(crate) owner: Option<Id<Account>>,
    pub(crate) state: State,
    /// Number of the newest edition.
    pub(crate) head: i64,
    /// Number of the edition the public sees or will see; zero for none.
    pub(crate) live: i64,
    pub(crate) appears_at: Option<Timestamp>,
    pub(crate) ends_at: Option<Timestamp>,
    pub(crate) review_on: Option<Date>,
    pub(crate) needs_second_look: bool,
    pub(crate) origin: String,
    pub(crate) changed_at: Timestamp,
}

impl Item {
    fn allows(&self, actor: &Actor, right: Permission) -> bool {
        actor.may_in(right, self.unit)
    }

    pub(crate) fn may_write(&self, actor: &Actor) -> bool {
        self.allows(actor, WRITE)
    }

    pub(crate) fn may_review(&self, actor: &Actor) -> bool {
        self.allows(actor, REVIEW)
    }

    pub(crate) fn may_publish(&self, actor: &Actor) -> bool {
        self.allows(actor, PUBLISH)
    }

    pub(crate) fn may_force(&self, actor: &Actor) -> bool {
        self.allows(actor, FORCE)
    }

    /// Whether the public sees it, or will at its time, in some edition.
    pub(crate) fn is_out(&self) -> bool {
        self.live > 0
    }
}

impl Guarded for Item {
    fn readable_by(&self, actor: &Actor) -> bool {
        self.may_write(actor) || self.may_review(actor) || self.may_publish(actor)
    }
}

/// How an edition came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EditionStep {
    Begun,
    Typed,
    Saved,
    Joined,
    Restored,
    Imported,
}

impl EditionStep {
    pub(crate) const ALL: [Self; 6] =
        [Self::Begun, Self::Typed, Self::Saved, Self::Joined, Self::Restored, Self::Imported];

    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Begun => "begun",
            Self::Typed => "typed",
            Self::Saved => "saved",
            Self::Joined => "joined",
            Self::Restored => "restored",
            Self::Imported => "imported",
        }
    }

    pub(crate) fn from_word(word: &str) -> Self {
        Self::ALL.into_iter().find(|s| s.word() == word).unwrap_or(Self::Saved)
    }

    pub(crate) fn name(self) -> Text {
        match self {
            Self::Begun => Text::new("Angelegt", "Begun"),
            Self::Typed => Text::new("Beim Schreiben gesichert", "Saved while typing"),
            Self::Saved => Text::new("Gespeichert", "Saved"),
            Self::Joined => Text::new("Zwei Bearbeitungen vereint", "Two edits joined"),
            Self::Restored => Text::new("Frühere Fassung zurückgeholt", "Earlier edition restored"),
            Self::Imported => Text::new("Übernommen", "Imported"),
        }
    }
}

/// A saved state of a text, without the text.
#[derive(Clone, Debug)]
pub(crate) struct EditionRow {
    pub(crate) number: i64,
    pub(crate) step: EditionStep,
    pub(crate) reason: String,
    pub(crate) author: String,
    pub(crate) made_at: Timestamp,
}

/// A step on the way of an item.
#[derive(Clone, Debug)]
pub(crate) struct StepRow {
    pub(crate) edition: i64,
    pub(crate) action: String,
    pub(crate) reason: String,
    pub(crate) note: Text,
    pub(crate) author: String,
    pub(crate) at: Timestamp,
}
