//! The index: finding things within one's rights, with German word forms and small typos.
//!
//! One inverted index in plain tables serves both engines: words are folded and stemmed when an
//! entry is written; a query matches whole stems, beginnings, and stems one slip away.

use rust_stemmers::{Algorithm, Stemmer};

use crate::db::{Reader, Row, Sql, Tx};
use crate::error::AppError;
use crate::sql;
use crate::value::Language;

/// Results shown at most.
pub const RESULTS_MAX: usize = 50;
/// Words of a query that are looked at.
const WORDS_MAX: usize = 8;
/// Postings read per word.
const POSTINGS_MAX: i64 = 5_000;
/// Weight of a word in the title beside one in the summary.
const TITLE_WEIGHT: i64 = 4;

const SAVE: Sql = sql!(
    "INSERT INTO kernel_search_entry (id, kind, audience, language, title, summary, url, length)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
     ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, audience = excluded.audience,
        language = excluded.language, title = excluded.title, summary = excluded.summary,
        url = excluded.url, length = excluded.length"
);
const CLEAR: Sql = sql!("DELETE FROM kernel_search_term WHERE entry = $1");
const REMOVE: Sql = sql!("DELETE FROM kernel_search_entry WHERE id = $1");
const POST: Sql = sql!("INSERT INTO kernel_search_term (term, entry, weight) VALUES ($1, $2, $3)");
const MATCH: Sql = sql!(
    "SELECT t.term, t.weight, e.id, e.kind, e.audience, e.language, e.title, e.summary, e.url, e.length
     FROM kernel_search_term t
     JOIN kernel_search_entry e ON e.id = t.entry
     WHERE t.term >= $1 AND t.term < $2 AND e.audience = $3 AND e.language = $4
     ORDER BY t.term, t.weight DESC
     LIMIT $5"
);
const NEIGHBOURS: Sql = sql!(
    "SELECT DISTINCT term FROM kernel_search_term WHERE term >= $1 AND term < $2 ORDER BY term LIMIT 2000"
);

/// The form in which words and names are compared: lower case, without accents, `ß` as `ss`,
/// umlauts as two letters.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            'ä' | 'æ' => out.push_str("ae"),
            'ö' | 'œ' | 'ø' => out.push_str("oe"),
            'ü' => out.push_str("ue"),
            'ß' => out.push_str("ss"),
            'à' | 'á' | 'â' | 'ã' | 'å' | 'ą' | 'ā' => out.push('a'),
            'ç' | 'ć' | 'č' => out.push('c'),
            'è' | 'é' | 'ê' | 'ë' | 'ę' | 'ě' => out.push('e'),
            'ğ' => out.push('g'),
            'ì' | 'í' | 'î' | 'ï' | 'ı' => out.push('i'),
            'ł' => out.push('l'),
            'ñ' | 'ń' | 'ň' => out.push('n'),
            'ò' | 'ó' | 'ô' | 'õ' => out.push('o'),
            'ř' => out.push('r'),
            'ş' | 'ś' | 'š' | 'ș' => out.push('s'),
            'ț' | 'ť' => out.push('t'),
            'ù' | 'ú' | 'û' | 'ů' => out.push('u'),
            'ý' | 'ÿ' => out.push('y'),
            'ź' | 'ż' | 'ž' => out.push('z'),
            // A combining dot stays behind a Turkish capital I.
            '\u{300}'..='\u{36f}' => {}
            other => out.push(other),
        }
    }
    out
}

fn stems(text: &str, language: Language) -> Vec<String> {
    let stemmer = Stemmer::create(match language {
        Language::De => Algorithm::German,
        Language::En => Algorithm::English,
    });
    fold(text)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(|w| stemmer.stem(w).into_owned())
        .collect()
}

/// Something that can be found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Key: the same key replaces the entry.
    pub id: String,
    /// Kind: `service`, `news`, `unit`, …
    pub kind: String,
    /// Who may find it: `public` or `staff`.
    pub audience: String,
    /// Language of the words.
    pub language: Language,
    /// Title.
    pub title: String,
    /// A sentence or more.
    pub summary: String,
    /// Path of the page.
    pub url: String,
}

impl Entry {
    fn read(row: &Row) -> Result<Self, AppError> {
        Ok(Self {
            id: row.get("id")?,
            kind: row.get("kind")?,
            audience: row.get("audience")?,
            language: row.get("language")?,
            title: row.get("title")?,
            summary: row.get("summary")?,
            url: row.get("url")?,
        })
    }
}

/// Writes an entry with further words to be found by, such as synonyms and the full text.
///
/// # Errors
/// What the database says.
pub fn save(tx: &mut Tx<'_>, entry: &Entry, further: &str) -> Result<(), AppError> {
    let mut weights = std::collections::BTreeMap::<String, i64>::new();
    for word in stems(&entry.title, entry.language) {
        *weights.entry(word).or_default() += TITLE_WEIGHT;
    }
    let body = stems(&format!("{} {further}", entry.summary), entry.language);
    let length = body.len();
    for word in body {
        *weights.entry(word).or_default() += 1;
    }
    tx.execute(CLEAR, &[&entry.id])?;
    tx.execute(
        SAVE,
        &[
            &entry.id,
            &entry.kind,
            &entry.audience,
            &entry.language,
            &entry.title,
            &entry.summary,
            &entry.url,
            &length,
        ],
    )?;
    for (term, weight) in weights {
        tx.execute(POST, &[&term, &entry.id, &weight])?;
    }
    Ok(())
}

