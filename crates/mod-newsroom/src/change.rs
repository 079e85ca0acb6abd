//! Changing a text: from the edition a page was made from, joined with what others saved meanwhile.

use content::merge::merge;
use content::{Block, Document, Said};
use kernel::publication::Publication;
use kernel::{Actor, AppError, Audit, Ctx, Id, Saved, Tx};
use serde_json::{Map, Value};

use crate::model::{Draft, EditionStep, Item, State, Voice};
use crate::store;

/// What two people changed differently.
#[derive(Clone, Debug)]
pub(crate) struct Clash {
    /// What it is about.
    pub(crate) what: Said,
    /// The block as the others have it; none if it is no block or they removed it.
    pub(crate) theirs: Option<Block>,
    /// The value as the others have it, where it is no block.
    pub(crate) value: String,
}

/// How a change ended.
#[derive(Clone, Debug)]
pub(crate) enum Changed {
    /// Saved, or there was nothing to save.
    Saved,
    /// Not saved: a person must decide; and who wrote the newest edition.
    Clash(Vec<Clash>, String),
}

/// Names of the fields of a draft, for people.
fn field_name(key: &str) -> Said {
    let (de, en) = match key {
        "slug" => ("Adresse", "Address"),
        "title" => ("Titel", "Title"),
        "teaser" => ("Kurztext", "Teaser"),
        "easy" => ("Leichte Sprache", "Easy language"),
        "picture" => ("Bild", "Picture"),
        "topics" => ("Themen", "Topics"),
        "details" => ("Angaben", "Details"),
        "appears_at" => ("Erscheint am", "Appears on"),
        "ends_at" => ("Endet am", "Ends on"),
        "review_on" => ("Wiedervorlage", "To be reviewed on"),
        _ => ("Eine Angabe", "A detail"),
    };
    Said::new(de, en)
}

/// The fields of a draft without its texts in blocks.
fn fields(draft: &Draft) -> Result<Map<String, Value>, AppError> {
    let Value::Object(mut map) = serde_json::to_value(draft)? else { return Ok(Map::new()) };
    map.remove("de");
    map.remove("en");
    if let Some(Value::Object(easy)) = map.get_mut("easy") {
        easy.remove("body");
    }
    Ok(map)
}

/// Joins two drafts made from one.
///
/// # Errors
/// When the joined text breaks a limit.
pub(crate) fn join(
    base: &Draft,
    ours: &Draft,
    theirs: &Draft,
) -> Result<(Draft, Vec<Clash>), AppError> {
    let (old, mine, other) = (fields(base)?, fields(ours)?, fields(theirs)?);
    let mut joined = Map::new();
    let mut clashes = Vec::new();
    for (key, value) in &mine {
        let (was, theirs) = (old.get(key), other.get(key));
        let is_ours = Some(value) != was;
        let is_theirs = theirs != was;
        if is_ours && is_theirs && Some(value) != theirs {
            let shown = theirs.map(shown).unwrap_or_default();
            clashes.push(Clash { what: field_name(key), theirs: None, value: shown });
        }
        let kept = if is_ours { Some(value) } else { theirs };
        joined.insert(key.clone(), kept.cloned().unwrap_or(Value::Null));
    }
    let mut draft: Draft = serde_json::from_value(Value::Object(joined))?;
    for voice in Voice::ALL {
        let merged = merge(base.body(voice), ours.body(voice), theirs.body(voice))
            .map_err(|e| refused(&e.said()))?;
        clashes.extend(merged.conflicts.into_iter().filter(|c| c.block.is_some()).map(|c| Clash {
            what: c.clash.said(),
            theirs: c.theirs,
            value: String::new(),
        }));
        draft.set_body(voice, merged.document);
    }
    Ok((draft, clashes))
}

/// A value for people.
fn shown(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(all) => all.iter().map(shown).collect::<Vec<_>>().join(", "),
        Value::Object(map) => {
            map.values().map(shown).filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" / ")
        }
        other => other.to_string(),
    }
}

/// A sentence of the content library as a refusal.
pub(crate) fn refused(said: &Said) -> AppError {
    AppError::refused("newsroom/content", said.de.clone(), said.en.clone())
}

/// The state an item is in after somebody changed it: what was approved or waits for its time has
/// to be looked at again.
fn state_after(item: &Item, actor: &Actor) -> State {
    match item.state {
        State::Submitted if item.may_review(actor) => State::Submitted,
        State::Returned => State::Returned,
        _ => State::Draft,
    }
}

