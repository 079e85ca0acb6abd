//! Staff: the door, the first sign-in, confirming a sensitive step, their own account.

pub mod account;
pub mod code_app;
pub mod door;
pub mod first;
pub mod step_up;
