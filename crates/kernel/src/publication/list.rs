//! Finding publications: by address, by kind, by topic, by time.

use jiff::Timestamp;
use jiff::civil::DateTime;

use super::{Publication, State};
use crate::db::{Reader, Row, Sql};
use crate::error::AppError;
use crate::sql;
use crate::value::Id;

const BY_ID: Sql = sql!(
    "SELECT id, kind, slug, title_de, title_en, teaser_de, teaser_en, text_de, text_en, body_de,
            body_en, easy, sign_language, picture, unit, topics, position, details, reviewed_on,
            state, visible_from, visible_until, revision, changed_at
     FROM kernel_publication
     WHERE id = $1"
);
const BY_SLUG: Sql = sql!(
    "SELECT id, kind, slug, title_de, title_en, teaser_de, teaser_en, text_de, text_en, body_de,
            body_en, easy, sign_language, picture, unit, topics, position, details, reviewed_on,
            state, visible_from, visible_until, revision, changed_at
     FROM kernel_publication
     WHERE kind = $1 AND slug = $2"
);
const MOVED: Sql = sql!(
    "SELECT p.kind, p.slug
     FROM kernel_publication_address a
     JOIN kernel_publication p ON p.id = a.publication
     WHERE a.kind = $1 AND a.slug = $2 AND p.visible_from <= $3
       AND p.state <> 'draft' AND p.state <> 'approved'"
);
const NEWEST: Sql = sql!(
    "SELECT id, kind, slug, title_de, title_en, teaser_de, teaser_en, text_de, text_en, body_de,
            body_en, easy, sign_language, picture, unit, topics, position, details, reviewed_on,
            state, visible_from, visible_until, revision, changed_at
     FROM kernel_publication
     WHERE kind = $1 AND state = 'published' AND visible_from <= $2
       AND (visible_until IS NULL OR visible_until > $2)
       AND ($3 = '' OR unit = $3) AND ($4 = '' OR topics LIKE $4)
       AND ($5 = '' OR slug LIKE $5)
       AND ($6 = '' OR happens_until IS NULL OR happens_until >= $6)
       AND ($7 = '' OR happens_from < $7)
       AND ($8 = '' OR visible_from >= $8) AND ($9 = '' OR visible_from < $9)
     ORDER BY visible_from DESC, id
     LIMIT $10 OFFSET $11"
);
const IN_PLACE: Sql = sql!(
    "SELECT id, kind, slug, title_de, title_en, teaser_de, teaser_en, text_de, text_en, body_de,
            body_en, easy, sign_language, picture, unit, topics, position, details, reviewed_on,
            state, visible_from, visible_until, revision, changed_at
     FROM kernel_publication
     WHERE kind = $1 AND state = 'published' AND visible_from <= $2
       AND (visible_until IS NULL OR visible_until > $2)
       AND ($3 = '' OR unit = $3) AND ($4 = '' OR topics LIKE $4)
       AND ($5 = '' OR slug LIKE $5)
       AND ($6 = '' OR happens_until IS NULL OR happens_until >= $6)
       AND ($7 = '' OR happens_from < $7)
       AND ($8 = '' OR visible_from >= $8) AND ($9 = '' OR visible_from < $9)
     ORDER BY position, happens_from, title_de, id
     LIMIT $10 OFFSET $11"
);
const COUNT: Sql = sql!(
    "SELECT COUNT(*)
     FROM kernel_publication
     WHERE kind = $1 AND state = 'published' AND visible_from <= $2
       AND (visible_until IS NULL OR visible_until > $2)
       AND ($3 = '' OR unit = $3) AND ($4 = '' OR topics LIKE $4)
       AND ($5 = '' OR slug LIKE $5)
       AND ($6 = '' OR happens_until IS NULL OR happens_until >= $6)
       AND ($7 = '' OR happens_from < $7)
       AND ($8 = '' OR visible_from >= $8) AND ($9 = '' OR visible_from < $9)"
);
const TOPICS: Sql = sql!(
    "SELECT DISTINCT topics FROM kernel_publication
     WHERE kind = $1 AND state = 'published' AND visible_from <= $2
       AND (visible_until IS NULL OR visible_until > $2)
     LIMIT 2000"
);

