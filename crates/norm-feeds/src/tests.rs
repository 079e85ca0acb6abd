//! What is written, read by programs nobody here wrote.

use std::io::Write as _;
use std::process::Command;

use jiff::Timestamp;
use jiff::civil::{date, time};
use proptest::prelude::*;
use serde_json::Value;

use crate::cap::{Alert, Area, CapError, Info, Severity, Urgency, read_alert};
use crate::feed::{Enclosure, Entry, Feed};
use crate::jsonld::{self, Address, EventPage, Hours, Job, News, Office, Organization, Service};
use crate::sitemap::{Page, SecurityContact, robots, sitemap_index, sitemaps, suggestions};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Asks xmllint whether a text is well-formed; skipped loudly where it is missing.
fn is_well_formed(xml: &str) {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(xml.as_bytes()).unwrap();
    match Command::new("xmllint").arg("--noout").arg(file.path()).output() {
        Ok(done) => {
            assert!(done.status.success(), "{}\n{xml}", String::from_utf8_lossy(&done.stderr));
        }
        Err(_) => eprintln!("SKIPPED: no xmllint here"),
    }
}

fn feed() -> Feed {
    let entry = Entry {
        id: "urn:uuid:0198c1a2-0000-7000-8000-000000000001".into(),
        title: "Brücke <gesperrt> & Umleitung".into(),
        url: "https://stadt.example/aktuelles/2026/11/bruecke".into(),
        summary: "Ab Montag.".into(),
        html: "<p>Ab <b>Montag</b> &amp; länger.</p>".into(),
        published: at("2026-11-20T08:00:00Z"),
        updated: at("2026-11-21T09:30:00.5Z"),
        categories: vec!["Verkehr".into()],
        enclosures: vec![Enclosure {
            url: "https://stadt.example/b.webp".into(),
            media_type: "image/webp".into(),
            bytes: 1234,
            title: "Die Brücke".into(),
        }],
        ..Entry::default()
    };
    let bare =
        Entry { id: "tag:stadt.example,2026:2".into(), title: "Kurz".into(), ..Entry::default() };
    Feed {
        id: "tag:stadt.example,2026:aktuelles".into(),
        title: "Stadt: Aktuelles".into(),
        language: "de".into(),
        own_url: "https://stadt.example/feed.atom".into(),
        page_url: "https://stadt.example/aktuelles".into(),
        author: "Stadt".into(),
        entries: vec![entry, bare],
        ..Feed::default()
    }
}

#[test]
fn feeds_are_read_by_an_independent_reader() {
    let feed = feed();
    for text in [feed.atom(), feed.rss(), feed.json().to_string()] {
        if text.starts_with('<') {
            is_well_formed(&text);
        }
        let read = feed_rs::parser::parse(text.as_bytes()).unwrap();
        assert_eq!(read.title.unwrap().content, "Stadt: Aktuelles");
        assert_eq!(read.language.as_deref(), Some("de"));
        let entry = &read.entries[0];
        assert_eq!(entry.id, feed.entries[0].id);
        assert_eq!(entry.title.as_ref().unwrap().content, "Brücke <gesperrt> & Umleitung");
        assert_eq!(entry.published.unwrap().timestamp(), feed.entries[0].published.as_second());
        let body = entry.content.as_ref().unwrap().body.as_ref().unwrap();
        assert!(body.contains("<b>Montag</b> &amp; länger"), "{body}");
        assert_eq!(read.entries.len(), 2);
    }
    assert!(feed.atom().contains("<updated>2026-11-21T09:30:00Z</updated>"));
    assert!(feed.rss().contains("<pubDate>Fri, 20 Nov 2026 08:00:00 +0000</pubDate>"));
}

#[test]
fn json_feeds_have_what_the_standard_demands() {
    let json = feed().json();
    assert_eq!(json["version"], "https://jsonfeed.org/version/1.1");
    for item in json["items"].as_array().unwrap() {
        assert!(item["id"].is_string());
        assert!(item["content_html"].is_string() || item["content_text"].is_string(), "{item}");
    }
    assert_eq!(json["items"][0]["attachments"][0]["size_in_bytes"], 1234);
    assert_eq!(json["items"][0]["tags"][0], "Verkehr");
}

