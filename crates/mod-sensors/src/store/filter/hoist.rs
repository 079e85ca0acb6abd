//! Parts of a filter that need no related rows are asked of the row itself, and ids of single
//! related entities of the column that holds them: so that indexes serve them.

use kernel::db::Built;
use kernel::piece;
use norm_sensorthings::check::{Comparing, Field, Node, Scope, Typed};
use norm_sensorthings::query::{Comparison, Connective, Literal};

use super::{Condition, wrapped};
use crate::store::tables::reference;

/// The conditions that must all hold.
fn terms(scope: &Scope) -> &[Typed] {
    match &scope.expr.node {
        Node::Logic(Connective::And, terms) => terms,
        _ => std::slice::from_ref(&scope.expr),
    }
}

/// Whether an expression looks at related rows that the outermost scope joins.
fn looks_at_joins(typed: &Typed) -> bool {
    match &typed.node {
        Node::Literal(_) => false,
        Node::Path(path) => path.scope == 0 && path.join.is_some(),
        Node::Any(any) => (any.scope == 0 && any.join.is_some()) || looks_at_joins(&any.inner.expr),
        Node::Not(inner) | Node::Negate(inner) | Node::IsTrue(inner) => looks_at_joins(inner),
        Node::IsNull { value, .. } => looks_at_joins(value),
        Node::Logic(_, all) | Node::Call(_, all) => all.iter().any(looks_at_joins),
        Node::Compare(_, _, a, b) | Node::Calculate(_, _, a, b) => {
            looks_at_joins(a) || looks_at_joins(b)
        }
        Node::In(value, items) => {
            looks_at_joins(value) || items.iter().any(|(_, item)| looks_at_joins(item))
        }
    }
}

fn scope_of(scope: &Scope, terms: Vec<Typed>, has_joins: bool) -> Scope {
    let joins = if has_joins { scope.joins.clone() } else { Vec::new() };
    let expr = Typed { node: Node::Logic(Connective::And, terms), ..scope.expr.clone() };
    Scope { entity: scope.entity, joins, expr }
}

/// A filter as two: what looks at the row alone, and the rest. None if there is nothing to split.
pub(super) fn split(scope: &Scope) -> Option<(Scope, Scope)> {
    if scope.joins.is_empty() {
        return None;
    }
    let (joined, alone): (Vec<Typed>, Vec<Typed>) =
        terms(scope).iter().cloned().partition(looks_at_joins);
    if joined.is_empty() || alone.is_empty() {
        return None;
    }
    Some((scope_of(scope, alone, false), scope_of(scope, joined, true)))
}

/// Columns of the row that must hold an id, because a single related entity must have it.
pub(super) fn implied(scope: &Scope, own: usize) -> Vec<Built> {
    let conditions = terms(scope).iter().filter_map(|term| {
        let Node::Compare(Comparison::Eq, Comparing::Numbers, left, right) = &term.node else {
            return None;
        };
        let ((Node::Path(path), Node::Literal(Literal::Number(number)))
        | (Node::Literal(Literal::Number(number)), Node::Path(path))) = (&left.node, &right.node)
        else {
            return None;
        };
        if path.scope != 0 || path.field != Field::Id {
            return None;
        }
        let join = scope.joins.get(path.join?)?;
        let column = reference(scope.entity, join.relation.name)?;
        let is_direct = join.parent.is_none() && !join.relation.is_many;
        let id = number.as_i64().filter(|_| is_direct)?;
        Some(Built::new().column(own, column).and(piece!(" = ")).value(&id))
    });
    conditions.collect()
}

/// A condition with others that it implies: as exact as it was.
pub(super) fn both(implied: Vec<Built>, condition: Condition) -> Condition {
    if implied.is_empty() {
        return condition;
    }
    let is_exact = condition.is_exact();
    let parts = implied.into_iter().chain(condition.built()).map(wrapped);
    let built = Built::new().list(parts, piece!(" AND "));
    if is_exact { Condition::Exact(built) } else { Condition::Wider(built) }
}

/// Two conditions that must both hold.
pub(super) fn and(one: Condition, other: Condition) -> Condition {
    let is_exact = one.is_exact() && other.is_exact();
    let parts: Vec<Built> =
        [one, other].into_iter().filter_map(Condition::built).map(wrapped).collect();
    if parts.is_empty() {
        return Condition::Unknown;
    }
    let built = Built::new().list(parts, piece!(" AND "));
    if is_exact { Condition::Exact(built) } else { Condition::Wider(built) }
}
