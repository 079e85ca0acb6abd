//! Joint acceptance: who was there, which sections, what remains, who signed; the minutes as PDF, and
//! the clock of the warranty.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use kernel::facts::WorksMoved;
use kernel::files::{self, Checked, StoredFile};
use kernel::paper::{Block, Embedded, Letter};
use kernel::{AppError, Id, Language, Town, Tx};
use serde::{Deserialize, Serialize};

use crate::catalogue::Basis;
use crate::facts::accept_whole;
use crate::letter;
use crate::model::{Section, Taken, Work};
use crate::store::{self, acceptance as kept};

/// Longest signature, in characters of its path.
pub const STROKES_MAX: usize = 30_000;

/// What was agreed, sealed in the records.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Minutes {
    /// Who was there.
    pub attendees: Vec<String>,
    /// In words.
    pub notes: String,
    /// Who signed for the town.
    pub town: Signature,
    /// Who signed for the company.
    pub company: Signature,
    /// What the warranty rests on.
    pub basis: String,
    /// Its last day.
    pub warranty_until: Option<Date>,
    /// Section and what became of it.
    pub sections: Vec<(String, String)>,
    /// Numbers of the findings that remain open.
    pub open: Vec<String>,
}

/// A signature: a name that was typed, and the strokes where somebody drew.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// The name.
    pub name: String,
    /// The strokes as a path; empty if nobody drew.
    pub strokes: String,
}

/// An acceptance with its minutes.
#[derive(Clone, Debug)]
pub struct Acceptance {
    /// Identifier, made with the form.
    pub id: Id<Acceptance>,
    /// Number for people.
    pub number: String,
    /// The works.
    pub work: Id<Work>,
    /// The day.
    pub day: Date,
    /// What was agreed.
    pub minutes: Minutes,
    /// The minutes as PDF.
    pub file: Id<StoredFile>,
    /// When it was entered.
    pub made_at: Timestamp,
}

/// Owner of the minutes of works.
pub fn owner(work: Id<Work>) -> String {
    format!("supervision-work/{work}")
}

/// Whether a path holds strokes and nothing else.
pub fn is_strokes(path: &str) -> bool {
    path.len() <= STROKES_MAX
        && path.chars().all(|c| c.is_ascii_digit() || matches!(c, 'M' | 'L' | ' ' | '-'))
}

/// The last day of the warranty; none where none was agreed.
pub fn warranty(day: Date, basis: &Basis) -> Option<Date> {
    (basis.years > 0).then(|| kernel::deadlines::end_raw(day, basis.years.years()))
}

fn signature(signed: &Signature, side: &str) -> (String, String) {
    let how = if signed.strokes.is_empty() {
        "Name eingegeben"
    } else {
        "gezeichnet, liegt diesem Dokument als Datei bei"
    };
    (format!("Für {side}"), format!("{} ({how})", signed.name))
}

fn strokes(signed: &Signature, name: &str) -> Option<Embedded> {
    if signed.strokes.is_empty() {
        return None;
    }
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 280 120\"><path d=\"{}\" fill=\"none\" stroke=\"#000\" stroke-width=\"2.5\" stroke-linecap=\"round\"/></svg>",
        signed.strokes
    );
    Some(Embedded {
        name: format!("unterschrift-{name}.svg"),
        mime: "image/svg+xml".into(),
        description: "Gezeichnete Unterschrift".into(),
        bytes: svg.into_bytes(),
    })
}

