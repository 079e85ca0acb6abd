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
            sha256: None,
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

#[expect(clippy::unnecessary_wraps, reason = "all departments answer in one shape")]
fn plenty(_: &Town, _: &mut Reader<'_>) -> Result<Vec<Dataset>, AppError> {
    let mut many = Vec::new();
    for n in 0..201 {
        let title = Text::same(format!("Datensatz {n}"));
        many.push(Dataset {
            key: format!("datensatz-{n}"),
            text: title.clone(),
            title,
            keywords: Vec::new(),
            themes: vec!["GOVE"],
            licence: Licence::DlZero,
            page: "/".into(),
            issued: None,
            modified: None,
            every: Every::Day,
            from: None,
            until: None,
            area: None,
            high_value: None,
            source: String::new(),
            files: Vec::new(),
            interface: None,
        });
    }
    Ok(many)
}

#[tokio::test(flavor = "multi_thread")]
async fn more_than_a_hundred_datasets_come_in_pages_that_lead_on() {
    let house = || {
        let many = Module { name: "plenty", datasets: Some(plenty), ..Module::default() };
        vec![crate::module(), many]
    };
    let town = testkit::town(house, "2026-05-04T08:00:00Z").await;
    let all = town.anybody();
    let (mut seen, mut next) = (0, Some("/opendata/catalog.ttl".to_owned()));
    while let Some(path) = next.take() {
        let page = all.get(&path).await.is(200).text();
        seen += page.matches("a <http://www.w3.org/ns/dcat#Dataset>").count();
        assert!(page.contains("hydra:totalItems \"201\""), "{path}");
        let after = page.split("hydra:nextPage <http://town.test").nth(1);
        next = after.and_then(|rest| rest.split('>').next()).map(str::to_owned);
    }
    assert_eq!(seen, 201);
    for wrong in ["0", "4", "x", "-1", "99999999999999999999"] {
        all.get(&format!("/opendata/catalog.rdf?page={wrong}")).await.is(404);
    }
    // A single page says nothing of pages.
    let small = testkit::town(self::house, "2026-05-04T08:00:00Z").await;
    let turtle = small.anybody().get("/opendata/catalog.ttl").await.is(200).text();
    assert!(!turtle.contains("a <http://www.w3.org/ns/hydra/core#"));
}
