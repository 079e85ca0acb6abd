//! Who is a household member and who is considered (§§ 3 (5), 5 to 8, 20 (2)).

use serde::{Deserialize, Serialize};

use crate::explain::{Mark, Remark, Step, Unit};
use crate::household::{
    BenefitKind, BenefitState, Care, Household, Member, OtherBenefit, Relation, Stay,
    TrainingSupport,
};
use crate::money::Fixed;
use crate::month::Month;

/// Months after the month of death for which the number of members stays (§ 6 (2)).
const DEATH_PROTECTION_MONTHS: i32 = 12;

/// What a person living in the flat is for the calculation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Member whose rent share and income count.
    Considered,
    /// Member excluded by another benefit: counts for the ceiling, not for the benefit.
    Excluded,
    /// No household member.
    NoMember,
}

/// A person of the application with its standing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonStanding {
    /// The member's id.
    pub id: String,
    /// The member's label.
    pub label: String,
    /// Its standing in the month.
    pub standing: Standing,
    /// Why, unless simply considered.
    pub reason: Option<Remark>,
}

/// The composition of the household in a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Composition {
    pub people: Vec<PersonStanding>,
    pub total: u32,
    pub considered: u32,
    pub protected: u32,
}

impl Composition {
    /// The considered members.
    pub fn considered<'a>(
        &'a self,
        household: &'a Household,
    ) -> impl Iterator<Item = &'a Member> + 'a {
        household
            .members
            .iter()
            .zip(&self.people)
            .filter(|(_, person)| person.standing == Standing::Considered)
            .map(|(member, _)| member)
    }
}

/// § 3 (5): whether the right to stay allows to be a member (§ 5 (3)).
fn may_stay(stay: Stay) -> bool {
    !matches!(stay, Stay::TitleWithoutClaim | Stay::NoRight)
}

/// § 7 (1), § 8 (1): whether a benefit excludes in a month.
pub(crate) fn excludes(benefit: &OtherBenefit, month: Month) -> bool {
    let is_open = match benefit.state {
        BenefitState::AppliedFor | BenefitState::Received => true,
        // An ended benefit still excluded in its own months.
        BenefitState::Over => benefit.from.is_some() && benefit.until.is_some(),
    };
    let in_time = benefit.from.is_none_or(|from| from <= month)
        && benefit.until.is_none_or(|until| month <= until);
    let can_be_avoided = benefit.wohngeld_can_avoid_need
        && benefit.state == BenefitState::AppliedFor
        && benefit.kind.number() <= 7;
    is_open && in_time && benefit.includes_housing && !benefit.is_loan && !can_be_avoided
}

/// Which children with less than one third of the care are members: of at least two, only the
/// youngest (§ 5 (4) sentence 2).
fn youngest_of_less_cared(members: &[Member]) -> Option<usize> {
    let children: Vec<(usize, &Member)> =
        members.iter().enumerate().filter(|(_, member)| member.care == Care::Less).collect();
    if children.len() < 2 {
        return None;
    }
    children
        .iter()
        .max_by_key(|(index, member)| (member.birth_date, std::cmp::Reverse(*index)))
        .map(|(index, _)| *index)
}

/// Why a person is no member, if so.
fn no_member_reason(member: &Member, is_youngest: bool) -> Option<Remark> {
    if member.relation == Relation::NotRelated {
        return Some(Remark::new(
            "not_related",
            "§ 5 Abs. 1 WoGG",
            "Lebt in der Wohnung, ist aber kein Haushaltsmitglied.",
            "Lives in the flat but is not a household member.",
        ));
    }
    if member.centre_of_life == Some(false) {
        return Some(Remark::new(
            "centre_of_life_elsewhere",
            "§ 5 Abs. 1 WoGG",
            "Die Wohnung ist nicht der Mittelpunkt des Lebens.",
            "This flat is not the centre of life.",
        ));
    }
    if member.stay.is_some_and(|stay| !may_stay(stay)) {
        return Some(Remark::new(
            "stay",
            "§ 5 Abs. 3, § 3 Abs. 5 WoGG",
            "Das Aufenthaltsrecht reicht für Wohngeld in der Regel nicht aus.",
            "The right to stay does not allow housing benefit as a rule.",
        ));
    }
    if member.care == Care::Less && !is_youngest {
        return Some(Remark::new(
            "care_elsewhere",
            "§ 5 Abs. 4 WoGG",
            "Das Kind wird überwiegend im anderen Haushalt betreut.",
            "The child is mostly cared for in the other household.",
        ));
    }
    None
}

