//! Telling readers: a feed that has readers is looked at again and again; those who do not know yet
//! what it holds are sent it whole. What each reader knows stands in the database, so that a stop of
//! the house loses nothing.

use std::sync::Arc;

use jiff::SignedDuration;
use kernel::jobs::Running;
use kernel::{Actor, AppError, Audit, Town, Tx, settings};
use norm_push::hub::{Heard, headers, heard};
use outside::Request;
use tokio::task::JoinSet;

use super::{LIMITS, PATH};
use crate::feed::{Door, Feed};
use crate::settings::PushSettings;
use crate::store::{self, FeedReader};

/// Pause between two looks, in seconds.
pub const SECONDS: u64 = 60;
/// Readers told in one transaction, side by side.
const TOGETHER: i64 = 16;
/// Times in a row a reader may not be reached before it is forgotten.
const STRIKES_MAX: i64 = 8;
/// Pause after the first of them; it doubles with each.
const PAUSE: SignedDuration = SignedDuration::from_mins(2);

/// One look, as it is done again and again.
pub fn pulse(town: Arc<Town>) -> Running<'static> {
    Box::pin(async move { Ok(look(&town).await?) })
}

/// Looks at the feeds that have readers, and tells those who do not know yet what they hold.
///
/// # Errors
/// What the database says.
pub async fn look(town: &Arc<Town>) -> Result<(), AppError> {
    let (settings, topics) = town
        .read(|db| {
            let settings: PushSettings = settings::get(db)?;
            let topics = if settings.tells_readers { store::read_feeds(db)? } else { Vec::new() };
            Ok((settings, topics))
        })
        .await?;
    if topics.is_empty() {
        return Ok(());
    }
    let own = Arc::new(settings.own());
    let door = Door::new(town);
    for topic in topics {
        // A feed that is gone for a while, such as one of a topic without news, says nothing.
        let Some(feed) = door.feed(&topic).await? else { continue };
        note(town, &topic, &feed).await?;
        tell(town, &topic, &Arc::new(feed), &own).await?;
    }
    Ok(())
}

async fn note(town: &Arc<Town>, topic: &str, feed: &Feed) -> Result<(), AppError> {
    let (of, digest) = (topic.to_owned(), feed.digest.clone());
    let known = town.read(move |db| store::feed(db, &of)).await?;
    if known.as_ref() == Some(&feed.digest) {
        return Ok(());
    }
    let topic = topic.to_owned();
    town.write(Actor::system("push"), move |tx| {
        store::set_feed(tx, &topic, &digest)?;
        Ok(Audit::of("push.feed_changed", &topic).done())
    })
    .await
}

/// Tells all readers of a feed who are behind.
async fn tell(
    town: &Arc<Town>,
    topic: &str,
    feed: &Arc<Feed>,
    own: &Arc<Vec<String>>,
) -> Result<(), AppError> {
    let mut last = String::new();
    loop {
        let (there, of) = (Arc::clone(town), topic.to_owned());
        let (digest, after) = (feed.digest.clone(), last.clone());
        let readers =
            town.read(move |db| store::behind(&there, db, &of, &digest, &after, TOGETHER)).await?;
        let Some(end) = readers.last() else { return Ok(()) };
        last = end.id.to_string();
        let mut running = JoinSet::new();
        for reader in readers {
            let request = request(town, &reader, feed);
            let own = Arc::clone(own);
            running.spawn_blocking(move || {
                let answer = outside::send(&request, &own, LIMITS);
                (reader, answer.map_or(Heard::Again, |answer| heard(answer.status)))
            });
        }
        let heard = running.join_all().await;
        let digest = feed.digest.clone();
        town.write(Actor::system("push"), move |tx| {
            let many = heard.len();
            for (reader, heard) in heard {
                settle(tx, &reader, heard, &digest)?;
            }
            Ok(Audit::of("push.readers_told", many).done())
        })
        .await?;
    }
}

fn request(town: &Town, reader: &FeedReader, feed: &Feed) -> Request {
    let base = &town.plan().base_url;
    let (hub, topic) = (format!("{base}{PATH}"), format!("{base}{}", reader.topic));
    let inside = &reader.inside;
    let mut request = Request::post(&inside.callback, feed.bytes.clone());
    for (name, value) in headers(&hub, &topic, &feed.kind, &inside.secret, &feed.bytes) {
        request = request.header(name, value);
    }
    request
}

fn settle(
    tx: &mut Tx<'_>,
    reader: &FeedReader,
    heard: Heard,
    digest: &str,
) -> Result<(), AppError> {
    match heard {
        Heard::Taken => {
            store::told(tx, reader.id, digest)?;
            store::count(tx, "reader-told", 1)
        }
        Heard::Gone => {
            store::drop_reader(tx, reader.id)?;
            store::count(tx, "reader-gone", 1)
        }
        Heard::Again if reader.strikes + 1 >= STRIKES_MAX => {
            store::drop_reader(tx, reader.id)?;
            store::count(tx, "reader-unreachable", 1)
        }
        Heard::Again => {
            let doubled = 1_i32 << reader.strikes.clamp(0, STRIKES_MAX);
            let at = tx.now() + PAUSE * doubled;
            store::later(tx, reader.id, at)
        }
    }
}
