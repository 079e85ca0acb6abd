//! Codes that official exports seldom show: relations, lists at hand, references in rules, document
//! profiles.

use super::QualityKind::{FehlerKritisch, FehlerMethodisch, Hinweis, Warnung};
use super::Report;
use crate::model::{Base, CodeListRef, Field, Key, Payload, ReleaseStatus, RuleText};

/// Longest address that the catalogue recommends, in characters.
const ADDRESS_LENGTH: usize = 255;
/// First letters of ids: schema, group, field, rule, profile, code list.
const ELEMENT_LETTERS: [char; 6] = ['S', 'G', 'F', 'R', 'D', 'C'];
/// Kinds of documents (`dokumentart`): 001 to 014, and 999.
const DOCUMENT_KINDS: std::ops::RangeInclusive<u32> = 1..=14;

impl Report<'_> {
    /// What a schema says about those who derive from it.
    pub(super) fn derivation(&mut self) {
        let schema = self.schema;
        let key = &schema.base.key;
        let is_known = |code: &Option<String>, known: &[&str]| {
            code.as_deref().is_some_and(|code| known.contains(&code))
        };
        if !is_known(&schema.derive_structure, &["0", "1", "2", "3"]) {
            self.add(
                key,
                "Änderbarkeit Struktur",
                1033,
                FehlerKritisch,
                "Die Änderbarkeit der Struktur fehlt oder ist unbekannt.",
            );
        }
        if !is_known(&schema.derive_representation, &["0", "1"]) {
            self.add(
                key,
                "Änderbarkeit Repräsentation",
                1034,
                FehlerKritisch,
                "Die Änderbarkeit der Repräsentation fehlt oder ist unbekannt.",
            );
        }
    }

    /// A document profile, which has no structure.
    pub(super) fn profile(&mut self) {
        let schema = self.schema;
        let base = &schema.base;
        let key = &base.key;
        let has_no_basis = base.legal_bases.is_empty();
        if base.definition.is_none() {
            self.add(key, "Definition", 1049, FehlerKritisch, "Die Definition fehlt.");
        }
        if base.label.is_empty() {
            self.add(key, "Bezeichnung", 1050, FehlerKritisch, "Die Bezeichnung fehlt.");
        }
        if has_no_basis && !schema.is_abstract {
            self.add(
                key,
                "Handlungsgrundlagen",
                1052,
                FehlerKritisch,
                "Nur ein abstrakter Dokumentsteckbrief darf ohne Handlungsgrundlage sein.",
            );
        }
        let number = schema.document_kind.as_deref().and_then(|c| c.parse::<u32>().ok());
        if !number.is_some_and(|n| DOCUMENT_KINDS.contains(&n) || n == 999) {
            self.add(
                key,
                "Dokumentart",
                1055,
                FehlerKritisch,
                "Die Dokumentart fehlt oder ist unbekannt.",
            );
        }
        if base.help.is_none() {
            self.add(key, "Hilfetext", 1107, Warnung, "Der Hilfetext fehlt.");
        }
        self.legal_bases(key, "Handlungsgrundlagen", &base.legal_bases);
        self.status(base, 1144);
        self.linked_profiles(base);
        self.relations(base);
    }

    fn linked_profiles(&mut self, base: &Base) {
        let linked = base.relations.iter().filter(|r| r.predicate == "VKN").count();
        let is_abstract = self.schema.is_abstract;
        // Relations are there only when they were kept in reading.
        if !is_abstract && linked > 0 {
            self.add(
                &base.key,
                "Relationen",
                1053,
                FehlerKritisch,
                "Einem konkreten Dokumentsteckbrief sind keine anderen zugeordnet.",
            );
        } else if is_abstract && linked == 1 {
            self.add(
                &base.key,
                "Relationen",
                1054,
                FehlerKritisch,
                "Einem abstrakten Dokumentsteckbrief sind mindestens zwei zugeordnet.",
            );
        }
    }

    /// Relations, as far as they were kept in reading.
    pub(super) fn relations(&mut self, base: &Base) {
        for relation in &base.relations {
            if !matches!(relation.predicate.as_str(), "ABL" | "ERS" | "EQU" | "VKN") {
                self.add(
                    &base.key,
                    "Relationen",
                    1029,
                    FehlerKritisch,
                    "Die Art der Relation fehlt oder ist unbekannt.",
                );
            }
            if relation.object.id.is_empty() {
                self.add(
                    &base.key,
                    "Relationen",
                    1091,
                    FehlerKritisch,
                    "In der Relation fehlt das andere Element.",
                );
            } else if !relation.object.id.starts_with(ELEMENT_LETTERS) {
                self.add(
                    &base.key,
                    "Relationen",
                    1087,
                    FehlerKritisch,
                    "Die Relation führt zu etwas, das kein Element ist.",
                );
            }
        }
    }

    /// Addresses, longer than the catalogue recommends.
    pub(super) fn addresses(&mut self, base: &Base) {
        let is_long =
            |text: Option<&str>| text.is_some_and(|text| text.chars().count() > ADDRESS_LENGTH);
        for keyword in &base.keywords {
            if is_long(keyword.uri.as_deref()) {
                self.add(&base.key, "Stichwörter", 1137, Hinweis, "Die URI ist sehr lang.");
            }
        }
        for basis in &base.legal_bases {
            if is_long(basis.link.as_deref()) {
                self.add(
                    &base.key,
                    "Handlungsgrundlagen",
                    1138,
                    Hinweis,
                    "Der Link ist sehr lang.",
                );
            }
        }
    }

    /// Characters that no register can take: controls, private use and pictures.
    pub(super) fn letters(&mut self, base: &Base) {
        let texts = [
            ("Name", Some(base.name.as_str())),
            ("Bezeichnung Eingabe", Some(base.label.as_str())),
            ("Bezeichnung Ausgabe", Some(base.label_output.as_str())),
            ("Hilfetext Eingabe", base.help.as_deref()),
            ("Hilfetext Ausgabe", base.help_output.as_deref()),
        ];
        for (row, text) in texts {
            let is_foreign = |c: char| {
                c.is_control() && !matches!(c, '\n' | '\r' | '\t')
                    || matches!(c, '\u{2e80}'..='\u{a4cf}' | '\u{e000}'..='\u{f8ff}' | '\u{fff0}'..)
            };
            if text.is_some_and(|text| text.chars().any(is_foreign)) {
                self.add(
                    &base.key,
                    row,
                    1131,
                    FehlerKritisch,
                    "Der Text hat Zeichen, die String.Latin nicht kennt.",
                );
            }
        }
    }

    /// A field beside the code list it refers to, if that is at hand.
    pub(super) fn with_list(&mut self, field: &Field, reference: &CodeListRef) {
        let key = &field.base.key;
        let Some(list) = self.code_lists.find(reference) else { return };
        for column in [&field.code_key, &field.name_key, &field.help_key].into_iter().flatten() {
            if !list.columns.contains(column) {
                self.add(
                    key,
                    "Codeliste",
                    1122,
                    FehlerMethodisch,
                    "Die Codeliste hat die genannte Spalte nicht.",
                );
            }
        }
        let Some(content) = field.content.as_deref() else { return };
        if !list.choices(field).iter().any(|c| c.code == content) {
            self.add(
                key,
                "Inhalt",
                1076,
                FehlerMethodisch,
                "Der Inhalt ist kein Code der Codeliste.",
            );
        }
    }

    /// Elements with their version in the text of a rule.
    pub(super) fn versions_in_rule(&mut self, key: &Key, rule: &RuleText) {
        let mut rest = rule.text.as_str();
        while let Some(at) = rest.find(['F', 'G']) {
            rest = &rest[at + 1..];
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            let after = rest.get(digits..).unwrap_or_default();
            let has_version = matches!(digits, 8 | 11)
                && after
                    .strip_prefix('V')
                    .is_some_and(|version| version.starts_with(|c: char| c.is_ascii_digit()));
            if has_version {
                self.add(
                    key,
                    "Freitextregel",
                    1019,
                    FehlerMethodisch,
                    "Die Regel nennt ein Element mit seiner Version.",
                );
                return;
            }
        }
    }

    /// Versioned elements of the own range in a working copy.
    pub(super) fn own_range(&mut self, node: usize) {
        let schema = self.schema;
        if schema.payload != Payload::Schema || !schema.base.key.version.is_empty() {
            return;
        }
        let range = |key: &Key| key.id.get(1..3).map(str::to_owned);
        let above = schema.nodes[node].parent.unwrap_or(0);
        let base = schema.base_of(node);
        let is_bound = base.element_kind.as_deref() == Some("RNG");
        if is_bound && !base.key.version.is_empty() && range(&base.key) == range(&schema.base.key) {
            let holder = schema.base_of(above).key.clone();
            self.add(
                &holder,
                &base.key.id,
                1134,
                Hinweis,
                "Die Arbeitskopie verwendet eine feste Version aus dem eigenen Nummernkreis.",
            );
        }
    }

    /// A published group may hold only published elements that are drafts at least.
    pub(super) fn published_group(&mut self, node: usize) {
        let schema = self.schema;
        let group = schema.base_of(node);
        if group.published_on.is_none() || schema.payload != Payload::Group {
            return;
        }
        for child in &schema.nodes[node].children {
            let base = schema.base_of(*child);
            if base.published_on.is_none() {
                self.add(
                    &group.key,
                    &base.key.id,
                    1128,
                    Hinweis,
                    "Die Gruppe ist veröffentlicht, dieses Element nicht.",
                );
            }
            if base.release_status.is_some_and(|s| s < ReleaseStatus::Draft) {
                self.add(
                    &group.key,
                    &base.key.id,
                    1130,
                    Hinweis,
                    "Die Gruppe ist veröffentlicht, dieses Element noch nicht einmal ein Entwurf.",
                );
            }
        }
    }
}
