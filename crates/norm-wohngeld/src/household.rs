//! The facts of a household: what a form asks, what a case worker sees, what the law needs.
//!
//! Everything a person may not have answered yet is an `Option`; [`crate::questions_needed`] lists
//! what is open and [`crate::assess`] says what it assumed meanwhile.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::income_kinds::IncomeKind;
use crate::money::Cents;
use crate::month::Month;
use crate::tables::RentLevel;

/// Most persons in one household. Our choice: far above any real flat.
pub const MEMBERS_MAX: usize = 100;

/// Most incomes, benefits or payments of one person. Our choice.
pub const ENTRIES_MAX: usize = 60;

/// A household with its flat. Amounts are euros per month unless a name says otherwise.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Household {
    /// By which right the flat is used (§ 3).
    pub tenure: Option<Tenure>,
    /// Where the flat is (§ 12).
    pub place: Place,
    /// Everybody who lives in the flat and may be a member, the applicant first.
    pub members: Vec<Member>,
    /// The flat and what it costs.
    pub dwelling: Dwelling,
    /// Usable assets of all considered members together, in euros (§ 21 no. 3).
    pub usable_assets: Option<Cents>,
    /// The grant period; twelve months from the month assessed if absent (§ 25).
    pub period: Option<GrantPeriod>,
    /// Considered members who died (§ 6 (2)).
    pub deaths: Vec<Death>,
}

/// By which right the flat is used; decides between rent and owner subsidy (§ 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tenure {
    /// Tenant (§ 3 (1) sentence 1).
    Tenant,
    /// Subtenant.
    Subtenant,
    /// A use right similar to a tenancy, such as in a cooperative (§ 3 (1) no. 1).
    SimilarRight,
    /// Lives in a home not only temporarily (§ 3 (1) no. 3).
    HomeResident,
    /// Lives in the own house with more than two flats (§ 3 (1) no. 2).
    OwnHouseOfManyFlats,
    /// Owner who lives there (§ 3 (2)).
    Owner,
    /// Heritable building right (§ 3 (2) no. 1).
    HeritableBuildingRight,
    /// Permanent dwelling right, dwelling right or usufruct (§ 3 (2) no. 2).
    DwellingRight,
    /// Claim to the transfer of ownership or of one of these rights (§ 3 (2) no. 3).
    ClaimToTransfer,
}

/// The two kinds of housing benefit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subsidy {
    /// Mietzuschuss.
    Rent,
    /// Lastenzuschuss.
    Owner,
}

impl Tenure {
    /// Which subsidy this right leads to.
    pub fn subsidy(self) -> Subsidy {
        match self {
            Self::Tenant
            | Self::Subtenant
            | Self::SimilarRight
            | Self::HomeResident
            | Self::OwnHouseOfManyFlats => Subsidy::Rent,
            Self::Owner
            | Self::HeritableBuildingRight
            | Self::DwellingRight
            | Self::ClaimToTransfer => Subsidy::Owner,
        }
    }
}

/// Where the flat is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Place {
    /// Official municipality key, eight digits.
    pub ags: Option<String>,
    /// Rent level, if known without the key; it takes precedence.
    pub rent_level: Option<RentLevel>,
}

/// A grant period (§ 25).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GrantPeriod {
    /// First month.
    pub from: Month,
    /// Length in months, 1 to 24.
    pub months: u8,
}

impl GrantPeriod {
    /// The last month.
    pub fn last(self) -> Month {
        self.from.plus(i32::from(self.months.max(1)) - 1)
    }
}

/// A considered member who died (§ 6 (2)).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Death {
    /// The month of death.
    pub month: Month,
    /// Whether the protection ended early: flat given up, new member, or the share is covered by
    /// an excluding benefit.
    #[serde(default)]
    pub protection_ended: bool,
}

