//! Remarks of colleagues about a text.

use axum::extract::Path;
use axum::response::Response;
use kernel::{AppError, Audit, Ctx, Fields, Id, Saved};
use web::button::{Weight, action_link, button};
use web::timeline::{Event, timeline};
use web::{Field, Form, Frame, Tone, buttons, html};

use super::{base, id, names, page, with_message};
use crate::store::{self, CommentRow};

/// Letters of the longest remark.
const REMARK_CHARS_MAX: usize = 2_000;

/// The page.
pub(crate) async fn show(
    ctx: Ctx,
    Path(text): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let (item_id, actor) = (id(&text)?, ctx.actor.clone());
    let (item, all, names) = ctx
        .read(move |db| {
            let item = store::find(db, item_id)?.open(&actor)?;
            let all = store::comments(db, item_id)?;
            let names = names(db, all.iter().map(|c| c.author.clone()))?;
            Ok((item, all, names))
        })
        .await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let action = ctx.to(&format!("{}/gespraech", base(item.id)));
    let token = ctx.form_token();
    let events: Vec<Event> = all
        .iter()
        .map(|c| Event {
            when: ctx.language.moment(c.made_at),
            datetime: c.made_at.to_string(),
            title: say.of(format!("Zu Fassung {}", c.edition), format!("About edition {}", c.edition)),
            who: names.get(&c.author).cloned(),
            body: Some(html! {
                (web::timeline::paragraphs(&c.text))
                @if c.is_resolved { p.rh-muted { (say.of("Erledigt", "Done")) } }
                @else { (action_link(&action, &token, &[("erledigt", &c.id.to_string())], say.of("Erledigt", "Done"))) }
            }),
            tone: if c.is_resolved { Tone::Success } else { Tone::Warning },
        })
        .collect();
    let body = html! {
        (timeline(&events))
        (Form::post(&action, &token).body(html! {
            (Field::new(say, "anmerkung", say.of("Anmerkung", "Remark")).max_length(REMARK_CHARS_MAX).textarea(4))
            (buttons(button(Weight::Primary, say.of("Anmerkung senden", "Send the remark"))))
        }))
    };
    let page = page(&frame, &ctx, &item, "gespraech", &body);
    Ok(frame.answer(with_message(page, &frame, &fields)))
}

/// Adds a remark, or marks one as done.
pub(crate) async fn say(
    ctx: Ctx,
    Path(text): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let (item_id, actor) = (id(&text)?, ctx.actor.clone());
    let done: Option<Id<CommentRow>> = fields.get("erledigt").parse().ok();
    let remark: String = fields.text("anmerkung").chars().take(REMARK_CHARS_MAX).collect();
    ctx.write(move |tx| {
        let item = store::find(tx, item_id)?.open(&actor)?;
        if let Some(done) = done {
            if !store::resolve_comment(tx, item.id, done)? {
                return Ok(Saved::nothing(()));
            }
            return Ok(Audit::of("newsroom.remark_settled", item.id).done());
        }
        if remark.is_empty() {
            return Ok(Saved::nothing(()));
        }
        store::add_comment(tx, item.id, item.head, "", &remark)?;
        Ok(Audit::of("newsroom.remarked", item.id).done())
    })
    .await?;
    Ok(ctx.redirect(&format!("{}/gespraech?gespeichert", base(item_id))))
}
