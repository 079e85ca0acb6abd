//! Saves what was written: title and teaser, a stretch of running text, the whole text.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use content::text::parse_like;
use kernel::{AppError, Ctx, Fields};
use web::button::{Weight, button};
use web::editor::View;
use web::{Errors, Field, Form, Frame, buttons, html};

use super::editor::again;
use super::{EDITION, base, clashes, id, load, names, page, refused, seen, voice};
use crate::change::{Changed, change, document};
use crate::fields::blocks_of;
use crate::model::{Draft, EditionStep, Voice};
use crate::segments::stretch;

/// Letters of the longest title.
const TITLE_CHARS_MAX: usize = 200;

/// Whether a form saved itself while somebody typed.
fn is_typing(fields: &Fields) -> bool {
    fields.get("aktion") == "tippen"
}

fn step(fields: &Fields) -> EditionStep {
    if is_typing(fields) { EditionStep::Typed } else { EditionStep::Saved }
}

/// Answers a change: to a script that it is saved, to people with the page.
pub(super) async fn answer(
    ctx: &Ctx,
    item: &str,
    fields: &Fields,
    outcome: Result<Changed, AppError>,
    anchor: &str,
) -> Result<Response, AppError> {
    let frame = Frame::of(ctx);
    match outcome {
        Ok(Changed::Saved) if is_typing(fields) => Ok("".into_response()),
        Ok(Changed::Saved) => Ok(ctx.redirect(&format!(
            "{}?sprache={}&ansicht={}&gespeichert{anchor}",
            base(id(item)?),
            voice(fields).word(),
            View::from_word(fields.get("ansicht")).word(),
        ))),
        Ok(Changed::Clash(all, who)) => {
            let who = ctx.read(move |db| names(db, [who])).await?;
            let who = who.into_values().next().unwrap_or_default();
            let above = clashes(&frame, ctx, &all, &who);
            again(ctx, item, fields, &Errors::new(), above).await
        }
        Err(error) => {
            let errors = refused(&frame, error)?;
            again(ctx, item, fields, &errors, html! {}).await
        }
    }
}

fn set_head(draft: &mut Draft, voice: Voice, title: String, teaser: String, checked: String) {
    match voice {
        Voice::De => (draft.title.de, draft.teaser.de) = (title, teaser),
        Voice::En => (draft.title.en, draft.teaser.en) = (title, teaser),
        Voice::Easy => {
            draft.easy.title = title;
            draft.easy.teaser = teaser;
            draft.easy.checked_by = checked;
        }
    }
}

/// Saves title and teaser.
pub(crate) async fn head(
    ctx: Ctx,
    Path(item): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let voice = voice(&fields);
    let clean = |name: &str| content::tidy(&fields.text(name));
    let (title, teaser, checked) = (clean("titel"), clean("kurztext"), clean("geprueft_von"));
    if title.chars().count() > TITLE_CHARS_MAX {
        let problem = super::wrong(
            "titel",
            "Der Titel ist zu lang. Erlaubt sind 200 Zeichen.",
            "The title is too long. 200 characters are allowed.",
        );
        return answer(&ctx, &item, &fields, Err(problem.into()), "").await;
    }
    let edit = move |draft: &mut Draft| {
        set_head(draft, voice, title, teaser, checked);
        Ok(())
    };
    let outcome = change(&ctx, id(&item)?, seen(&fields), step(&fields), edit).await;
    answer(&ctx, &item, &fields, outcome, "").await
}

/// Saves a stretch of running text.
pub(crate) async fn words(
    ctx: Ctx,
    Path(item): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let voice = voice(&fields);
    let (behind, text) = (fields.get("hinter").to_owned(), fields.text("worte"));
    let edit = move |draft: &mut Draft| {
        let mut blocks = draft.body(voice).clone().into_blocks();
        let Some((from, to)) = stretch(&blocks, &behind) else { return Err(moved_away()) };
        let new = blocks_of("worte", &text, &blocks[from..to])?;
        blocks.splice(from..to, new);
        draft.set_body(voice, document(blocks)?);
        Ok(())
    };
    let outcome = change(&ctx, id(&item)?, seen(&fields), step(&fields), edit).await;
    answer(&ctx, &item, &fields, outcome, "").await
}

