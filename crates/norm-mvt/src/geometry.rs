//! Geometry in steps of the world's square, and the few bytes it is kept in.

use crate::varint::{put, take, unzigzag, zigzag};

/// Steps along one side of the square of web maps.
pub const WORLD: i64 = 1 << 31;
/// Half the side of the square of web maps, in metres.
const HALF: f64 = 20_037_508.342_789_244;
/// Points in one geometry.
const POINTS_MAX: u64 = 1 << 22;

/// A place: steps to the east, and to the south, from the north-western corner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Spot {
    /// Steps to the east.
    pub x: i32,
    /// Steps to the south.
    pub y: i32,
}

/// The place of a coordinate of web maps (EPSG:3857, metres); `None` outside of the square.
pub fn of_web(east: f64, north: f64) -> Option<Spot> {
    let step = |metres: f64| {
        let share = metres / (2.0 * HALF);
        if !(0.0..1.0).contains(&share) {
            return None;
        }
        #[expect(clippy::cast_possible_truncation, reason = "between 0 and 2³¹ by the line above")]
        #[expect(clippy::cast_precision_loss, reason = "2³¹ is a float without loss")]
        let steps = (share * WORLD as f64) as i32;
        Some(steps)
    };
    Some(Spot { x: step(east + HALF)?, y: step(HALF - north)? })
}

/// The coordinate of web maps of a place.
pub fn to_web(spot: Spot) -> (f64, f64) {
    #[expect(clippy::cast_precision_loss, reason = "2³¹ is a float without loss")]
    let metre = 2.0 * HALF / WORLD as f64;
    ((f64::from(spot.x) + 0.5) * metre - HALF, HALF - (f64::from(spot.y) + 0.5) * metre)
}

/// A box of places, all sides included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// The north-western corner.
    pub min: Spot,
    /// The south-eastern corner.
    pub max: Spot,
}

/// What a feature looks like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Geometry {
    /// Points.
    Points(Vec<Spot>),
    /// Lines.
    Lines(Vec<Vec<Spot>>),
    /// Areas, each with its outer ring first. Rings need not repeat their first point.
    Areas(Vec<Vec<Vec<Spot>>>),
}

/// Why packed bytes are no geometry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("these bytes are no packed geometry")]
pub struct PackError;

impl Geometry {
    fn paths(&self) -> Vec<&[Spot]> {
        match self {
            Self::Points(points) => vec![points.as_slice()],
            Self::Lines(lines) => lines.iter().map(Vec::as_slice).collect(),
            Self::Areas(areas) => areas.iter().flatten().map(Vec::as_slice).collect(),
        }
    }

    /// The box around it; `None` for an empty one.
    pub fn bounds(&self) -> Option<Bounds> {
        let paths = self.paths();
        let mut spots = paths.iter().flat_map(|p| p.iter());
        let first = *spots.next()?;
        Some(spots.fold(Bounds { min: first, max: first }, |b, s| Bounds {
            min: Spot { x: b.min.x.min(s.x), y: b.min.y.min(s.y) },
            max: Spot { x: b.max.x.max(s.x), y: b.max.y.max(s.y) },
        }))
    }

    /// The bytes it is kept in: steps from point to point.
    pub fn pack(&self) -> Vec<u8> {
        let mut out = Vec::new();
        let mut pen = (0i64, 0i64);
        let mut path = |out: &mut Vec<u8>, spots: &[Spot]| {
            put(out, count(spots.len()));
            for spot in spots {
                let (x, y) = (i64::from(spot.x), i64::from(spot.y));
                put(out, zigzag(x - pen.0));
                put(out, zigzag(y - pen.1));
                pen = (x, y);
            }
        };
        match self {
            Self::Points(points) => {
                out.push(1);
                path(&mut out, points);
            }
            Self::Lines(lines) => {
                out.push(2);
                put(&mut out, count(lines.len()));
                for line in lines {
                    path(&mut out, line);
                }
            }
            Self::Areas(areas) => {
                out.push(3);
                put(&mut out, count(areas.len()));
                for rings in areas {
                    put(&mut out, count(rings.len()));
                    for ring in rings {
                        path(&mut out, ring);
                    }
                }
            }
        }
        out
    }

    /// Back from [`Geometry::pack`].
    pub fn unpack(bytes: &[u8]) -> Result<Self, PackError> {
        let mut reader = Unpacker { bytes, pen: (0, 0), points: 0 };
        let kind = reader.number()?;
        let geometry = match kind {
            1 => Self::Points(reader.path()?),
            2 => Self::Lines(reader.many(Unpacker::path)?),
            3 => Self::Areas(reader.many(|r| r.many(Unpacker::path))?),
            _ => return Err(PackError),
        };
        if reader.bytes.is_empty() { Ok(geometry) } else { Err(PackError) }
    }
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

struct Unpacker<'a> {
    bytes: &'a [u8],
    pen: (i64, i64),
    points: u64,
}

impl Unpacker<'_> {
    fn number(&mut self) -> Result<u64, PackError> {
        take(&mut self.bytes).ok_or(PackError)
    }

    fn many<T>(
        &mut self,
        one: impl Fn(&mut Self) -> Result<T, PackError>,
    ) -> Result<Vec<T>, PackError> {
        let number = self.number()?;
        // Each needs a byte at least: a wrong number takes no memory.
        if number > count(self.bytes.len()) {
            return Err(PackError);
        }
        (0..number).map(|_| one(self)).collect()
    }

    fn path(&mut self) -> Result<Vec<Spot>, PackError> {
        let number = self.number()?;
        self.points = self.points.saturating_add(number);
        if number > count(self.bytes.len()) || self.points > POINTS_MAX {
            return Err(PackError);
        }
        let mut spots = Vec::with_capacity(usize::try_from(number).unwrap_or_default());
        for _ in 0..number {
            let (dx, dy) = (unzigzag(self.number()?), unzigzag(self.number()?));
            self.pen = (self.pen.0.wrapping_add(dx), self.pen.1.wrapping_add(dy));
            let step = |n: i64| i32::try_from(n).map_err(|_| PackError);
            spots.push(Spot { x: step(self.pen.0)?, y: step(self.pen.1)? });
        }
        Ok(spots)
    }
}
