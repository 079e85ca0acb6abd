//! What runs at night: reminders, expiry, forgetting.

use super::{PDF, START, applied, begin, modules, ready};

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_reminded_of_and_then_gone_with_its_files() {
    for town in testkit::towns(modules, START).await {
        ready(&town).await;
        town.settle().await;
        let client = town.anybody();
        let answer = client.post("/antrag/wohngeld", &[]).await.is(303);
        let page = client.follow(&answer).await.is(200);
        let id = page.field("entwurf").unwrap();
        let (number, code) = super::number_and_code(&page);
        let fields = [("email", "h@mail.test"), ("entwurf", id.as_str())];
        let _ = client.post("/antrag/code/senden", &fields).await.is(303);
        let draft = format!("/antrag/entwurf/{id}");
        let files: &[(&str, &str, &[u8])] = &[("datei-lease", "vertrag.pdf", PDF)];
        let _ = client.upload(&format!("{draft}/unterlagen"), &[], files).await.is(303);
        assert_eq!(town.town.files().on_disk().unwrap().len(), 1);
        town.settle().await;
        assert_eq!(town.post.to("h@mail.test").len(), 1, "number and code");

        town.advance_days(54);
        town.settle().await;
        town.advance_days(1);
        town.settle().await;
        let mails = town.post.to("h@mail.test");
        assert_eq!(mails.len(), 2, "one reminder, not one a night");
        assert!(mails[1].body.reveal().contains("löschen wir den Entwurf"));

        town.advance_days(6);
        town.settle().await;
        assert!(town.town.files().on_disk().unwrap().is_empty(), "files go with the draft");
        let back = town.anybody();
        let answer =
            back.post("/antrag/weiter", &[("nummer", &number), ("code", &code)]).await.is(303);
        let _ = back.follow(&answer).await.is(200).shows("Ihr Entwurf ist abgelaufen");
        let _ = back.get(&draft).await.is(404);

        town.advance_days(200);
        town.settle().await;
        let gone =
            town.anybody().post("/antrag/weiter", &[("nummer", &number), ("code", &code)]).await;
        let _ = gone.is(422);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_prolongs_the_life_of_a_draft() {
    let town = testkit::town(modules, START).await;
    ready(&town).await;
    let client = town.anybody();
    let (draft, number, code) = begin(&client).await;
    town.advance_days(50);
    let fields = [("nummer", number.as_str()), ("code", code.as_str())];
    let client = town.anybody();
    let _ = client.post("/antrag/weiter", &fields).await.is(303);
    let page = format!("{draft}/G99000000020");
    let _ = client.post(&page, &[("aktion", "spaeter")]).await.is(303);
    town.advance_days(20);
    town.settle().await;
    let client = town.anybody();
    let _ = client.post("/antrag/weiter", &fields).await.is(303);
    let _ = client.get(&page).await.is(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_case_is_erased_with_its_submission() {
    let town = testkit::town(modules, START).await;
    ready(&town).await;
    let client = town.anybody();
    let (draft, number, code) = begin(&client).await;
    let case = applied(&client, &draft).await;
    town.settle().await;
    let _ = client.get(&format!("{case}/zuruecknehmen")).await.is(200).shows("rückgängig");
    let _ = client.post(&format!("{case}/zuruecknehmen"), &[]).await.is(303);
    let again = client.post(&format!("{case}/zuruecknehmen"), &[]).await.is(303);
    let page = client.follow(&again).await.is(200).shows("Zurückgenommen");
    let _ = page.hides("Zurücknehmen …").hides("Hochladen");
    let _ = client.post(&format!("{case}/nachricht"), &[("text", "Hallo")]).await.is(422);
    assert_eq!(town.trail().await.iter().filter(|a| *a == "applications.withdrawn").count(), 1);
    town.advance_days(366);
    town.settle().await;
    town.advance_days(1);
    town.settle().await;
    assert!(town.trail().await.contains(&"kernel.case_erased".to_owned()));
    let fields = [("nummer", number.as_str()), ("code", code.as_str())];
    let _ = town.anybody().post("/antrag/weiter", &fields).await.is(422);
}
