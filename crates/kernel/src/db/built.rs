//! Statements put together at run time, for questions whose shape outsiders choose, such as the
//! filters of `SensorThings`: pieces that stand in the code as literals, aliases that are numbers,
//! and values that are always bound. Nothing else can get into the text of such a statement.

use std::fmt::Write;

use super::value::{ToValue, Value};

/// A literal part of a statement, made by [`piece!`](crate::piece).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece(&'static str);

impl Piece {
    /// For the `piece!` macro only.
    #[doc(hidden)]
    pub const fn __new(text: &'static str) -> Self {
        Self(text)
    }
}

/// Makes a piece: `piece!(" AND start_at >= ")`. Only stores hold any, and only of their tables.
#[macro_export]
macro_rules! piece {
    ($text:literal) => {
        $crate::db::Piece::__new($text)
    };
}

#[derive(Clone, Debug)]
enum Part {
    Piece(&'static str),
    Alias(usize),
    Value(Value),
}

/// A statement, or a part of one, that is put together.
#[derive(Clone, Debug, Default)]
pub struct Built(Vec<Part>);

impl Built {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Begins with a piece.
    pub fn of(piece: Piece) -> Self {
        Self(vec![Part::Piece(piece.0)])
    }

    /// Adds a piece.
    #[must_use]
    pub fn and(mut self, piece: Piece) -> Self {
        self.0.push(Part::Piece(piece.0));
        self
    }

    /// Adds the name of a table in this statement: `t0`, `t1`, …
    #[must_use]
    pub fn alias(mut self, number: usize) -> Self {
        self.0.push(Part::Alias(number));
        self
    }

    /// Adds a column of such a table: `t1.name`.
    #[must_use]
    pub fn column(self, alias: usize, name: Piece) -> Self {
        self.alias(alias).and(Piece(".")).and(name)
    }

    /// Adds a bound value.
    #[must_use]
    pub fn value(mut self, value: &dyn ToValue) -> Self {
        self.0.push(Part::Value(value.to_value()));
        self
    }

    /// Adds another part with its values.
    #[must_use]
    pub fn part(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// Adds parts with a piece between.
    #[must_use]
    pub fn list(mut self, parts: impl IntoIterator<Item = Self>, between: Piece) -> Self {
        for (n, part) in parts.into_iter().enumerate() {
            if n > 0 {
                self = self.and(between);
            }
            self = self.part(part);
        }
        self
    }

    /// Whether nothing was added.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The statement with `$n` and its values.
    pub(super) fn finish(&self) -> (String, Vec<Value>) {
        let mut text = String::new();
        let mut values = Vec::new();
        for part in &self.0 {
            // Writing to memory does not fail.
            match part {
                Part::Piece(piece) => text.push_str(piece),
                Part::Alias(number) => write!(text, "t{number}").unwrap_or_default(),
                Part::Value(value) => {
                    values.push(value.clone());
                    write!(text, "${}", values.len()).unwrap_or_default();
                }
            }
        }
        (text, values)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_bound_in_their_order_wherever_parts_come_from() {
        let inner = Built::new().column(1, piece!("name")).and(piece!(" = ")).value(&"x' OR 1");
        let all = Built::of(piece!("SELECT 1 FROM a AS "))
            .alias(1)
            .and(piece!(" WHERE id > "))
            .value(&5_i64)
            .list([Built::new(), inner], piece!(" AND "));
        let (text, values) = all.finish();
        assert_eq!(text, "SELECT 1 FROM a AS t1 WHERE id > $1 AND t1.name = $2");
        assert_eq!(values, [Value::Int(5), Value::Text("x' OR 1".into())]);
    }
}
