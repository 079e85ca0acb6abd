//! What proves who somebody is beside a password: passkeys and recovery codes; who holds a
//! permission today; and the end of an account.

use jiff::Timestamp;

use crate::db::{Reader, Row, Sql, Tx};
use crate::error::AppError;
use crate::people::{self, Account};
use crate::session;
use crate::sql;
use crate::value::Id;

const PASSKEYS: Sql = sql!(
    "SELECT id, account, credential, name, passkey, made_at, used_at
     FROM kernel_passkey
     WHERE account = $1
     ORDER BY made_at, id"
);
const BY_CREDENTIAL: Sql = sql!(
    "SELECT id, account, credential, name, passkey, made_at, used_at
     FROM kernel_passkey
     WHERE credential = $1"
);
const ADD_PASSKEY: Sql = sql!(
    "INSERT INTO kernel_passkey (id, account, credential, name, passkey, made_at)
     VALUES ($1, $2, $3, $4, $5, $6)"
);
const USED_PASSKEY: Sql =
    sql!("UPDATE kernel_passkey SET passkey = $2, used_at = $3 WHERE id = $1");
const NAME_PASSKEY: Sql =
    sql!("UPDATE kernel_passkey SET name = $3 WHERE id = $1 AND account = $2");
const REMOVE_PASSKEY: Sql = sql!("DELETE FROM kernel_passkey WHERE id = $1 AND account = $2");
const REMOVE_PASSKEYS: Sql = sql!("DELETE FROM kernel_passkey WHERE account = $1");
const REMOVE_CODES: Sql = sql!("DELETE FROM kernel_recovery_code WHERE account = $1");
const ADD_CODE: Sql = sql!("INSERT INTO kernel_recovery_code (account, hash) VALUES ($1, $2)");
const USE_CODE: Sql = sql!("DELETE FROM kernel_recovery_code WHERE account = $1 AND hash = $2");
const CODES_LEFT: Sql = sql!("SELECT COUNT(*) FROM kernel_recovery_code WHERE account = $1");
const HOLDERS: Sql = sql!(
    "SELECT g.account, r.permissions
     FROM kernel_grant g
     JOIN kernel_role r ON r.id = g.role
     JOIN kernel_account a ON a.id = g.account
     WHERE a.is_disabled = FALSE
       AND g.from_day <= $1
       AND (g.until_day IS NULL OR g.until_day >= $1)"
);
const FOREIGN: Sql =
    sql!("SELECT issuer FROM kernel_foreign_login WHERE account = $1 ORDER BY issuer");
const REMOVE_FOREIGN: Sql = sql!("DELETE FROM kernel_foreign_login WHERE account = $1");
const REMOVE_GRANTS: Sql = sql!("DELETE FROM kernel_grant WHERE account = $1");
const LEAVE_CASES: Sql =
    sql!("UPDATE kernel_party SET account = NULL, is_digital = FALSE WHERE account = $1");
const DROP_PASSWORD: Sql = sql!("UPDATE kernel_account SET password = NULL WHERE id = $1");
const SET_LOGIN: Sql = sql!("UPDATE kernel_account SET login = $2 WHERE id = $1");
const REMOVE_ACCOUNT: Sql = sql!("DELETE FROM kernel_account WHERE id = $1");
const REMOVE_PERSON: Sql = sql!(
    "DELETE FROM kernel_person
     WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM kernel_account a WHERE a.person = $1)"
);

/// A passkey as it is kept.
#[derive(Clone, Debug)]
pub struct StoredPasskey {
    /// Identifier for lists and forms.
    pub id: Id<StoredPasskey>,
    /// Whose it is.
    pub account: Id<Account>,
    /// Credential identifier of WebAuthn, in base64url.
    pub credential: String,
    /// The name its owner gave it.
    pub name: String,
    /// Public key and counter, as the library of the module that made it writes them (JSON).
    pub passkey: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// Last use.
    pub used_at: Option<Timestamp>,
}

impl StoredPasskey {
    fn read(row: &Row) -> Result<Self, AppError> {
        Ok(Self {
            id: row.get("id")?,
            account: row.get("account")?,
            credential: row.get("credential")?,
            name: row.get("name")?,
            passkey: row.get("passkey")?,
            made_at: row.get("made_at")?,
            used_at: row.get("used_at")?,
        })
    }
}

/// Passkeys of an account, oldest first.
///
/// # Errors
/// What the database says.
pub fn passkeys(
    reader: &mut Reader<'_>,
    account: Id<Account>,
) -> Result<Vec<StoredPasskey>, AppError> {
    reader.query(PASSKEYS, &[&account])?.iter().map(StoredPasskey::read).collect()
}

/// The passkey of a credential identifier.
///
/// # Errors
/// What the database says.
pub fn by_credential(
    reader: &mut Reader<'_>,
    credential: &str,
) -> Result<Option<StoredPasskey>, AppError> {
    reader.maybe(BY_CREDENTIAL, &[&credential])?.as_ref().map(StoredPasskey::read).transpose()
}

/// Adds a passkey.
///
/// # Errors
/// [`AppError::Refused`] when the credential belongs to an account already.
pub fn add_passkey(
    tx: &mut Tx<'_>,
    account: Id<Account>,
    credential: &str,
    name: &str,
    passkey: &str,
) -> Result<Id<StoredPasskey>, AppError> {
    let id = Id::new();
    let now = tx.now();
    match tx.execute(ADD_PASSKEY, &[&id, &account, &credential, &name, &passkey, &now]) {
        Err(e) if e.is_unique() => Err(AppError::refused(
            "people/passkey-known",
            "Dieser Passkey gehört schon zu einem Konto.",
            "This passkey belongs to an account already.",
        )),
        other => other.map(|_| id).map_err(AppError::from),
    }
}

