//! Which questions are open, given the answers so far: one list for form, pre-check and desk.

mod persons;

use serde::Serialize;

use self::persons::{allowances, income, person};

use crate::explain::Text;
use crate::household::{CostPart, Household, Member, Subsidy, Tenure};
use crate::labels::{Choice, TENURES};

/// The part of the form a question belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Section {
    /// The flat and the right to use it.
    Dwelling,
    /// Who lives there.
    People,
    /// What the flat costs.
    Costs,
    /// What everybody earns.
    Income,
    /// Allowances.
    Allowances,
    /// Assets and other benefits.
    Other,
}

/// What an answer looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AnswerKind {
    /// Yes or no.
    YesNo,
    /// Euros.
    Amount,
    /// A date.
    Date,
    /// Square metres.
    Area,
    /// A whole number, such as a degree of disability.
    Number,
    /// A municipality.
    Place,
    /// One of several choices.
    Choice(&'static [Choice]),
    /// A part of the payment: not included, included with or without an amount.
    CostPart,
    /// A list of persons.
    People,
    /// A list of incomes, or none.
    Incomes,
    /// The costs of an owner.
    OwnerCosts,
}

/// An open question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Question {
    /// Path of the fact, such as `tenure` or `members.2.birth_date`; the number is the member's id.
    pub key: String,
    /// Part of the form.
    pub section: Section,
    /// German question.
    pub label_de: Text,
    /// English question.
    pub label_en: Text,
    /// German help: why we ask.
    pub why_de: Text,
    /// English help.
    pub why_en: Text,
    /// Paragraph that needs the answer.
    pub norm: &'static str,
    /// What an answer looks like.
    pub answer: AnswerKind,
    /// Id of the member it is about.
    pub for_whom: Option<String>,
    /// Whether nothing can be computed without the answer; otherwise an assumption is made.
    pub is_required: bool,
}

/// Collects questions.
struct List(Vec<Question>);

/// The fixed part of a question.
#[derive(Clone, Copy)]
struct Asked {
    section: Section,
    de: &'static str,
    en: &'static str,
    why_de: &'static str,
    why_en: &'static str,
    norm: &'static str,
    answer: AnswerKind,
}

impl List {
    fn add(&mut self, key: &str, is_required: bool, asked: Asked) {
        self.push(key.to_owned(), None, is_required, asked);
    }

    fn about(&mut self, member: &Member, fact: &str, asked: Asked) {
        self.push(format!("members.{}.{fact}", member.id), Some(member), false, asked);
    }

    fn push(&mut self, key: String, member: Option<&Member>, is_required: bool, asked: Asked) {
        let name = member.map(|member| member.label.as_str()).filter(|label| !label.is_empty());
        let with_name = |text: &'static str| {
            name.map_or(Text::Borrowed(text), |name| format!("{name}: {text}").into())
        };
        self.0.push(Question {
            key,
            section: asked.section,
            label_de: with_name(asked.de),
            label_en: with_name(asked.en),
            why_de: asked.why_de.into(),
            why_en: asked.why_en.into(),
            norm: asked.norm,
            answer: asked.answer,
            for_whom: member.map(|member| member.id.clone()),
            is_required,
        });
    }
}

/// Every open question that could still change the result, in the order of the form.
///
/// An answered household gives an empty list; new answers may open new questions.
pub fn questions_needed(household: &Household) -> Vec<Question> {
    let mut list = List(Vec::new());
    dwelling(&mut list, household);
    costs(&mut list, household);
    for member in &household.members {
        person(&mut list, member);
        income(&mut list, member);
        allowances(&mut list, household, member);
    }
    if household.usable_assets.is_none() && !household.members.is_empty() {
        list.add("usable_assets", false, Asked {
            section: Section::Other,
            de: "Wie viel verwertbares Vermögen haben alle zusammen?",
            en: "How many usable assets do all of you have together?",
            why_de: "Erhebliches Vermögen kann gegen Wohngeld sprechen (Richtwert: 60.000 Euro, \
                     30.000 Euro für jede weitere Person).",
            why_en: "Considerable assets may speak against housing benefit.",
            norm: "§ 21 Nr. 3 WoGG",
            answer: AnswerKind::Amount,
        });
    }
    list.0.sort_by_key(|question| (!question.is_required, question.section));
    list.0
}

