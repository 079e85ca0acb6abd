//! The SQL of reports. What people wrote and their addresses lie sealed.

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::db::Row;
use kernel::{AppError, Id, Language, Reader, Sql, Town, Tx, sql};

use crate::report::{Answer, Category, Echo, Report, Stage};

const ADD: Sql = sql!(
    "INSERT INTO roadworks_report (id, number, made_at, x, y, place, category, danger, details,
        section, site, case_id, builder, warranty_until, state, version)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 'open', 1)"
);
const ADD_CELL: Sql = sql!("INSERT INTO roadworks_report_cell (cell, report) VALUES ($1, $2)");
const FIND: Sql = sql!(
    "SELECT id, number, made_at, x, y, place, category, danger, details, section, site, case_id,
            builder, warranty_until, state, version, closed_at
     FROM roadworks_report WHERE id = $1"
);
const BY_NUMBER: Sql = sql!("SELECT id FROM roadworks_report WHERE number = $1");
const NEAR: Sql = sql!(
    "SELECT r.id, r.number, r.made_at, r.x, r.y, r.place, r.category, r.danger, r.details, r.section,
            r.site, r.case_id, r.builder, r.warranty_until, r.state, r.version, r.closed_at
     FROM roadworks_report_cell c JOIN roadworks_report r ON r.id = c.report
     WHERE c.cell = $1 AND r.made_at >= $2 AND r.closed_at IS NULL"
);
const LIST: Sql = sql!(
    "SELECT id, number, made_at, x, y, place, category, danger, details, section, site, case_id,
            builder, warranty_until, state, version, closed_at
     FROM roadworks_report
     WHERE ($1 = TRUE AND closed_at IS NULL) OR ($1 = FALSE AND closed_at IS NOT NULL)
     ORDER BY danger DESC, made_at, id LIMIT $2"
);
const OPEN: Sql = sql!("SELECT COUNT(*) FROM roadworks_report WHERE closed_at IS NULL");
const MOVE: Sql = sql!(
    "UPDATE roadworks_report SET state = $2, closed_at = $3, version = version + 1
     WHERE id = $1 AND version = $4"
);
const ADD_ANSWER: Sql = sql!(
    "INSERT INTO roadworks_answer (report, number, at, state, text) VALUES ($1, $2, $3, $4, $5)"
);
const ANSWERS: Sql =
    sql!("SELECT at, state, text FROM roadworks_answer WHERE report = $1 ORDER BY number");
const ADD_ECHO: Sql = sql!(
    "INSERT INTO roadworks_echo (report, mark, email, language, at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (report, mark) DO NOTHING"
);
const ECHOES: Sql =
    sql!("SELECT mark, email, language FROM roadworks_echo WHERE report = $1 ORDER BY mark");
const COUNT_ECHOES: Sql = sql!("SELECT COUNT(*) FROM roadworks_echo WHERE report = $1");
const OLD: Sql =
    sql!("SELECT id FROM roadworks_report WHERE closed_at < $1 ORDER BY closed_at LIMIT 500");
const DROP_CELLS: Sql = sql!("DELETE FROM roadworks_report_cell WHERE report = $1");
const DROP_ANSWERS: Sql = sql!("DELETE FROM roadworks_answer WHERE report = $1");
const DROP_ECHOES: Sql = sql!("DELETE FROM roadworks_echo WHERE report = $1");
const DROP: Sql = sql!("DELETE FROM roadworks_report WHERE id = $1");

fn place(id: Id<Report>) -> String {
    format!("roadworks_report|details|{id}")
}

fn echo_place(id: Id<Report>, mark: &str) -> String {
    format!("roadworks_echo|email|{id}|{mark}")
}

fn report(town: &Town, row: &Row) -> Result<Report, AppError> {
    let id: Id<Report> = row.get("id")?;
    let (sealed, category, state): (String, String, String) =
        (row.get("details")?, row.get("category")?, row.get("state")?);
    let unknown = |word: &str| AppError::internal(format!("unknown word {word:?}"));
    Ok(Report {
        id,
        number: row.get("number")?,
        made_at: row.get("made_at")?,
        at: (row.get("x")?, row.get("y")?),
        place: row.get("place")?,
        category: Category::from_word(&category).ok_or_else(|| unknown(&category))?,
        is_danger: row.get("danger")?,
        details: serde_json::from_slice(&town.unseal(&place(id), &sealed)?)?,
        section: row.get("section")?,
        site: row.get("site")?,
        case: row.get("case_id")?,
        builder: row.get("builder")?,
        warranty_until: row.get("warranty_until")?,
        stage: Stage::from_word(&state).ok_or_else(|| unknown(&state))?,
        version: row.get("version")?,
        closed_at: row.get("closed_at")?,
    })
}

/// Keeps a report.
///
/// # Errors
/// What the database says.
pub fn add(town: &Town, tx: &mut Tx<'_>, r: &Report) -> Result<(), AppError> {
    let details = town.seal(&place(r.id), &serde_json::to_vec(&r.details)?)?;
    let none: Option<Date> = r.warranty_until;
    tx.execute(
        ADD,
        &[
            &r.id,
            &r.number,
            &r.made_at,
            &r.at.0,
            &r.at.1,
            &r.place,
            &r.category.word(),
            &r.is_danger,
            &details,
            &r.section,
            &r.site,
            &r.case,
            &r.builder,
            &none,
        ],
    )?;
    let cell = kernel::places::plane::cell(r.at);
    tx.execute(ADD_CELL, &[&cell, &r.id])?;
    Ok(())
}

