//! Journey 14.2: an operator asks, an engineer consents, and the town sees the road works on list,
//! map, home page, feeds and in the mail of whoever lives there, without anybody typing twice.

use std::collections::HashMap;
use std::path::Path;

use jsonschema::Validator;
use kernel::people::{self, AccountKind};
use kernel::places::{self, Address};
use kernel::{Actor, Audit, Case, Id, session};
use serde_json::Value;
use testkit::{Client, TestTown};

use crate::journey::act;

/// A Monday morning.
pub(crate) const MONDAY: &str = "2026-03-02T08:00:00Z";
/// Corner of the test town.
pub(crate) const WEST: f64 = 366_000.0;
pub(crate) const SOUTH: f64 = 5_696_000.0;

pub(crate) async fn furnish(town: &TestTown) -> Id<Address> {
    town.competent("permit", "66").await;
    let made = town.town.write(Actor::system("test"), |tx| {
        let corners = [(0.0, 0.0), (2_000.0, 0.0), (2_000.0, 2_000.0), (0.0, 2_000.0)];
        let ring: Vec<(f64, f64)> = corners.iter().map(|p| (WEST + p.0, SOUTH + p.1)).collect();
        let district = places::add_district(tx, "Mitte", &ring)?;
        for (key, name, y) in [("1", "Lindenweg", 200.0), ("2", "Birkenweg", 400.0)] {
            let axis = [(WEST + 100.0, SOUTH + y), (WEST + 900.0, SOUTH + y)];
            places::add_street(tx, key, name, "residential", &axis)?;
        }
        let id = Id::new();
        let house = Address {
            id,
            street: "Lindenweg".into(),
            number: 12,
            suffix: String::new(),
            postcode: "49999".into(),
            district: Some(district),
            x: WEST + 300.0,
            y: SOUTH + 212.0,
            official: String::new(),
        };
        places::add_address(tx, "1", &house)?;
        Ok(Audit::of("test.surveyed", id).with(id))
    });
    made.await.expect("a survey")
}

/// The company with an account that is signed in.
pub(crate) async fn operator(town: &TestTown, ina: &Client) -> Client {
    let company = [
        ("art", "operator"),
        ("name", "Lindnetz"),
        ("email", "netz@firma.test"),
        ("nachweis", "BNetzA 1"),
    ];
    ina.post("/verwaltung/netzbetreiber", &company).await.is(303);
    let page = ina.get("/verwaltung/netzbetreiber").await.is(200).text();
    let accounts = page.split('"').find(|p| p.ends_with("/konten")).expect("a form").to_owned();
    let id = accounts.rsplit('/').nth(1).expect("a number");
    let (email, name) = (format!("email-{id}"), format!("name-{id}"));
    let account = [(email.as_str(), "planung@firma.test"), (name.as_str(), "Pia Planerin")];
    ina.post(&accounts, &account).await.is(303);
    let started = town.town.write(Actor::system("test"), |tx| {
        let all = people::of_kind(tx, AccountKind::Organisation)?;
        let account = people::account(tx, all.first().expect("an account").id)?;
        Ok(Audit::of("test.session", account.id).with(session::start(tx, &account, "Test")?))
    });
    testkit::visitor_of(&town.town, Some(started.await.expect("a session")))
}

/// Asks for consent to dig up Lindenweg; answers the case.
pub(crate) async fn ask(town: &TestTown, lind: &Client) -> Id<Case> {
    let fields = [
        ("art", "consent"),
        ("titel", "Ausbau Nord"),
        ("von", "16.3.2026"),
        ("bis", "30.4.2026"),
        ("strassen", "Lindenweg"),
        ("verfahren", "open"),
        ("belag", "footway"),
        ("tiefe", "70"),
        ("breite", "30"),
        ("firma", "Grabenbau"),
        ("bauleitung", "Rita Polier"),
        ("telefon", "0151 1"),
        ("auskunft", "ja"),
    ];
    let page = lind.upload("/leitungen/neu", &fields, &[]).await.is(303).location.expect("a page");
    lind.post(&format!("{page}/absenden"), &[]).await.is(303);
    town.settle().await;
    let filter = kernel::cases::Filter {
        units: vec![town.unit("66").await.id],
        kind: "permit-consent".into(),
        ..Default::default()
    };
    let listed = town.town.read(move |db| kernel::cases::list(db, &filter)).await;
    listed.expect("cases").rows.first().expect("a case").case.id
}

