//! What `rathaus check` looks at among people.

use kernel::module::{Check, Finding, Health};
use kernel::{AppError, Reader, Town, credentials, people};

use crate::ADMINISTER;

/// Ways to sign in that an administrator must have: losing one must not lock the town out.
const CREDENTIALS_MIN: usize = 2;

/// The checks of this department.
pub fn all() -> Vec<Check> {
    vec![Check { id: "people/second-credential", run: second_credential }]
}

/// Passkeys count one each, password with code app one, a list of recovery codes one.
fn second_credential(_: &Town, reader: &mut Reader<'_>) -> Result<Finding, AppError> {
    let mut short = 0;
    for id in credentials::holders_of(reader, ADMINISTER.0)? {
        let account = people::account(reader, id)?;
        let has_password = account.password.is_some() && account.totp.is_some();
        let has_codes = credentials::recovery_codes_left(reader, id)? > 0;
        let ways = credentials::passkeys(reader, id)?.len()
            + usize::from(has_password)
            + usize::from(has_codes);
        short += usize::from(ways < CREDENTIALS_MIN);
    }
    Ok(if short == 0 {
        Finding::ok("people/second-credential", "every administrator has a second way to sign in")
    } else {
        Finding::bad(
            "people/second-credential",
            Health::Warn,
            format!("{short} administrators have only one way to sign in"),
            "They add a second passkey or recovery codes on their account page.",
        )
    })
}
