//! What programs read of a town's site: feeds, calendars, site maps, warnings, structured data. A
//! pure library: no file, no network, no clock; values in, text out, and back where others send us
//! theirs.
//!
//! Whatever text is put in, what comes out is well-formed: characters a format cannot hold are left
//! out, everything else is escaped as its standard says.

pub mod calendar;
pub mod cap;
pub mod cut;
pub mod feed;
pub mod jsonld;
pub mod sitemap;
mod xml;

#[cfg(test)]
mod tests;