#[test]
fn site_maps_keep_the_limits() {
    let page = |at: usize| Page {
        url: format!("https://stadt.example/seite/{at}?a=1&b=2"),
        changed: Some(date(2026, 11, 1)),
        languages: vec![
            ("de".into(), format!("https://stadt.example/{at}")),
            ("x-default".into(), "https://stadt.example/".into()),
        ],
    };
    let pages: Vec<Page> = (0..50_001).map(page).collect();
    let files = sitemaps(&pages);
    assert_eq!(files.len(), 2);
    assert_eq!(files[0].matches("<loc>").count(), 50_000);
    assert_eq!(files[1].matches("<loc>").count(), 1);
    is_well_formed(&files[1]);
    assert!(files[1].contains("a=1&amp;b=2") && files[1].contains("hreflang=\"x-default\""));
    let long = Page { url: format!("https://a/{}", "x".repeat(3_000)), ..Page::default() };
    assert!(!sitemaps(&[long])[0].contains("<loc>"));
    let index = sitemap_index(&[("https://stadt.example/sitemap-1.xml".into(), None)]);
    is_well_formed(&index);
    let wide = Page { languages: vec![("de".into(), "ü".repeat(2_000)); 2_000], ..page(1) };
    let files = sitemaps(&vec![wide; 4]);
    assert!(files.len() > 1 && files.iter().all(|f| f.len() <= crate::sitemap::BYTES_MAX));
}

#[test]
fn small_files_say_what_they_must() {
    let text =
        robots(&["/konto", "/a\nUser-agent: x"], &[], &["https://stadt.example/sitemap.xml"]);
    assert_eq!(
        text,
        "User-agent: *\nDisallow: /konto\nDisallow: /a User-agent: x\n\nSitemap: https://stadt.example/sitemap.xml\n"
    );
    let contact = SecurityContact {
        contacts: vec!["mailto:sicherheit@stadt.example".into()],
        expires: at("2027-05-01T00:00:00Z"),
        languages: vec!["de".into(), "en".into()],
        ..SecurityContact::default()
    };
    assert_eq!(
        contact.text().unwrap(),
        "Contact: mailto:sicherheit@stadt.example\nExpires: 2027-05-01T00:00:00Z\nPreferred-Languages: de, en\n"
    );
    assert!(SecurityContact::default().text().is_none());
    let search = crate::sitemap::Search {
        name: "Eine Stadt mit langem Namen".into(),
        results_url: "https://stadt.example/suche?q={searchTerms}&a=b".into(),
        ..Default::default()
    };
    is_well_formed(&search.xml());
    assert!(search.xml().contains("<ShortName>Eine Stadt mit l</ShortName>"));
    let found = [("Wohngeld".to_owned(), "Leistung".to_owned(), "https://x/".to_owned())];
    assert_eq!(
        suggestions("wo", &found).to_string(),
        r#"["wo",["Wohngeld"],["Leistung"],["https://x/"]]"#
    );
}

fn warning() -> Alert {
    let area = Area {
        description: "Innenstadt".into(),
        polygons: vec![vec![
            (51_650_000, 6_600_000),
            (51_660_000, 6_600_000),
            (51_660_000, 6_620_000),
            (51_650_000, 6_600_000),
        ]],
        geocodes: vec![("AGS".into(), "05170048".into())],
    };
    let info = Info {
        language: "de-DE".into(),
        categories: vec!["Safety".into()],
        event: "Bombenfund".into(),
        responses: vec!["Evacuate".into()],
        urgency: Urgency::Immediate,
        severity: Severity::Severe,
        expires: Some(at("2026-07-01T18:00:00Z")),
        headline: "Bombe gefunden & <entschärft>".into(),
        instruction: "Verlassen Sie\ndas Gebiet.".into(),
        parameters: vec![("thread".into(), "7".into())],
        areas: vec![area],
        ..Info::default()
    };
    Alert {
        identifier: "stadt-2026-7".into(),
        sender: "warnung@stadt.example".into(),
        sent: at("2026-07-01T10:00:00Z"),
        references: vec![(
            "warnung@stadt.example".into(),
            "stadt-2026-6".into(),
            at("2026-07-01T09:00:00Z"),
        )],
        infos: vec![info],
        ..Alert::default()
    }
}

