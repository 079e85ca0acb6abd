//! Words of offices, and what people say instead. Collected and worded for this house.

/// Phrases and what says the same more simply. A star stands for any ending.
pub const PHRASES: &[(&str, &str)] = &[
    ("abschlägig beschieden", "abgelehnt"),
    ("abschlägig bescheiden", "ablehnen"),
    ("alsbaldig*", "bald"),
    ("analog hierzu", "ebenso"),
    ("anberaumt", "festgelegt"),
    ("aufgrund der tatsache", "weil"),
    ("aus gegebenem anlass", "weil …"),
    ("ausschließlich", "nur"),
    ("außer kraft setzen", "aufheben"),
    ("behufs", "um … zu"),
    ("beibringung", "vorlegen"),
    ("beinhalte*", "enthält"),
    ("benötigt wird", "wir brauchen"),
    ("berücksichtigung finden", "berücksichtigt werden"),
    ("betreffs", "wegen, zu"),
    ("bezüglich", "zu, über, wegen"),
    ("dahingehend", "so"),
    ("derzeitig*", "jetzig, zurzeit"),
    ("des weiteren", "außerdem"),
    ("diesbezüglich*", "dazu"),
    ("dergestalt", "so"),
    ("durchführung", "machen, durchführen"),
    ("einer prüfung unterziehen", "prüfen"),
    ("einer prüfung unterzogen", "geprüft"),
    ("eingangs erwähnt*", "am Anfang genannt"),
    ("einzureichen sind", "reichen Sie … ein"),
    ("entsprechend ihrem antrag", "wie Sie beantragt haben"),
    ("erforderlichenfalls", "wenn nötig"),
    ("etwaig*", "mögliche"),
    ("fernmündlich", "telefonisch"),
    ("fristgerecht", "rechtzeitig, bis zum …"),
    ("gebührenpflichtig", "kostet … Euro"),
    ("gegebenenfalls", "vielleicht, wenn nötig"),
    ("gemäß", "nach"),
    ("hierdurch", "damit"),
    ("hiermit wird bestätigt", "wir bestätigen"),
    ("hinsichtlich", "zu, wegen"),
    ("hierzu", "dazu"),
    ("im bereich", "in, bei"),
    ("im falle", "wenn"),
    ("im hinblick auf", "wegen, für"),
    ("im nachgang", "nach"),
    ("im rahmen", "bei, in"),
    ("im sinne des", "nach"),
    ("im vorfeld", "vorher"),
    ("im zuge", "bei, während"),
    ("im wege", "durch"),
    ("in abzug bringen", "abziehen"),
    ("in abzug gebracht", "abgezogen"),
    ("in anrechnung bringen", "anrechnen"),
    ("in anspruch nehmen", "nutzen"),
    ("in anspruch genommen", "genutzt"),
    ("in augenschein nehmen", "ansehen"),
    ("in betracht ziehen", "überlegen"),
    ("in bezug auf", "zu, über"),
    ("in ermangelung", "weil … fehlt"),
    ("in kenntnis setzen", "informieren"),
    ("in kenntnis gesetzt", "informiert"),
    ("in rechnung stellen", "berechnen"),
    ("in verlust geraten", "verloren gehen"),
    ("in vorlage bringen", "vorlegen"),
    ("inanspruchnahme", "nutzen"),
    ("infolgedessen", "deshalb"),
    ("innehaben", "haben"),
    ("kostenpflichtig", "kostet … Euro"),
    ("lichtbild*", "Foto"),
    ("lichtzeichenanlage*", "Ampel"),
    ("maßgeblich", "wichtig"),
    ("mangels", "weil … fehlt"),
    ("mittels", "mit"),
    ("nachstehend*", "folgende"),
    ("nichtbeachtung", "wenn Sie … nicht beachten"),
    ("nichtsdestotrotz", "trotzdem"),
    ("obig*", "oben genannt"),
    ("obliegt", "ist Aufgabe von"),
    ("personenkraftwagen", "Auto"),
    ("postalisch", "mit der Post"),
    ("rechtsbehelf*", "Widerspruch, Klage (je nachdem)"),
    ("seitens", "von"),
    ("sofern", "wenn"),
    ("soweit", "wenn"),
    ("sachverhalt", "was geschehen ist"),
    ("somit", "also"),
    ("stattgegeben", "zugestimmt, bewilligt"),
    ("schriftlich niederlegen", "aufschreiben"),
    ("spätestens jedoch", "spätestens"),
    ("überlassung", "geben, leihen"),
    ("umgehend", "sofort"),
    ("unbeschadet", "trotz"),
    ("unter berücksichtigung", "wenn man … bedenkt"),
    ("unter beweis stellen", "beweisen"),
    ("unter zuhilfenahme", "mit"),
    ("unverzüglich", "sofort"),
    ("verauslagt*", "bezahlt"),
    ("veräußer*", "verkaufen"),
    ("verbringen", "bringen"),
    ("vereinnahm*", "einnehmen"),
    ("verfügt über", "hat"),
    ("verpflichtet zu", "muss"),
    ("verzehr", "essen"),
    ("vollumfänglich", "ganz"),
    ("von amts wegen", "ohne Antrag"),
    ("vorbehaltlich", "nur wenn"),
    ("vorgenannt*", "genannt"),
    ("vorstehend*", "oben stehend"),
    ("widrigenfalls", "sonst"),
    ("wird gebeten", "bitte …"),
    ("werden gebeten", "bitte …"),
    ("zeitnah", "bald"),
    ("zu gewährleisten", "sicherstellen"),
    ("zum zwecke", "für, um … zu"),
    ("zum gegenwärtigen zeitpunkt", "jetzt"),
    ("zum jetzigen zeitpunkt", "jetzt"),
    ("zur anwendung bringen", "anwenden"),
    ("zur anwendung kommen", "gelten"),
    ("zur auszahlung bringen", "auszahlen"),
    ("zur durchführung bringen", "durchführen"),
    ("zur kenntnis bringen", "mitteilen"),
    ("zur kenntnis gebracht", "mitgeteilt"),
    ("zur verfügung stellen", "geben, anbieten"),
    ("zur verfügung gestellt", "gegeben, angeboten"),
    ("zuwiderhandlung*", "Verstoß"),
    ("zuzüglich", "plus"),
    ("zwecks", "für, um … zu"),
    ("zweckdienlich*", "nützlich"),
    ("zwingend erforderlich", "nötig"),
];

/// A phrase found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhraseFound {
    /// As it stands there.
    pub found: String,
    /// What could stand there.
    pub better: &'static str,
}

fn fits(pattern: &str, word: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(stem) => word.starts_with(stem),
        None => word == pattern,
    }
}

/// The phrases of a sentence.
pub fn find_phrases(sentence: &str) -> Vec<PhraseFound> {
    let all = super::words(sentence);
    let lower: Vec<String> = all.iter().map(|w| w.to_lowercase()).collect();
    let mut found = Vec::new();
    for (phrase, better) in PHRASES {
        let pattern: Vec<&str> = phrase.split(' ').collect();
        let hit = lower.windows(pattern.len()).position(|window| {
            window.iter().zip(&pattern).all(|(word, pattern)| fits(pattern, word))
        });
        if let Some(at) = hit {
            found.push(PhraseFound { found: all[at..at + pattern.len()].join(" "), better });
        }
    }
    found
}