/// Why a member is excluded in a month, if so.
fn exclusion_reason(member: &Member, month: Month) -> Option<Remark> {
    if let Some(benefit) = member.other_benefits.iter().find(|benefit| excludes(benefit, month)) {
        let (kind, number) = (benefit.kind, benefit.kind.number());
        return Some(Remark::new(
            "other_benefit",
            format!("§ 7 Abs. 1 Satz 1 Nr. {number}, § 8 Abs. 1 WoGG"),
            format!(
                "Bekommt oder beantragt: {}. Die Wohnkosten sind darin enthalten.",
                kind.label_de(month)
            ),
            format!("Receives or applies for: {}; it includes housing costs.", kind.label_en()),
        ));
    }
    member.counted_in_others_benefit.then(|| {
        Remark::new(
            "counted_in_others_benefit",
            "§ 7 Abs. 2 WoGG",
            "Einkommen und Vermögen sind bei der Leistung eines anderen Mitglieds berücksichtigt.",
            "Income and assets were counted in another member's benefit.",
        )
    })
}

/// The composition of the household in a month.
pub(crate) fn composition(household: &Household, month: Month) -> Composition {
    let youngest = youngest_of_less_cared(&household.members);
    let mut people: Vec<PersonStanding> = household
        .members
        .iter()
        .enumerate()
        .map(|(index, member)| {
            let (standing, reason) =
                if let Some(reason) = no_member_reason(member, youngest == Some(index)) {
                    (Standing::NoMember, Some(reason))
                } else if let Some(reason) = exclusion_reason(member, month) {
                    (Standing::Excluded, Some(reason))
                } else {
                    (Standing::Considered, None)
                };
            PersonStanding { id: member.id.clone(), label: member.label.clone(), standing, reason }
        })
        .collect();
    youth_welfare_needs_all(household, &mut people);
    let count = |standing| {
        u32::try_from(people.iter().filter(|person| person.standing == standing).count())
            .unwrap_or(u32::MAX)
    };
    let protected = household.deaths.iter().filter(|death| {
        let months = month.since(death.month);
        !death.protection_ended && (0..=DEATH_PROTECTION_MONTHS).contains(&months)
    });
    let protected = u32::try_from(protected.count()).unwrap_or(0);
    let considered = count(Standing::Considered);
    // Without any living considered member there is nobody left to protect.
    let protected = if considered == 0 { 0 } else { protected };
    Composition {
        total: considered + count(Standing::Excluded) + protected,
        considered: considered + protected,
        protected,
        people,
    }
}

/// § 7 (1) no. 9: SGB VIII benefits exclude only where all members receive them.
fn youth_welfare_needs_all(household: &Household, people: &mut [PersonStanding]) {
    let only_youth_welfare = |member: &Member| {
        member.other_benefits.iter().any(|benefit| benefit.kind == BenefitKind::YouthWelfare)
    };
    let all_receive = household
        .members
        .iter()
        .zip(people.iter())
        .filter(|(_, person)| person.standing != Standing::NoMember)
        .all(|(member, _)| only_youth_welfare(member));
    if all_receive {
        return;
    }
    for (member, person) in household.members.iter().zip(people.iter_mut()) {
        let other = member.counted_in_others_benefit
            || member.other_benefits.iter().any(|b| b.kind != BenefitKind::YouthWelfare);
        if person.standing == Standing::Excluded && only_youth_welfare(member) && !other {
            person.standing = Standing::Considered;
            person.reason = None;
        }
    }
}

