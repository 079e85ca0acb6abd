//! The pages of staff.

mod consent;
mod edit;
mod library;
mod people;
mod show;
mod upload;

use std::sync::Arc;

use content::Key;
use kernel::access::Access;
use kernel::{AppError, Language, Routes};
use web::Say;
use web::badge::Tone;
use web::icon::Icon;
use web::{Markup, badge};

use crate::model::Item;
use crate::public::{self, Shelf};
use crate::{EDIT, VIEW};

/// The library's front page.
const LIBRARY: &str = "/verwaltung/medien";

/// All paths of the module.
pub fn paths() -> Routes {
    let (view, edit) = (Access::Staff(VIEW), Access::Staff(EDIT));
    let shelf = Arc::new(Shelf::default());
    Routes::new()
        .get("/medien/{id}/{rendition}", Access::Everyone, move |ctx, path, headers| {
            public::serve(Arc::clone(&shelf), ctx, path, headers)
        })
        .get(LIBRARY, view, library::list)
        .post("/verwaltung/medien/auswahl", edit, library::change_many)
        .get("/verwaltung/medien/hochladen", edit, upload::form)
        .large_upload("/verwaltung/medien/hochladen", edit, upload::take)
        .get("/verwaltung/medien/{id}", view, show::show)
        .post("/verwaltung/medien/{id}", edit, edit::save)
        .post("/verwaltung/medien/{id}/punkt", edit, edit::point)
        .large_upload("/verwaltung/medien/{id}/datei", edit, edit::replace)
        .post("/verwaltung/medien/{id}/einwilligung", edit, consent::add)
        .post("/verwaltung/medien/{id}/widerruf", edit, consent::withdraw)
        .post("/verwaltung/medien/{id}/uebernehmen", edit, edit::take_over)
        .post("/verwaltung/medien/{id}/sperren", edit, edit::block)
        .post("/verwaltung/medien/{id}/freigeben", edit, edit::unblock)
        .post("/verwaltung/medien/{id}/loeschen", edit, edit::delete)
}

/// The key in a path.
fn key(id: &str) -> Result<Key, AppError> {
    Key::parse(id).map_err(|_| AppError::NotFound)
}

/// The page of a medium.
pub(crate) fn page_of(id: &Key) -> String {
    format!("{LIBRARY}/{id}")
}

/// A kind in words.
fn kind_words(say: Say, kind: &str) -> &'static str {
    match kind {
        "image" => say.of("Bild", "Picture"),
        "video" => say.of("Film", "Film"),
        "audio" => say.of("Ton", "Sound"),
        "captions" => say.of("Untertitel", "Captions"),
        _ => say.of("Dokument", "Document"),
    }
}

fn kind_icon(kind: &str) -> Icon {
    match kind {
        "video" => Icon::VIEW,
        "audio" => Icon::MESSAGE,
        "captions" => Icon::EASY_LANGUAGE,
        _ => Icon::DOCUMENT,
    }
}

/// The state as a badge.
fn state_badge(say: Say, item: &Item, today: jiff::civil::Date) -> Markup {
    use kernel::media::MediaState;
    let (tone, words) = match item.media.state {
        MediaState::Blocked => (Tone::Danger, say.of("gesperrt", "blocked")),
        _ if item.is_over(today) => (Tone::Danger, say.of("Lizenz abgelaufen", "licence over")),
        MediaState::Usable => (Tone::Success, say.of("nutzbar", "usable")),
        MediaState::Waiting => (Tone::Warning, say.of("unvollständig", "incomplete")),
    };
    badge(tone, words)
}

/// The language of a page.
fn language(say: Say) -> Language {
    say.of(Language::De, Language::En)
}

/// The address of a small picture of a medium.
fn small_picture(item: &Item) -> Option<String> {
    let media = &item.media;
    let small = media.sized("teaser-480").find(|r| r.mime == "image/webp");
    let drawing = || media.renditions.iter().find(|r| r.mime == "image/svg+xml");
    small.or_else(drawing).map(|r| media.path(r))
}
