//! Text that opens on demand.

use maud::{Markup, html};

/// A quiet disclosure for an explanation within the text: "Was zählt als Einkommen?".
pub fn details(summary: &str, body: Markup) -> Markup {
    html! {
        details.rh-details { summary { (summary) } div.rh-details__body.rh-prose { (body) } }
    }
}

/// The same for what needs the whole width: tables, lists of answers.
pub fn wide(summary: &str, body: Markup) -> Markup {
    html! {
        details.rh-details { summary { (summary) } div.rh-details__wide { (body) } }
    }
}

/// An accordion: several headings that open, for questions and answers.
pub fn accordion(entries: &[(&str, Markup)]) -> Markup {
    html! {
        div.kern-accordion-group {
            @for (title, body) in entries {
                details.kern-accordion {
                    summary.kern-accordion__header { span.kern-title { (title) } }
                    div.kern-accordion__body.rh-prose { (body) }
                }
            }
        }
    }
}
