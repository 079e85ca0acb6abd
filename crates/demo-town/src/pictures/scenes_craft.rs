//! Works, workshops and what people do together.

use super::canvas::{Canvas, W, ink};
use super::houses::Gable;
use super::things::Arms;

/// Works at the stone bridge.
pub(super) fn bruecke_baustelle(c: &mut Canvas) {
    c.sky("#7fb6c9", ink::MIST, "#fdeecb");
    c.sun(220.0, 180.0, 52.0, "#ffe9b0");
    c.cloud(620.0, 120.0, 1.1, "#fffaf0e6");
    c.hills(470.0, 36.0, 1.4, "#9fc3ae");
    for n in 0..5_u8 {
        let x = 30.0 + 150.0 * f64::from(n);
        c.house(x, 560.0, (140.0, 160.0), Gable::Pointed, (ink::SAND, ink::BRICK));
    }
    c.tower(800.0, 560.0, 62.0, 220.0, (ink::PALE, ink::TEAL));
    c.tree(920.0, 566.0, 190.0, ink::FOREST, ink::LEAF);
    c.tree(1540.0, 570.0, 260.0, ink::FOREST, ink::LEAF);
    c.rect(0.0, 556.0, W, 40.0, "#7d9a72");
    c.water(590.0, 900.0, "#9fd0d4", ink::DEEP);
    c.bridge(120.0, 1280.0, 600.0, 740.0, "#a79d90");
    c.moved(1180.0, 560.0, 1.0, |c| {
        c.line((0.0, 40.0), (0.0, -420.0), ink::GOLD, 22.0);
        for n in 0..9_u8 {
            let y = 20.0 - 50.0 * f64::from(n);
            c.line((-10.0, y), (10.0, y - 40.0), "#8a6a1e", 5.0);
        }
        c.line((-190.0, -400.0), (330.0, -400.0), ink::GOLD, 18.0);
        c.line((0.0, -460.0), (-180.0, -404.0), ink::INK, 4.0);
        c.line((0.0, -460.0), (320.0, -404.0), ink::INK, 4.0);
        c.line((0.0, -400.0), (0.0, -462.0), ink::GOLD, 14.0);
        c.round((-206.0, -408.0), (56.0, 64.0), 6.0, ink::STONE);
        c.round((-34.0, -408.0), (50.0, 54.0), 8.0, ink::CREAM);
        c.line((-110.0, -400.0), (-110.0, -170.0), ink::INK, 4.0);
        c.poly(&[(-110.0, -176.0), (-160.0, -140.0), (-60.0, -140.0)], "#22323c66");
        c.round((-174.0, -142.0), (128.0, 34.0), 4.0, ink::PALE);
    });
    for n in 0..6_u8 {
        let x = 520.0 + 74.0 * f64::from(n);
        c.line((x, 620.0), (x, 800.0), ink::STONE, 7.0);
    }
    for y in [650.0, 700.0, 752.0] {
        c.line((510.0, y), (900.0, y), ink::STONE, 6.0);
        c.line((510.0, y + 10.0), (900.0, y + 10.0), ink::WOOD, 9.0);
    }
    for (x, base, who) in [(580.0, 650.0, 1), (720.0, 702.0, 4), (850.0, 650.0, 5)] {
        c.person(x, base, 86.0, who, Arms::Reach);
        c.vest(x, base, 86.0, ink::WHITE);
    }
    c.path("M-20 900L-20 800Q300 780 620 850L700 900Z", "#8a7a5c");
    c.path("M1600 900L1600 760Q1300 780 1060 860L1010 900Z", "#8a7a5c");
    c.barrier(40.0, 880.0, 290.0);
    c.barrier(1240.0, 886.0, 290.0);
    c.cone(400.0, 872.0, 66.0);
    c.cone(1140.0, 884.0, 66.0);
    c.person(1450.0, 850.0, 190.0, 0, Arms::Reach);
    c.vest(1450.0, 850.0, 190.0, ink::GOLD);
    c.rect(1480.0, 726.0, 60.0, 44.0, ink::WHITE);
    c.line((1488.0, 740.0), (1530.0, 740.0), ink::DEEP, 3.0);
    c.line((1488.0, 752.0), (1516.0, 752.0), ink::DEEP, 3.0);
}

