//! What a letter must be: tagged, readable in order, true to its form, and deaf to hostile content.

mod form;
mod hostile;
mod letters;
mod standards;
mod tools;

use std::sync::LazyLock;

use kernel::paper::{Letter, Press};
use paper::Typesetter;

/// One typesetter for all tests, as the house has one for all letters.
static PRESS: LazyLock<Typesetter> = LazyLock::new(Typesetter::new);

/// The letter as a PDF.
fn print(letter: &Letter) -> Vec<u8> {
    PRESS.set(letter).expect("this letter can be set")
}
