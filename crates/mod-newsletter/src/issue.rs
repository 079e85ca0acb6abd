//! Gathering what is new and sending it: each publication once to each reader, however often the
//! house stops in between.

use std::sync::Arc;

use jiff::civil::Weekday;
use jiff::{SignedDuration, Timestamp};
use kernel::jobs::{self, JobKind, Running, Weight};
use kernel::publication::{self, Find, Publication};
use kernel::{Actor, AppError, Audit, Id, Saved, Town, Tx, notify, settings};
use serde::{Deserialize, Serialize};

use crate::model::{Issue, KINDS, Rhythm, Subscriber, last_moment};
use crate::settings::NewsletterSettings;
use crate::{letter, store, subscribe};

/// Pause between two looks at what is new, in seconds.
pub const SECONDS: u64 = 60;
/// What became visible longer ago is not news: it was imported, or the newsletter did not exist.
const FRESH: SignedDuration = SignedDuration::from_hours(24 * 3);
/// Publications of a kind that are looked at.
const LOOKED_AT: i64 = 200;
/// Publications in one issue.
const ITEMS_MAX: i64 = 500;
/// Readers written to in one transaction.
const TOGETHER: i64 = 100;
/// Name of the job.
const SEND: &str = "newsletter.send";

/// What the job is about.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Order {
    issue: Id<Issue>,
}

/// The job that writes the mails of an issue. It goes on where it stopped.
pub(crate) fn job() -> JobKind {
    JobKind { name: SEND, weight: Weight::Light, attempts_max: 8, is_armed: false, run }
}

/// One look at what is new, as it is done again and again.
pub(crate) fn pulse(town: Arc<Town>) -> Running<'static> {
    Box::pin(async move {
        look(&town).await?;
        Ok(())
    })
}

/// Notices what became visible, and makes the issues that are due.
///
/// # Errors
/// What the database says.
pub async fn look(town: &Arc<Town>) -> Result<(), AppError> {
    // Most of the time there is nothing to do: then nothing is written.
    let is_needed = town
        .read(move |db| {
            let settings: NewsletterSettings = settings::get(db)?;
            let now = db.now();
            for rhythm in Rhythm::ALL {
                let Some(last) = store::last(db, *rhythm)? else { return Ok(true) };
                if moment(&settings, *rhythm, now).is_some_and(|at| at > last.until) {
                    return Ok(true);
                }
            }
            for it in fresh(db, now)? {
                if !store::is_known(db, &it.id.to_string())? {
                    return Ok(true);
                }
            }
            Ok(false)
        })
        .await?;
    if !is_needed {
        return Ok(());
    }
    town.write(Actor::system("newsletter"), |tx| {
        let noticed = begin(tx)? + notice(tx)?;
        let made = due(tx)?;
        if noticed == 0 && made == 0 {
            return Ok(Saved::nothing(()));
        }
        Ok(Audit::of("newsletter.gathered", made).note(noticed).done())
    })
    .await
}

fn moment(settings: &NewsletterSettings, rhythm: Rhythm, now: Timestamp) -> Option<Timestamp> {
    let day = Weekday::from_monday_one_offset(settings.weekday).unwrap_or(Weekday::Friday);
    last_moment(rhythm, now, &kernel::clock::berlin(), settings.hour, day)
}

fn fresh(reader: &mut kernel::Reader<'_>, now: Timestamp) -> Result<Vec<Publication>, AppError> {
    let mut all = Vec::new();
    for kind in KINDS {
        let find = Find { shown_from: Some(now - FRESH), ..Find::newest(kind.key, LOOKED_AT) };
        all.extend(publication::list(reader, &find)?);
    }
    Ok(all)
}

/// The first look of all: from now on things are news. Nobody asked for the past.
fn begin(tx: &mut Tx<'_>) -> Result<u64, AppError> {
    let now = tx.now();
    let mut begun = 0;
    for rhythm in Rhythm::ALL {
        if store::last(tx, *rhythm)?.is_none() {
            let first = new_issue(*rhythm, now, now);
            store::add_issue(tx, &Issue { ended_at: Some(now), ..first })?;
            begun += 1;
        }
    }
    Ok(begun)
}

