//! Judging an ID token: signature by a key of the provider, with an algorithm we allow; issuer,
//! audience, times and nonce (OpenID Connect Core 1.0, section 3.1.3.7).

use jiff::Timestamp;
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, JwkSet, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde_json::{Map, Value};

use super::OidcError;

/// Signatures we believe. No shared secrets, nothing unsigned.
pub const ALGORITHMS: [Algorithm; 4] =
    [Algorithm::RS256, Algorithm::PS256, Algorithm::ES256, Algorithm::EdDSA];
/// How far clocks may differ, in seconds.
const LEEWAY: i64 = 60;
/// Oldest token we take, in seconds: it was made for this sign-in.
const AGE_MAX: i64 = 600;
/// Longest subject (OpenID Connect Core, section 2), in bytes.
const SUBJECT_BYTES_MAX: usize = 255;

/// Claims of a token that was believed.
pub type Claims = Map<String, Value>;

/// What a token is measured by.
#[derive(Clone, Copy, Debug)]
pub struct Measure<'a> {
    /// Issuer as set by the town.
    pub issuer: &'a str,
    /// Our client identifier.
    pub client: &'a str,
    /// Nonce of this sign-in.
    pub nonce: &'a str,
    /// This instant.
    pub now: Timestamp,
}

/// Why no key was found: then the key set may be old.
pub fn is_key_missing(error: &OidcError) -> bool {
    matches!(error, OidcError::Token(NO_KEY))
}

const NO_KEY: &str = "no key of the provider fits";

fn fits(jwk: &Jwk, algorithm: Algorithm) -> bool {
    let is_for_signing = !matches!(jwk.common.public_key_use, Some(PublicKeyUse::Encryption));
    let names_it = jwk.common.key_algorithm.is_none_or(|named| {
        named.to_string().parse::<Algorithm>().is_ok_and(|named| named == algorithm)
    });
    let is_kind = match (&jwk.algorithm, algorithm) {
        (AlgorithmParameters::RSA(_), Algorithm::RS256 | Algorithm::PS256) => true,
        (AlgorithmParameters::EllipticCurve(key), Algorithm::ES256) => {
            key.curve == EllipticCurve::P256
        }
        (AlgorithmParameters::OctetKeyPair(key), Algorithm::EdDSA) => {
            key.curve == EllipticCurve::Ed25519
        }
        _ => false,
    };
    is_for_signing && names_it && is_kind
}

/// Believes a token, or says why not.
///
/// # Errors
/// [`OidcError::Token`].
pub fn believe(token: &str, keys: &JwkSet, measure: Measure<'_>) -> Result<Claims, OidcError> {
    let header = decode_header(token).map_err(|_| OidcError::Token("it does not read"))?;
    if !ALGORITHMS.contains(&header.alg) {
        return Err(OidcError::Token("its algorithm is not allowed"));
    }
    let mut fitting = keys.keys.iter().filter(|jwk| fits(jwk, header.alg));
    let jwk = match &header.kid {
        Some(kid) => fitting.find(|jwk| jwk.common.key_id.as_ref() == Some(kid)),
        // Without a name only a single key leaves no choice.
        None => fitting.next().filter(|_| fitting.next().is_none()),
    };
    let jwk = jwk.ok_or(OidcError::Token(NO_KEY))?;
    let key = DecodingKey::from_jwk(jwk).map_err(|_| OidcError::Token(NO_KEY))?;
    let mut validation = Validation::new(header.alg);
    // Times are judged below by the town's own clock, the rest by us too: one place.
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    let claims = decode::<Claims>(token, &key, &validation)
        .map_err(|_| OidcError::Token("its signature does not hold"))?
        .claims;
    judge(&claims, measure)?;
    Ok(claims)
}

fn judge(claims: &Claims, measure: Measure<'_>) -> Result<(), OidcError> {
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    let refuse = |why| Err(OidcError::Token(why));
    if text("iss") != Some(measure.issuer) {
        return refuse("another issuer");
    }
    let audience: Vec<&str> = match claims.get("aud") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(many)) => many.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    if !audience.contains(&measure.client) {
        return refuse("for somebody else");
    }
    let party = text("azp");
    if (audience.len() > 1 && party.is_none()) || party.is_some_and(|p| p != measure.client) {
        return refuse("given to somebody else");
    }
    let now = measure.now.as_second();
    let second = |name: &str| claims.get(name).and_then(Value::as_f64).map(whole_seconds);
    match (second("exp"), second("iat")) {
        (Some(ends), Some(made)) => {
            if ends <= now - LEEWAY {
                return refuse("it ran out");
            }
            if made > now + LEEWAY || made < now - AGE_MAX {
                return refuse("made at another time");
            }
        }
        _ => return refuse("it names no times"),
    }
    if second("nbf").is_some_and(|from| from > now + LEEWAY) {
        return refuse("it does not hold yet");
    }
    if text("nonce") != Some(measure.nonce) || measure.nonce.is_empty() {
        return refuse("made for another sign-in");
    }
    match text("sub") {
        Some(subject) if !subject.is_empty() && subject.len() <= SUBJECT_BYTES_MAX => Ok(()),
        _ => refuse("it names nobody"),
    }
}

