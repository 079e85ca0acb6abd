//! One-time codes of an app (RFC 6238): six digits, thirty seconds, SHA-1 as all apps know it.

use jiff::Timestamp;
use kernel::people::Account;
use kernel::{AppError, Id, Town};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use totp_rs::{Builder, Secret, Totp};

/// Bytes of a secret, as RFC 4226 recommends.
pub const SECRET_BYTES: usize = 20;

fn totp(secret: &[u8]) -> Result<Totp, AppError> {
    // One step before and one after: clocks of phones differ.
    Builder::new().with_secret(secret.to_vec()).with_skew(1).build().map_err(AppError::internal)
}

/// The step whose code this is, if it is one of now or of a step beside.
///
/// # Errors
/// Internal when the secret is too short.
pub fn matching_step(secret: &[u8], code: &str, now: Timestamp) -> Result<Option<i64>, AppError> {
    let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(None);
    }
    let seconds = u64::try_from(now.as_second()).unwrap_or(0);
    Ok(totp(secret)?.check(&digits, seconds).and_then(|step| i64::try_from(step).ok()))
}

/// The code of an instant: for tests and for the command line that sets up a demo.
///
/// # Errors
/// Internal when the secret is too short.
#[cfg(test)]
pub fn code_at(secret: &[u8], at: Timestamp) -> Result<String, AppError> {
    let seconds = u64::try_from(at.as_second()).unwrap_or(0);
    Ok(totp(secret)?.generate(seconds).to_string())
}

/// The secret in the form people type into an app, in groups of four.
pub fn spelled(secret: &[u8]) -> String {
    let text = Secret::from(secret).to_base32();
    let letters: Vec<char> = text.trim_end_matches('=').chars().collect();
    letters.chunks(4).map(|c| c.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// Reads a secret in Base32.
///
/// # Errors
/// Internal when it is none.
pub fn read_secret(base32: &str) -> Result<Vec<u8>, AppError> {
    let text: String = base32.chars().filter(|c| !c.is_whitespace()).collect();
    let secret = Secret::try_from_base32(text).map_err(|e| AppError::internal(e.to_string()))?;
    Ok(secret.as_bytes().to_vec())
}

/// What the square code says: issuer, account, secret.
pub fn uri(secret: &[u8], issuer: &str, account: &str) -> String {
    // A colon parts issuer and account; none may stand within them.
    let encode = |t: &str| utf8_percent_encode(&t.replace(':', " "), NON_ALPHANUMERIC).to_string();
    let (issuer, account) = (encode(issuer), encode(account));
    let base32 = Secret::from(secret).to_base32();
    let secret = base32.trim_end_matches('=');
    format!("otpauth://totp/{issuer}:{account}?secret={secret}&issuer={issuer}")
}

fn place(account: Id<Account>) -> String {
    format!("kernel_account|totp|{account}")
}

/// Seals a secret for its account.
///
/// # Errors
/// As [`Town::seal`].
pub fn seal(town: &Town, account: Id<Account>, secret: &[u8]) -> Result<String, AppError> {
    town.seal(&place(account), secret)
}

/// Opens the secret of an account.
///
/// # Errors
/// As [`Town::unseal`].
pub fn unseal(town: &Town, account: Id<Account>, sealed: &str) -> Result<Vec<u8>, AppError> {
    town.unseal(&place(account), sealed)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238 appendix B, shortened to six digits as its text says.
    #[test]
    fn codes_are_those_of_the_standard() {
        let secret = b"12345678901234567890";
        for (second, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_234_567_890, "005924"),
            (20_000_000_000, "353130"),
        ] {
            let at = Timestamp::from_second(second).unwrap();
            assert_eq!(matching_step(secret, code, at).unwrap(), Some(second / 30), "{second}");
        }
    }

    #[test]
    fn a_code_holds_for_its_step_and_the_ones_beside() {
        let secret = [7_u8; SECRET_BYTES];
        let at: Timestamp = "2026-05-04T08:00:00Z".parse().unwrap();
        let code = code_at(&secret, at).unwrap();
        let step = at.as_second() / 30;
        for (seconds, found) in
            [(-31, None), (-30, Some(step)), (0, Some(step)), (59, Some(step)), (60, None)]
        {
            let then = at + jiff::SignedDuration::from_secs(seconds);
            assert_eq!(matching_step(&secret, &code, then).unwrap(), found, "{seconds}");
        }
        let spaced = format!("{} {}", &code[..3], &code[3..]);
        assert_eq!(matching_step(&secret, &spaced, at).unwrap(), Some(step));
        for wrong in ["", "12345", "1234567", "abcdef", "-12345"] {
            assert_eq!(matching_step(&secret, wrong, at).unwrap(), None);
        }
    }

    #[test]
    fn the_address_for_apps_is_well_formed() {
        let uri = uri(&[0_u8; SECRET_BYTES], "Stadt Köln: Rathaus", "a@b.example");
        assert!(uri.starts_with(
            "otpauth://totp/Stadt%20K%C3%B6ln%20%20Rathaus:a%40b%2Eexample?secret=AAAA"
        ));
        assert_eq!(read_secret(&spelled(&[9_u8; SECRET_BYTES])).unwrap(), vec![9_u8; SECRET_BYTES]);
    }
}
