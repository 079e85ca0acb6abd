//! Life situations as people read them, and the whole catalogue for other catalogues.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use kernel::{AppError, Ctx, Fields};
use norm_xzufi::Version;
use web::empty::empty_state;
use web::icon::Icon;
use web::page::{Alternate, stack};
use web::{Frame, Markup, Say, card, html};

use super::teasers;
use crate::catalogue::{self, Listed};
use crate::store;
use crate::topics::Topic;
use crate::{given, view};

/// Life situations that have at least one public service.
async fn filled(ctx: &Ctx) -> Result<Vec<(Topic, Vec<Listed>)>, AppError> {
    let town = Arc::clone(&ctx.town);
    ctx.read(move |db| {
        let services = catalogue::public(&town, db)?;
        let found = |slug: &String| services.iter().find(|s| s.service.slug == *slug).cloned();
        let all = store::topics(db)?.into_iter().map(|topic| {
            let services: Vec<Listed> = topic.services.iter().filter_map(found).collect();
            (topic, services)
        });
        Ok(all.filter(|(_, services)| !services.is_empty()).collect())
    })
    .await
}

/// All life situations.
pub async fn list(ctx: Ctx) -> Result<Response, AppError> {
    let topics = filled(&ctx).await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let body = if topics.is_empty() {
        empty_state(
            Icon::CHECKLIST,
            say.of("Noch keine Lebenslagen", "No life situations yet"),
            say.of(
                "Sie finden alle Leistungen in der Liste von A bis Z.",
                "You find all services in the list from A to Z.",
            ),
            html! { a href=(ctx.to("/leistungen")) { (say.of("Leistungen von A bis Z", "Services from A to Z")) } },
        )
    } else {
        grid(&ctx, say, &topics)
    };
    let page = frame
        .public(say.of("Lebenslagen", "Life situations"))
        .crumb(say.of("Startseite", "Home"), ctx.to("/"))
        .crumb(say.of("Leistungen", "Services"), ctx.to("/leistungen"))
        .lead(say.of(
            "Was steht bei Ihnen an? Hier finden Sie alles, was dazu gehört.",
            "What is going on in your life? Here you find everything that belongs to it.",
        ))
        .body(body);
    Ok(frame.answer_shared(page))
}

fn grid(ctx: &Ctx, say: Say, topics: &[(Topic, Vec<Listed>)]) -> Markup {
    let texts: Vec<(String, String)> = topics
        .iter()
        .map(|(topic, services)| {
            let count = match services.len() {
                1 => say.of("1 Leistung", "1 service").to_owned(),
                n => say.of(format!("{n} Leistungen"), format!("{n} services")),
            };
            (ctx.to(&format!("/lebenslagen/{}", topic.slug)), count)
        })
        .collect();
    let all: Vec<card::Teaser<'_>> = topics
        .iter()
        .zip(&texts)
        .map(|((topic, _), (url, count))| {
            let (title, text) = (topic.title.of(ctx.language), topic.teaser.of(ctx.language));
            card::Teaser::new(title, url, text).icon(icon(topic)).preline(count)
        })
        .collect();
    html! {
        (web::page::silent_heading(say.of("Alle Lebenslagen", "All life situations")))
        (card::teaser_grid(&all))
    }
}

/// The services of one life situation.
pub async fn show(ctx: Ctx, Path(slug): Path<String>) -> Result<Response, AppError> {
    let all = filled(&ctx).await?;
    let (topic, services) =
        all.iter().find(|(topic, _)| topic.slug == slug).ok_or(AppError::NotFound)?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let others: Vec<(String, String)> = all
        .iter()
        .filter(|(other, _)| other.slug != slug)
        .map(|(t, _)| {
            (t.title.of(ctx.language).to_owned(), ctx.to(&format!("/lebenslagen/{}", t.slug)))
        })
        .collect();
    let links: Vec<(&str, &str)> = others.iter().map(|(t, u)| (t.as_str(), u.as_str())).collect();
    let mut page = frame
        .public(topic.title.of(ctx.language))
        .crumb(say.of("Startseite", "Home"), ctx.to("/"))
        .crumb(say.of("Leistungen", "Services"), ctx.to("/leistungen"))
        .crumb(say.of("Lebenslagen", "Life situations"), ctx.to("/lebenslagen"))
        .lead(topic.teaser.of(ctx.language))
        .structured_data(view::structured_topic(&ctx, topic, services))
        .body(stack(teasers(&ctx, services, say.of("Was dazugehört", "What belongs to it"))));
    if !links.is_empty() {
        let title = say.of("Andere Lebenslagen", "Other life situations");
        page = page.aside(card::card(title, card::link_list(&links)));
    }
    Ok(frame.answer_shared(page))
}

fn icon(topic: &Topic) -> Icon {
    Icon::named(&topic.icon).unwrap_or(Icon::CHECKLIST)
}

/// The tiles above the list from A to Z.
pub(super) async fn tiles(ctx: &Ctx) -> Result<Vec<(Icon, String, String)>, AppError> {
    let topics = filled(ctx).await?;
    let tile = |(topic, _): &(Topic, Vec<Listed>)| {
        let url = ctx.to(&format!("/lebenslagen/{}", topic.slug));
        (icon(topic), topic.title.of(ctx.language).to_owned(), url)
    };
    Ok(topics.iter().map(tile).collect())
}

/// The edition of the standard somebody asks for; 2.2 unless said.
pub(crate) fn edition(fields: &Fields) -> Result<Version, AppError> {
    match fields.get("fassung") {
        "" | "2.2" => Ok(Version::V2_2),
        "2.3" => Ok(Version::V2_3),
        _ => Err(AppError::NotFound),
    }
}

/// All public services, their units and online services as XZuFi.
pub async fn xzufi(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let message = given::message_of(&ctx, edition(&fields)?).await?;
    let written = norm_xzufi::write(&message);
    let head = [
        (header::CONTENT_TYPE, "application/xml; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "inline; filename=\"leistungen.xml\""),
    ];
    Ok((head, written.xml).into_response())
}

/// The catalogue for programs, named in the head of pages.
pub(super) fn alternate(ctx: &Ctx, say: Say) -> Alternate {
    Alternate {
        mime: "application/xml".into(),
        url: ctx.to("/leistungen.xml"),
        title: say.of("Leistungen als XZuFi", "Services as XZuFi").into(),
    }
}
