//! What a proof package is made of: figures for spreadsheets, a report on paper, a ZIP around it.

use std::io::{Cursor, Write};

use jiff::civil::Date;
use kernel::paper::{Block, Letter, Sender};
use kernel::town::Profile;
use kernel::{Euro, Language};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::funding::{BOOKING_KINDS, GIVERS, PROOF_KINDS, Project, Proof, label};

/// A file of the package.
pub struct Part {
    name: String,
    bytes: Vec<u8>,
    is_packed: bool,
}

impl Part {
    /// Words, with a mark by which spreadsheets know UTF-8.
    pub fn text(name: &str, text: &str) -> Self {
        Self::file(name, format!("\u{feff}{text}").into_bytes())
    }

    /// A file that gets smaller when packed.
    pub fn file(name: &str, bytes: Vec<u8>) -> Self {
        Self { name: name.to_owned(), bytes, is_packed: true }
    }

    /// A file that is packed already, such as a photo.
    pub fn kept(name: &str, bytes: Vec<u8>) -> Self {
        Self { name: name.to_owned(), bytes, is_packed: false }
    }
}

/// Packs files; the same files always give the same bytes.
///
/// # Errors
/// What the library says.
pub fn zipped(parts: &[Part]) -> Result<Vec<u8>, zip::result::ZipError> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for part in parts {
        let method =
            if part.is_packed { CompressionMethod::Deflated } else { CompressionMethod::Stored };
        zip.start_file(&part.name, SimpleFileOptions::default().compression_method(method))?;
        zip.write_all(&part.bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

/// A number as the list of findings writes it; nothing for the whole layer.
pub fn german(feature: usize) -> String {
    if feature == 0 { String::new() } else { format!("Objekt {feature}") }
}

fn cell(text: &str) -> String {
    // A spreadsheet would compute what begins like a formula.
    let text = text.replace('"', "\"\"");
    let guard = if text.starts_with(['=', '+', '-', '@', '\t']) { "'" } else { "" };
    format!("\"{guard}{text}\"")
}

fn amount(euro: Euro) -> String {
    let sign = if euro.0 < 0 { "-" } else { "" };
    format!("{sign}{},{:02}", euro.0.unsigned_abs() / 100, euro.0.unsigned_abs() % 100)
}

/// The ledger and the money asked for, for a spreadsheet.
pub fn ledger(project: &Project) -> String {
    let mut lines = vec!["Nr.;Tag;Art;Zweck;Meilenstein;Betrag in Euro".to_owned()];
    for b in &project.bookings {
        let milestone = project.milestones.iter().find(|m| m.id.to_string() == b.milestone);
        let milestone = milestone.map_or("", |m| m.title.as_str());
        lines.push(format!(
            "{};{};{};{};{};{}",
            b.number,
            b.on,
            label(&BOOKING_KINDS, &b.kind).de,
            cell(&b.words),
            cell(milestone),
            amount(b.amount)
        ));
    }
    lines.push(String::new());
    let heading = "Geldgeber;Abgerufen am;Erhalten am;Zu verwenden bis;Verwendet am;Betrag in Euro";
    lines.push(heading.to_owned());
    let day = |day: Option<Date>| day.map_or_else(String::new, |d| d.to_string());
    for d in &project.draws {
        lines.push(format!(
            "{};{};{};{};{};{}",
            label(&GIVERS, &d.giver).de,
            d.asked_on,
            day(d.received_on),
            day(d.spend_by),
            day(d.spent_on),
            amount(d.amount)
        ));
    }
    lines.join("\r\n") + "\r\n"
}

/// The figures of a project on paper.
fn tables(project: &Project) -> Vec<Block> {
    let de = Language::De;
    let grant =
        |giver: &str| project.grant(giver).map_or("–", |g| g.file_number.as_str()).to_owned();
    vec![
        Block::Facts(vec![
            ("Projekt".into(), project.area.name.clone()),
            ("Bescheid des Bundes".into(), grant("federal")),
            ("Bescheid des Landes".into(), grant("state")),
            ("Zuwendungsfähige Kosten".into(), de.euro(project.area.eligible)),
            ("Durch Meilensteine belegt".into(), de.euro(project.reached())),
            ("Ausgegeben".into(), de.euro(project.booked("cost"))),
        ]),
        Block::Table {
            caption: "Finanzierung".into(),
            head: ["Geldgeber", "bewilligt", "abgerufen", "erhalten"].map(str::to_owned).to_vec(),
            rows: GIVERS
                .iter()
                .map(|(key, name, _)| {
                    let a = project.account(key);
                    vec![
                        (*name).to_owned(),
                        de.euro(a.granted),
                        de.euro(a.asked),
                        de.euro(a.received),
                    ]
                })
                .collect(),
            amounts: true,
        },
        Block::Table {
            caption: "Meilensteine".into(),
            head: ["Meilenstein", "fällig", "erreicht", "Kosten"].map(str::to_owned).to_vec(),
            rows: project
                .milestones
                .iter()
                .map(|m| {
                    let day = |d: Option<Date>| d.map_or_else(|| "–".to_owned(), |d| de.day(d));
                    vec![m.title.clone(), day(m.due_on), day(m.reached_on), de.euro(m.cost)]
                })
                .collect(),
            amounts: true,
        },
    ]
}

/// The report on paper.
pub fn letter(
    town: &Profile,
    today: Date,
    project: &Project,
    report: &Proof,
    missing: &[String],
) -> Letter {
    let de = Language::De;
    let title = format!("{} {}", label(&PROOF_KINDS, &report.kind).de, report.year);
    let mut body = tables(project);
    let parts = [
        ("Stand", &report.progress),
        ("Abweichungen", &report.changes),
        ("Ausblick", &report.outlook),
    ];
    for (heading, text) in parts {
        if !text.is_empty() {
            body.push(Block::Heading(1, heading.to_owned()));
            let paragraphs = text.lines().filter(|l| !l.trim().is_empty());
            body.extend(paragraphs.map(|l| Block::Paragraph(l.to_owned())));
        }
    }
    if !missing.is_empty() {
        body.push(Block::Heading(1, "Was noch fehlt".into()));
        body.push(Block::List(missing.to_vec()));
    }
    Letter {
        language: "de".into(),
        title: title.clone(),
        sender: Sender {
            town: town.name.clone(),
            colour: town.main_colour().to_owned(),
            ..Sender::default()
        },
        date: de.day(today),
        subject: title,
        body,
        ..Letter::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::funding::Booking;
    use crate::funding::tests::{milestone, project};
    use jiff::civil::date;
    use kernel::Id;

    #[test]
    fn the_ledger_reads_in_a_spreadsheet_and_computes_nothing() {
        let mut p = project();
        p.milestones = vec![milestone(1, None)];
        p.bookings.push(Booking {
            id: Id::new(),
            number: 1,
            on: date(2026, 3, 1),
            kind: "cost".into(),
            amount: Euro(-123_456),
            words: "=HYPERLINK(\"x\")".into(),
            milestone: p.milestones[0].id.to_string(),
            takes_back: None,
        });
        let text = ledger(&p);
        let line = text.lines().nth(1).unwrap();
        assert_eq!(line, "1;2026-03-01;Ausgabe;\"'=HYPERLINK(\"\"x\"\")\";\"Trasse\";-1234,56");
    }

    #[test]
    fn a_package_opens_with_what_was_put_in() {
        let parts = [Part::text("a.txt", "ä"), Part::kept("b/c.jpg", vec![1, 2, 3])];
        let bytes = zipped(&parts).unwrap();
        assert_eq!(bytes, zipped(&parts).unwrap());
        let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        assert_eq!(zip.len(), 2);
        let mut read = Vec::new();
        std::io::Read::read_to_end(&mut zip.by_name("b/c.jpg").unwrap(), &mut read).unwrap();
        assert_eq!(read, [1, 2, 3]);
    }
}
