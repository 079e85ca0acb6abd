//! Places in JSON: pointers (RFC 6901), offsets, lines and columns.

use super::Json;

impl Json {
    /// The value at a JSON pointer such as `/Datastreams/0/name`; the whole value for "".
    pub fn pointer(&self, pointer: &str) -> Option<&Self> {
        if pointer.is_empty() {
            return Some(self);
        }
        pointer.strip_prefix('/')?.split('/').try_fold(self, |value, token| match value {
            Self::Object(object) => object.get(&unescape(token)),
            Self::Array(items) => items.get(index(token)?),
            _ => None,
        })
    }
}

/// A token of a pointer as an index: digits without leading zeros.
pub(crate) fn index(token: &str) -> Option<usize> {
    let is_plain = token == "0" || !token.starts_with(['0', '+']);
    is_plain.then(|| token.parse().ok()).flatten()
}

/// Writes `~` and `/` of a name as a pointer wants them.
pub(crate) fn escape(token: &str) -> String {
    token.replace('~', "~0").replace('/', "~1")
}

/// The name that a token of a pointer stands for.
pub(crate) fn unescape(token: &str) -> String {
    token.replace("~1", "/").replace("~0", "~")
}

/// Line and column (in characters), both from 1, of a byte offset.
pub fn place(text: &str, offset: usize) -> (usize, usize) {
    let mut end = offset.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let before = text.get(..end).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (line, column)
}

/// The byte offset in a JSON text where the value at a pointer begins; that of the deepest value on
/// the way if the pointer leads nowhere. `None` if the text is not JSON that far.
pub fn locate(text: &str, pointer: &str) -> Option<usize> {
    let mut scan = Scan { bytes: text.as_bytes(), at: 0 };
    scan.blank();
    let mut best = scan.at;
    let tokens = pointer.strip_prefix('/').into_iter().flat_map(|rest| rest.split('/'));
    for token in tokens {
        let found = match scan.peek()? {
            b'{' => scan.enter_member(text, &unescape(token)),
            b'[' => index(token).and_then(|index| scan.enter_item(index)),
            _ => None,
        };
        if found.is_none() {
            return Some(best);
        }
        scan.blank();
        best = scan.at;
    }
    Some(best)
}

/// A walk over JSON that is known to be sound, or ends early.
struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Scan<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn blank(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// Passes over a text.
    fn skip_string(&mut self) -> Option<()> {
        self.at += 1;
        loop {
            match self.peek()? {
                b'"' => break,
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
        self.at += 1;
        Some(())
    }

    /// Passes over a value: counts brackets outside of texts.
    fn skip_value(&mut self) -> Option<()> {
        let mut depth = 0_usize;
        loop {
            match self.peek()? {
                b'"' => self.skip_string()?,
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                }
                b'}' | b']' if depth > 0 => {
                    depth -= 1;
                    self.at += 1;
                }
                b',' | b'}' | b']' if depth == 0 => return Some(()),
                _ => self.at += 1,
            }
        }
    }

    fn enter_member(&mut self, text: &str, name: &str) -> Option<()> {
        self.at += 1;
        loop {
            self.blank();
            let start = self.at;
            if self.peek()? != b'"' {
                return None;
            }
            self.skip_string()?;
            let key = Json::parse(text.get(start..self.at)?).ok()?;
            self.blank();
            if self.peek()? != b':' {
                return None;
            }
            self.at += 1;
            if key.as_text() == Some(name) {
                return Some(());
            }
            self.next_of_list()?;
        }
    }

    fn enter_item(&mut self, index: usize) -> Option<()> {
        self.at += 1;
        for _ in 0..index {
            self.next_of_list()?;
        }
        Some(())
    }

    fn next_of_list(&mut self) -> Option<()> {
        self.skip_value()?;
        if self.peek()? != b',' {
            return None;
        }
        self.at += 1;
        Some(())
    }
}
