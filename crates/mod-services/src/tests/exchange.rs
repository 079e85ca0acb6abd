//! Stories: taking services over, giving them away, life situations.

use norm_xzufi::{Code, Identifier, Message, Object, Service, Version, write};
use testkit::{Client, TestTown};

use super::staff::{editor, post, typed};
use super::{furnish, modules};

const FORM: &str = "/verwaltung/leistungen/einfuhr";

fn file(teaser: &str, entitled: &str) -> Vec<u8> {
    let service = Service {
        id: Identifier { agency: Some("NRW".into()), ..Identifier::new("4711") },
        keys: vec![norm_xzufi::ServiceKey::new("99107023017123")],
        types: vec![Code::of("typisierung", "5")],
        ..Service::default()
            .with_text("03", "de", "Fundsache melden")
            .with_text("05", "de", teaser)
            .with_text("09", "de", entitled)
    };
    let objects = [Object::Service(Box::new(service))];
    write(&Message::of(Version::V2_2, objects)).xml.into_bytes()
}

async fn bring(town: &TestTown, bytes: Vec<u8>) -> (Client, String) {
    let editor = editor(town, "Kata Log").await;
    let sent = editor.upload(FORM, &[], &[("datei", "katalog.xml", &bytes)]).await;
    let place = sent.is(303).location.unwrap();
    (editor, place)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_is_taken_over_updated_and_given_back() {
    for town in testkit::towns(modules, "2026-05-04T08:00:00Z").await {
        furnish(&town).await;
        let (editor, place) = bring(&town, file("Gefunden?", "<p>Alle</p>")).await;
        let _ =
            editor.get(&place).await.is(200).shows("Fundsache melden").shows("wird ein Entwurf");
        let done = editor.post(&place, &[("leistung", "NRW|4711")]).await.is(303).location.unwrap();
        let _ = editor.get(&done).await.is(200).shows("1 Leistung übernommen");
        let base = "/verwaltung/leistungen/fundsache-melden";
        let page = editor.get(base).await.is(200).shows("Gefunden?");
        // Nobody outside sees a draft.
        let _ = town.anybody().get("/leistungen/fundsache-melden").await.is(404);
        let xml = town.anybody().get("/leistungen.xml").await.is(200);
        assert!(!xml.text().contains("Fundsache"));
        let version = page.field("fassung").unwrap();
        let _ = editor
            .post(&format!("{base}/stand"), &[("stand", "public"), ("fassung", &version)])
            .await
            .is(303);

        // The town says it better; the catalogue changes both sentences.
        let form = typed(&editor.get(base).await.is(200), &[("kurz_de", "Wir heben es auf.")]);
        let _ = post(&editor, base, &form).await.is(303);
        let (editor, place) = bring(&town, file("Etwas gefunden?", "<p>Alle Menschen</p>")).await;
        let review = editor.get(&place).await.is(200);
        let _ = review.shows("Ihre Worte bleiben: Kurz gesagt").shows("Etwas gefunden?");
        let _ = editor.post(&place, &[("leistung", "NRW|4711")]).await.is(303);
        let public = town.anybody().get("/leistungen/fundsache-melden").await.is(200);
        let _ = public.shows("Wir heben es auf.").shows("Alle Menschen");

        let out = town.anybody().get("/leistungen.xml").await.is(200);
        let read = norm_xzufi::read(&out.body).unwrap();
        let ours = read.message.services().find(|s| s.id.value == "4711").unwrap();
        assert_eq!(ours.text("05", "de"), Some("Wir heben es auf."));
        assert_eq!(ours.types[0].code, "5", "what the town does not know goes back whole");
        let _ = editor
            .get("/verwaltung/leistungen/ausfuhr")
            .await
            .is(200)
            .shows("Was Portale beanstanden würden");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_none_says_why_and_a_decision_needs_a_choice() {
    let town = testkit::town(modules, "2026-05-04T08:00:00Z").await;
    let editor = editor(&town, "Kata Log").await;
    for (bytes, why) in [
        (b"<a".to_vec(), "Zeile 1"),
        (b"<a xmlns='http://anderswo.example/'/>".to_vec(), "kein XZuFi"),
        (Vec::new(), "Wählen Sie eine Datei aus"),
    ] {
        let sent = editor.upload(FORM, &[], &[("datei", "x.xml", &bytes)]).await;
        let _ = sent.is(422).shows(why);
    }
    let (editor, place) = bring(&town, file("Gefunden?", "")).await;
    let _ = editor.post(&place, &[]).await.is(422).shows("mindestens eine");
    let _ = editor.get("/verwaltung/leistungen/einfuhr/nichts").await.is(404);
    // A file nobody decided about is forgotten after a month.
    town.advance_days(40);
    town.settle().await;
    let editor = self::editor(&town, "Kata Log").await;
    let _ = editor.get(&place).await.is(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn people_find_services_by_what_is_going_on_in_their_lives() {
    for town in testkit::towns(modules, "2026-05-04T08:00:00Z").await {
        furnish(&town).await;
        let editor = editor(&town, "Kata Log").await;
        let base = "/verwaltung/leistungen/themen";
        let _ =
            editor.post(base, &[("titel_de", "")]).await.is(422).shows("Geben Sie einen Titel ein");
        let new = [("titel_de", "Umzug & Wohnen"), ("kurz_de", "Neu in der Stadt?")];
        let place = editor.post(base, &new).await.is(303).location.unwrap();
        assert_eq!(place, "/verwaltung/leistungen/themen/umzug-wohnen");
        let _ = editor.post(base, &new).await.is(422).shows("gibt es schon");
        // Without services nobody sees it.
        let _ = town.anybody().get("/lebenslagen/umzug-wohnen").await.is(404);
        let version = editor.get(&place).await.is(200).field("fassung").unwrap();
        let mut filled = new.to_vec();
        filled.extend([
            ("fassung", version.as_str()),
            ("platz", "1"),
            ("leistungen", "wohngeld"),
            ("leistungen", "gibt-es-nicht"),
        ]);
        let _ = editor.post(&place, &filled).await.is(303);
        // The second of two editors is told.
        let _ = editor.post(&place, &filled).await.is(422).shows("inzwischen geändert");
        let page = town.anybody().get("/lebenslagen/umzug-wohnen").await.is(200);
        let _ = page
            .shows("Wohngeld beantragen")
            .hides("gibt-es-nicht")
            .hides("Änderung der Anschrift");
        let _ = town.anybody().get("/lebenslagen").await.is(200).shows("1 Leistung");
        let _ = town.anybody().get("/leistungen").await.is(200).shows("Was steht an?");
        let xml = town.anybody().get("/leistungen.xml?fassung=2.3").await.is(200);
        assert!(xml.text().contains("Umzug &amp; Wohnen"));
        let _ = town.anybody().get("/leistungen.xml?fassung=9").await.is(404);
        let _ = editor.post(&format!("{place}/entfernen"), &[]).await.is(303);
        let _ = town.anybody().get("/lebenslagen/umzug-wohnen").await.is(404);
        let _ = town.anybody().get("/leistungen/wohngeld").await.is(200);
    }
}
