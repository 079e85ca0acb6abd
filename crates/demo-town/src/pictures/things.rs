//! People and what they use.

use super::canvas::{Canvas, ink};

/// Somebody in a picture.
#[derive(Clone, Copy)]
pub(super) struct Somebody {
    pub skin: &'static str,
    pub hair: &'static str,
    pub top: &'static str,
    pub legs: &'static str,
}

/// People of this town.
pub(super) const PEOPLE: [Somebody; 7] = [
    Somebody { skin: "#f0c6a2", hair: "#5f4030", top: ink::CORAL, legs: ink::INK },
    Somebody { skin: "#8d5b3e", hair: "#22323c", top: ink::GOLD, legs: ink::DUSK },
    Somebody { skin: "#e6b48c", hair: "#22323c", top: ink::TEAL, legs: ink::BARK },
    Somebody { skin: "#f4d3b4", hair: "#d3cbbd", top: ink::PLUM, legs: ink::STONE },
    Somebody { skin: "#c98f66", hair: "#5f4030", top: ink::LEAF, legs: ink::INK },
    Somebody { skin: "#f0c6a2", hair: "#eab54d", top: ink::DEEP, legs: ink::BARK },
    Somebody { skin: "#a56e4a", hair: "#22323c", top: ink::WHITE, legs: ink::TEAL },
];

/// What the arms of somebody do.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Arms {
    /// They hang.
    Down,
    /// One reaches forward.
    Reach,
    /// Both are up.
    Up,
}

impl Canvas {
    /// A person of a height, looking to the right.
    pub fn person(&mut self, x: f64, base: f64, h: f64, who: usize, arms: Arms) {
        let it = PEOPLE[who % PEOPLE.len()];
        let s = h / 100.0;
        self.ellipse(x, base, 20.0 * s, 3.6 * s, "#16293c33");
        self.moved(x, base, s, |c| {
            c.line((-6.0, -2.0), (-5.0, -38.0), it.legs, 9.5);
            c.line((7.0, -2.0), (5.0, -38.0), it.legs, 9.5);
            c.line((-8.0, -1.0), (-2.0, -1.0), ink::INK, 5.0);
            c.line((6.0, -1.0), (12.0, -1.0), ink::INK, 5.0);
            let back = match arms {
                Arms::Up => "M-10 -66Q-22 -78 -20 -94",
                _ => "M-11 -66Q-19 -54 -15 -41",
            };
            c.stroke(back, it.top, 7.5);
            c.path("M-13 -36Q-15 -72 -6 -75Q0 -77 6 -75Q15 -72 13 -36Q0 -32 -13 -36Z", it.top);
            c.path("M2 -76Q15 -73 13 -36Q8 -34 4 -34Q8 -56 2 -76Z", "#16293c22");
            let (front, hand) = match arms {
                Arms::Down => ("M11 -66Q19 -54 16 -42", (16.0, -40.0)),
                Arms::Reach => ("M9 -66Q20 -60 30 -57", (33.0, -57.0)),
                Arms::Up => ("M10 -66Q22 -78 20 -94", (20.0, -96.0)),
            };
            c.stroke(front, it.top, 7.5);
            c.circle(hand.0, hand.1, 4.6, it.skin);
            c.rect(-3.5, -81.0, 7.0, 9.0, it.skin);
            c.circle(0.0, -89.0, 11.0, it.skin);
            c.path("M-11.5 -87Q-13 -101 0 -101.5Q12 -101 11 -91Q4 -97 -4 -95Q-9 -93 -9 -84Q-11 -84 -11.5 -87Z", it.hair);
            c.circle(5.5, -89.0, 1.3, ink::INK);
            c.stroke("M4 -84Q6.5 -82 8.5 -84.5", "#ad4b3c", 1.4);
        });
    }

    /// A child with a satchel.
    pub fn pupil(&mut self, x: f64, base: f64, h: f64, who: usize, bag: &str) {
        let s = h / 100.0;
        self.round((x - 23.0 * s, base - 72.0 * s), (16.0 * s, 30.0 * s), 5.0 * s, bag);
        self.person(x, base, h, who, Arms::Down);
        self.line((x - 8.0 * s, base - 70.0 * s), (x - 4.0 * s, base - 48.0 * s), bag, 3.0 * s);
    }

