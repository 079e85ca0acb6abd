//! Tests of the library as its users see it: messages, the portal's JSON, markup, quality, merging.

#![expect(clippy::unwrap_used, reason = "a test that cannot read its data has failed")]

mod arbitrary;
mod chance;
mod chance_objects;
mod exporting;
mod hostile;
mod json;
mod markup;
mod merging;
mod messages;
mod quality;
mod samples;
