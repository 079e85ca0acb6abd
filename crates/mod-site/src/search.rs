//! Searching the whole site: word forms and typos are forgiven, units and legal pages are found
//! too, and nothing found is not the end.

use std::sync::Arc;

use axum::response::Response;
use kernel::module::Offer;
use kernel::org::{self, Unit};
use kernel::search::{self, Entry, fold};
use kernel::{AppError, Ctx, Fields, Language};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use web::button::Weight;
use web::card::{Teaser, teaser};
use web::empty::empty_state;
use web::icon::Icon;
use web::page::{silent_heading, stack};
use web::tabs::{Tab, tabs};
use web::{Field, Form, Frame, Markup, Say, button, buttons, html, link_button};

use crate::offers;

/// Longest question looked at, in characters.
const QUERY_CHARS_MAX: usize = 100;
/// Units among the results at most.
const UNITS_MAX: usize = 5;

/// A page of the house that no index knows: path, titles, words it is found by.
struct OwnPage {
    path: &'static str,
    title: (&'static str, &'static str),
    text: (&'static str, &'static str),
    words: &'static str,
}

const OWN_PAGES: &[OwnPage] = &[
    OwnPage {
        path: "/rathaus",
        title: ("Ämter und Öffnungszeiten", "Offices and opening hours"),
        text: (
            "Wer wofür zuständig ist und wann wir da sind.",
            "Who is in charge of what and when we are there.",
        ),
        words: "rathaus amt aemter oeffnungszeiten oeffnungszeit stelle telefon adresse town hall opening hours office",
    },
    OwnPage {
        path: "/kontakt",
        title: ("Kontakt", "Contact"),
        text: ("Schreiben Sie uns.", "Write to us."),
        words: "kontakt schreiben nachricht email e-mail telefon anrufen beschwerde contact message",
    },
    OwnPage {
        path: "/antrag/weiter",
        title: ("Antrag weiterführen", "Continue an application"),
        text: (
            "Mit Nummer und Code zurück zu Ihrem Antrag.",
            "Back to your application by number and code.",
        ),
        words: "antrag weiterfuehren fortsetzen entwurf stand status code continue application",
    },
    OwnPage {
        path: "/barriere-melden",
        title: ("Barriere melden", "Report a barrier"),
        text: (
            "Sagen Sie uns, was Sie nicht lesen oder bedienen können.",
            "Tell us what you cannot read or use.",
        ),
        words: "barriere barrierefreiheit melden behinderung accessibility barrier",
    },
    OwnPage {
        path: "/impressum",
        title: ("Impressum", "Imprint"),
        text: ("Wer diese Seiten herausgibt.", "Who publishes these pages."),
        words: "impressum herausgeber verantwortlich anschrift imprint",
    },
    OwnPage {
        path: "/datenschutz",
        title: ("Datenschutz", "Privacy"),
        text: ("Was wir mit Ihren Angaben tun.", "What we do with your data."),
        words: "datenschutz dsgvo daten cookies privacy",
    },
];

/// One result.
struct Found {
    kind: String,
    title: String,
    text: String,
    url: String,
}

