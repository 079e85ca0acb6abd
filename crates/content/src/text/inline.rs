//! Marks within a line.

use crate::inline::{BREAK, Inline, Inlines, Marks, Run};
use crate::key::Lang;
use crate::link::LinkTarget;

/// Writes characters with a backslash before those that would mean something.
pub(super) fn escape(text: &str, special: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if c == '\n' {
            escaped.push_str("\\n");
            continue;
        }
        if c == '\\' || special.contains(c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// Takes the backslashes away again.
pub(super) fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n') => plain.push('\n'),
                Some(other) => plain.push(other),
                None => plain.push('\\'),
            },
            _ => plain.push(c),
        }
    }
    plain
}

/// Words as they stand in the text form: brackets escaped, and stars and lines where they would
/// meet others.
fn words(text: &str, out: &mut String) {
    let chars: Vec<char> = text.chars().collect();
    for (at, c) in chars.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|i| chars.get(i));
        let after = chars.get(at + 1);
        let is_special = match c {
            '\\' | '[' | ']' => true,
            '*' | '_' => before.is_none_or(|b| b == c) || after.is_none_or(|a| a == c),
            _ => false,
        };
        if is_special {
            out.push('\\');
        }
        out.push(*c);
    }
}

/// Characters escaped in targets and attributes of marks.
const IN_MARK: &str = "\"[](){}";

fn pieces(all: &[Inline], line_break: &str, out: &mut String) {
    for piece in all {
        match piece {
            Inline::Text(text) => words(text, out),
            Inline::Break => out.push_str(line_break),
            Inline::Strong(inner) => {
                out.push_str("**");
                pieces(inner, line_break, out);
                out.push_str("**");
            }
            Inline::Em(inner) => {
                out.push_str("__");
                pieces(inner, line_break, out);
                out.push_str("__");
            }
            Inline::Link { to, content } => {
                out.push('[');
                pieces(content, line_break, out);
                out.push_str("](");
                out.push_str(&escape(to.as_str(), IN_MARK));
                out.push(')');
            }
            Inline::Lang { lang, content } => {
                out.push('[');
                pieces(content, line_break, out);
                out.push_str("]{lang=\"");
                out.push_str(lang.as_str());
                out.push_str("\"}");
            }
            Inline::Abbr { short, expansion } => {
                out.push('[');
                words(short, out);
                out.push_str("]{abk=\"");
                out.push_str(&escape(expansion, IN_MARK));
                out.push_str("\"}");
            }
        }
    }
}

/// Writes text with marks; `line_break` stands for breaks: a line feed in paragraphs, `\n` elsewhere.
pub fn print_inline(inlines: &Inlines, line_break: &str) -> String {
    let mut out = String::new();
    pieces(inlines.pieces(), line_break, &mut out);
    out
}

/// For each opening bracket its closing one; found in one pass, so that hostile text costs nothing.
fn brackets(chars: &[char]) -> Vec<Option<usize>> {
    let mut partner = vec![None; chars.len()];
    let mut open = Vec::new();
    let mut at = 0;
    while let Some(c) = chars.get(at) {
        match c {
            '\\' => at += 1,
            '[' => open.push(at),
            ']' => {
                if let Some(start) = open.pop() {
                    partner[start] = Some(at);
                }
            }
            _ => {}
        }
        at += 1;
    }
    partner
}

/// Brackets within brackets that are followed; deeper ones stay as typed.
const NESTING_MAX: usize = 8;
/// Characters searched for the end of a target or attribute.
const MARK_CHARS_MAX: usize = 4_000;

struct Reader<'a> {
    chars: &'a [char],
    partner: Vec<Option<usize>>,
    runs: Vec<Run>,
    bad: Vec<String>,
}

