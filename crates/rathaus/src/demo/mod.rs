//! The demo town: an invented one, filled through the same doors as a real one.

mod answers;
mod base;
mod clerk;
mod forms;
mod letters;
mod map;
mod offers;
mod papers;
mod roads;
mod site;
mod site_papers;
mod stories;
#[cfg(test)]
mod tests;
mod walk;

use std::path::Path;
use std::sync::Arc;

use jiff::ToSpan;
use kernel::clock::Clock;
use kernel::db::Place;
use kernel::town::TownPlan;
use kernel::{AppError, Town};
use platform::KeepingPost;

use letters::LatePress;

/// Cases of housing benefit the demo town starts with.
pub const CASES: usize = 220;
/// Password of every demo account; the demo listens on this machine only.
pub const PASSWORD: &str = "willkommen-im-rathaus";
/// Years the town has worked with the house when it opens.
const YEARS: i64 = 3;
/// Marks a complete town and holds what the terminal says about it.
const COMPLETE: &str = "complete";

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
    folder.join(COMPLETE).exists()
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

/// What became of the stories.
pub use walk::Told;

/// Hears how far the filling is: acts done and acts known so far.
pub type Progress = dyn Fn(usize, usize) + Sync;

/// Sets the letters of the past in type while the town is open; see [`letters`].
pub async fn set_letters(town: Arc<Town>) {
    match letters::set(&town).await {
        Ok(0) => {}
        Ok(count) => tracing::info!(count, "The letters of the past are set"),
        Err(error) => {
            tracing::error!(%error, "Letters of the past wait: start the demo again");
        }
    }
}

/// Draws the pictures of the homepage and sets its documents while the town is open; see [`site`].
pub async fn hang_pictures(town: Arc<Town>, seed: u64) {
    match site::hang_pictures(&town, seed).await {
        Ok(0) => {}
        Ok(count) => tracing::info!(count, "The pictures of the homepage hang"),
        Err(error) => {
            tracing::error!(%error, "Pictures of the homepage wait: start the demo again");
        }
    }
    match site_papers::set(&town, seed).await {
        Ok(0) => {}
        Ok(count) => {
            tracing::info!(count, "The files of documents are set");
            // The record of notices begins with the town, not with its first night.
            if let Err(error) = mod_site::look(&town).await {
                tracing::error!(%error, "Nobody has looked at the notices yet; it happens by night");
            }
        }
        Err(error) => {
            tracing::error!(%error, "Files of documents wait: start the demo again");
        }
    }
}

/// Makes the demo town in a folder.
///
/// # Errors
/// What disk and database say.
pub async fn make(
    folder: &Path,
    port: u16,
    seed: u64,
    cases: usize,
    progress: &Progress,
) -> Result<Told, Error> {
    // What an interrupted start left behind is no town: it is made anew.
    if folder.exists() {
        for part in ["town.sqlite", "town.sqlite-wal", "town.sqlite-shm"] {
            drop(std::fs::remove_file(folder.join(part)));
        }
    }
    std::fs::create_dir_all(folder)
        .map_err(|e| AppError::Unavailable(format!("{}: {e}", folder.display())))?;
    let root = crate::config::make_key(&folder.join("demo.key"))?;
    let press = Arc::new(LatePress::default());
    let house = crate::house_with(Arc::<LatePress>::clone(&press), Arc::new(KeepingPost));
    let plan = plan(folder, port);
    crate::command::upgrade(&plan, &house, &root).await?;
    let now = Clock::system().now();
    let today = kernel::clock::local_day(now);
    let invented = Arc::new(demo_town::town_on(seed, today));
    // The people of the town hall were there before the first case.
    let first = stories::moment(today.saturating_sub(YEARS.years()), 8 * 60);
    let clock = Clock::held_at(first);
    let town = Town::open(plan, house, &root, clock.clone()).await?;
    // Nobody has seen this town yet: what a power cut takes away is made anew.
    hurry(&town, true);
    base::fill(&town, Arc::clone(&invented)).await?;
    let sheets = site_papers::begin(&town, &invented);
    forms::open(&town).await?;
    let told = walk::tell(&town, &clock, &invented, cases, now, progress).await?;
    forms::apply(&town, &invented).await?;
    // The homepage is of these days: only what is visible now can be found.
    mod_broadband::fill_for_demo(&town, today).await?;
    site::publish(&town, Arc::clone(&invented), sheets.await??).await?;
    offers::publish(&town, Arc::clone(&invented)).await?;
    base::newsroom(&town, &invented).await?;
    roads::tell(&town, &clock, now).await?;
    mod_roadworks::fill_for_demo(&town, today).await?;
    kernel::worker::settle(&town).await?;
    mod_supervision::fill_for_demo(&town, today).await?;
    kernel::worker::settle(&town).await?;
    mod_sensors::fill_for_demo(&town, &map::spots(&invented)).await?;
    mod_newsletter::fill_for_demo(&town).await?;
    mod_push::fill_for_demo(&town).await?;
    mod_fediverse::fill_for_demo(&town).await?;
    press.keep(folder)?;
    hurry(&town, false);
    for part in ["town.sqlite", "town.sqlite-wal"] {
        if let Ok(file) = std::fs::File::open(folder.join(part)) {
            file.sync_all()?;
        }
    }
    std::fs::write(folder.join(COMPLETE), doors(&told))?;
    Ok(told)
}

fn hurry(town: &Town, is_hurried: bool) {
    town.db().hurry(is_hurried);
    town.files().hurry(is_hurried);
}

/// Answers of invented households that fit the form of housing benefit, for measurements.
pub fn sample_answers(count: usize) -> Vec<norm_fim::Answers> {
    let plan = demo_town::town(demo_town::DEMO_SEED);
    let contact = answers::Contact::default();
    let stories = stories::chosen(&plan, count);
    stories.into_iter().map(|story| answers::answers(&plan, story, &contact)).collect()
}

/// The ways into the town, as the terminal prints them.
fn doors(told: &Told) -> String {
    use std::fmt::Write as _;
    let mut out = base::sign_ins();
    if let Some((number, code)) = &told.guest {
        let _ = write!(out, "\nEin Antrag ohne Konto:  Nummer {number}, Code {code}");
    }
    if let Some(email) = &told.citizen {
        let _ = write!(
            out,
            "\nEin Konto mit Anträgen:  {email} (der Code zur Anmeldung liegt im Postausgang)"
        );
    }
    out
}

/// What the terminal says once the town is open.
pub fn welcome(town: &Town, port: u16) -> String {
    let name = town.profile().name.clone();
    let doors = std::fs::read_to_string(town.plan().folder.join(COMPLETE)).unwrap_or_default();
    let late = if letters::are_waiting(&town.plan().folder) {
        "\nDie Schreiben (PDF) der Vergangenheit werden jetzt im Hintergrund gesetzt, die neuesten \
         zuerst. Bis dahin steht in jedem, dass es noch kommt.\n"
    } else {
        ""
    };
    format!(
        "\n{name} ist geöffnet:  http://localhost:{port}/\n\n\
         Anmeldung für Beschäftigte:  http://localhost:{port}/verwaltung/anmelden\n{doors}\n{late}"
    )
}
