//! Facebook, Instagram, `YouTube`, Mastodon, a server of the fediverse, a push service of a browser
//! maker and a reader of feeds for tests: each speaks its provider's protocol over a real socket,
//! counts what was published and how often, and fails on demand: tokens that die, limits, answers
//! that get lost after the work was done.
//!
//! It shares no line with the clients it tests: both are written from the same descriptions.

pub mod fediverse;
pub mod graph;
mod http;
pub mod mastodon;
pub mod push;
pub mod websub;
pub mod youtube;

use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

pub use http::{Asked, Told};

/// The instant at which every emulator begins: a Monday in November 2026.
pub const BEGIN: &str = "2026-11-23T12:00:00Z";

/// What goes wrong.
#[derive(Clone, Debug)]
pub enum How {
    /// The request is performed, its answer never arrives.
    LoseAnswer,
    /// The request is not performed, and nobody says so.
    LoseRequest,
    /// This answer instead; the request is not performed.
    Say(u16, Value),
    /// This answer with its headers instead; the request is not performed.
    Tell(Told),
    /// The request is performed, but this is said.
    DoButSay(u16, Value),
}

/// Something that goes wrong with the next requests that suit.
#[derive(Clone, Debug)]
pub struct Fault {
    /// The verb; any if empty.
    pub method: String,
    /// What the path ends with; any if empty.
    pub path: String,
    /// What goes wrong.
    pub how: How,
    /// How many requests that suit pass unharmed before.
    pub after: u32,
    /// How many it hits.
    pub times: u32,
}

impl Fault {
    /// Hits the next request to a path once.
    pub fn once(method: &str, path: &str, how: How) -> Self {
        Self { method: method.into(), path: path.into(), how, after: 0, times: 1 }
    }
}

/// A provider.
pub trait Service: Send + 'static {
    /// Answers a request.
    fn answer(&mut self, asked: &Asked, now: Timestamp) -> Told;
    /// What is published, for tests in other languages.
    fn state(&self) -> Value;
}

/// A post as a visitor of the channel sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// The provider's number.
    pub id: String,
    /// Its text.
    pub text: String,
    /// Pictures and films in it.
    pub media: Vec<String>,
    /// Whether anybody sees it.
    pub is_public: bool,
    /// How often it was changed.
    pub edits: u32,
}

impl Seen {
    fn json(&self) -> Value {
        json!({ "id": self.id, "text": self.text, "media": self.media,
            "is_public": self.is_public, "edits": self.edits })
    }
}

struct Inner<S> {
    service: S,
    now: Timestamp,
    faults: Vec<Fault>,
    asked: Vec<String>,
}

/// A provider that runs until this is dropped.
pub struct Running<S: Service> {
    port: u16,
    inner: Arc<Mutex<Inner<S>>>,
    stopped: Arc<AtomicBool>,
}

impl<S: Service> Running<S> {
    /// Starts it on a free port of this machine.
    ///
    /// # Panics
    /// When no port is free.
    pub fn start(service: S) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port of this machine is free");
        let port = listener.local_addr().expect("a listener has an address").port();
        let now = BEGIN.parse().expect("the beginning is an instant");
        let inner = Inner { service, now, faults: Vec::new(), asked: Vec::new() };
        let inner = Arc::new(Mutex::new(inner));
        let stopped = Arc::new(AtomicBool::new(false));
        let (shared, stop) = (Arc::clone(&inner), Arc::clone(&stopped));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if stop.load(Ordering::Relaxed) {
                    return;
                }
                let shared = Arc::clone(&shared);
                thread::spawn(move || talk(stream, &shared));
            }
        });
        Self { port, inner, stopped }
    }

    fn inner(&self) -> MutexGuard<'_, Inner<S>> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Its address, without a slash at the end.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Its clock.
    pub fn now(&self) -> Timestamp {
        self.inner().now
    }

    /// Moves its clock forward.
    pub fn advance(&self, seconds: i64) {
        let mut inner = self.inner();
        let by = SignedDuration::from_secs(seconds);
        inner.now = inner.now.checked_add(by).unwrap_or(inner.now);
    }

    /// Sets its clock.
    pub fn set(&self, now: Timestamp) {
        self.inner().now = now;
    }

    /// Lets something go wrong.
    pub fn fault(&self, fault: Fault) {
        self.inner().faults.push(fault);
    }

    /// Looks into the service, or changes it.
    pub fn with<T>(&self, look: impl FnOnce(&mut S) -> T) -> T {
        look(&mut self.inner().service)
    }

    /// Requests so far, each as `POST /v26.0/111/feed 200`.
    pub fn asked(&self) -> Vec<String> {
        self.inner().asked.clone()
    }
}

