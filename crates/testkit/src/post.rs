//! Mail that a test town sends: kept in a list, or refused when a test says so.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use kernel::Town;
use kernel::jobs::JobError;
use kernel::notify::{Mail, Post, Posted};

/// Keeps every mail.
#[derive(Default)]
pub struct KeptPost {
    mails: Mutex<Vec<Mail>>,
    is_down: AtomicBool,
}

impl KeptPost {
    /// All mails so far.
    pub fn mails(&self) -> Vec<Mail> {
        self.mails.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Mails to an address.
    pub fn to(&self, address: &str) -> Vec<Mail> {
        self.mails().into_iter().filter(|m| m.recipient.reveal() == address).collect()
    }

    /// Takes the relay away or brings it back.
    pub fn set_down(&self, is_down: bool) {
        self.is_down.store(is_down, Ordering::SeqCst);
    }
}

impl Post for KeptPost {
    fn send<'a>(
        &'a self,
        _: &'a Town,
        mail: &'a Mail,
    ) -> Pin<Box<dyn Future<Output = Result<Posted, JobError>> + Send + 'a>> {
        Box::pin(async move {
            if self.is_down.load(Ordering::SeqCst) {
                return Err(JobError::Later("the relay does not answer".into()));
            }
            self.mails.lock().unwrap_or_else(PoisonError::into_inner).push(mail.clone());
            Ok(Posted::Sent)
        })
    }
}
