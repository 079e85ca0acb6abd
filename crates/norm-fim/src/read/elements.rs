//! Schema, profile, group, field and structure.

use super::basics::{BASE_XDF2, BASE_XDF3, BASE_XDF3_MANY};
use super::{ReadError, Walker};
use crate::finding::Finding;
use crate::model::{
    Choice, CodeListRef, Constraints, DataType, Element as Place, Field, FieldKind, Group, Key,
    Standard,
};
use crate::xml::Element;

/// What `praezisierung` of edition 2 holds.
type Json = serde_json::Map<String, serde_json::Value>;

impl Walker {
    fn check_element(
        &mut self,
        element: &Element,
        single: &[&str],
        many: &[&str],
    ) -> Result<(), ReadError> {
        let (base, base_many): (&[&str], &[&str]) = match self.schema.standard {
            Standard::Xdf3 => (BASE_XDF3, BASE_XDF3_MANY),
            Standard::Xdf2 => (BASE_XDF2, &[]),
            // Edition 1 is read as it comes; nobody writes it any more.
            Standard::Xdf1 => return Ok(()),
        };
        self.check_children(element, &[base, single].concat(), &[base_many, many].concat())
    }

    pub(super) fn schema_element(&mut self, body: &Element) -> Result<(), ReadError> {
        self.path.push(body.name.clone());
        let single = [
            "bezeichnung",
            "hilfetext",
            "ableitungsmodifikationenStruktur",
            "ableitungsmodifikationenRepraesentation",
            "dokumentsteckbrief",
        ];
        self.check_element(body, &single, &["regel", "struktur"])?;
        let mut base = self.base(body)?;
        if self.schema.standard == Standard::Xdf3 {
            base.label = self.required(body, "bezeichnung")?;
        }
        base.help = Self::optional(body, "hilfetext").or(base.help);
        self.schema.base = base;
        self.schema.derive_structure = Self::code(body, "ableitungsmodifikationenStruktur");
        self.schema.derive_representation =
            Self::code(body, "ableitungsmodifikationenRepraesentation");
        if let Some(profile) = body.child("dokumentsteckbrief") {
            self.path.push("dokumentsteckbrief".to_owned());
            let holder = profile.child("identifikation").unwrap_or(profile);
            self.schema.document_profile = Some(self.key(holder)?);
            self.path.pop();
        }
        self.schema.root_rules = self.rules(body)?;
        self.structure(body, 0)?;
        self.path.pop();
        Ok(())
    }

    pub(super) fn profile_element(&mut self, body: &Element) -> Result<(), ReadError> {
        self.path.push(body.name.clone());
        let single = [
            "istAbstrakt",
            "dokumentart",
            "bezeichnung",
            "hilfetext",
            "isReferenz",
            "bezeichnungEingabe",
            "bezeichnungAusgabe",
        ];
        self.check_element(body, &single, &[])?;
        let mut base = self.base(body)?;
        if let Some(label) = Self::optional(body, "bezeichnung") {
            base.label = label;
        }
        base.help = Self::optional(body, "hilfetext").or(base.help);
        self.schema.base = base;
        self.schema.document_kind = Self::code(body, "dokumentart");
        self.schema.is_abstract =
            Self::optional(body, "istAbstrakt").is_some_and(|t| t == "true" || t == "1");
        self.path.pop();
        Ok(())
    }

    /// Reads the children of a schema or group.
    fn structure(&mut self, element: &Element, node: usize) -> Result<(), ReadError> {
        for (position, place) in element.all("struktur").enumerate() {
            self.path.push(format!("struktur[{}]", position + 1));
            self.check_children(place, &["anzahl", "enthaelt"], &["bezug"])?;
            let text = self.required(place, "anzahl")?;
            let multiplicity = self.multiplicity(place, &text)?;
            let multiplicity = self.affordable(place, multiplicity)?;
            let child = self.add_node(node, multiplicity, Self::legal_bases(place))?;
            let Some(inner) = place.child("enthaelt").and_then(|e| e.children.first()) else {
                return Err(ReadError::MissingValue {
                    path: self.here("enthaelt"),
                    line: place.line,
                });
            };
            let around = self.instances;
            self.instances = around.saturating_mul(u64::from(multiplicity.min.max(1)));
            match inner.name.as_str() {
                "datenfeld" => self.field_element(inner, child)?,
                "datenfeldgruppe" => self.group_element(inner, child)?,
                other => {
                    let path = self.here(&format!("enthaelt/{other}"));
                    return Err(ReadError::MissingValue { path, line: inner.line });
                }
            }
            self.instances = around;
            self.path.pop();
        }
        Ok(())
    }

