//! How mail leaves, and where it comes back.

use std::path::PathBuf;
use std::sync::Arc;

use kernel::notify::Post;
use platform::smtp::{Protection, Relay};
use platform::{KeepingPost, SmtpPost};
use serde::Deserialize;

use super::{Config, ConfigError, secret};

/// How mail leaves.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailConfig {
    /// Host name of the relay; empty keeps mail on the outbox page.
    #[serde(default)]
    pub relay: String,
    /// Port; 587 by default, 465 with `tls`, 25 with `none`.
    pub port: Option<u16>,
    /// `starttls`, `tls` or `none`.
    #[serde(default)]
    pub protection: Protection,
    /// User at the relay.
    #[serde(default)]
    pub user: String,
    /// File with the password.
    pub password_file: Option<PathBuf>,
    /// Sender address; each town's own where it is empty.
    #[serde(default)]
    pub from: String,
    /// Folder (Maildir) with what arrives at the sender's address: mails that came back.
    pub returned: Option<PathBuf>,
}

impl Config {
    /// The transport of mail.
    ///
    /// # Errors
    /// [`ConfigError`] when the relay cannot be used.
    pub fn post(&self) -> Result<Arc<dyn Post>, ConfigError> {
        let mail = &self.mail;
        if mail.relay.is_empty() {
            return Ok(Arc::new(KeepingPost));
        }
        let port = mail.port.unwrap_or(match mail.protection {
            Protection::Starttls => 587,
            Protection::Tls => 465,
            Protection::None => 25,
        });
        let login = match &mail.password_file {
            Some(path) => Some((mail.user.clone(), secret(path)?)),
            None => None,
        };
        let relay = Relay {
            host: mail.relay.clone(),
            port,
            protection: mail.protection,
            login,
            from: mail.from.clone(),
        };
        Ok(Arc::new(SmtpPost::new(&relay)?))
    }
}
