//! Official notices (`BekanntmVO` NRW): the day of provision is set by the house, the file is bound to
//! its bytes, and what was provided never changes.

use content::Key;
use jiff::civil::Date;

use super::{Details, Notice, Publication, State, list};
use crate::access::Actor;
use crate::db::{Reader, Sql, Tx};
use crate::error::AppError;
use crate::{media, sql};

const SET_DETAILS: Sql = sql!("UPDATE kernel_publication SET details = $2 WHERE id = $1");

/// Holds a notice to its rules before it is saved: what was provided stays, what is provided now
/// gets its day and the digest of its file. Answers the notice with what the house set, if it set
/// anything.
///
/// # Errors
/// [`AppError::Refused`] when a provided notice would change, or a statute in force would vanish.
pub(super) fn provide(
    tx: &mut Tx<'_>,
    publication: &Publication,
) -> Result<Option<Publication>, AppError> {
    let Details::Notice(new) = &publication.details else { return Ok(None) };
    let before = list::find(tx, publication.id)?;
    let provided = before.as_ref().and_then(|p| match &p.details {
        Details::Notice(old) if old.provided_on.is_some() => Some(old.clone()),
        _ => None,
    });
    if let Some(old) = provided {
        keep(tx, publication, &old, new)?;
        // A form that does not know the day does not take it away.
        let kept = Notice { provided_on: old.provided_on, sha256: old.sha256, ..new.clone() };
        return Ok(Some(with(publication, kept)));
    }
    if !publication.is_visible(tx.now()) {
        // The day is set when its time comes.
        let open = Notice { provided_on: None, sha256: String::new(), ..new.clone() };
        return Ok(Some(with(publication, open)));
    }
    // Only the house itself brings notices of former years: when it takes over those of an earlier
    // system, they keep the day they were provided there.
    let before = new.provided_on.filter(|day| *day < tx.today());
    let before = before.filter(|_| matches!(tx.actor(), Actor::System(_)));
    set(tx, publication, new, before).map(Some)
}

/// The same for a notice whose time has come.
///
/// # Errors
/// What the database says.
pub(super) fn provide_due(
    tx: &mut Tx<'_>,
    publication: &Publication,
) -> Result<Option<Publication>, AppError> {
    let Details::Notice(notice) = &publication.details else { return Ok(None) };
    if notice.provided_on.is_some() {
        return Ok(None);
    }
    let provided = set(tx, publication, notice, None)?;
    let details = serde_json::to_string(&provided.details).map_err(AppError::internal)?;
    tx.execute(SET_DETAILS, &[&provided.id, &details])?;
    Ok(Some(provided))
}

fn with(publication: &Publication, notice: Notice) -> Publication {
    Publication { details: Details::Notice(notice), ..publication.clone() }
}

fn set(
    reader: &mut Reader<'_>,
    publication: &Publication,
    notice: &Notice,
    before: Option<Date>,
) -> Result<Publication, AppError> {
    let day = before.unwrap_or(reader.today());
    let sha256 = match &notice.file {
        Some(key) => digest(reader, key)?,
        None => String::new(),
    };
    Ok(with(publication, Notice { provided_on: Some(day), sha256, ..notice.clone() }))
}

/// The digest of the file as it was uploaded.
fn digest(reader: &mut Reader<'_>, key: &Key) -> Result<String, AppError> {
    let found = media::find(reader, key)?;
    let file = found.as_ref().and_then(|m| {
        m.renditions.iter().find(|r| r.name.starts_with("original")).or(m.renditions.first())
    });
    Ok(file.map(|r| r.sha256.clone()).unwrap_or_default())
}

/// What was provided stays as it was; a statute stays as long as it is in force.
fn keep(
    reader: &Reader<'_>,
    publication: &Publication,
    old: &Notice,
    new: &Notice,
) -> Result<(), AppError> {
    let is_same = old.file == new.file
        && old.sort == new.sort
        && new.provided_on.is_none_or(|day| old.provided_on == Some(day))
        && (new.sha256.is_empty() || new.sha256 == old.sha256);
    if !is_same {
        return Err(AppError::refused(
            "publication/notice-is-fixed",
            "Diese Bekanntmachung ist bereitgestellt und darf nicht mehr geändert werden. Machen Sie die Berichtigung als neue Bekanntmachung, die diese ersetzt.",
            "This notice has been provided and must not be changed any more. Make the correction a new notice that replaces this one.",
        ));
    }
    let is_statute = matches!(old.sort.as_str(), "statute" | "order");
    let is_in_force = new.out_of_force_on.is_none_or(|day| reader.today() < day);
    let vanishes = publication.state != State::Published || publication.visible_until.is_some();
    if is_statute && is_in_force && vanishes {
        return Err(AppError::refused(
            "publication/statute-in-force",
            "Diese Satzung gilt noch und muss deshalb abrufbar bleiben. Tragen Sie zuerst ein, wann sie außer Kraft getreten ist.",
            "This statute is still in force and has to stay available. Enter first when it ended.",
        ));
    }
    Ok(())
}
