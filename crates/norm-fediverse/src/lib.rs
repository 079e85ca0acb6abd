//! `ActivityPub` as the network speaks it, so that a town's homepage can be followed from the
//! fediverse: finding it, its actor and articles, signed requests both ways, what others send. A
//! pure library: no network, no file, no clock.

pub mod deliver;
pub mod find;
pub mod inbox;
pub mod publish;
pub mod sign;
pub mod text;

#[cfg(test)]
mod tests;

/// The media type of everything that is sent.
pub const MEDIA_TYPE: &str = "application/activity+json";
/// The other name of the same, which some ask for.
pub const MEDIA_TYPE_LONG: &str =
    "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"";
/// Everybody.
pub const PUBLIC: &str = "https://www.w3.org/ns/activitystreams#Public";

/// Whether a reader asks for activities rather than for a page (`Accept`).
pub fn wants_activity(accept: &str) -> bool {
    accept.split(',').any(|kind| {
        let kind = kind.trim().to_ascii_lowercase();
        let name = kind.split(';').next().unwrap_or_default().trim();
        name == MEDIA_TYPE || (name == "application/ld+json" && kind.contains("activitystreams"))
    })
}

/// The host of an address of the web, in lower case; with its port, if it names one.
pub fn host(address: &str) -> Option<String> {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"))?;
    let host = rest.split(['/', '?', '#']).next()?;
    (!host.is_empty() && !host.contains('@')).then(|| host.to_ascii_lowercase())
}
