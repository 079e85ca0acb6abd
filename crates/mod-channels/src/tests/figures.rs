//! Figures and comments.

use emulators::graph;
use norm_social::Channel::{Facebook, Mastodon};

use super::{BASE, stages};

#[tokio::test(flavor = "multi_thread")]
async fn figures_come_by_night_and_what_is_missing_is_not_zero() {
    for mut stage in stages().await {
        stage.connect_all().await;
        // One name is retired: the others arrive.
        stage.graph.with(|g| g.metrics.retain(|m| *m != "post_media_view"));
        let path = stage.publish("Der Brunnen läuft.", &[Facebook, Mastodon]).await;
        stage.go_on().await;
        stage.kira.get(&format!("{BASE}/zahlen")).await.is(200);
        stage.pass(24 * 3_600);
        stage.town.settle().await;
        stage.rested().await;
        let page = stage.kira.get(&path).await.is(200);
        page.shows("Zahlen").shows("Reaktionen").shows("nicht genannt").hides("Aufrufe");
        let page = stage.kira.get(&format!("{BASE}/zahlen")).await.is(200);
        page.shows("Folgende").shows("Neuer Brunnen").shows("Das ist nicht null");
        let csv = stage.kira.get(&format!("{BASE}/zahlen.csv")).await.is(200);
        assert!(csv.kind.starts_with("text/csv"));
        let text = csv.text();
        assert!(text.contains("konto;beitrag;beitrag_id;zahl"), "{text}");
        assert!(text.contains(";reactions;") && !text.contains("post_media_view"), "{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn comments_are_read_hidden_and_answered_but_not_kept() {
    for stage in stages().await {
        stage.connect_all().await;
        let path = stage.publish("Der Brunnen läuft.", &[Facebook]).await;
        stage.go_on().await;
        let (remote, now) = (stage.on_page()[0].id.clone(), stage.graph.now());
        stage.graph.with(|g| g.comment(&remote, "Endlich! Wann wird er gereinigt?", now));
        let konto = stage.account(Facebook).await;
        let comments = format!("{path}/kommentare");
        let page = stage.kira.get(&format!("{comments}?konto={konto}")).await.is(200);
        let page = page.shows("Endlich! Wann wird er gereinigt?");
        let id = page.field("kommentar").expect("a comment");
        let of = |action: &'static str| {
            [("konto", konto.clone()), ("kommentar", id.clone()), ("aktion", action.to_owned())]
        };
        let act = |fields: Vec<(&'static str, String)>| {
            let (kira, comments) = (stage.kira.clone(), comments.clone());
            async move {
                let fields: Vec<(&str, &str)> =
                    fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
                kira.post(&comments, &fields).await
            }
        };
        act(of("verbergen").to_vec()).await.is(303);
        stage.kira.get(&format!("{comments}?konto={konto}")).await.is(200).shows("verborgen");
        let mut answer = of("antworten").to_vec();
        answer
            .extend([("feld", "antwort-1".to_owned()), ("antwort-1", "Jeden Montag.".to_owned())]);
        act(answer.clone()).await.is(303);
        // A double click answers once.
        act(answer).await.is(303);
        let many = stage
            .graph
            .asked()
            .iter()
            .filter(|a| a.starts_with("POST") && a.contains("/comments"))
            .count();
        assert_eq!(many, 1);
        let mut other = of("loeschen").to_vec();
        other[1].1 = graph::PAGE.to_owned();
        act(other).await.is(404);
        // Nothing of it lies in the records.
        let trail = stage.town.trail().await;
        assert!(trail.contains(&"channels.comment_hidden".to_owned()));
        assert!(trail.contains(&"channels.comment_answered".to_owned()));
    }
}
