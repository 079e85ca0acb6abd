//! The SQL of the library.

use content::Key;
use jiff::Timestamp;
use jiff::civil::Date;
use kernel::clock::instant_text;
use kernel::db::Row;
use kernel::files::{self, StoredFile};
use kernel::media;
use kernel::{AppError, Id, Reader, Sql, Town, Tx, sql};

use crate::model::{Consent, Item, People};

const COLUMNS_FIND: Sql = sql!(
    "SELECT id, licence, source, taken_on, people, usable_until, blocked, fingerprint, sha256,
            original, ending, width, height, colour, notes, added_at, version
     FROM media_item
     WHERE id = $1"
);
const SAVE: Sql = sql!(
    "INSERT INTO media_item (id, kind, state, words, licence, source, taken_on, people,
        usable_until, blocked, fingerprint, sha256, original, ending, width, height, colour, notes,
        added_at, changed_at, version)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
        $20, 1)
     ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, state = excluded.state,
        words = excluded.words, licence = excluded.licence, source = excluded.source,
        taken_on = excluded.taken_on, people = excluded.people,
        usable_until = excluded.usable_until, blocked = excluded.blocked,
        fingerprint = excluded.fingerprint, sha256 = excluded.sha256,
        original = excluded.original, ending = excluded.ending, width = excluded.width,
        height = excluded.height, colour = excluded.colour, notes = excluded.notes,
        changed_at = excluded.changed_at, version = media_item.version + 1"
);
const LIST: Sql = sql!(
    "SELECT id
     FROM media_item
     WHERE ($1 = '' OR kind = $1)
       AND ($2 = '' OR state = $2)
       AND ($3 = '' OR (usable_until <> '' AND usable_until <= $3))
       AND words LIKE $4
     ORDER BY changed_at DESC, id
     LIMIT $5 OFFSET $6"
);
const COUNT: Sql = sql!(
    "SELECT COUNT(*)
     FROM media_item
     WHERE ($1 = '' OR kind = $1)
       AND ($2 = '' OR state = $2)
       AND ($3 = '' OR (usable_until <> '' AND usable_until <= $3))
       AND words LIKE $4"
);
const BY_DIGEST: Sql = sql!("SELECT id FROM media_item WHERE sha256 = $1 ORDER BY id LIMIT 5");
const FINGERPRINTS: Sql = sql!(
    "SELECT id, fingerprint
     FROM media_item
     WHERE fingerprint <> ''
     ORDER BY changed_at DESC, id
     LIMIT 20000"
);
const TURNING: Sql = sql!(
    "SELECT id
     FROM media_item
     WHERE state <> 'blocked' AND (people = 'consent' OR usable_until <> '')
     ORDER BY id
     LIMIT 10000"
);
const REMOVE: Sql = sql!("DELETE FROM media_item WHERE id = $1");
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
const ADD_PART: Sql = sql!(
    "INSERT INTO media_part (sha256, part, media, file, digest, size)
     VALUES ($1, $2, $3, $4, $5, $6)"
);
const PARTS: Sql = sql!(
    "SELECT part, digest, size
     FROM media_part
     WHERE media = $1 AND sha256 = $2
     ORDER BY part
     LIMIT 1000"
);
const REMOVE_PARTS: Sql = sql!("DELETE FROM media_part WHERE media = $1 AND sha256 <> $2");

/// The owner of a medium's files in the kernel.
pub fn owner(id: &Key) -> String {
    format!("media/{id}")
}

fn day(text: &str) -> Option<Date> {
    text.parse().ok()
}

fn day_text(day: Option<Date>) -> String {
    day.map(|d| d.to_string()).unwrap_or_default()
}

/// A medium of the library.
pub fn find(reader: &mut Reader<'_>, id: &Key) -> Result<Item, AppError> {
    let row = reader.maybe(COLUMNS_FIND, &[&id.as_str()])?.ok_or(AppError::NotFound)?;
    let media = media::find(reader, id)?.ok_or(AppError::NotFound)?;
    read(&row, media)
}

fn read(row: &Row, media: media::Media) -> Result<Item, AppError> {
    let (people, until, fingerprint, width, height): (String, String, String, i64, i64) = (
        row.get("people")?,
        row.get("usable_until")?,
        row.get("fingerprint")?,
        row.get("width")?,
        row.get("height")?,
    );
    Ok(Item {
        media,
        licence: row.get("licence")?,
        source: row.get("source")?,
        taken_on: row.get("taken_on")?,
        people: People::of(&people),
        usable_until: day(&until),
        blocked: row.get("blocked")?,
        fingerprint: u64::from_str_radix(&fingerprint, 16).ok(),
        sha256: row.get("sha256")?,
        original: row.get("original")?,
        ending: row.get("ending")?,
        width: u32::try_from(width).unwrap_or(0),
        height: u32::try_from(height).unwrap_or(0),
        colour: row.get("colour")?,
        notes: row.json("notes")?,
        added_at: row.get("added_at")?,
        version: row.get("version")?,
    })
}

