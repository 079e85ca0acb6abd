//! Persons and accounts: who somebody is, apart from anything about their cases.

use jiff::Timestamp;

use crate::access::{Actor, Held, Trust};
use crate::db::{Reader, Row, Sql, Tx};
use crate::error::AppError;
use crate::org::{self, Unit};
use crate::sql;
use crate::value::{Id, Language, Private, Text};

const FIND: Sql = sql!(
    "SELECT a.id, a.person, a.kind, a.login, a.password, a.totp, a.totp_step, a.trust, a.is_disabled,
            a.seen_at, p.name, p.email, p.language
     FROM kernel_account a
     JOIN kernel_person p ON p.id = a.person
     WHERE a.id = $1"
);
const BY_LOGIN: Sql = sql!(
    "SELECT a.id, a.person, a.kind, a.login, a.password, a.totp, a.totp_step, a.trust, a.is_disabled,
            a.seen_at, p.name, p.email, p.language
     FROM kernel_account a
     JOIN kernel_person p ON p.id = a.person
     WHERE a.login = $1"
);
const OF_KIND: Sql = sql!(
    "SELECT a.id, a.person, a.kind, a.login, a.password, a.totp, a.totp_step, a.trust, a.is_disabled,
            a.seen_at, p.name, p.email, p.language
     FROM kernel_account a
     JOIN kernel_person p ON p.id = a.person
     WHERE a.kind = $1
     ORDER BY p.name, a.id
     LIMIT 2000"
);
const ADD_PERSON: Sql = sql!(
    "INSERT INTO kernel_person (id, name, email, language, made_at) VALUES ($1, $2, $3, $4, $5)"
);
const SET_PERSON: Sql =
    sql!("UPDATE kernel_person SET name = $2, email = $3, language = $4 WHERE id = $1");
const ADD_ACCOUNT: Sql = sql!(
    "INSERT INTO kernel_account (id, person, kind, login, totp_step, trust, is_disabled, made_at)
     VALUES ($1, $2, $3, $4, 0, $5, FALSE, $6)"
);
const SET_TRUST: Sql = sql!("UPDATE kernel_account SET trust = $2 WHERE id = $1");
const SET_DISABLED: Sql = sql!("UPDATE kernel_account SET is_disabled = $2 WHERE id = $1");
const SET_PASSWORD: Sql = sql!("UPDATE kernel_account SET password = $2 WHERE id = $1");
const SET_TOTP: Sql = sql!("UPDATE kernel_account SET totp = $2, totp_step = 0 WHERE id = $1");
const USE_TOTP_STEP: Sql =
    sql!("UPDATE kernel_account SET totp_step = $2 WHERE id = $1 AND totp_step < $2");
const SEEN: Sql = sql!("UPDATE kernel_account SET seen_at = $2 WHERE id = $1");
const GRANTS: Sql = sql!(
    "SELECT g.id, g.account, g.role, g.unit, g.from_day, g.until_day, r.permissions
     FROM kernel_grant g
     JOIN kernel_role r ON r.id = g.role
     WHERE g.account = $1
     ORDER BY g.from_day, g.id"
);
const ADD_GRANT: Sql = sql!(
    "INSERT INTO kernel_grant (id, account, role, unit, from_day, until_day)
     VALUES ($1, $2, $3, $4, $5, $6)"
);
const END_GRANT: Sql = sql!("UPDATE kernel_grant SET until_day = $2 WHERE id = $1");
const ROLES: Sql =
    sql!("SELECT id, name_de, name_en, permissions FROM kernel_role ORDER BY name_de, id");
const SAVE_ROLE: Sql = sql!(
    "INSERT INTO kernel_role (id, name_de, name_en, permissions)
     VALUES ($1, $2, $3, $4)
     ON CONFLICT (id) DO UPDATE SET name_de = excluded.name_de, name_en = excluded.name_en,
        permissions = excluded.permissions"
);
const BY_FOREIGN: Sql =
    sql!("SELECT account FROM kernel_foreign_login WHERE issuer = $1 AND subject = $2");
