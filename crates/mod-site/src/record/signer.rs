//! The town's key for its record of notices: made once, its secret part sealed.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use kernel::{AppError, Reader, Town, Tx};

use super::{look_statement, store};
use crate::probe::Run;

/// The place the secret part is sealed for.
const SEAL: &str = "site_signer|secret|";
/// What stands before the 32 bytes of a public key in its standard form (RFC 8410).
const SPKI: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

/// The key of a town.
pub(crate) struct Signer {
    pub number: i64,
    pub made_at: Timestamp,
    pair: Ed25519KeyPair,
}

impl Signer {
    fn open(town: &Town, row: &store::SignerRow) -> Result<Self, AppError> {
        let secret = town.unseal(&format!("{SEAL}{}", row.number), &row.secret)?;
        let pair = Ed25519KeyPair::from_pkcs8(&secret).map_err(AppError::internal)?;
        Ok(Self { number: row.number, made_at: row.made_at, pair })
    }

    /// The public part, in hexadecimal.
    pub fn public_key(&self) -> String {
        hex::encode(self.pair.public_key().as_ref())
    }

    /// The public part as other programs read it.
    pub fn pem(&self) -> String {
        let der = [&SPKI[..], self.pair.public_key().as_ref()].concat();
        format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", STANDARD.encode(der))
    }

    /// Signs; answers in hexadecimal.
    pub fn sign(&self, statement: &str) -> Result<String, AppError> {
        let signed = self.pair.try_sign(statement.as_bytes()).map_err(AppError::internal)?;
        Ok(hex::encode(signed.as_ref()))
    }
}

/// The town's key, if it has one: it is made with the first look.
pub(crate) fn find(db: &mut Reader<'_>, town: &Town) -> Result<Option<Signer>, AppError> {
    store::signer(db)?.map(|row| Signer::open(town, &row)).transpose()
}

/// The town's key, made if it has none yet.
fn find_or_make(tx: &mut Tx<'_>, town: &Town) -> Result<Signer, AppError> {
    if let Some(there) = find(tx, town)? {
        return Ok(there);
    }
    let secret =
        Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).map_err(AppError::internal)?;
    let pair = Ed25519KeyPair::from_pkcs8(secret.as_ref()).map_err(AppError::internal)?;
    let made = Signer { number: 1, made_at: tx.now(), pair };
    let sealed = town.seal(&format!("{SEAL}{}", made.number), secret.as_ref())?;
    store::add_signer(tx, &made, &sealed)?;
    Ok(made)
}

/// Signs the head of the chain in the transaction that adds it.
pub(crate) fn sign_look(tx: &mut Tx<'_>, town: &Town, run: &Run) -> Result<(), AppError> {
    let signer = find_or_make(tx, town)?;
    let at = kernel::clock::instant_text(run.at);
    let statement = look_statement(&town.plan().base_url, run.number, &at, &run.hash);
    store::add_signature(tx, run.number, signer.number, &signer.sign(&statement)?)
}
