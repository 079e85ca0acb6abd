//! The SQL of the newsroom; this file and its folder are the only ones that know its tables.

mod around;
mod dates;
mod findings;
mod imports;
mod lists;
mod patterns;

use content::Key;
use kernel::db::Row;
use kernel::publication::Publication;
use kernel::{AppError, Id, Reader, Sealed, Sql, Text, Tx, media, sql};

pub(crate) use around::{
    CommentRow, Contribution, TaskRow, add_comment, add_contribution, add_task, close_tasks,
    comments, confirm_contribution, contribution, erase_contributions, finish_task, give_task,
    open_tasks, resolve_comment, settle_contribution, task, task_keys, tasks_due, tasks_of,
};
pub(crate) use dates::{DateRow, dates, has_dates, set_dates};
pub(crate) use findings::{
    Answered, FindingRow, Seen, barriers, erase_outside, failing, findings, forget_findings,
    known_outside, note_answer, note_finding,
};
pub(crate) use imports::{add_import, erase_imports, finish_import, import};
pub(crate) use lists::{Wanted, count, list, planned, recent_authors, rows_of, thin};
pub(crate) use patterns::{
    PatternRow, add_pattern, change_snippet, pattern, patterns, remove_pattern, users,
};

use crate::model::{Draft, EditionRow, EditionStep, Item, State, StepRow};

const ADD: Sql = sql!(
    "INSERT INTO newsroom_item (id, kind, title, words, unit, owner, state, head, live, appears_at,
        ends_at, review_on, needs_second_look, origin, made_at, changed_at)
     VALUES ($1, $2, $3, $4, $5, $6, 'draft', 1, 0, $7, $8, $9, FALSE, $10, $11, $11)
     ON CONFLICT (id) DO NOTHING"
);
const FIND: Sql = sql!(
    "SELECT id, kind, title, unit, owner, state, head, live, appears_at, ends_at, review_on,
            needs_second_look, origin, changed_at
     FROM newsroom_item
     WHERE id = $1"
);
const ADVANCE: Sql = sql!(
    "UPDATE newsroom_item SET head = $3, title = $4, words = $5, appears_at = $6, ends_at = $7,
        review_on = $8, state = $9, changed_at = $10
     WHERE id = $1 AND head = $2"
);
const SET_STATE: Sql = sql!(
    "UPDATE newsroom_item SET state = $3, live = $4, needs_second_look = $5, changed_at = $6
     WHERE id = $1 AND state = $2"
);
const SET_UNIT: Sql = sql!("UPDATE newsroom_item SET unit = $2, changed_at = $3 WHERE id = $1");
const ADD_EDITION: Sql = sql!(
    "INSERT INTO newsroom_edition (item, number, content, step, reason, author, made_at, is_kept)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
);
const KEEP_EDITION: Sql =
    sql!("UPDATE newsroom_edition SET is_kept = TRUE WHERE item = $1 AND number = $2");
const EDITION: Sql =
    sql!("SELECT content, author FROM newsroom_edition WHERE item = $1 AND number = $2");
const EDITIONS: Sql = sql!(
    "SELECT number, step, reason, author, made_at FROM newsroom_edition
     WHERE item = $1
     ORDER BY number DESC
     LIMIT 300"
);
const ADD_STEP: Sql = sql!(
    "INSERT INTO newsroom_step (id, item, edition, action, reason, change_kind, note_de, note_en,
        author, at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
);
const STEPS: Sql = sql!(
    "SELECT edition, action, reason, note_de, note_en, author, at FROM newsroom_step
     WHERE item = $1
     ORDER BY at DESC, id DESC
     LIMIT 300"
);

pub(super) fn item(row: &Row) -> Result<Item, AppError> {
    Ok(Item {
        id: row.get("id")?,
        kind: row.get("kind")?,
        title: row.get("title")?,
        unit: row.get("unit")?,
        owner: row.get("owner")?,
        state: State::from_word(&row.get::<String>("state")?),
        head: row.get("head")?,
        live: row.get("live")?,
        appears_at: row.get("appears_at")?,
        ends_at: row.get("ends_at")?,
        review_on: row.get("review_on")?,
        needs_second_look: row.get("needs_second_look")?,
        origin: row.get("origin")?,
        changed_at: row.get("changed_at")?,
    })
}

/// What lists find an item by.
fn words(draft: &Draft) -> String {
    kernel::search::fold(&format!(
        "{} {} {} {}",
        draft.title.de,
        draft.title.en,
        draft.slug,
        draft.topics.join(" ")
    ))
}

/// A title people recognise even before there is one.
fn shown_title(draft: &Draft) -> String {
    let titles = [&draft.title.de, &draft.title.en, &draft.easy.title];
    let found = titles.into_iter().find(|t| !t.is_empty());
    found.cloned().unwrap_or_else(|| "(ohne Titel)".to_owned())
}

/// Adds an item with its first edition; false if it is there already.
pub(crate) fn add(
    tx: &mut Tx<'_>,
    item: &Item,
    draft: &Draft,
    step: EditionStep,
    reason: &str,
) -> Result<bool, AppError> {
    let now = tx.now();
    let added = tx.execute(
        ADD,
        &[
            &item.id,
            &item.kind,
            &shown_title(draft),
            &words(draft),
            &item.unit,
            &item.owner,
            &draft.appears_at,
            &draft.ends_at,
            &draft.review_on,
            &item.origin,
            &now,
        ],
    )?;
    if added == 0 {
        return Ok(false);
    }
    write_edition(tx, item.id, 1, draft, step, reason)?;
    Ok(true)
}

