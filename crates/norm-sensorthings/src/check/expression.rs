//! Resolves paths and decides how values go together.

use super::types::{AnyOf, Comparing, Computing, Field, Join, Node, PathTo, Scope, Type, Typed};
use crate::limits::FILTER_JOINS_MAX;
use crate::model::{EntityType, ID, ID_IN_PATHS, PropertyKind, Relation, SELF_LINK};
use crate::query::{
    Arithmetic, Comparison, Expr, Kind, Literal, Path, QueryError, QueryErrorKind, Span, Step,
};

pub(super) type Checked = Result<Typed, QueryError>;

pub(super) fn fail<T>(
    kind: QueryErrorKind,
    span: Span,
    message: impl Into<String>,
) -> Result<T, QueryError> {
    Err(QueryError::new(kind, span.start, span.end.saturating_sub(span.start), message))
}

/// A scope that is being filled.
struct Open {
    entity: EntityType,
    joins: Vec<Join>,
    variable: Option<String>,
}

/// Where a path has come to: scope and join.
type Position = (usize, Option<usize>);

pub(super) struct Checker {
    scopes: Vec<Open>,
    /// Relations joined in all scopes together.
    joined: usize,
    may_join_lists: bool,
}

impl Checker {
    pub fn filter(expr: &Expr, entity: EntityType) -> Result<Scope, QueryError> {
        let mut checker = Self { scopes: Vec::new(), joined: 0, may_join_lists: true };
        checker.scope(entity, None, |checker| {
            let typed = checker.expr(expr)?;
            condition(typed)
        })
    }

    pub fn order_key(expr: &Expr, entity: EntityType) -> Result<Scope, QueryError> {
        let mut checker = Self { scopes: Vec::new(), joined: 0, may_join_lists: false };
        checker.scope(entity, None, |checker| {
            let typed = checker.expr(expr)?;
            if typed.kind == Type::Geometry {
                return fail(QueryErrorKind::Type, typed.span, "geometries have no order");
            }
            Ok(typed)
        })
    }

    fn scope(
        &mut self,
        entity: EntityType,
        variable: Option<String>,
        inside: impl FnOnce(&mut Self) -> Checked,
    ) -> Result<Scope, QueryError> {
        self.scopes.push(Open { entity, joins: Vec::new(), variable });
        let expr = inside(self)?;
        let joins = self.scopes.pop().map(|open| open.joins).unwrap_or_default();
        Ok(Scope { entity, joins, expr })
    }

    pub fn expr(&mut self, expr: &Expr) -> Checked {
        let span = expr.span;
        let made = |node, kind| Ok(Typed { node, kind, span });
        match &expr.kind {
            Kind::Literal(literal) => made(Node::Literal(literal.clone()), literal_type(literal)),
            Kind::Path(path) => self.path(path, span),
            Kind::Any { path, variable, condition } => self.any(path, variable, condition, span),
            Kind::Not(inner) => {
                let inner = condition(self.expr(inner)?)?;
                made(Node::Not(Box::new(inner)), Type::Bool)
            }
            Kind::Negate(inner) => {
                let inner = self.expr(inner)?;
                let kind = match inner.kind {
                    Type::Duration => Type::Duration,
                    Type::Number | Type::Dynamic => Type::Number,
                    other => {
                        let message =
                            format!("expected a number after '-', found {}", other.words());
                        return fail(QueryErrorKind::Type, inner.span, message);
                    }
                };
                made(Node::Negate(Box::new(inner)), kind)
            }
            Kind::Logic(connective, terms) => {
                let terms: Vec<Typed> = terms
                    .iter()
                    .map(|term| self.expr(term).and_then(condition))
                    .collect::<Result<_, _>>()?;
                made(Node::Logic(*connective, terms), Type::Bool)
            }
            Kind::Compare(comparison, left, right) => {
                let (left, right) = (self.expr(left)?, self.expr(right)?);
                compare(*comparison, left, right, span)
            }
            Kind::In(value, items) => {
                let value = self.expr(value)?;
                let mut checked = Vec::with_capacity(items.len());
                for item in items {
                    let item = self.expr(item)?;
                    checked.push((comparing(value.kind, item.kind, item.span)?, item));
                }
                made(Node::In(Box::new(value), checked), Type::Bool)
            }
            Kind::Calculate(arithmetic, left, right) => {
                let (left, right) = (self.expr(left)?, self.expr(right)?);
                calculate(*arithmetic, left, right, span)
            }
            Kind::Call(function, arguments) => self.call(*function, arguments, span),
        }
    }

