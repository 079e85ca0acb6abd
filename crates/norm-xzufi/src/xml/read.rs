//! From bytes to the tree.

use std::collections::HashSet;
use std::rc::Rc;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};
use quick_xml::reader::NsReader;

use super::{Element, Node, XSI, is_xml};
use crate::error::{ReadError, ReadErrorKind};
use crate::limits::Limits;

/// Most attributes of one element; the standard knows eight at most.
const ATTRIBUTES_MAX: usize = 64;
/// Most different namespaces in one file.
const NAMESPACES_MAX: usize = 1_000;

/// Reads a document into a tree.
pub(crate) fn read(bytes: &[u8], limits: Limits) -> Result<Element, ReadError> {
    if bytes.len() > limits.max_bytes {
        let kind = ReadErrorKind::TooLarge { bytes: bytes.len(), limit: limits.max_bytes };
        return Err(ReadError { kind, line: 1, column: 1 });
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let (line, column) = place(&String::from_utf8_lossy(valid));
        ReadError { kind: ReadErrorKind::NotUtf8, line, column }
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    Builder {
        reader: NsReader::from_str(text),
        text,
        counted: 0,
        line: 1,
        limits,
        stack: Vec::new(),
        root: None,
        namespaces: HashSet::from([Rc::from("")]),
        count: 0,
    }
    .run()
}

/// Line and column behind a text, both counted from 1.
fn place(text: &str) -> (u32, u32) {
    let line = text.bytes().filter(|b| *b == b'\n').count();
    let last = text.rsplit('\n').next().unwrap_or_default().chars().count();
    (count(line), count(last))
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX).saturating_add(1)
}

struct Builder<'a> {
    reader: NsReader<&'a [u8]>,
    text: &'a str,
    counted: usize,
    line: u32,
    limits: Limits,
    stack: Vec<Element>,
    root: Option<Element>,
    namespaces: HashSet<Rc<str>>,
    count: usize,
}

