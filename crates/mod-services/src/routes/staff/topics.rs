//! Life situations: staff arrange services by what people are going through.

use std::sync::Arc;

use axum::extract::Path;
use axum::response::Response;
use kernel::search::fold;
use kernel::{AppError, Audit, Ctx, Fields, Problem, Text};
use web::button::{Weight, button};
use web::choice::Choice;
use web::page::stack;
use web::table::{Column, Row, Table};
use web::{Errors, Field, Form, Frame, Markup, Say, Tone, buttons, html, link_button};

use super::{BASE, VERSION, base};
use crate::catalogue;
use crate::sheet::LINE_CHARS_MAX;
use crate::store;
use crate::topics::{ICON, ICONS, TITLE, Topic, taken};

/// Field of the services.
const SERVICES: &str = "leistungen";
/// Field of the order.
const POSITION: &str = "platz";
/// Where a new one stands until somebody says so.
const NEW_POSITION: i64 = 100;

fn own(slug: &str) -> String {
    base(&format!("themen/{slug}"))
}

async fn all(ctx: &Ctx) -> Result<Vec<Topic>, AppError> {
    ctx.read(store::topics).await
}

async fn find(ctx: &Ctx, slug: &str) -> Result<Topic, AppError> {
    all(ctx).await?.into_iter().find(|t| t.slug == slug).ok_or(AppError::NotFound)
}

/// All life situations, and a form for a new one.
pub(crate) async fn list(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let new = Topic { position: NEW_POSITION, ..Topic::default() };
    overview(&ctx, &new, None, fields.has("entfernt")).await
}

async fn overview(
    ctx: &Ctx,
    typed: &Topic,
    problem: Option<&Problem>,
    is_removed: bool,
) -> Result<Response, AppError> {
    let topics = all(ctx).await?;
    let frame = Frame::of(ctx);
    let say = frame.say;
    let errors = problem.map_or_else(Errors::new, |problem| frame.errors_of(problem));
    let body = stack(html! {
        @if topics.is_empty() {
            p { (say.of("Noch keine Lebenslage angelegt.", "No life situation yet.")) }
        } @else { (table(ctx, say, &topics)) }
        section {
            h2 { (say.of("Neue Lebenslage", "New life situation")) }
            (Form::post(&ctx.to(&base("themen")), &ctx.form_token()).body(html! {
                (words(say, typed, &errors))
                (buttons(button(Weight::Primary, say.of("Anlegen", "Add"))))
            }))
        }
    });
    let mut page = frame
        .staff(say.of("Lebenslagen", "Life situations"))
        .crumb(say.of("Leistungen", "Services"), ctx.to(BASE))
        .lead(say.of(
            "Umzug, Geburt, Hausbau: Menschen suchen nach dem, was bei ihnen ansteht. Eine Leistung kann zu mehreren Lebenslagen gehören.",
            "Moving house, birth, building: people look for what is going on in their lives. A service can belong to several life situations.",
        ))
        .errors(&errors)
        .body(body);
    if is_removed {
        page = page.message(Tone::Success, say.of("Entfernt", "Removed"), html! {});
    }
    Ok(if problem.is_some() { frame.answer_again(page) } else { frame.answer(page) })
}

fn table(ctx: &Ctx, say: Say, topics: &[Topic]) -> Markup {
    let rows = topics.iter().map(|topic| {
        Row::new(vec![
            html! { a href=(ctx.to(&own(&topic.slug))) { (topic.title.of(ctx.language)) } },
            html! { (topic.services.len()) },
            html! { (topic.position) },
        ])
    });
    Table::new(say, say.of("Lebenslagen", "Life situations"))
        .caption_hidden()
        .columns(vec![
            Column::new(say.of("Lebenslage", "Life situation")),
            Column::number(say.of("Leistungen", "Services")),
            Column::number(say.of("Reihenfolge", "Order")),
        ])
        .rows(rows)
        .render()
}

fn words(say: Say, topic: &Topic, errors: &Errors) -> Markup {
    let line = |name: &'static str, label: &'static str, value: &str| {
        Field::new(say, name, label)
            .value(value)
            .error(errors.get(name))
            .max_length(LINE_CHARS_MAX)
            .text()
    };
    let icons: Vec<Choice<'_>> = ICONS
        .iter()
        .enumerate()
        .map(|(at, (name, de, en))| {
            let label = say.of(*de, *en);
            // The first stands for having chosen nothing.
            Choice::new(if at == 0 { "" } else { name }, label)
        })
        .collect();
    html! {
        (line(TITLE, say.of("Titel", "Title (German)"), &topic.title.de))
        (line("titel_en", say.of("Titel auf Englisch", "Title in English"), &topic.title.en))
        (line("kurz_de", say.of("Kurz gesagt", "In short (German)"), &topic.teaser.de))
        (line("kurz_en", say.of("Kurz gesagt, auf Englisch", "In short, in English"), &topic.teaser.en))
        (Field::new(say, ICON, say.of("Bild", "Picture"))
            .value(&topic.icon).error(errors.get(ICON)).select(&icons))
        (Field::new(say, POSITION, say.of("Reihenfolge", "Order"))
            .hint(say.of("Kleine Zahlen stehen vorn.", "Small numbers come first."))
            .value(&topic.position.to_string()).error(errors.get(POSITION)).number())
    }
}

/// What was typed, over what the form does not ask.
fn typed(before: &Topic, fields: &Fields) -> Topic {
    let position = match fields.text(POSITION).as_str() {
        "" => before.position,
        text => text.parse().unwrap_or(-1),
    };
    let title = Text::new(fields.text(TITLE), fields.text("titel_en"));
    let teaser = Text::new(fields.text("kurz_de"), fields.text("kurz_en"));
    let icon = fields.text(ICON);
    if before.slug.is_empty() {
        return Topic { icon, ..Topic::new(title, teaser, position) };
    }
    Topic { title, teaser, icon, position, ..before.clone() }
}

