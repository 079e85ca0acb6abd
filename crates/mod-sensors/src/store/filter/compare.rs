//! Comparisons, relations of times and places, and parts of texts.

use kernel::db::{Built, Piece};
use kernel::piece;
use norm_sensorthings::Json;
use norm_sensorthings::check::{Comparing, Node, Typed};
use norm_sensorthings::query::{Comparison, Function};

use super::value::{Operand, bounds_of};
use super::{Condition, Translator, wrapped};

/// Beyond this, whole numbers are not exact as floats.
const EXACT_MAX: f64 = 9_007_199_254_740_992.0;

const fn sign(comparison: Comparison) -> Piece {
    match comparison {
        Comparison::Eq => piece!(" = "),
        Comparison::Ne => piece!(" <> "),
        Comparison::Gt => piece!(" > "),
        Comparison::Ge => piece!(" >= "),
        Comparison::Lt => piece!(" < "),
        Comparison::Le => piece!(" <= "),
    }
}

const fn mirrored(comparison: Comparison) -> Comparison {
    match comparison {
        Comparison::Gt => Comparison::Lt,
        Comparison::Ge => Comparison::Le,
        Comparison::Lt => Comparison::Gt,
        Comparison::Le => Comparison::Ge,
        same => same,
    }
}

/// `a op b`
fn plain(left: Built, comparison: Comparison, right: Built) -> Built {
    left.and(sign(comparison)).part(right)
}

fn all(parts: Vec<Built>) -> Built {
    Built::new().list(parts, piece!(" AND "))
}

impl Translator {
    pub(super) fn compare(
        &mut self,
        comparison: Comparison,
        comparing: Comparing,
        left: &Typed,
        right: &Typed,
    ) -> Condition {
        if comparing == Comparing::Numbers
            && matches!(comparison, Comparison::Lt | Comparison::Le)
            && let Node::Call(Function::GeoDistance, arguments) = &left.node
            && let Some(Operand::Number(most)) = self.operand(right)
        {
            return self.near(arguments, most.as_f64());
        }
        let (Some(left), Some(right)) = (self.operand(left), self.operand(right)) else {
            return Condition::Unknown;
        };
        match (comparing, left, right) {
            (Comparing::Times, left, right) => times(comparison, left, right),
            // What the filter says stands on the right.
            (_, left @ (Operand::Word(_) | Operand::Number(_)), right) => {
                values(mirrored(comparison), comparing, right, left)
            }
            (_, left, right) => values(comparison, comparing, left, right),
        }
    }

    /// Places whose box, made wider, touches the box of the filter.
    pub(super) fn near(&mut self, arguments: &[Typed], wider: f64) -> Condition {
        let [first, second, ..] = arguments else { return Condition::Unknown };
        let found = match (self.boxed(first), self.boxed(second)) {
            (Some(alias), None) => bounds_of(second).map(|b| (alias, b)),
            (None, Some(alias)) => bounds_of(first).map(|b| (alias, b)),
            _ => None,
        };
        let Some((alias, bounds)) = found.filter(|_| wider.is_finite()) else {
            return Condition::Unknown;
        };
        let wider = wider.max(0.0);
        let border = |name, comparison, value: f64| {
            plain(Built::new().column(alias, name), comparison, Built::new().value(&value))
        };
        Condition::Wider(all(vec![
            border(piece!("min_x"), Comparison::Le, bounds.east + wider),
            border(piece!("max_x"), Comparison::Ge, bounds.west - wider),
            border(piece!("min_y"), Comparison::Le, bounds.north + wider),
            border(piece!("max_y"), Comparison::Ge, bounds.south - wider),
        ]))
    }

    pub(super) fn text(&mut self, function: Function, arguments: &[Typed]) -> Condition {
        let [first, second] = arguments else { return Condition::Unknown };
        let (hay, needle) =
            if function == Function::SubstringOf { (second, first) } else { (first, second) };
        let (Some(Operand::Text(hay)), Some(Operand::Word(needle))) =
            (self.operand(hay), self.operand(needle))
        else {
            return Condition::Unknown;
        };
        let Ok(length) = i32::try_from(needle.chars().count()) else { return Condition::Unknown };
        if length == 0 {
            return Condition::Unknown;
        }
        let word = Built::new().value(&needle);
        Condition::Exact(match function {
            Function::StartsWith => Built::of(piece!("SUBSTR("))
                .part(hay)
                .and(piece!(", 1, "))
                .value(&length)
                .and(piece!(") = "))
                .part(word),
            Function::EndsWith => {
                let enough = Built::of(piece!("(LENGTH(")).part(hay.clone());
                enough
                    .and(piece!(") >= "))
                    .value(&length)
                    .and(piece!(" AND SUBSTR("))
                    .part(hay.clone())
                    .and(piece!(", LENGTH("))
                    .part(hay)
                    .and(piece!(") - "))
                    .value(&(length - 1))
                    .and(piece!(") = "))
                    .part(word)
                    .and(piece!(")"))
            }
            // Without it, the text would be another one.
            _ => Built::of(piece!("REPLACE("))
                .part(hay.clone())
                .and(piece!(", "))
                .part(word)
                .and(piece!(", '') <> "))
                .part(hay),
        })
    }

