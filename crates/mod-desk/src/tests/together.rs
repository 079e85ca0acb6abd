//! Stories of working together: two at once, messages, own cases, assigning, follow-ups, files.

use kernel::{Actor, Audit, deadlines, notify};

use super::*;

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
async fn a_message_makes_a_case_due_today_even_if_nobody_has_it() {
    for town in towns().await {
        let egon = town.staff("Egon Amtsmann", ALL, "50.2").await;
        let id = apply(&town, "Käthe Größlinger", true).await;
        let before = case_of(&town, id).await.due_on.expect("a new case is due");
        assert!(before > jiff::civil::Date::constant(2026, 5, 4), "not yet today");
        let case = case_of(&town, id).await;
        town.town
            .write(Actor::system("test"), move |tx| {
                let message = notify::NewMessage {
                    case: &case,
                    is_to_citizen: false,
                    subject: "",
                    body: "Ich ziehe um.",
                    file: None,
                    author: "Käthe Größlinger",
                };
                let message = notify::put(tx, &message)?;
                tx.emit(&kernel::facts::MessageWritten {
                    case: id.to_string(),
                    kind: probe::KIND.into(),
                    message: message.to_string(),
                })?;
                Ok(Audit::of("test.written", id).done())
            })
            .await
            .unwrap();
        town.settle().await;
        assert_eq!(case_of(&town, id).await.due_on, Some(jiff::civil::Date::constant(2026, 5, 4)));
        let page = egon.get(&url(id, "")).await.is(200);
        let _ = page.shows("heute fällig").shows("Nachrichten (1)");
        // Lists say so too, until somebody has read it.
        let _ = egon.get("/vorgaenge").await.is(200).shows("neue Nachricht");
        let _ = egon.get(&url(id, "nachrichten")).await.is(200);
        let _ = egon.get("/vorgaenge").await.is(200).hides("neue Nachricht");
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
