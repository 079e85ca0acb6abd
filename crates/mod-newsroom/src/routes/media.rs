//! Choosing a medium with its picture before one's eyes: for a field of a block, for the main picture
//! and the other media of a text.

use axum::extract::Path;
use axum::response::Response;
use content::{Alt, Key};
use kernel::media::{self, Media, Sought};
use kernel::{AppError, Ctx, Fields};
use web::button::{Weight, button, link_button};
use web::choice::Choice;
use web::empty::empty_state;
use web::filter::filter_bar;
use web::icon::Icon;
use web::pagination::{Position, pagination};
use web::thumbs::{Pick, picks};
use web::{Field, Form, Frame, Markup, Say, buttons, html};

use super::{EDITION, base, clashes, encoded, id, load, names, page, seen, voice, wrong};
use crate::change::{Changed, change, document};
use crate::fields::media::{pick, put, wanted};
use crate::kinds;
use crate::model::{Draft, DraftPicture, EditionStep, Item};

/// Media on one page.
const PER_PAGE: u32 = 24;

/// Which kind of medium the place takes that somebody chooses for.
fn kind(draft: &Draft, fields: &Fields) -> Result<&'static str, AppError> {
    let field = fields.get("feld");
    match fields.get("baustein") {
        "" => match field {
            "bild" => Ok("image"),
            "gebaerden" => Ok("video"),
            "datei" if kinds::file_mut(&mut draft.details.clone()).is_some() => Ok("document"),
            _ => Err(AppError::NotFound),
        },
        block => {
            let blocks = draft.body(voice(fields)).blocks();
            let block = blocks.iter().find(|b| b.id.as_str() == block).ok_or(AppError::NotFound)?;
            wanted(block.kind.name(), field).ok_or(AppError::NotFound)
        }
    }
}

/// The page.
pub(crate) async fn show(
    ctx: Ctx,
    Path(text): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    render(&ctx, &text, &fields, &html! {}, false).await
}

async fn render(
    ctx: &Ctx,
    text: &str,
    fields: &Fields,
    above: &Markup,
    is_again: bool,
) -> Result<Response, AppError> {
    let (item, draft) = load(ctx, text).await?;
    let kind = kind(&draft, fields)?;
    let sought = Sought {
        kind: kind.to_owned(),
        words: fields.get("q").to_owned(),
        is_described: fields.get("nur") == "beschrieben",
        is_unused: fields.get("nur") == "neu",
    };
    let number: u32 = fields.get("seite").parse().unwrap_or(1).clamp(1, 10_000);
    let from = (number - 1) * PER_PAGE;
    let (found, total) =
        ctx.read(move |db| media::search(db, &sought, from as usize, PER_PAGE as usize)).await?;
    let frame = Frame::of(ctx);
    let say = frame.say;
    let all: Vec<Pick> = found.iter().map(|m| pick(say, m)).collect();
    let action = ctx.to(&format!("{}/medien", base(item.id)));
    let place = place_query(fields);
    let position = Position::new(number, PER_PAGE, total as u64);
    let url = |page: u32| {
        let (words, only) = (encoded(fields.get("q")), encoded(fields.get("nur")));
        format!("{action}?{place}&q={words}&nur={only}&seite={page}")
    };
    let legend = match kind {
        "image" => say.of("Welches Bild?", "Which picture?"),
        "video" => say.of("Welcher Film?", "Which film?"),
        "audio" => say.of("Welche Aufnahme?", "Which recording?"),
        _ => say.of("Welche Datei?", "Which file?"),
    };
    let body = html! {
        (above)
        h2 { (say.of("Aus der Mediathek wählen", "Choose from the library")) }
        (filters(say, &action, fields, &format!("{action}?{place}")))
        @if all.is_empty() {
            (empty_state(Icon::SEARCH, say.of("Nichts gefunden", "Nothing found"), say.of(
                "Ändern Sie die Suche, oder laden Sie die Datei zuerst in die Mediathek hoch.",
                "Change the search, or upload the file to the media library first.",
            ), html! {}))
            (buttons(link_button(Weight::Secondary, &ctx.to(&back(&item, fields)), say.of("Zurück", "Back"))))
        } @else {
            (Form::post(&action, &ctx.form_token()).body(html! {
                (Field::new(say, EDITION, "").value(&item.head.to_string()).hidden())
                @for name in PLACE { (Field::new(say, name, "").value(fields.get(name)).hidden()) }
                (picks(legend, "medium", &all, fields.get("medium")))
                (pagination(say, position, url))
                (buttons(html! {
                    (button(Weight::Primary, say.of("Übernehmen", "Take it")))
                    (link_button(Weight::Tertiary, &ctx.to(&back(&item, fields)), say.of("Abbrechen", "Cancel")))
                }))
            }))
        }
    };
    let current = if fields.get("baustein").is_empty() { "angaben" } else { "" };
    let page = page(&frame, ctx, &item, current, &body);
    Ok(if is_again { frame.answer_again(page) } else { frame.answer(page) })
}

