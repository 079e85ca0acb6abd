//! Text with marks: links, emphasis, other languages, abbreviations.

use content::{Inline, Inlines, LinkTarget, TargetKind};
use maud::{Markup, html};

use super::Artist;
use super::files::{file_facts, kind_of_file};

/// Where a link leads, and what should be said about it.
pub(super) struct Way {
    pub(super) href: String,
    is_external: bool,
    /// Kind and size of a file.
    facts: Option<String>,
}

impl Artist<'_> {
    /// A text with its marks.
    pub(super) fn inlines(&self, text: &Inlines) -> Markup {
        self.pieces(text.pieces())
    }

    fn pieces(&self, pieces: &[Inline]) -> Markup {
        html! { @for piece in pieces { (self.piece(piece)) } }
    }

    fn piece(&self, piece: &Inline) -> Markup {
        match piece {
            Inline::Text(text) => html! { (text) },
            Inline::Break => html! { br; },
            Inline::Strong(inner) => html! { strong { (self.pieces(inner)) } },
            Inline::Em(inner) => html! { em { (self.pieces(inner)) } },
            Inline::Link { to, content } => self.link(to, self.pieces(content)),
            Inline::Lang { lang, content } => html! {
                span lang=(lang) dir=[lang.is_right_to_left().then_some("rtl")] {
                    (self.pieces(content))
                }
            },
            Inline::Abbr { short, expansion } => html! { abbr title=(expansion) { (short) } },
        }
    }

    /// A link around its words; only the words where it leads nowhere.
    pub(super) fn link(&self, to: &LinkTarget, words: Markup) -> Markup {
        let Some(way) = self.way(to) else {
            return if self.around.is_draft {
                html! { mark { (words) } " " (self.missing_words()) }
            } else {
                words
            };
        };
        html! {
            a href=(way.href) rel=[way.is_external.then_some("external")] { (words) }
            @if let Some(facts) = way.facts { span.rh-files__meta { " (" (facts) ")" } }
        }
    }

    fn missing_words(&self) -> Markup {
        let words = self.say().of("[Ziel des Links fehlt]", "[target of the link is missing]");
        html! { span.rh-files__meta { (words) } }
    }

    /// Where a target leads; none when it is not there.
    pub(super) fn way(&self, to: &LinkTarget) -> Option<Way> {
        let plain = |href: String| Way { href, is_external: false, facts: None };
        Some(match to.kind() {
            TargetKind::Page(id) => plain(self.around.pages.get(id)?.url.clone()),
            TargetKind::Media(id) => {
                let medium = self.around.media.get(id)?;
                let facts = file_facts(self.say(), medium);
                let is_file = kind_of_file(&medium.mime).is_some();
                Way { facts: is_file.then_some(facts), ..plain(medium.url.clone()) }
            }
            TargetKind::Path(path) => plain(self.path(path)),
            TargetKind::Block(id) => plain(format!("#{}{id}", self.start())),
            TargetKind::Web(url) => Way { is_external: true, ..plain(url.to_owned()) },
            TargetKind::Mail(_) | TargetKind::Phone(_) => plain(to.as_str().to_owned()),
        })
    }

    /// A path of this site in the language of the page; files have one address only.
    fn path(&self, path: &str) -> String {
        let prefix = &self.around.prefix;
        let is_file = ["/medien/", "/assets/", "/en/"].iter().any(|start| path.starts_with(start));
        if prefix.is_empty() || is_file || path == "/en" {
            path.to_owned()
        } else if path == "/" {
            prefix.clone()
        } else {
            format!("{prefix}{path}")
        }
    }
}