#[test]
fn warnings_are_written_and_read() {
    let text = warning().write();
    is_well_formed(&text);
    assert!(text.contains("<sent>2026-07-01T12:00:00+02:00</sent>"), "{text}");
    assert!(text.contains("51.650000,6.600000 51.660000,6.600000"));
    assert_eq!(read_alert(text.as_bytes()).unwrap(), warning());
    let prefixed =
        text.replace("<alert xmlns", "<cap:alert xmlns:cap").replace("</alert>", "</cap:alert>");
    assert_eq!(read_alert(prefixed.as_bytes()).unwrap().identifier, "stadt-2026-7");
    assert_eq!(read_alert(b"<alert/>"), Err(CapError::NotAnAlert("no identifier")));
    assert!(matches!(read_alert(b"<alert><info></alert>"), Err(CapError::Malformed(_))));
    let bomb = "<!DOCTYPE a [<!ENTITY b \"bbbb\"><!ENTITY c \"&b;&b;\">]><alert><identifier>&c;</identifier></alert>";
    assert!(read_alert(bomb.as_bytes()).is_err());
    let unknown = text.replace("<status>Actual", "<status>Quatsch");
    assert_eq!(read_alert(unknown.as_bytes()).unwrap().status, crate::cap::Status::System);
}

fn things() -> Value {
    let town = Organization {
        id: "https://stadt.example/#stadt".into(),
        name: "Stadt".into(),
        ags: "05170048".into(),
        profiles: vec!["https://social.example/@stadt".into()],
        ..Organization::default()
    };
    let hours = vec![
        Hours {
            weekdays: vec![1, 2],
            open: Some((time(8, 0, 0, 0), time(12, 30, 0, 0))),
            only: None,
        },
        Hours {
            weekdays: vec![],
            open: None,
            only: Some((date(2026, 12, 24), date(2026, 12, 31))),
        },
    ];
    let office = Office {
        name: "Bürgerbüro".into(),
        hours,
        geo_microdeg: Some((51_650_000, 6_600_000)),
        ..Office::default()
    };
    let news = News {
        url: "https://stadt.example/a".into(),
        headline: "Wort ".repeat(60),
        published: at("2026-01-10T11:00:00Z"),
        author: town.id.clone(),
        corrections: vec![(at("2026-01-11T11:00:00Z"), "Der Preis war falsch.".into())],
        ..News::default()
    };
    let service = Service {
        name: "Wohngeld".into(),
        online_url: "https://stadt.example/antrag/wohngeld".into(),
        processing_days: Some(30),
        ..Service::default()
    };
    let start = crate::calendar::Moment::Day(date(2026, 5, 1));
    let mut fair =
        crate::calendar::Event::new("1", at("2026-01-01T00:00:00Z"), start, "Kirmes </script>");
    fair.end = Some(crate::calendar::Moment::Day(date(2026, 5, 4)));
    fair.rule = Some(crate::calendar::Rule {
        frequency: crate::calendar::Frequency::Yearly,
        ..Default::default()
    });
    let page = EventPage {
        url: "https://stadt.example/t/1",
        event: &fair,
        address: Address::default(),
        is_free: Some(true),
        organizer: "Stadt",
    };
    let job = Job {
        title: "Sachbearbeitung".into(),
        until: Some(date(2026, 3, 31)),
        pay_cents: Some((310_050, 412_000)),
        ..Job::default()
    };
    jsonld::graph(vec![
        jsonld::organization(&town),
        jsonld::web_site(
            "https://stadt.example/#site",
            "Stadt",
            "https://stadt.example/",
            "https://stadt.example/suche?q={search_term_string}",
            &town.id,
        ),
        jsonld::office(&office),
        jsonld::service(&service),
        jsonld::news(&news),
        jsonld::event(&page),
        jsonld::job(&job),
        jsonld::breadcrumbs(&[
            ("Start".into(), "https://stadt.example/".into()),
            ("Rathaus".into(), "https://stadt.example/rathaus".into()),
        ]),
        jsonld::announcement(
            "https://stadt.example/w/1",
            "Warnung",
            "Bitte Fenster schließen.",
            at("2026-07-01T10:00:00Z"),
            None,
            "Stadt",
        ),
    ])
}

