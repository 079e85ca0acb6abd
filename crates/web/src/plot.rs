//! A plot of values over time, drawn on the server: a line with the band between least and most, or
//! bars. It fills the width it gets without its words growing or shrinking; a sentence says the
//! same, and the page puts a table beside it.

use std::fmt::Write;

use maud::{Markup, html};

/// Height of the drawing, in pixels.
const HEIGHT: u32 = 240;
/// Height of the area with the values; below it stand the times.
const AREA: f64 = 208.0;
/// Room above the highest line, for its number.
const TOP: f64 = 18.0;
/// Room at the left for the numbers of the scale, in percent of the width.
const INSET: f64 = 8.0;
/// Units of the inner drawing in both directions: it is stretched to the width of the page.
const INNER: f64 = 1_000.0;
/// Lines with a number, at most.
const LINES_MAX: usize = 6;

/// How values are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// Measurements: a line.
    Line,
    /// Counts: bars from zero.
    Bars,
}

/// A value over a time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spot {
    /// When it begins, in seconds.
    pub from: i64,
    /// When it ends.
    pub until: i64,
    /// What is drawn.
    pub value: f64,
    /// The least and the most in that time.
    pub range: (f64, f64),
}

/// What is drawn.
pub struct Plot<'a> {
    /// What it shows: read aloud instead of the drawing.
    pub label: &'a str,
    /// The same in a sentence, below the drawing.
    pub summary: &'a str,
    /// How.
    pub look: Look,
    /// First and last second.
    pub span: (i64, i64),
    /// The values in the order of time.
    pub spots: &'a [Spot],
    /// Instants with words at the lower edge.
    pub ticks: Vec<(i64, String)>,
    /// Values that a line marks, with words.
    pub limits: Vec<(f64, String)>,
    /// Time and value of a spot in words: with scripts one can go through them by pointer and keys;
    /// empty where the table is enough.
    pub readings: Vec<String>,
    /// What that is called.
    pub read: &'a str,
    /// Writes a value of the scale, short: the unit stands elsewhere.
    pub number: &'a dyn Fn(f64) -> String,
}

/// Steps of a scale that people like: 1, 2, 5 times a power of ten, the smallest that gives few
/// lines.
pub fn step(least: f64, most: f64) -> f64 {
    let width = (most - least).max(f64::MIN_POSITIVE);
    let mut step = 10_f64.powf((width / 5.0).log10().floor());
    while width / step > 5.0 {
        let next = [2.0, 5.0, 10.0].map(|factor| factor * step);
        step = next.into_iter().find(|s| width / s <= 5.0).unwrap_or(next[2]);
    }
    step
}

/// The scale: its lines from below, the lowest and the highest of them the borders.
fn scale(plot: &Plot<'_>) -> Vec<f64> {
    let values = plot.spots.iter().flat_map(|s| [s.value, s.range.0, s.range.1]);
    let values = values.chain(plot.limits.iter().map(|(value, _)| *value));
    let (mut least, mut most) = values
        .filter(|v| v.is_finite())
        .fold((f64::MAX, f64::MIN), |(a, b), v| (a.min(v), b.max(v)));
    if least > most {
        (least, most) = (0.0, 1.0);
    }
    if plot.look == Look::Bars {
        least = least.min(0.0);
    }
    if most - least < 1e-9 * most.abs().max(1.0) {
        (least, most) = (least - 1.0, most + 1.0);
    }
    let step = step(least, most);
    let mut lines = vec![(least / step).floor() * step];
    while lines.len() < LINES_MAX + 2 && lines.last().is_some_and(|last| *last < most) {
        let highest = lines.last().copied().unwrap_or(least);
        // Whole steps, so that nine tenths do not become 0.8999.
        lines.push(((highest / step).round() + 1.0) * step);
    }
    lines
}

struct Scales {
    low: f64,
    high: f64,
    span: (i64, i64),
}

#[expect(clippy::cast_precision_loss, reason = "seconds of some years are exact in a float")]
impl Scales {
    fn share(&self, at: i64) -> f64 {
        let width = (self.span.1 - self.span.0).max(1) as f64;
        ((at - self.span.0) as f64 / width).clamp(0.0, 1.0)
    }