/// Whole seconds of a number that may carry a fraction; far away is far away.
#[expect(clippy::cast_possible_truncation, reason = "the value is clamped to what fits before")]
fn whole_seconds(seconds: f64) -> i64 {
    const FAR: f64 = 1e15;
    seconds.clamp(-FAR, FAR) as i64
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_lc_rs::rand::SystemRandom;
    use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD as B64;
    use serde_json::json;

    const NOW: i64 = 1_777_881_600;

    struct Maker {
        pair: EcdsaKeyPair,
        keys: JwkSet,
    }

    impl Maker {
        fn new() -> Self {
            let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
            let document = EcdsaKeyPair::generate_pkcs8(algorithm, &SystemRandom::new()).unwrap();
            let pair = EcdsaKeyPair::from_pkcs8(algorithm, document.as_ref()).unwrap();
            let point = pair.public_key().as_ref().to_vec();
            let keys = serde_json::from_value(json!({ "keys": [
                { "kty": "EC", "crv": "P-256", "kid": "one", "use": "sig", "x": B64.encode(&point[1..33]), "y": B64.encode(&point[33..]) },
                { "kty": "EC", "crv": "P-256", "kid": "enc", "use": "enc", "x": B64.encode(&point[1..33]), "y": B64.encode(&point[33..]) },
                { "kty": "oct", "kid": "secret", "k": B64.encode(b"a shared secret that is long enough") },
            ] }))
            .unwrap();
            Self { pair, keys }
        }

        fn token(&self, header: &Value, claims: &Value) -> String {
            let part = |v: &Value| B64.encode(v.to_string());
            let signed = format!("{}.{}", part(header), part(claims));
            let signature = self.pair.sign(&SystemRandom::new(), signed.as_bytes()).unwrap();
            format!("{signed}.{}", B64.encode(signature.as_ref()))
        }

        fn believe(&self, header: &Value, claims: &Value) -> Result<Claims, String> {
            let measure = Measure {
                issuer: "https://id.example",
                client: "town",
                nonce: "n",
                now: Timestamp::from_second(NOW).unwrap(),
            };
            believe(&self.token(header, claims), &self.keys, measure).map_err(|e| match e {
                OidcError::Token(why) => why.to_owned(),
                other => other.to_string(),
            })
        }
    }

    fn good() -> Value {
        json!({ "iss": "https://id.example", "aud": "town", "sub": "1", "nonce": "n", "iat": NOW - 5, "exp": NOW + 300, "acr": "high" })
    }

    fn with(name: &str, value: Value) -> Value {
        let mut claims = good();
        claims[name] = value;
        claims
    }

    #[test]
    fn a_good_token_is_believed() {
        let maker = Maker::new();
        let header = json!({ "alg": "ES256", "kid": "one" });
        assert_eq!(maker.believe(&header, &good()).unwrap()["sub"], "1");
        let both = with("aud", json!(["town", "other"]));
        assert!(maker.believe(&header, &both).is_err());
        let mut both = both;
        both["azp"] = "town".into();
        assert!(maker.believe(&header, &both).is_ok());
        // One key that fits needs no name.
        assert!(maker.believe(&json!({ "alg": "ES256" }), &good()).is_ok());
    }

    #[test]
    fn every_claim_that_does_not_fit_is_found() {
        let maker = Maker::new();
        let header = json!({ "alg": "ES256", "kid": "one" });
        for (name, value, why) in [
            ("iss", json!("https://id.example/"), "another issuer"),
            ("aud", json!("other"), "for somebody else"),
            ("aud", json!(null), "for somebody else"),
            ("azp", json!("other"), "given to somebody else"),
            ("exp", json!(NOW - 61), "it ran out"),
            ("exp", json!(null), "it names no times"),
            ("iat", json!(NOW + 61), "made at another time"),
            ("iat", json!(NOW - 601), "made at another time"),
            ("nbf", json!(NOW + 61), "it does not hold yet"),
            ("nonce", json!("m"), "made for another sign-in"),
            ("nonce", json!(null), "made for another sign-in"),
            ("sub", json!(""), "it names nobody"),
            ("sub", json!(7), "it names nobody"),
            ("sub", json!("x".repeat(256)), "it names nobody"),
            ("exp", json!(1e300), ""),
        ] {
            let answer = maker.believe(&header, &with(name, value.clone()));
            match why {
                "" => assert!(answer.is_ok(), "{name} {value}"),
                why => assert_eq!(answer.unwrap_err(), why, "{name} {value}"),
            }
        }
    }

    #[test]
    fn signatures_are_believed_by_their_algorithm_and_key_only() {
        let maker = Maker::new();
        for (header, why) in [
            (json!({ "alg": "none" }), "it does not read"),
            (json!({ "alg": "HS256", "kid": "secret" }), "its algorithm is not allowed"),
            (json!({ "alg": "ES384", "kid": "one" }), "its algorithm is not allowed"),
            (json!({ "alg": "RS256", "kid": "one" }), NO_KEY),
            (json!({ "alg": "ES256", "kid": "two" }), NO_KEY),
            (json!({ "alg": "ES256", "kid": "enc" }), NO_KEY),
        ] {
            assert_eq!(maker.believe(&header, &good()).unwrap_err(), why, "{header}");
        }
        // Signed by somebody else under the name of our key.
        let other = Maker::new();
        let token = other.token(&json!({ "alg": "ES256", "kid": "one" }), &good());
        let measure = Measure {
            issuer: "https://id.example",
            client: "town",
            nonce: "n",
            now: Timestamp::from_second(NOW).unwrap(),
        };
        assert!(believe(&token, &maker.keys, measure).is_err());
        // One bit turned in the claims.
        let token = maker.token(&json!({ "alg": "ES256", "kid": "one" }), &good());
        let parts: Vec<&str> = token.split('.').collect();
        let forged = format!(
            "{}.{}.{}",
            parts[0],
            B64.encode(with("acr", json!("higher")).to_string()),
            parts[2]
        );
        assert!(believe(&forged, &maker.keys, measure).is_err());
        for nonsense in ["", "a.b", "a.b.c", "....", "\u{0}"] {
            assert!(believe(nonsense, &maker.keys, measure).is_err());
        }
    }
}
