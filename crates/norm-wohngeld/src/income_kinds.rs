//! The kinds of income and receipts of § 14 `WoGG` and how each of them counts.

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

/// Every kind, in the order of the act.
const RULES: [KindRule; 55] = [
    KindRule {
        kind: IncomeKind::Employment,
        key: "employment",
        label_de: "Lohn oder Gehalt",
        label_en: "wages or salary",
        norm: "§ 14 Abs. 1 WoGG, § 19 EStG",
        treatment: Treatment::Employment,
        proof: IncomeProof::PayCertificate,
    },
    KindRule {
        kind: IncomeKind::MinijobFlatTaxed,
        key: "minijob_flat_taxed",
        label_de: "Minijob (pauschal versteuert)",
        label_en: "mini-job, flat-taxed",
        norm: "§ 14 Abs. 1 Satz 3 Nr. 2 WoGG",
        treatment: Treatment::Minijob,
        proof: IncomeProof::PayCertificate,
    },
    KindRule {
        kind: IncomeKind::BenefitsInKindFlatTaxed,
        key: "benefits_in_kind_flat_taxed",
        label_de: "Sachzuwendungen (pauschal nach § 37b EStG versteuert)",
        label_en: "benefits in kind, flat-taxed under § 37b EStG",
        norm: "§ 14 Abs. 1 Satz 3 Nr. 1 WoGG",
        treatment: Treatment::Full,
        proof: IncomeProof::PayCertificate,
    },
    KindRule {
        kind: IncomeKind::OtherFlatTaxedPay,
        key: "other_flat_taxed_pay",
        label_de: "anderer pauschal versteuerter Arbeitslohn",
        label_en: "other flat-taxed pay",
        norm: "§ 14 Abs. 1 Satz 3 WoGG",
        treatment: Treatment::NotCounted,
        proof: IncomeProof::PayCertificate,
    },
    KindRule {
        kind: IncomeKind::SelfEmployment,
        key: "self_employment",
        label_de: "Gewinn aus selbständiger Arbeit",
        label_en: "profit from self-employment",
        norm: "§ 14 Abs. 1 WoGG, § 18 EStG",
        treatment: Treatment::Profit,
        proof: IncomeProof::TaxAssessment,
    },
    KindRule {
        kind: IncomeKind::Trade,
        key: "trade",
        label_de: "Gewinn aus Gewerbebetrieb",
        label_en: "profit from a trade",
        norm: "§ 14 Abs. 1 WoGG, § 15 EStG",
        treatment: Treatment::Profit,
        proof: IncomeProof::TaxAssessment,
    },
    KindRule {
        kind: IncomeKind::Farming,
        key: "farming",
        label_de: "Gewinn aus Land- und Forstwirtschaft",
        label_en: "profit from farming and forestry",
        norm: "§ 14 Abs. 1 WoGG, § 13 EStG",
        treatment: Treatment::Profit,
        proof: IncomeProof::TaxAssessment,
    },
    KindRule {
        kind: IncomeKind::Letting,
        key: "letting",
        label_de: "Überschuss aus Vermietung und Verpachtung",
        label_en: "surplus from letting",
        norm: "§ 14 Abs. 1 WoGG, § 21 EStG",
        treatment: Treatment::Profit,
        proof: IncomeProof::TaxAssessment,
    },
    KindRule {
        kind: IncomeKind::Capital,
        key: "capital",
        label_de: "Zinsen und andere Kapitalerträge",
        label_en: "interest and other capital income",
        norm: "§ 14 Abs. 1 und Abs. 2 Nr. 15 WoGG",
        treatment: Treatment::Capital,
        proof: IncomeProof::BankStatement,
    },
    KindRule {
        kind: IncomeKind::StatutoryPension,
        key: "statutory_pension",
        label_de: "gesetzliche Rente",
        label_en: "statutory pension",
        norm: "§ 14 Abs. 1 und Abs. 2 Nr. 3 WoGG",
        treatment: Treatment::Pension,
        proof: IncomeProof::PensionNotice,
    },
    KindRule {
        kind: IncomeKind::OtherPension,
        key: "other_pension",
        label_de: "andere Rente (privat, betrieblich, berufsständisch)",
        label_en: "other pension (private, company, professional)",
        norm: "§ 14 Abs. 1 und Abs. 2 Nr. 3 WoGG",
        treatment: Treatment::Pension,
        proof: IncomeProof::PensionNotice,
    },
    KindRule {
        kind: IncomeKind::CivilPension,
        key: "civil_pension",
        label_de: "Pension, Ruhegehalt oder Werkspension",
        label_en: "civil service pension",
        norm: "§ 14 Abs. 1 und Abs. 2 Nr. 1 WoGG",
        treatment: Treatment::CivilPension,
        proof: IncomeProof::PensionNotice,
    },
    KindRule {
        kind: IncomeKind::OtherTaxable,
        key: "other_taxable",
        label_de: "sonstige steuerpflichtige Einkünfte",
        label_en: "other taxable income",
        norm: "§ 14 Abs. 1 WoGG, § 22 EStG",
        treatment: Treatment::Full,
        proof: IncomeProof::TaxAssessment,
    },
    KindRule {
        kind: IncomeKind::WarInjuryPension,
        key: "war_injury_pension",
        label_de: "Versorgungsbezüge für Geschädigte (einkommensabhängig)",
        label_en: "means-tested war and service injury pension",
        norm: "§ 14 Abs. 2 Nr. 2 WoGG",
        treatment: Treatment::Full,
        proof: IncomeProof::PensionNotice,
    },
    KindRule {
        kind: IncomeKind::PensionSettlement,
        key: "pension_settlement",
        label_de: "Rentenabfindung, Beitragserstattung, Kapitalabfindung",
        label_en: "pension settlement or refund",
        norm: "§ 14 Abs. 2 Nr. 4 WoGG",
        treatment: Treatment::Full,
        proof: IncomeProof::PensionNotice,
    },
    KindRule {
        kind: IncomeKind::AccidentPension,
        key: "accident_pension",
        label_de: "Unfallrente (auch für Hinterbliebene)",
        label_en: "accident pension, also for survivors",
        norm: "§ 14 Abs. 2 Nr. 5 WoGG",
        treatment: Treatment::Full,
        proof: IncomeProof::PensionNotice,
    },
    KindRule {
        kind: IncomeKind::UnemploymentBenefit1,
        key: "unemployment_benefit1",
        label_de: "Arbeitslosengeld I",
        label_en: "unemployment benefit I",
        norm: "§ 14 Abs. 2 Nr. 6 WoGG",
        treatment: Treatment::Full,
        proof: IncomeProof::BenefitNotice,
    },
    KindRule {
        kind: IncomeKind::SickPay,
        key: "sick_pay",
        label_de: "Krankengeld",
        label_en: "sick pay",
        norm: "§ 14 Abs. 2 Nr. 6 WoGG",
        treatment: Treatment::Full,
        proof: IncomeProof::BenefitNotice,
    },
    KindRule {
        kind: IncomeKind::ShortTimePay,
        key: "short_time_pay",
        label_de: "Kurzarbeitergeld",
        label_en: "short-time pay",
        norm: "§ 14 Abs. 2 Nr. 6 WoGG",
        treatment: Treatment::Full,
        proof: IncomeProof::PayCertificate,
    },
    KindRule {
        kind: IncomeKind::MaternityPay,
        key: "maternity_pay",
        label_de: "Mutterschaftsgeld",
        label_en: "maternity pay",
        norm: "§ 14 Abs. 2 Nr. 6 WoGG",
        treatment: Treatment::Full,
        proof: IncomeProof::BenefitNotice,
    },
    KindRule {
        kind: IncomeKind::InsolvencyPay,
        key: "insolvency_pay",
        label_de: "Insolvenzgeld",
        label_en: "insolvency pay",
        norm: "§ 14 Abs. 2 Nr. 6 WoGG",
        treatment: Treatment::Full,
        proof: IncomeProof::BenefitNotice,
    },
    KindRule {
        kind: IncomeKind::TransitionalPay,
        key: "transitional_pay",
        label_de: "Übergangsgeld",
        label_en: "transitional allowance",
        norm: "§ 14 Abs. 2 Nr. 6 WoGG",
        treatment: Treatment::Full,
        proof: IncomeProof::BenefitNotice,
    },
    KindRule {
        kind: IncomeKind::ParentalAllowance,
        key: "parental_allowance",
        label_de: "Basiselterngeld",
        label_en: "basic parental allowance",
        norm: "§ 14 Abs. 2 Nr. 6 WoGG, § 10 BEEG",
        treatment: Treatment::ParentalAllowance,
        proof: IncomeProof::BenefitNotice,
    },
    KindRule {
        kind: IncomeKind::ParentalAllowancePlus,
        key: "parental_allowance_plus",
        label_de: "Elterngeld Plus",
        label_en: "parental allowance plus",
        norm: "§ 14 Abs. 2 Nr. 6 WoGG, § 10 BEEG",
        treatment: Treatment::ParentalAllowance,
        proof: IncomeProof::BenefitNotice,
    },
    KindRule {
        kind: IncomeKind::OtherWageReplacement,
        key: "other_wage_replacement",
        label_de: "andere Lohnersatzleistung",
        label_en: "other wage replacement",
        norm: "§ 14 Abs. 2 Nr. 6 WoGG",
        treatment: Treatment::Full,
        proof: IncomeProof::BenefitNotice,
    },
    KindRule {
        kind: IncomeKind::ForeignIncome,
        key: "foreign_income",
        label_de: "ausländische Einkünfte (in Deutschland steuerfrei)",
        label_en: "foreign income, tax-free in Germany",
        norm: "§ 14 Abs. 2 Nr. 7 WoGG",
        treatment: Treatment::Full,
        proof: IncomeProof::PayCertificate,
    },
    KindRule {
        kind: IncomeKind::EqualisationSupport,
        key: "equalisation_support",
        label_de: "Unterhaltshilfe nach dem Lastenausgleichsgesetz",
        label_en: "support under the equalisation of burdens act",
        norm: "§ 14 Abs. 2 Nr. 8 WoGG",
        treatment: Treatment::Half,
        proof: IncomeProof::BenefitNotice,
    },
    KindRule {
        kind: IncomeKind::DailySicknessAllowance,
        key: "daily_sickness_allowance",
        label_de: "Krankentagegeld",
        label_en: "daily sickness allowance",
        norm: "§ 14 Abs. 2 Nr. 9 WoGG",
        treatment: Treatment::Full,
        proof: IncomeProof::BenefitNotice,
    },
    KindRule {
        kind: IncomeKind::AntiDPension,
        key: "anti_d_pension",
        label_de: "Rente nach dem Anti-D-Hilfegesetz",
        label_en: "pension under the Anti-D act",
        norm: "§ 14 Abs. 2 Nr. 10 WoGG",
        treatment: Treatment::Half,
        proof: IncomeProof::PensionNotice,
    },
    KindRule {
        kind: IncomeKind::NightSupplements,
        key: "night_supplements",
        label_de: "steuerfreie Zuschläge (Sonntag, Feiertag, Nacht)",
        label_en: "tax-free supplements for Sundays, holidays, nights",
        norm: "§ 14 Abs. 2 Nr. 11 WoGG",
        treatment: Treatment::Full,
        proof: IncomeProof::PayCertificate,
    },
    KindRule {
        kind: IncomeKind::PayAfterRetirementAge,
        key: "pay_after_retirement_age",
        label_de: "steuerfreier Lohn nach der Regelaltersgrenze",
        label_en: "tax-free pay after retirement age",
        norm: "§ 14 Abs. 2 Nr. 12 WoGG",
        treatment: Treatment::Full,
        proof: IncomeProof::PayCertificate,
    },
    KindRule {
        kind: IncomeKind::EmployerPensionContribution,
        key: "employer_pension_contribution",
        label_de: "steuerfreie Beiträge des Arbeitgebers zur Altersversorgung",
        label_en: "tax-free employer pension contributions",
        norm: "§ 14 Abs. 2 Nr. 14 WoGG",
        treatment: Treatment::Full,
        proof: IncomeProof::PayCertificate,
    },
    KindRule {
        kind: IncomeKind::SpecialDepreciation,
        key: "special_depreciation",
        label_de: "Sonderabschreibungen über der normalen Abschreibung",
        label_en: "special depreciation above the normal one",
        norm: "§ 14 Abs. 2 Nr. 16 WoGG",
        treatment: Treatment::Full,
        proof: IncomeProof::TaxAssessment,
    },
    KindRule {
        kind: IncomeKind::AdjustmentPayments,
        key: "adjustment_payments",
        label_de: "Anpassungshilfen (Landwirtschaft, Bergbau)",
        label_en: "adjustment payments for farming and mining",
        norm: "§ 14 Abs. 2 Nr. 17 und 18 WoGG",
        treatment: Treatment::Full,
        proof: IncomeProof::BenefitNotice,
    },
    KindRule {
        kind: IncomeKind::SupportForCarer,
        key: "support_for_carer",
        label_de: "Unterstützung von außerhalb für eine Pflegeperson",
        label_en: "outside support spent on a carer",
        norm: "§ 14 Abs. 2 Nr. 19 WoGG",
        treatment: Treatment::Carer,
        proof: IncomeProof::SupportProof,
    },
    KindRule {
        kind: IncomeKind::RegularSupport,
        key: "regular_support",
        label_de: "regelmäßige Unterstützung von außerhalb",
        label_en: "regular support from outside",
        norm: "§ 14 Abs. 2 Nr. 19 WoGG",
        treatment: Treatment::Full,
        proof: IncomeProof::SupportProof,
    },
    KindRule {
        kind: IncomeKind::SmallSupport,
        key: "small_support",
        label_de: "Unterstützung ohne Pflicht (Privatpersonen, Organisationen)",
        label_en: "support without duty from persons or organisations",
        norm: "§ 14 Abs. 2 Nr. 19 WoGG",
        treatment: Treatment::Gifts,
        proof: IncomeProof::SupportProof,
    },
    KindRule {
        kind: IncomeKind::SpouseMaintenance,
        key: "spouse_maintenance",
        label_de: "Unterhalt vom getrennten oder geschiedenen Ehegatten",
        label_en: "maintenance from a separated or divorced spouse",
        norm: "§ 14 Abs. 2 Nr. 20 WoGG",
        treatment: Treatment::Full,
        proof: IncomeProof::MaintenanceReceived,
    },
    KindRule {
        kind: IncomeKind::SpouseMaintenanceForCarer,
        key: "spouse_maintenance_for_carer",
        label_de: "Unterhalt vom Ehegatten für eine Pflegeperson",
        label_en: "spouse's maintenance spent on a carer",
        norm: "§ 14 Abs. 2 Nr. 20 WoGG",
        treatment: Treatment::Carer,
        proof: IncomeProof::MaintenanceReceived,
    },
    KindRule {
        kind: IncomeKind::ChildMaintenance,
        key: "child_maintenance",
        label_de: "Unterhalt für ein Kind",
        label_en: "maintenance for a child",
        norm: "§ 14 Abs. 2 Nr. 19 WoGG",
        treatment: Treatment::Full,
        proof: IncomeProof::MaintenanceReceived,
    },
    KindRule {
        kind: IncomeKind::MaintenanceAdvance,
        key: "maintenance_advance",
        label_de: "Unterhaltsvorschuss",
        label_en: "maintenance advance",
        norm: "§ 14 Abs. 2 Nr. 21 WoGG",
        treatment: Treatment::Full,
        proof: IncomeProof::BenefitNotice,
    },
    KindRule {
        kind: IncomeKind::RentPaidByOutsiders,
        key: "rent_paid_by_outsiders",
        label_de: "Zahlungen anderer zur Miete",
        label_en: "payments by outsiders towards the rent",
        norm: "§ 14 Abs. 2 Nr. 22 WoGG",
        treatment: Treatment::Full,
        proof: IncomeProof::SupportProof,
    },
    KindRule {
        kind: IncomeKind::FosterAllowanceSubsistence,
        key: "foster_allowance_subsistence",
        label_de: "Pflegegeld für den Unterhalt eines jungen Menschen",
        label_en: "foster allowance for subsistence",
        norm: "§ 14 Abs. 2 Nr. 24 WoGG",
        treatment: Treatment::Half,
        proof: IncomeProof::BenefitNotice,
    },
    KindRule {
        kind: IncomeKind::FosterAllowanceUpbringing,
        key: "foster_allowance_upbringing",
        label_de: "Pflegegeld für die Erziehung",
        label_en: "foster allowance for upbringing",
        norm: "§ 14 Abs. 2 Nr. 25 WoGG",
        treatment: Treatment::Half,
        proof: IncomeProof::BenefitNotice,
    },
    KindRule {
        kind: IncomeKind::CarePay,
        key: "care_pay",
        label_de: "steuerfreie Einnahmen für Pflege",
        label_en: "tax-free pay for care",
        norm: "§ 14 Abs. 2 Nr. 26 WoGG",
        treatment: Treatment::Half,
        proof: IncomeProof::BenefitNotice,
    },
    KindRule {
        kind: IncomeKind::TrainingGrant,
        key: "training_grant",
        label_de: "BAföG, Ausbildungsbeihilfe, Ausbildungsgeld, Stipendium",
        label_en: "training grant or scholarship",
        norm: "§ 14 Abs. 2 Nr. 27 WoGG",
        treatment: Treatment::Half,
        proof: IncomeProof::TrainingNotice,
    },
    KindRule {
        kind: IncomeKind::GraduateGrant,
        key: "graduate_grant",
        label_de: "Graduiertenförderung",
        label_en: "graduate grant",
        norm: "§ 14 Abs. 2 Nr. 28 WoGG",
        treatment: Treatment::Full,
        proof: IncomeProof::TrainingNotice,
    },
    KindRule {
        kind: IncomeKind::FulbrightGrant,
        key: "fulbright_grant",
        label_de: "Fulbright-Stipendium",
        label_en: "Fulbright grant",
        norm: "§ 14 Abs. 2 Nr. 29 WoGG",
        treatment: Treatment::Half,
        proof: IncomeProof::TrainingNotice,
    },
    KindRule {
        kind: IncomeKind::SubsistenceWithoutHousing,
        key: "subsistence_without_housing",
        label_de: "Leistungen nach § 7 Abs. 1 ohne Wohnkosten",
        label_en: "benefits of § 7 (1) without housing costs",
        norm: "§ 14 Abs. 2 Nr. 30 WoGG",
        treatment: Treatment::Full,
        proof: IncomeProof::BenefitNotice,
    },
    KindRule {
        kind: IncomeKind::OwnHouseRentalValue,
        key: "own_house_rental_value",
        label_de: "Mietwert im eigenen Haus mit mehr als zwei Wohnungen",
        label_en: "rental value in one's own house",
        norm: "§ 14 Abs. 2 Nr. 31 WoGG",
        treatment: Treatment::Full,
        proof: IncomeProof::TaxAssessment,
    },
    KindRule {
        kind: IncomeKind::ChildBenefit,
        key: "child_benefit",
        label_de: "Kindergeld",
        label_en: "child benefit",
        norm: "§ 14 WoGG (nicht genannt)",
        treatment: Treatment::NotCounted,
        proof: IncomeProof::None,
    },
    KindRule {
        kind: IncomeKind::CareAllowance,
        key: "care_allowance",
        label_de: "Pflegegeld der Pflegeversicherung",
        label_en: "care allowance of the care insurance",
        norm: "§ 14 WoGG (nicht genannt)",
        treatment: Treatment::NotCounted,
        proof: IncomeProof::None,
    },
    KindRule {
        kind: IncomeKind::SubletRent,
        key: "sublet_rent",
        label_de: "Miete aus Untervermietung dieser Wohnung",
        label_en: "rent from subletting part of this flat",
        norm: "§ 14 Abs. 3 Nr. 1 WoGG",
        treatment: Treatment::NotCounted,
        proof: IncomeProof::None,
    },
    KindRule {
        kind: IncomeKind::CoOccupantPayments,
        key: "co_occupant_payments",
        label_de: "Zahlungen von Mitbewohnern",
        label_en: "payments by co-occupants",
        norm: "§ 14 Abs. 3 Nr. 2 WoGG",
        treatment: Treatment::NotCounted,
        proof: IncomeProof::None,
    },
    KindRule {
        kind: IncomeKind::SponsorPayments,
        key: "sponsor_payments",
        label_de: "Leistungen nach § 68 AufenthG",
        label_en: "payments of a sponsor",
        norm: "§ 14 Abs. 3 Nr. 3 WoGG",
        treatment: Treatment::NotCounted,
        proof: IncomeProof::None,
    },
];

impl IncomeKind {
    /// Every kind with its rule, in the order of the act: for forms.
    pub fn all() -> &'static [KindRule] {
        &RULES
    }

    /// How this kind counts.
    pub fn rule(self) -> &'static KindRule {
        // The table is written in the order of the variants; a test holds it.
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
