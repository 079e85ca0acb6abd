//! Colours: contrast as WCAG counts it, and scales computed from one colour of a town.

use std::fmt;
use std::str::FromStr;

/// Contrast that normal text needs (WCAG 1.4.3).
pub const TEXT_CONTRAST: f64 = 4.5;
/// Contrast that large text and controls need (WCAG 1.4.3, 1.4.11).
pub const LARGE_CONTRAST: f64 = 3.0;

/// A colour with eight bits per channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Colour {
    /// Red.
    pub red: u8,
    /// Green.
    pub green: u8,
    /// Blue.
    pub blue: u8,
}

/// The text is no colour such as `#1a4f8b`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAColour;

impl fmt::Display for NotAColour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a colour of the form #1a4f8b")
    }
}

impl std::error::Error for NotAColour {}

impl FromStr for Colour {
    type Err = NotAColour;

    fn from_str(text: &str) -> Result<Self, NotAColour> {
        let digits = text.trim().strip_prefix('#').ok_or(NotAColour)?;
        if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(NotAColour);
        }
        let channel =
            |from: usize| u8::from_str_radix(&digits[from..from + 2], 16).map_err(|_| NotAColour);
        Ok(Self { red: channel(0)?, green: channel(2)?, blue: channel(4)? })
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

impl Colour {
    /// White.
    pub const WHITE: Self = Self { red: 255, green: 255, blue: 255 };
    /// Black.
    pub const BLACK: Self = Self { red: 0, green: 0, blue: 0 };

    /// Relative luminance, 0 (black) to 1 (white), as WCAG 2 defines it.
    pub fn luminance(self) -> f64 {
        let [red, green, blue] = self.linear();
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// Contrast to another colour, 1 to 21.
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance() + 0.05, other.luminance() + 0.05);
        if a > b { a / b } else { b / a }
    }

    /// White or black, whichever is easier to read on this colour.
    #[must_use]
    pub fn readable_on(self) -> Self {
        if self.contrast(Self::WHITE) >= self.contrast(Self::BLACK) {
            Self::WHITE
        } else {
            Self::BLACK
        }
    }

    /// The same hue, as light as asked for (0 to 1, perceived), as colourful as the screen can.
    #[must_use]
    pub fn with_lightness(self, lightness: f64) -> Self {
        let Oklch { chroma, hue, .. } = self.oklch();
        let mut wanted = Oklch { lightness: lightness.clamp(0.0, 1.0), chroma, hue };
        while !wanted.on_screen() && wanted.chroma > 0.001 {
            wanted.chroma *= 0.96;
        }
        wanted.colour()
    }

    /// The same hue with only a part of its chroma: for tinted backgrounds.
    #[must_use]
    pub fn softened(self, part: f64) -> Self {
        let mut soft = self.oklch();
        soft.chroma *= part.clamp(0.0, 1.0);
        soft.colour()
    }

    /// Perceived lightness, 0 to 1.
    pub fn lightness(self) -> f64 {
        self.oklch().lightness
    }

    /// The colour itself if it has the contrast to `ground`, else the nearest darker (or lighter,
    /// on dark ground) one that has.
    #[must_use]
    pub fn readable_against(self, ground: Self, contrast: f64) -> Self {
        let step = if ground.luminance() > 0.4 { -0.01 } else { 0.01 };
        let mut lightness = self.lightness();
        let mut colour = self;
        while colour.contrast(ground) < contrast && (0.0..=1.0).contains(&lightness) {
            lightness += step;
            colour = self.with_lightness(lightness);
        }
        colour
    }

    fn linear(self) -> [f64; 3] {
        [self.red, self.green, self.blue].map(|channel| {
            let value = f64::from(channel) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        })
    }

