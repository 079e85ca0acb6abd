//! What a warning is and what it must hold; no database, no pages.

use jiff::{SignedDuration, Timestamp};
use kernel::siren::Level;
use kernel::{Fields, Id, Problem, Text};

/// Characters of a warning: read at a glance.
pub const TEXT_CHARS_MAX: usize = 300;
/// Characters of an area.
const AREA_CHARS_MAX: usize = 160;
/// Characters of a link.
const LINK_CHARS_MAX: usize = 500;
/// Hours a warning may hold at most; longer ones are updated.
const HOURS_MAX: i64 = 24 * 14;
/// Hours a warning holds where nothing else is chosen.
pub const HOURS_USUAL: i64 = 24;
/// Hours an all-clear stays on the pages.
const CLEAR_HOURS: i64 = 2;
/// Hours offered.
pub const HOURS: [i64; 6] = [2, 6, 12, 24, 48, 72];

/// What a message does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Warns.
    Alert,
    /// Takes the place of the message before it.
    Update,
    /// Says that it is over.
    Clear,
}

impl Kind {
    /// The word in the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::Alert => "alert",
            Self::Update => "update",
            Self::Clear => "clear",
        }
    }

    /// Reads the word.
    pub fn of(word: &str) -> Self {
        match word {
            "update" => Self::Update,
            "clear" => Self::Clear,
            _ => Self::Alert,
        }
    }
}

/// The word of a level in forms and in the database.
pub fn level_word(level: Level) -> &'static str {
    match level {
        Level::Danger => "danger",
        Level::Caution => "caution",
        Level::Info | Level::Clear => "info",
    }
}

/// The level of a word.
pub fn level_of(word: &str) -> Option<Level> {
    match word {
        "danger" => Some(Level::Danger),
        "caution" => Some(Level::Caution),
        "info" => Some(Level::Info),
        _ => None,
    }
}

/// One message of a thread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Identifier.
    pub id: Id<Message>,
    /// The first message of its thread.
    pub thread: Id<Message>,
    /// Its place in the thread, from one.
    pub number: i64,
    /// What it does.
    pub kind: Kind,
    /// How grave it is.
    pub level: Level,
    /// What happens and what to do.
    pub text: Text,
    /// Where; empty for the whole town.
    pub area: Text,
    /// Where to read more; may be empty.
    pub link: String,
    /// Who warned first: empty for the town, else the id of a federal warning.
    pub source: String,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// Until when it holds.
    pub valid_until: Timestamp,
}

impl Message {
    /// Whether it stands on the pages, if it is the last of its thread.
    pub fn is_shown(&self, now: Timestamp) -> bool {
        now < self.valid_until
    }

    /// The level its banner has.
    pub fn banner_level(&self) -> Level {
        if self.kind == Kind::Clear { Level::Clear } else { self.level }
    }

    /// The page of its thread.
    pub fn path(&self) -> String {
        format!("/warnungen/{}", self.thread)
    }

    /// When its author is reminded: after three quarters of its time.
    pub fn remind_at(&self) -> Timestamp {
        let whole = self.valid_until.duration_since(self.issued_at);
        self.issued_at + SignedDuration::from_secs(whole.as_secs() * 3 / 4)
    }

    /// The all-clear that follows it.
    pub fn all_clear(&self, text: Text, now: Timestamp) -> Self {
        Self {
            id: Id::new(),
            number: self.number + 1,
            kind: Kind::Clear,
            text,
            issued_at: now,
            valid_until: now + SignedDuration::from_hours(CLEAR_HOURS),
            ..self.clone()
        }
    }
}

fn wrong() -> Problem {
    Problem::new("warnings/form", "Bitte prüfen Sie die Angaben.", "Please check what you entered.")
}

fn cut(text: &str, most: usize) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(most).collect()
}

/// Text of a field, refused where it is too long: nobody's words are cut.
fn text(fields: &Fields, name: &str) -> Result<String, Problem> {
    let text = cut(fields.get(name), usize::MAX);
    let length = text.chars().count();
    if length <= TEXT_CHARS_MAX {
        return Ok(text);
    }
    Err(wrong().at(
        name,
        &format!("Der Text hat {length} Zeichen. Erlaubt sind {TEXT_CHARS_MAX}; Einzelheiten gehören auf eine Seite, auf die Sie verweisen."),
        &format!("The text has {length} characters. The limit is {TEXT_CHARS_MAX}; details belong on a page you link to."),
    ))
}

