//! What programs read beside feeds: robots, search of browsers, security contact, health.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use kernel::{AppError, Ctx, Language, Saved, jobs, settings};
use norm_feeds::sitemap::{self, SecurityContact};
use serde_json::json;

use crate::feeds;
use crate::settings::SiteSettings;

/// How long an unset security contact counts as valid.
const CONTACT_HOLDS: SignedDuration = SignedDuration::from_hours(24 * 180);
/// Age of the oldest job from which the queue is reported as late.
const QUEUE_LATE: SignedDuration = SignedDuration::from_mins(60);

/// Paths no search engine should walk: personal pages, forms and endless lists.
const KEPT_FROM_ROBOTS: &[&str] = &[
    "/verwaltung",
    "/schreibtisch",
    "/vorgaenge",
    "/vorgang/",
    "/antrag/",
    "/konto",
    "/postfach",
    "/postausgang",
    "/suche",
    "/p/",
    "/anmelden",
    "/barriere-melden",
];

/// What search engines should leave alone, and where the site map is.
pub async fn robots(ctx: Ctx) -> Response {
    let kept: Vec<String> = ["", "/en"]
        .iter()
        .flat_map(|language| KEPT_FROM_ROBOTS.iter().map(move |path| format!("{language}{path}")))
        .collect();
    let kept: Vec<&str> = kept.iter().map(String::as_str).collect();
    let map = format!("{}/sitemap.xml", ctx.town.plan().base_url);
    feeds::answer(sitemap::robots(&kept, &[], &[&map]), "text/plain; charset=utf-8", None)
}

fn plain(text: String) -> Response {
    text.into_response()
}

/// Where to report security holes (RFC 9116). A contact whose last day has passed is not named.
pub async fn security(ctx: Ctx) -> Result<Response, AppError> {
    let settings: SiteSettings = ctx.read(settings::get).await?;
    let contact = match settings.security_contact.as_str() {
        "" => return Err(AppError::NotFound),
        address if address.starts_with("https://") => address.to_owned(),
        address => format!("mailto:{address}"),
    };
    let expires = expires(&settings, ctx.now());
    if expires <= ctx.now() {
        return Err(AppError::Gone);
    }
    let base = &ctx.town.plan().base_url;
    let file = SecurityContact {
        contacts: vec![contact],
        expires,
        languages: vec!["de".into(), "en".into()],
        canonical: vec![format!("{base}/.well-known/security.txt")],
        ..SecurityContact::default()
    };
    let text = file.text().ok_or(AppError::NotFound)?;
    Ok(feeds::answer(text, "text/plain; charset=utf-8", None))
}

/// The end of the day the town has set, or half a year from the beginning of this month where it
/// has set none: the file is the same all month long.
fn expires(settings: &SiteSettings, now: Timestamp) -> Timestamp {
    let end = |day: Date| {
        let end = day.at(23, 59, 59, 0).to_zoned(jiff::tz::TimeZone::UTC);
        end.map_or(now, |zoned| zoned.timestamp())
    };
    if let Ok(day) = settings.security_expires_on.parse::<Date>() {
        end(day)
    } else {
        let start = kernel::clock::local_day(now).first_of_month();
        end(start.saturating_add(CONTACT_HOLDS))
    }
}

/// Where password managers find the page that changes a password.
pub async fn change_password(ctx: Ctx) -> Response {
    kernel::http::see_other(match ctx.language {
        Language::De => "/konto",
        Language::En => "/en/konto",
    })
}

/// The process answers.
pub async fn live() -> Response {
    plain("ok\n".into())
}

/// The house can read and write, and its queue moves.
pub async fn ready(ctx: Ctx) -> Response {
    let now = ctx.now();
    // A write that is rolled back: takes the writer's turn and the engine's lock, leaves nothing.
    let writable = ctx
        .town
        .write(kernel::Actor::system("health"), |tx| {
            tx.next("health")?;
            Ok(Saved::nothing(()))
        })
        .await
        .is_ok();
    let queue = ctx.read(jobs::backlog).await.ok();
    let (waiting, oldest) = queue.unwrap_or_default();
    let late = oldest.map(|at| now.duration_since(at)).filter(|age| *age > SignedDuration::ZERO);
    let status = match (writable && queue.is_some(), late) {
        (false, _) => "down",
        (true, Some(age)) if age > QUEUE_LATE => "late",
        (true, _) => "ok",
    };
    let code = if status == "down" { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK };
    let body = json!({
        "status": status,
        "database": if writable { "ok" } else { "down" },
        "queue": { "waiting": waiting, "oldest_seconds": late.map_or(0, |age| age.as_secs()) },
    });
    let json = HeaderValue::from_static("application/json");
    (code, [(header::CONTENT_TYPE, json)], body.to_string()).into_response()
}
