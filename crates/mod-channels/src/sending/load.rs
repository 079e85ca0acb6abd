//! What a job reads before it works.

use std::collections::HashSet;

use kernel::publication;
use kernel::{AppError, Id, Reader, settings};

use super::Body;
use crate::account::Connection;
use crate::model::{Errand, Post, Standing};
use crate::settings::ChannelSettings;
use crate::store;

/// The account of an errand, if a job of this run still has to work on it.
pub(super) fn account_of(
    db: &mut Reader<'_>,
    body: Body,
) -> Result<Option<Id<Connection>>, AppError> {
    let errand = store::task::find(db, body.errand)?;
    let is_ours = errand.run == body.run && errand.standing == Standing::Waiting;
    Ok(is_ours.then_some(errand.account))
}

type Loaded = (
    Errand,
    Connection,
    (Post, Option<publication::Publication>),
    ChannelSettings,
    HashSet<String>,
);

/// Everything a job needs.
pub(super) fn load(db: &mut Reader<'_>, body: Body) -> Result<Option<Loaded>, AppError> {
    let errand = store::task::find(db, body.errand)?;
    if errand.run != body.run || errand.standing != Standing::Waiting {
        return Ok(None);
    }
    let connection = store::account::find(db, errand.account)?;
    let post = store::find(db, errand.post)?;
    let source = post.publication.map(|id| publication::find(db, id)).transpose()?.flatten();
    let settings = settings::get::<ChannelSettings>(db)?;
    let taken = store::task::remotes(db, errand.account, errand.id)?;
    Ok(Some((errand, connection, (post, source), settings, taken)))
}