fn validator() -> Option<Validator> {
    struct Shelf(HashMap<String, Value>);
    impl jsonschema::Retrieve for Shelf {
        fn retrieve(
            &self,
            uri: &jsonschema::Uri<String>,
        ) -> Result<Value, Box<dyn std::error::Error + Send + Sync>> {
            let known = self.0.get(uri.as_str());
            known.cloned().ok_or_else(|| format!("{uri} is not on the shelf").into())
        }
    }
    let json = |path: &Path| -> Value {
        serde_json::from_slice(&std::fs::read(path).expect("a file")).expect("JSON")
    };
    let folder = testkit::shared_data("broadband/wzdx/schemas")?;
    let mut shelf = HashMap::new();
    for part in ["4.2", "geojson"] {
        for file in std::fs::read_dir(folder.join(part)).expect("a folder") {
            let schema = json(&file.expect("an entry").path());
            if let Some(id) = schema["$id"].as_str() {
                shelf.insert(id.to_owned(), schema.clone());
            }
        }
    }
    let root = json(&folder.join("4.2/WorkZoneFeed.json"));
    let options = jsonschema::options().should_validate_formats(true).with_retriever(Shelf(shelf));
    Some(options.build(&root).expect("the schema is sound"))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_asks_and_the_town_sees_the_road_works() {
    for town in testkit::towns(rathaus::modules, MONDAY).await {
        let house = furnish(&town).await;
        let rights = [
            kernel::cases::WORK,
            mod_desk::DECIDE,
            mod_desk::COUNTERSIGN,
            mod_permits::REGISTER,
            mod_roadworks::KEEP,
            mod_broadband::KEEP,
        ];
        let ina = town.staff("Ina Geneur", &rights, "66").await;
        ina.post("/verwaltung/glasfaser/anbieter", &[("name", "Lindnetz"), ("kontakt", "-")])
            .await
            .is(303);
        let lind = operator(&town, &ina).await;
        let erika = town.anybody();
        let wish = [("umfang", "strasse"), ("strasse", "Lindenweg"), ("email", "erika@mail.test")];
        erika.post("/baustellen/abo", &wish).await.is(303);
        town.settle().await;
        let mail = town.post.to("erika@mail.test").remove(0);
        let confirm = mail
            .body
            .reveal()
            .split_whitespace()
            .find(|w| w.contains("/abo/"))
            .expect("a link")
            .to_owned();
        erika.post(confirm.trim_start_matches("http://town.test"), &[]).await.is(200);

        let case = ask(&town, &lind).await;
        erika.get("/baustellen").await.is(200).hides("Lindenweg");
        decide(&town, &ina, case).await;

        // List, site, home page, search, and one mail.
        let list = erika.get("/baustellen").await.is(200).shows("Lindenweg").shows("geplant");
        let site = list.link("/baustellen/lindenweg").expect("its page");
        erika.get(&site).await.is(200).shows("Lindnetz").shows("16. März");
        erika.get("/").await.is(200).shows("Lindenweg: Leitungen werden verlegt");
        erika.get("/suche?q=Lindenweg").await.is(200).shows("Leitungen werden verlegt");
        assert_eq!(town.post.to("erika@mail.test").len(), 2);
        // The tile over the street holds it, and so does the list of the map.
        let (lon, lat) = kernel::map::lon_lat(WEST + 500.0, SOUTH + 200.0).expect("on earth");
        let (x, y) = tile_at(14, lon, lat);
        let tile = erika.get(&format!("/karte/kacheln/baustellen/14/{x}/{y}.pbf")).await.is(200);
        let id = first_site(&town).await;
        assert!(tile.body.windows(id.len()).any(|w| w == id.as_bytes()), "the tile names the site");
        erika.get("/karte/liste?ebene=roadworks.sites").await.is(200).shows("Lindenweg");
        // Fibre: planned by the permit, under construction when the works begin.
        let address = format!("/glasfaser/{house}");
        erika.get(&address).await.is(200).shows("Glasfaser ist geplant");
        let desk = ina.get("/verwaltung/baustellen").await.is(200);
        let desk = desk.link("/verwaltung/baustellen/0").expect("a site");
        ina.post(&format!("{desk}/schritt"), &[("stand", "1"), ("schritt", "started")])
            .await
            .is(303);
        town.settle().await;
        erika.get(&address).await.is(200).shows("Glasfaser wird gebaut");
        erika.get(&site).await.is(200).shows("Die Arbeiten haben am 2. März 2026 begonnen");
        assert_eq!(town.post.to("erika@mail.test").len(), 3);

        let feed = erika.get("/baustellen/feed.wzdx").await.is(200);
        let json: Value = serde_json::from_str(&feed.text()).expect("JSON");
        assert_eq!(json["features"][0]["id"], id.as_str());
        if let Some(validator) = validator() {
            let faults: Vec<String> = validator
                .iter_errors(&json)
                .map(|e| format!("{}: {e}", e.instance_path()))
                .collect();
            assert_eq!(faults, Vec::<String>::new());
        }
    }
}

pub(crate) async fn decide(town: &TestTown, ina: &Client, case: Id<Case>) {
    act(ina, case, "", "uebernehmen", &[]).await.is(303);
    let fields = [
        ("ergebnis", "granted"),
        ("betrag", ""),
        ("von", "16.3.2026"),
        ("bis", "30.4.2026"),
        ("begruendung", "Die Voraussetzungen liegen vor."),
    ];
    act(ina, case, "entscheiden", "entscheiden", &fields).await.is(303);
    act(ina, case, "entscheiden/pruefen", "erlassen", &[]).await.is(303);
    town.settle().await;
}

/// The tile of a place.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a tile of a town")]
fn tile_at(zoom: i32, lon: f64, lat: f64) -> (u32, u32) {
    let all = 2_f64.powi(zoom);
    let x = (lon + 180.0) / 360.0 * all;
    let y = (1.0 - lat.to_radians().tan().asinh() / std::f64::consts::PI) / 2.0 * all;
    (x as u32, y as u32)
}

/// The identifier of the site that grew out of the permit.
async fn first_site(town: &TestTown) -> String {
    let listed = town.town.read(|db| {
        let filter =
            kernel::map::Filter { layer: "roadworks.sites".into(), page: 1, ..Default::default() };
        kernel::map::list(db, &filter)
    });
    listed.await.expect("a list").entries.first().expect("a site").id.clone()
}
