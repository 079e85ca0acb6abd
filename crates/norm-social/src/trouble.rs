//! What can go wrong, sorted by what helps, in a sentence for the editor.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A sentence in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// German.
    pub de: String,
    /// English.
    pub en: String,
}

impl Words {
    /// Both.
    pub fn of(de: impl Into<String>, en: impl Into<String>) -> Self {
        Self { de: de.into(), en: en.into() }
    }
}

/// What kind of trouble it is, by what helps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Class {
    /// The token is dead: connect the account again.
    Auth,
    /// A permission is missing: grant it at the provider.
    Permission,
    /// The provider suspended or restricts the account: a person must see to it there.
    Suspended,
    /// The version of the interface is no longer served.
    VersionRetired,
    /// Too much in too short a time: later it will work.
    Rate,
    /// The provider is out of order: later it will work.
    Transient,
    /// Not ready yet: ask again soon.
    NotReady,
    /// A prepared piece is gone or broken: prepare it anew.
    Stale,
    /// A picture or film does not suit.
    Media,
    /// The text or a field does not suit.
    Content,
    /// The provider refuses it by its rules.
    Policy,
    /// The provider says it has this already.
    Duplicate,
    /// It is not there (any more).
    Gone,
    /// The channel cannot do this at all.
    Unsupported,
    /// The provider says something nobody here understands.
    Unclear,
}

impl Class {
    /// Whether the whole account waits for a person, not only this post.
    pub fn is_of_account(self) -> bool {
        matches!(self, Self::Auth | Self::Permission | Self::Suspended | Self::VersionRetired)
    }

    /// Whether waiting helps.
    pub fn heals(self) -> bool {
        matches!(self, Self::Rate | Self::Transient | Self::NotReady)
    }
}

/// What went wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    /// By what helps.
    pub class: Class,
    /// The provider's code, such as `190/463` or `quotaExceeded`; for the IT department.
    pub code: String,
    /// What happened.
    pub reason: Words,
    /// What to do.
    pub advice: Words,
    /// Before then it makes no sense to try again, if the provider says so.
    pub until: Option<Timestamp>,
    /// The provider's number of this answer, to name to its support.
    pub trace: String,
}

impl Trouble {
    /// A trouble of a class, in the words that fit any provider.
    pub fn of(class: Class, code: impl Into<String>, provider: &str) -> Self {
        let (reason, advice) = sentences(class, provider);
        Self { class, code: code.into(), reason, advice, until: None, trace: String::new() }
    }

    pub(crate) fn because(mut self, de: impl Into<String>, en: impl Into<String>) -> Self {
        self.reason = Words::of(de, en);
        self
    }

    pub(crate) fn advise(mut self, de: impl Into<String>, en: impl Into<String>) -> Self {
        self.advice = Words::of(de, en);
        self
    }

    pub(crate) fn until(mut self, at: Option<Timestamp>) -> Self {
        self.until = at;
        self
    }
}

type Four<'a> = (&'a str, &'a str, &'a str, &'a str);

fn of_account(class: Class) -> Option<Four<'static>> {
    Some(match class {
        Class::Auth => (
            "{} nimmt die Anmeldung der Stadt nicht mehr an.",
            "{} no longer accepts the town's sign-in.",
            "Verbinden Sie das Konto neu. Der Beitrag wartet so lange.",
            "Connect the account again. The post waits until then.",
        ),
        Class::Permission => (
            "Bei {} fehlt eine Berechtigung.",
            "A permission is missing at {}.",
            "Verbinden Sie das Konto neu und stimmen Sie allen Berechtigungen zu.",
            "Connect the account again and agree to all permissions.",
        ),
        Class::Suspended => (
            "{} hat das Konto der Stadt gesperrt oder eingeschränkt.",
            "{} suspended or restricts the town's account.",
            "Melden Sie sich dort an und folgen Sie den Hinweisen zum Einspruch.",
            "Sign in there and follow the notes on how to appeal.",
        ),
        Class::VersionRetired => (
            "{} bedient diese Fassung seiner Schnittstelle nicht mehr.",
            "{} no longer serves this version of its interface.",
            "Bitten Sie die IT, in den Einstellungen eine neuere Fassung einzutragen.",
            "Ask IT to enter a newer version in the settings.",
        ),
        _ => return None,
    })
}

fn of_weather(class: Class) -> Option<Four<'static>> {
    Some(match class {
        Class::Rate => (
            "{} lässt gerade nicht mehr Beiträge zu.",
            "{} does not take more posts just now.",
            "Sie müssen nichts tun: Der Versand geht von selbst weiter.",
            "There is nothing to do: sending goes on by itself.",
        ),
        Class::Transient => (
            "{} ist gerade gestört.",
            "{} is out of order just now.",
            "Sie müssen nichts tun: Der Versand wird wiederholt.",
            "There is nothing to do: sending is repeated.",
        ),
        Class::NotReady => (
            "{} bereitet den Beitrag noch vor.",
            "{} is still preparing the post.",
            "Sie müssen nichts tun.",
            "There is nothing to do.",
        ),
        Class::Stale => (
            "{} hat einen vorbereiteten Teil verworfen.",
            "{} dropped a part that was prepared.",
            "Sie müssen nichts tun: Er wird neu vorbereitet.",
            "There is nothing to do: it is prepared anew.",
        ),
        _ => return None,
    })
}

fn of_post(class: Class) -> Four<'static> {
    match class {
        Class::Media => (
            "{} nimmt ein Bild oder Video nicht an.",
            "{} does not take a picture or film.",
            "Wählen Sie eine andere Datei.",
            "Choose another file.",
        ),
        Class::Content => (
            "{} nimmt den Text nicht an.",
            "{} does not take the text.",
            "Ändern Sie die Fassung für diesen Kanal.",
            "Change the variant for this channel.",
        ),
        Class::Policy => (
            "{} lehnt den Beitrag nach seinen Regeln ab.",
            "{} refuses the post by its rules.",
            "Prüfen Sie Text und Bild. Versuchen Sie es frühestens morgen noch einmal.",
            "Check text and picture. Try again tomorrow at the earliest.",
        ),
        Class::Duplicate => (
            "{} hat diesen Beitrag schon.",
            "{} has this post already.",
            "Prüfen Sie auf dem Kanal, ob er dort steht.",
            "Check on the channel whether it is there.",
        ),
        Class::Gone => (
            "Der Beitrag ist bei {} nicht mehr da.",
            "The post is no longer at {}.",
            "Er wurde dort gelöscht. Veröffentlichen Sie ihn neu, wenn er gebraucht wird.",
            "It was deleted there. Publish it again if it is needed.",
        ),
        Class::Unsupported => (
            "{} kann das nicht.",
            "{} cannot do this.",
            "Erledigen Sie es in der App des Anbieters.",
            "Do it in the provider's app.",
        ),
        _ => (
            "{} antwortet etwas, das wir nicht verstehen.",
            "{} answers something we do not understand.",
            "Bitten Sie die IT, einen Blick darauf zu werfen.",
            "Ask IT to have a look.",
        ),
    }
}

fn sentences(class: Class, provider: &str) -> (Words, Words) {
    let (de, en, todo_de, todo_en) =
        of_account(class).or_else(|| of_weather(class)).unwrap_or_else(|| of_post(class));
    (Words::of(de.replace("{}", provider), en.replace("{}", provider)), Words::of(todo_de, todo_en))
}
