//! Two editors on one text.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn two_editors_on_different_parts_are_joined() {
    for town in testkit::towns(modules, MONDAY).await {
        let (egon, edda) = (editor(&town, "Egon").await, editor(&town, "Edda").await);
        let item = news(&town, &egon, "Fest").await;
        let edition = seen(&egon, &item).await;
        let title = [
            ("fassung", edition.as_str()),
            ("sprache", "de"),
            ("kopf", "ja"),
            ("titel", "Großes Fest"),
            ("kurztext", "Ein kurzer Satz dazu."),
        ];
        edda.post(&format!("{item}/kopf"), &title).await.is(303);
        let text = [
            ("fassung", edition.as_str()),
            ("sprache", "de"),
            ("hinter", ""),
            ("worte", "Am Sonntag ist Fest."),
        ];
        egon.post(&format!("{item}/text"), &text).await.is(303);
        egon.get(&item).await.is(200).shows("Großes Fest").shows("Am Sonntag ist Fest.");
        egon.get(&format!("{item}/fassungen")).await.is(200).shows("Zwei Bearbeitungen vereint");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_both_changed_is_asked_about_and_nothing_is_lost() {
    for town in testkit::towns(modules, MONDAY).await {
        let (egon, edda) = (editor(&town, "Egon").await, editor(&town, "Edda").await);
        let item = news(&town, &egon, "Fest").await;
        let edition = seen(&egon, &item).await;
        words(&edda, &item, "Edda war hier.").await;
        let mine = |edition: &str| {
            vec![
                ("fassung".to_owned(), edition.to_owned()),
                ("sprache".to_owned(), "de".to_owned()),
                ("hinter".to_owned(), String::new()),
                ("worte".to_owned(), "Egon war hier.".to_owned()),
            ]
        };
        let fields = mine(&edition);
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        let answer = egon.post(&format!("{item}/text"), &fields).await.is(422);
        let answer = answer
            .shows("Edda hat dieselbe Stelle")
            .shows("Edda war hier.")
            .shows("Egon war hier.");
        egon.get(&item).await.is(200).hides("Egon war hier.");
        let newest = answer.field("fassung").expect("the newest edition");
        let fields = mine(&newest);
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        egon.post(&format!("{item}/text"), &fields).await.is(303);
        egon.get(&item).await.is(200).shows("Egon war hier.");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_saves_itself_is_not_in_conflict_with_itself() {
    let town = testkit::town(modules, MONDAY).await;
    let egon = editor(&town, "Egon").await;
    let item = news(&town, &egon, "Fest").await;
    let edition = seen(&egon, &item).await;
    for text in ["Ei", "Eins", "Eins zwei"] {
        let fields = [
            ("fassung", edition.as_str()),
            ("sprache", "de"),
            ("hinter", ""),
            ("worte", text),
            ("aktion", "tippen"),
        ];
        egon.post(&format!("{item}/text"), &fields).await.is(200);
    }
    egon.get(&item).await.is(200).shows("Eins zwei");
    town.advance_days(3);
    town.settle().await;
    let egon = editor(&town, "Egon").await;
    let all = egon.get(&format!("{item}/fassungen")).await.is(200).words();
    assert_eq!(all.matches("Beim Schreiben gesichert").count(), 1, "{all}");
}
