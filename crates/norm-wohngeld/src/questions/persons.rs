//! Questions about single members.

use super::{AnswerKind, Asked, List, Section};
use crate::household::{Household, Member, Relation};
use crate::income_kinds::IncomeKind;
use crate::labels::{RELATIONS, STAYS};

/// Membership, right to stay and other benefits.
pub(super) fn person(list: &mut List, member: &Member) {
    if member.relation == Relation::NotRelated {
        return;
    }
    let section = Section::People;
    if member.relation == Relation::Relative && member.label.is_empty() {
        list.about(
            member,
            "relation",
            Asked {
                section,
                de: "Wie ist die Person mit Ihnen verwandt?",
                en: "How is this person related to you?",
                why_de: "Nicht alle, die zusammen wohnen, sind Haushaltsmitglieder.",
                why_en: "Not everybody sharing a flat is a household member.",
                norm: "§ 5 WoGG",
                answer: AnswerKind::Choice(&RELATIONS),
            },
        );
    }
    if member.centre_of_life.is_none() {
        list.about(
            member,
            "centre_of_life",
            Asked {
                section,
                de: "Ist die Wohnung der Mittelpunkt des Lebens?",
                en: "Is this flat the centre of life?",
                why_de: "Nur dann zählt eine Person zum Haushalt.",
                why_en: "Only then a person counts as a household member.",
                norm: "§ 5 Abs. 1 WoGG",
                answer: AnswerKind::YesNo,
            },
        );
    }
    if member.stay.is_none() {
        list.about(
            member,
            "stay",
            Asked {
                section,
                de: "Welche Staatsangehörigkeit oder welches Aufenthaltsrecht besteht?",
                en: "Which nationality or right to stay?",
                why_de: "Wohngeld setzt ein Aufenthaltsrecht in Deutschland voraus.",
                why_en: "Housing benefit needs a right to stay in Germany.",
                norm: "§ 3 Abs. 5 WoGG",
                answer: AnswerKind::Choice(&STAYS),
            },
        );
    }
    if member.other_benefits.is_empty() && member.has_other_benefits.is_none() {
        list.about(member, "has_other_benefits", Asked {
            section: Section::Other,
            de: "Gibt es andere Leistungen, in denen Wohnkosten stecken, oder sind sie beantragt?",
            en: "Any other benefit that includes housing costs, received or applied for?",
            why_de: "Wer zum Beispiel Grundsicherung bekommt, ist vom Wohngeld ausgeschlossen.",
            why_en: "Recipients of basic income support are excluded from housing benefit.",
            norm: "§§ 7, 8 WoGG",
            answer: AnswerKind::YesNo,
        });
    }
}

/// Income and what is paid from it.
pub(super) fn income(list: &mut List, member: &Member) {
    if member.relation == Relation::NotRelated {
        return;
    }
    let section = Section::Income;
    if member.incomes.is_empty() {
        if member.has_income != Some(false) {
            list.about(
                member,
                "incomes",
                Asked {
                    section,
                    de: "Welches Einkommen gibt es?",
                    en: "Which income is there?",
                    why_de: "Das Einkommen aller Mitglieder bestimmt die Höhe des Wohngelds.",
                    why_en: "The income of all members decides the amount.",
                    norm: "§ 14 WoGG",
                    answer: AnswerKind::Incomes,
                },
            );
        }
        return;
    }
    let contributions = [
        (
            "pays_income_tax",
            member.pays_income_tax,
            "Werden Steuern vom Einkommen gezahlt?",
            "Is income tax paid?",
            "§ 16 Satz 1 Nr. 1 WoGG",
        ),
        (
            "pays_health_insurance",
            member.pays_health_insurance,
            "Werden Beiträge zur Kranken- und Pflegeversicherung gezahlt?",
            "Are contributions to health and care insurance paid?",
            "§ 16 Satz 1 Nr. 2 WoGG",
        ),
        (
            "pays_pension_insurance",
            member.pays_pension_insurance,
            "Werden Beiträge zur Rentenversicherung gezahlt?",
            "Are contributions to pension insurance paid?",
            "§ 16 Satz 1 Nr. 3 WoGG",
        ),
    ];
    for (fact, answer, de, en, norm) in contributions {
        if answer.is_none() {
            list.about(
                member,
                fact,
                Asked {
                    section,
                    de,
                    en,
                    why_de: "Dafür werden jeweils 10 Prozent vom Einkommen abgezogen.",
                    why_en: "Ten percent of the income is taken off for each.",
                    norm,
                    answer: AnswerKind::YesNo,
                },
            );
        }
    }
}

