//! The warning service of the federal authorities for tests: speaks HTTP over a real socket, gives
//! the list of a district with an entity tag and single warnings, and can break down.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Most bytes of a request's head.
const HEAD_BYTES_MAX: usize = 16 * 1024;

/// A warning of the service.
#[derive(Clone, Debug)]
pub struct Warned {
    /// Its id.
    pub id: String,
    /// `Minor`, `Moderate`, `Severe`, `Extreme`.
    pub severity: String,
    /// What it says.
    pub headline: String,
    /// When it was sent, with its offset.
    pub sent: String,
    /// `Alert`, `Update`, `Cancel`.
    pub message_type: String,
    /// Where.
    pub area: String,
    /// Regional keys it is about; empty if it does not say.
    pub keys: Vec<String>,
    /// `Actual`, `Exercise`, `Test`.
    pub status: String,
}

impl Default for Warned {
    fn default() -> Self {
        Self {
            id: String::new(),
            severity: "Unknown".into(),
            headline: String::new(),
            sent: String::new(),
            message_type: "Alert".into(),
            area: String::new(),
            keys: Vec::new(),
            status: "Actual".into(),
        }
    }
}

#[derive(Debug, Default)]
struct State {
    warnings: Vec<Warned>,
    version: u64,
    is_broken: bool,
    asked: Vec<String>,
}

/// The service.
pub struct Nina {
    port: u16,
    state: Arc<Mutex<State>>,
}

impl Nina {
    /// Starts it on a free port; it ends with the test's runtime.
    pub async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let state = Arc::new(Mutex::new(State::default()));
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

    /// What it warns of from now on.
    pub fn warn(&self, warnings: Vec<Warned>) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.warnings = warnings;
        state.version += 1;
    }

    /// Whether it answers every question with status 500.
    pub fn break_down(&self, is_broken: bool) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).is_broken = is_broken;
    }

    /// Paths asked for so far, each with its status.
    pub fn asked(&self) -> Vec<String> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).asked.clone()
    }
}

async fn talk(mut stream: TcpStream, state: &Mutex<State>) -> std::io::Result<()> {
    let mut head = Vec::new();
    while !head.windows(4).any(|w| w == b"\r\n\r\n") && head.len() < HEAD_BYTES_MAX {
        let mut piece = [0; 1024];
        match stream.read(&mut piece).await? {
            0 => return Ok(()),
            length => head.extend_from_slice(&piece[..length]),
        }
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let path = head.split_whitespace().nth(1).unwrap_or_default().to_owned();
    let known = head
        .lines()
        .find_map(|line| {
            line.to_ascii_lowercase().strip_prefix("if-none-match:").map(|v| v.trim().to_owned())
        })
        .unwrap_or_default();
    let (status, tag, body) = {
        let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
        let (status, tag, body) = answer(&state, &path, &known);
        state.asked.push(format!("{status} {path}"));
        (status, tag, body)
    };
    let answer = format!(
        "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\netag: {tag}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(answer.as_bytes()).await
}

fn answer(state: &State, path: &str, known: &str) -> (u16, String, String) {
    let tag = format!("\"v{}\"", state.version);
    if state.is_broken {
        return (500, tag, String::new());
    }
    if path.starts_with("/dashboard/") {
        if known == tag {
            return (304, tag, String::new());
        }
        let list: Vec<serde_json::Value> = state.warnings.iter().map(entry).collect();
        return (200, tag, serde_json::Value::from(list).to_string());
    }
    let id = path.strip_prefix("/warnings/").and_then(|p| p.strip_suffix(".json"));
    match id.and_then(|id| state.warnings.iter().find(|w| w.id == id)) {
        Some(warned) => {
            let keys: Vec<_> = warned
                .keys
                .iter()
                .map(|key| serde_json::json!({ "valueName": warned.area, "value": key }))
                .collect();
            let whole = serde_json::json!({
                "identifier": warned.id, "sent": warned.sent, "status": warned.status,
                "info": [{ "language": "DE", "severity": warned.severity, "headline": warned.headline,
                    "web": "https://warnung.example/mehr",
                    "area": [{ "areaDesc": warned.area, "geocode": keys }] }]
            });
            (200, "\"d\"".into(), whole.to_string())
        }
        None => (404, "\"\"".into(), String::new()),
    }
}

fn entry(warned: &Warned) -> serde_json::Value {
    serde_json::json!({
        "id": warned.id,
        "payload": { "version": 1, "type": "ALERT", "id": warned.id, "hash": "h",
            "data": { "headline": warned.headline, "provider": "MOWAS",
                "severity": warned.severity, "msgType": warned.message_type } },
        "i18nTitle": { "de": warned.headline },
        "sent": warned.sent
    })
}
