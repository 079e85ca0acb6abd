//! Processing activities for the privacy statement (Art. 13 GDPR), one per module that is switched
//! on and keeps data about people.

use kernel::Ctx;
use kernel::module::{Erase, Module};

/// A text in German and English.
type Both = (&'static str, &'static str);

/// What a part of the house does with data about people.
#[derive(Clone, Copy)]
pub(crate) struct Activity {
    /// Name of the module.
    module: &'static str,
    pub(crate) title: Both,
    pub(crate) purpose: Both,
    pub(crate) data: Both,
    pub(crate) basis: Both,
    pub(crate) recipients: Both,
    pub(crate) kept: Both,
}

const NOBODY: Both = ("Niemand außerhalb der Verwaltung.", "Nobody outside of the town hall.");

const ACTIVITIES: &[Activity] = &[
    Activity {
        module: "site",
        title: ("Nachrichten über das Kontaktformular", "Messages by the contact form"),
        purpose: ("Ihre Nachricht zu beantworten.", "To answer your message."),
        data: (
            "Was Sie schreiben; Name und E-Mail-Adresse nur, wenn Sie sie angeben.",
            "What you write; name and e-mail address only if you give them.",
        ),
        basis: (
            "Artikel 6 Absatz 1 Buchstabe e DSGVO, § 3 DSG NRW.",
            "Article 6 (1) (e) GDPR, § 3 DSG NRW.",
        ),
        recipients: (
            "Die Stelle im Rathaus, an die Sie schreiben, per E-Mail.",
            "The unit of the town hall that you write to, by e-mail.",
        ),
        kept: (
            "Im Postausgang höchstens 90 Tage; in der Stelle, bis Ihr Anliegen erledigt ist.",
            "At most 90 days in the outbox; in the unit until the matter is settled.",
        ),
    },
    Activity {
        module: "site",
        title: ("Hinweise auf Barrieren", "Reports of barriers"),
        purpose: (
            "Ihren Hinweis innerhalb der gesetzlichen Frist zu beantworten und die Barriere zu beheben.",
            "To answer your report within the time set by law and to mend the barrier.",
        ),
        data: (
            "Was Sie schreiben und die Seite; Name und E-Mail-Adresse nur, wenn Sie sie angeben. Verschlüsselt gespeichert.",
            "What you write and the page; name and e-mail address only if you give them. Stored encrypted.",
        ),
        basis: (
            "Artikel 6 Absatz 1 Buchstaben c und e DSGVO, § 10b BGG NRW, § 5 BITVNRW.",
            "Article 6 (1) (c) and (e) GDPR, § 10b BGG NRW, § 5 BITVNRW.",
        ),
        recipients: NOBODY,
        kept: (
            "Ein Jahr nach der Antwort, sobald die Barriere behoben ist.",
            "A year after the answer, once the barrier is mended.",
        ),
    },
    Activity {
        module: "site",
        title: ("Zählung der Seitenaufrufe", "Counting of page views"),
        purpose: (
            "Zu wissen, welche Seiten gebraucht werden und welche fehlen.",
            "To know which pages are needed and which are missing.",
        ),
        data: (
            "Nur Summen je Tag und Seite, dazu in einem Wort, woher der Aufruf kam. Keine IP-Adresse, keine Kennung: Niemand ist daraus zu erkennen.",
            "Sums per day and page only, with a word about where the view came from. No IP address, no identifier: nobody can be recognised.",
        ),
        basis: (
            "Artikel 6 Absatz 1 Buchstabe e DSGVO, § 3 DSG NRW; auf Ihrem Gerät wird nichts gespeichert oder gelesen.",
            "Article 6 (1) (e) GDPR, § 3 DSG NRW; nothing is stored on or read from your device.",
        ),
        recipients: NOBODY,
        kept: ("Die Summen etwas mehr als zwei Jahre.", "The sums for a little over two years."),
    },
    Activity {
        module: "applications",
        title: ("Anträge", "Applications"),
        purpose: (
            "Ihren Antrag aufzunehmen, zu speichern, während Sie ihn ausfüllen, und ihn an die zuständige Stelle zu geben.",
            "To take your application, to keep it while you fill it in, and to pass it to the unit in charge.",
        ),
        data: (
            "Ihre Angaben und die Nachweise, die Sie hochladen. Sie liegen verschlüsselt auf unseren Servern.",
            "What you enter and the documents you upload. They lie encrypted on our servers.",
        ),
        basis: (
            "Artikel 6 Absatz 1 Buchstaben c und e DSGVO mit dem Gesetz, nach dem über Ihren Antrag entschieden wird; § 9a OZG.",
            "Article 6 (1) (c) and (e) GDPR with the law under which your application is decided; § 9a OZG.",
        ),
        recipients: ("Die zuständige Stelle im Rathaus.", "The unit of the town hall in charge."),
        kept: (
            "Entwürfe löschen wir von selbst, in der Regel 60 Tage nach der letzten Änderung. Gestellte Anträge löschen wir zusammen mit dem Vorgang.",
            "Drafts are erased by themselves, usually 60 days after the last change. Submitted applications are erased together with their case.",
        ),
    },
    Activity {
        module: "wohngeld",
        title: ("Wohngeld", "Housing benefit"),
        purpose: (
            "Über Ihren Antrag auf Wohngeld zu entscheiden und es auszuzahlen. Der Wohngeldrechner speichert nichts.",
            "To decide on your application for housing benefit and to pay it. The calculator stores nothing.",
        ),
        data: (
            "Angaben zu Haushalt, Wohnung, Miete, Einkommen und Bankverbindung, auch der Menschen, die mit Ihnen wohnen. Es sind Sozialdaten.",
            "Household, dwelling, rent, income and bank details, also of the people who live with you. They are social data.",
        ),
        basis: (
            "Artikel 6 Absatz 1 Buchstaben c und e DSGVO, §§ 67a bis 67c SGB X, § 23 WoGG.",
            "Article 6 (1) (c) and (e) GDPR, §§ 67a to 67c SGB X, § 23 WoGG.",
        ),
        recipients: (
            "Nur die Wohngeldstelle; andere Behörden, soweit ein Gesetz es vorschreibt, zum Beispiel beim Datenabgleich (§ 33 WoGG).",
            "Only the housing benefit office; other authorities as far as a law demands, for example for data matching (§ 33 WoGG).",
        ),
        kept: (
            "Bis die gesetzliche Frist nach dem Ende des Vorgangs abgelaufen ist; dann löscht das Programm von selbst.",
            "Until the legal period after the end of the case is over; then the program erases them by itself.",
        ),
    },
    Activity {
        module: "desk",
        title: ("Bearbeitung von Vorgängen", "Work on cases"),
        purpose: (
            "Ihren Vorgang zu bearbeiten, Ihnen Nachrichten und Bescheide zu geben und Fristen einzuhalten.",
            "To work on your case, to give you messages and notices, and to keep deadlines.",
        ),
        data: (
            "Angaben zum Vorgang, Nachrichten, Schreiben, Bescheide und wer wann was getan hat.",
            "Details of the case, messages, letters, notices, and who did what when.",
        ),
        basis: (
            "Artikel 6 Absatz 1 Buchstaben c und e DSGVO, § 3 DSG NRW.",
            "Article 6 (1) (c) and (e) GDPR, § 3 DSG NRW.",
        ),
        recipients: NOBODY,
        kept: (
            "Mit dem Vorgang bis zu dem Tag, den seine Regel setzt. Im Protokoll bleiben nur Kennungen, keine Namen.",
            "With the case until the day its rule sets. The logbook keeps identifiers only, no names.",
        ),
    },
    Activity {
        module: "studio",
        title: ("Weitere Online-Anträge", "Other online applications"),
        purpose: ("Über Ihren Antrag zu entscheiden.", "To decide on your application."),
        data: (
            "Was Sie im Formular angeben, und was wir beim Prüfen feststellen.",
            "What you enter in the form, and what we find when we check it.",
        ),
        basis: (
            "Artikel 6 Absatz 1 Buchstaben c und e DSGVO mit dem Gesetz, das auf der Seite der Leistung steht.",
            "Article 6 (1) (c) and (e) GDPR with the law named on the page of the service.",
        ),
        recipients: (
            "Die Stelle im Rathaus, die über den Antrag entscheidet.",
            "The unit of the town hall that decides on it.",
        ),
        kept: (
            "Mit dem Vorgang bis zu dem Tag, den seine Regel setzt.",
            "With the case until the day its rule sets.",
        ),
    },
    Activity {
        module: "people",
        title: ("Konten und Anmeldung", "Accounts and sign-in"),
        purpose: (
            "Ihnen ein Konto zu geben, wenn Sie eines möchten, und es vor Fremden zu schützen.",
            "To give you an account if you want one, and to protect it.",
        ),
        data: (
            "Name, E-Mail-Adresse, Passkeys, Sitzungen mit Browser und System in Worten; keine IP-Adressen.",
            "Name, e-mail address, passkeys, sessions with browser and system in words; no IP addresses.",
        ),
        basis: (
            "Artikel 6 Absatz 1 Buchstaben a und e DSGVO, Artikel 32 DSGVO.",
            "Article 6 (1) (a) and (e) GDPR, Article 32 GDPR.",
        ),
        recipients: NOBODY,
        kept: (
            "Solange Sie das Konto haben; löschen können Sie es jederzeit selbst. Merkzeichen bekannter Geräte 180 Tage, fehlgeschlagene Anmeldungen einen Tag.",
            "As long as you have the account; you can delete it yourself at any time. Marks of known devices 180 days, failed sign-ins one day.",
        ),
    },
    Activity {
        module: "push",
        title: ("Benachrichtigungen im Browser", "Messages in the browser"),
        purpose: (
            "Ihnen zu melden, was Sie gewählt haben: Warnungen und Neues aus der Stadt.",
            "To tell you of what you chose: warnings and news of the town.",
        ),
        data: (
            "Die Adresse Ihres Browsers beim Dienst seines Herstellers mit ihren Schlüsseln, verschlüsselt gespeichert; Ihre Themen und die Sprache. Kein Name, keine E-Mail-Adresse. Ob Sie eine Nachricht lesen, messen wir nicht.",
            "The address of your browser at the service of its maker with its keys, stored encrypted; your topics and language. No name, no e-mail address. We do not measure whether you read a message.",
        ),
        basis: (
            "Artikel 6 Absatz 1 Buchstabe a DSGVO und § 25 Absatz 2 Nummer 2 TDDDG: erst nachdem Sie den Knopf gedrückt haben.",
            "Article 6 (1) (a) GDPR and § 25 (2) no. 2 TDDDG: only after you pressed the button.",
        ),
        recipients: (
            "Der Dienst des Browserherstellers (zum Beispiel Apple, Google, Microsoft, Mozilla) leitet unsere Nachrichten verschlüsselt weiter. Er erfährt, dass und wann wir etwas schicken, nicht was.",
            "The service of the browser's maker (such as Apple, Google, Microsoft, Mozilla) passes our messages on encrypted. It learns that and when we send something, not what.",
        ),
        kept: (
            "Bis Sie beenden oder Ihr Browser die Adresse aufgibt; ein Jahr, wenn nichts mehr ankommt.",
            "Until you end it or your browser gives the address up; a year if nothing arrives any more.",
        ),
    },
];

