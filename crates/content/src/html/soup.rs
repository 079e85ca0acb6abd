//! A small tree of any HTML: linear in time, bounded in size, never refusing.
//!
//! The tokens are those of browsers (html5ever); the tree is our own. The tree builder of the
//! standard repeats open formatting elements in each new paragraph, so that hostile text grows
//! without bound. Here a misnested end costs a mark and nothing else.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

/// Nodes of the largest tree; what comes later is left out and told.
pub const NODES_MAX: usize = 200_000;
/// Depth of the deepest tree; elements below stand beside each other.
pub const TREE_DEPTH_MAX: usize = 200;
/// Attributes kept of an element.
const ATTRIBUTES_MAX: usize = 40;

/// A node of the tree.
#[derive(Clone, Debug)]
pub enum Node {
    /// An element with attributes and the places of its children.
    Element {
        /// Its name, in lower case.
        name: String,
        /// Its attributes.
        attributes: Vec<(String, String)>,
        /// Its children.
        children: Vec<usize>,
    },
    /// Text.
    Text(String),
}

/// A tree; the root is node 0, an element without a name.
#[derive(Clone, Debug)]
pub struct Soup {
    nodes: Vec<Node>,
    /// Whether something was left out because there was too much.
    pub is_cut: bool,
}

impl Soup {
    /// Reads any text as HTML.
    pub fn of(html: &str) -> Self {
        let sink = Sink(RefCell::new(Builder::new()));
        let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
        let input = BufferQueue::default();
        input.push_back(StrTendril::from_slice(html));
        // Scripts could interrupt the tokenizer; this sink never lets them.
        let _ = tokenizer.feed(&input);
        tokenizer.end();
        let builder = tokenizer.sink.0.into_inner();
        Self { nodes: builder.nodes, is_cut: builder.is_cut }
    }

    /// A node.
    pub fn node(&self, at: usize) -> &Node {
        &self.nodes[at]
    }

    /// The name of an element; empty for text.
    pub fn name(&self, at: usize) -> &str {
        match &self.nodes[at] {
            Node::Element { name, .. } => name,
            Node::Text(_) => "",
        }
    }

    /// An attribute of an element.
    pub fn attribute(&self, at: usize, wanted: &str) -> Option<&str> {
        match &self.nodes[at] {
            Node::Element { attributes, .. } => {
                attributes.iter().find(|(n, _)| n == wanted).map(|(_, v)| v.as_str())
            }
            Node::Text(_) => None,
        }
    }

    /// The children of a node.
    pub fn children(&self, at: usize) -> &[usize] {
        match &self.nodes[at] {
            Node::Element { children, .. } => children,
            Node::Text(_) => &[],
        }
    }

    /// The first element below a node, itself included, that fits.
    pub fn find(&self, at: usize, fits: &dyn Fn(&Self, usize) -> bool) -> Option<usize> {
        if fits(self, at) {
            return Some(at);
        }
        self.children(at).iter().find_map(|child| self.find(*child, fits))
    }

    /// All elements below a node, itself included, that fit.
    pub fn find_all(&self, at: usize, fits: &dyn Fn(&Self, usize) -> bool, found: &mut Vec<usize>) {
        if fits(self, at) {
            found.push(at);
        }
        for child in self.children(at) {
            self.find_all(*child, fits, found);
        }
    }

    /// The text below a node, as it stands there.
    pub fn text(&self, at: usize) -> String {
        let mut text = String::new();
        self.write_text(at, &mut text);
        text
    }

    fn write_text(&self, at: usize, text: &mut String) {
        match &self.nodes[at] {
            Node::Text(words) => text.push_str(words),
            Node::Element { name, children, .. } => {
                if matches!(name.as_str(), "script" | "style" | "template") {
                    return;
                }
                if name == "br" {
                    text.push('\n');
                }
                for child in children {
                    self.write_text(*child, text);
                }
            }
        }
    }
}

struct Sink(RefCell<Builder>);

struct Builder {
    nodes: Vec<Node>,
    open: Vec<usize>,
    is_cut: bool,
}

/// Elements that never hold anything.
fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

