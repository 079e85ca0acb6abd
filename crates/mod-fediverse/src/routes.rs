//! What other servers and people ask for: being found, the actor, what it said, how to follow.

mod staff;

use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kernel::module::Way;
use kernel::publication::{self, Find, Publication};
use kernel::{Access, AppError, Ctx, Id, Reader, Routes, Text, Town, settings};
use norm_fediverse::find::{Wanted, finger, node, node_links, wanted};
use norm_fediverse::publish::{self, Actor, Saying};
use norm_fediverse::{MEDIA_TYPE, host, wants_activity};
use serde_json::Value;
use web::page::prose;
use web::{Frame, html};

use crate::actor::{self, ACTOR};
use crate::settings::FediverseSettings;
use crate::{SEE, inbox, saying, store};

/// The page of staff.
pub(crate) const DESK: &str = "/verwaltung/fediverse";
/// Sayings on a page of the outbox.
const PAGE: u32 = 20;
/// Pages of the outbox; who wants more reads the feeds.
const PAGES_MAX: u32 = 25;
/// Paths under which servers of others look for themselves.
const KINDS_JRD: &str = "application/jrd+json";

/// All paths of this module.
pub(crate) fn paths() -> Routes {
    let all = Access::Everyone;
    Routes::new()
        .get("/.well-known/webfinger", all, webfinger)
        .get("/.well-known/nodeinfo", all, nodeinfo)
        .get("/nodeinfo/2.1", all, node_2_1)
        .get("/fediverse", all, how)
        .get(ACTOR, all, document)
        .program("/fediverse/stadt/inbox", inbox::receive)
        .get("/fediverse/stadt/outbox", all, outbox)
        .get("/fediverse/stadt/followers", all, followers)
        .get("/fediverse/beitrag/{id}", all, said)
        .get(DESK, Access::Staff(SEE), staff::show)
        .post("/verwaltung/fediverse/gelesen", Access::Staff(SEE), staff::read)
        .post("/verwaltung/fediverse/server", Access::Staff(SEE), staff::block)
}

/// Answers a program: never kept by others, because what is said can be taken back.
fn json(value: &Value, kind: &'static str, status: StatusCode) -> Response {
    let mut answer = (status, value.to_string()).into_response();
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(header::VARY, HeaderValue::from_static("accept"));
    answer
}

fn activity(value: &Value) -> Response {
    json(value, MEDIA_TYPE, StatusCode::OK)
}

async fn ready(ctx: &Ctx) -> Result<(FediverseSettings, Actor), AppError> {
    actor::ready(&ctx.town).await?.ok_or(AppError::NotFound)
}

fn asks_for_activity(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|v| v.to_str().ok());
    accept.is_some_and(wants_activity)
}

/// The host people write behind the `@`.
fn own_host(ctx: &Ctx) -> String {
    host(&ctx.town.plan().base_url).unwrap_or_default()
}

async fn webfinger(ctx: Ctx) -> Result<Response, AppError> {
    let (settings, actor) = ready(&ctx).await?;
    let own = own_host(&ctx);
    let asked = ctx.query.split('&').find_map(|pair| pair.strip_prefix("resource="));
    let is_us = match asked.and_then(wanted) {
        Some(Wanted::Name(name, host)) => name == settings.handle && host == own,
        Some(Wanted::Address(address)) => {
            let base = &ctx.town.plan().base_url;
            let address = address.trim_end_matches('/');
            [actor.id.as_str(), actor.page.as_str(), base.as_str()].contains(&address)
        }
        None => false,
    };
    if !is_us {
        return Err(AppError::NotFound);
    }
    let found = finger(&settings.handle, &own, &actor.id, &actor.page);
    Ok(json(&found, KINDS_JRD, StatusCode::OK))
}

async fn nodeinfo(ctx: Ctx) -> Result<Response, AppError> {
    ready(&ctx).await?;
    let address = format!("{}/nodeinfo/2.1", ctx.town.plan().base_url);
    Ok(json(&node_links(&address), "application/json", StatusCode::OK))
}

async fn node_2_1(ctx: Ctx) -> Result<Response, AppError> {
    let (settings, actor) = ready(&ctx).await?;
    let total = ctx.read(move |db| total(db, &settings)).await?;
    let node = node(&actor.name, env!("CARGO_PKG_VERSION"), total);
    Ok(json(&node, "application/json", StatusCode::OK))
}

