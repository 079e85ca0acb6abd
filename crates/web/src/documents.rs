//! Documents asked for and sent: the same list for the citizen and the case worker.

use maud::{Markup, html};

use crate::badge::{Tone, badge};
use crate::format;
use crate::icon::Icon;
use crate::say::Say;

/// A file that was sent.
#[derive(Debug, Clone)]
pub struct SentFile {
    /// Name of the file.
    pub name: String,
    /// Where it can be fetched.
    pub url: Option<String>,
    /// Its size in bytes.
    pub bytes: u64,
    /// When it came, in words.
    pub when: String,
}

/// One document that the procedure asks for.
#[derive(Debug, Clone)]
pub struct DocumentItem {
    /// What is asked for: "Mietvertrag".
    pub title: String,
    /// Why, and what exactly.
    pub hint: Option<String>,
    /// How it stands.
    pub tone: Tone,
    /// The words for it: "fehlt", "eingegangen", "geprüft".
    pub state: String,
    /// What was sent.
    pub files: Vec<SentFile>,
    /// What can be done: a form to send a file, a button to accept it.
    pub action: Option<Markup>,
}

/// The documents one below the other.
pub fn document_list(say: Say, items: &[DocumentItem]) -> Markup {
    html! {
        ul.rh-documents {
            @for item in items {
                li.rh-document {
                    div.rh-document__head {
                        h3.rh-document__title { (item.title) }
                        (badge(item.tone, &item.state))
                    }
                    @if let Some(hint) = &item.hint { p.rh-document__hint { (hint) } }
                    @if !item.files.is_empty() {
                        ul.rh-files { @for file in &item.files { li { (file_line(say, file)) } } }
                    }
                    @if let Some(action) = &item.action { div.rh-document__action { (action) } }
                }
            }
        }
    }
}

/// Files to fetch, with kind and size in the link text.
pub fn downloads(say: Say, files: &[SentFile]) -> Markup {
    html! {
        ul.rh-files { @for file in files { li { (file_line(say, file)) } } }
    }
}

fn file_line(say: Say, file: &SentFile) -> Markup {
    let size = format::file_size(say, file.bytes);
    html! {
        (Icon::DOCUMENT)
        span {
            @if let Some(url) = &file.url { a href=(url) { (file.name) } } @else { (file.name) }
            span.rh-files__meta { " " (size) @if !file.when.is_empty() { " · " (file.when) } }
        }
    }
}
