//! What the pages need where there is no network: the service worker with the list of files it
//! keeps, the state its queue asks for, and the place on the page where it tells how it stands.

use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use kernel::{AppError, Ctx};
use web::{Frame, Markup, Say, html};

use super::{TOUR, json};

/// Files of the look that pages outdoors need.
const FILES: [&str; 7] = [
    "site.css",
    "staff.css",
    "site.js",
    "supervision.js",
    "icons.svg",
    "fira-sans-latin-400-normal.woff2",
    "fira-sans-latin-600-normal.woff2",
];

/// Who asks, and the token with which they may send what waits on the device.
pub(super) async fn state(ctx: Ctx) -> Result<Response, AppError> {
    let account = ctx.actor.account().ok_or(AppError::SignInRequired)?;
    Ok(json(&serde_json::json!({ "account": account, "token": ctx.form_token() })))
}

/// The service worker; it reaches `/aufsicht` and nothing else.
pub(super) async fn worker(ctx: Ctx) -> Result<Response, AppError> {
    let frame = Frame::of(&ctx);
    let mut files: Vec<String> = FILES.iter().map(|name| web::asset(name).to_owned()).collect();
    files.extend(frame.look.theme_url.clone());
    let code = web::find(web::asset("supervision-worker.js")).ok_or(AppError::NotFound)?;
    let code = String::from_utf8_lossy(code.bytes);
    let code = format!("const KEEP={};\n{code}", serde_json::to_string(&files)?);
    let scope = HeaderValue::from_str(&ctx.to(TOUR)).map_err(AppError::internal)?;
    let mut response = code.into_response();
    let headers = response.headers_mut();
    let kind = HeaderValue::from_static("text/javascript; charset=utf-8");
    headers.insert(header::CONTENT_TYPE, kind);
    headers.insert(HeaderName::from_static("service-worker-allowed"), scope);
    Ok(response)
}

/// Where a page tells what waits on the device. `pages` are taken along.
pub(super) fn outdoors(ctx: &Ctx, say: Say, pages: &[String]) -> Markup {
    let account = ctx.actor.account().map(|a| a.to_string()).unwrap_or_default();
    let words = serde_json::json!({
        "waits": say.of("wartet auf das Netz", "waits for a network"),
        "again": say.of("Noch einmal senden", "Send again"),
        "drop": say.of("Verwerfen", "Discard"),
        "sure": say.of("Diesen Eintrag endgültig verwerfen?", "Discard this entry for good?"),
        "foreign": say.of(
            "{n} Einträge einer anderen Anmeldung warten auf diesem Gerät. Sie gehen hinaus, sobald diese Person sich hier anmeldet.",
            "{n} entries of another sign-in wait on this device. They leave once that person signs in here.",
        ),
        "later": say.of("Die Stadt antwortet gerade nicht. Es wird weiter versucht.", "The town does not answer just now. It is tried again."),
        "signIn": say.of("Ihre Anmeldung ist abgelaufen. Melden Sie sich neu an, dann wird alles gesendet.", "Your sign-in has ended. Sign in again, and everything is sent."),
        "sent": say.of("Gesendet: {n} von {m}.", "Sent: {n} of {m}."),
        "refused": say.of("nicht angenommen", "not accepted"),
        "offline": say.of("Kein Netz. Alles ist auf diesem Gerät gespeichert und wird gesendet, sobald es geht.", "No network. Everything is saved on this device and sent as soon as possible."),
        "saved": say.of("Auf diesem Gerät gespeichert.", "Saved on this device."),
        "full": say.of("Das Gerät kann nicht speichern. Schaffen Sie Platz, oder senden Sie mit Netz.", "The device cannot save. Make room, or send with a network."),
        "need": say.of("Wählen Sie zuerst, was Sie festgestellt haben.", "First choose what you found."),
        "ready": say.of("{n} Arbeiten sind auf diesem Gerät, auch ohne Netz.", "{n} works are on this device, even without a network."),
    });
    let pages = serde_json::to_string(pages).unwrap_or_default();
    html! {
        section hidden data-rh-outdoors data-rh-account=(account) data-rh-words=(words.to_string())
            data-rh-state=(ctx.to("/aufsicht/stand.json")) data-rh-worker=(ctx.to("/aufsicht/dienst.js"))
            data-rh-scope=(ctx.to(TOUR)) data-rh-pages=(pages)
            aria-label=(say.of("Auf diesem Gerät", "On this device")) {
            p role="status" {}
            ul {}
        }
    }
}
