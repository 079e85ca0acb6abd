//! The SQL of areas, their steps and the rules of funding.

use jiff::civil::Date;
use kernel::db::Row;
use kernel::places::Address;
use kernel::{AppError, Euro, Id, Reader, Sql, Tx, sql};

use crate::area::Area;
use crate::money::Rule;

const ADD: Sql = sql!(
    "INSERT INTO broadband_area (id, name, funded, operator, state, since, quota, signed, quota_by,
        ready_by, file_number, eligible, third, rule, version)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 1)"
);
const SAVE: Sql = sql!(
    "UPDATE broadband_area
     SET name = $2, operator = $3, state = $4, since = $5, quota = $6, signed = $7, quota_by = $8,
         ready_by = $9, file_number = $10, eligible = $11, third = $12, rule = $13, version = version + 1
     WHERE id = $1 AND version = $14"
);
const ALL: Sql = sql!(
    "SELECT id, name, funded, operator, state, since, quota, signed, quota_by, ready_by, file_number,
            eligible, third, rule, version
     FROM broadband_area ORDER BY name, id"
);
const FIND: Sql = sql!(
    "SELECT id, name, funded, operator, state, since, quota, signed, quota_by, ready_by, file_number,
            eligible, third, rule, version
     FROM broadband_area WHERE id = $1"
);
const OF_ADDRESS: Sql = sql!(
    "SELECT a.id, a.name, a.funded, a.operator, a.state, a.since, a.quota, a.signed, a.quota_by,
            a.ready_by, a.file_number, a.eligible, a.third, a.rule, a.version
     FROM broadband_area a JOIN broadband_area_address m ON m.area = a.id
     WHERE m.address = $1"
);
const PUT_IN: Sql = sql!(
    "INSERT INTO broadband_area_address (address, area) VALUES ($1, $2)
     ON CONFLICT (address) DO UPDATE SET area = excluded.area"
);
const ADDRESSES: Sql =
    sql!("SELECT address FROM broadband_area_address WHERE area = $1 ORDER BY address");
const MEMBERS: Sql = sql!(
    "SELECT m.address, m.area, a.state FROM broadband_area_address m JOIN broadband_area a ON a.id = m.area"
);
const STEP: Sql = sql!(
    "INSERT INTO broadband_step (area, number, on_day, state, evidence)
     SELECT $1, COALESCE(MAX(number), 0) + 1, $2, $3, $4 FROM broadband_step WHERE area = $1"
);
const STEPS: Sql =
    sql!("SELECT on_day, state, evidence FROM broadband_step WHERE area = $1 ORDER BY number DESC");
const RULES: Sql = sql!(
    "SELECT key, name, federal, state, own, down, both_ways FROM broadband_rule r
     WHERE from_day <= $1
       AND NOT EXISTS (SELECT 1 FROM broadband_rule n
                       WHERE n.key = r.key AND n.from_day > r.from_day AND n.from_day <= $1)
     ORDER BY from_day, key"
);

fn area(row: &Row) -> Result<Area, AppError> {
    Ok(Area {
        id: row.get("id")?,
        name: row.get("name")?,
        is_funded: row.get("funded")?,
        operator: row.get("operator")?,
        state: row.get("state")?,
        since: row.get("since")?,
        quota: row.get("quota")?,
        signed: row.get("signed")?,
        quota_by: row.get("quota_by")?,
        ready_by: row.get("ready_by")?,
        file_number: row.get("file_number")?,
        eligible: Euro(row.get("eligible")?),
        third: Euro(row.get("third")?),
        rule: row.get("rule")?,
        version: row.get("version")?,
    })
}

/// Adds an area with its first step.
pub fn add(tx: &mut Tx<'_>, a: &Area, evidence: &str) -> Result<(), AppError> {
    tx.execute(
        ADD,
        &[
            &a.id,
            &a.name,
            &a.is_funded,
            &a.operator,
            &a.state,
            &a.since,
            &a.quota,
            &a.signed,
            &a.quota_by,
            &a.ready_by,
            &a.file_number,
            &a.eligible,
            &a.third,
            &a.rule,
        ],
    )?;
    tx.execute(STEP, &[&a.id, &a.since, &a.state, &evidence])?;
    Ok(())
}

