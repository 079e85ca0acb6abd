//! What case work is made of: drafts, decisions, stages, and the rules between them. No database,
//! no HTTP.

use jiff::ToSpan;
use jiff::civil::Date;
use kernel::cases::{Case, Party};
use kernel::deadlines::Deadline;
use kernel::people::Account;
use kernel::procedure::{Decision, Outcome, Proposal, Remedy};
use kernel::{Euro, Id, Period, Problem, Text};
use serde::{Deserialize, Serialize};

use crate::settings::DeskSettings;

/// Deadline rule: documents that were asked for.
pub(crate) const DOCUMENTS_RULE: &str = "desk/documents";
/// Deadline rule: answer to a hearing.
pub(crate) const HEARING_RULE: &str = "desk/hearing";
/// Deadline rule: objection to a decision.
pub(crate) const OBJECTION_RULE: &str = "desk/objection";
/// Deadline rule: the day a notice counts as delivered.
pub(crate) const DELIVERY_RULE: &str = "desk/delivery";

/// Longest reasons or message, in characters. Our choice: about ten printed pages.
pub(crate) const TEXT_CHARS_MAX: usize = 20_000;
/// Longest internal note, in characters.
pub(crate) const NOTE_CHARS_MAX: usize = 2_000;

/// A decision before it is issued.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Draft {
    /// `granted`, `partly` or `refused`.
    pub outcome: String,
    /// Amount.
    pub amount: Option<Euro>,
    /// Period.
    pub period: Option<Period>,
    /// Reasons.
    pub reasons: String,
    /// Why there was no hearing before a refusal.
    pub without_hearing: String,
}

impl Draft {
    /// The outcome; a word nobody knows is a refusal to go on, not a grant.
    pub(crate) fn outcome(&self) -> Outcome {
        Outcome::from_word(&self.outcome).unwrap_or(Outcome::Refused)
    }

    /// The decision this draft becomes on a day.
    pub(crate) fn decision(&self, id: Id<Decision>, day: Date) -> Decision {
        Decision {
            id,
            outcome: self.outcome(),
            amount: self.amount,
            period: self.period,
            reasons: self.reasons.clone(),
            day,
        }
    }
}

/// A decision as the desk keeps it.
#[derive(Clone, Debug)]
pub(crate) struct Issued {
    /// The case.
    pub case: Id<Case>,
    /// What was decided.
    pub decision: Decision,
    /// Who decided.
    pub decided_by: Id<Account>,
    /// Who signed as second pair.
    pub countersigned_by: Option<Id<Account>>,
    /// The notice, once it is made.
    pub notice: Option<Id<kernel::files::StoredFile>>,
    /// `mailbox`, `letter` or empty before the notice is made.
    pub channel: String,
    /// Day of notification or posting.
    pub sent_on: Option<Date>,
    /// Day it counts as delivered.
    pub delivered_on: Option<Date>,
    /// Last day of the objection period.
    pub objection_until: Option<Date>,
}

/// A draft that waits or waited for a second pair of eyes.
#[derive(Clone, Debug)]
pub(crate) struct SecondPair {
    /// Identifier.
    pub id: Id<SecondPair>,
    /// Who wrote it.
    pub author: Id<Account>,
    /// What it says.
    pub draft: Draft,
    /// `waiting`, `signed`, `returned` or `recalled`.
    pub state: String,
    /// Who looked at it.
    pub reviewer: Option<Id<Account>>,
    /// What the reviewer wrote.
    pub note: String,
}

/// A day on which somebody wants to look at a case again.
#[derive(Clone, Debug)]
pub(crate) struct Followup {
    /// Identifier.
    pub id: Id<Followup>,
    /// What for.
    pub note: String,
    /// The day.
    pub due_on: Date,
    /// Whether it is done.
    pub is_done: bool,
}

/// How far the hearing of a case has come (§ 24 SGB X, § 28 VwVfG).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hearing {
    /// There was none.
    None,
    /// The applicant may answer until this day.
    Running(Date),
    /// Answered, or its time is over.
    Held,
}

/// How far the hearing has come, by the deadlines of a case.
pub(crate) fn hearing(deadlines: &[Deadline]) -> Hearing {
    let of_rule = || deadlines.iter().filter(|d| d.rule == HEARING_RULE);
    if let Some(running) = of_rule().find(|d| d.state == "running") {
        return Hearing::Running(running.due_on);
    }
    if of_rule().any(|d| d.state == "met" || d.state == "expired") {
        return Hearing::Held;
    }
    Hearing::None
}

