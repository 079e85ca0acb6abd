//! Streets and squares.

use super::canvas::{Canvas, W, ink};
use super::houses::Gable;
use super::things::Arms;

/// Walls and roofs that go together.
const COATS: [(&str, &str); 7] = [
    (ink::SAND, ink::BRICK),
    (ink::APRICOT, ink::PLUM),
    (ink::CREAM, ink::WOOD),
    (ink::SAGE, ink::BRICK),
    ("#e8b9a0", ink::DUSK),
    ("#c9d8d6", ink::BRICK),
    (ink::GOLD, ink::WOOD),
];

/// The outline of a town far away, in one colour.
fn far_town(c: &mut Canvas, base: f64, fill: &str) {
    let mut x = -20.0;
    while x < W {
        let (w, h) = (c.dice.range(50.0, 110.0), c.dice.range(30.0, 90.0));
        c.poly(
            &[
                (x, base),
                (x, base - h),
                (x + w / 2.0, base - h - w * 0.45),
                (x + w, base - h),
                (x + w, base),
            ],
            fill,
        );
        x += w * 0.92;
    }
}

/// A row of houses along a street.
fn row(c: &mut Canvas, from: f64, until: f64, base: f64, s: f64) {
    let (mut x, mut n) = (from, 0_usize);
    while x < until {
        let w = c.dice.range(130.0, 190.0) * s;
        let h = c.dice.range(190.0, 260.0) * s;
        let gable = *c.dice.pick(&[Gable::Pointed, Gable::Stepped, Gable::Eaves, Gable::Pointed]);
        let coat = COATS[(n * 3 + 1) % COATS.len()];
        if n % 4 == 2 {
            c.timber(x, base, w, h * 0.86, ink::BRICK);
        } else {
            c.house(x, base, (w, h), gable, coat);
        }
        x += w + 4.0 * s;
        n += 1;
    }
}

/// The old town behind the bridge, in the evening.
pub(super) fn silhouette(c: &mut Canvas) {
    c.sky(ink::DUSK, "#c9808a", ink::APRICOT);
    c.sun(1130.0, 420.0, 62.0, "#ffe2a6");
    c.cloud(300.0, 170.0, 1.2, "#fffaf02e");
    c.cloud(780.0, 110.0, 0.8, "#fffaf026");
    c.cloud(1380.0, 210.0, 1.0, "#fffaf030");
    c.hills(520.0, 40.0, 1.2, "#7a6288");
    c.hills(560.0, 26.0, 2.1, "#5f5a7e");
    far_town(c, 606.0, "#4d4c70");
    row(c, 60.0, 1540.0, 632.0, 0.62);
    c.tower(700.0, 634.0, 84.0, 300.0, (ink::PALE, ink::TEAL));
    c.clock(742.0, 452.0, 25.0);
    c.house(784.0, 634.0, (170.0, 170.0), Gable::Eaves, (ink::PALE, ink::TEAL));
    c.tower(1010.0, 634.0, 58.0, 210.0, (ink::SAND, ink::BRICK));
    c.tower(330.0, 634.0, 52.0, 190.0, ("#c9d8d6", ink::DUSK));
    for x in [40.0, 160.0, 480.0, 1180.0, 1330.0, 1480.0] {
        c.tree(x, 640.0, 120.0, ink::FOREST, ink::LEAF);
    }
    c.rect(0.0, 628.0, W, 22.0, "#3d4f49");
    c.water(646.0, 900.0, "#d98f7e", ink::DUSK);
    c.glitter(1130.0, 650.0, 890.0, "#ffe2a6");
    c.bridge(180.0, 1420.0, 640.0, 780.0, "#857c78");
    c.birds(420.0, 250.0, 5, "#22323c99");
    c.person(560.0, 610.0, 40.0, 2, Arms::Down);
    c.rider(880.0, 598.0, 0.36, 1, ink::CORAL);
    c.reeds(20.0, 900.0, 150.0, 14);
    c.reeds(1400.0, 900.0, 130.0, 16);
}

