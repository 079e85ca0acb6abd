//! What the town offers: the catalogue and the services of the citizens' office.

use super::filled;
use super::services_more::MORE;
use super::wohngeld::WOHNGELD;
use crate::model::{Identity, TownService};

/// A service as it is written down, with placeholders.
pub(crate) struct Draft {
    pub(crate) slug: &'static str,
    pub(crate) title: &'static str,
    pub(crate) title_en: &'static str,
    pub(crate) short: &'static str,
    pub(crate) short_en: &'static str,
    pub(crate) text: &'static str,
    pub(crate) text_en: &'static str,
    pub(crate) documents: &'static [&'static str],
    pub(crate) documents_en: &'static [&'static str],
    pub(crate) legal_basis: &'static [&'static str],
    pub(crate) fee: &'static str,
    pub(crate) fee_en: &'static str,
    pub(crate) duration: &'static str,
    pub(crate) duration_en: &'static str,
    pub(crate) unit: &'static str,
    pub(crate) online: bool,
    pub(crate) keywords: &'static [&'static str],
    pub(crate) life_situations: &'static [&'static str],
}

/// Where a fee is set by others and changes, the text does not name it.
pub(crate) const FEE_AT_DESK: &str =
    "Es fällt eine Gebühr an. Die aktuelle Höhe nennen wir Ihnen bei der Terminvereinbarung.";
/// The same in English.
pub(crate) const FEE_AT_DESK_EN: &str =
    "There is a fee. We tell you the current amount when you book an appointment.";

/// The services of the town, Wohngeld first.
pub(crate) fn services(town: &Identity) -> Vec<TownService> {
    let list = |texts: &[&str]| texts.iter().map(|text| filled(text, town)).collect();
    [&WOHNGELD]
        .into_iter()
        .chain(CITIZENS)
        .chain(MORE)
        .map(|text| TownService {
            slug: text.slug.to_owned(),
            title: filled(text.title, town),
            title_en: filled(text.title_en, town),
            short: filled(text.short, town),
            short_en: filled(text.short_en, town),
            text: filled(text.text, town),
            text_en: filled(text.text_en, town),
            documents: list(text.documents),
            documents_en: list(text.documents_en),
            legal_basis: list(text.legal_basis),
            fee: filled(text.fee, town),
            fee_en: filled(text.fee_en, town),
            duration: filled(text.duration, town),
            duration_en: filled(text.duration_en, town),
            unit: text.unit.to_owned(),
            online: text.online,
            keywords: list(text.keywords),
            life_situations: list(text.life_situations),
        })
        .collect()
}