    /// Reads a group into the node prepared for it.
    pub(super) fn group_element(
        &mut self,
        element: &Element,
        node: usize,
    ) -> Result<(), ReadError> {
        self.path.push("datenfeldgruppe".to_owned());
        let single = [
            "bezeichnungEingabe",
            "bezeichnungAusgabe",
            "schemaelementart",
            "hilfetextEingabe",
            "hilfetextAusgabe",
            "art",
        ];
        self.check_element(element, &single, &["regel", "struktur"])?;
        let base = self.base(element)?;
        let art = Self::code(element, "art").or_else(|| Self::optional(element, "art"));
        if let Some(unknown) = art.as_deref().filter(|art| *art != "X") {
            let finding = Finding::error(
                "1042",
                self.here("art"),
                format!("Zeile {}: {unknown:?} ist keine bekannte Gruppenart.", element.line),
                format!("line {}: {unknown:?} is not known as art", element.line),
            );
            self.report(finding)?;
        }
        let group =
            Group { base, is_choice: art.as_deref() == Some("X"), rules: self.rules(element)? };
        let key = group.base.key.clone();
        if self.ancestors_hold(node, &key) {
            let finding = Finding::error(
                "cycle",
                self.here(&key.id),
                format!("Zeile {}: Die Gruppe {key} enthält sich selbst.", element.line),
                format!("line {}: the group {key} contains itself", element.line),
            );
            self.report(finding)?;
        }
        let index = if let Some(index) = self.groups.get(&key).copied() {
            if self.schema.groups[index] != group {
                let path = self.here("");
                self.differing.push((key, path));
            }
            index
        } else {
            let index = self.schema.groups.len();
            self.groups.insert(key, index);
            self.schema.groups.push(group);
            index
        };
        self.schema.nodes[node].element = Place::Group(index);
        self.structure(element, node)?;
        self.path.pop();
        Ok(())
    }

    fn ancestors_hold(&self, node: usize, key: &Key) -> bool {
        let mut at = self.schema.nodes[node].parent;
        while let Some(above) = at {
            if let Place::Group(g) = self.schema.nodes[above].element
                && self.schema.groups[g].base.key == *key
            {
                return true;
            }
            at = self.schema.nodes[above].parent;
        }
        false
    }

    /// Reads a field into the node prepared for it.
    pub(super) fn field_element(
        &mut self,
        element: &Element,
        node: usize,
    ) -> Result<(), ReadError> {
        self.path.push("datenfeld".to_owned());
        let single = [
            "bezeichnungEingabe",
            "bezeichnungAusgabe",
            "schemaelementart",
            "hilfetextEingabe",
            "hilfetextAusgabe",
            "feldart",
            "datentyp",
            "praezisierung",
            "inhalt",
            "vorbefuellung",
            "werte",
            "codelisteReferenz",
            "codeKey",
            "nameKey",
            "helpKey",
            "maxSize",
        ];
        self.check_element(element, &single, &["regel", "mediaType"])?;
        let base = self.base(element)?;
        let kind = self.coded(element, "feldart", FieldKind::from_code)?;
        let data_type = self.coded(element, "datentyp", DataType::from_code)?;
        let constraints = self.constraints(element)?;
        let code_list = self.code_list(element)?;
        let max_size = match Self::optional(element, "maxSize") {
            Some(text) => self.number(element, "maxSize", "max-size", &text)?,
            None => None,
        };
        let media_types: Vec<String> =
            element.all("mediaType").map(|m| m.text.clone()).filter(|m| !m.is_empty()).collect();
        let field = Field {
            base,
            kind,
            data_type,
            constraints,
            content: Self::optional(element, "inhalt"),
            prefill: Self::code(element, "vorbefuellung"),
            choices: element.child("werte").map(choices).unwrap_or_default(),
            code_list,
            code_key: Self::optional(element, "codeKey"),
            name_key: Self::optional(element, "nameKey"),
            help_key: Self::optional(element, "helpKey"),
            max_size,
            media_types,
            rules: self.rules(element)?,
        };
        let key = field.base.key.clone();
        let index = if let Some(index) = self.fields.get(&key).copied() {
            if self.schema.fields[index] != field {
                let path = self.here("");
                self.differing.push((key, path));
            }
            index
        } else {
            let index = self.schema.fields.len();
            self.fields.insert(key, index);
            self.schema.fields.push(field);
            index
        };
        self.schema.nodes[node].element = Place::Field(index);
        self.path.pop();
        Ok(())
    }

