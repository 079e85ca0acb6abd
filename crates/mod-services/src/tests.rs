//! Stories through the router.

use kernel::{Actor, Audit, Module, Text, cases};
use testkit::TestTown;

use crate::Service;

mod exchange;
mod forms;
mod staff;

pub(crate) fn modules() -> Vec<Module> {
    vec![crate::module()]
}

pub(crate) fn wohngeld() -> Service {
    Service {
        slug: "wohngeld".into(),
        title: Text::new("Wohngeld beantragen", "Apply for housing benefit"),
        teaser: Text::new("Zuschuss zur Miete.", "A subsidy towards your rent."),
        text: Text::new(
            "## Was ist Wohngeld?\n\nEin **Zuschuss**.",
            "## What is it?\n\nA subsidy.",
        ),
        entitled: Text::new("Wer wenig verdient.", "Whoever earns little."),
        documents: Text::new("Mietvertrag\nEinkommensnachweis", "Lease\nProof of income"),
        legal_basis: "§ 1 WoGG".into(),
        fee: Text::new("keine", "none"),
        kind: "wohngeld".into(),
        leika: "99107023017000".into(),
        helper_path: "/wohngeld/rechner".into(),
        keywords: "Mietzuschuss Wohnung".into(),
        ..Service::default()
    }
}

pub(crate) async fn furnish(town: &TestTown) {
    town.competent("wohngeld", "50.2").await;
    town.town
        .write(Actor::system("test"), |tx| {
            crate::save(tx, &wohngeld())?;
            crate::save(
                tx,
                &Service {
                    slug: "aenderung-der-anschrift".into(),
                    title: Text::new("Änderung der Anschrift", "Change of address"),
                    teaser: Text::new("Wenn Sie umgezogen sind.", "If you have moved."),
                    keywords: "Umzug ummelden".into(),
                    ..Service::default()
                },
            )?;
            Ok(Audit::of("test.services", "2").done())
        })
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_finds_a_service_and_who_is_in_charge() {
    for town in testkit::towns(modules, "2026-05-04T08:00:00Z").await {
        furnish(&town).await;
        let visitor = town.anybody();
        let list = visitor.get("/leistungen").await.is(200).shows("Änderung der Anschrift");
        assert!(list.headers.get("set-cookie").is_none(), "no cookie before sign-in");
        let found = visitor.get("/leistungen?q=umzug").await.is(200).shows("1 Leistung zu „umzug“");
        let _ = found.shows("Änderung der Anschrift").hides("Wohngeld beantragen");
        // One slip is forgiven by the search of the house.
        let _ = visitor.get("/leistungen?q=Wongeld").await.is(200).shows("Wohngeld beantragen");
        let _ = visitor.get("/leistungen?q=xylophon").await.is(200).shows("Nichts gefunden");
        let page = visitor.get("/leistungen/wohngeld").await.is(200);
        let page = page.shows("Wer ist berechtigt?").shows("Mietvertrag").shows("Wohngeldstelle");
        let page = page.shows("zu wenige Anträge").shows("Anspruch prüfen").shows("99107023017000");
        // This house has no form for it, so there is no button that leads nowhere.
        let page = page.hides("Online beantragen");
        assert!(page.text().contains("\"@type\":\"GovernmentService\""));
        assert!(page.text().contains("href=\"/leistungen/wohngeld.json\""));
        let _ = visitor.get("/en/leistungen/wohngeld").await.is(200).shows("Who is entitled?");
        let _ = visitor.get("/leistungen/gibt-es-nicht").await.is(404);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_read_the_same_as_people() {
    let town = testkit::town(modules, "2026-05-04T08:00:00Z").await;
    furnish(&town).await;
    let one = town.anybody().get("/leistungen/wohngeld.json").await.is(200);
    let json: serde_json::Value = serde_json::from_slice(&one.body).unwrap();
    assert_eq!(json["documents"]["de"][1], "Einkommensnachweis");
    assert_eq!(json["unit"]["number"], "50.2");
    assert!(json.get("form").is_none());
    let all = town.anybody().get("/leistungen.json").await.is(200);
    let json: serde_json::Value = serde_json::from_slice(&all.body).unwrap();
    assert_eq!(json["services"].as_array().unwrap().len(), 2);
    let _ = town.anybody().get("/leistungen/nichts.json").await.is(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_processing_time_comes_from_decided_cases() {
    let town = testkit::town(modules, "2026-05-04T08:00:00Z").await;
    furnish(&town).await;
    let unit = town.unit("50.2").await;
    let mut opened = Vec::new();
    for _ in 0..10 {
        let unit = unit.clone();
        opened.push(
            town.town
                .write(Actor::system("test"), move |tx| {
                    let id = kernel::Id::new();
                    let case = cases::open(tx, id, "wohngeld", "Wohngeld", &unit, "holder/x")?;
                    Ok(Audit::of("test.opened", case.id).with(case.id))
                })
                .await
                .unwrap(),
        );
    }
    town.advance_days(21);
    for id in opened {
        town.town
            .write(Actor::system("test"), move |tx| {
                cases::decide(tx, id)?;
                Ok(Audit::of("test.decided", id).done())
            })
            .await
            .unwrap();
    }
    let page = town.anybody().get("/leistungen/wohngeld").await.is(200);
    let _ = page.shows("nach 21 Tagen").hides("zu wenige Anträge");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_needs_a_sound_address_and_a_title() {
    let town = testkit::town(modules, "2026-05-04T08:00:00Z").await;
    for service in [
        Service { slug: "Wohn Geld".into(), ..wohngeld() },
        Service { title: Text::default(), ..wohngeld() },
    ] {
        let refused = town
            .town
            .write(Actor::system("test"), move |tx| {
                crate::save(tx, &service)?;
                Ok(Audit::of("test.saved", "x").done())
            })
            .await;
        assert!(matches!(refused, Err(kernel::AppError::Refused(_))));
    }
}