const ADD_FOREIGN: Sql =
    sql!("INSERT INTO kernel_foreign_login (issuer, subject, account) VALUES ($1, $2, $3)");

/// A human being or organisation the house knows by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Identifier.
    pub id: Id<Person>,
    /// Name: free text, without games about its length.
    pub name: Private<String>,
    /// E-mail, empty if none was given.
    pub email: Private<String>,
    /// Language of messages.
    pub language: Language,
}

/// Kind of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountKind {
    /// Works for the town.
    Staff,
    /// A citizen.
    Citizen,
    /// A company or association.
    Organisation,
}

impl AccountKind {
    /// The word in the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::Staff => "staff",
            Self::Citizen => "citizen",
            Self::Organisation => "organisation",
        }
    }
}

/// A way for a person to sign in.
#[derive(Clone, Debug)]
pub struct Account {
    /// Identifier.
    pub id: Id<Account>,
    /// Whose it is.
    pub person: Person,
    /// Kind.
    pub kind: AccountKind,
    /// Name to sign in with: the e-mail address in lower case.
    pub login: Private<String>,
    /// Argon2id hash in PHC form, if a password is set.
    pub password: Option<Private<String>>,
    /// Sealed TOTP secret, hexadecimal, if one is set.
    pub totp: Option<Private<String>>,
    /// Last time step of TOTP that was used.
    pub totp_step: i64,
    /// How sure the house is of the person.
    pub trust: Trust,
    /// Switched off: signs in no more.
    pub is_disabled: bool,
    /// Last sign-in.
    pub seen_at: Option<Timestamp>,
}

impl Account {
    fn read(row: &Row) -> Result<Self, AppError> {
        let kind = match row.get::<String>("kind")?.as_str() {
            "staff" => AccountKind::Staff,
            "organisation" => AccountKind::Organisation,
            _ => AccountKind::Citizen,
        };
        Ok(Self {
            id: row.get("id")?,
            person: Person {
                id: row.get("person")?,
                name: row.get("name")?,
                email: row.get("email")?,
                language: row.get("language")?,
            },
            kind,
            login: row.get("login")?,
            password: row.get("password")?,
            totp: row.get("totp")?,
            totp_step: row.get("totp_step")?,
            trust: Trust::from_word(&row.get::<String>("trust")?),
            is_disabled: row.get("is_disabled")?,
            seen_at: row.get("seen_at")?,
        })
    }
}

/// The form in which sign-in names are compared.
pub fn login_form(text: &str) -> String {
    text.trim().to_lowercase()
}

/// An account by its identifier.
///
/// # Errors
/// [`AppError::NotFound`].
pub fn account(reader: &mut Reader<'_>, id: Id<Account>) -> Result<Account, AppError> {
    reader.maybe(FIND, &[&id])?.as_ref().map(Account::read).ok_or(AppError::NotFound)?
}

/// An account by its sign-in name.
///
/// # Errors
/// What the database says.
pub fn by_login(reader: &mut Reader<'_>, login: &str) -> Result<Option<Account>, AppError> {
    reader.maybe(BY_LOGIN, &[&login_form(login)])?.as_ref().map(Account::read).transpose()
}

/// Accounts of a kind by name, at most 2,000.
///
/// # Errors
/// What the database says.
pub fn of_kind(reader: &mut Reader<'_>, kind: AccountKind) -> Result<Vec<Account>, AppError> {
    reader.query(OF_KIND, &[&kind.word()])?.iter().map(Account::read).collect()
}

