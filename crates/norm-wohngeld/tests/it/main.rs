//! The library against data and examples of others.

mod examples;
mod gettsim_cases;
mod households;
mod levels;
mod properties;
mod reference;
mod shared;
mod transitions;
