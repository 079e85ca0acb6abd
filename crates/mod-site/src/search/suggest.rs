//! What browsers need to search here from their address line: a description, and suggestions while
//! somebody types. Nothing typed is kept.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use kernel::{AppError, Ctx, Fields};
use norm_feeds::sitemap::{self, Search};

use super::{QUERY_CHARS_MAX, find, words};
use crate::{feeds, view};

/// Suggestions at most.
const SUGGESTED: usize = 8;
/// Shortest beginning that is looked for, in characters.
const TYPED_CHARS_MIN: usize = 2;

/// How browsers search these pages (`OpenSearch`).
pub async fn description(ctx: Ctx) -> Response {
    let profile = ctx.town.profile();
    let base = &ctx.town.plan().base_url;
    let url = |path: &str| format!("{base}{}?q={{searchTerms}}", ctx.to(path));
    let search = Search {
        name: view::short_name(&profile.name).to_owned(),
        description: format!("{}: {}", profile.name, ctx.say("Suche", "Search")),
        language: ctx.language.tag().to_owned(),
        results_url: url("/suche"),
        suggestions_url: url("/suche/vorschlaege"),
        icon_url: format!("{base}/favicon.svg"),
    };
    feeds::answer(search.xml(), "application/opensearchdescription+xml; charset=utf-8", None)
}

/// Titles that fit what is typed so far.
pub async fn suggestions(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let typed: String = fields.get("q").chars().take(QUERY_CHARS_MAX).collect();
    let found = if typed.trim().chars().count() < TYPED_CHARS_MIN {
        Vec::new()
    } else {
        find::find(&ctx, typed.clone(), String::new()).await?.shown
    };
    let base = &ctx.town.plan().base_url;
    let say = web::frame::say_of(ctx.language);
    let found: Vec<(String, String, String)> = found
        .into_iter()
        .take(SUGGESTED)
        .map(|one| (one.title, words(say, &one.kind).0.to_owned(), format!("{base}{}", one.url)))
        .collect();
    let body = sitemap::suggestions(&typed, &found).to_string();
    let mime = [(header::CONTENT_TYPE, "application/x-suggestions+json; charset=utf-8")];
    Ok((mime, body).into_response())
}
