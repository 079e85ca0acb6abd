//! The town as the hub of its own feeds (`WebSub`): who wants to be told is asked back whether they
//! mean it; then each change is sent, until the lease ends.

mod ask;
mod tell;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::SignedDuration;
use kernel::limits::Rate;
use kernel::{AppError, Audit, Ctx, Reader, fields, jobs, settings};
use norm_push::hub::{Wish, WishError, wish};
use outside::Limits;

use crate::feed::{self, Door};
use crate::settings::PushSettings;
use crate::store;

pub use ask::job;
pub use tell::{SECONDS, look, pulse};

/// Where readers ask.
pub const PATH: &str = "/websub";
/// Wishes of one caller.
const RATE: Rate = Rate { name: "push.websub", burst: 60, every: SignedDuration::from_secs(10) };
/// Readers and wishes at most, in all and of one host.
const READERS_MAX: i64 = 5_000;
const OF_HOST_MAX: i64 = 200;
/// How far a request to a reader goes. Readers are no browsers: some have no TLS.
const LIMITS: Limits = Limits {
    connect: Duration::from_secs(8),
    time: Duration::from_secs(20),
    bytes_max: 64 * 1024,
    allows_plain: true,
    is_web_only: true,
};

/// Where readers ask, while the town tells them.
///
/// # Errors
/// What the database says.
pub fn path(db: &mut Reader<'_>) -> Result<Option<&'static str>, AppError> {
    let settings: PushSettings = settings::get(db)?;
    Ok(settings.tells_readers.then_some(PATH))
}

/// The host of an address, with its port; none where it is no address of a machine on the net: a
/// number at home or a name without a point leads nowhere outside.
fn host(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    (!host.is_empty() && !host.contains(['@', '\\'])).then_some(host)
}

/// Whether a callback may be called: an own server of the town, or something that can lie in the open
/// net. Where its name leads is seen again with every call.
fn may_call(url: &str, own: &[String], is_demo: bool) -> bool {
    if own.iter().any(|base| outside::is_below(url, base)) {
        return true;
    }
    // A demonstration calls nobody outside.
    if is_demo {
        return false;
    }
    let Some(host) = host(url) else { return false };
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.chars().all(|c| c.is_ascii_digit()) => name,
        _ => host,
    };
    let name = name.trim_start_matches('[').trim_end_matches(']').trim_end_matches('.');
    match name.parse::<IpAddr>() {
        Ok(ip) => outside::is_open_net(ip),
        // What ends in a number is an address in disguise.
        Err(_no_number) => name.rsplit_once('.').is_some_and(|(_, last)| {
            last.starts_with(|c: char| c.is_ascii_alphabetic())
                && last.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        }),
    }
}

fn plain(status: StatusCode, text: &'static str) -> Response {
    (status, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}

fn said(error: WishError) -> &'static str {
    match error {
        WishError::Mode => "hub.mode must be subscribe or unsubscribe.",
        WishError::Callback => "hub.callback must be an address in the open net.",
        WishError::Topic => "hub.topic is no feed of this site.",
        WishError::Secret => "hub.secret must be shorter than 200 bytes.",
    }
}

/// The door for readers: a form as the recommendation of the W3C describes it. Nothing is believed
/// before the reader was asked back.
pub(crate) async fn door(ctx: Ctx, method: Method, body: String) -> Result<Response, AppError> {
    let settings: PushSettings = ctx.read(settings::get).await?;
    if !settings.tells_readers {
        return Err(AppError::NotFound);
    }
    if method != Method::POST {
        return Ok(plain(StatusCode::METHOD_NOT_ALLOWED, "This is a WebSub hub: POST a form."));
    }
    ctx.limit(RATE)?;
    let Ok(form) = fields::parse_pairs(body.as_bytes()) else {
        return Ok(plain(StatusCode::BAD_REQUEST, "The body is no form."));
    };
    let (own, is_demo) = (settings.own(), ctx.town.profile().is_demo);
    let wished = wish(&form, |topic| feed::path(&ctx.town, topic).is_some());
    let wished = match wished {
        Ok(wished) if may_call(&wished.callback, &own, is_demo) => wished,
        Ok(_) => return Ok(plain(StatusCode::BAD_REQUEST, said(WishError::Callback))),
        Err(error) => return Ok(plain(StatusCode::BAD_REQUEST, said(error))),
    };
    let path = feed::path(&ctx.town, &wished.topic).unwrap_or_default().to_owned();
    // Whoever wants to leave may, even if the feed is gone meanwhile.
    if wished.begins && Door::new(&ctx.town).feed(&path).await?.is_none() {
        return Ok(plain(StatusCode::BAD_REQUEST, said(WishError::Topic)));
    }
    keep(&ctx, Wish { topic: path, ..wished }).await
}

async fn keep(ctx: &Ctx, wished: Wish) -> Result<Response, AppError> {
    let town = Arc::clone(&ctx.town);
    let host = host(&wished.callback).unwrap_or_default().to_lowercase();
    let begins = wished.begins;
    let is_kept = ctx
        .write(move |tx| {
            let is_full = begins
                && (store::crowd(tx, "")? >= READERS_MAX
                    || store::crowd(tx, &host)? >= OF_HOST_MAX);
            if is_full {
                return Ok(Audit::of("push.crowded", "readers").with(false));
            }
            let id = store::add_wish(&town, tx, &wished, &host)?;
            jobs::schedule(tx, ask::ASK, &format!("{}/{id}", ask::ASK), &ask::Order { wish: id })?;
            Ok(Audit::of("push.wished", id).with(true))
        })
        .await?;
    Ok(if is_kept {
        plain(StatusCode::ACCEPTED, "Your callback will be asked.")
    } else {
        plain(StatusCode::SERVICE_UNAVAILABLE, "There are too many subscriptions at the moment.")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_lie_in_the_open_net_may_be_called_back() {
        let own = ["http://127.0.0.1:8080".to_owned()];
        for fine in [
            "https://reader.example/hook",
            "http://reader.example/hook?id=7",
            "https://reader.example:443/hook",
            "https://93.184.215.14/hook",
            "https://[2a00:1450:4001::1]/hook",
            "http://127.0.0.1:8080/hook",
        ] {
            assert!(may_call(fine, &own, false), "{fine}");
        }
        for wrong in [
            "http://127.0.0.1/hook",
            "http://127.0.0.1:80801/hook",
            "http://127.1/hook",
            "http://2130706433/hook",
            "http://0x7f.0.0.1/hook",
            "http://localhost/hook",
            "http://localhost./hook",
            "http://intranet/hook",
            "http://10.1.2.3/hook",
            "http://169.254.169.254/latest",
            "http://[::1]/hook",
            "http://[::ffff:10.0.0.1]/hook",
            "http://a@127.0.0.1/hook",
            "https:///hook",
        ] {
            assert!(!may_call(wrong, &own, false), "{wrong}");
        }
        assert!(!may_call("https://reader.example/hook", &own, true));
        assert!(may_call("http://127.0.0.1:8080/hook", &own, true));
    }
}