/// What says where the medium goes.
const PLACE: [&str; 4] = ["sprache", "ansicht", "baustein", "feld"];

fn place_query(fields: &Fields) -> String {
    PLACE.map(|name| format!("{name}={}", encoded(fields.get(name)))).join("&")
}

/// Where somebody came from.
fn back(item: &Item, fields: &Fields) -> String {
    let base = base(item.id);
    let block = fields.get("baustein");
    if block.is_empty() {
        return format!("{base}/angaben");
    }
    let (voice, view) = (voice(fields).word(), encoded(fields.get("ansicht")));
    let block = encoded(block);
    format!("{base}?sprache={voice}&ansicht={view}&baustein={block}#p-{block}")
}

fn filters(say: Say, action: &str, fields: &Fields, clear: &str) -> Markup {
    let only = [
        Choice::new("", say.of("alle", "all")),
        Choice::new("beschrieben", say.of("mit Alternativtext", "with alternative text")),
        Choice::new("neu", say.of("noch nirgends verwendet", "not used anywhere yet")),
    ];
    let is_filtered = !fields.get("q").is_empty() || !fields.get("nur").is_empty();
    let inner = html! {
        @for name in PLACE { (Field::new(say, name, "").value(fields.get(name)).hidden()) }
        (Field::new(say, "q", say.of("Suche", "Search")).value(fields.get("q")).text())
        (Field::new(say, "nur", say.of("Zeigen", "Show")).value(fields.get("nur")).select(&only))
    };
    filter_bar(say, action, inner, is_filtered.then_some(clear))
}

/// Puts a medium into one of the fields a text has besides its blocks, or takes it away.
///
/// # Errors
/// [`AppError::NotFound`] for a field that takes none.
pub(super) fn place(
    draft: &mut Draft,
    field: &str,
    medium: Option<&Media>,
) -> Result<(), AppError> {
    let key = medium.map(|m| m.id.clone());
    match field {
        "bild" => {
            let before = draft.picture.take();
            draft.picture = medium.map(|m| {
                let before = before.filter(|p| p.media == m.id);
                let suggested = (!m.alt.de.is_empty()).then(|| Alt::Text(m.alt.de.clone()));
                before.unwrap_or_else(|| DraftPicture {
                    media: m.id.clone(),
                    alt: suggested,
                    alt_en: m.alt.en.clone(),
                })
            });
        }
        "gebaerden" => draft.sign_language = key,
        "datei" => match kinds::file_mut(&mut draft.details) {
            Some(file) => *file = key,
            None => return Err(AppError::NotFound),
        },
        _ => return Err(AppError::NotFound),
    }
    Ok(())
}

/// Takes what was chosen.
pub(crate) async fn choose(
    ctx: Ctx,
    Path(text): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let frame = Frame::of(&ctx);
    let key = Key::parse(fields.get("medium")).ok();
    let found = ctx
        .read(move |db| {
            let now = db.now();
            let found = match &key {
                Some(key) => media::find(db, key)?,
                None => None,
            };
            Ok(found.filter(|m| m.is_usable(now)))
        })
        .await?;
    let Some(medium) = found else {
        let problem = wrong("medium", "Wählen Sie eines aus.", "Choose one.");
        let above = web::error_summary(frame.say, &frame.errors_of(&problem));
        return render(&ctx, &text, &fields, &above, true).await;
    };
    let (given, voice) = (fields.clone(), voice(&fields));
    let edit = move |draft: &mut Draft| {
        let expected = kind(draft, &given)?;
        if !expected.is_empty() && expected != medium.kind {
            return Err(AppError::NotFound);
        }
        if given.get("baustein").is_empty() {
            return place(draft, given.get("feld"), Some(&medium));
        }
        let mut blocks = draft.body(voice).clone().into_blocks();
        let block = blocks.iter_mut().find(|b| b.id.as_str() == given.get("baustein"));
        let block = block.ok_or(AppError::NotFound)?;
        *block = put(block, given.get("feld"), Some(&medium))?;
        draft.set_body(voice, document(blocks)?);
        Ok(())
    };
    let item = id(&text)?;
    match change(&ctx, item, seen(&fields), EditionStep::Saved, edit).await? {
        Changed::Saved => {
            let (item, _) = load(&ctx, &text).await?;
            Ok(ctx.redirect(&back(&item, &fields)))
        }
        Changed::Clash(all, who) => {
            let who = ctx.read(move |db| names(db, [who])).await?;
            let who = who.into_values().next().unwrap_or_default();
            let above = clashes(&frame, &ctx, &all, &who);
            render(&ctx, &text, &fields, &above, true).await
        }
    }
}
