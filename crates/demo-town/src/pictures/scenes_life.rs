//! Council, school, nursery, wedding, care, museum.

use super::canvas::{Canvas, H, W, ink};
use super::houses::Gable;
use super::things::Arms;

/// A school with its apple tree.
pub(super) fn schule(c: &mut Canvas) {
    c.sky("#86c5d6", ink::MIST, "#fff1d8");
    c.sun(250.0, 180.0, 54.0, "#ffe9b0");
    c.cloud(620.0, 130.0, 1.1, "#fffaf0e6");
    c.cloud(1380.0, 170.0, 1.0, "#fffaf0d9");
    c.hills(560.0, 30.0, 1.6, "#a9cbb0");
    c.house(330.0, 690.0, (420.0, 330.0), Gable::Eaves, ("#d98d70", ink::DUSK));
    c.house(930.0, 690.0, (420.0, 330.0), Gable::Eaves, ("#d98d70", ink::DUSK));
    c.house(730.0, 690.0, (220.0, 420.0), Gable::Stepped, ("#e09c7c", ink::BRICK));
    c.clock(840.0, 210.0, 34.0);
    c.rect(734.0, 536.0, 212.0, 154.0, "#d98d70");
    c.rect(726.0, 528.0, 228.0, 12.0, ink::CREAM);
    c.path("M790 690v-90a50 50 0 0 1 100 0v90Z", ink::WHITE);
    c.path("M798 690v-88a42 42 0 0 1 84 0v88Z", ink::TEAL);
    c.rect(837.0, 562.0, 6.0, 128.0, ink::WHITE);
    let yard = c.fade(&[(0.0, "#ddcfb3"), (1.0, "#b9aa8b")]);
    c.rect(0.0, 686.0, W, 220.0, &yard);
    c.tree(150.0, 770.0, 480.0, ink::FOREST, ink::LEAF);
    for (x, y) in [
        (80.0, 480.0),
        (150.0, 420.0),
        (210.0, 500.0),
        (120.0, 560.0),
        (230.0, 430.0),
        (60.0, 540.0),
    ] {
        c.circle(x, y, 14.0, ink::CORAL);
        c.circle(x - 4.0, y - 4.0, 4.0, "#fffaf099");
    }
    c.tree(1500.0, 760.0, 380.0, ink::FOREST, ink::MOSS);
    for (n, colour) in [ink::CORAL, ink::GOLD, ink::LEAF, ink::DEEP].into_iter().enumerate() {
        let x = 980.0 + 70.0 * [0.0, 1.0, 2.0, 3.0][n];
        c.round((x, 800.0), (60.0, 60.0), 4.0, "#fffaf033");
        c.ring(x + 30.0, 830.0, 17.0, colour, 6.0);
    }
    for (x, base, h, who, bag) in [
        (420.0, 830.0, 170.0, 0, ink::DEEP),
        (540.0, 846.0, 180.0, 1, ink::CORAL),
        (690.0, 820.0, 164.0, 5, ink::LEAF),
        (800.0, 800.0, 150.0, 4, ink::GOLD),
        (1330.0, 840.0, 176.0, 2, ink::PLUM),
    ] {
        c.pupil(x, base, h, who, bag);
    }
    c.person(1200.0, 790.0, 220.0, 3, Arms::Reach);
    c.person(1080.0, 800.0, 160.0, 6, Arms::Up);
    c.birds(1040.0, 140.0, 4, "#22323c66");
}

