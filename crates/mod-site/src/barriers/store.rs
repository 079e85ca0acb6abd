//! The SQL of reports of barriers.

use kernel::db::Row;
use kernel::{AppError, Id, Reader, Sql, Text, Tx, sql};

use super::Barrier;

/// Reports shown at most.
const SHOWN_MAX: i64 = 500;
/// Days a report is kept after it was answered: for the next statement and the monitoring body.
const KEPT_DAYS: i64 = 365;

const ADD: Sql = sql!(
    "INSERT INTO site_barrier (id, page, letter, received_on, gap_de, gap_en)
     VALUES ($1, $2, $3, $4, '', '')
     ON CONFLICT (id) DO NOTHING"
);
const OPEN: Sql = sql!(
    "SELECT id, page, letter, received_on, interim_on, answered_on, gap_de, gap_en, mended_on
     FROM site_barrier
     WHERE answered_on IS NULL
     ORDER BY received_on, id
     LIMIT $1"
);
const RECENT: Sql = sql!(
    "SELECT id, page, letter, received_on, interim_on, answered_on, gap_de, gap_en, mended_on
     FROM site_barrier
     ORDER BY received_on DESC, id
     LIMIT $1"
);
const FIND: Sql = sql!(
    "SELECT id, page, letter, received_on, interim_on, answered_on, gap_de, gap_en, mended_on
     FROM site_barrier
     WHERE id = $1"
);
const INTERIM: Sql = sql!(
    "UPDATE site_barrier SET interim_on = $2
     WHERE id = $1 AND interim_on IS NULL AND answered_on IS NULL"
);
const ANSWER: Sql =
    sql!("UPDATE site_barrier SET answered_on = $2 WHERE id = $1 AND answered_on IS NULL");
const SET_GAP: Sql =
    sql!("UPDATE site_barrier SET gap_de = $2, gap_en = $3, mended_on = $4 WHERE id = $1");
const GAPS: Sql = sql!(
    "SELECT gap_de, gap_en FROM site_barrier
     WHERE gap_de <> '' AND mended_on IS NULL
     ORDER BY received_on, id
     LIMIT $1"
);
const ERASE: Sql = sql!(
    "DELETE FROM site_barrier
     WHERE answered_on IS NOT NULL AND answered_on < $1 AND (gap_de = '' OR mended_on IS NOT NULL)"
);

fn read(row: &Row) -> Result<Barrier, AppError> {
    Ok(Barrier {
        id: row.get("id")?,
        page: row.get("page")?,
        letter: row.get("letter")?,
        received_on: row.get("received_on")?,
        interim_on: row.get("interim_on")?,
        answered_on: row.get("answered_on")?,
        gap_de: row.get("gap_de")?,
        gap_en: row.get("gap_en")?,
        mended_on: row.get("mended_on")?,
    })
}

/// Adds a report.
pub(crate) fn add(
    tx: &mut Tx<'_>,
    id: Id<Barrier>,
    page: &str,
    letter: &str,
) -> Result<(), AppError> {
    let today = tx.today();
    tx.execute(ADD, &[&id, &page, &letter, &today])?;
    Ok(())
}

/// Reports without an answer, the oldest first.
pub(crate) fn open(reader: &mut Reader<'_>) -> Result<Vec<Barrier>, AppError> {
    reader.query(OPEN, &[&SHOWN_MAX])?.iter().map(read).collect()
}

/// The latest reports.
pub(crate) fn recent(reader: &mut Reader<'_>) -> Result<Vec<Barrier>, AppError> {
    reader.query(RECENT, &[&SHOWN_MAX])?.iter().map(read).collect()
}

/// One report.
pub(crate) fn find(reader: &mut Reader<'_>, id: Id<Barrier>) -> Result<Barrier, AppError> {
    read(&reader.maybe(FIND, &[&id])?.ok_or(AppError::NotFound)?)
}

/// Notes the interim word. Answers whether it was the first.
pub(crate) fn interim(tx: &mut Tx<'_>, id: Id<Barrier>) -> Result<bool, AppError> {
    let today = tx.today();
    Ok(tx.execute(INTERIM, &[&id, &today])? > 0)
}

/// Notes the answer. Answers whether it was the first.
pub(crate) fn answer(tx: &mut Tx<'_>, id: Id<Barrier>) -> Result<bool, AppError> {
    let today = tx.today();
    Ok(tx.execute(ANSWER, &[&id, &today])? > 0)
}

/// Sets what the statement says of it, and whether it is mended.
pub(crate) fn set_gap(
    tx: &mut Tx<'_>,
    id: Id<Barrier>,
    gap: &Text,
    is_mended: bool,
) -> Result<(), AppError> {
    let mended_on = is_mended.then(|| tx.today());
    tx.execute(SET_GAP, &[&id, &gap.de, &gap.en, &mended_on])?;
    Ok(())
}

/// What is known not to be accessible, for the statement.
pub(crate) fn open_gaps(reader: &mut Reader<'_>) -> Result<Vec<Text>, AppError> {
    let rows = reader.query(GAPS, &[&SHOWN_MAX])?;
    rows.iter().map(|row| Ok(Text { de: row.get("gap_de")?, en: row.get("gap_en")? })).collect()
}

/// Erases answered reports whose barrier is mended or was none.
pub(crate) fn erase(tx: &mut Tx<'_>) -> Result<u64, AppError> {
    let before = tx.today().saturating_sub(jiff::Span::new().days(KEPT_DAYS));
    Ok(tx.execute(ERASE, &[&before])?)
}
