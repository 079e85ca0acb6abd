//! Sentences about a story, German and English.

use jiff::civil::Date;

use crate::model::{
    Gender, IncomeKind, MissingDocument, Outcome, RefusalReason, Relation, WohngeldStory,
};

/// The story in a sentence or two: German, English.
pub(crate) fn summary(story: &WohngeldStory, as_of: Date) -> (String, String) {
    let (who, who_en) = household(story, as_of);
    let (what, what_en) = state(story);
    (format!("{who} {what}"), format!("{who_en} {what_en}"))
}

/// Who: composition, age of the head, main incomes.
fn household(story: &WohngeldStory, as_of: Date) -> (String, String) {
    let home = &story.household;
    let head = home.head();
    let age = head.age_on(as_of);
    let children = home.family().filter(|person| person.relation == Relation::Child).count();
    let partner = home
        .members
        .iter()
        .any(|person| matches!(person.relation, Relation::Spouse | Relation::Partner));
    let (kind, kind_en) = match (partner, children, home.members.len()) {
        (true, 0, _) => ("Paar".to_owned(), "Couple".to_owned()),
        (true, 1, _) => ("Paar mit einem Kind".to_owned(), "Couple with one child".to_owned()),
        (true, count, _) => {
            (format!("Paar mit {count} Kindern"), format!("Couple with {count} children"))
        }
        (false, 0, 1) => ("Eine Person".to_owned(), "One person".to_owned()),
        (false, 0, _) => ("Gemeinsamer Haushalt".to_owned(), "Shared household".to_owned()),
        (false, 1, _) => {
            let word = if head.gender == Gender::Male { "er" } else { "e" };
            (format!("Alleinerziehend{word} mit einem Kind"), "Single parent, one child".to_owned())
        }
        (false, count, _) => {
            let word = if head.gender == Gender::Male { "er" } else { "e" };
            (
                format!("Alleinerziehend{word} mit {count} Kindern"),
                format!("Single parent, {count} children"),
            )
        }
    };
    let mut words: Vec<(&str, &str)> = Vec::new();
    for income in home.family().flat_map(|person| &person.incomes) {
        let word = income_word(income.kind);
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words.truncate(3);
    let (german, english): (Vec<&str>, Vec<&str>) = words.into_iter().unzip();
    let list = if german.is_empty() { "kein Einkommen".to_owned() } else { german.join(", ") };
    let list_en = if english.is_empty() { "no income".to_owned() } else { english.join(", ") };
    (format!("{kind}, {age} Jahre; {list}."), format!("{kind_en}, aged {age}; {list_en}."))
}

fn income_word(kind: IncomeKind) -> (&'static str, &'static str) {
    match kind {
        IncomeKind::Employment => ("Lohn", "wage"),
        IncomeKind::Minijob => ("Minijob", "marginal job"),
        IncomeKind::TrainingPay => ("Ausbildungsvergütung", "training pay"),
        IncomeKind::SelfEmployment => ("selbstständig", "self-employed"),
        IncomeKind::StatutoryPension => ("Rente", "pension"),
        IncomeKind::SurvivorsPension => ("Witwen- oder Witwerrente", "survivor's pension"),
        IncomeKind::CompanyPension => ("Betriebsrente", "company pension"),
        IncomeKind::CivilPension => ("Pension", "civil service pension"),
        IncomeKind::UnemploymentBenefit => ("Arbeitslosengeld", "unemployment benefit"),
        IncomeKind::SickPay => ("Krankengeld", "sick pay"),
        IncomeKind::ParentalAllowance => ("Elterngeld", "parental allowance"),
        IncomeKind::ChildMaintenance => ("Kindesunterhalt", "child maintenance"),
        IncomeKind::MaintenanceAdvance => ("Unterhaltsvorschuss", "maintenance advance"),
        IncomeKind::SpousalMaintenance => ("Ehegattenunterhalt", "spousal maintenance"),
        IncomeKind::StudentSupport => ("BAföG", "student support"),
        IncomeKind::Capital => ("Kapitalerträge", "capital income"),
    }
}

/// How far it has come.
fn state(story: &WohngeldStory) -> (String, String) {
    let dates = &story.dates;
    let on = |day: Option<Date>| day.map_or_else(|| "?".to_owned(), german_date);
    let iso = |day: Option<Date>| day.map_or_else(|| "?".to_owned(), |day| day.to_string());
    let (missing, missing_en) = documents(&story.documents);
    match story.outcome {
        Outcome::Draft => (
            format!("Seit {} als Entwurf gespeichert.", german_date(dates.begun)),
            format!("Saved as a draft since {}.", dates.begun),
        ),
        Outcome::Submitted => (
            format!("Am {} eingegangen, noch nicht bearbeitet.", on(dates.submitted)),
            format!("Received on {}, not yet worked on.", iso(dates.submitted)),
        ),
        Outcome::DocumentsMissing => (
            format!("Es fehlt: {missing}. Frist bis {}.", on(dates.documents_due)),
            format!("Missing: {missing_en}. Due by {}.", iso(dates.documents_due)),
        ),
        Outcome::Hearing => {
            let (why, why_en) = reason(story.refusal);
            (
                format!("Anhörung bis {}: {why}.", on(dates.hearing_due)),
                format!("Hearing until {}: {why_en}.", iso(dates.hearing_due)),
            )
        }
        Outcome::Granted => (
            format!("Bewilligt am {}, läuft bis {}.", on(dates.decided), on(dates.granted_until)),
            format!("Granted on {}, until {}.", iso(dates.decided), iso(dates.granted_until)),
        ),
        Outcome::Refused => {
            let (why, why_en) = reason(story.refusal);
            (
                format!("Abgelehnt am {}: {why}.", on(dates.decided)),
                format!("Refused on {}: {why_en}.", iso(dates.decided)),
            )
        }
        Outcome::Withdrawn => (
            format!("Am {} zurückgezogen.", on(dates.withdrawn)),
            format!("Withdrawn on {}.", iso(dates.withdrawn)),
        ),
        Outcome::Ended if dates.ended.is_some() => (
            format!("War bewilligt, endete vorzeitig am {}.", on(dates.ended)),
            format!("Was granted, ended early on {}.", iso(dates.ended)),
        ),
        Outcome::Ended => (
            format!("War bewilligt bis {}.", on(dates.granted_until)),
            format!("Was granted until {}.", iso(dates.granted_until)),
        ),
    }
}

fn reason(reason: Option<RefusalReason>) -> (&'static str, &'static str) {
    match reason {
        Some(RefusalReason::IncomeTooHigh) => ("Einkommen zu hoch", "income too high"),
        Some(RefusalReason::ExcludingBenefit) => {
            ("andere Leistung deckt schon die Wohnkosten", "another benefit covers housing already")
        }
        Some(RefusalReason::TrainingSupport) => {
            ("alle haben Anspruch auf Ausbildungsförderung", "all are entitled to training support")
        }
        Some(RefusalReason::Assets) => ("erhebliches Vermögen", "considerable assets"),
        Some(RefusalReason::NoCooperation) => {
            ("Unterlagen nicht eingereicht", "documents not handed in")
        }
        Some(RefusalReason::NotAtHome) => {
            ("Wohnung ist nicht der Lebensmittelpunkt", "home is not the centre of life")
        }
        None => ("noch offen", "still open"),
    }
}

fn documents(list: &[MissingDocument]) -> (String, String) {
    let word = |document: &MissingDocument| match document {
        MissingDocument::LandlordCertificate => ("Mietbescheinigung", "landlord's certificate"),
        MissingDocument::RentPayments => ("Nachweis der Mietzahlung", "proof of rent payment"),
        MissingDocument::PayCertificate => ("Verdienstbescheinigung", "pay certificate"),
        MissingDocument::PensionNotice => ("Rentenbescheid", "pension notice"),
        MissingDocument::BenefitNotice => ("Leistungsbescheid", "benefit notice"),
        MissingDocument::ProfitStatement => ("Gewinnermittlung", "profit statement"),
        MissingDocument::MaintenanceProof => ("Unterhaltsnachweis", "proof of maintenance"),
        MissingDocument::SchoolCertificate => ("Schulbescheinigung", "school certificate"),
        MissingDocument::DisabilityCard => ("Schwerbehindertenausweis", "disability card"),
        MissingDocument::LoanStatement => ("Darlehensnachweis", "loan statement"),
        MissingDocument::ResidenceTitle => ("Aufenthaltstitel", "residence title"),
    };
    let (german, english): (Vec<&str>, Vec<&str>) = list.iter().map(word).unzip();
    (german.join(", "), english.join(", "))
}

/// A date as one writes it in German: 4. Mai 2026.
pub(crate) fn german_date(day: Date) -> String {
    const MONTHS: [&str; 12] = [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ];
    let month = usize::try_from(day.month()).unwrap_or(1).clamp(1, 12);
    format!("{}. {} {}", day.day(), MONTHS[month - 1], day.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_read_as_people_write_them() {
        assert_eq!(german_date(jiff::civil::date(2026, 5, 4)), "4. Mai 2026");
    }
}
