//! Warnings for everybody: what holds now, what was, each with its whole course.

use axum::extract::Path;
use axum::response::Response;
use jiff::SignedDuration;
use kernel::{AppError, Ctx, Id};
use web::page::Alternate;
use web::{Frame, Markup, Say, badge, html};

use super::{kind_words, mark, moment, worded};
use crate::model::{Kind, Message};
use crate::store;

/// Days for which past warnings are listed.
const PAST_DAYS: i64 = 30;
/// Warnings listed at most.
const LISTED_MAX: i64 = 100;

/// Forms in which programs read them: ending, kind, name.
const FEEDS: [(&str, &str, &str); 3] = [
    ("atom", "application/atom+xml", "Atom"),
    ("rss", "application/rss+xml", "RSS"),
    ("json", "application/feed+json", "JSON Feed"),
];

/// All warnings.
pub async fn list(ctx: Ctx) -> Result<Response, AppError> {
    let now = ctx.now();
    let from = now - SignedDuration::from_hours(24 * PAST_DAYS);
    let all = ctx.read(move |db| store::latest(db, from, LISTED_MAX)).await?;
    let (current, past): (Vec<_>, Vec<_>) =
        all.iter().partition(|m| m.is_shown(now) && m.kind != Kind::Clear);
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let body = html! {
        h2 { (say.of("Jetzt", "Now")) }
        @if current.is_empty() { p { (say.of("Zurzeit gibt es keine Warnung.", "There is no warning at the moment.")) } }
        @for message in &current { (card(&ctx, say, message)) }
        @if !past.is_empty() {
            h2 { (say.of("In den letzten 30 Tagen", "In the last 30 days")) }
            @for message in &past { (card(&ctx, say, message)) }
        }
        h2 { (say.of("Warnungen abonnieren", "Subscribe to warnings")) }
        p { (say.of("Im Notfall rufen Sie 112. Warnungen der Bundesbehörden zeigt auch die App NINA.",
            "In an emergency call 112. Warnings of federal authorities are also shown by the app NINA.")) }
        p { (say.of("Für Feed-Leser und Programme: ", "For feed readers and programs: "))
            @for (at, (ending, _, label)) in FEEDS.iter().enumerate() {
                @if at > 0 { ", " }
                a href=(ctx.to(&format!("/warnungen.{ending}"))) { (label) }
            }
            (say.of(". Jede Warnung gibt es dort auch als CAP-Datei.", ". Each warning is there as a CAP file, too."))
        }
    };
    let mut page = frame
        .public(say.of("Warnungen", "Warnings"))
        .crumb(say.of("Startseite", "Home"), ctx.to("/"))
        .lead(say.of("Was gerade zu beachten ist.", "What to look out for at the moment."));
    for (ending, mime, label) in FEEDS {
        page = page.alternate(Alternate {
            mime: mime.into(),
            url: ctx.to(&format!("/warnungen.{ending}")),
            title: format!("{} ({label})", say.of("Warnungen", "Warnings")),
        });
    }
    Ok(frame.answer_shared(page.body(body)))
}

fn card(ctx: &Ctx, say: Say, message: &Message) -> Markup {
    let (tone, word) = mark(message, ctx.language);
    let (text, lang) = worded(&message.text, ctx.language);
    let now = ctx.now();
    web::card::sub_card(
        &moment(say, message.issued_at),
        html! {
            p { (badge(tone, &word)) }
            p lang=[lang] { (text) }
            (facts(ctx, say, message))
            @if !message.is_shown(now) && message.kind != Kind::Clear { p { (say.of("Abgelaufen.", "Run out.")) } }
            p { a href=(ctx.to(&message.path())) { (say.of("Verlauf", "Course")) span.kern-sr-only { ": " (text) } } }
        },
    )
}

fn facts(ctx: &Ctx, say: Say, message: &Message) -> Markup {
    let (area, lang) = worded(&message.area, ctx.language);
    html! {
        @if !area.is_empty() { p { (say.of("Gebiet: ", "Area: ")) span lang=[lang] { (area) } } }
        @if message.kind != Kind::Clear {
            p { (say.of("Gilt bis ", "Holds until ")) (moment(say, message.valid_until)) }
        }
        @if !message.link.is_empty() {
            p { a href=(message.link) { (say.of("Mehr Informationen", "More information")) " (" (message.link) ")" } }
        }
    }
}

/// One warning with its course.
pub async fn show(ctx: Ctx, Path(thread): Path<String>) -> Result<Response, AppError> {
    let thread: Id<Message> = thread.parse().map_err(|_| AppError::NotFound)?;
    let messages = ctx.read(move |db| store::thread(db, thread)).await?;
    let last = messages.first().ok_or(AppError::NotFound)?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let (tone, word) = mark(last, ctx.language);
    let body = html! {
        p { (badge(tone, &word)) }
        @for message in &messages {
            @let (text, lang) = worded(&message.text, ctx.language);
            section {
                h2 { (kind_words(message.kind).of(ctx.language)) ", " (moment(say, message.issued_at)) }
                p lang=[lang] { (text) }
                (facts(&ctx, say, message))
                p { a href=(ctx.to(&format!("{}/cap/{}.xml", message.path(), message.number))) {
                    (say.of("Diese Meldung als CAP-Datei", "This message as a CAP file")) } }
            }
        }
    };
    let title = say.of("Warnung vom ", "Warning of ");
    let first = messages.last().unwrap_or(last);
    let page = frame
        .public(format!("{title}{}", moment(say, first.issued_at)))
        .crumb(say.of("Startseite", "Home"), ctx.to("/"))
        .crumb(say.of("Warnungen", "Warnings"), ctx.to("/warnungen"))
        .body(body);
    Ok(frame.answer_shared(page))
}
