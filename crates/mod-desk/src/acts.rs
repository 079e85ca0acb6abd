//! What case workers do, inside one transaction each: write to people, wait for them, decide.

use jiff::civil::Date;
use kernel::cases::{self, Case};
use kernel::db::Tx;
use kernel::deadlines;
use kernel::facts::DecisionIssued;
use kernel::files::StoredFile;
use kernel::notify::{self, Message, NewMessage};
use kernel::org::Unit;
use kernel::people::Account;
use kernel::procedure::{Decision, DocumentNeed, SharedProcedure};
use kernel::{AppError, Id, Language, Reader, Text, Town, jobs};

use crate::model::{self, DOCUMENTS_RULE, Draft, HEARING_RULE};
use crate::{notice, store};

/// Works out the nearest day something is due and moves the case to a step.
///
/// # Errors
/// What the database says.
pub(crate) fn move_to(tx: &mut Tx<'_>, case: &Case, stage: &str) -> Result<(), AppError> {
    let due_on = next_due(tx, case.id)?;
    cases::set_stage(tx, case.id, stage, due_on)
}

/// Works out the nearest day something is due, leaving the step as it is.
///
/// # Errors
/// What the database says.
pub(crate) fn refresh_due(tx: &mut Tx<'_>, case: &Case) -> Result<(), AppError> {
    let due_on = next_due(tx, case.id)?;
    cases::set_due(tx, case.id, due_on)
}

/// The nearest of deadlines, follow-ups and the day the desk set itself.
fn next_due(reader: &mut Reader<'_>, case: Id<Case>) -> Result<Option<Date>, AppError> {
    let days = [
        deadlines::nearest(reader, &case.to_string())?,
        store::next_followup(reader, case)?,
        store::own_due(reader, case)?,
    ];
    Ok(days.into_iter().flatten().min())
}

/// Writes a line in the log for the house only.
///
/// # Errors
/// What the database says.
pub(crate) fn note(tx: &mut Tx<'_>, case: &Case, who: &str, what: &Text) -> Result<(), AppError> {
    cases::log(tx, case.id, who, what, false)
}

/// Writes a line in the log that the applicant sees too, in the name of the unit.
///
/// # Errors
/// What the database says.
pub(crate) fn tell(tx: &mut Tx<'_>, case: &Case, unit: &Unit, what: &Text) -> Result<(), AppError> {
    cases::log(tx, case.id, &unit.name.de, what, true)
}

/// Where the applicant finds the case.
fn link(town: &Town, case: &Case, language: Language) -> String {
    let prefix = language.of("", "/en");
    format!("{}{prefix}/vorgang/{}", town.plan().base_url, case.id)
}

/// Puts a message into the mailbox and sees that the applicant learns of it: by mail where there
/// is an address, by letter where they want paper.
///
/// # Errors
/// What the database says.
pub(crate) fn write(
    tx: &mut Tx<'_>,
    town: &Town,
    case: &Case,
    unit: &Unit,
    subject: &str,
    body: &str,
    file: Option<Id<StoredFile>>,
) -> Result<Id<Message>, AppError> {
    let message =
        NewMessage { case, is_to_citizen: true, subject, body, file, author: &unit.name.de };
    let id = notify::put(tx, &message)?;
    announce(tx, town, case, &format!("desk.message/{id}"))?;
    let parties = cases::parties(tx, case.id)?;
    if model::addressee(&parties).is_some_and(|to| !to.is_digital) {
        jobs::schedule(tx, notice::LETTER_JOB, &format!("desk.letter/{id}"), &id)?;
    }
    Ok(id)
}

/// Mails that something lies in the mailbox, once per event, without saying what.
///
/// # Errors
/// What the database says.
pub(crate) fn announce(
    tx: &mut Tx<'_>,
    town: &Town,
    case: &Case,
    event: &str,
) -> Result<(), AppError> {
    let parties = cases::parties(tx, case.id)?;
    let Some(to) = model::addressee(&parties) else { return Ok(()) };
    if to.email.reveal().is_empty() {
        return Ok(());
    }
    let name = &town.profile().name;
    let url = link(town, case, to.language);
    let (subject, body) = match to.language {
        Language::De => (
            format!("{name}: Neue Nachricht zu Ihrem Vorgang {}", case.number),
            format!(
                "Guten Tag,\n\nzu Ihrem Vorgang {} liegt eine neue Nachricht in Ihrem Postfach. Bitte lesen Sie sie bald, sie kann eine Frist enthalten.\n\n{url}\n\nAus Gründen des Datenschutzes steht in dieser E-Mail nichts über den Inhalt.\n\nFreundliche Grüße\n{name}",
                case.number
            ),
        ),
        Language::En => (
            format!("{name}: new message about your case {}", case.number),
            format!(
                "Hello,\n\nthere is a new message about your case {} in your mailbox. Please read it soon, it may contain a deadline.\n\n{url}\n\nTo protect your data this e-mail says nothing about the contents.\n\nKind regards\n{name}",
                case.number
            ),
        ),
    };
    notify::mail(tx, event, to.email.reveal(), &subject, &body)
}

