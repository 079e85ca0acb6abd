//! Everything that goes wrong on the way: each time a sentence that helps, the file can still be
//! uploaded, and nothing typed is lost.

use testkit::portal::{Mood, Portal, Stock};

use super::{MONDAY, NEW, SCHEMA, builder, chosen, modules, name, query, search, stock, take};

/// After this a person may ask again as often as before.
const MINUTE: jiff::SignedDuration = jiff::SignedDuration::from_secs(60);
/// What every sentence ends with.
const INSTEAD: &str = "laden Sie die Datei im Browser aus dem FIM-Portal herunter";
const INSTEAD_EN: &str = "download the file from the FIM portal with your browser";

/// Moods with what a search says about them, in German and English.
const SEARCHES: [(Mood, &str, &str); 10] = [
    (Mood::Limiting, "nimmt gerade keine weiteren Anfragen", "takes no more requests"),
    (Mood::Ignorant, "antwortet etwas anderes als das FIM-Portal", "Something other than the FIM"),
    (Mood::Broken, "einen Fehler gemeldet (Status 500)", "reported an error (status 500)"),
    (Mood::Proxied, "antwortet etwas anderes als das FIM-Portal", "Something other than the FIM"),
    (Mood::Babbling, "antwortet etwas anderes als das FIM-Portal", "Something other than the FIM"),
    (Mood::HangingUp, "unterwegs abgebrochen", "broke off on the way"),
    (Mood::Halving, "unterwegs abgebrochen", "broke off on the way"),
    (Mood::Endless, "größer als 4 MB", "larger than 4 MB"),
    (Mood::Moved, "verweist auf eine andere Adresse", "points to another address"),
    // Last, because it takes as long as we wait.
    (Mood::Silent, "nicht rechtzeitig geantwortet", "did not answer in time"),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_search_that_fails_says_what_to_do() {
    let town = testkit::town(modules, MONDAY).await;
    let portal = Portal::start(stock()).await;
    name(&town, &portal).await;
    let builder = builder(&town).await;
    for (mood, de, en) in SEARCHES {
        portal.set_mood(mood);
        let page = search(&builder, "Wohngeld & mehr").await.shows(de).shows(INSTEAD);
        assert_eq!(page.field("suche").as_deref(), Some("Wohngeld & mehr"), "{mood:?}");
        let _ = page.shows("Datei hochladen").hides("Anmeldung am Netz").hides("Guten Tag");
        if mood != Mood::Silent {
            let asked = format!("/en{NEW}?suche={}", query("Wohngeld"));
            let _ = builder.get(&asked).await.is(200).shows(en).shows(INSTEAD_EN);
        }
        town.advance(MINUTE);
    }
    assert!(portal.asked().iter().all(|asked| !asked.contains("elsewhere")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schema_that_cannot_be_fetched_leaves_the_form_as_it_was() {
    let town = testkit::town(modules, MONDAY).await;
    let portal = Portal::start(stock()).await;
    portal.add_schema(SCHEMA.replacen("S99000000001", "S99000000002", 1));
    name(&town, &portal).await;
    let builder = builder(&town).await;
    let mut typed = chosen("S99000000001", "1.0.0");
    typed.extend([("titel_de", "Mein Titel"), ("adresse", "mein-antrag"), ("suche", "Wohngeld")]);
    for (mood, sentence) in [
        (Mood::Limiting, "nimmt gerade keine weiteren Anfragen"),
        (Mood::Ignorant, "kennt dieses Schema in dieser Fassung nicht"),
        (Mood::Broken, "einen Fehler gemeldet (Status 500)"),
        (Mood::Proxied, "antwortet etwas anderes als das FIM-Portal"),
        (Mood::Babbling, "kein Schema, das wir lesen können"),
        (Mood::HangingUp, "unterwegs abgebrochen"),
        (Mood::Halving, "kein Schema, das wir lesen können"),
        (Mood::Endless, "größer als 10 MB"),
        (Mood::Moved, "verweist auf eine andere Adresse"),
        (Mood::Confused, "ein anderes Schema geschickt"),
    ] {
        portal.set_mood(mood);
        let page = builder.post(NEW, &typed).await.is(422).shows(sentence);
        for (field, value) in [
            ("titel_de", "Mein Titel"),
            ("adresse", "mein-antrag"),
            ("suche", "Wohngeld"),
            ("kennung", "S99000000001"),
            ("schemafassung", "1.0.0"),
        ] {
            assert_eq!(page.field(field).as_deref(), Some(value), "{mood:?}");
        }
        town.advance(MINUTE);
    }
    // Then it works, with one 429 in between and everything typed before.
    portal.set_mood(Mood::LimitingOnce);
    let edition = builder.post(NEW, &typed).await.is(303).location.expect("the edition");
    let _ = builder.get(&edition).await.is(200).shows("/antrag/mein-antrag").shows("Mein Titel");
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_that_lead_elsewhere_are_never_asked_for() {
    let town = testkit::town(modules, MONDAY).await;
    let portal = Portal::start(stock()).await;
    name(&town, &portal).await;
    let builder = builder(&town).await;
    for (id, version) in [
        ("", ""),
        ("S99000000001", ""),
        ("S99000000001", "latest"),
        ("S99000000001", "1.0.0/../../.."),
        ("S99000000001/1.0.0/xdf?", "1"),
        ("../../../tools", "1.0"),
    ] {
        let page = builder.post(NEW, &chosen(id, version)).await.is(422);
        let _ = page.shows("kennt dieses Schema in dieser Fassung nicht");
    }
    assert_eq!(portal.asked(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn looking_for_a_version_that_fails_leaves_the_overview_whole() {
    let town = testkit::town(modules, MONDAY).await;
    let portal = Portal::start(stock()).await;
    name(&town, &portal).await;
    let builder = builder(&town).await;
    let edition = take(&builder, "S99000000001", "1.0.0").await;
    let look = format!("{edition}?portal=nachsehen");
    portal.set_mood(Mood::Broken);
    let page = builder.get(&look).await.is(200).shows("Status 500").shows(INSTEAD);
    let _ = page.shows("Vor dem Öffnen").shows("Neue Fassung des Schemas einlesen");
    let path = format!("{edition}/fassung");
    let page = builder.post(&path, &chosen("S99000000001", "1.0.0")).await.is(422);
    let _ = page.shows("Status 500").shows("Vor dem Öffnen");
    portal.set_mood(Mood::Ignorant);
    let _ = builder.get(&look).await.is(200).shows("Das Portal kennt S99000000001 nicht");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_at_the_address_is_said_at_once() {
    let town = testkit::town(modules, MONDAY).await;
    let portal = Portal::start(stock()).await;
    name(&town, &portal).await;
    // The port of a listener that is gone.
    let free = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
    let settings = crate::StudioSettings { portal: format!("http://127.0.0.1:{free}") };
    town.town
        .write(kernel::Actor::system("test"), move |tx| {
            kernel::settings::set(tx, &settings)?;
            Ok(kernel::Audit::of("test.settings", "studio").done())
        })
        .await
        .unwrap();
    let builder = builder(&town).await;
    let _ = search(&builder, "Wohngeld").await.shows("ist nicht zu erreichen").shows(INSTEAD);
}

#[tokio::test(flavor = "multi_thread")]
async fn texts_of_the_portal_are_shown_as_text_and_cut() {
    let town = testkit::town(modules, MONDAY).await;
    let label = format!("&lt;script&gt;alert(1)&lt;/script&gt; Wohngeld {}", "lang ".repeat(400));
    let hostile = SCHEMA.replacen(
        "Antrag auf Wohngeld (Mietzuschuss)</xdf:bezeichnung>",
        &format!("{label}</xdf:bezeichnung>"),
        1,
    );
    assert_ne!(hostile, SCHEMA);
    let portal = Portal::start(Stock { schemas: vec![hostile], ..Stock::default() }).await;
    name(&town, &portal).await;
    let builder = builder(&town).await;
    let page = search(&builder, "Wohngeld").await.shows("S99000000001");
    assert!(page.text().contains("&lt;script&gt;alert(1)"), "shown as text");
    assert!(!page.text().contains("<script>alert"), "never as a script");
    assert!(!page.text().contains(&"lang ".repeat(60)), "cut to what a list can show");
}
