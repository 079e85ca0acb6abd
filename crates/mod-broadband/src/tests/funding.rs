//! Stories of a funded project, and of an operator's own area.

use testkit::{Client, TestTown};

use super::{DESK, NOW, furnish, invite, modules, operator};
use crate::{KEEP, VIEW};

/// A whole profile of a few layers, as a department would load it.
const PROFILE: &str = r#"{"profiles":[{"id":"probe-1","status":"complete","crs":"EPSG:25832",
  "steps":{"4":"Bestand"},"layers":[
   {"name":"Endkunden","geometry":"Point","subject":"address","attributes":[
    {"name":"ID","type":"integer","required":true,"rule":"unique, running from 1","source":"running"},
    {"name":"Strasse","type":"text","required":true,"source":"street"},
    {"name":"Geschwindigkeit","type":"integer","required":true,"source":"down"}]}]}]}"#;

/// A funded area of both streets with its rule and costs.
async fn area(staff: &Client) -> String {
    let new = [
        ("name", "Süd"),
        ("art", "ja"),
        ("strassen", "Ahornweg\nBirkenstraße"),
        ("beleg", "Ratsbeschluss"),
    ];
    let answer = staff.post(&format!("{DESK}/gebiete"), &new).await.is(303);
    let path = answer.location.expect("the area");
    let details = [("regel", "gigabit"), ("kosten", "10.000,00"), ("fassung", "1")];
    staff.post(&path, &details).await.is(303);
    path
}

fn notice<'a>(giver: &'a str, amount: &'a str, profile: &'a str) -> [(&'a str, &'a str); 8] {
    [
        ("bescheid_geber", giver),
        ("bescheid_art", "final"),
        ("bescheid_am", "02.03.2026"),
        ("bescheid_nummer", "832.5/1"),
        ("bescheid_kosten", "10.000,00"),
        ("bescheid_betrag", amount),
        ("bescheid_bis", "31.12.2027"),
        ("bescheid_profil", profile),
    ]
}

