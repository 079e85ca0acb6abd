//! A tile as protobuf: layers, features, and each key and value once.

use std::collections::HashMap;

use crate::clip::{self, Dot};
use crate::geometry::{Geometry, Spot};
use crate::grid::{Tile, ZOOM_MAX};
use crate::simplify;
use crate::varint::{put, zigzag};

/// Steps along one side of a tile.
pub const EXTENT: i64 = 4096;
/// Media type of a tile.
pub const MIME: &str = "application/vnd.mapbox-vector-tile";
/// Steps beyond the edges that are kept of lines and areas, so that no edge is seen.
const MARGIN: i64 = 64;
/// Bits of [`EXTENT`].
const EXTENT_BITS: u8 = 12;

/// A value of an attribute.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Value {
    /// Text.
    Text(String),
    /// A whole number.
    Int(i64),
    /// Yes or no.
    Bool(bool),
}

/// A layer of one tile in the making.
#[derive(Debug)]
pub struct Layer {
    name: String,
    tile: Tile,
    features: Vec<u8>,
    count: usize,
    keys: HashMap<String, u64>,
    key_bytes: Vec<u8>,
    values: HashMap<Value, u64>,
    value_bytes: Vec<u8>,
}

impl Layer {
    /// A layer without features.
    pub fn new(name: &str, tile: Tile) -> Self {
        Self {
            name: name.to_owned(),
            tile,
            features: Vec::new(),
            count: 0,
            keys: HashMap::new(),
            key_bytes: Vec::new(),
            values: HashMap::new(),
            value_bytes: Vec::new(),
        }
    }

    /// Features in it.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Adds what of a feature lies in the tile; `false` when nothing does.
    pub fn add(&mut self, geometry: &Geometry, attributes: &[(&str, Value)]) -> bool {
        let (kind, drawn) = match geometry {
            Geometry::Points(points) => (1, self.points(points)),
            Geometry::Lines(lines) => (2, self.lines(lines)),
            Geometry::Areas(areas) => (3, self.areas(areas)),
        };
        if drawn.is_empty() {
            return false;
        }
        let mut tags = Vec::new();
        for (key, value) in attributes {
            put(&mut tags, self.key(key));
            put(&mut tags, self.value(value));
        }
        let mut feature = Vec::with_capacity(drawn.len() + tags.len() + 12);
        if !tags.is_empty() {
            field(&mut feature, 2, &tags);
        }
        put(&mut feature, 3 << 3);
        put(&mut feature, kind);
        field(&mut feature, 4, &drawn);
        field(&mut self.features, 2, &feature);
        self.count += 1;
        true
    }

    fn key(&mut self, key: &str) -> u64 {
        if let Some(at) = self.keys.get(key) {
            return *at;
        }
        let at = u64::try_from(self.keys.len()).unwrap_or_default();
        field(&mut self.key_bytes, 3, key.as_bytes());
        self.keys.insert(key.to_owned(), at);
        at
    }

    fn value(&mut self, value: &Value) -> u64 {
        if let Some(at) = self.values.get(value) {
            return *at;
        }
        let at = u64::try_from(self.values.len()).unwrap_or_default();
        let mut bytes = Vec::new();
        match value {
            Value::Text(text) => field(&mut bytes, 1, text.as_bytes()),
            Value::Int(number) => {
                put(&mut bytes, 6 << 3);
                put(&mut bytes, zigzag(*number));
            }
            Value::Bool(is_so) => {
                put(&mut bytes, 7 << 3);
                put(&mut bytes, u64::from(*is_so));
            }
        }
        field(&mut self.value_bytes, 4, &bytes);
        self.values.insert(value.clone(), at);
        at
    }

    /// A place in steps of the tile.
    fn dot(&self, spot: Spot) -> Dot {
        let (west, north) = self.tile.corner();
        let (x, y) = (i64::from(spot.x) - west, i64::from(spot.y) - north);
        // A tile has 2^(31−z) steps of the world and 2^12 of its own.
        let shift = 31 - EXTENT_BITS;
        if self.tile.z <= shift {
            (x >> (shift - self.tile.z), y >> (shift - self.tile.z))
        } else {
            (x, y)
        }
    }

