//! Mapbox Vector Tiles 2.1: geometry of a whole town packed small, found by the cells it lies in,
//! cut into tiles that are clipped and simplified, and written as protobuf.
//!
//! No file, no network, no clock. Coordinates are whole numbers: the square of web maps (EPSG:3857)
//! has 2³¹ steps on each side, a step is less than two centimetres. So a tile is cut by shifting.

mod clip;
mod geometry;
mod grid;
mod read;
mod simplify;
mod varint;
mod write;

pub use geometry::{Bounds, Geometry, PackError, Spot, WORLD, of_web, to_web};
pub use grid::{LEVELS, STAMP_LEVEL, Tile, ZOOM_MAX, cells, stamp_cell};
pub use read::{ReadError, ReadFeature, ReadLayer, read};
pub use write::{EXTENT, Layer, MIME, Value, tile};
