//! The darkroom: what people upload as pictures, drawings, films, sound, captions and documents is
//! recognised by its content, checked within hard limits, cleaned of what it says about people and
//! places, and turned into the sizes and formats that pages show.
//!
//! A pure library: bytes in, bytes out. It knows nothing of the house, reads no file and no clock.
//! Everything here takes time and memory in proportion to the limits of [`Limits`]; call it where
//! that does not hold up a request.

mod captions;
mod clean;
mod credit;
mod decode;
mod drawing;
mod evidence;
mod kind;
mod look;
mod paper;
mod print;

pub use captions::{Captions, Cue, captions};
pub use clean::clean;
pub use credit::{Suggestion, suggestion};
pub use decode::{Limits, Picture, decode};
pub use drawing::drawing;
pub use evidence::{Evidence, evidence};
pub use kind::{Kind, kind};
pub use look::{distance, dominant, fingerprint};
pub use paper::{Paper, paper};
pub use print::{Focus, Format, Print, SHAPES, Shape, print};

/// Why something cannot be taken into the library.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The content is of no kind the library takes.
    #[error("of no known kind")]
    Unknown,
    /// A kind that is known and not taken: its name.
    #[error("{0} is not taken")]
    NotTaken(&'static str),
    /// More points than the limit: width and height.
    #[error("{0} by {1} points are too many")]
    TooManyPixels(u32, u32),
    /// More bytes than the limit.
    #[error("more than {0} bytes")]
    TooManyBytes(u64),
    /// The bytes break off or do not fit together; where, in the words of the decoder.
    #[error("damaged: {0}")]
    Damaged(String),
    /// A drawing that does more than draw: what was found.
    #[error("active content: {0}")]
    Active(String),
    /// Captions that do not read: line and reason in German and English.
    #[error("line {0}: {2}")]
    Line(usize, &'static str, &'static str),
}

#[cfg(test)]
mod tests;
