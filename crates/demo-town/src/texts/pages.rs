//! Legal pages and portrait of the town.

use jiff::ToSpan;
use jiff::civil::Date;

use super::filled;
use crate::model::{Identity, LegalPages, OrgUnit, PageText, StaffMember, StaffRole};
use crate::tell::german_date;

const IMPRINT: &str = "\
## Herausgeberin

Stadt {town} – {the_title}
{address}

Telefon: {phone}
E-Mail: info@{mail}

Die Stadt {town} ist eine Körperschaft des öffentlichen Rechts. Sie wird vertreten durch {title} \
{mayor}.

## Aufsichtsbehörde

Landrätin des {of_kreis} als untere staatliche Verwaltungsbehörde, Kommunalaufsicht

## Verantwortlich für redaktionelle Inhalte (§ 18 Absatz 2 MStV)

{editor}, Anschrift wie oben

## Hinweis

{town} ist eine erfundene Stadt. Namen, Anschriften und Nachrichten sind ausgedacht. Ähnlichkeiten \
mit lebenden Personen sind Zufall.
";

const IMPRINT_EN: &str = "\
Published by the town of {town}, a public body represented by the mayor, {mayor}. Supervised by \
the {kreis}. Responsible for editorial content: {editor}. Telephone {phone}, e-mail info@{mail}. \
{town} is an invented town; all names, addresses and news are made up.
";

const PRIVACY: &str = "\
## Verantwortlich

Stadt {town}, {address_line}

Datenschutzbeauftragung: {officer}, datenschutz@{mail}

## Was wir beim Besuch dieser Seiten verarbeiten

Wir setzen keine Cookies, solange Sie sich nicht anmelden oder ein Formular beginnen. Wir binden \
nichts von fremden Servern ein. Wir zählen, wie oft Seiten aufgerufen werden, ohne Personen zu \
erfassen.

## Wenn Sie einen Antrag stellen

Wir verarbeiten Ihre Angaben, um über den Antrag zu entscheiden. Welche Angaben das sind, auf \
welcher Rechtsgrundlage und wie lange wir sie speichern, steht beim jeweiligen Dienst.

## Ihre Rechte

Sie haben das Recht auf Auskunft, Berichtigung, Löschung, Einschränkung der Verarbeitung und \
Widerspruch, soweit die gesetzlichen Voraussetzungen vorliegen. Beschweren können Sie sich bei der \
Landesbeauftragten für Datenschutz und Informationsfreiheit Nordrhein-Westfalen.
";

const PRIVACY_EN: &str = "\
Controller: town of {town}, {address_line}. Data protection officer: {officer}, datenschutz@{mail}. \
We set no cookies unless you sign in or begin a form, and embed nothing from other servers. Each \
service says which data it needs, on what basis and for how long. You have the right of access, \
rectification, erasure, restriction and objection, and may complain to the data protection \
authority of North Rhine-Westphalia.
";

const ACCESSIBILITY: &str = "\
Die Stadt {town} möchte, dass alle Menschen diese Seiten nutzen können. Diese Erklärung gilt für \
https://{host}.

## Stand

Die Seiten sind teilweise barrierefrei. Noch nicht barrierefrei sind:

{gaps}

## Erstellung

Diese Erklärung beruht auf einer Selbstbewertung. Zuletzt überprüft am {reviewed}.

## Barriere melden

Ist Ihnen etwas aufgefallen? Schreiben Sie an barrierefrei@{mail} oder rufen Sie an: {phone}.

## Ombudsverfahren

Wenn unsere Antwort Ihnen nicht hilft, können Sie sich an die Ombudsstelle für barrierefreie \
Informationstechnik des Landes Nordrhein-Westfalen wenden.
";

const ACCESSIBILITY_EN: &str = "\
The pages at https://{host} are partly accessible. Known gaps are listed in the German statement. \
It is based on a self-assessment, last reviewed on {reviewed_iso}. Report barriers to \
barrierefrei@{mail} or {phone}. If our answer does not help, you may turn to the ombuds office for \
accessible information technology of North Rhine-Westphalia.
";

const GAPS: [&str; 3] = [
    "Einige ältere PDF-Dateien im Archiv der Bekanntmachungen haben keine Struktur.",
    "Für zwei Videos fehlt die Fassung in Gebärdensprache.",
    "Die Karte lässt sich nicht vollständig mit der Tastatur bedienen. Alle Angaben stehen auch als \
     Liste bereit.",
];

