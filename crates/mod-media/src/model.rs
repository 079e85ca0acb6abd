//! What a medium is and when it may be used; no database, no pages.

use content::Key;
use jiff::Timestamp;
use jiff::civil::Date;
use kernel::files::StoredFile;
use kernel::media::{Media, MediaState};
use kernel::{Id, Language, Problem};
use serde::{Deserialize, Serialize};

/// Days before the end of a licence from which the library says so.
pub const WARN_DAYS: i64 = 30;
/// Longest text of a field, in characters.
pub const LINE_CHARS_MAX: usize = 300;

/// Under which licence something is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Licence {
    /// The word in the database.
    pub word: &'static str,
    /// German name, as the public reads it.
    pub de: &'static str,
    /// English name.
    pub en: &'static str,
    /// Whether it must say until when it holds.
    pub needs_end: bool,
}

const fn licence(word: &'static str, de: &'static str, en: &'static str) -> Licence {
    Licence { word, de, en, needs_end: false }
}

/// All licences.
pub const LICENCES: [Licence; 8] = [
    licence("own", "Eigenes Werk der Stadt", "Own work of the town"),
    licence("granted", "Nutzung vom Urheber erlaubt", "Use granted by its maker"),
    licence("press", "Pressebild, Nennung Pflicht", "Press picture, credit required"),
    licence("cc0", "gemeinfrei (CC0)", "public domain (CC0)"),
    licence("cc-by", "CC BY 4.0", "CC BY 4.0"),
    licence("cc-by-sa", "CC BY-SA 4.0", "CC BY-SA 4.0"),
    licence(
        "dl-de",
        "Datenlizenz Deutschland – Namensnennung 2.0",
        "Data licence Germany – attribution 2.0",
    ),
    Licence {
        needs_end: true,
        ..licence("stock", "Bildagentur, befristet", "Picture agency, for a time")
    },
];

/// The licence of a word.
pub fn licence_of(word: &str) -> Option<&'static Licence> {
    LICENCES.iter().find(|l| l.word == word)
}

/// Whether people are shown whom others would know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum People {
    /// Nobody has said yet.
    #[default]
    Unsaid,
    /// Nobody can be recognised.
    None,
    /// They have agreed; the library keeps who and when.
    Consent,
    /// Nobody needs to be asked: a gathering, or people beside the matter (§ 23 KUG).
    Public,
}

impl People {
    /// The word in the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::Unsaid => "",
            Self::None => "none",
            Self::Consent => "consent",
            Self::Public => "public",
        }
    }

    /// Reads the word.
    pub fn of(word: &str) -> Self {
        match word {
            "none" => Self::None,
            "consent" => Self::Consent,
            "public" => Self::Public,
            _ => Self::Unsaid,
        }
    }
}

/// Something an editor should know about the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// In German.
    pub de: String,
    /// In English.
    pub en: String,
}

impl Note {
    /// A note.
    pub fn new(de: impl Into<String>, en: impl Into<String>) -> Self {
        Self { de: de.into(), en: en.into() }
    }

    /// In a language.
    pub fn text(&self, language: Language) -> &str {
        language.of(&self.de, &self.en)
    }
}

/// A medium with everything the library knows of it.
#[derive(Clone, Debug)]
pub struct Item {
    /// What everybody may know.
    pub media: Media,
    /// The word of its licence.
    pub licence: String,
    /// Where it comes from: an address, an order number.
    pub source: String,
    /// The day it was made, as far as known.
    pub taken_on: String,
    /// Whether people are shown.
    pub people: People,
    /// The last day of the licence.
    pub usable_until: Option<Date>,
    /// Why it is blocked: `consent`, `licence`, `other`; empty if it is not.
    pub blocked: String,
    /// What it looks like, see `darkroom::fingerprint`; none for what is no picture.
    pub fingerprint: Option<u64>,
    /// Digest of the cleaned file.
    pub sha256: String,
    /// The cleaned file; of a large one the first part.
    pub original: Id<StoredFile>,
    /// Ending of its kind.
    pub ending: String,
    /// Width of the whole, in points.
    pub width: u32,
    /// Height of the whole, in points.
    pub height: u32,
    /// The colour of most of it.
    pub colour: String,
    /// What the check of the file found.
    pub notes: Vec<Note>,
    /// When it came.
    pub added_at: Timestamp,
    /// Counts changes, so that two people do not overwrite each other.
    pub version: i64,
}

