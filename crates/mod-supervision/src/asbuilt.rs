//! Lines as built beside the lines that were permitted: how far they lie apart, which sections have
//! no line, how much lies outside.

use kernel::places::plane;
use kernel::{AppError, Problem};
use norm_xtrasse::{Crs, Geometry, Limits, Severity, Shape};
use serde::{Deserialize, Serialize};

use crate::model::{Line, Section};

/// What a file may hold.
const LIMITS: Limits = Limits {
    max_bytes: 10 * 1024 * 1024,
    max_depth: 48,
    max_elements: 100_000,
    max_features: 20_000,
    max_points: 400_000,
    max_findings: 20,
};
/// Points are compared this far apart at most, in metres.
const STEP: f64 = 1.0;
/// Metres of built lines that are compared at most.
const METRES_MAX: f64 = 30_000.0;
/// A line this near a section belongs to it, in metres.
const NEAR: f64 = 5.0;

/// What came of the comparison.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Compared {
    /// Length of what was built, in metres.
    pub built: i64,
    /// Metres of it farther from every section than the town allows.
    pub outside: i64,
    /// The farthest it lies from every section, in centimetres.
    pub farthest_cm: i64,
    /// By section: its identifier, centimetres of the largest deviation, percent that was built.
    pub sections: Vec<(String, i64, i64)>,
}

fn wrong(de: &str, en: &str) -> AppError {
    Problem::new("supervision/built", de, en).at("bestand", de, en).into()
}

/// Reads lines as built: `GeoJSON`, or `XTrasse` in either form.
///
/// # Errors
/// [`AppError::Refused`] with place and reason.
pub fn read(bytes: &[u8]) -> Result<Vec<Line>, AppError> {
    let text = String::from_utf8_lossy(bytes);
    let is_geojson = text.trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t']).starts_with('{')
        && !text.contains("\"featureType\"");
    let mut all = Vec::new();
    if is_geojson {
        let routes = norm_xtrasse::routes(bytes, LIMITS).map_err(|e| {
            wrong(
                &format!("Diese GeoJSON-Datei lässt sich nicht lesen ({e})."),
                &format!("This GeoJSON file cannot be read: {e}."),
            )
        })?;
        for route in &routes {
            all.extend(lines(&route.geometry));
        }
    } else {
        let reading = norm_xtrasse::read(bytes, LIMITS);
        let Some(collection) = &reading.collection else {
            let error = reading.verdict.findings.iter().find(|f| f.severity == Severity::Error);
            let (de, en) = error.map_or_else(Default::default, |f| {
                (format!("{}: {}", f.path, f.message_de), format!("{}: {}", f.path, f.message_en))
            });
            return Err(wrong(
                &format!("Diese Datei ist weder GeoJSON noch lesbares XTrasse. {de}"),
                &format!("This file is neither GeoJSON nor readable XTrasse. {en}"),
            ));
        };
        for class in ["BRA_BreitbandtrasseAbschnitt", "BST_BreitbandTrasse", "BST_Breitbandtrasse"]
        {
            for feature in collection.of(class) {
                all.extend(feature.geometry().map(lines).unwrap_or_default());
            }
        }
    }
    if all.is_empty() {
        return Err(wrong("Die Datei enthält keine Linie.", "The file holds no line."));
    }
    Ok(all)
}

fn lines(geometry: &Geometry) -> Vec<Line> {
    let Some(metric) = geometry.to(Crs::UTM32) else { return Vec::new() };
    let all = match metric.shape {
        Shape::Line(line) => vec![line],
        Shape::MultiLine(lines) => lines,
        _ => Vec::new(),
    };
    all.into_iter()
        .map(|line| line.iter().map(|p| (p.x, p.y)).collect::<Line>())
        .filter(|line| line.len() > 1)
        .collect()
}

/// Points of a line, a step apart at most.
fn points(line: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let mut all = Vec::new();
    for pair in line.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        let length = (b.0 - a.0).hypot(b.1 - a.1);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded")]
        let steps = (length.min(METRES_MAX) / STEP).ceil().max(1.0) as u32;
        for n in 0..steps {
            let share = (f64::from(n) + 0.5) / f64::from(steps);
            all.push((a.0 + share * (b.0 - a.0), a.1 + share * (b.1 - a.1)));
        }
    }
    all
}