/// The page with the results.
pub async fn show(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let query: String = fields.get("q").chars().take(QUERY_CHARS_MAX).collect();
    let wanted = fields.get("art").to_owned();
    let found = if query.is_empty() { Vec::new() } else { find(&ctx, query.clone()).await? };
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let shown: Vec<&Found> =
        found.iter().filter(|f| wanted.is_empty() || f.kind == wanted).collect();
    let title = if query.is_empty() {
        say.of("Suche", "Search").to_owned()
    } else {
        say.of(format!("Suche nach „{query}“"), format!("Search for “{query}”"))
    };
    let page = frame.public(title).crumb(say.of("Startseite", "Home"), ctx.to("/")).noindex().body(
        stack(html! {
            (form(&ctx, say, &query))
            @if !query.is_empty() {
                div role="status" { p { (counted(say, shown.len())) } }
                @if found.is_empty() { (nothing(&ctx, say)) }
                @else {
                    (kinds(&ctx, say, &query, &wanted, &found))
                    section {
                        (silent_heading(say.of("Ergebnisse", "Results")))
                        (stack(html! { @for one in &shown { (result(say, one)) } }))
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

fn counted(say: Say, count: usize) -> String {
    match count {
        0 => say.of("Kein Ergebnis", "No result").to_owned(),
        1 => say.of("1 Ergebnis", "1 result").to_owned(),
        n => say.of(format!("{n} Ergebnisse"), format!("{n} results")),
    }
}

/// Kind of a result in the plural, for the filter.
fn kind_words(say: Say, kind: &str) -> &'static str {
    match kind {
        "service" => say.of("Leistungen", "Services"),
        "news" => say.of("Meldungen", "News"),
        "unit" => say.of("Ämter", "Offices"),
        "page" => say.of("Seiten", "Pages"),
        "notice" => say.of("Bekanntmachungen", "Public notices"),
        _ => say.of("Weiteres", "More"),
    }
}

fn kind_word(say: Say, kind: &str) -> &'static str {
    match kind {
        "service" => say.of("Leistung", "Service"),
        "news" => say.of("Meldung", "News"),
        "unit" => say.of("Amt", "Office"),
        "page" => say.of("Seite", "Page"),
        "notice" => say.of("Bekanntmachung", "Public notice"),
        _ => say.of("Weiteres", "More"),
    }
}

fn kinds(ctx: &Ctx, say: Say, query: &str, wanted: &str, found: &[Found]) -> Markup {
    let base = ctx.to("/suche");
    let query = utf8_percent_encode(query, NON_ALPHANUMERIC).to_string();
    let mut seen: Vec<&str> = Vec::new();
    for one in found {
        if !seen.contains(&one.kind.as_str()) {
            seen.push(&one.kind);
        }
    }
    if seen.len() < 2 {
        return html! {};
    }
    let count = |kind: &str| {
        let fitting = found.iter().filter(|f| kind.is_empty() || f.kind == kind).count();
        Some(u32::try_from(fitting).unwrap_or(u32::MAX))
    };
    let mut entries = vec![Tab {
        label: say.of("Alles", "Everything").to_owned(),
        url: format!("{base}?q={query}"),
        count: count(""),
        current: wanted.is_empty(),
    }];
    entries.extend(seen.iter().map(|kind| Tab {
        label: kind_words(say, kind).to_owned(),
        url: format!("{base}?q={query}&art={kind}"),
        count: count(kind),
        current: wanted == *kind,
    }));
    tabs(say.of("Ergebnisse eingrenzen", "Narrow the results"), &entries)
}

fn result(say: Say, one: &Found) -> Markup {
    teaser(&Teaser::new(&one.title, &one.url, &one.text).preline(kind_word(say, &one.kind)))
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
            (link_button(Weight::Secondary, &ctx.to("/kontakt"), say.of("Kontakt", "Contact")))
        },
    )
}

/// Units and own pages whose words fit, then what the index says.
async fn find(ctx: &Ctx, query: String) -> Result<Vec<Found>, AppError> {
    let (language, today) = (ctx.language, ctx.today());
    let town = Arc::clone(&ctx.town);
    let words: Vec<String> = fold(&query).split_whitespace().map(str::to_owned).collect();
    let (units, entries, offers) = ctx
        .read(move |db| {
            let entries = search::find(db, &query, "public", language)?;
            Ok((org::all(db)?, entries, offers::all(&town, db)))
        })
        .await?;
    let unlisted = unlisted(ctx, &offers, &entries, &words);
    let mut found: Vec<Found> = units
        .iter()
        .filter(|u| u.exists_on(today) && is_unit(u, &words))
        .take(UNITS_MAX)
        .map(|u| Found {
            kind: "unit".into(),
            title: u.name.of(language).to_owned(),
            text: u.telephone.clone(),
            url: ctx.to(&format!("/rathaus/{}", u.number)),
        })
        .collect();
    // The index may know units one day; a page is shown once.
    let urls: Vec<String> = found.iter().map(|f| f.url.clone()).collect();
    // Everything of a title may be meant, with a slip: that comes first, and what people can do
    // before what is told about it.
    let is_named = |e: &Entry| {
        let title = fold(&e.title);
        let title: Vec<&str> = title.split(|c: char| !c.is_alphanumeric()).collect();
        words.iter().all(|w| title.iter().any(|known| search::means(w, known)))
    };
    let (named, other): (Vec<Entry>, Vec<Entry>) = entries.into_iter().partition(is_named);
    let (named, told): (Vec<Entry>, Vec<Entry>) =
        named.into_iter().partition(|e| e.kind == "service");
    let from_index = |entries: Vec<Entry>| {
        entries
            .into_iter()
            .map(|e| Found { kind: e.kind, title: e.title, text: e.summary, url: ctx.to(&e.url) })
            .filter(|f| !urls.contains(&f.url))
            .collect::<Vec<_>>()
    };
    let mut results = from_index(named);
    results.extend(unlisted);
    let modules = ctx.town.house().modules();
    results.extend(modules.iter().flat_map(|m| &m.pages).filter(|p| fits(p.words, &words)).map(
        |p| Found {
            kind: "page".into(),
            title: p.title.of(language).to_owned(),
            text: p.text.of(language).to_owned(),
            url: ctx.to(p.path),
        },
    ));
    results.append(&mut found);
    results.extend(OWN_PAGES.iter().filter(|p| fits(p.words, &words)).map(|p| Found {
        kind: "page".into(),
        title: pick(language, p.title).to_owned(),
        text: pick(language, p.text).to_owned(),
        url: ctx.to(p.path),
    }));
    results.extend(from_index(told));
    results.extend(from_index(other));
    Ok(results)
}

fn pick(language: Language, (de, en): (&'static str, &'static str)) -> &'static str {
    match language {
        Language::De => de,
        Language::En => en,
    }
}

/// Every word of the question begins a word of the page, or is one slip away from it.
fn fits(page: &str, words: &[String]) -> bool {
    !words.is_empty() && words.iter().all(|w| page.split(' ').any(|p| search::means(w, p)))
}

/// Offers that fit and that the index does not know: online forms without a page of their own open
/// and close elsewhere.
fn unlisted(ctx: &Ctx, offers: &[Offer], entries: &[Entry], words: &[String]) -> Vec<Found> {
    offers
        .iter()
        .filter(|o| entries.iter().all(|e| e.url != o.path) && offer_fits(o, words))
        .map(|o| Found {
            kind: "service".into(),
            title: o.title.of(ctx.language).to_owned(),
            text: o.teaser.of(ctx.language).to_owned(),
            url: ctx.to(&o.path),
        })
        .collect()
}

/// Every word of the question means a word of the offer's title or keywords.
fn offer_fits(offer: &Offer, words: &[String]) -> bool {
    let known = fold(&format!("{} {} {}", offer.title.de, offer.title.en, offer.keywords));
    let known: Vec<&str> = known.split(|c: char| !c.is_alphanumeric()).collect();
    !words.is_empty() && words.iter().all(|w| known.iter().any(|k| search::means(w, k)))
}

fn is_unit(unit: &Unit, words: &[String]) -> bool {
    let name = fold(&format!("{} {}", unit.name.de, unit.name.en));
    words.iter().all(|w| *w == unit.number || (w.len() > 2 && name.contains(w.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings_of_words_find_own_pages() {
        let words =
            |text: &str| fold(text).split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let hours = OWN_PAGES.iter().find(|p| p.path == "/rathaus").unwrap();
        assert!(fits(hours.words, &words("Öffnungszeit")));
        assert!(fits(hours.words, &words("Rathaus Öffnungszeiten")));
        assert!(fits(hours.words, &words("Öffnungzeiten")));
        assert!(!fits(hours.words, &words("Rathaus Wohngeld")));
        assert!(!fits(hours.words, &words("")));
    }
}
