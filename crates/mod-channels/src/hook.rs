//! What Meta tells by itself (webhooks): comments that came or went, permissions that were taken
//! back. Only what is signed with the secret of the town's application is believed; what is told
//! twice is noted once; of a comment only that it is there.

use std::sync::Arc;

use axum::body::to_bytes;
use axum::extract::Request;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use jiff::SignedDuration;
use kernel::jobs::{JobError, JobKind, Running, Weight};
use kernel::limits::Rate;
use kernel::{Actor, AppError, Audit, Ctx, Id, Saved, Town, Tx, jobs, settings};
use norm_social::comments::{self, Told, challenge, is_signed, told};
use norm_social::{Channel, Exchange};
use percent_encoding::percent_decode_str;

use crate::account::{self, Connection, app_of};
use crate::settings::ChannelSettings;
use crate::{outside, sending, store, watch};

/// Where Meta tells it.
pub(crate) const PATH: &str = "/kanaele/meta";
/// Where the signature of a message stands.
const SIGNATURE: &str = "x-hub-signature-256";
/// Messages of one caller.
const RATE: Rate =
    Rate { name: "channels.hook", burst: 300, every: SignedDuration::from_millis(200) };
/// Bytes of a message; it holds a thousand changes at most.
const MESSAGE_BYTES_MAX: usize = 1024 * 1024;
/// The job that looks at an account at once.
const LOOK: &str = "channels.look";
/// Tries of it.
const ATTEMPTS_MAX: i64 = 5;
/// Bytes of the word that is agreed on.
const WORD_BYTES: usize = 16;

/// The word by which Meta proves that somebody of the town entered our address there.
pub(crate) fn agreed(town: &Town) -> String {
    use std::fmt::Write as _;
    let tag = town.keys().forms.tag("channels/webhook");
    tag.iter().take(WORD_BYTES).fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// The job of a look.
pub(crate) fn job() -> JobKind {
    JobKind {
        name: LOOK,
        weight: Weight::Light,
        attempts_max: ATTEMPTS_MAX,
        is_armed: false,
        run: look,
    }
}

fn look(town: Arc<Town>, body: String) -> Running<'static> {
    Box::pin(async move {
        let id: Id<Connection> = serde_json::from_str(&body).map_err(AppError::from)?;
        let found = town.read(move |db| store::account::find(db, id)).await?;
        if found.sealed.is_empty() {
            return Ok(());
        }
        watch::look(&town, &found).await.map_err(JobError::from)
    })
}