fn hall(c: &mut Canvas, x: f64, base: f64, s: f64) {
    c.moved(x, base, s, |c| {
        c.house(0.0, 0.0, (420.0, 380.0), Gable::Stepped, ("#e9cf9d", ink::BRICK));
        c.house(420.0, 0.0, (360.0, 330.0), Gable::Eaves, ("#f1dcb4", ink::BRICK));
        c.tower(330.0, 0.0, 130.0, 520.0, ("#d9bb83", ink::TEAL));
        c.clock(395.0, -430.0, 44.0);
        c.rect(4.0, -150.0, 330.0, 146.0, "#e4c78f");
        c.rect(0.0, -156.0, 336.0, 10.0, "#c9a566");
        for n in 0..3_u8 {
            let at = 34.0 + 98.0 * f64::from(n);
            c.path(&format!("M{at} 0v-96a38 38 0 0 1 76 0v96Z"), "#7a5a3c");
            c.path(&format!("M{} 0v-92a30 30 0 0 1 60 0v92Z", at + 8.0), "#3f3128");
            c.glow(at + 38.0, -60.0, 60.0, "#ffd98a");
        }
        for (at, colour) in [(500.0, ink::LEAF), (640.0, ink::GOLD)] {
            c.line((at, -190.0), (at + 46.0, -290.0), ink::BARK, 5.0);
            c.path(&format!("M{0} -286q34 14 60 -4l-10 104q-30 16 -62 2Z", at + 44.0), colour);
        }
    });
}

/// The town hall on the market place.
pub(super) fn rathaus(c: &mut Canvas) {
    c.sky("#7fbfd0", ink::SKY, ink::CREAM);
    c.sun(240.0, 190.0, 60.0, "#ffe9b0");
    c.cloud(560.0, 150.0, 1.1, "#fffaf0e6");
    c.cloud(1330.0, 190.0, 1.3, "#fffaf0d9");
    far_town(c, 640.0, "#a9c4c8");
    row(c, -60.0, 380.0, 720.0, 0.9);
    row(c, 1180.0, 1640.0, 720.0, 0.9);
    hall(c, 400.0, 724.0, 1.0);
    let ground = c.fade(&[(0.0, "#d9c9a8"), (1.0, "#b9a583")]);
    c.rect(0.0, 716.0, W, 190.0, &ground);
    for y in [742.0, 774.0, 814.0, 862.0] {
        c.line((0.0, y), (W, y), "#16293c12", 3.0);
    }
    c.poly(&[(400.0, 724.0), (1180.0, 724.0), (1440.0, 800.0), (620.0, 800.0)], "#16293c1f");
    c.tree(1400.0, 780.0, 250.0, ink::FOREST, ink::LEAF);
    c.tree(140.0, 790.0, 270.0, ink::FOREST, ink::LEAF);
    c.bench(190.0, 812.0, 0.9, ink::WOOD);
    c.lamp(360.0, 770.0, 190.0, false);
    c.lamp(1230.0, 770.0, 190.0, false);
    c.person(700.0, 800.0, 96.0, 0, Arms::Reach);
    c.person(770.0, 804.0, 92.0, 1, Arms::Down);
    c.person(1010.0, 838.0, 104.0, 3, Arms::Down);
    c.rider(1290.0, 860.0, 0.9, 4, ink::TEAL);
    c.bike(470.0, 760.0, 0.7, ink::CORAL);
    c.bike(540.0, 760.0, 0.7, ink::DEEP);
    c.birds(960.0, 130.0, 4, "#22323c80");
}

/// The weekly market.
pub(super) fn marktplatz(c: &mut Canvas) {
    c.sky("#8fcbd8", ink::MIST, ink::CREAM);
    c.cloud(300.0, 130.0, 1.0, "#fffaf0e6");
    c.cloud(1150.0, 100.0, 1.2, "#fffaf0e6");
    row(c, -40.0, 520.0, 600.0, 1.0);
    row(c, 1130.0, 1640.0, 600.0, 1.0);
    hall(c, 500.0, 604.0, 0.82);
    let ground = c.fade(&[(0.0, "#e3d4b4"), (1.0, "#c3ae8a")]);
    c.rect(0.0, 596.0, W, 310.0, &ground);
    c.stall(90.0, 690.0, 230.0, ink::LEAF);
    c.stall(420.0, 670.0, 200.0, ink::GOLD);
    c.stall(960.0, 670.0, 200.0, ink::CORAL);
    c.stall(1250.0, 690.0, 240.0, ink::DEEP);
    c.person(370.0, 720.0, 120.0, 5, Arms::Reach);
    c.person(700.0, 720.0, 118.0, 1, Arms::Down);
    c.person(760.0, 724.0, 76.0, 4, Arms::Up);
    c.person(1200.0, 730.0, 122.0, 3, Arms::Down);
    c.stall(-70.0, 860.0, 360.0, ink::CORAL);
    c.stall(1330.0, 870.0, 360.0, ink::LEAF);
    c.person(350.0, 860.0, 170.0, 2, Arms::Reach);
    c.person(560.0, 872.0, 176.0, 6, Arms::Down);
    c.person(1010.0, 868.0, 172.0, 0, Arms::Reach);
    c.person(1230.0, 880.0, 168.0, 1, Arms::Down);
    c.round((610.0, 800.0), (84.0, 58.0), 10.0, ink::WOOD);
    c.path("M616 800q36 -66 72 0", "none");
    c.stroke("M618 802q34 -64 68 0", ink::WOOD, 7.0);
    for (x, colour) in [(630.0, ink::LEAF), (652.0, ink::CORAL), (674.0, ink::GOLD)] {
        c.circle(x, 800.0, 15.0, colour);
    }
    c.birds(700.0, 110.0, 3, "#22323c66");
}

