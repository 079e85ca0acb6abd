//! Cuts a German rule text into words, element ids, values and operators.
//!
//! Labels after ids (`F60000000232 "Monat"`) say nothing new and are dropped here, quoted or
//! not, so that words inside of labels cannot be taken for grammar.

use std::collections::HashMap;

use crate::model::Schema;

/// Longest rule text that is looked at, in bytes.
const TEXT_MAX: usize = 8 << 10;

/// What a token is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// Ids joined by dots, widened to eleven digits.
    Id(String),
    /// Text in quotes.
    Quoted(String),
    /// A word or code as written.
    Word(String),
    /// `=`, `<>`, `<`, `>`, `<=`, `>=`.
    Op(&'static str),
    /// `-` between a code and its label.
    Dash,
    /// `,` or `;`.
    Comma,
    /// `.`
    Dot,
    /// `:`
    Colon,
    /// `(`
    Open,
    /// `)`
    Close,
}

/// A token with its place in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    /// What it is.
    pub kind: Kind,
    /// Byte offset of the start.
    pub start: usize,
    /// Byte offset after the end.
    pub end: usize,
}

const QUOTES: [char; 12] = ['"', '\'', '„', '“', '”', '‚', '‘', '’', '»', '«', '`', '´'];

/// Signs as authors write them, longest first, and what they mean.
const OPS: [(&str, &str); 11] = [
    ("===", "="),
    ("!==", "<>"),
    ("==", "="),
    ("<>", "<>"),
    ("!=", "<>"),
    ("≠", "<>"),
    ("<=", "<="),
    (">=", ">="),
    ("=", "="),
    ("<", "<"),
    (">", ">"),
];

/// Cuts the text; `None` when it is too long or holds characters no rule has.
pub(super) fn tokens(schema: &Schema, text: &str) -> Option<Vec<Token>> {
    if text.len() > TEXT_MAX {
        return None;
    }
    let mut cutter = Cutter { schema, text, at: 0, found: Vec::new(), names: HashMap::new() };
    while cutter.at < text.len() {
        cutter.next()?;
    }
    Some(cutter.found)
}

struct Cutter<'a> {
    schema: &'a Schema,
    text: &'a str,
    at: usize,
    found: Vec<Token>,
    /// Names of the elements met so far.
    names: HashMap<String, Vec<&'a str>>,
}

impl Cutter<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn push(&mut self, kind: Kind, length: usize) {
        self.found.push(Token { kind, start: self.at, end: self.at + length });
        self.at += length;
    }

    fn skip_space(&mut self) {
        while let Some(c) = self.peek().filter(|c| c.is_whitespace()) {
            self.at += c.len_utf8();
        }
    }

    fn next(&mut self) -> Option<()> {
        self.skip_space();
        let Some(first) = self.peek() else { return Some(()) };
        if let Some(length) = id_length(self.rest()) {
            self.id(length);
            return Some(());
        }
        if let Some((sign, op)) = OPS.iter().find(|(sign, _)| self.rest().starts_with(sign)) {
            self.push(Kind::Op(op), sign.len());
            return Some(());
        }
        let length = first.len_utf8();
        match first {
            ',' | ';' => self.push(Kind::Comma, length),
            '.' | '!' => self.push(Kind::Dot, length),
            ':' => self.push(Kind::Colon, length),
            '(' | '[' => self.push(Kind::Open, length),
            ')' | ']' => self.push(Kind::Close, length),
            '-' | '–' | '—' => self.push(Kind::Dash, length),
            c if QUOTES.contains(&c) => self.quoted(c),
            c if c.is_alphanumeric() || c == '§' => self.word(),
            _ => return None,
        }
        Some(())
    }

    fn word(&mut self) {
        let rest = self.rest();
        let inner = |c: char| c.is_alphanumeric() || matches!(c, '/' | '_' | '§' | '-');
        let mut length = rest.find(|c| !inner(c)).unwrap_or(rest.len());
        while rest[..length].ends_with('-') {
            length -= 1;
        }
        let word = rest[..length.max(1)].to_owned();
        let length = word.len();
        self.push(Kind::Word(word), length);
    }

    /// A quoted text. A quote that never closes, or closes beyond the next id, is a slip of the
    /// author: then the text is the next word, or the quote alone is noise.
    fn quoted(&mut self, quote: char) {
        let after = self.at + quote.len_utf8();
        let rest = self.text.get(after..).unwrap_or_default();
        if id_length(rest).is_some() {
            self.at = after;
            return;
        }
        let closing = rest.char_indices().find(|(_, c)| closes(quote, *c));
        if let Some((length, c)) = closing {
            let content = &rest[..length];
            if !holds_id(content) {
                let end = after + length + c.len_utf8();
                let kind = Kind::Quoted(content.trim().to_owned());
                self.found.push(Token { kind, start: self.at, end });
                self.at = end;
                return;
            }
        }
        self.at = after;
        if rest.starts_with(|c: char| c.is_alphanumeric()) {
            self.word();
        }
    }

    fn id(&mut self, mut length: usize) {
        let start = self.at;
        let mut ids = vec![widened(&self.rest()[..length])];
        self.at += length;
        // `G….F…`, also where the author forgot the dot or put a space after it.
        loop {
            let rest = self.rest();
            let dotless = rest.strip_prefix('.').unwrap_or(rest);
            let spaced = if rest.starts_with('.') { dotless.trim_start() } else { dotless };
            let Some(next) = id_length(spaced) else { break };
            let skipped = rest.len() - spaced.len();
            length = next;
            ids.push(widened(&spaced[..length]));
            self.at += skipped + length;
        }
        let last = ids.last().cloned().unwrap_or_default();
        self.found.push(Token { kind: Kind::Id(ids.join(".")), start, end: self.at });
        self.label(&last);
    }

    /// Passes over the label after an id.
    fn label(&mut self, id: &str) {
        let before = self.at;
        self.skip_space();
        let Some(first) = self.peek() else { return };
        if QUOTES.contains(&first) {
            self.quoted(first);
            if matches!(self.found.last(), Some(Token { kind: Kind::Quoted(_), .. })) {
                self.found.pop();
            }
            return;
        }
        let schema = self.schema;
        let rest = self.text.get(self.at..).unwrap_or_default();
        let names = self.names.entry(id.to_owned()).or_insert_with(|| names(schema, id));
        let length = names.iter().filter_map(|name| matching_length(rest, name)).max();
        match length {
            Some(length) => self.at += length,
            None => self.at = before,
        }
    }
}

