//! The SQL of deliveries, doubts and lists.

use jiff::Timestamp;
use kernel::clock::instant_text;
use kernel::db::Row;
use kernel::{AppError, Id, Reader, Sql, Tx, sql};

use crate::import::Report;
use crate::lists::{Line, List};

const ADD_IMPORT: Sql = sql!(
    "INSERT INTO map_import (id, name, made_at, lines, added, changed, same, doubtful, counts, defects)
     VALUES ($1, $2, $3, $4, 0, 0, 0, 0, $5, $6)"
);
const FINISH_IMPORT: Sql =
    sql!("UPDATE map_import SET added = $2, changed = $3, same = $4, doubtful = $5 WHERE id = $1");
const IMPORTS: Sql = sql!(
    "SELECT id, name, made_at, lines, added, changed, same, doubtful, counts
     FROM map_import ORDER BY made_at DESC, id LIMIT 20"
);
const IMPORT: Sql = sql!(
    "SELECT id, name, made_at, lines, added, changed, same, doubtful, counts
     FROM map_import WHERE id = $1"
);
const DEFECTS: Sql = sql!("SELECT defects FROM map_import WHERE id = $1");
const ADD_DOUBT: Sql = sql!(
    "INSERT INTO map_doubt (id, import, line, fingerprint, official, street_key, street, number,
        suffix, x, y, reason, state, note)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'open', '')
     ON CONFLICT (fingerprint) DO UPDATE SET import = excluded.import, line = excluded.line"
);
const DOUBTS: Sql = sql!(
    "SELECT id, import, line, official, street_key, street, number, suffix, x, y, reason, state, note
     FROM map_doubt WHERE state = 'open'
     ORDER BY street, number, id LIMIT $1 OFFSET $2"
);
const DOUBT: Sql = sql!(
    "SELECT id, import, line, official, street_key, street, number, suffix, x, y, reason, state, note
     FROM map_doubt WHERE id = $1"
);
const OPEN_DOUBTS: Sql = sql!("SELECT COUNT(*) FROM map_doubt WHERE state = 'open'");
const DECIDE_DOUBT: Sql =
    sql!("UPDATE map_doubt SET state = $2, note = $3 WHERE id = $1 AND state = 'open'");
const ADD_LIST: Sql = sql!(
    "INSERT INTO map_list (id, name, made_at, sha256, heading, encoding, lines)
     VALUES ($1, $2, $3, $4, $5, $6, $7)"
);
const LISTS: Sql = sql!(
    "SELECT id, name, made_at, heading, encoding, lines FROM map_list ORDER BY made_at DESC, id LIMIT 50"
);
const LIST: Sql =
    sql!("SELECT id, name, made_at, heading, encoding, lines FROM map_list WHERE id = $1");
const ADD_LINE: Sql = sql!(
    "INSERT INTO map_list_row (list, line, fields, address, reason, score, candidates, same_as, state)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
);
const LINES: Sql = sql!(
    "SELECT line, fields, address, reason, score, candidates, same_as, state
     FROM map_list_row WHERE list = $1 AND ($2 = '' OR state = $2)
     ORDER BY line LIMIT $3 OFFSET $4"
);
const LINE: Sql = sql!(
    "SELECT line, fields, address, reason, score, candidates, same_as, state
     FROM map_list_row WHERE list = $1 AND line = $2"
);
const STATES: Sql =
    sql!("SELECT state, COUNT(*) FROM map_list_row WHERE list = $1 GROUP BY state ORDER BY state");
const DECIDE_LINE: Sql = sql!(
    "UPDATE map_list_row SET state = $3, address = $4 WHERE list = $1 AND line = $2 AND state = 'open'"
);
const ERASE_ROWS: Sql =
    sql!("DELETE FROM map_list_row WHERE list IN (SELECT id FROM map_list WHERE made_at < $1)");
const ERASE_LISTS: Sql = sql!("DELETE FROM map_list WHERE made_at < $1");

/// A delivery as the pages show it.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// Identifier.
    pub id: String,
    /// Name of the file.
    pub name: String,
    /// When it was read.
    pub made_at: Timestamp,
    /// What became of it.
    pub report: Report,
}

/// A row that is no address as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Doubt {
    /// Identifier.
    pub id: Id<Doubt>,
    /// The delivery it came with last.
    pub import: Id<Report>,
    /// Number of its row there.
    pub line: i64,
    /// Number of the house coordinate.
    pub official: String,
    /// Key of the street.
    pub street_key: String,
    /// Name of the street; empty when it is not known.
    pub street: String,
    /// House number as it was delivered.
    pub number: String,
    /// Suffix as it was delivered.
    pub suffix: String,
    /// Where it is, if the register says so.
    pub place: Option<(f64, f64)>,
    /// Why it waits.
    pub reason: String,
    /// `open`, `taken` or `left`.
    pub state: String,
    /// Why it was left out.
    pub note: String,
}

