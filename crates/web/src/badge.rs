//! Status badges: one word with an icon, never colour alone.

use maud::{Markup, html};

/// How something stands, for badges and alerts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// Plain, no judgement: "Entwurf".
    #[default]
    Neutral,
    /// In progress, good to know.
    Info,
    /// Done, fine.
    Success,
    /// Needs attention soon.
    Warning,
    /// Overdue, failed, refused.
    Danger,
}

impl Tone {
    /// The class of the KERN icon; nothing for [`Tone::Neutral`].
    pub(crate) const fn icon(self) -> Option<&'static str> {
        match self {
            Self::Neutral => None,
            Self::Info => Some("kern-icon kern-icon--info"),
            Self::Success => Some("kern-icon kern-icon--success"),
            Self::Warning => Some("kern-icon kern-icon--warning"),
            Self::Danger => Some("kern-icon kern-icon--danger"),
        }
    }
}

/// A status badge: `badge(Tone::Success, say.of("Bewilligt", "Granted"))`.
pub fn badge(tone: Tone, text: &str) -> Markup {
    let class = match tone {
        Tone::Neutral => "kern-badge kern-badge--small rh-badge rh-badge--neutral",
        Tone::Info => "kern-badge kern-badge--small rh-badge kern-badge--info",
        Tone::Success => "kern-badge kern-badge--small rh-badge kern-badge--success",
        Tone::Warning => "kern-badge kern-badge--small rh-badge kern-badge--warning",
        Tone::Danger => "kern-badge kern-badge--small rh-badge kern-badge--danger",
    };
    html! {
        span class=(class) {
            @if let Some(icon) = tone.icon() { span class=(icon) aria-hidden="true" {} }
            span.kern-label { (text) }
        }
    }
}

/// A number in a round mark, such as the open items of a navigation entry. `what` is read out:
/// "3 neue Nachrichten".
pub fn count(number: i64, what: &str) -> Markup {
    html! {
        span.rh-count { span aria-hidden="true" { (number) } span.kern-sr-only { (what) } }
    }
}
