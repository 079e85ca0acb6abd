//! Code lists in genericode.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::{Choice, CodeListRef, Field};
use crate::xml::{self, Element, Limits, XmlError, XmlText};

/// Namespace of genericode 1.0.
const NAMESPACE: &str = "http://docs.oasis-open.org/codelist/ns/genericode/1.0/";

/// A code list.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CodeList {
    /// Short name.
    pub short_name: String,
    /// Long name.
    pub long_name: Option<String>,
    /// Version.
    pub version: String,
    /// URN without version.
    pub uri: String,
    /// URN with version.
    pub version_uri: String,
    /// Ids of the columns in order.
    pub columns: Vec<String>,
    /// Id of the key column, if the list names one.
    pub key_column: Option<String>,
    /// Rows: column id to value.
    pub rows: Vec<BTreeMap<String, String>>,
}

/// Why a file is no code list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CodeListError {
    /// Not usable XML.
    #[error(transparent)]
    Xml(#[from] XmlError),
    /// Another root element.
    #[error("the root element is {0}, not CodeList")]
    Root(String),
    /// No column that could be the code.
    #[error("the list has no columns")]
    NoColumns,
}

impl CodeList {
    /// Reads a genericode file; children may be qualified or not.
    ///
    /// # Errors
    /// [`CodeListError`] when the file is not a code list.
    pub fn read(bytes: &[u8]) -> Result<Self, CodeListError> {
        let (root, _) = xml::read(bytes, Limits::default(), &[])?;
        if root.name != "CodeList" {
            return Err(CodeListError::Root(root.name));
        }
        let identity = root.child("Identification");
        let text =
            |name: &str| identity.and_then(|i| i.text_of(name)).unwrap_or_default().to_owned();
        let set = root.child("ColumnSet");
        let columns: Vec<String> = set
            .into_iter()
            .flat_map(|s| s.all("Column"))
            .filter_map(|c| c.attribute("Id").map(ToOwned::to_owned))
            .collect();
        if columns.is_empty() {
            return Err(CodeListError::NoColumns);
        }
        let key_column = set
            .and_then(|s| s.child("Key"))
            .and_then(|k| k.child("ColumnRef"))
            .and_then(|r| r.attribute("Ref"))
            .map(ToOwned::to_owned);
        let rows = root
            .child("SimpleCodeList")
            .into_iter()
            .flat_map(|l| l.all("Row"))
            .map(|row| read_row(row, &columns))
            .collect();
        Ok(Self {
            short_name: text("ShortName"),
            long_name: Some(text("LongName")).filter(|t| !t.is_empty()),
            version: text("Version"),
            uri: text("CanonicalUri"),
            version_uri: text("CanonicalVersionUri"),
            columns,
            key_column,
            rows,
        })
    }

    /// Writes the list as genericode 1.0; children are not qualified, as the standard says.
    pub fn write(&self) -> String {
        let mut xml = XmlText::new();
        xml.open("gc:CodeList", &[("xmlns:gc", NAMESPACE)]);
        xml.open("Identification", &[]);
        xml.leaf("ShortName", &[], &self.short_name);
        if let Some(name) = &self.long_name {
            xml.leaf("LongName", &[], name);
        }
        xml.leaf("Version", &[], &self.version);
        xml.leaf("CanonicalUri", &[], &self.uri);
        xml.leaf("CanonicalVersionUri", &[], &self.version_uri);
        xml.close("Identification");
        xml.open("ColumnSet", &[]);
        let key = self.key_column.as_ref().or(self.columns.first());
        for column in &self.columns {
            let is_key = Some(column) == key;
            let needed = if is_key { "required" } else { "optional" };
            xml.open("Column", &[("Id", column), ("Use", needed)]);
            xml.leaf("ShortName", &[], column);
            xml.leaf("Data", &[("Type", "string")], "");
            xml.close("Column");
        }
        if let Some(key) = key {
            xml.open("Key", &[("Id", &format!("{key}Key"))]);
            xml.leaf("ShortName", &[], &format!("{key}Key"));
            xml.leaf("ColumnRef", &[("Ref", key)], "");
            xml.close("Key");
        }
        xml.close("ColumnSet");
        xml.open("SimpleCodeList", &[]);
        for row in &self.rows {
            xml.open("Row", &[]);
            for column in &self.columns {
                let Some(value) = row.get(column) else { continue };
                xml.open("Value", &[("ColumnRef", column)]);
                xml.leaf("SimpleValue", &[], value);
                xml.close("Value");
            }
            xml.close("Row");
        }
        xml.close("SimpleCodeList");
        xml.close("gc:CodeList");
        xml.finish()
    }

    /// The entries as a field shows them: its own columns, else the key and the first other.
    pub fn choices(&self, field: &Field) -> Vec<Choice> {
        let known = |id: &Option<String>| id.clone().filter(|id| self.columns.contains(id));
        let code = known(&field.code_key)
            .or_else(|| known(&self.key_column))
            .or_else(|| self.columns.first().cloned())
            .unwrap_or_default();
        let name = known(&field.name_key)
            .or_else(|| self.columns.iter().find(|c| **c != code).cloned())
            .unwrap_or_else(|| code.clone());
        let help = known(&field.help_key);
        self.rows
            .iter()
            .filter_map(|row| {
                let value = |id: &str| row.get(id).filter(|v| !v.is_empty()).cloned();
                let code = value(&code)?;
                Some(Choice {
                    name: value(&name).unwrap_or_else(|| code.clone()),
                    help: help.as_deref().and_then(value),
                    code,
                })
            })
            .collect()
    }
}

fn read_row(row: &Element, columns: &[String]) -> BTreeMap<String, String> {
    let mut values = BTreeMap::new();
    let mut next = 0;
    for value in row.all("Value") {
        let position = match value.attribute("ColumnRef") {
            Some(id) => columns.iter().position(|c| c == id),
            None => Some(next),
        };
        let Some(position) = position.filter(|p| *p < columns.len()) else { continue };
        next = position + 1;
        let text = value.text_of("SimpleValue").unwrap_or_default();
        values.insert(columns[position].clone(), text.to_owned());
    }
    values
}

/// The code lists at hand.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeLists {
    lists: Vec<CodeList>,
}

impl CodeLists {
    /// Adds a list, replacing the same version.
    pub fn add(&mut self, list: CodeList) {
        self.lists.retain(|l| l.uri != list.uri || l.version != list.version);
        self.lists.push(list);
    }

    /// The list a field refers to: the version named, else the highest at hand.
    pub fn find(&self, reference: &CodeListRef) -> Option<&CodeList> {
        let same = |l: &&CodeList| l.uri == reference.uri;
        match (&reference.version, &reference.version_uri) {
            (Some(version), _) => self.lists.iter().filter(same).find(|l| l.version == *version),
            (None, Some(uri)) => self.lists.iter().find(|l| l.version_uri == *uri),
            (None, None) => self.lists.iter().filter(same).max_by(|a, b| a.version.cmp(&b.version)),
        }
    }

    /// The entries of a field, from the schema or from a list; `None` when a list is missing.
    pub fn choices(&self, field: &Field) -> Option<Vec<Choice>> {
        match &field.code_list {
            _ if !field.choices.is_empty() => Some(field.choices.clone()),
            Some(reference) => Some(self.find(reference)?.choices(field)),
            None => Some(Vec::new()),
        }
    }
}