/// Makes a person with an account.
///
/// # Errors
/// [`AppError::Refused`] when the sign-in name is taken.
pub fn register(
    tx: &mut Tx<'_>,
    kind: AccountKind,
    name: &str,
    email: &str,
    language: Language,
) -> Result<Id<Account>, AppError> {
    let (person, account) = (Id::<Person>::new(), Id::<Account>::new());
    let now = tx.now();
    tx.execute(ADD_PERSON, &[&person, &name.trim(), &email.trim(), &language, &now])?;
    let added = tx.execute(
        ADD_ACCOUNT,
        &[&account, &person, &kind.word(), &login_form(email), &Trust::None.word(), &now],
    );
    match added {
        Err(e) if e.is_unique() => Err(AppError::refused(
            "people/login-taken",
            "Zu dieser E-Mail-Adresse gibt es schon ein Konto.",
            "There is already an account with this e-mail address.",
        )),
        other => other.map(|_| account).map_err(AppError::from),
    }
}

/// Changes name, e-mail for messages and language of a person.
///
/// # Errors
/// What the database says.
pub fn change_person(
    tx: &mut Tx<'_>,
    person: Id<Person>,
    name: &str,
    email: &str,
    language: Language,
) -> Result<(), AppError> {
    tx.execute(SET_PERSON, &[&person, &name.trim(), &email.trim(), &language])?;
    Ok(())
}

/// Sets how sure the house is of an account's person.
///
/// # Errors
/// What the database says.
pub fn set_trust(tx: &mut Tx<'_>, account: Id<Account>, trust: Trust) -> Result<(), AppError> {
    tx.execute(SET_TRUST, &[&account, &trust.word()])?;
    Ok(())
}

/// Switches an account off or on; its sessions end with [`crate::session::end_all`].
///
/// # Errors
/// What the database says.
pub fn set_disabled(tx: &mut Tx<'_>, account: Id<Account>, is: bool) -> Result<(), AppError> {
    tx.execute(SET_DISABLED, &[&account, &is])?;
    Ok(())
}

/// Stores the hash of a password.
///
/// # Errors
/// What the database says.
pub fn set_password(tx: &mut Tx<'_>, account: Id<Account>, hash: &str) -> Result<(), AppError> {
    tx.execute(SET_PASSWORD, &[&account, &hash])?;
    Ok(())
}

/// Stores the sealed TOTP secret.
///
/// # Errors
/// What the database says.
pub fn set_totp(
    tx: &mut Tx<'_>,
    account: Id<Account>,
    sealed: Option<&str>,
) -> Result<(), AppError> {
    tx.execute(SET_TOTP, &[&account, &sealed.map(str::to_owned)])?;
    Ok(())
}

/// Uses a time step of TOTP; false if it or a later one was used already.
///
/// # Errors
/// What the database says.
pub fn use_totp_step(tx: &mut Tx<'_>, account: Id<Account>, step: i64) -> Result<bool, AppError> {
    Ok(tx.execute(USE_TOTP_STEP, &[&account, &step])? == 1)
}

/// Notes a sign-in.
///
/// # Errors
/// What the database says.
pub fn note_seen(tx: &mut Tx<'_>, account: Id<Account>) -> Result<(), AppError> {
    let now = tx.now();
    tx.execute(SEEN, &[&account, &now])?;
    Ok(())
}

/// The account linked to a foreign login, keyed by issuer and subject.
///
/// # Errors
/// What the database says.
pub fn by_foreign_login(
    reader: &mut Reader<'_>,
    issuer: &str,
    subject: &str,
) -> Result<Option<Id<Account>>, AppError> {
    Ok(reader.maybe(BY_FOREIGN, &[&issuer, &subject])?.map(|r| r.at(0)).transpose()?)
}

/// Links an account to a foreign login.
///
/// # Errors
/// What the database says.
pub fn link_foreign_login(
    tx: &mut Tx<'_>,
    issuer: &str,
    subject: &str,
    account: Id<Account>,
) -> Result<(), AppError> {
    tx.execute(ADD_FOREIGN, &[&issuer, &subject, &account])?;
    Ok(())
}