    fn coded<T: Default>(
        &mut self,
        element: &Element,
        name: &str,
        from_code: impl Fn(&str) -> Option<T>,
    ) -> Result<T, ReadError> {
        let code = Self::code(element, name).unwrap_or_default();
        if let Some(value) = from_code(&code) {
            return Ok(value);
        }
        // The numbers of the official catalogue.
        let number = if name == "feldart" { "1027" } else { "1028" };
        let finding = Finding::error(
            number,
            self.here(name),
            format!("Zeile {}: {code:?} ist keine bekannte Angabe für {name}.", element.line),
            format!("line {}: {code:?} is not known as {name}", element.line),
        );
        self.report(finding)?;
        Ok(T::default())
    }

    /// `praezisierung`: attributes in edition 3, JSON text in edition 2.
    fn constraints(&mut self, element: &Element) -> Result<Constraints, ReadError> {
        let Some(precision) = element.child("praezisierung") else {
            return Ok(Constraints::default());
        };
        let text = |v: Option<&str>| v.map(str::trim).filter(|v| !v.is_empty()).map(str::to_owned);
        if self.schema.standard == Standard::Xdf3 {
            return self.limits(precision, &|name| text(precision.attribute(name)));
        }
        if precision.text.is_empty() {
            return Ok(Constraints::default());
        }
        let parsed = serde_json::from_str::<Json>(&precision.text)
            .or_else(|_| serde_json::from_str::<Json>(&escaped(&precision.text)));
        if let Ok(map) = parsed {
            return self.limits(precision, &|name| match map.get(name) {
                Some(serde_json::Value::String(value)) => text(Some(value)),
                Some(serde_json::Value::Number(value)) => Some(value.to_string()),
                _ => None,
            });
        }
        let finding = Finding::warning(
            "precision",
            self.here("praezisierung"),
            format!("Zeile {}: Die Präzisierung ist Text und wird nicht geprüft.", precision.line),
            format!("line {}: praezisierung is prose and is not checked", precision.line),
        );
        self.report(finding)?;
        Ok(Constraints::default())
    }

    fn code_list(&mut self, element: &Element) -> Result<Option<CodeListRef>, ReadError> {
        if let Some(list) = element.child("codeliste") {
            let uri = list.text_of("kennung").unwrap_or_default().to_owned();
            let version = list.text_of("version").map(ToOwned::to_owned);
            let known = !uri.is_empty();
            return Ok(known.then_some(CodeListRef { uri, version, version_uri: None, key: None }));
        }
        let Some(reference) = element.child("codelisteReferenz") else { return Ok(None) };
        let holder = reference.child("genericodeIdentification").unwrap_or(reference);
        let uri = holder.text_of("canonicalIdentification").unwrap_or_default().to_owned();
        if uri.is_empty() {
            let finding = Finding {
                severity: crate::Severity::Hint,
                ..Finding::warning(
                    "1040",
                    self.here("codelisteReferenz"),
                    format!("Zeile {}: Die Codeliste ist nicht benannt.", reference.line),
                    format!("line {}: the code list has no name", reference.line),
                )
            };
            self.report(finding)?;
            return Ok(None);
        }
        let key = match reference.child("identifikation") {
            Some(identity) => Some(self.key(identity)?),
            None => None,
        };
        Ok(Some(CodeListRef {
            uri,
            version: holder.text_of("version").map(ToOwned::to_owned),
            version_uri: holder.text_of("canonicalVersionUri").map(ToOwned::to_owned),
            key,
        }))
    }
}

/// Doubles the backslashes of patterns, which editors write into the JSON unescaped.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        out.push(c);
        if c != '\\' {
            continue;
        }
        match characters.peek() {
            Some('"' | '\\') => out.extend(characters.next()),
            _ => out.push('\\'),
        }
    }
    out
}

fn choices(values: &Element) -> Vec<Choice> {
    values
        .all("wert")
        .map(|value| Choice {
            code: value.text_of("code").unwrap_or_default().to_owned(),
            name: value.text_of("name").unwrap_or_default().to_owned(),
            help: value.text_of("hilfe").map(ToOwned::to_owned),
        })
        .collect()
}
