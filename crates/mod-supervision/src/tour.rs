//! The tour of the day: which works somebody should look at first, and why.

use jiff::civil::Date;
use kernel::{Actor, AppError, Guarded, Reader, Text, settings};
use web::badge::Tone;

use crate::model::{Progress, Work};
use crate::settings::SupervisionSettings;
use crate::store::findings::Open;
use crate::store::{self, findings};

/// Works that begin within this many days are on the tour.
const SOON_DAYS: i64 = 7;

/// A stop of the tour.
#[derive(Clone, Debug)]
pub struct Stop {
    /// The works.
    pub work: Work,
    /// Their streets.
    pub streets: String,
    /// Why they are here, the most pressing first.
    pub reasons: Vec<(Tone, Text)>,
    /// What is open.
    pub due_on: Option<Date>,
    /// How many defects and reports are open.
    pub open: i64,
    rank: usize,
}

fn count(many: i64, one: (&str, &str), more: (&str, &str)) -> Text {
    if many == 1 {
        return Text::new(format!("1 {}", one.0), format!("1 {}", one.1));
    }
    Text::new(format!("{many} {}", more.0), format!("{many} {}", more.1))
}

fn days_between(from: Date, until: Date) -> i32 {
    from.until(until).map_or(0, |span| span.get_days())
}

/// Why somebody should look, with the rank of each reason.
fn reasons(work: &Work, open: &Open, today: Date, visit_days: i64) -> Vec<(usize, Tone, Text)> {
    let mut all = Vec::new();
    if open.danger > 0 {
        all.push((
            0,
            Tone::Danger,
            count(open.danger, ("Gefahr", "danger"), ("Gefahren", "dangers")),
        ));
    }
    if let Some(due) = open.due_on {
        if due < today {
            all.push((1, Tone::Danger, Text::new("Frist abgelaufen", "period is over")));
        } else if days_between(today, due) <= 1 {
            all.push((4, Tone::Warning, Text::new("Frist endet", "period ends")));
        }
    }
    if open.to_check > 0 {
        let words = (
            ("Bürgermeldung prüfen", "report to check"),
            ("Bürgermeldungen prüfen", "reports to check"),
        );
        all.push((2, Tone::Info, count(open.to_check, words.0, words.1)));
    }
    if open.answered > 0 {
        let words = (
            ("Nachschau: behoben?", "look again: repaired?"),
            ("Nachschauen: behoben?", "look again: repaired?"),
        );
        all.push((3, Tone::Info, count(open.answered, words.0, words.1)));
    }
    if open.found > 0 {
        let words = (
            ("Mangel, Firma weiß nichts", "defect, company not told"),
            ("Mängel, Firma weiß nichts", "defects, company not told"),
        );
        all.push((4, Tone::Warning, count(open.found, words.0, words.1)));
    }
    match (work.state, work.visited_on) {
        (Progress::Finished, _) => {
            all.push((5, Tone::Warning, Text::new("Abnahme steht an", "acceptance is due")));
        }
        (Progress::Active | Progress::Stopped, None) => {
            all.push((6, Tone::Info, Text::new("noch nie kontrolliert", "never visited")));
        }
        (Progress::Active | Progress::Stopped, Some(last)) => {
            let days = days_between(last, today);
            if i64::from(days) >= visit_days {
                let text = Text::new(
                    format!("seit {days} Tagen nicht kontrolliert"),
                    format!("not visited for {days} days"),
                );
                all.push((7, Tone::Info, text));
            }
        }
        (Progress::Planned, _) if work.from <= today => {
            all.push((6, Tone::Info, Text::new("soll begonnen haben", "should have begun")));
        }
        (Progress::Planned, _) => {
            all.push((8, Tone::Neutral, Text::new("beginnt bald", "begins soon")));
        }
        _ => {}
    }
    all.sort_by_key(|(rank, ..)| *rank);
    all
}

/// The stops of an inspector, the most pressing first.
///
/// # Errors
/// What the database says.
pub fn stops(reader: &mut Reader<'_>, actor: &Actor) -> Result<Vec<Stop>, AppError> {
    let today = reader.today();
    let own: SupervisionSettings = settings::get(reader)?;
    let open = findings::open(reader)?;
    let soon = today.saturating_add(jiff::ToSpan::days(SOON_DAYS));
    let mut all = Vec::new();
    for work in store::under_way(reader, soon)? {
        if !work.readable_by(actor) {
            continue;
        }
        let own_open = open.get(&work.id.to_string()).copied().unwrap_or_default();
        let reasons = reasons(&work, &own_open, today, i64::from(own.visit_days));
        let rank = reasons.first().map_or(9, |r| r.0);
        let streets = streets(reader, &work)?;
        all.push(Stop {
            streets,
            reasons: reasons.into_iter().map(|(_, tone, text)| (tone, text)).collect(),
            due_on: own_open.due_on,
            open: own_open.all,
            rank,
            work,
        });
    }
    let key = |s: &Stop| (s.rank, s.due_on.unwrap_or(Date::MAX), s.streets.clone());
    all.sort_by_key(key);
    Ok(all)
}

/// The streets of works, each once.
///
/// # Errors
/// What the database says.
pub fn streets(reader: &mut Reader<'_>, work: &Work) -> Result<String, AppError> {
    let mut names: Vec<String> = Vec::new();
    for section in store::sections_of(reader, work.id)? {
        if !section.street.is_empty() && !names.contains(&section.street) {
            names.push(section.street);
        }
    }
    Ok(match names.as_slice() {
        [] => work.number.clone(),
        [a, b, c, rest @ ..] if !rest.is_empty() => format!("{a}, {b}, {c} +{}", rest.len()),
        all => all.join(", "),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use kernel::Id;

    fn work(state: Progress) -> Work {
        Work {
            id: Id::new(),
            case: Id::new(),
            number: "66-2026-00001".into(),
            unit: Id::new(),
            company: String::new(),
            builder: String::new(),
            email: String::new(),
            permit: "consent".into(),
            state,
            from: date(2026, 5, 1),
            until: date(2026, 5, 30),
            started_on: None,
            finished_on: None,
            visited_on: None,
            version: 1,
        }
    }

    #[test]
    fn danger_comes_before_periods_and_periods_before_visits() {
        let today = date(2026, 5, 20);
        let open = Open { all: 2, danger: 1, due_on: Some(date(2026, 5, 19)), ..Open::default() };
        let ranks = |work: &Work, open: &Open| -> Vec<usize> {
            reasons(work, open, today, 7).into_iter().map(|r| r.0).collect()
        };
        assert_eq!(ranks(&work(Progress::Active), &open), [0, 1, 6]);
        let mut visited = work(Progress::Active);
        visited.visited_on = Some(date(2026, 5, 14));
        assert!(ranks(&visited, &Open::default()).is_empty());
        visited.visited_on = Some(date(2026, 5, 13));
        assert_eq!(ranks(&visited, &Open::default()), [7]);
        assert_eq!(ranks(&work(Progress::Finished), &Open::default()), [5]);
    }
}
