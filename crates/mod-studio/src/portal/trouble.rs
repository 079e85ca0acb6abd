//! What can go wrong when the portal is asked, in words that say what to do instead.

use kernel::{Problem, Text};

/// Why the portal did not help.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Trouble {
    /// The town has named no portal.
    #[error("no portal is named")]
    Off,
    /// Nobody answers at the address, or not with a certificate we trust.
    #[error("nobody answers: {0}")]
    Away(String),
    /// The answer took longer than we wait.
    #[error("no answer in time")]
    Slow,
    /// The portal does not know what was asked for (404).
    #[error("not found")]
    Unknown,
    /// The portal has been asked too often (429).
    #[error("the portal limits requests")]
    Limited,
    /// This person has asked too often; seconds to wait.
    #[error("this person asked too often, {0} s to wait")]
    TooOften(u64),
    /// Others are asking at this moment.
    #[error("too many requests at once")]
    Crowded,
    /// The portal sends us elsewhere (3xx): we do not follow.
    #[error("sent elsewhere, status {0}")]
    Moved(u16),
    /// Any other status.
    #[error("status {0}")]
    Failed(u16),
    /// The answer ended before its end.
    #[error("the answer was cut off")]
    Cut,
    /// The answer is no answer of a portal, such as a page of a proxy.
    #[error("not readable: {0}")]
    Unreadable(String),
    /// The answer is larger than we read, in bytes.
    #[error("larger than {0} bytes")]
    TooLarge(u64),
    /// Another schema came than was asked for.
    #[error("another schema came")]
    Different,
}

/// What always helps.
const INSTEAD: (&str, &str) = (
    "Oder laden Sie die Datei im Browser aus dem FIM-Portal herunter und wählen Sie sie hier aus.",
    "Or download the file from the FIM portal with your browser and choose it here.",
);

impl Trouble {
    /// What happened and what to do.
    pub(crate) fn words(&self) -> Text {
        let (de, en) = self.what();
        Text::new(format!("{de} {}", INSTEAD.0), format!("{en} {}", INSTEAD.1))
    }

    /// The same as a refusal of a form.
    pub(crate) fn problem(&self) -> Problem {
        let words = self.words();
        Problem::new("studio/portal", words.de, words.en)
    }

    fn what(&self) -> (String, String) {
        let both = |de: &str, en: &str| (de.to_owned(), en.to_owned());
        match self {
            Self::Off => both(
                "In den Einstellungen ist keine Adresse des FIM-Portals eingetragen. Tragen Sie eine ein.",
                "The settings name no address of the FIM portal. Enter one.",
            ),
            Self::Away(_) => both(
                "Das FIM-Portal ist nicht zu erreichen. Versuchen Sie es später noch einmal; wenn es dann nicht geht, bitten Sie die IT, die Adresse in den Einstellungen und den Weg ins Netz zu prüfen.",
                "The FIM portal cannot be reached. Try again later; if it still fails, ask IT to check the address in the settings and the way to the network.",
            ),
            Self::Slow => both(
                "Das FIM-Portal hat nicht rechtzeitig geantwortet. Versuchen Sie es in ein paar Minuten noch einmal.",
                "The FIM portal did not answer in time. Try again in a few minutes.",
            ),
            Self::Unknown => both(
                "Das FIM-Portal kennt dieses Schema in dieser Fassung nicht. Prüfen Sie die Kennung oder suchen Sie noch einmal.",
                "The FIM portal does not know this schema in this version. Check the identifier or search again.",
            ),
            Self::Limited => both(
                "Das FIM-Portal nimmt gerade keine weiteren Anfragen von uns an. Warten Sie eine Minute und versuchen Sie es noch einmal.",
                "The FIM portal takes no more requests from us at the moment. Wait a minute and try again.",
            ),
            Self::TooOften(seconds) => (
                format!(
                    "Sie haben das FIM-Portal in kurzer Zeit oft gefragt. Versuchen Sie es in {seconds} Sekunden noch einmal."
                ),
                format!(
                    "You have asked the FIM portal often in a short time. Try again in {seconds} seconds."
                ),
            ),
            Self::Crowded => both(
                "Gerade fragen mehrere Personen das FIM-Portal. Versuchen Sie es in ein paar Sekunden noch einmal.",
                "Several people are asking the FIM portal at this moment. Try again in a few seconds.",
            ),
            Self::Moved(_) => both(
                "Das FIM-Portal verweist auf eine andere Adresse. Dorthin fragen wir nicht von selbst: Bitten Sie die IT, die Adresse in den Einstellungen zu prüfen.",
                "The FIM portal points to another address. We do not ask there on our own: ask IT to check the address in the settings.",
            ),
            Self::Failed(status) => (
                format!(
                    "Das FIM-Portal hat einen Fehler gemeldet (Status {status}). Versuchen Sie es später noch einmal."
                ),
                format!("The FIM portal reported an error (status {status}). Try again later."),
            ),
            Self::Cut => both(
                "Die Antwort des FIM-Portals ist unterwegs abgebrochen. Versuchen Sie es noch einmal.",
                "The answer of the FIM portal broke off on the way. Try again.",
            ),
            Self::Unreadable(_) => both(
                "Unter der Adresse antwortet etwas anderes als das FIM-Portal, zum Beispiel eine Anmeldeseite des Netzes. Bitten Sie die IT, die Adresse in den Einstellungen zu prüfen.",
                "Something other than the FIM portal answers at the address, for example a sign-in page of the network. Ask IT to check the address in the settings.",
            ),
            Self::TooLarge(bytes) => {
                let limit = bytes / 1024 / 1024;
                (
                    format!(
                        "Die Antwort des FIM-Portals ist größer als {limit} MB, so viel lesen wir nicht. Suchen Sie genauer oder wählen Sie ein anderes Schema."
                    ),
                    format!(
                        "The answer of the FIM portal is larger than {limit} MB, which we do not read. Search more precisely or choose another schema."
                    ),
                )
            }
            Self::Different => both(
                "Das FIM-Portal hat ein anderes Schema geschickt als das gewählte. Suchen Sie noch einmal.",
                "The FIM portal sent another schema than the one chosen. Search again.",
            ),
        }
    }
}
