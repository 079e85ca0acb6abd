//! Houses, towers, bridges.

use super::canvas::{Canvas, ink};

/// How a gable ends above.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Gable {
    /// A plain triangle.
    Pointed,
    /// Steps of bricks.
    Stepped,
    /// The eaves face the street.
    Eaves,
}

impl Canvas {
    /// A window with panes; lit or not by chance.
    pub fn window(&mut self, x: f64, y: f64, w: f64, h: f64, lit: u32) {
        self.rect(x - w * 0.1, y - w * 0.1, w * 1.2, h + w * 0.2, ink::WHITE);
        let is_lit = self.dice.chance(lit);
        self.rect(x, y, w, h, if is_lit { "#ffd98a" } else { "#4f6f80" });
        if !is_lit {
            self.poly(&[(x, y), (x + w * 0.7, y), (x, y + h * 0.6)], "#bfe1e84d");
        }
        self.rect(x + w * 0.45, y, w * 0.1, h, ink::WHITE);
        self.rect(x, y + h * 0.42, w, w * 0.1, ink::WHITE);
        self.rect(x - w * 0.16, y + h + w * 0.06, w * 1.32, w * 0.12, "#16293c33");
    }

    /// A door with a step.
    pub fn door(&mut self, x: f64, base: f64, w: f64, h: f64, fill: &str) {
        self.round(
            (x - w * 0.12, base - h - w * 0.12),
            (w * 1.24, h + w * 0.12),
            w * 0.2,
            ink::WHITE,
        );
        self.round((x, base - h), (w, h), w * 0.14, fill);
        self.rect(x + w * 0.16, base - h * 0.86, w * 0.68, h * 0.3, "#ffd98acc");
        self.circle(x + w * 0.82, base - h * 0.42, w * 0.06, ink::GOLD);
        self.rect(x - w * 0.25, base - 5.0, w * 1.5, 7.0, ink::PALE);
    }

    fn roof(&mut self, at: (f64, f64), w: f64, h: f64, gable: Gable, colours: (&str, &str)) {
        let ((x, y), (wall, roof)) = (at, colours);
        match gable {
            Gable::Pointed => {
                self.poly(&[(x - w * 0.06, y), (x + w / 2.0, y - h), (x + w * 1.06, y)], roof);
                self.poly(
                    &[(x + w * 0.06, y), (x + w / 2.0, y - h * 0.8), (x + w * 0.94, y)],
                    wall,
                );
                self.poly(
                    &[(x + w / 2.0, y), (x + w / 2.0, y - h * 0.8), (x + w * 0.94, y)],
                    "#16293c1f",
                );
            }
            Gable::Stepped => {
                let steps = 5.0;
                let mut n = 0.0;
                while n < steps {
                    let (inset, up) = (w / 2.0 * n / steps, h / steps);
                    self.rect(x + inset, y - up * (n + 1.0), w - 2.0 * inset, up + 1.0, wall);
                    let half = w / 2.0 - inset;
                    self.rect(x + w / 2.0, y - up * (n + 1.0), half, up + 1.0, "#16293c14");
                    self.rect(
                        x + inset - 3.0,
                        y - up * (n + 1.0) - 4.0,
                        w - 2.0 * inset + 6.0,
                        7.0,
                        roof,
                    );
                    n += 1.0;
                }
            }
            Gable::Eaves => {
                self.poly(
                    &[
                        (x - w * 0.05, y),
                        (x + w * 0.07, y - h),
                        (x + w * 0.93, y - h),
                        (x + w * 1.05, y),
                    ],
                    roof,
                );
                let mut row = 0.2;
                while row < 1.0 {
                    self.line(
                        (x + w * 0.08, y - h * row),
                        (x + w * 0.92, y - h * row),
                        "#16293c1f",
                        2.5,
                    );
                    row += 0.2;
                }
                self.rect(x + w * 0.72, y - h * 1.25, w * 0.08, h * 0.5, ink::BRICK);
            }
        }
    }

    /// A house: left lower corner, width, height of the walls, roof.
    pub fn house(
        &mut self,
        x: f64,
        base: f64,
        size: (f64, f64),
        gable: Gable,
        colours: (&str, &str),
    ) {
        let (w, h) = size;
        let wall = colours.0;
        let top = base - h;
        self.rect(x, top, w, h, wall);
        let roof_h = if gable == Gable::Eaves { h * 0.34 } else { w * 0.62 };
        self.roof((x, top), w, roof_h, gable, colours);
        self.rect(x + w * 0.5, top, w * 0.5, h, "#16293c14");
        self.rect(x, base - h * 0.05, w, h * 0.05, "#16293c26");
        let columns: u32 = if w > 170.0 { 3 } else { 2 };
        let pane = w / f64::from(columns) * 0.4;
        let rows: u32 = if h > 240.0 { 3 } else { 2 };
        for row in 0..rows {
            for column in 0..columns {
                let x = x + w / f64::from(columns) * (f64::from(column) + 0.5) - pane / 2.0;
                let y = top + h * (0.1 + 0.86 / f64::from(rows) * f64::from(row));
                if row + 1 == rows && column == columns / 2 {
                    self.door(x, base, pane, h * 0.7 / f64::from(rows), ink::TEAL);
                } else {
                    self.window(x, y, pane, (h / f64::from(rows) * 0.5).min(pane * 1.5), 45);
                }
            }
        }
        if gable != Gable::Eaves {
            self.window(x + w / 2.0 - pane * 0.35, top - roof_h * 0.45, pane * 0.7, pane * 0.8, 50);
        }
    }

