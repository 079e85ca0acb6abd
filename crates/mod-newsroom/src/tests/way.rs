//! The way of a text: published, planned, approved, corrected, withdrawn.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_news_item_is_written_and_published() {
    for town in testkit::towns(modules, MONDAY).await {
        let egon = editor(&town, "Egon").await;
        let item = begin(&town, &egon, "news", "Markt am Samstag").await;
        egon.get(&format!("{item}/freigabe")).await.is(200).shows("müssen vor dem Veröffentlichen");
        press(&egon, &item, "veroeffentlichen", &[]).await.is(422).shows("stehen auf dieser Seite");
        assert!(!is_public(&town, &item).await);

        head(&egon, &item, "Markt am Samstag", "Der Wochenmarkt kommt.").await;
        words(&egon, &item, "Der Markt beginnt um **acht Uhr**.").await;
        egon.get(&format!("{item}/blatt?ansicht=handy")).await.is(200).shows("acht Uhr");
        press(&egon, &item, "veroeffentlichen", &[]).await.is(303);
        let shown = shown(&town, &item).await.expect("published");
        assert_eq!(shown.slug, "markt-am-samstag");
        assert_eq!(shown.unit, "50");
        assert!(is_public(&town, &item).await);
        assert_eq!(
            town.trail().await,
            ["newsroom.begun", "newsroom.saved", "newsroom.saved", "newsroom.published"]
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_embargo_holds_until_its_instant_and_then_it_appears_by_itself() {
    for town in testkit::towns(modules, MONDAY).await {
        let egon = editor(&town, "Egon").await;
        let item = news(&town, &egon, "Haushalt vorgestellt").await;
        let edition = seen(&egon, &item).await;
        let unit = town.unit("50").await.id.to_string();
        let plan = [
            ("fassung", edition.as_str()),
            ("einheit", &unit),
            ("erscheint_tag", "5.5.2026"),
            ("erscheint_zeit", "12:00"),
            ("endet_tag", "6.5.2026"),
            ("endet_zeit", "12:00"),
        ];
        egon.post(&format!("{item}/angaben"), &plan).await.is(303);
        egon.get(&format!("{item}/freigabe"))
            .await
            .is(200)
            .shows("erscheint am 5. Mai 2026, 12:00 Uhr");
        let answer = press(&egon, &item, "veroeffentlichen", &[]).await.is(303);
        egon.follow(&answer).await.is(200).shows("Der Text erscheint am 5. Mai 2026, 12:00 Uhr.");
        town.settle().await;
        assert!(!is_public(&town, &item).await);
        egon.get(&format!("{BASE}/kalender")).await.is(200).shows("12:00 Uhr Haushalt vorgestellt");

        town.advance(jiff::SignedDuration::from_hours(26) - jiff::SignedDuration::from_secs(1));
        town.settle().await;
        assert!(!is_public(&town, &item).await, "a second before");
        town.advance(jiff::SignedDuration::from_secs(1));
        town.settle().await;
        assert!(is_public(&town, &item).await);
        let egon = editor(&town, "Egon").await;
        egon.get(&item).await.is(200).shows("Veröffentlicht");
        town.advance(jiff::SignedDuration::from_hours(24));
        town.settle().await;
        assert!(!is_public(&town, &item).await);
        let egon = editor(&town, "Egon").await;
        egon.get(&item).await.is(200).shows("Abgelaufen");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_planned_text_can_be_held_back() {
    let town = testkit::town(modules, MONDAY).await;
    let egon = editor(&town, "Egon").await;
    let item = news(&town, &egon, "Später").await;
    let edition = seen(&egon, &item).await;
    let unit = town.unit("50").await.id.to_string();
    let plan = [("fassung", edition.as_str()), ("einheit", &unit), ("erscheint_tag", "5.5.2026")];
    egon.post(&format!("{item}/angaben"), &plan).await.is(303);
    press(&egon, &item, "veroeffentlichen", &[]).await.is(303);
    press(&egon, &item, "zurueckstellen", &[]).await.is(303);
    town.advance_days(3);
    town.settle().await;
    assert!(!is_public(&town, &item).await);
    assert_eq!(state(&town, &item).await, Some(State::Draft));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_needs_a_second_pair_of_eyes_and_any_change_takes_it_back() {
    for town in testkit::towns(modules, MONDAY).await {
        let (egon, edda) = (editor(&town, "Egon").await, editor(&town, "Edda").await);
        let item = begin(&town, &egon, "notice", "Satzung über den Markt").await;
        words(&egon, &item, "Der Rat hat die Satzung beschlossen.").await;
        press(&egon, &item, "veroeffentlichen", &[]).await.is(422).shows("zweites Augenpaar");
        press(&egon, &item, "durchsetzen", &[("begruendung", "eilt")]).await.is(403);
        press(&egon, &item, "einreichen", &[]).await.is(303);
        press(&egon, &item, "freigeben", &[]).await.is(422).shows("nicht selbst freigeben");
        press(&edda, &item, "zurueckgeben", &[]).await.is(422).shows("was noch zu tun ist");
        press(&edda, &item, "zurueckgeben", &[("grund", "Datum fehlt")]).await.is(303);
        egon.get(&format!("{item}/fassungen")).await.is(200).shows("Datum fehlt");
        press(&egon, &item, "einreichen", &[]).await.is(303);
        press(&edda, &item, "freigeben", &[]).await.is(303);

        words(&egon, &item, "Der Rat hat die Satzung am 1. Mai beschlossen.").await;
        press(&egon, &item, "veroeffentlichen", &[]).await.is(422).shows("zweites Augenpaar");
        press(&egon, &item, "einreichen", &[]).await.is(303);
        press(&edda, &item, "freigeben", &[]).await.is(303);
        press(&egon, &item, "veroeffentlichen", &[]).await.is(303);
        assert!(is_public(&town, &item).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_forces_says_why_and_somebody_else_looks_afterwards() {
    let town = testkit::town(modules, MONDAY).await;
    let (clara, edda) = (chief(&town).await, editor(&town, "Edda").await);
    let item = begin(&town, &clara, "notice", "Allgemeinverfügung").await;
    words(&clara, &item, "Das Betreten des Waldes ist verboten.").await;
    press(&clara, &item, "durchsetzen", &[])
        .await
        .is(422)
        .shows("warum der Text so veröffentlicht");
    press(&clara, &item, "durchsetzen", &[("begruendung", "Gefahr im Verzug")]).await.is(303);
    assert!(is_public(&town, &item).await);
    clara.get(&item).await.is(200).shows("Zweiter Blick nötig");
    press(&clara, &item, "angesehen", &[]).await.is(422).shows("jemand anderes");
    edda.get(BASE).await.is(200).shows("Zweiter Blick nötig");
    press(&edda, &item, "angesehen", &[]).await.is(303);
    edda.get(&item).await.is(200).hides("Zweiter Blick nötig");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_is_told_and_never_silent() {
    for town in testkit::towns(modules, MONDAY).await {
        let egon = editor(&town, "Egon").await;
        let item = news(&town, &egon, "Öffnungszeiten").await;
        press(&egon, &item, "veroeffentlichen", &[]).await.is(303);
        let first = shown(&town, &item).await.expect("published").visible_from;
        town.advance_days(1);
        let egon = editor(&town, "Egon").await;
        words(&egon, &item, "Wir haben am Freitag geschlossen.").await;
        let before = shown(&town, &item).await.expect("still the first");
        assert!(before.text.de.contains("Markt"), "the public keeps the live edition");
        press(&egon, &item, "veroeffentlichen", &[("aenderung", "correction")])
            .await
            .is(422)
            .shows("was sich geändert hat");
        let told = [("aenderung", "correction"), ("hinweis_de", "Der Freitag war falsch.")];
        press(&egon, &item, "veroeffentlichen", &told).await.is(303);
        let after = shown(&town, &item).await.expect("published");
        assert!(after.text.de.contains("Freitag"));
        assert_eq!(after.visible_from, first, "the day of publication stays");
        let id = id_of(&item);
        let notes = town.town.read(move |db| publication::notes(db, id)).await.expect("notes");
        assert_eq!(notes[0].kind, publication::NoteKind::Correction);
        assert_eq!(notes[0].text.de, "Der Freitag war falsch.");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawal_has_a_reason_and_takes_the_text_away_or_marks_it() {
    for town in testkit::towns(modules, MONDAY).await {
        let egon = editor(&town, "Egon").await;
        let item = news(&town, &egon, "Falsch").await;
        press(&egon, &item, "veroeffentlichen", &[]).await.is(303);
        press(&egon, &item, "zurueckziehen", &[])
            .await
            .is(422)
            .shows("warum der Text zurückgezogen");
        press(&egon, &item, "zurueckziehen", &[("grund_de", "Aus Versehen")]).await.is(303);
        assert_eq!(state(&town, &item).await, Some(State::Withdrawn));
        assert!(!is_public(&town, &item).await);

        let marked = news(&town, &egon, "Überholt").await;
        press(&egon, &marked, "veroeffentlichen", &[]).await.is(303);
        let stays = [("grund_de", "Neue Rechtslage"), ("lesbar", "ja")];
        press(&egon, &marked, "zurueckziehen", &stays).await.is(303);
        assert!(is_public(&town, &marked).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_earlier_edition_comes_back_as_a_new_one() {
    let town = testkit::town(modules, MONDAY).await;
    let egon = editor(&town, "Egon").await;
    let item = news(&town, &egon, "Fest").await;
    town.advance_days(4);
    let egon = editor(&town, "Egon").await;
    words(&egon, &item, "Etwas ganz anderes.").await;
    let head = seen(&egon, &item).await;
    egon.get(&format!("{item}/fassungen?alt=3&neu={head}")).await.is(200).shows("anderes");
    let back = [("nummer", "3"), ("fassung", head.as_str())];
    egon.post(&format!("{item}/fassungen"), &back).await.is(303);
    egon.get(&item).await.is(200).shows("Am Samstag ist Markt.");
    egon.get(&format!("{item}/fassungen")).await.is(200).shows("Frühere Fassung zurückgeholt");
    egon.post(&format!("{item}/fassungen"), &back).await.is(422).shows("neuere Fassung");
}
