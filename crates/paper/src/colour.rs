//! The town's colour: as it wishes for lines and areas, readable for letters.

/// Accent where the town has set none or an unreadable one.
const DEFAULT_COLOUR: &str = "#1f4e79";
/// Text in the accent colour must stand out this much against white (WCAG 2.2, 1.4.3).
const LEAST_CONTRAST: f64 = 4.5;
/// Colour of headings where the accent is too light to be read.
const DARK: &str = "#16191d";

/// The town's colour, or ours where it is no `#rrggbb`.
pub fn accent(raw: &str) -> String {
    let raw = raw.trim();
    let valid = raw.len() == 7
        && raw.starts_with('#')
        && raw.bytes().skip(1).all(|b| b.is_ascii_hexdigit());
    if valid { raw.to_ascii_lowercase() } else { DEFAULT_COLOUR.into() }
}

/// The colour for letters: the accent, or near black where the accent is too light to be read.
pub fn readable(accent: &str) -> &str {
    if contrast_on_white(accent) < LEAST_CONTRAST { DARK } else { accent }
}

/// Contrast of a colour against white paper, from 1 to 21 (WCAG 2.2, relative luminance).
fn contrast_on_white(colour: &str) -> f64 {
    let channel = |at: usize| -> f64 {
        let raw = colour.get(at..at + 2).and_then(|two| u8::from_str_radix(two, 16).ok());
        let share = f64::from(raw.unwrap_or_default()) / 255.0;
        if share <= 0.040_45 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    };
    let luminance = 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
    1.05 / (luminance + 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_light_colour_is_kept_for_lines_but_not_for_letters() {
        assert!((contrast_on_white("#000000") - 21.0).abs() < 0.01);
        assert!((contrast_on_white("#ffffff") - 1.0).abs() < 0.01);
        assert!(contrast_on_white("#ffcc00") < LEAST_CONTRAST);
        assert!(contrast_on_white(DEFAULT_COLOUR) > LEAST_CONTRAST);
        assert_eq!(readable("#ffcc00"), DARK);
        assert_eq!(readable(DEFAULT_COLOUR), DEFAULT_COLOUR);
        assert_eq!(accent("red"), DEFAULT_COLOUR);
        assert_eq!(accent("#AB12cd "), "#ab12cd");
    }
}
