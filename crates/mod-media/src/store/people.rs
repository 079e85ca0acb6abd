//! The SQL about people: who is shown and agreed, who looks after a medium, what they were told.

use content::Key;
use jiff::Timestamp;
use jiff::civil::Date;
use kernel::clock::instant_text;
use kernel::db::Row;
use kernel::people::Account;
use kernel::{AppError, Id, Reader, Sql, Town, Tx, sql};

use super::{day, day_text};
use crate::ending::What;
use crate::model::Consent;

const CONSENTS: Sql = sql!(
    "SELECT id, person, form, given_on, until, withdrawn_at
     FROM media_consent
     WHERE media = $1
     ORDER BY noted_at, id
     LIMIT 200"
);
const ADD_CONSENT: Sql = sql!(
    "INSERT INTO media_consent (id, media, person, form, given_on, until, withdrawn_at, noted_at)
     VALUES ($1, $2, $3, $4, $5, $6, '', $7)"
);
const WITHDRAW: Sql = sql!(
    "UPDATE media_consent SET withdrawn_at = $3
     WHERE id = $1 AND media = $2 AND withdrawn_at = ''"
);
const REMOVE_CONSENTS: Sql = sql!("DELETE FROM media_consent WHERE media = $1");
const OWNER: Sql = sql!("SELECT account FROM media_owner WHERE media = $1");
const SET_OWNER: Sql = sql!(
    "INSERT INTO media_owner (media, account) VALUES ($1, $2)
     ON CONFLICT (media) DO UPDATE SET account = excluded.account"
);
const REMOVE_OWNER: Sql = sql!("DELETE FROM media_owner WHERE media = $1");
const TELL: Sql = sql!(
    "INSERT INTO media_told (media, what, last_day, stage, told_at)
     VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (media, what, last_day, stage) DO NOTHING"
);
const REMOVE_TOLD: Sql = sql!("DELETE FROM media_told WHERE media = $1");

fn seal_place(id: Id<Consent>) -> String {
    format!("media_consent|person|{id}")
}

/// Consents of those shown, in the order they were noted.
pub fn consents(
    reader: &mut Reader<'_>,
    town: &Town,
    media: &Key,
) -> Result<Vec<Consent>, AppError> {
    let rows = reader.query(CONSENTS, &[&media.as_str()])?;
    rows.iter().map(|row| consent(town, row)).collect()
}

fn consent(town: &Town, row: &Row) -> Result<Consent, AppError> {
    let id: Id<Consent> = row.get("id")?;
    let (sealed, given, until, withdrawn): (String, String, String, String) =
        (row.get("person")?, row.get("given_on")?, row.get("until")?, row.get("withdrawn_at")?);
    let person = town.unseal(&seal_place(id), &sealed)?;
    Ok(Consent {
        id,
        person: String::from_utf8_lossy(&person).into_owned(),
        form: row.get("form")?,
        given_on: given.parse().map_err(AppError::internal)?,
        until: day(&until),
        withdrawn_at: withdrawn.parse::<Timestamp>().ok(),
    })
}

/// Notes a consent.
pub fn add_consent(
    tx: &mut Tx<'_>,
    town: &Town,
    media: &Key,
    consent: &Consent,
) -> Result<(), AppError> {
    let sealed = town.seal(&seal_place(consent.id), consent.person.as_bytes())?;
    let now = instant_text(tx.now());
    tx.execute(
        ADD_CONSENT,
        &[
            &consent.id,
            &media.as_str(),
            &sealed,
            &consent.form,
            &consent.given_on,
            &day_text(consent.until),
            &now,
        ],
    )?;
    Ok(())
}

/// Notes that a consent was withdrawn; false if it was before.
pub fn withdraw(tx: &mut Tx<'_>, media: &Key, consent: Id<Consent>) -> Result<bool, AppError> {
    let now = instant_text(tx.now());
    Ok(tx.execute(WITHDRAW, &[&consent, &media.as_str(), &now])? == 1)
}

/// The account that looks after a medium.
pub fn owner_of(reader: &mut Reader<'_>, media: &Key) -> Result<Option<Id<Account>>, AppError> {
    Ok(reader.maybe(OWNER, &[&media.as_str()])?.map(|row| row.at(0)).transpose()?)
}

/// Says which account looks after a medium.
pub fn set_owner(tx: &mut Tx<'_>, media: &Key, account: Id<Account>) -> Result<(), AppError> {
    tx.execute(SET_OWNER, &[&media.as_str(), &account])?;
    Ok(())
}

/// Notes that an end was told of at a stage; false if it was before.
pub fn tell_once(
    tx: &mut Tx<'_>,
    media: &Key,
    what: What,
    last: Date,
    stage: i64,
) -> Result<bool, AppError> {
    let now = instant_text(tx.now());
    Ok(tx.execute(TELL, &[&media.as_str(), &what.word(), &last, &stage, &now])? == 1)
}

/// Removes everything about people with a medium.
pub(super) fn forget(tx: &mut Tx<'_>, media: &Key) -> Result<(), AppError> {
    for sql in [REMOVE_CONSENTS, REMOVE_OWNER, REMOVE_TOLD] {
        tx.execute(sql, &[&media.as_str()])?;
    }
    Ok(())
}
