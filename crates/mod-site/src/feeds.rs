//! Streams of publications as feeds: Atom, RSS and JSON Feed, whole or of one topic, each in both
//! languages; and the page that lists them.

use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use kernel::module::{Following, Way, Ways, hub_url};
use kernel::publication::{self, Find, Publication};
use kernel::{AppError, Ctx};
use norm_feeds::feed::{ENTRIES_MAX, Entry, Feed};
use web::hub::announced;
use web::page::{Alternate, prose, stack};
use web::{Frame, Markup, Say, html};

use crate::{data, events, topics};

/// Entries of a feed.
const ENTRIES: i64 = 50;

/// A text in German and English.
type Both = (&'static str, &'static str);

/// A stream of publications of one kind.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stream {
    /// Name in addresses; its pages lie under `/{name}`.
    pub name: &'static str,
    /// Kind of the publications.
    pub kind: &'static str,
    /// What people call it.
    pub title: Both,
    /// What it holds, in a sentence.
    pub text: Both,
}

/// All streams.
pub(crate) const STREAMS: &[Stream] = &[
    Stream {
        name: "aktuelles",
        kind: "news",
        title: ("Aktuelles", "News"),
        text: ("Meldungen aus dem Rathaus.", "News from the town hall."),
    },
    Stream {
        name: "veranstaltungen",
        kind: "event",
        title: ("Veranstaltungen", "Events"),
        text: ("Was in der Stadt los ist.", "What happens in town."),
    },
    Stream {
        name: "bekanntmachungen",
        kind: "notice",
        title: ("Amtliche Bekanntmachungen", "Official notices"),
        text: (
            "Satzungen, Verfügungen und andere öffentliche Bekanntmachungen.",
            "Statutes, orders and other public notices.",
        ),
    },
    Stream {
        name: "stellen",
        kind: "job",
        title: ("Stellenangebote", "Vacancies"),
        text: ("Offene Stellen bei der Stadt.", "Open positions with the town."),
    },
    Stream {
        name: "stoerungen",
        kind: "disruption",
        title: ("Störungen und Sperrungen", "Disruptions and closures"),
        text: (
            "Was gerade nicht geht, und wie lange.",
            "What does not work at the moment, and for how long.",
        ),
    },
    Stream {
        name: "baustellen",
        kind: "roadworks",
        title: ("Baustellen", "Road works"),
        text: (
            "Wo gebaut wird, wie lange, und was sich ändert.",
            "Where building goes on, how long, and what changes.",
        ),
    },
    Stream {
        name: "dokumente",
        kind: "document",
        title: ("Dokumente", "Documents"),
        text: ("Pläne, Berichte und Broschüren.", "Plans, reports and brochures."),
    },
];

/// The stream of a kind.
pub(crate) fn of_kind(kind: &str) -> Option<&'static Stream> {
    STREAMS.iter().find(|s| s.kind == kind)
}

/// In which form a feed is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Atom,
    Rss,
    Json,
}

impl Form {
    const ALL: [Self; 3] = [Self::Atom, Self::Rss, Self::Json];

    fn ending(self) -> &'static str {
        match self {
            Self::Atom => "atom",
            Self::Rss => "rss",
            Self::Json => "json",
        }
    }

    fn mime(self) -> &'static str {
        match self {
            Self::Atom => "application/atom+xml",
            Self::Rss => "application/rss+xml",
            Self::Json => "application/feed+json",
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::Atom => "Atom",
            Self::Rss => "RSS",
            Self::Json => "JSON Feed",
        }
    }
}

/// A name such as `aktuelles.atom`.
fn parts(name: &str) -> Option<(&str, Form)> {
    let (stem, ending) = name.rsplit_once('.')?;
    let form = Form::ALL.into_iter().find(|f| f.ending() == ending)?;
    Some((stem, form))
}

/// A whole stream: `/feeds/aktuelles.atom`.
pub async fn show(ctx: Ctx, Path(name): Path<String>) -> Result<Response, AppError> {
    if name == "veranstaltungen.ics" {
        return events::subscribe(&ctx).await;
    }
    let (stem, form) = parts(&name).ok_or(AppError::NotFound)?;
    let stream = STREAMS.iter().find(|s| s.name == stem).ok_or(AppError::NotFound)?;
    feed(&ctx, stream, None, form, &format!("/feeds/{name}")).await
}

/// One topic of a stream: `/feeds/aktuelles/verkehr.rss`.
pub async fn topic(
    ctx: Ctx,
    Path((stream, name)): Path<(String, String)>,
) -> Result<Response, AppError> {
    let (topic, form) = parts(&name).ok_or(AppError::NotFound)?;
    let stream = STREAMS.iter().find(|s| s.name == stream).ok_or(AppError::NotFound)?;
    let own = format!("/feeds/{}/{name}", stream.name);
    feed(&ctx, stream, Some(topic.to_owned()), form, &own).await
}

