//! The desk of a case worker.

use web::button::Weight;
use web::card::figures;
use web::choice::Choice;
use web::documents::{DocumentItem, SentFile, document_list};
use web::filter::{active_filters, filter_bar, quick_filter};
use web::icon::Icon;
use web::list::definition_list;
use web::page::{SessionClock, stack};
use web::pagination::{Position, pagination, result_count};
use web::staff::{NavGroup, NavLink};
use web::steps::{Step, steps};
use web::table::{Column, Row, Sorted, Table};
use web::tabs::{Tab, tabs};
use web::timeline::{Event, timeline};
use web::{Field, Markup, Page, Say, Tone, action_form, badge, buttons, html, link_button};

use crate::{TOKEN, town};

fn nav() -> Vec<NavGroup> {
    vec![
        NavGroup {
            title: String::new(),
            links: vec![
                NavLink::new(Icon::CHECKLIST, "Schreibtisch", "/schreibtisch.html").open(12),
                NavLink::new(Icon::INBOX, "Eingang", "/eingang").open(3),
                NavLink::new(Icon::CASES, "Alle Vorgänge", "/vorgaenge"),
                NavLink::new(Icon::CALENDAR, "Fristen", "/fristen"),
                NavLink::new(Icon::MESSAGE, "Nachrichten", "/nachrichten").open(5),
            ],
        },
        NavGroup {
            title: "Wohngeld".into(),
            links: vec![
                NavLink::new(Icon::EURO, "Zahlungen", "/zahlungen"),
                NavLink::new(Icon::CHART, "Auswertung", "/auswertung"),
            ],
        },
        NavGroup {
            title: "Verwaltung".into(),
            links: vec![
                NavLink::new(Icon::FAMILY, "Personen und Rollen", "/personen"),
                NavLink::new(Icon::SETTINGS, "Einstellungen", "/einstellungen"),
            ],
        },
    ]
}

pub(crate) fn list(say: Say) -> Markup {
    let look = town::look();
    let position = Position::new(1, 25, 137);
    Page::staff(say, &look, "Schreibtisch")
        .path("/schreibtisch.html")
        .person(Some(town::clerk()))
        .csrf(TOKEN)
        .staff_nav(nav())
        .staff_search("/suche")
        .session(Some(SessionClock { seconds_left: 1800, keep_url: "/sitzung".into() }))
        .lead("Guten Morgen, Herr Wieczorek. Drei Vorgänge brauchen Sie heute.")
        .head_actions(link_button(Weight::Primary, "/vorgaenge/neu", "Vorgang anlegen"))
        .body(stack(html! {
            (figures(&[
                ("3".into(), "heute fällig", Some("/heute")), ("2".into(), "überfällig", Some("/spaet")),
                ("5".into(), "neue Nachrichten", Some("/nachrichten")), ("19 Tage".into(), "mittlere Dauer", None),
            ]))
            div {
                (filter_bar(say, "/schreibtisch.html", html! {
                    (Field::new(say, "stand", "Stand").value("offen").select(&[Choice::new("offen", "Offen"), Choice::new("wartet", "Wartet")]))
                    (Field::new(say, "art", "Art").select(&[Choice::new("erst", "Erstantrag"), Choice::new("weiter", "Weiterleistung")]))
                    (Field::new(say, "bis", "Fällig bis").text())
                }, Some("/schreibtisch.html")))
                (active_filters(say, &[("Stand: Offen".into(), "/schreibtisch.html".into())]))
                (quick_filter(say, "liste"))
                (result_count(say, position, "Vorgänge"))
                (table(say))
                (pagination(say, position, |n| format!("/schreibtisch.html?seite={n}")))
            }
        }))
        .render()
}

fn table(say: Say) -> Markup {
    let rows = [
        (
            "50-2026-000118",
            "Hofmann, Petra",
            "Erstantrag",
            "20.11.2026",
            Tone::Danger,
            "überfällig",
            "Unterlagen prüfen",
        ),
        (
            "50-2026-000123",
            "Aydın, Leyla",
            "Erstantrag",
            "22.11.2026",
            Tone::Warning,
            "heute fällig",
            "Anhörung abgelaufen",
        ),
        (
            "50-2026-000097",
            "Schneider-Oberwittler, Klaus-Dieter",
            "Weiterleistung",
            "22.11.2026",
            Tone::Warning,
            "heute fällig",
            "Bescheid freigeben",
        ),
        (
            "50-2026-000130",
            "Nguyen, Thi Lan",
            "Erstantrag",
            "25.11.2026",
            Tone::Info,
            "in Arbeit",
            "Einkommen klären",
        ),
        (
            "50-2026-000131",
            "Kowalski, Marek",
            "Erhöhung",
            "27.11.2026",
            Tone::Info,
            "in Arbeit",
            "Mietbescheinigung da",
        ),
        (
            "50-2026-000088",
            "Brandt, Ilse",
            "Weiterleistung",
            "01.12.2026",
            Tone::Neutral,
            "wartet",
            "Antwort der Rentenversicherung",
        ),
        (
            "50-2026-000135",
            "Yılmaz, Deniz",
            "Erstantrag",
            "04.12.2026",
            Tone::Success,
            "vollständig",
            "Entscheiden",
        ),
    ];
    Table::new(say, "Meine Vorgänge")
        .id("liste")
        .dense()
        .caption_hidden()
        .columns(vec![
            Column::new("Aktenzeichen").sort("?nach=az", Sorted::Not),
            Column::new("Person"),
            Column::new("Art"),
            Column::new("Frist").sort("?nach=frist", Sorted::Ascending),
            Column::new("Stand"),
            Column::new("Nächster Schritt"),
        ])
        .rows(rows.into_iter().map(|(number, person, kind, due, tone, state, todo)| {
            Row::new(vec![
                html! { a href="/vorgang.html" { (number) } },
                html! { (person) },
                html! { (kind) },
                html! { (due) },
                badge(tone, state),
                html! { (todo) },
            ])
            .marked(tone == Tone::Danger)
        }))
        .render()
}

