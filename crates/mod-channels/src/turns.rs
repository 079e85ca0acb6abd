//! What happens by itself when a publication changes or ends: its posts say so to the editors.

use std::sync::Arc;

use kernel::facts::{PublicationEnded, PublicationShown};
use kernel::publication::Publication;
use kernel::{AppError, Audit, Id, Town, Tx, outbox};

use crate::model::State;
use crate::store;

/// A publication is shown, for the first time or changed.
pub fn shown(_: &Arc<Town>, tx: &mut Tx<'_>, body: &str) -> Result<Audit, AppError> {
    let fact: PublicationShown = outbox::read(body)?;
    mark(tx, &fact.publication, |revision| if fact.revision > revision { "changed" } else { "" })
}

/// A publication is no longer to be seen.
pub fn ended(_: &Arc<Town>, tx: &mut Tx<'_>, body: &str) -> Result<Audit, AppError> {
    let fact: PublicationEnded = outbox::read(body)?;
    mark(tx, &fact.publication, |_| "ended")
}

fn mark(
    tx: &mut Tx<'_>,
    publication: &str,
    word: impl Fn(i64) -> &'static str,
) -> Result<Audit, AppError> {
    let id: Id<Publication> = publication.parse().map_err(AppError::internal)?;
    for mut post in store::of_publication(tx, id)? {
        let word = word(post.revision);
        if post.state == State::Released && post.source != word {
            word.clone_into(&mut post.source);
            store::save(tx, &post)?;
        }
    }
    Ok(Audit::of("channels.noted_source", id))
}
