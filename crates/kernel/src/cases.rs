//! The registry: one register of cases for the whole house. A module adds what is special.

mod list;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::access::{Actor, Guarded, Permission, Sealed};
use crate::db::{Reader, Row, Sql, Tx};
use crate::error::AppError;
use crate::org::Unit;
use crate::people::Account;
use crate::sql;
use crate::value::{Id, Language, Private, Text};

pub use list::{CaseRow, Filter, HITS_MAX, LIST_MAX, Listed, PAGE_MAX, count, list};

/// May see and work on the cases of a unit.
pub const WORK: Permission = Permission("desk.work");

const OPEN: Sql = sql!(
    "INSERT INTO kernel_case (id, number, kind, title, unit, holder, state, stage, opened_at, changed_at)
     VALUES ($1, $2, $3, $4, $5, $6, 'open', 'new', $7, $7)"
);
const FIND: Sql = sql!(
    "SELECT id, number, kind, title, unit, assignee, holder, state, stage, opened_at, changed_at,
            decided_at, closed_at, due_on, erase_on
     FROM kernel_case
     WHERE id = $1"
);
const BY_NUMBER: Sql = sql!(
    "SELECT id, number, kind, title, unit, assignee, holder, state, stage, opened_at, changed_at,
            decided_at, closed_at, due_on, erase_on
     FROM kernel_case
     WHERE number = $1"
);
const OF_HOLDER: Sql = sql!(
    "SELECT id, number, kind, title, unit, assignee, holder, state, stage, opened_at, changed_at,
            decided_at, closed_at, due_on, erase_on
     FROM kernel_case
     WHERE holder = $1
     ORDER BY opened_at DESC
     LIMIT 200"
);
const SET_STAGE: Sql =
    sql!("UPDATE kernel_case SET stage = $2, due_on = $3, changed_at = $4 WHERE id = $1");
const SET_DUE: Sql = sql!("UPDATE kernel_case SET due_on = $2, changed_at = $3 WHERE id = $1");
const ASSIGN: Sql = sql!("UPDATE kernel_case SET assignee = $2, changed_at = $3 WHERE id = $1");
const FORWARD: Sql =
    sql!("UPDATE kernel_case SET unit = $2, assignee = NULL, changed_at = $3 WHERE id = $1");
const DECIDE: Sql = sql!(
    "UPDATE kernel_case
     SET state = 'decided', stage = 'decided', due_on = NULL, decided_at = $2, changed_at = $2
     WHERE id = $1 AND state = 'open'"
);
const CLOSE: Sql = sql!(
    "UPDATE kernel_case
     SET state = $2, stage = $2, due_on = NULL, closed_at = $3, changed_at = $3, erase_on = $4
     WHERE id = $1 AND state IN ('open', 'decided')"
);
const SET_HOLDER: Sql = sql!("UPDATE kernel_case SET holder = $2 WHERE holder = $1");
const LOG: Sql = sql!(
    "INSERT INTO kernel_case_log (id, case_id, at, seq, actor, who, what_de, what_en, is_open)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
);
const LOG_OF: Sql = sql!(
    "SELECT at, who, what_de, what_en, is_open
     FROM kernel_case_log
     WHERE case_id = $1
     ORDER BY seq
     LIMIT 500"
);
const ADD_PARTY: Sql = sql!(
    "INSERT INTO kernel_party (id, case_id, role, name, folded, address, email, language, account, is_digital)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
);
const PARTIES: Sql = sql!(
    "SELECT id, role, name, address, email, language, account, is_digital
     FROM kernel_party
     WHERE case_id = $1
     ORDER BY role, id
     LIMIT 100"
);

/// A case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Identifier.
    pub id: Id<Case>,
    /// Case number, gap-free per unit and year: `50-2026-00017`.
    pub number: String,
    /// Kind: names the procedure, for example `wohngeld`.
    pub kind: String,
    /// What it is about, without names of people.
    pub title: String,
    /// The unit whose door it lies behind.
    pub unit: Id<Unit>,
    /// Who works on it.
    pub assignee: Option<Id<Account>>,
    /// Who holds it outside: `account/…` or `case/…` (holders of link and code).
    pub holder: String,
    /// `open`, `decided`, `closed`, `withdrawn`.
    pub state: String,
    /// Step of the work: `new`, `checking`, `documents`, `hearing`, `second_pair`, `decided`, …
    pub stage: String,
    /// Start.
    pub opened_at: Timestamp,
    /// Last change.
    pub changed_at: Timestamp,
    /// Decision.
    pub decided_at: Option<Timestamp>,
    /// End.
    pub closed_at: Option<Timestamp>,
    /// Nearest day something is due.
    pub due_on: Option<Date>,
    /// Day from which its data is erased.
    pub erase_on: Option<Date>,
}