/// A person living in the flat.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Member {
    /// Short stable name within the application, such as `1`; used in steps and documents.
    pub id: String,
    /// How the person is called in texts; `Person 1` is enough.
    pub label: String,
    /// Relation to the applicant (§ 5).
    pub relation: Relation,
    /// Date of birth, for the allowances of children.
    pub birth_date: Option<Date>,
    /// Whether this flat is the centre of life (§ 5 (1)).
    pub centre_of_life: Option<bool>,
    /// The right to stay (§ 3 (5)).
    pub stay: Option<Stay>,
    /// For children of separated parents: how much of the care happens here (§ 5 (4)).
    pub care: Care,
    /// Whether any other benefit is received or applied for; `Some(false)` means asked and none.
    pub has_other_benefits: Option<bool>,
    /// Other benefits that may exclude from housing benefit (§§ 7, 8).
    pub other_benefits: Vec<OtherBenefit>,
    /// Income and assets were taken into account in another member's excluding benefit (§ 7 (2)).
    pub counted_in_others_benefit: bool,
    /// Training support (§ 20 (2)).
    pub training_support: TrainingSupport,
    /// Whether there is any income; `Some(false)` means asked and none.
    pub has_income: Option<bool>,
    /// Every income and receipt, also those not counted.
    pub incomes: Vec<Income>,
    /// Work expenses proven for the year (§ 9 EStG); the lump sum counts if it is higher.
    pub work_expenses_year: Option<Cents>,
    /// Trade union dues per year; on top of the lump sum from 2026 on.
    pub union_dues_year: Option<Cents>,
    /// Child care costs deductible under § 10 (1) no. 5 EStG, per year.
    pub child_care_deductible_year: Option<Cents>,
    /// Income tax is expected to be paid (§ 16 no. 1).
    pub pays_income_tax: Option<bool>,
    /// Contributions to health and care insurance are expected to be paid (§ 16 no. 2).
    pub pays_health_insurance: Option<bool>,
    /// Contributions to pension insurance are expected to be paid (§ 16 no. 3).
    pub pays_pension_insurance: Option<bool>,
    /// Degree of disability, 0 to 100 (§ 17 no. 1).
    pub disability_degree: Option<u8>,
    /// In need of care under § 14 SGB XI and cared for at home, part-time or short-term.
    pub care_at_home: Option<bool>,
    /// Care level 1 to 5; used by the bill for 2027 only.
    pub care_level: Option<u8>,
    /// Persecuted by the Nazi regime or equal (§ 17 no. 2).
    pub nazi_persecution: bool,
    /// Child benefit is granted for this person (§ 17 no. 3).
    pub child_benefit: Option<bool>,
    /// The pension insurer reported 33 years of basic pension times (§ 17a).
    pub basic_pension_times: Option<bool>,
    /// Maintenance this person pays (§ 18).
    pub maintenance_paid: Vec<MaintenancePaid>,
}

impl Member {
    /// Age in full years at the first of a month, if the date of birth is known.
    pub fn age_at(&self, month: Month) -> Option<i32> {
        let birth = self.birth_date?;
        let born = Month::of(birth);
        let months = month.since(born) - i32::from(birth.day() > 1);
        Some(months.div_euclid(12))
    }

    /// Whether this is a child of a member (§ 17 nos. 3 and 4).
    pub fn is_child(&self) -> bool {
        matches!(self.relation, Relation::Child | Relation::FosterChild | Relation::Grandchild)
    }
}

/// Relation to the applicant (§ 5 (1)).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// The applicant.
    Applicant,
    /// Spouse or registered partner, not permanently separated.
    Spouse,
    /// Partner in a community of mutual responsibility.
    Partner,
    /// Child or stepchild.
    Child,
    /// Foster child of any age.
    FosterChild,
    /// Grandchild whose parent is a member too.
    Grandchild,
    /// Parent, parent-in-law or grandparent.
    Parent,
    /// Foster parent.
    FosterParent,
    /// Brother, sister or other relative up to the third degree.
    Sibling,
    /// Another relative or in-law of § 5 (1) sentence 2 nos. 3 and 4.
    #[default]
    Relative,
    /// Not related and no community of mutual responsibility: no household member.
    NotRelated,
}

/// The right to stay (§ 3 (5)).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stay {
    /// German.
    German,
    /// Free movement under European law.
    FreeMovement,
    /// Residence title.
    Title,
    /// Toleration.
    Toleration,
    /// Right by international treaty.
    Treaty,
    /// Permission to stay during the asylum procedure.
    AsylumProcedure,
    /// Homeless foreigner.
    HomelessForeigner,
    /// Exempted from the title by ordinance.
    ExemptByOrdinance,
    /// Title for seeking training or work, opportunity card, study internship or voluntary
    /// service: as a rule not entitled (§ 3 (5) sentence 3).
    TitleWithoutClaim,
    /// Exempted by treaty from German social security law, or none of the above.
    NoRight,
}