/// A lane in the old town.
pub(super) fn altstadt(c: &mut Canvas) {
    c.sky("#8a8fb8", "#f0b48c", "#ffe2b8");
    c.tower(742.0, 644.0, 90.0, 384.0, ("#b79a8c", ink::TEAL));
    c.glow(790.0, 520.0, 300.0, "#ffe2a6");
    for (x, w, h, base) in [(560.0, 150.0, 230.0, 640.0), (890.0, 150.0, 240.0, 640.0)] {
        c.timber(x, base, w, h, "#8a4a40");
    }
    for (x, w, h, base) in [(330.0, 240.0, 340.0, 720.0), (1030.0, 240.0, 350.0, 720.0)] {
        c.timber(x, base, w, h, ink::BRICK);
    }
    c.timber(-70.0, 830.0, 400.0, 520.0, "#7d3a32");
    c.house(1272.0, 830.0, (380.0, 540.0), Gable::Stepped, (ink::APRICOT, ink::PLUM));
    let lane = c.fade(&[(0.0, "#e5c39a"), (1.0, "#8d7566")]);
    c.path("M690 636L900 636L1320 900L260 900Z", &lane);
    c.path("M330 720L690 636L260 900L0 900L0 830Z", "#a48c78");
    c.path("M1270 720L900 636L1320 900L1600 900L1600 830Z", "#96806f");
    for (y, half) in [(664.0, 140.0), (700.0, 190.0), (748.0, 265.0), (810.0, 365.0)] {
        c.line((795.0 - half, y), (795.0 + half, y), "#16293c1a", 4.0);
    }
    c.lamp(420.0, 760.0, 250.0, true);
    c.lamp(1130.0, 750.0, 220.0, true);
    for x in [350.0, 1190.0] {
        c.round((x, 790.0), (90.0, 46.0), 8.0, ink::WOOD);
        c.flowers(x + 8.0, x + 86.0, 792.0, 30.0);
    }
    c.person(800.0, 740.0, 100.0, 0, Arms::Down);
    c.person(850.0, 742.0, 96.0, 4, Arms::Down);
    c.round((1290.0, 816.0), (130.0, 20.0), 3.0, ink::PALE);
    c.ellipse(1350.0, 792.0, 34.0, 25.0, ink::INK);
    c.circle(1384.0, 768.0, 17.0, ink::INK);
    c.poly(&[(1370.0, 762.0), (1372.0, 742.0), (1383.0, 754.0)], ink::INK);
    c.poly(&[(1386.0, 754.0), (1397.0, 742.0), (1399.0, 762.0)], ink::INK);
    c.stroke("M1318 802q-30 -6 -26 -40", ink::INK, 8.0);
    c.circle(1379.0, 766.0, 2.6, ink::GOLD);
    c.circle(1390.0, 766.0, 2.6, ink::GOLD);
    c.birds(700.0, 160.0, 3, "#22323c80");
}

/// A quiet street where people live.
pub(super) fn wohnstrasse(c: &mut Canvas) {
    c.sky("#9fd0d6", ink::MIST, "#fdeecb");
    c.sun(1290.0, 180.0, 52.0, "#ffe9b0");
    c.cloud(420.0, 150.0, 1.2, "#fffaf0e6");
    c.cloud(980.0, 110.0, 0.8, "#fffaf0cc");
    c.hills(560.0, 40.0, 1.5, "#a9cbb0");
    let mut x = -30.0;
    for (n, gable) in [
        Gable::Pointed,
        Gable::Eaves,
        Gable::Stepped,
        Gable::Pointed,
        Gable::Eaves,
        Gable::Pointed,
        Gable::Stepped,
    ]
    .into_iter()
    .enumerate()
    {
        let w = 228.0;
        let h = 300.0 + c.dice.range(-30.0, 40.0);
        c.house(x, 700.0, (w, h), gable, COATS[n]);
        x += w + 10.0;
    }
    c.rect(0.0, 696.0, W, 54.0, "#d8cbb2");
    let road = c.fade(&[(0.0, "#7d8a8e"), (1.0, "#5f6d74")]);
    c.rect(0.0, 750.0, W, 150.0, &road);
    c.rect(0.0, 744.0, W, 9.0, ink::PALE);
    for n in 0..8_u8 {
        c.round((40.0 + 210.0 * f64::from(n), 822.0), (110.0, 8.0), 4.0, "#fffaf0b3");
    }
    for (x, h) in [(120.0, 330.0), (640.0, 300.0), (1190.0, 340.0), (1530.0, 310.0)] {
        c.tree(x, 748.0, h, ink::FOREST, ink::MOSS);
    }
    c.flowers(260.0, 460.0, 716.0, 26.0);
    c.flowers(860.0, 1010.0, 716.0, 26.0);
    c.person(820.0, 744.0, 110.0, 3, Arms::Reach);
    c.person(900.0, 744.0, 74.0, 1, Arms::Up);
    c.rider(380.0, 868.0, 1.05, 2, ink::GOLD);
    c.bike(1040.0, 742.0, 0.95, ink::DEEP);
    c.ring(1160.0, 726.0, 17.0, ink::INK, 4.5);
    c.round((1082.0, 670.0), (98.0, 52.0), 8.0, ink::WOOD);
    c.rect(1078.0, 664.0, 106.0, 11.0, ink::SAND);
}

