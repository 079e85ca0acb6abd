//! From a letter to the data the form reads: cleaned, completed, with widths and words decided.

use kernel::paper::{Block, Letter, PressError};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::attachment::{self, Attachment};
use crate::colour;
use crate::date;
use crate::face::Faces;
use crate::plan::{self, Drawn};
use crate::table::columns;
use crate::text;

/// Longest title in the metadata, in characters; PDF/A refuses more than 32,767 bytes.
const LONGEST_TITLE: usize = 250;
/// Most files that travel inside one PDF.
const MOST_FILES: usize = 64;
/// Most plans in one letter.
const MOST_PLANS: usize = 16;
/// Longest run without a break in a table of one column; more columns share it.
const TABLE_RUN: usize = 84;
/// Longest run without a break in the narrowest column.
const SHORTEST_RUN: usize = 8;

/// Everything the form reads, in its words.
#[derive(Serialize)]
pub struct Page {
    lang: String,
    region: Option<String>,
    title: String,
    heading: String,
    running: String,
    day: Option<(i16, i8, i8)>,
    fonts: Vec<String>,
    accent: String,
    strong: String,
    arms: bool,
    words: Words,
    sender: From,
    recipient: Vec<String>,
    reference: Vec<(String, String)>,
    body: Vec<Piece>,
    embedded: Vec<Attachment>,
    /// Files beside the data: name in the press's world and bytes.
    #[serde(skip)]
    pub files: Vec<(String, Vec<u8>)>,
}

/// The sender as the letterhead shows it.
#[derive(Serialize)]
struct From {
    town: String,
    authority: String,
    unit: String,
    return_line: String,
    foot: Vec<String>,
}

/// Words the form itself adds.
#[derive(Serialize)]
struct Words {
    page: &'static str,
    of: &'static str,
    arms: String,
    embedded: &'static str,
}

/// A block as the form sets it.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Piece {
    Heading {
        level: u8,
        text: String,
    },
    Paragraph {
        text: String,
    },
    Notice {
        parts: Vec<String>,
    },
    List {
        items: Vec<String>,
    },
    Steps {
        items: Vec<String>,
    },
    Facts {
        rows: Vec<(String, String)>,
    },
    Table {
        caption: String,
        head: Vec<String>,
        rows: Vec<Vec<String>>,
        columns: Vec<usize>,
        amounts: bool,
    },
    Plan(Box<Drawn>),
    Closing {
        words: String,
        name: String,
    },
    NewPage,
}

impl Page {
    /// Whether the letter names its day, which PDF/A asks for.
    pub fn is_dated(&self) -> bool {
        self.day.is_some()
    }

    /// A name that is the same for the same letter and different for every other.
    pub fn ident(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(serde_json::to_vec(self).unwrap_or_default());
        for (_, bytes) in &self.files {
            hash.update(Sha256::digest(bytes));
        }
        hex::encode(hash.finalize())
    }
}

/// Turns a letter into data for the form.
///
/// # Errors
/// When it has neither title nor subject, or carries too many files.
pub fn page(letter: &Letter, faces: &Faces) -> Result<Page, PressError> {
    let one = |raw: &str| text::line(faces, raw);
    let (subject, title) = (text::clean(faces, letter.subject.trim()), one(&letter.title));
    let heading = if subject.is_empty() { title.clone() } else { subject };
    let title = if title.is_empty() { one(&heading) } else { title };
    if title.is_empty() {
        return Err(PressError("title: a letter needs a title or a subject".into()));
    }
    if letter.embedded.len() > MOST_FILES {
        return Err(PressError(format!("embedded: more than {MOST_FILES} files")));
    }
    let (lang, region) = language(&letter.language);
    let german = lang == "de";
    let town = one(&letter.sender.town);
    let accent = colour::accent(&letter.sender.colour);
    let reference = reference(letter, faces, german);
    let running = reference.first().map_or_else(|| title.clone(), |(_, value)| value.clone());
    let (embedded, mut files) = attachment::prepare(&letter.embedded, faces, german);
    let arms = letter.sender.arms_svg.as_deref().filter(|svg| !svg.trim().is_empty());
    files.extend(arms.map(|svg| ("/arms.svg".to_owned(), svg.as_bytes().to_vec())));
    let body = body(&letter.body, faces, german);
    files.extend(plans(&body)?);
    Ok(Page {
        words: words(german, &town),
        title: title.chars().take(LONGEST_TITLE).collect(),
        heading,
        running: running.chars().take(LONGEST_TITLE / 4).collect(),
        day: date::day_in(&letter.date).map(|d| (d.year(), d.month(), d.day())),
        fonts: faces.families().to_vec(),
        strong: colour::readable(&accent).to_owned(),
        accent,
        arms: arms.is_some(),
        sender: from(letter, faces, town),
        recipient: text::lines(faces, &letter.recipient),
        reference,
        body,
        embedded,
        files,
        lang,
        region,
    })
}

