//! Signed requests: as the network signs them (the old draft of Cavage, with `RSA-SHA256`), and as
//! RFC 9421 says.

mod message;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ED25519, KeyPair, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair, UnparsedPublicKey,
};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::fmt::rfc2822;
use jiff::{SignedDuration, Timestamp};
use thiserror::Error;

use crate::host;
use message::{cavage_base, cavage_fields, structured_base};

/// How far the clocks of two servers may differ.
const CLOCKS_DIFFER: SignedDuration = SignedDuration::from_hours(1);

/// Why a request is not believed.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum SignError {
    /// There is no signature.
    #[error("the request is not signed")]
    Missing,
    /// It cannot be read.
    #[error("the signature cannot be read: {0}")]
    Unreadable(&'static str),
    /// It does not cover what it must.
    #[error("the signature does not cover {0}")]
    Uncovered(&'static str),
    /// It is too old, or from the future.
    #[error("the signature is older than an hour or from the future")]
    Stale,
    /// The body is another than was signed.
    #[error("the body is not the one that was signed")]
    OtherBody,
    /// The key cannot be read.
    #[error("the key cannot be read")]
    BadKey,
    /// It is wrong.
    #[error("the signature is wrong")]
    Wrong,
}

/// What of a request is signed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// The verb.
    pub method: String,
    /// Path and query.
    pub target: String,
    /// The host, with its port if it names one.
    pub authority: String,
    /// Headers, names in any case.
    pub headers: Vec<(String, String)>,
}

impl Parts {
    /// All values of a header, joined as the standards say.
    pub fn header(&self, name: &str) -> Option<String> {
        let all: Vec<&str> = self
            .headers
            .iter()
            .filter(|(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim())
            .collect();
        (!all.is_empty()).then(|| all.join(", "))
    }
}

fn sha256(body: &[u8]) -> String {
    STANDARD.encode(digest(&SHA256, body))
}

fn date(at: Timestamp) -> String {
    rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&at).unwrap_or_default()
}

/// The town's key.
pub struct Key {
    pair: RsaKeyPair,
}

impl std::fmt::Debug for Key {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str("Key(…)")
    }
}

fn pem(der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let lines: Vec<&str> =
        text.as_bytes().chunks(64).filter_map(|l| std::str::from_utf8(l).ok()).collect();
    format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", lines.join("\n"))
}

impl Key {
    /// A fresh one of 2048 bits, as the network expects.
    ///
    /// # Errors
    /// `BadKey` if the machine has no chance to give.
    pub fn generate() -> Result<Self, SignError> {
        let pair = RsaKeyPair::generate(KeySize::Rsa2048);
        Ok(Self { pair: pair.map_err(|_unspecified| SignError::BadKey)? })
    }

    /// From the bytes of [`Key::to_pkcs8`].
    ///
    /// # Errors
    /// `BadKey` if they are none.
    pub fn from_pkcs8(der: &[u8]) -> Result<Self, SignError> {
        let pair = RsaKeyPair::from_pkcs8(der).map_err(|_rejected| SignError::BadKey)?;
        Ok(Self { pair })
    }

    /// The whole key, to be sealed.
    ///
    /// # Errors
    /// `BadKey` if it cannot be written.
    pub fn to_pkcs8(&self) -> Result<Vec<u8>, SignError> {
        let der: Pkcs8V1Der<'_> = self.pair.as_der().map_err(|_unspecified| SignError::BadKey)?;
        Ok(der.as_ref().to_vec())
    }

    /// The public half, for the actor's document.
    ///
    /// # Errors
    /// `BadKey` if it cannot be written.
    pub fn public_pem(&self) -> Result<String, SignError> {
        let der: PublicKeyX509Der<'_> =
            self.pair.public_key().as_der().map_err(|_unspecified| SignError::BadKey)?;
        Ok(pem(der.as_ref()))
    }