/// Notes what became visible since the last look.
fn notice(tx: &mut Tx<'_>) -> Result<u64, AppError> {
    let now = tx.now();
    let mut count = 0;
    for it in fresh(tx, now)? {
        count += u64::from(store::see(tx, &it.id.to_string(), &it.kind, now)?);
    }
    Ok(count)
}

fn new_issue(rhythm: Rhythm, from: Timestamp, until: Timestamp) -> Issue {
    Issue {
        id: Id::new(),
        rhythm,
        from,
        until,
        items: 0,
        last_read: String::new(),
        mails: 0,
        ended_at: None,
    }
}

/// Makes the issues that are due; answers how many hold something.
fn due(tx: &mut Tx<'_>) -> Result<u64, AppError> {
    let settings: NewsletterSettings = settings::get(tx)?;
    let now = tx.now();
    let mut made = 0;
    for rhythm in Rhythm::ALL {
        let Some(last) = store::last(tx, *rhythm)? else { continue };
        let moment = moment(&settings, *rhythm, now);
        if moment.is_some_and(|at| at <= last.until) {
            continue;
        }
        let items = store::seen(tx, last.until, now, ITEMS_MAX)?;
        let has_items = !items.is_empty();
        if !has_items && *rhythm == Rhythm::AtOnce {
            continue;
        }
        let items = i64::try_from(items.len()).unwrap_or(i64::MAX);
        let ended_at = (!has_items).then_some(now);
        let issue = Issue { items, ended_at, ..new_issue(*rhythm, last.until, now) };
        store::add_issue(tx, &issue)?;
        if has_items {
            jobs::schedule(tx, SEND, &format!("{SEND}/{}", issue.id), &Order { issue: issue.id })?;
            made += 1;
        }
    }
    Ok(made)
}

fn run(town: Arc<Town>, body: String) -> Running<'static> {
    Box::pin(async move {
        let order: Order = serde_json::from_str(&body).map_err(AppError::from)?;
        while !send_some(&town, order.issue).await? {}
        Ok(())
    })
}

/// Writes to the next readers; whether everybody has got it. Mails and the mark how far it went are
/// saved together.
async fn send_some(town: &Arc<Town>, id: Id<Issue>) -> Result<bool, AppError> {
    let there = Arc::clone(town);
    town.write(Actor::system("newsletter"), move |tx| {
        let issue = store::find_issue(tx, id)?;
        if issue.ended_at.is_some() {
            return Ok(Saved::nothing(true));
        }
        let items = items(tx, &issue)?;
        let readers = store::next(&there, tx, &issue, TOGETHER)?;
        let mut mails = 0;
        for to in &readers {
            mails += i64::from(send(&there, tx, &issue, to, &items)?);
        }
        let is_end = i64::try_from(readers.len()).unwrap_or(TOGETHER) < TOGETHER;
        let last = readers.last().map_or(issue.last_read.clone(), |r| r.id.to_string());
        let ended_at = is_end.then(|| tx.now());
        store::advance(tx, id, &last, mails, ended_at)?;
        Ok(Audit::of("newsletter.sent", id).note(mails).with(is_end))
    })
    .await
}

/// The publications of an issue that may still be seen: what was withdrawn meanwhile is not sent.
fn items(tx: &mut Tx<'_>, issue: &Issue) -> Result<Vec<Publication>, AppError> {
    let now = tx.now();
    let mut found = Vec::new();
    for id in store::seen(tx, issue.from, issue.until, ITEMS_MAX)? {
        let Ok(id) = id.parse() else { continue };
        if let Some(it) = publication::find(tx, id)?.filter(|it| it.is_visible(now)) {
            found.push(it);
        }
    }
    Ok(found)
}

fn send(
    town: &Town,
    tx: &mut Tx<'_>,
    issue: &Issue,
    to: &Subscriber,
    items: &[Publication],
) -> Result<bool, AppError> {
    let Some((subject, body)) = letter::write(town, issue, to, items) else { return Ok(false) };
    let event = format!("newsletter/issue/{}/{}", issue.id, to.id);
    let leave = subscribe::link(town, kernel::Language::De, to.id, "/sofort");
    notify::mail_of_list(tx, &event, to.email.reveal(), &subject, &body, &leave)?;
    Ok(true)
}
