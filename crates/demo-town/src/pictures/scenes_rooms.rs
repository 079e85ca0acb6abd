//! Rooms of the town: library, pool, stage, archive, council.

use super::canvas::{Canvas, H, W, ink};
use super::things::Arms;

/// A shelf of books.
fn shelf(c: &mut Canvas, x: f64, y: f64, w: f64, h: f64, rows: u32) {
    c.rect(x - 12.0, y - 12.0, w + 24.0, h + 24.0, ink::WOOD);
    c.rect(x, y, w, h, "#5f4030");
    let each = h / f64::from(rows);
    for row in 0..rows {
        let base = y + each * f64::from(row + 1) - 10.0;
        let mut at = x + 6.0;
        while at < x + w - 22.0 {
            let (thick, tall) = (c.dice.range(11.0, 22.0), each * c.dice.range(0.55, 0.8));
            let colour = *c.dice.pick(&[
                ink::CORAL,
                ink::GOLD,
                ink::TEAL,
                ink::CREAM,
                ink::PLUM,
                ink::MOSS,
                ink::DEEP,
                ink::APRICOT,
            ]);
            c.rect(at, base - tall, thick, tall, colour);
            c.rect(at, base - tall * 0.8, thick, 4.0, "#fffaf066");
            at += thick + 2.0;
            if c.dice.chance(9) {
                at += 26.0;
            }
        }
        c.rect(x, base, w, 10.0, ink::WOOD);
    }
}

/// The library below old beams.
pub(super) fn buecherei(c: &mut Canvas) {
    let wall = c.fade(&[(0.0, "#e9d3a8"), (1.0, "#f7e8c8")]);
    c.rect(0.0, 0.0, W, H, &wall);
    c.poly(&[(0.0, 0.0), (W, 0.0), (W, 130.0), (800.0, -220.0), (0.0, 130.0)], "#c49a68");
    c.round((640.0, 140.0), (320.0, 380.0), 160.0, ink::WHITE);
    let view = c.fade(&[(0.0, "#9fd0d6"), (1.0, "#fdf3da")]);
    c.round((656.0, 156.0), (288.0, 348.0), 144.0, &view);
    c.tree(760.0, 500.0, 240.0, ink::FOREST, ink::MOSS);
    c.tower(850.0, 500.0, 44.0, 160.0, (ink::SAND, ink::BRICK));
    c.rect(792.0, 150.0, 16.0, 360.0, ink::WHITE);
    c.rect(650.0, 330.0, 300.0, 14.0, ink::WHITE);
    shelf(c, 40.0, 150.0, 250.0, 560.0, 5);
    shelf(c, 330.0, 210.0, 230.0, 480.0, 4);
    shelf(c, 1040.0, 210.0, 230.0, 480.0, 4);
    shelf(c, 1310.0, 150.0, 250.0, 560.0, 5);
    for x in [12.0, 305.0, 590.0, 1010.0, 1288.0, 1580.0] {
        c.rect(x - 14.0, 0.0, 28.0, 740.0, ink::BARK);
        c.rect(x + 4.0, 0.0, 10.0, 740.0, "#16293c33");
    }
    for (from, until) in [
        ((0.0, 150.0), (820.0, -200.0)),
        ((1600.0, 150.0), (780.0, -200.0)),
        ((0.0, 90.0), (1600.0, 90.0)),
    ] {
        c.line(from, until, ink::BARK, 30.0);
    }
    for (a, b) in [
        ((305.0, 250.0), (440.0, 96.0)),
        ((1288.0, 250.0), (1150.0, 96.0)),
        ((590.0, 250.0), (690.0, 96.0)),
        ((1010.0, 250.0), (910.0, 96.0)),
    ] {
        c.line(a, b, ink::BARK, 20.0);
    }
    let floor = c.fade(&[(0.0, "#c2925f"), (1.0, "#94683f")]);
    c.rect(0.0, 726.0, W, 174.0, &floor);
    c.poly(&[(656.0, 726.0), (944.0, 726.0), (1180.0, 900.0), (560.0, 900.0)], "#fffaf03d");
    c.ellipse(800.0, 838.0, 470.0, 56.0, ink::BRICK);
    c.ellipse(800.0, 836.0, 420.0, 46.0, "#c4664f");
    c.ellipse(560.0, 822.0, 120.0, 44.0, ink::TEAL);
    c.ellipse(560.0, 806.0, 104.0, 34.0, "#2f7a7c");
    c.moved(560.0, 812.0, 1.7, |c| {
        c.path("M-34 -6Q-40 -30 -10 -30L30 -24Q44 -20 40 -8Q0 4 -34 -6Z", ink::DUSK);
        c.path("M-20 -20Q-24 -74 0 -76Q24 -74 18 -20Z", ink::CORAL);
        c.circle(2.0, -92.0, 19.0, "#e6b48c");
        c.path(
            "M-18 -92Q-20 -114 2 -114Q24 -114 22 -96Q8 -104 -8 -100Q-14 -98 -18 -84Z",
            ink::GOLD,
        );
        c.stroke("M12 -62Q30 -52 34 -46", ink::CORAL, 9.0);
        c.poly(&[(20.0, -50.0), (38.0, -40.0), (38.0, -18.0), (20.0, -28.0)], ink::WHITE);
        c.poly(&[(56.0, -50.0), (38.0, -40.0), (38.0, -18.0), (56.0, -28.0)], ink::CREAM);
        c.circle(9.0, -92.0, 1.8, ink::INK);
    });
    c.person(1130.0, 800.0, 300.0, 3, Arms::Reach);
    c.rect(1220.0, 610.0, 40.0, 52.0, ink::DEEP);
    c.person(420.0, 780.0, 280.0, 1, Arms::Up);
    c.rect(395.0, 480.0, 58.0, 24.0, ink::GOLD);
    c.line((960.0, 90.0), (960.0, 170.0), ink::INK, 4.0);
    c.glow(960.0, 200.0, 220.0, "#ffe2a6");
    c.path("M912 204q8 -42 48 -42t48 42Z", ink::TEAL);
}

