//! What a town decides about its pages.

use jiff::civil::Date;
use kernel::Text;
use kernel::settings::{SettingField, SettingKind, Settings};
use serde::{Deserialize, Serialize};

/// Settings of the public pages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SiteSettings {
    /// Heading of the home page; "Willkommen in …" where it is empty.
    pub greeting_de: String,
    /// The same in English.
    pub greeting_en: String,
    /// A sentence below it.
    pub lead_de: String,
    /// The same in English.
    pub lead_en: String,
    /// Number of the unit whose contact and hours stand on the home page.
    pub home_unit: String,
    /// Where messages of the contact form go; the town's address where it is empty.
    pub contact_email: String,
    /// VAT identification number, for the imprint.
    pub vat_id: String,
    /// Who runs the machines, for the imprint.
    pub hosting: String,
    /// Day of the accessibility statement, `2026-05-04`.
    pub accessibility_made_on: String,
    /// Day of its last review.
    pub accessibility_reviewed_on: String,
    /// How it was found out: self-assessment or test by whom.
    pub accessibility_method_de: String,
    /// The same in English.
    pub accessibility_method_en: String,
    /// Whether the test found the pages fully compliant; nothing else makes the statement say so.
    pub accessibility_full: bool,
    /// What is not accessible yet, one per line; empty where nothing is known.
    pub accessibility_gaps_de: String,
    /// The same in English.
    pub accessibility_gaps_en: String,
    /// Where to report security holes: an e-mail address or an `https://` address (RFC 9116).
    pub security_contact: String,
    /// Last day the security contact holds, at most a year ahead (RFC 9116).
    pub security_expires_on: String,
    /// Host names whose films and posts may be shown in a page after two clicks, one per line.
    pub frame_hosts: String,
}

impl SiteSettings {
    /// Hosts whose frames may be shown; what is no host name counts for nothing.
    pub fn frames(&self) -> std::collections::BTreeSet<String> {
        let is_host = |line: &&str| {
            let chars = |c: char| c.is_ascii_alphanumeric() || ".-".contains(c);
            line.contains('.') && line.chars().all(chars)
        };
        self.frame_hosts.lines().map(str::trim).filter(is_host).map(str::to_lowercase).collect()
    }
}

type Both = (&'static str, &'static str);

fn field(key: &'static str, kind: SettingKind, label: Both, hint: Both) -> SettingField {
    SettingField { key, label: Text::new(label.0, label.1), hint: Text::new(hint.0, hint.1), kind }
}

fn line(key: &'static str, label: Both, hint: Both) -> SettingField {
    field(key, SettingKind::Line, label, hint)
}

fn lines(key: &'static str, label: Both, hint: Both) -> SettingField {
    field(key, SettingKind::Lines, label, hint)
}

/// What the accessibility statement says.
fn statement_fields() -> Vec<SettingField> {
    let day = ("Als Datum, zum Beispiel 2026-05-04.", "As a date, for example 2026-05-04.");
    vec![
        line(
            "accessibility_made_on",
            ("Erklärung zur Barrierefreiheit erstellt am", "Accessibility statement made on"),
            day,
        ),
        line(
            "accessibility_reviewed_on",
            ("Zuletzt überprüft am", "Last reviewed on"),
            (
                "Mindestens einmal im Jahr. Als Datum, zum Beispiel 2026-05-04.",
                "At least once a year. As a date, for example 2026-05-04.",
            ),
        ),
        lines(
            "accessibility_method_de",
            ("Wie geprüft wurde", "How it was tested"),
            (
                "Zum Beispiel „Selbstbewertung“ oder der Name der Prüfstelle.",
                "For example “self-assessment” or the name of the tester.",
            ),
        ),
        lines(
            "accessibility_method_en",
            ("Wie geprüft wurde, auf Englisch", "How it was tested, in English"),
            ("", ""),
        ),
        field(
            "accessibility_full",
            SettingKind::Switch,
            ("Die Prüfung hat ergeben: vollständig vereinbar", "The test found: fully compliant"),
            (
                "Nur mit Tag und Art der Prüfung und ohne bekannte Lücken. Sonst steht in der Erklärung, dass der Stand noch nicht bewertet ist.",
                "Only with day and method of the test and without known gaps. Otherwise the statement says that the state has not been assessed yet.",
            ),
        ),
        lines(
            "accessibility_gaps_de",
            ("Noch nicht barrierefrei", "Not accessible yet"),
            (
                "Eine Lücke je Zeile, mit Grund und Alternative. Leer heißt: Es ist keine bekannt.",
                "One gap per line, with reason and alternative. Empty means that none is known.",
            ),
        ),
        lines(
            "accessibility_gaps_en",
            ("Noch nicht barrierefrei, auf Englisch", "Not accessible yet, in English"),
            ("", ""),
        ),
    ]
}

