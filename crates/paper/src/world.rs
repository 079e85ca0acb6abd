//! The small world Typst sees while it sets one letter: the form, the data, nothing else.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::LazyLock;

use kernel::paper::PressError;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, World};

use crate::content::Page;
use crate::face::Faces;

/// The letter form itself, parsed once.
static FORM: LazyLock<Source> =
    LazyLock::new(|| Source::new(id("/letter.typ"), include_str!("letter.typ").into()));

/// A name in the world of the press. Names are few and fixed: Typst keeps each one for ever.
fn id(path: &str) -> FileId {
    let path = VirtualPath::new(path).expect("names in this crate are plain and absolute");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

/// One letter on the press.
pub struct Sheet<'p> {
    library: &'p LazyHash<Library>,
    faces: &'p Faces,
    files: HashMap<FileId, Bytes>,
}

impl<'p> Sheet<'p> {
    /// Lays out the files the form will read.
    pub fn new(
        library: &'p LazyHash<Library>,
        faces: &'p Faces,
        page: Page,
    ) -> Result<Self, PressError> {
        let json = serde_json::to_vec(&page)
            .map_err(|e| PressError(format!("the content is no plain data: {e}")))?;
        let mut files = HashMap::from([(id("/letter.json"), Bytes::new(json))]);
        for (path, bytes) in page.files {
            files.insert(id(&path), Bytes::new(bytes));
        }
        Ok(Self { library, faces, files })
    }

    /// The letter form, to name the line of a complaint.
    pub fn form() -> &'static Source {
        &FORM
    }
}

impl World for Sheet<'_> {
    fn library(&self) -> &LazyHash<Library> {
        self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.faces.book()
    }

    fn main(&self) -> FileId {
        FORM.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == FORM.id() { Ok(FORM.clone()) } else { Err(nothing(id)) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.get(&id).cloned().ok_or_else(|| nothing(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.faces.font(index)
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None // A letter carries its own date; the clock of the machine has no say.
    }
}

/// The answer for every name that is not part of the letter.
fn nothing(id: FileId) -> FileError {
    FileError::NotFound(PathBuf::from(id.get().vpath().get_with_slash()))
}
