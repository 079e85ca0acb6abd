//! "Baustellen in meiner Straße": the list, one street, one site with its history.

use axum::extract::Path;
use axum::response::Response;
use jiff::civil::Date;
use jiff::{SignedDuration, ToSpan};
use kernel::limits::Rate;
use kernel::places::{self, Found};
use kernel::{AppError, Ctx, Fields};
use web::badge::Tone;
use web::button::Weight;
use web::icon::Icon;
use web::page::Alternate;
use web::table::{Column, Row, Table};
use web::timeline::{Event, timeline};
use web::{Field, Form, Frame, Markup, Say, badge, button, buttons, format, html, link_button};

use super::encoded;
use crate::feeds::Format;
use crate::model::{Impact, Revision, Site, State};
use crate::store;

/// Questions one caller may ask.
const RATE: Rate =
    Rate { name: "roadworks.search", burst: 60, every: SignedDuration::from_millis(100) };
/// Streets to choose from.
const STREETS_MAX: usize = 8;
/// Days ahead that the list of the whole town shows at once; later ones open on demand.
const SOON_DAYS: i64 = 28;
/// Days a finished site stays in the list.
const ENDED_DAYS: i64 = 14;

/// What was typed, and the streets that may be meant: key and name.
pub(super) struct Asked {
    pub typed: String,
    pub streets: Vec<(String, String)>,
}

impl Asked {
    /// The one street that is meant.
    pub fn street(&self) -> Option<&(String, String)> {
        match self.streets.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }
}

/// Which street is meant: its exact name, else what is like it.
pub(super) async fn asked(ctx: &Ctx, typed: String) -> Result<Asked, AppError> {
    if typed.is_empty() {
        return Ok(Asked { typed, streets: Vec::new() });
    }
    ctx.limit(RATE)?;
    let wanted = typed.clone();
    if let Some(exact) = ctx.read(move |db| places::street(db, &wanted)).await? {
        return Ok(Asked { typed, streets: vec![exact] });
    }
    let found = places::search(&ctx.town, &typed, STREETS_MAX).await?;
    let names: Vec<String> = found
        .iter()
        .map(|one| match one {
            Found::Street(_, name) => name.clone(),
            Found::Address(address) => address.street.clone(),
        })
        .collect();
    let streets = ctx
        .read(move |db| {
            let mut all: Vec<(String, String)> = Vec::new();
            for name in names {
                if let Some(street) = places::street(db, &name)?
                    && !all.contains(&street)
                {
                    all.push(street);
                }
            }
            Ok(all)
        })
        .await?;
    Ok(Asked { typed, streets })
}

/// How far a site is, as a badge.
pub(super) fn standing(ctx: &Ctx, site: &Site) -> Markup {
    let tone = match (site.state, site.impact) {
        (State::Done, _) => Tone::Success,
        (State::Planned | State::Cancelled, _) => Tone::Neutral,
        (_, Impact::Closed) => Tone::Danger,
        _ => Tone::Warning,
    };
    badge(tone, site.standing(ctx.today()).of(ctx.language))
}

/// The list, of the whole town or one street.
pub async fn list(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let asked = asked(&ctx, fields.text("strasse")).await?;
    let since = ctx.today().saturating_sub(ENDED_DAYS.days());
    let street = asked.street().cloned();
    let key = street.as_ref().map(|s| s.0.clone()).unwrap_or_default();
    let is_lost = !asked.typed.is_empty() && street.is_none();
    let sites =
        if is_lost { Vec::new() } else { ctx.read(move |db| store::list(db, &key, since)).await? };
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let body = html! {
        (search_form(&ctx, say, &asked))
        @if is_lost { (choices(&ctx, say, &asked)) }
        @else { (results(&ctx, say, street.as_ref(), &sites)) }
        (ways(&ctx, say, street.as_ref()))
    };
    let mut page = frame
        .public(match &street {
            Some((_, name)) => format!("{}: {name}", say.of("Baustellen", "Road works")),
            None => say.of("Baustellen", "Road works").to_owned(),
        })
        .crumb(say.of("Startseite", "Home"), ctx.to("/"))
        .description(say.of(
            "Wo in der Stadt gebaut wird, wie lange, und wie Sie vorbeikommen.",
            "Where in town building goes on, how long, and how to get past.",
        ))
        .lead(say.of(
            "Wo gebaut wird, wie lange, und wie Sie vorbeikommen.",
            "Where building goes on, how long, and how to get past.",
        ));
    for feed in alternates(&ctx, say, street.as_ref()) {
        page = page.alternate(feed);
    }
    Ok(frame.answer(page.body(body)))
}

fn search_form(ctx: &Ctx, say: Say, asked: &Asked) -> Markup {
    Form::get(&ctx.to("/baustellen")).label(say.of("Straße suchen", "Search for a street")).body(
        html! {
            (Field::new(say, "strasse", say.of("Meine Straße", "My street"))
                .value(&asked.typed).suggestions("/karte/adressen.json").max_length(80).text())
            (buttons(button(Weight::Primary, say.of("Nachsehen", "Look up"))))
        },
    )
}

