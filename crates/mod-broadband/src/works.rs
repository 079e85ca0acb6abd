//! What permits and works say of coverage: a granted trench is planned, a begun one is under
//! construction, a finished one lies in the street. It only ever moves an address forward, and what
//! an operator says itself of a later day stays.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use kernel::facts::{CoverageChanged, Fact, PermitGranted, WorksMoved};
use kernel::map::Batch;
use kernel::outbox::{self, Subscriber};
use kernel::places::{self, Address, Extent, plane};
use kernel::search::fold;
use kernel::{AppError, Audit, Case, Id, Reader, Town, Tx, cases};

use crate::delivery;
use crate::model::{Offer, Span, Status, on};
use crate::store::trenches::{self, Trench};
use crate::store::{self, Operator};

/// A building this near a trench is passed by it: the federal definition knows 20 m to the plot, and
/// house coordinates lie in the building.
const PASSED_METRES: f64 = 40.0;
/// Fibre, as trenches bring it, the first where nothing is known.
const FIBRE: [&str; 2] = ["ftth", "ftthb"];

pub(crate) fn subscribers() -> Vec<Subscriber> {
    vec![
        Subscriber { name: "broadband.note_permit", fact: PermitGranted::NAME, run: granted },
        Subscriber { name: "broadband.note_works", fact: WorksMoved::NAME, run: moved },
    ]
}

/// A permit of an operator we know: its trenches are kept, what lies along them is planned.
fn granted(_: &Arc<Town>, tx: &mut Tx<'_>, body: &str) -> Result<Audit, AppError> {
    let fact: PermitGranted = outbox::read(body)?;
    let Some(operator) = holder(tx, &fact.case)? else {
        return Ok(Audit::of("broadband.passed_over", &fact.case));
    };
    let mut all = Vec::new();
    for piece in &fact.sections {
        let trench = Trench {
            section: piece.section.clone(),
            case: fact.case.clone(),
            operator,
            street: piece.street.clone(),
            line: piece.line.iter().map(|p| (metres(p.0), metres(p.1))).collect(),
            ready_by: format!("{}-{:02}", fact.until.year(), fact.until.month()),
        };
        trenches::add(tx, &trench)?;
        all.push(trench);
    }
    let today = tx.today();
    let changed = advance(tx, &all, Status::InPlanning, today)?;
    Ok(Audit::of("broadband.permit_noted", &fact.case).note(changed))
}

/// Works began or ended.
fn moved(_: &Arc<Town>, tx: &mut Tx<'_>, body: &str) -> Result<Audit, AppError> {
    let fact: WorksMoved = outbox::read(body)?;
    let status = match fact.step.as_str() {
        "started" => Status::UnderConstruction,
        "finished" | "accepted" => Status::Passed,
        _ => return Ok(Audit::of("broadband.passed_over", &fact.case)),
    };
    let mut all = trenches::of_case(tx, &fact.case)?;
    all.retain(|t| fact.sections.is_empty() || fact.sections.contains(&t.section));
    let changed = advance(tx, &all, status, fact.on)?;
    Ok(Audit::of("broadband.works_noted", &fact.case).note(format!("{} {changed}", fact.step)))
}

#[expect(clippy::cast_precision_loss, reason = "coordinates in centimetres are far below 2^53")]
fn metres(cm: i64) -> f64 {
    cm as f64 / 100.0
}

/// The operator that holds a permit, by its name; none for water, electricity and whoever is not
/// registered here.
fn holder(reader: &mut Reader<'_>, case: &str) -> Result<Option<Id<Operator>>, AppError> {
    let Ok(case) = case.parse::<Id<Case>>() else { return Ok(None) };
    let parties = cases::parties(reader, case)?;
    let Some(party) = parties.iter().find(|p| p.role == "applicant") else { return Ok(None) };
    let name = fold(party.name.reveal().trim());
    let all = store::operators(reader)?;
    Ok(all.into_iter().find(|o| fold(o.name.trim()) == name).map(|o| o.id))
}

/// The addresses along a trench: of its street, or of all streets near where it names none.
fn along(reader: &mut Reader<'_>, trench: &Trench) -> Result<Vec<Address>, AppError> {
    let keys: Vec<String> = if let Some((key, _)) = places::street(reader, &trench.street)? {
        vec![key]
    } else {
        let Some(b) = Extent::around(&trench.line) else { return Ok(Vec::new()) };
        let wide = Extent {
            min_x: b.min_x - PASSED_METRES,
            min_y: b.min_y - PASSED_METRES,
            max_x: b.max_x + PASSED_METRES,
            max_y: b.max_y + PASSED_METRES,
        };
        places::streets_near(reader, &wide)?.into_iter().map(|s| s.key).collect()
    };
    let mut all = Vec::new();
    for key in keys {
        let near = |a: &Address| {
            plane::distance((a.x, a.y), &trench.line).is_some_and(|d| d <= PASSED_METRES)
        };
        all.extend(places::of_street(reader, &key)?.into_iter().filter(near));
    }
    Ok(all)
}

