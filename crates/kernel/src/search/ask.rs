//! Asking the index: bounded work whatever is asked and however much is known.

use std::collections::HashMap;

use super::words::{asked, backward, gaps, slips};
use super::{Entry, RESULTS_MAX};
use crate::db::{Reader, Sql};
use crate::error::AppError;
use crate::sql;
use crate::value::Language;

/// Words of a question that are looked at.
const WORDS_MAX: usize = 8;
/// Postings read for a word as it was typed.
const POSTINGS_MAX: i64 = 1_500;
/// Postings read for each of its relatives.
const RELATED_MAX: i64 = 150;
/// Relatives of each sort that are looked at.
const RELATIVES_MAX: i64 = 20;
/// Shortest word whose longer forms are looked for, in characters.
const BEGINS_FROM: usize = 3;
/// Shortest word that may be the end of a compound, or a part of one, in characters.
const PART_FROM: usize = 4;
/// Results of a rare word looked up in a word found too often to be read whole.
const LOOKED_UP_MAX: usize = 200;

const RANKED: Sql = sql!(
    "SELECT entry, kind, rank FROM kernel_search_term
     WHERE audience = $1 AND language = $2 AND term = $3
     ORDER BY rank DESC, entry
     LIMIT $4"
);
const RANK: Sql = sql!(
    "SELECT rank FROM kernel_search_term
     WHERE term = $1 AND entry = $2 AND audience = $3 AND language = $4"
);
const BEGINS: Sql = sql!(
    "SELECT term FROM kernel_search_word WHERE term > $1 AND term < $2 ORDER BY term LIMIT $3"
);
const ENDS: Sql = sql!(
    "SELECT term FROM kernel_search_word WHERE backward > $1 AND backward < $2
     ORDER BY backward LIMIT $3"
);
const KNOWN: Sql = sql!("SELECT term FROM kernel_search_word WHERE term = $1");
const SLIPPED: Sql =
    sql!("SELECT term FROM kernel_search_slip WHERE slip = $1 ORDER BY term LIMIT $2");
/// So many entries are read with one statement.
const ENTRIES_TOGETHER: usize = 10;
const ENTRIES: Sql = sql!(
    "SELECT id, kind, audience, language, title, summary, url FROM kernel_search_entry
     WHERE id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
);

/// A question.
#[derive(Clone, Copy, Debug)]
pub struct Question<'q> {
    /// As it was typed.
    pub words: &'q str,
    /// Who asks: `public` or `staff`.
    pub audience: &'q str,
    /// Language of the entries.
    pub language: Language,
    /// Only of this kind; empty for all.
    pub kind: &'q str,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Results {
    /// The best, at most [`RESULTS_MAX`].
    pub entries: Vec<Entry>,
    /// How many there are of each kind, whatever kind was asked for; the most first.
    pub kinds: Vec<(String, usize)>,
    /// How many there are of the kind asked for.
    pub total: usize,
    /// There are more than were counted.
    pub is_more: bool,
    /// A word was found only with a slip.
    pub is_guessed: bool,
    /// Words nothing was found for, as stems.
    pub missed: Vec<String>,
}

/// How near a word of the index is to the one typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Nearness {
    Same,
    Begins,
    Ends,
    Slipped,
    Part,
}

impl Nearness {
    /// Factor of the rank.
    fn factor(self) -> i64 {
        match self {
            Self::Same => 6,
            Self::Begins | Self::Ends => 2,
            Self::Slipped => 3,
            Self::Part => 1,
        }
    }
}

/// What one word found.
struct Hits {
    word: String,
    /// Best score and kind by entry.
    entries: HashMap<String, (i64, String)>,
    /// Not all postings were read.
    is_cut: bool,
    nearness: Option<Nearness>,
}

/// The text behind every text that begins with `start`.
fn after_prefix(start: &str) -> String {
    format!("{start}\u{10ffff}")
}

