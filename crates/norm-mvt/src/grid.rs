//! Cells: numbers under which an ordinary ordered index finds what lies in a tile.
//!
//! The world is divided into squares of several sizes. A feature is filed under at most four cells
//! of the smallest size that holds it so. Everything inside of a tile lies in one range of numbers;
//! what is larger than the tile lies in one of a handful of cells above it.

use crate::geometry::{Bounds, Spot};

/// Highest zoom of tiles that are cut; browsers enlarge these for what lies beyond.
pub const ZOOM_MAX: u8 = 18;
/// Sizes of cells, as zooms.
pub const LEVELS: [u8; 7] = [0, 8, 10, 12, 14, 16, 18];
/// Size of the cells for which changes are counted.
pub const STAMP_LEVEL: u8 = 14;
/// Bits of a place along one side.
const SIDE_BITS: u8 = 31;

/// A tile of the usual scheme: north-western corner is 0/0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Tile {
    /// Zoom.
    pub z: u8,
    /// Column.
    pub x: u32,
    /// Row.
    pub y: u32,
}

impl Tile {
    /// A tile; `None` when there is no such one.
    pub fn new(z: u8, x: u32, y: u32) -> Option<Self> {
        (z <= ZOOM_MAX && x < (1 << z) && y < (1 << z)).then_some(Self { z, x, y })
    }

    /// The tile a place lies in.
    pub fn of(spot: Spot, z: u8) -> Self {
        let column = |n: i32| u32::try_from(n >> (SIDE_BITS - z.min(ZOOM_MAX))).unwrap_or_default();
        Self { z: z.min(ZOOM_MAX), x: column(spot.x), y: column(spot.y) }
    }

    /// Its north-western corner, in steps.
    pub(crate) fn corner(self) -> (i64, i64) {
        let shift = SIDE_BITS - self.z;
        (i64::from(self.x) << shift, i64::from(self.y) << shift)
    }

    /// First and last number of the cells inside.
    pub fn range(self) -> (i64, i64) {
        let shift = 2 * (ZOOM_MAX - self.z);
        let first = morton(self.x, self.y) << shift;
        (first << 5, ((first + (1 << shift)) << 5) - 1)
    }

    /// The cells above it, as many as there are [`LEVELS`]; −1 stands where there is none.
    pub fn above(self) -> [i64; 7] {
        LEVELS.map(|level| {
            if level >= self.z {
                return -1;
            }
            let shift = self.z - level;
            cell(level, self.x >> shift, self.y >> shift)
        })
    }
}

/// The bits of both numbers, taken in turns.
fn morton(x: u32, y: u32) -> i64 {
    let spread = |n: u32| {
        let mut n = u64::from(n);
        n = (n | (n << 16)) & 0x0000_ffff_0000_ffff;
        n = (n | (n << 8)) & 0x00ff_00ff_00ff_00ff;
        n = (n | (n << 4)) & 0x0f0f_0f0f_0f0f_0f0f;
        n = (n | (n << 2)) & 0x3333_3333_3333_3333;
        (n | (n << 1)) & 0x5555_5555_5555_5555
    };
    (spread(x) | (spread(y) << 1)).cast_signed()
}

fn cell(level: u8, x: u32, y: u32) -> i64 {
    ((morton(x, y) << (2 * (ZOOM_MAX - level))) << 5) | i64::from(level)
}

/// The cells a box is filed under: one to four.
pub fn cells(bounds: Bounds) -> Vec<i64> {
    let spans = |level: u8| {
        let (a, b) = (Tile::of(bounds.min, level), Tile::of(bounds.max, level));
        (b.x - a.x <= 1 && b.y - a.y <= 1).then_some((a, b))
    };
    let found = LEVELS.iter().rev().find_map(|level| spans(*level));
    let Some((a, b)) = found else { return Vec::new() };
    let mut all = Vec::with_capacity(4);
    for y in a.y..=b.y {
        for x in a.x..=b.x {
            all.push(cell(a.z, x, y));
        }
    }
    all
}

/// The cell under which a change in this cell is counted: of [`STAMP_LEVEL`], or itself when it is
/// larger.
pub fn stamp_cell(cell_number: i64) -> i64 {
    let level = cell_number & 31;
    if level <= i64::from(STAMP_LEVEL) {
        return cell_number;
    }
    let shift = 5 + 2 * u32::from(ZOOM_MAX - STAMP_LEVEL);
    ((cell_number >> shift) << shift) | i64::from(STAMP_LEVEL)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Whether a cell is found by the question for a tile.
    fn is_asked(tile: Tile, cell: i64) -> bool {
        let (first, last) = tile.range();
        (first..=last).contains(&cell) || tile.above().contains(&cell)
    }

    proptest! {
        #[test]
        fn whatever_touches_a_tile_is_found_under_it(
            x in 0..i32::MAX, y in 0..i32::MAX, wide in 0..2_000_000, high in 0..2_000_000, z in 0u8..=18,
            at in 0.0..1.0f64,
        ) {
            let max = Spot { x: x.saturating_add(wide), y: y.saturating_add(high) };
            let bounds = Bounds { min: Spot { x, y }, max };
            let all = cells(bounds);
            prop_assert!((1..=4).contains(&all.len()));
            #[expect(clippy::cast_possible_truncation, reason = "a share of a number that fits")]
            let inner = Spot {
                x: x + (f64::from(max.x - x) * at) as i32,
                y: y + (f64::from(max.y - y) * at) as i32,
            };
            let tile = Tile::of(inner, z);
            prop_assert!(all.iter().any(|c| is_asked(tile, *c)), "{bounds:?} {tile:?}");
            // A change is counted where the tile asks for changes.
            prop_assert!(all.iter().any(|c| is_asked(tile, stamp_cell(*c))));
        }

        #[test]
        fn what_is_far_away_is_not_asked(x in 0..i32::MAX, y in 0..i32::MAX, z in 10u8..=18) {
            let here = Spot { x, y };
            let there = Spot { x: x ^ (1 << 29), y };
            let cell = cells(Bounds { min: there, max: there });
            prop_assert_eq!(cell.len(), 1);
            prop_assert!(!is_asked(Tile::of(here, z), cell[0]));
        }
    }

    #[test]
    fn there_are_as_many_tiles_as_a_zoom_has() {
        assert!(Tile::new(3, 7, 7).is_some());
        assert!(Tile::new(3, 8, 0).is_none());
        assert!(Tile::new(19, 0, 0).is_none());
    }
}
