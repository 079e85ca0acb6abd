//! Stories of warnings, on both engines.

use axum::body::Body;
use axum::http::{Request, header};
use jiff::SignedDuration;
use kernel::settings;
use kernel::siren;
use kernel::{Access, Actor, Audit, Ctx, Module, Permission, Routes};
use norm_feeds::cap::{MessageType, Severity, read_alert};
use testkit::nina::{Nina, Warned};
use testkit::{Answer, Client, TestTown};
use web::Frame;

use crate::{ISSUE, WarningSettings};

const NOW: &str = "2026-05-04T08:00:00Z";
const DESK: &str = "/verwaltung/warnung";

/// A department with one public page that is kept in memory, to see warnings on the pages of others.
fn other() -> Module {
    async fn page(ctx: Ctx) -> Result<axum::response::Response, kernel::AppError> {
        let frame = Frame::of(&ctx);
        let page = frame.public("Start").body(web::html! { p { "Hallo" } });
        Ok(frame.answer_shared(page))
    }
    let routes =
        Routes::new().get("/", Access::Everyone, page).get("/leben", Access::Everyone, page);
    Module { name: "other", routes, ..Module::default() }
}

fn modules() -> Vec<Module> {
    vec![crate::module(), other()]
}

async fn team(town: &TestTown) -> Client {
    town.staff("kira", &[ISSUE], "50").await
}

fn flood(level: &'static str) -> [(&'static str, &'static str); 3] {
    [
        ("stufe", level),
        ("text", "Hochwasser: Meiden Sie die Ufer."),
        ("text_en", "Flood: keep away from the banks."),
    ]
}