    /// A helmet and a vest for somebody who works outside.
    pub fn vest(&mut self, x: f64, base: f64, h: f64, helmet: &str) {
        let s = h / 100.0;
        self.moved(x, base, s, |c| {
            c.path("M-12 -38Q-13 -72 -6 -74L6 -74Q13 -72 12 -38Z", ink::ORANGE);
            c.rect(-12.5, -56.0, 25.0, 5.0, "#fff3b0");
            c.rect(-12.5, -46.0, 25.0, 4.0, "#fff3b0");
            c.path("M-12 -92Q-12 -105 0 -105Q12 -105 12 -92Z", helmet);
            c.round((-14.0, -94.0), (30.0, 4.0), 2.0, helmet);
        });
    }

    /// A bicycle, front to the right.
    pub fn bike(&mut self, x: f64, base: f64, s: f64, frame: &str) {
        self.moved(x, base, s, |c| {
            c.ellipse(0.0, 0.0, 62.0, 4.0, "#16293c26");
            for wheel in [-38.0, 38.0] {
                c.ring(wheel, -24.0, 23.0, ink::INK, 4.5);
                c.ring(wheel, -24.0, 19.0, ink::PALE, 1.2);
                for (dx, dy) in [(19.0, 0.0), (0.0, 19.0), (13.0, 13.0), (13.0, -13.0)] {
                    c.line((wheel - dx, -24.0 - dy), (wheel + dx, -24.0 + dy), "#d3cbbd99", 1.0);
                }
            }
            c.stroke("M-38 -24L-14 -58L26 -60L-2 -24L-38 -24M-14 -58L-2 -24M26 -60L38 -24M26 -60L22 -74L34 -78", frame, 5.0);
            c.line((-16.0, -66.0), (-14.0, -56.0), frame, 5.0);
            c.round((-28.0, -72.0), (25.0, 7.0), 3.5, ink::BARK);
            c.circle(-2.0, -24.0, 6.0, ink::INK);
        });
    }

    /// Somebody on a bicycle.
    pub fn rider(&mut self, x: f64, base: f64, s: f64, who: usize, frame: &str) {
        self.bike(x, base, s, frame);
        let it = PEOPLE[who % PEOPLE.len()];
        self.moved(x, base, s, |c| {
            c.stroke("M-15 -72L4 -50L-2 -20", it.legs, 10.0);
            c.path("M-24 -70Q-14 -112 6 -114Q16 -112 12 -102L-2 -70Z", it.top);
            c.stroke("M6 -106L18 -88L32 -80", it.top, 8.0);
            c.circle(12.0, -128.0, 12.0, it.skin);
            c.path("M-1 -128Q0 -144 13 -143Q26 -142 25 -131Z", frame);
            c.circle(33.0, -80.0, 4.5, it.skin);
        });
    }

    /// A bench.
    pub fn bench(&mut self, x: f64, base: f64, s: f64, fill: &str) {
        self.moved(x, base, s, |c| {
            c.ellipse(0.0, 0.0, 92.0, 6.0, "#16293c26");
            for leg in [-66.0, 66.0] {
                c.line((leg, 0.0), (leg, -70.0), ink::INK, 6.0);
            }
            for y in [-70.0, -56.0] {
                c.round((-84.0, y), (168.0, 9.0), 4.0, fill);
            }
            c.round((-88.0, -34.0), (176.0, 10.0), 4.0, fill);
            c.round((-88.0, -26.0), (176.0, 5.0), 2.0, "#16293c33");
        });
    }

    /// A street lamp.
    pub fn lamp(&mut self, x: f64, base: f64, h: f64, is_lit: bool) {
        if is_lit {
            self.glow(x, base - h, h * 0.5, "#ffd98a");
        }
        self.line((x, base), (x, base - h * 0.9), ink::INK, h * 0.025);
        self.rect(x - h * 0.03, base - h * 0.08, h * 0.06, h * 0.08, ink::INK);
        let (w, y) = (h * 0.07, base - h);
        self.poly(
            &[(x - w * 0.6, y + h * 0.1), (x - w, y), (x + w, y), (x + w * 0.6, y + h * 0.1)],
            if is_lit { "#ffe9b0" } else { ink::MIST },
        );
        self.poly(&[(x - w * 1.2, y), (x, y - h * 0.06), (x + w * 1.2, y)], ink::INK);
    }

