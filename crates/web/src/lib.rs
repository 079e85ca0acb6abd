//! The face of the house: page layout, components, form widgets, error pages, assets.
//!
//! Components are plain functions and small structs that return [`maud::Markup`]. They take plain
//! values, know no module and no database, and are the only source of markup and CSS classes: a
//! module composes them and brings no CSS of its own. German comes first, English second, both
//! inline (see [`Say`]), so that a missing translation does not compile.

#![expect(
    clippy::needless_pass_by_value,
    reason = "markup is made for the call with html! and handed over; a reference would only add an & everywhere"
)]

mod again;
pub mod alert;
pub mod article;
pub mod assets;
pub mod badge;
mod banner;
pub mod blocks;
pub mod button;
pub mod cache;
pub mod card;
pub mod choice;
pub mod colour;
pub mod contact;
pub mod crisis;
pub mod date_field;
pub mod details;
pub mod dialog;
mod document;
pub mod documents;
pub mod editor;
pub mod empty;
pub mod error_page;
pub mod errors;
pub mod field;
pub mod filter;
pub mod form;
pub mod format;
pub mod frame;
pub mod hero;
pub mod hub;
pub mod icon;
pub mod input;
pub mod list;
pub mod locate;
pub mod map;
pub mod markdown;
pub mod month;
pub mod news;
pub mod page;
pub mod pagination;
pub mod passkey;
pub mod plot;
pub mod progress;
pub mod qr;
pub mod say;
pub mod shared;
mod shell;
pub mod sortable;
pub mod staff;
pub mod steps;
pub mod table;
pub mod tabs;
pub mod task_list;
pub mod theme;
pub mod thumbs;
pub mod timeline;
pub mod town;
pub mod upload;
mod ways;

pub use alert::{alert, notice};
pub use assets::{ASSETS, Asset, asset, find};
pub use badge::{Tone, badge};
pub use banner::Warning;
pub use button::{action_form, button, buttons, link_button};
pub use errors::{Errors, error_summary};
pub use field::Field;
pub use form::{CSRF_FIELD, Form};
pub use frame::Frame;
pub use markdown::markdown;
pub use maud::{Markup, PreEscaped, html};
pub use page::{Kind, Page};
pub use say::{Language, Say};
pub use shell::{mail_link, mail_text};
pub use town::TownLook;
