//! Pairs of term and value: facts of a case, answers of a form.

use maud::{Markup, html};

use crate::say::Say;

/// A definition list: facts with their names.
pub fn definition_list(entries: &[(&str, Markup)]) -> Markup {
    html! {
        dl.rh-facts {
            @for (term, value) in entries { div { dt { (term) } dd { (value) } } }
        }
    }
}

/// One answer in the review before submitting.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The question.
    pub question: String,
    /// The answer as given; empty shows "keine Angabe".
    pub answer: Markup,
    /// Where the answer can be changed.
    pub change_url: Option<String>,
}

impl Answer {
    /// An answer in plain text; line breaks are kept.
    pub fn text(question: &str, answer: &str, change_url: Option<&str>) -> Self {
        Self {
            question: question.to_owned(),
            answer: html! {
                @for (index, line) in answer.lines().enumerate() { @if index > 0 { br; } (line) }
            },
            change_url: change_url.map(str::to_owned),
        }
    }
}

/// The answers of one part of a form, with a link to change each.
pub fn summary_list(say: Say, title: &str, answers: &[Answer]) -> Markup {
    summary(say, title, None, answers)
}

/// The answers of one part of a form, with one link to change them all: they stand on one page.
pub fn summary_part(say: Say, title: &str, change_url: &str, answers: &[Answer]) -> Markup {
    summary(say, title, Some(change_url), answers)
}

fn summary(say: Say, title: &str, change_url: Option<&str>, answers: &[Answer]) -> Markup {
    html! {
        section.rh-summary {
            @if !title.is_empty() {
                div.rh-summary__head {
                    h2.rh-summary__title { (title) }
                    @if let Some(url) = change_url {
                        p.rh-summary__change { a href=(url) {
                            (say.of("Ändern", "Change"))
                            span.kern-sr-only { ": " (title) }
                        } }
                    }
                }
            }
            dl.rh-summary__list {
                @for one in answers {
                    div.rh-summary__row {
                        dt { (one.question) }
                        dd.rh-summary__answer {
                            @if one.answer.0.is_empty() {
                                span.rh-muted { (say.of("keine Angabe", "not answered")) }
                            } @else { (one.answer) }
                        }
                        @if let Some(url) = &one.change_url {
                            dd.rh-summary__change { a href=(url) {
                                (say.of("Ändern", "Change"))
                                span.kern-sr-only { ": " (one.question) }
                            } }
                        }
                    }
                }
            }
        }
    }
}
