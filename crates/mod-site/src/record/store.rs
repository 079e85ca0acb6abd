//! The SQL of the key and its signatures.

use jiff::Timestamp;
use kernel::{AppError, Reader, Sql, Tx, sql};

use super::signer::Signer;

const SIGNER: Sql = sql!(
    "SELECT number, secret, made_at FROM site_signer
     ORDER BY number DESC
     LIMIT 1"
);
const ADD_SIGNER: Sql =
    sql!("INSERT INTO site_signer (number, public_key, secret, made_at) VALUES ($1, $2, $3, $4)");
const ADD_SIGNATURE: Sql =
    sql!("INSERT INTO site_signature (run, signer, signature) VALUES ($1, $2, $3)");
const SIGNATURES: Sql = sql!(
    "SELECT s.run, k.public_key, s.signature
     FROM site_signature s
     JOIN site_signer k ON k.number = s.signer
     ORDER BY s.run"
);

/// A key as it is stored.
pub(super) struct SignerRow {
    pub number: i64,
    /// Sealed.
    pub secret: String,
    pub made_at: Timestamp,
}

/// The key in use.
pub(super) fn signer(db: &mut Reader<'_>) -> Result<Option<SignerRow>, AppError> {
    let Some(row) = db.maybe(SIGNER, &[])? else { return Ok(None) };
    Ok(Some(SignerRow {
        number: row.get("number")?,
        secret: row.get("secret")?,
        made_at: row.get("made_at")?,
    }))
}

/// Keeps a key.
pub(super) fn add_signer(tx: &mut Tx<'_>, signer: &Signer, sealed: &str) -> Result<(), AppError> {
    let public = signer.public_key();
    tx.execute(ADD_SIGNER, &[&signer.number, &public, &sealed, &signer.made_at])?;
    Ok(())
}

/// Keeps the signature of a look.
pub(super) fn add_signature(
    tx: &mut Tx<'_>,
    run: i64,
    signer: i64,
    signature: &str,
) -> Result<(), AppError> {
    tx.execute(ADD_SIGNATURE, &[&run, &signer, &signature])?;
    Ok(())
}

/// Signatures of looks with their public keys, in the order of the looks.
pub(super) fn signatures(db: &mut Reader<'_>) -> Result<Vec<(i64, String, String)>, AppError> {
    let rows = db.query(SIGNATURES, &[])?;
    rows.iter()
        .map(|row| Ok((row.get("run")?, row.get("public_key")?, row.get("signature")?)))
        .collect()
}
