//! Recomputes a step from its listed values alone, so that nobody has to believe the result.
//!
//! Grammar: numbers with a decimal comma, symbols, `+ − · /`, brackets, and the functions
//! `min(x; y; …)`, `max(x; y; …)`, `euro(x)` (whole euros, 0.50 upwards), `voll(x)` (whole euros,
//! rest cut) and `zehner(x)` (up to the next multiple of ten).

use crate::explain::{Input, Step};
use crate::money::{Fixed, ONE, div_half_up};

/// Deepest nesting of brackets; the formulas of this library need four.
const DEPTH_MAX: usize = 32;

/// Why a step could not be recomputed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecomputeError {
    /// The formula does not follow the grammar.
    #[error("the formula cannot be read at byte {0}")]
    Syntax(usize),
    /// A symbol without a value.
    #[error("the symbol '{0}' has no value")]
    UnknownSymbol(String),
    /// Numbers beyond 128 bits, or a division by zero.
    #[error("the values are too large for the check")]
    Overflow,
    /// An input claims to be the result of a step that is missing or says something else.
    #[error("the input '{symbol}' of step '{step}' is not the result of '{from}'")]
    BrokenChain {
        /// The step.
        step: String,
        /// The input.
        symbol: String,
        /// The step it refers to.
        from: String,
    },
    /// The listed result differs.
    #[error("step '{step}' says {listed}, its values give {computed}")]
    Different {
        /// The step.
        step: String,
        /// What the step says.
        listed: Fixed,
        /// What its values give.
        computed: Fixed,
    },
}

/// A fraction; the denominator is positive.
#[derive(Clone, Copy)]
struct Ratio {
    over: i128,
    under: i128,
}

impl Ratio {
    fn new(over: i128, under: i128) -> Result<Self, RecomputeError> {
        if under == 0 {
            return Err(RecomputeError::Overflow);
        }
        let sign = under.signum();
        let shared = i128::try_from(gcd(over.unsigned_abs(), under.unsigned_abs()))
            .map_err(|_| RecomputeError::Overflow)?
            .max(1);
        Ok(Self { over: sign * (over / shared), under: sign * (under / shared) })
    }

    fn plus(self, other: Self) -> Result<Self, RecomputeError> {
        let left = self.over.checked_mul(other.under);
        let right = other.over.checked_mul(self.under);
        let under = self.under.checked_mul(other.under);
        match (left, right, under) {
            (Some(left), Some(right), Some(under)) => {
                Self::new(left.checked_add(right).ok_or(RecomputeError::Overflow)?, under)
            }
            _ => Err(RecomputeError::Overflow),
        }
    }

    fn times(self, other: Self) -> Result<Self, RecomputeError> {
        let left = Self::new(self.over, other.under)?;
        let right = Self::new(other.over, self.under)?;
        let over = left.over.checked_mul(right.over).ok_or(RecomputeError::Overflow)?;
        let under = left.under.checked_mul(right.under).ok_or(RecomputeError::Overflow)?;
        Self::new(over, under)
    }

    fn is_less_than(self, other: Self) -> Result<bool, RecomputeError> {
        let difference = self.plus(Self { over: -other.over, under: other.under })?;
        Ok(difference.over < 0)
    }

    /// Rounded half up to a whole multiple of `1 / scale`, in those units.
    fn in_units(self, scale: i128) -> Result<i128, RecomputeError> {
        let over = self.over.checked_mul(scale).ok_or(RecomputeError::Overflow)?;
        Ok(div_half_up(over, self.under))
    }
}

fn gcd(mut left: u128, mut right: u128) -> u128 {
    while right != 0 {
        (left, right) = (right, left % right);
    }
    left
}

