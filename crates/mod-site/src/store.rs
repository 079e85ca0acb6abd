//! The SQL of the site: redirects, what was missed, what was shown.

use jiff::civil::Date;
use kernel::db::Row;
use kernel::tally::Counts;
use kernel::{AppError, Reader, Sql, Tx, sql};

use crate::redirects::Redirect;

/// Redirects read at most.
const REDIRECTS_MAX: i64 = 100_000;
/// Lines of a log shown to editors.
const LOG_LINES: i64 = 200;
/// Days a line of a log is kept after it was last counted.
const LOG_DAYS: i64 = 90;
/// Days figures of visits are kept.
const VISIT_DAYS: i64 = 800;
/// Lines a log grows to; what is new beyond is not written down.
const LOG_LINES_MAX: i64 = 20_000;

const REDIRECTS: Sql = sql!(
    "SELECT path, target, why, made_at, hits, hit_on FROM site_redirect ORDER BY path LIMIT $1"
);
const REDIRECT: Sql = sql!("SELECT target FROM site_redirect WHERE path = $1");
const SET_REDIRECT: Sql = sql!(
    "INSERT INTO site_redirect (path, target, why, made_at, hits) VALUES ($1, $2, $3, $4, 0)
     ON CONFLICT (path) DO UPDATE SET target = excluded.target, why = excluded.why"
);
const FLATTEN: Sql = sql!("UPDATE site_redirect SET target = $2 WHERE path = $1");
const REMOVE_REDIRECT: Sql = sql!("DELETE FROM site_redirect WHERE path = $1");
const HIT: Sql = sql!("UPDATE site_redirect SET hits = hits + $2, hit_on = $3 WHERE path = $1");
const PATHS: Sql = sql!("SELECT COUNT(*) FROM site_missing_path");
const SAVE_PATH: Sql = sql!(
    "INSERT INTO site_missing_path (path, count, first_on, last_on) VALUES ($1, $2, $3, $3)
     ON CONFLICT (path) DO UPDATE SET count = site_missing_path.count + excluded.count,
        last_on = excluded.last_on"
);
const ADD_PATH: Sql =
    sql!("UPDATE site_missing_path SET count = count + $2, last_on = $3 WHERE path = $1");
const MISSING_PATHS: Sql = sql!(
    "SELECT path AS name, count, first_on, last_on FROM site_missing_path
     ORDER BY count DESC, path
     LIMIT $1"
);
const FORGET_PATH: Sql = sql!("DELETE FROM site_missing_path WHERE path = $1");
const WORDS: Sql = sql!("SELECT COUNT(*) FROM site_missing_word");
const SAVE_WORD: Sql = sql!(
    "INSERT INTO site_missing_word (word, count, first_on, last_on) VALUES ($1, $2, $3, $3)
     ON CONFLICT (word) DO UPDATE SET count = site_missing_word.count + excluded.count,
        last_on = excluded.last_on"
);
const ADD_WORD: Sql =
    sql!("UPDATE site_missing_word SET count = count + $2, last_on = $3 WHERE word = $1");
const MISSING_WORDS: Sql = sql!(
    "SELECT word AS name, count, first_on, last_on FROM site_missing_word
     WHERE count >= $2
     ORDER BY count DESC, word
     LIMIT $1"
);
const FORGET_WORD: Sql = sql!("DELETE FROM site_missing_word WHERE word = $1");
const OLD_PATHS: Sql = sql!("DELETE FROM site_missing_path WHERE last_on < $1");
const OLD_WORDS: Sql = sql!("DELETE FROM site_missing_word WHERE last_on < $1");
const VISIT: Sql = sql!(
    "INSERT INTO site_visit (day, path, source, count) VALUES ($1, $2, $3, $4)
     ON CONFLICT (day, path, source) DO UPDATE SET count = site_visit.count + excluded.count"
);
const OLD_VISITS: Sql = sql!("DELETE FROM site_visit WHERE day < $1");
const BY_PATH: Sql = sql!(
    "SELECT path AS name, CAST(SUM(count) AS BIGINT) AS count FROM site_visit
     WHERE day >= $1 AND day <= $2
     GROUP BY path
     ORDER BY count DESC, name
     LIMIT $3"
);
const BY_DAY: Sql = sql!(
    "SELECT day AS name, CAST(SUM(count) AS BIGINT) AS count FROM site_visit
     WHERE day >= $1 AND day <= $2 AND ($3 = '' OR path = $3)
     GROUP BY day
     ORDER BY name"
);
const BY_SOURCE: Sql = sql!(
    "SELECT source AS name, CAST(SUM(count) AS BIGINT) AS count FROM site_visit
     WHERE day >= $1 AND day <= $2 AND ($3 = '' OR path = $3)
     GROUP BY source
     ORDER BY count DESC, name"
);

