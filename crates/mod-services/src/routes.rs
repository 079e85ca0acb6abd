//! Pages: the list from A to Z, one service, both also for programs; and those of staff.

mod gone;
pub(crate) mod staff;
pub(crate) mod topics;

use std::sync::Arc;

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use kernel::search::{self, fold};
use kernel::{AppError, Ctx, Fields};
use serde_json::Value;
use web::button::Weight;
use web::contact::contact_card;
use web::empty::empty_state;
use web::icon::Icon;
use web::list::definition_list;
use web::page::{Alternate, prose as readable, stack};
use web::{
    Field, Form, Frame, Markup, Page, Say, button, buttons, card, format, html, link_button,
};

use crate::catalogue::{self, Found, Listed, Shown};
use crate::model::lines;
use crate::prose;
use crate::view;

pub(crate) use topics::xzufi;

/// Longest search term looked at, in characters.
const QUERY_CHARS_MAX: usize = 100;

/// All services from A to Z, narrowed by a search term.
pub async fn list(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let query: String = fields.get("q").chars().take(QUERY_CHARS_MAX).collect();
    let services = found(&ctx, query.clone()).await?;
    let situations = if query.is_empty() { topics::tiles(&ctx).await? } else { Vec::new() };
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let action = ctx.to("/leistungen");
    let search = Form::get(&action).label(say.of("Leistungen suchen", "Search services")).body(html! {
        (Field::new(say, "q", say.of("Wonach suchen Sie?", "What are you looking for?"))
            .hint(say.of("Zum Beispiel Wohngeld, Ausweis oder Umzug", "For example housing benefit, identity card or moving"))
            .value(&query)
            .text())
        (buttons(html! {
            (button(Weight::Primary, say.of("Suchen", "Search")))
            @if !query.is_empty() {
                (link_button(Weight::Tertiary, &action, say.of("Alle Leistungen zeigen", "Show all services")))
            }
        }))
    });
    let body = stack(html! {
        (search)
        @if !situations.is_empty() { (tiles(say, &situations)) }
        @if services.is_empty() { (nothing(&ctx, say, &query)) }
        @else if query.is_empty() { (from_a_to_z(&ctx, &services)) }
        @else {
            div role="status" { p { (say.of(
                format!("{} zu „{query}“", counted(say, services.len())),
                format!("{} for “{query}”", counted(say, services.len())),
            )) } }
            (teasers(&ctx, &services, say.of("Gefundene Leistungen", "Services found")))
        }
    });
    let page = frame
        .public(say.of("Leistungen von A bis Z", "Services from A to Z"))
        .crumb(say.of("Startseite", "Home"), ctx.to("/"))
        .lead(say.of(
            "Was die Stadt für Sie tut, was Sie dafür brauchen und wer zuständig ist.",
            "What the town does for you, what you need for it and who is in charge.",
        ))
        .alternate(Alternate {
            mime: "application/json".into(),
            url: ctx.to("/leistungen.json"),
            title: say.of("Leistungen als JSON", "Services as JSON").into(),
        })
        .alternate(topics::alternate(&ctx, say))
        .body(body);
    Ok(frame.answer_shared(page))
}

/// Life situations above the list.
fn tiles(say: Say, situations: &[(Icon, String, String)]) -> Markup {
    let all: Vec<(Icon, &str, &str)> =
        situations.iter().map(|(icon, title, url)| (*icon, title.as_str(), url.as_str())).collect();
    html! {
        section {
            (readable(html! { h2 { (say.of("Was steht an?", "What is going on?")) } }))
            (card::tiles(&all))
        }
    }
}

fn counted(say: Say, count: usize) -> String {
    match count {
        1 => say.of("1 Leistung", "1 service").to_owned(),
        n => say.of(format!("{n} Leistungen"), format!("{n} services")),
    }
}

/// All services by title, or those that fit: words within title, teaser and keywords first, the
/// house's search with its tolerance for slips where that finds nothing.
async fn found(ctx: &Ctx, query: String) -> Result<Vec<Listed>, AppError> {
    let (language, town) = (ctx.language, Arc::clone(&ctx.town));
    ctx.read(move |db| {
        let mut services = catalogue::public(&town, db)?;
        services.sort_by_cached_key(|s| fold(s.service.title.of(language)));
        if query.trim().is_empty() {
            return Ok(services);
        }
        let words: Vec<String> = fold(&query).split_whitespace().map(str::to_owned).collect();
        let text_of = |s: &Listed| {
            let s = &s.service;
            let (title, teaser) = (s.title.of(language), s.teaser.of(language));
            fold(&format!("{title} {} {teaser} {}", s.title.de, s.keywords))
        };
        let fits = |s: &Listed| {
            let text = text_of(s);
            words.iter().all(|w| text.contains(w.as_str()))
        };
        let direct: Vec<Listed> = services.iter().filter(|s| fits(s)).cloned().collect();
        if !direct.is_empty() {
            return Ok(direct);
        }
        let entries = search::find(db, &query, "public", language)?;
        let mut found: Vec<Listed> = entries
            .iter()
            .filter(|e| e.kind == "service")
            .filter_map(|e| e.url.strip_prefix("/leistungen/"))
            .filter_map(|slug| services.iter().find(|s| s.service.slug == slug).cloned())
            .collect();
        // The index does not know forms without a page; their words are few.
        let means = |s: &Listed| {
            let text = text_of(s);
            words.iter().all(|w| text.split(' ').any(|known| search::means(w, known)))
        };
        found.extend(services.into_iter().filter(|s| s.has_no_page && means(s)));
        Ok(found)
    })
    .await
}