    /// A market stall with a striped roof.
    pub fn stall(&mut self, x: f64, base: f64, w: f64, stripes: &str) {
        let h = w * 0.85;
        self.ellipse(x + w / 2.0, base, w * 0.55, w * 0.035, "#16293c2e");
        for leg in [0.04, 0.96] {
            self.line((x + w * leg, base), (x + w * leg, base - h * 0.8), ink::BARK, w * 0.025);
        }
        self.rect(x + w * 0.03, base - h * 0.78, w * 0.94, h * 0.4, "#16293c40");
        self.rect(x, base - h * 0.38, w, h * 0.38, ink::WOOD);
        self.rect(x, base - h * 0.38, w, h * 0.05, ink::SAND);
        for n in [0.0, 1.0, 2.0, 3.0] {
            let left = x + w * (0.03 + n * 0.245);
            self.rect(left, base - h * 0.3, w * 0.2, h * 0.24, "#5f403088");
            let colour = *self.dice.pick(&[
                ink::CORAL,
                ink::GOLD,
                ink::LEAF,
                ink::APRICOT,
                ink::MOSS,
                ink::PLUM,
            ]);
            for dot in [(0.03, 0.0), (0.09, 0.012), (0.15, 0.0), (0.06, -0.045), (0.12, -0.045)] {
                self.circle(
                    left + w * dot.0 + w * 0.01,
                    base - h * 0.39 + w * dot.1,
                    w * 0.034,
                    colour,
                );
            }
        }
        for n in 0..8_u8 {
            let left = x - w * 0.06 + w * 0.14 * f64::from(n);
            let fill = if n % 2 == 0 { stripes } else { ink::WHITE };
            let top = x + w * 0.04 + w * 0.115 * f64::from(n);
            self.poly(
                &[
                    (top, base - h * 1.12),
                    (top + w * 0.115, base - h * 1.12),
                    (left + w * 0.14, base - h * 0.82),
                    (left, base - h * 0.82),
                ],
                fill,
            );
            self.path(
                &format!(
                    "M{left:.1} {0:.1}h{1:.1}a{2:.1} {2:.1} 0 0 1 -{1:.1} 0Z",
                    base - h * 0.82,
                    w * 0.14,
                    w * 0.07
                ),
                fill,
            );
        }
        self.rect(x - w * 0.06, base - h * 0.83, w * 1.12, h * 0.03, "#16293c26");
    }

    /// A barrier in red and white with its lamps.
    pub fn barrier(&mut self, x: f64, base: f64, w: f64) {
        for leg in [0.08, 0.92] {
            self.line((x + w * leg, base), (x + w * leg, base - w * 0.36), ink::STONE, w * 0.03);
            self.glow(x + w * leg, base - w * 0.4, w * 0.14, ink::ORANGE);
            self.circle(x + w * leg, base - w * 0.4, w * 0.035, ink::ORANGE);
        }
        self.rect(x, base - w * 0.34, w, w * 0.12, ink::WHITE);
        for n in 0..5_u8 {
            let left = x + w * 0.2 * f64::from(n);
            self.poly(
                &[
                    (left, base - w * 0.22),
                    (left + w * 0.06, base - w * 0.34),
                    (left + w * 0.16, base - w * 0.34),
                    (left + w * 0.1, base - w * 0.22),
                ],
                ink::RED,
            );
        }
    }

    /// A traffic cone.
    pub fn cone(&mut self, x: f64, base: f64, s: f64) {
        self.round((x - s * 0.42, base - s * 0.1), (s * 0.84, s * 0.1), s * 0.03, ink::INK);
        self.poly(
            &[
                (x - s * 0.3, base - s * 0.1),
                (x - s * 0.06, base - s),
                (x + s * 0.06, base - s),
                (x + s * 0.3, base - s * 0.1),
            ],
            ink::ORANGE,
        );
        self.poly(
            &[
                (x - s * 0.22, base - s * 0.4),
                (x - s * 0.15, base - s * 0.66),
                (x + s * 0.15, base - s * 0.66),
                (x + s * 0.22, base - s * 0.4),
            ],
            ink::WHITE,
        );
    }

