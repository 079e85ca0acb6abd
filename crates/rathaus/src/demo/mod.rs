//! The demo town: an invented one, filled through the same doors as a real one.

mod base;

use std::path::Path;
use std::sync::Arc;

use kernel::clock::Clock;
use kernel::db::Place;
use kernel::town::TownPlan;
use kernel::{AppError, Town};
use platform::KeepingPost;

/// Cases of housing benefit the demo town starts with.
pub const CASES: usize = 240;
/// Password of every demo account; the demo listens on this machine only.
pub const PASSWORD: &str = "willkommen-im-rathaus";

type Error = Box<dyn std::error::Error + Send + Sync>;

fn plan(folder: &Path, port: u16) -> TownPlan {
    TownPlan {
        key: "demo".into(),
        hosts: vec!["localhost".into(), "127.0.0.1".into()],
        base_url: format!("http://localhost:{port}"),
        folder: folder.to_owned(),
        place: Place::Sqlite(folder.join("town.sqlite")),
    }
}

/// Whether a demo town lies in this folder.
pub fn exists(folder: &Path) -> bool {
    folder.join("complete").exists()
}

/// Opens the demo town of a folder.
///
/// # Errors
/// As [`Town::open`].
pub async fn open(folder: &Path, port: u16) -> Result<Arc<Town>, Error> {
    let root = crate::config::make_key(&folder.join("demo.key"))?;
    let house = crate::house(Arc::new(KeepingPost));
    let plan = plan(folder, port);
    crate::command::upgrade(&plan, &house, &root).await?;
    Ok(Town::open(plan, house, &root, Clock::system()).await?)
}

/// Makes the demo town in a folder.
///
/// # Errors
/// What disk and database say.
pub async fn make(folder: &Path, port: u16, seed: u64, cases: usize) -> Result<(), Error> {
    // What an interrupted start left behind is no town: it is made anew.
    if folder.exists() {
        for part in ["town.sqlite", "town.sqlite-wal", "town.sqlite-shm"] {
            drop(std::fs::remove_file(folder.join(part)));
        }
    }
    std::fs::create_dir_all(folder)
        .map_err(|e| AppError::Unavailable(format!("{}: {e}", folder.display())))?;
    let root = crate::config::make_key(&folder.join("demo.key"))?;
    let house = crate::house(Arc::new(KeepingPost));
    let plan = plan(folder, port);
    crate::command::upgrade(&plan, &house, &root).await?;
    let today = kernel::clock::local_day(Clock::system().now());
    let invented = Arc::new(demo_town::town_on(seed, today));
    let town = Town::open(plan, house, &root, Clock::system()).await?;
    base::fill(&town, Arc::clone(&invented)).await?;
    let _ = cases;
    std::fs::write(folder.join("complete"), format!("seed {seed}\n"))?;
    Ok(())
}

/// What the terminal says once the town is open.
pub fn welcome(town: &Town, port: u16) -> String {
    let name = town.profile().name.clone();
    format!(
        "\n{name} ist geöffnet:  http://localhost:{port}/\n\n\
         Anmeldung für Beschäftigte:  http://localhost:{port}/verwaltung/anmelden\n{}\n",
        base::sign_ins()
    )
}
