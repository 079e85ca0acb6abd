//! The invented town of the pattern pages.

use web::town::{FooterColumn, Mailbox, NavItem, SignedIn, Text, TownLook};

pub(crate) fn look() -> TownLook {
    TownLook {
        name: "Marlenbrück".into(),
        official_name: "Stadt Marlenbrück".into(),
        claim: Some(Text::new("Stadt am Fluss", "Town by the river")),
        arms_url: Some("/wappen.svg".into()),
        home_url: "/index.html".into(),
        theme_url: Some("/theme.css".into()),
        search_url: Some("/suche".into()),
        opensearch_url: None,
        warnings: Vec::new(),
        sign_in_url: Some("/anmelden.html".into()),
        service_links: vec![
            NavItem::new("Leichte Sprache", "Easy language", "/leichte-sprache"),
            NavItem::new("Gebärdensprache", "Sign language", "/gebaerdensprache"),
        ],
        nav: nav(),
        footer: footer(),
        address: ["Rathausplatz 1", "59399 Marlenbrück"].map(str::to_owned).to_vec(),
        phone: Some("02595 100-0".into()),
        email: Some("rathaus@marlenbrueck.example".into()),
        contact_url: Some("/kontakt".into()),
        legal: vec![
            NavItem::new("Impressum", "Imprint", "/impressum"),
            NavItem::new("Datenschutz", "Privacy", "/datenschutz"),
            NavItem::new("Barrierefreiheit", "Accessibility", "/barrierefreiheit"),
        ],
        barrier_url: Some("/barriere-melden".into()),
    }
}

fn nav() -> Vec<NavItem> {
    vec![
        NavItem::new("Rathaus & Service", "Town hall & services", "/leistungen").with(vec![
            NavItem::new("Leistungen von A bis Z", "Services from A to Z", "/leistungen/a-z"),
            NavItem::new("Lebenslagen", "Life situations", "/lebenslagen"),
            NavItem::new("Ämter und Ansprechpersonen", "Departments and contacts", "/aemter"),
            NavItem::new("Termine buchen", "Book an appointment", "/termine"),
        ]),
        NavItem::new("Leben in Marlenbrück", "Living here", "/leben").with(vec![
            NavItem::new("Familie und Kinder", "Family and children", "/leben/familie"),
            NavItem::new("Bauen und Wohnen", "Building and housing", "/leben/wohnen"),
            NavItem::new("Kultur und Freizeit", "Culture and leisure", "/leben/kultur"),
        ]),
        NavItem::new("Politik & Beteiligung", "Politics", "/politik"),
        NavItem::new("Wirtschaft", "Business", "/wirtschaft"),
        NavItem::new("Aktuelles", "News", "/aktuelles"),
    ]
}

fn footer() -> Vec<FooterColumn> {
    vec![
        FooterColumn {
            title: Text::new("Häufig gebraucht", "Often needed"),
            links: vec![
                NavItem::new("Personalausweis", "Identity card", "/leistungen/personalausweis"),
                NavItem::new("Wohngeld", "Housing benefit", "/leistungen/wohngeld"),
                NavItem::new("Abfallkalender", "Waste calendar", "/abfallkalender"),
                NavItem::new("Baustellen", "Road works", "/baustellen"),
            ],
        },
        FooterColumn {
            title: Text::new("Rat und Verwaltung", "Council and administration"),
            links: vec![
                NavItem::new("Stadtrat und Ausschüsse", "Council", "/politik/rat"),
                NavItem::new("Bekanntmachungen", "Public notices", "/bekanntmachungen"),
                NavItem::new("Stellenangebote", "Jobs", "/stellen"),
                NavItem::new("Offene Daten", "Open data", "/offene-daten"),
            ],
        },
    ]
}

pub(crate) fn citizen() -> SignedIn {
    SignedIn {
        name: "Leyla Aydın".into(),
        role: None,
        account_url: Some("/konto".into()),
        sign_out_url: "/abmelden".into(),
        mailbox: Some(Mailbox { url: "/postfach".into(), unread: 2 }),
    }
}

pub(crate) fn clerk() -> SignedIn {
    SignedIn {
        name: "Jonas Wieczorek".into(),
        role: Some("50 Soziales · Wohngeldstelle".into()),
        account_url: Some("/konto".into()),
        sign_out_url: "/abmelden".into(),
        mailbox: None,
    }
}
