//! Drafts, second pairs and decisions in the database.

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::cases::Case;
use kernel::db::Row;
use kernel::files::StoredFile;
use kernel::notify::Letter;
use kernel::people::Account;
use kernel::procedure::{Decision, Outcome};
use kernel::{AppError, Id, Period, Reader, Sql, Town, Tx, sql};

use super::{open_text, seal_text};
use crate::model::{Draft, Issued, SecondPair};

const DRAFT: Sql = sql!("SELECT author, content FROM desk_draft WHERE case_id = $1");
const SAVE_DRAFT: Sql = sql!(
    "INSERT INTO desk_draft (case_id, author, content, made_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (case_id) DO UPDATE SET author = excluded.author, content = excluded.content,
        made_at = excluded.made_at"
);
const DROP_DRAFT: Sql = sql!("DELETE FROM desk_draft WHERE case_id = $1");
const ASK_SECOND_PAIR: Sql = sql!(
    "INSERT INTO desk_second_pair (id, case_id, author, content, asked_at, state, note)
     VALUES ($1, $2, $3, $4, $5, 'waiting', '')"
);
const SECOND_PAIRS: Sql = sql!(
    "SELECT id, author, content, state, reviewer, note
     FROM desk_second_pair
     WHERE case_id = $1
     ORDER BY asked_at DESC, id
     LIMIT 50"
);
const REVIEW: Sql = sql!(
    "UPDATE desk_second_pair SET state = $2, reviewer = $3, note = $4, reviewed_at = $5
     WHERE id = $1 AND state = 'waiting'"
);
const RECALL_ALL: Sql = sql!(
    "UPDATE desk_second_pair SET state = 'recalled', reviewed_at = $2
     WHERE case_id = $1 AND state = 'waiting'"
);
const ISSUE: Sql = sql!(
    "INSERT INTO desk_decision (id, case_id, outcome, amount, from_day, until_day, reasons, decided_by,
                                countersigned_by, decided_on, issued_at, channel)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '')"
);
const OF_CASE: Sql = sql!(
    "SELECT id, case_id, outcome, amount, from_day, until_day, reasons, decided_by, countersigned_by,
            decided_on, notice, channel, sent_on, delivered_on, objection_until
     FROM desk_decision
     WHERE case_id = $1"
);
const BY_ID: Sql = sql!(
    "SELECT id, case_id, outcome, amount, from_day, until_day, reasons, decided_by, countersigned_by,
            decided_on, notice, channel, sent_on, delivered_on, objection_until
     FROM desk_decision
     WHERE id = $1"
);
const BY_LETTER: Sql = sql!(
    "SELECT id, case_id, outcome, amount, from_day, until_day, reasons, decided_by, countersigned_by,
            decided_on, notice, channel, sent_on, delivered_on, objection_until
     FROM desk_decision
     WHERE letter = $1"
);
const SET_NOTICE: Sql = sql!(
    "UPDATE desk_decision SET notice = $2, channel = $3, letter = $4
     WHERE id = $1 AND notice IS NULL"
);
const SET_SENT: Sql = sql!(
    "UPDATE desk_decision SET sent_on = $2, delivered_on = $3, objection_until = $4
     WHERE id = $1 AND sent_on IS NULL"
);
const UNNOTICED: Sql =
    sql!("SELECT COUNT(*) FROM desk_decision WHERE notice IS NULL AND issued_at < $1");
const UNNOTICED_BY: Sql = sql!(
    "SELECT case_id FROM desk_decision
     WHERE notice IS NULL AND decided_by = $1
     ORDER BY issued_at, id
     LIMIT 50"
);

fn draft_place(case: Id<Case>) -> String {
    format!("desk_draft|content|{case}")
}

/// The draft of a case and who wrote it.
pub(crate) fn draft(
    town: &Town,
    reader: &mut Reader<'_>,
    case: Id<Case>,
) -> Result<Option<(Id<Account>, Draft)>, AppError> {
    let Some(row) = reader.maybe(DRAFT, &[&case])? else { return Ok(None) };
    let plain = town.unseal(&draft_place(case), &row.get::<String>("content")?)?;
    Ok(Some((row.get("author")?, serde_json::from_slice(&plain)?)))
}

