//! Colours of a town: OKLCH and sRGB, contrast after WCAG, scales, and what is wrong with a theme.

use crate::said::Said;

/// Contrast of text against what it stands on (WCAG 1.4.3).
pub const TEXT_CONTRAST: f64 = 4.5;
/// Contrast of large text and of parts one must see to use the page (WCAG 1.4.3, 1.4.11).
pub const PART_CONTRAST: f64 = 3.0;
/// Steps of a scale, lightest first, by the names of the design system.
pub const STEPS: [u16; 20] = [
    25, 50, 100, 150, 200, 250, 300, 350, 400, 450, 500, 550, 600, 650, 700, 750, 800, 850, 900,
    950,
];

/// A colour of screens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Colour {
    /// Red.
    pub red: u8,
    /// Green.
    pub green: u8,
    /// Blue.
    pub blue: u8,
}

/// A colour as people see it: lightness 0 to 1, chroma from 0, hue in degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Oklch {
    /// Lightness, 0 black to 1 white.
    pub lightness: f64,
    /// How colourful.
    pub chroma: f64,
    /// Hue in degrees, 0 to 360.
    pub hue: f64,
}

/// White.
pub const WHITE: Colour = Colour { red: 255, green: 255, blue: 255 };
/// Black.
pub const BLACK: Colour = Colour { red: 0, green: 0, blue: 0 };

/// A channel of a screen as light, 0 to 1.
fn light(channel: u8) -> f64 {
    let value = f64::from(channel) / 255.0;
    if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
}

/// Light as a channel of a screen.
fn channel(light: f64) -> u8 {
    let light = light.clamp(0.0, 1.0);
    let value =
        if light <= 0.003_130_8 { light * 12.92 } else { 1.055 * light.powf(1.0 / 2.4) - 0.055 };
    let target = (value * 255.0).round();
    // Found rather than converted: 256 values, and no conversion that could lose anything.
    (0..=255_u8).find(|c| f64::from(*c) >= target).unwrap_or(255)
}

impl Colour {
    /// Reads `#rgb` or `#rrggbb`.
    pub fn parse(text: &str) -> Option<Self> {
        let hex = text.trim().strip_prefix('#')?;
        if !hex.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        let value =
            |at: usize, length: usize| u8::from_str_radix(hex.get(at..at + length)?, 16).ok();
        match hex.len() {
            3 => {
                let double = |at| value(at, 1).map(|v| v * 17);
                Some(Self { red: double(0)?, green: double(1)?, blue: double(2)? })
            }
            6 => Some(Self { red: value(0, 2)?, green: value(2, 2)?, blue: value(4, 2)? }),
            _ => None,
        }
    }

    /// As `#rrggbb`.
    pub fn hex(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }

    /// How bright it is for eyes, 0 to 1 (relative luminance, WCAG 2).
    pub fn luminance(self) -> f64 {
        0.2126 * light(self.red) + 0.7152 * light(self.green) + 0.0722 * light(self.blue)
    }

    /// The contrast of two colours, 1 to 21 (WCAG 2).
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// The colour as people see it.
    pub fn oklch(self) -> Oklch {
        let (red, green, blue) = (light(self.red), light(self.green), light(self.blue));
        let long =
            (0.412_221_470_8 * red + 0.536_332_536_3 * green + 0.051_445_992_9 * blue).cbrt();
        let middle =
            (0.211_903_498_2 * red + 0.680_699_545_1 * green + 0.107_396_956_6 * blue).cbrt();
        let short =
            (0.088_302_461_9 * red + 0.281_718_837_6 * green + 0.629_978_700_5 * blue).cbrt();
        let lightness = 0.210_454_255_3 * long + 0.793_617_785_0 * middle - 0.004_072_046_8 * short;
        let green_red = 1.977_998_495_1 * long - 2.428_592_205_0 * middle + 0.450_593_709_9 * short;
        let blue_yellow =
            0.025_904_037_1 * long + 0.782_771_766_2 * middle - 0.808_675_766_0 * short;
        let hue = blue_yellow.atan2(green_red).to_degrees();
        Oklch {
            lightness,
            chroma: green_red.hypot(blue_yellow),
            hue: if hue < 0.0 { hue + 360.0 } else { hue },
        }
    }
}

