//! Tags, metadata, embedded files, validators.

use kernel::paper::{Embedded, Letter, Press};

use crate::letters::{letter, receipt, text};
use crate::tools::{Printed, verapdf_passes};
use crate::{PRESS, print};

/// Where each piece of text stands in a longer one; they must follow each other.
fn in_order(whole: &str, pieces: &[&str]) {
    let mut from = 0;
    for piece in pieces {
        let at = whole[from..].find(piece);
        from += at.unwrap_or_else(|| panic!("{piece:?} is missing or too early in:\n{whole}"));
    }
}

#[test]
fn a_letter_is_tagged_and_says_what_it_is() {
    let printed = Printed::new(&print(&letter()));
    let Some(info) = printed.info() else { return };
    let says = |label: &str, value: &str| {
        let line = info.lines().find(|line| line.starts_with(label)).unwrap_or_default();
        assert!(line.ends_with(value), "{label} {value}: {info}");
    };
    says("Tagged:", "yes");
    says("Title:", "Bescheid über Wohngeld");
    says("Author:", "Stadt Musterbach");
    says("Creator:", "Rathaus");
    says("Pages:", "1");
    assert!(info.contains("(A4)"), "{info}");

    let metadata = printed.metadata().expect("pdfinfo ran before");
    for mark in ["<pdfuaid:part>1<", "<pdfaid:part>2<", "<pdfaid:conformance>A<", "de-DE"] {
        assert!(metadata.contains(mark), "{mark}: {metadata}");
    }
}

#[test]
fn a_screen_reader_hears_the_letter_in_its_order() {
    let Some(tags) = Printed::new(&print(&letter())).tags() else { return };
    let order = [
        "Figure",
        "\"Stadt Musterbach\"",
        "\"Die Bürgermeisterin\"",
        "\"Käthe Größlinger\"",
        "\"Wohngeldstelle\"",
        "TH",
        "\"Aktenzeichen\"",
        "\"50-2026-001234\"",
        "\"22. November 2026\"",
        "\"Telefon 02999 100-0\"",
        "H1",
        "\"Ihr Antrag vom 3. November\"",
        "\"Sehr geehrte Frau Größlinger,\"",
        "im Monat.\"",
        "H2",
        "\"Berechnung\"",
        "/Scope /Row",
        "\"Miete\"",
        "H3",
        "\"Einzelheiten\"",
        "\"Auszahlung\"",
        "THead",
        "/Scope /Column",
        "\"Monat\"",
        "TBody",
        "\"Januar\"",
        "LI",
        "\"Zweiter Punkt\"",
        "LI",
        "\"Zweiter Schritt\"",
        "\"Mit freundlichen Grüßen\"",
        "\"Lindqvist\"",
    ];
    in_order(&tags, &order);
    assert_eq!(tags.matches("H1").count(), 1, "one heading of level 1:\n{tags}");
}

#[test]
fn files_inside_come_out_as_they_went_in() {
    let every_byte: Vec<u8> = (0..=255).cycle().take(70_000).collect();
    let file = |name: &str, mime: &str, bytes: &[u8]| Embedded {
        name: name.into(),
        mime: mime.into(),
        description: String::new(),
        bytes: bytes.to_vec(),
    };
    let letter = Letter {
        embedded: vec![
            file("antrag.xml", "text/xml", "<größe/>".as_bytes()),
            file("antrag.xml", "no mime type", &every_byte),
            file("../../leer:*?.txt", "text/plain", b""),
        ],
        ..receipt()
    };
    let printed = Printed::new(&print(&letter));
    let Some(files) = printed.attachments() else { return };
    let expected = [
        ("2-antrag.xml".to_owned(), every_byte),
        ("antrag.xml".to_owned(), "<größe/>".as_bytes().to_vec()),
        ("leer___.txt".to_owned(), Vec::new()),
    ];
    assert_eq!(files, expected);
    let metadata = printed.metadata().expect("poppler ran before");
    assert!(metadata.contains("<pdfaid:part>3<") && metadata.contains("<pdfuaid:part>1<"));
}

#[test]
fn without_a_day_it_is_no_archive_file_but_still_accessible() {
    let undated = Letter { date: "im Herbst".into(), ..receipt() };
    let Some(metadata) = Printed::new(&print(&undated)).metadata() else { return };
    assert!(metadata.contains("<pdfuaid:part>1<"), "{metadata}");
    assert!(!metadata.contains("pdfaid:conformance>A"), "{metadata}");
}

