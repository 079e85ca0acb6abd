//! The two answers of the service: the list for a district, and one warning.

use std::collections::BTreeSet;

use jiff::Timestamp;
use norm_feeds::cap::{Severity, Status};
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
    /// Some services keep naming what no longer holds.
    #[serde(default = "yes")]
    valid: bool,
}

fn yes() -> bool {
    true
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
    /// A machine may show it: it is real, and nothing says that it is about other towns only.
    pub is_certain: bool,
}

impl Found {
    /// As the town keeps it; what was decided before stays.
    pub fn federal(&self, before: Option<&Federal>) -> Federal {
        // What could not be asked for this time is as it was.
        let or = |now: &String, then: Option<&String>| {
            then.filter(|_| now.is_empty()).unwrap_or(now).clone()
        };
        Federal {
            id: self.id.clone(),
            provider: self.provider.clone(),
            severity: self.severity,
            headline: self.headline.clone(),
            area: or(&self.area, before.map(|b| &b.area)),
            link: or(&self.link, before.map(|b| &b.link)),
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
        is_cancel: facts.msg_type == "Cancel" || !facts.valid,
        area: String::new(),
        link: String::new(),
        is_certain: true,
        id: entry.id,
    })
}

#[derive(Deserialize)]
struct Whole {
    #[serde(default)]
    status: Option<String>,
    #[serde(default)]
    info: Vec<Info>,
}

#[derive(Deserialize)]
struct Info {
    #[serde(default)]
    language: Option<String>,
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
    #[serde(default)]
    geocode: Vec<Geocode>,
}

#[derive(Deserialize)]
struct Geocode {
    #[serde(default)]
    value: String,
}

/// Whether a regional key names a town or something around it: `055660000000` is its whole district.
fn covers(key: &str, ars: &str) -> bool {
    ars.starts_with(key.trim_end_matches('0'))
}

/// Adds what only the warning itself says; what does not read is left out. `ars` is the key of the
/// town.
pub fn complete(found: &mut Found, bytes: &[u8], ars: &str) {
    let Ok(whole) = serde_json::from_slice::<Whole>(bytes) else { return };
    let status = whole.status.as_deref().map_or(Some(Status::Actual), Status::of);
    // A test or an exercise must never be taken for the real thing.
    if status != Some(Status::Actual) {
        found.is_certain = false;
        let word = if status == Some(Status::Exercise) { "Übung" } else { "Test" };
        found.headline = line(&format!("{word}: {}", found.headline));
    }
    let is_german =
        |i: &&Info| i.language.as_deref().is_some_and(|l| l.to_ascii_lowercase().starts_with("de"));
    let Some(info) = whole.info.iter().find(is_german).or(whole.info.first()) else { return };
    let areas: Vec<String> =
        info.area.iter().map(|a| line(&a.area_desc)).filter(|a| !a.is_empty()).collect();
    found.area = line(&areas.join(", ")).chars().take(160).collect();
    let keys: Vec<&str> = info
        .area
        .iter()
        .flat_map(|area| &area.geocode)
        .map(|code| code.value.trim())
        .filter(|key| key.len() == 12 && key.bytes().all(|b| b.is_ascii_digit()))
        .collect();
    if !keys.is_empty() && !keys.iter().any(|key| covers(key, ars)) {
        found.is_certain = false;
    }
    let expires = info.expires.as_deref().and_then(|e| e.parse().ok());
    found.expires = found.expires.or(expires);
    let web = info.web.clone().unwrap_or_default();
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
        complete(&mut one, br#"{"info":[{"expires":"2026-05-04T20:00:00+02:00","web":"javascript:x","area":[{"areaDesc":"Kreis Wesel"}]}]}"#, TOWN);
        assert_eq!((one.area.as_str(), one.link.as_str()), ("Kreis Wesel", ""));
        complete(&mut one, b"nothing", TOWN);
        assert!(one.is_certain);
    }

    const TOWN: &str = "051700024024";

    fn one() -> Found {
        let text = r#"[{"id":"a","payload":{"data":{"headline":"Sturm"}},"sent":"2026-05-04T10:00:00+02:00"}]"#;
        list(text.as_bytes()).unwrap().remove(0)
    }

    #[test]
    fn a_machine_shows_only_what_is_real_and_about_this_town() {
        for (whole, is_certain, headline) in [
            (r#"{"status":"Actual","info":[]}"#, true, "Sturm"),
            (r#"{"status":"Exercise","info":[]}"#, false, "Übung: Sturm"),
            (r#"{"status":"Test"}"#, false, "Test: Sturm"),
            (r#"{"status":"Neues"}"#, false, "Test: Sturm"),
            // The town itself, its district, the whole country; a neighbour; keys of other sorts.
            (r#"{"info":[{"area":[{"geocode":[{"value":"051700024024"}]}]}]}"#, true, "Sturm"),
            (r#"{"info":[{"area":[{"geocode":[{"value":"051700000000"}]}]}]}"#, true, "Sturm"),
            (r#"{"info":[{"area":[{"geocode":[{"value":"000000000000"}]}]}]}"#, true, "Sturm"),
            (r#"{"info":[{"area":[{"geocode":[{"value":"051700008008"}]}]}]}"#, false, "Sturm"),
            (
                r#"{"info":[{"area":[{"geocode":[{"value":"051700008008"},{"value":"051700024024"}]}]}]}"#,
                true,
                "Sturm",
            ),
            (r#"{"info":[{"area":[{"geocode":[{"value":"105170"}]}]}]}"#, true, "Sturm"),
        ] {
            let mut found = one();
            complete(&mut found, whole.as_bytes(), TOWN);
            assert_eq!(
                (found.is_certain, found.headline.as_str()),
                (is_certain, headline),
                "{whole}"
            );
        }
        let mut found = one();
        let both = r#"{"info":[{"language":"en-GB","area":[{"areaDesc":"district"}]},{"language":"DE","area":[{"areaDesc":"Kreis"}]}]}"#;
        complete(&mut found, both.as_bytes(), TOWN);
        assert_eq!(found.area, "Kreis");
        let over = r#"[{"id":"a","payload":{"data":{"headline":"x","valid":false}},"sent":"2026-05-04T10:00:00+02:00"}]"#;
        assert!(list(over.as_bytes()).unwrap()[0].is_cancel, "no longer valid");
    }
}
