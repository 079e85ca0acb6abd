//! Reports of barriers and their clock (§ 10b (2) no. 2 BGG NRW, § 5 BITVNRW).

mod store;

use jiff::civil::Date;
use kernel::module::{Finding, Health};
use kernel::{AppError, Id, Reader, Town, Tx};
use serde::{Deserialize, Serialize};

pub(crate) use store::{answer, erase, find, interim, open_gaps, recent, set_gap};

/// Days until the answer.
const ANSWER_DAYS: i64 = 14;
/// Days until the answer at the latest.
const LATEST_DAYS: i64 = 42;
/// What is sealed under this name.
const SEAL: &str = "site_barrier|letter|";

/// A report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Barrier {
    pub id: Id<Barrier>,
    pub page: String,
    /// Sealed.
    pub letter: String,
    pub received_on: Date,
    pub interim_on: Option<Date>,
    pub answered_on: Option<Date>,
    /// What the statement says of it, as long as it is not mended.
    pub gap_de: String,
    pub gap_en: String,
    pub mended_on: Option<Date>,
}

/// What somebody wrote.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Letter {
    pub name: String,
    pub email: String,
    pub text: String,
}

/// Where the clock stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Clock {
    /// Answered.
    Done,
    /// There is time until this day.
    Running(Date),
    /// Two weeks are over, an interim word is due.
    Late(Date),
    /// Six weeks are over.
    Overdue(Date),
}

fn after(day: Date, days: i64) -> Date {
    day.saturating_add(jiff::Span::new().days(days))
}

impl Barrier {
    /// Where its clock stands on a day.
    pub fn clock(&self, today: Date) -> Clock {
        let (due, latest) =
            (after(self.received_on, ANSWER_DAYS), after(self.received_on, LATEST_DAYS));
        match (self.answered_on, self.interim_on) {
            (Some(_), _) => Clock::Done,
            _ if today > latest => Clock::Overdue(latest),
            (None, Some(_)) => Clock::Running(latest),
            (None, None) if today > due => Clock::Late(latest),
            (None, None) => Clock::Running(due),
        }
    }

    /// What somebody wrote.
    ///
    /// # Errors
    /// That it does not open.
    pub fn open_letter(&self, town: &Town) -> Result<Letter, AppError> {
        let bytes = town.unseal(&format!("{SEAL}{}", self.id), &self.letter)?;
        Ok(serde_json::from_slice(&bytes)?)
    }
}

/// Takes a report in; the same one only once.
pub(crate) fn take_in(
    tx: &mut Tx<'_>,
    town: &Town,
    id: Id<Barrier>,
    page: &str,
    letter: &Letter,
) -> Result<(), AppError> {
    let sealed = town.seal(&format!("{SEAL}{id}"), &serde_json::to_vec(letter)?)?;
    store::add(tx, id, page, &sealed)
}

/// The clocks of all open reports, for `rathaus check`.
pub(crate) fn check(_: &Town, reader: &mut Reader<'_>) -> Result<Finding, AppError> {
    let today = reader.today();
    let open = store::open(reader)?;
    let late = open.iter().filter(|b| matches!(b.clock(today), Clock::Late(_))).count();
    let overdue = open.iter().filter(|b| matches!(b.clock(today), Clock::Overdue(_))).count();
    let remedy = "Answer the reports of barriers under /verwaltung/barrieren.";
    Ok(match (overdue, late) {
        (0, 0) => Finding::ok("site/barriers", format!("{} open, none late", open.len())),
        (0, late) => Finding::bad(
            "site/barriers",
            Health::Warn,
            format!("{late} reports of barriers wait for more than two weeks"),
            remedy,
        ),
        (overdue, _) => Finding::bad(
            "site/barriers",
            Health::Fail,
            format!("{overdue} reports of barriers wait for more than six weeks"),
            remedy,
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_follows_the_ordinance() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let mut it = Barrier {
            id: Id::from_name("b"),
            page: String::new(),
            letter: String::new(),
            received_on: day("2026-05-04"),
            interim_on: None,
            answered_on: None,
            gap_de: String::new(),
            gap_en: String::new(),
            mended_on: None,
        };
        assert_eq!(it.clock(day("2026-05-18")), Clock::Running(day("2026-05-18")));
        assert_eq!(it.clock(day("2026-05-19")), Clock::Late(day("2026-06-15")));
        it.interim_on = Some(day("2026-05-19"));
        assert_eq!(it.clock(day("2026-06-15")), Clock::Running(day("2026-06-15")));
        assert_eq!(it.clock(day("2026-06-16")), Clock::Overdue(day("2026-06-15")));
        it.answered_on = Some(day("2026-06-16"));
        assert_eq!(it.clock(day("2027-01-01")), Clock::Done);
    }
}
