//! The law of Wohngeld beside GETTSIM.

use super::{Bench, Context, refused};
use crate::run::XtaskError;

/// Households per second and one explained answer.
pub const BENCH: Bench = Bench { name: "wohngeld", title: "Housing benefit", run: measure };

fn measure(_context: &Context) -> Result<String, XtaskError> {
    Err(refused("not measured yet"))
}
