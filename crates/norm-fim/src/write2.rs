//! Writes `XDatenfelder` 2.

use crate::model::{Base, Element as Place, Field, Payload, ReleaseStatus, RuleText, Schema};
use crate::read::NAMESPACE_XDF2;
use crate::xml::XmlText;

/// What the reference tools write where a rule has no script.
const EMPTY_SCRIPT: &str = "function script() {\n\t\n}";

/// Writes a schema as `XDatenfelder` 2. Ids and versions are written as they are: a schema of
/// edition 3 is converted first ([`to_xdf2`](crate::to_xdf2)).
pub fn write_xdf2(schema: &Schema) -> String {
    let mut out = Writer { xml: XmlText::new(), schema };
    let (root, body) = match schema.payload {
        Payload::Schema => ("xdf:xdatenfelder.stammdatenschema.0102", "xdf:stammdatenschema"),
        Payload::Group => ("xdf:xdatenfelder.datenfeldgruppe.0103", ""),
        Payload::Field => ("xdf:xdatenfelder.datenfeld.0104", ""),
        Payload::Profile => {
            ("xdf:xdatenfelder.dokumentsteckbrief.0101", "xdf:dokumentensteckbrief")
        }
    };
    out.xml.open(root, &[("xmlns:xdf", NAMESPACE_XDF2)]);
    out.xml.open("xdf:header", &[]);
    out.xml.leaf("xdf:nachrichtID", &[], &schema.message_id);
    out.xml.leaf("xdf:erstellungszeitpunkt", &[], &schema.created_at);
    out.xml.close("xdf:header");
    if body.is_empty() {
        if let Some(node) = schema.nodes.first().and_then(|n| n.children.first()) {
            out.place(*node);
        }
    } else {
        out.xml.open(body, &[]);
        out.base(&schema.base);
        if schema.payload == Payload::Schema {
            if let Some(help) = &schema.base.help {
                out.xml.leaf("xdf:hilfetext", &[], help);
            }
            out.coded("ableitungsmodifikationenStruktur", schema.derive_structure.as_deref());
            out.coded(
                "ableitungsmodifikationenRepraesentation",
                schema.derive_representation.as_deref(),
            );
            out.rules(&schema.root_rules);
            out.structure(0);
        }
        out.xml.close(body);
    }
    out.xml.close(root);
    out.xml.finish()
}

struct Writer<'a> {
    xml: XmlText,
    schema: &'a Schema,
}

