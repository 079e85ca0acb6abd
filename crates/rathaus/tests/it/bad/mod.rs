//! Bad luck and bad input, seen from outside: what people and administrators read, and that nothing
//! is lost. The table in `docs/operating/bad-input.md` names them all.

mod full;
mod mail;
mod postgres;
mod process;
mod restore;
