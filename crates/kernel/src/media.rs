//! The media library as far as everybody needs it: what a picture or film is, in which sizes it
//! lies, who may be thanked for it, and where it is used. A department looks after it.

mod preview;

use content::Key;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::db::{Reader, Row, Sql, Tx};
use crate::error::AppError;
use crate::files::StoredFile;
use crate::sql;
use crate::value::{Id, Text};

pub use preview::{is_preview, preview_path};

const SAVE: Sql = sql!(
    "INSERT INTO kernel_media (id, kind, state, title, alt_de, alt_en, credit, licence,
        is_generated, usable_until, focal_x, focal_y, renditions, changed_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
     ON CONFLICT (id) DO UPDATE SET state = excluded.state, title = excluded.title,
        alt_de = excluded.alt_de, alt_en = excluded.alt_en, credit = excluded.credit,
        licence = excluded.licence, is_generated = excluded.is_generated,
        usable_until = excluded.usable_until, focal_x = excluded.focal_x,
        focal_y = excluded.focal_y, renditions = excluded.renditions,
        changed_at = excluded.changed_at"
);
const FIND: Sql = sql!(
    "SELECT id, kind, state, title, alt_de, alt_en, credit, licence, is_generated, usable_until,
            focal_x, focal_y, renditions, changed_at
     FROM kernel_media
     WHERE id = $1"
);
const REMOVE: Sql = sql!("DELETE FROM kernel_media WHERE id = $1");
const UNUSE: Sql = sql!("DELETE FROM kernel_media_use WHERE owner = $1");
const USE: Sql = sql!(
    "INSERT INTO kernel_media_use (media, owner)
     SELECT id, $2 FROM kernel_media WHERE id = $1
     ON CONFLICT (media, owner) DO NOTHING"
);
const USES: Sql =
    sql!("SELECT owner FROM kernel_media_use WHERE media = $1 ORDER BY owner LIMIT 1000");
const IS_PUBLIC: Sql = sql!(
    "SELECT COUNT(*)
     FROM kernel_media_use u
     LEFT JOIN kernel_publication p ON u.owner = 'publication/' || p.id
     WHERE u.media = $1
       AND (u.owner LIKE 'public/%'
            OR (p.state = 'published' AND p.visible_from <= $2
                AND (p.visible_until IS NULL OR p.visible_until > $2)))"
);
const UNUSED: Sql = sql!(
    "SELECT id
     FROM kernel_media
     WHERE NOT EXISTS (SELECT 1 FROM kernel_media_use u WHERE u.media = kernel_media.id)
     ORDER BY id
     LIMIT 20000"
);
const WITHOUT_ALT: Sql = sql!(
    "SELECT id FROM kernel_media WHERE kind = 'image' AND alt_de = '' ORDER BY id LIMIT 20000"
);
const CHOICES: Sql = sql!(
    "SELECT id, kind, state, title, alt_de, alt_en, credit, licence, is_generated, usable_until,
            focal_x, focal_y, renditions, changed_at
     FROM kernel_media
     WHERE state = 'usable' AND (usable_until IS NULL OR usable_until > $1)
       AND ($2 = '' OR kind = $2) AND LOWER(title) LIKE $3
     ORDER BY changed_at DESC, id
     LIMIT $4"
);

const SOUGHT: Sql = sql!(
    "SELECT m.id, m.title, m.alt_de, m.alt_en, m.credit
     FROM kernel_media m
     WHERE m.state = 'usable' AND (m.usable_until IS NULL OR m.usable_until > $1)
       AND ($2 = '' OR m.kind = $2) AND ($3 = '' OR m.alt_de <> '')
       AND ($4 = '' OR NOT EXISTS (SELECT 1 FROM kernel_media_use u WHERE u.media = m.id))
     ORDER BY m.changed_at DESC, m.id
     LIMIT 20000"
);

/// What somebody who chooses a medium is looking for.
#[derive(Clone, Debug, Default)]
pub struct Sought {
    /// Kind; any if it is empty.
    pub kind: String,
    /// Words of which each stands in title, alternative text or credit, however it is written.
    pub words: String,
    /// Only those with an alternative text.
    pub is_described: bool,
    /// Only those nobody uses yet.
    pub is_unused: bool,
}

/// Whether a medium may be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaState {
    /// Its sizes are still being made.
    Waiting,
    /// Everything is there.
    Usable,
    /// Nobody may see it any more: consent withdrawn, licence gone.
    Blocked,
}

impl MediaState {
    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Usable => "usable",
            Self::Blocked => "blocked",
        }
    }
}

