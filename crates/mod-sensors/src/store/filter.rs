//! Filters become SQL. What SQL cannot say exactly as the standard means it becomes a condition that
//! holds at least wherever the filter holds; the rows it leaves are judged one by one afterwards.

mod compare;
mod hoist;
mod value;

use kernel::db::Built;
use kernel::piece;
use norm_sensorthings::check::{AnyOf, Comparing, Node, Scope, Typed};
use norm_sensorthings::model::EntityType;
use norm_sensorthings::query::{Connective, Function, Literal};

use super::keys::Sight;
use super::shown::shown;
use super::tables::{table, tied};
pub(crate) use value::Operand;

/// A condition in SQL.
#[derive(Debug)]
pub(crate) enum Condition {
    /// Says exactly what the filter says.
    Exact(Built),
    /// Holds wherever the filter holds, and perhaps elsewhere.
    Wider(Built),
    /// Nothing is known.
    Unknown,
}

impl Condition {
    fn built(self) -> Option<Built> {
        match self {
            Self::Exact(built) | Self::Wider(built) => Some(built),
            Self::Unknown => None,
        }
    }

    const fn is_exact(&self) -> bool {
        matches!(self, Self::Exact(_))
    }
}

/// The names of the tables of a scope.
struct Names {
    own: (usize, EntityType),
    joins: Vec<(usize, EntityType)>,
}

impl Names {
    fn of(scope: &Scope, own: usize, names: Vec<usize>) -> Self {
        let kinds = scope.joins.iter().map(|join| join.relation.to);
        Self { own: (own, scope.entity), joins: names.into_iter().zip(kinds).collect() }
    }
}

/// Puts conditions together for one statement.
pub(crate) struct Translator {
    scopes: Vec<Names>,
    next: usize,
    sight: Sight,
    /// The value of `now()`.
    now: jiff::Timestamp,
}

/// In brackets.
fn wrapped(built: Built) -> Built {
    Built::of(piece!("(")).part(built).and(piece!(")"))
}

impl Translator {
    /// For a statement whose first names of tables are taken.
    pub fn new(taken: usize, sight: Sight, now: jiff::Timestamp) -> Self {
        Self { scopes: Vec::new(), next: taken, sight, now }
    }

    /// A new name of a table.
    pub fn name(&mut self) -> usize {
        self.next += 1;
        self.next - 1
    }

    /// The condition of a filter for the rows of a table.
    pub fn filter(&mut self, scope: &Scope, own: usize) -> Condition {
        let hoisted = hoist::implied(scope, own);
        let Some((alone, joined)) = hoist::split(scope) else {
            return hoist::both(hoisted, self.one_filter(scope, own));
        };
        // What looks at the row alone stands outside, where indexes serve it.
        let alone = self.one_filter(&alone, own);
        let joined = hoist::both(hoisted, self.one_filter(&joined, own));
        hoist::and(alone, joined)
    }

    fn one_filter(&mut self, scope: &Scope, own: usize) -> Condition {
        let (joins, condition) = self.inside(scope, own);
        let is_exact = condition.is_exact();
        let Some(built) = condition.built() else { return Condition::Unknown };
        if scope.joins.is_empty() {
            return if is_exact { Condition::Exact(built) } else { Condition::Wider(built) };
        }
        // One row to hang the related ones on, so that the filter is asked even where there are
        // none.
        let alone = self.name();
        let built = Built::of(piece!("EXISTS (SELECT 1 FROM (SELECT 1 AS one) AS "))
            .alias(alone)
            .part(joins)
            .and(piece!(" WHERE "))
            .part(wrapped(built))
            .and(piece!(")"));
        if is_exact { Condition::Exact(built) } else { Condition::Wider(built) }
    }

    /// The joins of a scope and its condition.
    fn inside(&mut self, scope: &Scope, own: usize) -> (Built, Condition) {
        let names: Vec<usize> = scope.joins.iter().map(|_| self.name()).collect();
        let joins = self.joins(scope, own, &names);
        self.scopes.push(Names::of(scope, own, names));
        let condition = self.condition(&scope.expr);
        self.scopes.pop();
        (joins, condition)
    }

    /// The related tables of a scope.
    pub fn joins(&self, scope: &Scope, own: usize, names: &[usize]) -> Built {
        let mut joins = Built::new();
        for (join, name) in scope.joins.iter().zip(names) {
            let from = join.parent.and_then(|p| names.get(p)).copied().unwrap_or(own);
            let kind = join.relation.to;
            joins = joins.and(piece!(" LEFT JOIN ")).and(table(kind)).and(piece!(" AS "));
            joins = joins.alias(*name).and(piece!(" ON ")).part(tied(join.relation, from, *name));
            if let Some(shown) = shown(kind, *name, self.sight) {
                joins = joins.and(piece!(" AND ")).part(shown);
            }
        }
        joins
    }

