//! The push service of a browser maker, with the browsers that hang on it: checks who sends, what and how
//! (RFC 8030, RFC 8292), and opens each message with the key of its browser (RFC 8291, RFC 8188).

use std::collections::BTreeMap;

use aws_lc_rs::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::agreement::{ECDH_P256, PrivateKey, UnparsedPublicKey, agree};
use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Salt};
use aws_lc_rs::rand;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey as Signed};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::{Asked, Running, Service, Told};

/// Most bytes of a message with its envelope.
const BODY_BYTES_MAX: usize = 4_096;
/// Longest life of a proof, in seconds.
const PROOF_S: i64 = 86_400;

/// A message as a browser reads it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Read {
    /// What it says.
    pub text: String,
    /// Seconds the service keeps it.
    pub ttl: u32,
    /// How pressing it is.
    pub urgency: String,
    /// What replaces it.
    pub topic: String,
}

impl Read {
    /// What it says, as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_default()
    }
}

struct Browser {
    key: PrivateKey,
    public: Vec<u8>,
    secret: [u8; 16],
    /// The key of the one sender it takes messages from.
    sender: String,
    is_gone: bool,
    read: Vec<Read>,
}

/// A push service.
#[derive(Default)]
pub struct Push {
    address: String,
    browsers: BTreeMap<String, Browser>,
    /// Why requests were refused.
    pub refused: Vec<String>,
}

struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

fn stretched<const N: usize>(salt: &[u8], secret: &[u8], info: &[u8]) -> Option<[u8; N]> {
    let pseudo_random = Salt::new(HKDF_SHA256, salt).extract(secret);
    let info = [info];
    let mut out = [0; N];
    pseudo_random.expand(&info, Length(N)).ok()?.fill(&mut out).ok()?;
    Some(out)
}

impl Browser {
    /// Opens a message of one record.
    fn open(&self, body: &[u8]) -> Option<Vec<u8>> {
        let (salt, rest) = body.split_at_checked(16)?;
        let (size, rest) = rest.split_at_checked(4)?;
        let size = u32::from_be_bytes(size.try_into().ok()?);
        let (length, rest) = rest.split_first()?;
        let (theirs, sealed) = rest.split_at_checked(usize::from(*length))?;
        // One record only, and no longer than it says.
        if size < 18 || sealed.len() > usize::try_from(size).ok()? {
            return None;
        }
        let info = [b"WebPush: info\0".as_slice(), &self.public, theirs].concat();
        let peer = UnparsedPublicKey::new(&ECDH_P256, theirs);
        let material: [u8; 32] =
            agree(&self.key, peer, (), |shared| stretched(&self.secret, shared, &info).ok_or(()))
                .ok()?;
        let key: [u8; 16] = stretched(salt, &material, b"Content-Encoding: aes128gcm\0")?;
        let nonce: [u8; 12] = stretched(salt, &material, b"Content-Encoding: nonce\0")?;
        let opener = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &key).ok()?);
        let mut plain = sealed.to_vec();
        let nonce = Nonce::assume_unique_for_key(nonce);
        let length = opener.open_in_place(nonce, Aad::empty(), &mut plain).ok()?.len();
        plain.truncate(length);
        // Zeros fill up; the last record ends with a two.
        while plain.last() == Some(&0) {
            plain.pop();
        }
        (plain.pop() == Some(2)).then_some(plain)
    }
}

impl Push {
    /// Starts a service on a free port of this machine.
    ///
    /// # Panics
    /// When no port is free.
    pub fn start() -> Running<Self> {
        let running = Running::start(Self::default());
        let address = running.address();
        running.with(|service| service.address = address);
        running
    }

    /// A browser subscribes for the sender with a public key, as a page hands it in; answers what
    /// `PushSubscription.toJSON()` gives.
    ///
    /// # Panics
    /// When the machine has no chance to give.
    pub fn subscribe(&mut self, sender: &str) -> Value {
        let key = PrivateKey::generate(&ECDH_P256).expect("a key");
        let public = key.compute_public_key().expect("its half").as_ref().to_vec();
        let mut secret = [0; 16];
        rand::fill(&mut secret).expect("chance");
        let name = format!("b{}", self.browsers.len() + 1);
        let handed = json!({ "endpoint": format!("{}/push/{name}", self.address),
            "expirationTime": null,
            "keys": { "p256dh": BASE64.encode(&public), "auth": BASE64.encode(secret) } });
        let sender = sender.to_owned();
        let browser = Browser { key, public, secret, sender, is_gone: false, read: Vec::new() };
        self.browsers.insert(name, browser);
        handed
    }

    fn name(handed: &Value) -> &str {
        let endpoint = handed.get("endpoint").and_then(Value::as_str).unwrap_or_default();
        endpoint.rsplit('/').next().unwrap_or_default()
    }

