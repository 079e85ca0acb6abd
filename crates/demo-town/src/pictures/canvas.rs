//! A sheet to draw on: shapes in, SVG out.

use std::fmt::Write as _;

use crate::dice::Dice;
use crate::geo::sine;

/// Width of every picture.
pub(super) const W: f64 = 1600.0;
/// Height of every picture.
pub(super) const H: f64 = 900.0;

/// Colours of all pictures.
pub(super) mod ink {
    pub const NIGHT: &str = "#16293c";
    pub const DUSK: &str = "#33466a";
    pub const PLUM: &str = "#5b3d5c";
    pub const TEAL: &str = "#1f5357";
    pub const FOREST: &str = "#2c6148";
    pub const LEAF: &str = "#4c8a58";
    pub const MOSS: &str = "#7fae63";
    pub const SAGE: &str = "#b4cf9f";
    pub const CREAM: &str = "#fbf2de";
    pub const SAND: &str = "#efdcae";
    pub const GOLD: &str = "#eab54d";
    pub const APRICOT: &str = "#f3a26d";
    pub const CORAL: &str = "#dc6a4d";
    pub const BRICK: &str = "#ad4b3c";
    pub const WOOD: &str = "#8a5a3c";
    pub const BARK: &str = "#5f4030";
    pub const SKY: &str = "#bfe1e8";
    pub const MIST: &str = "#e1efee";
    pub const DEEP: &str = "#2a6c80";
    pub const STONE: &str = "#9c968d";
    pub const PALE: &str = "#d3cbbd";
    pub const WHITE: &str = "#fffaf0";
    pub const INK: &str = "#22323c";
    pub const ORANGE: &str = "#ee8a2e";
    pub const RED: &str = "#c93b32";
}

/// A sheet.
pub(super) struct Canvas {
    out: String,
    defs: String,
    gradients: usize,
    /// Chance of this picture.
    pub dice: Dice,
}

impl Canvas {
    pub fn new(seed: u64, name: &str) -> Self {
        let dice = Dice::new(seed, &format!("picture-{name}"));
        Self { out: String::new(), defs: String::new(), gradients: 0, dice }
    }