/// The news at the address they have always had.
pub async fn news(ctx: Ctx) -> Result<Response, AppError> {
    let stream = of_kind("news").ok_or(AppError::NotFound)?;
    feed(&ctx, stream, None, Form::Atom, "/feed.atom").await
}

async fn feed(
    ctx: &Ctx,
    stream: &'static Stream,
    topic: Option<String>,
    form: Form,
    own: &str,
) -> Result<Response, AppError> {
    let wanted = topic.clone().unwrap_or_default();
    let shown = ctx
        .read(move |db| {
            publication::list(db, &Find { topic: &wanted, ..Find::newest(stream.kind, ENTRIES) })
        })
        .await?;
    // A topic nobody has written about is no feed.
    if topic.is_some() && shown.is_empty() {
        return Err(AppError::NotFound);
    }
    let name = topic.as_deref().map(|key| publication::topic_name(key, ctx.language));
    let base = &ctx.town.plan().base_url;
    let profile = ctx.town.profile();
    let stream_title = ctx.say(stream.title.0, stream.title.1);
    let title = match &name {
        Some(topic) => format!("{}: {stream_title} – {topic}", profile.name),
        None => format!("{}: {stream_title}", profile.name),
    };
    let page = match &topic {
        Some(slug) => format!("/{}?thema={slug}", stream.name),
        None => format!("/{}", stream.name),
    };
    let feed = Feed {
        id: format!("{base}{}", ctx.to(own)),
        title,
        description: ctx.say(stream.text.0, stream.text.1).to_owned(),
        language: ctx.language.tag().to_owned(),
        own_url: format!("{base}{}", ctx.to(own)),
        page_url: format!("{base}{}", ctx.to(&page)),
        icon_url: if profile.arms_svg.is_empty() {
            String::new()
        } else {
            format!("{base}/wappen.svg")
        },
        author: profile.name.clone(),
        hub_url: hub_url(&ctx.town).await?,
        entries: shown.iter().take(ENTRIES_MAX).map(|p| entry(ctx, p)).collect(),
    };
    let text = match form {
        Form::Atom => feed.atom(),
        Form::Rss => feed.rss(),
        Form::Json => feed.json().to_string(),
    };
    let changed = (!feed.entries.is_empty()).then(|| feed.updated());
    let response = answer(text, &format!("{}; charset=utf-8", form.mime()), changed);
    Ok(announced(response, &feed.hub_url, &feed.own_url))
}

fn entry(ctx: &Ctx, it: &Publication) -> Entry {
    let base = &ctx.town.plan().base_url;
    Entry {
        id: format!("urn:uuid:{}", it.id),
        title: it.title.of(ctx.language).to_owned(),
        url: format!("{base}{}", ctx.to(&it.path())),
        summary: it.teaser.of(ctx.language).to_owned(),
        // What was written without blocks is Markdown.
        html: match it.body.of(ctx.language) {
            Some(_) => String::new(),
            None => web::markdown(it.text.of(ctx.language)).into_string(),
        },
        text: it.text.of(ctx.language).to_owned(),
        published: it.visible_from,
        updated: it.changed_at.max(it.visible_from),
        categories: it
            .topics
            .iter()
            .map(|key| publication::topic_name(key, ctx.language))
            .collect(),
        ..Entry::default()
    }
}

/// Answers a program with a text that is the same for everybody: kept in memory with its tag, and
/// with the instant of its last real change.
pub(crate) fn answer(text: String, mime: &str, changed: Option<Timestamp>) -> Response {
    let mut response = text.into_response();
    let headers = response.headers_mut();
    if let Ok(mime) = HeaderValue::from_str(mime) {
        headers.insert(header::CONTENT_TYPE, mime);
    }
    if let Some(at) = changed {
        let day = at.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
        if let Ok(day) = HeaderValue::from_str(&day) {
            headers.insert(header::LAST_MODIFIED, day);
        }
    }
    web::cache::shared(response)
}

/// A stream as feeds and as data, named in the head of its pages.
pub(crate) fn alternates(ctx: &Ctx, stream: &Stream) -> Vec<Alternate> {
    let title = ctx.say(stream.title.0, stream.title.1);
    let feeds = Form::ALL.into_iter().map(|form| Alternate {
        mime: form.mime().into(),
        url: ctx.to(&format!("/feeds/{}.{}", stream.name, form.ending())),
        title: format!("{title} ({})", form.label()),
    });
    feeds.chain([data::alternate(ctx, &format!("/{}", stream.name))]).collect()
}

/// What other parts of the house tell by themselves.
fn others(ctx: &Ctx, say: Say, follows: &[Following]) -> Markup {
    html! {
        @for follow in follows {
            h2 { (follow.title.of(ctx.language)) }
            p { (follow.text.of(ctx.language)) }
            ul {
                @if !follow.mail.is_empty() {
                    li { a href=(ctx.to(follow.mail)) { (say.of("Per E-Mail", "By e-mail")) } }
                }
                @for (path, label) in follow.feeds {
                    li { a href=(ctx.to(path)) { (label) } }
                }
            }
        }
    }
}

