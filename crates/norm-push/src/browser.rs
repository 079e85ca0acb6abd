//! Web Push: a message encrypted for one browser (RFC 8291), sent with the proof of who sends it
//! (RFC 8292), and what the browser maker's service answers (RFC 8030).

use aws_lc_rs::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::agreement::{self, ECDH_P256, PrivateKey, UnparsedPublicKey};
use aws_lc_rs::encoding::{AsBigEndian, EcPrivateKeyBin};
use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Salt};
use aws_lc_rs::rand::{self, SystemRandom};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use thiserror::Error;

/// Bytes of one record, as everybody uses it.
const RECORD_BYTES: u32 = 4_096;
/// Bytes of a message at most: a record less head, tag and mark, and what services take as a whole.
pub const MESSAGE_BYTES_MAX: usize = 3_900;
/// How long a proof is good, in hours; services allow a day.
const PROOF_HOURS: i64 = 12;
/// Letters of an address at most.
const ENDPOINT_MAX: usize = 2_000;
/// Pause if a service says "too much" without saying how long.
const PAUSE_S: i64 = 300;
/// Hosts of browser makers, or what they end with: nothing else is called, whoever subscribes.
const HOSTS: [&str; 5] = [
    "fcm.googleapis.com",
    "updates.push.services.mozilla.com",
    ".push.apple.com",
    ".notify.windows.com",
    ".push.services.mozilla.com",
];

/// Why a message cannot be sent.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum PushError {
    /// What a browser handed in is no subscription.
    #[error("this is no subscription of a browser")]
    NoSubscription,
    /// The address is not one of a browser maker.
    #[error("the address belongs to no known browser maker")]
    UnknownHost,
    /// The message is too long.
    #[error("the message has {0} bytes, {MESSAGE_BYTES_MAX} fit")]
    TooLong(usize),
    /// A key is none.
    #[error("a key cannot be used")]
    BadKey,
}

/// Where a browser is reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscription {
    /// The address at the browser maker's service.
    pub endpoint: String,
    /// The browser's key, 65 bytes.
    pub key: Vec<u8>,
    /// The browser's secret, 16 bytes.
    pub secret: Vec<u8>,
}

fn bytes(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok()
}

/// Scheme and host of an address, with its port if it names one.
fn origin(address: &str) -> Option<&str> {
    let start = address.find("://")? + 3;
    let length = address.get(start..)?.find(['/', '?', '#']);
    let origin = address.get(..length.map_or(address.len(), |l| start + l))?;
    let host = origin.get(start..)?;
    // With a name in it, it is no address of a service.
    (!host.is_empty() && !host.contains('@')).then_some(origin)
}

fn is_of_a_maker(address: &str) -> bool {
    let host = origin(address).and_then(|origin| origin.strip_prefix("https://"));
    // With a port it is no address of a browser maker.
    host.is_some_and(|host| {
        !host.contains(':')
            && HOSTS
                .iter()
                .any(|known| host == *known || (known.starts_with('.') && host.ends_with(known)))
    })
}

impl Subscription {
    /// Reads what `PushSubscription.toJSON()` gives: `{endpoint, keys: {p256dh, auth}}`. `own` are
    /// services the town itself entered, as scheme and host (`http://127.0.0.1:8080`).
    ///
    /// # Errors
    /// `NoSubscription`, or `UnknownHost` for any other address on the net.
    pub fn read(value: &Value, own: &[String]) -> Result<Self, PushError> {
        let text = |pointer: &str| value.pointer(pointer).and_then(Value::as_str);
        let endpoint = text("/endpoint").ok_or(PushError::NoSubscription)?.to_owned();
        let key = text("/keys/p256dh").and_then(bytes).filter(|k| k.len() == 65);
        let secret = text("/keys/auth").and_then(bytes).filter(|s| s.len() == 16);
        let (Some(key), Some(secret)) = (key, secret) else {
            return Err(PushError::NoSubscription);
        };
        if endpoint.len() > ENDPOINT_MAX || endpoint.chars().any(|c| !c.is_ascii_graphic()) {
            return Err(PushError::NoSubscription);
        }
        let is_own = origin(&endpoint).is_some_and(|it| own.iter().any(|base| base == it));
        if !is_own && !is_of_a_maker(&endpoint) {
            return Err(PushError::UnknownHost);
        }
        Ok(Self { endpoint, key, secret })
    }

