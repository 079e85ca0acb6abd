//! A mail relay for tests: speaks SMTP over a real socket, keeps what it is given, and can refuse
//! or hang up at a chosen moment.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// How the relay behaves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mood {
    /// Takes everything.
    #[default]
    Kind,
    /// Says "try again later" to every recipient (450).
    Busy,
    /// Knows no recipient (550).
    Strict,
}

/// A mail as it arrived.
#[derive(Clone, Debug)]
pub struct Received {
    /// Envelope sender.
    pub from: String,
    /// Envelope recipients.
    pub to: Vec<String>,
    /// Headers and body.
    pub data: String,
}

/// The relay.
pub struct Relay {
    /// Port on loopback.
    pub port: u16,
    received: Arc<Mutex<Vec<Received>>>,
    mood: Arc<Mutex<Mood>>,
}

impl Relay {
    /// Starts a relay on a free port; it ends with the test's runtime.
    pub async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let received = Arc::new(Mutex::new(Vec::new()));
        let mood = Arc::new(Mutex::new(Mood::Kind));
        let (kept, how) = (Arc::clone(&received), Arc::clone(&mood));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let mood = *how.lock().unwrap_or_else(PoisonError::into_inner);
                let kept = Arc::clone(&kept);
                tokio::spawn(async move {
                    // A client that hangs up is its own affair.
                    drop(talk(stream, mood, &kept).await);
                });
            }
        });
        Self { port, received, mood }
    }

    /// Mails so far.
    pub fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Changes how it behaves.
    pub fn set_mood(&self, mood: Mood) {
        *self.mood.lock().unwrap_or_else(PoisonError::into_inner) = mood;
    }
}

async fn talk(stream: TcpStream, mood: Mood, kept: &Mutex<Vec<Received>>) -> std::io::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"220 relay.test ESMTP\r\n").await?;
    let (mut from, mut to) = (String::new(), Vec::new());
    while let Some(line) = lines.next_line().await? {
        let verb = line.get(..4).unwrap_or(&line).to_uppercase();
        let reply: &[u8] = match verb.as_str() {
            "EHLO" | "HELO" => b"250-relay.test\r\n250 8BITMIME\r\n",
            "MAIL" => {
                from = between(&line);
                b"250 OK\r\n"
            }
            "RCPT" => match mood {
                Mood::Kind => {
                    to.push(between(&line));
                    b"250 OK\r\n"
                }
                Mood::Busy => b"450 try again later\r\n",
                Mood::Strict => b"550 no such user\r\n",
            },
            "DATA" => {
                write.write_all(b"354 go on\r\n").await?;
                let mut data = String::new();
                while let Some(line) = lines.next_line().await? {
                    if line == "." {
                        break;
                    }
                    data.push_str(line.strip_prefix('.').unwrap_or(&line));
                    data.push('\n');
                }
                kept.lock().unwrap_or_else(PoisonError::into_inner).push(Received {
                    from: std::mem::take(&mut from),
                    to: std::mem::take(&mut to),
                    data,
                });
                b"250 taken\r\n"
            }
            "QUIT" => {
                write.write_all(b"221 bye\r\n").await?;
                return Ok(());
            }
            "RSET" | "NOOP" => b"250 OK\r\n",
            _ => b"502 not known here\r\n",
        };
        write.write_all(reply).await?;
    }
    Ok(())
}

fn between(line: &str) -> String {
    line.split_once('<').and_then(|(_, r)| r.split_once('>')).map_or("", |(a, _)| a).to_owned()
}
