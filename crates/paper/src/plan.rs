//! Plans: routes over streets become a vector drawing of a sheet's width, with names that do not
//! cover each other, a scale bar and the arrow to the north.
//!
//! The drawing itself is a picture with a text alternative. Names and numbers are set above it in
//! the typeface of the letter and are decoration for readers of tags: the alternative says it all.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use kernel::paper::{Plan, PlanLine, Stroke};
use serde::Serialize;

use crate::face::Faces;
use crate::text;

/// Width of the drawing in millimetres: the body of a letter.
const WIDTH: f64 = 165.0;
/// Least and greatest height, in millimetres.
const HEIGHT: (f64, f64) = (70.0, 185.0);
/// Metres around the routes, at least.
const AROUND: f64 = 40.0;
/// The smallest piece of town shown, in metres.
const SMALLEST: f64 = 180.0;
/// Radius of the disc under a number, in millimetres.
const DISC: f64 = 2.1;
/// Width of a letter of a street's name, in millimetres.
const LETTER: f64 = 1.25;
/// From a street's axis to the middle of its name, in millimetres.
const NAME_ABOVE: f64 = 2.6;
/// Names of streets on one plan, at most.
const NAMES_MAX: usize = 60;

/// A plan as the form sets it.
#[derive(Serialize)]
pub struct Drawn {
    /// Name of the picture in the press's world.
    pub path: String,
    /// The picture.
    #[serde(skip)]
    pub svg: Vec<u8>,
    caption: String,
    alternative: String,
    height: f64,
    labels: Vec<Label>,
    bar: Bar,
    legend: Vec<(Stroke, String)>,
}

/// Words on the drawing; places in millimetres from its upper left corner.
#[derive(Serialize)]
struct Label {
    x: f64,
    y: f64,
    /// Degrees clockwise.
    angle: f64,
    number: bool,
    text: String,
}

/// The scale bar.
#[derive(Serialize)]
struct Bar {
    width: f64,
    text: String,
    north: &'static str,
}

/// From centimetres of the map to millimetres of the sheet.
struct Sheet {
    west: f64,
    north: f64,
    scale: f64,
    height: f64,
}

type Spot = (f64, f64);

#[expect(clippy::cast_precision_loss, reason = "coordinates of Germany in centimetres")]
fn metres(line: &PlanLine) -> Vec<Spot> {
    line.iter().map(|p| (p.0 as f64 / 100.0, p.1 as f64 / 100.0)).collect()
}

impl Sheet {
    fn around(routes: &[Vec<Spot>]) -> Option<Self> {
        let mut all = routes.iter().flatten();
        let first = all.next()?;
        let mut b = (first.0, first.1, first.0, first.1);
        for p in all {
            b = (b.0.min(p.0), b.1.min(p.1), b.2.max(p.0), b.3.max(p.1));
        }
        let (wide, tall) = (b.2 - b.0, b.3 - b.1);
        let margin = AROUND.max(0.06 * wide.max(tall));
        let (wide, tall) =
            ((wide + 2.0 * margin).max(SMALLEST), (tall + 2.0 * margin).max(SMALLEST / 2.0));
        let height = (WIDTH * tall / wide).clamp(HEIGHT.0, HEIGHT.1);
        let scale = (WIDTH / wide).min(height / tall);
        let middle = (f64::midpoint(b.0, b.2), f64::midpoint(b.1, b.3));
        let (west, north) = (middle.0 - WIDTH / scale / 2.0, middle.1 + height / scale / 2.0);
        Some(Self { west, north, scale, height })
    }

    fn at(&self, p: Spot) -> Spot {
        ((p.0 - self.west) * self.scale, (self.north - p.1) * self.scale)
    }

    fn line(&self, line: &[Spot]) -> Vec<Spot> {
        line.iter().map(|p| self.at(*p)).collect()
    }

    fn holds(&self, p: Spot, margin: f64) -> bool {
        p.0 > margin && p.0 < WIDTH - margin && p.1 > margin && p.1 < self.height - margin
    }
}