fn nothing(ctx: &Ctx, say: Say, query: &str) -> Markup {
    if query.is_empty() {
        return empty_state(
            Icon::CHECKLIST,
            say.of("Noch keine Leistungen", "No services yet"),
            say.of(
                "Hier stehen bald die Leistungen der Stadt. Fragen Sie uns bis dahin gern direkt.",
                "The services of the town will be listed here soon. Please ask us directly until then.",
            ),
            html! { (link_button(Weight::Secondary, &ctx.to("/kontakt"), say.of("Kontakt", "Contact"))) },
        );
    }
    empty_state(
        Icon::SEARCH,
        say.of("Nichts gefunden", "Nothing found"),
        say.of(
            "Versuchen Sie ein anderes Wort oder rufen Sie uns an: Wir sagen Ihnen, wer zuständig ist.",
            "Try another word or call us: we tell you who is in charge.",
        ),
        html! {
            (link_button(Weight::Secondary, &ctx.to("/leistungen"), say.of("Alle Leistungen zeigen", "Show all services")))
        },
    )
}

fn teasers(ctx: &Ctx, services: &[Listed], title: &str) -> Markup {
    let urls: Vec<String> =
        services.iter().map(|s| ctx.to(&format!("/leistungen/{}", s.service.slug))).collect();
    let online = ctx.say("Online möglich", "Available online");
    let all: Vec<card::Teaser<'_>> = services
        .iter()
        .zip(&urls)
        .map(|(s, url)| {
            let (title, text) = (&s.service.title, &s.service.teaser);
            let teaser = card::Teaser::new(title.of(ctx.language), url, text.of(ctx.language));
            if s.is_online { teaser.preline(online) } else { teaser }
        })
        .collect();
    html! {
        // The teasers are headings of the third level.
        (readable(html! { h2 { (title) } }))
        (card::teaser_grid(&all))
    }
}

fn from_a_to_z(ctx: &Ctx, services: &[Listed]) -> Markup {
    let mut letters: Vec<card::Letter> = Vec::new();
    for Listed { service, is_online, .. } in services {
        let title = service.title.of(ctx.language);
        let first = fold(title).chars().find(char::is_ascii_alphanumeric).unwrap_or('#');
        let mark = if *is_online { ctx.say(" (online)", " (online)") } else { "" };
        let entry = (format!("{title}{mark}"), ctx.to(&format!("/leistungen/{}", service.slug)));
        match letters.last_mut() {
            Some((letter, entries)) if *letter == first => entries.push(entry),
            _ => letters.push((first, vec![entry])),
        }
    }
    card::index(web::frame::say_of(ctx.language), &letters)
}

/// The list for programs.
pub async fn list_json(ctx: Ctx) -> Result<Response, AppError> {
    let town = Arc::clone(&ctx.town);
    let services = ctx.read(move |db| catalogue::public(&town, db)).await?;
    Ok(json(&view::list_json(&ctx, &services)))
}

fn json(value: &Value) -> Response {
    ([(header::CONTENT_TYPE, "application/json; charset=utf-8")], value.to_string()).into_response()
}

/// One service, or its JSON where the address ends in `.json`.
pub async fn show(ctx: Ctx, Path(slug): Path<String>) -> Result<Response, AppError> {
    let (slug, is_json) = match slug.strip_suffix(".json") {
        Some(bare) => (bare.to_owned(), true),
        None => (slug, false),
    };
    let town = Arc::clone(&ctx.town);
    match ctx.read(move |db| catalogue::find(&town, db, &slug)).await? {
        Found::Gone(_) if is_json => Err(AppError::Gone),
        Found::Gone(gone) => Ok(gone::removed(&ctx, &gone)),
        Found::Service(shown) if is_json => Ok(json(&view::one_json(&ctx, &shown))),
        Found::Service(shown) => {
            let frame = Frame::of(&ctx);
            let url = ctx.to(&format!("/leistungen/{}.json", shown.service.slug));
            let page = page(&ctx, &frame, &shown)
                .structured_data(view::structured(&ctx, &shown))
                .alternate(Alternate {
                    mime: "application/json".into(),
                    url,
                    title: frame.say.of("Diese Leistung als JSON", "This service as JSON").into(),
                });
            Ok(frame.answer_shared(page))
        }
    }
}