/// A workshop with somebody building a chair.
pub(super) fn werkstatt(c: &mut Canvas) {
    let wall = c.fade(&[(0.0, "#f0dfbd"), (1.0, "#dcc193")]);
    c.rect(0.0, 0.0, W, 680.0, &wall);
    let floor = c.fade(&[(0.0, "#b98a5c"), (1.0, "#8a5f3d")]);
    c.rect(0.0, 670.0, W, 230.0, &floor);
    for n in 0..9_u8 {
        let x = 190.0 * f64::from(n);
        c.line((x, 900.0), (x * 0.8 + 160.0, 672.0), "#5f403040", 4.0);
    }
    c.round((90.0, 90.0), (420.0, 430.0), 10.0, ink::WHITE);
    let view = c.fade(&[(0.0, "#9fd0d6"), (1.0, "#fdf3da")]);
    c.rect(108.0, 108.0, 384.0, 394.0, &view);
    c.tree(220.0, 502.0, 260.0, ink::FOREST, ink::MOSS);
    c.house(330.0, 502.0, (150.0, 150.0), Gable::Pointed, (ink::SAND, ink::BRICK));
    c.rect(292.0, 108.0, 16.0, 394.0, ink::WHITE);
    c.rect(108.0, 280.0, 384.0, 14.0, ink::WHITE);
    c.poly(&[(108.0, 502.0), (492.0, 502.0), (900.0, 900.0), (260.0, 900.0)], "#fffaf033");
    c.round((640.0, 110.0), (820.0, 330.0), 10.0, ink::WOOD);
    c.round((656.0, 126.0), (788.0, 298.0), 8.0, "#a5744c");
    c.glow(980.0, 60.0, 460.0, "#ffe2a6");
    for (n, h) in [120.0, 150.0, 100.0, 140.0].into_iter().enumerate() {
        let x = 710.0 + 70.0 * [0.0, 1.0, 2.0, 3.0][n];
        c.line((x, 160.0), (x, 160.0 + h), ink::STONE, 10.0);
        c.line((x, 160.0), (x, 200.0), [ink::CORAL, ink::GOLD, ink::TEAL, ink::LEAF][n], 20.0);
    }
    c.path("M1010 170l180 40l-4 70l-176 -60Z", ink::PALE);
    c.round((1180.0, 196.0), (70.0, 96.0), 24.0, ink::BRICK);
    c.round((1196.0, 220.0), (36.0, 46.0), 14.0, "#a5744c");
    c.line((1330.0, 160.0), (1330.0, 330.0), ink::SAND, 13.0);
    c.round((1288.0, 150.0), (86.0, 46.0), 8.0, ink::STONE);
    c.ring(1060.0, 350.0, 42.0, ink::INK, 9.0);
    c.line((1400.0, 170.0), (1400.0, 390.0), ink::BARK, 9.0);
    c.line((1400.0, 170.0), (1430.0, 390.0), ink::STONE, 9.0);
    c.line((980.0, 0.0), (980.0, 40.0), ink::INK, 5.0);
    c.path("M930 70q6 -40 50 -40t50 40Z", ink::TEAL);
    bench_with_chair(c);
}

/// The bench, the chair on it and who builds it.
fn bench_with_chair(c: &mut Canvas) {
    c.ellipse(980.0, 820.0, 520.0, 26.0, "#16293c26");
    c.rect(620.0, 600.0, 760.0, 44.0, "#d9a56a");
    c.rect(620.0, 632.0, 760.0, 14.0, "#8a5a3c");
    for x in [660.0, 1310.0] {
        c.rect(x, 644.0, 36.0, 180.0, ink::WOOD);
    }
    c.rect(680.0, 740.0, 640.0, 26.0, ink::WOOD);
    c.round((560.0, 600.0), (70.0, 70.0), 8.0, ink::BARK);
    c.moved(1130.0, 600.0, 1.0, |c| {
        for x in [-70.0, 70.0] {
            c.line((x, 0.0), (x * 0.9, -120.0), ink::GOLD, 14.0);
        }
        c.round((-92.0, -140.0), (184.0, 24.0), 8.0, "#d99a4a");
        c.line((-76.0, -136.0), (-90.0, -300.0), ink::GOLD, 14.0);
        c.line((76.0, -136.0), (90.0, -300.0), ink::GOLD, 14.0);
        for y in [-290.0, -244.0, -200.0] {
            c.round((-90.0, y), (180.0, 20.0), 9.0, "#d99a4a");
        }
    });
    c.person(930.0, 800.0, 400.0, 2, Arms::Reach);
    c.path("M888 652h92l8 120h-108Z", ink::DEEP);
    c.path("M896 560h76l6 100h-88Z", ink::DEEP);
    for (x, y) in [
        (700.0, 596.0),
        (790.0, 598.0),
        (1330.0, 596.0),
        (560.0, 860.0),
        (1220.0, 858.0),
        (1050.0, 868.0),
        (420.0, 840.0),
    ] {
        c.stroke(&format!("M{x} {y}q8 -16 18 -4q8 12 -4 12"), "#efd7a4", 5.0);
    }
    c.round((160.0, 620.0), (250.0, 210.0), 6.0, "#c2925f");
    for x in [190.0, 240.0, 300.0, 350.0] {
        c.rect(x, 470.0, 26.0, 170.0, "#d9b07c");
        c.rect(x + 18.0, 470.0, 8.0, 170.0, "#16293c1f");
    }
    c.rect(160.0, 640.0, 250.0, 12.0, "#16293c26");
}