/// Adds a life situation.
pub(crate) async fn add(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let topic = typed(&Topic { position: NEW_POSITION, ..Topic::default() }, &fields);
    let new = topic.clone();
    let added = ctx
        .write(move |tx| {
            new.check()?;
            if !store::add_topic(tx, &new)? {
                return Err(taken().into());
            }
            Ok(Audit::of("services.topic_added", &new.slug).done())
        })
        .await;
    match added {
        Ok(()) => Ok(ctx.redirect(&own(&topic.slug))),
        Err(AppError::Refused(problem)) => overview(&ctx, &topic, Some(&problem), false).await,
        Err(error) => Err(error),
    }
}

/// One life situation with its services.
pub(crate) async fn show(
    ctx: Ctx,
    Path(slug): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let topic = find(&ctx, &slug).await?;
    edit(&ctx, &topic, None, fields.has("gespeichert")).await
}

async fn edit(
    ctx: &Ctx,
    topic: &Topic,
    problem: Option<&Problem>,
    is_saved: bool,
) -> Result<Response, AppError> {
    let town = Arc::clone(&ctx.town);
    let mut services = ctx.read(move |db| catalogue::public(&town, db)).await?;
    services.sort_by_cached_key(|s| fold(s.service.title.of(ctx.language)));
    let frame = Frame::of(ctx);
    let say = frame.say;
    let errors = problem.map_or_else(Errors::new, |problem| frame.errors_of(problem));
    let choices: Vec<Choice<'_>> = services
        .iter()
        .map(|s| Choice::new(&s.service.slug, s.service.title.of(ctx.language)))
        .collect();
    let chosen: Vec<&str> = topic.services.iter().map(String::as_str).collect();
    let address = own(&topic.slug);
    let body = stack(html! {
        (Form::post(&ctx.to(&address), &ctx.form_token()).body(html! {
            (Field::new(say, VERSION, "").value(&topic.version.to_string()).hidden())
            (words(say, topic, &errors))
            (Field::new(say, SERVICES, say.of("Was gehört dazu?", "What belongs to it?"))
                .optional().error(errors.get(SERVICES)).checkboxes(&choices, &chosen))
            (buttons(html! {
                (button(Weight::Primary, say.of("Speichern", "Save")))
                (link_button(Weight::Tertiary, &ctx.to(&format!("/lebenslagen/{}", topic.slug)), say.of("Seite ansehen", "See the page")))
            }))
        }))
        section {
            h2 { (say.of("Entfernen", "Remove")) }
            p { (say.of("Die Leistungen bleiben, nur diese Zusammenstellung geht.", "The services stay, only this arrangement goes.")) }
            (Form::post(&ctx.to(&format!("{address}/entfernen")), &ctx.form_token()).body(
                buttons(button(Weight::Danger, say.of("Lebenslage entfernen", "Remove the life situation"))),
            ))
        }
    });
    let mut page = frame
        .staff(topic.title.of(ctx.language))
        .crumb(say.of("Leistungen", "Services"), ctx.to(BASE))
        .crumb(say.of("Lebenslagen", "Life situations"), ctx.to(&base("themen")))
        .errors(&errors)
        .body(body);
    if is_saved {
        page = page.message(Tone::Success, say.of("Gespeichert", "Saved"), html! {});
    }
    Ok(if problem.is_some() { frame.answer_again(page) } else { frame.answer(page) })
}

/// Saves a life situation and what belongs to it.
pub(crate) async fn save(
    ctx: Ctx,
    Path(slug): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let before = find(&ctx, &slug).await?;
    let mut topic = typed(&before, &fields);
    topic.version = fields.get(VERSION).parse().unwrap_or(-1);
    let ticked: Vec<&str> = fields.all(SERVICES).collect();
    // What stood there keeps its order, what is new comes behind.
    let (mut kept, mut new) = (before.services.clone(), Vec::new());
    kept.retain(|service| ticked.contains(&service.as_str()));
    for service in ticked {
        if !kept.iter().any(|k| k == service) {
            new.push(service.to_owned());
        }
    }
    topic.services = kept.into_iter().chain(new).collect();
    let (changed, town) = (topic.clone(), Arc::clone(&ctx.town));
    let saved = ctx
        .write(move |tx| {
            changed.check()?;
            let known = catalogue::public(&town, tx)?;
            let services: Vec<String> = changed
                .services
                .iter()
                .filter(|slug| known.iter().any(|k| k.service.slug == **slug))
                .cloned()
                .collect();
            if !store::change_topic(tx, &changed)? {
                return Err(super::busy());
            }
            store::set_services(tx, &changed.slug, &services)?;
            Ok(Audit::of("services.topic_saved", &changed.slug).done())
        })
        .await;
    match saved {
        Ok(()) => Ok(ctx.redirect(&format!("{}?gespeichert=ja", own(&slug)))),
        Err(AppError::Refused(problem)) => {
            topic.version = before.version;
            edit(&ctx, &topic, Some(&problem), false).await
        }
        Err(error) => Err(error),
    }
}

/// Removes a life situation; its services stay.
pub(crate) async fn remove(ctx: Ctx, Path(slug): Path<String>) -> Result<Response, AppError> {
    ctx.write(move |tx| {
        if !store::remove_topic(tx, &slug)? {
            return Err(AppError::NotFound);
        }
        Ok(Audit::of("services.topic_removed", &slug).done())
    })
    .await?;
    Ok(ctx.redirect(&format!("{}?entfernt=ja", base("themen"))))
}
