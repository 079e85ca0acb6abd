//! Groups, their children, and the schema as a whole.

use std::collections::{BTreeMap, BTreeSet};

use super::QualityKind::{FehlerKritisch, FehlerMethodisch, Hinweis, Warnung};
use super::Report;
use crate::model::{DataType, Element, Group, Key, Multiplicity, ReleaseStatus};

/// The row in which the official report shows groups with one child.
const ROW_ONE_CHILD: &str = "Unterelemente Warnung!! 1106: Eine Datenfeldgruppe sollte me";
/// A placeholder field of editors.
const DEFAULT_FIELD: &str = "F60000000001";

impl Report<'_> {
    /// A group definition, at its first place.
    pub(super) fn group(&mut self, node: usize, group: &Group) {
        let key = &group.base.key;
        let count = self.schema.nodes[node].children.len();
        if count == 0 {
            self.add(key, "Unterelemente", 1023, FehlerKritisch, "Die Gruppe ist leer.");
        } else if group.is_choice && count < 2 {
            self.add(
                key,
                "Unterelemente",
                1043,
                FehlerMethodisch,
                "Die Auswahlgruppe bietet keine Auswahl.",
            );
        } else if count == 1 {
            self.add(key, ROW_ONE_CHILD, 1106, Warnung, "Die Gruppe hat nur ein Unterelement.");
        }
        self.children(node, key);
        self.published_group(node);
        if group.is_choice {
            let optional = Multiplicity { min: 0, max: Some(1) };
            for child in self.schema.nodes[node].children.clone() {
                if self.schema.nodes[child].multiplicity != optional {
                    let row = self.schema.base_of(child).key.id.clone();
                    self.add(
                        key,
                        &row,
                        1118,
                        FehlerKritisch,
                        "In einer Auswahlgruppe muss die Anzahl 0:1 sein.",
                    );
                }
            }
        }
    }

    /// The lines of the children in the report of a group or of the schema.
    pub(super) fn children(&mut self, node: usize, key: &Key) {
        let schema = self.schema;
        let is_bound =
            schema.group(node).is_some_and(|g| g.base.element_kind.as_deref() == Some("RNG"));
        let children = &schema.nodes[node].children;
        let mut seen = BTreeSet::new();
        for child in children {
            let place = &schema.nodes[*child];
            let base = schema.base_of(*child);
            let row = base.key.id.as_str();
            self.legal_bases(key, row, &place.legal_bases);
            if base.release_status == Some(ReleaseStatus::Inactive) {
                self.add(key, row, 1116, Warnung, "Das Unterelement ist inaktiv.");
            }
            let is_shared = matches!(base.element_kind.as_deref(), Some("HAR" | "ABS"));
            if is_bound && is_shared && place.legal_bases.is_empty() {
                self.add(
                    key,
                    row,
                    1022,
                    FehlerMethodisch,
                    "An dieser Stelle fehlt die Handlungsgrundlage.",
                );
            }
            if base.element_kind.as_deref() == Some("ABS") {
                self.add(
                    key,
                    row,
                    1013,
                    FehlerMethodisch,
                    "Abstrakte Elemente dürfen nicht verwendet werden.",
                );
            }
            let is_file = schema.field(*child).is_some_and(|f| f.data_type == DataType::File);
            if is_file && place.multiplicity.max.is_some() {
                self.add(key, row, 1139, Hinweis, "Von einer Anlage sollten mehrere möglich sein.");
            }
            if !key.version.is_empty() && base.key.version.is_empty() {
                self.add(
                    key,
                    row,
                    1135,
                    FehlerKritisch,
                    "Das Unterelement ist eine Arbeitskopie ohne Version.",
                );
            }
            if base.key.id == DEFAULT_FIELD {
                let (code, kind) =
                    if children.len() > 1 { (1094, FehlerMethodisch) } else { (1095, Warnung) };
                self.add(key, row, code, kind, "Das Default-Datenfeld ist nur ein Platzhalter.");
            }
            if !seen.insert(&base.key) {
                let (code, kind) =
                    if node == 0 { (1025, FehlerMethodisch) } else { (1004, Warnung) };
                self.add(key, row, code, kind, "Das Element steht hier mehrfach.");
            }
        }
    }

    /// What can be seen only across the whole schema.
    pub(super) fn across(&mut self) {
        let schema = self.schema;
        let own = schema.base.key.clone();
        for node in 1..schema.nodes.len() {
            let key = &schema.base_of(node).key;
            let mut above = schema.nodes[node].parent;
            while let Some(at) = above {
                let is_same = at != 0 && schema.base_of(at).key == *key;
                if is_same && matches!(schema.nodes[node].element, Element::Group(_)) {
                    self.add(key, "Unterelemente", 1026, FehlerKritisch, "Zirkelbezug.");
                }
                above = schema.nodes[at].parent;
            }
        }
        self.several_versions();
        let mut versions: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for list in schema.fields.iter().filter_map(|f| f.code_list.as_ref()) {
            let known = versions.entry(list.uri.as_str()).or_default();
            // No version means the one in force, whichever that is.
            let Some(version) = list.version.as_deref() else { continue };
            if !known.contains(&version) {
                known.push(version);
            }
        }
        for uri in versions.iter().filter(|(_, v)| v.len() > 1).map(|(uri, _)| *uri) {
            self.add(
                &own,
                "Codelisten",
                1037,
                Warnung,
                &format!("Die Codeliste {uri} wird in mehreren Versionen verwendet."),
            );
        }
    }
    /// Elements that stand in the schema in more than one version.
    fn several_versions(&mut self) {
        let schema = self.schema;
        let groups = schema.groups.iter().map(|group| &group.base.key);
        let keys: BTreeSet<&Key> =
            schema.fields.iter().map(|field| &field.base.key).chain(groups).collect();
        let mut versions: BTreeMap<&str, u32> = BTreeMap::new();
        for key in &keys {
            *versions.entry(key.id.as_str()).or_default() += 1;
        }
        for key in keys {
            if !key.id.is_empty() && versions.get(key.id.as_str()).is_some_and(|count| *count > 1) {
                let message = "Das Element steht im Schema in mehreren Versionen.";
                self.add(key, "Version", 1003, Warnung, message);
            }
        }
    }
}
