//! `WebSub`: the town is the hub of its own feeds. Who wants to be told is asked whether they mean it;
//! then each change is sent, signed where a secret was agreed.

use aws_lc_rs::hmac;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};

/// Shortest and longest time a subscription lives, in seconds; ten days if nothing is asked for.
const LEASE_S: (u64, u64, u64) = (300, 864_000, 2_592_000);
/// Bytes of a secret: fewer than two hundred, says the standard.
const SECRET_BYTES_MAX: usize = 199;
/// Letters of an address.
const ADDRESS_MAX: usize = 2_000;

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// Whether to begin; else to end.
    pub begins: bool,
    /// Address that wants to be told.
    pub callback: String,
    /// Address of the feed.
    pub topic: String,
    /// How long, in seconds.
    pub lease_s: u64,
    /// What messages are signed with; empty without.
    pub secret: String,
}

/// Why a wish is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WishError {
    /// `hub.mode` is neither.
    #[error("hub.mode must be subscribe or unsubscribe")]
    Mode,
    /// The callback is no address of the web.
    #[error("hub.callback must be an address of the web")]
    Callback,
    /// The topic is none of ours.
    #[error("hub.topic is no feed of this site")]
    Topic,
    /// The secret is too long.
    #[error("hub.secret must be shorter than 200 bytes")]
    Secret,
}

/// Reads the form of a subscriber. `is_ours` says whether an address is a feed of the town. Whether
/// the callback lies outside the house's own network is for the caller to check.
///
/// # Errors
/// What is wrong with it: answer 400 and the sentence. Otherwise answer 202 and verify.
pub fn wish(form: &[(String, String)], is_ours: impl Fn(&str) -> bool) -> Result<Wish, WishError> {
    let of = |name: &str| form.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.as_str());
    let begins = match of("hub.mode") {
        "subscribe" => true,
        "unsubscribe" => false,
        _ => return Err(WishError::Mode),
    };
    let callback = of("hub.callback");
    let is_address = callback.starts_with("https://") || callback.starts_with("http://");
    if !is_address || callback.len() > ADDRESS_MAX || callback.contains(char::is_whitespace) {
        return Err(WishError::Callback);
    }
    let topic = of("hub.topic");
    if !is_ours(topic) {
        return Err(WishError::Topic);
    }
    let secret = of("hub.secret");
    if secret.len() > SECRET_BYTES_MAX {
        return Err(WishError::Secret);
    }
    let (least, usual, most) = LEASE_S;
    let lease_s = of("hub.lease_seconds").parse().unwrap_or(usual).clamp(least, most);
    Ok(Wish {
        begins,
        callback: callback.into(),
        topic: topic.into(),
        lease_s,
        secret: secret.into(),
    })
}

fn with(address: &str, pairs: &[(&str, &str)]) -> String {
    let joint = if address.contains('?') { '&' } else { '?' };
    let written: Vec<String> = pairs
        .iter()
        .map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC)))
        .collect();
    format!("{address}{joint}{}", written.join("&"))
}

/// The address to `GET` before anything is believed.
pub fn question(wish: &Wish, challenge: &str) -> String {
    let mode = if wish.begins { "subscribe" } else { "unsubscribe" };
    let lease = wish.lease_s.to_string();
    let mut pairs =
        vec![("hub.mode", mode), ("hub.topic", &wish.topic), ("hub.challenge", challenge)];
    if wish.begins {
        pairs.push(("hub.lease_seconds", &lease));
    }
    with(&wish.callback, &pairs)
}

/// Whether the subscriber meant it: any success, and the challenge as the body.
pub fn is_meant(status: u16, body: &[u8], challenge: &str) -> bool {
    (200..300).contains(&status) && !challenge.is_empty() && body == challenge.as_bytes()
}

/// The address to `GET` to say that a subscription was refused or has ended.
pub fn denial(callback: &str, topic: &str, reason: &str) -> String {
    with(callback, &[("hub.mode", "denied"), ("hub.topic", topic), ("hub.reason", reason)])
}

/// Headers of a message (`POST` of the whole feed to the callback).
pub fn headers(
    hub: &str,
    topic: &str,
    content_type: &str,
    secret: &str,
    body: &[u8],
) -> Vec<(&'static str, String)> {
    let mut headers = vec![
        ("content-type", content_type.to_owned()),
        ("link", format!("<{hub}>; rel=\"hub\", <{topic}>; rel=\"self\"")),
    ];
    if !secret.is_empty() {
        headers.push(("x-hub-signature", format!("sha256={}", signature(secret, body))));
    }
    headers
}

/// The signature of a message, in hexadecimal digits.
pub fn signature(secret: &str, body: &[u8]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    hex::encode(hmac::sign(&key, body))
}

/// What the answer of a subscriber means for the subscription.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// It has the message.
    Taken,
    /// It is no longer there: end the subscription.
    Gone,
    /// Try again later.
    Again,
}

/// Reads the status of an answer.
pub fn heard(status: u16) -> Heard {
    match status {
        200..=299 => Heard::Taken,
        410 => Heard::Gone,
        _ => Heard::Again,
    }
}
