//! What a list shows when it is empty: why, and what to do next.

use maud::{Markup, html};

use crate::icon::Icon;

/// An empty list: `empty_state(Icon::INBOX, "Alles erledigt", "…", Markup::default())`.
pub fn empty_state(icon: Icon, title: &str, text: &str, actions: Markup) -> Markup {
    html! {
        div.rh-empty {
            (icon.large())
            p.rh-empty__title { (title) }
            @if !text.is_empty() { p { (text) } }
            @if !actions.0.is_empty() { div.rh-buttons { (actions) } }
        }
    }
}
