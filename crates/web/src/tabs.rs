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

/// Ways to narrow a list as a cloud of links: more than fit into one row of tabs.
pub fn choices(label: &str, all: &[Tab]) -> Markup {
    html! {
        nav.rh-choices aria-label=(label) {
            ul {
                @for one in all {
                    li { a href=(one.url) aria-current=[one.current.then_some("page")] {
                        (one.label)
                        @if let Some(count) = one.count { " " span.rh-tabs__count { "(" (count) ")" } }
                    } }
                }
            }
        }
    }
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
