//! One answer against its field: type, choice, length, range, pattern, file.

use super::{Check, FILE_SIZE_DEFAULT, confirms};
use crate::answers::Answer;
use crate::form::{Facts, Form};
use crate::model::{DataType, Field, FieldKind};
use crate::path::Path;
use crate::value::{Notation, Value, ValueError};

impl Check<'_> {
    pub(super) fn answer(&mut self, field: &Field, index: usize, at: &Path, answer: &Answer) {
        let form = self.form;
        let facts = form.facts(index);
        let value = match answer {
            Answer::Given(value) => value,
            Answer::Raw(text) => {
                let error = Value::parse(field, text, Notation::German)
                    .err()
                    .unwrap_or_else(|| expected(field.data_type));
                self.not_understood(at, error);
                return;
            }
        };
        match value {
            Value::Code(code) => {
                if facts.is_unknown(code) {
                    self.error("choice-unknown", at, |name, english| {
                        if english {
                            format!("Choose one of the listed options: “{name}”.")
                        } else {
                            format!("Bitte wählen Sie einen Eintrag der Liste: „{name}“.")
                        }
                    });
                }
            }
            Value::Text(text) => self.length(field, at, text),
            Value::Date(date) => self.day(facts, at, *date),
            Value::Integer(_) | Value::Number(_) | Value::Money(_) => self.number(facts, at, value),
            Value::Bool(yes) => {
                if confirms(field) && !yes {
                    self.missing(field, at);
                }
                return;
            }
            Value::File(file) => {
                self.file(field, at, file);
                return;
            }
            Value::Time(_) | Value::DateTime(_) => {}
        }
        let is_matched = facts.pattern.as_ref().is_none_or(|p| p.is_match(&value.exchanged()));
        if !is_matched {
            self.error("pattern", at, |name, english| {
                if english {
                    format!("“{name}” does not have the expected form. Please check it.")
                } else {
                    format!("„{name}“ hat nicht die erwartete Form. Bitte prüfen Sie die Angabe.")
                }
            });
        }
    }

    fn day(&mut self, facts: &Facts, at: &Path, date: jiff::civil::Date) {
        let (low, high) = facts.day_limits_missed(date);
        self.between(at, low.map(ToOwned::to_owned), high.map(ToOwned::to_owned));
    }

    fn number(&mut self, facts: &Facts, at: &Path, value: &Value) {
        let (low, high) = facts.number_limits_missed(value);
        self.between(at, low.map(|low| low.german(0)), high.map(|high| high.german(0)));
    }

    fn length(&mut self, field: &Field, at: &Path, text: &str) {
        let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        if let Some(most) = field.constraints.max_length.filter(|most| length > *most) {
            self.error("too-long", at, |name, english| {
                if english {
                    format!("“{name}” may have at most {most} characters; it has {length}.")
                } else {
                    format!("„{name}“ darf höchstens {most} Zeichen haben; es sind {length}.")
                }
            });
        }
        if let Some(least) = field.constraints.min_length.filter(|least| length < *least) {
            self.error("too-short", at, |name, english| {
                if english {
                    format!("“{name}” must have at least {least} characters.")
                } else {
                    format!("„{name}“ muss mindestens {least} Zeichen haben.")
                }
            });
        }
    }

    fn between(&mut self, at: &Path, low: Option<String>, high: Option<String>) {
        if let Some(low) = low {
            self.error("too-small", at, |name, english| {
                if english {
                    format!("“{name}” must be {low} or more.")
                } else {
                    format!("„{name}“ muss {low} oder mehr sein.")
                }
            });
        }
        if let Some(high) = high {
            self.error("too-large", at, |name, english| {
                if english {
                    format!("“{name}” must be {high} or less.")
                } else {
                    format!("„{name}“ darf nicht über {high} liegen.")
                }
            });
        }
    }

    fn file(&mut self, field: &Field, at: &Path, file: &crate::value::FileRef) {
        let most = field.max_size.unwrap_or(FILE_SIZE_DEFAULT);
        if file.size_bytes > most {
            let megabytes = (most >> 20).max(1);
            self.error("file-size", at, |name, english| {
                if english {
                    format!("The file at “{name}” is larger than {megabytes} MB.")
                } else {
                    format!("Die Datei bei „{name}“ ist größer als {megabytes} MB.")
                }
            });
        }
        if file.media_type.is_empty() {
            return;
        }
        let accepted = crate::pages::media_types(field);
        if !accepted.contains(&file.media_type) {
            let kinds = crate::pages::media_type_names(&accepted);
            self.error("file-type", at, |name, english| {
                if english {
                    format!("The file at “{name}” has a format that is not accepted ({kinds}).")
                } else {
                    format!("Die Datei bei „{name}“ hat kein erlaubtes Format ({kinds}).")
                }
            });
        }
    }

    fn not_understood(&mut self, at: &Path, error: ValueError) {
        self.error("not-understood", at, |name, english| match (error, english) {
            (ValueError::Date, false) => {
                format!("„{name}“ muss ein gültiges Datum sein, zum Beispiel 31.12.2026.")
            }
            (ValueError::Date, true) => {
                format!("“{name}” must be a real date, for example 31.12.2026.")
            }
            (ValueError::Time, false) => {
                format!("„{name}“ muss eine Uhrzeit sein, zum Beispiel 14:30.")
            }
            (ValueError::Time, true) => format!("“{name}” must be a time, for example 14:30."),
            (ValueError::Bool, false) => format!("Bitte antworten Sie mit Ja oder Nein: „{name}“."),
            (ValueError::Bool, true) => format!("Answer yes or no: “{name}”."),
            (ValueError::Integer, false) => {
                format!("„{name}“ muss eine ganze Zahl sein, zum Beispiel 3.")
            }
            (ValueError::Integer, true) => {
                format!("“{name}” must be a whole number, for example 3.")
            }
            (ValueError::Number, false) => {
                format!("„{name}“ muss eine Zahl sein, zum Beispiel 62,5.")
            }
            (ValueError::Number, true) => format!("“{name}” must be a number, for example 62,5."),
            (ValueError::Money, false) => {
                format!("„{name}“ muss ein Betrag in Euro sein, zum Beispiel 1.234,50.")
            }
            (ValueError::Money, true) => {
                format!("“{name}” must be an amount in euro, for example 1.234,50.")
            }
        });
    }
}