/// Removes an entry.
///
/// # Errors
/// What the database says.
pub fn remove(tx: &mut Tx<'_>, id: &str) -> Result<(), AppError> {
    tx.execute(CLEAR, &[&id])?;
    tx.execute(REMOVE, &[&id])?;
    Ok(())
}

/// The text behind every text that begins with `start`.
fn after_prefix(start: &str) -> String {
    format!("{start}\u{10ffff}")
}

/// Finds entries of an audience: every word should match, better matches first.
///
/// # Errors
/// What the database says.
pub fn find(
    reader: &mut Reader<'_>,
    query: &str,
    audience: &str,
    language: Language,
) -> Result<Vec<Entry>, AppError> {
    let words: Vec<String> = stems(query, language).into_iter().take(WORDS_MAX).collect();
    let mut found = std::collections::HashMap::<String, (Entry, usize, i64)>::new();
    for word in &words {
        let mut rows = reader
            .query(MATCH, &[word, &after_prefix(word), &audience, &language, &POSTINGS_MAX])?;
        if rows.is_empty() {
            for near in near_words(reader, word)? {
                let end = format!("{near}\u{1}");
                rows.extend(
                    reader.query(MATCH, &[&near, &end, &audience, &language, &POSTINGS_MAX])?,
                );
            }
        }
        let mut best = std::collections::HashMap::<String, i64>::new();
        for row in &rows {
            let entry = Entry::read(row)?;
            let exact = if row.get::<String>("term")? == *word { 3 } else { 1 };
            let length: i64 = row.get("length")?;
            // A word in a short text says more than one in a long text.
            let score = row.get::<i64>("weight")? * exact * 1_000 / (20 + length);
            let kept = best.entry(entry.id.clone()).or_default();
            *kept = (*kept).max(score);
            found.entry(entry.id.clone()).or_insert((entry, 0, 0));
        }
        for (id, score) in best {
            if let Some((_, matched, total)) = found.get_mut(&id) {
                *matched += 1;
                *total += score;
            }
        }
    }
    let mut results: Vec<_> = found.into_values().collect();
    results.sort_by(|a, b| (b.1, b.2, &a.0.title).cmp(&(a.1, a.2, &b.0.title)));
    Ok(results.into_iter().map(|(entry, _, _)| entry).take(RESULTS_MAX).collect())
}

/// Known words one slip away, beginning with the same letter.
fn near_words(reader: &mut Reader<'_>, word: &str) -> Result<Vec<String>, AppError> {
    let Some(first) = word.chars().next() else { return Ok(Vec::new()) };
    if word.chars().count() < 4 {
        return Ok(Vec::new());
    }
    let start = first.to_string();
    let mut near = Vec::new();
    for row in reader.query(NEIGHBOURS, &[&start, &after_prefix(&start)])? {
        let known: String = row.at(0)?;
        if slips(word, &known) <= 1 {
            near.push(known);
        }
    }
    Ok(near)
}

/// Whether a typed word means a known one, both folded: it begins the known one, or is one slip
/// away from it.
pub fn means(typed: &str, known: &str) -> bool {
    let long_enough = typed.chars().count() > 2;
    long_enough
        && (known.starts_with(typed) || (typed.chars().count() > 3 && slips(typed, known) <= 1))
}

/// Slips between two words: wrong, missing, superfluous or swapped letters; counting stops at two.
fn slips(typed: &str, known: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (typed.chars().collect(), known.chars().collect());
    if a.len().abs_diff(b.len()) > 1 {
        return 2;
    }
    let start = a.iter().zip(&b).take_while(|(left, right)| left == right).count();
    let (a, b) = (&a[start..], &b[start..]);
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(left, right)| left == right).count();
    let (a, b) = (&a[..a.len() - end.min(a.len())], &b[..b.len() - end.min(b.len())]);
    match (a, b) {
        ([], []) => 0,
        ([_], [] | [_]) | ([], [_]) => 1,
        ([one, two], [three, four]) if one == four && two == three => 1,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn word_forms_share_a_stem() {
        assert_eq!(
            stems("Anträge", Language::De),
            stems("Antrag", Language::De).iter().map(|_| "antraeg".to_owned()).collect::<Vec<_>>()
        );
        assert_eq!(stems("Häuser", Language::De), stems("Haeuser", Language::De));
    }

    #[test]
    fn one_slip_is_forgiven() {
        assert_eq!(slips("wohngeld", "wohngeld"), 0);
        assert!(means("wohngelt", "wohngeld") && means("wohn", "wohngeld"));
        assert!(!means("wohnung", "wohngeld") && !means("wo", "wohngeld"));
        for typo in ["wongeld", "wohnngeld", "wohmgeld", "wohnegld"] {
            assert_eq!(slips(typo, "wohngeld"), 1, "{typo}");
        }
        assert_eq!(slips("wohnung", "wohngeld"), 2);
    }
}
