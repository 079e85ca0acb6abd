//! What housing benefit does when something happened elsewhere.

use std::sync::Arc;

use jiff::ToSpan;
use kernel::facts::{ApplicationSubmitted, DeadlineNear, DecisionIssued, Fact};
use kernel::outbox::{self, Subscriber};
use kernel::{AppError, Audit, Case, Id, Text, Town, Tx, cases, deadlines, files, notify};
use norm_wohngeld::Month;

use crate::answers;
use crate::settings::WohngeldSettings;
use crate::{KIND, store};

/// Rule of the deadline that marks the end of a grant period.
const GRANT_END: &str = "wohngeld/grant-end";

pub fn subscribers() -> Vec<Subscriber> {
    vec![
        Subscriber { name: "wohngeld.take_in", fact: ApplicationSubmitted::NAME, run: take_in },
        Subscriber { name: "wohngeld.note_grant", fact: DecisionIssued::NAME, run: note_grant },
        Subscriber { name: "wohngeld.remind", fact: DeadlineNear::NAME, run: remind },
    ]
}

fn id<T>(text: &str) -> Result<Id<T>, AppError> {
    text.parse().map_err(AppError::internal)
}

/// A submitted application becomes a claim.
fn take_in(town: &Arc<Town>, tx: &mut Tx<'_>, body: &str) -> Result<Audit, AppError> {
    let fact: ApplicationSubmitted = outbox::read(body)?;
    if fact.kind != KIND {
        return Ok(Audit::of("wohngeld.passed_over", fact.case));
    }
    let case = cases::find_for_update(tx, id(&fact.case)?)?;
    let file = files::find(tx, id(&fact.data)?)?;
    let document: serde_json::Value = serde_json::from_slice(&town.files().read(&file.sha256)?)?;
    let month = Month::of(kernel::clock::local_day(case.opened_at));
    store::add(town, tx, case.id, month, &answers::claim(&document))?;
    Ok(Audit::of("wohngeld.taken_in", case.id))
}

/// A grant has an end: a deadline reminds the household before it (§ 25 WoGG).
fn note_grant(_: &Arc<Town>, tx: &mut Tx<'_>, body: &str) -> Result<Audit, AppError> {
    let fact: DecisionIssued = outbox::read(body)?;
    let (true, Some(from), Some(until)) = (fact.kind == KIND, fact.from, fact.until) else {
        return Ok(Audit::of("wohngeld.passed_over", fact.case));
    };
    if fact.outcome == "refused" {
        return Ok(Audit::of("wohngeld.passed_over", fact.case));
    }
    let case = cases::find_for_update(tx, id(&fact.case)?)?;
    let settings = WohngeldSettings::of(tx)?;
    store::grant(tx, case.id, &fact.decision, from, until)?;
    let label = Text::new("Ende des Bewilligungszeitraums", "End of the grant period");
    let remind_on = until.saturating_sub(settings.reminder_days.days());
    deadlines::start(tx, &case.id.to_string(), GRANT_END, &label, until, Some(remind_on))?;
    Ok(Audit::of("wohngeld.grant_noted", case.id))
}

/// The household hears in time that it must apply again.
fn remind(town: &Arc<Town>, tx: &mut Tx<'_>, body: &str) -> Result<Audit, AppError> {
    let fact: DeadlineNear = outbox::read(body)?;
    if fact.rule != GRANT_END {
        return Ok(Audit::of("wohngeld.passed_over", fact.subject));
    }
    let case: Case = cases::find_for_update(tx, id(&fact.subject)?)?;
    let applicant = cases::applicant(tx, case.id)?;
    let language = applicant.language;
    let day = language.day(fact.due_on);
    let subject = language.of("Ihr Wohngeld läuft bald aus", "Your housing benefit ends soon");
    let text = match language {
        kernel::Language::De => format!(
            "Ihr Wohngeld ist bis zum {day} bewilligt. Wenn Sie danach weiter Wohngeld brauchen, \
             stellen Sie bitte rechtzeitig einen neuen Antrag. So entsteht keine Lücke."
        ),
        kernel::Language::En => format!(
            "Your housing benefit is granted until {day}. If you need it after that day, please \
             apply again in time, so that there is no gap."
        ),
    };
    let author = town.profile().name.clone();
    let message = notify::NewMessage {
        case: &case,
        is_to_citizen: true,
        subject,
        body: &text,
        file: None,
        author: &author,
    };
    notify::put(tx, &message)?;
    if !applicant.email.reveal().is_empty() {
        let link = format!("{}/vorgang/{}", town.plan().base_url, case.id);
        let mail = format!(
            "{}\n\n{link}\n",
            language.of(
                "Guten Tag,\n\nin Ihrem Postfach liegt eine Erinnerung zu Ihrem Wohngeld.",
                "Hello,\n\nthere is a reminder about your housing benefit in your mailbox.",
            )
        );
        let event = format!("wohngeld.remind/{}", case.id);
        notify::mail(tx, &event, applicant.email.reveal(), subject, &mail)?;
    }
    let line = Text::new(
        "Erinnert: Der Bewilligungszeitraum endet bald.",
        "Reminded: the grant period ends soon.",
    );
    cases::log(tx, case.id, &author, &line, true)?;
    Ok(Audit::of("wohngeld.reminded", case.id))
}
