//! Somebody known by an outside account, whatever way it spoke: issuer and subject name them, never
//! an e-mail address. OpenID Connect comes in here; a native BundID (SAML) would too.

use kernel::access::Trust;
use kernel::people::{self, Account, AccountKind};
use kernel::{AppError, Id, Tx, session};
use sha2::{Digest, Sha256};

use crate::citizen::door::{Visit, enter_with, is_address};

/// Who an outside account says somebody is.
#[derive(Clone, Debug)]
pub struct Identity {
    /// The service that says so.
    pub issuer: String,
    /// Its name for the person.
    pub subject: String,
    /// Full name, where it says one.
    pub name: String,
    /// E-mail address, where it says one.
    pub email: String,
    /// How sure the service is.
    pub trust: Trust,
}

/// What became of an outside sign-in.
pub enum Arrival {
    /// Signed in: account, token, whether the account is new.
    In(Id<Account>, String, bool),
    /// The signed-in account is connected now; token of its renewed session.
    Linked(Id<Account>, String),
    /// The outside account belongs to another account than the one signed in.
    Foreign,
    /// The account is switched off.
    Disabled,
}

/// Signs in by an outside account, makes the account on first use, or connects it to the account
/// that is signed in.
///
/// # Errors
/// What the database says.
pub fn arrive(
    tx: &mut Tx<'_>,
    identity: &Identity,
    visit: &Visit,
    signed_in: Option<Id<Account>>,
) -> Result<Arrival, AppError> {
    let known = people::by_foreign_login(tx, &identity.issuer, &identity.subject)?;
    let (id, is_new, is_linked) = match (known, signed_in) {
        (Some(known), Some(own)) if known != own => return Ok(Arrival::Foreign),
        (Some(known), _) => (known, false, false),
        (None, Some(own)) => {
            people::link_foreign_login(tx, &identity.issuer, &identity.subject, own)?;
            (own, false, true)
        }
        (None, None) => (make(tx, identity, visit)?, true, false),
    };
    let account = people::account(tx, id)?;
    if account.is_disabled || account.kind == AccountKind::Staff {
        return Ok(Arrival::Disabled);
    }
    // A name vouched for by a register counts more than a typed one.
    if identity.trust >= Trust::Substantial && !identity.name.is_empty() && !is_new {
        let person = &account.person;
        people::change_person(
            tx,
            person.id,
            &identity.name,
            person.email.reveal(),
            person.language,
        )?;
    }
    if identity.trust > account.trust {
        // Sessions begun with less must not rise along with this one.
        session::end_all(tx, id)?;
    }
    let account = people::account(tx, id)?;
    let token = enter_with(tx, &account, visit, identity.trust)?;
    Ok(if is_linked { Arrival::Linked(id, token) } else { Arrival::In(id, token, is_new) })
}

fn make(tx: &mut Tx<'_>, identity: &Identity, visit: &Visit) -> Result<Id<Account>, AppError> {
    // The sign-in name can never be typed: an address given by somebody else opens nothing here.
    let digest = Sha256::digest(format!("{}\n{}", identity.issuer, identity.subject).as_bytes());
    let login = format!("outside:{}", hex::encode(digest));
    let id = people::register(tx, AccountKind::Citizen, "", &login, visit.language)?;
    people::link_foreign_login(tx, &identity.issuer, &identity.subject, id)?;
    let person = people::account(tx, id)?.person;
    let email = if is_address(&identity.email) { identity.email.as_str() } else { "" };
    let name = match (identity.name.as_str(), email) {
        ("", "") => "Nutzerkonto",
        ("", email) => email,
        (name, _) => name,
    };
    people::change_person(tx, person.id, name, email, visit.language)?;
    Ok(id)
}
