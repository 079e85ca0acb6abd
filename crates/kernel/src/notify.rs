//! The post room: the mailbox of a case, mail that says something has arrived there, and letters
//! for those who want paper. A mail never carries contents, only that there is something to read.

mod letters;
mod returned;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use jiff::Timestamp;

use crate::cases::Case;
use crate::db::{Reader, Row, Sql, Tx};
use crate::error::AppError;
use crate::files::StoredFile;
use crate::jobs::{self, JobError, JobKind, Running, Weight};
use crate::people::Account;
use crate::sql;
use crate::town::Town;
use crate::value::{Id, Private};

pub use letters::{Letter, letter, letters, mark_posted};
pub use returned::{returned, undelivered};

const ADD_MESSAGE: Sql = sql!(
    "INSERT INTO kernel_message (id, case_id, holder, direction, subject, body, file, at, seq, author)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
);
const OF_CASE: Sql = sql!(
    "SELECT id, case_id, holder, direction, subject, body, file, at, read_at, author
     FROM kernel_message
     WHERE case_id = $1
     ORDER BY seq
     LIMIT 500"
);
const OF_HOLDER: Sql = sql!(
    "SELECT id, case_id, holder, direction, subject, body, file, at, read_at, author
     FROM kernel_message
     WHERE holder = $1
     ORDER BY seq DESC
     LIMIT 200"
);
const FIND: Sql = sql!(
    "SELECT id, case_id, holder, direction, subject, body, file, at, read_at, author
     FROM kernel_message
     WHERE id = $1"
);
const READ: Sql = sql!("UPDATE kernel_message SET read_at = $2 WHERE id = $1 AND read_at IS NULL");
const SET_HOLDER: Sql = sql!("UPDATE kernel_message SET holder = $2 WHERE holder = $1");
const UNREAD_OF: Sql = sql!(
    "SELECT m.case_id, COUNT(*) AS many
     FROM kernel_message m
     CROSS JOIN kernel_case c
     WHERE m.direction = 'to_town' AND m.read_at IS NULL AND c.id = m.case_id
       AND c.assignee = $1
     GROUP BY m.case_id
     ORDER BY MAX(m.seq) DESC
     LIMIT 50"
);
const ADD_MAIL: Sql = sql!(
    "INSERT INTO kernel_mail (id, event, recipient, subject, body, state, made_at, leave)
     VALUES ($1, $2, $3, $4, $5, 'waiting', $6, $7)
     ON CONFLICT (event) DO NOTHING"
);
const MAIL: Sql = sql!(
    "SELECT id, event, recipient, subject, body, state, made_at, sent_at, leave, returned_at
     FROM kernel_mail
     WHERE id = $1"
);
const MAILS: Sql = sql!(
    "SELECT id, event, recipient, subject, body, state, made_at, sent_at, leave, returned_at
     FROM kernel_mail
     ORDER BY made_at DESC, id DESC
     LIMIT $1"
);
const SET_MAIL: Sql = sql!("UPDATE kernel_mail SET state = $2, sent_at = $3 WHERE id = $1");
const UNCLEAR: Sql = sql!(
    "UPDATE kernel_mail SET state = 'unclear'
     WHERE state = 'waiting'
       AND EXISTS (SELECT 1 FROM kernel_job j WHERE j.key = 'mail/' || kernel_mail.id AND j.state = 'dead')"
);
const FAILED: Sql = sql!(
    "UPDATE kernel_mail SET state = 'failed' WHERE id = $1 AND state IN ('waiting', 'unclear')"
);
const MAIL_COUNTS: Sql =
    sql!("SELECT state, COUNT(*) AS mails FROM kernel_mail GROUP BY state ORDER BY state");

/// Name of the job that hands a mail to the transport.
const MAIL_JOB: &str = "notify.mail";
/// Tries of a mail before a person must look.
const MAIL_ATTEMPTS_MAX: i64 = 10;

/// A message in the mailbox of a case.
#[derive(Clone, Debug)]
pub struct Message {
    /// Identifier.
    pub id: Id<Message>,
    /// The case it belongs to.
    pub case: Option<Id<Case>>,
    /// Who holds the mailbox.
    pub holder: String,
    /// Whether the town wrote it.
    pub is_to_citizen: bool,
    /// Subject.
    pub subject: Private<String>,
    /// Text.
    pub body: Private<String>,
    /// An attached document.
    pub file: Option<Id<StoredFile>>,
    /// When.
    pub at: Timestamp,
    /// When it was first opened.
    pub read_at: Option<Timestamp>,
    /// Who wrote, as shown: a unit's name or the applicant.
    pub author: String,
}