/// What is missing before a medium may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// Who made it.
    Credit,
    /// Under which licence.
    Licence,
    /// Until when the licence holds.
    End,
    /// Whether people are shown.
    People,
    /// A consent that holds today.
    Consent,
    /// The sizes; they come by themselves.
    Prints,
}

impl Missing {
    /// In a few words.
    pub fn words(self, language: Language) -> &'static str {
        match self {
            Self::Credit => language.of("Urheberin oder Urheber", "who made it"),
            Self::Licence => language.of("Lizenz", "licence"),
            Self::End => language.of("Ende der Lizenz", "end of the licence"),
            Self::People => {
                language.of("Angabe zu abgebildeten Personen", "whether people are shown")
            }
            Self::Consent => language
                .of("gültige Einwilligung der Abgebildeten", "a valid consent of those shown"),
            Self::Prints => language.of(
                "Bildgrößen (werden gerade berechnet)",
                "sizes of the picture (being made right now)",
            ),
        }
    }
}

impl Item {
    /// Its key.
    pub fn id(&self) -> &Key {
        &self.media.id
    }

    /// What is missing before it may be used; `has_consent` says whether one holds today.
    pub fn missing(&self, has_consent: bool) -> Vec<Missing> {
        let mut all = Vec::new();
        let licence = licence_of(&self.licence);
        let is_described = self.media.kind == "captions";
        if self.media.credit.is_empty() && !is_described {
            all.push(Missing::Credit);
        }
        match licence {
            None if !is_described => all.push(Missing::Licence),
            Some(l) if l.needs_end && self.usable_until.is_none() => all.push(Missing::End),
            _ => {}
        }
        let may_show_people = matches!(self.media.kind.as_str(), "image" | "video");
        if may_show_people && self.people == People::Unsaid {
            all.push(Missing::People);
        }
        if self.people == People::Consent && !has_consent {
            all.push(Missing::Consent);
        }
        if self.media.renditions.is_empty() {
            all.push(Missing::Prints);
        }
        all
    }

    /// The state that follows from what is known.
    pub fn settle(&mut self, has_consent: bool) {
        self.media.state = if !self.blocked.is_empty() {
            MediaState::Blocked
        } else if self.missing(has_consent).is_empty() {
            MediaState::Usable
        } else {
            MediaState::Waiting
        };
        let words = licence_of(&self.licence).map(|l| l.de).unwrap_or_default();
        words.clone_into(&mut self.media.licence);
        // The last day belongs to it.
        self.media.usable_until = self
            .usable_until
            .and_then(|day| day.tomorrow().ok())
            .and_then(|day| day.to_zoned(kernel::clock::berlin()).ok())
            .map(|at| at.timestamp());
    }

    /// Whether its licence has run out.
    pub fn is_over(&self, today: Date) -> bool {
        self.usable_until.is_some_and(|last| last < today)
    }

    /// Days until the licence ends, where that is soon.
    pub fn ends_soon(&self, today: Date) -> Option<i64> {
        let last = self.usable_until?;
        let days = today.until((jiff::Unit::Day, last)).map_or(0, |s| i64::from(s.get_days()));
        (0..=WARN_DAYS).contains(&days).then_some(days)
    }
}

/// A consent of somebody shown.
#[derive(Clone, Debug)]
pub struct Consent {
    /// Identifier.
    pub id: Id<Consent>,
    /// Who; sealed in the database.
    pub person: String,
    /// `written`, `electronic`, `spoken`.
    pub form: String,
    /// When it was given.
    pub given_on: Date,
    /// Until when it was given.
    pub until: Option<Date>,
    /// When it was withdrawn.
    pub withdrawn_at: Option<Timestamp>,
}