/// The nursery with its playground.
pub(super) fn kita(c: &mut Canvas) {
    c.sky("#86c5d6", ink::MIST, "#fff1d8");
    c.sun(1380.0, 160.0, 56.0, "#ffe9b0");
    c.cloud(300.0, 140.0, 1.1, "#fffaf0e6");
    c.cloud(900.0, 110.0, 0.8, "#fffaf0d9");
    c.hills(520.0, 30.0, 1.8, "#b5d6b0");
    c.rect(660.0, 370.0, 640.0, 260.0, ink::CREAM);
    c.poly(&[(620.0, 374.0), (760.0, 240.0), (1210.0, 240.0), (1340.0, 374.0)], "#cf5b48");
    c.poly(&[(980.0, 374.0), (980.0, 240.0), (1210.0, 240.0), (1340.0, 374.0)], "#16293c1a");
    for (n, colour) in [ink::GOLD, ink::DEEP, ink::LEAF, ink::CORAL].into_iter().enumerate() {
        let x = 700.0 + 150.0 * [0.0, 1.0, 2.0, 3.0][n];
        c.round((x, 420.0), (110.0, 120.0), 14.0, colour);
        c.round((x + 12.0, 432.0), (86.0, 96.0), 8.0, "#bfe1e8");
        c.poly(&[(x + 14.0, 434.0), (x + 70.0, 434.0), (x + 14.0, 500.0)], "#fffaf080");
        c.circle(x + 55.0, 506.0, 15.0, "#f0c6a2");
    }
    let lawn = c.fade(&[(0.0, "#a5cd86"), (1.0, "#5f9a58")]);
    c.rect(0.0, 620.0, W, 290.0, &lawn);
    c.ellipse(830.0, 790.0, 430.0, 84.0, ink::SAND);
    c.ellipse(830.0, 780.0, 400.0, 70.0, "#f6e6bd");
    c.tree(200.0, 800.0, 640.0, ink::FOREST, ink::MOSS);
    c.line((300.0, 470.0), (560.0, 450.0), ink::BARK, 24.0);
    for x in [420.0, 500.0] {
        c.line((x, 460.0), (x, 736.0), ink::STONE, 5.0);
    }
    c.round((404.0, 730.0), (112.0, 16.0), 6.0, ink::CORAL);
    c.moved(460.0, 800.0, 1.35, |c| {
        c.person(0.0, 0.0, 110.0, 1, Arms::Up);
    });
    c.moved(1180.0, 800.0, 1.0, |c| {
        for x in [0.0, 90.0] {
            c.line((x, 0.0), (x, -270.0), ink::WOOD, 13.0);
        }
        for y in [-50.0, -100.0, -150.0, -200.0] {
            c.line((0.0, y), (90.0, y), ink::GOLD, 10.0);
        }
        c.rect(-12.0, -246.0, 190.0, 16.0, ink::WOOD);
        c.poly(&[(-26.0, -320.0), (80.0, -400.0), (190.0, -320.0)], ink::LEAF);
        c.line((-6.0, -320.0), (-6.0, -240.0), ink::WOOD, 9.0);
        c.line((172.0, -320.0), (172.0, -240.0), ink::WOOD, 9.0);
        c.path("M170 -246Q250 -220 290 -110T400 -4h-44Q290 -30 240 -120T150 -226Z", ink::CORAL);
        c.path("M170 -246Q250 -220 290 -110T400 -4h-14Q300 -20 268 -110T160 -238Z", "#fffaf04d");
    });
    c.person(1250.0, 556.0, 110.0, 4, Arms::Up);
    c.person(1450.0, 700.0, 120.0, 0, Arms::Up);
    for (x, base, h, who, arms) in [
        (700.0, 810.0, 130.0, 5, Arms::Reach),
        (860.0, 800.0, 124.0, 2, Arms::Up),
        (1010.0, 826.0, 132.0, 1, Arms::Reach),
        (600.0, 850.0, 236.0, 3, Arms::Reach),
    ] {
        c.person(x, base, h, who, arms);
    }
    c.path("M750 812q30 -70 60 0Z", "#d9bf86");
    c.path("M790 812q22 -46 44 0Z", "#c9ab6e");
    c.line((780.0, 760.0), (780.0, 726.0), ink::BARK, 4.0);
    c.poly(&[(780.0, 726.0), (812.0, 736.0), (780.0, 748.0)], ink::CORAL);
    c.circle(930.0, 834.0, 24.0, ink::DEEP);
    c.path("M906 834a24 24 0 0 1 48 0Z", ink::GOLD);
    c.flowers(0.0, 330.0, 892.0, 40.0);
    c.flowers(1330.0, 1600.0, 892.0, 40.0);
}