/// All redirects in the order of their paths.
///
/// # Errors
/// What the database says.
pub(crate) fn redirects(reader: &mut Reader<'_>) -> Result<Vec<Redirect>, AppError> {
    reader
        .query(REDIRECTS, &[&REDIRECTS_MAX])?
        .iter()
        .map(|row| {
            Ok(Redirect {
                path: row.get("path")?,
                target: row.get("target")?,
                why: row.get("why")?,
                hits: row.get("hits")?,
                hit_on: row.get("hit_on")?,
            })
        })
        .collect()
}

/// Where an old address leads; an empty text says that it is gone.
pub(crate) fn redirect(reader: &mut Reader<'_>, path: &str) -> Result<Option<String>, AppError> {
    Ok(reader.maybe(REDIRECT, &[&path])?.map(|row| row.at(0)).transpose()?)
}

/// Sets a redirect.
pub(crate) fn set_redirect(
    tx: &mut Tx<'_>,
    path: &str,
    target: &str,
    why: &str,
) -> Result<(), AppError> {
    let now = tx.now();
    tx.execute(SET_REDIRECT, &[&path, &target, &why, &now])?;
    // Whoever set it knows of the address now.
    tx.execute(FORGET_PATH, &[&path])?;
    Ok(())
}

/// Leads an older redirect straight to the end.
pub(crate) fn flatten(tx: &mut Tx<'_>, path: &str, target: &str) -> Result<(), AppError> {
    tx.execute(FLATTEN, &[&path, &target])?;
    Ok(())
}

/// Removes a redirect. Answers whether it was there.
pub(crate) fn remove_redirect(tx: &mut Tx<'_>, path: &str) -> Result<bool, AppError> {
    Ok(tx.execute(REMOVE_REDIRECT, &[&path])? > 0)
}

/// Adds counted uses of redirects.
pub(crate) fn save_hits(tx: &mut Tx<'_>, counts: &Counts) -> Result<(), AppError> {
    let today = tx.today();
    for (path, count) in counts {
        tx.execute(HIT, &[path, &number(*count), &today])?;
    }
    Ok(())
}

fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Adds addresses nobody could answer.
pub(crate) fn save_paths(tx: &mut Tx<'_>, counts: &Counts) -> Result<(), AppError> {
    let (today, is_full) = (tx.today(), tx.count(PATHS, &[])? >= LOG_LINES_MAX);
    for (path, count) in counts {
        let sql = if is_full { ADD_PATH } else { SAVE_PATH };
        tx.execute(sql, &[path, &number(*count), &today])?;
    }
    Ok(())
}

/// Adds words that found nothing.
pub(crate) fn save_words(tx: &mut Tx<'_>, counts: &Counts) -> Result<(), AppError> {
    let (today, is_full) = (tx.today(), tx.count(WORDS, &[])? >= LOG_LINES_MAX);
    for (word, count) in counts {
        let sql = if is_full { ADD_WORD } else { SAVE_WORD };
        tx.execute(sql, &[word, &number(*count), &today])?;
    }
    Ok(())
}