    /// An expression that rows are ordered by, over tables that are joined already.
    pub fn operand_in(&mut self, scope: &Scope, own: usize, names: Vec<usize>) -> Option<Operand> {
        self.scopes.push(Names::of(scope, own, names));
        let operand = self.operand(&scope.expr);
        self.scopes.pop();
        operand
    }

    /// The table of a place in an expression, and the kind of entities in it.
    fn alias(&self, scope: usize, join: Option<usize>) -> Option<(usize, EntityType)> {
        let names = self.scopes.get(scope)?;
        join.map_or(Some(names.own), |join| names.joins.get(join).copied())
    }

    fn condition(&mut self, typed: &Typed) -> Condition {
        match &typed.node {
            Node::Literal(Literal::Bool(true)) => Condition::Exact(Built::of(piece!("1 = 1"))),
            Node::Literal(Literal::Bool(false)) => Condition::Exact(Built::of(piece!("1 = 0"))),
            Node::Logic(connective, terms) => self.logic(*connective, terms),
            Node::Not(inner) => match self.condition(inner) {
                Condition::Exact(built) => {
                    Condition::Exact(Built::of(piece!("NOT ")).part(wrapped(built)))
                }
                _ => Condition::Unknown,
            },
            Node::Any(any) => self.any(any),
            Node::Compare(comparison, comparing, left, right) => {
                self.compare(*comparison, *comparing, left, right)
            }
            Node::In(value, items) => self.one_of(value, items),
            Node::IsNull { value, is_negated } => self.missing(value, *is_negated),
            Node::Call(function, arguments) => self.call(*function, arguments),
            _ => Condition::Unknown,
        }
    }

    fn logic(&mut self, connective: Connective, terms: &[Typed]) -> Condition {
        let conditions: Vec<Condition> = terms.iter().map(|t| self.condition(t)).collect();
        let is_exact = conditions.iter().all(Condition::is_exact);
        let all = conditions.len();
        let known: Vec<Built> =
            conditions.into_iter().filter_map(Condition::built).map(wrapped).collect();
        let built = match connective {
            Connective::Or if known.len() < all => return Condition::Unknown,
            Connective::Or => Built::new().list(known, piece!(" OR ")),
            Connective::And if known.is_empty() => return Condition::Unknown,
            Connective::And => Built::new().list(known, piece!(" AND ")),
        };
        if is_exact { Condition::Exact(built) } else { Condition::Wider(built) }
    }

    fn one_of(&mut self, value: &Typed, items: &[(Comparing, Typed)]) -> Condition {
        let mut parts = Vec::with_capacity(items.len());
        for (comparing, item) in items {
            let equal = norm_sensorthings::query::Comparison::Eq;
            match self.compare(equal, *comparing, value, item) {
                Condition::Exact(built) => parts.push(wrapped(built)),
                _ => return Condition::Unknown,
            }
        }
        if parts.is_empty() {
            return Condition::Unknown;
        }
        Condition::Exact(Built::new().list(parts, piece!(" OR ")))
    }

    fn any(&mut self, any: &AnyOf) -> Condition {
        let Some((from, _)) = self.alias(any.scope, any.join) else { return Condition::Unknown };
        let own = self.name();
        let (joins, condition) = self.inside(&any.inner, own);
        let kind = any.relation.to;
        let mut built = Built::of(piece!("EXISTS (SELECT 1 FROM ")).and(table(kind));
        built = built.and(piece!(" AS ")).alias(own).part(joins).and(piece!(" WHERE "));
        built = built.part(tied(any.relation, from, own));
        if let Some(shown) = shown(kind, own, self.sight) {
            built = built.and(piece!(" AND ")).part(shown);
        }
        let is_exact = condition.is_exact();
        if let Some(inner) = condition.built() {
            built = built.and(piece!(" AND ")).part(wrapped(inner));
        }
        built = built.and(piece!(")"));
        if is_exact { Condition::Exact(built) } else { Condition::Wider(built) }
    }

    fn missing(&mut self, value: &Typed, is_negated: bool) -> Condition {
        let Some(column) = self.presence(value) else { return Condition::Unknown };
        let test = if is_negated { piece!(" IS NOT NULL") } else { piece!(" IS NULL") };
        Condition::Exact(column.and(test))
    }

    fn call(&mut self, function: Function, arguments: &[Typed]) -> Condition {
        use Function as F;
        match function {
            F::StartsWith | F::EndsWith | F::Contains | F::SubstringOf => {
                self.text(function, arguments)
            }
            F::Before | F::After | F::Meets | F::During | F::Overlaps | F::Starts | F::Finishes => {
                self.related_times(function, arguments)
            }
            F::GeoIntersects
            | F::StWithin
            | F::StIntersects
            | F::StContains
            | F::StEquals
            | F::StTouches
            | F::StOverlaps
            | F::StCrosses => self.near(arguments, 0.0),
            _ => Condition::Unknown,
        }
    }
}
