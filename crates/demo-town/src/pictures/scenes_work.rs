//! People at work outside.

use super::canvas::{Canvas, W, ink};
use super::houses::Gable;
use super::things::Arms;

/// Houses behind a place of work.
fn street(c: &mut Canvas, base: f64, walls: &[(&str, &str)]) {
    let mut x = -40.0;
    for (n, coat) in (0_u8..).zip(walls) {
        let gable = if n % 2 == 0 { Gable::Pointed } else { Gable::Eaves };
        let h = c.dice.range(210.0, 260.0);
        c.house(x, base, (236.0, h), gable, *coat);
        x += 244.0;
    }
}

const WARM: [(&str, &str); 7] = [
    (ink::SAND, ink::BRICK),
    (ink::SAGE, ink::WOOD),
    (ink::APRICOT, ink::PLUM),
    (ink::CREAM, ink::BRICK),
    ("#c9d8d6", ink::DUSK),
    (ink::GOLD, ink::WOOD),
    ("#e8b9a0", ink::BRICK),
];

/// Fibre is laid along a pavement.
pub(super) fn glasfaser(c: &mut Canvas) {
    c.sky("#8fc6d6", ink::MIST, "#fdeecb");
    c.cloud(330.0, 120.0, 1.1, "#fffaf0e6");
    c.cloud(1260.0, 110.0, 0.9, "#fffaf0e6");
    street(c, 560.0, &WARM);
    let pavement = c.fade(&[(0.0, "#d9cdb6"), (1.0, "#c3b496")]);
    c.rect(0.0, 556.0, W, 130.0, &pavement);
    for n in 0..20_u8 {
        c.line((84.0 * f64::from(n), 556.0), (84.0 * f64::from(n) - 30.0, 686.0), "#16293c14", 3.0);
    }
    c.tree(60.0, 600.0, 280.0, ink::FOREST, ink::LEAF);
    c.tree(1540.0, 600.0, 300.0, ink::FOREST, ink::LEAF);
    c.poly(&[(0.0, 690.0), (W, 690.0), (W, 900.0), (0.0, 900.0)], "#74808a");
    let soil = c.fade(&[(0.0, "#4a3727"), (1.0, "#6f5540")]);
    c.poly(&[(0.0, 700.0), (1010.0, 690.0), (1110.0, 720.0), (1110.0, 800.0), (0.0, 830.0)], &soil);
    for (n, colour) in
        [ink::ORANGE, ink::GOLD, "#4fb3d9", ink::MOSS, ink::CORAL].into_iter().enumerate()
    {
        let y = 744.0 + 15.0 * [0.0, 1.0, 2.0, 3.0, 4.0][n];
        let d = format!(
            "M-10 {y}Q500 {} 960 {}Q1090 {} 1180 {}",
            y - 16.0,
            y - 24.0,
            y - 40.0,
            y - 120.0
        );
        c.stroke(&d, colour, 11.0);
        c.stroke(&d, "#fffaf04d", 3.0);
    }
    c.moved(1270.0, 640.0, 1.0, |c| {
        c.ellipse(0.0, 62.0, 120.0, 12.0, "#16293c33");
        c.ring(0.0, 0.0, 96.0, ink::WOOD, 18.0);
        for (n, colour) in [ink::ORANGE, ink::GOLD, "#4fb3d9", ink::MOSS].into_iter().enumerate() {
            c.ring(0.0, 0.0, 78.0 - 13.0 * [0.0, 1.0, 2.0, 3.0][n], colour, 12.0);
        }
        c.circle(0.0, 0.0, 30.0, ink::WOOD);
        c.circle(0.0, 0.0, 13.0, ink::BARK);
    });
    c.digger(380.0, 706.0, 1.25, ink::GOLD);
    c.path("M800 712q70 -80 160 -20q50 10 60 30Z", "#6b5038");
    c.path("M830 712q40 -50 90 -30q20 10 30 30Z", "#8a6a4c");
    c.person(1130.0, 740.0, 190.0, 4, Arms::Reach);
    c.vest(1130.0, 740.0, 190.0, ink::WHITE);
    c.person(120.0, 730.0, 180.0, 1, Arms::Reach);
    c.vest(120.0, 730.0, 180.0, ink::GOLD);
    c.barrier(40.0, 880.0, 300.0);
    c.barrier(400.0, 886.0, 300.0);
    c.cone(800.0, 880.0, 74.0);
    c.cone(940.0, 876.0, 70.0);
    c.person(1430.0, 690.0, 150.0, 3, Arms::Down);
}

