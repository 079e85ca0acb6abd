//! Warnings in the Common Alerting Protocol (CAP 1.2), written and read.

mod read;

use jiff::Timestamp;

use crate::calendar::berlin;
use crate::xml::Xml;

pub use read::{BYTES_MAX, CapError, read_alert};

/// The namespace of the protocol.
const NAMESPACE: &str = "urn:oasis:names:tc:emergency:cap:1.2";

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$word_doc:meta])* $word:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub enum $name {
            $($(#[$word_doc])* $word,)*
        }

        impl $name {
            /// The word of the protocol.
            pub fn word(self) -> &'static str {
                match self { $(Self::$word => $text,)* }
            }

            /// The value of a word; none for unknown ones.
            pub fn of(word: &str) -> Option<Self> {
                match word.trim() { $($text => Some(Self::$word),)* _ => None }
            }
        }
    };
}

words! {
    /// Whether it is real.
    Status {
        /// It is.
        #[default]
        Actual = "Actual",
        /// An exercise.
        Exercise = "Exercise",
        /// Between systems.
        System = "System",
        /// A test.
        Test = "Test",
        /// Not yet.
        Draft = "Draft",
    }
}
words! {
    /// What the message does.
    MessageType {
        /// Warns.
        #[default]
        Alert = "Alert",
        /// Takes the place of earlier ones.
        Update = "Update",
        /// Says that it is over.
        Cancel = "Cancel",
        /// Says that it arrived.
        Ack = "Ack",
        /// Says that it is wrong.
        Error = "Error",
    }
}
words! {
    /// How soon one must act.
    Urgency {
        /// At once.
        Immediate = "Immediate",
        /// Within the hour.
        Expected = "Expected",
        /// Soon.
        Future = "Future",
        /// No longer.
        Past = "Past",
        /// Nobody knows.
        #[default]
        Unknown = "Unknown",
    }
}
words! {
    /// How bad it is.
    Severity {
        /// Extraordinary.
        Extreme = "Extreme",
        /// Significant.
        Severe = "Severe",
        /// Possible harm.
        Moderate = "Moderate",
        /// Hardly any.
        Minor = "Minor",
        /// Nobody knows.
        #[default]
        Unknown = "Unknown",
    }
}
words! {
    /// How sure it is.
    Certainty {
        /// It happened.
        Observed = "Observed",
        /// More likely than not.
        Likely = "Likely",
        /// Possible.
        Possible = "Possible",
        /// Hardly.
        Unlikely = "Unlikely",
        /// Nobody knows.
        #[default]
        Unknown = "Unknown",
    }
}

/// A corner: WGS 84, in millionths of a degree, latitude first.
pub type Corner = (i32, i32);

/// A warning.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Alert {
    /// Its id.
    pub identifier: String,
    /// Who sends it.
    pub sender: String,
    /// When it was sent.
    pub sent: Timestamp,
    /// Whether it is real.
    pub status: Status,
    /// What it does.
    pub message_type: MessageType,
    /// Earlier messages it is about: sender, id, when sent.
    pub references: Vec<(String, String, Timestamp)>,
    /// What it says, one per language.
    pub infos: Vec<Info>,
}

/// What a warning says in one language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Info {
    /// The language, as in BCP 47.
    pub language: String,
    /// Kinds of danger: `Met`, `Geo`, `Safety`, `Fire`, `Health`, `Infra`, `Env`, `Transport` …
    pub categories: Vec<String>,
    /// What happens.
    pub event: String,
    /// What to do: `Shelter`, `Evacuate`, `Prepare`, `Avoid`, `Monitor`, `AllClear` …
    pub responses: Vec<String>,
    /// How soon one must act.
    pub urgency: Urgency,
    /// How bad it is.
    pub severity: Severity,
    /// How sure it is.
    pub certainty: Certainty,
    /// From when it holds.
    pub effective: Option<Timestamp>,
    /// When it begins.
    pub onset: Option<Timestamp>,
    /// Until when it holds.
    pub expires: Option<Timestamp>,
    /// Who warns, for people.
    pub sender_name: String,
    /// A headline.
    pub headline: String,
    /// What happens, at length.
    pub description: String,
    /// What to do, at length.
    pub instruction: String,
    /// Where to read more.
    pub web: String,
    /// Whom to ask.
    pub contact: String,
    /// Further values: name and value.
    pub parameters: Vec<(String, String)>,
    /// Where.
    pub areas: Vec<Area>,
}