const MONTHS: Sql = sql!(
    "SELECT SUBSTR(visible_from, 1, 7) AS month, COUNT(*) AS count FROM kernel_publication
     WHERE kind = $1 AND state = 'published' AND visible_from <= $2
       AND (visible_until IS NULL OR visible_until > $2)
     GROUP BY SUBSTR(visible_from, 1, 7)
     ORDER BY month DESC
     LIMIT 600"
);

/// Which publications of a kind the public sees now, and in which order.
#[derive(Clone, Debug)]
pub struct Find<'a> {
    /// Kind.
    pub kind: &'a str,
    /// Of this unit only; of all if empty.
    pub unit: &'a str,
    /// With this topic only; all if empty.
    pub topic: &'a str,
    /// Only below this path, itself excluded: `leben/`; all if empty.
    pub below: &'a str,
    /// Only what ends at this local time or later, or never.
    pub happens_from: Option<DateTime>,
    /// Only what begins before this local time.
    pub happens_before: Option<DateTime>,
    /// Only what was published at this instant or later.
    pub shown_from: Option<Timestamp>,
    /// Only what was published before this instant.
    pub shown_before: Option<Timestamp>,
    /// By position, then by beginning, then by title, instead of newest first.
    pub is_in_place: bool,
    /// At most so many.
    pub limit: i64,
    /// Without the first so many.
    pub offset: i64,
}

impl<'a> Find<'a> {
    /// The newest of a kind.
    pub fn newest(kind: &'a str, limit: i64) -> Self {
        Self {
            kind,
            unit: "",
            topic: "",
            below: "",
            happens_from: None,
            happens_before: None,
            shown_from: None,
            shown_before: None,
            is_in_place: false,
            limit,
            offset: 0,
        }
    }

    /// All of a kind by their place, up to a limit.
    pub fn in_place(kind: &'a str, limit: i64) -> Self {
        Self { is_in_place: true, ..Self::newest(kind, limit) }
    }
}

/// `%` and `_` have a meaning in patterns; topics and paths hold neither, what is asked for may.
fn plain(text: &str) -> String {
    text.replace(['%', '_', '\\'], "?")
}

struct Words {
    topic: String,
    below: String,
    from: String,
    before: String,
    shown_from: String,
    shown_before: String,
}

impl Words {
    fn of(find: &Find<'_>) -> Self {
        let time = |at: Option<DateTime>| at.map_or_else(String::new, |at| at.to_string());
        let instant =
            |at: Option<Timestamp>| at.map_or_else(String::new, crate::clock::instant_text);
        let pattern = |text: &str, form: &dyn Fn(String) -> String| {
            if text.is_empty() { String::new() } else { form(plain(text)) }
        };
        Self {
            topic: pattern(find.topic, &|t| format!("%\"{t}\"%")),
            below: pattern(find.below, &|t| format!("{t}%")),
            from: time(find.happens_from),
            before: time(find.happens_before),
            shown_from: instant(find.shown_from),
            shown_before: instant(find.shown_before),
        }
    }
}

/// What the public sees of a kind now.
///
/// # Errors
/// What the database says.
pub fn list(reader: &mut Reader<'_>, find: &Find<'_>) -> Result<Vec<Publication>, AppError> {
    let (now, words) = (reader.now(), Words::of(find));
    let statement = if find.is_in_place { IN_PLACE } else { NEWEST };
    reader
        .query(
            statement,
            &[
                &find.kind,
                &now,
                &find.unit,
                &words.topic,
                &words.below,
                &words.from,
                &words.before,
                &words.shown_from,
                &words.shown_before,
                &find.limit,
                &find.offset,
            ],
        )?
        .iter()
        .map(Publication::read)
        .collect()
}

/// How many the public sees, whatever limit and offset say.
///
/// # Errors
/// What the database says.
pub fn count(reader: &mut Reader<'_>, find: &Find<'_>) -> Result<i64, AppError> {
    let (now, words) = (reader.now(), Words::of(find));
    Ok(reader.count(
        COUNT,
        &[
            &find.kind,
            &now,
            &find.unit,
            &words.topic,
            &words.below,
            &words.from,
            &words.before,
            &words.shown_from,
            &words.shown_before,
        ],
    )?)
}

/// What the public sees of a kind now, newest first.
///
/// # Errors
/// What the database says.
pub fn visible(
    reader: &mut Reader<'_>,
    kind: &str,
    limit: i64,
) -> Result<Vec<Publication>, AppError> {
    list(reader, &Find::newest(kind, limit))
}

