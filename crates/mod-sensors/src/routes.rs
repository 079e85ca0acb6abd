//! The door for programs: methods, keys, limits.

use std::io::Write;
use std::sync::OnceLock;
use std::time::Duration;

use axum::body::to_bytes;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method as HttpMethod, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use kernel::{Actor, AppError, Audit, Ctx, Routes, Saved, Town};
use norm_sensorthings::batch::Method;
use tokio::sync::Semaphore;

use crate::answer::{Answer, Refusal};
use crate::batch::{Resolved, batch};
use crate::mqtt::Hub;
use crate::read::{View, get};
use crate::store::{self, Key, Sight};
use crate::write::{Change, change};

/// How long a request may read.
const READING: Duration = Duration::from_secs(10);
/// Requests that read at the same time: the rest of the house reads from the same database.
const TURNS: usize = 4;
/// How long a request waits for its turn.
const WAITING: Duration = Duration::from_secs(10);
/// Largest body, in bytes.
const BODY_BYTES_MAX: usize = 32 * 1024 * 1024;
/// Largest body without a key: a batch that only reads.
const OPEN_BODY_BYTES_MAX: usize = 64 * 1024;
/// Shortest body that is worth being packed, in bytes.
const PACKED_BYTES_MIN: usize = 1_400;
/// Where the service lies.
const ROOT: &str = "/sensorthings/";
/// Versions of its address; both give 1.1, which is 1.0 and more.
const VERSIONS: [&str; 2] = ["v1.1", "v1.0"];

/// The addresses of the service.
pub(crate) fn paths() -> Routes {
    Routes::new()
        .program("/sensorthings/mqtt", crate::mqtt::socket::open)
        .program("/sensorthings/v1.1", serve)
        .program("/sensorthings/v1.1/", serve)
        .program("/sensorthings/v1.1/{*path}", serve)
        .program("/sensorthings/v1.0", serve)
        .program("/sensorthings/v1.0/", serve)
        .program("/sensorthings/v1.0/{*path}", serve)
        .program("/sensoren/eingang/{id}", crate::inbound::receive)
}

/// Turns of those who read.
pub(crate) struct Turns {
    semaphore: Semaphore,
    /// How long a request may read.
    pub reading: OnceLock<Duration>,
}

impl Default for Turns {
    fn default() -> Self {
        Self { semaphore: Semaphore::new(TURNS), reading: OnceLock::new() }
    }
}

/// Who asks, and what they see.
#[derive(Clone)]
pub(crate) struct Caller {
    /// The service as they see it.
    pub view: View,
    /// Their key.
    pub key: Option<Key>,
}

/// The address of the service in links: that of the town, or of this machine where a test or a
/// neighbour asks for it.
fn root(ctx: &Ctx, headers: &HeaderMap, version: &str) -> String {
    let base = &ctx.town.plan().base_url;
    let host = headers.get(header::HOST).and_then(|h| h.to_str().ok()).unwrap_or_default();
    let is_near = ["127.0.0.1:", "localhost:", "[::1]:"].iter().any(|near| host.starts_with(near));
    match base.split_once("://") {
        // This program itself speaks no TLS: who asks it directly asks without.
        Some(_) if is_near => format!("http://{host}{ROOT}{version}"),
        _ => format!("{base}{ROOT}{version}"),
    }
}

/// Where programs connect by MQTT: by TCP where the town says so, and in a WebSocket.
fn ears(town: &Town) -> Vec<String> {
    let hub = town.part::<Hub>();
    let mut all = hub.addresses();
    if let (true, Some((scheme, rest))) =
        (hub.standing().is_open, town.plan().base_url.split_once("://"))
    {
        let scheme = if scheme == "https" { "wss" } else { "ws" };
        all.push(format!("{scheme}://{rest}{ROOT}mqtt"));
    }
    all
}

