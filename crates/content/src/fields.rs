//! The texts of a block, one by one, with names and labels: what comparing, checking, searching
//! and limits walk over.

use crate::block::{Block, Kind};
use crate::inline::Inlines;
use crate::parts::{Alt, Captions, ListItem};
use crate::said::Said;

/// What a text is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Sentences to be read.
    Prose,
    /// A title or heading.
    Title,
    /// What a picture shows.
    Alt,
    /// A caption, source, short note.
    Note,
    /// A cell of a table.
    Cell,
    /// Words on a button or link to a file.
    Label,
    /// An address or id: nothing to read.
    Code,
}

/// A text of a block, as it stands there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldText<'a> {
    /// With marks.
    Rich(&'a Inlines),
    /// Without; line feeds allowed only where [`Field::is_long`].
    Plain(&'a str),
}

impl FieldText<'_> {
    /// The words.
    pub fn words(&self) -> String {
        match self {
            Self::Rich(inlines) => inlines.text(),
            Self::Plain(text) => (*text).to_owned(),
        }
    }
}

/// A text of a block: where, what for, and the words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field<'a> {
    /// Path within the block's data: `content`, `images[2].caption`.
    pub name: String,
    /// What it is called for people.
    pub label: Said,
    /// What it is for.
    pub role: Role,
    /// Whether it may have several lines.
    pub is_long: bool,
    /// The words.
    pub text: FieldText<'a>,
}

struct Collect<'a>(Vec<Field<'a>>);

impl<'a> Collect<'a> {
    fn rich(&mut self, name: impl Into<String>, de: &str, en: &str, role: Role, text: &'a Inlines) {
        let text = FieldText::Rich(text);
        let label = Said::new(de, en);
        self.0.push(Field { name: name.into(), label, role, is_long: true, text });
    }

    fn plain(&mut self, name: impl Into<String>, de: &str, en: &str, role: Role, text: &'a str) {
        let label = Said::new(de, en);
        let name = name.into();
        let is_long = matches!(name.as_str(), "transcript" | "description");
        self.0.push(Field { name, label, role, is_long, text: FieldText::Plain(text) });
    }

    fn alt(&mut self, name: impl Into<String>, alt: Option<&'a Alt>) {
        if let Some(Alt::Text(text)) = alt {
            self.plain(name, "Alternativtext", "Alternative text", Role::Alt, text);
        }
    }

    fn title(&mut self, title: &'a str) {
        self.plain("title", "Titel", "Title", Role::Title, title);
    }

    fn items(&mut self, path: &str, items: &'a [ListItem]) {
        for (at, item) in items.iter().enumerate() {
            let here = format!("{path}[{at}]");
            let (de, en) = (format!("Punkt {}", at + 1), format!("Item {}", at + 1));
            self.rich(format!("{here}.content"), &de, &en, Role::Prose, &item.content);
            self.items(&format!("{here}.items"), &item.items);
        }
    }
}

/// The texts of blocks that are mostly words.
fn words<'a>(kind: &'a Kind, all: &mut Collect<'a>) {
    match kind {
        Kind::Text(it) => all.rich("content", "Text", "Text", Role::Prose, &it.content),
        Kind::List(it) => all.items("items", &it.items),
        Kind::Heading(it) => {
            all.rich("content", "Überschrift", "Heading", Role::Title, &it.content);
        }
        Kind::Quote(it) => {
            all.rich("content", "Zitat", "Quotation", Role::Prose, &it.content);
            all.plain("author", "Wer das gesagt hat", "Who said it", Role::Note, &it.author);
        }
        Kind::CallOut(it) => all.title(&it.title),
        Kind::Steps(it) => {
            for (at, step) in it.steps.iter().enumerate() {
                let (de, en) = (format!("Schritt {}", at + 1), format!("Step {}", at + 1));
                all.plain(format!("steps[{at}].title"), &de, &en, Role::Title, &step.title);
            }
        }
        Kind::Accordion(it) => {
            for (at, section) in it.sections.iter().enumerate() {
                let (de, en) = (format!("Abschnitt {}", at + 1), format!("Section {}", at + 1));
                all.plain(format!("sections[{at}].title"), &de, &en, Role::Title, &section.title);
            }
        }
        Kind::Table(it) => {
            all.rich("caption", "Beschriftung", "Caption", Role::Note, &it.caption);
            for (row, cells) in it.rows.iter().enumerate() {
                for (column, cell) in cells.iter().enumerate() {
                    let de = format!("Zeile {}, Spalte {}", row + 1, column + 1);
                    let en = format!("Row {}, column {}", row + 1, column + 1);
                    all.rich(format!("rows[{row}][{column}]"), &de, &en, Role::Cell, cell);
                }
            }
        }
        Kind::Contact(it) => all.rich("note", "Hinweis", "Note", Role::Prose, &it.note),
        _ => {}
    }
}

