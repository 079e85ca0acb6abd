//! Reads an XML file object by object: only one object is in memory as a tree.

use std::rc::Rc;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};
use quick_xml::reader::NsReader;

use crate::finding::breaks;
use crate::limits::Limits;

/// Why a text is not usable XML: code, line, German, English.
#[derive(Debug)]
pub(crate) struct XmlError {
    pub code: &'static str,
    pub line: u32,
    pub de: String,
    pub en: String,
}

/// One element with its content.
#[derive(Debug)]
pub(crate) struct Element {
    pub ns: Rc<str>,
    pub name: String,
    /// Attributes by local name.
    pub attributes: Vec<(String, String)>,
    /// Own text, as it stands.
    pub text: String,
    pub children: Vec<Element>,
    pub line: u32,
}

impl Element {
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    pub fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|c| c.name == name)
    }
}

/// The start tag of the whole document.
#[derive(Debug)]
pub(crate) struct Root {
    pub ns: String,
    pub name: String,
    /// All attributes by full name, the declarations of namespaces among them.
    pub attributes: Vec<(String, String)>,
    pub line: u32,
}

/// Elements at this depth are handed out one by one (the document element has depth 1).
const HANDED_OUT: usize = 3;

pub(crate) struct Walker<'a> {
    reader: NsReader<&'a [u8]>,
    text: &'a [u8],
    counted: usize,
    line: u32,
    limits: Limits,
    depth: usize,
    stack: Vec<Element>,
    namespaces: Vec<Rc<str>>,
    elements: usize,
}

impl<'a> Walker<'a> {
    /// Begins at the document element.
    pub fn new(text: &'a str, limits: Limits) -> Result<(Self, Root), XmlError> {
        let mut walker = Self {
            reader: NsReader::from_str(text),
            text: text.as_bytes(),
            counted: 0,
            line: 1,
            limits,
            depth: 0,
            stack: Vec::new(),
            namespaces: Vec::new(),
            elements: 0,
        };
        let root = walker.root()?;
        Ok((walker, root))
    }

    fn here(&mut self) -> u32 {
        let position = self.reader.buffer_position();
        let end = usize::try_from(position).unwrap_or(usize::MAX).min(self.text.len());
        if end > self.counted {
            self.line = self.line.saturating_add(breaks(&self.text[self.counted..end]));
            self.counted = end;
        }
        self.line
    }

    fn malformed(&mut self, detail: impl std::fmt::Display) -> XmlError {
        let line = self.here();
        let de = format!("kein gültiges XML: {detail}");
        XmlError { code: "xml", line, de, en: format!("not well-formed XML: {detail}") }
    }

