//! The same for programs: six formats of road works, and the stream of news as Atom and JSON Feed.

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use jiff::ToSpan;
use kernel::{AppError, Ctx, Fields};
use norm_feeds::feed::{Entry, Feed};

use crate::feeds::{self, Format};
use crate::model::Revision;
use crate::store;

/// Days a finished site stays in the stream.
const ENDED_DAYS: i64 = 30;

fn answer(text: String, mime: &'static str) -> Response {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(mime));
    // Maps of others read it from their own pages.
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=60"));
    (headers, text).into_response()
}

async fn write(ctx: Ctx, fields: Fields, format: Format) -> Result<Response, AppError> {
    let town = std::sync::Arc::clone(&ctx.town);
    let street = fields.text("strasse");
    let feed = ctx.read(move |db| feeds::feed(&town, db, &street)).await?;
    let mime = Format::ALL.iter().find(|f| f.0 == format).map_or("text/plain", |f| f.2);
    Ok(answer(format.write(&feed), mime))
}

/// `WZDx`.
pub async fn wzdx(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    write(ctx, fields, Format::Wzdx).await
}

/// DATEX II.
pub async fn datex2(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    write(ctx, fields, Format::Datex2).await
}

/// Waze CIFS in JSON.
pub async fn cifs(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    write(ctx, fields, Format::Cifs).await
}

/// Waze CIFS in XML.
pub async fn cifs_xml(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    write(ctx, fields, Format::CifsXml).await
}

/// `GeoJSON`.
pub async fn geojson(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    write(ctx, fields, Format::GeoJson).await
}

/// iCalendar.
pub async fn ical(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    write(ctx, fields, Format::Ical).await
}

/// Atom.
pub async fn atom(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let feed = stream(&ctx, &fields, "atom").await?;
    Ok(answer(feed.atom(), "application/atom+xml; charset=utf-8"))
}

/// JSON Feed.
pub async fn json(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let feed = stream(&ctx, &fields, "json").await?;
    Ok(answer(feed.json().to_string(), "application/feed+json; charset=utf-8"))
}

async fn stream(ctx: &Ctx, fields: &Fields, ending: &str) -> Result<Feed, AppError> {
    let street = fields.text("strasse");
    let since = ctx.today().saturating_sub(ENDED_DAYS.days());
    let key = street.clone();
    let sites = ctx
        .read(move |db| {
            let sites = store::list(db, &key, since)?;
            let with = sites.into_iter().map(|site| {
                let revisions = store::revisions(db, site.id)?;
                Ok((site, revisions))
            });
            with.collect::<Result<Vec<_>, AppError>>()
        })
        .await?;
    let base = &ctx.town.plan().base_url;
    let language = ctx.language;
    let mut entries: Vec<Entry> = sites
        .iter()
        .map(|(site, revisions)| Entry {
            id: format!("urn:uuid:{}", site.id),
            title: format!("{}: {}", site.street, site.title),
            url: format!("{base}{}", ctx.to(&site.path())),
            summary: summary(ctx, revisions),
            language: language.tag().to_owned(),
            published: site.made_at,
            updated: site.changed_at,
            categories: vec![site.impact.short().of(language).to_owned()],
            ..Entry::default()
        })
        .collect();
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.updated));
    entries.truncate(norm_feeds::feed::ENTRIES_MAX);
    let query = if street.is_empty() {
        String::new()
    } else {
        format!("?strasse={}", super::encoded(&street))
    };
    let profile = ctx.town.profile();
    let own_url = format!("{base}{}{query}", ctx.to(&format!("/baustellen/feed.{ending}")));
    Ok(Feed {
        id: own_url.clone(),
        title: format!("{}: {}", profile.name, ctx.say("Baustellen", "Road works")),
        description: ctx
            .say("Wo gebaut wird und was sich ändert.", "Where building goes on and what changes.")
            .to_owned(),
        language: language.tag().to_owned(),
        own_url,
        page_url: format!("{base}{}", ctx.to("/baustellen")),
        author: profile.name.clone(),
        entries,
        ..Feed::default()
    })
}

fn summary(ctx: &Ctx, revisions: &[Revision]) -> String {
    revisions.first().map(|r| r.what.of(ctx.language).to_owned()).unwrap_or_default()
}
