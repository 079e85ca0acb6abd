//! Saving publications: revisions, search, uses of media, former addresses, and what appears or
//! ends when its time has come.

use content::Key;
use jiff::civil::DateTime;

use super::{Details, Publication, notice};
use crate::access::Actor;
use crate::audit::Audit;
use crate::db::{Sql, Tx};
use crate::error::AppError;
use crate::facts::{PublicationEnded, PublicationShown};
use crate::town::Town;
use crate::value::Language;
use crate::{guide, media, search, sql};

/// Publications that appear or end in one transaction at most.
const TURN_MAX: i64 = 200;

const SAVE: Sql = sql!(
    "INSERT INTO kernel_publication (id, kind, slug, title_de, title_en, teaser_de, teaser_en,
        text_de, text_en, body_de, body_en, easy, sign_language, picture, unit, topics, position,
        details, happens_from, happens_until, reviewed_on, state, visible_from, visible_until,
        shown, revision, changed_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
        $20, $21, $22, $23, $24, $25, 1, $26)
     ON CONFLICT (id) DO UPDATE SET slug = excluded.slug, title_de = excluded.title_de,
        title_en = excluded.title_en, teaser_de = excluded.teaser_de,
        teaser_en = excluded.teaser_en, text_de = excluded.text_de, text_en = excluded.text_en,
        body_de = excluded.body_de, body_en = excluded.body_en, easy = excluded.easy,
        sign_language = excluded.sign_language, picture = excluded.picture, unit = excluded.unit,
        topics = excluded.topics, position = excluded.position, details = excluded.details,
        happens_from = excluded.happens_from, happens_until = excluded.happens_until,
        reviewed_on = excluded.reviewed_on, state = excluded.state,
        visible_from = excluded.visible_from, visible_until = excluded.visible_until,
        shown = excluded.shown, revision = kernel_publication.revision + 1,
        changed_at = excluded.changed_at
     RETURNING revision"
);
const BEFORE: Sql = sql!("SELECT kind, slug, shown FROM kernel_publication WHERE id = $1");
const LEAVE: Sql = sql!(
    "INSERT INTO kernel_publication_address (kind, slug, publication, left_at)
     VALUES ($1, $2, $3, $4)
     ON CONFLICT (kind, slug) DO UPDATE SET publication = excluded.publication,
        left_at = excluded.left_at"
);
const TAKE: Sql = sql!("DELETE FROM kernel_publication_address WHERE kind = $1 AND slug = $2");
const REVISION: Sql = sql!(
    "INSERT INTO kernel_publication_revision (publication, revision, at, actor, reason, content)
     VALUES ($1, $2, $3, $4, $5, $6)"
);
const IS_DUE: Sql = sql!(
    "SELECT COUNT(*) FROM kernel_publication
     WHERE state = 'published'
       AND ((shown = FALSE AND visible_from <= $1 AND (visible_until IS NULL OR visible_until > $1))
         OR visible_until <= $1)"
);
const APPEARING: Sql = sql!(
    "SELECT id, kind, slug, title_de, title_en, teaser_de, teaser_en, text_de, text_en, body_de,
            body_en, easy, sign_language, picture, unit, topics, position, details, reviewed_on,
            state, visible_from, visible_until, revision, changed_at
     FROM kernel_publication
     WHERE state = 'published' AND shown = FALSE AND visible_from <= $1
       AND (visible_until IS NULL OR visible_until > $1)
     ORDER BY visible_from, id
     LIMIT $2"
);
const SHOWN: Sql = sql!("UPDATE kernel_publication SET shown = TRUE WHERE id = $1");
const EXPIRE: Sql = sql!(
    "UPDATE kernel_publication SET state = 'expired', shown = FALSE
     WHERE state = 'published' AND visible_until <= $1
     RETURNING id, kind"
);

/// A value as it is stored: JSON, or nothing.
fn stored<T: serde::Serialize>(value: Option<&T>) -> Result<String, AppError> {
    value
        .map_or_else(|| Ok(String::new()), |v| serde_json::to_string(v).map_err(AppError::internal))
}

/// Saves a publication as a new revision; keeps the search index, the uses of media and the former
/// addresses in step, and tells whoever listens when it is to be seen or no longer.
///
/// # Errors
/// [`AppError::Refused`] when another one of its kind has the same address.
pub fn save(tx: &mut Tx<'_>, publication: &Publication, reason: &str) -> Result<i64, AppError> {
    let provided = notice::provide(tx, publication)?;
    let publication = provided.as_ref().unwrap_or(publication);
    let before = tx.maybe(BEFORE, &[&publication.id])?;
    let was_shown = before.as_ref().map(|row| row.get::<bool>("shown")).transpose()? == Some(true);
    let is_shown = publication.is_visible(tx.now());
    let revision = write(tx, publication, is_shown)?;
    guide::stamp(tx)?;
    keep_revision(tx, publication, revision, reason)?;
    let p = publication;
    tx.execute(TAKE, &[&p.kind, &p.slug])?;
    if let Some(row) = before {
        let (kind, slug): (String, String) = (row.get("kind")?, row.get("slug")?);
        if slug != p.slug {
            let now = tx.now();
            tx.execute(LEAVE, &[&kind, &slug, &p.id, &now])?;
        }
    }
    media::set_uses(tx, &format!("publication/{}", p.id), &p.media())?;
    if is_shown {
        appear(tx, p, revision, !was_shown)?;
    } else {
        unlist(tx, &p.id.to_string())?;
        if was_shown {
            tx.emit(&PublicationEnded { publication: p.id.to_string(), kind: p.kind.clone() })?;
        }
    }
    Ok(revision)
}