/// Draws a plan; nothing where no route has two points.
pub fn draw(plan: &Plan, number: usize, faces: &Faces, german: bool) -> Option<Drawn> {
    let lines: Vec<Vec<Spot>> = plan.routes.iter().map(|r| metres(&r.line)).collect();
    if lines.iter().all(|line| line.len() < 2) {
        return None;
    }
    let sheet = Sheet::around(&lines)?;
    let streets: Vec<(String, Vec<Spot>)> = plan
        .streets
        .iter()
        .map(|(name, axis)| (text::line(faces, name), sheet.line(&metres(axis))))
        .collect();
    let routes: Vec<Vec<Spot>> = lines.iter().map(|line| sheet.line(line)).collect();
    let mut taken = corners(&sheet);
    let mut labels = Vec::new();
    let mut discs = Vec::new();
    for (route, line) in plan.routes.iter().zip(&routes) {
        let label = text::line(faces, &route.label);
        if let Some(spot) = (!label.is_empty()).then(|| free(line, &sheet, &taken)).flatten() {
            taken.push(spot);
            discs.push((spot, route.stroke));
            labels.push(Label { x: spot.0, y: spot.1, angle: 0.0, number: true, text: label });
        }
    }
    labels.extend(names(&streets, &sheet, &mut taken));
    let bar = bar(sheet.scale, german);
    Some(Drawn {
        path: format!("/plan-{number}.svg"),
        svg: svg(plan, &sheet, &streets, &routes, &discs, &bar).into_bytes(),
        caption: text::clean(faces, plan.caption.trim()),
        alternative: text::line(faces, &plan.alternative),
        height: sheet.height,
        labels,
        bar,
        legend: plan.legend.iter().map(|(s, words)| (*s, text::line(faces, words))).collect(),
    })
}

/// What the scale bar and the arrow cover.
fn corners(sheet: &Sheet) -> Vec<Spot> {
    let bar = (0..6).map(|n| (4.0 + 8.0 * f64::from(n), sheet.height - 5.0));
    let arrow = (0..3).map(|n| (WIDTH - 6.0, 4.0 + 5.0 * f64::from(n)));
    bar.chain(arrow).collect()
}

/// A place on a line for its number, apart from others.
fn free(line: &[Spot], sheet: &Sheet, taken: &[Spot]) -> Option<Spot> {
    [0.5, 0.3, 0.7, 0.15, 0.85].into_iter().filter_map(|share| along(line, share)).find(|spot| {
        sheet.holds(*spot, DISC) && taken.iter().all(|t| apart(*t, *spot) > 2.0 * DISC + 0.3)
    })
}

fn apart(a: Spot, b: Spot) -> f64 {
    (a.0 - b.0).hypot(a.1 - b.1)
}

/// The point at a share of a line's length.
fn along(line: &[Spot], share: f64) -> Option<Spot> {
    let whole: f64 = line.windows(2).map(|s| apart(s[0], s[1])).sum();
    let mut left = whole * share;
    for s in line.windows(2) {
        let length = apart(s[0], s[1]);
        if left <= length && length > 0.0 {
            let part = left / length;
            return Some((s[0].0 + part * (s[1].0 - s[0].0), s[0].1 + part * (s[1].1 - s[0].1)));
        }
        left -= length;
    }
    line.last().copied()
}

/// Names of streets beside their axes, each once, where nothing else stands.
fn names(streets: &[(String, Vec<Spot>)], sheet: &Sheet, taken: &mut Vec<Spot>) -> Vec<Label> {
    let mut known: BTreeSet<&str> = BTreeSet::new();
    let mut labels = Vec::new();
    for (name, axis) in streets {
        let letters = u32::try_from(name.chars().count()).unwrap_or(u32::MAX);
        let width = LETTER * f64::from(letters);
        if name.is_empty() || labels.len() >= NAMES_MAX || known.contains(name.as_str()) {
            continue;
        }
        let mut pieces: Vec<(Spot, Spot)> = axis.windows(2).map(|s| (s[0], s[1])).collect();
        pieces.sort_by(|a, b| apart(b.0, b.1).total_cmp(&apart(a.0, a.1)));
        let whole = axis.first().zip(axis.last()).map(|(a, b)| (*a, *b));
        for (a, b) in pieces.into_iter().take(3).chain(whole) {
            if let Some((label, spots)) = beside(name, width, (a, b), sheet, taken) {
                known.insert(name);
                taken.extend(spots);
                labels.push(label);
                break;
            }
        }
    }
    labels
}

