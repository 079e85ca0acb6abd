//! Beginnings of texts and parts that return: templates and snippets.

use jiff::Timestamp;
use kernel::{AppError, Id, Reader, Sql, Tx, sql};

use super::item;
use crate::model::Item;

const ADD_PATTERN: Sql = sql!(
    "INSERT INTO newsroom_pattern (id, sort, kind, name, content, content_en, changed_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (sort, name) DO UPDATE SET kind = excluded.kind, content = excluded.content,
        content_en = excluded.content_en, changed_at = excluded.changed_at
     RETURNING id"
);
const CHANGE_PATTERN: Sql = sql!(
    "UPDATE newsroom_pattern SET name = $3, content = $4, content_en = $5, changed_at = $6
     WHERE id = $1 AND changed_at = $2"
);
const PATTERNS: Sql = sql!(
    "SELECT id, kind, name, content, content_en, changed_at FROM newsroom_pattern
     WHERE sort = $1
     ORDER BY name
     LIMIT 300"
);
const PATTERN: Sql = sql!(
    "SELECT id, kind, name, content, content_en, changed_at FROM newsroom_pattern
     WHERE id = $1 AND sort = $2"
);
const REMOVE_PATTERN: Sql = sql!("DELETE FROM newsroom_pattern WHERE id = $1");
const USERS: Sql = sql!(
    "SELECT id, kind, title, unit, owner, state, head, live, appears_at, ends_at, review_on,
            needs_second_look, origin, changed_at
     FROM newsroom_item i
     WHERE EXISTS (SELECT 1 FROM newsroom_edition e
                   WHERE e.item = i.id AND (e.number = i.head OR e.number = i.live)
                     AND e.content LIKE $1)
     ORDER BY title, id
     LIMIT 2000"
);

/// A template or snippet.
#[derive(Clone, Debug)]
pub(crate) struct PatternRow {
    pub(crate) id: Id<PatternRow>,
    pub(crate) kind: String,
    pub(crate) name: String,
    pub(crate) content: String,
    /// The English text of a snippet; empty if there is none.
    pub(crate) content_en: String,
    pub(crate) changed_at: Timestamp,
}

fn pattern_row(row: &kernel::db::Row) -> Result<PatternRow, AppError> {
    Ok(PatternRow {
        id: row.get("id")?,
        kind: row.get("kind")?,
        name: row.get("name")?,
        content: row.get("content")?,
        content_en: row.get("content_en")?,
        changed_at: row.get("changed_at")?,
    })
}

/// Saves a pattern under its name; answers its id.
pub(crate) fn add_pattern(
    tx: &mut Tx<'_>,
    sort: &str,
    kind: &str,
    name: &str,
    content: (&str, &str),
) -> Result<Id<PatternRow>, AppError> {
    let (id, now) = (Id::<PatternRow>::new(), tx.now());
    let (german, english) = content;
    let rows = tx.query(ADD_PATTERN, &[&id, &sort, &kind, &name, &german, &english, &now])?;
    Ok(rows.first().ok_or(AppError::NotFound)?.at(0)?)
}

/// Changes a snippet as it was read; false if somebody else was faster.
///
/// # Errors
/// What the database says; a unique row stands against a name that is taken.
pub(crate) fn change_snippet(
    tx: &mut Tx<'_>,
    before: &PatternRow,
    name: &str,
    content: (&str, &str),
) -> Result<bool, AppError> {
    let now = tx.now();
    let values: [&dyn kernel::db::ToValue; 6] =
        [&before.id, &before.changed_at, &name, &content.0, &content.1, &now];
    match tx.execute(CHANGE_PATTERN, &values) {
        Err(e) if e.is_unique() => Err(crate::routes::wrong(
            "name",
            "Diesen Namen hat schon ein anderer Textbaustein.",
            "Another snippet has this name already.",
        )
        .into()),
        other => Ok(other? == 1),
    }
}

/// All templates, or all snippets.
pub(crate) fn patterns(reader: &mut Reader<'_>, sort: &str) -> Result<Vec<PatternRow>, AppError> {
    reader.query(PATTERNS, &[&sort])?.iter().map(pattern_row).collect()
}

/// One of them.
pub(crate) fn pattern(
    reader: &mut Reader<'_>,
    sort: &str,
    id: Id<PatternRow>,
) -> Result<PatternRow, AppError> {
    pattern_row(&reader.maybe(PATTERN, &[&id, &sort])?.ok_or(AppError::NotFound)?)
}

/// Removes a pattern; texts made from it stay.
pub(crate) fn remove_pattern(tx: &mut Tx<'_>, id: Id<PatternRow>) -> Result<bool, AppError> {
    Ok(tx.execute(REMOVE_PATTERN, &[&id])? == 1)
}

/// Texts whose newest or public edition holds a link to a snippet.
pub(crate) fn users(reader: &mut Reader<'_>, id: Id<PatternRow>) -> Result<Vec<Item>, AppError> {
    // As a block stores it; an id holds no letter that means something in a pattern.
    let wanted = format!("%\"snippet\":\"{id}\"%");
    reader.query(USERS, &[&wanted])?.iter().map(item).collect()
}
