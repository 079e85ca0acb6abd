//! Recovery codes: ten words for the day the phone is lost, each good once.

use kernel::people::Account;
use kernel::{AppError, Id, Town, Tx, credentials};

use crate::lockout::tag;

/// How many are given at once.
pub const CODES: usize = 10;
/// Letters without those that are mistaken for each other; one stands twice, so that 32 divides
/// the values of a byte evenly.
const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789x";
/// Letters of one code: fifty bits, far beyond what the brakes let anybody try.
const LENGTH: usize = 10;

/// A new set of codes as people see them.
pub fn new_codes() -> Vec<String> {
    (0..CODES)
        .map(|_| {
            let mut bytes = [0_u8; LENGTH];
            rand::fill(&mut bytes);
            let text: String =
                bytes.iter().map(|b| char::from(LETTERS[usize::from(b % 32)])).collect();
            format!("{}-{}", &text[..LENGTH / 2], &text[LENGTH / 2..])
        })
        .collect()
}

fn hash(town: &Town, account: Id<Account>, code: &str) -> String {
    let plain: String = code.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
    tag(town, &format!("kernel_recovery_code|{account}|{plain}"))
}

/// Gives an account a new set; answers the codes to be shown once.
///
/// # Errors
/// What the database says.
pub fn renew(tx: &mut Tx<'_>, town: &Town, account: Id<Account>) -> Result<Vec<String>, AppError> {
    let codes = new_codes();
    let hashes: Vec<String> = codes.iter().map(|c| hash(town, account, c)).collect();
    credentials::set_recovery_codes(tx, account, &hashes)?;
    Ok(codes)
}

/// Uses a code up; false when it is none of the account's.
///
/// # Errors
/// What the database says.
pub fn redeem(
    tx: &mut Tx<'_>,
    town: &Town,
    account: Id<Account>,
    code: &str,
) -> Result<bool, AppError> {
    credentials::use_recovery_code(tx, account, &hash(town, account, code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_differ_and_are_easy_to_type() {
        let codes = new_codes();
        assert_eq!(codes.len(), CODES);
        for code in &codes {
            assert_eq!(code.len(), LENGTH + 1);
            assert!(!code.contains(['0', '1', 'o', 'i', 'l']), "{code}");
        }
        let mut unique = codes.clone();
        unique.sort();
        unique.dedup();
        assert_eq!(unique.len(), CODES);
    }
}
