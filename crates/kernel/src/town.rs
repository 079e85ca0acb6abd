//! A town is a database: its records, its files, its keys, and the house it lives in.

mod own_key;
mod profile;

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use tokio::sync::Notify;

use crate::access::Actor;
use crate::check::Checkup;
use crate::clock::Clock;
use crate::db::{Db, Migration, MigrationError, Place, Reader, Saved, Tx};
use crate::error::AppError;
use crate::files::FileStore;
use crate::guide::Signposts;
use crate::jobs::JobKind;
use crate::keys::{Key, TownKeys};
use crate::limits::Limits;
use crate::map::Tiles;
pub use crate::migrations::KERNEL_MIGRATIONS;
use crate::module::Module;
use crate::notify::Post;
use crate::outbox::Subscriber;
use crate::paper::Press;
use crate::places::StreetNames;
use crate::procedure::SharedProcedure;
use crate::settings;
use crate::siren::{self, Siren};
use crate::tally::Tallies;

pub use profile::Profile;

/// What all towns of one process share: the departments and the adapters.
pub struct House {
    modules: Vec<Module>,
    press: Arc<dyn Press>,
    post: Arc<dyn Post>,
}

impl House {
    /// Puts a house together.
    pub fn new(modules: Vec<Module>, press: Arc<dyn Press>, post: Arc<dyn Post>) -> Self {
        Self { modules, press, post }
    }

    /// The departments in the order of the navigation.
    pub fn modules(&self) -> &[Module] {
        &self.modules
    }

    /// All migrations, the kernel's first.
    pub fn migrations(&self) -> Vec<Migration> {
        let own = KERNEL_MIGRATIONS.iter();
        own.chain(self.modules.iter().flat_map(|m| m.migrations)).copied().collect()
    }

    /// Everybody who listens to facts.
    pub fn subscribers(&self) -> impl Iterator<Item = Subscriber> {
        self.modules.iter().flat_map(|m| m.subscribers.iter().copied())
    }

    /// All kinds of job.
    pub fn job_kinds(&self) -> Vec<JobKind> {
        let own = std::iter::once(crate::notify::mail_job());
        own.chain(self.modules.iter().flat_map(|m| m.jobs.iter().copied())).collect()
    }

    /// The procedure of a kind of case.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when no department answers for it.
    pub fn procedure(&self, kind: &str) -> Result<SharedProcedure, AppError> {
        let mut all = self.modules.iter().flat_map(|m| &m.procedures);
        all.find(|p| p.covers(kind)).cloned().ok_or(AppError::NotFound)
    }

    /// All procedures.
    pub fn procedures(&self) -> impl Iterator<Item = &SharedProcedure> {
        self.modules.iter().flat_map(|m| &m.procedures)
    }
}

/// Where and what a town is, from the configuration of the machine.
#[derive(Clone, Debug)]
pub struct TownPlan {
    /// Short name for folders and logs, for example `musterbach`.
    pub key: String,
    /// Host names it answers to.
    pub hosts: Vec<String>,
    /// Address of its pages without a slash at the end, for links in mails.
    pub base_url: String,
    /// Folder for files and backups.
    pub folder: PathBuf,
    /// Its database.
    pub place: Place,
}

/// Why a town could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Database, disk or records.
    #[error("{0}")]
    App(#[from] AppError),
    /// The database and the program do not fit together.
    #[error("{0}")]
    Migration(#[from] MigrationError),
    /// The database is behind the program.
    #[error("the database is {0} steps behind this program: run `rathaus migrate`")]
    Behind(usize),
    /// The root key is not the one the town was set up with.
    #[error(
        "the key file does not belong to this town: put the right one in its place (its copy lies where your handbook says)"
    )]
    WrongKey,
}

