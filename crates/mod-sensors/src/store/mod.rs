//! The SQL of this module; nothing outside of this folder knows its tables.

mod entity;
mod filter;
mod keys;
mod list;
mod observations;
mod order;
mod remove;
mod save;
mod tables;
mod world;

pub(crate) use entity::{Entity, is_storable, nanoseconds, stored_result};
pub(crate) use keys::{Key, key_by_token, make_key};
pub(crate) use list::{Listing, Mark, count, find, page, related_id};
pub(crate) use observations::{Measured, Stream, insert, stream};
pub(crate) use remove::{remove, remove_observation};
pub(crate) use save::{
    attach, default_feature, historical_after, move_thing, relink, save_new, update,
};
