//! What comes in wrong is refused with place and reason; what comes twice is there once.

use super::*;
use crate::model::Ruling;
use norm_xtrasse::{Crs, Point};

/// A point of the test town as longitude and latitude.
fn lon_lat(x: f64, y: f64) -> (f64, f64) {
    let point = Crs::UTM32.to_lon_lat(Point::new(WEST + x, SOUTH + y)).expect("in Germany");
    (point.x, point.y)
}

fn line(points: &[(f64, f64)]) -> String {
    let all: Vec<String> = points
        .iter()
        .map(|p| {
            let (lon, lat) = lon_lat(p.0, p.1);
            format!("[{lon},{lat}]")
        })
        .collect();
    format!("{{\"type\":\"LineString\",\"coordinates\":[{}]}}", all.join(","))
}

async fn refused(client: &Client, geometry: &str, words: &str) {
    let mut fields = whole("Ausbau", "");
    fields.retain(|(name, _)| *name != "strassen");
    fields.push(("linie", geometry));
    client.upload("/leitungen/neu", &fields, &[]).await.is(422).shows(words);
}

#[tokio::test(flavor = "multi_thread")]
async fn geometries_that_cannot_be_are_refused_with_a_reason() {
    let town = one().await;
    let lind = company(&town, "Lindnetz", false).await;
    let loops = line(&[(100.0, 100.0), (200.0, 200.0), (200.0, 100.0), (100.0, 200.0)]);
    refused(&lind, &loops, "kreuzt sich selbst").await;
    refused(&lind, &line(&[(100.0, 100.0), (100.0, 100.0)]), "keine Länge").await;
    refused(&lind, "{\"type\":\"LineString\",\"coordinates\":[]}", "mindestens zwei Punkten").await;
    refused(&lind, "{\"type\":\"Point\",\"coordinates\":[7.1,51.4]}", "fehlt eine Linie").await;
    refused(&lind, "{\"type\":\"FeatureCollection\",\"features\":[]}", "keine Linie").await;
    refused(&lind, "{ das ist kein JSON", "kein gültiges JSON").await;
    refused(&lind, "<html>", "lässt sich nicht übernehmen").await;
    refused(
        &lind,
        "{\"type\":\"LineString\",\"coordinates\":[[51.4,7.1],[51.41,7.1]]}",
        "vertauscht",
    )
    .await;
    let metres = "{\"type\":\"LineString\",\"coordinates\":[[366100,5696100],[366200,5696100]]}";
    refused(&lind, metres, "nicht in Deutschland").await;
    refused(&lind, &line(&[(1_900.0, 100.0), (2_100.0, 100.0)]), "außerhalb des Stadtgebiets")
        .await;
    let mut fields = whole("Ausbau", "Nirgendweg");
    lind.upload("/leitungen/neu", &fields, &[]).await.is(422).shows("Nirgendweg");
    fields.retain(|(name, _)| *name != "strassen");
    lind.upload("/leitungen/neu", &fields, &[]).await.is(422).shows("Wählen Sie eine Plandatei");
    fields.push(("bis", "1.1.2026"));
    fields.swap_remove(3);
    lind.upload("/leitungen/neu", &fields, &[]).await.is(422).shows("liegt vor dem ersten");
    lind.get("/leitungen").await.is(200).shows("noch keinen Antrag");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_state_road_is_named_and_left_out_of_the_decision() {
    let town = one().await;
    let lind = company(&town, "Lindnetz", false).await;
    let page = draft(&lind, &whole("Ausbau", "Lindenweg\nLandstraße")).await;
    let shown = lind
        .get(&page)
        .await
        .is(200)
        .shows("2 (Landstraße, Landesstraße: der Landesbetrieb Straßenbau)");
    shown.shows("andere Stelle zuständig");
    let id = request_of(&town, &page).await.id;
    let sections = read(&town, move |db| store::sections(db, id)).await;
    assert_eq!(sections[1].ruling, Ruling::Forwarded);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_delivery_twice_is_one_request() {
    for town in towns().await {
        let lind = company(&town, "Lindnetz", false).await;
        let west = company(&town, "Westlicht", false).await;
        let first = draft(&lind, &whole("Ausbau", "Lindenweg\nBirkenweg")).await;
        // Another name and another order: still the same works.
        let second = draft(&lind, &whole("Ausbau (neu)", "Birkenweg\nLindenweg")).await;
        assert_eq!(first, second);
        assert_ne!(draft(&west, &whole("Ausbau", "Lindenweg\nBirkenweg")).await, first);
        lind.post(&format!("{first}/verwerfen"), &[]).await.is(303);
        lind.get(&first).await.is(404);
        assert_ne!(draft(&lind, &whole("Ausbau", "Lindenweg\nBirkenweg")).await, first);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn plans_of_the_standard_come_in_whole_or_not_at_all() {
    let Some(folder) = testkit::shared_data("broadband/xtrasse") else { return };
    let town = testkit::town(modules, MONDAY).await;
    town.competent(COMPETENCE, "66").await;
    let lind = company(&town, "Lindnetz", false).await;
    let mut fields = whole("Ausbau", "");
    fields.retain(|(name, _)| *name != "strassen");
    for name in ["plan_open_trench", "plan_trenching_mindertief"] {
        let gml = std::fs::read(folder.join(format!("{name}.gml"))).expect("a plan");
        let json = std::fs::read(folder.join(format!("{name}.json"))).expect("a plan");
        let text = String::from_utf8_lossy(&gml).into_owned();
        let wanted = text.matches("</BRA_BreitbandtrasseAbschnitt>").count();
        let mut pages = Vec::new();
        for (file, bytes) in [("plan.gml", &gml), ("plan.json", &json)] {
            let plan: &[(&str, &str, &[u8])] = &[("plan", file, bytes)];
            let answer = lind.upload("/leitungen/neu", &fields, plan).await.is(303);
            pages.push(answer.location.expect("a page"));
        }
        assert_eq!(pages[0], pages[1], "{name}: the same plan in both forms is one request");
        let id = request_of(&town, &pages[0]).await.id;
        let sections = read(&town, move |db| store::sections(db, id)).await;
        assert_eq!(sections.len(), wanted, "{name}: no section is lost");
        assert!(sections.iter().all(|s| s.length_cm > 0 && s.depth_cm > 0 && !s.street.is_empty()));
    }
    for name in ["missing_title", "enum_code", "dangling_ref", "wrong_geometry"] {
        let bytes = std::fs::read(folder.join(format!("invalid_{name}.gml"))).expect("a plan");
        let plan: &[(&str, &str, &[u8])] = &[("plan", "plan.gml", &bytes)];
        lind.upload("/leitungen/neu", &fields, plan)
            .await
            .is(422)
            .shows("lässt sich nicht übernehmen");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_condition_without_ground_and_a_refusal_without_reason_are_refused() {
    let town = one().await;
    let lind = company(&town, "Lindnetz", false).await;
    let (_, case) = send(&town, &lind, &whole("Ausbau", "Lindenweg")).await;
    let ina = town.staff("Ina Geneur", ENGINEER, "66").await;
    let add = office(case, "/nebenbestimmung");
    ina.post(&add, &[("wortlaut", "Nur dienstags.")]).await.is(422).shows("Ohne Grund");
    ina.post(&add, &[("wortlaut", "Nur dienstags."), ("grund", "traffic")]).await.is(303);
    ina.get(&office(case, "")).await.is(200).shows("Nur dienstags.");
    let refuse = [("entscheidung", "refused")];
    let again = ina.post(&office(case, "/abschnitte"), &refuse).await.is(422);
    again.shows("Eine Ablehnung braucht einen Grund").shows("Nur dienstags.");
}