/// The door: Meta asks whether the address is ours (GET), or tells something (POST).
pub(crate) async fn door(ctx: Ctx, request: Request) -> Response {
    if let Err(error) = ctx.limit(RATE) {
        return error.into_response();
    }
    if request.method() == Method::GET {
        return agree(&ctx);
    }
    if !request.headers().contains_key(SIGNATURE) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    if request.method() != Method::POST {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    match hear(&ctx, request).await {
        Ok(status) => status.into_response(),
        Err(error) => error.into_response(),
    }
}

fn agree(ctx: &Ctx) -> Response {
    let plain =
        |text: &str| percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
    let pairs = ctx.query.split('&').filter_map(|pair| pair.split_once('='));
    let query: Vec<(String, String)> = pairs.map(|(n, v)| (plain(n), plain(v))).collect();
    match challenge(&query, &agreed(&ctx.town)) {
        // Only what providers send: nothing of strangers is sent back as it came.
        Some(word) if word.len() <= 100 && word.chars().all(|c| c.is_ascii_alphanumeric()) => {
            word.to_owned().into_response()
        }
        _ => StatusCode::FORBIDDEN.into_response(),
    }
}

async fn hear(ctx: &Ctx, request: Request) -> Result<StatusCode, AppError> {
    let header = request.headers().get(SIGNATURE);
    let header = header.and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
    let Ok(body) = to_bytes(request.into_body(), MESSAGE_BYTES_MAX).await else {
        return Ok(StatusCode::PAYLOAD_TOO_LARGE);
    };
    let inside = Arc::clone(&ctx.town);
    let app = ctx.read(move |db| account::app(&inside, db, Channel::Facebook, "")).await?;
    if app.id.is_empty() {
        return Ok(StatusCode::UNAUTHORIZED);
    }
    if !is_signed(&header, &body, app.secret.reveal()) {
        tracing::warn!(
            bytes = body.len(),
            "A message to the address for Meta was refused: its signature does not fit the secret of the app"
        );
        // Who forges much writes little: one row, as often as the limit of callers lets it.
        ctx.town
            .write(Actor::system("channels"), |tx| {
                store::notice::refuse(tx)?;
                Ok(Audit::of("channels.message_refused", "meta").done())
            })
            .await?;
        return Ok(StatusCode::FORBIDDEN);
    }
    let all = told(&body);
    ctx.town
        .write(Actor::system("channels"), move |tx| {
            let accounts = store::account::all(tx)?;
            let mut count = 0;
            for one in &all {
                count += u64::from(note(tx, &accounts, one)?);
            }
            if count == 0 {
                return Ok(Saved::nothing(()));
            }
            Ok(Audit::of("channels.told", count).done())
        })
        .await?;
    Ok(StatusCode::OK)
}

/// Asks Meta to tell of comments under the posts of a page.
///
/// # Errors
/// [`AppError::Refused`] with what Meta says.
pub(crate) async fn follow(ctx: &Ctx, id: Id<Connection>) -> Result<(), AppError> {
    let (connection, settings) = ctx
        .read(move |db| Ok((store::account::find(db, id)?, settings::get::<ChannelSettings>(db)?)))
        .await?;
    if connection.channel != Channel::Facebook || connection.sealed.is_empty() {
        return Err(AppError::NotFound);
    }
    let refused = || {
        AppError::refused(
            "channels/not-told",
            "Meta meldet uns keine Kommentare: Der App fehlt die Erlaubnis pages_manage_metadata. Ergänzen Sie sie in der App, verbinden Sie das Konto neu und versuchen Sie es noch einmal.",
            "Meta tells us of no comments: the app lacks the permission pages_manage_metadata. Add it in the app, connect the account again and try once more.",
        )
    };
    let (account, _) =
        sending::renewed(&ctx.town, &connection, &settings).await?.map_err(|_| refused())?;
    match outside::send(&ctx.town, comments::follow(&account), settings.own()).await {
        Exchange::Answered(answer) if answer.is_success() => {}
        _ => return Err(refused()),
    }
    ctx.write(move |_| Ok(Audit::of("channels.followed", id).done())).await
}

/// Notes one thing; whether it changed anything.
fn note(tx: &mut Tx<'_>, accounts: &[Connection], one: &Told) -> Result<bool, AppError> {
    let of_meta = |c: &&Connection| app_of(c.channel) == "meta";
    match (one.item.as_str(), one.verb.as_str()) {
        ("comment", "remove" | "hide") => {
            store::notice::remove(tx, &format!("comment/{}", one.comment))
        }
        ("comment", "add" | "unhide") if !one.comment.is_empty() => {
            let account = accounts.iter().filter(of_meta).find(|c| c.remote == one.account);
            let Some(account) = account else { return Ok(false) };
            let id = format!("comment/{}", one.comment);
            store::notice::add(tx, &id, "comment", account.id, &one.post)
        }
        // Whose permission it was, is not said by account: each is asked how it is.
        ("permission", _) => {
            let mut is_new = false;
            for c in accounts.iter().filter(of_meta).filter(|c| !c.sealed.is_empty()) {
                let id = format!("permission/{}/{}", c.id, one.post);
                if store::notice::add(tx, &id, "permission", c.id, "")? {
                    jobs::schedule(tx, LOOK, &format!("channels/{id}"), &c.id)?;
                    is_new = true;
                }
            }
            Ok(is_new)
        }
        _ => Ok(false),
    }
}
