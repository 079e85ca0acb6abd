//! Reading warnings of others.

use jiff::Timestamp;
use quick_xml::Reader;
use quick_xml::events::Event as XmlEvent;

use super::{Alert, Area, Certainty, Corner, Info, MessageType, Severity, Status, Urgency};

/// Bytes of the largest warning read.
pub const BYTES_MAX: usize = 4 * 1024 * 1024;
/// Infos, areas, polygons and values read of each.
const ENTRIES_MAX: usize = 500;
/// Corners of the largest polygon read.
const CORNERS_MAX: usize = 50_000;
/// Elements in elements that are followed.
const DEPTH_MAX: usize = 16;

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
