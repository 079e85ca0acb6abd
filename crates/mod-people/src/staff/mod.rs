//! Staff: the door, the first sign-in, their own account.

pub mod door;
pub mod first;
