//! Invented documents and what people write: small PDF files and sentences.

use std::fmt::Write as _;

use demo_town::{MissingDocument, RefusalReason, WohngeldStory};
use norm_wohngeld::DocumentKey;

use super::stories::dice;

/// Why writing into a text cannot fail.
const ENDLESS: &str = "a text grows as needed";

/// Name and bytes of an invented document of a kind (`pay_certificate:2`). The same kind is the
/// same file: the store keeps it once.
pub fn document(key: &str) -> (String, Vec<u8>) {
    let kind = key.split(':').next().unwrap_or(key);
    let known = DocumentKey::all().find(|k| k.name() == kind);
    let label = known.map_or("Weitere Unterlage", DocumentKey::label_de);
    let lines =
        ["Erfundene Unterlage der Demo-Stadt.", "In einem echten Antrag läge hier das Dokument."];
    (format!("{label}.pdf"), pdf(label, &lines))
}

/// A page that stands in for a letter until it is set; the mark makes it different from any other.
pub fn stand_in(title: &str, mark: &str) -> Vec<u8> {
    let lines = [
        "Dieses Schreiben aus der Vergangenheit der Demo-Stadt wird gerade gesetzt.",
        "In ein bis zwei Minuten steht hier das richtige Schreiben. Laden Sie es dann neu.",
        "",
        mark,
    ];
    pdf(title, &lines)
}

/// A text in a PDF content stream: `WinAnsi`, everything beyond ASCII as octal escapes.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '(' | ')' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            ' '..='~' => out.push(c),
            // Latin-1 and WinAnsi agree here.
            '\u{a0}'..='\u{ff}' => write!(out, "\\{:03o}", u32::from(c)).expect(ENDLESS),
            _ => out.push('?'),
        }
    }
    out
}

/// A page with a heading and a few lines.
fn pdf(title: &str, lines: &[&str]) -> Vec<u8> {
    let mut content = format!("BT /F1 20 Tf 72 760 Td ({}) Tj ET\n", escaped(title));
    content.push_str("BT /F1 11 Tf 72 724 Td ");
    for line in lines {
        write!(content, "({}) Tj 0 -16 Td ", escaped(line)).expect(ENDLESS);
    }
    content.push_str("ET\n");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R /Lang (de-DE) >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{content}endstream", content.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
    ];
    let mut out = "%PDF-1.4\n".to_owned();
    let mut offsets = Vec::new();
    for (n, object) in objects.iter().enumerate() {
        offsets.push(out.len());
        writeln!(out, "{} 0 obj\n{object}\nendobj", n + 1).expect(ENDLESS);
    }
    let table = out.len();
    writeln!(out, "xref\n0 {}\n0000000000 65535 f ", objects.len() + 1).expect(ENDLESS);
    for offset in offsets {
        writeln!(out, "{offset:010} 00000 n ").expect(ENDLESS);
    }
    writeln!(
        out,
        "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF",
        objects.len() + 1
    )
    .expect(ENDLESS);
    out.into_bytes()
}

/// The kinds of document that an invented request asks for.
pub fn kinds(missing: MissingDocument) -> &'static [&'static str] {
    match missing {
        MissingDocument::LandlordCertificate => &["landlord_certificate"],
        MissingDocument::RentPayments => &["rent_payment"],
        MissingDocument::PayCertificate => &["pay_certificate"],
        MissingDocument::PensionNotice => &["pension_notice"],
        MissingDocument::BenefitNotice => &["benefit_notice", "training_notice"],
        MissingDocument::ProfitStatement => &["tax_assessment"],
        MissingDocument::MaintenanceProof => &["maintenance_received", "benefit_notice"],
        MissingDocument::SchoolCertificate => &["training_proof"],
        MissingDocument::DisabilityCard => &["disability_card"],
        MissingDocument::LoanStatement => &["loan_statements"],
        MissingDocument::ResidenceTitle => &["residence_title"],
    }
}

/// Why the office means to refuse although the calculation would grant.
pub fn reason(refusal: RefusalReason) -> Option<&'static str> {
    match refusal {
        RefusalReason::NoCooperation => Some(
            "Wir haben Sie gebeten, Unterlagen nachzureichen. Sie sind trotz Frist nicht eingegangen. Ohne sie können wir nicht feststellen, ob und in welcher Höhe Sie Anspruch auf Wohngeld haben (§ 60 Abs. 1, § 66 Abs. 1 SGB I). Reichen Sie die Unterlagen nach, prüfen wir den Antrag weiter.",
        ),
        RefusalReason::NotAtHome => Some(
            "Nach unseren Feststellungen ist die Wohnung nicht der Mittelpunkt Ihres Lebens. Wohngeld gibt es nur für die Wohnung, die Sie selbst nutzen und die Mittelpunkt Ihrer Lebensbeziehungen ist (§ 3 Abs. 1, § 5 Abs. 1 WoGG).",
        ),
        RefusalReason::Assets => Some(
            "Ihr Haushalt hat erhebliches Vermögen. Wohngeld ist dann nicht vorgesehen (§ 21 Nr. 3 WoGG).",
        ),
        RefusalReason::IncomeTooHigh
        | RefusalReason::ExcludingBenefit
        | RefusalReason::TrainingSupport => None,
    }
}

