//! A running service: people apply, the desk knows what to do, drafts keep their edition.

use jiff::civil::date;
use kernel::facts::ApplicationWithdrawn;
use kernel::procedure::{Correction, Decision, Outcome};
use kernel::{Actor, Audit, Id, Language, cases};
use mod_applications::submit_for_demo;
use rathaus::modules;

use super::{SCHEMA, START, builder, import, open, sample, set_terms};

#[tokio::test(flavor = "multi_thread")]
async fn a_schema_becomes_a_service_with_cases() {
    for town in testkit::towns(modules, START).await {
        let builder = builder(&town).await;
        let edition = import(&builder, "mietzuschuss", SCHEMA).await;
        let _ = builder
            .get(&edition)
            .await
            .shows("Sagen Sie, welche Stelle")
            .shows("Rechtsbehelfsbelehrung fehlt");
        set_terms(&town, &builder, &edition).await;
        let _ = town.anybody().get("/antrag/mietzuschuss").await.is(404);
        let _ = open(&builder, &edition).await.is(303);
        let start = town.anybody().get("/antrag/mietzuschuss").await.is(200);
        let _ = start.shows("Zuschuss zur Miete").shows("kostenfrei");
        let _ = town.anybody().get("/en/antrag/mietzuschuss").await.shows("Rent subsidy");

        let holder = "holder/0198f000-0000-7000-8000-000000000001";
        let sent =
            submit_for_demo(&town.town, "mietzuschuss", sample(), holder, Language::De, Vec::new());
        let case = sent.await.expect("the application is taken");
        town.settle().await;
        let house = std::sync::Arc::clone(&town.town);
        let (case, sheet, needs, parties) = town
            .town
            .read(move |db| {
                let case = cases::find_for_update(db, case)?;
                let procedure = house.house().procedure(&case.kind)?;
                let sheet = procedure.sheet(&house, db, &case, Language::De)?;
                let needs = procedure.documents(&house, db, &case)?;
                let parties = cases::parties(db, case.id)?;
                Ok((case, sheet, needs, parties))
            })
            .await
            .expect("the desk can read it");
        assert_eq!(case.kind, "online-mietzuschuss");
        assert_eq!(parties[0].name.reveal(), "Hedwig Amsel");
        let rows: Vec<_> = sheet.sections.iter().flat_map(|section| &section.rows).collect();
        assert!(rows.iter().any(|row| row.declared == "Hedwig"), "{rows:?}");
        assert!(!needs.is_empty());

        corrected(&town, case.id).await;
        noticed(&town, case.id).await;
        withdrawn(&town, &case).await;
    }
}

/// The form says how long its cases are kept.
async fn withdrawn(town: &testkit::TestTown, case: &cases::Case) {
    let fact = ApplicationWithdrawn { case: case.id.to_string(), kind: case.kind.clone() };
    let id = case.id;
    let emitted = town.town.write(Actor::Visitor, move |tx| {
        tx.emit(&fact)?;
        Ok(Audit::of("applications.withdrawn", id).done())
    });
    emitted.await.expect("the fact is out");
    town.settle().await;
    let ended = town.town.read(move |db| cases::find_for_update(db, id)).await.expect("the case");
    assert_eq!(ended.erase_on, Some(date(2029, 5, 4)), "three years after it ended");
}

/// The case worker finds something else than declared.
async fn corrected(town: &testkit::TestTown, case: Id<cases::Case>) {
    let house = std::sync::Arc::clone(&town.town);
    let change = |key: &'static str, value: &'static str, reason: &'static str| {
        let house = std::sync::Arc::clone(&house);
        town.town.write(Actor::Visitor, move |tx| {
            let case = cases::find_for_update(tx, case)?;
            let procedure = house.house().procedure(&case.kind)?;
            procedure.correct(&house, tx, &case, &Correction { key, value, reason })?;
            Ok(Audit::of("desk.corrected", case.id).done())
        })
    };
    let rent = "G99000000070.F99000000071";
    assert!(change(rent, "viel", "x").await.is_err(), "no amount");
    assert!(change(rent, "500,00", "").await.is_err(), "no reason");
    change(rent, "500,00", "laut Mietvertrag").await.expect("a correction");
    let house = std::sync::Arc::clone(&town.town);
    let sheet = town
        .town
        .read(move |db| {
            let case = cases::find_for_update(db, case)?;
            house.house().procedure(&case.kind)?.sheet(&house, db, &case, Language::De)
        })
        .await
        .expect("the sheet");
    let row =
        sheet.sections.iter().flat_map(|s| &s.rows).find(|row| row.key == rent).expect("the rent");
    assert_eq!(
        (row.found.as_deref(), row.reason.as_deref()),
        (Some("500,00 €"), Some("laut Mietvertrag"))
    );
}

