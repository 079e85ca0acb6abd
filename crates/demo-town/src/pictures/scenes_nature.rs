//! River, lake, parks, fields.

use super::canvas::{Canvas, W, ink};
use super::houses::Gable;
use super::things::Arms;

/// A heron in shallow water.
fn heron(c: &mut Canvas, x: f64, base: f64, s: f64) {
    c.moved(x, base, s, |c| {
        c.line((0.0, 0.0), (4.0, -60.0), ink::INK, 3.5);
        c.line((16.0, 0.0), (14.0, -60.0), ink::INK, 3.5);
        c.path("M-34 -64Q-6 -104 34 -92Q42 -72 20 -58Q-12 -52 -34 -64Z", "#8fa3ad");
        c.path("M-34 -64Q-6 -84 20 -58Q-12 -52 -34 -64Z", "#5d7380");
        c.stroke("M30 -88Q52 -108 36 -134Q30 -150 46 -158", "#c3d0d4", 9.0);
        c.circle(46.0, -158.0, 9.0, "#c3d0d4");
        c.poly(&[(52.0, -163.0), (90.0, -152.0), (52.0, -153.0)], ink::GOLD);
        c.stroke("M40 -163Q24 -166 14 -158", ink::INK, 3.5);
    });
}

/// The river at dawn.
pub(super) fn fluss_morgen(c: &mut Canvas) {
    c.sky("#5f7fa0", "#f0b99a", "#ffe9c4");
    c.sun(980.0, 400.0, 66.0, "#fff0c4");
    c.cloud(360.0, 180.0, 1.3, "#fffaf03d");
    c.cloud(1330.0, 130.0, 1.0, "#fffaf033");
    c.hills(430.0, 34.0, 1.3, "#a597a8");
    c.hills(470.0, 26.0, 2.3, "#8a93a0");
    for x in [60.0, 130.0, 190.0, 1270.0, 1340.0, 1430.0, 1520.0] {
        c.poplar(x, 520.0, 190.0, "#5e7d74", "#76938a");
    }
    c.rect(0.0, 506.0, W, 30.0, "#6d8c78");
    c.water(520.0, 900.0, "#f3cfae", ink::DEEP);
    c.glitter(980.0, 524.0, 890.0, "#fff0c4");
    for (y, x, w) in [(524.0, 60.0, 900.0), (546.0, 700.0, 800.0), (572.0, -60.0, 620.0)] {
        c.round((x, y), (w, 16.0), 8.0, "#fffaf05c");
    }
    c.path("M-20 900L-20 640Q160 610 330 690Q430 740 520 900Z", "#3f6a52");
    c.path("M-20 900L-20 700Q130 680 260 760Q330 810 380 900Z", "#2c5140");
    c.line((150.0, 720.0), (190.0, 470.0), ink::BARK, 26.0);
    c.line((182.0, 540.0), (120.0, 450.0), ink::BARK, 14.0);
    for n in 0..26_u8 {
        let x = 60.0 + 11.0 * f64::from(n);
        let top = 420.0 + c.dice.range(-40.0, 24.0);
        let long = c.dice.range(110.0, 240.0);
        let d = format!(
            "M{:.1} 440Q{x:.1} {:.1} {:.1} {:.1}",
            120.0 + x * 0.35,
            top,
            x - 20.0,
            top + long
        );
        c.stroke(&d, if n % 3 == 0 { ink::MOSS } else { ink::LEAF }, 9.0);
    }
    c.reeds(380.0, 900.0, 180.0, 18);
    c.reeds(1240.0, 900.0, 210.0, 26);
    heron(c, 700.0, 760.0, 1.15);
    c.ellipse(710.0, 764.0, 60.0, 6.0, "#fffaf066");
    c.birds(1110.0, 230.0, 5, "#22323c80");
}

