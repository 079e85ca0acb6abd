//! A list in an order of somebody's own: each row says what it is and how it differs, moves by two
//! buttons, and unfolds to be changed. Works without script: every button sends the form around it.

use crate::button::button_sign;
use crate::details::details;
use crate::{Markup, Say, html};

/// A row.
#[derive(Debug)]
pub struct SortableRow {
    /// Key of the row, sent by its buttons; the row's address in the page is `ort-KEY`.
    pub key: String,
    /// What it is called.
    pub label: String,
    /// Where its name leads, if anywhere.
    pub url: Option<String>,
    /// Marks beside its name.
    pub marks: Markup,
    /// What unfolds to be changed.
    pub more: Markup,
}

/// The rows; with `moves` the name of the buttons that move them, sent as `hoch|KEY` and
/// `runter|KEY`.
pub fn sortable(say: Say, moves: Option<&str>, rows: &[SortableRow]) -> Markup {
    html! {
        ol.rh-sortable {
            @for (position, row) in rows.iter().enumerate() {
                li.rh-sortable__row id=(format!("ort-{}", row.key)) {
                    h2.rh-sortable__name {
                        @if let Some(url) = &row.url { a href=(url) { (row.label) } } @else { (row.label) }
                    }
                    @if let Some(name) = moves {
                        div.rh-sortable__moves {
                            @if position > 0 {
                                (button_sign(name, &format!("hoch|{}", row.key), "↑",
                                    &say.of(format!("„{}“ nach oben", row.label), format!("Move “{}” up", row.label))))
                            }
                            @if position + 1 < rows.len() {
                                (button_sign(name, &format!("runter|{}", row.key), "↓",
                                    &say.of(format!("„{}“ nach unten", row.label), format!("Move “{}” down", row.label))))
                            }
                        }
                    }
                    div.rh-sortable__state { (row.marks) }
                    div.rh-sortable__more {
                        (details(&say.of(format!("„{}“ ändern", row.label), format!("Change “{}”", row.label)), html! { (row.more) }))
                    }
                }
            }
        }
    }
}
