//! When the roll-out ends if it goes on as it did: no promise, and it says so.

use jiff::ToSpan;
use jiff::civil::Date;
use kernel::{AppError, Reader};

use crate::store;

/// Months looked back at.
pub const MONTHS: i32 = 6;
/// A pace is one only from this many addresses on: below, a single house decides.
const ADDRESSES_MIN: usize = 20;
/// Further than this nobody can see, in months.
const MONTHS_MAX: usize = 240;

/// How the roll-out went and where that leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forecast {
    /// Addresses with fibre in reach at the end of each month looked at, the last as of today.
    pub past: Vec<(Date, usize)>,
    /// Addresses that somebody plans or builds and that are not in reach yet.
    pub open: usize,
    /// Addresses that came into reach in the months looked at.
    pub gained: usize,
    /// The month in which the last planned address is in reach, if the pace stays; none without a
    /// pace or beyond what can be seen.
    pub done_by: Option<Date>,
}

/// Looks ahead by what was.
///
/// # Errors
/// What the database says.
pub fn look(reader: &mut Reader<'_>, today: Date) -> Result<Forecast, AppError> {
    let mut past = Vec::new();
    let mut open = 0;
    for back in (0..=MONTHS).rev() {
        let day = if back == 0 {
            today
        } else {
            today.saturating_sub((back - 1).months()).first_of_month().saturating_sub(1.days())
        };
        let (reached, named) = store::reached(reader, day)?;
        open = named.saturating_sub(reached);
        past.push((day, reached));
    }
    Ok(ahead(past, open))
}

fn ahead(past: Vec<(Date, usize)>, open: usize) -> Forecast {
    let (first, last) = (past.first().copied(), past.last().copied());
    let (gained, done_by) = match (first, last) {
        (Some((from, before)), Some((to, now))) => {
            let gained = now.saturating_sub(before);
            let days = usize::try_from((to - from).get_days()).unwrap_or_default();
            let needed = (open * days).checked_div(gained).map(|days| days / 30 + 1);
            let is_pace = gained >= ADDRESSES_MIN && open > 0;
            let needed = needed.filter(|months| is_pace && *months <= MONTHS_MAX);
            let months = needed.and_then(|months| i32::try_from(months).ok());
            (gained, months.map(|months| to.saturating_add(months.months()).first_of_month()))
        }
        _ => (0, None),
    };
    Forecast { past, open, gained, done_by }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn forecast(before: usize, now: usize, open: usize) -> Forecast {
        ahead(vec![(date(2026, 5, 31), before), (date(2026, 11, 27), now)], open)
    }

    #[test]
    fn the_pace_of_half_a_year_leads_to_a_month() {
        let f = forecast(1_000, 1_600, 1_200);
        assert_eq!((f.gained, f.done_by), (600, Some(date(2027, 12, 1))));
    }

    #[test]
    fn without_a_pace_nothing_is_said() {
        assert_eq!(forecast(1_000, 1_005, 1_200).done_by, None, "a few houses are no pace");
        assert_eq!(forecast(1_000, 900, 1_200).done_by, None, "what was corrected is none");
        assert_eq!(forecast(1_000, 1_600, 0).done_by, None, "nothing is open");
        assert_eq!(forecast(1_000, 1_030, 90_000).done_by, None, "too far");
    }
}
