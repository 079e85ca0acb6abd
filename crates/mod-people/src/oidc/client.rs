//! Talking to the provider: its description, its keys, the exchange of a code for tokens.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::jwk::JwkSet;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use serde_json::Value;

use super::token::{self, Claims, Measure};
use super::web_client::{self, Proof};
use super::{OidcError, is_allowed_address};
use crate::settings::PeopleSettings;

/// How long description and keys are believed without asking again.
const FRESH: SignedDuration = SignedDuration::from_hours(1);
/// Keys are asked for anew at most this often when a token names an unknown one.
const KEYS_EVERY: SignedDuration = SignedDuration::from_mins(1);
/// Most bytes of a secret's file.
const SECRET_BYTES_MAX: usize = 4096;

/// What the provider says of itself.
#[derive(Clone, Debug, Deserialize)]
pub struct Description {
    issuer: String,
    /// Where people sign in.
    pub authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    #[serde(default)]
    userinfo_endpoint: Option<String>,
    #[serde(default)]
    token_endpoint_auth_methods_supported: Vec<String>,
    /// Whether answers name the issuer (RFC 9207).
    #[serde(default)]
    pub authorization_response_iss_parameter_supported: bool,
}

impl Description {
    fn check(&self, issuer: &str) -> Result<(), OidcError> {
        if self.issuer != issuer {
            return Err(OidcError::Description("it names another issuer".into()));
        }
        let is_local = issuer.starts_with("http://");
        let mut addresses =
            vec![&self.authorization_endpoint, &self.token_endpoint, &self.jwks_uri];
        addresses.extend(&self.userinfo_endpoint);
        for address in addresses {
            // A provider out in the world must not send us to services of this machine.
            if !is_allowed_address(address) || (!is_local && address.starts_with("http://")) {
                return Err(OidcError::Description(format!(
                    "the address {address} is not allowed"
                )));
            }
        }
        Ok(())
    }
}

#[derive(Clone)]
struct Known {
    description: Arc<Description>,
    described_at: Timestamp,
    keys: Option<(Arc<JwkSet>, Timestamp)>,
}

static KNOWN: LazyLock<Mutex<HashMap<String, Known>>> = LazyLock::new(Mutex::default);

fn known(issuer: &str) -> Option<Known> {
    KNOWN.lock().unwrap_or_else(PoisonError::into_inner).get(issuer).cloned()
}

fn remember(issuer: &str, known: Known) {
    KNOWN.lock().unwrap_or_else(PoisonError::into_inner).insert(issuer.to_owned(), known);
}

fn is_fresh(at: Timestamp, now: Timestamp, span: SignedDuration) -> bool {
    now.duration_since(at).abs() < span
}

/// The description of a provider, asked for at most once an hour.
///
/// # Errors
/// [`OidcError`].
pub async fn describe(issuer: &str, now: Timestamp) -> Result<Arc<Description>, OidcError> {
    if let Some(known) = known(issuer)
        && is_fresh(known.described_at, now, FRESH)
    {
        return Ok(known.description);
    }
    let url = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
    let description: Description = web_client::get("the description", url, Proof::None).await?;
    description.check(issuer)?;
    let description = Arc::new(description);
    let kept = Known { description: Arc::clone(&description), described_at: now, keys: None };
    remember(issuer, kept);
    Ok(description)
}

async fn keys(
    issuer: &str,
    now: Timestamp,
    span: SignedDuration,
) -> Result<Arc<JwkSet>, OidcError> {
    let description = describe(issuer, now).await?;
    if let Some((keys, at)) = known(issuer).and_then(|k| k.keys)
        && is_fresh(at, now, span)
    {
        return Ok(keys);
    }
    let set: Value = web_client::get("the keys", description.jwks_uri.clone(), Proof::None).await?;
    let keys = Arc::new(read_keys(&set));
    if let Some(known) = known(issuer) {
        remember(issuer, Known { keys: Some((Arc::clone(&keys), now)), ..known });
    }
    Ok(keys)
}

/// Reads a key set; keys of kinds we do not know are left out, as RFC 7517 section 5 asks.
fn read_keys(set: &Value) -> JwkSet {
    let all = set["keys"].as_array().map_or(&[][..], Vec::as_slice);
    JwkSet { keys: all.iter().filter_map(|k| serde_json::from_value(k.clone()).ok()).collect() }
}

#[derive(Deserialize)]
struct Tokens {
    id_token: String,
    #[serde(default)]
    access_token: Option<String>,
}

/// What is needed to exchange a code.
pub struct Exchange<'a> {
    /// The town's settings.
    pub settings: &'a PeopleSettings,
    /// Where the provider sent the browser back to.
    pub redirect: String,
    /// The code it brought.
    pub code: String,
    /// The secret behind the challenge (PKCE).
    pub verifier: String,
    /// Nonce of this sign-in.
    pub nonce: &'a str,
    /// This instant.
    pub now: Timestamp,
}

