//! Counting without persons: what is asked for, found or missed, counted in memory and added to the
//! tables of modules once a minute. Nothing but names that modules choose is kept: no address, no
//! mark of a visitor.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

use crate::db::Tx;
use crate::error::AppError;

/// Time between two savings.
pub const SAVED_EVERY: SignedDuration = SignedDuration::from_secs(60);
/// Names counted between two savings; what comes beyond is counted under [`OTHERS`].
const NAMES_MAX: usize = 5_000;
/// Longest name, in bytes.
const NAME_BYTES_MAX: usize = 400;
/// The name under which all others are counted when there are too many.
pub const OTHERS: &str = "…";

/// Pages shown to visitors: path, a tabulator, and where they came from ([`source`]).
pub const PAGES: &str = "kernel.pages";

const SEARCH_ENGINES: &[&str] = &[
    "google.",
    "bing.",
    "duckduckgo.",
    "ecosia.",
    "startpage.",
    "yahoo.",
    "qwant.",
    "metager.",
    "brave.",
];
const NETWORKS: &[&str] = &[
    "facebook.",
    "instagram.",
    "linkedin.",
    "mastodon",
    "t.co",
    "twitter.",
    "x.com",
    "youtube.",
    "whatsapp.",
    "xing.",
    "threads.",
    "bsky.",
];

/// In a word where somebody came from: `own`, `search`, `network`, `site` or `none`. The address
/// itself is forgotten.
pub fn source(referrer: &str, own_host: &str) -> &'static str {
    let host = referrer.split_once("://").map_or("", |(_, rest)| rest);
    let host = host.split(['/', '?', '#']).next().unwrap_or_default();
    let name = host.strip_prefix("www.").unwrap_or(host);
    // A name counts at its beginning or after a dot.
    let is_of = |marks: &[&str]| {
        marks.iter().any(|m| name.starts_with(m) || name.contains(&format!(".{m}")))
    };
    match host {
        "" => "none",
        host if host == own_host => "own",
        _ if is_of(SEARCH_ENGINES) => "search",
        _ if is_of(NETWORKS) => "network",
        _ => "site",
    }
}

/// What a module counts.
#[derive(Clone, Copy)]
pub struct Tally {
    /// `module.what`.
    pub name: &'static str,
    /// Adds the counts to the module's table.
    pub save: fn(&mut Tx<'_>, &Counts) -> Result<(), AppError>,
}

/// Names and how often each was counted.
pub type Counts = BTreeMap<String, u64>;

/// The counts of a town that are not saved yet.
#[derive(Debug, Default)]
pub struct Tallies {
    open: Mutex<Open>,
}

#[derive(Debug, Default)]
struct Open {
    counts: BTreeMap<&'static str, Counts>,
    saved_at: Option<Timestamp>,
}

impl Tallies {
    /// Counts one more of a name.
    pub fn count(&self, tally: &'static str, name: &str) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let counts = open.counts.entry(tally).or_default();
        if let Some(count) = counts.get_mut(name) {
            *count += 1;
            return;
        }
        let is_full = counts.len() >= NAMES_MAX || name.len() > NAME_BYTES_MAX;
        *counts.entry(if is_full { OTHERS } else { name }.to_owned()).or_default() += 1;
    }

    /// Takes what is to be saved now, if it is time.
    pub(crate) fn due(&self, now: Timestamp) -> BTreeMap<&'static str, Counts> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let is_early = open.saved_at.is_some_and(|at| now.duration_since(at) < SAVED_EVERY);
        if is_early || open.counts.is_empty() {
            return BTreeMap::new();
        }
        open.saved_at = Some(now);
        std::mem::take(&mut open.counts)
    }

    /// Puts back what could not be saved.
    pub(crate) fn put_back(&self, counts: BTreeMap<&'static str, Counts>) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        for (tally, names) in counts {
            let known = open.counts.entry(tally).or_default();
            for (name, count) in names {
                *known.entry(name).or_default() += count;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_are_words_and_not_addresses() {
        for (referrer, word) in [
            ("", "none"),
            ("https://town.test/suche?q=a", "own"),
            ("https://www.google.de/", "search"),
            ("https://l.facebook.com/l.php?u=x", "network"),
            ("https://nachbarstadt.de/links", "site"),
            ("https://notgoogle.evil/", "site"),
        ] {
            assert_eq!(source(referrer, "town.test"), word, "{referrer}");
        }
    }

    #[test]
    fn counts_are_bounded_and_taken_once_a_minute() {
        let tallies = Tallies::default();
        let start: Timestamp = "2026-05-04T08:00:00Z".parse().unwrap();
        for at in 0..NAMES_MAX + 10 {
            tallies.count("probe.pages", &format!("/{at}"));
        }
        tallies.count("probe.pages", &"x".repeat(NAME_BYTES_MAX + 1));
        tallies.count("probe.pages", "/1");
        let taken = tallies.due(start);
        assert_eq!(taken["probe.pages"].len(), NAMES_MAX + 1);
        assert_eq!((taken["probe.pages"][OTHERS], taken["probe.pages"]["/1"]), (11, 2));
        tallies.count("probe.pages", "/1");
        assert!(tallies.due(start + SignedDuration::from_secs(59)).is_empty());
        let later = tallies.due(start + SignedDuration::from_secs(60));
        assert_eq!(later["probe.pages"]["/1"], 1);
        tallies.put_back(later);
        assert_eq!(tallies.due(start + SignedDuration::from_secs(120))["probe.pages"]["/1"], 1);
    }
}
