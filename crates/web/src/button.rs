//! Buttons, links that look like buttons, and forms that are one button.

use maud::{Markup, html};

use crate::form::{CSRF_FIELD, Form};

/// How prominent a button is. One primary button per page part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Weight {
    /// The main action.
    #[default]
    Primary,
    /// Another action.
    Secondary,
    /// Looks like a link: going back, cancelling.
    Tertiary,
    /// Destroys something; always with a confirmation page.
    Danger,
}

impl Weight {
    const fn class(self) -> &'static str {
        match self {
            Self::Primary => "kern-btn kern-btn--primary",
            Self::Secondary => "kern-btn kern-btn--secondary",
            Self::Tertiary => "kern-btn kern-btn--tertiary",
            Self::Danger => "kern-btn kern-btn--secondary rh-btn--danger",
        }
    }
}

/// The submit button of a form: `button(Weight::Primary, say.of("Weiter", "Continue"))`.
pub fn button(weight: Weight, label: &str) -> Markup {
    html! { button class=(weight.class()) type="submit" { span.kern-label { (label) } } }
}

/// A submit button that tells the server which one was pressed.
pub fn button_named(weight: Weight, name: &str, value: &str, label: &str) -> Markup {
    html! {
        button class=(weight.class()) type="submit" name=(name) value=(value) {
            span.kern-label { (label) }
        }
    }
}

/// A submit button that skips the browser's own checks: save and continue later.
pub fn button_unchecked(weight: Weight, name: &str, value: &str, label: &str) -> Markup {
    html! {
        button class=(weight.class()) type="submit" name=(name) value=(value) formnovalidate {
            span.kern-label { (label) }
        }
    }
}

/// What a form does when somebody presses Enter in a field: nobody sees it. It stands first in forms
/// whose visible buttons do something else before.
pub fn button_for_enter(name: &str, value: &str) -> Markup {
    html! { button type="submit" name=(name) value=(value) hidden tabindex="-1" {} }
}

/// A small button with a sign such as "↑", for rows of many; `label` is its whole name for screen
/// readers and as a tip. Sends the form without checks of the browser, as [`button_unchecked`].
pub fn button_sign(name: &str, value: &str, sign: &str, label: &str) -> Markup {
    html! {
        button.rh-sign type="submit" name=(name) value=(value) title=(label) formnovalidate {
            span aria-hidden="true" { (sign) } span.kern-sr-only { (label) }
        }
    }
}

/// A link that looks like a button: it leads somewhere and changes nothing.
pub fn link_button(weight: Weight, href: &str, label: &str) -> Markup {
    html! { a class=(weight.class()) href=(href) { span.kern-label { (label) } } }
}

/// Buttons in a row; on phones one below the other.
pub fn buttons(content: Markup) -> Markup {
    html! { div.rh-buttons { (content) } }
}

/// A form that is one button: an action with `POST`, protected against forgery.
/// `action_form("/abmelden", csrf, &[("fall", id)], Weight::Secondary, "Abmelden")`.
pub fn action_form(
    action: &str,
    csrf: &str,
    hidden: &[(&str, &str)],
    weight: Weight,
    label: &str,
) -> Markup {
    Form::post(action, csrf).inline().body(html! {
        @for (name, value) in hidden { input type="hidden" name=(name) value=(value); }
        (button(weight, label))
    })
}

/// A `POST` button that looks like a link within text or a table row.
pub fn action_link(action: &str, csrf: &str, hidden: &[(&str, &str)], label: &str) -> Markup {
    html! {
        form.rh-inline-form method="post" action=(action) {
            input type="hidden" name=(CSRF_FIELD) value=(csrf);
            @for (name, value) in hidden { input type="hidden" name=(name) value=(value); }
            button.rh-link-button type="submit" { (label) }
        }
    }
}
