//! The SQL of permits; the only files that know its tables.

mod near;
mod people;
mod watch;
mod work;

pub(crate) use near::*;
pub(crate) use people::*;
pub(crate) use watch::*;
pub(crate) use work::*;

use jiff::civil::Date;
use kernel::db::Row;
use kernel::{AppError, Case, Id, Reader, Sql, Town, Tx, sql};

use crate::model::{Kind, Line, Method, Operator, Request, Road, Ruling, Section, State, Surface};

const ADD: Sql = sql!(
    "INSERT INTO permits_request (id, operator, made_by, kind, title, state, from_day, until_day,
        details, digest, cause, version, made_at)
     VALUES ($1, $2, $3, $4, $5, 'draft', $6, $7, $8, $9, '', 1, $10)"
);
const FIND: Sql = sql!(
    "SELECT id, operator, case_id, kind, title, state, from_day, until_day, details, received_on,
            deemed_on, cause, version
     FROM permits_request WHERE id = $1"
);
const OF_CASE: Sql = sql!("SELECT id FROM permits_request WHERE case_id = $1");
const OF_DIGEST: Sql = sql!("SELECT id FROM permits_request WHERE operator = $1 AND digest = $2");
const OF_OPERATOR: Sql =
    sql!("SELECT id FROM permits_request WHERE operator = $1 ORDER BY made_at DESC, id LIMIT 500");
const RUNNING: Sql = sql!(
    "SELECT id FROM permits_request
     WHERE state IN ('received', 'incomplete_notified', 'resubmitted', 'complete', 'participation')
     ORDER BY received_on, id LIMIT 2000"
);
const ENDED: Sql = sql!(
    "SELECT id FROM permits_request
     WHERE state IN ('granted', 'granted_by_fiction', 'refused', 'withdrawn')
     ORDER BY received_on DESC, id LIMIT $1"
);
const SEND: Sql = sql!(
    "UPDATE permits_request SET case_id = $2, state = 'received', received_on = $3, version = version + 1
     WHERE id = $1 AND state = 'draft' AND version = $4"
);
const SET_STATE: Sql = sql!(
    "UPDATE permits_request SET state = $2, version = version + 1 WHERE id = $1 AND state = $3"
);
const SET_DEEMED: Sql = sql!(
    "UPDATE permits_request SET state = 'granted_by_fiction', deemed_on = $2, version = version + 1
     WHERE id = $1
       AND state NOT IN ('draft', 'granted', 'granted_by_fiction', 'refused', 'withdrawn')"
);
const SET_CAUSE: Sql = sql!("UPDATE permits_request SET cause = $2 WHERE id = $1");
const SET_DETAILS: Sql = sql!(
    "UPDATE permits_request SET details = $2, digest = $3, version = version + 1
     WHERE id = $1 AND version = $4"
);
const DEEMED: Sql = sql!("SELECT COUNT(*) FROM permits_request WHERE state = 'granted_by_fiction'");
const DROP: Sql = sql!("DELETE FROM permits_request WHERE id = $1");
const ADD_SECTION: Sql = sql!(
    "INSERT INTO permits_section (id, request, position, street, line, length_cm, method, depth_cm,
        width_cm, surface, road, ruling, ground)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, '')"
);
const SECTIONS: Sql = sql!(
    "SELECT id, street, line, length_cm, method, depth_cm, width_cm, surface, road, ruling, ground
     FROM permits_section WHERE request = $1 ORDER BY position LIMIT 1000"
);
const RULE: Sql = sql!(
    "UPDATE permits_section SET ruling = $3, ground = $4
     WHERE request = $1 AND id = $2 AND ruling <> 'forwarded'"
);
const RULE_REST: Sql =
    sql!("UPDATE permits_section SET ruling = $2 WHERE request = $1 AND ruling = 'open'");
const DROP_SECTIONS: Sql = sql!("DELETE FROM permits_section WHERE request = $1");
fn word<T>(found: Option<T>, word: &str) -> Result<T, AppError> {
    found.ok_or_else(|| AppError::internal(format!("unknown word {word}")))
}

fn details_place(id: Id<Request>) -> String {
    format!("permits_request|details|{id}")
}

/// Adds a draft with its sections.
///
/// # Errors
/// A unique violation when this operator has handed in the same already.
pub(crate) fn add(
    town: &Town,
    tx: &mut Tx<'_>,
    request: &Request,
    made_by: &str,
    digest: &str,
    sections: &[Section],
) -> Result<(), AppError> {
    let sealed = seal(town, request)?;
    let now = tx.now();
    let kind = request.kind.word();
    tx.execute(
        ADD,
        &[
            &request.id,
            &request.operator,
            &made_by,
            &kind,
            &request.title,
            &request.from,
            &request.until,
            &sealed,
            &digest,
            &now,
        ],
    )?;
    add_sections(tx, request.id, sections)
}