fn keeps_people(module: &Module) -> bool {
    module.retention.iter().any(|r| !matches!(r.erase, Erase::Kept))
}

/// The activities of the modules that are switched on.
pub(crate) fn of(ctx: &Ctx) -> Vec<Activity> {
    let modules = ctx.town.house().modules();
    ACTIVITIES.iter().filter(|a| modules.iter().any(|m| m.name == a.module)).copied().collect()
}

/// Modules that keep data about people and are not described here.
pub(crate) fn missing(modules: &[Module]) -> Vec<&'static str> {
    modules
        .iter()
        .filter(|m| keeps_people(m) && !ACTIVITIES.iter().any(|a| a.module == m.name))
        .map(|m| m.name)
        .collect()
}

#[cfg(test)]
mod tests {
    use kernel::module::Retention;

    use super::*;

    #[test]
    fn a_module_with_people_in_it_must_be_described() {
        let table = |erase| Retention { table: "dogs_dog", rule: "With the dog.", erase };
        let module =
            |name, erase| Module { name, retention: vec![table(erase)], ..Module::default() };
        assert_eq!(missing(&[module("dogs", Erase::Elsewhere)]), ["dogs"]);
        assert!(missing(&[module("dogs", Erase::Kept)]).is_empty());
        assert!(missing(&[module("wohngeld", Erase::Elsewhere)]).is_empty());
    }
}