/// Saves what the library knows and what everybody may know; the state follows from both.
pub fn save(tx: &mut Tx<'_>, town: &Town, item: &mut Item) -> Result<(), AppError> {
    let today = tx.today();
    let agrees = crate::model::all_agree(&consents(tx, town, item.id())?, today);
    item.settle(agrees);
    let m = &item.media;
    let words = [&m.title, &m.credit, &m.alt.de, &m.alt.en, &item.source, &item.ending]
        .map(|w| kernel::search::fold(w))
        .join(" ");
    let fingerprint = item.fingerprint.map(|f| format!("{f:016x}")).unwrap_or_default();
    let notes = serde_json::to_string(&item.notes)?;
    let now = instant_text(tx.now());
    tx.execute(
        SAVE,
        &[
            &m.id.as_str(),
            &m.kind,
            &m.state.as_str(),
            &words,
            &item.licence,
            &item.source,
            &item.taken_on,
            &item.people.word(),
            &day_text(item.usable_until),
            &item.blocked,
            &fingerprint,
            &item.sha256,
            &item.original,
            &item.ending,
            &item.width,
            &item.height,
            &item.colour,
            &notes,
            &instant_text(item.added_at),
            &now,
        ],
    )?;
    media::save(tx, m)
}

/// What a list shows.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// A kind, or any.
    pub kind: String,
    /// A state, or any.
    pub state: String,
    /// Licences that end until this day, or any.
    pub ends_until: String,
    /// Folded words.
    pub words: String,
}

impl Wanted {
    fn like(&self) -> String {
        let plain: String = self.words.chars().filter(|c| !matches!(c, '%' | '_')).collect();
        format!("%{}%", plain.split_whitespace().collect::<Vec<_>>().join("%"))
    }
}

/// A page of the list, the latest first, and how many there are in all.
pub fn list(
    reader: &mut Reader<'_>,
    wanted: &Wanted,
    limit: i64,
    offset: i64,
) -> Result<(Vec<Item>, i64), AppError> {
    let w = wanted;
    let like = w.like();
    let total = reader.count(COUNT, &[&w.kind, &w.state, &w.ends_until, &like])?;
    let rows = reader.query(LIST, &[&w.kind, &w.state, &w.ends_until, &like, &limit, &offset])?;
    let mut items = Vec::with_capacity(rows.len());
    for row in &rows {
        items.push(find(reader, &key(row)?)?);
    }
    Ok((items, total))
}

fn key(row: &Row) -> Result<Key, AppError> {
    let id: String = row.at(0)?;
    Key::parse(&id).map_err(AppError::internal)
}

/// Media with the same bytes.
pub fn by_digest(reader: &mut Reader<'_>, sha256: &str) -> Result<Vec<Key>, AppError> {
    reader.query(BY_DIGEST, &[&sha256])?.iter().map(key).collect()
}

/// Media that look like this one, itself left out, the most alike first.
pub fn alike(
    reader: &mut Reader<'_>,
    fingerprint: u64,
    itself: &Key,
) -> Result<Vec<Key>, AppError> {
    const ALIKE: u32 = 8;
    let mut found = Vec::new();
    for row in reader.query(FINGERPRINTS, &[])? {
        let other: String = row.get("fingerprint")?;
        let distance = u64::from_str_radix(&other, 16)
            .map_or(u32::MAX, |other| darkroom::distance(fingerprint, other));
        let id = key(&row)?;
        if distance <= ALIKE && id != *itself {
            found.push((distance, id));
        }
    }
    found.sort_by_key(|(distance, _)| *distance);
    Ok(found.into_iter().take(6).map(|(_, id)| id).collect())
}

/// Media whose state may turn with the day.
pub fn turning(reader: &mut Reader<'_>) -> Result<Vec<Key>, AppError> {
    reader.query(TURNING, &[])?.iter().map(key).collect()
}

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

/// A part of a large file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Digest of its bytes.
    pub digest: String,
    /// Length of its bytes.
    pub size: u64,
}

/// Notes a part of a large file.
pub fn add_part(
    tx: &mut Tx<'_>,
    media: &Key,
    sha256: &str,
    number: i64,
    file: Id<StoredFile>,
    part: &Part,
) -> Result<(), AppError> {
    let size = i64::try_from(part.size).map_err(AppError::internal)?;
    tx.execute(ADD_PART, &[&sha256, &number, &media.as_str(), &file, &part.digest, &size])?;
    Ok(())
}

/// The parts of a large file in order; none for one that lies in one piece.
pub fn parts(reader: &mut Reader<'_>, media: &Key, sha256: &str) -> Result<Vec<Part>, AppError> {
    let read = |row: &Row| -> Result<Part, AppError> {
        let size: i64 = row.get("size")?;
        Ok(Part { digest: row.get("digest")?, size: u64::try_from(size).unwrap_or(0) })
    };
    reader.query(PARTS, &[&media.as_str(), &sha256])?.iter().map(read).collect()
}

/// Unlinks all files of a medium but those of the given ids; answers digests nobody names any more.
pub fn unlink_except(
    tx: &mut Tx<'_>,
    media: &Key,
    sha256: &str,
    kept: &[Id<StoredFile>],
) -> Result<Vec<String>, AppError> {
    tx.execute(REMOVE_PARTS, &[&media.as_str(), &sha256])?;
    let mut gone = Vec::new();
    for file in files::of_owner(tx, &owner(media))? {
        // Parts of the file that stays carry its digest as their label.
        if !kept.contains(&file.id) && file.label != format!("part/{sha256}") {
            gone.extend(files::unlink(tx, file.id)?);
        }
    }
    Ok(gone)
}

/// Removes a medium with everything that belongs to it; answers digests nobody names any more.
pub fn remove(tx: &mut Tx<'_>, media: &Key) -> Result<Vec<String>, AppError> {
    media::remove(tx, media)?;
    let gone = unlink_except(tx, media, "", &[])?;
    tx.execute(REMOVE_CONSENTS, &[&media.as_str()])?;
    tx.execute(REMOVE, &[&media.as_str()])?;
    Ok(gone)
}
