//! Other benefits that may exclude from housing benefit (§§ 7, 8).

use serde::{Deserialize, Serialize};

use crate::month::Month;

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