/// The snow plough before sunrise.
pub(super) fn winterdienst(c: &mut Canvas) {
    c.sky(ink::NIGHT, "#44618a", "#e3a58f");
    c.stars(300.0, 40);
    c.hills(520.0, 40.0, 1.4, "#8fa6bd");
    for n in 0..6_u8 {
        let x = 20.0 + 270.0 * f64::from(n);
        c.house(x, 600.0, (210.0, 190.0), Gable::Pointed, ("#5c6a86", "#dfe8ee"));
    }
    for x in [250.0, 780.0, 1320.0, 1570.0] {
        c.fir(x, 620.0, 230.0, "#3f6070");
        c.poly(&[(x - 30.0, 470.0), (x, 392.0), (x + 30.0, 470.0), (x, 452.0)], "#e8eef2");
    }
    let snow = c.fade(&[(0.0, "#c9d8e6"), (1.0, "#f4f6f6")]);
    c.rect(0.0, 596.0, W, 310.0, &snow);
    let road = c.fade(&[(0.0, "#6c7a8a"), (1.0, "#48566a")]);
    c.poly(&[(0.0, 700.0), (1060.0, 690.0), (1060.0, 800.0), (0.0, 840.0)], &road);
    c.path("M1010 680L1600 676L1600 810L980 810Q1030 760 1010 680Z", "#dde6ee");
    c.path("M0 838Q500 800 1010 800L1180 790L1600 800L1600 900L0 900Z", "#eef3f5");
    c.lamp(170.0, 680.0, 300.0, true);
    c.lamp(1400.0, 690.0, 310.0, true);
    c.moved(650.0, 800.0, 1.15, |c| {
        c.ellipse(10.0, 0.0, 300.0, 16.0, "#16293c40");
        c.round((-270.0, -200.0), (310.0, 130.0), 10.0, ink::ORANGE);
        c.poly(&[(-270.0, -200.0), (-290.0, -236.0), (60.0, -236.0), (40.0, -200.0)], "#b9c6cf");
        c.path("M-270 -238q150 -60 300 0Z", "#dcc9a0");
        c.path("M50 -230h92q26 0 34 26l22 66v76h-148Z", ink::ORANGE);
        c.poly(&[(68.0, -214.0), (136.0, -214.0), (166.0, -146.0), (68.0, -146.0)], "#bfe1e8");
        c.poly(&[(68.0, -214.0), (110.0, -214.0), (74.0, -146.0), (68.0, -146.0)], "#fffaf080");
        c.rect(-270.0, -96.0, 468.0, 14.0, ink::WHITE);
        c.rect(-270.0, -72.0, 468.0, 22.0, ink::INK);
        for at in [-210.0, -120.0, 120.0] {
            c.wheel(at, -40.0, 42.0);
        }
        c.glow(100.0, -246.0, 110.0, ink::ORANGE);
        c.round((84.0, -252.0), (36.0, 22.0), 8.0, "#ffb347");
        c.path("M206 -150Q270 -110 262 0L306 0Q318 -120 232 -160Z", "#e5573c");
        c.path("M222 -150Q284 -110 276 0L292 0Q300 -112 236 -154Z", "#fffaf066");
        c.glow(206.0, -96.0, 120.0, "#fff3b0");
        c.circle(200.0, -98.0, 12.0, "#fff8dc");
        let beam = c.across(&[(0.0, "#fff3b066"), (1.0, "#fff3b000")]);
        c.poly(&[(206.0, -104.0), (600.0, -170.0), (600.0, 20.0), (206.0, -88.0)], &beam);
    });
    c.path(
        "M980 812Q1040 690 1110 760Q1150 700 1200 780Q1290 760 1330 830L1330 850L980 850Z",
        "#ffffff",
    );
    for _ in 0..26 {
        let (x, y, r) =
            (c.dice.range(1000.0, 1300.0), c.dice.range(640.0, 800.0), c.dice.range(5.0, 15.0));
        c.circle(x, y, r, "#fffffff0");
    }
    c.person(1440.0, 760.0, 150.0, 0, Arms::Reach);
    c.line((1470.0, 690.0), (1500.0, 770.0), ink::WOOD, 7.0);
    c.snow(150);
}

