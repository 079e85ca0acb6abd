//! Stories of the map and of the register, on both engines.

use axum::body::Body;
use axum::http::{Request, header};
use kernel::map::{self, Entry, Feature, Layer, Look, Mark, Shape, Tile};
use kernel::{Actor, Audit, Module, Permission, Text, places};
use testkit::{Answer, Client, TestTown};

use crate::REGISTER;

const NOW: &str = "2026-05-04T08:00:00Z";
const SECRET: Permission = Permission("benches.secret");
/// Somewhere in the west of the country, in metres.
const HERE: (f64, f64) = (361_000.0, 5_699_000.0);

/// A department that brings two layers: benches for everybody, and pipes for a few.
fn benches() -> Module {
    let layer = |name, permission| Layer {
        group: "baenke",
        name,
        title: Text::new("Bänke", "Benches"),
        permission,
        min_zoom: 12,
        look: Look::Points,
        marks: vec![
            Mark { value: "new", label: Text::new("neu", "new"), colour: "#006b3c" },
            Mark { value: "old", label: Text::new("alt", "old"), colour: "#7a4a00" },
        ],
    };
    Module {
        name: "benches",
        layers: vec![layer("benches.public", None), layer("benches.pipes", Some(SECRET))],
        permissions: vec![(SECRET, Text::same("secret"))],
        ..Module::default()
    }
}

fn modules() -> Vec<Module> {
    vec![crate::module(), benches()]
}

fn bench(layer: &'static str, id: &str, state: &str, x: f64, y: f64) -> Feature {
    Feature {
        layer,
        id: id.into(),
        shape: Shape::Point((x, y)),
        min_zoom: 12,
        state: state.into(),
        attributes: Vec::new(),
        days: (None, None),
        entry: Some(Entry {
            title: Text::new(format!("Bank {id}"), format!("Bench {id}")),
            text: Text::new("Eiche", "Oak"),
            street: "Ahornweg".into(),
            position: id.into(),
            ..Entry::default()
        }),
    }
}

async fn put(town: &TestTown, feature: Feature) {
    let saved = town.town.write(Actor::system("test"), move |tx| {
        map::put(tx, &feature)?;
        Ok(Audit::of("test.put", &feature.id).done())
    });
    saved.await.expect("a place on the map");
}

/// The path of the tile of a point.
fn tile_path(group: &str, z: u8, x: f64, y: f64) -> String {
    let (lon, lat) = map::lon_lat(x, y).expect("a place");
    let side = f64::from(1u32 << z);
    let row = (1.0 - lat.to_radians().tan().asinh() / std::f64::consts::PI) / 2.0 * side;
    let column = (lon + 180.0) / 360.0 * side;
    format!("/karte/kacheln/{group}/{z}/{}/{}.pbf", column.floor(), row.floor())
}

async fn ask(client: &Client, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::get(path).header(header::HOST, "town.test");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    client.send(request.body(Body::empty()).expect("a request")).await
}

fn tag(answer: &Answer) -> String {
    answer.headers.get(header::ETAG).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned()
}

