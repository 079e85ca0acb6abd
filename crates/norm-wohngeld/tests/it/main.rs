//! The library against data and examples of others.

mod examples;
mod levels;
mod reference;
mod shared;
