//! The town's key for messages in the browser: made when it is first asked for, sealed ever since.

use std::sync::Arc;

use kernel::{Actor, AppError, Audit, Saved, Town};
use norm_push::browser::Sender;

use crate::store;

/// Whom a service writes to when something is wrong with the town's messages.
fn subject(town: &Town) -> String {
    let profile = town.profile();
    if profile.email.contains('@') {
        return format!("mailto:{}", profile.email.trim());
    }
    town.plan().base_url.clone()
}

/// The town's key.
///
/// # Errors
/// What the database says, or that the key is none.
pub async fn sender(town: &Arc<Town>) -> Result<Sender, AppError> {
    let there = Arc::clone(town);
    let found = town.read(move |db| store::key(&there, db)).await?;
    let (private, public) = match found {
        Some(pair) => pair,
        None => make(town).await?,
    };
    Sender::new(&private, &public, &subject(town)).map_err(AppError::internal)
}

async fn make(town: &Arc<Town>) -> Result<(Vec<u8>, Vec<u8>), AppError> {
    let there = Arc::clone(town);
    town.write(Actor::system("push"), move |tx| {
        // Somebody else may have been faster.
        if let Some(pair) = store::key(&there, tx)? {
            return Ok(Saved::nothing(pair));
        }
        let (private, public) = Sender::generate().map_err(AppError::internal)?;
        store::keep_key(&there, tx, &private, &public)?;
        Ok(Audit::of("push.key_made", "town").with((private.to_vec(), public)))
    })
    .await
}
