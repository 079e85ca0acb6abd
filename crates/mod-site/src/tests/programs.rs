//! What browsers and programs get beside pages.

use kernel::module::Health;
use kernel::town::Profile;
use quick_xml::Reader as XmlReader;
use quick_xml::events::Event;

use super::*;

/// Reads a whole document; answers the texts of one element.
fn texts(xml: &str, element: &str) -> Vec<String> {
    let mut reader = XmlReader::from_str(xml);
    reader.config_mut().check_end_names = true;
    let (mut found, mut depth, mut inside) = (Vec::new(), 0, None::<String>);
    loop {
        match reader.read_event().expect("well-formed XML") {
            Event::Start(start) => {
                depth += 1;
                if start.name().as_ref() == element {
                    inside = Some(String::new());
                }
            }
            Event::Text(text) => {
                if let Some(words) = &mut inside {
                    words.push_str(&text);
                }
            }
            Event::GeneralRef(entity) => {
                if let Some(words) = &mut inside {
                    words.push('&');
                    words.push_str(&entity);
                    words.push(';');
                }
            }
            Event::End(end) => {
                depth -= 1;
                if end.name().as_ref() == element {
                    found.extend(inside.take());
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0);
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn the_feed_is_sound_xml_whatever_the_news_say() {
    for town in testkit::towns(modules, MORNING).await {
        let empty = town.anybody().get("/feed.atom").await.is(200);
        assert_eq!(texts(&empty.text(), "entry").len(), 0);
        publish(&town, "news", "a", "Müll & <Abfall>: \"neu\"", MORNING).await;
        publish(&town, "news", "b", "Steuerzeichen\u{b}\u{1f}", MORNING).await;
        let feed = town.anybody().get("/feed.atom").await.is(200);
        assert!(feed.kind.starts_with("application/atom+xml"));
        let titles = texts(&feed.text(), "title");
        assert_eq!(titles.len(), 3);
        assert!(titles.iter().any(|t| t.contains("M\u{fc}ll &amp; &lt;Abfall&gt;")), "{titles:?}");
        assert!(titles.contains(&"Steuerzeichen".to_owned()), "{titles:?}");
        assert_eq!(texts(&feed.text(), "updated").len(), 3);
        assert!(
            town.anybody().get("/en/feed.atom").await.is(200).text().contains("xml:lang=\"en\"")
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_site_map_names_both_languages() {
    let town = testkit::town(modules, MORNING).await;
    publish(&town, "news", "bruecke", "Marktbrücke", MORNING).await;
    let title = Text::new("Brunnen", "Fountain");
    put(&town, Publication { title, ..sample("news", "brunnen", "Brunnen", MORNING) }).await;
    let map = town.anybody().get("/sitemap.xml").await.is(200).text();
    let places = texts(&map, "loc");
    for path in [
        "/",
        "/en/",
        "/aktuelles/bruecke",
        "/en/aktuelles/brunnen",
        "/rathaus/50.2",
        "/leistungen/hund",
    ] {
        assert!(places.contains(&format!("http://town.test{path}")), "{path} in {places:?}");
    }
    assert!(map.contains("hreflang=\"en\""));
    assert!(!map.contains("/en/aktuelles/bruecke"), "no English page where nothing is English");
    assert!(map.contains("<lastmod>2026-05-04</lastmod>"));
    let robots = town.anybody().get("/robots.txt").await.is(200).text();
    assert!(
        robots.contains("Disallow: /verwaltung")
            && robots.contains("Sitemap: http://town.test/sitemap.xml")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn assets_are_kept_for_a_year_and_never_sent_twice() {
    let town = testkit::town(modules, MORNING).await;
    let erika = town.anybody();
    let css = web::asset("site.css");
    let plain = ask(&erika, css, &[]).await.is(200);
    assert_eq!(head(&plain, "cache-control"), web::assets::CACHE_CONTROL);
    let packed = ask(&erika, css, &[("accept-encoding", "gzip, br")]).await.is(200);
    assert_eq!(head(&packed, "content-encoding"), "br");
    assert!(packed.body.len() < plain.body.len() / 3);
    let tag = head(&packed, "etag").to_owned();
    assert_ne!(tag, head(&plain, "etag"));
    let known = [("accept-encoding", "gzip, br"), ("if-none-match", tag.as_str())];
    let again = ask(&erika, css, &known).await.is(304);
    assert!(again.body.is_empty());
    ask(&erika, "/assets/nothing.css", &[]).await.is(404);
    ask(&erika, "/assets/../Cargo.toml", &[]).await.is(404);
    ask(&erika, "/assets/%2e%2e/Cargo.toml", &[]).await.is(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_come_from_memory_until_somebody_writes() {
    for town in testkit::towns(modules, MORNING).await {
        let erika = town.anybody();
        let first = ask(&erika, "/", &[("accept-encoding", "br")]).await.is(200);
        assert_eq!(head(&first, "content-encoding"), "br");
        assert!(head(&first, "content-security-policy").contains("default-src 'none'"));
        let tag = head(&first, "etag").to_owned();
        let known = [("accept-encoding", "br"), ("if-none-match", tag.as_str())];
        ask(&erika, "/", &known).await.is(304);
        publish(&town, "news", "neu", "Etwas Neues", MORNING).await;
        let changed = ask(&erika, "/", &known).await.is(200);
        assert_ne!(head(&changed, "etag"), tag);
        // A new day renders again; the same page keeps its tag.
        town.advance_days(1);
        let tag = head(&changed, "etag").to_owned();
        let known = [("accept-encoding", "br"), ("if-none-match", tag.as_str())];
        ask(&erika, "/", &known).await.is(304);
        // Whoever is signed in gets a page of their own, and nobody else ever sees it.
        let otto = town.citizen("Otto Fuchs").await;
        let own = otto.get("/").await.is(200).shows("Otto Fuchs");
        assert_eq!(head(&own, "cache-control"), "no-store");
        assert!(own.headers.get("etag").is_none());
        erika.get("/").await.is(200).hides("Otto Fuchs");
        // The other language is another page.
        erika.get("/en/").await.is(200).shows("Welcome");
        erika.get("/").await.is(200).shows("Willkommen");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_for_the_head_alone_poisons_nothing() {
    let town = testkit::town(modules, MORNING).await;
    let erika = town.anybody();
    let request =
        Request::builder().method("HEAD").uri("/impressum").header(header::HOST, "town.test");
    let head_only = erika.send(request.body(Body::empty()).unwrap()).await.is(200);
    assert!(head_only.body.is_empty());
    erika.get("/impressum").await.is(200).shows("Körperschaft");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_coat_of_arms_is_a_picture_and_nothing_more() {
    let town = testkit::town(modules, MORNING).await;
    let erika = town.anybody();
    erika.get("/wappen.svg").await.is(404);
    let icon = erika.get("/favicon.svg").await.is(200);
    assert_eq!(icon.kind, "image/svg+xml");
    town.town
        .write(Actor::system("test"), |tx| {
            let mut profile: Profile = settings::get(tx)?;
            profile.arms_svg =
                "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>".into();
            profile.colour = "#8a1538".into();
            settings::set(tx, &profile)?;
            Ok(Audit::of("test.arms", "town").done())
        })
        .await
        .unwrap();
    town.town.reload_profile().await.unwrap();
    let arms = erika.get("/wappen.svg").await.is(200);
    assert!(head(&arms, "content-security-policy").ends_with("sandbox"));
    assert_eq!(head(&arms, "x-content-type-options"), "nosniff");
    let theme = erika.get("/farben.css").await.is(200);
    assert!(theme.kind.starts_with("text/css") && theme.text().contains("--rh-stage:#8a1538"));
    let tag = head(&theme, "etag").to_owned();
    ask(&erika, "/farben.css", &[("if-none-match", &tag)]).await.is(304);
    // Pages name it by what it is made of, and it travels packed.
    let page = erika.get("/kontakt").await.is(200).text();
    let path = page.split("href=\"/farben/").nth(1).and_then(|rest| rest.split('"').next());
    let path = format!("/farben/{}", path.expect("the stylesheet"));
    let packed = ask(&erika, &path, &[("accept-encoding", "gzip")]).await.is(200);
    assert_eq!(head(&packed, "content-encoding"), "gzip");
    assert!(packed.body.len() * 2 < theme.body.len());
    let older = erika.get("/farben/000000.css").await.is(200);
    assert_eq!(head(&older, "cache-control"), "no-cache");
    assert_eq!(older.text(), theme.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn holes_are_reported_where_the_town_says() {
    let town = testkit::town(modules, MORNING).await;
    let erika = town.anybody();
    erika.get("/.well-known/security.txt").await.is(404);
    let settings = SiteSettings {
        security_contact: "sicherheit@town.test".into(),
        security_expires_on: "2026-12-31".into(),
        ..SiteSettings::default()
    };
    decide(&town, settings).await;
    let text = erika.get("/.well-known/security.txt").await.is(200).text();
    assert!(text.contains("Contact: mailto:sicherheit@town.test\n"));
    assert!(text.contains("Expires: 2026-12-31T23:59:59Z\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn health_says_whether_the_house_can_save() {
    for town in testkit::towns(modules, MORNING).await {
        let probe = town.anybody();
        let before = town.trail().await.len();
        probe.get("/healthz/live").await.is(200);
        let ready = probe.get("/healthz/ready").await.is(200);
        assert!(ready.text().contains("\"status\":\"ok\""));
        probe.get("/healthz/ready").await.is(200);
        assert_eq!(town.trail().await.len(), before, "a probe leaves no line");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn checks_remind_of_the_statement() {
    let town = testkit::town(modules, MORNING).await;
    let health = |findings: Vec<kernel::module::Finding>| {
        findings.into_iter().find(|f| f.id == "site/statement").unwrap().health
    };
    assert_eq!(health(kernel::check::run(&town.town).await.unwrap()), Health::Warn);
    let reviewed =
        SiteSettings { accessibility_reviewed_on: "2026-05-01".into(), ..Default::default() };
    decide(&town, reviewed).await;
    assert_eq!(health(kernel::check::run(&town.town).await.unwrap()), Health::Ok);
    town.advance_days(340);
    assert_eq!(health(kernel::check::run(&town.town).await.unwrap()), Health::Warn);
}
