//! Warnings for programs: a feed, and each message in the Common Alerting Protocol.

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use kernel::siren::Level;
use kernel::{AppError, Ctx, Id, Language};
use norm_feeds::cap::{Alert, Area, Certainty, Info, MessageType, Severity, Urgency};
use norm_feeds::feed::{Enclosure, Entry, Feed};

use super::{kind_words, mark};
use crate::model::{Kind, Message};
use crate::store;

/// Entries of the feed.
const ENTRIES_MAX: i64 = 50;

/// The warnings as Atom.
pub async fn atom(ctx: Ctx) -> Result<Response, AppError> {
    let feed = feed(&ctx, "atom").await?;
    Ok(answer(feed.atom(), "application/atom+xml; charset=utf-8", &feed))
}

/// The warnings as RSS.
pub async fn rss(ctx: Ctx) -> Result<Response, AppError> {
    let feed = feed(&ctx, "rss").await?;
    Ok(answer(feed.rss(), "application/rss+xml; charset=utf-8", &feed))
}

/// The warnings as JSON Feed.
pub async fn json(ctx: Ctx) -> Result<Response, AppError> {
    let feed = feed(&ctx, "json").await?;
    Ok(answer(feed.json().to_string(), "application/feed+json; charset=utf-8", &feed))
}

fn answer(text: String, kind: &'static str, feed: &Feed) -> Response {
    let response = ([(header::CONTENT_TYPE, kind)], text).into_response();
    web::hub::announced(response, &feed.hub_url, &feed.own_url)
}

/// The feed, each warning with its latest message as a CAP file.
async fn feed(ctx: &Ctx, ending: &str) -> Result<Feed, AppError> {
    let from = jiff::Timestamp::UNIX_EPOCH;
    let all = ctx.read(move |db| store::latest(db, from, ENTRIES_MAX)).await?;
    let base = ctx.town.plan().base_url.clone();
    let profile = ctx.town.profile();
    let url = |path: &str| format!("{base}{}", ctx.to(path));
    let entry = |m: &Message| {
        let (_, word) = mark(m, ctx.language);
        let cap = Enclosure {
            url: format!("{base}{}/cap/{}.xml", m.path(), m.number),
            media_type: "application/cap+xml".into(),
            bytes: alert(ctx, m, std::slice::from_ref(m)).write().len() as u64,
            title: "CAP 1.2".into(),
        };
        Entry {
            id: format!("urn:uuid:{}", m.thread),
            title: format!("{word}: {}", m.text.of(ctx.language)),
            url: url(&m.path()),
            summary: m.text.of(ctx.language).to_owned(),
            text: m.text.of(ctx.language).to_owned(),
            published: m.issued_at,
            updated: m.issued_at,
            categories: vec![word],
            enclosures: vec![cap],
            ..Entry::default()
        }
    };
    let own_url = url(&format!("/warnungen.{ending}"));
    Ok(Feed {
        id: url("/warnungen.atom"),
        title: format!("{}: {}", profile.name, ctx.say("Warnungen", "Warnings")),
        description: ctx.say("Warnungen der Stadt", "Warnings of the town").to_owned(),
        language: ctx.language.tag().to_owned(),
        own_url,
        page_url: url("/warnungen"),
        author: profile.name.clone(),
        entries: all.iter().map(entry).collect(),
        hub_url: kernel::module::hub_url(&ctx.town).await?,
        ..Feed::default()
    })
}

/// One message of a thread as CAP 1.2.
pub async fn cap(
    ctx: Ctx,
    Path((thread, number)): Path<(String, String)>,
) -> Result<Response, AppError> {
    let thread: Id<Message> = thread.parse().map_err(|_| AppError::NotFound)?;
    let number: i64 =
        number.strip_suffix(".xml").and_then(|n| n.parse().ok()).ok_or(AppError::NotFound)?;
    let all = ctx.read(move |db| store::thread(db, thread)).await?;
    let message = all.iter().find(|m| m.number == number).ok_or(AppError::NotFound)?;
    let text = alert(&ctx, message, &all).write();
    Ok(([(header::CONTENT_TYPE, "application/cap+xml; charset=utf-8")], text).into_response())
}

fn alert(ctx: &Ctx, message: &Message, all: &[Message]) -> Alert {
    let sender = ctx
        .town
        .plan()
        .base_url
        .trim_start_matches("https://")
        .trim_start_matches("http://")
        .to_owned();
    let identifier = |m: &Message| format!("{sender}.{}", m.id);
    let earlier = all.iter().filter(|m| m.number < message.number);
    let mut infos = vec![info(ctx, message, Language::De)];
    if !message.text.en.is_empty() {
        infos.push(info(ctx, message, Language::En));
    }
    Alert {
        identifier: identifier(message),
        references: earlier.map(|m| (sender.clone(), identifier(m), m.issued_at)).collect(),
        sent: message.issued_at,
        message_type: match message.kind {
            Kind::Alert => MessageType::Alert,
            Kind::Update => MessageType::Update,
            Kind::Clear => MessageType::Cancel,
        },
        infos,
        sender,
        ..Alert::default()
    }
}

fn info(ctx: &Ctx, message: &Message, language: Language) -> Info {
    let profile = ctx.town.profile();
    let (_, word) = mark(message, language);
    let is_over = message.kind == Kind::Clear;
    let area = message.area.of(language);
    Info {
        language: language.tag().to_owned(),
        categories: vec!["Safety".into()],
        event: kind_words(message.kind).of(language).to_owned(),
        responses: if is_over { vec!["AllClear".into()] } else { Vec::new() },
        urgency: match message.level {
            _ if is_over => Urgency::Past,
            Level::Danger => Urgency::Immediate,
            Level::Caution => Urgency::Expected,
            Level::Info | Level::Clear => Urgency::Future,
        },
        severity: match message.level {
            Level::Danger => Severity::Severe,
            Level::Caution => Severity::Moderate,
            Level::Info | Level::Clear => Severity::Minor,
        },
        certainty: if is_over { Certainty::Observed } else { Certainty::Likely },
        effective: Some(message.issued_at),
        expires: Some(message.valid_until),
        sender_name: profile.name.clone(),
        headline: format!("{word}: {}", profile.name),
        description: message.text.of(language).to_owned(),
        web: format!("{}{}{}", ctx.town.plan().base_url, language.of("", "/en"), message.path()),
        contact: profile.telephone.clone(),
        areas: vec![Area {
            description: if area.is_empty() { profile.name.clone() } else { area.to_owned() },
            geocodes: [("AGS", &profile.ags), ("ARS", &profile.ars)]
                .into_iter()
                .filter(|(_, key)| !key.is_empty())
                .map(|(name, key)| (name.to_owned(), key.clone()))
                .collect(),
            ..Area::default()
        }],
        ..Info::default()
    }
}
