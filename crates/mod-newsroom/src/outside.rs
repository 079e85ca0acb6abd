//! Asks whether links to other websites still lead anywhere: only if the town wants it, politely, only
//! where the website lets machines in, and never into a net of one's own.

mod robots;

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::thread::{scope, sleep};
use std::time::{Duration, Instant};

use ureq::{Agent, Error};

use robots::Robots;

/// Addresses asked in one night.
pub(crate) const ASKED_MAX: usize = 400;
/// Websites asked at the same time.
const AT_ONCE: usize = 3;
/// Longest time for one address.
const TIME: Duration = Duration::from_secs(10);
/// Longest time for all.
const TIME_FOR_ALL: Duration = Duration::from_mins(15);
/// Time between two questions to the same website.
const PAUSE: Duration = Duration::from_secs(1);
/// Our name, as websites may name it in their rules.
pub(crate) const NAME: &str = "rathaus-links";
/// Steps of forwarding followed.
const REDIRECTS_MAX: u32 = 4;

/// How an address answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// There is something.
    Fine,
    /// There is nothing, said in a word: `404`, `no such host`.
    Failed(String),
    /// Nobody can tell: it turned the machine away, or was not asked.
    Unknown,
}

fn agent(name: &str) -> Agent {
    ::outside::wanderer(name, TIME, REDIRECTS_MAX)
}

/// What a status says about a link. Whoever turns machines away is not a broken link.
fn judge(status: u16) -> Verdict {
    match status {
        404 | 410 | 500..=599 if status != 503 => Verdict::Failed(status.to_string()),
        200..=399 => Verdict::Fine,
        _ => Verdict::Unknown,
    }
}

fn ask(agent: &Agent, url: &str) -> Verdict {
    let status = |answer: Result<ureq::http::Response<ureq::Body>, Error>| match answer {
        Ok(answer) => Ok(answer.status().as_u16()),
        Err(error) => Err(error),
    };
    let head = status(agent.head(url).call());
    let answer = match head {
        // Some know no HEAD, or answer it wrongly.
        Ok(400..) => status(agent.get(url).header("accept", "text/html").call()),
        other => other,
    };
    match answer {
        Ok(status) => judge(status),
        Err(Error::HostNotFound) => Verdict::Failed("no such host".into()),
        Err(Error::Tls(_) | Error::Rustls(_)) => Verdict::Failed("no safe connection".into()),
        // A slow or busy night is no proof.
        Err(_) => Verdict::Unknown,
    }
}

fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or_default()
}

/// Where a website begins, and the path with its query that is asked for there.
fn parts(url: &str) -> (String, String) {
    let scheme = url.split_once("://").map_or("https", |(scheme, _)| scheme);
    let site = format!("{scheme}://{}", host(url));
    let rest = url.get(site.len()..).unwrap_or_default();
    let rest = rest.split('#').next().unwrap_or_default();
    (site, if rest.starts_with('/') { rest.to_owned() } else { format!("/{rest}") })
}

/// What a website says about machines. Without such a file everybody may come; where it cannot be had
/// at the moment, nobody (RFC 9309).
fn rules(agent: &Agent, site: &str) -> Robots {
    let Ok(mut answer) = agent.get(format!("{site}/robots.txt")).call() else {
        return Robots::closed();
    };
    match answer.status().as_u16() {
        200..=299 => {
            let body = answer.body_mut().with_config().limit(robots::BYTES_MAX).lossy_utf8(true);
            body.read_to_string().map_or_else(|_| Robots::closed(), |t| Robots::read(&t, NAME))
        }
        300..=499 => Robots::default(),
        _ => Robots::closed(),
    }
}

/// Asks a website for its rules once, and for an address only if they allow it.
fn ask_if_welcome(
    known: &Mutex<BTreeMap<String, Robots>>,
    url: &str,
    rules: impl Fn(&str) -> Robots,
    ask: impl Fn(&str) -> Verdict,
) -> Verdict {
    let (site, path) = parts(url);
    let there = known.lock().unwrap_or_else(PoisonError::into_inner).get(&site).cloned();
    let robots = there.unwrap_or_else(|| {
        let robots = rules(&site);
        known.lock().unwrap_or_else(PoisonError::into_inner).insert(site, robots.clone());
        robots
    });
    if robots.allows(&path) { ask(url) } else { Verdict::Unknown }
}

/// Asks all addresses, few websites at once and each one slowly; those for which the time is not
/// enough wait for another night. `name` says who asks.
pub(crate) fn ask_all(urls: Vec<String>, name: &str) -> Vec<(String, Verdict)> {
    let agent = agent(name);
    let end = Instant::now() + TIME_FOR_ALL;
    let known = Mutex::new(BTreeMap::new());
    let rules = |site: &str| {
        let rules = rules(&agent, site);
        sleep(PAUSE);
        rules
    };
    let ask = |url: &str| ask_if_welcome(&known, url, rules, |url| ask(&agent, url));
    ask_with(urls, |url| (Instant::now() < end).then(|| ask(url)), PAUSE)
}