/// Reads a formula from left to right.
struct Reader<'a> {
    text: &'a str,
    at: usize,
    inputs: &'a [Input],
    depth: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn skip_spaces(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    /// Takes one of the signs if it comes next.
    fn take(&mut self, signs: &[&str]) -> bool {
        self.skip_spaces();
        for sign in signs {
            if self.rest().starts_with(sign) {
                self.at += sign.len();
                return true;
            }
        }
        false
    }

    fn sum(&mut self) -> Result<Ratio, RecomputeError> {
        let mut value = self.product()?;
        loop {
            if self.take(&["+"]) {
                value = value.plus(self.product()?)?;
            } else if self.take(&["−", "-"]) {
                let next = self.product()?;
                value = value.plus(Ratio { over: -next.over, under: next.under })?;
            } else {
                return Ok(value);
            }
        }
    }

    fn product(&mut self) -> Result<Ratio, RecomputeError> {
        let mut value = self.atom()?;
        loop {
            if self.take(&["·", "*"]) {
                value = value.times(self.atom()?)?;
            } else if self.take(&["/"]) {
                let next = self.atom()?;
                value = value.times(Ratio::new(next.under, next.over)?)?;
            } else {
                return Ok(value);
            }
        }
    }

    fn atom(&mut self) -> Result<Ratio, RecomputeError> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(RecomputeError::Syntax(self.at));
        }
        self.skip_spaces();
        let value = if self.take(&["("]) {
            let value = self.sum()?;
            if !self.take(&[")"]) {
                return Err(RecomputeError::Syntax(self.at));
            }
            value
        } else if self.rest().starts_with(|sign: char| sign.is_ascii_digit()) {
            self.number()?
        } else {
            self.symbol_or_function()?
        };
        self.depth -= 1;
        Ok(value)
    }

    fn word(&mut self, belongs: fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|sign: char| !belongs(sign)).unwrap_or(rest.len());
        self.at += end;
        rest.get(..end).unwrap_or_default()
    }

    fn number(&mut self) -> Result<Ratio, RecomputeError> {
        let start = self.at;
        let text = self.word(|sign| sign.is_ascii_digit() || sign == ',').replace(',', ".");
        let value = Fixed::parse(&text).map_err(|_| RecomputeError::Syntax(start))?;
        Ratio::new(value.0, ONE)
    }

    fn symbol_or_function(&mut self) -> Result<Ratio, RecomputeError> {
        let start = self.at;
        let name = self.word(|sign| sign.is_alphanumeric() || sign == '_' || sign == '′');
        if name.is_empty() {
            return Err(RecomputeError::Syntax(start));
        }
        if !self.rest().starts_with('(') {
            let input = self.inputs.iter().find(|input| input.symbol == name);
            let input = input.ok_or_else(|| RecomputeError::UnknownSymbol(name.to_owned()))?;
            return Ratio::new(input.value.0, ONE);
        }
        self.at += 1;
        let mut value = self.sum()?;
        while self.take(&[";"]) {
            let next = self.sum()?;
            let take_next = match name {
                "min" => next.is_less_than(value)?,
                "max" => value.is_less_than(next)?,
                _ => return Err(RecomputeError::Syntax(start)),
            };
            if take_next {
                value = next;
            }
        }
        if !self.take(&[")"]) {
            return Err(RecomputeError::Syntax(self.at));
        }
        match name {
            "min" | "max" => Ok(value),
            "euro" => Ratio::new(value.in_units(1)?, 1),
            "voll" => Ratio::new(value.over.div_euclid(value.under), 1),
            "zehner" => {
                let ten = value.under.checked_mul(10).ok_or(RecomputeError::Overflow)?;
                let up = -(-value.over).div_euclid(ten);
                Ratio::new(up.checked_mul(10).ok_or(RecomputeError::Overflow)?, 1)
            }
            _ => Err(RecomputeError::Syntax(start)),
        }
    }
}

/// The result of a formula with the values given, rounded to ten decimals.
///
/// # Errors
/// [`RecomputeError`] if the formula cannot be read or its numbers are too large.
pub fn evaluate(formula: &str, inputs: &[Input]) -> Result<Fixed, RecomputeError> {
    let mut reader = Reader { text: formula, at: 0, inputs, depth: 0 };
    let value = reader.sum()?;
    reader.skip_spaces();
    if !reader.rest().is_empty() {
        return Err(RecomputeError::Syntax(reader.at));
    }
    value.in_units(ONE).map(Fixed)
}

/// Recomputes every step from its listed values and checks that results are carried over.
///
/// # Errors
/// The first step that does not agree.
pub fn recompute(steps: &[Step]) -> Result<(), RecomputeError> {
    for (index, step) in steps.iter().enumerate() {
        for input in &step.inputs {
            let Some(from) = &input.from else { continue };
            let earlier = steps[..index].iter().rev().find(|earlier| earlier.id == *from);
            if earlier.is_none_or(|earlier| earlier.result != input.value) {
                return Err(RecomputeError::BrokenChain {
                    step: step.id.to_string(),
                    symbol: input.symbol.to_string(),
                    from: from.to_string(),
                });
            }
        }
        let computed = evaluate(&step.formula, &step.inputs)?;
        if computed != step.result {
            let (step, listed) = (step.id.to_string(), step.result);
            return Err(RecomputeError::Different { step, listed, computed });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explain::Unit;

    fn with(formula: &str, values: &[(&'static str, &str)]) -> Result<String, RecomputeError> {
        let inputs: Vec<Input> = values
            .iter()
            .map(|(symbol, value)| Input {
                symbol: (*symbol).into(),
                label_de: "".into(),
                value: Fixed::parse(value).unwrap(),
                unit: Unit::Number,
                from: None,
            })
            .collect();
        evaluate(formula, &inputs).map(|value| value.to_string())
    }

    #[test]
    fn formulas_are_evaluated_exactly() {
        assert_eq!(with("1 + 2 · 3 − 4 / 2", &[]).unwrap(), "5");
        assert_eq!(
            with(
                "min(R; H + K) · n / t + E",
                &[("R", "500"), ("H", "400"), ("K", "20"), ("n", "2"), ("t", "3"), ("E", "10"),]
            )
            .unwrap(),
            "290"
        );
        assert_eq!(with("zehner(M) − 5", &[("M", "340.01")]).unwrap(), "345");
        assert_eq!(with("zehner(M) − 5", &[("M", "340")]).unwrap(), "335");
        assert_eq!(with("max(0; euro(z))", &[("z", "-0.5")]).unwrap(), "0");
        assert_eq!(with("euro(z)", &[("z", "109.5")]).unwrap(), "110");
        assert_eq!(with("1 / 3", &[]).unwrap(), "0.3333333333");
        assert_eq!(with("1,15 · z3", &[("z3", "10")]).unwrap(), "11.5");
    }

    #[test]
    fn nonsense_is_refused() {
        assert!(matches!(with("1 +", &[]), Err(RecomputeError::Syntax(_))));
        assert!(matches!(with("1 1", &[]), Err(RecomputeError::Syntax(_))));
        assert!(matches!(with("x", &[]), Err(RecomputeError::UnknownSymbol(_))));
        assert!(matches!(with("1 / 0", &[]), Err(RecomputeError::Overflow)));
        assert!(matches!(with(&"(".repeat(1000), &[]), Err(RecomputeError::Syntax(_))));
        assert!(matches!(with("wurzel(2)", &[]), Err(RecomputeError::Syntax(_))));
    }
}
