//! What is worked out once for a field, so that no answer has to wait for it.

use std::collections::HashSet;
use std::sync::Arc;

use jiff::civil::Date;
use regex::Regex;

use crate::decimal::Decimal;
use crate::model::{Choice, Field};
use crate::value::{Value, german_date};

/// Lists up to this length are looked through entry by entry.
const SHORT_LIST: usize = 8;

/// A smallest or largest value, read as whatever the answer may be.
#[derive(Debug, Clone, Default)]
pub(crate) struct Edge {
    /// As a number.
    pub number: Option<Decimal>,
    /// As a day: as documents write it, and as people do. Text that is no day stands as it is.
    pub day: Option<(String, String)>,
}

impl Edge {
    fn of(text: Option<&str>) -> Self {
        let Some(text) = text else { return Self::default() };
        let day = text.parse::<Date>().map_or_else(
            |_| (text.to_owned(), text.to_owned()),
            |day| (day.to_string(), german_date(day)),
        );
        Self { number: text.parse().ok(), day: Some(day) }
    }
}

/// One field made ready for checking.
#[derive(Debug, Clone)]
pub(crate) struct Facts {
    /// The pattern, where there is one that can be checked.
    pub pattern: Option<Arc<Regex>>,
    /// The smallest value.
    pub low: Edge,
    /// The largest value.
    pub high: Edge,
    /// Entries to choose from; `None` when a list is missing.
    pub choices: Option<Vec<Choice>>,
    /// Their codes, where there are many.
    codes: Option<HashSet<String>>,
}

impl Facts {
    pub fn of(field: &Field, pattern: Option<&Arc<Regex>>, choices: Option<Vec<Choice>>) -> Self {
        let long = choices.as_ref().filter(|all| all.len() > SHORT_LIST);
        Self {
            pattern: pattern.cloned(),
            low: Edge::of(field.constraints.min_value.as_deref()),
            high: Edge::of(field.constraints.max_value.as_deref()),
            codes: long.map(|all| all.iter().map(|choice| choice.code.clone()).collect()),
            choices,
        }
    }

    /// The smallest and the largest day as people read them, where this one lies outside.
    pub fn day_limits_missed(&self, date: Date) -> (Option<&str>, Option<&str>) {
        let (low, high) = (&self.low.day, &self.high.day);
        if low.is_none() && high.is_none() {
            return (None, None);
        }
        let day = date.to_string();
        let low = low.as_ref().filter(|(limit, _)| day < *limit);
        let high = high.as_ref().filter(|(limit, _)| day > *limit);
        (low.map(|(_, shown)| shown.as_str()), high.map(|(_, shown)| shown.as_str()))
    }

    /// The smallest and the largest number, where this one lies outside.
    pub fn number_limits_missed(&self, value: &Value) -> (Option<Decimal>, Option<Decimal>) {
        let number = value.as_decimal().unwrap_or(Decimal::integer(0));
        let low = self.low.number.filter(|low| number < *low);
        (low, self.high.number.filter(|high| number > *high))
    }

    /// True when there is a list and the code is not in it.
    pub fn is_unknown(&self, code: &str) -> bool {
        if let Some(codes) = &self.codes {
            return !codes.contains(code);
        }
        let choices = self.choices.as_deref().unwrap_or_default();
        !choices.is_empty() && !choices.iter().any(|choice| choice.code == *code)
    }
}
