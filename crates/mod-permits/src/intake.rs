//! From what somebody hands in to sections: XTrasse, `GeoJSON`, a list of streets. Every refusal
//! names the place and what to do.

use kernel::places::{self, Extent};
use kernel::{AppError, Id, Problem, Reader};
use norm_xtrasse::{Collection, Crs, Feature, GeoJsonError, Geometry, Limits, Severity, Shape};
use serde_json::{Map, Value as Json};
use sha2::{Digest, Sha256};

use crate::model::{Kind, Line, Method, Road, Ruling, SECTIONS_MAX, Section, Surface};
use crate::shape;

/// Reasons shown at once.
const REASONS_MAX: usize = 8;
/// A section this near to a street's axis lies in it, in metres.
const IN_STREET: f64 = 15.0;
/// Limits of a file from outside.
const LIMITS: Limits = Limits {
    max_bytes: 10 << 20,
    max_depth: 48,
    max_elements: 100_000,
    max_features: 20_000,
    max_points: 400_000,
    max_findings: 50,
};

/// What holds for a section where the file says nothing.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Usual {
    /// Method.
    pub method: Method,
    /// Surface.
    pub surface: Surface,
    /// Cover in centimetres.
    pub depth_cm: i64,
    /// Width in centimetres.
    pub width_cm: i64,
}

/// Sections as they were handed in, before the town's map is asked.
pub(crate) type Raw = Vec<Section>;

fn refuse(de: &str, en: &str, reasons: &[(String, String)]) -> AppError {
    let list = |pick: fn(&(String, String)) -> &String| {
        let shown: Vec<&str> = reasons.iter().take(REASONS_MAX).map(|r| pick(r).as_str()).collect();
        shown.join(" ")
    };
    let more = reasons.len().saturating_sub(REASONS_MAX);
    let (more_de, more_en) = match more {
        0 => (String::new(), String::new()),
        n => (format!(" Und {n} weitere."), format!(" And {n} more.")),
    };
    let (de, en) =
        (format!("{de} {}{more_de}", list(|r| &r.0)), format!("{en} {}{more_en}", list(|r| &r.1)));
    Problem::new("permits/route", &de, &en).at("plan", &de, &en).into()
}

