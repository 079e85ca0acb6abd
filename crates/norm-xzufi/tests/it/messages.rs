//! Messages as others write them, and as we do.

use norm_xzufi::*;

use crate::samples;

fn root(version: &str, inner: &str) -> String {
    let path = version.replace('.', "_");
    format!(
        "<?xml version=\"1.0\"?><n:uebermittlung xmlns:n=\"http://xoev.de/schemata/xzufi/{path}\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xzufiVersion=\"{version}\">{inner}\
         </n:uebermittlung>"
    )
}

fn codes(read: &Read) -> Vec<&str> {
    read.findings.list.iter().map(|f| f.code.as_str()).collect()
}

#[test]
fn what_we_write_is_read_the_same_in_both_editions() {
    for version in [Version::V2_2, Version::V2_3] {
        let message = samples::message(version);
        let written = write(&message);
        assert_eq!(written.findings.list, [], "{version:?}");
        let again = read(written.xml.as_bytes()).unwrap();
        assert_eq!(again.findings.list, [], "{}", written.xml);
        assert_eq!(again.message, message);
        assert_eq!(write(&again.message).xml, written.xml);
    }
}

#[test]
fn prefixes_do_not_matter_and_codes_stand_without_namespace() {
    let inner = "<n:schreibe><n:leistung><n:id schemeAgencyID=\"L1\">7</n:id>\
        <n:referenzLeiKa listURI=\"urn:x\" listVersionID=\"1\"><code>99089020080000</code></n:referenzLeiKa>\
        <n:modulText><n:positionDarstellung>1</n:positionDarstellung>\
        <n:leikaTextmodul listURI=\"urn:y\" listVersionID=\"1\"><code>02</code></n:leikaTextmodul>\
        <n:inhalt languageCode=\"de\">Name</n:inhalt></n:modulText></n:leistung></n:schreibe>";
    let found = read(root("2.2.0", inner).as_bytes()).unwrap();
    assert_eq!(found.findings.list, []);
    let service = found.message.services().next().unwrap();
    assert_eq!(service.id.agency.as_deref(), Some("L1"));
    assert_eq!(service.key().unwrap().urn(), "urn:de:fim:leika:leistung:99089020080000");
    assert_eq!(service.title("de"), "Name");
    assert_eq!(service.title("en"), "Name");
    let default = root("2.2.0", inner)
        .replace("<n:", "<")
        .replace("</n:", "</")
        .replace("xmlns:n=", "xmlns=")
        .replace("<code>", "<code xmlns=\"\">");
    let same = read(default.as_bytes());
    // The default namespace in place of a prefix: codes may then lie in it or in none.
    assert_eq!(same.unwrap().message.services().next(), Some(service));
}

#[test]
fn nothing_unknown_is_lost_silently() {
    let inner = "<n:schreibe><n:leistung><n:id>7</n:id><n:neuesElement><n:tief>x</n:tief></n:neuesElement>\
        <n:modulText neu=\"1\"><n:leikaTextmodul><code>02</code></n:leikaTextmodul>verirrt\
        <n:inhalt languageCode=\"de\">a</n:inhalt></n:modulText>\
        <f:fremd xmlns:f=\"urn:fremd\">y</f:fremd></n:leistung>\
        <n:gebiet/></n:schreibe><n:unbekannt/>";
    let found = read(root("2.2.0", inner).as_bytes()).unwrap();
    let told: Vec<(&str, &str)> =
        found.findings.list.iter().map(|f| (f.code.as_str(), f.path.as_str())).collect();
    assert_eq!(
        told,
        [
            ("unknown-text", "leistung(7)/modulText"),
            ("unknown-attribute", "leistung(7)/modulText"),
            ("unknown-element", "leistung(7)/neuesElement"),
            ("unknown-element", "leistung(7)/fremd"),
            ("unknown-element", "gebiet"),
            ("unknown-element", "unbekannt"),
        ]
    );
    assert!(found.findings.list.iter().all(|f| f.line == Some(1)));
}

#[test]
fn names_of_the_other_edition_are_read_and_told() {
    let inner = "<n:schreibe><n:leistung><n:id>7</n:id>\
        <n:referenzLeistungsschluessel>99089020080000</n:referenzLeistungsschluessel>\
        <n:versionsinformationen><n:version>3</n:version></n:versionsinformationen>\
        </n:leistung></n:schreibe>";
    let found = read(root("2.2.0", inner).as_bytes()).unwrap();
    assert_eq!(codes(&found), ["other-version", "other-version"]);
    let service = found.message.services().next().unwrap();
    assert_eq!(service.keys[0].number(), "99089020080000");
    assert_eq!(service.version_info.as_ref().unwrap().version.as_deref(), Some("3"));
}

