//! Pages of a WFS: one element a row, its fields as child elements.

use quick_xml::events::Event;
use quick_xml::reader::Reader;

use crate::import::{ImportError, ROWS_MAX, RawRow};

/// Deepest nesting that is read.
const DEPTH_MAX: usize = 32;

/// Reads all rows of a page. A row is whatever holds an `OBJECTID`.
pub(crate) fn rows(text: &str) -> Result<Vec<RawRow>, ImportError> {
    let mut reader = Reader::from_str(text);
    let mut rows: Vec<RawRow> = Vec::new();
    let mut open: Vec<String> = Vec::new();
    let mut page = Page::default();
    loop {
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => return Err(failed(text, &reader, &error.to_string())),
        };
        match event {
            Event::Start(start) => {
                if open.len() >= DEPTH_MAX {
                    return Err(failed(text, &reader, "elements are nested too deep"));
                }
                open.push(start.local_name().into_inner().to_owned());
                page.value.clear();
            }
            Event::Text(part) => page.value.push_str(&part.xml10_content()),
            Event::CData(part) => page.value.push_str(&part.xml10_content()),
            Event::GeneralRef(reference) => {
                let resolved = reference.resolve_char_ref().ok().flatten();
                let named = match reference.xml10_content().as_ref() {
                    "amp" => Some('&'),
                    "lt" => Some('<'),
                    "gt" => Some('>'),
                    "quot" => Some('"'),
                    "apos" => Some('\''),
                    _ => None,
                };
                let Some(character) = resolved.or(named) else {
                    return Err(failed(text, &reader, "an unknown entity"));
                };
                page.value.push(character);
            }
            Event::End(_) => {
                let name = open.pop().unwrap_or_default();
                if let Some(row) = page.end(&name) {
                    if rows.len() >= ROWS_MAX {
                        return Err(ImportError::TooMany);
                    }
                    rows.push(row);
                }
            }
            Event::DocType(_) => {
                return Err(failed(text, &reader, "a document type declaration is not accepted"));
            }
            Event::Eof if open.is_empty() => return Ok(rows),
            Event::Eof => return Err(failed(text, &reader, "the file ends inside an element")),
            _ => {}
        }
    }
}

/// What is being read.
#[derive(Default)]
struct Page {
    value: String,
    row: RawRow,
    begun: bool,
    x: String,
    y: String,
}

impl Page {
    /// Ends an element; gives the row when its element ends.
    fn end(&mut self, name: &str) -> Option<RawRow> {
        let value = std::mem::take(&mut self.value);
        match name {
            "OBJECTID" => {
                self.row.id = value;
                self.begun = true;
            }
            "STRSCHL" => self.row.street_key = value,
            "STRNAME" => self.row.street = value,
            "HSNR" => self.row.number = value,
            "HSNRZU" => self.row.suffix = value,
            "X" => self.x = value,
            "Y" => self.y = value,
            "pos" => {
                let mut numbers = value.split_ascii_whitespace().map(str::to_owned);
                if let (Some(first), Some(second)) = (numbers.next(), numbers.next()) {
                    self.row.places.push([first, second]);
                }
            }
            "ADRESSE" | "Point" | "SHAPE" => {}
            // The element of the row itself, or one of a page around it.
            _ if self.begun => {
                self.begun = false;
                let mut row = std::mem::take(&mut self.row);
                let pair = [std::mem::take(&mut self.x), std::mem::take(&mut self.y)];
                if !pair[0].is_empty() || !pair[1].is_empty() {
                    row.places.push(pair);
                }
                return Some(row);
            }
            _ => {}
        }
        None
    }
}

fn failed(text: &str, reader: &Reader<&[u8]>, detail: &str) -> ImportError {
    let at = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX).min(text.len());
    let breaks = text.as_bytes()[..at].split(|b| *b == b'\n').skip(1).count();
    let line = u64::try_from(breaks).unwrap_or(u64::MAX).saturating_add(1);
    ImportError::Xml { line, detail: detail.to_owned() }
}
