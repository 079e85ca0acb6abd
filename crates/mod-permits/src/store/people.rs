//! Operators and who acts for them.

use kernel::db::Row;
use kernel::people::Account;
use kernel::questions::{Company, CompanyOf};
use kernel::{AppError, Id, Reader, Sql, Tx, sql};

use crate::model::Operator;

const ADD: Sql = sql!(
    "INSERT INTO permits_operator (id, kind, name, folded, address, email, entitlement,
        entitled_until, made_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
);
const FIND: Sql = sql!(
    "SELECT id, kind, name, address, email, entitlement, entitled_until
     FROM permits_operator WHERE id = $1"
);
const ALL: Sql = sql!(
    "SELECT id, kind, name, address, email, entitlement, entitled_until
     FROM permits_operator ORDER BY folded LIMIT 1000"
);
const OF_CASE: Sql = sql!("SELECT operator FROM permits_request WHERE case_id = $1");
const OF_ACCOUNT: Sql = sql!("SELECT operator FROM permits_member WHERE account = $1");
const JOIN: Sql = sql!(
    "INSERT INTO permits_member (account, operator) VALUES ($1, $2)
     ON CONFLICT (account) DO UPDATE SET operator = excluded.operator"
);
const LEAVE: Sql = sql!("DELETE FROM permits_member WHERE account = $1 AND operator = $2");
const MEMBERS: Sql =
    sql!("SELECT account FROM permits_member WHERE operator = $1 ORDER BY account LIMIT 200");

fn read(row: &Row) -> Result<Operator, AppError> {
    Ok(Operator {
        id: row.get("id")?,
        is_contractor: row.get::<String>("kind")? == "contractor",
        name: row.get("name")?,
        address: row.get("address")?,
        email: row.get("email")?,
        entitlement: row.get("entitlement")?,
        entitled_until: row.get("entitled_until")?,
    })
}

/// Adds an operator.
///
/// # Errors
/// [`AppError::Refused`] when one of this name is known.
pub(crate) fn add_operator(tx: &mut Tx<'_>, operator: &Operator) -> Result<(), AppError> {
    let kind = if operator.is_contractor { "contractor" } else { "operator" };
    let folded = kernel::search::fold(&operator.name);
    let now = tx.now();
    let added = tx.execute(
        ADD,
        &[
            &operator.id,
            &kind,
            &operator.name,
            &folded,
            &operator.address,
            &operator.email,
            &operator.entitlement,
            &operator.entitled_until,
            &now,
        ],
    );
    match added {
        Err(e) if e.is_unique() => Err(kernel::Problem::new(
            "permits/known",
            "Dieses Unternehmen ist schon eingetragen.",
            "This company is registered already.",
        )
        .at("name", "Diesen Namen gibt es schon.", "This name is taken.")
        .into()),
        other => other.map(|_| ()).map_err(AppError::from),
    }
}

/// An operator.
///
/// # Errors
/// [`AppError::NotFound`].
pub(crate) fn operator(reader: &mut Reader<'_>, id: Id<Operator>) -> Result<Operator, AppError> {
    reader.maybe(FIND, &[&id])?.as_ref().map(read).ok_or(AppError::NotFound)?
}

/// All operators by name.
pub(crate) fn operators(reader: &mut Reader<'_>) -> Result<Vec<Operator>, AppError> {
    reader.query(ALL, &[])?.iter().map(read).collect()
}

/// The operator an account acts for.
pub(crate) fn operator_of(
    reader: &mut Reader<'_>,
    account: Id<Account>,
) -> Result<Option<Operator>, AppError> {
    match reader.maybe(OF_ACCOUNT, &[&account])? {
        Some(row) => Ok(Some(operator(reader, row.at(0)?)?)),
        None => Ok(None),
    }
}

/// The company of a permit or of an account, for other departments.
pub(crate) fn company(reader: &mut Reader<'_>, of: CompanyOf) -> Result<Option<Company>, AppError> {
    let found = match of {
        CompanyOf::Account(account) => operator_of(reader, account)?,
        CompanyOf::Case(case) => match reader.maybe(OF_CASE, &[&case])? {
            Some(row) => Some(operator(reader, row.at(0)?)?),
            None => None,
        },
    };
    Ok(found.map(|o| Company { key: o.id.to_string(), name: o.name, email: o.email }))
}

/// Lets an account act for an operator; an account acts for one only.
pub(crate) fn join(
    tx: &mut Tx<'_>,
    account: Id<Account>,
    operator: Id<Operator>,
) -> Result<(), AppError> {
    tx.execute(JOIN, &[&account, &operator])?;
    Ok(())
}

/// Ends that an account acts for an operator.
pub(crate) fn leave(
    tx: &mut Tx<'_>,
    account: Id<Account>,
    operator: Id<Operator>,
) -> Result<(), AppError> {
    tx.execute(LEAVE, &[&account, &operator])?;
    Ok(())
}

/// Accounts that act for an operator.
pub(crate) fn members(
    reader: &mut Reader<'_>,
    operator: Id<Operator>,
) -> Result<Vec<Account>, AppError> {
    let rows = reader.query(MEMBERS, &[&operator])?;
    rows.iter().map(|row| kernel::people::account(reader, row.at(0)?)).collect()
}
