//! The parts that all elements share: children, ids, Basisdaten, rules.

use super::{RULES_MAX, ReadError, Walker};
use crate::finding::Finding;
use crate::model::{Base, Key, Keyword, LegalBasis, Relation, ReleaseStatus, RuleText, Standard};
use crate::xml::Element;

/// Children of Basisdaten in edition 3.
pub(super) const BASE_XDF3: &[&str] = &[
    "identifikation",
    "name",
    "beschreibung",
    "definition",
    "freigabestatus",
    "statusGesetztAm",
    "statusGesetztDurch",
    "gueltigAb",
    "gueltigBis",
    "versionshinweis",
    "veroeffentlichungsdatum",
    "letzteAenderung",
];
/// Children of Basisdaten in edition 2 (and 1, with `id` and `version` instead of the first).
pub(super) const BASE_XDF2: &[&str] = &[
    "identifikation",
    "name",
    "bezeichnungEingabe",
    "bezeichnungAusgabe",
    "beschreibung",
    "definition",
    "bezug",
    "status",
    "gueltigAb",
    "gueltigBis",
    "fachlicherErsteller",
    "versionshinweis",
    "freigabedatum",
    "veroeffentlichungsdatum",
];
/// Children that may be given several times, in Basisdaten of edition 3.
pub(super) const BASE_XDF3_MANY: &[&str] = &["bezug", "relation", "stichwort"];

impl Walker {
    /// Reports unknown children and refuses single values given twice.
    pub(super) fn check_children(
        &mut self,
        element: &Element,
        single: &[&str],
        many: &[&str],
    ) -> Result<(), ReadError> {
        for (position, child) in element.children.iter().enumerate() {
            let name = child.name.as_str();
            if many.contains(&name) {
                continue;
            }
            if !single.contains(&name) {
                let finding = Finding::warning(
                    "unknown-element",
                    self.here(name),
                    format!("Zeile {}: Das Element {name} ist hier nicht vorgesehen.", child.line),
                    format!("line {}: the element {name} is not known here", child.line),
                );
                self.report(finding)?;
                continue;
            }
            let earlier = element.children[..position].iter().find(|c| c.name == name);
            if let Some(earlier) = earlier {
                // An empty placeholder beside the value says nothing new.
                let is_empty = |e: &Element| {
                    e.text.is_empty() && e.children.is_empty() && e.attributes.is_empty()
                };
                if is_empty(earlier) == is_empty(child) {
                    return Err(ReadError::Duplicate { path: self.here(name), line: child.line });
                }
            }
        }
        Ok(())
    }

    /// Text of a child, `None` when absent or empty; the last non-empty one wins.
    pub(super) fn optional(element: &Element, name: &str) -> Option<String> {
        element
            .all(name)
            .map(|c| c.text.as_str())
            .filter(|t| !t.is_empty())
            .last()
            .map(ToOwned::to_owned)
    }

    /// Text of a child that must be there.
    pub(super) fn required(&mut self, element: &Element, name: &str) -> Result<String, ReadError> {
        if let Some(text) = Self::optional(element, name) {
            return Ok(text);
        }
        if element.child(name).is_none() && self.strict {
            return Err(ReadError::MissingValue { path: self.here(name), line: element.line });
        }
        let finding = Finding::warning(
            "missing",
            self.here(name),
            format!("Zeile {}: Die Angabe {name} fehlt.", element.line),
            format!("line {}: {name} is missing", element.line),
        );
        self.note(finding);
        Ok(String::new())
    }

    /// The code of a coded element, whatever the namespace of `code`.
    pub(super) fn code(element: &Element, name: &str) -> Option<String> {
        let coded = element.child(name)?;
        coded.text_of("code").map(ToOwned::to_owned)
    }