/// Why a decision needs a second pair of eyes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SecondLook {
    /// Its amount is above the town's limit.
    Amount(Euro),
    /// It is a refusal.
    Refusal,
}

/// Whether a draft needs a second pair of eyes by the town's rules.
pub(crate) fn second_look(settings: &DeskSettings, draft: &Draft) -> Option<SecondLook> {
    if draft.outcome() == Outcome::Refused {
        return settings.second_pair_on_refusal.then_some(SecondLook::Refusal);
    }
    let limit = settings.second_pair_above;
    let is_above = limit.0 > 0 && draft.amount.is_some_and(|amount| amount > limit);
    is_above.then_some(SecondLook::Amount(limit))
}

fn at(field: &str, de: &str, en: &str) -> Problem {
    Problem::new("desk/draft", "Bitte prüfen Sie die Entscheidung.", "Please check the decision.")
        .at(field, de, en)
}

/// Checks a draft against what the rules propose and how far the hearing has come.
///
/// # Errors
/// A [`Problem`] at the field that is wrong.
pub(crate) fn check_draft(
    draft: &Draft,
    proposal: &Proposal,
    hearing: Hearing,
) -> Result<(), Problem> {
    let outcome = draft.outcome();
    if draft.reasons.chars().count() > TEXT_CHARS_MAX {
        return Err(at(
            "begruendung",
            "Die Begründung ist zu lang. Möglich sind 20.000 Zeichen.",
            "The reasons are too long. 20,000 characters are possible.",
        ));
    }
    if outcome == Outcome::Refused {
        return check_refusal(draft, hearing);
    }
    if proposal.is_amount_bound && proposal.amount != draft.amount {
        return Err(at(
            "ergebnis",
            "Der Betrag folgt aus der Berechnung, und die hat sich geändert. Öffnen Sie die Entscheidung neu.",
            "The amount follows from the calculation, which has changed. Open the decision again.",
        ));
    }
    if proposal.is_amount_bound && draft.amount.is_none() {
        return Err(at(
            "ergebnis",
            "Nach der Berechnung besteht kein Anspruch. Ist eine Angabe falsch, berichtigen Sie sie zuerst im Antrag.",
            "By the calculation there is no entitlement. If a fact is wrong, correct it in the claim first.",
        ));
    }
    if outcome == Outcome::Partly && draft.reasons.is_empty() {
        return Err(at(
            "begruendung",
            "Begründen Sie, warum nicht alles bewilligt wird.",
            "Give reasons why not everything is granted.",
        ));
    }
    if draft.period.is_some_and(|p| p.until < p.from) {
        return Err(at(
            "bis",
            "Der letzte Tag liegt vor dem ersten.",
            "The last day is before the first one.",
        ));
    }
    if draft.period.is_none() && proposal.period.is_some() {
        return Err(at(
            "von",
            "Geben Sie an, für welche Zeit bewilligt wird.",
            "Enter the period of the grant.",
        ));
    }
    Ok(())
}

fn check_refusal(draft: &Draft, hearing: Hearing) -> Result<(), Problem> {
    if draft.reasons.is_empty() {
        return Err(at(
            "begruendung",
            "Eine Ablehnung braucht eine Begründung.",
            "A refusal needs reasons.",
        ));
    }
    match hearing {
        Hearing::Running(until) => Err(at(
            "ergebnis",
            &format!(
                "Die Anhörung läuft noch bis zum {}. Warten Sie ab, oder vermerken Sie, dass die Antwort da ist.",
                kernel::Language::De.day(until)
            ),
            &format!(
                "The hearing runs until {}. Wait, or note that the answer has come.",
                kernel::Language::En.day(until)
            ),
        )),
        Hearing::None if draft.without_hearing.is_empty() => Err(at(
            "ohne_anhoerung",
            "Vor einer Ablehnung wird angehört. Starten Sie eine Anhörung, oder begründen Sie, warum sie entfällt.",
            "A hearing comes before a refusal. Start one, or say why there is none.",
        )),
        Hearing::Held | Hearing::None => Ok(()),
    }
}

/// Who the town writes to: the representative where there is one (§ 13 (3) SGB X, § 14 (3) VwVfG),
/// else the applicant.
pub(crate) fn addressee(parties: &[Party]) -> Option<&Party> {
    let of_role = |role| parties.iter().find(|p| p.role == role);
    of_role("representative").or_else(|| of_role("applicant"))
}

