//! Warnings that stand on every page: kept in memory, so that no request asks the database for
//! them and they are there while the database is not. A department says what they are; whoever
//! commits a warning calls [`refresh`], and [`listen`] brings it to the other processes.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use jiff::Timestamp;

use crate::db::Reader;
use crate::error::AppError;
use crate::town::Town;
use crate::value::Text;

/// How often a process looks whether another one has changed the warnings: with the time of a
/// request this stays below the two seconds from click to banner.
const LISTEN: Duration = Duration::from_secs(1);

/// How grave a warning is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// It is over.
    Clear,
    /// Good to know.
    Info,
    /// Be careful.
    Caution,
    /// Danger for life or property.
    Danger,
}

impl Level {
    /// In a word.
    pub fn words(self) -> Text {
        match self {
            Self::Clear => Text::new("Entwarnung", "All clear"),
            Self::Info => Text::new("Information", "Information"),
            Self::Caution => Text::new("Achtung", "Caution"),
            Self::Danger => Text::new("Gefahr", "Danger"),
        }
    }
}

/// A warning as every page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Banner {
    /// How grave it is.
    pub level: Level,
    /// What happens and what to do.
    pub text: Text,
    /// Where; empty for the whole town.
    pub area: Text,
    /// When it was last changed.
    pub at: Timestamp,
    /// Until when it holds; the largest instant for as long as nobody takes it back.
    pub until: Timestamp,
    /// Its page, without language.
    pub path: String,
    /// Where to read more, outside; may be empty.
    pub link: String,
}

/// What a town warns of now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signal {
    /// The warnings, the gravest first.
    pub banners: Vec<Banner>,
    /// The home page is reduced to text.
    pub is_crisis: bool,
    /// Telephone for questions in a crisis; may be empty.
    pub hotline: String,
}

impl Signal {
    /// Warnings that hold at an instant: also when nobody could look since.
    pub fn at(&self, now: Timestamp) -> impl Iterator<Item = &Banner> {
        self.banners.iter().filter(move |b| now < b.until)
    }
}

/// Reads what a module warns of now.
pub type Signals = fn(&Town, &mut Reader<'_>) -> Result<Signal, AppError>;

/// The memory of a town's warnings.
#[derive(Debug, Default)]
pub struct Siren {
    signal: RwLock<Arc<Signal>>,
    version: AtomicU64,
}

impl Siren {
    /// What the town warns of.
    pub fn signal(&self) -> Arc<Signal> {
        Arc::clone(&self.signal.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes whenever a warning does: pages in memory are true for one version.
    pub fn version(&self) -> u64 {
        self.version.load(Ordering::Acquire)
    }

    fn set(&self, signal: Signal) {
        let mut kept = self.signal.write().unwrap_or_else(PoisonError::into_inner);
        if **kept != signal {
            *kept = Arc::new(signal);
            self.version.fetch_add(1, Ordering::AcqRel);
        }
    }
}

/// Reads the warnings of all modules into memory.
///
/// # Errors
/// What the database says; the warnings in memory stay then.
pub async fn refresh(town: &Arc<Town>) -> Result<(), AppError> {
    let sources: Vec<Signals> = town.house().modules().iter().filter_map(|m| m.signals).collect();
    if sources.is_empty() {
        return Ok(());
    }
    let inside = Arc::clone(town);
    let signal = town
        .read(move |reader| {
            let mut all = Signal::default();
            for source in &sources {
                let one = source(&inside, reader)?;
                all.banners.extend(one.banners);
                all.is_crisis |= one.is_crisis;
                if all.hotline.is_empty() {
                    all.hotline = one.hotline;
                }
            }
            all.banners.sort_by(|a, b| b.level.cmp(&a.level).then(b.at.cmp(&a.at)));
            Ok(all)
        })
        .await?;
    town.siren().set(signal);
    Ok(())
}

/// Keeps the memory in step with what other processes and the clock do.
pub(crate) async fn listen(town: &Arc<Town>) {
    let mut was_deaf = false;
    loop {
        let is_deaf = match refresh(town).await {
            Ok(()) => false,
            Err(error) => {
                if !was_deaf {
                    tracing::error!(town = town.plan().key, %error, "Warnings cannot be read; those in memory stay");
                }
                true
            }
        };
        was_deaf = is_deaf;
        tokio::time::sleep(LISTEN).await;
    }
}
