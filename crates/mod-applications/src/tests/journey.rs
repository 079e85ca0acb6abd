//! The whole way, and the ways sending can go wrong.

use super::{PDF, START, applied, begin, modules, ready, sample, send, walk};
use crate::submit_for_demo;
use kernel::{Language, cases, facts};

#[tokio::test(flavor = "multi_thread")]
async fn somebody_without_account_applies_and_follows_the_application() {
    for town in testkit::towns(modules, START).await {
        ready(&town).await;
        let hedwig = town.anybody();
        let start = hedwig.get("/antrag/wohngeld").await.is(200);
        assert!(start.headers.get("set-cookie").is_none(), "no cookie before the button");
        let _ = start.shows("Mietvertrag").shows("kein Konto").shows("etwa");
        let (draft, number, code) = begin(&hedwig).await;
        let seen = walk(&hedwig, &draft, &sample("pensioner")).await;
        assert!(seen.iter().any(|p| p.contains("G99000000310-1")), "both pensions: {seen:?}");

        let documents = format!("{draft}/unterlagen");
        let page = hedwig.get(&documents).await.is(200).shows("Mietvertrag").shows("fehlt noch");
        let _ = page.shows("Weiter, Fehlendes reiche ich nach").hides("Aufenthaltstitel");
        let upload = |name: &'static str, bytes: &'static [u8]| {
            let (hedwig, documents) = (hedwig.clone(), documents.clone());
            async move { hedwig.upload(&documents, &[], &[("datei-lease", name, bytes)]).await }
        };
        let _ = upload("virus.exe", b"MZ").await.is(422).shows("Format, das wir nicht annehmen");
        let _ = upload("vertrag.png", PDF).await.is(422).shows("passt nicht zum Inhalt");
        let _ = upload("leer.pdf", b"").await.is(422).shows("leer");
        let stored = upload("vertrag.pdf", PDF).await.is(303);
        let _ = hedwig.follow(&stored).await.shows("vertrag.pdf").shows("1 Datei");
        let again = upload("vertrag.pdf", PDF).await.is(303);
        let _ = hedwig.follow(&again).await.shows("1 Datei").hides("2 Dateien");
        let on = hedwig.post(&documents, &[("aktion", "weiter")]).await.is(303);

        let review = hedwig.follow(&on).await.is(200);
        let review =
            review.shows("Hedwig").shows("548,30 €").shows("vertrag.pdf").shows("Vor dem Absenden");
        let version = review.field("fassung").unwrap();
        let path = format!("{draft}/absenden");
        let _ = hedwig.post(&path, &[("fassung", &version)]).await.is(422).shows("Bestätigen Sie");
        assert!(!town.trail().await.contains(&"applications.submitted".to_owned()));
        let fields = [("fassung", version.as_str()), ("bestaetigt", "ja")];
        let first = hedwig.post(&path, &fields).await.is(303).location.unwrap();
        // Double click, replay, back button: the same receipt.
        let second = hedwig.post(&path, &fields).await.is(303).location.unwrap();
        assert_eq!(first, second);
        assert_eq!(
            hedwig.get(&format!("{draft}/pruefen")).await.is(303).location.as_ref(),
            Some(&first)
        );
        let submitted =
            |t: &Vec<String>| t.iter().filter(|a| *a == "applications.submitted").count();
        assert_eq!(submitted(&town.trail().await), 1);

        let receipt = hedwig.get(&first).await.is(200).shows("50.2-2026-00001").shows("Prüfsumme");
        let case = first.strip_suffix("/eingang").unwrap().to_owned();
        let pdf = hedwig.get(&format!("{case}/eingang.pdf")).await.is(200);
        assert_eq!(pdf.kind, "application/pdf");
        let disposition = pdf.headers["content-disposition"].to_str().unwrap();
        assert!(disposition.starts_with("attachment;"), "{disposition}");
        assert_eq!(pdf.headers["x-content-type-options"], "nosniff");
        let text = pdf.text();
        assert!(text.contains("Hedwig Amsel") && text.contains("50.2-2026-00001"), "{text}");
        assert!(text.contains("Mietvertrag: vertrag.pdf"), "{text}");
        let data = receipt.text();
        let data =
            data.split("href=\"").find(|p| p.starts_with(&format!("{case}/datei/"))).unwrap();
        let data = hedwig.get(data.split('"').next().unwrap()).await.is(200);
        let json: serde_json::Value = serde_json::from_slice(&data.body).unwrap();
        assert_eq!(json["G99000000020"]["F99000000021"], "Hedwig");
        let files = &json["G99000000130"]["G99000000131"]["F99000000133"];
        assert_eq!(files.as_array().map(Vec::len), Some(1), "the lease is named: {files}");

        town.settle().await;
        let status = hedwig.get(&case).await.is(200).shows("Eingegangen").shows("vertrag.pdf");
        let _ =
            status.shows("Ihr Antrag ist bei uns eingegangen").shows("eingang-50.2-2026-00001.pdf");
        let trail = town.trail().await;
        assert_eq!(trail.iter().filter(|a| *a == "applications.receipt_made").count(), 1);

        let elsewhere = hedwig.elsewhere();
        let back = elsewhere
            .post(
                "/antrag/weiter",
                &[("nummer", &number.to_lowercase()), ("code", &code.to_lowercase())],
            )
            .await
            .is(303);
        let _ = elsewhere.follow(&back).await.is(200).shows("50.2-2026-00001");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_and_the_department_hear_of_it() {
    let town = testkit::town(modules, START).await;
    ready(&town).await;
    let erika = town.citizen("Erika").await;
    let answer = erika.post("/antrag/wohngeld", &[]).await.is(303);
    let draft = answer.location.unwrap();
    let draft = draft.rsplit_once('/').unwrap().0.to_owned();
    let case = applied(&erika, &draft).await;
    let id = case.strip_prefix("/vorgang/").unwrap().parse().unwrap();
    let (case, applicant, owned) = town
        .town
        .read(move |db| {
            let case = cases::find_for_update(db, id)?;
            let applicant = cases::applicant(db, id)?;
            let owned = kernel::files::of_owner(db, &case.owner())?;
            Ok((case, applicant, owned))
        })
        .await
        .unwrap();
    assert!(case.holder.starts_with("account/"));
    assert_eq!(applicant.name.reveal(), "Hedwig Amsel");
    assert_eq!(applicant.account.map(|a| format!("account/{a}")), Some(case.holder));
    let names: Vec<&str> = owned.iter().map(|f| f.name.reveal().as_str()).collect();
    for name in ["antrag.json", "antrag.xml", "angaben.json"] {
        assert!(names.contains(&name), "{names:?}");
    }
    let data = owned.iter().find(|f| f.name.reveal() == "antrag.xml").unwrap();
    let xml = town.town.files().read(&data.sha256).unwrap();
    assert!(String::from_utf8(xml).unwrap().contains("Hedwig"));
    let _: fn(&str) -> Result<facts::ApplicationSubmitted, _> = kernel::outbox::read;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_reviewed_is_what_is_sent() {
    let town = testkit::town(modules, START).await;
    ready(&town).await;
    let hedwig = town.anybody();
    let (draft, _, _) = begin(&hedwig).await;
    walk(&hedwig, &draft, &sample("pensioner")).await;
    let review = hedwig.get(&format!("{draft}/pruefen")).await.is(200);
    let version = review.field("fassung").unwrap();
    // In another tab the rent changes.
    let page = format!("{draft}/G99000000050");
    let _ = hedwig.post(&page, &[("G99000000050.F99000000051", "Ahornweg")]).await.is(303);
    let stale = [("fassung", version.as_str()), ("bestaetigt", "ja")];
    let answer = hedwig.post(&format!("{draft}/absenden"), &stale).await.is(422);
    let _ = answer.shows("hat sich inzwischen geändert").shows("Ahornweg");
    let _ = send(&hedwig, &draft).await.is(303);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_incomplete_form_is_not_sent() {
    let town = testkit::town(modules, START).await;
    ready(&town).await;
    let hedwig = town.anybody();
    let (draft, _, _) = begin(&hedwig).await;
    let review = hedwig.get(&format!("{draft}/pruefen")).await.is(200);
    let review = review.shows("Es fehlt noch etwas").hides("Verbindlich absenden");
    assert!(review.field("fassung").is_none());
    let fields = [("fassung", "1"), ("bestaetigt", "ja")];
    let _ = hedwig
        .post(&format!("{draft}/absenden"), &fields)
        .await
        .is(422)
        .shows("Es fehlt noch etwas");
    // The link of a finding leads to its page, with the error at the field.
    let html = review.text();
    let link = html.split("href=\"").find(|p| p.contains("pruefen=ja")).unwrap();
    let link = link.split('"').next().unwrap().replace("&amp;", "&");
    let page = hedwig.get(&link).await.is(200).shows("Bitte prüfen Sie Ihre Angaben");
    assert_eq!(page.field("zurueck").as_deref(), Some("pruefen"));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_competent_unit_nothing_is_lost() {
    let town = testkit::town(modules, START).await;
    let hedwig = town.anybody();
    let _ = hedwig.get("/antrag/wohngeld").await.is(200).shows("Zurzeit nicht online möglich");
    let (draft, _, _) = begin(&hedwig).await;
    walk(&hedwig, &draft, &sample("pensioner")).await;
    let _ = send(&hedwig, &draft).await.is(422).shows("noch keine Stelle eingetragen");
    ready(&town).await;
    let _ = send(&hedwig, &draft).await.is(303);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_sends_the_same_way() {
    for town in testkit::towns(modules, START).await {
        ready(&town).await;
        for name in ["pensioner", "family", "single-parent"] {
            let holder = format!("holder/{name}");
            let files = vec![("lease".to_owned(), "vertrag.pdf".to_owned(), PDF.to_vec())];
            let case =
                submit_for_demo(&town.town, "wohngeld", sample(name), &holder, Language::De, files)
                    .await
                    .unwrap();
            let found = town.town.read(move |db| cases::find_for_update(db, case)).await.unwrap();
            assert_eq!(found.holder, holder);
        }
        let mut broken = sample("pensioner");
        broken.clear(&"G99000000020.F99000000021".parse().unwrap());
        let refused =
            submit_for_demo(&town.town, "wohngeld", broken, "holder/x", Language::De, Vec::new())
                .await;
        assert!(matches!(refused, Err(kernel::AppError::Refused(_))), "{refused:?}");
        town.settle().await;
        let findings = kernel::check::run(&town.town).await.unwrap();
        let own = findings.iter().filter(|f| f.id.starts_with("applications/"));
        for finding in own {
            assert_eq!(finding.health, kernel::module::Health::Ok, "{finding:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_family_walks_through_too() {
    let town = testkit::town(modules, START).await;
    ready(&town).await;
    let client = town.anybody();
    let (draft, _, _) = begin(&client).await;
    let pause = || town.advance(jiff::SignedDuration::from_secs(5));
    super::walk_slowly(&client, &draft, &sample("family"), pause).await;
    let receipt = send(&client, &draft).await.is(303).location.unwrap();
    let html = client.get(&receipt).await.is(200).text();
    let data = html.split("href=\"").find(|p| p.starts_with("/vorgang/") && p.contains("/datei/"));
    let data = client.get(data.unwrap().split('"').next().unwrap()).await.is(200);
    let json: serde_json::Value = serde_json::from_slice(&data.body).unwrap();
    let members = u32::try_from(json["G99000000030"].as_array().unwrap().len()).unwrap();
    assert_eq!(members, sample("family").counted(&"G99000000030".parse().unwrap()));
}