    fn oklch(self) -> Oklch {
        let [red, green, blue] = self.linear();
        let l = (0.412_221_470_8 * red + 0.536_332_536_3 * green + 0.051_445_992_9 * blue).cbrt();
        let m = (0.211_903_498_2 * red + 0.680_699_545_1 * green + 0.107_396_956_6 * blue).cbrt();
        let s = (0.088_302_461_9 * red + 0.281_718_837_6 * green + 0.629_978_700_5 * blue).cbrt();
        let lightness = 0.210_454_255_3 * l + 0.793_617_785 * m - 0.004_072_046_8 * s;
        let along = 1.977_998_495_1 * l - 2.428_592_205 * m + 0.450_593_709_9 * s;
        let across = 0.025_904_037_1 * l + 0.782_771_766_2 * m - 0.808_675_766 * s;
        Oklch { lightness, chroma: along.hypot(across), hue: across.atan2(along) }
    }
}

/// A colour in the `OKLCh` space, where equal steps look equal.
#[derive(Debug, Clone, Copy)]
struct Oklch {
    lightness: f64,
    chroma: f64,
    hue: f64,
}

impl Oklch {
    fn linear(self) -> [f64; 3] {
        let (along, across) = (self.chroma * self.hue.cos(), self.chroma * self.hue.sin());
        let l = (self.lightness + 0.396_337_777_4 * along + 0.215_803_757_3 * across).powi(3);
        let m = (self.lightness - 0.105_561_345_8 * along - 0.063_854_172_8 * across).powi(3);
        let s = (self.lightness - 0.089_484_177_5 * along - 1.291_485_548 * across).powi(3);
        [
            4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s,
            -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s,
            -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701 * s,
        ]
    }

    fn on_screen(self) -> bool {
        self.linear().iter().all(|channel| (-0.0005..=1.0005).contains(channel))
    }

    fn colour(self) -> Colour {
        let [red, green, blue] = self.linear().map(|value| {
            let value = value.clamp(0.0, 1.0);
            let curved = if value <= 0.003_130_8 {
                value * 12.92
            } else {
                1.055 * value.powf(1.0 / 2.4) - 0.055
            };
            byte(curved)
        });
        Colour { red, green, blue }
    }
}

/// A channel of 0 to 1 as a byte.
fn byte(value: f64) -> u8 {
    let scaled = (value * 255.0).round().clamp(0.0, 255.0);
    (0..=u8::MAX).find(|&candidate| f64::from(candidate) >= scaled).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colour(text: &str) -> Colour {
        text.parse().unwrap()
    }

    #[test]
    fn counts_contrast_as_wcag_does() {
        assert!((Colour::WHITE.contrast(Colour::BLACK) - 21.0).abs() < 0.001);
        // #767676 is the well-known lightest grey with 4.5:1 on white.
        assert!(colour("#767676").contrast(Colour::WHITE) >= TEXT_CONTRAST);
        assert!(colour("#777777").contrast(Colour::WHITE) < TEXT_CONTRAST);
    }

    #[test]
    fn comes_back_from_the_other_colour_space() {
        for text in ["#1a4f8b", "#c8102e", "#00843d", "#ffd100", "#808080", "#ffffff", "#000000"] {
            assert_eq!(colour(text).oklch().colour().to_string(), text);
        }
    }

    #[test]
    fn makes_every_colour_readable() {
        for text in ["#ffd100", "#ff0000", "#00ff00", "#ffffff", "#1a4f8b"] {
            let on_white = colour(text).readable_against(Colour::WHITE, TEXT_CONTRAST);
            let on_black = colour(text).readable_against(Colour::BLACK, TEXT_CONTRAST);
            assert!(on_white.contrast(Colour::WHITE) >= TEXT_CONTRAST, "{text}");
            assert!(on_black.contrast(Colour::BLACK) >= TEXT_CONTRAST, "{text}");
        }
    }

    #[test]
    fn refuses_what_is_no_colour() {
        for text in ["", "#12", "1a4f8b", "#1a4f8g", "#1a4f8b0", "#äöü"] {
            assert_eq!(Colour::from_str(text), Err(NotAColour), "{text}");
        }
    }
}