/// People who paint a bench and plant flowers.
pub(super) fn ehrenamt(c: &mut Canvas) {
    c.sky("#93cfd6", ink::MIST, "#fff3d6");
    c.sun(1360.0, 170.0, 56.0, "#fff0c4");
    c.cloud(400.0, 150.0, 1.2, "#fffaf0e6");
    c.hills(520.0, 36.0, 1.3, "#b5d6b0");
    for (x, h) in [(80.0, 330.0), (330.0, 250.0), (1180.0, 270.0), (1520.0, 360.0)] {
        c.tree(x, 620.0, h, ink::FOREST, ink::LEAF);
    }
    c.house(560.0, 612.0, (180.0, 160.0), Gable::Pointed, (ink::SAND, ink::BRICK));
    c.house(750.0, 612.0, (220.0, 150.0), Gable::Eaves, (ink::CREAM, ink::WOOD));
    let lawn = c.fade(&[(0.0, "#a5cd86"), (1.0, "#5f9a58")]);
    c.rect(0.0, 600.0, W, 310.0, &lawn);
    c.bench(760.0, 800.0, 2.3, ink::CORAL);
    c.round((566.0, 639.0), (150.0, 21.0), 9.0, ink::WOOD);
    c.round((566.0, 671.0), (120.0, 21.0), 9.0, ink::WOOD);
    c.person(500.0, 810.0, 260.0, 3, Arms::Reach);
    c.line((586.0, 660.0), (620.0, 654.0), ink::SAND, 9.0);
    c.round((612.0, 642.0), (20.0, 26.0), 5.0, ink::CORAL);
    c.person(1020.0, 816.0, 256.0, 1, Arms::Up);
    c.person(830.0, 850.0, 190.0, 4, Arms::Reach);
    c.round((600.0, 806.0), (60.0, 56.0), 8.0, ink::PALE);
    c.ellipse(630.0, 806.0, 30.0, 9.0, ink::CORAL);
    c.ellipse(1290.0, 850.0, 240.0, 40.0, "#6b5237");
    c.flowers(1090.0, 1480.0, 852.0, 62.0);
    c.person(1420.0, 830.0, 230.0, 5, Arms::Reach);
    c.person(1210.0, 800.0, 160.0, 0, Arms::Reach);
    c.moved(1512.0, 850.0, 0.9, |c| {
        c.round((-40.0, -70.0), (80.0, 74.0), 10.0, ink::DEEP);
        c.line((-38.0, -40.0), (-96.0, -84.0), ink::DEEP, 12.0);
        c.stroke("M38 -60Q86 -66 70 -16L38 -8", ink::DEEP, 9.0);
    });
    c.person(180.0, 850.0, 250.0, 6, Arms::Reach);
    c.moved(300.0, 860.0, 1.0, |c| {
        c.path("M-60 -90h170l-30 70h-110Z", ink::LEAF);
        c.line((-60.0, -88.0), (-150.0, -110.0), ink::BARK, 10.0);
        c.line((80.0, -24.0), (104.0, 0.0), ink::INK, 8.0);
        c.wheel(-10.0, -8.0, 26.0);
        for x in [-30.0, 10.0, 50.0, 84.0] {
            c.bush(x, -88.0, 22.0, ink::FOREST, ink::MOSS);
            c.circle(x, -112.0, 9.0, ink::GOLD);
        }
    });
    c.grass(0.0, W, 900.0, 34.0, ink::FOREST);
    c.birds(620.0, 130.0, 4, "#22323c66");
}