async fn document(ctx: Ctx, headers: HeaderMap) -> Result<Response, AppError> {
    let (_, actor) = ready(&ctx).await?;
    if asks_for_activity(&headers) {
        return Ok(activity(&actor.document()));
    }
    Ok(ctx.redirect("/fediverse"))
}

async fn followers(ctx: Ctx) -> Result<Response, AppError> {
    let (_, actor) = ready(&ctx).await?;
    let total = ctx.read(store::follower_count).await?;
    let total = u64::try_from(total).unwrap_or(0);
    Ok(activity(&publish::counted(&actor.followers(), total)))
}

fn total(db: &mut kernel::Reader<'_>, settings: &FediverseSettings) -> Result<u64, AppError> {
    let mut total = 0;
    for kind in settings.kinds() {
        total += publication::count(db, &Find::newest(kind, 1))?;
    }
    Ok(u64::try_from(total).unwrap_or(0))
}

/// What the public sees of the kinds that are said, the latest first.
fn page(
    ctx: &Ctx,
    db: &mut kernel::Reader<'_>,
    settings: &FediverseSettings,
    actor: &Actor,
    number: u32,
) -> Result<(Vec<Saying>, bool), AppError> {
    let until = usize::try_from(number * PAGE).unwrap_or(usize::MAX);
    let mut all: Vec<Publication> = Vec::new();
    for kind in settings.kinds() {
        let limit = i64::from(number * PAGE) + 1;
        all.extend(publication::list(db, &Find::newest(kind, limit))?);
    }
    all.sort_by_key(|it| (std::cmp::Reverse(it.visible_from), it.id));
    let has_more = all.len() > until;
    let first = usize::try_from((number - 1) * PAGE).unwrap_or(0);
    let shown = all.into_iter().take(until).skip(first);
    let sayings: Result<Vec<Saying>, AppError> =
        shown.map(|it| Ok(words(ctx, db, settings, actor, &it)?.0)).collect();
    Ok((sayings?, has_more))
}

fn words(
    ctx: &Ctx,
    db: &mut kernel::Reader<'_>,
    settings: &FediverseSettings,
    actor: &Actor,
    it: &Publication,
) -> Result<(Saying, String), AppError> {
    let (mut saying, digest) = saying::saying(&ctx.town, db, settings, actor, it)?;
    saying.updated = store::said(db, &it.id.to_string())?.and_then(|s| s.changed_at);
    Ok((saying, digest))
}

async fn outbox(ctx: Ctx) -> Result<Response, AppError> {
    let (settings, actor) = ready(&ctx).await?;
    let asked = ctx.query.split('&').find_map(|pair| pair.strip_prefix("seite="));
    let Some(asked) = asked else {
        let total = ctx.read(move |db| total(db, &settings)).await?;
        return Ok(activity(&publish::outbox(&actor, total)));
    };
    let number = asked.parse().ok().filter(|n| (1..=PAGES_MAX).contains(n));
    let number: u32 = number.ok_or(AppError::NotFound)?;
    let inside = ctx.clone();
    let answer = ctx
        .read(move |db| {
            let (sayings, has_more) = page(&inside, db, &settings, &actor, number)?;
            let has_more = has_more && number < PAGES_MAX;
            Ok(publish::outbox_page(&actor, number, &sayings, has_more))
        })
        .await?;
    Ok(activity(&answer))
}