    /// The whole drawing.
    pub fn finish(self) -> String {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {W} {H}\" width=\"{W}\" \
             height=\"{H}\"><defs>{}</defs>{}</svg>",
            self.defs, self.out
        )
    }

    fn put(&mut self, text: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = self.out.write_fmt(text);
    }

    pub fn rect(&mut self, x: f64, y: f64, w: f64, h: f64, fill: &str) {
        self.put(format_args!(
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{w:.1}\" height=\"{h:.1}\" fill=\"{fill}\"/>"
        ));
    }

    /// A rectangle with round corners.
    pub fn round(&mut self, at: (f64, f64), size: (f64, f64), r: f64, fill: &str) {
        let ((x, y), (w, h)) = (at, size);
        self.put(format_args!(
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{w:.1}\" height=\"{h:.1}\" rx=\"{r:.1}\" \
             fill=\"{fill}\"/>"
        ));
    }

    pub fn circle(&mut self, x: f64, y: f64, r: f64, fill: &str) {
        self.put(format_args!(
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{r:.1}\" fill=\"{fill}\"/>"
        ));
    }

    pub fn ellipse(&mut self, x: f64, y: f64, rx: f64, ry: f64, fill: &str) {
        self.put(format_args!(
            "<ellipse cx=\"{x:.1}\" cy=\"{y:.1}\" rx=\"{rx:.1}\" ry=\"{ry:.1}\" fill=\"{fill}\"/>"
        ));
    }

    /// A ring: a circle that is only a line.
    pub fn ring(&mut self, x: f64, y: f64, r: f64, stroke: &str, width: f64) {
        self.put(format_args!(
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{r:.1}\" fill=\"none\" stroke=\"{stroke}\" \
             stroke-width=\"{width:.1}\"/>"
        ));
    }

    pub fn poly(&mut self, points: &[(f64, f64)], fill: &str) {
        let mut list = String::new();
        for (x, y) in points {
            let _ = write!(list, "{x:.1},{y:.1} ");
        }
        self.put(format_args!("<polygon points=\"{}\" fill=\"{fill}\"/>", list.trim_end()));
    }

    /// A path as SVG writes it.
    pub fn path(&mut self, d: &str, fill: &str) {
        self.put(format_args!("<path d=\"{d}\" fill=\"{fill}\"/>"));
    }

    /// A line as SVG writes it, with round ends.
    pub fn stroke(&mut self, d: &str, stroke: &str, width: f64) {
        self.put(format_args!(
            "<path d=\"{d}\" fill=\"none\" stroke=\"{stroke}\" stroke-width=\"{width:.1}\" \
             stroke-linecap=\"round\" stroke-linejoin=\"round\"/>"
        ));
    }

    pub fn line(&mut self, from: (f64, f64), to: (f64, f64), stroke: &str, width: f64) {
        let d = format!("M{:.1} {:.1}L{:.1} {:.1}", from.0, from.1, to.0, to.1);
        self.stroke(&d, stroke, width);
    }

    /// Everything drawn by a function, moved and made larger.
    pub fn moved(&mut self, x: f64, y: f64, scale: f64, draw: impl FnOnce(&mut Self)) {
        self.put(format_args!("<g transform=\"translate({x:.1} {y:.1}) scale({scale:.3})\">"));
        draw(self);
        self.put(format_args!("</g>"));
    }

    /// Everything drawn by a function, as one half-transparent shape.
    pub fn faded(&mut self, opacity: f64, draw: impl FnOnce(&mut Self)) {
        self.put(format_args!("<g opacity=\"{opacity:.2}\">"));
        draw(self);
        self.put(format_args!("</g>"));
    }

    /// Everything drawn by a function, mirrored around a vertical line.
    pub fn mirrored(&mut self, x: f64, draw: impl FnOnce(&mut Self)) {
        self.put(format_args!("<g transform=\"translate({:.1} 0) scale(-1 1)\">", 2.0 * x));
        draw(self);
        self.put(format_args!("</g>"));
    }

    fn stops(stops: &[(f64, &str)]) -> String {
        let mut list = String::new();
        for (at, colour) in stops {
            // Colours with two more digits carry their opacity.
            let (colour, opacity) = match colour.len() {
                9 => {
                    let part = u8::from_str_radix(&colour[7..], 16).unwrap_or(255);
                    (&colour[..7], f64::from(part) / 255.0)
                }
                _ => (*colour, 1.0),
            };
            let _ = write!(
                list,
                "<stop offset=\"{at:.2}\" stop-color=\"{colour}\" stop-opacity=\"{opacity:.2}\"/>"
            );
        }
        list
    }

    /// A gradient from top to bottom, as a fill.
    pub fn fade(&mut self, stops: &[(f64, &str)]) -> String {
        self.gradients += 1;
        let id = self.gradients;
        let _ = write!(
            self.defs,
            "<linearGradient id=\"g{id}\" x1=\"0\" y1=\"0\" x2=\"0\" y2=\"1\">{}</linearGradient>",
            Self::stops(stops)
        );
        format!("url(#g{id})")
    }

    /// A gradient from left to right, as a fill.
    pub fn across(&mut self, stops: &[(f64, &str)]) -> String {
        self.gradients += 1;
        let id = self.gradients;
        let _ = write!(
            self.defs,
            "<linearGradient id=\"g{id}\" x1=\"0\" y1=\"0\" x2=\"1\" y2=\"0\">{}</linearGradient>",
            Self::stops(stops)
        );
        format!("url(#g{id})")
    }

    /// Light around a point.
    pub fn glow(&mut self, x: f64, y: f64, r: f64, colour: &str) {
        self.gradients += 1;
        let id = self.gradients;
        let (strong, weak, none) =
            (format!("{colour}cc"), format!("{colour}44"), format!("{colour}00"));
        let _ = write!(
            self.defs,
            "<radialGradient id=\"g{id}\">{}</radialGradient>",
            Self::stops(&[(0.0, &strong), (0.4, &weak), (1.0, &none)])
        );
        self.circle(x, y, r, &format!("url(#g{id})"));
    }

    /// A sky of two colours and one at the horizon.
    pub fn sky(&mut self, top: &str, middle: &str, low: &str) {
        let fill = self.fade(&[(0.0, top), (0.55, middle), (1.0, low)]);
        self.rect(0.0, 0.0, W, H, &fill);
    }

    /// Land with a soft upper edge, down to the bottom of the sheet.
    pub fn hills(&mut self, y: f64, height: f64, waves: f64, fill: &str) {
        let (a, b) = (self.dice.range(0.0, 360.0), self.dice.range(0.0, 360.0));
        let mut d = format!("M0 {H}");
        let mut x = 0.0;
        while x <= W {
            let at = x / W * 360.0 * waves;
            let up = sine(at + a) * 0.6 + sine(at * 2.1 + b) * 0.4;
            let _ = write!(d, "L{x:.1} {:.1}", y - up * height);
            x += 20.0;
        }
        let _ = write!(d, "L{W} {H}Z");
        self.path(&d, fill);
    }
}