/// One size and format in which a medium lies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rendition {
    /// Name with ending, part of the address: `card-960.webp`, `original.pdf`.
    pub name: String,
    /// MIME type.
    pub mime: String,
    /// Width in pixels; zero for what has none.
    #[serde(default)]
    pub width: u32,
    /// Height in pixels; zero for what has none.
    #[serde(default)]
    pub height: u32,
    /// Length in bytes.
    pub bytes: u64,
    /// SHA-256 of the bytes, in hexadecimal.
    pub sha256: String,
    /// Where the bytes lie.
    pub file: Id<StoredFile>,
}

/// A medium.
#[derive(Clone, Debug, PartialEq)]
pub struct Media {
    /// Identifier.
    pub id: Key,
    /// `image`, `video`, `audio`, `captions`, `document`.
    pub kind: String,
    /// Whether it may be shown.
    pub state: MediaState,
    /// Title.
    pub title: String,
    /// Suggested alternative text; what counts is decided for each use.
    pub alt: Text,
    /// Who is to be named.
    pub credit: String,
    /// Under which licence it is used, in words.
    pub licence: String,
    /// Made by a program that draws by itself; the public is told.
    pub is_generated: bool,
    /// May be used until; after that it is no longer shown.
    pub usable_until: Option<Timestamp>,
    /// What matters in the picture: from the left and from the top, 0 to 1.
    pub focal: (f64, f64),
    /// The sizes, largest first.
    pub renditions: Vec<Rendition>,
    /// Last change.
    pub changed_at: Timestamp,
}

impl Media {
    fn read(row: &Row) -> Result<Self, AppError> {
        let (id, state): (String, String) = (row.get("id")?, row.get("state")?);
        let renditions: String = row.get("renditions")?;
        Ok(Self {
            id: Key::parse(&id).map_err(AppError::internal)?,
            kind: row.get("kind")?,
            state: match state.as_str() {
                "usable" => MediaState::Usable,
                "waiting" => MediaState::Waiting,
                _ => MediaState::Blocked,
            },
            title: row.get("title")?,
            alt: Text { de: row.get("alt_de")?, en: row.get("alt_en")? },
            credit: row.get("credit")?,
            licence: row.get("licence")?,
            is_generated: row.get("is_generated")?,
            usable_until: row.get("usable_until")?,
            focal: (row.get("focal_x")?, row.get("focal_y")?),
            renditions: serde_json::from_str(&renditions).map_err(AppError::internal)?,
            changed_at: row.get("changed_at")?,
        })
    }

    /// Whether it may be shown at an instant.
    pub fn is_usable(&self, at: Timestamp) -> bool {
        self.state == MediaState::Usable && self.usable_until.is_none_or(|end| at < end)
    }

    /// The sizes of a name without format, such as `card-960`, the modern formats first.
    pub fn sized<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Rendition> {
        self.renditions.iter().filter(move |r| {
            r.name.strip_prefix(name).is_some_and(|rest| rest.starts_with(['-', '.']))
        })
    }

    /// The public path of a size.
    pub fn path(&self, rendition: &Rendition) -> String {
        format!("/medien/{}/{}", self.id, rendition.name)
    }
}

/// Saves a medium.
///
/// # Errors
/// What the database says.
pub fn save(tx: &mut Tx<'_>, media: &Media) -> Result<(), AppError> {
    let m = media;
    let now = tx.now();
    let renditions = serde_json::to_string(&m.renditions).map_err(AppError::internal)?;
    let (x, y) = m.focal;
    tx.execute(
        SAVE,
        &[
            &m.id.as_str(),
            &m.kind,
            &m.state.as_str(),
            &m.title,
            &m.alt.de,
            &m.alt.en,
            &m.credit,
            &m.licence,
            &m.is_generated,
            &m.usable_until,
            &x,
            &y,
            &renditions,
            &now,
        ],
    )?;
    Ok(())
}

/// A medium by its id.
///
/// # Errors
/// What the database says.
pub fn find(reader: &mut Reader<'_>, id: &Key) -> Result<Option<Media>, AppError> {
    reader.maybe(FIND, &[&id.as_str()])?.as_ref().map(Media::read).transpose()
}

/// Those of several media that may be shown now.
///
/// # Errors
/// What the database says.
pub fn usable(reader: &mut Reader<'_>, ids: &[Key]) -> Result<Vec<Media>, AppError> {
    let now = reader.now();
    let mut all = Vec::with_capacity(ids.len());
    for id in ids {
        all.extend(find(reader, id)?.filter(|m| m.is_usable(now)));
    }
    Ok(all)
}