pub(super) fn choices(ctx: &Ctx, say: Say, asked: &Asked) -> Markup {
    if asked.streets.is_empty() {
        return web::empty::empty_state(
            Icon::PLACE,
            say.of("Diese Straße kennen wir nicht", "We do not know this street"),
            say.of(
                "Prüfen Sie die Schreibweise. Es genügen die ersten Buchstaben.",
                "Check the spelling. The first letters are enough.",
            ),
            html! { (link_button(Weight::Secondary, &ctx.to("/baustellen"), say.of("Alle Baustellen", "All road works"))) },
        );
    }
    html! {
        h2 { (say.of("Welche Straße meinen Sie?", "Which street do you mean?")) }
        ul {
            @for (_, name) in &asked.streets {
                li { a href=(ctx.to(&format!("/baustellen?strasse={}", encoded(name)))) { (name) } }
            }
        }
    }
}

fn results(ctx: &Ctx, say: Say, street: Option<&(String, String)>, sites: &[Site]) -> Markup {
    if sites.is_empty() {
        return web::empty::empty_state(
            Icon::ROADWORKS,
            match street {
                Some((_, name)) => say.of(
                    format!("In der Straße „{name}“ ist keine Baustelle bekannt"),
                    format!("No road works are known in “{name}”"),
                ),
                None => say
                    .of(
                        "Zurzeit ist keine Baustelle bekannt",
                        "No road works are known at the moment",
                    )
                    .to_owned(),
            }
            .as_str(),
            say.of(
                "Wir sagen Ihnen per E-Mail Bescheid, wenn sich das ändert.",
                "We tell you by mail when that changes.",
            ),
            html! {},
        );
    }
    let (running, rest): (Vec<&Site>, Vec<&Site>) =
        sites.iter().partition(|s| matches!(s.state, State::Active | State::Stopped));
    let (planned, over): (Vec<&Site>, Vec<&Site>) =
        rest.into_iter().partition(|s| s.state == State::Planned);
    // Of one street everything is shown at once.
    let soon = ctx.today().saturating_add(SOON_DAYS.days());
    let (planned, later): (Vec<&Site>, Vec<&Site>) =
        planned.into_iter().partition(|s| street.is_some() || s.from <= soon);
    let part = |title: &str, sites: &[&Site]| {
        html! {
            @if !sites.is_empty() {
                h2 { (title) }
                (table(ctx, say, title, sites))
            }
        }
    };
    let count = later.len();
    let title = say.of(format!("Später geplant ({count})"), format!("Planned for later ({count})"));
    html! {
        (part(say.of("Jetzt", "Now"), &running))
        (part(say.of("Geplant", "Planned"), &planned))
        @if !later.is_empty() { (web::details::wide(&title, table(ctx, say, &title, &later))) }
        (part(say.of("Vor Kurzem beendet", "Ended lately"), &over))
    }
}

fn table(ctx: &Ctx, say: Say, title: &str, sites: &[&Site]) -> Markup {
    Table::new(say, title)
        .caption_hidden()
        .columns(vec![
            Column::new(say.of("Wo und was", "Where and what")),
            Column::new(say.of("Wann", "When")),
            Column::new(say.of("Verkehr", "Traffic")),
            Column::new(say.of("Stand", "State")),
        ])
        .rows(sites.iter().map(|site| {
            Row::new(vec![
                html! { a href=(ctx.to(&site.path())) { (site.street) } br; (site.title) },
                html! { (format::period(say, site.from, site.until)) },
                html! { (site.impact.short().of(ctx.language)) },
                standing(ctx, site),
            ])
        }))
        .render()
}

/// Other ways to know: mail, map, feeds, reporting.
fn ways(ctx: &Ctx, say: Say, street: Option<&(String, String)>) -> Markup {
    let of_street =
        street.map(|(_, name)| format!("?strasse={}", encoded(name))).unwrap_or_default();
    let key = street.map(|(key, _)| format!("?strasse={}", encoded(key))).unwrap_or_default();
    html! {
        (buttons(html! {
            (link_button(Weight::Primary, &ctx.to(&format!("/baustellen/abo{of_street}")),
                say.of("Per E-Mail Bescheid bekommen", "Be told by mail")))
            (link_button(Weight::Secondary, &ctx.to("/baustellen/melden"),
                say.of("Schaden melden", "Report damage")))
        }))
        h2 { (say.of("Auch so zu haben", "Also available as")) }
        ul {
            li { a href=(ctx.to("/karte")) { (say.of("Baustellen auf der Karte", "Road works on the map")) } }
            li { a href=(ctx.to("/baustellen/meldung")) { (say.of("Meine Meldung verfolgen", "Follow my report")) } }
            li { a href=(format!("/baustellen/feed.ics{key}")) { (say.of("Kalender (iCalendar)", "Calendar (iCalendar)")) } }
            li { a href=(format!("/baustellen/feed.atom{key}")) { "Atom" } ", " a href=(format!("/baustellen/feed.json{key}")) { "JSON Feed" } }
            li { (say.of("Offene Daten: ", "Open data: "))
                @for (at, (_, ending, _, label)) in Format::ALL.iter().enumerate() {
                    @if *ending != "ics" { @if at > 0 { ", " } a href=(format!("/baustellen/feed.{ending}{key}")) { (label) } }
                }
            }
        }
    }
}

