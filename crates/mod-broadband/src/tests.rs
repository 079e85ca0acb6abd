//! Stories of the roll-out, on both engines.

mod funding;
mod open;

use kernel::places::{self, Address};
use kernel::{Actor, Audit, Id, Module, questions};
use testkit::{Client, TestTown};

use crate::{KEEP, VIEW};

const NOW: &str = "2026-05-04T08:00:00Z";
const DESK: &str = "/verwaltung/glasfaser";

fn modules() -> Vec<Module> {
    vec![crate::module()]
}

/// Two streets with some houses.
async fn furnish(town: &TestTown) -> Vec<Id<Address>> {
    let made = town.town.write(Actor::system("test"), |tx| {
        let district = places::add_district(
            tx,
            "Nord",
            &[
                (360_000.0, 5_698_000.0),
                (362_000.0, 5_698_000.0),
                (362_000.0, 5_700_000.0),
                (360_000.0, 5_700_000.0),
            ],
        )?;
        let mut ids = Vec::new();
        for (key, name) in [("1", "Ahornweg"), ("2", "Birkenstraße")] {
            places::add_street(
                tx,
                key,
                name,
                "residential",
                &[(361_000.0, 5_699_000.0), (361_100.0, 5_699_000.0)],
            )?;
            for number in 1..=4 {
                let id = Id::new();
                let x = 361_000.0 + f64::from(number) * 10.0;
                let address = Address {
                    id,
                    street: name.into(),
                    number: i64::from(number),
                    suffix: String::new(),
                    postcode: "49999".into(),
                    district: Some(district),
                    x,
                    y: 5_699_000.0,
                    official: String::new(),
                };
                places::add_address(tx, key, &address)?;
                ids.push(id);
            }
        }
        Ok(Audit::of("test.furnished", "streets").with(ids))
    });
    made.await.expect("streets")
}

async fn operator(staff: &Client, name: &str) {
    staff
        .post("/verwaltung/glasfaser/anbieter", &[("name", name), ("kontakt", "Büro")])
        .await
        .is(303);
}

/// The code that a page shows once.
async fn invite(staff: &Client, name: &str) -> String {
    let page = staff.get("/verwaltung/glasfaser/anbieter").await.is(200).text();
    let from = page.find(name).expect("the operator");
    let path =
        page[from..].split('"').find(|p| p.ends_with("/einladen")).expect("a button").to_owned();
    let shown = staff.post(&path, &[]).await.is(200).text();
    let code = shown.split("<strong>").nth(1).and_then(|r| r.split('<').next());
    code.expect("a code").to_owned()
}