impl Writer<'_> {
    fn coded(&mut self, name: &str, code: Option<&str>) {
        let Some(code) = code else { return };
        let tag = format!("xdf:{name}");
        let list = format!("urn:xoev-de:fim:codeliste:xdatenfelder.{name}");
        self.xml.open(&tag, &[("listURI", &list), ("listVersionID", "1.0")]);
        self.xml.leaf("code", &[], code);
        self.xml.close(&tag);
    }

    fn text(&mut self, name: &str, text: Option<&str>) {
        self.xml.leaf(name, &[], text.unwrap_or_default());
    }

    fn present(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.xml.leaf(name, &[], text);
        }
    }

    fn base(&mut self, base: &Base) {
        self.xml.open("xdf:identifikation", &[]);
        self.xml.leaf("xdf:id", &[], &base.key.id);
        if !base.key.version.is_empty() {
            self.xml.leaf("xdf:version", &[], &base.key.version);
        }
        self.xml.close("xdf:identifikation");
        self.xml.leaf("xdf:name", &[], &base.name);
        self.xml.leaf("xdf:bezeichnungEingabe", &[], &base.label);
        if !base.label_output.is_empty() {
            self.xml.leaf("xdf:bezeichnungAusgabe", &[], &base.label_output);
        }
        self.text("xdf:beschreibung", base.description.as_deref());
        self.text("xdf:definition", base.definition.as_deref());
        let bases: Vec<&str> = base.legal_bases.iter().map(|b| b.text.as_str()).collect();
        self.xml.leaf("xdf:bezug", &[], &bases.join("; "));
        let status = match base.release_status {
            Some(ReleaseStatus::Inactive | ReleaseStatus::ToBeDeleted) => "inaktiv",
            _ if base.key.version.is_empty() => "inVorbereitung",
            _ => "aktiv",
        };
        self.coded("status", Some(status));
        self.present("xdf:gueltigAb", base.valid_from.as_deref());
        self.present("xdf:gueltigBis", base.valid_until.as_deref());
        self.present("xdf:fachlicherErsteller", base.status_set_by.as_deref());
        self.present("xdf:versionshinweis", base.version_note.as_deref());
        self.present("xdf:freigabedatum", base.status_set_on.as_deref());
        self.present("xdf:veroeffentlichungsdatum", base.published_on.as_deref());
    }

    fn structure(&mut self, node: usize) {
        let schema = self.schema;
        for child in &schema.nodes[node].children {
            let place = &schema.nodes[*child];
            self.xml.open("xdf:struktur", &[]);
            self.xml.leaf("xdf:anzahl", &[], &place.multiplicity.to_string());
            let bases: Vec<&str> = place.legal_bases.iter().map(|b| b.text.as_str()).collect();
            self.xml.leaf("xdf:bezug", &[], &bases.join("; "));
            self.xml.open("xdf:enthaelt", &[]);
            self.place(*child);
            self.xml.close("xdf:enthaelt");
            self.xml.close("xdf:struktur");
        }
    }

    fn place(&mut self, node: usize) {
        let schema = self.schema;
        match schema.nodes[node].element {
            Place::Root => {}
            Place::Group(index) => {
                let group = &schema.groups[index];
                self.xml.open("xdf:datenfeldgruppe", &[]);
                self.base(&group.base);
                self.presentation(&group.base);
                self.rules(&group.rules);
                self.structure(node);
                self.xml.close("xdf:datenfeldgruppe");
            }
            Place::Field(index) => self.field(&schema.fields[index]),
        }
    }

    fn presentation(&mut self, base: &Base) {
        self.coded("schemaelementart", base.element_kind.as_deref());
        self.text("xdf:hilfetextEingabe", base.help.as_deref());
        self.text("xdf:hilfetextAusgabe", base.help_output.as_deref());
    }

    fn field(&mut self, field: &Field) {
        self.xml.open("xdf:datenfeld", &[]);
        self.base(&field.base);
        self.presentation(&field.base);
        self.coded("feldart", Some(field.kind.code()));
        self.coded("datentyp", Some(field.data_type.code()));
        let limits = &field.constraints;
        let lengths = [limits.min_length, limits.max_length].map(|l| l.map(|l| l.to_string()));
        let mut precision = Vec::new();
        for (name, value) in [
            ("minLength", &lengths[0]),
            ("maxLength", &lengths[1]),
            ("minValue", &limits.min_value),
            ("maxValue", &limits.max_value),
            ("pattern", &limits.pattern),
        ] {
            if let Some(value) = value {
                let value = serde_json::Value::String(value.clone());
                precision.push(format!("\"{name}\":{value}"));
            }
        }
        let precision = if precision.is_empty() {
            String::new()
        } else {
            format!("{{{}}}", precision.join(","))
        };
        self.xml.leaf("xdf:praezisierung", &[], &precision);
        self.text("xdf:inhalt", field.content.as_deref());
        if let Some(list) = &field.code_list {
            self.xml.open("xdf:codelisteReferenz", &[]);
            if let Some(key) = &list.key {
                self.xml.open("xdf:identifikation", &[]);
                self.xml.leaf("xdf:id", &[], &key.id);
                if !key.version.is_empty() {
                    self.xml.leaf("xdf:version", &[], &key.version);
                }
                self.xml.close("xdf:identifikation");
            }
            self.xml.open("xdf:genericodeIdentification", &[]);
            self.xml.leaf("xdf:canonicalIdentification", &[], &list.uri);
            self.present("xdf:version", list.version.as_deref());
            self.present("xdf:canonicalVersionUri", list.version_uri.as_deref());
            self.xml.close("xdf:genericodeIdentification");
            self.xml.close("xdf:codelisteReferenz");
        }
        self.rules(&field.rules);
        self.xml.close("xdf:datenfeld");
    }

    fn rules(&mut self, rules: &[usize]) {
        let schema = self.schema;
        for rule in rules {
            self.rule(&schema.rules[*rule]);
        }
    }

    fn rule(&mut self, rule: &RuleText) {
        self.xml.open("xdf:regel", &[]);
        self.xml.open("xdf:identifikation", &[]);
        self.xml.leaf("xdf:id", &[], &rule.key.id);
        if !rule.key.version.is_empty() {
            self.xml.leaf("xdf:version", &[], &rule.key.version);
        }
        self.xml.close("xdf:identifikation");
        self.xml.leaf("xdf:name", &[], &rule.name);
        self.xml.leaf("xdf:bezeichnungEingabe", &[], "");
        self.text("xdf:beschreibung", rule.description.as_deref());
        self.xml.leaf("xdf:definition", &[], &rule.text);
        let bases: Vec<&str> = rule.legal_bases.iter().map(|b| b.text.as_str()).collect();
        self.xml.leaf("xdf:bezug", &[], &bases.join("; "));
        self.coded("status", Some("aktiv"));
        self.present("xdf:fachlicherErsteller", rule.author.as_deref());
        self.xml.leaf("xdf:script", &[], rule.script.as_deref().unwrap_or(EMPTY_SCRIPT));
        self.xml.close("xdf:regel");
    }
}