    /// The scope a path starts in, and whether its first step is used up for that.
    fn start(&self, path: &Path) -> (usize, bool) {
        let first = path.steps.first();
        let named = |open: &Open| match (first, &open.variable) {
            (Some(Step::Name(name, _)), Some(variable)) => name == variable,
            _ => false,
        };
        self.scopes.iter().rposition(named).map_or((0, false), |scope| (scope, true))
    }

    fn entity_at(&self, (scope, join): Position) -> Option<EntityType> {
        let open = self.scopes.get(scope)?;
        match join {
            None => Some(open.entity),
            Some(join) => open.joins.get(join).map(|join| join.relation.to),
        }
    }

    fn join(
        &mut self,
        (scope, parent): Position,
        relation: &'static Relation,
        span: Span,
    ) -> Result<Position, QueryError> {
        if relation.is_many && !self.may_join_lists {
            let message =
                format!("{} is a list; only single relations have one value", relation.name);
            return fail(QueryErrorKind::Type, span, message);
        }
        let wanted = Join { parent, relation };
        let Some(open) = self.scopes.get_mut(scope) else { return Ok((scope, parent)) };
        if let Some(known) = open.joins.iter().position(|join| *join == wanted) {
            return Ok((scope, Some(known)));
        }
        self.joined += 1;
        if self.joined > FILTER_JOINS_MAX {
            let message = format!("more than {FILTER_JOINS_MAX} relations in one expression");
            return fail(QueryErrorKind::TooLarge, span, message);
        }
        open.joins.push(wanted);
        Ok((scope, Some(open.joins.len() - 1)))
    }

    /// Follows relations to the end of the path or to a property.
    fn path(&mut self, path: &Path, span: Span) -> Checked {
        let (scope, is_used) = self.start(path);
        let mut position = (scope, None);
        let steps = path.steps.iter().enumerate().skip(usize::from(is_used));
        let mut is_first = !is_used;
        for (at, step) in steps {
            let Some(entity) = self.entity_at(position) else { break };
            let Step::Name(name, here) = step else {
                return fail(QueryErrorKind::Type, span, "an index fits only into lists of JSON");
            };
            if let Some(relation) = entity.relation(name) {
                position = self.join(position, relation, *here)?;
            } else if is_first && (name == entity.set() || name == entity.name()) {
                // The set's own name may come first: Things/name on Things.
            } else {
                let rest = path.steps.get(at + 1..).unwrap_or_default();
                let (field, kind) = property(entity, name, rest, *here)?;
                let (scope, join) = position;
                let node = Node::Path(PathTo { scope, join, field });
                return Ok(Typed { node, kind, span });
            }
            is_first = false;
        }
        let entity = self.entity_at(position).map_or("", EntityType::name);
        let message = format!("this is a whole {entity}; name one of its properties, such as id");
        fail(QueryErrorKind::Type, span, message)
    }

    fn any(&mut self, path: &Path, variable: &str, inner: &Expr, span: Span) -> Checked {
        let (scope, is_used) = self.start(path);
        let mut position = (scope, None);
        let mut list = None;
        let count = path.steps.len();
        for (at, step) in path.steps.iter().enumerate().skip(usize::from(is_used)) {
            let Some(entity) = self.entity_at(position) else { break };
            let Step::Name(name, here) = step else {
                return fail(QueryErrorKind::Type, span, "an index does not lead to a relation");
            };
            let Some(relation) = entity.relation(name) else {
                if at == 0 && name == entity.set() && count > 1 {
                    continue;
                }
                return unknown(entity, name, *here);
            };
            if at + 1 == count {
                if !relation.is_many {
                    let message = format!("{name} is a single entity; any(…) wants a list");
                    return fail(QueryErrorKind::Type, *here, message);
                }
                list = Some(relation);
            } else {
                position = self.join(position, relation, *here)?;
            }
        }
        let Some(relation) = list else {
            return fail(QueryErrorKind::Type, span, "any(…) wants a list of related entities");
        };
        self.joined += 1;
        if self.joined > FILTER_JOINS_MAX {
            let message = format!("more than {FILTER_JOINS_MAX} relations in one expression");
            return fail(QueryErrorKind::TooLarge, span, message);
        }
        let was = std::mem::replace(&mut self.may_join_lists, true);
        let inner = self.scope(relation.to, Some(variable.to_owned()), |checker| {
            checker.expr(inner).and_then(condition)
        })?;
        self.may_join_lists = was;
        let (scope, join) = position;
        let node = Node::Any(Box::new(AnyOf { scope, join, relation, inner }));
        Ok(Typed { node, kind: Type::Bool, span })
    }
}

