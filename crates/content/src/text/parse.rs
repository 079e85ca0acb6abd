//! Reading the text form: lines to blocks.

use super::adopt::adopt_ids;
use super::inline::{parse_inline, unescape};
use super::parse_kinds;
use crate::block::{Block, Heading, Kind, List, Text};
use crate::document::{BYTES_MAX, DEPTH_MAX, Document, LIST_DEPTH_MAX};
use crate::inline::Inlines;
use crate::key::Ids;
use crate::parts::{ListItem, Rank};
use crate::problem::ContentError;
use crate::said::Said;

/// Lines of the longest text read.
pub const LINES_MAX: usize = 20_000;
/// Errors reported at once.
const ERRORS_MAX: usize = 20;
/// Containers within containers that are read: a section counts beside the blocks.
const NESTING_MAX: usize = 2 * DEPTH_MAX + 2;

/// Something in a written text that cannot be understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextError {
    /// The line, counted from one; zero for the whole.
    pub line: usize,
    /// What is wrong and how to mend it.
    pub said: Said,
}

impl TextError {
    fn whole(error: &ContentError) -> Self {
        Self { line: 0, said: error.said() }
    }
}

/// A directive as it was read.
pub(super) struct Directive {
    /// The line it stands on.
    pub line: usize,
    /// Its name.
    pub name: String,
    /// Attributes not yet taken.
    attributes: Vec<(String, Option<String>)>,
}

impl Directive {
    /// Takes an attribute with a value.
    pub fn take(&mut self, name: &str) -> Option<String> {
        let at = self.attributes.iter().position(|(n, v)| n == name && v.is_some())?;
        self.attributes.remove(at).1
    }

    /// Takes an attribute without a value.
    pub fn flag(&mut self, name: &str) -> bool {
        let at = self.attributes.iter().position(|(n, v)| n == name && v.is_none());
        at.map(|at| self.attributes.remove(at)).is_some()
    }
}

/// Reads lines.
pub(super) struct Reader<'a> {
    lines: Vec<&'a str>,
    at: usize,
    ids: &'a mut dyn Ids,
    pub errors: Vec<TextError>,
}

impl<'a> Reader<'a> {
    /// Notes an error at a line.
    pub fn fail(&mut self, line: usize, de: impl Into<String>, en: impl Into<String>) {
        if self.errors.len() < ERRORS_MAX {
            self.errors.push(TextError { line, said: Said::new(de, en) });
        }
    }

    /// Reads marks, noting targets nobody may link to.
    pub fn rich(&mut self, line: usize, text: &str) -> Inlines {
        let (inlines, bad) = parse_inline(text);
        for target in bad {
            let shown: String = target.chars().take(60).collect();
            self.fail(
                line,
                format!("Das Linkziel „{shown}“ ist nicht erlaubt. Erlaubt sind zum Beispiel https://… und /pfad."),
                format!("The link target “{shown}” is not allowed. Allowed are for example https://… and /path."),
            );
        }
        inlines
    }

    /// Makes a block with a new id.
    pub fn block(&mut self, kind: Kind) -> Block {
        Block { id: self.ids.next_id(), kind }
    }

