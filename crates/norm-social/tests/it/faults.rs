//! Everything at once: answers lost, requests lost, servers out of order, processes that die between
//! any two steps. Each post exactly once.

use emulators::{Fault, How, Running, Seen, Service};
use norm_social::{Channel, Order, Task};
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

fn trouble(luck: &mut Luck) -> How {
    let body = json!({ "error": { "code": 2, "message": "out of order" } });
    match luck.below(4) {
        0 => How::LoseAnswer,
        1 => How::LoseRequest,
        2 => How::Say(503, body),
        _ => How::DoButSay(500, body),
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
            provider.fault(Fault { after, ..Fault::once("", "", trouble(&mut luck)) });
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
            // Five times sent and five times lost: a person looks, and says "once more".
            assert_eq!(trouble.code, "never-there", "{trouble:?}");
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
    story(&service, desk, 200, 1, |s| s.page());
}

#[test]
fn each_post_is_once_on_instagram() {
    let (service, desk) = instagram();
    service.with(|s| s.quota_total = 10_000);
    story(&service, desk, 100, 2, |s| s.feed());
}

#[test]
fn each_post_is_once_on_mastodon() {
    let (service, desk) = mastodon();
    story(&service, desk, 200, 3, |s| s.seen());
}

#[test]
fn each_film_is_once_on_youtube() {
    let Some((service, mut desk)) = youtube() else { return };
    // Small films: pieces are tried elsewhere.
    desk.files.insert("film".into(), vec![9; 300_000]);
    service.with(|s| (s.uploads, s.units) = (10_000, 1_000_000));
    story(&service, desk, 60, 4, |s| s.seen());
}
