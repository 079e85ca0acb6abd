//! A date as three fields: day, month, year. The easiest form for dates people know by heart.

use jiff::civil::Date;
use maud::{Markup, html};

use crate::errors::field_id;
use crate::field::Field;
use crate::input::{self, Problem};

/// Ending of the name of the day field.
pub const DAY: &str = "-tag";
/// Ending of the name of the month field.
pub const MONTH: &str = "-monat";
/// Ending of the name of the year field.
pub const YEAR: &str = "-jahr";

/// The three answers of a date field as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DateInput {
    /// The day as typed.
    pub day: String,
    /// The month as typed; a name is fine.
    pub month: String,
    /// The year as typed.
    pub year: String,
}

impl DateInput {
    /// Takes the answers of the field `name` out of a form; `get` finds a value by its name.
    pub fn from_form<'f>(name: &str, get: impl Fn(&str) -> Option<&'f str>) -> Self {
        let part = |ending| get(&format!("{name}{ending}")).unwrap_or_default().trim().to_owned();
        Self { day: part(DAY), month: part(MONTH), year: part(YEAR) }
    }

    /// The day meant.
    ///
    /// # Errors
    /// [`Problem::Missing`] if all three are empty, else what is wrong.
    pub fn read(&self) -> Result<Date, Problem> {
        input::date_parts(&self.day, &self.month, &self.year)
    }
}

impl From<Date> for DateInput {
    fn from(date: Date) -> Self {
        Self {
            day: date.day().to_string(),
            month: date.month().to_string(),
            year: date.year().to_string(),
        }
    }
}

impl Field<'_> {
    /// A date as three fields; the names end in `-tag`, `-monat`, `-jahr`. With
    /// `.autocomplete("bday")` browsers fill in the date of birth.
    pub fn date(self, value: &DateInput) -> Markup {
        let birthday = self.autocomplete == Some("bday");
        let part = |ending: &str, label: &str, value: &str, token: &str, class: &str, long| {
            // The day carries the id of the field, so that the error summary leads to it.
            let id = match ending {
                DAY => field_id(self.name),
                _ => field_id(&format!("{}{ending}", self.name)),
            };
            let error = if self.error.is_some() { " kern-form-input__input--error" } else { "" };
            html! {
                div.rh-date__part {
                    label.kern-label.rh-date__label for=(id) { (label) }
                    input class={ "kern-form-input__input " (class) (error) } type="text" inputmode="numeric" id=(id)
                        name={ (self.name) (ending) } value=(value) maxlength=(long)
                        autocomplete=[birthday.then_some(token)] aria-invalid=[self.invalid()];
                }
            }
        };
        let say = self.say;
        self.fieldset_with(
            "kern-fieldset__body kern-fieldset__body--horizontal rh-date",
            html! {
                (part(DAY, say.of("Tag", "Day"), &value.day, "bday-day", "rh-width-day", 3))
                (part(MONTH, say.of("Monat", "Month"), &value.month, "bday-month", "rh-width-day", 9))
                (part(YEAR, say.of("Jahr", "Year"), &value.year, "bday-year", "rh-width-year", 4))
            },
        )
    }
}