/// How much of the care for a child of separated parents happens in this household (§ 5 (4)).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Care {
    /// Lives here, or is no child of separated parents.
    #[default]
    Here,
    /// About equal shares, from one third to two thirds: member with both parents.
    Shared,
    /// Less than one third: at most the youngest of at least two is a member.
    Less,
}

/// Training support (§ 20 (2)).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TrainingSupport {
    /// Not in such training.
    #[default]
    None,
    /// Entitled on the merits, whatever the amount.
    Entitled,
    /// Only as a loan.
    LoanOnly,
    /// In training, but not entitled on the merits.
    NotEntitled,
}

/// Another benefit that may exclude from housing benefit (§ 7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OtherBenefit {
    /// Which benefit.
    pub kind: BenefitKind,
    /// How far the procedure is.
    pub state: BenefitState,
    /// Whether costs of housing were part of its calculation.
    #[serde(default = "yes")]
    pub includes_housing: bool,
    /// Granted as a loan only.
    #[serde(default)]
    pub is_loan: bool,
    /// Housing benefit can avoid or end the need, and the benefit is not yet paid or paid as a
    /// subordinate provider only (§ 7 (1) sentence 3 no. 2).
    #[serde(default)]
    pub wohngeld_can_avoid_need: bool,
    /// First month excluded (§ 8 (1)).
    #[serde(default)]
    pub from: Option<Month>,
    /// Last month excluded.
    #[serde(default)]
    pub until: Option<Month>,
}

/// For serde: a fact is assumed unless denied.
fn yes() -> bool {
    true
}

/// The benefits of § 7 (1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BenefitKind {
    /// Grundsicherungsgeld SGB II; Bürgergeld until June 2026, Arbeitslosengeld II until 2022.
    Grundsicherungsgeld,
    /// Grants to trainees under § 27 (3) SGB II.
    TraineeGrant,
    /// Übergangsgeld in the amount of no. 1 (dropped from the list since).
    Uebergangsgeld,
    /// Verletztengeld in the amount of no. 1.
    Verletztengeld,
    /// Grundsicherung in old age and reduced earning capacity, SGB XII.
    GrundsicherungAge,
    /// Subsistence aid, SGB XII.
    SubsistenceAid,
    /// Subsistence benefits of SGB XIV (until 2023: war victims' welfare).
    SocialCompensation,
    /// Benefits under the asylum seekers' benefits act.
    AsylumBenefits,
    /// SGB VIII benefits in households made up only of recipients.
    YouthWelfare,
}

impl BenefitKind {
    /// Every kind, in the order of § 7 (1).
    pub const ALL: [Self; 9] = [
        Self::Grundsicherungsgeld,
        Self::TraineeGrant,
        Self::Uebergangsgeld,
        Self::Verletztengeld,
        Self::GrundsicherungAge,
        Self::SubsistenceAid,
        Self::SocialCompensation,
        Self::AsylumBenefits,
        Self::YouthWelfare,
    ];