pub(super) fn moved_away() -> AppError {
    AppError::refused(
        "newsroom/block-gone",
        "Der Baustein vor dieser Stelle ist nicht mehr da. Kopieren Sie Ihren Text und laden Sie die Seite neu.",
        "The block before this place is gone. Copy your text and load the page again.",
    )
}

/// The whole text in one field.
pub(crate) async fn whole(
    ctx: Ctx,
    Path(item): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    show_whole(&ctx, &item, &fields, &Errors::new(), None).await
}

async fn show_whole(
    ctx: &Ctx,
    text: &str,
    fields: &Fields,
    errors: &Errors,
    above: Option<web::Markup>,
) -> Result<Response, AppError> {
    let (item, draft) = load(ctx, text).await?;
    let (frame, voice) = (Frame::of(ctx), voice(fields));
    let say = frame.say;
    let is_typed = fields.has("worte");
    let value =
        if is_typed { fields.text("worte") } else { content::text::print(draft.body(voice)) };
    let action = ctx.to(&format!("{}/ganz", base(item.id)));
    let body = html! {
        @if let Some(above) = &above { (above) }
        p { a href=(ctx.to(&format!("{}?sprache={}", base(item.id), voice.word()))) {
            (say.of("Zurück zu den Bausteinen", "Back to the blocks"))
        } }
        (Form::post(&action, &ctx.form_token()).body(html! {
            (Field::new(say, EDITION, "").value(&item.head.to_string()).hidden())
            (Field::new(say, "sprache", "").value(voice.word()).hidden())
            @if let Some(error) = errors.get("worte") {
                (web::alert(web::Tone::Danger, say.of("Bitte prüfen", "Please check"), html! { p { (error) } }))
            }
            (web::editor::writing(
                say.of("Der ganze Text mit allen Bausteinen", "The whole text with all blocks"),
                "worte", "ganz", &value,
                say.of(
                    "Bausteine beginnen mit zwei oder drei Doppelpunkten, zum Beispiel :::hinweis titel=\"Wichtig\".",
                    "Blocks begin with two or three colons, for example :::hinweis titel=\"Wichtig\".",
                ),
            ))
            (buttons(button(Weight::Primary, say.of("Speichern", "Save"))))
        }))
    };
    let page = page(&frame, ctx, &item, "", &body).errors(errors);
    Ok(if is_typed { frame.answer_again(page) } else { frame.answer(page) })
}

/// Saves the whole text.
pub(crate) async fn take_whole(
    ctx: Ctx,
    Path(item): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let voice = voice(&fields);
    let text = fields.text("worte");
    let edit = move |draft: &mut Draft| {
        let mut ids = crate::fields::fresh_id;
        let new = parse_like(&text, draft.body(voice), &mut ids);
        let new = new.map_err(|errors| crate::fields::text_problem("worte", &errors))?;
        draft.set_body(voice, new);
        Ok(())
    };
    let outcome = change(&ctx, id(&item)?, seen(&fields), EditionStep::Saved, edit).await;
    let frame = Frame::of(&ctx);
    match outcome {
        Ok(Changed::Saved) => {
            Ok(ctx.redirect(&format!("{}?sprache={}&gespeichert", base(id(&item)?), voice.word())))
        }
        Ok(Changed::Clash(all, who)) => {
            let who = ctx.read(move |db| names(db, [who])).await?;
            let above = clashes(&frame, &ctx, &all, &who.into_values().next().unwrap_or_default());
            show_whole(&ctx, &item, &fields, &Errors::new(), Some(above)).await
        }
        Err(error) => {
            let errors = refused(&frame, error)?;
            show_whole(&ctx, &item, &fields, &errors, None).await
        }
    }
}
