//! From the permit to the warranty: what is granted is supervised, what begins at the trench shows on
//! road works and fibre, what citizens report is checked, the company answers, the section is
//! accepted, and its warranty stands at the next report. Nobody types anything twice.

use kernel::people::{self, AccountKind};
use kernel::{Actor, Audit, session};
use testkit::{Client, TestTown};

use crate::works::{MONDAY, SOUTH, WEST, ask, decide, furnish, operator};

/// The first address of a page with a part.
fn link(answer: &testkit::Answer, part: &str) -> String {
    answer.link(part).unwrap_or_else(|| panic!("no link with {part}"))
}

async fn report(town: &TestTown, text: &str) -> testkit::Answer {
    let erika = town.anybody();
    let (lon, lat) = kernel::map::lon_lat(WEST + 300.0, SOUTH + 204.0).expect("on earth");
    let (lon, lat) = (format!("{lon:.6}"), format!("{lat:.6}"));
    let fields = [
        ("lat", lat.as_str()),
        ("lon", lon.as_str()),
        ("genauigkeit", "5"),
        ("was", "surface"),
        ("gefahr", "nein"),
        ("text", text),
    ];
    let page = erika.upload("/baustellen/melden", &fields, &[]).await.is(303);
    erika.follow(&page).await.is(200)
}

/// The account of the company signs in again.
async fn again(town: &TestTown) -> Client {
    let started = town.town.write(Actor::system("test"), |tx| {
        let all = people::of_kind(tx, AccountKind::Organisation)?;
        let account = people::account(tx, all.first().expect("an account").id)?;
        Ok(Audit::of("test.session", account.id).with(session::start(tx, &account, "Test")?))
    });
    testkit::visitor_of(&town.town, Some(started.await.expect("a session")))
}

/// The permit, its works under supervision, and who has a part in them.
async fn granted(town: &TestTown) -> (Client, Client, String) {
    let rights = [
        kernel::cases::WORK,
        mod_desk::DECIDE,
        mod_desk::COUNTERSIGN,
        mod_permits::REGISTER,
        mod_roadworks::KEEP,
        mod_broadband::KEEP,
        mod_supervision::INSPECT,
    ];
    let ina = town.staff("Ina Geneur", &rights, "66").await;
    ina.post("/verwaltung/glasfaser/anbieter", &[("name", "Lindnetz"), ("kontakt", "-")])
        .await
        .is(303);
    let first = operator(town, &ina).await;
    let case = ask(town, &first).await;
    decide(town, &ina, case).await;
    town.settle().await;
    // The works begin in two weeks: until a week before they are on no tour.
    ina.get("/aufsicht").await.is(200).hides("Lindenweg");
    town.advance_days(9);
    town.settle().await;
    // Sessions end by night.
    let ina = town.staff("Ina Geneur", &rights, "66").await;
    let lind = again(town).await;
    let tour = ina.get("/aufsicht").await.is(200).shows("Lindenweg").shows("beginnt bald");
    let work = link(&tour, "/aufsicht/arbeiten/");
    (ina, lind, work)
}

