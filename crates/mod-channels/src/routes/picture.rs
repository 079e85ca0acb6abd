//! Choosing a picture or film from the media library.

use axum::extract::Path;
use axum::response::Response;
use content::Key;
use kernel::media::{self, Sought};
use kernel::{AppError, Audit, Ctx, Fields};
use web::button::{Weight, button, link_button};
use web::choice::Choice;
use web::empty::empty_state;
use web::filter::filter_bar;
use web::icon::Icon;
use web::pagination::{Position, pagination};
use web::thumbs::picks;
use web::{Field, Form, Frame, buttons, html};

use super::compose::pick;
use super::{BASE, base, encoded, id};
use crate::model::{Chosen, MEDIA_MAX, Post, State};
use crate::store;

/// Media on one page.
const PER_PAGE: u32 = 24;

/// The page.
pub(super) async fn show(
    ctx: Ctx,
    Path(text): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let post: kernel::Id<Post> = id(&text)?;
    let kind = if fields.get("art") == "video" { "video" } else { "image" };
    let number: u32 = fields.get("seite").parse().unwrap_or(1).clamp(1, 10_000);
    let sought =
        Sought { kind: kind.to_owned(), words: fields.get("q").to_owned(), ..Sought::default() };
    let from = ((number - 1) * PER_PAGE) as usize;
    let (title, found, total) = ctx
        .read(move |db| {
            let post = store::find(db, post)?;
            let (found, total) = media::search(db, &sought, from, PER_PAGE as usize)?;
            Ok((post.title, found, total))
        })
        .await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let all: Vec<_> = found.iter().map(|m| pick(say, m)).collect();
    let action = ctx.to(&format!("{}/bild", base(post)));
    let back = ctx.to(&format!("{}/text", base(post)));
    let words = fields.get("q").to_owned();
    let url = |page: u32| format!("{action}?art={kind}&q={}&seite={page}", encoded(&words));
    let kinds = [
        Choice::new("image", say.of("Bilder", "Pictures")),
        Choice::new("video", say.of("Videos", "Films")),
    ];
    let filters = html! {
        (Field::new(say, "q", say.of("Suche", "Search")).value(fields.get("q")).optional().text())
        (Field::new(say, "art", say.of("Zeigen", "Show")).value(kind).select(&kinds))
    };
    let body = html! {
        (filter_bar(say, &action, filters, None))
        @if all.is_empty() {
            (empty_state(Icon::SEARCH, say.of("Nichts gefunden", "Nothing found"), say.of(
                "Ändern Sie die Suche, oder laden Sie die Datei zuerst in die Mediathek hoch.",
                "Change the search, or upload the file to the media library first."), html! {}))
            (buttons(link_button(Weight::Secondary, &back, say.of("Zurück", "Back"))))
        } @else {
            (Form::post(&action, &ctx.form_token()).body(html! {
                (picks(say.of("Was soll zu sehen sein?", "What shall be seen?"), "medium", &all, ""))
                (pagination(say, Position::new(number, PER_PAGE, total as u64), url))
                (buttons(html! {
                    (button(Weight::Primary, say.of("Übernehmen", "Take it")))
                    (link_button(Weight::Tertiary, &back, say.of("Abbrechen", "Cancel")))
                }))
            }))
        }
    };
    let page = frame
        .staff(say.of("Aus der Mediathek wählen", "Choose from the library"))
        .crumb(say.of("Kanäle", "Channels"), ctx.to(BASE))
        .crumb(title, back.clone())
        .body(body);
    Ok(frame.answer(page))
}

/// Takes what was chosen.
pub(super) async fn choose(
    ctx: Ctx,
    Path(text): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let post: kernel::Id<Post> = id(&text)?;
    let key = Key::parse(fields.get("medium")).map_err(|_| AppError::NotFound)?;
    ctx.write(move |tx| {
        let mut post = store::find(tx, post)?;
        let now = tx.now();
        let found =
            media::find(tx, &key)?.filter(|m| m.is_usable(now)).ok_or(AppError::NotFound)?;
        if post.state == State::Deleted || post.media.len() >= MEDIA_MAX {
            return Err(AppError::refused(
                "channels/no-more-media",
                "Dieser Beitrag kann kein weiteres Bild aufnehmen.",
                "This post cannot take another picture.",
            ));
        }
        post.media.push(Chosen { key: key.to_string(), alt: found.alt.de });
        post.author = tx.actor().label();
        store::save(tx, &post)?;
        Ok(Audit::of("channels.picture_chosen", post.id).done())
    })
    .await?;
    Ok(ctx.redirect(&format!("{}/text", base(post))))
}