/// The notice speaks in the words of the town, else in plain ones.
async fn noticed(town: &testkit::TestTown, case: Id<cases::Case>) {
    let house = std::sync::Arc::clone(&town.town);
    let notice = town
        .town
        .read(move |db| {
            let case = cases::find_for_update(db, case)?;
            let decision = Decision {
                id: Id::new(),
                outcome: Outcome::Refused,
                amount: None,
                period: None,
                reasons: String::new(),
                day: db.today(),
            };
            house.house().procedure(&case.kind)?.notice(&house, db, &case, &decision)
        })
        .await
        .expect("the notice");
    assert_eq!(notice.subject, "Bescheid: Zuschuss zur Miete");
    assert!(format!("{:?}", notice.ruling).contains("lehne ich ab"));
    assert!(notice.remedy.contains("Klage"));
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_try_a_form_out_and_nothing_is_sent() {
    let town = testkit::town(modules, START).await;
    let builder = builder(&town).await;
    let edition = import(&builder, "mietzuschuss", SCHEMA).await;
    let id = edition.rsplit('/').next().expect("an id").to_owned();
    let trial = format!("/antrag/probe-{id}");
    let tester = town.anybody();
    let _ = tester.get(&trial).await.is(200).shows("Das ist eine Probe");
    let _ = tester.get("/antrag/probe-0198f000-0000-7000-8000-000000000000").await.is(404);
    let service = format!("probe-{id}");
    let sent =
        submit_for_demo(&town.town, &service, sample(), "holder/x", Language::De, Vec::new());
    assert!(sent.await.is_err(), "a trial is never sent");

    let probe = format!("{edition}/probe");
    let fits = builder.upload(&probe, &[], &[("datei", "a.json", b"{}")]).await.is(200);
    let _ = fits.shows("Fehler");
    let _ = builder
        .upload(&probe, &[], &[("datei", "a.json", b"[")])
        .await
        .is(422)
        .shows("passt nicht zu diesem Formular");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_keeps_the_edition_it_was_begun_with() {
    let town = testkit::town(modules, START).await;
    let builder = builder(&town).await;
    let first = import(&builder, "mietzuschuss", SCHEMA).await;
    set_terms(&town, &builder, &first).await;
    let _ = open(&builder, &first).await.is(303);
    let visitor = town.anybody();
    let begun = visitor.post("/antrag/mietzuschuss", &[]).await.is(303);
    let code = visitor.follow(&begun).await.is(200);
    let draft = code.field("entwurf").expect("the draft");
    let _ = visitor.post("/antrag/code/notiert", &[("entwurf", &draft)]).await.is(303);

    let renamed = SCHEMA.replace("Telefonnummer", "Rufnummer");
    let files = [("datei", "neu.xml", renamed.as_bytes())];
    let answer = builder.upload(&format!("{first}/fassung"), &[], &files).await.is(303);
    let second = answer.location.expect("there").replace("/vergleich", "");
    let _ = open(&builder, &second).await.is(303);

    let page = format!("/antrag/entwurf/{draft}/G99000000040");
    let _ = visitor.get(&page).await.is(200).shows("Telefonnummer").hides("Rufnummer");
    let newcomer = town.anybody();
    let begun = newcomer.post("/antrag/mietzuschuss", &[]).await.is(303);
    let draft = newcomer.follow(&begun).await.field("entwurf").expect("the draft");
    let _ = newcomer.post("/antrag/code/notiert", &[("entwurf", &draft)]).await.is(303);
    let page = format!("/antrag/entwurf/{draft}/G99000000040");
    let _ = newcomer.get(&page).await.is(200).shows("Rufnummer");
}