/// A rose arch for a wedding.
pub(super) fn trauung(c: &mut Canvas) {
    c.sky("#8fc2d8", "#f3d9c8", "#fff1d8");
    c.sun(1230.0, 260.0, 56.0, "#fff0c4");
    c.cloud(420.0, 140.0, 1.1, "#fffaf0d9");
    c.hills(500.0, 30.0, 1.5, "#b5d6b0");
    c.house(60.0, 600.0, (300.0, 300.0), Gable::Stepped, (ink::SAND, ink::BRICK));
    c.tower(360.0, 600.0, 96.0, 330.0, (ink::PALE, ink::TEAL));
    c.clock(408.0, 402.0, 29.0);
    for n in 0..11_u8 {
        c.bush(40.0 + 156.0 * f64::from(n), 620.0, 92.0, ink::FOREST, ink::LEAF);
    }
    let lawn = c.fade(&[(0.0, "#a5cd86"), (1.0, "#6aa35c")]);
    c.rect(0.0, 610.0, W, 300.0, &lawn);
    c.path("M690 620L910 620L1160 900L440 900Z", "#f1dfb8");
    c.path("M800 620L910 620L1160 900L800 900Z", "#16293c0f");
    c.stroke("M560 790V380Q560 150 800 150T1040 380V790", ink::WHITE, 26.0);
    c.stroke("M610 790V390Q610 204 800 204T990 390V790", ink::WHITE, 13.0);
    for n in 0..130_u8 {
        let t = f64::from(n) / 129.0;
        let (x, y) = if t < 0.36 {
            (572.0, 790.0 - 1130.0 * t)
        } else if t > 0.64 {
            (1028.0, 790.0 - 1130.0 * (1.0 - t))
        } else {
            let s = (t - 0.36) / 0.28;
            let d = 2.0 * s - 1.0;
            (800.0 + 230.0 * d, 172.0 + 212.0 * d * d)
        };
        let (dx, dy) = (c.dice.range(-30.0, 30.0), c.dice.range(-26.0, 26.0));
        let leaf = *c.dice.pick(&[ink::FOREST, ink::LEAF, ink::MOSS]);
        c.ellipse(x + dx, y + dy, 24.0, 13.0, leaf);
        if n % 2 == 0 {
            let rose = *c.dice.pick(&[ink::CORAL, "#f2b6ae", ink::WHITE]);
            let r = c.dice.range(13.0, 21.0);
            c.circle(x - dx * 0.6, y - dy * 0.6, r, rose);
            c.circle(x - dx * 0.6 + 2.0, y - dy * 0.6 + 2.0, r * 0.55, "#ad4b3c40");
        }
    }
    for x in [720.0, 880.0] {
        c.moved(x, 800.0, 1.0, |c| {
            c.ellipse(0.0, 4.0, 70.0, 9.0, "#16293c2e");
            for (dx, top) in [(-42.0, -200.0), (42.0, -200.0)] {
                c.line((dx, 0.0), (dx, top), ink::WHITE, 9.0);
            }
            c.round((-52.0, -92.0), (104.0, 18.0), 8.0, ink::WHITE);
            c.round((-46.0, -206.0), (92.0, 24.0), 10.0, ink::WHITE);
            c.round((-46.0, -160.0), (92.0, 14.0), 6.0, ink::WHITE);
            for (dx, colour) in [(-20.0, ink::CORAL), (0.0, ink::GOLD), (20.0, "#f2b6ae")] {
                c.ellipse(dx, -186.0, 20.0, 9.0, ink::LEAF);
                c.circle(dx, -196.0, 13.0, colour);
            }
        });
    }
    for (x, s) in [(200.0, 58.0), (1230.0, 58.0)] {
        c.flowers(x, x + 240.0, 860.0, s);
    }
    for _ in 0..46 {
        let (x, y) = (c.dice.range(480.0, 1120.0), c.dice.range(640.0, 890.0));
        c.ellipse(x, y, 8.0, 5.0, "#f2b6aee6");
    }
    for (x, y) in [(1180.0, 420.0), (1270.0, 370.0)] {
        c.moved(x, y, 1.0, |c| {
            c.path("M-36 6Q-10 -18 30 0Q10 22 -36 6Z", ink::WHITE);
            c.path("M-4 -4Q-24 -54 -54 -50Q-34 -14 10 2Z", ink::PALE);
            c.circle(33.0, -6.0, 10.0, ink::WHITE);
            c.poly(&[(42.0, -7.0), (53.0, -3.0), (42.0, 0.0)], ink::GOLD);
        });
    }
}