pub(crate) fn case(say: Say) -> Markup {
    let look = town::look();
    Page::staff(say, &look, "Aydın, Leyla: Wohngeld, Erstantrag")
        .path("/schreibtisch.html/50-2026-000123")
        .person(Some(town::clerk()))
        .csrf(TOKEN)
        .staff_nav(nav())
        .staff_search("/suche")
        .crumb("Schreibtisch", "/schreibtisch.html")
        .preline("50-2026-000123")
        .head_actions(html! { (badge(Tone::Warning, "heute fällig")) })
        .aside(html! {
            (web::card::card("Nächster Schritt", html! {
                p { "Die Anhörung ist abgelaufen, eine Antwort kam nicht. Sie können entscheiden." }
                (buttons(html! {
                    (link_button(Weight::Primary, "/entscheiden", "Entscheiden"))
                    (action_form("/zurueck", TOKEN, &[("vorgang", "123")], Weight::Secondary, "Wiedervorlage"))
                }))
            }))
            (web::card::card("Verlauf", timeline(&[
                Event { when: "heute, 0:00 Uhr".into(), datetime: "2026-11-22".into(), title: "Frist der Anhörung abgelaufen".into(), tone: Tone::Warning, ..Event::default() },
                Event { when: "8. November 2026".into(), datetime: "2026-11-08".into(), title: "Anhörung versandt".into(), who: Some("J. Wieczorek".into()), ..Event::default() },
                Event { when: "4. November 2026".into(), datetime: "2026-11-04".into(), title: "Antrag eingegangen".into(), tone: Tone::Success, ..Event::default() },
            ])))
        })
        .body(html! {
            (tabs("Teile des Vorgangs", &[
                Tab { label: "Überblick".into(), url: "/vorgang.html".into(), count: None, current: true },
                Tab { label: "Unterlagen".into(), url: "/u".into(), count: Some(4), current: false },
                Tab { label: "Berechnung".into(), url: "/b".into(), count: None, current: false },
                Tab { label: "Nachrichten".into(), url: "/n".into(), count: Some(2), current: false },
            ]))
            (stack(html! {
                (web::card::card("Angaben", definition_list(&[
                    ("Antragstellerin", html! { "Leyla Aydın, geboren am 31. März 1987" }),
                    ("Anschrift", html! { "Lindenweg 4a, 59399 Marlenbrück" }),
                    ("Haushalt", html! { "2 Personen" }),
                    ("Kaltmiete", html! { "612,00\u{a0}€" }),
                ])))
                (web::card::card("Unterlagen", document_list(say, &[
                    DocumentItem { title: "Mietvertrag".into(), hint: None, tone: Tone::Success, state: "geprüft".into(),
                        files: vec![SentFile { name: "mietvertrag.pdf".into(), url: Some("/d".into()), bytes: 840_000, when: "4. November 2026".into() }], action: None },
                    DocumentItem { title: "Lohnabrechnungen".into(), hint: Some("12 Monate".into()), tone: Tone::Info, state: "eingegangen".into(),
                        files: vec![SentFile { name: "lohn.pdf".into(), url: Some("/d".into()), bytes: 1_840_000, when: "4. November 2026".into() }],
                        action: Some(action_form("/ok", TOKEN, &[], Weight::Secondary, "Als geprüft kennzeichnen")) },
                ])))
                (web::card::card("Berechnung", steps(say, "Wohngeld ab November 2026", &[
                    Step { label: "Miete, die zählt".into(), how: "612,00\u{a0}€, höchstens 604,80\u{a0}€".into(), law: "§§ 11, 12 WoGG".into(), result: "604,80\u{a0}€".into(), strong: false },
                    Step { label: "Wohngeld".into(), how: String::new(), law: "§ 19 WoGG".into(), result: "284,00\u{a0}€".into(), strong: true },
                ])))
            }))
        })
        .render()
}
