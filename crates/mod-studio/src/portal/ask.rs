//! The one way this department asks the outside: TLS or this machine, no redirects, no cookies, no
//! proxy from the environment, bounded in time and bytes.

use std::sync::{Arc, LazyLock};
use std::thread::sleep;
use std::time::Duration;

use tokio::sync::Semaphore;
use ureq::Agent;
use ureq::tls::{TlsConfig, TlsProvider};

use super::Trouble;
use crate::settings::is_allowed_address;

/// People who may ask at the same time, all towns of this process together: bounds memory.
const ASKING_MAX: usize = 4;
/// How long somebody waits for others who ask.
const PLACE_WAIT: Duration = Duration::from_secs(5);
/// The portal asks callers to wait "a few milliseconds" after a 429; once we do.
const PAUSE: Duration = Duration::from_millis(500);

static ASKING: Semaphore = Semaphore::const_new(ASKING_MAX);

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
        .tls_config(tls)
        .build()
        .new_agent()
});

/// What an answer may cost.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    /// Longest time from the first byte sent to the last one read.
    pub(super) time: Duration,
    /// Most bytes of the body.
    pub(super) bytes: u64,
}

/// Works with the outside on a thread of its own, while not too many others do.
///
/// # Errors
/// [`Trouble::Crowded`], and what the work says.
pub(super) async fn outside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Trouble> + Send + 'static,
) -> Result<T, Trouble> {
    one_of(&ASKING, PLACE_WAIT, work).await
}

async fn one_of<T: Send + 'static>(
    places: &Semaphore,
    wait: Duration,
    work: impl FnOnce() -> Result<T, Trouble> + Send + 'static,
) -> Result<T, Trouble> {
    let place = tokio::time::timeout(wait, places.acquire()).await;
    let Ok(Ok(_place)) = place else { return Err(Trouble::Crowded) };
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| Trouble::Unreadable(error.to_string()))?
}

/// Asks for one address and waits for the whole answer.
///
/// # Errors
/// [`Trouble`].
pub(super) fn get(url: &str, kind: &'static str, bounds: Bounds) -> Result<Vec<u8>, Trouble> {
    match once(url, kind, bounds) {
        Err(Trouble::Limited) => {
            sleep(PAUSE);
            once(url, kind, bounds)
        }
        answered => answered,
    }
}

fn once(url: &str, kind: &'static str, bounds: Bounds) -> Result<Vec<u8>, Trouble> {
    if !is_allowed_address(url.split('?').next().unwrap_or_default()) {
        return Err(Trouble::Off);
    }
    let request = AGENT.get(url).header("accept", kind);
    let request = request.config().timeout_global(Some(bounds.time)).build();
    let mut answer = request.call().map_err(|error| trouble(&error))?;
    match answer.status().as_u16() {
        200 => {}
        404 => return Err(Trouble::Unknown),
        429 => return Err(Trouble::Limited),
        status @ 300..=399 => return Err(Trouble::Moved(status)),
        status => return Err(Trouble::Failed(status)),
    }
    let said = answer.headers().get("content-type").and_then(|value| value.to_str().ok());
    if let Some(said) = said.filter(|said| said.contains("html")) {
        return Err(Trouble::Unreadable(said.to_owned()));
    }
    let body = answer.body_mut().with_config().limit(bounds.bytes).read_to_vec();
    body.map_err(|error| match trouble(&error) {
        // The head came: whoever hangs up now has broken off.
        Trouble::Away(_) => Trouble::Cut,
        other => other,
    })
}

fn trouble(error: &ureq::Error) -> Trouble {
    match error {
        ureq::Error::Timeout(_) => Trouble::Slow,
        ureq::Error::BodyExceedsLimit(bytes) => Trouble::TooLarge(*bytes),
        ureq::Error::Io(io) if io.kind() == std::io::ErrorKind::TimedOut => Trouble::Slow,
        ureq::Error::Protocol(_) | ureq::Error::Http(_) | ureq::Error::BadUri(_) => {
            Trouble::Unreadable(error.to_string())
        }
        other => Trouble::Away(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn whoever_finds_no_place_is_told_so() {
        let short = Duration::from_millis(20);
        let places = Semaphore::new(1);
        assert_eq!(one_of(&places, short, || Ok(7)).await, Ok(7));
        assert_eq!(one_of(&places, short, || Ok(8)).await, Ok(8), "the place is free again");
        let held = places.acquire().await.unwrap();
        assert_eq!(one_of(&places, short, || Ok(9)).await, Err(Trouble::Crowded));
        drop(held);
        assert_eq!(one_of(&places, short, || Ok(10)).await, Ok(10));
    }
}