fn names(answer: &Answer) -> Vec<String> {
    let layers = norm_mvt::read(&answer.body).expect("a tile");
    let of = |f: &norm_mvt::ReadFeature| {
        let id = f.attributes.iter().find(|(key, _)| key == "id");
        id.map(|(_, v)| if let norm_mvt::Value::Text(t) = v { t.clone() } else { String::new() })
    };
    layers.iter().flat_map(|l| &l.features).filter_map(of).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tile_shows_a_change_at_once_and_tiles_elsewhere_stay() {
    for town in testkit::towns(modules, NOW).await {
        let (x, y) = HERE;
        let (here, far) = (tile_path("baenke", 15, x, y), tile_path("baenke", 15, x + 20_000.0, y));
        let anybody = town.anybody();
        ask(&anybody, &here, &[]).await.is(204);
        put(&town, bench("benches.public", "1", "new", x, y)).await;
        put(&town, bench("benches.public", "9", "new", x + 20_000.0, y)).await;
        let first = ask(&anybody, &here, &[]).await.is(200);
        assert_eq!(names(&first), ["1"]);
        let (near, away) = (tag(&first), tag(&ask(&anybody, &far, &[]).await.is(200)));
        ask(&anybody, &here, &[("if-none-match", &near)]).await.is(304);
        // Something changes here: this tile is another, the far one is the same.
        put(&town, bench("benches.public", "2", "old", x + 5.0, y)).await;
        let second = ask(&anybody, &here, &[("if-none-match", &near)]).await.is(200);
        assert_eq!(names(&second), ["1", "2"]);
        ask(&anybody, &far, &[("if-none-match", &away)]).await.is(304);
        // It moves away: both tiles know.
        put(&town, bench("benches.public", "2", "old", x + 20_000.0, y)).await;
        assert_eq!(names(&ask(&anybody, &here, &[]).await), ["1"]);
        assert_eq!(names(&ask(&anybody, &far, &[]).await), ["2", "9"]);
        // Far above, below the smallest zoom, there is nothing; nonsense is not found.
        ask(&anybody, &tile_path("baenke", 9, x, y), &[]).await.is(204);
        for path in [
            "/karte/kacheln/nirgends/1/0/0",
            "/karte/kacheln/baenke/1/2/0",
            "/karte/kacheln/baenke/a/0/0",
        ] {
            ask(&anybody, path, &[]).await.is(404);
        }
        // Packed for browsers that can.
        let packed = ask(&anybody, &here, &[("accept-encoding", "gzip, br")]).await.is(200);
        assert_eq!(packed.headers[header::CONTENT_ENCODING], "gzip");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_few_may_see_is_in_no_tile_of_others() {
    for town in testkit::towns(modules, NOW).await {
        let (x, y) = HERE;
        put(&town, bench("benches.public", "1", "new", x, y)).await;
        put(&town, bench("benches.pipes", "pipe", "new", x, y)).await;
        let path = tile_path("baenke", 15, x, y);
        let engineer = town.staff("Ina", &[SECRET], "66").await;
        assert_eq!(names(&engineer.get(&path).await.is(200)), ["1", "pipe"]);
        // Also after the tile with the pipe lies in memory.
        assert_eq!(names(&ask(&town.anybody(), &path, &[]).await.is(200)), ["1"]);
        town.anybody().get("/karte/liste?ebene=benches.pipes").await.is(404);
        town.anybody().get("/karte/stil.json").await.is(200).hides("benches.pipes");
        engineer.get("/karte/stil.json").await.is(200).shows("benches.pipes");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_shown_only_for_some_days_ends_by_itself() {
    for town in testkit::towns(modules, NOW).await {
        let (x, y) = HERE;
        let days = ("2026-05-05".parse().ok(), "2026-05-06".parse().ok());
        put(&town, Feature { days, ..bench("benches.public", "1", "new", x, y) }).await;
        let path = tile_path("baenke", 15, x, y);
        for (status, listed) in [(204, false), (200, true), (200, true), (204, false)] {
            ask(&town.anybody(), &path, &[]).await.is(status);
            let list = town.anybody().get("/karte/liste?ebene=benches.public").await.is(200);
            if listed {
                list.shows("Bank 1")
            } else {
                list.hides("Bank 1")
            };
            town.advance_days(1);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_says_the_same_as_the_map() {
    for town in testkit::towns(modules, NOW).await {
        let (x, y) = HERE;
        for n in 0..60 {
            let state = if n % 2 == 0 { "new" } else { "old" };
            put(&town, bench("benches.public", &format!("{n:02}"), state, x + f64::from(n), y))
                .await;
        }
        let anybody = town.anybody();
        anybody.get("/karte").await.is(200).shows("Dasselbe als Liste").shows("Bänke");
        let list = anybody.get("/karte/liste").await.is(200);
        let list = list.shows("Bank 00").shows("Eiche").hides("Bank 55");
        list.shows("Stadtteil");
        anybody.get("/karte/liste?ebene=benches.public&seite=2").await.is(200).shows("Bank 55");
        anybody
            .get("/karte/liste?ebene=benches.public&stand=old")
            .await
            .shows("Bank 01")
            .hides("Bank 02");
        anybody.get("/karte/liste?suche=AHORN").await.shows("Bank 00");
        anybody.get("/karte/liste?suche=%25").await.is(200);
        anybody.get("/karte/liste?suche=birken").await.hides("Bank 00");
        anybody.get("/en/karte/liste").await.is(200).shows("Bench 00").shows("Oak");
        anybody.get("/karte/liste?ebene=gibt-es-nicht").await.is(404);
    }
}

/// A delivery with what real ones have: swapped axes, zone numbers, unknown streets, missing numbers.
const DELIVERY: &str = "objectid;strschl;strasse;hsnr;hsnrzu;e25832;n25832\n\
1;00001;Ahornweg;1;;361000.00;5699000.00\n\
2;00001;Ahornweg;2;a;5699010.00;361000.00\n\
3;00001;Ahornweg;3;;32361020.00;5699020.00\n\
4;00002;Birkenstraße;10;;361100.00;5699100.00\n\
5;00003;### Straßenname unbekannt;7;;361200.00;5699200.00\n\
6;00002;Birkenstraße;;;361110.00;5699110.00\n\
7;00002;Birkenstraße;10;;361120.00;5699120.00\n\
8;00002;Birkenstraße;12;;;\n";

async fn deliver(client: &Client, name: &str, text: &str) -> Answer {
    let file = [("datei", name, text.as_bytes())];
    client.upload("/verwaltung/adressen/einlesen", &[], &file).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_is_taken_in_with_every_defect_reported_and_no_row_lost() {
    for town in testkit::towns(modules, NOW).await {
        let ina = town.staff("Ina", &[REGISTER], "66").await;
        let answer = deliver(&ina, "koordinaten.csv", DELIVERY).await.is(303);
        let report = ina.follow(&answer).await.is(200);
        let report = report.shows("Achsen vertauscht").shows("Zonennummer vor dem Ostwert");
        report
            .shows("Straßenname unbekannt")
            .shows("Hausnummer fehlt")
            .shows("keine brauchbare Koordinate");
        let counts = town.town.read(places::counts).await.expect("counts");
        assert_eq!((counts.0, counts.1), (2, 4));
        let page = ina.get("/verwaltung/adressen/klaeren").await.is(200).shows("4 Zeilen");
        let page = page
            .shows("Straßenschlüssel 00003")
            .shows("gehört schon zu einer anderen Hauskoordinate");
        // A person corrects the first, the number that is taken is refused.
        let row = page.link("/verwaltung/adressen/klaeren/").expect("a row");
        let typed = |number: &'static str| {
            [
                ("tun", "uebernehmen"),
                ("strasse", "Ahornweg"),
                ("nummer", number),
                ("ost", "361200"),
                ("nord", "5699200"),
            ]
        };
        ina.post(&row, &typed("1")).await.is(422).shows("vergeben");
        ina.post(&row, &typed("x")).await.is(422).shows("Geben Sie eine Hausnummer an");
        ina.post(&row, &typed("7")).await.is(303);
        ina.post(&row, &typed("7")).await.is(422).shows("gerade jemand anderes entschieden");
        ina.get("/verwaltung/adressen/klaeren").await.shows("3 Zeilen");
        // The same delivery again: nothing is new, nothing doubled, what was decided stays.
        deliver(&ina, "koordinaten.csv", DELIVERY).await.is(303);
        let counts = town.town.read(places::counts).await.expect("counts");
        assert_eq!((counts.0, counts.1), (2, 5));
        ina.get("/verwaltung/adressen/klaeren").await.shows("3 Zeilen");
        // The house is on the map.
        let tile = ask(&town.anybody(), &tile_path("grundkarte", 17, 361_000.0, 5_699_000.0), &[])
            .await
            .is(200);
        assert!(!names(&tile).is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_register_is_refused_with_what_is_missing() {
    let town = testkit::town(modules, NOW).await;
    let ina = town.staff("Ina", &[REGISTER], "66").await;
    deliver(&ina, "leer.csv", "").await.is(422).shows("Wählen Sie eine Datei aus");
    deliver(&ina, "andere.csv", "a;b\n1;2\n").await.is(422).shows("kein Adressregister");
    deliver(&ina, "bild.png", "\u{89}PNG\u{0}\u{1}").await.is(422);
    town.anybody().get("/verwaltung/adressen").await.is(401);
    town.citizen("Erika").await.get("/verwaltung/adressen").await.is(403);
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_are_found_while_they_are_typed_with_mistakes() {
    for town in testkit::towns(modules, NOW).await {
        let ina = town.staff("Ina", &[REGISTER], "66").await;
        deliver(&ina, "koordinaten.csv", DELIVERY).await.is(303);
        let anybody = town.anybody();
        for (typed, found) in [
            ("ahor", "Ahornweg"),
            ("birkenstr", "Birkenstraße"),
            ("brikenstrasse", "Birkenstraße"),
            ("Ahornweg 2", "Ahornweg 2a"),
            ("ahonrweg 2A", "Ahornweg 2a"),
            ("Ahornweg 2a, 49999 Teststadt", "Ahornweg 2a"),
            // The number is not there: the street still is an answer.
            ("Ahornweg 99", "Ahornweg"),
        ] {
            let path = format!("/karte/adressen.json?q={}", typed.replace(' ', "%20"));
            let answer: serde_json::Value =
                serde_json::from_slice(&anybody.get_json(&path).await.is(200).body).expect("JSON");
            assert_eq!(answer["suggestions"][0], found, "{typed}");
        }
        let map = anybody.get("/karte?suche=ahornweg%202a").await.is(200).shows("Ahornweg 2a");
        assert!(map.text().contains("data-rh-point=\"7."), "the place is marked");
        anybody.get("/karte?suche=xyzxyz").await.is(200).shows("Keine Adresse gefunden");
        let page = anybody.get("/karte").await;
        let policy =
            page.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap_or_default().to_owned();
        assert!(policy.contains("worker-src 'self'") && !policy.contains("http"), "{policy}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_decides_what_a_list_leaves_open_and_the_spelling_is_remembered() {
    for town in testkit::towns(modules, NOW).await {
        let ina = town.staff("Ina", &[REGISTER], "66").await;
        deliver(&ina, "koordinaten.csv", DELIVERY).await.is(303);
        let upload = |name: &'static str, text: &'static str| {
            let ina = &ina;
            async move {
                let file = [("datei", name, text.as_bytes())];
                ina.upload("/verwaltung/adressen/listen", &[], &file).await
            }
        };
        let list = "Straße;Hausnummer\nAhornweg;1\nBirkenstr.;10\nAn den Birken;10\nAhornweg;77\n";
        let answer = upload("anbieter.csv", list).await.is(303);
        let page = ina.follow(&answer).await.is(200).shows("An den Birken").shows("Ahornweg · 77");
        let path = page.link("/ergebnis.csv").expect("the result").replace("/ergebnis.csv", "");
        upload("noch-einmal.csv", list).await.is(422).shows("schon abgeglichen");
        // What is not in the register is never taken.
        let other = [("tun", "zuordnen"), ("andere", "Nirgendweg 3")];
        ina.post(&format!("{path}/4"), &other).await.is(422).shows("steht nicht im Register");
        ina.post(&format!("{path}/4"), &[("tun", "zuordnen"), ("andere", "Birkenstraße 10")])
            .await
            .is(303);
        ina.post(&format!("{path}/4"), &[("tun", "weglassen")]).await.is(422);
        ina.post(&format!("{path}/5"), &[("tun", "weglassen")]).await.is(303);
        let result = ina.get(&format!("{path}/ergebnis.csv")).await.is(200).text();
        assert_eq!(result.lines().count(), 5, "{result}");
        assert!(result.contains("An den Birken;10;4;Birkenstraße 10;decided"), "{result}");
        // The next list of this operator needs nobody for it.
        let answer = upload("neu.csv", "Straße;Hausnummer\nAn den Birken;10\n").await.is(303);
        let next = answer.headers[header::LOCATION].to_str().expect("a path").to_owned();
        ina.get(&format!("{next}?zeilen=gefunden")).await.is(200).shows("bestätigte Schreibweise");
        upload("falsch.csv", "a;b\n1;2\n").await.is(422).shows("keine Spalte");
    }
}

#[test]
fn a_tile_of_a_place_is_the_one_browsers_ask_for() {
    let (x, y) = HERE;
    let path = tile_path("a", 14, x, y);
    let numbers: Vec<u32> = path.split(['/', '.']).filter_map(|p| p.parse().ok()).collect();
    assert!(Tile::new(14, numbers[1], numbers[2]).is_some(), "{path}");
}