impl Message {
    fn read(row: &Row) -> Result<Self, AppError> {
        Ok(Self {
            id: row.get("id")?,
            case: row.get("case_id")?,
            holder: row.get("holder")?,
            is_to_citizen: row.get::<String>("direction")? == "to_citizen",
            subject: row.get("subject")?,
            body: row.get("body")?,
            file: row.get("file")?,
            at: row.get("at")?,
            read_at: row.get("read_at")?,
            author: row.get("author")?,
        })
    }
}

/// A message to be put into a mailbox.
#[derive(Clone, Debug)]
pub struct NewMessage<'a> {
    /// The case.
    pub case: &'a Case,
    /// Whether the town writes.
    pub is_to_citizen: bool,
    /// Subject.
    pub subject: &'a str,
    /// Text.
    pub body: &'a str,
    /// An attached document.
    pub file: Option<Id<StoredFile>>,
    /// Who writes, as shown.
    pub author: &'a str,
}

/// Puts a message into the mailbox of a case.
///
/// # Errors
/// What the database says.
pub fn put(tx: &mut Tx<'_>, message: &NewMessage<'_>) -> Result<Id<Message>, AppError> {
    let id = Id::new();
    let (now, seq) = (tx.now(), tx.next("message")?);
    let direction = if message.is_to_citizen { "to_citizen" } else { "to_town" };
    tx.execute(
        ADD_MESSAGE,
        &[
            &id,
            &message.case.id,
            &message.case.holder,
            &direction,
            &message.subject,
            &message.body,
            &message.file,
            &now,
            &seq,
            &message.author,
        ],
    )?;
    Ok(id)
}

/// Messages of a case, oldest first.
///
/// # Errors
/// What the database says.
pub fn of_case(reader: &mut Reader<'_>, case: Id<Case>) -> Result<Vec<Message>, AppError> {
    reader.query(OF_CASE, &[&case])?.iter().map(Message::read).collect()
}

/// Messages of a holder, newest first.
///
/// # Errors
/// What the database says.
pub fn of_holder(reader: &mut Reader<'_>, holder: &str) -> Result<Vec<Message>, AppError> {
    reader.query(OF_HOLDER, &[&holder])?.iter().map(Message::read).collect()
}

/// One message.
///
/// # Errors
/// [`AppError::NotFound`].
pub fn find(reader: &mut Reader<'_>, id: Id<Message>) -> Result<Message, AppError> {
    reader.maybe(FIND, &[&id])?.as_ref().map(Message::read).ok_or(AppError::NotFound)?
}

/// Notes that a message was opened for the first time; false if it had been before.
///
/// # Errors
/// What the database says.
pub fn mark_read(tx: &mut Tx<'_>, id: Id<Message>) -> Result<bool, AppError> {
    let now = tx.now();
    Ok(tx.execute(READ, &[&id, &now])? == 1)
}

/// Passes the mailbox of one holder to another, as a citizen takes a case into their account.
///
/// # Errors
/// What the database says.
pub fn hand_over(tx: &mut Tx<'_>, from: &str, to: &str) -> Result<u64, AppError> {
    Ok(tx.execute(SET_HOLDER, &[&from, &to])?)
}

/// Cases of a case worker with messages nobody has read yet, the latest first, and how many.
///
/// # Errors
/// What the database says.
pub fn unread_of(
    reader: &mut Reader<'_>,
    assignee: Id<Account>,
) -> Result<Vec<(Id<Case>, i64)>, AppError> {
    let rows = reader.query(UNREAD_OF, &[&assignee])?;
    rows.iter().map(|row| Ok((row.get("case_id")?, row.get("many")?))).collect()
}

/// An e-mail on its way.
#[derive(Clone, Debug)]
pub struct Mail {
    /// Identifier; part of the `Message-ID`.
    pub id: Id<Mail>,
    /// What it is about: there is one mail per event.
    pub event: String,
    /// Address.
    pub recipient: Private<String>,
    /// Subject.
    pub subject: String,
    /// Plain text.
    pub body: Private<String>,
    /// `waiting`, `sent`, `kept` (the demo shows instead of sending), `unclear` or `failed`.
    pub state: String,
    /// When it was written.
    pub made_at: Timestamp,
    /// When it left.
    pub sent_at: Option<Timestamp>,
    /// Address a mail program posts to when its reader ends the list (RFC 8058), at one click and
    /// without a page; empty for mail that belongs to no list.
    pub leave: Private<String>,
    /// When it came back, or its reader complained.
    pub returned_at: Option<Timestamp>,
}

