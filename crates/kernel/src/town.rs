//! A town is a database: its records, its files, its keys, and the house it lives in.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use tokio::sync::Notify;

use crate::access::Actor;
use crate::clock::Clock;
use crate::db::{Db, Migration, MigrationError, Place, Reader, Saved, Tx};
use crate::error::AppError;
use crate::files::FileStore;
use crate::jobs::JobKind;
use crate::keys::{Key, TownKeys};
use crate::limits::Limits;
pub use crate::migrations::KERNEL_MIGRATIONS;
use crate::module::Module;
use crate::notify::Post;
use crate::outbox::Subscriber;
use crate::paper::Press;
use crate::procedure::SharedProcedure;
use crate::settings::{self, SettingField, SettingKind, Settings};
use crate::siren::{self, Siren};
use crate::sql;
use crate::tally::Tallies;
use crate::value::Text;

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
    facts_bell: Notify,
    jobs_bell: Notify,
}

impl std::fmt::Debug for Town {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Town").field("key", &self.plan.key).finish_non_exhaustive()
    }
}

const WRAPPED: &str = "town_key";
const FIND_KEY: crate::db::Sql = sql!("SELECT value FROM kernel_setting WHERE module = $1");
const SET_KEY: crate::db::Sql = sql!(
    "INSERT INTO kernel_setting (module, value, set_at) VALUES ($1, $2, $3)
     ON CONFLICT (module) DO NOTHING"
);

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
        let key = town_key(&db, root, &plan.key).await?;
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
            facts_bell: Notify::new(),
            jobs_bell: Notify::new(),
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

    /// Waits until something was written, for whoever delivers facts.
    pub(crate) async fn rung_for_facts(&self) {
        self.facts_bell.notified().await;
    }

    /// Waits until something was written, for whoever runs jobs.
    pub(crate) async fn rung_for_jobs(&self) {
        self.jobs_bell.notified().await;
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

async fn town_key(db: &Db, root: &Key, name: &str) -> Result<Key, OpenError> {
    let place = format!("{WRAPPED}|{name}");
    let under = root.derive("rathaus/towns/1");
    let found = db
        .read(|reader| {
            Ok(reader.maybe(FIND_KEY, &[&WRAPPED])?.map(|r| r.at::<String>(0)).transpose()?)
        })
        .await?;
    if let Some(wrapped) = found {
        let sealed = hex::decode(&wrapped).map_err(|_| OpenError::WrongKey)?;
        let text = under.open(&place, &sealed).map_err(|_| OpenError::WrongKey)?;
        let text = String::from_utf8(text).map_err(|_| OpenError::WrongKey)?;
        return Key::from_hex(&text).map_err(|_| OpenError::WrongKey);
    }
    let key = Key::random();
    let sealed = under.seal(&place, key.to_hex().as_bytes()).map_err(AppError::internal)?;
    let wrapped = hex::encode(sealed);
    db.write(Actor::system("setup"), move |tx| {
        let now = tx.now();
        tx.execute(SET_KEY, &[&WRAPPED, &wrapped, &now])?;
        Ok(crate::audit::Audit::of("kernel.key_made", "town").done())
    })
    .await?;
    Ok(key)
}

/// Name, look and legal data of a town: what stands in letterheads, in the page frame and in the
/// imprint.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Profile {
    /// Name with its kind: `Stadt Musterbach`.
    pub name: String,
    /// A few words under the name.
    pub claim_de: String,
    /// The same in English.
    pub claim_en: String,
    /// Who signs: `Die Bürgermeisterin`.
    pub authority: String,
    /// Name of the mayor.
    pub mayor: String,
    /// Official municipality key, 8 digits.
    pub ags: String,
    /// Official regional key, 12 digits.
    pub ars: String,
    /// Street and number of the town hall.
    pub street: String,
    /// Postcode and town.
    pub postcode: String,
    /// Telephone.
    pub telephone: String,
    /// E-mail of the town.
    pub email: String,
    /// Supervisory authority.
    pub supervision: String,
    /// Contact of the data protection officer.
    pub privacy_contact: String,
    /// Who answers for editorial content (§ 18 (2) MStV).
    pub editor: String,
    /// Coat of arms as SVG.
    pub arms_svg: String,
    /// First colour, `#rrggbb`.
    pub colour: String,
    /// Second colour, `#rrggbb`.
    pub accent: String,
    /// Administrative court, for remedy notices.
    pub court: String,
    /// Whether this is a demo town: shown on every page.
    pub is_demo: bool,
}

