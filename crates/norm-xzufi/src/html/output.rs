//! From tokens to well-formed markup, one at a time.

use std::cell::RefCell;
use std::collections::BTreeSet;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

use super::{MARKUP_DEPTH_MAX, escape, safe_link};
use crate::xml::is_xml;

/// Different removed things told of one text.
const REMOVED_MAX: usize = 20;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Holds phrases, stands beside other blocks: `p`, headings.
    Block,
    /// A list.
    List,
    /// An entry of a list.
    Item,
    /// A phrase.
    Inline,
}

fn kind(name: &str) -> Option<Kind> {
    Some(match name {
        "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Kind::Block,
        "ul" | "ol" => Kind::List,
        "li" => Kind::Item,
        "b" | "strong" | "i" | "em" | "sup" | "sub" | "a" => Kind::Inline,
        _ => return None,
    })
}

/// Elements of which nothing is kept.
fn is_dropped(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "template"
            | "iframe"
            | "object"
            | "textarea"
            | "title"
            | "xmp"
            | "noembed"
            | "noframes"
            | "svg"
            | "math"
            | "select"
    )
}

struct Sink(RefCell<Output>);

/// What is written so far.
#[derive(Default)]
pub(super) struct Output {
    /// The text.
    pub html: String,
    open: Vec<(String, Kind)>,
    /// Name and depth of an element of which nothing is kept.
    dropping: Option<(String, usize)>,
    /// What was removed.
    pub removed: BTreeSet<String>,
    /// Addresses of the links.
    pub links: Vec<String>,
    /// Whether words alone are wanted.
    is_plain: bool,
}

impl Output {
    /// For words without markup.
    pub fn words() -> Self {
        Self { is_plain: true, ..Self::default() }
    }

    /// Reads a text to its end.
    pub fn run(self, text: &str) -> Self {
        // A mark of byte order within a text is a character like others.
        let options = TokenizerOpts { discard_bom: false, ..TokenizerOpts::default() };
        let tokenizer = Tokenizer::new(Sink(RefCell::new(self)), options);
        let input = BufferQueue::default();
        input.push_back(StrTendril::from_slice(text));
        // Scripts could interrupt the tokenizer; this sink never lets them.
        let _ = tokenizer.feed(&input);
        tokenizer.end();
        tokenizer.sink.0.into_inner()
    }

    fn remove(&mut self, what: &str) {
        if self.removed.len() < REMOVED_MAX {
            self.removed.insert(what.chars().take(80).collect());
        }
    }

    /// Closes elements until so many are open.
    pub fn close_to(&mut self, depth: usize) {
        while self.open.len() > depth
            && let Some((name, _)) = self.open.pop()
        {
            self.html.push_str("</");
            self.html.push_str(&name);
            self.html.push('>');
        }
    }

    /// Closes phrases and blocks, up to the entry or the list around.
    fn close_blocks(&mut self) {
        let keep = self
            .open
            .iter()
            .rposition(|(_, kind)| matches!(kind, Kind::List | Kind::Item))
            .map_or(0, |at| at + 1);
        self.close_to(keep);
    }

    fn is_in_list(&self) -> bool {
        self.open.last().is_some_and(|(_, kind)| *kind == Kind::List)
    }

    fn push(&mut self, name: &str, kind: Kind, attributes: &str) {
        if self.open.len() >= MARKUP_DEPTH_MAX {
            self.remove(&format!("<{name}> (depth)"));
            return;
        }
        self.html.push('<');
        self.html.push_str(name);
        self.html.push_str(attributes);
        self.html.push('>');
        self.open.push((name.to_owned(), kind));
    }

    fn start(&mut self, tag: &Tag) {
        let name = &*tag.name;
        if let Some((dropped, depth)) = &mut self.dropping {
            if dropped == name {
                *depth += 1;
            }
            return;
        }
        if is_dropped(name) {
            self.remove(&format!("<{name}>"));
            if !tag.self_closing {
                self.dropping = Some((name.to_owned(), 1));
            }
            return;
        }
        if self.is_plain {
            if name == "br" || kind(name).is_some_and(|k| k != Kind::Inline) {
                self.html.push('\n');
            }
            return;
        }
        if name == "br" {
            self.remove_attributes(tag, &[]);
            self.enter_item();
            self.html.push_str("<br/>");
            return;
        }
        let Some(kind) = kind(name) else {
            self.remove(&format!("<{name}>"));
            return;
        };
        match kind {
            Kind::Inline => self.start_inline(name, tag),
            Kind::Block => {
                self.remove_attributes(tag, &[]);
                self.close_blocks();
                self.enter_item();
                self.push(name, kind, "");
            }
            Kind::List => {
                self.remove_attributes(tag, &[]);
                self.close_blocks();
                self.enter_item();
                // The list needs a level for its entries, too.
                if self.open.len() + 1 < MARKUP_DEPTH_MAX {
                    self.push(name, kind, "");
                } else {
                    self.remove(&format!("<{name}> (depth)"));
                }
            }
            Kind::Item => {
                self.remove_attributes(tag, &[]);
                let list = self.open.iter().rposition(|(_, kind)| *kind == Kind::List);
                if let Some(at) = list {
                    self.close_to(at + 1);
                    self.push(name, kind, "");
                } else {
                    self.remove("<li> (without list)");
                    self.close_blocks();
                    self.push("p", Kind::Block, "");
                }
            }
        }
    }

