//! The whole check in the order of the act: household, rent, income, amount, with all reasons.

use serde::{Deserialize, Serialize};

use crate::change::{Figures, Thresholds, thresholds};
use crate::explain::{Mark, Remark, Step, Unit};
use crate::formula::{Amount, amount};
use crate::hints;
use crate::household::{GrantPeriod, Household, Subsidy, Tenure};
use crate::levels::{LevelError, rent_level};
use crate::members::{self, Composition, PersonStanding, composition};
use crate::money::{Cents, Fixed};
use crate::month::Month;
use crate::tables::{LawError, LawOptions, Params, Regime, RentLevel, params};
use crate::validate::{InvalidFact, validate};
use crate::{amount_steps, income, rent};

/// Length of the grant period as a rule (§ 25 (1)), in months.
pub const GRANT_MONTHS: u8 = 12;

/// Why no assessment is possible.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AssessError {
    /// The month lies outside the known law.
    #[error(transparent)]
    Law(#[from] LawError),
    /// The municipality has no rent level.
    #[error(transparent)]
    Level(#[from] LevelError),
    /// Facts without which nothing can be computed; keys of [`crate::questions_needed`].
    #[error("facts are missing: {}", .0.join(", "))]
    Missing(Vec<String>),
    /// Facts that cannot be.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Invalid(Vec<InvalidFact>),
}

/// Whether there is a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// A claim in the amount of [`Assessment::amount`].
    Entitled,
    /// No claim; [`Assessment::reasons_against`] says why.
    NotEntitled,
}

/// The result of the whole check for one month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    /// The month.
    pub month: Month,
    /// The law of that month.
    pub regime: Regime,
    /// Where its numbers were promulgated.
    pub law_source: String,
    /// Rent or owner subsidy.
    pub subsidy: Subsidy,
    /// The grant period looked at.
    pub period: GrantPeriod,
    /// Whether there is a claim.
    pub outcome: Outcome,
    /// Benefit per month; zero without a claim.
    pub amount: Cents,
    /// What the formula gives whatever the other reasons; absent without considered members.
    pub formula: Option<Amount>,
    /// Rent level used.
    pub rent_level: RentLevel,
    /// Rent (§ 9) or burden (§ 10) per month: figure of the notice.
    pub rent_or_burden: Fixed,
    /// M: rent or burden considered, before the least value.
    pub rent_m: Fixed,
    /// M without the heating amount: figure of § 27 (1) and (2).
    pub rent_m_without_heating: Fixed,
    /// Y: total income per month, before the least value.
    pub income_y: Fixed,
    /// Sum of monthly income and receipts of the considered members: figure of the notice.
    pub income_monthly_sum: Fixed,
    /// Household members.
    pub members_total: u32,
    /// Considered members.
    pub members_considered: u32,
    /// Every person with its standing.
    pub people: Vec<PersonStanding>,
    /// The calculation in the order of the act.
    pub steps: Vec<Step>,
    /// Every reason against a claim, not only the first.
    pub reasons_against: Vec<Remark>,
    /// What the person or the case worker should know.
    pub hints: Vec<Remark>,
    /// What was assumed because it was not answered.
    pub assumptions: Vec<Remark>,
    /// From which figures on a change matters (§ 27); absent without a claim.
    pub thresholds: Option<Thresholds>,
}

impl Assessment {
    /// The figures that a later change is compared with (§§ 24 (3), 27).
    pub fn figures(&self) -> Figures {
        Figures {
            members_total: self.members_total,
            members_considered: self.members_considered,
            rent_or_burden: self.rent_or_burden,
            rent_without_heating: self.rent_m_without_heating,
            income_y: self.income_y,
            income_monthly_sum: self.income_monthly_sum,
            amount: self.amount,
        }
    }
}

/// What the parts of the calculation share.
pub(crate) struct Context<'a> {
    pub household: &'a Household,
    pub composition: &'a Composition,
    pub params: &'static Params,
    pub month: Month,
    pub period: GrantPeriod,
    /// The month whose § 17 applies; differs from the month only under § 42a.
    pub allowance_month: Month,
    pub total: u32,
    pub considered: u32,
    pub steps: Vec<Step>,
    pub hints: Vec<Remark>,
    pub assumptions: Vec<Remark>,
}

