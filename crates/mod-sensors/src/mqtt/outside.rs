//! Messages fetched from a broker of somebody else, such as that of a `LoRaWAN` network: each goes
//! through its door like one that was posted. A message is confirmed when it is stored; what breaks
//! is tried again with growing pauses.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use kernel::jobs::{JobError, Running};
use kernel::{AppError, Id, Town};
use norm_mqtt::{Connect, Packet, Subscribe, Version, read, reason, write};
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::AbortHandle;
use tokio::time::{Instant, sleep, timeout};
use tokio_rustls::TlsConnector;

use super::fault::Fault;
use crate::answer::Refusal;
use crate::inbound::{Door, Sender, take_message};
use crate::store::brokers::{self, Broker};
use crate::store::inbound as store;

/// Seconds between two looks at what is to be fetched.
pub(crate) const SECONDS: u64 = 5;
/// Seconds after which the broker hears of us at the latest.
const KEEP_ALIVE: u16 = 30;
/// Silence after which the broker is held for gone.
const SILENCE: Duration = Duration::from_secs(70);
/// Time to connect, and for each answer to it.
const GREETING: Duration = Duration::from_secs(15);
/// First pause after a failure; each is twice the one before it.
const PAUSE_MIN: Duration = Duration::from_secs(1);
/// Longest pause.
const PAUSE_MAX: Duration = Duration::from_mins(5);
/// Largest message, in bytes.
const PACKET_BYTES_MAX: usize = 1024 * 1024 + 4_096;

/// How it stands with a broker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Link {
    /// Trying.
    Trying,
    /// Connected since.
    Connected(Timestamp),
    /// Something is wrong: since when, and what.
    Broken(Timestamp, Fault),
}

/// Everything that is being fetched for a town.
#[derive(Default)]
pub(crate) struct Fetching {
    running: Mutex<HashMap<Id<Door>, (i64, AbortHandle)>>,
    links: Mutex<HashMap<Id<Door>, Link>>,
}

impl Fetching {
    /// How it stands with the broker of a door.
    pub fn link(&self, door: Id<Door>) -> Option<Link> {
        self.links.lock().unwrap_or_else(PoisonError::into_inner).get(&door).cloned()
    }

    fn set(&self, door: Id<Door>, link: Link) {
        self.links.lock().unwrap_or_else(PoisonError::into_inner).insert(door, link);
    }
}

/// Where a broker is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    host: String,
    port: u16,
    is_sealed: bool,
}

/// Reads the address of a broker: TLS, or a machine of the own network.
pub(crate) fn place(address: &str) -> Option<Place> {
    let (is_sealed, rest) = match address.split_once("://")? {
        ("mqtts", rest) => (true, rest),
        ("mqtt", rest) => (false, rest),
        _ => return None,
    };
    let rest = rest.strip_suffix('/').unwrap_or(rest);
    let (host, port) = match rest.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, port.parse().ok()?),
        _ => (rest, if is_sealed { 8883 } else { 1883 }),
    };
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let is_name = !host.is_empty()
        && host.len() <= 253
        && host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':'));
    if !is_name || port == 0 || !(is_sealed || is_near(host)) {
        return None;
    }
    Some(Place { host: host.to_owned(), port, is_sealed })
}

/// Whether a host is this machine or one of the own network.
pub(crate) fn is_near(host: &str) -> bool {
    match host.parse::<IpAddr>() {
        Ok(IpAddr::V4(v4)) => v4.is_loopback() || v4.is_private(),
        Ok(IpAddr::V6(v6)) => v6.is_loopback() || v6.is_unique_local(),
        Err(_) => host == "localhost",
    }
}

/// The topic that a kind of sender is usually heard at.
pub(crate) fn usual_topic(sender: Sender) -> &'static str {
    match sender {
        Sender::ThingsStack => "v3/+/devices/+/up",
        Sender::ChirpStack => "application/+/device/+/event/+",
        Sender::Json => "sensoren/#",
    }
}

/// Where the password of a door's broker lies.
pub(crate) fn secret_place(door: Id<Door>) -> String {
    format!("sensors_broker|secret|{door}")
}

