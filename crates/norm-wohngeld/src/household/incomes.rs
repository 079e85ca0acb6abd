//! Incomes as stated and maintenance paid (§§ 14, 15, 18).

use serde::{Deserialize, Serialize};

use crate::income_kinds::IncomeKind;
use crate::money::Cents;
use crate::month::Month;

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
