//! The reference evaluator: filters and orders over entities in memory, word for word as the
//! standard and its servers understand them. Slow on purpose; a builder of SQL is checked
//! against it.

mod functions;
mod page;
mod times;
mod value;
mod world;

pub use page::{Page, page};
pub use times::{TimeRelation, time_relation};
pub use value::Value;
pub use world::{Entities, Row, World};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::check::{AnyOf, Comparing, Computing, Field, Node, PathTo, Scope, Typed};
use crate::json::Json;
use crate::limits::EVALUATION_BINDINGS_MAX;
use crate::query::{Arithmetic, Comparison, Connective, Literal, Step};
use value::Number;

/// What an expression may look at besides the entities.
#[derive(Clone, Copy)]
pub struct Surroundings<'a> {
    /// The value of `now()`.
    pub now: Timestamp,
    /// Finds a time zone by its name.
    pub zone: &'a dyn Fn(&str) -> Option<TimeZone>,
}

impl Surroundings<'_> {
    /// Surroundings that know no time zone.
    pub const fn at(now: Timestamp) -> Self {
        Surroundings { now, zone: &|_| None }
    }
}

/// More combinations of related entities than are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("more than {EVALUATION_BINDINGS_MAX} combinations of related entities")]
pub struct TooMuch;

/// The entity of a scope and the related ones that are looked at just now.
struct Frame {
    row: Row,
    joins: Vec<Option<Row>>,
}

/// Evaluates checked expressions over a world of entities.
pub struct Evaluator<'a, W: World> {
    world: &'a W,
    surroundings: Surroundings<'a>,
    frames: Vec<Frame>,
    bindings: usize,
}

impl<'a, W: World> Evaluator<'a, W> {
    /// An evaluator over a world.
    pub const fn new(world: &'a W, surroundings: Surroundings<'a>) -> Self {
        Self { world, surroundings, frames: Vec::new(), bindings: 0 }
    }

    /// Whether a filter holds for an entity.
    ///
    /// # Errors
    /// When too many combinations of related entities would have to be tried.
    pub fn holds(&mut self, filter: &Scope, row: &Row) -> Result<bool, TooMuch> {
        self.bindings = 0;
        self.some_binding(filter, row.clone())
    }

    /// The value of an expression for an entity; that of the first combination of related entities
    /// (there is only one where single relations are joined).
    ///
    /// # Errors
    /// As [`Evaluator::holds`].
    pub fn value(&mut self, scope: &Scope, row: &Row) -> Result<Value, TooMuch> {
        self.bindings = 0;
        self.frames.push(Frame { row: row.clone(), joins: Vec::new() });
        for at in 0..scope.joins.len() {
            let first = self.related(scope, at).into_iter().next();
            self.joins().push(first);
        }
        let value = self.eval(&scope.expr);
        self.frames.pop();
        value
    }

    fn joins(&mut self) -> &mut Vec<Option<Row>> {
        let frame = self.frames.last_mut();
        &mut frame.expect("every evaluation pushes its frame first").joins
    }

    /// The entities that a join leads to from what is bound before it.
    fn related(&self, scope: &Scope, join: usize) -> Vec<Row> {
        let (Some(join), Some(frame)) = (scope.joins.get(join), self.frames.last()) else {
            return Vec::new();
        };
        let from = match join.parent {
            None => Some(&frame.row),
            Some(parent) => frame.joins.get(parent).and_then(Option::as_ref),
        };
        from.map(|row| self.world.related(row, join.relation)).unwrap_or_default()
    }

    fn some_binding(&mut self, scope: &Scope, row: Row) -> Result<bool, TooMuch> {
        self.frames.push(Frame { row, joins: Vec::new() });
        let found = self.bind_from(scope, 0);
        self.frames.pop();
        found
    }