/// The topics of all the public sees of a kind, each once, in alphabetical order.
///
/// # Errors
/// What the database says.
pub fn topics(reader: &mut Reader<'_>, kind: &str) -> Result<Vec<String>, AppError> {
    let now = reader.now();
    let mut all = std::collections::BTreeSet::new();
    for row in reader.query(TOPICS, &[&kind, &now])? {
        let stored: String = row.at(0)?;
        all.extend(serde_json::from_str::<Vec<String>>(&stored).map_err(AppError::internal)?);
    }
    Ok(all.into_iter().collect())
}

/// The months in which what the public sees of a kind was published, such as `2026-05`, the latest
/// first, with how many there are.
///
/// # Errors
/// What the database says.
pub fn months(reader: &mut Reader<'_>, kind: &str) -> Result<Vec<(String, i64)>, AppError> {
    let now = reader.now();
    reader
        .query(MONTHS, &[&kind, &now])?
        .iter()
        .map(|row| Ok((row.get("month")?, row.get("count")?)))
        .collect()
}

/// A publication whatever its state, for those who work on it.
///
/// # Errors
/// What the database says.
pub fn find(reader: &mut Reader<'_>, id: Id<Publication>) -> Result<Option<Publication>, AppError> {
    reader.maybe(BY_ID, &[&id])?.as_ref().map(Publication::read).transpose()
}

/// A visible publication by its lasting id.
///
/// # Errors
/// [`AppError::NotFound`] before its time, [`AppError::Gone`] after it was withdrawn or ran out.
pub fn by_id(reader: &mut Reader<'_>, id: Id<Publication>) -> Result<Publication, AppError> {
    let row = reader.maybe(BY_ID, &[&id])?;
    for_the_public(reader, row.as_ref())
}

/// A visible publication by its address.
///
/// # Errors
/// [`AppError::NotFound`] before its time, [`AppError::Gone`] after it was withdrawn or ran out.
pub fn by_slug(reader: &mut Reader<'_>, kind: &str, slug: &str) -> Result<Publication, AppError> {
    let row = reader.maybe(BY_SLUG, &[&kind, &slug])?;
    for_the_public(reader, row.as_ref())
}

/// What was at an address and is no longer shown, so that its page can say why; never what was not
/// shown yet.
///
/// # Errors
/// What the database says.
pub fn ended(
    reader: &mut Reader<'_>,
    kind: &str,
    slug: &str,
) -> Result<Option<Publication>, AppError> {
    let now = reader.now();
    let found = reader.maybe(BY_SLUG, &[&kind, &slug])?;
    let found = found.as_ref().map(Publication::read).transpose()?;
    Ok(found.filter(|p| {
        let is_over = matches!(p.state, State::Withdrawn | State::Expired)
            || (p.state == State::Published && p.visible_until.is_some_and(|end| end <= now));
        is_over && p.visible_from <= now
    }))
}

/// Kind and slug of a path, whether anything is there or not.
pub fn of_path(path: &str) -> (&'static str, &str) {
    let path = path.trim_matches('/');
    let kinds = [
        ("aktuelles/", "news"),
        ("veranstaltungen/", "event"),
        ("bekanntmachungen/", "notice"),
        ("stellen/", "job"),
        ("dokumente/", "document"),
        ("stoerungen/", "disruption"),
        ("baustellen/", "roadworks"),
    ];
    let found = kinds.iter().find_map(|(folder, kind)| Some((*kind, path.strip_prefix(folder)?)));
    found.unwrap_or(("page", path))
}

fn for_the_public(reader: &Reader<'_>, row: Option<&Row>) -> Result<Publication, AppError> {
    let publication = Publication::read(row.ok_or(AppError::NotFound)?)?;
    if publication.is_visible(reader.now()) {
        Ok(publication)
    } else if matches!(publication.state, State::Withdrawn | State::Expired) {
        Err(AppError::Gone)
    } else {
        Err(AppError::NotFound)
    }
}

/// The path of what had this address before, if the public may know of it.
///
/// # Errors
/// What the database says.
pub fn moved(reader: &mut Reader<'_>, kind: &str, slug: &str) -> Result<Option<String>, AppError> {
    let now = reader.now();
    let Some(row) = reader.maybe(MOVED, &[&kind, &slug, &now])? else { return Ok(None) };
    Ok(Some(super::path(&row.get::<String>("kind")?, &row.get::<String>("slug")?)))
}
