//! The way of a defect: the company is told, reminded, warned; then the town repairs and counts the
//! cost. Reminding happens by night; everything that weighs more is a person's step.

use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::Date;
use kernel::facts::DeadlineExpired;
use kernel::{AppError, Audit, Id, Language, Text, Town, Tx, deadlines, notify, outbox, settings};

use crate::model::{Event, Finding, Severity, Stage, Work};
use crate::settings::SupervisionSettings;
use crate::store::{self, findings};
use crate::take::event;

/// The rule of the periods of defects.
pub const RULE: &str = "supervision/defect";

/// The last day of a period of so many days: a danger waits for no working day.
pub fn end(today: Date, days: i64, severity: Severity) -> Date {
    match severity {
        Severity::Danger => deadlines::end_raw(today, days.days()),
        _ => deadlines::end_shifted(today, days.days()),
    }
}

/// Ends the running period and begins another.
fn period(tx: &mut Tx<'_>, finding: &mut Finding, days: i64) -> Result<Date, AppError> {
    let due = end(tx.today(), days, finding.severity);
    let subject = finding.id.to_string();
    deadlines::drop_rule(tx, &subject, RULE)?;
    let label = Text::new(
        format!("Mangel {} beheben", finding.number),
        format!("Repair defect {}", finding.number),
    );
    deadlines::start(tx, &subject, RULE, &label, due, None)?;
    finding.due_on = Some(due);
    Ok(due)
}

fn no_period(tx: &mut Tx<'_>, finding: &mut Finding) -> Result<(), AppError> {
    finding.due_on = None;
    deadlines::drop_rule(tx, &finding.id.to_string(), RULE)
}

/// Saves where the finding stands, and what happened.
fn save(
    town: &Town,
    tx: &mut Tx<'_>,
    finding: &mut Finding,
    state: Stage,
    mut happened: Event,
) -> Result<(), AppError> {
    finding.state = state;
    findings::change(tx, finding)?;
    finding.version += 1;
    happened.due_on = finding.due_on;
    findings::happen(town, tx, finding.id, &happened)
}

fn now(tx: &Tx<'_>, what: &str, text: &str) -> Event {
    event(tx, Id::<Event>::new().to_string(), what, text, 0)
}

/// Writes to the company: what, until when, and where it answers. The words of the inspector stay
/// behind its sign-in.
fn write(
    town: &Town,
    tx: &mut Tx<'_>,
    work: &Work,
    finding: &Finding,
    said: (&str, &str),
) -> Result<(), AppError> {
    if work.email.is_empty() {
        return Ok(());
    }
    let own: SupervisionSettings = settings::get(tx)?;
    let street = street(tx, finding)?;
    let (subject, sentence) = said;
    let due = finding.due_on.map(|day| Language::De.day(day));
    let due = due.map(|day| format!("\nFrist: {day}")).unwrap_or_default();
    let body = format!(
        "Guten Tag,\n\n{sentence}\n\nMangel: {}, {}\nOrt: {street}\nAktenzeichen: {}{due}\n\nFotos und Antwort (mit Ihrer Anmeldung):\n{}/maengel/{}\n",
        finding.number,
        own.kind_label(&finding.kind).de,
        work.number,
        town.plan().base_url,
        finding.id,
    );
    let key = format!("supervision/{}/{}", finding.id, finding.version);
    notify::mail(tx, &key, &work.email, &format!("{subject}: {}", finding.number), &body)
}

fn street(tx: &mut Tx<'_>, finding: &Finding) -> Result<String, AppError> {
    let sections = store::sections_of(tx, finding.work)?;
    let own = sections.into_iter().find(|s| s.id == finding.section);
    let street = own.map(|s| s.street).filter(|s| !s.is_empty());
    Ok(street.unwrap_or_else(|| "siehe Foto".to_owned()))
}

/// Tells the company of a defect; its first period begins.
///
/// # Errors
/// [`AppError::Refused`] when somebody else was faster.
pub fn tell(
    town: &Town,
    tx: &mut Tx<'_>,
    work: &Work,
    finding: &mut Finding,
) -> Result<(), AppError> {
    let own: SupervisionSettings = settings::get(tx)?;
    period(tx, finding, own.days(finding.severity))?;
    let happened = now(tx, "told", "");
    save(town, tx, finding, Stage::Told, happened)?;
    let sentence = if finding.severity == Severity::Danger {
        "bei der Kontrolle Ihrer Arbeiten haben wir eine Gefahr festgestellt. Bitte sichern Sie die Stelle sofort."
    } else {
        "bei der Kontrolle Ihrer Arbeiten haben wir einen Mangel festgestellt. Bitte beheben Sie ihn innerhalb der Frist."
    };
    write(town, tx, work, finding, ("Mangel an Ihrer Baustelle", sentence))
}

