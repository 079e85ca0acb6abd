//! Streams as feeds: three forms, by topic, in both languages, asked again without cost.

use super::*;

fn with_topics(slug: &str, title: &str, topics: &[&str]) -> Publication {
    let topics = topics.iter().map(|t| (*t).to_owned()).collect();
    Publication { topics, ..sample("news", slug, title, MORNING) }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_is_read_in_three_forms_and_by_topic() {
    for town in testkit::towns(modules, MORNING).await {
        put(&town, with_topics("bad", "Freibad öffnet", &["sport", "baeder"])).await;
        put(&town, with_topics("haushalt", "Haushalt beschlossen", &["finanzen"])).await;
        publish(&town, "job", "gaertnerin", "Gärtnerin gesucht", MORNING).await;
        publish(&town, "roadworks", "lindenweg", "Lindenweg gesperrt", MORNING).await;
        let erika = town.anybody();
        for (ending, mime) in [
            ("atom", "application/atom+xml"),
            ("rss", "application/rss+xml"),
            ("json", "application/feed+json"),
        ] {
            let whole = erika.get(&format!("/feeds/aktuelles.{ending}")).await.is(200);
            assert!(whole.kind.starts_with(mime), "{}", whole.kind);
            let whole = whole.text();
            assert!(whole.contains("Freibad") && whole.contains("Haushalt"), "{ending}");
            assert!(!whole.contains("Gärtnerin"), "other streams stay apart");
            let topic =
                erika.get(&format!("/feeds/aktuelles/baeder.{ending}")).await.is(200).text();
            assert!(topic.contains("Freibad") && !topic.contains("Haushalt"), "{ending}");
            assert!(topic.contains("Bäder"), "{ending}: the topic is named in words");
        }
        let jobs = erika.get("/feeds/stellen.json").await.is(200).text();
        assert!(jobs.contains("http://town.test/stellen/gaertnerin"), "{jobs}");
        for nothing in
            ["/feeds/aktuelles.pdf", "/feeds/unbekannt.atom", "/feeds/aktuelles/nie.atom"]
        {
            erika.get(nothing).await.is(404);
        }
        let english = erika.get("/en/feeds/aktuelles.rss").await.is(200).text();
        assert!(english.contains("<language>en</language>"));
        let list = erika.get("/abonnieren").await.is(200).shows("Bäder").text();
        assert!(list.contains("\"/feeds/aktuelles.atom\""));
        assert!(list.contains("\"/feeds/aktuelles/baeder.atom\""));
        assert!(!list.contains("/feeds/stoerungen.atom"), "nothing is offered that is empty");
        // What other parts of the house tell stands there too, and nothing twice.
        assert!(list.contains("Entlaufene Hunde") && list.contains("\"/hunde/abo\""));
        assert!(list.contains("\"/hunde.atom\"") && !list.contains("/feeds/baustellen.atom"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_under_embargo_is_in_no_feed() {
    let town = testkit::town(modules, MORNING).await;
    publish(&town, "news", "geheim", "Noch geheim", "2026-05-04T09:00:00Z").await;
    let erika = town.anybody();
    for path in ["/feeds/aktuelles.atom", "/feed.atom", "/feeds/aktuelles.json", "/sitemap.xml"] {
        let text = erika.get(path).await.is(200).text();
        assert!(!text.contains("geheim"), "{path}");
    }
    town.advance(jiff::SignedDuration::from_hours(1));
    town.settle().await;
    erika.get("/feeds/aktuelles.atom").await.is(200).shows("Noch geheim");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_has_the_feed_gets_nothing_twice() {
    let town = testkit::town(modules, MORNING).await;
    publish(&town, "news", "bad", "Freibad öffnet", MORNING).await;
    let erika = town.anybody();
    for path in ["/feeds/aktuelles.rss", "/sitemap.xml", "/robots.txt", "/opensearch.xml"] {
        let first = ask(&erika, path, &[]).await.is(200);
        let tag = head(&first, "etag").to_owned();
        assert!(!tag.is_empty(), "{path}");
        ask(&erika, path, &[("if-none-match", &tag)]).await.is(304);
    }
    let first = ask(&erika, "/feeds/aktuelles.rss", &[]).await.is(200);
    let changed = head(&first, "last-modified").to_owned();
    assert_eq!(changed, "Mon, 04 May 2026 08:00:00 GMT");
    ask(&erika, "/feeds/aktuelles.rss", &[("if-modified-since", &changed)]).await.is(304);
    let before = [("if-modified-since", "Sun, 03 May 2026 08:00:00 GMT")];
    ask(&erika, "/feeds/aktuelles.rss", &before).await.is(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn browsers_learn_how_to_search_here() {
    let town = testkit::town(modules, MORNING).await;
    publish(&town, "page", "leben/heiraten", "Heiraten in der Stadt", MORNING).await;
    let erika = town.anybody();
    assert!(erika.get("/").await.is(200).text().contains("href=\"/opensearch.xml\""));
    let text = erika.get("/opensearch.xml").await.is(200).text();
    assert!(text.contains("http://town.test/suche?q={searchTerms}"), "{text}");
    let found = erika.get("/suche/vorschlaege?q=heira").await.is(200);
    assert!(found.kind.starts_with("application/x-suggestions+json"));
    let found: serde_json::Value = serde_json::from_str(&found.text()).unwrap();
    assert_eq!(found[0], "heira");
    assert_eq!(found[1][0], "Heiraten in der Stadt");
    assert_eq!(found[3][0], "http://town.test/leben/heiraten");
    let none = erika.get("/suche/vorschlaege?q=h").await.is(200).text();
    assert_eq!(none, r#"["h",[],[],[]]"#);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_corrected_is_told_to_everybody() {
    for town in testkit::towns(modules, MORNING).await {
        let news = sample("news", "bad", "Freibad öffnet", MORNING);
        let secret = sample("news", "geheim", "Noch geheim", "2026-06-04T08:00:00Z");
        let ids = [news.id, secret.id];
        put(&town, news).await;
        put(&town, secret).await;
        let erika = town.anybody();
        erika.get("/transparenz/aenderungen").await.is(200).shows("Noch nichts");
        town.town
            .write(Actor::system("test"), move |tx| {
                for id in ids {
                    let text =
                        Text::new("Es öffnet um 9 Uhr, nicht um 8.", "It opens at 9, not at 8.");
                    publication::note(tx, id, publication::NoteKind::Correction, &text)?;
                }
                Ok(Audit::of("test.noted", "news").done())
            })
            .await
            .unwrap();
        for path in ["/transparenz/aenderungen", "/transparenz/aenderungen.atom"] {
            let log = erika.get(path).await.is(200);
            let _ =
                log.shows("Berichtigt").shows("Freibad öffnet").shows("um 9 Uhr").hides("geheim");
        }
        erika.get("/en/transparenz/aenderungen").await.is(200).shows("It opens at 9");
        erika.get("/transparenz/aenderungen?seite=99999999999").await.is(200);
    }
}