impl Oklch {
    fn lights(self) -> [f64; 3] {
        let (sin, cos) = self.hue.to_radians().sin_cos();
        let (green_red, blue_yellow) = (self.chroma * cos, self.chroma * sin);
        let long =
            (self.lightness + 0.396_337_777_4 * green_red + 0.215_803_757_3 * blue_yellow).powi(3);
        let middle =
            (self.lightness - 0.105_561_345_8 * green_red - 0.063_854_172_8 * blue_yellow).powi(3);
        let short =
            (self.lightness - 0.089_484_177_5 * green_red - 1.291_485_548_0 * blue_yellow).powi(3);
        [
            4.076_741_662_1 * long - 3.307_711_591_3 * middle + 0.230_969_929_2 * short,
            -1.268_438_004_6 * long + 2.609_757_401_1 * middle - 0.341_319_396_5 * short,
            -0.004_196_086_3 * long - 0.703_418_614_7 * middle + 1.707_614_701_0 * short,
        ]
    }

    fn is_showable(self) -> bool {
        self.lights().iter().all(|light| (-0.000_5..=1.000_5).contains(light))
    }

    /// The colour for a screen. What no screen shows loses chroma, not lightness or hue.
    pub fn colour(self) -> Colour {
        let mut it = Self { lightness: self.lightness.clamp(0.0, 1.0), ..self };
        if !it.is_showable() {
            let (mut low, mut high) = (0.0, it.chroma);
            for _ in 0..24 {
                it.chroma = f64::midpoint(low, high);
                if it.is_showable() {
                    low = it.chroma;
                } else {
                    high = it.chroma;
                }
            }
            it.chroma = low;
        }
        let [red, green, blue] = it.lights();
        Colour { red: channel(red), green: channel(green), blue: channel(blue) }
    }
}

/// Twenty steps of one hue, from nearly white to nearly black.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scale(pub [Colour; 20]);

impl Scale {
    /// A scale with the hue of a colour; the chroma falls off towards both ends.
    pub fn of(base: Colour) -> Self {
        let base = base.oklch();
        Self(STEPS.map(|step| {
            let at = f64::from(step) / 1_000.0;
            // Light steps lie closer, as eyes want it.
            let lightness = 0.985 - 0.86 * at.powf(1.05);
            let chroma = base.chroma * (1.0 - (2.0 * at - 1.05).powi(2)).clamp(0.08, 1.0);
            Oklch { lightness, chroma, hue: base.hue }.colour()
        }))
    }

    /// The colour of a step; the nearest one for a step that does not exist.
    pub fn step(&self, step: u16) -> Colour {
        let at =
            STEPS.iter().enumerate().min_by_key(|(_, s)| s.abs_diff(step)).map_or(0, |(at, _)| at);
        self.0[at]
    }
}

/// Two scales of a town.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    /// What one acts with: links, buttons.
    pub action: Scale,
    /// What decorates: head, stripes.
    pub decoration: Scale,
}

/// A pair of colours of a theme that does not stand out enough.
#[derive(Clone, Debug, PartialEq)]
pub struct WeakPair {
    /// Where it is used.
    pub what: Said,
    /// Whether in the dark look.
    pub is_dark: bool,
    /// The colour in front.
    pub front: Colour,
    /// The colour behind.
    pub back: Colour,
    /// The contrast it has.
    pub contrast: f64,
    /// The contrast it needs.
    pub needed: f64,
}

impl WeakPair {
    /// The finding as a sentence.
    pub fn said(&self) -> Said {
        let (has, needs) = (format!("{:.1}", self.contrast), format!("{:.1}", self.needed));
        let german = |n: &str| n.replace('.', ",");
        Said::new(
            format!(
                "{}: Kontrast {} zu 1, nötig sind {} zu 1. Wählen Sie eine dunklere oder hellere Farbe.",
                self.what.de,
                german(&has),
                german(&needs)
            ),
            format!(
                "{}: contrast {has} to 1, needed are {needs} to 1. Choose a darker or lighter colour.",
                self.what.en
            ),
        )
    }
}

