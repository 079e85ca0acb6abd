//! From request to consent, by decision and by silence.

use std::sync::Arc;

use kernel::cases::{self, WORK};
use kernel::deadlines;
use kernel::procedure::{Outcome, Procedure};

use super::*;
use crate::model::{Ruling, State};

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_checked_sent_supplemented_and_granted() {
    for town in towns().await {
        let lind = company(&town, "Lindnetz", false).await;
        let mut fields = whole("Ausbau Nord", "Lindenweg\nBirkenweg");
        fields.retain(|(name, _)| !["bauleitung", "auskunft"].contains(name));
        let page = draft(&lind, &fields).await;
        let shown = lind.get(&page).await.is(200).shows("Es fehlt noch etwas");
        let shown = shown
            .shows("Bauleitung oder Telefon fehlen")
            .shows("Wegeberechtigung (§ 125 TKG) ist nachgewiesen");
        assert!(shown.words().contains("1600,00"), "two streets of 800 m: {}", shown.words());
        lind.post(&format!("{page}/absenden"), &[]).await.is(303);
        lind.post(&format!("{page}/absenden"), &[]).await.is(303);
        town.settle().await;
        let case = request_of(&town, &page).await.case.expect("one case");
        lind.get(&page).await.is(200).shows("Wir entscheiden spätestens am").shows("2. Juni 2026");

        let ina = town.staff("Ina Geneur", ENGINEER, "66").await;
        ina.get("/verwaltung/leitungen").await.is(200).shows("Ausbau Nord").shows("Lindnetz");
        let desk = ina.get(&office(case, "")).await.is(200);
        let desk = desk.shows("nicht geprüft").shows("Verordnung (EU) 2024/1309");
        let asked = desk.shows("• Verantwortliche Bauleitung mit Telefonnummer");
        let stand = asked.field("stand").expect("a version");
        let ask = [("stand", stand.as_str()), ("text", "Es fehlt die Bauleitung.")];
        ina.post(&office(case, "/nachfordern"), &ask).await.is(303);
        // The same click twice changes nothing.
        ina.post(&office(case, "/nachfordern"), &ask).await.is(422);
        town.settle().await;
        assert_eq!(town.post.to("netz@firma.test").len(), 1, "one mail");
        lind.get(&page).await.is(200).shows("Bitte ergänzen Sie Ihren Antrag");
        let running = read(&town, move |db| deadlines::nearest(db, &case.to_string())).await;
        assert_eq!(running, None, "the clock stands");

        town.advance_days(10);
        let lind = member(&town, "Lindnetz").await;
        let ina = town.staff("Ina Geneur", ENGINEER, "66").await;
        let form = lind.get(&format!("{page}/ergaenzen")).await.is(200).shows("beginnt die Frist");
        let stand = form.field("stand").expect("a version");
        let mut more = whole("", "");
        more.retain(|(name, _)| *name != "strassen");
        more.push(("stand", &stand));
        lind.upload(&format!("{page}/ergaenzen"), &more, &[]).await.is(303);
        lind.upload(&format!("{page}/ergaenzen"), &more, &[]).await.is(422);
        town.settle().await;
        let request = request_of(&town, &page).await;
        assert_eq!(
            (request.state, request.details.manager.as_str()),
            (State::Resubmitted, "Rita Polier")
        );
        lind.get(&page).await.is(200).shows("12. Juni 2026");

        let stand = ina.get(&office(case, "")).await.field("stand").expect("a version");
        ina.post(&office(case, "/vollstaendig"), &[("stand", &stand)]).await.is(303);
        ina.post(&office(case, "/nebenbestimmung"), &[("vorlage", "gehweg"), ("vorlage", "lage")])
            .await
            .is(303);
        ina.post(&office(case, "/verlaengern"), &[("gruende", "Viele Leitungen.")]).await.is(303);
        ina.post(&office(case, "/verlaengern"), &[("gruende", "Noch einmal.")]).await.is(422);
        lind.get(&page).await.is(200).shows("13. Juli 2026");
        partly(&town, &lind, &ina, &page, case).await;
    }
}

/// One section is refused, the desk decides, the portal shows it.
async fn partly(town: &TestTown, lind: &Client, ina: &Client, page: &str, case: Id<Case>) {
    let request = request_of(town, page).await;
    let sections = read(town, move |db| store::sections(db, request.id)).await;
    let one = sections[1].id.to_string();
    let refuse = [
        ("abschnitt", one.as_str()),
        ("ablehnung", "Die Fahrbahn ist neu."),
        ("entscheidung", "refused"),
    ];
    ina.post(&office(case, "/abschnitte"), &refuse).await.is(303);
    proposal(town, case).await;
    decide(town, case, "partly").await;
    let request = request_of(town, page).await;
    assert_eq!(request.state, State::Granted);
    let sections = read(town, move |db| store::sections(db, request.id)).await;
    let rulings: Vec<Ruling> = sections.iter().map(|s| s.ruling).collect();
    assert_eq!(rulings, [Ruling::Granted, Ruling::Refused]);
    assert_eq!(heard(town).await, 1);
    lind.get(page).await.is(200).shows("Rollstuhl").hides("Ergänzen");
}

