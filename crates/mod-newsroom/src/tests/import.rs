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
