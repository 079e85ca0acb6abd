//! A thousand posts to all channels in bad weather: answers that get lost, requests that never arrive,
//! processes that die between any two steps, tokens that end, limits. Each post is on each channel
//! exactly once. `RATHAUS_WEATHER` names other weather than the usual one.

use std::collections::BTreeMap;

use emulators::{Fault, How, graph};
use kernel::{Actor, Audit, Id, worker};
use norm_social::Channel::{self, Facebook, Instagram, Mastodon, YouTube};
use serde_json::json;

use super::{ACCOUNTS, Stage, stages};
use crate::model::{Chosen, Errand, Post, Standing};
use crate::sending::{Body, Step, Work};
use crate::{orders, store, variant};

/// Posts on the first engine.
const POSTS: usize = 1_000;
/// Posts on the others: what differs between them are tables, not channels.
const POSTS_ELSEWHERE: usize = 60;
/// Posts that leave together.
const AT_ONCE: usize = 20;
/// Seconds between them.
const BETWEEN_S: i64 = 400;
/// Looks until all must be done, of a quarter of an hour each.
const LOOKS_MAX: usize = 600;
/// The usual weather.
const SEED: u64 = 7;

/// Numbers that look random and are the same every time.
struct Luck(u64);

impl Luck {
    fn usual() -> Self {
        let named = std::env::var("RATHAUS_WEATHER").ok().and_then(|text| text.parse().ok());
        Self(named.unwrap_or(SEED))
    }