/// Reads a warning as entered; `before` is the message it follows.
///
/// # Errors
/// A [`Problem`] at the field.
pub fn read(fields: &Fields, now: Timestamp, before: Option<&Message>) -> Result<Message, Problem> {
    let level = level_of(fields.get("stufe"));
    let de = text(fields, "text")?;
    // In a crisis nobody should send a form twice: what is missing is said at once.
    let mut missing = wrong();
    if level.is_none() {
        missing = missing.at("stufe", "Wählen Sie eine Stufe.", "Choose a level.");
    }
    if de.is_empty() {
        missing = missing.at(
            "text",
            "Schreiben Sie, was passiert und was zu tun ist.",
            "Write what happens and what to do.",
        );
    }
    let Some(level) = level.filter(|_| !de.is_empty()) else {
        return Err(missing);
    };
    let en = text(fields, "text_en")?;
    let link = cut(fields.get("link"), LINK_CHARS_MAX);
    let is_address = link.is_empty()
        || link.starts_with("https://")
        || (link.starts_with('/') && !link.starts_with("//"));
    if !is_address || link.contains(' ') {
        return Err(wrong().at(
            "link",
            "Geben Sie eine Adresse ein, die mit https:// oder mit / beginnt.",
            "Enter an address that begins with https:// or with /.",
        ));
    }
    let hours = match fields.get("stunden") {
        "" => HOURS_USUAL,
        text => {
            text.parse::<i64>().ok().filter(|h| (1..=HOURS_MAX).contains(h)).ok_or_else(|| {
                wrong().at(
                    "stunden",
                    "Wählen Sie, wie lange die Warnung gilt.",
                    "Choose how long the warning holds.",
                )
            })?
        }
    };
    let id = Id::new();
    Ok(Message {
        id,
        thread: before.map_or(id, |b| b.thread),
        number: before.map_or(1, |b| b.number + 1),
        kind: if before.is_some() { Kind::Update } else { Kind::Alert },
        level,
        text: Text::new(de, en),
        area: Text::new(
            cut(fields.get("gebiet"), AREA_CHARS_MAX),
            cut(fields.get("gebiet_en"), AREA_CHARS_MAX),
        ),
        link,
        source: before.map(|b| b.source.clone()).unwrap_or_default(),
        issued_at: now,
        valid_until: now + SignedDuration::from_hours(hours),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        Fields::from_pairs(pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect())
    }

    #[test]
    fn a_warning_needs_a_level_and_a_text_and_ends_by_itself() {
        let now: Timestamp = "2026-05-04T08:00:00Z".parse().unwrap();
        let read = |pairs: &[(&str, &str)]| {
            read(&fields(pairs), now, None).map_err(|p| p.fields[0].0.clone())
        };
        let message = read(&[("stufe", "danger"), ("text", " Hochwasser \n am Fluss ")]).unwrap();
        assert_eq!(message.text.de, "Hochwasser am Fluss");
        assert_eq!(message.valid_until, now + SignedDuration::from_hours(24));
        assert_eq!(message.remind_at(), now + SignedDuration::from_hours(18));
        assert_eq!(read(&[("text", "x")]), Err("stufe".into()));
        assert_eq!(read(&[("stufe", "info")]), Err("text".into()));
        let long = "ä".repeat(TEXT_CHARS_MAX + 1);
        assert_eq!(read(&[("stufe", "info"), ("text", &long)]), Err("text".into()));
        assert!(read(&[("stufe", "info"), ("text", &long[2..])]).is_ok());
        for link in ["javascript:alert(1)", "//evil.example", "http://x", "https://a b"] {
            assert_eq!(
                read(&[("stufe", "info"), ("text", "x"), ("link", link)]),
                Err("link".into())
            );
        }
        assert_eq!(
            read(&[("stufe", "info"), ("text", "x"), ("stunden", "9999")]),
            Err("stunden".into())
        );
    }
}
