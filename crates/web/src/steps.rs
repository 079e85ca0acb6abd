//! A calculation explained step by step, each with its paragraph.

use maud::{Markup, html};

use crate::say::Say;

/// One step of a calculation.
#[derive(Debug, Clone)]
pub struct Step {
    /// What is computed: "Monatliches Gesamteinkommen".
    pub label: String,
    /// How: "1.450,00 € + 320,00 €". Empty if there is nothing to explain.
    pub how: String,
    /// The legal source: "§ 13 Abs. 1 WoGG".
    pub law: String,
    /// The result of the step.
    pub result: String,
    /// The final result or a subtotal: shown strongly.
    pub strong: bool,
}

/// The steps as a table with a caption; below it the total stands out.
pub fn steps(say: Say, caption: &str, steps: &[Step]) -> Markup {
    html! {
        table.rh-steps {
            caption { (caption) }
            thead { tr {
                th scope="col" { (say.of("Schritt", "Step")) }
                th scope="col" { (say.of("Grundlage", "Legal basis")) }
                th.rh-num scope="col" { (say.of("Ergebnis", "Result")) }
            } }
            tbody {
                @for step in steps {
                    tr."rh-steps__strong"[step.strong] {
                        th scope="row" {
                            (step.label)
                            @if !step.how.is_empty() { span.rh-steps__how { (step.how) } }
                        }
                        td.rh-steps__law data-label=(say.of("Grundlage", "Legal basis")) { (step.law) }
                        td.rh-num data-label=(say.of("Ergebnis", "Result")) { (step.result) }
                    }
                }
            }
        }
    }
}
