//! The SQL of this module; nothing outside of this folder knows its tables.

pub(crate) mod brokers;
mod entity;
mod filter;
pub(crate) mod follows;
pub(crate) mod hours;
pub(crate) mod inbound;
mod keys;
mod list;
pub(crate) mod months;
mod observations;
mod order;
pub(crate) mod readers;
pub(crate) mod register;
mod remove;
pub(crate) mod retention;
mod save;
mod shown;
pub(crate) mod stations;
mod tables;
pub(crate) mod traces;
pub(crate) mod uploads;
mod walk;
pub(crate) mod warnings;
pub(crate) mod watch;
mod world;

pub(crate) use entity::{Entity, is_storable, nanoseconds, stored_result};
pub use keys::Grant;
pub(crate) use keys::{Given, Key, Sight, key_by_token, keys_of, make_key, revoke};
pub(crate) use list::{Listing, Mark, count, find, page, related_id};
pub(crate) use observations::{Measured, Stream, insert, is_known, multi_streams, stream};
pub(crate) use remove::{remove, remove_observation, remove_observations, things_of};
pub(crate) use save::{
    attach, default_feature, historical_after, is_placed, move_thing, place_thing, relink,
    save_new, update,
};
