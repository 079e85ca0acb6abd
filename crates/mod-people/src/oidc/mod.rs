//! Sign-in of citizens with an outside account that speaks OpenID Connect: authorisation code with
//! PKCE, state and nonce. Off until a town sets it up.
//!
//! [`door`] talks to the browser, [`client`] to the provider, [`token`] judges what it says. What
//! comes out is an [`Identity`](crate::outside::Identity), the same that any other way of outside
//! sign-in would bring, such as a native BundID.

mod client;
pub mod door;
mod token;
mod web_client;

use kernel::AppError;

/// Why an outside sign-in did not work. What is inside goes to the log only.
#[derive(Debug, thiserror::Error)]
pub enum OidcError {
    /// The provider does not answer or answers nonsense.
    #[error("asking {what}: {why}")]
    Provider {
        /// What was asked for.
        what: &'static str,
        /// What happened.
        why: String,
    },
    /// The provider's description does not fit the settings.
    #[error("the provider's description: {0}")]
    Description(String),
    /// A token that must not be believed.
    #[error("the token is not believed: {0}")]
    Token(&'static str),
}

impl From<OidcError> for AppError {
    fn from(error: OidcError) -> Self {
        Self::internal(error)
    }
}

/// Whether an address may be asked: over TLS, or on this machine for tests and trials.
pub fn is_allowed_address(address: &str) -> bool {
    let Some((scheme, rest)) = address.split_once("://") else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.is_empty() || authority.contains('@') {
        return false;
    }
    let host = match authority.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    match scheme {
        "https" => true,
        "http" => matches!(host, "localhost" | "127.0.0.1" | "::1"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_tls_or_this_machine() {
        for good in [
            "https://id.example",
            "http://127.0.0.1:3000",
            "http://localhost:1/x",
            "http://[::1]:9/",
        ] {
            assert!(is_allowed_address(good), "{good}");
        }
        for bad in [
            "",
            "id.example",
            "http://id.example",
            "http://127.0.0.1.evil.example",
            "ftp://localhost",
            "https://",
            "http://localhost@evil.example/",
            "file:///etc/passwd",
        ] {
            assert!(!is_allowed_address(bad), "{bad}");
        }
    }
}
