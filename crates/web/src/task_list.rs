//! The parts of an application with their state: what is done, what is still to do.

use maud::{Markup, html};

use crate::badge::{Tone, badge};

/// One part.
#[derive(Debug, Clone)]
pub struct Task {
    /// What it is about: "Ihre Wohnung".
    pub label: String,
    /// A sentence below the label.
    pub hint: Option<String>,
    /// Where it is done; `None` if it cannot be started yet.
    pub url: Option<String>,
    /// How it stands.
    pub tone: Tone,
    /// The words for it: "erledigt", "offen".
    pub state: String,
}

/// The parts one below the other.
pub fn task_list(tasks: &[Task]) -> Markup {
    html! {
        ol.rh-tasks {
            @for task in tasks {
                li.rh-task {
                    div.rh-task__text {
                        @match &task.url {
                            Some(url) => a.rh-stretched href=(url) { (task.label) },
                            None => span { (task.label) },
                        }
                        @if let Some(hint) = &task.hint { span.rh-task__hint { (hint) } }
                    }
                    (badge(task.tone, &task.state))
                }
            }
        }
    }
}