/// What the desk is told of a case with one of two sections refused.
async fn proposal(town: &TestTown, case: Id<Case>) {
    let house = Arc::clone(&town.town);
    let (proposal, notice) = read(town, move |db| {
        let case = cases::find_for_update(db, case)?;
        let permits = crate::procedure::Permits;
        let proposal = permits.proposal(&house, db, &case)?;
        let decision = kernel::procedure::Decision {
            id: Id::new(),
            outcome: proposal.outcome,
            amount: None,
            period: proposal.period,
            reasons: proposal.reasons.clone(),
            day: db.today(),
        };
        let notice = permits.notice(&house, db, &case, &decision)?;
        Ok((proposal, format!("{notice:?}")))
    })
    .await;
    assert_eq!(proposal.outcome, Outcome::Partly);
    assert!(proposal.reasons.contains("Abschnitt 2 (Birkenweg): Die Fahrbahn ist neu."));
    for words in ["für die Abschnitte 1 zu", "Abschnitte 2 lehne ich", "§ 127 Abs. 8 TKG", "800,00"]
    {
        assert!(notice.contains(words), "{words}: {notice}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn silence_counts_as_consent_and_its_cause_is_noted() {
    for town in towns().await {
        let lind = company(&town, "Lindnetz", false).await;
        let (page, case) = send(&town, &lind, &whole("Ausbau", "Lindenweg\nLandstraße")).await;
        // Received on 2 March: the last day is Tuesday, 2 June.
        town.advance_days(92);
        town.settle().await;
        assert_eq!(request_of(&town, &page).await.state, State::Received);
        town.advance_days(1);
        town.settle().await;
        town.settle().await;
        let request = request_of(&town, &page).await;
        assert_eq!(request.state, State::Deemed);
        assert_eq!(request.deemed_on.map(|d| d.to_string()).as_deref(), Some("2026-06-03"));
        assert_eq!(heard(&town).await, 1);
        let id = request.id;
        let sections = read(&town, move |db| store::sections(db, id)).await;
        let rulings: Vec<Ruling> = sections.iter().map(|s| s.ruling).collect();
        assert_eq!(
            rulings,
            [Ruling::Granted, Ruling::Forwarded],
            "the road of the Land is not ours"
        );
        let lind = member(&town, "Lindnetz").await;
        lind.get(&page).await.is(200).shows("gilt als erteilt seit");
        let ina = town.staff("Ina Geneur", ENGINEER, "66").await;
        ina.get(&office(case, "")).await.is(200).shows("noch nicht notiert");
        ina.post(&office(case, "/ursache"), &[("ursache", "Vertretung fehlte")]).await.is(303);
        ina.get(&office(case, "")).await.is(200).shows("Vertretung fehlte");
        // Nobody can decide any more.
        let found = read(&town, move |db| cases::find_for_update(db, case)).await;
        assert_eq!(found.state, "decided");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_in_time_keeps_silence_from_counting() {
    let town = one().await;
    let lind = company(&town, "Lindnetz", false).await;
    let (page, case) = send(&town, &lind, &whole("Ausbau", "Lindenweg")).await;
    let ina = town.staff("Ina Geneur", ENGINEER, "66").await;
    let stand = ina.get(&office(case, "")).await.field("stand").expect("a version");
    let ask = [("stand", stand.as_str()), ("text", "Es fehlt ein Plan.")];
    ina.post(&office(case, "/nachfordern"), &ask).await.is(303);
    town.advance_days(200);
    town.settle().await;
    assert_eq!(request_of(&town, &page).await.state, State::Incomplete);
    assert_eq!(heard(&town).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_that_comes_too_late_stops_nothing() {
    let town = one().await;
    let lind = company(&town, "Lindnetz", false).await;
    let (page, case) = send(&town, &lind, &whole("Ausbau", "Lindenweg")).await;
    town.advance_days(32);
    let ina = town.staff("Ina Geneur", ENGINEER, "66").await;
    let stand = ina.get(&office(case, "")).await.field("stand").expect("a version");
    let ask = [("stand", stand.as_str()), ("text", "Es fehlt ein Plan.")];
    ina.post(&office(case, "/nachfordern"), &ask).await.is(303);
    ina.get(&office(case, "")).await.is(200).shows("Die Nachforderung kam zu spät");
    town.advance_days(62);
    town.settle().await;
    town.settle().await;
    assert_eq!(request_of(&town, &page).await.state, State::Deemed);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_sees_what_is_not_theirs() {
    for town in towns().await {
        let lind = company(&town, "Lindnetz", false).await;
        let west = company(&town, "Westlicht", false).await;
        let page = draft(&lind, &whole("Ausbau", "Lindenweg")).await;
        west.get("/leitungen").await.is(200).hides("Ausbau");
        for below in ["", "/karte", "/ergaenzen"] {
            lind.get(&format!("{page}{below}")).await.is(200);
            west.get(&format!("{page}{below}")).await.is(404);
        }
        west.post(&format!("{page}/absenden"), &[]).await.is(404);
        west.post(&format!("{page}/verwerfen"), &[]).await.is(404);
        west.upload(&format!("{page}/ergaenzen"), &[("stand", "1")], &[]).await.is(404);
        let erika = town.citizen("Erika").await;
        erika.get(&page).await.is(404);
        erika.get("/leitungen").await.is(200).shows("gehört noch zu keinem Unternehmen");
        town.anybody().get(&page).await.is(401);

        lind.post(&format!("{page}/absenden"), &[]).await.is(303);
        let case = request_of(&town, &page).await.case.expect("a case");
        let social = town.staff("Soz Ial", &[WORK], "50").await;
        social.get("/verwaltung/leitungen").await.is(200).hides("Ausbau");
        social.get(&office(case, "")).await.is(404);
        social.get(&office(case, "/karte")).await.is(404);
        social.post(&office(case, "/abschnitte"), &[("entscheidung", "granted")]).await.is(404);
        social.get("/verwaltung/netzbetreiber").await.is(403);
        lind.get(&office(case, "")).await.is(403);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn other_offices_answer_what_they_are_asked() {
    let town = one().await;
    let lind = company(&town, "Lindnetz", false).await;
    let (page, case) = send(&town, &lind, &whole("Ausbau", "Lindenweg")).await;
    let ina = town.staff("Ina Geneur", ENGINEER, "66").await;
    let stand = ina.get(&office(case, "")).await.field("stand").expect("a version");
    ina.post(&office(case, "/vollstaendig"), &[("stand", &stand)]).await.is(303);
    let unit = town.unit("50.2").await.id.to_string();
    let ask = [("stelle", unit.as_str()), ("frage", "Stört das Ihr Fest?")];
    ina.post(&office(case, "/beteiligen"), &ask).await.is(303);
    ina.post(&office(case, "/beteiligen"), &ask).await.is(422);
    assert_eq!(request_of(&town, &page).await.state, State::Participation);
    let other = town.staff("Feli Fest", &[WORK], "50.2").await;
    ina.get("/verwaltung/stellungnahmen").await.is(200).hides("Stört das");
    let open = other.get("/verwaltung/stellungnahmen").await.is(200).shows("Stört das Ihr Fest?");
    let action = open
        .text()
        .split("action=\"")
        .find(|a| a.starts_with("/verwaltung/stellungnahmen/"))
        .map(str::to_owned);
    let action = action.expect("a form").split('"').next().expect("an address").to_owned();
    let name = format!("antwort-{}", action.rsplit('/').next().expect("a question"));
    ina.post(&action, &[(name.as_str(), "Ich antworte für andere.")]).await.is(404);
    other.post(&action, &[]).await.is(422).shows("Schreiben Sie Ihre Stellungnahme");
    other.get(&format!("{action}/karte")).await.is(200);
    ina.get(&format!("{action}/karte")).await.is(404);
    other.post(&action, &[(name.as_str(), "Nein, das Fest ist im Mai.")]).await.is(303);
    assert_eq!(request_of(&town, &page).await.state, State::Complete);
    ina.get(&office(case, "")).await.is(200).shows("das Fest ist im Mai");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contractor_needs_a_power_of_attorney() {
    let town = one().await;
    let graben = company(&town, "Grabenbau", true).await;
    let fields = whole("Ausbau", "Lindenweg");
    let page = draft(&graben, &fields).await;
    let form = graben.get(&page).await.is(200).shows("Vollmacht des Netzbetreibers fehlt");
    assert!(!form.words().contains("Wegeberechtigung (§ 125 TKG) ist nachgewiesen"));
    let stand = graben.get(&format!("{page}/ergaenzen")).await.field("stand").expect("a version");
    let mut more = fields.clone();
    more.retain(|(name, _)| *name != "strassen");
    more.push(("stand", &stand));
    let paper: &[(&str, &str, &[u8])] = &[("power-of-attorney", "vollmacht.pdf", b"%PDF-1.7\nja")];
    graben.upload(&format!("{page}/ergaenzen"), &more, paper).await.is(303);
    graben.get(&page).await.is(200).shows("Vollmacht des Netzbetreibers liegt vor");
}
