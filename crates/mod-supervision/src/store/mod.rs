//! The SQL of works and their sections; findings and acceptances have files of their own.

pub mod acceptance;
pub mod costs;
pub mod figures;
pub mod findings;

use jiff::civil::Date;
use kernel::db::Row;
use kernel::{AppError, Case, Id, Reader, Sealed, Sql, Tx, sql};

use crate::model::{Finding, Line, Progress, Section, Taken, Work};

const ADD: Sql = sql!(
    "INSERT INTO supervision_work (id, case_id, number, unit, company, builder, email, permit, state,
        from_day, until_day, started_on, finished_on, visited_on, version, made_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 1, $15)"
);
const FIND: Sql = sql!(
    "SELECT id, case_id, number, unit, company, builder, email, permit, state, from_day, until_day,
            started_on, finished_on, visited_on, version
     FROM supervision_work WHERE id = $1"
);
const OF_CASE: Sql = sql!(
    "SELECT id, case_id, number, unit, company, builder, email, permit, state, from_day, until_day,
            started_on, finished_on, visited_on, version
     FROM supervision_work WHERE case_id = $1"
);
const OF_COMPANY: Sql = sql!(
    "SELECT id, case_id, number, unit, company, builder, email, permit, state, from_day, until_day,
            started_on, finished_on, visited_on, version
     FROM supervision_work WHERE company = $1 ORDER BY from_day DESC, id LIMIT 500"
);
const UNDER_WAY: Sql = sql!(
    "SELECT id, case_id, number, unit, company, builder, email, permit, state, from_day, until_day,
            started_on, finished_on, visited_on, version
     FROM supervision_work
     WHERE state IN ('active', 'stopped', 'finished')
        OR (state = 'planned' AND from_day <= $1)
        OR EXISTS (SELECT 1 FROM supervision_finding f WHERE f.work = supervision_work.id
                   AND f.state NOT IN ('recorded', 'closed', 'dismissed'))
     ORDER BY from_day, id LIMIT 1000"
);
const CHANGE: Sql = sql!(
    "UPDATE supervision_work SET company = $2, builder = $3, email = $4, state = $5, from_day = $6,
        until_day = $7, started_on = $8, finished_on = $9, visited_on = $10, version = version + 1
     WHERE id = $1 AND version = $11"
);
const VISITED: Sql = sql!("UPDATE supervision_work SET visited_on = $2 WHERE id = $1");
const ADD_SECTION: Sql = sql!(
    "INSERT INTO supervision_section (id, work, position, street, method, line, length_cm, state, basis)
     VALUES ($1, $2, $3, $4, $5, $6, $7, 'open', '') ON CONFLICT (id) DO NOTHING"
);
const SECTIONS: Sql = sql!(
    "SELECT id, street, method, line, length_cm, state, accepted_on, warranty_until, basis
     FROM supervision_section WHERE work = $1 ORDER BY position, id LIMIT 1000"
);
const TAKE: Sql = sql!(
    "UPDATE supervision_section SET state = $2, accepted_on = $3, warranty_until = $4, basis = $5
     WHERE id = $1 AND state IN ('open', 'finished', 'refused')"
);
const FINISH: Sql =
    sql!("UPDATE supervision_section SET state = 'finished' WHERE id = $1 AND state = 'open'");
const EXPIRING: Sql = sql!(
    "SELECT id, work, street, method, line, length_cm, state, accepted_on, warranty_until, basis
     FROM supervision_section
     WHERE warranty_until >= $1 AND warranty_until <= $2
     ORDER BY warranty_until, street, id LIMIT 2000"
);
const REMIND: Sql = sql!(
    "INSERT INTO supervision_reminder (section, months, day) VALUES ($1, $2, $3)
     ON CONFLICT (section, months) DO NOTHING"
);
const ERASE_REMINDERS: Sql = sql!(
    "DELETE FROM supervision_reminder
     WHERE section IN (SELECT id FROM supervision_section WHERE work = $1)"
);
const ERASE_SECTIONS: Sql = sql!("DELETE FROM supervision_section WHERE work = $1");
const ERASE_WORK: Sql = sql!("DELETE FROM supervision_work WHERE id = $1");