fn alternates(ctx: &Ctx, say: Say, street: Option<&(String, String)>) -> Vec<Alternate> {
    let key = street.map(|(key, _)| format!("?strasse={}", encoded(key))).unwrap_or_default();
    let title = say.of("Baustellen", "Road works");
    let one = |mime: &str, ending: &str| Alternate {
        mime: mime.into(),
        url: ctx.to(&format!("/baustellen/feed.{ending}{key}")),
        title: title.into(),
    };
    vec![
        one("application/atom+xml", "atom"),
        one("application/feed+json", "json"),
        one("text/calendar", "ics"),
        one("application/geo+json", "geojson"),
    ]
}

/// One site with all its revisions.
pub async fn show(ctx: Ctx, Path(slug): Path<String>) -> Result<Response, AppError> {
    let (site, revisions) = ctx
        .read(move |db| {
            let site = store::by_slug(db, &slug)?;
            let revisions = store::revisions(db, site.id)?;
            Ok((site, revisions))
        })
        .await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let label = site.impact.label();
    let tone = match (site.is_open(), site.impact) {
        (false, _) => Tone::Success,
        (true, Impact::Closed) => Tone::Danger,
        (true, Impact::None) => Tone::Info,
        (true, _) => Tone::Warning,
    };
    let headline = if site.is_open() {
        label.of(ctx.language).to_owned()
    } else {
        site.state.label().of(ctx.language).to_owned()
    };
    let street = encoded(&site.street);
    let body = html! {
        (web::alert(tone, &headline, html! { @if !site.detour.is_empty() { p { (site.detour) } } }))
        (facts(&ctx, say, &site))
        @if !site.text.is_empty() { (web::timeline::linked_paragraphs(&site.text)) }
        h2 { (say.of("Was sich geändert hat", "What has changed")) }
        (history(&ctx, &revisions))
        (buttons(html! {
            (link_button(Weight::Primary, &ctx.to(&format!("/baustellen/abo?strasse={street}")),
                say.of("Zu dieser Straße Bescheid bekommen", "Be told about this street")))
            (link_button(Weight::Secondary, &ctx.to(&format!("/baustellen/melden?ort={street}")),
                say.of("Schaden hier melden", "Report damage here")))
        }))
        p { a href=(ctx.to(&format!("/karte?suche={street}"))) { (say.of("Auf der Karte ansehen", "See it on the map")) } }
        p { a href=(ctx.to(&format!("/baustellen?strasse={street}"))) { (say.of("Alle Baustellen in dieser Straße", "All road works in this street")) } }
    };
    let page = frame
        .public(format!("{}: {}", site.street, site.title))
        .crumb(say.of("Startseite", "Home"), ctx.to("/"))
        .crumb(say.of("Baustellen", "Road works"), ctx.to("/baustellen"))
        .structured_data(structured(&ctx, &site))
        .body(body);
    Ok(frame.answer(page))
}

fn facts(ctx: &Ctx, say: Say, site: &Site) -> Markup {
    let day = |on: Date| html! { time datetime=(on) { (format::date(say, on)) } };
    let mut all: Vec<(&str, Markup)> = vec![
        (say.of("Stand", "State"), standing(ctx, site)),
        (say.of("Geplant", "Planned"), html! { (format::period(say, site.from, site.until)) }),
    ];
    if let Some(on) = site.started_on {
        all.push((say.of("Begonnen", "Begun"), day(on)));
    }
    if let Some(on) = site.finished_on {
        all.push((say.of("Beendet", "Ended"), day(on)));
    }
    all.push((say.of("Warum", "Why"), html! { (site.sort.label().of(ctx.language)) }));
    if !site.builder.is_empty() {
        all.push((say.of("Es baut", "Builder"), html! { (site.builder) }));
    }
    web::list::definition_list(&all)
}

fn history(ctx: &Ctx, revisions: &[Revision]) -> Markup {
    let events: Vec<Event> = revisions
        .iter()
        .map(|r| Event {
            when: ctx.language.moment(r.at),
            datetime: r.at.to_string(),
            title: r.what.of(ctx.language).to_owned(),
            body: (!r.reason.is_empty()).then(|| html! { p { (r.reason) } }),
            ..Event::default()
        })
        .collect();
    timeline(&events)
}

/// The site as schema.org describes an announcement (JSON-LD).
fn structured(ctx: &Ctx, site: &Site) -> String {
    let base = &ctx.town.plan().base_url;
    serde_json::json!({
        "@context": "https://schema.org",
        "@type": "SpecialAnnouncement",
        "name": format!("{}: {}", site.street, site.title),
        "text": site.impact.label().de,
        "url": format!("{base}{}", site.path()),
        "datePosted": site.made_at.to_string(),
        "expires": site.until.to_string(),
        "spatialCoverage": { "@type": "Place", "name": site.street },
    })
    .to_string()
}
