//! Texts that are public though the newsroom never wrote them, from an import or the demo: they get
//! an item with what the public sees as its first edition, so that they can be edited.

use std::collections::BTreeMap;

use kernel::org::{self, Unit};
use kernel::publication::{self, Find, Publication};
use kernel::{AppError, Id, Reader, Tx};

use crate::model::{Draft, DraftPicture, EasyDraft, EditionStep, Item, KINDS, State};
use crate::store;

/// Publications of a kind looked at.
const PER_KIND: i64 = 10_000;

/// Takes over everything public that has no item yet; answers how many.
///
/// # Errors
/// What the database says.
pub(crate) fn adopt(tx: &mut Tx<'_>, origin: &str) -> Result<usize, AppError> {
    let units = org::all(tx)?;
    let top = units.iter().find(|u| u.parent.is_none()).map(|u| u.id);
    let by_number: BTreeMap<String, Id<Unit>> =
        units.into_iter().map(|u| (u.number, u.id)).collect();
    let mut count = 0;
    for (kind, _, _) in KINDS {
        for p in publication::list(tx, &Find::newest(kind, PER_KIND))? {
            if store::known(tx, p.id)?.is_some() {
                continue;
            }
            let Some(unit) = by_number.get(&p.unit).copied().or(top) else { continue };
            take(tx, &p, unit, origin)?;
            count += 1;
        }
    }
    Ok(count)
}

fn take(tx: &mut Tx<'_>, p: &Publication, unit: Id<Unit>, origin: &str) -> Result<(), AppError> {
    let draft = draft_of(tx, p);
    let item = Item {
        id: p.id,
        kind: p.kind.clone(),
        title: String::new(),
        unit,
        owner: None,
        state: State::Draft,
        head: 1,
        live: 0,
        appears_at: draft.appears_at,
        ends_at: draft.ends_at,
        review_on: draft.review_on,
        needs_second_look: false,
        origin: origin.to_owned(),
        changed_at: tx.now(),
    };
    if store::add(tx, &item, &draft, EditionStep::Imported, "")? {
        store::set_state(tx, &item, State::Published, 1, false)?;
    }
    Ok(())
}

/// What the public sees, as a draft.
fn draft_of(reader: &Reader<'_>, p: &Publication) -> Draft {
    let blocks_of_text = |text: &str| {
        let parts = text.split("\n\n").map(str::trim).filter(|part| !part.is_empty());
        let blocks = parts.map(|part| {
            content::Block::new(crate::fields::fresh_id(), content::Kind::paragraph(part))
        });
        content::Document::new(blocks.collect()).unwrap_or_default()
    };
    Draft {
        slug: p.slug.clone(),
        title: p.title.clone(),
        teaser: p.teaser.clone(),
        de: p.body.de.clone().unwrap_or_else(|| blocks_of_text(&p.text.de)),
        en: p.body.en.clone().unwrap_or_default(),
        easy: p.easy.as_ref().map_or_else(EasyDraft::default, |easy| EasyDraft {
            title: easy.title.clone(),
            teaser: easy.teaser.clone(),
            body: easy.body.clone(),
            checked_by: easy.checked_by.clone(),
        }),
        sign_language: p.sign_language.clone(),
        picture: p.picture.as_ref().map(|picture| DraftPicture {
            media: picture.media.clone(),
            alt: Some(picture.alt.clone()),
            alt_en: picture.alt_en.clone(),
        }),
        topics: p.topics.clone(),
        position: p.position,
        details: p.details.clone(),
        appears_at: (p.visible_from > reader.now()).then_some(p.visible_from),
        ends_at: p.visible_until,
        review_on: None,
        reviewed_on: p.reviewed_on,
    }
}
