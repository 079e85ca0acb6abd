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
async fn a_storm_of_other_writes_does_not_read_the_signposts_again() {
    for town in testkit::towns(modules, MORNING).await {
        publish(&town, "page", "leben", "Leben", MORNING).await;
        let erika = town.anybody();
        erika.get("/impressum").await.is(200).shows("Leben");
        let before = town.town.signposts().reads();
        for number in 0..20 {
            let act = move |_: &mut kernel::Tx<'_>| Ok(Audit::of("test.worked", number).done());
            town.town.write(Actor::system("test"), act).await.unwrap();
            erika.get("/impressum").await.is(200);
        }
        assert_eq!(town.town.signposts().reads(), before);
        publish(&town, "page", "bauen", "Bauen", MORNING).await;
        erika.get("/impressum").await.is(200).shows("Bauen");
        assert_eq!(town.town.signposts().reads(), before + 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_line_cannot_hold_opens_in_one_panel() {
    let town = testkit::town(modules, MORNING).await;
    for number in 1..=9 {
        let (slug, title) =
            (format!("bereich-{number}"), format!("Leben, Wohnen und Bauen {number}"));
        publish(&town, "page", &slug, &title, MORNING).await;
        publish(&town, "page", &format!("{slug}/mehr"), &format!("Mehr {number}"), MORNING).await;
    }
    let page = town.anybody().get("/bereich-3/mehr").await.is(200).text();
    let bar = page.find("rh-nav__list").unwrap();
    for number in 1..=9 {
        let top = format!("href=\"/bereich-{number}\"");
        assert!(page[bar..].contains(&top), "all of the top are in the bar");
        // And in the menu of narrow screens, each to be opened by itself.
        assert!(page.contains(&format!(">Leben, Wohnen und Bauen {number}</summary>")));
    }
    assert_eq!(page.matches("rh-nav__panel--shared").count(), 1);
    assert!(page.contains("<a href=\"/bereich-3/mehr\" aria-current=\"page\">Mehr 3</a>"));
    assert!(page.contains("class=\"rh-menu__current\">Leben, Wohnen und Bauen 3<"));
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