/// A word of the database that no program wrote.
pub(crate) fn known<T>(found: Option<T>, word: &str) -> Result<T, AppError> {
    found.ok_or_else(|| AppError::internal(format!("unknown word {word:?}")))
}

fn read(row: &Row) -> Result<Work, AppError> {
    let state: String = row.get("state")?;
    Ok(Work {
        id: row.get("id")?,
        case: row.get("case_id")?,
        number: row.get("number")?,
        unit: row.get("unit")?,
        company: row.get("company")?,
        builder: row.get("builder")?,
        email: row.get("email")?,
        permit: row.get("permit")?,
        state: known(Progress::from_word(&state), &state)?,
        from: row.get("from_day")?,
        until: row.get("until_day")?,
        started_on: row.get("started_on")?,
        finished_on: row.get("finished_on")?,
        visited_on: row.get("visited_on")?,
        version: row.get("version")?,
    })
}

/// Adds works.
///
/// # Errors
/// What the database says.
pub(crate) fn add(tx: &mut Tx<'_>, w: &Work) -> Result<(), AppError> {
    let now = tx.now();
    tx.execute(
        ADD,
        &[
            &w.id,
            &w.case,
            &w.number,
            &w.unit,
            &w.company,
            &w.builder,
            &w.email,
            &w.permit,
            &w.state.word(),
            &w.from,
            &w.until,
            &w.started_on,
            &w.finished_on,
            &w.visited_on,
            &now,
        ],
    )?;
    Ok(())
}

/// Works, closed until somebody entitled opens them.
///
/// # Errors
/// [`AppError::NotFound`].
pub(crate) fn find(reader: &mut Reader<'_>, id: Id<Work>) -> Result<Sealed<Work>, AppError> {
    whole(reader, id).map(Sealed::new)
}

/// Works for the house itself, or behind a door that was asked.
///
/// # Errors
/// [`AppError::NotFound`].
pub(crate) fn whole(reader: &mut Reader<'_>, id: Id<Work>) -> Result<Work, AppError> {
    reader.maybe(FIND, &[&id])?.as_ref().map(read).ok_or(AppError::NotFound)?
}

/// The works of a permit.
pub(crate) fn of_case(reader: &mut Reader<'_>, case: Id<Case>) -> Result<Option<Work>, AppError> {
    reader.maybe(OF_CASE, &[&case])?.as_ref().map(read).transpose()
}

/// The works of a company, the latest first.
pub(crate) fn of_company(reader: &mut Reader<'_>, company: &str) -> Result<Vec<Work>, AppError> {
    if company.is_empty() {
        return Ok(Vec::new());
    }
    reader.query(OF_COMPANY, &[&company])?.iter().map(read).collect()
}

/// Works that somebody should look at: going on, beginning until a day, or with something open.
pub(crate) fn under_way(reader: &mut Reader<'_>, until: Date) -> Result<Vec<Work>, AppError> {
    reader.query(UNDER_WAY, &[&until])?.iter().map(read).collect()
}

/// Writes works anew.
///
/// # Errors
/// [`AppError::Refused`] when somebody else changed them meanwhile.
pub(crate) fn change(tx: &mut Tx<'_>, w: &Work) -> Result<(), AppError> {
    let rows = tx.execute(
        CHANGE,
        &[
            &w.id,
            &w.company,
            &w.builder,
            &w.email,
            &w.state.word(),
            &w.from,
            &w.until,
            &w.started_on,
            &w.finished_on,
            &w.visited_on,
            &w.version,
        ],
    )?;
    if rows == 1 { Ok(()) } else { Err(changed()) }
}

/// What is said when two changed the same.
pub(crate) fn changed() -> AppError {
    AppError::refused(
        "supervision/changed",
        "Hier hat sich inzwischen etwas geändert. Laden Sie die Seite neu und prüfen Sie den Stand.",
        "Something has changed here meanwhile. Reload the page and check how it stands.",
    )
}