/// The path of the first warning on a page.
fn thread(page: &Answer) -> String {
    let path = page.link("/warnungen/").expect("a warning");
    path.rsplit('/').next().unwrap_or_default().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_warning_stands_on_every_page_at_the_next_request() {
    for town in testkit::towns(modules, NOW).await {
        let kira = team(&town).await;
        // Pages that lie in memory already.
        for path in ["/leben", "/en/leben", "/warnungen"] {
            town.anybody().get(path).await.is(200).hides("Hochwasser");
        }
        kira.get(DESK).await.is(200).shows("Jetzt auf allen Seiten zeigen");
        let clicked = std::time::Instant::now();
        kira.post(DESK, &flood("danger")).await.is(303);
        let page = town.anybody().get("/leben").await.is(200);
        let seconds = clicked.elapsed().as_secs_f64();
        assert!(seconds < 2.0, "{seconds} s from click to banner");
        let page =
            page.shows("Gefahr: Hochwasser: Meiden Sie die Ufer.").shows("gilt bis 5. Mai 2026");
        town.anybody().get("/en/leben").await.shows("Danger: Flood: keep away from the banks.");
        // Also where nothing is found, on forms and for staff and citizens.
        town.anybody().get("/gibt-es-nicht").await.is(404).shows("Hochwasser");
        town.citizen("Otto").await.get("/leben").await.shows("Hochwasser");
        kira.get(DESK).await.is(200).shows("Gefahr");
        let course = page.link("/warnungen/").unwrap();
        town.anybody().get(&course).await.is(200).shows("Warnung, 4. Mai 2026");
        // A double click is one warning.
        kira.post(DESK, &flood("danger")).await.is(303);
        assert_eq!(town.town.siren().signal().banners.len(), 1);
        // It ends by itself, on pages in memory too.
        town.advance(SignedDuration::from_hours(24));
        town.anybody().get("/leben").await.hides("Hochwasser");
        town.anybody()
            .get("/warnungen")
            .await
            .shows("Abgelaufen")
            .shows("Zurzeit gibt es keine Warnung");
        assert!(town.trail().await.contains(&"warnings.issued".to_owned()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn update_and_all_clear_are_one_thread_for_people_and_programs() {
    for town in testkit::towns(modules, NOW).await {
        let kira = team(&town).await;
        kira.post(DESK, &flood("caution")).await.is(303);
        let id = thread(&town.anybody().get("/leben").await);
        let page = format!("{DESK}/{id}");
        kira.get(&page).await.is(200).shows("Hochwasser");
        let update = [
            ("nummer", "1"),
            ("stufe", "danger"),
            ("text", "Das Wasser steigt weiter."),
            ("gebiet", "Unterstadt"),
            ("stunden", "6"),
        ];
        town.advance(SignedDuration::from_mins(10));
        kira.post(&page, &update).await.is(303);
        // Somebody who had the page open from before changes nothing.
        kira.post(&page, &update).await.is(422).shows("fortgeschrieben");
        let shown = town.anybody().get("/leben").await;
        shown
            .shows("Gefahr: Das Wasser steigt weiter.")
            .shows("Gebiet: Unterstadt")
            .hides("Meiden Sie");
        // English pages show the German text and say so.
        let english = town.anybody().get("/en/leben").await;
        assert!(english.text().contains("<span lang=\"de\">Das Wasser steigt weiter.</span>"));
        let clear = format!("{page}/entwarnung");
        kira.post(&clear, &[("nummer", "1")]).await.is(422);
        kira.post(&clear, &[("nummer", "2")]).await.is(303);
        kira.post(&clear, &[("nummer", "3")]).await.is(422);
        town.anybody()
            .get("/leben")
            .await
            .shows("Entwarnung: Die Warnung ist aufgehoben.")
            .hides("Gefahr:");
        town.anybody()
            .get(&format!("/warnungen/{id}"))
            .await
            .is(200)
            .shows("Aktualisierung")
            .shows("Entwarnung,");

        let cap = |number| format!("/warnungen/{id}/cap/{number}.xml");
        let read = |answer: Answer| read_alert(&answer.body).expect("CAP 1.2");
        let first = town.anybody().get(&cap(1)).await.is(200);
        assert!(first.kind.starts_with("application/cap+xml"));
        let first = read(first);
        assert_eq!((first.message_type, first.infos.len()), (MessageType::Alert, 2));
        let last = read(town.anybody().get(&cap(3)).await);
        assert_eq!((last.message_type, last.references.len()), (MessageType::Cancel, 2));
        assert_eq!(last.references[1].1, first.identifier);
        assert_eq!(read(town.anybody().get(&cap(2)).await).infos[0].severity, Severity::Severe);
        town.anybody().get(&cap(4)).await.is(404);
        let feed = town.anybody().get("/warnungen.atom").await.is(200);
        assert!(
            feed.kind.starts_with("application/atom+xml") && feed.text().contains("Entwarnung")
        );
        // After two hours the all-clear leaves the pages.
        town.advance(SignedDuration::from_hours(2));
        town.anybody().get("/leben").await.hides("Entwarnung");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_named_role_warns_and_wrong_forms_come_back() {
    for town in testkit::towns(modules, NOW).await {
        let other = town.staff("egon", &[Permission("desk.work")], "50").await;
        for path in [DESK, "/verwaltung/warnung/krisenmodus", "/verwaltung/warnung/bund"] {
            other.post(path, &flood("danger")).await.is(403);
            town.anybody().post(path, &flood("danger")).await.is(401);
        }
        let kira = team(&town).await;
        kira.post(DESK, &[("text", "Ohne Stufe")])
            .await
            .is(422)
            .shows("Wählen Sie eine Stufe")
            .shows("Ohne Stufe");
        kira.post(DESK, &[])
            .await
            .is(422)
            .shows("Wählen Sie eine Stufe")
            .shows("Schreiben Sie, was passiert");
        let long = "x".repeat(301);
        kira.post(DESK, &[("stufe", "info"), ("text", &long)]).await.is(422).shows("301 Zeichen");
        kira.post(DESK, &[("stufe", "info"), ("text", "x"), ("link", "javascript:1")])
            .await
            .is(422);
        kira.post(DESK, &[("stufe", "info"), ("text", "<script>alert(1)</script>")]).await.is(303);
        let page = town.anybody().get("/leben").await;
        assert!(
            !page.text().contains("<script>alert") && page.words().contains("<script>alert(1)")
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn its_author_is_reminded_once_and_not_after_the_all_clear() {
    for town in testkit::towns(modules, NOW).await {
        let kira = team(&town).await;
        kira.post(DESK, &flood("danger")).await.is(303);
        town.advance(SignedDuration::from_mins(3));
        kira.post(DESK, &[("stufe", "info"), ("text", "Straße gesperrt"), ("stunden", "24")])
            .await
            .is(303);
        town.settle().await;
        assert!(town.post.mails().is_empty());
        // The information is cleared in time, the danger is not.
        let current = town.town.siren().signal();
        let info =
            current.banners.iter().find(|b| b.level == siren::Level::Info).unwrap().path.clone();
        let clear = format!("{DESK}/{}/entwarnung", info.rsplit('/').next().unwrap());
        kira.post(&clear, &[("nummer", "1")]).await.is(303);
        town.advance(SignedDuration::from_hours(18));
        town.settle().await;
        let mails = town.post.mails();
        assert_eq!(mails.len(), 1, "one reminder");
        assert!(
            mails[0].body.reveal().contains("05.05.2026, 10:00 Uhr"),
            "{}",
            mails[0].body.reveal()
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn in_a_crisis_the_home_page_is_text_from_memory_even_while_the_database_is_locked() {
    for town in testkit::towns(modules, NOW).await {
        let kira = team(&town).await;
        town.anybody().get("/").await.is(200).shows("Hallo");
        kira.post(DESK, &flood("danger")).await.is(303);
        kira.post("/verwaltung/warnung/krisenmodus", &[("an", "ja")]).await.is(303);
        let home = town.anybody().get("/").await.is(200);
        assert!(home.body.len() < 20 * 1024, "{} bytes", home.body.len());
        let text = home.text();
        assert!(!text.contains("<script") && !text.contains("<link") && !text.contains("<img"));
        home.shows("Hochwasser: Meiden Sie die Ufer.").shows("112").shows("02000 1").hides("Hallo");
        town.anybody().get("/en/").await.shows("Flood: keep away");
        town.citizen("Otto").await.get("/").await.shows("Wichtige Informationen");
        town.anybody().get("/?normal").await.is(200).shows("Hallo").shows("Hochwasser");
        kira.get(DESK).await.shows("Krisenmodus ist an");
        // Whoever holds the writer for a while does not hold up the home page.
        let (begun, has_begun) = tokio::sync::oneshot::channel();
        let (end, may_end) = std::sync::mpsc::channel::<()>();
        let locked = std::sync::Arc::clone(&town.town);
        let holder = tokio::spawn(async move {
            let held = locked.write(Actor::system("test"), move |_| {
                begun.send(()).unwrap();
                may_end.recv_timeout(std::time::Duration::from_secs(20)).unwrap();
                Ok(Audit::of("test.held", "town").done())
            });
            held.await.unwrap();
        });
        has_begun.await.unwrap();
        let asked = std::time::Instant::now();
        for _ in 0..50 {
            town.anybody().get("/").await.is(200).shows("Hochwasser");
        }
        assert!(asked.elapsed().as_secs() < 5);
        end.send(()).unwrap();
        holder.await.unwrap();
        kira.post("/verwaltung/warnung/krisenmodus", &[("an", "nein")]).await.is(303);
        town.anybody().get("/").await.shows("Hallo");
        // A post to the home page is none of its business.
        let post = Request::builder()
            .method("POST")
            .uri("/")
            .header(header::HOST, "town.test")
            .body(Body::empty());
        town.anybody().send(post.unwrap()).await.is(404);
    }
}

fn warned(id: &str, severity: &str, headline: &str) -> Warned {
    Warned {
        id: id.into(),
        severity: severity.into(),
        headline: headline.into(),
        sent: "2026-05-04T09:00:00+02:00".into(),
        message_type: "Alert".into(),
        area: "Kreis Wesel".into(),
        ..Warned::default()
    }
}

/// A town in a district, which shows the gravest warnings of the service by itself.
async fn listens(town: &TestTown, nina: &Nina) {
    let address = nina.address();
    town.town
        .write(Actor::system("test"), move |tx| {
            let mut profile: kernel::town::Profile = settings::get(tx)?;
            profile.ars = "051700024024".into();
            settings::set(tx, &profile)?;
            let set = WarningSettings { federal_url: address, show_from: 4, ..Default::default() };
            settings::set(tx, &set)?;
            Ok(Audit::of("test.set", "town").done())
        })
        .await
        .unwrap();
    town.town.reload_profile().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stands_on_the_pages_follows_its_source_and_no_exercise_or_neighbour_gets_there() {
    for town in testkit::towns(modules, NOW).await {
        let nina = Nina::start().await;
        let kira = team(&town).await;
        listens(&town, &nina).await;
        let keys = |key: &str| vec![key.to_owned()];
        let cloud =
            Warned { keys: keys("051700000000"), ..warned("mow.1", "Extreme", "Giftwolke") };
        nina.warn(vec![
            cloud.clone(),
            Warned { keys: keys("051700008008"), ..warned("mow.2", "Extreme", "Moers brennt") },
            Warned { status: "Exercise".into(), ..warned("mow.3", "Extreme", "Alles weg") },
        ]);
        crate::poll(&town.town).await.unwrap();
        let erika = town.anybody();
        erika.get("/leben").await.shows("Giftwolke").hides("Moers").hides("Alles weg");
        // Staff see all of them and decide.
        kira.get(DESK).await.is(200).shows("Moers brennt").shows("Übung: Alles weg");
        // The same warning says more now: everybody reads it, in the same thread.
        let more = Warned {
            headline: "Giftwolke zieht nach Norden".into(),
            sent: "2026-05-04T09:20:00+02:00".into(),
            message_type: "Update".into(),
            ..cloud.clone()
        };
        nina.warn(vec![more.clone()]);
        crate::poll(&town.town).await.unwrap();
        erika.get("/leben").await.shows("Giftwolke zieht nach Norden");
        let banners = town.town.siren().signal().banners.clone();
        assert_eq!(banners.len(), 1, "{banners:?}");
        erika.get(&banners[0].path).await.is(200).shows("Aktualisierung").shows("Warnung, ");
        for (feed, part) in [
            ("/warnungen.atom", "application/cap+xml"),
            ("/warnungen.rss", "application/cap+xml"),
            ("/warnungen.json", "cap/2.xml"),
        ] {
            let answer = erika.get(feed).await.is(200).text();
            assert!(answer.contains("Giftwolke zieht nach Norden"), "{answer}");
            // JSON may write a slash in two ways.
            assert!(answer.replace("\\/", "/").contains(part), "{part}: {answer}");
            assert!(erika.get("/warnungen").await.is(200).link(feed).is_some(), "{feed}");
        }
        let cap = erika.get(&format!("{}/cap/2.xml", banners[0].path)).await.is(200);
        let read = norm_feeds::cap::read_alert(&cap.body).expect("a CAP file");
        assert_eq!(read.message_type, norm_feeds::cap::MessageType::Update);
        assert_eq!(read.references.len(), 1);
        let codes = &read.infos[0].areas[0].geocodes;
        assert!(codes.contains(&("ARS".into(), "051700024024".into())), "{codes:?}");
        // Whoever of the town puts it into other words has the last word.
        let update = format!("{DESK}/{}", banners[0].path.rsplit('/').next().unwrap());
        let own = [("nummer", "2"), ("stufe", "danger"), ("text", "Fenster zu!"), ("stunden", "6")];
        kira.post(&update, &own).await.is(303);
        let still_more = Warned { sent: "2026-05-04T09:40:00+02:00".into(), ..cloud.clone() };
        nina.warn(vec![still_more]);
        crate::poll(&town.town).await.unwrap();
        erika.get("/leben").await.shows("Fenster zu!").hides("MOWAS");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn federal_warnings_are_confirmed_or_shown_at_once_and_end_with_their_source() {
    for town in testkit::towns(modules, NOW).await {
        let nina = Nina::start().await;
        let kira = team(&town).await;
        // Nothing is asked where no address is set.
        crate::poll(&town.town).await.unwrap();
        assert!(nina.asked().is_empty());
        listens(&town, &nina).await;
        nina.warn(vec![
            warned("mow.1", "Severe", "Sturm"),
            warned("mow.2", "Extreme", "Giftwolke"),
        ]);
        crate::poll(&town.town).await.unwrap();
        assert!(
            nina.asked().contains(&"200 /dashboard/051700000000.json".to_owned()),
            "{:?}",
            nina.asked()
        );
        // The gravest stands on the pages, the other one waits for a person.
        town.anybody()
            .get("/leben")
            .await
            .shows("Gefahr: MOWAS: Giftwolke")
            .shows("Kreis Wesel")
            .hides("Sturm");
        kira.get(DESK).await.is(200).shows("Sturm");
        // As it was: nothing is sent and nothing asked again.
        let before = nina.asked().len();
        crate::poll(&town.town).await.unwrap();
        assert_eq!(nina.asked()[before..], ["304 /dashboard/051700000000.json"]);
        kira.post("/verwaltung/warnung/bund", &[("id", "mow.1"), ("tun", "zeigen")]).await.is(303);
        kira.post("/verwaltung/warnung/bund", &[("id", "mow.1"), ("tun", "zeigen")]).await.is(303);
        town.anybody().get("/leben").await.shows("Gefahr: MOWAS: Sturm");
        assert_eq!(town.town.siren().signal().banners.len(), 2);
        // The service breaks down: what stands stays, and staff are told.
        nina.break_down(true);
        crate::poll(&town.town).await.unwrap();
        town.anybody().get("/leben").await.shows("Giftwolke");
        kira.get(DESK).await.shows("gerade nicht lesbar");
        nina.break_down(false);
        // One is taken back, the other one no longer named: both end.
        let mut back = warned("mow.2", "Extreme", "Giftwolke");
        back.message_type = "Cancel".into();
        back.sent = "2026-05-04T09:30:00+02:00".into();
        nina.warn(vec![back]);
        crate::poll(&town.town).await.unwrap();
        town.anybody()
            .get("/leben")
            .await
            .hides("Gefahr:")
            .shows("Die Warnung ist aufgehoben: Giftwolke");
        kira.get(DESK).await.hides("gerade nicht lesbar");
    }
}
