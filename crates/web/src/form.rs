//! Forms: opening, closing, protection against forgery, groups of fields.

use maud::{Markup, html};

use crate::say::Say;

/// Name of the hidden field with the token against cross-site request forgery.
pub const CSRF_FIELD: &str = "csrf";

/// A form. `Form::post("/antrag/1", csrf).body(html! { … })`.
#[derive(Debug, Clone, Copy)]
pub struct Form<'a> {
    action: &'a str,
    csrf: Option<&'a str>,
    class: &'static str,
    files: bool,
    id: Option<&'a str>,
    label: Option<&'a str>,
    autosave: Option<&'a str>,
    save: Option<SelfSave<'a>>,
    progress: Option<&'a str>,
    live: Option<&'a str>,
}

/// How a form saves itself: it is sent as if a button had been pressed, and any answer of success
/// counts as saved. Buttons remain what leads on.
#[derive(Debug, Clone, Copy)]
pub struct SelfSave<'a> {
    /// Name and value of that button, `name=value`.
    pub button: &'a str,
    /// What is said afterwards; `{time}` becomes the time of day.
    pub saved: &'a str,
    /// What is said when it does not work.
    pub failed: &'a str,
}

impl<'a> Form<'a> {
    /// A form that changes something.
    pub fn post(action: &'a str, csrf: &'a str) -> Self {
        Self {
            action,
            csrf: Some(csrf),
            class: "rh-form",
            files: false,
            id: None,
            label: None,
            autosave: None,
            save: None,
            progress: None,
            live: None,
        }
    }

    /// A form that asks for something: search, filter. Its fields appear in the address.
    pub fn get(action: &'a str) -> Self {
        Self { csrf: None, ..Self::post(action, "") }
    }

    /// The form sends files.
    #[must_use]
    pub fn with_files(mut self) -> Self {
        self.files = true;
        self
    }

    /// How far the sending is, is shown where scripts run: for forms with large files.
    #[must_use]
    pub fn with_progress(mut self, say: Say) -> Self {
        self.progress = Some(say.of(
            "{percent} % gesendet|Gesendet. Die Dateien werden geprüft …|Die Verbindung ist abgebrochen. Senden Sie bitte noch einmal.",
            "{percent} % sent|Sent. The files are being checked …|The connection broke. Please send again.",
        ));
        self
    }

    /// Parts of the page that show what the form makes (elements of [`live_part`]) are drawn anew
    /// while somebody types: by a page at `url` that takes the form without keeping it. Where scripts
    /// run and the page names `live.js`.
    #[must_use]
    pub fn drawn_while_typing(mut self, url: &'a str) -> Self {
        self.live = Some(url);
        self
    }

    /// Gives the form an id, for buttons outside of it and for scripts.
    #[must_use]
    pub fn id(mut self, id: &'a str) -> Self {
        self.id = Some(id);
        self
    }

    /// A name for screen readers, where the page holds several forms.
    #[must_use]
    pub fn label(mut self, label: &'a str) -> Self {
        self.label = Some(label);
        self
    }

    /// No space around it: a form that is one button or stands in a row.
    #[must_use]
    pub fn inline(mut self) -> Self {
        self.class = "rh-inline-form";
        self
    }

    /// Answers typed but not yet sent are announced before the page is left; `hint` is the text
    /// shown beside the buttons, such as "Nicht gespeicherte Angaben".
    #[must_use]
    pub fn autosave_hint(mut self, hint: &'a str) -> Self {
        self.autosave = Some(hint);
        self
    }

    /// The form saves itself while somebody types, where scripts run; see [`SelfSave`].
    #[must_use]
    pub fn saves_itself(mut self, save: SelfSave<'a>) -> Self {
        self.save = Some(save);
        self
    }

    /// The form around its content. Every form guards itself against being sent twice.
    pub fn body(self, content: Markup) -> Markup {
        let method = if self.csrf.is_some() { "post" } else { "get" };
        html! {
            form class=(self.class) method=(method) action=(self.action) id=[self.id]
                enctype=[self.files.then_some("multipart/form-data")]
                aria-label=[self.label] data-rh-autosave=[self.autosave]
                data-rh-save=[self.save.map(|s| s.button)] data-rh-saved=[self.save.map(|s| s.saved)]
                data-rh-unsaved=[self.save.map(|s| s.failed)]
                data-rh-progress=[self.progress] data-rh-live=[self.live] novalidate {
                @if let Some(token) = self.csrf {
                    input type="hidden" name=(CSRF_FIELD) value=(token);
                }
                (content)
            }
        }
    }
}

/// A part of a page that is drawn anew while somebody types; `id` names it on the page and in what
/// is drawn anew.
pub fn live_part(id: &str, content: Markup) -> Markup {
    html! { div id=(id) data-rh-live-part="" { (content) } }
}

/// A group of fields that belong together, with a legend as heading and an optional hint.
pub fn group(legend: &str, hint: Option<&str>, content: Markup) -> Markup {
    html! {
        fieldset.rh-group {
            legend.rh-group__legend { (legend) }
            @if let Some(hint) = hint { p.rh-group__hint { (hint) } }
            div.rh-group__body { (content) }
        }
    }
}

/// One of several repeated groups, such as the second member of a household; `actions` holds the
/// buttons to change or remove it.
pub fn repeated(title: &str, content: Markup, actions: Markup) -> Markup {
    html! {
        section.rh-repeated {
            div.rh-repeated__head { h2.rh-repeated__title { (title) } div { (actions) } }
            (content)
        }
    }
}
