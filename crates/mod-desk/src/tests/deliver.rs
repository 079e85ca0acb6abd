//! Stories of notices: mailbox and mail, letters, delivery, the end of a case.

use kernel::module::Health;
use kernel::{cases, check, files, notify};

use super::*;

/// A worker with a decided case.
async fn decided(town: &TestTown, is_digital: bool) -> (Worker, Id<Case>) {
    let egon = Worker::hire(town, "Egon Amtsmann", "egon@town.test", "50.2").await;
    let id = apply(town, "Käthe Größlinger", is_digital).await;
    take(&egon.client, id).await;
    let grant = [
        ("ergebnis", "granted"),
        ("von", "1.5.2026"),
        ("bis", "30.4.2027"),
        ("begruendung", "Alles lag vor."),
    ];
    fill(&egon.client, id, "entscheiden", "entscheiden", &grant).await.is(303);
    fill(&egon.client, id, "entscheiden/pruefen", "erlassen", &[]).await.is(303);
    (egon, id)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_digital_notice_goes_to_the_mailbox_with_exactly_one_mail() {
    for town in towns().await {
        let (egon, id) = decided(&town, true).await;
        egon.client.get("/schreibtisch").await.is(200).shows("Der Bescheid wird gerade erstellt");
        town.settle().await;
        town.settle().await;
        let notices = papers(&town, id, "notice").await;
        assert_eq!(notices.len(), 1);
        for part in [
            "Käthe Größlinger",
            "Aktenzeichen: 50.2-2026-00001",
            "Auskunft: Egon Amtsmann",
            "Sie bekommen 250,00 €.",
            "Begründung\nAlles lag vor.",
            "So haben wir gerechnet",
            "Was Sie beachten müssen",
            "Rechtsbehelfsbelehrung\nGegen diesen Bescheid",
        ] {
            assert!(notices[0].contains(part), "{part} is missing in:\n{}", notices[0]);
        }
        let order = [
            "Sie bekommen",
            "Alles lag vor",
            "Miete minus",
            "Melden Sie",
            "Rechtsbehelfsbelehrung",
            "Mit freundlichen",
            "\u{c}\nAnlage: Liste",
        ];
        let places: Vec<usize> = order.iter().filter_map(|part| notices[0].find(part)).collect();
        assert!(places.is_sorted() && places.len() == order.len());

        let mails = town.post.to("guest@mail.test");
        assert_eq!(mails.len(), 1);
        // The address in it is made of hexadecimal digits; an amount has its sign.
        assert!(!mails[0].body.reveal().contains("250,00"));
        let messages = read(&town, move |reader| notify::of_case(reader, id)).await;
        assert_eq!(messages.len(), 1);
        assert!(messages[0].file.is_some());
        // Sent on Monday, 4 May; counts as delivered on the fourth day after.
        let page = egon.client.get(&url(id, "entscheidung")).await.is(200);
        page.shows("Abgesandt am 4. Mai 2026")
            .shows("Gilt als bekannt gegeben am 8. Mai 2026")
            .shows("Widerspruch möglich bis 8. Juni 2026");
        egon.client.get("/verwaltung/briefe").await.is(200).shows("Kein Brief wartet");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paper_notice_waits_on_the_pile_and_counts_from_its_posting() {
    for town in towns().await {
        let (egon, id) = decided(&town, false).await;
        town.settle().await;
        assert!(town.post.mails().is_empty(), "no mail about a letter");
        egon.client
            .get(&url(id, "entscheidung"))
            .await
            .is(200)
            .shows("Weg Brief")
            .shows("Abgesandt am –");
        town.staff("Tina", ALL, "66")
            .await
            .get("/verwaltung/briefe")
            .await
            .is(200)
            .shows("Kein Brief wartet");

        town.advance_days(4);
        egon.sign_in(&town).await;
        let pile = egon
            .client
            .get("/verwaltung/briefe")
            .await
            .is(200)
            .shows("Bescheid")
            .shows("50.2-2026-00001");
        let findings = check::run(&town.town).await.expect("checks");
        let letters =
            findings.iter().find(|f| f.id == "desk/letters").expect("the check of letters");
        assert_eq!(letters.health, Health::Warn);

        let pdf = egon.client.get(&pile.link("/pdf").expect("a link")).await.is(200);
        assert!(pdf.text().contains("Sie bekommen 250,00 €."));
        let letter = pile.field("brief").expect("a letter");
        let post = async |fields: &[(&str, &str)]| {
            egon.client.post("/verwaltung/briefe/versandt", fields).await
        };
        post(&[("tag", "8.5.2026")]).await.is(422).shows("Markieren Sie die Briefe");
        post(&[("brief", &letter), ("tag", "9.5.2026")]).await.is(422).shows("höchstens heute");
        post(&[("brief", &letter), ("tag", "3.5.2026")]).await.is(422).shows("noch nicht");
        post(&[("brief", &letter), ("tag", "7.5.2026")]).await.is(303);
        post(&[("brief", &letter), ("tag", "8.5.2026")]).await.is(303);
        egon.client
            .get(&url(id, "entscheidung"))
            .await
            .is(200)
            .shows("Abgesandt am 7. Mai 2026")
            .shows("Gilt als bekannt gegeben am 11. Mai 2026")
            .shows("Widerspruch möglich bis 11. Juni 2026");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn people_without_mailbox_get_messages_on_paper_too() {
    for town in towns().await {
        let egon = town.staff("Egon Amtsmann", ALL, "50.2").await;
        let id = apply(&town, "Käthe Größlinger", false).await;
        take(&egon, id).await;
        fill(&egon, id, "nachfordern", "nachfordern", &[("unterlage", "lease"), ("tage", "14")])
            .await
            .is(303);
        town.settle().await;
        town.settle().await;
        let letters = papers(&town, id, "letter").await;
        assert_eq!(letters.len(), 1);
        assert!(letters[0].contains("– Mietvertrag") && letters[0].contains("18. Mai 2026"));
        assert_eq!(letters[0].matches("Guten Tag").count(), 1);
        egon.get("/verwaltung/briefe").await.is(200).shows("Schreiben");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn after_the_objection_period_the_case_closes_and_is_erased_in_the_end() {
    for town in towns().await {
        set_rules(&town, DeskSettings { retention_years: 1, ..DeskSettings::default() }).await;
        let (_, id) = decided(&town, true).await;
        town.settle().await;
        town.advance_days(35);
        town.settle().await;
        assert_eq!(case_of(&town, id).await.state, "decided", "8 June is the last day");
        town.advance_days(1);
        town.settle().await;
        let case = case_of(&town, id).await;
        assert_eq!((case.state.as_str(), case.erase_on), ("closed", Some(day("2027-06-09"))));
        town.advance_days(366);
        town.settle().await;
        let (gone, held) = read(&town, move |reader| {
            let gone = cases::find_for_update(reader, id).is_err();
            Ok((gone, files::of_owner(reader, &format!("case/{id}"))?.len()))
        })
        .await;
        assert!(gone && held == 0);
        assert!(town.trail().await.contains(&"kernel.case_erased".to_owned()));
        assert!(town.town.files().on_disk().expect("the folder").is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_objection_keeps_the_case_open_until_a_person_closes_it() {
    for town in towns().await {
        let (egon, id) = decided(&town, true).await;
        town.settle().await;
        town.advance_days(10);
        egon.sign_in(&town).await;
        fill(&egon.client, id, "entscheidung", "widerspruch", &[("tag", "1.1.2026")])
            .await
            .is(422)
            .shows("zwischen der Entscheidung und heute");
        fill(&egon.client, id, "entscheidung", "widerspruch", &[("tag", "12.5.2026")])
            .await
            .is(303);
        assert_eq!(case_of(&town, id).await.stage, "objection");
        town.advance_days(60);
        town.settle().await;
        assert_eq!(case_of(&town, id).await.state, "decided");
        egon.sign_in(&town).await;
        fill(&egon.client, id, "entscheidung", "abschliessen", &[("grund", "")]).await.is(422);
        fill(
            &egon.client,
            id,
            "entscheidung",
            "abschliessen",
            &[("grund", "Widerspruch zurückgenommen")],
        )
        .await
        .is(303);
        assert_eq!(case_of(&town, id).await.state, "closed");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_check_finds_decisions_without_notice() {
    let town = testkit::town(modules, MONDAY).await;
    decided(&town, true).await;
    let health = async || {
        let findings = check::run(&town.town).await.expect("checks");
        findings.into_iter().find(|f| f.id == "desk/notices").expect("the check of notices").health
    };
    assert_eq!(health().await, Health::Ok);
    town.advance(jiff::SignedDuration::from_hours(2));
    assert_eq!(health().await, Health::Fail);
    town.settle().await;
    assert_eq!(health().await, Health::Ok);
}
