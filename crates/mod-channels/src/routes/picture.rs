//! Choosing a picture or film from the media library.

use axum::extract::Path;
use axum::response::Response;
use content::Key;
use kernel::media::{self, Sought};
use kernel::{AppError, Audit, Ctx, Fields, Tx};
use web::button::{Weight, button, link_button};
use web::choice::Choice;
use web::empty::empty_state;
use web::filter::filter_bar;
use web::icon::Icon;
use web::pagination::{Position, pagination};
use web::thumbs::picks;
use web::{Field, Form, Frame, Say, buttons, html};

use super::compose::pick;
use super::{BASE, base, encoded, id};
use crate::account::Connection;
use crate::film::{CAPTIONS_MAX, Caption, LANGUAGES};
use crate::model::{Chosen, MEDIA_MAX, Post, State};
use crate::store;

/// Media on one page.
const PER_PAGE: u32 = 24;

/// What something is chosen for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// The post.
    Post,
    /// The still of its film on an account.
    Still(kernel::Id<Connection>),
    /// Captions of its film on an account.
    Captions(kernel::Id<Connection>),
}

impl Place {
    fn of(word: &str) -> Result<Self, AppError> {
        Ok(match word.split_once('-') {
            Some(("vorschaubild", account)) => Self::Still(id(account)?),
            Some(("untertitel", account)) => Self::Captions(id(account)?),
            _ => Self::Post,
        })
    }

    fn word(self) -> String {
        match self {
            Self::Post => String::new(),
            Self::Still(account) => format!("vorschaubild-{account}"),
            Self::Captions(account) => format!("untertitel-{account}"),
        }
    }

    /// What fits there; for the post itself what is asked for.
    fn kind(self, wanted: &str) -> &'static str {
        match self {
            Self::Captions(_) => "captions",
            Self::Post if wanted == "video" => "video",
            Self::Still(_) | Self::Post => "image",
        }
    }

    fn question(self, say: Say) -> &'static str {
        match self {
            Self::Post => say.of("Was soll zu sehen sein?", "What shall be seen?"),
            Self::Still(_) => {
                say.of("Welches Vorschaubild bekommt das Video?", "Which still does the film get?")
            }
            Self::Captions(_) => {
                say.of("Welche Untertitel bekommt das Video?", "Which captions does the film get?")
            }
        }
    }
}

/// The page.
pub(super) async fn show(
    ctx: Ctx,
    Path(text): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let post: kernel::Id<Post> = id(&text)?;
    let place = Place::of(fields.get("fuer"))?;
    let kind = place.kind(fields.get("art"));
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
    let whither = place.word();
    let url = |page: u32| {
        format!("{action}?fuer={whither}&art={kind}&q={}&seite={page}", encoded(&words))
    };
    let kinds = [
        Choice::new("image", say.of("Bilder", "Pictures")),
        Choice::new("video", say.of("Videos", "Films")),
    ];
    let filters = html! {
        (Field::new(say, "q", say.of("Suche", "Search")).value(fields.get("q")).optional().text())
        @if place == Place::Post {
            (Field::new(say, "art", say.of("Zeigen", "Show")).value(kind).select(&kinds))
        } @else {
            (Field::new(say, "fuer", "").value(&whither).hidden())
        }
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
                (Field::new(say, "fuer", "").value(&whither).hidden())
                (picks(place.question(say), "medium", &all, ""))
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
    let place = Place::of(fields.get("fuer"))?;
    ctx.write(move |tx| {
        let mut post = store::find(tx, post)?;
        let now = tx.now();
        let found =
            media::find(tx, &key)?.filter(|m| m.is_usable(now)).ok_or(AppError::NotFound)?;
        let is_full = place == Place::Post && post.media.len() >= MEDIA_MAX;
        if post.state == State::Deleted || is_full {
            return Err(AppError::refused(
                "channels/no-more-media",
                "Dieser Beitrag kann kein weiteres Bild aufnehmen.",
                "This post cannot take another picture.",
            ));
        }
        match place {
            Place::Post => post.media.push(Chosen { key: key.to_string(), alt: found.alt.de }),
            Place::Still(account) | Place::Captions(account) => {
                if found.kind != place.kind("") {
                    return Err(AppError::NotFound);
                }
                wear(tx, &post, account, place, key.as_str())?;
            }
        }
        post.author = tx.actor().label();
        store::save(tx, &post)?;
        Ok(Audit::of("channels.picture_chosen", post.id).done())
    })
    .await?;
    Ok(ctx.redirect(&format!("{}/text", base(post))))
}

/// Gives a still or captions to the film of a post on an account.
fn wear(
    tx: &mut Tx<'_>,
    post: &Post,
    account: kernel::Id<Connection>,
    place: Place,
    key: &str,
) -> Result<(), AppError> {
    let mut all = store::variants(tx, post.id)?;
    let own = all.iter_mut().find(|v| v.account == account).ok_or(AppError::NotFound)?;
    if matches!(place, Place::Still(_)) {
        key.clone_into(&mut own.film.still);
    } else if own.film.captions.len() < CAPTIONS_MAX {
        // The first language that has none yet: mostly the right one, and it can be changed.
        let captions = &own.film.captions;
        let free = LANGUAGES.iter().find(|(word, ..)| captions.iter().all(|c| c.language != *word));
        let language = free.map_or("de", |(word, ..)| word).to_owned();
        own.film.captions.push(Caption { key: key.to_owned(), language });
    }
    store::set_variants(tx, post.id, &all)
}
