//! Dialogs. They only improve: every question a dialog asks has a page of its own as well.

use maud::{Markup, html};

use crate::form::CSRF_FIELD;
use crate::say::Say;

/// A dialog that a link with `data-rh-dialog="id"` opens; without scripts the link leads to its
/// page. `actions` holds the buttons; a button with `data-rh-close` closes it.
pub fn dialog(say: Say, id: &str, title: &str, body: Markup, actions: Markup) -> Markup {
    html! {
        dialog.kern-dialog id=(id) aria-labelledby={ (id) "-title" } {
            div.kern-dialog__header {
                h2.kern-title id={ (id) "-title" } { (title) }
                button.rh-dialog__close type="button" data-rh-close {
                    (crate::icon::Icon::CLOSE)
                    span.kern-sr-only { (say.of("Schließen", "Close")) }
                }
            }
            div.kern-dialog__body { (body) }
            div.kern-dialog__footer { (actions) }
        }
    }
}

/// The warning before the session ends; site.js opens it two minutes before.
pub(crate) fn session_warning(say: Say, keep_url: &str, csrf: Option<&str>) -> Markup {
    html! {
        dialog.kern-dialog #rh-session aria-labelledby="rh-session-title" data-rh-keep=(keep_url)
            data-rh-csrf-name=(CSRF_FIELD) data-rh-csrf=[csrf] {
            div.kern-dialog__header {
                h2.kern-title #rh-session-title {
                    (say.of("Ihre Sitzung endet gleich", "Your session is about to end"))
                }
            }
            div.kern-dialog__body {
                p.kern-body {
                    (say.of(
                        "Zu Ihrer Sicherheit melden wir Sie in zwei Minuten ab. Was Sie schon gespeichert haben, bleibt erhalten.",
                        "For your safety we will sign you out in two minutes. What you have saved is kept.",
                    ))
                }
            }
            div.kern-dialog__footer {
                button.kern-btn."kern-btn--primary" type="button" data-rh-keep-session {
                    span.kern-label { (say.of("Angemeldet bleiben", "Stay signed in")) }
                }
            }
        }
    }
}
