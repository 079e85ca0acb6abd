//! The library as its users see it.

mod formats;
mod samples;
mod wzdx;