/// Starts what is to be fetched and is not, and ends what is not to be fetched any more.
///
/// # Errors
/// What the database says.
pub(crate) async fn watch(town: &Arc<Town>) -> Result<(), AppError> {
    let wanted = town.read(brokers::all).await?;
    let fetching = town.part::<Fetching>();
    let mut running = fetching.running.lock().unwrap_or_else(PoisonError::into_inner);
    running.retain(|door, (version, task)| {
        let stays = wanted.iter().any(|b| b.door == *door && b.version == *version);
        if !stays {
            task.abort();
            fetching.links.lock().unwrap_or_else(PoisonError::into_inner).remove(door);
        }
        stays && !task.is_finished()
    });
    for broker in wanted {
        if !running.contains_key(&broker.door) {
            let (door, version) = (broker.door, broker.version);
            let task = tokio::spawn(stay(Arc::clone(town), broker));
            running.insert(door, (version, task.abort_handle()));
        }
    }
    Ok(())
}

/// The pulse.
pub(crate) fn pulse(town: Arc<Town>) -> Running<'static> {
    Box::pin(async move { watch(&town).await.map_err(|e| JobError::Later(e.to_string())) })
}

/// Fetches for ever.
async fn stay(town: Arc<Town>, broker: Broker) {
    let fetching = town.part::<Fetching>();
    let mut pause = PAUSE_MIN;
    loop {
        fetching.set(broker.door, Link::Trying);
        let begun = Instant::now();
        let Err(why) = connect(&town, &broker).await;
        if begun.elapsed() > PAUSE_MAX {
            pause = PAUSE_MIN;
        }
        tracing::warn!(
            ?why,
            seconds = pause.as_secs(),
            "A broker cannot be heard; it is tried again"
        );
        fetching.set(broker.door, Link::Broken(town.now(), why));
        sleep(pause).await;
        pause = (pause * 2).min(PAUSE_MAX);
    }
}

/// Never ends well: either it goes on, or it breaks.
enum Never {}

async fn connect(town: &Arc<Town>, broker: &Broker) -> Result<Never, Fault> {
    let place = place(&broker.address).ok_or(Fault::Address)?;
    let tcp = timeout(GREETING, TcpStream::connect((place.host.as_str(), place.port)))
        .await
        .map_err(|_| Fault::Slow)?
        .map_err(|e| Fault::Connection(e.to_string()))?;
    if !place.is_sealed {
        return listen(town, broker, tcp).await;
    }
    let name = ServerName::try_from(place.host).map_err(|_| Fault::Address)?;
    let sealed = timeout(GREETING, connector()?.connect(name, tcp))
        .await
        .map_err(|_| Fault::Slow)?
        .map_err(|e| Fault::Tls(e.to_string()))?;
    listen(town, broker, sealed).await
}

