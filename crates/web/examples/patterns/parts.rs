//! Components that the other pages do not show.

use web::button::Weight;
use web::dialog::dialog;
use web::empty::empty_state;
use web::icon::Icon;
use web::page::{prose, stack};
use web::task_list::{Task, task_list};
use web::timeline::paragraphs;
use web::{Markup, Page, Say, Tone, alert, badge, html, link_button};

use crate::town;

pub(crate) fn page(say: Say) -> Markup {
    let look = town::look();
    let task = |label: &str, url: Option<&str>, tone, state: &str| Task {
        label: label.into(),
        hint: None,
        url: url.map(str::to_owned),
        tone,
        state: state.into(),
    };
    Page::public(say, &look, "Weitere Bausteine")
        .path("/bausteine")
        .body(stack(html! {
            (task_list(&[
                task("Ihre Person", Some("/1"), Tone::Success, "erledigt"),
                task("Ihr Haushalt", Some("/2"), Tone::Info, "begonnen"),
                task("Ihre Wohnung", Some("/3"), Tone::Neutral, "offen"),
                task("Absenden", None, Tone::Neutral, "noch nicht möglich"),
            ]))
            div {
                @for (tone, text) in [(Tone::Neutral, "Entwurf"), (Tone::Info, "in Arbeit"), (Tone::Success, "bewilligt"), (Tone::Warning, "bald fällig"), (Tone::Danger, "abgelehnt")] {
                    (badge(tone, text)) " "
                }
            }
            div {
                @for (tone, text) in [(Tone::Info, "Hinweis"), (Tone::Success, "Gespeichert"), (Tone::Warning, "Achtung"), (Tone::Danger, "Das hat nicht geklappt")] {
                    (alert(tone, text, html! { p { "Ein Satz mit einem " a href="/" { "Link" } "." } }))
                }
            }
            (empty_state(Icon::INBOX, "Alles erledigt", "Es liegt nichts Neues auf Ihrem Schreibtisch.", link_button(Weight::Secondary, "/", "Alle Vorgänge")))
            (prose(html! {
                h2 { "Fließtext" } (paragraphs("Ein Absatz.\n\nNoch einer."))
                blockquote { p { "Ein Zitat aus der Ratssitzung." } }
                ol { li { "Erstens" } li { "Zweitens" } }
            }))
            div { @for icon in Icon::ALL { (icon) " " } }
            a href="/bestaetigen" data-rh-dialog="frage" { "Dialog öffnen" }
            (dialog(say, "frage", "Wirklich löschen?", html! { p { "Das lässt sich nicht rückgängig machen." } },
                link_button(Weight::Danger, "/loeschen", "Löschen")))
        }))
        .render()
}