/// One thing the town said: for programs as an object, for people its page. What was taken back says
/// so; what nobody may see yet is not there.
async fn said(ctx: Ctx, Path(id): Path<String>, headers: HeaderMap) -> Result<Response, AppError> {
    let (settings, actor) = ready(&ctx).await?;
    let id: Id<Publication> = id.parse().map_err(|_odd| AppError::NotFound)?;
    let (inside, own) = (ctx.clone(), actor.clone());
    let found = ctx
        .read(move |db| {
            let now = db.now();
            let ended = store::said(db, &id.to_string())?.and_then(|s| s.ended_at);
            let it = publication::find(db, id)?.filter(|it| it.is_visible(now));
            let it = it.filter(|it| settings.says(&it.kind));
            Ok(match it {
                Some(it) => {
                    Found::There(Box::new(words(&inside, db, &settings, &own, &it)?.0), it.path())
                }
                None => ended.map_or(Found::Never, Found::Gone),
            })
        })
        .await?;
    match found {
        Found::There(saying, _) if asks_for_activity(&headers) => {
            let mut create = saying.create(&actor);
            let context = create.get_mut("@context").map(Value::take).unwrap_or_default();
            let mut object = saying.object(&actor);
            object["@context"] = context;
            Ok(activity(&object))
        }
        Found::There(_, path) => Ok(ctx.redirect(&path)),
        Found::Gone(at) if asks_for_activity(&headers) => {
            let left = publish::tombstone(&saying::id(&ctx.town, &id.to_string()), at);
            Ok(json(&left, MEDIA_TYPE, StatusCode::GONE))
        }
        Found::Gone(_) => Err(AppError::Gone),
        Found::Never => Err(AppError::NotFound),
    }
}

enum Found {
    There(Box<Saying>, String),
    Gone(jiff::Timestamp),
    Never,
}

/// How people follow the town.
/// How to follow the town, for the page that lists all ways.
///
/// # Errors
/// What the database says.
pub(crate) fn ways(town: &Town, db: &mut Reader<'_>) -> Result<Vec<Way>, AppError> {
    let settings: FediverseSettings = settings::get(db)?;
    if !settings.is_on {
        return Ok(Vec::new());
    }
    let host = host(&town.plan().base_url).unwrap_or_default();
    Ok(vec![Way {
        title: Text::new("Im Fediverse folgen", "Follow in the fediverse"),
        text: Text::new(
            "Suchen Sie bei Mastodon oder einem verwandten Dienst nach dieser Adresse und wählen Sie „Folgen“. Sie brauchen kein Konto bei uns.",
            "Search for this address on Mastodon or a related service, and choose “Follow”. You need no account with us.",
        ),
        address: format!("@{}@{host}", settings.handle),
        page: (
            "/fediverse",
            Text::new("So geht es, und was wir speichern", "How it works, and what we keep"),
        ),
    }])
}

async fn how(ctx: Ctx) -> Result<Response, AppError> {
    let settings: FediverseSettings = ctx.read(settings::get).await?;
    if !settings.is_on {
        return Err(AppError::NotFound);
    }
    let name = format!("@{}@{}", settings.handle, own_host(&ctx));
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let page = frame
        .public(say.of("Der Stadt im Fediverse folgen", "Follow the town in the fediverse"))
        .lead(say.of(
            "Meldungen der Stadt erscheinen bei Mastodon und verwandten Diensten, ohne dass Sie bei uns ein Konto brauchen.",
            "News of the town appear on Mastodon and related services; you need no account with us.",
        ))
        .body(prose(html! {
            h2 { (say.of("So geht es", "How it works")) }
            ol {
                li { (say.of(
                    "Öffnen Sie die Suche Ihres Dienstes, zum Beispiel bei Mastodon.",
                    "Open the search of your service, for example on Mastodon.")) }
                li { (say.of("Suchen Sie nach ", "Search for ")) strong translate="no" { (name) } "." }
                li { (say.of("Wählen Sie „Folgen“.", "Choose “Follow”.")) }
            }
            h2 { (say.of("Was wir speichern", "What we keep")) }
            p { (say.of(
                "Wer folgt, dessen Adresse im Fediverse bewahren wir verschlüsselt auf, bis er nicht mehr folgt. Öffentlich steht nur, wie viele es sind. Wer mag oder teilt, wird gezählt, nicht vermerkt.",
                "We keep the fediverse address of those who follow, encrypted, until they no longer follow. Only their number is public. Likes and shares are counted, not recorded by person.")) }
            p { (say.of(
                "Antworten lesen wir, beantworten dort aber keine Anliegen. Dafür gibt es das ",
                "We read answers but do not settle requests there. For these there is the "))
                a href=(ctx.to("/kontakt")) { (say.of("Kontaktformular", "contact form")) } "." }
            h2 { (say.of("Ohne Fediverse", "Without the fediverse")) }
            p { a href=(ctx.to("/abonnieren")) {
                (say.of("Alle Wege, auf dem Laufenden zu bleiben", "All ways to keep up to date")) } }
        }));
    Ok(frame.answer_shared(page))
}
