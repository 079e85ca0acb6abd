//! What devices say by MQTT, before anybody knows who they are.

use norm_mqtt::{ConnAck, Connect, Offer, Packet, Publish, Subscribe, Version, read, write};

use crate::Target;

/// The largest packet that is taken: that of a client without a key.
const MOST: usize = 16 * 1024;

fn version(byte: u8) -> Version {
    match byte % 3 {
        0 => Version::V3_1,
        1 => Version::V3_1_1,
        _ => Version::V5,
    }
}

/// Packets as they arrive, one after the other: the first byte chooses the version. What is read
/// is never longer than what came, never more than was allowed, and reads the same again after it
/// was written.
pub(crate) const PACKETS: Target = Target {
    name: "mqtt",
    about: "packets of MQTT 3.1, 3.1.1 and 5.0",
    run: |bytes| {
        let Some((first, mut rest)) = bytes.split_first() else { return };
        let version = version(*first);
        while let Ok(Some((packet, length))) = read(rest, version, MOST) {
            assert!((1..=rest.len().min(MOST)).contains(&length), "a length that did not come");
            for cut in [0, 1, length / 2, length - 1] {
                let part = read(&rest[..cut], version, MOST);
                assert!(!matches!(part, Ok(Some(_))), "a packet of half its bytes");
            }
            let spoken = match &packet {
                Packet::Connect(connect) => connect.version,
                _ => version,
            };
            let mut out = Vec::new();
            write(&packet, spoken, &mut out);
            // Properties nobody needs are not written again: it may become shorter, and stays itself.
            if let Ok(Some((again, _))) = read(&out, spoken, usize::MAX)
                && !matches!(packet, Packet::Connect(_))
            {
                assert_eq!(again, packet, "it changed by being written");
            }
            rest = &rest[length..];
        }
    },
    seeds: || {
        let mut seeds = Vec::new();
        for (choice, version) in [(0, Version::V3_1), (1, Version::V3_1_1), (2, Version::V5)] {
            let mut all = vec![choice];
            for packet in packets(version) {
                write(&packet, version, &mut all);
                let mut one = vec![choice];
                write(&packet, version, &mut one);
                seeds.push(one);
            }
            seeds.push(all);
        }
        seeds
    },
    words: &["MQTT", "MQIsdp", "\u{0}\u{4}MQTT\u{5}", "v1.1/Datastreams(1)/Observations", "#", "+"],
};

fn packets(version: Version) -> Vec<Packet> {
    let connect = Connect {
        version,
        client: "pegel".into(),
        keep_alive: 30,
        is_clean: true,
        user: Some("x".into()),
        password: Some(b"key".to_vec()),
        receive_max: 20,
        packet_max: 4_096,
        ..Connect::default()
    };
    let publish = |qos, id| {
        Packet::Publish(Publish {
            topic: "v1.1/Datastreams(1)/Observations".into(),
            payload: br#"{"result":1}"#.to_vec(),
            qos,
            id,
            ..Publish::default()
        })
    };
    let filters = vec![("v1.1/Things".to_owned(), 1), ("v1.1/Things(1)".to_owned(), 0)];
    let offer = Offer { receive_max: 20, packet_max: 4_096, ..Offer::default() };
    vec![
        Packet::Connect(Box::new(connect)),
        Packet::ConnAck(ConnAck { offer, ..ConnAck::default() }),
        publish(0, 0),
        publish(1, 7),
        publish(2, 8),
        Packet::PubAck(7, 0),
        Packet::PubRec(8, 0),
        Packet::PubRel(8, 0),
        Packet::PubComp(8, 0),
        Packet::Subscribe(Subscribe { id: 9, filters }),
        Packet::SubAck(9, vec![1, 0]),
        Packet::Unsubscribe(10, vec!["v1.1/Things".into()]),
        Packet::UnsubAck(10, vec![0]),
        Packet::PingReq,
        Packet::PingResp,
        Packet::Disconnect(0),
    ]
}
