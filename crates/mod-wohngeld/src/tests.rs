//! Stories of housing benefit alone; the whole journey is told in the binary's tests.

use kernel::Module;

const START: &str = "2026-11-02T08:00:00Z";

fn modules() -> Vec<Module> {
    vec![crate::module()]
}

async fn with_rent_level(town: &testkit::TestTown) {
    town.town
        .write(kernel::Actor::system("test"), |tx| {
            let settings = crate::WohngeldSettings { rent_level: 3, ..Default::default() };
            kernel::settings::set(tx, &settings)?;
            Ok(kernel::Audit::of("test.level", 3).done())
        })
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pre_check_gives_the_amount_with_its_paragraphs_and_stores_nothing() {
    for town in testkit::towns(modules, START).await {
        with_rent_level(&town).await;
        let before = town.trail().await;
        let anybody = town.anybody();
        anybody.get("/wohngeld/rechner").await.is(200).shows("Sie bindet niemanden");
        let page = anybody
            .post(
                "/wohngeld/rechner",
                &[
                    ("personen", "1"),
                    ("miete", "450,00"),
                    ("p1-art", "statutory_pension"),
                    ("p1-betrag", "1.000,00"),
                    ("p1-kranken", "ja"),
                ],
            )
            .await
            .is(200);
        let words = page.words();
        assert!(words.contains("Wohngeld im Monat"), "{words}");
        assert!(words.contains("§ 19"), "{words}");
        assert_eq!(before, town.trail().await);
        assert!(page.location.is_none());
        assert!(anybody.session().is_none(), "no cookie for a calculation");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_figures_are_named_at_their_fields() {
    for town in testkit::towns(modules, START).await {
        with_rent_level(&town).await;
        let page = town
            .anybody()
            .post(
                "/wohngeld/rechner",
                &[("personen", "2"), ("miete", "viel"), ("p2-art", "employment")],
            )
            .await
            .is(422);
        let page = page.shows("Geben Sie die Miete ohne Heizung an");
        assert!(page.text().contains("aria-invalid"), "{}", page.text());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_rent_level_is_said_and_never_guessed() {
    for town in testkit::towns(modules, START).await {
        let page = town
            .anybody()
            .post("/wohngeld/rechner", &[("personen", "1"), ("miete", "400")])
            .await
            .is(200);
        let _ = page.shows("Mietenstufe der Kommune ist nicht bekannt");
    }
}

#[test]
fn the_sample_answers_become_households() {
    for (name, members) in
        [("single-parent", 2..=4), ("pensioner-alone", 1..=1), ("large-family", 4..=20)]
    {
        let path = format!(
            "{}/../../data/wohngeld/sample-{name}.json",
            std::env::var("CARGO_MANIFEST_DIR").expect("cargo says where")
        );
        let text = std::fs::read_to_string(path).unwrap();
        let answers: norm_fim::Answers = serde_json::from_str(&text).unwrap();
        let schema = norm_fim::read_with(crate::FORM.as_bytes(), norm_fim::ReadOptions::strict())
            .unwrap()
            .schema;
        let form = norm_fim::Form::new(schema, norm_fim::FormOptions::default());
        let json = form.to_json(&answers, norm_fim::Naming::Local);
        let document: serde_json::Value = serde_json::from_str(&json).unwrap();
        let claim = crate::answers::claim(&document);
        assert!(members.contains(&claim.household.members.len()), "{name}: {json}");
        assert!(claim.household.dwelling.monthly_payment.is_some(), "{name}: {json}");
        assert!(!crate::answers::applicant(&document).name.is_empty());
        assert!(!crate::procedure::needs(&claim.household).is_empty());
        let mut household = claim.household;
        household.place.rent_level = norm_wohngeld::RentLevel::new(3);
        let month = "2026-11".parse().unwrap();
        norm_wohngeld::assess(&household, month).unwrap_or_else(|e| panic!("{name}: {e}"));
    }
}
