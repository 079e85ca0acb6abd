//! The one way out of the house to addresses that others chose: the open net, or what the town itself
//! entered; no redirects, no cookies, no proxy from the environment, bounded in time and bytes.

mod net;
#[cfg(test)]
mod tests;

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use ureq::config::Config;
use ureq::tls::{TlsConfig, TlsProvider};
use ureq::unversioned::transport::DefaultConnector;
use ureq::{Agent, AsSendBody, Error, Timeout, http};

pub use net::is_open_net;
use net::{Doors, OpenNet};

/// What is done at the address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Read.
    Get,
    /// Hand in.
    Post,
    /// Put in its place.
    Put,
    /// Take away.
    Delete,
}

impl Method {
    fn word(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

/// A request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// What is done.
    pub method: Method,
    /// The whole address.
    pub url: String,
    /// Headers, names in small letters.
    pub headers: Vec<(String, String)>,
    /// Body; only [`Method::Post`] and [`Method::Put`] send one.
    pub body: Vec<u8>,
}

impl Request {
    /// Reads an address.
    pub fn get(url: impl Into<String>) -> Self {
        Self { method: Method::Get, url: url.into(), headers: Vec::new(), body: Vec::new() }
    }

    /// Hands bytes in.
    pub fn post(url: impl Into<String>, body: Vec<u8>) -> Self {
        Self { method: Method::Post, url: url.into(), headers: Vec::new(), body }
    }

    /// With one more header.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }
}

/// How far a request may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Longest time until somebody picks up.
    pub connect: Duration,
    /// Longest time for all of it.
    pub time: Duration,
    /// Most bytes of an answer; a longer one is lost.
    pub bytes_max: u64,
    /// Whether the open net may be asked without TLS.
    pub allows_plain: bool,
    /// Whether only the doors of the web (80, 443) are called in the open net.
    pub is_web_only: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(8),
            time: Duration::from_secs(20),
            bytes_max: 1024 * 1024,
            allows_plain: false,
            is_web_only: true,
        }
    }
}

/// An answer, whatever its status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Status.
    pub status: u16,
    /// Headers, names in small letters.
    pub headers: Vec<(String, String)>,
    /// Body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The first header of a name in small letters.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoAnswer {
    /// Nothing reached anybody.
    #[error("nothing was sent: the address is not allowed, not found or nobody picks up")]
    NotSent,
    /// It may have arrived: nobody can tell.
    #[error("no answer came: whether the request arrived is not known")]
    Lost,
}

fn config(name: &str) -> ureq::config::ConfigBuilder<ureq::typestate::AgentScope> {
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
        .user_agent(name)
        .tls_config(tls)
}

fn once() -> Config {
    // A fresh connection for every request: a kept one that died would leave the outcome unknown.
    config("rathaus").max_idle_connections(0).build()
}

fn open(doors: Doors) -> Agent {
    Agent::with_parts(once(), DefaultConnector::default(), OpenNet(doors))
}

static OPEN: LazyLock<Agent> = LazyLock::new(|| open(Doors::All));
static WEB: LazyLock<Agent> = LazyLock::new(|| open(Doors::Web));
static OWN: LazyLock<Agent> = LazyLock::new(|| once().new_agent());

/// An agent for links to other websites: the open net, doors of the web, a few steps of forwarding
/// (each looked up anew). `name` says who asks.
pub fn wanderer(name: &str, time: Duration, redirects_max: u32) -> Agent {
    let config = config(name).max_redirects(redirects_max).timeout_global(Some(time)).build();
    Agent::with_parts(config, DefaultConnector::default(), OpenNet(Doors::Web))
}

/// Whether an address begins with one of the bases, not only with its letters.
pub fn is_below(url: &str, base: &str) -> bool {
    let base = base.trim_end_matches('/');
    !base.is_empty()
        && url
            .strip_prefix(base)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
}

/// Whether an address may be called at all: below what the town entered, or by its scheme in the open
/// net. Where its name leads is seen when it is called.
pub fn may_call(url: &str, own: &[String], limits: Limits) -> bool {
    own.iter().any(|base| is_below(url, base))
        || url.starts_with("https://")
        || (limits.allows_plain && url.starts_with("http://"))
}

/// Sends a request and waits for the answer: on a thread that may wait. `own` are base addresses the
/// town entered itself; anything else is called in the open net only.
///
/// # Errors
/// When there is no answer, with what is known about the request.
pub fn send(request: &Request, own: &[String], limits: Limits) -> Result<Answer, NoAnswer> {
    if !may_call(&request.url, own, limits) {
        return Err(NoAnswer::NotSent);
    }
    let agent: &Agent = if own.iter().any(|base| is_below(&request.url, base)) {
        &OWN
    } else if limits.is_web_only {
        &WEB
    } else {
        &OPEN
    };
    let mut head = http::Request::builder().method(request.method.word()).uri(&request.url);
    for (name, value) in &request.headers {
        head = head.header(name, value);
    }
    let sent = match request.method {
        Method::Get | Method::Delete => {
            head.body(()).map_err(Error::Http).and_then(|r| run(agent, r, limits))
        }
        Method::Post | Method::Put => head
            .body(request.body.as_slice())
            .map_err(Error::Http)
            .and_then(|r| run(agent, r, limits)),
    };
    sent.map_err(|error| if never_left(&error) { NoAnswer::NotSent } else { NoAnswer::Lost })
}

fn run<B: AsSendBody>(
    agent: &Agent,
    request: http::Request<B>,
    limits: Limits,
) -> Result<Answer, Error> {
    let request = agent
        .configure_request(request)
        .timeout_connect(Some(limits.connect))
        .timeout_global(Some(limits.time))
        .build();
    let mut answer = agent.run(request)?;
    let headers = answer
        .headers()
        .iter()
        .map(|(n, v)| (n.as_str().to_owned(), String::from_utf8_lossy(v.as_bytes()).into_owned()))
        .collect();
    let status = answer.status().as_u16();
    let body = answer.body_mut().with_config().limit(limits.bytes_max).read_to_vec()?;
    Ok(Answer { status, headers, body })
}

/// Whether an error says that nothing reached anybody.
fn never_left(error: &Error) -> bool {
    match error {
        Error::HostNotFound
        | Error::ConnectionFailed
        | Error::BadUri(_)
        | Error::Http(_)
        | Error::Timeout(Timeout::Resolve | Timeout::Connect) => true,
        Error::Io(io) => io.kind() == std::io::ErrorKind::ConnectionRefused,
        _ => false,
    }
}
