//! What is done to entries of the register, and what the night does by itself.

use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::Date;
use kernel::clock::{berlin, local_day};
use kernel::db::Saved;
use kernel::jobs::Running;
use kernel::{Actor, AppError, Audit, Id, Problem, Town, Tx};

use crate::months;
use crate::register::{Entry, Record, State};
use crate::store::{register as store, retention, traces};

/// The hour of the night work: after midnight has closed the day, before anybody comes.
pub(crate) const NIGHT_HOUR: i8 = 2;

/// Days that values are kept whose entry is written anew and does not say yet how long.
const DRAFT_DAYS: i64 = 30;

/// Addresses below `/sensoren` that are no entries.
const RESERVED: [&str; 9] = [
    "abo",
    "eingang",
    "katalog",
    "meldungen",
    "schwelle",
    "station",
    "stationen",
    "warnungen",
    "werte",
];

fn refused(kind: &'static str, de: &str, en: &str) -> AppError {
    AppError::refused(kind, de, en)
}

/// An address from a title: letters, digits, hyphens.
pub(crate) fn slug_of(title: &str) -> String {
    let mut slug = String::new();
    for word in kernel::search::fold(title).split(|c: char| !c.is_ascii_alphanumeric()) {
        if word.is_empty() {
            continue;
        }
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.push_str(word);
    }
    slug
}

/// Writes a new entry as a draft; its address comes from its title and stays.
///
/// # Errors
/// A [`Problem`] at the title when it is empty or the address is taken.
pub fn draft(tx: &mut Tx<'_>, record: &Record) -> Result<Id<Entry>, AppError> {
    let slug = slug_of(&record.title.de);
    let problem = |de, en| {
        AppError::Refused(
            Problem::new("sensors/title", "Bitte prüfen Sie den Namen.", "Please check the name.")
                .at("titel", de, en),
        )
    };
    if slug.is_empty() {
        return Err(problem("Geben Sie einen Namen an.", "Enter a name."));
    }
    if RESERVED.contains(&slug.as_str()) || store::by_slug(tx, &slug)?.is_some() {
        return Err(problem(
            "Diesen Namen gibt es schon im Register. Wählen Sie einen anderen.",
            "This name is in the register already. Choose another.",
        ));
    }
    let id = store::add(tx, &slug, record)?;
    store::step(tx, id, State::Draft.key(), "")?;
    Ok(id)
}

/// Changes what an entry says. A published one must stay complete, and says what was changed.
///
/// # Errors
/// What is missing, or that somebody else changed it.
pub(crate) fn change(
    tx: &mut Tx<'_>,
    entry: &mut Entry,
    record: Record,
    note: &str,
) -> Result<(), AppError> {
    if entry.state == State::Ended {
        return Err(refused(
            "sensors/ended",
            "Dieser Eintrag ist beendet und bleibt, wie er ist.",
            "This entry is over and stays as it is.",
        ));
    }
    if entry.state != State::Draft {
        record.ready(tx.today()).map_err(AppError::Refused)?;
        kept_promises(&entry.record, &record)?;
        if note.is_empty() {
            return Err(AppError::Refused(
                Problem::new(
                    "sensors/note",
                    "Sagen Sie, was Sie geändert haben. Es steht öffentlich im Verlauf.",
                    "Say what you changed. It stands in the public history.",
                )
                .at(
                    "anmerkung",
                    "Geben Sie an, was sich ändert.",
                    "Enter what changes.",
                ),
            ));
        }
        store::step(tx, entry.id, "changed", note)?;
    }
    entry.record = record;
    store::save(tx, entry)
}