/// What a citizen asks.
pub fn question(story: &WohngeldStory) -> &'static str {
    const QUESTIONS: [&str; 6] = [
        "Guten Tag, können Sie mir sagen, wie lange die Bearbeitung ungefähr dauert?",
        "Guten Tag, ich habe einen neuen Arbeitsvertrag ab nächstem Monat mit ein paar Stunden mehr. Muss ich den Antrag ändern?",
        "Hallo, mein Vermieter braucht noch einige Tage für die Mietbescheinigung. Ist das in Ordnung?",
        "Guten Tag, ich bekomme demnächst eine neue Kontoverbindung. Wie teile ich Ihnen das mit?",
        "Guten Tag, zählt das Kindergeld als Einkommen? Ich war mir im Formular nicht sicher.",
        "Guten Tag, muss ich für den Antrag noch persönlich vorbeikommen?",
    ];
    QUESTIONS[pick(story, 101, QUESTIONS.len())]
}

/// What the case worker answers to it.
pub fn answer(story: &WohngeldStory) -> &'static str {
    const ANSWERS: [&str; 6] = [
        "Guten Tag,\n\nzurzeit brauchen wir nach Eingang aller Unterlagen etwa vier bis sechs Wochen. Das Wohngeld wird ab dem Monat des Antrags gezahlt, Sie verlieren durch die Wartezeit nichts.",
        "Guten Tag,\n\nnein, der Antrag bleibt so. Bitte schicken Sie uns die erste Abrechnung, sobald Sie sie haben.",
        "Guten Tag,\n\nja, das ist in Ordnung. Reichen Sie die Bescheinigung einfach nach, sobald sie da ist.",
        "Guten Tag,\n\nschreiben Sie uns hier kurz die neue IBAN und ab wann sie gilt. Dann ändern wir sie im Vorgang.",
        "Guten Tag,\n\nKindergeld zählt beim Wohngeld nicht als Einkommen. Sie haben alles richtig ausgefüllt.",
        "Guten Tag,\n\nnein, Sie können alles online erledigen. Wenn Sie lieber vorbeikommen, vereinbaren Sie bitte einen Termin.",
    ];
    ANSWERS[pick(story, 101, ANSWERS.len())]
}

/// What is to be looked at again.
pub fn follow_up(story: &WohngeldStory) -> &'static str {
    const NOTES: [&str; 5] = [
        "Antwort der Rentenversicherung da?",
        "Vermieter wegen der Heizkosten anrufen",
        "Datenabgleich prüfen",
        "Mit Team 50.2 klären, ob ein Antrag auf Grundsicherung läuft",
        "Nachfragen, ob die Lohnabrechnung korrigiert wurde",
    ];
    NOTES[pick(story, 102, NOTES.len())]
}

/// What the head of the team sends a draft back with.
pub const SENT_BACK: &str =
    "Bitte noch vermerken, wie lange das Elterngeld läuft, dann zeichne ich mit.";

fn pick(story: &WohngeldStory, salt: u64, sides: usize) -> usize {
    usize::try_from(dice(story.id, salt, sides as u64)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invented_documents_pass_the_check_of_uploads() {
        for key in ["identity:1", "lease", "benefit_notice:2", "what_is_this"] {
            let (name, bytes) = document(key);
            kernel::files::check_upload(&name, bytes).expect("a PDF that may be handed in");
        }
    }

    #[test]
    fn the_table_of_a_document_points_at_its_objects() {
        let (_, bytes) = document("lease");
        let text = String::from_utf8(bytes).unwrap();
        let start: usize =
            text.rsplit("startxref\n").next().unwrap().split('\n').next().unwrap().parse().unwrap();
        assert!(text[start..].starts_with("xref\n0 6\n"));
        for (n, line) in text[start..].lines().skip(3).take(5).enumerate() {
            let offset: usize = line[..10].parse().unwrap();
            assert!(text[offset..].starts_with(&format!("{} 0 obj", n + 1)));
        }
    }
}
