//! The one way this department asks the outside: TLS or this machine, no redirects, no cookies, no
//! proxy from the environment, bounded in time and bytes.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use jiff::Timestamp;
use ureq::Agent;
use ureq::tls::{TlsConfig, TlsProvider};

use super::DETAILS_MAX;
use super::read::{self, Found};
use crate::settings::is_allowed;

/// Longest time for one answer.
const TIME: Duration = Duration::from_secs(10);
/// Most bytes of one answer.
const BYTES_MAX: u64 = 2 * 1024 * 1024;

static AGENT: LazyLock<Agent> = LazyLock::new(|| {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let tls = TlsConfig::builder()
        .provider(TlsProvider::Rustls)
        .unversioned_rustls_crypto_provider(provider)
        .build();
    Agent::config_builder()
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .proxy(None)
        .user_agent("rathaus")
        .timeout_global(Some(TIME))
        .tls_config(tls)
        .build()
        .new_agent()
});

/// What the service said.
#[derive(Debug)]
pub(super) struct Heard {
    /// Its entity tag.
    pub tag: String,
    /// The warnings that read.
    pub found: Vec<Found>,
    /// Ids of all it names, where each entry says one.
    pub named: Option<BTreeSet<String>>,
}

/// Everything for the district of a town; nothing if it is as it was. Details are asked for what is new.
///
/// # Errors
/// What went wrong, for the page of staff.
pub(super) fn all(
    base: &str,
    ars: &str,
    etag: &str,
    known: &[(String, Timestamp)],
) -> Result<Option<Heard>, String> {
    let district = super::district(ars).ok_or("the town has no regional key")?;
    let Some((tag, bytes)) = get(&format!("{base}/dashboard/{district}.json"), etag)? else {
        return Ok(None);
    };
    let mut found = read::list(&bytes)?;
    let is_new = |f: &&mut Found| !known.iter().any(|(id, sent)| *id == f.id && *sent >= f.sent);
    for one in found.iter_mut().filter(is_new).take(DETAILS_MAX) {
        // Without its details a warning is still one; a service that keeps everybody waiting is
        // not asked for the next.
        match get(&format!("{base}/warnings/{}.json", one.id), "") {
            Ok(Some((_, bytes))) => read::complete(one, &bytes, ars),
            Ok(None) => {}
            Err(_) => break,
        }
    }
    Ok(Some(Heard { tag, found, named: read::named(&bytes) }))
}

fn get(url: &str, etag: &str) -> Result<Option<(String, Vec<u8>)>, String> {
    if !is_allowed(url) {
        return Err("the address is not allowed".into());
    }
    let mut request = AGENT.get(url).header("accept", "application/json");
    if !etag.is_empty() {
        request = request.header("if-none-match", etag);
    }
    let mut answer = request.call().map_err(|e| e.to_string())?;
    match answer.status().as_u16() {
        304 => return Ok(None),
        200 => {}
        status => return Err(format!("it answered with status {status}")),
    }
    let tag = answer.headers().get("etag").and_then(|v| v.to_str().ok()).unwrap_or_default();
    let tag: String = tag.chars().take(200).collect();
    let body = answer.body_mut().with_config().limit(BYTES_MAX).read_to_vec();
    Ok(Some((tag, body.map_err(|e| e.to_string())?)))
}
