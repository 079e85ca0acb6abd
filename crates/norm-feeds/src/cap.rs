//! Warnings in the Common Alerting Protocol (CAP 1.2), written and read.

use jiff::Timestamp;
use quick_xml::Reader;
use quick_xml::events::Event as XmlEvent;

use crate::calendar::berlin;
use crate::xml::Xml;

/// The namespace of the protocol.
const NAMESPACE: &str = "urn:oasis:names:tc:emergency:cap:1.2";
/// Bytes of the largest warning read.
pub const BYTES_MAX: usize = 4 * 1024 * 1024;
/// Infos, areas, polygons and values read of each.
const ENTRIES_MAX: usize = 500;
/// Corners of the largest polygon read.
const CORNERS_MAX: usize = 50_000;
/// Elements in elements that are followed.
const DEPTH_MAX: usize = 16;

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

/// A file that is no warning.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CapError {
    /// Too large.
    #[error("a warning of {0} bytes is too large")]
    TooLarge(usize),
    /// Not XML, or nested without end.
    #[error("not well-formed: {0}")]
    Malformed(String),
    /// XML, but no warning of this protocol.
    #[error("not a CAP alert: {0}")]
    NotAnAlert(&'static str),
}

/// Collects values while the file goes by.
#[derive(Default)]
struct Collect {
    alert: Alert,
    name: String,
    has: [bool; 3],
}

fn instant(text: &str) -> Option<Timestamp> {
    text.trim().parse().ok()
}

fn add<T>(list: &mut Vec<T>, value: T) {
    if list.len() < ENTRIES_MAX {
        list.push(value);
    }
}

fn polygon(text: &str) -> Option<Vec<Corner>> {
    let corners = text.split_whitespace().take(CORNERS_MAX).map(|corner| {
        let (lat, lon) = corner.split_once(',')?;
        Some((crate::calendar::microdegrees(lat)?, crate::calendar::microdegrees(lon)?))
    });
    corners.collect::<Option<Vec<_>>>().filter(|c| c.len() >= 4)
}

impl Collect {
    fn open(&mut self, path: &[String]) {
        match path.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
            ["alert", "info"] => add(&mut self.alert.infos, Info::default()),
            ["alert", "info", "area"] => {
                if let Some(info) = self.alert.infos.last_mut() {
                    add(&mut info.areas, Area::default());
                }
            }
            _ => {}
        }
    }

    fn value(&mut self, path: &[String], text: &str) {
        let text = text.trim();
        match path.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
            ["alert", name] => self.about(name, text),
            ["alert", "info", name] => {
                if let Some(info) = self.alert.infos.last_mut() {
                    say(info, name, text);
                }
            }
            ["alert", "info", .., "valueName"] => text.clone_into(&mut self.name),
            ["alert", "info", "parameter", "value"] => {
                if let Some(info) = self.alert.infos.last_mut() {
                    add(&mut info.parameters, (std::mem::take(&mut self.name), text.to_owned()));
                }
            }
            ["alert", "info", "area", rest @ ..] => {
                let Some(area) = self.alert.infos.last_mut().and_then(|i| i.areas.last_mut())
                else {
                    return;
                };
                match rest {
                    ["areaDesc"] => text.clone_into(&mut area.description),
                    ["polygon"] => {
                        if let Some(polygon) = polygon(text) {
                            add(&mut area.polygons, polygon);
                        }
                    }
                    ["geocode", "value"] => {
                        add(&mut area.geocodes, (std::mem::take(&mut self.name), text.to_owned()));
                    }
                    _ => {}
                }
            }
            _ => {}
        }
    }

    fn about(&mut self, name: &str, text: &str) {
        let alert = &mut self.alert;
        match name {
            "identifier" => {
                text.clone_into(&mut alert.identifier);
                self.has[0] = !text.is_empty();
            }
            "sender" => {
                text.clone_into(&mut alert.sender);
                self.has[1] = !text.is_empty();
            }
            "sent" => {
                if let Some(at) = instant(text) {
                    alert.sent = at;
                    self.has[2] = true;
                }
            }
            // A test or an exercise must never be taken for the real thing.
            "status" => alert.status = Status::of(text).unwrap_or(Status::System),
            "msgType" => alert.message_type = MessageType::of(text).unwrap_or_default(),
            "references" => {
                let all = text.split_whitespace().take(ENTRIES_MAX).filter_map(|one| {
                    let mut parts = one.splitn(3, ',');
                    let (sender, id) = (parts.next()?, parts.next()?);
                    Some((sender.to_owned(), id.to_owned(), instant(parts.next()?)?))
                });
                alert.references = all.collect();
            }
            _ => {}
        }
    }
}

