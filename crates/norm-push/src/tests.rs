//! The examples of the standards, and what must hold for any message.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::json;

use crate::browser::{
    Chance, Keeping, Outcome, PushError, Sender, Subscription, Urgency, encrypt, outcome, request,
};
use crate::hub;

fn raw(text: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(text).unwrap()
}

fn now() -> Timestamp {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

/// The browser of RFC 8291, section 5.
fn browser() -> Subscription {
    Subscription {
        endpoint: "https://updates.push.services.mozilla.com/wpush/v2/abc".into(),
        key: raw(
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        ),
        secret: raw("BTBZMqHH6r4Tts7J_aSIgg"),
    }
}

fn chance() -> Chance {
    Chance {
        key: raw("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw").try_into().unwrap(),
        salt: raw("DGv6ra1nlYgDCS1FRnbzlw").try_into().unwrap(),
    }
}

#[test]
fn the_example_of_the_standard_comes_out() {
    // RFC 8291, section 5 and appendix A.
    let body =
        encrypt(&browser(), b"When I grow up, I want to be a watermelon", &chance()).unwrap();
    assert_eq!(
        URL_SAFE_NO_PAD.encode(body),
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    );
}

fn is_signed(token: &str, key: &str) -> bool {
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, raw(key));
    key.verify(signed.as_bytes(), &raw(signature)).is_ok()
}

#[test]
fn proofs_are_those_of_the_standard() {
    // RFC 8292, section 2.4: what a service checks there, it checks here.
    let token = "eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9.eyJhdWQiOiJodHRwczovL3B1c2guZXhhbXBsZS5uZXQiLCJleHAiOjE0NTM1MjM3NjgsInN1YiI6Im1haWx0bzpwdXNoQGV4YW1wbGUuY29tIn0.i3CYb7t4xfxCDquptFOepC9GAu_HLGkMlMuCGSK2rpiUfnK9ojFwDXb1JrErtmysazNjjvW2L9OkSSHzvoD1oA";
    let key =
        "BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs";
    assert!(is_signed(token, key));
    let (private, public) = Sender::generate().unwrap();
    let sender = Sender::new(&private, &public, "mailto:it@stadt.example").unwrap();
    let proof = sender.proof(&browser().endpoint, now()).unwrap();
    let (token, key) = proof.strip_prefix("vapid t=").unwrap().split_once(", k=").unwrap();
    assert_eq!(key, sender.public());
    assert!(is_signed(token, key));
    let mut parts = token.split('.');
    // The head is the standard's own, byte for byte.
    assert_eq!(parts.next(), Some("eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9"));
    let claims: serde_json::Value = serde_json::from_slice(&raw(parts.next().unwrap())).unwrap();
    assert_eq!(claims["aud"], "https://updates.push.services.mozilla.com");
    assert_eq!(claims["exp"], now().as_second() + 12 * 3_600);
    assert_eq!(Sender::new(&private, &[4; 65], "mailto:x").unwrap_err(), PushError::BadKey);
}

#[test]
fn a_request_carries_what_services_ask_for() {
    let (private, public) = Sender::generate().unwrap();
    let sender = Sender::new(&private, &public, "mailto:it@stadt.example").unwrap();
    let keeping = Keeping { seconds: 3_600, urgency: Urgency::High, topic: "warnung/17" };
    let made = request(&browser(), b"Moin", &sender, keeping, &chance(), now()).unwrap();
    let of = |name: &str| {
        made.headers.iter().find(|(n, _)| *n == name).map(|(_, v)| v.as_str()).unwrap()
    };
    assert_eq!((of("ttl"), of("urgency"), of("topic")), ("3600", "high", "warnung17"));
    assert_eq!(of("content-encoding"), "aes128gcm");
    assert!(!format!("{sender:?}").contains(&hex::encode(private)));
}

#[test]
fn only_browser_makers_are_called() {
    let read = |endpoint: &str| {
        Subscription::read(
            &json!({ "endpoint": endpoint, "expirationTime": null, "keys": {
            "p256dh": URL_SAFE_NO_PAD.encode(browser().key), "auth": "BTBZMqHH6r4Tts7J_aSIgg==" } }),
            &["http://127.0.0.1:8080".to_owned()],
        )
    };
    for endpoint in [
        "https://fcm.googleapis.com/fcm/send/abc",
        "https://updates.push.services.mozilla.com/wpush/v2/abc",
        "https://web.push.apple.com/abc",
        "https://wns2-par02p.notify.windows.com/w/?token=abc",
        "http://127.0.0.1:8080/push/abc",
    ] {
        assert!(read(endpoint).is_ok(), "{endpoint}");
    }
    for endpoint in [
        "http://fcm.googleapis.com/x",
        "https://127.0.0.1/x",
        "https://fcm.googleapis.com@10.0.0.1/x",
        "https://fcm.googleapis.com:8443/x",
        "https://evilpush.apple.com.example/x",
        "https://push.apple.com.example/x",
        "https://fcm.googleapis.com.example/x",
        "http://127.0.0.1:80801/push/abc",
        "http://127.0.0.1:8080@10.0.0.1/x",
        "https://127.0.0.1:8080/push/abc",
        "",
    ] {
        assert_eq!(read(endpoint), Err(PushError::UnknownHost), "{endpoint}");
    }
    let empty = Subscription::read(&json!({ "endpoint": "https://web.push.apple.com/x" }), &[]);
    assert_eq!(empty, Err(PushError::NoSubscription));
}

