//! Coordination: who else digs here. The index finds what a plain comparison of all finds.

use super::*;
use crate::conflict;
use crate::model::{Details, Kind, Method, Operator, Road, Ruling, Section, State, Surface};
use crate::shape;

#[tokio::test(flavor = "multi_thread")]
async fn two_who_dig_in_one_street_are_told_and_settle_it() {
    for town in towns().await {
        let lind = company(&town, "Lindnetz", false).await;
        let west = company(&town, "Westlicht", false).await;
        let (_, first) = send(&town, &lind, &whole("Ausbau Nord", "Lindenweg")).await;
        let (_, second) =
            send(&town, &west, &whole("Hauptverteiler", "Lindenweg\nBirkenweg")).await;
        let mut later = whole("Viel später", "Lindenweg");
        later[2] = ("von", "1.8.2030");
        later[3] = ("bis", "1.9.2030");
        let (_, third) = send(&town, &lind, &later).await;
        let ina = town.staff("Ina Geneur", ENGINEER, "66").await;
        let shown = ina.get(&office(first, "")).await.is(200);
        let other = shown.shows("Hauptverteiler").hides("Viel später").field("anderer");
        let other = other.expect("the other request");
        ina.get(&office(third, "")).await.is(200).shows("Niemand im Umkreis");
        let settle = office(first, "/abstimmen");
        let ignore = [("anderer", other.as_str()), ("nr", "0"), ("abstimmung-0", "ignore")];
        ina.post(&settle, &ignore).await.is(422).shows("Nennen Sie den Grund, warum");
        let merge = [
            ("anderer", other.as_str()),
            ("nr", "0"),
            ("abstimmung-0", "merge"),
            ("absprache-0", "Ein Graben"),
        ];
        ina.post(&settle, &merge).await.is(303);
        assert!(ina.get(&office(first, "")).await.text().contains("Ein Graben"));
        ina.get(&office(second, "")).await.is(200).shows("Ausbau Nord");
    }
}

/// Numbers that look random and are the same every time.
fn dice(seed: &mut u64, sides: u32) -> f64 {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    f64::from(u32::try_from((*seed >> 33) % u64::from(sides)).unwrap_or(0))
}

fn section(seed: &mut u64) -> Section {
    let from = (WEST + dice(seed, 1_500), SOUTH + dice(seed, 1_500));
    let line = vec![from, (from.0 + dice(seed, 300) - 150.0, from.1 + dice(seed, 300) - 149.0)];
    Section {
        id: Id::new(),
        street: String::new(),
        length_cm: shape::length_cm(&line),
        line,
        method: Method::Open,
        depth_cm: 60,
        width_cm: 30,
        surface: Surface::Footway,
        road: Road::Town,
        ruling: Ruling::Pending,
        ground: String::new(),
    }
}

fn request(operator: Id<Operator>) -> Request {
    Request {
        id: Id::new(),
        operator,
        case: None,
        kind: Kind::Excavation,
        title: "Probe".into(),
        state: State::Draft,
        from: "2026-08-01".parse().expect("a day"),
        until: "2026-09-01".parse().expect("a day"),
        details: Details::default(),
        received_on: None,
        deemed_on: None,
        cause: String::new(),
        version: 1,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_index_finds_exactly_what_lies_near() {
    for town in towns().await {
        let lind = company(&town, "Lindnetz", false).await;
        let (page, _) = send(&town, &lind, &whole("Probe", "Birkenweg")).await;
        let model = request_of(&town, &page).await;
        let mut seed = 7;
        let theirs: Vec<Section> = (0..250).map(|_| section(&mut seed)).collect();
        let mine: Vec<Section> = (0..40).map(|_| section(&mut seed)).collect();
        let (others, own, operator) =
            (request(model.operator), request(model.operator), model.operator);
        let (house, stored, asked) = (Arc::clone(&town.town), theirs.clone(), mine.clone());
        let (other, searcher) = (others.clone(), own.clone());
        let found = town
            .town
            .write(Actor::system("test"), move |tx| {
                store::operator(tx, operator)?;
                store::add(&house, tx, &other, "test", "digest", &stored)?;
                let is_sent = store::set_state(tx, &other, State::Received)?;
                assert!(is_sent);
                let found = conflict::search(tx, &searcher, &asked)?;
                Ok(Audit::of("test.searched", own.id).with(found))
            })
            .await
            .expect("a search");
        let found: Vec<usize> = found
            .iter()
            .filter(|n| n.other == others.id)
            .flat_map(|n| n.pairs.iter().map(|p| p.0))
            .collect();
        let mut wanted = Vec::new();
        for (number, one) in (1_usize..).zip(&mine) {
            for other in &theirs {
                if shape::distance(&one.line, &other.line).is_some_and(|d| d <= conflict::NEAR) {
                    wanted.push(number);
                }
            }
        }
        assert!(wanted.len() > 20, "the ground is crowded: {}", wanted.len());
        assert_eq!(found, wanted);
    }
}