/// Changes a text. The closure gets the edition the page was made from.
///
/// # Errors
/// [`AppError::NotFound`] for those who may not know of it, [`AppError::Forbidden`] for those who
/// may not write, and what the closure says.
pub(crate) async fn change(
    ctx: &Ctx,
    id: Id<Publication>,
    base: i64,
    step: EditionStep,
    edit: impl FnOnce(&mut Draft) -> Result<(), AppError> + Send + 'static,
) -> Result<Changed, AppError> {
    let actor = ctx.actor.clone();
    ctx.write(move |tx| {
        let item = store::find(tx, id)?.open(&actor)?;
        if !item.may_write(&actor) {
            return Err(AppError::Forbidden);
        }
        change_in(tx, &item, base, step, edit)
    })
    .await
}

fn change_in(
    tx: &mut Tx<'_>,
    item: &Item,
    base_number: i64,
    step: EditionStep,
    edit: impl FnOnce(&mut Draft) -> Result<(), AppError>,
) -> Result<Saved<Changed>, AppError> {
    let (head, head_author) = store::edition(tx, item.id, item.head)?;
    let base_number = own_tail(tx, item, base_number)?;
    let base = if base_number == item.head {
        head.clone()
    } else {
        match store::edition(tx, item.id, base_number) {
            Ok((draft, _)) => draft,
            Err(AppError::NotFound) => return Err(gone()),
            Err(other) => return Err(other),
        }
    };
    let mut ours = base.clone();
    edit(&mut ours)?;
    let (result, step) = if base == head {
        (ours, step)
    } else {
        let (joined, clashes) = join(&base, &ours, &head)?;
        if !clashes.is_empty() {
            return Ok(Saved::nothing(Changed::Clash(clashes, head_author)));
        }
        (joined, if step == EditionStep::Typed { step } else { EditionStep::Joined })
    };
    if result == head {
        return Ok(Saved::nothing(Changed::Saved));
    }
    let state = state_after(item, &tx.actor().clone());
    if !store::advance(tx, item, state, &result, step, "")? {
        return Err(gone());
    }
    let note = format!("edition={}", item.head + 1);
    Ok(Audit::of("newsroom.saved", item.id).note(note).with(Changed::Saved))
}

/// The newest edition that follows a base by one's own hand alone: a page that saves itself sends its
/// base again and again, and nobody is in conflict with themselves.
fn own_tail(tx: &mut Tx<'_>, item: &Item, base: i64) -> Result<i64, AppError> {
    let me = tx.actor().label();
    let mut newer = store::editions(tx, item.id)?;
    newer.retain(|edition| edition.number > base);
    // The newest stands first.
    let own =
        newer.iter().rev().take_while(|edition| edition.author == me).map(|e| e.number).last();
    Ok(own.unwrap_or(base))
}

fn gone() -> AppError {
    AppError::refused(
        "newsroom/stale",
        "Die Fassung, von der Ihre Seite stammt, gibt es nicht mehr. Laden Sie die Seite neu und tragen Sie Ihre Änderung noch einmal ein. Kopieren Sie vorher Ihren Text.",
        "The edition your page was made from is gone. Load the page again and enter your change once more. Copy your text first.",
    )
}

/// A text of blocks, with a refusal in words when it breaks a limit.
///
/// # Errors
/// Which block breaks which limit.
pub(crate) fn document(blocks: Vec<Block>) -> Result<Document, AppError> {
    Document::new(blocks).map_err(|e| refused(&e.said()))
}

#[cfg(test)]
mod tests {
    use content::{Counted, text};
    use kernel::Text;

    use super::*;

    fn draft(title: &str, body: &str) -> Draft {
        let de = text::parse(body, &mut Counted::new("b")).unwrap();
        Draft { title: Text::new(title, ""), de, ..Draft::default() }
    }

    #[test]
    fn different_parts_are_joined_and_the_same_part_is_asked_about() {
        let base = draft("Alt", "Eins\n\nZwei");
        let (ours, theirs) = (draft("Alt", "Eins neu\n\nZwei"), draft("Neu", "Eins\n\nZwei neu"));
        let (joined, clashes) = join(&base, &ours, &theirs).unwrap();
        assert!(clashes.is_empty(), "{clashes:?}");
        assert_eq!(joined, draft("Neu", "Eins neu\n\nZwei neu"));
        let (_, clashes) = join(&base, &ours, &draft("Alt", "Eins anders\n\nZwei")).unwrap();
        assert_eq!(clashes.len(), 1);
        assert!(clashes[0].theirs.is_some());
        let (_, clashes) = join(&base, &draft("Meins", "Eins\n\nZwei"), &theirs).unwrap();
        assert_eq!(clashes[0].value, "Neu");
    }
}
