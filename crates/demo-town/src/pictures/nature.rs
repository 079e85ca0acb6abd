//! Trees, clouds, water, light.

use super::canvas::{Canvas, H, W, ink};

impl Canvas {
    /// A cloud with a flat belly.
    pub fn cloud(&mut self, x: f64, y: f64, s: f64, fill: &str) {
        // As one shape: where its parts overlap, nothing is seen.
        let (fill, part) = fill.split_at(fill.len().min(7));
        let opacity = u8::from_str_radix(part, 16).map_or(1.0, |p| f64::from(p) / 255.0);
        self.faded(opacity, |c| c.puffs(x, y, s, fill));
    }

    fn puffs(&mut self, x: f64, y: f64, s: f64, fill: &str) {
        for (dx, dy, r) in
            [(-70.0, 0.0, 38.0), (-25.0, -24.0, 52.0), (35.0, -14.0, 46.0), (80.0, 4.0, 32.0)]
        {
            self.circle(x + dx * s, y + dy * s, r * s, fill);
        }
        self.round((x - 112.0 * s, y - 4.0 * s), (226.0 * s, 40.0 * s), 20.0 * s, fill);
    }

    /// The sun, or the moon, with its light.
    pub fn sun(&mut self, x: f64, y: f64, r: f64, fill: &str) {
        self.glow(x, y, r * 4.2, fill);
        self.circle(x, y, r, fill);
    }

    /// Birds far away.
    pub fn birds(&mut self, x: f64, y: f64, count: u32, stroke: &str) {
        for n in 0..count {
            let (dx, dy) = (f64::from(n) * 46.0, self.dice.range(-26.0, 26.0));
            let (x, y, s) = (x + dx, y + dy, self.dice.range(9.0, 15.0));
            let d = format!(
                "M{:.1} {y:.1}Q{:.1} {:.1} {x:.1} {y:.1}Q{:.1} {:.1} {:.1} {y:.1}",
                x - 2.0 * s,
                x - s,
                y - s,
                x + s,
                y - s,
                x + 2.0 * s
            );
            self.stroke(&d, stroke, 3.0);
        }
    }

    /// A tree with a round crown; light falls from the left.
    pub fn tree(&mut self, x: f64, base: f64, h: f64, dark: &str, light: &str) {
        let r = h * 0.27;
        self.ellipse(x + r * 0.3, base, r * 1.15, h * 0.035, "#16293c2e");
        self.poly(
            &[
                (x - h * 0.035, base),
                (x - h * 0.02, base - h * 0.5),
                (x + h * 0.02, base - h * 0.5),
                (x + h * 0.04, base),
            ],
            ink::BARK,
        );
        self.line((x, base - h * 0.4), (x + r * 0.6, base - h * 0.58), ink::BARK, h * 0.018);
        for (dx, dy, k) in [(0.55, -0.52, 0.78), (-0.55, -0.5, 0.8), (0.0, -0.72, 1.0)] {
            self.circle(x + r * dx, base + h * dy, r * k, dark);
        }
        for (dx, dy, k) in [(-0.62, -0.55, 0.55), (-0.2, -0.8, 0.68), (0.35, -0.6, 0.4)] {
            self.circle(x + r * dx, base + h * dy, r * k, light);
        }
    }

    /// A fir.
    pub fn fir(&mut self, x: f64, base: f64, h: f64, fill: &str) {
        self.rect(x - h * 0.03, base - h * 0.12, h * 0.06, h * 0.12, ink::BARK);
        for (low, high, half) in [(0.1, 0.52, 0.27), (0.34, 0.76, 0.21), (0.58, 1.0, 0.15)] {
            let points = [
                (x - h * half, base - h * low),
                (x, base - h * high),
                (x + h * half, base - h * low),
            ];
            self.poly(&points, fill);
        }
        self.poly(
            &[
                (x, base - h * 0.1),
                (x, base - h),
                (x + h * 0.15, base - h * 0.58),
                (x + h * 0.1, base - h * 0.56),
                (x + h * 0.21, base - h * 0.34),
                (x + h * 0.14, base - h * 0.32),
                (x + h * 0.27, base - h * 0.1),
            ],
            "#16293c26",
        );
    }

    /// A poplar.
    pub fn poplar(&mut self, x: f64, base: f64, h: f64, dark: &str, light: &str) {
        self.rect(x - h * 0.015, base - h * 0.2, h * 0.03, h * 0.2, ink::BARK);
        self.ellipse(x, base - h * 0.55, h * 0.11, h * 0.45, dark);
        self.ellipse(x - h * 0.03, base - h * 0.58, h * 0.055, h * 0.36, light);
    }

