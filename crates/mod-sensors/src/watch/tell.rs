//! People are told of a warning by jobs: those who follow, and staff by their duty hours.

use std::sync::Arc;

use jiff::Timestamp;
use kernel::jobs::{JobError, JobKind, Running, Weight};
use kernel::people::Account;
use kernel::{Actor, AppError, Audit, Id, Language, Reader, Town, Tx, jobs, notify, org, people};
use serde::{Deserialize, Serialize};

use super::{Duty, Kind, Plan, Warning, next, on_duty};
use crate::follow;
use crate::store::warnings;
use crate::store::watch::{self as store, Spot};

/// The job that tells everybody.
pub(crate) const TELL: &str = "sensors.tell";
/// The job that tells staff whose duty begins.
const TELL_DUTY: &str = "sensors.tell_duty";

/// What is told.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Tell {
    /// The warning.
    pub warning: Id<Warning>,
    /// It ended; else it began.
    pub is_end: bool,
}

/// The jobs.
pub(crate) fn jobs() -> Vec<JobKind> {
    let kind = |name, run| JobKind {
        name,
        weight: Weight::Light,
        attempts_max: 10,
        // Mails are written once for each event, however often this runs.
        is_armed: false,
        run,
    };
    vec![kind(TELL, tell), kind(TELL_DUTY, tell_duty)]
}

fn order_of(body: &str) -> Result<Tell, JobError> {
    serde_json::from_str(body).map_err(|e| JobError::Never(e.to_string()))
}

/// A warning with its plan and place; nothing where the stream went meanwhile.
fn loaded(
    reader: &mut Reader<'_>,
    id: Id<Warning>,
) -> Result<Option<(Warning, Plan, Spot)>, AppError> {
    let warning = match warnings::warning(reader, id) {
        Err(AppError::NotFound) => return Ok(None),
        other => other?,
    };
    let plan = store::find(reader, warning.threshold)?.plan;
    let spot = store::spot(reader, warning.stream)?;
    Ok(Some((warning, plan, spot)))
}

fn tell(town: Arc<Town>, body: String) -> Running<'static> {
    Box::pin(async move {
        let order = order_of(&body)?;
        let inside = Arc::clone(&town);
        town.write(Actor::system("sensors"), move |tx| {
            if let Some((warning, plan, spot)) = loaded(tx, order.warning)? {
                if warning.is_public {
                    follow::tell(&inside, tx, (&warning, &plan, &spot), order.is_end)?;
                }
                tell_staff(&inside, tx, (&warning, &plan, &spot), order)?;
            }
            Ok(Audit::of("sensors.told", order.warning).done())
        })
        .await?;
        Ok(())
    })
}

/// Tells who is on duty; where nobody is, whoever begins next is told then.
fn tell_staff(
    town: &Town,
    tx: &mut Tx<'_>,
    told: (&Warning, &Plan, &Spot),
    order: Tell,
) -> Result<(), AppError> {
    let (warning, plan, _) = told;
    let now = tx.now();
    let there = on_duty(&plan.duty, now);
    if !there.is_empty() {
        return write_to(town, tx, told, &there, order.is_end);
    }
    let Some(at) = next(&plan.duty, now) else { return Ok(()) };
    // Who is told in the morning of a night's warning is told its end in the same mail.
    if order.is_end && next(&plan.duty, warning.raised_at) == Some(at) {
        return Ok(());
    }
    let key = format!("sensors/duty/{}/{}", warning.id, order.is_end);
    jobs::schedule_at(tx, TELL_DUTY, &key, &order, at)
}

fn tell_duty(town: Arc<Town>, body: String) -> Running<'static> {
    Box::pin(async move {
        let order = order_of(&body)?;
        let inside = Arc::clone(&town);
        town.write(Actor::system("sensors"), move |tx| {
            if let Some((warning, plan, spot)) = loaded(tx, order.warning)? {
                let there = on_duty(&plan.duty, tx.now());
                let is_over = warning.closed_at.is_some();
                write_to(&inside, tx, (&warning, &plan, &spot), &there, is_over)?;
            }
            Ok(Audit::of("sensors.told", order.warning).done())
        })
        .await?;
        Ok(())
    })
}

