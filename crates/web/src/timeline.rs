//! What happened, in order: the log of a case, the way of an application, messages.

use maud::{Markup, html};

use crate::badge::Tone;

/// One event.
#[derive(Debug, Clone, Default)]
pub struct Event {
    /// When, in words: "4. Mai 2026, 14:05 Uhr".
    pub when: String,
    /// The same for programs: RFC 3339.
    pub datetime: String,
    /// What happened.
    pub title: String,
    /// Who did it.
    pub who: Option<String>,
    /// More about it.
    pub body: Option<Markup>,
    /// How it is marked.
    pub tone: Tone,
}

/// The events, as given: usually the newest first.
pub fn timeline(events: &[Event]) -> Markup {
    html! {
        ol.rh-timeline {
            @for event in events {
                @let class = match event.tone {
                    Tone::Neutral => "rh-event",
                    Tone::Info => "rh-event rh-event--info",
                    Tone::Success => "rh-event rh-event--success",
                    Tone::Warning => "rh-event rh-event--warning",
                    Tone::Danger => "rh-event rh-event--danger",
                };
                li class=(class) {
                    p.rh-event__title { (event.title) }
                    p.rh-event__meta {
                        time datetime=(whole_seconds(&event.datetime)) { (event.when) }
                        @if let Some(who) = &event.who { " · " (who) }
                    }
                    @if let Some(body) = &event.body { div.rh-event__body { (body) } }
                }
            }
        }
    }
}

/// HTML takes three digits of a second at most; people want none.
fn whole_seconds(instant: &str) -> String {
    instant.split_once('.').map_or_else(|| instant.to_owned(), |(whole, _)| format!("{whole}Z"))
}

/// A message between the town and a citizen.
#[derive(Debug, Clone)]
pub struct Letter {
    /// Who wrote it.
    pub from: String,
    /// When, in words.
    pub when: String,
    /// Subject.
    pub subject: String,
    /// The text; paragraphs are separated by empty lines.
    pub text: String,
    /// Written by the reader's own side: stands on the right.
    pub own: bool,
    /// Attachments as links (label, address).
    pub attachments: Vec<(String, String)>,
}

/// Messages in order.
pub fn letters(letters: &[Letter]) -> Markup {
    html! {
        ul.rh-letters {
            @for letter in letters {
                li.rh-letter."rh-letter--own"[letter.own] {
                    p.rh-letter__meta { strong { (letter.from) } " · " (letter.when) }
                    @if !letter.subject.is_empty() { p.rh-letter__subject { (letter.subject) } }
                    (paragraphs(&letter.text))
                    @if !letter.attachments.is_empty() {
                        ul.rh-letter__files { @for (label, url) in &letter.attachments {
                            li { (crate::icon::Icon::CLIP.small()) a href=(url) { (label) } }
                        } }
                    }
                }
            }
        }
    }
}

/// Plain text as paragraphs: an empty line separates them, a line break stays one.
pub fn paragraphs(text: &str) -> Markup {
    let text = text.replace("\r\n", "\n");
    html! {
        @for part in text.split("\n\n").map(str::trim).filter(|part| !part.is_empty()) {
            p { @for (index, line) in part.lines().enumerate() { @if index > 0 { br; } (line) } }
        }
    }
}

/// The same with addresses of the web as links: for texts the house has written itself.
pub fn linked_paragraphs(text: &str) -> Markup {
    let text = text.replace("\r\n", "\n");
    html! {
        @for part in text.split("\n\n").map(str::trim).filter(|part| !part.is_empty()) {
            p { @for (index, line) in part.lines().enumerate() {
                @if index > 0 { br; }
                @for (index, word) in line.split(' ').enumerate() {
                    @if index > 0 { " " }
                    @if word.starts_with("https://") || word.starts_with("http://") {
                        a href=(word) { (word) }
                    } @else { (word) }
                }
            } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_become_links_once() {
        let html = linked_paragraphs("Sehen Sie:\nhttps://a.example/x?a=1&b=2 bitte").into_string();
        let link =
            "<a href=\"https://a.example/x?a=1&amp;b=2\">https://a.example/x?a=1&amp;b=2</a>";
        assert_eq!(html, format!("<p>Sehen Sie:<br>{link} bitte</p>"));
    }

    #[test]
    fn keeps_paragraphs_and_line_breaks_and_escapes() {
        let html = paragraphs("Guten Tag,\r\n<b>alles</b> gut.\n\n\n\nGruß").into_string();
        assert_eq!(html, "<p>Guten Tag,<br>&lt;b&gt;alles&lt;/b&gt; gut.</p><p>Gruß</p>");
    }
}