    /// The host of its service, for figures: never the whole address.
    pub fn host(&self) -> &str {
        origin(&self.endpoint).and_then(|o| o.split_once("://")).map_or("", |(_, host)| host)
    }
}

struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

/// `HKDF` to a number of bytes.
fn derived<const N: usize>(salt: &[u8], secret: &[u8], info: &[u8]) -> Result<[u8; N], PushError> {
    let mut out = [0; N];
    let key = Salt::new(HKDF_SHA256, salt).extract(secret);
    let info = [info];
    let okm = key.expand(&info, Length(N)).map_err(|_unspecified| PushError::BadKey)?;
    okm.fill(&mut out).map_err(|_unspecified| PushError::BadKey)?;
    Ok(out)
}

/// Chance for one message: never use it twice.
#[derive(Clone)]
pub struct Chance {
    /// A private key for this message alone.
    pub key: [u8; 32],
    /// Salt.
    pub salt: [u8; 16],
}

impl Chance {
    /// Of this machine.
    ///
    /// # Errors
    /// `BadKey` if the machine has no chance to give.
    pub fn fresh() -> Result<Self, PushError> {
        let (key, _) = Sender::generate()?;
        let mut salt = [0; 16];
        rand::fill(&mut salt).map_err(|_unspecified| PushError::BadKey)?;
        Ok(Self { key, salt })
    }
}

/// Encrypts a message for a browser: the body of the request, `aes128gcm`.
///
/// # Errors
/// When it is too long, or a key is none.
pub fn encrypt(to: &Subscription, message: &[u8], chance: &Chance) -> Result<Vec<u8>, PushError> {
    if message.len() > MESSAGE_BYTES_MAX {
        return Err(PushError::TooLong(message.len()));
    }
    let private = PrivateKey::from_private_key(&ECDH_P256, &chance.key)
        .map_err(|_rejected| PushError::BadKey)?;
    let public = private.compute_public_key().map_err(|_unspecified| PushError::BadKey)?;
    let info = [b"WebPush: info\0".as_slice(), &to.key, public.as_ref()].concat();
    let theirs = UnparsedPublicKey::new(&ECDH_P256, &to.key);
    let secret: [u8; 32] = agreement::agree(&private, theirs, PushError::BadKey, |shared| {
        derived(&to.secret, shared, &info)
    })?;
    let key: [u8; 16] = derived(&chance.salt, &secret, b"Content-Encoding: aes128gcm\0")?;
    let nonce: [u8; 12] = derived(&chance.salt, &secret, b"Content-Encoding: nonce\0")?;
    // The mark says: this record is the last.
    let mut record = [message, &[2]].concat();
    let key = UnboundKey::new(&AES_128_GCM, &key).map_err(|_unspecified| PushError::BadKey)?;
    LessSafeKey::new(key)
        .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut record)
        .map_err(|_unspecified| PushError::BadKey)?;
    let public = public.as_ref();
    let length = u8::try_from(public.len()).map_err(|_too_long| PushError::BadKey)?;
    let head = [chance.salt.as_slice(), &RECORD_BYTES.to_be_bytes(), &[length], public].concat();
    Ok([head, record].concat())
}

/// The town's key: browsers take messages only from whoever holds it.
pub struct Sender {
    pair: EcdsaKeyPair,
    subject: String,
}

impl Sender {
    /// A fresh key, to be sealed: its private and public half.
    ///
    /// # Errors
    /// `BadKey` if the machine has no chance to give.
    pub fn generate() -> Result<([u8; 32], Vec<u8>), PushError> {
        let private = PrivateKey::generate(&ECDH_P256).map_err(|_unspecified| PushError::BadKey)?;
        let public = private.compute_public_key().map_err(|_unspecified| PushError::BadKey)?;
        let half: EcPrivateKeyBin<'_> =
            private.as_be_bytes().map_err(|_unspecified| PushError::BadKey)?;
        let half = half.as_ref().try_into().map_err(|_length| PushError::BadKey)?;
        Ok((half, public.as_ref().to_vec()))
    }

    /// From both halves; `subject` is whom a service writes to, `mailto:…`.
    ///
    /// # Errors
    /// `BadKey` if they are no pair.
    pub fn new(private: &[u8], public: &[u8], subject: &str) -> Result<Self, PushError> {
        let signing = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let pair = EcdsaKeyPair::from_private_key_and_public_key(signing, private, public)
            .map_err(|_rejected| PushError::BadKey)?;
        Ok(Self { pair, subject: subject.into() })
    }

