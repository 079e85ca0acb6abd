//! Form fields: label, hint, error and control belong together and are linked for screen readers.

use maud::{Markup, html};

use crate::errors::{field_error, field_id};
use crate::format;
use crate::say::Say;

/// How wide an input is: as wide as the answer is long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Width {
    /// The full width of the form column.
    #[default]
    Full,
    /// About 20 characters: names, phone numbers.
    Medium,
    /// About 10 characters: amounts, dates.
    Short,
    /// About 5 characters: postcode, house number.
    Tiny,
}

impl Width {
    pub(crate) const fn class(self) -> &'static str {
        match self {
            Self::Full => "",
            Self::Medium => "rh-width-medium",
            Self::Short => "rh-width-short",
            Self::Tiny => "rh-width-tiny",
        }
    }
}

/// A field in the making; a last call such as [`Field::text`] renders it.
///
/// `Field::new(say, "vorname", say.of("Vorname", "First name")).value(&v).error(errors.get("vorname"))
/// .autocomplete("given-name").text()`
#[derive(Debug, Clone, Copy)]
pub struct Field<'a> {
    pub(crate) say: Say,
    pub(crate) name: &'a str,
    pub(crate) label: &'a str,
    pub(crate) value: &'a str,
    pub(crate) hint: Option<&'a str>,
    pub(crate) error: Option<&'a str>,
    pub(crate) optional: bool,
    pub(crate) autocomplete: Option<&'a str>,
    pub(crate) input_mode: Option<&'a str>,
    pub(crate) width: Width,
    pub(crate) max_length: Option<usize>,
    pub(crate) spellcheck: Option<&'a str>,
    pub(crate) readonly: bool,
    pub(crate) big_label: bool,
    pub(crate) suggestions: Option<&'a str>,
}

impl<'a> Field<'a> {
    /// A field that must be answered.
    pub const fn new(say: Say, name: &'a str, label: &'a str) -> Self {
        Self {
            say,
            name,
            label,
            value: "",
            hint: None,
            error: None,
            optional: false,
            autocomplete: None,
            input_mode: None,
            width: Width::Full,
            max_length: None,
            spellcheck: None,
            readonly: false,
            big_label: false,
            suggestions: None,
        }
    }

    /// Where scripts ask for suggestions while somebody types: a path that answers `?q=…` with
    /// `{"suggestions": ["…"]}`. Without scripts the field is plain text.
    #[must_use]
    pub const fn suggestions(mut self, url: &'a str) -> Self {
        self.suggestions = Some(url);
        self
    }

    /// What was answered before.
    #[must_use]
    pub const fn value(mut self, value: &'a str) -> Self {
        self.value = value;
        self
    }

    /// A sentence that helps to answer.
    #[must_use]
    pub const fn hint(mut self, hint: &'a str) -> Self {
        self.hint = Some(hint);
        self
    }

    /// A hint only where there is one.
    #[must_use]
    pub const fn hint_if(mut self, hint: Option<&'a str>) -> Self {
        self.hint = hint;
        self
    }

    /// What is wrong with the answer; usually `errors.get(name)`.
    #[must_use]
    pub const fn error(mut self, error: Option<&'a str>) -> Self {
        self.error = error;
        self
    }

    /// The field may stay empty; the label says "(freiwillig)".
    #[must_use]
    pub const fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// The same with a condition.
    #[must_use]
    pub const fn optional_if(mut self, optional: bool) -> Self {
        self.optional = optional;
        self
    }

    /// The purpose of the field for the browser's memory (WCAG 1.3.5), such as `given-name`.
    #[must_use]
    pub const fn autocomplete(mut self, token: &'a str) -> Self {
        self.autocomplete = Some(token);
        self
    }

    /// Which keyboard phones show: `numeric`, `tel`, `email`.
    #[must_use]
    pub const fn input_mode(mut self, mode: &'a str) -> Self {
        self.input_mode = Some(mode);
        self
    }

    /// How wide the input is.
    #[must_use]
    pub const fn width(mut self, width: Width) -> Self {
        self.width = width;
        self
    }

    /// Most characters the answer may have.
    #[must_use]
    pub const fn max_length(mut self, characters: usize) -> Self {
        self.max_length = Some(characters);
        self
    }

    /// Shows the answer, but it cannot be changed here.
    #[must_use]
    pub const fn readonly(mut self) -> Self {
        self.readonly = true;
        self
    }

    /// The label is the question of the page: shown large.
    #[must_use]
    pub const fn big_label(mut self) -> Self {
        self.big_label = true;
        self
    }

    /// One line of text.
    pub fn text(self) -> Markup {
        self.input("text")
    }

    /// An e-mail address.
    pub fn email(self) -> Markup {
        Self {
            autocomplete: self.autocomplete.or(Some("email")),
            spellcheck: Some("false"),
            ..self
        }
        .input("email")
    }

    /// A telephone number.
    pub fn phone(self) -> Markup {
        let autocomplete = self.autocomplete.or(Some("tel"));
        Self { autocomplete, width: Width::Medium, ..self }.input("tel")
    }

    /// A password; paste and password managers are welcome.
    pub fn password(self) -> Markup {
        let autocomplete = self.autocomplete.or(Some("current-password"));
        Self { autocomplete, spellcheck: Some("false"), ..self }.input("password")
    }

    /// A one-time code.
    pub fn code(self) -> Markup {
        Self {
            autocomplete: self.autocomplete.or(Some("one-time-code")),
            input_mode: self.input_mode.or(Some("numeric")),
            spellcheck: Some("false"),
            width: Width::Short,
            ..self
        }
        .input("text")
    }

