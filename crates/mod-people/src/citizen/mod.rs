//! Citizens: the door and their own account.

pub mod account;
pub mod address;
pub mod door;
