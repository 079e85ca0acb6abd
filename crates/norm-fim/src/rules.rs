//! The rule language of forms: conditions over answers, and what follows from them.
//!
//! Rules are written as free German text in the schema ([`compile`]), as FITKO's translated
//! form, or by hand; all three end in the same [`Rule`].

mod ast;
pub(crate) mod compile;
mod complete;
pub(crate) mod eval;
mod resolve;
mod sentence;
mod token;

pub use ast::{Condition, Effect, Operand, Rule, RuleError};
pub use compile::{CompileOptions, Compiled, OpenRule, Prefill, compile};
pub use eval::Situation;
pub(crate) use resolve::resolve;