impl Reader<'_> {
    /// The text between `open` at a place and the next `close` that is not escaped, and the place
    /// behind it.
    fn enclosed(&self, at: usize, open: char, close: char, end: usize) -> Option<(String, usize)> {
        if self.chars.get(at) != Some(&open) {
            return None;
        }
        let mut here = at + 1;
        let stop = end.min(at + MARK_CHARS_MAX);
        while here < stop {
            match self.chars[here] {
                '\\' => here += 1,
                c if c == close => {
                    let inner: String = self.chars[at + 1..here].iter().collect();
                    return Some((inner, here + 1));
                }
                _ => {}
            }
            here += 1;
        }
        None
    }

    /// What the bracket that closes at `close` means, and the place behind it.
    fn meaning(&mut self, close: usize, end: usize, marks: &Marks) -> Option<(Marks, usize)> {
        if let Some((target, behind)) = self.enclosed(close + 1, '(', ')', end) {
            let link = LinkTarget::parse(&unescape(&target)).ok();
            if link.is_none() {
                self.bad.push(unescape(&target));
            }
            let link = marks.link.clone().or(link);
            return Some((Marks { link, ..marks.clone() }, behind));
        }
        let (inner, behind) = self.enclosed(close + 1, '{', '}', end)?;
        let (name, value) = inner.split_once("=\"")?;
        let value = unescape(value.strip_suffix('"')?);
        match name.trim() {
            "lang" => {
                let lang = Some(Lang::parse(&value).ok()?);
                Some((Marks { lang, ..marks.clone() }, behind))
            }
            "abk" => Some((Marks { abbr: Some(value), ..marks.clone() }, behind)),
            _ => None,
        }
    }

    /// Reads from a place to another.
    fn range(&mut self, mut at: usize, end: usize, marks: &Marks, depth: usize) {
        let pairs = |mark: char| self.count(at, end, mark) / 2 * 2;
        let (mut stars, mut lines) = (pairs('*'), pairs('_'));
        let mut marks = marks.clone();
        let mut text = String::new();
        while at < end {
            let c = self.chars[at];
            let is_double = at + 1 < end && self.chars[at + 1] == c;
            match c {
                '\\' if self.chars.get(at + 1) == Some(&'n') && at + 1 < end => {
                    self.flush(&mut text, &marks);
                    self.flush(&mut BREAK.to_owned(), &Marks::default());
                    at += 2;
                }
                '\\' if at + 1 < end => {
                    text.push(self.chars[at + 1]);
                    at += 2;
                }
                '\n' => {
                    self.flush(&mut text, &marks);
                    self.flush(&mut BREAK.to_owned(), &Marks::default());
                    at += 1;
                }
                '*' if is_double && stars > 0 => {
                    self.flush(&mut text, &marks);
                    marks.strong = !marks.strong;
                    stars -= 1;
                    at += 2;
                }
                '_' if is_double && lines > 0 => {
                    self.flush(&mut text, &marks);
                    marks.em = !marks.em;
                    lines -= 1;
                    at += 2;
                }
                '[' if depth < NESTING_MAX => {
                    let close = self.partner[at].filter(|close| *close < end);
                    let found = close.and_then(|c| Some((c, self.meaning(c, end, &marks)?)));
                    if let Some((close, (inner, behind))) = found {
                        self.flush(&mut text, &marks);
                        self.range(at + 1, close, &inner, depth + 1);
                        at = behind;
                    } else {
                        text.push('[');
                        at += 1;
                    }
                }
                _ => {
                    text.push(c);
                    at += 1;
                }
            }
        }
        self.flush(&mut text, &marks);
    }

    /// Double marks of a range, those within brackets not counted.
    fn count(&self, mut at: usize, end: usize, mark: char) -> usize {
        let mut found = 0;
        while at < end {
            let c = self.chars[at];
            if c == '\\' {
                at += 2;
            } else if c == mark && at + 1 < end && self.chars[at + 1] == mark {
                found += 1;
                at += 2;
            } else if c == '[' {
                // Only what the bracket encloses is another range, and only if it means something.
                let close = self.partner[at].filter(|close| *close < end);
                let is_mark = close.is_some_and(|c| {
                    matches!(self.chars.get(c + 1), Some('(' | '{')) && c + 1 < end
                });
                at = if is_mark { close.unwrap_or(at) + 1 } else { at + 1 };
            } else {
                at += 1;
            }
        }
        found
    }

    fn flush(&mut self, text: &mut String, marks: &Marks) {
        if !text.is_empty() {
            self.runs.push(Run { text: std::mem::take(text), marks: marks.clone() });
        }
    }
}

/// Reads a text with marks. What is no mark stays as typed; targets nobody may link to are dropped
/// and returned.
pub fn parse_inline(text: &str) -> (Inlines, Vec<String>) {
    let chars: Vec<char> = text.chars().collect();
    let partner = brackets(&chars);
    let mut reader = Reader { chars: &chars, partner, runs: Vec::new(), bad: Vec::new() };
    reader.range(0, chars.len(), &Marks::default(), 0);
    (Inlines::from_runs(reader.runs), reader.bad)
}