/// The token of a request: a bearer token, the password of basic authentication, or a header of its
/// own, because devices and tools know one or the other.
pub(crate) fn token(headers: &HeaderMap) -> Option<String> {
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    if let Some(key) = text("x-api-key") {
        return Some(key.trim().to_owned());
    }
    let (kind, value) = text("authorization")?.split_once(' ')?;
    if kind.eq_ignore_ascii_case("bearer") {
        return Some(value.trim().to_owned());
    }
    if kind.eq_ignore_ascii_case("basic") {
        let bytes = STANDARD.decode(value.trim()).ok()?;
        let pair = String::from_utf8(bytes).ok()?;
        return pair.split_once(':').map(|(_, password)| password.to_owned());
    }
    None
}

async fn serve(ctx: Ctx, request: Request) -> Response {
    let is_head = request.method() == HttpMethod::HEAD;
    let takes_gzip = request
        .headers()
        .get(header::ACCEPT_ENCODING)
        .and_then(|v| v.to_str().ok())
        .is_some_and(|v| v.split(',').any(|e| e.trim().split(';').next() == Some("gzip")));
    let answer = match respond(&ctx, request).await {
        Ok(answer) => answer,
        Err(refusal) => refusal.answer(),
    };
    let packed = if takes_gzip { packed(&answer.body) } else { None };
    let (status, is_preflight) = (answer.status, answer.status == 204 && answer.location.is_none());
    let mut response = answer.into_response();
    let headers = response.headers_mut();
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(packed) = packed {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        headers.remove(header::CONTENT_LENGTH);
        *response.body_mut() = packed.into();
    }
    let headers = response.headers_mut();
    if status == 401 {
        let value = HeaderValue::from_static("Bearer realm=\"SensorThings\"");
        headers.insert(header::WWW_AUTHENTICATE, value);
    }
    if is_preflight {
        let methods = HeaderValue::from_static("GET, HEAD, POST, PATCH, PUT, DELETE, OPTIONS");
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, methods);
        let names = HeaderValue::from_static("authorization, content-type, prefer, x-api-key");
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, names);
        headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("86400"));
    }
    if is_head {
        *response.body_mut() = axum::body::Body::empty();
    }
    response
}

/// A long body packed for the way: lists of entities shrink to a tenth.
fn packed(body: &[u8]) -> Option<Vec<u8>> {
    if body.len() < PACKED_BYTES_MIN {
        return None;
    }
    let mut packer = GzEncoder::new(Vec::with_capacity(body.len() / 8), Compression::new(3));
    packer.write_all(body).ok()?;
    packer.finish().ok()
}

async fn respond(ctx: &Ctx, request: Request) -> Result<Answer, Refusal> {
    let rest = ctx.path.strip_prefix(ROOT).unwrap_or_default();
    let (version, path) = rest.split_once('/').unwrap_or((rest, ""));
    if !VERSIONS.contains(&version) {
        return Err(Refusal::missing("there are v1.1 and v1.0"));
    }
    let headers = request.headers().clone();
    let key = match token(&headers) {
        Some(token) => Some(find_key(&ctx.town, token).await?),
        None => None,
    };
    let view = View {
        root: root(ctx, &headers, version),
        sight: key.as_ref().map_or(Sight::Public, Key::sight),
        mqtt: ears(&ctx.town),
    };
    let caller = Caller { view, key };
    let path = format!("/{path}");
    let method = match request.method().as_str() {
        "GET" | "HEAD" => {
            return Ok(read_in_town(&ctx.town, &caller, path, ctx.query.clone()).await);
        }
        "OPTIONS" => return Ok(Answer::empty(204)),
        other => Method::named(other)
            .ok_or_else(|| Refusal::Said(405, format!("there is no method {other}")))?,
    };
    let is_batch = path == "/$batch" || path.eq_ignore_ascii_case("/%24batch");
    if caller.key.is_none() && !is_batch {
        return Err(no_key());
    }
    let most = if caller.key.is_some() { BODY_BYTES_MAX } else { OPEN_BODY_BYTES_MAX };
    let body = to_bytes(request.into_body(), most)
        .await
        .map_err(|_| Refusal::Said(413, format!("the body is larger than {most} bytes")))?;
    let text = |name| headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let content_type = text(header::CONTENT_TYPE).to_owned();
    if is_batch && method == Method::Post {
        return Ok(batch(&ctx.town, &caller, &content_type, &body).await);
    }
    let prefer = headers.get("prefer").and_then(|v| v.to_str().ok()).unwrap_or_default();
    let resolved = Resolved {
        method,
        path,
        query: ctx.query.clone(),
        content_type,
        wants_entity: prefer.contains("return=representation"),
        body: body.to_vec(),
    };
    Ok(change_in_town(&ctx.town, &caller, resolved).await)
}

