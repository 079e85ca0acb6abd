//! Patterns of the schema in three languages: ours, XML Schema and JSON Schema.
//!
//! A pattern is meant for the whole value; `^` and `$`, which authors add at the ends, say nothing
//! new. XML Schema reads them as letters and JSON Schema looks for the pattern anywhere, so each
//! gets it in its own words.

use std::collections::HashMap;
use std::sync::Arc;

use regex::{Regex, RegexBuilder};

use crate::finding::Finding;
use crate::model::{Field, Schema};

/// Largest compiled pattern in bytes; foreign patterns must not eat the memory.
const PATTERN_SIZE_MAX: usize = 1 << 20;

/// Most different patterns of one schema that are compiled; official schemas have three.
const PATTERNS_MAX: usize = 200;

/// Patterns that are no regular expressions or too large to be checked.
pub fn pattern_findings(schema: &Schema) -> Vec<Finding> {
    Patterns::of(schema).findings(schema)
}

/// The patterns of a schema, each compiled once.
pub(crate) struct Patterns<'a>(HashMap<&'a str, Option<Arc<Regex>>>);

impl<'a> Patterns<'a> {
    pub fn of(schema: &'a Schema) -> Self {
        let mut all: HashMap<&str, Option<Arc<Regex>>> = HashMap::new();
        for pattern in schema.fields.iter().filter_map(|f| f.constraints.pattern.as_deref()) {
            if all.len() < PATTERNS_MAX {
                all.entry(pattern).or_insert_with(|| whole_pattern(pattern).ok().map(Arc::new));
            }
        }
        Self(all)
    }

    /// The pattern of a field, if it has one that can be checked.
    pub fn get(&self, field: &Field) -> Option<&Arc<Regex>> {
        self.0.get(field.constraints.pattern.as_deref()?)?.as_ref()
    }

    pub fn findings(&self, schema: &Schema) -> Vec<Finding> {
        let mut findings = Vec::new();
        for field in &schema.fields {
            let Some(pattern) = field.constraints.pattern.as_deref() else { continue };
            if self.get(field).is_none() {
                let key = &field.base.key;
                let shown: String = pattern.chars().take(80).collect();
                findings.push(Finding::error(
                    "pattern",
                    key.to_string(),
                    format!("Das Muster von {key} ist nicht prüfbar: {shown}"),
                    format!("the pattern of {key} cannot be checked: {shown}"),
                ));
            }
        }
        findings
    }
}

/// A pattern for the whole value.
pub(crate) fn whole_pattern(pattern: &str) -> Result<Regex, regex::Error> {
    let bare = without_anchors(pattern);
    RegexBuilder::new(&format!(r"\A(?:{bare})\z")).size_limit(PATTERN_SIZE_MAX).build()
}

/// A pattern that compiles, for JSON Schema: anchored and with the escapes of ECMAScript only;
/// `None` where that language has no word for it.
pub(crate) fn for_json_schema(pattern: &str) -> Option<String> {
    let bare = without_anchors(pattern);
    let mut out = String::from("^(?:");
    let mut characters = bare.chars().peekable();
    let mut in_class = false;
    while let Some(c) = characters.next() {
        match c {
            '\\' => {
                let letter = characters.next()?;
                let is_known = "^$\\.*+?()[]{}|/".contains(letter)
                    || "dDwWsSbBnrtfvpPxu".contains(letter)
                    || in_class && letter == '-';
                if !is_known && letter.is_ascii_alphanumeric() {
                    return None;
                }
                out.extend(is_known.then_some('\\'));
                out.push(letter);
            }
            // Only groups without capture; switches such as `(?i)` are not of that language.
            '(' if !in_class && characters.peek() == Some(&'?') => {
                out.push('(');
                out.extend(characters.next());
                if characters.peek() != Some(&':') {
                    return None;
                }
            }
            _ => {
                in_class = if in_class { c != ']' } else { c == '[' };
                out.push(c);
            }
        }
    }
    out.push_str(")$");
    Some(out)
}

/// A pattern that compiles, for XML Schema: no anchors, no special groups, only the escapes it
/// knows. `None` where that language has no word for it.
pub(crate) fn for_xml_schema(pattern: &str) -> Option<String> {
    let bare = without_anchors(pattern);
    let mut out = String::with_capacity(bare.len());
    let mut characters = bare.chars().peekable();
    let mut class_depth = 0_usize;
    while let Some(c) = characters.next() {
        match c {
            '\\' => escape(characters.next()?, &mut characters, &mut out)?,
            '[' => {
                class_depth += 1;
                out.push('[');
                // A `^` here turns the class round; it is no anchor.
                out.extend(characters.next_if_eq(&'^'));
            }
            ']' if class_depth > 0 => {
                class_depth -= 1;
                out.push(']');
            }
            '^' if class_depth > 0 => out.push_str("\\^"),
            _ if class_depth > 0 => out.push(c),
            // Anchors inside of the pattern, and reluctant or possessive repetition.
            '^' | '$' => return None,
            '*' | '+' | '?' | '}' if matches!(characters.peek(), Some('?' | '+')) => return None,
            '(' if characters.peek() == Some(&'?') => {
                characters.next();
                if characters.next() != Some(':') {
                    return None;
                }
                out.push('(');
            }
            _ => out.push(c),
        }
    }
    Some(out)
}

