//! One publication of any kind: its page, the same as JSON, and parts that lists share.

use axum::http::{HeaderMap, header};
use axum::response::Response;
use kernel::http::headers::allow_frames;
use kernel::publication::{self, Details};
use kernel::{AppError, Ctx};
use serde_json::{Value, json};
use web::blocks::Medium;
use web::tabs::{Tab, choices};
use web::{Frame, Markup, Page, Say, format, html};

use crate::shown::{Edition, Shown};
use crate::topics::Topic;
use crate::{article, events, feeds, lists, notices};

/// Whether a program asks that wants data rather than a page.
pub(crate) fn wants_json(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|v| v.to_str().ok()).unwrap_or_default();
    accept.starts_with("application/json")
}

/// One publication by its address; `.json` at the end asks for data.
pub(crate) async fn show(
    ctx: &Ctx,
    kind: &'static str,
    slug: String,
) -> Result<Response, AppError> {
    let (slug, is_json) = match slug.strip_suffix(".json") {
        Some(bare) => (bare.to_owned(), true),
        None => (slug, false),
    };
    if slug.ends_with(crate::legal::ADDITION) {
        return Err(AppError::NotFound);
    }
    let shown = read(ctx, kind, slug, Edition::Usual).await?;
    if is_json {
        return Ok(data(&ctx.town.plan().base_url, &shown));
    }
    Ok(answer(ctx, &shown))
}

/// Reads one publication with what stands around it.
pub(crate) async fn read(
    ctx: &Ctx,
    kind: &'static str,
    slug: String,
    edition: Edition,
) -> Result<Shown, AppError> {
    let (town, language) = (std::sync::Arc::clone(&ctx.town), ctx.language);
    let query = ctx.query.clone();
    ctx.read(move |db| {
        let it = publication::by_slug(db, kind, &slug)?;
        let mut shown = Shown::read(&town, db, it, language, edition)?;
        shown.open(&query);
        Ok(shown)
    })
    .await
}

/// The page of a publication.
pub(crate) fn answer(ctx: &Ctx, shown: &Shown) -> Response {
    let frame = Frame::of(ctx);
    let page = page(ctx, &frame, shown);
    match shown.opened_frame() {
        // Only this answer lets the provider in.
        Some(origin) => {
            let mut response = frame.answer(page.noindex());
            allow_frames(&mut response, &origin);
            response
        }
        None => frame.answer_shared(page),
    }
}

/// The page of a publication in the making.
pub(crate) fn page<'f>(ctx: &Ctx, frame: &'f Frame<'_>, shown: &Shown) -> Page<'f> {
    let say = frame.say;
    let mut page = article::page(ctx, frame, shown, &facts(ctx, say, shown));
    if shown.it.kind == "news" {
        let day = kernel::clock::local_day(shown.it.visible_from);
        page = page.preline(format::date(say, day));
    }
    if let Some(aside) = article::aside(ctx, say, shown) {
        page = page.aside(aside);
    }
    page
}

/// What a kind says above its text.
fn facts(ctx: &Ctx, say: Say, shown: &Shown) -> Markup {
    match &shown.it.details {
        Details::None => html! {},
        Details::Event(event) => events::facts(ctx, say, shown, event),
        Details::Notice(notice) => notices::facts(ctx, say, shown, notice),
        Details::Job(job) => lists::job_facts(ctx, say, shown, job),
        Details::Disruption(disruption) => lists::disruption_facts(say, disruption),
        Details::Document(paper) => lists::paper_facts(say, shown, paper),
    }
}

/// A file as a link with its kind and size.
pub(crate) fn download(say: Say, file: &Medium, label: &str) -> Markup {
    let kind = file.mime.rsplit('/').next().unwrap_or_default().to_uppercase();
    html! {
        a href=(file.url) {
            (label) " (" (kind) ", " (format::file_size(say, file.bytes)) ")"
        }
    }
}

/// An address editors typed: of the web, of this site, or for mail.
pub(crate) fn link(ctx: &Ctx, address: &str) -> Markup {
    match content::LinkTarget::parse(address).ok().as_ref().map(content::LinkTarget::kind) {
        Some(content::TargetKind::Path(path)) => html! { a href=(ctx.to(path)) { (path) } },
        Some(content::TargetKind::Web(url)) => {
            let shown = url.split_once("://").map_or(url, |(_, rest)| rest).trim_end_matches('/');
            html! { a href=(url) { (shown) } }
        }
        Some(content::TargetKind::Mail(mail)) => web::mail_link(mail),
        _ if address.contains('@') && !address.contains(char::is_whitespace) => {
            web::mail_link(address)
        }
        _ => html! { (address) },
    }
}

/// Topics as ways to narrow a list; nothing where there are none to choose from.
pub(crate) fn topic_filter(
    ctx: &Ctx,
    say: Say,
    base: &str,
    topics: &[Topic],
    current: &str,
) -> Markup {
    if topics.len() < 2 && current.is_empty() {
        return html! {};
    }
    let mut all = vec![Tab {
        label: say.of("Alle Themen", "All topics").to_owned(),
        url: ctx.to(base),
        count: None,
        current: current.is_empty(),
    }];
    all.extend(topics.iter().map(|topic| Tab {
        label: topic.name.clone(),
        url: format!("{}?thema={}", ctx.to(base), topic.key),
        count: None,
        current: topic.key == current,
    }));
    choices(say.of("Nach Themen", "By topic"), &all)
}

/// A publication as data, for programs.
pub(crate) fn data(base: &str, shown: &Shown) -> Response {
    let body = value(base, shown).to_string();
    feeds::answer(body, "application/json; charset=utf-8", None)
}

fn value(base: &str, shown: &Shown) -> Value {
    let it = &shown.it;
    let path = it.path();
    let notes: Vec<Value> = shown
        .notes
        .iter()
        .map(|n| json!({ "kind": n.kind.as_str(), "at": n.at.to_string(), "text": n.text }))
        .collect();
    let picture = shown.picture.as_ref().map(|picture| {
        json!({
            "url": format!("{base}{}", picture.url),
            "alt": shown.picture_words(),
            "credit": picture.credit,
        })
    });
    let below: Vec<Value> = shown
        .below
        .iter()
        .map(|p| json!({ "title": p.title, "url": format!("{base}{}", p.path()) }))
        .collect();
    json!({
        "id": it.id.to_string(),
        "kind": it.kind,
        "url": format!("{base}{path}"),
        "permanent_url": format!("{base}/p/{}", it.id),
        "title": it.title,
        "teaser": it.teaser,
        "text": it.text,
        "body": { "de": it.body.de, "en": it.body.en },
        "easy": it.easy,
        "picture": picture,
        "file": shown.file.as_ref().map(|file| json!({ "url": format!("{base}{}", file.url), "mime": file.mime, "bytes": file.bytes })),
        "topics": it.topics,
        "unit": shown.unit.as_ref().map(|u| json!({ "number": u.number, "name": u.name, "url": format!("{base}/rathaus/{}", u.number) })),
        "details": if article::has_details(it) { json!(it.details) } else { Value::Null },
        "published": it.visible_from.to_string(),
        "changed": it.changed_at.max(it.visible_from).to_string(),
        "reviewed_on": it.reviewed_on,
        "notes": notes,
        "pages_below": below,
    })
}