    fn dots(&self, spots: &[Spot]) -> Vec<Dot> {
        spots.iter().map(|s| self.dot(*s)).collect()
    }

    fn points(&self, points: &[Spot]) -> Vec<u8> {
        let mut inside = self.dots(points);
        inside.retain(|d| (0..EXTENT).contains(&d.0) && (0..EXTENT).contains(&d.1));
        let mut out = Vec::new();
        if !inside.is_empty() {
            let mut pen = (0, 0);
            command(&mut out, 1, inside.len());
            for d in inside {
                step(&mut out, &mut pen, d);
            }
        }
        out
    }

    fn lines(&self, lines: &[Vec<Spot>]) -> Vec<u8> {
        let (mut out, mut pen) = (Vec::new(), (0, 0));
        for line in lines {
            for part in clip::line(&self.dots(line), -MARGIN, EXTENT + MARGIN) {
                let part = self.fewer(part, simplify::line);
                if part.len() >= 2 {
                    path(&mut out, &mut pen, &part);
                }
            }
        }
        out
    }

    fn areas(&self, areas: &[Vec<Vec<Spot>>]) -> Vec<u8> {
        let (mut out, mut pen) = (Vec::new(), (0, 0));
        for rings in areas {
            for (at, ring) in rings.iter().enumerate() {
                let cut = clip::ring(&self.dots(ring), -MARGIN, EXTENT + MARGIN);
                let mut cut = simplify::ring(&cut);
                if cut.is_empty() {
                    // Without its outer ring there is no area.
                    if at == 0 {
                        break;
                    }
                    continue;
                }
                // Outer rings run clockwise on the screen, holes the other way.
                if (simplify::twice_area(&cut) > 0) != (at == 0) {
                    cut.reverse();
                }
                path(&mut out, &mut pen, &cut);
                command(&mut out, 7, 1);
            }
        }
        out
    }

    /// At the highest zoom every point stays.
    fn fewer(&self, part: Vec<Dot>, simplify: fn(&[Dot]) -> Vec<Dot>) -> Vec<Dot> {
        if self.tile.z < ZOOM_MAX {
            return simplify(&part);
        }
        let mut part = part;
        part.dedup();
        part
    }
}

/// A field of bytes.
fn field(out: &mut Vec<u8>, number: u64, bytes: &[u8]) {
    put(out, (number << 3) | 2);
    put(out, u64::try_from(bytes.len()).unwrap_or_default());
    out.extend_from_slice(bytes);
}

fn command(out: &mut Vec<u8>, command: u64, times: usize) {
    put(out, (u64::try_from(times).unwrap_or_default() << 3) | command);
}

fn step(out: &mut Vec<u8>, pen: &mut Dot, dot: Dot) {
    put(out, zigzag(dot.0 - pen.0));
    put(out, zigzag(dot.1 - pen.1));
    *pen = dot;
}

fn path(out: &mut Vec<u8>, pen: &mut Dot, dots: &[Dot]) {
    let Some((first, rest)) = dots.split_first() else { return };
    command(out, 1, 1);
    step(out, pen, *first);
    command(out, 2, rest.len());
    for d in rest {
        step(out, pen, *d);
    }
}

/// A tile of these layers; empty ones are left out, and a tile without layers has no bytes.
pub fn tile(layers: &[Layer]) -> Vec<u8> {
    let mut out = Vec::new();
    for layer in layers.iter().filter(|l| !l.is_empty()) {
        let mut bytes = Vec::with_capacity(layer.features.len() + layer.value_bytes.len() + 64);
        put(&mut bytes, 15 << 3);
        put(&mut bytes, 2);
        field(&mut bytes, 1, layer.name.as_bytes());
        bytes.extend_from_slice(&layer.features);
        bytes.extend_from_slice(&layer.key_bytes);
        bytes.extend_from_slice(&layer.value_bytes);
        put(&mut bytes, 5 << 3);
        put(&mut bytes, u64::try_from(EXTENT).unwrap_or_default());
        field(&mut out, 3, &bytes);
    }
    out
}