/// A named set of permissions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// Identifier.
    pub id: Id<Role>,
    /// Name.
    pub name: Text,
    /// Permissions, `module.verb`.
    pub permissions: Vec<String>,
}

/// A role held in a unit for a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Identifier.
    pub id: Id<Grant>,
    /// Who holds it.
    pub account: Id<Account>,
    /// The role.
    pub role: Id<Role>,
    /// Where: this unit and all below.
    pub unit: Id<Unit>,
    /// First day.
    pub from: jiff::civil::Date,
    /// Last day.
    pub until: Option<jiff::civil::Date>,
    /// Permissions of the role.
    pub permissions: Vec<String>,
}

/// All roles.
///
/// # Errors
/// What the database says.
pub fn roles(reader: &mut Reader<'_>) -> Result<Vec<Role>, AppError> {
    reader
        .query(ROLES, &[])?
        .iter()
        .map(|row| {
            Ok(Role {
                id: row.get("id")?,
                name: Text { de: row.get("name_de")?, en: row.get("name_en")? },
                permissions: row.json("permissions")?,
            })
        })
        .collect()
}

/// Saves a role.
///
/// # Errors
/// What the database says.
pub fn save_role(tx: &mut Tx<'_>, role: &Role) -> Result<(), AppError> {
    let permissions = serde_json::to_string(&role.permissions)?;
    tx.execute(SAVE_ROLE, &[&role.id, &role.name.de, &role.name.en, &permissions])?;
    Ok(())
}

/// Grants of an account, past and future ones too.
///
/// # Errors
/// What the database says.
pub fn grants(reader: &mut Reader<'_>, account: Id<Account>) -> Result<Vec<Grant>, AppError> {
    reader
        .query(GRANTS, &[&account])?
        .iter()
        .map(|row| {
            Ok(Grant {
                id: row.get("id")?,
                account: row.get("account")?,
                role: row.get("role")?,
                unit: row.get("unit")?,
                from: row.get("from_day")?,
                until: row.get("until_day")?,
                permissions: row.json("permissions")?,
            })
        })
        .collect()
}

/// Grants a role in a unit.
///
/// # Errors
/// What the database says.
pub fn grant(
    tx: &mut Tx<'_>,
    account: Id<Account>,
    role: Id<Role>,
    unit: Id<Unit>,
    from: jiff::civil::Date,
    until: Option<jiff::civil::Date>,
) -> Result<Id<Grant>, AppError> {
    let id = Id::new();
    tx.execute(ADD_GRANT, &[&id, &account, &role, &unit, &from, &until])?;
    Ok(id)
}

/// Ends a grant after a day.
///
/// # Errors
/// What the database says.
pub fn end_grant(
    tx: &mut Tx<'_>,
    grant: Id<Grant>,
    last_day: jiff::civil::Date,
) -> Result<(), AppError> {
    tx.execute(END_GRANT, &[&grant, &last_day])?;
    Ok(())
}

/// The actor an account is today: staff with the rights of their running grants.
///
/// # Errors
/// What the database says.
pub fn actor(reader: &mut Reader<'_>, account: &Account) -> Result<Actor, AppError> {
    if account.kind != AccountKind::Staff {
        return Ok(Actor::Citizen {
            account: account.id,
            person: account.person.id,
            trust: account.trust,
        });
    }
    let today = reader.today();
    let units = org::all(reader)?;
    let mut rights: Vec<Held> = Vec::new();
    for grant in grants(reader, account.id)? {
        if grant.from > today || grant.until.is_some_and(|last| last < today) {
            continue;
        }
        let reach = org::below(&units, grant.unit);
        for permission in grant.permissions {
            match rights.iter_mut().find(|r| r.permission == permission) {
                Some(held) => held.units.extend(reach.iter().copied()),
                None => rights.push(Held { permission, units: reach.clone() }),
            }
        }
    }
    Ok(Actor::Staff { account: account.id, person: account.person.id, rights })
}
