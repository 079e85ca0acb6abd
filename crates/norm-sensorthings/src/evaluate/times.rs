//! How instants and intervals are compared: the table that clients know from FROST.

use jiff::{SignedDuration, Timestamp};

use super::value::Value;
use crate::query::Comparison;
use crate::time::{Instant, Interval, TimeValue};

/// A relation of two times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TimeRelation {
    /// One of the comparisons; `before` is `lt`, `after` is `gt`.
    Compare(Comparison),
    /// One ends where the other starts.
    Meets,
    /// The first lies inside the second.
    During,
    /// They share time.
    Overlaps,
    /// They start together.
    Starts,
    /// They end together.
    Finishes,
}

/// Start and end; equal for an instant.
type Ends = (Timestamp, Timestamp);

/// Whether two times are related as asked. An instant is an interval whose ends are equal, and the
/// other way round, because that is how times are stored.
pub fn time_relation(relation: TimeRelation, a: TimeValue, b: TimeValue) -> bool {
    let a: Ends = (a.start().at(), a.end().at());
    let b: Ends = (b.start().at(), b.end().at());
    match relation {
        TimeRelation::Compare(comparison) => compared(comparison, a, b),
        TimeRelation::Meets => a.0 == b.1 || a.1 == b.0,
        TimeRelation::During => b.0 <= a.0 && a.1 <= b.1 && a.0 < b.1,
        TimeRelation::Overlaps => !(a.0 >= b.1 || b.0 >= a.1) || a.0 == b.0,
        TimeRelation::Starts => a.0 == b.0,
        TimeRelation::Finishes => a.1 == b.1,
    }
}

fn compared(comparison: Comparison, a: Ends, b: Ends) -> bool {
    let is_instant = |t: Ends| t.0 == t.1;
    match comparison {
        Comparison::Eq => a == b,
        Comparison::Ne => a.0 != b.0 && a.1 != b.1,
        Comparison::Gt => a.0 >= b.1 && a.0 > b.0,
        Comparison::Lt => a.1 <= b.0 && a.0 < b.0,
        // An instant is compared with the start of an interval, whichever side it stands on.
        Comparison::Ge if is_instant(a) || is_instant(b) => a.0 >= b.0,
        Comparison::Le if is_instant(a) || is_instant(b) => a.0 <= b.0,
        Comparison::Ge => a.0 >= b.0 && a.1 >= b.1,
        Comparison::Le => a.0 <= b.0 && a.1 <= b.1,
    }
}

pub(super) fn compare(comparison: Comparison, left: &Value, right: &Value) -> Option<bool> {
    let relation = TimeRelation::Compare(comparison);
    Some(time_relation(relation, left.as_time()?, right.as_time()?))
}

/// A time moved by a duration; an interval at both ends.
pub(super) fn moved(time: TimeValue, by: SignedDuration, is_back: bool) -> Option<Value> {
    let by = if is_back { by.checked_neg()? } else { by };
    let shift = |instant: Instant| instant.at().checked_add(by).ok().map(Instant::utc);
    Some(Value::Time(match time {
        TimeValue::Instant(instant) => TimeValue::Instant(shift(instant)?),
        TimeValue::Interval(interval) => {
            TimeValue::Interval(Interval::new(shift(interval.start())?, shift(interval.end())?)?)
        }
    }))
}

#[cfg(test)]
mod tests {
    use super::{TimeRelation as R, time_relation};
    use crate::query::Comparison::{Eq, Ge, Gt, Le, Lt, Ne};

    /// Hours of one day: "3" or "3-5".
    fn time(text: &str) -> crate::time::TimeValue {
        let hour = |h: &str| format!("2026-05-04T{h:0>2}:00:00Z");
        let text = match text.split_once('-') {
            Some((a, b)) => format!("{}/{}", hour(a), hour(b)),
            None => hour(text),
        };
        text.parse().unwrap()
    }

    #[test]
    fn times_are_compared_by_the_table() {
        let c = R::Compare;
        for (relation, a, b, holds) in [
            (c(Eq), "3", "3", true),
            (c(Ne), "3", "4", true),
            (c(Gt), "4", "3", true),
            (c(Gt), "3", "3", false),
            // interval a, instant t
            (c(Eq), "3-5", "3", false),
            (c(Ne), "3-5", "3", false),
            (c(Ne), "3-5", "4", true),
            (c(Gt), "3-5", "2", true),
            (c(Gt), "3-5", "3", false),
            (c(Ge), "3-5", "3", true),
            (c(Lt), "3-5", "5", true),
            (c(Lt), "3-5", "4", false),
            (c(Le), "3-5", "3", true),
            (c(Le), "3-5", "4", true),
            (c(Le), "3-5", "2", false),
            // the other way round, mirrored
            (c(Ge), "4", "3-5", true),
            (c(Ge), "2", "3-5", false),
            (c(Le), "3", "3-5", true),
            (c(Le), "4", "3-5", false),
            (c(Lt), "2", "3-5", true),
            (c(Gt), "5", "3-5", true),
            (c(Gt), "4", "3-5", false),
            // two intervals
            (c(Gt), "5-7", "3-5", true),
            (c(Gt), "4-7", "3-5", false),
            (c(Ge), "4-7", "3-5", true),
            (c(Le), "3-5", "4-7", true),
            (c(Le), "3-8", "4-7", false),
            (c(Lt), "3-5", "5-7", true),
            (R::Meets, "3-5", "5-7", true),
            (R::Meets, "3-5", "6-7", false),
            (R::Meets, "3-5", "5", true),
            (R::Overlaps, "3-5", "4-7", true),
            (R::Overlaps, "3-5", "5-7", false),
            (R::Overlaps, "3-5", "3", true),
            (R::Overlaps, "3-5", "5", false),
            (R::Overlaps, "3", "3", true),
            (R::Starts, "3-5", "3-9", true),
            (R::Finishes, "3-9", "4-9", true),
            (R::Finishes, "3-9", "9", true),
            (R::During, "4-5", "3-9", true),
            (R::During, "3-9", "4-5", false),
            (R::During, "3", "3-9", true),
            (R::During, "9", "3-9", false),
        ] {
            let found = time_relation(relation, time(a), time(b));
            assert_eq!(found, holds, "{relation:?} {a} {b}");
        }
    }
}
