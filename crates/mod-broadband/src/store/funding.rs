//! The SQL of funded projects.

use jiff::civil::Date;
use kernel::db::Row;
use kernel::{AppError, Euro, Id, Reader, Sql, Tx, sql};

use super::areas;
use crate::area::Area;
use crate::funding::{Booking, Draw, Grant, Milestone, Photo, Project, Proof, Term};

const GRANTS: Sql = sql!(
    "SELECT id, giver, kind, issued_on, file_number, eligible, amount, until_day, profile
     FROM broadband_grant WHERE area = $1 ORDER BY issued_on, id"
);
const ADD_GRANT: Sql = sql!(
    "INSERT INTO broadband_grant (id, area, giver, kind, issued_on, file_number, eligible, amount, until_day, profile)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
);
const MILESTONES: Sql = sql!(
    "SELECT id, title, due_on, cost, reached_on, evidence
     FROM broadband_milestone WHERE area = $1 ORDER BY due_on, id"
);
const ADD_MILESTONE: Sql = sql!(
    "INSERT INTO broadband_milestone (id, area, title, due_on, cost, reached_on, evidence)
     VALUES ($1, $2, $3, $4, $5, '', '')"
);
const REACH: Sql = sql!(
    "UPDATE broadband_milestone SET reached_on = $3, evidence = $4
     WHERE area = $1 AND id = $2 AND reached_on = ''"
);
const BOOKINGS: Sql = sql!(
    "SELECT id, number, on_day, kind, amount, words, milestone, takes_back
     FROM broadband_booking WHERE area = $1 ORDER BY number"
);
const BOOK: Sql = sql!(
    "INSERT INTO broadband_booking (id, area, number, on_day, kind, amount, words, milestone, takes_back)
     SELECT $1, $2, COALESCE(MAX(number), 0) + 1, $3, $4, $5, $6, $7, $8 FROM broadband_booking WHERE area = $2"
);
const DRAWS: Sql = sql!(
    "SELECT id, giver, amount, asked_on, received_on, spend_by, spent_on
     FROM broadband_draw WHERE area = $1 ORDER BY asked_on, id"
);
const ADD_DRAW: Sql = sql!(
    "INSERT INTO broadband_draw (id, area, giver, amount, asked_on, received_on, spend_by, spent_on)
     VALUES ($1, $2, $3, $4, $5, '', '', '')"
);
const RECEIVE: Sql = sql!(
    "UPDATE broadband_draw SET received_on = $3, spend_by = $4 WHERE area = $1 AND id = $2 AND received_on = ''"
);
const SPEND: Sql = sql!(
    "UPDATE broadband_draw SET spent_on = $3
     WHERE area = $1 AND id = $2 AND received_on <> '' AND spent_on = ''"
);
const PROOFS: Sql = sql!(
    "SELECT kind, year, progress, changes, outlook, filed_on, evidence, version
     FROM broadband_proof WHERE area = $1 ORDER BY year, kind DESC"
);
const ADD_PROOF: Sql = sql!(
    "INSERT INTO broadband_proof (area, kind, year, progress, changes, outlook, filed_on, evidence, version)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1) ON CONFLICT (area, kind, year) DO NOTHING"
);
const SAVE_PROOF: Sql = sql!(
    "UPDATE broadband_proof
     SET progress = $4, changes = $5, outlook = $6, filed_on = $7, evidence = $8, version = version + 1
     WHERE area = $1 AND kind = $2 AND year = $3 AND version = $9 AND filed_on = ''"
);
const PHOTOS: Sql = sql!(
    "SELECT file, words, taken_at, lon, lat FROM broadband_photo WHERE area = $1 ORDER BY taken_at, file"
);
const ADD_PHOTO: Sql = sql!(
    "INSERT INTO broadband_photo (file, area, words, taken_at, lon, lat) VALUES ($1, $2, $3, $4, $5, $6)"
);
const DROP_PHOTO: Sql = sql!("DELETE FROM broadband_photo WHERE area = $1 AND file = $2");
const TERMS: Sql = sql!(
    "SELECT key, amount, unit, basis, confirmed FROM broadband_term t
     WHERE from_day <= $1
       AND NOT EXISTS (SELECT 1 FROM broadband_term n
                       WHERE n.key = t.key AND n.from_day > t.from_day AND n.from_day <= $1)
     ORDER BY key"
);
const SET_TERM: Sql = sql!(
    "INSERT INTO broadband_term (key, from_day, amount, unit, basis, confirmed) VALUES ($1, $2, $3, $4, $5, TRUE)
     ON CONFLICT (key, from_day) DO UPDATE SET amount = excluded.amount, basis = excluded.basis, confirmed = TRUE"
);
const AGREED: Sql = sql!("SELECT key, words FROM broadband_agreed WHERE area = $1 ORDER BY key");
const AGREE: Sql = sql!(
    "INSERT INTO broadband_agreed (area, key, words) VALUES ($1, $2, $3)
     ON CONFLICT (area, key) DO UPDATE SET words = excluded.words"
);
const PROFILES: Sql = sql!("SELECT id, body, loaded_on FROM broadband_profile ORDER BY id");
const SET_PROFILE: Sql = sql!(
    "INSERT INTO broadband_profile (id, body, loaded_on) VALUES ($1, $2, $3)
     ON CONFLICT (id) DO UPDATE SET body = excluded.body, loaded_on = excluded.loaded_on"
);