/// The fire engine in front of the station.
pub(super) fn feuerwehr(c: &mut Canvas) {
    c.sky("#86bccb", ink::MIST, "#fdeecb");
    c.cloud(380.0, 130.0, 1.0, "#fffaf0e6");
    c.cloud(1240.0, 100.0, 1.3, "#fffaf0e6");
    c.hills(540.0, 34.0, 1.4, "#a9cbb0");
    c.tree(60.0, 660.0, 320.0, ink::FOREST, ink::LEAF);
    c.tree(1550.0, 660.0, 340.0, ink::FOREST, ink::LEAF);
    c.rect(180.0, 300.0, 1080.0, 370.0, "#e6d2b0");
    c.rect(180.0, 270.0, 1080.0, 44.0, ink::BRICK);
    c.rect(180.0, 314.0, 1080.0, 16.0, "#16293c26");
    c.tower(1270.0, 670.0, 130.0, 420.0, ("#d9bf96", ink::BRICK));
    for n in 0..4_u8 {
        let x = 226.0 + 256.0 * f64::from(n);
        c.rect(x - 10.0, 386.0, 236.0, 284.0, ink::WHITE);
        let is_open = n == 2;
        c.rect(x, 396.0, 216.0, 274.0, if is_open { "#3c3f48" } else { "#b9433a" });
        if is_open {
            c.glow(x + 108.0, 540.0, 200.0, "#ffd98a");
        } else {
            for row in 0..6_u8 {
                c.line(
                    (x, 440.0 + 40.0 * f64::from(row)),
                    (x + 216.0, 440.0 + 40.0 * f64::from(row)),
                    "#16293c33",
                    4.0,
                );
            }
            for pane in 0..3_u8 {
                c.round((x + 14.0 + 66.0 * f64::from(pane), 452.0), (54.0, 30.0), 5.0, "#bfe1e8");
            }
        }
    }
    let yard = c.fade(&[(0.0, "#c9c0ae"), (1.0, "#a59b88")]);
    c.rect(0.0, 664.0, W, 240.0, &yard);
    c.line((100.0, 700.0), (1500.0, 700.0), "#fffaf080", 6.0);
    c.fire_engine(800.0, 812.0, 1.5);
    c.stroke("M430 846Q300 880 240 850T80 868", "#d9a441", 17.0);
    c.stroke("M430 846Q300 880 240 850T80 868", "#fffaf055", 4.0);
    c.person(440.0, 866.0, 200.0, 1, Arms::Reach);
    c.vest(440.0, 866.0, 200.0, ink::RED);
    c.person(250.0, 872.0, 196.0, 5, Arms::Reach);
    c.vest(250.0, 872.0, 196.0, ink::WHITE);
    c.person(1310.0, 860.0, 196.0, 2, Arms::Down);
    c.vest(1310.0, 860.0, 196.0, ink::RED);
    c.person(1430.0, 868.0, 120.0, 4, Arms::Up);
    c.circle(1430.0, 746.0, 16.0, ink::RED);
    c.ring(110.0, 800.0, 30.0, "#d9a441", 15.0);
}

