//! Lists of items: what somebody is looking for, what is planned, what can go.

use jiff::{SignedDuration, Timestamp};
use kernel::publication::Publication;
use kernel::{AppError, Id, Reader, Sql, Tx, sql};

use super::item;
use crate::model::Item;

/// Hours after which editions that came from typing are thinned out.
const TYPED_HOURS: i64 = 48;

const LIST: Sql = sql!(
    "SELECT id, kind, title, unit, owner, state, head, live, appears_at, ends_at, review_on,
            needs_second_look, origin, changed_at
     FROM newsroom_item
     WHERE ($1 = '' OR kind = $1) AND ($2 = '' OR state = $2) AND ($3 = '' OR unit = $3)
       AND ($4 = '' OR words LIKE $4) AND ($5 = '' OR owner = $5) AND ($6 = '' OR origin = $6)
     ORDER BY changed_at DESC, id
     LIMIT $7 OFFSET $8"
);
const COUNT: Sql = sql!(
    "SELECT COUNT(*)
     FROM newsroom_item
     WHERE ($1 = '' OR kind = $1) AND ($2 = '' OR state = $2) AND ($3 = '' OR unit = $3)
       AND ($4 = '' OR words LIKE $4) AND ($5 = '' OR owner = $5) AND ($6 = '' OR origin = $6)"
);
const PLANNED: Sql = sql!(
    "SELECT id, kind, title, unit, owner, state, head, live, appears_at, ends_at, review_on,
            needs_second_look, origin, changed_at
     FROM newsroom_item
     WHERE (appears_at >= $1 AND appears_at < $2) OR (ends_at >= $1 AND ends_at < $2)
        OR (review_on >= $3 AND review_on < $4)
     ORDER BY appears_at, ends_at, id
     LIMIT 1000"
);
const OUT: Sql = sql!(
    "SELECT id, kind, title, unit, owner, state, head, live, appears_at, ends_at, review_on,
            needs_second_look, origin, changed_at
     FROM newsroom_item
     WHERE live > 0 AND id > $1
     ORDER BY id
     LIMIT 200"
);
const RECENT_AUTHORS: Sql = sql!(
    "SELECT DISTINCT author FROM newsroom_edition
     WHERE item = $1 AND made_at >= $2 AND author <> $3
     LIMIT 5"
);
const THIN: Sql = sql!(
    "DELETE FROM newsroom_edition
     WHERE is_kept = FALSE AND step = 'typed' AND made_at < $1
       AND EXISTS (SELECT 1 FROM newsroom_edition n
                   WHERE n.item = newsroom_edition.item AND n.number = newsroom_edition.number + 1
                     AND n.step = 'typed' AND n.author = newsroom_edition.author)
       AND number <> (SELECT i.head FROM newsroom_item i WHERE i.id = newsroom_edition.item)"
);

/// What a list shows.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wanted {
    pub(crate) kind: String,
    pub(crate) state: String,
    pub(crate) unit: String,
    pub(crate) words: String,
    pub(crate) owner: String,
    pub(crate) origin: String,
    pub(crate) limit: i64,
    pub(crate) offset: i64,
}

/// `%` and `_` mean something in patterns.
fn pattern(words: &str) -> String {
    let folded = kernel::search::fold(words).replace(['%', '_', '\\'], " ");
    let folded = folded.trim();
    if folded.is_empty() { String::new() } else { format!("%{folded}%") }
}

/// Items by last change, the newest first.
pub(crate) fn list(reader: &mut Reader<'_>, w: &Wanted) -> Result<Vec<Item>, AppError> {
    let words = pattern(&w.words);
    reader
        .query(
            LIST,
            &[&w.kind, &w.state, &w.unit, &words, &w.owner, &w.origin, &w.limit, &w.offset],
        )?
        .iter()
        .map(item)
        .collect()
}

/// How many there are, whatever limit and offset say.
pub(crate) fn count(reader: &mut Reader<'_>, w: &Wanted) -> Result<i64, AppError> {
    let words = pattern(&w.words);
    Ok(reader.count(COUNT, &[&w.kind, &w.state, &w.unit, &words, &w.owner, &w.origin])?)
}

/// What appears, ends or is to be looked at between two instants.
pub(crate) fn planned(
    reader: &mut Reader<'_>,
    from: Timestamp,
    until: Timestamp,
) -> Result<Vec<Item>, AppError> {
    let day = kernel::clock::local_day;
    reader.query(PLANNED, &[&from, &until, &day(from), &day(until)])?.iter().map(item).collect()
}

/// Items the public sees, page by page: those behind this id.
pub(crate) fn rows_of(
    reader: &mut Reader<'_>,
    after: Option<Id<Publication>>,
) -> Result<Vec<Item>, AppError> {
    let after = after.map(|id| id.to_string()).unwrap_or_default();
    reader.query(OUT, &[&after])?.iter().map(item).collect()
}

/// Who else saved this item since an instant.
pub(crate) fn recent_authors(
    reader: &mut Reader<'_>,
    id: Id<Publication>,
    since: Timestamp,
    except: &str,
) -> Result<Vec<String>, AppError> {
    let rows = reader.query(RECENT_AUTHORS, &[&id, &since, &except])?;
    rows.iter().map(|row| Ok(row.at(0)?)).collect()
}

/// Removes editions that only came from typing and were followed by the next of the same hand.
pub(crate) fn thin(tx: &mut Tx<'_>) -> Result<u64, AppError> {
    let before = tx.now().checked_sub(SignedDuration::from_hours(TYPED_HOURS));
    let before = before.map_err(AppError::internal)?;
    Ok(tx.execute(THIN, &[&before])?)
}
