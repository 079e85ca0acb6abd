//! Rules as values, in the JSON shape of FITKO's `translated-rules`.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value as Json, json};

/// Deepest nesting of a condition.
const DEPTH_MAX: usize = 64;

/// What a rule does when its condition holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Effect {
    /// The target must be answered.
    Require,
    /// The target must not be answered: the question does not apply.
    Forbid,
    /// The condition itself must hold; there is no target.
    Valid,
}

/// One side of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operand {
    /// The answer at a place, relative to the carrying element: ids joined by dots.
    Identifier(String),
    /// A code, text, number or day.
    Text(String),
    /// Yes or no.
    Bool(bool),
}

/// A condition over the answers below (or around) the carrying element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// Always or never.
    Constant(bool),
    /// A yes/no answer is yes.
    Identifier(String),
    /// Both are the same.
    Equal(Operand, Operand),
    /// They differ; an unanswered question differs from everything.
    NotEqual(Operand, Operand),
    /// The condition does not hold.
    Not(Box<Condition>),
    /// Nothing is answered there (also for groups).
    IsEmpty(String),
    /// All hold.
    And(Vec<Condition>),
    /// At least one holds.
    Or(Vec<Condition>),
    /// An odd number holds; of two: exactly one.
    Xor(Vec<Condition>),
    /// The first is earlier or smaller.
    LessThan(Operand, Operand),
    /// Day, month and year are a calendar day as far as they are given.
    IsValidDate(Operand, Operand, Operand),
}

/// One rule, evaluated for every instance of the element that carries it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// What it does.
    pub effect: Effect,
    /// Place it acts on, relative to the carrying element; none for [`Effect::Valid`].
    #[serde(default)]
    pub target: Option<String>,
    /// When.
    pub condition: Condition,
    /// Sentence for the citizen.
    #[serde(default)]
    pub message: String,
}

/// A JSON value is no rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a condition: {0}")]
pub struct RuleError(String);

impl Operand {
    fn to_json(&self) -> Json {
        match self {
            Self::Identifier(id) => json!({ "identifier": id }),
            Self::Text(text) => json!(text),
            Self::Bool(yes) => json!(yes),
        }
    }

    fn from_json(json: &Json) -> Result<Self, RuleError> {
        match json {
            Json::String(text) => Ok(Self::Text(text.clone())),
            Json::Bool(yes) => Ok(Self::Bool(*yes)),
            Json::Number(number) => Ok(Self::Text(number.to_string())),
            Json::Object(map) => match map.get("identifier") {
                Some(Json::String(id)) => Ok(Self::Identifier(id.clone())),
                _ => Err(wrong(json)),
            },
            _ => Err(wrong(json)),
        }
    }
}

fn wrong(json: &Json) -> RuleError {
    RuleError(json.to_string().chars().take(200).collect())
}

impl Condition {
    /// The condition as JSON.
    pub fn to_json(&self) -> Json {
        let pair = |a: &Operand, b: &Operand| json!([a.to_json(), b.to_json()]);
        let list = |all: &[Self]| Json::Array(all.iter().map(Self::to_json).collect());
        match self {
            Self::Constant(value) => json!(value),
            Self::Identifier(id) => json!({ "identifier": id }),
            Self::Equal(a, b) => json!({ "equal": pair(a, b) }),
            Self::NotEqual(a, b) => json!({ "not_equal": pair(a, b) }),
            Self::Not(inner) => json!({ "not": inner.to_json() }),
            Self::IsEmpty(id) => json!({ "is_empty": { "identifier": id } }),
            Self::And(all) => json!({ "and": list(all) }),
            Self::Or(all) => json!({ "or": list(all) }),
            Self::Xor(all) => json!({ "xor": list(all) }),
            Self::LessThan(a, b) => json!({ "less_than": pair(a, b) }),
            Self::IsValidDate(d, m, y) => {
                json!({ "is_valid_date": [d.to_json(), m.to_json(), y.to_json()] })
            }
        }
    }

    /// Reads a condition.
    ///
    /// # Errors
    /// [`RuleError`] when the value is not of the grammar.
    pub fn from_json(json: &Json) -> Result<Self, RuleError> {
        Self::read(json, 0)
    }