/// The letterhead.
fn from(letter: &Letter, faces: &Faces, town: String) -> From {
    let address = text::line(faces, &letter.sender.address).replace(", ", " · ");
    let return_line: Vec<&str> =
        [town.as_str(), &address].into_iter().filter(|part| !part.is_empty()).collect();
    let foot = letter.sender.foot.iter().map(|l| text::clean(faces, l));
    From {
        return_line: return_line.join(" · "),
        authority: text::line(faces, &letter.sender.authority),
        unit: text::clean(faces, &letter.sender.unit),
        foot: foot.filter(|l| !l.is_empty()).collect(),
        town,
    }
}

/// The drawings of plans: their names in the press's world and their bytes.
fn plans(body: &[Piece]) -> Result<Vec<(String, Vec<u8>)>, PressError> {
    let drawn = body.iter().filter_map(|piece| match piece {
        Piece::Plan(drawn) => Some((drawn.path.clone(), drawn.svg.clone())),
        _ => None,
    });
    let files: Vec<_> = drawn.collect();
    if files.len() > MOST_PLANS {
        return Err(PressError(format!("body: more than {MOST_PLANS} plans")));
    }
    Ok(files)
}

/// Language and region as the typesetter knows them; `de` where the tag says nothing readable.
fn language(tag: &str) -> (String, Option<String>) {
    let mut parts = tag.split('-');
    let lang = parts.next().unwrap_or_default().to_ascii_lowercase();
    let known = (2..=3).contains(&lang.len()) && lang.bytes().all(|b| b.is_ascii_lowercase());
    if !known {
        return ("de".into(), None);
    }
    let region = parts
        .take_while(|part| part.len() != 1) // what follows a singleton is no region
        .find(|part| part.len() == 2 && part.bytes().all(|b| b.is_ascii_alphabetic()))
        .map(str::to_ascii_uppercase);
    (lang, region)
}

/// The words of the form, in German or else in English.
fn words(german: bool, town: &str) -> Words {
    if german {
        Words {
            page: "Seite",
            of: "von",
            arms: format!("Wappen: {town}"),
            embedded: "In dieser PDF-Datei sind enthalten:",
        }
    } else {
        Words {
            page: "Page",
            of: "of",
            arms: format!("Coat of arms: {town}"),
            embedded: "This PDF file contains:",
        }
    }
}

/// The information block with the date as its last line.
fn reference(letter: &Letter, faces: &Faces, german: bool) -> Vec<(String, String)> {
    let mut rows = pairs(&letter.reference, faces);
    let date = text::line(faces, &letter.date);
    let label = if german { "Datum" } else { "Date" };
    if !date.is_empty() && !rows.iter().any(|(name, _)| name == label) {
        rows.push((label.into(), date));
    }
    rows
}

/// Label and value pairs; a missing value shows as a dash, a pair of nothing is left out.
fn pairs(raw: &[(String, String)], faces: &Faces) -> Vec<(String, String)> {
    raw.iter()
        .map(|(label, value)| (text::clean(faces, label), text::clean(faces, value)))
        .filter(|(label, value)| !(label.is_empty() && value.is_empty()))
        .map(|(label, value)| (label, if value.is_empty() { "–".into() } else { value }))
        .collect()
}