impl Builder<'_> {
    fn run(mut self) -> Result<Element, ReadError> {
        loop {
            let event = match self.reader.read_event() {
                Ok(event) => event,
                Err(error) => return Err(self.malformed(error)),
            };
            match event {
                Event::Start(start) => self.open(&start)?,
                Event::Empty(start) => {
                    self.open(&start)?;
                    self.close()?;
                }
                Event::End(_) => self.close()?,
                Event::Text(text) => {
                    let content = text.xml10_content();
                    self.add(&content)?;
                }
                Event::CData(data) => {
                    let content = data.xml10_content();
                    self.add(&content)?;
                }
                Event::GeneralRef(reference) => {
                    let character = self.character(&reference)?;
                    self.add(character.encode_utf8(&mut [0; 4]))?;
                }
                Event::DocType(_) => return Err(self.error(ReadErrorKind::Doctype)),
                Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
                Event::Eof => break,
            }
        }
        if !self.stack.is_empty() {
            return Err(self.malformed("the file ends inside an element"));
        }
        match self.root.take() {
            Some(root) => Ok(root),
            None => Err(self.error(ReadErrorKind::Empty)),
        }
    }

    fn here(&self) -> usize {
        let at = usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX);
        let mut at = at.min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }

    fn current_line(&mut self) -> u32 {
        let end = self.here();
        if let Some(new) = self.text.get(self.counted..end) {
            self.line =
                self.line.saturating_add(count(new.bytes().filter(|b| *b == b'\n').count()) - 1);
            self.counted = end;
        }
        self.line
    }

    fn error(&self, kind: ReadErrorKind) -> ReadError {
        let (line, column) = place(self.text.get(..self.here()).unwrap_or_default());
        ReadError { kind, line, column }
    }

    fn malformed(&self, detail: impl std::fmt::Display) -> ReadError {
        self.error(ReadErrorKind::Malformed(detail.to_string()))
    }

    fn character(&self, reference: &BytesRef<'_>) -> Result<char, ReadError> {
        match reference.resolve_char_ref() {
            Ok(Some(character)) => Ok(character),
            Ok(None) => match reference.xml10_content().as_ref() {
                "amp" => Ok('&'),
                "lt" => Ok('<'),
                "gt" => Ok('>'),
                "quot" => Ok('"'),
                "apos" => Ok('\''),
                other => Err(self.error(ReadErrorKind::Entity(other.to_owned()))),
            },
            Err(error) => Err(self.malformed(error)),
        }
    }

    fn namespace(&mut self, start: &BytesStart<'_>) -> Result<Rc<str>, ReadError> {
        let (resolved, _) = self.reader.resolver().resolve_element(start.name());
        let uri = match resolved {
            ResolveResult::Bound(Namespace(uri)) => uri,
            ResolveResult::Unbound => "",
            ResolveResult::Unknown(prefix) => {
                let detail = format!("the prefix {prefix:?} is not declared");
                return Err(self.malformed(detail));
            }
        };
        if let Some(known) = self.namespaces.get(uri) {
            return Ok(Rc::clone(known));
        }
        let new: Rc<str> = Rc::from(uri);
        if self.namespaces.len() >= NAMESPACES_MAX {
            return Err(self.error(ReadErrorKind::TooMany(NAMESPACES_MAX)));
        }
        self.namespaces.insert(Rc::clone(&new));
        Ok(new)
    }

    fn attributes(&self, start: &BytesStart<'_>) -> Result<Vec<(String, String)>, ReadError> {
        let mut found = Vec::new();
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|e| self.malformed(e))?;
            if attribute.key.as_namespace_binding().is_some() {
                continue;
            }
            if found.len() >= ATTRIBUTES_MAX {
                return Err(
                    self.malformed(format!("an element has more than {ATTRIBUTES_MAX} attributes"))
                );
            }
            let value = attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map_err(|e| self.malformed(e))?;
            let (resolved, local) = self.reader.resolver().resolve_attribute(attribute.key);
            let prefix = match resolved {
                ResolveResult::Bound(Namespace(XSI)) => "xsi:",
                _ => "",
            };
            let value = value.chars().filter(|c| is_xml(*c)).collect();
            found.push((format!("{prefix}{}", local.into_inner()), value));
        }
        Ok(found)
    }

    fn open(&mut self, start: &BytesStart<'_>) -> Result<(), ReadError> {
        if self.stack.len() >= self.limits.max_depth {
            return Err(self.error(ReadErrorKind::TooDeep(self.limits.max_depth)));
        }
        self.count += 1;
        if self.count > self.limits.max_elements {
            return Err(self.error(ReadErrorKind::TooMany(self.limits.max_elements)));
        }
        if self.stack.is_empty() && self.root.is_some() {
            return Err(self.malformed("a second root element"));
        }
        let ns = self.namespace(start)?;
        let attributes = self.attributes(start)?;
        let name = start.local_name().into_inner().to_owned();
        let line = self.current_line();
        self.stack.push(Element { ns, name, attributes, nodes: Vec::new(), line });
        Ok(())
    }

    fn close(&mut self) -> Result<(), ReadError> {
        let Some(element) = self.stack.pop() else {
            return Err(self.malformed("an end tag without a start tag"));
        };
        match self.stack.last_mut() {
            Some(parent) => parent.nodes.push(Node::Element(element)),
            None => self.root = Some(element),
        }
        Ok(())
    }

    fn add(&mut self, text: &str) -> Result<(), ReadError> {
        let Some(element) = self.stack.last_mut() else {
            if text.trim().is_empty() {
                return Ok(());
            }
            return Err(self.malformed("text outside of the root element"));
        };
        // What XML 1.0 does not know could not be written again: it is left out.
        let clean = text.chars().filter(|c| is_xml(*c));
        if let Some(Node::Text(before)) = element.nodes.last_mut() {
            before.extend(clean);
            return Ok(());
        }
        let clean: String = clean.collect();
        if !clean.is_empty() {
            element.nodes.push(Node::Text(clean));
        }
        Ok(())
    }
}
