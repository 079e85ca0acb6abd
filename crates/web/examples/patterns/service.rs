//! The page of a service.

use web::button::Weight;
use web::card::link_list;
use web::details::{accordion, details};
use web::list::definition_list;
use web::page::prose;
use web::{Markup, Page, Say, Tone, alert, buttons, html, link_button};

use crate::{home, town};

pub(crate) fn page(say: Say) -> Markup {
    let look = town::look();
    Page::public(say, &look, "Wohngeld beantragen")
        .path("/leistungen/wohngeld")
        .other_language("/home-en.html")
        .crumb("Startseite", "/index.html")
        .crumb("Leistungen", "/leistungen")
        .lead("Wenn Ihr Einkommen für die Miete kaum reicht, bekommen Sie einen Zuschuss, den Sie nicht zurückzahlen müssen.")
        .aside(html! {
            (home::hall(say))
            (web::card::card("Auch interessant", link_list(&[
                ("Wohnberechtigungsschein", "/leistungen/wbs"),
                ("Bildung und Teilhabe", "/leistungen/but"),
                ("Kinderzuschlag", "/leistungen/kiz"),
            ])))
        })
        .body(html! {
            (buttons(html! {
                (link_button(Weight::Primary, "/haushalt.html", "Jetzt online beantragen"))
                (link_button(Weight::Secondary, "/rechnung.html", "Anspruch vorab berechnen"))
            }))
            (alert(Tone::Info, "Zurzeit dauert es etwa 23 Tage", html! {
                p { "So lange brauchte die Hälfte der Anträge in den letzten 90 Tagen, gerechnet ab vollständigen Unterlagen." }
            }))
            (prose(html! {
                h2 { "Wer bekommt Wohngeld?" }
                p { "Sie können Wohngeld bekommen, wenn Sie in Marlenbrück wohnen und Ihre Miete selbst zahlen. Ob und wie viel, hängt von drei Dingen ab:" }
                ul {
                    li { "wie viele Menschen in Ihrem Haushalt leben," }
                    li { "wie hoch Ihr gemeinsames Einkommen ist," }
                    li { "wie hoch Ihre Miete ist." }
                }
                p { "Kein Wohngeld gibt es, wenn Sie " strong { "Bürgergeld" } " oder " strong { "Grundsicherung" } " bekommen. Darin ist die Miete schon enthalten." }
            }))
            (details("Was zählt als Einkommen?", html! {
                p { "Alles, was Sie im Jahr brutto verdienen, abzüglich fester Anteile für Steuern und Versicherungen." }
            }))
            (prose(html! { h2 { "Auf einen Blick" } }))
            (definition_list(&[
                ("Kosten", html! { "keine" }),
                ("Bearbeitung", html! { "etwa 23 Tage" }),
                ("Frist", html! { "Wohngeld gibt es ab dem Monat des Antrags" }),
                ("Rechtsgrundlage", html! { a href="/recht/wogg" { "Wohngeldgesetz (WoGG)" } }),
            ]))
            (prose(html! { h2 { "Häufige Fragen" } }))
            (accordion(&[
                ("Welche Unterlagen brauche ich?", html! { p { "Mietvertrag, Nachweis der Miete, Nachweise über Ihr Einkommen." } }),
                ("Muss ich ins Rathaus kommen?", html! { p { "Nein. Sie können, aber Sie müssen nicht." } }),
                ("Was passiert, wenn sich etwas ändert?", html! { p { "Sagen Sie uns Bescheid, wenn Ihr Einkommen um mehr als 10 Prozent steigt." } }),
            ]))
        })
        .render()
}