/// Saves the draft of a case.
pub(crate) fn save_draft(
    town: &Town,
    tx: &mut Tx<'_>,
    case: Id<Case>,
    author: Id<Account>,
    draft: &Draft,
) -> Result<(), AppError> {
    let content = town.seal(&draft_place(case), &serde_json::to_vec(draft)?)?;
    let now = tx.now();
    tx.execute(SAVE_DRAFT, &[&case, &author, &content, &now])?;
    Ok(())
}

/// Throws the draft of a case away.
pub(crate) fn drop_draft(tx: &mut Tx<'_>, case: Id<Case>) -> Result<u64, AppError> {
    Ok(tx.execute(DROP_DRAFT, &[&case])?)
}

fn second_pair_place(column: &str, id: Id<SecondPair>) -> String {
    format!("desk_second_pair|{column}|{id}")
}

/// Puts a draft before a second pair of eyes.
///
/// # Errors
/// [`AppError::Refused`] when one waits already.
pub(crate) fn ask_second_pair(
    town: &Town,
    tx: &mut Tx<'_>,
    case: Id<Case>,
    author: Id<Account>,
    draft: &Draft,
) -> Result<(), AppError> {
    let id = Id::new();
    let content = town.seal(&second_pair_place("content", id), &serde_json::to_vec(draft)?)?;
    let now = tx.now();
    match tx.execute(ASK_SECOND_PAIR, &[&id, &case, &author, &content, &now]) {
        Err(e) if e.is_unique() => Err(AppError::refused(
            "desk/second-pair-waiting",
            "Zu diesem Vorgang wartet schon ein Entwurf auf Mitzeichnung.",
            "A draft of this case is waiting for a second pair already.",
        )),
        other => Ok(other.map(|_| ())?),
    }
}

/// The second pairs of a case, the latest first.
pub(crate) fn second_pairs(
    town: &Town,
    reader: &mut Reader<'_>,
    case: Id<Case>,
) -> Result<Vec<SecondPair>, AppError> {
    let rows = reader.query(SECOND_PAIRS, &[&case])?;
    let read = |row: &Row| {
        let id = row.get("id")?;
        let content = row.get::<String>("content")?;
        let plain = town.unseal(&second_pair_place("content", id), &content)?;
        let note = row.get::<String>("note")?;
        Ok(SecondPair {
            id,
            author: row.get("author")?,
            draft: serde_json::from_slice(&plain)?,
            state: row.get("state")?,
            reviewer: row.get("reviewer")?,
            note: open_text(town, &second_pair_place("note", id), &note)?,
        })
    };
    rows.iter().map(read).collect()
}

/// Notes what the second pair says; false if nothing waits any more.
pub(crate) fn review(
    town: &Town,
    tx: &mut Tx<'_>,
    id: Id<SecondPair>,
    state: &str,
    reviewer: Id<Account>,
    note: &str,
) -> Result<bool, AppError> {
    let note = seal_text(town, &second_pair_place("note", id), note)?;
    let now = tx.now();
    Ok(tx.execute(REVIEW, &[&id, &state, &reviewer, &note, &now])? == 1)
}

/// Takes back what waits for a second pair; false if nothing does.
pub(crate) fn recall(tx: &mut Tx<'_>, case: Id<Case>) -> Result<bool, AppError> {
    let now = tx.now();
    Ok(tx.execute(RECALL_ALL, &[&case, &now])? > 0)
}

fn reasons_place(id: Id<Decision>) -> String {
    format!("desk_decision|reasons|{id}")
}