/// The lake with its jetty.
pub(super) fn ziegelsee(c: &mut Canvas) {
    c.sky("#5fb3c8", ink::SKY, "#fff1cf");
    c.sun(1250.0, 190.0, 60.0, "#fff0c4");
    c.cloud(330.0, 140.0, 1.2, "#fffaf0f0");
    c.cloud(840.0, 190.0, 0.8, "#fffaf0cc");
    c.hills(400.0, 40.0, 1.1, "#9ec7b0");
    for n in 0..22_u8 {
        let x = 20.0 + 74.0 * f64::from(n);
        let h = c.dice.range(90.0, 150.0);
        if n % 3 == 0 {
            c.fir(x, 474.0, h * 1.2, ink::FOREST);
        } else {
            c.tree(x, 476.0, h, ink::FOREST, ink::LEAF);
        }
    }
    c.rect(0.0, 466.0, W, 14.0, "#d9c493");
    c.water(478.0, 900.0, "#8fd0d8", ink::DEEP);
    c.glitter(1250.0, 482.0, 880.0, "#fff6da");
    let plank = c.fade(&[(0.0, "#c79a6a"), (1.0, "#8a5a3c")]);
    c.poly(&[(640.0, 600.0), (760.0, 600.0), (1010.0, 900.0), (560.0, 900.0)], &plank);
    for (y, left, right) in [
        (622.0, 634.0, 778.0),
        (654.0, 625.0, 804.0),
        (694.0, 616.0, 838.0),
        (744.0, 602.0, 880.0),
        (806.0, 586.0, 932.0),
    ] {
        c.line((left, y), (right, y), "#5f403088", 5.0);
    }
    for (x, y) in [(636.0, 612.0), (764.0, 612.0), (606.0, 752.0), (884.0, 752.0)] {
        c.round((x - 9.0, y - 46.0), (18.0, 64.0), 6.0, ink::BARK);
    }
    for (x, y, s, colour) in [(330.0, 650.0, 1.0, ink::CORAL), (1180.0, 730.0, 1.35, ink::GOLD)] {
        c.moved(x, y, s, |c| {
            c.ellipse(0.0, 28.0, 190.0, 11.0, "#16293c33");
            c.person(-36.0, 42.0, 112.0, if colour == ink::CORAL { 1 } else { 5 }, Arms::Reach);
            c.path("M-190 -6Q-150 40 0 40Q150 40 190 -6Q120 10 0 10Q-120 10 -190 -6Z", colour);
            c.path("M-190 -6Q-150 40 0 40Q150 40 190 -6Q120 26 0 26Q-120 26 -190 -6Z", "#16293c33");
            c.line((-52.0, -56.0), (62.0, 42.0), ink::WOOD, 6.0);
            c.ellipse(68.0, 46.0, 24.0, 9.0, ink::WOOD);
        });
    }
    c.person(704.0, 664.0, 104.0, 4, Arms::Up);
    c.reeds(20.0, 900.0, 210.0, 20);
    c.reeds(1380.0, 900.0, 190.0, 18);
    c.birds(560.0, 120.0, 4, "#22323c66");
}

/// High water at the bridge.
pub(super) fn hochwasser(c: &mut Canvas) {
    c.sky("#3f5063", "#73869a", "#b9c2c4");
    for (x, y, s) in
        [(200.0, 120.0, 1.9), (620.0, 90.0, 2.2), (1080.0, 130.0, 2.0), (1480.0, 90.0, 1.8)]
    {
        c.cloud(x, y, s, "#5a6a7c");
        c.cloud(x + 60.0, y + 40.0, s * 0.8, "#6d7d8e");
    }
    for n in 0..6_u8 {
        let x = 30.0 + 150.0 * f64::from(n);
        c.house(x, 480.0, (140.0, 150.0), Gable::Pointed, ("#b7b3ac", "#6d5560"));
    }
    c.tower(900.0, 482.0, 70.0, 230.0, ("#a9a8a4", "#48606a"));
    c.house(990.0, 480.0, (200.0, 150.0), Gable::Eaves, ("#b7b3ac", "#6d5560"));
    c.hills(500.0, 10.0, 3.0, "#6d8070");
    c.water(500.0, 900.0, "#93907c", "#5b6458");
    c.bridge(240.0, 1360.0, 520.0, 602.0, "#77716c");
    c.water(590.0, 900.0, "#8d8a76", "#5a6256");
    for n in 0..9_u8 {
        let (x, y) = (c.dice.range(40.0, 1500.0), 620.0 + 26.0 * f64::from(n));
        let d = format!("M{x:.0} {y:.0}q40 -16 80 0t80 0t80 0");
        c.stroke(&d, "#fffaf04d", 5.0);
    }
    c.line((330.0, 690.0), (470.0, 672.0), ink::BARK, 14.0);
    c.line((400.0, 682.0), (430.0, 646.0), ink::BARK, 8.0);
    c.line((1240.0, 420.0), (1240.0, 760.0), ink::WHITE, 26.0);
    for n in 0..6_u8 {
        c.rect(
            1227.0,
            436.0 + 46.0 * f64::from(n),
            26.0,
            22.0,
            if n < 2 { ink::RED } else { ink::GOLD },
        );
    }
    c.path("M700 900Q760 790 1000 780L1600 760L1600 900Z", "#56664f");
    for (row, count) in [(0_u8, 9_u8), (1, 8), (2, 7)] {
        for n in 0..count {
            let x = 800.0 + 66.0 * f64::from(n) + 33.0 * f64::from(row);
            c.round(
                (x, 800.0 - 30.0 * f64::from(row)),
                (68.0, 34.0),
                15.0,
                if (n + row) % 2 == 0 { "#d8c08c" } else { "#c7ab74" },
            );
            c.stroke(
                &format!("M{} {}q24 10 44 0", x + 12.0, 812.0 - 30.0 * f64::from(row)),
                "#8a6f4666",
                3.0,
            );
        }
    }
    for (x, who, arms) in [(760.0, 0, Arms::Reach), (1090.0, 4, Arms::Up), (1440.0, 1, Arms::Reach)]
    {
        c.person(x, 872.0, 190.0, who, arms);
        c.vest(x, 872.0, 190.0, ink::GOLD);
    }
    for n in 0..70_u8 {
        let (x, y) = (c.dice.range(0.0, W), c.dice.range(0.0, 860.0));
        c.line(
            (x, y),
            (x - 12.0, y + 40.0),
            if n % 2 == 0 { "#fffaf03d" } else { "#bfe1e833" },
            2.5,
        );
    }
}