#[test]
fn real_files_are_imperfect() {
    let inner = "<n:schreibe>\
        <n:leistung><n:struktur xsi:type=\"q:LeistungsstrukturObjektMitVerrichtung\">\
          <n:leistungsobjektID>99089020</n:leistungsobjektID>\
          <n:verrichtung><n:verrichtungLeiKa listURI=\"u\"><code>080</code><name>Ausstellung</name></n:verrichtungLeiKa></n:verrichtung>\
        </n:struktur><n:id>8</n:id>\
        <n:modulKosten><n:kosten><n:typ><code>001</code></n:typ>\
          <n:kostenauswahl><n:kostenFix><n:betrag waehrung=\"EUR\">30,70</n:betrag></n:kostenFix></n:kostenauswahl>\
          <n:vorkasse>ja</n:vorkasse></n:kosten></n:modulKosten>\
        <n:modulFachlicheFreigabe><n:fachlichFreigegebenAm>1. März</n:fachlichFreigegebenAm></n:modulFachlicheFreigabe>\
        <n:modulText><n:leikaTextmodul><code>05</code></n:leikaTextmodul>\
          <n:inhalt><n:p>mit <n:b>Elementen</n:b></n:p></n:inhalt></n:modulText>\
        </n:leistung><n:leistung><n:idSekundaer>1</n:idSekundaer></n:leistung></n:schreibe>";
    let found = read(root("2.2", inner).replace("2_2\"", "2_2_0\"").as_bytes()).unwrap();
    let service = found.message.services().next().unwrap();
    let structure = service.structure.as_ref().unwrap();
    assert_eq!(structure.kind, StructureKind::ObjectWithAction);
    assert!(matches!(&structure.action, Some(CodeOrCategory::Code(c)) if c.code == "080"));
    let CostChoice::Fixed(fixed) = &service.costs[0].costs[0].choice else { panic!("fixed") };
    assert_eq!(fixed.amount.cents(), Some(3070));
    assert_eq!(service.text("05", "de"), Some("<p>mit <b>Elementen</b></p>"));
    assert_eq!(found.message.services().count(), 1);
    let codes = codes(&found);
    for code in
        ["unreadable-value", "date-unreadable", "language-missing", "unescaped-markup", "no-id"]
    {
        assert!(codes.contains(&code), "{code} in {codes:?}");
    }
}

#[test]
fn a_single_object_and_answers_of_directories_are_read() {
    let single = "<leistung xmlns=\"http://xoev.de/schemata/xzufi/2_2_0\"><id>9</id></leistung>";
    let found = read(single.as_bytes()).unwrap();
    assert_eq!(found.message.services().next().unwrap().id.value, "9");
    let written = write(&found.message).xml;
    assert_eq!(read(written.as_bytes()).unwrap().message.root, "leistung");
    let answer = "<n:antwort><n:ergebnisLeistung><n:id>9</n:id></n:ergebnisLeistung></n:antwort>";
    let found = read(root("2.2.0", answer).as_bytes()).unwrap();
    assert_eq!(codes(&found), ["wrapping", "wrapping"]);
    assert_eq!(found.message.services().count(), 1);
}

#[test]
fn deletions_are_read_in_both_forms_and_written_as_asked() {
    let inner = "<n:loesche><n:leistung><n:id schemeAgencyID=\"L1\">7</n:id></n:leistung></n:loesche>\
        <n:loesche><n:onlinedienstID>8</n:onlinedienstID></n:loesche>";
    let found = read(root("2.2.0", inner).as_bytes()).unwrap();
    assert_eq!(found.findings.list, []);
    assert_eq!(found.message.actions.len(), 2);
    for deletion in [DeletionForm::Object, DeletionForm::Id] {
        let options = WriteOptions { deletion, ..WriteOptions::new(Version::V2_2) };
        let written = write_with(&found.message, &options);
        assert_eq!(read(written.xml.as_bytes()).unwrap().message, found.message);
    }
}

#[test]
fn what_an_edition_cannot_say_is_told() {
    let mut service = samples::service();
    service.in_person = Some(true);
    service.costs.push(samples::costs(1));
    service.sdg.second = vec![Code::of("x", "1010")];
    service.single_contact = Some(true);
    let message = |version| Message::of(version, [Object::Service(Box::new(service.clone()))]);
    let old = write(&message(Version::V2_2)).findings;
    let told: Vec<&str> = old.list.iter().map(|f| f.code.as_str()).collect();
    assert_eq!(told, ["only-one", "not-in-version", "not-in-version"]);
    assert!(old.has_errors());
    assert!(old.list[0].path.starts_with("leistung(900001)"), "{:?}", old.list[0]);
    let new = write(&message(Version::V2_3)).findings;
    assert_eq!(new.list.len(), 1, "{new:?}");
    assert!(new.list[0].message_de.contains("kennzeichenEA"));
}

#[test]
fn characters_outside_of_the_set_are_told_with_their_place() {
    let mut service = samples::service().with_text("16", "de", "Привет 中 ok");
    service.id.agency = None;
    let message = Message::of(Version::V2_2, [Object::Service(Box::new(service))]);
    let findings = write(&message).findings;
    let found = findings.of("not-latin").next().unwrap();
    assert!(found.path.contains("leistung(900001)/modulText/inhalt"), "{}", found.path);
    assert!(found.message_de.contains("U+4E2D"), "{}", found.message_de);
    assert_eq!(outside_of_latin("Łódź, Straße, § 5 – „Ünal“ 3 €, ẞ, Đỗ, İ, ș"), []);
    assert_eq!(outside_of_latin("a\u{1f600}ж"), ['\u{1f600}', 'ж']);
}