/// Tea at the kitchen table.
pub(super) fn pflege(c: &mut Canvas) {
    let wall = c.fade(&[(0.0, "#f4dfb8"), (1.0, "#fbeed2")]);
    c.rect(0.0, 0.0, W, H, &wall);
    for n in 0..20_u8 {
        c.line((84.0 * f64::from(n), 0.0), (84.0 * f64::from(n), 620.0), "#eab54d1f", 16.0);
    }
    c.round((540.0, 90.0), (520.0, 400.0), 10.0, ink::WHITE);
    let view = c.fade(&[(0.0, "#8fcbd8"), (1.0, "#fdf3da")]);
    c.rect(560.0, 110.0, 480.0, 360.0, &view);
    c.tree(690.0, 470.0, 250.0, ink::FOREST, ink::MOSS);
    c.house(830.0, 470.0, (170.0, 150.0), Gable::Pointed, (ink::SAND, ink::BRICK));
    c.rect(792.0, 100.0, 16.0, 380.0, ink::WHITE);
    c.path("M520 70H700Q680 300 560 430L520 470Z", "#dc6a4dd9");
    c.path("M1080 70H900Q920 300 1040 430L1080 470Z", "#dc6a4dd9");
    c.rect(500.0, 60.0, 600.0, 16.0, ink::WOOD);
    c.rect(520.0, 478.0, 560.0, 26.0, ink::PALE);
    for x in [590.0, 700.0, 900.0, 1010.0] {
        c.poly(
            &[(x - 34.0, 430.0), (x + 34.0, 430.0), (x + 26.0, 480.0), (x - 26.0, 480.0)],
            ink::BRICK,
        );
        c.bush(x, 430.0, 44.0, ink::FOREST, ink::LEAF);
        for (dx, dy) in [(-26.0, 396.0), (0.0, 380.0), (24.0, 398.0)] {
            c.circle(x + dx, dy, 13.0, ink::CORAL);
        }
    }
    c.round((130.0, 150.0), (250.0, 330.0), 8.0, "#b98a5c");
    for y in [190.0, 300.0, 400.0] {
        c.rect(146.0, y + 50.0, 218.0, 10.0, ink::WOOD);
        for (n, colour) in [ink::TEAL, ink::WHITE, ink::GOLD, ink::DEEP].into_iter().enumerate() {
            c.round((156.0 + 52.0 * [0.0, 1.0, 2.0, 3.0][n], y + 12.0), (38.0, 38.0), 9.0, colour);
        }
    }
    c.round((1250.0, 130.0), (180.0, 140.0), 8.0, ink::WOOD);
    c.rect(1264.0, 144.0, 152.0, 112.0, "#bfd8d0");
    c.path("M1264 256L1310 190L1350 230L1380 200L1416 256Z", ink::LEAF);
    c.circle(1390.0, 170.0, 12.0, ink::GOLD);
    c.clock(1340.0, 350.0, 46.0);
    let floor = c.fade(&[(0.0, "#c2925f"), (1.0, "#94683f")]);
    c.rect(0.0, 690.0, W, 210.0, &floor);
    tea(c);
}

/// Two people at the table.
fn tea(c: &mut Canvas) {
    for x in [330.0, 440.0] {
        c.line((x, 470.0), (x, 890.0), "#7a4d33", 20.0);
    }
    for y in [480.0, 540.0, 600.0] {
        c.round((324.0, y), (124.0, 26.0), 10.0, "#8a5a3c");
    }
    c.person(470.0, 880.0, 560.0, 3, Arms::Reach);
    c.mirrored(1130.0, |c| {
        c.person(1130.0, 880.0, 600.0, 4, Arms::Reach);
        c.path("M1082 650h100l10 120h-122Z", ink::WHITE);
    });
    c.ellipse(800.0, 700.0, 430.0, 56.0, "#d9a56a");
    c.ellipse(800.0, 688.0, 430.0, 56.0, "#efc88e");
    c.ellipse(800.0, 686.0, 330.0, 38.0, ink::WHITE);
    c.rect(760.0, 744.0, 80.0, 160.0, "#b98a5c");
    c.moved(910.0, 610.0, 1.0, |c| {
        c.path("M-60 60Q-80 0 -40 -30H40Q80 0 60 60Z", ink::DEEP);
        c.round((-30.0, -48.0), (60.0, 20.0), 9.0, ink::TEAL);
        c.circle(0.0, -52.0, 9.0, ink::GOLD);
        c.stroke("M-62 30Q-110 20 -104 -26", ink::DEEP, 15.0);
        c.stroke("M62 -4Q110 6 64 46", ink::DEEP, 11.0);
    });
    for x in [690.0, 790.0] {
        c.ellipse(x, 694.0, 54.0, 13.0, ink::PALE);
        c.path(&format!("M{} 648h68q4 44 -34 46q-38 -2 -34 -46Z", x - 34.0), ink::CORAL);
        c.stroke(&format!("M{} 656q26 0 16 20", x + 34.0), ink::CORAL, 8.0);
        for dx in [-12.0, 10.0] {
            c.stroke(&format!("M{} 634q-10 -20 0 -36t0 -34", x + dx), "#fffaf0cc", 6.0);
        }
    }
    c.ellipse(1060.0, 700.0, 60.0, 15.0, ink::PALE);
    c.path("M1012 694q48 -50 96 0Z", "#b5764a");
    c.path("M1012 694q48 -50 96 0l-30 0q-20 -24 -66 0Z", "#fffaf040");
}

