//! Messages to whoever subscribed without an account: browsers (Web Push) and readers of feeds
//! (`WebSub`). A pure library: no network, no clock; chance comes from the caller.

pub mod browser;
pub mod hub;

#[cfg(test)]
mod tests;
