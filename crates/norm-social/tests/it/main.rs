//! Every channel against its emulator: over sockets, with tokens that die, limits, lost answers and
//! processes that end at any step.

mod connecting;
mod driver;
mod facebook;
mod faults;
mod figures;
mod hindrances;
mod instagram;
mod mastodon;
mod youtube;
