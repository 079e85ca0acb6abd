//! From bytes to points: within limits, the right way up, in the colours of the web.

use std::io::Cursor;

use image::{DynamicImage, GenericImageView, ImageDecoder, ImageError, ImageFormat, ImageReader};
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

use crate::print::resized;
use crate::{Kind, Refusal};

/// What a picture may cost.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of the file.
    pub bytes_max: u64,
    /// Points, width times height.
    pub pixels_max: u64,
    /// Points on one side.
    pub side_max: u32,
    /// Memory of the decoder, in bytes.
    pub memory_bytes_max: u64,
}

impl Default for Limits {
    /// A picture of a phone with 50 megapixels fits; 64 megapixels in 8 bits are 192 MB.
    fn default() -> Self {
        Self {
            bytes_max: 40 * 1024 * 1024,
            pixels_max: 64_000_000,
            side_max: 20_000,
            memory_bytes_max: 256 * 1024 * 1024,
        }
    }
}

/// The longest side of the copy all prints are made from: half as much again as the largest print,
/// so that cutting leaves enough.
const COPY_SIDE: u32 = 2_400;

/// A picture, the right way up, in sRGB.
#[derive(Clone, Debug)]
pub struct Picture {
    /// Width of the whole picture, in points.
    pub width: u32,
    /// Height of the whole picture, in points.
    pub height: u32,
    /// What it looks like, at most [`COPY_SIDE`] on a side: `Rgb8` or `Rgba8`.
    pub(crate) copy: DynamicImage,
}

impl Picture {
    /// Whether something shines through.
    pub fn is_transparent(&self) -> bool {
        match &self.copy {
            DynamicImage::ImageRgba8(pixels) => pixels.pixels().any(|p| p.0[3] < 255),
            _ => false,
        }
    }
}

/// Decodes a picture. Size and memory are checked before the first point is unpacked.
///
/// # Errors
/// A [`Refusal`]: no picture, too large, damaged.
pub fn decode(bytes: &[u8], limits: &Limits) -> Result<Picture, Refusal> {
    if bytes.len() as u64 > limits.bytes_max {
        return Err(Refusal::TooManyBytes(limits.bytes_max));
    }
    let format = match crate::kind(bytes)? {
        Kind::Jpeg => ImageFormat::Jpeg,
        Kind::Png => ImageFormat::Png,
        Kind::WebP => ImageFormat::WebP,
        Kind::Gif => ImageFormat::Gif,
        _ => return Err(Refusal::Unknown),
    };
    let mut allowed = image::Limits::default();
    allowed.max_image_width = Some(limits.side_max);
    allowed.max_image_height = Some(limits.side_max);
    allowed.max_alloc = Some(limits.memory_bytes_max);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(allowed.clone());
    let mut decoder = reader.into_decoder().map_err(|e| refusal(&e, (0, 0)))?;
    let (width, height) = decoder.dimensions();
    if width == 0 || height == 0 {
        return Err(Refusal::Damaged("no points".into()));
    }
    let is_too_large = u64::from(width) * u64::from(height) > limits.pixels_max
        || width.max(height) > limits.side_max;
    if is_too_large {
        return Err(Refusal::TooManyPixels(width, height));
    }
    let damaged = |e: &ImageError| refusal(e, (width, height));
    allowed.reserve(decoder.total_bytes()).map_err(|e| damaged(&e))?;
    // What a picture says of its colours or its orientation may be nonsense; it is shown as it is.
    let profile = decoder.icc_profile().ok().flatten();
    let orientation = decoder.orientation().unwrap_or(image::metadata::Orientation::NoTransforms);
    decoder.set_limits(allowed).map_err(|e| damaged(&e))?;
    let whole = DynamicImage::from_decoder(decoder).map_err(|e| damaged(&e))?;
    let mut copy = small_copy(whole)?;
    copy.apply_orientation(orientation);
    if let Some(profile) = profile {
        to_srgb(&mut copy, &profile);
    }
    // Turned by a quarter: the sides change places.
    let (shown, stored) = (copy.dimensions(), (width, height));
    let is_turned = (shown.0 > shown.1) != (stored.0 > stored.1) && stored.0 != stored.1;
    let (width, height) = if is_turned { (height, width) } else { (width, height) };
    Ok(Picture { width, height, copy })
}

/// The copy prints are made from, in eight bits.
fn small_copy(whole: DynamicImage) -> Result<DynamicImage, Refusal> {
    let eight = match whole {
        DynamicImage::ImageRgb8(_) | DynamicImage::ImageRgba8(_) => whole,
        other if other.color().has_alpha() => DynamicImage::ImageRgba8(other.into_rgba8()),
        other => DynamicImage::ImageRgb8(other.into_rgb8()),
    };
    let (width, height) = eight.dimensions();
    let longest = width.max(height);
    if longest <= COPY_SIDE {
        return Ok(eight);
    }
    let side = |s: u32| {
        let scaled = u64::from(s) * u64::from(COPY_SIDE) / u64::from(longest);
        u32::try_from(scaled).unwrap_or(COPY_SIDE).max(1)
    };
    let all = (0.0, 0.0, f64::from(width), f64::from(height));
    resized(&eight, all, side(width), side(height))
}

/// Brings the colours of another profile to those of the web. Profiles that do not read, and those
/// that are not about red, green and blue, are passed over.
fn to_srgb(copy: &mut DynamicImage, profile: &[u8]) {
    let Ok(from) = ColorProfile::new_from_slice(profile) else { return };
    if from.color_space != DataColorSpace::Rgb {
        return;
    }
    let layout = match copy {
        DynamicImage::ImageRgba8(_) => Layout::Rgba,
        _ => Layout::Rgb,
    };
    let to = ColorProfile::new_srgb();
    let options = TransformOptions::default();
    let Ok(transform) = from.create_transform_8bit(layout, &to, layout, options) else { return };
    let before = copy.as_bytes().to_vec();
    let after: &mut [u8] = match copy {
        DynamicImage::ImageRgba8(pixels) => pixels,
        DynamicImage::ImageRgb8(pixels) => pixels,
        _ => return,
    };
    if transform.transform(&before, after).is_err() {
        after.copy_from_slice(&before);
    }
}

fn refusal(error: &ImageError, (width, height): (u32, u32)) -> Refusal {
    match error {
        ImageError::Limits(_) => Refusal::TooManyPixels(width, height),
        other => Refusal::Damaged(other.to_string()),
    }
}