/// Writes a decision.
///
/// # Errors
/// [`AppError::Refused`] when the case has one already.
pub(crate) fn issue(
    town: &Town,
    tx: &mut Tx<'_>,
    case: Id<Case>,
    decision: &Decision,
    decided_by: Id<Account>,
    countersigned_by: Option<Id<Account>>,
) -> Result<(), AppError> {
    let reasons = seal_text(town, &reasons_place(decision.id), &decision.reasons)?;
    let now = tx.now();
    let added = tx.execute(
        ISSUE,
        &[
            &decision.id,
            &case,
            &decision.outcome.word(),
            &decision.amount,
            &decision.period.map(|p| p.from),
            &decision.period.map(|p| p.until),
            &reasons,
            &decided_by,
            &countersigned_by,
            &decision.day,
            &now,
        ],
    );
    match added {
        Err(e) if e.is_unique() => Err(crate::door::too_late()),
        other => Ok(other.map(|_| ())?),
    }
}

fn read_issued(town: &Town, row: &Row) -> Result<Issued, AppError> {
    let id = row.get("id")?;
    let outcome = Outcome::from_word(&row.get::<String>("outcome")?)
        .ok_or_else(|| AppError::internal("a decision has an unknown outcome"))?;
    let (from, until): (Option<Date>, Option<Date>) = (row.get("from_day")?, row.get("until_day")?);
    let reasons = open_text(town, &reasons_place(id), &row.get::<String>("reasons")?)?;
    Ok(Issued {
        case: row.get("case_id")?,
        decision: Decision {
            id,
            outcome,
            amount: row.get("amount")?,
            period: from.zip(until).map(|(from, until)| Period { from, until }),
            reasons,
            day: row.get("decided_on")?,
        },
        decided_by: row.get("decided_by")?,
        countersigned_by: row.get("countersigned_by")?,
        notice: row.get("notice")?,
        channel: row.get("channel")?,
        sent_on: row.get("sent_on")?,
        delivered_on: row.get("delivered_on")?,
        objection_until: row.get("objection_until")?,
    })
}

/// The decision of a case.
pub(crate) fn decision_of(
    town: &Town,
    reader: &mut Reader<'_>,
    case: Id<Case>,
) -> Result<Option<Issued>, AppError> {
    reader.maybe(OF_CASE, &[&case])?.map(|row| read_issued(town, &row)).transpose()
}

/// A decision by its identifier.
pub(crate) fn decision(
    town: &Town,
    reader: &mut Reader<'_>,
    id: Id<Decision>,
) -> Result<Issued, AppError> {
    let row = reader.maybe(BY_ID, &[&id])?.ok_or(AppError::NotFound)?;
    read_issued(town, &row)
}

/// The decision whose notice is this letter.
pub(crate) fn decision_of_letter(
    town: &Town,
    reader: &mut Reader<'_>,
    letter: Id<Letter>,
) -> Result<Option<Issued>, AppError> {
    reader.maybe(BY_LETTER, &[&letter])?.map(|row| read_issued(town, &row)).transpose()
}

/// Names the notice of a decision and its way; false if it has one.
pub(crate) fn set_notice(
    tx: &mut Tx<'_>,
    id: Id<Decision>,
    notice: Id<StoredFile>,
    channel: &str,
    letter: Option<Id<Letter>>,
) -> Result<bool, AppError> {
    Ok(tx.execute(SET_NOTICE, &[&id, &notice, &channel, &letter])? == 1)
}

/// Notes when a notice was sent, counts as delivered and can be objected to; false if known.
pub(crate) fn set_sent(
    tx: &mut Tx<'_>,
    id: Id<Decision>,
    sent_on: Date,
    delivered_on: Date,
    objection_until: Date,
) -> Result<bool, AppError> {
    Ok(tx.execute(SET_SENT, &[&id, &sent_on, &delivered_on, &objection_until])? == 1)
}

/// How many decisions issued before an instant have no notice yet.
pub(crate) fn count_unnoticed(reader: &mut Reader<'_>, before: Timestamp) -> Result<i64, AppError> {
    Ok(reader.count(UNNOTICED, &[&before])?)
}

/// Cases somebody decided whose notice is not made yet.
pub(crate) fn unnoticed_by(
    reader: &mut Reader<'_>,
    account: Id<Account>,
) -> Result<Vec<Id<Case>>, AppError> {
    reader.query(UNNOTICED_BY, &[&account])?.iter().map(|row| Ok(row.at(0)?)).collect()
}
