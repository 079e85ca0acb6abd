//! From permit to public site; sites by hand; mail about a street.

use super::*;
use crate::KEEP;
use crate::model::State;

#[tokio::test(flavor = "multi_thread")]
async fn a_permit_becomes_sites_and_every_move_is_a_revision() {
    for town in towns().await {
        let case = grant(&town).await;
        let anybody = town.anybody();
        let list = anybody.get("/baustellen").await.is(200).shows("Lindenweg").shows("Birkenweg");
        assert_eq!(
            list.words().matches("Leitungen werden verlegt").count(),
            2,
            "one site per street"
        );
        // With a slip of the finger, and only this street.
        anybody
            .get("/baustellen?strasse=Lindnweg")
            .await
            .is(200)
            .shows("Lindenweg")
            .hides("Birkenweg");
        anybody
            .get("/baustellen?strasse=Lindenallee")
            .await
            .is(200)
            .shows("keine Baustelle bekannt");
        anybody.get("/baustellen?strasse=Xyzzy").await.is(200).shows("kennen wir nicht");

        let site = shown(&town, "Lindenweg").await;
        assert_eq!(
            (site.slug.as_str(), site.builder.as_str()),
            ("lindenweg-2026-1", "Lindnetz GmbH")
        );
        let path = site.path();
        anybody.get(&path).await.is(200).shows("Lindnetz GmbH").shows("Angekündigt: 16. März 2026");

        // The same fact again: nothing doubled.
        let again = granted(&case);
        write(&town, move |tx| tx.emit(&again)).await;
        town.settle().await;
        assert_eq!(shown(&town, "Lindenweg").await.revision, 1);

        moves(&town, step(&case, "started", "2026-03-17", None)).await;
        moves(&town, step(&case, "extended", "2026-04-20", Some("2026-05-12"))).await;
        anybody
            .get(&path)
            .await
            .is(200)
            .shows("Die Arbeiten haben am 17. März 2026 begonnen")
            .shows("Verlängert bis 12. Mai 2026 (bisher 30. April 2026)");
        let entry = read(&town, |db| {
            let filter = kernel::map::Filter {
                layer: crate::site::LAYER.into(),
                page: 1,
                ..Default::default()
            };
            kernel::map::list(db, &filter)
        })
        .await;
        assert_eq!((entry.total, entry.entries[0].state.as_str()), (2, "active"));
        moves(&town, step(&case, "accepted", "2026-05-04", Some("2030-05-04"))).await;
        let site = shown(&town, "Lindenweg").await;
        assert_eq!(site.state, State::Done);
        let id = site.id;
        let sections = read(&town, move |db| crate::store::sections(db, id)).await;
        assert!(sections.iter().all(|s| s.warranty_until == Some(day("2030-05-04"))));
        let left = read(&town, |db| {
            let filter = kernel::map::Filter {
                layer: crate::site::LAYER.into(),
                page: 1,
                ..Default::default()
            };
            kernel::map::list(db, &filter)
        })
        .await;
        assert_eq!(left.total, 0, "what is over leaves the map");
        anybody.get(&path).await.is(200).shows("Die Arbeiten sind seit dem 4. Mai 2026 beendet");
        // Search and channels read the gazette.
        let published = read(&town, move |db| kernel::publication::find(db, id.of())).await;
        assert_eq!(published.expect("a publication").path(), path);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn all_feeds_tell_the_same_and_know_one_street() {
    let town = one().await;
    grant(&town).await;
    let site = shown(&town, "Lindenweg").await;
    for format in ["wzdx", "datex2", "cifs", "cifs.xml", "geojson", "ics"] {
        let all = town.anybody().get(&format!("/baustellen/feed.{format}")).await.is(200);
        let (text, id) = (all.text(), site.id.to_string());
        assert!(text.replace("\r\n ", "").contains(&id), "{format}: {text}");
        assert!(text.contains("Birkenweg"), "{format}");
        let one = town.anybody().get(&format!("/baustellen/feed.{format}?strasse=1")).await.is(200);
        assert!(!one.text().contains("Birkenweg"), "{format}");
    }
    for format in ["atom", "json"] {
        let all = town.anybody().get(&format!("/baustellen/feed.{format}")).await.is(200);
        assert!(all.text().contains(&site.path()), "{format}: {}", all.text());
    }
    let record = read(&town, {
        let house = std::sync::Arc::clone(&town.town);
        move |db| crate::feed(&house, db, "")
    })
    .await;
    assert_eq!((record.works.len(), record.problems()), (3, Vec::new()));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_department_enters_and_changes_sites_by_hand() {
    for town in towns().await {
        let ina = town.staff("Ina Geneur", &[KEEP], "66").await;
        let form = ina.get("/verwaltung/baustellen/neu").await.is(200);
        let number = form.field("nummer").expect("a number");
        let mut fields = vec![
            ("nummer", number.as_str()),
            ("strasse", "Birkenweg"),
            ("von_nr", "5"),
            ("bis_nr", "10"),
            ("titel", "Neue Decke"),
            ("art", "street"),
            ("verkehr", "closed"),
            ("von", "3.3.2026"),
            ("bis", "20.3.2026"),
            ("umleitung", "über Lindenweg"),
        ];
        let answer = ina.post("/verwaltung/baustellen/neu", &fields).await.is(303);
        let desk = answer.location.expect("its page");
        // The same form twice is one site.
        let again = ina.post("/verwaltung/baustellen/neu", &fields).await.is(303);
        assert_eq!(again.location.as_deref(), Some(desk.as_str()));
        fields[1].1 = "Gibtsnichtweg";
        ina.post("/verwaltung/baustellen/neu", &fields).await.is(422).shows("nicht im Register");
        fields[1].1 = "Birkenweg";
        fields[2].1 = "99";
        ina.post("/verwaltung/baustellen/neu", &fields)
            .await
            .is(422)
            .shows("gibt es in der Straße nicht");
        fields[2].1 = "5";
        fields[8].1 = "1.3.2026";
        ina.post("/verwaltung/baustellen/neu", &fields)
            .await
            .is(422)
            .shows("Ende liegt vor dem Beginn");

        let site = shown(&town, "Birkenweg").await;
        let id = site.id;
        let line = read(&town, move |db| Ok(crate::store::sections(db, id)?.remove(0).line)).await;
        assert_eq!(line, [(WEST + 185.0, SOUTH + 400.0), (WEST + 315.0, SOUTH + 400.0)]);
        town.anybody().get(&site.path()).await.is(200).shows("Die Straße ist gesperrt");

        let step = format!("{desk}/schritt");
        ina.post(&step, &[("stand", "1"), ("schritt", "started")]).await.is(303);
        // Somebody else was faster.
        ina.post(&step, &[("stand", "1"), ("schritt", "finished")]).await.is(422);
        ina.post(&step, &[("stand", "2"), ("schritt", "extended"), ("bis-neu", "")]).await.is(422);
        let longer = [
            ("stand", "2"),
            ("schritt", "extended"),
            ("bis-neu", "27.3.2026"),
            ("grund-laenger", "Frost."),
        ];
        ina.post(&step, &longer).await.is(303);
        town.anybody()
            .get(&site.path())
            .await
            .shows("Verlängert bis 27. März 2026")
            .shows("Frost.");
        ina.get(&desk).await.is(200).shows("Fertig: seit heute beendet");
        town.citizen("Erika").await.get("/verwaltung/baustellen").await.is(403);
        let social = town.staff("Soz Ial", &[kernel::cases::WORK], "50").await;
        social.post(&step, &[("stand", "3"), ("schritt", "finished")]).await.is(403);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_follows_a_street_confirms_first_and_ends_it_with_one_link() {
    for town in towns().await {
        let erika = town.anybody();
        let wish = [("umfang", "strasse"), ("strasse", "Lindenweg"), ("email", "erika@mail.test")];
        erika.post("/baustellen/abo", &wish).await.is(303);
        // Asking twice sends one mail.
        erika.post("/baustellen/abo", &wish).await.is(303);
        town.settle().await;
        let mails = town.post.to("erika@mail.test");
        assert_eq!(mails.len(), 1);
        // Without confirmation nothing is sent.
        grant(&town).await;
        assert_eq!(town.post.to("erika@mail.test").len(), 1);
        let confirm = link(mails[0].body.reveal(), "/baustellen/abo/");
        erika.get(&confirm).await.is(200).shows("Ja, ich möchte E-Mails");
        erika
            .get(&format!("{}0", confirm.trim_end_matches(|c: char| c.is_ascii_hexdigit())))
            .await
            .is(200)
            .shows("Schon abbestellt");
        erika.post(&confirm, &[]).await.is(200).shows("Sie bekommen jetzt E-Mails");
        let wish = [("umfang", "stadt"), ("email", "anna@mail.test")];
        erika.post("/baustellen/abo", &wish).await.is(303);
        town.settle().await;
        let confirm = link(town.post.to("anna@mail.test")[0].body.reveal(), "/baustellen/abo/");
        erika.post(&confirm, &[]).await.is(200);

        let case = shown(&town, "Lindenweg").await.case;
        moves(&town, step(&case, "started", "2026-03-17", None)).await;
        let mails = town.post.to("erika@mail.test");
        assert_eq!(mails.len(), 2, "of her street only, once");
        let body = mails[1].body.reveal();
        assert!(
            body.contains("Lindenweg") && body.contains("begonnen") && !body.contains("Birkenweg"),
            "{body}"
        );
        let end = link(body, "/ende");
        erika.get(&end).await.is(200).shows("Abbestellen");
        erika.post(&end, &[]).await.is(200).shows("Ihre Adresse haben wir gelöscht");
        erika.post(&end, &[]).await.is(404);
        // Anna ends it in her mail program, which knows neither session nor form.
        let mails = town.post.to("anna@mail.test");
        let leave = link(mails[1].leave.reveal(), "/sofort");
        let program = town.anybody();
        let asked = program.get(&leave).await.is(303);
        assert_eq!(asked.location.as_deref(), Some(&*leave.replace("/sofort", "/ende")));
        let wrong = leave.replace("/sofort", "0/sofort");
        for _ in 0..2 {
            let body = [("List-Unsubscribe", "One-Click")];
            program.post_raw(&wrong, &body).await.is(401);
        }
        assert!(town.trail().await.iter().filter(|l| *l == "roadworks.follow_ended").count() == 1);
        for _ in 0..2 {
            program.post_raw(&leave, &[("List-Unsubscribe", "One-Click")]).await.is(204);
        }
        assert_eq!(mails[0].leave.reveal(), "", "the first mail belongs to no list yet");
        moves(&town, step(&case, "finished", "2026-04-17", None)).await;
        assert_eq!(town.post.to("erika@mail.test").len(), 2);
        assert_eq!(town.post.to("anna@mail.test").len(), mails.len(), "nothing more for Anna");

        erika
            .post(
                "/baustellen/abo",
                &[("umfang", "strasse"), ("strasse", "Linden"), ("email", "x@y.test")],
            )
            .await
            .is(422)
            .shows("Welche Straße meinen Sie");
        erika.post("/baustellen/abo", &[("umfang", "stadt"), ("email", "kein")]).await.is(422);
        // What nobody confirms is forgotten.
        erika
            .post("/baustellen/abo", &[("umfang", "stadt"), ("email", "otto@mail.test")])
            .await
            .is(303);
        town.advance_days(8);
        let gone = write(&town, crate::follow::erase_stale).await;
        assert_eq!(gone, 1);
    }
}
