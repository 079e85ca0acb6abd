//! Renders a sample housing-benefit notice of an invented town: `cargo run -p paper --example letter -- OUT.pdf`.
//!
//! With a second argument `sheet` it renders a receipt with embedded data instead.

use kernel::paper::{Block, Embedded, Letter, Press, Sender};
use paper::Typesetter;
use std::error::Error;
use std::time::Instant;

/// The arms of the invented town: a mill wheel over water.
const ARMS: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 96">
<path d="M4 4h72v46c0 22-16 34-36 42C20 84 4 72 4 50z" fill="#1f4e79" stroke="#132f4a" stroke-width="3"/>
<path d="M6 60c12-7 22-7 34 0s22 7 34 0c-3 14-17 23-34 30C23 83 9 74 6 60z" fill="#e9f1f8"/>
<g fill="none" stroke="#f3c344" stroke-width="5"><circle cx="40" cy="33" r="15"/>
<path d="M40 12v42M19 33h42M25 18l30 30M55 18L25 48"/></g><circle cx="40" cy="33" r="5" fill="#f3c344"/></svg>"##;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let path = args.next().ok_or("usage: letter OUT.pdf [sheet]")?;
    let letter = if args.next().as_deref() == Some("sheet") { receipt() } else { notice() };

    let start = Instant::now();
    let typesetter = Typesetter::new();
    let ready = start.elapsed();
    let start = Instant::now();
    let pdf = typesetter.set(&letter)?;
    let first = start.elapsed();
    // Another letter in the same form: the form is warm, the content is new.
    let other = Letter { subject: format!("{} II", letter.subject), ..letter };
    let start = Instant::now();
    typesetter.set(&other)?;
    let second = start.elapsed();
    std::fs::write(&path, &pdf)?;
    println!(
        "{path}: {} kB in {}; ready after {ready:.0?}, first letter {first:.0?}, next {second:.0?}",
        pdf.len().div_ceil(1000),
        typesetter.typeface(),
    );
    Ok(())
}

fn sender() -> Sender {
    Sender {
        town: "Stadt Musterbach".into(),
        authority: "Die Bürgermeisterin".into(),
        unit: "Fachbereich 50 – Soziales\nWohngeldstelle".into(),
        address: "Rathausplatz 1, 59999 Musterbach".into(),
        foot: vec![
            "Rathausplatz 1, 59999 Musterbach\nwww.musterbach.example".into(),
            "Mo–Fr 8–12 Uhr, Do 14–18 Uhr\nTelefon 02999 100-0".into(),
            "Sparkasse Musterbach\nDE02 1203 0000 0000 2020 51".into(),
        ],
        arms_svg: Some(ARMS.into()),
        colour: "#1f4e79".into(),
    }
}

fn text(raw: &[&str]) -> Vec<String> {
    raw.iter().map(|one| (*one).to_owned()).collect()
}

fn facts(raw: &[(&str, &str)]) -> Vec<(String, String)> {
    raw.iter().map(|(label, value)| ((*label).to_owned(), (*value).to_owned())).collect()
}