async fn deliver(client: &Client, day: &str, text: &str) -> testkit::Answer {
    let file = [("datei", "stand.csv", text.as_bytes())];
    client.upload("/glasfaser/anbieter/liefern", &[("stichtag", day)], &file).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_delivers_its_own_rows_and_sees_nobody_elses() {
    for town in testkit::towns(modules, NOW).await {
        let ids = furnish(&town).await;
        let dora = town.staff("Dora", &[VIEW, KEEP], "66").await;
        operator(&dora, "Sennenetz").await;
        operator(&dora, "Westfiber").await;
        dora.post("/verwaltung/glasfaser/anbieter", &[("name", "Sennenetz")])
            .await
            .is(422)
            .shows("schon eingetragen");
        let senne = town.citizen("Senne").await;
        let west = town.citizen("West").await;
        senne.get("/glasfaser/anbieter").await.is(200).shows("Zugangscode");
        senne.post("/glasfaser/anbieter", &[("code", "FALSCH")]).await.is(422).shows("gilt nicht");
        deliver(&senne, "", "Straße;Hausnummer;Status\nAhornweg;1;im Bau\n").await.is(404);
        let code = invite(&dora, "Sennenetz").await;
        senne.post("/glasfaser/anbieter", &[("code", &code)]).await.is(303);
        // A code holds once.
        west.post("/glasfaser/anbieter", &[("code", &code)]).await.is(422);
        let code = invite(&dora, "Westfiber").await;
        west.post("/glasfaser/anbieter", &[("code", &code)]).await.is(303);
        let list = "Straße;Hausnummer;Status;Down\nAhornweg;1;im Bau;1000\nBirkenstr.;2;Homes Passed;1000\nNirgendweg;9;geplant;\nAhornweg;3;bald;\n";
        let answer = deliver(&senne, "2026-05-01", list).await.is(303);
        let path = answer.location.clone().expect("the delivery");
        senne.follow(&answer).await.is(200).shows("Nirgendweg").shows("Status nicht lesbar");
        west.get(&path).await.is(404);
        west.get("/glasfaser/anbieter").await.is(200).hides("stand.csv");
        town.anybody().get(&path).await.is(401);
        // Twice is once.
        deliver(&senne, "2026-05-02", list).await.is(422).shows("nichts doppelt");
        deliver(&senne, "2027-01-01", "Straße;Hausnummer;Status\nAhornweg;1;geplant\n")
            .await
            .is(422)
            .shows("Zukunft");
        town.anybody()
            .get(&format!("/glasfaser/{}", ids[0]))
            .await
            .is(200)
            .shows("Glasfaser wird gebaut")
            .shows("Sennenetz");
        town.anybody()
            .get(&format!("/glasfaser/{}", ids[5]))
            .await
            .is(200)
            .shows("Glasfaseranschluss ist möglich");
        town.anybody().get("/glasfaser?adresse=Birkenstr.%202").await.is(303);
        town.anybody().get("/glasfaser?adresse=xyzxyz").await.is(200).shows("kennen wir nicht");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_decides_uncertain_rows_and_the_past_stays_known() {
    for town in testkit::towns(modules, NOW).await {
        let ids = furnish(&town).await;
        let dora = town.staff("Dora", &[VIEW, KEEP], "66").await;
        operator(&dora, "Sennenetz").await;
        let id = dora
            .get(DESK)
            .await
            .text()
            .split("value=\"")
            .find_map(|p| p.get(..36).and_then(|i| i.parse::<Id<()>>().ok()))
            .expect("an operator");
        let send = |day: &'static str, text: &'static str| {
            let (dora, id) = (&dora, id.to_string());
            async move {
                let file = [("datei", "stand.csv", text.as_bytes())];
                dora.upload(
                    "/verwaltung/glasfaser/lieferung",
                    &[("anbieter", &id), ("stichtag", day)],
                    &file,
                )
                .await
            }
        };
        send("2026-01-10", "Straße;Hausnummer;Status\nAhornweg;1;geplant\n").await.is(303);
        let answer = send(
            "2026-04-10",
            "Straße;Hausnummer;Status\nAhornweg;1;im Bau\nBei den Birken;3;geplant\n",
        )
        .await
        .is(303);
        let path = answer.location.clone().expect("the delivery");
        dora.follow(&answer).await.shows("Bei den Birken · 3").shows("Straße unbekannt");
        dora.post(&format!("{path}/3"), &[("tun", "zuordnen"), ("andere", "Nirgends 1")])
            .await
            .is(422);
        dora.post(&format!("{path}/3"), &[("tun", "zuordnen"), ("andere", "Birkenstraße 3")])
            .await
            .is(303);
        dora.post(&format!("{path}/3"), &[("tun", "zuordnen"), ("andere", "Birkenstraße 3")])
            .await
            .is(422)
            .shows("gerade jemand anderes");
        // Asked of a past day, the house answers of that day.
        let first = ids[0];
        let house = std::sync::Arc::clone(town.town.house());
        for (day, wanted) in [
            ("2026-01-09", None),
            ("2026-02-01", Some("in_planning")),
            ("2026-05-04", Some("under_construction")),
        ] {
            let (house, day) = (std::sync::Arc::clone(&house), day.parse().expect("a day"));
            let answer = town
                .town
                .read(move |db| questions::coverage_at(&house, db, first, day))
                .await
                .expect("an answer")
                .expect("somebody knows");
            assert_eq!(answer.first().map(|c| c.status.as_str()), wanted, "{day}");
        }
        town.anybody()
            .get(&format!("/glasfaser/{first}"))
            .await
            .is(200)
            .shows("Was hier früher war");
        // The spelling needs nobody the next time.
        let answer =
            send("2026-05-01", "Straße;Hausnummer;Status\nBei den Birken;3;im Bau\n").await.is(303);
        dora.follow(&answer).await.shows("Geänderte Adressen").hides("Straße unbekannt");
        dora.get(&format!("{DESK}?tag=2026-02-01")).await.is(200);
        dora.get("/verwaltung/glasfaser/ohne-plan").await.is(200).shows("6 Adressen");
        dora.post(
            &format!("{DESK}/ohne-plan/{}", ids[3]),
            &[("grund", "no_consent"), ("notiz", "Zaun")],
        )
        .await
        .is(303);
        // What is not for the public is not said there.
        town.anybody()
            .get(&format!("/glasfaser/{}", ids[3]))
            .await
            .is(200)
            .hides("Zaun")
            .hides("Zustimmung zum Bau");
        dora.post(&format!("{DESK}/ohne-plan/{}", ids[3]), &[("grund", "remote")]).await.is(303);
        town.anybody().get(&format!("/glasfaser/{}", ids[3])).await.shows("liegt weit außerhalb");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_area_goes_its_way_with_evidence_and_money_that_adds_up() {
    for town in testkit::towns(modules, NOW).await {
        let ids = furnish(&town).await;
        let dora = town.staff("Dora", &[VIEW, KEEP], "66").await;
        let new = |streets: &'static str| {
            [("name", "Nordviertel"), ("art", "ja"), ("strassen", streets), ("beleg", "Vermerk 1")]
        };
        dora.post("/verwaltung/glasfaser/gebiete", &new("Nirgendweg"))
            .await
            .is(422)
            .shows("steht nicht im Register");
        let answer = dora
            .post("/verwaltung/glasfaser/gebiete", &new("Ahornweg\nBirkenstraße"))
            .await
            .is(303);
        let path = answer.location.clone().expect("the area");
        town.anybody()
            .get(&format!("/glasfaser/{}", ids[0]))
            .await
            .is(200)
            .shows("Nordviertel")
            .shows("öffentlichem Geld");
        let step = |to: &'static str, version: &'static str| {
            [("schritt", to), ("beleg", "Bescheid"), ("fassung", version)]
        };
        dora.post(&format!("{path}/schritt"), &step("provisional", "1")).await.is(303);
        dora.post(&format!("{path}/schritt"), &step("survey", "2"))
            .await
            .is(422)
            .shows("nicht möglich");
        dora.post(&format!("{path}/schritt"), &[("schritt", "final"), ("fassung", "2")])
            .await
            .is(422)
            .shows("Geben Sie einen Beleg an");
        let details =
            [("regel", "gigabit"), ("kosten", "1.000.000,01"), ("dritte", "0"), ("fassung", "2")];
        dora.post(&path, &details).await.is(303);
        dora.post(&path, &details).await.is(422).shows("gerade geändert");
        let page = dora.get(&path).await.is(200).shows("Gigabit-Richtlinie 2.0");
        page.shows("500.000,00").shows("300.000,00").shows("200.000,01").shows("1.000.000,01");
        let reader = town.staff("Rita", &[VIEW], "66").await;
        reader.get(&path).await.is(200).hides("Nächster Schritt");
        reader.post(&path, &details).await.is(403);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_is_always_the_same() {
    let mut seen = Vec::new();
    for _ in 0..2 {
        let town = testkit::town(modules, NOW).await;
        furnish(&town).await;
        let today = "2026-05-04".parse().expect("a day");
        crate::fill_for_demo(&town.town, today).await.expect("a roll-out");
        let view = town.town.read(move |db| crate::overview::on(db, today)).await.expect("figures");
        let [summed, looked_at] =
            town.town.read(crate::overview::both_ways).await.expect("figures");
        assert_eq!(summed, looked_at, "the database sums up what stands at the addresses");
        assert_eq!(view.town.addresses, 8);
        seen.push(view.town);
    }
    assert_eq!(seen[0], seen[1]);
}

/// A permit of an operator for half of a street, and what becomes of it.
async fn permit(town: &TestTown, holder: &'static str) -> String {
    use kernel::cases;
    use kernel::facts::{PermitGranted, PermittedSection};
    let unit = town.unit("66").await;
    let told = town.town.write(Actor::system("test"), move |tx| {
        let case = cases::open(tx, Id::new(), "permit.consent", "Ausbau", &unit, "account/x")?;
        let party = cases::NewParty {
            role: "applicant",
            name: holder,
            address: "",
            email: "",
            language: kernel::Language::De,
            account: None,
            is_digital: true,
        };
        cases::add_party(tx, case.id, &party)?;
        tx.emit(&PermitGranted {
            case: case.id.to_string(),
            permit: "consent".into(),
            is_deemed: false,
            from: "2026-05-18".parse().expect("a day"),
            until: "2026-09-30".parse().expect("a day"),
            sections: vec![PermittedSection {
                section: Id::<()>::new().to_string(),
                street: "Ahornweg".into(),
                method: "open".into(),
                // Along numbers 1 and 2; 3 and 4 lie further than 40 m.
                line: vec![(36_095_000, 569_901_000), (36_098_500, 569_901_000)],
            }],
        })?;
        Ok(Audit::of("test.granted", case.id).with(case.id.to_string()))
    });
    let case = told.await.expect("a permit");
    town.settle().await;
    case
}

async fn moved(town: &TestTown, case: &str, step: &'static str, on: &str) {
    let fact = kernel::facts::WorksMoved {
        case: case.to_owned(),
        step: step.into(),
        on: on.parse().expect("a day"),
        until: None,
        sections: Vec::new(),
        basis: String::new(),
    };
    let told = town.town.write(Actor::system("test"), move |tx| {
        tx.emit(&fact)?;
        Ok(Audit::of("test.moved", step).done())
    });
    told.await.expect("a step");
    town.settle().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn permits_and_works_move_what_lies_along_them() {
    for town in testkit::towns(modules, NOW).await {
        let ids = furnish(&town).await;
        let dora = town.staff("Dora", &[VIEW, KEEP], "66").await;
        operator(&dora, "Sennenetz").await;
        let senne = town.citizen("Senne").await;
        let code = invite(&dora, "Sennenetz").await;
        senne.post("/glasfaser/anbieter", &[("code", &code)]).await.is(303);
        // Somebody else's permit moves nothing.
        permit(&town, "Wasserwerk GmbH").await;
        town.anybody().get(&format!("/glasfaser/{}", ids[0])).await.shows("Noch plant niemand");

        let case = permit(&town, "SENNENETZ").await;
        let page = format!("/glasfaser/{}", ids[0]);
        town.anybody().get(&page).await.is(200).shows("Glasfaser ist geplant").shows("Sennenetz");
        town.anybody().get(&format!("/glasfaser/{}", ids[3])).await.shows("Noch plant niemand");
        town.anybody().get(&format!("/glasfaser/{}", ids[4])).await.shows("Noch plant niemand");
        town.advance_days(14);
        moved(&town, &case, "started", "2026-05-18").await;
        town.anybody().get(&page).await.is(200).shows("Glasfaser wird gebaut");
        // What the operator says itself of a later day stays.
        town.advance_days(60);
        let senne = town.citizen("Senne zwei").await;
        let dora = town.staff("Dora", &[VIEW, KEEP], "66").await;
        let code = invite(&dora, "Sennenetz").await;
        senne.post("/glasfaser/anbieter", &[("code", &code)]).await.is(303);
        let list = "Straße;Hausnummer;Status\nAhornweg;2;in Planung\n";
        deliver(&senne, "2026-07-10", list).await.is(303);
        moved(&town, &case, "finished", "2026-07-08").await;
        town.anybody().get(&page).await.is(200).shows("Glasfaseranschluss ist möglich");
        town.anybody()
            .get(&format!("/glasfaser/{}", ids[1]))
            .await
            .is(200)
            .shows("Glasfaser ist geplant")
            .shows("Was hier früher war");
    }
}
