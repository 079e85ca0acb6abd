//! `rathaus xzufi` as people and machines call it, on what a town gives out.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

fn rathaus(arguments: &[&str]) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_rathaus"))
        .arg("xzufi")
        .args(arguments)
        .output()
        .expect("the program runs");
    let status = output.status.code().expect("it ends by itself");
    (status, String::from_utf8(output.stdout).expect("text"))
}

fn json(arguments: &[&str]) -> (i32, Value) {
    let (status, out) = rathaus(arguments);
    (status, serde_json::from_str(&out).unwrap_or_else(|e| panic!("{e}: {out}")))
}

/// What a town with two services gives to other catalogues.
async fn given(folder: &Path) -> String {
    let town = testkit::town(rathaus::modules, "2026-05-04T08:00:00Z").await;
    town.competent("hund", "50.2").await;
    for (slug, title) in [("hund", "Hund anmelden"), ("fund", "Fundsache melden")] {
        let service = mod_services::Service {
            slug: slug.into(),
            title: kernel::Text::new(title, ""),
            teaser: kernel::Text::new("Kurz gesagt.", ""),
            text: kernel::Text::new("Lang & breit.", ""),
            ..mod_services::Service::default()
        };
        let saved = town.town.write(kernel::Actor::system("test"), move |tx| {
            mod_services::save(tx, &service)?;
            Ok(kernel::Audit::of("test.saved", "service").done())
        });
        saved.await.expect("a service");
    }
    let xml = town.anybody().get("/leistungen.xml").await.is(200);
    let path = folder.join("a.xml");
    std::fs::write(&path, &xml.body).expect("written");
    path.to_str().expect("readable").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_town_gives_is_read_checked_converted_and_compared() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = given(folder.path()).await;
    let (status, info) = json(&["info", "--json", "--language", "de", &file]);
    // Both pages, and the form of the house that has no page of its own here.
    assert_eq!((status, &info["counts"]["services"]), (0, &Value::from(3)));
    assert_eq!(
        (&info["counts"]["units"], &info["counts"]["online_services"]),
        (&1.into(), &1.into())
    );
    let titles = info["services"].as_array().expect("a list");
    assert!(titles.iter().any(|s| s["title"] == "Hund anmelden"));
    let (_, checked) = json(&["check", "--json", &file]);
    let findings = checked[0]["findings"].as_array().expect("a list");
    assert!(findings.iter().any(|f| f["path"].as_str().is_some_and(|p| p.contains("hund"))));

    let newer = folder.path().join("b.xml");
    let newer = newer.to_str().expect("readable");
    assert_eq!(rathaus(&["convert", &file, "--to", "2.3", "--output", newer]).0, 0);
    assert_eq!(rathaus(&["diff", &file, newer]), (0, String::new()));
    let text =
        std::fs::read_to_string(newer).expect("written").replace("Lang &amp;", "Länger &amp;");
    std::fs::write(newer, text).expect("written");
    let (status, told) = rathaus(&["diff", "--language", "de", &file, newer]);
    assert!(status == 1 && told.contains("Volltext") && told.contains("Länger"), "{told}");
    let (status, all) = json(&["json", &file]);
    assert_eq!((status, all.as_array().map(Vec::len)), (0, Some(3)));

    let broken = folder.path().join("c.xml");
    std::fs::write(&broken, "<leistung>").expect("written");
    let (status, error) = json(&["info", "--json", broken.to_str().expect("readable")]);
    assert!(status == 2 && error["error"].as_str().is_some_and(|e| e.contains("c.xml")));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_never_loses_what_was_exported_before() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = given(folder.path()).await;
    let out = folder.path().join("out");
    let out_name = out.to_str().expect("readable");
    let index = || std::fs::read_to_string(out.join("index.txt")).expect("the index");
    assert_eq!(rathaus(&["export", &file, "--output", out_name]).0, 0);
    let first = index();
    assert_eq!(rathaus(&["export", &file, "--output", out_name]).0, 0);
    let second = index();
    assert_ne!(first, second, "other names, so that a reader in between finds whole files");
    assert_eq!(std::fs::read_dir(&out).expect("the folder").count(), 2);
    // A service that is neither there nor deleted: nothing is published, the old files stay.
    let text =
        std::fs::read_to_string(&file).expect("the file").replace("leistung.fund", "leistung.neu");
    std::fs::write(&file, text).expect("written");
    let (status, error) = json(&["export", "--json", &file, "--output", out_name]);
    assert!(status == 2 && error["error"].as_str().is_some_and(|e| e.contains("leistung.fund")));
    assert_eq!(index(), second);
}
