//! Warnings of federal authorities for the district: read from the service behind the warning app
//! NINA, confirmed by a person or shown at once from a severity the town sets.

mod ask;
mod read;

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use kernel::jobs::{JobError, Running};
use kernel::siren::{self, Level};
use kernel::{Actor, AppError, Audit, Id, Saved, Text, Town, Tx, settings};
use norm_feeds::cap::Severity;

use crate::model::{HOURS_USUAL, Kind, Message, TEXT_CHARS_MAX};
use crate::settings::WarningSettings;
use crate::store;

/// The name of the source in the database.
const SOURCE: &str = "federal";
/// Seconds between two questions.
pub const SECONDS: u64 = 60;
/// Details asked for in one round.
const DETAILS_MAX: usize = 20;

/// Where a federal warning stands with the town.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nobody has said anything yet.
    New,
    /// It stands on the pages.
    Shown,
    /// The town does not show it.
    Dismissed,
    /// It is over.
    Over,
}

impl Standing {
    /// The word in the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Shown => "shown",
            Self::Dismissed => "dismissed",
            Self::Over => "over",
        }
    }

    /// Reads the word.
    pub fn of(word: &str) -> Self {
        match word {
            "shown" => Self::Shown,
            "dismissed" => Self::Dismissed,
            "over" => Self::Over,
            _ => Self::New,
        }
    }
}

/// A federal warning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Federal {
    /// Its id.
    pub id: String,
    /// Who warns: `MOWAS`, `DWD`, `LHP`, `POLICE`.
    pub provider: String,
    /// How bad it is.
    pub severity: Severity,
    /// What it says in a line.
    pub headline: String,
    /// Where.
    pub area: String,
    /// Where to read more.
    pub link: String,
    /// When it was sent.
    pub sent: Timestamp,
    /// Until when it holds, if it says so.
    pub expires: Option<Timestamp>,
    /// Where it stands with the town.
    pub standing: Standing,
    /// The thread that shows it.
    pub thread: Option<Id<Message>>,
}

/// The number of a severity in the settings.
fn rank(severity: Severity) -> i64 {
    match severity {
        Severity::Extreme => 4,
        Severity::Severe => 3,
        Severity::Moderate => 2,
        Severity::Minor => 1,
        Severity::Unknown => 0,
    }
}

impl Federal {
    fn level(&self) -> Level {
        match self.severity {
            Severity::Extreme | Severity::Severe => Level::Danger,
            Severity::Moderate => Level::Caution,
            _ => Level::Info,
        }
    }

    /// The message that shows it.
    fn message(&self, now: Timestamp) -> Message {
        let id = Id::new();
        let text = format!("{}: {}", self.provider, self.headline);
        let text = norm_feeds::cut::shorten(&text, TEXT_CHARS_MAX);
        let usual = now + SignedDuration::from_hours(HOURS_USUAL);
        Message {
            id,
            thread: id,
            number: 1,
            kind: Kind::Alert,
            level: self.level(),
            text: Text::new(text, ""),
            area: Text::new(self.area.clone(), ""),
            link: self.link.clone(),
            source: self.id.clone(),
            issued_at: now,
            valid_until: self.expires.filter(|e| *e > now).unwrap_or(usual),
        }
    }
}

/// Shows a federal warning on the pages.
pub fn show(tx: &mut Tx<'_>, federal: &mut Federal) -> Result<(), AppError> {
    let message = federal.message(tx.now());
    store::add(tx, &message)?;
    federal.standing = Standing::Shown;
    federal.thread = Some(message.thread);
    store::save_federal(tx, federal)
}

/// What stands on the pages says what the federal warning says now. Whoever of the town has ended it
/// or put it into other words has the last word.
fn renew(tx: &mut Tx<'_>, before: &Federal, federal: &Federal) -> Result<(), AppError> {
    let last = match federal.thread {
        Some(thread) => store::thread(tx, thread)?.into_iter().next(),
        None => None,
    };
    if let Some(last) = last.filter(|last| last.kind != Kind::Clear) {
        let now = federal.message(tx.now());
        let is_as_before = now.text == last.text
            && now.level == last.level
            && now.area == last.area
            && now.link == last.link
            && federal.expires.is_none_or(|end| end == last.valid_until);
        let is_reworded = last.text != before.message(tx.now()).text;
        if !is_as_before && !is_reworded {
            let (thread, number) = (last.thread, last.number + 1);
            store::add(tx, &Message { thread, number, kind: Kind::Update, ..now })?;
        }
    }
    store::save_federal(tx, federal)
}