/// Reasons against any entitlement that lie in the persons.
pub(crate) fn reasons_against(household: &Household, composition: &Composition) -> Vec<Remark> {
    let mut reasons = Vec::new();
    if composition.total == 0 {
        reasons.push(Remark::new(
            "no_member",
            "§ 5 Abs. 1 WoGG",
            "Niemand in der Wohnung ist Haushaltsmitglied.",
            "Nobody in the flat is a household member.",
        ));
    } else if composition.considered == 0 {
        reasons.push(Remark::new(
            "all_members_excluded",
            "§ 21 Nr. 2 WoGG",
            "Alle Haushaltsmitglieder sind vom Wohngeld ausgeschlossen, weil sie eine andere \
             Leistung mit Wohnkosten bekommen oder beantragt haben.",
            "All household members are excluded because they receive or applied for another \
             benefit that includes housing costs.",
        ));
    }
    let members: Vec<&Member> = household
        .members
        .iter()
        .zip(&composition.people)
        .filter(|(_, person)| person.standing != Standing::NoMember)
        .map(|(member, _)| member)
        .collect();
    let all_in_training = !members.is_empty()
        && members.iter().all(|member| member.training_support == TrainingSupport::Entitled);
    if all_in_training {
        reasons.push(Remark::new(
            "training_support",
            "§ 20 Abs. 2 WoGG",
            "Alle Haushaltsmitglieder haben dem Grunde nach Anspruch auf Ausbildungsförderung.",
            "All household members are entitled to training support on the merits.",
        ));
    }
    reasons
}

/// The numbers of members as steps.
pub(crate) fn steps(household: &Household, composition: &Composition) -> Vec<Step> {
    let number = |value: u32| Fixed::euros(value.into());
    let living = composition.total - composition.protected;
    let excluded = composition.total - composition.considered;
    let mut steps = Vec::with_capacity(2);
    let mut step = Step::new(
        "household.total",
        "Haushaltsmitglieder",
        "household members",
        "§ 5 WoGG",
    )
    .given("m", "Mitglieder in der Wohnung", number(living), Unit::Number);
    if household.deaths.is_empty() {
        step = step.is("m", number(living), Unit::Number);
    } else {
        step = step
            .given(
                "v",
                "verstorbene Mitglieder, zwölf Monate",
                number(composition.protected),
                Unit::Number,
            )
            .is("m + v", number(composition.total), Unit::Number);
        step.norm = "§§ 5, 6 Abs. 2 WoGG".into();
    }
    steps.push(step);
    let step = Step::new(
        "household.considered",
        "zu berücksichtigende Haushaltsmitglieder",
        "considered household members",
        "§ 6 Abs. 1, §§ 7, 8 WoGG",
    )
    .using("t", "Haushaltsmitglieder", number(composition.total), Unit::Number, "household.total")
    .given("a", "vom Wohngeld ausgeschlossen", number(excluded), Unit::Number)
    .is("t − a", number(composition.considered), Unit::Number);
    steps.push(step);
    steps
}

/// Hints about persons.
pub(crate) fn hints(household: &Household) -> Vec<Remark> {
    let mut hints = Vec::new();
    if household.members.iter().any(|member| member.stay == Some(Stay::TitleWithoutClaim)) {
        hints.push(
            Remark::new(
                "stay_as_a_rule",
                "§ 3 Abs. 5 Satz 3 WoGG",
                "Mit diesem Aufenthaltstitel gibt es nur in Ausnahmefällen Wohngeld. Die \
                 Wohngeldbehörde entscheidet im Einzelfall.",
                "With this residence title housing benefit is an exception; the office decides.",
            )
            .marked(Mark::Statute),
        );
    }
    let may_avoid = household
        .members
        .iter()
        .flat_map(|member| &member.other_benefits)
        .any(|benefit| benefit.wohngeld_can_avoid_need && benefit.kind.number() <= 7);
    if may_avoid {
        hints.push(Remark::new(
            "avoids_need",
            "§ 7 Abs. 1 Satz 3 Nr. 2 WoGG",
            "Kann Wohngeld die andere Leistung entbehrlich machen, besteht kein Ausschluss, solange \
             sie noch nicht gezahlt wird.",
            "If housing benefit can avoid the other benefit, there is no exclusion as long as that \
             is not paid yet.",
        ));
    }
    hints
}
