//! Word lists. Collected from general knowledge for this project; no list of anybody was copied.

pub(crate) mod people;
pub(crate) mod streets;
