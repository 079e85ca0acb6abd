//! The form of each kind of block: which fields it has, how they are drawn and read. One table for
//! all kinds; what is read passes the strict reader of the content library.

mod draw;
pub(crate) mod media;
mod read;
mod specs;

pub(crate) use draw::{Around, draw};
pub(crate) use read::{blocks_of, fresh_id, read, text_problem, words};
pub(crate) use specs::{KIND_NAMES, kind_label, specs};

/// How a field is entered.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Input {
    /// One line.
    Line,
    /// Several lines of plain text.
    Long,
    /// Text with marks, in the text form.
    Rich,
    /// Blocks, in the text form.
    Blocks,
    /// A whole number.
    Number,
    /// Yes or no.
    Check,
    /// One of some words; the first may stand for nothing.
    Choice(&'static [(&'static str, &'static str, &'static str)]),
    /// A medium of this kind.
    Media(&'static str),
    /// What a picture shows, or that it is decoration.
    Alt,
    /// How people follow a film who do not hear.
    Captions,
    /// A part of text kept once.
    Snippet,
    /// Where a link leads.
    Link,
    /// A unit of the town.
    Unit,
    /// A service or form of the town.
    Service,
    /// Several services.
    Services,
    /// Several words, apart by commas.
    Words,
    /// The cells of a table.
    Cells,
    /// Several parts with fields of their own.
    Repeat(&'static [Spec]),
}

/// A field of a kind of block.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spec {
    /// Where it lies in the data of the block: `title`, `query.count`.
    pub(crate) name: &'static str,
    pub(crate) de: &'static str,
    pub(crate) en: &'static str,
    pub(crate) input: Input,
}
