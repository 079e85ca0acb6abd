//! The way to PostgreSQL: `sslmode` and `sslrootcert` of a connection string, with the meanings
//! they have in `libpq`.

use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
};
use tokio_postgres::config::SslMode;
use tokio_postgres_rustls::MakeRustlsConnect;

use super::DbError;

/// How sure we are of the other end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Proof {
    /// Not at all: eavesdroppers hear nothing, an impostor is believed.
    None,
    /// Its certificate comes from the named authority.
    Authority,
    /// And it carries the name we called.
    Name,
}

/// Reads a connection string: what PostgreSQL's client library knows of it, and the connector.
pub(super) fn read(url: &str) -> Result<(tokio_postgres::Config, MakeRustlsConnect), DbError> {
    let (rest, mode, root) = split(url);
    let fail = |what: String| DbError::Unavailable(format!("connection string: {what}"));
    let (mode, proof) = match (mode.as_deref(), &root) {
        (Some("disable"), _) => (SslMode::Disable, Proof::None),
        (None | Some("allow" | "prefer"), _) => (SslMode::Prefer, Proof::None),
        (Some("require"), None) => (SslMode::Require, Proof::None),
        // As in libpq: whoever names an authority wants it to be asked.
        (Some("require" | "verify-ca"), Some(_)) => (SslMode::Require, Proof::Authority),
        (Some("verify-full"), Some(_)) => (SslMode::Require, Proof::Name),
        (Some(mode @ ("verify-ca" | "verify-full")), None) => {
            return Err(fail(format!("sslmode={mode} needs sslrootcert=FILE with the authority")));
        }
        (Some(other), _) => {
            return Err(fail(format!(
                "sslmode={other} is unknown; use disable, prefer, require, verify-ca or verify-full"
            )));
        }
    };
    let mut config: tokio_postgres::Config =
        rest.parse().map_err(|e: tokio_postgres::Error| fail(e.to_string()))?;
    config.ssl_mode(mode);
    let connector = connector(proof, root.as_deref()).map_err(fail)?;
    Ok((config, MakeRustlsConnect::new(connector)))
}

/// Takes `sslmode` and `sslrootcert` out of a connection string of either form.
fn split(url: &str) -> (String, Option<String>, Option<String>) {
    let (mut mode, mut root) = (None, None);
    let mut take = |key: &str, value: &str| match key {
        "sslmode" => {
            mode = Some(value.to_owned());
            true
        }
        "sslrootcert" => {
            root = Some(value.to_owned());
            true
        }
        _ => false,
    };
    let rest = if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        let (base, query) = url.split_once('?').unwrap_or((url, ""));
        let kept: Vec<&str> = query
            .split('&')
            .filter(|pair| {
                let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
                !pair.is_empty() && !take(key, &value.replace("%2F", "/"))
            })
            .collect();
        if kept.is_empty() { base.to_owned() } else { format!("{base}?{}", kept.join("&")) }
    } else {
        let kept: Vec<String> = words(url)
            .into_iter()
            .filter(|word| {
                let (key, value) = word.split_once('=').unwrap_or((word, ""));
                !take(key.trim(), value.trim_matches('\''))
            })
            .collect();
        kept.join(" ")
    };
    (rest, mode, root)
}

/// The `key=value` words of a connection string; quotes keep spaces.
fn words(text: &str) -> Vec<String> {
    let (mut all, mut word) = (Vec::new(), String::new());
    let (mut is_quoted, mut is_escaped) = (false, false);
    for c in text.chars() {
        if c.is_whitespace() && !is_quoted && !is_escaped {
            if !word.is_empty() {
                all.push(std::mem::take(&mut word));
            }
            continue;
        }
        is_quoted ^= c == '\'' && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        word.push(c);
    }
    if !word.is_empty() {
        all.push(word);
    }
    all
}

fn connector(proof: Proof, root: Option<&str>) -> Result<ClientConfig, String> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|e| e.to_string())?;
    let (Proof::Authority | Proof::Name, Some(path)) = (proof, root) else {
        let anybody = Arc::new(Lenient { inner: None, provider });
        return Ok(builder
            .dangerous()
            .with_custom_certificate_verifier(anybody)
            .with_no_client_auth());
    };
    let mut roots = RootCertStore::empty();
    let certificates =
        CertificateDer::pem_file_iter(path).map_err(|e| format!("sslrootcert {path}: {e}"))?;
    for certificate in certificates {
        let certificate = certificate.map_err(|e| format!("sslrootcert {path}: {e}"))?;
        roots.add(certificate).map_err(|e| format!("sslrootcert {path}: {e}"))?;
    }
    if roots.is_empty() {
        return Err(format!("sslrootcert {path} holds no certificate"));
    }
    if proof == Proof::Name {
        return Ok(builder.with_root_certificates(roots).with_no_client_auth());
    }
    let inner = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider))
        .build()
        .map_err(|e| e.to_string())?;
    let by_authority = Arc::new(Lenient { inner: Some(inner), provider });
    Ok(builder.dangerous().with_custom_certificate_verifier(by_authority).with_no_client_auth())
}

/// Asks for less than a browser does: the authority but not the name, or nothing.
#[derive(Debug)]
struct Lenient {
    inner: Option<Arc<WebPkiServerVerifier>>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Lenient {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        between: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let Some(inner) = &self.inner else { return Ok(ServerCertVerified::assertion()) };
        match inner.verify_server_cert(certificate, between, name, ocsp, now) {
            Err(Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) => Ok(ServerCertVerified::assertion()),
            other => other,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let known = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, certificate, signed, known)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let known = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, certificate, signed, known)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_of_connection_strings_are_taken_apart() {
        let taken = |url: &str| {
            let (rest, mode, root) = split(url);
            (rest, mode.unwrap_or_default(), root.unwrap_or_default())
        };
        let all = |a: &str, b: &str, c: &str| (a.to_owned(), b.to_owned(), c.to_owned());
        assert_eq!(
            taken("host=db sslmode=verify-full dbname=a sslrootcert='/etc/ca b.pem'"),
            all("host=db dbname=a", "verify-full", "/etc/ca b.pem")
        );
        assert_eq!(
            taken(r"host=db password='a sslmode=x \' b' user=c"),
            all(r"host=db password='a sslmode=x \' b' user=c", "", "")
        );
        assert_eq!(
            taken("postgres://u:p@db/a?sslmode=require&connect_timeout=3&sslrootcert=%2Fca.pem"),
            all("postgres://u:p@db/a?connect_timeout=3", "require", "/ca.pem")
        );
        assert_eq!(
            taken("postgresql://db/a?sslmode=disable"),
            all("postgresql://db/a", "disable", "")
        );
    }

    #[test]
    fn wishes_that_cannot_be_met_are_refused_with_the_way_out() {
        let said = |url: &str| read(url).err().map(|e| e.to_string()).unwrap_or_default();
        assert!(said("host=db sslmode=verify-full").contains("sslrootcert=FILE"));
        assert!(said("host=db sslmode=sometimes").contains("verify-ca"));
        let missing = said("host=db sslmode=verify-ca sslrootcert=/nowhere/ca.pem");
        assert!(missing.contains("/nowhere/ca.pem"), "{missing}");
        assert_eq!(said("host=db user=a"), "");
    }
}
