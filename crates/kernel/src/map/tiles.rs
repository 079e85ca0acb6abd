//! Tiles cut straight from the records, and kept in memory until something in them changes.

use std::collections::{HashMap, HashSet};
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use norm_mvt::{Geometry, Layer as TileLayer, Tile, Value};

use super::Layer;
use crate::access::Actor;
use crate::db::{Reader, Sql};
use crate::error::AppError;
use crate::sql;
use crate::town::Town;

/// Tiles kept in memory, in bytes.
const BYTES_MAX: usize = 32 * 1024 * 1024;
/// Features of one layer in one tile at most.
const FEATURES_MAX: i64 = 50_000;
/// A change made by another process is seen after this time; one of this process at once.
const TRUSTED: SignedDuration = SignedDuration::from_secs(1);

const PIECES: Sql = sql!(
    "SELECT id, geometry, attributes FROM kernel_map_piece
     WHERE layer = $1
       AND (cell BETWEEN $2 AND $3 OR cell IN ($4, $5, $6, $7, $8, $9, $10))
       AND min_zoom <= $11 AND from_day <= $12 AND until_day >= $12
     ORDER BY id
     LIMIT $13"
);
const STAMP: Sql = sql!(
    "SELECT COALESCE(MAX(stamp), 0) FROM kernel_map_stamp
     WHERE layer = $1
       AND (cell BETWEEN $2 AND $3 OR cell IN ($4, $5, $6, $7, $8, $9, $10))"
);
const LATEST: Sql = sql!("SELECT COALESCE(MAX(stamp), 0) FROM kernel_map_stamp WHERE layer = $1");

/// A tile as it is sent.
#[derive(Clone, Debug)]
pub struct Cut {
    /// Changes when something in the tile does.
    pub etag: String,
    /// The tile; without bytes there is nothing in it.
    pub plain: Bytes,
    /// The same, packed with gzip.
    pub packed: Bytes,
}

struct Kept {
    cut: Cut,
    generation: u64,
    checked_at: Timestamp,
}

type Key = (String, Vec<&'static str>, Tile);

/// The tiles of a town that are kept in memory.
#[derive(Default)]
pub struct Tiles {
    kept: Mutex<(HashMap<Key, Kept>, usize)>,
}

impl Tiles {
    /// A tile that cannot have changed, and the tag of one that may have.
    fn find(&self, key: &Key, generation: u64, now: Timestamp) -> (Option<Cut>, String) {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(found) = kept.0.get(key) else { return (None, String::new()) };
        let is_fresh =
            found.generation == generation && now.duration_since(found.checked_at) < TRUSTED;
        (is_fresh.then(|| found.cut.clone()), found.cut.etag.clone())
    }

    /// Notes that a tile is as it was.
    fn confirm(&self, key: &Key, etag: &str, generation: u64, now: Timestamp) -> Option<Cut> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let found = kept.0.get_mut(key).filter(|k| k.cut.etag == etag)?;
        found.generation = generation;
        found.checked_at = now;
        Some(found.cut.clone())
    }

    fn keep(&self, key: Key, tile: Kept) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let (tiles, bytes) = &mut *kept;
        let size = |k: &Kept| k.cut.plain.len() + k.cut.packed.len() + 200;
        *bytes += size(&tile);
        if let Some(old) = tiles.insert(key, tile) {
            *bytes = bytes.saturating_sub(size(&old));
        }
        if *bytes > BYTES_MAX {
            // What was not asked for lately goes first.
            let mut asked: Vec<Timestamp> = tiles.values().map(|k| k.checked_at).collect();
            asked.sort_unstable();
            let middle = asked.get(asked.len() / 2).copied();
            tiles.retain(|_, k| middle.is_none_or(|m| k.checked_at > m));
            *bytes = tiles.values().map(size).sum();
        }
    }
}

