//! Texts of editors.

use super::{text, texts};
use crate::Target;

/// Markdown of pages and news: whatever is written, no element gets in but our own.
pub(crate) const MARKDOWN: Target = Target {
    name: "markdown",
    about: "texts of editors, as pages show them",
    run: |bytes| {
        let html = web::markdown(&text(bytes)).into_string();
        for tag in html.split('<').skip(1) {
            let name: String =
                tag.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '/').collect();
            let name = name.trim_start_matches('/').to_owned();
            assert!(OURS.contains(&name.as_str()), "<{name}> got in: {html}");
            let inside = tag.split('>').next().unwrap_or_default();
            let parts: Vec<&str> = inside.split('"').collect();
            for pair in parts.chunks_exact(2).filter(|pair| pair[0].ends_with("href=")) {
                let address = pair[1];
                let is_fine = ["/", "#", "http://", "https://", "mailto:", "tel:"]
                    .iter()
                    .any(|start| address.starts_with(start));
                assert!(is_fine && !address.starts_with("//"), "{address} in <{tag}");
            }
            // What stands in quotes is only a value.
            let bare: String = parts.iter().step_by(2).copied().collect();
            for bad in [" on", "style=", "src="] {
                assert!(!bare.to_lowercase().contains(bad), "{bad} in <{tag}");
            }
        }
    },
    seeds: || {
        texts(&[
            "# Titel\n\nEin *Wort* und **zwei**.\n\n- eins\n- zwei\n\n1. erstens",
            "[Seite](/leistungen) und [fremd](https://example.org/?a=b&c=d)",
            "[x](javascript:alert(1)) <script>alert(1)</script> <img src=x onerror=alert(1)>",
            "a\n\n> Zitat\n\n---\n\n`Code`",
        ])
    },
    words: &[
        "[",
        "](",
        ")",
        "**",
        "*",
        "\n\n",
        "- ",
        "# ",
        "<script>",
        "\"",
        "javascript:",
        "//",
        "`",
        "\\",
    ],
};

/// Elements that markdown makes.
const OURS: [&str; 18] = [
    "a",
    "blockquote",
    "br",
    "code",
    "div",
    "em",
    "h2",
    "h3",
    "h4",
    "h5",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "span",
    "strong",
    "ul",
];