fn say(info: &mut Info, name: &str, text: &str) {
    let field = match name {
        "language" => &mut info.language,
        "event" => &mut info.event,
        "senderName" => &mut info.sender_name,
        "headline" => &mut info.headline,
        "description" => &mut info.description,
        "instruction" => &mut info.instruction,
        "web" => &mut info.web,
        "contact" => &mut info.contact,
        "category" => return add(&mut info.categories, text.to_owned()),
        "responseType" => return add(&mut info.responses, text.to_owned()),
        "urgency" => {
            info.urgency = Urgency::of(text).unwrap_or_default();
            return;
        }
        "severity" => {
            info.severity = Severity::of(text).unwrap_or_default();
            return;
        }
        "certainty" => {
            info.certainty = Certainty::of(text).unwrap_or_default();
            return;
        }
        "effective" => {
            info.effective = instant(text);
            return;
        }
        "onset" => {
            info.onset = instant(text);
            return;
        }
        "expires" => {
            info.expires = instant(text);
            return;
        }
        _ => return,
    };
    text.clone_into(field);
}

/// Reads a warning. Entities from outside are not followed; unknown elements are passed over.
///
/// # Errors
/// When it is too large, not well-formed, or lacks id, sender or time.
pub fn read_alert(bytes: &[u8]) -> Result<Alert, CapError> {
    if bytes.len() > BYTES_MAX {
        return Err(CapError::TooLarge(bytes.len()));
    }
    let text = std::str::from_utf8(bytes).map_err(|e| CapError::Malformed(e.to_string()))?;
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    let malformed = |e: &dyn std::fmt::Display| CapError::Malformed(e.to_string());
    let (mut path, mut value) = (Vec::<String>::new(), String::new());
    let mut collect = Collect::default();
    loop {
        match reader.read_event().map_err(|e| malformed(&e))? {
            XmlEvent::Start(start) => {
                if path.len() >= DEPTH_MAX {
                    return Err(CapError::Malformed("nested too deeply".into()));
                }
                path.push(start.local_name().into_inner().to_owned());
                value.clear();
                collect.open(&path);
            }
            XmlEvent::Text(words) => value.push_str(&words.xml10_content()),
            XmlEvent::CData(words) => value.push_str(&words.xml10_content()),
            XmlEvent::GeneralRef(reference) => {
                let meant = reference.resolve_char_ref().map_err(|e| malformed(&e))?;
                let name = reference.xml10_content();
                match meant {
                    Some(c) => value.push(c),
                    None => value.push_str(
                        quick_xml::escape::resolve_predefined_entity(&name)
                            .ok_or_else(|| malformed(&format!("the entity {name}")))?,
                    ),
                }
            }
            // A warning needs no definitions of its own, and they are a way to attack.
            XmlEvent::DocType(_) => return Err(CapError::Malformed("a document type".into())),
            XmlEvent::End(_) => {
                collect.value(&path, &value);
                path.pop();
                value.clear();
            }
            XmlEvent::Eof => break,
            _ => {}
        }
    }
    match collect.has {
        [true, true, true] => Ok(collect.alert),
        [false, ..] => Err(CapError::NotAnAlert("no identifier")),
        [_, false, _] => Err(CapError::NotAnAlert("no sender")),
        _ => Err(CapError::NotAnAlert("no time of sending")),
    }
}