impl Mail {
    fn read(row: &Row) -> Result<Self, AppError> {
        Ok(Self {
            id: row.get("id")?,
            event: row.get("event")?,
            recipient: row.get("recipient")?,
            subject: row.get("subject")?,
            body: row.get("body")?,
            state: row.get("state")?,
            made_at: row.get("made_at")?,
            sent_at: row.get("sent_at")?,
            leave: row.get("leave")?,
            returned_at: row.get("returned_at")?,
        })
    }
}

/// Writes a mail that a job will send; one per event, however often it is asked for.
///
/// # Errors
/// What the database says.
pub fn mail(
    tx: &mut Tx<'_>,
    event: &str,
    recipient: &str,
    subject: &str,
    body: &str,
) -> Result<(), AppError> {
    mail_of_list(tx, event, recipient, subject, body, "")
}

/// Like [`mail`], to somebody who follows something: `leave` is the address that ends it at one
/// click (RFC 8058). It takes a POST without session and form token, so a
/// [`program`](crate::routes::Routes::program) route serves it.
///
/// # Errors
/// What the database says.
pub fn mail_of_list(
    tx: &mut Tx<'_>,
    event: &str,
    recipient: &str,
    subject: &str,
    body: &str,
    leave: &str,
) -> Result<(), AppError> {
    let id = Id::<Mail>::new();
    let now = tx.now();
    if tx.execute(ADD_MAIL, &[&id, &event, &recipient, &subject, &body, &now, &leave])? == 1 {
        jobs::schedule(tx, MAIL_JOB, &format!("mail/{id}"), &id)?;
    }
    Ok(())
}

/// The latest mails, for the outbox page.
///
/// # Errors
/// What the database says.
pub fn mails(reader: &mut Reader<'_>, limit: i64) -> Result<Vec<Mail>, AppError> {
    reader.query(MAILS, &[&limit])?.iter().map(Mail::read).collect()
}

/// One mail.
///
/// # Errors
/// [`AppError::NotFound`].
pub fn find_mail(reader: &mut Reader<'_>, id: Id<Mail>) -> Result<Mail, AppError> {
    reader.maybe(MAIL, &[&id])?.as_ref().map(Mail::read).ok_or(AppError::NotFound)?
}

/// How many mails are in which state.
///
/// # Errors
/// What the database says.
pub fn mail_counts(reader: &mut Reader<'_>) -> Result<Vec<(String, i64)>, AppError> {
    let rows = reader.query(MAIL_COUNTS, &[])?;
    rows.iter().map(|row| Ok((row.get("state")?, row.get("mails")?))).collect()
}

pub(crate) fn mark_failed(tx: &mut Tx<'_>, id: &str) -> Result<(), AppError> {
    tx.execute(FAILED, &[&id])?;
    Ok(())
}

pub(crate) fn mark_unclear(tx: &mut Tx<'_>) -> Result<(), AppError> {
    tx.execute(UNCLEAR, &[])?;
    Ok(())
}

/// What became of a mail at the transport.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Posted {
    /// Handed over.
    Sent,
    /// Kept for the outbox page, as the demo does.
    Kept,
}

/// Hands mail to the outside world.
pub trait Post: Send + Sync {
    /// Sends one mail from the town's address.
    fn send<'a>(
        &'a self,
        town: &'a Town,
        mail: &'a Mail,
    ) -> Pin<Box<dyn Future<Output = Result<Posted, JobError>> + Send + 'a>>;
}

/// The job that sends mail. Armed: a mail cut short by a crash is not sent a second time.
pub(crate) fn mail_job() -> JobKind {
    JobKind {
        name: MAIL_JOB,
        weight: Weight::Light,
        attempts_max: MAIL_ATTEMPTS_MAX,
        is_armed: true,
        run: send_mail,
    }
}

fn send_mail(town: Arc<Town>, body: String) -> Running<'static> {
    Box::pin(async move {
        let id: Id<Mail> =
            serde_json::from_str(&body).map_err(|e| JobError::Never(e.to_string()))?;
        let mail = town
            .db()
            .read(move |reader| {
                reader.maybe(MAIL, &[&id])?.as_ref().map(Mail::read).ok_or(AppError::NotFound)?
            })
            .await?;
        if mail.state == "sent" || mail.state == "kept" {
            return Ok(());
        }
        let posted = town.post().send(&town, &mail).await?;
        town.db()
            .keep_books(move |tx| {
                let now = tx.now();
                let state = if posted == Posted::Sent { "sent" } else { "kept" };
                tx.execute(SET_MAIL, &[&id, &state, &now])?;
                Ok(())
            })
            .await?;
        Ok(())
    })
}
