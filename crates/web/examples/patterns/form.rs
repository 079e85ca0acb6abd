//! Steps of a form.

use web::button::{Weight, action_link, button_unchecked};
use web::choice::Choice;
use web::contact::{Contact, contact_card};
use web::date_field::DateInput;
use web::field::Width;
use web::form::{group, repeated};
use web::list::{Answer, summary_list};
use web::progress::step_of;
use web::steps::{Step, steps};
use web::upload::UploadRules;
use web::{
    Errors, Field, Form, Markup, Page, Say, Tone, alert, button, buttons, html, link_button, notice,
};

use crate::{TOKEN, town};

fn help(say: Say) -> Markup {
    html! {
        (contact_card(say, say.of("Hilfe beim Antrag", "Help with the application"), &Contact {
            name: "Wohngeldstelle".into(),
            phone: Some("02595 100-512".into()),
            email: Some("wohngeld@marlenbrueck.example".into()),
            now: Some((true, "Erreichbar bis 15:30 Uhr".into())),
            ..Contact::default()
        }))
        (web::card::card("Später weitermachen", html! {
            p { "Ihr Entwurf ist gespeichert. Mit diesem Code finden Sie ihn wieder:" }
            p { strong { "7KQ4-M2XR" } }
        }))
    }
}

fn next(say: Say) -> Markup {
    buttons(html! {
        (button(Weight::Primary, say.of("Weiter", "Continue")))
        (button_unchecked(Weight::Tertiary, "aktion", "spaeter", say.of("Speichern und später weiter", "Save for later")))
    })
}

pub(crate) fn with_errors(say: Say) -> Markup {
    let look = town::look();
    let mut errors = Errors::new();
    errors.add("vorname", "Geben Sie Ihren Vornamen an.");
    errors.add(
        "geburt",
        "Geburtsdatum: Diesen Tag gibt es nicht. Bitte prüfen Sie Tag, Monat und Jahr.",
    );
    errors.add("anrede", "Wählen Sie aus, wie wir Sie ansprechen sollen.");
    errors.add("plz", "Die Postleitzahl hat fünf Ziffern.");
    let born = DateInput { day: "31".into(), month: "2".into(), year: "1987".into() };
    Page::form(say, &look, "Ihre Person")
        .other_language("/home-en.html")
        .back("/haushalt.html")
        .progress(step_of(say, 2, 8, "Wohngeld beantragen"))
        .errors(&errors)
        .aside(help(say))
        .body(Form::post("/antrag/1/2", TOKEN).autosave_hint("Noch nicht gespeichert").body(html! {
            (Field::new(say, "anrede", "Wie sollen wir Sie ansprechen?").error(errors.get("anrede"))
                .radios(&[Choice::new("frau", "Frau"), Choice::new("herr", "Herr"), Choice::new("ohne", "Ohne Anrede")]))
            (Field::new(say, "vorname", "Vorname").hint("So wie er im Ausweis steht").error(errors.get("vorname")).autocomplete("given-name").text())
            (Field::new(say, "nachname", "Nachname").value("Aydın").autocomplete("family-name").text())
            (Field::new(say, "geburt", "Geburtsdatum").hint("Zum Beispiel 31 3 1987").error(errors.get("geburt")).autocomplete("bday").date(&born))
            (group("Anschrift", Some("Die Wohnung, für die Sie Wohngeld beantragen."), html! {
                (Field::new(say, "strasse", "Straße und Hausnummer").value("Lindenweg 4a").autocomplete("street-address").text())
                (Field::new(say, "plz", "Postleitzahl").value("5939").error(errors.get("plz")).autocomplete("postal-code").input_mode("numeric").width(Width::Tiny).text())
                (Field::new(say, "ort", "Ort").value("Marlenbrück").autocomplete("address-level2").text())
            }))
            (Field::new(say, "tel", "Telefon").optional().hint("Für Rückfragen, wir rufen nur tagsüber an").phone())
            (next(say))
        }))
        .render()
}

pub(crate) fn household(say: Say) -> Markup {
    let look = town::look();
    let person = |name: &str, facts: &str| {
        repeated(
            name,
            html! { p { (facts) } },
            html! {
                a href="/antrag/1/3/2" { "Ändern" } " · "
                (action_link("/antrag/1/3/2/entfernen", TOKEN, &[], "Entfernen"))
            },
        )
    };
    Page::form(say, &look, "Wer wohnt mit Ihnen zusammen?")
        .back("/formular.html")
        .progress(step_of(say, 3, 8, "Wohngeld beantragen"))
        .aside(help(say))
        .body(Form::post("/antrag/1/3", TOKEN).body(html! {
            (person("Leyla Aydın (Sie)", "geboren am 31. März 1987, angestellt"))
            (person("Emre Aydın", "geboren am 4. Mai 2015, Schüler"))
            (Field::new(say, "weitere", "Wohnt noch jemand bei Ihnen?").hint("Auch Kinder, die nur zeitweise da sind").big_label().yes_no())
            (notice(html! { p { "Wer nur zu Besuch ist, zählt nicht mit." } }))
            (next(say))
        }))
        .render()
}

