//! The form of DIN 5008 B and what happens at its edges.

use kernel::paper::{Block, Letter};

use crate::letters::{letter, pairs, receipt, text, with};
use crate::print;
use crate::tools::{Printed, Word};

/// Tolerance of places on the sheet, in millimetres; hyphens may hang out a little.
const SLACK: f64 = 1.0;

fn find<'w>(words: &'w [Word], text: &str) -> &'w Word {
    words.iter().find(|word| word.text == text).unwrap_or_else(|| panic!("{text} is missing"))
}

/// No word may leave the type area: 25 mm at the left, 20 mm at the right.
fn stays_inside(words: &[Word]) {
    for word in words {
        assert!(word.left > 25.0 - SLACK && word.right < 190.0 + SLACK, "{word:?}");
        assert!(word.top > 5.0 && word.bottom < 292.0, "{word:?}");
    }
}

#[test]
fn address_and_information_stand_where_the_envelope_has_its_window() {
    let Some(words) = Printed::new(&print(&letter())).words() else { return };
    let first = find(&words, "Frau");
    assert!((first.left - 25.0).abs() < SLACK, "{first:?}");
    let (return_line, recipient) = (find(&words, "Rathausplatz"), find(&words, "Käthe"));
    assert!(return_line.top > 45.0 && return_line.bottom < 62.7 + SLACK, "{return_line:?}");
    assert!(recipient.top > 62.7 && recipient.bottom < 90.0, "{recipient:?}");
    let label = find(&words, "Aktenzeichen");
    assert!((label.left - 125.0).abs() < SLACK && label.top > 49.0, "{label:?}");
    let subject = find(&words, "Ihr");
    assert!(subject.top > 97.0 && subject.top < 101.0, "{subject:?}");
    stays_inside(&words);
}

#[test]
fn nine_lines_of_address_still_fit_the_window() {
    let mut crowded = letter();
    crowded.recipient = (1..=9).map(|n| format!("Zeile{n} der Anschrift")).collect();
    let Some(words) = Printed::new(&print(&crowded)).words() else { return };
    for n in 1..=9 {
        let line = find(&words, &format!("Zeile{n}"));
        assert!(line.top > 50.0 && line.bottom < 90.5, "{line:?}");
    }
}

#[test]
fn a_long_information_block_pushes_the_subject_down_instead_of_meeting_it() {
    let mut chatty = letter();
    chatty.reference = (1..=20).map(|n| (format!("Angabe{n}"), format!("Wert{n}"))).collect();
    let Some(words) = Printed::new(&print(&chatty)).words() else { return };
    assert!(find(&words, "Ihr").top > find(&words, "Wert20").bottom + 5.0);
    stays_inside(&words);
}

#[test]
fn further_pages_carry_number_town_and_file_number() {
    let long = Letter { body: (0..4).flat_map(|_| letter().body).collect(), ..letter() };
    let printed = Printed::new(&print(&long));
    let Some(words) = printed.words() else { return };
    let pages = words.iter().map(|word| word.page).max().expect("there are words");
    assert!(pages >= 2);
    let text = printed.text().expect("poppler ran before");
    for (number, page) in text.split('\u{C}').take(pages).enumerate() {
        assert!(page.contains(&format!("Seite {} von {pages}", number + 1)), "{page}");
        assert!(page.contains("Stadt Musterbach") && page.contains("50-2026-001234"), "{page}");
    }
    assert_eq!(text.matches("Telefon 02999 100-0").count(), 1, "the foot stands once");
    stays_inside(&words);

    let english = Letter { language: "en-GB".into(), ..long };
    let text = Printed::new(&print(&english)).text().expect("poppler ran before");
    assert!(text.contains("Page 2 of") && !text.contains("Seite"), "{text}");
}

#[test]
fn one_page_needs_no_number() {
    let Some(text) = Printed::new(&print(&receipt())).text() else { return };
    assert!(!text.contains("Seite 1"), "{text}");
}

#[test]
fn a_receipt_has_no_address_field_and_names_its_files() {
    let Some(text) = Printed::new(&print(&receipt())).text() else { return };
    assert!(!text.contains("Stadt Musterbach · Rathausplatz"), "{text}");
    assert!(text.contains("antrag.json – Ihre Angaben (23 Byte)"), "{text}");
}

