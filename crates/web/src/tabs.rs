//! Parts of one thing as links side by side; each part is a page of its own.

use maud::{Markup, html};

/// One tab.
#[derive(Debug, Clone)]
pub struct Tab {
    /// What it says.
    pub label: String,
    /// Where it leads.
    pub url: String,
    /// How many entries it holds, shown behind the label.
    pub count: Option<u32>,
    /// The one shown.
    pub current: bool,
}

/// The tabs; `label` names them for screen readers.
pub fn tabs(label: &str, tabs: &[Tab]) -> Markup {
    html! {
        nav.rh-tabs aria-label=(label) {
            ul {
                @for tab in tabs {
                    li { a href=(tab.url) aria-current=[tab.current.then_some("page")] {
                        (tab.label)
                        @if let Some(count) = tab.count { " " span.rh-tabs__count { "(" (count) ")" } }
                    } }
                }
            }
        }
    }
}
