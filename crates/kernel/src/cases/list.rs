//! Lists of cases: filtered, nearest due day first, a page at a time.
//!
//! A list is an ordered walk along an index, one per unit, merged: a page costs the same among a
//! hundred cases and a hundred thousand. Cases without due day stand at the end of time, so that
//! one index holds the whole order. The walks read the index only; the rows of the page itself
//! are fetched at the end.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::Case;
use crate::db::{Reader, Row, Sql, ToValue};
use crate::error::AppError;
use crate::org::Unit;
use crate::people::Account;
use crate::sql;
use crate::value::{Id, Private};

/// Rows a list shows at once.
pub const PAGE_MAX: i64 = 50;
/// Cases a list leads to at most: nobody leafs further, and whoever looks for one filters.
pub const LIST_MAX: i64 = 10_000;
/// Cases a search by words looks at; who finds more should say more.
pub const HITS_MAX: i64 = 1_000;
/// Where cases without due day stand in the order; the statements say it again.
const END_OF_TIME: &str = "9999-12-31";

const OF_UNIT: Sql = sql!(
    "SELECT COALESCE(due_on, '9999-12-31') AS due, number
     FROM kernel_case
     WHERE unit = $1 AND COALESCE(due_on, '9999-12-31') <= $2
       AND ($3 = '' OR stage = $3) AND ($4 = '' OR kind = $4)
     ORDER BY COALESCE(due_on, '9999-12-31'), number
     LIMIT $5 OFFSET $6"
);
const COUNT_OF_UNIT: Sql = sql!(
    "SELECT COUNT(*) FROM (
         SELECT number FROM kernel_case
         WHERE unit = $1 AND COALESCE(due_on, '9999-12-31') <= $2
           AND ($3 = '' OR stage = $3) AND ($4 = '' OR kind = $4)
         LIMIT $5) AS found"
);
const OF_STATE: Sql = sql!(
    "SELECT COALESCE(due_on, '9999-12-31') AS due, number
     FROM kernel_case
     WHERE unit = $1 AND state = $7 AND COALESCE(due_on, '9999-12-31') <= $2
       AND ($3 = '' OR stage = $3) AND ($4 = '' OR kind = $4)
     ORDER BY COALESCE(due_on, '9999-12-31'), number
     LIMIT $5 OFFSET $6"
);
const COUNT_OF_STATE: Sql = sql!(
    "SELECT COUNT(*) FROM (
         SELECT number FROM kernel_case
         WHERE unit = $1 AND state = $6 AND COALESCE(due_on, '9999-12-31') <= $2
           AND ($3 = '' OR stage = $3) AND ($4 = '' OR kind = $4)
         LIMIT $5) AS found"
);
const OF_STAGE: Sql = sql!(
    "SELECT COALESCE(due_on, '9999-12-31') AS due, number
     FROM kernel_case
     WHERE unit = $1 AND stage = $3 AND state = $7 AND COALESCE(due_on, '9999-12-31') <= $2
       AND ($4 = '' OR kind = $4)
     ORDER BY COALESCE(due_on, '9999-12-31'), number
     LIMIT $5 OFFSET $6"
);
const COUNT_OF_STAGE: Sql = sql!(
    "SELECT COUNT(*) FROM (
         SELECT number FROM kernel_case
         WHERE unit = $1 AND stage = $3 AND state = $6 AND COALESCE(due_on, '9999-12-31') <= $2
           AND ($4 = '' OR kind = $4)
         LIMIT $5) AS found"
);
const OF_WORKER: Sql = sql!(
    "SELECT COALESCE(due_on, '9999-12-31') AS due, number
     FROM kernel_case
     WHERE assignee = $8 AND unit = $1 AND ($7 = '' OR state = $7)
       AND COALESCE(due_on, '9999-12-31') <= $2
       AND ($3 = '' OR stage = $3) AND ($4 = '' OR kind = $4)
     ORDER BY COALESCE(due_on, '9999-12-31'), number
     LIMIT $5 OFFSET $6"
);
const OF_WORKER_STATE: Sql = sql!(
    "SELECT COALESCE(due_on, '9999-12-31') AS due, number
     FROM kernel_case
     WHERE assignee = $8 AND unit = $1 AND state = $7
       AND COALESCE(due_on, '9999-12-31') <= $2
       AND ($3 = '' OR stage = $3) AND ($4 = '' OR kind = $4)
     ORDER BY COALESCE(due_on, '9999-12-31'), number
     LIMIT $5 OFFSET $6"
);
const COUNT_OF_WORKER_STATE: Sql = sql!(
    "SELECT COUNT(*) FROM (
         SELECT number FROM kernel_case
         WHERE assignee = $7 AND unit = $1 AND state = $6
           AND COALESCE(due_on, '9999-12-31') <= $2
           AND ($3 = '' OR stage = $3) AND ($4 = '' OR kind = $4)
         LIMIT $5) AS found"
);
const COUNT_OF_WORKER: Sql = sql!(
    "SELECT COUNT(*) FROM (
         SELECT number FROM kernel_case
         WHERE assignee = $7 AND unit = $1 AND ($6 = '' OR state = $6)
           AND COALESCE(due_on, '9999-12-31') <= $2
           AND ($3 = '' OR stage = $3) AND ($4 = '' OR kind = $4)
         LIMIT $5) AS found"
);
const OF_NOBODY: Sql = sql!(
    "SELECT COALESCE(due_on, '9999-12-31') AS due, number
     FROM kernel_case
     WHERE assignee IS NULL AND unit = $1 AND ($7 = '' OR state = $7)
       AND COALESCE(due_on, '9999-12-31') <= $2
       AND ($3 = '' OR stage = $3) AND ($4 = '' OR kind = $4)
     ORDER BY COALESCE(due_on, '9999-12-31'), number
     LIMIT $5 OFFSET $6"
);
const COUNT_OF_NOBODY: Sql = sql!(
    "SELECT COUNT(*) FROM (
         SELECT number FROM kernel_case
         WHERE assignee IS NULL AND unit = $1 AND ($6 = '' OR state = $6)
           AND COALESCE(due_on, '9999-12-31') <= $2
           AND ($3 = '' OR stage = $3) AND ($4 = '' OR kind = $4)
         LIMIT $5) AS found"
);
// The few that are found first, in an index; then each case once.
const BY_NAME: Sql = sql!(
    "SELECT COALESCE(c.due_on, '9999-12-31') AS due, c.number, c.unit, c.state, c.stage, c.kind,
            c.assignee
     FROM (SELECT case_id FROM kernel_party WHERE folded LIKE $1 LIMIT $2) AS found
     CROSS JOIN kernel_case c
     WHERE c.id = found.case_id"
);
const BY_NUMBER_PART: Sql = sql!(
    "SELECT COALESCE(c.due_on, '9999-12-31') AS due, c.number, c.unit, c.state, c.stage, c.kind,
            c.assignee
     FROM (SELECT number FROM kernel_case WHERE number LIKE $1 LIMIT $2) AS found
     CROSS JOIN kernel_case c
     WHERE c.number = found.number"
);
const PAGE: Sql = sql!(
    "SELECT c.id, c.number, c.kind, c.title, c.unit, c.assignee, c.holder, c.state, c.stage,
            c.opened_at, c.changed_at, c.decided_at, c.closed_at, c.due_on, c.erase_on,
            COALESCE((SELECT MIN(a.name) FROM kernel_party a
                      WHERE a.case_id = c.id AND a.role = 'applicant'), '') AS applicant,
            COALESCE(w.name, '') AS worker,
            (SELECT COUNT(*) FROM kernel_message m
             WHERE m.direction = 'to_town' AND m.read_at IS NULL AND m.case_id = c.id) AS unread
     FROM kernel_case c
     LEFT JOIN kernel_account k ON k.id = c.assignee
     LEFT JOIN kernel_person w ON w.id = k.person
     WHERE c.number IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,
                        $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30,
                        $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44,
                        $45, $46, $47, $48, $49, $50)"
);

