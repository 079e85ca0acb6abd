//! What an applicant sees after submitting.

use web::documents::{DocumentItem, SentFile, document_list};
use web::page::{prose, stack};
use web::progress::{Stage, stages};
use web::timeline::{Event, Letter, letters, timeline};
use web::upload::UploadRules;
use web::{Field, Form, Markup, Page, Say, Tone, alert, button, html};

use crate::{TOKEN, town};

pub(crate) fn page(say: Say) -> Markup {
    let look = town::look();
    Page::public(say, &look, "Ihr Antrag auf Wohngeld")
        .path("/antrag/1")
        .crumb("Startseite", "/index.html")
        .crumb("Meine Anträge", "/antraege")
        .preline("Aktenzeichen 50-2026-000123")
        .person(Some(town::citizen()))
        .csrf(TOKEN)
        .message(Tone::Success, "Ihre Nachricht ist angekommen", Markup::default())
        .aside(crate::home::hall(say))
        .body(html! {
            (stages(say, &[
                (Stage::Done, "Eingegangen", "4. November 2026"),
                (Stage::Done, "Geprüft", "9. November 2026"),
                (Stage::Now, "Unterlagen fehlen", "bis 7. Dezember 2026"),
                (Stage::Later, "Entscheidung", ""),
                (Stage::Later, "Bescheid", ""),
            ]))
            (alert(Tone::Warning, "Uns fehlt noch eine Unterlage", html! {
                p { "Bitte senden Sie uns die Mietbescheinigung bis zum 7. Dezember 2026. Ohne sie können wir nicht entscheiden." }
            }))
            (stack(html! {
                section { (prose(html! { h2 { "Unterlagen" } })) (documents(say)) }
                section { (prose(html! { h2 { "Nachrichten" } })) (messages()) }
                section { (prose(html! { h2 { "Verlauf" } })) (log()) }
            }))
        })
        .render()
}

fn documents(say: Say) -> Markup {
    let rules = UploadRules {
        accept: ".pdf",
        kinds: "PDF, JPG oder PNG",
        max_bytes: 10_000_000,
        multiple: true,
    };
    document_list(
        say,
        &[
            DocumentItem {
                title: "Mietbescheinigung".into(),
                hint: Some("Vom Vermieter ausgefüllt und unterschrieben.".into()),
                tone: Tone::Warning,
                state: "fehlt noch".into(),
                files: vec![],
                action: Some(
                    Form::post("/antrag/1/datei", TOKEN)
                        .with_files()
                        .label("Mietbescheinigung senden")
                        .body(html! {
                            (Field::new(say, "miete", "Datei auswählen").upload(rules))
                            div { (button(web::button::Weight::Secondary, "Hochladen")) }
                        }),
                ),
            },
            DocumentItem {
                title: "Lohnabrechnungen der letzten 12 Monate".into(),
                hint: None,
                tone: Tone::Success,
                state: "geprüft".into(),
                files: vec![SentFile {
                    name: "lohn-2026.pdf".into(),
                    url: Some("/datei/1".into()),
                    bytes: 1_240_000,
                    when: "4. November 2026".into(),
                }],
                action: None,
            },
        ],
    )
}

fn messages() -> Markup {
    letters(&[
        Letter { from: "Wohngeldstelle".into(), when: "9. November 2026".into(), subject: "Mietbescheinigung".into(),
            text: "Guten Tag Frau Aydın,\n\nuns fehlt noch die Mietbescheinigung. Das Formular hängt an.\n\nFreundliche Grüße\nJonas Wieczorek".into(),
            own: false, attachments: vec![("Formular Mietbescheinigung (PDF, 84 KB)".into(), "/datei/2".into())] },
        Letter { from: "Sie".into(), when: "heute".into(), subject: String::new(),
            text: "Danke, die Vermieterin füllt es diese Woche aus.".into(), own: true, attachments: vec![] },
    ])
}

fn log() -> Markup {
    let event = |when: &str, title: &str, tone| Event {
        when: when.into(),
        datetime: "2026-11-09T10:00:00+01:00".into(),
        title: title.into(),
        tone,
        ..Event::default()
    };
    timeline(&[
        event(
            "9. November 2026, 10:12 Uhr",
            "Wir haben eine Unterlage nachgefordert",
            Tone::Warning,
        ),
        event("5. November 2026, 8:30 Uhr", "Frau Petersen bearbeitet Ihren Antrag", Tone::Info),
        event("4. November 2026, 21:47 Uhr", "Ihr Antrag ist eingegangen", Tone::Success),
    ])
}
