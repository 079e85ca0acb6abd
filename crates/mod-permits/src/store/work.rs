//! What happens to a request: events, conditions, verdicts of coordination, other offices.

use jiff::civil::Date;
use kernel::org::Unit;
use kernel::{AppError, Id, Reader, Sql, Tx, sql};

use crate::law::Event;
use crate::library::{Condition, Ground};
use crate::model::{Participation, Request};

const ADD_EVENT: Sql =
    sql!("INSERT INTO permits_event (request, seq, what, day, text) VALUES ($1, $2, $3, $4, $5)");
const EVENTS: Sql =
    sql!("SELECT what, day, text FROM permits_event WHERE request = $1 ORDER BY seq LIMIT 500");
const ADD_CONDITION: Sql = sql!(
    "INSERT INTO permits_condition (request, seq, name, ground, text, streets)
     VALUES ($1, $2, $3, $4, $5, $6)"
);
const CONDITIONS: Sql = sql!(
    "SELECT seq, name, ground, text, streets FROM permits_condition
     WHERE request = $1 ORDER BY seq LIMIT 200"
);
const DROP_CONDITION: Sql = sql!("DELETE FROM permits_condition WHERE request = $1 AND seq = $2");
const JUDGE: Sql = sql!(
    "INSERT INTO permits_verdict (request, other, verdict, reason) VALUES ($1, $2, $3, $4)
     ON CONFLICT (request, other)
     DO UPDATE SET verdict = excluded.verdict, reason = excluded.reason"
);
const VERDICTS: Sql = sql!(
    "SELECT other, verdict, reason FROM permits_verdict WHERE request = $1 ORDER BY other LIMIT 1000"
);
const ASK: Sql = sql!(
    "INSERT INTO permits_participation (id, request, unit, question, asked_on, due_on, answer)
     VALUES ($1, $2, $3, $4, $5, $6, '')"
);
const ASKED: Sql = sql!(
    "SELECT id, request, unit, question, asked_on, due_on, answered_on, answer
     FROM permits_participation WHERE request = $1 ORDER BY asked_on, id LIMIT 100"
);
const PARTICIPATION: Sql = sql!(
    "SELECT id, request, unit, question, asked_on, due_on, answered_on, answer
     FROM permits_participation WHERE id = $1"
);
const WAITING: Sql = sql!(
    "SELECT id, request, unit, question, asked_on, due_on, answered_on, answer
     FROM permits_participation WHERE answered_on IS NULL ORDER BY due_on, id LIMIT 500"
);
const ANSWER: Sql = sql!(
    "UPDATE permits_participation SET answered_on = $2, answer = $3
     WHERE id = $1 AND answered_on IS NULL"
);
const ERASE_EVENTS: Sql = sql!("DELETE FROM permits_event WHERE request = $1");
const ERASE_CONDITIONS: Sql = sql!("DELETE FROM permits_condition WHERE request = $1");
const ERASE_VERDICTS: Sql = sql!("DELETE FROM permits_verdict WHERE request = $1 OR other = $1");
const ERASE_ASKED: Sql = sql!("DELETE FROM permits_participation WHERE request = $1");

/// Something that happened to a request, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Happened {
    /// `notice`, `supplement` or `extension`.
    pub what: String,
    /// When.
    pub day: Date,
    /// In words.
    pub text: String,
}

impl Happened {
    /// What it means for the periods.
    pub(crate) fn event(&self) -> Option<Event> {
        match self.what.as_str() {
            "notice" => Some(Event::Notice(self.day)),
            "supplement" => Some(Event::Supplement(self.day)),
            "extension" => Some(Event::Extension(self.day)),
            _ => None,
        }
    }
}

/// Notes what happened today.
pub(crate) fn happen(
    tx: &mut Tx<'_>,
    request: Id<Request>,
    what: &str,
    text: &str,
) -> Result<(), AppError> {
    let (seq, day) = (tx.next("permits/event")?, tx.today());
    tx.execute(ADD_EVENT, &[&request, &seq, &what, &day, &text])?;
    Ok(())
}

/// What happened to a request, in order.
pub(crate) fn happened(
    reader: &mut Reader<'_>,
    request: Id<Request>,
) -> Result<Vec<Happened>, AppError> {
    let rows = reader.query(EVENTS, &[&request])?;
    rows.iter()
        .map(|row| {
            Ok(Happened { what: row.get("what")?, day: row.get("day")?, text: row.get("text")? })
        })
        .collect()
}

/// Adds a side condition.
pub(crate) fn add_condition(
    tx: &mut Tx<'_>,
    request: Id<Request>,
    condition: &Condition,
) -> Result<(), AppError> {
    let seq = tx.next("permits/condition")?;
    let Condition { name, ground, text, streets, .. } = condition;
    tx.execute(ADD_CONDITION, &[&request, &seq, name, &ground.word(), text, streets])?;
    Ok(())
}

