//! The calendar: periods by civil code (§§ 187, 188, 193 BGB), public holidays of North
//! Rhine-Westphalia, and the deadlines of cases.

use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan};

use crate::db::{Reader, Row, Sql, Tx};
use crate::error::AppError;
use crate::sql;
use crate::value::{Id, Text};

/// Easter Sunday of a year (Gregorian calendar, after Gauss in the form of Lichtenberg).
pub fn easter(year: i16) -> Date {
    let y = i32::from(year);
    let century = y / 100;
    let lunar = 15 + (3 * century + 3) / 4 - (8 * century + 13) / 25;
    let solar = 2 - (3 * century + 3) / 4;
    let cycle = y % 19;
    let seed = (19 * cycle + lunar) % 30;
    let correction = (seed + cycle / 11) / 29;
    let border = 21 + seed - correction;
    let first_sunday = 7 - (y + y / 4 + solar) % 7;
    let distance = 7 - (border - first_sunday).rem_euclid(7);
    let march_first = Date::constant(year, 3, 1);
    march_first.saturating_add((i64::from(border + distance) - 1).days())
}

/// Whether a day is a public holiday in North Rhine-Westphalia (Feiertagsgesetz NW § 2), Sundays
/// apart. 24 and 31 December are working days.
pub fn is_holiday(day: Date) -> bool {
    let fixed = matches!((day.month(), day.day()), (1 | 5 | 11, 1) | (10, 3) | (12, 25 | 26));
    if fixed {
        return true;
    }
    // The 500th anniversary of the Reformation was a holiday once.
    if day == Date::constant(2017, 10, 31) {
        return true;
    }
    // Good Friday, Easter Monday, Ascension, Whit Monday, Corpus Christi.
    let easter = easter(day.year());
    [-2_i64, 1, 39, 50, 60].iter().any(|days| easter.saturating_add(days.days()) == day)
}

/// Whether the law lets a period end on this day: no Saturday, Sunday or holiday (§ 193 BGB).
pub fn is_working_day(day: Date) -> bool {
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && !is_holiday(day)
}

/// The day itself or the next working day (§ 193 BGB, § 26 (3) SGB X, § 31 (3) VwVfG).
pub fn shifted(mut day: Date) -> Date {
    while !is_working_day(day) {
        day = day.saturating_add(1.day());
    }
    day
}

/// The end of a period that an event on `event` starts: the day of the event is not counted
/// (§ 187 (1) BGB); periods of weeks and months end on the day of the same name or number, or on
/// the last of the month where that is missing (§ 188 (2), (3) BGB). Without the shift of § 193.
pub fn end_raw(event: Date, span: Span) -> Date {
    event.saturating_add(span)
}

/// The end of a period with the shift of § 193 BGB.
pub fn end_shifted(event: Date, span: Span) -> Date {
    shifted(end_raw(event, span))
}

/// When a document counts as delivered; belongs to the kind of case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct DeliveryRule {
    /// Days after posting or notification; the fourth since 2025 (§ 37 (2), (2a) SGB X,
    /// § 9 (1) OZG, § 41 (2) VwVfG).
    pub days: u8,
    /// Whether the end moves to the next working day. Disputed for deemed delivery, so it is a
    /// setting of the town.
    pub is_shifted: bool,
}

impl DeliveryRule {
    /// The day on which a document sent on `sent` counts as delivered.
    pub fn delivered_on(self, sent: Date) -> Date {
        let day = sent.saturating_add(i64::from(self.days).days());
        if self.is_shifted { shifted(day) } else { day }
    }
}

const START: Sql = sql!(
    "INSERT INTO kernel_deadline (id, subject, rule, label_de, label_en, due_on, remind_on, state, is_reminded)
     VALUES ($1, $2, $3, $4, $5, $6, $7, 'running', FALSE)"
);
const OF_SUBJECT: Sql = sql!(
    "SELECT id, subject, rule, label_de, label_en, due_on, remind_on, state
     FROM kernel_deadline
     WHERE subject = $1
     ORDER BY due_on, id
     LIMIT 200"
);
const SET_STATE: Sql = sql!(
    "UPDATE kernel_deadline SET state = $3 WHERE subject = $1 AND rule = $2 AND state = 'running'"
);
const EXPIRED: Sql = sql!(
    "SELECT id, subject, rule, label_de, label_en, due_on, remind_on, state
     FROM kernel_deadline
     WHERE state = 'running' AND due_on < $1
     ORDER BY due_on, id
     LIMIT 200"
);
const TO_REMIND: Sql = sql!(
    "SELECT id, subject, rule, label_de, label_en, due_on, remind_on, state
     FROM kernel_deadline
     WHERE state = 'running' AND is_reminded = FALSE AND remind_on <= $1
     ORDER BY due_on, id
     LIMIT 200"
);
const MARK_EXPIRED: Sql = sql!("UPDATE kernel_deadline SET state = 'expired' WHERE id = $1");
const MARK_REMINDED: Sql = sql!("UPDATE kernel_deadline SET is_reminded = TRUE WHERE id = $1");
const NEAREST: Sql = sql!(
    "SELECT MIN(due_on) AS due_on FROM kernel_deadline WHERE subject = $1 AND state = 'running'"
);

