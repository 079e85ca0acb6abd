//! Facebook Pages, Instagram, `YouTube` and Mastodon as values: what to send, what an answer means,
//! what to do next. A pure library: no network, no file, no clock.
//!
//! A [`Task`] is one post on one channel. [`Task::next`] says what to send; [`Task::take`] hears what
//! came of it. The caller saves the task after each step and, armed, before the one call that cannot
//! be taken back; that is the whole discipline, and the same for all channels.

pub mod comments;
pub mod connect;
pub mod facebook;
pub mod figures;
pub mod instagram;
pub mod judge;
pub mod mastodon;
pub mod meta;
mod post;
mod step;
mod task;
pub mod token;
mod trouble;
mod wire;
pub mod youtube;

pub use post::{
    Account, Bases, Captions, Channel, Medium, Order, Post, Published, Stored, Visibility,
};
pub use step::{Aim, Call, Effect, Here, Next};
pub use task::{Progress, Task, fingerprint};
pub use trouble::{Class, Trouble, Words};
pub use wire::{
    Answer, Body, Content, Exchange, Method, Piece, Rendered, Request, Secret, encoded,
};

#[cfg(test)]
mod tests;