/// The museum by the water.
pub(super) fn museum(c: &mut Canvas) {
    c.sky("#7fa9c4", "#f6d3b0", "#ffe9c4");
    c.sun(300.0, 280.0, 56.0, "#fff0c4");
    c.cloud(820.0, 130.0, 1.2, "#fffaf0b3");
    c.hills(480.0, 36.0, 1.3, "#a8b8a0");
    for x in [90.0, 200.0, 1400.0, 1520.0] {
        c.poplar(x, 620.0, 320.0, ink::FOREST, ink::LEAF);
    }
    c.timber(420.0, 650.0, 330.0, 330.0, "#a5483b");
    c.house(750.0, 650.0, (430.0, 250.0), Gable::Eaves, (ink::CREAM, "#a5483b"));
    for part in [0.0, 0.33, 0.67, 1.0] {
        c.line((750.0 + 430.0 * part, 400.0), (750.0 + 430.0 * part, 650.0), ink::BARK, 11.0);
    }
    for y in [402.0, 480.0, 556.0, 648.0] {
        c.line((750.0, y), (1180.0, y), ink::BARK, 11.0);
    }
    c.tree(1270.0, 660.0, 340.0, ink::FOREST, ink::MOSS);
    let quay = c.fade(&[(0.0, "#d9c8a4"), (1.0, "#b39d78")]);
    c.rect(0.0, 640.0, W, 110.0, &quay);
    for n in 0..17_u8 {
        c.line((100.0 * f64::from(n), 690.0), (100.0 * f64::from(n), 750.0), "#16293c1a", 4.0);
    }
    c.line((0.0, 690.0), (W, 690.0), "#16293c1a", 4.0);
    c.water(748.0, 900.0, "#a9c4b8", ink::DEEP);
    c.glitter(300.0, 752.0, 890.0, "#fff0c4");
    c.moved(980.0, 700.0, 1.25, |c| {
        c.ellipse(0.0, 26.0, 230.0, 13.0, "#16293c38");
        c.line((-120.0, 24.0), (-90.0, -10.0), ink::BARK, 12.0);
        c.line((120.0, 24.0), (90.0, -10.0), ink::BARK, 12.0);
        c.path("M-220 -58Q-190 20 -60 18H70Q190 18 220 -62Q180 -34 0 -34T-220 -58Z", ink::WOOD);
        c.path("M-220 -58Q-180 -34 0 -34T220 -62Q180 -20 0 -16T-220 -58Z", "#5f4030");
        c.stroke("M-190 -20Q-60 8 60 4T196 -26", "#5f403099", 5.0);
    });
    c.moved(300.0, 690.0, 1.0, |c| {
        c.line((-56.0, 0.0), (-40.0, -190.0), ink::BARK, 14.0);
        c.line((56.0, 0.0), (40.0, -190.0), ink::BARK, 14.0);
        c.line((-60.0, -190.0), (60.0, -190.0), ink::BARK, 16.0);
        c.path("M-42 -76Q-40 -160 0 -168Q40 -160 42 -76L52 -62H-52Z", "#b98a3c");
        c.path("M4 -166Q40 -160 42 -76L52 -62H10Z", "#16293c26");
        c.circle(0.0, -54.0, 11.0, "#8a6a2c");
    });
    c.person(660.0, 720.0, 160.0, 1, Arms::Reach);
    c.person(740.0, 724.0, 108.0, 5, Arms::Up);
    c.person(180.0, 730.0, 164.0, 3, Arms::Reach);
    c.reeds(1380.0, 900.0, 130.0, 18);
    c.birds(1080.0, 200.0, 4, "#22323c80");
}