/// An inspector was there: repaired, or not.
///
/// # Errors
/// [`AppError::Refused`] when somebody else was faster.
pub fn seen(
    town: &Town,
    tx: &mut Tx<'_>,
    work: &Work,
    finding: &mut Finding,
    is_fixed: bool,
) -> Result<(), AppError> {
    if is_fixed {
        no_period(tx, finding)?;
        finding.state = Stage::Closed;
        findings::change(tx, finding)?;
        finding.version += 1;
        let sentence = "die Stelle ist in Ordnung. Der Mangel ist erledigt.";
        return write(town, tx, work, finding, ("Mangel erledigt", sentence));
    }
    if matches!(finding.state, Stage::Answered | Stage::Disputed) || !finding.state.is_open() {
        let own: SupervisionSettings = settings::get(tx)?;
        period(tx, finding, own.days(finding.severity))?;
        finding.state = Stage::Told;
        findings::change(tx, finding)?;
        finding.version += 1;
        let sentence = "bei der Nachschau war der Mangel noch da. Bitte beheben Sie ihn innerhalb der neuen Frist.";
        return write(town, tx, work, finding, ("Mangel nicht behoben", sentence));
    }
    findings::change(tx, finding)?;
    finding.version += 1;
    Ok(())
}

/// Two saw different things: the period waits until a person has decided.
///
/// # Errors
/// [`AppError::Refused`] when somebody else was faster.
pub fn dispute(tx: &mut Tx<'_>, finding: &mut Finding) -> Result<(), AppError> {
    no_period(tx, finding)?;
    finding.is_conflict = true;
    finding.state = Stage::Disputed;
    findings::change(tx, finding)?;
    finding.version += 1;
    Ok(())
}

/// A step of staff.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Tell the company.
    Tell,
    /// Announce own repair, with a last period.
    Announce,
    /// Repair by the town.
    OwnRepair,
    /// It is repaired.
    Close,
    /// It is none.
    Dismiss,
    /// Not repaired after all.
    Reject,
}

impl Step {
    /// Reads the word of a form.
    pub fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "benachrichtigen" => Self::Tell,
            "ankuendigen" => Self::Announce,
            "ersatzvornahme" => Self::OwnRepair,
            "erledigt" => Self::Close,
            "verwerfen" => Self::Dismiss,
            "nacharbeit" => Self::Reject,
            _ => return None,
        })
    }

    /// Whether the step may follow where a finding stands.
    pub fn may_follow(self, finding: &Finding, today: Date) -> bool {
        let state = finding.state;
        let is_over = finding.is_overdue(today);
        let is_danger = finding.severity == Severity::Danger;
        match self {
            Self::Tell => matches!(state, Stage::Found | Stage::Check),
            Self::Announce => {
                state == Stage::Reminded && is_over
                    || is_danger && matches!(state, Stage::Told | Stage::Reminded)
            }
            // Immediate danger is secured at once; otherwise the last period must be over.
            Self::OwnRepair => {
                state == Stage::Announced && is_over
                    || is_danger && state.is_open() && state != Stage::OwnRepair
            }
            Self::Close => state.is_open() && state != Stage::Check,
            Self::Dismiss => state.is_open() && state != Stage::OwnRepair,
            Self::Reject => state == Stage::Answered,
        }
    }
}