fn seal(town: &Town, request: &Request) -> Result<String, AppError> {
    town.seal(&details_place(request.id), &serde_json::to_vec(&request.details)?)
}

fn add_sections(
    tx: &mut Tx<'_>,
    request: Id<Request>,
    sections: &[Section],
) -> Result<(), AppError> {
    for (position, s) in (1_i64..).zip(sections) {
        let line = serde_json::to_string(&s.line)?;
        tx.execute(
            ADD_SECTION,
            &[
                &s.id,
                &request,
                &position,
                &s.street,
                &line,
                &s.length_cm,
                &s.method.word(),
                &s.depth_cm,
                &s.width_cm,
                &s.surface.word(),
                &s.road.word(),
                &s.ruling.word(),
            ],
        )?;
        index(tx, s)?;
    }
    Ok(())
}

/// Puts other details, and another route where one is given, in the place of what was handed in.
///
/// # Errors
/// [`AppError::Refused`] when somebody else changed it meanwhile.
pub(crate) fn change(
    town: &Town,
    tx: &mut Tx<'_>,
    request: &Request,
    digest: &str,
    sections: Option<&[Section]>,
) -> Result<(), AppError> {
    let sealed = seal(town, request)?;
    if tx.execute(SET_DETAILS, &[&request.id, &sealed, &digest, &request.version])? == 0 {
        return Err(changed());
    }
    if let Some(sections) = sections {
        drop_index(tx, request.id)?;
        tx.execute(DROP_SECTIONS, &[&request.id])?;
        add_sections(tx, request.id, sections)?;
    }
    Ok(())
}

/// What is said when two changed the same.
pub(crate) fn changed() -> AppError {
    AppError::refused(
        "permits/changed",
        "Der Antrag hat sich inzwischen geändert. Laden Sie die Seite neu und prüfen Sie ihn noch einmal.",
        "The request has changed meanwhile. Reload the page and check it again.",
    )
}

/// A request, for the house itself or behind a door that was asked.
///
/// # Errors
/// [`AppError::NotFound`].
pub(crate) fn find(
    town: &Town,
    reader: &mut Reader<'_>,
    id: Id<Request>,
) -> Result<Request, AppError> {
    let row = reader.maybe(FIND, &[&id])?.ok_or(AppError::NotFound)?;
    let (kind, state): (String, String) = (row.get("kind")?, row.get("state")?);
    let sealed: String = row.get("details")?;
    Ok(Request {
        id,
        operator: row.get("operator")?,
        case: row.get("case_id")?,
        kind: word(Kind::from_word(&kind), &kind)?,
        title: row.get("title")?,
        state: word(State::from_word(&state), &state)?,
        from: row.get("from_day")?,
        until: row.get("until_day")?,
        details: serde_json::from_slice(&town.unseal(&details_place(id), &sealed)?)?,
        received_on: row.get("received_on")?,
        deemed_on: row.get("deemed_on")?,
        cause: row.get("cause")?,
        version: row.get("version")?,
    })
}

/// The request of a case.
///
/// # Errors
/// [`AppError::NotFound`].
pub(crate) fn of_case(
    town: &Town,
    reader: &mut Reader<'_>,
    case: Id<Case>,
) -> Result<Request, AppError> {
    let id = reader.maybe(OF_CASE, &[&case])?.ok_or(AppError::NotFound)?.at(0)?;
    find(town, reader, id)
}

/// The request of an operator with the same content.
pub(crate) fn of_digest(
    reader: &mut Reader<'_>,
    operator: Id<Operator>,
    digest: &str,
) -> Result<Option<Id<Request>>, AppError> {
    Ok(reader.maybe(OF_DIGEST, &[&operator, &digest])?.map(|row| row.at(0)).transpose()?)
}

fn all(town: &Town, reader: &mut Reader<'_>, rows: &[Row]) -> Result<Vec<Request>, AppError> {
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        all.push(find(town, reader, row.at(0)?)?);
    }
    Ok(all)
}

/// Requests of an operator, newest first.
pub(crate) fn of_operator(
    town: &Town,
    reader: &mut Reader<'_>,
    operator: Id<Operator>,
) -> Result<Vec<Request>, AppError> {
    let rows = reader.query(OF_OPERATOR, &[&operator])?;
    all(town, reader, &rows)
}

