//! Number and code, other people's things, accounts.

use super::{START, applied, begin, modules, ready};
use kernel::{Actor, Audit, facts::HolderChanged};

#[tokio::test(flavor = "multi_thread")]
async fn drafts_and_cases_of_others_do_not_exist() {
    let town = testkit::town(modules, START).await;
    ready(&town).await;
    let hedwig = town.anybody();
    let (draft, _, _) = begin(&hedwig).await;
    let (other, _, _) = begin(&town.anybody()).await;
    let erika = town.citizen("Erika").await;
    let stranger = town.anybody();
    begin(&stranger).await;
    for client in [&erika, &stranger] {
        for page in ["", "/G99000000020", "/pruefen", "/unterlagen", "/spaeter", "/loeschen"] {
            let _ = client.get(&format!("{draft}{page}")).await.is(404);
        }
        let _ = client.post(&format!("{draft}/absenden"), &[("bestaetigt", "ja")]).await.is(404);
        let _ = client.post(&format!("{draft}/G99000000020"), &[]).await.is(404);
        let files: &[(&str, &str, &[u8])] = &[("datei-lease", "a.pdf", super::PDF)];
        let _ = client.upload(&format!("{draft}/unterlagen"), &[], files).await.is(404);
    }
    assert_ne!(draft, other);
    let case = applied(&hedwig, &draft).await;
    town.settle().await;
    let html = hedwig.get(&case).await.is(200).text();
    let file = html.split("href=\"").find(|p| p.contains("/datei/")).unwrap();
    let file = file.split('"').next().unwrap();
    let _ = hedwig.get(file).await.is(200);
    for client in [&erika, &stranger] {
        for page in ["", "/eingang", "/eingang.pdf", "/zuruecknehmen"] {
            let _ = client.get(&format!("{case}{page}")).await.is(404);
        }
        let _ = client.get(file).await.is(404);
        let _ = client.post(&format!("{case}/nachricht"), &[("text", "x")]).await.is(404);
        let _ = client.post(&format!("{case}/zuruecknehmen"), &[]).await.is(404);
        // What was sent does not tell anybody that there was a draft.
        let _ = client.get(&draft).await.is(404);
    }
    // Nobody at all is asked for number and code.
    let _ = town.anybody().get(&case).await.is(401);
    let _ = town.anybody().get(&draft).await.is(401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_another_case_is_not_served_under_mine() {
    let town = testkit::town(modules, START).await;
    ready(&town).await;
    let (a, b) = (town.anybody(), town.anybody());
    let (draft_a, _, _) = begin(&a).await;
    let (draft_b, _, _) = begin(&b).await;
    let (case_a, case_b) = (applied(&a, &draft_a).await, applied(&b, &draft_b).await);
    let html = b.get(&format!("{case_b}/eingang")).await.text();
    let file = html.split("/datei/").nth(1).unwrap().split('"').next().unwrap();
    let _ = b.get(&format!("{case_b}/datei/{file}")).await.is(200);
    let _ = a.get(&format!("{case_a}/datei/{file}")).await.is(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_numbers_and_wrong_codes_get_one_answer_and_a_limit() {
    let town = testkit::town(modules, START).await;
    ready(&town).await;
    let (_, number, code) = begin(&town.anybody()).await;
    let thief = town.anybody();
    let wrong = "2222-2222-2222";
    let a = thief.post("/antrag/weiter", &[("nummer", &number), ("code", wrong)]).await.is(422);
    let b = thief.post("/antrag/weiter", &[("nummer", "222-2222"), ("code", wrong)]).await.is(422);
    let said =
        |answer: &testkit::Answer| answer.words().replace(&number, "").replace("222-2222", "");
    assert_eq!(said(&a), said(&b));
    assert!(a.headers.get("set-cookie").is_none());
    let _ = thief.post("/antrag/weiter", &[("nummer", ""), ("code", "")]).await.is(422);
    let mut last = 0;
    for _ in 0..20 {
        last = thief.post("/antrag/weiter", &[("nummer", &number), ("code", wrong)]).await.status;
    }
    assert_eq!(last, 429);
    // After a while the right code opens it all the same.
    town.advance(jiff::SignedDuration::from_mins(10));
    let _ = thief.post("/antrag/weiter", &[("nummer", &number), ("code", &code)]).await.is(303);
}

#[tokio::test(flavor = "multi_thread")]
async fn number_and_code_are_mailed_once_and_replaced_on_request() {
    let town = testkit::town(modules, START).await;
    ready(&town).await;
    let client = town.anybody();
    let answer = client.post("/antrag/wohngeld", &[]).await.is(303);
    let page = client.follow(&answer).await.is(200);
    let draft = page.field("entwurf").unwrap();
    let fields = [("email", "nicht-eine-adresse"), ("entwurf", draft.as_str())];
    let _ = client.post("/antrag/code/senden", &fields).await.is(422).shows("E-Mail-Adresse");
    let fields = [("email", "h@mail.test"), ("entwurf", draft.as_str())];
    for _ in 0..2 {
        let sent = client.post("/antrag/code/senden", &fields).await.is(303);
        let _ = client.follow(&sent).await.is(200).shows("unterwegs");
    }
    town.settle().await;
    let mails = town.post.to("h@mail.test");
    assert_eq!(mails.len(), 1, "one mail however often the button is pressed");
    let body = mails[0].body.reveal();
    let number = body.split("Nummer: ").nth(1).unwrap().split('\n').next().unwrap().to_owned();
    let code = body.split("Code: ").nth(1).unwrap().split('\n').next().unwrap().to_owned();
    let _ = client.post("/antrag/code/notiert", &[("entwurf", &draft)]).await.is(303);
    let _ = client.get("/antrag/code").await.is(200).shows("nur einmal").hides(&code);
    let new = client.post("/antrag/code/neu", &[]).await.is(303);
    let _ = client.follow(&new).await.shows("Bitte notieren").hides(&code);
    let other = town.anybody();
    let old = [("nummer", number.as_str()), ("code", code.as_str())];
    let _ = other.post("/antrag/weiter", &old).await.is(422);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_citizen_takes_a_draft_into_the_account() {
    for town in testkit::towns(modules, START).await {
        ready(&town).await;
        let guest = town.anybody();
        let (draft, number, code) = begin(&guest).await;
        let erika = town.citizen("Erika").await;
        let fields = [("nummer", number.as_str()), ("code", code.as_str())];
        let _ = erika.post("/antrag/weiter", &fields).await.is(303);
        town.settle().await;
        let _ = erika.get(&format!("{draft}/G99000000020")).await.is(200);
        let _ = guest.get(&format!("{draft}/G99000000020")).await.is(404);
        let _ = town.anybody().post("/antrag/weiter", &fields).await.is(422);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn drafts_follow_when_another_module_moves_the_holder() {
    let town = testkit::town(modules, START).await;
    ready(&town).await;
    let guest = town.anybody();
    let (draft, _, _) = begin(&guest).await;
    let erika = town.citizen("Erika").await;
    let _ = erika.post("/antrag/wohngeld", &[]).await.is(303);
    // Who acted is in the logbook: a guest by key, a citizen by account.
    let started = town.town.read(|db| kernel::audit::latest(db, i64::MAX, 100)).await.unwrap();
    let who = |kind: &str| {
        let mut all = started.iter();
        all.find_map(|e| e.actor.strip_prefix(kind).map(str::to_owned)).unwrap()
    };
    let (from, to) = (who("guest:"), format!("account/{}", who("citizen:")));
    town.town
        .write(Actor::system("test"), move |tx| {
            tx.emit(&HolderChanged { from, to })?;
            Ok(Audit::of("test.moved", "holder").done())
        })
        .await
        .unwrap();
    town.settle().await;
    let _ = erika.get(&format!("{draft}/G99000000020")).await.is(200);
    let _ = guest.get(&format!("{draft}/G99000000020")).await.is(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn leaving_a_shared_computer_ends_the_session() {
    let town = testkit::town(modules, START).await;
    ready(&town).await;
    let client = town.anybody();
    let (draft, number, code) = begin(&client).await;
    let _ = client.post("/antrag/aktiv", &[]).await.is(204);
    let _ = client.post("/antrag/beenden", &[]).await.is(303);
    let asked = client.get(&draft).await.is(401);
    assert!(asked.text().contains("/antrag/weiter"), "{}", asked.words());
    let back = client.post("/antrag/weiter", &[("nummer", &number), ("code", &code)]).await.is(303);
    let _ = client.follow(&back).await.is(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_do_not_apply_with_their_staff_account() {
    let town = testkit::town(modules, START).await;
    ready(&town).await;
    let egon = town.staff("Egon", &[], "50").await;
    let _ = egon.post("/antrag/wohngeld", &[]).await.is(422).shows("Konto der Verwaltung");
}
