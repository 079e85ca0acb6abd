//! A town in one binary.
fn main() {}
