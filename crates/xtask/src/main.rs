//! Automation of the house.
fn main() {}