#[expect(clippy::cast_possible_truncation, reason = "distances on earth")]
fn centimetres(metres: f64) -> i64 {
    (metres * 100.0).round() as i64
}

fn nearest(place: (f64, f64), all: &[&[(f64, f64)]]) -> f64 {
    all.iter().filter_map(|line| plane::distance(place, line)).fold(f64::MAX, f64::min)
}

/// Compares what was built with the sections that were permitted.
///
/// # Errors
/// [`AppError::Refused`] when there is more than can be compared.
pub fn compare(
    sections: &[Section],
    built: &[Line],
    allowed_cm: i64,
) -> Result<Compared, AppError> {
    let length: f64 = built
        .iter()
        .flat_map(|l| l.windows(2))
        .map(|p| (p[1].0 - p[0].0).hypot(p[1].1 - p[0].1))
        .sum();
    if length > METRES_MAX {
        return Err(wrong(
            "Die Linien sind zusammen länger als 30 km. Teilen Sie die Datei.",
            "The lines are longer than 30 km together. Divide the file.",
        ));
    }
    let permitted: Vec<&[(f64, f64)]> = sections.iter().map(|s| s.line.as_slice()).collect();
    let as_built: Vec<&[(f64, f64)]> = built.iter().map(Vec::as_slice).collect();
    let (mut outside, mut farthest) = (0, 0);
    let spots: Vec<(f64, f64)> = built.iter().flat_map(|line| points(line)).collect();
    for spot in &spots {
        let away = centimetres(nearest(*spot, &permitted).min(METRES_MAX));
        farthest = farthest.max(away);
        outside += i64::from(away > allowed_cm);
    }
    let of_section = |s: &Section| {
        let spots = points(&s.line);
        let near: Vec<f64> =
            spots.iter().map(|p| nearest(*p, &as_built)).filter(|away| *away <= NEAR).collect();
        let most = near.iter().copied().fold(0.0, f64::max);
        let percent = near.len() * 100 / spots.len().max(1);
        (s.id.clone(), centimetres(most), i64::try_from(percent).unwrap_or(100))
    };
    Ok(Compared {
        built: centimetres(length) / 100,
        outside,
        farthest_cm: farthest,
        sections: sections.iter().map(of_section).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Taken;

    fn section(id: &str, y: f64) -> Section {
        Section {
            id: id.into(),
            street: "Lindenweg".into(),
            method: "open".into(),
            line: vec![(366_000.0, y), (366_100.0, y)],
            length_cm: 10_000,
            state: Taken::Open,
            accepted_on: None,
            warranty_until: None,
            basis: String::new(),
        }
    }

    #[test]
    fn deviation_and_what_lies_outside_are_measured() {
        let all = [section("a", 5_696_000.0), section("b", 5_696_400.0)];
        // Half of it 30 cm beside, half of it 3 m beside; nothing at the second section.
        let built = vec![
            vec![(366_000.0, 5_696_000.3), (366_050.0, 5_696_000.3)],
            vec![(366_050.0, 5_696_003.0), (366_100.0, 5_696_003.0)],
        ];
        let found = compare(&all, &built, 50).unwrap();
        assert_eq!((found.built, found.outside, found.farthest_cm), (100, 50, 300));
        assert_eq!(found.sections[0].2, 100);
        assert_eq!(found.sections[1], ("b".to_owned(), 0, 0));
    }

    #[test]
    fn what_is_no_line_is_refused_with_a_reason() {
        assert!(matches!(read(b"{}"), Err(AppError::Refused(_))));
        assert!(matches!(read(b"<a/>"), Err(AppError::Refused(_))));
        let point = br#"{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[7.0,51.4]}}"#;
        assert!(matches!(read(point), Err(AppError::Refused(_))));
        let line = br#"{"type":"Feature","properties":{},"geometry":{"type":"LineString","coordinates":[[7.0,51.4],[7.001,51.4]]}}"#;
        assert_eq!(read(line).unwrap().len(), 1);
    }
}
