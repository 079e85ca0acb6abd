//! Stories of daily work: the desk, the list, taking a case, asking for documents.

use kernel::facts::DocumentArrived;
use kernel::{Actor, Audit, cases, files};

use super::*;

/// A document of the applicant arrives.
async fn hand_in(town: &TestTown, id: Id<Case>, label: &'static str) {
    let file = files::made_here("vertrag.pdf", "application/pdf", b"%PDF-1.7 lease".to_vec());
    town.town.files().write(&file).expect("bytes");
    town.town
        .write(Actor::system("test"), move |tx| {
            let link = files::link(tx, &file, &format!("case/{id}"), label, "citizen")?;
            tx.emit(&DocumentArrived {
                case: id.to_string(),
                kind: probe::KIND.into(),
                document: label.into(),
                file: link.to_string(),
            })?;
            Ok(Audit::of("test.handed_in", id).done())
        })
        .await
        .expect("a document");
    town.settle().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_case_lies_on_the_desk_until_somebody_takes_it() {
    for town in towns().await {
        let egon = town.staff("Egon Amtsmann", ALL, "50.2").await;
        let edda = town.staff("Edda Beispiel", ALL, "50.2").await;
        let id = apply(&town, "Käthe Größlinger", true).await;
        assert_eq!(case_of(&town, id).await.due_on, Some(day("2026-05-11")));
        let number = case_of(&town, id).await.number;
        egon.get("/schreibtisch")
            .await
            .is(200)
            .shows("Neu und ohne Bearbeitung")
            .shows(&number)
            .shows("Ihr Schreibtisch ist leer");

        let both_see =
            edda.get(&url(id, "")).await.is(200).shows("Käthe Größlinger").shows("Übernehmen");
        take(&egon, id).await;
        let case = case_of(&town, id).await;
        assert_eq!(case.stage, "checking");
        let seen = Seen::on(&both_see);
        edda.post(&url(id, "uebernehmen"), &seen.with(&[]))
            .await
            .is(422)
            .shows("bearbeitet schon Egon Amtsmann");
        egon.get("/schreibtisch")
            .await
            .is(200)
            .shows("Später (1)")
            .shows("Nichts Neues")
            .hides("Ihr Schreibtisch ist leer");
        // A second click of the same person changes nothing and says so politely.
        egon.post(&url(id, "uebernehmen"), &seen.with(&[])).await.is(303);
        assert_eq!(
            town.trail().await,
            ["desk.taken_in", "desk.opened", "desk.opened", "desk.assigned"]
        );
        fill(&egon, id, "", "zuruecklegen", &[]).await.is(303);
        assert_eq!(case_of(&town, id).await.assignee, None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn opening_a_case_leaves_one_line_per_hour() {
    let town = testkit::town(modules, MONDAY).await;
    let egon = Worker::hire(&town, "Egon Amtsmann", "egon@town.test", "50.2").await;
    let id = apply(&town, "Käthe Größlinger", true).await;
    for below in ["", "nachrichten", "verlauf", "beteiligte", "entscheidung", ""] {
        egon.client.get(&url(id, below)).await.is(200);
    }
    let opened = |trail: Vec<String>| trail.iter().filter(|a| *a == "desk.opened").count();
    assert_eq!(opened(town.trail().await), 1);
    town.advance(jiff::SignedDuration::from_hours(1));
    egon.sign_in(&town).await;
    egon.client.get(&url(id, "")).await.is(200);
    assert_eq!(opened(town.trail().await), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_unit_does_not_learn_that_a_case_exists() {
    for town in towns().await {
        let id = apply(&town, "Käthe Größlinger", true).await;
        let number = case_of(&town, id).await.number;
        let tina = town.staff("Tina Tiefbau", ALL, "66").await;
        tina.get(&url(id, "")).await.is(404);
        for below in [
            "nachrichten",
            "verlauf",
            "beteiligte",
            "entscheidung",
            "entscheiden",
            "mitzeichnen",
            "anhoeren",
            "nachfordern",
            "zuweisen",
        ] {
            tina.get(&url(id, below)).await.is(404);
        }
        tina.get("/vorgaenge").await.is(200).hides(&number);
        tina.get(&format!("/vorgaenge?q={number}")).await.is(200).hides("Größlinger");
        tina.get("/vorgaenge?q=Gr%C3%B6%C3%9Flinger").await.is(200).hides(&number);
        for action in [
            "uebernehmen",
            "zuruecklegen",
            "zuweisen",
            "abgeben",
            "nachfordern",
            "anhoeren",
            "anhoerung-beenden",
            "wiedervorlage",
            "nachrichten",
            "erlassen",
            "entscheiden",
            "mitzeichnen",
            "entwurf-verwerfen",
            "entwurf-zurueckholen",
            "widerspruch",
            "abschliessen",
            "bescheid-wiederholen",
            "berichtigen",
        ] {
            tina.post(&url(id, action), &[("stand", "1"), ("wiedervorlage", &id.to_string())])
                .await
                .is(404);
        }
        tina.upload(&url(id, "unterlagen"), &[], &[("datei", "a.pdf", b"%PDF-1.7")]).await.is(404);
        // Those above the unit see it, those without the permission do not get in at all.
        town.staff("Anna Amtsleitung", ALL, "50").await.get(&url(id, "")).await.is(200);
        town.staff("Otto Ohne", &[], "50.2").await.get(&url(id, "")).await.is(403);
        town.anybody().get(&url(id, "")).await.is(401);
        town.staff("Lea Lesen", &[WORK], "50.2").await.get(&url(id, "entscheiden")).await.is(403);
        tina.get("/vorgaenge/keine-id").await.is(404);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_is_filtered_by_address_and_finds_names_and_numbers() {
    for town in towns().await {
        let egon = town.staff("Egon Amtsmann", ALL, "50").await;
        let first = apply(&town, "Käthe Größlinger", true).await;
        apply_as(&town, "Jürgen Özil", "j@mail.test", "holder/2", true).await;
        egon.get("/vorgaenge").await.is(200).shows("2 Vorgänge");
        egon.get("/vorgaenge?q=groesslinger").await.is(200).shows("1 Vorgänge").shows("Käthe");
        egon.get("/vorgaenge?wer=niemand&schritt=new").await.is(200).shows("2 Vorgänge");
        egon.get("/vorgaenge?frist=heute").await.is(200).shows("Nichts gefunden");
        egon.get("/vorgaenge?zustand=decided").await.is(200).shows("Nichts gefunden");
        egon.get("/vorgaenge?zustand=unsinn&schritt=%27&seite=99999999999").await.is(200);
        take(&egon, first).await;
        let mine = egon.get("/vorgaenge?wer=ich").await.is(200).shows("1 Vorgänge").hides("Özil");
        assert!(
            mine.link("zustand=open").is_some(),
            "a chip takes one filter away and keeps the rest"
        );
        let number = case_of(&town, first).await.number;
        let found = egon.get(&format!("/vorgaenge?q={number}")).await.is(303);
        assert_eq!(found.location, Some(url(first, "")));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_are_asked_for_and_the_last_one_ends_the_waiting() {
    for town in towns().await {
        let egon = town.staff("Egon Amtsmann", ALL, "50.2").await;
        let id = apply(&town, "Käthe Größlinger", true).await;
        take(&egon, id).await;
        egon.get(&url(id, "nachfordern")).await.is(200).shows("Mietvertrag");
        fill(&egon, id, "nachfordern", "nachfordern", &[("tage", "14")])
            .await
            .is(422)
            .shows("Wählen Sie Unterlagen");
        fill(
            &egon,
            id,
            "nachfordern",
            "nachfordern",
            &[("unterlage", "lease"), ("text", "Bitte alle Seiten."), ("tage", "0")],
        )
        .await
        .is(422)
        .shows("1 bis 366")
        .shows("Bitte alle Seiten.");
        fill(
            &egon,
            id,
            "nachfordern",
            "nachfordern",
            &[("unterlage", "lease"), ("text", "Bitte alle Seiten."), ("tage", "14")],
        )
        .await
        .is(303);
        let case = case_of(&town, id).await;
        assert_eq!((case.stage.as_str(), case.due_on), ("documents", Some(day("2026-05-18"))));
        egon.get(&url(id, "nachrichten"))
            .await
            .is(200)
            .shows("– Mietvertrag: für die Prüfung")
            .shows("Bitte alle Seiten.")
            .shows("18. Mai 2026")
            .shows("noch nicht gelesen");
        town.settle().await;
        let mails = town.post.to("guest@mail.test");
        assert_eq!(mails.len(), 1);
        assert!(
            !mails[0].body.reveal().contains("Mietvertrag"),
            "mail says nothing about the contents"
        );

        hand_in(&town, id, "lease").await;
        let case = case_of(&town, id).await;
        assert_eq!((case.stage.as_str(), case.due_on), ("checking", Some(day("2026-05-04"))));
        egon.get("/schreibtisch").await.is(200).shows("Heute (1)");
        egon.get(&url(id, "")).await.is(200).shows("eingegangen");
        let log = read(&town, move |reader| cases::log_of(reader, id)).await;
        assert!(
            log.iter().any(|l| l.is_open && l.what.de == "Alle angeforderten Unterlagen sind da.")
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn when_documents_do_not_come_there_is_a_reminder_and_then_work_goes_on() {
    for town in towns().await {
        let egon = town.staff("Egon Amtsmann", ALL, "50.2").await;
        let id = apply(&town, "Käthe Größlinger", true).await;
        take(&egon, id).await;
        fill(&egon, id, "nachfordern", "nachfordern", &[("unterlage", "lease"), ("tage", "21")])
            .await
            .is(303);
        town.settle().await;
        assert_eq!(town.post.mails().len(), 1);
        town.advance_days(17);
        town.settle().await;
        town.settle().await;
        assert_eq!(town.post.mails().len(), 2, "one reminder, however often the night comes");
        // The 21st day is Whit Monday: the deadline ends on Tuesday, 26 May.
        town.advance_days(5);
        town.settle().await;
        assert_eq!(case_of(&town, id).await.stage, "documents");
        town.advance_days(1);
        town.settle().await;
        let case = case_of(&town, id).await;
        assert_eq!((case.stage.as_str(), case.due_on), ("checking", Some(day("2026-05-27"))));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_shows_the_first_of_many_and_leads_to_the_rest() {
    let town = testkit::town(super::modules, super::MONDAY).await;
    let egon = town.staff("Egon Amtsmann", ALL, "50.2").await;
    for number in 1..=17 {
        apply(&town, &format!("Antragsteller{number:02}"), true).await;
    }
    let desk = egon.get("/schreibtisch").await.is(200).shows("Alle ohne Bearbeitung");
    let shown = (1..=17).filter(|n| desk.words().contains(&format!("Antragsteller{n:02}"))).count();
    assert_eq!(shown, 15);
    let rest = desk.link("/vorgaenge?wer=niemand").expect("a link to the rest");
    let all = egon.get(&rest).await.is(200);
    assert_eq!(
        (1..=17).filter(|n| all.words().contains(&format!("Antragsteller{n:02}"))).count(),
        17
    );
}
