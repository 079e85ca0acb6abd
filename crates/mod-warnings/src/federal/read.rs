//! The two answers of the service: the list for a district, and one warning.

use std::collections::BTreeSet;

use jiff::Timestamp;
use norm_feeds::cap::Severity;
use serde::Deserialize;

use super::{Federal, Standing};

/// Characters of a line taken over.
const LINE_CHARS_MAX: usize = 300;

#[derive(Deserialize)]
struct Entry {
    id: String,
    payload: Payload,
    sent: Option<String>,
    expires: Option<String>,
    #[serde(rename = "i18nTitle", default)]
    title: Title,
}

#[derive(Default, Deserialize)]
struct Title {
    #[serde(default)]
    de: String,
}

#[derive(Deserialize)]
struct Payload {
    data: Facts,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Facts {
    #[serde(default)]
    headline: String,
    #[serde(default)]
    provider: String,
    #[serde(default)]
    severity: String,
    #[serde(default)]
    msg_type: String,
}

/// A warning of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its id.
    pub id: String,
    /// Who warns.
    pub provider: String,
    /// How bad it is.
    pub severity: Severity,
    /// What it says in a line.
    pub headline: String,
    /// When it was sent.
    pub sent: Timestamp,
    /// Until when it holds.
    pub expires: Option<Timestamp>,
    /// It takes the earlier one back.
    pub is_cancel: bool,
    /// Where, from the warning itself.
    pub area: String,
    /// Where to read more, from the warning itself.
    pub link: String,
}

impl Found {
    /// As the town keeps it; what was decided before stays.
    pub fn federal(&self, before: Option<&Federal>) -> Federal {
        Federal {
            id: self.id.clone(),
            provider: self.provider.clone(),
            severity: self.severity,
            headline: self.headline.clone(),
            area: self.area.clone(),
            link: self.link.clone(),
            sent: self.sent,
            expires: self.expires,
            standing: before.map_or(Standing::New, |b| b.standing),
            thread: before.and_then(|b| b.thread),
        }
    }
}

fn line(text: &str) -> String {
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    clean.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(LINE_CHARS_MAX).collect()
}

/// An id that may stand in an address.
fn is_id(id: &str) -> bool {
    (1..=120).contains(&id.len())
        && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
}

/// Warnings of one list at most: a district has a handful, a broken service may name thousands.
const ENTRIES_MAX: usize = 200;

/// Reads the list of a district. An entry that does not read is left out; a list that does not is
/// an error. So is one in which nothing reads: it must not look like the end of all danger.
///
/// # Errors
/// What is wrong with it.
pub fn list(bytes: &[u8]) -> Result<Vec<Found>, String> {
    let entries: Vec<serde_json::Value> =
        serde_json::from_slice(bytes).map_err(|e| format!("the list does not read: {e}"))?;
    let count = entries.len();
    if count > ENTRIES_MAX {
        return Err(format!("the list names {count} warnings, more than {ENTRIES_MAX}"));
    }
    let all: Vec<Found> = entries
        .into_iter()
        .filter_map(|value| serde_json::from_value(value).ok())
        .filter_map(found)
        .collect();
    if all.is_empty() && count > 0 {
        return Err(format!("none of the {count} warnings in the list reads"));
    }
    Ok(all)
}

/// Ids a list names, of warnings that read and of those that do not: what is named is not over.
/// Nothing if an entry says no id, for then nobody knows which one it is.
pub fn named(bytes: &[u8]) -> Option<BTreeSet<String>> {
    let entries: Vec<serde_json::Value> = serde_json::from_slice(bytes).ok()?;
    entries.iter().map(|e| Some(e.get("id")?.as_str()?.to_owned())).collect()
}

