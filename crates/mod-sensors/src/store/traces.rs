//! Where Things were: a trace that goes when the time of their values is over.

use kernel::db::{DbError, Sql};
use kernel::{AppError, Id, Tx, sql};

use crate::register::Entry;

/// Traces that go in one transaction.
const TOGETHER: usize = 500;

// The last place of a Thing is no trace: it is there.
const OLD: Sql = sql!(
    "SELECT h.id
     FROM (SELECT thing FROM sensors_purpose_thing WHERE purpose = $1
           UNION
           SELECT thing FROM sensors_released WHERE purpose = $1 OR purpose = '') t
     JOIN sensors_historical_location h ON h.thing = t.thing
     WHERE h.at < $2
       AND EXISTS (SELECT 1
                   FROM sensors_historical_location l
                   WHERE l.thing = h.thing AND (l.at > h.at OR (l.at = h.at AND l.id > h.id)))
     ORDER BY h.id
     LIMIT 500"
);
const PLACES: Sql = sql!(
    "SELECT location FROM sensors_historical_place WHERE historical_location = $1 ORDER BY location"
);
const DROP_PLACES: Sql =
    sql!("DELETE FROM sensors_historical_place WHERE historical_location = $1");
const DROP: Sql = sql!("DELETE FROM sensors_historical_location WHERE id = $1");
const USED: Sql = sql!(
    "SELECT 1 FROM sensors_thing_location WHERE location = $1
     UNION ALL
     SELECT 1 FROM sensors_historical_place WHERE location = $1
     LIMIT 1"
);
const FEATURE: Sql = sql!("SELECT feature FROM sensors_location_feature WHERE location = $1");
const DROP_LINK: Sql = sql!("DELETE FROM sensors_location_feature WHERE location = $1");
const DROP_FEATURE: Sql = sql!(
    "DELETE FROM sensors_feature
     WHERE id = $1
       AND NOT EXISTS (SELECT 1 FROM sensors_stream_feature p WHERE p.feature = $1)
       AND NOT EXISTS (SELECT 1 FROM sensors_location_feature l WHERE l.feature = $1)"
);
const DROP_LOCATION: Sql = sql!("DELETE FROM sensors_location WHERE id = $1");

/// Forgets where the Things of an entry were before an instant, with places nothing else is at.
/// Answers whether more is left.
pub(crate) fn forget(tx: &mut Tx<'_>, entry: Id<Entry>, before: i64) -> Result<bool, AppError> {
    let rows = tx.query(OLD, &[&entry, &before])?;
    for row in &rows {
        let id: i64 = row.at(0)?;
        let places = tx.query(PLACES, &[&id])?;
        let places: Vec<i64> = places.iter().map(|p| p.at(0)).collect::<Result<_, DbError>>()?;
        tx.execute(DROP_PLACES, &[&id])?;
        tx.execute(DROP, &[&id])?;
        for place in places {
            drop_unused(tx, place)?;
        }
    }
    Ok(rows.len() == TOGETHER)
}

/// Forgets a place that nothing is or was at.
pub(super) fn drop_unused(tx: &mut Tx<'_>, place: i64) -> Result<(), AppError> {
    if tx.maybe(USED, &[&place])?.is_some() {
        return Ok(());
    }
    let feature = tx.maybe(FEATURE, &[&place])?.map(|row| row.at::<i64>(0)).transpose()?;
    tx.execute(DROP_LINK, &[&place])?;
    if let Some(feature) = feature {
        tx.execute(DROP_FEATURE, &[&feature])?;
    }
    tx.execute(DROP_LOCATION, &[&place])?;
    Ok(())
}
