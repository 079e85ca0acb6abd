//! The facts of a household: what a form asks, what a case worker sees, what the law needs.
//!
//! Everything a person may not have answered yet is an `Option`; [`crate::questions_needed`] lists
//! what is open and [`crate::assess`] says what it assumed meanwhile.

mod benefits;
mod dwelling;
mod incomes;

pub use benefits::{BenefitKind, BenefitState, OtherBenefit};
pub use dwelling::{
    CoOccupants, CostPart, Dwelling, Loan, LoanPurpose, OwnedParking, OwnerCosts, Sublet,
};
pub use incomes::{Income, MaintenancePaid, MaintenanceTo, Per};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

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
    /// Work expenses proven for the year (§ 9 `EStG`); the lump sum counts if it is higher.
    pub work_expenses_year: Option<Cents>,
    /// Trade union dues per year; on top of the lump sum from 2026 on.
    pub union_dues_year: Option<Cents>,
    /// Child care costs deductible under § 10 (1) no. 5 `EStG`, per year.
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