/// What a list of cases should show.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Units whose cases may be seen.
    pub units: Vec<Id<Unit>>,
    /// Only cases of this person.
    pub assignee: Option<Id<Account>>,
    /// Only cases nobody works on.
    pub is_unassigned: bool,
    /// Only this state; empty for all.
    pub state: String,
    /// Only this step; empty for all.
    pub stage: String,
    /// Only this kind; empty for all.
    pub kind: String,
    /// Only cases due on this day or before.
    pub due_until: Option<Date>,
    /// Part of the case number or of a party's name; at most [`HITS_MAX`] cases are looked at.
    pub words: String,
    /// Rows to skip, at most [`LIST_MAX`].
    pub skip: i64,
    /// Only so many rows; [`PAGE_MAX`] if absent.
    pub rows: Option<i64>,
}

impl Filter {
    fn page(&self) -> i64 {
        self.rows.unwrap_or(PAGE_MAX).clamp(1, PAGE_MAX)
    }
}

/// A row of a list of cases.
#[derive(Clone, Debug)]
pub struct CaseRow {
    /// The case.
    pub case: Case,
    /// Name of the applicant.
    pub applicant: Private<String>,
    /// Name of the case worker, empty if none.
    pub assignee: String,
    /// Messages to the town that nobody has read.
    pub unread: i64,
}