    fn next_event(&mut self) -> Result<Event<'a>, XmlError> {
        match self.reader.read_event() {
            Ok(Event::DocType(_)) => {
                let de = "eine DOCTYPE-Angabe wird nicht angenommen".to_owned();
                let en = "a document type declaration is not accepted".to_owned();
                Err(XmlError { code: "doctype", line: self.here(), de, en })
            }
            Ok(event) => Ok(event),
            Err(error) => Err(self.malformed(error)),
        }
    }

    fn root(&mut self) -> Result<Root, XmlError> {
        loop {
            let (start, empty) = match self.next_event()? {
                Event::Start(start) => (start, false),
                Event::Empty(start) => (start, true),
                Event::Text(text) if !text.xml10_content().trim().is_empty() => {
                    return Err(self.malformed("text before the first element"));
                }
                Event::Eof => return Err(self.malformed("the file holds no element")),
                _ => continue,
            };
            let line = self.here();
            let (ns, name) = self.resolve(&start)?;
            let mut attributes = Vec::new();
            for attribute in start.attributes() {
                let attribute = attribute.map_err(|e| self.malformed(e))?;
                let value = attribute
                    .normalized_value(XmlVersion::Implicit1_0)
                    .map_err(|e| self.malformed(e))?;
                attributes.push((attribute.key.into_inner().to_owned(), value.into_owned()));
            }
            self.depth = usize::from(!empty);
            return Ok(Root { ns: ns.as_ref().to_owned(), name, attributes, line });
        }
    }

    /// The next grandchild of the document element with everything in it.
    pub fn next_object(&mut self) -> Result<Option<Element>, XmlError> {
        loop {
            match self.next_event()? {
                Event::Start(start) => {
                    self.open(&start)?;
                    self.depth += 1;
                }
                Event::Empty(start) => {
                    self.open(&start)?;
                    if let Some(done) = self.close(self.depth + 1) {
                        return Ok(Some(done));
                    }
                }
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    if let Some(done) = self.close(self.depth + 1) {
                        return Ok(Some(done));
                    }
                }
                Event::Text(text) => self.text(&text.xml10_content())?,
                Event::CData(data) => self.text(&data.xml10_content())?,
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
                                let detail = format!("unknown entity &{other};");
                                return Err(self.malformed(detail));
                            }
                        },
                        Err(error) => return Err(self.malformed(error)),
                    };
                    self.text(character.encode_utf8(&mut [0; 4]))?;
                }
                Event::Eof if self.depth == 0 => return Ok(None),
                Event::Eof => return Err(self.malformed("the file ends inside an element")),
                _ => {}
            }
        }
    }

    fn resolve(&mut self, start: &BytesStart<'_>) -> Result<(Rc<str>, String), XmlError> {
        let (resolved, local) = self.reader.resolver().resolve_element(start.name());
        let uri = match resolved {
            ResolveResult::Bound(Namespace(uri)) => uri,
            ResolveResult::Unbound => "",
            ResolveResult::Unknown(prefix) => {
                let detail = format!("the prefix {prefix:?} is not declared");
                return Err(self.malformed(detail));
            }
        };
        let name = local.into_inner().to_owned();
        if let Some(known) = self.namespaces.iter().find(|n| &***n == uri) {
            return Ok((Rc::clone(known), name));
        }
        let new: Rc<str> = Rc::from(uri);
        self.namespaces.push(Rc::clone(&new));
        Ok((new, name))
    }

    fn open(&mut self, start: &BytesStart<'_>) -> Result<(), XmlError> {
        let line = self.here();
        let over = |code, de: String, en: String| XmlError { code, line, de, en };
        if self.depth == 0 {
            return Err(self.malformed("a second document element"));
        }
        if self.depth >= self.limits.max_depth {
            let n = self.limits.max_depth;
            let de = format!("Elemente sind tiefer als {n} Ebenen verschachtelt");
            return Err(over("too_deep", de, format!("elements are nested deeper than {n}")));
        }
        if self.depth + 1 < HANDED_OUT {
            return Ok(());
        }
        self.elements += 1;
        if self.elements > self.limits.max_elements {
            let n = self.limits.max_elements;
            let de = format!("ein Objekt hat mehr als {n} Elemente");
            return Err(over("too_many", de, format!("an object has more than {n} elements")));
        }
        let (ns, name) = self.resolve(start)?;
        let mut attributes = Vec::new();
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|e| self.malformed(e))?;
            // Identifiers and references count only in their own namespaces.
            let own = attribute.key.prefix().is_none()
                && matches!(attribute.key.local_name().into_inner(), "id" | "href");
            if own || attribute.key.as_namespace_binding().is_some() {
                continue;
            }
            let value = attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map_err(|e| self.malformed(e))?;
            attributes
                .push((attribute.key.local_name().into_inner().to_owned(), value.into_owned()));
        }
        let (text, children) = (String::new(), Vec::new());
        self.stack.push(Element { ns, name, attributes, text, children, line });
        Ok(())
    }

    /// Ends the element of this depth; gives it when it is one to hand out.
    fn close(&mut self, depth: usize) -> Option<Element> {
        if depth < HANDED_OUT {
            return None;
        }
        let element = self.stack.pop()?;
        if let Some(parent) = self.stack.last_mut() {
            parent.children.push(element);
            return None;
        }
        self.elements = 0;
        Some(element)
    }

    fn text(&mut self, text: &str) -> Result<(), XmlError> {
        if let Some(element) = self.stack.last_mut() {
            element.text.push_str(text);
        } else if self.depth == 0 && !text.trim().is_empty() {
            return Err(self.malformed("text outside of the document element"));
        }
        Ok(())
    }
}
