//! The days that matter to a text, for the calendar.

use jiff::civil::{Date, DateTime};
use kernel::publication::{Details, Publication};
use kernel::{AppError, Id, Reader, Sql, Tx, sql};

use super::item;
use crate::model::Item;

const CLEAR: Sql = sql!("DELETE FROM newsroom_date WHERE item = $1");
const COUNT: Sql = sql!("SELECT COUNT(*) FROM newsroom_date WHERE item = $1");
const ADD: Sql =
    sql!("INSERT INTO newsroom_date (item, number, what, at, repeats) VALUES ($1, $2, $3, $4, $5)");
const DATES: Sql = sql!(
    "SELECT i.id, i.kind, i.title, i.unit, i.owner, i.state, i.head, i.live, i.appears_at,
            i.ends_at, i.review_on, i.needs_second_look, i.origin, i.changed_at, d.what, d.at,
            d.repeats
     FROM newsroom_date d
     JOIN newsroom_item i ON i.id = d.item
     WHERE (d.at >= $1 AND d.at < $2) OR (d.repeats <> '' AND d.at < $2)
     ORDER BY d.at, i.id
     LIMIT 2000"
);

/// A day of a text.
#[derive(Clone, Debug)]
pub(crate) struct DateRow {
    pub(crate) item: Item,
    /// `begins`, `ends`, `deadline`, `in_force`, `out_of_force`.
    pub(crate) what: String,
    /// Local time; midnight where only the day counts.
    pub(crate) at: DateTime,
    /// How it repeats (RFC 5545); empty for once.
    pub(crate) repeats: String,
}

/// What of a draft stands in the calendar besides appearing and ending.
fn of(details: &Details) -> Vec<(&'static str, DateTime, &str)> {
    let midnight = |day: Date| day.at(0, 0, 0, 0);
    let mut all = Vec::new();
    match details {
        Details::Event(e) => all.push(("begins", e.starts, e.repeats.as_str())),
        Details::Disruption(d) => {
            all.push(("begins", d.from, ""));
            all.extend(d.until.map(|at| ("ends", at, "")));
        }
        Details::Job(j) => all.extend(j.apply_until.map(|day| ("deadline", midnight(day), ""))),
        Details::Notice(n) => {
            all.extend(n.in_force_on.map(|day| ("in_force", midnight(day), "")));
            all.extend(n.out_of_force_on.map(|day| ("out_of_force", midnight(day), "")));
        }
        Details::None | Details::Document(_) => {}
    }
    all
}

/// Keeps the days of the newest edition.
pub(crate) fn set_dates(
    tx: &mut Tx<'_>,
    item: Id<Publication>,
    details: &Details,
) -> Result<(), AppError> {
    tx.execute(CLEAR, &[&item])?;
    for (number, (what, at, repeats)) in (0_i64..).zip(of(details)) {
        let at = at.to_string();
        tx.execute(ADD, &[&item, &number, &what, &at, &repeats])?;
    }
    Ok(())
}

/// Whether a text has days of its own.
pub(crate) fn has_dates(reader: &mut Reader<'_>, item: Id<Publication>) -> Result<bool, AppError> {
    Ok(reader.count(COUNT, &[&item])? > 0)
}

/// Days between two, the second not included, and all that repeats and has begun before.
pub(crate) fn dates(
    reader: &mut Reader<'_>,
    from: Date,
    until: Date,
) -> Result<Vec<DateRow>, AppError> {
    let (from, until) = (from.to_string(), until.to_string());
    let mut all = Vec::new();
    for row in reader.query(DATES, &[&from, &until])? {
        let at: String = row.get("at")?;
        all.push(DateRow {
            item: item(&row)?,
            what: row.get("what")?,
            at: at.parse().map_err(AppError::internal)?,
            repeats: row.get("repeats")?,
        });
    }
    Ok(all)
}