/// The park with old limes and a pond.
pub(super) fn stadtpark(c: &mut Canvas) {
    c.sky("#93cfd6", ink::MIST, "#fff3d6");
    c.sun(330.0, 170.0, 54.0, "#fff0c4");
    c.cloud(1160.0, 140.0, 1.1, "#fffaf0e6");
    c.hills(470.0, 30.0, 2.0, "#b5d6b0");
    for (x, h) in [
        (90.0, 260.0),
        (260.0, 220.0),
        (1380.0, 250.0),
        (1530.0, 290.0),
        (980.0, 200.0),
        (1120.0, 230.0),
    ] {
        c.tree(x, 540.0, h, ink::FOREST, ink::LEAF);
    }
    let lawn = c.fade(&[(0.0, "#a5cd86"), (1.0, "#5f9a58")]);
    c.rect(0.0, 530.0, W, 380.0, &lawn);
    c.path("M-20 700Q420 640 620 760T1250 900L700 900Q520 820 -20 790Z", ink::SAND);
    c.moved(610.0, 540.0, 1.0, |c| {
        for x in [10.0, 90.0, 190.0, 270.0] {
            c.line((x, 0.0), (x, -120.0), ink::WHITE, 12.0);
        }
        c.rect(-10.0, -12.0, 300.0, 14.0, ink::PALE);
        c.path("M-30 -116Q140 -250 310 -116Z", ink::BRICK);
        c.path("M140 -184Q250 -170 310 -116L140 -116Z", "#16293c26");
        c.circle(140.0, -190.0, 9.0, ink::GOLD);
        c.person(110.0, -10.0, 84.0, 1, Arms::Reach);
        c.person(190.0, -10.0, 86.0, 3, Arms::Up);
    });
    c.ellipse(1090.0, 690.0, 400.0, 92.0, "#8bbf86");
    let pond = c.fade(&[(0.0, "#bfe4e4"), (1.0, "#4f95a6")]);
    c.ellipse(1090.0, 688.0, 376.0, 80.0, &pond);
    for (x, y) in [(940.0, 672.0), (1010.0, 706.0), (1260.0, 690.0)] {
        c.moved(x, y, 1.0, |c| {
            c.ellipse(0.0, 14.0, 46.0, 5.0, "#fffaf080");
            c.path("M-38 -4Q-20 20 16 12Q34 6 28 -10Q0 -18 -38 -4Z", ink::WOOD);
            c.path("M-20 -2Q0 10 18 2Q6 -12 -20 -2Z", ink::SAND);
            c.circle(30.0, -20.0, 13.0, ink::FOREST);
            c.poly(&[(40.0, -20.0), (58.0, -15.0), (40.0, -12.0)], ink::GOLD);
            c.rect(22.0, -10.0, 14.0, 4.0, ink::WHITE);
        });
    }
    c.reeds(1410.0, 720.0, 90.0, 10);
    c.tree(200.0, 760.0, 520.0, ink::FOREST, ink::MOSS);
    c.bench(440.0, 770.0, 1.2, ink::WOOD);
    c.person(400.0, 792.0, 140.0, 3, Arms::Down);
    c.person(490.0, 792.0, 136.0, 4, Arms::Reach);
    c.flowers(0.0, 380.0, 890.0, 40.0);
    c.flowers(1200.0, 1600.0, 884.0, 44.0);
    c.rider(780.0, 860.0, 0.9, 5, ink::CORAL);
}

