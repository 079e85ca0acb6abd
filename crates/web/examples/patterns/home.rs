//! The home page.

use jiff::civil::date;
use web::card::{Teaser, teaser_grid, tiles};
use web::contact::{Contact, Hours, contact_card};
use web::hero::{Hero, hero};
use web::icon::Icon;
use web::news::{DateItem, NewsItem, date_list, news_list};
use web::page::section;
use web::{Markup, Page, Say, html};

use crate::town;

pub(crate) fn page(say: Say) -> Markup {
    let look = town::look();
    let popular = [
        (say.of("Personalausweis", "Identity card"), "/leistungen/personalausweis"),
        (say.of("Wohngeld", "Housing benefit"), "/leistung.html"),
        (say.of("Ummelden", "Change of address"), "/leistungen/ummelden"),
        (say.of("Kita-Platz", "Day care"), "/leistungen/kita"),
    ];
    Page::public(say, &look, say.of("Willkommen in Marlenbrück", "Welcome to Marlenbrück"))
        .path("/index.html")
        .other_language(say.of("/home-en.html", "/index.html"))
        .description(say.of("Leistungen, Nachrichten und Termine der Stadt.", "Services, news and dates."))
        .hero(hero(
            say,
            &Hero {
                title: say.of("Willkommen in Marlenbrück", "Welcome to Marlenbrück"),
                text: say.of(
                    "Ihr Rathaus ist hier rund um die Uhr geöffnet. Anträge stellen, Termine buchen, Bescheid wissen.",
                    "Your town hall is open here around the clock. Apply, book appointments, stay informed.",
                ),
                search_url: Some("/suche"),
                popular: &popular,
                picture: None,
            },
        ))
        .body(html! {
            (section(say.of("Direkt erledigen", "Get it done"), false,
                Some((say.of("Alle Leistungen", "All services"), "/leistungen")), services(say)))
            (section(say.of("Aktuelles", "News"), true,
                Some((say.of("Alle Meldungen", "All news"), "/aktuelles")), news(say)))
            (section(say.of("Schwerpunkte", "In focus"), false, None, topics(say)))
            (section(say.of("Termine und Kontakt", "Dates and contact"), true, None, web::page::halves(html! {
                (dates(say)) (hall(say))
            })))
        })
        .render()
}

fn services(say: Say) -> Markup {
    tiles(&[
        (Icon::IDENTITY, say.of("Ausweis und Pass", "Identity card and passport"), "/a"),
        (Icon::LIVING, say.of("Wohnen und Wohngeld", "Housing and benefit"), "/b"),
        (Icon::FAMILY, say.of("Familie und Kinder", "Family and children"), "/c"),
        (Icon::CAR, say.of("Auto und Führerschein", "Car and licence"), "/d"),
        (Icon::BUILDING, say.of("Bauen und Planen", "Building"), "/e"),
        (Icon::WASTE, say.of("Abfall und Umwelt", "Waste and environment"), "/f"),
        (Icon::BUSINESS, say.of("Arbeit und Gewerbe", "Work and business"), "/g"),
        (Icon::SCHOOL, say.of("Schule und Kultur", "School and culture"), "/h"),
        (Icon::ROADWORKS, say.of("Baustellen", "Road works"), "/i"),
        (Icon::FIBRE, say.of("Glasfaser-Ausbau", "Fibre roll-out"), "/j"),
        (Icon::CALENDAR, say.of("Termin buchen", "Book an appointment"), "/k"),
        (Icon::MESSAGE, say.of("Mangel melden", "Report a problem"), "/l"),
    ])
}

fn news(say: Say) -> Markup {
    let item = |day, topic: &str, title: &str, teaser: &str| NewsItem {
        title: title.to_owned(),
        url: "/aktuelles/1".to_owned(),
        date: day,
        topic: Some(topic.to_owned()),
        teaser: teaser.to_owned(),
        picture: None,
    };
    news_list(say, &[
        item(date(2026, 11, 20), say.of("Verkehr", "Traffic"),
            say.of("Marktbrücke ab Montag wieder frei", "Market bridge open again on Monday"),
            say.of("Nach acht Wochen Bauzeit rollt der Verkehr wieder über die Marktbrücke, zwei Wochen früher als geplant.",
                "After eight weeks of construction traffic returns to the bridge, two weeks ahead of schedule.")),
        item(date(2026, 11, 18), say.of("Soziales", "Social affairs"),
            say.of("Wohngeld jetzt ganz ohne Papier", "Housing benefit without paper"),
            say.of("Antrag, Nachweise und Bescheid laufen vollständig digital. Wer lieber ins Rathaus kommt, ist weiter willkommen.",
                "Application, documents and decision are fully digital. You are still welcome at the town hall.")),
        item(date(2026, 11, 16), say.of("Glasfaser", "Fibre"),
            say.of("Ortsteil Hörde-Aue: 412 Haushalte am Netz", "Hörde-Aue: 412 households connected"),
            say.of("Der Ausbau geht im Dezember in der Bahnhofstraße weiter. Die Karte zeigt, wann Ihre Straße an der Reihe ist.",
                "Work continues in Bahnhofstraße in December. The map shows when it is your turn.")),
    ])
}

