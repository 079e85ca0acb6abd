//! Connecting accounts, what they permit, how long they live; comments and what providers tell.

use emulators::graph::{self, Graph};
use jiff::Timestamp;
use norm_social::comments;
use norm_social::connect::{
    App, choices, chosen, exchange, granted, health, healthy, register, registered, renew, sign_in,
};
use norm_social::token::{Ability, Grant, missing};
use norm_social::{Account, Answer, Channel, Class, Exchange, Order, Request, Secret};

use crate::driver::{Desk, facebook, instagram, mastodon, youtube};

fn heard(desk: &Desk, request: &Request) -> Answer {
    match desk.send(request) {
        Exchange::Answered(answer) => answer,
        other => panic!("{other:?}"),
    }
}

fn app(id: &str, secret: &str) -> App {
    App {
        id: id.into(),
        secret: Secret::new(secret),
        redirect: "https://stadt.example/zurueck".into(),
    }
}

fn with(account: &Account, token: &Secret) -> Account {
    Account { token: token.clone(), ..account.clone() }
}

#[test]
fn facebook_is_connected_and_its_end_is_seen_coming() {
    let (service, desk) = facebook();
    let (channel, bases) = (Channel::Facebook, desk.account.bases.clone());
    let app = app(graph::APP.0, graph::APP.1);
    let page = sign_in(channel, &bases, "v26.0", &app, &["read_insights".into()], "state", "v");
    assert!(page.contains("/v26.0/dialog/oauth?client_id=777"), "{page}");
    let answer = heard(&desk, &exchange(channel, &bases, "v26.0", &app, graph::CODE, "v"));
    let short = granted(channel, &answer, &Grant::default(), service.now()).unwrap();
    let answer = heard(&desk, &renew(channel, &bases, "v26.0", &app, &short).unwrap());
    let long = granted(channel, &answer, &short, service.now()).unwrap();
    assert_eq!(long.warning(channel, service.now()), None);
    let person = with(&desk.account, &long.token);
    let list = chosen(channel, &heard(&desk, &choices(&person)), service.now()).unwrap();
    assert_eq!((list[0].id.as_str(), list[0].instagram.as_str()), (graph::PAGE, graph::INSTAGRAM));
    assert!(list[0].tasks.contains(&"MODERATE".to_owned()));
    let page = with(&desk.account, list[0].token.as_ref().unwrap());
    let answer = heard(&desk, &health(&page, &app));
    let alive = healthy(channel, &answer, &long, service.now()).unwrap();
    assert_eq!(alive.expires_at, None, "a page's token has no date");
    assert!(alive.consent_until.is_some());
    assert!(missing(channel, Ability::Publish, &alive.scopes).is_empty());
    // 90 days of consent: 14, 7, 2 days before, and when it is over.
    let warned = |days: i64| {
        let at = service.now().checked_add(jiff::SignedDuration::from_hours(24 * days)).unwrap();
        alive.warning(channel, at)
    };
    assert_eq!(
        (warned(70), warned(77), warned(84), warned(89), warned(91)),
        (None, Some(14), Some(7), Some(2), Some(0))
    );
    service.with(|g| g.tokens.get_mut(graph::TOKEN).unwrap().dead = Some(458));
    let answer = heard(&desk, &health(&page, &app));
    let trouble = healthy(channel, &answer, &alive, service.now()).unwrap_err();
    assert_eq!(trouble.class, Class::Auth);
    assert!(trouble.reason.de.contains("entfernt"));
}

#[test]
fn google_gives_new_tokens_until_consent_is_withdrawn() {
    let Some((service, desk)) = youtube() else { return };
    let (channel, bases) = (Channel::YouTube, desk.account.bases.clone());
    let app = app(emulators::youtube::APP.0, emulators::youtube::APP.1);
    let request = exchange(channel, &bases, "", &app, emulators::youtube::CODE, "verifier");
    let first =
        granted(channel, &heard(&desk, &request), &Grant::default(), service.now()).unwrap();
    assert!(!first.wants_renewal(channel, service.now()));
    service.advance(3_500);
    assert!(first.wants_renewal(channel, service.now()));
    assert_eq!(first.warning(channel, service.now()), None, "nobody needs to know");
    let request = renew(channel, &bases, "", &app, &first).unwrap();
    let second = granted(channel, &heard(&desk, &request), &first, service.now()).unwrap();
    assert_ne!(first.token, second.token);
    assert_eq!(first.refresh, second.refresh);
    let channels = heard(&desk, &choices(&with(&desk.account, &second.token)));
    let list = chosen(channel, &channels, service.now()).unwrap();
    assert_eq!(list[0].uploads, emulators::youtube::UPLOADS);
    assert!(missing(channel, Ability::Dress, &second.scopes).is_empty());
    service.with(|s| s.has_consent = false);
    let answer = heard(&desk, &request);
    let trouble = granted(channel, &answer, &second, service.now()).unwrap_err();
    assert_eq!((trouble.class, trouble.code.as_str()), (Class::Auth, "invalid_grant"));
}

