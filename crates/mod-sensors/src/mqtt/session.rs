//! One client from its first packet to its last.

mod work;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use kernel::Town;
use norm_mqtt::{ConnAck, Connect, Offer, Packet, Version, read, reason, write};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep_until, timeout};

use super::hub::{Hub, Listener, Told, Wish};
use super::login::Guest;
use super::{
    BURST, GREETING, OPEN_PACKET_BYTES_MAX, PACKET_BYTES_MAX, SENDING, SILENCE, TOGETHER_MAX,
    UNCONFIRMED_MAX, WAITING_MAX,
};

/// What is read from a socket at once, in bytes.
const PIECE: usize = 8 * 1024;

/// The end of a connection, with its reason.
struct End(u8);

type Go<T = ()> = Result<T, End>;

/// A client that was let in.
struct Session<'a, S> {
    town: &'a Arc<Town>,
    hub: &'a Arc<Hub>,
    stream: S,
    /// What has arrived and is not read yet: never more than one packet and a piece.
    buffer: Vec<u8>,
    version: Version,
    guest: Guest,
    /// When its key was last looked at.
    looked_at: Instant,
    /// What refusals call it.
    who: String,
    listener: Listener,
    queue: mpsc::Receiver<Told>,
    ending: watch::Receiver<u8>,
    wishes: BTreeMap<String, Wish>,
    /// Messages of quality 1 that it has not confirmed.
    unconfirmed: BTreeSet<u16>,
    unconfirmed_max: usize,
    last_id: u16,
    /// Numbers of messages of quality 2 that are stored and not released.
    held: BTreeSet<u16>,
    /// The largest packet it takes.
    packet_max: usize,
    silence: Duration,
    heard_at: Instant,
    /// How many messages it may publish now.
    allowance: f64,
    allowed_at: Instant,
}

/// Serves one client.
pub(super) async fn serve<S>(town: &Arc<Town>, hub: &Arc<Hub>, mut stream: S, caller: String)
where
    S: AsyncRead + AsyncWrite + Unpin + Send,
{
    let mut buffer = Vec::new();
    let first = timeout(GREETING, introduction(&mut stream, &mut buffer)).await;
    let connect = match first {
        Ok(Ok(connect)) => connect,
        Ok(Err(Some(why))) => return hub.refused(town.now(), &caller, &why),
        Ok(Err(None)) | Err(_) => return,
    };
    let version = connect.version;
    let who = if connect.client.is_empty() { caller.clone() } else { connect.client.clone() };
    let is_strange = !version.is_5() && connect.client.is_empty() && !connect.is_clean;
    let guest = if is_strange {
        Err((0x85, "a client without a name cannot go on with an earlier session".to_owned()))
    } else {
        Guest::of(town, &connect, &caller).await
    };
    let guest = match guest {
        Ok(guest) => guest,
        Err((code, why)) => {
            hub.refused(town.now(), &who, &why);
            return refuse(&mut stream, version, code).await;
        }
    };
    let name = match &guest.key {
        Some(key) if !connect.client.is_empty() => Some(format!("{}/{}", key.id, connect.client)),
        _ => None,
    };
    let is_reader = guest.key.is_none();
    let Some((listener, queue)) = hub.greet(&caller, is_reader, name.as_deref(), WAITING_MAX)
    else {
        hub.refused(town.now(), &who, "too many clients without a key");
        return refuse(&mut stream, version, reason::BUSY).await;
    };
    let number = listener.number;
    let mut session = Session {
        ending: listener.end.subscribe(),
        town,
        hub,
        stream,
        buffer,
        version,
        guest,
        looked_at: Instant::now(),
        who,
        listener,
        queue,
        wishes: BTreeMap::new(),
        unconfirmed: BTreeSet::new(),
        unconfirmed_max: UNCONFIRMED_MAX.min(usize::from(connect.receive_max)),
        last_id: 0,
        held: BTreeSet::new(),
        packet_max: usize::try_from(connect.packet_max).unwrap_or(usize::MAX),
        silence: silence(connect.keep_alive),
        heard_at: Instant::now(),
        allowance: BURST,
        allowed_at: Instant::now(),
    };
    let ended = match session.welcome(&connect).await {
        Ok(()) => session.run().await,
        Err(end) => end,
    };
    session.close(ended).await;
    hub.leave(is_reader, name.as_deref(), number);
}

/// How long a client may be silent: half as long again as it promised.
fn silence(keep_alive: u16) -> Duration {
    match keep_alive {
        0 => SILENCE,
        seconds => Duration::from_millis(u64::from(seconds) * 1_500),
    }
}

/// The first packet; why not, where there is somebody to be told.
async fn introduction<S>(stream: &mut S, buffer: &mut Vec<u8>) -> Result<Connect, Option<String>>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    loop {
        // Whoever speaks another protocol is not waited for.
        if buffer.first().is_some_and(|first| *first != 0x10) {
            return Err(Some("the first packet must be CONNECT".into()));
        }
        match read(buffer, Version::V3_1_1, OPEN_PACKET_BYTES_MAX) {
            Ok(Some((Packet::Connect(connect), length))) => {
                buffer.drain(..length);
                return Ok(*connect);
            }
            Ok(Some(_)) => return Err(Some("the first packet must be CONNECT".into())),
            Ok(None) => {}
            Err(malformed) => {
                if let norm_mqtt::Malformed::Version(_) = malformed {
                    refuse(stream, Version::V3_1_1, reason::VERSION).await;
                }
                return Err(Some(malformed.to_string()));
            }
        }
        buffer.reserve(PIECE);
        if stream.read_buf(buffer).await.unwrap_or(0) == 0 {
            return Err(None);
        }
    }
}

