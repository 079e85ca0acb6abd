//! The one driver for all channels, as the house has it: arm, save, send, hear, save.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};
use std::net::TcpStream;

use emulators::graph::{self, Graph};
use emulators::mastodon::{self, Mastodon};
use emulators::youtube::{self, YouTube};
use emulators::{Running, Service};
use jiff::Timestamp;
use norm_social::{
    Account, Answer, Bases, Channel, Class, Effect, Exchange, Here, Medium, Next, Order, Post,
    Published, Request, Secret, Stored, Task, Trouble,
};

/// Steps of one task at most: nothing goes round in circles.
const STEPS_MAX: u32 = 2_000;

/// A clock that can be set.
pub trait Clock {
    fn now(&self) -> Timestamp;
    fn set(&self, now: Timestamp);
}

impl<S: Service> Clock for Running<S> {
    fn now(&self) -> Timestamp {
        Running::now(self)
    }

    fn set(&self, now: Timestamp) {
        Running::set(self, now);
    }
}

/// Before which step a process may end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Arming,
    Sending,
    Hearing,
}

/// An account and everything it needs to publish.
pub struct Desk {
    pub account: Account,
    pub files: BTreeMap<String, Vec<u8>>,
    pub taken: BTreeSet<String>,
    /// Asked before each step; a process that ends is started again.
    pub fate: Box<dyn FnMut() -> Option<End>>,
}

pub fn account(channel: Channel, address: &str) -> Account {
    let (id, token, version) = match channel {
        Channel::Facebook => (graph::PAGE, graph::TOKEN, "v26.0"),
        Channel::Instagram => (graph::INSTAGRAM, graph::TOKEN, "v26.0"),
        Channel::YouTube => (youtube::CHANNEL, youtube::TOKEN, ""),
        Channel::Mastodon => (mastodon::ACCOUNT, mastodon::TOKEN, ""),
    };
    let address = address.to_owned();
    let bases = Bases {
        api: address.clone(),
        upload: address.clone(),
        sign_in: address.clone(),
        token: address.clone(),
        figures: address,
    };
    let secret = if version.is_empty() { "" } else { graph::APP.1 };
    Account {
        channel,
        id: id.into(),
        bases,
        version: version.into(),
        token: Secret::new(token),
        app_secret: Secret::new(secret),
        uploads: youtube::UPLOADS.into(),
    }
}

impl Desk {
    pub fn new(channel: Channel, address: &str) -> Self {
        let mut files = BTreeMap::new();
        files.insert("picture".into(), [&[0xff, 0xd8, 0xff][..], &[7; 2_000]].concat());
        files.insert("film".into(), vec![9; 9 * 1024 * 1024]);
        files.insert("captions".into(), b"WEBVTT\n\n00:00.000 --> 00:01.000\nMoin\n".to_vec());
        let account = account(channel, address);
        Self { account, files, taken: BTreeSet::new(), fate: Box::new(|| None) }
    }

    pub fn stored(&self, key: &str, media_type: &str) -> Stored {
        let bytes = self.files.get(key).map_or(0, |f| f.len() as u64);
        Stored { key: key.into(), bytes, media_type: media_type.into() }
    }

    pub fn picture(&self) -> Medium {
        Medium {
            file: self.stored("picture", "image/jpeg"),
            alt: "Der neue Brunnen".into(),
            url: "https://stadt.example/brunnen.jpg".into(),
            focus: Some((0.1, 0.4)),
        }
    }

    pub fn film(&self) -> Medium {
        Medium {
            file: self.stored("film", "video/mp4"),
            url: "https://stadt.example/film.mp4".into(),
            ..Medium::default()
        }
    }

    pub fn post(key: &str, text: &str) -> Post {
        Post { key: key.into(), text: text.into(), language: "de".into(), ..Post::default() }
    }

    /// Sends a request and says what came of it.
    pub fn send(&self, request: &Request) -> Exchange {
        let url = request.url();
        let Some((host, path)) = url.strip_prefix("http://").and_then(|u| u.split_once('/')) else {
            return Exchange::NotSent;
        };
        let read = |piece: &norm_social::Piece| {
            let file = self.files.get(&piece.medium).ok_or(())?;
            let at = |n: u64| usize::try_from(n).map_err(drop);
            file.get(at(piece.from)?..at(piece.until)?).map(<[u8]>::to_vec).ok_or(())
        };
        let rendered = request.render("a-boundary-of-tests", read).expect("the files are here");
        let Ok(stream) = TcpStream::connect(host) else { return Exchange::NotSent };
        talk(stream, request, host, path, &rendered).unwrap_or(Exchange::Lost)
    }