fn closes(open: char, c: char) -> bool {
    match open {
        '"' | '„' | '“' | '”' => matches!(c, '"' | '“' | '”'),
        '\'' | '‚' | '‘' | '’' | '`' | '´' => matches!(c, '\'' | '‘' | '’' | '`' | '´'),
        '»' => c == '«',
        '«' => c == '»',
        _ => false,
    }
}

/// Names under which an element may be called in a text.
fn names<'a>(schema: &'a Schema, id: &str) -> Vec<&'a str> {
    let fields = schema.fields.iter().map(|f| &f.base);
    let groups = schema.groups.iter().map(|g| &g.base);
    fields
        .chain(groups)
        .filter(|b| b.key.id == id)
        .flat_map(|b| [b.name.as_str(), b.label.as_str(), b.label_output.as_str()])
        .filter(|n| !n.is_empty())
        .collect()
}

/// Length of the beginning of `text` that says `name`, whatever the spaces and the case.
pub(super) fn matching_length(text: &str, name: &str) -> Option<usize> {
    let mut rest = text.char_indices().peekable();
    for wanted in name.trim().chars() {
        if wanted.is_whitespace() {
            while rest.peek().is_some_and(|(_, c)| c.is_whitespace()) {
                rest.next();
            }
            continue;
        }
        while rest.peek().is_some_and(|(_, c)| c.is_whitespace()) && !wanted.is_whitespace() {
            rest.next();
        }
        let (_, found) = rest.next()?;
        if found != wanted && !found.to_lowercase().eq(wanted.to_lowercase()) {
            return None;
        }
    }
    let end = rest.peek().map_or(text.len(), |(at, _)| *at);
    // `Person` is not a label of `Personalausweis`.
    let ends_inside = text.get(end..)?.starts_with(char::is_alphanumeric)
        && name.ends_with(char::is_alphanumeric);
    (!ends_inside && end > 0).then_some(end)
}

/// Length of an element id at the start of the text.
fn id_length(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    if !matches!(bytes.first(), Some(b'F' | b'G')) {
        return None;
    }
    let digits = bytes[1..].iter().take_while(|b| b.is_ascii_digit()).count();
    (digits == 8 || digits == 11).then_some(digits + 1)
}

fn holds_id(text: &str) -> bool {
    text.char_indices().any(|(at, _)| id_length(&text[at..]).is_some())
}

/// Ids of edition 2 in texts of edition 3.
fn widened(id: &str) -> String {
    match (id.len(), id.get(..3), id.get(3..)) {
        (9, Some(head), Some(tail)) => format!("{head}000{tail}"),
        _ => id.to_owned(),
    }
}