#[test]
fn the_same_letter_is_the_same_file_on_every_thread() {
    let first = print(&receipt());
    let again: Vec<Vec<u8>> = std::thread::scope(|scope| {
        let presses: Vec<_> = (0..4).map(|_| scope.spawn(|| print(&receipt()))).collect();
        presses.into_iter().map(|press| press.join().expect("no press breaks off")).collect()
    });
    assert!(again.iter().all(|pdf| *pdf == first));
    let fresh = paper::Typesetter::new().set(&receipt()).expect("a new typesetter sets it too");
    assert_eq!(fresh, first);
    assert_ne!(print(&letter()), first);
}

#[test]
fn verapdf_agrees_with_our_claims() {
    let undated = Letter { date: String::new(), ..receipt() };
    let long = Letter {
        body: (0..6).flat_map(|_| letter().body).collect(),
        recipient: text(&["Herrn", "Józef Łukasiewicz-Şahin \u{1F600}"]),
        ..letter()
    };
    let english = Letter { language: "en".into(), ..receipt() };
    let all = [letter(), long, receipt(), english, undated].map(|one| Printed::new(&print(&one)));
    verapdf_passes("ua1", &all);
    verapdf_passes("2a", &all[..2]);
    verapdf_passes("3a", &all[2..4]);
}

#[test]
fn a_letter_without_a_name_is_refused_and_a_broken_shield_is_named() {
    let unnamed = PRESS.set(&Letter::default()).expect_err("no title, no letter");
    assert!(unnamed.to_string().contains("title"), "{unnamed}");

    let mut torn = letter();
    torn.sender.arms_svg = Some("<svg><path d='M0".into());
    let refusal = PRESS.set(&torn).expect_err("half an image is none");
    assert!(refusal.to_string().to_lowercase().contains("svg"), "{refusal}");
}

/// Two routes that cross, over streets with names nobody should trust.
fn plan() -> kernel::paper::Block {
    use kernel::paper::{Plan, PlanRoute, Stroke};
    let route = |label: &str, stroke, line: &[(i64, i64)]| PlanRoute {
        label: label.into(),
        stroke,
        line: line.to_vec(),
    };
    kernel::paper::Block::Plan(Plan {
        caption: "Lageplan: Abschnitte 1 bis 3".into(),
        alternative: "Karte mit drei Abschnitten im Lindenweg und in der Querstraße.".into(),
        streets: vec![
            ("Lindenweg".into(), vec![(36_600_000, 569_600_000), (36_640_000, 569_600_000)]),
            (
                "</svg> #eval(\"1\")".into(),
                vec![(36_620_000, 569_590_000), (36_620_000, 569_625_000)],
            ),
        ],
        routes: vec![
            route("1", Stroke::Solid, &[(36_600_000, 569_600_000), (36_620_000, 569_600_000)]),
            route("2", Stroke::Dashed, &[(36_620_000, 569_600_000), (36_640_000, 569_600_000)]),
            route("3", Stroke::Dotted, &[(36_620_000, 569_590_000), (36_620_000, 569_620_000)]),
        ],
        legend: vec![
            (Stroke::Solid, "zugestimmt".into()),
            (Stroke::Dashed, "abgelehnt".into()),
            (Stroke::Dotted, "andere Stelle zuständig".into()),
        ],
    })
}

#[test]
fn a_plan_is_a_figure_with_its_words_and_fit_for_the_archive() {
    let letter = crate::letters::with(plan());
    let bytes = print(&letter);
    assert_eq!(bytes, print(&letter), "the same plan gives the same bytes");
    let printed = Printed::new(&bytes);
    if let Some(metadata) = printed.metadata() {
        assert!(metadata.contains("<pdfaid:part>2<") && metadata.contains("<pdfuaid:part>1<"));
    }
    if let Some(tags) = printed.tags() {
        in_order(&tags, &["Lageplan: Abschnitte 1 bis 3", "Figure", "andere Stelle zuständig"]);
        assert!(!tags.contains("\"Norden\""), "what is drawn is decoration:\n{tags}");
        assert!(!tags.contains("\"Lindenweg\""), "what is drawn is decoration:\n{tags}");
    }
    verapdf_passes("ua1", std::slice::from_ref(&printed));
    verapdf_passes("2a", std::slice::from_ref(&printed));
}
