//! Browsers that want messages: taken in, changed, ended.

use std::sync::Arc;

use kernel::limits::Rate;
use kernel::{AppError, Audit, Ctx, Saved};
use norm_push::browser::Subscription;

use crate::store;

/// Subscriptions one caller may hand in.
pub const RATE: Rate =
    Rate { name: "push.subscribe", burst: 30, every: jiff::SignedDuration::from_secs(30) };
/// Browsers at most: beyond that somebody plays with us.
const BROWSERS_MAX: i64 = 200_000;

/// Keeps a subscription, or changes what its browser chose. `replaces` is an older address of the
/// same browser, which its maker has ended.
///
/// # Errors
/// [`AppError::Unavailable`] when there are too many.
pub async fn take(
    ctx: &Ctx,
    to: Subscription,
    topics: Vec<String>,
    replaces: String,
) -> Result<(), AppError> {
    let (town, language) = (Arc::clone(&ctx.town), ctx.language);
    ctx.write(move |tx| {
        if store::all(tx)? >= BROWSERS_MAX {
            return Err(AppError::Unavailable("too many browsers are subscribed".into()));
        }
        if !replaces.is_empty()
            && replaces != to.endpoint
            && let Some(old) = store::of_endpoint(&town, tx, &replaces)?
        {
            store::unsubscribe(tx, old.id)?;
        }
        let (id, is_new) = store::subscribe(&town, tx, &to, language, &topics)?;
        if is_new {
            store::count(tx, "began", 1)?;
        }
        Ok(Audit::of(if is_new { "push.subscribed" } else { "push.changed" }, id).done())
    })
    .await
}

/// Forgets a browser.
///
/// # Errors
/// What the database says.
pub async fn end(ctx: &Ctx, endpoint: String) -> Result<(), AppError> {
    let town = Arc::clone(&ctx.town);
    ctx.write(move |tx| {
        let Some(known) = store::of_endpoint(&town, tx, &endpoint)? else {
            return Ok(Saved::nothing(()));
        };
        store::unsubscribe(tx, known.id)?;
        store::count(tx, "ended", 1)?;
        Ok(Audit::of("push.ended", known.id).done())
    })
    .await
}