/// Reads a file: XTrasse as GML or JSON-FG, or plain `GeoJSON`.
///
/// # Errors
/// [`AppError::Refused`] with place and reason.
pub(crate) fn file(bytes: &[u8], usual: Usual) -> Result<Raw, AppError> {
    let text = String::from_utf8_lossy(bytes);
    let is_geojson = text.trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t']).starts_with('{')
        && !text.contains("\"featureType\"");
    let sections = if is_geojson { geojson(bytes, usual)? } else { xtrasse(bytes, usual)? };
    checked(sections)
}

fn checked(sections: Raw) -> Result<Raw, AppError> {
    if sections.is_empty() {
        return Err(refuse(
            "Die Datei enthält keine Strecke.",
            "The file holds no route.",
            &[("Zeichnen Sie mindestens eine Linie ein.".into(), "Draw at least one line.".into())],
        ));
    }
    if sections.len() > SECTIONS_MAX {
        let n = sections.len();
        return Err(refuse(
            &format!("Die Datei enthält {n} Abschnitte, möglich sind {SECTIONS_MAX}."),
            &format!("The file holds {n} sections, {SECTIONS_MAX} are possible."),
            &[("Teilen Sie den Antrag.".into(), "Divide the request.".into())],
        ));
    }
    Ok(sections)
}

/// The lines of a geometry in metres, or why there are none.
fn lines(geometry: &Geometry) -> Result<Vec<Line>, (&'static str, &'static str)> {
    let metric = geometry.to(Crs::UTM32).ok_or((
        "das Koordinatensystem lässt sich nicht umrechnen; verwenden Sie EPSG:25832 oder WGS 84",
        "the coordinate system cannot be converted; use EPSG:25832 or WGS 84",
    ))?;
    let all = match &metric.shape {
        Shape::Line(line) => vec![line.clone()],
        Shape::MultiLine(lines) => lines.clone(),
        _ => return Err(("es ist keine Linie", "it is no line")),
    };
    let all: Vec<Line> = all
        .iter()
        .map(|line| shape::rounded(&line.iter().map(|p| (p.x, p.y)).collect::<Vec<_>>()))
        .collect();
    if all.iter().any(|line| shape::length_cm(line) == 0) {
        return Err(("die Linie hat keine Länge", "the line has no length"));
    }
    if metric.crosses_itself().is_some() {
        return Err((
            "die Linie kreuzt sich selbst; teilen Sie sie in Abschnitte",
            "the line crosses itself; divide it into sections",
        ));
    }
    Ok(all)
}

fn section(street: &str, line: Line, usual: Usual) -> Section {
    Section {
        id: Id::new(),
        street: street.trim().chars().take(120).collect(),
        length_cm: shape::length_cm(&line),
        line,
        method: usual.method,
        depth_cm: usual.depth_cm,
        width_cm: usual.width_cm,
        surface: usual.surface,
        road: Road::Town,
        ruling: Ruling::Pending,
        ground: String::new(),
    }
}

fn xtrasse(bytes: &[u8], usual: Usual) -> Result<Raw, AppError> {
    let reading = norm_xtrasse::read(bytes, LIMITS);
    let Some(collection) = &reading.collection else {
        let errors = reading.verdict.findings.iter().filter(|f| f.severity == Severity::Error);
        let reasons: Vec<(String, String)> = errors
            .map(|f| {
                (format!("{}: {}.", f.path, f.message_de), format!("{}: {}.", f.path, f.message_en))
            })
            .collect();
        return Err(refuse(
            "Die Plandatei lässt sich nicht übernehmen.",
            "The plan cannot be taken over.",
            &reasons,
        ));
    };
    let mut sections = Vec::new();
    let mut reasons = Vec::new();
    for feature in routes(collection) {
        let Some(geometry) = feature.geometry() else { continue };
        let title = feature.text("title").unwrap_or_default();
        match lines(geometry) {
            Ok(lines) => {
                let usual = said(feature, usual);
                sections
                    .extend(lines.into_iter().map(|line| section(street_of(title), line, usual)));
            }
            Err((de, en)) => {
                reasons.push((format!("„{title}“: {de}."), format!("“{title}”: {en}.")));
            }
        }
    }
    if reasons.is_empty() {
        return Ok(sections);
    }
    Err(refuse(
        "Die Plandatei lässt sich nicht übernehmen.",
        "The plan cannot be taken over.",
        &reasons,
    ))
}

fn routes(collection: &Collection) -> impl Iterator<Item = &Feature> {
    collection.of("BRA_BreitbandtrasseAbschnitt")
}

/// Planners write what it is before where it is.
fn street_of(title: &str) -> &str {
    title.strip_prefix("Trasse ").unwrap_or(title)
}

#[expect(clippy::cast_possible_truncation, reason = "bounded before")]
fn centimetres(metres: f64) -> i64 {
    (metres.clamp(0.0, 100.0) * 100.0).round() as i64
}

/// What a feature of the standard says of itself.
fn said(feature: &Feature, usual: Usual) -> Usual {
    let measure = |name: &str, otherwise: i64| {
        feature.measure(name).map_or(otherwise, |m| {
            let metres = if m.uom == "cm" { m.value / 100.0 } else { m.value };
            centimetres(metres)
        })
    };
    Usual {
        method: feature.text("legeverfahren").map_or(usual.method, method_of),
        surface: feature.text("baugrund").map_or(usual.surface, surface_of),
        depth_cm: measure("ueberdeckung", usual.depth_cm),
        width_cm: measure("grabenbreite", usual.width_cm),
    }
}

fn method_of(code: &str) -> Method {
    match code {
        "1000" => Method::Open,
        "2000" | "3000" | "8000" => Method::Trenchless,
        "4000" => Method::Plough,
        "5000" => Method::Milling,
        "6000" | "60001" | "60002" => Method::Trenching,
        "9000" => Method::Overhead,
        _ => Method::Unknown,
    }
}

fn surface_of(code: &str) -> Surface {
    match code {
        "1000" => Surface::Carriageway,
        "40001" => Surface::Footway,
        "40002" => Surface::Cycleway,
        "5000" => Surface::Green,
        "6000" => Surface::Parking,
        "21001" | "21003" => Surface::Shoulder,
        _ => Surface::Unknown,
    }
}

fn geojson(bytes: &[u8], usual: Usual) -> Result<Raw, AppError> {
    let routes = norm_xtrasse::routes(bytes, LIMITS).map_err(|error| {
        let reason = match &error {
            GeoJsonError::TooLarge { .. } => ("Die Datei ist zu groß.".to_owned(), format!("{error}.")),
            GeoJsonError::Json { line, .. } => {
                (format!("Zeile {line}: kein gültiges JSON."), format!("{error}."))
            }
            GeoJsonError::Geometry { path, .. } => {
                (format!("{path}: Hier fehlt eine Linie mit mindestens zwei Punkten."), format!("{error}."))
            }
            GeoJsonError::Place { path, .. } => (
                format!("{path}: Die Koordinaten liegen nicht in Deutschland oder sind vertauscht (erst Länge, dann Breite; ohne Angabe gilt WGS 84)."),
                format!("{error}."),
            ),
            GeoJsonError::Empty => {
                ("Die Datei enthält keine Linie.".to_owned(), "The file holds no line.".to_owned())
            }
        };
        refuse("Die Datei lässt sich nicht übernehmen.", "The file cannot be taken over.", &[reason])
    })?;
    let mut sections = Vec::new();
    let mut reasons = Vec::new();
    for (index, route) in routes.iter().enumerate() {
        match lines(&route.geometry) {
            Ok(lines) => {
                let street = word(&route.properties, &["strasse", "street", "name", "title"]);
                let usual = told(&route.properties, usual);
                sections.extend(lines.into_iter().map(|line| section(&street, line, usual)));
            }
            Err((de, en)) => {
                let number = index + 1;
                reasons.push((format!("Linie {number}: {de}."), format!("Line {number}: {en}.")));
            }
        }
    }
    if reasons.is_empty() {
        return Ok(sections);
    }
    Err(refuse(
        "Die Datei lässt sich nicht übernehmen.",
        "The file cannot be taken over.",
        &reasons,
    ))
}

fn word(properties: &Map<String, Json>, names: &[&str]) -> String {
    let found = names.iter().find_map(|name| properties.get(*name).and_then(Json::as_str));
    found.unwrap_or_default().to_owned()
}

fn told(properties: &Map<String, Json>, usual: Usual) -> Usual {
    let number = |names: &[&str], otherwise: i64| {
        let found = names.iter().find_map(|name| properties.get(*name).and_then(Json::as_f64));
        found.map_or(otherwise, centimetres)
    };
    Usual {
        method: Method::from_word(&word(properties, &["method", "bauweise"]))
            .unwrap_or(usual.method),
        surface: Surface::from_word(&word(properties, &["surface", "belag"]))
            .unwrap_or(usual.surface),
        depth_cm: number(&["depth", "tiefe"], usual.depth_cm),
        width_cm: number(&["width", "breite"], usual.width_cm),
    }
}

/// Whole streets by their names, one per line.
///
/// # Errors
/// [`AppError::Refused`] with the names nobody knows.
pub(crate) fn streets(reader: &mut Reader<'_>, list: &str, usual: Usual) -> Result<Raw, AppError> {
    let mut sections = Vec::new();
    let mut unknown = Vec::new();
    for name in list.lines().map(str::trim).filter(|l| !l.is_empty()).take(SECTIONS_MAX) {
        let found = places::streets_named(reader, name)?;
        if found.is_empty() {
            unknown.push((format!("„{name}“."), format!("“{name}”.")));
        }
        for street in found.into_iter().filter(|s| s.axis.len() > 1) {
            sections.push(section(&street.name, shape::rounded(&street.axis), usual));
        }
    }
    if !unknown.is_empty() {
        return Err(refuse(
            "Diese Straßen stehen nicht im Straßenverzeichnis der Stadt:",
            "These streets are not in the town's register:",
            &unknown,
        ));
    }
    checked(sections)
}

/// Looks at the town's map: names streets, finds whose road it is, and refuses what lies outside.
///
/// # Errors
/// [`AppError::Refused`] with the sections that lie outside of the town.
pub(crate) fn place(reader: &mut Reader<'_>, sections: &mut [Section]) -> Result<(), AppError> {
    let outlines = places::outlines(reader)?;
    let mut outside = Vec::new();
    for (index, section) in sections.iter_mut().enumerate() {
        let is_in = |p: &(f64, f64)| outlines.iter().any(|ring| shape::is_inside(*p, ring));
        if !outlines.is_empty() && !section.line.iter().all(is_in) {
            let (number, street) = (index + 1, &section.street);
            outside.push((
                format!("Abschnitt {number} ({street})."),
                format!("Section {number} ({street})."),
            ));
            continue;
        }
        let Some(mut extent) = Extent::around(&section.line) else { continue };
        (extent.min_x, extent.max_x) = (extent.min_x - IN_STREET, extent.max_x + IN_STREET);
        (extent.min_y, extent.max_y) = (extent.min_y - IN_STREET, extent.max_y + IN_STREET);
        let mut nearest: Option<(f64, places::Street)> = None;
        for street in places::streets_near(reader, &extent)? {
            let share = along(&section.line, &street.axis);
            if share > 0.0 && nearest.as_ref().is_none_or(|(best, _)| share > *best) {
                nearest = Some((share, street));
            }
        }
        if let Some((_, street)) = nearest {
            section.road = Road::of_class(&street.class);
            if section.street.is_empty() {
                section.street = street.name;
            }
        }
        if section.road != Road::Town {
            section.ruling = Ruling::Forwarded;
        }
    }
    if outside.is_empty() {
        return Ok(());
    }
    Err(refuse(
        "Diese Abschnitte liegen ganz oder teilweise außerhalb des Stadtgebiets. Dafür ist die Nachbarstadt zuständig. Nehmen Sie sie heraus und beantragen Sie sie dort:",
        "These sections lie wholly or partly outside of the town. The neighbouring town is competent. Take them out and ask there:",
        &outside,
    ))
}

/// How many of a line's points lie in a street, from 0 to 1.
fn along(line: &[(f64, f64)], axis: &[(f64, f64)]) -> f64 {
    let near = |p: &&(f64, f64)| {
        shape::distance(&[**p, **p], axis).is_some_and(|metres| metres <= IN_STREET)
    };
    let count = u32::try_from(line.iter().filter(near).count()).unwrap_or(0);
    let all = u32::try_from(line.len()).unwrap_or(1).max(1);
    f64::from(count) / f64::from(all)
}

/// The digest by which a delivery is recognised: what is asked for, where and when; not how the
/// file was written.
pub(crate) fn digest(kind: Kind, period: &str, sections: &[Section]) -> String {
    let mut all: Vec<String> = sections
        .iter()
        .map(|s| format!("{:?}|{}|{}", s.line, s.method.word(), s.depth_cm))
        .collect();
    all.sort();
    let mut hash = Sha256::new();
    hash.update(kind.word());
    hash.update(period);
    for section in all {
        hash.update(section);
    }
    hex::encode(hash.finalize())
}
