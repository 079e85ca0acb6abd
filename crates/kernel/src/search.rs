//! The index: finding things within one's rights, with German word forms, compounds and small typos.
//!
//! One inverted index in plain tables serves both engines: words are folded and stemmed when an
//! entry is written; a question matches whole stems, beginnings, ends of compounds, and stems one
//! slip away. However much there is and whatever is asked, the work is bounded ([`ask`]).

mod ask;
mod words;

use crate::access::Actor;
use crate::audit::Audit;
use crate::db::{Reader, Row, Sql, Tx};
use crate::error::AppError;
use crate::sql;
use crate::town::Town;
use crate::value::Language;

pub use ask::{Question, Results, ask};
pub use words::{fold, means};

use words::{backward, gaps, stems};

/// Results shown at most.
pub const RESULTS_MAX: usize = 50;
/// Weight of a word in the title beside one in the summary.
const TITLE_WEIGHT: i64 = 4;
/// Words taken up at once.
const WORDS_AT_ONCE: i64 = 2_000;

const SAVE: Sql = sql!(
    "INSERT INTO kernel_search_entry (id, kind, audience, language, title, summary, url, length)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
     ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, audience = excluded.audience,
        language = excluded.language, title = excluded.title, summary = excluded.summary,
        url = excluded.url, length = excluded.length"
);
const CLEAR: Sql = sql!("DELETE FROM kernel_search_term WHERE entry = $1");
const REMOVE: Sql = sql!("DELETE FROM kernel_search_entry WHERE id = $1");
const POST: Sql = sql!(
    "INSERT INTO kernel_search_term (term, entry, weight, audience, language, kind, rank)
     VALUES ($1, $2, $3, $4, $5, $6, $7)"
);
const WORD: Sql = sql!(
    "INSERT INTO kernel_search_word (term, backward) VALUES ($1, $2) ON CONFLICT (term) DO NOTHING"
);
const SLIP: Sql = sql!(
    "INSERT INTO kernel_search_slip (slip, term) VALUES ($1, $2) ON CONFLICT (slip, term) DO NOTHING"
);
const NEW_WORDS: Sql = sql!(
    "SELECT DISTINCT t.term FROM kernel_search_term t
     WHERE NOT EXISTS (SELECT 1 FROM kernel_search_word w WHERE w.term = t.term)
     LIMIT $1"
);
const OLD_SLIPS: Sql = sql!(
    "DELETE FROM kernel_search_slip
     WHERE NOT EXISTS (SELECT 1 FROM kernel_search_term t WHERE t.term = kernel_search_slip.term)"
);
const OLD_WORDS: Sql = sql!(
    "DELETE FROM kernel_search_word
     WHERE NOT EXISTS (SELECT 1 FROM kernel_search_term t WHERE t.term = kernel_search_word.term)"
);

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
    // A word in a short text says more than one in a long text.
    let room = 20 + i64::try_from(length).unwrap_or(i64::MAX - 20);
    for (term, weight) in weights {
        let rank = weight * 1_000 / room;
        let posting: [&dyn crate::db::ToValue; 7] =
            [&term, &entry.id, &weight, &entry.audience, &entry.language, &entry.kind, &rank];
        tx.execute(POST, &posting)?;
        learn(tx, &term)?;
    }
    Ok(())
}

/// Takes a word up into the list of known ones, with its slips.
fn learn(tx: &mut Tx<'_>, term: &str) -> Result<(), AppError> {
    if tx.execute(WORD, &[&term, &backward(term)])? == 1 {
        for gap in gaps(term) {
            tx.execute(SLIP, &[&gap, &term])?;
        }
    }
    Ok(())
}

/// Brings the list of known words in step with the index: takes up what an older program wrote,
/// forgets what nothing holds any more.
///
/// # Errors
/// What the database says.
pub(crate) fn tidy(tx: &mut Tx<'_>) -> Result<u64, AppError> {
    loop {
        let new = tx.query(NEW_WORDS, &[&WORDS_AT_ONCE])?;
        for row in &new {
            learn(tx, &row.at::<String>(0)?)?;
        }
        if new.is_empty() {
            break;
        }
    }
    tx.execute(OLD_SLIPS, &[])?;
    Ok(tx.execute(OLD_WORDS, &[])?)
}

/// Learns the words of entries that were written before words were kept, or by an import: once when
/// a town is opened, a part per transaction, so that nobody waits for long.
///
/// # Errors
/// What the database says.
pub(crate) async fn catch_up(town: &Town) -> Result<u64, AppError> {
    let mut learned = 0;
    loop {
        let open = town.read(|db| Ok(db.query(NEW_WORDS, &[&1_i64])?.len())).await?;
        if open == 0 {
            return Ok(learned);
        }
        let count = town
            .write(Actor::system("search"), |tx| {
                let new = tx.query(NEW_WORDS, &[&WORDS_AT_ONCE])?;
                for row in &new {
                    learn(tx, &row.at::<String>(0)?)?;
                }
                let count = u64::try_from(new.len()).unwrap_or(u64::MAX);
                Ok(Audit::of("kernel.words_learned", count).with(count))
            })
            .await?;
        learned += count;
    }
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

/// Finds entries of an audience, the best first: [`ask`] for those who need nothing more.
///
/// # Errors
/// What the database says.
pub fn find(
    reader: &mut Reader<'_>,
    words: &str,
    audience: &str,
    language: Language,
) -> Result<Vec<Entry>, AppError> {
    Ok(ask(reader, &Question { words, audience, language, kind: "" })?.entries)
}
