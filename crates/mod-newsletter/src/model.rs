//! What people choose: topics and rhythm.

use jiff::Timestamp;
use jiff::civil::{DateTime, Weekday};
use jiff::tz::TimeZone;
use kernel::publication::{Publication, topic_name};
use kernel::{Id, Language, Private, Text, words};

/// Version of the words people agree to: raised whenever they change their meaning, so that the
/// records say what was agreed to.
pub const WORDING: i64 = 1;
/// Topics one reader may choose.
pub const TOPICS_MAX: usize = 40;
/// Between a kind and a topic of it: `news#Verkehr`.
const PART: char = '#';

words! {
    /// How often somebody gets mail.
    Rhythm {
        /// As soon as something is new.
        AtOnce = "at-once", "sofort, wenn es etwas Neues gibt", "at once, when there is news";
        /// One mail a day, if there is something new.
        Daily = "daily", "höchstens einmal am Tag", "once a day at most";
        /// One mail a week, if there is something new.
        Weekly = "weekly", "höchstens einmal in der Woche", "once a week at most";
    }
}

/// A kind of publication people may follow: its key and what it is called.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// As in the gazette.
    pub key: &'static str,
    /// What it is called.
    pub title: (&'static str, &'static str),
    /// What one gets.
    pub text: (&'static str, &'static str),
}

/// All kinds, in the order of forms and mails.
pub const KINDS: [Kind; 5] = [
    Kind {
        key: "disruption",
        title: ("Störungen und Sperrungen", "Disruptions and closures"),
        text: ("Was gerade nicht geht, und wie lange.", "What does not work, and for how long."),
    },
    Kind {
        key: "news",
        title: ("Aktuelles", "News"),
        text: ("Alle Meldungen aus dem Rathaus.", "All news from the town hall."),
    },
    Kind {
        key: "notice",
        title: ("Amtliche Bekanntmachungen", "Official notices"),
        text: ("Satzungen, Pläne, Verfügungen.", "Statutes, plans, orders."),
    },
    Kind {
        key: "event",
        title: ("Veranstaltungen", "Events"),
        text: ("Was neu im Kalender steht.", "What is new in the calendar."),
    },
    Kind {
        key: "job",
        title: ("Stellenangebote", "Vacancies"),
        text: ("Offene Stellen bei der Stadt.", "Open positions with the town."),
    },
];

/// A kind by its key.
pub fn kind(key: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|k| k.key == key)
}

/// What a reader chose, as keys: a kind, or a kind and one of its topics.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Topics(pub Vec<String>);

impl Topics {
    /// From a form: what is no topic of ours is left out.
    pub fn read<'a>(chosen: impl Iterator<Item = &'a str>, known: &[String]) -> Self {
        let mut keys: Vec<String> = chosen
            .filter(|key| kind(key).is_some() || known.iter().any(|k| k == key))
            .map(str::to_owned)
            .collect();
        keys.sort();
        keys.dedup();
        keys.truncate(TOPICS_MAX);
        Self(keys)
    }

    /// Whether a publication is among what was chosen.
    pub fn want(&self, it: &Publication) -> bool {
        self.0.iter().any(|key| match key.split_once(PART) {
            None => *key == it.kind,
            Some((kind, topic)) => kind == it.kind && it.topics.iter().any(|t| t == topic),
        })
    }

    /// In words, for mails and pages.
    pub fn words(&self, language: Language) -> String {
        let word = |key: &String| match key.split_once(PART) {
            None => kind(key).map(|k| language.of(k.title.0, k.title.1).to_owned()),
            Some((_, topic)) => Some(topic_name(topic, language)),
        };
        self.0.iter().filter_map(word).collect::<Vec<_>>().join(", ")
    }
}

/// The key of a topic of a kind.
pub fn topic_key(kind: &str, topic: &str) -> String {
    format!("{kind}{PART}{topic}")
}

/// Somebody who gets mail, or asked for it.
#[derive(Clone, Debug)]
pub struct Subscriber {
    /// Identifier, part of the links in mails.
    pub id: Id<Subscriber>,
    /// Where the mails go.
    pub email: Private<String>,
    /// Their language.
    pub language: Language,
    /// How often.
    pub rhythm: Rhythm,
    /// What about.
    pub topics: Topics,
    /// When it was last asked for.
    pub asked_at: Timestamp,
    /// When the owner of the address confirmed.
    pub confirmed_at: Option<Timestamp>,
    /// How many mails in a row could not be delivered.
    pub strikes: i64,
    /// When the last of them was.
    pub struck_at: Option<Timestamp>,
}

