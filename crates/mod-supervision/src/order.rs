//! The order to repair, as a draft: § 129 TKG lets the road authority enforce by administrative act
//! what a company owes after its works. Nothing is sent by itself.

use jiff::civil::Date;
use kernel::paper::{Block, Letter};
use kernel::{Language, Town};

use crate::letter;
use crate::model::{Event, Finding, Severity, Stage, Work};

/// Whether an order may be drafted: the company knows of the defect and a period is over, or there is
/// danger.
pub(crate) fn may_be(finding: &Finding, today: Date) -> bool {
    let is_known = finding.state.is_known_outside() && finding.state.is_open();
    let is_late = matches!(finding.state, Stage::Reminded | Stage::Announced | Stage::OwnRepair);
    let is_over = finding.is_overdue(today);
    is_known && (is_late || is_over || finding.severity == Severity::Danger)
}

/// What happened so far, in German, for the reasons.
fn course(events: &[Event]) -> Vec<String> {
    let known = events.iter().filter_map(|event| {
        let what = match event.what.as_str() {
            "told" => "Mangel mitgeteilt",
            "reminded" => "erinnert und zweite Frist gesetzt",
            "announced" => "Ersatzvornahme angekündigt und letzte Frist gesetzt",
            "not_fixed" => "Nachschau: nicht behoben",
            "answered" => "Antwort des Unternehmens",
            "own_repair" => "Ersatzvornahme begonnen",
            _ => return None,
        };
        let on = Language::De.day(kernel::clock::local_day(event.at));
        let due = event.due_on.map(|day| format!(", Frist bis {}", Language::De.day(day)));
        Some(format!("{on}: {what}{}", due.unwrap_or_default()))
    });
    known.collect()
}

/// The draft.
pub(crate) fn draft(
    town: &Town,
    work: &Work,
    finding: &Finding,
    place: &str,
    kind: &str,
    events: &[Event],
    today: Date,
) -> Letter {
    let profile = town.profile();
    let mut body = vec![
        Block::Notice("Entwurf. Vor dem Erlass: Anhörung nachholen, soweit sie fehlt; Frist und Zwangsmittel festlegen; Belehrung über den Rechtsbehelf anfügen.".into()),
        Block::Paragraph("Sehr geehrte Damen und Herren,".into()),
        Block::Paragraph(format!(
            "aufgrund von § 129 des Telekommunikationsgesetzes ordnen wir an: Beseitigen Sie den Mangel {} ({kind}) an der Straße {place} bis zum ____________.",
            finding.number
        )),
        Block::Paragraph("Kommen Sie dem nicht nach, lassen wir den Mangel auf Ihre Kosten beseitigen. Die Kosten schätzen wir auf ____________ Euro.".into()),
        Block::Heading(1, "Gründe".into()),
        Block::Paragraph(format!(
            "Sie verlegen dort Leitungen nach unserer Entscheidung {}. Nach den Arbeiten haben Sie die Straße unverzüglich wieder instand zu setzen. Das ist bisher nicht geschehen:",
            work.number
        )),
    ];
    let course = course(events);
    if !course.is_empty() {
        body.push(Block::List(course));
    }
    if finding.severity == Severity::Danger {
        body.push(Block::Paragraph(
            "Die Stelle gefährdet Menschen. Deshalb kann nicht länger zugewartet werden.".into(),
        ));
    }
    body.push(Block::Closing("Mit freundlichen Grüßen".into(), profile.authority.clone()));
    Letter {
        language: "de".into(),
        title: "Entwurf: Anordnung, einen Mangel zu beseitigen".into(),
        sender: letter::sender(&profile),
        recipient: vec![work.builder.clone()],
        reference: vec![("Aktenzeichen".into(), work.number.clone())],
        date: Language::De.day(today),
        subject: format!("Anordnung: Mangel {}", finding.number),
        body,
        ..Letter::default()
    }
}
