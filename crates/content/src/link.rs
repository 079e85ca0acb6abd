//! Where a link may lead.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::key::{BlockId, Key};

/// Characters of the longest link target.
pub const TARGET_CHARS_MAX: usize = 2_000;

/// A target as it is stored: one of the allowed kinds, without spaces or control characters.
///
/// `page:ID` and `media:ID` stay right when the page is renamed; a path of the own site is kept as
/// typed; outside are only `https`, `http`, `mailto` and `tel`. Scripts and data have no way in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LinkTarget(String);

/// What a target is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TargetKind<'a> {
    /// A page of this site by its lasting id.
    Page(&'a str),
    /// A file of the media library.
    Media(&'a str),
    /// A path of this site, beginning with a slash.
    Path(&'a str),
    /// A place on the same page.
    Block(&'a str),
    /// Another site.
    Web(&'a str),
    /// An e-mail address.
    Mail(&'a str),
    /// A telephone number.
    Phone(&'a str),
}

/// A target nobody may link to.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a permitted link target: {0:?}")]
pub struct BadTarget(pub String);

/// Host, port and the rest of a web address; none when the host is missing or odd.
fn has_host(rest: &str) -> bool {
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    // Who signs in by address shows a host that is not the host.
    !host.is_empty()
        && !host.contains('@')
        && host.chars().all(|c| c.is_alphanumeric() || ".-:[]".contains(c))
        && host.chars().any(char::is_alphanumeric)
}

fn kind_of(text: &str) -> Option<TargetKind<'_>> {
    if let Some(path) = text.strip_prefix('/') {
        // Two slashes would leave the site.
        return (!path.starts_with(['/', '\\'])).then_some(TargetKind::Path(text));
    }
    if let Some(block) = text.strip_prefix('#') {
        return BlockId::parse(block).is_ok().then_some(TargetKind::Block(block));
    }
    let (scheme, rest) = text.split_once(':')?;
    match scheme.to_ascii_lowercase().as_str() {
        "page" => Key::parse(rest).is_ok().then_some(TargetKind::Page(rest)),
        "media" => Key::parse(rest).is_ok().then_some(TargetKind::Media(rest)),
        "https" | "http" => {
            let inner = rest.strip_prefix("//")?;
            has_host(inner).then_some(TargetKind::Web(text))
        }
        "mailto" => {
            let address = rest.split('?').next().unwrap_or_default();
            let (local, host) = address.split_once('@')?;
            (!local.is_empty() && host.contains('.') && !host.contains('@'))
                .then_some(TargetKind::Mail(address))
        }
        "tel" => {
            let is_fine = rest.chars().any(|c| c.is_ascii_digit())
                && rest.chars().all(|c| c.is_ascii_digit() || "+-()./".contains(c));
            is_fine.then_some(TargetKind::Phone(rest))
        }
        _ => None,
    }
}

impl LinkTarget {
    /// Reads a target.
    ///
    /// # Errors
    /// When the kind is not allowed, it is too long, or holds spaces or control characters.
    pub fn parse(text: &str) -> Result<Self, BadTarget> {
        let text = text.trim();
        let is_clean = text.chars().count() <= TARGET_CHARS_MAX
            && !text.chars().any(|c| {
                c.is_control()
                    || c.is_whitespace()
                    || crate::inline::is_unsound(c)
                    || "<>\"\\`".contains(c)
            });
        match kind_of(text) {
            Some(_) if is_clean => Ok(Self(text.to_owned())),
            _ => Err(BadTarget(text.chars().take(80).collect())),
        }
    }

    /// The target as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What the target is.
    ///
    /// # Panics
    /// Never: only known kinds are let in.
    pub fn kind(&self) -> TargetKind<'_> {
        kind_of(&self.0).expect("only known kinds were let in")
    }

    /// Whether it leads to another site.
    pub fn is_external(&self) -> bool {
        matches!(self.kind(), TargetKind::Web(_))
    }
}

impl TryFrom<String> for LinkTarget {
    type Error = BadTarget;

    fn try_from(text: String) -> Result<Self, BadTarget> {
        Self::parse(&text)
    }
}

impl From<LinkTarget> for String {
    fn from(target: LinkTarget) -> Self {
        target.0
    }
}

impl fmt::Display for LinkTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_harmless_kinds_have_a_way_in() {
        for fine in [
            "/rathaus/kontakt",
            "page:0198c1a2",
            "media:a/b.pdf",
            "#b-1",
            "https://www.example.org/a?b=c#d",
            "http://münchen.example/",
            "mailto:info@stadt.example?subject=Hallo",
            "tel:+49-281-12345",
            "HTTPS://example.org",
        ] {
            assert!(LinkTarget::parse(fine).is_ok(), "{fine}");
        }
        for wrong in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "java\tscript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "//evil.example",
            "/\\evil.example",
            "https://",
            "https:///path",
            "https://user@host.example/",
            "mailto:nobody",
            "tel:callme",
            "www.example.org",
            "",
            "#",
            "file:///etc/passwd",
            "https://example.org/a b",
            "blob:https://x",
        ] {
            assert!(LinkTarget::parse(wrong).is_err(), "{wrong}");
        }
    }
}