fn write(tx: &mut Tx<'_>, p: &Publication, is_shown: bool) -> Result<i64, AppError> {
    let now = tx.now();
    let (from, until) = p.happens();
    let text = |at: Option<DateTime>| at.map(|at| at.to_string());
    let (from, until) = (text(from), text(until));
    let sign_language = p.sign_language.as_ref().map_or("", Key::as_str);
    let details = (p.details != Details::None).then_some(&p.details);
    let (body_de, body_en) = (stored(p.body.de.as_ref())?, stored(p.body.en.as_ref())?);
    let (easy, picture) = (stored(p.easy.as_ref())?, stored(p.picture.as_ref())?);
    let (topics, details) = (stored(Some(&p.topics))?, stored(details)?);
    let state = p.state.as_str();
    let saved = tx.query(
        SAVE,
        &[
            &p.id,
            &p.kind,
            &p.slug,
            &p.title.de,
            &p.title.en,
            &p.teaser.de,
            &p.teaser.en,
            &p.text.de,
            &p.text.en,
            &body_de,
            &body_en,
            &easy,
            &sign_language,
            &picture,
            &p.unit,
            &topics,
            &p.position,
            &details,
            &from,
            &until,
            &p.reviewed_on,
            &state,
            &p.visible_from,
            &p.visible_until,
            &is_shown,
            &now,
        ],
    );
    match saved {
        Err(e) if e.is_unique() => Err(AppError::refused(
            "publication/address-taken",
            "Diese Adresse ist schon vergeben. Wählen Sie eine andere.",
            "This address is taken. Choose another one.",
        )),
        other => Ok(other?.first().ok_or(AppError::NotFound)?.at(0)?),
    }
}

/// What was published when, for good.
fn keep_revision(
    tx: &mut Tx<'_>,
    p: &Publication,
    revision: i64,
    reason: &str,
) -> Result<(), AppError> {
    let (now, actor) = (tx.now(), tx.actor().label());
    let content = serde_json::json!({
        "slug": p.slug, "title": p.title, "teaser": p.teaser, "text": p.text,
        "body_de": p.body.de, "body_en": p.body.en, "easy": p.easy, "picture": p.picture,
        "details": p.details, "state": p.state.as_str(),
        "visible_from": p.visible_from.to_string(),
        "visible_until": p.visible_until.map(|t| t.to_string()),
    });
    tx.execute(REVISION, &[&p.id, &revision, &now, &actor, &reason, &content.to_string()])?;
    Ok(())
}

/// Lists it for search and tells that it is to be seen.
fn appear(tx: &mut Tx<'_>, p: &Publication, revision: i64, is_new: bool) -> Result<(), AppError> {
    for language in [Language::De, Language::En] {
        let entry = search::Entry {
            id: format!("{}/{}", p.id, language.tag()),
            kind: p.kind.clone(),
            audience: "public".into(),
            language,
            title: p.title.of(language).to_owned(),
            summary: p.teaser.of(language).to_owned(),
            url: p.path(),
        };
        search::save(tx, &entry, p.text.of(language))?;
    }
    tx.emit(&PublicationShown {
        publication: p.id.to_string(),
        kind: p.kind.clone(),
        revision,
        is_new,
    })
}

fn unlist(tx: &mut Tx<'_>, id: &str) -> Result<(), AppError> {
    for language in [Language::De, Language::En] {
        search::remove(tx, &format!("{id}/{}", language.tag()))?;
    }
    Ok(())
}

/// Shows what is due and ends what ran out. Answers whether there was anything.
pub(crate) async fn turn(town: &Town) -> Result<bool, AppError> {
    let due = town
        .read(|reader| {
            let now = reader.now();
            Ok(reader.count(IS_DUE, &[&now])?)
        })
        .await?;
    if due == 0 {
        return Ok(false);
    }
    town.write(Actor::system("gazette"), |tx| {
        guide::stamp(tx)?;
        let (shown, ended) = (show_due(tx)?, expire(tx)?);
        let note = format!("shown={shown} ended={ended}");
        Ok(Audit::of("kernel.gazette_turned", "publications").note(note).done())
    })
    .await?;
    Ok(true)
}

fn show_due(tx: &mut Tx<'_>) -> Result<usize, AppError> {
    let now = tx.now();
    let rows = tx.query(APPEARING, &[&now, &TURN_MAX])?;
    for row in &rows {
        let p = Publication::read(row)?;
        let p = notice::provide_due(tx, &p)?.unwrap_or(p);
        tx.execute(SHOWN, &[&p.id])?;
        appear(tx, &p, p.revision, true)?;
    }
    Ok(rows.len())
}

fn expire(tx: &mut Tx<'_>) -> Result<usize, AppError> {
    let now = tx.now();
    let ended = tx.query(EXPIRE, &[&now])?;
    for row in &ended {
        let (id, kind): (String, String) = (row.get("id")?, row.get("kind")?);
        unlist(tx, &id)?;
        tx.emit(&PublicationEnded { publication: id, kind })?;
    }
    Ok(ended.len())
}
