//! Another website is taken over.

use super::*;

const EXPORT: &str = r#"<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Alt</title><link>https://alt.example</link><wp:wxr_version>1.2</wp:wxr_version><wp:base_site_url>https://alt.example</wp:base_site_url>
<item><title>Hundesteuer</title><link>https://alt.example/buerger/Hundesteuer_2019/</link><content:encoded><![CDATA[<p>Ein Hund kostet <b>90 Euro</b>.</p><script>x()</script>]]></content:encoded><wp:post_id>7</wp:post_id><wp:post_name>hundesteuer</wp:post_name><wp:status>publish</wp:status><wp:post_type>page</wp:post_type></item>
<item><title>Hundesteuer</title><link>https://alt.example/zweite/</link><content:encoded><![CDATA[<p>Noch einmal.</p>]]></content:encoded><wp:post_id>8</wp:post_id><wp:post_name>hundesteuer</wp:post_name><wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item>
</channel></rss>"#;

async fn bring(town: &TestTown, who: &Client, name: &str, bytes: &[u8]) -> testkit::Answer {
    let unit = town.unit("50").await.id.to_string();
    let fields = [("adresse", "https://alt.example"), ("einheit", unit.as_str())];
    who.upload(&format!("{BASE}/import"), &fields, &[("datei", name, bytes)]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wordpress_export_becomes_drafts_and_old_addresses_lead_on_when_published() {
    for town in testkit::towns(modules, MONDAY).await {
        let egon = editor(&town, "Egon").await;
        let answer = bring(&town, &egon, "alt.xml", EXPORT.as_bytes()).await.is(303);
        let look = answer.location.expect("to the look");
        egon.get(&look).await.is(200).shows("2 Texte gefunden").shows("Skripte wurden entfernt.");
        egon.get(&format!("{BASE}/alle")).await.is(200).hides("Hundesteuer");
        egon.post(&look, &[]).await.is(200).shows("2 Entwürfe angelegt");
        egon.post(&look, &[]).await.is(404);
        egon.get(&format!("{BASE}/alle?art=page")).await.is(200).shows("Hundesteuer");
        // A second import of the same export finds the same identity.
        let name =
            format!("newsroom.import/{}/{}", town.unit("50").await.id, "/buerger/Hundesteuer_2019");
        let item = format!("{BASE}/{}", Id::<Publication>::from_name(&name));
        assert!(!is_public(&town, &item).await);
        let old = "/buerger/Hundesteuer_2019";
        let moved = |town: &TestTown| {
            let town = std::sync::Arc::clone(&town.town);
            async move {
                town.read(move |db| {
                    let (kind, slug) = publication::of_path(old);
                    publication::moved(db, kind, slug)
                })
                .await
                .expect("the gazette")
            }
        };
        assert_eq!(moved(&town).await, None, "nothing may be known of a draft");
        head(&egon, &item, "Hundesteuer", "Was ein Hund kostet.").await;
        press(&egon, &item, "veroeffentlichen", &[]).await.is(303);
        assert_eq!(moved(&town).await.as_deref(), Some("/hundesteuer"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_export_is_refused_with_a_reason() {
    let town = testkit::town(modules, MONDAY).await;
    let egon = editor(&town, "Egon").await;
    bring(&town, &egon, "x.xml", b"<?xml version=\"1.0\"?><rss><channel><item>").await.is(422);
    bring(&town, &egon, "x.html", b"").await.is(422).shows("Wählen Sie eine Datei.");
    bring(
        &town,
        &egon,
        "seite.html",
        b"<html><body><main><h1>Bad</h1><p>Offen.</p></main></body></html>",
    )
    .await
    .is(303);
    let arno = author(&town, "Arno").await;
    arno.get(&format!("{BASE}/import")).await.is(403);
}

#[tokio::test(flavor = "multi_thread")]
async fn saved_pages_of_any_site_keep_their_addresses_and_missing_pictures_are_named() {
    let town = testkit::town(modules, MONDAY).await;
    let egon = editor(&town, "Egon").await;
    let unit = town.unit("50").await.id.to_string();
    let fields = [("adresse", "https://alt.example"), ("einheit", unit.as_str())];
    let page = b"<html><body><main><h1>Freibad</h1><p>Offen ab Mai.</p><img src='../bilder/becken.jpg' alt='Das Becken'></main></body></html>";
    let files = [("ordner", "gespeichert/Freizeit/baden_1/index.html", &page[..])];
    let look = egon.upload(&format!("{BASE}/import"), &fields, &files).await.is(303);
    let look = look.location.expect("to the look");
    egon.get(&look).await.is(200).shows("1 Bilder fehlen").shows("becken.jpg").shows("Freibad");
    egon.post(&look, &[]).await.is(200).shows("1 Entwürfe angelegt");
    let name = format!("newsroom.import/{unit}//Freizeit/baden_1");
    let item = format!("{BASE}/{}", Id::<Publication>::from_name(&name));
    head(&egon, &item, "Freibad", "Wann es offen ist.").await;
    egon.get(&format!("{item}/freigabe")).await.is(200).shows("Hier fehlt noch eine Datei.");
    let edition = seen(&egon, &item).await;
    let whole = [("fassung", edition.as_str()), ("sprache", "de"), ("worte", "Offen ab Mai.")];
    egon.post(&format!("{item}/ganz"), &whole).await.is(303);
    press(&egon, &item, "veroeffentlichen", &[]).await.is(303);
    let (kind, slug) = publication::of_path("/Freizeit/baden_1");
    let moved = town.town.read(move |db| publication::moved(db, kind, slug)).await.expect("read");
    assert_eq!(moved.as_deref(), Some("/baden-1"), "the old address leads on");
}

const T3D: &str = r#"<?xml version="1.0" encoding="utf-8" standalone="yes" ?>
<T3RecordDocument>
<records type="array">
<tablerow index="pages:12" type="array"><fieldlist index="data" type="array">
<field index="uid" type="integer">12</field><field index="pid" type="integer">1</field><field index="title">Sperrmüll</field>
<field index="slug">/umwelt/abfall_1/Sperrmuell</field><field index="doktype" type="integer">1</field><field index="abstract">Kurz gesagt</field></fieldlist></tablerow>
<tablerow index="tt_content:1" type="array"><fieldlist index="data" type="array"><field index="pid">12</field><field index="sorting">10</field><field index="CType">text</field><field index="header">So geht es</field><field index="bodytext">&lt;p&gt;Rufen Sie uns an. Wir holen alles ab.&lt;/p&gt;</field></fieldlist></tablerow>
</records></T3RecordDocument>"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_typo3_export_becomes_drafts_and_its_addresses_lead_on() {
    let town = testkit::town(modules, MONDAY).await;
    let egon = editor(&town, "Egon").await;
    let look = bring(&town, &egon, "alt.t3d.xml", T3D.as_bytes()).await.is(303);
    let look = look.location.expect("to the look");
    egon.get(&look).await.is(200).shows("1 Texte gefunden").shows("/umwelt/abfall_1/Sperrmuell");
    egon.post(&look, &[]).await.is(200).shows("1 Entwürfe angelegt");
    let unit = town.unit("50").await.id;
    let name = format!("newsroom.import/{unit}//umwelt/abfall_1/Sperrmuell");
    let item = format!("{BASE}/{}", Id::<Publication>::from_name(&name));
    egon.get(&item).await.is(200).shows("Rufen Sie uns an.");
    press(&egon, &item, "veroeffentlichen", &[]).await.is(303);
    let (kind, slug) = publication::of_path("/umwelt/abfall_1/Sperrmuell");
    let moved = town.town.read(move |db| publication::moved(db, kind, slug)).await.expect("read");
    assert!(moved.is_some_and(|to| to.ends_with("sperrmuell")), "the old address leads on");
}
