//! What permits and the works under them make of sites.

use jiff::civil::Date;
use kernel::facts::{PermitGranted, WorksMoved};
use kernel::places;
use kernel::{AppError, Reader, Town, Tx};

use crate::model::{Impact, Line, Section, Site, Sort, State};
use crate::site::{self, New};
use crate::store;

/// A permit came into being: one site per street, or more of the sites that are there.
///
/// # Errors
/// What the database says.
pub fn of_permit(town: &Town, tx: &mut Tx<'_>, fact: &PermitGranted) -> Result<usize, AppError> {
    let builder = builder_of(tx, &fact.case)?;
    let mut streets: Vec<(String, Vec<Section>)> = Vec::new();
    for piece in &fact.sections {
        let line: Line = piece.line.iter().map(|p| (metres(p.0), metres(p.1))).collect();
        let section = Section {
            id: piece.section.clone(),
            method: piece.method.clone(),
            line,
            accepted_on: None,
            warranty_until: None,
            basis: String::new(),
        };
        let street = street_of(tx, &piece.street, &section.line)?;
        match streets.iter_mut().find(|(name, _)| *name == street) {
            Some((_, sections)) => sections.push(section),
            None => streets.push((street, vec![section])),
        }
    }
    let count = streets.len();
    for (street, sections) in streets {
        let origin = format!("permit/{}/{street}", fact.case);
        let Some(old) = store::of_origin(tx, &origin)? else {
            let new = New {
                origin,
                case: fact.case.clone(),
                sort: Sort::Lines,
                title: title(&fact.permit).to_owned(),
                street,
                builder: builder.clone(),
                impact: Impact::Some,
                text: String::new(),
                detour: String::new(),
                days: (fact.from, fact.until),
                is_active: false,
                sections,
            };
            site::open(town, tx, new)?;
            continue;
        };
        store::add_sections(tx, old.id, &sections)?;
        let mut new = old.clone();
        if old.is_open() {
            if old.state == State::Planned {
                new.from = new.from.min(fact.from);
            }
            new.until = new.until.max(fact.until);
        } else {
            // What was over begins once more.
            new.state = State::Planned;
            (new.from, new.until) = (fact.from, fact.until);
            (new.started_on, new.finished_on) = (None, None);
        }
        if !site::revise(town, tx, &old, new, "")? {
            site::draw(tx, &old)?;
        }
    }
    Ok(count)
}

#[expect(clippy::cast_precision_loss, reason = "coordinates in centimetres are far below 2^53")]
fn metres(cm: i64) -> f64 {
    cm as f64 / 100.0
}

fn title(permit: &str) -> &'static str {
    match permit {
        "minor" => "kleine Arbeiten an Leitungen",
        "shallow" => "Glasfaser wird verlegt",
        "excavation" => "Aufgrabung",
        "traffic" => "Verkehrsregelung für Bauarbeiten",
        _ => "Leitungen werden verlegt",
    }
}

/// Who holds a permit: the company that asked for it.
fn builder_of(reader: &mut Reader<'_>, case: &str) -> Result<String, AppError> {
    let Ok(id) = case.parse() else { return Ok(String::new()) };
    let parties = kernel::cases::parties(reader, id)?;
    let holder = parties.iter().find(|p| p.role == "applicant");
    Ok(holder.map(|p| p.name.reveal().clone()).unwrap_or_default())
}

/// The street of a piece: as the permit names it, else the nearest one.
fn street_of(reader: &mut Reader<'_>, named: &str, line: &Line) -> Result<String, AppError> {
    if !named.is_empty() {
        return Ok(named.to_owned());
    }
    let Some(mut around) = places::Extent::around(line) else { return Ok(UNNAMED.to_owned()) };
    around.min_x -= STREET_METRES;
    around.min_y -= STREET_METRES;
    around.max_x += STREET_METRES;
    around.max_y += STREET_METRES;
    let middle = line.get(line.len() / 2).copied().unwrap_or_default();
    let streets = places::streets_near(reader, &around)?;
    let nearest = streets
        .into_iter()
        .filter_map(|s| Some((places::plane::distance(middle, &s.axis)?, s.name)))
        .min_by(|a, b| a.0.total_cmp(&b.0));
    Ok(nearest.map_or_else(|| UNNAMED.to_owned(), |(_, name)| name))
}

/// How far the street of a piece without a name may be.
const STREET_METRES: f64 = 100.0;
/// Where no street is near.
const UNNAMED: &str = "Außenbereich";

/// Works moved on: the sites of the permit follow.
///
/// # Errors
/// What the database says.
pub fn of_move(town: &Town, tx: &mut Tx<'_>, fact: &WorksMoved) -> Result<usize, AppError> {
    let mut moved = 0;
    for old in store::of_case(tx, &fact.case)? {
        let sections = store::sections(tx, old.id)?;
        let meant: Vec<&Section> = sections
            .iter()
            .filter(|s| fact.sections.is_empty() || fact.sections.contains(&s.id))
            .collect();
        if meant.is_empty() {
            continue;
        }
        let mut new = old.clone();
        match fact.step.as_str() {
            "started" => site::start(&mut new, fact.on),
            "finished" => site::finish(&mut new, fact.on),
            "stopped" if old.is_open() => new.state = State::Stopped,
            "extended" => new.until = fact.until.unwrap_or(new.until),
            "accepted" => {
                for section in meant {
                    store::accept(tx, &section.id, fact.on, fact.until, &fact.basis)?;
                }
                site::finish(&mut new, fact.on);
            }
            _ => {}
        }
        moved += usize::from(site::revise(town, tx, &old, new, "")?);
    }
    Ok(moved)
}

/// Tells the house that permitted works moved on.
///
/// # Errors
/// What the database says.
pub fn moved(
    tx: &mut Tx<'_>,
    site: &Site,
    step: &str,
    until: Option<Date>,
) -> Result<(), AppError> {
    if site.case.is_empty() {
        return Ok(());
    }
    let sections = store::sections(tx, site.id)?.into_iter().map(|s| s.id).collect();
    let on = tx.today();
    tx.emit(&WorksMoved {
        case: site.case.clone(),
        step: step.to_owned(),
        on,
        until,
        sections,
        basis: String::new(),
    })
}
