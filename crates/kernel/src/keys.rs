//! Keys of a town and sealing at rest. The root key lies outside the data folder; the town's own
//! key is random, wrapped under it, and kept in the town's database; each class of data has a key
//! derived from the town's. Sealed bytes name what they belong to, so that swapping them fails.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

/// Length of every key in bytes.
pub const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;

/// Why bytes could not be sealed or opened.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum KeyError {
    /// Not for this key, not for this place, or changed.
    #[error("the sealed bytes do not open: another key, another place, or changed bytes")]
    DoesNotOpen,
    /// The root key is not 32 bytes in hexadecimal.
    #[error("the key file must hold 64 hexadecimal digits, found {0} characters")]
    BadKey(usize),
}

/// A secret key.
#[derive(Clone)]
pub struct Key(Zeroizing<[u8; KEY_BYTES]>);

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key([secret])")
    }
}

impl Key {
    /// A fresh random key.
    pub fn random() -> Self {
        let mut bytes = Zeroizing::new([0_u8; KEY_BYTES]);
        rand::fill(bytes.as_mut_slice());
        Self(bytes)
    }

    /// Reads the text of a key file.
    ///
    /// # Errors
    /// [`KeyError::BadKey`].
    pub fn from_hex(text: &str) -> Result<Self, KeyError> {
        let text = text.trim();
        let mut bytes = Zeroizing::new([0_u8; KEY_BYTES]);
        hex::decode_to_slice(text, bytes.as_mut_slice())
            .map_err(|_| KeyError::BadKey(text.chars().count()))?;
        Ok(Self(bytes))
    }

    /// The text of a key file.
    pub fn to_hex(&self) -> Zeroizing<String> {
        Zeroizing::new(hex::encode(self.0.as_slice()))
    }

    /// The key of a class of data below this one.
    ///
    /// # Panics
    /// Never: 32 bytes are within the limit of the derivation.
    #[must_use]
    pub fn derive(&self, class: &str) -> Self {
        let mut bytes = Zeroizing::new([0_u8; KEY_BYTES]);
        Hkdf::<Sha256>::new(None, self.0.as_slice())
            .expand(class.as_bytes(), bytes.as_mut_slice())
            .expect("32 bytes are within the limit of HKDF-SHA256");
        Self(bytes)
    }

    /// Seals bytes for a place (`table|column|id` or similar).
    ///
    /// # Errors
    /// [`KeyError::DoesNotOpen`] never in practice: only when the bytes exceed the cipher's limit.
    pub fn seal(&self, place: &str, plain: &[u8]) -> Result<Vec<u8>, KeyError> {
        let mut nonce = [0_u8; NONCE_BYTES];
        rand::fill(&mut nonce);
        let cipher = XChaCha20Poly1305::new_from_slice(self.0.as_slice())
            .map_err(|_| KeyError::DoesNotOpen)?;
        let sealed = cipher
            .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: place.as_bytes() })
            .map_err(|_| KeyError::DoesNotOpen)?;
        let mut out = nonce.to_vec();
        out.extend_from_slice(&sealed);
        Ok(out)
    }

    /// Opens bytes sealed for a place.
    ///
    /// # Errors
    /// [`KeyError::DoesNotOpen`].
    pub fn open(&self, place: &str, sealed: &[u8]) -> Result<Vec<u8>, KeyError> {
        let Some((nonce, body)) = sealed.split_first_chunk::<NONCE_BYTES>() else {
            return Err(KeyError::DoesNotOpen);
        };
        let cipher = XChaCha20Poly1305::new_from_slice(self.0.as_slice())
            .map_err(|_| KeyError::DoesNotOpen)?;
        cipher
            .decrypt(&XNonce::from(*nonce), Payload { msg: body, aad: place.as_bytes() })
            .map_err(|_| KeyError::DoesNotOpen)
    }

    /// A keyed digest, for tokens of forms and blind indexes.
    ///
    /// # Panics
    /// Never: the digest takes keys of any length.
    pub fn tag(&self, text: &str) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.0.as_slice())
            .expect("HMAC takes keys of any length");
        mac.update(text.as_bytes());
        mac.finalize().into_bytes().into()
    }
}

/// The keys of one town by what they are for.
#[derive(Clone, Debug)]
pub struct TownKeys {
    /// Files on disk.
    pub files: Key,
    /// Tokens of forms.
    pub forms: Key,
    /// Drafts, claims and other personal payloads in the database.
    pub records: Key,
}

impl TownKeys {
    /// Derives them from the town's key.
    pub fn from_town(key: &Key) -> Self {
        Self {
            files: key.derive("rathaus/files/1"),
            forms: key.derive("rathaus/forms/1"),
            records: key.derive("rathaus/records/1"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sealed_bytes_open_only_in_their_place() {
        let key = Key::random();
        let sealed = key.seal("draft|1", b"Erika").unwrap();
        assert_eq!(key.open("draft|1", &sealed).unwrap(), b"Erika");
        assert_eq!(key.open("draft|2", &sealed), Err(KeyError::DoesNotOpen));
        assert_eq!(Key::random().open("draft|1", &sealed), Err(KeyError::DoesNotOpen));
        for i in 0..sealed.len() {
            let mut bent = sealed.clone();
            bent[i] ^= 1;
            assert!(key.open("draft|1", &bent).is_err(), "byte {i}");
        }
    }

    #[test]
    fn a_key_file_is_read_or_refused_with_its_length() {
        assert!(Key::from_hex(&format!("{}\n", *Key::random().to_hex())).is_ok());
        assert_eq!(Key::from_hex("abc").unwrap_err(), KeyError::BadKey(3));
    }
}
