//! Commands to devices, as each network takes them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::json::{Json, Object};

/// A command to a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Downlink {
    /// The port, 1 to 223.
    pub port: u8,
    /// The payload.
    pub payload: Vec<u8>,
    /// Whether the device must confirm it.
    pub is_confirmed: bool,
}

impl Downlink {
    /// The body for `…/down/push` of The Things Stack.
    pub fn for_things_stack(&self) -> Json {
        let mut downlink = Object::new();
        downlink.set("f_port", i64::from(self.port));
        downlink.set("frm_payload", STANDARD.encode(&self.payload));
        downlink.set("priority", "NORMAL");
        downlink.set("confirmed", self.is_confirmed);
        let mut body = Object::new();
        body.set("downlinks", vec![Json::from(downlink)]);
        body.into()
    }

    /// The message for the topic `…/command/down` of `ChirpStack`.
    pub fn for_chirpstack(&self, dev_eui: &str) -> Json {
        let mut body = Object::new();
        body.set("devEui", dev_eui.to_ascii_lowercase());
        body.set("confirmed", self.is_confirmed);
        body.set("fPort", i64::from(self.port));
        body.set("data", STANDARD.encode(&self.payload));
        body.into()
    }
}