/// A name beside a piece of street and the places it covers, if they are free.
fn beside(
    name: &str,
    width: f64,
    (a, b): (Spot, Spot),
    sheet: &Sheet,
    taken: &[Spot],
) -> Option<(Label, Vec<Spot>)> {
    let (a, b) = if a.0 <= b.0 { (a, b) } else { (b, a) };
    let length = apart(a, b);
    if length < 0.7 * width {
        return None;
    }
    let (dx, dy) = ((b.0 - a.0) / length, (b.1 - a.1) / length);
    let steps = [-0.5, -0.3, -0.1, 0.1, 0.3, 0.5];
    // In the middle, or beside what stands there already: the number of a route, another name.
    [0.5, 0.25, 0.75].into_iter().find_map(|share| {
        // Above the axis, so that a route on it hides no letter.
        let middle = (
            a.0 + share * length * dx + NAME_ABOVE * dy,
            a.1 + share * length * dy - NAME_ABOVE * dx,
        );
        let spots: Vec<Spot> = steps
            .iter()
            .map(|step| (middle.0 + step * width * dx, middle.1 + step * width * dy))
            .collect();
        let is_free = spots
            .iter()
            .all(|s| sheet.holds(*s, 2.5) && taken.iter().all(|t| apart(*t, *s) > 2.0 + LETTER));
        let angle = dy.atan2(dx).to_degrees();
        let label = Label { x: middle.0, y: middle.1, angle, number: false, text: name.to_owned() };
        is_free.then_some((label, spots))
    })
}

/// The longest round length that is no wider than a quarter of the sheet.
fn bar(scale: f64, german: bool) -> Bar {
    let round = [5_000.0, 2_000.0, 1_000.0, 500.0, 200.0, 100.0, 50.0, 20.0, 10.0_f64];
    let metres = round.into_iter().find(|m| m * scale <= WIDTH / 4.0).unwrap_or(10.0);
    let text = if metres < 1_000.0 {
        format!("{metres:.0}\u{a0}m")
    } else {
        format!("{:.0}\u{a0}km", metres / 1_000.0)
    };
    Bar { width: metres * scale, text, north: if german { "Norden" } else { "North" } }
}

fn colour(stroke: Stroke) -> &'static str {
    match stroke {
        Stroke::Solid => "#0b4f8a",
        Stroke::Dashed => "#a3211b",
        Stroke::Dotted => "#4a4a4a",
    }
}

fn pattern(stroke: Stroke) -> &'static str {
    match stroke {
        Stroke::Solid => "",
        Stroke::Dashed => " stroke-dasharray=\"3 1.6\"",
        Stroke::Dotted => " stroke-dasharray=\"0.1 1.9\"",
    }
}

fn polyline(out: &mut String, line: &[Spot], colour: &str, width: f64, more: &str) {
    if line.len() < 2 {
        return;
    }
    out.push_str("<polyline points=\"");
    for p in line {
        let _ = write!(out, "{:.2},{:.2} ", p.0, p.1);
    }
    let _ = write!(
        out,
        "\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\" stroke-linecap=\"round\" \
         stroke-linejoin=\"round\"{more}/>"
    );
}

