//! One test for each requirement of 18-088, with its number; through the door, on both engines.

mod changing;
mod many;
mod reading;