    /// A timber-framed house.
    pub fn timber(&mut self, x: f64, base: f64, w: f64, h: f64, roof: &str) {
        let top = base - h;
        self.rect(x, top, w, h, ink::CREAM);
        self.rect(x + w * 0.5, top, w * 0.5, h, "#16293c14");
        self.poly(&[(x - w * 0.07, top), (x + w / 2.0, top - w * 0.66), (x + w * 1.07, top)], roof);
        self.poly(
            &[(x + w * 0.07, top), (x + w / 2.0, top - w * 0.52), (x + w * 0.93, top)],
            ink::CREAM,
        );
        let beam = (w * 0.045).max(5.0);
        for part in [0.0, 0.25, 0.5, 0.75, 1.0] {
            let x = x + w * part;
            self.line((x, top), (x, base), ink::BARK, beam);
        }
        for part in [0.0, 0.36, 0.68, 1.0] {
            self.line((x, top + h * part), (x + w, top + h * part), ink::BARK, beam);
        }
        self.line((x + w / 2.0, top), (x + w / 2.0, top - w * 0.5), ink::BARK, beam);
        self.line((x + w * 0.22, top - w * 0.17), (x + w * 0.78, top - w * 0.17), ink::BARK, beam);
        self.line((x, top), (x + w * 0.25, top + h * 0.36), ink::BARK, beam * 0.8);
        self.line((x + w, top), (x + w * 0.75, top + h * 0.36), ink::BARK, beam * 0.8);
        let pane = w * 0.16;
        for (column, row) in
            [(0.25, 0.08), (0.5, 0.08), (0.0, 0.43), (0.25, 0.43), (0.75, 0.43), (0.0, 0.74)]
        {
            let (x, y) = (x + w * (column + 0.125) - pane / 2.0, top + h * row);
            self.window(x, y, pane, h * 0.17, 60);
        }
        self.door(x + w * 0.53, base, w * 0.19, h * 0.29, ink::FOREST);
    }

    /// A tower with a pointed roof and a gold cock.
    pub fn tower(&mut self, x: f64, base: f64, w: f64, h: f64, colours: (&str, &str)) {
        let (wall, roof) = colours;
        let top = base - h;
        self.rect(x, top, w, h, wall);
        self.rect(x + w * 0.55, top, w * 0.45, h, "#16293c2b");
        self.poly(&[(x - w * 0.1, top), (x + w / 2.0, top - w * 1.5), (x + w * 1.1, top)], roof);
        self.poly(
            &[(x + w / 2.0, top), (x + w / 2.0, top - w * 1.5), (x + w * 1.1, top)],
            "#16293c2b",
        );
        self.line((x + w / 2.0, top - w * 1.5), (x + w / 2.0, top - w * 1.75), ink::GOLD, 4.0);
        self.circle(x + w / 2.0, top - w * 1.75, w * 0.05, ink::GOLD);
        for part in [0.12, 0.5] {
            let y = top + h * part;
            self.round((x + w * 0.3, y), (w * 0.15, w * 0.42), w * 0.07, "#22323c");
            self.round((x + w * 0.55, y), (w * 0.15, w * 0.42), w * 0.07, "#22323c");
        }
    }

    /// A clock showing ten past ten.
    pub fn clock(&mut self, x: f64, y: f64, r: f64) {
        self.circle(x, y, r * 1.14, ink::GOLD);
        self.circle(x, y, r, ink::WHITE);
        self.line((x, y), (x - r * 0.45, y - r * 0.3), ink::INK, r * 0.13);
        self.line((x, y), (x + r * 0.5, y - r * 0.55), ink::INK, r * 0.1);
        self.circle(x, y, r * 0.1, ink::INK);
    }

    /// A stone bridge with three arches from one side to the other; `y` is the roadway.
    pub fn bridge(&mut self, from: f64, until: f64, y: f64, water: f64, stone: &str) {
        let (w, rise) = (until - from, (until - from) * 0.035);
        let middle = from + w / 2.0;
        let mut d = format!(
            "M{from:.1} {water:.1}L{from:.1} {y:.1}Q{middle:.1} {:.1} {until:.1} {y:.1}L{until:.1} {water:.1}",
            y - 2.0 * rise
        );
        for n in [2.0, 1.0, 0.0] {
            let (pier, part) = (w * 0.045, w / 3.0);
            let (left, right) = (from + part * n + pier, from + part * (n + 1.0) - pier);
            let r = (right - left) / 2.0;
            let reach = (water - y - rise * 0.2).min(r * 1.15);
            let arch =
                format!("L{right:.1} {water:.1}A{r:.1} {reach:.1} 0 0 0 {left:.1} {water:.1}");
            d.push_str(&arch);
        }
        d.push('Z');
        self.path(&d, stone);
        let d = format!(
            "M{:.1} {y:.1}Q{middle:.1} {:.1} {:.1} {y:.1}",
            from - 20.0,
            y - 2.0 * rise,
            until + 20.0
        );
        self.stroke(&d, ink::PALE, 15.0);
        let d = format!(
            "M{:.1} {:.1}Q{middle:.1} {:.1} {:.1} {:.1}",
            from - 20.0,
            y + 15.0,
            y + 15.0 - 2.0 * rise,
            until + 20.0,
            y + 15.0
        );
        self.stroke(&d, "#16293c33", 7.0);
        for n in [1.0, 2.0] {
            let x = from + w / 3.0 * n;
            self.poly(
                &[(x - w * 0.045, water + 14.0), (x, water - 60.0), (x + w * 0.045, water + 14.0)],
                "#16293c24",
            );
        }
    }
}
