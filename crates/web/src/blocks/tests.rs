//! Every kind of block as a visitor gets it.

use content::{Document, text};

use super::*;
use crate::contact::{Contact, Hours};

/// A text in its text form.
fn written(form: &str) -> Document {
    let mut ids = content::Counted::new("t");
    text::parse(form, &mut ids).expect("the text is well-formed")
}

fn around() -> Surroundings {
    let mut around = Surroundings::default();
    let rendition = |width: u32, mime: &str| Rendition {
        url: format!("/medien/m1/{width}.{}", mime.rsplit('/').next().unwrap_or_default()),
        width,
        height: width / 2,
        mime: mime.into(),
    };
    around.media.insert(
        "m1".into(),
        Medium {
            title: "Marktplatz".into(),
            url: "/medien/m1/original".into(),
            mime: "image/jpeg".into(),
            credit: "Stadt Musterstadt".into(),
            renditions: vec![
                rendition(960, "image/jpeg"),
                rendition(480, "image/jpeg"),
                rendition(480, "image/avif"),
            ],
            ..Medium::default()
        },
    );
    around.media.insert(
        "p1".into(),
        Medium {
            title: "Satzung".into(),
            url: "/medien/p1/satzung.pdf".into(),
            mime: "application/pdf".into(),
            bytes: 1_200_000,
            ..Medium::default()
        },
    );
    around
        .pages
        .insert("abc".into(), Place { title: "Heiraten".into(), url: "/leben/heiraten".into() });
    around
}

fn drawn(json: &str, around: &Surroundings) -> String {
    let json = format!(r#"{{"version":1,"blocks":[{json}]}}"#);
    draw(&Document::read(&json).unwrap(), around).into_string()
}

#[test]
fn headings_follow_the_outline_and_never_jump() {
    let page =
        draw(&written("#### Tief\n\nText\n\n# Oben\n\n### Darunter"), &around()).into_string();
    for part in ["<h2 id=\"b-t-1\">Tief</h2>", ">Oben</h2>", ">Darunter</h3>"] {
        assert!(page.contains(part), "{part} in {page}");
    }
    let deeper = Surroundings { above: 3, ..around() };
    let page = draw(&written("# Oben"), &deeper).into_string();
    assert!(page.contains("<h4"), "{page}");
}

#[test]
fn marks_and_links_are_drawn_and_nothing_can_break_out() {
    let form = "Ein **starkes** Wort, [Heiraten](page:abc), [weg](page:nirgends), \
        [hallo]{lang=\"ar\"}, [AWO]{abk=\"Arbeiterwohlfahrt\"}, [Satzung](media:p1) <script>x</script>";
    let page = draw(&written(form), &around()).into_string();
    for part in [
        "<strong>starkes</strong>",
        "<a href=\"/leben/heiraten\">Heiraten</a>",
        " weg,",
        "<span lang=\"ar\" dir=\"rtl\">hallo</span>",
        "<abbr title=\"Arbeiterwohlfahrt\">AWO</abbr>",
        "Satzung</a><span class=\"rh-files__meta\"> (PDF, 1,2\u{a0}MB)</span>",
        "&lt;script&gt;",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    assert!(!page.contains("nirgends"));
    let draft = Surroundings { is_draft: true, ..around() };
    assert!(draw(&written(form), &draft).into_string().contains("Ziel des Links fehlt"));
    let english = Surroundings { prefix: "/en".into(), ..around() };
    let page = draw(&written("[a](/kontakt) [b](/medien/x/y.pdf) [c](/)"), &english).into_string();
    for part in ["\"/en/kontakt\"", "\"/medien/x/y.pdf\"", "\"/en\""] {
        assert!(page.contains(part), "{part} in {page}");
    }
}

#[test]
fn pictures_come_in_modern_formats_with_their_words() {
    let json = r#"{"id":"a","type":"image","data":{"media":"m1","alt":{"text":"Der Markt"},"caption":[{"text":"Markttag"}]}}"#;
    let page = drawn(json, &around());
    for part in [
        "<source type=\"image/avif\" srcset=\"/medien/m1/480.avif 480w\"",
        "src=\"/medien/m1/960.jpeg\" alt=\"Der Markt\" width=\"960\" height=\"480\"",
        "srcset=\"/medien/m1/480.jpeg 480w, /medien/m1/960.jpeg 960w\"",
        "<figcaption>Markttag",
        "Bild: Stadt Musterstadt",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    let decorative = r#"{"id":"a","type":"image","data":{"media":"m1","alt":"decorative"}}"#;
    assert!(drawn(decorative, &around()).contains("alt=\"\""));
    let gone = r#"{"id":"a","type":"image","data":{"media":"m9","alt":"decorative"}}"#;
    assert_eq!(drawn(gone, &around()), "<div class=\"rh-blocks\"></div>");
    let draft = Surroundings { is_draft: true, ..around() };
    assert!(drawn(gone, &draft).contains("Das Bild fehlt."));
}

#[test]
fn tables_have_scopes_caption_and_a_region_of_their_own() {
    let json = r#"{"id":"a","type":"table","data":{"caption":[{"text":"Gebühren"}],"header":"both",
        "rows":[[[],[{"text":"Euro"}]],[[{"text":"Hund"}],[{"text":"90"}]]]}}"#;
    let page = drawn(json, &around());
    for part in [
        "role=\"region\" aria-label=\"Tabelle: Gebühren\" tabindex=\"0\"",
        "<caption>Gebühren</caption>",
        "<thead><tr><td></td><th scope=\"col\">Euro</th></tr></thead>",
        "<th scope=\"row\">Hund</th><td>90</td>",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
}

#[test]
fn films_bring_captions_and_transcript() {
    let mut around = around();
    let film = Medium { url: "/medien/f".into(), mime: "video/mp4".into(), ..Medium::default() };
    let words =
        Medium { url: "/medien/c.vtt".into(), mime: "text/vtt".into(), ..Medium::default() };
    around.media.insert("f".into(), film);
    around.media.insert("c".into(), words);
    let json = r#"{"id":"a","type":"video","data":{"media":"f","title":"Rundgang","captions":{"file":"c"},
        "sign_language":"f","transcript":"Erste Zeile\nZweite Zeile"}}"#;
    let page = drawn(json, &around);
    for part in [
        "<track kind=\"captions\" src=\"/medien/c.vtt\" srclang=\"de\" label=\"Deutsch\" default>",
        "preload=\"none\"",
        "Video in Gebärdensprache",
        "<summary>Abschrift lesen</summary>",
        "<p>Zweite Zeile</p>",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
}

#[test]
fn embedded_content_asks_nobody_before_a_click() {
    let json = r#"{"id":"a","type":"embed","data":{"provider":"youtube","reference":"dQw4w9WgXcQ","title":"Film"}}"#;
    let page = drawn(json, &around());
    for never in ["<iframe", "<script", "src=\"http"] {
        assert!(!page.contains(never), "{never} in {page}");
    }
    assert!(page.contains(
        "href=\"https://www.youtube.com/watch?v=dQw4w9WgXcQ\" rel=\"external noreferrer\""
    ));
    assert!(page.contains("Google (USA)"));
    let wrong = r#"{"id":"a","type":"embed","data":{"provider":"facebook","reference":"https://evil.example/x"}}"#;
    assert_eq!(drawn(wrong, &around()), "<div class=\"rh-blocks\"></div>");
}

#[test]
fn what_stands_in_others_has_its_levels_and_can_be_opened_without_script() {
    let json = r#"{"id":"a","type":"accordion","data":{"faq":true,"sections":[{"title":"Wer darf?","blocks":[
        {"id":"b","type":"text","data":{"content":[{"text":"Alle."}]}}]}]}},
        {"id":"c","type":"steps","data":{"steps":[{"title":"Antrag stellen","blocks":[
        {"id":"d","type":"heading","data":{"rank":1,"content":[{"text":"Fein"}]}}]}]}},
        {"id":"e","type":"call_out","data":{"tone":"warning","title":"Achtung","blocks":[]}},
        {"id":"f","type":"divider"}"#;
    let page = drawn(json, &around());
    for part in [
        "<details class=\"kern-accordion\" id=\"b-a-0\">",
        "<h2 class=\"kern-title\">Wer darf?</h2>",
        "<li class=\"rh-guide__step\"><h2 id=\"b-c-0\">Antrag stellen</h2>",
        "<h3 id=\"b-d\">Fein</h3>",
        "kern-alert--warning",
        "<hr>",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
}

