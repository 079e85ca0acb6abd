//! Tests against official files (read from the shared data folder, never copied here) and
//! against the project's own form.

mod corpus;
mod data;
mod fachdaten;
mod rules;
mod wohngeld;