/// Asks the index: entries that hold every word, better ones first; where there are none, those
/// that hold most of them.
///
/// # Errors
/// What the database says.
pub fn ask(reader: &mut Reader<'_>, question: &Question<'_>) -> Result<Results, AppError> {
    let words = asked(question.words, question.language);
    let mut hits = Vec::new();
    for word in words.into_iter().take(WORDS_MAX) {
        hits.push(look_up(reader, question, word)?);
    }
    let mut results = Results {
        is_guessed: hits.iter().any(|h| h.nearness == Some(Nearness::Slipped)),
        missed: hits.iter().filter(|h| h.entries.is_empty()).map(|h| h.word.clone()).collect(),
        ..Results::default()
    };
    complete(reader, question, &mut hits)?;
    let mut found: HashMap<&str, (usize, i64, &str)> = HashMap::new();
    for (entry, (score, kind)) in hits.iter().flat_map(|h| &h.entries) {
        let sum = found.entry(entry).or_insert((0, 0, kind));
        sum.0 += 1;
        sum.1 += score;
    }
    let most = found.values().map(|(matched, ..)| *matched).max().unwrap_or_default();
    let mut found: Vec<(&str, i64, &str)> = found
        .into_iter()
        .filter(|(_, (matched, ..))| *matched == most)
        .map(|(entry, (_, score, kind))| (entry, score, kind))
        .collect();
    results.is_more = most == 1 && hits.iter().any(|h| h.is_cut);
    for (.., kind) in &found {
        match results.kinds.iter_mut().find(|(known, _)| known == kind) {
            Some((_, count)) => *count += 1,
            None => results.kinds.push(((*kind).to_owned(), 1)),
        }
    }
    results.kinds.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    found.retain(|(.., kind)| question.kind.is_empty() || *kind == question.kind);
    results.total = found.len();
    found.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    let best: Vec<&str> = found.into_iter().take(RESULTS_MAX).map(|(id, ..)| id).collect();
    results.entries = entries(reader, &best)?;
    Ok(results)
}

/// Entries in the order they are asked for.
fn entries(reader: &mut Reader<'_>, ids: &[&str]) -> Result<Vec<Entry>, AppError> {
    let mut known: HashMap<String, Entry> = HashMap::with_capacity(ids.len());
    for together in ids.chunks(ENTRIES_TOGETHER) {
        let last = together.last().unwrap_or(&"");
        let place = |at: usize| together.get(at).unwrap_or(last);
        let places: [&str; ENTRIES_TOGETHER] = std::array::from_fn(|at| *place(at));
        let values = places.each_ref().map(|id| id as &dyn crate::db::ToValue);
        for row in reader.query(ENTRIES, &values)? {
            let entry = Entry::read(&row)?;
            known.insert(entry.id.clone(), entry);
        }
    }
    Ok(ids.iter().filter_map(|id| known.remove(*id)).collect())
}

/// Everything a word finds: itself and its relatives; slips and parts only where it finds nothing.
fn look_up(
    reader: &mut Reader<'_>,
    question: &Question<'_>,
    word: String,
) -> Result<Hits, AppError> {
    let mut hits = Hits { word, entries: HashMap::new(), is_cut: false, nearness: None };
    let word = hits.word.clone();
    let length = word.chars().count();
    add(reader, question, &mut hits, &word, Nearness::Same)?;
    if length >= BEGINS_FROM {
        for term in terms(reader, BEGINS, &word)? {
            add(reader, question, &mut hits, &term, Nearness::Begins)?;
        }
    }
    if length >= PART_FROM {
        for term in terms(reader, ENDS, &backward(&word))? {
            add(reader, question, &mut hits, &term, Nearness::Ends)?;
        }
    }
    if hits.entries.is_empty() {
        for term in slipped(reader, &word)? {
            add(reader, question, &mut hits, &term, Nearness::Slipped)?;
        }
    }
    if hits.entries.is_empty() {
        for term in parts(reader, &word)? {
            add(reader, question, &mut hits, &term, Nearness::Part)?;
        }
    }
    Ok(hits)
}

fn terms(reader: &mut Reader<'_>, sql: Sql, start: &str) -> Result<Vec<String>, AppError> {
    let rows = reader.query(sql, &[&start, &after_prefix(start), &RELATIVES_MAX])?;
    rows.iter().map(|row| Ok(row.at(0)?)).collect()
}

