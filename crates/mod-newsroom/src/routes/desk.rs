//! What the page of a text needs, read in one snapshot.

use jiff::SignedDuration;
use kernel::{AppError, Ctx};
use web::blocks::Surroundings;

use super::{id, names};
use crate::fields::Around;
use crate::model::{Draft, Item, Voice};
use crate::review::{Review, review};
use crate::store;

/// Seconds in which somebody else's saving means that they are at work now.
const AT_WORK_SECONDS: i64 = 180;
/// Media offered for choosing.
const MEDIA_MAX: i64 = 200;

/// Everything the page needs.
pub(super) struct Desk {
    pub(super) item: Item,
    pub(super) draft: Draft,
    pub(super) review: Review,
    pub(super) surroundings: Surroundings,
    pub(super) around: Around,
    pub(super) at_work: Vec<String>,
    pub(super) snippets: Vec<(String, String)>,
}

pub(super) async fn desk(ctx: &Ctx, text: &str, voice: Voice) -> Result<Desk, AppError> {
    let (item_id, actor, town) = (id(text)?, ctx.actor.clone(), ctx.town.clone());
    let language = match voice {
        Voice::En => kernel::Language::En,
        _ => kernel::Language::De,
    };
    ctx.read(move |db| {
        let item = store::find(db, item_id)?.open(&actor)?;
        let (draft, _) = store::edition(db, item_id, item.head)?;
        let review = review(&town, db, &item, &draft)?;
        let surroundings = web::blocks::gather(&town, db, &[draft.body(voice)], language, true)?;
        let around = choices(&town, db)?;
        let since = db.now().checked_sub(SignedDuration::from_secs(AT_WORK_SECONDS));
        let since = since.map_err(AppError::internal)?;
        let others = store::recent_authors(db, item_id, since, &actor.label())?;
        let at_work = names(db, others)?.into_values().collect();
        let snippets = store::patterns(db, "snippet")?;
        let snippets = snippets.into_iter().map(|p| (p.id.to_string(), p.name)).collect();
        Ok(Desk { item, draft, review, surroundings, around, at_work, snippets })
    })
    .await
}

/// What fields of blocks offer to choose from.
pub(super) fn choices(
    town: &std::sync::Arc<kernel::Town>,
    db: &mut kernel::Reader<'_>,
) -> Result<Around, AppError> {
    let media = kernel::media::choose(db, "", "", MEDIA_MAX)?;
    let today = db.today();
    let units = kernel::org::all(db)?.into_iter().filter(|u| u.exists_on(today));
    let units = units.map(|u| (u.number.clone(), format!("{} {}", u.number, u.name.de))).collect();
    let mut services = Vec::new();
    for offers in town.house().modules().iter().filter_map(|m| m.offers) {
        for offer in offers(town, db)? {
            if let Some(key) = offer.path.rsplit('/').next().filter(|key| !key.is_empty()) {
                services.push((key.to_owned(), offer.title.de.clone()));
            }
        }
    }
    let media = media.into_iter().map(|m| (m.id.to_string(), m.kind, m.title)).collect();
    Ok(Around { media, units, services })
}
