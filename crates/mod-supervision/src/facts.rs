//! What supervision does when something happened elsewhere.

use std::sync::Arc;

use jiff::civil::Date;
use kernel::facts::{DeadlineExpired, DefectReported, Fact, PermitGranted, WorksMoved};
use kernel::outbox::{self, Subscriber};
use kernel::questions::{self, CompanyOf};
use kernel::{AppError, Audit, Case, Id, Town, Tx, cases, settings};

use crate::ladder;
use crate::model::{Details, Finding, Line, Progress, Section, Severity, Stage, Taken, Work};
use crate::settings::SupervisionSettings;
use crate::store::{self, findings};
use crate::take::event;

pub(crate) fn subscribers() -> Vec<Subscriber> {
    vec![
        Subscriber { name: "supervision.take_permit", fact: PermitGranted::NAME, run: granted },
        Subscriber { name: "supervision.follow_works", fact: WorksMoved::NAME, run: moved },
        Subscriber { name: "supervision.take_report", fact: DefectReported::NAME, run: reported },
        Subscriber {
            name: "supervision.remind",
            fact: DeadlineExpired::NAME,
            run: ladder::expired,
        },
    ]
}

fn case_of(text: &str) -> Option<Id<Case>> {
    text.parse().ok()
}

#[expect(clippy::cast_precision_loss, reason = "coordinates in centimetres are far below 2^53")]
fn metres(cm: i64) -> f64 {
    cm as f64 / 100.0
}

#[expect(clippy::cast_possible_truncation, reason = "routes are far shorter than 2^53 cm")]
fn length_cm(line: &Line) -> i64 {
    let metres: f64 = line.windows(2).map(|p| (p[1].0 - p[0].0).hypot(p[1].1 - p[0].1)).sum();
    (metres * 100.0).round() as i64
}

fn sections_of(fact: &PermitGranted) -> Vec<Section> {
    fact.sections
        .iter()
        .map(|piece| {
            let line: Line = piece.line.iter().map(|p| (metres(p.0), metres(p.1))).collect();
            Section {
                id: piece.section.clone(),
                street: piece.street.clone(),
                method: piece.method.clone(),
                length_cm: length_cm(&line),
                line,
                state: Taken::Open,
                accepted_on: None,
                warranty_until: None,
                basis: String::new(),
            }
        })
        .collect()
}

/// A granted permit becomes works to be supervised, or more of those that are there. Traffic orders
/// dig nothing.
fn granted(town: &Arc<Town>, tx: &mut Tx<'_>, body: &str) -> Result<Audit, AppError> {
    let fact: PermitGranted = outbox::read(body)?;
    let passed_over = Audit::of("supervision.passed_over", &fact.case);
    let Some(id) = case_of(&fact.case).filter(|_| fact.permit != "traffic") else {
        return Ok(passed_over);
    };
    let case = match cases::find_for_update(tx, id) {
        Ok(case) => case,
        Err(AppError::NotFound) => return Ok(passed_over),
        Err(error) => return Err(error),
    };
    let sections = sections_of(&fact);
    if let Some(mut work) = store::of_case(tx, id)? {
        work.from = work.from.min(fact.from);
        work.until = work.until.max(fact.until);
        if matches!(work.state, Progress::Finished | Progress::Accepted) {
            work.state = Progress::Planned;
        }
        store::change(tx, &work)?;
        store::add_sections(tx, work.id, &sections)?;
        return Ok(Audit::of("supervision.extended", work.id));
    }
    let company = questions::company(town.house(), tx, CompanyOf::Case(id))?;
    let parties = cases::parties(tx, id)?;
    let applicant = parties.iter().find(|p| p.role == "applicant");
    let (key, builder, email) = match (company, applicant) {
        (Some(company), _) => (company.key, company.name, company.email),
        (None, Some(party)) => {
            (String::new(), party.name.reveal().clone(), party.email.reveal().clone())
        }
        (None, None) => Default::default(),
    };
    let work = Work {
        id: Id::new(),
        case: id,
        number: case.number,
        unit: case.unit,
        company: key,
        builder,
        email,
        permit: fact.permit.clone(),
        state: Progress::Planned,
        from: fact.from,
        until: fact.until,
        started_on: None,
        finished_on: None,
        visited_on: None,
        version: 1,
    };
    store::add(tx, &work)?;
    store::add_sections(tx, work.id, &sections)?;
    Ok(Audit::of("supervision.taken_on", work.id).note(sections.len()))
}