/// Children planting trees in autumn.
pub(super) fn baeume(c: &mut Canvas) {
    c.sky("#9cc3cc", "#f6e2bd", "#fdeecb");
    c.sun(1240.0, 210.0, 58.0, "#ffe9b0");
    c.cloud(520.0, 140.0, 1.0, "#fffaf0cc");
    c.hills(450.0, 40.0, 1.4, "#c9a878");
    for n in 0..15_u8 {
        let x = 40.0 + 112.0 * f64::from(n);
        let h = c.dice.range(170.0, 250.0);
        match n % 4 {
            0 => c.fir(x, 560.0, h, ink::FOREST),
            1 => c.tree(x, 562.0, h, "#b5652f", ink::ORANGE),
            2 => c.tree(x, 562.0, h, "#a6842f", ink::GOLD),
            _ => c.tree(x, 562.0, h, ink::LEAF, ink::MOSS),
        }
    }
    let soil = c.fade(&[(0.0, "#a8a05c"), (1.0, "#6f5a3c")]);
    c.rect(0.0, 552.0, W, 360.0, &soil);
    c.hills(640.0, 12.0, 2.4, "#7d6a42");
    for (x, base, h) in [
        (300.0, 700.0, 130.0),
        (560.0, 690.0, 120.0),
        (1010.0, 700.0, 134.0),
        (1290.0, 690.0, 120.0),
        (770.0, 830.0, 220.0),
    ] {
        c.ellipse(x, base, h * 0.42, h * 0.1, "#4d3b28");
        c.ellipse(x, base - h * 0.03, h * 0.3, h * 0.07, "#6b5237");
        c.line((x, base), (x, base - h), ink::BARK, 6.0);
        c.line((x + h * 0.18, base + 4.0), (x + h * 0.18, base - h * 0.75), ink::SAND, 8.0);
        c.line((x, base - h * 0.5), (x + h * 0.18, base - h * 0.5), ink::INK, 4.0);
        for (dx, dy) in [(-0.18, -0.7), (0.17, -0.82), (-0.12, -0.95), (0.1, -1.05), (0.0, -0.86)] {
            c.ellipse(x + h * dx, base + h * dy, h * 0.12, h * 0.07, ink::MOSS);
        }
    }
    c.person(210.0, 730.0, 150.0, 1, Arms::Reach);
    c.person(640.0, 720.0, 146.0, 5, Arms::Reach);
    c.person(1110.0, 736.0, 150.0, 4, Arms::Down);
    c.person(1400.0, 800.0, 240.0, 2, Arms::Reach);
    c.person(600.0, 870.0, 190.0, 0, Arms::Reach);
    c.person(940.0, 872.0, 186.0, 6, Arms::Up);
    c.line((1130.0, 660.0), (1160.0, 780.0), ink::WOOD, 8.0);
    c.path("M1146 770l36 -8l6 44q-18 20 -34 6Z", ink::STONE);
    c.moved(1230.0, 850.0, 1.0, |c| {
        c.round((-50.0, -70.0), (100.0, 74.0), 12.0, ink::DEEP);
        c.line((46.0, -40.0), (110.0, -86.0), ink::DEEP, 14.0);
        c.ellipse(116.0, -92.0, 22.0, 12.0, ink::TEAL);
        c.stroke("M-46 -60Q-100 -70 -76 -14L-50 -8", ink::DEEP, 10.0);
    });
    for _ in 0..40 {
        let (x, y) = (c.dice.range(0.0, W), c.dice.range(600.0, 890.0));
        let colour = *c.dice.pick(&[ink::ORANGE, ink::GOLD, ink::BRICK]);
        c.ellipse(x, y, 8.0, 4.5, colour);
    }
}

