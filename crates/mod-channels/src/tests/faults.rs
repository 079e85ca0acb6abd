//! What goes wrong: answers that get lost, a process that dies, limits, tokens that end. Each post is
//! on each channel exactly once, and no channel waits for another.

use emulators::{Fault, How, graph};
use kernel::worker;
use norm_social::Channel::{self, Facebook, Instagram, Mastodon};
use norm_social::Effect;
use serde_json::json;

use super::{Stage, stages};
use crate::sending::{Body, Step, Work};

/// The last part of the path of the call that publishes.
fn publishing(channel: Channel) -> &'static str {
    match channel {
        Facebook => "/feed",
        Instagram => "/media_publish",
        Mastodon => "/statuses",
        Channel::YouTube => "/videos",
    }
}

fn fault(stage: &Stage, channel: Channel, how: How) {
    let fault = Fault::once("POST", publishing(channel), how);
    if channel == Mastodon { stage.server.fault(fault) } else { stage.graph.fault(fault) }
}

fn seen(stage: &Stage, channel: Channel) -> usize {
    match channel {
        Facebook => stage.on_page().len(),
        Instagram => stage.on_instagram().len(),
        _ => stage.on_server().len(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_is_settled_by_reading() {
    for mut stage in stages().await {
        stage.connect_all().await;
        for (number, channel) in [Facebook, Instagram, Mastodon].into_iter().enumerate() {
            for (turn, how) in [How::LoseAnswer, How::LoseRequest, How::DoButSay(500, json!({}))]
                .into_iter()
                .enumerate()
            {
                fault(&stage, channel, how);
                let text = format!("Meldung {number} {turn}");
                let path = stage.publish(&text, &[channel]).await;
                stage.town.settle().await;
                if channel != Instagram {
                    stage.kira.get(&path).await.is(200).shows("nachgesehen");
                }
                stage.go_on().await;
                stage.kira.get(&path).await.is(200).shows("veröffentlicht");
                assert_eq!(seen(&stage, channel), turn + 1, "{channel:?}, {turn}");
                stage.rested().await;
            }
        }
    }
}

/// Works on the errand of a post until the call that cannot be taken back is armed; sends it or not,
/// and dies.
async fn die_armed(stage: &Stage, path: &str, is_sent: bool) {
    let errand = stage.errands(path).await.remove(0);
    let body = Body { errand: errand.id, run: errand.run };
    let mut work =
        Box::pin(Work::begin(&stage.town.town, body)).await.unwrap().expect("work to do");
    for _ in 0..20 {
        match work.next().await.unwrap() {
            Step::Send(call) if call.effect == Effect::Once => {
                if is_sent {
                    work.send(&call).await;
                }
                return;
            }
            Step::Send(call) => {
                let exchange = work.send(&call).await;
                work.hear(&call, &exchange).await.unwrap();
            }
            Step::End(_) => {
                // Instagram makes its container ready.
                stage.pass(30);
            }
        }
    }
    panic!("it never came to the call that publishes");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_dies_between_arming_and_answer_sends_nothing_twice() {
    for stage in stages().await {
        stage.connect_all().await;
        for channel in [Facebook, Instagram, Mastodon] {
            for (turn, is_sent) in [true, false].into_iter().enumerate() {
                let path = stage.publish(&format!("Meldung {turn}"), &[channel]).await;
                Box::pin(die_armed(&stage, &path, is_sent)).await;
                let armed = stage.errands(&path).await.remove(0);
                assert!(armed.task.is_unknown(), "it was saved before it was sent");
                assert!(!armed.may_be_cancelled());
                stage.press(&path, "abbrechen", &[]).await.is(422);
                worker::recover(&stage.town.town).await.unwrap();
                stage.go_on().await;
                assert_eq!(seen(&stage, channel), turn + 1, "{channel:?}, sent: {is_sent}");
                stage.kira.get(&path).await.is(200).shows("veröffentlicht");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_holds_up_one_channel_and_ends_by_itself() {
    for stage in stages().await {
        stage.connect_all().await;
        fault(&stage, Mastodon, How::Say(429, json!({ "error": "Too many requests" })));
        let path = stage.publish("Meldung", &[Facebook, Mastodon]).await;
        stage.town.settle().await;
        assert_eq!((seen(&stage, Facebook), seen(&stage, Mastodon)), (1, 0));
        let page = stage.kira.get(&path).await.is(200);
        page.shows("verzögert")
            .shows("Mastodon lässt gerade nicht mehr Beiträge zu")
            .shows("Sie müssen nichts tun");
        // Another post waits with it and does not knock.
        let before = stage.server.asked().len();
        let other = stage.publish("Zweite Meldung", &[Mastodon]).await;
        stage.town.settle().await;
        assert_eq!(stage.server.asked().len(), before);
        stage.go_on().await;
        assert_eq!(seen(&stage, Mastodon), 2);
        stage.kira.get(&other).await.is(200).shows("veröffentlicht");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_token_stops_its_account_only_until_it_is_connected_again() {
    for mut stage in stages().await {
        stage.connect_all().await;
        stage.graph.with(|g| g.tokens.get_mut(graph::TOKEN).expect("a token").dead = Some(460));
        let all = [Facebook, Instagram, Mastodon];
        let path = stage.publish("Meldung", &all).await;
        stage.go_on().await;
        assert_eq!(
            (seen(&stage, Facebook), seen(&stage, Instagram), seen(&stage, Mastodon)),
            (0, 0, 1)
        );
        let page = stage.kira.get(&path).await.is(200).shows("wartet auf das Konto");
        page.shows("Verbinden Sie das Konto neu");
        stage.kira.get(super::BASE).await.is(200).shows("Neu verbinden");
        // Whoever may connect accounts is told once per account.
        let told = |what: &str| {
            stage.town.post.mails().iter().filter(|m| m.subject.contains(what)).count()
        };
        assert_eq!(told("nicht mehr verbunden"), 2);
        // Later posts wait without a knock at the provider.
        let before = stage.graph.asked().len();
        stage.publish("Zweite Meldung", &[Facebook]).await;
        stage.town.settle().await;
        assert_eq!(stage.graph.asked().len(), before);
        stage.graph.with(|g| g.tokens.get_mut(graph::TOKEN).expect("a token").dead = None);
        stage.rested().await;
        stage.bring("facebook", graph::USER_TOKEN).await.is(303);
        stage.bring("instagram", graph::USER_TOKEN).await.is(303);
        stage.go_on().await;
        assert_eq!(
            (seen(&stage, Facebook), seen(&stage, Instagram), seen(&stage, Mastodon)),
            (2, 1, 1)
        );
        stage.kira.get(&path).await.is(200).hides("wartet auf das Konto");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_channel_refuses_says_why_and_goes_out_once_it_is_mended() {
    for stage in stages().await {
        stage.connect_all().await;
        let too_long = "Wort ".repeat(150);
        let path = stage.begin(&stage.kira).await;
        stage.write(&path, &too_long, &[Mastodon, Facebook]).await.is(303);
        stage
            .kira
            .get(&path)
            .await
            .shows("Der Text ist für Mastodon zu lang")
            .shows("so nicht möglich");
        stage.press(&path, "freigeben", &[]).await.is(422).shows("zu lang");
        assert!(stage.errands(&path).await.is_empty(), "all or nothing");
        // A server that takes less than it says refuses when it is too late to say so before.
        stage.write(&path, "Kurz.", &[Mastodon, Facebook]).await.is(303);
        let no = json!({ "error": "Validation failed: Text limit exceeded" });
        fault(&stage, Mastodon, How::Say(422, no));
        stage.press(&path, "freigeben", &[]).await.is(303);
        stage.go_on().await;
        assert_eq!((seen(&stage, Facebook), seen(&stage, Mastodon)), (1, 0));
        let page = stage.kira.get(&path).await.is(200).shows("braucht Sie");
        let errand = page.field("auftrag").expect("an errand");
        stage.write(&path, "Kürzer.", &[Mastodon, Facebook]).await.is(303);
        stage.press(&path, "erneut", &[("auftrag", &errand)]).await.is(303);
        stage.go_on().await;
        assert!(stage.on_server()[0].text.contains("Kürzer."));
        assert_eq!(seen(&stage, Facebook), 1);
    }
}

/// Numbers that look random and are the same every time.
struct Luck(u64);

impl Luck {
    fn below(&mut self, end: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_posts_in_bad_weather_are_each_on_each_channel_once() {
    for mut stage in stages().await {
        stage.connect_all().await;
        let mut luck = Luck(7);
        let all = [Facebook, Mastodon];
        let mut paths = Vec::new();
        for number in 0..30 {
            for channel in all {
                let how = match luck.below(8) {
                    0 => How::LoseAnswer,
                    1 => How::LoseRequest,
                    2 => How::DoButSay(503, json!({})),
                    3 => How::Say(500, json!({})),
                    4 if channel == Mastodon => How::Say(429, json!({})),
                    _ => continue,
                };
                fault(&stage, channel, how);
            }
            // Every second says the same as the one before.
            if number % 4 == 3 {
                stage.rested().await;
            }
            paths.push(stage.publish(&format!("Meldung {}", number / 2), &all).await);
            stage.town.settle().await;
            if luck.below(4) == 0 {
                worker::recover(&stage.town.town).await.unwrap();
            }
            // Who sends the same twice within minutes is refused as a duplicate.
            stage.pass(400);
            stage.town.settle().await;
        }
        for _ in 0..8 {
            stage.go_on().await;
        }
        stage.rested().await;
        for path in &paths {
            let page = stage.kira.get(path).await.is(200);
            let page = page.hides("braucht Sie").hides("verzögert").hides("wird nachgesehen");
            assert_eq!(
                page.text().matches("veröffentlicht<").count(),
                2,
                "{path}: {}",
                page.words()
            );
        }
        let mut wanted: Vec<String> = (0..30).map(|n| format!("Meldung {}", n / 2)).collect();
        wanted.sort();
        for seen in [stage.on_page(), stage.on_server()] {
            let first = |text: &str| text.lines().next().unwrap_or_default().to_owned();
            let mut texts: Vec<String> = seen.iter().map(|s| first(&s.text)).collect();
            texts.sort();
            assert_eq!(texts, wanted);
        }
    }
}