impl Settings for SiteSettings {
    const MODULE: &'static str = "site";

    fn fields() -> Vec<SettingField> {
        let mut fields = vec![
            line(
                "greeting_de",
                ("Begrüßung auf der Startseite", "Greeting on the home page"),
                ("Leer: „Willkommen in …“.", "Empty: “Welcome to …”."),
            ),
            line("greeting_en", ("Begrüßung auf Englisch", "Greeting in English"), ("", "")),
            line("lead_de", ("Satz unter der Begrüßung", "Sentence below the greeting"), ("", "")),
            line("lead_en", ("Satz auf Englisch", "Sentence in English"), ("", "")),
            line(
                "home_unit",
                ("Stelle auf der Startseite", "Unit on the home page"),
                (
                    "Nummer der Stelle, deren Kontakt und Öffnungszeiten auf der Startseite stehen.",
                    "Number of the unit whose contact and hours stand on the home page.",
                ),
            ),
            line(
                "contact_email",
                ("Empfänger des Kontaktformulars", "Recipient of the contact form"),
                (
                    "E-Mail-Adresse. Leer: die E-Mail der Kommune.",
                    "E-mail address. Empty: the town's address.",
                ),
            ),
            line(
                "vat_id",
                ("Umsatzsteuer-Identifikationsnummer", "VAT identification number"),
                ("Nur, wenn es eine gibt.", "Only if there is one."),
            ),
            line(
                "hosting",
                ("Technischer Betrieb", "Technical operation"),
                (
                    "Wer die Server betreibt, für das Impressum.",
                    "Who runs the servers, for the imprint.",
                ),
            ),
            line(
                "security_contact",
                ("Meldestelle für Sicherheitslücken", "Contact for security holes"),
                (
                    "E-Mail-Adresse oder https-Adresse; erscheint in security.txt.",
                    "E-mail or https address; appears in security.txt.",
                ),
            ),
            line(
                "security_expires_on",
                ("Meldestelle gilt bis", "Security contact holds until"),
                (
                    "Höchstens ein Jahr im Voraus. Als Datum, zum Beispiel 2026-05-04.",
                    "At most a year ahead. As a date, for example 2026-05-04.",
                ),
            ),
            lines(
                "frame_hosts",
                (
                    "Videos und Beiträge anderer Anbieter in der Seite zeigen",
                    "Show films and posts of other providers in the page",
                ),
                (
                    "Ein Rechnername je Zeile: www.youtube-nocookie.com, player.vimeo.com, www.instagram.com, www.facebook.com oder der Rechner eines PeerTube- oder Mastodon-Dienstes. Erst nach zwei Klicks wird etwas von dort geladen. Leer: Es bleibt bei einem Link.",
                    "One host name per line: www.youtube-nocookie.com, player.vimeo.com, www.instagram.com, www.facebook.com or the host of a PeerTube or Mastodon service. Only after two clicks is anything loaded from there. Empty: there is only a link.",
                ),
            ),
        ];
        fields.extend(statement_fields());
        fields
    }