/// The ways that are open now, above everything else.
fn open_ways(ctx: &Ctx, ways: &[Way]) -> Markup {
    html! {
        @for way in ways {
            h2 { (way.title.of(ctx.language)) }
            p { (way.text.of(ctx.language)) }
            @if !way.address.is_empty() { p { strong translate="no" { (way.address) } } }
            p { a href=(ctx.to(way.page.0)) { (way.page.1.of(ctx.language)) } }
        }
    }
}

/// The streams of the gazette that hold something, each as feeds.
fn streams(ctx: &Ctx, say: Say, filled: &[&Stream]) -> Markup {
    let link = |path: String, label: String| html! { li { a href=(ctx.to(&path)) { (label) } } };
    html! {
        @for stream in filled {
            h2 { (say.of(stream.title.0, stream.title.1)) }
            p { (say.of(stream.text.0, stream.text.1)) }
            ul {
                @for form in Form::ALL {
                    (link(format!("/feeds/{}.{}", stream.name, form.ending()), form.label().to_owned()))
                }
                (link(format!("/{}.json", stream.name), say.of("Alle Einträge als Daten (JSON)", "All entries as data (JSON)").to_owned()))
                @if stream.kind == "event" {
                    (link("/feeds/veranstaltungen.ics".into(), say.of("Kalender (iCalendar)", "Calendar (iCalendar)").to_owned()))
                }
            }
        }
    }
}

/// All there is to subscribe to.
pub async fn list(ctx: Ctx) -> Result<Response, AppError> {
    let modules = ctx.town.house().modules();
    let follows: Vec<Following> = modules.iter().flat_map(|m| m.follows.clone()).collect();
    let covered: Vec<&str> = follows.iter().map(|f| f.instead_of).collect();
    let asked: Vec<Ways> = modules.iter().filter_map(|m| m.ways).collect();
    let town = ctx.town.clone();
    let (filled, topics, ways) = ctx
        .read(move |db| {
            let mut ways = Vec::new();
            for ask in asked {
                ways.extend(ask(&town, db)?);
            }
            let mut filled = Vec::new();
            for stream in STREAMS.iter().filter(|s| !covered.contains(&s.kind)) {
                if !publication::visible(db, stream.kind, 1)?.is_empty() {
                    filled.push(stream);
                }
            }
            Ok((filled, publication::topics(db, "news")?, ways))
        })
        .await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let topics = topics::named(topics, ctx.language);
    let link = |path: String, label: String| html! { li { a href=(ctx.to(&path)) { (label) } } };
    let page = frame
        .public(say.of("Abonnieren", "Subscribe"))
        .crumb(say.of("Startseite", "Home"), ctx.to("/"))
        .lead(say.of(
            "Neues von selbst bekommen, ohne Konto, im Feed-Leser auch ohne Ihre E-Mail-Adresse.",
            "Get what is new by itself, without an account, in a feed reader without your e-mail address too.",
        ))
        .body(stack(html! {
            (prose(html! {
                p { (say.of(
                    "Ein Feed-Leser zeigt Ihnen alles Neue, sobald es erscheint. Kopieren Sie dazu die Adresse des Feeds in Ihr Programm. Termine können Sie in Ihren Kalender aufnehmen.",
                    "A feed reader shows you everything new as soon as it appears. Copy the address of the feed into your program. Events can be added to your calendar.",
                )) }
                (open_ways(&ctx, &ways))
                (others(&ctx, say, &follows))
                (streams(&ctx, say, &filled))
                h2 { (say.of("Für Programme", "For programs")) }
                p { (say.of(
                    "Alles Öffentliche gibt es auch als Daten, Seite für Seite, ohne Anmeldung. Jede einzelne Seite erhalten Sie mit „.json“ am Ende ihrer Adresse.",
                    "Everything public can be had as data too, page by page, without signing in. Any single page is to be had with “.json” at the end of its address.",
                )) }
                ul {
                    (link("/seiten.json".into(), say.of("Seiten (JSON)", "Pages (JSON)").to_owned()))
                    (link("/rathaus.json".into(), say.of("Ämter mit Öffnungszeiten (JSON)", "Offices with opening hours (JSON)").to_owned()))
                    (link("/suche.json?q=ausweis".into(), say.of("Suche, zum Beispiel nach „Ausweis“ (JSON)", "Search, such as for “Ausweis” (JSON)").to_owned()))
                }
                h2 { (say.of("Was sich geändert hat", "What has changed")) }
                ul { (link("/transparenz/aenderungen.atom".into(), "Atom".into())) }
                @if !topics.is_empty() {
                    h2 { (say.of("Aktuelles nach Themen", "News by topic")) }
                    ul { @for topic in &topics {
                        (link(format!("/feeds/aktuelles/{}.atom", topic.key), topic.name.clone()))
                    } }
                }
            }))
        }));
    Ok(frame.answer_shared(page))
}