    fn read(json: &Json, depth: usize) -> Result<Self, RuleError> {
        if depth > DEPTH_MAX {
            return Err(RuleError("nested too deeply".to_owned()));
        }
        let map: &Map<String, Json> = match json {
            Json::Bool(value) => return Ok(Self::Constant(*value)),
            Json::Object(map) if map.len() == 1 => map,
            _ => return Err(wrong(json)),
        };
        let Some((name, inner)) = map.iter().next() else { return Err(wrong(json)) };
        let pair = || match inner.as_array().map(Vec::as_slice) {
            Some([a, b]) => Ok((Operand::from_json(a)?, Operand::from_json(b)?)),
            _ => Err(wrong(json)),
        };
        let list = || -> Result<Vec<Self>, RuleError> {
            let all = inner.as_array().ok_or_else(|| wrong(json))?;
            all.iter().map(|c| Self::read(c, depth + 1)).collect()
        };
        match name.as_str() {
            "identifier" => {
                inner.as_str().map(|id| Self::Identifier(id.to_owned())).ok_or_else(|| wrong(json))
            }
            "equal" => pair().map(|(a, b)| Self::Equal(a, b)),
            "not_equal" => pair().map(|(a, b)| Self::NotEqual(a, b)),
            "less_than" => pair().map(|(a, b)| Self::LessThan(a, b)),
            "not" => Ok(Self::Not(Box::new(Self::read(inner, depth + 1)?))),
            "is_empty" => match Operand::from_json(inner)? {
                Operand::Identifier(id) => Ok(Self::IsEmpty(id)),
                _ => Err(wrong(json)),
            },
            "and" => list().map(Self::And),
            "or" => list().map(Self::Or),
            "xor" => list().map(Self::Xor),
            "is_valid_date" => match inner.as_array().map(Vec::as_slice) {
                Some([d, m, y]) => Ok(Self::IsValidDate(
                    Operand::from_json(d)?,
                    Operand::from_json(m)?,
                    Operand::from_json(y)?,
                )),
                _ => Err(wrong(json)),
            },
            _ => Err(wrong(json)),
        }
    }

    /// The opposite, in its shortest form.
    #[must_use]
    pub fn negated(self) -> Self {
        match self {
            Self::Constant(value) => Self::Constant(!value),
            Self::Equal(a, b) => Self::NotEqual(a, b),
            Self::NotEqual(a, b) => Self::Equal(a, b),
            Self::Not(inner) => *inner,
            Self::And(all) => Self::Or(all.into_iter().map(Self::negated).collect()),
            Self::Or(all) => Self::And(all.into_iter().map(Self::negated).collect()),
            other => Self::Not(Box::new(other)),
        }
    }

    /// Every identifier in the condition, in order, with repetitions.
    pub fn identifiers(&self) -> Vec<&str> {
        fn of<'a>(operand: &'a Operand, found: &mut Vec<&'a str>) {
            if let Operand::Identifier(id) = operand {
                found.push(id);
            }
        }
        fn walk<'a>(condition: &'a Condition, found: &mut Vec<&'a str>) {
            match condition {
                Condition::Constant(_) => {}
                Condition::Identifier(id) | Condition::IsEmpty(id) => found.push(id),
                Condition::Equal(a, b) | Condition::NotEqual(a, b) | Condition::LessThan(a, b) => {
                    of(a, found);
                    of(b, found);
                }
                Condition::Not(inner) => walk(inner, found),
                Condition::And(all) | Condition::Or(all) | Condition::Xor(all) => {
                    for inner in all {
                        walk(inner, found);
                    }
                }
                Condition::IsValidDate(d, m, y) => {
                    of(d, found);
                    of(m, found);
                    of(y, found);
                }
            }
        }
        let mut found = Vec::new();
        walk(self, &mut found);
        found
    }
}

impl Serialize for Condition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_json().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Condition {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = Json::deserialize(deserializer)?;
        Self::from_json(&json).map_err(serde::de::Error::custom)
    }
}