/// The council chamber.
pub(super) fn ratssaal(c: &mut Canvas) {
    let wall = c.fade(&[(0.0, "#e6d3ab"), (1.0, "#f4e4c2")]);
    c.rect(0.0, 0.0, W, 560.0, &wall);
    c.rect(0.0, 0.0, W, 70.0, "#a5744c");
    for n in 0..9_u8 {
        c.rect(60.0 + 180.0 * f64::from(n), 0.0, 30.0, 70.0, ink::WOOD);
    }
    for x in [120.0, 400.0, 1030.0, 1310.0] {
        c.round((x, 120.0), (170.0, 350.0), 85.0, ink::WHITE);
        let view = c.fade(&[(0.0, "#8fcbd8"), (1.0, "#fdf3da")]);
        c.round((x + 12.0, 132.0), (146.0, 326.0), 73.0, &view);
        c.tower(x + 90.0, 458.0, 34.0, 130.0, (ink::SAND, ink::BRICK));
        c.tree(x + 50.0, 458.0, 130.0, ink::FOREST, ink::MOSS);
        c.rect(x + 80.0, 122.0, 10.0, 346.0, ink::WHITE);
        c.rect(x + 4.0, 280.0, 162.0, 9.0, ink::WHITE);
        c.poly(
            &[(x + 12.0, 470.0), (x + 158.0, 470.0), (x + 280.0, 640.0), (x + 100.0, 640.0)],
            "#fffaf040",
        );
    }
    c.path("M720 130h160v110q0 60 -80 92q-80 -32 -80 -92Z", ink::FOREST);
    c.path("M736 214q16 -30 32 0q16 -30 32 0q16 -30 32 0q16 -30 32 0v22H736Z", ink::GOLD);
    c.stroke("M738 256q16 -12 31 0t31 0t31 0t31 0", ink::GOLD, 9.0);
    c.path("M782 182q18 -34 36 0q-18 10 -36 0Z", ink::WHITE);
    let floor = c.fade(&[(0.0, "#a8433c"), (1.0, "#7d2f30")]);
    c.rect(0.0, 556.0, W, 350.0, &floor);
    c.rect(0.0, 548.0, W, 14.0, ink::WOOD);
    c.round((640.0, 500.0), (320.0, 100.0), 8.0, ink::WOOD);
    c.rect(630.0, 490.0, 340.0, 18.0, "#b98a5c");
    c.person(720.0, 520.0, 170.0, 3, Arms::Down);
    c.person(800.0, 516.0, 180.0, 2, Arms::Down);
    c.person(880.0, 520.0, 170.0, 1, Arms::Down);
    c.round((640.0, 506.0), (320.0, 94.0), 8.0, ink::WOOD);
    c.rect(630.0, 496.0, 340.0, 16.0, "#b98a5c");
    c.rect(768.0, 530.0, 64.0, 46.0, "#8a5a3c");
    for (n, (x, y)) in [
        (190.0, 720.0),
        (330.0, 690.0),
        (470.0, 668.0),
        (1130.0, 668.0),
        (1270.0, 690.0),
        (1410.0, 720.0),
    ]
    .into_iter()
    .enumerate()
    {
        c.person(x, y, 170.0, n, Arms::Down);
        c.round((x - 74.0, y - 70.0), (148.0, 74.0), 6.0, "#b5794a");
        c.rect(x - 82.0, y - 80.0, 164.0, 14.0, "#d9a56a");
        c.rect(x - 18.0, y - 92.0, 36.0, 13.0, ink::WHITE);
        c.line((x + 46.0, y - 80.0), (x + 56.0, y - 112.0), ink::INK, 4.0);
        c.circle(x + 57.0, y - 114.0, 5.0, ink::INK);
    }
    c.person(800.0, 840.0, 260.0, 4, Arms::Reach);
    c.poly(&[(730.0, 700.0), (880.0, 700.0), (866.0, 880.0), (744.0, 880.0)], "#b5794a");
    c.poly(&[(720.0, 690.0), (890.0, 690.0), (880.0, 714.0), (730.0, 714.0)], "#d9a56a");
    c.poly(&[(805.0, 714.0), (880.0, 714.0), (866.0, 880.0), (805.0, 880.0)], "#16293c1f");
    for n in 0..10_u8 {
        let x = 40.0 + 170.0 * f64::from(n);
        if (500.0..1080.0).contains(&x) {
            continue;
        }
        let hair = *c.dice.pick(&[ink::BARK, ink::INK, ink::GOLD, ink::PALE]);
        let coat = *c.dice.pick(&[ink::TEAL, ink::PLUM, ink::DEEP, ink::LEAF]);
        c.round((x - 52.0, 850.0), (104.0, 90.0), 30.0, coat);
        c.circle(x, 822.0, 36.0, hair);
    }
}
