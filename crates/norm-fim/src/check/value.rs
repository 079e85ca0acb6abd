//! One answer against its field: type, choice, length, range, pattern, file.

use super::{Check, FILE_SIZE_DEFAULT, confirms};
use crate::answers::Answer;
use crate::decimal::Decimal;
use crate::model::{DataType, Field};
use crate::path::Path;
use crate::value::{Value, ValueError, german_date};

impl Check<'_> {
    pub(super) fn answer(&mut self, field: &Field, index: usize, at: &Path, answer: &Answer) {
        let value = match answer {
            Answer::Given(value) => value,
            Answer::Raw(text) => {
                let error = Value::parse(field, text, crate::value::Notation::German)
                    .err()
                    .unwrap_or_else(|| expected(field.data_type));
                self.not_understood(at, error);
                return;
            }
        };
        match value {
            Value::Code(code) => {
                let known = self.form.field_choices(index).unwrap_or_default();
                if !known.is_empty() && !known.iter().any(|c| c.code == *code) {
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
            Value::Date(date) => self.day(field, at, *date),
            Value::Integer(_) | Value::Number(_) | Value::Money(_) => self.number(field, at, value),
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
        let fits = self.form.pattern(index).is_none_or(|p| p.is_match(&value.exchange()));
        if !fits {
            self.error("pattern", at, |name, english| {
                if english {
                    format!("“{name}” does not have the expected form. Please check it.")
                } else {
                    format!("„{name}“ hat nicht die erwartete Form. Bitte prüfen Sie die Angabe.")
                }
            });
        }
    }

    fn day(&mut self, field: &Field, at: &Path, date: jiff::civil::Date) {
        let as_text = |limit: &str| {
            limit.parse::<jiff::civil::Date>().map_or_else(
                |_| (limit.to_owned(), limit.to_owned()),
                |d| (d.to_string(), german_date(d)),
            )
        };
        let day = date.to_string();
        let low = field.constraints.min_value.as_deref().map(as_text);
        let high = field.constraints.max_value.as_deref().map(as_text);
        self.between(
            at,
            low.filter(|(limit, _)| day < *limit).map(|(_, shown)| shown),
            high.filter(|(limit, _)| day > *limit).map(|(_, shown)| shown),
        );
    }

    fn number(&mut self, field: &Field, at: &Path, value: &Value) {
        let number = value.as_decimal().unwrap_or(Decimal::integer(0));
        let limit = |text: &Option<String>| text.as_ref()?.parse::<Decimal>().ok();
        self.between(
            at,
            limit(&field.constraints.min_value)
                .filter(|low| number < *low)
                .map(|low| low.german(0)),
            limit(&field.constraints.max_value)
                .filter(|high| number > *high)
                .map(|high| high.german(0)),
        );
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
        let accepted = crate::pages::media_types(field);
        if !file.media_type.is_empty() && !accepted.contains(&file.media_type) {
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
