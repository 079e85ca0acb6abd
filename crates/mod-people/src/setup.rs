//! Roles a town starts with, and the first people: for the command line, the demo and the page
//! where administrators add people.

use std::sync::Arc;

use jiff::SignedDuration;
use kernel::org::{self, Unit};
use kernel::people::{self, Account, AccountKind, Role};
use kernel::{Actor, AppError, Audit, Id, Language, Text, Town, Tx, session};

use crate::{password, totp};

/// Purpose of the ticket behind a one-time link.
pub const FIRST: &str = "people.first-sign-in";
/// How long a one-time link holds.
pub const LINK_LIFE: SignedDuration = SignedDuration::from_hours(24);
/// What a one-time link sets up: everything anew.
pub const ANEW: &str = "anew";
/// Only the second factor; the password was just given.
pub const FACTOR_ONLY: &str = "factor";

/// A role every town starts with. Towns may change its permissions afterwards.
#[derive(Clone, Copy, Debug)]
pub struct DefaultRole {
    /// Short name for the command line and the demo.
    pub key: &'static str,
    /// German name.
    pub de: &'static str,
    /// English name.
    pub en: &'static str,
    /// Permissions, `module.verb`.
    pub permissions: &'static [&'static str],
}

/// The roles every town starts with. The administrator sees no cases: social data stay with those
/// who work on them (§ 35 SGB I).
pub const ROLES: &[DefaultRole] = &[
    DefaultRole {
        key: "administrator",
        de: "Administration",
        en: "Administrator",
        permissions: &[
            "people.administer",
            "people.roles",
            "operations.watch",
            "operations.audit",
            "operations.settings",
            "services.edit",
            "site.manage",
            "studio.build",
            "studio.open",
            "wohngeld.configure",
        ],
    },
    DefaultRole {
        key: "digital-services",
        de: "Digitale Dienste",
        en: "Digital services",
        permissions: &["services.edit", "site.manage", "studio.build", "studio.open"],
    },
    DefaultRole {
        key: "communications",
        de: "Presse und Kommunikation",
        en: "Communications",
        permissions: &[
            "media.view",
            "media.edit",
            "newsroom.write",
            "newsroom.review",
            "newsroom.publish",
            "newsroom.force",
            "newsroom.manage",
            "channels.write",
            "channels.publish",
            "channels.connect",
            "fediverse.see",
            "newsletter.see",
            "push.see",
            "warnings.issue",
        ],
    },
    DefaultRole {
        key: "crisis-team",
        de: "Krisenstab",
        en: "Crisis team",
        permissions: &["warnings.issue"],
    },
    DefaultRole {
        key: "author",
        de: "Texte eines Amtes",
        en: "Author of a unit",
        permissions: &["newsroom.write", "media.view"],
    },
    DefaultRole {
        key: "editor",
        de: "Redaktion",
        en: "Editor",
        permissions: &[
            "newsroom.write",
            "newsroom.review",
            "newsroom.publish",
            "newsroom.manage",
            "channels.write",
            "channels.publish",
            "fediverse.see",
            "newsletter.see",
            "push.see",
            "media.view",
            "media.edit",
        ],
    },
    DefaultRole {
        key: "case-worker",
        de: "Sachbearbeitung",
        en: "Case worker",
        permissions: &["desk.work", "desk.decide", "desk.letters"],
    },
    DefaultRole {
        key: "head-of-unit",
        de: "Leitung mit Mitzeichnung",
        en: "Head of unit with co-signature",
        permissions: &[
            "desk.work",
            "desk.decide",
            "desk.countersign",
            "desk.letters",
            "permits.escalation",
            "wohngeld.configure",
        ],
    },
    DefaultRole {
        key: "surveyor",
        de: "Vermessung und Geodaten",
        en: "Surveying and geodata",
        permissions: &["map.register"],
    },
    DefaultRole {
        key: "broadband",
        de: "Koordination Breitband",
        en: "Coordination of broadband",
        permissions: &["broadband.view", "broadband.keep", "map.register"],
    },
    DefaultRole {
        key: "road-authority",
        de: "Straßenbehörde",
        en: "Road authority",
        permissions: &[
            "desk.work",
            "desk.decide",
            "desk.letters",
            "permits.register",
            "roadworks.keep",
            "supervision.inspect",
        ],
    },
    DefaultRole {
        key: "inspector",
        de: "Bauaufsicht Straße",
        en: "Inspector of works",
        permissions: &["desk.work", "supervision.inspect"],
    },
    DefaultRole {
        key: "sensors",
        de: "Sensoren und Register",
        en: "Sensors and their register",
        permissions: &["sensors.view", "sensors.keep", "sensors.pause"],
    },
    DefaultRole {
        key: "it",
        de: "IT-Betrieb",
        en: "IT operations",
        permissions: &[
            "operations.watch",
            "operations.audit",
            "operations.settings",
            "sensors.view",
            "sensors.pause",
        ],
    },
    DefaultRole {
        key: "mayor",
        de: "Verwaltungsleitung",
        en: "Mayor's office",
        permissions: &["operations.watch", "broadband.view", "sensors.view"],
    },
];