    /// Reads an identity from an element that holds `id` and `version`.
    pub(super) fn key(&mut self, element: &Element) -> Result<Key, ReadError> {
        self.check_children(element, &["id", "version"], &[])?;
        let path = self.here("id");
        let Some(id) = element.text_of("id") else {
            return Err(ReadError::MissingId { path, line: element.line });
        };
        let plain = id.chars().all(|c| c.is_ascii_alphanumeric());
        let version = element.text_of("version").unwrap_or_default();
        let plain_version = version.chars().all(|c| c.is_ascii_alphanumeric() || c == '.');
        if !plain || !plain_version {
            let id = if plain { version } else { id };
            return Err(ReadError::BadId { path, line: element.line, id: id.to_owned() });
        }
        Ok(Key::new(id, version))
    }

    /// Reads `identifikation`.
    pub(super) fn identity(&mut self, element: &Element) -> Result<Key, ReadError> {
        if self.schema.standard == Standard::Xdf1 {
            return self.legacy_identity(element);
        }
        let Some(identity) = element.child("identifikation") else {
            return Err(ReadError::MissingId {
                path: self.here("identifikation"),
                line: element.line,
            });
        };
        self.path.push("identifikation".to_owned());
        let key = self.key(identity)?;
        self.path.pop();
        Ok(key)
    }

    /// Edition 1 has `id` and perhaps `version` directly in the element.
    fn legacy_identity(&mut self, element: &Element) -> Result<Key, ReadError> {
        let id = element.text_of("id").unwrap_or_default();
        if id.is_empty() || !id.chars().all(|c| c.is_ascii_alphanumeric()) {
            return Err(ReadError::MissingId { path: self.here("id"), line: element.line });
        }
        let version = element.text_of("version").unwrap_or_default();
        let plain = version.chars().all(|c| c.is_ascii_alphanumeric() || c == '.');
        Ok(Key::new(id, if plain { version } else { "" }))
    }

    /// Reads Basisdaten.
    pub(super) fn base(&mut self, element: &Element) -> Result<Base, ReadError> {
        let key = self.identity(element)?;
        let name = self.required(element, "name")?;
        let mut base = Base {
            key,
            name,
            description: Self::optional(element, "beschreibung"),
            definition: Self::optional(element, "definition"),
            legal_bases: Self::legal_bases(element),
            valid_from: Self::optional(element, "gueltigAb"),
            valid_until: Self::optional(element, "gueltigBis"),
            version_note: Self::optional(element, "versionshinweis"),
            published_on: Self::optional(element, "veroeffentlichungsdatum"),
            last_change: Self::optional(element, "letzteAenderung"),
            keywords: Self::keywords(element),
            element_kind: Self::code(element, "schemaelementart"),
            label: Self::optional(element, "bezeichnungEingabe").unwrap_or_default(),
            label_output: Self::optional(element, "bezeichnungAusgabe").unwrap_or_default(),
            help: Self::optional(element, "hilfetextEingabe"),
            help_output: Self::optional(element, "hilfetextAusgabe"),
            ..Base::default()
        };
        if self.schema.standard == Standard::Xdf3 {
            base.status_set_on = Self::optional(element, "statusGesetztAm");
            base.status_set_by = Self::optional(element, "statusGesetztDurch");
            base.release_status = self.release_status(element)?;
            base.relations = self.relations(element)?;
        } else {
            base.status_set_on = Self::optional(element, "freigabedatum");
            base.status_set_by = Self::optional(element, "fachlicherErsteller");
            let status = Self::code(element, "status").unwrap_or_default();
            base.release_status = Some(if status == "inaktiv" {
                ReleaseStatus::Inactive
            } else if base.key.version.is_empty() || base.status_set_on.is_none() {
                ReleaseStatus::InProgress
            } else {
                ReleaseStatus::Gold
            });
        }
        Ok(base)
    }

