//! Writing XML: well-formed whatever is put in.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

/// Whether XML 1.0 can hold a character.
fn is_sound(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{7e}' | '\u{85}' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// A text without what XML cannot hold.
pub(crate) fn sound(text: &str) -> String {
    text.chars().filter(|c| is_sound(*c)).collect()
}

/// Writes XML into memory; elements end where they should because closures hold them.
pub(crate) struct Xml(Writer<Vec<u8>>);

const IN_MEMORY: &str = "memory takes what is written";

impl Xml {
    pub fn new() -> Self {
        let mut writer = Writer::new_with_indent(Vec::new(), b' ', 1);
        let declaration = BytesDecl::new("1.0", Some("UTF-8"), None);
        writer.write_event(Event::Decl(declaration)).expect(IN_MEMORY);
        Self(writer)
    }

    fn start<'a>(name: &'a str, attributes: &[(&str, &str)]) -> BytesStart<'a> {
        let mut start = BytesStart::new(name);
        for (name, value) in attributes {
            start.push_attribute((*name, sound(value).as_str()));
        }
        start
    }

    /// An element with others in it.
    pub fn element(
        &mut self,
        name: &str,
        attributes: &[(&str, &str)],
        inside: impl FnOnce(&mut Self),
    ) {
        let start = Self::start(name, attributes);
        self.0.write_event(Event::Start(start)).expect(IN_MEMORY);
        inside(self);
        self.0.write_event(Event::End(BytesEnd::new(name))).expect(IN_MEMORY);
    }

    /// An element with nothing in it.
    pub fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.0.write_event(Event::Empty(Self::start(name, attributes))).expect(IN_MEMORY);
    }

    /// An element with text.
    pub fn text(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        let text = sound(text);
        self.element(name, attributes, |xml| {
            xml.0.write_event(Event::Text(BytesText::new(&text))).expect(IN_MEMORY);
        });
    }

    /// An element with text, if there is any.
    pub fn text_if(&mut self, name: &str, text: &str) {
        if !text.is_empty() {
            self.text(name, &[], text);
        }
    }

    /// What was written.
    pub fn finish(self) -> String {
        let mut bytes = self.0.into_inner();
        bytes.push(b'\n');
        String::from_utf8(bytes).expect("only text was written")
    }
}
