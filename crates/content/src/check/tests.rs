//! What editors are told.

use super::*;
use crate::key::Counted;
use crate::text::parse;

fn situation() -> Situation<'static> {
    Situation { title: "Sperrmüll", ..Situation::default() }
}

fn kinds(text: &str, situation: &Situation<'_>) -> Vec<&'static str> {
    let document = parse(text, &mut Counted::new("b")).unwrap();
    check(&document, situation).remarks.iter().map(|r| r.kind).collect()
}

fn found(text: &str) -> Vec<&'static str> {
    kinds(text, &situation())
}

#[test]
fn a_good_text_has_no_remarks() {
    let text = "# Anmelden\n\nSie möchten Sperrmüll loswerden? Melden Sie ihn bei uns an.\n\n\
        - Rufen Sie uns an.\n- Oder nutzen Sie das [Formular für Sperrmüll](/sperrmuell).\n\n\
        ::bild medium=\"m\" alt=\"Ein altes Sofa am Straßenrand\"\n\n\
        :::tabelle kopf=\"zeile\" beschriftung=\"Preise\"\n| Was | Preis |\n| Sofa | 20 Euro |\n:::";
    assert_eq!(found(text), Vec::<&str>::new());
}

#[test]
fn blockers_block() {
    for (text, kind) in [
        ("::bild medium=\"m\"", "alt-missing"),
        ("::bild medium=\"m\" alt=\"\"", "alt-empty"),
        ("::bild dekorativ", "media-missing"),
        (":::video medium=\"m\"\n:::", "captions-missing"),
        (":::video medium=\"m\" untertitel=\"fehlt:\"\n:::", "captions-reason"),
        (":::audio medium=\"m\"\n:::", "transcript-missing"),
        ("#", "heading-empty"),
        ("# Eins\n\n# eins", "heading-twice"),
        ("# Sperrmüll", "heading-twice"),
        ("# Eins\n\n### Drei", "heading-order"),
        ("## Zwei", "heading-order"),
        (":::tabelle beschriftung=\"x\"\n| a | b |\n:::", "table-header"),
        ("Siehe [–](/x) dort", "link-empty"),
        (":::karte titel=\"Ort\"\n:::", "map-description"),
        ("::einbettung anbieter=\"youtube\" verweis=\"kurz\" ersatz=\"/film\"", "embed-reference"),
        (":::aufklappen\n:::abschnitt\nText\n:::\n:::", "section-title"),
        (":::dateien\n::datei medium=\"m\"\n:::", "label-empty"),
        ("Konto: DE89 3704 0044 0532 0130 00.", "personal-iban"),
        ("Frau Muster, geboren am 12.3.1980, kommt.", "personal-birth"),
        ("Herr Muster (geb. 4. März 1975) kommt.", "personal-birth"),
    ] {
        let document = parse(text, &mut Counted::new("b")).unwrap();
        let checked = check(&document, &situation());
        assert!(
            checked.remarks.iter().any(|r| r.kind == kind && r.level == Level::Blocker),
            "{text}: {:?}",
            checked.remarks
        );
        assert!(!checked.may_be_published());
        for remark in &checked.remarks {
            let all = [&remark.said.de, &remark.said.en, &remark.mend.de, &remark.mend.en];
            assert!(all.iter().all(|t| !t.is_empty()));
        }
    }
    assert!(kinds("Text.", &Situation::default()).contains(&"title-missing"));
    assert!(
        kinds("Text.", &Situation { needs_teaser: true, ..situation() })
            .contains(&"teaser-missing")
    );
}

