//! What happens by itself: a planned text appears, a text runs out, the night looks over everything.

use std::sync::Arc;

use kernel::facts::{PublicationEnded, PublicationShown};
use kernel::jobs::Running;
use kernel::publication::{self, Publication};
use kernel::{AppError, Audit, Id, Text, Town, Tx, outbox};

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
        let is_at_rest = matches!(item.state, State::Published | State::Scheduled);
        // Somebody is writing the next edition: that goes on, but they are told.
        let state = if is_at_rest { State::Expired } else { item.state };
        store::set_state(tx, &item, state, 0, false)?;
        let edition = if item.is_out() { item.live } else { item.head };
        store::add_step(tx, id, edition, "expired", "", ("", &Text::default()))?;
        if !is_at_rest {
            let text = Text::new(
                "Der Text ist abgelaufen, während daran gearbeitet wurde. Soll er wieder erscheinen? Dann „Endet am“ ändern und veröffentlichen.",
                "The text ran out while somebody was working on it. Shall it appear again? Then change “Ends on” and publish it.",
            );
            let due = (Some(tx.today()), item.owner);
            store::add_task(tx, &format!("expired/{id}"), Some(id), "look", &text, due)?;
        }
    }
    Ok(Audit::of("newsroom.noted_ended", id))
}

/// The night: looks over everything that is published and makes tasks.
pub(crate) fn night(town: Arc<Town>) -> Running<'static> {
    Box::pin(async move { crate::nightly::look(&town).await.map_err(kernel::jobs::JobError::from) })
}