/// The words for a step of the work.
pub(crate) fn stage_text(stage: &str) -> Text {
    let (de, en) = match stage {
        "new" => ("Neu", "New"),
        "checking" => ("In Prüfung", "Being checked"),
        "documents" => ("Wartet auf Unterlagen", "Waiting for documents"),
        "hearing" => ("Anhörung läuft", "Hearing"),
        "second_pair" => ("Wartet auf Mitzeichnung", "Waiting for a second pair"),
        "decided" => ("Entschieden", "Decided"),
        "objection" => ("Rechtsbehelf eingelegt", "Contested"),
        "closed" => ("Abgeschlossen", "Closed"),
        "withdrawn" => ("Zurückgezogen", "Withdrawn"),
        other => (other, other),
    };
    Text::new(de, en)
}

/// The words for what people can do against a decision.
#[derive(Clone, Debug)]
pub(crate) struct RemedyWords {
    /// Until when it is possible.
    pub until: Text,
    /// The deadline.
    pub end: Text,
    /// Somebody did it.
    pub is_there: Text,
    /// To note that it came, as a button.
    pub note: Text,
    /// The day it came, as a field.
    pub came_on: Text,
    /// That it came, told to the applicant; `{}` stands for the day.
    pub told: Text,
}

/// The words for a remedy.
pub(crate) fn remedy_words(remedy: Remedy) -> RemedyWords {
    match remedy {
        Remedy::Objection => RemedyWords {
            until: Text::new("Widerspruch möglich bis", "Objection possible until"),
            end: Text::new("Ende der Widerspruchsfrist", "End of the objection period"),
            is_there: Text::new("Es liegt ein Widerspruch vor.", "There is an objection."),
            note: Text::new("Widerspruch vermerken", "Note an objection"),
            came_on: Text::new("Widerspruch eingegangen am", "Objection received on"),
            told: Text::new(
                "Ihr Widerspruch ist am {} eingegangen.",
                "Your objection arrived on {}.",
            ),
        },
        Remedy::CourtAction => RemedyWords {
            until: Text::new("Klage möglich bis", "Court action possible until"),
            end: Text::new("Ende der Klagefrist", "End of the time for court action"),
            is_there: Text::new("Es ist Klage erhoben.", "Court action has been taken."),
            note: Text::new("Klage vermerken", "Note court action"),
            came_on: Text::new("Klage erhoben am", "Court action taken on"),
            told: Text::new(
                "Gegen den Bescheid ist am {} Klage erhoben worden.",
                "Court action was taken against the decision on {}.",
            ),
        },
    }
}

/// The words for a state.
pub(crate) fn state_text(state: &str) -> Text {
    let (de, en) = match state {
        "open" => ("Offen", "Open"),
        "decided" => ("Entschieden", "Decided"),
        "closed" => ("Abgeschlossen", "Closed"),
        "withdrawn" => ("Zurückgezogen", "Withdrawn"),
        other => (other, other),
    };
    Text::new(de, en)
}

/// The words for an outcome.
pub(crate) fn outcome_text(outcome: Outcome) -> Text {
    let (de, en) = match outcome {
        Outcome::Granted => ("Bewilligung", "Grant"),
        Outcome::Partly => ("Teilweise Bewilligung", "Partial grant"),
        Outcome::Refused => ("Ablehnung", "Refusal"),
    };
    Text::new(de, en)
}

/// Days later, moved to the next working day: nothing falls due on a Sunday.
pub(crate) fn working_day_in(today: Date, days: i64) -> Date {
    kernel::deadlines::end_shifted(today, days.days())
}

/// The last day to object: months from the day of delivery, moved to the next working day
/// (§§ 187, 188, 193 BGB, § 26 SGB X).
pub(crate) fn objection_end(delivered_on: Date, months: i64) -> Date {
    kernel::deadlines::end_shifted(delivered_on, months.months())
}

/// The day from which a case that ended on a day is erased.
pub(crate) fn erase_on(ended_on: Date, years: i64) -> Date {
    ended_on.saturating_add(years.years())
}

/// When something is due, seen from today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Due {
    /// Before today.
    Overdue,
    /// Today.
    Today,
    /// Until the coming Sunday.
    Week,
    /// After that.
    Later,
    /// Never.
    Open,
}

/// When a day falls due, seen from today.
pub(crate) fn due(day: Option<Date>, today: Date) -> Due {
    match day {
        None => Due::Open,
        Some(day) if day < today => Due::Overdue,
        Some(day) if day == today => Due::Today,
        Some(day) if day <= end_of_week(today) => Due::Week,
        Some(_) => Due::Later,
    }
}