    /// German name at a month (the first has been renamed twice).
    pub fn label_de(self, month: Month) -> &'static str {
        match self {
            Self::Grundsicherungsgeld if month < Month::known(2023, 1) => "Arbeitslosengeld II",
            Self::Grundsicherungsgeld if month < Month::known(2026, 7) => "Bürgergeld",
            Self::Grundsicherungsgeld => "Grundsicherungsgeld (früher Bürgergeld)",
            Self::TraineeGrant => "Zuschuss für Auszubildende (§ 27 Abs. 3 SGB II)",
            Self::Uebergangsgeld => "Übergangsgeld in Höhe der Leistung nach dem SGB II",
            Self::Verletztengeld => "Verletztengeld in Höhe der Leistung nach dem SGB II",
            Self::GrundsicherungAge => "Grundsicherung im Alter und bei Erwerbsminderung",
            Self::SubsistenceAid => "Hilfe zum Lebensunterhalt (Sozialhilfe)",
            Self::SocialCompensation => "Leistungen zum Lebensunterhalt der Sozialen Entschädigung",
            Self::AsylumBenefits => "Leistungen nach dem Asylbewerberleistungsgesetz",
            Self::YouthWelfare => "Leistungen der Kinder- und Jugendhilfe",
        }
    }

    /// English name.
    pub fn label_en(self) -> &'static str {
        match self {
            Self::Grundsicherungsgeld => "basic income support (Grundsicherungsgeld)",
            Self::TraineeGrant => "grant for trainees (SGB II)",
            Self::Uebergangsgeld => "transitional allowance at the level of basic income support",
            Self::Verletztengeld => "injury benefit at the level of basic income support",
            Self::GrundsicherungAge => "basic income in old age or reduced earning capacity",
            Self::SubsistenceAid => "subsistence aid (Sozialhilfe)",
            Self::SocialCompensation => "subsistence benefits of social compensation",
            Self::AsylumBenefits => "asylum seekers' benefits",
            Self::YouthWelfare => "child and youth welfare benefits",
        }
    }

    /// Number within § 7 (1) sentence 1.
    pub fn number(self) -> u8 {
        match self {
            Self::Grundsicherungsgeld => 1,
            Self::TraineeGrant => 2,
            Self::Uebergangsgeld => 3,
            Self::Verletztengeld => 4,
            Self::GrundsicherungAge => 5,
            Self::SubsistenceAid => 6,
            Self::SocialCompensation => 7,
            Self::AsylumBenefits => 8,
            Self::YouthWelfare => 9,
        }
    }
}

/// How far the procedure for another benefit is (§ 8 (1)).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BenefitState {
    /// Applied for, not decided.
    AppliedFor,
    /// Granted or received.
    Received,
    /// Refused, withdrawn, ended, revoked, waived or fully reimbursed.
    Over,
}

/// An income or receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Income {
    /// Which kind.
    pub kind: IncomeKind,
    /// Gross amount per [`Income::per`].
    pub amount: Cents,
    /// What the amount refers to.
    #[serde(default)]
    pub per: Per,
    /// First month it is received, if not from the beginning of the grant period.
    #[serde(default)]
    pub from: Option<Month>,
    /// Last month it is received, if it ends.
    #[serde(default)]
    pub until: Option<Month>,
    /// Proven expenses per year, where the kind allows them.
    #[serde(default)]
    pub expenses_year: Option<Cents>,
    /// For parental allowance: children of a multiple birth.
    #[serde(default)]
    pub children: Option<u8>,
}

impl Income {
    /// A monthly income without further facts.
    pub fn monthly(kind: IncomeKind, amount: Cents) -> Self {
        Self {
            kind,
            amount,
            per: Per::Month,
            from: None,
            until: None,
            expenses_year: None,
            children: None,
        }
    }
}

/// What an amount of income refers to (§ 15).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Per {
    /// Every month.
    #[default]
    Month,
    /// A year, also for bonuses at intervals of more than a month (§ 15 (3)).
    Year,
    /// Once, received in a month (§ 15 (2)).
    Once {
        /// Month of receipt.
        received: Month,
        /// Number of months it is meant for, if agreed; they begin with the month of receipt.
        #[serde(default)]
        for_months: Option<u16>,
    },
}

/// Maintenance that a considered member is bound by law to pay and will pay (§ 18).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MaintenancePaid {
    /// To whom.
    pub to: MaintenanceTo,
    /// Amount per year expected to be paid.
    pub amount_year: Cents,
    /// Amount per year in a notarised agreement, title or decision, if there is one.
    #[serde(default)]
    pub titled_year: Option<Cents>,
}

/// The cases of § 18 sentence 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MaintenanceTo {
    /// A considered member living elsewhere for training.
    TraineeElsewhere,
    /// A child shared under § 5 (4), paid to it at the other parent.
    SharedChild,
    /// A former or separated spouse or partner outside the household.
    FormerSpouse,
    /// Another person outside the household.
    OtherPerson,
}