async fn refuse<S: AsyncWrite + Unpin>(stream: &mut S, version: Version, code: u8) {
    let mut out = Vec::new();
    write(&Packet::ConnAck(ConnAck { code, ..ConnAck::default() }), version, &mut out);
    // Who is refused may have gone already.
    drop(timeout(SENDING, stream.write_all(&out)).await);
    drop(timeout(SENDING, stream.shutdown()).await);
}

impl<S: AsyncRead + AsyncWrite + Unpin + Send> Session<'_, S> {
    async fn send(&mut self, packets: &[Packet]) -> Go {
        let mut out = Vec::new();
        for packet in packets {
            write(packet, self.version, &mut out);
        }
        self.send_bytes(&out).await
    }

    async fn send_bytes(&mut self, bytes: &[u8]) -> Go {
        match timeout(SENDING, self.stream.write_all(bytes)).await {
            Ok(Ok(())) => Ok(()),
            _ => Err(End(reason::SUCCESS)),
        }
    }

    async fn welcome(&mut self, connect: &Connect) -> Go {
        let is_nameless = connect.client.is_empty();
        let offer = Offer {
            client: if is_nameless {
                format!("reader-{}", self.listener.number)
            } else {
                String::new()
            },
            keep_alive: (connect.keep_alive == 0)
                .then(|| u16::try_from(SILENCE.as_secs() * 2 / 3).unwrap_or(u16::MAX)),
            receive_max: u16::try_from(TOGETHER_MAX).unwrap_or(u16::MAX),
            packet_max: u32::try_from(self.largest()).unwrap_or(u32::MAX),
        };
        self.send(&[Packet::ConnAck(ConnAck { is_present: false, code: reason::SUCCESS, offer })])
            .await
    }

    fn largest(&self) -> usize {
        if self.guest.key.is_some() { PACKET_BYTES_MAX } else { OPEN_PACKET_BYTES_MAX }
    }

    async fn run(&mut self) -> End {
        loop {
            if let Err(end) = self.work_off().await {
                return end;
            }
            self.buffer.reserve(PIECE);
            let may_send = self.unconfirmed.len() < self.unconfirmed_max;
            let deadline = self.heard_at + self.silence;
            let sent = tokio::select! {
                _ = self.ending.changed() => Err(End(*self.ending.borrow())),
                count = self.stream.read_buf(&mut self.buffer) => match count {
                    Ok(0) | Err(_) => Err(End(reason::SUCCESS)),
                    Ok(_) => {
                        self.heard_at = Instant::now();
                        Ok(None)
                    }
                },
                Some(told) = self.queue.recv(), if may_send => Ok(Some(told)),
                () = sleep_until(deadline) => Err(End(reason::KEEP_ALIVE)),
            };
            let done = match sent {
                Ok(None) => Ok(()),
                Ok(Some(told)) => self.pass_on(told).await,
                Err(end) => Err(end),
            };
            if let Err(end) = done {
                return end;
            }
        }
    }

    /// Says why, where the version has words for it, and hangs up.
    async fn close(&mut self, End(code): End) {
        if code != reason::SUCCESS {
            tracing::debug!(code, "A connection by MQTT was ended");
            if self.version.is_5() {
                drop(self.send(&[Packet::Disconnect(code)]).await);
            }
        }
        drop(timeout(SENDING, self.stream.shutdown()).await);
    }

    fn note(&self, why: &str) {
        self.hub.refused(self.town.now(), &self.who, why);
    }

    /// Answers everything that has arrived as a whole; messages that came together are stored
    /// together.
    async fn work_off(&mut self) -> Go {
        loop {
            let (mut at, mut messages, mut other) = (0, Vec::new(), None);
            let mut wrong = None;
            loop {
                let rest = self.buffer.get(at..).unwrap_or_default();
                match read(rest, self.version, self.largest()) {
                    Ok(Some((Packet::Publish(message), length))) => {
                        if messages.len() == TOGETHER_MAX {
                            break;
                        }
                        messages.push(message);
                        at += length;
                    }
                    Ok(Some((packet, length))) if messages.is_empty() => {
                        other = Some(packet);
                        at += length;
                        break;
                    }
                    Ok(_) => break,
                    Err(malformed) => {
                        wrong = Some(malformed);
                        break;
                    }
                }
            }
            self.buffer.drain(..at);
            if !messages.is_empty() {
                self.take(messages).await?;
            } else if let Some(packet) = other {
                self.answer(packet).await?;
            } else if let Some(malformed) = wrong {
                self.note(&malformed.to_string());
                return Err(End(malformed.reason()));
            } else {
                return Ok(());
            }
        }
    }

    async fn answer(&mut self, packet: Packet) -> Go {
        match packet {
            Packet::Subscribe(subscribe) => self.subscribe(subscribe).await,
            Packet::Unsubscribe(id, filters) => {
                let mut codes = Vec::with_capacity(filters.len());
                for filter in filters {
                    let wish = self.wishes.remove(&filter);
                    codes.push(if wish.is_some() { reason::SUCCESS } else { 0x11 });
                    if let Some(wish) = wish {
                        self.hub.unwant(&wish, self.listener.number);
                    }
                }
                self.send(&[Packet::UnsubAck(id, codes)]).await
            }
            Packet::PubAck(id, _) => {
                self.unconfirmed.remove(&id);
                Ok(())
            }
            Packet::PubRel(id, _) => {
                self.held.remove(&id);
                self.send(&[Packet::PubComp(id, reason::SUCCESS)]).await
            }
            Packet::PingReq => self.send(&[Packet::PingResp]).await,
            Packet::Disconnect(_) => Err(End(reason::SUCCESS)),
            _ => {
                self.note("a packet that does not belong here");
                Err(End(reason::PROTOCOL))
            }
        }
    }
}
