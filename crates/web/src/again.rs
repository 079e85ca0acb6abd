//! A form that could not be saved, ready to be sent again: nobody has to type twice because a disk
//! was full.

use kernel::{Ctx, Fields};
use maud::{Markup, html};

use crate::button::{self, Weight};
use crate::form::{CSRF_FIELD, Form};
use crate::say::Say;

/// Whether a field holds what must never travel back into a page.
fn is_secret(name: &str) -> bool {
    name == "code" || ["passwort", "password"].iter().any(|s| name.contains(s))
}

/// The offer to send a form again; nothing where it carries a secret.
pub fn offer(ctx: &Ctx, say: Say, sent: &Fields) -> Option<Markup> {
    let pairs = sent.pairs().iter().filter(|(name, _)| name != CSRF_FIELD);
    if pairs.clone().any(|(name, _)| is_secret(name)) {
        return None;
    }
    let query = if ctx.query.is_empty() { String::new() } else { format!("?{}", ctx.query) };
    let target = format!("{}{query}", ctx.to(&ctx.path));
    Some(html! {
        p {
            (say.of(
                "Was Sie eingegeben haben, ist auf dieser Seite noch da. Schließen Sie sie nicht.",
                "What you entered is still on this page. Do not close it.",
            ))
        }
        (Form::post(&target, &ctx.form_token()).body(html! {
            @for (name, value) in pairs {
                input type="hidden" name=(name) value=(value);
            }
            (button::button(Weight::Primary, say.of("Noch einmal senden", "Send again")))
        }))
    })
}

/// The address of a sign-in that leads back to the page of this request.
pub fn sign_in(ctx: &Ctx, door: &str) -> String {
    use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
    const IN_QUERY: &AsciiSet =
        &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    let is_door = ["/anmelden", "/abmelden", "/verwaltung/anmelden", "/antrag/weiter"]
        .iter()
        .any(|d| ctx.path == *d || ctx.path.starts_with(&format!("{d}/")));
    if is_door || ctx.path == "/" || door == "/antrag/weiter" {
        return ctx.to(door);
    }
    let query = if ctx.query.is_empty() { String::new() } else { format!("?{}", ctx.query) };
    let back = format!("{}{query}", ctx.to(&ctx.path));
    format!("{}?zurueck={}", ctx.to(door), utf8_percent_encode(&back, IN_QUERY))
}
