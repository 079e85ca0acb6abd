//! The library against data and examples of others.

mod examples;
mod reference;
mod shared;