fn dwelling(list: &mut List, household: &Household) {
    if household.tenure.is_none() {
        list.add(
            "tenure",
            true,
            Asked {
                section: Section::Dwelling,
                de: "Wie wohnen Sie?",
                en: "How do you live?",
                why_de: "Davon hängt ab, ob es Mietzuschuss oder Lastenzuschuss gibt.",
                why_en: "This decides between rent subsidy and owner subsidy.",
                norm: "§ 3 WoGG",
                answer: AnswerKind::Choice(&TENURES),
            },
        );
    }
    if household.place.ags.is_none() && household.place.rent_level.is_none() {
        list.add("place", true, Asked {
            section: Section::Dwelling,
            de: "In welcher Gemeinde liegt die Wohnung?",
            en: "In which municipality is the flat?",
            why_de: "Der Höchstbetrag der Miete richtet sich nach der Mietenstufe der Gemeinde.",
            why_en: "The rent ceiling depends on the rent level of the municipality.",
            norm: "§ 12 WoGG",
            answer: AnswerKind::Place,
        });
    }
    if household.members.is_empty() {
        list.add(
            "members",
            true,
            Asked {
                section: Section::People,
                de: "Wer wohnt in der Wohnung?",
                en: "Who lives in the flat?",
                why_de: "Die Zahl der Haushaltsmitglieder bestimmt Höchstbetrag und Wohngeld.",
                why_en: "The number of members decides ceiling and benefit.",
                norm: "§§ 5, 6 WoGG",
                answer: AnswerKind::People,
            },
        );
    }
}

fn costs(list: &mut List, household: &Household) {
    let dwelling = &household.dwelling;
    let Some(tenure) = household.tenure else { return };
    let section = Section::Costs;
    if tenure.subsidy() == Subsidy::Owner {
        if dwelling.owner.is_none() && dwelling.monthly_payment.is_none() {
            list.add(
                "dwelling.owner",
                true,
                Asked {
                    section,
                    de: "Was zahlen Sie für Darlehen, Grundsteuer und Verwaltung?",
                    en: "What do you pay for loans, property tax and administration?",
                    why_de: "Zinsen, Tilgung und Bewirtschaftung sind Ihre Belastung.",
                    why_en: "Interest, repayment and running costs are your burden.",
                    norm: "§ 10 WoGG",
                    answer: AnswerKind::OwnerCosts,
                },
            );
        }
        let is_computed =
            dwelling.owner.as_ref().is_some_and(|costs| costs.computed_burden_month.is_some());
        if !is_computed {
            area(list, household, "§ 13 Abs. 2 WoGV");
        }
        return;
    }
    if tenure == Tenure::HomeResident {
        return;
    }
    if tenure == Tenure::OwnHouseOfManyFlats {
        if dwelling.rental_value.is_none() && dwelling.monthly_payment.is_none() {
            list.add(
                "dwelling.rental_value",
                true,
                Asked {
                    section,
                    de: "Was würde eine vergleichbare Wohnung im Monat kosten?",
                    en: "What would a comparable flat cost per month?",
                    why_de: "Im eigenen Haus mit mehr als zwei Wohnungen zählt der Mietwert.",
                    why_en: "In your own house with more than two flats the rental value counts.",
                    norm: "§ 9 Abs. 3 WoGG",
                    answer: AnswerKind::Amount,
                },
            );
        }
        return;
    }
    if dwelling.monthly_payment.is_none() {
        list.add(
            "dwelling.monthly_payment",
            true,
            Asked {
                section,
                de: "Was zahlen Sie im Monat insgesamt für die Wohnung?",
                en: "What do you pay for the flat per month in total?",
                why_de: "Heizung, Warmwasser und Strom ziehen wir danach ab.",
                why_en: "Heating, hot water and electricity are taken off afterwards.",
                norm: "§ 9 WoGG",
                answer: AnswerKind::Amount,
            },
        );
    }
    cost_parts(list, household);
}