/// Checks all pairs a theme is used with, in the light and the dark look.
pub fn check_theme(theme: &Theme) -> Vec<WeakPair> {
    let (action, decoration) = (&theme.action, &theme.decoration);
    let dark = Colour { red: 24, green: 26, blue: 30 };
    let pairs = [
        (
            "Links auf hellem Grund",
            "Links on light ground",
            false,
            action.step(700),
            WHITE,
            TEXT_CONTRAST,
        ),
        ("Schrift auf Knöpfen", "Text on buttons", false, WHITE, action.step(700), TEXT_CONTRAST),
        ("Rand von Knöpfen", "Border of buttons", false, action.step(700), WHITE, PART_CONTRAST),
        (
            "Links auf getöntem Grund",
            "Links on tinted ground",
            false,
            action.step(700),
            decoration.step(50),
            TEXT_CONTRAST,
        ),
        (
            "Schrift auf der Kopffläche",
            "Text on the head",
            false,
            WHITE,
            decoration.step(700),
            TEXT_CONTRAST,
        ),
        (
            "Links auf dunklem Grund",
            "Links on dark ground",
            true,
            action.step(300),
            dark,
            TEXT_CONTRAST,
        ),
        ("Schrift auf Knöpfen", "Text on buttons", true, BLACK, action.step(300), TEXT_CONTRAST),
        (
            "Links auf getöntem Grund",
            "Links on tinted ground",
            true,
            action.step(300),
            decoration.step(900),
            TEXT_CONTRAST,
        ),
        (
            "Schrift auf der Kopffläche",
            "Text on the head",
            true,
            WHITE,
            decoration.step(800),
            TEXT_CONTRAST,
        ),
    ];
    let weak = pairs.into_iter().filter_map(|(de, en, is_dark, front, back, needed)| {
        let contrast = front.contrast(back);
        (contrast < needed).then(|| WeakPair {
            what: Said::new(de, en),
            is_dark,
            front,
            back,
            contrast,
            needed,
        })
    });
    weak.collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn contrast_is_that_of_the_standard() {
        let near = |a: f64, b: f64| (a - b).abs() < 0.005;
        assert!(near(BLACK.contrast(WHITE), 21.0));
        // The greys every book names: 4.54 and 4.48 on white.
        assert!(near(Colour::parse("#767676").unwrap().contrast(WHITE), 4.54));
        assert!(near(Colour::parse("#777").unwrap().contrast(WHITE), 4.48));
        assert!(near(Colour::parse("#ff0000").unwrap().contrast(WHITE), 4.0));
        for wrong in ["", "#12", "#gggggg", "red", "#ää1", "#+1+1+1"] {
            assert_eq!(Colour::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn oklch_is_that_of_browsers() {
        let near = |a: f64, b: f64| (a - b).abs() < 0.001;
        let red = Colour::parse("#ff0000").unwrap().oklch();
        assert!(
            near(red.lightness, 0.628)
                && near(red.chroma, 0.2577)
                && (red.hue - 29.23).abs() < 0.05,
            "{red:?}"
        );
        let blue = Colour::parse("#0000ff").unwrap().oklch();
        assert!(
            near(blue.lightness, 0.452)
                && near(blue.chroma, 0.3132)
                && (blue.hue - 264.05).abs() < 0.05,
            "{blue:?}"
        );
    }

    #[test]
    fn scales_go_from_light_to_dark_and_weak_pairs_are_named() {
        for base in ["#003399", "#e2001a", "#00843d", "#ffcc00", "#7a7a7a"] {
            let scale = Scale::of(Colour::parse(base).unwrap());
            let lights: Vec<f64> = scale.0.iter().map(|c| c.luminance()).collect();
            assert!(lights.windows(2).all(|w| w[0] > w[1]), "{base}: {lights:?}");
            let theme = Theme { action: scale.clone(), decoration: scale };
            assert_eq!(check_theme(&theme), [], "{base}");
        }
        let yellow = Colour::parse("#ffee00").unwrap();
        let theme = Theme { action: Scale([yellow; 20]), decoration: Scale([yellow; 20]) };
        let weak = check_theme(&theme);
        assert!(weak.iter().any(|w| w.what.en == "Links on light ground" && !w.is_dark));
        assert!(weak[0].said().de.contains("nötig sind 4,5 zu 1"), "{}", weak[0].said().de);
    }

    proptest! {
        #[test]
        fn colours_survive_the_way_there_and_back(red: u8, green: u8, blue: u8) {
            let colour = Colour { red, green, blue };
            prop_assert_eq!(colour.oklch().colour(), colour);
            prop_assert_eq!(Colour::parse(&colour.hex()), Some(colour));
            let contrast = colour.contrast(WHITE);
            prop_assert!((1.0..=21.01).contains(&contrast));
        }

        #[test]
        fn any_oklch_is_a_colour(lightness in -1.0..2.0_f64, chroma in 0.0..1.0_f64, hue in -720.0..720.0_f64) {
            let colour = Oklch { lightness, chroma, hue }.colour();
            prop_assert!(Colour::parse(&colour.hex()).is_some());
        }
    }
}
