//! The SQL of the nightly look at the notices.

use kernel::db::{Row, ToValue};
use kernel::publication::Publication;
use kernel::{AppError, Id, Reader, Sql, Tx, sql};

use super::{Line, Run, Span};

const LAST: Sql = sql!(
    "SELECT run, at, asked, failed, digest, previous, hash FROM site_probe
     ORDER BY run DESC
     LIMIT 1"
);
const RUNS: Sql =
    sql!("SELECT run, at, asked, failed, digest, previous, hash FROM site_probe ORDER BY run");
const ADD: Sql = sql!(
    "INSERT INTO site_probe (run, at, asked, failed, digest, previous, hash)
     VALUES ($1, $2, $3, $4, $5, $6, $7)"
);
const GO_ON: Sql = sql!(
    "UPDATE site_probe_span SET last_run = $2
     WHERE publication = $1 AND last_run = $2 - 1 AND state = $3 AND digest = $4"
);
const BEGIN: Sql = sql!(
    "INSERT INTO site_probe_span (publication, first_run, last_run, state, digest)
     VALUES ($1, $2, $2, $3, $4)"
);
const SPANS: Sql = sql!(
    "SELECT s.publication, s.first_run, s.last_run, s.state, s.digest,
            a.at AS first_at, b.at AS last_at
     FROM site_probe_span s
     JOIN site_probe a ON a.run = s.first_run
     JOIN site_probe b ON b.run = s.last_run
     ORDER BY s.publication, s.first_run"
);

fn read(row: &Row) -> Result<Run, AppError> {
    Ok(Run {
        number: row.get("run")?,
        at: row.get("at")?,
        asked: row.get("asked")?,
        failed: row.get("failed")?,
        digest: row.get("digest")?,
        previous: row.get("previous")?,
        hash: row.get("hash")?,
    })
}

/// The last look.
pub(super) fn last(db: &mut Reader<'_>) -> Result<Option<Run>, AppError> {
    db.maybe(LAST, &[])?.as_ref().map(read).transpose()
}

/// All looks, the first one first.
pub(super) fn runs(db: &mut Reader<'_>) -> Result<Vec<Run>, AppError> {
    db.query(RUNS, &[])?.iter().map(read).collect()
}

/// Writes a look: a notice that is as it was lengthens its span.
pub(super) fn add(tx: &mut Tx<'_>, run: &Run, lines: &[Line]) -> Result<(), AppError> {
    tx.execute(
        ADD,
        &[&run.number, &run.at, &run.asked, &run.failed, &run.digest, &run.previous, &run.hash],
    )?;
    for line in lines {
        let values: [&dyn ToValue; 4] = [&line.publication, &run.number, &line.state, &line.digest];
        if tx.execute(GO_ON, &values)? == 0 {
            tx.execute(BEGIN, &values)?;
        }
    }
    Ok(())
}

/// What was found of each notice from when until when.
pub(super) fn spans(db: &mut Reader<'_>) -> Result<Vec<Span>, AppError> {
    let read = |row: &Row| -> Result<Span, AppError> {
        Ok(Span {
            publication: row.get::<Id<Publication>>("publication")?,
            first_run: row.get("first_run")?,
            last_run: row.get("last_run")?,
            first_at: row.get("first_at")?,
            last_at: row.get("last_at")?,
            state: row.get("state")?,
            digest: row.get("digest")?,
        })
    };
    db.query(SPANS, &[])?.iter().map(read).collect()
}
