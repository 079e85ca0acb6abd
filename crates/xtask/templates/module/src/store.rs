//! The SQL; the only file that knows the table.

use kernel::db::{Reader, Row, Tx};
use kernel::{AppError, Sql, sql};

use crate::model::{{Noun}};

const ADD: Sql = sql!("INSERT INTO {{name}}_{{noun}} (id, name, added_at) VALUES ($1, $2, $3)");
const ALL: Sql = sql!(
    "SELECT id, name
     FROM {{name}}_{{noun}}
     ORDER BY name, id
     LIMIT 500"
);

fn read(row: &Row) -> Result<{{Noun}}, AppError> {
    Ok({{Noun}} { id: row.get("id")?, name: row.get("name")? })
}

/// Adds one.
///
/// # Errors
/// What the database says.
pub fn add(tx: &mut Tx<'_>, {{noun}}: &{{Noun}}) -> Result<(), AppError> {
    let now = tx.now();
    tx.execute(ADD, &[&{{noun}}.id, &{{noun}}.name, &now])?;
    Ok(())
}

/// All of them by name, at most 500.
///
/// # Errors
/// What the database says.
pub fn all(reader: &mut Reader<'_>) -> Result<Vec<{{Noun}}>, AppError> {
    reader.query(ALL, &[])?.iter().map(read).collect()
}
