//! Prints: a picture cut around its focal point, scaled, and written in the formats of the web.

use fast_image_resize as fir;
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ExtendedColorType, ImageEncoder};
use ravif::{Img, RGB8, RGBA8};

use crate::{Picture, Refusal};

/// A size pages ask for by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Its name.
    pub name: &'static str,
    /// Width in points, at most.
    pub width: u32,
    /// Height in points, at most.
    pub height: u32,
    /// Cut to this proportion around the focal point; otherwise shown whole.
    pub is_cut: bool,
    /// For other people's machines, which read JPEG and want nothing else.
    pub is_for_channels: bool,
}

impl Shape {
    /// Whether it is made in a format.
    pub fn comes_as(self, format: Format) -> bool {
        format == Format::Jpeg || !self.is_for_channels
    }
}

const fn cut(name: &'static str, width: u32, height: u32) -> Shape {
    Shape { name, width, height, is_cut: true, is_for_channels: false }
}

const fn whole(name: &'static str, width: u32, height: u32) -> Shape {
    Shape { name, width, height, is_cut: false, is_for_channels: false }
}

const fn channel(name: &'static str, width: u32, height: u32) -> Shape {
    Shape { name, width, height, is_cut: true, is_for_channels: true }
}

/// All sizes. The whole ones are bound by their width alone, so that none cut out is wider.
pub const SHAPES: [Shape; 9] = [
    cut("hero-1600", 1_600, 900),
    channel("og-1200x630", 1_200, 630),
    channel("square-1080", 1_080, 1_080),
    channel("portrait-1080", 1_080, 1_350),
    cut("card-960", 960, 640),
    cut("teaser-480", 480, 320),
    whole("full-400", 400, 8_000),
    whole("full-800", 800, 8_000),
    whole("full-1920", 1_920, 8_000),
];

/// A format of the web.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Read by everything.
    Jpeg,
    /// A third smaller.
    WebP,
    /// Half the size; takes a hundred times as long to write.
    Avif,
}

impl Format {
    /// Its MIME type.
    pub fn mime(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::WebP => "image/webp",
            Self::Avif => "image/avif",
        }
    }

    /// The ending of its file name.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::WebP => "webp",
            Self::Avif => "avif",
        }
    }
}

/// The point that must stay in sight, as shares of width and height from the upper left corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Focus {
    /// From the left, 0 to 1.
    pub x: f64,
    /// From the top, 0 to 1.
    pub y: f64,
}

impl Default for Focus {
    fn default() -> Self {
        Self { x: 0.5, y: 0.5 }
    }
}

/// A finished print.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Print {
    /// Width in points.
    pub width: u32,
    /// Height in points.
    pub height: u32,
    /// The file.
    pub bytes: Vec<u8>,
}

/// Quality of JPEG, 0 to 100.
const JPEG_QUALITY: u8 = 80;
/// Quality of WebP, 0 to 100.
const WEBP_QUALITY: f32 = 78.0;
/// Quality of AVIF, 0 to 100: looks like the JPEG beside it.
const AVIF_QUALITY: f32 = 62.0;
/// Haste of AVIF, 1 to 10: see docs/decisions/0008 for the figures.
const AVIF_SPEED: u8 = 9;

/// Makes a print. Pictures are never made larger than they are.
///
/// # Errors
/// [`Refusal::Damaged`] when a writer gives up.
pub fn print(
    picture: &Picture,
    shape: Shape,
    focus: Focus,
    format: Format,
) -> Result<Print, Refusal> {
    let (rect, width, height) = frame(&picture.copy, shape, focus);
    let scaled = resized(&picture.copy, rect, width, height)?;
    let bytes = match format {
        Format::Jpeg => jpeg(&scaled)?,
        Format::WebP => webp(&scaled),
        Format::Avif => avif(&scaled)?,
    };
    Ok(Print { width, height, bytes })
}

/// Left, top, width, height.
pub(crate) type Rect = (f64, f64, f64, f64);

