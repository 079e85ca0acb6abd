//! What people choose, what they are told, and in which words.

use jiff::{SignedDuration, Timestamp};
use kernel::publication::Publication;
use kernel::siren::{Banner, Level};
use kernel::{Id, Language, Town};
use norm_push::browser;
use serde_json::json;

/// The topic of warnings, which stand in no gazette.
pub const WARNING: &str = "warning";
/// Letters of a heading, and of the text below it: more is not shown by any device.
const TITLE_MAX: usize = 120;
const TEXT_MAX: usize = 300;
/// Longest time a service keeps a message for a device that is off.
const KEPT: SignedDuration = SignedDuration::from_hours(24);

/// Something people may be told of.
#[derive(Clone, Copy, Debug)]
pub struct Topic {
    /// [`WARNING`], or a kind of publication.
    pub key: &'static str,
    /// What it is called.
    pub title: (&'static str, &'static str),
    /// What one gets.
    pub text: (&'static str, &'static str),
}

/// All topics, in the order of the form.
pub const TOPICS: [Topic; 6] = [
    Topic {
        key: WARNING,
        title: ("Warnungen", "Warnings"),
        text: (
            "Gefahren und was Sie tun sollten, bis zur Entwarnung.",
            "Dangers and what to do, until the all-clear.",
        ),
    },
    Topic {
        key: "disruption",
        title: ("Störungen und Sperrungen", "Disruptions and closures"),
        text: ("Was gerade nicht geht, und wie lange.", "What does not work, and for how long."),
    },
    Topic {
        key: "news",
        title: ("Aktuelles", "News"),
        text: ("Alle Meldungen aus dem Rathaus.", "All news from the town hall."),
    },
    Topic {
        key: "notice",
        title: ("Amtliche Bekanntmachungen", "Official notices"),
        text: ("Satzungen, Pläne, Verfügungen.", "Statutes, plans, orders."),
    },
    Topic {
        key: "event",
        title: ("Veranstaltungen", "Events"),
        text: ("Was neu im Kalender steht.", "What is new in the calendar."),
    },
    Topic {
        key: "roadworks",
        title: ("Baustellen", "Road works"),
        text: ("Wo neu gebaut wird.", "Where building begins."),
    },
];

/// A topic by its key.
pub fn topic(key: &str) -> Option<&'static Topic> {
    TOPICS.iter().find(|t| t.key == key)
}

/// What somebody chose, without what is no topic of ours.
pub fn chosen<'a>(keys: impl Iterator<Item = &'a str>) -> Vec<String> {
    let keys: Vec<&str> = keys.collect();
    TOPICS.iter().filter(|t| keys.contains(&t.key)).map(|t| t.key.to_owned()).collect()
}

/// A browser that wants messages.
#[derive(Clone, Debug)]
pub struct Subscriber {
    /// Identifier.
    pub id: Id<Subscriber>,
    /// Where it is reached.
    pub to: browser::Subscription,
    /// Its language.
    pub language: Language,
    /// What about.
    pub topics: Vec<String>,
}

/// Something that is told.
#[derive(Clone, Debug)]
pub struct Message {
    /// Identifier.
    pub id: Id<Message>,
    /// Its topic.
    pub kind: String,
    /// The publication, or path and instant of a warning.
    pub subject: String,
    /// When it was noticed.
    pub made_at: Timestamp,
    /// The last browser it was sent to in its first round.
    pub last_told: String,
    /// How often it was taken up again for those whose service could not take it.
    pub rounds: i64,
    /// How many services took it.
    pub sent: i64,
    /// How many never did.
    pub failed: i64,
    /// When nobody waited for it any more.
    pub ended_at: Option<Timestamp>,
}

/// What a warning is noticed by: an update is another subject of the same page.
pub fn subject(banner: &Banner) -> String {
    format!("{}|{}", banner.path, banner.at.as_second())
}

/// A message in words, ready to be encrypted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// What the device shows, as the service worker reads it.
    pub json: Vec<u8>,
    /// How long a service keeps it.
    pub seconds: u32,
    /// Whether it is pressing.
    pub is_urgent: bool,
    /// A later message with the same mark replaces it.
    pub mark: String,
}

fn cut(text: &str, most: usize) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= most {
        return text;
    }
    let head: String = text.chars().take(most.saturating_sub(1)).collect();
    let head = head.rsplit_once(' ').map_or(head.as_str(), |(words, _)| words);
    format!("{}…", head.trim_end_matches([',', '.', ';', ':']))
}

/// Letters that stand for a subject, as `Topic` allows them: thirty-two of base64url.
fn mark(town: &Town, page: &str) -> String {
    hex::encode(&town.keys().records.tag(&format!("push/topic/{page}"))[..16])
}

fn payload(language: Language, title: &str, text: &str, path: &str, tag: &str) -> Vec<u8> {
    let url = format!("{}{path}", language.of("", "/en"));
    json!({ "title": cut(title, TITLE_MAX), "body": cut(text, TEXT_MAX), "url": url,
        "tag": tag, "lang": language.tag() })
    .to_string()
    .into_bytes()
}

/// A publication in words.
pub fn of_publication(town: &Town, it: &Publication, language: Language) -> Words {
    let mark = mark(town, &it.id.to_string());
    let kind = topic(&it.kind).map_or("", |t| language.of(t.title.0, t.title.1));
    let teaser = it.teaser.of(language);
    let text = if teaser.trim().is_empty() { kind.to_owned() } else { format!("{kind}: {teaser}") };
    Words {
        json: payload(language, it.title.of(language), &text, &it.path(), &mark),
        seconds: u32::try_from(KEPT.as_secs()).unwrap_or(u32::MAX),
        is_urgent: false,
        mark,
    }
}

/// A warning in words. It is kept no longer than it holds.
pub fn of_warning(town: &Town, it: &Banner, language: Language, now: Timestamp) -> Words {
    let mark = mark(town, &it.path);
    let area = it.area.of(language);
    let title = match (it.level, area.trim()) {
        (level, "") => level.words().of(language).to_owned(),
        (level, area) => format!("{}: {area}", level.words().of(language)),
    };
    let left = it.until.duration_since(now).clamp(SignedDuration::from_mins(1), KEPT);
    Words {
        json: payload(language, &title, it.text.of(language), &it.path, &mark),
        seconds: u32::try_from(left.as_secs()).unwrap_or(u32::MAX),
        is_urgent: it.level != Level::Info,
        mark,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_cut_between_words_and_say_so() {
        assert_eq!(cut("  Die   Brücke ist zu ", 40), "Die Brücke ist zu");
        assert_eq!(cut("Die Brücke ist, wie gesagt, gesperrt", 17), "Die Brücke ist…");
        assert_eq!(cut(&"x".repeat(400), 10), format!("{}…", "x".repeat(9)));
        assert_eq!(cut("", 10), "");
    }

    #[test]
    fn only_topics_of_ours_can_be_chosen_each_once() {
        let keys = ["news", "warning", "news", "job", "'; DROP"];
        assert_eq!(chosen(keys.into_iter()), ["warning", "news"]);
        assert!(chosen(std::iter::empty()).is_empty());
    }
}