impl Case {
    pub(crate) fn read(row: &Row) -> Result<Self, AppError> {
        Ok(Self {
            id: row.get("id")?,
            number: row.get("number")?,
            kind: row.get("kind")?,
            title: row.get("title")?,
            unit: row.get("unit")?,
            assignee: row.get("assignee")?,
            holder: row.get("holder")?,
            state: row.get("state")?,
            stage: row.get("stage")?,
            opened_at: row.get("opened_at")?,
            changed_at: row.get("changed_at")?,
            decided_at: row.get("decided_at")?,
            closed_at: row.get("closed_at")?,
            due_on: row.get("due_on")?,
            erase_on: row.get("erase_on")?,
        })
    }

    /// Owner of the case's files.
    pub fn owner(&self) -> String {
        format!("case/{}", self.id)
    }

    /// Whether work on it goes on.
    pub fn is_open(&self) -> bool {
        self.state == "open"
    }
}

impl Guarded for Case {
    fn readable_by(&self, actor: &Actor) -> bool {
        actor.may_in(WORK, self.unit) || actor.holder().is_some_and(|h| h == self.holder)
    }
}

/// Somebody with a part in a case (§ 12 SGB X, § 13 VwVfG).
#[derive(Clone, Debug)]
pub struct Party {
    /// Identifier.
    pub id: Id<Party>,
    /// `applicant`, `representative`, `member`, `operator`.
    pub role: String,
    /// Name.
    pub name: Private<String>,
    /// Postal address, lines separated by line breaks.
    pub address: Private<String>,
    /// E-mail for notifications, empty if none was given.
    pub email: Private<String>,
    /// Language of messages.
    pub language: Language,
    /// Their account, if they have one.
    pub account: Option<Id<Account>>,
    /// Whether they agreed to delivery in the mailbox (§ 9 OZG, § 37 (2a) SGB X).
    pub is_digital: bool,
}

/// A party to be added.
#[derive(Clone, Debug)]
pub struct NewParty<'a> {
    /// `applicant`, `representative`, `member`, `operator`.
    pub role: &'a str,
    /// Name.
    pub name: &'a str,
    /// Postal address.
    pub address: &'a str,
    /// E-mail.
    pub email: &'a str,
    /// Language of messages.
    pub language: Language,
    /// Account.
    pub account: Option<Id<Account>>,
    /// Agreed to digital delivery.
    pub is_digital: bool,
}

/// Opens a case in a unit with the next number of unit and year.
///
/// # Errors
/// What the database says.
pub fn open(
    tx: &mut Tx<'_>,
    id: Id<Case>,
    kind: &str,
    title: &str,
    unit: &Unit,
    holder: &str,
) -> Result<Case, AppError> {
    let year = tx.today().year();
    let count = tx.next(&format!("case/{}/{year}", unit.number))?;
    let number = format!("{}-{year}-{count:05}", unit.number);
    let now = tx.now();
    tx.execute(OPEN, &[&id, &number, &kind, &title, &unit.id, &holder, &now])?;
    find_for_update(tx, id)
}

/// A case, closed until an entitled actor opens it.
///
/// # Errors
/// [`AppError::NotFound`].
pub fn find(reader: &mut Reader<'_>, id: Id<Case>) -> Result<Sealed<Case>, AppError> {
    reader.maybe(FIND, &[&id])?.as_ref().map(Case::read).ok_or(AppError::NotFound)?.map(Sealed::new)
}

/// A case for the house itself: subscribers, jobs, and writes behind a permission that was asked.
///
/// # Errors
/// [`AppError::NotFound`].
pub fn find_for_update(reader: &mut Reader<'_>, id: Id<Case>) -> Result<Case, AppError> {
    reader.maybe(FIND, &[&id])?.as_ref().map(Case::read).ok_or(AppError::NotFound)?
}

