//! What followers get: once, corrected, taken back; and what happens when nobody answers.

use emulators::{Fault, How};
use jiff::SignedDuration;
use kernel::publication::{Publication, State};
use kernel::{Text, worker};
use serde_json::json;

use super::{ACTOR, stages};

#[tokio::test(flavor = "multi_thread")]
async fn a_follower_reads_a_correction_and_a_withdrawal() {
    for stage in stages().await {
        stage.save(stage.news("Von gestern")).await;
        stage.follow("ada").await;
        stage.follow("ben").await;
        let accepted = stage.heard("Accept");
        assert_eq!(accepted.len(), 2);
        assert_eq!(accepted[0]["object"]["actor"], stage.actor("ada"));
        assert_eq!(stage.followers().await, 2);
        assert!(stage.heard("Create").is_empty(), "who follows is not sent the past");
        let it = stage.news("Neuer Radweg");
        let id = stage.save(it.clone()).await;
        let created = stage.heard("Create");
        assert_eq!(created.len(), 1, "once for the whole server");
        assert_eq!(created[0]["actor"], ACTOR);
        assert_eq!(created[0]["object"]["id"], format!("http://town.test/fediverse/beitrag/{id}"));
        // Saved again without a change of what is said: nothing leaves.
        stage.pass(SignedDuration::from_mins(5));
        stage.save(Publication { position: 7, ..it.clone() }).await;
        assert!(stage.heard("Update").is_empty());
        let title = Text::new("Neuer Radweg eröffnet", "");
        let changed = Publication { title, ..it };
        stage.save(changed.clone()).await;
        let updated = stage.heard("Update");
        assert_eq!(updated.len(), 1);
        let words = updated[0]["object"]["content"].as_str().expect("words");
        assert!(words.contains("eröffnet"), "{words}");
        assert!(updated[0]["object"].get("updated").is_some());
        stage.save(Publication { state: State::Withdrawn, ..changed }).await;
        let deleted = stage.heard("Delete");
        assert_eq!(deleted.len(), 1);
        assert_eq!(deleted[0]["object"]["type"], "Tombstone");
        let path = format!("/fediverse/beitrag/{id}");
        stage.activity(&path).await.is(410).shows("Tombstone");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_embargo_holds_and_old_news_are_no_news() {
    for stage in stages().await {
        stage.follow("ada").await;
        let later = stage.now() + SignedDuration::from_hours(2);
        let id = stage.save(Publication { visible_from: later, ..stage.news("Geheim") }).await;
        let path = format!("/fediverse/beitrag/{id}");
        stage.activity(&path).await.is(404);
        assert!(stage.heard("Create").is_empty());
        stage.pass(SignedDuration::from_hours(3));
        stage.town.settle().await;
        assert_eq!(stage.heard("Create").len(), 1);
        stage.activity(&path).await.is(200);
        // A website is taken over with all it ever said.
        let old = stage.now() - SignedDuration::from_hours(24 * 400);
        stage.save(Publication { visible_from: old, ..stage.news("Aus dem Archiv") }).await;
        // A kind the town does not say.
        stage.save(Publication::new("job", "stelle", stage.now())).await;
        assert_eq!(stage.heard("Create").len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_away_gets_it_later_and_only_once() {
    for stage in stages().await {
        stage.follow("ada").await;
        stage.server.fault(Fault::once("POST", "/inbox", How::Say(503, json!({}))));
        stage.server.fault(Fault::once("POST", "/inbox", How::LoseRequest));
        stage.save(stage.news("Neuer Radweg")).await;
        assert!(stage.heard("Create").is_empty());
        worker::recover(&stage.town.town).await.expect("recovered");
        for _ in 0..2 {
            stage.pass(SignedDuration::from_hours(2));
            stage.town.settle().await;
        }
        assert_eq!(stage.heard("Create").len(), 1);
        stage.pass(SignedDuration::from_hours(48));
        stage.town.settle().await;
        assert_eq!(stage.heard("Create").len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_inbox_that_is_gone_takes_its_followers_along() {
    for stage in stages().await {
        stage.server.with(|s| s.has_shared_inbox = false);
        stage.follow("ada").await;
        stage.follow("ben").await;
        let gone = Fault {
            times: u32::MAX,
            ..Fault::once("POST", "/users/ada/inbox", How::Say(410, json!({})))
        };
        stage.server.fault(gone);
        stage.save(stage.news("Neuer Radweg")).await;
        assert_eq!(stage.heard("Create").len(), 1, "Ben has it");
        assert_eq!(stage.followers().await, 1);
        // What a server refuses is not sent again, and its people still follow.
        stage.server.fault(Fault::once("POST", "/inbox", How::Say(422, json!({}))));
        stage.save(stage.news("Zweite Meldung")).await;
        stage.pass(SignedDuration::from_hours(48));
        stage.town.settle().await;
        assert_eq!(stage.heard("Create").len(), 1);
        assert_eq!(stage.followers().await, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_never_answers_loses_its_followers_after_a_week() {
    for stage in stages().await {
        stage.follow("ada").await;
        let silent =
            Fault { times: u32::MAX, ..Fault::once("POST", "/inbox", How::Say(502, json!({}))) };
        stage.server.fault(silent);
        for day in 0..5 {
            stage.save(stage.news(&format!("Meldung {day}"))).await;
            for _ in 0..48 {
                stage.pass(SignedDuration::from_hours(1));
                stage.town.settle().await;
            }
        }
        assert_eq!(stage.followers().await, 0);
        assert!(stage.heard("Create").is_empty());
        let before = stage.server.asked().len();
        stage.save(stage.news("Danach")).await;
        assert_eq!(stage.server.asked().len(), before, "nobody is asked any more");
    }
}
