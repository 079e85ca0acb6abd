//! Sets the letters of the town in type: the adapter behind [`kernel::paper::Press`].
//!
//! A [`Typesetter`] turns a [`Letter`] into a tagged PDF (PDF/UA-1, and PDF/A-2a or A-3a where the
//! letter is dated) in the form of DIN 5008 B. Typst does the typesetting and is known to this
//! crate only. Content travels as data: cleaned strings in a JSON file that exists in memory, so
//! nothing a citizen writes can become markup or reach a file of the machine.

mod attachment;
mod colour;
mod content;
mod date;
mod face;
mod plan;
mod table;
mod text;
mod world;

use kernel::paper::{Letter, Press, PressError};
use std::panic::{AssertUnwindSafe, catch_unwind};
use typst::diag::SourceDiagnostic;
use typst::foundations::Smart;
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, WorldExt};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::face::Faces;
use crate::world::Sheet;

/// How many letters an intermediate result may go unused before it leaves the memory. Small, so
/// that little of a letter outlives it; more than none, because the form itself is reused.
const KEPT_LETTERS: usize = 2;

/// Sets letters in type. Build it once and share it: it holds the fonts and the compiled library.
pub struct Typesetter {
    library: LazyHash<Library>,
    faces: Faces,
}

impl Default for Typesetter {
    fn default() -> Self {
        Self::new()
    }
}

impl Typesetter {
    /// Reads the embedded fonts and prepares the library: some ten milliseconds.
    pub fn new() -> Self {
        let features = [Feature::A11yExtras].into_iter().collect();
        let library = Library::builder().with_features(features).build();
        Self { library: LazyHash::new(library), faces: Faces::embedded() }
    }

    /// Name of the typeface letters are set in: `Fira Sans`, or `Noto Sans` where the build could
    /// not find Fira Sans.
    pub fn typeface(&self) -> &str {
        self.faces.families().first().map_or("", String::as_str)
    }

    /// Typesets what is already data.
    fn print(&self, letter: &Letter) -> Result<Vec<u8>, PressError> {
        let page = content::page(letter, &self.faces)?;
        let dated = page.is_dated();
        let ident = page.ident();
        let sheet = Sheet::new(&self.library, &self.faces, page)?;
        let document: PagedDocument =
            typst::compile(&sheet).output.map_err(|found| failure("set", &sheet, &found))?;
        let options = PdfOptions {
            ident: Smart::Custom(ident),
            creator: Smart::Custom(Some("Rathaus".into())),
            standards: standards(dated, !letter.embedded.is_empty())?,
            ..PdfOptions::default()
        };
        typst_pdf::pdf(&document, &options).map_err(|found| failure("write", &sheet, &found))
    }
}

impl Press for Typesetter {
    fn set(&self, letter: &Letter) -> Result<Vec<u8>, PressError> {
        // A fault in the typesetter must cost one letter, not the worker that sets it.
        let outcome = catch_unwind(AssertUnwindSafe(|| self.print(letter)));
        typst::comemo::evict(KEPT_LETTERS);
        outcome.unwrap_or_else(|_| Err(PressError("the typesetter broke off".into())))
    }
}

/// The standards a letter is held to while it is written. PDF/A needs a date; PDF/A-2 is what
/// archives prefer, PDF/A-3 is needed as soon as files travel inside.
fn standards(dated: bool, with_files: bool) -> Result<PdfStandards, PressError> {
    let list: &[PdfStandard] = match (dated, with_files) {
        (false, _) => &[PdfStandard::Ua_1],
        (true, false) => &[PdfStandard::Ua_1, PdfStandard::A_2a],
        (true, true) => &[PdfStandard::Ua_1, PdfStandard::A_3a],
    };
    PdfStandards::new(list).map_err(|e| PressError(e.message().to_string()))
}

/// Puts what the typesetter complains about into one line, with the place in the letter form.
fn failure(step: &str, sheet: &Sheet<'_>, found: &[SourceDiagnostic]) -> PressError {
    let told: Vec<String> = found
        .iter()
        .map(|one| {
            let line = sheet
                .range(one.span)
                .and_then(|range| Sheet::form().lines().byte_to_line(range.start))
                .map_or(String::new(), |line| format!(" (form, line {})", line + 1));
            format!("{}{line}", one.message)
        })
        .collect();
    PressError(format!("{step}: {}", told.join("; ")))
}
