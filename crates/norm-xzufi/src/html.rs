//! Texts with markup: what the portals accept, as well-formed XHTML, and nothing else.
//!
//! The tokens are those of browsers (html5ever); the output is written by us, one token at a time,
//! so that it is linear in the input and always well-formed. Why this and no sanitizer crate:
//! `docs/decisions/0013-own-sanitiser-for-catalogue-texts.md`.

mod output;

use output::Output;

use crate::xml::is_xml;

/// Deepest nesting kept; elements below lose their tags, not their text.
pub const MARKUP_DEPTH_MAX: usize = 24;
/// Schemes a link may have.
pub const SCHEMES: [&str; 4] = ["http", "https", "mailto", "tel"];

/// A cleaned text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Clean {
    /// The text: well-formed XHTML of the allowed elements.
    pub html: String,
    /// What was removed: names of elements and attributes, links of other schemes.
    pub removed: Vec<String>,
}

/// Cleans a text: allowed are `p`, `br`, `h1` to `h6`, `b`, `strong`, `i`, `em`, `sup`, `sub`,
/// `ul`, `ol`, `li` and `a` with an `href` of the schemes http, https, mailto and tel.
///
/// Other elements lose their tags and keep their text; scripts, styles and the like go wholly.
/// Cleaning twice changes nothing.
pub fn sanitise(text: &str) -> Clean {
    // Most texts have no markup at all.
    if !text.contains(['<', '&', '>', '\r', '\0']) && text.chars().all(is_xml) {
        return Clean { html: text.to_owned(), removed: Vec::new() };
    }
    let mut output = Output::default().run(text);
    output.close_to(0);
    Clean { html: output.html, removed: output.removed.into_iter().collect() }
}

/// The text without markup, for lengths, search and comparing; blocks stand on lines of their own.
pub fn plain(html: &str) -> String {
    let text = Output::words().run(html).html;
    let lines: Vec<String> = text
        .split('\n')
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|line| !line.is_empty())
        .collect();
    lines.join("\n")
}

/// The links of a text, in order.
pub fn links(html: &str) -> Vec<String> {
    Output::default().run(html).links
}

/// Escapes a text or the value of an attribute.
pub(crate) fn escape(text: &str, out: &mut String) {
    for c in text.chars().filter(|c| is_xml(*c)) {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\r' => out.push('\n'),
            other => out.push(other),
        }
    }
}

/// The address of a link as it may stand, if it may.
pub fn safe_link(raw: &str) -> Option<String> {
    let address: String = raw.trim().chars().filter(|c| !c.is_control()).collect();
    let (scheme, rest) = address.split_once(':')?;
    let scheme = scheme.to_ascii_lowercase();
    let is_fine = SCHEMES.contains(&scheme.as_str()) && !rest.trim_matches('/').is_empty();
    is_fine.then(|| format!("{scheme}:{rest}"))
}
