//! The flat and its costs (§§ 9 to 11).

use serde::{Deserialize, Serialize};

use crate::money::Cents;

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
