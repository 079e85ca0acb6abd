//! Signing in as staff.

use web::button::Weight;
use web::details::details;
use web::passkey::{Ceremony, passkey_button};
use web::{Field, Form, Markup, Page, Say, button, html};

use crate::{TOKEN, town};

pub(crate) fn page(say: Say) -> Markup {
    let look = town::look();
    Page::plain(say, &look, say.of("Anmelden", "Sign in"))
        .lead("Für Mitarbeiterinnen und Mitarbeiter der Stadt Marlenbrück.")
        .script("passkey.js")
        .body(html! {
            (passkey_button(say, Ceremony::SignIn, "Mit Passkey anmelden", TOKEN, "/anmelden/passkey/start", "/anmelden/passkey"))
            (details("Mit Passwort und Code anmelden", Form::post("/anmelden", TOKEN).body(html! {
                (Field::new(say, "name", "Benutzername").autocomplete("username").text())
                (Field::new(say, "passwort", "Passwort").password())
                (Field::new(say, "code", "Code aus der App").code())
                div { (button(Weight::Primary, "Anmelden")) }
            })))
        })
        .render()
}
