//! What happens by itself: a planned text appears, a text runs out, the night looks over everything.

use std::sync::Arc;

use kernel::facts::{PublicationEnded, PublicationShown};
use kernel::jobs::Running;
use kernel::publication::{self, Publication};
use kernel::{Actor, AppError, Audit, Id, Saved, Text, Town, Tx, outbox};

use crate::model::State;
use crate::store;

/// A planned text appeared.
pub(crate) fn shown(_: &Arc<Town>, tx: &mut Tx<'_>, body: &str) -> Result<Audit, AppError> {
    let fact: PublicationShown = outbox::read(body)?;
    let id: Id<Publication> = fact.publication.parse().map_err(AppError::internal)?;
    if let Some(item) = store::known(tx, id)?
        && item.state == State::Scheduled
    {
        store::set_state(tx, &item, State::Published, item.live, item.needs_second_look)?;
    }
    Ok(Audit::of("newsroom.noted_shown", id))
}

/// A text is no longer to be seen: withdrawn here, or run out.
pub(crate) fn ended(_: &Arc<Town>, tx: &mut Tx<'_>, body: &str) -> Result<Audit, AppError> {
    let fact: PublicationEnded = outbox::read(body)?;
    let id: Id<Publication> = fact.publication.parse().map_err(AppError::internal)?;
    let is_over =
        publication::find(tx, id)?.is_some_and(|p| p.state == publication::State::Expired);
    if let Some(item) = store::known(tx, id)?.filter(|_| is_over) {
        let state = match item.state {
            State::Published | State::Scheduled => State::Expired,
            // Somebody is writing the next edition: that goes on.
            other => other,
        };
        store::set_state(tx, &item, state, 0, false)?;
        store::add_step(tx, id, item.head, "expired", "", ("", &Text::default()))?;
    }
    Ok(Audit::of("newsroom.noted_ended", id))
}

/// The night: looks over everything that is published and makes tasks.
pub(crate) fn night(town: Arc<Town>) -> Running<'static> {
    Box::pin(async move {
        let look = Arc::clone(&town);
        town.write(Actor::system("newsroom"), move |tx| {
            let made = crate::nightly::look(&look, tx)?;
            Ok::<Saved<()>, AppError>(
                Audit::of("newsroom.looked_over", "texts").note(format!("tasks={made}")).done(),
            )
        })
        .await
        .map_err(kernel::jobs::JobError::from)
    })
}
