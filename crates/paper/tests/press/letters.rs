//! Letters of an invented town for the tests.

use kernel::paper::{Block, Embedded, Letter, Sender};

/// A plain shield.
pub const ARMS: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 96"><path d="M4 4h72v46c0 22-16 34-36 42C20 84 4 72 4 50z" fill="#1f4e79"/></svg>"##;

/// Owned strings.
pub fn text(raw: &[&str]) -> Vec<String> {
    raw.iter().map(|one| (*one).to_owned()).collect()
}

/// Label and value pairs.
pub fn pairs(raw: &[(&str, &str)]) -> Vec<(String, String)> {
    raw.iter().map(|(label, value)| ((*label).to_owned(), (*value).to_owned())).collect()
}

/// A letter with one block of each kind.
pub fn letter() -> Letter {
    Letter {
        language: "de-DE".into(),
        title: "Bescheid über Wohngeld".into(),
        sender: Sender {
            town: "Stadt Musterbach".into(),
            authority: "Die Bürgermeisterin".into(),
            unit: "Wohngeldstelle".into(),
            address: "Rathausplatz 1, 59999 Musterbach".into(),
            foot: text(&["Telefon 02999 100-0", "Mo–Fr 8–12 Uhr", "Sparkasse Musterbach"]),
            arms_svg: Some(ARMS.into()),
            colour: "#1f4e79".into(),
        },
        recipient: text(&["Frau", "Käthe Größlinger", "Am Graben 12", "59999 Musterbach"]),
        reference: pairs(&[("Aktenzeichen", "50-2026-001234"), ("Auskunft", "Frau Lindqvist")]),
        date: "22. November 2026".into(),
        subject: "Ihr Antrag vom 3. November".into(),
        body: vec![
            Block::Paragraph("Sehr geehrte Frau Größlinger,".into()),
            Block::Notice("Sie erhalten 287,00 € im Monat.".into()),
            Block::Heading(1, "Berechnung".into()),
            Block::Facts(pairs(&[("Miete", "612,40 €"), ("Haushaltsmitglieder", "3")])),
            Block::Heading(2, "Einzelheiten".into()),
            Block::Table {
                caption: "Auszahlung".into(),
                head: text(&["Monat", "Betrag"]),
                rows: vec![text(&["Dezember", "287,00 €"]), text(&["Januar", "287,00 €"])],
                amounts: true,
            },
            Block::List(text(&["Erster Punkt", "Zweiter Punkt"])),
            Block::Steps(text(&["Erster Schritt", "Zweiter Schritt"])),
            Block::Closing("Mit freundlichen Grüßen".into(), "Lindqvist".into()),
        ],
        embedded: Vec::new(),
    }
}

/// A receipt: no address field, a file inside.
pub fn receipt() -> Letter {
    Letter {
        recipient: Vec::new(),
        subject: "Ihr Antrag ist eingegangen".into(),
        embedded: vec![Embedded {
            name: "antrag.json".into(),
            mime: "application/json".into(),
            description: "Ihre Angaben".into(),
            bytes: "{\"straße\":\"Am Graben\"}".as_bytes().to_vec(),
        }],
        ..letter()
    }
}

/// A letter that says nothing but one block.
pub fn with(block: Block) -> Letter {
    Letter { body: vec![block], ..letter() }
}