fn cost_parts(list: &mut List, household: &Household) {
    let dwelling = &household.dwelling;
    let parts = [
        (
            "heating",
            dwelling.heating,
            "Sind Heizkosten in der Zahlung enthalten?",
            "Does the payment include heating?",
        ),
        (
            "hot_water",
            dwelling.hot_water,
            "Ist Warmwasser in der Zahlung enthalten?",
            "Does the payment include hot water?",
        ),
        (
            "energy",
            dwelling.energy,
            "Ist Strom oder andere Energie in der Zahlung enthalten?",
            "Does the payment include electricity or other energy?",
        ),
        (
            "garage",
            dwelling.garage,
            "Ist eine Garage in der Zahlung enthalten?",
            "Does the payment include a garage?",
        ),
        (
            "parking",
            dwelling.parking,
            "Ist ein Stellplatz in der Zahlung enthalten?",
            "Does the payment include a parking space?",
        ),
    ];
    for (name, part, de, en) in parts {
        if part == CostPart::Unknown {
            list.add(
                &format!("dwelling.{name}"),
                false,
                Asked {
                    section: Section::Costs,
                    de,
                    en,
                    why_de: "Diese Kosten zählen beim Wohngeld nicht zur Miete.",
                    why_en: "These costs are not part of the rent for housing benefit.",
                    norm: "§ 9 Abs. 2 WoGG",
                    answer: AnswerKind::CostPart,
                },
            );
        }
    }
    let needs_area = dwelling.heating == CostPart::Included
        || dwelling.sublet.is_some()
        || dwelling.business_area_hundredths_m2.is_some();
    if needs_area {
        area(list, household, "§ 6 Abs. 2 Nr. 1 WoGV, § 11 Abs. 2 WoGG");
    }
}

fn area(list: &mut List, household: &Household, norm: &'static str) {
    if household.dwelling.area_hundredths_m2.is_none() {
        list.add(
            "dwelling.area_hundredths_m2",
            false,
            Asked {
                section: Section::Costs,
                de: "Wie groß ist die Wohnung?",
                en: "How large is the flat?",
                why_de: "Einige Kosten zählen je Quadratmeter.",
                why_en: "Some costs count per square metre.",
                norm,
                answer: AnswerKind::Area,
            },
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::household::{Income, Relation};
    use crate::income_kinds::IncomeKind;
    use crate::money::Cents;

    #[test]
    fn the_list_begins_with_what_nothing_works_without() {
        let open = questions_needed(&Household::default());
        let keys: Vec<&str> = open.iter().map(|question| question.key.as_str()).collect();
        assert_eq!(keys, ["tenure", "place", "members"]);
        assert!(open.iter().all(|question| question.is_required));
    }

    #[test]
    fn a_pension_opens_the_question_for_basic_pension_times() {
        let mut member =
            Member { id: "a".into(), relation: Relation::Applicant, ..Member::default() };
        let mut household = Household { members: vec![member.clone()], ..Household::default() };
        let asks = |household: &Household| {
            let key = "members.a.basic_pension_times";
            questions_needed(household).iter().any(|question| question.key == key)
        };
        assert!(!asks(&household));
        member.incomes.push(Income::monthly(IncomeKind::StatutoryPension, Cents::euros(900)));
        household.members = vec![member.clone()];
        assert!(asks(&household));
        member.basic_pension_times = Some(false);
        household.members = vec![member];
        assert!(!asks(&household));
    }
}
