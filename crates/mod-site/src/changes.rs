//! The public change log: what was changed in substance, corrected or taken back, with its feed.

use axum::response::Response;
use kernel::publication::{self, Note, NoteKind, Publication};
use kernel::{AppError, Ctx, Fields, Reader};
use norm_feeds::feed::{Entry, Feed};
use web::badge::Tone;
use web::empty::empty_state;
use web::icon::Icon;
use web::page::{Alternate, stack};
use web::timeline::{Event, timeline};
use web::{Frame, Say, badge, button, buttons, format, html, link_button};

use crate::feeds;

/// Notes on one page.
const PER_PAGE: i64 = 50;
/// Pages of notes at most.
const PAGES_MAX: i64 = 200;

/// A note with what it is about.
struct Told {
    note: Note,
    about: Publication,
}

fn told(db: &mut Reader<'_>, page: i64) -> Result<(Vec<Told>, bool), AppError> {
    let mut notes = publication::recent_notes(db, PER_PAGE + 1, (page - 1) * PER_PAGE)?;
    let has_more = i64::try_from(notes.len()).is_ok_and(|count| count > PER_PAGE);
    notes.truncate(usize::try_from(PER_PAGE).unwrap_or(usize::MAX));
    let mut all = Vec::with_capacity(notes.len());
    for note in notes {
        if let Some(about) = publication::find(db, note.publication)? {
            all.push(Told { note, about });
        }
    }
    Ok((all, has_more))
}

/// What a sort of note is called.
pub(crate) fn words(say: Say, kind: NoteKind) -> &'static str {
    match kind {
        NoteKind::Change => say.of("Geändert", "Changed"),
        NoteKind::Correction => say.of("Berichtigt", "Corrected"),
        NoteKind::Withdrawal => say.of("Zurückgenommen", "Withdrawn"),
    }
}

/// How a sort of note looks.
pub(crate) fn tone(kind: NoteKind) -> Tone {
    match kind {
        NoteKind::Change => Tone::Info,
        NoteKind::Correction => Tone::Warning,
        NoteKind::Withdrawal => Tone::Danger,
    }
}

/// The log, newest first.
pub async fn show(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let page_number = fields.get("seite").parse().unwrap_or(1).clamp(1, PAGES_MAX);
    let (notes, has_more) = ctx.read(move |db| told(db, page_number)).await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let now = ctx.now();
    let events: Vec<Event> = notes
        .iter()
        .map(|told| {
            let at = told.note.at.to_zoned(kernel::clock::berlin()).datetime();
            let title = told.about.title.of(ctx.language);
            let path = ctx.to(&told.about.path());
            Event {
                when: format::date_time(say, at),
                datetime: told.note.at.to_string(),
                title: title.to_owned(),
                who: None,
                body: Some(html! {
                    p { (badge(tone(told.note.kind), words(say, told.note.kind))) " " (told.note.text.of(ctx.language)) }
                    @if told.about.is_visible(now) {
                        p { a href=(path) { (say.of("Zur Seite: ", "To the page: ")) (title) } }
                    }
                }),
                tone: Tone::Neutral,
            }
        })
        .collect();
    let own = ctx.to("/transparenz/aenderungen");
    let page = frame
        .public(say.of("Was sich geändert hat", "What has changed"))
        .crumb(say.of("Startseite", "Home"), ctx.to("/"))
        .lead(say.of(
            "Wenn wir eine Seite in der Sache ändern, einen Fehler berichtigen oder etwas zurücknehmen, steht es hier.",
            "When we change a page in substance, correct a mistake or take something back, it is told here.",
        ))
        .alternate(Alternate {
            mime: "application/atom+xml".into(),
            url: ctx.to("/transparenz/aenderungen.atom"),
            title: say.of("Änderungen (Atom)", "Changes (Atom)").into(),
        })
        .body(stack(html! {
            @if events.is_empty() {
                (empty_state(
                    Icon::DOCUMENT,
                    say.of("Noch nichts", "Nothing yet"),
                    say.of("Bisher gab es keine Änderung, die wir melden mussten.", "So far there was no change to be told."),
                    html! {},
                ))
            } @else { (timeline(&events)) }
            (buttons(html! {
                @if page_number > 1 {
                    (link_button(button::Weight::Secondary, &format!("{own}?seite={}", page_number - 1), say.of("Neuere", "Newer")))
                }
                @if has_more && page_number < PAGES_MAX {
                    (link_button(button::Weight::Secondary, &format!("{own}?seite={}", page_number + 1), say.of("Ältere", "Older")))
                }
            }))
        }));
    Ok(frame.answer_shared(page))
}

/// The log as a feed.
pub async fn feed(ctx: Ctx) -> Result<Response, AppError> {
    let (notes, _) = ctx.read(|db| told(db, 1)).await?;
    let base = &ctx.town.plan().base_url;
    let profile = ctx.town.profile();
    let say = web::frame::say_of(ctx.language);
    let own = format!("{base}{}", ctx.to("/transparenz/aenderungen.atom"));
    let entries = notes.iter().map(|told| {
        let title = told.about.title.of(ctx.language);
        let is_there = told.about.is_visible(ctx.now());
        let path = if is_there { told.about.path() } else { "/transparenz/aenderungen".into() };
        Entry {
            id: format!("urn:uuid:{}", told.note.id),
            title: format!("{}: {title}", words(say, told.note.kind)),
            url: format!("{base}{}", ctx.to(&path)),
            summary: told.note.text.of(ctx.language).to_owned(),
            published: told.note.at,
            updated: told.note.at,
            ..Entry::default()
        }
    });
    let feed = Feed {
        id: own.clone(),
        title: format!("{}: {}", profile.name, say.of("Was sich geändert hat", "What has changed")),
        language: ctx.language.tag().to_owned(),
        own_url: own,
        page_url: format!("{base}{}", ctx.to("/transparenz/aenderungen")),
        author: profile.name.clone(),
        entries: entries.collect(),
        hub_url: kernel::module::hub_url(&ctx.town).await?,
        ..Feed::default()
    };
    let changed = (!feed.entries.is_empty()).then(|| feed.updated());
    let response = feeds::answer(feed.atom(), "application/atom+xml; charset=utf-8", changed);
    Ok(web::hub::announced(response, &feed.hub_url, &feed.own_url))
}