/// Removes a medium that nobody uses from what everybody sees.
///
/// # Errors
/// [`AppError::Refused`] while it is used.
pub fn remove(tx: &mut Tx<'_>, id: &Key) -> Result<(), AppError> {
    if !uses(tx, id)?.is_empty() {
        return Err(AppError::refused(
            "media/in-use",
            "Das Medium wird noch verwendet. Nehmen Sie es zuerst von den Seiten, auf denen es steht.",
            "The medium is still in use. Take it off the pages it stands on first.",
        ));
    }
    tx.execute(REMOVE, &[&id.as_str()])?;
    Ok(())
}

/// Media that may be used now, the latest first: for whoever chooses one. An empty kind means any;
/// `words` stand in the title.
///
/// # Errors
/// What the database says.
pub fn choose(
    reader: &mut Reader<'_>,
    kind: &str,
    words: &str,
    limit: i64,
) -> Result<Vec<Media>, AppError> {
    let now = reader.now();
    let plain: String = words.to_lowercase().chars().filter(|c| !matches!(c, '%' | '_')).collect();
    let words = format!("%{}%", plain.trim());
    reader.query(CHOICES, &[&now, &kind, &words, &limit])?.iter().map(Media::read).collect()
}

/// Media that may be used now and fit, the latest first: a part of them, and how many there are.
///
/// # Errors
/// What the database says.
pub fn search(
    reader: &mut Reader<'_>,
    sought: &Sought,
    from: usize,
    count: usize,
) -> Result<(Vec<Media>, usize), AppError> {
    let now = reader.now();
    let mark = |wanted: bool| if wanted { "x" } else { "" };
    let (described, unused) = (mark(sought.is_described), mark(sought.is_unused));
    let rows = reader.query(SOUGHT, &[&now, &sought.kind, &described, &unused])?;
    let words = crate::search::fold(&sought.words);
    let words: Vec<&str> = words.split_whitespace().collect();
    let mut ids: Vec<String> = Vec::new();
    for row in &rows {
        let parts: [String; 4] =
            [row.get("title")?, row.get("alt_de")?, row.get("alt_en")?, row.get("credit")?];
        let text = crate::search::fold(&parts.join(" "));
        if words.iter().all(|word| text.contains(word)) {
            ids.push(row.get("id")?);
        }
    }
    let total = ids.len();
    let mut found = Vec::new();
    for id in ids.iter().skip(from).take(count) {
        if let Some(row) = reader.maybe(FIND, &[id])? {
            found.push(Media::read(&row)?);
        }
    }
    Ok((found, total))
}

/// Notes which media something uses now; media unknown to the library are left out. The owner says
/// who may see them: `publication/…` as long as the public sees that publication, `public/…`
/// everybody, anything else (`edition/…`) only staff.
///
/// # Errors
/// What the database says.
pub fn set_uses(tx: &mut Tx<'_>, owner: &str, media: &[Key]) -> Result<(), AppError> {
    tx.execute(UNUSE, &[&owner])?;
    for key in media {
        tx.execute(USE, &[&key.as_str(), &owner])?;
    }
    Ok(())
}

/// Who uses a medium: `publication/…`, `edition/…`.
///
/// # Errors
/// What the database says.
pub fn uses(reader: &mut Reader<'_>, id: &Key) -> Result<Vec<String>, AppError> {
    Ok(reader
        .query(USES, &[&id.as_str()])?
        .iter()
        .map(|row| row.at(0))
        .collect::<Result<_, _>>()?)
}

fn keys(rows: &[Row]) -> Result<Vec<Key>, AppError> {
    let key = |row: &Row| {
        let id: String = row.at(0)?;
        Key::parse(&id).map_err(AppError::internal)
    };
    rows.iter().map(key).collect()
}

/// Media that nothing uses, at most 20,000.
///
/// # Errors
/// What the database says.
pub fn unused(reader: &mut Reader<'_>) -> Result<Vec<Key>, AppError> {
    keys(&reader.query(UNUSED, &[])?)
}

/// Pictures without a suggested alternative text, at most 20,000.
///
/// # Errors
/// What the database says.
pub fn without_alt(reader: &mut Reader<'_>) -> Result<Vec<Key>, AppError> {
    keys(&reader.query(WITHOUT_ALT, &[])?)
}

/// Whether something the public sees now uses it: only then may the public fetch it.
///
/// # Errors
/// What the database says.
pub fn is_public(reader: &mut Reader<'_>, id: &Key) -> Result<bool, AppError> {
    let now = reader.now();
    Ok(reader.count(IS_PUBLIC, &[&id.as_str(), &now])? > 0)
}
