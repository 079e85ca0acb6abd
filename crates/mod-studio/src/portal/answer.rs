//! What the portal answers, as far as we use it; nothing of it is believed or shown in full.

use norm_fim::{CodeListRef, Key};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{Trouble, is_schema_id, is_version};

/// Longest text of the portal that we show, in characters.
const TEXT_CHARS_MAX: usize = 200;

/// A schema as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) key: Key,
    pub(crate) title: String,
    /// Status in the portal's words.
    pub(crate) status: String,
    /// Day the status was set.
    pub(crate) day: Option<jiff::civil::Date>,
    /// Identifier of the document profile.
    pub(crate) profile: String,
}

/// A page of results.
#[derive(Debug, Deserialize)]
pub(super) struct Results {
    pub(super) items: Vec<Item>,
    pub(super) total_count: u64,
}

/// One schema; texts that are missing are no reason to show nothing.
#[derive(Debug, Deserialize)]
pub(super) struct Item {
    fim_id: String,
    fim_version: String,
    name: String,
    #[serde(default)]
    bezeichnung: Option<String>,
    #[serde(default)]
    freigabe_status_label: String,
    #[serde(default)]
    status_gesetzt_am: Option<String>,
    #[serde(default)]
    steckbrief_id: Option<String>,
}

/// A page of services.
#[derive(Debug, Deserialize)]
pub(super) struct Services {
    pub(super) items: Vec<Service>,
}

/// One service.
#[derive(Debug, Deserialize)]
pub(super) struct Service {
    pub(super) title: String,
}

/// Everything about one schema; we read which code lists came with it.
#[derive(Debug, Deserialize)]
pub(super) struct Detail {
    uploads: Vec<Uploaded>,
}

#[derive(Debug, Deserialize)]
struct Uploaded {
    #[serde(default)]
    code_lists: Vec<Offered>,
}

/// A code list the portal offers.
#[derive(Debug, Deserialize)]
pub(super) struct Offered {
    #[serde(default)]
    url: Option<String>,
    genericode_canonical_version_uri: String,
}

impl Detail {
    /// The code lists of all files of the schema.
    pub(super) fn lists(&self) -> impl Iterator<Item = &Offered> {
        self.uploads.iter().flat_map(|upload| &upload.code_lists)
    }
}

impl Offered {
    /// The path where the list lies, without the host.
    pub(super) fn path(&self) -> Option<&str> {
        let (_, rest) = self.url.as_deref()?.split_once("://")?;
        let path = &rest[rest.find('/')?..];
        let is_plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~:/%".contains(&b);
        (path.bytes().all(is_plain) && !path.contains("..")).then_some(path)
    }

    /// Whether this list may be the one a field refers to.
    pub(super) fn may_be(&self, reference: &CodeListRef) -> bool {
        let offered = self.genericode_canonical_version_uri.as_str();
        offered == reference.full_uri() || offered.starts_with(&format!("{}_", reference.uri))
    }
}

/// Reads an answer in JSON.
///
/// # Errors
/// [`Trouble::Unreadable`], [`Trouble::Cut`] where it ends too early.
pub(super) fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Trouble> {
    serde_json::from_slice(bytes).map_err(|error| {
        if error.is_eof() { Trouble::Cut } else { Trouble::Unreadable(error.to_string()) }
    })
}

/// What of a list can be used, its texts cut to what is shown.
pub(super) fn found(items: Vec<Item>, most: u32) -> Vec<Found> {
    let usable = |item: &Item| is_schema_id(&item.fim_id) && is_version(&item.fim_version);
    items
        .into_iter()
        .filter(usable)
        .take(usize::try_from(most).unwrap_or(usize::MAX))
        .map(|item| Found {
            title: match item.bezeichnung.as_deref().map(short) {
                Some(label) if !label.is_empty() => label,
                _ => short(&item.name),
            },
            status: short(&item.freigabe_status_label),
            day: item.status_gesetzt_am.and_then(|day| day.parse().ok()),
            profile: item.steckbrief_id.as_deref().map(short).unwrap_or_default(),
            key: Key::new(item.fim_id, item.fim_version),
        })
        .collect()
}

/// A text in one line, cut where it grows too long.
pub(super) fn short(text: &str) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let words: Vec<&str> = line.split_whitespace().collect();
    let line = words.join(" ");
    if line.chars().count() <= TEXT_CHARS_MAX {
        return line;
    }
    line.chars().take(TEXT_CHARS_MAX).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_the_portal_are_cut_and_in_one_line() {
        assert_eq!(short(" a\r\n\tb\u{0}c "), "a b c");
        assert_eq!(short(&"ä".repeat(1_000)).chars().count(), TEXT_CHARS_MAX + 1);
    }

    #[test]
    fn lists_are_asked_for_by_path_only() {
        let offered = |url: &str| Offered {
            url: Some(url.to_owned()),
            genericode_canonical_version_uri: "urn:x_1".into(),
        };
        assert_eq!(
            offered("https://andere.example/immutable/1.xml").path(),
            Some("/immutable/1.xml")
        );
        for bad in
            ["", "/immutable/1", "https://host", "https://h/../x", "https://h/a b", "https://h/a?b"]
        {
            assert_eq!(offered(bad).path(), None, "{bad}");
        }
        let reference = |version: Option<&str>| CodeListRef {
            uri: "urn:x".into(),
            version: version.map(str::to_owned),
            version_uri: version.map(|version| format!("urn:x_{version}")),
            key: None,
        };
        assert!(offered("").may_be(&reference(Some("1"))));
        assert!(offered("").may_be(&reference(None)));
        assert!(!offered("").may_be(&CodeListRef { uri: "urn:y".into(), ..reference(None) }));
    }

    #[test]
    fn what_has_no_usable_key_is_not_shown() {
        let item = |id: &str, version: &str| serde_json::json!({ "fim_id": id, "fim_version": version, "name": "N" });
        let items = vec![
            item("S00000000001", "1.0"),
            item("S1/../../x", "1.0"),
            item("S00000000001", "1.0/xdf?"),
        ];
        let items: Vec<Item> = serde_json::from_value(items.into()).unwrap();
        assert_eq!(found(items, 20).len(), 1);
    }
}
