//! Being found: by name, by address, as a person and as a program.

use serde_json::json;

use super::{ACTOR, json_of, stages};
use crate::FediverseSettings;

#[tokio::test(flavor = "multi_thread")]
async fn the_town_is_found_by_its_name() {
    for stage in stages().await {
        for asked in [
            "acct:stadt@town.test",
            "acct%3Astadt%40town.test",
            "http://town.test/fediverse/stadt",
            "http://town.test/",
        ] {
            let path = format!("/.well-known/webfinger?resource={asked}");
            let found = stage.activity(&path).await.is(200);
            assert_eq!(found.kind, "application/jrd+json");
            assert_eq!(json_of(&found)["subject"], "acct:stadt@town.test");
            assert_eq!(json_of(&found)["links"][0]["href"], ACTOR);
        }
        for nobody in ["acct:stadt@elsewhere.test", "acct:rat@town.test", "", "acct:", "%ff"] {
            let path = format!("/.well-known/webfinger?resource={nobody}");
            stage.activity(&path).await.is(404);
        }
        let links = json_of(&stage.activity("/.well-known/nodeinfo").await.is(200));
        assert_eq!(links["links"][0]["href"], "http://town.test/nodeinfo/2.1");
        let node = json_of(&stage.activity("/nodeinfo/2.1").await.is(200));
        assert_eq!(node["protocols"], json!(["activitypub"]));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn people_get_pages_and_programs_get_objects() {
    for stage in stages().await {
        let id = stage.save(stage.news("Neuer Radweg")).await;
        let path = format!("/fediverse/beitrag/{id}");
        let object = json_of(&stage.activity(&path).await.is(200));
        assert_eq!(object["type"], "Note");
        assert_eq!(object["url"], "http://town.test/aktuelles/neuer-radweg");
        assert_eq!(object["attributedTo"], ACTOR);
        let text = object["content"].as_str().expect("words");
        assert!(
            text.contains("Neuer Radweg") && text.contains("Was dazu zu wissen ist."),
            "{text}"
        );
        assert_eq!(object["tag"][0]["name"], "#Verkehr");
        let anybody = stage.town.anybody();
        let page = anybody.get(&path).await.is(303);
        assert_eq!(page.location.as_deref(), Some("/aktuelles/neuer-radweg"));
        let page = anybody.get("/fediverse/stadt").await.is(303);
        assert_eq!(page.location.as_deref(), Some("/fediverse"));
        anybody.get("/fediverse").await.is(200).shows("@stadt@town.test");
        let outbox = json_of(&stage.activity("/fediverse/stadt/outbox").await.is(200));
        assert_eq!(outbox["totalItems"], 1);
        let first = json_of(&stage.activity("/fediverse/stadt/outbox?seite=1").await.is(200));
        assert_eq!(first["orderedItems"][0]["object"]["id"], object["id"]);
        assert!(first.get("next").is_none());
        for nothing in ["seite=0", "seite=99999", "seite=x"] {
            stage.activity(&format!("/fediverse/stadt/outbox?{nothing}")).await.is(404);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_switched_off_is_not_there() {
    for stage in stages().await {
        let id = stage.save(stage.news("Neuer Radweg")).await;
        stage.set(FediverseSettings::default()).await;
        for path in [
            "/.well-known/webfinger?resource=acct:stadt@town.test",
            "/.well-known/nodeinfo",
            "/nodeinfo/2.1",
            "/fediverse",
            "/fediverse/stadt",
            "/fediverse/stadt/outbox",
            "/fediverse/stadt/followers",
            &format!("/fediverse/beitrag/{id}"),
        ] {
            stage.activity(path).await.is(404);
        }
        stage.tell("ada", &stage.follow_of("ada")).await.is(404);
    }
}
