//! Where a value comes from, in a few words: `method|{open_trench=11,*=99}`.

use std::collections::BTreeMap;

use serde_json::Value;

/// Why a source cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceError {
    /// The character, from 0.
    pub at: usize,
    /// What is wrong there.
    pub what: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Term {
    /// The number of the feature in its layer, from 1.
    Running,
    /// Always the same.
    Fixed(Value),
    /// A value of the subject.
    Field(String),
    /// The number of another subject, whose key the field holds.
    Link(String),
}

/// A source: a term, and a table that turns its words into codes.
///
/// `running` counts the features; `'words'` and `12` are always the same; `name` is a value of the
/// subject; `link:name` the number of the subject whose key that value is. Behind a bar stands a
/// table: `{word=code,…,*=code}`, the star for everything else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    term: Term,
    table: Option<BTreeMap<String, Value>>,
}

/// What a source says for a feature.
pub(crate) enum Said<'a> {
    Value(Value),
    Link(&'a str),
    Nothing,
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.'))
}

fn scalar(text: &str) -> Value {
    match text.parse::<i64>() {
        Ok(number) => number.into(),
        Err(_) => text.trim_matches('\'').into(),
    }
}

impl Source {
    /// Reads a source.
    ///
    /// # Errors
    /// [`SourceError`] with the place.
    pub fn read(text: &str) -> Result<Self, SourceError> {
        let (head, rest) = match text.split_once('|') {
            Some((head, rest)) => (head, Some((head.chars().count() + 1, rest))),
            None => (text, None),
        };
        let wrong = |at, what| Err(SourceError { at, what });
        let head = head.trim();
        let term = if head == "running" {
            Term::Running
        } else if let Some(inner) = head.strip_prefix('\'') {
            match inner.strip_suffix('\'') {
                Some(words) => Term::Fixed(words.into()),
                None => return wrong(0, "the words have no end"),
            }
        } else if let Ok(number) = head.parse::<i64>() {
            Term::Fixed(number.into())
        } else if let Some(name) = head.strip_prefix("link:") {
            if !is_name(name) {
                return wrong(5, "here stands the name of a value");
            }
            Term::Link(name.to_owned())
        } else if is_name(head) {
            Term::Field(head.to_owned())
        } else {
            return wrong(0, "here stands running, a name, a number or 'words'");
        };
        let table = rest.map(|(at, rest)| Self::table(at, rest)).transpose()?;
        Ok(Self { term, table })
    }

    fn table(at: usize, text: &str) -> Result<BTreeMap<String, Value>, SourceError> {
        let inner = text
            .trim()
            .strip_prefix('{')
            .and_then(|t| t.strip_suffix('}'))
            .ok_or(SourceError { at, what: "a table stands between { and }" })?;
        let mut table = BTreeMap::new();
        for pair in inner.split(',') {
            let (word, code) = pair
                .split_once('=')
                .ok_or(SourceError { at, what: "a table has word=code pairs" })?;
            if table.insert(word.trim().to_owned(), scalar(code.trim())).is_some() {
                return Err(SourceError { at, what: "a word stands twice in the table" });
            }
        }
        Ok(table)
    }

    pub(crate) fn say<'a>(&self, number: usize, values: &'a BTreeMap<String, Value>) -> Said<'a> {
        let value = match &self.term {
            Term::Running => number.into(),
            Term::Fixed(value) => value.clone(),
            Term::Field(name) => match values.get(name) {
                None | Some(Value::Null) => return Said::Nothing,
                Some(value) => value.clone(),
            },
            Term::Link(name) => {
                return values.get(name).and_then(Value::as_str).map_or(Said::Nothing, Said::Link);
            }
        };
        let Some(table) = &self.table else { return Said::Value(value) };
        let word = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        table.get(&word).or_else(|| table.get("*")).cloned().map_or(Said::Nothing, Said::Value)
    }
}