/// Takes a step.
///
/// # Errors
/// [`AppError::Refused`] when it does not follow, or without the reason it needs.
pub fn step(
    town: &Town,
    tx: &mut Tx<'_>,
    work: &Work,
    finding: &mut Finding,
    step: Step,
    text: &str,
) -> Result<(), AppError> {
    if finding.is_conflict || !step.may_follow(finding, tx.today()) {
        return Err(store::changed());
    }
    let own: SupervisionSettings = settings::get(tx)?;
    match step {
        Step::Tell => tell(town, tx, work, finding),
        Step::Announce => {
            period(tx, finding, i64::from(own.days_last))?;
            let happened = now(tx, "announced", text);
            save(town, tx, finding, Stage::Announced, happened)?;
            let sentence = "ein Mangel ist trotz zweier Fristen nicht behoben. Wir kündigen an, ihn nach Ablauf der folgenden letzten Frist selbst beheben zu lassen (Ersatzvornahme) und Ihnen die Kosten in Rechnung zu stellen. Das Schreiben dazu liegt bei Ihrer Anmeldung.";
            write(town, tx, work, finding, ("Ersatzvornahme angekündigt", sentence))
        }
        Step::OwnRepair => {
            no_period(tx, finding)?;
            let happened = now(tx, "own_repair", text);
            save(town, tx, finding, Stage::OwnRepair, happened)?;
            let sentence = "wir lassen den Mangel jetzt selbst beheben. Die Kosten stellen wir Ihnen in Rechnung.";
            write(town, tx, work, finding, ("Ersatzvornahme", sentence))
        }
        Step::Close | Step::Dismiss => {
            no_period(tx, finding)?;
            let was_known = finding.state.is_known_outside();
            let (state, what, sentence) = if step == Step::Close {
                (Stage::Closed, "closed", "der Mangel ist erledigt.")
            } else {
                (
                    Stage::Dismissed,
                    "dismissed",
                    "wir halten den Mangel nicht aufrecht. Sie müssen nichts tun.",
                )
            };
            let happened = now(tx, what, text);
            save(town, tx, finding, state, happened)?;
            if was_known {
                write(town, tx, work, finding, ("Mangel erledigt", sentence))
            } else {
                Ok(())
            }
        }
        Step::Reject => {
            period(tx, finding, own.days(finding.severity))?;
            let happened = now(tx, "not_fixed", text);
            save(town, tx, finding, Stage::Told, happened)?;
            let sentence = "Ihre Antwort genügt nicht. Bitte beheben Sie den Mangel innerhalb der neuen Frist.";
            write(town, tx, work, finding, ("Mangel nicht behoben", sentence))
        }
    }
}

/// A person decides between two that contradict each other; both stay in the history.
///
/// # Errors
/// [`AppError::Refused`] when there is nothing to decide any more.
pub fn settle(
    town: &Town,
    tx: &mut Tx<'_>,
    work: &Work,
    finding: &mut Finding,
    is_fixed: bool,
    text: &str,
) -> Result<(), AppError> {
    if !finding.is_conflict {
        return Err(store::changed());
    }
    finding.is_conflict = false;
    let happened = now(tx, if is_fixed { "settled_fixed" } else { "settled_open" }, text);
    findings::happen(town, tx, finding.id, &happened)?;
    seen(town, tx, work, finding, is_fixed)
}

/// The company answers.
///
/// # Errors
/// [`AppError::Refused`] when there is nothing to answer any more.
pub fn answer(
    town: &Town,
    tx: &mut Tx<'_>,
    finding: &mut Finding,
    event: Event,
) -> Result<(), AppError> {
    let may =
        matches!(finding.state, Stage::Told | Stage::Reminded | Stage::Announced | Stage::Answered);
    if !may {
        return Err(store::changed());
    }
    deadlines::drop_rule(tx, &finding.id.to_string(), RULE)?;
    save(town, tx, finding, Stage::Answered, event)
}

/// A period ran out: the company is reminded once; what comes after is a person's decision.
pub(crate) fn expired(town: &Arc<Town>, tx: &mut Tx<'_>, body: &str) -> Result<Audit, AppError> {
    let fact: DeadlineExpired = outbox::read(body)?;
    let passed_over = Audit::of("supervision.passed_over", &fact.subject);
    let Some(id) = (fact.rule == RULE).then(|| fact.subject.parse().ok()).flatten() else {
        return Ok(passed_over);
    };
    let Some(mut finding) = findings::maybe(town, tx, id)? else { return Ok(passed_over) };
    if finding.state != Stage::Told || finding.due_on != Some(fact.due_on) {
        return Ok(passed_over);
    }
    let work = store::whole(tx, finding.work)?;
    let own: SupervisionSettings = settings::get(tx)?;
    period(tx, &mut finding, i64::from(own.days_second))?;
    let happened = now(tx, "reminded", "");
    save(town, tx, &mut finding, Stage::Reminded, happened)?;
    let sentence = "die Frist für einen Mangel ist abgelaufen. Bitte beheben Sie ihn innerhalb der zweiten Frist. Danach können wir ihn auf Ihre Kosten beheben lassen.";
    write(town, tx, &work, &finding, ("Erinnerung: Mangel an Ihrer Baustelle", sentence))?;
    Ok(Audit::of("supervision.reminded", finding.id))
}