/// Which part of the picture is shown, and how large the print becomes.
pub(crate) fn frame(copy: &DynamicImage, shape: Shape, focus: Focus) -> (Rect, u32, u32) {
    let (width, height) = (f64::from(copy.width()), f64::from(copy.height()));
    let (most_wide, most_high) = (f64::from(shape.width), f64::from(shape.height));
    let (cut_width, cut_height) = if shape.is_cut {
        let proportion = most_wide / most_high;
        if width / height > proportion {
            (height * proportion, height)
        } else {
            (width, width / proportion)
        }
    } else {
        (width, height)
    };
    let place = |focus: f64, side: f64, cut: f64| {
        let focus = if focus.is_finite() { focus.clamp(0.0, 1.0) } else { 0.5 };
        (focus * side - cut / 2.0).clamp(0.0, (side - cut).max(0.0))
    };
    let left = place(focus.x, width, cut_width);
    let top = place(focus.y, height, cut_height);
    let scale = (most_wide / cut_width).min(most_high / cut_height).min(1.0);
    ((left, top, cut_width, cut_height), points(cut_width * scale), points(cut_height * scale))
}

/// A length in whole points, at least one.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "held between 1 and 20,000"
)]
fn points(length: f64) -> u32 {
    length.round().clamp(1.0, 20_000.0) as u32
}

/// A part of a picture in another size.
pub(crate) fn resized(
    picture: &DynamicImage,
    (left, top, cut_width, cut_height): Rect,
    width: u32,
    height: u32,
) -> Result<DynamicImage, Refusal> {
    let failed = |e: &dyn std::fmt::Display| Refusal::Damaged(e.to_string());
    let kind = match picture {
        DynamicImage::ImageRgba8(_) => fir::PixelType::U8x4,
        _ => fir::PixelType::U8x3,
    };
    let from =
        fir::images::ImageRef::new(picture.width(), picture.height(), picture.as_bytes(), kind)
            .map_err(|e| failed(&e))?;
    let mut to = fir::images::Image::new(width, height, kind);
    let options = fir::ResizeOptions::new().crop(left, top, cut_width, cut_height);
    fir::Resizer::new().resize(&from, &mut to, &options).map_err(|e| failed(&e))?;
    let bytes = to.into_vec();
    let lost = || Refusal::Damaged("the scaled picture has another size".into());
    Ok(match kind {
        fir::PixelType::U8x4 => {
            image::RgbaImage::from_raw(width, height, bytes).ok_or_else(lost)?.into()
        }
        _ => image::RgbImage::from_raw(width, height, bytes).ok_or_else(lost)?.into(),
    })
}

/// On white where something shines through.
fn on_white(picture: &DynamicImage) -> Vec<u8> {
    let DynamicImage::ImageRgba8(pixels) = picture else { return picture.as_bytes().to_vec() };
    let over = |colour: u8, alpha: u8| {
        let mixed =
            (u32::from(colour) * u32::from(alpha) + 255 * (255 - u32::from(alpha)) + 127) / 255;
        u8::try_from(mixed).unwrap_or(255)
    };
    pixels.pixels().flat_map(|p| [0, 1, 2].map(|i| over(p.0[i], p.0[3]))).collect()
}

fn jpeg(picture: &DynamicImage) -> Result<Vec<u8>, Refusal> {
    let mut out = Vec::new();
    JpegEncoder::new_with_quality(&mut out, JPEG_QUALITY)
        .write_image(&on_white(picture), picture.width(), picture.height(), ExtendedColorType::Rgb8)
        .map_err(|e| Refusal::Damaged(e.to_string()))?;
    Ok(out)
}

fn webp(picture: &DynamicImage) -> Vec<u8> {
    let (bytes, width, height) = (picture.as_bytes(), picture.width(), picture.height());
    let encoder = match picture {
        DynamicImage::ImageRgba8(_) => webp::Encoder::from_rgba(bytes, width, height),
        _ => webp::Encoder::from_rgb(bytes, width, height),
    };
    encoder.encode(WEBP_QUALITY).to_vec()
}

fn avif(picture: &DynamicImage) -> Result<Vec<u8>, Refusal> {
    let encoder = ravif::Encoder::new()
        .with_quality(AVIF_QUALITY)
        .with_alpha_quality(AVIF_QUALITY)
        .with_speed(AVIF_SPEED)
        .with_num_threads(Some(1));
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let written = match picture {
        DynamicImage::ImageRgba8(pixels) => {
            let points: Vec<RGBA8> =
                pixels.pixels().map(|p| RGBA8::new(p.0[0], p.0[1], p.0[2], p.0[3])).collect();
            encoder.encode_rgba(Img::new(&points, width, height))
        }
        other => {
            let points: Vec<RGB8> =
                other.as_bytes().chunks_exact(3).map(|p| RGB8::new(p[0], p[1], p[2])).collect();
            encoder.encode_rgb(Img::new(&points, width, height))
        }
    };
    written.map(|file| file.avif_file).map_err(|e| Refusal::Damaged(e.to_string()))
}
