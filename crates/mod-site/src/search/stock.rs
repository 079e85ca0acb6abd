//! What a search compares besides the index: units and offers, read once for many questions.

use std::sync::{Arc, PoisonError, RwLock};

use jiff::{SignedDuration, Timestamp};
use kernel::module::Offer;
use kernel::org::{self, Unit};
use kernel::search::{self, fold};
use kernel::{AppError, Ctx};

use crate::offers;

/// How old it may be: other processes of the town save without this one's knowledge.
const FRESH: SignedDuration = SignedDuration::from_secs(10);

/// Units and offers with their words ready to be compared.
#[derive(Default)]
pub(super) struct Stock {
    pub(super) units: Vec<KnownUnit>,
    pub(super) offers: Vec<KnownOffer>,
}

/// A unit and its names.
pub(super) struct KnownUnit {
    pub(super) unit: Unit,
    folded: String,
}

/// An offer and the words of its titles and keywords.
pub(super) struct KnownOffer {
    pub(super) offer: Offer,
    words: Vec<String>,
}

impl KnownUnit {
    /// Every word of the question is its number or a part of its name.
    pub(super) fn fits(&self, words: &[String]) -> bool {
        !words.is_empty()
            && words
                .iter()
                .all(|w| *w == self.unit.number || (w.len() > 2 && self.folded.contains(w)))
    }
}

impl KnownOffer {
    /// Every word of the question means a word of the offer.
    pub(super) fn fits(&self, words: &[String]) -> bool {
        !words.is_empty() && words.iter().all(|w| self.words.iter().any(|k| search::means(w, k)))
    }
}

/// The memory of a town.
#[derive(Default)]
struct Memory {
    last: RwLock<Option<(Version, Arc<Stock>)>>,
}

/// What the stock is true of.
#[derive(Clone, Copy)]
struct Version {
    generation: u64,
    read_at: Timestamp,
}

/// Units and offers as they stand in the records.
///
/// # Errors
/// What the database says.
pub(super) async fn of(ctx: &Ctx) -> Result<Arc<Stock>, AppError> {
    let memory = ctx.town.part::<Memory>();
    let now = Version { generation: ctx.town.db().generation(), read_at: ctx.now() };
    let last = memory.last.read().unwrap_or_else(PoisonError::into_inner).clone();
    if let Some((version, stock)) = last
        && version.generation == now.generation
        && now.read_at.duration_since(version.read_at) < FRESH
    {
        return Ok(stock);
    }
    let town = Arc::clone(&ctx.town);
    let stock = ctx
        .read(move |db| {
            let units = org::all(db)?.into_iter().map(KnownUnit::from).collect();
            let offers = offers::all(&town, db).into_iter().map(KnownOffer::from).collect();
            Ok(Arc::new(Stock { units, offers }))
        })
        .await?;
    *memory.last.write().unwrap_or_else(PoisonError::into_inner) = Some((now, Arc::clone(&stock)));
    Ok(stock)
}

impl From<Unit> for KnownUnit {
    fn from(unit: Unit) -> Self {
        Self { folded: fold(&format!("{} {}", unit.name.de, unit.name.en)), unit }
    }
}

impl From<Offer> for KnownOffer {
    fn from(offer: Offer) -> Self {
        let all = fold(&format!("{} {} {}", offer.title.de, offer.title.en, offer.keywords));
        let words = all.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
        Self { words: words.map(str::to_owned).collect(), offer }
    }
}