/// Lanes of the pool.
pub(super) fn hallenbad(c: &mut Canvas) {
    let wall = c.fade(&[(0.0, "#d7ecec"), (1.0, "#f4f3e4")]);
    c.rect(0.0, 0.0, W, 430.0, &wall);
    for n in 0..5_u8 {
        let x = 60.0 + 304.0 * f64::from(n);
        let view = c.fade(&[(0.0, "#8fcbd8"), (1.0, "#fdf3da")]);
        c.rect(x, 60.0, 264.0, 270.0, &view);
        c.tree(x + 70.0 + 26.0 * f64::from(n), 330.0, 190.0, ink::FOREST, ink::MOSS);
        c.tree(x + 210.0, 330.0, 140.0, ink::LEAF, ink::SAGE);
        c.poly(&[(x, 60.0), (x + 120.0, 60.0), (x, 250.0)], "#fffaf04d");
    }
    for n in 0..6_u8 {
        let x = 34.0 + 304.0 * f64::from(n);
        c.rect(x, 30.0, 26.0, 330.0, ink::WHITE);
        c.rect(x + 16.0, 30.0, 10.0, 330.0, "#16293c14");
    }
    c.rect(0.0, 0.0, W, 46.0, "#c2925f");
    c.rect(0.0, 330.0, W, 100.0, "#e7dfc9");
    c.rect(0.0, 420.0, W, 26.0, ink::WHITE);
    let water = c.fade(&[(0.0, "#7fd0d8"), (1.0, "#2f8aa6")]);
    c.rect(0.0, 440.0, W, 470.0, &water);
    for (top, bottom) in
        [(180.0, -420.0), (480.0, 160.0), (800.0, 800.0), (1120.0, 1440.0), (1420.0, 2020.0)]
    {
        for n in 0..22_u8 {
            let t = f64::from(n) / 22.0;
            let t = t * t;
            let x = top + (bottom - top) * t;
            let colour = if n % 2 == 0 { ink::CORAL } else { ink::WHITE };
            c.ellipse(x, 448.0 + 452.0 * t, 5.0 + 16.0 * t, 3.0 + 9.0 * t, colour);
        }
    }
    for n in 0..26_u8 {
        let t = c.dice.unit();
        let (x, y) = (c.dice.range(0.0, W), 456.0 + 430.0 * t);
        let s = 30.0 + 80.0 * t;
        let d = format!("M{x:.0} {y:.0}q{:.0} -10 {s:.0} 0t{s:.0} 0", s / 2.0);
        c.stroke(&d, if n % 2 == 0 { "#fffaf066" } else { "#bff0ee66" }, 3.0 + 4.0 * t);
    }
    swimmers(c);
}

