//! Services to and from other catalogues in XZuFi: what is read becomes a sheet, what is written
//! keeps everything of the original that the town does not say itself.

mod given;
mod intake;
mod markup;
mod taken;
#[cfg(test)]
mod tests;

pub(crate) use given::Giver;
pub(crate) use given::{Given, message};
pub(crate) use intake::{Fate, Offered, Plan, overlaid};
