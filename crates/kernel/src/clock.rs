//! The only clock of the house. Everybody asks it; tests move it.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, LazyLock};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// Where instants come from: the machine, or a test that turns the hands itself.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    /// Microseconds since the epoch when a test holds the hands.
    held: Option<Arc<AtomicI64>>,
}

impl Clock {
    /// The clock of the machine.
    pub fn system() -> Self {
        Self { held: None }
    }

    /// A clock that stands still at `at` until somebody advances it.
    pub fn held_at(at: Timestamp) -> Self {
        Self { held: Some(Arc::new(AtomicI64::new(at.as_microsecond()))) }
    }

    /// This instant.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that asks the machine")]
    pub fn now(&self) -> Timestamp {
        match &self.held {
            None => Timestamp::now(),
            Some(held) => Timestamp::from_microsecond(held.load(Ordering::SeqCst))
                .unwrap_or(Timestamp::UNIX_EPOCH),
        }
    }

    /// Moves a held clock forward; a system clock takes no orders.
    pub fn advance(&self, by: SignedDuration) {
        if let Some(held) = &self.held {
            let micros = i64::try_from(by.as_micros()).unwrap_or(0);
            held.fetch_add(micros, Ordering::SeqCst);
        }
    }

    /// Sets a held clock; a system clock takes no orders.
    pub fn set(&self, at: Timestamp) {
        if let Some(held) = &self.held {
            held.store(at.as_microsecond(), Ordering::SeqCst);
        }
    }
}

/// Writes an instant with fixed precision, so that text order is time order.
pub fn instant_text(at: Timestamp) -> String {
    format!("{at:.6}")
}

/// The local day of an instant in the town's time zone, Europe/Berlin.
pub fn local_day(at: Timestamp) -> Date {
    at.to_zoned(berlin()).date()
}

/// The town's time zone. Looked up once: every request asks for it.
pub fn berlin() -> TimeZone {
    static BERLIN: LazyLock<TimeZone> =
        LazyLock::new(|| TimeZone::get("Europe/Berlin").unwrap_or(TimeZone::UTC));
    BERLIN.clone()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_order_is_time_order() {
        let early: Timestamp = "2026-05-04T08:00:00Z".parse().unwrap();
        let late: Timestamp = "2026-05-04T08:00:00.5Z".parse().unwrap();
        assert!(instant_text(early) < instant_text(late));
        assert_eq!(instant_text(early), "2026-05-04T08:00:00.000000Z");
    }

    #[test]
    fn the_day_is_the_day_in_town() {
        let at: Timestamp = "2026-12-31T23:30:00Z".parse().unwrap();
        assert_eq!(local_day(at).to_string(), "2027-01-01");
    }
}
