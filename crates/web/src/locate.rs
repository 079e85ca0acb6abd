//! "Use my location": a button that fills the fields `lat`, `lon` and `genauigkeit` of its form.
//! Needs scripts and is hidden without; the page has to allow `geolocation`.

use maud::{Markup, html};

use crate::say::Say;

/// The button with the hidden fields it fills.
pub fn locate(say: Say) -> Markup {
    html! {
        div hidden data-rh-locate
            data-rh-done=(say.of("Ihr Standort ist eingetragen. Gehen Sie weiter.", "Your location is entered. Go on."))
            data-rh-failed=(say.of("Ihr Gerät gibt den Standort nicht preis. Geben Sie die Adresse ein.", "Your device does not tell the location. Enter the address.")) {
            @for name in ["lat", "lon", "genauigkeit"] { input type="hidden" name=(name) disabled; }
            p { button.kern-btn.kern-btn--secondary type="button" { span.kern-label { (say.of("Meinen Standort verwenden", "Use my location")) } } }
            p role="status" {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_scripts_nothing_is_sent_and_nothing_shown() {
        let html = locate(Say::GERMAN).into_string();
        assert!(html.starts_with("<div hidden data-rh-locate"));
        assert_eq!(html.matches("disabled").count(), 3);
    }
}
