//! The way through the pages and how they look.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn the_navigation_follows_the_tree_at_once() {
    for town in testkit::towns(modules, MORNING).await {
        let erika = town.anybody();
        let before = erika.get("/impressum").await.is(200).text();
        assert!(!before.contains("rh-nav__group"), "nothing to open without a tree");
        let at = |position, slug: &str, title: &str| Publication {
            position,
            ..sample("page", slug, title, MORNING)
        };
        put(&town, at(2, "bauen", "Bauen & Wohnen")).await;
        put(&town, at(1, "leben", "Leben")).await;
        put(&town, at(1, "leben/heiraten", "Heiraten")).await;
        put(&town, at(1, "leben/heiraten/orte", "Trauorte")).await;
        let later = "2026-07-01T00:00:00Z".parse().unwrap();
        put(&town, Publication { visible_from: later, ..at(3, "geheim", "Geheim") }).await;
        publish(&town, "event", "fest", "Stadtfest", MORNING).await;
        publish(&town, "news", "neu", "Neues", MORNING).await;
        let page = erika.get("/impressum").await.is(200).hides("Geheim").hides("Trauorte").text();
        let (leben, bauen) =
            (page.find(">Leben<").unwrap(), page.find("Bauen &amp; Wohnen").unwrap());
        assert!(leben < bauen, "in the order of editors");
        assert!(page.contains("<a href=\"/leben/heiraten\">Heiraten</a>"));
        assert!(page.contains("name=\"rh-nav\""), "panels open without a script");
        assert!(page.contains("href=\"/veranstaltungen\"") && !page.contains("href=\"/stellen\""));
        erika.get("/en/impressum").await.is(200).shows("Events");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn editors_make_the_home_page_of_blocks() {
    for town in testkit::towns(modules, MORNING).await {
        let json = r#"{"version":1,"blocks":[
            {"id":"a","type":"heading","data":{"rank":1,"content":[{"text":"Unser Markt"}]}},
            {"id":"b","type":"news","data":{"title":"Frisch","query":{"topics":[],"unit":null,"count":1,"days":0}}}]}"#;
        let body = publication::Body { de: Some(content::Document::read(json).unwrap()), en: None };
        publish(&town, "news", "neu", "Neues vom Markt", MORNING).await;
        let erika = town.anybody();
        erika.get("/").await.is(200).shows("Willkommen in Teststadt").shows("Hund anmelden");
        let own = Publication { body, ..sample("page", "", "Moin!", MORNING) };
        put(&town, own).await;
        let home = erika.get("/").await.is(200).shows("Moin!").shows("Unser Markt");
        let text = home.shows("Neues vom Markt").hides("Willkommen in").text();
        assert_eq!(text.matches("<h1").count(), 1);
        erika.get("/a-z").await.is(200).hides("Moin!");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_look_is_chosen_and_colours_are_checked() {
    for town in testkit::towns(modules, MORNING).await {
        let rita = town.staff("Rita", &[crate::MANAGE], "50").await;
        let path = "/verwaltung/erscheinungsbild";
        rita.get(path).await.is(200).shows("Herzlich").shows("Kontor");
        let erika = town.anybody();
        let before = erika.get("/farben.css").await.is(200).text();
        let choice = [("look", "kontor"), ("farbe", "#8a1538"), ("akzent", "#C88A1A")];
        rita.post(path, &choice).await.is(303);
        let after = erika.get("/farben.css").await.is(200).text();
        assert!(after.contains("Georgia") && after.contains("#8a1538") && before != after);
        let home = erika.get("/").await.text();
        assert!(home.contains("8a1538c88a1akontor"), "browsers ask for the new stylesheet");
        for wrong in [("farbe", "rot"), ("akzent", "#12345"), ("look", "barock")] {
            let mut fields = choice.to_vec();
            fields.retain(|(name, _)| *name != wrong.0);
            fields.push(wrong);
            rita.post(path, &fields).await.is(422);
        }
        town.staff("Otto", &[], "50").await.get(path).await.is(403);
    }
}
