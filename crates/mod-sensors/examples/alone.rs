//! The SensorThings service of an empty town, alone on a port: for the official suite while one
//! works on it. `cargo xtask conformance sensorthings --binary target/debug/examples/alone`

use std::net::SocketAddr;
use std::sync::Arc;

use kernel::http::{Site, router};
use kernel::{Actor, Audit};

#[tokio::main]
async fn main() {
    let all: Vec<String> = std::env::args().collect();
    let port = all.iter().skip_while(|a| *a != "--port").nth(1);
    let port: u16 = port.and_then(|p| p.parse().ok()).unwrap_or(8105);
    let town = testkit::town(|| vec![mod_sensors::module()], "2026-05-04T08:00:00Z").await;
    let given = town.town.write(Actor::system("sensors"), |tx| {
        let key = mod_sensors::trial_key(tx, "alone")?;
        Ok(Audit::of("sensors.key_given", "alone").with(key))
    });
    let key = given.await.expect("a key");
    let house = Arc::clone(town.town.house());
    let site = Arc::new(Site::new(house, &[Arc::clone(&town.town)], web::frame::present));
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await.expect("a free port");
    println!("SensorThings:  http://127.0.0.1:{port}/sensorthings/v1.1");
    println!("SensorThings-Schlüssel:  {key}\nBereit.");
    let service = router(site).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).await.expect("the service runs");
}
