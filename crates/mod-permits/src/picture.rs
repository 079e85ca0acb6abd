//! The map of a request as a drawing: streets of the town below, the sections above. No outside map.

use std::fmt::Write as _;

use kernel::places::{self, Extent, Street};
use kernel::{AppError, Reader};

use crate::model::{Line, Ruling, Section};

/// Width and height of the drawing.
const SIZE: (f64, f64) = (960.0, 640.0);
/// Metres around the route.
const AROUND: f64 = 60.0;
/// Longest names shown.
const NAMES_MAX: usize = 24;

/// Draws the sections over the streets around them.
///
/// # Errors
/// What the database says.
pub(crate) fn draw(reader: &mut Reader<'_>, sections: &[Section]) -> Result<String, AppError> {
    let points: Line = sections.iter().flat_map(|s| s.line.iter().copied()).collect();
    let Some(extent) = Extent::around(&points) else { return Ok(svg(&View::of(None), &[], &[])) };
    let view = View::of(Some(extent));
    let streets = places::streets_near(reader, &view.extent())?;
    Ok(svg(&view, &streets, sections))
}

/// From metres to the drawing.
struct View {
    west: f64,
    north: f64,
    scale: f64,
}

impl View {
    fn of(extent: Option<Extent>) -> Self {
        let Some(e) = extent else { return Self { west: 0.0, north: 0.0, scale: 1.0 } };
        let (width, height) = (e.max_x - e.min_x + 2.0 * AROUND, e.max_y - e.min_y + 2.0 * AROUND);
        let scale = (SIZE.0 / width).min(SIZE.1 / height);
        let (x, y) = (f64::midpoint(e.min_x, e.max_x), f64::midpoint(e.min_y, e.max_y));
        Self { west: x - SIZE.0 / scale / 2.0, north: y + SIZE.1 / scale / 2.0, scale }
    }

    fn extent(&self) -> Extent {
        Extent {
            min_x: self.west,
            max_x: self.west + SIZE.0 / self.scale,
            min_y: self.north - SIZE.1 / self.scale,
            max_y: self.north,
        }
    }

    fn at(&self, point: (f64, f64)) -> (f64, f64) {
        ((point.0 - self.west) * self.scale, (self.north - point.1) * self.scale)
    }

    fn points(&self, line: &[(f64, f64)]) -> String {
        let mut out = String::new();
        for point in line {
            let (x, y) = self.at(*point);
            let _ = write!(out, "{x:.1},{y:.1} ");
        }
        out
    }
}

/// Text as it may stand in the drawing.
fn plain(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn colour(ruling: Ruling) -> (&'static str, &'static str) {
    match ruling {
        Ruling::Pending => ("#0b5fa5", ""),
        Ruling::Granted => ("#1b7a3d", ""),
        Ruling::Refused => ("#b3261e", "10 6"),
        Ruling::Forwarded => ("#6b6b6b", "3 5"),
    }
}

fn svg(view: &View, streets: &[Street], sections: &[Section]) -> String {
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" \
         font-family=\"sans-serif\"><rect width=\"{0}\" height=\"{1}\" fill=\"#f6f5f1\"/>",
        SIZE.0, SIZE.1
    );
    for (width, stroke) in [(15.0, "#c9c6bd"), (11.0, "#ffffff")] {
        for street in streets {
            let _ = write!(
                out,
                "<polyline points=\"{}\" fill=\"none\" stroke=\"{stroke}\" stroke-width=\"{width}\" \
                 stroke-linecap=\"round\" stroke-linejoin=\"round\"/>",
                view.points(&street.axis)
            );
        }
    }
    for section in sections {
        let (stroke, dash) = colour(section.ruling);
        let _ = write!(
            out,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{stroke}\" stroke-width=\"5\" \
             stroke-dasharray=\"{dash}\" stroke-linecap=\"round\" stroke-linejoin=\"round\"/>",
            view.points(&section.line)
        );
    }
    labels(&mut out, view, streets, sections);
    scale(&mut out, view);
    out.push_str("</svg>");
    out
}

fn labels(out: &mut String, view: &View, streets: &[Street], sections: &[Section]) {
    let mut named = 0;
    for street in streets {
        let Some(middle) = street.axis.get(street.axis.len() / 2) else { continue };
        let (x, y) = view.at(*middle);
        let inside = x > 40.0 && x < SIZE.0 - 160.0 && y > 20.0 && y < SIZE.1 - 40.0;
        if inside && named < NAMES_MAX {
            named += 1;
            let _ = write!(
                out,
                "<text x=\"{x:.0}\" y=\"{:.0}\" font-size=\"13\" fill=\"#3a3a3a\" stroke=\"#ffffff\" \
                 stroke-width=\"3\" paint-order=\"stroke\">{}</text>",
                y - 10.0,
                plain(&street.name)
            );
        }
    }
    // Numbers only where they can be told apart.
    if sections.len() > 40 {
        return;
    }
    for (number, section) in (1_usize..).zip(sections) {
        let Some(middle) = section.line.get(section.line.len() / 2) else { continue };
        let (x, y) = view.at(*middle);
        let _ = write!(
            out,
            "<circle cx=\"{x:.0}\" cy=\"{y:.0}\" r=\"10\" fill=\"{}\"/><text x=\"{x:.0}\" y=\"{:.0}\" \
             font-size=\"12\" fill=\"#ffffff\" text-anchor=\"middle\">{number}</text>",
            colour(section.ruling).0,
            y + 4.0
        );
    }
}

fn scale(out: &mut String, view: &View) {
    let metres = [10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1_000.0, 2_000.0, 5_000.0]
        .into_iter()
        .find(|m| m * view.scale > 90.0)
        .unwrap_or(10_000.0);
    let width = metres * view.scale;
    let (x, y) = (20.0, SIZE.1 - 20.0);
    let _ = write!(
        out,
        "<path d=\"M{x:.0} {:.0}v6h{width:.0}v-6\" fill=\"none\" stroke=\"#222222\" stroke-width=\"2\"/>\
         <text x=\"{x:.0}\" y=\"{:.0}\" font-size=\"13\" fill=\"#222222\">{metres:.0} m</text>",
        y - 6.0,
        y - 10.0
    );
}
