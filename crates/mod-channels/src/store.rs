//! The SQL of channels: posts with their variants; accounts, errands and figures beside.

pub mod account;
pub mod figure;
pub mod notice;
pub mod task;

use jiff::Timestamp;
use kernel::clock::instant_text;
use kernel::db::Row;
use kernel::publication::Publication;
use kernel::{AppError, Id, Reader, Sql, Tx, sql};

use crate::model::{Post, State, Variant};

const SAVE: Sql = sql!(
    "INSERT INTO channels_post (id, publication, revision, state, title, text, link, language,
        media, send_at, author, releaser, source, version, made_at, changed_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15)
     ON CONFLICT (id) DO UPDATE SET publication = excluded.publication,
        revision = excluded.revision, state = excluded.state, title = excluded.title,
        text = excluded.text, link = excluded.link, language = excluded.language,
        media = excluded.media, send_at = excluded.send_at, author = excluded.author,
        releaser = excluded.releaser, source = excluded.source,
        version = channels_post.version + 1, changed_at = excluded.changed_at"
);
const FIND: Sql = sql!(
    "SELECT id, publication, revision, state, title, text, link, language, media, send_at, author,
            releaser, source, version, changed_at
     FROM channels_post
     WHERE id = $1"
);
const LIST: Sql = sql!(
    "SELECT id, publication, revision, state, title, text, link, language, media, send_at, author,
            releaser, source, version, changed_at
     FROM channels_post
     WHERE ($1 = '' OR state = $1)
     ORDER BY changed_at DESC, id
     LIMIT $2 OFFSET $3"
);
const COUNT: Sql = sql!("SELECT COUNT(*) FROM channels_post WHERE ($1 = '' OR state = $1)");
const OF_PUBLICATION: Sql = sql!(
    "SELECT id, publication, revision, state, title, text, link, language, media, send_at, author,
            releaser, source, version, changed_at
     FROM channels_post
     WHERE publication = $1 AND state <> 'deleted'
     ORDER BY changed_at DESC, id
     LIMIT 100"
);
const PLANNED: Sql = sql!(
    "SELECT id, publication, revision, state, title, text, link, language, media, send_at, author,
            releaser, source, version, changed_at
     FROM channels_post
     WHERE send_at >= $1 AND send_at < $2 AND state <> 'deleted'
     ORDER BY send_at, id
     LIMIT 1000"
);
const WENT_OUT: Sql = sql!(
    "SELECT t.post, MIN(t.made_at) AS went_at
     FROM channels_task t
     INNER JOIN channels_post p ON p.id = t.post
     WHERE t.kind = 'publish' AND p.send_at = '' AND p.state <> 'deleted'
     GROUP BY t.post
     HAVING MIN(t.made_at) >= $1 AND MIN(t.made_at) < $2
     ORDER BY went_at, t.post
     LIMIT 1000"
);
const VARIANTS: Sql = sql!(
    "SELECT account, title, text, shape, film
     FROM channels_variant
     WHERE post = $1
     ORDER BY account"
);
const CLEAR_VARIANTS: Sql = sql!("DELETE FROM channels_variant WHERE post = $1");
const ADD_VARIANT: Sql = sql!(
    "INSERT INTO channels_variant (post, account, title, text, shape, film)
     VALUES ($1, $2, $3, $4, $5, $6)"
);
const REMOVE: Sql = sql!("DELETE FROM channels_post WHERE id = $1 AND state <> 'released'");

/// An instant as it is kept; empty for none.
pub fn kept(at: Option<Timestamp>) -> String {
    at.map(instant_text).unwrap_or_default()
}

/// An instant that is kept, if there is one.
pub fn instant(row: &Row, column: &str) -> Result<Option<Timestamp>, AppError> {
    let text: String = row.get(column)?;
    if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(AppError::internal) }
}