/// The minutes as a sheet.
pub fn sheet(
    town: &Town,
    work: &Work,
    number: &str,
    day: Date,
    minutes: &Minutes,
    sections: &[Section],
) -> Letter {
    let profile = town.profile();
    let german = |day: Date| Language::De.day(day);
    let label = |word: &str| Taken::from_word(word).map(|t| t.label().de).unwrap_or_default();
    let rows = minutes.sections.iter().filter_map(|(id, word)| {
        let (n, s) = (1..).zip(sections).find(|(_, s)| s.id == *id)?;
        let length = format!("{},{:02} m", s.length_cm / 100, s.length_cm % 100);
        Some(vec![n.to_string(), s.street.clone(), length, label(word)])
    });
    let until = minutes.warranty_until.map_or_else(|| "keine vereinbart".to_owned(), german);
    let open = if minutes.open.is_empty() { "keine".into() } else { minutes.open.join(", ") };
    let mut body = vec![
        Block::Facts(vec![
            ("Bauherr oder Firma".into(), work.builder.clone()),
            ("Aktenzeichen der Genehmigung".into(), work.number.clone()),
            ("Tag der Abnahme".into(), german(day)),
            ("Anwesend".into(), minutes.attendees.join(", ")),
        ]),
        Block::Table {
            caption: "Abschnitte".into(),
            head: ["Nr.", "Straße", "Länge", "Ergebnis"].map(str::to_owned).to_vec(),
            rows: rows.collect(),
            amounts: false,
        },
        Block::Facts(vec![
            ("Offene Mängel".into(), open),
            ("Grundlage der Gewährleistung".into(), minutes.basis.clone()),
            ("Gewährleistung bis".into(), until),
        ]),
    ];
    if !minutes.notes.is_empty() {
        body.push(Block::Heading(1, "Bemerkungen".into()));
        body.push(Block::Paragraph(minutes.notes.clone()));
    }
    body.push(Block::Heading(1, "Unterschriften".into()));
    body.push(Block::Facts(vec![
        signature(&minutes.town, "die Stadt"),
        signature(&minutes.company, "die Firma"),
    ]));
    let embedded = [strokes(&minutes.town, "stadt"), strokes(&minutes.company, "firma")];
    Letter {
        language: "de".into(),
        title: format!("Niederschrift über die Abnahme {number}"),
        sender: letter::sender(&profile),
        reference: vec![("Niederschrift".into(), number.to_owned())],
        date: german(day),
        subject: "Niederschrift über die gemeinsame Abnahme".into(),
        body,
        embedded: embedded.into_iter().flatten().collect(),
        ..Letter::default()
    }
}

/// Keeps an acceptance: sections, warranty, minutes; the town hears of it.
///
/// # Errors
/// [`AppError::Refused`] when somebody accepted the same meanwhile.
pub fn accept(
    town: &Town,
    tx: &mut Tx<'_>,
    work: &mut Work,
    new: &mut Acceptance,
    pdf: &Checked,
) -> Result<(), AppError> {
    if kept::list(town, tx, work.id)?.iter().any(|a| a.number == new.number) {
        return Err(store::changed());
    }
    let minutes = &new.minutes;
    let mut accepted = Vec::new();
    for (id, word) in &minutes.sections {
        let Some(state) = Taken::from_word(word) else { continue };
        let (on, until) = if state.is_taken() {
            accepted.push(id.clone());
            (Some(new.day), minutes.warranty_until)
        } else {
            (None, None)
        };
        if !store::take(tx, id, state, on, until, &minutes.basis)? {
            return Err(store::changed());
        }
    }
    new.file = files::link(tx, pdf, &owner(work.id), "minutes", "house")?;
    let by = tx.actor().label();
    kept::add(town, tx, new, &by)?;
    accept_whole(tx, work, new.day)?;
    store::change(tx, work)?;
    store::visited(tx, work.id)?;
    if accepted.is_empty() {
        return Ok(());
    }
    tx.emit(&WorksMoved {
        case: work.case.to_string(),
        step: "accepted".into(),
        on: new.day,
        until: minutes.warranty_until,
        sections: accepted,
        basis: minutes.basis.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use kernel::Text;

    #[test]
    fn a_warranty_ends_on_the_day_of_the_same_number_or_not_at_all() {
        let basis = |years| Basis {
            key: "a".into(),
            from: date(2000, 1, 1),
            years,
            label: Text::same("a"),
            is_confirmed: false,
        };
        assert_eq!(warranty(date(2028, 2, 29), &basis(5)), Some(date(2033, 2, 28)));
        assert_eq!(warranty(date(2026, 5, 4), &basis(4)), Some(date(2030, 5, 4)));
        assert_eq!(warranty(date(2026, 5, 4), &basis(0)), None);
    }

    #[test]
    fn only_strokes_are_strokes() {
        assert!(is_strokes("M10 20L11 21M5 5"));
        assert!(is_strokes(""));
        assert!(!is_strokes("M1 1\"/><script>"));
        assert!(!is_strokes(&"M1 1".repeat(STROKES_MAX)));
    }
}