    /// A wheel of a machine.
    pub fn wheel(&mut self, x: f64, y: f64, r: f64) {
        self.circle(x, y, r, ink::INK);
        self.circle(x, y, r * 0.55, ink::PALE);
        self.circle(x, y, r * 0.2, ink::STONE);
    }

    /// A fire engine, front to the right.
    pub fn fire_engine(&mut self, x: f64, base: f64, s: f64) {
        self.moved(x, base, s, |c| {
            c.ellipse(0.0, 2.0, 250.0, 14.0, "#16293c3d");
            c.round((-230.0, -190.0), (320.0, 150.0), 10.0, ink::RED);
            c.path("M90 -182h86q22 0 30 26l20 52v66h-136Z", ink::RED);
            c.rect(-230.0, -92.0, 456.0, 12.0, ink::WHITE);
            c.rect(-230.0, -78.0, 456.0, 8.0, ink::GOLD);
            for n in 0..3_u8 {
                let left = -214.0 + 98.0 * f64::from(n);
                c.round((left, -172.0), (86.0, 70.0), 6.0, ink::PALE);
                for y in [-158.0, -142.0, -126.0, -112.0] {
                    c.line((left + 8.0, y), (left + 78.0, y), "#9c968d", 3.0);
                }
            }
            c.poly(
                &[(106.0, -164.0), (168.0, -164.0), (196.0, -104.0), (106.0, -104.0)],
                "#8fc4d0",
            );
            c.poly(
                &[(106.0, -164.0), (146.0, -164.0), (112.0, -104.0), (106.0, -104.0)],
                "#e1efee99",
            );
            c.rect(-230.0, -48.0, 456.0, 14.0, ink::INK);
            c.round((118.0, -202.0), (50.0, 16.0), 6.0, "#3f7fd0");
            c.glow(143.0, -198.0, 60.0, "#6fb1ff");
            for y in [-216.0, -200.0] {
                c.line((-216.0, y), (110.0, y), ink::PALE, 7.0);
            }
            for n in 0..11_u8 {
                let at = -206.0 + 30.0 * f64::from(n);
                c.line((at, -216.0), (at, -200.0), ink::STONE, 5.0);
            }
            for at in [-150.0, -70.0, 150.0] {
                c.wheel(at, -32.0, 36.0);
            }
            c.round((206.0, -70.0), (22.0, 14.0), 5.0, "#ffe9b0");
        });
    }

    /// A small digger, arm to the right.
    pub fn digger(&mut self, x: f64, base: f64, s: f64, body: &str) {
        self.moved(x, base, s, |c| {
            c.ellipse(0.0, 2.0, 120.0, 10.0, "#16293c33");
            c.round((-100.0, -44.0), (190.0, 44.0), 22.0, ink::INK);
            for at in [-72.0, -24.0, 24.0, 64.0] {
                c.circle(at, -22.0, 14.0, ink::STONE);
            }
            c.path("M-104 -60h150q24 0 24 -24v-30h-130q-44 0 -44 54Z", body);
            c.round((-44.0, -196.0), (92.0, 100.0), 12.0, body);
            c.round((-30.0, -184.0), (66.0, 66.0), 6.0, "#bfe1e8");
            c.poly(&[(-30.0, -184.0), (10.0, -184.0), (-30.0, -130.0)], "#fffaf066");
            c.stroke("M58 -100L150 -222L258 -150", body, 26.0);
            c.stroke("M58 -100L150 -222", "#16293c22", 10.0);
            c.stroke("M96 -96L166 -190", ink::PALE, 9.0);
            c.stroke("M258 -150L262 -56", body, 20.0);
            c.path("M236 -66h52l8 34q-6 34 -52 30q-18 -8 -22 -24l20 -4Z", ink::INK);
            c.circle(150.0, -222.0, 14.0, ink::INK);
            c.circle(258.0, -150.0, 12.0, ink::INK);
            c.round((-20.0, -210.0), (20.0, 14.0), 5.0, ink::ORANGE);
        });
    }
}
