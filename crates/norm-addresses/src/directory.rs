//! Names of streets found while they are typed, with mistakes, however many there are.
//!
//! Every name is a row of plain bytes with one bit for each letter in it; a question looks at all of
//! them, and only names that have nearly all letters of what was typed are compared letter by letter.

use crate::text::street_key;

/// Letters of what was typed that are looked at.
const TYPED_MAX: usize = 40;
/// Letters that allow one mistake.
const LETTERS_PER_MISTAKE: usize = 4;
/// Mistakes allowed at most.
const MISTAKES_MAX: usize = 2;
/// Beginnings of `Straße` that are typed on the way to it.
const HALF_ENDINGS: [&str; 3] = ["strass", "stras", "stra"];

struct Entry {
    /// The key of the name.
    key: Box<[u8]>,
    /// Where words begin in the key.
    starts: Box<[u8]>,
    /// One bit for each letter that occurs.
    letters: u64,
}

/// The names of all streets, made ready to be searched.
#[derive(Default)]
pub struct Directory {
    entries: Vec<Entry>,
}

/// A name that may be meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// Mistakes in what was typed.
    pub mistakes: usize,
    /// Whether it was found at a later word of the name, not at its beginning.
    pub is_inside: bool,
    /// Letters of the name that were not typed yet.
    pub rest: usize,
    /// Position of the name, in the order they were given.
    pub at: usize,
}

fn bit(letter: u8) -> u64 {
    1 << (letter % 64)
}

impl Directory {
    /// Makes names ready.
    pub fn new<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let entry = |name: &str| {
            let (mut key, mut starts) = (String::new(), Vec::new());
            for word in name.split([' ', '-', '.', '/']).filter(|w| !w.is_empty()) {
                starts.extend(u8::try_from(key.len()).ok());
                key.push_str(&street_key(word));
            }
            let key: Box<[u8]> = key.into_bytes().into();
            let letters = key.iter().fold(0, |bits, b| bits | bit(*b));
            Entry { key, starts: starts.into(), letters }
        };
        Self { entries: names.into_iter().map(entry).collect() }
    }

    /// Names in it.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The names that may be meant, the likeliest first, at most `limit`. What fits without a
    /// mistake leaves no room for what fits with some.
    pub fn find(&self, typed: &str, limit: usize) -> Vec<Hit> {
        let mut key = street_key(typed);
        for half in HALF_ENDINGS {
            // `Hauptstra` is on its way to `Hauptstr`; a bare `stra` is not.
            if key.len() > half.len() + 2 && key.ends_with(half) {
                key.truncate(key.len() - half.len() + "str".len());
                break;
            }
        }
        let typed: Vec<u8> = key.bytes().take(TYPED_MAX).collect();
        if typed.is_empty() {
            return Vec::new();
        }
        let letters = typed.iter().fold(0, |bits, b| bits | bit(*b));
        let allowed = (typed.len() / LETTERS_PER_MISTAKE).min(MISTAKES_MAX);
        let mut hits = self.scan(&typed, letters, 0);
        if hits.is_empty() && allowed > 0 {
            hits = self.scan(&typed, letters, allowed);
        }
        hits.sort_unstable();
        hits.truncate(limit);
        hits
    }

    fn scan(&self, typed: &[u8], letters: u64, allowed: usize) -> Vec<Hit> {
        let mut hits = Vec::new();
        let mut rows = [[0u8; TYPED_MAX + 1]; 3];
        for (at, entry) in self.entries.iter().enumerate() {
            let missing = (letters & !entry.letters).count_ones();
            if usize::try_from(missing).is_ok_and(|m| m > allowed) {
                continue;
            }
            let mut best: Option<Hit> = None;
            for start in entry.starts.iter().map(|s| usize::from(*s)) {
                let rest = entry.key.get(start..).unwrap_or_default();
                let Some(mistakes) = begins(rest, typed, allowed, &mut rows) else { continue };
                let left = entry.key.len().saturating_sub(typed.len());
                let hit = Hit { mistakes, is_inside: start > 0, rest: left, at };
                if best.is_none_or(|b| hit < b) {
                    best = Some(hit);
                }
            }
            hits.extend(best);
        }
        hits
    }
}

/// With how many mistakes a name begins with what was typed; `None` above `allowed`.
fn begins(
    name: &[u8],
    typed: &[u8],
    allowed: usize,
    rows: &mut [[u8; TYPED_MAX + 1]; 3],
) -> Option<usize> {
    if name.starts_with(typed) {
        return Some(0);
    }
    if allowed == 0 {
        return None;
    }
    // Rows are letters of the name, columns those typed; the last column of any row counts.
    let most = u8::try_from(allowed).ok()?;
    let width = typed.len();
    let [before, last, row] = rows;
    for (column, value) in last.iter_mut().enumerate().take(width + 1) {
        *value = u8::try_from(column).unwrap_or(u8::MAX);
    }
    let mut best = last[width];
    for (i, letter) in name.iter().enumerate().take(width + allowed) {
        row[0] = u8::try_from(i + 1).unwrap_or(u8::MAX);
        let mut smallest = row[0];
        for j in 1..=width {
            let change = last[j - 1] + u8::from(typed[j - 1] != *letter);
            let mut value = change.min(last[j] + 1).min(row[j - 1] + 1);
            let is_swapped =
                i > 0 && j > 1 && typed[j - 1] == name[i - 1] && typed[j - 2] == *letter;
            if is_swapped {
                value = value.min(before[j - 2] + 1);
            }
            row[j] = value;
            smallest = smallest.min(value);
        }
        best = best.min(row[width]);
        if smallest > most {
            break;
        }
        std::mem::swap(before, last);
        std::mem::swap(last, row);
    }
    (best <= most).then_some(usize::from(best))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 7] = [
        "Hauptstraße",
        "Johann-Wolfgang-von-Goethe-Straße",
        "Goethestraße",
        "Am Alten Markt",
        "Marktplatz",
        "Überwasserstraße",
        "Hauptmannweg",
    ];

    fn found(typed: &str) -> Vec<&'static str> {
        Directory::new(NAMES).find(typed, 5).iter().map(|h| NAMES[h.at]).collect()
    }

    #[test]
    fn a_beginning_is_enough_and_the_shortest_comes_first() {
        assert_eq!(found("goe"), ["Goethestraße", "Johann-Wolfgang-von-Goethe-Straße"]);
        assert_eq!(found("markt"), ["Marktplatz", "Am Alten Markt"]);
        assert_eq!(found("haupt"), ["Hauptstraße", "Hauptmannweg"]);
    }

    #[test]
    fn spelling_and_mistakes_do_not_matter() {
        for typed in ["Hauptstr.", "hauptstra", "HAUPTSTRASSE", "haupstrasse", "huaptstr"] {
            assert_eq!(found(typed).first(), Some(&"Hauptstraße"), "{typed}");
        }
        assert_eq!(found("ueberwaser"), ["Überwasserstraße"]);
        assert_eq!(found("marktpltaz"), ["Marktplatz"]);
        assert_eq!(found("alten makrt"), ["Am Alten Markt"]);
    }

    #[test]
    fn nothing_is_made_up() {
        assert!(found("").is_empty());
        assert!(found("---").is_empty());
        assert!(found("xyz").is_empty());
        assert!(found("Bahnhofstraße").is_empty());
        assert!(found(&"ä".repeat(500)).is_empty());
    }
}