/// Notes a visit.
pub(crate) fn visited(tx: &mut Tx<'_>, work: Id<Work>) -> Result<(), AppError> {
    let today = tx.today();
    tx.execute(VISITED, &[&work, &today])?;
    Ok(())
}

/// Adds sections that are not there yet.
pub(crate) fn add_sections(
    tx: &mut Tx<'_>,
    work: Id<Work>,
    sections: &[Section],
) -> Result<(), AppError> {
    let first = sections_of(tx, work)?.len();
    for (position, s) in (first + 1..).zip(sections) {
        let line = serde_json::to_string(&s.line)?;
        tx.execute(
            ADD_SECTION,
            &[&s.id, &work, &position, &s.street, &s.method, &line, &s.length_cm],
        )?;
    }
    Ok(())
}

fn section(row: &Row) -> Result<Section, AppError> {
    let state: String = row.get("state")?;
    Ok(Section {
        id: row.get("id")?,
        street: row.get("street")?,
        method: row.get("method")?,
        line: row.json::<Line>("line")?,
        length_cm: row.get("length_cm")?,
        state: known(Taken::from_word(&state), &state)?,
        accepted_on: row.get("accepted_on")?,
        warranty_until: row.get("warranty_until")?,
        basis: row.get("basis")?,
    })
}

/// The sections of works in order.
pub(crate) fn sections_of(
    reader: &mut Reader<'_>,
    work: Id<Work>,
) -> Result<Vec<Section>, AppError> {
    reader.query(SECTIONS, &[&work])?.iter().map(section).collect()
}

/// Notes what became of the acceptance of a section; answers whether it was still to be accepted.
pub(crate) fn take(
    tx: &mut Tx<'_>,
    id: &str,
    state: Taken,
    on: Option<Date>,
    until: Option<Date>,
    basis: &str,
) -> Result<bool, AppError> {
    Ok(tx.execute(TAKE, &[&id, &state.word(), &on, &until, &basis])? == 1)
}

/// Notes that a section is finished.
pub(crate) fn finish(tx: &mut Tx<'_>, id: &str) -> Result<(), AppError> {
    tx.execute(FINISH, &[&id])?;
    Ok(())
}

/// Sections whose warranty ends between two days, the nearest first.
pub(crate) fn expiring(
    reader: &mut Reader<'_>,
    from: Date,
    until: Date,
) -> Result<Vec<(Id<Work>, Section)>, AppError> {
    let rows = reader.query(EXPIRING, &[&from, &until])?;
    rows.iter().map(|row| Ok((row.get("work")?, section(row)?))).collect()
}

/// Notes a reminder; answers whether it is the first of its kind.
pub(crate) fn remind(tx: &mut Tx<'_>, section: &str, months: i64) -> Result<bool, AppError> {
    let today = tx.today();
    Ok(tx.execute(REMIND, &[&section, &months, &today])? == 1)
}

/// Erases everything about the works of a case.
pub(crate) fn erase(tx: &mut Tx<'_>, case: &Case) -> Result<u64, AppError> {
    let Some(work) = of_case(tx, case.id)? else { return Ok(0) };
    let mut gone = 0;
    for finding in findings::of_work(tx, work.id)? {
        gone += erase_finding(tx, finding)?;
    }
    gone += acceptance::erase(tx, work.id)?;
    gone += tx.execute(ERASE_REMINDERS, &[&work.id])?;
    gone += tx.execute(ERASE_SECTIONS, &[&work.id])?;
    gone += tx.execute(ERASE_WORK, &[&work.id])?;
    Ok(gone)
}

fn erase_finding(tx: &mut Tx<'_>, finding: Id<Finding>) -> Result<u64, AppError> {
    for file in kernel::files::of_owner(tx, &crate::model::owner(finding))? {
        kernel::files::unlink(tx, file.id)?;
    }
    findings::erase(tx, finding)
}
