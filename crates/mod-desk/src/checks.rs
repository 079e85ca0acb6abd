//! What `rathaus check` looks at on the desk.

use jiff::SignedDuration;
use kernel::module::{Check, Finding, Health};
use kernel::{AppError, Reader, Town, notify};

use crate::store;

/// A decision without notice for longer than this is stuck.
const NOTICE_OVERDUE: SignedDuration = SignedDuration::from_hours(1);
/// A letter that waits longer than this lies too long: a weekend is shorter.
const LETTER_OVERDUE: SignedDuration = SignedDuration::from_hours(72);

/// The checks of the desk.
pub(crate) fn all() -> Vec<Check> {
    vec![Check { id: "desk/notices", run: notices }, Check { id: "desk/letters", run: letters }]
}

fn notices(_: &Town, reader: &mut Reader<'_>) -> Result<Finding, AppError> {
    let before = reader.now().checked_sub(NOTICE_OVERDUE).map_err(AppError::internal)?;
    let late = store::count_unnoticed(reader, before)?;
    Ok(if late == 0 {
        Finding::ok("desk/notices", "every decision has its notice")
    } else {
        Finding::bad(
            "desk/notices",
            Health::Fail,
            format!("{late} decisions older than an hour have no notice"),
            "Open the page „Was steckt fest?“, look at the error of the job desk.notice and repeat it.",
        )
    })
}

fn letters(_: &Town, reader: &mut Reader<'_>) -> Result<Finding, AppError> {
    let before = reader.now().checked_sub(LETTER_OVERDUE).map_err(AppError::internal)?;
    let late = notify::letters(reader)?.iter().filter(|l| l.made_at < before).count();
    Ok(if late == 0 {
        Finding::ok("desk/letters", "no letter waits longer than three days")
    } else {
        Finding::bad(
            "desk/letters",
            Health::Warn,
            format!("{late} letters wait for longer than three days"),
            "Print and post them on the page „Briefe“: deadlines start with the posting.",
        )
    })
}