impl Context<'_> {
    /// Whether this is about the owner subsidy.
    pub fn is_owner(&self) -> bool {
        self.household.tenure.is_some_and(|tenure| tenure.subsidy() == Subsidy::Owner)
    }

    /// Notes an assumption once.
    pub fn assume(&mut self, remark: Remark) {
        if self.assumptions.iter().all(|known| known.key != remark.key) {
            self.assumptions.push(remark);
        }
    }

    /// The flat amounts of the `WoGV` were read in texts since 2022 only.
    pub fn note_old_flat_amounts(&mut self) {
        if self.month < crate::tables::allowances::FLAT_AMOUNTS_READ_FROM {
            self.assume(
                Remark::new(
                    "old_flat_amounts",
                    "§§ 6, 13 WoGV",
                    "Für Monate vor 2022 sind die heutigen Pauschalen der Wohngeldverordnung \
                     angesetzt. Bitte prüfen.",
                    "For months before 2022 today's flat amounts of the ordinance were used; \
                     please check.",
                )
                .marked(Mark::OurReading),
            );
        }
    }

    /// The standard rate of a month beyond the known law is the last one known.
    pub fn assume_subsistence_level(&mut self) {
        self.assume(
            Remark::new(
                "subsistence_level",
                "§ 17a WoGG, § 28 SGB XII",
                "Die Regelbedarfsstufe 1 für diesen Monat ist noch nicht bekannt. Gerechnet ist mit \
                 der letzten bekannten.",
                "The standard rate for this month is not known yet; the last known one was used.",
            )
            .marked(Mark::OurReading),
        );
    }
}

/// Checks a household for a month under the law in force.
///
/// # Errors
/// [`AssessError`] if facts are missing or impossible, or the law of the month is not known.
pub fn assess(household: &Household, month: Month) -> Result<Assessment, AssessError> {
    assess_with(household, month, &LawOptions::default())
}

/// Checks a household for a month; `options` may switch on law that is not in force.
///
/// # Errors
/// [`AssessError`] if facts are missing or impossible, or the law of the month is not known.
pub fn assess_with(
    household: &Household,
    month: Month,
    options: &LawOptions,
) -> Result<Assessment, AssessError> {
    assess_mixed(household, month, month, options)
}

/// As [`assess_with`], with the allowances of § 17 of another month (§ 42a (1) sentence 2).
pub(crate) fn assess_mixed(
    household: &Household,
    month: Month,
    allowance_month: Month,
    options: &LawOptions,
) -> Result<Assessment, AssessError> {
    let params = params(month, options)?;
    validate(household)?;
    let missing = missing(household);
    let (Some(tenure), true) = (household.tenure, missing.is_empty()) else {
        return Err(AssessError::Missing(missing));
    };
    let level = match (household.place.rent_level, household.place.ags.as_deref()) {
        (Some(level), _) => level,
        (None, Some(ags)) => rent_level(ags, month)?,
        (None, None) => return Err(AssessError::Missing(vec!["place".into()])),
    };
    let composition = composition(household, month);
    let context = Context {
        household,
        composition: &composition,
        params,
        month,
        period: household.period.unwrap_or(GrantPeriod { from: month, months: GRANT_MONTHS }),
        allowance_month,
        total: composition.total,
        considered: composition.considered,
        steps: Vec::with_capacity(32),
        hints: members::hints(household),
        assumptions: Vec::new(),
    };
    calculate(context, tenure, level)
}