    /// Runs an order to its end, through the deaths of [`Desk::fate`].
    pub fn run(&mut self, order: Order, clock: &dyn Clock) -> Result<Published, Box<Trouble>> {
        let task = Task::new(self.account.channel, order);
        self.finish(&mut serde_json::to_string(&task).expect("a task is text"), clock)
    }

    /// Goes on with a saved task. Nothing survives but its text.
    #[expect(clippy::panic_in_result_fn, reason = "a task that never ends is a fault of the test")]
    pub fn finish(
        &mut self,
        saved: &mut String,
        clock: &dyn Clock,
    ) -> Result<Published, Box<Trouble>> {
        for _ in 0..STEPS_MAX {
            let mut task: Task = serde_json::from_str(saved).expect("a saved task is read again");
            let fate = (self.fate)();
            if fate.is_some() {
                task.wake();
            }
            let is_taken = |id: &str| self.taken.contains(id);
            let here = Here { account: &self.account, now: clock.now(), is_taken: &is_taken };
            let call = match task.next(&here) {
                Next::Done(published) => {
                    self.taken.insert(published.id.clone());
                    return Ok(published);
                }
                Next::Stuck(trouble) => return Err(Box::new(trouble)),
                Next::Wait(at) => {
                    clock.set(at);
                    continue;
                }
                Next::Send(call) => call,
            };
            if fate == Some(End::Arming) {
                continue;
            }
            if call.effect == Effect::Once {
                task.arm(clock.now());
                *saved = serde_json::to_string(&task).expect("a task is text");
            }
            if fate == Some(End::Sending) {
                continue;
            }
            let exchange = self.send(&call.request);
            if fate == Some(End::Hearing) {
                continue;
            }
            task.take(&call, &exchange, &here);
            *saved = serde_json::to_string(&task).expect("a task is text");
        }
        panic!("more than {STEPS_MAX} steps: {saved}");
    }
}

fn talk(
    mut stream: TcpStream,
    request: &Request,
    host: &str,
    path: &str,
    rendered: &norm_social::Rendered,
) -> Option<Exchange> {
    let mut head = format!("{} /{path} HTTP/1.1\r\nhost: {host}\r\n", request.method.word());
    for (name, value) in &request.headers {
        head.extend([name.as_str(), ": ", value, "\r\n"]);
    }
    if let Some(kind) = &rendered.content_type {
        head.extend(["content-type: ", kind, "\r\n"]);
    }
    let length = rendered.body.len().to_string();
    head.extend(["content-length: ", &length, "\r\nconnection: close\r\n\r\n"]);
    stream.write_all(head.as_bytes()).ok()?;
    stream.write_all(&rendered.body).ok()?;
    let mut bytes = Vec::new();
    let mut piece = [0; 16 * 1024];
    loop {
        if let Some(answer) = parse(&bytes) {
            return Some(Exchange::Answered(answer));
        }
        match stream.read(&mut piece) {
            Ok(count) if count > 0 => bytes.extend_from_slice(&piece[..count]),
            _ => return None,
        }
    }
}

fn parse(bytes: &[u8]) -> Option<Answer> {
    let end = bytes.windows(4).position(|w| w == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut lines = head.lines();
    let status = lines.next()?.split_whitespace().nth(1)?.parse().ok()?;
    let headers: Vec<(String, String)> = lines
        .filter_map(|l| l.split_once(':'))
        .map(|(n, v)| (n.trim().to_owned(), v.trim().to_owned()))
        .collect();
    let mut answer = Answer { status, headers, body: Vec::new() };
    let length: usize = answer.header("content-length")?.parse().ok()?;
    answer.body = bytes.get(end + 4..end + 4 + length)?.to_vec();
    Some(answer)
}

pub fn class(result: Result<Published, Box<Trouble>>) -> Class {
    result.expect_err("it was to be refused").class
}

pub fn facebook() -> (Running<Graph>, Desk) {
    let graph = Graph::start();
    let desk = Desk::new(Channel::Facebook, &graph.address());
    (graph, desk)
}

pub fn instagram() -> (Running<Graph>, Desk) {
    let graph = Graph::start();
    let desk = Desk::new(Channel::Instagram, &graph.address());
    (graph, desk)
}

pub fn mastodon() -> (Running<Mastodon>, Desk) {
    let server = Mastodon::start();
    let desk = Desk::new(Channel::Mastodon, &server.address());
    (server, desk)
}

/// None where the provider's description of its interface is not beside the workspace.
pub fn youtube() -> Option<(Running<YouTube>, Desk)> {
    let Some(service) = YouTube::start() else {
        eprintln!("skipped: no shared data beside the workspace");
        return None;
    };
    let desk = Desk::new(Channel::YouTube, &service.address());
    Some((service, desk))
}
