//! Files to take away: kind and size belong to every link.

use content::Downloads;
use maud::{Markup, html};

use super::{Artist, Medium};
use crate::format;
use crate::icon::Icon;
use crate::say::Say;

/// Kinds of file as people call them.
const KINDS: [(&str, &str); 15] = [
    ("application/pdf", "PDF"),
    ("application/msword", "Word"),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word"),
    ("application/vnd.ms-excel", "Excel"),
    ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel"),
    ("application/vnd.openxmlformats-officedocument.presentationml.presentation", "PowerPoint"),
    ("application/vnd.oasis.opendocument.text", "OpenDocument"),
    ("application/vnd.oasis.opendocument.spreadsheet", "OpenDocument"),
    ("application/rtf", "RTF"),
    ("application/zip", "ZIP"),
    ("application/json", "JSON"),
    ("application/geo+json", "GeoJSON"),
    ("application/epub+zip", "EPUB"),
    ("text/csv", "CSV"),
    ("text/plain", "Text"),
];

/// What a kind of file is called; none for pictures, films and sound.
pub(super) fn kind_of_file(mime: &str) -> Option<&'static str> {
    let mime = mime.split(';').next().unwrap_or_default().trim();
    KINDS.iter().find(|(name, _)| *name == mime).map(|(_, label)| *label)
}

/// "PDF, 1,2 MB".
pub(super) fn file_facts(say: Say, medium: &Medium) -> String {
    let size = format::file_size(say, medium.bytes);
    let kind = kind_of_file(&medium.mime).map(str::to_owned).or_else(|| {
        let (_, kind) = medium.mime.split_once('/')?;
        Some(kind.split(['+', ';']).next()?.to_ascii_uppercase())
    });
    match (kind, medium.bytes) {
        (Some(kind), 0) => kind,
        (Some(kind), _) => format!("{kind}, {size}"),
        (None, _) => size,
    }
}

impl Artist<'_> {
    pub(super) fn downloads(&self, it: &Downloads) -> Markup {
        html! {
            ul.rh-files {
                @for file in &it.files {
                    @let medium = file.media.as_ref().and_then(|key| self.medium(key));
                    @if let Some(medium) = medium {
                        @let label = if file.label.is_empty() { &medium.title } else { &file.label };
                        li {
                            (Icon::DOWNLOAD)
                            span {
                                a href=(medium.url) {
                                    (label) " (" (file_facts(self.say(), medium)) ")"
                                }
                                @if !file.note.is_empty() { span.rh-files__meta { " " (file.note) } }
                            }
                        }
                    } @else if self.around.is_draft {
                        li { (self.missing("Die Datei fehlt.", "The file is missing.")) }
                    }
                }
            }
        }
    }
}