/// The Christmas market at night.
pub(super) fn weihnachtsmarkt(c: &mut Canvas) {
    c.sky(ink::NIGHT, "#2e3f66", "#7a5a78");
    c.stars(420.0, 70);
    c.circle(1320.0, 150.0, 46.0, "#fff6da");
    c.glow(1320.0, 150.0, 180.0, "#fff6da");
    for n in 0..7_u8 {
        let x = -30.0 + 240.0 * f64::from(n);
        c.house(
            x,
            600.0,
            (220.0, 260.0),
            if n % 2 == 0 { Gable::Stepped } else { Gable::Pointed },
            ("#4a4a70", "#dfe6ee"),
        );
    }
    c.tower(380.0, 600.0, 110.0, 380.0, ("#55547a", "#dfe6ee"));
    c.glow(820.0, 620.0, 620.0, "#ffcf7a");
    let snow = c.fade(&[(0.0, "#b9b3cc"), (1.0, "#f2eef0")]);
    c.rect(0.0, 640.0, W, 270.0, &snow);
    c.fir(810.0, 720.0, 600.0, "#2c5a48");
    for n in 0..44_u8 {
        let t = f64::from(n) / 44.0;
        let y = 200.0 + t * 440.0;
        let half = 20.0 + t * 130.0;
        let x = 810.0 + c.dice.range(-half, half);
        let colour = *c.dice.pick(&["#ffe9b0", ink::CORAL, ink::GOLD]);
        c.glow(x, y, 26.0, colour);
        c.circle(x, y, 6.0, colour);
    }
    c.glow(810.0, 116.0, 90.0, "#ffe9b0");
    c.poly(
        &[
            (810.0, 84.0),
            (820.0, 108.0),
            (846.0, 110.0),
            (826.0, 126.0),
            (833.0, 152.0),
            (810.0, 137.0),
            (787.0, 152.0),
            (794.0, 126.0),
            (774.0, 110.0),
            (800.0, 108.0),
        ],
        ink::GOLD,
    );
    huts(c);
}

/// Huts with lights, people between them, snow above.
fn huts(c: &mut Canvas) {
    for (x, base, s) in
        [(60.0, 780.0, 1.0), (380.0, 760.0, 0.8), (1010.0, 760.0, 0.8), (1270.0, 784.0, 1.0)]
    {
        c.moved(x, base, s, |c| {
            c.ellipse(140.0, 4.0, 170.0, 14.0, "#16293c40");
            c.rect(0.0, -200.0, 280.0, 200.0, ink::WOOD);
            for y in [-70.0, -46.0, -22.0] {
                c.line((0.0, y), (280.0, y), "#5f403099", 4.0);
            }
            c.rect(20.0, -180.0, 240.0, 96.0, "#ffd98a");
            c.glow(140.0, -130.0, 210.0, "#ffd98a");
            c.person(110.0, -40.0, 120.0, 3, Arms::Reach);
            c.rect(0.0, -90.0, 280.0, 20.0, ink::SAND);
            c.rect(0.0, -70.0, 280.0, 70.0, ink::WOOD);
            c.poly(&[(-30.0, -196.0), (140.0, -300.0), (310.0, -196.0)], "#7d4a34");
            c.path("M-36 -192L140 -306L316 -192Q290 -200 268 -196Q230 -232 200 -234Q160 -280 140 -270Q110 -268 84 -232Q50 -230 20 -200Q-10 -204 -36 -192Z", ink::WHITE);
        });
        for n in 0..9_u8 {
            let t = f64::from(n) / 8.0;
            let (lx, ly) = (
                x + 280.0 * s * t,
                base - 190.0 * s + 26.0 * s * (1.0 - (2.0 * t - 1.0) * (2.0 * t - 1.0)),
            );
            c.circle(lx, ly, 5.0, "#fff3c4");
        }
    }
    for (x, base, h, who) in [
        (340.0, 830.0, 170.0, 0),
        (560.0, 850.0, 180.0, 1),
        (640.0, 856.0, 110.0, 5),
        (960.0, 850.0, 180.0, 2),
        (1180.0, 860.0, 182.0, 6),
    ] {
        c.person(x, base, h, who, Arms::Reach);
        c.round((x - h * 0.1, base - h * 0.78), (h * 0.2, h * 0.07), h * 0.03, ink::RED);
    }
    c.snow(190);
}
