//! The SQL of the library.

mod people;

use std::collections::BTreeSet;

use content::Key;
use jiff::civil::Date;
use kernel::clock::instant_text;
use kernel::db::Row;
use kernel::files::{self, StoredFile};
use kernel::media;
use kernel::{AppError, Id, Reader, Sql, Town, Tx, sql};

use crate::model::{Item, People};
pub use people::{add_consent, consents, owner_of, set_owner, tell_once, withdraw};

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
        changed_at = excluded.changed_at, version = media_item.version + $21"
);
const LIST: Sql = sql!(
    "SELECT id
     FROM media_item
     WHERE ($1 = '' OR kind = $1)
       AND ($2 = '' OR state = $2)
       AND ($3 = '' OR (usable_until <> '' AND usable_until <= $3))
       AND words LIKE $4
       AND (CAST($5 AS TEXT) = ''
            OR (CAST($5 AS TEXT) = 'consent' AND people = 'consent'
                AND (NOT EXISTS (SELECT 1 FROM media_consent c WHERE c.media = media_item.id)
                     OR EXISTS (SELECT 1 FROM media_consent c WHERE c.media = media_item.id
                                AND (c.withdrawn_at <> '' OR (c.until <> '' AND c.until < $6)))))
            OR (CAST($5 AS TEXT) = 'twins' AND fingerprint <> ''
                AND fingerprint IN (SELECT t.fingerprint FROM media_item t
                                    GROUP BY t.fingerprint HAVING COUNT(*) > 1)))
     ORDER BY changed_at DESC, id
     LIMIT $7 OFFSET $8"
);
const COUNT: Sql = sql!(
    "SELECT COUNT(*)
     FROM media_item
     WHERE ($1 = '' OR kind = $1)
       AND ($2 = '' OR state = $2)
       AND ($3 = '' OR (usable_until <> '' AND usable_until <= $3))
       AND words LIKE $4
       AND (CAST($5 AS TEXT) = ''
            OR (CAST($5 AS TEXT) = 'consent' AND people = 'consent'
                AND (NOT EXISTS (SELECT 1 FROM media_consent c WHERE c.media = media_item.id)
                     OR EXISTS (SELECT 1 FROM media_consent c WHERE c.media = media_item.id
                                AND (c.withdrawn_at <> '' OR (c.until <> '' AND c.until < $6)))))
            OR (CAST($5 AS TEXT) = 'twins' AND fingerprint <> ''
                AND fingerprint IN (SELECT t.fingerprint FROM media_item t
                                    GROUP BY t.fingerprint HAVING COUNT(*) > 1)))"
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
const PICTURES: Sql = sql!(
    "SELECT id
     FROM media_item
     WHERE fingerprint <> ''
     ORDER BY added_at DESC, id
     LIMIT 20000"
);
const REMOVE: Sql = sql!("DELETE FROM media_item WHERE id = $1");
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

/// Media looked through for those of a set.
const AMONG_MAX: i64 = 20_000;

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
    write(tx, town, item, 1)
}

/// Saves what the house did by itself, such as sizes: a form somebody is filling in stays good.
pub fn save_by_house(tx: &mut Tx<'_>, town: &Town, item: &mut Item) -> Result<(), AppError> {
    write(tx, town, item, 0)
}

fn write(tx: &mut Tx<'_>, town: &Town, item: &mut Item, editions: i64) -> Result<(), AppError> {
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
            &editions,
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
    /// Only those with something special.
    pub special: Special,
}

/// What media are looked for that need a hand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Special {
    /// Any.
    #[default]
    Any,
    /// Nothing uses them.
    Unused,
    /// Pictures without a suggested alternative text.
    NoAlt,
    /// A consent is missing, over or withdrawn.
    Consent,
    /// They look the same as others.
    Twins,
}

impl Special {
    /// The word for the statement.
    fn word(self) -> &'static str {
        match self {
            Self::Consent => "consent",
            Self::Twins => "twins",
            Self::Any | Self::Unused | Self::NoAlt => "",
        }
    }
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
    let (like, special, today) = (w.like(), w.special.word(), reader.today().to_string());
    let among: Option<BTreeSet<Key>> = match w.special {
        Special::Unused => Some(media::unused(reader)?.into_iter().collect()),
        Special::NoAlt => Some(media::without_alt(reader)?.into_iter().collect()),
        _ => None,
    };
    let mut keys = |limit: i64, offset: i64| -> Result<Vec<Key>, AppError> {
        reader
            .query(
                LIST,
                &[&w.kind, &w.state, &w.ends_until, &like, &special, &today, &limit, &offset],
            )?
            .iter()
            .map(key)
            .collect()
    };
    let (shown, total) = if let Some(among) = among {
        let mut all = keys(AMONG_MAX, 0)?;
        all.retain(|key| among.contains(key));
        let total = i64::try_from(all.len()).unwrap_or(i64::MAX);
        let skip = usize::try_from(offset).unwrap_or(0);
        let take = usize::try_from(limit).unwrap_or(0);
        (all.into_iter().skip(skip).take(take).collect(), total)
    } else {
        let shown = keys(limit, offset)?;
        let params: [&dyn kernel::db::ToValue; 6] =
            [&w.kind, &w.state, &w.ends_until, &like, &special, &today];
        (shown, reader.count(COUNT, &params)?)
    };
    let items: Vec<Item> =
        shown.iter().map(|key| find(reader, key)).collect::<Result<_, AppError>>()?;
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

/// All pictures, the newest first.
pub fn pictures(reader: &mut Reader<'_>) -> Result<Vec<Key>, AppError> {
    reader.query(PICTURES, &[])?.iter().map(key).collect()
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
    people::forget(tx, media)?;
    tx.execute(REMOVE, &[&media.as_str()])?;
    Ok(gone)
}