#[test]
fn structured_data_has_the_shape_the_vocabulary_wants() {
    let graph = things();
    assert_eq!(graph["@context"], "https://schema.org");
    let of = |kind: &str| {
        let all = graph["@graph"].as_array().unwrap();
        all.iter().find(|t| t["@type"] == kind).unwrap_or_else(|| panic!("{kind}"))
    };
    assert_eq!(of("GovernmentOrganization")["areaServed"]["identifier"][0]["propertyID"], "AGS");
    assert_eq!(of("WebSite")["potentialAction"]["@type"], "SearchAction");
    let hours = &of("GovernmentOffice")["openingHoursSpecification"];
    assert_eq!(hours[0]["dayOfWeek"][1], "https://schema.org/Tuesday");
    assert_eq!(hours[0]["closes"], "12:30");
    assert_eq!((&hours[1]["opens"], &hours[1]["closes"]), (&"00:00".into(), &"00:00".into()));
    assert_eq!(of("GovernmentService")["availableChannel"]["processingTime"], "P30D");
    let news = of("NewsArticle");
    assert!(news["headline"].as_str().unwrap().chars().count() <= 110);
    assert_eq!(news["datePublished"], "2026-01-10T12:00:00+01:00");
    assert_eq!(news["correction"][0]["@type"], "CorrectionComment");
    let event = of("Event");
    assert_eq!(
        (&event["startDate"], &event["endDate"]),
        (&"2026-05-01".into(), &"2026-05-03".into())
    );
    assert_eq!(event["eventSchedule"]["repeatFrequency"], "P1Y");
    let job = of("JobPosting");
    assert_eq!(job["validThrough"], "2026-03-31T23:59:59+02:00");
    assert_eq!(job["baseSalary"]["value"]["minValue"], "3100.50");
    assert_eq!(of("BreadcrumbList")["itemListElement"][1]["position"], 2);
    assert_eq!(of("SpecialAnnouncement")["expires"], "2026-07-02T12:00:00+02:00");
    // Nothing is said that is empty.
    let text = graph.to_string();
    assert!(!text.contains(":\"\"") && !text.contains(":null") && !text.contains(":[]"), "{text}");
    let script = jsonld::script_text(&graph);
    assert!(!script.contains('<'));
    assert_eq!(serde_json::from_str::<Value>(&script).unwrap(), graph);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_text_survives_feeds_and_warnings(text in "(?s).{0,80}", tail in "[a-z<>&\"']{1,20}") {
        let text = format!("x{text}{tail}");
        let mut feed = feed();
        feed.entries[0].title = text.clone();
        let read = feed_rs::parser::parse(feed.json().to_string().as_bytes()).unwrap();
        prop_assert_eq!(&read.entries[0].title.as_ref().unwrap().content, &text);
        // XML has one kind of line feed and holds fewer characters.
        let plain = |t: &str| crate::xml::sound(t).split_whitespace().collect::<Vec<_>>().join(" ");
        let read = feed_rs::parser::parse(feed.atom().as_bytes()).unwrap();
        prop_assert_eq!(plain(&read.entries[0].title.as_ref().unwrap().content), plain(&text));
        prop_assert!(feed_rs::parser::parse(feed.rss().as_bytes()).is_ok());
        let mut warning = warning();
        warning.infos[0].headline = text.clone();
        let read = read_alert(warning.write().as_bytes()).unwrap();
        prop_assert_eq!(plain(&read.infos[0].headline), plain(&text));
    }

    #[test]
    fn any_bytes_are_no_warning_or_one(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = read_alert(&bytes);
    }

    #[test]
    fn any_markup_is_no_warning_or_one(parts in prop::collection::vec(prop::sample::select(vec![
        "<alert>", "</alert>", "<info>", "</info>", "<area>", "</area>", "<polygon>1,2 3,x</polygon>", "<geocode>", "<value>x</value>",
        "<identifier>a</identifier>", "<sender>b</sender>", "<sent>2026-01-01T00:00:00+01:00</sent>", "&#0;", "&amp;", "<![CDATA[", "]]>", "<!--",
    ]), 0..30)) {
        let _ = read_alert(parts.concat().as_bytes());
    }
}
