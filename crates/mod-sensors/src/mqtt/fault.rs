//! What can be wrong with a broker of somebody else, in words for staff.

use kernel::Text;

/// Why nothing is heard of a broker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Its address may not be used.
    Address,
    /// Nobody takes the connection; what the system says of it.
    Connection(String),
    /// It is not who it should be, or speaks no TLS; what the library says of it.
    Tls(String),
    /// It lets us wait too long.
    Slow,
    /// It hung up.
    HungUp,
    /// It refuses user name or password.
    Login,
    /// It refuses us, with a number.
    Refused(u8),
    /// What it says is no MQTT 3.1.1; what is wrong with it.
    Strange(String),
    /// Nothing was heard of it for too long.
    Silent,
    /// It refuses the topic.
    Topic,
    /// The house could not store what came.
    House,
}

impl Fault {
    /// What is wrong and what to do.
    pub fn words(&self) -> Text {
        let (de, en) = match self {
            Self::Address => (
                "Diese Adresse ist nicht erlaubt. Sie muss mit mqtts:// beginnen.",
                "This address is not allowed. It must begin with mqtts://.",
            ),
            Self::Connection(_) => (
                "Die Verbindung kommt nicht zustande. Prüfen Sie Adresse und Anschluss und ob der Server nach außen darf.",
                "The connection cannot be made. Check address and port, and whether the server may connect to the outside.",
            ),
            Self::Tls(_) => (
                "Die verschlüsselte Verbindung kommt nicht zustande. Prüfen Sie, ob das Zertifikat des Brokers gültig ist und zu seiner Adresse passt.",
                "The encrypted connection cannot be made. Check whether the certificate of the broker is valid and fits its address.",
            ),
            Self::Slow => {
                ("Der Broker antwortet nicht rechtzeitig.", "The broker does not answer in time.")
            }
            Self::HungUp => {
                ("Der Broker hat die Verbindung beendet.", "The broker ended the connection.")
            }
            Self::Login => (
                "Der Broker lehnt Benutzername oder Kennwort ab.",
                "The broker refuses the user name or the password.",
            ),
            Self::Refused(code) => {
                return Text::new(
                    format!("Der Broker lehnt die Verbindung ab (Code {code})."),
                    format!("The broker refuses the connection (code {code})."),
                );
            }
            Self::Strange(_) => (
                "Was dort antwortet, spricht kein MQTT 3.1.1. Prüfen Sie Adresse und Anschluss.",
                "What answers there does not speak MQTT 3.1.1. Check address and port.",
            ),
            Self::Silent => (
                "Vom Broker ist zu lange nichts gekommen.",
                "Nothing was heard of the broker for too long.",
            ),
            Self::Topic => (
                "Der Broker lehnt das Thema ab. Prüfen Sie, ob das Konto es lesen darf.",
                "The broker refuses the topic. Check whether the account may read it.",
            ),
            Self::House => (
                "Die Nachricht konnte hier nicht gespeichert werden. Sie wird noch einmal geholt.",
                "The message could not be stored here. It is fetched again.",
            ),
        };
        Text::new(de, en)
    }

    /// What the machine says of it, for those who look closer; empty for nothing.
    pub fn detail(&self) -> &str {
        match self {
            Self::Connection(said) | Self::Tls(said) | Self::Strange(said) => said,
            _ => "",
        }
    }
}