/// A day that may be missing, as the database writes it.
fn written(day: Option<Date>) -> String {
    day.map_or_else(String::new, |d| d.to_string())
}

/// A day that may be missing.
fn maybe(row: &Row, column: &str) -> Result<Option<Date>, AppError> {
    let text: String = row.get(column)?;
    if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(AppError::internal) }
}

fn day(row: &Row, column: &str) -> Result<Date, AppError> {
    row.get::<String>(column)?.parse().map_err(AppError::internal)
}

fn grant(row: &Row) -> Result<Grant, AppError> {
    Ok(Grant {
        id: row.get("id")?,
        giver: row.get("giver")?,
        kind: row.get("kind")?,
        issued_on: day(row, "issued_on")?,
        file_number: row.get("file_number")?,
        eligible: Euro(row.get("eligible")?),
        amount: Euro(row.get("amount")?),
        until: maybe(row, "until_day")?,
        profile: row.get("profile")?,
    })
}

fn milestone(row: &Row) -> Result<Milestone, AppError> {
    Ok(Milestone {
        id: row.get("id")?,
        title: row.get("title")?,
        due_on: maybe(row, "due_on")?,
        cost: Euro(row.get("cost")?),
        reached_on: maybe(row, "reached_on")?,
        evidence: row.get("evidence")?,
    })
}

fn booking(row: &Row) -> Result<Booking, AppError> {
    Ok(Booking {
        id: row.get("id")?,
        number: row.get("number")?,
        on: day(row, "on_day")?,
        kind: row.get("kind")?,
        amount: Euro(row.get("amount")?),
        words: row.get("words")?,
        milestone: row.get("milestone")?,
        takes_back: row.get("takes_back")?,
    })
}

fn draw(row: &Row) -> Result<Draw, AppError> {
    Ok(Draw {
        id: row.get("id")?,
        giver: row.get("giver")?,
        amount: Euro(row.get("amount")?),
        asked_on: day(row, "asked_on")?,
        received_on: maybe(row, "received_on")?,
        spend_by: maybe(row, "spend_by")?,
        spent_on: maybe(row, "spent_on")?,
    })
}

fn proof(row: &Row) -> Result<Proof, AppError> {
    Ok(Proof {
        kind: row.get("kind")?,
        year: row.get("year")?,
        progress: row.get("progress")?,
        changes: row.get("changes")?,
        outlook: row.get("outlook")?,
        filed_on: maybe(row, "filed_on")?,
        evidence: row.get("evidence")?,
        version: row.get("version")?,
    })
}