impl Settings for Profile {
    const MODULE: &'static str = "town";

    fn fields() -> Vec<SettingField> {
        let line = |key, de: &str, en: &str, hint_de: &str, hint_en: &str| SettingField {
            key,
            label: Text::new(de, en),
            hint: Text::new(hint_de, hint_en),
            kind: SettingKind::Line,
        };
        let mut fields = vec![
            line(
                "name",
                "Name der Kommune",
                "Name of the town",
                "Mit Art, zum Beispiel „Stadt Musterbach“.",
                "With its kind, for example “Stadt Musterbach”.",
            ),
            line(
                "claim_de",
                "Leitsatz",
                "Claim",
                "Ein paar Worte unter dem Namen.",
                "A few words below the name.",
            ),
            line("claim_en", "Leitsatz auf Englisch", "Claim in English", "", ""),
            line(
                "authority",
                "Behörde in Bescheiden",
                "Authority in notices",
                "Zum Beispiel „Die Bürgermeisterin“.",
                "For example “Die Bürgermeisterin”.",
            ),
            line("mayor", "Bürgermeisterin oder Bürgermeister", "Mayor", "", ""),
            line(
                "ags",
                "Amtlicher Gemeindeschlüssel",
                "Official municipality key",
                "8 Ziffern.",
                "8 digits.",
            ),
            line("ars", "Regionalschlüssel", "Regional key", "12 Ziffern.", "12 digits."),
            line("street", "Straße und Hausnummer", "Street and number", "", ""),
            line("postcode", "Postleitzahl und Ort", "Postcode and town", "", ""),
            line("telephone", "Telefon", "Telephone", "", ""),
            line("email", "E-Mail", "E-mail", "", ""),
            line("supervision", "Kommunalaufsicht", "Supervisory authority", "", ""),
            line(
                "privacy_contact",
                "Datenschutzbeauftragte",
                "Data protection officer",
                "E-Mail-Adresse.",
                "E-mail address.",
            ),
            line(
                "editor",
                "Verantwortlich für Inhalte",
                "Responsible for content",
                "Name und Anschrift, § 18 Abs. 2 MStV.",
                "Name and address.",
            ),
            line(
                "court",
                "Verwaltungsgericht",
                "Administrative court",
                "Für Rechtsbehelfsbelehrungen.",
                "For remedy notices.",
            ),
        ];
        for (key, de, en) in
            [("colour", "Hauptfarbe", "First colour"), ("accent", "Zweite Farbe", "Second colour")]
        {
            fields.push(SettingField {
                key,
                label: Text::new(de, en),
                hint: Text::new(
                    "Als #rrggbb. Der Kontrast wird geprüft.",
                    "As #rrggbb. The contrast is checked.",
                ),
                kind: SettingKind::Colour,
            });
        }
        fields.push(SettingField {
            key: "arms_svg",
            label: Text::new("Wappen als SVG", "Coat of arms as SVG"),
            hint: Text::new("Der Quelltext der SVG-Datei.", "The source of the SVG file."),
            kind: SettingKind::Lines,
        });
        fields
    }

    fn check(&self) -> Result<(), (String, Text)> {
        for (key, colour) in [("colour", &self.colour), ("accent", &self.accent)] {
            let sound = colour.is_empty()
                || (colour.len() == 7
                    && colour.starts_with('#')
                    && colour[1..].chars().all(|c| c.is_ascii_hexdigit()));
            if !sound {
                return Err((
                    key.into(),
                    Text::new(
                        "Geben Sie die Farbe als # mit sechs Ziffern oder Buchstaben von A bis F ein.",
                        "Enter the colour as # with six digits or letters from A to F.",
                    ),
                ));
            }
        }
        Ok(())
    }
}

impl Profile {
    /// The main colour, with a calm blue where a town has set none.
    pub fn main_colour(&self) -> &str {
        if self.colour.is_empty() { "#1f4e79" } else { &self.colour }
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