/// Who swims, and who watches.
fn swimmers(c: &mut Canvas) {
    for x in [330.0, 640.0, 960.0, 1270.0] {
        c.poly(
            &[(x - 44.0, 446.0), (x - 36.0, 372.0), (x + 36.0, 372.0), (x + 44.0, 446.0)],
            ink::STONE,
        );
        c.rect(x - 44.0, 362.0, 88.0, 16.0, ink::WHITE);
        c.circle(x, 410.0, 15.0, ink::TEAL);
    }
    c.moved(700.0, 700.0, 2.1, |c| {
        c.ellipse(-10.0, 12.0, 110.0, 9.0, "#fffaf059");
        c.path("M-110 4Q-40 -16 40 -8L40 10Q-40 16 -110 4Z", ink::PLUM);
        c.stroke("M-110 4l-34 -6M-110 6l-30 10", "#e6b48c", 9.0);
        c.stroke("M36 -2Q60 -50 104 -30L116 -12", "#e6b48c", 13.0);
        c.circle(54.0, -6.0, 19.0, "#e6b48c");
        c.path("M36 -8Q38 -28 56 -27Q74 -26 73 -8Z", ink::GOLD);
        c.stroke("M60 -6h13", ink::INK, 5.0);
        c.ellipse(-40.0, 12.0, 86.0, 6.0, "#fffaf04d");
        for (x, y, r) in [
            (118.0, -8.0, 6.0),
            (132.0, -18.0, 4.0),
            (126.0, 2.0, 5.0),
            (-150.0, -6.0, 5.0),
            (-160.0, -16.0, 4.0),
        ] {
            c.circle(x, y, r, "#fffaf0cc");
        }
    });
    c.moved(1180.0, 570.0, 1.0, |c| {
        c.circle(0.0, 0.0, 26.0, "#8d5b3e");
        c.path("M-26 -2Q-26 -30 0 -30Q26 -30 26 -2Z", ink::CORAL);
        c.ellipse(0.0, 22.0, 60.0, 8.0, "#fffaf080");
    });
    c.person(150.0, 432.0, 190.0, 4, Arms::Up);
    c.person(1480.0, 432.0, 180.0, 5, Arms::Down);
    c.ring(1420.0, 300.0, 32.0, ink::CORAL, 16.0);
}

