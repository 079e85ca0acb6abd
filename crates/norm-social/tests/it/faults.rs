//! A thousand posts, everything at once: answers lost, requests lost, servers out of order, tokens
//! that die, limits, processes that end between any two steps. Each post exactly once.

use emulators::{Fault, How, Running, Seen, Service};
use norm_social::{Channel, Class, Order, Task};
use serde_json::json;

use crate::driver::{Desk, End, facebook, instagram, mastodon, youtube};

/// Numbers that look like chance and are the same every time.
#[derive(Clone)]
struct Luck(u64);

impl Luck {
    fn below(&mut self, end: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

fn trouble(luck: &mut Luck, channel: Channel) -> How {
    let body = json!({ "error": { "code": 2, "message": "out of order" } });
    match luck.below(6) {
        0 => How::LoseAnswer,
        1 => How::LoseRequest,
        2 => How::Say(503, body),
        3 => How::DoButSay(500, body),
        4 => dead_token(channel),
        _ => too_fast(channel),
    }
}

fn dead_token(channel: Channel) -> How {
    match channel {
        Channel::Mastodon => How::Say(401, json!({ "error": "The access token was revoked" })),
        Channel::YouTube => How::Say(
            401,
            json!({ "error": { "code": 401, "errors": [{ "reason": "authError" }] } }),
        ),
        _ => How::Say(400, json!({ "error": { "code": 190, "error_subcode": 463 } })),
    }
}

fn too_fast(channel: Channel) -> How {
    match channel {
        Channel::Mastodon => How::Say(429, json!({ "error": "Too many requests" })),
        Channel::YouTube => {
            let error = json!({ "reason": "userRateLimitExceeded" });
            How::Say(403, json!({ "error": { "code": 403, "errors": [error] } }))
        }
        _ => How::Say(400, json!({ "error": { "code": 32, "message": "Page rate limit" } })),
    }
}

fn story<S: Service>(
    provider: &Running<S>,
    mut desk: Desk,
    count: usize,
    seed: u64,
    look: impl Fn(&mut S) -> Vec<Seen>,
) {
    let mut luck = Luck(seed);
    let mut deaths = Luck(seed + 1);
    desk.fate = Box::new(move || match deaths.below(8) {
        0 => Some(End::Arming),
        1 => Some(End::Sending),
        2 => Some(End::Hearing),
        _ => None,
    });
    let is_film = desk.account.channel == Channel::YouTube;
    for n in 0..count {
        // Requests in a row share their troubles, not every one has some.
        for _ in 0..luck.below(3) {
            let after = u32::try_from(luck.below(4)).expect("a small number");
            provider.fault(Fault {
                after,
                ..Fault::once("", "", trouble(&mut luck, desk.account.channel))
            });
        }
        // Some say the same as another, on purpose.
        let mut post = Desk::post(&format!("{seed}-{n}"), &format!("Meldung {}", n - n % 2));
        post.media = match desk.account.channel {
            Channel::YouTube => vec![desk.film()],
            Channel::Instagram => vec![desk.picture()],
            _ if luck.below(3) == 0 => vec![desk.picture()],
            _ => vec![],
        };
        if is_film {
            post.title.clone_from(&post.text);
        }
        let task = Task::new(desk.account.channel, Order::Publish(post));
        let mut saved = serde_json::to_string(&task).expect("a task is text");
        while let Err(trouble) = desk.finish(&mut saved, provider) {
            // A person connects the account again. Or it was sent five times and lost five times, or
            // failed too often: a person looks, and says "once more".
            let is_expected = trouble.class == Class::Auth
                || trouble.class == Class::Transient
                || trouble.code == "never-there";
            assert!(is_expected, "{trouble:?}");
            let mut task: Task = serde_json::from_str(&saved).expect("a task is read again");
            task.resume();
            saved = serde_json::to_string(&task).expect("a task is text");
        }
        // Two alike within a minute are refused by some; an editor is slower.
        provider.advance(300);
    }
    let mut texts: Vec<String> = provider.with(look).into_iter().map(|s| s.text).collect();
    let mut wanted: Vec<String> = (0..count).map(|n| format!("Meldung {}", n - n % 2)).collect();
    texts.sort();
    wanted.sort();
    assert_eq!(texts, wanted);
    assert_eq!(desk.taken.len(), count, "every post is known by its own number");
}

#[test]
fn each_post_is_once_on_facebook() {
    let (service, desk) = facebook();
    story(&service, desk, 300, 1, |s| s.page());
}

#[test]
fn each_post_is_once_on_instagram() {
    let (service, desk) = instagram();
    service.with(|s| s.quota_total = 10_000);
    story(&service, desk, 250, 2, |s| s.feed());
}

#[test]
fn each_post_is_once_on_mastodon() {
    let (service, desk) = mastodon();
    story(&service, desk, 300, 3, |s| s.seen());
}

#[test]
fn each_film_is_once_on_youtube() {
    let Some((service, mut desk)) = youtube() else { return };
    // Small films: pieces are tried elsewhere.
    desk.files.insert("film".into(), vec![9; 300_000]);
    service.with(|s| (s.uploads, s.units) = (10_000, 1_000_000));
    story(&service, desk, 150, 4, |s| s.seen());
}