#[test]
fn five_hundred_rows_keep_their_heading_on_every_page() {
    let rows = (1..=500)
        .map(|n| text(&[&format!("Nr. {n}"), "Gebühr für eine Sondernutzung", "1.234,56 €"]))
        .collect();
    let start = std::time::Instant::now();
    let pdf = print(&with(Block::Table {
        caption: "Alle Gebühren".into(),
        head: text(&["Nummer", "Zweck", "Betrag"]),
        rows,
        amounts: true,
    }));
    eprintln!("500 rows in {:.0?}, {} kB", start.elapsed(), pdf.len() / 1000);
    let printed = Printed::new(&pdf);
    let Some(text) = printed.text() else { return };
    let pages: Vec<&str> = text.split('\u{C}').filter(|page| !page.trim().is_empty()).collect();
    assert!(pages.len() > 8, "{}", pages.len());
    assert!(pages.iter().all(|page| page.contains("Zweck")), "{text}");
    assert!((1..=500).all(|n| text.contains(&format!("Nr. {n} "))));
    stays_inside(&printed.words().expect("poppler ran before"));
}

#[test]
fn words_without_end_break_inside_their_column() {
    let endless = "x".repeat(400);
    let url = format!("https://musterbach.example/{}?a={}", "pfad/".repeat(30), "b".repeat(120));
    let compound = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz".repeat(3);
    let mut letter = letter();
    letter.subject = format!("{endless} Ende");
    letter.recipient = vec![endless.clone()];
    letter.reference = pairs(&[("Aktenzeichen", &endless), (&endless, "Wert")]);
    letter.body = vec![
        Block::Heading(1, endless.clone()),
        Block::Paragraph(url.clone()),
        Block::Notice(compound.clone()),
        Block::List(vec![endless.clone()]),
        Block::Facts(pairs(&[(&endless, &url), ("Kurz", &compound)])),
        Block::Table {
            caption: endless.clone(),
            head: vec![endless.clone(), "B".into(), compound.clone()],
            rows: vec![vec![url.clone(), endless.clone(), "12,00 €".into()]],
            amounts: true,
        },
        Block::Closing(endless.clone(), endless),
    ];
    let Some(words) = Printed::new(&print(&letter)).words() else { return };
    stays_inside(&words);
}

#[test]
fn what_is_empty_leaves_no_trace() {
    let bare = Letter { title: "Nur ein Titel".into(), ..Letter::default() };
    let Some(text) = Printed::new(&print(&bare)).text() else { return };
    assert_eq!(text.trim(), "Nur ein Titel");

    let hollow = Letter {
        subject: "Betreff".into(),
        recipient: text_of_blanks(),
        reference: pairs(&[("", ""), (" ", "\n")]),
        body: vec![
            Block::Heading(1, " ".into()),
            Block::Paragraph("\n\n".into()),
            Block::Notice(String::new()),
            Block::List(vec![]),
            Block::List(text_of_blanks()),
            Block::Steps(vec![]),
            Block::Facts(vec![]),
            Block::Table { caption: "Leer".into(), head: vec![], rows: vec![], amounts: true },
            Block::Closing(String::new(), String::new()),
        ],
        ..Letter::default()
    };
    let text = Printed::new(&print(&hollow)).text().expect("poppler ran before");
    assert_eq!(text.trim(), "Betreff");
}

fn text_of_blanks() -> Vec<String> {
    text(&["", " ", "\t"])
}

#[test]
fn ragged_and_wide_tables_are_set() {
    let wide = with(Block::Table {
        caption: String::new(),
        head: (1..=12).map(|n| format!("Spalte {n}")).collect(),
        rows: vec![text(&["nur eine"]), (1..=14).map(|n| format!("Wert {n}")).collect()],
        amounts: false,
    });
    let printed = Printed::new(&print(&wide));
    let Some(words) = printed.words() else { return };
    stays_inside(&words);
    let headless = with(Block::Table {
        caption: "Nur Zeilen".into(),
        head: vec![],
        rows: vec![text(&["links", "rechts"])],
        amounts: true,
    });
    let text = Printed::new(&print(&headless)).text().expect("poppler ran before");
    assert!(text.contains("links") && text.contains("rechts"), "{text}");
}
