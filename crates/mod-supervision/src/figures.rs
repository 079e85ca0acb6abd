//! What each company's work is like: defects per length, days until they are repaired, what is late.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::{Actor, AppError, Reader};

use crate::INSPECT;
use crate::model::Stage;
use crate::store::figures::{self, Defect};

/// Below this length, in metres, defects per 100 m say nothing.
const METRES_MIN: i64 = 100;

/// The figures of a company.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Figures {
    /// Metres that are or were under supervision.
    pub metres: i64,
    /// Defects, repaired ones included.
    pub defects: i64,
    /// Defects not yet repaired.
    pub open: i64,
    /// Of these, those whose period is over.
    pub late: i64,
    /// Days from finding to repair, of the repaired ones, in order.
    pub days: Vec<i64>,
}

impl Figures {
    /// Defects per 100 m, in tenths; none where the length is too small.
    pub(crate) fn per_hundred(&self) -> Option<i64> {
        (self.metres >= METRES_MIN).then(|| (self.defects * 1_000 + self.metres / 2) / self.metres)
    }

    /// Half of the defects were repaired within this many days.
    pub(crate) fn median(&self) -> Option<i64> {
        let middle = self.days.len().checked_sub(1)? / 2;
        self.days.get(middle).copied()
    }

    /// Which part of the open defects is late, in percent.
    pub(crate) fn share_late(&self) -> Option<i64> {
        (self.late * 100).checked_div(self.open)
    }

    fn count(&mut self, defect: &Defect, today: Date) {
        self.defects += 1;
        if defect.state == Stage::Closed {
            let hours = defect.last_at.duration_since(defect.made_at).as_hours();
            self.days.push(hours.max(0) / 24);
        } else {
            self.open += 1;
            self.late += i64::from(defect.due_on.is_some_and(|due| due < today));
        }
    }
}

/// Figures by who builds, of the units in which somebody may look.
///
/// # Errors
/// What the database says.
pub(crate) fn per_company(
    reader: &mut Reader<'_>,
    actor: &Actor,
) -> Result<BTreeMap<String, Figures>, AppError> {
    let today = reader.today();
    let mut all: BTreeMap<String, Figures> = BTreeMap::new();
    for (builder, unit, cm) in figures::lengths(reader)? {
        if actor.may_in(INSPECT, unit) {
            all.entry(builder).or_default().metres += cm / 100;
        }
    }
    for defect in figures::defects(reader)? {
        if actor.may_in(INSPECT, defect.unit) {
            all.entry(defect.builder.clone()).or_default().count(&defect, today);
        }
    }
    for figures in all.values_mut() {
        figures.days.sort_unstable();
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_said_only_where_they_say_something() {
        let none = Figures::default();
        assert_eq!((none.per_hundred(), none.median(), none.share_late()), (None, None, None));
        let some = Figures { metres: 250, defects: 3, open: 2, late: 1, days: vec![4, 9, 30, 31] };
        assert_eq!(some.per_hundred(), Some(12), "1.2 per 100 m");
        assert_eq!((some.median(), some.share_late()), (Some(9), Some(50)));
        assert_eq!(Figures { metres: 99, ..some }.per_hundred(), None, "too short to say");
    }
}
