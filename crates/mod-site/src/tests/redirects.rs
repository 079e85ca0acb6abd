//! Old addresses: redirects, former addresses, what was taken back, what nobody could answer.

use super::*;

/// Where an answer leads.
fn place(answer: &Answer) -> String {
    head(answer, "location").to_owned()
}

async fn person(town: &TestTown) -> Client {
    town.staff("Rita", &[crate::MANAGE], "50").await
}

const HTML: &[(&str, &str)] = &[("accept", "text/html")];

#[tokio::test(flavor = "multi_thread")]
async fn old_addresses_lead_to_the_end_in_one_step() {
    for town in testkit::towns(modules, MORNING).await {
        let rita = person(&town).await;
        let erika = town.anybody();
        let save = "/verwaltung/weiterleitungen";
        rita.post(save, &[("von", "/alt"), ("nach", "/mitte"), ("grund", "Umzug")]).await.is(303);
        rita.post(save, &[("von", "https://alt.example/mitte/"), ("nach", "/kontakt")])
            .await
            .is(303);
        // The first one was made shorter.
        let moved = erika.get("/alt").await.is(301);
        assert_eq!(place(&moved), "/kontakt");
        assert_eq!(place(&erika.get("/en/alt").await.is(301)), "/en/kontakt");
        assert_eq!(place(&erika.get("/Alt/").await.is(301)), "/alt", "spelling is mended first");
        // A ring is refused and named, and changes nothing.
        rita.post(save, &[("von", "/kontakt-alt"), ("nach", "/alt")]).await.is(303);
        rita.post(save, &[("von", "/kontakt"), ("nach", "/kontakt-alt")])
            .await
            .is(422)
            .shows("führt im Kreis")
            .shows("/kontakt-alt");
        erika.get("/kontakt").await.is(200);
        // Elsewhere, and with a query that decides.
        rita.post(save, &[("von", "/index.php?id=12"), ("nach", "https://land.example/x")])
            .await
            .is(303);
        rita.post(save, &[("von", "/index.php"), ("nach", "/")]).await.is(303);
        assert_eq!(place(&erika.get("/index.php?id=12").await.is(301)), "https://land.example/x");
        assert_eq!(place(&erika.get("/index.php?id=13").await.is(301)), "/");
        // Gone for good.
        rita.post(save, &[("von", "/weg"), ("weg", "ja")]).await.is(303);
        erika.get("/weg").await.is(410).shows("gibt es nicht mehr");
        rita.post(save, &[("von", "kein Pfad"), ("nach", "javascript:alert(1)")])
            .await
            .is(422)
            .shows("alte Adresse");
        let uses = |text: &str| text.matches("2026").count();
        let before = uses(&rita.get(save).await.is(200).text());
        town.settle().await;
        assert!(
            uses(&rita.get(save).await.is(200).text()) > before,
            "uses are counted with their day"
        );
        rita.post("/verwaltung/weiterleitungen/entfernen", &[("pfad", "/weg")]).await.is(303);
        erika.get("/weg").await.is(404);
        town.staff("Otto", &[], "50").await.get(save).await.is(403);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_of_other_systems_lead_on_as_they_were_written() {
    for town in testkit::towns(modules, MORNING).await {
        let rita = person(&town).await;
        let save = "/verwaltung/weiterleitungen";
        let old = "https://alt.example/B%C3%BCrger/Alte_Seite.html";
        rita.post(save, &[("von", old), ("nach", "/kontakt")]).await.is(303);
        let page = sample("page", "leben/baden", "Baden", MORNING);
        let id = page.id;
        put(&town, page).await;
        town.town
            .write(Actor::system("test"), move |tx| {
                publication::had_address(tx, id, "/Freizeit/Baden_1.html")?;
                Ok(Audit::of("test.moved", id).done())
            })
            .await
            .unwrap();
        let erika = town.anybody();
        for (path, to) in [
            ("/B%C3%BCrger/Alte_Seite.html", "/kontakt"),
            ("/B%C3%BCrger/Alte_Seite.html/", "/kontakt"),
            ("/Freizeit/Baden_1.html", "/leben/baden"),
            ("/Freizeit/Baden_1.html/", "/leben/baden"),
            ("/Leben/Baden.html", "/leben/baden"),
        ] {
            assert_eq!(place(&erika.get(path).await.is(301)), to, "{path}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_is_taken_over_with_a_report() {
    for town in testkit::towns(modules, MORNING).await {
        let rita = person(&town).await;
        let table = "Alt;Neu\r\n/a;/b\r\n/b;/c\r\n/r1;/r2\r\n/r2;/r1\r\nUnsinn;/x\r\n/tot;\r\n";
        let files = [("tabelle", "alt.csv", table.as_bytes())];
        let report = rita.upload("/verwaltung/weiterleitungen/einfuhr", &[], &files).await.is(200);
        let _ = report
            .shows("Neu: 3.")
            .shows("Im Kreis: 1.")
            .shows("Nicht lesbar: 1.")
            .shows("/r1 → /r2")
            .shows("Zeile 6");
        let erika = town.anybody();
        assert_eq!(place(&erika.get("/a").await.is(301)), "/c");
        erika.get("/r1").await.is(404);
        erika.get("/tot").await.is(410);
        // The same once more changes nothing.
        let again = rita.upload("/verwaltung/weiterleitungen/einfuhr", &[], &files).await.is(200);
        let _ = again.shows("Neu: 0.").shows("Schon da: 3.");
        let nothing = [("tabelle", "leer.csv", &b""[..])];
        rita.upload("/verwaltung/weiterleitungen/einfuhr", &[], &nothing).await.is(422);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_thousand_redirects_in_a_ring_are_named_and_left_out() {
    let town = testkit::town(modules, MORNING).await;
    let rita = person(&town).await;
    let mut lines: Vec<String> =
        (0..2_000).map(|at| format!("/ring/{at};/ring/{}", (at + 1) % 2_000)).collect();
    lines.push("/gut;/kontakt".into());
    let table = lines.join("\n");
    let files = [("tabelle", "ring.csv", table.as_bytes())];
    let start = std::time::Instant::now();
    let report = rita.upload("/verwaltung/weiterleitungen/einfuhr", &[], &files).await.is(200);
    assert!(start.elapsed().as_secs() < 10, "bounded work");
    let _ = report.shows("Neu: 1.").shows("Im Kreis: 1.").shows("→ … (2000)");
    town.anybody().get("/ring/7").await.is(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_found_under_its_former_and_its_lasting_address() {
    for town in testkit::towns(modules, MORNING).await {
        let page = sample("page", "leben/hochzeit", "Heiraten", MORNING);
        let id = page.id;
        put(&town, page.clone()).await;
        put(&town, Publication { slug: "leben/heiraten".into(), ..page.clone() }).await;
        let erika = town.anybody();
        assert_eq!(place(&erika.get("/leben/hochzeit").await.is(301)), "/leben/heiraten");
        assert_eq!(place(&erika.get("/seiten/leben/heiraten").await.is(301)), "/leben/heiraten");
        assert_eq!(place(&erika.get(&format!("/p/{id}")).await.is(301)), "/leben/heiraten");
        erika.get("/p/unsinn").await.is(404);
        // Taken back: gone, and the page says why.
        let state = publication::State::Withdrawn;
        put(&town, Publication { slug: "leben/heiraten".into(), state, ..page }).await;
        town.town
            .write(Actor::system("test"), move |tx| {
                let text = Text::new("Die Zahlen waren falsch.", "The numbers were wrong.");
                publication::note(tx, id, publication::NoteKind::Withdrawal, &text)?;
                Ok(Audit::of("test.noted", id).done())
            })
            .await
            .unwrap();
        let gone = ask(&erika, "/leben/heiraten", HTML).await.is(410);
        let _ = gone.shows("Heiraten").shows("Die Zahlen waren falsch");
        erika.get(&format!("/p/{id}")).await.is(410);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_missing_helps_on_and_is_counted_without_persons() {
    for town in testkit::towns(modules, MORNING).await {
        publish(&town, "page", "leben/heiraten", "Heiraten in Teststadt", MORNING).await;
        publish(&town, "page", "leben/geheim", "Heiraten geheim", "2026-07-01T08:00:00Z").await;
        let erika = town.anybody();
        let missing = ask(&erika, "/buergerservice/heiraten.php", HTML).await.is(404);
        let _ =
            missing.shows("Meinten Sie vielleicht").shows("Heiraten in Teststadt").hides("geheim");
        ask(&erika, "/reset/3f9a8b7c6d5e4f3a2b1c", HTML).await.is(404);
        ask(&erika, "/vorgang/unbekannt", HTML).await.is(404);
        erika.get("/suche?q=Einhornverleih").await.is(200);
        erika.get("/suche?q=Einhornverleih+0171-123456+erika@mail.example").await.is(200);
        erika.get("/suche?q=Erika").await.is(200);
        town.settle().await;
        let rita = person(&town).await;
        let log = rita.get("/verwaltung/weiterleitungen/vermisst").await.is(200);
        let _ = log.shows("/buergerservice/heiraten.php").hides("3f9a8b7c").hides("/vorgang");
        let words = "/verwaltung/weiterleitungen/woerter";
        rita.get(words).await.is(200).hides("einhornverleih");
        town.advance(jiff::SignedDuration::from_secs(61));
        erika.get("/suche?q=Einhornverleih").await.is(200);
        town.settle().await;
        let _ = rita.get(words).await.is(200).shows("einhornverleih").hides("erika").hides("0171");
        rita.post(&format!("{words}/erledigt"), &[("name", "einhornverleih")]).await.is(303);
        rita.get(words).await.is(200).hides("einhornverleih");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn visits_are_counted_per_day_and_page_and_nobody_is_known() {
    for town in testkit::towns(modules, MORNING).await {
        let erika = town.anybody();
        let agent = ("user-agent", "Mozilla/5.0");
        for referrer in ["https://www.google.de/", "https://www.google.de/", ""] {
            ask(&erika, "/kontakt", &[agent, ("referer", referrer)]).await.is(200);
        }
        let first = ask(&erika, "/impressum", &[agent]).await.is(200);
        let tag = head(&first, "etag").to_owned();
        ask(&erika, "/impressum", &[agent, ("if-none-match", &tag)]).await.is(304);
        // Neither programs, nor files, nor people who are signed in.
        ask(&erika, "/kontakt", &[("user-agent", "Searchbot/1.0")]).await.is(200);
        ask(&erika, "/feed.atom", &[agent]).await.is(200);
        let rita = person(&town).await;
        rita.get("/kontakt").await.is(200);
        town.settle().await;
        let page = rita.get("/verwaltung/besuche").await.is(200);
        let text = page.shows("/kontakt").shows("/impressum").hides("/feed.atom").text();
        assert!(!text.contains("google"), "only the sort of origin is kept");
        let one = rita.get("/verwaltung/besuche?seite=%2Fkontakt&tage=7").await.is(200);
        let _ = one.shows("von einer Suchmaschine").shows("Besuche von /kontakt");
        let counted = town
            .town
            .read(|db| {
                let (from, until) = (db.today(), db.today());
                crate::store::visits_by_path(db, from, until)
            })
            .await
            .unwrap();
        assert_eq!(counted, [("/kontakt".to_owned(), 3), ("/impressum".to_owned(), 2)]);
        town.staff("Otto", &[], "50").await.get("/verwaltung/besuche").await.is(403);
    }
}