    fn release_status(&mut self, element: &Element) -> Result<Option<ReleaseStatus>, ReadError> {
        let Some(code) = Self::code(element, "freigabestatus") else {
            let finding = Finding::warning(
                "missing",
                self.here("freigabestatus"),
                format!("Zeile {}: Der Freigabestatus fehlt.", element.line),
                format!("line {}: freigabestatus is missing", element.line),
            );
            self.report(finding)?;
            return Ok(None);
        };
        let status = ReleaseStatus::from_code(&code);
        if status.is_none() {
            let finding = Finding::error(
                "release-status",
                self.here("freigabestatus"),
                format!("Zeile {}: Den Freigabestatus {code} gibt es nicht.", element.line),
                format!("line {}: {code} is not a freigabestatus", element.line),
            );
            self.report(finding)?;
        }
        Ok(status)
    }

    fn relations(&mut self, element: &Element) -> Result<Vec<Relation>, ReadError> {
        let mut relations = Vec::new();
        for relation in element.all("relation") {
            let Some(object) = relation.child("objekt") else { continue };
            relations.push(Relation {
                predicate: Self::code(relation, "praedikat").unwrap_or_default(),
                object: self.key(object)?,
            });
        }
        Ok(relations)
    }

    pub(super) fn legal_bases(element: &Element) -> Vec<LegalBasis> {
        element
            .all("bezug")
            .filter(|b| !b.text.is_empty())
            .map(|b| LegalBasis {
                text: b.text.clone(),
                link: b.attribute("link").filter(|l| !l.is_empty()).map(ToOwned::to_owned),
            })
            .collect()
    }

    fn keywords(element: &Element) -> Vec<Keyword> {
        element
            .all("stichwort")
            .filter(|k| !k.text.is_empty())
            .map(|k| Keyword {
                text: k.text.clone(),
                uri: k.attribute("uri").filter(|l| !l.is_empty()).map(ToOwned::to_owned),
            })
            .collect()
    }

    /// Reads all rules an element carries and returns their indices.
    pub(super) fn rules(&mut self, element: &Element) -> Result<Vec<usize>, ReadError> {
        let mut indices = Vec::new();
        for rule in element.all("regel") {
            self.schema.rule_occurrences += 1;
            if self.schema.rule_occurrences > RULES_MAX {
                return Err(ReadError::TooManyRules { line: rule.line, limit: RULES_MAX });
            }
            self.path.push("regel".to_owned());
            let read = self.rule(rule)?;
            self.path.pop();
            let index = if let Some(index) = self.rules.get(&read.key).copied() {
                if self.schema.rules[index].text != read.text {
                    let path = self.here("regel");
                    self.differing.push((read.key.clone(), path));
                }
                index
            } else {
                let index = self.schema.rules.len();
                self.rules.insert(read.key.clone(), index);
                self.schema.rules.push(read);
                index
            };
            indices.push(index);
        }
        Ok(indices)
    }

    fn rule(&mut self, rule: &Element) -> Result<RuleText, ReadError> {
        let is_xdf3 = self.schema.standard == Standard::Xdf3;
        if is_xdf3 {
            let single = [
                "identifikation",
                "name",
                "beschreibung",
                "freitextRegel",
                "fachlicherErsteller",
                "letzteAenderung",
                "typ",
                "skript",
            ];
            self.check_children(rule, &single, &["bezug", "stichwort", "param", "ziel", "fehler"])?;
        } else {
            let single = [BASE_XDF2, &["script"]].concat();
            self.check_children(rule, &single, &[])?;
        }
        let key = self.identity(rule)?;
        let name = self.required(rule, "name")?;
        let text = Self::optional(rule, if is_xdf3 { "freitextRegel" } else { "definition" });
        Ok(RuleText {
            key,
            name,
            description: Self::optional(rule, "beschreibung"),
            text: text.unwrap_or_default(),
            legal_bases: Self::legal_bases(rule),
            keywords: Self::keywords(rule),
            author: Self::optional(rule, "fachlicherErsteller"),
            last_change: Self::optional(rule, "letzteAenderung"),
            kind: if is_xdf3 { Self::code(rule, "typ") } else { Some("K".to_owned()) },
            script: Self::optional(rule, if is_xdf3 { "skript" } else { "script" }),
        })
    }
}