#[test]
fn what_the_house_knows_is_drawn_from_its_surroundings() {
    let mut around = around();
    let hours = vec![Hours { day: "Montag".into(), hours: "8–12 Uhr".into(), today: false }];
    around
        .units
        .insert("33".into(), Contact { name: "Bürgerbüro".into(), hours, ..Contact::default() });
    around.services.insert(
        "wohngeld".into(),
        Entry { title: "Wohngeld".into(), url: "/leistungen/wohngeld".into(), ..Entry::default() },
    );
    let news = BlockId::parse("n").unwrap();
    let day = jiff::civil::date(2026, 5, 4);
    let item = Entry {
        title: "Neu".into(),
        url: "/aktuelles/neu".into(),
        date: Some(day),
        ..Entry::default()
    };
    around.news.insert(news, vec![item]);
    let json = r#"{"id":"u","type":"contact","data":{"unit":"33"}},
        {"id":"o","type":"opening_hours","data":{"unit":"33"}},
        {"id":"s","type":"services","data":{"services":["wohngeld","weg"]}},
        {"id":"n","type":"news","data":{"title":"Aktuelles"}},
        {"id":"v","type":"events","data":{}}"#;
    let page = drawn(json, &around);
    for part in [
        "Bürgerbüro",
        "<dt>Montag</dt><dd>8–12 Uhr</dd>",
        "href=\"/leistungen/wohngeld\"",
        "<h2 id=\"b-n\">Aktuelles</h2>",
        "<time datetime=\"2026-05-04\">4. Mai 2026</time>",
        "Zurzeit sind keine Termine bekannt.",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    let needs =
        Needs::of(&Document::read(&format!(r#"{{"version":1,"blocks":[{json}]}}"#)).unwrap());
    assert!(needs.units.contains("33") && needs.services.contains("weg"));
    assert_eq!((needs.news.len(), needs.events.len()), (1, 1));
}

#[test]
fn an_empty_block_of_every_kind_breaks_nothing() {
    let mut ids = content::Counted::new("e");
    for name in Kind::NAMES {
        let id = content::Ids::next_id(&mut ids);
        let block = Block::new(id, Kind::empty(name).unwrap());
        let document = Document::new(vec![block]).unwrap();
        let draft = Surroundings { is_draft: true, ..around() };
        for around in [around(), draft] {
            let page = draw(&document, &around).into_string();
            assert!(page.starts_with("<div class=\"rh-blocks\">"), "{name}: {page}");
        }
    }
}

#[test]
fn long_texts_get_a_table_of_contents() {
    let long = written("# A\n\n# B\n\n## B1\n\n# C\n\n# D");
    let page = contents(&long, &around()).into_string();
    assert!(page.contains("<a href=\"#b-t-1\">A</a>") && !page.contains("B1"), "{page}");
    assert!(contents(&written("# A"), &around()).into_string().is_empty());
}
