//! Choices: select, radio buttons, checkboxes.

use maud::{Markup, html};

use crate::errors::field_id;
use crate::field::Field;

/// One possible answer.
#[derive(Debug, Clone, Copy)]
pub struct Choice<'a> {
    /// What is sent.
    pub value: &'a str,
    /// What is read.
    pub label: &'a str,
    /// A sentence that explains the answer.
    pub hint: Option<&'a str>,
}

impl<'a> Choice<'a> {
    /// An answer without explanation.
    pub const fn new(value: &'a str, label: &'a str) -> Self {
        Self { value, label, hint: None }
    }

    /// Explains the answer.
    #[must_use]
    pub const fn hint(mut self, hint: &'a str) -> Self {
        self.hint = Some(hint);
        self
    }
}

impl Field<'_> {
    /// A select list; starts with "Bitte wählen", unless a choice with an empty value says what
    /// choosing nothing means. For up to seven answers prefer [`Field::radios`].
    pub fn select(self, choices: &[Choice<'_>]) -> Markup {
        let class = if self.error.is_some() {
            "kern-form-input__select kern-form-input__select--error"
        } else {
            "kern-form-input__select"
        };
        self.framed(html! {
            div class=(format!("kern-form-input__select-wrapper {}", self.width.class()).trim_end()) {
                select class=(class) id=(field_id(self.name)) name=(self.name)
                    autocomplete=[self.autocomplete]
                    aria-describedby=[self.described_by()] aria-invalid=[self.invalid()] {
                    @if !choices.iter().any(|choice| choice.value.is_empty()) {
                        option value="" selected[self.value.is_empty()] {
                            (self.say.of("Bitte wählen", "Please choose"))
                        }
                    }
                    @for choice in choices {
                        option value=(choice.value) selected[choice.value == self.value] {
                            (choice.label)
                        }
                    }
                }
            }
        })
    }

    /// Radio buttons, one below the other: exactly one answer.
    pub fn radios(self, choices: &[Choice<'_>]) -> Markup {
        self.fieldset(html! {
            @for (index, choice) in choices.iter().enumerate() {
                (self.check("radio", index, choice, choice.value == self.value))
            }
        })
    }

    /// "Ja" and "Nein" side by side, sent as `ja` and `nein`.
    pub fn yes_no(self) -> Markup {
        let choices = [
            Choice::new("ja", self.say.of("Ja", "Yes")),
            Choice::new("nein", self.say.of("Nein", "No")),
        ];
        self.fieldset_with(
            "kern-fieldset__body kern-fieldset__body--horizontal",
            html! {
                @for (index, choice) in choices.iter().enumerate() {
                    (self.check("radio", index, choice, choice.value == self.value))
                }
            },
        )
    }

    /// Checkboxes: any number of answers under one name.
    pub fn checkboxes(self, choices: &[Choice<'_>], chosen: &[&str]) -> Markup {
        self.fieldset(html! {
            @for (index, choice) in choices.iter().enumerate() {
                (self.check("checkbox", index, choice, chosen.contains(&choice.value)))
            }
        })
    }

    /// One checkbox, sent as `ja`; ticked if the value is `ja`.
    pub fn checkbox(self) -> Markup {
        let id = field_id(self.name);
        let ticked = self.value == "ja";
        let class = if self.error.is_some() {
            "kern-form-check__checkbox kern-form-check__checkbox--error"
        } else {
            "kern-form-check__checkbox"
        };
        html! {
            div.kern-form-check."kern-form-check--error"[self.error.is_some()] {
                input class=(class) type="checkbox" id=(id) name=(self.name) value="ja"
                    checked[ticked] aria-describedby=[self.described_by()]
                    aria-invalid=[self.invalid()];
                label.kern-label for=(id) { (self.label) (self.optional_mark()) }
                @if self.hint.is_some() { div.rh-check-hint { (self.hint_markup()) } }
                (self.error_markup())
            }
        }
    }

    fn fieldset(self, content: Markup) -> Markup {
        self.fieldset_with("kern-fieldset__body", content)
    }

    pub(crate) fn fieldset_with(self, body: &str, content: Markup) -> Markup {
        html! {
            fieldset.kern-fieldset."kern-fieldset--error"[self.error.is_some()]
                aria-describedby=[self.described_by()] {
                legend.kern-label."rh-label--big"[self.big_label] {
                    (self.label) (self.optional_mark())
                }
                (self.hint_markup())
                (self.error_markup())
                div class=(body) { (content) }
            }
        }
    }

    fn check(self, kind: &str, index: usize, choice: &Choice<'_>, checked: bool) -> Markup {
        // The first answer carries the id of the field, so that the error summary leads to it.
        let id = match index {
            0 => field_id(self.name),
            _ => format!("{}-{index}", field_id(self.name)),
        };
        let hint = choice.hint.map(|_| format!("{id}-answer"));
        let class = match (kind, self.error.is_some()) {
            ("radio", false) => "kern-form-check__radio",
            ("radio", true) => "kern-form-check__radio kern-form-check__radio--error",
            (_, false) => "kern-form-check__checkbox",
            (_, true) => "kern-form-check__checkbox kern-form-check__checkbox--error",
        };
        html! {
            div.kern-form-check {
                input class=(class) type=(kind) id=(id) name=(self.name) value=(choice.value)
                    checked[checked] aria-describedby=[hint.as_deref()];
                label.kern-label for=(id) { (choice.label) }
                @if let Some(text) = choice.hint {
                    div.rh-check-hint { p.kern-hint id=[hint] { (text) } }
                }
            }
        }
    }
}
