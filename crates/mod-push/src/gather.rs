//! Noticing what is new: what became visible in the gazette, and what the town warns of. Each is told
//! once, however often the house stops in between; what became visible while nothing was told is no
//! news later.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use kernel::jobs::{self, Running};
use kernel::publication::{self, Find, Publication};
use kernel::siren::Banner;
use kernel::{Actor, AppError, Audit, Reader, Saved, Town, Tx, settings};

use crate::model::{TOPICS, WARNING, subject};
use crate::send::{Order, SEND};
use crate::settings::PushSettings;
use crate::store;

/// Pause between two looks at the gazette, in seconds.
pub const SECONDS: u64 = 60;
/// Pause between two looks at the warnings, which lie in memory.
pub const WARN_SECONDS: u64 = 5;
/// What became visible longer ago is not news: it was imported.
const FRESH: SignedDuration = SignedDuration::from_hours(24);
/// Publications of a kind that are looked at.
const LOOKED_AT: i64 = 100;
/// Messages about publications made in one look: a flood of them is no help to anybody.
const TOLD_MAX: usize = 20;
/// Since when things are told, by source.
const GAZETTE: &str = "gazette";
const SIREN: &str = "siren";

/// One look at the gazette, as it is done again and again.
pub(crate) fn pulse(town: Arc<Town>) -> Running<'static> {
    Box::pin(async move { Ok(look(&town).await?) })
}

/// One look at the warnings.
pub(crate) fn warn_pulse(town: Arc<Town>) -> Running<'static> {
    Box::pin(async move { Ok(warn(&town).await?) })
}

fn fresh(db: &mut Reader<'_>) -> Result<Vec<Publication>, AppError> {
    let from = Some(db.now() - FRESH);
    let mut all = Vec::new();
    for topic in TOPICS.iter().filter(|t| t.key != WARNING) {
        let find = Find { shown_from: from, ..Find::newest(topic.key, LOOKED_AT) };
        all.extend(publication::list(db, &find)?);
    }
    Ok(all)
}

/// Something to be told: its topic and its subject.
type News = (String, String);

/// Notices what became visible in the gazette.
///
/// # Errors
/// What the database says.
pub async fn look(town: &Arc<Town>) -> Result<(), AppError> {
    let (is_on, has_begun, fresh) = town
        .read(|db| {
            let settings: PushSettings = settings::get(db)?;
            let has_begun = store::has_begun(db, GAZETTE)?;
            let mut unknown = Vec::new();
            if settings.tells_browsers {
                for it in fresh(db)? {
                    let subject = it.id.to_string();
                    if !store::is_known(db, &subject)? {
                        unknown.push((it.kind, subject));
                    }
                }
            }
            Ok((settings.tells_browsers, has_begun, unknown))
        })
        .await?;
    tell(town, GAZETTE, is_on, has_begun, fresh).await
}

/// Notices what the town warns of.
///
/// # Errors
/// What the database says.
pub async fn warn(town: &Arc<Town>) -> Result<(), AppError> {
    let signal = town.siren().signal();
    let now = town.now();
    let subjects: Vec<String> = signal.at(now).map(subject).collect();
    let (is_on, has_begun, unknown) = town
        .read(move |db| {
            let settings: PushSettings = settings::get(db)?;
            let has_begun = store::has_begun(db, SIREN)?;
            let mut unknown = Vec::new();
            for subject in subjects {
                if settings.tells_browsers && !store::is_known(db, &subject)? {
                    unknown.push((WARNING.to_owned(), subject));
                }
            }
            Ok((settings.tells_browsers, has_begun, unknown))
        })
        .await?;
    tell(town, SIREN, is_on, has_begun, unknown).await
}

/// Notes what is new and has it told; at the first look of all, and after a time in which nothing was
/// told, it is only noted: nobody asked for the past.
async fn tell(
    town: &Arc<Town>,
    source: &'static str,
    is_on: bool,
    has_begun: bool,
    news: Vec<News>,
) -> Result<(), AppError> {
    // Most of the time there is nothing to do: then nothing is written.
    if is_on == has_begun && news.is_empty() {
        return Ok(());
    }
    town.write(Actor::system("push"), move |tx| {
        if !is_on {
            store::pause(tx, source)?;
            return Ok(Audit::of("push.paused", source).done());
        }
        let is_first = store::begin(tx, source)?;
        let made = note(tx, &news, is_first)?;
        if made == 0 && !is_first && news.is_empty() {
            return Ok(Saved::nothing(()));
        }
        Ok(Audit::of("push.noticed", source).note(made).done())
    })
    .await
}

fn note(tx: &mut Tx<'_>, news: &[News], is_first: bool) -> Result<usize, AppError> {
    let mut made = 0;
    for (kind, subject) in news {
        if !store::see(tx, subject)? || is_first || made >= TOLD_MAX {
            continue;
        }
        let message = store::add(tx, kind, subject)?;
        jobs::schedule(tx, SEND, &format!("{SEND}/{message}"), &Order { message })?;
        made += 1;
    }
    Ok(made)
}

/// The warning of a subject, if it still holds as it was noticed.
pub(crate) fn banner(town: &Town, wanted: &str, now: Timestamp) -> Option<Banner> {
    let signal = town.siren().signal();
    signal.at(now).find(|banner| subject(banner) == wanted).cloned()
}