/// Whether a text of a document fits its field: true when nothing would be found.
pub(crate) fn fits(form: &Form, index: usize, text: &str) -> bool {
    let field = &form.schema.fields[index];
    let facts = form.facts(index);
    let is_matched = |text: &str| facts.pattern.as_ref().is_none_or(|p| p.is_match(text));
    if field.kind == FieldKind::Select && field.data_type != DataType::Bool {
        return !facts.is_unknown(text) && is_matched(text);
    }
    match field.data_type {
        DataType::Text | DataType::TextLatin => {
            let limits = (field.constraints.min_length, field.constraints.max_length);
            if limits != (None, None) {
                let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
                if limits.0.is_some_and(|least| length < least)
                    || limits.1.is_some_and(|most| length > most)
                {
                    return false;
                }
            }
            return is_matched(text);
        }
        DataType::File | DataType::Object => return true,
        _ => {}
    }
    let Ok(value) = Value::parse(field, text, Notation::Exchange) else { return false };
    let is_within = match &value {
        Value::Bool(yes) => return *yes || !confirms(field),
        Value::Date(date) => facts.day_limits_missed(*date) == (None, None),
        Value::Integer(_) | Value::Number(_) | Value::Money(_) => {
            facts.number_limits_missed(&value) == (None, None)
        }
        _ => true,
    };
    is_within && (facts.pattern.is_none() || is_matched(&value.exchanged()))
}

/// What a value of this type should have been: for documents, whose notation is stricter than what
/// people may type.
fn expected(data_type: DataType) -> ValueError {
    match data_type {
        DataType::Date | DataType::DateTime => ValueError::Date,
        DataType::Time => ValueError::Time,
        DataType::Bool => ValueError::Bool,
        DataType::Integer => ValueError::Integer,
        DataType::Money => ValueError::Money,
        _ => ValueError::Number,
    }
}