/// The last part of the first address on a page that begins like this.
async fn entry(staff: &Client, page: &str, start: &str) -> String {
    let html = staff.get(page).await.is(200).text();
    let found = html.split('"').find_map(|part| part.strip_prefix(start));
    found.unwrap_or_else(|| panic!("no {start} on {page}")).to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn money_comes_for_what_was_reached_and_is_spent_in_time() {
    for town in testkit::towns(modules, NOW).await {
        furnish(&town).await;
        let dora = town.staff("Dora", &[VIEW, KEEP], "66").await;
        let page = format!("{}/foerderung", area(&dora).await);
        dora.post(&format!("{page}/bescheid"), &notice("federal", "10.000,01", ""))
            .await
            .is(422)
            .shows("höher als die zuwendungsfähigen Kosten");
        dora.post(&format!("{page}/bescheid"), &notice("federal", "5.000,00", "")).await.is(303);
        dora.post(&format!("{page}/bescheid"), &notice("state", "3.000,00", "")).await.is(303);
        let goal =
            [("ziel", "Trasse Nord"), ("ziel_kosten", "4.000,00"), ("ziel_bis", "01.04.2026")];
        dora.post(&format!("{page}/meilenstein"), &goal).await.is(303);
        let ask = [("abruf_geber", "federal"), ("abruf_betrag", "2.000,01")];
        dora.post(&format!("{page}/abruf"), &ask).await.is(422).shows("höchstens 0,00");
        dora.get(&page).await.is(200).shows("überfällig");
        let goal = entry(&dora, &page, &format!("{page}/meilenstein/")).await;
        let (on, proof) = (format!("am_{goal}"), format!("beleg_{goal}"));
        let reach = format!("{page}/meilenstein/{goal}");
        dora.post(&reach, &[(&on, "03.05.2026")]).await.is(422).shows("Geben Sie einen Beleg an");
        let reached = [(on.as_str(), "03.05.2026"), (proof.as_str(), "Abnahme vom 3. Mai")];
        dora.post(&reach, &reached).await.is(303);
        dora.post(&reach, &reached).await.is(422).shows("schon eingetragen");
        dora.post(&format!("{page}/abruf"), &ask).await.is(422).shows("höchstens 2.000,00");
        let ask = [("abruf_geber", "federal"), ("abruf_betrag", "2.000,00")];
        dora.post(&format!("{page}/abruf"), &ask).await.is(303);
        let draw = entry(&dora, &page, &format!("{page}/abruf/")).await;
        let (on, draw) = (format!("am_{draw}"), format!("{page}/abruf/{draw}"));
        dora.post(&draw, &[(&on, "05.05.2026")]).await.is(422).shows("nicht in der Zukunft");
        dora.post(&draw, &[(&on, "04.05.2026")]).await.is(303);
        // Six weeks, to the end of the next working day.
        dora.get(&page).await.is(200).shows("zu verwenden bis 15. Juni 2026");
        town.advance_days(50);
        let dora = town.staff("Dora", &[VIEW, KEEP], "66").await;
        dora.get(&page).await.is(200).shows("Frist abgelaufen");
        dora.post(&draw, &[(&on, "20.06.2026")]).await.is(303);
        dora.get(&page).await.is(200).shows("nach der Frist");
        the_ledger_keeps_what_was_written(&town, &dora, &page).await;
    }
}

async fn the_ledger_keeps_what_was_written(town: &TestTown, dora: &Client, page: &str) {
    let line = [
        ("buchung_art", "cost"),
        ("buchung_am", "04.05.2026"),
        ("buchung_betrag", "1.234,56"),
        ("buchung_zweck", "Tiefbau, Abschlag 1"),
    ];
    dora.post(&format!("{page}/buchung"), &line).await.is(303);
    let first = entry(dora, page, &format!("{page}/buchung/")).await;
    dora.post(&format!("{page}/buchung/{first}"), &[]).await.is(303);
    dora.post(&format!("{page}/buchung/{first}"), &[]).await.is(422).shows("schon eingetragen");
    dora.get(page).await.shows("Tiefbau, Abschlag 1").shows("Rücknahme von Nr. 1");
    let emil = town.staff("Emil", &[VIEW], "66").await;
    emil.get(page).await.is(200).hides("Buchung eintragen");
    emil.post(&format!("{page}/buchung"), &line).await.is(403);
    let trail = town.trail().await;
    assert!(trail.iter().any(|line| line.contains("broadband.booking_taken_back")), "{trail:?}");
}

fn unpacked(bytes: Vec<u8>, name: &str) -> String {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a package");
    let mut text = String::new();
    let mut file = zip.by_name(name).unwrap_or_else(|e| panic!("{name}: {e}"));
    std::io::Read::read_to_string(&mut file, &mut text).expect("words");
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn a_package_holds_the_figures_and_names_what_is_missing() {
    for town in testkit::towns(modules, NOW).await {
        furnish(&town).await;
        let dora = town.staff("Dora", &[VIEW, KEEP], "66").await;
        let area = area(&dora).await;
        let (page, proof) = (format!("{area}/foerderung"), format!("{area}/nachweis/interim/2026"));
        dora.post(&format!("{page}/bescheid"), &notice("federal", "5.000,00", "probe-1"))
            .await
            .is(303);
        let package = dora.get(&format!("{proof}/paket")).await.is(200);
        assert_eq!(package.kind, "application/zip");
        let missing = unpacked(package.body, "0-was-fehlt.txt");
        assert!(missing.contains("[ ] Bescheid des Landes"), "{missing}");
        assert!(missing.contains("nennt kein Profil, oder es ist nicht geladen"), "{missing}");
        let file = |text: &'static str| [("profil", "profil.json", text.as_bytes())];
        let load = format!("{DESK}/gis/profil");
        dora.upload(&load, &[], &file("{\n\"profiles\":[7]}")).await.is(422).shows("line 2");
        dora.upload(&load, &[], &file(PROFILE)).await.is(303);
        dora.get(&format!("{DESK}/gis")).await.is(200).shows("probe-1").shows("nicht bestätigt");
        let package = dora.get(&format!("{proof}/paket")).await.is(200).body;
        let customers = unpacked(package.clone(), "4-gis/Endkunden.geojson");
        assert_eq!(customers.matches("\"Strasse\":\"Birkenstraße\"").count(), 4);
        let found = unpacked(package, "4-gis/pruefung.txt");
        assert!(found.contains("Endkunden Objekt 1 Geschwindigkeit"), "{found}");
        // The same files, checked as somebody else's.
        let checked = [("dateien", "Endkunden.geojson", customers.as_bytes())];
        dora.upload(&format!("{DESK}/gis/pruefen"), &[("stufe", "probe-1/4")], &checked)
            .await
            .is(200)
            .shows("Ergebnis der Prüfung")
            .shows("Geschwindigkeit");
        let report = [("stand", "2 km Trasse"), ("abweichungen", "keine"), ("fassung", "0")];
        dora.post(&proof, &report).await.is(303);
        dora.post(&proof, &report).await.is(422).shows("schon eingetragen");
        let filed = [("stand", "2 km"), ("fassung", "1"), ("eingereicht", "04.05.2026")];
        dora.post(&proof, &filed).await.is(422).shows("was die Abgabe belegt");
        let filed = [filed.as_slice(), &[("beleg", "Portal, Nr. 7")]].concat();
        dora.post(&proof, &filed).await.is(303);
        dora.get(&proof).await.is(200).shows("Portal, Nr. 7").hides("Speichern");
        dora.get(&format!("{area}/nachweis/interim/1")).await.is(404);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn photos_say_where_they_were_taken_or_that_they_do_not() {
    for town in testkit::towns(modules, NOW).await {
        furnish(&town).await;
        let dora = town.staff("Dora", &[VIEW, KEEP], "66").await;
        let area = area(&dora).await;
        let proof = format!("{area}/nachweis/interim/2026");
        let dot: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0";
        let fields = [("zeigt", "Graben am Ahornweg"), ("zurueck", proof.as_str())];
        let photos = format!("{area}/fotos");
        dora.upload(&photos, &fields, &[("bild", "a.txt", b"x")]).await.is(422);
        dora.upload(&photos, &fields[1..], &[("bild", "a.png", dot)]).await.is(422);
        dora.upload(&photos, &fields, &[("bild", "a.png", dot)]).await.is(303);
        dora.get(&proof).await.is(200).shows("Graben am Ahornweg").shows("ohne Ort");
        let photo = entry(&dora, &proof, &format!("{photos}/")).await;
        let photo = format!("{photos}/{photo}");
        assert_eq!(dora.get(&photo).await.is(200).body, dot);
        town.citizen("Frieda").await.get(&photo).await.is(403);
        dora.post(&photo, &[("zurueck", "https://example.org")]).await.is(404);
        dora.post(&photo, &[("zurueck", &proof)]).await.is(303);
        dora.get(&photo).await.is(404);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_reports_its_own_area_and_no_other() {
    for town in testkit::towns(modules, NOW).await {
        furnish(&town).await;
        let dora = town.staff("Dora", &[VIEW, KEEP], "66").await;
        for name in ["Sennenetz", "Westfiber"] {
            operator(&dora, name).await;
        }
        let (senne, west) = (town.citizen("Senne").await, town.citizen("West").await);
        for (client, name) in [(&senne, "Sennenetz"), (&west, "Westfiber")] {
            let code = invite(&dora, name).await;
            client.post("/glasfaser/anbieter", &[("code", &code)]).await.is(303);
        }
        let new = [("name", "Nord"), ("art", "nein"), ("strassen", "Ahornweg"), ("beleg", "Brief")];
        let area = dora.post(&format!("{DESK}/gebiete"), &new).await.is(303).location;
        let area = area.expect("the area");
        let html = dora.get(&area).await.is(200).text();
        let senne_id = html.split("value=\"").find(|p| p.contains(">Sennenetz<"));
        let senne_id = senne_id.and_then(|p| p.split('"').next()).expect("the operator").to_owned();
        let details = [("anbieter", senne_id.as_str()), ("quote", "33"), ("fassung", "1")];
        dora.post(&area, &details).await.is(303);
        dora.get(&format!("{area}/foerderung")).await.is(404);
        let own =
            senne.get("/glasfaser/anbieter").await.is(200).link("/gebiet/").expect("its area");
        west.get(&own).await.is(404);
        west.post(&own, &[("schritt", "decided"), ("fassung", "2")]).await.is(404);
        west.get("/glasfaser/anbieter").await.is(200).hides("Nord");
        let report = |step: &'static str, proof: &'static str| {
            [("schritt", step), ("beleg", proof), ("verträge", "41"), ("fassung", "2")]
        };
        senne.post(&own, &report("accepted", "Brief")).await.is(422);
        senne.post(&own, &report("decided", "")).await.is(422).shows("Geben Sie einen Beleg an");
        senne.post(&own, &report("decided", "Vorstand vom 2. Mai")).await.is(303);
        senne.post(&own, &report("planning", "Brief")).await.is(422).shows("gerade geändert");
        dora.get(&area).await.shows("Vorstand vom 2. Mai (Sennenetz)").shows("Ausbau beschlossen");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_market_survey_lasts_and_ages() {
    for town in testkit::towns(modules, NOW).await {
        furnish(&town).await;
        let dora = town.staff("Dora", &[VIEW, KEEP], "66").await;
        let area = area(&dora).await;
        let keep = format!("{area}/vereinbarung");
        let days = |until| [("mev_von", "01.06.2026"), ("mev_bis", until)];
        // A rule that nobody confirmed binds nobody, and says so.
        dora.post(&keep, &days("20.07.2026")).await.is(303);
        dora.get(&area)
            .await
            .is(200)
            .shows("20. Juli 2026")
            .shows("Markterkundung veraltet (Vorgabe nicht bestätigt): 20. Juli 2027");
        dora.get(&format!("{area}/foerderung")).await.shows("Mindestdauer der Markterkundung");
        for (key, value) in [("survey", "4"), ("survey-age", "12")] {
            let field = format!("wert_{key}");
            let rule = [("regel", key), (field.as_str(), value)];
            dora.post(&format!("{DESK}/gis/frist"), &rule).await.is(303);
        }
        dora.get(&format!("{DESK}/gis")).await.shows("4 Wochen").shows("bestätigt");
        dora.get(&format!("{area}/foerderung")).await.hides("Mindestdauer der Markterkundung");
        dora.post(&keep, &days("28.06.2026")).await.is(422).shows("mindestens 4 Wochen");
        dora.post(&keep, &days("29.06.2026")).await.is(303);
        dora.get(&area).await.shows("Markterkundung veraltet: 29. Juni 2027");
        let rule = [("regel", "survey"), ("wert_survey", "viele")];
        dora.post(&format!("{DESK}/gis/frist"), &rule).await.is(422).shows("von 0 bis 600");
    }
}
