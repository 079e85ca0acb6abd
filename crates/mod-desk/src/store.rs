//! The SQL of the desk; only this file and those below it know its tables. Texts about people are
//! sealed.

mod decision;

use jiff::civil::Date;
use kernel::cases::Case;
use kernel::db::Row;
use kernel::people::Account;
use kernel::{AppError, Id, Reader, Sql, Town, Tx, sql};

use crate::model::Followup;

pub(crate) use decision::*;

const VERSION: Sql = sql!("SELECT version FROM desk_work WHERE case_id = $1");
const START: Sql = sql!(
    "INSERT INTO desk_work (case_id, version, due_on) VALUES ($1, 1, NULL)
     ON CONFLICT (case_id) DO NOTHING"
);
const BUMP: Sql =
    sql!("UPDATE desk_work SET version = version + 1 WHERE case_id = $1 AND version = $2");
const TOUCH: Sql = sql!("UPDATE desk_work SET version = version + 1 WHERE case_id = $1");
const OWN_DUE: Sql = sql!("SELECT due_on FROM desk_work WHERE case_id = $1");
const SET_OWN_DUE: Sql = sql!("UPDATE desk_work SET due_on = $2 WHERE case_id = $1");
const ONCE: Sql =
    sql!("INSERT INTO desk_once (key, case_id) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING");
const WAS_OPENED: Sql =
    sql!("SELECT COUNT(*) FROM desk_opening WHERE case_id = $1 AND account = $2 AND hour = $3");
const NOTE_OPENED: Sql = sql!(
    "INSERT INTO desk_opening (case_id, account, hour) VALUES ($1, $2, $3)
     ON CONFLICT (case_id, account, hour) DO NOTHING"
);
const ADD_FOLLOWUP: Sql = sql!(
    "INSERT INTO desk_followup (id, case_id, note, due_on, made_by, made_at)
     VALUES ($1, $2, $3, $4, $5, $6)"
);
const FOLLOWUPS: Sql = sql!(
    "SELECT id, note, due_on, done_at
     FROM desk_followup
     WHERE case_id = $1
     ORDER BY done_at IS NOT NULL, due_on, id
     LIMIT 100"
);
const NEXT_FOLLOWUP: Sql =
    sql!("SELECT MIN(due_on) AS due_on FROM desk_followup WHERE case_id = $1 AND done_at IS NULL");
const END_FOLLOWUP: Sql = sql!(
    "UPDATE desk_followup SET done_at = $3 WHERE case_id = $1 AND id = $2 AND done_at IS NULL"
);
const END_FOLLOWUPS: Sql =
    sql!("UPDATE desk_followup SET done_at = $2 WHERE case_id = $1 AND done_at IS NULL");
const ERASE_WORK: Sql = sql!("DELETE FROM desk_work WHERE case_id = $1");
const ERASE_ONCE: Sql = sql!("DELETE FROM desk_once WHERE case_id = $1");
const ERASE_OPENINGS: Sql = sql!("DELETE FROM desk_opening WHERE case_id = $1");
const ERASE_DRAFT: Sql = sql!("DELETE FROM desk_draft WHERE case_id = $1");
const ERASE_SECOND_PAIRS: Sql = sql!("DELETE FROM desk_second_pair WHERE case_id = $1");
const ERASE_DECISION: Sql = sql!("DELETE FROM desk_decision WHERE case_id = $1");
const ERASE_FOLLOWUPS: Sql = sql!("DELETE FROM desk_followup WHERE case_id = $1");

/// The version of a case that forms carry: two people who work on it at once are told.
pub(crate) fn version(reader: &mut Reader<'_>, case: Id<Case>) -> Result<i64, AppError> {
    Ok(reader.maybe(VERSION, &[&case])?.map_or(Ok(1), |row| row.at(0))?)
}

/// Goes on from the version somebody saw; false if another has been there since.
pub(crate) fn advance(tx: &mut Tx<'_>, case: Id<Case>, seen: i64) -> Result<bool, AppError> {
    tx.execute(START, &[&case])?;
    Ok(tx.execute(BUMP, &[&case, &seen])? == 1)
}

/// Notes a change that comes from outside the desk.
pub(crate) fn touch(tx: &mut Tx<'_>, case: Id<Case>) -> Result<(), AppError> {
    tx.execute(START, &[&case])?;
    tx.execute(TOUCH, &[&case])?;
    Ok(())
}

/// The day the desk itself has set for a case, apart from deadlines and follow-ups.
pub(crate) fn own_due(reader: &mut Reader<'_>, case: Id<Case>) -> Result<Option<Date>, AppError> {
    Ok(reader.maybe(OWN_DUE, &[&case])?.map_or(Ok(None), |row| row.get("due_on"))?)
}

