//! Filling in: nothing is lost, conditions, lists.

use super::{START, begin, modules, post, ready, sample, typed, walk};

const PERSON: &str = "G99000000020";
const MEMBERS: &str = "G99000000030";

#[tokio::test(flavor = "multi_thread")]
async fn wrong_input_is_kept_shown_and_named() {
    let town = testkit::town(modules, START).await;
    ready(&town).await;
    let client = town.anybody();
    let (draft, _, _) = begin(&client).await;
    let page = format!("{draft}/{PERSON}");
    let answer = client
        .post(
            &page,
            &[
                ("G99000000020.F99000000021", "Zoë <b>"),
                ("G99000000020.F99000000024-tag", "31"),
                ("G99000000020.F99000000024-monat", "2"),
                ("G99000000020.F99000000024-jahr", "1987"),
            ],
        )
        .await
        .is(422)
        .shows("Bitte prüfen Sie Ihre Angaben")
        .shows("gültiges Datum");
    let html = answer.text();
    assert!(html.contains("value=\"Zoë &lt;b&gt;\""), "kept and escaped");
    assert!(html.contains("value=\"31\"") && html.contains("value=\"1987\""));
    // It is still there when somebody comes back later, without errors at first.
    let again = client.get(&page).await.is(200);
    assert!(again.text().contains("value=\"1987\""));
    let _ = again.hides("Bitte prüfen Sie Ihre Angaben");
    // Saving for later asks nothing.
    let later = client.post(&page, &[("aktion", "spaeter")]).await.is(303);
    let _ = client.follow(&later).await.is(200).shows("Ihr Entwurf ist gespeichert");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_saves_itself_and_asks_nothing() {
    let town = testkit::town(modules, START).await;
    ready(&town).await;
    let client = town.anybody();
    let (draft, _, _) = begin(&client).await;
    let page = format!("{draft}/{PERSON}");
    let shown = client.get(&page).await.is(200);
    assert!(shown.text().contains("data-rh-save=\"aktion=sichern\""), "the page knows how");
    let name = "G99000000020.F99000000021";
    let _ = client.post(&page, &[(name, "Hedwig"), ("aktion", "sichern")]).await.is(204);
    let again = client.get(&page).await.is(200).hides("Bitte prüfen Sie Ihre Angaben");
    assert!(again.text().contains("value=\"Hedwig\""));
    // A page about entries that have moved is not saved, and does not claim it.
    let list = format!("{draft}/{MEMBERS}");
    let stale = [("stand", "99"), ("aktion", "sichern")];
    let _ = client.post(&list, &stale).await.is(409);
    // Nor for somebody else.
    let _ = town.anybody().post(&page, &[(name, "Eve"), ("aktion", "sichern")]).await.is(401);
    assert!(client.get(&page).await.is(200).text().contains("value=\"Hedwig\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn conditions_hide_answers_and_bring_them_back() {
    let town = testkit::town(modules, START).await;
    ready(&town).await;
    let client = town.anybody();
    let (draft, _, _) = begin(&client).await;
    let mut answers = sample("pensioner");
    let schema = crate::catalogue::for_demo(&town.town, "wohngeld").await.unwrap();
    walk(&client, &draft, &answers).await;
    let rent = format!("{draft}/G99000000070");
    let _ = client.get(&rent).await.is(200).shows("Miete");
    // Living in a home there is no rent to ask for.
    let kind: norm_fim::Path = "G99000000060.F99000000061".parse().unwrap();
    assert!(answers.enter(schema.form.schema(), &kind, "home_resident"));
    let usage = format!("{draft}/G99000000060");
    let page = client.get(&usage).await.is(200);
    let _ = post(&client, &usage, &typed(&page, &answers)).await;
    assert_eq!(client.get(&rent).await.is(303).location.as_deref(), Some(draft.as_str()));
    let review = client.get(&format!("{draft}/pruefen")).await.is(200);
    let _ = review.hides("548,30 €");
    // Back again: the rent was kept.
    assert!(answers.enter(schema.form.schema(), &kind, "tenant"));
    let page = client.get(&usage).await.is(200);
    let _ = post(&client, &usage, &typed(&page, &answers)).await;
    assert!(client.get(&rent).await.is(200).text().contains("value=\"548,30\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn entries_are_added_and_removed_once_per_click() {
    let town = testkit::town(modules, START).await;
    ready(&town).await;
    let client = town.anybody();
    let (draft, _, _) = begin(&client).await;
    let list = format!("{draft}/{MEMBERS}");
    for name in ["Anna", "Bernd", "Cem"] {
        let page = client.get(&list).await.is(200);
        let shape = page.field("stand").unwrap();
        let add = format!("neu|{MEMBERS}");
        let fields = [("stand", shape.as_str()), ("aktion", add.as_str())];
        let entry = client.post(&list, &fields).await.is(303).location.unwrap();
        // A double click adds nothing more.
        let twice = client.post(&list, &fields).await.is(303).location.unwrap();
        assert!(twice.contains("veraltet"), "{twice}");
        let field = format!("{}.F99000000021", entry.rsplit_once('/').unwrap().1);
        let shape = client.get(&entry).await.is(200).field("stand").unwrap();
        let _ = client
            .post(&entry, &[("stand", &shape), (&field, name), ("aktion", "spaeter")])
            .await
            .is(303);
    }
    let page = client.get(&list).await.is(200).shows("1. Anna").shows("3. Cem");
    let old_shape = page.field("stand").unwrap();
    // An old page of the second entry, still open in another tab.
    let second = format!("{draft}/{MEMBERS}-1");
    let confirm = client.get(&format!("{second}/entfernen")).await.is(200).shows("Bernd");
    let shape = confirm.field("stand").unwrap();
    let gone = client.post(&format!("{second}/entfernen"), &[("stand", &shape)]).await.is(303);
    let _ = client.follow(&gone).await.shows("1. Anna").shows("2. Cem").hides("Bernd");
    // The second click on "remove" must not take Cem along.
    let again = client.post(&format!("{second}/entfernen"), &[("stand", &shape)]).await.is(303);
    let _ = client.follow(&again).await.shows("2. Cem");
    // Nor may the old page write into the entry that has moved up.
    let field = format!("{MEMBERS}-1.F99000000021");
    let stale = client.post(&second, &[("stand", &old_shape), (&field, "Bernd")]).await.is(303);
    let _ = client.follow(&stale).await.shows("hat sich inzwischen geändert").shows("2. Cem");
}

#[tokio::test(flavor = "multi_thread")]
async fn going_on_from_a_list_leads_to_what_is_missing_in_its_entries() {
    let town = testkit::town(modules, START).await;
    ready(&town).await;
    let client = town.anybody();
    let (draft, _, _) = begin(&client).await;
    let list = format!("{draft}/{MEMBERS}");
    let add = format!("neu|{MEMBERS}");
    let _ = client.post(&list, &[("stand", "0"), ("aktion", &add)]).await.is(303);
    let on = client.post(&list, &[("stand", "1")]).await.is(303);
    assert_eq!(on.location.as_deref(), Some(format!("{draft}/{MEMBERS}-0?pruefen=ja").as_str()));
    let _ = client.follow(&on).await.is(200).shows("Bitte prüfen Sie Ihre Angaben");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_needs_an_entry_shows_one_and_adds_the_second() {
    let town = testkit::town(modules, START).await;
    ready(&town).await;
    let client = town.anybody();
    let (draft, _, _) = begin(&client).await;
    let page = format!("{draft}/{PERSON}.G99000000350");
    let list = format!("{PERSON}.G99000000350.G99000000360");
    let pays = format!("{PERSON}.G99000000350.F99000000357");
    let asked = client.post(&page, &[("stand", "0"), (&pays, "ja")]).await;
    let asked =
        if asked.status == 303 { client.follow(&asked).await } else { client.get(&page).await };
    assert!(asked.text().contains(&format!("name=\"{list}-0.")), "one entry to fill in");
    let add = format!("neu|{list}");
    let added =
        client.post(&page, &[("stand", "0"), (&pays, "ja"), ("aktion", &add)]).await.is(303);
    let added = client.follow(&added).await.is(200);
    assert!(added.text().contains(&format!("name=\"{list}-1.")), "a second one");
    assert!(!added.text().contains(&format!("name=\"{list}-2.")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_from_the_review_leads_back_to_it() {
    let town = testkit::town(modules, START).await;
    ready(&town).await;
    let client = town.anybody();
    let (draft, _, _) = begin(&client).await;
    let answers = sample("pensioner");
    walk(&client, &draft, &answers).await;
    let page = client.get(&format!("{draft}/G99000000050?zurueck=pruefen")).await.is(200);
    let mut fields = typed(&page, &answers);
    fields.push(("zurueck".into(), page.field("zurueck").unwrap()));
    let answer = post(&client, &format!("{draft}/G99000000050"), &fields).await.is(303);
    assert_eq!(answer.location.as_deref(), Some(format!("{draft}/pruefen").as_str()));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_form_speaks_english() {
    let town = testkit::town(modules, START).await;
    ready(&town).await;
    let client = town.anybody();
    let _ = client.get("/en/antrag/wohngeld").await.is(200).shows("Begin the application");
    let (draft, _, _) = begin(&client).await;
    let page = client.get(&format!("/en{draft}/{PERSON}")).await.is(200).shows("First name");
    let _ = page.shows("Continue").hides("Vorname");
    let wrong = client.post(&format!("/en{draft}/{PERSON}"), &[]).await.is(422);
    let _ = wrong.shows("Please check your answers");
}
