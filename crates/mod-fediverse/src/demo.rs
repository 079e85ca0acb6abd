//! The demo town can be followed; nobody does, because it stands on one machine alone.

use std::sync::Arc;

use kernel::{Actor, AppError, Audit, Town, settings};

use crate::settings::FediverseSettings;

/// Switches it on.
///
/// # Errors
/// What the database says.
pub async fn fill_for_demo(town: &Arc<Town>) -> Result<(), AppError> {
    town.write(Actor::system("demo"), |tx| {
        settings::set(tx, &FediverseSettings { is_on: true, ..FediverseSettings::default() })?;
        Ok(Audit::of("fediverse.demo", "fediverse").done())
    })
    .await
}
