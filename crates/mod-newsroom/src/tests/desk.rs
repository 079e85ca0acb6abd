//! What stands on the editor's desk: the preview, the chooser of media, moving and copying blocks, linked
//! snippets, the calendar, a text that ran out.

use content::Key;
use kernel::media::{Media, MediaState, Rendition};
use kernel::{Actor, Audit, Text};

use super::*;

/// A picture in the library.
async fn picture(town: &TestTown, id: &str, title: &str, alt: &str) {
    let media = Media {
        id: Key::parse(id).expect("a key"),
        kind: "image".into(),
        state: MediaState::Usable,
        title: title.into(),
        alt: Text::new(alt, ""),
        credit: "Stadt".into(),
        licence: String::new(),
        is_generated: false,
        usable_until: None,
        focal: (0.5, 0.5),
        renditions: vec![Rendition {
            name: "teaser-480.webp".into(),
            mime: "image/webp".into(),
            width: 480,
            height: 320,
            bytes: 10,
            sha256: "0".repeat(64),
            file: Id::new(),
        }],
        changed_at: town.town.now(),
    };
    town.town
        .write(Actor::system("test"), move |tx| {
            kernel::media::save(tx, &media)?;
            Ok(Audit::of("test.picture", "x").done())
        })
        .await
        .expect("saved");
}

async fn block(who: &Client, item: &str, more: &[(&str, &str)]) -> testkit::Answer {
    let edition = seen(who, item).await;
    let mut fields = vec![("fassung", edition.as_str()), ("sprache", "de")];
    fields.extend_from_slice(more);
    who.post(&format!("{item}/baustein"), &fields).await
}

/// Adds a block behind another; answers its id.
async fn add(who: &Client, item: &str, kind: &str, behind: &str) -> String {
    let place = format!("art-{}", if behind.is_empty() { "anfang" } else { behind });
    let new = [("aktion", "neu"), (place.as_str(), kind), ("hinter", behind)];
    let answer = block(who, item, &new).await.is(303);
    answer.location.expect("open").rsplit("#p-").next().expect("an id").to_owned()
}