/// Allowances.
pub(super) fn allowances(list: &mut List, household: &Household, member: &Member) {
    if member.relation == Relation::NotRelated {
        return;
    }
    let section = Section::Allowances;
    let earns = member.incomes.iter().any(|income| income.kind.is_earned());
    let adults = household.members.iter().filter(|member| !member.is_child()).count();
    let single = adults == 1;
    if member.is_child() && (earns || single) && member.birth_date.is_none() {
        list.about(
            member,
            "birth_date",
            Asked {
                section,
                de: "Wann ist das Kind geboren?",
                en: "When was the child born?",
                why_de: "Freibeträge für Kinder hängen vom Alter ab.",
                why_en: "Allowances for children depend on age.",
                norm: "§ 17 Nr. 3 und 4 WoGG",
                answer: AnswerKind::Date,
            },
        );
    }
    if member.is_child() && single && member.child_benefit.is_none() {
        list.about(
            member,
            "child_benefit",
            Asked {
                section,
                de: "Wird Kindergeld gezahlt?",
                en: "Is child benefit paid?",
                why_de: "Davon hängt der Freibetrag für Alleinerziehende ab.",
                why_en: "The allowance for single parents depends on it.",
                norm: "§ 17 Nr. 3 WoGG",
                answer: AnswerKind::YesNo,
            },
        );
    }
    let has_pension =
        member.incomes.iter().any(|income| income.kind == IncomeKind::StatutoryPension);
    if has_pension && member.basic_pension_times.is_none() {
        list.about(
            member,
            "basic_pension_times",
            Asked {
                section,
                de: "Bestehen mindestens 33 Jahre Grundrentenzeiten?",
                en: "Are there at least 33 years of basic pension times?",
                why_de: "Dann bleibt ein Teil der Rente frei.",
                why_en: "Then a part of the pension is free.",
                norm: "§ 17a WoGG",
                answer: AnswerKind::YesNo,
            },
        );
    }
    if member.disability_degree.is_none() {
        list.about(
            member,
            "disability_degree",
            Asked {
                section,
                de: "Welcher Grad der Behinderung ist festgestellt? (0, wenn keiner)",
                en: "Which degree of disability is recognised? (0 if none)",
                why_de: "Bei Schwerbehinderung gibt es einen Freibetrag.",
                why_en: "There is an allowance for severe disability.",
                norm: "§ 17 Nr. 1 WoGG",
                answer: AnswerKind::Number,
            },
        );
    }
    let is_severe = member.disability_degree.is_some_and(|degree| (50..100).contains(&degree));
    if is_severe && member.care_at_home.is_none() {
        list.about(member, "care_at_home", Asked {
            section,
            de: "Besteht Pflegebedürftigkeit mit Pflege zu Hause, teilstationär oder kurzzeitig?",
            en: "Is there a need of care, cared for at home, part-time or short-term?",
            why_de: "Unter einem Grad von 100 gibt es den Freibetrag nur zusammen mit Pflege.",
            why_en: "Below a degree of 100 the allowance needs care at home.",
            norm: "§ 17 Nr. 1 WoGG",
            answer: AnswerKind::YesNo,
        });
    }
}