/// What was published about persons and counts can become stricter, not looser: people have relied
/// on it. Looser needs a new entry, with a new decision.
fn kept_promises(before: &Record, after: &Record) -> Result<(), AppError> {
    let mut problem = Problem::new(
        "sensors/promised",
        "Das hat die Stadt veröffentlicht. Wenn sich daran etwas lockert, braucht es einen neuen \
         Eintrag mit neuem Beschluss.",
        "The town has published this. To loosen it there must be a new entry with a new decision.",
    );
    if before.counts && !after.counts {
        problem = problem.at(
            "zaehlt",
            "Hier werden nur gerundete Zahlen gespeichert; das bleibt so.",
            "Only rounded counts are stored here; that stays.",
        );
    }
    if before.needs_second() && !after.needs_second() {
        problem = problem.at(
            "personenbezug",
            "Ein möglicher Personenbezug lässt sich hier nicht streichen.",
            "That persons may be concerned cannot be taken out here.",
        );
    }
    if problem.fields.is_empty() { Ok(()) } else { Err(AppError::Refused(problem)) }
}

/// Moves an entry to another state, with everything that hangs on it.
fn turn(tx: &mut Tx<'_>, entry: &mut Entry, to: State, note: &str) -> Result<(), AppError> {
    entry.state = to;
    store::save(tx, entry)?;
    store::step(tx, entry.id, to.key(), note)?;
    store::show(tx, entry.id, to)?;
    crate::watch::acts::follow_entry(tx, entry.id, to == State::Published)?;
    crate::layer::draw(tx)?;
    Ok(())
}

/// Publishes a draft: from now on values are stored.
///
/// # Errors
/// What is missing.
pub fn publish(tx: &mut Tx<'_>, id: Id<Entry>) -> Result<(), AppError> {
    let mut entry = store::find_entry(tx, id)?;
    if entry.state != State::Draft {
        return Err(refused(
            "sensors/not-a-draft",
            "Dieser Eintrag ist schon veröffentlicht.",
            "This entry is published already.",
        ));
    }
    entry.record.ready(tx.today()).map_err(AppError::Refused)?;
    turn(tx, &mut entry, State::Published, "")
}

/// Pauses an entry at once: nothing is stored, nothing is shown.
///
/// # Errors
/// Without a reason, or when it does not run.
pub(crate) fn pause(
    tx: &mut Tx<'_>,
    id: Id<Entry>,
    actor: &Actor,
    reason: &str,
) -> Result<(), AppError> {
    let mut entry = store::find_entry(tx, id)?;
    if reason.is_empty() {
        return Err(AppError::Refused(
            Problem::new(
                "sensors/reason",
                "Sagen Sie, warum Sie pausieren. Es steht öffentlich im Register.",
                "Say why you pause it. It stands in the public register.",
            )
            .at("grund", "Geben Sie den Grund an.", "Enter the reason."),
        ));
    }
    if entry.state != State::Published {
        return Err(refused(
            "sensors/not-running",
            "Nur was in Betrieb ist, kann pausieren.",
            "Only what runs can pause.",
        ));
    }
    entry.paused_by = actor.label();
    turn(tx, &mut entry, State::Paused, reason)
}

/// Lets an entry run again. Where persons can be concerned, somebody else than who paused it must.
///
/// # Errors
/// When it is not paused, not complete, or needs another person.
pub(crate) fn resume(tx: &mut Tx<'_>, id: Id<Entry>, actor: &Actor) -> Result<(), AppError> {
    let mut entry = store::find_entry(tx, id)?;
    if entry.state != State::Paused {
        return Err(refused(
            "sensors/not-paused",
            "Dieser Eintrag ist nicht pausiert.",
            "This entry is not paused.",
        ));
    }
    if entry.record.needs_second() && entry.paused_by == actor.label() {
        return Err(refused(
            "sensors/second-person",
            "Personenbezug ist möglich. Deshalb muss eine andere Person als die, die pausiert hat, \
             den Betrieb freigeben.",
            "Persons can be concerned. So somebody else than who paused it must let it run.",
        ));
    }
    entry.record.ready(tx.today()).map_err(AppError::Refused)?;
    entry.paused_by = String::new();
    turn(tx, &mut entry, State::Published, "")
}

