//! Removing an entry of a list, with a question before.

use axum::extract::Path;
use axum::response::Response;
use kernel::{AppError, Ctx, Fields};
use norm_fim::Path as Place;
use web::button::{Weight, button};
use web::{Form, Frame, buttons, html, link_button};

use super::fill::{SHAPE, plan};
use super::{Stop, draft_page, draft_path, edit, open};
use crate::flow::Plan;

/// The list an entry belongs to, with its index.
fn split(entry: &str) -> Result<(Place, u32), AppError> {
    let place: Place = entry.parse().map_err(|_| AppError::NotFound)?;
    let index = place.last().and_then(|s| s.index).ok_or(AppError::NotFound)?;
    Ok((place.with_index(None), index))
}

/// Asks before an entry goes.
pub async fn confirm_removal(
    ctx: Ctx,
    Path((id, entry)): Path<(String, String)>,
) -> Result<Response, Stop> {
    let (list, index) = split(&entry)?;
    let opened = open(&ctx, &id).await?;
    let plan = plan(&ctx, &opened.loaded, &opened.draft);
    let home = plan.page_of_list(&list).ok_or(AppError::NotFound)?;
    let schema = opened.loaded.form.schema();
    if index >= opened.draft.data.answers.count(schema, &list) {
        return Ok(ctx.redirect(&draft_path(opened.draft.id, &home.id)));
    }
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let place = list.with_index(Some(index));
    let name = opened.loaded.form.place_name(&place, ctx.language.tag());
    let summary =
        opened.loaded.form.entry_summary(&opened.draft.data.answers, &place, ctx.language.tag());
    let back = ctx.to(&draft_path(opened.draft.id, &home.id));
    let action = ctx.to(&draft_path(opened.draft.id, &format!("{entry}/entfernen")));
    let page = draft_page(&frame, &ctx, &opened, say.of("Eintrag entfernen?", "Remove the entry?"))
        .back(&back)
        .body(html! {
            p { strong { (name) } @if !summary.is_empty() { ": " (summary) } }
            p { (say.of(
                "Alles, was Sie zu diesem Eintrag angegeben haben, geht verloren.",
                "Everything you have entered for this entry will be lost.",
            )) }
            (Form::post(&action, &ctx.form_token()).body(html! {
                input type="hidden" name=(SHAPE) value=(opened.draft.shape);
                (buttons(html! {
                    (button(Weight::Danger, say.of("Ja, entfernen", "Yes, remove")))
                    (link_button(Weight::Tertiary, &back, say.of("Nein, behalten", "No, keep it")))
                }))
            }))
        });
    Ok(frame.answer(page))
}

/// Removes an entry; later ones move up. A second click finds another shape and changes nothing.
pub async fn remove_entry(
    ctx: Ctx,
    Path((id, entry)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, Stop> {
    let (list, index) = split(&entry)?;
    let language = ctx.language.tag();
    let (opened, home) = edit(&ctx, &id, |loaded, draft| {
        let plan = Plan::new(loaded.pages(&draft.data.answers, language));
        let home = plan.page_of_list(&list).map(|p| p.id.clone()).ok_or(AppError::NotFound)?;
        if fields.get(SHAPE) == draft.shape.to_string()
            && draft.data.answers.remove_instance(loaded.form.schema(), &list, index).is_ok()
        {
            draft.shape += 1;
        }
        draft.page.clone_from(&home);
        Ok(home)
    })
    .await?;
    Ok(ctx.redirect(&draft_path(opened.draft.id, &home)))
}