/// Moves all addresses along trenches forward to a status from a day on; answers how many changed.
fn advance(tx: &mut Tx<'_>, all: &[Trench], status: Status, from: Date) -> Result<u64, AppError> {
    let mut batch = Batch::default();
    let mut seen: BTreeSet<(Id<Operator>, Id<Address>)> = BTreeSet::new();
    let mut changed: BTreeMap<Id<Operator>, u64> = BTreeMap::new();
    for trench in all {
        for address in along(tx, trench)? {
            if seen.insert((trench.operator, address.id))
                && forward(tx, &mut batch, trench, address.id, status, from)?
            {
                *changed.entry(trench.operator).or_default() += 1;
            }
        }
    }
    batch.finish(tx)?;
    for (operator, addresses) in &changed {
        let (operator, addresses) = (operator.to_string(), *addresses);
        tx.emit(&CoverageChanged { operator, from, addresses })?;
    }
    Ok(changed.values().sum())
}

/// What the operator offers at the address with fibre: the technique and its history.
fn known(
    reader: &mut Reader<'_>,
    operator: Id<Operator>,
    address: Id<Address>,
) -> Result<(&'static str, Vec<Span>), AppError> {
    for technology in FIBRE {
        let spans = store::spans(reader, address, operator, technology)?;
        if !spans.is_empty() {
            return Ok((technology, spans));
        }
    }
    Ok((FIBRE[0], Vec::new()))
}

fn forward(
    tx: &mut Tx<'_>,
    batch: &mut Batch,
    trench: &Trench,
    address: Id<Address>,
    status: Status,
    from: Date,
) -> Result<bool, AppError> {
    let (technology, spans) = known(tx, trench.operator, address)?;
    let Some(offer) = next(&spans, technology, status, from, &trench.ready_by) else {
        return Ok(false);
    };
    let source = format!("permit/{}", trench.case);
    delivery::note(tx, batch, trench.operator, address, from, &offer, &source)
}

/// The offer that works make of what was there; none where the operator is that far already, or has
/// said something itself of that day or a later one.
fn next(
    spans: &[Span],
    technology: &str,
    status: Status,
    from: Date,
    ready_by: &str,
) -> Option<Offer> {
    let is_own = |s: &&Span| !s.source.starts_with("permit/");
    if spans.iter().filter(is_own).any(|s| s.from >= from) {
        return None;
    }
    // What another permit brought later is further as well.
    if spans.iter().any(|s| s.from > from && s.offer.status >= status) {
        return None;
    }
    let before = on(spans, from).map(|s| s.offer.clone()).unwrap_or_default();
    if before.status >= status {
        return None;
    }
    let planned = match (status, before.planned.as_str()) {
        (Status::Passed, _) => String::new(),
        (_, "") => ready_by.to_owned(),
        (_, own) => own.to_owned(),
    };
    Some(Offer { status, technology: technology.to_owned(), planned, ..before })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{OPEN, noted};
    use jiff::civil::date;

    fn span(from: Date, status: Status, source: &str) -> Span {
        let offer = Offer { status, technology: "ftth".into(), ..Offer::default() };
        Span { from, until: OPEN, offer, source: source.into() }
    }

    #[test]
    fn works_move_forward_and_never_over_what_the_operator_says_later() {
        let begun = date(2026, 5, 4);
        let get = |spans: &[Span], status| next(spans, "ftth", status, begun, "2026-09");
        assert_eq!(get(&[], Status::UnderConstruction).map(|o| o.planned), Some("2026-09".into()));
        let said = |on, status| [span(on, status, "delivery/1")];
        // Said before: the works are news.
        assert!(
            get(&said(date(2026, 1, 1), Status::InPlanning), Status::UnderConstruction).is_some()
        );
        // Said of the same or a later day: the operator knows better.
        assert!(get(&said(begun, Status::None), Status::UnderConstruction).is_none());
        assert!(
            get(&said(date(2026, 6, 1), Status::Announced), Status::UnderConstruction).is_none()
        );
        // Further already.
        assert!(get(&said(date(2026, 1, 1), Status::Connected), Status::Passed).is_none());
        // A permit of today gives way to its own start of the same day.
        let planned =
            noted(&[], begun, Offer { status: Status::InPlanning, ..Offer::default() }, "permit/1");
        assert!(get(&planned, Status::UnderConstruction).is_some());
    }
}
