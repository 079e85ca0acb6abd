//! The kinds of income and receipts of § 14 `WoGG` and how each of them counts.

mod earned;
mod receipts;

use serde::{Deserialize, Serialize};

/// How a kind of income enters the yearly income.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Treatment {
    /// Gross minus work expenses, at least the lump sum; never below zero.
    Employment,
    /// Gross minus proven expenses; no lump sum.
    Minijob,
    /// Profit or surplus after expenses; a loss counts as zero.
    Profit,
    /// Yield minus 100 euros a year in effect.
    Capital,
    /// Annuities: full amount minus 102 euros a year for all of them together.
    Pension,
    /// Civil service pensions: full amount minus 102 euros a year for all of them together.
    CivilPension,
    /// Full amount.
    Full,
    /// Half of the amount.
    Half,
    /// Free up to 300 euros a month and child; half of that for the plus variant.
    ParentalAllowance,
    /// Free up to 6,540 euros a year for all of them together.
    Carer,
    /// Free up to 480 euros a year for all of them together.
    Gifts,
    /// Not income in the sense of the act.
    NotCounted,
}

/// Which document proves an income.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IncomeProof {
    /// The employer's certificate.
    PayCertificate,
    /// Tax assessment or profit statement.
    TaxAssessment,
    /// The bank's yearly statement.
    BankStatement,
    /// Pension notice.
    PensionNotice,
    /// Notice of the authority that pays.
    BenefitNotice,
    /// Notice about the training grant.
    TrainingNotice,
    /// Proof of support from outside.
    SupportProof,
    /// Title and payments of maintenance.
    MaintenanceReceived,
    /// Nothing.
    None,
}

/// What the library knows about a kind of income.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KindRule {
    /// The kind.
    pub kind: IncomeKind,
    /// Name in data, such as `employment`.
    pub key: &'static str,
    /// German name.
    pub label_de: &'static str,
    /// English name.
    pub label_en: &'static str,
    /// Paragraph.
    pub norm: &'static str,
    /// How it counts.
    pub treatment: Treatment,
    /// Its proof.
    pub proof: IncomeProof,
}