fn no_key() -> Refusal {
    let message = "writing needs a key, as in Authorization: Bearer …; ask the town for one";
    Refusal::Said(401, message.into())
}

/// The key of a token.
pub(crate) async fn find_key(town: &Town, token: String) -> Result<Key, Refusal> {
    let found = town.read(move |db| Ok(store::key_by_token(db, &token))).await??;
    found.ok_or_else(|| Refusal::Said(401, "this key is not known, or was taken back".into()))
}

/// Reads in one snapshot.
pub(crate) async fn read_in_town(
    town: &Town,
    caller: &Caller,
    path: String,
    query: String,
) -> Answer {
    let view = caller.view.clone();
    let turns = town.part::<Turns>();
    let turn = tokio::time::timeout(WAITING, turns.semaphore.acquire()).await;
    let Ok(Ok(_turn)) = turn else {
        return Refusal::busy("many programs read just now; try again in a few seconds").answer();
    };
    let read = town
        .read_within(*turns.reading.get_or_init(|| READING), move |db| {
            Ok(get(db, &view, &path, &query))
        })
        .await;
    match read {
        Ok(Ok(answer)) => answer,
        Ok(Err(refusal)) => refusal.answer(),
        Err(error) => Refusal::House(error).answer(),
    }
}

/// Changes in one transaction.
pub(crate) async fn change_in_town(town: &Town, caller: &Caller, resolved: Resolved) -> Answer {
    let one = move |apply: &mut dyn FnMut(Resolved) -> Result<Answer, Refusal>| apply(resolved);
    match changes_in_town(town, caller, one).await {
        Ok(answer) => answer,
        Err(refusal) => refusal.answer(),
    }
}

/// Several changes in one transaction: all or none.
pub(crate) async fn changes_in_town<T, F>(
    town: &Town,
    caller: &Caller,
    work: F,
) -> Result<T, Refusal>
where
    T: Send + 'static,
    F: FnOnce(&mut dyn FnMut(Resolved) -> Result<Answer, Refusal>) -> Result<T, Refusal>
        + Send
        + 'static,
{
    let key = caller.key.clone().ok_or_else(no_key)?;
    let view = caller.view.clone();
    let actor = Actor::Guest { key: format!("sensors/{}", key.id) };
    let saved = town.write(actor, move |tx| {
        let mut lines: Vec<(&'static str, String)> = Vec::new();
        let outcome = work(&mut |resolved| {
            let asked = Change {
                view: &view,
                key: &key,
                method: resolved.method,
                path: &resolved.path,
                query: &resolved.query,
                content_type: &resolved.content_type,
                wants_entity: resolved.wants_entity,
                body: &resolved.body,
            };
            let (answer, line) = change(tx, &asked)?;
            lines.extend(line);
            Ok(answer)
        });
        let value = match outcome {
            Ok(value) => value,
            Err(Refusal::House(error)) => return Err(error),
            Err(refusal) => return Ok(Saved::nothing(Err(refusal))),
        };
        let Some((action, subject)) = lines.pop() else { return Ok(Saved::measured(Ok(value))) };
        for (action, subject) in lines {
            tx.record(&Audit::of(action, subject))?;
        }
        Ok(Audit::of(action, subject).with(Ok(value)))
    });
    saved.await.map_err(|error: AppError| Refusal::House(error))?
}