    fn x(&self, at: i64) -> f64 {
        self.share(at) * INNER
    }

    fn y(&self, value: f64) -> f64 {
        ((self.high - value) / (self.high - self.low)).clamp(0.0, 1.0) * INNER
    }

    /// In pixels of the outer drawing.
    fn height(&self, value: f64) -> f64 {
        TOP + self.y(value) / INNER * (AREA - TOP)
    }
}

/// Runs of values without a gap: where nothing was measured, nothing is drawn.
fn runs(spots: &[Spot]) -> Vec<&[Spot]> {
    spots
        .chunk_by(|a, b| b.from - a.until <= (a.until - a.from).max(b.until - b.from) * 3 / 2)
        .collect()
}

fn middle(spot: &Spot) -> i64 {
    spot.from.midpoint(spot.until)
}

fn line(scales: &Scales, run: &[Spot]) -> String {
    let mut path = String::new();
    for (at, spot) in run.iter().enumerate() {
        let sign = if at == 0 { 'M' } else { 'L' };
        let _ = write!(path, "{sign}{:.1} {:.1}", scales.x(middle(spot)), scales.y(spot.value));
    }
    if let [one] = run {
        // A single value is a short stroke, else nobody would see it.
        let (from, until) = (scales.x(one.from), scales.x(one.until).max(scales.x(one.from) + 4.0));
        let y = scales.y(one.value);
        return format!("M{from:.1} {y:.1}L{until:.1} {y:.1}");
    }
    path
}

fn band(scales: &Scales, run: &[Spot]) -> String {
    let mut path = String::new();
    let upper = run.iter().map(|s| (middle(s), s.range.1));
    let lower = run.iter().rev().map(|s| (middle(s), s.range.0));
    for (at, (when, value)) in upper.chain(lower).enumerate() {
        let sign = if at == 0 { 'M' } else { 'L' };
        let _ = write!(path, "{sign}{:.1} {:.1}", scales.x(when), scales.y(value));
    }
    path.push('z');
    path
}

fn bars(scales: &Scales, spots: &[Spot]) -> String {
    let zero = scales.y(0.0);
    let mut path = String::new();
    for spot in spots {
        let (from, until) = (scales.x(spot.from), scales.x(spot.until));
        let gap = ((until - from) * 0.12).min(4.0);
        let (x, width) = (from + gap, (until - from - 2.0 * gap).max(0.5));
        let _ = write!(path, "M{x:.1} {zero:.1}V{:.1}h{width:.1}V{zero:.1}z", scales.y(spot.value));
    }
    path
}

/// For scripts: of each value its place in percent of the width and in pixels from above, and its
/// words; a value a line.
fn points(scales: &Scales, plot: &Plot<'_>) -> String {
    let mut all = String::new();
    for (spot, words) in plot.spots.iter().zip(&plot.readings) {
        let x = INSET + scales.share(middle(spot)) * (100.0 - INSET);
        let words = words.replace('\n', " ");
        let _ = writeln!(all, "{x:.2} {:.1} {words}", scales.height(spot.value));
    }
    all
}

