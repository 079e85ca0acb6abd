//! Writes `XDatenfelder` 3.0.0.

use crate::model::{
    Base, Element as Place, Field, Group, Key, Keyword, LegalBasis, Payload, RuleText, Schema,
};
use crate::read::NAMESPACE_XDF3;
use crate::xml::XmlText;

const STATUS_LIST: (&str, &str) = ("urn:xoev-de:xprozess:codeliste:status", "2022-07-12");

/// Writes a schema as `XDatenfelder` 3.0.0. Ids and versions are written as they are: a schema
/// read from edition 2 is converted first ([`to_xdf3`](crate::to_xdf3)).
pub fn write_xdf3(schema: &Schema) -> String {
    let mut out = Writer { xml: XmlText::new(), schema };
    let (root, body) = match schema.payload {
        Payload::Schema => ("xdf:xdatenfelder.stammdatenschema.0102", "xdf:stammdatenschema"),
        Payload::Group => ("xdf:xdatenfelder.datenfeldgruppe.0103", ""),
        Payload::Field => ("xdf:xdatenfelder.datenfeld.0104", ""),
        Payload::Profile => ("xdf:xdatenfelder.dokumentsteckbrief.0101", "xdf:dokumentsteckbrief"),
    };
    out.xml.open(root, &[("xmlns:xdf", NAMESPACE_XDF3)]);
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
        out.schema_or_profile();
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
    fn optional(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.xml.leaf(name, &[], text);
        }
    }

    fn coded(&mut self, name: &str, list: (&str, &str), code: Option<&str>) {
        if let Some(code) = code {
            self.xml.open(name, &[("listURI", list.0), ("listVersionID", list.1)]);
            self.xml.leaf("code", &[], code);
            self.xml.close(name);
        }
    }

    fn key(&mut self, name: &str, key: &Key) {
        self.xml.open(name, &[]);
        self.xml.leaf("xdf:id", &[], &key.id);
        if !key.version.is_empty() {
            self.xml.leaf("xdf:version", &[], &key.version);
        }
        self.xml.close(name);
    }

    fn legal_bases(&mut self, bases: &[LegalBasis]) {
        for basis in bases {
            match &basis.link {
                Some(link) => self.xml.leaf("xdf:bezug", &[("link", link)], &basis.text),
                None => self.xml.leaf("xdf:bezug", &[], &basis.text),
            }
        }
    }

    fn base(&mut self, base: &Base) {
        self.key("xdf:identifikation", &base.key);
        self.xml.leaf("xdf:name", &[], &base.name);
        self.optional("xdf:beschreibung", base.description.as_deref());
        self.optional("xdf:definition", base.definition.as_deref());
        self.legal_bases(&base.legal_bases);
        let status = base.release_status.map(crate::model::ReleaseStatus::code);
        self.coded("xdf:freigabestatus", STATUS_LIST, status);
        self.optional("xdf:statusGesetztAm", base.status_set_on.as_deref());
        self.optional("xdf:statusGesetztDurch", base.status_set_by.as_deref());
        self.optional("xdf:gueltigAb", base.valid_from.as_deref());
        self.optional("xdf:gueltigBis", base.valid_until.as_deref());
        self.optional("xdf:versionshinweis", base.version_note.as_deref());
        self.optional("xdf:veroeffentlichungsdatum", base.published_on.as_deref());
        self.optional("xdf:letzteAenderung", base.last_change.as_deref());
        for relation in &base.relations {
            self.xml.open("xdf:relation", &[]);
            self.coded(
                "xdf:praedikat",
                ("urn:xoev-de:fim-datenfelder:codeliste:relation", "1.2"),
                Some(&relation.predicate),
            );
            self.key("xdf:objekt", &relation.object);
            self.xml.close("xdf:relation");
        }
        self.keywords(&base.keywords);
    }

    fn keywords(&mut self, keywords: &[Keyword]) {
        for keyword in keywords {
            match &keyword.uri {
                Some(uri) => self.xml.leaf("xdf:stichwort", &[("uri", uri)], &keyword.text),
                None => self.xml.leaf("xdf:stichwort", &[], &keyword.text),
            }
        }
    }

    fn schema_or_profile(&mut self) {
        let schema = self.schema;
        self.base(&schema.base);
        if schema.payload == Payload::Profile {
            self.xml.leaf(
                "xdf:istAbstrakt",
                &[],
                if schema.is_abstract { "true" } else { "false" },
            );
            self.coded(
                "xdf:dokumentart",
                ("urn:xoev-de:fim-datenfelder:codeliste:dokumentart", "2022-01-01"),
                schema.document_kind.as_deref(),
            );
        }
        self.xml.leaf("xdf:bezeichnung", &[], &schema.base.label);
        self.optional("xdf:hilfetext", schema.base.help.as_deref());
        if schema.payload == Payload::Profile {
            return;
        }
        self.coded(
            "xdf:ableitungsmodifikationenStruktur",
            ("urn:xoev-de:fim:codeliste:xdatenfelder.ableitungsmodifikationenStruktur", "1.0"),
            schema.derive_structure.as_deref(),
        );
        self.coded(
            "xdf:ableitungsmodifikationenRepraesentation",
            (
                "urn:xoev-de:fim:codeliste:xdatenfelder.ableitungsmodifikationenRepraesentation",
                "1.0",
            ),
            schema.derive_representation.as_deref(),
        );
        if let Some(profile) = &schema.document_profile {
            self.key("xdf:dokumentsteckbrief", profile);
        }
        self.rules(&schema.root_rules);
        self.structure(0);
    }

    fn structure(&mut self, node: usize) {
        let schema = self.schema;
        for child in &schema.nodes[node].children {
            let place = &schema.nodes[*child];
            self.xml.open("xdf:struktur", &[]);
            self.xml.leaf("xdf:anzahl", &[], &place.multiplicity.to_string());
            self.legal_bases(&place.legal_bases);
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
            Place::Group(group) => self.group(&schema.groups[group], node),
            Place::Field(field) => self.field(&schema.fields[field]),
        }
    }

    fn presentation(&mut self, base: &Base) {
        self.xml.leaf("xdf:bezeichnungEingabe", &[], &base.label);
        if !base.label_output.is_empty() {
            self.xml.leaf("xdf:bezeichnungAusgabe", &[], &base.label_output);
        }
        self.coded(
            "xdf:schemaelementart",
            ("urn:xoev-de:fim:codeliste:xdatenfelder.schemaelementart", "1.0"),
            base.element_kind.as_deref(),
        );
        self.optional("xdf:hilfetextEingabe", base.help.as_deref());
        self.optional("xdf:hilfetextAusgabe", base.help_output.as_deref());
    }

    fn group(&mut self, group: &Group, node: usize) {
        self.xml.open("xdf:datenfeldgruppe", &[]);
        self.base(&group.base);
        self.presentation(&group.base);
        self.coded(
            "xdf:art",
            ("urn:xoev-de:fim:codeliste:datenfelder.gruppenart", "1.0"),
            group.is_choice.then_some("X"),
        );
        self.rules(&group.rules);
        self.structure(node);
        self.xml.close("xdf:datenfeldgruppe");
    }

    fn field(&mut self, field: &Field) {
        self.xml.open("xdf:datenfeld", &[]);
        self.base(&field.base);
        self.presentation(&field.base);
        self.coded(
            "xdf:feldart",
            ("urn:xoev-de:fim:codeliste:xdatenfelder.feldart", "2.0"),
            Some(field.kind.code()),
        );
        self.coded(
            "xdf:datentyp",
            ("urn:xoev-de:fim:codeliste:xdatenfelder.datentyp", "2.0"),
            Some(field.data_type.code()),
        );
        let limits = &field.constraints;
        let lengths = [limits.min_length, limits.max_length].map(|l| l.map(|l| l.to_string()));
        let attributes: Vec<(&str, &str)> = [
            ("minLength", lengths[0].as_deref()),
            ("maxLength", lengths[1].as_deref()),
            ("minValue", limits.min_value.as_deref()),
            ("maxValue", limits.max_value.as_deref()),
            ("pattern", limits.pattern.as_deref()),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect();
        if !attributes.is_empty() {
            self.xml.leaf("xdf:praezisierung", &attributes, "");
        }
        self.optional("xdf:inhalt", field.content.as_deref());
        self.coded(
            "xdf:vorbefuellung",
            ("urn:xoev-de:fim:codeliste:xdatenfelder.vorbefuellung", "1.0"),
            field.prefill.as_deref(),
        );
        if !field.choices.is_empty() {
            self.xml.open("xdf:werte", &[]);
            for choice in &field.choices {
                self.xml.open("xdf:wert", &[]);
                self.xml.leaf("xdf:code", &[], &choice.code);
                self.xml.leaf("xdf:name", &[], &choice.name);
                self.optional("xdf:hilfe", choice.help.as_deref());
                self.xml.close("xdf:wert");
            }
            self.xml.close("xdf:werte");
        } else if let Some(list) = &field.code_list {
            self.xml.open("xdf:codelisteReferenz", &[]);
            self.xml.leaf("xdf:canonicalIdentification", &[], &list.uri);
            self.optional("xdf:version", list.version.as_deref());
            self.optional("xdf:canonicalVersionUri", list.version_uri.as_deref());
            self.xml.close("xdf:codelisteReferenz");
        }
        self.optional("xdf:codeKey", field.code_key.as_deref());
        self.optional("xdf:nameKey", field.name_key.as_deref());
        self.optional("xdf:helpKey", field.help_key.as_deref());
        self.optional("xdf:maxSize", field.max_size.map(|s| s.to_string()).as_deref());
        for media_type in &field.media_types {
            self.xml.leaf("xdf:mediaType", &[], media_type);
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
        self.key("xdf:identifikation", &rule.key);
        self.xml.leaf("xdf:name", &[], &rule.name);
        self.optional("xdf:beschreibung", rule.description.as_deref());
        self.xml.leaf("xdf:freitextRegel", &[], &rule.text);
        self.legal_bases(&rule.legal_bases);
        self.keywords(&rule.keywords);
        self.optional("xdf:fachlicherErsteller", rule.author.as_deref());
        self.optional("xdf:letzteAenderung", rule.last_change.as_deref());
        self.coded(
            "xdf:typ",
            ("urn:xoev-de:fim:codeliste:xdatenfelder.regeltyp", "1.0"),
            Some(rule.kind.as_deref().unwrap_or("K")),
        );
        self.optional("xdf:skript", rule.script.as_deref());
        self.xml.close("xdf:regel");
    }
}
