//! Citizens: the door and their own account.

pub mod door;