/// Writes what follows a backslash in the words of XML Schema.
fn escape(
    letter: char,
    rest: &mut std::iter::Peekable<std::str::Chars<'_>>,
    out: &mut String,
) -> Option<()> {
    match letter {
        // `\p{L}`, classes of letters, and characters that mean something bare.
        'd' | 'D' | 'w' | 'W' | 's' | 'S' | 'n' | 'r' | 't' | 'p' | 'P' | '\\' | '|' | '.'
        | '?' | '*' | '+' | '(' | ')' | '{' | '}' | '-' | '[' | ']' | '^' => {
            out.push('\\');
            out.push(letter);
        }
        'x' | 'u' => {
            let length = if letter == 'x' { 2 } else { 4 };
            let digits: String = rest.by_ref().take(length).collect();
            let character = char::from_u32(u32::from_str_radix(&digits, 16).ok()?)?;
            if "\\|.?*+(){}-[]^".contains(character) {
                out.push('\\');
            }
            out.push(character);
        }
        // Other marks need no escape there; other letters mean something that it cannot say.
        _ if letter.is_ascii_alphanumeric() => return None,
        _ => out.push(letter),
    }
    Some(())
}

/// A pattern without `^` at the start and `$` at the end of each of its alternatives.
fn without_anchors(pattern: &str) -> String {
    let alternatives = alternatives(pattern);
    let bare: Vec<&str> = alternatives.iter().map(|a| without_ends(a)).collect();
    bare.join("|")
}

fn without_ends(pattern: &str) -> &str {
    let start = pattern.strip_prefix('^').unwrap_or(pattern);
    match start.strip_suffix('$') {
        // An even number of backslashes before it: the sign itself is not escaped.
        Some(bare) if bare.bytes().rev().take_while(|b| *b == b'\\').count() % 2 == 0 => bare,
        _ => start,
    }
}

/// The pattern cut at every `|` outside of brackets.
fn alternatives(pattern: &str) -> Vec<&str> {
    let (mut found, mut start) = (Vec::new(), 0);
    let (mut depth, mut in_class, mut escaped) = (0_usize, false, false);
    for (at, c) in pattern.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if !in_class => depth += 1,
            ')' if !in_class => depth = depth.saturating_sub(1),
            '|' if !in_class && depth == 0 => {
                found.push(&pattern[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    found.push(&pattern[start..]);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_gets_the_pattern_in_its_own_words() {
        for (pattern, xml, json) in [
            ("[0-9]{5}", Some("[0-9]{5}"), Some("^(?:[0-9]{5})$")),
            ("^a$|^b$", Some("a|b"), Some("^(?:a|b)$")),
            (r"^\d+\/\d+$", Some(r"\d+/\d+"), Some(r"^(?:\d+\/\d+)$")),
            (r"(?:a|b)c", Some("(a|b)c"), Some("^(?:(?:a|b)c)$")),
            (r"a\$", Some("a$"), Some(r"^(?:a\$)$")),
            (r"a\\$", Some(r"a\\"), Some(r"^(?:a\\)$")),
            (r"[^$x]", Some("[^$x]"), Some("^(?:[^$x])$")),
            (r"\x41\x2e", Some(r"A\."), Some(r"^(?:\x41\x2e)$")),
            (r"\bx", None, Some(r"^(?:\bx)$")),
            ("a(^b)", None, Some("^(?:a(^b))$")),
            ("a+?b", None, Some("^(?:a+?b)$")),
            ("(?i)a", None, None),
            (r"[\w\_\-]\@", Some(r"[\w_\-]@"), Some(r"^(?:[\w_\-]@)$")),
        ] {
            assert_eq!(for_xml_schema(pattern).as_deref(), xml, "{pattern}");
            assert_eq!(for_json_schema(pattern).as_deref(), json, "{pattern}");
        }
        for wrong in ["([a-z", "(((((a{99}){99}){99}){99}){99})", "a**b\\"] {
            assert!(whole_pattern(wrong).is_err(), "{wrong}");
        }
        assert!(whole_pattern("^a$|^b$").is_ok_and(|p| p.is_match("b") && !p.is_match("ab")));
    }
}
