//! Who comes in and what they may do: actors, permissions, roles, and the two doors.
//!
//! The outer door is the [`Access`] that every route states. The inner door is [`Sealed`]: a
//! record comes out of a store closed and is opened for an actor, or is not found.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::error::AppError;
use crate::org::Unit;
use crate::people::{Account, Person};
use crate::value::Id;

/// A right, `module.verb`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Permission(pub &'static str);

/// Rights over the rights of others.
pub const ADMINISTRATION: [Permission; 2] =
    [Permission("people.administer"), Permission("people.roles")];

/// How sure the house is of who somebody is (OZG, eIDAS levels of assurance).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Trust {
    /// Not at all: a code or a mail link.
    #[default]
    None,
    /// A user name of an outside account.
    Low,
    /// A certificate such as ELSTER.
    Substantial,
    /// The electronic identity card.
    High,
}

impl Trust {
    /// The word in the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Low => "low",
            Self::Substantial => "substantial",
            Self::High => "high",
        }
    }

    /// Reads the word; anything unknown is no trust at all.
    pub fn from_word(word: &str) -> Self {
        match word {
            "low" => Self::Low,
            "substantial" => Self::Substantial,
            "high" => Self::High,
            _ => Self::None,
        }
    }
}

/// A right held in a unit and everything below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The permission.
    pub permission: String,
    /// Units in which it holds: the granted one and those below.
    pub units: BTreeSet<Id<Unit>>,
}

/// Who acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Somebody passing by.
    Visitor,
    /// The holder of a link and a code; the key names what they hold, for example `draft/…`.
    Guest {
        /// What they hold.
        key: String,
    },
    /// A citizen or organisation with an account.
    Citizen {
        /// Their account.
        account: Id<Account>,
        /// The person.
        person: Id<Person>,
        /// How sure the house is of them.
        trust: Trust,
    },
    /// A member of staff with the rights they hold today.
    Staff {
        /// Their account.
        account: Id<Account>,
        /// The person.
        person: Id<Person>,
        /// Rights with units.
        rights: Vec<Held>,
    },
    /// The house itself: a job, a subscriber, the command line.
    System(&'static str),
}

impl Actor {
    /// A part of the house.
    pub fn system(part: &'static str) -> Self {
        Self::System(part)
    }

    /// Kind and identifier, as the logbook writes it. No names.
    pub fn label(&self) -> String {
        match self {
            Self::Visitor => "visitor".into(),
            Self::Guest { key } => format!("guest:{key}"),
            Self::Citizen { account, .. } => format!("citizen:{account}"),
            Self::Staff { account, .. } => format!("staff:{account}"),
            Self::System(part) => format!("system:{part}"),
        }
    }

    /// The key under which this actor holds drafts, cases and messages; none for staff and house.
    pub fn holder(&self) -> Option<String> {
        match self {
            Self::Guest { key } => Some(key.clone()),
            Self::Citizen { account, .. } => Some(format!("account/{account}")),
            Self::Visitor | Self::Staff { .. } | Self::System(_) => None,
        }
    }

    /// Whether the actor holds a permission in any unit.
    pub fn may(&self, permission: Permission) -> bool {
        match self {
            Self::Staff { rights, .. } => rights.iter().any(|r| r.permission == permission.0),
            Self::System(_) => true,
            _ => false,
        }
    }

    /// Whether the actor holds a permission in this unit.
    pub fn may_in(&self, permission: Permission, unit: Id<Unit>) -> bool {
        match self {
            Self::Staff { rights, .. } => {
                rights.iter().any(|r| r.permission == permission.0 && r.units.contains(&unit))
            }
            Self::System(_) => true,
            _ => false,
        }
    }

    /// Units in which the actor holds a permission.
    pub fn units_with(&self, permission: Permission) -> BTreeSet<Id<Unit>> {
        match self {
            Self::Staff { rights, .. } => rights
                .iter()
                .filter(|r| r.permission == permission.0)
                .flat_map(|r| r.units.iter().copied())
                .collect(),
            _ => BTreeSet::new(),
        }
    }

    /// The account of a signed-in actor.
    pub fn account(&self) -> Option<Id<Account>> {
        match self {
            Self::Citizen { account, .. } | Self::Staff { account, .. } => Some(*account),
            _ => None,
        }
    }

    /// The person of a signed-in actor.
    pub fn person(&self) -> Option<Id<Person>> {
        match self {
            Self::Citizen { person, .. } | Self::Staff { person, .. } => Some(*person),
            _ => None,
        }
    }

