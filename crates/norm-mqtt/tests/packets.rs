//! Packets there and back, as the documents write them, and bytes that are none.

use norm_mqtt::{
    ConnAck, Connect, Malformed, Offer, Packet, Publish, Subscribe, Version, read, reason, write,
};
use proptest::prelude::*;

const VERSIONS: [Version; 3] = [Version::V3_1, Version::V3_1_1, Version::V5];
const MOST: usize = 1 << 20;

fn written(packet: &Packet, version: Version) -> Vec<u8> {
    let mut out = Vec::new();
    write(packet, version, &mut out);
    out
}

/// The example of figures 3.2 to 3.6 of MQTT 3.1.1.
#[test]
fn an_introduction_is_read_as_the_standard_writes_it() {
    let mut bytes = vec![0x10, 0];
    bytes.extend([0, 4, b'M', b'Q', b'T', b'T', 4, 0b1100_1110, 0, 10]);
    bytes.extend([0, 3, b'd', b'e', b'v', 0, 1, b't', 0, 1, b'm', 0, 1, b'u', 0, 2, b'p', b'w']);
    bytes[1] = u8::try_from(bytes.len() - 2).unwrap();
    let (packet, length) = read(&bytes, Version::V3_1_1, MOST).unwrap().unwrap();
    assert_eq!(length, bytes.len());
    let Packet::Connect(connect) = packet else { panic!("{packet:?}") };
    assert_eq!((connect.client.as_str(), connect.keep_alive), ("dev", 10));
    assert_eq!(connect.user.as_deref(), Some("u"));
    assert_eq!(connect.password.as_deref(), Some(b"pw".as_slice()));
    assert!(connect.has_will && connect.is_clean);
}

#[test]
fn packets_come_back_as_they_were_in_all_versions() {
    let connect = |version| Connect {
        version,
        client: "gerät".into(),
        keep_alive: 30,
        is_clean: true,
        user: Some("x".into()),
        password: Some(vec![0, 255]),
        receive_max: u16::MAX,
        packet_max: u32::MAX,
        ..Connect::default()
    };
    let message =
        Publish { topic: "v1.1/Things".into(), payload: vec![1, 2], ..Publish::default() };
    for version in VERSIONS {
        let offer = match version {
            Version::V5 => Offer {
                client: "auto".into(),
                keep_alive: Some(9),
                receive_max: 7,
                packet_max: 100,
            },
            _ => Offer { receive_max: u16::MAX, packet_max: u32::MAX, ..Offer::default() },
        };
        let code = if version.is_5() { reason::PAYLOAD_INVALID } else { reason::SUCCESS };
        let all = [
            Packet::Connect(Box::new(connect(version))),
            Packet::ConnAck(ConnAck { is_present: false, code: reason::SUCCESS, offer }),
            Packet::Publish(message.clone()),
            Packet::Publish(Publish { qos: 1, id: 3, is_repeated: true, ..message.clone() }),
            Packet::PubAck(1, code),
            Packet::PubRec(2, code),
            Packet::PubRel(3, code),
            Packet::PubComp(4, code),
            Packet::Subscribe(Subscribe { id: 9, filters: vec![("a/b".into(), 1)] }),
            Packet::SubAck(9, vec![1, 0x80]),
            Packet::Unsubscribe(9, vec!["a/b".into(), "c".into()]),
            Packet::UnsubAck(9, if version.is_5() { vec![0, 0x11] } else { vec![] }),
            Packet::PingReq,
            Packet::PingResp,
            Packet::Disconnect(if version.is_5() { reason::BUSY } else { 0 }),
        ];
        for packet in all {
            let bytes = written(&packet, version);
            for cut in 0..bytes.len() {
                assert_eq!(read(&bytes[..cut], version, MOST), Ok(None), "{packet:?} cut at {cut}");
            }
            let mut twice = bytes.clone();
            twice.extend(&bytes);
            assert_eq!(read(&twice, version, MOST), Ok(Some((packet, bytes.len()))));
        }
    }
}

#[test]
fn refusals_are_told_in_the_numbers_of_each_version() {
    let refused = Packet::ConnAck(ConnAck { code: reason::BAD_LOGIN, ..ConnAck::default() });
    assert_eq!(written(&refused, Version::V3_1_1), [0x20, 2, 0, 4]);
    assert_eq!(written(&refused, Version::V5), [0x20, 3, 0, 0x86, 0]);
    let subscribed = Packet::SubAck(1, vec![0, reason::NO_WILDCARDS]);
    assert_eq!(written(&subscribed, Version::V3_1_1), [0x90, 4, 0, 1, 0, 0x80]);
    assert_eq!(written(&subscribed, Version::V5), [0x90, 5, 0, 1, 0, 0, 0xA2]);
}

#[test]
fn bytes_that_are_no_packet_are_refused() {
    let wrong = |bytes: &[u8], version: Version| read(bytes, version, MOST).unwrap_err();
    let old = Version::V3_1_1;
    let large = [0x30, 0xFF, 0xFF, 0xFF, 0x7F];
    assert!(matches!(wrong(&large, old), Malformed::TooLarge(268_435_460, MOST)));
    let cases: [(&[u8], Version); 14] = [
        (&[0x00, 0], old),
        (&[0xF0, 0], old),
        (&[0x30, 0xFF, 0xFF, 0xFF, 0xFF], old),
        (&[0xC1, 0], old),
        (&[0xC0, 1, 0], old),
        (&[0x30, 1, 0], old),
        (&[0x30, 4, 0, 2, 0xC3, 0x28], old),
        (&[0x30, 3, 0, 1, b'+'], old),
        (&[0x30, 2, 0, 0], old),
        (&[0x36, 5, 0, 1, b'a', 0, 1], old),
        (&[0x32, 5, 0, 1, b'a', 0, 0], old),
        (&[0x82, 2, 0, 1], old),
        (&[0x82, 6, 0, 1, 0, 1, b'a', 3], old),
        (&[0x30, 7, 0, 1, b'a', 3, 0x23, 0, 1], Version::V5),
    ];
    for (bytes, version) in cases {
        assert!(read(bytes, version, MOST).is_err(), "{bytes:?}");
    }
    let mut future = written(&Packet::Connect(Box::default()), old);
    future[8] = 6;
    assert_eq!(wrong(&future, old), Malformed::Version(6));
}

proptest! {
    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..300), which in 0usize..3) {
        if let Ok(Some((packet, length))) = read(&bytes, VERSIONS[which], 256) {
            prop_assert!(length <= bytes.len() && length <= 256);
            // Whatever was read can be said again.
            let version = match &packet {
                Packet::Connect(connect) => connect.version,
                _ => VERSIONS[which],
            };
            prop_assert!(!written(&packet, version).is_empty());
        }
    }
}