/// The identifier of a default role.
pub fn role_id(key: &str) -> Id<Role> {
    Id::from_name(&format!("people.role/{key}"))
}

/// Writes the default roles that are missing; those a town changed stay as they are.
///
/// # Errors
/// What the database says.
pub fn seed_roles(tx: &mut Tx<'_>) -> Result<(), AppError> {
    let known = people::roles(tx)?;
    for role in ROLES {
        let id = role_id(role.key);
        if known.iter().any(|r| r.id == id) {
            continue;
        }
        let permissions = role.permissions.iter().map(|p| (*p).to_owned()).collect();
        people::save_role(tx, &Role { id, name: Text::new(role.de, role.en), permissions })?;
    }
    Ok(())
}

/// Makes a one-time link for an account; answers its path. It holds for 24 hours and once. What the
/// account had before (password, codes, passkeys, sessions) ends when the link is used.
///
/// # Errors
/// What the database says.
pub fn first_sign_in_link(tx: &mut Tx<'_>, account: Id<Account>) -> Result<String, AppError> {
    let token = session::ticket(tx, FIRST, &account.to_string(), ANEW, LINK_LIFE)?;
    Ok(format!("/verwaltung/erstanmeldung/{token}"))
}

/// Makes somebody an administrator of the whole town and answers the one-time link for them. An
/// account of that address is used if there is one: so the command line also helps somebody who
/// lost everything.
///
/// # Errors
/// [`AppError::Refused`] when the address belongs to a citizen's account.
pub async fn make_administrator(
    town: &Arc<Town>,
    name: &str,
    email: &str,
) -> Result<String, AppError> {
    let (name, email) = (name.to_owned(), email.to_owned());
    let town_name = town.profile().name.clone();
    let path = town
        .write(Actor::system("command-line"), move |tx| {
            seed_roles(tx)?;
            let unit = top_unit(tx, &town_name)?;
            let account = staff_account(tx, &name, &email)?;
            people::set_disabled(tx, account, false)?;
            let role = role_id("administrator");
            let today = tx.today();
            let holds = people::grants(tx, account)?
                .iter()
                .any(|g| g.role == role && g.unit == unit && g.from <= today && g.until.is_none());
            if !holds {
                people::grant(tx, account, role, unit, today, None)?;
            }
            let path = first_sign_in_link(tx, account)?;
            Ok(Audit::of("people.administrator_made", account).with(path))
        })
        .await?;
    Ok(format!("{}{path}", town.plan().base_url))
}

/// A member of staff just made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewStaff {
    /// The account.
    pub account: Id<Account>,
    /// One-time link for the first sign-in, where no password was given.
    pub link: Option<String>,
}

