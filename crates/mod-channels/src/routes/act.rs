//! The buttons of a post.

use axum::extract::Path;
use axum::response::Response;
use kernel::{AppError, Audit, Ctx, Fields, Saved, settings};

use super::{BASE, base, id, show};
use crate::account::Connection;
use crate::model::{Post, State};
use crate::settings::ChannelSettings;
use crate::{orders, store};

/// What was done, or why not: on the page of the post.
async fn answer(
    ctx: &Ctx,
    post: &str,
    done: Result<(), AppError>,
    path: &str,
) -> Result<Response, AppError> {
    match done {
        Ok(()) => Ok(ctx.redirect(path)),
        Err(AppError::Refused(problem)) => show::again(ctx, post, &problem).await,
        Err(other) => Err(other),
    }
}

fn not_now() -> AppError {
    AppError::refused(
        "channels/not-now",
        "Das geht in diesem Stand des Beitrags nicht.",
        "This cannot be done in this state of the post.",
    )
}

/// Submits, takes back, throws away.
pub(super) async fn write(
    ctx: Ctx,
    Path(text): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let post: kernel::Id<Post> = id(&text)?;
    let action = fields.get("aktion").to_owned();
    let is_gone = action == "verwerfen";
    let done = ctx
        .write(move |tx| {
            let mut post = store::find(tx, post)?;
            match (action.as_str(), post.state) {
                ("einreichen", State::Draft) => {
                    post.state = State::Submitted;
                    store::save(tx, &post)?;
                    Ok(Audit::of("channels.submitted", post.id).done())
                }
                ("zurueck", State::Submitted) => {
                    post.state = State::Draft;
                    store::save(tx, &post)?;
                    Ok(Audit::of("channels.returned", post.id).done())
                }
                ("verwerfen", State::Draft | State::Submitted)
                    if store::task::of_post(tx, post.id)?.is_empty() =>
                {
                    store::remove(tx, post.id)?;
                    Ok(Audit::of("channels.discarded", post.id).done())
                }
                _ => Err(not_now()),
            }
        })
        .await;
    let path = if is_gone { BASE.to_owned() } else { base(post) };
    answer(&ctx, &text, done, &path).await
}

/// Releases, calls off, corrects, deletes, tries again.
pub(super) async fn publish(
    ctx: Ctx,
    Path(text): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let post: kernel::Id<Post> = id(&text)?;
    let town = ctx.town.clone();
    let done = ctx
        .write(move |tx| {
            let found = store::find(tx, post)?;
            let account = || id::<Connection>(fields.get("konto"));
            match (fields.get("aktion"), found.state) {
                ("freigeben", State::Draft | State::Submitted) => {
                    let pair = settings::get::<ChannelSettings>(tx)?.needs_second_pair;
                    orders::release(&town, tx, found, pair)
                }
                ("abbrechen", State::Released) => orders::call_off(tx, found),
                ("korrigieren", State::Released) => orders::correct(&town, tx, found),
                ("loeschen", State::Released) => orders::delete(tx, found, None),
                ("hier-loeschen", State::Released) => orders::delete(tx, found, Some(account()?)),
                ("neu-senden", State::Released) => orders::anew(&town, tx, &found, account()?),
                ("erneut", State::Released | State::Deleted) => {
                    let errand = own(tx, post, fields.get("auftrag"))?;
                    orders::again(&town, tx, errand)
                }
                ("erledigt", State::Released | State::Deleted) => {
                    let errand = own(tx, post, fields.get("auftrag"))?;
                    orders::by_hand(tx, errand)
                }
                _ => Err::<Saved<()>, _>(not_now()),
            }
        })
        .await;
    answer(&ctx, &text, done, &base(post)).await
}

/// An errand of this post and of no other.
fn own(
    tx: &mut kernel::Tx<'_>,
    post: kernel::Id<Post>,
    text: &str,
) -> Result<kernel::Id<crate::model::Errand>, AppError> {
    let errand = store::task::find(tx, id(text)?)?;
    if errand.post == post { Ok(errand.id) } else { Err(AppError::NotFound) }
}
