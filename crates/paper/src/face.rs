//! The typefaces inside the binary and which characters they can show.

use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

include!(concat!(env!("OUT_DIR"), "/fonts.rs"));

/// Noto Sans knows the letters of every European name (DIN 91379) and steps in for single letters
/// Fira Sans lacks.
static NOTO_SANS: &[&[u8]] = &[notosans::REGULAR_TTF, notosans::BOLD_TTF];

/// The fonts of the press, read once.
pub struct Faces {
    fonts: Vec<Font>,
    book: LazyHash<FontBook>,
    families: Vec<String>,
}

impl Faces {
    /// Reads the fonts that were embedded when this crate was built.
    pub fn embedded() -> Self {
        let fonts: Vec<Font> = FIRA_SANS
            .iter()
            .chain(NOTO_SANS)
            .flat_map(|data| Font::iter(Bytes::new(*data)))
            .collect();
        let book = LazyHash::new(FontBook::from_fonts(&fonts));
        let mut families: Vec<String> = Vec::new();
        for font in &fonts {
            let family = font.info().family.as_str().to_owned();
            if !families.contains(&family) {
                families.push(family);
            }
        }
        Self { fonts, book, families }
    }

    /// Families in the order they are tried.
    pub fn families(&self) -> &[String] {
        &self.families
    }

    /// The index of all fonts.
    pub fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    /// The font at an index of the book.
    pub fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    /// Whether one of the fonts has a glyph for the character.
    pub fn shows(&self, c: char) -> bool {
        self.fonts.iter().any(|font| font.info().coverage.contains(u32::from(c)))
    }
}