fn topics(say: Say) -> Markup {
    teaser_grid(&[
        Teaser::new(
            say.of("Haushalt 2027: Ihre Meinung zählt", "Budget 2027: your opinion counts"),
            "/haushalt",
            say.of(
                "Noch bis zum 12. Dezember können Sie Vorschläge einreichen und abstimmen.",
                "You can submit proposals until 12 December.",
            ),
        )
        .icon(Icon::CHART)
        .preline(say.of("Beteiligung", "Participation")),
        Teaser::new(
            say.of("Neue Wohnungen am Alten Hafen", "New homes at the old harbour"),
            "/hafen",
            say.of(
                "180 Wohnungen, ein Drittel davon gefördert. So geht es mit dem Quartier weiter.",
                "180 homes, a third of them subsidised.",
            ),
        )
        .icon(Icon::BUILDING)
        .preline(say.of("Stadtentwicklung", "Development")),
        Teaser::new(
            say.of("1.200 Bäume für die Innenstadt", "1,200 trees for the centre"),
            "/baeume",
            say.of(
                "Übernehmen Sie eine Patenschaft und sehen Sie auf der Karte, wo gepflanzt wird.",
                "Adopt a tree and see where we plant.",
            ),
        )
        .icon(Icon::TREE)
        .preline(say.of("Klima", "Climate")),
    ])
}

fn dates(say: Say) -> Markup {
    let item = |day, title: &str, note: &str| DateItem {
        title: title.to_owned(),
        url: "/termine/1".to_owned(),
        date: day,
        note: note.to_owned(),
        more: String::new(),
    };
    date_list(
        say,
        &[
            item(
                date(2026, 11, 26),
                say.of("Sitzung des Stadtrats", "Council meeting"),
                say.of("18:00 Uhr, Ratssaal, mit Übertragung", "18:00, council hall, live stream"),
            ),
            item(
                date(2026, 11, 28),
                say.of("Lichtermarkt auf dem Rathausplatz", "Market of lights"),
                say.of(
                    "Samstag und Sonntag, 14:00 bis 21:00 Uhr",
                    "Saturday and Sunday, 14:00 to 21:00",
                ),
            ),
            item(
                date(2026, 12, 3),
                say.of("Bürgersprechstunde der Bürgermeisterin", "Meet the mayor"),
                say.of(
                    "16:00 bis 18:00 Uhr, ohne Anmeldung",
                    "16:00 to 18:00, no appointment needed",
                ),
            ),
        ],
    )
}

pub(crate) fn hall(say: Say) -> Markup {
    let line =
        |day: &str, hours: &str, today| Hours { day: day.into(), hours: hours.into(), today };
    contact_card(
        say,
        say.of("Rathaus", "Town hall"),
        &Contact {
            name: say.of("Bürgerbüro", "Citizens' office").to_owned(),
            url: Some("/aemter/buergerbuero".into()),
            address: vec![
                "Rathausplatz 1".into(),
                say.of("Erdgeschoss, Zimmer 004", "Ground floor, room 004").into(),
            ],
            phone: Some("02595 100-120".into()),
            email: Some("buergerbuero@marlenbrueck.example".into()),
            now: Some((
                true,
                say.of("Jetzt geöffnet bis 16:00 Uhr", "Open now until 16:00").into(),
            )),
            hours: vec![
                line(say.of("Montag bis Mittwoch", "Monday to Wednesday"), "8:00 – 16:00", false),
                line(say.of("Donnerstag", "Thursday"), "8:00 – 18:00", true),
                line(say.of("Freitag", "Friday"), "8:00 – 12:30", false),
            ],
            appointment_url: Some("/termine".into()),
            access: Some(
                say.of("Stufenlos über den Eingang am Fluss", "Step-free via the river entrance")
                    .into(),
            ),
        },
    )
}