/// Exchanges the code and believes the token, or says why not.
///
/// # Errors
/// [`OidcError`].
pub async fn exchange(exchange: Exchange<'_>) -> Result<Claims, OidcError> {
    let settings = exchange.settings;
    let description = describe(&settings.oidc_issuer, exchange.now).await?;
    let mut fields = vec![
        ("grant_type", "authorization_code".to_owned()),
        ("code", exchange.code),
        ("redirect_uri", exchange.redirect),
        ("code_verifier", exchange.verifier),
    ];
    let proof = prove(settings, &description, &mut fields)?;
    let url = description.token_endpoint.clone();
    let tokens: Tokens = web_client::post("the tokens", url, fields, proof).await?;
    let measure = Measure {
        issuer: &settings.oidc_issuer,
        client: &settings.oidc_client_id,
        nonce: exchange.nonce,
        now: exchange.now,
    };
    let set = keys(&settings.oidc_issuer, exchange.now, FRESH).await?;
    let claims = match token::believe(&tokens.id_token, &set, measure) {
        Err(error) if token::is_key_missing(&error) => {
            let set = keys(&settings.oidc_issuer, exchange.now, KEYS_EVERY).await?;
            token::believe(&tokens.id_token, &set, measure)?
        }
        other => other?,
    };
    complete(claims, settings, &description, tokens.access_token).await
}

/// How we prove who we are: by the secret in the header or form, or by the code's secret alone.
fn prove(
    settings: &PeopleSettings,
    description: &Description,
    fields: &mut Vec<(&'static str, String)>,
) -> Result<Proof, OidcError> {
    if settings.oidc_secret_file.trim().is_empty() {
        fields.push(("client_id", settings.oidc_client_id.clone()));
        return Ok(Proof::None);
    }
    let text = std::fs::read_to_string(settings.oidc_secret_file.trim())
        .map_err(|e| OidcError::Description(format!("the file with the secret: {e}")))?;
    let secret = text.trim();
    if secret.is_empty() || secret.len() > SECRET_BYTES_MAX {
        return Err(OidcError::Description(
            "the file with the secret is empty or too large".into(),
        ));
    }
    let methods = &description.token_endpoint_auth_methods_supported;
    let has = |name: &str| methods.iter().any(|m| m == name);
    if has("client_secret_post") && !has("client_secret_basic") {
        fields.push(("client_id", settings.oidc_client_id.clone()));
        fields.push(("client_secret", secret.to_owned()));
        return Ok(Proof::None);
    }
    let encode = |t: &str| utf8_percent_encode(t, NON_ALPHANUMERIC).to_string();
    let pair = format!("{}:{}", encode(&settings.oidc_client_id), encode(secret));
    Ok(Proof::Header(format!("Basic {}", STANDARD.encode(pair))))
}

/// Asks for claims the token left out, where the provider offers them; only of the same person.
async fn complete(
    mut claims: Claims,
    settings: &PeopleSettings,
    description: &Description,
    access: Option<String>,
) -> Result<Claims, OidcError> {
    let wanted = settings
        .oidc_claim_name
        .split_whitespace()
        .chain([settings.oidc_claim_email.as_str()])
        .filter(|name| !name.is_empty());
    let is_complete = wanted.into_iter().all(|name| claims.contains_key(name));
    let (Some(url), Some(access), false) = (&description.userinfo_endpoint, access, is_complete)
    else {
        return Ok(claims);
    };
    let proof = Proof::Header(format!("Bearer {access}"));
    let more: Claims = web_client::get("the details", url.clone(), proof).await?;
    if more.get("sub") != claims.get("sub") {
        return Err(OidcError::Token("details of somebody else"));
    }
    for (name, value) in more {
        // What the signed token says counts; details are not signed.
        claims.entry(name).or_insert(value);
    }
    Ok(claims)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn described(issuer: &str, token: &str) -> Description {
        serde_json::from_value(serde_json::json!({
            "issuer": issuer,
            "authorization_endpoint": "https://id.example/auth",
            "token_endpoint": token,
            "jwks_uri": "https://id.example/keys",
        }))
        .unwrap()
    }

    #[test]
    fn a_description_must_fit_and_stay_outside() {
        let issuer = "https://id.example";
        assert!(described(issuer, "https://id.example/token").check(issuer).is_ok());
        assert!(
            described("https://id.example/", "https://id.example/token").check(issuer).is_err()
        );
        assert!(described(issuer, "http://127.0.0.1:8080/token").check(issuer).is_err());
        assert!(described(issuer, "http://id.example/token").check(issuer).is_err());
        assert!(described(issuer, "file:///etc/passwd").check(issuer).is_err());
    }

    #[test]
    fn unknown_keys_are_left_out_not_fatal() {
        let set = serde_json::json!({ "keys": [
            { "kty": "AKP", "alg": "ML-DSA-44", "pub": "x" },
            { "kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", "kid": "a" },
            7,
        ] });
        assert!(read_keys(&set).keys.iter().any(|k| k.common.key_id.as_deref() == Some("a")));
        assert!(read_keys(&serde_json::json!({})).keys.is_empty());
    }
}