    pub(super) fn related_times(&mut self, function: Function, arguments: &[Typed]) -> Condition {
        use Comparison::{Eq, Ge, Gt, Le, Lt};
        let [first, second] = arguments else { return Condition::Unknown };
        let (Some(Operand::Time(a, b, _)), Some(Operand::Time(c, d, _))) =
            (self.operand(first), self.operand(second))
        else {
            return Condition::Unknown;
        };
        Condition::Exact(match function {
            Function::Before => all(vec![plain(b, Le, c.clone()), plain(a, Lt, c)]),
            Function::After => all(vec![plain(a.clone(), Ge, d), plain(a, Gt, c)]),
            Function::Meets => {
                Built::new().list([plain(a, Eq, d), plain(b, Eq, c)], piece!(" OR "))
            }
            Function::During => {
                all(vec![plain(c, Le, a.clone()), plain(b, Le, d.clone()), plain(a, Lt, d)])
            }
            Function::Overlaps => {
                let apart = all(vec![plain(a.clone(), Lt, d), plain(c.clone(), Lt, b)]);
                Built::new().list([wrapped(apart), plain(a, Eq, c)], piece!(" OR "))
            }
            Function::Starts => plain(a, Eq, c),
            _ => plain(b, Eq, d),
        })
    }
}

/// The table of comparisons of instants and intervals; see `evaluate::time_relation`.
fn times(comparison: Comparison, left: Operand, right: Operand) -> Condition {
    use Comparison::{Eq, Ge, Gt, Le, Lt, Ne};
    let (Operand::Time(a, b, first_is_instant), Operand::Time(c, d, other_is_instant)) =
        (left, right)
    else {
        return Condition::Unknown;
    };
    let either = first_is_instant || other_is_instant;
    // Starts decide if one of both turns out to be an instant.
    let both = |starts: Built, ends: Built| {
        let left = plain(a.clone(), Eq, b.clone());
        let right = plain(c.clone(), Eq, d.clone());
        let any = Built::new().list([left, right, ends], piece!(" OR "));
        all(vec![starts, wrapped(any)])
    };
    Condition::Exact(match comparison {
        Eq | Ne => all(vec![
            plain(a.clone(), comparison, c.clone()),
            plain(b.clone(), comparison, d.clone()),
        ]),
        Gt => all(vec![plain(a.clone(), Ge, d.clone()), plain(a.clone(), Gt, c.clone())]),
        Lt => all(vec![plain(b.clone(), Le, c.clone()), plain(a.clone(), Lt, c.clone())]),
        Ge | Le if either => plain(a.clone(), comparison, c.clone()),
        Ge | Le => {
            both(plain(a.clone(), comparison, c.clone()), plain(b.clone(), comparison, d.clone()))
        }
    })
}

fn values(comparison: Comparison, how: Comparing, left: Operand, right: Operand) -> Condition {
    match (how, left, right) {
        (Comparing::Texts, Operand::Text(a), Operand::Text(b))
        | (Comparing::Json, Operand::Id(a), Operand::Id(b)) => {
            Condition::Exact(plain(a, comparison, b))
        }
        (Comparing::Texts, Operand::Text(a), Operand::Word(word)) => {
            Condition::Exact(plain(a, comparison, Built::new().value(&word)))
        }
        (Comparing::Texts, Operand::Result(alias), Operand::Word(word)) => {
            word_result(comparison, alias, &word)
        }
        (Comparing::Numbers, Operand::Id(a), Operand::Number(number)) => match number.as_i64() {
            Some(id) => Condition::Exact(plain(a, comparison, Built::new().value(&id))),
            None => Condition::Unknown,
        },
        (Comparing::Numbers, Operand::Result(alias), Operand::Number(number)) => {
            let value = number.as_f64();
            if value.abs() >= EXACT_MAX {
                return Condition::Unknown;
            }
            let column = Built::new().column(alias, piece!("number"));
            Condition::Exact(plain(column, comparison, Built::new().value(&value)))
        }
        _ => Condition::Unknown,
    }
}

/// Results that are texts; those of other kinds differ from a text that is no JSON value.
fn word_result(comparison: Comparison, alias: usize, word: &str) -> Condition {
    let is_plain = Json::parse(word).is_err();
    if !is_plain || !matches!(comparison, Comparison::Eq | Comparison::Ne) {
        return Condition::Unknown;
    }
    let kind = || Built::new().column(alias, piece!("kind"));
    let case = Built::of(piece!("CASE WHEN ")).part(kind()).and(piece!(" = 3 THEN "));
    let same =
        plain(Built::new().column(alias, piece!("word")), comparison, Built::new().value(&word));
    let other = if comparison == Comparison::Eq {
        piece!(" ELSE 1 = 0 END")
    } else {
        piece!(" ELSE 1 = 1 END")
    };
    let case = case.part(same).and(piece!(" WHEN ")).part(kind()).and(piece!(" = 0 THEN NULL"));
    Condition::Exact(case.and(other))
}
