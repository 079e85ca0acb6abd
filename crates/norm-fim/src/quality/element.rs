//! What every element has: names, texts, legal bases, status, rules.

use std::collections::BTreeSet;

use super::QualityKind::{FehlerKritisch, FehlerMethodisch, Hinweis, Warnung};
use super::Report;
use crate::convert::DEFAULT_PROFILE;
use crate::model::{Base, Key, LegalBasis, ReleaseStatus};

/// Longest label that the catalogue recommends, in characters.
const LABEL_LENGTH: usize = 255;
/// Longest help text that the catalogue recommends, in characters.
const HELP_LENGTH: usize = 500;
/// Number range of the harmonised elements of all.
const HARMONISED_RANGE: &str = "60";
/// Author names reserved to that range.
const RESERVED_AUTHORS: [&str; 2] = ["FIM-Baustein Datenfelder", "FIM Baustein Datenfelder"];

impl Report<'_> {
    /// The schema as an element.
    pub(super) fn schema_itself(&mut self) {
        let schema = self.schema;
        let base = &schema.base;
        let key = &base.key;
        self.id(key, 'S');
        if base.name.is_empty() {
            self.add(key, "Name", 1002, FehlerKritisch, "Der Name fehlt.");
        }
        if base.label.is_empty() {
            self.add(key, "Bezeichnung", 1050, FehlerKritisch, "Die Bezeichnung fehlt.");
        }
        self.legal_bases(key, "Handlungsgrundlagen", &base.legal_bases);
        self.status(base, 1143);
        match &schema.document_profile {
            None => self.add(
                key,
                "Dokumentsteckbrief",
                1007,
                FehlerKritisch,
                "Es ist kein Dokumentsteckbrief zugeordnet.",
            ),
            Some(profile) if profile.id == DEFAULT_PROFILE => {
                if base.release_status.is_some_and(is_released) {
                    self.add(
                        key,
                        "Dokumentsteckbrief",
                        1097,
                        FehlerMethodisch,
                        "Das freigegebene Schema hat nur den Standard-Dokumentsteckbrief.",
                    );
                } else {
                    self.add(
                        key,
                        "Dokumentsteckbrief",
                        1096,
                        Warnung,
                        "Das Schema hat nur den Standard-Dokumentsteckbrief.",
                    );
                }
            }
            Some(_) => {}
        }
        if schema.nodes[0].children.is_empty() {
            self.add(key, "Unterelemente", 1078, FehlerKritisch, "Das Schema ist leer.");
        }
        self.author(base, 1141);
        self.derivation();
        self.relations(base);
        self.addresses(base);
        self.letters(base);
        self.children(0, key);
        self.rules_of(0);
    }

    /// Basisdaten of a field or group.
    pub(super) fn common(&mut self, node: usize) {
        let schema = self.schema;
        let base = schema.base_of(node);
        let key = &base.key;
        self.id(key, if schema.field(node).is_some() { 'F' } else { 'G' });
        if base.name.is_empty() {
            self.add(key, "Name", 1002, FehlerKritisch, "Der Name fehlt.");
        }
        if base.label.is_empty() {
            self.add(
                key,
                "Bezeichnung Eingabe",
                1009,
                FehlerKritisch,
                "Die Bezeichnung für die Eingabe fehlt.",
            );
        }
        if base.label_output.is_empty() {
            self.add(
                key,
                "Bezeichnung Ausgabe",
                1010,
                FehlerKritisch,
                "Die Bezeichnung für die Ausgabe fehlt.",
            );
        }
        self.kind_of_element(base);
        self.legal_bases(key, "Handlungsgrundlagen", &base.legal_bases);
        self.texts(base);
        self.status(base, 1142);
        self.author(base, 1140);
        self.published(base);
        self.relations(base);
        self.addresses(base);
        self.letters(base);
    }

    fn id(&mut self, key: &Key, letter: char) {
        let digits = key.id.strip_prefix(letter).unwrap_or_default();
        let wanted = if self.schema.standard == crate::Standard::Xdf3 { 11 } else { 8 };
        if digits.len() != wanted || !digits.bytes().all(|b| b.is_ascii_digit()) {
            self.add(key, "ID", 1039, FehlerKritisch, "Die ID hat nicht die vorgeschriebene Form.");
        }
    }

    fn kind_of_element(&mut self, base: &Base) {
        let key = &base.key;
        let has_no_basis = base.legal_bases.is_empty();
        match base.element_kind.as_deref() {
            Some("HAR") if has_no_basis => self.add(
                key,
                "Handlungsgrundlagen",
                1101,
                Warnung,
                "Das harmonisierte Element nennt keine Handlungsgrundlage.",
            ),
            Some("RNG") if has_no_basis => self.add(
                key,
                "Handlungsgrundlagen",
                1006,
                FehlerKritisch,
                "Das rechtsnormgebundene Element nennt keine Handlungsgrundlage.",
            ),
            Some("HAR" | "RNG" | "ABS") => {}
            _ => self.add(
                key,
                "Strukturelementart",
                1031,
                FehlerKritisch,
                "Die Strukturelementart fehlt oder ist unbekannt.",
            ),
        }
    }

    /// Legal bases of an element or of a place in the structure.
    pub(super) fn legal_bases(&mut self, key: &Key, row: &str, bases: &[LegalBasis]) {
        for basis in bases {
            if basis.text.matches('§').count() > 1 {
                self.add(
                    key,
                    row,
                    1132,
                    Warnung,
                    "Mehrere Handlungsgrundlagen stehen in einer Angabe.",
                );
            }
            if basis.link.as_deref().is_some_and(|link| !is_address(link)) {
                self.add(key, row, 1133, Warnung, "Die Adresse der Handlungsgrundlage ist falsch.");
            }
        }
    }

    fn texts(&mut self, base: &Base) {
        let long = "Der Text ist länger als empfohlen.";
        let texts = [
            ("Bezeichnung Eingabe", Some(base.label.as_str()), LABEL_LENGTH),
            ("Bezeichnung Ausgabe", Some(base.label_output.as_str()), LABEL_LENGTH),
            ("Hilfetext Eingabe", base.help.as_deref(), HELP_LENGTH),
            ("Hilfetext Ausgabe", base.help_output.as_deref(), HELP_LENGTH),
        ];
        for (row, text, most) in texts {
            if text.is_some_and(|t| t.chars().count() > most) {
                self.add(&base.key, row, 1136, Hinweis, long);
            }
        }
        for (row, help, label) in [
            ("Hilfetext Eingabe", &base.help, &base.label),
            ("Hilfetext Ausgabe", &base.help_output, &base.label_output),
        ] {
            let Some(help) = help.as_deref() else { continue };
            if help == label {
                self.add(
                    &base.key,
                    row,
                    1098,
                    FehlerMethodisch,
                    "Hilfetext und Bezeichnung sind gleich.",
                );
            } else if help == base.name {
                self.add(&base.key, row, 1099, FehlerMethodisch, "Hilfetext und Name sind gleich.");
            }
        }
    }

    pub(super) fn status(&mut self, base: &Base, code: u16) {
        let Some(status) = base.release_status else {
            self.add(&base.key, "Status", 1032, FehlerKritisch, "Der Status fehlt.");
            return;
        };
        let needs_date = status >= ReleaseStatus::Draft && status != ReleaseStatus::ToBeDeleted;
        if needs_date && base.status_set_on.is_none() {
            self.add(
                &base.key,
                "Status gesetzt am",
                code,
                FehlerKritisch,
                "Es fehlt, wann der Status gesetzt wurde.",
            );
        }
        if base.status_set_by.is_none() {
            self.add(
                &base.key,
                "Fachlicher Ersteller",
                1117,
                Hinweis,
                "Der fachliche Ersteller fehlt noch.",
            );
        }
    }

    fn author(&mut self, base: &Base, code: u16) {
        if base.status_set_by.as_deref().is_some_and(|by| RESERVED_AUTHORS.contains(&by)) {
            self.reserved(&base.key, code);
        }
    }

    fn reserved(&mut self, key: &Key, code: u16) {
        if key.id.get(1..3) != Some(HARMONISED_RANGE) {
            self.add(
                key,
                "Fachlicher Ersteller",
                code,
                FehlerMethodisch,
                "Dieser Ersteller ist dem Nummernkreis 60 vorbehalten.",
            );
        }
    }

    /// A published schema may hold only published elements that are drafts at least.
    fn published(&mut self, base: &Base) {
        if self.schema.base.published_on.is_none() {
            return;
        }
        if base.published_on.is_none() {
            self.add(
                &base.key,
                "Veröffentlichungsdatum",
                1127,
                Hinweis,
                "Das Schema ist veröffentlicht, dieses Element nicht.",
            );
        }
        if base.release_status.is_some_and(|s| s < ReleaseStatus::Draft) {
            self.add(
                &base.key,
                "Status",
                1129,
                Hinweis,
                "Das Schema ist veröffentlicht, dieses Element noch nicht einmal ein Entwurf.",
            );
        }
    }

    /// Rules carried by an element.
    pub(super) fn rules_of(&mut self, node: usize) {
        let schema = self.schema;
        for index in schema.rules_at(node) {
            let rule = &schema.rules[*index];
            // The official report shows rules without their version.
            let key = Key::new(rule.key.id.clone(), "");
            if !self.rules_seen.insert(rule.key.clone()) {
                continue;
            }
            let by = rule.author.as_deref();
            if by.is_some_and(|by| RESERVED_AUTHORS.contains(&by)) {
                self.reserved(&key, 1140);
            }
            if holds_short_id(&rule.text) && schema.standard == crate::Standard::Xdf3 {
                self.add(
                    &key,
                    "Freitextregel",
                    1041,
                    FehlerMethodisch,
                    "Die Regel nennt Elemente mit der alten, kurzen ID.",
                );
            }
            self.versions_in_rule(&key, rule);
            for id in long_ids(&rule.text) {
                if schema.standard == crate::Standard::Xdf3 && !self.is_within(node, id) {
                    self.add(
                        &key,
                        "Freitextregel",
                        1001,
                        FehlerMethodisch,
                        &format!("Die Regel nennt {id}; das steht nicht unter ihrem Element."),
                    );
                }
            }
            if rule.name.is_empty() {
                self.add(&key, "Name", 1002, FehlerKritisch, "Der Name fehlt.");
            }
            if rule.text.trim().is_empty() {
                self.add(&key, "Freitextregel", 1024, FehlerMethodisch, "Die Regel ist leer.");
            }
        }
    }

    /// True when the element stands at this place or below it.
    fn is_within(&self, node: usize, id: &str) -> bool {
        let schema = self.schema;
        self.places.get(id).into_iter().flatten().any(|place| {
            let mut around = Some(*place);
            while let Some(at) = around.filter(|at| *at != node) {
                around = schema.nodes[at].parent;
            }
            around.is_some()
        })
    }
}

