//! The kernel: what every department of the town hall needs and none owns.
//!
//! It carries no behaviour of one department, no HTML and no vendor. Start with [`module`] (what a
//! department brings), [`db`] (how records are read and written) and [`http`] (from a request to a
//! handler).

pub mod access;
pub mod audit;
pub mod body;
pub mod cases;
pub mod check;
pub mod clock;
mod counter;
pub mod credentials;
pub mod db;
pub mod deadlines;
pub mod dump;
pub mod error;
pub mod facts;
pub mod fields;
pub mod files;
pub mod folder;
pub mod forms;
pub mod guide;
pub mod http;
pub mod jobs;
pub mod keys;
pub mod limits;
pub mod map;
pub mod media;
mod migrations;
pub mod module;
pub mod notify;
pub mod open_data;
pub mod opt_in;
pub mod org;
pub mod outbox;
pub mod paper;
pub mod people;
pub mod places;
pub mod procedure;
pub mod publication;
pub mod pulse;
pub mod questions;
pub mod retention;
pub mod routes;
pub mod search;
pub mod session;
pub mod settings;
pub mod siren;
pub mod tally;
pub mod town;
pub mod value;
pub mod words;
pub mod worker;

pub use access::{Access, Actor, Guarded, Permission, Sealed};
pub use audit::Audit;
pub use cases::Case;
pub use db::{Db, Reader, Saved, Sql, Tx};
pub use error::{AppError, Problem};
pub use fields::Fields;
pub use http::Ctx;
pub use module::Module;
pub use routes::Routes;
pub use town::Town;
pub use value::{Euro, Id, Language, Period, Private, Text};
