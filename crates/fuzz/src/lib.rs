//! Every place where the house reads foreign bytes, as a function that must survive any bytes.
//!
//! A target reads its input with the parser of the house and then asserts what must hold: limits,
//! round trips, no panic, no internal error. `cargo test -p fuzz` runs each for a second from its
//! seeds with the mutator of [`mutate`]; `cargo xtask fuzz` runs them for long under libFuzzer,
//! guided by the branches of our own code. What ever broke a target is kept in `found/` and runs
//! first in every test.

pub mod mutate;
mod seeds;
mod targets;

pub use seeds::found;

/// A parser of foreign bytes.
#[derive(Clone, Copy)]
pub struct Target {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it reads, in a few words.
    pub about: &'static str,
    /// Reads the bytes; panics when something is wrong.
    pub run: fn(&[u8]),
    /// Inputs to start from: sound ones, of every kind.
    pub seeds: fn() -> Vec<Vec<u8>>,
    /// Words of the format, for the mutator.
    pub words: &'static [&'static str],
}

impl std::fmt::Debug for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Target").field("name", &self.name).finish_non_exhaustive()
    }
}

/// All targets.
pub const TARGETS: &[Target] = &[
    targets::files::UPLOAD,
    targets::files::MULTIPART,
    targets::forms::PAIRS,
    targets::forms::AMOUNTS,
    targets::schema::SCHEMA,
    targets::schema::CODE_LIST,
    targets::schema::RULE,
    targets::answers::ANSWERS,
    targets::answers::TYPED,
    targets::answers::DATA_JSON,
    targets::answers::DATA_XML,
    targets::machine::CONFIG,
    targets::machine::RECORDS,
    targets::wohngeld::BATCH,
    targets::wohngeld::HOUSEHOLD,
    targets::text::MARKDOWN,
    targets::request::REQUEST,
    targets::catalogue::MESSAGE,
    targets::catalogue::JSON,
    targets::catalogue::MARKUP,
    targets::media::PICTURE,
    targets::media::DRAWING,
    targets::mqtt::PACKETS,
    targets::sensors::QUESTION,
    targets::sensors::BODY,
    targets::sensors::BATCH,
    targets::network::MESSAGE,
    targets::network::SIGNATURE,
    targets::network::ANSWERS,
];

/// The target of a name.
pub fn find(name: &str) -> Option<&'static Target> {
    TARGETS.iter().find(|t| t.name == name)
}
