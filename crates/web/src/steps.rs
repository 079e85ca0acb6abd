//! A calculation explained step by step, each with its paragraph.

use maud::{Markup, html};

use crate::format;
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

/// The steps that matter as a short table, all of them with their formulas on demand below it:
/// `all` says how the disclosure is called, "Alle Rechenschritte".
pub fn steps_folded(say: Say, caption: &str, main: &[Step], all: &str, steps: &[Step]) -> Markup {
    html! {
        (table(say, caption, main))
        (crate::details::wide(all, table(say, "", steps)))
    }
}

/// The steps as a table with a caption; below it the total stands out.
pub fn steps(say: Say, caption: &str, steps: &[Step]) -> Markup {
    table(say, caption, steps)
}

fn table(say: Say, caption: &str, steps: &[Step]) -> Markup {
    let caption_hidden = caption.is_empty();
    let caption = if caption_hidden { say.of("Rechenschritte", "Steps") } else { caption };
    html! {
        // On phones rows become cards; the script gives their roles to browsers that forget them then.
        table.rh-steps {
            caption."kern-sr-only"[caption_hidden] { (caption) }
            thead { tr {
                th scope="col" { (say.of("Schritt", "Step")) }
                th scope="col" { (say.of("Grundlage", "Legal basis")) }
                th.rh-num scope="col" { (say.of("Ergebnis", "Result")) }
            } }
            tbody {
                @for step in steps {
                    tr ."rh-steps__strong"[step.strong] {
                        th scope="row" {
                            (step.label)
                            @if !step.how.is_empty() { span.rh-steps__how { (step.how) } }
                        }
                        td.rh-steps__law data-label=(say.of("Grundlage", "Legal basis")) { (format::law(&step.law)) }
                        td.rh-num data-label=(say.of("Ergebnis", "Result")) { (step.result) }
                    }
                }
            }
        }
    }
}
