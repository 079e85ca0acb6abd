//! How far a form or a procedure has come.

use maud::{Markup, html};

use crate::say::Say;

/// "Schritt 3 von 8: Ihr Haushalt" with a bar, on top of a form page.
pub fn step_of(say: Say, step: u32, steps: u32, title: &str) -> Markup {
    let words = say.of(format!("Schritt {step} von {steps}"), format!("Step {step} of {steps}"));
    html! {
        div.rh-progress {
            p.rh-progress__words { strong { (words) } @if !title.is_empty() { ": " (title) } }
            progress.rh-progress__bar value=(step) max=(steps) aria-label=(words) {}
        }
    }
}

/// How much of something has arrived, in a sentence and as a bar.
pub fn part_of(words: &str, done: u64, whole: u64) -> Markup {
    html! {
        div.rh-progress {
            p.rh-progress__words { (words) }
            progress.rh-progress__bar value=(done.min(whole)) max=(whole.max(1)) aria-label=(words) {}
        }
    }
}

/// How a stage of a procedure stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Over.
    Done,
    /// The present one.
    Now,
    /// Still to come.
    Later,
}

/// The stages of a procedure from left to right; on phones from top to bottom. Each has a name and
/// a note, such as its day.
pub fn stages(say: Say, stages: &[(Stage, &str, &str)]) -> Markup {
    html! {
        ol.rh-stages {
            @for (stage, name, note) in stages {
                @let class = match stage {
                    Stage::Done => "rh-stage rh-stage--done",
                    Stage::Now => "rh-stage rh-stage--now",
                    Stage::Later => "rh-stage",
                };
                li class=(class) aria-current=[(*stage == Stage::Now).then_some("step")] {
                    span.rh-stage__name { (name)
                        @if *stage == Stage::Done {
                            span.kern-sr-only { (say.of(" (erledigt)", " (done)")) }
                        }
                    }
                    @if !note.is_empty() { span.rh-stage__note { (note) } }
                }
            }
        }
    }
}
