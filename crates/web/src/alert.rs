//! Alerts and notices: boxes that say something important.

use maud::{Markup, html};

use crate::badge::Tone;

/// An alert with a heading and a body: result, warning, failure. Not for field errors (see
/// [`crate::error_summary`]). `alert(Tone::Warning, "Unterlagen fehlen", html! { p { "…" } })`.
pub fn alert(tone: Tone, title: &str, body: Markup) -> Markup {
    boxed(tone, title, body, None)
}

/// An alert that screen readers announce when the page loads: the result of the last action.
pub fn announced(tone: Tone, title: &str, body: Markup) -> Markup {
    let role = if tone == Tone::Danger { "alert" } else { "status" };
    boxed(tone, title, body, Some(role))
}

fn boxed(tone: Tone, title: &str, body: Markup, role: Option<&str>) -> Markup {
    let (class, icon) = match tone {
        Tone::Neutral | Tone::Info => {
            ("rh-alert kern-alert kern-alert--info", "kern-icon kern-icon--info")
        }
        Tone::Success => {
            ("rh-alert kern-alert kern-alert--success", "kern-icon kern-icon--success")
        }
        Tone::Warning => {
            ("rh-alert kern-alert kern-alert--warning", "kern-icon kern-icon--warning")
        }
        Tone::Danger => ("rh-alert kern-alert kern-alert--danger", "kern-icon kern-icon--danger"),
    };
    html! {
        div class=(class) role=[role] {
            div.kern-alert__header {
                span class=(icon) aria-hidden="true" {}
                p.kern-title { (title) }
            }
            @if !body.0.is_empty() { div.kern-alert__body.rh-prose { (body) } }
        }
    }
}

/// A quiet hint beside the text, without icon and heading.
pub fn notice(body: Markup) -> Markup {
    html! { div.rh-notice.rh-prose { (body) } }
}