    /// Whether the actor may give rights to others: held to stricter rules of sign-in.
    pub fn administers(&self) -> bool {
        let is_member = matches!(self, Self::Staff { .. });
        is_member && ADMINISTRATION.iter().any(|right| self.may(*right))
    }

    /// Whether this is staff.
    pub fn is_staff(&self) -> bool {
        matches!(self, Self::Staff { .. })
    }
}

/// Who may call a route: the outer door. There is no default: every route states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everybody, signed in or not.
    Everyone,
    /// Whoever holds something: a guest with a code or a citizen.
    Holder,
    /// Citizens with an account.
    Citizen,
    /// Anybody with an account.
    SignedIn,
    /// Staff with this permission in some unit; the inner door asks for the unit.
    Staff(Permission),
    /// Any member of staff.
    AnyStaff,
    /// Staff with this permission who confirmed a factor a few minutes ago.
    StaffStepUp(Permission),
}

impl Access {
    /// Opens or refuses.
    ///
    /// # Errors
    /// [`AppError::SignInRequired`] for visitors, [`AppError::Forbidden`] for the wrong people,
    /// [`AppError::StepUpRequired`] when a fresh factor is missing.
    pub fn admit(self, actor: &Actor, factor_is_fresh: bool) -> Result<(), AppError> {
        let known = matches!(actor, Actor::Citizen { .. } | Actor::Staff { .. });
        let open = match self {
            Self::Everyone => true,
            Self::Holder => matches!(actor, Actor::Guest { .. } | Actor::Citizen { .. }),
            Self::Citizen => matches!(actor, Actor::Citizen { .. }),
            Self::SignedIn => known,
            Self::AnyStaff => actor.is_staff(),
            Self::Staff(permission) | Self::StaffStepUp(permission) => actor.may(permission),
        };
        if !open {
            return Err(if known { AppError::Forbidden } else { AppError::SignInRequired });
        }
        if matches!(self, Self::StaffStepUp(_)) && !factor_is_fresh {
            return Err(AppError::StepUpRequired);
        }
        Ok(())
    }

    /// The words for the golden list of routes.
    pub fn words(self) -> String {
        match self {
            Self::Everyone => "everyone".into(),
            Self::Holder => "holder".into(),
            Self::Citizen => "citizen".into(),
            Self::SignedIn => "signed-in".into(),
            Self::AnyStaff => "any staff".into(),
            Self::Staff(p) => format!("staff {}", p.0),
            Self::StaffStepUp(p) => format!("staff {} + fresh factor", p.0),
        }
    }
}

/// A record that knows who may read it.
pub trait Guarded {
    /// Whether this actor may read it.
    fn readable_by(&self, actor: &Actor) -> bool;
}

/// A record as it comes out of a store: closed until somebody entitled opens it.
#[derive(Debug)]
pub struct Sealed<T>(T);

impl<T: Guarded> Sealed<T> {
    /// Closes a record.
    pub fn new(record: T) -> Self {
        Self(record)
    }

    /// Opens it for an actor.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for everybody else: they may not even learn that it exists.
    pub fn open(self, actor: &Actor) -> Result<T, AppError> {
        if self.0.readable_by(actor) { Ok(self.0) } else { Err(AppError::NotFound) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORK: Permission = Permission("desk.work");

    fn staff(unit: Id<Unit>) -> Actor {
        Actor::Staff {
            account: Id::new(),
            person: Id::new(),
            rights: vec![Held { permission: "desk.work".into(), units: BTreeSet::from([unit]) }],
        }
    }

    #[test]
    fn the_outer_door_tells_strangers_from_the_wrong_people() {
        assert!(matches!(
            Access::Staff(WORK).admit(&Actor::Visitor, false),
            Err(AppError::SignInRequired)
        ));
        let other = Permission("desk.other");
        assert!(matches!(
            Access::Staff(other).admit(&staff(Id::new()), false),
            Err(AppError::Forbidden)
        ));
        assert!(matches!(
            Access::StaffStepUp(WORK).admit(&staff(Id::new()), false),
            Err(AppError::StepUpRequired)
        ));
        assert!(Access::StaffStepUp(WORK).admit(&staff(Id::new()), true).is_ok());
    }

    #[test]
    fn a_right_ends_at_the_door_of_the_unit() {
        let (mine, theirs) = (Id::new(), Id::new());
        assert!(staff(mine).may_in(WORK, mine));
        assert!(!staff(mine).may_in(WORK, theirs));
    }
}
