//! Official notices: their day, and the proof that they could be had every night.

use kernel::publication::{Details, Notice};
use kernel::{Sql, sql};

use super::*;
use crate::record::{Bent, fingerprint, public_key, verify};

const SECRETS: Sql = sql!("SELECT secret FROM site_signer");
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

/// A record of three looks, of which one notice is gone by now, and the town's key.
async fn record_of(town: &TestTown) -> (Vec<u8>, String) {
    put(town, order("ruhe", None)).await;
    put(town, order("markt", None)).await;
    town.settle().await;
    for _ in 0..2 {
        town.advance_days(1);
        town.settle().await;
    }
    let gone = Publication {
        state: publication::State::Withdrawn,
        details: Details::Notice(Notice {
            out_of_force_on: Some("2026-05-01".parse().unwrap()),
            ..notice(None)
        }),
        ..order("markt", None)
    };
    put(town, gone).await;
    let erika = town.anybody();
    let file = erika.get("/bekanntmachungen/nachweis.json").await.is(200);
    let key = erika.get("/bekanntmachungen/nachweis.pem").await.is(200).text();
    (file.body, public_key(&key).expect("a key"))
}

#[tokio::test(flavor = "multi_thread")]
async fn anybody_checks_the_signed_record_without_the_town() {
    for town in testkit::towns(modules, MORNING).await {
        let erika = town.anybody();
        let page = "/bekanntmachungen/nachweis";
        erika.get(page).await.is(200).shows("Noch kein Nachweis");
        erika.get("/bekanntmachungen/nachweis.pem").await.is(404);
        let early = erika.get("/bekanntmachungen/nachweis.json").await.is(200);
        assert_eq!(verify(&early.body, None), Err(Bent::Unsigned));

        let (file, key) = record_of(&town).await;
        let sound = verify(&file, Some(&key)).expect("it holds");
        assert_eq!((sound.looks, sound.signed_looks, sound.notices), (3, 3, 1));
        assert!(sound.is_known_key && sound.failed.is_empty() && sound.gaps.is_empty());
        assert!(!verify(&file, None).expect("it holds").is_known_key);
        let shown = erika.get(page).await.is(200);
        let _ = shown.shows(&key).shows(&fingerprint(&key)).shows("rathaus notices verify");
        erika.get("/bekanntmachungen").await.is(200).shows("Unterschriebener Nachweis");
        erika.get("/en/bekanntmachungen/nachweis").await.is(200).shows("How to check it yourself");
        // Blanks and the order of members are no content.
        let value: serde_json::Value = serde_json::from_slice(&file).unwrap();
        let pretty = serde_json::to_vec_pretty(&value).unwrap();
        verify(&pretty, Some(&key)).expect("it holds");
        // The key lies sealed, and another town has another.
        let secrets = town.town.read(|db| Ok(db.query(SECRETS, &[])?)).await.unwrap();
        let secret: String = secrets[0].at(0).unwrap();
        assert!(secrets.len() == 1 && !secret.contains(&key) && secret.len() > 200);
        let other = "00".repeat(32);
        assert!(matches!(verify(&file, Some(&other)), Err(Bent::OtherKey(_))));
    }
}

/// The record after somebody bent it.
fn bent(file: &[u8], bend: impl Fn(&mut serde_json::Value)) -> Vec<u8> {
    let mut value = serde_json::from_slice(file).unwrap();
    bend(&mut value);
    serde_json::to_vec(&value).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_way_to_bend_a_record_is_found() {
    let town = testkit::town(modules, MORNING).await;
    let (file, key) = record_of(&town).await;
    let whole: serde_json::Value = serde_json::from_slice(&file).unwrap();
    // Whatever value is changed anywhere, the record holds no longer.
    let mut places = Vec::new();
    leaves(&whole, String::new(), &mut places);
    assert!(places.len() > 60, "{} values", places.len());
    for place in &places {
        let changed = bent(&file, |value| {
            let leaf = value.pointer_mut(place).unwrap();
            *leaf = match leaf {
                serde_json::Value::Number(n) => (n.as_i64().unwrap() + 1).into(),
                serde_json::Value::Bool(b) => (!*b).into(),
                serde_json::Value::String(s) => format!("{s}0").into(),
                _ => "0".into(),
            };
        });
        // The name of the method is for people; the method itself is fixed.
        let is_free = place == "/signature/algorithm";
        assert_eq!(verify(&changed, Some(&key)).is_ok(), is_free, "{place}");
    }
    for (bend, expected) in [
        (cut as fn(&mut serde_json::Value), Bent::Altered),
        (|v| drop(v.as_object_mut().unwrap().remove("signature")), Bent::Unsigned),
        (|v| v["notices"] = serde_json::json!([]), Bent::Altered),
        (|v| v["looks"][0]["look"] = serde_json::json!(i64::MAX), Bent::Altered),
    ] {
        assert_eq!(verify(&bent(&file, bend), Some(&key)), Err(expected));
    }
    assert!(matches!(verify(b"[]", None), Err(Bent::Unsigned | Bent::Unreadable(_))));
    assert!(matches!(verify(b"%PDF", None), Err(Bent::Unreadable(_))));
    for no_key in ["", "abc", "00", "-----BEGIN PUBLIC KEY-----\nAA==\n"] {
        assert_eq!(public_key(no_key), Err(Bent::NoKey), "{no_key}");
    }
}

/// Takes the last look away, as if it had never been.
fn cut(value: &mut serde_json::Value) {
    value["looks"].as_array_mut().unwrap().pop();
}

fn leaves(value: &serde_json::Value, place: String, out: &mut Vec<String>) {
    match value {
        serde_json::Value::Object(members) => {
            for (name, value) in members {
                leaves(value, format!("{place}/{name}"), out);
            }
        }
        serde_json::Value::Array(values) => {
            for (at, value) in values.iter().enumerate() {
                leaves(value, format!("{place}/{at}"), out);
            }
        }
        _ => out.push(place),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_ask_for_a_look_between_the_nights() {
    for town in testkit::towns(modules, MORNING).await {
        put(&town, order("ruhe", None)).await;
        let rita = town.staff("Rita", &[crate::MANAGE], "50").await;
        town.settle().await;
        let before = proof(&rita).await["looks"].as_array().unwrap().len();
        rita.get(ROOM).await.is(200).shows("Jetzt prüfen und unterschreiben");
        rita.post(ROOM, &[]).await.is(303);
        town.settle().await;
        let now = proof(&rita).await;
        assert_eq!(now["looks"].as_array().unwrap().len(), before + 1);
        assert!(now["looks"][before]["signature"].is_string() && now["signature"].is_object());
        town.staff("Otto", &[], "50").await.post(ROOM, &[]).await.is(403);
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