impl Doubt {
    /// The same row of a later delivery is the same doubt.
    fn fingerprint(&self) -> String {
        let place = self.place.map_or(String::new(), |(x, y)| format!("{x:.2}/{y:.2}"));
        [&self.official, &self.street_key, &self.street, &self.number, &self.suffix, &place]
            .map(String::as_str)
            .join("|")
    }
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn usize_of(n: i64) -> usize {
    usize::try_from(n).unwrap_or_default()
}

/// Adds a delivery before its rows.
pub fn add_import(
    tx: &mut Tx<'_>,
    id: Id<Report>,
    name: &str,
    report: &Report,
    defects: &str,
) -> Result<(), AppError> {
    let (now, counts) = (instant_text(tx.now()), serde_json::to_string(&report.counts)?);
    tx.execute(ADD_IMPORT, &[&id, &name, &now, &count(report.rows), &counts, &defects])?;
    Ok(())
}

/// Notes what became of a delivery.
pub fn finish_import(tx: &mut Tx<'_>, id: Id<Report>, r: &Report) -> Result<(), AppError> {
    let numbers = [r.added, r.changed, r.same, r.doubtful].map(count);
    tx.execute(FINISH_IMPORT, &[&id, &numbers[0], &numbers[1], &numbers[2], &numbers[3]])?;
    Ok(())
}

fn delivery(row: &Row) -> Result<Delivery, AppError> {
    let number = |name: &str| row.get::<i64>(name).map(usize_of);
    let id: String = row.get("id")?;
    Ok(Delivery {
        name: row.get("name")?,
        made_at: row.get("made_at")?,
        report: Report {
            id: id.clone(),
            rows: number("lines")?,
            added: number("added")?,
            changed: number("changed")?,
            same: number("same")?,
            doubtful: number("doubtful")?,
            counts: row.json("counts")?,
        },
        id,
    })
}

/// The latest deliveries.
pub fn imports(reader: &mut Reader<'_>) -> Result<Vec<Delivery>, AppError> {
    reader.query(IMPORTS, &[])?.iter().map(delivery).collect()
}

/// One delivery.
pub fn import(reader: &mut Reader<'_>, id: Id<Report>) -> Result<Delivery, AppError> {
    reader.maybe(IMPORT, &[&id])?.as_ref().map(delivery).ok_or(AppError::NotFound)?
}

/// Every defect of a delivery.
pub fn defects(
    reader: &mut Reader<'_>,
    id: Id<Report>,
) -> Result<Vec<crate::import::KeptDefect>, AppError> {
    let row = reader.maybe(DEFECTS, &[&id])?.ok_or(AppError::NotFound)?;
    Ok(row.json("defects")?)
}

/// Adds a doubtful row; one that was decided before stays decided.
pub fn add_doubt(tx: &mut Tx<'_>, d: &Doubt) -> Result<(), AppError> {
    let (x, y) = (d.place.map(|p| p.0), d.place.map(|p| p.1));
    tx.execute(
        ADD_DOUBT,
        &[
            &d.id,
            &d.import,
            &d.line,
            &d.fingerprint(),
            &d.official,
            &d.street_key,
            &d.street,
            &d.number,
            &d.suffix,
            &x,
            &y,
            &d.reason,
        ],
    )?;
    Ok(())
}

fn read_doubt(row: &Row) -> Result<Doubt, AppError> {
    let place = row.get::<Option<f64>>("x")?.zip(row.get::<Option<f64>>("y")?);
    Ok(Doubt {
        id: row.get("id")?,
        import: row.get("import")?,
        line: row.get("line")?,
        official: row.get("official")?,
        street_key: row.get("street_key")?,
        street: row.get("street")?,
        number: row.get("number")?,
        suffix: row.get("suffix")?,
        place,
        reason: row.get("reason")?,
        state: row.get("state")?,
        note: row.get("note")?,
    })
}

/// Open doubts in their order.
pub fn doubts(reader: &mut Reader<'_>, limit: i64, offset: i64) -> Result<Vec<Doubt>, AppError> {
    reader.query(DOUBTS, &[&limit, &offset])?.iter().map(read_doubt).collect()
}

/// One doubt.
pub fn doubt(reader: &mut Reader<'_>, id: Id<Doubt>) -> Result<Doubt, AppError> {
    reader.maybe(DOUBT, &[&id])?.as_ref().map(read_doubt).ok_or(AppError::NotFound)?
}

/// How many doubts are open.
pub fn open_doubts(reader: &mut Reader<'_>) -> Result<i64, AppError> {
    Ok(reader.count(OPEN_DOUBTS, &[])?)
}

fn decided_meanwhile(changed: u64) -> Result<(), AppError> {
    if changed == 1 {
        return Ok(());
    }
    Err(AppError::refused(
        "map/decided-meanwhile",
        "Über diese Zeile hat gerade jemand anderes entschieden. Laden Sie die Seite neu.",
        "Somebody else has just decided this row. Reload the page.",
    ))
}

/// Decides a doubt.
pub fn decide_doubt(
    tx: &mut Tx<'_>,
    id: Id<Doubt>,
    state: &str,
    note: &str,
) -> Result<(), AppError> {
    decided_meanwhile(tx.execute(DECIDE_DOUBT, &[&id, &state, &note])?)
}

/// Adds a list.
pub fn add_list(tx: &mut Tx<'_>, list: &List, sha256: &str) -> Result<(), AppError> {
    let heading = serde_json::to_string(&list.heading)?;
    let added = tx.execute(
        ADD_LIST,
        &[&list.id, &list.name, &list.made_at, &sha256, &heading, &list.encoding, &list.lines],
    );
    match added {
        Err(e) if e.is_unique() => Err(AppError::refused(
            "map/list-known",
            "Genau diese Datei wurde schon abgeglichen. Sie steht in der Liste der Abgleiche.",
            "Exactly this file was matched before. It stands in the list of matched files.",
        )),
        other => Ok(other.map(drop)?),
    }
}

fn read_list(row: &Row) -> Result<List, AppError> {
    Ok(List {
        id: row.get("id")?,
        name: row.get("name")?,
        made_at: row.get("made_at")?,
        heading: row.json("heading")?,
        encoding: row.get("encoding")?,
        lines: row.get("lines")?,
    })
}

/// The latest lists.
pub fn lists(reader: &mut Reader<'_>) -> Result<Vec<List>, AppError> {
    reader.query(LISTS, &[])?.iter().map(read_list).collect()
}

/// One list.
pub fn list(reader: &mut Reader<'_>, id: Id<List>) -> Result<List, AppError> {
    reader.maybe(LIST, &[&id])?.as_ref().map(read_list).ok_or(AppError::NotFound)?
}

/// Adds a row of a list.
pub fn add_line(tx: &mut Tx<'_>, list: Id<List>, l: &Line) -> Result<(), AppError> {
    let (fields, candidates) =
        (serde_json::to_string(&l.fields)?, serde_json::to_string(&l.candidates)?);
    tx.execute(
        ADD_LINE,
        &[
            &list,
            &l.number,
            &fields,
            &l.address,
            &l.reason,
            &l.score,
            &candidates,
            &l.same_as,
            &l.state,
        ],
    )?;
    Ok(())
}

fn read_line(row: &Row) -> Result<Line, AppError> {
    Ok(Line {
        number: row.get("line")?,
        fields: row.json("fields")?,
        address: row.get("address")?,
        reason: row.get("reason")?,
        score: row.get("score")?,
        candidates: row.json("candidates")?,
        same_as: row.get("same_as")?,
        state: row.get("state")?,
    })
}

/// Rows of a list in this state, or all for an empty one.
pub fn lines(
    reader: &mut Reader<'_>,
    list: Id<List>,
    state: &str,
    limit: i64,
    offset: i64,
) -> Result<Vec<Line>, AppError> {
    reader.query(LINES, &[&list, &state, &limit, &offset])?.iter().map(read_line).collect()
}

/// One row of a list.
pub fn line(reader: &mut Reader<'_>, list: Id<List>, line: i64) -> Result<Line, AppError> {
    reader.maybe(LINE, &[&list, &line])?.as_ref().map(read_line).ok_or(AppError::NotFound)?
}

/// How many rows of a list are in which state.
pub fn states(reader: &mut Reader<'_>, list: Id<List>) -> Result<Vec<(String, i64)>, AppError> {
    let rows = reader.query(STATES, &[&list])?;
    rows.iter().map(|row| Ok((row.at(0)?, row.at(1)?))).collect()
}

/// Decides a row of a list.
pub fn decide_line(
    tx: &mut Tx<'_>,
    list: Id<List>,
    line: i64,
    state: &str,
    address: &str,
) -> Result<(), AppError> {
    decided_meanwhile(tx.execute(DECIDE_LINE, &[&list, &line, &state, &address])?)
}

/// Erases lists matched before an instant.
pub fn erase_lists(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64, AppError> {
    tx.execute(ERASE_ROWS, &[&before])?;
    Ok(tx.execute(ERASE_LISTS, &[&before])?)
}
