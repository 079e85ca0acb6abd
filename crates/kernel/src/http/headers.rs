//! Headers of every answer: what browsers may do with it and how long it may be kept.

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;

use super::Ctx;

/// What the browser may do with our pages: nothing but show them.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
font-src 'self'; media-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
object-src 'none'; manifest-src 'self'; require-trusted-types-for 'script'";

/// What the browser may do with a page shown in a frame of the house: no scripts, no forms; a link
/// opens beside the frame.
const IN_FRAME: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
media-src 'self'; base-uri 'none'; form-action 'none'; object-src 'none'; frame-ancestors 'self'; \
sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox";

/// Lets a page show frames from these origins, such as `'self'`; nothing else of the policy changes.
pub fn allow_frames(response: &mut Response, from: &str) {
    if let Ok(policy) = HeaderValue::from_str(&format!("{POLICY}; frame-src {from}")) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
}

/// Lets pages of the house show this page in a frame; in turn it runs no script and sends no form.
pub fn allow_in_frame(response: &mut Response) {
    let policy = HeaderValue::from_static(IN_FRAME);
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
}

const PERMISSIONS: &str = "accelerometer=(), camera=(), display-capture=(), geolocation=(), \
gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=(), browsing-topics=(), \
publickey-credentials-get=(self), publickey-credentials-create=(self)";

pub(super) fn set_headers(ctx: &Ctx, is_personal: bool, headers: &mut HeaderMap) {
    let mut set = |name: &'static str, value: &'static str| {
        if !headers.contains_key(name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    };
    set("content-security-policy", POLICY);
    set("x-content-type-options", "nosniff");
    set("referrer-policy", "same-origin");
    set("cross-origin-opener-policy", "same-origin");
    set("cross-origin-resource-policy", "same-origin");
    set("permissions-policy", PERMISSIONS);
    if ctx.town.plan().base_url.starts_with("https://") {
        set("strict-transport-security", "max-age=63072000; includeSubDomains");
    }
    if is_personal {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    } else {
        set("cache-control", "no-cache");
    }
}
