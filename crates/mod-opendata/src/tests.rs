//! The catalogue through the door: what departments offer, what breaks, what is not there.

use jiff::civil::date;
use kernel::open_data::{DataFile, Dataset, Every, Format, Licence};
use kernel::{AppError, Module, Reader, Text, Town};

#[expect(clippy::unnecessary_wraps, reason = "all departments answer in one shape")]
fn offered(_: &Town, _: &mut Reader<'_>) -> Result<Vec<Dataset>, AppError> {
    Ok(vec![Dataset {
        key: "pegel".into(),
        title: Text::new("Pegel", "Gauges"),
        text: Text::new("Wasserstände der Bäche.", "Levels of the brooks."),
        keywords: vec!["Pegel".into()],
        themes: vec!["ENVI"],
        licence: Licence::DlBy,
        page: "/sensoren/pegel".into(),
        issued: Some(date(2026, 1, 2)),
        modified: "2026-05-04T07:00:00Z".parse().ok(),
        every: Every::Moment,
        from: Some(date(2026, 1, 2)),
        until: None,
        area: Some([6.5, 51.4, 6.7, 51.6]),
        high_value: None,
        source: "Wasserverband".into(),
        files: vec![DataFile {
            title: Text::new("Messwerte", "Values"),
            path: "/sensoren/pegel.csv".into(),
            format: Format::Csv,
            bytes: None,
            modified: None,
        }],
        interface: None,
    }])
}

fn broken(_: &Town, _: &mut Reader<'_>) -> Result<Vec<Dataset>, AppError> {
    Err(AppError::internal("this department cannot say"))
}

fn source(answer: &testkit::Answer) -> String {
    String::from_utf8_lossy(&answer.body).into_owned()
}

fn house() -> Vec<Module> {
    let one = |name, datasets| Module { name, datasets: Some(datasets), ..Module::default() };
    vec![crate::module(), one("broken", broken), one("gauges", offered)]
}

#[tokio::test(flavor = "multi_thread")]
async fn what_departments_offer_is_shown_to_people_and_portals() {
    let town = testkit::town(house, "2026-05-04T08:00:00Z").await;
    let all = town.anybody();
    all.get("/opendata").await.is(200).shows("Wasserstände der Bäche").shows("CSV");
    all.get("/en/opendata").await.is(200).shows("Levels of the brooks");
    let page = all.get("/opendata/pegel").await.is(200);
    assert!(source(&page).contains("href=\"/sensoren/pegel.csv\""));
    page.shows("Wasserverband, Datenlizenz Deutschland");
    all.get("/opendata/nichts").await.is(404);
    let turtle = all.get("/opendata/catalog.ttl").await.is(200);
    assert_eq!(turtle.kind, "text/turtle; charset=utf-8");
    for said in [
        "<http://town.test/opendata/pegel>",
        "dcat:downloadURL <http://town.test/sensoren/pegel.csv>",
        "dcatde:licenseAttributionByText \"Wasserverband\"@de",
        "<http://dcat-ap.de/def/contributors/openNRW>",
    ] {
        assert!(source(&turtle).contains(said), "{said}");
    }
    let xml = all.get("/opendata/catalog.rdf").await.is(200);
    assert!(source(&xml).contains("<rdf:RDF"));
    let json = all.get("/opendata/catalog.jsonld").await.is(200);
    let parsed: serde_json::Value = serde_json::from_slice(&json.body).expect("JSON");
    assert!(parsed["@graph"].as_array().is_some_and(|g| g.len() >= 5));
}
