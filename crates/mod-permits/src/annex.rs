//! The annex of a notice: where the sections lie, drawn over the streets, and the table of them.

use std::collections::BTreeSet;

use kernel::paper::{Block, Plan, PlanLine, PlanRoute, Stroke};
use kernel::places::{self, Extent};
use kernel::procedure::Decision;
use kernel::{AppError, Language, Reader};

use crate::acts::centimetres;
use crate::model::{Ruling, Section};
use crate::notice::ruled;
use crate::procedure::{Whole, metres};

/// A detail shows this many metres at most, so that house fronts and corners can be told apart.
const DETAIL: f64 = 750.0;
/// Details beside the overview at most; a route that needs more has the overview and the table.
const DETAILS_MAX: usize = 12;
/// Metres of streets around a route.
const AROUND: f64 = 120.0;
/// Streets a text alternative names.
const NAMED: usize = 15;

/// A section with its number and what is decided on it.
type Numbered<'s> = (usize, &'s Section, Ruling);

/// Map and table.
///
/// # Errors
/// What the database says.
pub(crate) fn annex(
    reader: &mut Reader<'_>,
    whole: &Whole,
    decision: &Decision,
) -> Result<Vec<Block>, AppError> {
    let all: Vec<Numbered<'_>> =
        (1..).zip(&whole.sections).map(|(n, s)| (n, s, ruled(s, decision))).collect();
    let mut blocks = vec![Block::Heading(1, "Anlage: Lageplan".into())];
    let details = details(&all);
    blocks.push(sheet(reader, "Lageplan", &all)?);
    if details.len() > 1 && details.len() <= DETAILS_MAX {
        for (n, part) in details.iter().enumerate() {
            let caption = format!("Ausschnitt {} von {}", n + 1, details.len());
            blocks.push(sheet(reader, &caption, part)?);
        }
    }
    blocks.push(Block::Heading(1, "Anlage: Abschnitte".into()));
    blocks.push(table(&all));
    Ok(blocks)
}

/// Sections that follow each other and fit on one detail.
fn details<'s>(all: &[Numbered<'s>]) -> Vec<Vec<Numbered<'s>>> {
    let mut parts: Vec<(Extent, Vec<Numbered<'s>>)> = Vec::new();
    for one in all {
        let Some(own) = Extent::around(&one.1.line) else { continue };
        if let Some((extent, part)) = parts.last_mut() {
            let both = Extent {
                min_x: extent.min_x.min(own.min_x),
                min_y: extent.min_y.min(own.min_y),
                max_x: extent.max_x.max(own.max_x),
                max_y: extent.max_y.max(own.max_y),
            };
            if both.max_x - both.min_x <= DETAIL && both.max_y - both.min_y <= DETAIL {
                *extent = both;
                part.push(*one);
                continue;
            }
        }
        parts.push((own, vec![*one]));
    }
    parts.into_iter().map(|(_, part)| part).collect()
}

/// One drawing with its caption and its words.
fn sheet(reader: &mut Reader<'_>, caption: &str, part: &[Numbered<'_>]) -> Result<Block, AppError> {
    let points: Vec<(f64, f64)> = part.iter().flat_map(|p| p.1.line.iter().copied()).collect();
    let streets = match Extent::around(&points) {
        Some(e) => {
            let wide = Extent {
                min_x: e.min_x - AROUND,
                min_y: e.min_y - AROUND,
                max_x: e.max_x + AROUND,
                max_y: e.max_y + AROUND,
            };
            places::streets_near(reader, &wide)?
        }
        None => Vec::new(),
    };
    let routes = part.iter().map(|(number, section, ruling)| PlanRoute {
        label: number.to_string(),
        stroke: stroke(*ruling),
        line: centimetres(&section.line),
    });
    let used: Vec<Ruling> = [Ruling::Granted, Ruling::Refused, Ruling::Forwarded]
        .into_iter()
        .filter(|ruling| part.iter().any(|p| p.2 == *ruling))
        .collect();
    Ok(Block::Plan(Plan {
        caption: format!("{caption}: {}", numbers(part)),
        alternative: words(part),
        streets: streets.iter().map(|s| (s.name.clone(), axis(&s.axis))).collect(),
        routes: routes.collect(),
        legend: used.into_iter().map(|r| (stroke(r), r.label().de)).collect(),
    }))
}

fn axis(line: &[(f64, f64)]) -> PlanLine {
    centimetres(&line.to_vec())
}

fn stroke(ruling: Ruling) -> Stroke {
    match ruling {
        Ruling::Refused => Stroke::Dashed,
        Ruling::Forwarded => Stroke::Dotted,
        Ruling::Granted | Ruling::Pending => Stroke::Solid,
    }
}

fn numbers(part: &[Numbered<'_>]) -> String {
    match part {
        [(only, ..)] => format!("Abschnitt {only}"),
        [(first, ..), .., (last, ..)] => format!("Abschnitte {first} bis {last}"),
        [] => String::new(),
    }
}

/// What a drawing shows, for people who do not see it.
fn words(part: &[Numbered<'_>]) -> String {
    let names: BTreeSet<&str> =
        part.iter().map(|p| p.1.street.as_str()).filter(|name| !name.is_empty()).collect();
    let shown: Vec<&str> = names.iter().copied().take(NAMED).collect();
    let more = match names.len().saturating_sub(NAMED) {
        0 => String::new(),
        n => format!(" und {n} weiteren Straßen"),
    };
    format!(
        "Karte mit {} über den Straßen der Stadt: {}{more}. Norden ist oben. Die Tabelle der Abschnitte nennt \
         Straße, Verfahren, Entscheidung und Länge jedes Abschnitts.",
        numbers(part),
        shown.join(", ")
    )
}

fn table(all: &[Numbered<'_>]) -> Block {
    let rows = all.iter().map(|(number, s, ruling)| {
        let words = match ruling {
            Ruling::Forwarded => format!("{} zuständig", s.road.competent().de),
            _ => ruling.label().de,
        };
        vec![
            number.to_string(),
            s.street.clone(),
            s.method.label().de,
            s.surface.label().de,
            words,
            metres(Language::De, s.length_cm),
        ]
    });
    let head = ["Nr.", "Straße", "Verfahren", "Fläche", "Entscheidung", "Länge"];
    Block::Table {
        caption: "Abschnitte mit Verfahren, Entscheidung und Länge".into(),
        head: head.iter().map(|h| (*h).to_owned()).collect(),
        rows: rows.collect(),
        amounts: true,
    }
}
