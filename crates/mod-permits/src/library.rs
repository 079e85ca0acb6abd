//! Side conditions and the grounds the law allows for them: without a ground there is none.

use kernel::{AppError, Text};
use serde::{Deserialize, Serialize};

macro_rules! grounds {
    ($($(#[$doc:meta])* $variant:ident = $word:literal, $de:literal, $en:literal;)*) => {
        /// What a side condition may regulate (§ 127 (8) TKG).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub enum Ground {
            $($(#[$doc])* $variant,)*
        }

        impl Ground {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The word in the database.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// Reads the word.
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)* _ => None }
            }

            /// What people read.
            pub fn label(self) -> Text {
                match self { $(Self::$variant => Text::new($de, $en),)* }
            }
        }
    };
}

grounds! {
    /// Manner of building and the rules of technology.
    Building = "building", "Art und Weise der Errichtung, Regeln der Technik", "manner of building, rules of technology";
    /// Safety and ease of traffic.
    Traffic = "traffic", "Sicherheit und Leichtigkeit des Verkehrs", "safety and ease of traffic";
    /// Documentation of the position by coordinates.
    Position = "position", "übliche Dokumentation der Lage nach Koordinaten", "usual documentation of the position";
    /// Duty of traffic safety.
    Safety = "safety", "Verkehrssicherungspflicht", "duty to keep the road safe";
    /// A fair security.
    Security = "security", "angemessene Sicherheit", "fair security";
}

/// A side condition of the library.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Template {
    /// Its name.
    pub name: &'static str,
    /// Its ground.
    pub ground: Ground,
    /// Its text in the notice.
    pub text: &'static str,
}

/// What most notices hold. The same for every operator (§ 127 (8) TKG: not discriminating).
pub const LIBRARY: &[Template] = &[
    Template {
        name: "bauweise",
        ground: Ground::Building,
        text: "Die Arbeiten sind nach den anerkannten Regeln der Technik für Aufgrabungen in Verkehrsflächen auszuführen. Der vorhandene Aufbau ist gleichwertig wiederherzustellen.",
    },
    Template {
        name: "verdichtung",
        ground: Ground::Building,
        text: "Die Verdichtung ist je Lage nachzuweisen. Die Nachweise sind spätestens zur Abnahme vorzulegen.",
    },
    Template {
        name: "baeume",
        ground: Ground::Building,
        text: "Im Wurzelbereich von Bäumen ist von Hand oder mit Saugtechnik zu graben. Wurzeln dürfen nur nach Freigabe durchtrennt werden.",
    },
    Template {
        name: "gehweg",
        ground: Ground::Traffic,
        text: "Für Fußgängerinnen und Fußgänger ist jederzeit ein sicherer, auch mit Rollstuhl und Kinderwagen nutzbarer Weg freizuhalten.",
    },
    Template {
        name: "anlieger",
        ground: Ground::Traffic,
        text: "Grundstückszufahrten und Zugänge sind außerhalb der Arbeitszeit befahrbar und begehbar abzudecken. Rettungswege bleiben frei.",
    },
    Template {
        name: "lage",
        ground: Ground::Position,
        text: "Die Lage der Leitung ist nach Koordinaten (EPSG:25832) einzumessen und nach Abschluss als XTrasse- oder GeoJSON-Datei zu übergeben.",
    },
    Template {
        name: "sicherung",
        ground: Ground::Safety,
        text: "Die Baustelle ist bis zur Abnahme zu sichern und zu kontrollieren. Eine rund um die Uhr erreichbare verantwortliche Person ist zu benennen.",
    },
    Template {
        name: "sicherheit",
        ground: Ground::Security,
        text: "Vor Beginn ist eine angemessene Sicherheit zu leisten.",
    },
];

/// A side condition of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// Number within the request.
    pub seq: i64,
    /// Its name in the library; empty for one of its own.
    pub name: String,
    /// Its ground.
    pub ground: Ground,
    /// Its text.
    pub text: String,
    /// Streets it holds for, separated by line breaks; empty for all.
    pub streets: String,
}

impl Condition {
    /// One from the library.
    pub fn of(template: &Template) -> Self {
        Self {
            seq: 0,
            name: template.name.to_owned(),
            ground: template.ground,
            text: template.text.to_owned(),
            streets: String::new(),
        }
    }

    /// One in own words, with the ground it rests on.
    ///
    /// # Errors
    /// [`AppError::Refused`] without ground or words.
    pub fn own(ground: &str, text: &str, streets: &str) -> Result<Self, AppError> {
        let wrong = |field: &str, de: &str, en: &str| {
            kernel::Problem::new("permits/condition", de, en).at(field, de, en)
        };
        let ground = Ground::from_word(ground).ok_or_else(|| {
            wrong(
                "grund",
                "Wählen Sie den Grund nach § 127 Abs. 8 TKG. Ohne Grund ist keine Nebenbestimmung erlaubt.",
                "Choose the ground under § 127 (8) TKG. Without one no condition is allowed.",
            )
        })?;
        let text = text.trim();
        if text.is_empty() || text.chars().count() > 2_000 {
            return Err(wrong(
                "wortlaut",
                "Schreiben Sie den Wortlaut, höchstens 2.000 Zeichen.",
                "Write the text, at most 2,000 characters.",
            )
            .into());
        }
        Ok(Self {
            seq: 0,
            name: String::new(),
            ground,
            text: text.to_owned(),
            streets: streets.trim().to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_without_ground_is_refused() {
        assert!(Condition::own("building", "Sand ist zu nehmen.", "").is_ok());
        assert!(Condition::own("", "Sand ist zu nehmen.", "").is_err());
        assert!(Condition::own("taste", "Sand ist zu nehmen.", "").is_err());
        assert!(Condition::own("building", "  ", "").is_err());
    }
}