/// A property of a kind of entities, with the steps that follow its name.
pub(super) fn property(
    entity: EntityType,
    name: &str,
    rest: &[Step],
    span: Span,
) -> Result<(Field, Type), QueryError> {
    let plain = match name {
        ID_IN_PATHS | ID => Some((Field::Id, Type::Dynamic)),
        "selfLink" | SELF_LINK => Some((Field::SelfLink, Type::Text)),
        _ => None,
    };
    let (field, kind) = match (plain, entity.property(name)) {
        (Some(plain), _) => plain,
        (None, Some(property)) => {
            let kind = match property.kind {
                PropertyKind::Text => Type::Text,
                PropertyKind::Instant => Type::Instant,
                PropertyKind::Interval => Type::Interval,
                PropertyKind::Time => Type::Time,
                PropertyKind::Spatial | PropertyKind::Area => Type::Spatial,
                _ => Type::Dynamic,
            };
            let kind = if kind == Type::Spatial && !rest.is_empty() { Type::Dynamic } else { kind };
            let field = Field::Property(property, rest.to_vec());
            if kind == Type::Dynamic {
                return Ok((field, kind));
            }
            (field, kind)
        }
        (None, None) => return unknown(entity, name, span),
    };
    if let Some(step) = rest.first() {
        let (text, at) = match step {
            Step::Name(text, at) => (text.as_str(), *at),
            Step::Index(_) => ("an index", span),
        };
        let message = format!("{name} is {}; nothing such as {text} is inside", kind.words());
        return fail(QueryErrorKind::Unknown, at, message);
    }
    Ok((field, kind))
}

fn unknown<T>(entity: EntityType, name: &str, span: Span) -> Result<T, QueryError> {
    let properties = entity.properties().iter().map(|p| p.name);
    let relations = entity.relations().iter().map(|r| r.name);
    let known: Vec<&str> =
        std::iter::once(ID_IN_PATHS).chain(properties).chain(relations).collect();
    let message = format!("{entity} has no '{name}'; it has {}", known.join(", "));
    fail(QueryErrorKind::Unknown, span, message)
}

pub(super) const fn literal_type(literal: &Literal) -> Type {
    match literal {
        Literal::Null => Type::Null,
        Literal::Bool(_) => Type::Bool,
        Literal::Number(_) => Type::Number,
        Literal::Text(_) => Type::Text,
        Literal::Time(crate::time::TimeValue::Instant(_)) => Type::Instant,
        Literal::Time(crate::time::TimeValue::Interval(_)) => Type::Interval,
        Literal::Date(_) => Type::Date,
        Literal::TimeOfDay(_) => Type::TimeOfDay,
        Literal::Duration(_) => Type::Duration,
        Literal::Geometry(_) => Type::Geometry,
    }
}

/// Takes an expression as a condition; JSON counts if it is `true`.
fn condition(typed: Typed) -> Checked {
    match typed.kind {
        Type::Bool | Type::Null => Ok(typed),
        Type::Dynamic => {
            let span = typed.span;
            Ok(Typed { node: Node::IsTrue(Box::new(typed)), kind: Type::Bool, span })
        }
        other => {
            let message = format!("expected a condition, found {}", other.words());
            fail(QueryErrorKind::Type, typed.span, message)
        }
    }
}