/// A kind of income or receipt (§ 14).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IncomeKind {
    /// Wages or salary (§ 14 Abs. 1, § 19 `EStG`).
    Employment,
    /// Mini-job, flat-taxed (§ 14 Abs. 1 Satz 3 Nr. 2).
    MinijobFlatTaxed,
    /// Benefits in kind, flat-taxed under § 37b `EStG` (§ 14 Abs. 1 Satz 3 Nr. 1).
    BenefitsInKindFlatTaxed,
    /// Other flat-taxed pay (§ 14 Abs. 1 Satz 3).
    OtherFlatTaxedPay,
    /// Profit from self-employment (§ 14 Abs. 1, § 18 `EStG`).
    SelfEmployment,
    /// Profit from a trade (§ 14 Abs. 1, § 15 `EStG`).
    Trade,
    /// Profit from farming and forestry (§ 14 Abs. 1, § 13 `EStG`).
    Farming,
    /// Surplus from letting (§ 14 Abs. 1, § 21 `EStG`).
    Letting,
    /// Interest and other capital income (§ 14 Abs. 1 und Abs. 2 Nr. 15).
    Capital,
    /// Statutory pension (§ 14 Abs. 1 und Abs. 2 Nr. 3).
    StatutoryPension,
    /// Other pension (private, company, professional) (§ 14 Abs. 1 und Abs. 2 Nr. 3).
    OtherPension,
    /// Civil service pension (§ 14 Abs. 1 und Abs. 2 Nr. 1).
    CivilPension,
    /// Other taxable income (§ 14 Abs. 1, § 22 `EStG`).
    OtherTaxable,
    /// Means-tested war and service injury pension (§ 14 Abs. 2 Nr. 2).
    WarInjuryPension,
    /// Pension settlement or refund (§ 14 Abs. 2 Nr. 4).
    PensionSettlement,
    /// Accident pension, also for survivors (§ 14 Abs. 2 Nr. 5).
    AccidentPension,
    /// Unemployment benefit I (§ 14 Abs. 2 Nr. 6).
    UnemploymentBenefit1,
    /// Sick pay (§ 14 Abs. 2 Nr. 6).
    SickPay,
    /// Short-time pay (§ 14 Abs. 2 Nr. 6).
    ShortTimePay,
    /// Maternity pay (§ 14 Abs. 2 Nr. 6).
    MaternityPay,
    /// Insolvency pay (§ 14 Abs. 2 Nr. 6).
    InsolvencyPay,
    /// Transitional allowance (§ 14 Abs. 2 Nr. 6).
    TransitionalPay,
    /// Basic parental allowance (§ 14 Abs. 2 Nr. 6, § 10 BEEG).
    ParentalAllowance,
    /// Parental allowance plus (§ 14 Abs. 2 Nr. 6, § 10 BEEG).
    ParentalAllowancePlus,
    /// Other wage replacement (§ 14 Abs. 2 Nr. 6).
    OtherWageReplacement,
    /// Foreign income, tax-free in Germany (§ 14 Abs. 2 Nr. 7).
    ForeignIncome,
    /// Support under the equalisation of burdens act (§ 14 Abs. 2 Nr. 8).
    EqualisationSupport,
    /// Daily sickness allowance (§ 14 Abs. 2 Nr. 9).
    DailySicknessAllowance,
    /// Pension under the Anti-D act (§ 14 Abs. 2 Nr. 10).
    AntiDPension,
    /// Tax-free supplements for Sundays, holidays, nights (§ 14 Abs. 2 Nr. 11).
    NightSupplements,
    /// Tax-free pay after retirement age (§ 14 Abs. 2 Nr. 12).
    PayAfterRetirementAge,
    /// Tax-free employer pension contributions (§ 14 Abs. 2 Nr. 14).
    EmployerPensionContribution,
    /// Special depreciation above the normal one (§ 14 Abs. 2 Nr. 16).
    SpecialDepreciation,
    /// Adjustment payments for farming and mining (§ 14 Abs. 2 Nr. 17 und 18).
    AdjustmentPayments,
    /// Outside support spent on a carer (§ 14 Abs. 2 Nr. 19).
    SupportForCarer,
    /// Regular support from outside (§ 14 Abs. 2 Nr. 19).
    RegularSupport,
    /// Support without duty from persons or organisations (§ 14 Abs. 2 Nr. 19).
    SmallSupport,
    /// Maintenance from a separated or divorced spouse (§ 14 Abs. 2 Nr. 20).
    SpouseMaintenance,
    /// Spouse's maintenance spent on a carer (§ 14 Abs. 2 Nr. 20).
    SpouseMaintenanceForCarer,
    /// Maintenance for a child (§ 14 Abs. 2 Nr. 19).
    ChildMaintenance,
    /// Maintenance advance (§ 14 Abs. 2 Nr. 21).
    MaintenanceAdvance,
    /// Payments by outsiders towards the rent (§ 14 Abs. 2 Nr. 22).
    RentPaidByOutsiders,
    /// Foster allowance for subsistence (§ 14 Abs. 2 Nr. 24).
    FosterAllowanceSubsistence,
    /// Foster allowance for upbringing (§ 14 Abs. 2 Nr. 25).
    FosterAllowanceUpbringing,
    /// Tax-free pay for care (§ 14 Abs. 2 Nr. 26).
    CarePay,
    /// Training grant or scholarship (§ 14 Abs. 2 Nr. 27).
    TrainingGrant,
    /// Graduate grant (§ 14 Abs. 2 Nr. 28).
    GraduateGrant,
    /// Fulbright grant (§ 14 Abs. 2 Nr. 29).
    FulbrightGrant,
    /// Benefits of § 7 (1) without housing costs (§ 14 Abs. 2 Nr. 30).
    SubsistenceWithoutHousing,
    /// Rental value in one's own house (§ 14 Abs. 2 Nr. 31).
    OwnHouseRentalValue,
    /// Child benefit (§ 14 (nicht genannt)).
    ChildBenefit,
    /// Care allowance of the care insurance (§ 14 (nicht genannt)).
    CareAllowance,
    /// Rent from subletting part of this flat (§ 14 Abs. 3 Nr. 1).
    SubletRent,
    /// Payments by co-occupants (§ 14 Abs. 3 Nr. 2).
    CoOccupantPayments,
    /// Payments of a sponsor (§ 14 Abs. 3 Nr. 3).
    SponsorPayments,
}

/// Number of kinds.
const COUNT: usize = earned::FIRST.len() + receipts::SECOND.len();

/// Every kind, in the order of the variants; a test holds it.
static RULES: [KindRule; COUNT] = {
    let mut rules = [earned::FIRST[0]; COUNT];
    let mut index = 0;
    while index < COUNT {
        rules[index] = if index < earned::FIRST.len() {
            earned::FIRST[index]
        } else {
            receipts::SECOND[index - earned::FIRST.len()]
        };
        index += 1;
    }
    rules
};

impl IncomeKind {
    /// Every kind with its rule, in the order of the act: for forms.
    pub fn all() -> &'static [KindRule] {
        &RULES
    }

    /// How this kind counts.
    pub fn rule(self) -> &'static KindRule {
        &RULES[self as usize]
    }

    /// Own earnings from work, for the allowance of working children (§ 17 no. 4).
    pub fn is_earned(self) -> bool {
        matches!(
            self,
            Self::Employment
                | Self::MinijobFlatTaxed
                | Self::SelfEmployment
                | Self::Trade
                | Self::Farming
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_finds_its_own_rule_and_key() {
        for rule in IncomeKind::all() {
            assert_eq!(rule.kind.rule().kind, rule.kind);
            let data = serde_json::to_value(rule.kind).unwrap();
            assert_eq!(data, rule.key, "{:?}", rule.kind);
        }
    }
}