    fn bind_from(&mut self, scope: &Scope, at: usize) -> Result<bool, TooMuch> {
        if at == scope.joins.len() {
            self.bindings += 1;
            if self.bindings > EVALUATION_BINDINGS_MAX {
                return Err(TooMuch);
            }
            return Ok(self.eval(&scope.expr)? == Value::Bool(true));
        }
        let mut rows: Vec<Option<Row>> = self.related(scope, at).into_iter().map(Some).collect();
        if rows.is_empty() {
            rows.push(None);
        }
        for row in rows {
            self.joins().push(row);
            let found = self.bind_from(scope, at + 1);
            self.joins().pop();
            if found? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn bound(&self, scope: usize, join: Option<usize>) -> Option<&Row> {
        let frame = self.frames.get(scope)?;
        join.map_or(Some(&frame.row), |join| frame.joins.get(join)?.as_ref())
    }

    fn read(&self, path: &PathTo) -> Value {
        let Some(row) = self.bound(path.scope, path.join) else { return Value::Null };
        let json = match &path.field {
            Field::Id => Json::from(&row.id),
            Field::SelfLink => self.world.value(row, crate::model::SELF_LINK),
            Field::Property(property, steps) => {
                let whole = self.world.value(row, property.name);
                return Value::of_property(
                    property.kind,
                    step_into(&whole, steps),
                    !steps.is_empty(),
                );
            }
        };
        Value::of_json(json)
    }

    fn any(&mut self, any: &AnyOf) -> Result<Value, TooMuch> {
        let rows = match self.bound(any.scope, any.join) {
            Some(row) => self.world.related(row, any.relation),
            None => Vec::new(),
        };
        for row in rows {
            if self.some_binding(&any.inner, row)? {
                return Ok(Value::Bool(true));
            }
        }
        Ok(Value::Bool(false))
    }

    fn eval(&mut self, typed: &Typed) -> Result<Value, TooMuch> {
        Ok(match &typed.node {
            Node::Literal(literal) => of_literal(literal),
            Node::Path(path) => self.read(path),
            Node::Any(any) => self.any(any)?,
            Node::Not(inner) => match self.eval(inner)? {
                Value::Bool(value) => Value::Bool(!value),
                _ => Value::Null,
            },
            Node::IsTrue(inner) => match self.eval(inner)? {
                Value::Null => Value::Null,
                value => Value::Bool(value.as_bool() == Some(true)),
            },
            Node::In(value, items) => self.one_of(value, items)?,
            Node::IsNull { value, is_negated } => {
                Value::Bool((self.eval(value)? == Value::Null) != *is_negated)
            }
            Node::Negate(inner) => match self.eval(inner)? {
                Value::Duration(duration) => {
                    duration.checked_neg().map_or(Value::Null, Value::Duration)
                }
                value => value.as_number().map_or(Value::Null, |n| Value::number(n.negated())),
            },
            Node::Logic(connective, terms) => self.logic(*connective, terms)?,
            Node::Compare(comparison, comparing, left, right) => {
                let (left, right) = (self.eval(left)?, self.eval(right)?);
                compared(*comparison, *comparing, &left, &right).map_or(Value::Null, Value::Bool)
            }
            Node::Calculate(arithmetic, computing, left, right) => {
                let (left, right) = (self.eval(left)?, self.eval(right)?);
                calculate(*arithmetic, *computing, &left, &right).unwrap_or(Value::Null)
            }
            Node::Call(function, arguments) => {
                let values =
                    arguments.iter().map(|a| self.eval(a)).collect::<Result<Vec<_>, _>>()?;
                functions::call(*function, &values, self.surroundings).unwrap_or(Value::Null)
            }
        })
    }

    fn one_of(&mut self, value: &Typed, items: &[(Comparing, Typed)]) -> Result<Value, TooMuch> {
        let value = self.eval(value)?;
        let mut is_null = false;
        for (comparing, item) in items {
            match compared(Comparison::Eq, *comparing, &value, &self.eval(item)?) {
                Some(true) => return Ok(Value::Bool(true)),
                Some(false) => {}
                None => is_null = true,
            }
        }
        Ok(if is_null { Value::Null } else { Value::Bool(false) })
    }

    /// Three-valued: false wins over null in `and`, true in `or`.
    fn logic(&mut self, connective: Connective, terms: &[Typed]) -> Result<Value, TooMuch> {
        let decisive = connective == Connective::Or;
        let mut is_null = false;
        for term in terms {
            match self.eval(term)? {
                Value::Bool(value) if value == decisive => return Ok(Value::Bool(decisive)),
                Value::Bool(_) => {}
                _ => is_null = true,
            }
        }
        Ok(if is_null { Value::Null } else { Value::Bool(!decisive) })
    }
}

fn compared(comparison: Comparison, how: Comparing, left: &Value, right: &Value) -> Option<bool> {
    if how == Comparing::Times {
        return times::compare(comparison, left, right);
    }
    value::order(how, left, right).map(|order| comparison.holds(order))
}

/// The part of a JSON value that steps lead to; null where they lead nowhere.
pub fn step_into(value: &Json, steps: &[Step]) -> Json {
    let found = steps.iter().try_fold(value, |value, step| match (value, step) {
        (Json::Object(object), Step::Name(name, _)) => object.get(name),
        (Json::Array(items), Step::Index(index)) => items.get(usize::try_from(*index).ok()?),
        // FROST reads a number after a slash as an index, too.
        (Json::Array(items), Step::Name(name, _)) => items.get(crate::json::index(name)?),
        _ => None,
    });
    found.cloned().unwrap_or_default()
}

fn of_literal(literal: &Literal) -> Value {
    match literal {
        Literal::Null => Value::Null,
        Literal::Bool(value) => Value::Bool(*value),
        Literal::Number(number) => Value::number(Number::of(number)),
        Literal::Text(text) => Value::Text(text.clone()),
        Literal::Time(time) => Value::Time(*time),
        Literal::Date(date) => Value::Date(*date),
        Literal::TimeOfDay(time) => Value::TimeOfDay(*time),
        Literal::Duration(duration) => Value::Duration(*duration),
        Literal::Geometry(geometry) => Value::Geometry(geometry.clone(), Json::Null),
    }
}

fn calculate(
    arithmetic: Arithmetic,
    computing: Computing,
    left: &Value,
    right: &Value,
) -> Option<Value> {
    let is_back = arithmetic == Arithmetic::Sub;
    match computing {
        Computing::Numbers => {
            let (left, right) = (left.as_number()?, right.as_number()?);
            left.calculate(arithmetic, right).map(Value::number)
        }
        Computing::Move => times::moved(left.as_time()?, right.as_duration()?, is_back),
        Computing::MoveBack => times::moved(right.as_time()?, left.as_duration()?, false),
        Computing::Between => {
            let (left, right) = (left.as_time()?.start().at(), right.as_time()?.start().at());
            Some(Value::Duration(left.duration_since(right)))
        }
        Computing::MoveDate => {
            let (Value::Date(date), Value::Duration(duration)) = (left, right) else {
                return None;
            };
            let moved =
                if is_back { date.checked_sub(*duration) } else { date.checked_add(*duration) };
            moved.ok().map(Value::Date)
        }
        Computing::BetweenDates => {
            let (Value::Date(left), Value::Date(right)) = (left, right) else { return None };
            Some(Value::Duration(left.duration_since(*right)))
        }
        Computing::Durations => {
            let (left, right) = (left.as_duration()?, right.as_duration()?);
            let sum = if is_back { left.checked_sub(right) } else { left.checked_add(right) };
            sum.map(Value::Duration)
        }
        Computing::Scale => {
            let (duration, factor) = (left.as_duration()?, right.as_number()?.as_f64());
            let seconds = match arithmetic {
                Arithmetic::Div if factor == 0.0 => return None,
                Arithmetic::Div => duration.as_secs_f64() / factor,
                _ => duration.as_secs_f64() * factor,
            };
            jiff::SignedDuration::try_from_secs_f64(seconds).ok().map(Value::Duration)
        }
    }
}