/// Takes a side condition out.
pub(crate) fn drop_condition(
    tx: &mut Tx<'_>,
    request: Id<Request>,
    seq: i64,
) -> Result<(), AppError> {
    tx.execute(DROP_CONDITION, &[&request, &seq])?;
    Ok(())
}

/// Side conditions of a request in order.
pub(crate) fn conditions(
    reader: &mut Reader<'_>,
    request: Id<Request>,
) -> Result<Vec<Condition>, AppError> {
    let rows = reader.query(CONDITIONS, &[&request])?;
    rows.iter()
        .map(|row| {
            let ground: String = row.get("ground")?;
            let ground = Ground::from_word(&ground)
                .ok_or_else(|| AppError::internal(format!("unknown ground {ground}")))?;
            Ok(Condition {
                seq: row.get("seq")?,
                name: row.get("name")?,
                ground,
                text: row.get("text")?,
                streets: row.get("streets")?,
            })
        })
        .collect()
}

/// Notes what is done about another request nearby.
pub(crate) fn judge(
    tx: &mut Tx<'_>,
    request: Id<Request>,
    other: Id<Request>,
    verdict: &str,
    reason: &str,
) -> Result<(), AppError> {
    tx.execute(JUDGE, &[&request, &other, &verdict, &reason])?;
    Ok(())
}

/// What is done about others nearby: other request, verdict, reason.
pub(crate) fn verdicts(
    reader: &mut Reader<'_>,
    request: Id<Request>,
) -> Result<Vec<(Id<Request>, String, String)>, AppError> {
    let rows = reader.query(VERDICTS, &[&request])?;
    rows.iter()
        .map(|row| Ok((row.get("other")?, row.get("verdict")?, row.get("reason")?)))
        .collect()
}

fn read(row: &kernel::db::Row) -> Result<Participation, AppError> {
    Ok(Participation {
        id: row.get("id")?,
        request: row.get("request")?,
        unit: row.get("unit")?,
        question: row.get("question")?,
        asked_on: row.get("asked_on")?,
        due_on: row.get("due_on")?,
        answered_on: row.get("answered_on")?,
        answer: row.get("answer")?,
    })
}

/// Asks another office; one question per office.
///
/// # Errors
/// [`AppError::Refused`] when it is asked already.
pub(crate) fn ask(
    tx: &mut Tx<'_>,
    request: Id<Request>,
    unit: Id<Unit>,
    question: &str,
    due_on: Date,
) -> Result<Id<Participation>, AppError> {
    let (id, today) = (Id::new(), tx.today());
    match tx.execute(ASK, &[&id, &request, &unit, &question, &today, &due_on]) {
        Err(e) if e.is_unique() => Err(AppError::refused(
            "permits/asked",
            "Diese Stelle ist schon beteiligt.",
            "This office is asked already.",
        )),
        other => other.map(|_| id).map_err(AppError::from),
    }
}

/// Offices asked about a request.
pub(crate) fn asked(
    reader: &mut Reader<'_>,
    request: Id<Request>,
) -> Result<Vec<Participation>, AppError> {
    reader.query(ASKED, &[&request])?.iter().map(read).collect()
}

/// One question to another office.
///
/// # Errors
/// [`AppError::NotFound`].
pub(crate) fn participation(
    reader: &mut Reader<'_>,
    id: Id<Participation>,
) -> Result<Participation, AppError> {
    reader.maybe(PARTICIPATION, &[&id])?.as_ref().map(read).ok_or(AppError::NotFound)?
}

/// Questions without an answer, nearest first.
pub(crate) fn waiting(reader: &mut Reader<'_>) -> Result<Vec<Participation>, AppError> {
    reader.query(WAITING, &[])?.iter().map(read).collect()
}

/// Notes an answer; answers whether there was none.
pub(crate) fn answer(
    tx: &mut Tx<'_>,
    id: Id<Participation>,
    answer: &str,
) -> Result<bool, AppError> {
    let today = tx.today();
    Ok(tx.execute(ANSWER, &[&id, &today, &answer])? == 1)
}

/// Erases what happened to a request.
pub(crate) fn erase_work(tx: &mut Tx<'_>, request: Id<Request>) -> Result<u64, AppError> {
    Ok(tx.execute(ERASE_EVENTS, &[&request])?
        + tx.execute(ERASE_CONDITIONS, &[&request])?
        + tx.execute(ERASE_VERDICTS, &[&request])?
        + tx.execute(ERASE_ASKED, &[&request])?)
}