fn read(row: &Row) -> Result<Post, AppError> {
    let (publication, state): (String, String) = (row.get("publication")?, row.get("state")?);
    Ok(Post {
        id: row.get("id")?,
        publication: publication.parse().ok(),
        revision: row.get("revision")?,
        state: State::of(&state),
        title: row.get("title")?,
        text: row.get("text")?,
        link: row.get("link")?,
        language: row.get("language")?,
        media: row.json("media")?,
        send_at: instant(row, "send_at")?,
        author: row.get("author")?,
        releaser: row.get("releaser")?,
        source: row.get("source")?,
        version: row.get("version")?,
        changed_at: row.get("changed_at")?,
    })
}

/// Saves a post; its version counts up.
pub fn save(tx: &mut Tx<'_>, p: &Post) -> Result<(), AppError> {
    let publication = p.publication.map(|id| id.to_string()).unwrap_or_default();
    let (media, send_at) = (serde_json::to_string(&p.media)?, kept(p.send_at));
    let now = tx.now();
    tx.execute(
        SAVE,
        &[
            &p.id,
            &publication,
            &p.revision,
            &p.state.word(),
            &p.title,
            &p.text,
            &p.link,
            &p.language,
            &media,
            &send_at,
            &p.author,
            &p.releaser,
            &p.source,
            &p.version,
            &now,
        ],
    )?;
    Ok(())
}

/// One post.
pub fn find(reader: &mut Reader<'_>, id: Id<Post>) -> Result<Post, AppError> {
    reader.maybe(FIND, &[&id])?.as_ref().map(read).ok_or(AppError::NotFound)?
}

/// Posts of a state, or all; the last changed first.
pub fn list(
    reader: &mut Reader<'_>,
    state: &str,
    limit: i64,
    offset: i64,
) -> Result<(Vec<Post>, i64), AppError> {
    let rows = reader.query(LIST, &[&state, &limit, &offset])?;
    let all = rows.iter().map(read).collect::<Result<_, _>>()?;
    Ok((all, reader.count(COUNT, &[&state])?))
}

/// Posts that tell of a publication.
pub fn of_publication(reader: &mut Reader<'_>, id: Id<Publication>) -> Result<Vec<Post>, AppError> {
    reader.query(OF_PUBLICATION, &[&id.to_string()])?.iter().map(read).collect()
}

/// Posts that are planned for a time between two instants, or went out then, each with that time.
pub fn between(
    reader: &mut Reader<'_>,
    from: Timestamp,
    until: Timestamp,
) -> Result<Vec<(Post, Timestamp)>, AppError> {
    let (from, until) = (instant_text(from), instant_text(until));
    let mut all = Vec::new();
    for row in reader.query(PLANNED, &[&from, &until])? {
        let post = read(&row)?;
        all.extend(post.send_at.map(|at| (post, at)));
    }
    for row in reader.query(WENT_OUT, &[&from, &until])? {
        if let Some(at) = instant(&row, "went_at")? {
            all.push((find(reader, row.get("post")?)?, at));
        }
    }
    Ok(all)
}

/// The accounts a post goes to, each with what is said there.
pub fn variants(reader: &mut Reader<'_>, post: Id<Post>) -> Result<Vec<Variant>, AppError> {
    let read = |row: &Row| {
        Ok(Variant {
            account: row.get("account")?,
            title: row.get("title")?,
            text: row.get("text")?,
            shape: row.get("shape")?,
            film: row.json("film")?,
        })
    };
    reader.query(VARIANTS, &[&post])?.iter().map(read).collect()
}

/// Saves where a post goes to.
pub fn set_variants(tx: &mut Tx<'_>, post: Id<Post>, all: &[Variant]) -> Result<(), AppError> {
    tx.execute(CLEAR_VARIANTS, &[&post])?;
    for v in all {
        let film = serde_json::to_string(&v.film)?;
        tx.execute(ADD_VARIANT, &[&post, &v.account, &v.title, &v.text, &v.shape, &film])?;
    }
    Ok(())
}

/// Throws a draft away.
pub fn remove(tx: &mut Tx<'_>, post: Id<Post>) -> Result<(), AppError> {
    if tx.execute(REMOVE, &[&post])? == 0 {
        return Err(AppError::NotFound);
    }
    tx.execute(CLEAR_VARIANTS, &[&post])?;
    Ok(())
}
