//! The MQTT listeners of the towns.

use super::{Config, TownConfig};

/// Where MQTT is listened to when nothing is said.
pub const DEFAULT_MQTT: &str = "127.0.0.1:1883";

/// The MQTT listener of a town.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mqtt {
    /// Address and port.
    pub listen: String,
    /// Whether the configuration names it: then it must work.
    pub is_named: bool,
    /// What programs outside are told.
    pub url: String,
}

/// Whether what a town says of MQTT can be: the key and the reason where it cannot.
pub(super) fn check(town: &TownConfig) -> Result<(), (&'static str, &'static str)> {
    if let Some(mqtt) = town.mqtt.as_deref().filter(|m| !m.is_empty())
        && mqtt.parse::<std::net::SocketAddr>().is_err()
    {
        return Err((
            "mqtt",
            "write an address with a port, for example 127.0.0.1:1883, or \"\" for none",
        ));
    }
    let schemes = ["mqtts://", "wss://", "mqtt://127.0.0.1", "mqtt://localhost"];
    let url = &town.mqtt_url;
    if url.is_empty() || schemes.iter().any(|start| url.starts_with(start)) {
        return Ok(());
    }
    Err(("mqtt_url", "write mqtts://…, the address of the proxy with TLS in front of the listener"))
}

impl Config {
    /// The MQTT listener of the town at a place of the list, if it has one.
    pub fn mqtt(&self, at: usize) -> Option<Mqtt> {
        let town = self.towns.get(at)?;
        let (listen, is_named) = match &town.mqtt {
            Some(listen) => (listen.clone(), true),
            // Two towns cannot share a port, and nobody shall guess whose it is.
            None if self.towns.len() == 1 => (DEFAULT_MQTT.to_owned(), false),
            None => return None,
        };
        let url = town.mqtt_url.clone();
        (!listen.is_empty()).then_some(Mqtt { listen, is_named, url })
    }
}