/// Adds pages shown: path and source, divided by a tabulator.
pub(crate) fn save_visits(tx: &mut Tx<'_>, counts: &Counts) -> Result<(), AppError> {
    let today = tx.today();
    for (name, count) in counts {
        let (path, source) = name.split_once('\t').unwrap_or((name, "none"));
        tx.execute(VISIT, &[&today, &path, &source, &number(*count)])?;
    }
    Ok(())
}

/// A line of a log: what, how often, since when and until when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    pub name: String,
    pub count: i64,
    pub first_on: Date,
    pub last_on: Date,
}

fn line(row: &Row) -> Result<Line, AppError> {
    Ok(Line {
        name: row.get("name")?,
        count: row.get("count")?,
        first_on: row.get("first_on")?,
        last_on: row.get("last_on")?,
    })
}

/// Addresses nobody could answer, the most wanted first.
pub(crate) fn missing_paths(reader: &mut Reader<'_>) -> Result<Vec<Line>, AppError> {
    reader.query(MISSING_PATHS, &[&LOG_LINES])?.iter().map(line).collect()
}

/// Words that found nothing, asked at least so often, the most wanted first.
pub(crate) fn missing_words(reader: &mut Reader<'_>, at_least: i64) -> Result<Vec<Line>, AppError> {
    reader.query(MISSING_WORDS, &[&LOG_LINES, &at_least])?.iter().map(line).collect()
}

/// Takes an address off the log. Answers whether it was there.
pub(crate) fn forget_path(tx: &mut Tx<'_>, path: &str) -> Result<bool, AppError> {
    Ok(tx.execute(FORGET_PATH, &[&path])? > 0)
}

/// Takes a word off the log. Answers whether it was there.
pub(crate) fn forget_word(tx: &mut Tx<'_>, word: &str) -> Result<bool, AppError> {
    Ok(tx.execute(FORGET_WORD, &[&word])? > 0)
}

fn days_ago(tx: &Tx<'_>, days: i64) -> Date {
    tx.today().saturating_sub(jiff::Span::new().days(days))
}

/// Erases lines of paths nobody asked for lately.
pub(crate) fn erase_paths(tx: &mut Tx<'_>) -> Result<u64, AppError> {
    let before = days_ago(tx, LOG_DAYS);
    Ok(tx.execute(OLD_PATHS, &[&before])?)
}

/// Erases lines of words nobody asked for lately.
pub(crate) fn erase_words(tx: &mut Tx<'_>) -> Result<u64, AppError> {
    let before = days_ago(tx, LOG_DAYS);
    Ok(tx.execute(OLD_WORDS, &[&before])?)
}

/// Erases old figures.
pub(crate) fn erase_visits(tx: &mut Tx<'_>) -> Result<u64, AppError> {
    let before = days_ago(tx, VISIT_DAYS);
    Ok(tx.execute(OLD_VISITS, &[&before])?)
}

/// What is counted, and how often.
pub(crate) type Figures = Vec<(String, i64)>;

fn figures(rows: &[Row]) -> Result<Figures, AppError> {
    rows.iter().map(|row| Ok((row.get("name")?, row.get("count")?))).collect()
}

/// Pages of a time, the most read first.
pub(crate) fn visits_by_path(
    reader: &mut Reader<'_>,
    from: Date,
    until: Date,
) -> Result<Figures, AppError> {
    figures(&reader.query(BY_PATH, &[&from, &until, &LOG_LINES])?)
}

/// Visits per day, of one path or of all.
pub(crate) fn visits_by_day(
    reader: &mut Reader<'_>,
    from: Date,
    until: Date,
    path: &str,
) -> Result<Figures, AppError> {
    figures(&reader.query(BY_DAY, &[&from, &until, &path])?)
}

/// Visits by where people came from, of one path or of all.
pub(crate) fn visits_by_source(
    reader: &mut Reader<'_>,
    from: Date,
    until: Date,
    path: &str,
) -> Result<Figures, AppError> {
    figures(&reader.query(BY_SOURCE, &[&from, &until, &path])?)
}