/// Elements a new one ends, and those beyond which it does not look.
fn implied_ends(name: &str) -> (&'static [&'static str], &'static [&'static str]) {
    const CELLS: &[&str] = &["table", "ul", "ol", "td", "th", "div", "section", "article"];
    match name {
        "li" => (&["li", "p"], &["ul", "ol", "table", "menu"]),
        "dt" | "dd" => (&["dt", "dd", "p"], &["dl", "table"]),
        "td" | "th" => (&["td", "th", "p"], &["table", "tr"]),
        "tr" => (&["tr", "td", "th", "p", "caption"], &["table"]),
        "thead" | "tbody" | "tfoot" => {
            (&["thead", "tbody", "tfoot", "tr", "td", "th", "caption"], &["table"])
        }
        "option" => (&["option"], &["select"]),
        "p" | "div" | "ul" | "ol" | "dl" | "table" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6"
        | "blockquote" | "pre" | "section" | "article" | "figure" | "hr" | "main" | "nav"
        | "header" | "footer" | "aside" | "address" | "details" | "form" => (&["p"], CELLS),
        _ => (&[], &[]),
    }
}

impl Builder {
    fn new() -> Self {
        let root =
            Node::Element { name: String::new(), attributes: Vec::new(), children: Vec::new() };
        Self { nodes: vec![root], open: vec![0], is_cut: false }
    }

    fn name(&self, at: usize) -> &str {
        match &self.nodes[at] {
            Node::Element { name, .. } => name,
            Node::Text(_) => "",
        }
    }

    fn add(&mut self, node: Node) -> Option<usize> {
        if self.nodes.len() >= NODES_MAX {
            self.is_cut = true;
            return None;
        }
        let at = self.nodes.len();
        self.nodes.push(node);
        let parent = self.open.last().copied().unwrap_or(0);
        if let Node::Element { children, .. } = &mut self.nodes[parent] {
            children.push(at);
        }
        Some(at)
    }

    fn text(&mut self, text: &str) {
        let parent = self.open.last().copied().unwrap_or(0);
        let last = match &self.nodes[parent] {
            Node::Element { children, .. } => children.last().copied(),
            Node::Text(_) => None,
        };
        if let Some(last) = last
            && let Node::Text(words) = &mut self.nodes[last]
        {
            words.push_str(text);
        } else {
            self.add(Node::Text(text.to_owned()));
        }
    }

    fn start(&mut self, tag: &Tag) {
        let name = tag.name.to_string();
        let (ends, stop) = implied_ends(&name);
        let mut keep = self.open.len();
        for (place, at) in self.open.iter().enumerate().skip(1).rev() {
            let here = self.name(*at);
            if ends.contains(&here) {
                keep = place;
            } else if stop.contains(&here) {
                break;
            }
        }
        self.open.truncate(keep);
        let attributes = tag
            .attrs
            .iter()
            .take(ATTRIBUTES_MAX)
            .map(|a| (a.name.local.to_string().to_ascii_lowercase(), a.value.to_string()));
        let is_closed = is_void(&name) || (tag.self_closing && name.contains(':'));
        let attributes = attributes.collect();
        let at = self.add(Node::Element { name, attributes, children: Vec::new() });
        if let Some(at) = at
            && !is_closed
            && self.open.len() < TREE_DEPTH_MAX
        {
            self.open.push(at);
        }
    }

    fn end(&mut self, name: &str) {
        let found =
            self.open.iter().enumerate().skip(1).rev().find(|(_, at)| self.name(**at) == name);
        let Some((place, _)) = found else { return };
        // An end of a mark does not close cells and sections around it.
        let is_wall =
            |at: &usize| matches!(self.name(*at), "table" | "td" | "th" | "body" | "main");
        let is_mark =
            matches!(name, "b" | "i" | "em" | "strong" | "a" | "span" | "font" | "u" | "p");
        if is_mark && self.open[place + 1..].iter().any(is_wall) {
            return;
        }
        self.open.truncate(place);
    }
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut builder = self.0.borrow_mut();
        match token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => {
                builder.start(&tag);
                return match &*tag.name {
                    "script" => TokenSinkResult::RawData(RawKind::ScriptData),
                    "style" | "xmp" | "iframe" | "noembed" | "noframes" => {
                        TokenSinkResult::RawData(RawKind::Rawtext)
                    }
                    "textarea" | "title" => TokenSinkResult::RawData(RawKind::Rcdata),
                    _ => TokenSinkResult::Continue,
                };
            }
            Token::TagToken(tag) => builder.end(&tag.name),
            Token::CharacterTokens(text) => builder.text(&text),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}