    fn check(&self) -> Result<(), (String, Text)> {
        for (key, value) in [
            ("accessibility_made_on", &self.accessibility_made_on),
            ("accessibility_reviewed_on", &self.accessibility_reviewed_on),
            ("security_expires_on", &self.security_expires_on),
        ] {
            if !value.is_empty() && value.parse::<Date>().is_err() {
                return Err((
                    key.into(),
                    Text::new(
                        "Geben Sie das Datum als Jahr-Monat-Tag ein, zum Beispiel 2026-05-04.",
                        "Enter the date as year-month-day, for example 2026-05-04.",
                    ),
                ));
            }
        }
        if self.accessibility_full && !self.is_assessed() {
            return Err((
                "accessibility_full".into(),
                Text::new(
                    "Tragen Sie zuerst ein, wann und wie geprüft wurde.",
                    "Enter first when and how it was tested.",
                ),
            ));
        }
        if self.accessibility_full && !self.accessibility_gaps_de.trim().is_empty() {
            return Err((
                "accessibility_full".into(),
                Text::new(
                    "Vollständig vereinbar sind Seiten nur, wenn keine Lücke bekannt ist.",
                    "Pages are fully compliant only if no gap is known.",
                ),
            ));
        }
        if !self.contact_email.is_empty() && !is_email(&self.contact_email) {
            return Err(("contact_email".into(), email_words()));
        }
        let named = self.frame_hosts.lines().filter(|line| !line.trim().is_empty()).count();
        if self.frames().len() < named {
            return Err((
                "frame_hosts".into(),
                Text::new(
                    "Geben Sie je Zeile einen Rechnernamen ohne https:// und ohne Pfad ein, jeden einmal.",
                    "Enter one host name per line without https:// and without a path, each once.",
                ),
            ));
        }
        let contact = self.security_contact.as_str();
        if !contact.is_empty() && !contact.starts_with("https://") && !is_email(contact) {
            return Err(("security_contact".into(), email_words()));
        }
        Ok(())
    }
}

impl SiteSettings {
    /// Whether somebody has tested the pages: day and method are known. Only then may the
    /// accessibility statement claim anything (§ 4 (2) BITVNRW: it has to be correct).
    #[must_use]
    pub fn is_assessed(&self) -> bool {
        let day = |text: &str| text.parse::<Date>().is_ok();
        (day(&self.accessibility_reviewed_on) || day(&self.accessibility_made_on))
            && !self.accessibility_method_de.trim().is_empty()
    }
}

fn email_words() -> Text {
    Text::new(
        "Geben Sie eine E-Mail-Adresse ein, zum Beispiel post@musterbach.de.",
        "Enter an e-mail address, for example post@musterbach.de.",
    )
}

/// Whether a text can be an e-mail address; the relay has the last word.
pub(crate) fn is_email(text: &str) -> bool {
    let Some((name, host)) = text.rsplit_once('@') else { return false };
    text.len() <= 254
        && !name.is_empty()
        && host.contains('.')
        && !host.starts_with('.')
        && !host.ends_with('.')
        && text.chars().all(|c| !c.is_whitespace() && !c.is_control() && !"<>,;\"".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_date_is_named_by_its_field() {
        let settings =
            SiteSettings { security_expires_on: "31.12.2026".into(), ..Default::default() };
        assert_eq!(settings.check().unwrap_err().0, "security_expires_on");
        assert!(SiteSettings::default().check().is_ok());
    }

    #[test]
    fn nobody_claims_full_compliance_without_a_test() {
        let claimed = SiteSettings { accessibility_full: true, ..Default::default() };
        assert_eq!(claimed.check().unwrap_err().0, "accessibility_full");
        let tested = SiteSettings {
            accessibility_reviewed_on: "2026-05-01".into(),
            accessibility_method_de: "Selbstbewertung".into(),
            ..claimed
        };
        assert!(tested.check().is_ok());
        let gap = SiteSettings { accessibility_gaps_de: "Ein altes Video".into(), ..tested };
        assert_eq!(gap.check().unwrap_err().0, "accessibility_full");
    }

    #[test]
    fn addresses_of_mail_have_a_name_and_a_host() {
        assert!(is_email("erika@mail.example"));
        for text in [
            "",
            "erika",
            "@mail.example",
            "erika@mail",
            "a b@c.de",
            "a@b.de,c@d.de",
            "a@b.de\r\nBcc: x",
        ] {
            assert!(!is_email(text), "{text}");
        }
    }
}