/// One gathering of what is new.
#[derive(Clone, Debug)]
pub struct Issue {
    /// Identifier.
    pub id: Id<Issue>,
    /// For whom.
    pub rhythm: Rhythm,
    /// What was noticed after this instant.
    pub from: Timestamp,
    /// Up to this one.
    pub until: Timestamp,
    /// How many publications that were.
    pub items: i64,
    /// The last reader it was written to.
    pub last_read: String,
    /// Mails written.
    pub mails: i64,
    /// When everybody had got it.
    pub ended_at: Option<Timestamp>,
}

/// The last moment before `now` at which an issue of a rhythm is made; `None` for what is told at
/// once. A local hour that does not exist in the night the clocks go forward is the next that does.
pub fn last_moment(
    rhythm: Rhythm,
    now: Timestamp,
    zone: &TimeZone,
    hour: i8,
    day: Weekday,
) -> Option<Timestamp> {
    let mut date = now.to_zoned(zone.clone()).date();
    let at = |date: jiff::civil::Date| {
        let local: DateTime = date.at(hour, 0, 0, 0);
        local.to_zoned(zone.clone()).map(|at| at.timestamp()).ok()
    };
    // Eight days hold every weekday at least once before now.
    for _ in 0..8 {
        let fits = match rhythm {
            Rhythm::AtOnce => return None,
            Rhythm::Daily => true,
            Rhythm::Weekly => date.weekday() == day,
        };
        if fits && let Some(moment) = at(date).filter(|m| *m <= now) {
            return Some(moment);
        }
        date = date.yesterday().ok()?;
    }
    None
}

/// What an issue is called in the subject of a mail.
pub fn subject(town: &str, rhythm: Rhythm, items: &[Publication], language: Language) -> String {
    if let [one] = items {
        return format!("{town}: {}", one.title.of(language));
    }
    let when = match rhythm {
        Rhythm::AtOnce => Text::new("Neues", "news"),
        Rhythm::Daily => Text::new("Neues vom Tag", "news of the day"),
        Rhythm::Weekly => Text::new("Neues der Woche", "news of the week"),
    };
    format!("{town}: {}", when.of(language))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(rhythm: Rhythm, now: &str) -> Option<String> {
        let now: Timestamp = now.parse().unwrap();
        last_moment(rhythm, now, &kernel::clock::berlin(), 7, Weekday::Friday)
            .map(|at| at.to_string())
    }

    #[test]
    fn an_issue_is_due_at_its_hour_and_made_up_for_after_a_stop() {
        // Monday, 4 May 2026, before and after seven o'clock in Berlin.
        assert_eq!(moment(Rhythm::Daily, "2026-05-04T04:59:59Z").unwrap(), "2026-05-03T05:00:00Z");
        assert_eq!(moment(Rhythm::Daily, "2026-05-04T05:00:00Z").unwrap(), "2026-05-04T05:00:00Z");
        assert_eq!(moment(Rhythm::Weekly, "2026-05-04T05:00:00Z").unwrap(), "2026-05-01T05:00:00Z");
        assert_eq!(moment(Rhythm::Weekly, "2026-05-01T04:59:00Z").unwrap(), "2026-04-24T05:00:00Z");
        assert_eq!(moment(Rhythm::AtOnce, "2026-05-04T05:00:00Z"), None);
    }

    #[test]
    fn the_hour_is_that_of_the_town_on_both_sides_of_a_change_of_clocks() {
        assert_eq!(moment(Rhythm::Daily, "2026-03-28T12:00:00Z").unwrap(), "2026-03-28T06:00:00Z");
        assert_eq!(moment(Rhythm::Daily, "2026-03-29T12:00:00Z").unwrap(), "2026-03-29T05:00:00Z");
    }

    #[test]
    fn a_topic_of_a_kind_is_less_than_the_kind() {
        let at = Timestamp::UNIX_EPOCH;
        let mut traffic = Publication::new("news", "radweg", at);
        traffic.topics = vec!["Verkehr".into()];
        let culture = Publication::new("news", "konzert", at);
        let known = [topic_key("news", "Verkehr")];
        let some = Topics::read(["news#Verkehr", "news#Erfunden", "quatsch"].into_iter(), &known);
        assert_eq!(some.0, ["news#Verkehr"]);
        assert!(some.want(&traffic) && !some.want(&culture));
        let all = Topics::read(["news"].into_iter(), &[]);
        assert!(all.want(&traffic) && all.want(&culture));
        assert!(!all.want(&Publication::new("job", "stelle", at)));
    }
}