/// Ends an entry for good.
///
/// # Errors
/// When it is over already or was never published.
pub(crate) fn end(tx: &mut Tx<'_>, id: Id<Entry>, reason: &str) -> Result<(), AppError> {
    let mut entry = store::find_entry(tx, id)?;
    if !matches!(entry.state, State::Published | State::Paused) {
        return Err(refused(
            "sensors/not-running",
            "Nur was veröffentlicht ist, kann enden.",
            "Only what is published can end.",
        ));
    }
    turn(tx, &mut entry, State::Ended, reason)
}

/// Releases a device from its entry: its warnings end, nothing is stored, nobody reads it until
/// another entry takes it.
///
/// # Errors
/// Not found when it does not belong there.
pub(crate) fn release(tx: &mut Tx<'_>, thing: i64, id: Id<Entry>) -> Result<(), AppError> {
    crate::watch::acts::leave_entry(tx, thing)?;
    if !store::release(tx, thing, id)? {
        return Err(AppError::NotFound);
    }
    crate::layer::draw(tx)?;
    Ok(())
}

/// The night: what is over pauses itself, values whose time is over go.
pub(crate) fn night(town: Arc<Town>) -> Running<'static> {
    Box::pin(async move {
        let paused = town
            .write(Actor::system("sensors"), |tx| {
                let today = tx.today();
                let over = store::over(tx, today)?;
                for id in &over {
                    let mut entry = store::find_entry(tx, *id)?;
                    let note = "Die Laufzeit ist vorbei. Ein neuer Beschluss kann sie verlängern.";
                    turn(tx, &mut entry, State::Paused, note)?;
                }
                match over.first() {
                    None => Ok(Saved::nothing(0)),
                    Some(_) => {
                        Ok(Audit::of("sensors.over", "register").note(over.len()).with(over.len()))
                    }
                }
            })
            .await?;
        tracing::debug!(paused, "Entries of the register that are over");
        for entry in town.read(store::all).await? {
            let days = match entry.record.raw_days {
                // What a draft does not say yet is no leave to keep for ever.
                days if entry.state == State::Draft && days < 1 => DRAFT_DAYS,
                days => days.max(1),
            };
            let today = local_day(town.now());
            let from = today.checked_sub(days.days()).map_err(AppError::internal)?;
            clear(&town, &entry, from).await?;
            if entry.state != State::Draft {
                months::keep(&town, &entry, from).await?;
            }
        }
        months::tidy(&town).await?;
        Ok(())
    })
}

/// Deletes what an entry keeps no longer, in several transactions.
async fn clear(town: &Arc<Town>, entry: &Entry, before: Date) -> Result<(), AppError> {
    let (id, zone) = (entry.id, berlin());
    let today = local_day(town.now());
    let limit = retention::start_of(before, &zone);
    let mut gone = 0;
    for stream in town.read(move |db| retention::streams_before(db, id, limit)).await? {
        loop {
            let zone = zone.clone();
            let (count, more) = town
                .write(Actor::system("sensors"), move |tx| {
                    Ok(Saved::measured(retention::close_days(tx, stream, before, &zone)?))
                })
                .await?;
            gone += count;
            if !more {
                break;
            }
        }
    }
    while town
        .write(Actor::system("sensors"), move |tx| {
            Ok(Saved::measured(traces::forget(tx, id, limit)?))
        })
        .await?
    {}
    let years = entry.record.day_years;
    let oldest = (years > 0).then(|| today.checked_sub(years.years())).transpose();
    let oldest = oldest.map_err(AppError::internal)?;
    town.write(Actor::system("sensors"), move |tx| {
        let days = oldest.map_or(Ok(0), |day| retention::drop_days(tx, id, day))?;
        if gone == 0 && days == 0 {
            return Ok(Saved::nothing(()));
        }
        // The page of the entry tells that it is done as promised.
        store::step(tx, id, "cleared", &gone.to_string())?;
        Ok(Audit::of("sensors.cleared", id).note(format!("values={gone}, days={days}")).done())
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::slug_of;

    #[test]
    fn addresses_come_from_titles() {
        assert_eq!(slug_of("Pegel an der Bröl (2026)"), "pegel-an-der-broel-2026");
        assert_eq!(slug_of("  …  "), "");
    }
}