#[test]
fn some_things_are_asked() {
    for (text, kind) in [
        ("Das Formular finden Sie [hier](/x).", "link-vague"),
        ("::bild medium=\"m\" alt=\"IMG_2034.JPG\"", "alt-file-name"),
        ("::bild medium=\"m\" alt=\"Bild von einem Haus\"", "alt-says-picture"),
        ("BITTE LESEN Sie das.", "capitals"),
        ("Please read the rules and send your form to us.", "language-mark"),
        ("Rufen Sie an: 0171 2345678.", "personal-mobile"),
        ("Schreiben Sie an max.muster@gmx.de oder uns.", "personal-mail"),
        (":::tabelle kopf=\"zeile\"\n| a | b |\n:::", "table-caption"),
        (":::video medium=\"m\" untertitel=\"fehlt:kommt noch\"\n:::", "captions-exception"),
    ] {
        assert!(found(text).contains(&kind), "{text}: {:?}", found(text));
    }
    assert!(
        !found("[Please read the rules and send your form to us.]{lang=\"en\"}")
            .contains(&"language-mark")
    );
    assert!(!found("Rufen Sie an: 0281 164-0.").contains(&"personal-mobile"));
}

#[test]
fn plain_german_is_hinted_at() {
    for (text, kind) in [
        ("Der ÖPNV fährt heute nicht.", "abbreviation"),
        ("Bezüglich Ihres Antrags melden wir uns.", "officialese"),
        ("Die Durchführung der Überprüfung und die Bearbeitung dauern.", "nominal"),
        ("Die Straßenverkehrsbehördenmitarbeiterin kommt.", "word-long"),
        (
            "Wer den Antrag stellt, den wir prüfen, bekommt Geld, das ihm zusteht, wenn er es braucht.",
            "sentence-nested",
        ),
    ] {
        assert!(found(text).contains(&kind), "{text}: {:?}", found(text));
    }
    let long = "Wort ".repeat(21);
    assert!(found(&long).contains(&"sentence-long"));
    assert!(
        !found("Der Öffentliche Personennahverkehr (ÖPNV) fährt heute nicht. Der ÖPNV ruht.")
            .contains(&"abbreviation")
    );
    assert!(
        !found("Der [ÖPNV]{abk=\"Öffentlicher Personennahverkehr\"} ruht.")
            .contains(&"abbreviation")
    );
    let english = Situation { language: "en", ..situation() };
    assert_eq!(kinds("The ABC opens. Bezüglich is a word.", &english), Vec::<&str>::new());
}

#[test]
fn what_belongs_to_the_town_may_stand() {
    let own = ["DE89370400440532013000".to_owned(), "0171 2345678".to_owned()];
    let town = Situation { own: &own, ..situation() };
    let text = "Konto der Stadt: DE89 3704 0044 0532 0130 00, Telefon 0171 / 23 45 678.";
    assert_eq!(kinds(text, &town), Vec::<&str>::new());
    // A number with a wrong checksum is none.
    assert!(!found("Aktenzeichen DE89 3704 0044 0532 0130 01.").contains(&"personal-iban"));
    assert!(is_iban("GB82WEST12345698765432") && !is_iban("GB82WEST12345698765431"));
}

#[test]
fn easy_language_has_rules_of_its_own() {
    let easy = Situation { language: "de-simple", ..situation() };
    let bad = kinds(
        "Das Amt prüft Ihren Antrag. Dann wird ein Bescheid geschickt, den Sie könnten prüfen lassen.",
        &easy,
    );
    for kind in ["easy-one-sentence", "easy-passive", "easy-subjunctive"] {
        assert!(bad.contains(&kind), "{bad:?}");
    }
    let good = kinds(
        "Das Amt prüft Ihren Antrag.\nDann bekommen Sie einen Brief.\nDas Wohn·geld ist für die Miete.",
        &easy,
    );
    assert_eq!(good, Vec::<&str>::new());
}

#[test]
fn remarks_come_in_order_and_end() {
    let many = "::bild medium=\"m\"\n".repeat(600);
    let document = parse(&many, &mut Counted::new("b")).unwrap();
    assert_eq!(check(&document, &situation()).remarks.len(), REMARKS_MAX);
    let document =
        parse("Klicken Sie [hier](/x).\n\n::bild medium=\"m\"", &mut Counted::new("b")).unwrap();
    let remarks = check(&document, &situation()).remarks;
    assert_eq!(remarks[0].block.as_ref().unwrap().as_str(), "b-2");
    assert!(remarks.is_sorted_by_key(|r| r.level));
}