/// Wind turbines above the fields.
pub(super) fn windrad(c: &mut Canvas) {
    c.sky("#63aecb", ink::SKY, "#fff3d6");
    c.sun(260.0, 190.0, 58.0, "#fff0c4");
    c.cloud(700.0, 150.0, 1.3, "#fffaf0f0");
    c.cloud(1320.0, 230.0, 1.0, "#fffaf0d9");
    c.hills(560.0, 50.0, 1.0, "#a9cfb4");
    for (x, base, h, turn) in
        [(960.0, 620.0, 380.0, 0_u8), (1230.0, 610.0, 300.0, 1), (720.0, 600.0, 240.0, 2)]
    {
        c.poly(
            &[
                (x - h * 0.022, base),
                (x - h * 0.01, base - h),
                (x + h * 0.01, base - h),
                (x + h * 0.022, base),
            ],
            ink::WHITE,
        );
        c.poly(
            &[(x, base), (x, base - h), (x + h * 0.01, base - h), (x + h * 0.022, base)],
            "#16293c26",
        );
        let blades = match turn {
            0 => [(0.05, -0.62), (0.51, 0.36), (-0.56, 0.27)],
            1 => [(0.56, -0.27), (-0.05, 0.62), (-0.51, -0.36)],
            _ => [(-0.4, -0.48), (0.61, -0.1), (-0.2, 0.58)],
        };
        for (dx, dy) in blades {
            let (tip_x, tip_y) = (x + h * dx, base - h + h * dy);
            c.poly(
                &[
                    (x - h * 0.018, base - h),
                    (x + h * dx * 0.3 + h * dy * 0.05, base - h + h * dy * 0.3 - h * dx * 0.05),
                    (tip_x, tip_y),
                    (x + h * 0.012, base - h),
                ],
                ink::WHITE,
            );
        }
        c.circle(x, base - h, h * 0.026, ink::PALE);
    }
    farm(c);
}

/// Fields and a farm.
fn farm(c: &mut Canvas) {
    c.hills(640.0, 26.0, 1.7, "#ecd060");
    for n in 0..9_u8 {
        let x = -200.0 + 240.0 * f64::from(n);
        c.line((x, 900.0), (x * 0.4 + 500.0, 650.0), "#d9b83e", 8.0);
    }
    c.hills(730.0, 22.0, 1.2, "#8fbf6a");
    c.hills(800.0, 16.0, 2.0, "#6aa357");
    c.house(200.0, 760.0, (360.0, 150.0), Gable::Eaves, ("#e3b893", ink::BRICK));
    c.poly(&[(240.0, 604.0), (400.0, 604.0), (392.0, 566.0), (250.0, 566.0)], "#2a4a78");
    c.poly(&[(410.0, 604.0), (530.0, 604.0), (520.0, 566.0), (404.0, 566.0)], "#2a4a78");
    for x in [280.0, 320.0, 360.0, 450.0, 490.0] {
        c.line((x, 604.0), (x, 566.0), "#8fc4d0", 2.5);
    }
    c.line((240.0, 585.0), (530.0, 585.0), "#8fc4d0", 2.5);
    c.house(570.0, 764.0, (190.0, 140.0), Gable::Pointed, (ink::BRICK, ink::WOOD));
    c.tree(140.0, 780.0, 240.0, ink::FOREST, ink::LEAF);
    c.tree(820.0, 790.0, 200.0, ink::FOREST, ink::LEAF);
    for (x, y) in [(1060.0, 800.0), (1190.0, 830.0), (1340.0, 806.0)] {
        c.moved(x, y, 1.0, |c| {
            for leg in [-34.0, -18.0, 20.0, 34.0] {
                c.line((leg, 0.0), (leg, -36.0), ink::INK, 7.0);
            }
            c.round((-48.0, -74.0), (92.0, 46.0), 18.0, ink::WHITE);
            c.ellipse(-14.0, -54.0, 18.0, 13.0, ink::INK);
            c.ellipse(24.0, -62.0, 12.0, 8.0, ink::INK);
            c.round((36.0, -88.0), (34.0, 28.0), 11.0, ink::WHITE);
            c.round((56.0, -76.0), (18.0, 16.0), 7.0, "#e8b9a0");
        });
    }
    c.grass(0.0, W, 900.0, 34.0, ink::FOREST);
    c.birds(1080.0, 180.0, 4, "#22323c66");
}
