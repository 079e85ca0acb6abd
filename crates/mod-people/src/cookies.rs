//! Cookies beside that of the session: the code being typed, the first sign-in, a known device.
//! All are needed for the step they serve, `HttpOnly`, and gone when it is over.

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use jiff::SignedDuration;
use kernel::Ctx;

/// The value of a cookie.
pub fn value(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(cookie::Cookie::split_parse)
        .filter_map(Result::ok)
        .find(|c| c.name() == name && !c.value().is_empty())
        .map(|c| c.value().to_owned())
}

/// Puts a cookie on an answer; `Lax`, because links in mails must carry it.
pub fn put(ctx: &Ctx, response: &mut Response, name: &str, value: &str, life: SignedDuration) {
    let secure = if ctx.town.plan().base_url.starts_with("https://") { "; Secure" } else { "" };
    let seconds = life.as_secs();
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    append(response, &text);
}

/// Takes a cookie away.
pub fn drop(ctx: &Ctx, response: &mut Response, name: &str) {
    put(ctx, response, name, "", SignedDuration::ZERO);
}

/// Puts the cookie of a new session on an answer.
pub fn put_session(ctx: &Ctx, response: &mut Response, token: &str) {
    append(response, &ctx.session_cookie(token));
}

/// Adds a line `Set-Cookie`.
pub fn append(response: &mut Response, text: &str) {
    // Names, tokens and attributes are ASCII of our own making.
    if let Ok(value) = HeaderValue::from_str(text) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}