#[test]
fn a_server_of_the_fediverse_is_connected() {
    let (server, desk) = mastodon();
    let (channel, bases) = (Channel::Mastodon, desk.account.bases.clone());
    let back = "https://stadt.example/zurueck";
    let scopes = norm_social::token::needed(channel, Ability::Publish);
    let request = register(&bases.api, "Stadt X", back, "https://stadt.example", &scopes);
    let app = registered(&heard(&desk, &request), back, server.now()).unwrap();
    let request = exchange(channel, &bases, "", &app, emulators::mastodon::CODE, "verifier");
    let grant = granted(channel, &heard(&desk, &request), &Grant::default(), server.now()).unwrap();
    assert!(missing(channel, Ability::Publish, &grant.scopes).is_empty());
    assert_eq!(
        missing(channel, Ability::Publish, &["read".into()]),
        ["write:statuses", "write:media"]
    );
    assert_eq!(renew(channel, &bases, "", &app, &grant), None);
    let account = with(&desk.account, &grant.token);
    let list = chosen(channel, &heard(&desk, &choices(&account)), server.now()).unwrap();
    assert_eq!(list[0].id, emulators::mastodon::ACCOUNT);
}

#[test]
fn instagram_is_renewed_after_a_month() {
    let (service, _) = instagram();
    let since = service.now();
    let day = |n: i64| since.checked_add(jiff::SignedDuration::from_hours(24 * n)).unwrap();
    let grant = Grant { since: Some(since), expires_at: Some(day(60)), ..Grant::default() };
    let due: Vec<bool> = [1, 29, 30, 59, 61]
        .iter()
        .map(|n| grant.wants_renewal(Channel::Instagram, day(*n)))
        .collect();
    assert_eq!(due, [false, false, true, true, false]);
}

#[test]
fn comments_are_read_hidden_answered_and_told_of() {
    let (service, mut desk) = facebook();
    let shown = desk.run(Order::Publish(Desk::post("1", "Moin")), &service).unwrap();
    let now = service.now();
    let told_of = service.with(|g| g.comment(&shown.id, "Unfug!", now)).unwrap();
    let found = comments::listed(&heard(&desk, &comments::list(&desk.account, &shown.id)));
    assert_eq!((found[0].text.as_str(), found[0].is_hidden), ("Unfug!", false));
    assert_eq!(found[0].at, Some(now));
    let covering = comments::hide(&desk.account, &found[0].id, true);
    assert!(heard(&desk, &covering).is_success());
    let reply = comments::answer(&desk.account, &found[0].id, "Bitte sachlich bleiben.");
    assert!(heard(&desk, &reply).is_success());
    let found = comments::listed(&heard(&desk, &comments::list(&desk.account, &shown.id)));
    assert_eq!((found.len(), found[0].is_hidden), (2, true));
    assert!(heard(&desk, &comments::delete(&desk.account, &found[0].id)).is_success());
    let heard_of = comments::told(told_of.to_string().as_bytes());
    assert_eq!((heard_of[0].item.as_str(), heard_of[0].verb.as_str()), ("comment", "add"));
    assert_eq!(heard_of[0].post, shown.id);
}

#[test]
fn only_signed_messages_are_believed() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/hook", listener.local_addr().unwrap());
    let heard = std::thread::spawn(move || {
        use std::io::{Read, Write};
        let (mut stream, _) = listener.accept().unwrap();
        let mut bytes = Vec::new();
        let mut piece = [0; 4096];
        while !bytes.ends_with(b"]}") {
            let count = stream.read(&mut piece).unwrap();
            bytes.extend_from_slice(&piece[..count]);
        }
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").unwrap();
        String::from_utf8(bytes).unwrap()
    });
    let message = serde_json::json!({ "entry": [] });
    assert_eq!(Graph::tell(&address, &message, "app-secret"), Some(200));
    let heard = heard.join().unwrap();
    let (lines, body) = heard.split_once("\r\n\r\n").unwrap();
    let signed = lines.lines().find_map(|l| l.strip_prefix("x-hub-signature-256: ")).unwrap();
    assert!(comments::is_signed(signed, body.as_bytes(), "app-secret"));
    assert!(!comments::is_signed(signed, body.as_bytes(), "another"));
    assert!(!comments::is_signed(signed, b"{}", "app-secret"));
    assert!(!comments::is_signed("sha256=zz", body.as_bytes(), "app-secret"));
    let query = |token: &str| {
        [("hub.mode", "subscribe"), ("hub.challenge", "42"), ("hub.verify_token", token)]
            .map(|(n, v)| (n.to_owned(), v.to_owned()))
    };
    assert_eq!(comments::challenge(&query("agreed"), "agreed"), Some("42"));
    assert_eq!(comments::challenge(&query("guess"), "agreed"), None);
    assert_eq!(comments::challenge(&query(""), ""), None);
}

#[test]
fn a_retired_version_is_noticed() {
    let (_service, mut desk) = facebook();
    desk.account.version = "v19.0".into();
    let answer = heard(&desk, &choices(&desk.account));
    let warning = norm_social::meta::version_warning(&answer, &desk.account).unwrap();
    assert_eq!((warning.class, warning.code.as_str()), (Class::VersionRetired, "v19.0 -> v21.0"));
    desk.account.version = "v26.0".into();
    let answer = heard(&desk, &choices(&desk.account));
    assert_eq!(norm_social::meta::version_warning(&answer, &desk.account), None);
    assert_eq!(norm_social::meta::pace(&answer, Timestamp::UNIX_EPOCH), None);
}
