//! What a picture looks like in a few bytes: one colour to show while it loads, and a fingerprint by
//! which copies of it are found.

use image::DynamicImage;

use crate::Picture;
use crate::print::resized;

/// Sides of the small picture the fingerprint is read from: nine columns give eight differences.
const COLUMNS: u32 = 9;
/// Rows of the small picture.
const ROWS: u32 = 8;

fn small(picture: &Picture, width: u32, height: u32) -> Option<DynamicImage> {
    let copy = &picture.copy;
    let all = (0.0, 0.0, f64::from(copy.width()), f64::from(copy.height()));
    resized(copy, all, width, height).ok()
}

/// The colour of most of it, as `#rrggbb`: shown while the picture loads. The mean of the fullest
/// of sixty-four groups of colours, so that a red door on grey walls is grey, not pink.
pub fn dominant(picture: &Picture) -> String {
    let Some(small) = small(picture, 48, 48) else { return "#808080".into() };
    let mut groups = [(0u32, [0u32; 3]); 64];
    for point in small.to_rgb8().pixels() {
        let [red, green, blue] = point.0;
        let group =
            usize::from(red >> 6) * 16 + usize::from(green >> 6) * 4 + usize::from(blue >> 6);
        let (count, sum) = &mut groups[group];
        *count += 1;
        for (total, value) in sum.iter_mut().zip([red, green, blue]) {
            *total += u32::from(value);
        }
    }
    let (count, sum) = groups.into_iter().max_by_key(|(count, _)| *count).unwrap_or((0, [0; 3]));
    let mean = |total: u32| total / count.max(1);
    format!("#{:02x}{:02x}{:02x}", mean(sum[0]), mean(sum[1]), mean(sum[2]))
}

/// Whether each point of a nine by eight grey copy is brighter than its right neighbour (dHash):
/// alike for the same picture in another size, quality or format.
pub fn fingerprint(picture: &Picture) -> u64 {
    let Some(small) = small(picture, COLUMNS, ROWS) else { return 0 };
    let grey = small.to_luma8();
    let mut bits = 0u64;
    for y in 0..ROWS {
        for x in 0..COLUMNS - 1 {
            let is_brighter = grey.get_pixel(x, y).0[0] > grey.get_pixel(x + 1, y).0[0];
            bits = bits << 1 | u64::from(is_brighter);
        }
    }
    bits
}

/// In how many of 64 points two fingerprints differ. Up to ten usually means the same picture.
pub fn distance(one: u64, other: u64) -> u32 {
    (one ^ other).count_ones()
}
