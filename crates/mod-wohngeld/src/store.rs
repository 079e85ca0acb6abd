//! The SQL of housing benefit; the only file that knows its tables.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::{AppError, Case, Id, Reader, Sql, Town, Tx, sql};
use norm_wohngeld::Month;

use crate::answers::Claim;
use crate::correction::Found;

const ADD: Sql = sql!(
    "INSERT INTO wohngeld_claim (case_id, month, claim) VALUES ($1, $2, $3)
     ON CONFLICT (case_id) DO NOTHING"
);
const FIND: Sql = sql!("SELECT month, claim FROM wohngeld_claim WHERE case_id = $1");
const CORRECT: Sql = sql!(
    "INSERT INTO wohngeld_correction (case_id, name, found, set_at)
     VALUES ($1, $2, $3, $4)
     ON CONFLICT (case_id, name) DO UPDATE SET found = excluded.found, set_at = excluded.set_at"
);
const TAKE_BACK: Sql = sql!("DELETE FROM wohngeld_correction WHERE case_id = $1 AND name = $2");
const CORRECTIONS: Sql =
    sql!("SELECT name, found FROM wohngeld_correction WHERE case_id = $1 ORDER BY name LIMIT 500");
const GRANT: Sql = sql!(
    "INSERT INTO wohngeld_grant (case_id, decision, from_day, until_day)
     VALUES ($1, $2, $3, $4)
     ON CONFLICT (case_id) DO UPDATE SET decision = excluded.decision,
        from_day = excluded.from_day, until_day = excluded.until_day"
);
const ERASE_GRANT: Sql = sql!("DELETE FROM wohngeld_grant WHERE case_id = $1");
const ERASE_CORRECTIONS: Sql = sql!("DELETE FROM wohngeld_correction WHERE case_id = $1");
const ERASE_CLAIM: Sql = sql!("DELETE FROM wohngeld_claim WHERE case_id = $1");
const HAS: Sql = sql!("SELECT COUNT(*) FROM wohngeld_claim WHERE case_id = $1");

fn place(case: Id<Case>) -> String {
    format!("wohngeld_claim|claim|{case}")
}

fn found_place(case: Id<Case>, name: &str) -> String {
    format!("wohngeld_correction|found|{case}|{name}")
}

/// Keeps the claim of a case; a second time changes nothing.
pub fn add(
    town: &Town,
    tx: &mut Tx<'_>,
    case: Id<Case>,
    month: Month,
    claim: &Claim,
) -> Result<(), AppError> {
    let sealed = town.seal(&place(case), &serde_json::to_vec(claim)?)?;
    tx.execute(ADD, &[&case, &month.to_string(), &sealed])?;
    Ok(())
}

/// The claim of a case with its month.
pub fn find(
    town: &Town,
    reader: &mut Reader<'_>,
    case: Id<Case>,
) -> Result<(Month, Claim), AppError> {
    let row = reader.maybe(FIND, &[&case])?.ok_or(AppError::NotFound)?;
    let month: String = row.get("month")?;
    let sealed: String = row.get("claim")?;
    let claim = serde_json::from_slice(&town.unseal(&place(case), &sealed)?)?;
    Ok((month.parse().map_err(AppError::internal)?, claim))
}

/// Keeps a found value, or takes it back when it is empty.
pub fn correct(
    town: &Town,
    tx: &mut Tx<'_>,
    case: Id<Case>,
    name: &str,
    found: Option<&Found>,
) -> Result<(), AppError> {
    let now = tx.now();
    match found {
        Some(found) => {
            let sealed = town.seal(&found_place(case, name), &serde_json::to_vec(found)?)?;
            tx.execute(CORRECT, &[&case, &name, &sealed, &now])?
        }
        None => tx.execute(TAKE_BACK, &[&case, &name])?,
    };
    Ok(())
}

/// All found values of a case.
pub fn corrections(
    town: &Town,
    reader: &mut Reader<'_>,
    case: Id<Case>,
) -> Result<BTreeMap<String, Found>, AppError> {
    let mut all = BTreeMap::new();
    for row in reader.query(CORRECTIONS, &[&case])? {
        let (name, sealed): (String, String) = (row.get("name")?, row.get("found")?);
        let found = serde_json::from_slice(&town.unseal(&found_place(case, &name), &sealed)?)?;
        all.insert(name, found);
    }
    Ok(all)
}

/// Notes a grant with its period.
pub fn grant(
    tx: &mut Tx<'_>,
    case: Id<Case>,
    decision: &str,
    from: Date,
    until: Date,
) -> Result<(), AppError> {
    tx.execute(GRANT, &[&case, &decision, &from, &until])?;
    Ok(())
}

/// Erases everything about a case.
pub fn erase(tx: &mut Tx<'_>, case: &Case) -> Result<u64, AppError> {
    Ok(tx.execute(ERASE_GRANT, &[&case.id])?
        + tx.execute(ERASE_CORRECTIONS, &[&case.id])?
        + tx.execute(ERASE_CLAIM, &[&case.id])?)
}

/// Open cases opened before an instant that were not taken in.
pub fn lost(reader: &mut Reader<'_>, before: jiff::Timestamp) -> Result<usize, AppError> {
    let mut lost = 0;
    for case in kernel::cases::open_before(reader, crate::KIND, before)? {
        if reader.count(HAS, &[&case])? == 0 {
            lost += 1;
        }
    }
    Ok(lost)
}
