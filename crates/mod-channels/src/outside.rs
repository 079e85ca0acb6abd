//! The one way this department asks the outside: TLS, the open net or what the town itself entered,
//! no redirects, no cookies, no proxy from the environment, bounded in time and bytes.

use std::net::IpAddr;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use kernel::{AppError, Id, Town};
use norm_social::{Answer, Exchange, Method, Piece, Rendered, Request};
use ureq::config::Config;
use ureq::http::{self, Uri};
use ureq::tls::{TlsConfig, TlsProvider};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Error, Timeout};

/// Longest time for one request: eight megabytes of a film over a slow line.
const TIME: Duration = Duration::from_mins(1);
/// Longest time until somebody picks up.
const CONNECT: Duration = Duration::from_secs(8);
/// Most bytes of one answer.
const BYTES_MAX: u64 = 8 * 1024 * 1024;

/// Whether an address belongs to the open net: nothing at home, nothing reserved.
fn is_open_net(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            let is_kept = v4.is_private()
                || v4.is_loopback()
                || v4.is_link_local()
                || v4.is_broadcast()
                || v4.is_documentation()
                || v4.is_unspecified()
                || v4.is_multicast();
            let is_reserved = a == 0
                || a >= 240
                || (a == 100 && (64..128).contains(&b))
                || (a == 192 && b == 0 && c == 0)
                || (a == 198 && (18..20).contains(&b));
            !is_kept && !is_reserved
        }
        IpAddr::V6(v6) => {
            let [a, b, ..] = v6.segments();
            // Global addresses, but none that carry an address of the older kind within.
            (a & 0xe000) == 0x2000 && a != 0x2002 && !(a == 0x2001 && (b == 0 || b == 0x0db8))
        }
    }
}

/// Finds addresses in the open net only, so that no name leads home.
#[derive(Debug)]
struct OpenNet;

impl Resolver for OpenNet {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let found = DefaultResolver::default().resolve(uri, config, timeout)?;
        let mut kept = self.empty();
        for address in found.iter().filter(|a| is_open_net(a.ip())) {
            kept.push(*address);
        }
        if kept.is_empty() {
            return Err(Error::HostNotFound);
        }
        Ok(kept)
    }
}

fn config() -> Config {
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
        // A fresh connection for every request: a kept one that died would leave the outcome unknown.
        .max_idle_connections(0)
        .timeout_connect(Some(CONNECT))
        .timeout_global(Some(TIME))
        .tls_config(tls)
        .build()
}

static OPEN: LazyLock<Agent> =
    LazyLock::new(|| Agent::with_parts(config(), DefaultConnector::default(), OpenNet));
static OWN: LazyLock<Agent> = LazyLock::new(|| config().new_agent());

/// Whether an address begins with one of the bases, not only with its letters.
fn is_below(url: &str, base: &str) -> bool {
    url.strip_prefix(base).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
}

/// Sends a request on a thread that may wait. `own` are the addresses the town entered itself.
pub(crate) async fn send(town: &Arc<Town>, request: Request, own: Vec<String>) -> Exchange {
    let town = Arc::clone(town);
    let sent = tokio::task::spawn_blocking(move || now(&request, &own, &|p| piece(&town, p)));
    // A panic in between leaves the outcome unknown.
    sent.await.unwrap_or(Exchange::Lost)
}

/// The bytes of a piece; its key is the digest of the file.
fn piece(town: &Town, piece: &Piece) -> Result<Vec<u8>, AppError> {
    let file = town.files().read(&piece.medium)?;
    let at = |n: u64| usize::try_from(n).map_err(AppError::internal);
    let part = file.get(at(piece.from)?..at(piece.until)?);
    part.map(<[u8]>::to_vec).ok_or_else(|| AppError::internal("a file is shorter than it was"))
}

fn now(
    request: &Request,
    own: &[String],
    read: &dyn Fn(&Piece) -> Result<Vec<u8>, AppError>,
) -> Exchange {
    let url = request.url();
    let is_own = own.iter().any(|base| is_below(&url, base));
    if !is_own && !url.starts_with("https://") {
        return Exchange::NotSent;
    }
    let boundary = Id::<()>::new().to_string();
    let Ok(rendered) = request.render(&boundary, read) else { return Exchange::NotSent };
    match call(if is_own { &OWN } else { &OPEN }, request, &url, rendered) {
        Ok(answer) => Exchange::Answered(answer),
        Err(error) if never_left(&error) => Exchange::NotSent,
        Err(_) => Exchange::Lost,
    }
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

fn call(agent: &Agent, request: &Request, url: &str, rendered: Rendered) -> Result<Answer, Error> {
    let mut head = http::Request::builder().method(request.method.word()).uri(url);
    for (name, value) in &request.headers {
        head = head.header(name, value);
    }
    if let Some(kind) = &rendered.content_type {
        head = head.header("content-type", kind);
    }
    let mut answer = match request.method {
        Method::Get | Method::Delete => agent.run(head.body(())?)?,
        Method::Post | Method::Put => agent.run(head.body(rendered.body)?)?,
    };
    let headers = answer
        .headers()
        .iter()
        .map(|(n, v)| (n.as_str().to_owned(), String::from_utf8_lossy(v.as_bytes()).into_owned()))
        .collect();
    let status = answer.status().as_u16();
    let body = answer.body_mut().with_config().limit(BYTES_MAX).read_to_vec()?;
    Ok(Answer { status, headers, body })
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpListener;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use norm_social::mastodon::Instance;

    use super::*;

    #[test]
    fn only_the_open_net_is_asked_unless_the_town_says_so() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let reached = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&reached);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                count.fetch_add(1, Ordering::SeqCst);
                let Ok(mut stream) = stream else { return };
                let _ = stream.read(&mut [0; 2_000]);
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}");
            }
        });
        let none = |_: &Piece| Ok(Vec::new());
        let secure = base.replace("http://", "https://");
        for url in [base.as_str(), secure.as_str(), "https://localhost:1", "https://[::1]:1"] {
            let asked = now(&Instance::request(url), &[], &none);
            assert_eq!(asked, Exchange::NotSent, "{url}");
        }
        assert_eq!(reached.load(Ordering::SeqCst), 0);
        let asked = now(&Instance::request(&base), std::slice::from_ref(&base), &none);
        assert!(matches!(asked, Exchange::Answered(answer) if answer.status == 200));
        assert_eq!(reached.load(Ordering::SeqCst), 1);
        // Nobody listens: nothing left. A base is a whole name, not the start of a longer one.
        let closed = "http://127.0.0.1:9".to_owned();
        assert_eq!(now(&Instance::request(&closed), &[closed], &none), Exchange::NotSent);
        assert!(!is_below(
            "https://graph.facebook.com.evil.example/x",
            "https://graph.facebook.com"
        ));
    }

    #[test]
    fn an_answer_that_breaks_off_is_lost() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let mut stream = stream;
                let _ = stream.read(&mut [0; 2_000]);
            }
        });
        let none = |_: &Piece| Ok(Vec::new());
        let asked = now(&Instance::request(&base), std::slice::from_ref(&base), &none);
        assert_eq!(asked, Exchange::Lost);
    }
}
