//! MQTT of the standard: values are published to `v1.1/Datastreams(1)/Observations`, changes are
//! heard at the address of an entity, a set or a property. It is no broker: what is published here
//! is stored like a POST, and only what the town itself has to say is heard.
//!
//! Everything is bounded for each client: packets, speed, subscriptions, what waits to be sent. Who
//! sends faster than that is simply read more slowly; who does not read what was ordered is let go.

pub(crate) mod fault;
mod hub;
mod login;
pub(crate) mod outside;
mod session;
pub(crate) mod socket;
mod subscribe;
mod teller;

use std::sync::Arc;
use std::time::Duration;

use kernel::Town;
use kernel::limits::caller;
use norm_sensorthings::model::EntityType;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

pub(crate) use hub::{Hub, Standing};

/// Connections of a town at most.
const CLIENTS_MAX: usize = 500;
/// Of those, connections without a key at most: devices find a place when readers come in crowds.
const READERS_MAX: usize = 300;
/// Connections of one network at most.
const OF_CALLER_MAX: usize = 60;
/// Largest packet without a key, in bytes: nobody without one has anything to store.
const OPEN_PACKET_BYTES_MAX: usize = 16 * 1024;
/// Largest packet with a key, in bytes.
const PACKET_BYTES_MAX: usize = 1024 * 1024;
/// Subscriptions of one client at most.
const SUBSCRIPTIONS_MAX: usize = 50;
/// Different topics of all clients at most: each costs a question with every change.
const TOPICS_MAX: usize = 1_000;
/// Different topics of one network at most.
const TOPICS_OF_CALLER_MAX: usize = 200;
/// Messages that wait for one client at most.
const WAITING_MAX: usize = 1_000;
/// Messages of quality 1 that one client has not confirmed at most.
const UNCONFIRMED_MAX: usize = 64;
/// Messages of one client that are stored side by side.
const TOGETHER_MAX: usize = 32;
/// Messages a client may publish at once.
const BURST: f64 = 500.0;
/// Messages a client may publish in a second after that.
const PER_SECOND: f64 = 200.0;
/// Time to introduce oneself.
const GREETING: Duration = Duration::from_secs(10);
/// Time in which a client takes what is sent to it.
const SENDING: Duration = Duration::from_secs(15);
/// Silence after which a client that promised nothing is let go.
const SILENCE: Duration = Duration::from_mins(30);
/// How long a key that was looked at counts.
const KEY_AGE: Duration = Duration::from_secs(5);
/// Streams that grew are told of once in this time.
const GROWTH: Duration = Duration::from_secs(1);

/// Entities that were made or changed by one write, and streams that grew by it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Changed {
    /// What was made or changed.
    pub entities: Vec<(EntityType, i64)>,
    /// Streams with new values.
    pub streams: Vec<i64>,
}

impl Changed {
    /// One entity.
    pub fn one(kind: EntityType, id: i64) -> Self {
        Self { entities: vec![(kind, id)], streams: Vec::new() }
    }
}

/// Serves the town by MQTT as long as it lives. `address` is what the landing page tells programs,
/// such as `mqtts://www.example.org:8883`; empty where nobody outside shall know.
pub async fn listen(town: Arc<Town>, listener: TcpListener, address: String) {
    let hub = town.part::<Hub>();
    hub.open(address);
    let mut all = JoinSet::new();
    all.spawn(teller::tell(Arc::clone(&town), Arc::clone(&hub)));
    loop {
        let (stream, from) = match listener.accept().await {
            Ok(accepted) => accepted,
            Err(error) => {
                // Such as too many open files: it passes.
                tracing::warn!(%error, "A connection by MQTT could not be taken");
                tokio::time::sleep(Duration::from_millis(500)).await;
                continue;
            }
        };
        while all.try_join_next().is_some() {}
        let caller = caller(from.ip());
        let Some(place) = hub.enter(&caller) else { continue };
        // Small packets shall not wait for one another.
        drop(stream.set_nodelay(true));
        let (town, hub) = (Arc::clone(&town), Arc::clone(&hub));
        all.spawn(async move {
            session::serve(&town, &hub, stream, caller).await;
            drop(place);
        });
    }
}
