//! Stations on the map of the town and in its equal list. What changes through the register is
//! drawn at once; names, places and silence are brought in step every minute.

use std::collections::BTreeSet;
use std::sync::Arc;

use kernel::jobs::Running;
use kernel::map::{self, Batch, Feature, Filter, Layer, ListedEntry, Look, Mark, Shape};
use kernel::{Actor, AppError, Audit, Reader, Saved, Text, Town, Tx};

use crate::register::State;
use crate::station::{AHEAD_SECONDS, SECOND, Station, Trust};
use crate::store::stations as store;

/// Name of the layer.
const LAYER: &str = "sensors.stations";
/// From which zoom stations are drawn.
const ZOOM: u8 = 10;
/// Pause between two looks, in seconds.
pub(crate) const SECONDS: u64 = 60;

/// The layer.
pub(crate) fn layer() -> Layer {
    let mark = |value, de: &str, en: &str, colour| Mark { value, label: Text::new(de, en), colour };
    Layer {
        group: "sensoren",
        name: LAYER,
        title: Text::new("Messstellen", "Stations"),
        permission: None,
        min_zoom: ZOOM,
        look: Look::Points,
        marks: vec![
            mark("live", "sendet", "sending", "#0f766e"),
            mark("silent", "schweigt", "silent", "#b45309"),
        ],
    }
}

/// A station as the map should show it; nothing where it has no place there.
fn wanted(reader: &mut Reader<'_>, station: &Station) -> Result<Option<Feature>, AppError> {
    let Some(place) = station.place.and_then(|(lon, lat)| map::metres(lon, lat)) else {
        return Ok(None);
    };
    if station.state != State::Published {
        return Ok(None);
    }
    let now = reader.now();
    let until = (now.as_second() + AHEAD_SECONDS) * SECOND;
    let (mut names, mut is_live) = (Vec::new(), false);
    for stream in store::streams(reader, station.thing)? {
        let readings = store::readings(reader, stream.id, until)?;
        let trust = Trust::of(&stream, &readings, now);
        is_live |= !readings.is_empty() && trust.silent_for.is_none();
        names.push(stream.name);
    }
    // Stations that send several values at once are stations like all others.
    for stream in store::multi(reader, station.thing)? {
        let readings = store::readings(reader, stream.id, until)?;
        let trust = Trust::judged(None, &readings, now);
        is_live |= !readings.is_empty() && trust.silent_for.is_none();
        names.push(stream.name);
    }
    if names.is_empty() {
        return Ok(None);
    }
    let names = names.join(", ");
    Ok(Some(Feature {
        layer: LAYER,
        id: station.thing.to_string(),
        shape: Shape::Point(place),
        min_zoom: ZOOM,
        state: if is_live { "live" } else { "silent" }.to_owned(),
        attributes: Vec::new(),
        days: (None, None),
        entry: Some(map::Entry {
            title: Text::same(station.name.clone()),
            text: Text::new(format!("Misst: {names}"), format!("Measures: {names}")),
            url: station.path(),
            position: station.name.clone(),
            ..map::Entry::default()
        }),
    }))
}

fn is_drawn(entry: &ListedEntry, wanted: &Feature) -> bool {
    let Some(new) = &wanted.entry else { return false };
    let is_there = match wanted.shape {
        Shape::Point((x, y)) => {
            (entry.place.0 - x).abs() < 0.01 && (entry.place.1 - y).abs() < 0.01
        }
        _ => false,
    };
    is_there
        && entry.state == wanted.state
        && entry.title == new.title
        && entry.text == new.text
        && entry.url == new.url
}

/// All stations that are on the map now.
fn drawn(reader: &mut Reader<'_>) -> Result<Vec<ListedEntry>, AppError> {
    let mut all = Vec::new();
    for page in 1.. {
        let filter = Filter { layer: LAYER.to_owned(), page, ..Filter::default() };
        let listed = map::list(reader, &filter)?;
        let is_last = listed.entries.is_empty();
        all.extend(listed.entries);
        if is_last || i64::try_from(all.len()).unwrap_or(i64::MAX) >= listed.total {
            break;
        }
    }
    Ok(all)
}

/// What is to be put on the map, and what is to be taken off.
type Steps = (Vec<Feature>, Vec<String>);

fn steps(reader: &mut Reader<'_>) -> Result<Steps, AppError> {
    let there = drawn(reader)?;
    let mut known = BTreeSet::new();
    let mut put = Vec::new();
    for station in store::all(reader)? {
        if let Some(feature) = wanted(reader, &station)? {
            known.insert(feature.id.clone());
            if !there.iter().any(|e| e.id == feature.id && is_drawn(e, &feature)) {
                put.push(feature);
            }
        }
    }
    let gone = there.into_iter().map(|e| e.id).filter(|id| !known.contains(id)).collect();
    Ok((put, gone))
}

/// Brings the map in step; answers how many stations changed on it.
pub(crate) fn draw(tx: &mut Tx<'_>) -> Result<usize, AppError> {
    let (put, gone) = steps(tx)?;
    let mut batch = Batch::default();
    let mut count = gone.len();
    for feature in &put {
        match batch.put(tx, feature) {
            Ok(()) => count += 1,
            // What lies outside of the map stands in the list of stations all the same.
            Err(AppError::Refused(_)) => {}
            Err(other) => return Err(other),
        }
    }
    for id in &gone {
        batch.remove(tx, LAYER, id)?;
    }
    batch.finish(tx)?;
    Ok(count)
}

/// Looks whether the map is in step, and writes only if it is not.
pub(crate) async fn keep(town: &Arc<Town>) -> Result<(), AppError> {
    let (put, gone) = town.read(steps).await?;
    if put.is_empty() && gone.is_empty() {
        return Ok(());
    }
    town.write(Actor::system("sensors"), |tx| {
        let count = draw(tx)?;
        if count == 0 {
            return Ok(Saved::nothing(()));
        }
        Ok(Audit::of("sensors.drawn", "map").note(count).done())
    })
    .await
}

/// Who is silent, and the map, again and again.
pub(crate) fn pulse(town: Arc<Town>) -> Running<'static> {
    Box::pin(async move {
        crate::watch::acts::listen(&town).await?;
        Ok(keep(&town).await?)
    })
}