pub(crate) fn every_field(say: Say) -> Markup {
    let look = town::look();
    Page::form(say, &look, "Alle Felder")
        .body(Form::post("/felder", TOKEN).with_files().body(html! {
            (Field::new(say, "text", "Text").value("Wert").text())
            (Field::new(say, "mail", "E-Mail").optional().email())
            (Field::new(say, "zahl", "Anzahl der Zimmer").number())
            (Field::new(say, "miete", "Kaltmiete im Monat").value("1234,56").hint("Ohne Heizung und Strom").money())
            (Field::new(say, "flaeche", "Wohnfläche").value("64,5").measure("m²", "Quadratmeter"))
            (Field::new(say, "einzug", "Einzug").date_text())
            (Field::new(say, "art", "Art der Wohnung").value("miete").select(&[
                Choice::new("miete", "Mietwohnung"), Choice::new("eigen", "Eigentum"), Choice::new("heim", "Heim")]))
            (Field::new(say, "heizung", "Womit heizen Sie?").value("gas").radios(&[
                Choice::new("gas", "Gas"), Choice::new("waerme", "Fernwärme").hint("Steht auf der Nebenkostenabrechnung"),
                Choice::new("weiss-nicht", "Weiß ich nicht")]))
            (Field::new(say, "leistungen", "Bekommen Sie davon etwas?").hint("Wählen Sie alles aus, was zutrifft").checkboxes(&[
                Choice::new("kg", "Kindergeld"), Choice::new("uv", "Unterhaltsvorschuss"), Choice::new("eg", "Elterngeld")], &["kg"]))
            (Field::new(say, "bemerkung", "Bemerkung").optional().value("Zwei\nZeilen").max_length(500).textarea(4))
            (Field::new(say, "vertrag", "Mietvertrag").upload(UploadRules {
                accept: ".pdf,.jpg,.png", kinds: "PDF, JPG oder PNG", max_bytes: 10_000_000, multiple: true }))
            (Field::new(say, "wahr", "Meine Angaben sind vollständig und richtig.").hint("Falsche Angaben können Folgen haben").checkbox())
            (Field::new(say, "fehler", "Dem stimme ich zu.").error(Some("Bestätigen Sie, dass Sie zustimmen.")).checkbox())
            (Field::new(say, "falsch", "Art des Einkommens").error(Some("Wählen Sie eine Art aus.")).select(&[Choice::new("a", "Lohn")]))
            (Field::new(say, "fest", "Aktenzeichen").value("50-2026-000123").readonly().text())
            (buttons(html! {
                (button(Weight::Primary, "Speichern")) (button(Weight::Secondary, "Vorschau"))
                (button(Weight::Danger, "Löschen")) (link_button(Weight::Tertiary, "/", "Abbrechen"))
            }))
        }))
        .render()
}

pub(crate) fn review(say: Say) -> Markup {
    let look = town::look();
    let a = |q: &str, a: &str| Answer::text(q, a, Some("/formular.html"));
    Page::form(say, &look, "Bitte prüfen Sie Ihre Angaben")
        .back("/haushalt.html")
        .progress(step_of(say, 8, 8, "Wohngeld beantragen"))
        .lead("Noch ist nichts abgeschickt. Sie können alles ändern.")
        .body(html! {
            (summary_list(say, "Ihre Person", &[
                a("Name", "Leyla Aydın"), a("Geburtsdatum", "31. März 1987"),
                a("Anschrift", "Lindenweg 4a\n59399 Marlenbrück"), a("Telefon", ""),
            ]))
            (summary_list(say, "Ihre Wohnung", &[
                a("Kaltmiete im Monat", "612,00\u{a0}€"), a("Wohnfläche", "64,5 m²"),
                a("Bemerkung mit einem sehr langen Wort", "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz"),
            ]))
            (alert(Tone::Warning, "Vor dem Absenden", html! {
                p { "Mit dem Absenden stellen Sie einen verbindlichen Antrag. Sie bekommen eine Kopie." }
            }))
            (Form::post("/antrag/1/senden", TOKEN).body(html! {
                (Field::new(say, "wahr", "Meine Angaben sind vollständig und richtig.").checkbox())
                (buttons(html! { (button(Weight::Primary, "Verbindlich beantragen")) }))
            }))
        })
        .render()
}

pub(crate) fn calculation(say: Say) -> Markup {
    let look = town::look();
    let step = |label: &str, how: &str, law: &str, result: &str, strong| Step {
        label: label.into(),
        how: how.into(),
        law: law.into(),
        result: result.into(),
        strong,
    };
    Page::public(say, &look, "Ihr Wohngeld, vorab berechnet")
        .path("/leistungen/wohngeld/rechner")
        .crumb("Startseite", "/index.html")
        .crumb("Wohngeld", "/leistung.html")
        .lead("Aus Ihren Angaben ergibt sich voraussichtlich ein Zuschuss von 284,00\u{a0}€ im Monat. Verbindlich ist nur der Bescheid.")
        .body(html! {
            (steps(say, "So haben wir gerechnet", &[
                step("Haushalt", "2 Personen", "§ 5 WoGG", "2", false),
                step("Miete, die zählt", "612,00\u{a0}€, höchstens 604,80\u{a0}€ in Stufe III", "§§ 11, 12 WoGG", "604,80\u{a0}€", false),
                step("Jahreseinkommen", "19.200,00\u{a0}€ abzüglich 30 Prozent", "§§ 14, 16 WoGG", "13.440,00\u{a0}€", false),
                step("Freibetrag für Alleinerziehende", "", "§ 17 Nr. 3 WoGG", "−1.320,00\u{a0}€", false),
                step("Monatliches Gesamteinkommen", "12.120,00\u{a0}€ geteilt durch 12", "§ 13 WoGG", "1.010,00\u{a0}€", false),
                step("Wohngeld im Monat", "nach der Formel, auf volle Euro gerundet", "§ 19 WoGG", "284,00\u{a0}€", true),
            ]))
            (buttons(html! { (link_button(Weight::Primary, "/haushalt.html", "Jetzt beantragen")) }))
        })
        .render()
}