fn connector() -> Result<TlsConnector, Fault> {
    let roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|e| Fault::Tls(e.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

/// A connection to a broker.
struct Line<S> {
    stream: S,
    buffer: Vec<u8>,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Line<S> {
    async fn send(&mut self, packet: &Packet) -> Result<(), Fault> {
        let mut out = Vec::new();
        write(packet, Version::V3_1_1, &mut out);
        timeout(GREETING, self.stream.write_all(&out))
            .await
            .map_err(|_| Fault::Slow)?
            .map_err(|e| Fault::Connection(e.to_string()))
    }

    /// The next packet; may be given up at any time without losing bytes.
    async fn next(&mut self) -> Result<Packet, Fault> {
        loop {
            let found = read(&self.buffer, Version::V3_1_1, PACKET_BYTES_MAX);
            if let Some((packet, length)) = found.map_err(|e| Fault::Strange(e.to_string()))? {
                self.buffer.drain(..length);
                return Ok(packet);
            }
            self.buffer.reserve(8_192);
            match self.stream.read_buf(&mut self.buffer).await {
                Ok(0) => return Err(Fault::HungUp),
                Ok(_) => {}
                Err(error) => return Err(Fault::Connection(error.to_string())),
            }
        }
    }

    async fn answer(&mut self) -> Result<Packet, Fault> {
        timeout(GREETING, self.next()).await.map_err(|_| Fault::Slow)?
    }
}

async fn listen<S>(town: &Arc<Town>, broker: &Broker, stream: S) -> Result<Never, Fault>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut line = Line { stream, buffer: Vec::new() };
    line.send(&introduction(town, broker)?).await?;
    match line.answer().await? {
        Packet::ConnAck(answer) if answer.code == reason::SUCCESS => {}
        Packet::ConnAck(answer) => {
            return Err(match answer.code {
                reason::BAD_LOGIN | reason::NOT_AUTHORIZED => Fault::Login,
                code => Fault::Refused(code),
            });
        }
        _ => return Err(Fault::Strange(String::new())),
    }
    line.send(&Packet::Subscribe(Subscribe { id: 1, filters: vec![(broker.topic.clone(), 1)] }))
        .await?;
    let mut heard_at = Instant::now();
    let mut clock = tokio::time::interval(Duration::from_secs(u64::from(KEEP_ALIVE)));
    loop {
        tokio::select! {
            packet = line.next() => {
                heard_at = Instant::now();
                let packet = packet?;
                if let Some(answer) = take(town, broker, packet).await? {
                    line.send(&answer).await?;
                }
            }
            _ = clock.tick() => {
                if heard_at.elapsed() > SILENCE {
                    return Err(Fault::Silent);
                }
                line.send(&Packet::PingReq).await?;
            }
        }
    }
}

fn introduction(town: &Town, broker: &Broker) -> Result<Packet, Fault> {
    let door = broker.door;
    let password = if broker.secret.is_empty() {
        None
    } else {
        Some(town.unseal(&secret_place(door), &broker.secret).map_err(|_| Fault::House)?)
    };
    let user = (!broker.account.is_empty() || password.is_some()).then(|| broker.account.clone());
    Ok(Packet::Connect(Box::new(Connect {
        // The same each time: what comes while we are away waits for us.
        client: format!("rathaus-{door}"),
        keep_alive: KEEP_ALIVE,
        user,
        password,
        receive_max: u16::MAX,
        packet_max: u32::MAX,
        ..Connect::default()
    })))
}

/// Takes a packet of the broker; answers what is said to it.
async fn take(town: &Arc<Town>, broker: &Broker, packet: Packet) -> Result<Option<Packet>, Fault> {
    let message = match packet {
        Packet::SubAck(_, codes) if codes.iter().any(|c| *c >= reason::UNSPECIFIED) => {
            return Err(Fault::Topic);
        }
        Packet::SubAck(..) => {
            town.part::<Fetching>().set(broker.door, Link::Connected(town.now()));
            return Ok(None);
        }
        Packet::Publish(message) => message,
        Packet::Disconnect(_) => return Err(Fault::HungUp),
        _ => return Ok(None),
    };
    let id = broker.door;
    let door = town.read(move |db| store::find_door(db, id)).await.map_err(|_| Fault::House)?;
    let event = match message.topic.split_once("/event/") {
        Some((_, event)) if door.sender == Sender::ChirpStack => event,
        _ => "up",
    };
    match take_message(town, door, event, &message.payload).await {
        // What cannot be read stands at the door; it does not get better by being sent again.
        Ok(_) | Err(Refusal::Said(..)) => {}
        Err(Refusal::House(error)) => {
            tracing::error!(%error, "A message of a broker could not be stored");
            return Err(Fault::House);
        }
    }
    Ok((message.qos == 1).then_some(Packet::PubAck(message.id, reason::SUCCESS)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_sealed_or_near() {
        let found = |text: &str| place(text).map(|p| (p.host, p.port, p.is_sealed));
        let cloud = Some(("eu1.cloud.thethings.network".to_owned(), 8883, true));
        assert_eq!(found("mqtts://eu1.cloud.thethings.network"), cloud);
        assert_eq!(found("mqtts://eu1.cloud.thethings.network:8883/"), cloud);
        assert_eq!(found("mqtt://192.168.7.3"), Some(("192.168.7.3".into(), 1883, false)));
        assert_eq!(found("mqtt://[::1]:1884"), Some(("::1".into(), 1884, false)));
        for wrong in [
            "mqtt://broker.example.org",
            "mqtt://8.8.8.8",
            "https://broker.example.org",
            "mqtts://a@b",
            "mqtts://",
            "mqtts://a:0",
            "mqtts://a:99999",
            "broker",
        ] {
            assert_eq!(found(wrong), None, "{wrong}");
        }
    }
}
