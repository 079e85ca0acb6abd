//! The library as its users see it.

mod importing;
mod matching;
mod support;
