//! The SQL of acceptances and of lines as built.

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::files::StoredFile;
use kernel::{AppError, Id, Reader, Sql, Town, Tx, sql};

use crate::acceptance::{Acceptance, Minutes};
use crate::asbuilt::Compared;
use crate::model::Work;

const ADD: Sql = sql!(
    "INSERT INTO supervision_acceptance (id, number, work, day, details, file, made_at, made_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
);
const LIST: Sql = sql!(
    "SELECT id, number, day, details, file, made_at FROM supervision_acceptance
     WHERE work = $1 ORDER BY made_at, id LIMIT 200"
);
const OF_ID: Sql = sql!("SELECT work FROM supervision_acceptance WHERE id = $1");
const SET_BUILT: Sql = sql!(
    "INSERT INTO supervision_built (work, sha256, result, made_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (work) DO UPDATE SET sha256 = excluded.sha256, result = excluded.result,
        made_at = excluded.made_at"
);
const BUILT: Sql = sql!("SELECT result, made_at FROM supervision_built WHERE work = $1");
const ERASE: Sql = sql!("DELETE FROM supervision_acceptance WHERE work = $1");
const ERASE_BUILT: Sql = sql!("DELETE FROM supervision_built WHERE work = $1");

fn place(id: Id<Acceptance>) -> String {
    format!("supervision_acceptance|details|{id}")
}

/// Keeps an acceptance with its minutes.
pub(crate) fn add(town: &Town, tx: &mut Tx<'_>, a: &Acceptance, by: &str) -> Result<(), AppError> {
    let sealed = town.seal(&place(a.id), &serde_json::to_vec(&a.minutes)?)?;
    tx.execute(ADD, &[&a.id, &a.number, &a.work, &a.day, &sealed, &a.file, &a.made_at, &by])?;
    Ok(())
}

/// The works of an acceptance, if it is known.
pub(crate) fn work_of(
    reader: &mut Reader<'_>,
    id: Id<Acceptance>,
) -> Result<Option<Id<Work>>, AppError> {
    Ok(reader.maybe(OF_ID, &[&id])?.map(|row| row.at(0)).transpose()?)
}

/// The acceptances of works in order.
pub(crate) fn list(
    town: &Town,
    reader: &mut Reader<'_>,
    work: Id<Work>,
) -> Result<Vec<Acceptance>, AppError> {
    let rows = reader.query(LIST, &[&work])?;
    rows.iter()
        .map(|row| {
            let id: Id<Acceptance> = row.get("id")?;
            let sealed: String = row.get("details")?;
            let minutes: Minutes = serde_json::from_slice(&town.unseal(&place(id), &sealed)?)?;
            let day: Date = row.get("day")?;
            let file: Id<StoredFile> = row.get("file")?;
            Ok(Acceptance {
                id,
                number: row.get("number")?,
                work,
                day,
                minutes,
                file,
                made_at: row.get("made_at")?,
            })
        })
        .collect()
}

/// Keeps what came of comparing the lines as built.
pub(crate) fn set_built(
    tx: &mut Tx<'_>,
    work: Id<Work>,
    sha256: &str,
    compared: &Compared,
) -> Result<(), AppError> {
    let (now, result) = (tx.now(), serde_json::to_string(compared)?);
    tx.execute(SET_BUILT, &[&work, &sha256, &result, &now])?;
    Ok(())
}

/// What came of comparing the lines as built, and when.
pub(crate) fn built(
    reader: &mut Reader<'_>,
    work: Id<Work>,
) -> Result<Option<(Compared, Timestamp)>, AppError> {
    let Some(row) = reader.maybe(BUILT, &[&work])? else { return Ok(None) };
    Ok(Some((row.json("result")?, row.get("made_at")?)))
}

/// Erases acceptances and lines as built.
pub(crate) fn erase(tx: &mut Tx<'_>, work: Id<Work>) -> Result<u64, AppError> {
    for file in kernel::files::of_owner(tx, &crate::acceptance::owner(work))? {
        kernel::files::unlink(tx, file.id)?;
    }
    Ok(tx.execute(ERASE, &[&work])? + tx.execute(ERASE_BUILT, &[&work])?)
}
