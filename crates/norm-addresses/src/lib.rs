//! Official house coordinates imported with their defects, and foreign lists of addresses
//! matched to them.
//!
//! No file, no network, no clock: bytes in, values out. Nothing is guessed: what is not certain
//! goes to a list for people, and no row is lost.

mod directory;
mod distance;
mod encoding;
mod import;
mod list;
mod matching;
mod place;
mod text;
mod wfs;

pub use directory::{Directory, Hit};
pub use encoding::{Decoded, Encoding, decode};
pub use import::{Address, Defect, DefectKind, Import, ImportError, ROWS_MAX, import};
pub use list::{ListColumns, ListError, ListRow, MatchedRow, Summary, match_list};
pub use matching::{Candidate, Match, Matcher, Query, Reason};
pub use place::{Place, PlaceNote, place_of};
pub use text::{HouseNumber, house_number, split_address, street_key};