    fn sign(&self, base: &str) -> Result<String, SignError> {
        let mut made = vec![0; self.pair.public_modulus_len()];
        self.pair
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), base.as_bytes(), &mut made)
            .map_err(|_unspecified| SignError::BadKey)?;
        Ok(STANDARD.encode(made))
    }

    /// Headers to add to a request, as the whole network understands them. Without a body (`GET`)
    /// there is no digest.
    ///
    /// # Errors
    /// `BadKey` if the key cannot sign.
    pub fn headers(
        &self,
        key_id: &str,
        parts: &Parts,
        body: Option<&[u8]>,
        now: Timestamp,
    ) -> Result<Vec<(String, String)>, SignError> {
        let mut added =
            vec![("host".to_owned(), parts.authority.clone()), ("date".to_owned(), date(now))];
        let mut names = vec!["(request-target)", "host", "date"];
        if let Some(body) = body {
            added.push(("digest".into(), format!("SHA-256={}", sha256(body))));
            names.push("digest");
        }
        let mut signed = parts.clone();
        signed.headers.clone_from(&added);
        let base = cavage_base(&signed, &names, None, None).ok_or(SignError::BadKey)?;
        let value = format!(
            "keyId=\"{key_id}\",algorithm=\"rsa-sha256\",headers=\"{}\",signature=\"{}\"",
            names.join(" "),
            self.sign(&base)?
        );
        added.push(("signature".into(), value));
        Ok(added)
    }

    /// Headers to add to a request, as RFC 9421 says; only for servers known to ask for it.
    ///
    /// # Errors
    /// `BadKey` if the key cannot sign.
    pub fn headers_9421(
        &self,
        key_id: &str,
        parts: &Parts,
        body: Option<&[u8]>,
        now: Timestamp,
    ) -> Result<Vec<(String, String)>, SignError> {
        let mut added = Vec::new();
        let mut names = vec!["\"@method\"", "\"@authority\"", "\"@path\"", "\"@query\""];
        if let Some(body) = body {
            added.push(("content-digest".to_owned(), format!("sha-256=:{}:", sha256(body))));
            names.push("\"content-digest\"");
        }
        let params = format!(
            "({});created={};keyid=\"{key_id}\";alg=\"rsa-v1_5-sha256\"",
            names.join(" "),
            now.as_second()
        );
        let mut signed = parts.clone();
        signed.headers.clone_from(&added);
        let names: Vec<String> = names.iter().map(|n| n.trim_matches('"').to_owned()).collect();
        let base = structured_base(&signed, &names, &params).ok_or(SignError::BadKey)?;
        added.push(("signature-input".into(), format!("sig1={params}")));
        added.push(("signature".into(), format!("sig1=:{}:", self.sign(&base)?)));
        Ok(added)
    }
}

/// A signature that came with a request, read but not yet checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Whose key it claims to be: fetch it, then [`Claim::check`].
    pub key_id: String,
    base: String,
    signature: Vec<u8>,
}

/// Reads the signature of a request and checks everything but the key: that it covers verb, path,
/// host and body, that it is fresh, that the body is the one that was signed.
///
/// # Errors
/// What is wrong with it: answer 401.
pub fn claim(parts: &Parts, body: &[u8], now: Timestamp) -> Result<Claim, SignError> {
    match parts.header("signature-input") {
        Some(input) => structured(parts, &input, Some(body), now),
        None => cavage(parts, body, now),
    }
}

fn is_fresh(at: Timestamp, now: Timestamp) -> bool {
    now.duration_since(at).abs() <= CLOCKS_DIFFER
}

fn needs_body(parts: &Parts, body: &[u8]) -> bool {
    !body.is_empty() || parts.method.eq_ignore_ascii_case("post")
}

fn cavage(parts: &Parts, body: &[u8], now: Timestamp) -> Result<Claim, SignError> {
    let header = parts.header("signature").ok_or(SignError::Missing)?;
    let fields = cavage_fields(&header);
    let of = |name: &str| fields.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str());
    let key_id = of("keyId").ok_or(SignError::Unreadable("no keyId"))?;
    let signature = of("signature").and_then(|s| STANDARD.decode(s).ok());
    let signature = signature.ok_or(SignError::Unreadable("no signature"))?;
    let names = of("headers").unwrap_or("date").to_ascii_lowercase();
    let names: Vec<&str> = names.split_whitespace().collect();
    for needed in ["(request-target)", "host"] {
        if !names.contains(&needed) {
            return Err(SignError::Uncovered(needed));
        }
    }
    let seconds = |name: &str| of(name).and_then(|s| s.parse::<i64>().ok());
    let made = if names.contains(&"(created)") {
        seconds("created").and_then(|s| Timestamp::from_second(s).ok())
    } else if names.contains(&"date") {
        let date = parts.header("date").unwrap_or_default();
        rfc2822::parse(&date).ok().map(|at| at.timestamp())
    } else {
        return Err(SignError::Uncovered("date"));
    };
    let made = made.ok_or(SignError::Unreadable("no date"))?;
    let is_over =
        names.contains(&"(expires)") && seconds("expires").is_none_or(|end| end < now.as_second());
    if !is_fresh(made, now) || is_over {
        return Err(SignError::Stale);
    }
    if needs_body(parts, body) {
        if !names.contains(&"digest") {
            return Err(SignError::Uncovered("digest"));
        }
        let said = parts.header("digest").unwrap_or_default();
        let is_right = said.split(',').any(|one| {
            let (name, value) = one.trim().split_once('=').unwrap_or_default();
            name.eq_ignore_ascii_case("sha-256") && value == sha256(body)
        });
        if !is_right {
            return Err(SignError::OtherBody);
        }
    }
    let base = cavage_base(parts, &names, of("created"), of("expires"))
        .ok_or(SignError::Unreadable("a signed header is not there"))?;
    Ok(Claim { key_id: key_id.into(), base, signature })
}

