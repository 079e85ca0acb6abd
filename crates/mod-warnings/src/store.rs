//! The SQL of warnings.

use jiff::Timestamp;
use kernel::clock::instant_text;
use kernel::db::Row;
use kernel::{AppError, Id, Reader, Sql, Text, Tx, sql};

use crate::federal::{Federal, Standing};
use crate::model::{Kind, Message, level_of, level_word};

const ADD: Sql = sql!(
    "INSERT INTO warnings_message (id, thread, number, kind, level, text_de, text_en, area_de,
        area_en, link, source, issued_at, valid_until)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
);
const LATEST: Sql = sql!(
    "SELECT m.id, m.thread, m.number, m.kind, m.level, m.text_de, m.text_en, m.area_de, m.area_en,
            m.link, m.source, m.issued_at, m.valid_until
     FROM warnings_message m
     WHERE NOT EXISTS (SELECT 1 FROM warnings_message n
                       WHERE n.thread = m.thread AND n.number > m.number)
       AND m.valid_until > $1
     ORDER BY m.issued_at DESC, m.id
     LIMIT $2"
);
const THREAD: Sql = sql!(
    "SELECT id, thread, number, kind, level, text_de, text_en, area_de, area_en, link, source,
            issued_at, valid_until
     FROM warnings_message
     WHERE thread = $1
     ORDER BY number DESC
     LIMIT 200"
);
const FIND: Sql = sql!(
    "SELECT id, thread, number, kind, level, text_de, text_en, area_de, area_en, link, source,
            issued_at, valid_until
     FROM warnings_message
     WHERE id = $1"
);
const ERASE: Sql = sql!("DELETE FROM warnings_message WHERE valid_until < $1");
const MODE: Sql = sql!("SELECT is_crisis FROM warnings_mode WHERE name = 'town'");
const SET_MODE: Sql = sql!(
    "INSERT INTO warnings_mode (name, is_crisis, since) VALUES ('town', $1, $2)
     ON CONFLICT (name) DO UPDATE SET is_crisis = excluded.is_crisis, since = excluded.since"
);
const SAVE_FEDERAL: Sql = sql!(
    "INSERT INTO warnings_federal (id, provider, severity, headline, area, link, sent, expires,
        state, thread, seen_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     ON CONFLICT (id) DO UPDATE SET provider = excluded.provider, severity = excluded.severity,
        headline = excluded.headline, area = excluded.area, link = excluded.link,
        sent = excluded.sent, expires = excluded.expires, state = excluded.state,
        thread = excluded.thread, seen_at = excluded.seen_at"
);
const FEDERAL: Sql = sql!(
    "SELECT id, provider, severity, headline, area, link, sent, expires, state, thread
     FROM warnings_federal
     WHERE state <> 'over'
     ORDER BY sent DESC, id
     LIMIT 100"
);
const ERASE_FEDERAL: Sql = sql!("DELETE FROM warnings_federal WHERE seen_at < $1");
const SOURCE: Sql = sql!("SELECT etag, asked_at, trouble FROM warnings_source WHERE name = $1");
const SET_SOURCE: Sql = sql!(
    "INSERT INTO warnings_source (name, etag, asked_at, trouble) VALUES ($1, $2, $3, $4)
     ON CONFLICT (name) DO UPDATE SET etag = excluded.etag, asked_at = excluded.asked_at,
        trouble = excluded.trouble"
);

fn read(row: &Row) -> Result<Message, AppError> {
    let (kind, level): (String, String) = (row.get("kind")?, row.get("level")?);
    Ok(Message {
        id: row.get("id")?,
        thread: row.get("thread")?,
        number: row.get("number")?,
        kind: Kind::of(&kind),
        level: level_of(&level).unwrap_or(kernel::siren::Level::Info),
        text: Text { de: row.get("text_de")?, en: row.get("text_en")? },
        area: Text { de: row.get("area_de")?, en: row.get("area_en")? },
        link: row.get("link")?,
        source: row.get("source")?,
        issued_at: row.get("issued_at")?,
        valid_until: row.get("valid_until")?,
    })
}

