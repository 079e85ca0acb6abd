//! News: the list, one item, and pages of text.

use axum::extract::Path;
use axum::response::Response;
use kernel::publication::{self, Publication};
use kernel::{AppError, Ctx, Fields};
use serde_json::json;
use web::empty::empty_state;
use web::icon::Icon;
use web::news::news_list;
use web::page::{prose, silent_heading, stack};
use web::pagination::{Position, pagination, result_count};
use web::{Frame, card, format, html, markdown};

use crate::view;

/// News fetched for the list at most.
const NEWS_MAX: i64 = 500;
/// News on one page of the list.
const PER_PAGE: usize = 12;
/// Other news beside one.
const OTHERS: usize = 4;
/// Longest headline of structured data, in characters (schema.org's advice).
const HEADLINE_CHARS_MAX: usize = 110;

/// All news, newest first.
pub async fn list(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let news = ctx.read(|db| publication::visible(db, "news", NEWS_MAX)).await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let asked = fields.get("seite").parse().unwrap_or(1);
    let per_page = u32::try_from(PER_PAGE).unwrap_or(u32::MAX);
    let position = Position::new(asked, per_page, u64::try_from(news.len()).unwrap_or(u64::MAX));
    let first = usize::try_from(position.page).unwrap_or(1).saturating_sub(1) * PER_PAGE;
    let shown: Vec<_> =
        news.iter().skip(first).take(PER_PAGE).map(|n| view::news_item(&ctx, n)).collect();
    let own = ctx.to("/aktuelles");
    let page = frame
        .public(say.of("Aktuelles", "News"))
        .crumb(say.of("Startseite", "Home"), ctx.to("/"))
        .lead(say.of("Was in der Stadt geschieht.", "What happens in town."))
        .body(stack(html! {
            @if shown.is_empty() {
                (empty_state(
                    Icon::MESSAGE,
                    say.of("Noch keine Meldungen", "No news yet"),
                    say.of("Sobald es etwas Neues gibt, steht es hier.", "As soon as there is something new, it appears here."),
                    html! {},
                ))
            } @else {
                (result_count(say, position, say.of("Meldungen", "news items")))
                // Items of a list are headed by h3: the heading between keeps the order whole.
                section { (silent_heading(say.of("Meldungen", "News items"))) (news_list(say, &shown)) }
                (pagination(say, position, |n| format!("{own}?seite={n}")))
            }
        }));
    Ok(frame.answer_shared(page))
}

/// One news item.
pub async fn show(ctx: Ctx, Path(slug): Path<String>) -> Result<Response, AppError> {
    let (news, others) = ctx
        .read(move |db| {
            let news = publication::by_slug(db, "news", &slug)?;
            let mut others = publication::visible(
                db,
                "news",
                i64::try_from(OTHERS).unwrap_or(i64::MAX - 1) + 1,
            )?;
            others.retain(|other| other.id != news.id);
            others.truncate(OTHERS);
            Ok((news, others))
        })
        .await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let day = kernel::clock::local_day(news.visible_from);
    let others: Vec<(String, String)> = others
        .iter()
        .map(|n| (n.title.of(ctx.language).to_owned(), ctx.to(&format!("/aktuelles/{}", n.slug))))
        .collect();
    let links: Vec<(&str, &str)> =
        others.iter().map(|(title, url)| (title.as_str(), url.as_str())).collect();
    let mut page = frame
        .public(news.title.of(ctx.language))
        .crumb(say.of("Startseite", "Home"), ctx.to("/"))
        .crumb(say.of("Aktuelles", "News"), ctx.to("/aktuelles"))
        .preline(format::date(say, day))
        .lead(news.teaser.of(ctx.language))
        .structured_data(structured(&ctx, &news))
        .body(prose(markdown(news.text.of(ctx.language))));
    if !links.is_empty() {
        page = page
            .aside(card::card(say.of("Weitere Meldungen", "More news"), card::link_list(&links)));
    }
    Ok(frame.answer_shared(page))
}

/// The item as schema.org describes news (JSON-LD).
fn structured(ctx: &Ctx, news: &Publication) -> String {
    let base = &ctx.town.plan().base_url;
    let profile = ctx.town.profile();
    let headline: String = news.title.of(ctx.language).chars().take(HEADLINE_CHARS_MAX).collect();
    json!({
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": headline,
        "description": news.teaser.of(ctx.language),
        "inLanguage": ctx.language.tag(),
        "datePublished": news.visible_from.to_string(),
        "dateModified": news.changed_at.max(news.visible_from).to_string(),
        "mainEntityOfPage": format!("{base}{}", ctx.to(&format!("/aktuelles/{}", news.slug))),
        "author": { "@type": "GovernmentOrganization", "name": profile.name, "url": base },
    })
    .to_string()
}

/// A page of text, such as the portrait of the town. Additions to legal pages are no pages.
pub async fn text_page(ctx: Ctx, Path(slug): Path<String>) -> Result<Response, AppError> {
    if slug.ends_with(crate::legal::ADDITION) {
        return Err(AppError::NotFound);
    }
    let text = ctx.read(move |db| publication::by_slug(db, "page", &slug)).await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let mut page = frame
        .public(text.title.of(ctx.language))
        .crumb(say.of("Startseite", "Home"), ctx.to("/"))
        .body(prose(markdown(text.text.of(ctx.language))));
    if !text.teaser.of(ctx.language).is_empty() {
        page = page.lead(text.teaser.of(ctx.language));
    }
    Ok(frame.answer_shared(page))
}