/// The elements a text names by letter and eleven digits, each once.
fn long_ids(text: &str) -> BTreeSet<&str> {
    let is_id = |word: &&str| {
        word.len() == 12
            && word.starts_with(['F', 'G'])
            && word.bytes().skip(1).all(|b| b.is_ascii_digit())
    };
    text.split(|c: char| !c.is_ascii_alphanumeric())
        .map(|word| word.split_once('V').map_or(word, |(id, _)| id))
        .filter(is_id)
        .collect()
}

/// Released by method or by content.
fn is_released(status: ReleaseStatus) -> bool {
    matches!(status, ReleaseStatus::MethodReleased | ReleaseStatus::Silver | ReleaseStatus::Gold)
}

/// True when a text names an element by letter and eight digits.
fn holds_short_id(text: &str) -> bool {
    let mut rest = text;
    while let Some(at) = rest.find(['F', 'G']) {
        rest = &rest[at + 1..];
        if rest.bytes().take_while(u8::is_ascii_digit).count() == 8 {
            return true;
        }
    }
    false
}

/// An address of the web without spaces.
fn is_address(link: &str) -> bool {
    let rest = link.strip_prefix("https://").or_else(|| link.strip_prefix("http://"));
    rest.is_some_and(|r| {
        let host = r.split(['/', '?', '#']).next().unwrap_or_default();
        host.contains('.') && !r.contains(char::is_whitespace)
    })
}