    fn peek(&self) -> Option<&'a str> {
        self.lines.get(self.at).copied()
    }

    /// The next line of a container, until `:::`; none at its end.
    pub fn inside(&mut self, opened: usize) -> Option<&'a str> {
        let Some(line) = self.peek() else {
            self.fail(
                opened,
                "Zu dieser Zeile fehlt das Ende: eine Zeile mit drei Doppelpunkten (:::).",
                "The end of this part is missing: a line with three colons (:::).",
            );
            return None;
        };
        self.at += 1;
        (end_trimmed(line) != ":::").then_some(line)
    }

    /// The number of the line read last.
    pub fn line(&self) -> usize {
        self.at
    }

    /// Reads a directive's line; the colons are gone already.
    pub fn directive(&mut self, text: &str) -> Directive {
        let line = self.at;
        let end = text.find(' ').unwrap_or(text.len());
        let (name, mut rest) = text.split_at(end);
        let mut attributes = Vec::new();
        while !trimmed(rest).is_empty() {
            rest = rest.trim_start_matches(SPACES);
            let end = rest.find([' ', '=']).unwrap_or(rest.len());
            let (name, behind) = rest.split_at(end);
            let Some(quoted) = behind.strip_prefix("=\"") else {
                attributes.push((name.to_owned(), None));
                if behind.starts_with('=') {
                    self.fail(
                        line,
                        format!("Hinter {name}= muss der Wert in Anführungszeichen stehen."),
                        format!("After {name}= the value must stand in quotation marks."),
                    );
                    break;
                }
                rest = behind;
                continue;
            };
            let Some(end) = closing_quote(quoted) else {
                self.fail(
                    line,
                    format!("Bei {name}=\"… fehlt das schließende Anführungszeichen."),
                    format!("The closing quotation mark of {name}=\"… is missing."),
                );
                break;
            };
            attributes.push((name.to_owned(), Some(unescape(&quoted[..end]))));
            rest = &quoted[end + 1..];
        }
        Directive { line, name: name.to_owned(), attributes }
    }

    /// Says which attributes of a directive nobody knows.
    pub fn finish(&mut self, directive: Directive) {
        for (name, _) in directive.attributes {
            self.fail(
                directive.line,
                format!(
                    "„{}“ kennt die Angabe „{name}“ nicht, oder sie steht doppelt.",
                    directive.name
                ),
                format!("“{}” does not know “{name}”, or it stands there twice.", directive.name),
            );
        }
    }

    /// Reads blocks until the end, or until `:::` in a container.
    pub fn blocks(&mut self, opened: Option<usize>, depth: usize) -> Vec<Block> {
        let mut blocks: Vec<Block> = Vec::new();
        let mut may_join = true;
        if depth > NESTING_MAX {
            let line = self.at;
            self.fail(line, "Hier ist zu tief verschachtelt.", "This is nested too deeply.");
            self.at = self.lines.len();
            return blocks;
        }
        loop {
            let Some(line) = self.peek() else {
                if let Some(opened) = opened {
                    self.inside(opened);
                }
                return blocks;
            };
            let text = end_trimmed(line);
            if text == ":::" {
                self.at += 1;
                if opened.is_some() {
                    return blocks;
                }
                let here = self.at;
                self.fail(
                    here,
                    "Hier endet etwas, das nicht begonnen hat.",
                    "Something ends here that did not begin.",
                );
            } else if trimmed(text).is_empty() {
                self.at += 1;
            } else if text == "::neue-liste" {
                self.at += 1;
                may_join = false;
            } else if let Some(is_ordered) = point(line).map(|p| p.1) {
                let items = self.points(0, is_ordered);
                match blocks.last_mut().map(|b| &mut b.kind) {
                    // Points apart by an empty line still belong to one list.
                    Some(Kind::List(list))
                        if may_join && list.ordered == is_ordered && !list.items.is_empty() =>
                    {
                        list.items.extend(items);
                    }
                    _ => {
                        let block = self.block(Kind::List(List { ordered: is_ordered, items }));
                        blocks.push(block);
                    }
                }
                may_join = true;
            } else {
                let kind = self.other(text, depth);
                blocks.extend(kind.map(|kind| self.block(kind)));
            }
        }
    }

    /// A block that is no list; the line is not yet consumed.
    fn other(&mut self, text: &str, depth: usize) -> Option<Kind> {
        if text == "---" {
            self.at += 1;
            return Some(Kind::Divider);
        }
        if let Some((rank, words)) = heading(text) {
            self.at += 1;
            let content = self.rich(self.at, words);
            return Some(Kind::Heading(Heading { rank, content }));
        }
        if let Some(rest) = text.strip_prefix(":::") {
            self.at += 1;
            let directive = self.directive(rest);
            return parse_kinds::container(self, directive, depth);
        }
        if let Some(rest) = text.strip_prefix("::") {
            self.at += 1;
            let directive = self.directive(rest);
            return parse_kinds::leaf(self, directive);
        }
        let start = self.at;
        let mut lines = Vec::new();
        while let Some(line) = self.peek().filter(|l| self.at == start || !begins(l)) {
            lines.push(trimmed(line));
            self.at += 1;
        }
        let content = self.rich(start + 1, &lines.join("\n"));
        Some(Kind::Text(Text { content }))
    }

    /// Points of one depth and those below them.
    fn points(&mut self, depth: usize, is_ordered: bool) -> Vec<ListItem> {
        let mut items: Vec<ListItem> = Vec::new();
        while let Some(line) = self.peek() {
            let Some((indent, ordered, words)) = point(line) else { break };
            let deep = (indent / 2).min(LIST_DEPTH_MAX - 1);
            if deep < depth || (ordered != is_ordered && deep == 0) {
                break;
            }
            if deep > depth
                && let Some(last) = items.last_mut()
            {
                let inner = self.points(depth + 1, is_ordered);
                last.items.extend(inner);
                continue;
            }
            self.at += 1;
            let start = self.at;
            let mut text = words.to_owned();
            // A line that goes on, indented.
            while let Some(line) = self.peek().filter(|l| l.starts_with("  ") && !begins(l)) {
                text.push('\n');
                text.push_str(trimmed(line));
                self.at += 1;
            }
            let content = self.rich(start, &text);
            items.push(ListItem { content, items: Vec::new() });
        }
        items
    }
}

