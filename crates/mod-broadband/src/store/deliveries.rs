//! The SQL of deliveries and their hand list.

use kernel::clock::instant_text;
use kernel::db::Row;
use kernel::{AppError, Id, Reader, Sql, Tx, sql};

use super::Operator;
use crate::delivery::{Delivery, Line};

const ADD: Sql = sql!(
    "INSERT INTO broadband_delivery (id, operator, name, made_at, as_of, sha256, lines, changed)
     VALUES ($1, $2, $3, $4, $5, $6, $7, 0)"
);
const CHANGED: Sql = sql!("UPDATE broadband_delivery SET changed = $2 WHERE id = $1");
const OF: Sql = sql!(
    "SELECT id, operator, name, made_at, as_of, lines, changed FROM broadband_delivery
     WHERE ($1 = '' OR operator = $1) ORDER BY made_at DESC, id LIMIT 30"
);
const FIND: Sql = sql!(
    "SELECT id, operator, name, made_at, as_of, lines, changed FROM broadband_delivery
     WHERE id = $1 AND ($2 = '' OR operator = $2)"
);
const ADD_LINE: Sql = sql!(
    "INSERT INTO broadband_delivery_row (delivery, line, written, spelling, reason, candidates, offer, address, state)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
);
const OPEN: Sql = sql!(
    "SELECT line, written, spelling, reason, candidates, offer, address, state
     FROM broadband_delivery_row WHERE delivery = $1 AND state = 'open' ORDER BY line LIMIT 100"
);
const LINE: Sql = sql!(
    "SELECT line, written, spelling, reason, candidates, offer, address, state
     FROM broadband_delivery_row WHERE delivery = $1 AND line = $2"
);
const OPEN_LINES: Sql =
    sql!("SELECT COUNT(*) FROM broadband_delivery_row WHERE delivery = $1 AND state = 'open'");
const ALL_OPEN: Sql = sql!("SELECT COUNT(*) FROM broadband_delivery_row WHERE state = 'open'");
const DECIDE: Sql = sql!(
    "UPDATE broadband_delivery_row SET state = $3, address = $4
     WHERE delivery = $1 AND line = $2 AND state = 'open'"
);

/// Adds a delivery.
pub fn add(tx: &mut Tx<'_>, d: &Delivery, sha256: &str) -> Result<(), AppError> {
    let now = instant_text(tx.now());
    let added = tx.execute(ADD, &[&d.id, &d.operator, &d.name, &now, &d.as_of, &sha256, &d.lines]);
    match added {
        Err(e) if e.is_unique() => Err(AppError::refused(
            "broadband/delivered-before",
            "Genau diese Datei wurde schon geliefert. Es wurde nichts doppelt eingetragen.",
            "Exactly this file was delivered before. Nothing was entered twice.",
        )),
        other => Ok(other.map(drop)?),
    }
}

/// Notes how many addresses changed.
pub fn set_changed(tx: &mut Tx<'_>, id: Id<Delivery>, changed: i64) -> Result<(), AppError> {
    tx.execute(CHANGED, &[&id, &changed])?;
    Ok(())
}

fn delivery(row: &Row) -> Result<Delivery, AppError> {
    let as_of: String = row.get("as_of")?;
    Ok(Delivery {
        id: row.get("id")?,
        operator: row.get("operator")?,
        name: row.get("name")?,
        made_at: row.get("made_at")?,
        as_of: as_of.parse().map_err(AppError::internal)?,
        lines: row.get("lines")?,
        changed: row.get("changed")?,
    })
}

/// The latest deliveries, of one operator or of all.
pub fn all(
    reader: &mut Reader<'_>,
    operator: Option<Id<Operator>>,
) -> Result<Vec<Delivery>, AppError> {
    let of = operator.map(|o| o.to_string()).unwrap_or_default();
    reader.query(OF, &[&of])?.iter().map(delivery).collect()
}

/// One delivery; an operator finds only its own.
pub fn find(
    reader: &mut Reader<'_>,
    id: Id<Delivery>,
    operator: Option<Id<Operator>>,
) -> Result<Delivery, AppError> {
    let of = operator.map(|o| o.to_string()).unwrap_or_default();
    reader.maybe(FIND, &[&id, &of])?.as_ref().map(delivery).ok_or(AppError::NotFound)?
}

/// Adds a row.
pub fn add_line(tx: &mut Tx<'_>, id: Id<Delivery>, l: &Line) -> Result<(), AppError> {
    let (candidates, offer) =
        (serde_json::to_string(&l.candidates)?, serde_json::to_string(&l.offer)?);
    tx.execute(
        ADD_LINE,
        &[
            &id,
            &l.number,
            &l.written,
            &l.spelling,
            &l.reason,
            &candidates,
            &offer,
            &l.address,
            &l.state,
        ],
    )?;
    Ok(())
}

fn line(row: &Row) -> Result<Line, AppError> {
    Ok(Line {
        number: row.get("line")?,
        written: row.get("written")?,
        spelling: row.get("spelling")?,
        reason: row.get("reason")?,
        candidates: row.json("candidates")?,
        offer: row.json("offer")?,
        address: row.get("address")?,
        state: row.get("state")?,
    })
}

/// The hand list of a delivery.
pub fn open_lines(reader: &mut Reader<'_>, id: Id<Delivery>) -> Result<(Vec<Line>, i64), AppError> {
    let total = reader.count(OPEN_LINES, &[&id])?;
    let lines = reader.query(OPEN, &[&id])?.iter().map(line).collect::<Result<_, AppError>>()?;
    Ok((lines, total))
}

/// Rows of all deliveries that wait for a person.
pub fn all_open(reader: &mut Reader<'_>) -> Result<i64, AppError> {
    Ok(reader.count(ALL_OPEN, &[])?)
}

/// One row.
pub fn find_line(reader: &mut Reader<'_>, id: Id<Delivery>, number: i64) -> Result<Line, AppError> {
    reader.maybe(LINE, &[&id, &number])?.as_ref().map(line).ok_or(AppError::NotFound)?
}

/// Decides a row.
pub fn decide(
    tx: &mut Tx<'_>,
    id: Id<Delivery>,
    number: i64,
    state: &str,
    address: &str,
) -> Result<(), AppError> {
    if tx.execute(DECIDE, &[&id, &number, &state, &address])? == 1 {
        return Ok(());
    }
    Err(AppError::refused(
        "broadband/decided-meanwhile",
        "Über diese Zeile hat gerade jemand anderes entschieden. Laden Sie die Seite neu.",
        "Somebody else has just decided this row. Reload the page.",
    ))
}
