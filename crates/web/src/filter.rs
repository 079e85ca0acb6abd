//! Filters above a list: a form with `GET`, so that every view has its own address.

use maud::{Markup, html};

use crate::button::{self, Weight};
use crate::form::Form;
use crate::say::Say;

/// The filter bar: fields side by side, a button, and a link that clears it all.
pub fn filter_bar(say: Say, action: &str, fields: Markup, clear_url: Option<&str>) -> Markup {
    let label = say.of("Liste filtern", "Filter the list");
    Form::get(action).label(label).inline().body(html! {
        div.rh-filter {
            (fields)
            div.rh-filter__buttons {
                (button::button(Weight::Secondary, say.of("Anwenden", "Apply")))
                @if let Some(url) = clear_url {
                    (button::link_button(Weight::Tertiary, url, say.of("Zurücksetzen", "Clear")))
                }
            }
        }
    })
}

/// Filters that are set, each with a link that takes it away.
pub fn active_filters(say: Say, filters: &[(String, String)]) -> Markup {
    html! {
        @if !filters.is_empty() {
            ul.rh-chips aria-label=(say.of("Gesetzte Filter", "Active filters")) {
                @for (label, url) in filters {
                    li { a.rh-chip href=(url) {
                        (label) (crate::icon::Icon::CLOSE.small())
                        span.kern-sr-only { (say.of(" – Filter entfernen", " – remove filter")) }
                    } }
                }
            }
        }
    }
}

/// A field that narrows the rows of a table while typing; needs scripts and is hidden without.
pub fn quick_filter(say: Say, table_id: &str) -> Markup {
    let id = format!("{table_id}-filter");
    html! {
        div.rh-quick hidden data-rh-filter=(table_id) {
            label.kern-label for=(id) { (say.of("In dieser Liste suchen", "Search in this list")) }
            input.kern-form-input__input type="search" id=(id) autocomplete="off";
            p.kern-sr-only role="status"
                data-rh-template=(say.of("{n} Zeilen gefunden", "{n} rows found")) {}
        }
    }
}