/// A case by its number.
///
/// # Errors
/// [`AppError::NotFound`].
pub fn by_number(reader: &mut Reader<'_>, number: &str) -> Result<Sealed<Case>, AppError> {
    reader
        .maybe(BY_NUMBER, &[&number])?
        .as_ref()
        .map(Case::read)
        .ok_or(AppError::NotFound)?
        .map(Sealed::new)
}

/// Cases somebody outside holds, newest first.
///
/// # Errors
/// What the database says.
pub fn of_holder(reader: &mut Reader<'_>, holder: &str) -> Result<Vec<Case>, AppError> {
    reader.query(OF_HOLDER, &[&holder])?.iter().map(Case::read).collect()
}

/// Moves a case to a step of the work, with the nearest day something is due.
///
/// # Errors
/// What the database says.
pub fn set_stage(
    tx: &mut Tx<'_>,
    case: Id<Case>,
    stage: &str,
    due_on: Option<Date>,
) -> Result<(), AppError> {
    let now = tx.now();
    tx.execute(SET_STAGE, &[&case, &stage, &due_on, &now])?;
    Ok(())
}

/// Sets the nearest day something is due.
///
/// # Errors
/// What the database says.
pub fn set_due(tx: &mut Tx<'_>, case: Id<Case>, due_on: Option<Date>) -> Result<(), AppError> {
    let now = tx.now();
    tx.execute(SET_DUE, &[&case, &due_on, &now])?;
    Ok(())
}

/// Gives a case to somebody, or back to the pile.
///
/// # Errors
/// What the database says.
pub fn assign(
    tx: &mut Tx<'_>,
    case: Id<Case>,
    account: Option<Id<Account>>,
) -> Result<(), AppError> {
    let now = tx.now();
    tx.execute(ASSIGN, &[&case, &account, &now])?;
    Ok(())
}

/// Forwards a case to another unit.
///
/// # Errors
/// What the database says.
pub fn forward(tx: &mut Tx<'_>, case: Id<Case>, unit: Id<Unit>) -> Result<(), AppError> {
    let now = tx.now();
    tx.execute(FORWARD, &[&case, &unit, &now])?;
    Ok(())
}

/// Marks a case as decided.
///
/// # Errors
/// [`AppError::Refused`] when it is not open any more.
pub fn decide(tx: &mut Tx<'_>, case: Id<Case>) -> Result<(), AppError> {
    let now = tx.now();
    if tx.execute(DECIDE, &[&case, &now])? == 1 {
        return Ok(());
    }
    Err(AppError::refused(
        "cases/not-open",
        "Dieser Vorgang ist nicht mehr offen. Laden Sie die Seite neu.",
        "This case is no longer open. Reload the page.",
    ))
}

/// Ends a case; its data is erased from `erase_on` on.
///
/// # Errors
/// [`AppError::Refused`] when it has ended already.
pub fn close(
    tx: &mut Tx<'_>,
    case: Id<Case>,
    is_withdrawn: bool,
    erase_on: Option<Date>,
) -> Result<(), AppError> {
    let now = tx.now();
    let state = if is_withdrawn { "withdrawn" } else { "closed" };
    if tx.execute(CLOSE, &[&case, &state, &now, &erase_on])? == 1 {
        return Ok(());
    }
    Err(AppError::refused(
        "cases/ended",
        "Dieser Vorgang ist schon abgeschlossen.",
        "This case has ended already.",
    ))
}

/// Passes everything of one holder to another, as a citizen takes a case into their account.
///
/// # Errors
/// What the database says.
pub fn hand_over(tx: &mut Tx<'_>, from: &str, to: &str) -> Result<u64, AppError> {
    Ok(tx.execute(SET_HOLDER, &[&from, &to])?)
}

/// A line in the log of a case.
#[derive(Clone, Debug)]
pub struct LogLine {
    /// When.
    pub at: Timestamp,
    /// Who, as shown.
    pub who: String,
    /// What.
    pub what: Text,
    /// Whether the applicant sees it too.
    pub is_open: bool,
}