/// The tile of a group of layers, with what this actor may see.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such group, for this actor.
pub async fn tile(
    town: &Arc<Town>,
    actor: &Actor,
    group: &str,
    tile: Tile,
) -> Result<Cut, AppError> {
    let mut of_group: Vec<&'static str> = Vec::new();
    let mut exists = false;
    for layer in super::layers(town, actor).filter(|l| l.group == group) {
        exists = true;
        if layer.min_zoom <= tile.z {
            of_group.push(layer.name);
        }
    }
    if !exists {
        return Err(AppError::NotFound);
    }
    let (now, generation) = (town.now(), town.db().generation());
    let key: Key = (group.to_owned(), of_group.clone(), tile);
    let (fresh, old_tag) = town.tiles().find(&key, generation, now);
    if let Some(cut) = fresh {
        return Ok(cut);
    }
    let (names, known) = (of_group.clone(), old_tag.clone());
    let mut built = town.read(move |db| build(db, &names, tile, &known)).await?;
    if built.is_none() {
        if let Some(cut) = town.tiles().confirm(&key, &old_tag, generation, now) {
            return Ok(cut);
        }
        // It went from memory meanwhile.
        built = town.read(move |db| build(db, &of_group, tile, "")).await?;
    }
    let cut = built.ok_or(AppError::NotFound)?;
    town.tiles().keep(key, Kept { cut: cut.clone(), generation, checked_at: now });
    Ok(cut)
}

/// The tile, or nothing when it is as the tag says.
fn build(
    reader: &mut Reader<'_>,
    names: &[&'static str],
    tile: Tile,
    known: &str,
) -> Result<Option<Cut>, AppError> {
    let today = reader.today().to_string();
    let mut latest = 0;
    for name in names {
        latest = latest.max(stamp_in(reader, name, tile)?);
    }
    let etag = format!("\"{latest}-{today}\"");
    if etag == known {
        return Ok(None);
    }
    let mut layers = Vec::with_capacity(names.len());
    for name in names {
        layers.push(cut(reader, name, tile, &today)?);
    }
    let plain = norm_mvt::tile(&layers);
    let packed =
        if plain.is_empty() { Vec::new() } else { gzip(&plain).map_err(AppError::internal)? };
    Ok(Some(Cut { etag, plain: plain.into(), packed: packed.into() }))
}

fn gzip(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(5));
    packer.write_all(bytes)?;
    packer.finish()
}

fn stamp_in(reader: &mut Reader<'_>, layer: &str, tile: Tile) -> Result<i64, AppError> {
    let (first, last) = tile.range();
    let up = tile.above();
    let row = reader.one(
        STAMP,
        &[&layer, &first, &last, &up[0], &up[1], &up[2], &up[3], &up[4], &up[5], &up[6]],
    )?;
    Ok(row.at(0)?)
}

fn cut(
    reader: &mut Reader<'_>,
    name: &str,
    tile: Tile,
    today: &str,
) -> Result<TileLayer, AppError> {
    let (first, last) = tile.range();
    let up = tile.above();
    let zoom = i64::from(tile.z);
    let rows = reader.query(
        PIECES,
        &[
            &name,
            &first,
            &last,
            &up[0],
            &up[1],
            &up[2],
            &up[3],
            &up[4],
            &up[5],
            &up[6],
            &zoom,
            &today,
            &FEATURES_MAX,
        ],
    )?;
    let mut layer = TileLayer::new(name, tile);
    let mut seen: HashSet<String> = HashSet::new();
    for row in rows {
        // A feature may be filed under several cells.
        if !seen.insert(row.at(0)?) {
            continue;
        }
        let bytes: Vec<u8> = row.at(1)?;
        let Ok(geometry) = Geometry::unpack(&bytes) else { continue };
        let attributes: Vec<(String, String)> = row.json("attributes")?;
        let attributes: Vec<(&str, Value)> =
            attributes.iter().map(|(k, v)| (k.as_str(), Value::Text(v.clone()))).collect();
        layer.add(&geometry, &attributes);
    }
    Ok(layer)
}

/// Number of the latest change of these layers.
///
/// # Errors
/// What the database says.
pub fn stamp<'a>(
    reader: &mut Reader<'_>,
    layers: impl Iterator<Item = &'a Layer>,
) -> Result<i64, AppError> {
    let mut latest = 0;
    for layer in layers {
        latest = latest.max(reader.one(LATEST, &[&layer.name])?.at(0)?);
    }
    Ok(latest)
}