/// The Sunday of this week.
pub(crate) fn end_of_week(today: Date) -> Date {
    let left = 6 - i64::from(today.weekday().to_monday_zero_offset());
    today.saturating_add(left.days())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(outcome: Outcome, cents: Option<i64>, reasons: &str) -> Draft {
        Draft {
            outcome: outcome.word().into(),
            amount: cents.map(Euro),
            period: None,
            reasons: reasons.into(),
            without_hearing: String::new(),
        }
    }

    fn proposal(cents: Option<i64>) -> Proposal {
        Proposal {
            outcome: if cents.is_some() { Outcome::Granted } else { Outcome::Refused },
            amount: cents.map(Euro),
            period: None,
            reasons: String::new(),
            is_amount_bound: true,
        }
    }

    fn field(result: Result<(), Problem>) -> String {
        result.unwrap_err().fields.first().unwrap().0.clone()
    }

    #[test]
    fn a_refusal_needs_reasons_and_a_hearing_or_a_reason_for_none() {
        let none = draft(Outcome::Refused, None, "");
        assert_eq!(field(check_draft(&none, &proposal(None), Hearing::Held)), "begruendung");
        let mut refusal = draft(Outcome::Refused, None, "Zu hohes Einkommen.");
        assert_eq!(field(check_draft(&refusal, &proposal(None), Hearing::None)), "ohne_anhoerung");
        let running = Hearing::Running(Date::constant(2026, 5, 4));
        assert_eq!(field(check_draft(&refusal, &proposal(None), running)), "ergebnis");
        assert_eq!(check_draft(&refusal, &proposal(None), Hearing::Held), Ok(()));
        refusal.without_hearing = "Auf Wunsch der Antragstellerin.".into();
        assert_eq!(check_draft(&refusal, &proposal(None), Hearing::None), Ok(()));
    }

    #[test]
    fn a_bound_amount_is_the_one_of_the_calculation() {
        let check = |d: &Draft, p| check_draft(d, &proposal(p), Hearing::None);
        assert_eq!(check(&draft(Outcome::Granted, Some(100), ""), Some(100)), Ok(()));
        assert_eq!(field(check(&draft(Outcome::Granted, Some(101), ""), Some(100))), "ergebnis");
        assert_eq!(field(check(&draft(Outcome::Granted, None, ""), None)), "ergebnis");
        assert_eq!(field(check(&draft(Outcome::Partly, Some(5), ""), Some(5))), "begruendung");
    }

    #[test]
    fn a_period_runs_forward() {
        let mut grant = draft(Outcome::Granted, Some(1), "");
        let (from, until) = (Date::constant(2026, 5, 1), Date::constant(2026, 4, 30));
        grant.period = Some(Period { from, until });
        assert_eq!(field(check_draft(&grant, &proposal(Some(1)), Hearing::None)), "bis");
    }

    #[test]
    fn the_second_pair_looks_above_the_limit_and_on_refusals_if_the_town_says_so() {
        let mut settings = DeskSettings { second_pair_above: Euro(500), ..DeskSettings::default() };
        let look = |s: &DeskSettings, o, c| second_look(s, &draft(o, c, "x"));
        assert_eq!(look(&settings, Outcome::Granted, Some(500)), None);
        assert_eq!(
            look(&settings, Outcome::Granted, Some(501)),
            Some(SecondLook::Amount(Euro(500)))
        );
        assert_eq!(look(&settings, Outcome::Refused, None), None);
        settings.second_pair_on_refusal = true;
        settings.second_pair_above = Euro(0);
        assert_eq!(look(&settings, Outcome::Refused, None), Some(SecondLook::Refusal));
        assert_eq!(look(&settings, Outcome::Granted, Some(99_999_999)), None);
    }

    #[test]
    fn weeks_end_on_sunday() {
        let wednesday = Date::constant(2026, 5, 6);
        assert_eq!(end_of_week(wednesday), Date::constant(2026, 5, 10));
        assert_eq!(end_of_week(Date::constant(2026, 5, 10)), Date::constant(2026, 5, 10));
        assert_eq!(due(Some(Date::constant(2026, 5, 11)), wednesday), Due::Later);
        assert_eq!(due(Some(Date::constant(2026, 5, 5)), wednesday), Due::Overdue);
    }

    #[test]
    fn the_objection_period_ends_as_the_civil_code_says() {
        // Delivered on 31 January: February has no 31st; the 28th of 2026 is a Saturday.
        let end = objection_end(Date::constant(2026, 1, 31), 1);
        assert_eq!(end, Date::constant(2026, 3, 2));
        assert_eq!(erase_on(Date::constant(2024, 2, 29), 1), Date::constant(2025, 2, 28));
    }
}
