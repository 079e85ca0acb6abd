//! Thresholds as staff set and change them, and those who follow their warnings.

use super::STATION;
use super::Server;
use super::watch::{gauge, with};
use crate::{KEEP, VIEW};

#[tokio::test(flavor = "multi_thread")]
async fn a_threshold_judges_what_is_there_when_it_is_set_changed_and_switched() {
    let server = Server::one().await;
    server.post("/Things", STATION).await;
    server.value(-5, 310.0).await;
    let paula = server.town.staff("Paula", &[VIEW, KEEP], "66").await;
    let new = "/verwaltung/sensoren/schwellen/neu";
    let wrong =
        [("strom", "1"), ("art", "above"), ("grenze", "300"), ("ende", "301"), ("von0", "x")];
    let page = paula.post(new, &wrong).await.is(422);
    page.shows("nicht über der Grenze").shows("Geben Sie einen Namen an.");
    let t = server.set(&gauge()).await;
    assert_eq!(server.standing().await.len(), 1, "nobody waits for the next value");
    paula.get("/verwaltung/sensoren/schwellen").await.is(200).shows("ab 300").shows("warnt");
    let address = format!("/verwaltung/sensoren/schwellen/{}", t.id);
    paula.get(&address).await.is(200).shows("Abschalten und Warnung beenden");
    // The words change with the plan, the warning stands.
    let mut form = with(&gauge(), &[("titel", "Hochwasser"), ("fassung", "1")]);
    let fields = |form: &[(&'static str, String)]| -> Vec<(&'static str, String)> { form.to_vec() };
    let post = async |form: &[(&'static str, String)]| {
        let all: Vec<(&str, &str)> = form.iter().map(|(n, v)| (*n, v.as_str())).collect();
        paula.post(&address, &all).await
    };
    post(&fields(&form)).await.is(303);
    assert_eq!(server.banners().await, ["Station: Hochwasser. Meiden Sie den Uferweg."]);
    post(&form).await.is(422).shows("Jemand anderes");
    // A higher level: the value is back below where it ends.
    form = with(&form, &[("grenze", "400"), ("ende", "350"), ("fassung", "2")]);
    post(&form).await.is(303);
    assert!(server.standing().await.is_empty());
    form = with(&form, &[("grenze", "300"), ("ende", "280"), ("fassung", "3")]);
    post(&form).await.is(303);
    assert_eq!(server.standing().await.len(), 1);
    let switch = format!("{address}/schalten");
    paula.post(&switch, &[("an", "nein"), ("fassung", "4")]).await.is(303);
    assert!(server.standing().await.is_empty());
    server.value(0, 500.0).await;
    assert!(server.standing().await.is_empty());
    paula.post(&switch, &[("an", "ja"), ("fassung", "5")]).await.is(303);
    assert_eq!(server.standing().await.len(), 1);
    server.write("DELETE", "/Things(1)", "").await.is(200);
    assert!(server.thresholds().await.is_empty());
    assert!(server.standing().await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_follows_confirms_is_told_and_leaves_at_one_click() {
    for server in Server::all().await {
        server.post("/Things", STATION).await;
        let t = server.set(&gauge()).await;
        let visitor = server.town.anybody();
        let page = visitor.get("/sensoren/abo?messstelle=1").await.is(200);
        page.shows("Station: alle Warnungen").shows("Station: nur Hochwasser, Stufe 1");
        let ask = async |what: &str, email: &str| {
            visitor.post("/sensoren/abo", &[("was", what), ("email", email)]).await
        };
        ask("m1", "erika").await.is(422).shows("Geben Sie eine E-Mail-Adresse ein");
        ask("m9", "erika@mail.test").await.is(422).shows("Wählen Sie");
        for what in ["m1", &format!("s{}", t.id), "m1"] {
            ask(what, "erika@mail.test").await.is(303);
        }
        server.town.settle().await;
        let mails = server.town.post.to("erika@mail.test");
        assert_eq!(mails.len(), 2, "the same wish asks once");
        let link = |body: &str, part: &str| {
            let found = body.split_whitespace().find(|w| w.contains(part)).expect("a link");
            found.trim_start_matches("http://town.test").to_owned()
        };
        // Nobody is told before it is confirmed.
        let confirm = link(mails[0].body.reveal(), "/sensoren/abo/");
        visitor.get(&confirm).await.is(200).shows("Ja, ich möchte E-Mails");
        visitor.post(&confirm, &[]).await.is(200).shows("Sie bekommen jetzt E-Mails");
        for (minutes, value) in [(-5, 310.0), (-4, 200.0)] {
            server.value(minutes, value).await;
            server.town.settle().await;
        }
        let mails = server.town.post.to("erika@mail.test");
        let subjects: Vec<&str> = mails.iter().skip(2).map(|m| m.subject.as_str()).collect();
        assert_eq!(
            subjects,
            ["Hochwasser, Stufe 1, Station", "Entwarnung: Hochwasser, Stufe 1, Station"]
        );
        let last = mails.last().expect("a mail");
        let leave = last.leave.reveal().trim_start_matches("http://town.test").to_owned();
        let wrong = leave.replace("/sofort", "0/sofort");
        assert_eq!(visitor.post_raw(&wrong, &[]).await.status, 401);
        assert_eq!(
            visitor.post_raw(&leave, &[("List-Unsubscribe", "One-Click")]).await.status,
            204
        );
        assert_eq!(visitor.post_raw(&leave, &[]).await.status, 204, "twice is as good");
        let end = link(last.body.reveal(), "/ende");
        visitor.get(&end).await.is(200).shows("Diesen Link gibt es nicht mehr");
        server.value(-3, 310.0).await;
        server.town.settle().await;
        assert_eq!(server.town.post.to("erika@mail.test").len(), 4);
        let feed = visitor.get(&format!("/sensoren/schwelle/{}/warnungen.atom", t.id)).await;
        assert_eq!(feed.is(200).text().matches("<entry").count(), 3);
        visitor.get("/sensoren/station/1-station/warnungen.atom").await.is(200);
    }
}
