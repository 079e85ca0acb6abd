//! Addresses from before this house: of an old website that was taken over.

use super::{Publication, of_path};
use crate::db::{Sql, Tx};
use crate::error::AppError;
use crate::sql;
use crate::value::Id;

const ADD: Sql = sql!(
    "INSERT INTO kernel_publication_address (kind, slug, publication, left_at)
     VALUES ($1, $2, $3, $4)
     ON CONFLICT (kind, slug) DO NOTHING"
);

/// Notes a path that led to a publication elsewhere before: whoever asks for it is shown the way as
/// soon as the publication may be seen. A path that has an owner already stays theirs.
///
/// # Errors
/// What the database says.
pub fn had_address(
    tx: &mut Tx<'_>,
    publication: Id<Publication>,
    path: &str,
) -> Result<(), AppError> {
    let (kind, slug) = of_path(path);
    let now = tx.now();
    tx.execute(ADD, &[&kind, &slug, &publication, &now])?;
    Ok(())
}
