//! The one way this department asks the outside: TLS or this machine, no redirects, no cookies, no
//! proxy from the environment, bounded in time and bytes.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use serde::de::DeserializeOwned;
use ureq::Agent;
use ureq::tls::{TlsConfig, TlsProvider};

use super::{OidcError, is_allowed_address};

/// Longest time for one answer.
const TIME_MAX: Duration = Duration::from_secs(10);
/// Largest answer in bytes.
const BYTES_MAX: u64 = 1024 * 1024;

static AGENT: LazyLock<Agent> = LazyLock::new(|| {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let tls = TlsConfig::builder()
        .provider(TlsProvider::Rustls)
        .unversioned_rustls_crypto_provider(provider)
        .build();
    Agent::config_builder()
        .timeout_global(Some(TIME_MAX))
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .proxy(None)
        .user_agent("rathaus")
        .tls_config(tls)
        .build()
        .new_agent()
});

/// How the client proves itself at the provider.
#[derive(Clone, Debug)]
pub enum Proof {
    /// A header `Authorization`.
    Header(String),
    /// Nothing beyond the fields of the form.
    None,
}

fn failed(what: &'static str, why: impl std::fmt::Display) -> OidcError {
    OidcError::Provider { what, why: why.to_string() }
}

fn check(what: &'static str, url: &str) -> Result<(), OidcError> {
    if is_allowed_address(url) { Ok(()) } else { Err(failed(what, "the address is not allowed")) }
}

fn read<T: DeserializeOwned>(
    what: &'static str,
    answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
) -> Result<T, OidcError> {
    let mut answer = answer.map_err(|e| failed(what, e))?;
    let status = answer.status().as_u16();
    let bytes = answer.body_mut().with_config().limit(BYTES_MAX).read_to_vec();
    let bytes = bytes.map_err(|e| failed(what, e))?;
    if status != 200 {
        return Err(failed(what, format!("status {status}")));
    }
    serde_json::from_slice(&bytes).map_err(|e| failed(what, e))
}

/// Asks for JSON.
///
/// # Errors
/// [`OidcError::Provider`].
pub async fn get<T: DeserializeOwned + Send + 'static>(
    what: &'static str,
    url: String,
    proof: Proof,
) -> Result<T, OidcError> {
    check(what, &url)?;
    blocking(what, move || {
        let mut request = AGENT.get(&url).header("accept", "application/json");
        if let Proof::Header(value) = &proof {
            request = request.header("authorization", value);
        }
        read(what, request.call())
    })
    .await
}

/// Sends a form and reads JSON.
///
/// # Errors
/// [`OidcError::Provider`].
pub async fn post<T: DeserializeOwned + Send + 'static>(
    what: &'static str,
    url: String,
    fields: Vec<(&'static str, String)>,
    proof: Proof,
) -> Result<T, OidcError> {
    check(what, &url)?;
    blocking(what, move || {
        let mut request = AGENT.post(&url).header("accept", "application/json");
        if let Proof::Header(value) = &proof {
            request = request.header("authorization", value);
        }
        read(what, request.send_form(fields))
    })
    .await
}

async fn blocking<T: Send + 'static>(
    what: &'static str,
    ask: impl FnOnce() -> Result<T, OidcError> + Send + 'static,
) -> Result<T, OidcError> {
    tokio::task::spawn_blocking(ask).await.map_err(|e| failed(what, e))?
}
