//! What Meta tells by itself, over a socket: signed, once, and of comments only that they are there.

use std::sync::Arc;

use emulators::graph::{self, Graph};
use kernel::http::Site;
use norm_social::Channel::{Facebook, Mastodon};
use serde_json::{Value, json};

use super::{ACCOUNTS, BASE, Stage, stages};
use crate::hook::{PATH, agreed};

/// The town, served over a socket under the name it is reached by.
async fn served(stage: &Stage) -> String {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let town = &stage.town.town;
    let site = Site::new(Arc::clone(town.house()), &[Arc::clone(town)], web::frame::present);
    let router = kernel::http::router(Arc::new(site));
    // What a proxy in front of the house does: it passes the name on.
    let named = axum::middleware::map_request(|mut request: axum::extract::Request| async {
        let name = axum::http::HeaderValue::from_static("town.test");
        request.headers_mut().insert("host", name);
        request
    });
    tokio::spawn(async move { axum::serve(listener, router.layer(named)).await });
    format!("http://{address}{PATH}")
}

async fn tell(address: &str, message: &Value, secret: &'static str) -> Option<u16> {
    let (address, message) = (address.to_owned(), message.clone());
    let told = tokio::task::spawn_blocking(move || Graph::tell(&address, &message, secret));
    told.await.expect("it is told")
}

#[tokio::test(flavor = "multi_thread")]
async fn meta_makes_sure_that_the_address_is_ours() {
    for stage in stages().await {
        stage.meta_app().await;
        let word = agreed(&stage.town.town);
        let guide = stage.kira.get(&format!("{ACCOUNTS}/facebook")).await.is(200);
        guide.shows("http://town.test/kanaele/meta").shows(&word);
        let meta = stage.town.anybody();
        let ask = |word: &str, challenge: &str| {
            format!("{PATH}?hub.mode=subscribe&hub.challenge={challenge}&hub.verify_token={word}")
        };
        let answer = meta.get(&ask(&word, "1158201444")).await.is(200);
        assert_eq!(answer.text(), "1158201444");
        meta.get(&ask("falsch", "1158201444")).await.is(403);
        meta.get(&ask("", "1158201444")).await.is(403);
        meta.get(&ask(&word, "%3Cscript%3E")).await.is(403);
        meta.get(PATH).await.is(403);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_is_told_once_and_gone_when_somebody_looked() {
    for stage in stages().await {
        stage.connect_all().await;
        let address = served(&stage).await;
        let path = stage.publish("Der Brunnen läuft.", &[Facebook, Mastodon]).await;
        stage.go_on().await;
        let konto = stage.account(Facebook).await;
        let act = [("aktion", "melden"), ("konto", konto.as_str())];
        stage.kira.post(&format!("{ACCOUNTS}/facebook/konto"), &act).await.is(303);
        assert!(stage.graph.with(|g| g.tells));
        let post = stage.on_page()[0].id.clone();
        let now = stage.graph.now();
        let message = stage.graph.with(|g| g.comment(&post, "Wann endlich?", now)).expect("one");
        for _ in 0..3 {
            assert_eq!(tell(&address, &message, graph::APP.1).await, Some(200));
        }
        let second = stage.graph.with(|g| g.comment(&post, "Und wo?", now)).expect("another");
        assert_eq!(tell(&address, &second, graph::APP.1).await, Some(200));
        let list = stage.kira.get(BASE).await.is(200).shows("Neue Kommentare");
        list.shows(": 2").hides("Wann endlich?");
        // What was deleted before anybody looked is no news.
        let mut gone = second.clone();
        gone["entry"][0]["changes"][0]["value"]["verb"] = json!("remove");
        assert_eq!(tell(&address, &gone, graph::APP.1).await, Some(200));
        stage.kira.get(BASE).await.is(200).shows(": 1");
        let page = stage.kira.get(&format!("{path}/kommentare?konto={konto}")).await.is(200);
        page.shows("Wann endlich?");
        stage.kira.get(BASE).await.is(200).hides("Neue Kommentare");
        let trail = stage.town.trail().await;
        assert_eq!(trail.iter().filter(|a| *a == "channels.told").count(), 3);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_signature_is_refused_and_said_to_staff() {
    for stage in stages().await {
        stage.connect_all().await;
        let address = served(&stage).await;
        let path = stage.publish("Der Brunnen läuft.", &[Facebook]).await;
        stage.go_on().await;
        let (post, now) = (stage.on_page()[0].id.clone(), stage.graph.now());
        let message = stage.graph.with(|g| g.comment(&post, "Unfug", now)).expect("one");
        assert_eq!(tell(&address, &message, "another-secret").await, Some(403));
        assert_eq!(tell(&address, &message, "").await, Some(403));
        let list = stage.kira.get(BASE).await.is(200).shows("Eine Meldung wurde abgewiesen");
        list.shows("2-mal").hides("Neue Kommentare");
        stage.kira.get(&path).await.is(200).hides("Unfug");
        // Rightly signed nonsense changes nothing.
        for message in [json!(null), json!({ "object": "page", "entry": 7 }), json!([])] {
            assert_eq!(tell(&address, &message, graph::APP.1).await, Some(200));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_permission_taken_back_stops_the_account_at_once() {
    for stage in stages().await {
        stage.connect_all().await;
        let address = served(&stage).await;
        let now = stage.graph.now();
        let message = stage.graph.with(|g| g.revoke("pages_manage_posts", now));
        stage.graph.with(|g| {
            g.tokens.get_mut(graph::TOKEN).expect("a token").dead = Some(458);
        });
        for _ in 0..2 {
            assert_eq!(tell(&address, &message, graph::APP.1).await, Some(200));
        }
        stage.town.settle().await;
        stage.kira.get(BASE).await.is(200).shows("Neu verbinden");
        let mails = stage.town.post.mails();
        let told = mails.iter().filter(|m| m.subject.contains("nicht mehr verbunden")).count();
        assert!(told >= 1, "whoever may connect accounts is told");
        assert!(stage.accounts().await.iter().any(|c| c.channel == Mastodon && c.is_usable()));
    }
}