fn photo(row: &Row) -> Result<Photo, AppError> {
    let (lon, lat): (Option<f64>, Option<f64>) = (row.get("lon")?, row.get("lat")?);
    Ok(Photo {
        file: row.get("file")?,
        words: row.get("words")?,
        taken_at: row.get("taken_at")?,
        place: lon.zip(lat),
    })
}

fn all<T>(
    reader: &mut Reader<'_>,
    sql: Sql,
    area: Id<Area>,
    read: impl Fn(&Row) -> Result<T, AppError>,
) -> Result<Vec<T>, AppError> {
    reader.query(sql, &[&area])?.iter().map(read).collect()
}

/// Everything of a project.
///
/// # Errors
/// Not found when there is no such area, or it is not funded.
pub fn project(reader: &mut Reader<'_>, id: Id<Area>) -> Result<Project, AppError> {
    let area = areas::find(reader, id)?;
    if !area.is_funded {
        return Err(AppError::NotFound);
    }
    let today = reader.today();
    let grants = all(reader, GRANTS, id, grant)?;
    // A project keeps the rule of its first notice.
    let since = grants.first().map_or(today, |g| g.issued_on);
    let rule = areas::rules(reader, since)?.into_iter().find(|r| r.key == area.rule);
    Ok(Project {
        rule,
        grants,
        milestones: all(reader, MILESTONES, id, milestone)?,
        bookings: all(reader, BOOKINGS, id, booking)?,
        draws: all(reader, DRAWS, id, draw)?,
        proofs: all(reader, PROOFS, id, proof)?,
        photos: all(reader, PHOTOS, id, photo)?,
        terms: terms(reader, today)?,
        area,
    })
}

/// The periods and shares that hold on a day.
pub fn terms(reader: &mut Reader<'_>, on: Date) -> Result<Vec<Term>, AppError> {
    let rows = reader.query(TERMS, &[&on])?;
    rows.iter()
        .map(|row| {
            Ok(Term {
                key: row.get("key")?,
                amount: row.get("amount")?,
                unit: row.get("unit")?,
                basis: row.get("basis")?,
                is_confirmed: row.get("confirmed")?,
            })
        })
        .collect()
}

/// Confirms or changes a period from today on.
pub fn set_term(tx: &mut Tx<'_>, term: &Term) -> Result<(), AppError> {
    let today = tx.today();
    tx.execute(SET_TERM, &[&term.key, &today, &term.amount, &term.unit, &term.basis])?;
    Ok(())
}

/// Enters a notice.
pub fn add_grant(tx: &mut Tx<'_>, area: Id<Area>, g: &Grant) -> Result<(), AppError> {
    let until = written(g.until);
    tx.execute(
        ADD_GRANT,
        &[
            &g.id,
            &area,
            &g.giver,
            &g.kind,
            &g.issued_on,
            &g.file_number,
            &g.eligible,
            &g.amount,
            &until,
            &g.profile,
        ],
    )?;
    Ok(())
}

/// Enters a milestone.
pub fn add_milestone(tx: &mut Tx<'_>, area: Id<Area>, m: &Milestone) -> Result<(), AppError> {
    let due = written(m.due_on);
    tx.execute(ADD_MILESTONE, &[&m.id, &area, &m.title, &due, &m.cost])?;
    Ok(())
}

fn once(changed: u64) -> Result<(), AppError> {
    if changed == 1 {
        return Ok(());
    }
    Err(AppError::refused(
        "broadband/done-already",
        "Das wurde schon eingetragen. Laden Sie die Seite neu.",
        "This was entered already. Reload the page.",
    ))
}

/// Notes that a milestone was reached; once.
pub fn reach(
    tx: &mut Tx<'_>,
    area: Id<Area>,
    milestone: Id<Milestone>,
    on: Date,
    evidence: &str,
) -> Result<(), AppError> {
    once(tx.execute(REACH, &[&area, &milestone, &on, &evidence])?)
}