fn write_edition(
    tx: &mut Tx<'_>,
    item: Id<Publication>,
    number: i64,
    draft: &Draft,
    step: EditionStep,
    reason: &str,
) -> Result<(), AppError> {
    let (now, author) = (tx.now(), tx.actor().label());
    let content = serde_json::to_string(draft)?;
    let is_kept = step != EditionStep::Typed;
    let values: [&dyn kernel::db::ToValue; 8] =
        [&item, &number, &content, &step.word(), &reason, &author, &now, &is_kept];
    tx.execute(ADD_EDITION, &values)?;
    dates::set_dates(tx, item, &draft.details)?;
    let mut all: std::collections::BTreeSet<Key> =
        draft.bodies().into_iter().flat_map(content::Document::media).collect();
    all.extend(draft.picture.iter().map(|p| p.media.clone()));
    all.extend(draft.sign_language.clone());
    let all: Vec<Key> = all.into_iter().collect();
    media::set_uses(tx, &format!("edition/{item}"), &all)
}

/// An item, closed until somebody entitled opens it.
///
/// # Errors
/// [`AppError::NotFound`] when there is none.
pub(crate) fn find(reader: &mut Reader<'_>, id: Id<Publication>) -> Result<Sealed<Item>, AppError> {
    let row = reader.maybe(FIND, &[&id])?.ok_or(AppError::NotFound)?;
    Ok(Sealed::new(item(&row)?))
}

/// An item for the house itself; none if the newsroom does not know it.
pub(crate) fn known(
    reader: &mut Reader<'_>,
    id: Id<Publication>,
) -> Result<Option<Item>, AppError> {
    reader.maybe(FIND, &[&id])?.as_ref().map(item).transpose()
}

/// The text of an edition and who wrote it.
///
/// # Errors
/// [`AppError::NotFound`] when there is none of this number.
pub(crate) fn edition(
    reader: &mut Reader<'_>,
    id: Id<Publication>,
    number: i64,
) -> Result<(Draft, String), AppError> {
    let row = reader.maybe(EDITION, &[&id, &number])?.ok_or(AppError::NotFound)?;
    Ok((row.json("content")?, row.get("author")?))
}

/// All editions of an item, the newest first.
pub(crate) fn editions(
    reader: &mut Reader<'_>,
    id: Id<Publication>,
) -> Result<Vec<EditionRow>, AppError> {
    let rows = reader.query(EDITIONS, &[&id])?;
    rows.iter()
        .map(|row| {
            Ok(EditionRow {
                number: row.get("number")?,
                step: EditionStep::from_word(&row.get::<String>("step")?),
                reason: row.get("reason")?,
                author: row.get("author")?,
                made_at: row.get("made_at")?,
            })
        })
        .collect()
}

/// Adds the next edition; false if somebody else was faster.
pub(crate) fn advance(
    tx: &mut Tx<'_>,
    item: &Item,
    state: State,
    draft: &Draft,
    step: EditionStep,
    reason: &str,
) -> Result<bool, AppError> {
    let (now, next) = (tx.now(), item.head + 1);
    let moved = tx.execute(
        ADVANCE,
        &[
            &item.id,
            &item.head,
            &next,
            &shown_title(draft),
            &words(draft),
            &draft.appears_at,
            &draft.ends_at,
            &draft.review_on,
            &state.word(),
            &now,
        ],
    )?;
    if moved == 0 {
        return Ok(false);
    }
    write_edition(tx, item.id, next, draft, step, reason)?;
    Ok(true)
}

/// Moves an item to another state; false if it is no longer in the one it was read in.
pub(crate) fn set_state(
    tx: &mut Tx<'_>,
    item: &Item,
    state: State,
    live: i64,
    needs_second_look: bool,
) -> Result<bool, AppError> {
    let now = tx.now();
    let values: [&dyn kernel::db::ToValue; 6] =
        [&item.id, &item.state.word(), &state.word(), &live, &needs_second_look, &now];
    Ok(tx.execute(SET_STATE, &values)? == 1)
}

/// Gives an item to another unit.
pub(crate) fn set_unit(
    tx: &mut Tx<'_>,
    id: Id<Publication>,
    unit: Id<kernel::org::Unit>,
) -> Result<(), AppError> {
    let now = tx.now();
    tx.execute(SET_UNIT, &[&id, &unit, &now])?;
    Ok(())
}

/// Notes a step on the way; the edition it is about is kept for good.
pub(crate) fn add_step(
    tx: &mut Tx<'_>,
    item: Id<Publication>,
    edition: i64,
    action: &str,
    reason: &str,
    change: (&str, &Text),
) -> Result<(), AppError> {
    let (now, author) = (tx.now(), tx.actor().label());
    let id = Id::<StepRow>::new();
    let (change_kind, note) = change;
    tx.execute(
        ADD_STEP,
        &[&id, &item, &edition, &action, &reason, &change_kind, &note.de, &note.en, &author, &now],
    )?;
    tx.execute(KEEP_EDITION, &[&item, &edition])?;
    Ok(())
}

/// The way of an item, the newest step first.
pub(crate) fn steps(
    reader: &mut Reader<'_>,
    item: Id<Publication>,
) -> Result<Vec<StepRow>, AppError> {
    let rows = reader.query(STEPS, &[&item])?;
    rows.iter()
        .map(|row| {
            Ok(StepRow {
                edition: row.get("edition")?,
                action: row.get("action")?,
                reason: row.get("reason")?,
                note: Text { de: row.get("note_de")?, en: row.get("note_en")? },
                author: row.get("author")?,
                at: row.get("at")?,
            })
        })
        .collect()
}
