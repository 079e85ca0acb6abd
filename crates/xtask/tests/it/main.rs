//! What `cargo xtask` makes, held against the tools it is made for.

mod new_module;
mod package;
