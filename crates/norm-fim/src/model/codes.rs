//! Coded values of the standard: status, kind and type.

use serde::{Deserialize, Serialize};

/// Release status (`freigabestatus`), list `urn:xoev-de:xprozess:codeliste:status`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ReleaseStatus {
    /// 1 in Planung.
    Planned,
    /// 2 in Bearbeitung.
    InProgress,
    /// 3 Entwurf.
    Draft,
    /// 4 methodisch freigegeben.
    MethodReleased,
    /// 5 fachlich freigegeben (silber).
    Silver,
    /// 6 fachlich freigegeben (gold).
    Gold,
    /// 7 inaktiv.
    Inactive,
    /// 8 vorgesehen zum Löschen.
    ToBeDeleted,
}

impl ReleaseStatus {
    const ALL: [(&'static str, Self, &'static str); 8] = [
        ("1", Self::Planned, "in Planung"),
        ("2", Self::InProgress, "in Bearbeitung"),
        ("3", Self::Draft, "Entwurf"),
        ("4", Self::MethodReleased, "methodisch freigegeben"),
        ("5", Self::Silver, "fachlich freigegeben (silber)"),
        ("6", Self::Gold, "fachlich freigegeben (gold)"),
        ("7", Self::Inactive, "inaktiv"),
        ("8", Self::ToBeDeleted, "vorgesehen zum Löschen"),
    ];

    /// Reads the code `1` to `8`.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().find(|(c, _, _)| *c == code).map(|(_, status, _)| *status)
    }

    /// The code `1` to `8`.
    pub fn code(self) -> &'static str {
        Self::ALL.iter().find(|(_, s, _)| *s == self).map_or("2", |(code, _, _)| code)
    }

    /// The official German words.
    pub fn label(self) -> &'static str {
        Self::ALL.iter().find(|(_, s, _)| *s == self).map_or("", |(_, _, label)| label)
    }
}

/// How a field is used (feldart).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FieldKind {
    /// Typed in.
    #[default]
    Input,
    /// Chosen from a list.
    Select,
    /// Text shown, no answer.
    Label,
    /// Not shown, filled by the system.
    Hidden,
    /// Shown, filled by the system.
    Locked,
}

impl FieldKind {
    const ALL: [(&'static str, Self); 5] = [
        ("input", Self::Input),
        ("select", Self::Select),
        ("label", Self::Label),
        ("hidden", Self::Hidden),
        ("locked", Self::Locked),
    ];

    /// Reads the code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().find(|(c, _)| *c == code).map(|(_, kind)| *kind)
    }

    /// The code.
    pub fn code(self) -> &'static str {
        Self::ALL.iter().find(|(_, k)| *k == self).map_or("input", |(code, _)| code)
    }
}

/// What an answer is made of (datentyp).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum DataType {
    /// Text.
    #[default]
    Text,
    /// Text in the letters of DIN SPEC 91379.
    TextLatin,
    /// Day.
    Date,
    /// Time of day.
    Time,
    /// Day and time.
    DateTime,
    /// Yes or no.
    Bool,
    /// Decimal number.
    Number,
    /// Whole number.
    Integer,
    /// Amount of money in euro.
    Money,
    /// Attachment.
    File,
    /// Statistical object, not further described.
    Object,
}

impl DataType {
    const ALL: [(&'static str, Self); 11] = [
        ("text", Self::Text),
        ("text_latin", Self::TextLatin),
        ("date", Self::Date),
        ("time", Self::Time),
        ("datetime", Self::DateTime),
        ("bool", Self::Bool),
        ("num", Self::Number),
        ("num_int", Self::Integer),
        ("num_currency", Self::Money),
        ("file", Self::File),
        ("obj", Self::Object),
    ];

    /// Reads the code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().find(|(c, _)| *c == code).map(|(_, kind)| *kind)
    }

    /// The code.
    pub fn code(self) -> &'static str {
        Self::ALL.iter().find(|(_, k)| *k == self).map_or("text", |(code, _)| code)
    }
}
