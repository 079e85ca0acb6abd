//! Search over everything the public may find: services, publications, units, pages of the house.

mod find;
mod own;
mod stock;
mod suggest;

use axum::response::Response;
use kernel::{AppError, Ctx, Fields};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use web::button::Weight;
use web::card::{Teaser, results};
use web::empty::empty_state;
use web::icon::Icon;
use web::page::{silent_heading, stack};
use web::tabs::{Tab, tabs};
use web::{Field, Form, Frame, Markup, Say, button, buttons, html, link_button};

use find::{Answers, Found};
pub(crate) use suggest::{description, suggestions};

/// Longest question looked at, in characters.
const QUERY_CHARS_MAX: usize = 100;
/// Words of questions that found nothing.
pub(crate) const MISSED: &str = "site.missed";

/// The results as data.
pub async fn data(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let slice = crate::data::Slice::read(&fields)?;
    let query: String = fields.get("q").chars().take(QUERY_CHARS_MAX).collect();
    let wanted = fields.get("art").to_owned();
    let answers = if query.trim().is_empty() {
        Answers::default()
    } else {
        find::find(&ctx, query, wanted).await?
    };
    let base = &ctx.town.plan().base_url;
    let items: Vec<Value> = answers
        .shown
        .iter()
        .map(|one| {
            json!({ "kind": one.kind, "title": one.title, "text": one.text, "url": format!("{base}{}", one.url) })
        })
        .collect();
    // Only the best are counted as there: nobody leafs through the rest.
    let total = i64::try_from(items.len()).unwrap_or(i64::MAX);
    Ok(crate::data::answer(&ctx, &fields, "/suche.json", slice, total, &slice.of(items)))
}

/// The page with the results.
pub async fn show(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let query: String = fields.get("q").chars().take(QUERY_CHARS_MAX).collect();
    let wanted = fields.get("art").to_owned();
    let answers = if query.trim().is_empty() {
        Answers::default()
    } else {
        let answers = find::find(&ctx, query.clone(), wanted.clone()).await?;
        if answers.kinds.is_empty() {
            find::note_missed(&ctx, &query);
        }
        answers
    };
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let title = if query.is_empty() {
        say.of("Suche", "Search").to_owned()
    } else {
        say.of(format!("Suche nach „{query}“"), format!("Search for “{query}”"))
    };
    let page = frame.public(title).crumb(say.of("Startseite", "Home"), ctx.to("/")).noindex().body(
        stack(html! {
            (form(&ctx, say, &query))
            @if !query.is_empty() {
                div role="status" { p { (counted(say, &answers)) } }
                @if answers.kinds.is_empty() { (nothing(&ctx, say)) }
                @else {
                    (kinds(&ctx, say, &query, &wanted, &answers.kinds))
                    section {
                        (silent_heading(say.of("Ergebnisse", "Results")))
                        (results(&answers.shown.iter().map(|one| result(say, one)).collect::<Vec<_>>()))
                    }
                }
            }
        }),
    );
    Ok(frame.answer(page))
}

fn form(ctx: &Ctx, say: Say, query: &str) -> Markup {
    Form::get(&ctx.to("/suche")).label(say.of("Suche", "Search")).body(html! {
        (Field::new(say, "q", say.of("Wonach suchen Sie?", "What are you looking for?"))
            .value(query)
            .text())
        (buttons(html! { (button(Weight::Primary, say.of("Suchen", "Search"))) }))
    })
}

fn counted(say: Say, answers: &Answers) -> String {
    let mut text = match (answers.total, answers.is_more) {
        (0, _) => say.of("Kein Ergebnis", "No result").to_owned(),
        (1, _) => say.of("1 Ergebnis", "1 result").to_owned(),
        (n, false) => say.of(format!("{n} Ergebnisse"), format!("{n} results")),
        (n, true) => say.of(format!("Mehr als {n} Ergebnisse"), format!("More than {n} results")),
    };
    if answers.shown.len() < answers.total {
        let shown = answers.shown.len();
        text.push_str(
            &say.of(
                format!(". Sie sehen die {shown} besten"),
                format!(". You see the best {shown}"),
            ),
        );
    }
    if answers.is_guessed {
        text.push_str(say.of(
            ". Wir haben auch nach ähnlichen Wörtern gesucht",
            ". We looked for similar words too",
        ));
    }
    text
}

/// What a kind of result is called, one and many of it.
fn words(say: Say, kind: &str) -> (&'static str, &'static str) {
    match kind {
        "service" => say.of(("Leistung", "Leistungen"), ("Service", "Services")),
        "news" => say.of(("Meldung", "Meldungen"), ("News", "News")),
        "unit" => say.of(("Amt", "Ämter"), ("Office", "Offices")),
        "page" => say.of(("Seite", "Seiten"), ("Page", "Pages")),
        "event" => say.of(("Veranstaltung", "Veranstaltungen"), ("Event", "Events")),
        "notice" => {
            say.of(("Bekanntmachung", "Bekanntmachungen"), ("Public notice", "Public notices"))
        }
        "job" => say.of(("Stelle", "Stellen"), ("Vacancy", "Vacancies")),
        "document" => say.of(("Dokument", "Dokumente"), ("Document", "Documents")),
        "disruption" => say.of(("Störung", "Störungen"), ("Disruption", "Disruptions")),
        "roadworks" => say.of(("Baustelle", "Baustellen"), ("Road works", "Road works")),
        _ => say.of(("Weiteres", "Weiteres"), ("More", "More")),
    }
}

fn kinds(ctx: &Ctx, say: Say, query: &str, wanted: &str, kinds: &[(String, usize)]) -> Markup {
    let base = ctx.to("/suche");
    let query = utf8_percent_encode(query, NON_ALPHANUMERIC).to_string();
    if kinds.len() < 2 && wanted.is_empty() {
        return html! {};
    }
    let number = |count: usize| Some(u32::try_from(count).unwrap_or(u32::MAX));
    let mut entries = vec![Tab {
        label: say.of("Alles", "Everything").to_owned(),
        url: format!("{base}?q={query}"),
        count: number(kinds.iter().map(|(_, count)| count).sum()),
        current: wanted.is_empty(),
    }];
    entries.extend(kinds.iter().map(|(kind, count)| Tab {
        label: words(say, kind).1.to_owned(),
        url: format!("{base}?q={query}&art={kind}"),
        count: number(*count),
        current: wanted == *kind,
    }));
    tabs(say.of("Ergebnisse eingrenzen", "Narrow the results"), &entries)
}

fn result(say: Say, one: &Found) -> Teaser<'_> {
    Teaser::new(&one.title, &one.url, &one.text).preline(words(say, &one.kind).0)
}

fn nothing(ctx: &Ctx, say: Say) -> Markup {
    empty_state(
        Icon::SEARCH,
        say.of("Dazu haben wir nichts gefunden", "We found nothing"),
        say.of(
            "Versuchen Sie ein anderes oder ein kürzeres Wort, zum Beispiel „Ausweis“ statt „Personalausweisverlängerung“. Oder fragen Sie uns.",
            "Try another or a shorter word. Or ask us.",
        ),
        html! {
            (link_button(Weight::Primary, &ctx.to("/leistungen"), say.of("Leistungen von A bis Z", "Services from A to Z")))
            (link_button(Weight::Secondary, &ctx.to("/a-z"), say.of("Alles von A bis Z", "Everything from A to Z")))
            (link_button(Weight::Tertiary, &ctx.to("/kontakt"), say.of("Kontakt", "Contact")))
        },
    )
}