    /// Nothing but entries may stand in a list.
    fn enter_item(&mut self) {
        if self.is_in_list() {
            self.push("li", Kind::Item, "");
        }
    }

    fn start_inline(&mut self, name: &str, tag: &Tag) {
        if name != "a" {
            self.remove_attributes(tag, &[]);
            self.enter_item();
            self.push(name, Kind::Inline, "");
            return;
        }
        self.remove_attributes(tag, &["href"]);
        let href = tag.attrs.iter().find(|a| &*a.name.local == "href");
        let raw = href.map(|a| a.value.to_string()).unwrap_or_default();
        // A link in a link ends the outer one.
        if let Some(at) = self.open.iter().rposition(|(open, _)| open == "a") {
            self.close_to(at);
        }
        match safe_link(&raw) {
            Some(address) => {
                self.enter_item();
                let mut attributes = String::from(" href=\"");
                escape(&address, &mut attributes);
                attributes.push('"');
                self.push(name, Kind::Inline, &attributes);
                self.links.push(address);
            }
            None => self.remove(&format!("<a href=\"{raw}\">")),
        }
    }

    fn remove_attributes(&mut self, tag: &Tag, allowed: &[&str]) {
        for attribute in &tag.attrs {
            let name = &*attribute.name.local;
            if !allowed.contains(&name) {
                self.remove(&format!("<{} {name}>", &*tag.name));
            }
        }
    }

    fn end(&mut self, name: &str) {
        if let Some((dropped, depth)) = &mut self.dropping {
            if dropped == name {
                *depth -= 1;
                if *depth == 0 {
                    self.dropping = None;
                }
            }
            return;
        }
        if self.is_plain {
            if kind(name).is_some_and(|k| k != Kind::Inline) {
                self.html.push('\n');
            }
            return;
        }
        let Some(wanted) = kind(name) else { return };
        let found = self.open.iter().rposition(|(open, _)| open == name);
        let Some(at) = found else { return };
        // The end of a phrase does not close blocks and lists around it.
        let is_through_block = self.open.iter().skip(at + 1).any(|(_, kind)| *kind != Kind::Inline);
        // The end of an entry or a block does not reach out of the list it stands in.
        let is_through_list = self.open.iter().skip(at + 1).any(|(_, kind)| *kind == Kind::List);
        let is_wrong = match wanted {
            Kind::Inline => is_through_block,
            Kind::Block | Kind::Item => is_through_list,
            Kind::List => false,
        };
        if !is_wrong {
            self.close_to(at);
        }
    }

    fn text(&mut self, text: &str) {
        if self.dropping.is_some() {
            return;
        }
        if self.is_plain {
            self.html.push_str(text);
            return;
        }
        if self.is_in_list() {
            if text.trim().is_empty() {
                return;
            }
            self.enter_item();
        }
        // Quotation marks need no escape in texts.
        for c in text.chars().filter(|c| is_xml(*c)) {
            match c {
                '&' => self.html.push_str("&amp;"),
                '<' => self.html.push_str("&lt;"),
                '>' => self.html.push_str("&gt;"),
                '\r' => self.html.push('\n'),
                other => self.html.push(other),
            }
        }
    }
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut output = self.0.borrow_mut();
        match token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => {
                output.start(&tag);
                return match &*tag.name {
                    "script" => TokenSinkResult::RawData(RawKind::ScriptData),
                    "style" | "xmp" | "iframe" | "noembed" | "noframes" => {
                        TokenSinkResult::RawData(RawKind::Rawtext)
                    }
                    "textarea" | "title" => TokenSinkResult::RawData(RawKind::Rcdata),
                    _ => TokenSinkResult::Continue,
                };
            }
            Token::TagToken(tag) => output.end(&tag.name),
            Token::CharacterTokens(text) => output.text(&text),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}