fn policy(answer: &testkit::Answer) -> String {
    let value = answer.headers.get("content-security-policy").expect("a policy");
    value.to_str().expect("text").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_preview_is_a_sheet_without_scripts_that_only_our_own_pages_may_frame() {
    let town = testkit::town(modules, MONDAY).await;
    let egon = editor(&town, "Egon").await;
    let item = news(&town, &egon, "Markt").await;
    let page = egon.get(&item).await.is(200);
    assert!(policy(&page).ends_with("; frame-src 'self'"), "{}", policy(&page));
    assert!(page.text().contains("<iframe"));
    for view in ["handy", "desktop", "druck"] {
        let sheet = egon.get(&format!("{item}/blatt?ansicht={view}")).await.is(200);
        let policy = policy(&sheet);
        assert!(policy.contains("frame-ancestors 'self'; sandbox allow-same-origin"), "{policy}");
        assert!(!policy.contains("script-src") && !policy.contains("allow-scripts"), "{policy}");
        let text = sheet.shows("Am Samstag ist Markt.").text();
        assert!(!text.contains("<script"), "{text}");
        assert_eq!(text.contains("/assets/paper."), view == "druck");
    }
    egon.get(&format!("{item}/blatt?ansicht=leicht")).await.is(200).shows("Noch kein Text");
    let other = egon.get(&format!("{item}/freigabe")).await.is(200);
    assert!(policy(&other).contains("frame-ancestors 'none'"));
    assert!(!policy(&other).contains("frame-src"));
    town.anybody().get(&format!("{item}/blatt")).await.is(401);
    let stranger = town.staff("Fremd", &[WRITE], "66").await;
    stranger.get(&format!("{item}/blatt")).await.is(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_found_by_its_words_and_brings_its_alternative_text() {
    for town in testkit::towns(modules, MONDAY).await {
        picture(&town, "m-bach", "Brücke", "Eine Brücke über den Bach").await;
        picture(&town, "m-rat", "Rathaus", "").await;
        let egon = editor(&town, "Egon").await;
        let item = news(&town, &egon, "Markt").await;
        let id = add(&egon, &item, "gallery", "").await;
        let choose = [
            ("aktion", "waehlen:images.0.media"),
            ("baustein", id.as_str()),
            ("title", "Bilder"),
            ("images.0.media", ""),
            ("images.0.platz", "1"),
        ];
        let to = block(&egon, &item, &choose).await.is(303).location.expect("to the library");
        let page = egon.get(&to).await.is(200).shows("Eine Brücke über den Bach").shows("Rathaus");
        assert!(page.text().contains("teaser-480.webp"), "pictures are seen");
        egon.get(&format!("{to}&q=BRUECKE")).await.is(200).hides("Rathaus").shows("Brücke");
        egon.get(&format!("{to}&nur=beschrieben")).await.is(200).hides("Noch kein Alternativtext");
        egon.get(&format!("{to}&q=gibtesnicht")).await.is(200).shows("Nichts gefunden");
        let edition = seen(&egon, &item).await;
        let place = [("sprache", "de"), ("baustein", id.as_str()), ("feld", "images.0.media")];
        let mut none = vec![("fassung", edition.as_str())];
        none.extend_from_slice(&place);
        egon.post(&format!("{item}/medien"), &none).await.is(422).shows("Wählen Sie eines aus.");
        let mut taken = none.clone();
        taken.push(("medium", "m-bach"));
        let back = egon.post(&format!("{item}/medien"), &taken).await.is(303);
        let page = back.location.expect("back").split('#').next().expect("a path").to_owned();
        let text = egon.get(&page).await.is(200).text();
        assert!(text.contains("value=\"Eine Brücke über den Bach\""), "{text}");
        assert!(text.contains("name=\"title\"") && text.contains("value=\"Bilder\""));
        let wrong = [
            ("fassung", edition.as_str()),
            ("sprache", "de"),
            ("baustein", id.as_str()),
            ("feld", "title"),
            ("medium", "m-rat"),
        ];
        egon.post(&format!("{item}/medien"), &wrong).await.is(404);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_main_picture_is_chosen_and_taken_away_and_what_was_typed_stays() {
    let town = testkit::town(modules, MONDAY).await;
    picture(&town, "m-bach", "Brücke", "Eine Brücke").await;
    let egon = editor(&town, "Egon").await;
    let item = news(&town, &egon, "Markt").await;
    let unit = town.unit("50").await.id.to_string();
    let edition = seen(&egon, &item).await;
    let details = |edition: &str, action: &str, picture: &str| {
        [
            ("fassung", edition.to_owned()),
            ("einheit", unit.clone()),
            ("themen", "markt".to_owned()),
            ("bild", picture.to_owned()),
            ("aktion", action.to_owned()),
        ]
    };
    let send = async |all: [(&str, String); 5]| {
        let all: Vec<(&str, &str)> = all.iter().map(|(k, v)| (*k, v.as_str())).collect();
        egon.post(&format!("{item}/angaben"), &all).await.is(303)
    };
    let to = send(details(&edition, "waehlen:bild", "")).await.location.expect("to the library");
    assert!(to.ends_with("/medien?feld=bild"), "{to}");
    egon.get(&to).await.is(200).shows("Eine Brücke");
    let edition = seen(&egon, &item).await;
    let take = [("fassung", edition.as_str()), ("feld", "bild"), ("medium", "m-bach")];
    egon.post(&format!("{item}/medien"), &take).await.is(303);
    let page = egon.get(&format!("{item}/angaben")).await.is(200).shows("Brücke").text();
    assert!(page.contains("value=\"markt\""), "{page}");
    let edition = seen(&egon, &item).await;
    send(details(&edition, "leeren:bild", "m-bach")).await;
    egon.get(&format!("{item}/angaben")).await.is(200).hides("Brücke");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_block_goes_to_a_chosen_place_and_its_copy_is_a_block_of_its_own() {
    for town in testkit::towns(modules, MONDAY).await {
        let egon = editor(&town, "Egon").await;
        let item = begin(&town, &egon, "page", "Seite").await;
        let quote = add(&egon, &item, "quote", "").await;
        let fields = [("aktion", "fertig"), ("baustein", &*quote), ("content", "Das Zitat.")];
        block(&egon, &item, &fields).await.is(303);
        let figures = add(&egon, &item, "divider", &quote).await;
        let last = add(&egon, &item, "columns", &figures).await;
        let page = egon.get(&format!("{item}?verschieben={quote}")).await.is(200);
        let page = page.shows("Hinter 1. Zitat: Das Zitat.").shows("Ganz an den Anfang");
        drop(page);
        let go = [("aktion", "verschieben"), ("baustein", &*quote), ("ziel", &*last)];
        block(&egon, &item, &go).await.is(303);
        let copy = [("aktion", "kopieren"), ("baustein", &*quote), ("ziel", "anfang")];
        block(&egon, &item, &copy).await.is(303);
        let text = egon.get(&item).await.is(200).text();
        let ids: Vec<&str> = text
            .split("<section class=\"rh-piece\" id=\"p-")
            .skip(1)
            .filter_map(|s| s.split('"').next())
            .collect();
        assert_eq!(ids.len(), 3, "{ids:?}");
        assert_eq!(ids[2], quote, "{ids:?}");
        assert!(ids[0] != quote && text.matches("Das Zitat.").count() >= 2);
        let gone = [("aktion", "verschieben"), ("baustein", &*quote), ("ziel", "gibtesnicht")];
        block(&egon, &item, &gone).await.is(422);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_linked_snippet_is_changed_in_one_place_and_holds_everywhere_at_once() {
    for town in testkit::towns(modules, MONDAY).await {
        let egon = editor(&town, "Egon").await;
        let place = format!("{BASE}/vorlagen");
        let new = [("aktion", "baustein"), ("name", "Telefon"), ("inhalt", "Rufen Sie 1234 an.")];
        egon.post(&place, &new).await.is(303);
        egon.post(&place, &new).await.is(422).shows("schon ein anderer");
        let nested = [("aktion", "baustein"), ("name", "X"), ("inhalt", "::textbaustein")];
        egon.post(&place, &nested).await.is(422).shows("darf nicht stehen");
        let look = egon.get(&place).await.is(200).link("/vorlagen/").expect("its page");
        let id = look.rsplit('/').next().expect("an id").to_owned();
        let item = news(&town, &egon, "Markt").await;
        let put = [("aktion", "verweis"), ("vorrat-anfang", &*id), ("hinter", "")];
        block(&egon, &item, &put).await.is(303);
        egon.get(&item).await.is(200).shows("Rufen Sie 1234 an.");
        press(&egon, &item, "veroeffentlichen", &[]).await.is(303);
        assert!(shown(&town, &item).await.expect("public").text.de.contains("1234"));

        let page = egon.get(&look).await.is(200).shows("Steht in 1 öffentlichen Texten");
        let seen_at = page.shows("Markt").field("stand").expect("its state");
        let change = [
            ("stand", &*seen_at),
            ("name", "Telefon"),
            ("inhalt", "Rufen Sie 5678 an."),
            ("inhalt_en", ""),
            ("aktion", "speichern"),
        ];
        town.advance(jiff::SignedDuration::from_secs(60));
        egon.post(&look, &change).await.is(303);
        let after = shown(&town, &item).await.expect("public").text.de;
        assert!(after.contains("5678") && !after.contains("1234"), "{after}");
        egon.post(&look, &change).await.is(422).shows("inzwischen geändert");
        let bad = [("stand", ""), ("name", "Telefon"), ("aktion", "weg")];
        egon.post(&look, &bad).await.is(422).shows("steht noch in Texten");
        // An author without the right to publish does not change what the public reads.
        let arno = author(&town, "Arno").await;
        arno.post(&look, &change).await.is(403);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_calendar_knows_what_takes_place_repeats_ends_and_waits_for_its_time() {
    for town in testkit::towns(modules, MONDAY).await {
        let egon = editor(&town, "Egon").await;
        let unit = town.unit("50").await.id.to_string();
        let event = begin(&town, &egon, "event", "Singkreis").await;
        let edition = seen(&egon, &event).await;
        let details = [
            ("fassung", edition.as_str()),
            ("einheit", &unit),
            ("beginn_tag", "12.5.2026"),
            ("beginn_zeit", "18:30"),
            ("wiederholt", "FREQ=WEEKLY"),
        ];
        egon.post(&format!("{event}/angaben"), &details).await.is(303);
        let job = begin(&town, &egon, "job", "Gärtner gesucht").await;
        let edition = seen(&egon, &job).await;
        let details = [
            ("fassung", edition.as_str()),
            ("einheit", &unit),
            ("bewerben_bis", "20.5.2026"),
            ("erscheint_tag", "6.5.2026"),
        ];
        egon.post(&format!("{job}/angaben"), &details).await.is(303);
        for view in ["liste", "monat"] {
            let page = format!("{BASE}/kalender?monat=2026-05&ansicht={view}");
            let words = egon.get(&page).await.is(200).words();
            assert_eq!(words.matches("Singkreis").count(), 3, "12, 19, 26: {words}");
            assert!(words.contains("Bewerbungsschluss"), "{words}");
            assert!(words.contains("noch nicht veröffentlicht"), "{words}");
        }
        let june = egon.get(&format!("{BASE}/kalender?monat=2026-06")).await.is(200).words();
        assert_eq!(june.matches("Singkreis").count(), 5, "{june}");
        let may = egon.get(&format!("{BASE}/kalender?monat=2026-04")).await.is(200);
        may.hides("Singkreis");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_goes_on_writing_is_told_that_the_text_ran_out() {
    for town in testkit::towns(modules, MONDAY).await {
        let egon = editor(&town, "Egon").await;
        let item = news(&town, &egon, "Fest").await;
        let edition = seen(&egon, &item).await;
        let unit = town.unit("50").await.id.to_string();
        let ends = [("fassung", edition.as_str()), ("einheit", &*unit), ("endet_tag", "5.5.2026")];
        egon.post(&format!("{item}/angaben"), &ends).await.is(303);
        press(&egon, &item, "veroeffentlichen", &[]).await.is(303);
        words(&egon, &item, "Es geht weiter.").await;
        town.advance_days(2);
        town.settle().await;
        assert!(!is_public(&town, &item).await);
        let egon = editor(&town, "Egon").await;
        egon.get(&item).await.is(200).shows("Nicht mehr öffentlich: abgelaufen").shows("Entwurf");
        egon.get(BASE).await.is(200).shows("abgelaufen, während daran gearbeitet wurde");
    }
}
