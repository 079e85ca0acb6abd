//! A catalogue with everything in it, before the official shapes; and texts that would break out.

use std::path::PathBuf;
use std::process::Command;

use jiff::civil::date;
use norm_dcat::{
    Catalog, Contact, Dataset, Distribution, Graph, Interface, Node, Page, Term, Words,
};

fn words(de: &str, en: &str) -> Words {
    Words { de: de.into(), en: en.into() }
}

fn catalog() -> Catalog {
    let base = "https://www.musterbach.example";
    let file = |name: &str, format, media_type| Distribution {
        uri: format!("{base}/opendata/pegel#{name}"),
        title: words("Datei „Pegel“", "File"),
        url: format!("{base}/sensoren/pegel.{name}"),
        format,
        media_type,
        modified: "2026-05-01T00:00:00Z".parse().ok(),
    };
    let dataset = Dataset {
        uri: format!("{base}/opendata/pegel"),
        title: words("Pegel", "Gauges"),
        text: words("Wasserstände \"roh\" \\ geprüft\nZeile zwei", "Levels"),
        page: format!("{base}/sensoren/pegel"),
        keywords: vec!["Pegel".into(), "Hochwasser".into()],
        themes: vec!["ENVI"],
        licence: "http://dcat-ap.de/def/licenses/dl-by-de/2.0",
        attribution: "Stadt Musterbach".into(),
        issued: Some(date(2026, 1, 2)),
        modified: "2026-05-04T08:00:00Z".parse().ok(),
        every: "UPDATE_CONT",
        from: Some(date(2026, 1, 2)),
        until: None,
        area: Some([6.5, 51.4, 6.7, 51.6]),
        high_value: Some("http://data.europa.eu/bna/c_dd313021"),
        distributions: vec![
            file("csv", Some("CSV"), "text/csv"),
            file("geojson", Some("GEOJSON"), "application/geo+json"),
            file("ics", None, "text/calendar"),
        ],
        interface: Some(Interface {
            url: format!("{base}/sensorthings/v1.1"),
            title: words("SensorThings", "SensorThings"),
            standard: "http://www.opengis.net/spec/iot_sensing/1.1".into(),
        }),
    };
    Catalog {
        uri: format!("{base}/opendata/catalog"),
        title: words("Offene Daten der Stadt Musterbach", "Open data"),
        text: words("Alles, was die Stadt offenlegt.", ""),
        page: format!("{base}/opendata"),
        publisher: format!("{base}/opendata#stadt"),
        name: "Stadt Musterbach".into(),
        contact: Contact {
            name: "Stadt Musterbach".into(),
            email: "stadt@musterbach.example".into(),
            page: format!("{base}/kontakt"),
        },
        ags: "05170032".into(),
        contributor: "http://dcat-ap.de/def/contributors/openNRW".into(),
        modified: "2026-05-04T08:00:00Z".parse().expect("an instant"),
        datasets: vec![dataset],
        part: None,
    }
}

