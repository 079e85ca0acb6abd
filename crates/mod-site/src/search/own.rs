//! Pages of the house that no index knows, and what they are found by.

use kernel::search;

/// A page of the house that no index knows: path, titles, words it is found by.
pub(crate) struct OwnPage {
    pub path: &'static str,
    pub title: (&'static str, &'static str),
    pub text: (&'static str, &'static str),
    pub words: &'static str,
}

pub(crate) const OWN_PAGES: &[OwnPage] = &[
    OwnPage {
        path: "/rathaus",
        title: ("Ämter und Öffnungszeiten", "Offices and opening hours"),
        text: (
            "Wer wofür zuständig ist und wann wir da sind.",
            "Who is in charge of what and when we are there.",
        ),
        words: "rathaus amt aemter oeffnungszeiten oeffnungszeit stelle telefon adresse town hall opening hours office",
    },
    OwnPage {
        path: "/kontakt",
        title: ("Kontakt", "Contact"),
        text: ("Schreiben Sie uns.", "Write to us."),
        words: "kontakt schreiben nachricht email e-mail telefon anrufen beschwerde contact message",
    },
    OwnPage {
        path: "/antrag/weiter",
        title: ("Antrag weiterführen", "Continue an application"),
        text: (
            "Mit Nummer und Code zurück zu Ihrem Antrag.",
            "Back to your application by number and code.",
        ),
        words: "antrag weiterfuehren fortsetzen entwurf stand status code continue application",
    },
    OwnPage {
        path: "/barriere-melden",
        title: ("Barriere melden", "Report a barrier"),
        text: (
            "Sagen Sie uns, was Sie nicht lesen oder bedienen können.",
            "Tell us what you cannot read or use.",
        ),
        words: "barriere barrierefreiheit melden behinderung accessibility barrier",
    },
    OwnPage {
        path: "/impressum",
        title: ("Impressum", "Imprint"),
        text: ("Wer diese Seiten herausgibt.", "Who publishes these pages."),
        words: "impressum herausgeber verantwortlich anschrift imprint",
    },
    OwnPage {
        path: "/datenschutz",
        title: ("Datenschutz", "Privacy"),
        text: ("Was wir mit Ihren Angaben tun.", "What we do with your data."),
        words: "datenschutz dsgvo daten cookies privacy",
    },
    OwnPage {
        path: "/a-z",
        title: ("Alles von A bis Z", "Everything from A to Z"),
        text: (
            "Leistungen, Seiten und Ämter in einer Liste.",
            "Services, pages and offices in one list.",
        ),
        words: "alphabet liste verzeichnis uebersicht inhalt sitemap index a-z",
    },
    OwnPage {
        path: "/abonnieren",
        title: ("Abonnieren", "Subscribe"),
        text: (
            "Neues als Feed lesen, Termine in den Kalender.",
            "Read what is new as a feed, events in your calendar.",
        ),
        words: "abonnieren feed rss atom kalender newsletter benachrichtigung subscribe",
    },
    OwnPage {
        path: "/transparenz/aenderungen",
        title: ("Was sich geändert hat", "What has changed"),
        text: (
            "Änderungen, Berichtigungen und Rücknahmen auf diesen Seiten.",
            "Changes, corrections and withdrawals on these pages.",
        ),
        words: "aenderung aenderungen berichtigung korrektur protokoll transparenz changes log",
    },
    OwnPage {
        path: "/barrierefreiheit",
        title: ("Erklärung zur Barrierefreiheit", "Accessibility statement"),
        text: (
            "Wie zugänglich diese Seiten sind und wer hilft.",
            "How accessible these pages are, and who helps.",
        ),
        words: "barrierefreiheit erklaerung bitv behinderung screenreader vorlesen accessibility statement",
    },
];

/// Every word of the question begins a word of the page, or is one slip away from it.
pub(crate) fn fits(page: &str, words: &[String]) -> bool {
    !words.is_empty() && words.iter().all(|w| page.split(' ').any(|p| search::means(w, p)))
}

#[cfg(test)]
mod tests {
    use kernel::search::fold;

    use super::*;

    #[test]
    fn beginnings_of_words_find_own_pages() {
        let words =
            |text: &str| fold(text).split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let hours = OWN_PAGES.iter().find(|p| p.path == "/rathaus").unwrap();
        assert!(fits(hours.words, &words("Öffnungszeit")));
        assert!(fits(hours.words, &words("Rathaus Öffnungszeiten")));
        assert!(fits(hours.words, &words("Öffnungzeiten")));
        assert!(!fits(hours.words, &words("Rathaus Wohngeld")));
        assert!(!fits(hours.words, &words("")));
    }
}
