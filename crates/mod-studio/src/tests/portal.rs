//! What works: search, read in, code lists, newer versions, and who may.

use std::collections::BTreeMap;

use norm_fim::CodeList;
use testkit::portal::{Mood, Portal, Stock};
use testkit::{Answer, Client, TestTown};

use super::{
    MONDAY, NEW, SCHEMA, SERVICE, builder, chosen, modules, name, next_version, search, stock, take,
};
use crate::StudioSettings;

const LIST: &str = "/verwaltung/formulare";

/// Two forms stand on the page: their fields must not be taken for each other.
fn ids_are_unique(page: &Answer) {
    let html = page.text();
    let mut ids: Vec<&str> =
        html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert!(all > 5 && ids.len() == all, "{ids:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schema_is_found_by_words_by_service_and_by_its_identifier() {
    for town in testkit::towns(modules, MONDAY).await {
        let portal = Portal::start(stock()).await;
        portal.add_schema(next_version());
        name(&town, &portal).await;
        let builder = builder(&town).await;
        let page = builder.get(NEW).await.is(200).shows("Im FIM-Portal suchen");
        let _ = page.shows("Datei hochladen").hides("Schemata im FIM-Portal");
        assert_eq!(portal.asked(), Vec::<String>::new(), "nobody has asked yet");

        let page = search(&builder, "Wohngeld Mietzuschuss").await;
        let page = page.shows("Antrag auf Wohngeld (Mietzuschuss)").shows("S99000000001");
        let page = page.shows("1.2.0").hides("1.0.0").shows("Entwurf").shows("22. November 2026");
        let page = page.shows("D99000000001").shows("1 Schema");
        ids_are_unique(&page);
        let page = search(&builder, "S99000000001 V1.0.0").await;
        let _ = page.shows("1.2.0").shows("1.0.0").shows("2 Schemata");
        let page = search(&builder, SERVICE).await;
        let _ = page.shows("Kein Schema nennt diesen Leistungsschlüssel").shows("S99000000001");
        let _ = search(&builder, "Hundesteuer").await.shows("Nichts gefunden");
        let _ = search(&builder, "S12345678901").await.shows("Nichts gefunden");
        let english = builder.get(&format!("/en{NEW}?suche=Wohngeld")).await.is(200);
        let _ = english.shows("Search the FIM portal").shows("1 schema").shows("Read in");
        let asked = portal.asked();
        let is_search = |asked: &&String| asked.starts_with("/api/v1/schemas?fts_query=");
        assert_eq!(asked.iter().filter(is_search).count(), 5, "{asked:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schema_of_the_portal_becomes_a_form_like_an_uploaded_one() {
    for town in testkit::towns(modules, MONDAY).await {
        let portal = Portal::start(stock()).await;
        name(&town, &portal).await;
        let builder = builder(&town).await;
        let edition = take(&builder, "S99000000001", "1.0.0").await;
        let page = builder.get(&edition).await.is(200).shows("S99000000001V1.0.0");
        let _ = page.shows("/antrag/antrag-auf-wohngeld-mietzuschuss").shows("Vor dem Öffnen");
        let file = builder.get(&format!("{edition}/schema.xml")).await.is(200);
        assert_eq!(file.body, SCHEMA.as_bytes());
        assert_eq!(portal.asked(), ["/api/v1/schemas/S99000000001/1.0.0/xdf"]);
        assert!(town.trail().await.contains(&"studio.form_read".to_owned()));

        let page = search(&builder, "Wohngeld").await.shows("schon eingelesen");
        assert_eq!(page.link("/verwaltung/formulare/0").as_deref(), Some(edition.as_str()));

        // Twice is once: the address is taken, and what was typed stays.
        let mut again = chosen("S99000000001", "1.0.0");
        again.extend([("titel_de", "Mein Titel"), ("suche", "Wohngeld <b>")]);
        again.push(("adresse", "antrag-auf-wohngeld-mietzuschuss"));
        let page = builder.post(NEW, &again).await.is(422);
        let page = page.shows("Diese Adresse hat schon ein anderes Formular");
        assert_eq!(page.field("titel_de").as_deref(), Some("Mein Titel"));
        assert_eq!(page.field("kennung").as_deref(), Some("S99000000001"));
        assert_eq!(page.field("suche").as_deref(), Some("Wohngeld &lt;b&gt;"));
        let page = page.shows("S99000000001V1.0.0 noch einmal aus dem FIM-Portal einlesen");
        again.retain(|(name, _)| *name != "adresse");
        again.push(("adresse", "mietzuschuss-zwei"));
        let _ = builder.post(NEW, &again).await.is(303);
        // A file on the same page is still a file.
        let hidden =
            [("kennung", page.field("kennung").unwrap()), ("adresse", "mietzuschuss-3".to_owned())];
        let hidden: Vec<(&str, &str)> = hidden.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let before = portal.asked().len();
        let files = [("datei", "s.xml", SCHEMA.as_bytes())];
        let _ = builder.upload(NEW, &hidden, &files).await.is(303);
        assert_eq!(portal.asked().len(), before);
    }
}

/// The form with its first two closed lists replaced by references to code lists.
fn with_code_lists() -> String {
    let mut xml = SCHEMA.to_owned();
    for (name, version) in [("anlass", "1"), ("fern", "7")] {
        let (before, rest) = xml.split_once("<xdf:werte>").expect("a list of values");
        let (_, after) = rest.split_once("</xdf:werte>").expect("its end");
        let uri = format!("urn:de:beispiel:codeliste:{name}");
        xml = format!(
            "{before}<xdf:codelisteReferenz><xdf:canonicalIdentification>{uri}</xdf:canonicalIdentification>\
             <xdf:version>{version}</xdf:version><xdf:canonicalVersionUri>{uri}_{version}</xdf:canonicalVersionUri>\
             </xdf:codelisteReferenz>{after}"
        );
    }
    xml
}

fn list(name: &str, version: &str) -> String {
    let row = |code: &str| {
        BTreeMap::from([("code".to_owned(), code.to_owned()), ("name".into(), code.to_uppercase())])
    };
    CodeList {
        short_name: name.to_owned(),
        long_name: None,
        version: version.to_owned(),
        uri: format!("urn:de:beispiel:codeliste:{name}"),
        version_uri: format!("urn:de:beispiel:codeliste:{name}_{version}"),
        columns: vec!["code".into(), "name".into()],
        key_column: Some("code".into()),
        rows: vec![row("first"), row("renewal")],
    }
    .write()
}

#[tokio::test(flavor = "multi_thread")]
async fn code_lists_come_along_where_the_portal_has_them() {
    for town in testkit::towns(modules, MONDAY).await {
        let lists = vec![list("anlass", "2"), list("anlass", "1"), list("fremd", "1")];
        let portal =
            Portal::start(Stock { schemas: vec![with_code_lists()], lists, ..Stock::default() })
                .await;
        name(&town, &portal).await;
        let builder = builder(&town).await;
        let edition = take(&builder, "S99000000001", "1.0.0").await;
        assert!(edition.ends_with("?listen=1"), "{edition}");
        let page = builder.get(&edition).await.is(200).shows("kam eine Codeliste");
        // What the portal has not is named, as for an uploaded file.
        let page = page.shows("1 Listen fehlen").shows("urn:de:beispiel:codeliste:fern_7");
        let _ = page.hides("codeliste:anlass_1");
        let kept = builder.get(&format!("{LIST}/listen")).await.is(200);
        let _ = kept.shows("urn:de:beispiel:codeliste:anlass_1").hides("anlass_2").hides("fremd");
        assert!(portal.asked().contains(&"/immutable/code-lists/1.xml".to_owned()));
    }
    // Lists that fail do not keep the schema from being read.
    let town = testkit::town(modules, MONDAY).await;
    let portal =
        Portal::start(Stock { schemas: vec![with_code_lists()], ..Stock::default() }).await;
    portal.set_mood(Mood::WithoutLists);
    name(&town, &portal).await;
    let builder = builder(&town).await;
    let edition = take(&builder, "S99000000001", "1.0.0").await;
    let _ = builder.get(&edition).await.is(200).shows("2 Listen fehlen");
}

/// Names the office and the remedy notice and opens an edition.
async fn open(town: &TestTown, client: &Client, edition: &str) {
    let unit = town.unit("50.2").await.id.to_string();
    let path = format!("{edition}/bedingungen");
    let version = client.get(&path).await.is(200).field("fassung").expect("the version");
    let terms = [
        ("fassung", version.as_str()),
        ("titel_de", "Mietzuschuss"),
        ("titel_en", "Rent subsidy"),
        ("stelle", unit.as_str()),
        ("vertrauen", "none"),
        ("jahre", "3"),
        ("rechtsbehelf", "Gegen diesen Bescheid können Sie Klage erheben."),
    ];
    let _ = client.post(&path, &terms).await.is(303);
    let version = client.get(edition).await.is(200).field("fassung").expect("the version");
    let _ = client.post(&format!("{edition}/oeffnen"), &[("fassung", &version)]).await.is(303);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_version_is_seen_when_one_looks_and_taken_over_with_a_comparison() {
    for town in testkit::towns(modules, MONDAY).await {
        let portal = Portal::start(stock()).await;
        name(&town, &portal).await;
        let builder = builder(&town).await;
        let edition = take(&builder, "S99000000001", "1.0.0").await;
        open(&town, &builder, &edition).await;
        let before = portal.asked().len();
        let page = builder.get(&edition).await.is(200).shows("Nach neuer Fassung sehen");
        assert_eq!(portal.asked().len(), before, "nobody looked");
        let look = page.link("portal=nachsehen").expect("the button");
        let _ = builder.get(&look).await.is(200).shows("Fassung 1.0.0 ist die neueste");

        portal.add_schema(next_version());
        let page = builder.get(&look).await.is(200).shows("Im Portal gibt es Fassung 1.2.0");
        assert_eq!(page.field("schemafassung").as_deref(), Some("1.2.0"));
        let english = builder.get(&format!("/en{look}")).await.is(200);
        let _ = english.shows("The portal has version 1.2.0");
        let path = format!("{edition}/fassung");
        let answer = builder.post(&path, &chosen("S99000000001", "1.2.0")).await.is(303);
        let next = answer.location.expect("to the comparison");
        let _ = builder.get(&next).await.is(200).shows("Telefonnummer").shows("Rufnummer");
        let next = next.strip_suffix("/vergleich").expect("the edition").to_owned();
        let page = builder.get(&next).await.is(200).shows("S99000000001V1.2.0");
        let _ = page.shows("eingetragen").shows("Fassung 2");
        open_again(&builder, &next).await;
        assert!(town.trail().await.contains(&"studio.edition_read".to_owned()));
    }
}

/// What the town had set came along, so the next edition opens at once.
async fn open_again(client: &Client, edition: &str) {
    let version = client.get(edition).await.is(200).field("fassung").expect("the version");
    let _ = client.post(&format!("{edition}/oeffnen"), &[("fassung", &version)]).await.is(303);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_setting_nothing_is_shown_and_nothing_is_asked() {
    let town = testkit::town(modules, MONDAY).await;
    let portal = Portal::start(stock()).await;
    let builder = builder(&town).await;
    let _ = search(&builder, "Wohngeld").await.hides("Im FIM-Portal suchen").hides("S99000000001");
    let page = builder.post(NEW, &chosen("S99000000001", "1.0.0")).await.is(422);
    let _ = page.shows("ist keine Adresse des FIM-Portals eingetragen");
    let files = [("datei", "s.xml", SCHEMA.as_bytes())];
    let edition = builder.upload(NEW, &[], &files).await.is(303).location.expect("the edition");
    let page = builder.get(&format!("{edition}?portal=nachsehen")).await.is(200);
    let _ = page.hides("Im FIM-Portal").hides("Nach neuer Fassung sehen");
    assert_eq!(portal.asked(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn only_builders_ask_and_nobody_asks_too_often() {
    let town = testkit::town(modules, MONDAY).await;
    let portal = Portal::start(stock()).await;
    name(&town, &portal).await;
    let asks = format!("{NEW}?suche=Wohngeld");
    let _ = town.anybody().get(&asks).await.is(401);
    let _ = town.citizen("Erika").await.get(&asks).await.is(403);
    let other = town.staff("Egon", &[], "50").await;
    let _ = other.get(&asks).await.is(403);
    let _ = other.post(NEW, &chosen("S99000000001", "1.0.0")).await.is(403);
    assert_eq!(portal.asked(), Vec::<String>::new());

    let builder = builder(&town).await;
    for _ in 0..20 {
        let _ = builder.get(&asks).await.is(200).shows("S99000000001");
    }
    let _ = builder.get(&asks).await.is(200).shows("in kurzer Zeit oft gefragt").shows("Sekunden");
    let page = builder.post(NEW, &chosen("S99000000001", "1.0.0")).await.is(422);
    let _ = page.shows("in kurzer Zeit oft gefragt");
    assert_eq!(portal.asked().len(), 20);
    // Somebody else may, and so may she after a while.
    let colleague = super::builder(&town).await;
    let _ = colleague.get(&asks).await.is(200).shows("S99000000001");
    town.advance(jiff::SignedDuration::from_secs(3));
    let _ = builder.get(&asks).await.is(200).shows("S99000000001");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unsafe_address_is_not_even_saved() {
    let town = testkit::town(modules, MONDAY).await;
    let refused = town
        .town
        .write(kernel::Actor::system("test"), |tx| {
            let settings = StudioSettings { portal: "http://fimportal.de".into() };
            kernel::settings::set(tx, &settings)?;
            Ok(kernel::Audit::of("test.settings", "studio").done())
        })
        .await;
    assert!(matches!(refused, Err(kernel::AppError::Refused(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn official_schemas_come_through_by_their_service_and_the_largest_too() {
    let Some(folder) = testkit::shared_data("fim/xdf3") else { return };
    let official = |file: &str| std::fs::read_to_string(folder.join(file)).expect("a schema");
    let schemas = vec![
        official("S00000000367V1.0.0_xdf3.xml"),
        official("S05000001288V5.0.0_xdf3.xml"),
        official("S05000001299V1.0.0_xdf3.xml"),
    ];
    let lists = testkit::shared_data("fim/codelists").map(|folder| {
        let files = std::fs::read_dir(folder).expect("a folder");
        let files = files.map(|file| file.expect("a file").path());
        files.map(|path| std::fs::read_to_string(path).expect("a list")).collect()
    });
    let stock = Stock { schemas, lists: lists.unwrap_or_default(), ..Stock::default() };
    for town in testkit::towns(modules, MONDAY).await {
        let portal = Portal::start(stock.clone()).await;
        name(&town, &portal).await;
        let builder = builder(&town).await;
        // Official schemas carry the key of their service in the description.
        let page = search(&builder, "99 006 066 273 000").await;
        let _ = page.shows("S00000000367").shows("fachlich freigegeben (gold)").shows("1 Schema");
        for (id, version) in
            [("S00000000367", "1.0.0"), ("S05000001288", "5.0.0"), ("S05000001299", "1.0.0")]
        {
            let edition = take(&builder, id, version).await;
            let page = builder.get(&edition).await.is(200).shows(&format!("{id}V{version}"));
            let _ = page.shows("Vor dem Öffnen");
        }
        assert!(!portal.asked().iter().any(|asked| asked.contains("leistung-stammtexte")));
    }
}