#[test]
fn the_three_forms_say_the_same() {
    let graph = catalog().graph();
    let (turtle, xml, json) = (graph.turtle(), graph.xml(), graph.json());
    assert!(graph.len() > 60, "{}", graph.len());
    assert!(
        turtle.contains(r#"dct:description "Wasserstände \"roh\" \\ geprüft\nZeile zwei"@de ;"#),
        "{turtle}"
    );
    assert!(xml.contains("&quot;roh&quot;"), "{xml}");
    // What the European list of file types does not know says its media type only.
    assert_eq!(turtle.matches("dct:format ").count(), 2, "{turtle}");
    assert_eq!(turtle.matches("dcat:mediaType ").count(), 3, "{turtle}");
    let parsed: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(parsed["@graph"][0]["@type"][0], "http://www.w3.org/ns/dcat#Catalog");
    let mut reader = quick_xml::Reader::from_str(&xml);
    while reader.read_event().expect("well-formed") != quick_xml::events::Event::Eof {}
}

#[test]
fn a_page_leads_to_the_others() {
    let of = |number| {
        let address = "https://www.musterbach.example/opendata/catalog.ttl".to_owned();
        let part = Some(Page { address, number, size: 100, total: 201 });
        Catalog { part, ..catalog() }.graph().turtle()
    };
    let (first, last) = (of(1), of(3));
    for said in [
        "<https://www.musterbach.example/opendata/catalog.ttl?page=1>\n  a <http://www.w3.org/ns/hydra/core#PagedCollection>",
        "hydra:totalItems \"201\"^^xsd:integer",
        "hydra:nextPage <https://www.musterbach.example/opendata/catalog.ttl?page=2>",
        "hydra:last <https://www.musterbach.example/opendata/catalog.ttl?page=3>",
    ] {
        assert!(first.contains(said), "{said}: {first}");
    }
    assert!(!first.contains("hydra:previous"), "{first}");
    assert!(last.contains("hydra:previous <") && !last.contains("hydra:next"), "{last}");
}

#[test]
fn nothing_breaks_out_of_an_address_or_a_text() {
    let mut graph = Graph::default();
    let evil = Node::Iri("https://x/> . <evil".into());
    graph.say(&evil, "dct:title", Term::Text("\"\u{1}<&>\u{85}\\".into()));
    graph.say(&evil, "dct:title", Term::Text("\"\u{1}<&>\u{85}\\".into()));
    assert_eq!(graph.len(), 1);
    let turtle = graph.turtle();
    assert!(turtle.contains("<https://x/%3E%20.%20%3Cevil>"), "{turtle}");
    assert!(turtle.ends_with("dct:title \"\\\"<&>\\\\\" .\n"), "{turtle}");
    assert!(graph.xml().contains("&quot;&lt;&amp;&gt;\\"), "{}", graph.xml());
}

/// Where the foreign test data lie.
fn shapes() -> PathBuf {
    let shared = std::env::var_os("RATHAUS_SHARED_DATA").map(PathBuf::from);
    shared.unwrap_or_else(|| PathBuf::from("../../../shared/data")).join("smartcity/dcat-ap.de")
}

/// The official shapes of 2.0 and 3.0, by pyshacl. `./test` installs it and names it, and then it has
/// to be there.
#[test]
fn the_official_shapes_have_nothing_to_say() {
    let python = std::env::var("RATHAUS_PYSHACL").unwrap_or_else(|_| "python3".into());
    let has = Command::new(&python).args(["-c", "import pyshacl"]).output();
    let folder = shapes();
    let has = has.is_ok_and(|o| o.status.success());
    assert!(
        has || std::env::var_os("RATHAUS_PYSHACL").is_none(),
        "RATHAUS_PYSHACL names {python}, which has no pyshacl"
    );
    if !has || !folder.join("validate.py").exists() {
        eprintln!(
            "LEFT OUT: the official shapes; they need Python with pyshacl (RATHAUS_PYSHACL) and {}",
            folder.display()
        );
        return;
    }
    let kept = tempfile::tempdir().expect("a folder");
    let address = "https://www.musterbach.example/opendata/catalog.ttl".to_owned();
    let part = Some(Page { address, number: 2, size: 1, total: 3 });
    let graph = Catalog { part, ..catalog() }.graph();
    for (name, text) in [
        ("catalog.ttl", graph.turtle()),
        ("catalog.rdf", graph.xml()),
        ("catalog.jsonld", graph.json()),
    ] {
        let path = kept.path().join(name);
        std::fs::write(&path, text).expect("written");
        for version in ["2.0", "3.0"] {
            let found = Command::new(&python)
                .arg(folder.join("validate.py"))
                .arg(version)
                .arg(&path)
                .output()
                .expect("python");
            let said = String::from_utf8_lossy(&found.stdout).into_owned();
            assert!(
                found.status.success() && said.contains("shapes"),
                "{name} {version}: {said}{}",
                String::from_utf8_lossy(&found.stderr)
            );
            if version == "2.0" {
                assert!(said.contains("clean"), "{name}: {said}");
            }
        }
    }
}