/// A deadline of a case or another subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// Identifier.
    pub id: Id<Deadline>,
    /// What it belongs to, usually the identifier of a case.
    pub subject: String,
    /// Name of the rule, for example `wohngeld/documents`.
    pub rule: String,
    /// What people read.
    pub label: Text,
    /// Last day.
    pub due_on: Date,
    /// Day of the reminder.
    pub remind_on: Option<Date>,
    /// `running`, `met`, `expired` or `dropped`.
    pub state: String,
}

impl Deadline {
    fn read(row: &Row) -> Result<Self, AppError> {
        Ok(Self {
            id: row.get("id")?,
            subject: row.get("subject")?,
            rule: row.get("rule")?,
            label: Text { de: row.get("label_de")?, en: row.get("label_en")? },
            due_on: row.get("due_on")?,
            remind_on: row.get("remind_on")?,
            state: row.get("state")?,
        })
    }
}

/// Starts a deadline.
///
/// # Errors
/// What the database says.
pub fn start(
    tx: &mut Tx<'_>,
    subject: &str,
    rule: &str,
    label: &Text,
    due_on: Date,
    remind_on: Option<Date>,
) -> Result<Id<Deadline>, AppError> {
    let id = Id::new();
    tx.execute(START, &[&id, &subject, &rule, &label.de, &label.en, &due_on, &remind_on])?;
    Ok(id)
}

/// Deadlines of a subject, nearest first.
///
/// # Errors
/// What the database says.
pub fn of_subject(reader: &mut Reader<'_>, subject: &str) -> Result<Vec<Deadline>, AppError> {
    reader.query(OF_SUBJECT, &[&subject])?.iter().map(Deadline::read).collect()
}

/// Marks running deadlines of a rule as met.
///
/// # Errors
/// What the database says.
pub fn meet(tx: &mut Tx<'_>, subject: &str, rule: &str) -> Result<(), AppError> {
    tx.execute(SET_STATE, &[&subject, &rule, &"met"])?;
    Ok(())
}

/// Drops running deadlines of a rule: they no longer matter.
///
/// # Errors
/// What the database says.
pub fn drop_rule(tx: &mut Tx<'_>, subject: &str, rule: &str) -> Result<(), AppError> {
    tx.execute(SET_STATE, &[&subject, &rule, &"dropped"])?;
    Ok(())
}

/// The nearest running deadline of a subject.
///
/// # Errors
/// What the database says.
pub fn nearest(reader: &mut Reader<'_>, subject: &str) -> Result<Option<Date>, AppError> {
    Ok(reader.one(NEAREST, &[&subject])?.get("due_on")?)
}

/// Takes the deadlines that ran out before today and marks them; each becomes a fact.
pub(crate) fn take_expired(tx: &mut Tx<'_>) -> Result<Vec<Deadline>, AppError> {
    let today = tx.today();
    let expired: Vec<Deadline> =
        tx.query(EXPIRED, &[&today])?.iter().map(Deadline::read).collect::<Result<_, _>>()?;
    for deadline in &expired {
        tx.execute(MARK_EXPIRED, &[&deadline.id])?;
    }
    Ok(expired)
}

/// Takes the deadlines whose reminder is due and marks them.
pub(crate) fn take_reminders(tx: &mut Tx<'_>) -> Result<Vec<Deadline>, AppError> {
    let today = tx.today();
    let due: Vec<Deadline> =
        tx.query(TO_REMIND, &[&today])?.iter().map(Deadline::read).collect::<Result<_, _>>()?;
    for deadline in &due {
        tx.execute(MARK_REMINDED, &[&deadline.id])?;
    }
    Ok(due)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn easter_falls_where_the_calendar_says() {
        for (year, expected) in [
            (2000, "2000-04-23"),
            (2019, "2019-04-21"),
            (2024, "2024-03-31"),
            (2025, "2025-04-20"),
            (2026, "2026-04-05"),
            (2038, "2038-04-25"),
            (2049, "2049-04-18"),
            (2076, "2076-04-19"),
        ] {
            assert_eq!(easter(year), day(expected), "{year}");
        }
    }

    #[test]
    fn christmas_eve_is_a_working_day() {
        assert!(is_working_day(day("2026-12-24")));
        assert!(!is_working_day(day("2026-12-25")));
        assert!(!is_working_day(day("2026-06-04")), "Corpus Christi");
    }

    #[test]
    fn a_month_ends_on_its_last_day_where_the_number_is_missing() {
        assert_eq!(end_raw(day("2025-11-30"), 3.months()), day("2026-02-28"));
        assert_eq!(end_shifted(day("2025-11-30"), 3.months()), day("2026-03-02"));
    }

    #[test]
    fn delivery_counts_four_days() {
        let rule = DeliveryRule { days: 4, is_shifted: false };
        assert_eq!(rule.delivered_on(day("2026-12-22")), day("2026-12-26"));
        let rule = DeliveryRule { days: 4, is_shifted: true };
        assert_eq!(rule.delivered_on(day("2026-12-22")), day("2026-12-28"));
    }
}