/// The flat and what it costs per month.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Dwelling {
    /// Everything paid for the flat per month, with service charges and all of the parts below.
    pub monthly_payment: Option<Cents>,
    /// Heating, central or as supplied heat.
    pub heating: CostPart,
    /// Hot water.
    pub hot_water: CostPart,
    /// Other household energy.
    pub energy: CostPart,
    /// Garage.
    pub garage: CostPart,
    /// Parking space outside.
    pub parking: CostPart,
    /// Payments for care mediation, housekeeping, emergency call and the like (§ 9 (2) no. 4).
    pub extra_services: Option<Cents>,
    /// Living area in hundredths of a square metre.
    pub area_hundredths_m2: Option<u32>,
    /// Area used only for business, in hundredths of a square metre (§ 11 (2) no. 1).
    pub business_area_hundredths_m2: Option<u32>,
    /// Rooms left to a person who is no member (§ 11 (2) no. 2).
    pub sublet: Option<Sublet>,
    /// Co-occupants who are neither members nor entitled (§ 11 (2) no. 3).
    pub co_occupants: Option<CoOccupants>,
    /// Public or trust funds paid towards the rent (§ 11 (2) no. 4).
    pub public_support: Option<Cents>,
    /// Payments of a sponsor under § 68 `AufenthG` (§ 11 (2) no. 5).
    pub sponsor_support: Option<Cents>,
    /// Rental value of a flat in the own house with more than two flats (§ 9 (3)).
    pub rental_value: Option<Cents>,
    /// Costs of owners (§ 10).
    pub owner: Option<OwnerCosts>,
}

/// A part of the payment that is left out (§ 9 (2) `WoGG`, § 6 `WoGV`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CostPart {
    /// Not asked yet.
    #[default]
    Unknown,
    /// Not part of the payment.
    NotIncluded,
    /// Part of the payment with this amount.
    Shown(Cents),
    /// Part of the payment without an amount of its own: the flat amount is taken off.
    Included,
}

/// Rooms left to a person who is no member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sublet {
    /// Area in hundredths of a square metre.
    pub area_hundredths_m2: u32,
    /// What is received for it per month.
    #[serde(default)]
    pub fee: Cents,
}

/// Co-occupants who are neither members nor entitled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoOccupants {
    /// How many.
    pub persons: u16,
    /// What they pay per month.
    #[serde(default)]
    pub fee: Cents,
}

/// The burden of owners (§ 10 `WoGG`, §§ 8 to 15 `WoGV`). Amounts are per year.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OwnerCosts {
    /// The burden per month as already computed; the parts below are then not used.
    pub computed_burden_month: Option<Cents>,
    /// Loans.
    pub loans: Vec<Loan>,
    /// Ground rent of a heritable building right and recurring payments for the plot.
    pub ground_rent_year: Option<Cents>,
    /// Property tax.
    pub property_tax_year: Option<Cents>,
    /// Fees paid to an administrator.
    pub administration_year: Option<Cents>,
    /// Garage that belongs to the flat; a higher fee received counts in full.
    pub garage: Option<OwnedParking>,
    /// Parking space that belongs to the flat.
    pub parking: Option<OwnedParking>,
}

/// A garage or parking space of an owner (§ 15 (3) `WoGV`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OwnedParking {
    /// What is received for it per month, if it is let.
    pub fee_month: Option<Cents>,
}

/// A loan of an owner (§§ 11, 12 `WoGV`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Loan {
    /// How the loan is called in texts.
    pub label: String,
    /// What it was taken out for.
    pub purpose: LoanPurpose,
    /// Interest and fees per year.
    pub interest_year: Cents,
    /// Repayment per year.
    pub repayment_year: Cents,
    /// Guarantee costs per year.
    pub guarantee_year: Cents,
    /// The nominal amount of the loan, where premiums replace repayment: 2 % count.
    pub premium_replaces_repayment_of: Option<Cents>,
    /// What is agreed for the year in total, if less.
    pub agreed_year: Option<Cents>,
    /// What is actually paid in the year in total, if less.
    pub paid_year: Option<Cents>,
}

/// What a loan was taken out for (§ 11 `WoGV`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LoanPurpose {
    /// Building, buying, modernising or connecting the flat.
    #[default]
    Flat,
    /// Replaces an earlier such loan: counts up to its remaining debt.
    Replacement {
        /// Remaining debt of the loan replaced.
        remaining_debt: Cents,
        /// Nominal amount of the new loan.
        nominal: Cents,
    },
    /// Anything else: does not count.
    Other,
}