/// Four bins and what belongs in them.
pub(super) fn wertstoffe(c: &mut Canvas) {
    c.sky("#a5d3d8", ink::MIST, "#fdf3da");
    c.sun(1340.0, 170.0, 50.0, "#ffe9b0");
    c.cloud(480.0, 150.0, 1.1, "#fffaf0e6");
    c.house(960.0, 600.0, (420.0, 330.0), Gable::Eaves, (ink::SAND, ink::BRICK));
    c.tree(180.0, 640.0, 470.0, ink::FOREST, ink::MOSS);
    for n in 0..13_u8 {
        let x = 60.0 + 130.0 * f64::from(n);
        c.bush(x, 650.0, 105.0, ink::FOREST, ink::LEAF);
    }
    let path = c.fade(&[(0.0, "#e2d5ba"), (1.0, "#c1b193")]);
    c.rect(0.0, 640.0, W, 270.0, &path);
    c.grass(0.0, W, 656.0, 30.0, ink::LEAF);
    for (x, body, lid) in [
        (210.0, "#6f7a80", "#566066"),
        (500.0, "#8a5f3d", "#6e4a2e"),
        (790.0, "#3f7fae", "#2f648c"),
        (1080.0, "#efc040", "#d8a52a"),
    ] {
        c.moved(x, 800.0, 1.0, |c| {
            c.ellipse(110.0, 8.0, 140.0, 16.0, "#16293c33");
            c.path("M14 -290h192l-16 290h-160Z", body);
            c.path("M120 -290h86l-16 290h-70Z", "#16293c21");
            c.path("M-4 -300q6 -34 40 -36h148q34 2 40 36Z", lid);
            c.round((-8.0, -306.0), (236.0, 22.0), 9.0, lid);
            c.round((20.0, -322.0), (70.0, 8.0), 4.0, "#fffaf04d");
            c.round((60.0, -190.0), (100.0, 76.0), 14.0, "#fffaf0e0");
            for at in [44.0, 176.0] {
                c.wheel(at, -8.0, 24.0);
            }
        });
    }
    c.moved(320.0, 648.0, 1.0, |c| {
        c.path("M-26 -16h52l-6 36h-40Z", "#6f7a80");
        c.rect(-30.0, -24.0, 60.0, 9.0, "#6f7a80");
    });
    c.path("M592 652q14 -34 40 -16q-6 26 -40 16Z", ink::LEAF);
    c.circle(614.0, 650.0, 13.0, ink::CORAL);
    c.rect(876.0, 626.0, 48.0, 38.0, "#3f7fae");
    for y in [634.0, 644.0, 654.0] {
        c.line((882.0, y), (918.0, y), ink::WHITE, 3.0);
    }
    c.path("M1170 630h40v10l-6 26h-28l-6 -26Z", "#d8a52a");
    c.moved(1410.0, 830.0, 1.0, |c| {
        c.ellipse(0.0, 4.0, 120.0, 14.0, "#16293c33");
        for (x, y, colour) in [
            (-56.0, -96.0, ink::CORAL),
            (-10.0, -110.0, ink::LEAF),
            (38.0, -100.0, ink::CORAL),
            (0.0, -84.0, ink::GOLD),
            (66.0, -86.0, ink::MOSS),
        ] {
            c.circle(x, y, 30.0, colour);
            c.circle(x - 9.0, y - 9.0, 8.0, "#fffaf080");
        }
        c.path("M-104 -86h208l-24 88h-160Z", ink::WOOD);
        for y in [-66.0, -44.0, -22.0] {
            c.line((-94.0, y), (94.0, y), "#5f403080", 6.0);
        }
        c.stroke("M-96 -86Q0 -220 96 -86", ink::WOOD, 10.0);
    });
}

/// Things that measure and send.
pub(super) fn sensoren(c: &mut Canvas) {
    c.sky("#2b4766", "#6d8fa8", "#f4cfa6");
    c.stars(240.0, 26);
    c.sun(1330.0, 380.0, 50.0, "#ffe2a6");
    c.hills(510.0, 46.0, 1.3, "#5d7f92");
    let mut x = 620.0;
    for n in 0..6_u8 {
        let h = c.dice.range(130.0, 190.0);
        let coat = WARM[usize::from(n)];
        c.house(
            x,
            590.0,
            (140.0, h),
            if n % 2 == 0 { Gable::Stepped } else { Gable::Pointed },
            coat,
        );
        x += 146.0;
    }
    c.tower(1180.0, 590.0, 62.0, 230.0, (ink::PALE, ink::TEAL));
    c.hills(596.0, 10.0, 2.0, "#58895e");
    c.water(690.0, 900.0, "#8bb6bd", ink::DEEP);
    c.path(
        "M-20 900L-20 600Q400 640 700 640T1620 620L1620 690Q1100 720 760 710Q420 720 260 900Z",
        "#5f9a58",
    );
    c.tree(1290.0, 690.0, 330.0, ink::FOREST, ink::LEAF);
    c.line((1330.0, 692.0), (1330.0, 640.0), ink::INK, 8.0);
    c.round((1316.0, 606.0), (28.0, 40.0), 7.0, ink::WHITE);
    c.line((1330.0, 690.0), (1326.0, 712.0), "#fffaf099", 5.0);
    c.lamp(470.0, 700.0, 400.0, true);
    c.round((446.0, 470.0), (48.0, 62.0), 10.0, ink::WHITE);
    for y in [484.0, 496.0, 508.0] {
        c.line((454.0, y), (486.0, y), "#9c968d", 4.0);
    }
    c.line((880.0, 560.0), (880.0, 860.0), ink::WHITE, 28.0);
    for n in 0..7_u8 {
        c.rect(
            866.0,
            590.0 + 40.0 * f64::from(n),
            28.0,
            20.0,
            if n < 2 { ink::CORAL } else { ink::DEEP },
        );
    }
    c.round((850.0, 520.0), (60.0, 46.0), 10.0, ink::WHITE);
    c.rect(858.0, 500.0, 44.0, 18.0, "#2a4a78");
    c.ellipse(880.0, 800.0, 60.0, 9.0, "#fffaf066");
    for (x, y) in [(470.0, 450.0), (880.0, 490.0), (1330.0, 590.0)] {
        for r in [26.0, 46.0, 66.0] {
            let d = format!(
                "M{:.0} {:.0}A{r} {r} 0 0 1 {:.0} {:.0}",
                x - r * 0.7,
                y - r * 0.7,
                x + r * 0.7,
                y - r * 0.7
            );
            c.stroke(&d, "#ffe9b0b3", 5.0);
        }
    }
    for d in
        ["M470 390Q700 200 1211 250", "M880 420Q1010 290 1211 262", "M1330 520Q1290 330 1215 270"]
    {
        c.stroke(d, "#ffe9b04d", 3.5);
    }
    c.circle(1211.0, 258.0, 12.0, "#ffe9b0");
    c.glow(1211.0, 258.0, 70.0, "#ffe9b0");
    c.person(640.0, 740.0, 130.0, 3, Arms::Reach);
    c.reeds(20.0, 900.0, 170.0, 18);
    c.reeds(1440.0, 900.0, 140.0, 16);
}