/// A town.
pub struct Town {
    plan: TownPlan,
    db: Db,
    files: FileStore,
    keys: TownKeys,
    house: Arc<House>,
    limits: Limits,
    tallies: Tallies,
    profile: RwLock<Arc<Profile>>,
    siren: Siren,
    checkup: Checkup,
    signposts: Signposts,
    tiles: Tiles,
    street_names: StreetNames,
    parts: Mutex<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>,
    facts_bell: Notify,
    jobs_bell: Notify,
    heavy_jobs_bell: Notify,
}

impl std::fmt::Debug for Town {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Town").field("key", &self.plan.key).finish_non_exhaustive()
    }
}

impl Town {
    /// Opens a town whose database is up to date.
    ///
    /// # Errors
    /// [`OpenError`] with what to do.
    pub async fn open(
        plan: TownPlan,
        house: Arc<House>,
        root: &Key,
        clock: Clock,
    ) -> Result<Arc<Self>, OpenError> {
        crate::folder::make(&plan.folder)?;
        let db = Db::open(&plan.place, clock).await.map_err(AppError::from)?;
        let (open, _) = db.pending(house.migrations()).await?;
        if !open.is_empty() {
            return Err(OpenError::Behind(open.len()));
        }
        let key = own_key::town_key(&db, root, &plan.key).await?;
        let keys = TownKeys::from_town(&key);
        let files = FileStore::open(&plan.folder.join("files"), keys.files.clone())?;
        let profile = db.read(settings::get::<Profile>).await?;
        let town = Arc::new(Self {
            plan,
            db,
            files,
            keys,
            house,
            limits: Limits::default(),
            tallies: Tallies::default(),
            profile: RwLock::new(Arc::new(profile)),
            siren: Siren::default(),
            checkup: Checkup::default(),
            signposts: Signposts::default(),
            tiles: Tiles::default(),
            street_names: StreetNames::default(),
            parts: Mutex::default(),
            facts_bell: Notify::new(),
            jobs_bell: Notify::new(),
            heavy_jobs_bell: Notify::new(),
        });
        // Before the first page is shown.
        siren::refresh(&town).await?;
        Ok(town)
    }

    /// Its plan.
    pub fn plan(&self) -> &TownPlan {
        &self.plan
    }

    /// Its records.
    pub fn db(&self) -> &Db {
        &self.db
    }

    /// Its files.
    pub fn files(&self) -> &FileStore {
        &self.files
    }

    /// A file as it lies sealed on the disk, for backups.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when it is missing.
    pub fn sealed_file(&self, sha256: &str) -> Result<Vec<u8>, AppError> {
        self.files.read_sealed(sha256)
    }

    /// Its keys.
    pub fn keys(&self) -> &TownKeys {
        &self.keys
    }

    /// The house it lives in.
    pub fn house(&self) -> &Arc<House> {
        &self.house
    }

    /// The press that sets its letters.
    pub fn press(&self) -> &Arc<dyn Press> {
        &self.house.press
    }

    /// The transport of its mail.
    pub fn post(&self) -> &Arc<dyn Post> {
        &self.house.post
    }

    /// Who came how often.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The signposts of its public pages.
    pub fn signposts(&self) -> &Signposts {
        &self.signposts
    }

    /// The tiles of its map that are kept in memory.
    pub fn tiles(&self) -> &Tiles {
        &self.tiles
    }

    /// The names of its streets, to be searched.
    pub(crate) fn street_names(&self) -> &StreetNames {
        &self.street_names
    }

    /// What a department keeps in memory for this town while the house is open, by its type; made
    /// when it is first asked for.
    pub fn part<T: Any + Default + Send + Sync>(&self) -> Arc<T> {
        let mut parts = self.parts.lock().unwrap_or_else(PoisonError::into_inner);
        let part = parts.entry(TypeId::of::<T>()).or_insert_with(|| Arc::new(T::default()));
        // The key is the type itself.
        Arc::clone(part).downcast().unwrap_or_default()
    }