/// The page of a service, as the public reads it and as staff see it beforehand.
pub(crate) fn page<'f>(ctx: &Ctx, frame: &'f Frame<'_>, shown: &Shown) -> Page<'f> {
    let (say, service) = (frame.say, &shown.service);
    let mut page = frame
        .public(service.title.of(ctx.language))
        .crumb(say.of("Startseite", "Home"), ctx.to("/"))
        .crumb(say.of("Leistungen", "Services"), ctx.to("/leistungen"))
        .lead(service.teaser.of(ctx.language))
        .body(body(ctx, say, shown));
    if let Some(unit) = &shown.unit {
        let title = say.of("Zuständig für Sie", "In charge for you");
        page = page.aside(contact_card(say, title, &view::contact(ctx.language, unit)));
    }
    page
}

fn body(ctx: &Ctx, say: Say, shown: &Shown) -> Markup {
    let service = &shown.service;
    let language = ctx.language;
    let documents = lines(service.documents.of(language));
    let (has_form, has_helper) = (shown.is_online, service.has_helper());
    let helper_label = match service.helper.of(language) {
        "" => say.of("Anspruch prüfen", "Check your claim"),
        label => label,
    };
    html! {
        @if has_form || has_helper {
            (buttons(html! {
                @if has_form {
                    (link_button(Weight::Primary, &ctx.to(&format!("/antrag/{}", service.slug)),
                        say.of("Online beantragen", "Apply online")))
                }
                @if has_helper {
                    (link_button(Weight::Secondary, &ctx.to(&service.helper_path), helper_label))
                }
            }))
        }
        (stack(html! {
            section {
                (readable(html! { h2 { (say.of("Auf einen Blick", "At a glance")) } }))
                (facts(ctx, say, shown))
            }
            @if !service.text.de.is_empty() { (readable(prose(service.text.of(language)))) }
            @if !service.entitled.de.is_empty() {
                (readable(html! {
                    h2 { (say.of("Wer ist berechtigt?", "Who is entitled?")) }
                    (prose(service.entitled.of(language)))
                }))
            }
            @if !service.procedure.de.is_empty() {
                (readable(html! {
                    h2 { (say.of("So läuft es ab", "How it works")) }
                    (prose(service.procedure.of(language)))
                }))
            }
            @if !documents.is_empty() {
                (readable(html! {
                    h2 { (say.of("Welche Unterlagen brauchen Sie?", "Which documents do you need?")) }
                    ul { @for line in &documents { li { (line) } } }
                }))
            }
        }))
    }
}

fn facts(ctx: &Ctx, say: Say, shown: &Shown) -> Markup {
    let service = &shown.service;
    let legal = lines(&service.legal_basis);
    let mut entries: Vec<(&str, Markup)> = Vec::new();
    if !service.fee.de.is_empty() {
        entries.push((say.of("Kosten", "Costs"), html! { (service.fee.of(ctx.language)) }));
    }
    if !service.deadline.de.is_empty() {
        entries.push((say.of("Frist", "Deadline"), html! { (service.deadline.of(ctx.language)) }));
    }
    if let Some(words) = duration(ctx, say, shown) {
        entries.push((say.of("Bearbeitungszeit", "Processing time"), words));
    }
    if !legal.is_empty() {
        entries.push((
            say.of("Rechtsgrundlage", "Legal basis"),
            html! { @for (i, line) in legal.iter().enumerate() { @if i > 0 { br; } (line) } },
        ));
    }
    if !service.leika.is_empty() {
        entries.push((
            say.of("Leistungsschlüssel (LeiKa)", "Service key (LeiKa)"),
            html! { (service.leika) },
        ));
    }
    definition_list(&entries)
}

/// From the town's own decided cases; where there are too few, the page says so.
fn duration(ctx: &Ctx, say: Say, shown: &Shown) -> Option<Markup> {
    let words = shown.service.duration.of(ctx.language);
    if let Some((median, most)) = shown.days {
        let (half, nearly) = (after_days(say, median), after_days(say, most));
        return Some(html! {
            (say.of(
                format!("Die Hälfte der Anträge ist {half} entschieden, neun von zehn {nearly}."),
                format!("Half of the applications are decided {half}, nine out of ten {nearly}."),
            ))
            br;
            (say.of(
                "Berechnet aus den letzten entschiedenen Anträgen in unserem Haus.",
                "Computed from the latest applications decided in our house.",
            ))
        });
    }
    if shown.service.kind.is_empty() {
        return (!words.is_empty()).then(|| html! { (words) });
    }
    Some(html! {
        @if !words.is_empty() { (words) br; }
        (say.of(
            "Aus eigenen Zahlen können wir das noch nicht sagen: Dafür sind bisher zu wenige Anträge entschieden.",
            "We cannot say it from our own figures yet: too few applications have been decided so far.",
        ))
    })
}

/// "nach 1 Tag", "nach 21 Tagen", "am selben Tag".
fn after_days(say: Say, count: i64) -> String {
    match count {
        0 => say.of("am selben Tag", "on the same day").to_owned(),
        1 => say.of("nach 1 Tag", "after 1 day").to_owned(),
        n => say.of(
            format!("nach {} Tagen", format::number(say, n)),
            format!("after {} days", format::number(say, n)),
        ),
    }
}
