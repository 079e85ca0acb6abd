//! Search over everything: word forms, compounds, slips, kinds, and the list from A to Z.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn compounds_and_slips_anywhere_are_found() {
    for town in testkit::towns(modules, MORNING).await {
        publish(&town, "page", "ausweis", "Personalausweis", MORNING).await;
        publish(&town, "news", "spiel", "Spielplatz eröffnet", MORNING).await;
        let erika = town.anybody();
        for (question, title) in [
            ("Ausweis", "Personalausweis"),
            ("Personalausweise", "Personalausweis"),
            ("Bersonalausweis", "Personalausweis"),
            ("Personalauswies", "Personalausweis"),
            ("Kinderspielplatz", "Spielplatz eröffnet"),
            ("wo+ist+der+Spielplaz%3F", "Spielplatz eröffnet"),
        ] {
            erika.get(&format!("/suche?q={question}")).await.is(200).shows(title);
        }
        erika.get("/suche?q=Bersonalausweis").await.shows("ähnlichen Wörtern");
        erika.get("/suche?q=Xylophonverleih").await.shows("nichts gefunden");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn results_are_counted_by_kind() {
    for town in testkit::towns(modules, MORNING).await {
        for at in 0..60 {
            publish(&town, "news", &format!("baum-{at}"), &format!("Baum {at}"), MORNING).await;
        }
        publish(&town, "event", "baum", "Baum des Jahres", MORNING).await;
        let erika = town.anybody();
        let all =
            erika.get("/suche?q=Baum").await.is(200).shows("61 Ergebnisse").shows("50 besten");
        assert!(all.text().contains("art=event"), "a way to the only event");
        let one = erika.get("/suche?q=Baum&art=event").await.is(200).shows("1 Ergebnis");
        let _ = one.shows("Baum des Jahres").hides("Baum 7");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_stands_from_a_to_z() {
    for town in testkit::towns(modules, MORNING).await {
        publish(&town, "page", "aemter", "Ämter im Überblick", MORNING).await;
        publish(&town, "page", "spaeter", "Später", "2026-06-01T08:00:00Z").await;
        publish(&town, "page", "impressum-zusatz", "Zusatz", MORNING).await;
        let list = town.anybody().get("/a-z").await.is(200);
        let text =
            list.shows("Ämter im Überblick").shows("Hund anmelden").hides("Später").hides("Zusatz");
        let text = text.text();
        let at = |words: &str| text.find(words).unwrap_or_else(|| panic!("{words} is missing"));
        assert!(at("Ämter im Überblick") < at("Hund anmelden"));
        assert!(at("Hund anmelden") < at("Tiefbau"));
        assert!(text.contains("href=\"#h\"") && text.contains("id=\"h\""));
    }
}

/// Not a promise but a figure: `cargo test -p mod-site -- --ignored hundred_thousand --nocapture`.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement, takes a minute"]
async fn a_question_among_a_hundred_thousand_entries() {
    const ENTRIES: usize = 100_000;
    const WORDS: &[&str] = &[
        "Antrag", "Bescheid", "Straße", "Stadt", "Kinder", "Garten", "Wasser", "Gebühr", "Schule",
        "Verein", "Markt", "Termin", "Ausweis", "Wohnung", "Baum", "Brücke", "Verkehr", "Abfall",
    ];
    for town in testkit::towns(modules, MORNING).await {
        for start in (0..ENTRIES).step_by(2_000) {
            town.town
                .write(Actor::system("test"), move |tx| {
                    for at in start..start + 2_000 {
                        let word = |n: usize| WORDS[(at / n.max(1) + n) % WORDS.len()];
                        let entry = kernel::search::Entry {
                            id: format!("news/{at}"),
                            kind: ["news", "page", "service"][at % 3].into(),
                            audience: "public".into(),
                            language: kernel::Language::De,
                            title: format!("{} und {}", word(1), word(7)),
                            summary: format!(
                                "In der Stadt {} geht es um {}platz{}",
                                word(3),
                                word(5),
                                at % 997
                            ),
                            url: format!("/{at}"),
                        };
                        kernel::search::save(tx, &entry, word(11))?;
                    }
                    Ok(Audit::of("test.filled", "index").done())
                })
                .await
                .unwrap();
        }
        for words in [
            "Stadt",
            "Stadt Antrag",
            "Schulgartn",
            "wie bekomme ich einen Ausweis in der Stadt",
            "Xylophon",
            "gartenplatz77",
            "st",
        ] {
            let mut times: Vec<std::time::Duration> = Vec::new();
            let mut total = 0;
            for _ in 0..40 {
                let start = std::time::Instant::now();
                let found = town.town.read(move |db| {
                    let language = kernel::Language::De;
                    kernel::search::ask(
                        db,
                        &kernel::search::Question { words, audience: "public", language, kind: "" },
                    )
                });
                total = found.await.unwrap().total;
                times.push(start.elapsed());
            }
            times.sort();
            eprintln!("{words:?}: {total} found, median {:?}, slowest {:?}", times[20], times[39]);
        }
    }
}