    /// What the page hands to `pushManager.subscribe` as `applicationServerKey`.
    pub fn public(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.pair.public_key().as_ref())
    }

    /// The header `Authorization` for an address.
    ///
    /// # Errors
    /// When the address is none.
    pub fn proof(&self, endpoint: &str, now: Timestamp) -> Result<String, PushError> {
        let origin = origin(endpoint).ok_or(PushError::UnknownHost)?;
        let end = now
            .checked_add(SignedDuration::from_hours(PROOF_HOURS))
            .map_or(i64::MAX, Timestamp::as_second);
        let head = URL_SAFE_NO_PAD.encode(r#"{"typ":"JWT","alg":"ES256"}"#);
        let claims = json!({ "aud": origin, "exp": end, "sub": self.subject });
        let signed = format!("{head}.{}", URL_SAFE_NO_PAD.encode(claims.to_string()));
        let signature = self.pair.sign(&SystemRandom::new(), signed.as_bytes());
        let signature = signature.map_err(|_unspecified| PushError::BadKey)?;
        let signature = URL_SAFE_NO_PAD.encode(signature.as_ref());
        Ok(format!("vapid t={signed}.{signature}, k={}", self.public()))
    }
}

impl std::fmt::Debug for Sender {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(to, "Sender({})", self.public())
    }
}

/// How pressing a message is: a service may hold back the others while a device saves power.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Urgency {
    /// When the device has nothing else to do.
    Low,
    /// As usual.
    Normal,
    /// At once: warnings.
    High,
}

impl Urgency {
    fn word(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Normal => "normal",
            Self::High => "high",
        }
    }
}

/// A request to a service: `POST` to the endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PushRequest {
    /// Where to.
    pub address: String,
    /// Headers.
    pub headers: Vec<(&'static str, String)>,
    /// Body.
    pub body: Vec<u8>,
}

/// How a message is to be kept by the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keeping<'a> {
    /// Seconds it is kept for a device that is off.
    pub seconds: u32,
    /// How pressing it is.
    pub urgency: Urgency,
    /// A later message on the same topic replaces it: 32 letters of base64url at most; empty for none.
    pub topic: &'a str,
}

/// The request that sends a message to one browser.
///
/// # Errors
/// As [`encrypt`] and [`Sender::proof`].
pub fn request(
    to: &Subscription,
    message: &[u8],
    sender: &Sender,
    keeping: Keeping<'_>,
    chance: &Chance,
    now: Timestamp,
) -> Result<PushRequest, PushError> {
    let body = encrypt(to, message, chance)?;
    let mut headers = vec![
        ("authorization", sender.proof(&to.endpoint, now)?),
        ("content-encoding", "aes128gcm".to_owned()),
        ("content-type", "application/octet-stream".to_owned()),
        ("ttl", keeping.seconds.to_string()),
        ("urgency", keeping.urgency.word().to_owned()),
    ];
    let topic: String = keeping
        .topic
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        .take(32)
        .collect();
    if !topic.is_empty() {
        headers.push(("topic", topic));
    }
    Ok(PushRequest { address: to.endpoint.clone(), headers, body })
}

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The service has it.
    Accepted,
    /// The browser no longer wants any: forget the subscription.
    Gone,
    /// Too long for this service.
    TooLarge,
    /// Not before then.
    Later(Timestamp),
    /// The service does not accept our key or proof: somebody must look.
    KeyRefused,
}

/// What `Retry-After` says: seconds, or a date.
fn again(text: &str, now: Timestamp) -> Option<Timestamp> {
    let text = text.trim();
    match text.parse::<i64>() {
        Ok(seconds) => now.checked_add(SignedDuration::from_secs(seconds.clamp(1, 86_400))).ok(),
        Err(_no_number) => jiff::fmt::rfc2822::parse(text).ok().map(|at| at.timestamp()),
    }
}

/// Reads the answer of a service.
pub fn outcome(status: u16, retry_after: Option<&str>, now: Timestamp) -> Outcome {
    let soon = |seconds| now.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(now);
    match status {
        200..=299 => Outcome::Accepted,
        404 | 410 => Outcome::Gone,
        413 => Outcome::TooLarge,
        400 | 401 | 403 => Outcome::KeyRefused,
        _ => {
            let at = retry_after.and_then(|text| again(text, now));
            // Nobody is believed who wants to be asked in the past, or not before next year.
            Outcome::Later(at.unwrap_or(soon(PAUSE_S)).clamp(soon(1), soon(86_400)))
        }
    }
}
