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
        // Roles in words: on phones rows become cards, and browsers then forget what they were.
        table.rh-steps role="table" {
            caption."kern-sr-only"[caption_hidden] { (caption) }
            thead role="rowgroup" { tr role="row" {
                th scope="col" role="columnheader" { (say.of("Schritt", "Step")) }
                th scope="col" role="columnheader" { (say.of("Grundlage", "Legal basis")) }
                th.rh-num scope="col" role="columnheader" { (say.of("Ergebnis", "Result")) }
            } }
            tbody role="rowgroup" {
                @for step in steps {
                    tr role="row" ."rh-steps__strong"[step.strong] {
                        th scope="row" role="rowheader" {
                            (step.label)
                            @if !step.how.is_empty() { span.rh-steps__how { (step.how) } }
                        }
                        td.rh-steps__law role="cell" data-label=(say.of("Grundlage", "Legal basis")) { (format::law(&step.law)) }
                        td.rh-num role="cell" data-label=(say.of("Ergebnis", "Result")) { (step.result) }
                    }
                }
            }
        }
    }
}