/// The texts of blocks that show media.
fn media<'a>(kind: &'a Kind, all: &mut Collect<'a>) {
    match kind {
        Kind::Image(it) => {
            all.alt("alt", it.alt.as_ref());
            all.rich("caption", "Bildunterschrift", "Caption", Role::Note, &it.caption);
        }
        Kind::Gallery(it) => {
            all.title(&it.title);
            for (at, image) in it.images.iter().enumerate() {
                all.alt(format!("images[{at}].alt"), image.alt.as_ref());
                let name = format!("images[{at}].caption");
                all.rich(name, "Bildunterschrift", "Caption", Role::Note, &image.caption);
            }
        }
        Kind::Video(it) => {
            all.title(&it.title);
            if let Some(Captions::Missing(why)) = &it.captions {
                all.plain("captions", "Grund", "Reason", Role::Note, why);
            }
            all.plain("transcript", "Abschrift", "Transcript", Role::Prose, &it.transcript);
        }
        Kind::Audio(it) => {
            all.title(&it.title);
            all.plain("transcript", "Abschrift", "Transcript", Role::Prose, &it.transcript);
        }
        Kind::Downloads(it) => {
            all.title(&it.title);
            for (at, file) in it.files.iter().enumerate() {
                let name = format!("files[{at}].label");
                all.plain(name, "Bezeichnung", "Label", Role::Label, &file.label);
                all.plain(format!("files[{at}].note"), "Hinweis", "Note", Role::Note, &file.note);
            }
        }
        Kind::Embed(it) => {
            all.plain("reference", "Verweis", "Reference", Role::Code, &it.reference);
            all.title(&it.title);
        }
        _ => {}
    }
}

impl Kind {
    /// All texts of the block itself, in reading order; not those of blocks it holds.
    pub fn fields(&self) -> Vec<Field<'_>> {
        let mut all = Collect(Vec::new());
        words(self, &mut all);
        media(self, &mut all);
        match self {
            Self::Services(it) => all.title(&it.title),
            Self::News(it) => all.title(&it.title),
            Self::Events(it) => all.title(&it.title),
            Self::Map(it) => {
                all.title(&it.title);
                all.plain("description", "In Worten", "In words", Role::Prose, &it.description);
            }
            Self::KeyFigures(it) => {
                all.title(&it.title);
                for (at, figure) in it.figures.iter().enumerate() {
                    let name = |field: &str| format!("figures[{at}].{field}");
                    all.plain(name("value"), "Zahl", "Number", Role::Note, &figure.value);
                    all.plain(name("label"), "Bedeutung", "Meaning", Role::Label, &figure.label);
                    all.plain(name("source"), "Quelle", "Source", Role::Note, &figure.source);
                }
            }
            Self::Form(it) => all.plain("label", "Knopf", "Button", Role::Label, &it.label),
            _ => {}
        }
        all.0
    }

    /// Calls something for every plain text of the block itself, with whether it may have several
    /// lines.
    pub(crate) fn strings_mut(&mut self, change: &mut dyn FnMut(&mut String, bool)) {
        let alt = |alt: &mut Option<Alt>, change: &mut dyn FnMut(&mut String, bool)| {
            if let Some(Alt::Text(text)) = alt {
                change(text, false);
            }
        };
        match self {
            Self::Image(it) => alt(&mut it.alt, change),
            Self::Gallery(it) => {
                change(&mut it.title, false);
                it.images.iter_mut().for_each(|i| alt(&mut i.alt, change));
            }
            Self::Video(it) => {
                change(&mut it.title, false);
                change(&mut it.transcript, true);
                if let Some(Captions::Missing(why)) = &mut it.captions {
                    change(why, false);
                }
            }
            Self::Audio(it) => {
                change(&mut it.title, false);
                change(&mut it.transcript, true);
            }
            Self::Quote(it) => change(&mut it.author, false),
            Self::CallOut(it) => change(&mut it.title, false),
            Self::Steps(it) => it.steps.iter_mut().for_each(|s| change(&mut s.title, false)),
            Self::Accordion(it) => it.sections.iter_mut().for_each(|s| change(&mut s.title, false)),
            Self::Downloads(it) => {
                change(&mut it.title, false);
                for file in &mut it.files {
                    change(&mut file.label, false);
                    change(&mut file.note, false);
                }
            }
            Self::Services(it) => change(&mut it.title, false),
            Self::News(it) => change(&mut it.title, false),
            Self::Events(it) => change(&mut it.title, false),
            Self::Map(it) => {
                change(&mut it.title, false);
                change(&mut it.description, true);
            }
            Self::KeyFigures(it) => {
                change(&mut it.title, false);
                for figure in &mut it.figures {
                    change(&mut figure.value, false);
                    change(&mut figure.label, false);
                    change(&mut figure.source, false);
                }
            }
            Self::Embed(it) => {
                change(&mut it.title, false);
                change(&mut it.reference, false);
            }
            Self::Form(it) => change(&mut it.label, false),
            _ => {}
        }
    }
}

impl Block {
    /// All texts of the block and of all it holds, with the block each belongs to.
    pub fn all_fields(&self) -> Vec<(&Block, Field<'_>)> {
        let mut all = Vec::new();
        self.walk(&mut |block| all.extend(block.kind.fields().into_iter().map(|f| (block, f))));
        all
    }
}
