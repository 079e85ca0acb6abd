//! A small tree of XML elements, read as a stream with limits.
//!
//! Prefixes are dropped: an element is its namespace and its local name. Elements that the
//! caller does not want (the mass of `relation`) are passed over without being stored.

mod text;

use std::collections::HashSet;
use std::rc::Rc;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};
use quick_xml::reader::NsReader;

pub(crate) use text::XmlText;

/// Namespace of `xsi:schemaLocation` and its like.
const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// Most attributes of one element; official files have six at most.
const ATTRIBUTES_MAX: usize = 64;

/// How large a foreign file may be.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Largest file, in bytes.
    pub max_bytes: usize,
    /// Deepest nesting of elements.
    pub max_depth: usize,
    /// Most elements that are kept.
    pub max_elements: usize,
}

impl Default for Limits {
    /// 64 MiB, 160 levels, half a million elements: ten times the largest official schema.
    fn default() -> Self {
        Self { max_bytes: 64 << 20, max_depth: 160, max_elements: 500_000 }
    }
}

/// Why a text is not usable XML.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum XmlError {
    /// Larger than the limit.
    #[error("the file has {bytes} bytes, at most {limit} are read")]
    TooLarge {
        /// Size of the file.
        bytes: usize,
        /// Largest size accepted.
        limit: usize,
    },
    /// Not UTF-8.
    #[error("the file is not UTF-8 (byte {at})")]
    NotUtf8 {
        /// Offset of the first wrong byte.
        at: usize,
    },
    /// Nested deeper than the limit.
    #[error("line {line}: elements are nested deeper than {limit} levels")]
    TooDeep {
        /// Line of the element.
        line: u32,
        /// Deepest level accepted.
        limit: usize,
    },
    /// More elements than the limit.
    #[error("line {line}: more than {limit} elements")]
    TooMany {
        /// Line of the element.
        line: u32,
        /// Most elements accepted.
        limit: usize,
    },
    /// A document type declaration (entities are neither needed nor safe).
    #[error("line {line}: a document type declaration is not accepted")]
    Doctype {
        /// Line of the declaration.
        line: u32,
    },
    /// An entity other than the five of XML.
    #[error("line {line}: unknown entity &{name};")]
    Entity {
        /// Line of the reference.
        line: u32,
        /// Name of the entity.
        name: String,
    },
    /// Not well-formed.
    #[error("line {line}: {detail}")]
    Malformed {
        /// Line where reading stopped.
        line: u32,
        /// What the XML reader said.
        detail: String,
    },
    /// No root element.
    #[error("the file holds no XML element")]
    Empty,
}

/// One element with its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Element {
    /// Namespace, empty when there is none.
    pub ns: Rc<str>,
    /// Local name.
    pub name: String,
    /// Attributes by local name.
    pub attributes: Vec<(String, String)>,
    /// Own text, trimmed at both ends; in documents only where there are child elements.
    pub text: String,
    /// Child elements in document order.
    pub children: Vec<Element>,
    /// Line of the start tag, counted from 1.
    pub line: u32,
}

impl Element {
    /// Value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// First child with this local name, in whatever namespace.
    pub fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|c| c.name == name)
    }

    /// All children with this local name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |c| c.name == name)
    }

    /// Text of the first child with this name, `None` when absent or empty.
    pub fn text_of(&self, name: &str) -> Option<&str> {
        self.child(name).map(|c| c.text.as_str()).filter(|t| !t.is_empty())
    }
}

/// Counts lines up to a byte offset, moving forward only.
struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    line: u32,
}

impl Lines<'_> {
    fn up_to(&mut self, offset: u64) -> u32 {
        let end = usize::try_from(offset).unwrap_or(usize::MAX).min(self.text.len());
        while self.at < end {
            if self.text[self.at] == b'\n' {
                self.line = self.line.saturating_add(1);
            }
            self.at += 1;
        }
        self.line
    }
}

/// Reads a document into a tree; elements named in `skip` (local names) leave no trace but are
/// counted in the second value.
pub(crate) fn read(
    bytes: &[u8],
    limits: Limits,
    skip: &[&str],
) -> Result<(Element, usize), XmlError> {
    Builder::new(checked(bytes, limits)?, limits).run(skip)
}

/// Reads submitted data: the space around a value is kept, for it may count.
pub(crate) fn read_document(bytes: &[u8], limits: Limits) -> Result<Element, XmlError> {
    let mut builder = Builder::new(checked(bytes, limits)?, limits);
    builder.keeps_space = true;
    builder.run(&[]).map(|(root, _)| root)
}

fn checked(bytes: &[u8], limits: Limits) -> Result<&str, XmlError> {
    if bytes.len() > limits.max_bytes {
        return Err(XmlError::TooLarge { bytes: bytes.len(), limit: limits.max_bytes });
    }
    let text = std::str::from_utf8(bytes).map_err(|e| XmlError::NotUtf8 { at: e.valid_up_to() })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

struct Builder<'a> {
    reader: NsReader<&'a [u8]>,
    lines: Lines<'a>,
    limits: Limits,
    stack: Vec<Element>,
    root: Option<Element>,
    namespaces: HashSet<Rc<str>>,
    count: usize,
    skipped: usize,
    keeps_space: bool,
}

impl<'a> Builder<'a> {
    fn new(text: &'a str, limits: Limits) -> Self {
        Self {
            reader: NsReader::from_str(text),
            lines: Lines { text: text.as_bytes(), at: 0, line: 1 },
            limits,
            stack: Vec::new(),
            root: None,
            namespaces: HashSet::from([Rc::from("")]),
            count: 0,
            skipped: 0,
            keeps_space: false,
        }
    }

