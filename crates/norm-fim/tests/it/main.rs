//! Tests against official files (read from the shared data folder, never copied here) and
//! against the project's own form.

#![expect(clippy::unwrap_used, reason = "a test that cannot read its data has failed")]

mod arrange;
mod behaviour;
mod convert;
mod corpus;
mod data;
mod documents;
mod fachdaten;
mod families;
mod hostile;
mod quality;
mod rules;
mod translations;
mod verdicts;
mod wohngeld;
