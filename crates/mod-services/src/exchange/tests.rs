//! Services to XZuFi and back.

use kernel::Text;
use kernel::town::Profile;
use norm_xzufi::{Version, read, write};

use super::given::{Given, Giver, message};
use super::intake::{Fate, Plan, overlaid};
use super::markup::{markdown_of, points_of};
use super::taken::taken;
use crate::model::{Record, Service};
use crate::sheet::Sheet;
use crate::store::Origin;

fn full() -> Service {
    Service {
        slug: "hund-anmelden".into(),
        title: Text::new("Hund anmelden", "Register a dog"),
        teaser: Text::new("Wer einen Hund hält, meldet ihn an.", "Dogs must be registered."),
        text: Text::new(
            "## Worum geht es?\n\nJeder **Hund** braucht eine Marke. [Mehr dazu](https://www.example.org/hund)\n\n- groß\n- klein",
            "Every dog needs a tag.",
        ),
        entitled: Text::new("Halterinnen und Halter.", "Keepers."),
        procedure: Text::new("1. Antrag stellen\n2. Marke abholen", "Apply."),
        documents: Text::new("Ausweis\nVersicherungsnachweis", "Identity card"),
        legal_basis: "§ 1 Hundesteuersatzung\n§ 2 Landeshundegesetz".into(),
        fee: Text::new("90 Euro im Jahr", "90 euros a year"),
        deadline: Text::new("zwei Wochen nach Aufnahme", "two weeks"),
        duration: Text::new("sofort", "at once"),
        leika: "99102013104000".into(),
        keywords: "Hundesteuer\nWelpe".into(),
        ..Service::default()
    }
}

fn record(service: Service) -> Record {
    Record::of_form(service, "2026-05-04T08:00:00Z".parse().unwrap())
}

fn given(record: &Record, origin: Option<&Origin>) -> norm_xzufi::Service {
    let profile =
        Profile { name: "Stadt Musterbach".into(), ags: "05999001".into(), ..Profile::default() };
    let giver = Giver { profile: &profile, site: "https://stadt.example" };
    let all = [Given { record, unit: None, origin, topics: Vec::new(), is_online: true }];
    let written = write(&message(&giver, &all, Version::V2_2));
    let read = read(written.xml.as_bytes()).unwrap();
    assert!(!read.findings.has_errors(), "{:?}", read.findings.list);
    let online = read.message.online_services().next().unwrap();
    let start = online.start().map(|link| link.uri.clone());
    assert_eq!(start.as_deref(), Some("https://stadt.example/antrag/hund-anmelden"));
    read.message.services().next().unwrap().clone()
}

#[test]
fn a_service_comes_back_as_it_was_given() {
    let full = full();
    let back = taken(&given(&record(full.clone()), None));
    assert_eq!(back.cut, Vec::<&str>::new());
    assert_eq!(Sheet::of(&back.service, None), Sheet::of(&full, None));
}

#[test]
fn html_of_catalogues_becomes_small_markdown() {
    let html = "<p>Sie brauchen:</p><ul><li>einen <b>Ausweis</b></li><li>ein Foto</li></ul>\
                <p>Siehe <a href=\"https://www.example.org/a\">Seite</a>.<script>x()</script></p>";
    let expected = "Sie brauchen:\n\n- einen **Ausweis**\n- ein Foto\n\nSiehe [Seite](https://www.example.org/a).";
    assert_eq!(markdown_of(html), expected);
    assert_eq!(points_of(html), ["einen Ausweis", "ein Foto"]);
    assert_eq!(points_of("<p>§ 1 A</p><p>§ 2 B</p>"), ["§ 1 A", "§ 2 B"]);
}

#[test]
fn long_texts_are_cut_and_named() {
    let long = "Satz eins ist kurz. ".repeat(40);
    let service = norm_xzufi::Service::default()
        .with_text("03", "de", "Titel")
        .with_text("05", "de", &long)
        .with_text("07", "de", &"§ ".repeat(400));
    let taken = taken(&service);
    assert!(taken.service.teaser.de.ends_with("kurz."));
    assert!(taken.service.teaser.de.chars().count() <= 300);
    assert_eq!(taken.cut, ["recht"]);
    assert!(Sheet::of(&taken.service, None).read(&Service::default()).is_ok());
}

