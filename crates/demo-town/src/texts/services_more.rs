//! Services of public order, finance, social matters and civil engineering.

use super::services::{Draft, FEE_AT_DESK, FEE_AT_DESK_EN};

pub(crate) const MORE: &[Draft] = &[
    Draft {
        slug: "gewerbe-anmelden",
        title: "Gewerbe anmelden",
        title_en: "Register a business",
        short: "Sie machen sich selbstständig? Ein Gewerbe zeigen Sie der Stadt an, wenn Sie damit \
                beginnen.",
        short_en: "Starting a business? Declare it to the town when you begin.",
        text: "\
## Wann muss ich anzeigen?

Wenn Sie in {town} ein stehendes Gewerbe beginnen, auch im Nebenberuf. Ebenso, wenn Sie es verlegen, \
ändern oder aufgeben. Freie Berufe, zum Beispiel Ärztinnen oder Künstler, melden sich nur beim \
Finanzamt.

## So geht es

Füllen Sie die Anzeige aus und schicken Sie sie uns. Wir bestätigen den Empfang und geben die \
Angaben an die Stellen weiter, die das Gesetz nennt, etwa an das Finanzamt.

## Brauche ich eine Erlaubnis?

Für manche Tätigkeiten ja, zum Beispiel im Bewachungsgewerbe oder in vielen Handwerken. Fragen Sie \
uns, bevor Sie beginnen.
",
        text_en: "\
Declare your business when you begin, move, change or close it, also as a sideline. The liberal \
professions register with the tax office only. Some activities need a licence; ask us first.
",
        documents: &[
            "Ausweis oder Pass, gegebenenfalls Aufenthaltstitel",
            "bei Gesellschaften: Auszug aus dem Handelsregister",
            "Erlaubnis oder Handwerkskarte, wenn die Tätigkeit sie verlangt",
        ],
        documents_en: &[
            "identity card or passport, residence title if needed",
            "companies: extract from the commercial register",
            "licence or craft card if the activity requires it",
        ],
        legal_basis: &["Gewerbeordnung (GewO) § 14"],
        fee: FEE_AT_DESK,
        fee_en: FEE_AT_DESK_EN,
        duration: "Sie bekommen die Bestätigung innerhalb weniger Tage.",
        duration_en: "You receive the confirmation within a few days.",
        unit: "32",
        online: false,
        keywords: &["Gewerbeschein", "selbstständig", "Firma gründen", "Kleingewerbe"],
        life_situations: &["Arbeit und Unternehmen"],
    },
    Draft {
        slug: "parkausweis-schwerbehinderte",
        title: "Parkerleichterung für Menschen mit Behinderung",
        title_en: "Parking permit for people with disabilities",
        short: "Mit dem blauen Parkausweis dürfen Sie auf Plätzen mit dem Rollstuhlzeichen parken.",
        short_en: "The blue badge lets you park in spaces with the wheelchair sign.",
        text: "\
## Wer bekommt den Ausweis?

Vor allem Menschen mit außergewöhnlicher Gehbehinderung (Merkzeichen aG) und blinde Menschen \
(Merkzeichen Bl). Der Ausweis gehört zur Person, nicht zum Auto.

## So geht es

Stellen Sie den Antrag schriftlich oder bei uns im Haus. Jemand mit Vollmacht kann das für Sie tun.
",
        text_en: "\
Above all for people with an exceptional walking disability (mark aG) and blind people (mark Bl). \
The badge belongs to the person, not to the car. Somebody you authorise may apply for you.
",
        documents: &["Schwerbehindertenausweis", "Lichtbild", "Vollmacht, wenn jemand für Sie kommt"],
        documents_en: &["disability card", "photograph", "authorisation if somebody comes for you"],
        legal_basis: &["Straßenverkehrs-Ordnung (StVO) § 46 Absatz 1 Nummer 11"],
        fee: "Der Ausweis kostet nichts.",
        fee_en: "The badge is free.",
        duration: "Meist sofort, wenn alle Unterlagen da sind.",
        duration_en: "Usually at once if all documents are there.",
        unit: "32",
        online: false,
        keywords: &["Behindertenparkplatz", "blauer Parkausweis", "Rollstuhl", "aG", "Bl"],
        life_situations: &["Leben mit Behinderung", "Verkehr"],
    },
    Draft {
        slug: "hund-anmelden",
        title: "Hund anmelden",
        title_en: "Register a dog",
        short: "Wer in {town} einen Hund hält, meldet ihn zur Hundesteuer an.",
        short_en: "If you keep a dog in {town}, register it for dog tax.",
        text: "\
## So geht es

Melden Sie Ihren Hund bei den städtischen Steuern an, sobald Sie ihn halten. Sie bekommen einen \
Bescheid und eine Hundemarke. Wenn Sie umziehen oder den Hund nicht mehr haben, melden Sie ihn ab.

## Ermäßigung

Für Assistenzhunde und für Haushalte mit wenig Geld sieht die Satzung Ermäßigungen vor. Fragen Sie \
uns danach.
",
        text_en: "\
Register your dog with the tax team as soon as you keep it. You receive a notice and a tag. The \
by-law provides for reductions for assistance dogs and households on low incomes.
",
        documents: &["Angaben zu Rasse, Alter und Herkunft des Hundes"],
        documents_en: &["breed, age and origin of the dog"],
        legal_basis: &["Hundesteuersatzung der Stadt {town}"],
        fee: "Die Anmeldung kostet nichts. Die Höhe der Steuer steht in der Satzung.",
        fee_en: "Registration is free. The by-law states the tax.",
        duration: "Der Bescheid kommt innerhalb weniger Wochen.",
        duration_en: "The notice arrives within a few weeks.",
        unit: "20",
        online: false,
        keywords: &["Hundesteuer", "Hundemarke", "Welpe", "abmelden"],
        life_situations: &["Alltag", "Steuern"],
    },
    Draft {
        slug: "bildung-und-teilhabe",
        title: "Leistungen für Bildung und Teilhabe",
        title_en: "Benefits for education and participation",
        short: "Für Kinder und Jugendliche aus Familien mit Wohngeld oder Kinderzuschlag: Geld für \
                Schulbedarf, Ausflüge, Mittagessen, Lernförderung und Verein.",
        short_en: "For children of families with Wohngeld or child supplement: money for school \
                   supplies, trips, lunch, tuition and clubs.",
        text: "\
## Was gibt es?

- Ausflüge und Fahrten von Kita und Schule
- Schulbedarf
- Fahrkarten zur Schule, wenn sie nötig sind
- Lernförderung
- Mittagessen in Kita und Schule
- Beiträge für Sport, Musik und Freizeit

## Wer bekommt es?

Kinder und Jugendliche, deren Familie Wohngeld, Kinderzuschlag oder eine Grundsicherung bekommt. \
Wer Grundsicherungsgeld vom Jobcenter bekommt, stellt den Antrag dort.

## So geht es

Schicken Sie uns den Antrag zusammen mit dem Bescheid über Ihr Wohngeld oder Ihren \
Kinderzuschlag. Nach der Bewilligung zahlen wir oft direkt an Schule oder Verein.
",
        text_en: "\
Trips, school supplies, transport, tuition, lunch, sports and music for children whose family \
receives Wohngeld, child supplement or basic income support. Send us the application together with \
your notice. If you receive benefits from the job centre, apply there.
",
        documents: &[
            "Bescheid über Wohngeld oder Kinderzuschlag",
            "Bescheinigung von Kita, Schule oder Verein",
        ],
        documents_en: &["notice of Wohngeld or child supplement", "certificate of school or club"],
        legal_basis: &[
            "Bundeskindergeldgesetz (BKGG) § 6b",
            "Sozialgesetzbuch II (SGB II) § 28",
            "Sozialgesetzbuch XII (SGB XII) § 34",
        ],
        fee: "Der Antrag kostet nichts.",
        fee_en: "Applying is free.",
        duration: "Meist zwei bis drei Wochen.",
        duration_en: "Usually two to three weeks.",
        unit: "50.2",
        online: false,
        keywords: &["BuT", "Schulbedarf", "Klassenfahrt", "Mittagessen", "Nachhilfe", "Bildungspaket"],
        life_situations: &["Familie und Kinder", "Finanzielle Hilfen", "Schule"],
    },
    Draft {
        slug: "aufbruchgenehmigung",
        title: "Straßenaufbruch genehmigen lassen",
        title_en: "Permit for digging up a street",
        short: "Wer für Leitungen oder Anschlüsse eine Straße öffnen will, braucht vorher unsere \
                Zustimmung oder Genehmigung.",
        short_en: "To open a street for lines or connections you need our consent or permit first.",
        text: "\
## Für wen?

Für Netzbetreiber, Versorger und die Firmen, die für sie bauen.

## So geht es

1. Stellen Sie den Antrag mit Lageplan, Zeitraum und Bauweise.
2. Wir stimmen ihn mit anderen Baustellen und dem Verkehr ab.
3. Für die Absperrung brauchen Sie eine verkehrsrechtliche Anordnung. Beantragen Sie sie am besten \
zusammen.
4. Nach der Arbeit nehmen wir die Oberfläche gemeinsam ab.

## Notfall

Bei Rohrbruch oder Stromausfall dürfen Sie sofort sichern. Rufen Sie uns an und holen Sie den \
Antrag nach.
",
        text_en: "\
For network operators, utilities and their contractors. Apply with plan, period and method; we \
coordinate it with other works and with traffic. You also need a traffic order. We accept the \
surface together afterwards. In an emergency secure the place at once, call us and apply later.
",
        documents: &[
            "Lageplan mit der geplanten Trasse",
            "Angaben zu Bauweise, Beginn und Dauer",
            "Verkehrszeichenplan",
        ],
        documents_en: &["plan with the route", "method, start and duration", "traffic sign plan"],
        legal_basis: &[
            "Telekommunikationsgesetz (TKG) § 127, für Telekommunikationslinien",
            "Straßen- und Wegegesetz Nordrhein-Westfalen (StrWG NRW)",
            "Straßenverkehrs-Ordnung (StVO) § 45 Absatz 6",
        ],
        fee: "Die Gebühr richtet sich nach Aufwand und Umfang.",
        fee_en: "The fee depends on effort and size.",
        duration: "Bitte beantragen Sie so früh wie möglich.",
        duration_en: "Please apply as early as possible.",
        unit: "66.1",
        online: false,
        keywords: &["Aufgrabung", "Tiefbau", "Leitung", "Glasfaser", "Baustelle", "Hausanschluss"],
        life_situations: &["Bauen", "Arbeit und Unternehmen"],
    },
    Draft {
        slug: "sondernutzung",
        title: "Sondernutzung einer Straße",
        title_en: "Special use of a street",
        short: "Container, Gerüst, Tische vor dem Café, Infostand: Wer die Straße mehr als üblich \
                nutzt, braucht eine Erlaubnis.",
        short_en: "Skip, scaffolding, café tables, information stand: you need a permit to use the \
                   street for more than traffic.",
        text: "\
## So geht es

Schreiben Sie uns, was Sie wo und wie lange aufstellen möchten. Eine Skizze mit Maßen hilft. Wir \
achten darauf, dass Gehwege frei bleiben, auch für Rollstühle und Kinderwagen.

## Halteverbot für den Umzug?

Dafür brauchen Sie eine verkehrsrechtliche Anordnung. Wir helfen Ihnen weiter.
",
        text_en: "\
Tell us what you want to put up, where and for how long, best with a sketch and measurements. We \
make sure that pavements stay free, for wheelchairs and prams too.
",
        documents: &["Skizze mit Maßen", "Zeitraum"],
        documents_en: &["sketch with measurements", "period"],
        legal_basis: &["Straßen- und Wegegesetz Nordrhein-Westfalen (StrWG NRW) § 18"],
        fee: "Die Gebühr steht in der Satzung der Stadt und hängt von Fläche und Dauer ab.",
        fee_en: "The fee is set in the town's by-law and depends on area and duration.",
        duration: "Meist ein bis zwei Wochen.",
        duration_en: "Usually one to two weeks.",
        unit: "66.1",
        online: false,
        keywords: &["Container", "Gerüst", "Außengastronomie", "Infostand", "Straßenfest"],
        life_situations: &["Bauen", "Veranstaltungen"],
    },
    Draft {
        slug: "mangel-melden",
        title: "Mangel melden",
        title_en: "Report a defect",
        short: "Schlagloch, dunkle Laterne, voller Papierkorb: Sagen Sie uns Bescheid.",
        short_en: "Pothole, dark street lamp, full litter bin: let us know.",
        text: "\
## So geht es

Schreiben Sie uns den Ort und was nicht in Ordnung ist. Ein Foto hilft, aber bitte ohne Personen \
und Kennzeichen. Sie brauchen Ihren Namen nicht zu nennen.

## Was passiert dann?

Der Bauhof sieht nach und sichert gefährliche Stellen sofort. Alles andere kommt in die Planung.

## Gefahr?

Bei Gefahr für Menschen rufen Sie bitte 112 oder 110.
",
        text_en: "\
Tell us the place and what is wrong. A photograph helps, without people and number plates. You \
need not give your name. The works yard secures dangerous places at once and plans the rest. In \
danger call 112 or 110.
",
        documents: &[],
        documents_en: &[],
        legal_basis: &[],
        fee: "Kostet nichts.",
        fee_en: "Free.",
        duration: "Wir sehen innerhalb weniger Tage nach.",
        duration_en: "We have a look within a few days.",
        unit: "66.2",
        online: false,
        keywords: &["Mängelmelder", "Schlagloch", "Laterne", "Müll", "Spielplatz", "Straßenschaden"],
        life_situations: &["Alltag", "Verkehr"],
    },
];