/// Where a warning holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Area {
    /// In words.
    pub description: String,
    /// As polygons; the last corner is the first.
    pub polygons: Vec<Vec<Corner>>,
    /// As keys: kind of key (`AGS`, `ARS`) and key.
    pub geocodes: Vec<(String, String)>,
}

/// An instant as the protocol wants it: local time with its offset, never `Z`.
fn stamp(at: Timestamp) -> String {
    at.to_zoned(berlin()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// A word within a list apart by commas or spaces.
fn token(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_whitespace() || c == ',' || c == '<' || c == '&' { '_' } else { c })
        .collect()
}

impl Alert {
    /// The warning as a file (`application/cap+xml`).
    pub fn write(&self) -> String {
        let mut xml = Xml::new();
        xml.element("alert", &[("xmlns", NAMESPACE)], |xml| {
            xml.text("identifier", &[], &token(&self.identifier));
            xml.text("sender", &[], &token(&self.sender));
            xml.text("sent", &[], &stamp(self.sent));
            xml.text("status", &[], self.status.word());
            xml.text("msgType", &[], self.message_type.word());
            xml.text("scope", &[], "Public");
            if !self.references.is_empty() {
                let all: Vec<String> = self
                    .references
                    .iter()
                    .map(|(sender, id, sent)| {
                        format!("{},{},{}", token(sender), token(id), stamp(*sent))
                    })
                    .collect();
                xml.text("references", &[], &all.join(" "));
            }
            self.infos.iter().for_each(|info| info.write(xml));
        });
        xml.finish()
    }
}

impl Info {
    fn write(&self, xml: &mut Xml) {
        xml.element("info", &[], |xml| {
            xml.text_if("language", &self.language);
            // One is required.
            if self.categories.is_empty() {
                xml.text("category", &[], "Other");
            }
            self.categories.iter().for_each(|c| xml.text("category", &[], c));
            xml.text("event", &[], &self.event);
            self.responses.iter().for_each(|r| xml.text("responseType", &[], r));
            xml.text("urgency", &[], self.urgency.word());
            xml.text("severity", &[], self.severity.word());
            xml.text("certainty", &[], self.certainty.word());
            for (name, at) in
                [("effective", self.effective), ("onset", self.onset), ("expires", self.expires)]
            {
                if let Some(at) = at {
                    xml.text(name, &[], &stamp(at));
                }
            }
            xml.text_if("senderName", &self.sender_name);
            xml.text_if("headline", &self.headline);
            xml.text_if("description", &self.description);
            xml.text_if("instruction", &self.instruction);
            xml.text_if("web", &self.web);
            xml.text_if("contact", &self.contact);
            self.parameters.iter().for_each(|(name, value)| pair(xml, "parameter", name, value));
            self.areas.iter().for_each(|area| area.write(xml));
        });
    }
}

fn pair(xml: &mut Xml, element: &str, name: &str, value: &str) {
    xml.element(element, &[], |xml| {
        xml.text("valueName", &[], name);
        xml.text("value", &[], value);
    });
}

impl Area {
    fn write(&self, xml: &mut Xml) {
        xml.element("area", &[], |xml| {
            xml.text("areaDesc", &[], &self.description);
            for polygon in &self.polygons {
                let degrees = crate::calendar::degrees;
                let corners: Vec<String> = polygon
                    .iter()
                    .map(|(lat, lon)| format!("{},{}", degrees(*lat), degrees(*lon)))
                    .collect();
                xml.text("polygon", &[], &corners.join(" "));
            }
            self.geocodes.iter().for_each(|(name, value)| pair(xml, "geocode", name, value));
        });
    }
}