    /// A bush.
    pub fn bush(&mut self, x: f64, base: f64, s: f64, dark: &str, light: &str) {
        for (dx, r) in [(-0.7, 0.5), (0.0, 0.72), (0.7, 0.5)] {
            self.circle(x + dx * s, base - r * s * 0.55, r * s, dark);
        }
        self.circle(x - 0.2 * s, base - 0.62 * s, 0.42 * s, light);
        self.rect(x - 1.3 * s, base, 2.6 * s, 0.9 * s, "none");
    }

    /// Flowers in a bed.
    pub fn flowers(&mut self, from: f64, until: f64, base: f64, s: f64) {
        let colours = [ink::CORAL, ink::GOLD, ink::WHITE, ink::APRICOT, ink::PLUM];
        let mut x = from;
        while x < until {
            let up = self.dice.range(0.6, 1.3) * s;
            self.line((x, base), (x, base - up), ink::LEAF, s * 0.14);
            let colour = *self.dice.pick(&colours);
            self.circle(x, base - up, s * 0.34, colour);
            self.circle(x, base - up, s * 0.13, ink::SAND);
            x += self.dice.range(0.7, 1.2) * s;
        }
    }

    /// Grass blades along a line.
    pub fn grass(&mut self, from: f64, until: f64, base: f64, s: f64, stroke: &str) {
        let mut x = from;
        while x < until {
            let (lean, up) = (self.dice.range(-0.5, 0.5) * s, self.dice.range(0.5, 1.2) * s);
            let d = format!(
                "M{x:.1} {base:.1}Q{x:.1} {:.1} {:.1} {:.1}",
                base - up * 0.6,
                x + lean,
                base - up
            );
            self.stroke(&d, stroke, s * 0.13);
            x += self.dice.range(0.35, 0.9) * s;
        }
    }

    /// Reeds with their heads.
    pub fn reeds(&mut self, x: f64, base: f64, s: f64, count: u32) {
        for n in 0..count {
            let x = x + f64::from(n) * s * 0.1 + self.dice.range(-0.05, 0.05) * s;
            let (up, lean) = (self.dice.range(0.7, 1.3) * s, self.dice.range(-0.12, 0.16) * s);
            let d = format!(
                "M{x:.1} {base:.1}Q{x:.1} {:.1} {:.1} {:.1}",
                base - up * 0.6,
                x + lean,
                base - up
            );
            self.stroke(&d, if n % 2 == 0 { ink::FOREST } else { ink::LEAF }, s * 0.035);
            if n % 3 == 0 {
                self.moved(x + lean, base - up, 1.0, |c| {
                    c.round((-s * 0.03, -s * 0.16), (s * 0.06, s * 0.2), s * 0.03, ink::BARK);
                });
            }
        }
    }

    /// Water from one line to another, with lines of light.
    pub fn water(&mut self, top: f64, bottom: f64, light: &str, dark: &str) {
        let fill = self.fade(&[(0.0, light), (1.0, dark)]);
        self.rect(0.0, top, W, bottom - top, &fill);
        for _ in 0..34 {
            let t = self.dice.unit();
            let y = top + 8.0 + t * (bottom - top - 16.0);
            let (x, w) = (self.dice.range(-40.0, W), self.dice.range(40.0, 150.0) * (0.5 + t));
            self.round((x, y), (w, 2.0 + 3.5 * t), 2.5, "#fffaf03a");
        }
    }

    /// Light of the sun on the water.
    pub fn glitter(&mut self, x: f64, top: f64, bottom: f64, colour: &str) {
        let fill = format!("{colour}8c");
        let mut y = top + 8.0;
        while y < bottom {
            let t = (y - top) / (bottom - top);
            let half = self.dice.range(20.0, 60.0) * (0.5 + 1.6 * t);
            let shift = self.dice.range(-24.0, 24.0) * (0.4 + t);
            self.round((x + shift - half, y), (2.0 * half, 4.0 + 4.0 * t), 4.0, &fill);
            y += 14.0 + 14.0 * t;
        }
    }

    /// Falling snow.
    pub fn snow(&mut self, count: u32) {
        for _ in 0..count {
            let (x, y, r) =
                (self.dice.range(0.0, W), self.dice.range(0.0, H), self.dice.range(2.0, 6.0));
            self.circle(x, y, r, "#fffaf0d9");
        }
    }

    /// Stars of a night.
    pub fn stars(&mut self, until: f64, count: u32) {
        for _ in 0..count {
            let (x, y, r) =
                (self.dice.range(0.0, W), self.dice.range(0.0, until), self.dice.range(1.0, 2.8));
            self.circle(x, y, r, "#fffaf0b3");
        }
    }
}