/// The stage of the old mill.
pub(super) fn theater(c: &mut Canvas) {
    c.rect(0.0, 0.0, W, H, "#3a1f2c");
    let back = c.fade(&[(0.0, "#2d3558"), (1.0, "#7a5a78")]);
    c.rect(300.0, 90.0, 1000.0, 540.0, &back);
    c.circle(1080.0, 220.0, 60.0, "#ffe9b0");
    c.glow(1080.0, 220.0, 220.0, "#ffe9b0");
    for (x, h) in [
        (330.0, 200.0),
        (460.0, 260.0),
        (560.0, 180.0),
        (980.0, 180.0),
        (1110.0, 240.0),
        (1200.0, 190.0),
    ] {
        c.poly(
            &[
                (x, 630.0),
                (x, 630.0 - h),
                (x + 60.0, 560.0 - h),
                (x + 120.0, 630.0 - h),
                (x + 120.0, 630.0),
            ],
            "#26304f",
        );
        c.rect(x + 44.0, 660.0 - h, 30.0, 40.0, "#ffd98a");
    }
    let boards = c.fade(&[(0.0, "#b5794a"), (1.0, "#7d4d30")]);
    c.poly(&[(300.0, 620.0), (1300.0, 620.0), (1480.0, 720.0), (120.0, 720.0)], &boards);
    for n in 0..11_u8 {
        let x = 100.0 * f64::from(n);
        c.line((300.0 + x, 620.0), (120.0 + x * 1.36, 720.0), "#5f403066", 3.0);
    }
    c.poly(&[(560.0, 0.0), (640.0, 0.0), (800.0, 690.0), (470.0, 690.0)], "#fff3c42e");
    c.poly(&[(1040.0, 0.0), (960.0, 0.0), (820.0, 690.0), (1150.0, 690.0)], "#fff3c42e");
    c.ellipse(640.0, 680.0, 170.0, 20.0, "#fff3c466");
    c.ellipse(980.0, 680.0, 170.0, 20.0, "#fff3c466");
    c.person(640.0, 684.0, 300.0, 0, Arms::Up);
    c.path("M600 576h84l32 106h-150Z", ink::CORAL);
    c.mirrored(980.0, |c| {
        c.person(980.0, 684.0, 310.0, 2, Arms::Reach);
        c.path("M950 384h60v-60h-60Z", ink::INK);
        c.round((926.0, 378.0), (108.0, 13.0), 6.0, ink::INK);
    });
    c.round((770.0, 610.0), (90.0, 74.0), 8.0, ink::WOOD);
    c.path("M792 610q-6 -30 8 -46v-24h30v24q14 16 8 46Z", "#5aa0b0");
    c.stroke("M806 572l16 22l-10 16", ink::INK, 4.0);
    curtain_and_rows(c);
}

/// The curtain and the heads of those who watch.
fn curtain_and_rows(c: &mut Canvas) {
    for side in [0_u8, 1] {
        let curtain = |c: &mut Canvas| {
            let cloth = c.across(&[(0.0, "#8f2330"), (0.5, "#c93b42"), (1.0, "#8f2330")]);
            c.path("M-20 -10H380Q360 240 250 400Q190 560 210 740H-20Z", &cloth);
            for x in [40.0, 110.0, 180.0, 250.0] {
                let d = format!("M{x} 0Q{} 300 {} 730", x + 24.0, x * 0.7);
                c.stroke(&d, "#5a0f1c66", 16.0);
                let d = format!("M{} 0Q{} 300 {} 730", x + 24.0, x + 46.0, x * 0.7 + 20.0);
                c.stroke(&d, "#ff8a7a33", 9.0);
            }
            c.stroke("M160 420Q240 430 300 390", ink::GOLD, 12.0);
        };
        if side == 0 {
            curtain(c);
        } else {
            c.mirrored(W / 2.0, curtain);
        }
    }
    for n in 0..8_u8 {
        let x = 200.0 * f64::from(n);
        c.path(
            &format!("M{x} 0h200q0 90 -100 90t-100 -90Z"),
            if n % 2 == 0 { "#b52f38" } else { "#a1272f" },
        );
        c.stroke(&format!("M{x} 2q0 90 100 90t100 -90"), ink::GOLD, 7.0);
    }
    c.rect(0.0, 718.0, W, 26.0, ink::GOLD);
    c.rect(0.0, 744.0, W, 160.0, "#22141d");
    for row in 0..2_u8 {
        for n in 0..13_u8 {
            let x = 30.0 + 130.0 * f64::from(n) + 60.0 * f64::from(row);
            let y = 822.0 + 74.0 * f64::from(row) + c.dice.range(-8.0, 8.0);
            let colour = *c.dice.pick(&["#4a3040", "#5a3a48", "#3d2b3c", "#62434a"]);
            c.round((x - 46.0, y + 24.0), (92.0, 90.0), 26.0, colour);
            c.circle(x, y, 33.0, colour);
            c.stroke(
                &format!("M{:.0} {:.0}a33 33 0 0 1 40 -26", x - 20.0, y - 8.0),
                "#ffcf8a4d",
                5.0,
            );
        }
    }
}

