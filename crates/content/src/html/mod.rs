//! Reading HTML, however bad, into blocks.
//!
//! For what people paste ([`paste`]) and for pages of old sites (in an import). Scripts, styles,
//! frames and links that lead nowhere permitted are left out and named; tables stay; pictures are
//! listed, so that somebody can fetch or upload them.

mod clean;
mod images;
mod lists;
mod marks;
mod soup;
mod tables;

use crate::block::Block;
use crate::key::{BlockId, Ids};
use crate::link::LinkTarget;
use crate::said::Said;

pub use clean::Reading;
pub use soup::{NODES_MAX, Node, Soup, TREE_DEPTH_MAX};

/// Bytes of the longest paste.
pub const PASTE_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Bytes of the largest picture taken from within the text.
pub const INLINE_IMAGE_BYTES_MAX: usize = 12 * 1024 * 1024;

/// Where a picture comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImageSource {
    /// An address on the web or on the old site.
    Address(String),
    /// The picture itself, in base64.
    Inline {
        /// Its kind, such as `image/png`.
        media_type: String,
        /// The bytes in base64.
        base64: String,
    },
    /// A file on the computer of whoever pasted: it has to be uploaded by hand. Its name only.
    Local(String),
}

/// A picture found in the text; its block waits for the medium.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundImage {
    /// The block that will show it.
    pub block: BlockId,
    /// Where it comes from.
    pub source: ImageSource,
    /// The alternative text it had.
    pub alt: String,
}

/// Something that was left out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dropped {
    /// Scripts.
    Script,
    /// Frames with other pages in them.
    Frame(String),
    /// Forms and their fields.
    Form,
    /// Films, recordings, drawings.
    Media,
    /// A link that leads nowhere permitted; its words stayed.
    Link(String),
    /// A picture that cannot be taken.
    Image,
    /// Cells over several rows or columns were divided.
    MergedCells,
    /// There was too much; the rest is missing.
    Rest,
}

impl Dropped {
    /// What was left out, as a sentence.
    pub fn said(&self) -> Said {
        match self {
            Self::Script => Said::new("Skripte wurden entfernt.", "Scripts were removed."),
            Self::Frame(address) => Said::new(
                format!("Ein eingebetteter Inhalt wurde entfernt: {address}"),
                format!("Embedded content was removed: {address}"),
            ),
            Self::Form => Said::new("Formularfelder wurden entfernt.", "Form fields were removed."),
            Self::Media => Said::new(
                "Filme, Töne oder Zeichnungen wurden entfernt. Bitte laden Sie sie hoch.",
                "Films, recordings or drawings were removed. Please upload them.",
            ),
            Self::Link(target) => Said::new(
                format!("Ein Link wurde entfernt, sein Text blieb: {target}"),
                format!("A link was removed, its text stayed: {target}"),
            ),
            Self::Image => Said::new("Ein Bild wurde entfernt.", "A picture was removed."),
            Self::MergedCells => Said::new(
                "Verbundene Tabellenzellen wurden geteilt. Bitte prüfen Sie die Tabelle.",
                "Merged cells of a table were divided. Please check the table.",
            ),
            Self::Rest => Said::new(
                "Der Text war zu groß. Das Ende fehlt.",
                "The text was too large. The end is missing.",
            ),
        }
    }
}

/// What was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cleaned {
    /// The blocks; how many there may be is checked when a text is made of them.
    pub blocks: Vec<Block>,
    /// Pictures to be fetched or uploaded.
    pub images: Vec<FoundImage>,
    /// What was left out, each once.
    pub dropped: Vec<Dropped>,
}

/// Reads what somebody pasted.
pub fn paste(html: &str, ids: &mut dyn Ids) -> Cleaned {
    let cut = html.len() > PASTE_BYTES_MAX;
    let mut end = html.len().min(PASTE_BYTES_MAX);
    while !html.is_char_boundary(end) {
        end -= 1;
    }
    let soup = Soup::of(&html[..end]);
    let is_word = html.contains("urn:schemas-microsoft-com:office") || html.contains("class=Mso");
    let resolve = |target: &str| LinkTarget::parse(target).ok();
    let mut reading = Reading::new(&soup, ids, &resolve);
    // Word marks the language of every word, mostly wrongly.
    reading.heeds_language = !is_word;
    let mut cleaned = reading.read(&[0]);
    if cut || soup.is_cut {
        cleaned.dropped.push(Dropped::Rest);
    }
    cleaned
}

/// The words of some HTML, without anything else.
pub fn plain_words(html: &str) -> String {
    Soup::of(html).text(0)
}

#[cfg(test)]
mod tests;
