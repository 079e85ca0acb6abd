//! Writes what the town would send to one browser, for programs of others that read it: a line of JSON
//! with `subscription`, `message` and `subject` comes in, a line with `address`, `headers` and `body`
//! goes out.

use std::io::Read;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use norm_push::browser::{Chance, Keeping, Sender, Subscription, Urgency, request};
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut line = String::new();
    std::io::stdin().read_to_string(&mut line)?;
    let asked: Value = serde_json::from_str(&line)?;
    let text = |name: &str| asked.get(name).and_then(Value::as_str).unwrap_or_default();
    let handed = asked.get("subscription").cloned().unwrap_or_default();
    let to = Subscription::read(&handed, &[])?;
    let (private, public) = Sender::generate()?;
    let sender = Sender::new(&private, &public, text("subject"))?;
    let now: Timestamp = text("now").parse()?;
    let keeping = Keeping { seconds: 60, urgency: Urgency::High, topic: "warnung-17" };
    let message = text("message").as_bytes();
    let made = request(&to, message, &sender, keeping, &Chance::fresh()?, now)?;
    let headers: serde_json::Map<String, Value> =
        made.headers.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
    let body = URL_SAFE_NO_PAD.encode(made.body);
    println!("{}", json!({ "address": made.address, "headers": headers, "body": body }));
    Ok(())
}