    /// What is counted and not saved yet.
    pub fn tallies(&self) -> &Tallies {
        &self.tallies
    }

    /// Its name, look and legal data.
    pub fn profile(&self) -> Arc<Profile> {
        Arc::clone(&self.profile.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Its warnings.
    pub fn siren(&self) -> &Siren {
        &self.siren
    }

    /// Reads the profile again after it was changed.
    ///
    /// # Errors
    /// What the database says.
    pub async fn reload_profile(&self) -> Result<(), AppError> {
        let profile = self.db.read(settings::get::<Profile>).await?;
        *self.profile.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(profile);
        Ok(())
    }

    /// This instant on the town's clock.
    pub fn now(&self) -> jiff::Timestamp {
        self.db.clock().now()
    }

    /// Writes as an actor and wakes the workers.
    ///
    /// # Errors
    /// As [`Db::write`].
    pub async fn write<T, F>(&self, actor: Actor, f: F) -> Result<T, AppError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<Saved<T>, AppError> + Send + 'static,
    {
        let value = self.db.write(actor, f).await?;
        self.facts_bell.notify_one();
        self.jobs_bell.notify_one();
        self.heavy_jobs_bell.notify_one();
        Ok(value)
    }

    /// Reads.
    ///
    /// # Errors
    /// As [`Db::read`].
    pub async fn read<T, F>(&self, f: F) -> Result<T, AppError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Reader<'_>) -> Result<T, AppError> + Send + 'static,
    {
        self.db.read(f).await
    }

    /// Reads; a statement that takes longer than this is ended.
    ///
    /// # Errors
    /// As [`Town::read`].
    pub async fn read_within<T, F>(&self, limit: std::time::Duration, f: F) -> Result<T, AppError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Reader<'_>) -> Result<T, AppError> + Send + 'static,
    {
        self.db.read_within(limit, f).await
    }

    /// The check of the house, for [`crate::check::look`].
    pub(crate) fn checkup(&self) -> &Checkup {
        &self.checkup
    }

    /// Waits until something was written, for whoever delivers facts.
    pub(crate) async fn rung_for_facts(&self) {
        self.facts_bell.notified().await;
    }

    /// Waits until something was written, for whoever runs jobs.
    pub(crate) async fn rung_for_jobs(&self) {
        self.jobs_bell.notified().await;
    }

    /// Waits until something was written, for whoever runs heavy jobs.
    pub(crate) async fn rung_for_heavy_jobs(&self) {
        self.heavy_jobs_bell.notified().await;
    }

    /// Seals a personal payload for its place in the database, as hexadecimal text.
    ///
    /// # Errors
    /// Never in practice; see [`Key::seal`].
    pub fn seal(&self, place: &str, plain: &[u8]) -> Result<String, AppError> {
        Ok(hex::encode(self.keys.records.seal(place, plain).map_err(AppError::internal)?))
    }

    /// Opens a sealed payload.
    ///
    /// # Errors
    /// Internal when it does not open: another key, another place, changed bytes.
    pub fn unseal(&self, place: &str, sealed: &str) -> Result<Vec<u8>, AppError> {
        let bytes = hex::decode(sealed).map_err(AppError::internal)?;
        self.keys.records.open(place, &bytes).map_err(AppError::internal)
    }
}

/// Applies what is pending to a town's database; used by `rathaus migrate` and by tests.
///
/// # Errors
/// [`MigrationError`]; the database is unchanged then.
pub async fn migrate(place: &Place, house: &House, clock: Clock) -> Result<usize, MigrationError> {
    if let Place::Sqlite(path) = place
        && let Some(folder) = path.parent().filter(|f| *f != Path::new(""))
    {
        crate::folder::make(folder)?;
    }
    let db = Db::open(place, clock).await.map_err(AppError::from)?;
    let (open, _) = db.pending(house.migrations()).await?;
    let count = open.len();
    db.migrate(open).await?;
    Ok(count)
}