/// The blocks, without those that say nothing, headings without a gap in their levels.
fn body(blocks: &[Block], faces: &Faces, german: bool) -> Vec<Piece> {
    let clean = |raw: &str| text::clean(faces, raw.trim());
    let items = |raw: &[String]| -> Vec<String> {
        raw.iter().map(|item| clean(item)).filter(|item| !item.is_empty()).collect()
    };
    let mut pieces = Vec::with_capacity(blocks.len());
    let mut under_heading = false;
    let mut plans = 0;
    for block in blocks {
        match block {
            Block::Heading(level, raw) => {
                let text = clean(raw);
                if !text.is_empty() {
                    // A heading of level 3 needs one of level 2 before it (PDF/UA-1, 7.4).
                    let level = if *level >= 2 && under_heading { 3 } else { 2 };
                    under_heading = true;
                    pieces.push(Piece::Heading { level, text });
                }
            }
            Block::Paragraph(raw) => pieces.extend(
                text::paragraphs(faces, raw).into_iter().map(|text| Piece::Paragraph { text }),
            ),
            Block::Notice(raw) => {
                let parts = text::paragraphs(faces, raw);
                if !parts.is_empty() {
                    pieces.push(Piece::Notice { parts });
                }
            }
            Block::List(raw) => {
                let items = items(raw);
                if !items.is_empty() {
                    pieces.push(Piece::List { items });
                }
            }
            Block::Steps(raw) => {
                let items = items(raw);
                if !items.is_empty() {
                    pieces.push(Piece::Steps { items });
                }
            }
            Block::Facts(raw) => {
                let rows = pairs(raw, faces);
                if !rows.is_empty() {
                    pieces.push(Piece::Facts { rows });
                }
            }
            Block::Table { caption, head, rows, amounts } => {
                pieces.extend(table(&clean(caption), head, rows, *amounts, faces));
            }
            Block::Plan(plan) => {
                plans += 1;
                let drawn = plan::draw(plan, plans, faces, german);
                pieces.extend(drawn.map(|drawn| Piece::Plan(Box::new(drawn))));
            }
            Block::Closing(words, name) => {
                let (words, name) = (clean(words), clean(name));
                if !(words.is_empty() && name.is_empty()) {
                    pieces.push(Piece::Closing { words, name });
                }
            }
            Block::NewPage => pieces.push(Piece::NewPage),
        }
    }
    pieces
}

/// A table with every row as wide as the widest; nothing if it has no columns.
fn table(
    caption: &str,
    head: &[String],
    rows: &[Vec<String>],
    amounts: bool,
    faces: &Faces,
) -> Option<Piece> {
    let width = rows.iter().map(Vec::len).chain([head.len()]).max().filter(|width| *width > 0)?;
    let longest = (TABLE_RUN / width).max(SHORTEST_RUN);
    let fill = |cells: &[String]| -> Vec<String> {
        let mut cells: Vec<String> =
            cells.iter().map(|cell| text::clean_for(faces, cell, longest)).collect();
        cells.resize(width, String::new());
        cells
    };
    let head = fill(head);
    let rows: Vec<Vec<String>> = rows.iter().map(|row| fill(row)).collect();
    let columns = columns(&head, &rows);
    Some(Piece::Table { caption: caption.to_owned(), head, rows, columns, amounts })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_reduced_to_what_a_pdf_names() {
        assert_eq!(language("de"), ("de".into(), None));
        assert_eq!(language("de-AT"), ("de".into(), Some("AT".into())));
        assert_eq!(language("de-x-ls"), ("de".into(), None));
        assert_eq!(language("sr-Latn-RS"), ("sr".into(), Some("RS".into())));
        assert_eq!(language(""), ("de".into(), None));
        assert_eq!(language("klingonisch"), ("de".into(), None));
    }

    #[test]
    fn headings_never_skip_a_level() {
        let faces = Faces::embedded();
        let levels = |blocks: &[Block]| -> Vec<u8> {
            body(blocks, &faces, true)
                .iter()
                .filter_map(|piece| match piece {
                    Piece::Heading { level, .. } => Some(*level),
                    _ => None,
                })
                .collect()
        };
        let heading = |level| Block::Heading(level, "x".into());
        assert_eq!(levels(&[heading(2), heading(2), heading(1), heading(9)]), [2, 3, 2, 3]);
    }
}