/// The station with a red train.
pub(super) fn bahnhof(c: &mut Canvas) {
    c.sky("#86bccb", ink::MIST, "#fdeecb");
    c.cloud(260.0, 140.0, 1.1, "#fffaf0e6");
    c.cloud(1260.0, 170.0, 0.9, "#fffaf0d9");
    c.hills(540.0, 36.0, 1.8, "#9fc3ae");
    c.house(120.0, 640.0, (330.0, 260.0), Gable::Eaves, ("#e3b893", ink::BRICK));
    c.house(450.0, 640.0, (240.0, 330.0), Gable::Stepped, ("#eac7a2", ink::BRICK));
    c.house(690.0, 640.0, (330.0, 260.0), Gable::Eaves, ("#e3b893", ink::BRICK));
    c.clock(570.0, 300.0, 36.0);
    c.poplar(60.0, 650.0, 320.0, ink::FOREST, ink::LEAF);
    c.poplar(1100.0, 650.0, 340.0, ink::FOREST, ink::LEAF);
    c.poplar(1180.0, 650.0, 300.0, ink::FOREST, ink::LEAF);
    c.rect(0.0, 632.0, W, 60.0, "#cdbfa6");
    c.moved(0.0, 690.0, 1.0, |c| {
        let body = c.fade(&[(0.0, "#dc5346"), (1.0, "#a9322c")]);
        c.path("M560 -190h1060v180h-1110q-30 0 -26 -40l24 -96q14 -44 52 -44Z", &body);
        c.rect(484.0, -40.0, 1120.0, 14.0, ink::WHITE);
        c.poly(&[(566.0, -170.0), (660.0, -170.0), (660.0, -90.0), (532.0, -90.0)], "#8fc4d0");
        c.poly(&[(566.0, -170.0), (610.0, -170.0), (570.0, -90.0), (532.0, -90.0)], "#e1efee99");
        for n in 0..6_u8 {
            let at = 830.0 + 132.0 * f64::from(n);
            c.round((at, -168.0), (108.0, 74.0), 10.0, "#bfe1e8");
            c.poly(&[(at + 6.0, -166.0), (at + 58.0, -166.0), (at + 10.0, -98.0)], "#fffaf066");
        }
        c.round((690.0, -172.0), (100.0, 160.0), 6.0, "#b93c34");
        c.round((702.0, -160.0), (34.0, 90.0), 5.0, "#bfe1e8");
        c.round((744.0, -160.0), (34.0, 90.0), 5.0, "#bfe1e8");
        c.circle(520.0, -62.0, 11.0, "#ffe9b0");
    });
    c.rect(0.0, 690.0, W, 30.0, "#7d766c");
    c.rect(0.0, 680.0, W, 16.0, ink::INK);
    let front = c.fade(&[(0.0, "#e0d3ba"), (1.0, "#b8a88b")]);
    c.rect(0.0, 716.0, W, 190.0, &front);
    c.rect(0.0, 716.0, W, 12.0, ink::WHITE);
    c.rect(0.0, 740.0, W, 10.0, "#fffaf08c");
    c.lamp(300.0, 770.0, 230.0, false);
    c.bench(190.0, 816.0, 1.1, ink::TEAL);
    c.person(420.0, 830.0, 150.0, 5, Arms::Down);
    c.round((455.0, 784.0), (44.0, 48.0), 8.0, ink::TEAL);
    c.person(620.0, 842.0, 152.0, 1, Arms::Reach);
    c.person(1060.0, 850.0, 156.0, 2, Arms::Down);
    c.pupil(1180.0, 852.0, 108.0, 4, ink::GOLD);
    for x in [820.0, 1380.0] {
        c.round((x, 806.0), (120.0, 54.0), 10.0, ink::STONE);
        c.flowers(x + 8.0, x + 116.0, 808.0, 38.0);
    }
}
