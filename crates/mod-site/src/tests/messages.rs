//! Messages to the town.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_message_becomes_one_mail_however_often_it_is_sent() {
    for town in testkit::towns(modules, MORNING).await {
        let erika = town.anybody();
        let form = erika.get("/kontakt?an=66").await.is(200).shows("An wen möchten Sie schreiben?");
        let number = form.field("nummer").expect("a number of the message");
        let fields = [
            ("nummer", number.as_str()),
            ("an", "66"),
            ("betreff", "Loch in der Straße"),
            ("nachricht", "Vor Haus 3 ist ein Loch."),
            ("email", "erika@mail.test"),
        ];
        let sent = erika.post("/kontakt", &fields).await.is(303);
        assert_eq!(sent.location.as_deref(), Some("/kontakt/gesendet"));
        erika.post("/kontakt", &fields).await.is(303);
        erika.follow(&sent).await.is(200).shows("Vielen Dank");
        town.settle().await;
        let mails = town.post.to("amt@town.test");
        assert_eq!(mails.len(), 1);
        let body = mails[0].body.reveal();
        assert!(body.contains("Loch in der Straße") && body.contains("erika@mail.test"));
        assert!(!mails[0].subject.contains("Loch"), "a subject shows nothing of the message");
        assert!(!town.trail().await.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_unit_the_town_reads_it() {
    let town = testkit::town(modules, MORNING).await;
    let erika = town.anybody();
    let number = erika.get("/en/kontakt").await.is(200).field("nummer").unwrap();
    let fields = [("nummer", number.as_str()), ("betreff", "Dank"), ("nachricht", "Gut gemacht!")];
    let sent = erika.post("/en/kontakt", &fields).await.is(303);
    assert_eq!(sent.location.as_deref(), Some("/en/kontakt/gesendet"));
    town.settle().await;
    assert_eq!(town.post.to("post@town.test").len(), 1);
    decide(&town, SiteSettings { contact_email: "dialog@town.test".into(), ..Default::default() })
        .await;
    let number = erika.get("/kontakt").await.is(200).field("nummer").unwrap();
    let fields = [("nummer", number.as_str()), ("betreff", "Dank"), ("nachricht", "Noch einmal!")];
    erika.post("/kontakt", &fields).await.is(303);
    town.settle().await;
    assert_eq!(town.post.to("dialog@town.test").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_said_and_nothing_typed_is_lost() {
    let town = testkit::town(modules, MORNING).await;
    let erika = town.anybody();
    let number = erika.get("/kontakt").await.field("nummer").unwrap();
    let fields = [
        ("nummer", number.as_str()),
        ("betreff", ""),
        ("nachricht", "Vor Haus 3 ist ein Loch."),
        ("email", "erika@"),
    ];
    let again = erika.post("/kontakt", &fields).await.is(422);
    let again =
        again.shows("worum es geht").shows("Vor Haus 3 ist ein Loch.").shows("E-Mail-Adresse ein");
    assert_eq!(again.field("nummer"), Some(number.clone()), "it stays the same message");
    assert!(again.text().contains("Fehler:"));
    let long = "a".repeat(6_000);
    let fields = [("nummer", number.as_str()), ("betreff", "x"), ("nachricht", long.as_str())];
    erika.post("/kontakt", &fields).await.is(422).shows("zu lang");
    let fields = [("nummer", "x"), ("betreff", "x"), ("nachricht", "x")];
    erika.post("/kontakt", &fields).await.is(400);
    erika.post_raw("/kontakt", &[("betreff", "x"), ("nachricht", "x")]).await.is(403);
    town.settle().await;
    assert!(town.post.mails().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn many_messages_of_one_caller_must_wait() {
    let town = testkit::town(modules, MORNING).await;
    let otto = town.anybody();
    for round in 0..6 {
        let number = otto.get("/kontakt").await.field("nummer").unwrap();
        let fields = [("nummer", number.as_str()), ("betreff", "Spam"), ("nachricht", "Kaufen!")];
        let answer = otto.post("/kontakt", &fields).await;
        let answer = answer.is(if round < 5 { 303 } else { 429 });
        if round == 5 {
            assert!(!head(&answer, "retry-after").is_empty());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_barrier_is_reported_with_its_page() {
    let town = testkit::town(modules, MORNING).await;
    let erika = town.anybody();
    let form = erika.get("/barriere-melden?seite=/rathaus/66").await.is(200);
    assert_eq!(form.field("seite").as_deref(), Some("/rathaus/66"));
    let number = form.field("nummer").unwrap();
    let fields = [
        ("nummer", number.as_str()),
        ("seite", "/rathaus/66"),
        ("nachricht", "Mein Vorleseprogramm sagt die Öffnungszeiten nicht."),
    ];
    let sent = erika.post("/barriere-melden", &fields).await.is(303);
    erika.follow(&sent).await.is(200).shows("zwei Wochen").shows("Ombudsstelle");
    town.settle().await;
    let mails = town.post.to("post@town.test");
    assert_eq!(mails.len(), 1);
    let body = mails[0].body.reveal();
    assert!(body.contains("/rathaus/66") && body.contains("18. Mai 2026"), "{body}");
}