/// Notes the use of a passkey with its new counter.
///
/// # Errors
/// What the database says.
pub fn used_passkey(tx: &mut Tx<'_>, id: Id<StoredPasskey>, passkey: &str) -> Result<(), AppError> {
    let now = tx.now();
    tx.execute(USED_PASSKEY, &[&id, &passkey, &now])?;
    Ok(())
}

/// Renames a passkey of an account.
///
/// # Errors
/// [`AppError::NotFound`] when it is not theirs.
pub fn name_passkey(
    tx: &mut Tx<'_>,
    account: Id<Account>,
    id: Id<StoredPasskey>,
    name: &str,
) -> Result<(), AppError> {
    let touched = tx.execute(NAME_PASSKEY, &[&id, &account, &name])?;
    if touched == 1 { Ok(()) } else { Err(AppError::NotFound) }
}

/// Removes a passkey of an account.
///
/// # Errors
/// [`AppError::NotFound`] when it is not theirs.
pub fn remove_passkey(
    tx: &mut Tx<'_>,
    account: Id<Account>,
    id: Id<StoredPasskey>,
) -> Result<(), AppError> {
    let touched = tx.execute(REMOVE_PASSKEY, &[&id, &account])?;
    if touched == 1 { Ok(()) } else { Err(AppError::NotFound) }
}

/// Removes all passkeys of an account.
///
/// # Errors
/// What the database says.
pub fn remove_passkeys(tx: &mut Tx<'_>, account: Id<Account>) -> Result<u64, AppError> {
    Ok(tx.execute(REMOVE_PASSKEYS, &[&account])?)
}

/// Replaces the recovery codes of an account by these hashes; an empty list removes them.
///
/// # Errors
/// What the database says.
pub fn set_recovery_codes(
    tx: &mut Tx<'_>,
    account: Id<Account>,
    hashes: &[String],
) -> Result<(), AppError> {
    tx.execute(REMOVE_CODES, &[&account])?;
    for hash in hashes {
        tx.execute(ADD_CODE, &[&account, hash])?;
    }
    Ok(())
}

/// Uses a recovery code up; false when it is none or was used.
///
/// # Errors
/// What the database says.
pub fn use_recovery_code(
    tx: &mut Tx<'_>,
    account: Id<Account>,
    hash: &str,
) -> Result<bool, AppError> {
    Ok(tx.execute(USE_CODE, &[&account, &hash])? == 1)
}

/// How many recovery codes an account has left.
///
/// # Errors
/// What the database says.
pub fn recovery_codes_left(reader: &mut Reader<'_>, account: Id<Account>) -> Result<i64, AppError> {
    Ok(reader.count(CODES_LEFT, &[&account])?)
}

/// Accounts that are switched on and hold a permission somewhere today.
///
/// # Errors
/// What the database says.
pub fn holders_of(reader: &mut Reader<'_>, permission: &str) -> Result<Vec<Id<Account>>, AppError> {
    let today = reader.today();
    let mut holders = Vec::new();
    for row in reader.query(HOLDERS, &[&today])? {
        let permissions: Vec<String> = row.json("permissions")?;
        let account = row.get("account")?;
        if permissions.iter().any(|p| p == permission) && !holders.contains(&account) {
            holders.push(account);
        }
    }
    Ok(holders)
}

/// Issuers of outside accounts an account is linked to.
///
/// # Errors
/// What the database says.
pub fn issuers(reader: &mut Reader<'_>, account: Id<Account>) -> Result<Vec<String>, AppError> {
    reader.query(FOREIGN, &[&account])?.iter().map(|row| Ok(row.at(0)?)).collect()
}

/// Takes the password of an account away; it signs in some other way from now on.
///
/// # Errors
/// What the database says.
pub fn drop_password(tx: &mut Tx<'_>, account: Id<Account>) -> Result<(), AppError> {
    tx.execute(DROP_PASSWORD, &[&account])?;
    Ok(())
}

/// Changes the name an account signs in with.
///
/// # Errors
/// [`AppError::Refused`] when another account has it.
pub fn change_login(tx: &mut Tx<'_>, account: Id<Account>, login: &str) -> Result<(), AppError> {
    match tx.execute(SET_LOGIN, &[&account, &people::login_form(login)]) {
        Err(e) if e.is_unique() => Err(AppError::refused(
            "people/login-taken",
            "Zu dieser E-Mail-Adresse gibt es schon ein Konto.",
            "There is already an account with this e-mail address.",
        )),
        other => other.map(|_| ()).map_err(AppError::from),
    }
}

/// Erases a citizen's account: sign-ins, sessions, the person. Their cases stay with the town
/// until their own retention ends; letters about them go out on paper from now on.
///
/// # Errors
/// What the database says.
pub fn erase_account(tx: &mut Tx<'_>, account: &Account) -> Result<(), AppError> {
    let id = account.id;
    session::end_all(tx, id)?;
    tx.execute(LEAVE_CASES, &[&id])?;
    for statement in [REMOVE_PASSKEYS, REMOVE_CODES, REMOVE_FOREIGN, REMOVE_GRANTS, REMOVE_ACCOUNT]
    {
        tx.execute(statement, &[&id])?;
    }
    tx.execute(REMOVE_PERSON, &[&account.person.id])?;
    Ok(())
}
