//! News: the list by topic and month, and one item.

use axum::extract::Path;
use axum::response::Response;
use jiff::civil::Date;
use kernel::publication::{self, Find};
use kernel::{AppError, Ctx, Fields, Reader};
use norm_feeds::calendar::Moment;
use web::empty::empty_state;
use web::icon::Icon;
use web::news::{NewsItem, news_list, news_stage};
use web::page::{silent_heading, stack};
use web::pagination::{Position, pagination, result_count};
use web::{Frame, Markup, Say, card, format, html};

use crate::{feeds, item, topics, view};

/// News on one page of the list.
const PER_PAGE: u32 = 12;
/// Months in the archive beside the list.
const MONTHS_SHOWN: usize = 24;

/// What a list asks for.
struct Asked {
    topic: String,
    month: Option<Date>,
    page: u32,
}

struct Listed {
    news: Vec<NewsItem>,
    position: Position,
    topics: Vec<String>,
    months: Vec<(String, i64)>,
}

fn first_of(text: &str) -> Option<Date> {
    let day: Date = format!("{text}-01").parse().ok()?;
    (1970..2100).contains(&day.year()).then_some(day)
}

fn listed(ctx: &Ctx, db: &mut Reader<'_>, asked: &Asked) -> Result<Listed, AppError> {
    let start = |day: Date| Moment::Day(day).instant();
    let after = |first: Date| first.saturating_add(jiff::Span::new().months(1));
    let all = Find {
        topic: &asked.topic,
        shown_from: asked.month.map(start),
        shown_before: asked.month.map(|first| start(after(first))),
        ..Find::newest("news", i64::from(PER_PAGE))
    };
    let total = u64::try_from(publication::count(db, &all)?).unwrap_or_default();
    let position = Position::new(asked.page, PER_PAGE, total);
    let offset = i64::from(position.page - 1) * i64::from(PER_PAGE);
    let news = publication::list(db, &Find { offset, ..all })?;
    Ok(Listed {
        position,
        news: view::news_items(ctx, db, &news)?,
        topics: publication::topics(db, "news")?,
        months: publication::months(db, "news")?,
    })
}

/// News, newest first; of a topic, of a month.
pub async fn list(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let asked = Asked {
        topic: fields.get("thema").to_owned(),
        month: first_of(fields.get("monat")),
        page: fields.get("seite").parse().unwrap_or(1).clamp(1, 1_000_000),
    };
    let (topic, month) = (asked.topic.clone(), asked.month);
    let inner = ctx.clone();
    let found = ctx.read(move |db| listed(&inner, db, &asked)).await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let position = found.position;
    let shown = found.news;
    // The newest of all leads; where people look for something, all are alike.
    let is_front = position.page == 1 && topic.is_empty() && month.is_none();
    let own = ctx.to("/aktuelles");
    let month_text = month.map(|m| m.strftime("%Y-%m").to_string()).unwrap_or_default();
    let title = match month {
        Some(first) => say.of(
            format!("Aktuelles im {}", format::month_and_year(say, first)),
            format!("News of {}", format::month_and_year(say, first)),
        ),
        None => say.of("Aktuelles", "News").to_owned(),
    };
    let mut page = frame
        .public(title)
        .crumb(say.of("Startseite", "Home"), ctx.to("/"))
        .lead(say.of("Was in der Stadt geschieht.", "What happens in town."));
    if month.is_some() {
        page = page.crumb(say.of("Aktuelles", "News"), own.clone());
    }
    for feed in feeds::of_kind("news").map(|s| feeds::alternates(&ctx, s)).unwrap_or_default() {
        page = page.alternate(feed);
    }
    let page = page
        .body(stack(html! {
            (item::topic_filter(&ctx, say, "/aktuelles", &topics::named(found.topics, ctx.language), &topic))
            @if shown.is_empty() {
                (empty_state(
                    Icon::MESSAGE,
                    say.of("Keine Meldungen", "No news"),
                    say.of("Sobald es etwas Neues gibt, steht es hier.", "As soon as there is something new, it appears here."),
                    html! {},
                ))
            } @else {
                (result_count(say, position, say.of("Meldungen", "news items")))
                // Items of a list are headed by h3: the heading between keeps the order whole.
                section { (silent_heading(say.of("Meldungen", "News items"))) 
                    @if is_front { (news_stage(say, &shown)) } @else { (news_list(say, &shown)) }
                }
                (pagination(say, position, |n| format!("{own}?thema={topic}&monat={month_text}&seite={n}")))
            }
        }))
        .aside(archive(&ctx, say, &found.months));
    Ok(frame.answer_shared(page))
}

/// The months with news, and the feeds.
fn archive(ctx: &Ctx, say: Say, months: &[(String, i64)]) -> Markup {
    let links: Vec<(String, String)> = months
        .iter()
        .take(MONTHS_SHOWN)
        .filter_map(|(month, count)| {
            let first = first_of(month)?;
            let label = format!("{} ({count})", format::month_and_year(say, first));
            Some((label, format!("{}?monat={month}", ctx.to("/aktuelles"))))
        })
        .collect();
    let links: Vec<(&str, &str)> = links.iter().map(|(l, u)| (l.as_str(), u.as_str())).collect();
    html! {
        @if !links.is_empty() {
            (card::card(say.of("Archiv", "Archive"), card::link_list(&links)))
        }
        (card::card(say.of("Abonnieren", "Subscribe"), html! {
            p { a href=(ctx.to("/abonnieren")) { (say.of("Meldungen als Feed lesen", "Read news as a feed")) } }
        }))
    }
}

/// One news item.
pub async fn show(ctx: Ctx, Path(slug): Path<String>) -> Result<Response, AppError> {
    item::show(&ctx, "news", slug).await
}
