//! Mail: handed to the town's relay by SMTP, or kept for the outbox page as the demo does.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use kernel::Town;
use kernel::jobs::JobError;
use kernel::notify::{Mail, Post, Posted};
use lettre::message::{Mailbox, header};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

/// Where a reader ends the list (RFC 2369).
const LEAVE: header::HeaderName = header::HeaderName::new_from_ascii_str("List-Unsubscribe");
/// That the address takes a POST (RFC 8058).
const LEAVE_BY_POST: header::HeaderName =
    header::HeaderName::new_from_ascii_str("List-Unsubscribe-Post");
/// That a program wrote it (RFC 3834).
const AUTOMATIC: header::HeaderName = header::HeaderName::new_from_ascii_str("Auto-Submitted");
/// That many get it.
const PRECEDENCE: header::HeaderName = header::HeaderName::new_from_ascii_str("Precedence");
/// The only thing that may stand there, and the body of the POST.
const ONE_CLICK: &str = "List-Unsubscribe=One-Click";
/// How long the relay may take over one mail.
const WAIT: Duration = Duration::from_secs(20);

/// How the way to the relay is protected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Protection {
    /// STARTTLS, refused if the relay does not offer it.
    #[default]
    Starttls,
    /// TLS from the first byte.
    Tls,
    /// None: only for a relay on the same machine.
    None,
}

/// Where mail is handed over.
#[derive(Clone, Debug)]
pub struct Relay {
    /// Host name.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Protection of the connection.
    pub protection: Protection,
    /// User and password, if the relay asks.
    pub login: Option<(String, String)>,
    /// Sender address; the town's own where it is empty.
    pub from: String,
}

/// Why a relay could not be set up.
#[derive(Debug, thiserror::Error)]
#[error("mail relay {host}: {reason}")]
pub struct RelayError {
    host: String,
    reason: String,
}

/// Hands mail to a relay.
pub struct SmtpPost {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: String,
}

impl SmtpPost {
    /// Prepares the transport; connects only when there is mail.
    ///
    /// # Errors
    /// [`RelayError`] when the host name cannot be used for TLS.
    pub fn new(relay: &Relay) -> Result<Self, RelayError> {
        let fail = |e: lettre::transport::smtp::Error| RelayError {
            host: relay.host.clone(),
            reason: e.to_string(),
        };
        let tls = match relay.protection {
            Protection::None => Tls::None,
            Protection::Starttls => {
                Tls::Required(TlsParameters::new(relay.host.clone()).map_err(fail)?)
            }
            Protection::Tls => Tls::Wrapper(TlsParameters::new(relay.host.clone()).map_err(fail)?),
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&relay.host)
            .port(relay.port)
            .tls(tls)
            .timeout(Some(WAIT));
        if let Some((user, password)) = &relay.login {
            builder = builder.credentials(Credentials::new(user.clone(), password.clone()));
        }
        Ok(Self { transport: builder.build(), from: relay.from.clone() })
    }

    fn compose(&self, town: &Town, mail: &Mail) -> Result<Message, JobError> {
        // Addresses are named in no error: they are personal data.
        let never = |what: &str| JobError::Never(format!("the {what} address cannot be used"));
        let profile = town.profile();
        let from = if self.from.is_empty() { profile.email.clone() } else { self.from.clone() };
        let from: Address = from.parse().map_err(|_| never("sender's"))?;
        let to: Address = mail.recipient.reveal().parse().map_err(|_| never("recipient's"))?;
        let domain = from.domain().to_owned();
        let mut message = Message::builder()
            .from(Mailbox::new(Some(profile.name.clone()), from))
            .to(Mailbox::new(None, to))
            .subject(mail.subject.clone())
            // The same identifier at every try: relays and mail programs see one mail.
            .message_id(Some(format!("<{}@{domain}>", mail.id)))
            .header(header::ContentType::TEXT_PLAIN)
            .body(mail.body.reveal().clone())
            .map_err(|e| JobError::Never(e.to_string()))?;
        let headers = message.headers_mut();
        let raw = |name, value: &str| header::HeaderValue::new(name, value.to_owned());
        // Programs that answer for absent people do not answer this.
        headers.insert_raw(raw(AUTOMATIC, "auto-generated"));
        if !mail.leave.reveal().is_empty() {
            headers.insert_raw(raw(PRECEDENCE, "bulk"));
            let address = format!("<{}>", mail.leave.reveal());
            headers.insert_raw(header::HeaderValue::new(LEAVE, address));
            headers.insert_raw(header::HeaderValue::new(LEAVE_BY_POST, ONE_CLICK.to_owned()));
        }
        Ok(message)
    }
}

impl Post for SmtpPost {
    fn send<'a>(
        &'a self,
        town: &'a Town,
        mail: &'a Mail,
    ) -> Pin<Box<dyn Future<Output = Result<Posted, JobError>> + Send + 'a>> {
        Box::pin(async move {
            let message = self.compose(town, mail)?;
            match self.transport.send(message).await {
                Ok(_) => Ok(Posted::Sent),
                Err(error) if error.is_permanent() => {
                    Err(JobError::Never("the relay refuses this mail for good".into()))
                }
                Err(error) if error.is_transient() => {
                    Err(JobError::Later("the relay asks to try again later".into()))
                }
                Err(error) if error.is_timeout() => {
                    // After a timeout the mail may have been taken: a person decides.
                    Err(JobError::Never(
                        "the relay did not answer in time; whether the mail left is unclear".into(),
                    ))
                }
                Err(_) => Err(JobError::Later("the relay cannot be reached".into())),
            }
        })
    }
}

/// Keeps mail for the outbox page instead of sending it.
pub struct KeepingPost;

impl Post for KeepingPost {
    fn send<'a>(
        &'a self,
        _: &'a Town,
        _: &'a Mail,
    ) -> Pin<Box<dyn Future<Output = Result<Posted, JobError>> + Send + 'a>> {
        Box::pin(async { Ok(Posted::Kept) })
    }
}
