//! Pages people read.

use kernel::town::Profile;
use kernel::{Permission, org};

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn the_home_page_greets_and_leaves_nothing_behind() {
    for town in testkit::towns(modules, MORNING).await {
        publish(&town, "news", "bruecke", "Marktbrücke wieder frei", MORNING).await;
        let home = town.anybody().get("/").await.is(200);
        let home = home
            .shows("Willkommen in Teststadt")
            .shows("Hund anmelden")
            .shows("Marktbrücke wieder frei")
            .shows("Soziales")
            .hides("Eine Stadt zum Ausprobieren");
        assert!(!home.headers.contains_key("set-cookie"));
        assert!(!home.text().contains("name=\"csrf\""), "a page for everybody holds no token");
        assert!(home.text().contains("application/ld+json"));
        assert!(home.text().contains("\"addressLocality\":\"Teststadt\""), "without the postcode");
        town.anybody()
            .get("/en/")
            .await
            .is(200)
            .shows("Welcome to Teststadt")
            .shows("Register a dog");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn news_appear_at_their_time_and_changes_at_once() {
    for town in testkit::towns(modules, MORNING).await {
        let erika = town.anybody();
        erika.get("/aktuelles").await.is(200).shows("Keine Meldungen");
        publish(&town, "news", "spaeter", "Morgen geht es los", "2026-05-04T09:00:00Z").await;
        erika.get("/aktuelles/spaeter").await.is(404);
        erika.get("/").await.is(200).hides("Morgen geht es los");
        town.advance(jiff::SignedDuration::from_hours(1));
        erika.get("/").await.is(200).shows("Morgen geht es los");
        erika.get("/aktuelles/spaeter").await.is(200).shows("Worum es geht").shows("4. Mai 2026");
        publish(&town, "news", "spaeter", "Heute geht es los", "2026-05-04T09:00:00Z").await;
        erika.get("/").await.is(200).shows("Heute geht es los").hides("Morgen geht es los");
        erika.get("/aktuelles/nie").await.is(404);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_town_hall_shows_who_does_what() {
    for town in testkit::towns(modules, MORNING).await {
        town.competent("dog", "50.2").await;
        let erika = town.anybody();
        erika.get("/rathaus").await.is(200).shows("50.2 Wohngeldstelle").shows("66 Tiefbau");
        erika.get("/rathaus/50.2").await.is(200).shows("02000 50").shows("Hund anmelden");
        // What a team does, its department does.
        erika.get("/rathaus/50").await.is(200).shows("Hund anmelden").shows("Wohngeldstelle");
        erika.get("/rathaus/66").await.is(200).hides("Hund anmelden");
        erika.get("/rathaus/99").await.is(404);
        erika.get("/en/rathaus/50.2").await.is(200).shows("Register a dog");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn opening_hours_say_whether_somebody_is_there() {
    let town = testkit::town(modules, MORNING).await;
    let mut unit = town.unit("66").await;
    unit.hours = vec![org::Hours {
        days: Text::same("Montag bis Freitag"),
        times: Text::same("8:00–12:30 Uhr"),
    }];
    town.town
        .write(Actor::system("test"), move |tx| {
            org::save(tx, &unit)?;
            Ok(Audit::of("test.hours", unit.id).done())
        })
        .await
        .unwrap();
    // 8:00 UTC is 10:00 in town, on a Monday.
    town.anybody().get("/rathaus/66").await.is(200).shows("Jetzt geöffnet bis 12:30");
    town.advance(jiff::SignedDuration::from_hours(3));
    town.anybody().get("/rathaus/66").await.is(200).shows("Zurzeit geschlossen");
}

#[tokio::test(flavor = "multi_thread")]
async fn search_forgives_and_helps_on() {
    for town in testkit::towns(modules, MORNING).await {
        publish(&town, "news", "bruecke", "Marktbrücke wieder frei", MORNING).await;
        publish(&town, "page", "bruecken", "Unsere Brücken", MORNING).await;
        let erika = town.anybody();
        erika.get("/suche?q=Marktbr%C3%BCke").await.is(200).shows("Marktbrücke wieder frei");
        let found = erika.get("/suche?q=Marktbr%C3%BCcken").await.is(200).shows("2 Ergebnisse");
        assert!(found.text().contains("role=\"status\""));
        erika
            .get("/suche?q=Marktbr%C3%BCcke&art=page")
            .await
            .is(200)
            .shows("1 Ergebnis")
            .shows("Unsere Brücken");
        // Pages of departments are found by their words, with a slip, and in a sentence.
        for question in ["Hundesteuer", "hundesteur", "Hund+anmelden"] {
            let found = erika.get(&format!("/suche?q={question}")).await.is(200);
            let _ = found.shows("Hundesteuer-Rechner");
        }
        erika.get("/suche?q=Tiefbau").await.is(200).shows("Amt").shows("02000 50");
        erika.get("/suche?q=%C3%96ffnungszeiten").await.is(200).shows("Ämter und Öffnungszeiten");
        erika
            .get("/suche?q=Xylophonverleih")
            .await
            .is(200)
            .shows("nichts gefunden")
            .shows("Leistungen von A bis Z");
        let long = "a".repeat(5_000);
        erika.get(&format!("/suche?q={long}")).await.is(200);
        erika.get("/suche?q=%3Cscript%3E").await.is(200).shows("<script>");
        assert!(!erika.get("/suche?q=%3Cscript%3E").await.text().contains("<script>\u{201c}"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn legal_pages_follow_from_the_town_and_its_modules() {
    for town in testkit::towns(modules, MORNING).await {
        let erika = town.anybody();
        erika
            .get("/impressum")
            .await
            .is(200)
            .shows("Stadt Teststadt")
            .shows("Körperschaft des öffentlichen Rechts")
            .hides("Nur für Beschäftigte");
        let egon = town.staff("Egon", &[Permission("x.y")], "50").await;
        egon.get("/impressum")
            .await
            .is(200)
            .shows("Hier fehlt noch etwas")
            .shows("Kommunalaufsicht");
        // Only modules that are there are described.
        erika
            .get("/datenschutz")
            .await
            .is(200)
            .shows("Nachrichten über das Kontaktformular")
            .hides("WoGG")
            .shows("ldi.nrw.de");
        // Nobody has tested: nothing is claimed.
        erika
            .get("/barrierefreiheit")
            .await
            .is(200)
            .shows("noch nicht bewertet")
            .shows("steht noch aus")
            .hides("vereinbar")
            .shows("Ombudsstelle");
        let tested = SiteSettings {
            accessibility_reviewed_on: "2026-05-01".into(),
            accessibility_method_de: "Selbstbewertung".into(),
            ..SiteSettings::default()
        };
        decide(&town, tested.clone()).await;
        erika.get("/barrierefreiheit").await.is(200).shows("noch nicht bewertet");
        decide(&town, SiteSettings { accessibility_full: true, ..tested }).await;
        erika.get("/barrierefreiheit").await.is(200).shows("vollständig vereinbar");
        let settings = SiteSettings {
            accessibility_made_on: "2026-05-01".into(),
            accessibility_method_de: "Selbstbewertung".into(),
            accessibility_gaps_de: "Der Stadtplan von 1890\nAltes Video".into(),
            ..SiteSettings::default()
        };
        decide(&town, settings).await;
        erika
            .get("/barrierefreiheit")
            .await
            .is(200)
            .shows("teilweise vereinbar")
            .shows("Altes Video")
            .shows("1. Mai 2026");
        publish(&town, "page", "impressum-zusatz", "Zusatz", MORNING).await;
        erika.get("/impressum").await.is(200).shows("Worum es geht");
        erika.get("/seiten/impressum-zusatz").await.is(404);
        publish(&town, "page", "portrait", "Unsere Stadt", MORNING).await;
        erika.get("/portrait").await.is(200).shows("Unsere Stadt");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_demo_town_says_that_it_is_one() {
    let town = testkit::town(modules, MORNING).await;
    town.town
        .write(Actor::system("test"), |tx| {
            let mut profile: Profile = settings::get(tx)?;
            profile.is_demo = true;
            settings::set(tx, &profile)?;
            Ok(Audit::of("test.demo", "town").done())
        })
        .await
        .unwrap();
    town.town.reload_profile().await.unwrap();
    town.anybody().get("/").await.is(200).shows("Eine Stadt zum Ausprobieren");
}