    /// Messages a browser has read.
    pub fn read(&self, handed: &Value) -> Vec<Read> {
        self.browsers.get(Self::name(handed)).map(|b| b.read.clone()).unwrap_or_default()
    }

    /// A browser gives its subscription up.
    pub fn give_up(&mut self, handed: &Value) {
        if let Some(browser) = self.browsers.get_mut(Self::name(handed)) {
            browser.is_gone = true;
        }
    }

    /// Whether a proof is one: signed with the key it names, for this service, not for longer than a day.
    fn proof(&self, header: &str, now: Timestamp) -> Result<String, &'static str> {
        let fields = header.strip_prefix("vapid ").ok_or("no proof")?;
        let of = |name: &str| {
            fields.split(',').filter_map(|f| f.trim().split_once('=')).find(|(n, _)| *n == name)
        };
        let (_, token) = of("t").ok_or("no token")?;
        let (_, key) = of("k").ok_or("no key")?;
        let (signed, signature) = token.rsplit_once('.').ok_or("no signature")?;
        let raw = |text: &str| BASE64.decode(text).map_err(|_| "no base64url");
        let point = Signed::new(&ECDSA_P256_SHA256_FIXED, raw(key)?);
        point.verify(signed.as_bytes(), &raw(signature)?).map_err(|_| "a wrong signature")?;
        let (head, claims) = signed.split_once('.').ok_or("no claims")?;
        let json = |text: &str| {
            serde_json::from_slice::<Value>(&raw(text)?).map_err(|_| "no JSON in the token")
        };
        let (head, claims) = (json(head)?, json(claims)?);
        if head.get("alg").and_then(Value::as_str) != Some("ES256") {
            return Err("another algorithm");
        }
        if claims.get("aud").and_then(Value::as_str) != Some(self.address.as_str()) {
            return Err("for another service");
        }
        let end = claims.get("exp").and_then(Value::as_i64).ok_or("no end")?;
        if end <= now.as_second() || end > now.as_second() + PROOF_S {
            return Err("no longer, or too long, good");
        }
        let subject = claims.get("sub").and_then(Value::as_str).unwrap_or_default();
        if !subject.starts_with("mailto:") && !subject.starts_with("https://") {
            return Err("nobody to write to");
        }
        Ok(key.to_owned())
    }

    fn take(&mut self, asked: &Asked, now: Timestamp) -> Result<(), (u16, &'static str)> {
        let name = asked.path.strip_prefix("/push/").unwrap_or_default().to_owned();
        let sender = self.proof(asked.header("authorization"), now).map_err(|why| (403, why))?;
        let Some(browser) = self.browsers.get_mut(&name) else { return Err((404, "nobody")) };
        if browser.is_gone {
            return Err((410, "gone"));
        }
        if browser.sender != sender {
            return Err((403, "the browser takes messages from somebody else"));
        }
        let ttl = asked.header("ttl").parse().map_err(|_| (400, "no time to live"))?;
        if asked.header("content-encoding") != "aes128gcm" {
            return Err((400, "another encoding"));
        }
        let urgency = asked.header("urgency").to_owned();
        if !matches!(urgency.as_str(), "" | "very-low" | "low" | "normal" | "high") {
            return Err((400, "no urgency"));
        }
        let topic = asked.header("topic").to_owned();
        let is_topic = topic.len() <= 32
            && topic.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
        if !is_topic {
            return Err((400, "no topic"));
        }
        if asked.body.len() > BODY_BYTES_MAX {
            return Err((413, "too long"));
        }
        let plain = browser.open(&asked.body).ok_or((400, "it cannot be opened"))?;
        let text = String::from_utf8(plain).map_err(|_| (400, "no text"))?;
        browser.read.push(Read { text, ttl, urgency, topic });
        Ok(())
    }
}

impl Service for Push {
    fn answer(&mut self, asked: &Asked, now: Timestamp) -> Told {
        // For tests in other languages: a browser subscribes for a sender.
        if asked.method == "GET" && asked.path == "/subscribe" {
            let sender = asked.field("sender").unwrap_or_default();
            return Told::json(200, &self.subscribe(&sender));
        }
        if asked.method != "POST" {
            return Told::empty(405);
        }
        match self.take(asked, now) {
            Ok(()) => Told::empty(201).with("location", format!("{}/message/1", self.address)),
            Err((status, why)) => {
                self.refused.push(why.to_owned());
                Told::json(status, &json!({ "message": why }))
            }
        }
    }

    fn state(&self) -> Value {
        let of = |(name, b): (&String, &Browser)| {
            let read: Vec<&str> = b.read.iter().map(|r| r.text.as_str()).collect();
            json!({ "browser": name, "read": read })
        };
        json!({ "browsers": self.browsers.iter().map(of).collect::<Vec<_>>(), "refused": self.refused })
    }
}