fn add(
    reader: &mut Reader<'_>,
    question: &Question<'_>,
    hits: &mut Hits,
    term: &str,
    nearness: Nearness,
) -> Result<(), AppError> {
    let limit = if nearness == Nearness::Same { POSTINGS_MAX } else { RELATED_MAX };
    let rows = reader.query(RANKED, &[&question.audience, &question.language, &term, &limit])?;
    if i64::try_from(rows.len()).is_ok_and(|count| count == limit) {
        hits.is_cut = true;
    }
    for row in &rows {
        let score = row.at::<i64>(2)? * nearness.factor();
        let known = hits.entries.entry(row.at(0)?).or_insert((0, row.at(1)?));
        known.0 = known.0.max(score);
        hits.nearness.get_or_insert(nearness);
    }
    Ok(())
}

/// Known words one slip away, wherever the slip is.
fn slipped(reader: &mut Reader<'_>, word: &str) -> Result<Vec<String>, AppError> {
    let gaps = gaps(word);
    let mut near: Vec<String> = Vec::new();
    if gaps.is_empty() {
        return Ok(near);
    }
    let mut keep = |term: String| {
        if slips(word, &term) == 1 && !near.contains(&term) {
            near.push(term);
        }
    };
    for gap in &gaps {
        for row in reader.query(KNOWN, &[gap])? {
            keep(row.at(0)?);
        }
    }
    for gap in gaps.iter().map(String::as_str).chain([word]) {
        for row in reader.query(SLIPPED, &[&gap, &RELATIVES_MAX])? {
            keep(row.at(0)?);
        }
    }
    near.truncate(usize::try_from(RELATIVES_MAX).unwrap_or(usize::MAX));
    Ok(near)
}

/// The longest known words a compound begins and ends with.
fn parts(reader: &mut Reader<'_>, word: &str) -> Result<Vec<String>, AppError> {
    let letters: Vec<char> = word.chars().collect();
    let last = letters.len().saturating_sub(PART_FROM - 1);
    let mut found = Vec::new();
    let heads = (PART_FROM..last.max(PART_FROM)).rev().map(|end| letters[..end].iter().collect());
    let tails = (PART_FROM - 1..last).map(|start| letters[start..].iter().collect());
    let sides: [Vec<String>; 2] = [heads.collect(), tails.collect()];
    for side in sides {
        for part in side.into_iter().filter(|p: &String| p.chars().count() >= PART_FROM) {
            if reader.maybe(KNOWN, &[&part])?.is_some() {
                found.push(part);
                break;
            }
        }
    }
    Ok(found)
}

/// Looks the results of the rarest word up in words that were not read whole.
fn complete(
    reader: &mut Reader<'_>,
    question: &Question<'_>,
    hits: &mut [Hits],
) -> Result<(), AppError> {
    let rarest = hits.iter().filter(|h| !h.entries.is_empty()).min_by_key(|h| h.entries.len());
    let Some(rarest) = rarest else { return Ok(()) };
    let mut best: Vec<(&String, &(i64, String))> = rarest.entries.iter().collect();
    best.sort_unstable_by(|a, b| b.1.0.cmp(&a.1.0).then_with(|| a.0.cmp(b.0)));
    let candidates: Vec<(String, String)> = best
        .into_iter()
        .take(LOOKED_UP_MAX)
        .map(|(entry, (_, kind))| (entry.clone(), kind.clone()))
        .collect();
    for one in hits.iter_mut().filter(|h| h.is_cut) {
        for (entry, kind) in &candidates {
            if one.entries.contains_key(entry) {
                continue;
            }
            let place: [&dyn crate::db::ToValue; 4] =
                [&one.word, entry, &question.audience, &question.language];
            if let Some(row) = reader.maybe(RANK, &place)? {
                let score = row.at::<i64>(0)? * Nearness::Same.factor();
                one.entries.insert(entry.clone(), (score, kind.clone()));
            }
        }
    }
    Ok(())
}
