//! Named gap-free series. The row is locked until the commit, so numbers follow commit order and
//! a number that was not saved is given again.

use crate::db::{DbError, Sql, Tx};
use crate::sql;

const NEXT: Sql = sql!(
    "INSERT INTO kernel_counter (series, value)
     VALUES ($1, 1)
     ON CONFLICT (series) DO UPDATE SET value = kernel_counter.value + 1
     RETURNING value"
);

pub(crate) fn next(tx: &mut Tx<'_>, series: &str) -> Result<i64, DbError> {
    tx.one(NEXT, &[&series])?.at(0)
}
