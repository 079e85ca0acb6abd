//! What editors write: a typed text of blocks, as a pure library.
//!
//! No file, no network, no clock, no database: bytes and values in, values out. The kernel knows
//! nothing of it; pages are drawn elsewhere. Raw HTML has no way in: what is pasted or imported is
//! read into blocks, and what is not understood is left out and named.
//!
//! The way through: [`Document::read`] what is stored, [`Outline::of`] for the levels of headings,
//! [`Document::plain_text`] for search.

mod block;
pub mod check;
pub mod compare;
mod document;
mod fields;
pub mod german;
pub mod html;
pub mod import;
mod inline;
mod key;
mod link;
pub mod merge;
mod outline;
mod parts;
mod plain;
mod problem;
mod said;
mod snippet;
pub mod text;
pub mod theme;
mod tree;
mod uses;

pub use block::{
    Accordion, Audio, Block, CallOut, Columns, Contact, Downloads, Embed, Events, Form, Gallery,
    Heading, Image, KeyFigures, Kind, List, Map, News, OpeningHours, Quote, Services, Snippet,
    Steps, Table, Text, Video,
};
pub use document::{
    BLOCKS_MAX, BYTES_MAX, COLUMNS_MAX, DEPTH_MAX, Document, ENTRIES_MAX, FIELD_CHARS_MAX,
    LIST_DEPTH_MAX, ROWS_MAX, VERSION,
};
pub use fields::{Field, FieldText, Role};
pub use inline::{BREAK, Inline, Inlines, Marks, Run, is_unsound, tidy};
pub use key::{BadKey, BlockId, Counted, Ids, Key, Lang};
pub use link::{BadTarget, LinkTarget, TargetKind};
pub use outline::{Entry, LEVEL_MAX, Outline};
pub use parts::{
    Alt, Captions, Download, Figure, FramePlace, GalleryImage, HeaderCells, ListItem, Provider,
    Query, Rank, Section, Tone,
};
pub use plain::plain_text;
pub use problem::{ContentError, Wrong};
pub use said::Said;

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
