//! Files of values as people have them: any separator, any way to write times and numbers. What a
//! file means is guessed, shown, and only then stored.

mod guess;
mod read;
mod sheet;

pub(crate) use guess::guess;
pub(crate) use read::{Choices, Read, Zone, read};
pub(crate) use sheet::{SEPARATORS, Sheet};
