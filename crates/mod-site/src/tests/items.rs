//! Pages in the tree, their editions and forms, and every other kind of publication.

use kernel::publication::{Details, Disruption, Easy, Event, Job, Notice};

use super::*;

fn document(words: &str) -> content::Document {
    let json = format!(
        r#"{{"version":1,"blocks":[{{"id":"a","type":"text","data":{{"content":[{{"text":"{words}"}}]}}}}]}}"#
    );
    content::Document::read(&json).unwrap()
}

async fn page(town: &TestTown, slug: &str, title: &str, position: i64) {
    put(town, Publication { position, ..sample("page", slug, title, MORNING) }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_stand_in_their_tree() {
    for town in testkit::towns(modules, MORNING).await {
        page(&town, "leben", "Leben in Teststadt", 1).await;
        page(&town, "leben/heiraten", "Heiraten", 2).await;
        page(&town, "leben/sterben", "Im Trauerfall", 1).await;
        page(&town, "leben/heiraten/trauorte", "Trauorte", 1).await;
        let erika = town.anybody();
        let above = erika.get("/leben").await.is(200).shows("In diesem Bereich").text();
        let at = |words: &str| above.rfind(words).unwrap_or_else(|| panic!("{words} is missing"));
        assert!(at("Im Trauerfall") < at("Heiraten"), "in the order editors gave");
        assert!(!above.contains("Trauorte"), "only what lies right below");
        let deep = erika.get("/leben/heiraten/trauorte").await.is(200).text();
        for (path, title) in [("/leben", "Leben in Teststadt"), ("/leben/heiraten", "Heiraten")] {
            assert!(deep.contains(&format!("<a href=\"{path}\">{title}</a>")), "{path}");
        }
        assert!(
            deep.contains("BreadcrumbList") && deep.contains("http://town.test/leben/heiraten")
        );
        let beside = erika.get("/leben/sterben").await.is(200).shows("Alles zu: Leben");
        assert!(beside.text().contains("aria-current=\"page\">Im Trauerfall"));
        erika.get("/leben/fehlt").await.is(404);
        erika.get("/a/b/c/d/e/f/g/h/i/j").await.is(404);
        // Other routes keep their addresses.
        page(&town, "kontakt", "Falscher Kontakt", 1).await;
        erika.get("/kontakt").await.is(200).shows("Schreiben Sie uns").hides("Marktbrücke");
        erika.post("/leben", &[]).await.is(404);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_tells_its_state_and_its_unit() {
    for town in testkit::towns(modules, MORNING).await {
        let reviewed_on = Some("2026-05-02".parse().unwrap());
        let it = Publication {
            unit: "66".into(),
            reviewed_on,
            body: publication::Body { de: Some(document("In Blöcken geschrieben.")), en: None },
            ..sample("page", "wege", "Wege und Plätze", MORNING)
        };
        let id = it.id;
        put(&town, it).await;
        let erika = town.anybody();
        let shown = erika.get("/wege").await.is(200);
        let _ = shown
            .shows("In Blöcken geschrieben.")
            .shows("Stand: 4. Mai 2026")
            .shows("Zuletzt geprüft: 2. Mai 2026")
            .shows("Tiefbau")
            .shows("Hier hilft man Ihnen")
            .hides("Marktbrücke");
        // For programs, by ending and by header, and the page stays a page.
        let by_ending = erika.get("/wege.json").await.is(200);
        let by_header = ask(&erika, "/wege", &[("accept", "application/json")]).await.is(200);
        assert_eq!(by_ending.text(), by_header.text());
        let data: serde_json::Value = serde_json::from_str(&by_ending.text()).unwrap();
        assert_eq!(data["id"], id.to_string());
        assert_eq!(data["unit"]["number"], "66");
        assert_eq!(data["body"]["de"]["blocks"][0]["type"], "text");
        assert_eq!(data["reviewed_on"], "2026-05-02");
        assert!(erika.get("/wege").await.is(200).kind.starts_with("text/html"));
        // In English there is nothing: German with a word about it, not for search engines.
        let english = erika.get("/en/wege").await.is(200).shows("This page is in German");
        let text = english.text();
        assert!(text.contains("lang=\"de\"") && text.contains("noindex"));
        assert!(!erika.get("/wege").await.text().contains("hreflang=\"en\" href=\"http"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn easy_language_is_an_edition_of_its_own() {
    for town in testkit::towns(modules, MORNING).await {
        let easy = Easy {
            title: "Müll weg-werfen".into(),
            teaser: "So geht es.".into(),
            body: document("Die Tonne ist blau."),
            checked_by: String::new(),
        };
        let it = sample("page", "leben/abfall", "Abfallentsorgung", MORNING);
        put(&town, Publication { easy: Some(easy), ..it }).await;
        page(&town, "leben/bau", "Bauen", 1).await;
        let erika = town.anybody();
        let usual = erika.get("/leben/abfall").await.is(200).shows("Leichte Sprache").text();
        assert!(
            usual.contains("hreflang=\"de-simple\" href=\"http://town.test/leicht/leben/abfall\"")
        );
        let simple = erika.get("/leicht/leben/abfall").await.is(200);
        let text = simple
            .shows("Müll weg-werfen")
            .shows("Die Tonne ist blau.")
            .shows("noch nicht von Menschen")
            .hides("Marktbrücke")
            .text();
        assert!(text.contains("<html lang=\"de-simple\""));
        erika.get("/leicht/leben/bau").await.is(404);
        erika.get("/leicht").await.is(200).shows("Müll weg-werfen").hides("Bauen");
        erika.get("/en/leicht/leben/abfall").await.is(200).shows("Die Tonne ist blau.");
    }
}

fn event(starts: &str, repeats: &str) -> Event {
    Event {
        starts: starts.parse().unwrap(),
        ends: None,
        is_all_day: false,
        repeats: repeats.into(),
        except: Vec::new(),
        place: "Stadthalle".into(),
        address: "Marktplatz 2, 49999 Teststadt".into(),
        organiser: "Kulturamt".into(),
        price: String::new(),
        registration: "kultur@town.test".into(),
        accessibility: "Rampe am Seiteneingang".into(),
        is_cancelled: false,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn events_repeat_on_the_page_and_in_the_calendar() {
    for town in testkit::towns(modules, MORNING).await {
        let market = Event {
            ends: Some("2026-01-07T13:00:00".parse().unwrap()),
            except: vec!["2026-05-13".parse().unwrap()],
            ..event("2026-01-07T08:00:00", "FREQ=WEEKLY;BYDAY=WE")
        };
        let details = Details::Event(market);
        let it = sample("event", "wochenmarkt", "Wochenmarkt", MORNING);
        put(&town, Publication { details, ..it }).await;
        let over = Details::Event(event("2026-04-10T19:00:00", ""));
        let it = sample("event", "konzert", "Altes Konzert", MORNING);
        put(&town, Publication { details: over, ..it }).await;
        let erika = town.anybody();
        let list =
            erika.get("/veranstaltungen").await.is(200).shows("Wochenmarkt").hides("Konzert");
        let list = list.text();
        // Once for all its days; in the month beside it each day has its own address.
        assert_eq!(list.matches("rh-dates__item").count(), 1);
        assert!(list.contains("weitere Termine bis 29. Juli 2026"));
        assert!(list.contains("?tag=2026-05-06\"") && list.contains("?tag=2026-05-20\""));
        assert!(!list.contains("?tag=2026-05-13\""), "the day that falls out");
        erika.get("/veranstaltungen?tag=2026-05-13").await.is(200).hides("Wochenmarkt am");
        let day = erika.get("/veranstaltungen?tag=2026-05-20").await.is(200).text();
        assert!(day.contains("am 20. Mai 2026") && day.contains("Wochenmarkt"));
        erika.get("/veranstaltungen?wann=heute").await.is(200).shows("Hier steht noch nichts");
        let table = erika.get("/veranstaltungen?ansicht=monat&monat=2026-05").await.is(200).text();
        assert_eq!(table.matches("/veranstaltungen/wochenmarkt\"").count(), 3, "four less one");
        let april = erika.get("/veranstaltungen?monat=2026-04").await.is(200);
        let _ = april.shows("Altes Konzert").shows("April 2026");
        erika.get("/veranstaltungen?monat=99999-77").await.is(200);
        let one = erika.get("/veranstaltungen/wochenmarkt").await.is(200);
        let text = one
            .shows("Mittwoch, 6. Mai 2026")
            .shows("8:00")
            .shows("Stadthalle")
            .shows("Rampe am Seiteneingang")
            .shows("frei")
            .shows("Die nächsten Termine")
            .text();
        assert!(text.contains("\"@type\":\"Event\"") && text.contains("mailto:kultur@town.test"));
        for path in ["/veranstaltungen/wochenmarkt.ics", "/feeds/veranstaltungen.ics"] {
            let file = erika.get(path).await.is(200);
            assert!(file.kind.starts_with("text/calendar"));
            let file = norm_feeds::calendar::read_calendar(&file.body);
            let market = file.calendar.events.iter().find(|e| e.summary == "Wochenmarkt").unwrap();
            assert!(market.rule.is_some() && market.except.len() == 1, "{path}");
            assert!(market.url.ends_with("/veranstaltungen/wochenmarkt"));
        }
        let all = erika.get("/feeds/veranstaltungen.ics").await.text();
        assert!(all.contains("SUMMARY:Altes Konzert"), "of the last weeks too");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_is_provided_once_and_stays() {
    for town in testkit::towns(modules, MORNING).await {
        let notice = Notice {
            sort: "statute".into(),
            decided_on: Some("2026-04-20".parse().unwrap()),
            ordered_by: "Die Bürgermeisterin".into(),
            ordered_on: None,
            file: None,
            sha256: String::new(),
            provided_on: None,
            in_force_on: Some("2026-05-05".parse().unwrap()),
            out_of_force_on: None,
            hint: "Aushang am Rathaus".into(),
            replaces: None,
        };
        let details = Details::Notice(notice.clone());
        // In three days, by the clock.
        let from = "2026-05-07T06:00:00Z";
        let it = sample("notice", "hundesatzung", "Hundesteuersatzung", from);
        put(&town, Publication { details, ..it.clone() }).await;
        let erika = town.anybody();
        erika.get("/bekanntmachungen/hundesatzung").await.is(404);
        town.advance_days(4);
        town.settle().await;
        let shown = erika.get("/bekanntmachungen/hundesatzung").await.is(200);
        let _ = shown
            .shows("Bereitgestellt am 8. Mai 2026")
            .shows("mit Ablauf des 8. Mai 2026")
            .shows("Die Bürgermeisterin")
            .shows("Aushang am Rathaus");
        let law = erika.get("/bekanntmachungen?art=ortsrecht").await.is(200);
        let _ = law.shows("Hundesteuersatzung").shows("05.05.2026");
        erika.get("/bekanntmachungen?art=tender").await.is(200).hides("Hundesteuersatzung");
        let change = |it: Publication| {
            town.town.write(Actor::system("test"), move |tx| {
                publication::save(tx, &it, "test")?;
                Ok(Audit::of("test.published", it.id).done())
            })
        };
        let other = Notice { sort: "tender".into(), ..notice.clone() };
        let changed = Publication { details: Details::Notice(other), ..it.clone() };
        assert!(change(changed).await.is_err(), "a provided notice is fixed");
        let withdrawn = Publication {
            details: Details::Notice(notice.clone()),
            state: publication::State::Withdrawn,
            ..it.clone()
        };
        assert!(change(withdrawn.clone()).await.is_err(), "a statute in force stays");
        let ended = Notice { out_of_force_on: Some("2026-05-08".parse().unwrap()), ..notice };
        let ended = Publication { details: Details::Notice(ended), ..it.clone() };
        change(ended.clone()).await.unwrap();
        let over = erika.get("/bekanntmachungen/hundesatzung").await.is(200);
        let _ = over.shows("gilt nicht mehr").shows("Bereitgestellt am 8. Mai 2026");
        erika.get("/bekanntmachungen?art=ortsrecht").await.hides("Hundesteuersatzung");
        change(Publication { state: publication::State::Withdrawn, ..ended }).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn vacancies_and_disruptions_end_by_themselves() {
    for town in testkit::towns(modules, MORNING).await {
        let job = |until: &str| {
            Details::Job(Job {
                apply_until: Some(until.parse().unwrap()),
                starts_on: None,
                employment: "part-time".into(),
                hours: "20 Stunden".into(),
                pay: "E 9a".into(),
                place: "Rathaus".into(),
                apply_at: "/antrag/bewerbung".into(),
                file: None,
            })
        };
        for (slug, title, until) in
            [("gaertner", "Gärtnerin", "2026-05-20"), ("koch", "Koch", "2026-05-03")]
        {
            let it = sample("job", slug, title, "2026-05-01T08:00:00Z");
            put(&town, Publication { details: job(until), ..it }).await;
        }
        let closed = Details::Disruption(Disruption {
            sort: "water".into(),
            from: "2026-05-04T08:00:00".parse().unwrap(),
            until: Some("2026-05-04T12:00:00".parse().unwrap()),
            place: "Marktplatz".into(),
        });
        let it = sample("disruption", "rohrbruch", "Kein Wasser am Markt", MORNING);
        put(&town, Publication { details: closed, ..it }).await;
        let erika = town.anybody();
        let jobs = erika.get("/stellen").await.is(200).shows("Gärtnerin").hides("Koch");
        let _ = jobs.shows("Teilzeit · E 9a · bis 20.05.2026");
        let one = erika.get("/stellen/gaertner").await.is(200).shows("so bald wie möglich").text();
        assert!(one.contains("\"@type\":\"JobPosting\"") && one.contains("PART_TIME"));
        assert!(one.contains("href=\"/antrag/bewerbung\""));
        erika.get("/stellen/koch").await.is(200).shows("Bewerbungsfrist ist abgelaufen");
        erika.get("/stoerungen").await.is(200).shows("Kein Wasser").shows("Wasser · 4. Mai 2026");
        erika.get("/stoerungen/rohrbruch").await.is(200).shows("Marktplatz");
        town.advance(jiff::SignedDuration::from_hours(3));
        erika.get("/stoerungen").await.is(200).hides("Kein Wasser");
        erika.get("/dokumente").await.is(200).shows("Zurzeit nichts");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn news_are_found_by_month_and_topic() {
    for town in testkit::towns(modules, MORNING).await {
        for (slug, from) in [("april", "2026-04-30T21:30:00Z"), ("mai", "2026-04-30T22:30:00Z")] {
            let topics = vec![if slug == "mai" { "verkehr" } else { "kultur" }.to_owned()];
            let title = format!("Meldung {slug}");
            put(&town, Publication { topics, ..sample("news", slug, &title, from) }).await;
        }
        let beyond = town.anybody().get("/aktuelles?seite=999").await.is(200);
        let _ = beyond.shows("Meldung mai").hides("Keine Meldungen");
        let erika = town.anybody();
        // By the local day: half past midnight of the first of May is May.
        erika
            .get("/aktuelles?monat=2026-05")
            .await
            .is(200)
            .shows("Meldung mai")
            .hides("Meldung april");
        erika
            .get("/aktuelles?monat=2026-04")
            .await
            .is(200)
            .shows("Meldung april")
            .hides("Meldung mai");
        erika
            .get("/aktuelles?thema=verkehr")
            .await
            .is(200)
            .shows("Meldung mai")
            .hides("Meldung april");
        erika.get("/aktuelles").await.is(200).shows("2 Meldungen").shows("Verkehr").shows("Archiv");
        erika.get("/aktuelles?monat=x&seite=-1&thema=%25").await.is(200);
        let one = erika.get("/aktuelles/mai").await.is(200).shows("1. Mai 2026").text();
        assert!(one.contains("\"@type\":\"NewsArticle\""));
    }
}