#[tokio::test(flavor = "multi_thread")]
async fn from_the_permit_to_the_warranty_nobody_types_twice() {
    for town in testkit::towns(rathaus::modules, MONDAY).await {
        let house = furnish(&town).await;
        let (ina, lind, work) = granted(&town).await;
        let erika = town.anybody();
        // Begun at the trench: road works and fibre know.
        ina.post(&format!("{work}/schritt"), &[("schritt", "started"), ("stand", "1")])
            .await
            .is(303);
        town.settle().await;
        erika.get(&format!("/glasfaser/{house}")).await.is(200).shows("Glasfaser wird gebaut");
        let site = link(&erika.get("/baustellen").await.is(200), "/baustellen/lindenweg");
        erika.get(&site).await.is(200).shows("Die Arbeiten haben am 11. März 2026 begonnen");
        // A citizen reports; the inspector checks and tells the company.
        report(&town, "Gehweg abgesackt").await;
        town.settle().await;
        let page = ina.get(&work).await.is(200).shows("von Bürgern gemeldet, zu prüfen");
        let finding = link(&page, "/aufsicht/befunde/");
        let fields = [("schritt", "benachrichtigen"), ("stand", "1")];
        ina.post(&format!("{finding}/schritt"), &fields).await.is(303);
        town.settle().await;
        assert!(!town.post.to("netz@firma.test").is_empty(), "the company has mail");
        // The company answers on its own pages; citizens see nothing of them.
        let list = lind.get("/maengel").await.is(200).shows("Stolperkante");
        let own = link(&list, "/maengel/");
        town.citizen("Otto").await.get(&own).await.is(404);
        let photo = [0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xd9];
        lind.upload(&own, &[("text", "Aufgefüllt und verdichtet")], &[("foto", "a.jpg", &photo)])
            .await
            .is(303);
        let stand =
            ina.get(&finding).await.is(200).shows("Aufgefüllt").field("stand").expect("a version");
        let seen = [("nachschau", "behoben"), ("stand", stand.as_str())];
        ina.upload(&format!("{finding}/nachschau"), &seen, &[]).await.is(303);
        accept(&town, &ina, &work).await;
        erika.get(&site).await.is(200).shows("beendet");
        erika.get(&format!("/glasfaser/{house}")).await.is(200).hides("Glasfaser wird gebaut");
        // Whoever reports damage there later learns who answers for it.
        report(&town, "Platte locker").await.shows("Lindnetz");
        town.settle().await;
        ina.get(&work).await.shows("abgenommen").shows("von Bürgern gemeldet, zu prüfen");
        // Three years later its end comes near.
        town.advance_days(3 * 365 + 20);
        town.settle().await;
        let mails = town.post.to("amt@town.test");
        assert!(mails.iter().any(|m| m.body.reveal().contains("/aufsicht/gewaehrleistung")));
    }
}

/// Finished, accepted with both names, and compared with what was built.
async fn accept(town: &TestTown, ina: &Client, work: &str) {
    let form = ina.get(&format!("{work}/abnahme")).await.is(200).shows("nicht bestätigt");
    let html = form.text();
    let section = html.split('"').find(|part| part.starts_with("abschnitt-")).expect("a section");
    let stand = form.field("stand").expect("a version");
    let number = form.field("nummer").expect("a number");
    let fields = [
        ("nummer", number.as_str()),
        ("stand", stand.as_str()),
        ("tag", "11.3.2026"),
        ("anwesend", "Ina Geneur\nRita Polier"),
        (section, "accepted"),
        ("grundlage", "vob"),
        ("name_stadt", "Ina Geneur"),
        ("strich_stadt", "M10 10L20 20"),
        ("name_firma", "Rita Polier"),
    ];
    let mut unsigned = fields;
    unsigned[8].1 = "";
    ina.post(&format!("{work}/abnahme"), &unsigned).await.is(422).shows("Geben Sie den Namen");
    ina.post(&format!("{work}/abnahme"), &fields).await.is(303);
    ina.post(&format!("{work}/abnahme"), &fields).await.is(303);
    town.settle().await;
    let page = ina.get(work).await.is(200).shows("11.03.2030").shows("-1 (PDF)").hides("-2 (PDF)");
    let minutes = ina.get(&link(&page, "/abnahme/")).await.is(200);
    assert_eq!(minutes.kind, "application/pdf");
    let line: Vec<[f64; 2]> = [100.0, 900.0]
        .iter()
        .map(|x| kernel::map::lon_lat(WEST + x, SOUTH + 200.2).expect("on earth"))
        .map(|(lon, lat)| [lon, lat])
        .collect();
    let file = serde_json::json!({
        "type": "Feature",
        "properties": {},
        "geometry": { "type": "LineString", "coordinates": line },
    });
    let file = file.to_string();
    let files = [("bestand", "bestand.geojson", file.as_bytes())];
    ina.upload(&format!("{work}/bestand"), &[], &files).await.is(303);
    ina.get(work).await.shows("800 m gebaut, davon 0 m außerhalb").shows("0,20 m, 100 %");
    ina.upload(&format!("{work}/bestand"), &[], &[("bestand", "x.json", b"{}")])
        .await
        .is(422)
        .shows("GeoJSON");
}