/// Writes a line in the log of a case; `is_open` lines are shown to the applicant.
///
/// # Errors
/// What the database says.
pub fn log(
    tx: &mut Tx<'_>,
    case: Id<Case>,
    who: &str,
    what: &Text,
    is_open: bool,
) -> Result<(), AppError> {
    let (now, seq, actor) = (tx.now(), tx.next("case_log")?, tx.actor().label());
    tx.execute(
        LOG,
        &[&Id::<LogLine>::new(), &case, &now, &seq, &actor, &who, &what.de, &what.en, &is_open],
    )?;
    Ok(())
}

/// The log of a case, oldest first.
///
/// # Errors
/// What the database says.
pub fn log_of(reader: &mut Reader<'_>, case: Id<Case>) -> Result<Vec<LogLine>, AppError> {
    reader
        .query(LOG_OF, &[&case])?
        .iter()
        .map(|row| {
            Ok(LogLine {
                at: row.get("at")?,
                who: row.get("who")?,
                what: Text { de: row.get("what_de")?, en: row.get("what_en")? },
                is_open: row.get("is_open")?,
            })
        })
        .collect()
}

/// Adds a party.
///
/// # Errors
/// What the database says.
pub fn add_party(
    tx: &mut Tx<'_>,
    case: Id<Case>,
    party: &NewParty<'_>,
) -> Result<Id<Party>, AppError> {
    let id = Id::new();
    let folded = crate::search::fold(party.name);
    tx.execute(
        ADD_PARTY,
        &[
            &id,
            &case,
            &party.role,
            &party.name,
            &folded,
            &party.address,
            &party.email,
            &party.language,
            &party.account,
            &party.is_digital,
        ],
    )?;
    Ok(id)
}

/// Parties of a case; the applicant comes first.
///
/// # Errors
/// What the database says.
pub fn parties(reader: &mut Reader<'_>, case: Id<Case>) -> Result<Vec<Party>, AppError> {
    reader
        .query(PARTIES, &[&case])?
        .iter()
        .map(|row| {
            Ok(Party {
                id: row.get("id")?,
                role: row.get("role")?,
                name: row.get("name")?,
                address: row.get("address")?,
                email: row.get("email")?,
                language: row.get("language")?,
                account: row.get("account")?,
                is_digital: row.get("is_digital")?,
            })
        })
        .collect()
}

/// The applicant of a case.
///
/// # Errors
/// [`AppError::NotFound`] when a case has none.
pub fn applicant(reader: &mut Reader<'_>, case: Id<Case>) -> Result<Party, AppError> {
    parties(reader, case)?.into_iter().find(|p| p.role == "applicant").ok_or(AppError::NotFound)
}

const OPEN_BEFORE: Sql = sql!(
    "SELECT id FROM kernel_case
     WHERE kind = $1 AND state = 'open' AND opened_at < $2
     ORDER BY opened_at, id
     LIMIT 1000"
);

/// Open cases of a kind that were opened before an instant, at most 1,000: for checks.
///
/// # Errors
/// What the database says.
pub fn open_before(
    reader: &mut Reader<'_>,
    kind: &str,
    before: Timestamp,
) -> Result<Vec<Id<Case>>, AppError> {
    reader.query(OPEN_BEFORE, &[&kind, &before])?.iter().map(|row| Ok(row.at(0)?)).collect()
}

const DURATIONS: Sql = sql!(
    "SELECT opened_at, decided_at
     FROM kernel_case
     WHERE kind = $1 AND decided_at IS NOT NULL
     ORDER BY decided_at DESC
     LIMIT 200"
);

/// Days from opening to decision of the latest decided cases of a kind: median and the value nine
/// of ten stay under. None below ten cases: a figure from fewer would mislead.
///
/// # Errors
/// What the database says.
pub fn processing_days(
    reader: &mut Reader<'_>,
    kind: &str,
) -> Result<Option<(i64, i64)>, AppError> {
    let mut days = Vec::new();
    for row in reader.query(DURATIONS, &[&kind])? {
        let (from, until): (Timestamp, Timestamp) = (row.get("opened_at")?, row.get("decided_at")?);
        days.push(until.duration_since(from).as_hours().max(0) / 24);
    }
    if days.len() < 10 {
        return Ok(None);
    }
    days.sort_unstable();
    Ok(Some((days[days.len() / 2], days[days.len() * 9 / 10])))
}
