//! Buttons that talk to the browser's passkeys. The endpoints answer with the JSON of WebAuthn.

use maud::{Markup, html};

use crate::form::CSRF_FIELD;
use crate::icon::Icon;
use crate::say::Say;

/// What the button does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ceremony {
    /// Makes a new passkey (`navigator.credentials.create`).
    Register,
    /// Signs in with one (`navigator.credentials.get`).
    SignIn,
}

/// A passkey button. `start_url` is asked with `POST` (form field `csrf`, and `extra` fields) and
/// answers with the options as JSON (`{"publicKey": …}`, binary values in base64url); the result
/// is sent as JSON to `finish_url` (`POST`, header `X-CSRF-Token`), which answers
/// `{"location": "/…"}` to go on or `{"error": "…"}` with a sentence to show. The page needs
/// `.script("passkey.js")`. Without scripts or passkeys a sentence says so.
pub fn passkey_button(
    say: Say,
    ceremony: Ceremony,
    label: &str,
    csrf: &str,
    start_url: &str,
    finish_url: &str,
) -> Markup {
    // Signing in with a passkey stands beside another way whose button is the primary one.
    let (kind, is_primary) = match ceremony {
        Ceremony::Register => ("create", true),
        Ceremony::SignIn => ("get", false),
    };
    html! {
        div.rh-passkey data-rh-passkey=(kind) data-rh-start=(start_url) data-rh-finish=(finish_url)
            data-rh-csrf-name=(CSRF_FIELD) data-rh-csrf=(csrf)
            data-rh-cancelled=(say.of(
                "Der Vorgang wurde abgebrochen. Sie können es noch einmal versuchen.",
                "The process was cancelled. You can try again.",
            ))
            data-rh-failed=(say.of(
                "Das hat nicht geklappt. Versuchen Sie es noch einmal oder wählen Sie einen anderen Weg.",
                "That did not work. Try again or choose another way.",
            )) {
            button.kern-btn."kern-btn--primary"[is_primary]."kern-btn--secondary"[!is_primary] type="button" disabled {
                (Icon::KEY) span.kern-label { (label) }
            }
            p.rh-passkey__message role="status" {
                (say.of(
                    "Passkeys brauchen JavaScript und einen Browser, der sie kennt.",
                    "Passkeys need JavaScript and a browser that knows them.",
                ))
            }
        }
    }
}