/// Saves an area; told when somebody else changed it meanwhile.
pub fn save(tx: &mut Tx<'_>, a: &Area) -> Result<(), AppError> {
    let changed = tx.execute(
        SAVE,
        &[
            &a.id,
            &a.name,
            &a.operator,
            &a.state,
            &a.since,
            &a.quota,
            &a.signed,
            &a.quota_by,
            &a.ready_by,
            &a.file_number,
            &a.eligible,
            &a.third,
            &a.rule,
            &a.version,
        ],
    )?;
    if changed == 1 {
        return Ok(());
    }
    Err(AppError::refused(
        "broadband/changed-meanwhile",
        "Jemand anderes hat dieses Gebiet gerade geändert. Laden Sie die Seite neu.",
        "Somebody else has just changed this area. Reload the page.",
    ))
}

/// Notes a step with its day and its evidence.
pub fn step(
    tx: &mut Tx<'_>,
    id: Id<Area>,
    on: Date,
    state: &str,
    evidence: &str,
) -> Result<(), AppError> {
    tx.execute(STEP, &[&id, &on, &state, &evidence])?;
    Ok(())
}

/// All areas.
pub fn all(reader: &mut Reader<'_>) -> Result<Vec<Area>, AppError> {
    reader.query(ALL, &[])?.iter().map(area).collect()
}

/// One area.
pub fn find(reader: &mut Reader<'_>, id: Id<Area>) -> Result<Area, AppError> {
    reader.maybe(FIND, &[&id])?.as_ref().map(area).ok_or(AppError::NotFound)?
}

/// The area an address lies in.
pub fn of_address(reader: &mut Reader<'_>, id: Id<Address>) -> Result<Option<Area>, AppError> {
    reader.maybe(OF_ADDRESS, &[&id])?.as_ref().map(area).transpose()
}

/// Puts an address into an area.
pub fn put_in(tx: &mut Tx<'_>, id: Id<Area>, address: Id<Address>) -> Result<(), AppError> {
    tx.execute(PUT_IN, &[&address, &id])?;
    Ok(())
}

/// The addresses of an area.
pub fn addresses(reader: &mut Reader<'_>, id: Id<Area>) -> Result<Vec<Address>, AppError> {
    let rows = reader.query(ADDRESSES, &[&id])?;
    let ids = rows.iter().map(|row| row.at(0)).collect::<Result<Vec<Id<Address>>, _>>()?;
    ids.into_iter().map(|id| kernel::places::address(reader, id)).collect()
}

/// Addresses with their area and its state.
pub fn members(reader: &mut Reader<'_>) -> Result<Vec<(String, String, String)>, AppError> {
    let rows = reader.query(MEMBERS, &[])?;
    rows.iter().map(|row| Ok((row.at(0)?, row.at(1)?, row.at(2)?))).collect()
}

/// The steps of an area, the latest first: day, step, evidence.
pub fn steps(
    reader: &mut Reader<'_>,
    id: Id<Area>,
) -> Result<Vec<(String, String, String)>, AppError> {
    let rows = reader.query(STEPS, &[&id])?;
    rows.iter().map(|row| Ok((row.at(0)?, row.at(1)?, row.at(2)?))).collect()
}

/// The rules of funding that hold on a day.
pub fn rules(reader: &mut Reader<'_>, on: Date) -> Result<Vec<Rule>, AppError> {
    let rows = reader.query(RULES, &[&on])?;
    rows.iter()
        .map(|row| {
            Ok(Rule {
                key: row.get("key")?,
                name: row.get("name")?,
                federal: row.get("federal")?,
                state: row.get("state")?,
                own: row.get("own")?,
                down: row.get("down")?,
                both_ways: row.get("both_ways")?,
            })
        })
        .collect()
}
