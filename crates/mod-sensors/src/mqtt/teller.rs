//! Tells what was changed to those who want to hear it: each topic is asked once for all its
//! listeners, with the same eyes that would ask by HTTP.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use kernel::db::News;
use kernel::{Reader, Town};
use norm_sensorthings::Json;
use norm_sensorthings::model::EntityType;
use norm_sensorthings::mqtt::{Subscription, parse_subscription};
use norm_sensorthings::path::Tail;
use tokio::sync::broadcast::error::RecvError;

use super::hub::{Hub, Wish};
use super::login::view;
use super::subscribe::{narrowed, one, split};
use super::{Changed, GROWTH, SENDING};
use crate::read::{Target, get, resolve};
use crate::store::Sight;

/// Entities of one question.
const IDS_MAX: usize = 100;
/// Changes that are told together at most.
const CHANGES_MAX: usize = 500;

/// What is to be told: ids by kind.
type Open = BTreeMap<EntityType, BTreeSet<i64>>;

/// Tells for ever.
pub(super) async fn tell(town: Arc<Town>, hub: Arc<Hub>) {
    let mut news = town.db().hear();
    let mut grown: BTreeSet<i64> = BTreeSet::new();
    let mut clock = tokio::time::interval(GROWTH);
    clock.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        let mut open = Open::new();
        tokio::select! {
            heard = news.recv() => {
                match heard {
                    Ok(first) => note(&first, &mut open, &mut grown),
                    Err(RecvError::Lagged(missed)) => {
                        tracing::warn!(missed, "Changes were made faster than they could be told by MQTT");
                        hub.lost();
                    }
                    Err(RecvError::Closed) => return,
                }
                for _ in 0..CHANGES_MAX {
                    match news.try_recv() {
                        Ok(next) => note(&next, &mut open, &mut grown),
                        Err(_) => break,
                    }
                }
            }
            _ = clock.tick() => {
                let streams = std::mem::take(&mut grown);
                if !streams.is_empty() {
                    open.insert(EntityType::Datastream, streams.clone());
                    open.insert(EntityType::MultiDatastream, streams);
                }
            }
        }
        if !open.is_empty() {
            spread(&town, &hub, open).await;
        }
    }
}

fn note(news: &News, open: &mut Open, grown: &mut BTreeSet<i64>) {
    let Some(changed) = news.downcast_ref::<Changed>() else { return };
    for (kind, id) in &changed.entities {
        open.entry(*kind).or_default().insert(*id);
    }
    grown.extend(&changed.streams);
}

/// Asks for every topic that may be concerned what there is to say.
async fn spread(town: &Arc<Town>, hub: &Arc<Hub>, open: Open) {
    let wishes: Vec<(Wish, Subscription)> = hub
        .wishes()
        .into_iter()
        .filter_map(|wish| parse_subscription(&wish.0).ok().map(|parsed| (wish, parsed)))
        .filter(|(_, parsed)| open.contains_key(&parsed.path.entity()))
        .collect();
    if wishes.is_empty() {
        return;
    }
    let (town_too, hub, all) = (Arc::clone(town), Arc::clone(hub), Arc::clone(hub));
    let read = town.read_within(SENDING, move |db| {
        for (wish, parsed) in &wishes {
            let view = view(&town_too, parsed.version.name(), wish.1);
            let Some(ids) = open.get(&parsed.path.entity()) else { continue };
            if parsed.path.is_list() {
                let ids: Vec<i64> = ids.iter().copied().collect();
                for ids in ids.chunks(IDS_MAX) {
                    for payload in several(db, &view, &wish.0, ids) {
                        hub.tell(wish, &payload, false);
                    }
                }
            } else if is_about(db, parsed, ids, wish.1)
                && let Some(payload) = one(db, &view, parsed, &wish.0)
            {
                hub.tell(wish, &payload, matches!(parsed.path.tail, Tail::Property { .. }));
            }
        }
        Ok(())
    });
    if let Err(error) = read.await {
        tracing::warn!(%error, "What was changed could not be told by MQTT");
        all.lost();
    }
}

/// Whether a path leads to one of these entities.
fn is_about(db: &mut Reader<'_>, parsed: &Subscription, ids: &BTreeSet<i64>, sight: Sight) -> bool {
    match resolve(db, &parsed.path, sight) {
        Ok(Target::One(_, id)) => ids.contains(&id),
        _ => false,
    }
}

/// The messages about entities of a set.
fn several(
    db: &mut Reader<'_>,
    view: &crate::read::View,
    topic: &str,
    ids: &[i64],
) -> Vec<Arc<[u8]>> {
    let (path, query) = split(topic);
    let Ok(answer) = get(db, view, path, &narrowed(query, ids)) else { return Vec::new() };
    let Ok(json) = Json::parse_bytes(&answer.body) else { return Vec::new() };
    let all = json.get("value").and_then(Json::as_array).unwrap_or_default();
    all.iter().map(|entity| entity.to_string().into_bytes().into()).collect()
}