/// A report, for the house itself or behind a door that was asked.
///
/// # Errors
/// [`AppError::NotFound`].
pub fn find(town: &Town, reader: &mut Reader<'_>, id: Id<Report>) -> Result<Report, AppError> {
    let row = reader.maybe(FIND, &[&id])?.ok_or(AppError::NotFound)?;
    report(town, &row)
}

/// Whether a report is there already.
///
/// # Errors
/// What the database says.
pub fn exists(reader: &mut Reader<'_>, id: Id<Report>) -> Result<bool, AppError> {
    Ok(reader.maybe(FIND, &[&id])?.is_some())
}

/// A report by its number.
///
/// # Errors
/// [`AppError::NotFound`].
pub fn by_number(town: &Town, reader: &mut Reader<'_>, number: &str) -> Result<Report, AppError> {
    let id = reader.maybe(BY_NUMBER, &[&number])?.ok_or(AppError::NotFound)?.at(0)?;
    find(town, reader, id)
}

/// Open reports of a cell since an instant.
///
/// # Errors
/// What the database says.
pub fn near(
    town: &Town,
    reader: &mut Reader<'_>,
    cell: i64,
    since: Timestamp,
) -> Result<Vec<Report>, AppError> {
    reader.query(NEAR, &[&cell, &since])?.iter().map(|row| report(town, row)).collect()
}

/// Open or closed reports; dangers first, then the oldest.
///
/// # Errors
/// What the database says.
pub fn list(
    town: &Town,
    reader: &mut Reader<'_>,
    is_open: bool,
    limit: i64,
) -> Result<Vec<Report>, AppError> {
    reader.query(LIST, &[&is_open, &limit])?.iter().map(|row| report(town, row)).collect()
}

/// How many are open.
///
/// # Errors
/// What the database says.
pub fn open(reader: &mut Reader<'_>) -> Result<i64, AppError> {
    Ok(reader.count(OPEN, &[])?)
}

/// Moves a report on; answers whether nobody else had.
///
/// # Errors
/// What the database says.
pub fn set_stage(tx: &mut Tx<'_>, r: &Report, stage: Stage, text: &str) -> Result<bool, AppError> {
    let now = tx.now();
    let closed = stage.is_end().then_some(now);
    if tx.execute(MOVE, &[&r.id, &stage.word(), &closed, &r.version])? == 0 {
        return Ok(false);
    }
    tx.execute(ADD_ANSWER, &[&r.id, &r.version, &now, &stage.word(), &text])?;
    Ok(true)
}

/// What was answered, in order.
///
/// # Errors
/// What the database says.
pub fn answers(reader: &mut Reader<'_>, id: Id<Report>) -> Result<Vec<Answer>, AppError> {
    let rows = reader.query(ANSWERS, &[&id])?;
    rows.iter()
        .map(|row| {
            let word: String = row.get("state")?;
            let stage = Stage::from_word(&word)
                .ok_or_else(|| AppError::internal(format!("unknown word {word:?}")))?;
            Ok(Answer { at: row.get("at")?, stage, text: row.get("text")? })
        })
        .collect()
}

/// Somebody else noticed the same.
///
/// # Errors
/// What the database says.
pub fn add_echo(
    town: &Town,
    tx: &mut Tx<'_>,
    id: Id<Report>,
    mark: &str,
    email: &str,
    language: Language,
) -> Result<(), AppError> {
    let sealed = town.seal(&echo_place(id, mark), email.as_bytes())?;
    let now = tx.now();
    tx.execute(ADD_ECHO, &[&id, &mark, &sealed, &language, &now])?;
    Ok(())
}

/// The others who follow a report.
///
/// # Errors
/// What the database says.
pub fn echoes(town: &Town, reader: &mut Reader<'_>, id: Id<Report>) -> Result<Vec<Echo>, AppError> {
    let rows = reader.query(ECHOES, &[&id])?;
    rows.iter()
        .map(|row| {
            let (mark, sealed): (String, String) = (row.get("mark")?, row.get("email")?);
            let email = town.unseal(&echo_place(id, &mark), &sealed)?;
            let email = String::from_utf8(email).map_err(AppError::internal)?;
            Ok(Echo { mark, email, language: row.get("language")? })
        })
        .collect()
}

/// How many others noticed the same.
///
/// # Errors
/// What the database says.
pub fn count_echoes(reader: &mut Reader<'_>, id: Id<Report>) -> Result<i64, AppError> {
    Ok(reader.count(COUNT_ECHOES, &[&id])?)
}

/// Reports that were closed before an instant.
///
/// # Errors
/// What the database says.
pub fn old(reader: &mut Reader<'_>, before: Timestamp) -> Result<Vec<Id<Report>>, AppError> {
    reader.query(OLD, &[&before])?.iter().map(|row| Ok(row.at(0)?)).collect()
}

/// Erases a report.
///
/// # Errors
/// What the database says.
pub fn erase(tx: &mut Tx<'_>, id: Id<Report>) -> Result<u64, AppError> {
    Ok(tx.execute(DROP_CELLS, &[&id])?
        + tx.execute(DROP_ANSWERS, &[&id])?
        + tx.execute(DROP_ECHOES, &[&id])?
        + tx.execute(DROP, &[&id])?)
}