/// Requests the town has to work on, oldest first.
pub(crate) fn running(town: &Town, reader: &mut Reader<'_>) -> Result<Vec<Request>, AppError> {
    let rows = reader.query(RUNNING, &[])?;
    all(town, reader, &rows)
}

/// The latest requests that are decided.
pub(crate) fn ended(
    town: &Town,
    reader: &mut Reader<'_>,
    limit: i64,
) -> Result<Vec<Request>, AppError> {
    let rows = reader.query(ENDED, &[&limit])?;
    all(town, reader, &rows)
}

/// How often silence counted as consent.
pub(crate) fn deemed(reader: &mut Reader<'_>) -> Result<i64, AppError> {
    Ok(reader.count(DEEMED, &[])?)
}

/// A draft becomes a case; answers whether it was still a draft of this version.
pub(crate) fn send(
    tx: &mut Tx<'_>,
    request: &Request,
    case: Id<Case>,
    day: Date,
) -> Result<bool, AppError> {
    Ok(tx.execute(SEND, &[&request.id, &case, &day, &request.version])? == 1)
}

/// Moves a request on; answers whether it still stood where it was seen.
pub(crate) fn set_state(
    tx: &mut Tx<'_>,
    request: &Request,
    state: State,
) -> Result<bool, AppError> {
    Ok(tx.execute(SET_STATE, &[&request.id, &state.word(), &request.state.word()])? == 1)
}

/// Silence counts as consent from a day on; answers whether nobody had decided.
pub(crate) fn set_deemed(
    tx: &mut Tx<'_>,
    request: Id<Request>,
    day: Date,
) -> Result<bool, AppError> {
    Ok(tx.execute(SET_DEEMED, &[&request, &day])? == 1)
}

/// Notes why nobody decided in time.
pub(crate) fn set_cause(
    tx: &mut Tx<'_>,
    request: Id<Request>,
    cause: &str,
) -> Result<(), AppError> {
    tx.execute(SET_CAUSE, &[&request, &cause])?;
    Ok(())
}

fn read_section(row: &Row) -> Result<Section, AppError> {
    let text = |name: &str| -> Result<String, AppError> { Ok(row.get(name)?) };
    let (method, surface) = (text("method")?, text("surface")?);
    let (road, ruling) = (text("road")?, text("ruling")?);
    Ok(Section {
        id: row.get("id")?,
        street: row.get("street")?,
        line: row.json::<Line>("line")?,
        length_cm: row.get("length_cm")?,
        method: word(Method::from_word(&method), &method)?,
        depth_cm: row.get("depth_cm")?,
        width_cm: row.get("width_cm")?,
        surface: word(Surface::from_word(&surface), &surface)?,
        road: word(Road::from_word(&road), &road)?,
        ruling: word(Ruling::from_word(&ruling), &ruling)?,
        ground: row.get("ground")?,
    })
}

/// Sections of a request in order.
pub(crate) fn sections(
    reader: &mut Reader<'_>,
    request: Id<Request>,
) -> Result<Vec<Section>, AppError> {
    reader.query(SECTIONS, &[&request])?.iter().map(read_section).collect()
}

/// Rules on one section of a request.
pub(crate) fn rule(
    tx: &mut Tx<'_>,
    request: Id<Request>,
    section: Id<Section>,
    ruling: Ruling,
    ground: &str,
) -> Result<bool, AppError> {
    Ok(tx.execute(RULE, &[&request, &section, &ruling.word(), &ground])? == 1)
}

/// Rules on all sections nothing is decided on.
pub(crate) fn rule_rest(
    tx: &mut Tx<'_>,
    request: Id<Request>,
    ruling: Ruling,
) -> Result<(), AppError> {
    tx.execute(RULE_REST, &[&request, &ruling.word()])?;
    Ok(())
}

/// Erases everything about a request.
pub(crate) fn erase_request(tx: &mut Tx<'_>, request: Id<Request>) -> Result<u64, AppError> {
    Ok(erase_work(tx, request)?
        + erase_alarms(tx, request)?
        + drop_index(tx, request)?
        + tx.execute(DROP_SECTIONS, &[&request])?
        + tx.execute(DROP, &[&request])?)
}

/// Erases the request of a case.
pub(crate) fn erase(tx: &mut Tx<'_>, case: &Case) -> Result<u64, AppError> {
    match tx.maybe(OF_CASE, &[&case.id])? {
        Some(row) => erase_request(tx, row.at(0)?),
        None => Ok(0),
    }
}