/// Facts without which nothing can be computed.
fn missing(household: &Household) -> Vec<String> {
    let mut missing = Vec::new();
    if household.tenure.is_none() {
        missing.push("tenure".to_owned());
    }
    if household.place.rent_level.is_none() && household.place.ags.is_none() {
        missing.push("place".to_owned());
    }
    if household.members.is_empty() {
        missing.push("members".to_owned());
    }
    let dwelling = &household.dwelling;
    let has_cost = match household.tenure {
        None | Some(Tenure::HomeResident) => true,
        Some(Tenure::OwnHouseOfManyFlats) => {
            dwelling.rental_value.is_some() || dwelling.monthly_payment.is_some()
        }
        Some(tenure) if tenure.subsidy() == Subsidy::Owner => {
            dwelling.owner.is_some() || dwelling.monthly_payment.is_some()
        }
        Some(_) => dwelling.monthly_payment.is_some(),
    };
    if !has_cost {
        let is_owner = household.tenure.is_some_and(|tenure| tenure.subsidy() == Subsidy::Owner);
        missing.push(if is_owner { "dwelling.owner" } else { "dwelling.monthly_payment" }.into());
    }
    missing
}

/// The steps of the law, one after the other.
fn calculate(
    mut context: Context<'_>,
    tenure: Tenure,
    level: RentLevel,
) -> Result<Assessment, AssessError> {
    let household = context.household;
    let composition = context.composition;
    let mut reasons_against = members::reasons_against(household, composition);
    context.steps.extend(members::steps(household, composition));
    hints::unanswered(&mut context);
    let rent = rent::rent(&mut context, tenure, level)?;
    let income = income::income(&mut context);
    let formula = (context.considered > 0).then(|| {
        let result = amount(context.params, context.considered, rent.considered.m, income.y);
        amount_steps::steps(&mut context, &result, rent.considered.m, income.y);
        result
    });
    if let Some(result) = formula.filter(|result| result.eur == 0) {
        reasons_against.push(amount_steps::too_little(context.params, &result));
    }
    reasons_against.extend(hints::assets(&mut context));
    let outcome = if reasons_against.is_empty() { Outcome::Entitled } else { Outcome::NotEntitled };
    let eur = formula.map_or(0, |result| result.eur);
    let amount = if outcome == Outcome::Entitled { Cents::euros(eur) } else { Cents::ZERO };
    hints::general(&mut context, amount, &rent, &income);
    let mut assessment = Assessment {
        month: context.month,
        regime: context.params.regime,
        law_source: context.params.source.to_owned(),
        subsidy: tenure.subsidy(),
        period: context.period,
        outcome,
        amount,
        formula,
        rent_level: level,
        rent_or_burden: rent.agreed,
        rent_m: rent.considered.m,
        rent_m_without_heating: rent.considered.without_heating,
        income_y: income.y,
        income_monthly_sum: income.monthly_sum,
        members_total: context.total,
        members_considered: context.considered,
        people: composition.people.clone(),
        steps: context.steps,
        reasons_against,
        hints: context.hints,
        assumptions: context.assumptions,
        thresholds: None,
    };
    if outcome == Outcome::Entitled {
        assessment.thresholds = Some(thresholds(&assessment.figures(), assessment.month));
    }
    Ok(assessment)
}

/// The steps from a rent and an income already known, for rows of a table.
///
/// `steps` begins with the steps that give members, rent and income.
pub(crate) fn explain_formula(
    params: &'static Params,
    input: &crate::batch::BatchInput,
    steps: Vec<Step>,
) -> Result<Vec<Step>, LawError> {
    let household = Household::default();
    let composition = composition(&household, input.month);
    let mut context = Context {
        household: &household,
        composition: &composition,
        params,
        month: input.month,
        period: GrantPeriod { from: input.month, months: GRANT_MONTHS },
        allowance_month: input.month,
        total: input.persons_total,
        considered: input.persons_considered,
        steps,
        hints: Vec::new(),
        assumptions: Vec::new(),
    };
    let rent = rent::ceilings(&mut context, input.level, Some(input.rent), "rent.agreed")?;
    let result = amount(params, input.persons_considered, rent.m, input.income);
    amount_steps::steps(&mut context, &result, rent.m, input.income);
    Ok(context.steps)
}

/// Units are used all over the calculation; one short name keeps its lines readable.
pub(crate) const MONTHLY: Unit = Unit::EuroPerMonth;