/// The place of the quotation mark that ends a value.
fn closing_quote(text: &str) -> Option<usize> {
    let mut is_escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => return Some(at),
            _ => {}
        }
    }
    None
}

/// What counts as space in the text form, as in [`Inlines`](crate::Inlines): a non-breaking space
/// is a word of its writer, and a heading may hold nothing else.
const SPACES: [char; 3] = [' ', '\t', '\r'];

/// A line without the spaces at both ends.
pub(super) fn trimmed(text: &str) -> &str {
    text.trim_matches(SPACES)
}

fn end_trimmed(text: &str) -> &str {
    text.trim_end_matches(SPACES)
}

/// Whether a line begins something new: it cannot go on with a paragraph.
fn begins(line: &str) -> bool {
    let text = end_trimmed(line);
    trimmed(text).is_empty()
        || text == "---"
        || text.starts_with("::")
        || heading(text).is_some()
        || point(line).is_some()
}

fn heading(text: &str) -> Option<(Rank, &str)> {
    let marks = text.bytes().take_while(|b| *b == b'#').count();
    let rank = Rank::try_from(u8::try_from(marks).ok()?).ok()?;
    let rest = &text[marks..];
    (rest.is_empty() || rest.starts_with(' ')).then(|| (rank, trimmed(rest)))
}

/// A point of a list: indent, whether it is numbered, its words.
fn point(line: &str) -> Option<(usize, bool, &str)> {
    let text = line.trim_start_matches(' ');
    let indent = line.len() - text.len();
    let text = end_trimmed(text);
    let (is_ordered, rest) = if let Some(rest) = text.strip_prefix('-') {
        (false, rest)
    } else {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        ((1..=4).contains(&digits).then_some(true)?, text[digits..].strip_prefix('.')?)
    };
    (rest.is_empty() || rest.starts_with(' ')).then(|| (indent, is_ordered, trimmed(rest)))
}

/// Reads a written text; every block gets a new id.
///
/// # Errors
/// With the lines that cannot be understood.
pub fn parse(text: &str, ids: &mut dyn Ids) -> Result<Document, Vec<TextError>> {
    let lines: Vec<&str> = text.lines().collect();
    if text.len() > BYTES_MAX || lines.len() > LINES_MAX {
        return Err(vec![TextError {
            line: 0,
            said: Said::new(
                format!("Der Text ist zu lang. Erlaubt sind {LINES_MAX} Zeilen."),
                format!("The text is too long. {LINES_MAX} lines are allowed."),
            ),
        }]);
    }
    let mut reader = Reader { lines, at: 0, ids, errors: Vec::new() };
    let blocks = reader.blocks(None, 0);
    if !reader.errors.is_empty() {
        return Err(reader.errors);
    }
    Document::new(blocks).map_err(|e| vec![TextError::whole(&e)])
}

/// Reads a written text that was made from an earlier one: blocks that stayed keep their ids.
///
/// # Errors
/// With the lines that cannot be understood.
pub fn parse_like(
    text: &str,
    before: &Document,
    ids: &mut dyn Ids,
) -> Result<Document, Vec<TextError>> {
    let mut blocks = parse(text, ids)?.into_blocks();
    adopt_ids(before.blocks(), &mut blocks);
    Document::new(blocks).map_err(|e| vec![TextError::whole(&e)])
}
