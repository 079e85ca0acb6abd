//! The warranty of accepted sections: who is reminded when, and the letter that claims it.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::Date;
use kernel::jobs::Running;
use kernel::module::Schedule;
use kernel::paper::{Block, Letter};
use kernel::{Actor, AppError, Audit, Id, Language, Reader, Saved, Town, Tx, notify, org};

use crate::letter;
use crate::model::{Section, Work};
use crate::store;

/// Looks every morning.
pub(crate) const SCHEDULE: Schedule = Schedule { name: "supervision.watch_warranty", hour: 5, run };
/// Months before the end at which somebody is reminded.
const MONTHS: [i64; 3] = [12, 6, 3];

fn run(town: Arc<Town>) -> Running<'static> {
    Box::pin(async move {
        town.clone()
            .write(Actor::system("supervision"), move |tx| {
                let told = remind(&town, tx)?;
                if told == 0 {
                    return Ok(Saved::nothing(()));
                }
                Ok(Audit::of("supervision.warranty_reminded", told).done())
            })
            .await
            .map_err(Into::into)
    })
}

/// The nearest step of reminding that has come for an end.
pub(crate) fn step(today: Date, until: Date) -> Option<i64> {
    let is_come = |months: &&i64| until.saturating_sub((**months).months()) <= today;
    MONTHS.iter().filter(is_come).copied().min()
}

/// Reminds the units by mail, one mail for all sections that come near on one day; each step of a
/// section once.
fn remind(town: &Town, tx: &mut Tx<'_>) -> Result<usize, AppError> {
    let today = tx.today();
    let near = store::expiring(tx, today, today.saturating_add(12.months()))?;
    let mut by_unit: BTreeMap<String, (Work, Vec<String>)> = BTreeMap::new();
    let mut told = 0;
    for (work, section) in near {
        let Some((months, until)) = section.warranty_until.and_then(|u| Some((step(today, u)?, u)))
        else {
            continue;
        };
        if !store::remind(tx, &section.id, months)? {
            continue;
        }
        told += 1;
        let work = store::whole(tx, work)?;
        let line = format!("bis {}: {}, {}", Language::De.day(until), section.street, work.number);
        by_unit.entry(work.unit.to_string()).or_insert_with(|| (work, Vec::new())).1.push(line);
    }
    for (work, lines) in by_unit.into_values() {
        let unit = org::find(tx, work.unit)?;
        if unit.email.is_empty() {
            continue;
        }
        let body = format!(
            "Guten Tag,\n\nfür diese Abschnitte endet die Gewährleistung. Sehen Sie vorher nach und machen Sie Mängel geltend:\n\n{}\n\n{}/aufsicht/gewaehrleistung\n",
            lines.join("\n"),
            town.plan().base_url
        );
        let key = format!("supervision/warranty/{}/{today}", unit.id);
        notify::mail(tx, &key, &unit.email, "Gewährleistung läuft ab", &body)?;
    }
    Ok(told)
}

/// A section whose warranty ends.
#[derive(Clone, Debug)]
pub(crate) struct Ending {
    pub work: Work,
    pub section: Section,
    /// Defects that are open there.
    pub open: Vec<String>,
}

/// Sections of an actor's units whose warranty ends within a year, in the order of a tour: month by
/// month, streets side by side.
///
/// # Errors
/// What the database says.
pub(crate) fn ending(
    town: &Town,
    reader: &mut Reader<'_>,
    actor: &Actor,
) -> Result<Vec<Ending>, AppError> {
    let today = reader.today();
    let mut all = Vec::new();
    for (work, section) in store::expiring(reader, today, today.saturating_add(12.months()))? {
        let Ok(work) = store::find(reader, work)?.open(actor) else { continue };
        let open = open_at(town, reader, &work, &section)?;
        all.push(Ending { work, section, open });
    }
    all.sort_by_key(|e| {
        let month = e.section.warranty_until.map(|d| (d.year(), d.month()));
        (month, e.section.street.clone(), e.section.warranty_until)
    });
    Ok(all)
}

fn open_at(
    town: &Town,
    reader: &mut Reader<'_>,
    work: &Work,
    section: &Section,
) -> Result<Vec<String>, AppError> {
    let all = store::findings::list(town, reader, work.id)?;
    let open = all.into_iter().filter(|f| f.state.is_open() && f.section == section.id);
    Ok(open.map(|f| f.number).collect())
}

/// A section with its works, for whoever may see them.
///
/// # Errors
/// [`AppError::NotFound`] for everybody else, and where no warranty runs.
pub(crate) fn of_section(
    town: &Town,
    reader: &mut Reader<'_>,
    actor: &Actor,
    work: Id<Work>,
    section: &str,
) -> Result<Ending, AppError> {
    let work = store::find(reader, work)?.open(actor)?;
    let section = store::sections_of(reader, work.id)?
        .into_iter()
        .find(|s| s.id == section && s.warranty_until.is_some())
        .ok_or(AppError::NotFound)?;
    let open = open_at(town, reader, &work, &section)?;
    Ok(Ending { work, section, open })
}

/// The letter that claims the warranty, as a draft.
pub(crate) fn claim(town: &Town, ending: &Ending, today: Date) -> Letter {
    let profile = town.profile();
    let Ending { work, section, open } = ending;
    let german = |day: Option<Date>| day.map(|d| Language::De.day(d)).unwrap_or_default();
    let defects = if open.is_empty() {
        vec!["(Mängel eintragen)".to_owned()]
    } else {
        open.iter().map(|n| format!("Mangel {n}, Fotos und Angaben bei Ihrer Anmeldung")).collect()
    };
    Letter {
        language: "de".into(),
        title: "Entwurf: Geltendmachung der Gewährleistung".into(),
        sender: letter::sender(&profile),
        recipient: vec![work.builder.clone()],
        reference: vec![("Aktenzeichen".into(), work.number.clone())],
        date: Language::De.day(today),
        subject: format!("Gewährleistung: {}", section.street),
        body: vec![
            Block::Notice("Entwurf. Prüfen Sie vor dem Absenden, ob die Grundlage der Gewährleistung vereinbart ist.".into()),
            Block::Paragraph("Sehr geehrte Damen und Herren,".into()),
            Block::Paragraph(format!(
                "den Abschnitt {} haben wir am {} abgenommen. Grundlage der Gewährleistung: {}. Sie endet am {}.",
                section.street,
                german(section.accepted_on),
                section.basis,
                german(section.warranty_until),
            )),
            Block::Paragraph("Dort bestehen diese Mängel:".into()),
            Block::List(defects),
            Block::Paragraph("Wir fordern Sie auf, sie innerhalb von vier Wochen nach Zugang dieses Schreibens zu beseitigen, und behalten uns weitere Rechte vor.".into()),
            Block::Closing("Mit freundlichen Grüßen".into(), profile.authority.clone()),
        ],
        ..Letter::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn every_step_comes_in_its_month() {
        let until = date(2027, 8, 31);
        assert_eq!(step(date(2026, 8, 30), until), None);
        assert_eq!(step(date(2026, 8, 31), until), Some(12));
        // Half a year before the 31st of August is the last of February.
        assert_eq!(step(date(2027, 2, 28), until), Some(6));
        assert_eq!(step(date(2027, 5, 31), until), Some(3));
        assert_eq!(step(date(2027, 8, 31), until), Some(3));
    }
}