/// Says that a federal warning is over, on the pages too.
fn end(tx: &mut Tx<'_>, federal: &mut Federal) -> Result<(), AppError> {
    if let Some(thread) = federal.thread
        && let Some(last) = store::thread(tx, thread)?.first()
        && last.kind != Kind::Clear
        && last.is_shown(tx.now())
    {
        let text = Text::new(
            norm_feeds::cut::shorten(
                &format!("Die Warnung ist aufgehoben: {}", federal.headline),
                TEXT_CHARS_MAX,
            ),
            "",
        );
        let clear = last.all_clear(text, tx.now());
        store::add(tx, &clear)?;
    }
    federal.standing = Standing::Over;
    store::save_federal(tx, federal)
}

/// The key of the district: that of the town with the last seven digits zero.
fn district(ars: &str) -> Option<String> {
    let is_key = ars.len() == 12 && ars.bytes().all(|b| b.is_ascii_digit());
    is_key.then(|| format!("{}0000000", &ars[..5]))
}

/// Asks once; what is wrong is noted for the page of staff.
///
/// # Errors
/// What the database says.
pub async fn poll(town: &Arc<Town>) -> Result<(), AppError> {
    let (settings, (etag, _, trouble)): (WarningSettings, _) =
        town.read(|db| Ok((settings::get(db)?, store::source(db, SOURCE)?))).await?;
    let base = settings.federal_url.trim_end_matches('/').to_owned();
    let ars = town.profile().ars.clone();
    if base.is_empty() || district(&ars).is_none() {
        return Ok(());
    }
    let known: Vec<Federal> = town.read(store::federal).await?;
    let known_ids: Vec<(String, Timestamp)> =
        known.iter().map(|f| (f.id.clone(), f.sent)).collect();
    let asked = tokio::task::spawn_blocking(move || ask::all(&base, &ars, &etag, &known_ids));
    let heard = asked.await.map_err(AppError::internal)?;
    match heard {
        Ok(None) if trouble.is_empty() => Ok(()),
        Ok(None) => note(town, None, String::new()).await,
        Ok(Some(heard)) => {
            let tag = heard.tag.clone();
            take_in(town, settings.show_from, known, heard).await?;
            note(town, Some(tag), String::new()).await
        }
        Err(said) if said == trouble => Ok(()),
        Err(said) => {
            tracing::warn!(said, "Federal warnings cannot be read");
            note(town, None, said).await
        }
    }
}

async fn note(town: &Arc<Town>, etag: Option<String>, trouble: String) -> Result<(), AppError> {
    town.write(Actor::system("warnings"), move |tx| {
        let before = store::source(tx, SOURCE)?;
        let etag = etag.unwrap_or(before.0);
        store::set_source(tx, SOURCE, &etag, &trouble)?;
        Ok(Audit::of("warnings.source_heard", SOURCE).done())
    })
    .await
}

/// Brings what was read and what was known together.
async fn take_in(
    town: &Arc<Town>,
    show_from: i64,
    known: Vec<Federal>,
    heard: ask::Heard,
) -> Result<(), AppError> {
    town.write(Actor::system("warnings"), move |tx| {
        let mut changed = 0;
        for one in &heard.found {
            let before = known.iter().find(|f| f.id == one.id);
            if before.is_some_and(|b| b.sent >= one.sent) && !one.is_cancel {
                continue;
            }
            let mut now = one.federal(before);
            if one.is_cancel {
                if before.is_some() {
                    end(tx, &mut now)?;
                    changed += 1;
                }
                continue;
            }
            let is_grave = show_from > 0 && rank(now.severity) >= show_from;
            match now.standing {
                Standing::New if is_grave && one.is_certain => show(tx, &mut now)?,
                Standing::Shown => renew(tx, before.unwrap_or(&now), &now)?,
                _ => store::save_federal(tx, &now)?,
            }
            changed += 1;
        }
        // What is no longer named is over; what is named and does not read is not.
        let is_gone = |id: &String| heard.named.as_ref().is_some_and(|all| !all.contains(id));
        for gone in known.iter().filter(|k| is_gone(&k.id)) {
            end(tx, &mut gone.clone())?;
            changed += 1;
        }
        if changed == 0 {
            return Ok(Saved::nothing(()));
        }
        Ok(Audit::of("warnings.federal_read", SOURCE).note(format!("changed={changed}")).done())
    })
    .await?;
    siren::refresh(town).await
}

/// The pulse.
pub fn pulse(town: Arc<Town>) -> Running<'static> {
    Box::pin(async move { poll(&town).await.map_err(|e| JobError::Later(e.to_string())) })
}
