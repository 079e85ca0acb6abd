//! How far a service is online, computed from facts of this house. The levels and their reasons
//! come from `norm_xzufi`; nobody types a level in.

use kernel::access::Trust;
use kernel::forms::OnlineForm;
use kernel::{AppError, Town};
use norm_xzufi::{Evidence, Maturity, MaturityFacts, maturity};

use crate::model::{Service, lines};

/// What the house knows of a service.
#[derive(Clone, Debug)]
pub(crate) struct Measured {
    /// Whether people must sign in before sending.
    pub(crate) needs_account: bool,
    pub(crate) facts: MaturityFacts,
    pub(crate) maturity: Maturity,
}

/// Measures a service.
///
/// # Errors
/// Internal when the form writes no JSON.
pub(crate) fn measure(
    town: &Town,
    service: &Service,
    form: Option<&OnlineForm>,
    has_unit: bool,
) -> Result<Measured, AppError> {
    let is_described = !service.teaser.de.is_empty() && !service.text.de.is_empty();
    let facts = match form {
        None => MaturityFacts {
            is_described,
            // What nobody listed is not known to be unnecessary.
            evidence: (!lines(&service.documents.de).is_empty()).then_some(Evidence::Paper),
            ..MaturityFacts::default()
        },
        Some(form) => MaturityFacts {
            is_described,
            has_form: true,
            has_online_service: true,
            // Without an office the form cannot be begun.
            is_complete_online: Some(has_unit),
            is_identification_enough: identification(form.terms.trust),
            evidence: Some(evidence(form)?),
            // A notice goes into the mailbox if a department decides here and people may consent.
            is_notice_digital: Some(
                town.house().procedure(&form.kind).is_ok() && form.claims.asks_for_consent(),
            ),
        },
    };
    let needs_account = form.is_some_and(|form| form.terms.trust != Trust::None);
    Ok(Measured { needs_account, facts, maturity: maturity(facts) })
}

/// The house's own accounts are enough up to low; beyond that it depends on the outside account
/// service that a town sets up, which this module cannot see.
fn identification(trust: Trust) -> Option<bool> {
    (trust <= Trust::Low).then_some(true)
}

/// Whatever a form asks for can be uploaded.
fn evidence(form: &OnlineForm) -> Result<Evidence, AppError> {
    let answers = form.form.prefilled();
    let is_asked = form.needs(&answers)?.iter().any(|need| need.is_required);
    let is_possible = !form.file_fields(&answers).is_empty();
    Ok(if is_asked || is_possible { Evidence::Upload } else { Evidence::None })
}