/// The standard's examples cover less than we ask for; their texts are right all the same.
#[cfg(test)]
pub(crate) fn claim_unasked(parts: &Parts, now: Timestamp) -> Result<Claim, SignError> {
    structured(parts, &parts.header("signature-input").unwrap_or_default(), None, now)
}

fn structured(
    parts: &Parts,
    input: &str,
    body: Option<&[u8]>,
    now: Timestamp,
) -> Result<Claim, SignError> {
    let unreadable = SignError::Unreadable("signature-input");
    let (label, params) = input.split_once('=').ok_or(unreadable.clone())?;
    let (names, rest) =
        params.strip_prefix('(').and_then(|p| p.split_once(')')).ok_or(unreadable.clone())?;
    // One signature is enough; of several the first.
    let rest = rest.split(", ").next().unwrap_or_default();
    let params = format!("({names}){rest}");
    let names: Vec<String> =
        names.split_whitespace().map(|n| n.trim_matches('"').to_owned()).collect();
    let parameter = |name: &str| {
        rest.split(';').find_map(|p| {
            let (n, value) = p.trim().split_once('=')?;
            (n == name).then(|| value.trim_matches('"').to_owned())
        })
    };
    let key_id = parameter("keyid").ok_or(SignError::Unreadable("no keyid"))?;
    let has = |name: &str| names.iter().any(|n| n == name);
    if !has("@method") {
        return Err(SignError::Uncovered("@method"));
    }
    let is_whole = has("@target-uri") || (has("@path") && has("@authority"));
    if !is_whole {
        return Err(SignError::Uncovered("@target-uri"));
    }
    let seconds = |name: &str| parameter(name).and_then(|s| s.parse::<i64>().ok());
    let made = seconds("created").and_then(|s| Timestamp::from_second(s).ok());
    let made = made.ok_or(SignError::Uncovered("created"))?;
    if !is_fresh(made, now) || seconds("expires").is_some_and(|end| end < now.as_second()) {
        return Err(SignError::Stale);
    }
    if let Some(body) = body.filter(|body| needs_body(parts, body)) {
        if !has("content-digest") {
            return Err(SignError::Uncovered("content-digest"));
        }
        let said = parts.header("content-digest").unwrap_or_default();
        let wanted = format!("sha-256=:{}:", sha256(body));
        if !said.split(',').any(|one| one.trim() == wanted) {
            return Err(SignError::OtherBody);
        }
    }
    let header = parts.header("signature").ok_or(SignError::Missing)?;
    let signature = header.split(", ").find_map(|one| {
        let (name, value) = one.trim().split_once('=')?;
        let value = value.strip_prefix(':')?.strip_suffix(':')?;
        (name == label.trim()).then(|| STANDARD.decode(value).ok()).flatten()
    });
    let signature = signature.ok_or(SignError::Unreadable("no signature"))?;
    let base = structured_base(parts, &names, &params)
        .ok_or(SignError::Unreadable("a signed part is not there"))?;
    Ok(Claim { key_id, base, signature })
}

impl Claim {
    /// Checks it against a key as actors publish them: PEM of RSA (both kinds) or Ed25519.
    ///
    /// # Errors
    /// `BadKey` if the key cannot be read, `Wrong` if the signature is another's.
    pub fn check(&self, key_pem: &str) -> Result<(), SignError> {
        if !key_pem.trim_start().starts_with("-----BEGIN ") {
            return Err(SignError::BadKey);
        }
        let text: String =
            key_pem.lines().map(str::trim).filter(|l| !l.starts_with("-----")).collect();
        let der = STANDARD.decode(text).map_err(|_no_key| SignError::BadKey)?;
        let base = self.base.as_bytes();
        // Ed25519 is told by its number (1.3.101.112) at the head; its key is the last 32 bytes.
        let is_short = der.len() == 44 && der.get(4..9) == Some(&[0x06, 0x03, 0x2b, 0x65, 0x70]);
        let checked = if is_short {
            let raw = der.get(12..).unwrap_or_default();
            UnparsedPublicKey::new(&ED25519, raw).verify(base, &self.signature)
        } else {
            let key = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, &der);
            key.verify(base, &self.signature)
        };
        checked.map_err(|_unspecified| SignError::Wrong)
    }
}

/// Whether a key can be one of an actor's: it lies on the same host.
pub fn belongs(key_id: &str, actor: &str) -> bool {
    host(key_id).is_some_and(|h| host(actor).is_some_and(|other| other == h))
}