/// Books a line; a line is taken back once.
pub fn book(tx: &mut Tx<'_>, area: Id<Area>, b: &Booking) -> Result<(), AppError> {
    let booked = tx.execute(
        BOOK,
        &[&b.id, &area, &b.on, &b.kind, &b.amount, &b.words, &b.milestone, &b.takes_back],
    );
    match booked {
        Err(e) if e.is_unique() => once(0),
        other => once(other?),
    }
}

/// Enters that money is asked for.
pub fn add_draw(tx: &mut Tx<'_>, area: Id<Area>, d: &Draw) -> Result<(), AppError> {
    tx.execute(ADD_DRAW, &[&d.id, &area, &d.giver, &d.amount, &d.asked_on])?;
    Ok(())
}

/// Notes that money came; once.
pub fn receive(
    tx: &mut Tx<'_>,
    area: Id<Area>,
    draw: Id<Draw>,
    on: Date,
    spend_by: Option<Date>,
) -> Result<(), AppError> {
    let by = written(spend_by);
    once(tx.execute(RECEIVE, &[&area, &draw, &on, &by])?)
}

/// Notes that money was spent; once.
pub fn spend(tx: &mut Tx<'_>, area: Id<Area>, draw: Id<Draw>, on: Date) -> Result<(), AppError> {
    once(tx.execute(SPEND, &[&area, &draw, &on])?)
}

/// Saves a report; one that was handed in stays as it is.
pub fn save_proof(tx: &mut Tx<'_>, area: Id<Area>, p: &Proof) -> Result<(), AppError> {
    let filed = written(p.filed_on);
    let changed = if p.version == 0 {
        tx.execute(
            ADD_PROOF,
            &[&area, &p.kind, &p.year, &p.progress, &p.changes, &p.outlook, &filed, &p.evidence],
        )?
    } else {
        tx.execute(
            SAVE_PROOF,
            &[
                &area,
                &p.kind,
                &p.year,
                &p.progress,
                &p.changes,
                &p.outlook,
                &filed,
                &p.evidence,
                &p.version,
            ],
        )?
    };
    once(changed)
}

/// Keeps a photo.
pub fn add_photo(tx: &mut Tx<'_>, area: Id<Area>, p: &Photo) -> Result<(), AppError> {
    let (lon, lat) = p.place.unzip();
    tx.execute(ADD_PHOTO, &[&p.file, &area, &p.words, &p.taken_at, &lon, &lat])?;
    Ok(())
}

/// Drops a photo.
pub fn drop_photo(tx: &mut Tx<'_>, area: Id<Area>, file: &str) -> Result<(), AppError> {
    if tx.execute(DROP_PHOTO, &[&area, &file])? == 1 { Ok(()) } else { Err(AppError::NotFound) }
}

/// What was agreed: keys and words.
pub fn agreed(reader: &mut Reader<'_>, area: Id<Area>) -> Result<Vec<(String, String)>, AppError> {
    all(reader, AGREED, area, |row| Ok((row.at(0)?, row.at(1)?)))
}

/// Keeps what was agreed.
pub fn agree(tx: &mut Tx<'_>, area: Id<Area>, key: &str, words: &str) -> Result<(), AppError> {
    tx.execute(AGREE, &[&area, &key, &words])?;
    Ok(())
}

/// Profiles: identifier, file, day it was loaded.
pub fn profiles(reader: &mut Reader<'_>) -> Result<Vec<(String, String, String)>, AppError> {
    let rows = reader.query(PROFILES, &[])?;
    rows.iter().map(|row| Ok((row.at(0)?, row.at(1)?, row.at(2)?))).collect()
}

/// Keeps a profile; one of the same identifier is replaced.
pub fn set_profile(tx: &mut Tx<'_>, id: &str, body: &str) -> Result<(), AppError> {
    let today = tx.today();
    tx.execute(SET_PROFILE, &[&id, &body, &today])?;
    Ok(())
}