/// Sets that day.
pub(crate) fn set_own_due(
    tx: &mut Tx<'_>,
    case: Id<Case>,
    due_on: Option<Date>,
) -> Result<(), AppError> {
    tx.execute(START, &[&case])?;
    tx.execute(SET_OWN_DUE, &[&case, &due_on])?;
    Ok(())
}

/// Uses a key; false if it was used before: a form sent twice, a job run twice.
pub(crate) fn once(tx: &mut Tx<'_>, case: Id<Case>, key: &str) -> Result<bool, AppError> {
    Ok(tx.execute(ONCE, &[&key, &case])? == 1)
}

/// Whether an account opened a case in this hour.
pub(crate) fn was_opened(
    reader: &mut Reader<'_>,
    case: Id<Case>,
    account: Id<Account>,
    hour: &str,
) -> Result<bool, AppError> {
    Ok(reader.count(WAS_OPENED, &[&case, &account, &hour])? > 0)
}

/// Notes that an account opened a case in this hour; false if that is known.
pub(crate) fn note_opened(
    tx: &mut Tx<'_>,
    case: Id<Case>,
    account: Id<Account>,
    hour: &str,
) -> Result<bool, AppError> {
    Ok(tx.execute(NOTE_OPENED, &[&case, &account, &hour])? == 1)
}

fn open_text(town: &Town, place: &str, sealed: &str) -> Result<String, AppError> {
    if sealed.is_empty() {
        return Ok(String::new());
    }
    String::from_utf8(town.unseal(place, sealed)?).map_err(AppError::internal)
}

fn seal_text(town: &Town, place: &str, plain: &str) -> Result<String, AppError> {
    if plain.is_empty() { Ok(String::new()) } else { town.seal(place, plain.as_bytes()) }
}

fn note_place(id: Id<Followup>) -> String {
    format!("desk_followup|note|{id}")
}

/// Adds a follow-up.
pub(crate) fn add_followup(
    town: &Town,
    tx: &mut Tx<'_>,
    case: Id<Case>,
    by: Id<Account>,
    note: &str,
    due_on: Date,
) -> Result<(), AppError> {
    let id = Id::new();
    let sealed = seal_text(town, &note_place(id), note)?;
    let now = tx.now();
    tx.execute(ADD_FOLLOWUP, &[&id, &case, &sealed, &due_on, &by, &now])?;
    Ok(())
}

/// Follow-ups of a case, open ones first.
pub(crate) fn followups(
    town: &Town,
    reader: &mut Reader<'_>,
    case: Id<Case>,
) -> Result<Vec<Followup>, AppError> {
    let rows = reader.query(FOLLOWUPS, &[&case])?;
    let read = |row: &Row| {
        let id = row.get("id")?;
        Ok(Followup {
            id,
            note: open_text(town, &note_place(id), &row.get::<String>("note")?)?,
            due_on: row.get("due_on")?,
            is_done: row.get::<Option<String>>("done_at")?.is_some(),
        })
    };
    rows.iter().map(read).collect()
}

/// Day of the next open follow-up.
pub(crate) fn next_followup(
    reader: &mut Reader<'_>,
    case: Id<Case>,
) -> Result<Option<Date>, AppError> {
    Ok(reader.one(NEXT_FOLLOWUP, &[&case])?.get("due_on")?)
}

/// Ends a follow-up; false if it is done.
pub(crate) fn end_followup(
    tx: &mut Tx<'_>,
    case: Id<Case>,
    id: Id<Followup>,
) -> Result<bool, AppError> {
    let now = tx.now();
    Ok(tx.execute(END_FOLLOWUP, &[&case, &id, &now])? == 1)
}

/// Ends all follow-ups of a case.
pub(crate) fn end_followups(tx: &mut Tx<'_>, case: Id<Case>) -> Result<(), AppError> {
    let now = tx.now();
    tx.execute(END_FOLLOWUPS, &[&case, &now])?;
    Ok(())
}

macro_rules! erase {
    ($($(#[$doc:meta])* $name:ident => $sql:ident;)*) => {$(
        $(#[$doc])*
        pub(crate) fn $name(tx: &mut Tx<'_>, case: &Case) -> Result<u64, AppError> {
            Ok(tx.execute($sql, &[&case.id])?)
        }
    )*};
}
erase! {
    /// Erases the desk's state of a case.
    erase_work => ERASE_WORK;
    /// Erases the keys of forms sent.
    erase_once => ERASE_ONCE;
    /// Erases who opened the case when.
    erase_openings => ERASE_OPENINGS;
    /// Erases the draft.
    erase_draft => ERASE_DRAFT;
    /// Erases the second pairs.
    erase_second_pairs => ERASE_SECOND_PAIRS;
    /// Erases the decision.
    erase_decision => ERASE_DECISION;
    /// Erases the follow-ups.
    erase_followups => ERASE_FOLLOWUPS;
}