/// Makes a member of staff with a default role (`role` is its key) in a unit and everything below.
/// With a password they sign in with it and set up a second factor then; without one a link is made.
///
/// # Errors
/// [`AppError::Refused`] for a taken address or a weak password; [`AppError::NotFound`] for a role
/// that does not exist.
pub async fn make_staff(
    town: &Arc<Town>,
    name: &str,
    email: &str,
    password: Option<&str>,
    role: &str,
    unit: Id<Unit>,
) -> Result<NewStaff, AppError> {
    if !ROLES.iter().any(|r| r.key == role) {
        return Err(AppError::NotFound);
    }
    let profile = town.profile();
    if let Some(password) = password
        && !profile.is_demo
    {
        password::check(password, &[name, email, &profile.name])?;
    }
    let hash = match password {
        Some(password) => Some(password::hash(password.to_owned()).await?),
        None => None,
    };
    let (name, email, role) = (name.to_owned(), email.to_owned(), role_id(role));
    let base = town.plan().base_url.clone();
    town.write(Actor::system("command-line"), move |tx| {
        seed_roles(tx)?;
        let account = people::register(tx, AccountKind::Staff, &name, &email, Language::De)?;
        let today = tx.today();
        people::grant(tx, account, role, unit, today, None)?;
        let link = match &hash {
            Some(hash) => {
                people::set_password(tx, account, hash)?;
                None
            }
            None => Some(format!("{base}{}", first_sign_in_link(tx, account)?)),
        };
        Ok(Audit::of("people.staff_made", account).with(NewStaff { account, link }))
    })
    .await
}

/// Gives an account the secret of a code app, in Base32: for a demo that prints its secrets and for
/// tests. People set up their own on their pages.
///
/// # Errors
/// Internal when the text is no Base32.
pub async fn set_totp_secret(
    town: &Arc<Town>,
    account: Id<Account>,
    base32: &str,
) -> Result<(), AppError> {
    let sealed = totp::seal(town, account, &totp::read_secret(base32)?)?;
    town.write(Actor::system("command-line"), move |tx| {
        people::set_totp(tx, account, Some(&sealed))?;
        Ok(Audit::of("people.code_app_set", account).done())
    })
    .await
}

fn staff_account(tx: &mut Tx<'_>, name: &str, email: &str) -> Result<Id<Account>, AppError> {
    match people::by_login(tx, email)? {
        Some(known) if known.kind == AccountKind::Staff => Ok(known.id),
        _ => people::register(tx, AccountKind::Staff, name, email, Language::De),
    }
}

/// The unit at the top, above all others; one named after the town is made when there is none.
fn top_unit(tx: &mut Tx<'_>, town_name: &str) -> Result<Id<Unit>, AppError> {
    let today = tx.today();
    let units = org::all(tx)?;
    let tops: Vec<&Unit> = units.iter().filter(|u| u.parent.is_none()).collect();
    if let [only] = tops.as_slice() {
        return Ok(only.id);
    }
    if let Some(top) = units.iter().find(|u| u.number == TOP_NUMBER) {
        return Ok(top.id);
    }
    let name = if town_name.is_empty() { "Stadtverwaltung" } else { town_name };
    let top = Unit {
        id: Id::new(),
        parent: None,
        number: TOP_NUMBER.into(),
        name: Text::same(name),
        telephone: String::new(),
        email: String::new(),
        street: String::new(),
        postcode: String::new(),
        room: String::new(),
        hours: Vec::new(),
        position: 0,
        from: today,
        until: None,
    };
    org::save(tx, &top)?;
    // What stood at the top stands below it from now on: the administrator reaches every unit.
    for unit in tops {
        org::save(tx, &Unit { parent: Some(top.id), ..unit.clone() })?;
    }
    Ok(top.id)
}

/// Number of the unit that stands for the whole town.
const TOP_NUMBER: &str = "0";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_have_one_key_each_and_stable_identifiers() {
        let mut keys: Vec<&str> = ROLES.iter().map(|r| r.key).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), ROLES.len());
        assert_eq!(role_id("administrator"), role_id("administrator"));
        assert_ne!(role_id("administrator"), role_id("it"));
    }

    #[test]
    fn administrators_see_no_cases() {
        let role = ROLES.iter().find(|r| r.key == "administrator").unwrap();
        assert!(!role.permissions.iter().any(|p| p.starts_with("desk.")));
    }
}
