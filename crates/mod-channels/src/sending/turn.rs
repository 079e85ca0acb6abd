//! One job at a time works on an account: whoever reads what stands there must not take the post of a
//! job that is just publishing for its own.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use kernel::{Id, Town};

use crate::account::Connection;

/// The accounts at which a job works now.
#[derive(Default)]
pub(super) struct Busy(Mutex<HashSet<Id<Connection>>>);

/// The turn of a job; given back when it is dropped.
pub(crate) struct Turn {
    busy: Arc<Busy>,
    account: Id<Connection>,
}

impl Turn {
    /// Takes the turn, if nobody has it.
    pub(super) fn take(town: &Town, account: Id<Connection>) -> Option<Self> {
        let busy = town.part::<Busy>();
        let is_free = busy.0.lock().unwrap_or_else(PoisonError::into_inner).insert(account);
        is_free.then_some(Self { busy, account })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.busy.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.account);
    }
}