/// Adds a message to its thread.
///
/// # Errors
/// [`AppError::Refused`] when somebody else added one in the meantime.
pub fn add(tx: &mut Tx<'_>, m: &Message) -> Result<(), AppError> {
    let added = tx.execute(
        ADD,
        &[
            &m.id,
            &m.thread,
            &m.number,
            &m.kind.word(),
            &level_word(m.level),
            &m.text.de,
            &m.text.en,
            &m.area.de,
            &m.area.en,
            &m.link,
            &m.source,
            &m.issued_at,
            &m.valid_until,
        ],
    );
    match added {
        Err(e) if e.is_unique() => Err(AppError::refused(
            "warnings/changed-meanwhile",
            "Jemand anderes hat diese Warnung gerade fortgeschrieben. Laden Sie die Seite neu.",
            "Somebody else has just updated this warning. Reload the page.",
        )),
        other => Ok(other.map(drop)?),
    }
}

/// The last message of each thread that ended after an instant, the latest first.
pub fn latest(
    reader: &mut Reader<'_>,
    after: Timestamp,
    limit: i64,
) -> Result<Vec<Message>, AppError> {
    reader.query(LATEST, &[&after, &limit])?.iter().map(read).collect()
}

/// All messages of a thread, the latest first.
pub fn thread(reader: &mut Reader<'_>, thread: Id<Message>) -> Result<Vec<Message>, AppError> {
    reader.query(THREAD, &[&thread])?.iter().map(read).collect()
}

/// One message.
pub fn find(reader: &mut Reader<'_>, id: Id<Message>) -> Result<Message, AppError> {
    reader.maybe(FIND, &[&id])?.as_ref().map(read).ok_or(AppError::NotFound)?
}

/// Erases what ended before an instant.
pub fn erase(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64, AppError> {
    Ok(tx.execute(ERASE, &[&before])?)
}

/// Whether the town is in a crisis.
pub fn is_crisis(reader: &mut Reader<'_>) -> Result<bool, AppError> {
    Ok(reader.maybe(MODE, &[])?.map(|row| row.at(0)).transpose()?.unwrap_or(false))
}

/// Begins or ends the crisis mode.
pub fn set_crisis(tx: &mut Tx<'_>, is_crisis: bool) -> Result<(), AppError> {
    let now = instant_text(tx.now());
    tx.execute(SET_MODE, &[&is_crisis, &now])?;
    Ok(())
}

/// Saves a federal warning.
pub fn save_federal(tx: &mut Tx<'_>, f: &Federal) -> Result<(), AppError> {
    let now = instant_text(tx.now());
    let expires = f.expires.map(instant_text).unwrap_or_default();
    let thread = f.thread.map(|t| t.to_string()).unwrap_or_default();
    tx.execute(
        SAVE_FEDERAL,
        &[
            &f.id,
            &f.provider,
            &f.severity.word(),
            &f.headline,
            &f.area,
            &f.link,
            &f.sent,
            &expires,
            &f.standing.word(),
            &thread,
            &now,
        ],
    )?;
    Ok(())
}

/// Federal warnings that are not over.
pub fn federal(reader: &mut Reader<'_>) -> Result<Vec<Federal>, AppError> {
    let rows = reader.query(FEDERAL, &[])?;
    rows.iter()
        .map(|row| {
            let (severity, expires, state, thread): (String, String, String, String) =
                (row.get("severity")?, row.get("expires")?, row.get("state")?, row.get("thread")?);
            Ok(Federal {
                id: row.get("id")?,
                provider: row.get("provider")?,
                severity: norm_feeds::cap::Severity::of(&severity).unwrap_or_default(),
                headline: row.get("headline")?,
                area: row.get("area")?,
                link: row.get("link")?,
                sent: row.get("sent")?,
                expires: expires.parse().ok(),
                standing: Standing::of(&state),
                thread: thread.parse().ok(),
            })
        })
        .collect()
}

/// Forgets federal warnings last seen before an instant.
pub fn erase_federal(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64, AppError> {
    Ok(tx.execute(ERASE_FEDERAL, &[&instant_text(before)])?)
}

/// What was last heard of a source: tag, when, trouble.
pub fn source(reader: &mut Reader<'_>, name: &str) -> Result<(String, String, String), AppError> {
    match reader.maybe(SOURCE, &[&name])? {
        Some(row) => Ok((row.get("etag")?, row.get("asked_at")?, row.get("trouble")?)),
        None => Ok(Default::default()),
    }
}

/// Notes what was heard of a source.
pub fn set_source(tx: &mut Tx<'_>, name: &str, etag: &str, trouble: &str) -> Result<(), AppError> {
    let now = instant_text(tx.now());
    tx.execute(SET_SOURCE, &[&name, &etag, &now, &trouble])?;
    Ok(())
}
