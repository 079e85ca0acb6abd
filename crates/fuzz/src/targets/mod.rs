//! The targets, by what they read.

pub(crate) mod answers;
pub(crate) mod catalogue;
pub(crate) mod files;
pub(crate) mod forms;
pub(crate) mod machine;
pub(crate) mod media;
pub(crate) mod mqtt;
pub(crate) mod network;
pub(crate) mod request;
pub(crate) mod schema;
pub(crate) mod sensors;
pub(crate) mod text;
pub(crate) mod wohngeld;

/// The input as text, as far as it is.
pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Seeds from texts.
pub(crate) fn texts(all: &[&str]) -> Vec<Vec<u8>> {
    all.iter().map(|t| t.as_bytes().to_vec()).collect()
}

/// The first line, and the rest.
pub(crate) fn first_line(bytes: &[u8]) -> (String, &[u8]) {
    let end = bytes.iter().position(|b| *b == b'\n').unwrap_or(bytes.len());
    let (line, rest) = bytes.split_at(end);
    (text(line), rest.get(1..).unwrap_or_default())
}