/// The language the town writes to the applicant in.
fn language_of(reader: &mut Reader<'_>, case: &Case) -> Result<Language, AppError> {
    let parties = cases::parties(reader, case.id)?;
    Ok(model::addressee(&parties).map(|p| p.language).unwrap_or_default())
}

/// Asks for documents: message, deadline, waiting.
///
/// # Errors
/// What the database says.
pub(crate) fn ask_documents(
    tx: &mut Tx<'_>,
    town: &Town,
    case: &Case,
    unit: &Unit,
    body: &str,
    until: Date,
) -> Result<(), AppError> {
    let subject = language_of(tx, case)?.of(
        "Bitte reichen Sie Unterlagen nach",
        "Please hand in documents (Bitte reichen Sie Unterlagen nach)",
    );
    write(tx, town, case, unit, subject, body, None)?;
    let label = Text::new("Unterlagen nachreichen", "Hand in documents");
    await_answer(tx, case, "documents", DOCUMENTS_RULE, &label, until)?;
    let what = Text::new(
        format!("Wir haben Unterlagen angefordert, Frist bis {}.", Language::De.day(until)),
        format!("We asked for documents, deadline {}.", Language::En.day(until)),
    );
    tell(tx, case, unit, &what)
}

/// Starts a hearing: message, deadline, waiting (§ 24 SGB X, § 28 VwVfG).
///
/// # Errors
/// What the database says.
pub(crate) fn hear(
    tx: &mut Tx<'_>,
    town: &Town,
    case: &Case,
    unit: &Unit,
    body: &str,
    until: Date,
) -> Result<(), AppError> {
    let subject = language_of(tx, case)?.of(
        "Anhörung: Ihre Meinung vor unserer Entscheidung",
        "Hearing: your opinion before we decide (Anhörung)",
    );
    write(tx, town, case, unit, subject, body, None)?;
    let label = Text::new("Antwort auf die Anhörung", "Answer to the hearing");
    await_answer(tx, case, "hearing", HEARING_RULE, &label, until)?;
    let what = Text::new(
        format!("Wir haben Sie angehört. Sie können antworten bis {}.", Language::De.day(until)),
        format!("We started a hearing. You may answer until {}.", Language::En.day(until)),
    );
    tell(tx, case, unit, &what)
}

fn await_answer(
    tx: &mut Tx<'_>,
    case: &Case,
    stage: &str,
    rule: &str,
    label: &Text,
    until: Date,
) -> Result<(), AppError> {
    let subject = case.id.to_string();
    // A new request replaces the running one: there is one day to keep in mind, not two.
    deadlines::drop_rule(tx, &subject, rule)?;
    let remind_on = remind_on(tx.today(), until);
    deadlines::start(tx, &subject, rule, label, until, remind_on)?;
    store::set_own_due(tx, case.id, None)?;
    move_to(tx, case, stage)
}

/// Days before the end of a deadline on which the applicant is reminded.
const REMIND_DAYS: i64 = 5;

/// The day of the reminder; none for deadlines so short that it would follow the request at once.
fn remind_on(today: Date, until: Date) -> Option<Date> {
    let day = until.saturating_sub(jiff::ToSpan::days(REMIND_DAYS));
    let soonest = today.saturating_add(jiff::ToSpan::days(REMIND_DAYS));
    (day >= soonest).then_some(day)
}

/// The text of a request for documents, German first, in English too where the applicant asked.
pub(crate) fn documents_text(
    name: &str,
    case: &Case,
    chosen: &[&DocumentNeed],
    further: &str,
    until: Date,
    language: Language,
) -> String {
    let list = |language: Language| -> String {
        let lines = chosen.iter().map(|need| {
            let (label, why) = (need.label.of(language), need.why.of(language));
            if why.is_empty() { format!("– {label}") } else { format!("– {label}: {why}") }
        });
        lines.collect::<Vec<_>>().join("\n")
    };
    let mut parts = vec![format!("Guten Tag {name},")];
    if chosen.is_empty() {
        parts.push(format!("zu Ihrem Vorgang {} brauchen wir noch etwas von Ihnen.", case.number));
    } else {
        parts.push(format!("zu Ihrem Vorgang {} fehlen uns noch diese Unterlagen:", case.number));
        parts.push(list(Language::De));
    }
    if !further.is_empty() {
        parts.push(further.to_owned());
    }
    parts.push(format!(
        "Bitte reichen Sie alles bis zum {} ein: online zu Ihrem Vorgang, per Post oder persönlich. Schaffen Sie es bis dahin nicht, schreiben Sie uns; dann finden wir eine Lösung. Sonst entscheiden wir nach dem, was uns vorliegt.",
        Language::De.day(until)
    ));
    if language == Language::En {
        parts.push("———".into());
        parts.push(format!(
            "In English: please hand in the following by {}. If you need more time, write to us.",
            Language::En.day(until)
        ));
        if !chosen.is_empty() {
            parts.push(list(Language::En));
        }
    }
    parts.join("\n\n")
}