/// How works stand after a step.
pub(crate) fn step(work: &mut Work, step: &str, on: Date, until: Option<Date>) {
    match step {
        "started" if matches!(work.state, Progress::Planned | Progress::Stopped) => {
            work.state = Progress::Active;
            work.started_on = work.started_on.or(Some(on));
        }
        "stopped" if matches!(work.state, Progress::Planned | Progress::Active) => {
            work.state = Progress::Stopped;
        }
        "finished" if work.state != Progress::Accepted => {
            work.state = Progress::Finished;
            work.started_on = work.started_on.or(Some(on));
            work.finished_on = Some(on);
        }
        "extended" => work.until = until.unwrap_or(work.until),
        _ => {}
    }
}

/// Works moved on, whoever said so.
fn moved(_: &Arc<Town>, tx: &mut Tx<'_>, body: &str) -> Result<Audit, AppError> {
    let fact: WorksMoved = outbox::read(body)?;
    let passed_over = Audit::of("supervision.passed_over", &fact.case);
    let Some(id) = case_of(&fact.case) else { return Ok(passed_over) };
    let Some(old) = store::of_case(tx, id)? else { return Ok(passed_over) };
    let mut work = old.clone();
    if fact.step == "accepted" {
        for section in store::sections_of(tx, work.id)? {
            let is_meant = fact.sections.is_empty() || fact.sections.contains(&section.id);
            if is_meant && !section.state.is_taken() {
                let (on, until) = (Some(fact.on), fact.until);
                store::take(tx, &section.id, Taken::Accepted, on, until, &fact.basis)?;
            }
        }
        accept_whole(tx, &mut work, fact.on)?;
    } else if fact.step != "finished" || finish(tx, &work, &fact.sections)? {
        step(&mut work, &fact.step, fact.on, fact.until);
    }
    if work != old {
        store::change(tx, &work)?;
    }
    Ok(Audit::of("supervision.followed", work.id).note(&fact.step))
}

/// Notes which sections are finished; answers whether that were the last ones. Road works are one
/// per street: each street that ends says so by itself.
pub(crate) fn finish(tx: &mut Tx<'_>, work: &Work, sections: &[String]) -> Result<bool, AppError> {
    let mut is_last = true;
    for section in store::sections_of(tx, work.id)? {
        if sections.is_empty() || sections.contains(&section.id) {
            store::finish(tx, &section.id)?;
        } else {
            is_last &= section.state != Taken::Open;
        }
    }
    Ok(is_last)
}

/// Works are accepted once all of their sections are.
pub(crate) fn accept_whole(tx: &mut Tx<'_>, work: &mut Work, on: Date) -> Result<(), AppError> {
    let all = store::sections_of(tx, work.id)?;
    if !all.is_empty() && all.iter().all(|s| s.state.is_taken()) {
        work.state = Progress::Accepted;
        work.started_on = work.started_on.or(Some(on));
        work.finished_on = work.finished_on.or(Some(on));
    }
    Ok(())
}

/// Kind of finding of what citizens report.
fn kind_of(category: &str) -> &'static str {
    match category {
        "surface" => "kante",
        "barrier" => "absperrung",
        "footway" => "gehweg",
        "trench" => "graben",
        "damage" => "leitung",
        "dirt" => "schmutz",
        _ => "sonstiges",
    }
}

/// What citizens reported at works we supervise waits to be looked at. Their words stay with the
/// report.
fn reported(town: &Arc<Town>, tx: &mut Tx<'_>, body: &str) -> Result<Audit, AppError> {
    let fact: DefectReported = outbox::read(body)?;
    let passed_over = Audit::of("supervision.passed_over", &fact.report);
    let Some(case) = case_of(&fact.case) else { return Ok(passed_over) };
    let Some(work) = store::of_case(tx, case)? else { return Ok(passed_over) };
    if findings::has_report(tx, &fact.report)? {
        return Ok(passed_over);
    }
    let own: SupervisionSettings = settings::get(tx)?;
    let kind = kind_of(&fact.category);
    let usual = own.kind(kind).and_then(|k| k.severity).unwrap_or(Severity::Medium);
    let (year, now) = (tx.today().year(), tx.now());
    let finding = Finding {
        id: Id::from_name(&format!("supervision/report/{}", fact.report)),
        number: format!("B-{year}-{:05}", tx.next(&format!("supervision/finding/{year}"))?),
        work: work.id,
        section: fact.section.clone(),
        kind: kind.into(),
        severity: if fact.is_danger { Severity::Danger } else { usual },
        origin: "citizen".into(),
        state: Stage::Check,
        details: Details::default(),
        place: None,
        accuracy: 0,
        source: String::new(),
        device_at: String::new(),
        made_at: now,
        made_by: tx.actor().label(),
        digest: String::new(),
        report: fact.report.clone(),
        twin: String::new(),
        due_on: None,
        is_conflict: false,
        version: 1,
    };
    findings::add(town, tx, &finding)?;
    let happened = event(tx, Id::<()>::new().to_string(), "reported", "", 0);
    findings::happen(town, tx, finding.id, &happened)?;
    Ok(Audit::of("supervision.report_taken", finding.id))
}
