//! Mail that comes back: notices that something could not be delivered (RFC 3464) and complaints of
//! readers that large mailbox providers pass on (RFC 5965). Bytes in, values out; no network, no file.
//!
//! Notices are written by programs of others and can be sent by anybody. Nothing of them is believed
//! but the number of a mail of ours, which only its reader and the servers on its way know.

use std::borrow::Cow;

use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders, PartType};

/// Bytes of a notice that are read; the mail that came back stands at its end and may be long.
pub const BYTES_MAX: usize = 1024 * 1024;

/// What became of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The address does not exist: nothing may be sent there any more (`5.1.x`).
    NoSuchAddress,
    /// It was given up for another reason: the mailbox is full, its server does not answer, …
    GivenUp,
    /// It is still being tried, or arrived.
    Nothing,
    /// Its reader called it unwanted.
    Complaint,
}

/// A mail that came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Return {
    /// The `Message-ID` of our mail, without its brackets.
    pub message_id: String,
    /// What became of it.
    pub fate: Fate,
    /// The code of the server that gave it up, such as `5.1.1`; empty where none is told.
    pub status: String,
}

/// Reads a mail as a notice about one of ours; nothing if it is something else, which people must
/// read.
pub fn read(bytes: &[u8]) -> Option<Return> {
    let bytes = bytes.get(..BYTES_MAX).unwrap_or(bytes);
    let message = MessageParser::default().parse(bytes)?;
    let message_id = about(&message)?;
    let kind = message.content_type()?.attribute("report-type")?.to_ascii_lowercase();
    match kind.as_str() {
        "feedback-report" => {
            let told = part(&message, "message", "feedback-report")?;
            let is_abuse = field(&told, "feedback-type").is_none_or(|t| !is(t, "not-spam"));
            let fate = if is_abuse { Fate::Complaint } else { Fate::Nothing };
            Some(Return { message_id, fate, status: String::new() })
        }
        "delivery-status" => {
            let told = part(&message, "message", "delivery-status")?;
            let action = field(&told, "action")?;
            let status = field(&told, "status").unwrap_or_default().to_owned();
            // A comment may follow: "5.1.1 (bad destination mailbox address)".
            let status = status.split([' ', '(']).next().unwrap_or_default().to_owned();
            let fate = match status.as_str() {
                _ if !is(action, "failed") => Fate::Nothing,
                code if code.starts_with("5.1.") => Fate::NoSuchAddress,
                _ => Fate::GivenUp,
            };
            Some(Return { message_id, fate, status })
        }
        _ => None,
    }
}

fn is(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}

fn has_type(part: &MessagePart<'_>, kind: &str, below: &str) -> bool {
    part.content_type()
        .is_some_and(|t| is(t.ctype(), kind) && t.subtype().is_some_and(|s| is(s, below)))
}

/// The text of the first part of a type.
fn part<'m>(message: &'m Message<'_>, kind: &str, below: &str) -> Option<Cow<'m, str>> {
    let found = message.parts.iter().find(|p| has_type(p, kind, below))?;
    Some(String::from_utf8_lossy(found.contents()))
}

/// The value of a field of a report. Groups of fields are parted by empty lines; what is asked for
/// stands in one of them only.
fn field<'t>(report: &'t str, name: &str) -> Option<&'t str> {
    report.lines().find_map(|line| {
        let (found, value) = line.split_once(':')?;
        is(found.trim_end(), name).then(|| value.trim())
    })
}

/// The `Message-ID` of the mail that a notice is about: it stands in the mail that came back, whole or
/// only its head.
fn about(message: &Message<'_>) -> Option<String> {
    message.parts.iter().find_map(|part| {
        if let PartType::Message(inner) = &part.body {
            return inner.message_id().map(str::to_owned);
        }
        let is_head = has_type(part, "text", "rfc822-headers")
            || has_type(part, "message", "rfc822")
            || has_type(part, "message", "global-headers");
        let head = is_head.then(|| part.contents())?;
        MessageParser::default().parse(head)?.message_id().map(str::to_owned)
    })
}

#[cfg(test)]
mod tests;