impl<S: Service> Drop for Running<S> {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::Relaxed);
        // Wakes the listener, so that it sees the flag.
        drop(TcpStream::connect(("127.0.0.1", self.port)));
    }
}

fn talk<S: Service>(mut stream: TcpStream, shared: &Mutex<Inner<S>>) {
    while let Ok(Some(asked)) = http::read(&mut stream) {
        let told = {
            let mut inner = shared.lock().unwrap_or_else(PoisonError::into_inner);
            inner.answer(&asked)
        };
        // A client that hangs up is its own affair, and so is one we hang up on.
        let Some(told) = told else { return };
        if http::write(&mut stream, &told).is_err() {
            return;
        }
    }
}

impl<S: Service> Inner<S> {
    fn answer(&mut self, asked: &Asked) -> Option<Told> {
        if asked.path.starts_with("/_") {
            return Some(self.control(asked));
        }
        let how = self.hit(asked);
        let told = match how {
            Some(How::LoseRequest) => None,
            Some(How::Say(status, value)) => Some(Told::json(status, &value)),
            Some(How::Tell(told)) => Some(told),
            Some(How::LoseAnswer) => {
                self.service.answer(asked, self.now);
                None
            }
            Some(How::DoButSay(status, value)) => {
                self.service.answer(asked, self.now);
                Some(Told::json(status, &value))
            }
            None => Some(self.service.answer(asked, self.now)),
        };
        let status = told.as_ref().map_or_else(|| "lost".to_owned(), |t| t.status.to_string());
        self.asked.push(format!("{} {} {status}", asked.method, asked.path));
        told
    }

    fn hit(&mut self, asked: &Asked) -> Option<How> {
        let suits = |f: &&mut Fault| {
            f.times > 0
                && (f.method.is_empty() || f.method == asked.method)
                && asked.path.ends_with(&f.path)
        };
        let fault = self.faults.iter_mut().find(suits)?;
        if fault.after > 0 {
            fault.after -= 1;
            return None;
        }
        fault.times -= 1;
        Some(fault.how.clone())
    }

    /// For tests in other languages: `/_state`, `/_clock?advance=60`, `/_fault?…`.
    fn control(&mut self, asked: &Asked) -> Told {
        let of = |name: &str| asked.field(name).unwrap_or_default();
        match asked.path.as_str() {
            "/_state" => {
                let value = json!({ "now": self.now.to_string(), "asked": self.asked,
                    "seen": self.service.state() });
                Told::json(200, &value)
            }
            "/_clock" => {
                let by = SignedDuration::from_secs(of("advance").parse().unwrap_or(0));
                self.now = self.now.checked_add(by).unwrap_or(self.now);
                Told::json(200, &json!({ "now": self.now.to_string() }))
            }
            "/_fault" => {
                let how = match of("how").as_str() {
                    "lose-answer" => How::LoseAnswer,
                    "lose-request" => How::LoseRequest,
                    _ => How::Say(
                        of("status").parse().unwrap_or(500),
                        serde_json::from_str(&of("body")).unwrap_or(Value::Null),
                    ),
                };
                let times = of("times").parse().unwrap_or(1);
                let fault = Fault { times, ..Fault::once(&of("method"), &of("path"), how) };
                self.faults.push(fault);
                Told::json(200, &json!({ "faults": self.faults.len() }))
            }
            _ => Told::empty(404),
        }
    }
}