fn found(entry: Entry) -> Option<Found> {
    let facts = entry.payload.data;
    let headline = line(if facts.headline.is_empty() { &entry.title.de } else { &facts.headline });
    if headline.is_empty() || !is_id(&entry.id) {
        return None;
    }
    Some(Found {
        provider: line(&facts.provider),
        severity: Severity::of(&facts.severity).unwrap_or_default(),
        headline,
        sent: entry.sent.as_deref()?.parse().ok()?,
        expires: entry.expires.and_then(|e| e.parse().ok()),
        is_cancel: facts.msg_type == "Cancel",
        area: String::new(),
        link: String::new(),
        id: entry.id,
    })
}

#[derive(Deserialize)]
struct Whole {
    #[serde(default)]
    info: Vec<Info>,
}

#[derive(Deserialize)]
struct Info {
    #[serde(default)]
    expires: Option<String>,
    #[serde(default)]
    web: Option<String>,
    #[serde(default)]
    area: Vec<Area>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Area {
    #[serde(default)]
    area_desc: String,
}

/// Adds what only the warning itself says; what does not read is left out.
pub fn complete(found: &mut Found, bytes: &[u8]) {
    let Ok(whole) = serde_json::from_slice::<Whole>(bytes) else { return };
    let Some(info) = whole.info.into_iter().next() else { return };
    let areas: Vec<String> =
        info.area.iter().map(|a| line(&a.area_desc)).filter(|a| !a.is_empty()).collect();
    found.area = line(&areas.join(", ")).chars().take(160).collect();
    found.expires = found.expires.or_else(|| info.expires.and_then(|e| e.parse().ok()));
    let web = info.web.unwrap_or_default();
    if web.starts_with("https://") && !web.contains(char::is_whitespace) && web.len() <= 500 {
        found.link = web;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_and_what_is_no_warning_is_left_out() {
        let text = r#"[
            {"id":"mow.DE-NW-1","payload":{"version":2,"type":"ALERT","id":"mow.DE-NW-1","hash":"x",
             "data":{"headline":"Unwetter\n  im Kreis","provider":"MOWAS","severity":"Severe","msgType":"Alert"}},
             "i18nTitle":{"de":"Unwetter"},"sent":"2026-05-04T10:00:00+02:00"},
            {"id":"../../etc","payload":{"data":{"headline":"x"}},"sent":"2026-05-04T10:00:00+02:00"},
            {"id":"ohne-zeit","payload":{"data":{"headline":"x"}}},
            {"id":"dwd.2","payload":{"data":{"severity":"Neues","msgType":"Cancel"}},"i18nTitle":{"de":"Hitze"},
             "sent":"2026-05-04T09:00:00+02:00","expires":"2026-05-05T09:00:00+02:00"},
            7]"#;
        let all = list(text.as_bytes()).unwrap();
        assert_eq!(all.len(), 2);
        assert_eq!(
            (all[0].headline.as_str(), all[0].severity),
            ("Unwetter im Kreis", Severity::Severe)
        );
        assert_eq!(all[0].sent.to_string(), "2026-05-04T08:00:00Z");
        assert!(
            all[1].is_cancel && all[1].severity == Severity::Unknown && all[1].expires.is_some()
        );
        assert!(list(b"<html>").is_err());
        assert_eq!(list(b"[]"), Ok(Vec::new()), "nothing to warn of");
        assert!(list(b"[7, {\"id\":\"a\"}]").is_err(), "what does not read is no all-clear");
        let many = format!("[{}]", vec!["{}"; 201].join(","));
        assert!(list(many.as_bytes()).is_err());
        assert_eq!(named(text.as_bytes()), None, "one entry says no id");
        let ids = named(br#"[{"id":"a","sent":"nonsense"},{"id":"b"}]"#).unwrap();
        assert_eq!(ids.into_iter().collect::<Vec<_>>(), ["a", "b"]);
        let mut one = all[0].clone();
        complete(&mut one, br#"{"info":[{"expires":"2026-05-04T20:00:00+02:00","web":"javascript:x","area":[{"areaDesc":"Kreis Wesel"}]}]}"#);
        assert_eq!((one.area.as_str(), one.link.as_str()), ("Kreis Wesel", ""));
        complete(&mut one, b"nothing");
    }
}
