//! The requests of operators: their days lie in the past, so the clock goes there and comes back.
//! What is decided, the engineer decides at the desk, today.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::clock::Clock;
use kernel::people::{self, AccountKind};
use kernel::{Town, org};
use mod_permits::DemoDecision;

use super::clerk::{Clerk, Stuck, Who};
use super::stories::moment;
use super::{Error, base};

/// Tells the requests and has the desk decide some of them.
///
/// # Errors
/// What the house says.
pub async fn tell(town: &Arc<Town>, clock: &Clock, now: Timestamp) -> Result<(), Error> {
    let today = kernel::clock::local_day(now);
    let turn = |day: Date| {
        let at = if day == today { now } else { moment(day, 10 * 60) };
        clock.set(at);
    };
    let told = mod_permits::fill_for_demo(town, today, &turn).await?;
    clock.set(now);
    kernel::worker::settle(town).await?;
    for decision in &told.decisions {
        match decide(town, decision).await {
            Err(stuck @ Stuck::Answer { .. }) => {
                tracing::warn!(%stuck, "A request of the demo stays open");
            }
            other => other?,
        }
        kernel::worker::settle(town).await?;
    }
    for company in told.operators {
        base::tell_way(company.email, &format!("{} (Code im Postausgang)", company.name));
    }
    Ok(())
}

/// An engineer takes a case and decides it as the department proposes, or refuses it.
async fn decide(town: &Arc<Town>, decision: &DemoDecision) -> Result<(), Stuck> {
    let Some(who) = engineer(town).await? else { return Ok(()) };
    let site = crate::site(Arc::clone(town.house()), &[Arc::clone(town)], false);
    let mut clerk = Clerk::new(town, &kernel::http::router(site), who);
    let (house, id) = (Arc::clone(town), decision.case);
    let proposal = town
        .read(move |db| {
            let case = kernel::cases::find_for_update(db, id)?;
            house.house().procedure(&case.kind)?.proposal(&house, db, &case)
        })
        .await?;
    let day = |d: Option<Date>| d.map(|d| d.strftime("%d.%m.%Y").to_string()).unwrap_or_default();
    let (from, until) =
        (day(proposal.period.map(|p| p.from)), day(proposal.period.map(|p| p.until)));
    let reasons = match (decision.is_refused, proposal.reasons.is_empty()) {
        (true, _) => REFUSED,
        (false, true) => GRANTED,
        (false, false) => &proposal.reasons,
    };
    let granted = [
        ("ergebnis", proposal.outcome.word()),
        ("von", from.as_str()),
        ("bis", until.as_str()),
        ("begruendung", reasons),
    ];
    let refused = [("ergebnis", "refused"), ("begruendung", reasons), ("ohne_anhoerung", HEARD)];
    let fields: &[(&str, &str)] = if decision.is_refused { &refused } else { &granted };
    clerk.act(id, "", "uebernehmen", &[]).await?;
    clerk.act(id, "entscheiden", "entscheiden", fields).await?;
    clerk.act(id, "entscheiden/pruefen", "erlassen", &[]).await
}

/// Somebody who decides about lines.
async fn engineer(town: &Arc<Town>) -> Result<Option<Who>, Stuck> {
    Ok(town
        .read(|db| {
            let unit = org::competent_for(db, mod_permits::COMPETENCE)?;
            for account in people::of_kind(db, AccountKind::Staff)? {
                let actor = people::actor(db, &account)?;
                let is_theirs =
                    |id| actor.may_in(mod_desk::DECIDE, id) && actor.may(mod_permits::REGISTER);
                if unit.as_ref().is_some_and(|u| is_theirs(u.id)) {
                    return Ok(Some(Who::Account(account.id)));
                }
            }
            Ok(None)
        })
        .await?)
}

const GRANTED: &str = "Die Unterlagen sind vollständig. Belange anderer stehen dem Vorhaben nicht entgegen; die Nebenbestimmungen sichern Verkehr und Straße.";
const HEARD: &str = "Der Antragsteller hat sich in der Bauberatung dazu geäußert.";
const REFUSED: &str = "Die Fahrbahn wird in diesem Jahr erneuert. Ein Aufbruch danach würde die neue Decke beschädigen; vor dem Einbau ist Zeit für Ihre Arbeiten. Bitte stimmen Sie den Ablauf mit uns ab und stellen Sie den Antrag neu.";
