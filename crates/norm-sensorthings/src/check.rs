//! Checks queries against the entity model: names become properties and relations, values get
//! types, mistakes get a place. What comes out is what a builder of SQL needs.
//!
//! A filter over an entity is a [`Scope`]: the related entities it looks at are *joins*, each
//! relation on a path once, so that all paths with a common beginning look at the same related
//! entity. The filter holds for an entity if it holds for at least one combination of related
//! entities; where there are none, their properties are null. `any(…)` opens a scope of its own.

mod expression;
mod functions;
mod query;
mod types;

pub use query::{CheckedExpand, CheckedQuery, Selected, check_query};
pub use types::{AnyOf, Comparing, Computing, Field, Join, Node, PathTo, Scope, Type, Typed};

use crate::model::EntityType;
use crate::query::{Expr, OrderKey, QueryError};

/// Checks a filter over entities of a kind.
///
/// # Errors
/// Where and why names or types do not fit.
pub fn check_filter(expr: &Expr, entity: EntityType) -> Result<Scope, QueryError> {
    expression::Checker::filter(expr, entity)
}

/// Checks an expression that entities of a kind are ordered by. Its scope joins single relations
/// only.
///
/// # Errors
/// Where and why names or types do not fit.
pub fn check_order_key(key: &OrderKey, entity: EntityType) -> Result<Scope, QueryError> {
    expression::Checker::order_key(&key.expr, entity)
}
