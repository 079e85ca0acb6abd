//! Drawings to pixels.

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

use super::Picture;

/// The picture as PNG, this many pixels wide.
///
/// # Panics
/// Never for a picture of this crate and a width from 1 to 10,000: a test draws all of them.
pub fn png(picture: &Picture, width: u32) -> Vec<u8> {
    let tree = Tree::from_str(&picture.svg, &Options::default()).expect("our own drawing");
    let height = (width * 9 / 16).max(1);
    let mut pixels = Pixmap::new(width, height).expect("a size that is not zero");
    let pixels_of = |n: u32| f32::from(u16::try_from(n).unwrap_or(u16::MAX));
    let size = tree.size();
    let (x, y) = (pixels_of(width) / size.width(), pixels_of(height) / size.height());
    let transform = Transform::from_scale(x, y);
    resvg::render(&tree, transform, &mut pixels.as_mut());
    pixels.encode_png().expect("pixels can be written")
}
