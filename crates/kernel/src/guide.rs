//! The signposts of the public pages: the two upper levels of the tree and which lists have
//! something in them. Kept in memory and read again after something was written, so that every page
//! can show the way without asking the database.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use tokio::sync::Mutex;

use crate::db::{Reader, Sql, Tx};
use crate::error::AppError;
use crate::sql;
use crate::town::Town;
use crate::value::Text;

/// Pages read for the signposts.
const PAGES_MAX: i64 = 400;

const PAGES: Sql = sql!(
    "SELECT slug, title_de, title_en FROM kernel_publication
     WHERE kind = 'page' AND slug <> '' AND slug NOT LIKE '%/%/%'
       AND slug NOT LIKE '%-zusatz' AND state = 'published'
       AND visible_from <= $1 AND (visible_until IS NULL OR visible_until > $1)
     ORDER BY position, title_de, id
     LIMIT $2"
);
const KINDS: Sql = sql!(
    "SELECT DISTINCT kind FROM kernel_publication
     WHERE state = 'published' AND visible_from <= $1
       AND (visible_until IS NULL OR visible_until > $1)
     ORDER BY kind"
);
const EASY: Sql = sql!(
    "SELECT COUNT(*) FROM kernel_publication
     WHERE easy <> '' AND state = 'published' AND visible_from <= $1
       AND (visible_until IS NULL OR visible_until > $1)"
);

const STAMP: Sql = sql!("SELECT COALESCE(MAX(value), 0) FROM kernel_counter WHERE series = $1");
/// The series that counts changes of publications.
const SERIES: &str = "gazette";

/// Notes that publications changed, with the change itself.
///
/// # Errors
/// What the database says.
pub(crate) fn stamp(tx: &mut Tx<'_>) -> Result<(), AppError> {
    crate::counter::next(tx, SERIES)?;
    Ok(())
}

/// A page as a signpost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sign {
    /// Its path, without language.
    pub path: String,
    /// What it is called.
    pub title: Text,
    /// The pages right below it.
    pub below: Vec<Sign>,
}

/// All signposts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Guide {
    /// The pages at the top of the tree, each with those right below it, in their order.
    pub pages: Vec<Sign>,
    /// Kinds of publication of which something is to be seen.
    pub kinds: Vec<String>,
    /// Something can be read in easy language.
    pub has_easy: bool,
}

impl Guide {
    fn read(reader: &mut Reader<'_>) -> Result<Self, AppError> {
        let now = reader.now();
        let mut guide = Self { has_easy: reader.count(EASY, &[&now])? > 0, ..Self::default() };
        for row in reader.query(KINDS, &[&now])? {
            guide.kinds.push(row.at(0)?);
        }
        let mut below = Vec::new();
        for row in reader.query(PAGES, &[&now, &PAGES_MAX])? {
            let slug: String = row.get("slug")?;
            let title = Text { de: row.get("title_de")?, en: row.get("title_en")? };
            let sign = Sign { path: format!("/{slug}"), title, below: Vec::new() };
            if slug.contains('/') { below.push(sign) } else { guide.pages.push(sign) }
        }
        for sign in below {
            let above = sign.path.rsplit_once('/').map(|(above, _)| above);
            if let Some(page) = guide.pages.iter_mut().find(|p| above == Some(p.path.as_str())) {
                page.below.push(sign);
            }
        }
        Ok(guide)
    }
}

/// The memory of a town's signposts.
#[derive(Debug, Default)]
pub struct Signposts {
    guide: RwLock<Arc<Guide>>,
    /// The generation of the records they are in step with, plus one; zero for none.
    of: AtomicU64,
    /// Held by the one who reads; it keeps the stamp of the publications they are of.
    stamp: Mutex<Option<i64>>,
    /// How often they were read, for tests.
    reads: AtomicU64,
}

impl Signposts {
    /// The signposts as they were read last.
    pub fn guide(&self) -> Arc<Guide> {
        Arc::clone(&self.guide.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// How often they were read from the records so far.
    pub fn reads(&self) -> u64 {
        self.reads.load(Ordering::Relaxed)
    }
}

/// Brings the signposts in step with the records. Most of what is written concerns no publication:
/// then one small question is asked, by one of all who wait. When the database does not answer,
/// the signposts in memory stay.
pub(crate) async fn refresh(town: &Town) {
    let signposts = town.signposts();
    let behind = || {
        let generation = town.db().generation() + 1;
        (signposts.of.load(Ordering::Acquire) != generation).then_some(generation)
    };
    if behind().is_none() {
        return;
    }
    let mut known = signposts.stamp.lock().await;
    // Somebody may have read them meanwhile.
    let Some(generation) = behind() else { return };
    let before = *known;
    let found = town
        .read(move |reader| {
            let stamp = reader.count(STAMP, &[&SERIES])?;
            let guide = if before == Some(stamp) { None } else { Some(Guide::read(reader)?) };
            Ok((stamp, guide))
        })
        .await;
    match found {
        Ok((stamp, guide)) => {
            if let Some(guide) = guide {
                *signposts.guide.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(guide);
                signposts.reads.fetch_add(1, Ordering::Relaxed);
            }
            *known = Some(stamp);
            signposts.of.store(generation, Ordering::Release);
        }
        Err(error) => tracing::warn!(%error, "The signposts could not be read; the old ones stay"),
    }
}
