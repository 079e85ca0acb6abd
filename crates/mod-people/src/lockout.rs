//! Brakes on guessing. What is slowed down is always a pair of a sign-in name and where the tries
//! come from: a stranger can slow down themselves, never the person whose name they type. A device
//! that signed in before counts apart from its network.

use jiff::{SignedDuration, Timestamp};
use kernel::limits::Rate;
use kernel::{AppError, Ctx, Town, Tx};

use crate::store;

/// Tries of one network. A whole town hall may stand behind one address.
pub const SIGN_IN_RATE: Rate =
    Rate { name: "people.sign-in", burst: 60, every: SignedDuration::from_secs(2) };
/// Wrong tries before the first pause.
const FREE_FAILURES: i64 = 5;
/// First pause; it doubles with every further failure.
const FIRST_PAUSE: SignedDuration = SignedDuration::from_secs(15);
/// Longest pause.
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_hours(1);
/// Failures are forgotten after this time without another one.
pub const FORGOTTEN_AFTER: SignedDuration = SignedDuration::from_hours(24);

/// The place where tries are counted: a keyed digest, so that the table names nobody.
pub fn place(ctx: &Ctx, login: &str, device: Option<&str>) -> String {
    let from = device.map_or_else(|| format!("net|{}", ctx.caller), |d| format!("device|{d}"));
    tag(&ctx.town, &format!("people.failure|{}|{from}", kernel::people::login_form(login)))
}

/// A keyed digest in hexadecimal.
pub fn tag(town: &Town, text: &str) -> String {
    hex::encode(town.keys().records.tag(text))
}

/// The pause after so many failures.
fn pause(failures: i64) -> SignedDuration {
    let over = failures - FREE_FAILURES;
    if over < 0 {
        return SignedDuration::ZERO;
    }
    let doubled = 1_i32.checked_shl(u32::try_from(over.min(20)).unwrap_or(20)).unwrap_or(i32::MAX);
    (FIRST_PAUSE * doubled).min(LONGEST_PAUSE)
}

/// Refuses while a pause runs.
///
/// # Errors
/// [`AppError::TooMany`] with the seconds left.
pub fn admit(until: Option<Timestamp>, now: Timestamp) -> Result<(), AppError> {
    match until {
        Some(until) if until > now => {
            let left = until.duration_since(now).as_secs().max(1);
            Err(AppError::TooMany(u64::try_from(left).unwrap_or(1)))
        }
        _ => Ok(()),
    }
}

/// Counts a failure at a place.
///
/// # Errors
/// What the database says.
pub fn note(tx: &mut Tx<'_>, place: &str) -> Result<(), AppError> {
    let now = tx.now();
    let before = store::failure(tx, place)?;
    let failures = match before {
        Some(f) if now.duration_since(f.last_at) < FORGOTTEN_AFTER => f.failures + 1,
        _ => 1,
    };
    let until = now.checked_add(pause(failures)).map_err(AppError::internal)?;
    store::set_failure(tx, place, failures, until)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_end_at_an_hour() {
        assert_eq!(pause(1), SignedDuration::ZERO);
        assert_eq!(pause(4), SignedDuration::ZERO);
        assert_eq!(pause(5), SignedDuration::from_secs(15));
        assert_eq!(pause(6), SignedDuration::from_secs(30));
        assert_eq!(pause(9), SignedDuration::from_secs(240));
        assert_eq!(pause(500), LONGEST_PAUSE);
    }

    #[test]
    fn a_running_pause_says_how_long() {
        let now: Timestamp = "2026-05-04T08:00:00Z".parse().unwrap();
        admit(None, now).unwrap();
        admit(Some(now), now).unwrap();
        let until = now + SignedDuration::from_secs(30);
        assert!(matches!(admit(Some(until), now), Err(AppError::TooMany(30))));
    }
}
