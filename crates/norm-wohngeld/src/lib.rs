//! The German housing benefit act (`WoGG`) as a pure library: exact, dated, explained.
//!
//! No input or output, no clock, no floating point. A month beyond the known law is refused.

mod formula;
mod money;
mod month;
mod tables;

pub use formula::{Amount, ConsideredRent, amount, considered_rent};
pub use money::{AMOUNT_CENTS_MAX, Cents, Fixed, MoneyError};
pub use month::{Month, MonthError};
pub use tables::{
    LawError, LawOptions, Params, Regime, RentLevel, bill_2027, last_known_month, params, regimes,
};