/// The drawing.
pub fn plot(plot: &Plot<'_>) -> Markup {
    let lines = scale(plot);
    let (low, high) = (lines[0], lines[lines.len() - 1]);
    let scales = Scales { low, high, span: plot.span };
    let percent = |at: i64| format!("{:.2}%", INSET + scales.share(at) * (100.0 - INSET));
    let runs = runs(plot.spots);
    let points = (!plot.readings.is_empty()).then(|| points(&scales, plot));
    html! {
        figure.rh-plot data-rh-plot=[points] data-rh-read=(plot.read) {
            svg xmlns="http://www.w3.org/2000/svg" width="100%" height=(HEIGHT) role="img" aria-label=(plot.label) {
                @for value in &lines {
                    @let y = format!("{:.1}", scales.height(*value));
                    line.rh-plot__grid x1="0" x2="100%" y1=(y) y2=(y) {}
                }
                svg x=(format!("{INSET}%")) y=(TOP) width=(format!("{}%", 100.0 - INSET)) height=(AREA - TOP) viewBox={ "0 0 " (INNER) " " (INNER) } preserveAspectRatio="none" {
                    @match plot.look {
                        Look::Bars => path.rh-plot__bar d=(bars(&scales, plot.spots)) {},
                        Look::Line => {
                            @for run in runs.iter().filter(|r| r.len() > 1) { path.rh-plot__band d=(band(&scales, run)) {} }
                            @for run in &runs { path.rh-plot__line d=(line(&scales, run)) {} }
                        },
                    }
                }
                @for (value, words) in &plot.limits {
                    @let y = scales.height(*value);
                    line.rh-plot__limit x1="0" x2="100%" y1=(format!("{y:.1}")) y2=(format!("{y:.1}")) {}
                    text x="100%" y=(format!("{:.1}", y - 4.0)) text-anchor="end" { (words) }
                }
                @for value in &lines {
                    text x="0" y=(format!("{:.1}", scales.height(*value) - 4.0)) { ((plot.number)(*value)) }
                }
                @for (at, words) in &plot.ticks {
                    line.rh-plot__grid x1=(percent(*at)) x2=(percent(*at)) y1=(AREA) y2=(AREA + 6.0) {}
                    text x=(percent(*at)) y=(HEIGHT - 8) text-anchor="middle" { (words) }
                }
            }
            figcaption { (plot.summary) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spots(values: &[(i64, f64)]) -> Vec<Spot> {
        values
            .iter()
            .map(|(from, value)| Spot {
                from: *from,
                until: from + 3_600,
                value: *value,
                range: (value - 1.0, value + 1.0),
            })
            .collect()
    }

    fn drawn(look: Look, spots: &[Spot]) -> String {
        let span = (0, 36_000);
        plot(&Plot {
            label: "Pegel",
            summary: "Zwischen 1 und 5",
            look,
            span,
            spots,
            ticks: vec![(18_000, "12 Uhr".into())],
            limits: vec![(4.0, "Warnung".into())],
            readings: spots
                .iter()
                .map(|s| format!("{} Uhr: {}", s.from / 3_600, s.value))
                .collect(),
            read: "Ablesen",
            number: &|v| format!("{v}"),
        })
        .into_string()
    }

    #[test]
    fn a_gap_in_the_values_is_a_gap_in_the_line() {
        let all = spots(&[(0, 1.0), (3_600, 2.0), (7_200, 3.0), (28_800, 5.0)]);
        let svg = drawn(Look::Line, &all);
        assert_eq!(svg.matches("rh-plot__line").count(), 2, "{svg}");
        assert_eq!(svg.matches("rh-plot__band").count(), 1, "a single value has no band");
        assert!(svg.contains("role=\"img\" aria-label=\"Pegel\""));
        assert!(svg.contains("<figcaption>Zwischen 1 und 5</figcaption>"));
        assert!(
            svg.contains("data-rh-plot=\"9.28 ") && svg.contains(" 3 Uhr: 5")
                || svg.contains("8 Uhr: 5"),
            "{svg}"
        );
        assert!(svg.contains("x=\"54.00%\""), "the tick stands in the middle of what is drawn");
    }

    #[test]
    fn bars_stand_on_zero_and_nothing_at_all_is_drawn_too() {
        let svg = drawn(Look::Bars, &spots(&[(0, 10.0)]));
        assert!(svg.contains("rh-plot__bar") && !svg.contains("rh-plot__line"));
        assert!(drawn(Look::Line, &[]).contains("<figure"));
        let flat = drawn(Look::Line, &spots(&[(0, f64::NAN), (3_600, 7.0)]));
        assert!(!flat.contains("inf"), "{flat}");
    }

    #[test]
    fn steps_are_those_people_like() {
        for (least, most, wanted) in [
            (0.0, 1.0, 0.2),
            (0.0, 5.0, 1.0),
            (3.0, 47.0, 10.0),
            (-20.0, 35.0, 20.0),
            (0.0, 1_300.0, 500.0),
        ] {
            assert!(
                (step(least, most) - wanted).abs() < 1e-9,
                "{least} {most} {}",
                step(least, most)
            );
        }
    }
}
