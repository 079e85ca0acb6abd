//! Entering findings: once, with photos, values, doubtful places, and two inspectors at one place.

use super::{degrees, form, found, grant, header, inspector, photo};
use crate::model::{Severity, Stage};
use crate::store::findings;
use kernel::Id;

fn number() -> String {
    Id::<()>::new().to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_twice_is_one_and_something_else_under_its_number_is_refused() {
    for town in testkit::towns(super::modules, super::MONDAY).await {
        let work = grant(&town).await;
        let ina = inspector(&town, "Ina").await;
        let page = ina.get(&form(&work)).await.is(200);
        assert_eq!(header(&page, "permissions-policy"), "geolocation=(self)");
        let (lon, lat) = degrees(250.0, 203.0);
        let id = number();
        let fields = [
            ("nummer", id.as_str()),
            ("art", "graben"),
            ("text", "Vor Haus 12 offen"),
            ("lon", lon.as_str()),
            ("lat", lat.as_str()),
            ("genauigkeit", "6"),
            ("geraet_zeit", "2026-03-02T07:58:00Z"),
        ];
        let picture = photo(1);
        let files = [("foto", "IMG_1.jpg", picture.as_slice())];
        let first = ina.upload(&form(&work), &fields, &files).await.is(303).location;
        let second = ina.upload(&form(&work), &fields, &files).await.is(303).location;
        assert_eq!(first, second);
        let all = found(&town, &work).await;
        assert_eq!(all.len(), 1);
        let one = &all[0];
        assert_eq!(
            (one.id.to_string(), one.state, one.severity),
            (id.clone(), Stage::Told, Severity::Danger)
        );
        assert_eq!(one.source, "device");
        let wanted = one.id;
        let photos = super::read(&town, move |db| findings::photos(db, wanted)).await;
        assert_eq!(photos.len(), 1, "the photo too");
        assert_eq!(photos[0].doubts[0].what, "no_place");
        // The nearest section was found by itself.
        let sections = super::read(&town, move |db| crate::store::sections_of(db, work.id)).await;
        assert_eq!(one.section, sections[0].id);
        let page = ina.get(&first.expect("a page")).await.is(200);
        page.shows("Das Foto enthält keine Position")
            .shows("vom Gerät gemeldet")
            .shows("Vor Haus 12 offen");
        let mut other = fields;
        other[2].1 = "Etwas anderes";
        ina.upload(&form(&work), &other, &files).await.is(422);
        assert_eq!(found(&town, &work).await.len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_value_out_of_its_limits_is_a_defect_and_one_within_is_a_record() {
    let town = testkit::town(super::modules, super::MONDAY).await;
    let work = grant(&town).await;
    let ina = inspector(&town, "Ina").await;
    let fields = [("art", "messung"), ("wert-evd", "31,5")];
    ina.upload(&form(&work), &fields, &[]).await.is(303);
    let all = found(&town, &work).await;
    assert_eq!(all[0].state, Stage::Recorded);
    let fields = [("art", "messung"), ("wert-evd", "18"), ("melden", "nein")];
    let page = ina.upload(&form(&work), &fields, &[]).await.is(303).location.expect("a page");
    let all = found(&town, &work).await;
    assert_eq!((all[0].state, all[0].severity), (Stage::Found, Severity::High));
    ina.get(&page).await.shows("außerhalb").shows("18 MN/m²").shows("25");
    // What is no number is said at its field, and what was typed is still there.
    let fields = [("art", "messung"), ("wert-evd", "viel"), ("text", "Lage 2")];
    ina.upload(&form(&work), &fields, &[])
        .await
        .is(422)
        .shows("Geben Sie eine Zahl ein")
        .shows("Lage 2");
    ina.upload(&form(&work), &[("text", "x")], &[])
        .await
        .is(422)
        .shows("Wählen Sie, was Sie festgestellt haben");
    let text = b"not a picture".as_slice();
    ina.upload(&form(&work), &[("art", "graben")], &[("foto", "a.jpg", text)])
        .await
        .is(422)
        .shows("Format, das wir nicht annehmen");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_far_away_or_nowhere_is_said() {
    let town = testkit::town(super::modules, super::MONDAY).await;
    let work = grant(&town).await;
    let ina = inspector(&town, "Ina").await;
    let (lon, lat) = degrees(250.0, 3_000.0);
    let far = [("art", "naht"), ("lon", lon.as_str()), ("lat", lat.as_str())];
    let page = ina.upload(&form(&work), &far, &[]).await.is(303).location.expect("a page");
    ina.get(&page)
        .await
        .shows("Standort weit vom Abschnitt")
        .shows("2400 m vom nächsten Abschnitt (Birkenweg)");
    let nowhere = [("art", "naht"), ("lon", "200"), ("lat", "95")];
    let page = ina.upload(&form(&work), &nowhere, &[]).await.is(303).location.expect("a page");
    ina.get(&page).await.shows("Standort unbrauchbar");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_inspectors_at_one_place_keep_both() {
    let town = testkit::town(super::modules, super::MONDAY).await;
    let work = grant(&town).await;
    let (ina, jan) = (inspector(&town, "Ina").await, inspector(&town, "Jan").await);
    let (lon, lat) = degrees(250.0, 203.0);
    let fields = [("art", "kante"), ("lon", lon.as_str()), ("lat", lat.as_str())];
    ina.upload(&form(&work), &fields, &[]).await.is(303);
    let page = jan.upload(&form(&work), &fields, &[]).await.is(303).location.expect("a page");
    let all = found(&town, &work).await;
    assert_eq!(all.len(), 2);
    assert_eq!(all[0].twin, all[1].id.to_string());
    jan.get(&page).await.shows("Vielleicht derselbe Mangel").shows(&all[1].number);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_saw_different_things_are_both_kept_until_somebody_settles_it() {
    let town = testkit::town(super::modules, super::MONDAY).await;
    let work = grant(&town).await;
    let (ina, jan) = (inspector(&town, "Ina").await, inspector(&town, "Jan").await);
    ina.upload(&form(&work), &[("art", "kante")], &[]).await.is(303);
    let one = found(&town, &work).await.remove(0);
    let page = format!("/aufsicht/befunde/{}", one.id);
    // Both loaded the page before the network was gone.
    let stand = one.version.to_string();
    let (a, b) = (number(), number());
    let fixed = [("nummer", a.as_str()), ("stand", &stand), ("nachschau", "behoben")];
    let open = [
        ("nummer", b.as_str()),
        ("stand", &stand),
        ("nachschau", "offen"),
        ("text", "Kante noch 3 cm"),
    ];
    let path = format!("{page}/nachschau");
    ina.upload(&path, &fixed, &[]).await.is(303);
    assert_eq!(found(&town, &work).await[0].state, Stage::Closed);
    jan.upload(&path, &open, &[]).await.is(303);
    jan.upload(&path, &open, &[]).await.is(303);
    let now = found(&town, &work).await.remove(0);
    assert!(now.is_conflict && now.state == Stage::Disputed);
    ina.get(&page)
        .await
        .shows("Zwei Prüfer, zwei Ergebnisse")
        .shows("Nachschau: behoben")
        .shows("Nachschau: nicht behoben")
        .shows("Kante noch 3 cm");
    ina.get("/aufsicht").await.shows("Lindenweg");
    let stand = now.version.to_string();
    let settle =
        [("stand", stand.as_str()), ("ergebnis", "offen"), ("grund", "Gemeinsam nachgesehen")];
    ina.post(&format!("{page}/klaeren"), &settle).await.is(303);
    let now = found(&town, &work).await.remove(0);
    assert!(!now.is_conflict && now.state == Stage::Told && now.due_on.is_some());
    // Whoever has seen the other entry contradicts nobody: the world has changed.
    let stand = now.version.to_string();
    let later = [("nummer", &*number()), ("stand", &stand), ("nachschau", "behoben")];
    jan.upload(&path, &later, &[]).await.is(303);
    assert_eq!(found(&town, &work).await[0].state, Stage::Closed);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_queue_of_a_device_is_answered_in_its_own_words() {
    let town = testkit::town(super::modules, super::MONDAY).await;
    let work = grant(&town).await;
    let ina = inspector(&town, "Ina").await;
    let state = ina.get_json("/aufsicht/stand.json").await.is(200).text();
    assert!(state.contains("\"token\"") && state.contains("\"account\""), "{state}");
    town.anybody().get_json("/aufsicht/stand.json").await.is(401);
    let worker = town.anybody().get("/en/aufsicht/dienst.js").await.is(200);
    assert_eq!(header(&worker, "service-worker-allowed"), "/en/aufsicht");
    assert!(worker.text().starts_with("const KEEP=[\"/assets/site."));
    let page = ina.get("/aufsicht").await.is(200);
    assert!(page.text().contains(&form(&work)), "its form is taken along");
}
