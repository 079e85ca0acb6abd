//! A flood by MQTT in a process of its own, so that its memory can be measured: clients that pour
//! without reading answers, with keys and without, large and half packets. What the house holds of
//! them stays bounded.
#![cfg(target_os = "linux")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use kernel::{Actor, Audit};
use norm_mqtt::{Connect, Packet, Publish, Version, write};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

/// Clients that pour at once.
const CLIENTS: usize = 40;
/// How long they pour.
const POURING: Duration = Duration::from_secs(6);
/// What the house may hold of all of them together, in bytes: each client's packet of at most a
/// megabyte, what waits to be stored, and what an allocator keeps.
const GROWTH_MAX: u64 = 128 * 1024 * 1024;
const OBSERVATIONS: &str = "v1.1/Datastreams(1)/Observations";

/// Memory of this process in bytes.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux tells");
    let line = status.lines().find(|l| l.starts_with("VmRSS:")).expect("VmRSS");
    let kib: u64 = line.split_whitespace().nth(1).and_then(|n| n.parse().ok()).expect("a number");
    kib * 1024
}

fn bytes(packet: &Packet) -> Vec<u8> {
    let mut out = Vec::new();
    write(packet, Version::V3_1_1, &mut out);
    out
}

/// A client that pours as long as somebody takes it; answers how many bytes went.
async fn pour(port: u16, number: usize, key: Option<String>) -> u64 {
    let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)).await else { return 0 };
    let hello = Connect {
        version: Version::V3_1_1,
        client: format!("flood-{number}"),
        is_clean: true,
        user: key.as_ref().map(|_| "flood".to_owned()),
        password: key.map(String::into_bytes),
        receive_max: u16::MAX,
        packet_max: u32::MAX,
        ..Connect::default()
    };
    let mut sent = 0;
    let text = match number % 3 {
        // A value, a body that is far too large for one, and a packet that never ends.
        0 => r#"{"result":1}"#.to_owned(),
        1 => format!(r#"{{"result":"{}"}}"#, "x".repeat(900_000)),
        _ => format!(r#"{{"result":"{}"}}"#, "y".repeat(15_000)),
    };
    let mut packet = bytes(&Packet::Publish(Publish {
        topic: OBSERVATIONS.into(),
        payload: text.into_bytes(),
        qos: 1,
        id: 7,
        ..Publish::default()
    }));
    if number % 3 == 2 {
        packet.truncate(packet.len() - 1);
    }
    if stream.write_all(&bytes(&Packet::Connect(Box::new(hello)))).await.is_err() {
        return 0;
    }
    let end = Instant::now() + POURING;
    while Instant::now() < end {
        match timeout(Duration::from_millis(500), stream.write_all(&packet)).await {
            Ok(Ok(())) => sent += packet.len() as u64,
            Ok(Err(_)) => break,
            Err(_) => {}
        }
    }
    sent
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_holds_a_bounded_amount_of_memory() {
    let town = testkit::town(|| vec![mod_sensors::module()], "2026-05-04T08:00:00Z").await;
    let key = town
        .town
        .write(Actor::system("test"), |tx| {
            let key = mod_sensors::trial_key(tx, "flood")?;
            Ok(Audit::of("sensors.key_given", "flood").with(key))
        })
        .await
        .expect("a key");
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(mod_sensors::listen(Arc::clone(&town.town), listener, String::new()));
    let before = resident();
    let clients: Vec<_> = (0..CLIENTS)
        .map(|n| tokio::spawn(pour(port, n, (n % 4 != 0).then(|| key.clone()))))
        .collect();
    let mut most = before;
    while !clients.iter().all(tokio::task::JoinHandle::is_finished) {
        most = most.max(resident());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let mut sent = 0;
    for client in clients {
        sent += client.await.expect("a client");
    }
    let growth = most.saturating_sub(before);
    println!("{CLIENTS} clients poured {sent} bytes; the process grew by {growth} bytes at most");
    assert!(sent > 20 * 1024 * 1024, "only {sent} bytes were poured");
    assert!(growth < GROWTH_MAX, "it grew by {growth} bytes for {sent} that were poured");
    // And it serves still.
    town.anybody().get("/sensoren/stationen").await.is(200);
}