const CITIZENS: &[Draft] = &[
    Draft {
        slug: "personalausweis",
        title: "Personalausweis beantragen",
        title_en: "Apply for an identity card",
        short: "Läuft Ihr Personalausweis ab oder ist er verloren? Im Bürgerbüro beantragen Sie \
                einen neuen. Bitte kommen Sie persönlich.",
        short_en: "Is your identity card expiring or lost? Apply for a new one at the citizens' \
                   office. Please come in person.",
        text: "\
## So geht es

1. Vereinbaren Sie einen Termin im Bürgerbüro.
2. Kommen Sie persönlich. Wir nehmen den Antrag und Ihre Unterschrift auf.
3. Wenn der Ausweis da ist, bekommen Sie Nachricht und holen ihn ab.

## Verloren oder gestohlen?

Melden Sie uns den Verlust bitte sofort. Wir sperren dann die Online-Funktion.

## Sie brauchen gleich einen Ausweis?

Fragen Sie nach einem vorläufigen Personalausweis. Ihn stellen wir in der Regel sofort aus.
",
        text_en: "\
Book an appointment at the citizens' office and come in person. We take your application and your \
signature. When the card has arrived, we tell you and you collect it. Report a lost card at once, \
so that we can block its online function. If you need a card today, ask for a provisional one.
",
        documents: &[
            "bisheriger Ausweis, Reisepass oder Kinderreisepass",
            "digitales Lichtbild",
            "Geburts- oder Eheurkunde, wenn Sie zum ersten Mal einen Ausweis bei uns beantragen",
        ],
        documents_en: &[
            "your old identity card or passport",
            "a digital photograph",
            "birth or marriage certificate if it is your first card from us",
        ],
        legal_basis: &["Personalausweisgesetz (PAuswG)", "Personalausweisgebührenverordnung"],
        fee: FEE_AT_DESK,
        fee_en: FEE_AT_DESK_EN,
        duration: "Die Herstellung dauert einige Wochen.",
        duration_en: "Production takes a few weeks.",
        unit: "32.1",
        online: false,
        keywords: &["Perso", "Ausweis", "ID-Karte", "eID", "verloren", "abgelaufen"],
        life_situations: &["Ausweise und Dokumente"],
    },
    Draft {
        slug: "wohnsitz-anmelden",
        title: "Wohnung anmelden oder ummelden",
        title_en: "Register your address",
        short: "Sie sind nach {town} gezogen oder innerhalb der Stadt umgezogen? Melden Sie sich \
                innerhalb von zwei Wochen nach dem Einzug an.",
        short_en: "Have you moved to {town} or within the town? Register within two weeks of \
                   moving in.",
        text: "\
## So geht es

Kommen Sie mit Termin ins Bürgerbüro. Eine Person kann die ganze Familie anmelden. Vor dem Einzug \
können Sie sich nicht anmelden.

## Bestätigung der Wohnungsgeberin oder des Wohnungsgebers

Wer Ihnen die Wohnung überlässt, muss den Einzug bestätigen. Der Mietvertrag reicht dafür nicht.

## Denken Sie auch an

- das Auto und den Hund
- die Müllabfuhr
- Wohngeld: Es ist an die Wohnung gebunden. Stellen Sie für die neue Wohnung einen neuen Antrag.
",
        text_en: "\
Come to the citizens' office with an appointment. One person can register the whole family. You \
need a confirmation by the person who lets the flat to you; the lease is not enough. Remember your \
car, your dog and Wohngeld, which is tied to the flat and needs a new application.
",
        documents: &[
            "Ausweise aller Personen, die umziehen",
            "Wohnungsgeberbestätigung",
            "bei Kindern eines Elternteils: Einverständnis des anderen sorgeberechtigten Elternteils",
        ],
        documents_en: &[
            "identity documents of everybody who moves",
            "confirmation by the person who provides the flat",
            "for children of one parent: consent of the other parent with custody",
        ],
        legal_basis: &["Bundesmeldegesetz (BMG) §§ 17, 19"],
        fee: "Die Anmeldung kostet nichts.",
        fee_en: "Registration is free.",
        duration: "Sofort beim Termin.",
        duration_en: "At once during the appointment.",
        unit: "32.1",
        online: false,
        keywords: &["Umzug", "Anmeldung", "Ummeldung", "Meldebescheinigung", "Adresse ändern"],
        life_situations: &["Umzug", "Wohnen"],
    },
    Draft {
        slug: "fundsachen",
        title: "Etwas verloren oder gefunden",
        title_en: "Lost property",
        short: "Fragen Sie nach verlorenen Dingen oder geben Sie Fundsachen im Bürgerbüro ab.",
        short_en: "Ask for things you have lost, or hand in what you have found.",
        text: "\
## Sie haben etwas verloren

Rufen Sie an oder schreiben Sie uns, was Sie wann und wo verloren haben. Wir bewahren Fundsachen \
auf und sehen für Sie nach.

## Sie haben etwas gefunden

Geben Sie den Fund im Bürgerbüro ab oder zeigen Sie ihn uns an. Lebende Tiere nimmt das Tierheim \
auf; rufen Sie uns dann bitte vorher an.
",
        text_en: "\
Call or write what you have lost, when and where; we look it up. Hand in what you have found at \
the citizens' office. For animals please call first.
",
        documents: &["Ausweis und möglichst ein Nachweis, dass die Sache Ihnen gehört"],
        documents_en: &["identity card and, if possible, proof that the thing is yours"],
        legal_basis: &["Bürgerliches Gesetzbuch (BGB) §§ 965 ff."],
        fee: "Für die Aufbewahrung kann eine Gebühr anfallen.",
        fee_en: "There may be a fee for storage.",
        duration: "Wir antworten meist am selben Tag.",
        duration_en: "We usually answer the same day.",
        unit: "32.1",
        online: false,
        keywords: &["Fundbüro", "Schlüssel", "Handy", "Fahrrad", "verloren", "gefunden"],
        life_situations: &["Alltag"],
    },
    Draft {
        slug: "geburtsurkunde",
        title: "Geburtsurkunde anfordern",
        title_en: "Order a birth certificate",
        short: "Wenn die Geburt in {town} beurkundet wurde, stellt das Standesamt Ihnen eine \
                Geburtsurkunde aus.",
        short_en: "If the birth was recorded in {town}, our registry office issues a birth \
                   certificate.",
        text: "\
## Wer bekommt eine Urkunde?

Die Person selbst, ihr Ehe- oder Lebenspartner, ihre Eltern, Großeltern, Kinder und Enkel. Andere \
müssen ein rechtliches Interesse nachweisen.

## So geht es

Schreiben Sie dem Standesamt Namen, Geburtstag und wenn möglich die Registernummer. Sie können die \
Urkunde abholen oder zuschicken lassen. Für das Ausland gibt es mehrsprachige Fassungen.

## In einer anderen Stadt geboren?

Dann wenden Sie sich bitte an das Standesamt dort.
",
        text_en: "\
Certificates are issued to the person, to spouses, parents, grandparents, children and \
grandchildren; others must show a legal interest. Write to the registry office with name and date \
of birth. International versions are available. If you were born elsewhere, ask the registry \
office of that place.
",
        documents: &["Ausweis oder Kopie des Ausweises", "Nachweis der Verwandtschaft"],
        documents_en: &["identity card or a copy of it", "proof of relationship"],
        legal_basis: &["Personenstandsgesetz (PStG) §§ 59, 62"],
        fee: FEE_AT_DESK,
        fee_en: FEE_AT_DESK_EN,
        duration: "Meist wenige Tage.",
        duration_en: "Usually a few days.",
        unit: "34",
        online: false,
        keywords: &["Urkunde", "Geburt", "Standesamt", "international"],
        life_situations: &["Familie und Kinder", "Ausweise und Dokumente"],
    },
];
