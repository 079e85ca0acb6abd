//! A FIM portal for tests: speaks HTTP over a real socket as the portal's own description
//! (`OpenAPI` 0.24.0) says, keeps what it was asked, and can misbehave in every way we know.
//!
//! Parts of the detailed answer that nobody here reads (fields, groups, relations) are empty lists.

mod answers;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use answers::Reply;

/// Most bytes of a request's head.
const HEAD_BYTES_MAX: usize = 16 * 1024;
/// Bytes sent before an endless answer gives up: more than anybody reads.
const ENDLESS_BYTES: usize = 64 * 1024 * 1024;

/// How the portal behaves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mood {
    /// As described.
    #[default]
    Kind,
    /// Limits requests (429), always.
    Limiting,
    /// Limits the next request only.
    LimitingOnce,
    /// Knows nothing (404), whatever is asked.
    Ignorant,
    /// Breaks down (500).
    Broken,
    /// Takes the request and never answers.
    Silent,
    /// A page in HTML with status 200, as proxies answer.
    Proxied,
    /// Words that are no JSON and no XML.
    Babbling,
    /// Hangs up in the middle of the body.
    HangingUp,
    /// Sends half of the body as if it were all.
    Halving,
    /// Never stops sending.
    Endless,
    /// Points to another host.
    Moved,
    /// Sends another schema than the one asked for.
    Confused,
    /// Answers as described, but has no file of any code list.
    WithoutLists,
}

/// What the portal has.
#[derive(Clone, Debug, Default)]
pub struct Stock {
    /// Schemas: the files of `XDatenfelder` 3 or 2.
    pub schemas: Vec<String>,
    /// Code lists in genericode.
    pub lists: Vec<String>,
    /// Services: key of 14 digits and title.
    pub services: Vec<(String, String)>,
}

#[derive(Debug, Default)]
struct State {
    stock: Stock,
    mood: Mood,
    asked: Vec<String>,
}

/// The portal.
pub struct Portal {
    port: u16,
    state: Arc<Mutex<State>>,
}

impl Portal {
    /// Starts a portal on a free port; it ends with the test's runtime.
    pub async fn start(stock: Stock) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let state = Arc::new(Mutex::new(State { stock, ..State::default() }));
        let shared = Arc::clone(&state);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let state = Arc::clone(&shared);
                tokio::spawn(async move {
                    // A client that hangs up is its own affair.
                    drop(talk(stream, &state).await);
                });
            }
        });
        Self { port, state }
    }

    /// Its address.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Paths and queries asked for so far.
    pub fn asked(&self) -> Vec<String> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).asked.clone()
    }

    /// Changes how it behaves.
    pub fn set_mood(&self, mood: Mood) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).mood = mood;
    }

    /// Adds a schema.
    pub fn add_schema(&self, xml: String) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).stock.schemas.push(xml);
    }
}

async fn talk(mut stream: TcpStream, state: &Mutex<State>) -> std::io::Result<()> {
    let Some(target) = read_target(&mut stream).await? else { return Ok(()) };
    let (mood, reply) = {
        let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
        state.asked.push(target.clone());
        let mood = state.mood;
        if mood == Mood::LimitingOnce {
            state.mood = Mood::Kind;
        }
        (mood, answers::reply(&state.stock, mood, &target))
    };
    match mood {
        Mood::Silent => tokio::time::sleep(Duration::from_mins(1)).await,
        Mood::Endless => endless(&mut stream, &reply).await?,
        Mood::HangingUp => {
            stream.write_all(head(&reply, reply.body.len()).as_bytes()).await?;
            stream.write_all(&reply.body[..reply.body.len() / 2]).await?;
        }
        Mood::Halving => {
            let half = &reply.body[..reply.body.len() / 2];
            stream.write_all(head(&reply, half.len()).as_bytes()).await?;
            stream.write_all(half).await?;
        }
        _ => {
            stream.write_all(head(&reply, reply.body.len()).as_bytes()).await?;
            stream.write_all(&reply.body).await?;
        }
    }
    stream.shutdown().await
}

/// Path and query of a request; none if it is no `GET`.
async fn read_target(stream: &mut TcpStream) -> std::io::Result<Option<String>> {
    let (mut head, mut buffer) = (Vec::new(), [0_u8; 2_048]);
    while !head.windows(4).any(|four| four == b"\r\n\r\n") {
        let read = stream.read(&mut buffer).await?;
        if read == 0 || head.len() > HEAD_BYTES_MAX {
            return Ok(None);
        }
        head.extend_from_slice(&buffer[..read]);
    }
    let head = String::from_utf8_lossy(&head);
    let mut words = head.split_whitespace();
    let is_get = words.next() == Some("GET");
    Ok(words.next().filter(|_| is_get).map(str::to_owned))
}

fn head(reply: &Reply, length: usize) -> String {
    format!("{}content-length: {length}\r\n\r\n", open_head(reply))
}

fn open_head(reply: &Reply) -> String {
    let Reply { status, kind, location, .. } = reply;
    let location = location.as_ref().map(|at| format!("location: {at}\r\n")).unwrap_or_default();
    format!("HTTP/1.1 {status} Answer\r\ncontent-type: {kind}\r\n{location}connection: close\r\n")
}

async fn endless(stream: &mut TcpStream, reply: &Reply) -> std::io::Result<()> {
    stream.write_all(format!("{}\r\n", open_head(reply)).as_bytes()).await?;
    let spaces = vec![b' '; 64 * 1024];
    for _ in 0..ENDLESS_BYTES / spaces.len() {
        stream.write_all(&spaces).await?;
    }
    Ok(())
}
