//! Stories of daily work: the desk, taking, asking, hearing, writing, forwarding.

use kernel::facts::DocumentArrived;
use kernel::{Actor, Audit, cases, deadlines, files, notify};

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
async fn two_at_once_are_told_and_lose_nothing() {
    for town in towns().await {
        let egon = town.staff("Egon Amtsmann", ALL, "50.2").await;
        let edda = town.staff("Edda Beispiel", ALL, "50.2").await;
        let id = apply(&town, "Käthe Größlinger", true).await;
        take(&egon, id).await;
        let (one, two) =
            (egon.get(&url(id, "anhoeren")).await, edda.get(&url(id, "nachfordern")).await);
        let (one, two) = (Seen::on(&one), Seen::on(&two));
        let text = ("text", "Ihr Einkommen ist zu hoch.");
        egon.post(&url(id, "anhoeren"), &one.with(&[text, ("tage", "14")])).await.is(303);
        let late = edda
            .post(
                &url(id, "nachfordern"),
                &two.with(&[("text", "Bitte den Wunschzettel."), ("tage", "14")]),
            )
            .await
            .is(422)
            .shows("Inzwischen hat sich an diesem Vorgang etwas geändert")
            .shows("Bitte den Wunschzettel.");
        // Told once, she may go on from the new state without typing again.
        let again = Seen::on(&late);
        edda.post(
            &url(id, "nachfordern"),
            &again.with(&[("text", "Bitte den Wunschzettel."), ("tage", "14")]),
        )
        .await
        .is(303);
        // The same form sent twice counts once.
        egon.post(&url(id, "anhoeren"), &one.with(&[text, ("tage", "14")])).await.is(303);
        let messages = read(&town, move |reader| notify::of_case(reader, id)).await;
        assert_eq!(messages.len(), 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_go_both_ways_and_are_sent_once() {
    for town in towns().await {
        let egon = town.staff("Egon Amtsmann", ALL, "50.2").await;
        let id = apply(&town, "Käthe Größlinger", true).await;
        take(&egon, id).await;
        let case = case_of(&town, id).await;
        town.town
            .write(Actor::system("test"), move |tx| {
                let message = notify::NewMessage {
                    case: &case,
                    is_to_citizen: false,
                    subject: "Frage",
                    body: "Wie lange dauert es noch?",
                    file: None,
                    author: "Käthe Größlinger",
                };
                notify::put(tx, &message)?;
                Ok(Audit::of("test.written", id).done())
            })
            .await
            .expect("a message");
        egon.get("/schreibtisch").await.is(200).shows("Neue Nachrichten");
        let page =
            egon.get(&url(id, "nachrichten")).await.is(200).shows("Wie lange dauert es noch?");
        egon.get("/schreibtisch").await.is(200).hides("Neue Nachrichten");
        let seen = Seen::on(&page);
        egon.post(
            &url(id, "nachrichten"),
            &seen.with(&[("betreff", ""), ("text", "Noch zwei Wochen.")]),
        )
        .await
        .is(422)
        .shows("Betreff")
        .shows("Noch zwei Wochen.");
        let fields = seen.with(&[("betreff", "Ihre Frage"), ("text", "Noch zwei Wochen.")]);
        egon.post(&url(id, "nachrichten"), &fields).await.is(303);
        egon.post(&url(id, "nachrichten"), &fields).await.is(303);
        let messages = read(&town, move |reader| notify::of_case(reader, id)).await;
        assert_eq!(messages.len(), 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_works_on_their_own_case() {
    for town in towns().await {
        let egon = Worker::hire(&town, "Egon Amtsmann", "egon@town.test", "50.2").await;
        let edda = Worker::hire(&town, "Edda Beispiel", "edda@town.test", "50.2").await;
        let by_mail = apply_as(&town, "E. A.", "Egon@Town.test", "holder/2", true).await;
        let by_holder =
            apply_as(&town, "Egon A.", "", &format!("account/{}", egon.account), true).await;
        for id in [by_mail, by_holder] {
            let page = egon
                .client
                .get(&url(id, ""))
                .await
                .is(200)
                .shows("Das ist Ihr eigener Vorgang")
                .hides("Übernehmen");
            let version = page.field("stand").unwrap_or_else(|| "1".into());
            for action in [
                "uebernehmen",
                "nachfordern",
                "anhoeren",
                "entscheiden",
                "nachrichten",
                "erlassen",
                "berichtigen",
            ] {
                let fields =
                    [("stand", version.as_str()), ("zeile", "rent"), ("wert", "1"), ("grund", "x")];
                egon.client.post(&url(id, action), &fields).await.is(422).shows("selbst beteiligt");
            }
            // Nor can a colleague assign it to him.
            let account = egon.account.to_string();
            fill(&edda.client, id, "zuweisen", "zuweisen", &[("person", &account)])
                .await
                .is(422)
                .shows("selbst beteiligt");
        }
        let namesake = apply_as(&town, "Otto Amtsmann", "", "holder/3", true).await;
        egon.client
            .get(&url(namesake, ""))
            .await
            .is(200)
            .shows("Gleicher Familienname")
            .shows("Übernehmen");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_is_assigned_and_forwarded_with_a_reason() {
    for town in towns().await {
        let egon = Worker::hire(&town, "Egon Amtsmann", "egon@town.test", "50.2").await;
        let edda = Worker::hire(&town, "Edda Beispiel", "edda@town.test", "50.2").await;
        let tina = Worker::hire(&town, "Tina Tiefbau", "tina@town.test", "66").await;
        let id = apply(&town, "Käthe Größlinger", true).await;
        let to = |account: Id<people::Account>| account.to_string();
        fill(&egon.client, id, "zuweisen", "zuweisen", &[("person", &to(tina.account))])
            .await
            .is(422)
            .shows("Wählen Sie eine Person der Einheit");
        fill(&egon.client, id, "zuweisen", "zuweisen", &[("person", &to(edda.account))])
            .await
            .is(303);
        assert_eq!(case_of(&town, id).await.assignee, Some(edda.account));
        let roads = town.unit("66").await.id.to_string();
        fill(&egon.client, id, "zuweisen", "abgeben", &[("einheit", &roads), ("grund", "")])
            .await
            .is(422)
            .shows("warum Sie abgeben");
        fill(
            &egon.client,
            id,
            "zuweisen",
            "abgeben",
            &[("einheit", &roads), ("grund", "Es geht um einen Kanal.")],
        )
        .await
        .is(303);
        egon.client.get(&url(id, "")).await.is(404);
        let page =
            tina.client.get(&url(id, "verlauf")).await.is(200).shows("Es geht um einen Kanal.");
        drop(page);
        assert_eq!(case_of(&town, id).await.assignee, None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_follow_up_brings_the_case_back_on_its_day() {
    for town in towns().await {
        let egon = Worker::hire(&town, "Egon Amtsmann", "egon@town.test", "50.2").await;
        let id = apply(&town, "Käthe Größlinger", true).await;
        take(&egon.client, id).await;
        let again = fill(
            &egon.client,
            id,
            "verlauf",
            "wiedervorlage",
            &[("notiz", "Anrufen"), ("tag", "1.5.2026")],
        )
        .await
        .is(422)
        .shows("nach heute");
        assert_eq!(again.field("notiz").as_deref(), Some("Anrufen"), "what was typed is not lost");
        fill(
            &egon.client,
            id,
            "verlauf",
            "wiedervorlage",
            &[("notiz", "Anrufen"), ("tag", "20.5.2026")],
        )
        .await
        .is(303);
        assert_eq!(case_of(&town, id).await.due_on, Some(day("2026-05-20")));
        town.advance_days(16);
        egon.sign_in(&town).await;
        let desk = egon.client.get("/schreibtisch").await.is(200).shows("Heute (1)");
        drop(desk);
        let page = egon.client.get(&url(id, "verlauf")).await.is(200).shows("Anrufen");
        let seen = Seen::on(&page);
        let followup = page.field("wiedervorlage").expect("a follow-up to end");
        egon.client
            .post(&url(id, "wiedervorlage-erledigt"), &seen.with(&[("wiedervorlage", &followup)]))
            .await
            .is(303);
        assert_eq!(case_of(&town, id).await.due_on, None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_stored_by_staff_and_open_as_downloads_of_their_own_case_only() {
    for town in towns().await {
        let egon = town.staff("Egon Amtsmann", ALL, "50.2").await;
        let (id, other) =
            (apply(&town, "Käthe Größlinger", true).await, apply(&town, "Otto", true).await);
        let seen = Seen::on(&egon.get(&url(id, "")).await.is(200));
        egon.upload(
            &url(id, "unterlagen"),
            &seen.with(&[("art", "lease")]),
            &[("datei", "Böses.exe", b"MZ")],
        )
        .await
        .is(422);
        let fields = seen.with(&[("art", "lease")]);
        egon.upload(
            &url(id, "unterlagen"),
            &fields,
            &[("datei", "Mietvertrag für Käthe.pdf", b"%PDF-1.7 x")],
        )
        .await
        .is(303);
        let page = egon
            .get(&url(id, ""))
            .await
            .is(200)
            .shows("Mietvertrag für Käthe.pdf")
            .shows("eingegangen");
        let link = page.link("/datei/").expect("a file");
        let file = egon.get(&link).await.is(200);
        assert_eq!(file.body, b"%PDF-1.7 x");
        let disposition =
            file.headers.get("content-disposition").expect("a header").to_str().expect("ASCII");
        assert!(disposition.starts_with("attachment; filename*=UTF-8''Mietvertrag%20f%C3%BCr"));
        egon.get(&link.replace(&id.to_string(), &other.to_string())).await.is(404);
        town.staff("Tina", ALL, "66").await.get(&link).await.is(404);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_application_leaves_the_desk() {
    for town in towns().await {
        let egon = town.staff("Egon Amtsmann", ALL, "50.2").await;
        let id = apply(&town, "Käthe Größlinger", true).await;
        take(&egon, id).await;
        fill(&egon, id, "nachfordern", "nachfordern", &[("unterlage", "lease"), ("tage", "21")])
            .await
            .is(303);
        town.town
            .write(Actor::system("test"), move |tx| {
                tx.emit(&kernel::facts::ApplicationWithdrawn {
                    case: id.to_string(),
                    kind: probe::KIND.into(),
                })?;
                Ok(Audit::of("test.withdrawn", id).done())
            })
            .await
            .expect("a withdrawal");
        town.settle().await;
        let case = case_of(&town, id).await;
        assert_eq!((case.state.as_str(), case.erase_on), ("withdrawn", Some(day("2036-05-04"))));
        let running = read(&town, move |reader| deadlines::nearest(reader, &id.to_string())).await;
        assert_eq!(running, None);
        egon.get(&url(id, "entscheiden")).await.is(422).shows("nicht mehr möglich");
    }
}