/// A page of a list.
#[derive(Clone, Debug, Default)]
pub struct Listed {
    /// Its rows, nearest due day first.
    pub rows: Vec<CaseRow>,
    /// Cases on all pages, [`LIST_MAX`] at most.
    pub total: i64,
    /// Whether there are more cases than the list leads to.
    pub has_more: bool,
}

/// Where a case stands in the order: due day, then number.
type Key = (String, String);

/// A page of cases, nearest due day first, and how many there are.
///
/// # Errors
/// What the database says.
pub fn list(reader: &mut Reader<'_>, filter: &Filter) -> Result<Listed, AppError> {
    let words = filter.words.trim();
    let skip = filter.skip.clamp(0, LIST_MAX - PAGE_MAX);
    let (keys, total, has_more) = if words.is_empty() {
        let found = total(reader, filter)?;
        (walk(reader, filter, skip)?, found.min(LIST_MAX), found > LIST_MAX)
    } else {
        let (mut keys, has_more) = search(reader, filter, words)?;
        keys.sort_unstable();
        let total = i64::try_from(keys.len()).unwrap_or(LIST_MAX);
        (page_of(keys, skip, filter.page()), total, has_more)
    };
    Ok(Listed { rows: rows(reader, &keys)?, total, has_more })
}

/// How many cases a filter without words leaves, [`LIST_MAX`] at most.
///
/// # Errors
/// What the database says.
pub fn count(reader: &mut Reader<'_>, filter: &Filter) -> Result<i64, AppError> {
    Ok(total(reader, filter)?.min(LIST_MAX))
}

/// The same, and one more where there are more than [`LIST_MAX`].
fn total(reader: &mut Reader<'_>, filter: &Filter) -> Result<i64, AppError> {
    let until = until(filter);
    let mut total = 0;
    for unit in &filter.units {
        let most = LIST_MAX + 1 - total;
        if most == 0 {
            break;
        }
        let mut values: Vec<&dyn ToValue> = vec![unit, &until, &filter.stage, &filter.kind, &most];
        let sql = match (&filter.assignee, filter.is_unassigned, filter.state.is_empty()) {
            (Some(worker), ..) => {
                values.extend([&filter.state as &dyn ToValue, worker]);
                if filter.state.is_empty() { COUNT_OF_WORKER } else { COUNT_OF_WORKER_STATE }
            }
            (None, true, _) => {
                values.push(&filter.state);
                COUNT_OF_NOBODY
            }
            (None, false, true) => COUNT_OF_UNIT,
            (None, false, false) => {
                values.push(&filter.state);
                if filter.stage.is_empty() { COUNT_OF_STATE } else { COUNT_OF_STAGE }
            }
        };
        total += reader.count(sql, &values)?;
    }
    Ok(total)
}

