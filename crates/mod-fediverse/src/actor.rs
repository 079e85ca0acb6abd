//! The town as an actor of the network: its addresses, its key.

use std::sync::Arc;

use jiff::Timestamp;
use kernel::{Actor as Who, AppError, Audit, Language, Reader, Saved, Town, settings};
use norm_fediverse::publish::Actor;
use norm_fediverse::sign::Key;

use crate::settings::FediverseSettings;
use crate::store;

/// Where the town speaks from; for ever, whatever it is called.
pub(crate) const ACTOR: &str = "/fediverse/stadt";
/// Below this lies what it said.
pub(crate) const SAYINGS: &str = "/fediverse/beitrag";
/// Where the sealed key belongs.
const PLACE: &str = "fediverse_identity|key|town";

/// The key of the town as it is kept.
#[derive(Clone, Debug)]
pub struct Identity {
    /// The whole key, sealed.
    pub sealed: String,
    /// Its public half.
    pub public_pem: String,
    /// Since when it is there.
    pub made_at: Timestamp,
}

/// The settings and the actor; nothing where the town does not want to be followed, or has no key
/// yet.
pub(crate) fn find(
    town: &Town,
    db: &mut Reader<'_>,
) -> Result<Option<(FediverseSettings, Actor)>, AppError> {
    let settings: FediverseSettings = settings::get(db)?;
    if !settings.is_on {
        return Ok(None);
    }
    let Some(identity) = store::identity(db)? else { return Ok(None) };
    let base = &town.plan().base_url;
    let profile = town.profile();
    let fields = [("Impressum", "/impressum"), ("Datenschutz", "/datenschutz")];
    let actor = Actor {
        id: format!("{base}{ACTOR}"),
        handle: settings.handle.clone(),
        name: profile.name.clone(),
        summary: Language::De.of(&profile.claim_de, &profile.claim_en).to_owned(),
        page: format!("{base}/fediverse"),
        icon: String::new(),
        key_pem: identity.public_pem,
        since: identity.made_at,
        fields: std::iter::once(("Homepage".to_owned(), base.clone()))
            .chain(fields.map(|(name, path)| (name.to_owned(), format!("{base}{path}"))))
            .collect(),
    };
    Ok(Some((settings, actor)))
}

/// The same; makes the key where there is none yet.
///
/// # Errors
/// What the database says.
pub(crate) async fn ready(
    town: &Arc<Town>,
) -> Result<Option<(FediverseSettings, Actor)>, AppError> {
    let there = Arc::clone(town);
    if let Some(found) = town.read(move |db| find(&there, db)).await? {
        return Ok(Some(found));
    }
    let settings: FediverseSettings = town.read(settings::get).await?;
    if !settings.is_on {
        return Ok(None);
    }
    make(town).await?;
    let there = Arc::clone(town);
    town.read(move |db| find(&there, db)).await
}

/// Makes the key of the town, once for ever.
async fn make(town: &Arc<Town>) -> Result<(), AppError> {
    // A long computation: not on a thread that serves.
    let key = tokio::task::spawn_blocking(Key::generate).await.map_err(AppError::internal)?;
    let key = key.map_err(AppError::internal)?;
    let sealed = town.seal(PLACE, &key.to_pkcs8().map_err(AppError::internal)?)?;
    let public_pem = key.public_pem().map_err(AppError::internal)?;
    town.write(Who::system("fediverse"), move |tx| {
        let identity = Identity { sealed, public_pem, made_at: tx.now() };
        // Two at once: the first one stays.
        if !store::add_identity(tx, &identity)? {
            return Ok(Saved::nothing(()));
        }
        Ok(Audit::of("fediverse.key_made", "town").done())
    })
    .await
}

/// The key to sign with.
///
/// # Errors
/// That there is none, or that it does not open.
pub(crate) fn key(town: &Town, db: &mut Reader<'_>) -> Result<Key, AppError> {
    let identity = store::identity(db)?.ok_or(AppError::NotFound)?;
    Key::from_pkcs8(&town.unseal(PLACE, &identity.sealed)?).map_err(AppError::internal)
}