const EASY: &str = "\
Willkommen in {town}.

{town} ist eine Stadt.
In der Stadt leben ungefähr 30.000 Menschen.
Durch die Stadt fließt ein Fluss.
Der Fluss heißt: {river}.

Auf diesen Internet-Seiten finden Sie:
- Nachrichten aus der Stadt
- Hilfe vom Rathaus
- Adressen und Öffnungs-Zeiten

Sie haben wenig Geld für die Miete?
Dann können Sie Wohn-Geld bekommen.
Wohn-Geld ist Hilfe vom Staat.
Sie müssen das Geld nicht zurück-geben.
Wir helfen Ihnen beim Antrag.

Sie haben eine Frage?
Rufen Sie uns an: {phone}.
";

const PORTRAIT: &str = "\
{town} liegt an der {river} im {kreis}. Der Ort wird {recorded} zum ersten Mal genannt und bekam \
{chartered} Stadtrechte. Rund um den alten Markt sind die Gassen geblieben; wo die Mauer stand, \
führt heute der Wall um die Altstadt.

Zur Stadt gehören die Kernstadt und sechs Ortsteile. Hier leben {people} Menschen. Sie arbeiten in \
der Möbel- und Kunststoffindustrie, im Handwerk, im Klinikum und auf Höfen, die seit Jahrhunderten \
in Familien sind.
";

const PORTRAIT_EN: &str = "\
{town} lies on the river {river} in the {kreis}. First recorded in {recorded}, chartered in \
{chartered}. The lanes around the old market have survived; where the wall stood, a ring of streets \
now encloses the old town. The town has a centre and six outer districts with {people} people.
";

/// The pages of this town.
pub(crate) fn pages(
    town: &Identity,
    address: &str,
    staff: &[StaffMember],
    units: &[OrgUnit],
    as_of: Date,
) -> LegalPages {
    let named = |role: StaffRole| {
        staff
            .iter()
            .find(|person| person.role == role)
            .map_or_else(String::new, StaffMember::full_name)
    };
    let editor = units
        .iter()
        .find(|unit| unit.key == "13")
        .and_then(|unit| staff.iter().find(|person| person.id == unit.head))
        .map_or_else(String::new, StaffMember::full_name);
    let officer = named(StaffRole::DataProtection);
    let phone = format!("{}-0", town.phone_base);
    let reviewed = as_of.saturating_sub(143.days());
    let place = format!("{} {}", town.postcode, town.name);
    let gaps = GAPS.map(|gap| format!("- {gap}")).join("\n");
    let people = format!("{}.{:03}", town.population / 1000, town.population % 1000);
    let fill = |text: &str| {
        filled(text, town)
            .replace("{address}", &format!("{address}\n{place}"))
            .replace("{address_line}", &format!("{address}, {place}"))
            .replace("{phone}", &phone)
            .replace("{editor}", &editor)
            .replace("{officer}", &officer)
            .replace("{reviewed}", &german_date(reviewed))
            .replace("{reviewed_iso}", &reviewed.to_string())
            .replace("{gaps}", &gaps)
            .replace("{recorded}", &town.first_recorded.to_string())
            .replace("{chartered}", &town.chartered.to_string())
            .replace("{people}", &people)
    };
    let page = |title: &str, text: &str, title_en: &str, text_en: &str| PageText {
        title: title.to_owned(),
        text: fill(text),
        title_en: title_en.to_owned(),
        text_en: fill(text_en),
    };
    LegalPages {
        postal_address: vec![town.official_name.clone(), address.to_owned(), place.clone()],
        phone: phone.clone(),
        email: format!("info@{}", town.mail_domain),
        supervisory_authority: fill("Landrätin des {of_kreis}, Kommunalaufsicht"),
        data_protection_officer: format!("{officer}, datenschutz@{}", town.mail_domain),
        imprint: page("Impressum", IMPRINT, "Imprint", IMPRINT_EN),
        privacy: page("Datenschutz", PRIVACY, "Privacy", PRIVACY_EN),
        accessibility: page(
            "Erklärung zur Barrierefreiheit",
            ACCESSIBILITY,
            "Accessibility statement",
            ACCESSIBILITY_EN,
        ),
        accessibility_reviewed: reviewed,
        accessibility_gaps: GAPS.iter().map(|gap| (*gap).to_owned()).collect(),
        easy_language: fill(EASY),
        portrait: page("Unsere Stadt", PORTRAIT, "Our town", PORTRAIT_EN),
        editor,
    }
}