/// Walks the index once per unit, as far as the page reaches.
fn walk(reader: &mut Reader<'_>, filter: &Filter, skip: i64) -> Result<Vec<Key>, AppError> {
    // One walk skips by itself; several are merged first.
    let is_alone = filter.units.len() == 1;
    let page = filter.page();
    let (most, offset) = if is_alone { (page, skip) } else { (skip + page, 0) };
    let until = until(filter);
    let mut keys = Vec::new();
    for unit in &filter.units {
        let mut values: Vec<&dyn ToValue> =
            vec![unit, &until, &filter.stage, &filter.kind, &most, &offset];
        let sql = match (&filter.assignee, filter.is_unassigned, filter.state.is_empty()) {
            (Some(worker), ..) => {
                values.extend([&filter.state as &dyn ToValue, worker]);
                if filter.state.is_empty() { OF_WORKER } else { OF_WORKER_STATE }
            }
            (None, true, _) => {
                values.push(&filter.state);
                OF_NOBODY
            }
            (None, false, true) => OF_UNIT,
            (None, false, false) => {
                values.push(&filter.state);
                if filter.stage.is_empty() { OF_STATE } else { OF_STAGE }
            }
        };
        for row in reader.query(sql, &values)? {
            keys.push((row.at(0)?, row.at(1)?));
        }
    }
    if is_alone {
        return Ok(keys);
    }
    keys.sort_unstable();
    Ok(page_of(keys, skip, page))
}

fn page_of(keys: Vec<Key>, skip: i64, page: i64) -> Vec<Key> {
    let skip = usize::try_from(skip).unwrap_or(0);
    keys.into_iter().skip(skip).take(usize::try_from(page).unwrap_or(0)).collect()
}

fn until(filter: &Filter) -> String {
    filter.due_until.map_or_else(|| END_OF_TIME.to_owned(), |day| day.to_string())
}

/// The rows of a page, in the order of its keys.
fn rows(reader: &mut Reader<'_>, keys: &[Key]) -> Result<Vec<CaseRow>, AppError> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let mut numbers: Vec<&str> = keys.iter().map(|(_, number)| number.as_str()).collect();
    numbers.resize(usize::try_from(PAGE_MAX).unwrap_or(0), "");
    let values: Vec<&dyn ToValue> = numbers.iter().map(|number| number as &dyn ToValue).collect();
    let mut rows = Vec::with_capacity(keys.len());
    for row in reader.query(PAGE, &values)? {
        rows.push(CaseRow {
            case: Case::read(&row)?,
            applicant: row.get("applicant")?,
            assignee: row.get("worker")?,
            unread: row.get("unread")?,
        });
    }
    let place = |row: &CaseRow| keys.iter().position(|(_, number)| *number == row.case.number);
    rows.sort_by_key(place);
    Ok(rows)
}

/// Finds by words first: few cases carry a name, many lie in a unit.
fn search(
    reader: &mut Reader<'_>,
    filter: &Filter,
    words: &str,
) -> Result<(Vec<Key>, bool), AppError> {
    let plain: String = words.chars().filter(|c| !"%_\\".contains(*c)).collect();
    let most = HITS_MAX + 1;
    let mut found: BTreeSet<Key> = BTreeSet::new();
    let mut hits = 0;
    let name = format!("%{}%", crate::search::fold(&plain));
    for row in reader.query(BY_NAME, &[&name, &most])? {
        hits += 1;
        found.extend(key(&row, filter)?);
    }
    // Every number has digits, names have none: most searches scan one index only.
    if plain.chars().any(|c| c.is_ascii_digit()) {
        let part = format!("%{plain}%");
        for row in reader.query(BY_NUMBER_PART, &[&part, &most])? {
            hits += 1;
            found.extend(key(&row, filter)?);
        }
    }
    Ok((found.into_iter().collect(), hits > HITS_MAX))
}

/// The place of a case in the order, if the filter lets it through.
fn key(row: &Row, filter: &Filter) -> Result<Option<Key>, AppError> {
    let due: String = row.at(0)?;
    let (unit, assignee): (Id<Unit>, Option<Id<Account>>) = (row.at(2)?, row.at(6)?);
    let is = |wanted: &str, column: usize| -> Result<bool, AppError> {
        Ok(wanted.is_empty() || wanted == row.at::<String>(column)?)
    };
    let is_wanted = filter.units.contains(&unit)
        && is(&filter.state, 3)?
        && is(&filter.stage, 4)?
        && is(&filter.kind, 5)?
        && (filter.assignee.is_none() || filter.assignee == assignee)
        && (filter.assignee.is_some() || !filter.is_unassigned || assignee.is_none())
        && due <= until(filter);
    Ok(if is_wanted { Some((due, row.at(1)?)) } else { None })
}
