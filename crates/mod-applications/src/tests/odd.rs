//! Odd input: forged, huge, late, in the wrong place; and what people do after sending.

use super::{PDF, START, applied, begin, modules, ready};
use kernel::notify::{self, NewMessage};
use kernel::{Actor, Audit, cases, deadlines};

#[tokio::test(flavor = "multi_thread")]
async fn forged_addresses_are_pages_that_do_not_exist() {
    let town = testkit::town(modules, START).await;
    ready(&town).await;
    let client = town.anybody();
    let (draft, _, _) = begin(&client).await;
    let nobody = kernel::Id::<()>::new();
    for path in [
        "/antrag/hundesteuer".to_owned(),
        "/antrag/entwurf/1".to_owned(),
        format!("/antrag/entwurf/{nobody}"),
        format!("/antrag/entwurf/{}", nobody.to_string().to_uppercase()),
        format!("{draft}/G99000000030-7/entfernen?x=1").replace("-7", "-x"),
        "/vorgang/x".to_owned(),
        format!("/vorgang/{nobody}"),
        format!("/vorgang/{nobody}/datei/{nobody}"),
    ] {
        let _ = client.get(&path).await.is(404);
    }
    // A page that does not apply leads to one that does.
    for page in ["G99000000999", "G99000000030-0", "..%2F..%2Fetc", "G99000000020~99"] {
        let _ = client.get(&format!("{draft}/{page}")).await.is(303);
        let _ = client.post(&format!("{draft}/{page}"), &[("x", "y")]).await.is(303);
    }
    let list = format!("{draft}/G99000000030");
    for action in ["neu|G99000000020", "neu|..", "weg|x", "zu|nirgends", "neu|G99000000030-0"] {
        let status = client.post(&list, &[("stand", "0"), ("aktion", action)]).await.status;
        assert!([303, 404, 422].contains(&status), "{action}: {status}");
    }
    let files: &[(&str, &str, &[u8])] = &[("datei-erfunden", "a.pdf", PDF)];
    let _ = client.upload(&format!("{draft}/unterlagen"), &[], files).await.is(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_huge_field_is_refused_and_the_draft_lives() {
    let town = testkit::town(modules, START).await;
    ready(&town).await;
    let client = town.anybody();
    let (draft, _, _) = begin(&client).await;
    let page = format!("{draft}/G99000000020");
    let field = "G99000000020.F99000000021";
    let _ = client.post(&page, &[(field, "Hedwig"), ("aktion", "spaeter")]).await.is(303);
    let huge = "x".repeat(70_000);
    let _ = client.post(&page, &[(field, &huge)]).await.is(413);
    let long = "x".repeat(60_000);
    let answer = client.post(&page, &[(field, &long)]).await.is(422).shows("Zeichen");
    assert!(answer.text().contains(&long[..1000]), "what was typed is still there");
    let null = client.post(&page, &[(field, "a\0b")]).await;
    assert_eq!(null.status, 400);
    let _ = client.get(&page).await.is(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_from_elsewhere_change_nothing() {
    let town = testkit::town(modules, START).await;
    ready(&town).await;
    let client = town.anybody();
    let (draft, _, _) = begin(&client).await;
    let _ = client.post_raw(&format!("{draft}/loeschen"), &[]).await.is(403);
    let _ = client.post_raw("/antrag/wohngeld", &[("csrf", "x")]).await.is(403);
    let _ = client.get(&format!("{draft}/G99000000020")).await.is(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_files_are_named_and_good_ones_stay() {
    let town = testkit::town(modules, START).await;
    ready(&town).await;
    let client = town.anybody();
    let (draft, _, _) = begin(&client).await;
    let path = format!("{draft}/unterlagen");
    let mut large = vec![b' '; 10 * 1024 * 1024 + 1];
    large[..9].copy_from_slice(b"%PDF-1.7 ");
    let wrong: &[(&str, &[u8], &str)] = &[
        ("brief.docx", b"PK\x03\x04", "Format, das wir nicht annehmen"),
        ("leer.pdf", b"", "ist leer"),
        ("foto.png", PDF, "passt nicht zum Inhalt"),
        ("programm.pdf", b"%PDF-1.7 /Java#53cript (x)", "enthält Programme"),
        ("geheim.pdf", b"%PDF-1.7 /Encrypt 5 0 R", "verschlüsselt"),
        ("riesig.pdf", &large, "ist zu groß"),
    ];
    for (name, bytes, said) in wrong {
        let files: &[(&str, &str, &[u8])] = &[("datei-lease", name, bytes)];
        let answer = client.upload(&path, &[], files).await;
        assert_eq!(answer.status, 422, "{name}: {}", answer.words());
        let _ = answer.shows(name).shows(said);
    }
    // What is larger still is cut off on its way, before anybody knows its name.
    large.push(b' ');
    let files: &[(&str, &str, &[u8])] = &[("datei-lease", "riesig.pdf", &large)];
    let _ = client.upload(&path, &[], files).await.is(413).shows("Verkleinern Sie die Datei");
    // A good file in the same form is kept.
    let files: &[(&str, &str, &[u8])] =
        &[("datei-lease", "gut.pdf", PDF), ("datei-other", "schlecht.exe", b"MZ")];
    let _ = client.upload(&path, &[], files).await.is(422).shows("schlecht.exe");
    let _ = client.get(&path).await.is(200).shows("gut.pdf").hides("schlecht.exe");
    let body = "--b\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\nx";
    let request = axum::http::Request::builder()
        .method("POST")
        .uri(&path)
        .header("host", "town.test")
        .header("accept", "text/html")
        .header("cookie", format!("rathaus={}", client.session().unwrap()))
        .header("content-type", "multipart/form-data; boundary=b")
        .body(axum::body::Body::from(body))
        .unwrap();
    let _ = client.send(request).await.is(400).shows("kam nicht vollständig an");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_deleted_on_request_with_its_files() {
    let town = testkit::town(modules, START).await;
    ready(&town).await;
    let client = town.anybody();
    let (draft, _, _) = begin(&client).await;
    let files: &[(&str, &str, &[u8])] =
        &[("datei-lease", "a.pdf", PDF), ("datei-other", "b.pdf", b"%PDF-1.4 b")];
    let stored = client.upload(&format!("{draft}/unterlagen"), &[], files).await.is(303);
    let html = client.follow(&stored).await.shows("a.pdf").shows("b.pdf").text();
    let remove = html.split("action=\"").find(|p| p.contains("/entfernen")).unwrap();
    let remove = remove.split('"').next().unwrap();
    let _ = client.post(remove, &[]).await.is(303);
    let _ = client.post(remove, &[]).await.is(303);
    assert_eq!(town.town.files().on_disk().unwrap().len(), 1);
    let _ = client.get(&format!("{draft}/loeschen")).await.is(200).shows("Entwurf löschen?");
    let _ = client.post(&format!("{draft}/loeschen"), &[]).await.is(303);
    let _ = client.post(&format!("{draft}/loeschen"), &[]).await.is(303);
    assert!(town.town.files().on_disk().unwrap().is_empty());
    let _ = client.get("/antraege?alle=ja").await.is(200).shows("Noch keine Anträge");
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_go_both_ways_and_documents_follow() {
    for town in testkit::towns(modules, START).await {
        ready(&town).await;
        let client = town.anybody();
        let (draft, _, _) = begin(&client).await;
        let case = applied(&client, &draft).await;
        town.settle().await;
        let id: kernel::Id<kernel::Case> = case.strip_prefix("/vorgang/").unwrap().parse().unwrap();
        let page = client.get(&case).await.is(200).shows("Es fehlen noch Unterlagen");
        let _ = page.shows("Mietvertrag");
        let write = format!("{case}/nachricht");
        let _ = client.post(&write, &[("text", " ")]).await.is(422).shows("Schreiben Sie");
        for _ in 0..2 {
            let sent = client.post(&write, &[("text", "Wann geht es weiter?")]).await.is(303);
            let _ = client.follow(&sent).await.shows("Ihre Nachricht ist angekommen");
        }
        town.town
            .write(Actor::system("test"), move |tx| {
                let case = cases::find_for_update(tx, id)?;
                let written = notify::of_case(tx, id)?;
                assert_eq!(written.iter().filter(|m| !m.is_to_citizen).count(), 1, "sent once");
                let message = NewMessage {
                    case: &case,
                    is_to_citizen: true,
                    subject: "Mietvertrag",
                    body: "Bitte schicken Sie uns den Vertrag.",
                    file: None,
                    author: "Wohngeldstelle",
                };
                notify::put(tx, &message)?;
                let due = jiff::civil::Date::constant(2026, 6, 1);
                let label = kernel::Text::new("Unterlagen nachreichen", "Hand in documents");
                deadlines::start(tx, &id.to_string(), "desk/documents", &label, due, None)?;
                let hidden = kernel::Text::new("Wiedervorlage", "Follow-up");
                deadlines::start(tx, &id.to_string(), "desk/follow-up", &hidden, due, None)?;
                cases::log(tx, id, "Petersen", &kernel::Text::same("Nur für das Amt"), false)?;
                cases::set_stage(tx, id, "documents", Some(due))?;
                Ok(Audit::of("test.asked", id).done())
            })
            .await
            .unwrap();
        let _ = client.get("/postfach").await.is(200).shows("neu").shows("Mietvertrag");
        let page = client.get(&case).await.is(200).shows("Bitte schicken Sie uns den Vertrag.");
        let page = page.shows("Bitte bis zum 1. Juni 2026.").hides("Wiedervorlage");
        let _ = page.hides("Nur für das Amt").shows("Unterlagen fehlen");
        let _ = client.get("/postfach").await.is(200).shows("gelesen");
        let path = format!("{case}/unterlagen");
        let none = client.upload(&path, &[], &[]).await.is(422);
        let _ = none.shows("Wählen Sie zuerst eine Datei aus");
        let bad: &[(&str, &str, &[u8])] = &[("datei-lease", "a.pdf", b"<html>")];
        let _ =
            client.upload(&path, &[], bad).await.is(422).shows("Format, das wir nicht annehmen");
        let good: &[(&str, &str, &[u8])] = &[("datei-lease", "vertrag.pdf", PDF)];
        for _ in 0..2 {
            let sent = client.upload(&path, &[], good).await.is(303);
            let page =
                client.follow(&sent).await.is(200).shows("Unterlage eingegangen: Mietvertrag");
            let _ = page.hides("Es fehlen noch Unterlagen").shows("vertrag.pdf");
        }
        let trail = town.trail().await;
        assert_eq!(trail.iter().filter(|a| *a == "applications.documents_added").count(), 1);
        // After the decision the end of the objection period is told, not demanded.
        town.town
            .write(Actor::system("test"), move |tx| {
                cases::decide(tx, id)?;
                let due = jiff::civil::Date::constant(2026, 7, 9);
                let label = kernel::Text::new("Ende der Widerspruchsfrist", "End of objection");
                deadlines::start(tx, &id.to_string(), "desk/objection", &label, due, None)?;
                Ok(Audit::of("test.decided", id).done())
            })
            .await
            .unwrap();
        let page = client.get(&case).await.is(200).shows("Ende der Widerspruchsfrist");
        let page = page.shows("Ende der Widerspruchsfrist 9. Juli 2026").shows("Entschieden");
        let _ = page.hides("Zurücknehmen …");
        let _ = client.post(&format!("{case}/zuruecknehmen"), &[]).await.is(422);
        let strange: &[(&str, &str, &[u8])] = &[("datei-x", "a.pdf", PDF)];
        let _ = client.upload(&path, &[], strange).await.is(404);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn notes_of_the_office_are_not_served() {
    let town = testkit::town(modules, START).await;
    ready(&town).await;
    let client = town.anybody();
    let (draft, _, _) = begin(&client).await;
    let case = applied(&client, &draft).await;
    let id: kernel::Id<kernel::Case> = case.strip_prefix("/vorgang/").unwrap().parse().unwrap();
    let note =
        kernel::files::made_here("vermerk.pdf", "application/pdf", b"%PDF-1.7 intern".to_vec());
    town.town.files().write(&note).unwrap();
    let file = town
        .town
        .write(Actor::system("test"), move |tx| {
            let owner = cases::find_for_update(tx, id)?.owner();
            let file = kernel::files::link(tx, &note, &owner, "note", "staff")?;
            Ok(Audit::of("test.noted", id).with(file))
        })
        .await
        .unwrap();
    let _ = client.get(&format!("{case}/datei/{file}")).await.is(404);
    let _ = client.get(&case).await.is(200).hides("vermerk.pdf");
}

#[tokio::test(flavor = "multi_thread")]
async fn street_names_are_suggested() {
    let town = testkit::town(modules, START).await;
    town.town
        .write(Actor::system("test"), |tx| {
            for (key, name) in [("1", "Ahornweg"), ("2", "Am Ahorn"), ("3", "Birkenweg")] {
                let axis = [(0.0, 0.0), (1.0, 1.0)];
                kernel::places::add_street(tx, key, name, "residential", &axis)?;
            }
            Ok(Audit::of("test.streets", "3").done())
        })
        .await
        .unwrap();
    let answer = town.anybody().get("/antrag/strassen?q=aho").await.is(200);
    assert_eq!(answer.kind, "application/json; charset=utf-8");
    let json: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(json["suggestions"], serde_json::json!(["Ahornweg", "Am Ahorn"]));
    let none = town.anybody().get("/antrag/strassen?q=%25").await.is(200);
    assert_eq!(none.text(), "{\"suggestions\":[]}");
}