    /// A whole number.
    pub fn number(self) -> Markup {
        let width = if self.width == Width::Full { Width::Tiny } else { self.width };
        Self { input_mode: Some("numeric"), width, ..self }.input("text")
    }

    /// An amount in euros; the value is the text as typed, see [`format::money_input`].
    pub fn money(self) -> Markup {
        self.with_unit("€", self.say.of("Euro", "euros"), "decimal")
    }

    /// A number with a unit, such as square metres: the sign shown and the word read out.
    pub fn measure(self, sign: &str, word: &str) -> Markup {
        self.with_unit(sign, word, "decimal")
    }

    /// A date in one line: "4.5.2026"; read it with [`crate::input::date`].
    pub fn date_text(self) -> Markup {
        let hint =
            self.hint.unwrap_or(self.say.of("Zum Beispiel 4.5.2026", "For example 4.5.2026"));
        Self { hint: Some(hint), input_mode: Some("text"), width: Width::Short, ..self }
            .input("text")
    }

    /// A hidden value that the form carries along.
    pub fn hidden(self) -> Markup {
        html! { input type="hidden" name=(self.name) value=(self.value); }
    }

    /// Several lines of text; `rows` are shown at first.
    pub fn textarea(self, rows: u8) -> Markup {
        let id = field_id(self.name);
        self.framed(html! {
            textarea class=(self.input_class()) id=(id) name=(self.name) rows=(rows)
                autocomplete=[self.autocomplete] maxlength=[self.max_length]
                aria-describedby=[self.described_by()] aria-invalid=[self.invalid()]
                readonly[self.readonly] data-rh-count=[self.max_length] {
                // A line break after the tag is swallowed by browsers; one of ours keeps theirs.
                "\n" (self.value)
            }
        })
    }

    fn input(self, kind: &str) -> Markup {
        self.framed(self.control(kind))
    }

    fn control(self, kind: &str) -> Markup {
        html! {
            input class=(self.input_class()) type=(kind) id=(field_id(self.name)) name=(self.name)
                value=(self.value) autocomplete=[self.autocomplete] inputmode=[self.input_mode]
                maxlength=[self.max_length] spellcheck=[self.spellcheck]
                aria-describedby=[self.described_by()] aria-invalid=[self.invalid()]
                readonly[self.readonly] data-rh-suggest=[self.suggestions];
        }
    }

    fn with_unit(self, sign: &str, word: &str, mode: &'a str) -> Markup {
        let width = if self.width == Width::Full { Width::Short } else { self.width };
        let field = Self { input_mode: Some(mode), width, ..self };
        field.framed(html! {
            div.rh-unit {
                (field.control("text"))
                span.rh-unit__sign aria-hidden="true" { (sign) }
                span.kern-sr-only { (word) }
            }
        })
    }

    /// The control with its label, hint and error.
    pub(crate) fn framed(self, control: Markup) -> Markup {
        let id = field_id(self.name);
        html! {
            div.kern-form-input."kern-form-input--error"[self.error.is_some()] {
                label.kern-label."rh-label--big"[self.big_label] for=(id) {
                    (self.label) (self.optional_mark())
                }
                (self.hint_markup())
                (self.error_markup())
                (control)
            }
        }
    }

    pub(crate) fn optional_mark(self) -> Markup {
        html! {
            @if self.optional {
                " " span.kern-label__optional { (self.say.of("(freiwillig)", "(optional)")) }
            }
        }
    }

    pub(crate) fn hint_markup(self) -> Markup {
        html! {
            @if let Some(hint) = self.hint {
                p.kern-hint id={ (field_id(self.name)) "-hint" } { (hint) }
            }
        }
    }

    pub(crate) fn error_markup(self) -> Markup {
        match self.error {
            Some(error) => field_error(self.say, &format!("{}-error", field_id(self.name)), error),
            None => Markup::default(),
        }
    }

    pub(crate) fn described_by(self) -> Option<String> {
        let id = field_id(self.name);
        match (self.hint.is_some(), self.error.is_some()) {
            (false, false) => None,
            (true, false) => Some(format!("{id}-hint")),
            (false, true) => Some(format!("{id}-error")),
            (true, true) => Some(format!("{id}-hint {id}-error")),
        }
    }

    pub(crate) const fn invalid(self) -> Option<&'static str> {
        if self.error.is_some() { Some("true") } else { None }
    }

    fn input_class(self) -> String {
        let error = if self.error.is_some() { " kern-form-input__input--error" } else { "" };
        format!("kern-form-input__input{error} {}", self.width.class()).trim_end().to_owned()
    }
}

/// How an amount in cents goes into the value of a money field.
pub fn money_value(say: Say, cents: Option<i64>) -> String {
    cents.map(|cents| format::money_input(say, cents)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_hint_and_error_to_the_input() {
        let html = Field::new(Say::GERMAN, "person.0.name", "Name")
            .hint("Wie im Ausweis")
            .error(Some("Geben Sie den Namen an."))
            .value("<script>")
            .text()
            .into_string();
        assert!(html.contains(r#"aria-describedby="f-person-0-name-hint f-person-0-name-error""#));
        assert!(html.contains(r#"id="f-person-0-name-error""#));
        assert!(html.contains(r#"aria-invalid="true""#));
        assert!(html.contains("&lt;script&gt;") && !html.contains("<script>"));
    }

    #[test]
    fn marks_what_may_stay_empty() {
        let field = Field::new(Say::GERMAN, "tel", "Telefon").optional();
        assert!(field.phone().into_string().contains("(freiwillig)"));
    }
}
