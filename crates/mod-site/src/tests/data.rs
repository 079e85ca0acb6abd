//! Lists as data: their form, their pages, bad questions, and what they keep to themselves.

use serde_json::Value;

use super::*;

async fn data(client: &Client, path: &str) -> Value {
    let answer = client.get(path).await.is(200);
    assert!(answer.kind.starts_with("application/json"), "{path}: {}", answer.kind);
    serde_json::from_slice(&answer.body).unwrap()
}

fn titles(list: &Value) -> Vec<String> {
    let items = list["items"].as_array().unwrap().iter();
    items.map(|it| it["title"]["de"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_leafs_through_all_news() {
    for town in testkit::towns(modules, MORNING).await {
        for number in 1..=5 {
            let at = format!("2026-05-0{number}T07:00:00Z");
            publish(&town, "news", &format!("n{number}"), &format!("Meldung {number}"), &at).await;
        }
        let client = town.anybody();
        let first = data(&client, "/aktuelles.json?je=3").await;
        // The fifth is of tomorrow.
        assert_eq!(titles(&first), ["Meldung 4", "Meldung 3", "Meldung 2"]);
        assert_eq!((&first["total"], &first["pages"]), (&4.into(), &2.into()));
        assert_eq!(first["previous"], Value::Null);
        let next = first["next"].as_str().unwrap().strip_prefix("http://town.test").unwrap();
        let second = data(&client, next).await;
        assert_eq!(titles(&second), ["Meldung 1"]);
        assert_eq!((&second["next"], &second["page"]), (&Value::Null, &2.into()));
        let one = second["items"][0]["data_url"].as_str().unwrap().to_owned();
        let one = data(&client, one.strip_prefix("http://town.test").unwrap()).await;
        assert_eq!(one["title"]["de"], "Meldung 1");
        let third = data(&client, "/aktuelles.json?von=2026-05-03&bis=2026-05-03").await;
        assert_eq!(titles(&third), ["Meldung 3"]);
        let none = data(&client, "/aktuelles.json?thema=unbekannt&seite=7").await;
        assert_eq!((titles(&none).len(), &none["total"]), (0, &0.into()));
        // The page for people leads to it.
        let page = client.get("/aktuelles").await.is(200).text();
        assert!(page.contains("type=\"application/json\" href=\"/aktuelles.json\""));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_list_has_one_form_and_refuses_what_it_cannot_read() {
    let town = testkit::town(modules, MORNING).await;
    publish(&town, "page", "leben", "Leben in der Stadt", MORNING).await;
    let client = town.anybody();
    let lists = [
        "/aktuelles.json",
        "/veranstaltungen.json",
        "/bekanntmachungen.json",
        "/seiten.json",
        "/stellen.json",
        "/dokumente.json",
        "/stoerungen.json",
        "/rathaus.json",
        "/suche.json?q=hund",
        "/en/seiten.json",
    ];
    for path in lists {
        let list = data(&client, path).await;
        for name in [
            "url", "html_url", "language", "total", "page", "pages", "per_page", "first", "last",
            "previous", "next", "items",
        ] {
            assert!(list.get(name).is_some(), "{path} has no {name}");
        }
    }
    assert_eq!(titles(&data(&client, "/seiten.json").await), ["Leben in der Stadt"]);
    assert!(data(&client, "/suche.json?q=hund").await["total"].as_i64() > Some(0));
    assert_eq!(data(&client, "/rathaus.json?je=1").await["items"].as_array().unwrap().len(), 1);
    for wrong in [
        "seite=0",
        "seite=x",
        "je=201",
        "je=-1",
        "von=gestern",
        "bis=2026-02-30",
        "seite=99999999999999999999",
    ] {
        let answer = client.get(&format!("/aktuelles.json?{wrong}")).await.is(400);
        let field = wrong.split('=').next().unwrap();
        assert!(answer.text().contains(field), "{wrong}: {}", answer.text());
    }
    // What somebody typed comes back in addresses only as it may stand there.
    let hostile = data(&client, "/suche.json?q=%22%3E%3Cscript%3E%26je%3D1").await;
    assert!(hostile["url"].as_str().unwrap().contains("q=%22%3E%3Cscript%3E%26je%3D1"));
}
