//! Going through a large XML file piece by piece.

use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::ImportError;

/// Bytes of the longest text of one element.
pub const TEXT_BYTES_MAX: usize = 8 * 1024 * 1024;
/// Elements in elements that are followed.
const DEPTH_MAX: usize = 64;

/// A piece of the file.
pub enum Piece {
    /// An element begins: its name with prefix, and its attributes.
    Open(String, Vec<(String, String)>),
    /// An element ends: its name and the text directly in it.
    Close(String, String),
}

/// Reads pieces.
pub struct Pieces<R> {
    reader: Reader<R>,
    buffer: Vec<u8>,
    /// Names that are open, with their text so far.
    open: Vec<(String, String)>,
    pending: Option<Piece>,
}

fn attributes(start: &BytesStart<'_>) -> Vec<(String, String)> {
    let mut all = start.attributes();
    all.with_checks(false)
        .flatten()
        .take(20)
        .map(|a| (a.key.into_inner().to_owned(), unescaped(&a.value)))
        .collect()
}

/// An attribute's value with the five entities of XML; others stay as they are.
fn unescaped(value: &str) -> String {
    quick_xml::escape::unescape(value)
        .map_or_else(|_| value.to_owned(), std::borrow::Cow::into_owned)
}

impl<R: BufRead> Pieces<R> {
    pub fn new(source: R) -> Self {
        let mut reader = Reader::from_reader(source);
        // Exports are often not quite XML.
        reader.config_mut().check_end_names = false;
        reader.config_mut().allow_unmatched_ends = true;
        Self { reader, buffer: Vec::new(), open: Vec::new(), pending: None }
    }

    fn push(&mut self, text: &str) -> Result<(), ImportError> {
        if let Some((_, all)) = self.open.last_mut() {
            if all.len() + text.len() > TEXT_BYTES_MAX {
                return Err(ImportError::TooMuch {
                    what: "bytes in one text",
                    max: TEXT_BYTES_MAX,
                });
            }
            all.push_str(text);
        }
        Ok(())
    }

    /// The next piece; none at the end.
    pub fn next_piece(&mut self) -> Result<Option<Piece>, ImportError> {
        if let Some(piece) = self.pending.take() {
            return Ok(Some(piece));
        }
        loop {
            self.buffer.clear();
            let event = self.reader.read_event_into(&mut self.buffer).map_err(ImportError::Read)?;
            match event {
                Event::Start(start) => {
                    let name = start.name().into_inner().to_owned();
                    let attributes = attributes(&start);
                    if self.open.len() >= DEPTH_MAX {
                        return Err(ImportError::TooMuch { what: "levels", max: DEPTH_MAX });
                    }
                    self.open.push((name.clone(), String::new()));
                    return Ok(Some(Piece::Open(name, attributes)));
                }
                Event::Empty(start) => {
                    let name = start.name().into_inner().to_owned();
                    let attributes = attributes(&start);
                    self.pending = Some(Piece::Close(name.clone(), String::new()));
                    return Ok(Some(Piece::Open(name, attributes)));
                }
                Event::End(_) => {
                    if let Some((name, text)) = self.open.pop() {
                        return Ok(Some(Piece::Close(name, text)));
                    }
                }
                Event::Text(text) => {
                    let text = text.xml10_content().into_owned();
                    self.push(&text)?;
                }
                Event::CData(text) => {
                    let text = text.xml10_content().into_owned();
                    self.push(&text)?;
                }
                Event::GeneralRef(reference) => {
                    let meant = reference.resolve_char_ref().ok().flatten().map(String::from);
                    let name = reference.xml10_content().into_owned();
                    let named =
                        quick_xml::escape::resolve_predefined_entity(&name).map(str::to_owned);
                    self.push(&meant.or(named).unwrap_or_default())?;
                }
                Event::Eof => return Ok(None),
                // Definitions of entities are a way to attack; none of ours are needed.
                Event::DocType(_) | Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
            }
        }
    }
}
