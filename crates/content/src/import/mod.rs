//! Taking over an existing site: a `WordPress` export, a TYPO3 export, or saved pages.
//!
//! Everything is read as a stream with limits. What comes out are pages with blocks, pictures to
//! fetch and the old addresses; where the pages lie in the new house the caller decides, and
//! [`redirects`] joins both.

mod page;
mod redirects;
mod typo3;
mod wordpress;
mod xml;

use jiff::Timestamp;

use crate::block::Block;
use crate::html::{Dropped, FoundImage};

pub use page::{PAGE_BYTES_MAX, decode, read_page};
pub use redirects::{LENGTH_MAX, REDIRECTS_MAX, Redirect, Redirects, Ring, old_path, redirects};
pub use typo3::{RECORDS_MAX, Typo3, read_typo3};
pub use wordpress::{ITEMS_MAX, Wordpress, read_wordpress};
pub use xml::TEXT_BYTES_MAX;

/// What an imported thing was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OldKind {
    /// A page that lasts.
    #[default]
    Page,
    /// A news item or post.
    News,
    /// A file or picture of the library.
    Media,
}

/// A page, post or file of the old site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OldPage {
    /// What it was.
    pub kind: OldKind,
    /// Its id there.
    pub id: String,
    /// The id of the page above it, if there was one.
    pub parent: Option<String>,
    /// Its title.
    pub title: String,
    /// Its teaser.
    pub teaser: String,
    /// Its name in the address.
    pub slug: String,
    /// Its address: absolute, or a path.
    pub url: String,
    /// When it was published.
    pub published: Option<Timestamp>,
    /// Whether everybody could read it.
    pub is_public: bool,
    /// The language it says it has.
    pub language: String,
    /// Categories and keywords.
    pub topics: Vec<String>,
    /// Its text.
    pub blocks: Vec<Block>,
    /// Pictures to fetch.
    pub images: Vec<FoundImage>,
    /// The picture that stands for it: an address or the id of a file.
    pub main_image: String,
    /// The alternative text, for files.
    pub alt: String,
    /// Addresses on the old site it links to.
    pub links: Vec<String>,
    /// What was left out.
    pub dropped: Vec<Dropped>,
}

/// Why an import ends.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The source cannot be read further.
    #[error("the export cannot be read")]
    Read(#[source] quick_xml::Error),
    /// Not the format that was promised.
    #[error("not an export of {0}")]
    OtherFormat(&'static str),
    /// More than is taken.
    #[error("more than {max} {what}")]
    TooMuch {
        /// What there is too much of.
        what: &'static str,
        /// How much is taken.
        max: usize,
    },
    /// The page is not one text can be taken from.
    #[error("no page: {0}")]
    NoPage(&'static str),
}

#[cfg(test)]
mod tests;