/// A notice that grants housing benefit. Person, figures and telephone numbers are invented.
fn notice() -> Letter {
    let months =
        ["Dezember 2026", "Januar 2027", "Februar 2027", "März 2027", "April 2027", "Mai 2027"];
    Letter {
        language: "de-DE".into(),
        title: "Wohngeldbescheid vom 22. November 2026".into(),
        sender: sender(),
        recipient: text(&["Frau", "Käthe Größlinger-Öztürk", "Am Mühlengraben 12 a", "59999 Musterbach"]),
        reference: facts(&[
            ("Aktenzeichen", "50-2026-001234"),
            ("Auskunft", "Frau Lindqvist"),
            ("Telefon", "02999 100-512"),
            ("E-Mail", "wohngeld@musterbach.example"),
            ("Zimmer", "2.14"),
        ]),
        date: "22. November 2026".into(),
        subject: "Bescheid über Wohngeld (Mietzuschuss)".into(),
        body: vec![
            Block::Paragraph("Sehr geehrte Frau Größlinger-Öztürk,".into()),
            Block::Paragraph(
                "auf Ihren Antrag vom 3. November 2026 bewilligen wir Ihnen Wohngeld als Mietzuschuss \
                 nach dem Wohngeldgesetz (WoGG). Sie erhalten vom 1. Dezember 2026 bis zum \
                 30. November 2027 monatlich"
                    .into(),
            ),
            Block::Notice("287,00 Euro.\n\nDas Geld wird zum Ersten jedes Monats im Voraus auf Ihr Konto überwiesen.".into()),
            Block::Heading(1, "So haben wir gerechnet".into()),
            Block::Facts(facts(&[
                ("Zu berücksichtigende Haushaltsmitglieder", "3"),
                ("Mietenstufe der Gemeinde", "II"),
                ("Zu berücksichtigende Miete", "612,40 € im Monat"),
                ("Gesamteinkommen nach § 13 WoGG", "1.684,17 € im Monat"),
            ])),
            Block::Paragraph(
                "Die Höhe ergibt sich aus § 19 Abs. 1 WoGG in Verbindung mit den Anlagen 2 und 3. Vom \
                 Jahreseinkommen wurden 10 % für Steuern und je 10 % für Beiträge zur Kranken- und \
                 Rentenversicherung abgezogen (§ 16 WoGG)."
                    .into(),
            ),
            Block::Table {
                caption: "Auszahlung der ersten sechs Monate".into(),
                head: text(&["Monat", "Grundlage", "Betrag"]),
                rows: months
                    .iter()
                    .map(|m| text(&[m, "Mietzuschuss einschließlich Heizkosten- und Klimakomponente", "287,00 €"]))
                    .collect(),
                amounts: true,
            },
            Block::Heading(1, "Was Sie uns mitteilen müssen".into()),
            Block::Paragraph("Bitte teilen Sie uns unverzüglich mit, wenn sich etwas ändert (§ 27 Abs. 3 WoGG), zum Beispiel:".into()),
            Block::List(text(&[
                "Ihre Miete sinkt um mehr als 15 %.",
                "Das Einkommen Ihres Haushalts steigt um mehr als 15 %.",
                "Jemand zieht aus oder Sie ziehen selbst um.",
                "Ein Haushaltsmitglied beantragt Bürgergeld, Grundsicherung oder BAföG.",
            ])),
            Block::Heading(2, "So erreichen Sie uns am schnellsten".into()),
            Block::Steps(text(&[
                "Öffnen Sie Ihr Postfach im Bürgerportal.",
                "Wählen Sie dieses Aktenzeichen und „Änderung mitteilen“.",
                "Fügen Sie Nachweise als Foto oder PDF an.",
            ])),
            Block::Heading(1, "Ihre Rechte".into()),
            Block::Paragraph(
                "Gegen diesen Bescheid können Sie innerhalb eines Monats nach Bekanntgabe Widerspruch \
                 erheben. Richten Sie ihn schriftlich, in elektronischer Form nach § 36a Abs. 2 des \
                 Ersten Buches Sozialgesetzbuch oder zur Niederschrift an die Stadt Musterbach, \
                 Die Bürgermeisterin, Rathausplatz 1, 59999 Musterbach."
                    .into(),
            ),
            Block::Closing("Mit freundlichen Grüßen\nIm Auftrag".into(), "Lindqvist".into()),
        ],
        embedded: Vec::new(),
    }
}

/// A receipt for an application, with its data inside.
fn receipt() -> Letter {
    Letter {
        language: "de-DE".into(),
        title: "Eingangsbestätigung".into(),
        sender: sender(),
        reference: facts(&[("Vorgangsnummer", "A-2026-004711"), ("Leistung", "Wohngeld")]),
        date: "22. November 2026, 10:15 Uhr".into(),
        subject: "Ihr Antrag ist bei uns eingegangen".into(),
        body: vec![
            Block::Paragraph("Vielen Dank. Wir haben Ihren Antrag auf Wohngeld erhalten. Das sind Ihre Angaben:".into()),
            Block::Heading(1, "Angaben zur Person".into()),
            Block::Facts(facts(&[
                ("Familienname", "Größlinger-Öztürk"),
                ("Vornamen", "Käthe"),
                ("Geburtsdatum", "29. Februar 1988"),
                ("Anschrift", "Am Mühlengraben 12 a\n59999 Musterbach"),
                ("Telefon", ""),
            ])),
            Block::Heading(1, "Wie es weitergeht".into()),
            Block::Steps(text(&["Wir prüfen, ob alle Unterlagen da sind.", "Fehlt etwas, schreiben wir Ihnen in Ihr Postfach.", "Sie erhalten unseren Bescheid."])),
            Block::Notice("Bewahren Sie dieses Blatt auf. Ihr Anspruch beginnt mit dem Monat, in dem der Antrag bei uns eingegangen ist (§ 25 Abs. 2 WoGG).".into()),
        ],
        embedded: vec![Embedded {
            name: "antrag.json".into(),
            mime: "application/json".into(),
            description: "Ihre Angaben in maschinenlesbarer Form".into(),
            bytes: br#"{"name":"Groesslinger-Oeztuerk","haushalt":3}"#.to_vec(),
        }],
        ..Letter::default()
    }
}