/// The text of a hearing as a first draft.
pub(crate) fn hearing_text(name: &str, case: &Case, reasons: &str) -> String {
    let why = if reasons.is_empty() {
        "[Schreiben Sie hier, welche Tatsachen dafür sprechen.]"
    } else {
        reasons
    };
    format!(
        "Guten Tag {name},\n\nwir haben Ihren Antrag (Vorgang {}) geprüft. Nach dem, was uns vorliegt, wollen wir ihn ablehnen. Diese Tatsachen sind dafür wichtig:\n\n{why}\n\nBevor wir entscheiden, können Sie sich dazu äußern. Ist etwas falsch, oder fehlt etwas? Dann schreiben Sie uns, und schicken Sie Nachweise mit.",
        case.number
    )
}

/// What issuing a decision needs to know.
pub(crate) struct Issue<'a> {
    /// The town.
    pub town: &'a Town,
    /// The case.
    pub case: &'a Case,
    /// The unit that decides.
    pub unit: &'a Unit,
    /// The draft that becomes the decision.
    pub draft: &'a Draft,
    /// Who decides.
    pub decided_by: Id<Account>,
    /// Who signed as second pair.
    pub countersigned_by: Option<Id<Account>>,
}

/// Issues a decision: its row, the case, the fact, the job of its notice, all or nothing.
///
/// # Errors
/// [`AppError::Refused`] when the case is decided already.
pub(crate) fn issue(tx: &mut Tx<'_>, issue: &Issue<'_>) -> Result<Id<Decision>, AppError> {
    let Issue { town, case, unit, draft, decided_by, countersigned_by } = *issue;
    let decision = draft.decision(Id::new(), tx.today());
    store::issue(town, tx, case.id, &decision, decided_by, countersigned_by)?;
    cases::decide(tx, case.id)?;
    let subject = case.id.to_string();
    deadlines::drop_rule(tx, &subject, DOCUMENTS_RULE)?;
    deadlines::drop_rule(tx, &subject, HEARING_RULE)?;
    store::end_followups(tx, case.id)?;
    store::set_own_due(tx, case.id, None)?;
    store::drop_draft(tx, case.id)?;
    tx.emit(&DecisionIssued {
        case: subject,
        kind: case.kind.clone(),
        decision: decision.id.to_string(),
        outcome: decision.outcome.word().into(),
        from: decision.period.map(|p| p.from),
        until: decision.period.map(|p| p.until),
    })?;
    jobs::schedule(tx, notice::NOTICE_JOB, &format!("desk.notice/{}", decision.id), &decision.id)?;
    let what = Text::new(
        "Über Ihren Antrag ist entschieden. Der Bescheid ist auf dem Weg zu Ihnen.",
        "Your application is decided. The notice is on its way to you.",
    );
    tell(tx, case, unit, &what)?;
    Ok(decision.id)
}

/// Notes that a notice was sent: from that day on delivery and objection period follow.
///
/// # Errors
/// What the database says.
pub(crate) fn deliver(
    tx: &mut Tx<'_>,
    procedure: &SharedProcedure,
    case: &Case,
    unit: &Unit,
    decision: Id<Decision>,
    sent_on: Date,
) -> Result<(), AppError> {
    let settings = kernel::settings::get::<crate::settings::DeskSettings>(tx)?;
    let delivered_on = procedure.delivery_rule(tx)?.delivered_on(sent_on);
    let until = model::objection_end(delivered_on, settings.objection_months);
    if !store::set_sent(tx, decision, sent_on, delivered_on, until)? {
        return Ok(());
    }
    let subject = case.id.to_string();
    let label = Text::new("Bescheid gilt als bekannt gegeben", "Notice counts as delivered");
    deadlines::start(tx, &subject, model::DELIVERY_RULE, &label, delivered_on, None)?;
    let label = model::remedy_words(procedure.remedy(tx)?).end;
    deadlines::start(tx, &subject, model::OBJECTION_RULE, &label, until, None)?;
    let what = Text::new(
        format!(
            "Der Bescheid wurde am {} abgesandt. Er gilt am {} als bekannt gegeben.",
            Language::De.day(sent_on),
            Language::De.day(delivered_on)
        ),
        format!(
            "The notice was sent on {}. It counts as delivered on {}.",
            Language::En.day(sent_on),
            Language::En.day(delivered_on)
        ),
    );
    tell(tx, case, unit, &what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reminders_come_only_where_there_is_time_for_them() {
        let day = |d| Date::constant(2026, 5, d);
        assert_eq!(remind_on(day(1), day(22)), Some(day(17)));
        assert_eq!(remind_on(day(1), day(11)), Some(day(6)));
        assert_eq!(remind_on(day(1), day(10)), None);
    }
}