/// The drawing without words: numbers only, nothing anybody wrote.
fn svg(
    plan: &Plan,
    sheet: &Sheet,
    streets: &[(String, Vec<Spot>)],
    routes: &[Vec<Spot>],
    discs: &[(Spot, Stroke)],
    bar: &Bar,
) -> String {
    let height = sheet.height;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height:.2}\" \
         viewBox=\"0 0 {WIDTH} {height:.2}\"><defs><clipPath id=\"c\"><rect width=\"{WIDTH}\" \
         height=\"{height:.2}\"/></clipPath></defs><rect width=\"{WIDTH}\" height=\"{height:.2}\" \
         fill=\"#f4f2ec\"/><g clip-path=\"url(#c)\">"
    );
    for (colour, width) in [("#bdb7aa", 2.7), ("#ffffff", 2.2)] {
        for (_, axis) in streets {
            polyline(&mut out, axis, colour, width, "");
        }
    }
    for line in routes {
        polyline(&mut out, line, "#ffffff", 2.1, "");
    }
    for (route, line) in plan.routes.iter().zip(routes) {
        polyline(&mut out, line, colour(route.stroke), 1.2, pattern(route.stroke));
    }
    for (spot, stroke) in discs {
        let _ = write!(
            out,
            "<circle cx=\"{:.2}\" cy=\"{:.2}\" r=\"{DISC}\" fill=\"{}\" stroke=\"#ffffff\" stroke-width=\"0.4\"/>",
            spot.0,
            spot.1,
            colour(*stroke)
        );
    }
    let (base, east) = (height - 3.5, WIDTH - 6.0);
    let _ = write!(
        out,
        "<rect x=\"1.5\" y=\"{:.2}\" width=\"{:.2}\" height=\"7.5\" fill=\"#ffffff\"/>\
         <path d=\"M3.5 {:.2}v1.8h{:.2}v-1.8\" fill=\"none\" stroke=\"#222222\" stroke-width=\"0.5\"/>\
         <path d=\"M{east:.2} 3l2.6 8.2l-2.6 -1.8l-2.6 1.8z\" fill=\"#222222\" stroke=\"#ffffff\" stroke-width=\"0.4\"/>\
         </g><rect x=\"0.15\" y=\"0.15\" width=\"{:.2}\" height=\"{:.2}\" fill=\"none\" stroke=\"#8a8577\" stroke-width=\"0.3\"/></svg>",
        height - 9.0,
        bar.width + 6.0,
        base - 1.8,
        bar.width,
        WIDTH - 0.3,
        height - 0.3
    );
    out
}

#[cfg(test)]
mod tests {
    use kernel::paper::PlanRoute;

    use super::*;

    fn route(label: &str, line: &[(i64, i64)]) -> PlanRoute {
        PlanRoute { label: label.into(), stroke: Stroke::Solid, line: line.to_vec() }
    }

    #[test]
    fn numbers_never_cover_each_other_and_a_plan_without_lines_is_none() {
        let faces = Faces::embedded();
        let routes = (0..200)
            .map(|n| route(&n.to_string(), &[(n * 900, 0), (n * 900 + 800, n % 7 * 400)]))
            .collect();
        let plan = Plan { routes, ..Plan::default() };
        let drawn = draw(&plan, 1, &faces, true).expect("a drawing");
        let numbers: Vec<Spot> = drawn.labels.iter().map(|l| (l.x, l.y)).collect();
        assert!(numbers.len() > 15, "{}", numbers.len());
        for (n, one) in numbers.iter().enumerate() {
            assert!(numbers[..n].iter().all(|other| apart(*one, *other) > 2.0 * DISC));
        }
        let empty = Plan { routes: vec![route("1", &[(0, 0)])], ..Plan::default() };
        assert!(draw(&empty, 1, &faces, true).is_none());
    }

    #[test]
    fn the_bar_is_as_long_as_it_says() {
        let faces = Faces::embedded();
        let plan = Plan {
            routes: vec![route("1", &[(0, 0), (100_000, 0)])],
            streets: vec![("Lindenweg <b>".into(), vec![(0, 0), (100_000, 0)])],
            ..Plan::default()
        };
        let drawn = draw(&plan, 3, &faces, false).expect("a drawing");
        // A kilometre with six per cent on both sides on 165 mm.
        let scale = 165.0 / 1_120.0;
        assert_eq!(drawn.bar.text, "200\u{a0}m");
        assert!((drawn.bar.width - 200.0 * scale).abs() < 0.01, "{}", drawn.bar.width);
        assert_eq!((drawn.path.as_str(), drawn.bar.north), ("/plan-3.svg", "North"));
        assert!(drawn.labels.iter().any(|l| l.text.starts_with("Lindenweg")));
        let svg = String::from_utf8(drawn.svg).expect("text");
        assert!(!svg.contains("Lindenweg"), "what people wrote is in no markup");
    }
}
