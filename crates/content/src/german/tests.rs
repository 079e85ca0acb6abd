//! German, as it is written in town halls.

use super::*;

#[test]
fn sentences_end_where_people_end_them() {
    for (text, count) in [
        ("Das Rathaus ist am 3. Mai geschlossen. Danach ist es offen.", 2),
        ("Nach § 5 Abs. 2 Nr. 3 gilt z. B. Folgendes. Bitte lesen Sie es.", 2),
        ("Frau Dr. Müller und Hr. Prof. Maier kommen um ca. 12.30 Uhr.", 1),
        ("Es kostet 3.500,50 Euro. Das ist viel! Oder nicht? Doch.", 4),
        ("Das war im Jahr 2025. Seitdem ist Ruhe.", 2),
        ("Schreiben Sie an info@stadt.example oder www.stadt.example. Wir antworten.", 2),
        ("„Halt!“, rief sie. „Warum?“ Er ging.", 3),
        ("Öffnungszeiten\nMontag bis Freitag\nSamstag geschlossen", 3),
        ("Bringen Sie Ausweis, Fotos usw. mit. Die Gebühr beträgt ca. 37 Euro.", 2),
        ("Wir wohnen in Haus 7. Dort ist es schön.", 2),
        ("Die 2. Änderung vom 12. 5. 2024 tritt in Kraft.", 1),
        ("Bücher, Spiele usw. Außerdem Filme.", 2),
        ("Das gilt bzw. galt bis zum 31. Dezember 2024…", 1),
        ("", 0),
    ] {
        let found = sentences(text);
        assert_eq!(found.len(), count, "{found:#?}");
        let letters = |t: &str| t.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        assert_eq!(letters(&found.concat()), letters(text));
    }
}

#[test]
fn syllables_are_those_of_the_dictionary() {
    let cases = "Haus 1, Häuser 2, Rathaus 2, Bürgermeister 4, Verwaltung 3, Wohngeld 2, Antrag 2, \
        beantragen 4, Familie 4, Familienkasse 6, Ferien 3, Ferienprogramm 5, Medien 3, Energie 3, \
        Energien 4, Industrie 3, Studie 3, studieren 3, Dienst 1, Dienste 2, bedienen 3, Wien 1, \
        Italien 4, Linie 3, Nation 3, Information 5, Museum 3, Jubiläum 4, Europa 3, neue 2, \
        Neubau 2, Bauaufsicht 3, Seeufer 3, Idee 2, Ideen 3, Alleen 3, beenden 3, beurteilen 4, \
        beinhalten 4, geehrte 3, Kooperation 6, Quelle 2, bequem 2, Yoga 2, System 2, Bayern 2, \
        Theater 3, aktuell 3, Straße 2, Straßenverkehrsbehörde 7, Grundstück 2, Sperrmüll 2, EU 2, \
        ÖPNV 4, Online 2, E-Mail 2, Sie 1, die 1, wir 1, Kreis 1, Ei 1, Kaiser 2, Mai 1, Boot 1, \
        Zoo 1, Tour 1, Hierarchie 4, Patient 3, Ministerium 5, Ministerien 5, Kriterien 4, \
        Personalausweis 5, Datenschutzerklärung 6, Schule 2, Kind 1, und 1, 2024 1, geimpft 2, \
        Immobilie 5, Prämie 3, Theorie 3, Kategorien 5, Aktien 3, Batterie 3, Biene 2, Miete 2";
    let mut wrong = Vec::new();
    for case in cases.split(", ") {
        let (word, count) = case.trim().split_once(' ').unwrap();
        let found = syllables(word);
        if found.to_string() != count {
            wrong.push(format!("{word}: {found}, not {count}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn formulas_are_those_of_the_books() {
    // Two sentences of three words: twelve syllables are counted by hand.
    let easy = Measures::of("Der Hund schläft. Die Katze trinkt.");
    assert_eq!((easy.sentences, easy.words, easy.syllables), (2, 6, 7));
    let expected = 180.0 - 3.0 - 58.5 * 7.0 / 6.0;
    assert!((easy.flesch_amstad - expected).abs() < 1e-9);
    // No word of three syllables; "schläft" and "trinkt" have more than six letters? Seven and six.
    let long = 100.0 / 6.0;
    let single = 500.0 / 6.0;
    let expected = 0.1672 * 3.0 + 0.1297 * long - 0.0327 * single - 0.875;
    assert!((easy.wiener_1 - expected).abs() < 1e-9, "{}", easy.wiener_1);
    let hard = Measures::of(
        "Die Inanspruchnahme von Verwaltungsdienstleistungen unter Berücksichtigung datenschutzrechtlicher Bestimmungen obliegt der Verantwortlichkeit der antragstellenden Personen.",
    );
    assert!(hard.flesch_amstad < 0.0 && hard.wiener_1 > 15.0, "{hard:?}");
    assert_eq!(Measures::of("").words, 0);
}

#[test]
fn passive_is_found_and_future_is_not() {
    for passive in [
        "Der Antrag wird geprüft.",
        "Die Straße wurde vom Bauhof gesperrt.",
        "Es ist beschlossen worden, dass die Gebühr erhoben wird.",
        "Sie werden rechtzeitig angemeldet.",
        "Die Unterlagen werden von uns kopiert.",
        "Wenn die Frist versäumt wird, verfällt der Anspruch.",
    ] {
        assert!(is_passive(passive), "{passive}");
    }
    for active in [
        "Wir werden das Rathaus bald öffnen.",
        "Es wird Sommer.",
        "Sie werden Lehrerin.",
        "Wir prüfen den Antrag.",
        "Morgen wird es regnen.",
    ] {
        assert!(!is_passive(active), "{active}");
    }
}

#[test]
fn words_of_offices_are_found() {
    let found = find_phrases(
        "Bezüglich Ihres Antrags werden Sie gebeten, Lichtbilder unverzüglich in Vorlage zu bringen.",
    );
    let better: Vec<&str> = found.iter().map(|f| f.better).collect();
    assert_eq!(better, ["zu, über, wegen", "Foto", "sofort"]);
    for (phrase, better) in PHRASES {
        assert!(!better.is_empty() && phrase.to_lowercase() == *phrase, "{phrase}");
        let plain = phrase.replace('*', "");
        assert!(!find_phrases(&format!("Das ist {plain} so.")).is_empty(), "{phrase}");
    }
}

#[test]
fn nested_clauses_and_nouns_are_counted() {
    let sentence =
        "Wer den Antrag, den wir prüfen, stellt, weil er Geld braucht, das ihm fehlt, muss warten.";
    assert_eq!(subclauses(sentence), 3);
    assert_eq!(subclauses("Äpfel, Birnen, Pflaumen und Kirschen."), 0);
    let nouns = is_nominal("Die Durchführung der Überprüfung und die Beantragung einer Wohnung.");
    assert_eq!(nouns, ["Durchführung", "Überprüfung", "Beantragung"]);
}
