//! Durations of days and times.

use jiff::SignedDuration;

use super::{Fields, TimeError, wrong};

/// Reads a duration of days and times such as `P1DT2H`, `PT0.5S`, `P2W` or `-PT5M`.
///
/// # Errors
/// When it is none; also for years and months, whose length is not known.
pub fn parse_duration(text: &str) -> Result<SignedDuration, TimeError> {
    let mut fields = Fields { text, at: 0 };
    let is_negative = fields.take(b"-");
    fields.want(b"P", "'P' at the start of a duration")?;
    let mut total = SignedDuration::ZERO;
    let mut is_time = false;
    // Units must come in this order, each at most once.
    let mut rank = 0;
    loop {
        if !is_time && fields.take(b"T") {
            is_time = true;
        }
        let start = fields.at;
        let digits = text.get(start..).unwrap_or_default();
        let digits = digits.len() - digits.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let Ok(value) = text.get(start..start + digits).unwrap_or_default().parse::<i64>() else {
            return wrong(start, "expected a number in the duration");
        };
        fields.at += digits;
        let nanoseconds = if fields.take(b".,") { Some(fields.fraction()?) } else { None };
        let (this, seconds) = match (is_time, fields.peek()) {
            (false, Some(b'W')) => (1, 7 * 86_400),
            (false, Some(b'D')) => (2, 86_400),
            (true, Some(b'H')) => (3, 3_600),
            (true, Some(b'M')) => (4, 60),
            (true, Some(b'S')) => (5, 1),
            (false, Some(b'Y' | b'M')) => {
                return wrong(fields.at, "years and months have no fixed length: use days");
            }
            _ => return wrong(fields.at, "expected a unit of time: W, D, or after T: H, M, S"),
        };
        if this <= rank || (nanoseconds.is_some() && this != 5) {
            return wrong(
                start,
                "units stand in the order W, D, T, H, M, S; only S has a fraction",
            );
        }
        rank = this;
        fields.at += 1;
        total = value
            .checked_mul(seconds)
            .and_then(|s| total.checked_add(SignedDuration::new(s, nanoseconds.unwrap_or(0))))
            .map_or_else(|| wrong(start, "longer than can be counted"), Ok)?;
        if fields.peek().is_none() {
            break;
        }
    }
    Ok(if is_negative { -total } else { total })
}

/// Writes a duration as [`parse_duration`] reads it, in its shortest form.
pub fn format_duration(duration: SignedDuration) -> String {
    let seconds = duration.as_secs().unsigned_abs();
    let nanoseconds = duration.subsec_nanos().unsigned_abs();
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60);
    let rest = seconds % 60;
    let mut text = String::from(if duration.is_negative() { "-P" } else { "P" });
    let units = [(days, "", "D"), (hours, "T", "H"), (minutes, "T", "M")];
    let mut is_time = false;
    let mut put = |mark: &str, piece: &str| {
        if mark == "T" && !is_time {
            is_time = true;
            text.push('T');
        }
        text.push_str(piece);
    };
    for (value, mark, unit) in units.into_iter().filter(|(value, ..)| *value > 0) {
        put(mark, &format!("{value}{unit}"));
    }
    if nanoseconds > 0 {
        let fraction = format!("{nanoseconds:09}");
        put("T", &format!("{rest}.{}S", fraction.trim_end_matches('0')));
    } else if rest > 0 || seconds == 0 {
        put("T", &format!("{rest}S"));
    }
    text
}