/// Address and language of somebody who is told; nobody where the unit or account is gone.
fn address(reader: &mut Reader<'_>, who: &str) -> Result<Option<(String, Language)>, AppError> {
    let found = match who.split_once('/') {
        Some(("unit", id)) => id.parse().ok().map(|id| org::find(reader, id)).transpose(),
        Some(("account", id)) => {
            let Ok(id) = id.parse::<Id<Account>>() else { return Ok(None) };
            return match people::account(reader, id) {
                Ok(account) if !account.is_disabled => {
                    let person = account.person;
                    Ok(Some((person.email.into_revealed(), person.language)))
                }
                Ok(_) | Err(AppError::NotFound) => Ok(None),
                Err(other) => Err(other),
            };
        }
        _ => return Ok(None),
    };
    match found {
        Ok(unit) => Ok(unit.map(|u| (u.email, Language::De))),
        Err(AppError::NotFound) => Ok(None),
        Err(other) => Err(other),
    }
}

fn write_to(
    town: &Town,
    tx: &mut Tx<'_>,
    told: (&Warning, &Plan, &Spot),
    there: &[&Duty],
    is_end: bool,
) -> Result<(), AppError> {
    let (warning, _, _) = told;
    for duty in there {
        let Some((email, language)) = address(tx, &duty.who)? else { continue };
        if email.is_empty() {
            continue;
        }
        let (subject, said) = follow::words(told, is_end, language);
        let desk = format!("{}{}", town.plan().base_url, crate::pages::watch::DESK);
        let task = match warning.case.as_str() {
            "" => String::new(),
            case => format!(
                "{}: {}{}/{case}\n",
                language.of("Aufgabe", "Task"),
                town.plan().base_url,
                super::task::ROOM
            ),
        };
        let body = match language {
            Language::De => format!(
                "Guten Tag,\n\n{said}\n{task}Alle Schwellen und Warnungen: {desk}\n\n\
                 Sie bekommen diese E-Mail, weil Sie für diese Stunden eingetragen sind.\n"
            ),
            Language::En => format!(
                "Hello,\n\n{said}\n{task}All thresholds and warnings: {desk}\n\n\
                 You get this mail because you are entered for these hours.\n"
            ),
        };
        let word = if is_end { "ended" } else { "raised" };
        let event = format!("sensors/duty/{}/{word}/{}", warning.id, duty.who);
        notify::mail(tx, &event, &email, &subject, &body)?;
    }
    Ok(())
}

/// A number as a language writes it, with at most two digits behind the point.
pub(crate) fn amount(value: f64, sign: &str, language: Language) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    let text = if text == "-0" { "0" } else { text };
    let number = if language == Language::De { text.replace('.', ",") } else { text.to_owned() };
    if sign.is_empty() { number } else { format!("{number}\u{a0}{sign}") }
}

/// An instant of a value, in words.
pub(crate) fn moment(nanoseconds: i64, language: Language) -> String {
    let at = Timestamp::from_nanosecond(i128::from(nanoseconds)).unwrap_or_default();
    language.moment(at)
}

/// Where a threshold lies, in words: "ab 300 cm".
pub(crate) fn level_words(warning: &Warning, spot: &Spot, language: Language) -> String {
    let level = amount(warning.level, &spot.sign, language);
    match (warning.kind, language) {
        (Kind::Above, Language::De) => format!("{} ab {level}", spot.stream),
        (Kind::Above, Language::En) => format!("{} from {level}", spot.stream),
        (Kind::Below, Language::De) => format!("{} bis {level}", spot.stream),
        (Kind::Below, Language::En) => format!("{} down to {level}", spot.stream),
        (Kind::Silent, _) => {
            #[expect(clippy::cast_possible_truncation, reason = "seconds of some days")]
            let span =
                crate::pages::stations::span(web::frame::say_of(language), warning.level as i64);
            match language {
                Language::De => format!("{}: kein Wert seit mehr als {span}", spot.stream),
                Language::En => format!("{}: no value for more than {span}", spot.stream),
            }
        }
    }
}

/// The most extreme value of a warning, in words.
pub(crate) fn peak_words(warning: &Warning, spot: &Spot, language: Language) -> Option<String> {
    warning.peak.map(|peak| amount(peak, &spot.sign, language))
}
