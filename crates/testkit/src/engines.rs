//! The engines at hand: a folder for SQLite, a fresh database for PostgreSQL.

use std::path::PathBuf;
use std::sync::Once;

use kernel::Id;
use kernel::db::Place;
use tempfile::TempDir;
use tokio_postgres::NoTls;

static SAID: Once = Once::new();

/// Where a test town stands: nothing is built there yet.
pub struct Ground {
    /// Its folder; gone with this value.
    pub folder: TempDir,
    /// Its database.
    pub place: Place,
}

/// The connection string of a PostgreSQL server where tests may make databases, if there is one.
pub fn postgres_url() -> Option<String> {
    std::env::var("RATHAUS_TEST_POSTGRES").ok().filter(|url| !url.is_empty())
}

pub(crate) fn sqlite_ground() -> Ground {
    let folder = TempDir::new().expect("a temporary folder");
    let place = Place::Sqlite(folder.path().join("town.sqlite"));
    Ground { folder, place }
}

/// One empty ground per engine at hand.
pub async fn grounds() -> Vec<Ground> {
    let mut grounds = vec![sqlite_ground()];
    match postgres_url() {
        Some(url) => grounds.push(postgres_ground(&url).await),
        None => SAID.call_once(|| {
            eprintln!("SKIPPED: PostgreSQL half of the tests, RATHAUS_TEST_POSTGRES is not set");
        }),
    }
    grounds
}

async fn postgres_ground(url: &str) -> Ground {
    let name = format!("rathaus_{}", Id::<()>::new()).replace('-', "_");
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.expect("PostgreSQL");
    let driver = tokio::spawn(connection);
    client.batch_execute(&format!("CREATE DATABASE {name}")).await.expect("a new database");
    drop(client);
    driver.await.expect("the connection ends").expect("in peace");
    let folder = TempDir::new().expect("a temporary folder");
    Ground { folder, place: Place::Postgres(format!("{url} dbname={name}")) }
}

/// The folder of foreign test data, or nothing, said aloud: the test then ends at once.
pub fn shared_data(part: &str) -> Option<PathBuf> {
    let root = std::env::var("RATHAUS_SHARED_DATA").map_or_else(
        |_| {
            PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").expect("cargo says where"))
                .join("../../../shared/data")
        },
        PathBuf::from,
    );
    let path = root.join(part);
    if path.exists() {
        return Some(path);
    }
    eprintln!("SKIPPED: {part} is not among the shared test data ({})", root.display());
    None
}
