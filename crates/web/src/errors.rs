//! Errors of a form: at the field and in a summary on top of the page.

use maud::{Markup, html};

use crate::say::Say;

/// One finding about one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// Name of the field; empty for a finding about the form as a whole.
    pub field: String,
    /// What is wrong and how to put it right, a full sentence.
    pub message: String,
}

/// What is wrong with a form, in the order of its fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Errors(Vec<FieldError>);

impl Errors {
    /// Nothing is wrong.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a finding about a field.
    pub fn add(&mut self, field: impl Into<String>, message: impl Into<String>) {
        self.0.push(FieldError { field: field.into(), message: message.into() });
    }

    /// Adds a finding about the form as a whole.
    pub fn add_general(&mut self, message: impl Into<String>) {
        self.add(String::new(), message);
    }

    /// The first finding about a field.
    pub fn get(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|error| error.field == field).map(|error| error.message.as_str())
    }

    /// Nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many findings there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// All findings in order.
    pub fn iter(&self) -> impl Iterator<Item = &FieldError> {
        self.0.iter()
    }
}

impl FromIterator<FieldError> for Errors {
    fn from_iter<I: IntoIterator<Item = FieldError>>(findings: I) -> Self {
        Self(findings.into_iter().collect())
    }
}

/// The id of the input of a field: letters, digits and hyphens only.
pub fn field_id(name: &str) -> String {
    let mut id = String::from("f-");
    id.extend(name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }));
    id
}

/// The summary on top of a page with errors; every line leads to its field. [`crate::Page`] shows
/// it by itself when it is given errors.
pub fn error_summary(say: Say, errors: &Errors) -> Markup {
    if errors.is_empty() {
        return Markup::default();
    }
    html! {
        div.rh-error-summary tabindex="-1" role="alert" aria-labelledby="error-summary-title"
            data-rh-focus {
            h2 #error-summary-title .rh-error-summary__title {
                (say.of("Bitte prüfen Sie Ihre Angaben", "Please check your answers"))
            }
            ul.rh-error-summary__list {
                @for error in errors.iter() {
                    li {
                        @if error.field.is_empty() { (error.message) }
                        @else { a href={ "#" (field_id(&error.field)) } { (error.message) } }
                    }
                }
            }
        }
    }
}

/// The error text at a field.
pub(crate) fn field_error(say: Say, id: &str, message: &str) -> Markup {
    html! {
        p.kern-error id=(id) {
            span.kern-icon."kern-icon--danger" aria-hidden="true" {}
            span.kern-body {
                span.kern-sr-only { (say.of("Fehler: ", "Error: ")) }
                (message)
            }
        }
    }
}