    fn below(&mut self, end: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

/// What a post says: every tenth the same as the one before.
fn words(number: usize) -> String {
    let said = if number % 10 == 9 { number - 1 } else { number };
    format!("Meldung {said:04}")
}

/// Whether a post has a film, and goes to the channel of films, too.
fn has_film(number: usize) -> bool {
    number.is_multiple_of(2)
}

/// A limit as each channel words it.
fn limit(channel: Channel) -> How {
    match channel {
        Facebook | Instagram => {
            let error =
                json!({ "code": 613, "message": "Calls to this api have exceeded the rate" });
            How::Say(400, json!({ "error": error }))
        }
        Mastodon => How::Say(429, json!({ "error": "Too many requests" })),
        YouTube => {
            let why = json!([{ "reason": "rateLimitExceeded", "domain": "usageLimits" }]);
            How::Say(403, json!({ "error": { "code": 403, "message": "Rate", "errors": why } }))
        }
    }
}

/// The calls of a channel that may meet bad weather.
fn calls(channel: Channel) -> &'static [(&'static str, &'static str)] {
    match channel {
        Facebook => &[
            ("POST", "/feed"),
            ("POST", "/photos"),
            ("POST", "/videos"),
            ("GET", "/published_posts"),
        ],
        Instagram => &[("POST", "/media_publish"), ("POST", "/media"), ("GET", "")],
        Mastodon => &[("POST", "/statuses"), ("POST", "/media")],
        YouTube => &[("PUT", "/videos"), ("POST", "/videos"), ("GET", "/videos")],
    }
}

fn brew(stage: &Stage, channel: Channel, luck: &mut Luck) {
    let all = calls(channel);
    let at = usize::try_from(luck.below(all.len() as u64)).expect("it is small");
    let how = match luck.below(6) {
        0 => How::LoseAnswer,
        1 => How::LoseRequest,
        2 => How::DoButSay(503, json!({})),
        3 => How::Say(500, json!({})),
        4 => limit(channel),
        _ => return,
    };
    let (method, path) = all[at];
    let fault = Fault::once(method, path, how);
    match channel {
        Facebook | Instagram => stage.graph.fault(fault),
        Mastodon => stage.server.fault(fault),
        YouTube => stage.films.iter().for_each(|f| f.fault(fault.clone())),
    }
}

/// Writes and releases a post; its errands.
async fn order(stage: &Stage, number: usize, media: &[String; 2]) -> Vec<Id<Errand>> {
    let town = stage.town.town.clone();
    let key = media[usize::from(has_film(number))].clone();
    stage
        .town
        .town
        .write(Actor::system("test"), move |tx| {
            let mut post = Post::new("system:writer".into(), tx.now());
            post.title = words(number);
            post.text = format!("{} im Herbst", words(number));
            post.media = vec![Chosen { key, alt: "Der Brunnen".into() }];
            store::save(tx, &post)?;
            let all = store::account::all(tx)?;
            let fits = all.iter().filter(|c| has_film(number) || c.channel != YouTube);
            let variants: Vec<_> = fits.map(variant::usual).collect();
            store::set_variants(tx, post.id, &variants)?;
            let id = post.id;
            drop(orders::release(&town, tx, post, false)?);
            let errands: Vec<_> = store::task::latest(tx, id)?.iter().map(|e| e.id).collect();
            Ok(Audit::of("test.ordered", id).with(errands))
        })
        .await
        .expect("it is released")
}

/// Works on an errand for some steps and dies: between two of them, or before an answer was noted.
async fn die(stage: &Stage, id: Id<Errand>, luck: &mut Luck) {
    let town = &stage.town.town;
    let errand = town.read(move |db| store::task::find(db, id)).await.expect("an errand");
    if errand.standing != Standing::Waiting {
        return;
    }
    let body = Body { errand: id, run: errand.run };
    let Some(mut work) = Box::pin(Work::begin(town, body)).await.expect("records") else { return };
    for _ in 0..luck.below(8) {
        let Step::Send(call) = work.next().await.expect("records") else { return };
        if luck.below(4) == 0 {
            // Armed, perhaps, and never sent.
            return;
        }
        let exchange = work.send(&call).await;
        if luck.below(3) == 0 {
            return;
        }
        work.hear(&call, &exchange).await.expect("records");
    }
}

/// Somebody connects an account again, and once more if the weather hits them, too.
async fn reconnect(stage: &Stage, channel: &str) {
    for _ in 0..50 {
        let path = format!("{ACCOUNTS}/{channel}/token");
        let sent = stage.kira.post(&path, &[("token", graph::USER_TOKEN)]).await;
        let Some(choice) = sent.location.filter(|_| sent.status == 303) else { continue };
        let Some(first) = stage.kira.get(&choice).await.field("konto") else { continue };
        if stage.kira.post(&choice, &[("konto", &first)]).await.status == 303 {
            return;
        }
    }
    panic!("{channel} cannot be connected again");
}

/// What breaks down for a while, and what a person does about it.
async fn storm(stage: &mut Stage, batch: usize) {
    let dead = |stage: &Stage, sub| {
        stage.graph.with(|g| g.tokens.get_mut(graph::TOKEN).expect("a token").dead = sub);
    };
    match batch % 12 {
        3 => dead(stage, Some(463)),
        5 => {
            dead(stage, None);
            stage.rested().await;
            reconnect(stage, "facebook").await;
            reconnect(stage, "instagram").await;
        }
        // Its tokens live an hour: all are forgotten at once.
        7 => stage.films.iter().for_each(|f| f.with(|f| f.tokens.clear())),
        _ => {}
    }
}

/// Those of the errands that are not done yet; none may wait for a person.
async fn open(stage: &Stage, all: Vec<Id<Errand>>) -> Vec<Id<Errand>> {
    let read = stage.town.town.read(move |db| {
        let mut open = Vec::new();
        for id in all {
            let errand = store::task::find(db, id)?;
            assert_ne!(errand.standing, Standing::Stuck, "{:?}", errand.task);
            if errand.standing != Standing::Done {
                open.push(id);
            }
        }
        Ok(open)
    });
    read.await.expect("errands")
}

/// How often each text is seen on a channel.
fn counted(seen: &[emulators::Seen]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for one in seen {
        let text = one.text.split(" im Herbst").next().unwrap_or_default().trim().to_owned();
        *counts.entry(text).or_default() += 1;
    }
    counts
}

fn all_once(stage: &Stage, posts: usize) {
    let wanted = |fits: fn(usize) -> bool| {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        (0..posts).filter(|n| fits(*n)).for_each(|n| *counts.entry(words(n)).or_default() += 1);
        counts
    };
    let everything = wanted(|_| true);
    assert_eq!(counted(&stage.on_page()), everything, "Facebook");
    assert_eq!(counted(&stage.on_instagram()), everything, "Instagram");
    assert_eq!(counted(&stage.on_server()), everything, "Mastodon");
    if let Some(films) = &stage.films {
        assert_eq!(counted(&films.with(|f| f.seen())), wanted(has_film), "YouTube");
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "one of a thousand posts is twice on Facebook; see the README"]
async fn a_thousand_posts_in_bad_weather_are_each_on_each_channel_once() {
    for (engine, mut stage) in stages().await.into_iter().enumerate() {
        let posts = if engine == 0 { POSTS } else { POSTS_ELSEWHERE };
        stage.connect_all().await;
        // What a day allows is another story; here everything must arrive.
        stage.graph.with(|g| (g.quota_total, g.calls_max) = (1_000_000, 1_000_000));
        stage.films.iter().for_each(|f| f.with(|f| (f.units, f.uploads) = (u32::MAX, u32::MAX)));
        let media = [stage.medium("image").await, stage.medium("short-video").await];
        let mut luck = Luck::usual();
        let mut all = Vec::new();
        for batch in 0..posts / AT_ONCE {
            storm(&mut stage, batch).await;
            let mut fresh = Vec::new();
            for number in batch * AT_ONCE..(batch + 1) * AT_ONCE {
                for channel in Channel::ALL {
                    if luck.below(12) == 0 {
                        brew(&stage, channel, &mut luck);
                    }
                }
                fresh.extend(order(&stage, number, &media).await);
            }
            for id in &fresh {
                if luck.below(6) == 0 {
                    Box::pin(die(&stage, *id, &mut luck)).await;
                }
            }
            all.extend(fresh);
            worker::recover(&stage.town.town).await.expect("it opens again");
            stage.town.settle().await;
            stage.pass(BETWEEN_S);
            stage.town.settle().await;
        }
        stage.graph.with(|g| g.tokens.get_mut(graph::TOKEN).expect("a token").dead = None);
        stage.rested().await;
        reconnect(&stage, "facebook").await;
        reconnect(&stage, "instagram").await;
        for _ in 0..LOOKS_MAX {
            all = open(&stage, all).await;
            if all.is_empty() {
                break;
            }
            stage.pass(900);
            stage.town.settle().await;
        }
        assert!(all.is_empty(), "{} errands are not done", all.len());
        all_once(&stage, posts);
    }
}