impl Consent {
    /// Whether it holds on a day.
    pub fn holds(&self, today: Date) -> bool {
        self.withdrawn_at.is_none()
            && self.given_on <= today
            && self.until.is_none_or(|last| today <= last)
    }
}

/// Whether those shown agree today: somebody did, and nobody took it back or let it run out.
pub fn all_agree(consents: &[Consent], today: Date) -> bool {
    !consents.is_empty() && consents.iter().all(|c| c.holds(today))
}

fn too_many_pixels(name: &str, width: u32, height: u32) -> (&'static str, String, String) {
    let million = u64::from(width) * u64::from(height) / 1_000_000;
    let size = |word: &str| match million {
        0 => String::new(),
        million => format!(" ({width} × {height}, {million} {word})"),
    };
    (
        "media/too-many-pixels",
        format!(
            "Das Bild „{name}“ ist zu groß{}. Erlaubt sind 64 Megapixel. Verkleinern Sie es bitte.",
            size("Megapixel")
        ),
        format!(
            "The picture “{name}” is too large{}. The limit is 64 megapixels. Please make it smaller.",
            size("megapixels")
        ),
    )
}

/// A refusal of the darkroom in words for people; `name` is the file's.
pub fn refusal(name: &str, refusal: &darkroom::Refusal) -> Problem {
    use darkroom::Refusal;
    let (kind, de, en) = match refusal {
        Refusal::Unknown => (
            "media/kind",
            format!(
                "„{name}“ hat ein Format, das wir nicht annehmen. Möglich sind JPG, PNG, WebP, GIF, SVG, PDF, MP4, WebM, MP3, OGG und Untertitel (VTT)."
            ),
            format!(
                "“{name}” has a format we do not accept. JPG, PNG, WebP, GIF, SVG, PDF, MP4, WebM, MP3, OGG and captions (VTT) are possible."
            ),
        ),
        Refusal::NotTaken(what) => (
            "media/not-taken",
            format!(
                "„{name}“ ist eine Datei im Format {what}. Das zeigen nicht alle Browser. Speichern Sie sie bitte als JPG, PNG, MP4 oder MP3 und laden Sie sie noch einmal hoch."
            ),
            format!(
                "“{name}” is a file in the format {what}, which not all browsers show. Please save it as JPG, PNG, MP4 or MP3 and upload it again."
            ),
        ),
        Refusal::TooManyPixels(width, height) => too_many_pixels(name, *width, *height),
        Refusal::TooManyBytes(bytes) => {
            let limit = bytes / 1024 / 1024;
            (
                "media/too-large",
                format!("Die Datei „{name}“ ist zu groß. Erlaubt sind {limit} MB."),
                format!("The file “{name}” is too large. The limit is {limit} MB."),
            )
        }
        Refusal::Damaged(_) => (
            "media/damaged",
            format!(
                "Die Datei „{name}“ ist beschädigt oder unvollständig. Öffnen Sie sie bei sich; wenn sie dort in Ordnung ist, laden Sie sie noch einmal hoch."
            ),
            format!(
                "The file “{name}” is damaged or incomplete. Open it on your side; if it is fine there, upload it again."
            ),
        ),
        Refusal::Active(_) => (
            "media/active",
            format!(
                "Die Datei „{name}“ enthält Programme oder Verweise nach außen. Speichern Sie sie bitte neu ohne diese, ein PDF zum Beispiel als PDF/A."
            ),
            format!(
                "The file “{name}” holds programs or links to elsewhere. Please save it again without them, a PDF for example as PDF/A."
            ),
        ),
        Refusal::Line(line, de, en) => (
            "media/captions",
            format!("„{name}“, Zeile {line}: {de}"),
            format!("“{name}”, line {line}: {en}"),
        ),
    };
    Problem::new(kind, de, en)
}