fn ask_with(
    urls: Vec<String>,
    ask: impl Fn(&str) -> Option<Verdict> + Sync,
    pause: Duration,
) -> Vec<(String, Verdict)> {
    let mut by_host: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for url in urls.into_iter().take(ASKED_MAX) {
        by_host.entry(host(&url).to_owned()).or_default().push(url);
    }
    let mut lanes: Vec<Vec<Vec<String>>> = vec![Vec::new(); AT_ONCE];
    for (at, (_, urls)) in by_host.into_iter().enumerate() {
        lanes[at % AT_ONCE].push(urls);
    }
    let one_lane = |lane: Vec<Vec<String>>| {
        let mut answers = Vec::new();
        for urls in lane {
            for (at, url) in urls.into_iter().enumerate() {
                if at > 0 {
                    sleep(pause);
                }
                let Some(verdict) = ask(&url) else { return answers };
                answers.push((url, verdict));
            }
        }
        answers
    };
    let one_lane = &one_lane;
    scope(|scope| {
        let running: Vec<_> =
            lanes.into_iter().map(|lane| scope.spawn(move || one_lane(lane))).collect();
        running.into_iter().flat_map(|lane| lane.join().unwrap_or_default()).collect()
    })
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpListener;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn a_service_at_home_is_never_reached_by_name_number_or_port() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let reached = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&reached);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                count.fetch_add(1, Ordering::SeqCst);
                let Ok(mut stream) = stream else { return };
                let _ = stream.read(&mut [0; 512]);
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
            }
        });
        let agent = agent("test");
        for url in [
            format!("http://127.0.0.1:{port}/"),
            format!("http://localhost:{port}/"),
            format!("http://[::1]:{port}/"),
            format!("http://2130706433:{port}/"),
        ] {
            assert_ne!(ask(&agent, &url), Verdict::Fine, "{url}");
        }
        assert_eq!(reached.load(Ordering::SeqCst), 0);
    }

    #[test]
    fn statuses_that_turn_machines_away_are_no_broken_links() {
        for broken in [404, 410, 500, 502] {
            assert!(matches!(judge(broken), Verdict::Failed(_)), "{broken}");
        }
        for unclear in [401, 403, 429, 503, 999] {
            assert_eq!(judge(unclear), Verdict::Unknown, "{unclear}");
        }
        assert_eq!(judge(200), Verdict::Fine);
    }

    #[test]
    fn whoever_wants_no_machines_is_asked_for_the_rules_once_and_for_nothing_else() {
        let known = Mutex::new(BTreeMap::new());
        let (of_rules, of_pages) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let ask = |url: &str| {
            ask_if_welcome(
                &known,
                url,
                |site| {
                    of_rules.fetch_add(1, Ordering::SeqCst);
                    assert!(!site.ends_with('/'), "{site}");
                    let file = "User-agent: *\nDisallow: /intern\n";
                    if site.contains("down") { Robots::closed() } else { Robots::read(file, NAME) }
                },
                |_| {
                    of_pages.fetch_add(1, Ordering::SeqCst);
                    Verdict::Fine
                },
            )
        };
        assert_eq!(ask("https://a.example"), Verdict::Fine);
        assert_eq!(ask("https://a.example/intern/x?y=1#z"), Verdict::Unknown);
        assert_eq!(ask("https://a.example?intern"), Verdict::Fine);
        assert_eq!(ask("https://down.example/"), Verdict::Unknown);
        assert_eq!(of_rules.load(Ordering::SeqCst), 2);
        assert_eq!(of_pages.load(Ordering::SeqCst), 2);
        assert_eq!(
            parts("http://a.example:8080/b?c#d"),
            ("http://a.example:8080".into(), "/b?c".into())
        );
    }

    #[test]
    fn few_are_asked_at_once_and_never_one_website_twice_at_the_same_time() {
        let running = AtomicUsize::new(0);
        let most = AtomicUsize::new(0);
        let urls = (0..12).map(|n| format!("https://h{}.example/{n}", n % 6)).collect();
        let answers = ask_with(
            urls,
            |_| {
                let now = running.fetch_add(1, Ordering::SeqCst) + 1;
                most.fetch_max(now, Ordering::SeqCst);
                sleep(Duration::from_millis(5));
                running.fetch_sub(1, Ordering::SeqCst);
                Some(Verdict::Fine)
            },
            Duration::ZERO,
        );
        assert_eq!(answers.len(), 12);
        assert!(most.load(Ordering::SeqCst) <= AT_ONCE);
    }
}
