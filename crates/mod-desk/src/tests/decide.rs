//! Stories of decisions: drafts, refusals, hearings, the second pair of eyes.

use kernel::{Euro, deadlines, jobs};

use super::*;

const GRANT: &[(&str, &str)] = &[
    ("ergebnis", "granted"),
    ("betrag", "1"),
    ("von", "1.5.2026"),
    ("bis", "30.4.2027"),
    ("begruendung", ""),
];

/// Writes a draft that needs nothing more.
async fn draft(client: &Client, id: Id<Case>, fields: &[(&str, &str)]) {
    fill(client, id, "entscheiden", "entscheiden", fields).await.is(303);
}

async fn confirm(client: &Client, id: Id<Case>) -> Answer {
    fill(client, id, "entscheiden/pruefen", "erlassen", &[]).await
}

/// Corrects the rent, so that the amount of the department changes.
async fn correct_rent(client: &Client, id: Id<Case>, value: &str) {
    let page = client.get(&url(id, "berichtigen?zeile=rent")).await.is(200).shows("Miete");
    let seen = Seen::on(&page);
    let fields =
        seen.with(&[("zeile", "rent"), ("wert", value), ("grund", "Mietvertrag, Seite 2")]);
    client.post(&url(id, "berichtigen"), &fields).await.is(303);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_grant_is_drafted_previewed_and_issued_once() {
    for town in towns().await {
        let egon = town.staff("Egon Amtsmann", ALL, "50.2").await;
        let id = apply(&town, "Käthe Größlinger", true).await;
        take(&egon, id).await;
        egon.get(&url(id, "entscheiden"))
            .await
            .is(200)
            .shows("Bewilligung, 250,00")
            .shows("Es fehlt 1 Unterlage");
        draft(&egon, id, GRANT).await;
        // The amount is bound to the calculation, whatever the form sent.
        let review = egon
            .get(&url(id, "entscheiden/pruefen"))
            .await
            .is(200)
            .shows("250,00")
            // The last look says again what is missing.
            .shows("Es fehlt 1 Unterlage")
            .shows("Mietvertrag")
            .shows("Bescheid jetzt erlassen");
        let preview = egon.get(&url(id, "entscheiden/vorschau")).await.is(200);
        assert_eq!(preview.kind, "application/pdf");
        assert!(preview.text().contains("Entwurf: noch nicht erlassen"));
        assert!(preview.text().contains("Sie bekommen 250,00 €."));
        let seen = Seen::on(&review);
        egon.post(&url(id, "erlassen"), &seen.with(&[])).await.is(303);
        egon.post(&url(id, "erlassen"), &seen.with(&[])).await.is(303);
        let case = case_of(&town, id).await;
        assert_eq!((case.state.as_str(), case.due_on), ("decided", None));
        let decided = town.trail().await.into_iter().filter(|a| a == "desk.decided").count();
        assert_eq!(decided, 1);
        // A stale form without the key of the first is told that it is too late.
        egon.post(&url(id, "erlassen"), &[("stand", seen.version.as_str())]).await.is(422);
        egon.get(&url(id, "entscheiden")).await.is(422).shows("nicht mehr möglich");
        egon.get(&url(id, "nachfordern")).await.is(422).shows("nicht mehr möglich");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_changes_the_amount_and_stands_beside_the_claim() {
    for town in towns().await {
        let egon = town.staff("Egon Amtsmann", ALL, "50.2").await;
        let id = apply(&town, "Käthe Größlinger", true).await;
        take(&egon, id).await;
        let page = egon.get(&url(id, "berichtigen?zeile=rent")).await.is(200);
        let seen = Seen::on(&page);
        egon.post(
            &url(id, "berichtigen"),
            &seen.with(&[("zeile", "rent"), ("wert", "500"), ("grund", "")]),
        )
        .await
        .is(422)
        .shows("warum Sie berichtigen");
        egon.post(
            &url(id, "berichtigen"),
            &seen.with(&[("zeile", "rent"), ("wert", "viel"), ("grund", "x")]),
        )
        .await
        .is(422)
        .shows("Geben Sie die Miete in Euro an.");
        egon.get(&url(id, "berichtigen?zeile=gibtsnicht")).await.is(404);
        correct_rent(&egon, id, "500").await;
        egon.get(&url(id, ""))
            .await
            .is(200)
            .shows("650,00 €")
            .shows("500,00 €")
            .shows("Mietvertrag, Seite 2")
            .shows("1 Angabe weicht ab")
            .shows("erklärt 650,00 €, festgestellt 500,00 €")
            .shows("Nach den Angaben im Antrag wäre es: 250,00 €");
        // A draft made before a correction does not become a decision.
        draft(&egon, id, GRANT).await;
        let review = egon.get(&url(id, "entscheiden/pruefen")).await.is(200).shows("100,00");
        correct_rent(&egon, id, "450").await;
        let seen = Seen::on(&review);
        egon.post(&url(id, "erlassen"), &seen.with(&[])).await.is(422).shows("etwas geändert");
        confirm(&egon, id)
            .await
            .is(422)
            .shows("Der Betrag folgt aus der Berechnung, und die hat sich geändert");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_needs_reasons_and_a_hearing() {
    for town in towns().await {
        let egon = Worker::hire(&town, "Egon Amtsmann", "egon@town.test", "50.2").await;
        let id = apply(&town, "Käthe Größlinger", true).await;
        take(&egon.client, id).await;
        correct_rent(&egon.client, id, "300").await;
        let refuse = |reasons: &'static str, why: &'static str| {
            [("ergebnis", "refused"), ("begruendung", reasons), ("ohne_anhoerung", why)]
        };
        let form = async |fields: &[(&str, &str)]| {
            fill(&egon.client, id, "entscheiden", "entscheiden", fields).await
        };
        form(GRANT).await.is(422).shows("Nach der Berechnung besteht kein Anspruch");
        form(&refuse("", "")).await.is(422).shows("Eine Ablehnung braucht eine Begründung");
        form(&refuse("Die Miete ist niedrig.", ""))
            .await
            .is(422)
            .shows("Vor einer Ablehnung wird angehört")
            .shows("Die Miete ist niedrig.");

        let page =
            egon.client.get(&url(id, "anhoeren")).await.is(200).shows("wollen wir ihn ablehnen");
        let seen = Seen::on(&page);
        egon.client
            .post(
                &url(id, "anhoeren"),
                &seen.with(&[("text", "[Schreiben Sie hier, was ist.]"), ("tage", "14")]),
            )
            .await
            .is(422);
        egon.client
            .post(
                &url(id, "anhoeren"),
                &seen.with(&[("text", "Ihre Miete liegt unter 400 Euro."), ("tage", "14")]),
            )
            .await
            .is(303);
        let case = case_of(&town, id).await;
        assert_eq!((case.stage.as_str(), case.due_on), ("hearing", Some(day("2026-05-18"))));
        form(&refuse("Die Miete ist niedrig.", ""))
            .await
            .is(422)
            .shows("Die Anhörung läuft noch bis zum 18. Mai 2026");

        // Answered early: the case worker notes it. The other way, time runs out, ends the same.
        fill(&egon.client, id, "verlauf", "anhoerung-beenden", &[]).await.is(303);
        assert_eq!(case_of(&town, id).await.stage, "checking");
        draft(&egon.client, id, &refuse("Die Miete ist niedrig.", "")).await;
        confirm(&egon.client, id).await.is(303);
        town.settle().await;
        let notices = papers(&town, id, "notice").await;
        assert!(
            notices[0].contains("Wir lehnen Ihren Antrag ab.\nBegründung\nDie Miete ist niedrig.")
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hearing_ends_with_its_deadline_or_is_left_out_for_a_stated_reason() {
    for town in towns().await {
        let egon = Worker::hire(&town, "Egon Amtsmann", "egon@town.test", "50.2").await;
        let id = apply(&town, "Käthe Größlinger", true).await;
        take(&egon.client, id).await;
        fill(
            &egon.client,
            id,
            "anhoeren",
            "anhoeren",
            &[("text", "Es fehlt alles."), ("tage", "14")],
        )
        .await
        .is(303);
        town.advance_days(15);
        town.settle().await;
        let case = case_of(&town, id).await;
        assert_eq!((case.stage.as_str(), case.due_on), ("checking", Some(day("2026-05-19"))));
        egon.sign_in(&town).await;
        draft(&egon.client, id, &[("ergebnis", "refused"), ("begruendung", "Es fehlt alles.")])
            .await;

        let other = apply(&town, "Otto", true).await;
        take(&egon.client, other).await;
        let why = ("ohne_anhoerung", "Sie hat es selbst so gewollt.");
        draft(
            &egon.client,
            other,
            &[("ergebnis", "refused"), ("begruendung", "Keine Miete."), why],
        )
        .await;
        confirm(&egon.client, other).await.is(303);
        egon.client
            .get(&url(other, "verlauf"))
            .await
            .is(200)
            .shows("Ohne Anhörung: Sie hat es selbst so gewollt.");
        town.settle().await;
        assert!(!papers(&town, other, "notice").await[0].contains("selbst so gewollt"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn above_the_limit_somebody_else_has_to_sign() {
    for town in towns().await {
        set_rules(
            &town,
            DeskSettings { second_pair_above: Euro(20_000), ..DeskSettings::default() },
        )
        .await;
        let egon = town.staff("Egon Amtsmann", ALL, "50.2").await;
        let edda = town.staff("Edda Beispiel", ALL, "50.2").await;
        let id = apply(&town, "Käthe Größlinger", true).await;
        take(&egon, id).await;
        draft(&egon, id, GRANT).await;
        egon.get(&url(id, "entscheiden/pruefen"))
            .await
            .is(200)
            .shows("Diese Entscheidung braucht eine zweite Person");
        confirm(&egon, id).await.is(303);
        let case = case_of(&town, id).await;
        assert_eq!((case.state.as_str(), case.stage.as_str()), ("open", "second_pair"));
        // Nothing else moves while it waits.
        egon.get(&url(id, "nachfordern")).await.is(422).shows("liegt zur Mitzeichnung");

        // Not by oneself.
        let own =
            egon.get(&url(id, "mitzeichnen")).await.is(200).shows("Das ist Ihr eigener Entwurf");
        let page = edda
            .get(&url(id, "mitzeichnen"))
            .await
            .is(200)
            .shows("Entwurf von Egon Amtsmann")
            .shows("250,00");
        drop(own);
        let (pair, seen) = (page.field("entwurf").expect("a draft"), Seen::on(&page));
        let sign = |action: &'static str, note: &'static str| {
            [("entwurf", pair.clone()), ("aktion", action.to_owned()), ("notiz", note.to_owned())]
        };
        let post = async |client: &Client, fields: &[(&str, String); 3], seen: &Seen| {
            let pairs: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
            client.post(&url(id, "mitzeichnen"), &seen.with(&pairs)).await
        };
        post(&egon, &sign("zeichnen", ""), &seen)
            .await
            .is(422)
            .shows("Diesen Entwurf haben Sie selbst geschrieben");
        post(&edda, &sign("zurueck", ""), &seen)
            .await
            .is(422)
            .shows("Schreiben Sie, was geändert werden soll");
        edda.get("/schreibtisch").await.is(200).shows("Zur Mitzeichnung");
        post(&edda, &sign("zurueck", "Bitte den Zeitraum prüfen."), &seen).await.is(303);
        assert_eq!(case_of(&town, id).await.stage, "checking");

        drop(egon.get(&url(id, "entscheiden")).await.is(200).shows("Bitte den Zeitraum prüfen."));
        draft(&egon, id, GRANT).await;
        confirm(&egon, id).await.is(303);
        let page = edda.get(&url(id, "mitzeichnen")).await.is(200);
        assert_eq!(
            edda.get(&url(id, "mitzeichnen/vorschau")).await.is(200).kind,
            "application/pdf"
        );
        let pair = page.field("entwurf").expect("a draft");
        let seen = Seen::on(&page);
        let fields = seen.with(&[("entwurf", pair.as_str()), ("aktion", "zeichnen")]);
        edda.post(&url(id, "mitzeichnen"), &fields).await.is(303);
        edda.post(&url(id, "mitzeichnen"), &fields).await.is(303);
        edda.get(&url(id, "entscheidung"))
            .await
            .is(200)
            .shows("Entschieden von Egon Amtsmann")
            .shows("Mitgezeichnet von Edda Beispiel");
        town.settle().await;
        assert_eq!(papers(&town, id, "notice").await.len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_waiting_draft_can_be_taken_back_and_refusals_may_need_a_second_pair() {
    for town in towns().await {
        set_rules(&town, DeskSettings { second_pair_on_refusal: true, ..DeskSettings::default() })
            .await;
        let egon = town.staff("Egon Amtsmann", ALL, "50.2").await;
        let id = apply(&town, "Käthe Größlinger", true).await;
        take(&egon, id).await;
        draft(
            &egon,
            id,
            &[("ergebnis", "refused"), ("begruendung", "Nein."), ("ohne_anhoerung", "Eilt.")],
        )
        .await;
        confirm(&egon, id).await.is(303);
        assert_eq!(case_of(&town, id).await.stage, "second_pair");
        fill(&egon, id, "entscheidung", "entwurf-zurueckholen", &[]).await.is(303);
        assert_eq!(case_of(&town, id).await.stage, "checking");
        draft(&egon, id, GRANT).await;
        confirm(&egon, id).await.is(303);
        assert_eq!(case_of(&town, id).await.state, "decided");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_issued_by_whoever_wrote_it() {
    for town in towns().await {
        let egon = town.staff("Egon Amtsmann", ALL, "50.2").await;
        let edda = town.staff("Edda Beispiel", ALL, "50.2").await;
        let id = apply(&town, "Käthe Größlinger", true).await;
        take(&egon, id).await;
        draft(&egon, id, GRANT).await;
        let page = edda
            .get(&url(id, "entscheiden/pruefen"))
            .await
            .is(200)
            .shows("Diesen Entwurf hat jemand anderes geschrieben");
        let seen = Seen::on(&page);
        edda.post(&url(id, "erlassen"), &seen.with(&[])).await.is(422).shows("jemand anderes");
        fill(&egon, id, "entscheiden/pruefen", "entwurf-verwerfen", &[]).await.is(303);
        egon.get(&url(id, "entscheiden/pruefen")).await.is(422).shows("keinen Entwurf");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_ends_waiting_and_schedules_one_notice() {
    let town = testkit::town(modules, MONDAY).await;
    let egon = town.staff("Egon Amtsmann", ALL, "50.2").await;
    let id = apply(&town, "Käthe Größlinger", true).await;
    take(&egon, id).await;
    fill(&egon, id, "nachfordern", "nachfordern", &[("unterlage", "lease"), ("tage", "14")])
        .await
        .is(303);
    fill(&egon, id, "verlauf", "wiedervorlage", &[("notiz", "Anrufen"), ("tag", "20.5.2026")])
        .await
        .is(303);
    draft(&egon, id, GRANT).await;
    confirm(&egon, id).await.is(303);
    let (running, waiting) = read(&town, move |reader| {
        Ok((deadlines::nearest(reader, &id.to_string())?, jobs::backlog(reader)?.0))
    })
    .await;
    assert_eq!(running, None);
    // The mail of the request and the notice.
    assert_eq!(waiting, 2);
}