/// A street for bicycles in spring.
pub(super) fn fahrradstrasse(c: &mut Canvas) {
    c.sky("#86c5d6", ink::MIST, "#fff1d8");
    c.sun(800.0, 300.0, 60.0, "#fff0c4");
    c.cloud(250.0, 140.0, 1.0, "#fffaf0e6");
    c.cloud(1330.0, 130.0, 1.2, "#fffaf0e6");
    c.hills(480.0, 26.0, 1.7, "#a9cbb0");
    for (x, w) in [(20.0, 210.0), (240.0, 170.0), (1190.0, 170.0), (1370.0, 210.0)] {
        c.house(x, 590.0, (w, 240.0), Gable::Eaves, (ink::CREAM, ink::BRICK));
    }
    let lawn = c.fade(&[(0.0, "#a5cd86"), (1.0, "#5f9a58")]);
    c.rect(0.0, 560.0, W, 350.0, &lawn);
    let road = c.fade(&[(0.0, "#c77a66"), (1.0, "#a9473a")]);
    c.path("M740 520L860 520L1480 900L120 900Z", &road);
    for (y, h, w) in [
        (560.0, 18.0, 7.0),
        (606.0, 26.0, 10.0),
        (668.0, 36.0, 14.0),
        (752.0, 52.0, 19.0),
        (846.0, 54.0, 24.0),
    ] {
        c.round((800.0 - w / 2.0, y), (w, h), 4.0, "#fffaf0d9");
    }
    for (x, y, h) in [
        (640.0, 560.0, 170.0),
        (540.0, 610.0, 240.0),
        (380.0, 690.0, 340.0),
        (960.0, 560.0, 170.0),
        (1060.0, 610.0, 240.0),
        (1230.0, 690.0, 340.0),
    ] {
        c.tree(x, y, h, "#e3a3a8", "#f7cfcb");
    }
    c.tree(100.0, 840.0, 560.0, "#dd949c", "#f6c7c4");
    c.tree(1530.0, 840.0, 560.0, "#dd949c", "#f6c7c4");
    c.rider(800.0, 600.0, 0.42, 3, ink::TEAL);
    c.rider(720.0, 720.0, 0.95, 1, ink::DEEP);
    c.rider(900.0, 700.0, 0.8, 5, ink::GOLD);
    c.moved(620.0, 860.0, 1.5, |c| {
        c.rider(0.0, 0.0, 1.0, 2, ink::TEAL);
        c.round((44.0, -66.0), (110.0, 46.0), 8.0, ink::WOOD);
        c.rect(44.0, -66.0, 110.0, 8.0, ink::SAND);
        c.ring(132.0, -18.0, 17.0, ink::INK, 4.5);
        c.circle(82.0, -82.0, 13.0, "#f0c6a2");
        c.path("M68 -82Q70 -98 83 -97Q96 -96 96 -84Z", ink::CORAL);
        c.circle(120.0, -80.0, 12.0, "#8d5b3e");
        c.path("M107 -80Q108 -95 121 -94Q133 -94 133 -82Z", ink::GOLD);
    });
    c.rider(1080.0, 850.0, 1.3, 4, ink::CORAL);
    c.moved(330.0, 640.0, 1.0, |c| {
        c.line((0.0, 60.0), (0.0, -110.0), ink::STONE, 8.0);
        c.round((-52.0, -170.0), (104.0, 104.0), 10.0, "#2f64a8");
        c.bike(0.0, -92.0, 0.62, ink::WHITE);
    });
    for _ in 0..40 {
        let (x, y) = (c.dice.range(0.0, W), c.dice.range(300.0, 890.0));
        c.ellipse(x, y, 6.0, 3.6, "#f9dcd8cc");
    }
}
