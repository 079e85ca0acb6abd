//! A reader of feeds that wants to be told (`WebSub`): answers whether it means a subscription, takes
//! what a hub sends, and checks the signature where a secret was agreed.

use std::collections::BTreeMap;

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use serde_json::{Value, json};
use sha2::Sha256;

use crate::{Asked, Running, Service, Told};

/// Something a hub sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heard {
    /// The path it was sent to.
    pub path: String,
    /// Its type.
    pub kind: String,
    /// Its bytes as text.
    pub text: String,
    /// What its `Link` says.
    pub links: String,
    /// Whether it is signed with the secret agreed for that path; none where none was.
    pub is_signed: Option<bool>,
}

/// A question of a hub.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question {
    /// `subscribe`, `unsubscribe` or `denied`.
    pub mode: String,
    /// The feed.
    pub topic: String,
    /// Seconds it lasts.
    pub lease: String,
}

/// A reader of feeds.
#[derive(Default)]
pub struct Feeds {
    /// Feeds it means to read; it says no to any other.
    pub meant: Vec<String>,
    /// Secrets by path of the callback.
    pub secrets: BTreeMap<String, String>,
    /// What it was asked.
    pub asked: Vec<Question>,
    /// What it was sent.
    pub heard: Vec<Heard>,
    /// Whether it does not want to hear of it any more.
    pub is_gone: bool,
}

impl Feeds {
    /// Starts a reader on a free port of this machine.
    ///
    /// # Panics
    /// When no port is free.
    pub fn start() -> Running<Self> {
        Running::start(Self::default())
    }

    fn asked(&mut self, asked: &Asked) -> Told {
        let of = |name: &str| asked.field(name).unwrap_or_default();
        let (mode, topic) = (of("hub.mode"), of("hub.topic"));
        let is_meant = mode != "denied" && self.meant.contains(&topic);
        self.asked.push(Question { mode, topic, lease: of("hub.lease_seconds") });
        if !is_meant {
            return Told::empty(404);
        }
        let mut told = Told::empty(200).with("content-type", "text/plain");
        told.body = of("hub.challenge").into_bytes();
        told
    }

    fn heard(&mut self, asked: &Asked) -> Told {
        if self.is_gone {
            return Told::empty(410);
        }
        let is_signed = self.secrets.get(&asked.path).map(|secret| {
            let sent = asked.header("x-hub-signature").strip_prefix("sha256=");
            let raw = sent.and_then(|digits| hex::decode(digits).ok()).unwrap_or_default();
            Hmac::<Sha256>::new_from_slice(secret.as_bytes())
                .is_ok_and(|mac| mac.chain_update(&asked.body).verify_slice(&raw).is_ok())
        });
        self.heard.push(Heard {
            path: asked.path.clone(),
            kind: asked.header("content-type").to_owned(),
            text: String::from_utf8_lossy(&asked.body).into_owned(),
            links: asked.header("link").to_owned(),
            is_signed,
        });
        Told::empty(202)
    }
}

impl Service for Feeds {
    fn answer(&mut self, asked: &Asked, _: Timestamp) -> Told {
        match asked.method.as_str() {
            "GET" => self.asked(asked),
            "POST" => self.heard(asked),
            _ => Told::empty(405),
        }
    }

    fn state(&self) -> Value {
        json!({ "asked": self.asked.len(), "heard": self.heard.len() })
    }
}
