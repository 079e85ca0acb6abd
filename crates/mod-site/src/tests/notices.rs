//! Official notices: their day, and the proof that they could be had every night.

use kernel::publication::{Details, Notice};
use kernel::{Sql, sql};

use super::*;

const ROOM: &str = "/verwaltung/bekanntmachungen";
const BEND: Sql = sql!("UPDATE site_probe_span SET digest = $1 WHERE first_run = $2");

fn notice(provided: Option<&str>) -> Notice {
    Notice {
        sort: "order".into(),
        decided_on: None,
        ordered_by: "Die Bürgermeisterin".into(),
        ordered_on: None,
        file: None,
        sha256: String::new(),
        provided_on: provided.map(|day| day.parse().unwrap()),
        in_force_on: None,
        out_of_force_on: None,
        hint: String::new(),
        replaces: None,
    }
}

fn order(slug: &str, provided: Option<&str>) -> Publication {
    let from = "2026-05-01T06:00:00Z";
    Publication { details: Details::Notice(notice(provided)), ..sample("notice", slug, slug, from) }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_house_sets_the_day_and_only_an_import_brings_a_former_one() {
    for town in testkit::towns(modules, MORNING).await {
        put(&town, order("alt", Some("2019-03-15"))).await;
        put(&town, order("morgen", Some("2026-06-01"))).await;
        let erika = town.anybody();
        let old = erika.get("/bekanntmachungen/alt").await.is(200);
        let old = old.shows("Bereitgestellt am 15. März 2019").text();
        // On paper the permanent address stands there as a square code.
        let id = order("alt", None).id;
        assert!(
            old.contains(&format!("http://town.test/p/{id}")) && old.contains("shape-rendering")
        );
        let new = erika.get("/bekanntmachungen/morgen").await.is(200);
        let _ = new.shows("Bereitgestellt am 4. Mai 2026");
        let editor = Actor::Staff { account: Id::new(), person: Id::new(), rights: Vec::new() };
        let by_hand = order("hand", Some("2020-01-01"));
        town.town
            .write(editor, move |tx| {
                publication::save(tx, &by_hand, "test")?;
                Ok(Audit::of("test.published", by_hand.id).done())
            })
            .await
            .unwrap();
        let by_hand = erika.get("/bekanntmachungen/hand").await.is(200);
        let _ = by_hand.shows("Bereitgestellt am 4. Mai 2026").hides("2020");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_night_proves_what_could_be_had() {
    for town in testkit::towns(modules, MORNING).await {
        put(&town, order("ruhe", None)).await;
        put(&town, order("markt", None)).await;
        let rita = town.staff("Rita", &[crate::MANAGE], "50").await;
        town.settle().await;
        for _ in 0..3 {
            town.advance_days(1);
            town.settle().await;
        }
        let rita = again(&town, rita).await;
        let room = rita.get(ROOM).await.is(200);
        let _ = room.shows("Alle Bekanntmachungen waren abrufbar").shows("seit ").shows("keine");
        let proof = proof(&rita).await;
        assert_eq!(proof["is_whole"], true);
        let looks = proof["looks"].as_array().unwrap();
        assert_eq!((looks.len(), &looks[3]["asked"]), (4, &2.into()));
        assert_eq!(looks[1]["previous"], looks[0]["hash"]);
        // Words that change afterwards begin a new span: the day shows.
        let changed = Publication { title: Text::new("Ruhe!", ""), ..order("ruhe", None) };
        put(&town, changed).await;
        town.advance_days(1);
        town.settle().await;
        // A withdrawn one is no longer asked for; four nights without a look are named.
        let gone = Publication {
            state: publication::State::Withdrawn,
            details: Details::Notice(Notice {
                out_of_force_on: Some("2026-05-01".parse().unwrap()),
                ..notice(None)
            }),
            ..order("markt", None)
        };
        put(&town, gone).await;
        town.advance_days(4);
        town.settle().await;
        let rita = again(&town, rita).await;
        let proof = self::proof(&rita).await;
        assert_eq!(proof["notices"].as_array().unwrap().len(), 1);
        assert_eq!(proof["notices"][0]["found"].as_array().unwrap().len(), 2);
        assert_eq!(proof["looks"][5]["asked"], 1);
        rita.get(ROOM).await.is(200).shows("Ohne Prüfung blieb");
        // Whoever bends a night is found, though the chain itself is untouched.
        town.town
            .write(Actor::system("test"), |tx| {
                tx.execute(BEND, &[&"0", &1_i64])?;
                Ok(Audit::of("test.bent", "probe").done())
            })
            .await
            .unwrap();
        rita.get(ROOM).await.is(200).shows("passt nicht zusammen").shows("Ab Prüfung 1");
        town.staff("Otto", &[], "50").await.get(ROOM).await.is(403);
    }
}

/// Somebody whose session ended overnight.
async fn again(town: &TestTown, _: Client) -> Client {
    town.staff("Rita", &[crate::MANAGE], "50").await
}

async fn proof(rita: &Client) -> serde_json::Value {
    let answer = rita.get(&format!("{ROOM}/nachweis.json")).await.is(200);
    assert!(head(&answer, "content-disposition").contains("nachweis-bekanntmachungen.json"));
    serde_json::from_slice(&answer.body).unwrap()
}