    fn line(&mut self) -> u32 {
        let at = self.reader.buffer_position();
        self.lines.up_to(at)
    }

    fn malformed(&mut self, detail: impl std::fmt::Display) -> XmlError {
        XmlError::Malformed { line: self.line(), detail: detail.to_string() }
    }

    fn run(mut self, skip: &[&str]) -> Result<(Element, usize), XmlError> {
        loop {
            let event = match self.reader.read_event() {
                Ok(event) => event,
                Err(error) => return Err(self.malformed(error)),
            };
            match event {
                Event::Start(start) => {
                    if skip.contains(&start.local_name().into_inner()) && !self.stack.is_empty() {
                        self.skipped += 1;
                        if let Err(error) = self.reader.read_to_end(start.to_end().name()) {
                            return Err(self.malformed(error));
                        }
                    } else {
                        self.open(&start)?;
                    }
                }
                Event::Empty(start) => {
                    if skip.contains(&start.local_name().into_inner()) && !self.stack.is_empty() {
                        self.skipped += 1;
                    } else {
                        self.open(&start)?;
                        self.close()?;
                    }
                }
                Event::End(_) => self.close()?,
                Event::Text(text) => {
                    let content = text.xml10_content();
                    self.text(&content)?;
                }
                Event::CData(data) => {
                    let content = data.xml10_content();
                    self.text(&content)?;
                }
                Event::GeneralRef(reference) => {
                    let character = match reference.resolve_char_ref() {
                        Ok(Some(character)) => character,
                        Ok(None) => match reference.xml10_content().as_ref() {
                            "amp" => '&',
                            "lt" => '<',
                            "gt" => '>',
                            "quot" => '"',
                            "apos" => '\'',
                            other => {
                                let name = other.to_owned();
                                return Err(XmlError::Entity { line: self.line(), name });
                            }
                        },
                        Err(error) => return Err(self.malformed(error)),
                    };
                    self.text(character.encode_utf8(&mut [0; 4]))?;
                }
                Event::DocType(_) => return Err(XmlError::Doctype { line: self.line() }),
                Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
                Event::Eof => break,
            }
        }
        if !self.stack.is_empty() {
            return Err(self.malformed("the file ends inside an element"));
        }
        let skipped = self.skipped;
        self.root.map(|root| (root, skipped)).ok_or(XmlError::Empty)
    }

    fn open(&mut self, start: &BytesStart<'_>) -> Result<(), XmlError> {
        let line = self.line();
        if self.stack.len() >= self.limits.max_depth {
            return Err(XmlError::TooDeep { line, limit: self.limits.max_depth });
        }
        self.count += 1;
        if self.count > self.limits.max_elements {
            return Err(XmlError::TooMany { line, limit: self.limits.max_elements });
        }
        if self.stack.is_empty() && self.root.is_some() {
            return Err(XmlError::Malformed { line, detail: "a second root element".to_owned() });
        }
        let (resolved, local) = self.reader.resolver().resolve_element(start.name());
        let uri = match resolved {
            ResolveResult::Bound(Namespace(uri)) => uri,
            ResolveResult::Unbound => "",
            ResolveResult::Unknown(prefix) => {
                let detail = format!("the prefix {prefix:?} is not declared");
                return Err(XmlError::Malformed { line, detail });
            }
        };
        let known = self.namespaces.get(uri).cloned();
        let name = local.into_inner().to_owned();
        let ns = known.unwrap_or_else(|| {
            let new: Rc<str> = Rc::from(uri);
            self.namespaces.insert(Rc::clone(&new));
            new
        });
        let mut attributes = Vec::new();
        for (position, attribute) in start.attributes().enumerate() {
            if position >= ATTRIBUTES_MAX {
                let detail = format!("an element has more than {ATTRIBUTES_MAX} attributes");
                return Err(XmlError::Malformed { line, detail });
            }
            let attribute =
                attribute.map_err(|e| XmlError::Malformed { line, detail: e.to_string() })?;
            if attribute.key.as_namespace_binding().is_some() {
                continue;
            }
            let value = attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map_err(|e| XmlError::Malformed { line, detail: e.to_string() })?;
            let (resolved, local) = self.reader.resolver().resolve_attribute(attribute.key);
            let is_instance = matches!(resolved, ResolveResult::Bound(Namespace(XSI)));
            let prefix = if is_instance { "xsi:" } else { "" };
            attributes.push((format!("{prefix}{}", local.into_inner()), value.into_owned()));
        }
        self.stack.push(Element {
            ns,
            name,
            attributes,
            text: String::new(),
            children: Vec::new(),
            line,
        });
        Ok(())
    }

    fn close(&mut self) -> Result<(), XmlError> {
        let Some(mut element) = self.stack.pop() else {
            return Err(self.malformed("an end tag without a start tag"));
        };
        let trimmed = element.text.trim();
        let is_value = self.keeps_space && element.children.is_empty();
        if trimmed.len() != element.text.len() && !is_value {
            element.text = String::from(trimmed);
        }
        match self.stack.last_mut() {
            Some(parent) => parent.children.push(element),
            None => self.root = Some(element),
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), XmlError> {
        match self.stack.last_mut() {
            Some(element) => {
                // What XML 1.0 does not know could not be written again: it is left out.
                element.text.extend(text.chars().filter(|c| is_xml(*c)));
                Ok(())
            }
            None if text.trim().is_empty() => Ok(()),
            None => Err(self.malformed("text outside of the root element")),
        }
    }
}

/// Whether a character may stand in a document (XML 1.0, production 2).
fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{fffd}' | '\u{10000}'..)
}