#[test]
fn answers_of_services_are_understood() {
    let later =
        |seconds| Outcome::Later(Timestamp::from_second(now().as_second() + seconds).unwrap());
    for (status, expected) in [
        (201, Outcome::Accepted),
        (404, Outcome::Gone),
        (410, Outcome::Gone),
        (413, Outcome::TooLarge),
        (403, Outcome::KeyRefused),
        (429, later(120)),
        (503, later(120)),
    ] {
        assert_eq!(outcome(status, Some("120"), now()), expected, "{status}");
    }
    assert_eq!(outcome(429, None, now()), later(300));
    assert_eq!(outcome(429, Some("Mon, 23 Nov 2026 12:10:00 GMT"), now()), later(600));
    assert_eq!(outcome(429, Some("Mon, 23 Nov 2020 12:10:00 GMT"), now()), later(1));
    assert_eq!(outcome(500, Some("nonsense"), now()), later(300));
}

fn form(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect()
}

#[test]
fn who_wants_to_be_told_is_asked_first() {
    let topic = "https://stadt.example/aktuelles.atom";
    let wish = |pairs: &[(&str, &str)]| hub::wish(&form(pairs), |t| t == topic);
    let good = [
        ("hub.mode", "subscribe"),
        ("hub.callback", "https://leser.example/hook?id=7"),
        ("hub.topic", topic),
        ("hub.lease_seconds", "10"),
        ("hub.secret", "geheim"),
    ];
    let meant = wish(&good).unwrap();
    assert_eq!((meant.begins, meant.lease_s), (true, 300));
    let question = hub::question(&meant, "ch&1");
    assert_eq!(
        question,
        "https://leser.example/hook?id=7&hub.mode=subscribe&hub.topic=https%3A%2F%2Fstadt%2Eexample%2Faktuelles%2Eatom&hub.challenge=ch%261&hub.lease_seconds=300"
    );
    assert!(hub::is_meant(200, b"ch&1", "ch&1"));
    assert!(!hub::is_meant(404, b"ch&1", "ch&1") && !hub::is_meant(200, b"no", "ch&1"));
    let bad = |name: &str, value: &str| {
        let changed: Vec<(&str, &str)> =
            good.iter().map(|(n, v)| if *n == name { (*n, value) } else { (*n, *v) }).collect();
        wish(&changed).unwrap_err()
    };
    assert_eq!(bad("hub.mode", "publish"), hub::WishError::Mode);
    assert_eq!(bad("hub.callback", "file:///etc/passwd"), hub::WishError::Callback);
    assert_eq!(bad("hub.topic", "https://other.example/"), hub::WishError::Topic);
    assert_eq!(bad("hub.secret", &"x".repeat(200)), hub::WishError::Secret);
    assert!(
        hub::denial("https://a.example/", topic, "ended")
            .starts_with("https://a.example/?hub.mode=denied")
    );
}

#[test]
fn messages_are_signed_where_a_secret_was_agreed() {
    // RFC 4231, case 2.
    assert_eq!(
        hub::signature("Jefe", b"what do ya want for nothing?"),
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    );
    let headers = hub::headers("https://h/", "https://t/", "application/atom+xml", "s", b"<feed/>");
    assert_eq!(headers[1].1, "<https://h/>; rel=\"hub\", <https://t/>; rel=\"self\"");
    assert!(headers[2].1.starts_with("sha256="));
    assert_eq!(hub::headers("h", "t", "x", "", b"").len(), 2);
    assert_eq!(
        (hub::heard(204), hub::heard(410), hub::heard(500)),
        (hub::Heard::Taken, hub::Heard::Gone, hub::Heard::Again)
    );
}

proptest! {
    #[test]
    fn a_message_is_as_long_as_its_text_and_never_the_text(message in prop::collection::vec(any::<u8>(), 1..500)) {
        let body = encrypt(&browser(), &message, &chance()).unwrap();
        // Salt, size, length, key; mark and tag.
        prop_assert_eq!(body.len(), 16 + 4 + 1 + 65 + message.len() + 1 + 16);
        if message.len() > 8 {
            prop_assert!(!body.windows(message.len()).any(|w| w == message));
        }
    }

    #[test]
    fn nothing_breaks_on_keys_that_are_none(key in prop::collection::vec(any::<u8>(), 65), secret in prop::collection::vec(any::<u8>(), 16)) {
        let to = Subscription { key, secret, ..browser() };
        prop_assert_eq!(encrypt(&to, b"x", &chance()), Err(PushError::BadKey));
        let long = vec![0; 4_000];
        prop_assert_eq!(encrypt(&browser(), &long, &chance()), Err(PushError::TooLong(4_000)));
    }
}
