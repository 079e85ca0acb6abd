//! A server of the fediverse with a few people on it: it publishes its actors, believes only what is
//! signed, keeps what it is sent, and signs what its people say.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    KeyPair, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair, UnparsedPublicKey,
};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::http::{Asked, Told};
use crate::{Running, Service};

/// What actors and messages are called.
const KIND: &str = "application/activity+json";

/// The server.
pub struct Fediverse {
    base: String,
    key: RsaKeyPair,
    people: Vec<String>,
    /// The key of the town, as its actor shows it.
    pub trusted: String,
    /// Messages that were believed, in the order they came, with the path they came to.
    pub heard: Vec<(String, Value)>,
    /// Whether there is an inbox for the whole server.
    pub has_shared_inbox: bool,
}

impl Fediverse {
    /// Starts it with some people.
    ///
    /// # Panics
    /// When the machine makes no key.
    pub fn start(people: &[&str]) -> Running<Self> {
        let running = Running::start(Self {
            base: String::new(),
            key: RsaKeyPair::generate(KeySize::Rsa2048).expect("a key"),
            people: people.iter().map(|p| (*p).to_owned()).collect(),
            trusted: String::new(),
            heard: Vec::new(),
            has_shared_inbox: true,
        });
        let address = running.address();
        running.with(|s| s.base = address);
        running
    }

    /// The address of somebody.
    pub fn actor(&self, name: &str) -> String {
        format!("{}/users/{name}", self.base)
    }

    /// Messages of a kind that were believed.
    pub fn of_kind(&self, kind: &str) -> Vec<Value> {
        let all = self.heard.iter().map(|(_, message)| message);
        all.filter(|m| m.get("type").and_then(Value::as_str) == Some(kind)).cloned().collect()
    }

    /// Somebody goes: their document is no longer there.
    pub fn delete(&mut self, name: &str) {
        self.people.retain(|p| p != name);
    }

    /// The headers with which somebody signs a message.
    ///
    /// # Panics
    /// When the machine cannot sign.
    pub fn sign(
        &self,
        name: &str,
        path: &str,
        host: &str,
        body: &[u8],
        now: Timestamp,
    ) -> Vec<(&'static str, String)> {
        let date = now.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
        let sum = format!("SHA-256={}", STANDARD.encode(digest(&SHA256, body)));
        let text = format!(
            "(request-target): post {path}\nhost: {host}\ndate: {date}\ndigest: {sum}\ncontent-type: {KIND}"
        );
        let mut made = vec![0; self.key.public_modulus_len()];
        let chance = SystemRandom::new();
        self.key.sign(&RSA_PKCS1_SHA256, &chance, text.as_bytes(), &mut made).expect("a signature");
        let signature = format!(
            "keyId=\"{}#main-key\",algorithm=\"rsa-sha256\",headers=\"(request-target) host date digest content-type\",signature=\"{}\"",
            self.actor(name),
            STANDARD.encode(made)
        );
        vec![
            ("host", host.to_owned()),
            ("date", date),
            ("digest", sum),
            ("content-type", KIND.to_owned()),
            ("signature", signature),
        ]
    }

    fn pem(&self) -> String {
        let der: PublicKeyX509Der<'_> = self.key.public_key().as_der().expect("a public key");
        let text = STANDARD.encode(der.as_ref());
        format!("-----BEGIN PUBLIC KEY-----\n{text}\n-----END PUBLIC KEY-----\n")
    }

    fn document(&self, name: &str) -> Value {
        let id = self.actor(name);
        let mut document = json!({
            "@context": ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"],
            "id": id, "type": "Person", "preferredUsername": name,
            "inbox": format!("{id}/inbox"), "outbox": format!("{id}/outbox"),
            "publicKey": { "id": format!("{id}#main-key"), "owner": id, "publicKeyPem": self.pem() },
        });
        if self.has_shared_inbox {
            document["endpoints"] = json!({ "sharedInbox": format!("{}/inbox", self.base) });
        }
        document
    }

    /// Whether a request is signed with the key of the town, and its date is of today.
    fn believes(&self, asked: &Asked, now: Timestamp) -> bool {
        let fields: Vec<(String, String)> = asked
            .header("signature")
            .split("\",")
            .filter_map(|field| field.split_once("=\""))
            .map(|(n, v)| (n.trim().to_owned(), v.trim_end_matches('"').to_owned()))
            .collect();
        let of = |name: &str| {
            fields.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone()).unwrap_or_default()
        };
        let lines: Vec<String> = of("headers")
            .split(' ')
            .map(|name| match name {
                "(request-target)" => {
                    format!("{name}: {} {}", asked.method.to_lowercase(), asked.path)
                }
                _ => format!("{name}: {}", asked.header(name)),
            })
            .collect();
        let covers = |name: &str| lines.iter().any(|l| l.starts_with(&format!("{name}: ")));
        let sum = format!("SHA-256={}", STANDARD.encode(digest(&SHA256, &asked.body)));
        let has_body = asked.method == "POST";
        if has_body && (!covers("digest") || asked.header("digest") != sum) {
            return false;
        }
        let day = now.strftime("%a, %d %b %Y").to_string();
        if !covers("(request-target)") || !covers("host") || !asked.header("date").starts_with(&day)
        {
            return false;
        }
        let pem: String = self.trusted.lines().filter(|l| !l.starts_with("-----")).collect();
        let (Ok(key), Ok(signature)) = (STANDARD.decode(pem), STANDARD.decode(of("signature")))
        else {
            return false;
        };
        UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, key)
            .verify(lines.join("\n").as_bytes(), &signature)
            .is_ok()
    }
}

impl Service for Fediverse {
    fn answer(&mut self, asked: &Asked, now: Timestamp) -> Told {
        let parts: Vec<&str> = asked.path.trim_start_matches('/').split('/').collect();
        match (asked.method.as_str(), parts.as_slice()) {
            ("GET", ["users", name]) => {
                if !self.people.iter().any(|p| p == name) {
                    return Told::empty(410);
                }
                if !self.believes(asked, now) {
                    return Told::json(401, &json!({ "error": "Request not signed" }));
                }
                let mut told = Told::json(200, &self.document(name));
                told.headers = vec![("content-type".into(), KIND.into())];
                told
            }
            ("POST", ["inbox"] | ["users", _, "inbox"]) => {
                if !self.believes(asked, now) {
                    return Told::json(401, &json!({ "error": "Request not signed" }));
                }
                let message = serde_json::from_slice(&asked.body).unwrap_or(Value::Null);
                self.heard.push((asked.path.clone(), message));
                Told::empty(202)
            }
            _ => Told::empty(404),
        }
    }

    fn state(&self) -> Value {
        let heard: Vec<&Value> = self.heard.iter().map(|(_, message)| message).collect();
        json!(heard)
    }
}
