//! What the page of a text needs, read in one snapshot.

use std::collections::BTreeSet;

use content::{Document, Key};
use jiff::SignedDuration;
use kernel::{AppError, Ctx, Fields};
use web::blocks::Surroundings;
use web::editor::View;

use super::{id, names, voice};
use crate::fields::Around;
use crate::fields::media::picks_of;
use crate::model::{Draft, Item, StepRow, Voice};
use crate::review::{Review, review};
use crate::{kinds, store};

/// Seconds in which somebody else's saving means that they are at work now.
const AT_WORK_SECONDS: i64 = 180;
/// Files with captions offered for choosing.
const CAPTIONS_MAX: i64 = 200;

/// Everything the page needs.
pub(super) struct Desk {
    pub(super) item: Item,
    /// How the page is looked at beside its text.
    pub(super) view: View,
    pub(super) draft: Draft,
    pub(super) review: Review,
    pub(super) surroundings: Surroundings,
    pub(super) around: Around,
    pub(super) at_work: Vec<String>,
    /// The step that took the text from the public, if it is not out any more.
    pub(super) gone: Option<StepRow>,
}

pub(super) async fn desk(ctx: &Ctx, text: &str, fields: &Fields) -> Result<Desk, AppError> {
    let (voice, view) = (voice(fields), View::from_word(fields.get("ansicht")));
    let (item_id, actor, town) = (id(text)?, ctx.actor.clone(), ctx.town.clone());
    let say = web::frame::say_of(ctx.language);
    let language = match voice {
        Voice::En => kernel::Language::En,
        _ => kernel::Language::De,
    };
    ctx.read(move |db| {
        let item = store::find(db, item_id)?.open(&actor)?;
        let (draft, _) = store::edition(db, item_id, item.head)?;
        let review = review(&town, db, &item, &draft)?;
        let surroundings = web::blocks::gather(&town, db, &[draft.body(voice)], language, true)?;
        let around = choices(&town, db, say, &draft)?;
        let since = db.now().checked_sub(SignedDuration::from_secs(AT_WORK_SECONDS));
        let since = since.map_err(AppError::internal)?;
        let others = store::recent_authors(db, item_id, since, &actor.label())?;
        let at_work = names(db, others)?.into_values().collect();
        let gone = if item.is_out() { None } else { gone(store::steps(db, item_id)?) };
        Ok(Desk { item, view, draft, review, surroundings, around, at_work, gone })
    })
    .await
}

/// What last happened to a text before the public, if that took it away. The newest stands first.
fn gone(steps: Vec<StepRow>) -> Option<StepRow> {
    let before_all = ["published", "forced", "unscheduled", "withdrawn", "expired"];
    let last = steps.into_iter().find(|step| before_all.contains(&step.action.as_str()))?;
    matches!(last.action.as_str(), "withdrawn" | "expired").then_some(last)
}

/// What fields of blocks offer to choose from.
pub(super) fn choices(
    town: &std::sync::Arc<kernel::Town>,
    db: &mut kernel::Reader<'_>,
    say: web::Say,
    draft: &Draft,
) -> Result<Around, AppError> {
    let mut keys: BTreeSet<Key> = draft.bodies().into_iter().flat_map(Document::media).collect();
    keys.extend(draft.picture.as_ref().map(|p| p.media.clone()));
    keys.extend(draft.sign_language.clone());
    keys.extend(kinds::file_mut(&mut draft.details.clone()).and_then(|file| file.clone()));
    let media = picks_of(db, say, keys)?;
    let captions = kernel::media::choose(db, "captions", "", CAPTIONS_MAX)?;
    let captions = captions.into_iter().map(|m| (m.id.to_string(), m.title)).collect();
    let snippets = store::patterns(db, "snippet")?;
    let snippets = snippets.into_iter().map(|p| (p.id.to_string(), p.name)).collect();
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
    Ok(Around { media, captions, snippets, units, services })
}
