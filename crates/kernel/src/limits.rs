//! Limits per caller: a leaky bucket (GCRA) per key, bounded in memory, on the town's clock.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

use crate::error::AppError;

/// Keys remembered at most; past that the quietest are forgotten.
const KEYS_MAX: usize = 100_000;

/// A limit: so many at once, one more after each interval.
#[derive(Clone, Copy, Debug)]
pub struct Rate {
    /// Name, part of the key.
    pub name: &'static str,
    /// How many may come at once.
    pub burst: u32,
    /// Time after which one more may come.
    pub every: SignedDuration,
}

/// Remembers who came how often.
#[derive(Debug, Default)]
pub struct Limits {
    /// Theoretical arrival times.
    seen: Mutex<HashMap<(&'static str, String), Timestamp>>,
}

impl Limits {
    /// Counts one more of `key`.
    ///
    /// # Errors
    /// [`AppError::TooMany`] with the seconds to wait; the try is not counted then.
    pub fn take(&self, rate: Rate, key: &str, now: Timestamp) -> Result<(), AppError> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() >= KEYS_MAX {
            seen.retain(|_, at| *at > now);
            if seen.len() >= KEYS_MAX {
                seen.clear();
            }
        }
        let at = seen.entry((rate.name, key.to_owned())).or_insert(now);
        let arrival = (*at).max(now);
        let slack = rate.every * i32::try_from(rate.burst.saturating_sub(1)).unwrap_or(i32::MAX);
        let early = arrival.duration_since(now);
        if early > slack {
            let wait = (early - slack).as_secs().max(1);
            return Err(AppError::TooMany(u64::try_from(wait).unwrap_or(1)));
        }
        *at = arrival.checked_add(rate.every).unwrap_or(arrival);
        Ok(())
    }
}

/// The part of an address that stands for one caller: /24 of IPv4, /56 of IPv6.
pub fn caller(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        IpAddr::V6(v6) => {
            let s = v6.segments();
            format!("{:x}:{:x}:{:x}:{:x}::/56", s[0], s[1], s[2], s[3] & 0xff00)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_passes_and_then_one_per_interval() {
        let limits = Limits::default();
        let rate = Rate { name: "test", burst: 3, every: SignedDuration::from_secs(10) };
        let start: Timestamp = "2026-05-04T08:00:00Z".parse().unwrap();
        for _ in 0..3 {
            limits.take(rate, "a", start).unwrap();
        }
        assert!(matches!(limits.take(rate, "a", start), Err(AppError::TooMany(10))));
        limits.take(rate, "b", start).unwrap();
        limits.take(rate, "a", start + SignedDuration::from_secs(10)).unwrap();
        assert!(limits.take(rate, "a", start + SignedDuration::from_secs(11)).is_err());
    }
}