/// A catalogue's service, taken over, changed here in one field and there in two.
#[test]
fn own_words_stay_and_the_rest_follows_the_catalogue() {
    let original = norm_xzufi::Service {
        id: norm_xzufi::Identifier::new("L1"),
        ..norm_xzufi::Service::default()
            .with_text("03", "de", "Hund anmelden")
            .with_text("05", "de", "Kurz.")
            .with_text("09", "de", "<p>Halter</p>")
    };
    let first = taken(&original);
    let sheet = Sheet::of(&first.service, None);
    let origin = Origin { slug: first.service.slug.clone(), original: original.clone(), sheet };
    let mut own = record(first.service);
    own.service.teaser.de = "Unsere Worte.".into();

    let newer = norm_xzufi::Service { texts: Vec::new(), ..original }
        .with_text("03", "de", "Hund anmelden")
        .with_text("05", "de", "Neu und kurz.")
        .with_text("09", "de", "<p>Halterinnen und Halter</p>");
    let objects = [norm_xzufi::Object::Service(Box::new(newer))];
    let file = norm_xzufi::Message::of(Version::V2_2, objects);
    let (records, origins) = ([own], [origin]);
    let plan = Plan::of(&file, &records, &origins);
    let Fate::Changes { slug, taken, kept } = &plan.offered[0].fate else {
        panic!("{:?}", plan.offered[0].fate)
    };
    assert_eq!(slug, "hund-anmelden");
    // The short text alone is the long one too: there nobody wrote anything here.
    assert_eq!(
        (taken.as_slice(), kept.as_slice()),
        (["text_de", "wer_de"].as_slice(), ["kurz_de"].as_slice())
    );
    let sheet = overlaid(&Sheet::of(&records[0].service, None), &plan.offered[0].sheet, taken);
    assert_eq!(sheet.get("kurz_de"), "Unsere Worte.");
    assert_eq!(sheet.get("wer_de"), "Halterinnen und Halter");

    // What goes out again is the original with our words on top.
    let out = given(&records[0], origins.first());
    assert_eq!(out.id.value, "L1");
    assert_eq!(out.text("05", "de"), Some("Unsere Worte."));
    assert_eq!(out.text("09", "de"), Some("<p>Halter</p>"));
}

#[test]
fn the_same_file_twice_changes_nothing_and_keys_are_recognised() {
    let original = given(&record(full()), None);
    let service = taken(&original).service;
    let origin = Origin {
        slug: "hund-anmelden".into(),
        original: original.clone(),
        sheet: Sheet::of(&service, None),
    };
    let objects = [norm_xzufi::Object::Service(Box::new(original))];
    let file = norm_xzufi::Message::of(Version::V2_2, objects);
    let same = Plan::of(&file, &[record(full())], &[origin]);
    assert_eq!(same.offered[0].fate, Fate::Same);
    // A page of our own with the same key: what we wrote stays, what stands empty is filled.
    let own = Service { fee: Text::default(), title: Text::new("Hunde", ""), ..full() };
    let by_key = Plan::of(&file, &[record(own)], &[]);
    let Fate::Changes { taken, kept, .. } = &by_key.offered[0].fate else { panic!() };
    assert_eq!(taken, &["titel_en", "kosten_de", "kosten_en"]);
    assert_eq!(kept, &["titel_de"]);
    assert_eq!(Plan::of(&file, &[], &[]).offered[0].fate, Fate::New);
    // The same name without a key is the same service too; nobody wants it twice.
    let named = Service { leika: String::new(), fee: Text::default(), ..full() };
    let by_name = Plan::of(&file, &[record(named)], &[]);
    let Fate::Changes { taken, kept, .. } = &by_name.offered[0].fate else { panic!() };
    assert_eq!(
        (taken.as_slice(), kept.is_empty()),
        (["kosten_de", "kosten_en", "leika"].as_slice(), true)
    );
}