fn compare(comparison: Comparison, left: Typed, right: Typed, span: Span) -> Checked {
    let made = |node| Ok(Typed { node, kind: Type::Bool, span });
    let is_equality = matches!(comparison, Comparison::Eq | Comparison::Ne);
    if left.kind == Type::Null || right.kind == Type::Null {
        if !is_equality {
            let message = "null has no order: only eq and ne ask for it";
            return fail(QueryErrorKind::Type, span, message);
        }
        let value = Box::new(if left.kind == Type::Null { right } else { left });
        return made(Node::IsNull { value, is_negated: comparison == Comparison::Ne });
    }
    let comparing = comparing(left.kind, right.kind, span)?;
    made(Node::Compare(comparison, comparing, Box::new(left), Box::new(right)))
}

/// How values of two kinds are compared.
fn comparing(left: Type, right: Type, span: Span) -> Result<Comparing, QueryError> {
    Ok(match (left, right) {
        (Type::Dynamic, Type::Dynamic) => Comparing::Json,
        (Type::Number, Type::Number | Type::Dynamic) | (Type::Dynamic, Type::Number) => {
            Comparing::Numbers
        }
        (Type::Text, Type::Text) => Comparing::Texts,
        (Type::Text, other) | (other, Type::Text) if other.is_json() => Comparing::Texts,
        (Type::Spatial, Type::Spatial | Type::Dynamic) | (Type::Dynamic, Type::Spatial) => {
            Comparing::Texts
        }
        (Type::Bool, Type::Bool | Type::Dynamic) | (Type::Dynamic, Type::Bool) => Comparing::Bools,
        (a, b) if a.is_time() && b.is_time() => Comparing::Times,
        (Type::Dynamic, time) | (time, Type::Dynamic) if time.is_time() => Comparing::Times,
        (Type::Date, Type::Date) => Comparing::Dates,
        (Type::TimeOfDay, Type::TimeOfDay) => Comparing::TimesOfDay,
        (Type::Duration, Type::Duration) => Comparing::Durations,
        (a, b) => {
            let hint = match (a, b) {
                (Type::Text, t) | (t, Type::Text) if t.is_time() => ": write times without quotes",
                (Type::Date, t) | (t, Type::Date) if t.is_time() => {
                    ": add time and zone to the day, or take date(…) of the time"
                }
                (Type::Geometry, _) | (_, Type::Geometry) => ": use st_equals and its like",
                _ => "",
            };
            let message = format!("{} and {} cannot be compared{hint}", a.words(), b.words());
            return fail(QueryErrorKind::Type, span, message);
        }
    })
}

fn calculate(arithmetic: Arithmetic, left: Typed, right: Typed, span: Span) -> Checked {
    use Arithmetic::{Add, Div, Mul, Sub};
    let number = |kind| matches!(kind, Type::Number | Type::Dynamic);
    let moved = |time: Type| if time.is_time() { time } else { Type::Time };
    let (computing, kind) = match (arithmetic, left.kind, right.kind) {
        (_, a, b) if number(a) && number(b) => (Computing::Numbers, Type::Number),
        (Add | Sub, time, Type::Duration) if time.is_time() => (Computing::Move, moved(time)),
        (Add, Type::Duration, time) if time.is_time() => (Computing::MoveBack, moved(time)),
        (Sub, a, b) if a.is_time() && b.is_time() => (Computing::Between, Type::Duration),
        (Add | Sub, Type::Date, Type::Duration) => (Computing::MoveDate, Type::Date),
        (Sub, Type::Date, Type::Date) => (Computing::BetweenDates, Type::Duration),
        (Add | Sub, Type::Duration, Type::Duration) => (Computing::Durations, Type::Duration),
        (Mul | Div, Type::Duration, other) if number(other) => (Computing::Scale, Type::Duration),
        (_, a, b) => {
            let message = format!(
                "'{}' does not fit between {} and {}",
                arithmetic.word(),
                a.words(),
                b.words()
            );
            return fail(QueryErrorKind::Type, span, message);
        }
    };
    let node = Node::Calculate(arithmetic, computing, Box::new(left), Box::new(right));
    Ok(Typed { node, kind, span })
}
