//! Migrations: numbered per module, only forward, all pending ones in one transaction, so that a
//! failing one leaves the old database as it was.

use jiff::Timestamp;

use super::engine::Engine;
use super::{Db, DbError, Reader, Value};
use crate::access::Actor;
use crate::clock::instant_text;
use crate::db::Saved;
use crate::error::AppError;

/// One step of one module.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// The module whose tables it touches.
    pub module: &'static str,
    /// Its name, for example `0001_case`.
    pub name: &'static str,
    /// The statements in the shared dialect.
    pub sql: &'static str,
}

/// A migration that has been applied, with the digest of its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// The module.
    pub module: String,
    /// The step.
    pub name: String,
}

/// Why a database could not be brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum MigrationError {
    /// The database was written by a newer program.
    #[error(
        "the database knows step {0}/{1} that this program does not: it was used with a newer version; install that one, or restore the backup made before the upgrade"
    )]
    Newer(String, String),
    /// A step was changed after it had been applied.
    #[error("step {0}/{1} has been changed since it was applied: restore the released text")]
    Changed(String, String),
    /// A step failed; nothing was changed.
    #[error("step {module}/{name} failed, the database is unchanged: {source}")]
    Step {
        /// Its module.
        module: &'static str,
        /// Its name.
        name: &'static str,
        /// What the engine said.
        source: DbError,
    },
    /// The database cannot be reached.
    #[error("{0}")]
    App(#[from] AppError),
}

const LEDGER: &str = "CREATE TABLE IF NOT EXISTS kernel_migration (
    module     TEXT NOT NULL,
    name       TEXT NOT NULL,
    digest     TEXT NOT NULL,
    applied_at TEXT NOT NULL,
    PRIMARY KEY (module, name)
);";

fn digest(text: &str) -> String {
    use sha2::Digest;
    hex::encode(sha2::Sha256::digest(text.as_bytes()))
}

impl Db {
    /// Steps that are still to be applied, and whether the database holds anything yet.
    ///
    /// # Errors
    /// [`MigrationError::Newer`] or [`MigrationError::Changed`] when program and database do not
    /// fit together.
    pub async fn pending(
        &self,
        all: Vec<Migration>,
    ) -> Result<(Vec<Migration>, bool), MigrationError> {
        let applied = self.applied().await?;
        for (module, name, was) in &applied {
            match all.iter().find(|m| m.module == module && m.name == name) {
                None => return Err(MigrationError::Newer(module.clone(), name.clone())),
                Some(m) if digest(m.sql) != *was => {
                    return Err(MigrationError::Changed(module.clone(), name.clone()));
                }
                Some(_) => {}
            }
        }
        let open = all
            .iter()
            .filter(|m| {
                !applied.iter().any(|(module, name, _)| m.module == module && m.name == name)
            })
            .copied()
            .collect();
        Ok((open, !applied.is_empty()))
    }

    async fn applied(&self) -> Result<Vec<(String, String, String)>, AppError> {
        self.read(applied).await
    }

    /// Applies steps in order, all or none.
    ///
    /// # Errors
    /// [`MigrationError::Step`] with the step that failed; the database is unchanged then.
    pub async fn migrate(&self, steps: Vec<Migration>) -> Result<(), MigrationError> {
        if steps.is_empty() {
            return Ok(());
        }
        let outcome = self
            .writer
            .submit(Actor::system("migrate"), move |tx| {
                let now = tx.now();
                let engine = tx.engine();
                Ok(match apply(engine, &steps, now) {
                    Ok(()) => Saved { value: Ok(()), audit: None, keep: true },
                    Err(failed) => Saved::nothing(Err(failed)),
                })
            })
            .await?;
        outcome.map_err(|(m, source)| MigrationError::Step {
            module: m.module,
            name: m.name,
            source,
        })
    }
}

/// Steps that were applied: module, name, digest of the text. None in a fresh database.
pub(crate) fn applied(reader: &mut Reader<'_>) -> Result<Vec<(String, String, String)>, AppError> {
    let tables = reader.engine().tables()?;
    if !tables.iter().any(|t| t.name == "kernel_migration") {
        return Ok(Vec::new());
    }
    let rows = reader
        .engine()
        .query("SELECT module, name, digest FROM kernel_migration ORDER BY module, name", &[])?;
    Ok(rows.iter().map(|r| Ok((r.at(0)?, r.at(1)?, r.at(2)?))).collect::<Result<_, DbError>>()?)
}

fn apply(
    engine: &mut dyn Engine,
    steps: &[Migration],
    now: Timestamp,
) -> Result<(), (Migration, DbError)> {
    for (i, step) in steps.iter().enumerate() {
        let fail = |e: DbError| (*step, e);
        if i == 0 {
            let ledger = engine.dialect(LEDGER);
            engine.batch(&ledger).map_err(fail)?;
        }
        let text = engine.dialect(step.sql);
        engine.batch(&text).map_err(fail)?;
        engine
            .execute(
                "INSERT INTO kernel_migration (module, name, digest, applied_at) VALUES ($1, $2, $3, $4)",
                &[
                    Value::Text(step.module.into()),
                    Value::Text(step.name.into()),
                    Value::Text(digest(step.sql)),
                    Value::Text(instant_text(now)),
                ],
            )
            .map_err(fail)?;
    }
    Ok(())
}
