//! The description of Wohngeld.
//!
//! Only what the Wohngeldgesetz itself says, and what a house can promise; amounts and limits
//! are left to the calculation, because they change.

use super::services::Draft;

/// Wohngeld for the service catalogue of the town.
pub(crate) const WOHNGELD: Draft = Draft {
    slug: "wohngeld",
    title: "Wohngeld beantragen",
    title_en: "Apply for housing benefit (Wohngeld)",
    short: "Wohngeld ist ein Zuschuss zur Miete oder zu den Kosten des eigenen Heims. Sie \
            bekommen ihn, wenn Ihr Einkommen für eine angemessene Wohnung nicht reicht. Den \
            Antrag können Sie online stellen.",
    short_en: "Wohngeld is a contribution to your rent, or to the cost of the home you own and \
               live in, if your income does not stretch to adequate housing. You can apply online.",
    text: "\
## Was ist Wohngeld?

Wohngeld hilft Ihnen, Ihre Wohnung zu bezahlen. Sie müssen es nicht zurückzahlen. Es gibt zwei \
Arten:

- **Mietzuschuss**, wenn Sie zur Miete wohnen, auch zur Untermiete oder in einem Heim
- **Lastenzuschuss**, wenn Ihnen die Wohnung oder das Haus gehört und Sie selbst darin wohnen

Wenn die Voraussetzungen erfüllt sind, haben Sie einen Anspruch auf Wohngeld.

## Wovon hängt es ab?

Drei Dinge entscheiden, ob und wie viel Wohngeld Sie bekommen:

1. wie viele Menschen zu Ihrem Haushalt gehören,
2. wie hoch Ihre Miete oder Ihre Belastung ist. Sie zählt bis zu einem Höchstbetrag, der vom Ort \
abhängt. Heizkosten zählen nicht einzeln, dafür gibt es feste Beträge,
3. wie hoch das Einkommen aller Haushaltsmitglieder zusammen ist.

Kindergeld zählt dabei nicht als Einkommen.

## Wer bekommt kein Wohngeld?

Wenn Sie schon eine Leistung bekommen, die Ihre Wohnkosten abdeckt, können Sie nicht zusätzlich \
Wohngeld bekommen. Das sind vor allem:

- Grundsicherungsgeld für Arbeitsuchende (bis Juni 2026: Bürgergeld)
- Grundsicherung im Alter und bei Erwerbsminderung
- Hilfe zum Lebensunterhalt
- Leistungen nach dem Asylbewerberleistungsgesetz

Andere Menschen in Ihrem Haushalt können trotzdem Wohngeld bekommen. Auch wenn alle im Haushalt \
Anspruch auf Ausbildungsförderung haben, zum Beispiel BAföG, gibt es in der Regel kein Wohngeld. \
Erhebliches Vermögen kann ebenfalls dagegensprechen; darüber entscheiden wir im Einzelfall.

## So gehen Sie vor

1. **Prüfen Sie vorab**, ob sich ein Antrag lohnt. Unser Rechner nennt Ihnen einen \
unverbindlichen Betrag.
2. **Stellen Sie den Antrag** online, auf Papier oder bei uns im Haus. Ein formloser Antrag reicht \
für den Anfang: Schreiben Sie uns, dass Sie Wohngeld beantragen. Das Formular und die Nachweise \
können Sie nachreichen.
3. **Reichen Sie die Nachweise ein.** Fotos oder Scans genügen in den meisten Fällen.
4. **Wir prüfen und entscheiden.** Fehlt etwas, schreiben wir Ihnen, was wir brauchen und bis wann.
5. **Sie bekommen einen Bescheid.** Darin steht, wie wir gerechnet haben.

## Ab wann und wie lange?

Wohngeld gibt es in der Regel ab dem Ersten des Monats, in dem Sie den Antrag stellen. Für Monate \
davor meist nicht. Stellen Sie den Antrag deshalb früh, auch wenn noch Unterlagen fehlen.

Bewilligt wird Wohngeld meistens für zwölf Monate. Danach können Sie es neu beantragen, am besten \
zwei Monate bevor der Zeitraum endet. Das Geld kommt jeden Monat im Voraus auf Ihr Konto.

## Was müssen Sie uns mitteilen?

Bitte sagen Sie uns sofort, wenn sich etwas ändert, vor allem wenn

- jemand aus Ihrem Haushalt auszieht oder Sie selbst umziehen,
- Ihre Miete oder Belastung um mehr als 15 Prozent sinkt,
- die Einnahmen im Haushalt um mehr als 15 Prozent steigen,
- jemand im Haushalt eine der oben genannten anderen Leistungen beantragt oder bekommt.

Wird Ihre Lage schwieriger, lohnt sich auch ein Anruf: Bei deutlich höherer Miete, deutlich \
weniger Einkommen oder einem neuen Haushaltsmitglied kann das Wohngeld steigen.

## Gut zu wissen

- Wer Wohngeld bekommt, kann für Kinder auch **Leistungen für Bildung und Teilhabe** bekommen.
- Wir gleichen Angaben mit anderen Behörden ab, soweit das Gesetz es vorsieht.
- Wir beraten Sie auch, wenn Sie Hilfe beim Ausfüllen brauchen. Bringen Sie gern jemanden mit.
",
    text_en: "\
## What is Wohngeld?

Wohngeld helps you pay for your home. You do not have to pay it back. There are two kinds:

- **rent subsidy** if you rent, also as a subtenant or in a care home
- **owner subsidy** if you own the flat or house you live in

If you meet the conditions, you have a right to it.

## What does it depend on?

1. how many people belong to your household,
2. how high your rent or burden is. It counts up to a ceiling that depends on the place. Heating \
is covered by fixed amounts,
3. the income of all members of the household together.

Child benefit does not count as income.

## Who does not get Wohngeld?

If you already receive a benefit that covers your housing costs, you cannot get Wohngeld as well. \
This applies above all to basic income support for job seekers (Grundsicherungsgeld, until June \
2026 Bürgergeld), basic income support in old age, subsistence aid and benefits for asylum \
seekers. Other people in your household may still get it. If everybody in the household is \
entitled to training support such as BAföG, there is usually no Wohngeld. Considerable assets can \
rule it out too; we decide case by case.

## How to apply

1. **Check first** whether it is worth applying. Our calculator gives a non-binding amount.
2. **Apply** online, on paper or in our office. An informal application is enough to begin with; \
you can send the form and the documents later.
3. **Send the documents.** Photos or scans are usually fine.
4. **We check and decide.** If something is missing, we tell you what and by when.
5. **You receive a notice** that shows how we calculated.

## From when and for how long?

As a rule Wohngeld is paid from the first day of the month in which you apply, rarely for earlier \
months. Apply early, even if documents are still missing. It is usually granted for twelve \
months. Then you can apply again, best two months before the period ends. The money is paid \
monthly in advance.

## What you must tell us

Tell us at once if somebody moves out or you move, if your rent or burden falls by more than 15 \
per cent, if the income of the household rises by more than 15 per cent, or if somebody in the \
household applies for or receives one of the benefits named above.
",
    documents: &[
        "Ausweis oder Pass, bei Menschen aus Nicht-EU-Staaten auch der Aufenthaltstitel",
        "Mietvertrag und Mietbescheinigung der Vermieterin oder des Vermieters",
        "Nachweis, dass die Miete gezahlt wird, zum Beispiel ein Kontoauszug",
        "Verdienstbescheinigung des Arbeitgebers oder Lohnabrechnungen",
        "Rentenbescheid, wenn jemand im Haushalt Rente bekommt",
        "Bescheid über Arbeitslosengeld, Krankengeld oder Elterngeld",
        "bei Selbstständigen: Steuerbescheid oder Gewinnermittlung",
        "Nachweis über Unterhalt, den Sie bekommen oder zahlen",
        "Schul-, Ausbildungs- oder Studienbescheinigung",
        "Schwerbehindertenausweis oder Bescheid über einen Pflegegrad, falls vorhanden",
        "bei Eigentum: Darlehensverträge, Jahreskontoauszug, Grundsteuerbescheid, Wohnfläche",
    ],
    documents_en: &[
        "identity card or passport; residence title for people from outside the EU",
        "lease and landlord's certificate",
        "proof that the rent is paid, such as a bank statement",
        "employer's certificate of earnings or pay slips",
        "pension notice, if anybody in the household receives a pension",
        "notice on unemployment benefit, sick pay or parental allowance",
        "self-employed: tax assessment or profit statement",
        "proof of maintenance you receive or pay",
        "certificate of school, training or university",
        "card of severely disabled persons or notice of a care level, if any",
        "owners: loan contracts, yearly statement, property tax notice, floor area",
    ],
    legal_basis: &["Wohngeldgesetz (WoGG)", "Wohngeldverordnung (WoGV)"],
    fee: "Der Antrag kostet nichts.",
    fee_en: "Applying is free of charge.",
    duration: "Wir beginnen mit der Bearbeitung, sobald der Antrag da ist. Wie lange es dauert, \
               hängt vor allem davon ab, wann alle Nachweise vorliegen.",
    duration_en: "We begin as soon as we have your application. How long it takes depends above \
                  all on when all documents are there.",
    unit: "50.1",
    online: true,
    keywords: &[
        "Mietzuschuss",
        "Lastenzuschuss",
        "Wohnkosten",
        "Miete",
        "Zuschuss",
        "Wohngeldantrag",
        "Wohngeldrechner",
        "Housing benefit",
        "kira yardımı",
        "dodatek mieszkaniowy",
    ],
    life_situations: &["Wohnen", "Finanzielle Hilfen", "Familie und Kinder", "Alter und Rente"],
};
