//! What others send: believed only when signed, kept only when it concerns the town.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{ACTOR, HOST, INBOX, Stage, json_of, stages};
use crate::SEE;

fn reply(stage: &Stage, who: &str, to: &str, text: &str, is_public: bool) -> Value {
    let actor = stage.actor(who);
    let everybody = "https://www.w3.org/ns/activitystreams#Public";
    let audience = if is_public { everybody } else { ACTOR };
    json!({ "@context": "https://www.w3.org/ns/activitystreams", "id": format!("{actor}/1/activity"),
        "type": "Create", "actor": actor, "to": [audience],
        "object": { "id": format!("{actor}/1"), "type": "Note", "attributedTo": actor,
            "inReplyTo": to, "content": text, "to": [audience],
            "url": format!("{actor}/1.html") } })
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_is_signed_by_its_sender_is_believed() {
    for stage in stages().await {
        let follow = stage.follow_of("ada");
        let body = follow.to_string().into_bytes();
        let now = stage.now();
        let signed = stage.server.with(|s| s.sign("ada", INBOX, HOST, &body, now));
        let unsigned: Vec<_> = signed.iter().filter(|(n, _)| *n != "signature").cloned().collect();
        stage.raw(&unsigned, &body).await.is(401).shows("not signed");
        let other = stage.follow_of("ben").to_string().into_bytes();
        stage.raw(&signed, &other).await.is(401);
        let old = now - SignedDuration::from_hours(3);
        let stale = stage.server.with(|s| s.sign("ada", INBOX, HOST, &body, old));
        stage.raw(&stale, &body).await.is(401).shows("older than an hour");
        let elsewhere = stage.server.with(|s| s.sign("ada", "/inbox", HOST, &body, now));
        stage.raw(&elsewhere, &body).await.is(401);
        // Ben's key for Ada's words.
        let bens = stage.server.with(|s| s.sign("ben", INBOX, HOST, &body, now));
        stage.raw(&bens, &body).await.is(401);
        let odd: Vec<_> = signed
            .iter()
            .map(|(n, v)| (*n, if *n == "content-type" { "text/html".into() } else { v.clone() }))
            .collect();
        stage.raw(&odd, &body).await.is(415);
        let noise = b"{".to_vec();
        let headers = stage.server.with(|s| s.sign("ada", INBOX, HOST, &noise, now));
        stage.raw(&headers, &noise).await.is(400);
        let long = vec![b' '; 300 * 1024];
        let headers = stage.server.with(|s| s.sign("ada", INBOX, HOST, &long, now));
        stage.raw(&headers, &long).await.is(413);
        assert_eq!(stage.followers().await, 0);
        stage.raw(&signed, &body).await.is(202);
        stage.raw(&signed, &body).await.is(202);
        assert_eq!(stage.followers().await, 1, "twice is once");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_asked_in_a_net_of_ones_own() {
    for stage in stages().await {
        let actor = "http://127.0.0.1:9/users/mallory";
        let follow = json!({ "id": format!("{actor}#1"), "type": "Follow", "actor": actor,
            "object": ACTOR });
        let body = follow.to_string().into_bytes();
        let now = stage.now();
        let mut headers = stage.server.with(|s| s.sign("ada", INBOX, HOST, &body, now));
        for (name, value) in &mut headers {
            if *name == "signature" {
                *value = value.replace(&stage.actor("ada"), actor);
            }
        }
        stage.raw(&headers, &body).await.is(401).shows("does not say who they are");
        assert!(stage.server.asked().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_leaves_is_forgotten() {
    for stage in stages().await {
        stage.follow("ada").await;
        stage.follow("ben").await;
        let ada = stage.actor("ada");
        let undo = json!({ "id": format!("{ada}#undo"), "type": "Undo", "actor": ada,
            "object": stage.follow_of("ada") });
        stage.tell("ada", &undo).await.is(202);
        assert_eq!(stage.followers().await, 1);
        // Ben's account is deleted; his key is known from when he followed.
        let ben = stage.actor("ben");
        let gone = json!({ "id": format!("{ben}#delete"), "type": "Delete", "actor": ben,
            "object": ben });
        stage.server.with(|s| s.delete("ben"));
        stage.tell("ben", &gone).await.is(202);
        assert_eq!(stage.followers().await, 0);
        // Of strangers there is nothing to forget, and nobody is asked for their key.
        let before = stage.server.asked().len();
        let cleo = stage.actor("cleo");
        let gone = json!({ "id": format!("{cleo}#delete"), "type": "Delete", "actor": cleo,
            "object": cleo });
        stage.tell("cleo", &gone).await.is(202);
        assert_eq!(stage.server.asked().len(), before);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_wait_for_staff_and_private_ones_are_not_taken() {
    for stage in stages().await {
        let id = stage.save(stage.news("Neuer Radweg")).await;
        let to = format!("http://town.test/fediverse/beitrag/{id}");
        let kira = stage.town.staff("Kira", &[SEE], "50").await;
        kira.get("/verwaltung/fediverse").await.is(200).shows("keine ungelesenen Antworten");
        let private = reply(&stage, "ada", &to, "<p>Meine Adresse ist …</p>", false);
        stage.tell("ada", &private).await.is(202);
        kira.get("/verwaltung/fediverse").await.is(200).hides("Meine Adresse");
        let nasty = "<p>Endlich! <script>alert(1)</script></p><p>Wann folgt der Süden?</p>";
        stage.tell("ada", &reply(&stage, "ada", &to, nasty, true)).await.is(202);
        let page = kira.get("/verwaltung/fediverse").await.is(200);
        let page = page.shows("Wann folgt der Süden?").hides("alert(1)");
        let mark = page.field("antwort").expect("an answer");
        kira.post("/verwaltung/fediverse/gelesen", &[("antwort", &mark)]).await.is(303);
        kira.get("/verwaltung/fediverse").await.is(200).hides("Wann folgt der Süden?");
        // Corrected, it is to be read again; taken back, it is gone.
        let ada = stage.actor("ada");
        let mut changed = reply(&stage, "ada", &to, "<p>Wann folgt der Norden?</p>", true);
        changed["type"] = json!("Update");
        stage.tell("ada", &changed).await.is(202);
        kira.get("/verwaltung/fediverse").await.is(200).shows("Wann folgt der Norden?");
        let gone = json!({ "id": format!("{ada}#d"), "type": "Delete", "actor": ada,
            "object": { "id": format!("{ada}/1"), "type": "Tombstone" } });
        stage.tell("ada", &gone).await.is(202);
        kira.get("/verwaltung/fediverse").await.is(200).hides("Norden");
        // To nothing the town said.
        let lost =
            reply(&stage, "ada", "http://town.test/fediverse/beitrag/x", "<p>Hallo</p>", true);
        stage.tell("ada", &lost).await.is(202);
        kira.get("/verwaltung/fediverse").await.is(200).hides("Hallo");
        stage.town.anybody().get("/verwaltung/fediverse").await.is(401);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn likes_and_shares_are_counted_once() {
    for stage in stages().await {
        let id = stage.save(stage.news("Neuer Radweg")).await;
        let to = format!("http://town.test/fediverse/beitrag/{id}");
        let like = |who: &str, kind: &str| {
            let actor = stage.actor(who);
            json!({ "id": format!("{actor}#{kind}"), "type": kind, "actor": actor, "object": to })
        };
        for who in ["ada", "ada", "ben"] {
            stage.tell(who, &like(who, "Like")).await.is(202);
        }
        stage.tell("ada", &like("ada", "Announce")).await.is(202);
        let reactions = stage
            .town
            .town
            .read(move |db| crate::store::reactions(db, &id.to_string()))
            .await
            .expect("counts");
        assert_eq!(reactions, (2, 1));
        let undo = json!({ "id": format!("{}#u", stage.actor("ada")), "type": "Undo",
            "actor": stage.actor("ada"), "object": like("ada", "Like") });
        stage.tell("ada", &undo).await.is(202);
        let reactions = stage
            .town
            .town
            .read(move |db| crate::store::reactions(db, &id.to_string()))
            .await
            .expect("counts");
        assert_eq!(reactions, (1, 1));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blocked_server_is_neither_heard_nor_told() {
    for stage in stages().await {
        stage.follow("ada").await;
        let kira = stage.town.staff("Kira", &[SEE], "50").await;
        let page = kira.get("/verwaltung/fediverse").await.is(200);
        let host = page.field("server").expect("a server");
        let fields = [("server", host.as_str()), ("was", "sperren")];
        kira.post("/verwaltung/fediverse/server", &fields).await.is(303);
        kira.get("/verwaltung/fediverse").await.is(200).shows("gesperrt");
        assert_eq!(stage.followers().await, 0);
        stage.save(stage.news("Neuer Radweg")).await;
        assert!(stage.heard("Create").is_empty());
        stage.tell("ada", &stage.follow_of("ada")).await.is(403);
        let fields = [("server", host.as_str()), ("was", "frei")];
        kira.post("/verwaltung/fediverse/server", &fields).await.is(303);
        stage.follow("ada").await;
        assert_eq!(stage.followers().await, 1);
        let node = json_of(&stage.activity("/nodeinfo/2.1").await.is(200));
        assert_eq!(node["usage"]["localPosts"], 1);
    }
}
