//! `SensorThings` as its standard, its suite, its servers and its clients know it.

mod batches;
mod evaluator;
mod examples;
mod language;
mod lorawan;
mod properties;
mod requirements;
mod results;
mod sources;
mod tables;
mod topics;
mod town;
mod values;