/// The vault of the archive.
pub(super) fn archiv(c: &mut Canvas) {
    let wall = c.fade(&[(0.0, "#6d5a4c"), (1.0, "#97806a")]);
    c.rect(0.0, 0.0, W, H, &wall);
    for n in 0..3_u8 {
        let x = -40.0 + 560.0 * f64::from(n);
        c.path(&format!("M{x} 900V330a280 270 0 0 1 560 0V900Z"), "#b39a80");
        c.path(&format!("M{} 900V340a250 236 0 0 1 500 0V900Z", x + 30.0), "#8f7862");
        for part in [0.0, 1.0, 2.0, 3.0, 4.0] {
            c.line(
                (x + 10.0, 420.0 + 90.0 * part),
                (x + 34.0, 420.0 + 90.0 * part),
                "#6d5a4c",
                4.0,
            );
        }
    }
    for x in [70.0, 1180.0] {
        c.rect(x - 14.0, 270.0, 368.0, 450.0, ink::BARK);
        for row in 0..4_u8 {
            let y = 284.0 + 108.0 * f64::from(row);
            c.rect(x, y, 340.0, 96.0, "#3f2c20");
            for n in 0..6_u8 {
                let at = x + 10.0 + 55.0 * f64::from(n);
                if (n + row) % 3 == 0 {
                    for (dx, dy) in [(12.0, 74.0), (36.0, 74.0), (24.0, 52.0)] {
                        c.circle(at + dx, y + dy, 13.0, ink::SAND);
                        c.circle(at + dx, y + dy, 6.0, "#c9a96c");
                    }
                } else {
                    let colour = *c.dice.pick(&["#b5764a", "#7f8f74", "#a35a48", "#c9a96c"]);
                    c.rect(at, y + 26.0, 46.0, 70.0, colour);
                    c.rect(at + 8.0, y + 44.0, 30.0, 18.0, ink::CREAM);
                }
            }
        }
    }
    let floor = c.fade(&[(0.0, "#6f5a48"), (1.0, "#46372c")]);
    c.rect(0.0, 730.0, W, 180.0, &floor);
    c.glow(800.0, 470.0, 560.0, "#ffd98a");
    c.line((800.0, 0.0), (800.0, 210.0), ink::INK, 5.0);
    c.path("M716 290q10 -82 84 -82t84 82Z", ink::TEAL);
    c.ellipse(800.0, 290.0, 84.0, 14.0, "#fff3c4");
    c.poly(&[(716.0, 292.0), (884.0, 292.0), (1190.0, 640.0), (410.0, 640.0)], "#fff3c426");
    c.poly(&[(420.0, 620.0), (1180.0, 620.0), (1270.0, 690.0), (330.0, 690.0)], "#b5794a");
    c.rect(330.0, 690.0, 940.0, 34.0, "#8a5a3c");
    for x in [380.0, 1180.0] {
        c.rect(x, 724.0, 44.0, 160.0, "#7a4d33");
    }
    c.path("M560 634Q700 604 980 626L1010 668Q760 650 530 672Z", ink::CREAM);
    c.path("M980 626q44 -6 42 22q-4 22 -30 20q14 -20 -12 -42Z", "#dcc48e");
    c.path("M560 634q-40 -2 -44 20q0 20 28 20q-4 -24 16 -40Z", "#dcc48e");
    for (y, from, until) in [(636.0, 610.0, 930.0), (646.0, 600.0, 950.0), (656.0, 590.0, 900.0)] {
        let d = format!("M{from} {y}q20 -8 40 0t40 0t40 0t40 0t40 -2L{until} {}", y - 6.0);
        c.stroke(&d, "#5f4030b3", 3.0);
    }
    c.line((900.0, 660.0), (920.0, 690.0), ink::BRICK, 6.0);
    c.circle(926.0, 704.0, 30.0, ink::FOREST);
    c.circle(926.0, 704.0, 21.0, ink::LEAF);
    c.path("M912 708q14 -22 28 0q-14 6 -28 0Z", ink::FOREST);
    c.ring(1090.0, 640.0, 40.0, ink::GOLD, 9.0);
    c.circle(1090.0, 640.0, 36.0, "#bfe1e866");
    c.line((1062.0, 668.0), (1024.0, 690.0), ink::BARK, 12.0);
    c.person(690.0, 870.0, 420.0, 5, Arms::Reach);
    c.path("M668 540Q690 520 716 540L744 724H640Z", ink::TEAL);
}
